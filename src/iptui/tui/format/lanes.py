"""Lanes: what each actor did and said, cell by cell on the axis of the time strip.

Pure. What a cell says it says by signs: one item by its own; several by the sign of their kind and their number, or in
a cell too narrow for both by a block, of which each kind has its own sort. Every height means the same in all lanes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from iptui.text import cell_width
from iptui.tui.format.beside import POSSIBLY
from iptui.tui.format.laning import BarLike, Drawing, LaneLike, Mark
from iptui.tui.format.pieces import Line, Piece, cut, fit, width_of
from iptui.tui.format.rows import GLYPHS

__all__ = [
    "KINDS",
    "SIGNS",
    "Cells",
    "Share",
    "cell_of",
    "drawn",
    "heads",
    "kind_of",
    "lane_line",
    "legend",
    "level",
    "marked",
    "share",
    "short",
    "sides",
    "step_for",
    "told",
]


class Share(NamedTuple):
    """Cells of the columns of a lane: the actor, what is before, the axis, what is after, what has no date."""

    actor: int
    before: int
    axis: int
    after: int
    undated: int


Cells = list[tuple[str, str]]
"""One character and its role a cell."""

_SIDE = 6
_SIDES = 40
"""Cells from which there is room for the numbers of what is not on the axis."""
_NAMED = 100
_HEIGHTS: Final = "▁▂▃▄▅▆▇█"
KINDS: Final[dict[str, tuple[str, str, str, str]]] = {
    "conflict": ("▲", "conflict", "▎▎▍▍▌▌▊▉", "conflict"),
    "cooperation": ("▼", "coop", "░░░▒▒▒▓▓", "cooperation"),
    "words": ("❝", "quote", "⡀⡀⡄⡄⡆⡆⡇⡇", "words only"),
    "mixed": ("◆", "strong", _HEIGHTS, "both or neither"),
}
"""Kind of several items: sign, role, the blocks of rising height, and what it means."""
SIGNS: Final = (
    *(
        (f"{sign}5 {blocks[1]} {blocks[-1]}", role, f"several in a cell of a lane, {meaning}; fewer and more")
        for sign, role, blocks, meaning in KINDS.values()
    ),
    ("├─▲─┤ ══3══", "axis", "in a lane: lasts longer than a cell, or is dated no more exactly; several that do"),
    ("┄┄┄┄", "vague", "in a lane: perhaps going on, as one end of a date is open or unknown"),
    ("│ ↓ ↑", "mark", "from the lane of who did the selected item to whom it was done to"),
    ("‹12 34›", "dim", "in a lane: how many begin before and after what the axis shows"),
)
"""For the help: signs, the role that colours them, and what they mean."""
_LINE, _LINES, _OPEN, _BEGIN, _END = "─", "═", "┄", "├", "┤"
_LINE_ROLE, _OPEN_ROLE = "axis", "vague"


def short(number: int) -> str:
    """A number in at most four cells."""
    if number < 1000:
        return str(number)
    return f"{number // 1000}k" if number < 1_000_000 else f"{number // 1_000_000}M"


def share(width: int) -> Share:
    """Share the cells of a lane."""
    actor = min(40, max(17, width // 4)) if width >= 54 else min(14, max(6, width // 3))
    if width < _SIDES:
        return Share(actor, 1, max(1, width - actor - 1), 0, 0)
    undated = 8 if width >= _NAMED else 5
    return Share(actor, _SIDE, max(1, width - actor - 2 * _SIDE - undated), _SIDE, undated)


def step_for(highest: int) -> int:
    """Each height stands for twice (1), four (2) or eight times (3) as many items as the one below."""
    return 1 if highest < 1 << 9 else 2 if highest < 1 << 17 else 3


def level(items: int, step: int) -> int:
    """The height of several items, from 0 to 7."""
    return max(0, min(7, (items.bit_length() - 1) // step - 1))


def kind_of(bar: BarLike) -> str:
    """The kind of several items: of conflict or cooperation where that is at least twice as frequent as the other."""
    if bar.said:
        return "words"
    if bar.conflict and bar.conflict >= 2 * bar.cooperation:
        return "conflict"
    if bar.cooperation and bar.cooperation >= 2 * bar.conflict:
        return "cooperation"
    return "mixed"


def legend(step: int) -> list[Line]:
    """What the signs of several items mean, and how many a block stands for."""
    lines: list[Line] = []
    for sign, role, blocks, meaning in KINDS.values():
        lines.append([Piece(f"{sign}{blocks[1]}{blocks[-1]}", role), Piece(f" {meaning}", "dim")])
    return [
        *lines,
        [Piece(f"{_HEIGHTS[0]} 2", "strong"), Piece(f" … {_HEIGHTS[-1]} {short(1 << 8 * step)}+", "strong")],
    ]


def drawn(lane: LaneLike, drawing: Drawing) -> Cells:
    """The axis of a lane: lines first, then what begins in each bar."""
    wide = drawing.wide
    cells: Cells = [(" ", "")] * (wide * len(lane.bars))
    if any(lane.over) or any(lane.open):
        _draw_lines(cells, lane, wide)
    for number, bar in enumerate(lane.bars):
        if bar is not None:
            at = number * wide
            shown = _single(bar.seq, drawing) if bar.items == 1 else _several(bar, drawing)
            cells[at : at + len(shown)] = shown
    _tell_lines(cells, lane, drawing)
    return cells


def _single(seq: int, drawing: Drawing) -> Cells:
    sign, role, _ = GLYPHS[drawing.sign_of(seq)]
    if drawing.possibly is not None and drawing.possibly(seq):
        return [(sign, "vague"), (POSSIBLY[0], POSSIBLY[1])] if drawing.wide > 1 else [(POSSIBLY[0], POSSIBLY[1])]
    return [(sign, role)]


def _several(bar: BarLike, drawing: Drawing) -> Cells:
    sign, role, blocks, _ = KINDS[kind_of(bar)]
    height = level(bar.items, drawing.step)
    if drawing.wide == 1:
        return [(blocks[height], role)]
    # A cell stays free, so that one number is not read into the next.
    room = drawing.wide - 1 - (drawing.wide > 2)
    number = short(bar.items)
    text = number if len(number) <= room else _HEIGHTS[height]
    return [(char, role) for char in sign + text]


def _draw_lines(cells: Cells, lane: LaneLike, wide: int) -> None:
    for number, (lines, doubts) in enumerate(zip(lane.over, lane.open, strict=True)):
        if lines or doubts:
            cell = (_LINE if lines == 1 else _LINES, _LINE_ROLE) if lines else (_OPEN, _OPEN_ROLE)
            cells[number * wide : (number + 1) * wide] = [cell] * wide
    for long in lane.long:
        if long.first >= 0 and lane.over[long.first] == 1:
            cells[long.first * wide] = (_BEGIN, _LINE_ROLE)
        if long.last < len(lane.bars) and lane.over[long.last] == 1:
            cells[(long.last + 1) * wide - 1] = (_END, _LINE_ROLE)


def _tell_lines(cells: Cells, lane: LaneLike, drawing: Drawing) -> None:
    """Say once on every stretch of line what it is, or how many there are: where there is most room."""
    wide, every = drawing.wide, len(lane.bars)
    at = 0
    while at < every:
        lines = lane.over[at]
        stop = at + 1
        while stop < every and lane.over[stop] == lines:
            stop += 1
        if lines:
            text, role = short(lines), _LINE_ROLE
            if lines == 1:
                seq = next((long.seq for long in lane.long if long.first <= at <= long.last), None)
                text, role = ("", "") if seq is None else GLYPHS[drawing.sign_of(seq)][:2]
            _write(cells, at * wide, stop * wide, text, role)
        at = stop


def _write(cells: Cells, start: int, stop: int, text: str, role: str) -> None:
    """Write on the longest free part of a line, in its middle, if that leaves some of the line on either side."""
    best, length, run = 0, 0, 0
    for at in range(start, stop):
        run = run + 1 if cells[at][0] in (_LINE, _LINES, _BEGIN, _END) else 0
        if run > length:
            best, length = at - run + 1, run
    if text and length >= len(text) + 2:
        at = best + (length - len(text)) // 2
        cells[at : at + len(text)] = [(char, role) for char in text]


def cell_of(first: int, last: int, wide: int) -> int:
    """The cell of the axis in which the sign of an item stands that is in the bars from `first` to `last`."""
    return first * wide if first == last else (first * wide + (last + 1) * wide - 1) // 2


def marked(cells: Cells, wide: int, mark: Mark | None, links: Sequence[int] = ()) -> Cells:
    """The axis of a lane with what belongs to the selected item.

    Args:
        cells: the axis, which is left as it is.
        wide: cells of a bar.
        mark: the selected item, None where it is none of this lane.
        links: the cells of the axis through which a link passes on its way to another lane.
    """
    shown = list(cells)
    for at in links:
        if shown[at][0] in (" ", _LINE, _LINES, _OPEN, _BEGIN, _END):
            shown[at] = ("│" if shown[at][0] == " " else "┼", "mark")
    if mark is None or mark.side or mark.last < mark.first:
        return shown
    first, last = mark.first * wide, (mark.last + 1) * wide - 1
    if mark.first == mark.last:
        shown[first] = (mark.sign, f"{mark.role} lit")
        return shown
    for at in range(first, last + 1):
        if shown[at][0] in (" ", _LINE, _LINES, _OPEN, _BEGIN, _END):
            shown[at] = ("━", "mark")
    shown[cell_of(mark.first, mark.last, wide)] = (mark.sign, f"{mark.role} lit")
    return shown


def sides(lane: LaneLike, shares: Share, mark: Mark | None) -> tuple[Line, Line]:
    """What stands to the left and to the right of the axis: the numbers of what is not on it."""
    lit = mark.side if mark is not None else ""

    def number(count: int, name: str, text: str, width: int, *, left: bool) -> Line:
        if not count or width < len(text):
            return [Piece(" " * width)]
        shown = text.rjust(width - 1) + " " if left else text.rjust(width)
        bare = shown.strip()
        pad = shown.index(bare)
        role = "strong lit" if lit == name else "dim"
        return [Piece(" " * pad), Piece(bare, role), Piece(" " * (width - pad - cell_width(bare)))]

    before = number(lane.before, "before", f"‹{short(lane.before)}", shares.before, left=True)
    after = number(lane.after, "after", f"{short(lane.after)}›", shares.after, left=False)
    undated = number(lane.undated, "undated", short(lane.undated), shares.undated, left=False)
    return before, [*after, *undated]


def lane_line(actor: Line, cells: Cells, beside: tuple[Line, Line], shares: Share) -> Line:
    """A lane in one line: the actor, what is before, the axis, what is after and what has no date."""
    before, after = beside
    axis = fit(_pieces(cells), shares.axis)
    return [*fit(actor, shares.actor), *before, *axis, *after]


def _pieces(cells: Cells) -> Line:
    """Cells of the same role together."""
    line: Line = []
    text, role = "", ""
    for char, each in cells:
        if each != role and text:
            line.append(Piece(text, role))
            text = ""
        text, role = text + char, each
    return [*line, Piece(text, role)] if text else line


def heads(shares: Share) -> Line:
    """The names of the columns at the right end, for the head of the pane."""
    word = "undated" if shares.undated >= 8 else "und."
    return [Piece(word.rjust(shares.undated)[-shares.undated :], "dim")] if shares.undated else []


def told(always: Sequence[Line], more: Sequence[Line], room: int) -> Line:
    """The head in so many cells: what it always says, cut where there is no room, then as much more as fits."""
    line: Line = []
    for number, part in enumerate((*always, *more)):
        added = [Piece("─ ", "rule"), *part, Piece(" ")] if line else [Piece(" "), *part, Piece(" ")]
        if number >= len(always) and width_of(line) + width_of(added) > room:
            break
        line += added
    return cut(line, room)
