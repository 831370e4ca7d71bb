"""Which seat the words for an office mean, and on which days a term of office certainly ran. Pure.

Nothing is guessed: words that no recorded seat explains mean no seat, and a term is counted only for the days that
its dates leave no doubt about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from iptui import edtf
from iptui.store.chronology import OfficeTerm
from iptui.text import tokens

__all__ = ["Seat", "Tenure", "clash", "role_words", "seat_of", "tenure"]

FOREVER = 1 << 63
DAY = 86400

_SAME = {
    "defense": ("defence",),
    "spokesman": ("spokesperson",),
    "spokeswoman": ("spokesperson",),
    "chairman": ("chair",),
    "chairwoman": ("chair",),
    "chairperson": ("chair",),
    "pm": ("prime", "minister"),
}
_EMPTY = frozenset(
    ("a", "affairs", "an", "and", "for", "his", "her", "of", "s", "the", "acting", "caretaker", "interim")
)
# With one of these in front it is another office, or the same one at another time.
_OTHER_OFFICE = frozenset(
    [
        "additional",
        "adviser",
        "advisor",
        "aide",
        "assistant",
        "associate",
        "candidate",
        "deputy",
        "designate",
        "elect",
        "ex",
        "former",
        "formerly",
        "late",
        "nominee",
        "shadow",
        "special",
        "vice",
    ]
)
# A country has one of these; of chairs, spokespersons and secretaries every body has its own.
_ONE_A_COUNTRY = frozenset(("minister", "ambassador"))
_STATE_KINDS = frozenset(("state", "government"))


@dataclass(frozen=True, slots=True)
class Seat:
    """An office of a body, by the words that tell it from others.

    Attributes:
        organisation: the actor that the office belongs to.
        words: the telling words of the role, as `role_words` gives them.
        role: the role as recorded.
        single: whether only one person at a time can hold it.
    """

    organisation: str
    words: frozenset[str]
    role: str
    single: bool


def role_words(office: str) -> frozenset[str]:
    """The telling words of an office: folded, with articles and words such as *acting* left out.

    `Minister of Foreign Affairs` and `foreign minister` give the same words.
    """
    found: set[str] = set()
    for word in tokens(office):
        found.update(_SAME.get(word, (word,)))
    return frozenset(found - _EMPTY)


def seat_of(
    office: str,
    home: str,
    seats: Iterable[Seat],
    names: dict[str, frozenset[str]],
    root: dict[str, str],
    kinds: dict[str, str],
) -> Seat | None:
    """The one seat that a source's words for an office can mean, or None.

    Args:
        office: the words, such as `Pakistani Foreign Minister`.
        home: the root actor of the speaker; a seat elsewhere is never meant.
        seats: every recorded seat, those of several holders too, since they make words ambiguous.
        names: for each organisation, the words of its names and spellings.
        root: for each actor, its root.
        kinds: for each actor, its kind.

    Returns:
        The seat, if the words name its role and every other word names its body or its country, and no other seat
        fits; a role of which a country has many needs a word for the body.
    """
    words = role_words(office)
    if words & _OTHER_OFFICE or {"state", "minister"} <= words:
        return None
    fitting = []
    for seat in seats:
        if root.get(seat.organisation) != home or not seat.words or not seat.words <= words:
            continue
        own = names.get(seat.organisation, frozenset())
        whole = own | names.get(home, frozenset())
        rest = words - seat.words
        if not all(_named(word, whole) for word in rest):
            continue
        alone = kinds.get(seat.organisation) in _STATE_KINDS or seat.words & _ONE_A_COUNTRY
        particular = own - names.get(home, frozenset())
        if alone or any(_named(word, particular) for word in rest):
            fitting.append(seat)
    return fitting[0] if len(fitting) == 1 else None


def _named(word: str, names: frozenset[str]) -> bool:
    """Whether a word is one of the names, or the adjective of one: *Iranian* of *Iran*."""
    return word in names or any(
        len(name) >= 4 and word.startswith(name) and len(word) <= len(name) + 3 for name in names
    )


@dataclass(frozen=True, slots=True)
class Tenure:
    """The days of a term: `first`–`last` bound it, `sure_first`–`sure_last` it certainly covered.

    Seconds since 1970-01-01 UTC; `sure_first > sure_last` where no day is certain.
    """

    first: int
    last: int
    sure_first: int
    sure_last: int

    @property
    def sure(self) -> bool:
        """Whether any day is certain."""
        return self.sure_first <= self.sure_last


def tenure(span: str) -> Tenure:
    """The days of a term of office from its EDTF text.

    `2023-08-14/2024-03-03` is certain throughout; of `1989-08/1997-07` the first and last month are not, of `2020`
    or `2024-01~` no day is; `2024-03-04/..` runs on, `2024-03-04/` is certain on its first day only.
    """
    try:
        whole = edtf.parse(span)
    except edtf.EdtfError:
        return Tenure(-FOREVER, FOREVER, 1, 0)
    first = -FOREVER if whole.begin is None else whole.begin
    last = FOREVER if whole.end is None else whole.end
    start, slash, stop = span.partition("/")
    if not slash:
        exact = whole.precision in (edtf.Precision.DAY, edtf.Precision.SECOND) and not whole.qualifiers
        return Tenure(first, last, first, last) if exact else Tenure(first, last, 1, 0)
    begins, ends = _end(start), _end(stop)
    sure_first = -FOREVER if start == ".." else (begins[1] - DAY + 1 if begins else None)
    sure_last = FOREVER if stop == ".." else (ends[0] + DAY - 1 if ends else None)
    if sure_first is None:
        return Tenure(first, last, 1, 0) if sure_last is None else Tenure(first, last, sure_last - DAY + 1, sure_last)
    return Tenure(first, last, sure_first, sure_first + DAY - 1 if sure_last is None else sure_last)


def _end(text: str) -> tuple[int, int] | None:
    """The first and last second that one end of an interval can mean; None where open, unknown or qualified."""
    if text in ("", ".."):
        return None
    try:
        date = edtf.parse(text)
    except edtf.EdtfError:
        return None
    if date.begin is None or date.end is None or date.qualifiers:
        return None
    return date.begin, date.end


def clash(one: OfficeTerm, two: OfficeTerm) -> tuple[int, int] | None:
    """The seconds during which two terms cannot both be true of one seat, or None where they can.

    They clash on days that both certainly cover, and where the whole of one, however imprecise, lies in what the other
    certainly covers. A single shared day at the end of a term is a hand-over and no clash.
    """
    a, b = tenure(one.membership.span), tenure(two.membership.span)
    if a.sure and b.sure:
        first, last = max(a.sure_first, b.sure_first), min(a.sure_last, b.sure_last)
        if first <= last:
            return None if last - first < DAY and _at_an_end(first, a, b) else (first, last)
    for inner, outer in ((a, b), (b, a)):
        if outer.sure and outer.sure_first <= inner.first and inner.last <= outer.sure_last and inner.first > -FOREVER:
            return inner.first, inner.last
    return None


def _at_an_end(day: int, *terms: Tenure) -> bool:
    return any(
        term.sure_last - term.sure_first >= DAY and (day == term.sure_first or day + DAY - 1 == term.sure_last)
        for term in terms
    )
