"""Proving passages against a copy of their source: exact, moved, ambiguous, altered or missing.

Pure: no files, no database. Whether a passage stands in a copy is decided by its fingerprint alone, never by likeness;
likeness is only used to show the reader of an altered quote what stands in its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from iptui.evidence.copytext import CopyText, Span
from iptui.evidence.nearest import changes_between, expected_place, nearest_words
from iptui.evidence.placing import Placing, place
from iptui.evidence.verdicts import State, Verdict
from iptui.text import fingerprint, normalise_words, paragraph_at

if TYPE_CHECKING:
    from iptui.model import Passage
    from iptui.store.cited import Cited

__all__ = ["verify_copy"]


@lru_cache(maxsize=32)
def verify_copy(cited: tuple[Cited, ...], text: str, *, identical: bool, chars: int | None) -> Mapping[int, Verdict]:
    """Prove the passages of one source against a copy; remembered for the few copies in use.

    Args:
        cited: the passages of the source, with the quotes taken from them.
        text: the copy's text.
        identical: whether the copy is byte for byte the file that the spans were counted in.
        chars: length of that file in code points, where it is known.

    Returns:
        A verdict for every passage, by its id.
    """
    verdicts: dict[int, Verdict] = {}
    if identical:
        for one in cited:
            verdict = _at_its_span(one, text)
            if verdict is not None:
                verdicts[one.passage.id] = verdict
        if len(verdicts) == len(cited):
            return verdicts
    copy = CopyText(text)
    places = place(copy, [one.passage for one in cited], _candidates(copy, cited), chars)
    for one in cited:
        if one.passage.id not in verdicts:
            verdicts[one.passage.id] = _judge(copy, one, places[one.passage.id], identical=identical)
    return verdicts


def _at_its_span(one: Cited, text: str) -> Verdict | None:
    """The verdict on a passage of the very file it was taken from; None where its words are not at its span."""
    passage = one.passage
    if passage.end > len(text) or fingerprint(text[passage.start : passage.end]) != passage.fingerprint:
        return None
    span = (passage.start, passage.end)
    there = text[passage.start : passage.end]
    number = paragraph_at(text, passage.start)
    for quote in one.quotes:
        if quote != there:
            return _altered_quote(passage, quote, there, span, number, "the quote is not what the source has there")
    if number != passage.paragraph:
        note = f"in paragraph {number} of the source, not {passage.paragraph}"
        return Verdict(passage.id, passage.source, State.MOVED, span, number, note=note)
    return Verdict(passage.id, passage.source, State.EXACT, span, number)


def _candidates(copy: CopyText, cited: Sequence[Cited]) -> dict[int, list[Span]]:
    """The places of the copy that have the words of each passage, by the passage's id."""
    normals: dict[str, str] = {}
    for one in cited:
        for quote in one.quotes:
            if fingerprint(quote) == one.passage.fingerprint:
                normals[one.passage.fingerprint] = normalise_words(quote)
    _find_words(copy, [one.passage for one in cited], normals)
    places = {found: copy.places(normal) for found, normal in normals.items()}
    return {one.passage.id: places.get(one.passage.fingerprint, []) for one in cited}


def _find_words(copy: CopyText, passages: Sequence[Passage], normals: dict[str, str]) -> None:
    """Find the words of fingerprints: first where the last passage lets expect them, then all over the copy."""
    wanted: dict[int, dict[bytes, str]] = {}
    for passage in passages:
        if passage.fingerprint not in normals and _is_digest(passage.fingerprint):
            wanted.setdefault(passage.words, {})[bytes.fromhex(passage.fingerprint)] = passage.fingerprint
    searched: set[int] = set()
    shift = 0
    for passage in sorted(passages, key=lambda passage: passage.start):
        if passage.fingerprint not in normals and passage.words in wanted:
            digest = bytes.fromhex(passage.fingerprint) if _is_digest(passage.fingerprint) else b""
            normal = copy.near(passage.start + shift, passage.words, digest)
            if normal is not None:
                normals[passage.fingerprint] = normal
            elif passage.words not in searched:
                searched.add(passage.words)
                for found, words in copy.slide(passage.words, wanted[passage.words]).items():
                    normals.setdefault(wanted[passage.words][found], words)
        normal = normals.get(passage.fingerprint)
        if normal is not None and passage.words >= _TELLING:
            at = copy.first_place(normal, passage.start + shift)
            shift = shift if at is None else at - passage.start


_TELLING = 4
"""Words from which on the place of a passage tells where to look for the next one."""


def _is_digest(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == 32
    except ValueError:
        return False


def _judge(copy: CopyText, one: Cited, placing: Placing, *, identical: bool) -> Verdict:
    passage = one.passage
    if len(placing.places) == 1:
        return _found(copy, one, placing, identical=identical)
    if placing.places:
        note = f"{len(placing.places)} places have these words, and what stands around does not tell which is meant"
        return Verdict(passage.id, passage.source, State.AMBIGUOUS, places=placing.places, note=note)
    return _not_found(copy, one, placing)


def _found(copy: CopyText, one: Cited, placing: Placing, *, identical: bool) -> Verdict:
    passage, span = one.passage, placing.places[0]
    there = copy.text[span[0] : span[1]]
    number = paragraph_at(copy.text, span[0])
    same_place = span == (passage.start, passage.end)
    differing = [quote for quote in one.quotes if quote != there]
    for quote in differing:
        if fingerprint(quote) != passage.fingerprint:
            note = "the quote is not the words that its fingerprint was made of"
            return _altered_quote(passage, quote, there, span, number, note)
    if identical:
        note = f"the words are at {span[0]}–{span[1]}, not at the span {passage.start}–{passage.end} of the crisis"
    elif same_place and one.quotes and not differing:
        return Verdict(passage.id, passage.source, State.EXACT, span, number)
    elif differing:
        note = "same words; letter case, quotation marks, dashes or spaces differ"
    elif same_place:
        note = "same words at the same place of a copy that differs elsewhere"
    elif placing.out_of_place:
        note = "same words, but not where the passages around it are"
    else:
        note = f"same words, {_shift(span[0] - passage.start)}"
    return Verdict(passage.id, passage.source, State.MOVED, span, number, note=note)


def _shift(by: int) -> str:
    if not by:
        return "same start"
    return f"{abs(by)} character{'s'[: abs(by) > 1]} {'later' if by > 0 else 'earlier'}"


def _not_found(copy: CopyText, one: Cited, placing: Placing) -> Verdict:
    passage = one.passage
    others = placing.elsewhere
    also = ""
    if others:
        also = f"; the same words stand in {len(others)} other place{'s'[: len(others) > 1]}, not the one cited"
    expected = expected_place(copy, passage, placing.frame)
    for quote in one.quotes:
        span = nearest_words(copy, quote, expected)
        if span is not None:
            there = copy.text[span[0] : span[1]]
            number = paragraph_at(copy.text, span[0])
            note = "not these words: the nearest place has others" + also
            return _altered_quote(passage, quote, there, span, number, note, others)
    if expected is not None:
        return Verdict(
            passage.id,
            passage.source,
            State.ALTERED,
            expected,
            paragraph_at(copy.text, expected[0]),
            others,
            "not these words: at its place, by the passages around it, stand others" + also,
            copy.text[expected[0] : expected[1]],
        )
    note = "the words are not in this copy, nor anything at their place"
    return Verdict(passage.id, passage.source, State.MISSING, places=others, note=note + also)


def _altered_quote(
    passage: Passage, quote: str, there: str, span: Span, number: int, note: str, places: tuple[Span, ...] = ()
) -> Verdict:
    changes = changes_between(quote, there)
    return Verdict(passage.id, passage.source, State.ALTERED, span, number, places, note, there, changes)
