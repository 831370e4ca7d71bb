"""The sets of words and their beginnings, against the full-text index that they stand in for."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crisis import small_database
from iptui.filters import parse
from iptui.store import encoding, frequent, seal, sets, terms
from iptui.store.catalogue import Catalogue
from iptui.store.errors import DamageError


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small crisis in which every word counts as frequent."""
    path = small_database(tmp_path)
    monkeypatch.setattr(frequent, "LEAST", 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        seal.seal(connection)
        connection.execute("COMMIT")
    return path


@pytest.fixture
def catalogue(database: Path) -> Iterator[Catalogue]:
    with Catalogue.open(database, ours=True) as found:
        yield found


def vocabulary(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, seal_text, row)")
        return [term for (term,) in connection.execute("SELECT term FROM words")]


def test_every_beginning_of_every_word_is_found_in_the_sets(
    database: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = vocabulary(database)
    assert any(not word.isascii() for word in words)
    expected = {
        (key, text): catalogue.matches(terms.match_text(key, text))
        for word in words
        for key, text in [("phrase", word), *(("text", word[:size]) for size in range(1, len(word) + 1))]
    }
    assert all(expected.values())
    monkeypatch.setattr(Catalogue, "matches", None)
    for (key, text), bits in expected.items():
        assert terms.matching(catalogue, key, text) == bits, (key, text)


def test_what_has_no_set_is_asked_of_the_full_text_index(catalogue: Catalogue) -> None:
    assert len(catalogue.select(parse("zzz"))) == 0
    assert len(catalogue.select(parse("rocketsx"))) == 0
    assert len(catalogue.select(parse('"rocket"'))) == 0
    assert list(catalogue.select(parse("rocket"))) == list(catalogue.select(parse('"rockets"'))) != []
    assert len(catalogue.select(parse("núñez-o"))) > 0


@pytest.mark.parametrize("at_once", [0, 1, 7, 40])
@pytest.mark.parametrize("window", [1000, 1_000_000])
def test_matches_are_read_in_pieces(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, at_once: int, window: int
) -> None:
    asked = [terms.match_text("text", text) for text in ("rock", "rocket", "zzz")]
    whole = [catalogue.matches(match) for match in asked]
    assert [any(found) for found in whole] == [True, True, False]
    monkeypatch.setattr(terms, "_AT_ONCE", at_once)
    monkeypatch.setattr(terms, "_WINDOW", window)
    assert [catalogue.matches(match) for match in asked] == whole


def test_few_items_have_no_such_sets(tmp_path: Path) -> None:
    with Catalogue.open(small_database(tmp_path), ours=True) as catalogue:
        assert catalogue.values(terms.FACET) == {}
        assert len(catalogue.select(parse("rock"))) > 0


def test_sealing_leaves_no_tables_of_its_own(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        seal.seal(connection)
        assert connection.execute("SELECT name FROM sqlite_temp_schema").fetchall() == []


@pytest.mark.parametrize("numbers", [[], [0], [70_000], list(range(5, 90_000, 3)), [7, 8, 9, 80_001]])
def test_a_deflated_set_is_inflated(numbers: list[int]) -> None:
    bits = sets.from_numbers(numbers, 100_000)
    assert sets.decode(*encoding.deflate(bits)) == bits


@pytest.mark.parametrize(
    "data", [b"", b"nothing of the kind", zlib.compress(b"abc")[:-1], zlib.compress(b"abc") + b"x"]
)
def test_damage_to_a_deflated_set_is_noticed(data: bytes) -> None:
    with pytest.raises(DamageError):
        sets.decode("deflate", 0, data)


def test_a_small_blob_does_not_become_a_large_set() -> None:
    with pytest.raises(DamageError):
        sets.decode("deflate", 0, zlib.compress(bytes(sets.MAX_ITEMS // 8 + 1)))
