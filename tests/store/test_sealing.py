"""The sealed tables: derived, the same each time, and not missed where they are gone; and copies of a database."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from crisis import small_database
from iptui.filters import parse
from iptui.store.backup import backup
from iptui.store.catalogue import Catalogue
from iptui.store.errors import BuildError, DatabaseError
from iptui.store.seal import seal

SEALED = ("seal_item", "seal_spread", "seal_set", "seal_branch", "seal_text", "seal_meta")
FACETS = ("kind", "actor", "by", "speaker", "type", "place", "source", "grade", "has", "is", "context", "status")


@pytest.fixture
def dorf(tmp_path: Path) -> Path:
    return small_database(tmp_path)


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for SQLite's own and the inside of the full-text index."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in names
            if not name.startswith(("sqlite_", "seal_text"))
        }


def what_it_says(path: Path) -> object:
    """What the explorer and the commands read from it."""
    with Catalogue.open(path) as catalogue:
        every = catalogue.select(parse(""))
        return (
            list(catalogue.stream(every)),
            {facet: catalogue.counts(every, facet) for facet in FACETS},
            [
                list(catalogue.select(parse(text)))
                for text in ("rocket", '"blatant unprovoked"', "خوزه", "since:2021-05-05")
            ],
            [catalogue.listing(every).at(line) for line in range(len(catalogue.listing(every)))],
        )


def test_sealing_again_changes_nothing(dorf: Path) -> None:
    before, said = rows_of(dorf), what_it_says(dorf)
    with closing(sqlite3.connect(dorf, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        seal(connection)
        connection.execute("COMMIT")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert rows_of(dorf) == before
    assert what_it_says(dorf) == said


def test_dropping_the_sealed_tables_loses_nothing_and_reading_does_not_bring_them_back(dorf: Path) -> None:
    said = what_it_says(dorf)
    with closing(sqlite3.connect(dorf)) as connection:
        for name in SEALED:
            connection.execute(f"DROP TABLE {name}")
        connection.commit()
    digest = sha256(dorf.read_bytes()).hexdigest()
    assert what_it_says(dorf) == said
    assert sha256(dorf.read_bytes()).hexdigest() == digest


def test_a_heading_stands_over_every_date(dorf: Path) -> None:
    with Catalogue.open(dorf) as catalogue:
        listing = catalogue.listing(catalogue.select(parse("")))
        dates = [row.date for row in catalogue.stream(catalogue.select(parse("")))]
        under = [dates[listing.at(line).position] for line in range(len(listing)) if listing.at(line).heading]
    assert under == list(dict.fromkeys(dates))


def test_density_counts_what_begins_in_each_span(dorf: Path) -> None:
    day = 86400
    start = 18750 * day  # 3 May 2021
    with Catalogue.open(dorf) as catalogue:
        every = catalogue.select(parse(""))
        assert catalogue.density(every, [start + day * number for number in range(4)]) == [1, 3, 0]
        assert catalogue.density(catalogue.select(parse("kind:event")), [start, start + 30 * day]) == [4]


def test_a_backup_is_the_database_and_leaves_nothing_beside(dorf: Path, tmp_path: Path) -> None:
    digest = sha256(dorf.read_bytes()).hexdigest()
    target = tmp_path / "copies" / "copy.sqlite"
    target.parent.mkdir()
    backup(dorf, target)
    assert rows_of(target) == rows_of(dorf)
    assert what_it_says(target) == what_it_says(dorf)
    assert list(target.parent.iterdir()) == [target]
    assert sha256(dorf.read_bytes()).hexdigest() == digest


def test_a_backup_that_cannot_be_made_is_told_and_leaves_the_target(dorf: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="cannot be written"):
        backup(dorf, tmp_path / "nowhere" / "copy.sqlite")
    old = tmp_path / "old.sqlite"
    old.write_bytes(b"as it was")
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(dorf.read_bytes()[: 4096 * 20])
    with pytest.raises(DatabaseError):
        backup(damaged, old)
    assert old.read_bytes() == b"as it was"


@pytest.mark.parametrize("seed", range(20))
def test_what_is_disputed_is_what_the_view_says(dorf: Path, seed: int) -> None:
    chance = random.Random(seed)
    with closing(sqlite3.connect(dorf)) as connection, connection:
        (passage,) = connection.execute("SELECT min(id) FROM passage").fetchone()
        events = [id_ for (id_,) in connection.execute("SELECT id FROM event")]
        connection.execute("DELETE FROM claim")
        for number in range(chance.randrange(2 * len(events))):
            told = [chance.choice(events), *map(chance.choice, ("pq", (None, None, "x"), ("A", "a", "b"), (0, 0, 1)))]
            connection.execute(
                """INSERT INTO claim (id, event, property, qualifier, value, negated, passage)
                   VALUES (?, ?, ?, ?, ?, ?, ?)""",
                (f"made-{number}", *told, passage),
            )
        wanted = connection.execute("SELECT DISTINCT event_id FROM disagreements ORDER BY 1").fetchall()
        seal(connection)
        sealed = connection.execute("SELECT id FROM seal_item WHERE disputed ORDER BY id").fetchall()
    assert sealed == wanted


@pytest.mark.parametrize("several", [True, False])
def test_other_tellings_are_found_with_and_without_their_number(dorf: Path, several: bool) -> None:
    with closing(sqlite3.connect(dorf)) as connection, connection:
        first, second = (id_ for (id_,) in connection.execute("SELECT id FROM statement ORDER BY id LIMIT 2"))
        connection.execute("UPDATE statement SET variant_of = NULL")
        if several:
            connection.execute("UPDATE statement SET variant_of = ? WHERE id = ?", (first, second))
        seal(connection)
        found = connection.execute("SELECT value FROM seal_meta WHERE key = 'variants'").fetchall()
    wanted = {first: (second,), second: (first,)} if several else {}
    assert found == [(str(int(several)),)]
    with Catalogue.open(dorf) as catalogue:
        assert catalogue.worded_alike == wanted
    # As an earlier version has sealed it.
    with closing(sqlite3.connect(dorf)) as connection, connection:
        connection.execute("DELETE FROM seal_meta WHERE key = 'variants'")
    with Catalogue.open(dorf) as catalogue:
        assert catalogue.worded_alike == wanted
