"""What evidence rests on: the normal form of words, their fingerprint, and paragraphs.

These definitions are part of the data format: a locator in a crisis folder holds a fingerprint, a
word count and a paragraph number made here. A change of any of them is a change of the format.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SINGLE_QUOTES = "‘’‚‛′`´"
DOUBLE_QUOTES = "“”„‟″«»"
DASHES = "‐‑‒–—―−"

_PUNCTUATION = str.maketrans(
    dict.fromkeys(SINGLE_QUOTES, "'") | dict.fromkeys(DOUBLE_QUOTES, '"') | dict.fromkeys(DASHES, "-")
)
_BLANK = " \t\r"


def normalise_words(text: str) -> str:
    """The normal form in which the words of two copies of a source are compared.

    NFKC, then quotation marks and dashes folded to ASCII, then case folded, then every run of white
    space (no-break spaces too) made one space and the ends stripped. NFKC comes first and takes
    ``´`` apart into a space and an accent and ``″`` into two primes, as the definition says.

    Args:
        text: Any string.

    Returns:
        The normal form; empty where there is nothing but white space.
    """
    if text.isascii():
        # The same by definition, at a third of the cost: imports take the fingerprint of every row.
        return " ".join(text.lower().replace("`", "'").split())
    return " ".join(unicodedata.normalize("NFKC", text).translate(_PUNCTUATION).casefold().split())


def fingerprint(text: str) -> str:
    """SHA-256 of the normal form of the words, encoded as UTF-8.

    Args:
        text: Any string; a lone surrogate is encoded as such.

    Returns:
        64 hexadecimal digits.
    """
    # Imported here because hashlib loads OpenSSL, which no other function of this package needs.
    from hashlib import sha256

    return sha256(normalise_words(text).encode("utf-8", "surrogatepass")).hexdigest()


def word_count(text: str) -> int:
    """Number of words of the normal form: runs of anything but white space."""
    return len(normalise_words(text).split())


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    r"""The paragraphs of a text: blocks of lines parted by blank lines.

    A line ends at LF (a CR before it belongs to the line's end); a blank line holds nothing but
    spaces, tabs and CR. A block of nothing but other white space (no-break spaces) is none.

    Args:
        text: Any string.

    Returns:
        Spans in code points, end exclusive: from the first character of the block's first line to
        the last of its last line, without that line's end and blanks before it.
    """
    return list(_spans(text))


@lru_cache(maxsize=8)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """The spans, kept for the few texts in use: passages ask for them one at a time."""
    spans: list[tuple[int, int]] = []
    first: int | None = None
    last = 0
    position = 0
    length = len(text)
    while position <= length:
        end = text.find("\n", position)
        if end < 0:
            end = length
        line = text[position:end].rstrip(_BLANK)
        if line:
            if first is None:
                first = position
            last = position + len(line)
        if first is not None and (not line or end == length):
            if not text[first:last].isspace():
                spans.append((first, last))
            first = None
        position = end + 1
    return tuple(spans)


def paragraph_at(text: str, pos: int) -> int:
    """The number of the paragraph that holds a position, from 1.

    Args:
        text: The text.
        pos: Code point, from 0 to the length of the text.

    Returns:
        The number of the last paragraph that begins at or before ``pos``: between two paragraphs
        that of the former; 0 before the first.

    Raises:
        ValueError: when ``pos`` lies outside the text.
    """
    if not 0 <= pos <= len(text):
        raise ValueError(f"position {pos} lies outside the text of {len(text)} characters")
    # Imported here because only this asks for it, and search and the explorer's first screen do not.
    from bisect import bisect_right

    return bisect_right(_spans(text), pos, key=_begin)


def _begin(span: tuple[int, int]) -> int:
    return span[0]
