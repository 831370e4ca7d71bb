"""One record by a mapping, as rows of the database. Every value is checked before any row is made of it."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from iptui.exchange.dates import Dating
from iptui.exchange.errors import MappingError, RowError
from iptui.exchange.jsonfields import SEPARATOR
from iptui.exchange.jsonfile import JsonFile
from iptui.exchange.mapping import ActorSpec, Mapping
from iptui.exchange.parts import Claim, Claims, Codes, Dates, Places, bounded
from iptui.exchange.records import DelimitedFile, Record
from iptui.exchange.registry import Registry, slug
from iptui.exchange.values import Fields, Getter, Layout
from iptui.store.codebook import Codebook
from iptui.store.ingest import Batch
from iptui.text import normalise_words

__all__ = ["Counts", "RowMapper"]

_NO_TEXTS: dict[str, str] = {}
_REMEMBERED = 50_000
_STATUS = ("reported", "disputed", "denied", "planned", "background")
_BEHAVIOUR = ("think", "say", "do")
_FORMS = ("verbatim", "mixed", "paraphrase")
_STATEMENT_ROLES = {"initiator": "speaker", "target": "addressee"}


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
        rare = ("status", "kind", "behaviour", "where_prec", "mode", "context")
        self._rare = frozenset(name for name in rare if name in self._get)
        self._titling = self._titled and "{@" in (event["title"].template or "")
        self._texts = [name for name in ("summary", "note", "cites", "quote") if name in self._get]
        self._file = file
        # A table has a column of ids or has none; of objects some may have one.
        self._sparse = mapping.optional and isinstance(file, JsonFile)
        # As many digits as the number of the last row can have, so that ids sort as the rows do.
        self._numbered = f"{source}-%0{len(str(max(9, file.size // 10)))}d"
        self._named = f"{mapping.name}-%s"
        self._columns = {name: value.column or name for name, value in event.items()}
        self._actors = [(layout.getter(spec.value), spec, {}) for spec in mapping.actors if layout.has(spec.value)]  # type: list[tuple[Getter, ActorSpec, dict[str, tuple[tuple[str, str], ...]]]]
        self._voices = {
            role: ActorSpec(event[role], "mentioned", kind="person")
            for role in ("speaker", "addressee")
            if role in event
        }
        self._shown: dict[str, str] = {}

    def _special(self, placeholder: str) -> Getter:
        """What `{@type}`, `{@initiator}` and `{@target}` stand for in a template."""
        if placeholder not in ("type", "initiator", "target"):
            raise MappingError(
                f"unknown placeholder {{@{placeholder}}}; known are {{@type}}, {{@initiator}}, {{@target}}"
            )
        return lambda _fields: self._shown.get(placeholder, "")

    def read(self, record: Record) -> Fields:
        """What `given_id` and `add` take of a record."""
        return self._layout.read(record.fields)

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
        get = self._get
        dating = self._dates.read(fields)
        scheme, code, type_name = self._codes.code(fields)
        status = behaviour = ""
        kind, where_prec, mode, context = "event", None, None, None
        claims: list[Claim] = []
        if self._rare:
            if "kind" in self._rare:
                kind = self._one_of("kind", fields, ("event", "statement")) or "event"
            if "where_prec" in self._rare:
                where_prec = self._integer("where_prec", fields, 1, 7)
            if len(self._rare) > ("kind" in self._rare) + ("where_prec" in self._rare):
                status = self._one_of("status", fields, _STATUS)
                behaviour = self._one_of("behaviour", fields, _BEHAVIOUR)
                mode, context = self._codes.mode(fields, scheme, code), self._codes.context(fields)
        if self._claims.any and kind == "event":
            claims = self._claims.read(fields)
        words = normalise_words(raw)
        if not words:
            raise RowError("", None, "the row is empty")
        text = {name: get[name](fields) for name in self._texts} if self._texts else _NO_TEXTS
        # Actors and places last: a row that is refused should leave none behind.
        actors = self._involved(fields)
        title = get["title"](fields) if self._titled and not self._titling else ""
        if not title:
            names, shown = self._registry.names, self._shown
            shown["type"] = type_name
            for role in ("initiator", "target"):
                shown[role] = ", ".join([names[actor] for actor, played in actors if played == role])
            title = (get["title"](fields) if self._titling else "") or self._default_title(text.get("summary", ""))
        statement = None
        if kind == "statement" or text.get("quote"):
            statement = self._statement(record, fields, text.get("quote", ""), actors)
        place = self._places.read(fields) if self._places.any and kind == "event" else None
        prefix = id_ or self.numbered(record)
        # From here on nothing can fail.
        batch, counts = self._batch, self._counts
        counts.passages += 1
        at = counts.passages
        batch.passage.append(
            (
                at, self._source, start, start + len(raw), record.number, words.count(" ") + 1,
                sha256(words.encode("utf-8", "surrogatepass")).hexdigest(),
            )
        )  # fmt: skip
        if code is not None:
            counts.typed += 1
            if not type_name:
                counts.unknown[code] += 1
        status = status or "reported"
        if kind == "event":
            counts.events += 1
            batch.event.append(
                (
                    counts.events, prefix, title, text.get("summary") or None, behaviour or "do", scheme, code, mode,
                    context, *dating, place, where_prec, status, text.get("note") or None,
                )
            )  # fmt: skip
            for actor, role in actors:
                batch.event_actor.append((prefix, actor, role))
            batch.evidence.append((prefix, at, text.get("cites") or None))
            for order, (name, *rest) in enumerate(claims, 1):
                batch.claim.append((f"{prefix}-{order}-{slug(name)}", prefix, name, *rest[:-1], at, rest[-1]))
        if statement is not None:
            self._put_statement(
                statement, at, prefix if kind == "event" else None, prefix, title, record, actors, dating, status,
                text.get("note") or None, (scheme, code, mode) if kind == "statement" else ("plover", None, None),
            )  # fmt: skip

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

    def _involved(self, fields: Fields) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for getter, spec, known in self._actors:
            text = getter(fields)
            if not text:
                continue
            named = known.get(text)
            if named is None:
                if len(known) >= _REMEMBERED:
                    known.clear()
                parts = [
                    part
                    for each in text.split(SEPARATOR)
                    for part in (each.split(spec.split) if spec.split else [each])
                ]
                ids = dict.fromkeys(self._registry.actor(part, spec) for part in map(str.strip, parts) if part)
                named = known[text] = tuple((actor, spec.role) for actor in ids)
            found += named
        return found if len(self._actors) < 2 else list(dict.fromkeys(found))

    # -- statements ----------------------------------------------------------------------------------------

    def _statement(
        self, record: Record, fields: Fields, quote: str, actors: list[tuple[str, str]]
    ) -> dict[str, object]:
        """What a statement has beyond an event: its words and where they stand, who speaks, to whom."""
        found: dict[str, object] = {
            name: self._get[name](fields) or None for name in ("channel", "language") if name in self._get
        }
        for role, spec in self._voices.items():
            named = self._get[role](fields) if role in self._get else ""
            found[role] = self._registry.actor(named, spec) if named else None
        for role, played in (("speaker", "initiator"), ("addressee", "target")):
            if found.get(role) is None:
                found[role] = next((actor for actor, part in actors if part == played), None)
        if found["speaker"] is None:
            raise RowError(
                self._columns.get("speaker", "speaker"), None, "is empty; a statement needs somebody who makes it"
            )
        form = self._one_of("form", fields, _FORMS) or ("verbatim" if quote else "paraphrase")
        if (form == "paraphrase") == bool(quote):
            raise RowError(
                self._columns.get("form", "form"), form, "a quote goes with verbatim or mixed, and only with them"
            )
        found["form"] = form
        found["quote"], found["at"] = self._quoted(record, quote) if quote else (None, None)
        return found

    def _quoted(self, record: Record, quote: str) -> tuple[str, int]:
        """The quote as it stands in the file, and where: the words of a passage are those of its span."""
        for written in self._file.written(quote):
            at = record.raw.find(written)
            if at >= 0 and written.strip():
                return written, record.start + at
        raise RowError(self._columns["quote"], quote, self._file.unquotable)

    def _put_statement(
        self, found: dict[str, object], at: int, about: str | None, prefix: str, title: str, record: Record,
        actors: list[tuple[str, str]], dating: Dating, status: str, note: str | None,
        typed: tuple[str, str | None, str | None],
    ) -> None:  # fmt: skip
        batch, counts = self._batch, self._counts
        quote = found["quote"]
        if isinstance(quote, str) and isinstance(found["at"], int) and len(quote) < len(record.raw):
            counts.passages += 1
            at = counts.passages
            words = normalise_words(quote)
            digest = sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
            start = found["at"]
            batch.passage.append(
                (at, self._source, start, start + len(quote), record.number, words.count(" ") + 1, digest)
            )
        counts.statements += 1
        id_ = f"{prefix}-quote" if about else prefix
        batch.statement.append(
            (
                id_, title, found["form"], quote, at, found["speaker"], found["addressee"], *typed, about,
                found.get("channel"), found.get("language"), *dating, status, note,
            )
        )  # fmt: skip
        named = [(found["speaker"], "speaker"), (found["addressee"], "addressee")]
        if about is None:
            named += [(actor, _STATEMENT_ROLES.get(role, "mentioned")) for actor, role in actors]
        batch.statement_actor += [(id_, actor, role) for actor, role in dict.fromkeys(named) if actor is not None]

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
