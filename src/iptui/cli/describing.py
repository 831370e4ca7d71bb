"""One record as readable text: what `iptui show` prints. Pure: records in, safe lines out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iptui import edtf
from iptui.text import safe

if TYPE_CHECKING:
    from iptui.model import (
        Actor,
        Claim,
        Dating,
        Detail,
        Disagreement,
        Evidence,
        Link,
        Membership,
        Passage,
        Row,
        Source,
        StatementDetail,
    )

__all__ = [
    "describe_actor",
    "describe_event",
    "describe_source",
    "describe_statement",
    "human_date",
    "property_name",
    "published",
    "source_line",
]

_QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
_LINKS = {
    "response_to": ("answers", "answered by"),
    "retaliation_for": ("retaliates for", "retaliated by"),
    "follow_up_of": ("follows up", "followed up by"),
    "fulfils": ("fulfils", "fulfilled by"),
    "part_of": ("part of", "has the part"),
}


def human_date(text: str, *, weekday: bool = True) -> str:
    """A date in words; the text itself where it is no EDTF, as a stranger's database may hold."""
    try:
        return edtf.humanize(edtf.parse(text), weekday=weekday)
    except edtf.EdtfError:
        return text


def published(date: str) -> str:
    """When something was published, to follow its name: `on 22 Jan 2024`, `between 22 and 28 Jan 2024`."""
    shown = human_date(date, weekday=False)
    start, _, stop = date.partition("/")
    if start and stop and ".." not in (start, stop):
        return "between " + shown.replace(" – ", " and ").replace("–", " and ")
    return f"on {shown}" if date.count("-") == 2 and shown[:1].isdigit() else shown


def property_name(property_: str, qualifier: str | None) -> str:
    """A property of an event as the explorer writes it, with what qualifies it: `group nature · Jaish al-Adl`."""
    name = property_.replace("_", " ")
    return f"{name} · {qualifier}" if qualifier else name


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"  {line}" for line in found)


def _field(name: str, *values: object) -> Iterator[str]:
    told = [str(value) for value in values if value not in (None, "")]
    if told:
        yield safe(f"{name}: {', '.join(told)}")


def _place_of(passage: Passage) -> str:
    return f"{passage.source} ¶{passage.paragraph} [{passage.start}–{passage.end}]"


def _dating(dating: Dating) -> Iterator[str]:
    basis = dating.basis + (f": {dating.note}" if dating.note else "")
    yield safe(f"date: {human_date(dating.date)} ({dating.date}; precision {dating.precision} of 5; {basis})")


def _kind_of_action(
    type_: str | None, type_name: str | None, mode: str | None, quad: int | None, score: float | None
) -> Iterator[str]:
    named = f"{type_} ({type_name})" if type_name and type_name.upper() != type_ else type_
    yield from _field(
        "type",
        named,
        mode,
        _QUADS.get(quad) if quad else None,
        None if score is None else f"score {score:+g}",
    )


def _claims(claims: Iterable[Claim], disagreements: Iterable[Disagreement] = ()) -> Iterator[str]:
    differ = {(each.property, each.qualifier): each for each in disagreements}
    told: set[tuple[str, str | None]] = set()
    for claim in claims:
        key = (claim.property, claim.qualifier)
        if key not in told:
            told.add(key)
            mark = ""
            if key in differ:
                mark = " (accounts differ" + (", and cannot all be true)" if differ[key].disjoint else ")")
            yield safe(f"{property_name(claim.property, claim.qualifier)}{mark}")
        by = f"{claim.claimant_name or claim.claimant} in " if claim.claimant else ""
        rank = "" if claim.rank == "normal" else f"; {claim.rank}: {claim.reason}"
        denied = "not " if claim.negated else ""
        yield safe(f"  {denied}{claim.value}: {by}{_place_of(claim.passage)}, grade {claim.grade}{rank}")


def _lag(days: int | None) -> str:
    if days is None:
        return "lag unknown"
    if days == 0:
        return "the same day"
    return f"{abs(days)} day{'s' if abs(days) != 1 else ''} {'later' if days > 0 else 'earlier'}"


def _links(links: Iterable[Link]) -> Iterator[str]:
    for link in links:
        verb = _LINKS.get(link.type, (link.type, f"{link.type} of"))[not link.forward]
        # The lag is the later item's; told from the earlier one it is the other that comes later.
        where = f", {_place_of(link.passage)}" if link.passage else ""
        note = f"; {link.note}" if link.note else ""
        yield safe(
            f"{verb} {link.other_title} ({link.other_id}, {link.other_date}; {_lag(link.lag_days)}, "
            f"{link.basis}{where}{note})"
        )


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        said = f"“{row.quote}”" if row.quote is not None else row.title
        yield safe(f"{row.date}  {said} ({row.id})")


def _membership(held: Membership) -> str:
    acting = " (acting)" if held.acting else ""
    implied = ", only implied by a source's wording" if held.implied else ""
    note = f": {held.note}" if held.note else ""
    return safe(
        f"{held.person_name}: {held.role}, {held.organisation_name}{acting}, {held.span} ({held.basis}{implied}{note})"
    )


def _evidence(evidence: Iterable[Evidence]) -> Iterator[str]:
    for each in evidence:
        note = f": {each.note}" if each.note else ""
        yield safe(f"{each.stance} {_place_of(each.passage)}{note}")


def describe_event(event: Detail, disagreements: Iterable[Disagreement]) -> Iterator[str]:
    """An event: what, when, where, who, where it is written, what is claimed of it, and what it is linked to."""
    yield safe(event.title)
    yield safe(f"event {event.id}, {event.status}, {event.behaviour}")
    yield from _dating(event.dating)
    yield from _kind_of_action(event.type, event.type_name, event.mode_name or event.mode, event.quad, event.score)
    yield from _field("context", event.context)
    if event.place is not None:
        at = f"{event.place.lat:g}, {event.place.lon:g}" if event.place.lat is not None else None
        precision = f"precision {event.where_prec} of 7" if event.where_prec else None
        yield from _field("place", f"{event.place.name} ({event.place.id})", event.place.country, at, precision)
    yield from _field("summary", event.summary)
    yield from _field("note", event.note)
    yield from _section("actors", (safe(f"{actor.role}: {actor.name} ({actor.id})") for actor in event.actors))
    yield from _section("evidence", _evidence(event.evidence))
    yield from _section("claims", _claims(event.claims, disagreements))
    yield from _section("links", _links(event.links))
    yield from _section("statements about it", _rows(event.statements))


def describe_statement(said: StatementDetail) -> Iterator[str]:
    """A statement: the exact words, who said them in which office to whom, and where they are written."""
    yield safe(f"“{said.quote}”", keep_newlines=True) if said.quote is not None else safe(said.summary)
    yield safe(f"statement {said.id}, {said.form}, {said.status}")
    yield safe(f"written in: {_place_of(said.passage)}")
    yield from _field("speaker", said.speaker_name or said.speaker, said.office)
    yield from _section("offices held that day", map(_membership, said.offices))
    if said.offices:
        yield ""
    yield from _field("on behalf of", said.on_behalf_of)
    yield from _field("addressee", said.addressee)
    yield from _dating(said.dating)
    yield from _field("channel", said.channel)
    translated = {True: "translated", False: "not translated", None: None}[said.translated]
    yield from _field("language", said.language, translated)
    yield from _field("verb", said.verb)
    yield from _kind_of_action(said.type, said.type_name, said.mode, said.quad, said.score)
    if said.about is not None:
        yield from _field("about", f"{said.about_title} ({said.about})")
    if said.quote is not None:
        yield from _field("summary", said.summary)
    yield from _field("note", said.note)
    yield from _section("actors", (safe(f"{actor.role}: {actor.name} ({actor.id})") for actor in said.actors))
    yield from _section("claims", _claims(said.claims))
    yield from _section("links", _links(said.links))
    yield from _section("the same utterance elsewhere", _rows(said.variants))


def _credits(text: str | None) -> list[str]:
    """The credits, which are kept as a JSON list."""
    import json

    try:
        found = json.loads(text or "[]")
    except ValueError:
        found = text
    return [str(each) for each in found] if isinstance(found, list) else [str(found)]


def describe_source(source: Source) -> Iterator[str]:
    """A source: what it is, when it was published, and how far it is to be trusted."""
    yield safe(source.title)
    yield safe(f"source {source.id}")
    yield from _field("publisher", source.publisher or "unknown", source.publisher_basis)
    yield from _field("author", source.author or "unknown")
    yield safe(
        f"published: {human_date(source.published)} ({source.published}; {source.published_basis}"
        + (f": {source.published_note})" if source.published_note else ")")
    )
    yield from _field("kind", source.kind)
    yield from _field("language", source.language)
    yield from _field("reliability", source.reliability, source.reliability_reason)
    yield from _field("address", source.url)
    yield from _field("file", source.file, None if source.chars is None else f"{source.chars} characters")
    yield from _field("sha256", source.sha256)
    yield from _field("derived from", source.derived_from)
    yield from _field("credits", *_credits(source.credits))
    yield from _field("note", source.note)


def describe_actor(actor: Actor, offices: Iterable[Membership], members: Iterable[Actor]) -> Iterator[str]:
    """An actor: names, what it belongs to, offices, and what belongs to it."""
    yield safe(actor.name)
    yield safe(f"actor {actor.id}, {actor.kind}")
    yield from _field("part of", actor.parent)
    yield from _field("wikidata", actor.wikidata)
    yield from _field("note", actor.note)
    yield from _section("spellings", map(safe, actor.aliases))
    yield from _section("offices", map(_membership, offices))
    yield from _section("members", (safe(f"{each.name} ({each.id})") for each in members))


def source_line(source: Source) -> str:
    """A source in one line, for the foot of a record."""
    told = [source.author, source.publisher, source.published, f"reliability {source.reliability}"]
    return safe(f"{source.id}: {source.title}, {', '.join(part for part in told if part)}")
