"""Who answered whom, as a tree and as columns of actors against time.

Pure: lines of pieces from what `iptui.evidence.responses` finds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from iptui.model import Passage, Row
from iptui.text import cell_width, safe, truncate
from iptui.tui.format.across import data, padded, spread
from iptui.tui.format.dates import heading
from iptui.tui.format.pieces import Line, Piece, fit, width_of, wrap
from iptui.tui.format.rows import MARKS, glyph

if TYPE_CHECKING:
    from iptui.evidence.responses import Rung

__all__ = [
    "NOUNS",
    "VERBS",
    "Lane",
    "arrows",
    "branch",
    "item_lines",
    "item_title",
    "lag_text",
    "lane_heading",
    "lanes_for",
    "link_lines",
    "passage_place",
    "rung_block",
    "rung_line",
    "timed_line",
    "tree_heading",
    "tree_lanes",
    "when_of",
]

VERBS: Final[dict[str, str]] = {
    "response_to": "answers",
    "retaliation_for": "retaliates for",
    "follow_up_of": "follows up",
    "fulfils": "fulfils",
}
NOUNS: Final[dict[str, str]] = {
    "response_to": "response",
    "retaliation_for": "retaliation",
    "follow_up_of": "sequel",
    "fulfils": "fulfilment",
}
_LAG = 10
_ROOMY = 64
_WIDE = 96
_LEVEL = 2
_YEARS = 999
"""Days above which a lag of two bounds is told in years where there is little room."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TREE_LANE = 12
_BESIDE = 52
"""Cells of what stands to the right of the lanes: date and basis."""


class Lane(NamedTuple):
    """A column of the ladder: an actor, by its safe name; `bits` of a row say which lanes act and are acted on."""

    id: str
    name: str


def lag_text(lag: tuple[int, int] | None, *, short: bool = False) -> str:
    """The least and the most days between two items in words."""
    if lag is None:
        return "lag ?" if short else "lag unknown: an end of either date is open or unknown"
    least, most = lag
    if least == most:
        if not most:
            return "same day"
        return f"{most:+d} d" if short else f"{abs(most)} day{'s' if abs(most) != 1 else ''} {_side(most)}"
    if short:
        # Years of doubt are not counted in days on one line.
        if most > _YEARS:
            one, two = _years(least), _years(most)
            return f"+{one} y" if one == two else f"+{one}–{two} y"
        return f"+{least}–{most} d"
    return f"{least} to {most} days {_side(most)}"


def _years(days: int) -> str:
    return str(round(days / 365.25))


def _side(days: int) -> str:
    return "later" if days >= 0 else "earlier"


def when_of(row: Row) -> str:
    """The days of an item, as its heading in the timeline has them."""
    return heading(row.date, row.begin, row.end)[0]


def branch(above: Sequence[bool], rung: Rung, width: int) -> Line:
    """The lines that lead to a rung: dashed where the link is only inferred.

    Args:
        above: for each rung on the way down, below the first action, whether more follow it on its level.
        rung: the rung.
        width: cells that they may take; deeper ones are told by a number.
    """
    if not rung.depth:
        return []
    end = ("├" if rung.more else "└") + ("─" if rung.basis == "stated" else "┄")
    room = max(0, width // _LEVEL - 1)
    if len(above) <= room:
        lead = "".join("│ " if more else "  " for more in above)
    else:
        number = f"⋯{rung.depth} "
        kept = max(0, room - (len(number) + 1) // _LEVEL)
        lead = number + "".join("│ " if more else "  " for more in (above[-kept:] if kept else ()))
    return [Piece(lead + end, "rule"), Piece(" ")]


def item_title(row: Row) -> Line:
    """What an item is, with its sign; a quotation after its speaker."""
    sign, role = glyph(row)
    line: Line = [Piece(f"{sign} ", role)]
    if row.quote is not None:
        speaker = safe(row.actors).partition(", ")[0]
        return [*line, Piece(f"{speaker}: ", "speaker"), Piece("“", "quote"), *data(row.quote, "quote", 400),
                Piece("”", "quote")]  # fmt: skip
    return [*line, *data(row.title, "event" if row.kind == "event" else "say", 400)]


def _verb(link: str | None) -> str:
    return "" if link is None else VERBS.get(link, safe(link.replace("_", " ")))


def _basis(rung: Rung) -> str:
    if rung.basis is None:
        return ""
    if rung.passage is None:
        return safe(rung.basis)
    return f"{safe(rung.basis)} {safe(rung.passage.source)} ¶{rung.passage.paragraph}"


def tree_lanes(width: int) -> int:
    """How many lanes a tree has room for beside it, and 0 where there is none."""
    return 4 if width >= 180 else 3 if width >= 140 else 0


def tree_heading(heading: Line, lanes: Sequence[Lane], width: int) -> Line:
    """A heading with the names over the lanes beside the tree."""
    names: Line = []
    for lane in lanes:
        names += _centred(lane.name, _TREE_LANE)
    return spread(heading, [*names, Piece("━" * (_BESIDE - 4), "rule")], width) if lanes else heading


def _centred(name: str, width: int) -> Line:
    shown = truncate(name, width - 1)
    space = width - cell_width(shown)
    return [Piece(" " * (space // 2)), Piece(shown, "strong"), Piece(" " * (space - space // 2))]


def rung_line(rung: Rung, above: Sequence[bool], arrows: Line, width: int) -> Line:
    """A rung on one line: the lag, the branch, how it answers, what it is; its date, and what the link rests on.

    Args:
        rung: the rung.
        above: as in `branch`.
        arrows: the item between the lanes of its actors, empty where there is no room for them.
        width: cells.
    """
    tail: Line = []
    if rung.again is not None:
        tail.append(Piece(" ↺ again" if rung.again == "cycle" else " ↑ above", "warn"))
    if arrows:
        tail += [Piece(" "), *arrows]
    if width >= _ROOMY:
        tail.append(Piece("  " + truncate(when_of(rung.row), 22).rjust(22), "day" if not rung.depth else "dim"))
    if width >= _WIDE:
        role = "source" if rung.basis == "stated" else "dim"
        tail.append(Piece("  " + padded(_basis(rung), 24), role))
    lag = "" if not rung.depth else lag_text(rung.lag, short=True)
    line: Line = [Piece(lag.rjust(_LAG - 1) + " ", "count")] if width >= 44 else []
    line += branch(above, rung, max(6, (width - width_of(line) - width_of(tail)) // 3))
    if rung.depth:
        line.append(Piece(f"{NOUNS.get(rung.link or '', _verb(rung.link))} ", "label"))
    return spread([*line, *item_title(rung.row)], tail, width)


def rung_block(rung: Rung, cause: Row | None, width: int) -> list[Line]:
    """What a rung's link says: what it answers, after how long, who says so and where."""
    lines = [*item_lines(rung.row, width), *link_lines(rung, cause, width)]
    if rung.again == "cycle":
        lines += wrap([Piece("↺ it answers itself in the end, and is not followed further here", "warn")], width)
    elif rung.again == "shown":
        lines += wrap([Piece("↑ what answers it is shown further up, where it first stands", "warn")], width)
    return lines


def item_lines(row: Row, width: int) -> list[Line]:
    """Whose an item is, and when it was."""
    who = [Piece(safe(row.actors), "speaker"), Piece(" · ", "dim")] if row.actors else []
    return wrap([*who, Piece(when_of(row), "strong"), *_doubts(row)], width)


def link_lines(rung: Rung, cause: Row | None, width: int) -> list[Line]:
    """What an item answers, after how long, and what that rests on; nothing for a first action."""
    lines: list[Line] = []
    if rung.depth and cause is not None:
        said: Line = [Piece(f"{_verb(rung.link)} ", "label"), *item_title(cause), Piece(f" ({when_of(cause)})", "dim")]
        lines += wrap([*said, Piece(f" · {lag_text(rung.lag)}", "count")], width)
        basis: Line = [Piece(safe(rung.basis or ""), "strong")]
        basis += passage_place(rung.passage) or [Piece(": no passage says so", "dim")]
        lines += wrap(basis, width)
        if rung.note:
            lines += wrap(data(rung.note, "dim"), width)
    return lines


def passage_place(passage: Passage | None) -> Line:
    """Where something is stated, nothing where it is not."""
    if passage is None:
        return []
    return [Piece(f": {safe(passage.source)} ¶\u00a0{passage.paragraph} [{passage.start}–{passage.end}]", "source")]


def _doubts(row: Row) -> Line:
    marks = [row.basis if row.basis in ("inferred", "outside") else "",
             row.status if row.status in ("planned", "denied", "disputed") else ""]  # fmt: skip
    return [Piece(f" · {MARKS[key][0]} {MARKS[key][2]}", MARKS[key][1]) for key in marks if key]


# -- columns of actors against time ------------------------------------------------------------------------------


def _lane_width(lanes: Sequence[Lane], width: int) -> int:
    """Cells of a lane: together at most half of the width."""
    return max(5, min(16, width // 2 // max(1, len(lanes))))


def lanes_for(width: int) -> int:
    """How many lanes there is room for."""
    return 2 if width < 60 else 3 if width < 90 else 4 if width < 130 else 6


def lane_heading(lanes: Sequence[Lane], width: int) -> Line:
    """The names over the lanes."""
    each = _lane_width(lanes, width)
    line: Line = [Piece(" " * _date_width(width))]
    for lane in lanes:
        line += _centred(lane.name, each)
    return fit(line, width)


def _date_width(width: int) -> int:
    return 16 if width >= _ROOMY else 11


def timed_line(
    row: Row, rung: Rung | None, doers: Collection[int], targets: Collection[int], lanes: Sequence[Lane], width: int,
    *, same_day: bool = False,
) -> Line:  # fmt: skip
    """An item as an arrow between the lanes of its actors; its date at the left, what it is at the right.

    Args:
        row: the item.
        rung: one of the links by which it answers, None where it answers nothing.
        doers: the numbers of the lanes that act or speak; of those that take part where nobody does.
        targets: the numbers of the lanes that it is directed at.
        lanes: the lanes.
        width: cells.
        same_day: whether the line above has the same date, which is then not repeated.
    """
    when = "" if same_day else when_of(row)
    wide = _date_width(width)
    if wide < 16:
        # A narrow screen has no room for the year.
        words = [word for word in when.split() if word not in _WEEKDAYS]
        when = " ".join(words[:-1] if len(words) > 2 and words[-1].isdecimal() else words)
    line: Line = [Piece(padded(when, wide), "day")]
    line += arrows(row, doers, targets, len(lanes), _lane_width(lanes, width))
    verb = f"{_verb(rung.link)} " if rung is not None and rung.link is not None else ""
    lag = lag_text(rung.lag, short=True) if rung is not None and rung.depth else ""
    tail = [Piece(f" {lag}".rjust(_LAG), "count")] if width >= _ROOMY else []
    # Where no lane carries its sign, it stands before the title.
    title = item_title(row)[1 if doers else 0 :]
    return spread([*line, Piece(verb, "label"), *title], tail, width)


def arrows(row: Row, doers: Collection[int], targets: Collection[int], lanes: int, each: int = _TREE_LANE) -> Line:
    """Lifelines with the item's sign on the lane of who did it, and an arrow to whom it was done to."""
    cells = [" "] * (lanes * each)
    places = [lane * each + each // 2 for lane in range(lanes)]
    for place in places:
        cells[place] = "╵"
    sign, role = glyph(row)
    ends = sorted({*doers, *targets})
    struck = set()
    if len(ends) > 1:
        dash = "═" if not targets else "━" if row.kind == "event" else "─"
        for at in range(places[ends[0]] + 1, places[ends[-1]]):
            cells[at] = dash
            struck.add(at)
    for lane in targets:
        if lane not in doers:
            left = bool(doers) and min(doers) > lane
            cells[places[lane]] = "◀" if left else "▶" if doers else "◎"
            struck.add(places[lane])
    for lane in doers:
        cells[places[lane]] = sign
        struck.add(places[lane])
    line: Line = []
    for at, cell in enumerate(cells):
        line.append(Piece(cell, role if at in struck else "rule"))
    return line
