"""Everything that is known of one item, one source or one event's claims, as the detail pane and `show` ask it."""

from __future__ import annotations

from iptui.model import (
    ActorRef,
    Claim,
    Dating,
    Detail,
    Disagreement,
    Evidence,
    Link,
    Membership,
    Passage,
    PlaceRef,
    Row,
    Source,
    StatementDetail,
)
from iptui.store.catalogue import Catalogue
from iptui.store.damage import reading
from iptui.store.errors import DamageError
from iptui.store.shapes import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

__all__ = [
    "claims_about",
    "claims_of",
    "compared_claims",
    "detail",
    "disagreements",
    "memberships",
    "office_on",
    "source",
    "sources",
]

DAY = 86400
_PASSAGE = "passage.id, passage.source, span_start, span_end, paragraph, passage.words, passage.sha256"
# In the order of the fields of a claim.
_CLAIM = f"""
SELECT claim.id, claim.event, claim.property, claim.qualifier, value, low, best, high, negated, claimant, actor.name,
       {_PASSAGE}, source.reliability || claim.credibility, rank, claim.reason, statement
FROM claim JOIN passage ON passage.id = claim.passage JOIN source ON source.id = passage.source
LEFT JOIN actor ON actor.id = claim.claimant
"""
_MEMBERSHIP = """
SELECT person, person.name, role, organisation, body.name, span, earliest, latest, acting, single_seat, implied, basis,
       membership.note
FROM membership JOIN actor AS person ON person.id = person JOIN actor AS body ON body.id = organisation
"""
_SOURCE = """
SELECT id, title, publisher, publisher_basis, author, kind, language, published, earliest, latest, published_basis,
       published_note, reliability, reliability_reason, url, file, sha256, chars, derived_from, credits, note
FROM source
"""


def _claim(found: tuple[Any, ...]) -> Claim:
    *head, negated, claimant, claimant_name = found[:11]
    passage, rest = record(Passage, *found[11:18]), found[18:]
    return record(Claim, *head, bool(negated), claimant, claimant_name, passage, *rest)


def _membership(found: tuple[Any, ...]) -> Membership:
    person, name, role, body, body_name, span, earliest, latest, acting, seat, implied, basis, note = found
    return record(
        Membership,
        person=person,
        person_name=name,
        role=role,
        organisation=body,
        organisation_name=body_name,
        span=span,
        earliest=earliest,
        latest=latest,
        acting=bool(acting),
        single_seat=bool(seat),
        implied=bool(implied),
        basis=basis,
        note=note,
    )


def _claims(catalogue: Catalogue, where: str = "", values: Sequence[str] = ()) -> list[Claim]:
    with reading(catalogue.file):
        found = catalogue.connection.execute(
            f"{_CLAIM} {where} ORDER BY claim.event, property, qualifier IS NOT NULL, qualifier, claim.rowid", values
        )
        return [_claim(row) for row in found]


def claims_of(catalogue: Catalogue, event: str | None = None) -> list[Claim]:
    """The claims about an event, or all, by event, property and qualifier."""
    return _claims(catalogue) if event is None else claims_about(catalogue, (event,))


def claims_about(catalogue: Catalogue, events: Collection[str]) -> list[Claim]:
    """The claims about some events, of which a query takes some hundreds, in the order of `claims_of`.

    Raises:
        DatabaseError: when the file is damaged.
    """
    return _claims(catalogue, f"WHERE claim.event IN ({', '.join('?' * len(events))})", tuple(events))


def compared_claims(catalogue: Catalogue) -> list[Claim]:
    """The claims on properties of which several sources tell, or several values are told, in the order of `claims_of`.

    Raises:
        DatabaseError: when the file is damaged.
    """
    with reading(catalogue.file):
        found = catalogue.connection.execute(
            f"""WITH compared AS (
                  SELECT event, property, qualifier FROM claim JOIN passage ON passage.id = claim.passage
                  GROUP BY event, property, qualifier
                  HAVING count(DISTINCT source) > 1 OR count(DISTINCT value || char(0) || negated) > 1)
                {_CLAIM} JOIN compared ON compared.event = claim.event AND compared.property = claim.property
                     AND compared.qualifier IS claim.qualifier
                ORDER BY claim.event, claim.property, claim.qualifier IS NOT NULL, claim.qualifier, claim.rowid"""
        )
        return [_claim(row) for row in found]


def disagreements(catalogue: Catalogue, event: str | None = None) -> list[Disagreement]:
    """The properties on which claims differ, of one event or of all, events in time order."""
    with reading(catalogue.file):
        found = catalogue.connection.execute(
            f"""SELECT event_id, title, property, qualifier, n_values, disagreements.n_sources, disjoint
                FROM disagreements JOIN seal_item ON seal_item.id = event_id
                {"" if event is None else "WHERE event_id = ?"}
                ORDER BY seq, property, qualifier IS NOT NULL, qualifier""",
            () if event is None else (event,),
        ).fetchall()
    claims: dict[tuple[str, str, str | None], list[Claim]] = {}
    for claim in claims_of(catalogue, event) if found else ():
        claims.setdefault((claim.event, claim.property, claim.qualifier), []).append(claim)
    return [
        record(
            Disagreement,
            id_,
            title,
            name,
            qualifier,
            tuple(claims.get((id_, name, qualifier), ())),
            n_values,
            n_sources,
            bool(disjoint),
        )
        for id_, title, name, qualifier, n_values, n_sources, disjoint in found
    ]


def memberships(catalogue: Catalogue, person: str | None = None) -> list[Membership]:
    """The offices of a person, or of all, in order of time; those that a source only implies included."""
    where = "WHERE person = ?" if person is not None else ""
    with reading(catalogue.file):
        found = catalogue.connection.execute(
            f"{_MEMBERSHIP} {where} ORDER BY body.name, role, begin IS NULL, begin, membership.id",
            (person,) if person is not None else (),
        )
        return [_membership(row) for row in found]


def office_on(catalogue: Catalogue, person: str, begin: int | None, end: int | None) -> tuple[Membership, ...]:
    """The offices that a person held through all of a span of seconds; none where the span is open or unknown.

    What only the wording of a source implies is left out: it is a claim, not an office. An office that several
    records tell of comes once, as acting where any of them says so; what a body takes part in is no office.
    """
    if begin is None or end is None:
        return ()
    offices: dict[tuple[str, str], Membership] = {}
    with reading(catalogue.file):
        found = catalogue.connection.execute(
            f"""{_MEMBERSHIP} WHERE person = ? AND person.kind = 'person' AND implied = 0
                AND coalesce(begin, ?) <= ? AND coalesce(end, ?) >= ? ORDER BY membership.id""",
            (person, begin, begin, end, end),
        )
        for office in map(_membership, found):
            known = offices.setdefault((office.role, office.organisation), office)
            if office.acting and not known.acting:
                offices[office.role, office.organisation] = known._replace(acting=True)
    return tuple(offices.values())


def sources(catalogue: Catalogue) -> list[Source]:
    """Every source, by id."""
    with reading(catalogue.file):
        return [record(Source, *row) for row in catalogue.connection.execute(f"{_SOURCE} ORDER BY id")]


def source(catalogue: Catalogue, id_: str) -> Source | None:
    """One source, or None."""
    with reading(catalogue.file):
        found = catalogue.connection.execute(f"{_SOURCE} WHERE id = ?", (id_,)).fetchone()
        return record(Source, *found) if found else None


def detail(catalogue: Catalogue, item: str) -> Detail | StatementDetail | None:
    """All of an event or a statement, or None where there is none of that id."""
    with reading(catalogue.file):
        return _event(catalogue, item) or _statement(catalogue, item)


def _event(catalogue: Catalogue, item: str) -> Detail | None:
    ask = catalogue.connection.execute
    found = ask(
        """SELECT event.title, event.summary, behaviour, event.type, code.name, event.mode, mode.name, context,
                  item.quad, item.score, event.date, event.earliest, event.latest, event.begin, event.end,
                  event.date_prec, event.date_basis, event.date_note, event.place, event.where_prec, event.status,
                  event.note
           FROM event JOIN seal_item AS item ON item.id = event.id
           LEFT JOIN codebook AS code ON code.scheme = event.scheme AND code.kind = 'type' AND code.parent = ''
                AND code.code = event.type
           LEFT JOIN codebook AS mode ON mode.scheme = event.scheme AND mode.kind = 'mode' AND mode.parent = event.type
                AND mode.code = event.mode
           WHERE event.id = ?""",
        (item,),
    ).fetchone()
    if found is None:
        return None
    title, summary, behaviour, type_, type_name, mode, mode_name, context, quad, score, *rest = found
    dating, (place, where_prec, status, note) = record(Dating, *rest[:8]), rest[8:]
    actors = ask(
        """SELECT actor.id, actor.name, role FROM event_actor JOIN actor ON actor.id = actor WHERE event = ?
           ORDER BY CASE role WHEN 'initiator' THEN 0 WHEN 'participant' THEN 1 WHEN 'target' THEN 2
                    WHEN 'victim' THEN 3 ELSE 4 END, actor.name""",
        (item,),
    )
    evidence = ask(
        f"""SELECT {_PASSAGE}, stance, note FROM evidence JOIN passage ON passage.id = passage WHERE event = ?
            ORDER BY source, span_start""",
        (item,),
    )
    # Not by the index of the column: where few statements are about an event, SQLite's statistics tell it to read all.
    about = catalogue.listed("about", item)
    return record(
        Detail,
        id=item,
        title=title,
        summary=summary,
        behaviour=behaviour,
        type=type_,
        type_name=type_name,
        mode=mode,
        mode_name=mode_name,
        context=context,
        quad=quad,
        score=score,
        dating=dating,
        place=_place(catalogue, place),
        where_prec=where_prec,
        status=status,
        note=note,
        actors=tuple(record(ActorRef, *row) for row in actors.fetchall()),
        evidence=tuple(record(Evidence, record(Passage, *row[:7]), row[7], row[8]) for row in evidence.fetchall()),
        claims=tuple(claims_of(catalogue, item)),
        links=_links(catalogue, item),
        statements=_rows(catalogue, about),
    )


def _statement(catalogue: Catalogue, item: str) -> StatementDetail | None:
    ask = catalogue.connection.execute
    found = ask(
        f"""SELECT statement.summary, statement.form, statement.quote, {_PASSAGE}, speaker, speaker.name, office,
                   on_behalf_of, addressee, verb, channel, language, translated, statement.type, code.name,
                   statement.mode, item.quad, item.score, statement.date, statement.earliest, statement.latest,
                   statement.begin, statement.end, statement.date_prec, statement.date_basis, statement.date_note,
                   about, event.title, statement.status, statement.note
            FROM statement JOIN seal_item AS item ON item.id = statement.id
            JOIN passage ON passage.id = statement.passage
            LEFT JOIN actor AS speaker ON speaker.id = speaker LEFT JOIN event ON event.id = about
            LEFT JOIN codebook AS code ON code.scheme = statement.scheme AND code.kind = 'type' AND code.parent = ''
                 AND code.code = statement.type
            WHERE statement.id = ?""",
        (item,),
    ).fetchone()
    if found is None:
        return None
    summary, form, quote, *rest = found
    passage, rest = record(Passage, *rest[:7]), rest[7:]
    speaker, speaker_name, office, behalf, addressee, verb, channel, language, translated, *rest = rest
    type_, type_name, mode, quad, score, *rest = rest
    dating, (about, about_title, status, note) = record(Dating, *rest[:8]), rest[8:]
    actors = ask(
        """SELECT actor.id, actor.name, role FROM statement_actor JOIN actor ON actor.id = actor WHERE statement = ?
           ORDER BY CASE role WHEN 'speaker' THEN 0 WHEN 'on_behalf_of' THEN 1 WHEN 'addressee' THEN 2
                    ELSE 3 END, actor.name""",
        (item,),
    ).fetchall()
    names = {row[0]: row[1] for row in actors}
    said = [row[1] for row in actors if row[2] == "speaker"]
    claims = ask(
        f"{_CLAIM} WHERE claim.statement = ? OR claim.passage = ? ORDER BY claim.rowid",
        (item, passage.id),
    )
    return record(
        StatementDetail,
        id=item,
        summary=summary,
        form=form,
        quote=quote,
        passage=passage,
        speaker=speaker,
        speaker_name=" and ".join(dict.fromkeys([speaker_name, *said])) if speaker_name else None,
        office=office,
        offices=office_on(catalogue, speaker, dating.begin, dating.end) if speaker else (),
        on_behalf_of=names.get(behalf, behalf),
        addressee=names.get(addressee, addressee),
        actors=tuple(record(ActorRef, *row) for row in actors),
        verb=verb,
        channel=channel,
        language=language,
        translated=None if translated is None else bool(translated),
        type=type_,
        type_name=type_name,
        mode=mode,
        quad=quad,
        score=score,
        dating=dating,
        about=about,
        about_title=about_title,
        status=status,
        note=note,
        claims=tuple(_claim(row) for row in claims.fetchall()),
        links=_links(catalogue, item),
        variants=_rows(catalogue, _variants(catalogue, item)),
    )


def _variants(catalogue: Catalogue, statement: str) -> list[int]:
    """The `seq` of the other tellings of a statement, however many steps apart, in time order."""
    same, ahead = {statement}, [statement]
    while ahead:
        new = [one for one in catalogue.worded_alike.get(ahead.pop(), ()) if one not in same]
        same.update(new)
        ahead += new
    return sorted(seq for one in same - {statement} if (seq := catalogue.seq_of(one)) >= 0)


def _place(catalogue: Catalogue, place: str | None) -> PlaceRef | None:
    found = catalogue.connection.execute(
        """SELECT place.id, place.name, place.kind, actor.name, lat, lon FROM place
           LEFT JOIN actor ON actor.id = country WHERE place.id = ?""",
        (place,),
    ).fetchone()
    return record(PlaceRef, *found) if found else None


def _links(catalogue: Catalogue, item: str) -> tuple[Link, ...]:
    found = catalogue.connection.execute(
        f"""SELECT event_link.type, from_id = ?1, other.kind, other.id, other.title, other.date, this.begin,
                   other.begin,
                   event_link.basis, event_link.note, {_PASSAGE}
            FROM event_link
            JOIN seal_item AS other ON other.id = CASE WHEN from_id = ?1 THEN to_id ELSE from_id END
            JOIN seal_item AS this ON this.id = ?1
            LEFT JOIN passage ON passage.id = event_link.passage
            WHERE from_id = ?1 OR to_id = ?1 ORDER BY from_id <> ?1, other.seq, event_link.type""",
        (item,),
    )
    links = []
    for type_, forward, kind, id_, title, date, here, there, basis, note, *passage in found:
        lag = _days_between(here, there) if forward else _days_between(there, here)
        links.append(
            record(
                Link,
                type_,
                bool(forward),
                kind,
                id_,
                title,
                date,
                lag,
                basis,
                record(Passage, *passage) if passage[0] is not None else None,
                note,
            )
        )
    return tuple(links)


def _days_between(later: object, earlier: object) -> int | None:
    """Whole days from the day of one second to the day of another, None where either is not known."""
    if later is None or earlier is None:
        return None
    if not (isinstance(later, int) and isinstance(earlier, int)):
        raise DamageError("damaged: a second is no whole number")
    return later // DAY - earlier // DAY


def _rows(catalogue: Catalogue, seqs: Sequence[int]) -> tuple[Row, ...]:
    return tuple(catalogue.rows_at(sorted(set(seqs)))) if seqs else ()
