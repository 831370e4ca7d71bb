"""Folding of text for search, and finding what was searched for in the original.

Folding is per character: the folded text of a string is that of its characters, joined. What goes
into a full-text index, what is asked of it, and what is lit on the screen all go through here, so
that they cannot disagree. Nothing here is for display or for evidence (see ``gate``, ``normal``).
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from iptui.text.normal import DASHES, DOUBLE_QUOTES, SINGLE_QUOTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

# Letters that Unicode keeps apart and readers do not. Arabic script: the letters of Arabic, Persian
# and Urdu keyboards for the same sound (as Lucene's PersianNormalizer has them). Latin: letters
# with a stroke and ligatures, which have no decomposition.
_SAME = {
    **dict.fromkeys("يىے", "ی"),
    "ك": "ک",
    **dict.fromkeys("ةہەۃ", "ه"),
    "ٱ": "ا",
    "ـ": "",
    "\u200c": " ",
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t",
    "æ": "ae", "œ": "oe", "ð": "d", "þ": "th",
    **dict.fromkeys(SINGLE_QUOTES + "ʹʻʼʽʾʿˈ＇", "'"),
    **dict.fromkeys(DOUBLE_QUOTES + "ʺ＂", '"'),
    **dict.fromkeys(DASHES + "⁃﹘﹣－", "-"),
}  # fmt: skip
# Draw nothing, though they are no format characters and have no combining class.
_NOTHING = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\uffa0"
    "\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f"
)
_SELECTORS = ("\U000e0100", "\U000e01ef")
_REMEMBERED = 20_000
_APART = str.maketrans({code: " " for code in range(128) if not chr(code).isalnum()})


@cache
def _token() -> re.Pattern[str]:
    # Imported here because a search for ASCII words needs no patterns, and they cost the start of the program.
    import re

    return re.compile(r"[^\W_]+")


def _step(char: str) -> str:
    """One round of folding of one character."""
    if char in _SAME:
        return _SAME[char]
    category = unicodedata.category(char)
    if category in ("Cf", "Me") or unicodedata.combining(char):
        return ""
    if char in _NOTHING or _SELECTORS[0] <= char <= _SELECTORS[1]:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return unicodedata.normalize("NFKD", char).casefold()


class _FoldTable(dict[int, str]):
    """What each code point folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded, before = chr(code), ""
        while folded != before:
            before = folded
            folded = "".join(map(_step, before))
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


_FOLDED = _FoldTable()


def fold(text: str) -> str:
    """Fold text for search: what a reader takes for the same letters becomes the same string.

    Case and compatibility forms (NFKD), diacritics, Arabic, Persian and Urdu forms of a letter,
    digits of any script, quotation marks and dashes are folded; tatweel and invisible characters
    dropped; ZWNJ becomes a space. Spaces and line breaks stay. Vowel signs that Unicode gives no
    combining class (Devanagari, Thai) stay, as they make other words.

    Args:
        text: Any string.

    Returns:
        The folded text; ``fold(fold(x)) == fold(x)``.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    return text.translate(_FOLDED)


def fold_with_map(text: str) -> tuple[str, list[int]]:
    """Fold text and say where each folded character comes from.

    Args:
        text: Any string.

    Returns:
        The folded text and a list as long: the index in ``text`` of the character that each folded
        character comes from. It never falls.
    """
    if text.isascii():
        return fold(text), list(range(len(text)))
    pieces: list[str] = []
    origin: list[int] = []
    table = _FOLDED
    for index, char in enumerate(text):
        folded = table[ord(char)]
        pieces.append(folded)
        if len(folded) == 1:
            origin.append(index)
        else:
            origin.extend([index] * len(folded))
    return "".join(pieces), origin


def tokens(text: str) -> list[str]:
    """The words of a text as search sees them: runs of letters and digits of the folded text.

    These are the tokens that SQLite's ``unicode61`` makes of ``fold(text)``, so that each can be
    quoted into a full-text query without any syntax.
    """
    if text.isascii():
        return text.lower().translate(_APART).split()
    return _token().findall(fold(text))


def find_matches(text: str, needles: Iterable[str], phrases: Iterable[str] = ()) -> list[tuple[int, int]]:
    """Find where what was searched for stands in a text.

    Args:
        text: The original text.
        needles: Words; each matches the beginning of a word (``irrit`` finds ``irritants``, and
            only ``irrit`` is lit). One of several tokens (``amir-abdol``) matches them one after
            another, the last by its beginning.
        phrases: Sequences of whole words; whatever stands between two words in the text (spaces,
            punctuation) does not matter.

    Returns:
        Spans of ``text`` in code points, end exclusive; sorted, without overlaps; a character that
        draws nothing at the end of a match belongs to it.
    """
    wanted = _wanted(tuple(needles), tuple(phrases))
    folded = fold(text)
    spans = [
        span
        for words, by_prefix in wanted
        if all(word in folded for word in words)
        for span in _occurrences(folded, words, by_prefix)
    ]
    if spans and not text.isascii():
        origin = fold_with_map(text)[1]
        spans = [_to_original(origin, len(text), start, end) for start, end in spans]
    return _merged(spans)


@lru_cache(maxsize=16)
def _wanted(needles: tuple[str, ...], phrases: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The tokens of each that has any, and whether its beginning is enough of the last; the same for many texts."""
    found = [(tuple(tokens(needle)), True) for needle in needles]
    found += [(tuple(tokens(phrase)), False) for phrase in phrases]
    return tuple((words, by_prefix) for words, by_prefix in found if words)


def _occurrences(folded: str, words: tuple[str, ...], by_prefix: bool) -> Iterable[tuple[int, int]]:
    """Spans in the folded text where ``words`` stand one after another, overlapping ones too."""
    pattern = _pattern(words, by_prefix)
    match = pattern.search(folded)
    while match:
        yield match.span()
        match = pattern.search(folded, match.start() + 1)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...], by_prefix: bool) -> re.Pattern[str]:
    """Tokens are letters and digits only, so nothing in them means anything to ``re``."""
    import re

    end = "" if by_prefix else r"(?![^\W_])"
    return re.compile(r"(?<![^\W_])" + r"[\W_]++".join(words) + end)


def _to_original(origin: Sequence[int], length: int, start: int, end: int) -> tuple[int, int]:
    """A span of the folded text as a span of the original."""
    following = origin[end] if end < len(origin) else length
    return origin[start], max(following, origin[end - 1] + 1)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans sorted, overlapping ones made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
