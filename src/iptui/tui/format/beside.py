"""What stands beside a record: how its passages were proved, and what was published by a day. Pure; no evidence here.

Both are worked out elsewhere; a page is given the results by the ids of passages and sources.
"""

from __future__ import annotations

from functools import lru_cache

from iptui.model import Passage, Source
from iptui.tui.format.dates import human_date
from iptui.tui.format.pieces import Line, Piece

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["POSSIBLY", "PROOFS", "UNATTACHED", "Beside", "proof_pieces", "since_text"]

PROOFS: dict[str, tuple[str, str, str]] = {
    "exact": ("✓", "good", "your copy has these very words at this very place"),
    "moved": ("≈", "good", "your copy has the same words at another place, or in other type"),
    "ambiguous": ("?", "warn", "your copy has these words in several places"),
    "altered": ("✗", "error", "your copy has other words there"),
    "missing": ("∅", "error", "your copy does not have these words"),
    "unattached": ("○", "dim", "no copy of the source is attached"),
}
"""State of a passage (`iptui.evidence.verdicts.State`): its sign, the role that colours it, and what it means."""

UNATTACHED = "unattached"
POSSIBLY = ("◌", "vague", "possibly published by the day that is looked from, not certainly")
"""Sign, role and meaning of what may not have been known yet."""


class Beside(NamedTuple):
    """What is known beside the records themselves.

    Attributes:
        proofs: state of a passage by its id; None while it is not known yet, and then no marks are shown.
        day: the day that is looked from, in words, or an empty text for today.
        standing: for such a day, by source: `certainly`, `possibly` or `not yet` published by then.
        doubtful: for such a day, whether the item itself was only possibly published by then; None where not at all.
    """

    proofs: Mapping[int, str] | None = None
    day: str = ""
    standing: Mapping[str, str] = {}
    doubtful: bool | None = False

    def proof(self, passage: Passage) -> str:
        """The state of a passage; an empty text while it is not known."""
        return "" if self.proofs is None else self.proofs.get(passage.id, UNATTACHED)


def proof_pieces(state: str, *, word: bool = True) -> Line:
    """The mark of a state, with its word unless there is no room; nothing where there is no state yet."""
    return [_proof_piece(state, word=word)] if state else []


# Of the few states there are, one for each passage of a page.
@lru_cache(maxsize=32)
def _proof_piece(state: str, *, word: bool) -> Piece:
    sign, role, _ = PROOFS.get(state, ("?", "warn", ""))
    # No-break: a sign alone at the end of a line says nothing.
    return Piece(f"{sign}\u00a0{state}" if word else sign, role)


def since_text(source: Source, begin: str | None, *, mentions: bool = False) -> str:
    """Since when a source could have reported something.

    Args:
        source: the source, with the bounds of its day of publication.
        begin: ISO text of the first day on which it can have happened, None where that does not matter.
        mentions: whether it only mentions it.
    """
    first, last = source.earliest, source.latest
    if first is not None and begin is not None and _later(begin, first):
        first = begin
    if last is not None and begin is not None and _later(begin, last):
        last = begin
    verb = "could mention it" if mentions else "could report it"
    if first is None and last is None:
        return f"day of publication unknown: {verb} at any time, or not yet"
    if first is None:
        return f"{verb} from an unknown day, at the latest {_day(last)}"
    if last is None:
        return f"{verb} from {_day(first)}, or later: it is not known when"
    if first == last:
        return f"{verb} from {_day(first)}"
    return f"{verb} from {_day(first)}, certainly from {_day(last)}"


def _day(iso: str | None) -> str:
    return human_date(iso or "")


def _later(one: str, other: str) -> bool:
    """Whether an ISO day is after another; far years have a sign and are not compared."""
    return one[:1].isdigit() and other[:1].isdigit() and len(one) == len(other) == 10 and one > other
