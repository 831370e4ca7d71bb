"""Lines of a screen as pieces: text with the name of a role; measuring, cutting, wrapping and lighting them.

Pure, and knows no Textual: a widget turns roles into styles. What enters a piece has passed
`iptui.text.safe`, so that every character has a width of its own.
"""

from __future__ import annotations

from functools import lru_cache

from iptui.text import SINGLE, cell_width, truncate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["Line", "Piece", "cut", "fit", "height", "is_plain", "light", "line_text", "width_of", "wrap"]

LIT = "lit"
_LONG = 2000


class Piece(NamedTuple):
    """Some cells of one line.

    Attributes:
        text: safe text without line breaks.
        role: names of roles separated by spaces, such as `quote` or `quote lit`; the theme says how they look.
    """

    text: str
    role: str = ""


Line = list[Piece]


def line_text(line: Iterable[Piece]) -> str:
    """The text of a line without its roles."""
    return "".join([text for text, _ in line])


def width_of(line: Iterable[Piece]) -> int:
    """How many cells a line takes."""
    # Piece by piece, as most are ASCII, of which the length is known, and few lines are so in whole.
    return sum([len(text) if text.isascii() and text.isprintable() else cell_width(text) for text, _ in line])


def is_plain(line: Iterable[Piece]) -> bool:
    """Whether a line has nothing but printable characters of which everybody knows that they take one cell each."""
    texts = [text for text, _ in line]
    return SINGLE.issuperset("".join([text for text in texts if not text.isascii()])) and "".join(texts).isprintable()


def cut(line: Sequence[Piece], width: int) -> Line:
    """A line cut to at most `width` cells, with `…` where something is left out."""
    if width <= 0:
        return []
    if width_of(line) <= width:
        return list(line)
    shown: Line = []
    left = width
    for number, piece in enumerate(line):
        taken = cell_width(piece.text)
        rest = any(later.text for later in line[number + 1 :])
        if taken < left or (taken == left and not rest):
            shown.append(piece)
            left -= taken
            continue
        # What follows does not fit: this piece ends in the ellipsis, even where it would fit itself.
        text = truncate(piece.text + " " * (left + 1) if taken <= left else piece.text, left)
        shown.append(Piece(text, piece.role))
        break
    return shown


def fit(line: Sequence[Piece], width: int, role: str = "") -> Line:
    """A line of exactly `width` cells: cut, or filled up with spaces in a role."""
    space = width - width_of(line)
    shown = list(line)
    if space < 0:
        shown = cut(line, width)
        space = width - width_of(shown)
    if space > 0:
        shown.append(Piece(" " * space, role))
    return shown


def light(text: str, role: str, spans: Sequence[tuple[int, int]]) -> Line:
    """A text as pieces in a role, with the spans (code points, sorted, apart) lit."""
    if not spans:
        return [Piece(text, role)] if text else []
    pieces: Line = []
    at = 0
    for start, end in spans:
        if start > at:
            pieces.append(Piece(text[at:start], role))
        if end > start:
            pieces.append(Piece(text[start:end], f"{role} {LIT}" if role else LIT))
        at = max(at, end)
    if at < len(text):
        pieces.append(Piece(text[at:], role))
    return pieces


def wrap(line: Sequence[Piece], width: int, *, indent: str = "", first: str | None = None) -> list[Line]:
    r"""Break a paragraph into lines at spaces, long words anywhere; `\n` in a piece begins a new line.

    Args:
        line: the pieces of the paragraph.
        width: cells of a line, indent included; at least 1 cell is used for text whatever the indent.
        indent: what every line but the first begins with.
        first: what the first line begins with; `indent` where not given.

    Returns:
        At least one line.
    """
    whole = tuple(line)
    # Long texts are seldom shown again, and would fill the memory.
    is_long = sum([len(piece.text) for piece in whole]) > _LONG
    return [list(found) for found in (_wrapped.__wrapped__ if is_long else _wrapped)(whole, width, indent, first)]


# What a page tells stays the same while somebody types what to light in it, and while the next pages are made ready.
@lru_cache(maxsize=1024)
def _wrapped(line: tuple[Piece, ...], width: int, indent: str, first: str | None) -> tuple[Line, ...]:
    lines: list[Line] = []
    for number, block in enumerate(_blocks(line)):
        lead = indent if number or first is None else first
        text = line_text(block)
        if text.isascii() or SINGLE.issuperset(text):
            lines += _wrap_single(block, text, width, lead, indent)
        else:
            lines += _wrap_block(block, width, lead, indent)
    return tuple(lines)


@lru_cache(maxsize=64)
def _led(indent: str) -> int:
    """The cells of what lines begin with, which is asked for with every paragraph."""
    return cell_width(indent)


def height(
    line: Sequence[Piece], width: int, *, indent: str = "", first: str | None = None, text: str | None = None
) -> int:
    """How many lines `wrap` makes of a paragraph, in a fraction of the time where its text is a plain one.

    Args:
        line: the pieces of the paragraph; the rest as for `wrap`.
        width: cells of a line.
        indent: what every line but the first begins with.
        first: what the first line begins with.
        text: that of the line, where it is known.
    """
    if text is None:
        text = line_text(line)
    lead = indent if first is None else first
    if "\n" in text or not (text.isascii() or SINGLE.issuperset(text)):
        return len(wrap(line, width, indent=indent, first=first))
    return 1 if _led(lead) + len(text) <= width else len(_breaks(text, width, lead, indent))


def _wrap_single(block: Line, text: str, width: int, lead: str, indent: str) -> list[Line]:
    """What `_wrap_block` does, for text of one cell a character: by counting, and in whole pieces."""
    if _led(lead) + len(text) <= width:
        return [_stripped([Piece(lead), *block] if lead else list(block))]
    breaks, size = _breaks(text, width, lead, indent), len(text)
    lines: list[Line] = []
    parts = iter(block)
    piece, at = next(parts, Piece("")), 0
    for number, (start, stop) in enumerate(zip(breaks, [*breaks[1:], size], strict=True)):
        head = indent if number else lead
        line: Line = [Piece(head)] if head else []
        while start < stop:
            while at + len(piece.text) <= start:
                at += len(piece.text)
                piece = next(parts)
            end = min(stop, at + len(piece.text))
            line.append(Piece(piece.text[start - at : end - at], piece.role))
            start = end
        lines.append(_stripped(line))
    return lines


def _breaks(text: str, width: int, lead: str, indent: str) -> list[int]:
    """Where the lines of a text of one cell a character begin, the first line included."""
    breaks = [0]
    begin, size, left = 0, len(text), _led(indent)
    room = max(1, width - _led(lead))
    while size - begin > room:
        space = text.rfind(" ", begin, begin + room + 1)
        if space >= 0:
            begin = _after_spaces(text, space)
            if begin == size:
                break
            breaks.append(begin)
            room = max(1, width - left)
            continue
        # A word longer than the line: broken where the line ends.
        space = text.find(" ", begin)
        end = size if space < 0 else _after_spaces(text, space)
        while end - begin > room:
            begin += room
            breaks.append(begin)
            room = max(1, width - left)
    return breaks


def _after_spaces(text: str, at: int) -> int:
    """The first place from `at` on that is no space."""
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _blocks(line: Sequence[Piece]) -> list[Line]:
    """The pieces parted at line breaks."""
    blocks: list[Line] = [[]]
    for text, role in line:
        for number, part in enumerate(text.split("\n")):
            if number:
                blocks.append([])
            if part:
                blocks[-1].append(Piece(part, role))
    return blocks


def _words(block: Sequence[Piece]) -> list[Line]:
    """The words of a block, each with the spaces that follow it; a word may span several pieces."""
    words: list[Line] = [[]]
    in_space = False
    for text, role in block:
        start = 0
        for index, char in enumerate(text):
            # A no-break space keeps its words together.
            if char == " ":
                in_space = True
            elif in_space:
                if index > start:
                    words[-1].append(Piece(text[start:index], role))
                words.append([])
                start = index
                in_space = False
        if start < len(text):
            words[-1].append(Piece(text[start:], role))
    return [word for word in words if word]


def _wrap_block(block: Line, width: int, lead: str, indent: str) -> list[Line]:
    lines: list[Line] = []
    current: Line = [Piece(lead)] if lead else []
    used = cell_width(lead)
    empty = True
    for word in _words(block):
        bare = cell_width(line_text(word).rstrip(" "))
        if not empty and used + bare > width:
            lines.append(_stripped(current))
            current, used, empty = ([Piece(indent)] if indent else []), cell_width(indent), True
        room = max(1, width - used)
        if bare > room:
            # A word longer than a line: broken where the line ends.
            pieces = list(word)
            while pieces:
                head, pieces, taken = _split(pieces, room)
                current += head
                used += taken
                if pieces:
                    lines.append(_stripped(current))
                    current, used = ([Piece(indent)] if indent else []), cell_width(indent)
                    room = max(1, width - used)
        else:
            current += word
            used += width_of(word)
        empty = False
    lines.append(_stripped(current))
    return lines


def _split(pieces: Line, room: int) -> tuple[Line, Line, int]:
    """As much of a word as fits into `room` cells (at least one character), the rest, and the cells taken."""
    head: Line = []
    taken = 0
    for number, (text, role) in enumerate(pieces):
        for index, char in enumerate(text):
            step = cell_width(char)
            if taken + step > room and (head or index):
                if index:
                    head.append(Piece(text[:index], role))
                return head, [Piece(text[index:], role), *pieces[number + 1 :]], taken
            taken += step
        head.append(Piece(text, role))
    return head, [], taken


def _stripped(line: Line) -> Line:
    """A line without the spaces at its end."""
    shown = list(line)
    while shown:
        text, role = shown[-1]
        bare = text.rstrip(" ")
        if bare == text:
            break
        shown.pop()
        if bare:
            shown.append(Piece(bare, role))
            break
        if not shown:
            break
    return shown
