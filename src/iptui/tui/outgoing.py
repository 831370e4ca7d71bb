"""What goes to the terminal: bytes in its encoding, to where it is; nobody waits for one that has gone."""

from __future__ import annotations

import os
import select
import sys
from threading import Event
from typing import TYPE_CHECKING, cast

from iptui.tui.incoming import sane
from iptui.tui.plain import encoding

if TYPE_CHECKING:
    from io import TextIOWrapper

__all__ = ["descriptor", "size_of", "stream"]


def descriptor() -> int:
    """Where the screen is drawn: standard output, which is known to be a terminal, whatever the errors go to."""
    for file in (sys.__stdout__, sys.__stderr__):
        if file is not None and file.isatty():
            return file.fileno()
    return 2


def size_of(*descriptors: int) -> tuple[int, int] | None:
    """Columns and lines of the first of some files that is a terminal and knows them; never more than can be drawn."""
    for each in descriptors:
        try:
            width, height = os.get_terminal_size(each)
        except OSError:
            continue
        if width and height:
            return sane(width, height)
    return None


class _Stream:
    """A file that never fails: who writes to it could do nothing about that, and would wait for ever."""

    def __init__(self, where: int, gone: Event) -> None:
        self._where = where
        self._encoding = encoding()
        self._gone = gone
        self._waiting: list[str] = []

    def fileno(self) -> int:
        return self._where

    def write(self, text: str) -> int:
        self._waiting.append(text)
        return len(text)

    def flush(self) -> None:
        data = memoryview("".join(self._waiting).encode(self._encoding, "replace"))
        self._waiting.clear()
        while data and not self._gone.is_set():
            try:
                data = data[os.write(self._where, data) :]
            except BlockingIOError:
                select.select([], [self._where], [], 1.0)
            except OSError:
                self._gone.set()


def stream(where: int, gone: Event) -> TextIOWrapper:
    """The terminal as the file that Textual's driver writes to.

    Args:
        where: its file descriptor.
        gone: set once it takes nothing any more; from then on everything is dropped.
    """
    return cast("TextIOWrapper", _Stream(where, gone))
