"""The base of the centre views besides the timeline: one line an entry, and under the current one what lies behind it.

So a list of any length costs one line an entry, and moving never shifts what stands above the cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple, Protocol

from textual.message import Message

from iptui.text import cell_width
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.keys import bindings
from iptui.tui.widgets.pane import LinePane, Press

__all__ = ["Board", "BoardPane", "Entry"]


class Entry(NamedTuple):
    """One line of a board.

    Attributes:
        key: its name, the same whatever the filter; empty for a heading, on which the cursor never stands.
        item: id of the event or statement that it is about, None where it is about none.
        line: writes it in a number of cells.
        block: writes what lies behind it in a number of cells, with one of its parts marked; nothing by default.
        parts: how many parts the block has that can be marked.
        contradicts: whether it is one of those that a key of its own goes to.
    """

    key: str
    item: str | None
    line: Callable[[int], Line]
    block: Callable[[int, int | None], Sequence[Line]] = lambda _width, _part: ()
    parts: int = 0
    contradicts: bool = False


class Board(Protocol):
    """What a board pane draws."""

    @property
    def entries(self) -> Sequence[Entry]:
        """The lines."""

    @property
    def summary(self) -> Callable[[int], Line]:
        """What the head says, for the cells of a line."""

    @property
    def empty(self) -> str:
        """What is said where there are no lines."""


class BoardPane(LinePane):
    """Entries, with a block under the current one. `cursor` is the number of the current entry."""

    BINDINGS: ClassVar = bindings("board")
    TITLE: ClassVar = ""
    TELLS: ClassVar = True

    class Moved(Message):
        """The cursor stands on another entry."""

        def __init__(self, item: str | None) -> None:
            """Say which item that is about."""
            super().__init__()
            self.item = item

    class Opened(Message):
        """The user wants what lies behind the entry."""

        def __init__(self, key: str, item: str | None, part: int | None) -> None:
            """Say which, and which of its parts is marked."""
            super().__init__()
            self.key = key
            self.item = item
            self.part = part

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without entries."""
        super().__init__(id=id)
        self.board: Board | None = None
        self.part: int | None = None
        self.filter_text = ""
        self._entries: Sequence[Entry] = ()
        self._centred = False
        self._written: tuple[tuple[int, int | None, int], Sequence[Line]] | None = None

    def show(self, board: Board, number: int | None, filter_text: str) -> None:
        """Show another board.

        Args:
            board: the entries.
            number: the entry of the cursor; the first that is no heading where None.
            filter_text: the filter that they pass, safe.
        """
        before = self.cursor - self.top
        former = self.current
        self.board = board
        self._entries = board.entries
        self.filter_text = filter_text
        self._written = None
        self.cursor = self._standing(number or 0)
        if former is None or self.current is None or former.key != self.current.key:
            self.part = None
        self.top = self.clamp_top(self.cursor - max(0, min(before, self.rows - 1)))
        if not self._centred:
            self.top = self.clamp_top(self.cursor - self.rows // 3)
            self._centred = self.rows > 0
        self._reveal()
        self.refresh()

    def place(self, number: int) -> None:
        """Put the cursor on an entry without telling the screen, which knows."""
        self._go(number, tell=False)

    @property
    def current(self) -> Entry | None:
        """The entry of the cursor, None where there is none."""
        if not self._entries or self.cursor >= len(self._entries):
            return None
        entry = self._entries[self.cursor]
        return entry if entry.key else None

    def _standing(self, number: int, direction: int = 1) -> int:
        """The nearest entry that is no heading: in a direction if there is one, else in the other."""
        last = len(self._entries) - 1
        number = max(0, min(number, last))
        for step in (direction, -direction):
            at = number
            while 0 <= at <= last:
                if self._entries[at].key:
                    return at
                at += step
        return max(0, number)

    # -- lines ------------------------------------------------------------------------------------------------

    @property
    def block(self) -> Sequence[Line]:
        """The lines under the current entry."""
        entry = self.current
        if entry is None:
            return ()
        asked = (self.cursor, self.part, self.text_width)
        if self._written is None or self._written[0] != asked:
            self._written = (asked, entry.block(self.text_width - 2, self.part))
        return self._written[1]

    def line_count(self) -> int:
        """Entries and the block."""
        return len(self._entries) + len(self.block)

    def _entry_at(self, line: int) -> int:
        """The entry that a line belongs to."""
        if line <= self.cursor:
            return line
        return max(self.cursor, line - len(self.block))

    def line(self, number: int) -> Line:
        """An entry, or a line of the block."""
        block = self.block
        if self.cursor < number <= self.cursor + len(block):
            return [Piece("  "), *block[number - self.cursor - 1]]
        entry = self._entries[self._entry_at(number)]
        if not entry.key:
            return entry.line(self.text_width)
        marker = Piece("▸" if number == self.cursor else " ")
        return [marker, *entry.line(self.text_width - 1)]

    def is_current(self, number: int) -> bool:
        """The entry, not its block."""
        return number == self.cursor and self.current is not None

    def head(self) -> Line:
        """What there is, and the filter."""
        if self.board is None:
            return []
        # Beside the title stand the rule and the two signs of the focus, and a space on either side.
        room = self.text_width - cell_width(self.TITLE) - 5
        line = [Piece(" "), *self.board.summary(room), Piece(" ")]
        if self.filter_text:
            line += [Piece("─ ", "rule"), Piece("only ", "dim"), Piece(self.filter_text, "warn"), Piece(" ")]
        return line

    def empty_lines(self) -> list[Line]:
        """Say why there is nothing, and how to get out of it."""
        if self.board is None:
            return []
        lines: list[Line] = [[], [Piece(f"  {self.board.empty}", "strong")]]
        if self.filter_text:
            lines += [
                [Piece("  "), Piece(self.filter_text, "warn")],
                [],
                [Piece("  X", "key"), Piece("  everything again", "dim")],
            ]
        return [*lines, [Piece("  1", "key"), Piece("  the timeline", "dim")]]

    # -- moving -----------------------------------------------------------------------------------------------

    def _reveal(self) -> None:
        """Have the entry in view, with its heading and as much of its block as there is room for."""
        above = int(self.cursor > 0 and not self._entries[self.cursor - 1].key) if self._entries else 0
        last = self.cursor + len(self.block)
        if last >= self.top + self.rows:
            self.scroll_to_line(min(last - self.rows + 1, max(0, self.cursor - above)))
        self.reveal(self.cursor, above)

    def _go(self, number: int, direction: int = 1, *, tell: bool = True) -> None:
        number = self._standing(number, direction)
        if not self._entries or number == self.cursor:
            return
        self.cursor = number
        self.part = None
        self._reveal()
        self.refresh()
        if tell and self.current is not None:
            self.post_message(self.Moved(self.current.item))

    def step(self, lines: int) -> None:
        """By an entry, or the rest of a block that is higher than the view first; by more: by so many lines."""
        if not self._entries:
            return
        below = self.cursor + len(self.block) - (self.top + self.rows) + 1
        if lines == 1 and below > 0:
            self.scroll_to_line(self.top + 1)
        elif lines == -1 and self.cursor < self.top:
            self.scroll_to_line(self.top - 1)
        elif abs(lines) == 1:
            self._go(self.cursor + lines, lines)
        else:
            self._go(self.cursor + lines, 1 if lines > 0 else -1)

    def move_to(self, number: int) -> None:
        """Put the cursor on the entry of a line, or under the heading there."""
        self._go(self._entry_at(number))

    def action_first(self) -> None:
        """The first entry."""
        self._go(0)
        self.scroll_to_line(0)

    def action_last(self) -> None:
        """The last entry."""
        self._go(len(self._entries) - 1, -1)

    def action_part(self, step: int) -> None:
        """Mark the next (1) or the previous (-1) part of the block."""
        entry = self.current
        if entry is None or not entry.parts:
            return
        if self.part is None:
            self.part = 0 if step > 0 else None
        else:
            part = self.part + step
            self.part = None if part < 0 else min(part, entry.parts - 1)
        self.refresh()

    def action_contradiction(self, step: int) -> None:
        """To the next (1) or the previous (-1) entry that contradicts, round past the end."""
        every = len(self._entries)
        for far in range(1, every + 1):
            number = (self.cursor + step * far) % every
            if self._entries[number].contradicts:
                self._go(number)
                return

    def action_open(self) -> None:
        """What lies behind the entry or its marked part."""
        entry = self.current
        if entry is not None:
            self.post_message(self.Opened(entry.key, entry.item, self.part))

    def pressed(self, press: Press) -> None:
        """A click puts the cursor there; a click on the cursor opens."""
        entry = self._entry_at(press.line)
        if entry == self.cursor:
            if press.line == self.cursor and self.is_focused:
                self.action_open()
        else:
            self._go(entry)

    def resized(self) -> None:
        """Write the block anew and keep the cursor in view."""
        self._written = None
        self.top = self.clamp_top(self.top)
        if self._entries:
            if not self._centred:
                # It was filled before it had a place on the screen.
                self.top = self.clamp_top(self.cursor - self.rows // 3)
                self._centred = self.rows > 0
            self._reveal()
        super().resized()
