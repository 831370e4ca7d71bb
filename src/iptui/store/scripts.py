"""The SQL of `db/`, statement by statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from iptui import resources

__all__ = ["creates", "statements", "upgrade"]


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
    code = [line for line in statement.splitlines() if line.strip() and not line.lstrip().startswith("--")]
    words = " ".join(code).split(maxsplit=2)
    return words[1].upper() if len(words) > 1 and words[0].upper() == "CREATE" else ""


def upgrade(connection: sqlite3.Connection) -> None:
    """Give a database of the first schema version what it lacks of this one, within the caller's transaction."""
    if connection.execute("PRAGMA user_version").fetchone() != (1,):
        return
    for statement in statements("schema.sql"):
        if "CREATE TABLE sealing" in statement or "PRAGMA user_version" in statement:
            connection.execute(statement)
    for statement in statements("unseal.sql"):
        connection.execute(statement)
