"""The CHECKs of the schema asked by queries, against SQLite's own check of the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from iptui.store.constraints import checks, violates
from iptui.store.genuine import check_contents
from iptui.store.scripts import creates, statements

TABLES = {
    statement.split("(", 1)[0].split()[-1]: statement
    for statement in (
        "\n".join(line.split("--")[0] for line in each.splitlines()).strip().removesuffix(";")
        for each in statements("schema.sql")
    )
    if creates(statement) == "TABLE"
}
ROWS = {
    "passage": "INSERT INTO passage VALUES (1, 's', {0}, {1}, {2}, 1, '" + "a" * 64 + "')",
    "event": """INSERT INTO event (id, title, date, date_prec, date_basis, date_note, where_prec, status)
                VALUES ('e', '{0}', '2000', {1}, '{2}', {3}, {4}, '{5}')""",
    "event_actor": "INSERT INTO event_actor VALUES ('e', 'a', '{0}')",
    "claim": """INSERT INTO claim (id, event, property, value, passage, low, best, high, rank, reason)
                VALUES ('c', 'e', 'killed', '4', 1, {0}, {1}, {2}, '{3}', {4})""",
    "place": "INSERT INTO place (id, name, kind, lat, lon) VALUES ('p', 'P', 'town', {0}, {1})",
}


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        for sql in TABLES.values():
            made.execute(sql)
        made.execute("PRAGMA ignore_check_constraints = ON")
        yield made


def test_every_check_of_the_schema_is_found() -> None:
    assert TABLES.keys() >= {"crisis", "event", "statement", "sealing"}
    for sql in TABLES.values():
        assert len(checks(sql)) == sql.count("CHECK (")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("CREATE TABLE t (a CHECK (a IN ('x)', 'y''(')), b check(b > (1)))", ["a IN ('x)', 'y''(')", "b > (1)"]),
        ('CREATE TABLE t ("CHECK (" TEXT, CHECK ("CHECK (" <> \'CHECK (\'))', ["\"CHECK (\" <> 'CHECK ('"]),
        ("CREATE TABLE t (a, recheck (a))", []),
        ("CREATE TABLE t (a)", []),
    ],
)
def test_the_expressions_of_checks(sql: str, expected: list[str]) -> None:
    assert checks(sql) == expected


@pytest.mark.parametrize(
    ("table", "values", "bad"),
    [
        ("passage", ("0", "1", "1"), False),
        ("passage", ("1", "1", "1"), True),
        ("passage", ("-1", "1", "1"), True),
        ("passage", ("0", "1", "0"), True),
        ("event", ("t", "1", "stated", "NULL", "NULL", "reported"), False),
        ("event", ("", "1", "stated", "NULL", "NULL", "reported"), True),
        ("event", ("t", "6", "stated", "NULL", "NULL", "reported"), True),
        ("event", ("t", "1", "inferred", "NULL", "NULL", "reported"), True),
        ("event", ("t", "1", "inferred", "'why'", "7", "reported"), False),
        ("event", ("t", "1", "stated", "NULL", "8", "reported"), True),
        ("event", ("t", "1", "stated", "NULL", "NULL", "odd"), True),
        ("event_actor", ("target",), False),
        ("event_actor", ("Target",), True),
        ("claim", ("1", "NULL", "0", "normal", "NULL"), True),
        ("claim", ("1", "NULL", "NULL", "normal", "NULL"), False),
        ("claim", ("NULL", "2", "1", "normal", "NULL"), True),
        ("claim", ("NULL", "NULL", "NULL", "preferred", "NULL"), True),
        ("place", ("1.5", "NULL"), True),
        ("place", ("91", "0"), True),
        ("place", ("90", "-180"), False),
    ],
)
def test_rows_are_refused_as_sqlite_refuses_them(
    connection: sqlite3.Connection, table: str, values: tuple[str, ...], bad: bool
) -> None:
    connection.execute(ROWS[table].format(*values))
    assert violates(connection, table, TABLES[table]) is bad
    connection.execute("PRAGMA ignore_check_constraints = OFF")
    (found,) = connection.execute(f"PRAGMA quick_check({table})").fetchone()
    assert (found == "ok") is not bad


@pytest.mark.parametrize(
    ("table", "values", "column"),
    [("event_actor", ("odd",), "role"), ("event", ("t", "1", "stated", "NULL", "NULL", "odd"), "status")],
)
def test_an_index_that_leaves_rows_out_is_not_believed(
    connection: sqlite3.Connection, table: str, values: tuple[str, ...], column: str
) -> None:
    covering = column if table == "event_actor" else f"{column}, id, title, behaviour, date_prec, date_basis, date_note"
    connection.execute("CREATE INDEX empty ON place_alias (name)")
    connection.execute(f"CREATE INDEX made ON {table} ({covering}, {'event' if column == 'role' else 'where_prec'})")
    connection.execute(ROWS[table].format(*values))
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        """UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'empty')
           WHERE name = 'made'"""
    )
    connection.execute("PRAGMA writable_schema = RESET")
    odd = f"SELECT count(*) FROM {table} INDEXED BY made WHERE {column} = 'odd'"
    assert connection.execute(odd).fetchone() == (0,)
    assert violates(connection, table, TABLES[table])


def test_the_setting_of_the_connection_stays(connection: sqlite3.Connection) -> None:
    for setting in (0, 1):
        connection.execute(f"PRAGMA ignore_check_constraints = {setting}")
        check_contents(connection)
        assert connection.execute("PRAGMA ignore_check_constraints").fetchone() == (setting,)
