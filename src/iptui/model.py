"""The words of the program as frozen records: what the store hands to the explorer and the command line.

Only the standard library is imported here, and nothing here reads, formats or decides.
Text fields hold data exactly as stored; whoever shows them passes them through `iptui.text.safe` first.

They are named tuples, as every command and the explorer's first screen pay for their definition.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = [
    "Actor",
    "ActorRef",
    "Claim",
    "CrisisInfo",
    "Dating",
    "Detail",
    "Disagreement",
    "Evidence",
    "Link",
    "Membership",
    "Passage",
    "PlaceRef",
    "Row",
    "Source",
    "StatementDetail",
]


class Dating(NamedTuple):
    """A date as far as it is known.

    Attributes:
        date: EDTF text (ISO 8601-2).
        earliest: ISO text of the first day it can mean, or None where open or unknown.
        latest: ISO text of the last day it can mean, or None where open or unknown.
        begin: first second, in seconds since 1970-01-01 UTC (proleptic Gregorian), or None.
        end: last second, likewise.
        precision: 1 (a day or finer) to 5 (longer than a month, or unknown), after UCDP GED.
        basis: `stated`, `inferred` or `outside`.
        note: from what it was inferred, or None.
    """

    date: str
    earliest: str | None
    latest: str | None
    begin: int | None
    end: int | None
    precision: int
    basis: str
    note: str | None = None


class Row(NamedTuple):
    """One item of the timeline: an event or a statement, as the list shows it.

    `seq` is its place in time from 0, undated items last; `begin` and `end` are seconds as in `Dating`.
    """

    seq: int
    kind: str
    id: str
    date: str
    begin: int | None
    end: int | None
    precision: int
    basis: str
    title: str
    quote: str | None
    form: str | None
    type: str | None
    quad: int | None
    score: float | None
    actors: str
    n_sources: int
    status: str
    disputed: bool


class Source(NamedTuple):
    """A text that the crisis was curated from, with its grade (Admiralty code, A to F)."""

    id: str
    title: str
    publisher: str | None
    publisher_basis: str | None
    author: str | None
    kind: str | None
    language: str | None
    published: str
    earliest: str | None
    latest: str | None
    published_basis: str
    published_note: str | None
    reliability: str
    reliability_reason: str | None
    url: str | None
    file: str | None
    sha256: str | None
    chars: int | None
    derived_from: str | None
    credits: str | None
    note: str | None


class Passage(NamedTuple):
    """A span of a source's text.

    `start` and `end` are Unicode code points in the source file decoded as UTF-8, end exclusive
    (W3C TextPositionSelector); `fingerprint` is the SHA-256 of its normalised words.
    """

    id: int
    source: str
    start: int
    end: int
    paragraph: int
    words: int
    fingerprint: str


class Evidence(NamedTuple):
    """A passage that bears on an event, and how: `supports`, `disputes` or `mentions`."""

    passage: Passage
    stance: str
    note: str | None


class ActorRef(NamedTuple):
    """An actor in a role."""

    id: str
    name: str
    role: str


class Membership(NamedTuple):
    """An office that a person held; `implied` where only a source's wording implies it, against others."""

    person: str
    person_name: str
    role: str
    organisation: str
    organisation_name: str
    span: str
    earliest: str | None
    latest: str | None
    acting: bool
    single_seat: bool
    implied: bool
    basis: str
    note: str | None


class Actor(NamedTuple):
    """An actor with every spelling known and the actor that it rolls up to."""

    id: str
    name: str
    kind: str
    parent: str | None
    note: str | None
    wikidata: str | None = None
    aliases: tuple[str, ...] = ()


class PlaceRef(NamedTuple):
    """A place; coordinates in decimal degrees, None where they are not certain."""

    id: str
    name: str
    kind: str
    country: str | None
    lat: float | None
    lon: float | None


class Claim(NamedTuple):
    """One source's (or claimant's) value for one property of one event.

    `low`, `best` and `high` are numbers only where the claim is one; `grade` is the source's reliability (A-F)
    with the claim's credibility (1-6), as in the Admiralty code.
    """

    id: str
    event: str
    property: str
    qualifier: str | None
    value: str
    low: float | None
    best: float | None
    high: float | None
    negated: bool
    claimant: str | None
    claimant_name: str | None
    passage: Passage
    grade: str
    rank: str
    reason: str | None
    statement: str | None


class Disagreement(NamedTuple):
    """A property of an event on which claims differ; `disjoint` where two of them cannot both be true."""

    event: str
    event_title: str
    property: str
    qualifier: str | None
    claims: tuple[Claim, ...]
    n_values: int
    n_sources: int
    disjoint: bool


class Link(NamedTuple):
    """A link between two items, told from the item that is looked at.

    `forward` is True where that item is the one that responds, follows or fulfils.
    `lag_days` is from the earlier's first day to the later's, None where either is undated.
    """

    type: str
    forward: bool
    other_kind: str
    other_id: str
    other_title: str
    other_date: str
    lag_days: int | None
    basis: str
    passage: Passage | None
    note: str | None


class Detail(NamedTuple):
    """Everything that is known of one event."""

    id: str
    title: str
    summary: str | None
    behaviour: str
    type: str | None
    type_name: str | None
    mode: str | None
    mode_name: str | None
    context: str | None
    quad: int | None
    score: float | None
    dating: Dating
    place: PlaceRef | None
    where_prec: int | None
    status: str
    note: str | None
    actors: tuple[ActorRef, ...]
    evidence: tuple[Evidence, ...]
    claims: tuple[Claim, ...]
    links: tuple[Link, ...]
    statements: tuple[Row, ...]


class StatementDetail(NamedTuple):
    """Everything that is known of one statement; `speaker_name` names everybody who says it together."""

    id: str
    summary: str
    form: str
    quote: str | None
    passage: Passage
    speaker: str | None
    speaker_name: str | None
    office: str | None
    offices: tuple[Membership, ...]
    on_behalf_of: str | None
    addressee: str | None
    actors: tuple[ActorRef, ...]
    verb: str | None
    channel: str | None
    language: str | None
    translated: bool | None
    type: str | None
    type_name: str | None
    mode: str | None
    quad: int | None
    score: float | None
    dating: Dating
    about: str | None
    about_title: str | None
    status: str
    note: str | None
    claims: tuple[Claim, ...]
    links: tuple[Link, ...]
    variants: tuple[Row, ...]


class CrisisInfo(NamedTuple):
    """The crisis in a line: title, bounds, and how many events and statements it has."""

    id: str
    title: str
    summary: str
    date: str
    earliest: str | None
    latest: str | None
    note: str | None
    events: int
    statements: int
