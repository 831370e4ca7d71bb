"""Questions to an imported database, and what holds of every one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]


def ask(database: Path, query: str, *values: object) -> Rows:
    """The rows of a query."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query, values).fetchall()


def sound(database: Path) -> None:
    """What holds of every imported database: constraints, references, evidence, and the passages in the file."""
    assert ask(database, "PRAGMA integrity_check") == [("ok",)]
    assert ask(database, "PRAGMA foreign_key_check") == []
    assert ask(database, "SELECT * FROM unsupported") == []
