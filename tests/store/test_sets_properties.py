"""Sets, selections and listings against the plain way of doing the same."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui.store import blocks, encoding, sets
from iptui.store.errors import DamageError
from iptui.store.listing import Groups, Line, Listing
from iptui.store.sets import Selection, Whole

if TYPE_CHECKING:
    from iptui.store.blocks import Blocks

SIZE = 3 * blocks.SIZE + 70
TOTALS = (0, 1, 7, blocks.SIZE - 1, blocks.SIZE, blocks.SIZE + 1, SIZE)
EDGES = st.one_of(
    st.integers(0, SIZE - 1),
    st.sampled_from([blocks.SIZE * number + beside for number in range(1, 4) for beside in (-1, 0, 1)]),
)
NUMBERS = st.one_of(
    st.sets(EDGES, max_size=60),
    st.sets(st.integers(0, 200), max_size=150),
    st.builds(lambda start, size: set(range(start, min(start + size, SIZE))), EDGES, st.integers(0, 3000)),
    st.builds(lambda start, step: set(range(start, SIZE, step)), EDGES, st.integers(90, 9000)),
).map(sorted)


def _blocks(numbers: list[int]) -> Blocks:
    return sets.in_blocks(numbers, SIZE)


@given(NUMBERS)
def test_what_is_encoded_is_decoded(numbers: list[int]) -> None:
    bits = sum(1 << number for number in numbers)
    for given_ in (numbers, array("I", numbers)):
        assert sets.decode(*encoding.encode(given_)) == bits
        assert sets.decode_blocks(*encoding.encode(given_), SIZE) == _blocks(numbers)
    for encode in (encoding.deflate, encoding.encode_bits):
        assert sets.decode(*encode(bits)) == bits
        assert sets.decode_blocks(*encode(bits), SIZE) == _blocks(numbers)
    assert sets.from_numbers(numbers, SIZE) == Selection(_blocks(numbers)).bits == bits
    assert [blocks.SIZE * at + seq for at, block in enumerate(_blocks(numbers)) for seq in Selection(block)] == numbers


@given(NUMBERS, st.integers(0, SIZE))
def test_what_is_beyond_the_items_is_left_out(numbers: list[int], total: int) -> None:
    there = [number for number in numbers if number < total]
    for encoded in (encoding.encode(numbers), encoding.deflate(sets.from_numbers(numbers, SIZE))):
        assert sets.decode_blocks(*encoded, total) == sets.in_blocks(there, total)


@given(
    st.sampled_from(["bitmap", "numbers", "", None, b"bitmap", 1]),
    st.one_of(st.integers(), st.none(), st.text(max_size=2)),
    st.one_of(st.binary(max_size=9), st.none(), st.integers(), st.text(max_size=3)),
)
def test_what_is_no_set_is_refused_or_small(encoding: object, start: object, data: object) -> None:
    try:
        found = sets.decode(encoding, start, data)
    except DamageError:
        return
    assert 0 <= found.bit_length() <= sets.MAX_ITEMS


@given(NUMBERS, NUMBERS)
def test_sets_in_blocks_are_combined_as_sets(one: list[int], other: list[int]) -> None:
    pair = _blocks(one), _blocks(other)
    assert blocks.both(*pair) == _blocks(sorted({*one} & {*other}))
    assert blocks.either(*pair) == _blocks(sorted({*one} | {*other}))
    assert blocks.without(*pair) == _blocks(sorted({*one} - {*other}))
    assert blocks.in_common(*pair) == len({*one} & {*other})


@given(st.integers(1, 9), st.data())
def test_members_in_common_are_counted_in_any_number_of_blocks(bits: int, data: st.DataObject) -> None:
    """With blocks of few bits every sum and every carry of the counting comes up."""
    block = st.lists(st.integers(0, 2**bits - 1), min_size=70, max_size=70)
    one, other = data.draw(block), data.draw(block)
    expected = sum((a & b).bit_count() for a, b in zip(one, other, strict=True))
    assert blocks.in_common(tuple(one), tuple(other)) == expected


@given(st.integers(-5, SIZE + 5), st.integers(-5, SIZE + 5), st.integers(0, SIZE))
def test_a_span_in_blocks(start: int, stop: int, total: int) -> None:
    assert blocks.span(start, stop, total) == sets.in_blocks(range(max(0, start), min(stop, total)), total)


@given(NUMBERS, st.lists(EDGES, max_size=30).map(sorted))
def test_parts_between_numbers_hold_what_lies_there(numbers: list[int], edges: list[int]) -> None:
    selection = Selection(_blocks(numbers))
    bounds = list(pairwise(edges))
    expected = [numbers[bisect_left(numbers, start) : bisect_left(numbers, stop)] for start, stop in bounds]
    found = [
        [start + seq for seq in Selection(part)]
        for part, (start, _) in zip(selection.parts(edges), bounds, strict=True)
    ]
    assert found == expected
    assert sets.counts_between(selection, edges) == [len(those) for those in expected]


def test_an_index_of_items_that_are_not_there_is_damage() -> None:
    for make in (sets.from_numbers, sets.in_blocks):
        for numbers in ([2**40], [100], [3, -1], array("I", [100])):
            with pytest.raises(DamageError):
                make(numbers, 100)


@given(NUMBERS, st.integers(-5, SIZE + 5), st.integers(-5, SIZE + 5))
def test_a_selection_is_a_sorted_list(numbers: list[int], a: int, b: int) -> None:
    for selection in (Selection(_blocks(numbers)), Selection(sets.from_numbers(numbers, SIZE))):
        _check(selection, numbers, a, b)


def _check(selection: Selection, numbers: list[int], a: int, b: int) -> None:
    assert list(selection) == numbers
    assert len(selection) == len(numbers)
    assert (a in selection) == (a in numbers)
    assert selection.rank(a) == sum(number < a for number in numbers)
    assert selection.window(a, b) == (numbers[a:b] if 0 <= a < b else [])
    if 0 <= a < len(numbers):
        assert selection.at(a) == numbers[a]
    else:
        with pytest.raises(IndexError):
            selection.at(a)
    later = [number for number in numbers if number >= a]
    assert selection.nearest(a) == (later[0] if later else numbers[-1] if numbers else None)
    assert selection == Selection(selection.bits)
    assert hash(selection) == hash(Selection(selection.bits))
    assert selection.ranks(sorted((a, b))) == [bisect_left(numbers, seq) for seq in sorted((a, b))]


def _plain_lines(numbers: list[int], starts: list[int]) -> list[Line]:
    lines: list[Line] = []
    last = None
    for position, number in enumerate(numbers):
        group = max(start for start in starts if start <= number)
        if group != last:
            lines.append(Line(position, heading=True))
        lines.append(Line(position, heading=False))
        last = group
    return lines


@given(
    st.sets(EDGES, max_size=120).map(sorted),
    st.sets(EDGES, max_size=60),
    st.integers(-2, 400),
    st.integers(-2, 400),
)
def test_a_listing_has_a_heading_over_each_group(numbers: list[int], more: set[int], a: int, b: int) -> None:
    starts = sorted({0, *more})
    groups = Groups(_blocks(starts))
    listing = Listing(Selection(_blocks(numbers)), groups)
    lines = _plain_lines(numbers, starts)
    assert len(listing) == len(lines)
    assert [listing.at(line) for line in range(len(lines))] == lines
    assert listing.lines(a, b) == (lines[a:b] if 0 <= a < b else [])
    assert [listing.line_of(position) for position in range(len(numbers))] == [
        number for number, line in enumerate(lines) if not line.heading
    ]
    for beyond in (-1, len(lines)):
        with pytest.raises(IndexError):
            listing.at(beyond)


@given(NUMBERS, NUMBERS)
def test_the_first_item_of_each_group(numbers: list[int], starts: list[int]) -> None:
    starts = sorted({0, *starts})
    first = {bisect_right(starts, number): number for number in reversed(numbers)}
    assert Groups(_blocks(starts)).first_in(_blocks(numbers)) == _blocks(sorted(first.values()))


def test_an_empty_listing() -> None:
    listing = Listing(Selection(0), Groups(()))
    assert len(listing) == 0
    assert listing.lines(0, 10) == []


@pytest.mark.parametrize("total", TOTALS)
def test_all_items_are_a_selection_of_as_many(total: int) -> None:
    whole, plain = Whole(total), Selection(sets.span(0, total))
    assert (len(whole), list(whole), whole, whole.blocks) == (len(plain), list(plain), plain, plain.blocks)


@given(st.sampled_from(TOTALS), st.lists(st.integers(-5, SIZE + 5), max_size=9).map(sorted))
def test_all_items_answer_as_any_selection_of_as_many(total: int, places: list[int]) -> None:
    whole, plain = Whole(total), Selection(sets.span(0, total))
    for place in places:
        assert (place in whole) == (place in plain)
        assert whole.rank(place) == plain.rank(place)
        assert whole.nearest(place) == plain.nearest(place)
        for stop in places:
            assert whole.window(place, min(stop, place + 99)) == plain.window(place, min(stop, place + 99))
        if 0 <= place < total:
            assert whole.at(place) == plain.at(place) == place
        else:
            with pytest.raises(IndexError):
                whole.at(place)
    edges = [place for place in places if 0 <= place <= total]
    assert whole.parts(edges) == plain.parts(edges)
    assert sets.counts_between(whole, edges) == sets.counts_between(plain, edges)
