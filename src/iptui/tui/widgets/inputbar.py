"""One line of input at the bottom of the screen, with a line under it for what it means or what is wrong with it."""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from iptui.text import cell_width, safe, truncate
from iptui.tui.format.pieces import Line, Piece, line_text
from iptui.tui.widgets.drawn import Drawn

__all__ = ["InputBar"]

MAX_LENGTH = 500
"""Longest input, in characters; the rest of a paste is dropped and said to be."""


class InputBar(Drawn, can_focus=True):
    """A prompt, a text and a cursor. It knows nothing of what is typed: the screen says what it means."""

    class Changed(Message):
        """The text has changed."""

        def __init__(self, text: str) -> None:
            """Say to what."""
            super().__init__()
            self.text = text

    class Submitted(Message):
        """The user pressed enter."""

        def __init__(self, text: str) -> None:
            """Say on what."""
            super().__init__()
            self.text = text

    class Cancelled(Message):
        """The user pressed escape."""

    class Passed(Message):
        """A key that moves behind the input: `up`, `down`, `pageup`, `pagedown`; `left` and so on where it slides."""

        def __init__(self, key: str) -> None:
            """Say which."""
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:
        """Begin empty."""
        super().__init__(id=id)
        self.prompt = ""
        self.text = ""
        self.at = 0
        self._hint: Line = []
        self._wrong: tuple[int, int] | None = None
        self._full = False
        self._slides = False

    def begin(self, prompt: str, text: str = "", *, slides: bool = False) -> None:
        """Begin anew, the cursor behind the text; where it `slides`, keys to the sides move what lies behind it."""
        self.prompt = prompt
        self._slides = slides
        self.text = text[:MAX_LENGTH]
        self.at = len(self.text)
        self._hint = []
        self._wrong = None
        self._full = False
        self.refresh()

    def hint(self, line: Line) -> None:
        """Say what the text means, or what can be done."""
        self._hint = line
        self._wrong = None
        self.refresh()

    def error(self, reason: str, start: int = 0, length: int = 0) -> None:
        """Say what is wrong, and point at it.

        Args:
            reason: what is wrong.
            start: first wrong character of the text.
            length: how many.
        """
        self._hint = [Piece(safe(reason), "error")]
        self._wrong = (max(0, min(start, len(self.text))), length)
        self.refresh()

    # -- drawing ----------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """The input, or the hint under it."""
        width = self.size.width
        if y == 0:
            return self.strip(self._input_line(width), width)
        if y > 1:
            return self.blank(width)
        column = 1
        if self._wrong is not None:
            return self.strip(self._error_line(self._column(self._wrong[0], width), width), width)
        full: Line = [Piece(f"at most {MAX_LENGTH} characters   ", "warn")] if self._full else []
        return self.strip([Piece(" " * column), *full, *self._hint], width)

    def _error_line(self, column: int, width: int) -> Line:
        """What is wrong beside a sign under its place: right of it, or left of it where there is more room."""
        text = line_text(self._hint)
        room = max(width - column - 2, column - 2)
        if cell_width(text) > room:
            text = truncate(text, room)
        sign, said = Piece("▲", "error"), Piece(text, "error")
        if cell_width(text) + 2 <= width - column:
            return [Piece(" " * column), sign, Piece(" "), said]
        return [Piece(" " * (column - cell_width(text) - 1)), said, Piece(" "), sign]

    def _offset(self, width: int) -> int:
        """The first character in view, so that the cursor is."""
        room = max(4, width - cell_width(self.prompt) - 3)
        start = 0
        while cell_width(safe(self.text[start : self.at])) > room - 1:
            start += 1
        return start

    def _column(self, character: int, width: int) -> int:
        start = self._offset(width)
        return 1 + cell_width(self.prompt) + 1 + cell_width(safe(self.text[start : max(start, character)]))

    def _input_line(self, width: int) -> Line:
        start = self._offset(width)
        line: Line = [Piece(" "), Piece(self.prompt, "key"), Piece(" ")]
        first, stop = self._wrong if self._wrong is not None else (0, 0)
        for index in range(start, len(self.text) + 1):
            char = safe(self.text[index]) if index < len(self.text) else " "
            if index == self.at:
                line.append(Piece(char, "cursor"))
            elif index < len(self.text):
                wrong = first <= index < first + stop
                line.append(Piece(char, "error" if wrong else "input"))
        return line

    # -- keys -------------------------------------------------------------------------------------------------

    def take(self, key: str, character: str | None) -> bool:
        """Edit; nothing that is typed here gets to the panes.

        Args:
            key: Textual's name of the key.
            character: what it types, None where it types nothing.

        Returns:
            Whether the key means something here.
        """
        if key in ("up", "down", "pageup", "pagedown") or (self._slides and key in ("left", "right", "home", "end")):
            self.post_message(self.Passed(key))
        elif key == "escape":
            self.post_message(self.Cancelled())
        elif key in ("enter", "ctrl+j"):
            self.post_message(self.Submitted(self.text))
        elif key in _MOVES:
            self.at = max(0, min(len(self.text), _MOVES[key](self.text, self.at)))
            self.refresh(Region(0, 0, self.size.width, 1))
        elif key in _CUTS:
            start, stop = sorted((self.at, max(0, min(len(self.text), _CUTS[key](self.text, self.at)))))
            self._replace(start, stop, "")
        elif character is not None:
            self._replace(self.at, self.at, character)
        else:
            return key in _SWALLOWED
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste as one line."""
        event.stop()
        event.prevent_default()
        self._replace(self.at, self.at, " ".join(event.text.split()))

    def _replace(self, start: int, stop: int, text: str) -> None:
        room = MAX_LENGTH - len(self.text) + (stop - start)
        taken = text[: max(0, room)]
        self._full = len(taken) < len(text)
        self.refresh()
        if start == stop and not taken:
            return
        self.text = self.text[:start] + taken + self.text[stop:]
        self.at = start + len(taken)
        self.post_message(self.Changed(self.text))


def _word_left(text: str, at: int) -> int:
    return len(text[:at].rstrip().rpartition(" ")[0] + " ") if " " in text[:at].rstrip() else 0


def _word_right(text: str, at: int) -> int:
    rest = text[at:].lstrip()
    head, space, _ = rest.partition(" ")
    return len(text) - len(rest) + len(head) + len(space)


def _left(text: str, at: int) -> int:
    return at - 1 if text else 0


def _right(text: str, at: int) -> int:
    return min(len(text), at + 1)


def _start(text: str, at: int) -> int:
    return min(len(text), at, 0)


def _end(text: str, at: int) -> int:
    return max(len(text), at)


_MOVES = {
    "left": _left,
    "right": _right,
    "home": _start,
    "ctrl+a": _start,
    "end": _end,
    "ctrl+e": _end,
    "ctrl+left": _word_left,
    "ctrl+right": _word_right,
}
_CUTS = {
    "backspace": _left,
    "ctrl+h": _left,
    "delete": _right,
    "ctrl+u": _start,
    "ctrl+k": _end,
    "ctrl+w": _word_left,
}
_SWALLOWED = ("tab", "shift+tab", "ctrl+d", "f1", "ctrl+t", "ctrl+p")
