"""Where each passage of a source stands in a copy: places with the right words, weighed by the passages around them.

Pure: no files, no database. Words alone do not tell where a passage is: a caption may be printed twice, and when the
one that is cited was changed, the other must not stand in for it. So passages whose words occur in one place only
become anchors, in the order of the source; between two anchors the text before and after a passage is as long as it
was, unless something was put in or taken out there. Words are only ever the same or not; how like others are is asked
only to tell a passage that was changed, and whose words stand elsewhere too, from one that was set elsewhere. Lengths
are counted both as they are and with every run of white space as one, so that line ends and indentation do not matter.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import IntEnum

from iptui.evidence.copytext import CopyText, Span, firm_edge
from iptui.evidence.nearest import changed_in_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    from iptui.model import Passage
else:
    from iptui.tuples import NamedTuple

__all__ = ["Frame", "Placing", "place"]

_SKIP = 12
_JUMP = 40
_LOOKBACK = 48
_REWRITTEN = 40
"""Characters by which a passage may have grown where it was changed, and its place still be called its place."""
_DRIFT = 3
"""Characters that a break between two paragraphs of the source may have beyond the two of a blank line."""
_TELLING = 3
"""Words from which on a passage is believed to have moved away from its neighbours."""


class _Fit(IntEnum):
    """How well a place fits between the anchors around it; the lower, the better."""

    EXACT = 0
    ONE_SIDE = 1
    SAME_WAY = 2
    UNLIKE = 3
    OUT_OF_PLACE = 4
    WRONG = 5


class Sides(NamedTuple):
    """What lies between a passage and the anchors around it, in one way of counting.

    Attributes:
        before: characters between the anchor before it and the passage, in the source.
        whole: characters between the two anchors, in the source; None where none follows and its length is not known.
        start: where the anchor before it has its nearest edge in the copy.
        end: the same behind it.
        drift: characters by which what lies before and behind it may be less, as the source's white space is not known.
    """

    before: int
    whole: int | None
    start: int
    end: int
    drift: tuple[int, int]


class Frame(NamedTuple):
    """What surrounds a passage.

    Attributes:
        plain: counted as it is.
        collapsed: counted with every run of white space as one space.
        anchored: whether there is an anchor before it, and one after it, not merely the end of the text.
    """

    plain: Sides
    collapsed: Sides
    anchored: tuple[bool, bool]


class Placing(NamedTuple):
    """What was found out about a passage: its place, or the places that it may be, or none.

    Attributes:
        places: one span of the copy where the passage stands; several where that cannot be told apart; or none.
        elsewhere: places of the same words that are not this passage's, for the reader to know.
        frame: what surrounds it.
        fit: how well the places fit.
    """

    places: tuple[Span, ...]
    elsewhere: tuple[Span, ...]
    frame: Frame
    fit: _Fit

    @property
    def out_of_place(self) -> bool:
        """Whether it does not stand where its neighbours let expect it."""
        return self.fit is _Fit.OUT_OF_PLACE


def place(
    copy: CopyText, passages: Sequence[Passage], candidates: Mapping[int, Sequence[Span]], chars: int | None
) -> dict[int, Placing]:
    """Decide the place of every passage of one source.

    Args:
        copy: the copy.
        passages: the passages of the source.
        candidates: by the passage's id, the places of the copy with its words.
        chars: length of the source's text in code points, where it is known.

    Returns:
        By the passage's id, what was found out.
    """
    ordered = sorted(passages, key=lambda passage: (passage.start, -passage.end))
    same_words = Counter(passage.fingerprint for passage in ordered)
    paragraphs = max((passage.paragraph for passage in ordered), default=1)

    end_shift = None if chars is None else copy.collapsed(len(copy.text)) - (chars - (paragraphs - 1))

    def decide(anchors: list[tuple[Passage, Span]]) -> dict[int, Placing]:
        edges = _Edges(copy, _chain(copy, anchors, end_shift))
        decided = {
            passage.id: _decide(copy, passage, candidates[passage.id], edges.frame(passage, chars, paragraphs))
            for passage in ordered
        }
        _keep_apart([passage for passage in ordered if same_words[passage.fingerprint] > 1], decided)
        return decided

    decided = decide(
        [
            (passage, candidates[passage.id][0])
            for passage in ordered
            if len(candidates[passage.id]) == 1 and same_words[passage.fingerprint] == 1
        ]
    )
    # Those that were told apart may tell others apart.
    unsure = _unsure(decided)
    while unsure:
        _assign_twins(ordered, decided)
        placed = [(passage, decided[passage.id].places) for passage in ordered]
        decided = decide([(passage, places[0]) for passage, places in placed if len(places) == 1])
        unsure, before = _unsure(decided), unsure
        if unsure >= before:
            _assign_twins(ordered, decided)
            break
    return decided


def _unsure(decided: Mapping[int, Placing]) -> int:
    return sum(len(placing.places) > 1 for placing in decided.values())


def _keep_apart(twins: Sequence[Passage], decided: dict[int, Placing]) -> None:
    """Of two passages with the same words only one can stand at a place: the one that fits there better."""
    holders: dict[Span, tuple[_Fit, int]] = {}
    for passage in twins:
        placing = decided[passage.id]
        if len(placing.places) == 1:
            span = placing.places[0]
            holders[span] = min(holders.get(span, (placing.fit, passage.id)), (placing.fit, passage.id))
    for passage in twins:
        placing = decided[passage.id]
        taken = [span for span in placing.places if span in holders and holders[span][1] != passage.id]
        if taken and any(holders[span][0] < placing.fit for span in taken):
            left = tuple(span for span in placing.places if span not in taken)
            decided[passage.id] = placing._replace(places=left, elsewhere=(*placing.elsewhere, *taken))


def _assign_twins(ordered: Sequence[Passage], decided: dict[int, Placing]) -> None:
    """Where as many passages have the same words as there are places for them, take the places in order."""
    twins: dict[str, list[Passage]] = {}
    for passage in ordered:
        if decided[passage.id].places:
            twins.setdefault(passage.fingerprint, []).append(passage)
    for same in twins.values():
        places = sorted({span for passage in same for span in decided[passage.id].places})
        if len(same) == len(places) > 1 and all(
            span in decided[passage.id].places for passage, span in zip(same, places, strict=True)
        ):
            for passage, span in zip(same, places, strict=True):
                decided[passage.id] = decided[passage.id]._replace(places=(span,))


def _source_position(passage: Passage, position: int) -> int:
    """A position of the source with the blank line between two paragraphs counted as one character."""
    return position - (passage.paragraph - 1)


def _chain(copy: CopyText, sure: list[tuple[Passage, Span]], end_shift: int | None) -> list[tuple[Passage, Span]]:
    """The passages with one place each that keep the source's order and distances best.

    The cheapest chain from the start of the text to its end: each change of the distance between source and copy costs
    the characters it is by, at most `_JUMP`, and leaving a passage out costs `_SKIP`. So text put in costs the same for
    every chain, and a few passages that jump ahead and back again are left out.
    """
    if not sure:
        return []
    spans = [(copy.collapsed(start), copy.collapsed(end)) for _, (start, end) in sure]
    shifts = [span[0] - _source_position(each[0], each[0].start) for each, span in zip(sure, spans, strict=True)]
    cost: list[int] = []
    back: list[int] = []
    for at, (passage, _) in enumerate(sure):
        best, came = at * _SKIP + min(abs(shifts[at]), _JUMP), -1
        # The nearest first: it mostly is the cheapest, and no other has to be looked at closely then. Of several that
        # cost the same the farthest is taken.
        for other in range(at - 1, max(0, at - _LOOKBACK) - 1, -1):
            total = cost[other] + (at - other - 1) * _SKIP + min(abs(shifts[at] - shifts[other]), _JUMP)
            if total > best or (total == best and came < 0):
                continue
            if _same_order(sure[other][0], spans[other], passage, spans[at]):
                best, came = total, other
        cost.append(best)
        back.append(came)

    def whole_cost(at: int) -> int:
        jump = 0 if end_shift is None else min(abs(end_shift - shifts[at]), _JUMP)
        return cost[at] + (len(sure) - 1 - at) * _SKIP + jump

    end = min(range(len(sure)), key=whole_cost)
    chain = []
    while end >= 0:
        chain.append(sure[end])
        end = back[end]
    return chain[::-1]


def _same_order(one: Passage, there: Span, other: Passage, here: Span) -> bool:
    """Whether the edges of two passages stand in the same order in the copy as in the source."""
    return (
        _way(one.start, other.start) == _way(there[0], here[0])
        and _way(one.end, other.end) == _way(there[1], here[1])
        and _way(one.end, other.start) == _way(there[1], here[0])
    )


def _way(one: int, other: int) -> int:
    return (one > other) - (one < other)


class _Edges:
    """The edges of the anchors, to find the nearest before and after a passage that is not the anchor itself."""

    def __init__(self, copy: CopyText, anchors: list[tuple[Passage, Span]]) -> None:
        self._copy = copy
        self._marks: list[_Mark] = []
        for passage, (start, end) in anchors:
            first, last = copy.collapsed(start), copy.collapsed(end)
            source = _source_position(passage, passage.start)
            self._marks.append(_Mark(passage.start, start, source, first, passage))
            # Its words are the same, so without white space it is as long in the source as it is in the copy.
            self._marks.append(_Mark(passage.end, end, source + last - first, last, passage))
        self._marks.sort(key=lambda mark: mark[:2])
        self._sources = [mark.source for mark in self._marks]

    def frame(self, passage: Passage, chars: int | None, paragraphs: int) -> Frame:
        """What surrounds a passage."""
        before = bisect_right(self._sources, passage.start) - 1
        while before >= 0 and _is_of(self._marks[before], passage):
            before -= 1
        after = bisect_left(self._sources, passage.end)
        while after < len(self._marks) and _is_of(self._marks[after], passage):
            after += 1
        has_before, has_after = before >= 0, after < len(self._marks)
        left = self._marks[before] if has_before else _Mark(0, 0, 0, 0, None)
        right = self._marks[after] if has_after else self._end(chars, paragraphs)
        plain = Sides(
            before=passage.start - left.source,
            whole=None if right is None else right.source - left.source,
            start=left.copy,
            end=len(self._copy.text) if right is None else right.copy,
            drift=(0, 0),
        )
        last = right.passage.paragraph if right and right.passage else paragraphs
        breaks = max(0, passage.paragraph - (left.passage.paragraph if left.passage else 1))
        collapsed = Sides(
            before=_source_position(passage, passage.start) - left.collapsed_source,
            whole=None if right is None else right.collapsed_source - left.collapsed_source,
            start=left.collapsed_copy,
            end=self._copy.collapsed(plain.end),
            drift=(_DRIFT * breaks, _DRIFT * max(0, last - passage.paragraph)),
        )
        return Frame(plain, collapsed, (has_before, has_after))

    def _end(self, chars: int | None, paragraphs: int) -> _Mark | None:
        """The end of source and copy, where the source's length is known."""
        if chars is None:
            return None
        length = len(self._copy.text)
        return _Mark(chars, length, chars - (paragraphs - 1), self._copy.collapsed(length), None)


def _is_of(mark: _Mark, passage: Passage) -> bool:
    return mark.passage is not None and mark.passage.id == passage.id


class _Mark(NamedTuple):
    """An edge of an anchor: where it is in source and copy, as it is and with white space collapsed."""

    source: int
    copy: int
    collapsed_source: int
    collapsed_copy: int
    passage: Passage | None


def _decide(copy: CopyText, passage: Passage, candidates: Sequence[Span], frame: Frame) -> Placing:
    fits: dict[_Fit, list[Span]] = {}
    for span in candidates:
        fits.setdefault(_fit(copy, passage, span, frame), []).append(span)
    best = min(fits, default=_Fit.WRONG)
    found = fits.get(best, [])
    if best >= _Fit.UNLIKE and found:
        found = _out_of_place(copy, passage, candidates, found, frame, best)
        best = _Fit.OUT_OF_PLACE if found else _Fit.WRONG
    return Placing(tuple(found), tuple(span for span in candidates if span not in found), frame, best)


def _out_of_place(
    copy: CopyText, passage: Passage, candidates: Sequence[Span], found: list[Span], frame: Frame, fit: _Fit
) -> list[Span]:
    """Those of some places that are good although they do not fit, as when a copy sets its captions elsewhere.

    None are where words much like these stand at the passage's own place: then it was changed there, and what else has
    the same words is another occurrence. Nor are very few words believed to have moved.
    """
    if passage.words < _TELLING and fit is not _Fit.UNLIKE:
        return []
    firm = [span for span in found if firm_edge(copy.text, span[0]) and firm_edge(copy.text, span[1])]
    if not firm or changed_in_place(copy, passage, frame, candidates):
        return []
    return firm


def _fit(copy: CopyText, passage: Passage, span: Span, frame: Frame) -> _Fit:
    """How well the text on both sides of a place agrees with what the source has there.

    Weighed twice, with white space as it is and with every run of it as one space: the one is right where a copy keeps
    the source's, the other where it does not, or where the source's is not known.
    """
    firm = firm_edge(copy.text, span[0]), firm_edge(copy.text, span[1])
    plain = _weigh(span, passage.end - passage.start, frame.plain, firm)
    start, end = copy.collapsed(span[0]), copy.collapsed(span[1])
    collapsed = _weigh((start, end), end - start, frame.collapsed, firm)
    better, worse = sorted((plain, collapsed))
    # What only one way of counting lets pass, and that barely, does not pass.
    return worse if better >= _Fit.UNLIKE else better


def _weigh(span: Span, length: int, sides: Sides, firm: tuple[bool, bool]) -> _Fit:
    """How well a place fits in one way of counting, in which the passage is `length` characters long in the source."""
    start, end = span
    if start < sides.start or end > sides.end:
        return _Fit.WRONG
    before = start - sides.start - sides.before
    grown = 0 if sides.whole is None else sides.end - sides.start - sides.whole
    after = 0 if sides.whole is None else grown - before - (end - start - length)
    kept = sides.whole is not None and -length / 2 <= grown <= max(length, _REWRITTEN)
    if not (firm[0] or -sides.drift[0] <= before <= 0) or not (firm[1] or -sides.drift[1] <= after <= 0):
        return _Fit.WRONG
    if before == 0 or after == 0:
        return _Fit.EXACT if before == after else _Fit.ONE_SIDE
    if (before > 0) == (after > 0) or max(abs(before), abs(after)) * 2 < length:
        # The second: it overlaps its place, so it is no other occurrence of the words.
        return _Fit.SAME_WAY
    # Text came in on one side and went on the other. Where the whole stayed as long as it was, it was not the text
    # around that changed: other words stand at the passage's place, and these here only happen to be the same.
    gone, come = (-before, after) if before < 0 else (-after, before)
    if gone <= sides.drift[before > 0] and come > 3 * gone:
        return _Fit.SAME_WAY
    return _Fit.WRONG if kept else _Fit.UNLIKE
