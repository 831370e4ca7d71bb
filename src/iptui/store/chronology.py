"""What the checks on calendar and offices read: terms, words spoken in an office, and pairs in the wrong order.

Reading only. What counts as a contradiction, and how it is told, is decided in `iptui.evidence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iptui.model import Membership, Passage
from iptui.store.catalogue import Catalogue
from iptui.store.damage import reading

__all__ = [
    "LinkEnds",
    "NamedInOffice",
    "OfficeTerm",
    "OutOfOrder",
    "SpokenInOffice",
    "early_links",
    "early_sources",
    "early_statements",
    "evidence_of",
    "named_in_office",
    "office_terms",
    "response_links",
    "roots",
    "score_scales",
    "spoken_in_office",
]

ZONES = 50400
"""Seconds by which a day without a zone may be off from UTC at most: UTC+14 is the furthest zone."""

_PASSAGE = (
    "passage.id, passage.source, passage.span_start, passage.span_end, passage.paragraph, passage.words, passage.sha256"
)
# Two days are compared as days; a time of day in a zone is compared with a day only beyond what zones can explain.
_SLACK = f"CASE WHEN (instr({{0}}, 'T') > 0) <> (instr({{1}}, 'T') > 0) THEN {ZONES} ELSE 0 END"


@dataclass(frozen=True, slots=True)
class OfficeTerm:
    """A term of office as recorded, with the passage that states or implies it; `passage` is None where none does."""

    number: int
    membership: Membership
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class SpokenInOffice:
    """A statement whose source names the office of its speaker.

    `begin` and `end` are seconds since 1970-01-01 UTC, None where open or unknown.
    """

    id: str
    speaker: str
    office: str
    on_behalf_of: str | None
    date: str
    begin: int | None
    end: int | None
    passage: Passage


@dataclass(frozen=True, slots=True)
class NamedInOffice:
    """A claim (`office_holder`) that somebody, named in `holder`, held an office when an event happened."""

    id: str
    holder: str
    office: str
    date: str
    begin: int | None
    end: int | None
    passage: Passage


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """Two things in the wrong order in time: `first` is what ought to be the earlier one.

    Each is an event or a statement, or for `early_sources` the `later` is a source.
    `passage` is the place that puts them in this relation, None where nothing states it.
    """

    relation: str
    first: str
    first_title: str
    first_date: str
    later: str
    later_title: str
    later_date: str
    basis: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class LinkEnds:
    """A link as stored: `later` answers, follows or fulfils `earlier`; `passage` is None where it is inferred."""

    type: str
    later: str
    earlier: str
    basis: str
    passage: Passage | None
    note: str | None


def _passage(found: Sequence[object]) -> Passage | None:
    return Passage(*found) if found[0] is not None else None  # type: ignore[arg-type]


def office_terms(catalogue: Catalogue) -> list[OfficeTerm]:
    """Every term of office, those that a source only implies included, in order of their records."""
    with reading(catalogue.path):
        found = catalogue.connection.execute(
            f"""SELECT membership.id, person, person.name, role, organisation, body.name, span, earliest, latest,
                       acting, single_seat, implied, basis, membership.note, {_PASSAGE}
                FROM membership JOIN actor AS person ON person.id = person JOIN actor AS body ON body.id = organisation
                LEFT JOIN passage ON passage.id = membership.passage ORDER BY membership.id"""
        ).fetchall()
    return [
        OfficeTerm(
            row[0],
            Membership(*(*row[1:9], bool(row[9]), bool(row[10]), bool(row[11]), *row[12:14])),
            _passage(row[14:]),
        )
        for row in found
    ]


def roots(catalogue: Catalogue) -> dict[str, str]:
    """What each actor rolls up to in the end, usually a state; an actor with no parent is its own root."""
    with reading(catalogue.path):
        found = dict(catalogue.connection.execute("SELECT actor_id, ancestor_id FROM actor_rollup WHERE is_root"))
        everyone = [row[0] for row in catalogue.connection.execute("SELECT id FROM actor")]
    return {actor: found.get(actor, actor) for actor in everyone}


def spoken_in_office(catalogue: Catalogue) -> list[SpokenInOffice]:
    """The statements of persons whose office the source names, in time order, the undated last."""
    with reading(catalogue.path):
        found = catalogue.connection.execute(
            f"""SELECT statement.id, speaker, office, on_behalf_of, date, begin, end, {_PASSAGE}
                FROM statement JOIN passage ON passage.id = statement.passage JOIN actor ON actor.id = speaker
                WHERE office IS NOT NULL AND actor.kind = 'person' ORDER BY begin IS NULL, begin, statement.id"""
        ).fetchall()
    return [SpokenInOffice(*(*row[:7], Passage(*row[7:]))) for row in found]


def named_in_office(catalogue: Catalogue) -> list[NamedInOffice]:
    """The claims `office_holder` that name an office (their qualifier) and its holder, denials left out."""
    with reading(catalogue.path):
        found = catalogue.connection.execute(
            f"""SELECT claim.id, value, qualifier, event.date, event.begin, event.end, {_PASSAGE}
                FROM claim JOIN passage ON passage.id = claim.passage JOIN event ON event.id = claim.event
                WHERE property = 'office_holder' AND qualifier IS NOT NULL AND negated = 0
                ORDER BY event.begin IS NULL, event.begin, claim.id"""
        ).fetchall()
    return [NamedInOffice(*(*row[:6], Passage(*row[6:]))) for row in found]


def early_statements(catalogue: Catalogue) -> list[OutOfOrder]:
    """Statements about an event that ended before the event can have begun.

    Left out is what looks ahead by its nature: plans, and PLOVER's AGREE, REQUEST and THREATEN.
    """
    return _out_of_order(
        catalogue,
        f"""SELECT 'about', event.id, event.title, event.date, statement.id, statement.summary, statement.date,
                   'stated', {_PASSAGE}
            FROM statement JOIN event ON event.id = about JOIN passage ON passage.id = statement.passage
            WHERE statement.end + {_SLACK.format("statement.latest", "event.earliest")} < event.begin
              AND event.status <> 'planned' AND statement.status <> 'planned'
              AND coalesce(statement.type, '') NOT IN ('AGREE', 'REQUEST', 'THREATEN')
            ORDER BY event.begin, statement.begin, statement.id""",
    )


def early_sources(catalogue: Catalogue) -> list[OutOfOrder]:
    """Sources published before what they report can have begun; plans and mere mentions are left out."""
    return _out_of_order(
        catalogue,
        f"""SELECT 'reports', event.id, event.title, event.date, source.id, source.title,
                   source.published, source.published_basis, {_PASSAGE}
            FROM event JOIN evidence ON evidence.event = event.id JOIN passage ON passage.id = evidence.passage
            JOIN source ON source.id = passage.source
            WHERE source.end + {_SLACK.format("source.latest", "event.earliest")} < event.begin
              AND event.status <> 'planned' AND evidence.stance <> 'mentions'
            UNION ALL
            SELECT 'reports', statement.id, statement.summary, statement.date, source.id, source.title,
                   source.published, source.published_basis, {_PASSAGE}
            FROM statement JOIN passage ON passage.id = statement.passage JOIN source ON source.id = passage.source
            WHERE source.end + {_SLACK.format("source.latest", "statement.earliest")} < statement.begin
              AND statement.status <> 'planned'""",
    )


def early_links(catalogue: Catalogue) -> list[OutOfOrder]:
    """Responses, retaliations, sequels and fulfilments that ended before what they answer can have begun."""
    return _out_of_order(
        catalogue,
        f"""WITH item(id, title, date, earliest, latest, begin, end) AS (
              SELECT id, title, date, earliest, latest, begin, end FROM event
              UNION ALL SELECT id, summary, date, earliest, latest, begin, end FROM statement)
            SELECT event_link.type, cause.id, cause.title, cause.date, answer.id, answer.title, answer.date,
                   event_link.basis, {_PASSAGE}
            FROM event_link JOIN item AS answer ON answer.id = from_id JOIN item AS cause ON cause.id = to_id
            LEFT JOIN passage ON passage.id = event_link.passage
            WHERE event_link.type <> 'part_of'
              AND answer.end + {_SLACK.format("answer.latest", "cause.earliest")} < cause.begin
            ORDER BY cause.begin, answer.begin, answer.id""",
    )


def _out_of_order(catalogue: Catalogue, query: str) -> list[OutOfOrder]:
    with reading(catalogue.path):
        found = catalogue.connection.execute(query).fetchall()
    return [OutOfOrder(*(*row[:8], _passage(row[8:]))) for row in found]


def evidence_of(catalogue: Catalogue, item: str) -> tuple[Passage, ...]:
    """The passages that an event or a statement stands on, by source and place."""
    with reading(catalogue.path):
        found = catalogue.connection.execute(
            f"""SELECT {_PASSAGE} FROM evidence JOIN passage ON passage.id = passage WHERE event = ?1
                UNION SELECT {_PASSAGE} FROM statement JOIN passage ON passage.id = passage WHERE statement.id = ?1
                ORDER BY 2, 3""",
            (item,),
        ).fetchall()
    return tuple(Passage(*row) for row in found)


def response_links(catalogue: Catalogue, types: Sequence[str]) -> list[LinkEnds]:
    """The links of some types, in time order of the later end and then of the earlier one."""
    with reading(catalogue.path):
        found = catalogue.connection.execute(
            f"""SELECT event_link.type, from_id, to_id, event_link.basis, {_PASSAGE}, event_link.note
                FROM event_link
                JOIN seal_item AS later ON later.id = from_id JOIN seal_item AS earlier ON earlier.id = to_id
                LEFT JOIN passage ON passage.id = event_link.passage
                WHERE event_link.type IN ({", ".join("?" * len(types))})
                ORDER BY later.seq, earlier.seq, event_link.type""",
            tuple(types),
        ).fetchall()
    return [LinkEnds(*(*row[:4], _passage(row[4:11]), row[11])) for row in found]


def score_scales(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Where the scores of the crisis come from: title and source of each scale that its items are scored by."""
    names = {"plover": ("plover-scores",), "cameo": ("goldstein-cameo",), "weis": ("goldstein-weis",)}
    with reading(catalogue.path):
        schemes = [
            row[0]
            for row in catalogue.connection.execute(
                """SELECT scheme FROM event WHERE type IS NOT NULL
                   UNION SELECT scheme FROM statement WHERE type IS NOT NULL"""
            )
        ]
        known = {
            row[0]: (row[1], row[2])
            for row in catalogue.connection.execute("SELECT id, title, source FROM codebook_source")
        }
    wanted = [name for scheme in sorted(schemes) for name in names.get(scheme, (scheme,))]
    return tuple(known[name] for name in wanted if name in known)
