"""Whether two claims can both be true: ranges of numbers, dates, denials. Pure.

The view `disagreements` (`db/views.sql`) judges `disjoint` by the same rules; a test holds one against the other.
"""

from __future__ import annotations

import re
import string
from typing import Literal

from iptui.model import Claim

__all__ = ["ABOUT", "COUNTED", "Verdict", "compatible", "counted", "is_number", "number_range", "same_value", "verdict"]

ABOUT = 0.1
"""How far a number given only as `best` (*about 100*) is taken to reach either way, as a part of itself.

A convention of this program: without it *about 100* would contradict 103, and with no bounds at all it would not
contradict 5,000.
"""

INFINITE = float("inf")
_PLAIN_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

Verdict = Literal["agree", "compatible", "conflict", "differ", "alone"]
"""How the values of one property stand to each other.

`agree`: several sources, one value; `compatible`: numbers or dates that differ and can all be true; `conflict`: two
that cannot both be true; `differ`: different words, which no program can judge; `alone`: one source says it, no other.
"""

COUNTED = {
    "killed": "the dead",
    "injured": "the injured",
    "casualties": "the dead and injured together",
    "missing": "the missing",
    "captured": "the captured",
    "displaced": "the displaced",
}
"""What a property counts. Numbers of different properties are never set against each other: *casualties* in a strict
sense include the injured, in a loose one only the dead are meant, and which it is the number does not say."""


def counted(name: str) -> str | None:
    """What a property counts of people, in words; None for any other property."""
    return COUNTED.get(name)


def _text(claim: Claim) -> str:
    """The words of a claim with ASCII capitals made small, as SQLite's `lower` does."""
    return claim.value.translate(_LOWER)


def is_number(claim: Claim) -> bool:
    """Whether a claim gives a number or a bound."""
    return claim.low is not None or claim.best is not None or claim.high is not None


def number_range(claim: Claim) -> tuple[float, float]:
    """The least and the greatest number that a claim allows, both included.

    A missing bound is open where the other is given: `low` alone (*at least nine*) has no upper end, nor has `low` with
    `best`. `best` alone (*about 100*) reaches `ABOUT` either way.

    Raises:
        ValueError: when the claim gives no number.
    """
    low, best, high = claim.low, claim.best, claim.high
    if low is None and high is None:
        if best is None:
            raise ValueError(f"claim {claim.id} gives no number")
        return best - abs(best) * ABOUT, best + abs(best) * ABOUT
    return (-INFINITE if low is None else low), (INFINITE if high is None else high)


def compatible(a: Claim, b: Claim) -> bool:
    """Whether two claims for the same property can both be true.

    - Two numbers can if their ranges meet: 7 and 9 cannot, 7 and *at least 9* cannot, *at least 7* and 9 can.
    - A number and a denial of a number cannot if all that the one allows is what the other denies.
    - Two plain dates of the property `date` (year, month or day) can if one lies within the other.
    - A claim and the denial of the same words cannot.
    - Two denials always can. Anything else can, as far as a program can tell.

    What the claims are about (event, property, qualifier) is for the caller to match.
    """
    if a.negated and b.negated:
        return True
    if a.negated or b.negated:
        denial, claim = (a, b) if a.negated else (b, a)
        if is_number(denial) and is_number(claim):
            (low, high), (denied_low, denied_high) = number_range(claim), number_range(denial)
            return not (denied_low <= low and high <= denied_high)
        return _text(a) != _text(b)
    if is_number(a) and is_number(b):
        (low, high), (other_low, other_high) = number_range(a), number_range(b)
        return low <= other_high and other_low <= high
    if a.property == b.property == "date" and _PLAIN_DATE.fullmatch(a.value) and _PLAIN_DATE.fullmatch(b.value):
        return a.value.startswith(b.value) or b.value.startswith(a.value)
    return True


def same_value(a: Claim, b: Claim) -> bool:
    """Whether two claims say the same, in words (but for capitals) or in numbers; a denial says another thing."""
    if a.negated != b.negated:
        return False
    if is_number(a) and is_number(b) and number_range(a) == number_range(b):
        return True
    return _text(a) == _text(b)


def _comparable(a: Claim, b: Claim) -> bool:
    """Whether `compatible` has anything to judge: numbers, plain dates, or the same words."""
    if is_number(a) and is_number(b):
        return True
    dates = a.property == b.property == "date" and not a.negated and not b.negated
    if dates and _PLAIN_DATE.fullmatch(a.value) and _PLAIN_DATE.fullmatch(b.value):
        return True
    return _text(a) == _text(b)


def verdict(claims: list[Claim]) -> Verdict:
    """How the claims for one property of one event, of one qualifier, stand to each other.

    Raises:
        ValueError: when there is no claim.
    """
    if not claims:
        raise ValueError("no claim to judge")
    pairs = [(a, b) for at, a in enumerate(claims) for b in claims[at + 1 :] if not same_value(a, b)]
    if any(not compatible(a, b) for a, b in pairs):
        return "conflict"
    if pairs:
        return "compatible" if all(_comparable(a, b) for a, b in pairs) else "differ"
    return "agree" if len({claim.passage.source for claim in claims}) > 1 else "alone"
