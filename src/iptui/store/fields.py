"""What each field of a crisis folder may hold: one table of records. The checks themselves are in `checks`.

The tables of `db/schema.sql` say the same to SQLite; these say it to the author, with what would be right.
"""

from __future__ import annotations

from collections.abc import Mapping

from iptui.store.checks import (
    BASES,
    Check,
    Field,
    Record,
    date,
    flag,
    known,
    many,
    name,
    number,
    one_of,
    sha256,
    slug,
    span,
    table,
    text,
    utc_offset,
    words,
)

__all__ = ["RECORDS"]


def _must(check: Check) -> Field:
    return Field(check, required=True)


_LOCATOR = {
    "source": _must(known("source")),
    "span": Field(span),
    "paragraph": Field(number(1, whole=True)),
    "words": _must(words),
    "sha256": Field(sha256),
    "nth": Field(number(1, whole=True)),
}
passage = table(_LOCATOR)
_EVIDENCE = table(
    {**_LOCATOR, "stance": Field(one_of("supports", "disputes", "mentions")), "note": Field(text)},
)
_ALIAS = table({"name": _must(text), "source": Field(known("source")), "basis": Field(one_of(*BASES))})
_ROLE = table(
    {
        "actor": _must(known("actor")),
        "role": _must(
            one_of("initiator", "target", "participant", "host", "mediator", "victim", "mentioned"),
        ),
    },
)
_DATING = {
    "date": _must(date),
    "date_basis": Field(one_of(*BASES)),
    "date_note": Field(text),
    "utc_offset": Field(utc_offset),
}
_STATUS = one_of("reported", "disputed", "denied", "planned", "background")

RECORDS: Mapping[str, Record] = {
    "crisis": Record(
        {
            "id": _must(slug),
            "title": _must(text),
            "summary": _must(text),
            "date": _must(date),
            "note": Field(text),
        },
    ),
    "source": Record(
        {
            "id": _must(slug),
            "title": _must(text),
            "publisher": Field(text),
            "publisher_basis": Field(one_of(*BASES)),
            "publisher_note": Field(text),
            "author": Field(text),
            "kind": Field(text),
            "language": Field(text),
            "published": Field(date),
            "published_basis": Field(one_of(*BASES)),
            "published_note": Field(text),
            "reliability": Field(one_of("A", "B", "C", "D", "E", "F")),
            "reliability_reason": Field(text),
            "url": Field(text),
            "file": Field(text),
            "sha256": Field(sha256),
            "chars": Field(number(0, whole=True)),
            "derived_from": Field(known("source")),
            "credits": Field(many(text)),
            "note": Field(text),
        },
    ),
    "actor": Record(
        {
            "id": _must(slug),
            "name": _must(text),
            "kind": _must(
                one_of(
                    "state",
                    "government",
                    "ministry",
                    "office",
                    "military",
                    "armed-group",
                    "organisation",
                    "person",
                    "media",
                    "population",
                ),
            ),
            "parent": Field(known("actor")),
            "aliases": Field(many(_ALIAS)),
            "wikidata": Field(text),
            "note": Field(text),
        },
    ),
    "membership": Record(
        {
            "person": _must(known("actor")),
            "organisation": _must(known("actor")),
            "role": _must(text),
            "span": _must(date),
            "single_seat": Field(flag),
            "acting": Field(flag),
            "implied": Field(flag),
            "basis": _must(one_of(*BASES)),
            "at": Field(passage),
            "note": Field(text),
        },
        identified=False,
    ),
    "place": Record(
        {
            "id": _must(slug),
            "name": _must(text),
            "kind": _must(text),
            "parent": Field(known("place")),
            "country": Field(known("actor")),
            "aliases": Field(many(_ALIAS)),
            "lat": Field(number(-90, 90)),
            "lon": Field(number(-180, 180)),
            "coord_note": Field(text),
            "where_prec": Field(number(1, 7, whole=True)),
            "note": Field(text),
        },
    ),
    "event": Record(
        {
            "id": _must(slug),
            "title": _must(text),
            "summary": Field(text),
            "behaviour": Field(one_of("think", "say", "do")),
            "type": Field(known("type")),
            "mode": Field(text),
            "context": Field(many(known("context"))),
            **_DATING,
            "place": Field(known("place")),
            "where_prec": Field(number(1, 7, whole=True)),
            "status": Field(_STATUS),
            "actors": _must(many(_ROLE)),
            "evidence": _must(many(_EVIDENCE)),
            "note": Field(text),
        },
    ),
    "statement": Record(
        {
            "id": _must(slug),
            "summary": _must(text),
            "form": _must(one_of("verbatim", "mixed", "paraphrase")),
            "quote": Field(text),
            "at": _must(passage),
            "speaker": _must(known("actor")),
            "co_speakers": Field(many(known("actor"))),
            "office": Field(text),
            "on_behalf_of": Field(known("actor")),
            "addressee": Field(known("actor")),
            "mentions": Field(many(known("actor"))),
            "verb": Field(text),
            "type": Field(known("type")),
            "mode": Field(text),
            "about": Field(known("event")),
            "channel": Field(text),
            "language": Field(text),
            "translated": Field(flag),
            "variant_of": Field(known("statement")),
            **_DATING,
            "status": Field(_STATUS),
            "note": Field(text),
        },
    ),
    "claim": Record(
        {
            "id": _must(slug),
            "event": _must(known("event")),
            "property": _must(name),
            "qualifier": Field(text),
            "value": _must(text),
            "low": Field(number(0)),
            "best": Field(number(0)),
            "high": Field(number(0)),
            "negated": Field(flag),
            "claimant": Field(known("actor")),
            "at": _must(passage),
            "statement": Field(known("statement")),
            "credibility": Field(number(1, 6, whole=True)),
            "rank": Field(one_of("preferred", "normal", "deprecated")),
            "reason": Field(text),
        },
    ),
    "link": Record(
        {
            "from": _must(known("item")),
            "to": _must(known("item")),
            "type": _must(
                one_of("response_to", "retaliation_for", "follow_up_of", "fulfils", "part_of"),
            ),
            "basis": _must(one_of("stated", "inferred")),
            "at": Field(passage),
            "note": Field(text),
        },
        identified=False,
    ),
}
