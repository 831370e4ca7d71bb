"""A text that is read as a stream, seen through a window that moves over it: where in the file a place of it is."""

from __future__ import annotations

from io import TextIOWrapper

__all__ = ["Window"]

_CHUNK = 1 << 18


class Window:
    """What is held of a text, from some place on.

    `line`, `bytes` and `start` are those of the mark, a place up to which lines and bytes have been counted; it only
    moves on, and never stands between the two characters of a line end.

    Attributes:
        held: the characters that are held.
        ended: whether there are no more to come.
        mark: the mark, as an index into `held`.
        line: its line in the file, from 1.
        start: its place in the file, in characters.
        bytes: its place in the file, in bytes of UTF-8.
    """

    def __init__(self, text: TextIOWrapper) -> None:
        """Take the text, of which nothing is read."""
        self._text = text
        self._line_begins = 0
        self.held = ""
        self.ended = False
        self.mark = 0
        self.line = 1
        self.start = 0
        self.bytes = 0

    def more(self) -> None:
        """Hold more of the text: as much again, since a value that needs many pieces is read anew at each."""
        read = self._text.read(max(_CHUNK, len(self.held)))
        self.held += read
        self.ended = not read

    def move(self, at: int) -> None:
        """Move the mark on to a place."""
        over = self.held[self.mark : at]
        lines = over.count("\n")
        if "\r" in over:
            lines += over.count("\r") - over.count("\r\n")
        if lines:
            self._line_begins = self.mark + max(over.rfind("\n"), over.rfind("\r")) + 1
        self.line += lines
        self.start += len(over)
        self.bytes += utf8_size(over)
        self.mark = at

    def column(self, at: int) -> int:
        """The column of a place in the line of the mark, from 1."""
        return at - self._line_begins + 1

    def drop(self) -> bool:
        """Let go of what lies before the mark, where that is much; whether it did, and the mark is 0."""
        if self.mark < _CHUNK:
            return False
        self.held = self.held[self.mark :]
        self._line_begins -= self.mark
        self.mark = 0
        return True


def utf8_size(text: str) -> int:
    """The bytes of a text in UTF-8; a half character that stands for a byte is one."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))
