"""Sets, selections and listings against the plain way of doing the same."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui.store import sets
from iptui.store.errors import DamageError
from iptui.store.listing import Line, Listing, first_of_groups
from iptui.store.sets import Selection, Whole

SIZE = 3 * 4096 + 70
NUMBERS = st.one_of(
    st.sets(st.integers(0, SIZE - 1), max_size=60),
    st.sets(st.integers(0, 200), max_size=150),
    st.builds(lambda start, stop: set(range(start, stop)), st.integers(0, 9000), st.integers(0, SIZE)),
).map(sorted)


@given(NUMBERS)
def test_what_is_encoded_is_decoded(numbers: list[int]) -> None:
    for given_ in (numbers, array("I", numbers)):
        assert sets.decode(*sets.encode(given_)) == sum(1 << number for number in numbers)
    assert sets.from_numbers(numbers, SIZE) == sum(1 << number for number in numbers)


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


@given(NUMBERS, NUMBERS, st.integers(1, 2000))
def test_members_in_common_are_counted_part_by_part(one: list[int], other: list[int], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # Parts of a few bytes: as many as a million items have, and more.
        patch.setattr(sets, "_PART", size)
        parts = [Selection(sets.from_numbers(numbers, SIZE)).cut for numbers in (one, other)]
        assert sets.in_common(*parts) == len(set(one) & set(other))
        assert [sets.joined(each) for each in parts] == [sets.from_numbers(numbers, SIZE) for numbers in (one, other)]


@given(NUMBERS, NUMBERS)
def test_parts_between_numbers_hold_what_lies_there(numbers: list[int], edges: list[int]) -> None:
    parts = Selection(sets.from_numbers(numbers, SIZE)).parts(edges)
    bounds = list(pairwise(edges))
    assert [[start + seq for seq in Selection(part)] for part, (start, _) in zip(parts, bounds, strict=True)] == [
        [number for number in numbers if start <= number < stop] for start, stop in bounds
    ]


def test_an_index_of_items_that_are_not_there_is_damage() -> None:
    with pytest.raises(DamageError):
        sets.from_numbers([2**40], 100)


@given(NUMBERS, st.integers(-5, SIZE + 5), st.integers(-5, SIZE + 5))
def test_a_selection_is_a_sorted_list(numbers: list[int], a: int, b: int) -> None:
    selection = Selection(sets.from_numbers(numbers, SIZE))
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
    st.sets(st.integers(0, 299), max_size=120).map(sorted),
    st.sets(st.integers(1, 299), max_size=60),
    st.integers(-2, 400),
    st.integers(-2, 400),
)
def test_a_listing_has_a_heading_over_each_group(numbers: list[int], more: set[int], a: int, b: int) -> None:
    size, starts = 300, sorted({0, *more})
    bits, marks = sets.from_numbers(numbers, size), sets.from_numbers(starts, size)
    listing = Listing(Selection(bits), marks, size)
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
    first = {numbers[line.position] for line in lines if line.heading}
    assert first_of_groups(bits, marks, size) == sets.from_numbers(first, size)


def test_an_empty_listing() -> None:
    listing = Listing(Selection(0), 0, 0)
    assert len(listing) == 0
    assert listing.lines(0, 10) == []


@given(st.sampled_from([0, 1, 7, 4095, 4096, 4097, SIZE]), st.lists(st.integers(-5, SIZE + 5), max_size=9).map(sorted))
def test_all_items_answer_as_any_selection_of_as_many(total: int, places: list[int]) -> None:
    whole, plain = Whole(total), Selection(sets.span(0, total))
    assert (len(whole), list(whole), whole, whole.cut) == (len(plain), list(plain), plain, plain.cut)
    for place in places:
        assert (place in whole) == (place in plain)
        assert whole.rank(place) == plain.rank(place)
        assert whole.nearest(place) == plain.nearest(place)
        for stop in places:
            assert whole.window(place, stop) == plain.window(place, stop)
        if 0 <= place < total:
            assert whole.at(place) == plain.at(place) == place
        else:
            with pytest.raises(IndexError):
                whole.at(place)
    edges = [place for place in places if 0 <= place <= total]
    assert whole.parts(edges) == plain.parts(edges)
    assert whole.count_of(edges) == plain.count_of(edges)
