"""Schemas and values that are not ours: refused before anything of them runs, or told as damage."""

from __future__ import annotations

import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from iptui.store.errors import DatabaseError
from iptui.store.opening import MAX_VALUE
from store.strangers import change, read_all, refused, state

# -- schemas -----------------------------------------------------------------------------------------------


def rewrite(name: str, before: str, after: str) -> tuple[str, ...]:
    return (
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = replace(sql, '{before}', '{after}') WHERE name = '{name}'",
    )


SCHEMAS: dict[str, tuple[tuple[str, ...], str]] = {
    "a view that recurses": (
        (
            "DROP VIEW timeline",
            "CREATE VIEW timeline AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n",
        ),
        "view timeline",
    ),
    "a view of somebody else's": (("CREATE VIEW mine AS SELECT 1",), "view of somebody else's, mine"),
    "a view that is missing": (("DROP VIEW daily",), "lacks the view daily"),
    "a table that is missing": (("DROP TABLE event_link",), "lacks the table event_link"),
    "a view in place of a table": (
        ("DROP TABLE codebook_source", "CREATE VIEW codebook_source AS SELECT 1 AS id"),
        "view codebook_source",
    ),
    "a trigger": (
        ("CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM event; END",),
        "trigger of somebody else's, t",
    ),
    "a trigger that is missing": (("DROP TRIGGER event_id_unique",), "lacks the trigger event_id_unique"),
    "a generated column": (
        ("ALTER TABLE crisis ADD COLUMN more TEXT AS (hex(zeroblob(100000000))) VIRTUAL",),
        "table crisis",
    ),
    "a default of its own": (("ALTER TABLE crisis ADD COLUMN more TEXT DEFAULT 'x'",), "table crisis"),
    "a virtual table": (("CREATE VIRTUAL TABLE more USING fts5(a)",), "virtual table of somebody else's, more"),
    "a virtual table of no known module": (
        (
            "PRAGMA writable_schema = ON",
            "INSERT INTO sqlite_schema VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING evil(a)')",
        ),
        "virtual table of somebody else's, v",
    ),
    "a trigger under another name and type": (
        (
            "PRAGMA writable_schema = ON",
            """INSERT INTO sqlite_schema VALUES
               ('table', 'crisis', 'crisis', 2, 'CREATE TRIGGER t AFTER INSERT ON event BEGIN SELECT 1; END')""",
        ),
        "",
    ),
    "a statement that creates nothing": (
        (
            "PRAGMA writable_schema = ON",
            "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'DELETE FROM event')",
        ),
        "",
    ),
    "a table without STRICT": (rewrite("event", ") STRICT", ")"), "table event"),
    "a table in quotes": (rewrite("event", "CREATE TABLE event", 'CREATE TABLE "event"'), "table event"),
    "a schema that is not UTF-8": (
        ("PRAGMA writable_schema = ON", "UPDATE sqlite_schema SET sql = CAST(x'ff' AS TEXT) WHERE name = 'daily'"),
        "",
    ),
    "a sealed table that is a view": (
        ("DROP TABLE seal_meta", "CREATE VIEW seal_meta AS SELECT 1 AS key"),
        "view seal_meta",
    ),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_that_is_not_ours_is_refused(copy: Path, name: str) -> None:
    statements, message = SCHEMAS[name]
    change(copy, *statements)
    refused(copy, message)


def test_tables_and_indexes_of_the_users_are_let_be(copy: Path) -> None:
    change(
        copy,
        "CREATE TABLE mine (a, b)",
        'CREATE TABLE "my table" (a, b)',
        "CREATE TABLE taken AS SELECT * FROM event",
        "CREATE INDEX mine_a ON mine (a)",
        "CREATE UNIQUE INDEX mine_b ON mine (b)",
        "ANALYZE",
    )
    assert read_all(copy) == 6


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TABLE seal_set",),
        ("DROP TABLE seal_meta", "DROP TABLE seal_text"),
        ("DROP INDEX seal_item_begin",),
        ("DROP TABLE seal_text", "CREATE VIRTUAL TABLE seal_text USING fts5 (title)"),
        ("ALTER TABLE seal_item ADD COLUMN more TEXT",),
    ],
)
def test_another_or_no_sealing_is_made_anew_in_a_copy(copy: Path, statements: tuple[str, ...]) -> None:
    change(copy, *statements)
    before = state(copy.parent)
    assert read_all(copy) == 6
    assert state(copy.parent) == before


# Values that a lookalike's tables take because they are not STRICT and check nothing, under a schema that says it is.
VALUES = {
    "NULL for a title": "UPDATE event SET title = NULL",
    "a blob for a title": "UPDATE event SET title = x'41'",
    "a blob for a date": "UPDATE event SET date = x'00ff'",
    "text for a second": "UPDATE event SET begin = 'soon'",
    "a wrong status": "UPDATE event SET status = 'odd'",
    "an actor that is not there": "UPDATE event_actor SET actor = 'nobody'",
    "a passage that is not there": "UPDATE claim SET passage = 99",
    "text for a rank": "UPDATE claim SET best = 'many'",
    "a blob for a name": "UPDATE actor SET name = x'ff'",
    "text that is not UTF-8": "UPDATE event SET summary = CAST(x'ff41' AS TEXT), title = CAST(x'ff41' AS TEXT)",
    "no crisis": "DELETE FROM crisis",
    "a sealed row with a blob": "UPDATE seal_item SET title = x'41'",
    "a sealed row with NULL": "UPDATE seal_item SET actors = NULL",
    "a sealed number too high": "UPDATE seal_item SET seq = 1 << 60 WHERE seq = 0",
    "sealed rows with gaps": "UPDATE seal_item SET seq = seq * 3 + 100",
    "a set far away": "UPDATE seal_set SET encoding = 'bitmap', start = 1 << 60",
    "a set of another type": "UPDATE seal_set SET data = 'text'",
    "a set before the start": "UPDATE seal_set SET encoding = 'bitmap', start = -5",
    "a set cut off": "UPDATE seal_set SET encoding = 'numbers', data = x'000000'",
    "a set of huge numbers": "UPDATE seal_set SET encoding = 'numbers', data = x'ffffffff'",
    "a set that is empty": "UPDATE seal_set SET encoding = 'numbers', data = x''",
    "a count of another type": "UPDATE seal_set SET n = 'x'",
}
# Our schema takes them; what they say is not so.
LIES = ("a set of huge numbers", "a set that is empty")
LOOSE = """UPDATE sqlite_schema SET sql = replace(replace(replace(replace(
             sql, 'IS NOT NULL', 'NOTNULL'), ' NOT NULL', ''), ' STRICT,', ''), ' STRICT', '') WHERE type = 'table'"""


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("name", VALUES)
def test_values_that_our_schema_would_not_take(
    copy: Path, monkeypatch: pytest.MonkeyPatch, name: str, small: bool
) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        kept = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
        version = connection.execute("PRAGMA schema_version").fetchone()[0]
    change(copy, "PRAGMA writable_schema = ON", LOOSE, f"PRAGMA schema_version = {version + 1}")
    change(copy, "PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON", VALUES[name])
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.executemany("UPDATE sqlite_schema SET sql = ?2 WHERE name = ?1 AND type = 'table'", kept)
        connection.execute(f"PRAGMA schema_version = {version + 2}")
    if small and name not in LIES:
        refused(copy)
        return
    # As in a large one, which is not gone through before it is read: typed, or read as far as it makes sense.
    monkeypatch.setattr("iptui.store.genuine.SMALL", 0)
    with contextlib.suppress(DatabaseError):
        read_all(copy)


def test_a_value_of_no_end_is_not_read(copy: Path) -> None:
    change(copy, f"UPDATE event SET summary = printf('%.*c', {MAX_VALUE + 1}, 'x')")
    refused(copy, "too big")
