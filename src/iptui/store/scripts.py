"""The SQL of `db/`, statement by statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from iptui import resources
from iptui.store.opening import SCHEMA_VERSION

__all__ = ["EARLIER_VIEWS", "FIRST_TO_KNOW_CHANGES", "creates", "is_current", "statements", "upgrade"]

EARLIER_VIEWS = "views-2.sql"
"""Views that databases of an earlier schema version have in another wording than `views.sql`."""
FIRST_TO_KNOW_CHANGES = 2
"""The schema version since which a database knows whether it was changed: those before count as unsealed."""


def statements(script: str) -> Iterator[str]:
    """The statements of a script of `db/`, one by one: `executescript` would end the transaction."""
    statement = ""
    for line in resources.read_text(script).splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _words(statement: str) -> list[str]:
    """The first three words of a statement, and the rest; comments before them left out."""
    code = [line for line in statement.splitlines() if line.strip() and not line.lstrip().startswith("--")]
    return " ".join(code).split(maxsplit=3)


def creates(statement: str) -> str:
    """The word after CREATE, comments before it left out; an empty text where it creates nothing."""
    words = _words(statement)
    return words[1].upper() if len(words) > 1 and words[0].upper() == "CREATE" else ""


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether a database is of this schema version."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION)


def upgrade(connection: sqlite3.Connection) -> None:
    """Make a database of an earlier schema version one of this version, within the caller's transaction."""
    if is_current(connection):
        return
    if connection.execute("PRAGMA user_version").fetchone()[0] < FIRST_TO_KNOW_CHANGES:
        for statement in statements("schema.sql"):
            if "CREATE TABLE sealing" in statement:
                connection.execute(statement)
        for statement in statements("unseal.sql"):
            connection.execute(statement)
    earlier = {_words(statement)[2] for statement in statements(EARLIER_VIEWS)}
    for view in earlier:
        connection.execute(f"DROP VIEW {view}")
    for statement in statements("views.sql"):
        if _words(statement)[2] in earlier:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
