"""Sets of `seal_set`, few members and many, sound and as a stranger may write them, against Python's own sets."""

from __future__ import annotations

import random
import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui.store import blocks, encoding, facets, sets
from iptui.store.errors import DamageError
from iptui.store.facets import Facets
from iptui.store.sets import Selection, Whole

TOTAL = 2 * blocks.SIZE + 5000
FEW = TOTAL // 300
ALL = range(TOTAL)


def _some(number: int, seed: int) -> list[int]:
    return sorted(random.Random(seed).sample(ALL, number))


SOUND = {
    "none": [],
    "one": [40_000],
    "first": [0],
    "last": [TOTAL - 1],
    "ends": [0, blocks.SIZE - 1, blocks.SIZE, TOTAL - 1],
    "side by side": list(range(777, 790)),
    "few": _some(FEW - 1, 1),
    "just few": _some(FEW, 2),
    "just not few": _some(FEW + 1, 3),
    "some": _some(2000, 4),
    "many": _some(30_000, 5),
    "early": list(range(300)),
    "late": _some(900, 6)[700:],
    "nearly all": _some(TOTAL - 3, 7),
    "all": list(ALL),
}
STRANGE = {
    "falling": ([9, 8, 3], [3, 8, 9]),
    "twice": ([5, 5, 6, 6, 40_000], [5, 6, 40_000]),
    "beyond": ([4, TOTAL - 1, TOTAL, TOTAL + 1, 2**32 - 1], [4, TOTAL - 1]),
    "only beyond": ([TOTAL + 70], []),
    "many falling": ([*reversed(_some(1000, 8)), 3, 3, TOTAL + 9], sorted({*_some(1000, 8), 3})),
}
EXPECTED = {**SOUND, **{value: there for value, (_, there) in STRANGE.items()}, "absent": []}


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute("CREATE TABLE seal_set (facet, value, n, encoding, start, data, PRIMARY KEY (facet, value))")
        rows: list[tuple[object, ...]] = [
            ("a", value, len(all_), *encoding.encode(all_)) for value, all_ in SOUND.items()
        ]
        for value, (written, there) in STRANGE.items():
            rows.append(("a", value, len(there), "numbers", 0, array("I", written).tobytes()))
        rows += [
            ("b", value, len(all_), *encoding.deflate(sets.from_numbers(all_, TOTAL))) for value, all_ in SOUND.items()
        ]
        made.executemany("INSERT INTO seal_set VALUES (?, ?, ?, ?, ?, ?)", rows)
        yield made


SELECTIONS = st.one_of(
    st.sets(st.sampled_from([seq for numbers in EXPECTED.values() for seq in numbers[:20]]), max_size=40),
    st.builds(lambda start, stop: set(range(start, stop)), st.integers(0, TOTAL), st.integers(0, TOTAL)),
    st.builds(lambda number, seed: set(_some(number, seed)), st.integers(0, 5000), st.integers(0, 9)),
)


@given(chosen=SELECTIONS)
def test_counts_are_those_of_plain_sets(connection: sqlite3.Connection, chosen: set[int]) -> None:
    expected = {value: len(chosen.intersection(numbers)) for value, numbers in EXPECTED.items()}
    found = Facets(connection, Whole(TOTAL))
    for selection in (Selection(sets.in_blocks(chosen, TOTAL)), Selection(sets.from_numbers(chosen, TOTAL))):
        if len(chosen) < TOTAL:
            assert found.counts(selection, "a", tuple(expected)) == expected
            assert found.counts(selection, "b", tuple(SOUND)) == {value: expected[value] for value in SOUND}
        # A set that is a filter is counted from its blocks from then on.
        for value in expected:
            found.members("a", (value,))


@given(values=st.lists(st.sampled_from(sorted(EXPECTED)), max_size=6, unique=True))
def test_members_of_any_of_some_values(connection: sqlite3.Connection, values: list[str]) -> None:
    found = Facets(connection, Whole(TOTAL))
    together = {seq for value in values for seq in EXPECTED[value]}
    expected = Selection(sets.in_blocks(together, TOTAL))
    for _ in range(2):
        assert Selection(found.members("a", values)) == expected
        for value in values:
            assert list(found.listed("a", value)) == EXPECTED[value]


def test_of_everything_what_was_sealed_is_told(connection: sqlite3.Connection) -> None:
    found = Facets(connection, Whole(TOTAL)).counts(Whole(TOTAL), "a", tuple(EXPECTED))
    assert found == {value: len(numbers) for value, numbers in EXPECTED.items()}


def test_what_is_kept_is_bounded(connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "_KEPT", 60_000)
    found = Facets(connection, Whole(TOTAL))
    half = Selection(blocks.span(0, TOTAL // 2, TOTAL))
    expected = {value: sum(seq < TOTAL // 2 for seq in numbers) for value, numbers in EXPECTED.items()}
    for _ in range(3):
        for value, number in expected.items():
            assert found.counts(half, "a", (value,)) == {value: number}
            found.members("a", (value,))
            assert 0 <= found._size <= 60_000
    assert found._size == sum(facets._bytes(kept) for kept in found._kept.values())


@pytest.mark.parametrize("data", [b"\1", array("I", [1 << 30, *range(1000)]).tobytes()[1:]])
def test_a_set_that_is_cut_off_is_damage(connection: sqlite3.Connection, data: bytes) -> None:
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute("CREATE TABLE seal_set (facet, value, n, encoding, start, data)")
        made.execute("INSERT INTO seal_set VALUES ('a', 'x', 1, 'numbers', 0, ?)", (data,))
        with pytest.raises(DamageError):
            Facets(made, Whole(TOTAL)).members("a", ("x",))
