"""Text measured in terminal cells: width, truncation, padding, and excerpts around a match.

Widths are those of single characters, added up. That is exact for what leaves the gate (see
``gate``), as nothing that passes it joins with its neighbours into a glyph of another width.
Wide are the characters of East Asian Width W and F (Unicode's UAX #11); none is taken by marks,
conjoining vowels and finals of Hangul, and controls; everything else, "ambiguous" included, is one.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Wide since Unicode 16, which the unicodedata of an older Python does not know.
_WIDE_SINCE_16 = (
    (0x2630, 0x2637), (0x268A, 0x268F), (0x4DC0, 0x4DFF), (0x1D300, 0x1D356), (0x1D360, 0x1D376),
)  # fmt: skip
# Format characters that draw a sign around or under the digits that follow, and the soft hyphen.
_VISIBLE_FORMATS = "\xad\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"


SINGLE = frozenset(
    map(
        chr,
        (
            *range(0x20, 0x7F),
            *range(0xA0, 0xAD),
            *range(0xAE, 0x250),
            *range(0x391, 0x3A2),
            *range(0x3A3, 0x3CF),
            *range(0x400, 0x483),
            *range(0x2500, 0x25A0),
        ),
    )
) | frozenset("–—‘’“”…→○✓≈✗∅⚖◌▲△▼▽◆◇❝‹›▸▶▾◷⌫◀⋯●")
"""Characters of one cell that stand for themselves, in which most texts are written that have others than ASCII."""
_BREAKS = str.maketrans("\n\r⏎", "   ")
_REMEMBERED = 20_000


class _WidthTable(dict[str, int]):
    """The width of each character, worked out when it is first met."""

    def __missing__(self, char: str) -> int:
        width = 1 if char in SINGLE else _width(char)
        if len(self) < _REMEMBERED:
            self[char] = width
        return width


def _width(char: str) -> int:
    # Imported here because most texts have no character that is not known.
    import unicodedata

    code = ord(char)
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Mc", "Cc", "Zl", "Zp"):
        return 0
    if category == "Cf":
        return int(char in _VISIBLE_FORMATS)
    if 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF or code in (0x3164, 0xFFA0):
        return 0
    if 0x1F3FB <= code <= 0x1F3FF:
        return 0
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 2
    is_wide = code >= _WIDE_SINCE_16[0][0] and any(first <= code <= last for first, last in _WIDE_SINCE_16)
    return 2 if is_wide else 1


_WIDTHS = _WidthTable()


def cell_width(text: str) -> int:
    """How many terminal cells a text takes.

    Args:
        text: One line of safe text (see :func:`iptui.text.safe`).

    Returns:
        Number of cells.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    if SINGLE.issuperset(text):
        return len(text)
    return sum(map(_WIDTHS.__getitem__, text))


def _fitting(text: str, width: int) -> tuple[int, int]:
    """How many characters of ``text`` fit into ``width`` cells, and the cells they take."""
    if text.isascii() and text.isprintable():
        fitting = max(0, min(width, len(text)))
        return fitting, fitting
    used = 0
    for index, char in enumerate(text):
        step = _WIDTHS[char]
        if used + step > width:
            return index, used
        used += step
    return len(text), used


def truncate(text: str, width: int, ellipsis: str = "…") -> str:
    """Cut a text to a width in cells.

    Args:
        text: One line of safe text.
        width: Cells there are; none where it is 0 or less.
        ellipsis: What stands for the part cut off; cut itself where it does not fit.

    Returns:
        The text itself where it fits; else its beginning, without blanks at the cut, and the
        ellipsis: at most ``width`` cells. A character keeps its marks.
    """
    if cell_width(text) <= width:
        return text
    if width <= 0:
        return ""
    tail = cell_width(ellipsis)
    if tail > width:
        return ellipsis[: _fitting(ellipsis, width)[0]]
    return text[: _fitting(text, width - tail)[0]].rstrip() + ellipsis


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Make a text exactly as wide as a column.

    Args:
        text: One line of safe text.
        width: Cells of the column.
        right: Whether the text stands at the right of the column, as numbers do.

    Returns:
        The text with spaces added, or truncated: ``width`` cells (none where that is below 1).
    """
    shown = truncate(text, width)
    space = " " * (width - cell_width(shown))
    return space + shown if right else shown + space


def excerpt(text: str, spans: Sequence[tuple[int, int]], width: int) -> tuple[str, list[tuple[int, int]]]:
    """The part of a text around its first match, for one line of a list.

    Args:
        text: Safe text; line breaks in it, and their sign ``⏎``, become spaces.
        spans: Matches as :func:`~iptui.text.find_matches` gives them for this text.
        width: Cells there are.

    Returns:
        The excerpt, at most ``width`` cells, with ``…`` where text is left out; and the spans of
        the matches in it, cut to what is shown.
    """
    line = text if text.isprintable() and "⏎" not in text else text.translate(_BREAKS)
    if width <= 0:
        return "", []
    start = 0
    # Where the match is not in view from the beginning, a third of the line leads up to it.
    if spans and cell_width(line[: spans[0][1]]) > width - 1 and cell_width(line) > width:
        lead = width // 3
        start = spans[0][0]
        while start > 0 and lead > 0:
            start -= 1
            lead -= _WIDTHS[line[start]]
        rest = cell_width(line[start:])
        while start > 0 and rest + _WIDTHS[line[start - 1]] < width:
            start -= 1
            rest += _WIDTHS[line[start]]
        start = _word_start(line, start, spans[0][0])
    lead_in = "…" if start and width > 1 else ""
    body = truncate(line[start:], width - len(lead_in))
    shown = lead_in + body
    kept = len(body) - (body != line[start:])
    shift = len(lead_in) - start
    cut = [(max(begin, start), min(end, start + kept)) for begin, end in spans]
    return shown, [(begin + shift, end + shift) for begin, end in cut if begin < end]


def _word_start(line: str, start: int, match: int) -> int:
    """The first beginning of a word from ``start`` on, if one comes before the match."""
    if start == 0 or line[start - 1].isspace():
        return start
    for index in range(start, match):
        if line[index].isspace():
            return index + 1
    # No blank on the way: at least do not part a character from its marks.
    while start < match and not _WIDTHS[line[start]]:
        start += 1
    return start
