"""Fixtures of the store's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.handmade import database


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("made"))


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    path = tmp_path / "copy.sqlite"
    path.write_bytes(made.read_bytes())
    return path
