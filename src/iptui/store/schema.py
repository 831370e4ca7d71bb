"""What `iptui schema` tells: the public views of a database with their comments, columns, types and meanings.

The derived tables are documented likewise, for those who ask for one by name; they are no contract.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iptui import resources
from iptui.store.damage import reading
from iptui.store.errors import QueryError, StoreError

if TYPE_CHECKING:
    from iptui.store.catalogue import Catalogue

__all__ = ["ColumnDoc", "ViewDoc", "derived_names", "documented", "view_names"]

_VIEW = re.compile(r"((?:^--[^\n]*\n)+)CREATE VIEW (\w+) AS\n", re.MULTILINE)
_DERIVED = re.compile(r"((?:^--[^\n]*\n)*)CREATE (?:VIRTUAL )?TABLE (seal\w+)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ColumnDoc:
    """A column: its name, the type of its values (TEXT, INTEGER, REAL), and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ViewDoc:
    """A public view: what it tells, its columns, and the SQL that makes it."""

    name: str
    tells: str
    columns: tuple[ColumnDoc, ...]
    sql: str


def _comments(script: str, pattern: re.Pattern[str]) -> dict[str, str]:
    """The comment above each view or table of a script, on one line."""
    return {
        name: " ".join(line.removeprefix("--").strip() for line in comment.splitlines()).strip()
        for comment, name in pattern.findall(resources.read_text(script))
    }


def _derived() -> dict[str, str]:
    """The comment above each derived table, and above the one that says whether they are fresh."""
    return {**_comments("schema.sql", _DERIVED), **_comments("seal.sql", _DERIVED)}


def _columns() -> dict[str, dict[str, dict[str, str]]]:
    """Type and meaning of columns: those of one view, and those in any (under `any`)."""
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(resources.read_text("columns.toml"))
    return found


def view_names() -> list[str]:
    """The public views, in the order of `views.sql`."""
    return list(_comments("views.sql", _VIEW))


def derived_names() -> list[str]:
    """The derived tables: the one that says whether they are fresh, then the order of `seal.sql`."""
    return list(_derived())


def documented(catalogue: Catalogue, names: list[str] | None = None) -> list[ViewDoc]:
    """The documentation of some public views or derived tables, or of all public views, as they are in a database.

    Raises:
        QueryError: when one is no public view, with the nearest names.
        StoreError: when the database lacks one.
    """
    comments, columns = _comments("views.sql", _VIEW), _columns()
    views = list(comments)
    if names:
        comments |= _derived()
    for name in names or []:
        if name not in comments:
            from iptui.text import did_you_mean

            hint = did_you_mean(name, comments, f"there are {', '.join(comments)}")
            raise QueryError(f"no public view {name!r}; {hint}")
    found = []
    with reading(catalogue.path):
        for name in names or views:
            row = catalogue.connection.execute(
                "SELECT sql FROM sqlite_schema WHERE type IN ('view', 'table') AND name = ?", (name,)
            ).fetchone()
            if row is None:
                raise StoreError(f"{catalogue.path}: lacks the public view {name}")
            told = []
            for (column,) in catalogue.connection.execute(
                "SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1", (name,)
            ):
                doc = columns.get(name, {}).get(column) or columns["any"].get(column) or {}
                told.append(ColumnDoc(column, doc.get("type", ""), doc.get("meaning", "")))
            found.append(ViewDoc(name, comments[name], tuple(told), f"{row[0]};"))
    return found
