"""Whether a database of a stranger is built as ours are, before anything in it is read: schema, structure, types.

A view, trigger, virtual table or default of a stranger is code that SQLite would run. So every statement in the
schema must be one of `db/*.sql`; plain tables and indexes of other names are let be, and never read.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from functools import cache

from iptui.store import constraints, fulltext
from iptui.store.errors import DatabaseError
from iptui.store.opening import SEAL_VERSION
from iptui.store.scripts import CREATE, EARLIER_VIEWS, FIRST_TO_KNOW_CHANGES, made

__all__ = ["check_contents", "check_schema", "is_sealed"]

SMALL = 16_000_000
"""Up to so many bytes everything is checked before it is read: it takes no longer than a frame or two."""
_BASE = ("schema.sql", "unseal.sql", "views.sql")
_SEAL = "seal.sql"
_MARK = "unseal.sql"
_NOISE = re.compile(r"""('(?:[^']|'')*'|"[^"]*")|--[^\n]*|/\*.*?\*/|\s+""", re.DOTALL)
_SHADOWS = ("seal_text_config", "seal_text_data", "seal_text_docsize", "seal_text_idx", "seal_text_content")


def _plain(sql: str) -> str:
    """A statement without comments, each run of white space one space."""
    return _NOISE.sub(lambda found: found.group(1) or " ", sql).strip().removesuffix(";").rstrip()


@cache
def _kept() -> frozenset[str]:
    """Our statements to the letter, those of earlier versions with them."""
    return frozenset(sql for script in (*_BASE, _SEAL, EARLIER_VIEWS) for _, sql in made(script).values())


@cache
def _plainly() -> dict[str, str]:
    """The same by what they are without comments and line breaks, for those that are written in another way."""
    return {_plain(sql): sql for sql in _kept()}


def _there(connection: sqlite3.Connection) -> Iterator[str]:
    """The statements of a schema: ours as our scripts have them, the others without comments."""
    # Not what the columns `type` and `name` say: SQLite goes by the SQL, and so must this.
    kept = _kept()
    for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"):
        if not isinstance(sql, str):
            raise DatabaseError("damaged: its schema is not text")
        if sql in kept:
            yield sql
        else:
            plain = _plain(sql)
            yield _plainly().get(plain, plain)


def _unquoted(name: str) -> str:
    return (name[1:-1] if name[0] in "\"'[`" else name).lower()


def check_schema(connection: sqlite3.Connection) -> None:
    """Refuse a schema that is not ours.

    Raises:
        DatabaseError: says what is missing, different or too much; the caller names the file.
        sqlite3.Error: when the schema cannot be read.
    """
    base, seal, earlier = made(*_BASE), made(_SEAL), made(EARLIER_VIEWS)
    missing = dict(base)
    for sql in _there(connection):
        found = CREATE.match(sql)
        kind, name = (found["kind"].lower(), _unquoted(found["name"])) if found else ("statement", sql[:40])
        if name in base:
            if (kind, sql) not in (base[name], earlier.get(name)):
                raise DatabaseError(f"its {kind} {name} is not the one that this version of iptui makes")
            del missing[name]
        elif name in seal:
            # One that an earlier version sealed is sealed anew, in a copy.
            same_kind = kind == seal[name][0] and (kind != "virtual table" or " USING fts5 " in f"{sql[:50]} ")
            if not same_kind and sql != fulltext.PLAIN:
                raise DatabaseError(f"its {kind} {name} is not the one that iptui makes")
        elif kind not in ("table", "index", "unique index"):
            raise DatabaseError(f"holds a {kind} of somebody else's, {name}: iptui does not open that")
    if missing and connection.execute("PRAGMA user_version").fetchone()[0] < FIRST_TO_KNOW_CHANGES:
        for name in ("sealing", *made(_MARK)):
            missing.pop(name, None)
    for name, (kind, _) in missing.items():
        raise DatabaseError(f"lacks the {kind} {name}")


def is_sealed(connection: sqlite3.Connection) -> bool:
    """Whether the sealed tables are there, as this version makes them, and nothing was changed since.

    Raises:
        sqlite3.Error: when the file is damaged.
    """
    there = set(_there(connection))
    wanted = [sql for _, sql in made(_SEAL).values()]
    if not fulltext.available():
        wanted = [fulltext.PLAIN if sql.startswith("CREATE VIRTUAL ") else sql for sql in wanted]
    if not all(sql in there for sql in (*wanted, made(*_BASE)["sealing"][1])):
        return False
    fresh = connection.execute("SELECT 1 FROM sealing WHERE fresh").fetchone()
    version = connection.execute("SELECT value FROM seal_meta WHERE key = 'version'").fetchone()
    return fresh is not None and version == (SEAL_VERSION,)


def check_contents(connection: sqlite3.Connection) -> None:
    """Refuse damaged pages, values that the schema does not take, and references to what is not there.

    Goes through everything: for small databases, and for those that are about to be sealed.

    Args:
        connection: to a copy. SQLite forgets the CHECKs of a database that it opens only for reading.

    Raises:
        DatabaseError: says what is wrong; the caller names the file.
        sqlite3.Error: when it cannot be read at all.
    """
    base = made(*_BASE)
    tables = [name for name, (kind, _) in {**base, **made(_SEAL)}.items() if kind == "table"]
    connection.execute("PRAGMA trusted_schema = OFF")
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for table in (*tables, *_SHADOWS):
        if table not in there:
            continue
        sql = base[table][1] if table in base else None
        _check_table(connection, table, checks=sql is None)
        # Of these the file has the same statements; those of sealed tables may be of another version.
        if sql is not None and constraints.violates(connection, table, _plain(sql)):
            raise DatabaseError(f"damaged: table {table}: CHECK constraint failed in {table}")
    for table in tables:
        if table in there and connection.execute(f"PRAGMA foreign_key_check({table})").fetchone():
            raise DatabaseError(f"damaged: table {table} refers to a record that is not there")


def _check_table(connection: sqlite3.Connection, table: str, *, checks: bool) -> None:
    """Refuse damaged pages of a table and values of other types than the schema takes; with its CHECKs or without."""
    (before,) = connection.execute("PRAGMA ignore_check_constraints").fetchone()
    connection.execute(f"PRAGMA ignore_check_constraints = {'OFF' if checks else 'ON'}")
    try:
        # One row is enough: after damage SQLite would go on through rings of pages for ever.
        found = connection.execute(f"PRAGMA quick_check({table})").fetchone()
    finally:
        connection.execute(f"PRAGMA ignore_check_constraints = {before}")
    if found is None or found[0] != "ok":
        raise DatabaseError(f"damaged: table {table}: " + " ".join(str(found[0] if found else "").split())[-200:])
