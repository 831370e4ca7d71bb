"""The base of the three panes: a head, lines, a cursor, a scroll bar of its own, keys and mouse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from iptui.tui.format.frames import bar, head_line, ruled_line, thumb
from iptui.tui.format.pieces import Line, Piece, fit
from iptui.tui.keys import bindings
from iptui.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["LinePane", "Press"]

_WHEEL = 3


class Press(NamedTuple):
    """Where a pane was clicked: the number of the line, and the cell of its text."""

    line: int
    column: int


class LinePane(Drawn, can_focus=True):
    """A pane over any number of lines, of which only those in view are ever made.

    The first line of the widget is its head; the last column its scroll bar; the first column a rule, unless the
    pane stands at the left edge. `top` is the line at the top of the view, `cursor` the line of the cursor.
    """

    BINDINGS: ClassVar = bindings("list")
    TITLE: ClassVar = ""
    TELLS: ClassVar = False
    """Whether a move is told to the screen in a message that has to be waited for."""

    class Focused(Message):
        """The pane was clicked or otherwise got the focus."""

        def __init__(self, pane: LinePane) -> None:
            """Say which."""
            super().__init__()
            self.pane = pane

    def __init__(self, *, id: str | None = None) -> None:
        """Begin empty."""
        super().__init__(id=id)
        self.top = 0
        self.cursor = 0
        self._joint = ""
        self._dragged: int | None = None

    # -- what a pane says of itself ---------------------------------------------------------------------------

    def line_count(self) -> int:
        """The number of lines there are."""
        raise NotImplementedError

    def line(self, number: int) -> Line:
        """One of them."""
        raise NotImplementedError

    def is_current(self, number: int) -> bool:
        """Whether a line is drawn as the cursor's."""
        return number == self.cursor

    def head(self) -> Line:
        """What stands in the head after the title."""
        return []

    def move_to(self, number: int) -> None:
        """Put the cursor on a line, or as near to it as can be."""
        raise NotImplementedError

    def put_cursor(self, number: int, count: int) -> bool:
        """Put the cursor on one of so many lines, or the nearest, where each may have it; whether it has moved."""
        number = max(0, min(number, count - 1))
        if number == self.cursor or not count:
            return False
        old, self.cursor = self.cursor, number
        self.reveal(number)
        self.refresh_line_at(old)
        self.refresh_line_at(number)
        return True

    def pressed(self, press: Press) -> None:
        """A line was clicked."""
        self.move_to(press.line)

    def empty_lines(self) -> list[Line]:
        """What to show where there are no lines."""
        return []

    @property
    def joint(self) -> str:
        """How the rule on the left meets the head; empty where there is none."""
        return self._joint

    @joint.setter
    def joint(self, joint: str) -> None:
        if joint != self._joint:
            self._joint = joint
            self.resized()
            self.refresh()

    # -- measures ---------------------------------------------------------------------------------------------

    @property
    def rows(self) -> int:
        """Lines in view."""
        return max(0, self.size.height - 1)

    @property
    def text_width(self) -> int:
        """Cells of a line."""
        return max(1, self.size.width - 1 - len(self.joint))

    def clamp_top(self, top: int) -> int:
        """The nearest line that can stand at the top of the view."""
        return max(0, min(top, self.line_count() - self.rows))

    def reveal(self, number: int, above: int = 0) -> None:
        """Scroll no further than needed to have a line in view, with so many lines above it."""
        self.scroll_to_line(self.revealing(number, above))

    def revealing(self, number: int, above: int = 0) -> int:
        """The line at the top of the view once a line is in it, as `reveal` has it."""
        top, rows = self.top, self.rows
        if number - above < top:
            top = number - above
        elif number >= top + rows:
            top = number - rows + 1
        return self.clamp_top(top)

    def centre(self, number: int) -> None:
        """Scroll so that a line stands a third down the view, unless it is in view."""
        if not self.top <= number < self.top + self.rows:
            self.scroll_to_line(number - self.rows // 3)

    def scroll_to_line(self, top: int) -> None:
        """Put a line at the top of the view, as far as there are lines."""
        top = self.clamp_top(top)
        if top != self.top:
            self.top = top
            self.refresh()

    def refresh_line_at(self, number: int) -> None:
        """Draw one line anew."""
        y = number - self.top + 1
        if 0 < y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def refresh_head(self) -> None:
        """Draw the head anew."""
        self.refresh(Region(0, 0, self.size.width, 1))

    # -- drawing ----------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """The strip at a line of the widget."""
        return next(self.strips((y,)))

    def strips(self, lines: Sequence[int]) -> Iterator[Strip]:
        """The strips at some lines of the widget."""
        width, count = self.size.width, self.line_count()
        top, beside = self.top, bar(self.top, self.rows, count)
        for y in lines:
            number = top + y - 1
            if y == 0:
                yield self.strip(self._head_line(width), width)
            elif not count:
                empty = self.empty_lines()
                yield self.strip([*ruled_line(self.joint), *(empty[y - 1] if y <= len(empty) else [])], width)
            elif number >= count:
                yield self.blank(width, self.joint)
            else:
                over = "" if not self.is_current(number) else "cursor" if self.is_focused else "blurred"
                yield self.line_strip(number, width, beside[y - 1], over)

    def line_strip(self, number: int, width: int, bar: Piece, over: str) -> Strip:
        """A line between the rule and the scroll bar.

        Args:
            number: the number of the line.
            width: cells of the widget.
            bar: the cell of the scroll bar.
            over: the role that lies over it, empty where it is not the cursor's.
        """
        return self.bordered(self.line(number), width, bar, over)

    def bordered(self, line: Line, width: int, bar: Piece, over: str) -> Strip:
        """A line between the rule and the scroll bar, as `line_strip` has it."""
        rule = ruled_line(self.joint)
        inner = max(1, width - 1 - len(rule))
        if inner + len(rule) + 1 > width:
            return self.strip([*rule, *fit(line, inner), bar], width)
        if not over:
            return self.joined([([*rule, *fit(line, inner), bar], "")], width)
        return self.joined([(rule, ""), (fit(line, inner), over), ([bar], "")], width)

    def _head_line(self, width: int) -> Line:
        return head_line(self.TITLE, self.head(), width, joint=self.joint, focused=self.is_focused)

    def _thumb(self, count: int) -> tuple[int, int]:
        return thumb(self.top, self.rows, count)

    # -- keys -------------------------------------------------------------------------------------------------

    def step(self, lines: int) -> None:
        """Move the cursor by some lines."""
        self.move_to(self.cursor + lines)

    def action_down(self) -> None:
        """The next line."""
        self.step(1)

    def action_up(self) -> None:
        """The previous line."""
        self.step(-1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self.step(max(1, self.rows // 2))

    def action_half_up(self) -> None:
        """Half a page up."""
        self.step(-max(1, self.rows // 2))

    def action_page_down(self) -> None:
        """A page down."""
        self.step(max(1, self.rows - 1))

    def action_page_up(self) -> None:
        """A page up."""
        self.step(-max(1, self.rows - 1))

    def action_first(self) -> None:
        """The first line."""
        self.move_to(0)

    def action_last(self) -> None:
        """The last line."""
        self.move_to(self.line_count() - 1)

    # -- mouse ------------------------------------------------------------------------------------------------

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without moving the cursor."""
        event.stop()
        self.scroll_to_line(self.top + _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without moving the cursor."""
        event.stop()
        self.scroll_to_line(self.top - _WHEEL)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A line, the head, or the scroll bar."""
        event.stop()
        count = self.line_count()
        row = event.y - 1
        if row < 0:
            return
        if event.x >= self.size.width - 1:
            first, size = self._thumb(count)
            if size:
                self._dragged = row - first if first <= row < first + size else size // 2
                self.capture_mouse()
                self._drag(row)
            return
        number = self.top + row
        if number < count:
            self.pressed(Press(number, event.x - len(self.joint)))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scroll bar."""
        if self._dragged is not None:
            event.stop()
            self._drag(event.y - 1)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let the scroll bar go."""
        if self._dragged is not None:
            event.stop()
            self._dragged = None
            self.release_mouse()

    def _drag(self, row: int) -> None:
        count = self.line_count()
        _, size = self._thumb(count)
        if size and self._dragged is not None and self.rows > size:
            first = min(max(0, row - self._dragged), self.rows - size)
            self.scroll_to_line(round(first * (count - self.rows) / (self.rows - size)))

    def on_focus(self) -> None:
        """Say so, and draw the head and the cursor as focused."""
        self.post_message(self.Focused(self))
        self.refresh()

    def on_blur(self) -> None:
        """Draw the head and the cursor as blurred."""
        self.refresh()

    def resized(self) -> None:
        """Keep the cursor in view."""
        self.top = self.clamp_top(self.top)
        if self.line_count():
            self.reveal(self.cursor)
        self.refresh()
