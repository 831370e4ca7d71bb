"""What stands in the place of a passage whose words are gone. Nothing here proves a passage.

Pure: no files, no database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iptui.evidence.copytext import CopyText, Span
from iptui.evidence.verdicts import Change
from iptui.text import normalise_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iptui.evidence.placing import Frame
    from iptui.model import Passage

__all__ = ["changed_in_place", "changes_between", "expected_place", "nearest_words"]

_ROOM = 40
_CLOSE = 400
_SEARCHED = 3000
_LIKE = 0.5


def expected_place(copy: CopyText, passage: Passage, frame: Frame) -> Span | None:
    """Where a passage would have to be by the anchors around it, widened to whole words; None where nothing tells."""
    length = passage.end - passage.start
    sides = frame.collapsed
    after = None if sides.whole is None else sides.whole - sides.before - length
    start, end = sides.start + sides.before, sides.end - (after or 0)
    size = end - start
    fits = 0 < size <= 2 * length + _ROOM
    if fits and (any(frame.anchored) or (after is not None and abs(size - length) <= _ROOM)):
        found = start, end
    elif all(frame.anchored) and size <= 0:
        # What is left between the neighbours is less than they were apart: the passage was cut out.
        return None
    elif frame.anchored[0] and sides.before <= _CLOSE:
        found = start, min(start + length, sides.end)
    elif frame.anchored[1] and after is not None and after <= _CLOSE:
        found = max(end - length, sides.start), end
    else:
        return None
    if found[0] >= found[1]:
        return None
    span = copy.whole_words(copy.expanded(found[0]), copy.expanded(found[1]))
    return span if span[0] < span[1] else None


def nearest_words(copy: CopyText, quote: str, expected: Span | None) -> Span | None:
    """The run of words that is most like an altered quote: near its place, else anywhere in the copy.

    Returns:
        Its span, or `expected` where the words there have too little in common with the quote, or None.
    """
    tokens = copy.tokens_between(0, len(copy.text))
    if expected is not None:
        margin = 200 + 2 * len(quote)
        tokens = copy.tokens_between(max(0, expected[0] - margin), expected[1] + margin)
    wanted = [_core(word) for word in quote.split()]
    words = [_core(copy.text[start:end]) for start, end in tokens[:_SEARCHED]]
    first = _likest(wanted, words)
    if first is None:
        return _trimmed(copy.text, expected, quote) if expected is not None else None
    last = min(first + len(wanted), len(words)) - 1
    return _trimmed(copy.text, (tokens[max(first, 0)][0], tokens[last][1]), quote)


def changed_in_place(copy: CopyText, passage: Passage, frame: Frame, same: Sequence[Span]) -> bool:
    """Whether words much like a passage's, but not the same, stand between its neighbours.

    Args:
        copy: the copy.
        passage: the passage.
        frame: what surrounds it.
        same: the places of the copy that have its very words, at least one.
    """
    from difflib import SequenceMatcher

    words = copy.text[slice(*same[0])]
    places = [expected_place(copy, passage, frame)]
    tokens = [
        token
        for token in copy.tokens_between(frame.plain.start, frame.plain.end)[:_SEARCHED]
        if not any(start < token[1] and token[0] < end for start, end in same)
    ]
    wanted = [_core(word) for word in words.split()]
    match = SequenceMatcher(
        None, wanted, [_core(copy.text[start:end]) for start, end in tokens], autojunk=False
    ).find_longest_match()
    if match.size:
        first = max(match.b - match.a, 0)
        places.append((tokens[first][0], tokens[min(first + len(wanted), len(tokens)) - 1][1]))
    for place in places:
        if place is None or place in same:
            continue
        there = copy.text[slice(*place)]
        if len(there) < 3 * len(words) and SequenceMatcher(None, words, there, autojunk=False).ratio() >= _LIKE:
            return True
    return False


def _core(word: str) -> str:
    return normalise_words(word).strip("\"'.,;:!?()[]-")


def _likest(wanted: list[str], words: list[str]) -> int | None:
    """Where among `words` a run begins that has at least half of the wanted words in their places or near them."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, wanted, words, autojunk=False)
    match = matcher.find_longest_match()
    if not match.size:
        return None
    first = match.b - match.a
    there = words[max(first, 0) : first + len(wanted)]
    same = sum(block.size for block in SequenceMatcher(None, wanted, there, autojunk=False).get_matching_blocks())
    return first if same * 2 >= len(wanted) else None


def _trimmed(text: str, span: Span, quote: str) -> Span:
    """A span without punctuation at its ends where the quote has none there."""
    start, end = span
    while start < end - 1 and quote[:1].isalnum() and not text[start].isalnum():
        start += 1
    while end > start + 1 and not text[end - 1].isalnum() and text[end - 1] != quote[-1:]:
        end -= 1
    return start, end


def changes_between(quote: str, there: str) -> tuple[Change, ...]:
    """How the words of a quote differ from those of a copy, to the letter."""
    from difflib import SequenceMatcher

    old, new = quote.split(), there.split()
    changes: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            changes.append(Change("same", " ".join(old[a:b])))
            continue
        if b > a:
            changes.append(Change("gone", " ".join(old[a:b])))
        if d > c:
            changes.append(Change("new", " ".join(new[c:d])))
    return tuple(changes)
