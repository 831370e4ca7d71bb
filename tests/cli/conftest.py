"""The command line as it is used: a process with arguments, and what it writes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from crisis import small_database
from running import Done, Run


@pytest.fixture(scope="session")
def dorf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the small crisis; its folder `dorf` lies beside it."""
    return small_database(tmp_path_factory.mktemp("crisis"))


@pytest.fixture(scope="session")
def iptui(dorf: Path) -> Run:
    """Runs `iptui` on the small crisis, or another database."""

    def run(
        *arguments: str,
        stdin: str = "",
        env: Mapping[str, str] | None = None,
        database: Path | None = None,
    ) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "iptui", *arguments],
            input=stdin.encode(),
            capture_output=True,
            env={**os.environ, "IPTUI_DATABASE": str(database or dorf), **(env or {})},
            check=False,
            timeout=60,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
