"""Foreign files made by hand, and imports of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from iptui.exchange.incoming import Report, import_files
from iptui.exchange.mapping import load


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of text or bytes."""

    def write(content: str | bytes, name: str = "events.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def bring_in(tmp_path: Path) -> Callable[..., tuple[Report, Path]]:
    """Imports files by a format or a mapping file."""

    def run(*files: Path, by: str | Path = "csv", **options: Any) -> tuple[Report, Path]:
        target = tmp_path / "made.sqlite"
        return import_files(list(files), load(by), target, **options), target

    return run
