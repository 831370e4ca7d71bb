"""What surrounds the lines of a screen: where each pane stands, its head, its scroll bar. Pure arithmetic and pieces.

The widgets draw with it, and so does the first frame, which is on the screen before there are widgets.
"""

from __future__ import annotations

from iptui.tui.format.pieces import Line, Piece, cut, width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["BESIDE", "SIDE_BY_SIDE", "Box", "Boxes", "bar", "boxes", "head_line", "is_low", "ruled_line", "thumb"]

BESIDE = 70
"""Cells from which the actors stand beside the rest without being asked for."""
SIDE_BY_SIDE = 110
"""Cells from which the detail stands beside the timeline, and not below it."""
_WIDEST = 170
_SHORT, _TALL = 17, 34
_LOW = 9
# Of nearly every line there is.
_RULE, _NO_BAR, _BAR, _THUMB = Piece("│", "rule"), Piece(" "), Piece("╎", "rule"), Piece("┃", "thumb")


class Box(NamedTuple):
    """Where something stands on the screen, in cells; nowhere where it has no width or height."""

    x: int
    y: int
    width: int
    height: int


class Boxes(NamedTuple):
    """Where the panes stand beside one another; title and footer have the first and the last line."""

    strip: Box
    actors: Box
    timeline: Box
    detail: Box


def is_low(width: int, height: int) -> bool:
    """Whether there is no room for panes above one another, so that the one that the keys go to stands alone."""
    return height < _LOW and width < SIDE_BY_SIDE


def boxes(width: int, height: int) -> Boxes:
    """Where the panes of the explorer stand at first, as `iptui.tcss` has them: a timeline, nothing maximised."""
    strip = 0 if height < _SHORT else 4 if height >= _TALL else 3
    top, body = 1 + strip, max(0, height - 2 - strip)
    actors = 0 if width < BESIDE else 23 if width < SIDE_BY_SIDE else 28 if width < _WIDEST else 38
    rest = width - actors
    if width < SIDE_BY_SIDE:
        above = body // 2
        timeline, detail = Box(actors, top, rest, above), Box(actors, top + above, rest, body - above)
    else:
        left = rest * 11 // 20
        timeline, detail = Box(actors, top, left, body), Box(actors + left, top, rest - left, body)
    return Boxes(Box(0, 1, width, strip), Box(0, top, actors, body), timeline, detail)


def head_line(title: str, rest: Line, width: int, *, joint: str, focused: bool) -> Line:
    """The first line of a pane: its title, marked where the keys go to it, and what else it says of itself.

    Args:
        title: the title, empty for none.
        rest: what stands after it.
        width: cells.
        joint: how the rule on the left meets it, empty where there is none.
        focused: whether the keys go to the pane.
    """
    line: Line = [Piece(f"{joint}─" if joint else "─", "rule")]
    if title:
        line += [
            Piece("▐" if focused else " ", "rule"),
            Piece(title, "head-focus" if focused else "head"),
            Piece("▌" if focused else " ", "rule"),
        ]
    line = cut([*line, *rest], max(1, width - 1))
    return [*line, Piece("─" * (width - width_of(line)), "rule")]


def ruled_line(joint: str) -> Line:
    """What a line of a pane begins with."""
    return [_RULE] if joint else []


def thumb(top: int, rows: int, count: int) -> tuple[int, int]:
    """The first row and the length of a scroll bar's thumb; no length where everything is in view.

    Args:
        top: the first line in view.
        rows: lines in view.
        count: lines there are.
    """
    if count <= rows or rows < 2:
        return 0, 0
    size = max(1, rows * rows // count)
    return round(top * (rows - size) / (count - rows)), size


def bar(top: int, rows: int, count: int) -> Line:
    """The cells of the scroll bar beside the rows in view; the arguments are those of `thumb`."""
    first, size = thumb(top, rows, count)
    if not size:
        return [_NO_BAR] * rows
    return [_BAR] * first + [_THUMB] * size + [_BAR] * (rows - first - size)
