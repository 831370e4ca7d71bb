"""The lines of the timeline, the actor list and the title: one item, one line, whatever the width."""

from __future__ import annotations

from functools import lru_cache

import iptui.text as texts
from iptui.text import cell_width, excerpt, safe, truncate
from iptui.tui.format.beside import POSSIBLY
from iptui.tui.format.dates import heading
from iptui.tui.format.pieces import Line, Piece, cut, fit, light, width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NamedTuple

    from iptui.model import CrisisInfo, Row
else:
    from iptui.tuples import NamedTuple

__all__ = [
    "GLYPHS",
    "MARKS",
    "Columns",
    "Needles",
    "actor_line",
    "columns",
    "differ_at",
    "glyph",
    "heading_line",
    "place_line",
    "row_line",
    "title_line",
]

GLYPHS: dict[str, tuple[str, str, str]] = {
    "1": ("▽", "coop", "verbal cooperation (event)"),
    "2": ("▼", "coop", "material cooperation (event)"),
    "3": ("△", "conflict", "verbal conflict (event)"),
    "4": ("▲", "conflict", "material conflict (event)"),
    "event": ("◇", "plain", "event without a quad class"),
    "verbatim": ("❝", "quote", "statement, quoted word for word"),
    "mixed": ("“", "quote", "statement, quoted with the source's insertions"),
    "paraphrase": ("›", "say", "statement, told in other words"),
}
"""Key of the kind of item: its glyph, the role that colours it, and what it means.

Those of the quad classes are the codebook's (`db/codebook.toml`): up is conflict, hollow is verbal.
"""

MARKS: dict[str, tuple[str, str, str]] = {
    "inferred": ("~", "dim", "the date is worked out, not stated"),
    "outside": ("≈", "dim", "the date is known from outside the sources"),
    "planned": ("◷", "warn", "planned, not a fact"),
    "denied": ("✗", "warn", "denied"),
    "disputed": ("?", "warn", "its happening is disputed"),
    "differ": ("⚖", "warn", "accounts of it differ"),
}
"""Key of the mark: its sign, the role that colours it, and what it means."""


class Needles(NamedTuple):
    """What is lit: words, of which the beginning of a word is enough, and phrases."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to light."""
        return bool(self.words or self.phrases)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a safe text."""
        # By the package, which imports what it takes when it is first asked for: the first screen seldom has needles.
        return texts.find_matches(text, self.words, self.phrases) if self else []


class Columns(NamedTuple):
    """Cells of the columns of a timeline row; 0 where a column is left out."""

    title: int
    actors: int
    sources: int


_MARKS = 4
_STANDING = 11
_ROOMY = 70
_WHOLE_TITLE = 110
_UNIT = " src"
_SPACE = Piece(" ")
_SIGNS = {key: Piece(sign, role) for key, (sign, role, _) in MARKS.items()}


@lru_cache(maxsize=64)
def columns(width: int, kind: str) -> Columns:
    """Share the cells of a row: glyph and marks always, then sources, then who, the title the rest.

    Titles of events name their actors, so that a narrow list gives them the column of the actors too; statements
    are told by their speakers, who stay longer.
    """
    rest = width - 2 - _MARKS
    sources = 6 if width >= 84 else 2 if width >= 30 else 0
    actors = 0 if width < (84 if kind == "event" else 40) else min(34, max(12, (width - 20) // 4))
    title = rest - sources - (actors + 2 if actors else 0)
    return Columns(max(1, title), actors, sources)


def differ_at(width: int, kind: str) -> int:
    """The cell of a row of so many cells in which `⚖` stands."""
    return width - columns(width, kind).sources - 1


def glyph(row: Row) -> tuple[str, str]:
    """The sign of an item and the role that colours it."""
    key = row.form or "paraphrase" if row.kind == "statement" else str(row.quad or "event")
    sign, role, _ = GLYPHS.get(key, GLYPHS["event"])
    return sign, role


def _title(row: Row, width: int, needles: Needles) -> Line:
    if row.quote is not None:
        marks, text, role = ("“", "”"), safe(row.quote), "quote"
    else:
        marks, text, role = ("", ""), safe(row.title), "say" if row.kind == "statement" else "event"
    room = width - cell_width("".join(marks))
    shown, spans = excerpt(text, needles.spans(text), room)
    line = light(shown, role, spans)
    return [Piece(marks[0], role), *line, Piece(marks[1], role)] if marks[0] else line


def _actors(row: Row) -> str:
    if row.kind == "statement":
        return safe(row.actors).partition(", ")[0]
    return safe(row.actors)


def _marks(row: Row) -> Line:
    """Four cells: how the date is known, the status, whether accounts differ, each with its own place."""
    places = (
        row.basis if row.basis in ("inferred", "outside") else "",
        row.status if row.status in ("planned", "denied", "disputed") else "",
        "differ" if row.disputed else "",
    )
    return [_SPACE, *[_SIGNS.get(key, _SPACE) for key in places]]


def row_line(row: Row, width: int, needles: Needles, possibly: bool | None = None) -> Line:
    """One item in exactly `width` cells.

    Args:
        row: the item.
        width: cells.
        needles: what to light.
        possibly: on a day that is looked from, whether it was only possibly published by then; None for today.
    """
    if possibly is not None and width > _STANDING + 8:
        word = width >= _ROOMY
        told = Piece(f"{POSSIBLY[0]} possibly " if word else f"{POSSIBLY[0]} ", POSSIBLY[1])
        room = _STANDING if word else 2
        line = row_line(row, width - room, needles)
        if possibly:
            return [told, *(Piece(text, "vague" if not role.endswith("lit") else role) for text, role in line)]
        return [Piece(" " * room), *line]
    share = columns(width, row.kind)
    sign, role = glyph(row)
    line = [Piece(f"{sign} ", role), *fit(_title(row, share.title, needles), share.title)]
    if share.actors:
        text = truncate(_actors(row), share.actors)
        line += [Piece("  "), *fit(light(text, "actor", needles.spans(text)), share.actors)]
    line += _marks(row)
    if not share.sources:
        return fit(line, width)
    sources = f"{row.n_sources}{_UNIT if share.sources >= 6 else ''}".rjust(share.sources)
    line.append(Piece(sources, "dim"))
    return fit(line, width) if len(sources) > share.sources else line


def heading_line(row: Row, width: int) -> Line:
    """The line above the items of the same days; imprecise dates look different from exact days."""
    title, note = heading(row.date, row.begin, row.end)
    if not note:
        line = [Piece("── ", "rule"), Piece(title, "day"), Piece(" ", "rule")]
        return fit(cut(line, width), width) if width_of(line) >= width else _ruled(line, width, "─")
    line = [Piece("┄┄ ", "rule"), Piece(title, "vague"), Piece(f" · {note} ", "vague")]
    return fit(cut(line, width), width) if width_of(line) >= width else _ruled(line, width, "┄")


def place_line(position: int, items: int, filter_text: str) -> Line:
    """What the timeline says of itself: where the cursor stands among the items, and the filter (safe) they pass."""
    place = f"{position + 1} of {items}" if items else "nothing"
    line = [Piece(f" {place} ", "count")]
    if filter_text:
        line += [Piece("─ ", "rule"), Piece("only ", "dim"), Piece(filter_text, "warn"), Piece(" ")]
    return line


def _ruled(line: Line, width: int, rule: str) -> Line:
    return [*line, Piece(rule * (width - width_of(line)), "rule")]


def actor_line(
    name: str,
    *,
    depth: int,
    fold: str,
    mark: str,
    count: int,
    digits: int,
    width: int,
    spans: Sequence[tuple[int, int]] = (),
) -> Line:
    """One actor in exactly `width` cells: fold sign, name, `[+]` or `[-]`, number of items.

    Args:
        name: safe text.
        depth: how deep it stands in the tree, from 0.
        fold: `▾` open, `▸` closed, or a space.
        mark: `+` included, `-` excluded, or empty.
        count: items with it under the other filters.
        digits: cells of the column of counts.
        width: cells.
        spans: what is lit in the name.
    """
    tail = str(count).rjust(digits)
    marked = f" [{mark}]" if mark else ""
    room = width - len(tail) - len(marked) - 1
    indent = " " * min(depth, 4)
    role = {"+": "include", "-": "exclude"}.get(mark, "actor-zero" if not count else "actor-name")
    head: Line = [Piece(f"{indent}{fold} ", "rule"), *light(name, role, spans)]
    line = [*fit(head, room), Piece(marked, role), _SPACE, Piece(tail, "dim" if not count else "count")]
    return line if room >= 0 else fit(line, width)


def title_line(info: CrisisInfo, shown: tuple[int, int], day: str, doubtful: int, width: int) -> Line:
    """The first line: the crisis, how many of its events and statements are shown, the time zone.

    Args:
        info: the crisis.
        shown: numbers of events and of statements that pass the filter.
        day: the day that is looked from, in words; empty for today.
        doubtful: how many of them were only possibly published by then.
        width: cells.
    """
    events, statements = shown

    def number(part: int, whole: int, one: str, many: str) -> str:
        noun = one if whole == 1 else many
        return f"{part} of {whole} {noun}" if part != whole else f"{whole} {noun}"

    told = number(statements, info.statements, "statement", "statements")
    long = f"{number(events, info.events, 'event', 'events')} · {told}"
    short = f"{_part(events, info.events)} ev · {_part(statements, info.statements)} st"
    if day:
        wide = width >= _WHOLE_TITLE
        told = f"{' ─ as known on ' if wide else ' ─ known '}{day}"
        long += told + (f", {doubtful} of them possibly" if doubtful and wide else "")
        short += told
    elif width >= _WHOLE_TITLE:
        long += " ─ as known on: today"
    name, zone = safe(info.title), " UTC "
    room = {counts: width - cell_width(counts) - cell_width(zone) - 6 for counts in (long, short)}
    counts = long if room[long] >= min(cell_width(name), 20 if day else 30) else short
    title = truncate(name, max(1, room[counts]))
    line: Line = [Piece(" "), Piece(title, "strong"), Piece(" ─ ", "rule"), Piece(f"{counts} ", "count")]
    space = width - width_of(line) - cell_width(zone)
    return fit(cut([*line, Piece("─" * max(0, space), "rule"), Piece(zone, "dim")], width), width)


def _part(part: int, whole: int) -> str:
    return str(whole) if part == whole else f"{part}/{whole}"
