"""The sources: a line each, one as it tells the crisis, and two beside each other. Pure: lines and pages of pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from iptui.model import Row, Source
from iptui.text import safe, truncate
from iptui.tui.format.across import columns, data, padded, spread
from iptui.tui.format.dates import basis_text, heading, human_date
from iptui.tui.format.page import Page, PageLine
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.rows import glyph

if TYPE_CHECKING:
    from iptui.evidence.compare_sources import SideBySide, Telling
    from iptui.store.sets import Selection

__all__ = ["Listed", "comparison_page", "source_line", "source_page", "sources_heading"]

SHOWN = 200
"""How many items of a list are shown; the rest is counted."""

_APART = ("", "language", "address", "note")
"""What is not worth the room beside another source."""

Rows = Callable[["Selection"], Sequence[Row]]
"""The first `SHOWN` rows of a selection."""


class Listed(NamedTuple):
    """A source as the list shows it.

    Attributes:
        source: the source.
        passages: passages that the crisis uses of it.
        items: events and statements that it reports, under the filter.
        only: events that no other source reports.
        mark: `+` or `-` where the filter names it, else empty.
        place: `1` or `2` where it is chosen to be compared, else empty.
    """

    source: Source
    passages: int
    items: int
    only: int
    mark: str
    place: str


def _published(source: Source) -> str:
    """When it was published, as short as can be."""
    from iptui import edtf

    try:
        parsed = edtf.parse(source.published)
    except edtf.EdtfError:
        return safe(source.published)
    return heading(source.published, parsed.begin, parsed.end)[0]


def _name(width: int) -> int:
    return min(18, max(10, width // 5))


def sources_heading(width: int) -> Line:
    """The names of the columns."""
    line: Line = [Piece(" " * 8), Piece(padded("source", _name(width)), "dim"), Piece("grade ", "dim")]
    if width >= 92:
        line += [Piece(padded("publisher", 18), "dim"), Piece(padded("published", 22), "dim")]
    elif width >= 64:
        line.append(Piece(padded("publisher", 18), "dim"))
    return spread(line, [Piece("passages  items   only", "dim")], width)


def source_line(listed: Listed, width: int) -> Line:
    """A source on one line."""
    source = listed.source
    mark = f"[{listed.mark}]" if listed.mark else "   "
    role = {"+": "include", "-": "exclude"}.get(listed.mark, "source")
    line: Line = [
        Piece(f"{listed.place or ' '} ", "mark"),
        Piece(f"{mark} ", role),
        Piece(" "),
        Piece(padded(safe(source.id), _name(width) - 1) + " ", f"{role} strong" if not listed.mark else role),
        Piece(f"  {safe(source.reliability)}   ", "strong"),
    ]
    publisher = safe(source.publisher) if source.publisher else "not stated"
    if width >= 64:
        line.append(Piece(padded(truncate(publisher, 17), 18), "plain" if source.publisher else "dim"))
    if width >= 92:
        line.append(Piece(padded(truncate(_published(source), 21), 22), "vague"))
    return spread(line, [Piece(f"{listed.passages:8}{listed.items:7}{listed.only:7}", "count")], width)


def _published_line(source: Source) -> Line:
    line: Line = [Piece(human_date(source.published), "strong")]
    if source.published_basis != "stated":
        line.append(Piece(f" · {basis_text(source.published_basis)}", "dim"))
    return line


def _publisher(source: Source) -> Line:
    if not source.publisher:
        return [Piece("not stated", "dim")]
    basis = source.publisher_basis
    known = [Piece(f" · {basis_text(basis)}", "dim")] if basis and basis != "stated" else []
    return [*data(source.publisher), *known]


def _facts(telling: Telling, echo: str | None) -> list[tuple[str, Line]]:
    source = telling.source
    unstated: Line = [Piece("not stated", "dim")]
    used = f"{telling.passages} passages, {telling.quotes} quotes, {telling.claims} claims"
    tells = f"{len(telling.events)} events, {len(telling.statements)} statements"
    return [
        ("title", data(source.title, "strong")),
        ("author", data(source.author) or unstated),
        ("publisher", _publisher(source)),
        ("published", _published_line(source)),
        ("", data(source.published_note, "dim")),
        ("grade", [Piece(safe(source.reliability), "strong"), Piece(" (A best to F)", "dim")]),
        ("why", data(source.reliability_reason, "dim")),
        ("derived from", data(source.derived_from, "warn")),
        ("one with", [Piece(f"↩ {safe(echo)}: counted as one source", "warn")] if echo else []),
        ("language", data(source.language)),
        ("address", data(source.url)),
        ("used", [Piece(used)]),
        ("tells of", [Piece(tells)]),
        ("only here", [Piece(_events(len(telling.only_here)))]),
        ("leaves out", [Piece(f"{_events(len(telling.leaves_out))} that others tell of")]),
        ("too early", [Piece(f"{_events(len(telling.too_late))} had not begun when it was published")]),
        ("note", data(source.note, "dim")),
    ]


def _events(count: int) -> str:
    return f"{count} event{'s' if count != 1 else ''}"


def source_page(telling: Telling, echo: str | None, rows: Rows, width: int) -> Page:
    """One source: what it is, why it is graded so, what only it tells of, what it leaves out.

    Args:
        telling: the crisis as it tells it.
        echo: the source with which it counts as one, None where it stands on its own.
        rows: fetches rows.
        width: cells.
    """
    page = Page(width)
    for label, line in _facts(telling, echo):
        if label:
            page.labelled(label, line)
        else:
            page.remark(line)
    _list(page, "Only here", telling.only_here, rows)
    _list(page, "Left out, though others tell of it", telling.leaves_out, rows)
    _list(page, "Not begun when it was published", telling.too_late, rows)
    return page


def _list(page: Page, title: str, events: Selection, rows: Rows, note: Callable[[Row], str] | None = None) -> None:
    if not len(events):
        return
    page.heading(f"{title} · {len(events)}")
    for row in rows(events):
        sign, role = glyph(row)
        when = heading(row.date, row.begin, row.end)[0]
        line: Line = [Piece(f"{sign} ", role), *data(row.title), Piece(f"  {when}", "dim")]
        remark = note(row) if note is not None else ""
        if remark:
            line.append(Piece(f" · {remark}", "warn"))
        page.link(row.id, line)
    if len(events) > SHOWN:
        page.paragraph([Piece(f"… and {len(events) - SHOWN} more", "dim")], indent="    ")


def comparison_page(found: SideBySide, echoes: tuple[str | None, str | None], rows: Rows, width: int) -> Page:
    """Two sources beside each other: what they are, what both tell of, and what only one of the two does.

    Args:
        found: the two.
        echoes: for each the source with which it counts as one, or None.
        rows: fetches rows.
        width: cells.
    """
    page = Page(width)
    sides = (found.one, found.two)
    cells: list[list[Line]] = []
    for number, (side, echo) in enumerate(zip(sides, echoes, strict=True), 1):
        cell: list[Line] = [[Piece(f"{number} ", "mark"), Piece(safe(side.source.id), "source strong")]]
        for label, line in _facts(side, echo):
            if label not in _APART and any(piece.text for piece in line):
                cell.append([Piece(f"{label}: ", "label"), *line])
        cells.append(cell)
    page.lines += [PageLine(line) for line in columns(cells, page.width, 24)]

    def note(row: Row) -> str:
        said = [f"too early for {safe(side.source.id)}" for side in sides if row.seq in side.too_late]
        if any(row.seq in side.only_here for side in sides):
            said.append("no other source has it")
        return ", ".join(said)

    one, two = (safe(side.source.id) for side in sides)
    _list(page, f"Only {one}, not {two}", found.only_one, rows, note)
    _list(page, f"Only {two}, not {one}", found.only_two, rows, note)
    _list(page, "Both", found.shared, rows, note)
    return page
