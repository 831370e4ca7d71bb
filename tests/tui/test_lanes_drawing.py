"""How a lane is drawn: signs, numbers, blocks and lines, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui.store.lanes import Bar, Lane, Long
from iptui.text import cell_width, is_safe
from iptui.tui.format import lanes as drawing
from iptui.tui.format.laning import Drawing, Mark
from iptui.tui.format.pieces import line_text, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGNS = {1: "4", 2: "2", 3: "verbatim", 4: "event"}


def bar(items: int, conflict: int = 0, cooperation: int = 0, *, said: bool = False, seq: int = 1) -> Bar:
    return Bar(items, conflict, cooperation, said, seq)


def lane(bars: Sequence[Bar | None], *long: Long, opened: Sequence[int] = ()) -> Lane:
    over = tuple(sum(one.first <= number <= one.last for one in long) for number in range(len(bars)))
    begun = tuple(sum(one.first == number for one in long) for number in range(len(bars)))
    found = sum(each.items for each in bars if each is not None) + sum(begun)
    return Lane(found, 0, 0, 0, tuple(bars), begun, over, tuple(opened) or (0,) * len(bars), long)


def shown(found: Lane, wide: int, mark: Mark | None = None, links: Sequence[int] = ()) -> str:
    how = Drawing(wide, 1, lambda seq: SIGNS.get(seq, "event"))
    cells = drawing.drawn(found, how)
    if mark is not None or links:
        cells = drawing.marked(cells, wide, mark, links)
    assert len(cells) == wide * len(found.bars)
    assert all(cell_width(char) == 1 and is_safe(char) for char, _ in cells)
    return "".join(char for char, _ in cells)


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (bar(3, 2, 1), "conflict"),
        (bar(3, 1, 2), "cooperation"),
        (bar(5, 3, 2), "mixed"),
        (bar(2), "mixed"),
        (bar(2, 2, said=True), "words"),
    ],
)
def test_the_kind_of_several(found: Bar, kind: str) -> None:
    assert drawing.kind_of(found) == kind


@pytest.mark.parametrize(
    ("found", "wide", "text"),
    [
        (bar(1, 1), 1, "▲"),
        (bar(1, seq=3), 4, "❝   "),
        (bar(5, 5), 1, "▎"),
        (bar(300, 300), 1, "▉"),
        (bar(5, 0, 5), 1, "░"),
        (bar(5, said=True), 1, "⡀"),
        (bar(5, 2, 2), 1, "▂"),
        (bar(5, 5), 2, "▲5"),
        (bar(12, 12), 2, "▲▃"),
        (bar(5, 5), 3, "▲5 "),
        (bar(12, 12), 3, "▲▃ "),
        (bar(12, 0, 12), 4, "▼12 "),
        (bar(1234, 1, 1), 4, "◆1k "),
    ],
)
def test_a_cell(found: Bar, wide: int, text: str) -> None:
    assert shown(lane([found]), wide) == text


def test_a_line_has_its_ends_and_its_sign() -> None:
    assert shown(lane([None] * 7, Long(1, 1, 5)), 1) == " ├─▲─┤ "
    assert shown(lane([None] * 3, Long(2, 0, 2)), 3) == "├───▼───┤"
    assert shown(lane([None] * 5, Long(1, -1, 2)), 1) == "─▲┤  ", "it began before the axis"
    assert shown(lane([None] * 5, Long(1, 2, 5)), 1) == "  ├▲─", "it ends after it"
    assert shown(lane([None] * 3, Long(1, 0, 1)), 1) == "├┤ ", "no room for a sign"


def test_several_lines_are_counted_and_items_stand_before_them() -> None:
    assert shown(lane([None] * 9, Long(1, 0, 8), Long(2, 2, 6)), 1) == "├─══2══─┤"
    assert shown(lane([None, None, bar(1, 1), None, None], Long(3, 0, 4)), 2) == "├───▲──❝─┤"
    assert shown(lane([bar(1, 1), None]), 2) == "▲   "


def test_an_open_end_is_no_line() -> None:
    assert shown(lane([bar(1, 1), None, None], opened=(1, 1, 1)), 1) == "▲┄┄"
    assert shown(lane([None] * 3, Long(1, 0, 1), opened=(1, 1, 1)), 1) == "├┤┄"


def test_the_selected_item_stands_before_all_and_links_behind_all() -> None:
    point, span = Mark(1, 1, "", "❝", "quote"), Mark(0, 2, "", "▲", "conflict")
    assert shown(lane([None, bar(7, 7), None]), 2, point) == "  ❝7  "
    assert shown(lane([None] * 3, Long(1, 0, 2)), 2, span) == "━━▲━━━"
    assert shown(lane([None, bar(7, 7), None]), 2, None, (0, 2, 4)) == "│ ▲7│ "
    assert shown(lane([None] * 3, Long(1, 0, 2)), 1, None, (0,))[0] == "┼"
    away = Mark(0, -1, "before", "▲", "conflict")
    assert shown(lane([None] * 3), 1, away) == "   "


@given(st.integers(2, 10**9), st.sampled_from([1, 2, 3]))
def test_a_block_is_higher_where_there_is_more(items: int, step: int) -> None:
    assert 0 <= drawing.level(items, step) <= drawing.level(items + 1, step) <= 7
    assert drawing.level(1 << 8 * step, step) == 7
    assert drawing.level((1 << 8 * step) - 1, step) < 7


def test_kinds_differ_without_colour() -> None:
    blocks = [set(blocks) for _, _, blocks, _ in drawing.KINDS.values()]
    assert sum(map(len, blocks)) == len(set().union(*blocks)), "no block of one kind is one of another"
    assert len({sign for sign, _, _, _ in drawing.KINDS.values()}) == len(drawing.KINDS)


@given(st.integers(1, 400))
def test_columns_fill_a_lane(width: int) -> None:
    shares = drawing.share(width)
    assert min(shares) >= 0
    assert sum(shares) == width or width < 10


@given(st.integers(0, 10**9 - 1))
def test_a_number_is_short(number: int) -> None:
    assert len(drawing.short(number)) <= 4


def test_the_legend_is_safe_and_short() -> None:
    lines = drawing.legend(3)
    assert all(is_safe(line_text(line)) for line in lines)
    assert max(map(width_of, lines)) < 24


marks = st.tuples(st.integers(0, 19), st.integers(0, 19)).map(lambda pair: Mark(min(pair), max(pair), "", "▲", "mark"))
bars = st.lists(
    st.one_of(st.none(), st.builds(bar, st.integers(1, 10**6), st.integers(0, 9), st.integers(0, 9))),
    min_size=20,
    max_size=20,
)
longs = st.lists(st.tuples(st.integers(-1, 19), st.integers(0, 20)).filter(lambda pair: pair[0] < pair[1]), max_size=10)


@given(bars, longs, marks, st.integers(1, 8), st.lists(st.integers(0, 19), max_size=3))
def test_any_lane_fills_its_axis_and_hides_no_item(
    found: list[Bar | None], spans: list[tuple[int, int]], mark: Mark, wide: int, links: list[int]
) -> None:
    made = lane(found, *(Long(number, *span) for number, span in enumerate(spans)))
    plain = shown(made, wide)
    for number, each in enumerate(found):
        assert each is None or plain[number * wide] not in " ─═┄├┤"
    assert "▲" in shown(made, wide, mark, [one * wide for one in links])
