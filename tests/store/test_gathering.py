"""How sealing gathers sets, words and rows: no size of its steps, batches and memories changes what comes of it."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis import small_database
from hostile_text import nasty_text
from iptui.store import bulk, following, frequent, gathering, seal, sets, words
from iptui.store.gathering import Gathered, Members
from iptui.store.scripts import statements
from iptui.store.words import Words, tokenised

STEP = 64
FACETS = st.sampled_from(["actor", "type", "is"])


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """A small crisis in which every word counts as frequent, in a transaction that is not ended."""
    monkeypatch.setattr(frequent, "LEAST", 1)
    with closing(sqlite3.connect(small_database(tmp_path), isolation_level=None)) as connection:
        connection.execute("BEGIN")
        yield connection


def rows_of(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """What a sealing makes."""
    seal.seal(connection)
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, seal_text, instance)")
    tables = ("seal_item", "seal_spread", "seal_set", "seal_branch", "seal_meta", "temp.words")
    found = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    connection.execute("DROP TABLE temp.words")
    return found


@pytest.mark.parametrize(
    "small",
    [
        {(seal, "STEP"): 8, (gathering, "STEP"): 8, (gathering, "_MANY"): 2},
        {(seal, "STEP"): 8, (gathering, "STEP"): 8, (gathering, "_MANY"): 100, (gathering, "_SORTED"): 1},
        {(seal, "STEP"): 8, (gathering, "STEP"): 8, (gathering, "_MOST_NOTES"): 0},
        {(following, "_REMEMBERED"): 1},
        {(words, "LARGEST"): 0},
        {(words, "LARGEST"): 0, (frequent, "_WINDOW"): 0},
        {(words, "LARGEST"): 0, (seal, "STEP"): 8, (gathering, "STEP"): 8},
    ],
    ids=[
        "bits",
        "numbers",
        "forgetting",
        "remembering little",
        "by the index",
        "very many",
        "by the index from then on",
    ],
)
def test_what_is_sealed_does_not_depend_on_sizes(
    sealed: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, small: dict[tuple[object, str], int]
) -> None:
    monkeypatch.setattr(seal, "_BATCH", 4)
    expected = rows_of(sealed)
    assert {facet for facet, *_ in expected["seal_set"]} >= {"actor", "place", "text", "about", "has", "mark"}
    for (module, name), value in small.items():
        monkeypatch.setattr(module, name, value)
    assert rows_of(sealed) == expected


@given(st.lists(st.lists(st.tuples(FACETS, st.integers(0, 2)), max_size=6), min_size=1, max_size=3 * STEP))
def test_sets_have_the_items_that_were_noted(items: list[list[tuple[str, int]]]) -> None:
    with pytest.MonkeyPatch.context() as patch, closing(sqlite3.connect(":memory:")) as connection:
        patch.setattr(gathering, "STEP", STEP)
        patch.setattr(gathering, "_MANY", 4)
        patch.setattr(gathering, "_SORTED", 6)
        gathered = Gathered()
        for base in range(0, len(items), STEP):
            for seq, found in enumerate(items[base : base + STEP], base):
                if found:
                    # The first by itself, all of them together, so that some are noted twice.
                    gathered.of(*found[0]).numbers.append(seq)
                    gathered.note([gathered.of(*each) for each in found]).append(seq)
            gathered.give(base)
        connection.execute("CREATE TABLE seal_set (facet, value, n, encoding, start, data)")
        gathered.write(connection)
        rows = connection.execute("SELECT * FROM seal_set").fetchall()
    expected: dict[tuple[str, str], int] = {}
    for seq, found in enumerate(items):
        for facet, value in found:
            expected[facet, str(value)] = expected.get((facet, str(value)), 0) | 1 << seq
    assert [(facet, value) for facet, value, *_ in rows] == sorted(expected)
    for facet, value, number, *encoded in rows:
        assert sets.decode(*encoded) == expected[facet, value]
        assert number == expected[facet, value].bit_count()


def test_a_set_without_members_is_none() -> None:
    assert Members().encoded() is None
    assert Members().packed_bits() == 0


def indexed(texts: list[str]) -> list[list[str]]:
    """The words of texts as the full-text index has them."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE seal_meta (key)")
        for statement in statements("seal.sql"):
            if "CREATE VIRTUAL" in statement:
                connection.execute(statement)
        connection.executemany(
            "INSERT INTO seal_text (rowid, title) VALUES (?, ?)", [(at, text) for at, text in enumerate(texts)]
        )
        connection.execute("CREATE VIRTUAL TABLE words USING fts5vocab(seal_text, instance)")
        found: list[list[str]] = [[] for _ in texts]
        for doc, term in connection.execute("SELECT doc, term FROM words ORDER BY doc, offset"):
            found[doc].append(term)
        return found


@given(st.lists(st.one_of(nasty_text, st.text(alphabet="aZ9é́ـک‌_-\0 \x1c\x85")), min_size=1, max_size=5))
def test_words_are_those_of_the_full_text_index(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    assert list(tokenised(texts)) == indexed(texts)


def test_every_character_of_any_script_is_taken_as_the_full_text_index_takes_it() -> None:
    # Of each range of 64, so that it takes a moment and no more; those that the tokeniser tells apart lie together.
    codes = [code for code in range(1, 0x30000, 61) if not 0xD800 <= code < 0xE000]
    texts = [f"{chr(code)}x{chr(code)} {chr(code)}" for code in codes]
    assert list(tokenised(texts)) == indexed(texts)


def test_words_are_gathered_by_item() -> None:
    found = Words()
    assert [len(found.of(text)) for text in ("", "Aland / Borland", "\0a\0")] == [0, 2, 1]
    found.add(5, ["aland strikes", "", "strikes and strikes\0aland"])
    assert not found.too_many()
    assert {word: set(members.numbers) for word, members in found.in_order()} == {
        "a": set(),
        "aland": {5, 7},
        "and": {7},
        "borland": set(),
        "strikes": {5, 7},
    }
    assert not found.members()


VALUES = st.one_of(st.none(), st.integers(-3, 3), st.text(max_size=3), st.just("alike"))


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=130))
def test_rows_in_bulk_are_those_of_single_inserts(rows: list[tuple[object, ...]]) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE made (a, b, c)")
        bulk.insert(connection, "made", ("c", "a", "b"), rows)
        assert connection.execute("SELECT c, a, b FROM made ORDER BY rowid").fetchall() == rows


def test_columns_in_bulk_may_be_any_sequences() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE made (a INTEGER PRIMARY KEY, b) STRICT".replace("b)", "b TEXT NOT NULL)"))
        bulk.insert_columns(connection, "made", ("a", "b"), [range(120), ["x"] * 119 + ["y"]])
        bulk.insert_columns(connection, "made", ("a", "b"), [array("I", [120]), ("z",)])
        assert connection.execute("SELECT count(*), max(b) FROM made").fetchone() == (121, "z")
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            bulk.insert_columns(connection, "made", ("a", "b"), [(121, 120), ("v", "w")])
