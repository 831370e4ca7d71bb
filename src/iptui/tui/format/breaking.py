"""Where the lines of a long text break, as offsets into it: nothing is copied or made safe before it is drawn.

Pure, and quick on megabytes: lines of plain characters are broken by a regular expression, the others word by word.
"""

from __future__ import annotations

import re
from array import array

from iptui.text import cell_width, safe

__all__ = ["breaks", "odd_characters"]

_LONGEST_CLUSTER = 32


def breaks(text: str, start: int, end: int, width: int, odd: re.Pattern[str] | None) -> array[int]:
    """The offsets at which the lines of a paragraph begin.

    Args:
        text: the text.
        start: where the paragraph begins.
        end: where it ends.
        width: cells of a line.
        odd: finds the characters of the text that are not shown as themselves in one cell; None where there is none.
    """
    starts = array("Q")
    plain = _plain_line(width)
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        last = stop - 1 if stop > at and text[stop - 1] == "\r" else stop
        if last == at:
            starts.append(at)
        elif odd is None or odd.search(text, at, last) is None:
            starts.extend([found.start() for found in plain.finditer(text, at, last)])
        else:
            _odd_lines(text, at, last, width, starts)
        at = stop + 1
    return starts


def _plain_line(width: int) -> re.Pattern[str]:
    """As many whole words as fit, with the spaces after them; a word longer than a line is cut."""
    return re.compile(rf"[^\n]{{0,{width - 1}}}[^\n ](?= |\Z) *|[^\n]{{1,{width}}} *")


def _odd_lines(text: str, start: int, end: int, width: int, starts: array[int]) -> None:
    """The same for a line with characters that take no cell, two, or are shown as escapes."""
    starts.append(start)
    used = 0
    for found in _WORD.finditer(text, start, end):
        word = found[1]
        if found.end() == found.start():
            break
        cells = cell_width(safe(word))
        if used and used + cells > width:
            starts.append(found.start())
            used = 0
        if cells > width:
            used = _cut_word(text, found.start(1), found.end(1), width, starts)
        else:
            used += cells
        used += len(found[2])


_WORD = re.compile(r"([^ ]*)( *)")


def _cut_word(text: str, start: int, end: int, width: int, starts: array[int]) -> int:
    """Break a word that is longer than a line; gives the cells used in its last line."""
    used = 0
    at = start
    while at < end:
        stop = at + 1
        # What joins the character before it stays with it, as far as anybody would write it.
        while stop < min(end, at + _LONGEST_CLUSTER) and (cell_width(text[stop]) == 0 or text[stop - 1] == "\u200d"):
            stop += 1
        cells = cell_width(safe(text[at:stop]))
        if used and used + cells > width:
            starts.append(at)
            used = 0
        used += cells
        at = stop
    return min(used, width)


def odd_characters(text: str) -> re.Pattern[str] | None:
    """Finds what is not shown as itself in one cell; None where everything is."""
    odd = sorted(char for char in set(text) if char != "\n" and (safe(char) != char or cell_width(char) != 1))
    return re.compile("[" + "".join(map(re.escape, odd)) + "]") if odd else None
