"""Finding words in a source's text and saying where they stand. Pure: no files, no database.

Spans are Unicode code points, end exclusive, as in the W3C Web Annotation TextPositionSelector.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from iptui.text import find_matches, fingerprint, paragraph_at, word_count

__all__ = ["GAP", "LocateError", "Locator", "find_alike", "find_spans", "locate", "locator_at"]

GAP = " ⋯ "
"""Stands between the first and the last words of a long passage that is not written out."""


class LocateError(ValueError):
    """The words are not in the text, or more than once and nobody said which."""


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a passage stands, without its words.

    Attributes:
        start: first code point.
        end: one past the last code point.
        paragraph: number of its paragraph, from 1; paragraphs are parted by blank lines.
        words: number of its words.
        fingerprint: SHA-256 of its normalised words (`iptui.text.fingerprint`).
    """

    start: int
    end: int
    paragraph: int
    words: int
    fingerprint: str


def locator_at(text: str, start: int, end: int) -> Locator:
    """Describe the span `start:end` of `text`.

    Raises:
        LocateError: when the span lies outside the text or holds no word.
    """
    if not 0 <= start < end <= len(text):
        raise LocateError(f"span {start}–{end} lies outside the text of {len(text)} characters")
    words = text[start:end]
    count = word_count(words)
    if not count:
        raise LocateError(f"span {start}–{end} holds no word")
    return Locator(start, end, paragraph_at(text, start), count, fingerprint(words))


def find_spans(text: str, words: str) -> list[tuple[int, int]]:
    """All places of `words` in `text`, byte for byte; `GAP` in `words` stands for anything between its two sides."""
    head, gap, tail = words.partition(GAP)
    spans: list[tuple[int, int]] = []
    if not head or (gap and not tail):
        return spans
    position, tail_at = text.find(head), -1
    while position >= 0:
        end = position + len(head)
        if gap:
            # Looked for again only once it is behind: else a text of many heads would be read through for each.
            tail_at = tail_at if tail_at >= end else text.find(tail, end)
            if tail_at < 0:
                break
            end = tail_at + len(tail)
        spans.append((position, end))
        position = text.find(head, position + 1)
    return spans


def find_alike(text: str, words: str) -> list[tuple[int, int]]:
    """Places where whole words stand that differ from `words` only in accents, capitals and what parts them.

    To tell an author what a text really has; a locator is never made of it.
    """
    head, gap, tail = words.partition(GAP)
    found = find_matches(text, [], [head])
    if not gap:
        return found
    ends = find_matches(text, [], [tail])
    starts = [start for start, _ in ends]
    after = ((start, bisect_left(starts, stop)) for start, stop in found)
    return [(start, ends[index][1]) for start, index in after if index < len(ends)]


def locate(text: str, words: str, nth: int | None = None) -> Locator:
    """The place of `words` in `text`.

    Args:
        text: the source's text.
        words: words exactly as they stand there; `GAP` parts the first from the last words of a long passage.
        nth: which place is meant, from 1, where there are several.

    Raises:
        LocateError: when there is no such place, or several and `nth` is not given.
    """
    spans = find_spans(text, words)
    if not spans:
        raise LocateError(f"these words are not in the text: {words!r}")
    if nth is None and len(spans) > 1:
        places = ", ".join(str(start) for start, _ in spans[:5])
        raise LocateError(
            f"these words stand in {len(spans)} places (at {places}): say which with nth = 1 … {len(spans)}"
        )
    if nth is not None and not 1 <= nth <= len(spans):
        raise LocateError(f"nth = {nth}, but these words stand in {len(spans)} place(s)")
    return locator_at(text, *spans[(nth or 1) - 1])
