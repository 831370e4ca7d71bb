"""What contradicts the calendar or the offices, with the passages on both sides. Reading only.

Every check is one that the records can prove: other records, never plausibility, decide. Kinds of finding:

- `two-holders`: two different holders of a single seat on one day;
- `office-not-held`: a speaker quoted in an office that somebody else demonstrably held that day;
- `before-event`: a statement about an event that ended before the event can have begun;
- `before-publication`: a source that reports what had not yet happened when it was published;
- `before-cause`: a response, sequel or fulfilment earlier than what it answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from iptui import edtf
from iptui.evidence.offices import Seat, clash, role_words, seat_of, tenure
from iptui.model import Actor, Passage
from iptui.store import chronology
from iptui.store.catalogue import Catalogue
from iptui.store.chronology import OfficeTerm, OutOfOrder, SpokenInOffice
from iptui.text import fold, tokens

__all__ = ["KINDS", "Finding", "anachronisms"]

KINDS = ("two-holders", "office-not-held", "before-event", "before-publication", "before-cause")
DAY = 86400


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction.

    Attributes:
        kind: one of `KINDS`.
        message: one sentence with names and dates.
        ids: the persons, events, statements and claims concerned, the one in question first.
        passages: where the questionable thing is written.
        sources: the sources of `passages`.
        against: the passages that speak against it; empty where only a calendar or outside knowledge does.
        against_sources: the sources of `against`.
        basis: how the other side is known: `stated`, `inferred`, `outside`, or `calendar`.
    """

    kind: str
    message: str
    ids: tuple[str, ...]
    passages: tuple[Passage, ...]
    sources: tuple[str, ...]
    against: tuple[Passage, ...]
    against_sources: tuple[str, ...]
    basis: str


def anachronisms(catalogue: Catalogue, without: Collection[str] = ()) -> list[Finding]:
    """Everything in a crisis that contradicts the calendar or the offices.

    Args:
        catalogue: the crisis.
        without: sources to leave out: nothing that stands only on them is found, or held against another.

    Returns:
        Findings by kind, then by person or time; one per person, office and source, or per pair of items.

    Raises:
        DatabaseError: when the file turns out to be damaged.
    """
    out = frozenset(without)
    return [
        *_about_offices(catalogue, out),
        *_before_event(catalogue, out),
        *_before_publication(catalogue, out),
        *_before_cause(catalogue, out),
    ]


def _sources(passages: Iterable[Passage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(passage.source for passage in passages))


def _unique(passages: Iterable[Passage | None]) -> tuple[Passage, ...]:
    return tuple({passage.id: passage for passage in passages if passage is not None}.values())


def _shown(date: str) -> str:
    try:
        return edtf.humanize(edtf.parse(date))
    except edtf.EdtfError:
        return date


def _span(found: Iterable[tuple[int, int]]) -> str:
    """All of some spans of seconds, as a date."""
    import datetime as dt

    days = list(found)
    first, last = min(day[0] for day in days), max(day[1] for day in days)
    epoch = dt.date(1970, 1, 1)
    try:
        texts = [str(epoch + dt.timedelta(days=second // DAY)) for second in (first, last)]
    except OverflowError:
        return "the same days"
    return _shown(texts[0] if texts[0] == texts[1] else "/".join(texts))


def _about_offices(catalogue: Catalogue, without: frozenset[str]) -> list[Finding]:
    terms = list(_lasting(chronology.office_terms(catalogue), without))
    # Where nobody holds an office, nobody holds it wrongly: what was said need not be read, nor by whom.
    return _Offices(catalogue, without, terms).findings() if terms else []


class _Offices:
    """The findings about offices: terms against terms, and statements against terms."""

    def __init__(self, catalogue: Catalogue, without: frozenset[str], terms: list[OfficeTerm]) -> None:
        self.terms = terms
        self.root = chronology.roots(catalogue)
        actors = catalogue.actors()
        spoken = [*chronology.spoken_in_office(catalogue), *_named(catalogue, actors)]
        self.spoken = [said for said in spoken if said.passage.source not in without]
        self.called = {actor.id: actor.name for actor in actors}
        self.kinds = {actor.id: actor.kind for actor in actors}
        self.words = {
            actor.id: frozenset(word for name in (actor.name, *actor.aliases) for word in tokens(name))
            for actor in actors
        }
        self.seats = list(
            {(seat.organisation, seat.words): seat for seat in (_seat(term) for term in self.terms)}.values()
        )
        self.by_seat: dict[tuple[str, frozenset[str]], list[OfficeTerm]] = {}
        for term in self.terms:
            if term.membership.single_seat:
                self.by_seat.setdefault(_key(term), []).append(term)

    def findings(self) -> list[Finding]:
        """Clashes of terms, then statements that no clash has taken up."""
        self._taken: set[str] = set()
        held = self._against_known() + self._known_pairs()
        return held + self._not_held()

    def _against_known(self) -> list[Finding]:
        """Terms that one source's wording implies, against those that are known."""
        groups: dict[tuple[str, tuple[str, frozenset[str]], str], list[OfficeTerm]] = {}
        for term in self.terms:
            if term.membership.implied and term.membership.single_seat:
                source = term.passage.source if term.passage else ""
                groups.setdefault((term.membership.person, _key(term), source), []).append(term)
        found = []
        for (person, seat, source), implied in groups.items():
            others = [
                term for term in self.by_seat[seat] if not term.membership.implied and term.membership.person != person
            ]
            hits = [(mine, other, days) for mine in implied for other in others if (days := clash(mine, other))]
            if not hits:
                continue
            said = [
                spoken
                for spoken in self.spoken
                if spoken.speaker == person
                and spoken.passage.source == source
                and self._means(spoken) == seat
                and (any(_may_meet(spoken, mine) for mine, _, _ in hits) or self._held_by_others(spoken, seat))
            ]
            self._taken.update(spoken.id for spoken in said)
            known = list(dict.fromkeys(other for _, other, _ in hits))
            passages = _unique([*(mine.passage for mine, _, _ in hits), *(spoken.passage for spoken in said)])
            shared = _span(days for _, _, days in hits)
            mine = hits[0][0].membership
            found.append(
                self._finding(
                    "two-holders",
                    f"{source or 'a record'} makes {mine.person_name} {self._office(hits[0][0])} on {shared}, "
                    f"when {self._holders(known)}",
                    (person, *dict.fromkeys(term.membership.person for term in known), *(spoken.id for spoken in said)),
                    passages,
                    known,
                )
            )
        return found

    def _known_pairs(self) -> list[Finding]:
        """Pairs of terms of one seat that stand on the same footing."""
        pairs: dict[tuple[object, ...], list[tuple[OfficeTerm, OfficeTerm, tuple[int, int]]]] = {}
        for seat, terms in self.by_seat.items():
            for at, one in enumerate(terms):
                for two in terms[at + 1 :]:
                    a, b = one.membership, two.membership
                    if a.person == b.person or a.implied != b.implied or not (days := clash(one, two)):
                        continue
                    pairs.setdefault((seat, *sorted((a.person, b.person))), []).append((one, two, days))
        found = []
        for hits in pairs.values():
            first = hits[0][0].membership.person
            mine = [term for one, two, _ in hits for term in (one, two) if term.membership.person == first]
            others = [term for one, two, _ in hits for term in (one, two) if term.membership.person != first]
            shared = _span(days for _, _, days in hits)
            known = list(dict.fromkeys(others))
            found.append(
                self._finding(
                    "two-holders",
                    f"{self._holders(list(dict.fromkeys(mine)))}, and {self._holders(known)}: "
                    f"two holders of one seat ({self._office(hits[0][0])}) on {shared}",
                    (first, known[0].membership.person),
                    _unique(term.passage for term in mine),
                    known,
                )
            )
        return found

    def _not_held(self) -> list[Finding]:
        """Statements in an office that somebody else certainly held all the time in which they can have been made."""
        groups: dict[tuple[str, tuple[str, frozenset[str]], str], list[tuple[SpokenInOffice, list[OfficeTerm]]]] = {}
        for said in self.spoken:
            if said.id in self._taken:
                continue
            seat = self._means(said)
            if seat is not None and (others := self._held_by_others(said, seat)):
                groups.setdefault((said.speaker, seat, said.passage.source), []).append((said, others))
        found = []
        for (person, _, source), hits in groups.items():
            known = list(dict.fromkeys(term for _, others in hits for term in others))
            said = hits[0][0]
            dates = ", ".join(dict.fromkeys(_shown(spoken.date) for spoken, _ in hits))
            found.append(
                self._finding(
                    "office-not-held",
                    f"{source} has {self.called.get(person, person)} as “{said.office}” on {dates}, "
                    f"when {self._holders(known)}",
                    (
                        person,
                        *dict.fromkeys(term.membership.person for term in known),
                        *(spoken.id for spoken, _ in hits),
                    ),
                    _unique(spoken.passage for spoken, _ in hits),
                    known,
                )
            )
        return found

    def _held_by_others(self, said: SpokenInOffice, seat: tuple[str, frozenset[str]]) -> list[OfficeTerm]:
        """The terms of others that certainly cover all the days meant, if the speaker cannot have held it then."""
        if said.begin is None or said.end is None:
            return []
        terms = [term for term in self.by_seat.get(seat, ()) if not term.membership.implied]
        if any(term.membership.person == said.speaker and _may_meet(said, term) for term in terms):
            return []
        return [term for term in terms if _covers(term, said.begin, said.end)]

    def _means(self, said: SpokenInOffice) -> tuple[str, frozenset[str]] | None:
        """The single seat that the source's words for the speaker's office mean, if they can mean only one."""
        for home in dict.fromkeys(self.root.get(actor, actor) for actor in (said.speaker, said.on_behalf_of) if actor):
            seat = seat_of(said.office, home, self.seats, self.words, self.root, self.kinds)
            if seat is not None:
                return (seat.organisation, seat.words) if seat.single else None
        return None

    def _office(self, term: OfficeTerm) -> str:
        return f"{term.membership.role} ({term.membership.organisation_name})"

    def _holders(self, terms: list[OfficeTerm]) -> str:
        """Who held the seat, for how long, and how that is known."""
        told = []
        for person in dict.fromkeys(term.membership.person for term in terms):
            mine = [term for term in terms if term.membership.person == person]
            longest = max(mine, key=lambda term: (_length(term), -term.number))
            member = longest.membership
            by = sorted({term.passage.source for term in mine if term.passage and term.membership.basis != "outside"})
            known = [_term(member.span), *(["known from outside"] if member.basis == "outside" else [])]
            known += [f"named by {', '.join(by)}"] if by else []
            acting = "acting " if member.acting else ""
            told.append(f"{member.person_name} was {acting}{member.role} ({'; '.join(known)})")
        return " and ".join(told)

    def _finding(
        self, kind: str, message: str, ids: tuple[str, ...], passages: tuple[Passage, ...], known: list[OfficeTerm]
    ) -> Finding:
        against = _unique(term.passage for term in known)
        bases = {term.membership.basis for term in known}
        basis = next(name for name in ("stated", "inferred", "outside") if name in bases)
        return Finding(
            kind, message, tuple(dict.fromkeys(ids)), passages, _sources(passages), against, _sources(against), basis
        )


def _lasting(terms: Iterable[OfficeTerm], without: frozenset[str]) -> Iterator[OfficeTerm]:
    """Leave out what stands on a source that is left out; a term known from outside loses only its passage."""
    for term in terms:
        if term.passage is None or term.passage.source not in without:
            yield term
        elif term.membership.basis == "outside":
            yield OfficeTerm(term.number, term.membership, None)


def _named(catalogue: Catalogue, actors: Iterable[Actor]) -> Iterator[SpokenInOffice]:
    """Claims that somebody held an office, as if spoken in it; a name that is not exactly one person's says nothing."""
    persons: dict[str, set[str]] = {}
    for actor in actors:
        if actor.kind == "person":
            for name in (actor.name, *actor.aliases):
                persons.setdefault(fold(name), set()).add(actor.id)
    for claim in chronology.named_in_office(catalogue):
        called = persons.get(fold(claim.holder), set())
        if len(called) == 1:
            (person,) = called
            yield SpokenInOffice(
                claim.id, person, claim.office, None, claim.date, claim.begin, claim.end, claim.passage
            )


def _term(span: str) -> str:
    start, _, stop = span.partition("/")
    return f"since {_shown(start)}" if stop == ".." and start not in ("", "..") else f"term {_shown(span)}"


def _key(term: OfficeTerm) -> tuple[str, frozenset[str]]:
    return term.membership.organisation, role_words(term.membership.role)


def _seat(term: OfficeTerm) -> Seat:
    return Seat(*_key(term), term.membership.role, term.membership.single_seat)


def _length(term: OfficeTerm) -> int:
    days = tenure(term.membership.span)
    return days.last - days.first


def _may_meet(said: SpokenInOffice, term: OfficeTerm) -> bool:
    """Whether the statement can have been made during the term; the undated always can."""
    days = tenure(term.membership.span)
    return (said.begin is None or said.begin <= days.last) and (said.end is None or said.end >= days.first)


def _covers(term: OfficeTerm, begin: int, end: int) -> bool:
    days = tenure(term.membership.span)
    return days.sure and days.sure_first <= begin and end <= days.sure_last


def _before_event(catalogue: Catalogue, without: frozenset[str]) -> list[Finding]:
    found = []
    for pair in chronology.early_statements(catalogue):
        against = _standing(catalogue, pair.first, without)
        if pair.passage is None or pair.passage.source in without or not against:
            continue
        message = (
            f"“{pair.later_title}” ({_shown(pair.later_date)}) is about “{pair.first_title}”, "
            f"which was not before {_shown(pair.first_date)}"
        )
        found.append(_calendar("before-event", message, (pair.later, pair.first), (pair.passage,), against))
    return found


def _before_publication(catalogue: Catalogue, without: frozenset[str]) -> list[Finding]:
    groups: dict[tuple[str, str], list[OutOfOrder]] = {}
    for pair in chronology.early_sources(catalogue):
        if pair.later not in without:
            groups.setdefault((pair.later, pair.first), []).append(pair)
    found = []
    for (source, item), pairs in groups.items():
        pair = pairs[0]
        message = (
            f"{source} was published {_published(pair)}, but reports “{pair.first_title}”, "
            f"which was not before {_shown(pair.first_date)}"
        )
        against = [passage for passage in _standing(catalogue, item, without) if passage.source != source]
        found.append(
            _calendar("before-publication", message, (item,), _unique(pair.passage for pair in pairs), against)
        )
    return found


def _published(pair: OutOfOrder) -> str:
    return _shown(pair.later_date) + ("" if pair.basis == "stated" else f" ({pair.basis})")


def _before_cause(catalogue: Catalogue, without: frozenset[str]) -> list[Finding]:
    names = {
        "response_to": "a response to",
        "retaliation_for": "retaliation for",
        "follow_up_of": "a sequel of",
        "fulfils": "the fulfilment of",
    }
    found = []
    for pair in chronology.early_links(catalogue):
        if pair.passage is not None and pair.passage.source in without:
            continue
        mine, against = (_standing(catalogue, item, without) for item in (pair.later, pair.first))
        if not mine or not against:
            continue
        message = (
            f"“{pair.later_title}” ({_shown(pair.later_date)}) is told as {names.get(pair.relation, pair.relation)} "
            f"“{pair.first_title}”, which was not before {_shown(pair.first_date)}"
        )
        passages = (pair.passage,) if pair.passage else mine
        found.append(_calendar("before-cause", message, (pair.later, pair.first), passages, against))
    return found


def _standing(catalogue: Catalogue, item: str, without: frozenset[str]) -> tuple[Passage, ...]:
    return tuple(passage for passage in chronology.evidence_of(catalogue, item) if passage.source not in without)


def _calendar(
    kind: str, message: str, ids: tuple[str, ...], passages: tuple[Passage, ...], against: Iterable[Passage]
) -> Finding:
    others = tuple(against)
    return Finding(kind, message, ids, passages, _sources(passages), others, _sources(others), "calendar")
