"""The SQL of `db/`, statement by statement."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from functools import cache

from iptui import resources
from iptui.store.opening import SCHEMA_VERSION

__all__ = [
    "CREATE",
    "EARLIER_VIEWS",
    "FIRST_TO_KNOW_CHANGES",
    "creates",
    "is_current",
    "made",
    "statements",
    "upgrade",
]

EARLIER_VIEWS = "views-2.sql"
"""Views that databases of an earlier schema version have in another wording than `views.sql`."""
FIRST_TO_KNOW_CHANGES = 2
"""The schema version since which a database knows whether it was changed: those before count as unsealed."""
CREATE = re.compile(
    r"""CREATE (?P<kind>VIRTUAL TABLE|TABLE|UNIQUE INDEX|INDEX|VIEW|TRIGGER) """
    r"""(?P<name>\w+|"[^"]+"|'[^']+'|\[[^]]+\]|`[^`]+`)"""
)
"""How a statement begins that makes something: its kind and its name."""
_LEADING = re.compile(r"(?:\s|--[^\n]*\n)*")


def statements(script: str) -> Iterator[str]:
    """The statements of a script of `db/`, one by one: `executescript` would end the transaction."""
    statement = ""
    for line in resources.read_text(script).splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def creates(statement: str) -> str:
    """The word after CREATE, comments before it left out; an empty text where it creates nothing."""
    found = CREATE.match(_bare(statement))
    return found["kind"].split()[0] if found is not None else ""


@cache
def made(*scripts: str) -> dict[str, tuple[str, str]]:
    """What scripts make: kind, and the statement as SQLite keeps it, of each object by its name."""
    found = {}
    for script in scripts:
        for statement in statements(script):
            sql = _bare(statement)
            created = CREATE.match(sql)
            if created is not None:
                found[created["name"].lower()] = (created["kind"].lower(), sql)
    return found


def _bare(statement: str) -> str:
    """A statement without the comments before it and what ends it."""
    return _LEADING.sub("", statement, count=1).rstrip().removesuffix(";").rstrip()


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether a database is of this schema version."""
    return _version(connection) == SCHEMA_VERSION


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def upgrade(connection: sqlite3.Connection) -> None:
    """Make a database of an earlier schema version one of this version, within the caller's transaction."""
    if is_current(connection):
        return
    if _version(connection) < FIRST_TO_KNOW_CHANGES:
        for _, sql in (made("schema.sql")["sealing"], *made("unseal.sql").values()):
            connection.execute(sql)
    views = made("views.sql")
    for name in made(EARLIER_VIEWS):
        connection.execute(f"DROP VIEW {name}")
        connection.execute(views[name][1])
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
