"""A sound database of a stranger in which every text of every row does its worst.

Only what a CHECK of the schema names word for word stays as it is: such a database is refused when it holds anything
else. Ids are hostile too, the same in every table, so that everything still belongs together.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

from crisis import small_database
from iptui.store.seal import seal

__all__ = ["DRIVING", "HOSTILE", "LONG", "hostile_database"]

DRIVING = (
    "\x1b]52;c;aGFja2Vk\x07",
    "\x1b]0;owned\x07",
    "\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\",
    '\x1bP$q"p\x1b\\',
    "\x1b[2J\x1b[H\x1b[?1049h\x1b[?1003h",
    "\x9b31m\x90q\x9c\x85\x84",
    "\x00\x01\x07\x08\x0b\x0c\x0e\x1a\x1b\x7f",
)
"""What drives a terminal: clipboard, title, links, device control strings, clearing, mouse, C1, every kind of C0."""

HOSTILE = (
    *DRIVING,
    "\u202egnp.exe\u202c\u2066iso\u2069\u200e\u200f\u061c",
    "zero\u200bwidth\u2060\ufeff\u00ad\u034f\u3164\u115f",
    "tag\U000e0041\U000e007f\U000e0100\ufe0f\ufdd0",
    "a" + "\u0301" * 300 + "ก" + "็" * 300,
    "\U0001f468\u200d\U0001f469\u200d\U0001f466 \U0001f1f5\U0001f1f0 \U0001f3fb \u2764\ufe0f 漢字",
    "line\nreturn\rboth\r\nseparator\u2028paragraph\u2029tab\tnel\x85",
    "[red]x[/]y [@click=app.quit]press[/] $name {name} %s \\[b] :smile: [link=https://example.com]",
    "| a | b |\n|---|---|\n<script>alert(1)</script> `code` *em* ~~del~~ ![i](x) \\",
    '=1+1 "," \',\' ; \t """',
    "می\u200cخواهم كتاب ﷺ ‏«هیچ»",
)
LONG = "A long line of a million characters. " * 28_000

_DATES = ("date", "earliest", "latest", "published", "span")


def hostile_database(folder: Path, *, dates: bool = False, long: bool = False, sealed: bool = False) -> Path:
    """The small crisis with hostile text in all of it.

    Args:
        folder: where to put it; `hostile.sqlite` in there.
        dates: whether dates, hashes and codes are hostile as well, so that they say nothing any more.
        long: whether a text of every table is a megabyte long.
        sealed: whether it is sealed, or, as one of another version would be, has that to come.
    """
    path = small_database(folder).rename(folder / "hostile.sqlite")
    number = count()

    def worse(value: str) -> str:
        return f"{HOSTILE[next(number) % len(HOSTILE)]}{value}{HOSTILE[next(number) * 7 % len(HOSTILE)]}"

    def renamed(value: str) -> str:
        # The same for the same id wherever it stands.
        return f"{value}{HOSTILE[sum(value.encode()) % len(HOSTILE)]}"

    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for kind, name in database.execute(
            "SELECT type, name FROM sqlite_schema WHERE name GLOB 'seal_*' AND name NOT GLOB 'seal_text_*'"
        ).fetchall():
            if kind == "table":
                database.execute(f"DROP TABLE {name}")
        database.create_function("worse", 1, worse)
        database.create_function("renamed", 1, renamed, deterministic=True)
        database.execute("PRAGMA foreign_keys = OFF")
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            for column in _texts(database, table):
                _change(database, table, column, dates=dates)
            if long:
                _lengthen(database, table)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        if sealed:
            database.execute("BEGIN")
            seal(database)
            database.execute("COMMIT")
    return path


def _texts(database: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})") if kind == "TEXT"]


def _ids(database: sqlite3.Connection, table: str) -> set[str]:
    """Columns that hold ids: the table's own, and what refers to another's."""
    found = {column for _, _, _, column, *_ in database.execute(f"PRAGMA foreign_key_list({table})")}
    # Claims are about the same thing where these are the same.
    return found | {"id", "from_id", "to_id", "property", "qualifier"}


def _change(database: sqlite3.Connection, table: str, column: str, *, dates: bool) -> None:
    if column in _DATES and not dates:
        return
    if table.startswith("codebook") and column in ("scheme", "kind", "code", "parent"):
        # The types of events are looked up there: one code of many is enough.
        return
    changes = [f'UPDATE {table} SET "{column}" = renamed("{column}") WHERE "{column}" NOT NULL']
    if column not in _ids(database, table):
        changes = [
            f'UPDATE {table} SET "{column}" = worse("{column}") WHERE "{column}" NOT NULL',
            f'UPDATE {table} SET "{column}" = worse(\'\') WHERE "{column}" IS NULL',
        ]
    for change in changes:
        try:
            database.execute(change)
        except sqlite3.IntegrityError as error:
            # A word that a CHECK lists, a hash, no quote of a paraphrase: such a database opens with nothing else.
            if "CHECK" not in str(error):
                raise


def _lengthen(database: sqlite3.Connection, table: str) -> None:
    """Make a free text of one row of a table a megabyte long."""
    free = [name for name in ("quote", "note", "name", "value") if name in _texts(database, table)]
    if free and not table.startswith("codebook") and table != "event_link" and table != "evidence":
        which = f"rowid = (SELECT min(rowid) FROM {table} WHERE {free[0]} NOT NULL)"
        database.execute(f"UPDATE {table} SET {free[0]} = {free[0]} || ? WHERE {which}", (LONG,))
