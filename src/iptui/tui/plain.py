"""A terminal that does not know every character: which ones it knows, and what is drawn in the place of the others.

What stands for a character takes the same cells, so that the layout is the same everywhere.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

__all__ = ["Plain", "encoding", "plain"]

_DASHES: Final = "─━┄═–—−‐‑‒―"
_BARS: Final = "│┃┆┊╎╵▏▕"
_CORNERS: Final = "┌┐└┘├┤┬┴┼╭╮╰╯"
_LEVELS: Final = dict(zip("▁▂▃▄▅▆▇█", ".:-=+*#@", strict=True))
_SIGNS: Final = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_BARS, "|"),
    **dict.fromkeys(_CORNERS, "+"),
    **_LEVELS,
    **dict.fromkeys("“”„«»❝❞", '"'),
    **dict.fromkeys("‘’‚′", "'"),
    **dict(zip("‹›←→↑↓↔↩↺⌫▌▐▸▶▾◀…⋯·•¶½×", "<><>^v=<@<  >>v<~~.*P2x", strict=True)),
    **dict(zip("▲△▼▽◆◇●○◎◌◷", "A^Vv*o*o@.@", strict=True)),
    **dict(zip("✓✗⚖≠≈∥⊂∅", "+x&#~|c0", strict=True)),
    "\u00a0": " ",
}
"""What is drawn of our own signs where there is only ASCII; every sign of a set apart from the others of it."""


def encoding(environment: Mapping[str, str] | None = None) -> str:
    """The encoding of the terminal, by Python's name: `utf-8`, unless the locale's variables name another.

    `C` and `POSIX` stand for ASCII where somebody chose them, and where nothing is chosen for UTF-8, as in Python.

    Args:
        environment: the variables; by default the process's own.
    """
    environment = os.environ if environment is None else environment
    if sys.platform == "win32":
        return "utf-8"
    named = next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := environment.get(name))), "")
    name, dot, charset = named.partition("@")[0].partition(".")
    if name in ("C", "POSIX") and not dot:
        return "ascii"
    try:
        return codecs.lookup(charset).name if charset else "utf-8"
    except LookupError:
        return "utf-8"


def plain(text: str, charset: str) -> str:
    """A line in which every character is one of an encoding, of as many cells as before."""
    drawn = "".join(_SIGNS.get(char, "") or "?" * cell_len(char) if not _has(char, charset) else char for char in text)
    spare = cell_len(text) - cell_len(drawn)
    # Characters that are drawn as one may be more cells one by one.
    return drawn + " " * spare if spare >= 0 else drawn[:spare]


def _has(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


_plain = lru_cache(4096)(plain)


class Plain(LineFilter):
    """Draws only what the terminal's encoding has."""

    def __init__(self, charset: str) -> None:
        """Take the encoding."""
        super().__init__()
        self._charset = charset

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Replace what it does not have."""
        del background
        if all(segment.text.isascii() for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(_plain(segment.text, self._charset), segment.style)
            for segment in segments
        ]
