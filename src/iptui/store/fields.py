"""What each field of a crisis folder may hold: one table of records, and a check for every kind of field.

The tables of `db/schema.sql` say the same to SQLite; these say it to the author, with what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from iptui import edtf
from iptui.text import nearest

__all__ = ["BASES", "RECORDS", "Field", "FieldError", "Record", "References"]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SHA256 = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[a-z][a-z0-9_]*")
MAX_TEXT = 20_000
BASES = ("stated", "inferred", "outside")
References = Mapping[str, Mapping[str, object]]
"""Ids that exist, by the kind of record."""


class FieldError(ValueError):
    """What is wrong with one value, and what would be right."""


Check = Callable[[object, References], None]


def _fail(message: str) -> None:
    raise FieldError(message)


def text(value: object, _known: References) -> None:
    """A text that is not empty."""
    if not isinstance(value, str):
        raise FieldError("must be a text in quotation marks")
    if not value.strip():
        _fail("must not be empty; leave the field out where nothing is known")
    if len(value) > MAX_TEXT:
        _fail(f"is longer than {MAX_TEXT} characters")
    if "\x00" in value:
        _fail("must not hold a NUL character")


def slug(value: object, _known: References) -> None:
    """An id: lower-case letters, digits and single hyphens."""
    if not isinstance(value, str) or not SLUG.fullmatch(value) or len(value) > 100:
        _fail("must be an id of lower-case letters, digits and hyphens, such as iran-strikes-pakistan")


def name(value: object, _known: References) -> None:
    """A property name: lower-case letters, digits and underscores."""
    if not isinstance(value, str) or not NAME.fullmatch(value):
        _fail("must be a name of lower-case letters, digits and underscores, such as target_group")


def date(value: object, _known: References) -> None:
    """An EDTF date."""
    if not isinstance(value, str):
        raise FieldError('must be an EDTF date in quotation marks, such as "2024-01-16"')
    try:
        edtf.parse(value)
    except edtf.EdtfError as error:
        raise FieldError(f"is not an EDTF date: {error}") from error


def flag(value: object, _known: References) -> None:
    """A boolean."""
    if not isinstance(value, bool):
        _fail("must be true or false")


def number(low: float | None = None, high: float | None = None, *, whole: bool = False) -> Check:
    """A number between two bounds, both allowed."""

    def check(value: object, _known: References) -> None:
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise FieldError("must be a whole number" if whole else "must be a number")
        assert isinstance(value, int | float)
        if value != value or (low is not None and value < low) or (high is not None and value > high):
            bounds = f"between {low:g} and {high:g}" if low is not None and high is not None else f"of at least {low}"
            _fail(f"must be a number {bounds}")

    return check


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: object, _known: References) -> None:
        if value not in allowed:
            _fail(f"must be one of {', '.join(allowed)}")

    return check


def known(kind: str) -> Check:
    """The id of a record of another kind, the nearest names shown where there is none."""

    def check(value: object, ids: References) -> None:
        there = ids.get(kind, {})
        if not isinstance(value, str) or value not in there:
            near = nearest(value, there) if isinstance(value, str) else []
            _fail(f"unknown {kind}" + (f"; did you mean {' or '.join(near)}?" if near else ""))

    return check


def sha256(value: object, _known: References) -> None:
    """A SHA-256 in hexadecimal."""
    if not isinstance(value, str) or not SHA256.fullmatch(value):
        _fail("must be a SHA-256: 64 hexadecimal digits in lower case")


def many(check: Check) -> Check:
    """A list, every entry of which passes `check`."""

    def all_of(value: object, ids: References) -> None:
        if not isinstance(value, list):
            raise FieldError("must be a list in square brackets")
        for position, entry in enumerate(value, 1):
            try:
                check(entry, ids)
            except FieldError as error:
                raise FieldError(f"entry {position} ({str(entry)[:60]}): {error}") from error
        if len({str(entry) for entry in value}) < len(value):
            _fail("names an entry twice")

    return all_of


def table(fields: Mapping[str, Field]) -> Check:
    """An inline table whose fields pass their own checks."""

    def check(value: object, ids: References) -> None:
        if not isinstance(value, dict):
            raise FieldError("must be a table in braces")
        for key in value:
            if key not in fields:
                _fail(f"unknown field {key!r}; known are {', '.join(fields)}")
        for key, field in fields.items():
            if key not in value:
                if field.required:
                    _fail(f"lacks {key}")
                continue
            try:
                field.check(value[key], ids)
            except FieldError as error:
                raise FieldError(f"{key} = {str(value[key])[:60]!r}: {error}") from error

    return check


def span(value: object, _known: References) -> None:
    """A span: first code point and one past the last."""
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(isinstance(end, int) and not isinstance(end, bool) for end in value)
        or not 0 <= value[0] < value[1]
    ):
        _fail("must be [start, end] in characters from 0, end past the last one")


def words(value: object, ids: References) -> None:
    """The number of words of a passage, or the words themselves, to be located."""
    if isinstance(value, str):
        text(value, ids)
    else:
        number(1, whole=True)(value, ids)


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its check, whether a record must have it, what it says."""

    check: Check
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of record and its fields; `identified` where it has an id of its own."""

    fields: Mapping[str, Field]
    identified: bool = True


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
    "utc_offset": Field(text),
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
