"""The explorer's first screen without Textual: from an open crisis to lines of pieces, and from these to terminal text.

It is on the screen while Textual is still being imported, and must be the very screen that the widgets then draw:
`tests/tui/test_early.py` holds the two against each other, cell by cell. What this cannot draw so is left to them.
"""

from __future__ import annotations

from functools import lru_cache

from iptui.text import safe
from iptui.tui.axis import DAY, axis, default_window
from iptui.tui.format.beside import Beside
from iptui.tui.format.details import detail_page
from iptui.tui.format.frames import BESIDE, SIDE_BY_SIDE, Box, bar, boxes, head_line, ruled_line
from iptui.tui.format.looks import DARK, LOOKS
from iptui.tui.format.pieces import Line, Piece, fit
from iptui.tui.format.rows import Needles, actor_line, heading_line, place_line, row_line, title_line
from iptui.tui.format.strip import Bars, cells_of
from iptui.tui.keys import footer
from iptui.tui.tree import OPENED_AT_FIRST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import NamedTuple, TypeAlias

    from iptui.filters import Filter
    from iptui.model import Row
    from iptui.tui.reading import Pages, Reading

    # Weights, foreground and background, as parameters of the sequence that sets them.
    _Ink: TypeAlias = tuple[str, str, str]
else:
    from iptui.tuples import NamedTuple

__all__ = ["Part", "encoded", "first_screen"]

_LEAST, _MOST = (40, 12), (400, 150)
"""Sizes of a terminal within which the first screen is drawn here."""
_CURSOR, _SPACE = Piece("▸"), Piece(" ")


class Part(NamedTuple):
    """Some cells of a row from a column on; `over` is the role that lies over all of it, such as the cursor's."""

    x: int
    line: Line
    over: str = ""


def first_screen(
    reading: Reading, wanted: Filter, width: int, height: int, *, unattached: bool
) -> list[list[Part]] | None:
    """The rows of the first screen; None where it is left to the widgets.

    Args:
        reading: the open crisis.
        wanted: what passes.
        width: cells of the terminal.
        height: lines of it.
        unattached: whether it is known already that no copy of any source is attached.

    Raises:
        FilterError: when a value names nothing there is.
        DatabaseError: when the file is damaged.
    """
    sized = _LEAST[0] <= width <= _MOST[0] and _LEAST[1] <= height <= _MOST[1]
    selection = reading.select(wanted)
    if not sized or not len(selection) or wanted.values("known"):
        return None
    pages = reading.pages(selection)
    position = pages.position_of(reading.first_seq()) or 0
    row = pages.row(position)
    needles = Needles(wanted.words, wanted.phrases)
    places = boxes(width, height)
    rows: list[list[Part]] = [[] for _ in range(height)]

    rows[0].append(Part(0, title_line(reading.info, reading.sizes(selection), "", 0, width)))
    if places.strip.height:
        info = reading.info
        window = default_window(info.earliest, info.latest, reading.days())
        found = axis(window, cells_of(width))
        bars = Bars(found, reading.density(selection, found), _span(row), width, places.strip.height)
        for y in range(places.strip.height):
            rows[places.strip.y + y].append(Part(0, fit(bars.line(y), width)))
    if places.actors.width:
        _put(rows, places.actors, _actors(reading, wanted, places.actors))
    _put(rows, places.timeline, _timeline(pages, position, needles, str(wanted), places.timeline, width))
    page_of = reading.detail(row.id)
    if page_of is None:
        return None
    joint = "┬" if width >= SIDE_BY_SIDE else "├" if width >= BESIDE else ""
    inner = max(1, places.detail.width - 1 - len(joint))
    beside = Beside({}) if unattached else Beside()
    page = detail_page(page_of, reading.sources, inner - 2, needles, beside, most=places.detail.height)
    kind = Piece(f"· {row.kind} ", "count")
    pane = _Pane(places.detail, joint, len(page.lines), 0)
    lines = [fit([_SPACE, *line.pieces], pane.inner) for line in page.lines[: pane.rows]]
    _put(rows, places.detail, pane.parts("Detail", [kind], lines))
    line: Line = []
    for key, label in footer("timeline", width):
        line += [Piece(f" {key}", "key"), Piece(f" {label} ", "dim")]
    rows[-1].append(Part(0, fit(line, width)))
    return rows


def _span(row: Row) -> tuple[int, int] | None:
    begin = row.begin if row.begin is not None else row.end
    end = row.end if row.end is not None else row.begin
    return None if begin is None or end is None else (begin // DAY, end // DAY)


def _put(rows: list[list[Part]], box: Box, parts: Iterator[list[Part]]) -> None:
    for y, found in enumerate(parts):
        rows[box.y + y] += found


class _Pane(NamedTuple):
    """A pane's place, how its rule meets the one above, the number of its lines, and the first in view."""

    box: Box
    joint: str
    length: int
    top: int

    @property
    def rows(self) -> int:
        """Lines in view."""
        return max(0, self.box.height - 1)

    @property
    def inner(self) -> int:
        """Cells of a line."""
        return max(1, self.box.width - 1 - len(self.joint))

    def parts(
        self, title: str, head: Line, lines: Sequence[Line], *, focused: bool = False, current: int = -1
    ) -> Iterator[list[Part]]:
        """The rows of the pane.

        Args:
            title: the title.
            head: what stands after it.
            lines: the lines in view, from `top` on, each of as many cells as there are within.
            focused: whether the keys go to the pane.
            current: the index in `lines` of the cursor's, -1 for none.
        """
        x, width = self.box.x, self.box.width
        yield [Part(x, fit(head_line(title, head, width, joint=self.joint, focused=focused), width))]
        rule, beside = ruled_line(self.joint), bar(self.top, self.rows, self.length)
        empty = fit(rule, width)
        for y in range(self.rows):
            if y >= len(lines):
                yield [Part(x, empty)]
                continue
            line = lines[y]
            if y == current:
                over = "cursor" if focused else "blurred"
                yield [Part(x, rule), Part(x + len(rule), line, over), Part(x + width - 1, [beside[y]])]
            else:
                yield [Part(x, [*rule, *line, beside[y]])]


def _actors(reading: Reading, wanted: Filter, box: Box) -> Iterator[list[Part]]:
    marks = reading.marks(wanted)
    tree = reading.tree if marks else reading.first_branches(box.height - 1)
    opened = frozenset(tree.roots[:OPENED_AT_FIRST]).union(*(tree.lineage(actor) for actor in marks))
    # The tree is seen from its first line, where the cursor stands.
    pane = _Pane(box, "", tree.count(opened), 0)
    shown = tree.visible(opened, most=pane.rows)
    counts = reading.actor_counts(reading.select(wanted.without("actor")), [branch.id for branch in shown])
    digits = len(str(tree.most))
    lines = [
        [
            _SPACE if number else _CURSOR,
            *actor_line(
                branch.name,
                depth=branch.depth,
                fold=branch.fold,
                mark=marks.get(branch.id, ""),
                count=counts.get(branch.id, 0),
                digits=digits,
                width=pane.inner - 1,
            ),
        ]
        for number, branch in enumerate(shown)
    ]
    head = [Piece(f" {len(marks)} set ", "warn")] if marks else []
    return pane.parts("Actors", head, lines, current=0)


def _timeline(
    pages: Pages, position: int, needles: Needles, filter_text: str, box: Box, width: int
) -> Iterator[list[Part]]:
    cursor = pages.line_of(position)
    rows = box.height - 1
    # As far down as can be, with the heading above the cursor in view.
    top = max(0, min(cursor - 1, len(pages) - rows))
    pane = _Pane(box, "┬" if width >= BESIDE else "", len(pages), top)
    lines: list[Line] = []
    window = pages.window(top, top + rows)
    for number, (at, is_heading) in enumerate(window, top):
        row = pages.row(at)
        if is_heading:
            lines.append(heading_line(row, pane.inner))
        else:
            lines.append([_CURSOR if number == cursor else _SPACE, *row_line(row, pane.inner - 1, needles)])
    first, is_heading = window[0]
    if not is_heading:
        lines[0] = heading_line(pages.row(pages.headed(first)), pane.inner)
    head = place_line(position, pages.items, safe(filter_text))
    return pane.parts("Timeline", head, lines, focused=True, current=cursor - top)


# -- to the terminal ------------------------------------------------------------------------------------------


_WEIGHTS = {"bold": 1, "dim": 2, "italic": 3, "underline": 4, "reverse": 7, "strike": 9}


def encoded(rows: Sequence[Sequence[Part]], *, true_colour: bool) -> str:
    """The rows as text for a terminal, each part put in its place; of looks only what differs from the one before.

    Args:
        rows: the rows of the whole screen.
        true_colour: whether it shows 16 million colours, and not 256.
    """
    inks: dict[str, dict[str, _Ink]] = {}
    told: list[str] = []
    last = None
    for y, parts in enumerate(rows, 1):
        for x, line, over in parts:
            told.append(f"\x1b[{y};{x + 1}H")
            known = inks.setdefault(over, {})
            for text, role in line:
                if text:
                    ink = known.get(role)
                    if ink is None:
                        ink = known[role] = _ink(role, over, true_colour=true_colour)
                    if ink != last:
                        told.append(_sgr(last, ink))
                        last = ink
                    told.append(text)
    return "".join([*told, "\x1b[0m"])


def _ink(role: str, over: str, *, true_colour: bool) -> _Ink:
    """How a role looks."""
    names = role.split()
    if over:
        names = [over, "lit-cursor"] if "lit" in names else [over]
    colour, background = "foreground", "background"
    weights: dict[str, bool] = {}
    for look in (LOOKS[name] for name in names if name in LOOKS):
        colour, background = look.colour or colour, look.background or background
        wanted = True
        for word in look.style.split():
            if word == "not":
                wanted = False
                continue
            weights[word] = wanted
            wanted = True
    on = "".join(f";{_WEIGHTS[word]}" for word, wanted in weights.items() if wanted)
    code = _true_code if true_colour else _code_of_256
    return on, f"38;{code(DARK[colour])}", f"48;{code(DARK[background])}"


@lru_cache
def _sgr(last: _Ink | None, ink: _Ink) -> str:
    """The sequence that makes one look of another, or of whatever was before."""
    if last is None or ink[0] != last[0]:
        # A weight is not set once more but taken off with everything.
        return f"\x1b[0{ink[0]};{ink[1]};{ink[2]}m"
    return f"\x1b[{';'.join([now for was, now in zip(last, ink, strict=True) if now != was])}m"


def _parts_of(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache
def _true_code(colour: str) -> str:
    return "2;" + ";".join(map(str, _parts_of(colour)))


@lru_cache
def _code_of_256(colour: str) -> str:
    """The nearest of the 256 colours that xterm has, greys for what has next to no colour, as Rich finds it."""
    parts = _parts_of(colour)
    low, high = min(parts) / 255, max(parts) / 255
    light = (low + high) / 2
    spread = high - low
    saturation = 0.0 if not spread else spread / (high + low if light <= 0.5 else 2 - high - low)
    if saturation < 0.15:
        grey = round(light * 25)
        return f"5;{16 if not grey else 231 if grey == 25 else 231 + grey}"
    red, green, blue = (round(part / 95 if part < 95 else 1 + (part - 95) / 40) for part in parts)
    return f"5;{16 + 36 * red + 6 * green + blue}"
