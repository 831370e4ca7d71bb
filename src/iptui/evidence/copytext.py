"""A copy of a source as a sequence of normalised words, and the search for passages in it by their fingerprints.

Pure: no files, no database. A place is found only where the words are the same to the letter after
`iptui.text.normalise_words`; nothing here measures likeness. What a place means for a passage is decided in
`iptui.evidence.placing`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from hashlib import sha256

from iptui.text import normalise_words

__all__ = ["MAX_PLACES", "CopyText", "Span", "cuts_word", "firm_edge"]

MAX_PLACES = 1000
"""Places of the same words that are told apart in one copy; a passage of such words is ambiguous at best."""

Span = tuple[int, int]

_TOKEN = re.compile(r"\S+")
_STEPS = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6)
_LONGEST_TOKEN = 200
_HYPHENS = "-‐‑‒−"
_APOSTROPHES = "'’‘ʼ`´"
_SEPARATORS = ".,:/·"
_JOINERS = "\u200c\u200d\u2060\u00ad"


@lru_cache(maxsize=4096)
def _in_word(char: str) -> bool:
    """Whether a character is a part of a word: a letter, digit or mark, or draws nothing between them."""
    return unicodedata.category(char)[0] in "LNM" or char == "_" or char in _JOINERS


def cuts_word(text: str, position: int) -> bool:
    """Whether an edge at `position` would cut a word or a number in two: `7|0`, `irritant|s`, `1|,000`.

    Words of a passage that were made longer are other words, so no passage is found at such an edge.
    """
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    if _in_word(before) and _in_word(after):
        return True
    if before in _SEPARATORS:
        return after.isdigit() and position > 1 and text[position - 2].isdigit()
    if after in _SEPARATORS:
        return before.isdigit() and position + 1 < len(text) and text[position + 1].isdigit()
    return False


def firm_edge(text: str, position: int) -> bool:
    """Whether what stands at the other side of an edge cannot belong to its word.

    Not firm are a hyphen or an apostrophe with a letter behind it (`non-|Iranian`, `can|'t`), a sign before a
    number and a unit after it: such an edge is good only where the text around is otherwise as it was.
    """
    if not 0 < position < len(text):
        return True
    before, after = text[position - 1], text[position]
    joining = _HYPHENS + _APOSTROPHES + _SEPARATORS
    if _in_word(before) and not after.isspace():
        beyond = text[position + 1 : position + 2]
        if after in joining and beyond and _in_word(beyond):
            return False
        return not (before.isdigit() and (after in "%‰°" or unicodedata.category(after) == "Sc"))
    if _in_word(after) and not before.isspace():
        beyond = text[position - 2 : position - 1]
        if before in joining and beyond and _in_word(beyond):
            return False
        return not (after.isdigit() and (before in _HYPHENS or unicodedata.category(before) == "Sc"))
    return True


@lru_cache(maxsize=65536)
def _words_of(token: str) -> tuple[str, ...]:
    """The normalised words of a run of text without white space: one, or more where NFKC makes a space."""
    return tuple(normalise_words(token).split())


@lru_cache(maxsize=65536)
def _cuts(word: str) -> tuple[tuple[int, int], ...]:
    """Places within a word where a passage may begin or end, in characters and in bytes of UTF-8; both ends too."""
    places = [at for at in range(len(word) + 1) if not cuts_word(word, at)]
    return tuple((at, len(word[:at].encode("utf-8", "surrogatepass"))) for at in places)


class CopyText:
    """A copy's text, normalised once, with the way back to the spans of the original.

    Attributes:
        text: the text as it is, which all spans count in code points.
        normal: its normal form, as `normalise_words(text)`.
    """

    def __init__(self, text: str) -> None:
        """Normalise the text; linear in its length."""
        self.text = text
        words: list[str] = []
        self._token_starts: list[int] = []
        self._token_ends: list[int] = []
        self._first_word: list[int] = []
        for found in _TOKEN.finditer(text):
            made = _words_of(found[0])
            if made:
                self._token_starts.append(found.start())
                self._token_ends.append(found.end())
                self._first_word.append(len(words))
                words.extend(made)
        self.normal = " ".join(words)
        self.words = words

    @cached_property
    def _word_starts(self) -> list[int]:
        starts, at = [], 0
        for word in self.words:
            starts.append(at)
            at += len(word) + 1
        return starts

    @cached_property
    def _bytes(self) -> tuple[bytes, list[tuple[int, ...]]]:
        """The normal form in UTF-8 and, for each word, the bytes at which a passage may begin or end there."""
        cuts, at = [], 0
        for word in self.words:
            found = _cuts(word)
            cuts.append(tuple([at + byte for _, byte in found]))
            at += found[-1][1] + 1
        return self.normal.encode("utf-8", "surrogatepass"), cuts

    @cached_property
    def _collapsed(self) -> list[int]:
        """Where each token would begin if every run of white space were one space."""
        starts, at = [], 0
        for start, end in zip(self._token_starts, self._token_ends, strict=True):
            starts.append(at)
            at += end - start + 1
        return starts

    def collapsed(self, position: int) -> int:
        """A position of the text, counted as if every run of white space were one space."""
        token = bisect_right(self._token_starts, position) - 1
        if token < 0:
            return 0
        inside = min(position - self._token_starts[token], self._token_ends[token] - self._token_starts[token] + 1)
        return self._collapsed[token] + inside

    def expanded(self, collapsed: int) -> int:
        """The position of the text that `collapsed` counts as this many characters; the other way round."""
        token = bisect_right(self._collapsed, collapsed) - 1
        if token < 0:
            return 0
        inside = collapsed - self._collapsed[token]
        start, end = self._token_starts[token], self._token_ends[token]
        if start + inside <= end:
            return start + inside
        return self._token_starts[token + 1] if token + 1 < len(self._token_starts) else len(self.text)

    def whole_words(self, start: int, end: int) -> Span:
        """A span widened to the white space around it, and without white space at its own ends."""
        first = bisect_right(self._token_starts, start) - 1
        if first < 0 or self._token_ends[first] <= start:
            first += 1
        last = bisect_right(self._token_starts, max(end - 1, start)) - 1
        if last < first:
            return start, start
        return self._token_starts[first], self._token_ends[last]

    def tokens_between(self, start: int, end: int) -> list[Span]:
        """The spans of the runs of text without white space that lie within a span."""
        first = bisect_right(self._token_starts, start - 1)
        spans = []
        for token in range(first, len(self._token_starts)):
            if self._token_ends[token] > end:
                break
            spans.append((self._token_starts[token], self._token_ends[token]))
        return spans

    # -- from fingerprints to words ------------------------------------------------------------------------

    def near(self, position: int, words: int, wanted: bytes) -> str | None:
        """The normalised words that begin near a position, number `words`, and have the SHA-256 `wanted`."""
        token = bisect_right(self._token_starts, position) - 1
        if not self._first_word:
            return None
        middle = self._first_word[max(token, 0)]
        for step in _STEPS:
            found = self._slide(words, wanted.__eq__, (middle + step,))
            if found:
                return found[wanted]
        return None

    def slide(self, words: int, wanted: Iterable[bytes]) -> Mapping[bytes, str]:
        """The normalised words of every run of `words` words whose SHA-256 is among `wanted`, by that."""
        return self._slide(words, frozenset(wanted).__contains__, range(len(self.words) - words + 1))

    def _slide(self, count: int, is_wanted: Callable[[bytes], bool], starts: Iterable[int]) -> dict[bytes, str]:
        encoded, cuts = self._bytes
        view = memoryview(encoded)
        last = len(self.words) - count
        found: dict[bytes, str] = {}
        for first in starts:
            if not 0 <= first <= last:
                continue
            ends = cuts[first + count - 1][1:]
            for start in cuts[first][:-1]:
                for end in ends:
                    # One word can be cut at both sides; of more, each must keep a part.
                    if end > start and is_wanted(digest := sha256(view[start:end]).digest()):
                        found.setdefault(digest, encoded[start:end].decode("utf-8", "surrogatepass"))
        return found

    # -- from words to places ------------------------------------------------------------------------------

    def places(self, normal: str) -> list[Span]:
        """Every span of the text whose normal form is `normal` and whose edges cut no word, at most `MAX_PLACES`."""
        return list(self._places(normal))

    def first_place(self, normal: str, expected: int) -> int | None:
        """Where the run of words `normal` that is nearest to a position begins, roughly; None where there is none."""
        best = None
        at = self.normal.find(normal)
        for _ in range(MAX_PLACES):
            if at < 0:
                break
            word = max(bisect_right(self._word_starts, at) - 1, 0)
            here = self._token_starts[bisect_right(self._first_word, word) - 1] + at - self._word_starts[word]
            if best is None or abs(here - expected) < abs(best - expected):
                best = here
            at = self.normal.find(normal, at + 1)
        return best

    def _places(self, normal: str) -> Iterator[Span]:
        number = 0
        at = self.normal.find(normal)
        while at >= 0 and normal and number < MAX_PLACES:
            span = self._original(at, at + len(normal), normal)
            if span is not None:
                number += 1
                yield span
            at = self.normal.find(normal, at + 1)

    def _original(self, start: int, end: int, normal: str) -> Span | None:
        """The span of the text for a span of the normal form, or None where there is none or it cuts a word."""
        if cuts_word(self.normal, start) or cuts_word(self.normal, end):
            return None
        for first in self._positions(start, ending=False):
            for last in self._positions(end, ending=True):
                if normalise_words(self.text[first:last]) == normal:
                    cut = cuts_word(self.text, first) or cuts_word(self.text, last)
                    return None if cut else (first, last)
        return None

    def _positions(self, at: int, *, ending: bool) -> Iterator[int]:
        """Positions of the text that may stand for a position of the normal form, the likeliest first."""
        word = bisect_right(self._word_starts, at - ending) - 1
        token = bisect_right(self._first_word, word) - 1
        start, end = self._token_starts[token], self._token_ends[token]
        inside = at - self._word_starts[self._first_word[token]]
        made = " ".join(_words_of(self.text[start:end]))
        if inside in (0, len(made)):
            yield start if not inside else end
            return
        if len(made) == end - start:
            yield start + inside
        if end - start > _LONGEST_TOKEN:
            return
        # NFKC changed the number of characters: the edge is looked for among the few there are.
        for position in range(start, end + 1):
            part = self.text[start:position] if ending else self.text[position:end]
            if len(normalise_words(part)) == (inside if ending else len(made) - inside):
                yield position
