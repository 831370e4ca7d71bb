"""The lanes: a row per actor on the axis of the time strip."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import ClassVar

from textual import events
from textual.cache import LRUCache
from textual.message import Message

from iptui.tui.axis import labels
from iptui.tui.format.lanes import Cells, Share, drawn, heads, lane_line, legend, marked, share, sides, told
from iptui.tui.format.laning import LaneLike, Marks, Shown
from iptui.tui.format.pieces import Line, Piece, width_of
from iptui.tui.format.rows import actor_line
from iptui.tui.keys import bindings
from iptui.tui.tree import Branch
from iptui.tui.widgets.actors import Actors
from iptui.tui.widgets.density import DensityStrip
from iptui.tui.widgets.pane import LinePane, Press

__all__ = ["Lanes"]

_KEPT = 400
"""Lanes that are kept as they were counted: more than any screen shows."""
_NUMBERED = 14
"""Cells of the column of actors from which it has their numbers too."""
_AT_ONCE = 0.006
"""Seconds that lanes are counted for in one go where that may take long; the others follow, and no key waits."""


class Lanes(LinePane):
    """Lanes are counted when they are first drawn. `cursor` is the number of the current lane."""

    BINDINGS: ClassVar = bindings("lanes")
    TITLE: ClassVar = "Lanes"

    class Wanted(Message):
        """The user wants something of a lane.

        Attributes:
            what: `step` to the next (1) or the previous (-1) item, `leap` to that of another bar, `pick` an item of
                a bar, `side` the nearest item before (-1) or after (1) the axis or without a date (0), `open` an
                item, `fold` (0) or unfold (1) the branch, `stretch` the axis over some bars, `resized` another axis.
            actor: whose lane, empty where there is none.
            first: the bar, or which way.
            last: the last bar of a stretch.
        """

        def __init__(self, what: str, actor: str = "", first: int = 0, last: int = 0) -> None:
            """Say what."""
            super().__init__()
            self.what = what
            self.actor = actor
            self.first = first
            self.last = last

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without lanes."""
        super().__init__(id=id)
        self.shown: Shown | None = None
        self.marks = Marks({}, {}, lambda _actor: [])
        self.has_strip = True
        self._laid: LRUCache[str, tuple[LaneLike, Cells]] = LRUCache(_KEPT)
        self._until = 0.0
        self._waiting = False
        self._pressed: int | None = None
        self._stretch: tuple[int, int] | None = None

    def show(self, shown: Shown, marks: Marks, actor: str | None, *, has_strip: bool) -> None:
        """Show other lanes.

        Args:
            shown: the lanes.
            marks: the selected item in them.
            actor: whose lane is to be the current one; the present one where None.
            has_strip: whether the time strip with its axis is on the screen.
        """
        current = actor or self.current
        if self.shown is None or (shown.lane, shown.axis, shown.drawing) != (
            self.shown.lane, self.shown.axis, self.shown.drawing
        ):  # fmt: skip
            self._laid.clear()
        if shown == self.shown and has_strip == self.has_strip:
            self._show_marks(marks, current)
            return
        self.shown, self.marks, self.has_strip = shown, marks, has_strip
        self._begin()
        self._stretch = None
        self.cursor = self._number_of(current)
        self.top = self.clamp_top(self.top)
        self.reveal(self.cursor)
        self.refresh()

    def _show_marks(self, marks: Marks, current: str | None) -> None:
        """Draw only the lanes in which the selected item stands or stood."""
        before, self.marks = self.marks, marks
        touched = {*before.lanes, *before.links, *marks.lanes, *marks.links}
        for number, branch in enumerate(self._branches[self.top : self.top + self.rows]):
            if branch.id in touched:
                self.refresh_line_at(self.top + number)
        self.refresh_head()
        self.move_to(self._number_of(current))

    def _number_of(self, actor: str | None) -> int:
        numbers = (number for number, branch in enumerate(self._branches) if branch.id == actor)
        return next(numbers, min(self.cursor, max(0, len(self._branches) - 1)))

    @property
    def _branches(self) -> Sequence[Branch]:
        return () if self.shown is None else self.shown.branches

    @property
    def current(self) -> str | None:
        """The actor of the current lane."""
        return self._branches[self.cursor].id if self.cursor < len(self._branches) else None

    @property
    def shares(self) -> Share:
        """The columns at the present width."""
        return share(self.text_width)

    @property
    def axis_at(self) -> int:
        """The cell of the widget in which the axis begins."""
        shares = self.shares
        return len(self.joint) + shares.actor + shares.before

    # -- lines ------------------------------------------------------------------------------------------------

    def line_count(self) -> int:
        """Lanes; none where the filter lets nothing through."""
        return 0 if self.shown is None or self.shown.is_empty else len(self._branches)

    def _lane(self, actor: str) -> tuple[LaneLike, Cells] | None:
        """A lane and its axis; None where it has to wait."""
        found = self._laid.get(actor)
        if found is None and self.shown is not None:
            if self.shown.is_large and perf_counter() > self._until:
                self._go_on_later()
                return None
            lane = self.shown.lane(actor)
            found = self._laid[actor] = lane, drawn(lane, self.shown.drawing)
        return found

    def _begin(self) -> None:
        """Lanes that are drawn from now on are counted at once, for a while."""
        self._until = perf_counter() + _AT_ONCE

    def _go_on_later(self) -> None:
        if not self._waiting:
            self._waiting = True
            self.call_later(self._go_on)

    def _go_on(self) -> None:
        """Count what had to wait."""
        self._waiting = False
        self._begin()
        for number, branch in enumerate(self._branches[self.top : self.top + self.rows]):
            if branch.id not in self._laid:
                if self._lane(branch.id) is None:
                    break
                self.refresh_line_at(self.top + number)

    def scroll_to_line(self, top: int) -> None:
        """Put a lane at the top of the view, as far as there are lanes."""
        self._begin()
        super().scroll_to_line(top)

    def line(self, number: int) -> Line:
        """A lane."""
        if self.shown is None:
            return []
        branch, shares = self._branches[number], self.shares
        found = self._lane(branch.id)
        lane, cells = found if found is not None else (None, [])
        name = self._named(branch, None if lane is None else lane.items)
        if number == self.cursor:
            over = "cursor" if self.has_focus else "blurred"
            name = [Piece("▸", over), *(Piece(piece.text, over) for piece in name)]
        else:
            name = [Piece(" "), *name]
        if lane is None:
            return [*name, Piece(" …", "dim")]
        mark = self.marks.lanes.get(branch.id)
        links = self.marks.links.get(branch.id, ())
        shown = marked(cells, self.shown.drawing.wide, mark, links) if mark is not None or links else cells
        if self._stretch is not None and number == self.cursor:
            shown = self._stretched(shown)
        return lane_line(name, shown, sides(lane, shares, mark), shares)

    def _named(self, branch: Branch, items: int | None) -> Line:
        """The actor, and how many items it has where that is known and there is room to say it."""
        if self.shown is None:
            return []
        room = self.shares.actor - 1
        told = items is not None and room >= _NUMBERED
        line = actor_line(
            branch.name,
            depth=branch.depth,
            fold=branch.fold,
            mark=self.shown.filters.get(branch.id, ""),
            count=items or 0 if told else int(items != 0),
            digits=self.shown.digits + 1 if told else 1,
            width=room if told else room + 2,
            spans=branch.spans,
        )
        # The number is the last of it, behind a space.
        return line if told else line[:-2]

    def _stretched(self, cells: Cells) -> Cells:
        if self._stretch is None or self.shown is None:
            return cells
        wide = self.shown.axis.cells
        first, last = sorted(self._stretch)
        inside = range(first * wide, (last + 1) * wide)
        return [(char, f"{role} lit") if at in inside else (char, role) for at, (char, role) in enumerate(cells)]

    def is_current(self, number: int) -> bool:
        """Only the name of a lane is drawn as the cursor's: its cells keep their colours."""
        return number < 0

    def head(self) -> Line:
        """Where the selected item stands in the lane, the filter, what the signs mean; the axis where no strip is."""
        if self.shown is None:
            return []
        shares = self.shares
        tail = heads(shares)
        # Beside the title stand the rule and the two signs of the focus.
        taken = len(self.TITLE) + 3 + len(self.joint)
        room = self.text_width + len(self.joint) - taken - (shares.undated + 1 if tail else 0)
        line = self._labels(taken) if not self.has_strip else self._told(room)
        used = width_of(line)
        return [*line, Piece("─" * max(0, room - used), "rule"), Piece(" "), *tail] if tail else line

    def _told(self, room: int) -> Line:
        if self.shown is None:
            return []
        parts: list[Line] = []
        if self.current is not None and not self.shown.is_empty:
            parts.append(self.marks.place(self.current))
        if self.shown.filter_text:
            parts.append([Piece("only ", "dim"), Piece(self.shown.filter_text, "warn")])
        return told(parts, legend(self.shown.drawing.step), room)

    def _labels(self, taken: int) -> Line:
        """The dates of the axis, over their cells."""
        if self.shown is None:
            return []
        cells = ["─"] * (self.axis_at - taken + self.shares.axis)
        for cell, text in labels(self.shown.axis):
            at = self.axis_at - taken + cell
            cells[at : at + len(text)] = text
        return [Piece("".join(cells), "axis")]

    def empty_lines(self) -> list[Line]:
        """Say why there is nothing, and how to get out of it."""
        if self.shown is None:
            return []
        if not self.shown.filter_text:
            return [[], [Piece("  Nobody takes part in anything here.", "dim")]]
        return [
            [],
            [Piece("  Nothing matches", "strong")],
            [Piece("  "), Piece(self.shown.filter_text, "warn")],
            [],
            [Piece("  escape", "key"), Piece("  the timeline", "dim")],
            [Piece("  X", "key"), Piece("       everything again", "dim")],
        ]

    # -- moving -----------------------------------------------------------------------------------------------

    def move_to(self, number: int) -> None:
        """Make a lane the current one."""
        if self.put_cursor(number, len(self._branches)):
            self.refresh_head()

    def _want(self, what: str, first: int = 0, last: int = 0) -> None:
        if self.current is not None and self.line_count():
            self.post_message(self.Wanted(what, self.current, first, last))

    def action_item(self, step: int) -> None:
        """The next (1) or the previous (-1) item of the lane."""
        self._want("step", step)

    def action_bar(self, step: int) -> None:
        """The first item of the next (1) or of the previous (-1) bar that has any."""
        self._want("leap", step)

    def action_open(self) -> None:
        """Read the selected item, or that of the lane which is nearest to it."""
        self._want("open")

    def action_fold(self) -> None:
        """Close the branch, or go to the one above."""
        if not self._branches:
            return
        branch = self._branches[self.cursor]
        if branch.fold == "▾":
            self._want("fold")
            return
        above = (number for number in range(self.cursor, -1, -1) if self._branches[number].depth < branch.depth)
        self.move_to(next(above, self.cursor))

    def action_unfold(self) -> None:
        """Open the branch."""
        self._want("fold", 1)

    def action_cycle(self) -> None:
        """The next state of the actor in the filter."""
        if self.current is not None:
            self.post_message(Actors.Cycled(self.current))

    # -- mouse ------------------------------------------------------------------------------------------------

    def _bar_at(self, x: int) -> int | None:
        """The bar at a cell of the widget."""
        if self.shown is None:
            return None
        bar = (x - self.axis_at) // self.shown.axis.cells
        return bar if 0 <= bar < self.shown.axis.bars else None

    def pressed(self, press: Press) -> None:
        """A click makes a lane the current one; on a fold sign it opens or closes, beside the axis it goes there."""
        self.move_to(press.line)
        branch, shares = self._branches[press.line], self.shares
        x = press.column + len(self.joint)
        end = self.axis_at + shares.axis
        if press.column < shares.actor:
            if branch.fold != " " and press.column <= branch.depth + 2:
                self._want("fold", int(branch.fold == "▸"))
        elif x < self.axis_at:
            self._want("side", -1)
        elif x >= end + shares.after:
            self._want("side", 0)
        elif x >= end:
            self._want("side", 1)
        else:
            self._pressed = self._bar_at(x)
            if self._pressed is not None:
                self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Stretch from the bar that was pressed; or drag the scroll bar."""
        if self._pressed is None or self.shown is None:
            return
        event.stop().prevent_default()
        bar = max(0, min((event.x - self.axis_at) // self.shown.axis.cells, self.shown.axis.bars - 1))
        stretch = (self._pressed, bar) if bar != self._pressed or self._stretch else None
        if stretch != self._stretch:
            self._stretch = stretch
            self.refresh_line_at(self.cursor)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Pick what was clicked, zoom to what was stretched."""
        if self._pressed is None:
            return
        event.stop().prevent_default()
        pressed, stretch = self._pressed, self._stretch
        self._pressed = self._stretch = None
        self.release_mouse()
        self.refresh_line_at(self.cursor)
        if stretch is None or stretch[0] == stretch[1]:
            self._want("pick", pressed)
        else:
            self._want("stretch", *sorted(stretch))

    def _zoom(self, event: events.MouseScrollUp | events.MouseScrollDown, step: int) -> None:
        bar = self._bar_at(event.x)
        if bar is not None and self.shown is not None:
            event.stop().prevent_default()
            axis = self.shown.axis
            self.post_message(DensityStrip.Zoomed(step, axis.window.first + bar * axis.days))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in around the time under the pointer; over the names scroll."""
        self._zoom(event, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out around the time under the pointer; over the names scroll."""
        self._zoom(event, -1)

    def on_resize(self) -> None:
        """Ask for another axis."""
        self.post_message(self.Wanted("resized"))
