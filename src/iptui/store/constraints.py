"""The CHECKs of a schema, asked of all rows at once.

SQLite's own check evaluates them row by row, and makes each list of words in them anew for each row: that takes longer
than all the rest of it. In a query such a list is made once.
"""

from __future__ import annotations

import re
import sqlite3

__all__ = ["checks", "violates"]

# What can hide a parenthesis.
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|\bCHECK\s*\(|[()]""", re.IGNORECASE)


def checks(sql: str) -> list[str]:
    """The expressions of all CHECKs of a table.

    Args:
        sql: its CREATE TABLE, without comments.
    """
    found: list[str] = []
    depth = begin = inside = 0
    for token in _TOKEN.finditer(sql):
        mark = token.group()
        if mark == ")":
            if begin and depth == inside:
                found.append(sql[begin : token.start()])
                begin = 0
            depth -= 1
        elif mark[0] not in "'\"":
            depth += 1
            if mark != "(" and not begin:
                begin, inside = token.end(), depth
    return found


def violates(connection: sqlite3.Connection, table: str, sql: str) -> bool:
    """Whether a row of a table is not as its CHECKs want it; as for SQLite, one that gives NULL is satisfied.

    Args:
        connection: to the database.
        table: its name.
        sql: its CREATE TABLE, without comments and the semicolon, which its rows are to be held against.

    Raises:
        sqlite3.Error: when it cannot be read.
    """
    wanted = checks(sql)
    if not wanted:
        return False
    failed = " OR ".join(f"NOT ({expression})" for expression in wanted)
    # The rows themselves: what an index says of them may be something else. A table without row ids has its rows in the
    # index of its primary key; to forbid it all indexes forbids nothing.
    rows = f"INDEXED BY sqlite_autoindex_{table}_1" if sql.endswith("WITHOUT ROWID") else "NOT INDEXED"
    query = f"SELECT EXISTS (SELECT 1 FROM main.{table} {rows} WHERE {failed})"
    return bool(connection.execute(query).fetchone()[0])
