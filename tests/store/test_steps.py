"""What is told, and ended, between the steps of a statement that takes SQLite long."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from iptui.store import steps
from iptui.store.steps import interruptible, telling

COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT count(*) FROM n"


class StoppedError(Exception):
    pass


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    monkeypatch.setattr(steps, "_STEPS", 1000)
    with closing(sqlite3.connect(":memory:")) as it:
        yield it


def test_how_far_a_statement_is_is_told_and_never_more_than_all(connection: sqlite3.Connection) -> None:
    told: list[float] = []
    with interruptible(connection), telling(connection, told.append, 500_000):
        assert connection.execute(COUNT).fetchone() == (100_000,)
    assert told == sorted(told)
    assert len(told) > 100
    assert (told[0], told[-1]) == (0.002, 1.0)


def test_what_is_raised_ends_the_statement_and_is_raised_as_it_is(connection: sqlite3.Connection) -> None:
    def stop(done: float) -> None:
        if done > 0.1:
            raise StoppedError(done)

    with pytest.raises(StoppedError, match=r"0\.1"), interruptible(connection), telling(connection, stop, 500_000):
        connection.execute(COUNT).fetchone()
    # The connection can be used again, and nobody is told any more.
    with interruptible(connection):
        assert connection.execute(COUNT).fetchone() == (100_000,)


def test_an_error_of_sqlite_stays_one(connection: sqlite3.Connection) -> None:
    told: list[float] = []
    with (
        pytest.raises(sqlite3.OperationalError, match="no such table: absent"),
        interruptible(connection),
        telling(connection, told.append, 1),
    ):
        connection.execute("SELECT * FROM absent")


def test_after_it_what_is_interrupted_is_ended_as_before(connection: sqlite3.Connection) -> None:
    # As a signal's handler does, which Python calls between the steps.
    connection.create_function("stop", 0, connection.interrupt)
    told: list[float] = []
    with interruptible(connection):
        with telling(connection, told.append, 1):
            connection.execute("SELECT 1")
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            connection.execute(f"SELECT stop(), ({COUNT})").fetchone()
    with pytest.raises(KeyboardInterrupt), interruptible(connection):
        connection.execute(f"SELECT stop(), ({COUNT})").fetchone()
