"""A connection of a SQLite that was built without FTS5: what needs it fails as it does there."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

__all__ = ["Lacking"]

_NEEDS = re.compile(r"USING\s+fts5|\bMATCH\b|bm25\(", re.IGNORECASE)
_TOUCHES = re.compile(r"(?:FROM|INTO|TABLE|EXISTS|UPDATE)\s+(?:main\.)?seal_text\b", re.IGNORECASE)


class Lacking(sqlite3.Connection):
    """Knows no module of the name of FTS5."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement, unless it needs the module."""
        if "pragma_module_list" in sql:
            return super().execute("SELECT 0")
        if _NEEDS.search(sql) or (_TOUCHES.search(sql) and self._is_virtual()):
            raise sqlite3.OperationalError("no such module: fts5")
        return super().execute(sql, *values)

    def executemany(self, sql: str, values: Any) -> sqlite3.Cursor:
        """The same for many rows."""
        if _TOUCHES.search(sql) and self._is_virtual():
            raise sqlite3.OperationalError("no such module: fts5")
        return super().executemany(sql, values)

    def _is_virtual(self) -> bool:
        query = "SELECT 1 FROM main.sqlite_schema WHERE name = 'seal_text' AND sql LIKE 'CREATE VIRTUAL%'"
        return super().execute(query).fetchone() is not None
