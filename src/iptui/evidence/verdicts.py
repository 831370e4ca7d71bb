"""What verification says of a passage: plain records, and the words for them."""

from __future__ import annotations

from enum import StrEnum

from iptui.evidence.copytext import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["Change", "State", "Verdict", "marked"]


class State(StrEnum):
    """The six endings of a verification."""

    EXACT = "exact"
    MOVED = "moved"
    AMBIGUOUS = "ambiguous"
    ALTERED = "altered"
    MISSING = "missing"
    UNATTACHED = "unattached"

    @property
    def proved(self) -> bool:
        """Whether the words were found where they belong."""
        return self in (State.EXACT, State.MOVED)

    @property
    def failed(self) -> bool:
        """Whether there is a copy, and it does not bear the passage out."""
        return self in (State.AMBIGUOUS, State.ALTERED, State.MISSING)

    @property
    def mark(self) -> str:
        """One character that says the same without colour."""
        return {"exact": "✓", "moved": "≈", "ambiguous": "?", "altered": "✗", "missing": "∅", "unattached": "○"}[self]


class Change(NamedTuple):
    """A run of words that stands in both the quote and the copy, only in the quote, or only in the copy."""

    kind: Literal["same", "gone", "new"]
    words: str


class Verdict(NamedTuple):
    """What one copy says of one passage. All texts in it are data, to be made safe before they are shown.

    Attributes:
        passage: id of the passage.
        source: id of its source.
        state: the ending.
        span: where it stands in the copy, in code points; for an altered one the nearest place; otherwise None.
        paragraph: number of the copy's paragraph at `span`, or None.
        places: for an ambiguous one all places; for an altered or missing one other places with the same words.
        note: why, in words.
        stands: the words that now stand at the place of an altered passage.
        changes: for an altered quote, how the words differ, in order; empty where its words are not known.
    """

    passage: int
    source: str
    state: State
    span: Span | None = None
    paragraph: int | None = None
    places: tuple[Span, ...] = ()
    note: str = ""
    stands: str = ""
    changes: tuple[Change, ...] = ()


def marked(changes: tuple[Change, ...]) -> str:
    """The changes in one line, in the notation of GNU wdiff: `[-only in the quote-] {+only in the copy+}`."""
    shown = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return " ".join(shown[change.kind].format(change.words) for change in changes)
