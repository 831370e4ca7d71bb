"""One record by a mapping, as rows of the database. Every value is checked before any row is made of it."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import NamedTuple

from iptui.exchange.dates import Dating
from iptui.exchange.delimited import DelimitedFile
from iptui.exchange.errors import MappingError, RowError
from iptui.exchange.jsonfields import SEPARATOR
from iptui.exchange.jsonfile import JsonFile
from iptui.exchange.parts import Claims, Codes, Dates, Places, bounded
from iptui.exchange.records import Record
from iptui.exchange.registry import Registry, slug
from iptui.exchange.specs import ActorSpec, Mapping
from iptui.exchange.values import Fields, Getter, Layout, nothing
from iptui.store.codebook import Codebook
from iptui.store.ingest import Batch
from iptui.text import normalise_words

__all__ = ["Counts", "RowMapper"]

_REMEMBERED = 50_000
_STATUS = ("reported", "disputed", "denied", "planned", "background")
_BEHAVIOUR = ("think", "say", "do")
_FORMS = ("verbatim", "mixed", "paraphrase")
_KINDS = ("event", "statement")
_USUAL = (None, "reported", "do", None, None)
_STATEMENT_ROLES = {"initiator": "speaker", "target": "addressee"}
Played = tuple[tuple[str, str], ...]
"""Ids of actors, each with its role."""


class Counts:
    """Numbers that run through all files of an import.

    Attributes:
        events: events made.
        statements: statements made.
        passages: passages made, the id of the last.
        unknown: codes that are not in the codebook and were kept.
        typed: rows with a code.
    """

    def __init__(self) -> None:
        """Begin at nothing."""
        self.events = 0
        self.statements = 0
        self.passages = 0
        self.typed = 0
        self.unknown: Counter[str] = Counter()


class Said(NamedTuple):
    """What a statement has beyond an event: its words and the character they begin with, who speaks, to whom."""

    speaker: str
    addressee: str | None
    form: str
    quote: str | None
    start: int
    channel: str | None
    language: str | None


class RowMapper:
    """Makes rows of the records of one file.

    Attributes:
        has_ids: whether rows of the file can bring ids of their own.
    """

    def __init__(
        self,
        mapping: Mapping,
        layout: Layout,
        book: Codebook,
        registry: Registry,
        counts: Counts,
        batch: Batch,
        *,
        source: str,
        file: DelimitedFile | JsonFile,
    ) -> None:
        """Bind a mapping to a file.

        Args:
            mapping: the mapping.
            layout: its columns in the file.
            book: the codebook.
            registry: actors and places so far.
            counts: numbers that run through all files.
            batch: where the rows go.
            source: the id of the file's source.
            file: the file.

        Raises:
            MappingError: when the file lacks a column that the mapping needs.
        """
        self._registry, self._counts, self._batch = registry, counts, batch
        self._layout = layout
        self._source = source
        event = mapping.event
        self._dates = Dates(mapping, layout)
        self._codes = Codes(mapping, layout, book)
        self._places = Places(mapping, layout, registry)
        self._claims = Claims(mapping, layout)
        self._get = {name: layout.getter(value, self._special) for name, value in event.items() if layout.has(value)}
        self.has_ids = "id" in self._get
        self._titled = "title" in self._get
        self._rare = any(name in self._get for name in ("status", "behaviour", "where_prec", "mode", "context"))
        self._kinds = "kind" in self._get
        self._titling = self._titled and "{@" in (event["title"].template or "")
        self._title = self._get.get("title", nothing)
        self._summary, self._note, self._cites, self._quote = (
            self._get.get(name, nothing) for name in ("summary", "note", "cites", "quote")
        )
        self._file = file
        # A table has a column of ids or has none; of objects some may have one.
        self._sparse = mapping.optional and isinstance(file, JsonFile)
        # As many digits as the number of the last row can have, so that ids sort as the rows do.
        self._numbered = f"{source}-%0{len(str(max(9, file.size // 10)))}d"
        self._named = f"{mapping.name}-%s"
        self._columns = {name: value.column or name for name, value in event.items()}
        self._actors: list[tuple[Getter, ActorSpec, dict[str, Played]]] = [
            (layout.getter(spec.value), spec, {}) for spec in mapping.actors if layout.has(spec.value)
        ]
        roles = [spec.role for _, spec, _ in self._actors]
        self._roles_differ = len(set(roles)) == len(roles)
        self._voices = [
            (
                self._get.get(role, nothing),
                ActorSpec(event[role], "mentioned", kind="person") if role in event else None,
            )
            for role in ("speaker", "addressee")
        ]
        self._medium = [self._get.get(name, nothing) for name in ("channel", "language")]
        self._shown: dict[str, str] = {}

    def _special(self, placeholder: str) -> Getter:
        """What `{@type}`, `{@initiator}` and `{@target}` stand for in a template."""
        if placeholder not in ("type", "initiator", "target"):
            raise MappingError(
                f"unknown placeholder {{@{placeholder}}}; known are {{@type}}, {{@initiator}}, {{@target}}"
            )
        return lambda _fields: self._shown.get(placeholder, "")

    def read(self, records: list[Record]) -> list[Fields]:
        """What `given_id` and `add` take of each of some records."""
        return self._layout.read([record.fields for record in records])

    def given_id(self, fields: Fields) -> str | None:
        """The id that the file itself gives a row, as the database will have it; None where it gives none.

        Raises:
            RowError: when the column of ids holds none.
        """
        getter = self._get.get("id")
        if getter is None:
            return None
        text = getter(fields)
        if not text and self._sparse:
            return None
        made = slug(text)
        if not made:
            raise RowError(self._columns["id"], text, "must hold letters or digits for an id")
        return self._named % made

    def numbered(self, record: Record) -> str:
        """The id of a row that brings none."""
        return self._numbered % record.number

    def add(self, record: Record, fields: Fields, id_: str | None) -> None:
        """Make the rows of a record.

        Args:
            record: the record.
            fields: what `read` gives of it.
            id_: the id that the file gives it; None for a number.

        Raises:
            RowError: with the first value that does not do; no row is made then.
        """
        _number, _line, start, raw, _ = record
        dating = self._dates.read(fields)
        scheme, code, type_name = self._codes.code(fields)
        kind = (self._one_of("kind", fields, _KINDS) or "event") if self._kinds else "event"
        where_prec, status, behaviour, mode, context = self._told(fields, scheme, code) if self._rare else _USUAL
        claims = self._claims.read(fields) if self._claims.any and kind == "event" else []
        words = normalise_words(raw)
        if not words:
            raise RowError("", None, "the row is empty")
        summary, note, quote = self._summary(fields), self._note(fields), self._quote(fields)
        # Actors and places last: a row that is refused should leave none behind.
        actors = self._involved(fields)
        title = (self._title(fields) if not self._titling else "") or self._made_title(
            fields, actors, type_name, summary
        )
        said = self._statement(record, fields, quote, actors) if quote or kind == "statement" else None
        place = self._places.read(fields) if self._places.any and kind == "event" else None
        prefix = id_ or self.numbered(record)
        # From here on nothing can fail.
        batch, counts = self._batch, self._counts
        at = self._put_passage(record, start, len(raw), words)
        if code is not None:
            counts.typed += 1
            if not type_name:
                counts.unknown[code] += 1
        if kind == "event":
            counts.events += 1
            batch.event.append(
                (
                    counts.events, prefix, title, summary or None, behaviour, scheme, code, mode, context, *dating,
                    place, where_prec, status, note or None,
                )
            )  # fmt: skip
            for actor, role in actors:
                batch.event_actor.append((prefix, actor, role))
            batch.evidence.append((prefix, at, self._cites(fields) or None))
            for order, (name, *rest) in enumerate(claims, 1):
                batch.claim.append((f"{prefix}-{order}-{slug(name)}", prefix, name, *rest[:-1], at, rest[-1]))
        if said is not None:
            self._put_statement(
                said, at, prefix if kind == "event" else None, prefix, title, record, actors, dating, status,
                note or None, (scheme, code, mode) if kind == "statement" else ("plover", None, None),
            )  # fmt: skip

    def _put_passage(self, record: Record, start: int, length: int, words: str) -> int:
        """Add the passage of some characters of a record, whose words are given in their normal form; its number."""
        counts = self._counts
        counts.passages += 1
        digest = sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
        self._batch.passage.append(
            (counts.passages, self._source, start, start + length, record.number, words.count(" ") + 1, digest)
        )
        return counts.passages

    def _told(
        self, fields: Fields, scheme: str, code: str | None
    ) -> tuple[int | None, str, str, str | None, str | None]:
        """What few files say of their rows: where_prec, status, behaviour, mode, context."""
        return (
            self._integer("where_prec", fields, 1, 7),
            self._one_of("status", fields, _STATUS) or "reported",
            self._one_of("behaviour", fields, _BEHAVIOUR) or "do",
            self._codes.mode(fields, scheme, code),
            self._codes.context(fields),
        )

    def _made_title(self, fields: Fields, actors: Played, type_name: str, summary: str) -> str:
        """The title of a row that takes its actors and type for it, or has none of its own."""
        names, shown = self._registry.names, self._shown
        shown["type"] = type_name
        for role in ("initiator", "target"):
            shown[role] = ", ".join([names[actor] for actor, played in actors if played == role])
        return (self._title(fields) if self._titling else "") or self._default_title(summary)

    def _integer(self, name: str, fields: Fields, low: int, high: int) -> int | None:
        getter = self._get.get(name)
        text = getter(fields) if getter is not None else ""
        return bounded(self._columns[name], text, low, high) if text else None

    def _one_of(self, name: str, fields: Fields, allowed: tuple[str, ...]) -> str:
        getter = self._get.get(name)
        text = getter(fields) if getter is not None else ""
        if text and text not in allowed:
            raise RowError(self._columns[name], text, f"must be one of {', '.join(allowed)}")
        return text

    def _involved(self, fields: Fields) -> Played:
        found: Played = ()
        for getter, spec, known in self._actors:
            text = getter(fields)
            if text:
                found += known.get(text) or self._read_actors(text, spec, known)
        return found if self._roles_differ else tuple(dict.fromkeys(found))

    def _read_actors(self, text: str, spec: ActorSpec, known: dict[str, Played]) -> Played:
        if len(known) >= _REMEMBERED:
            known.clear()
        parts = [part for each in text.split(SEPARATOR) for part in (each.split(spec.split) if spec.split else [each])]
        ids = dict.fromkeys(self._registry.actor(part, spec) for part in map(str.strip, parts) if part)
        found = known[text] = tuple((actor, spec.role) for actor in ids)
        return found

    # -- statements ----------------------------------------------------------------------------------------

    def _statement(self, record: Record, fields: Fields, quote: str, actors: Played) -> Said:
        channel, language = [getter(fields) or None for getter in self._medium]
        voices: list[str | None] = []
        for (getter, spec), played in zip(self._voices, ("initiator", "target"), strict=True):
            named = getter(fields)
            voice = self._registry.actor(named, spec) if named and spec is not None else None
            voices.append(voice or next((actor for actor, role in actors if role == played), None))
        speaker, addressee = voices
        if speaker is None:
            raise RowError(
                self._columns.get("speaker", "speaker"), None, "is empty; a statement needs somebody who makes it"
            )
        form = self._one_of("form", fields, _FORMS) or ("verbatim" if quote else "paraphrase")
        if (form == "paraphrase") == bool(quote):
            raise RowError(
                self._columns.get("form", "form"), form, "a quote goes with verbatim or mixed, and only with them"
            )
        written, at = self._quoted(record, quote) if quote else (None, 0)
        return Said(speaker, addressee, form, written, at, channel, language)

    def _quoted(self, record: Record, quote: str) -> tuple[str, int]:
        """The quote as it stands in the file, and where: the words of a passage are those of its span."""
        for written in self._file.written(quote):
            at = record.raw.find(written)
            if at >= 0 and written.strip():
                return written, record.start + at
        raise RowError(self._columns["quote"], quote, self._file.unquotable)

    def _put_statement(
        self, said: Said, at: int, about: str | None, prefix: str, title: str, record: Record, actors: Played,
        dating: Dating, status: str, note: str | None, typed: tuple[str, str | None, str | None],
    ) -> None:  # fmt: skip
        speaker, addressee, form, quote, start, channel, language = said
        if quote is not None and len(quote) < len(record.raw):
            at = self._put_passage(record, start, len(quote), normalise_words(quote))
        self._counts.statements += 1
        id_ = f"{prefix}-quote" if about else prefix
        self._batch.statement.append(
            (
                id_, title, form, quote, at, speaker, addressee, *typed, about, channel, language, *dating, status,
                note,
            )
        )  # fmt: skip
        named = [(speaker, "speaker"), (addressee, "addressee")]
        if about is None:
            named += [(actor, _STATEMENT_ROLES.get(role, "mentioned")) for actor, role in actors]
        self._batch.statement_actor += [(id_, actor, role) for actor, role in dict.fromkeys(named) if actor is not None]

    def _default_title(self, summary: str) -> str:
        """A title for a row without one: who to whom and what, else how its text begins."""
        shown = self._shown
        who = " → ".join(name for name in (shown.get("initiator", ""), shown.get("target", "")) if name)
        made = ": ".join(part for part in (who, shown.get("type", "")) if part)
        if not made:
            made = summary if len(summary) <= 100 else summary[:100].rsplit(maxsplit=1)[0] + " …"
        if not made:
            raise RowError(
                self._columns.get("title", "title"), None, "is empty, and nothing else in the row can title it"
            )
        return made
