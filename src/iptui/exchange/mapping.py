"""Mapping files: which column of a foreign file is what. Read and checked here; applied in `values` and `rows`.

What they say is kept as `specs` has it. The format is described in `db/formats/csv.toml`, an example of all of it.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from iptui import resources
from iptui.exchange.adapting import Adapting, adapted
from iptui.exchange.dates import DateFormat, DateFormatError, read_date
from iptui.exchange.errors import DateError, MappingError
from iptui.exchange.specs import ActorSpec, ClaimSpec, Code, Mapping, Value
from iptui.text import did_you_mean

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["KINDS", "formats", "load"]

EVENT_FIELDS = [
    "id",
    "kind",
    "title",
    "summary",
    "type",
    "mode",
    "context",
    "behaviour",
    "status",
    "note",
    "date",
    "end",
    "date_prec",
    "where_prec",
    "cites",
    "quote",
    "form",
    "speaker",
    "addressee",
    "channel",
    "language",
]
PLACE_FIELDS = ("name", "lat", "lon", "kind")
ROLES = ("initiator", "target", "participant", "host", "mediator", "victim", "mentioned")
ACTOR_KINDS = (
    "state", "government", "ministry", "office", "military", "armed-group", "organisation", "person", "media",
    "population",
)  # fmt: skip
_VALUE_KEYS = ("column", "value", "template", "values", "default", "format", "century", "scheme", "unknown")
_ACTOR_KEYS = ("role", "split", "kind", "kinds", "parent_prefix", "names")
_CLAIM_KEYS = ("property", "qualifier", "value", "low", "best", "high", "skip", "credibility", "contradiction")
_SOURCE_KEYS = (
    "title", "publisher", "kind", "language", "published", "reliability", "reliability_reason", "url", "credits",
    "note",
)  # fmt: skip
_MAX_MAPPING = 1_000_000
KINDS = ("csv", "json", "jsonl")
_AS_IT_IS = Adapting()


def formats() -> dict[str, str]:
    """The bundled formats and what each is, by name."""
    found = {}
    for file in resources.entries("formats", ".toml"):
        name = file.name.removesuffix(".toml")
        found[name] = load(name).title
    return found


def load(named: str | Path, kind: str | None = None, adapting: Adapting = _AS_IT_IS) -> Mapping:
    """Read a bundled format by its name, or a mapping file.

    Args:
        named: the name, or the file. `jsonl` is `json` for files with an object a line.
        kind: what the files are, where the caller knows; else the mapping says it.
        adapting: what is different from the mapping; the files must have the columns that it names.

    Raises:
        MappingError: where it is unknown, cannot be read, or says what no mapping can say.
    """
    file: Path | Traversable
    if isinstance(named, Path):
        name, file = named.name.removesuffix(".toml"), named
    elif named == "jsonl":
        name, kind, file = named, "jsonl", _bundled("json")
    else:
        name, file = named, _bundled(named)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise MappingError(f"{file}: {error.strerror or error}") from error
    if len(raw) > _MAX_MAPPING:
        raise MappingError(f"{file}: larger than {_MAX_MAPPING} bytes")
    try:
        data = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise MappingError(f"{file}: not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{file}: not TOML: {error}") from error
    except RecursionError as error:
        raise MappingError(f"{file}: not TOML: nested too deeply") from error
    reader = _Reader(str(file if isinstance(named, Path) else f"format {named}"))
    if not adapting:
        return reader.read(data, name, sha256(raw).hexdigest(), kind)
    told = repr(adapting).encode("utf-8", "surrogatepass")
    found = reader.read(adapted(data, adapting), name, sha256(raw + told).hexdigest(), kind)
    return replace(found, required=frozenset(adapting.wanted()))


def _bundled(name: str) -> Path | Traversable:
    names = [file.name.removesuffix(".toml") for file in resources.entries("formats", ".toml")]
    if name not in names:
        names.append("jsonl")
        hint = did_you_mean(name, names, f"there are {', '.join(names)}")
        raise MappingError(f"unknown format {name!r}; {hint}")
    return resources.entry(f"formats/{name}.toml")


class _Reader:
    """Reads the tables of one mapping; every error names the file, the table and the key."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fail(self, where: str, message: str) -> MappingError:
        return MappingError(f"{self.file}: {where}: {message}")

    def table(self, value: object, where: str, allowed: tuple[str, ...] | list[str]) -> dict[str, object]:
        if not isinstance(value, dict):
            raise self.fail(where, "must be a table")
        for key in value:
            if key not in allowed:
                hint = did_you_mean(key, allowed, f"known are {', '.join(allowed)}")
                raise self.fail(f"{where}.{key}" if where else key, f"unknown key; {hint}")
        return dict(value)

    def tables(self, value: object, where: str) -> list[object]:
        if not isinstance(value, list):
            raise self.fail(where, f"write it as [[{where}]]")
        return value

    def text(self, value: object, where: str) -> str:
        if not isinstance(value, str):
            raise self.fail(where, "must be a text in quotation marks")
        return value

    def texts(self, value: object, where: str) -> dict[str, str]:
        if not isinstance(value, dict):
            raise self.fail(where, "must be a table of texts")
        return {key: self.text(found, f"{where}.{key}") for key, found in value.items()}

    def words(self, value: object, where: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self.fail(where, "must be a list of texts")
        return tuple(self.text(found, where) for found in value)

    def one_of(self, value: object, where: str, allowed: tuple[str, ...]) -> str:
        found = self.text(value, where)
        if found not in allowed:
            raise self.fail(where, f"is {found!r}; must be one of {', '.join(allowed)}")
        return found

    def whole(self, value: object, where: str, low: int, high: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.fail(where, f"must be a whole number from {low} to {high}")
        return value

    def value(self, given: object, where: str) -> Value:
        """A value: a column's name, or a table that says more."""
        if isinstance(given, str):
            return Value(where, column=given)
        data = self.table(given, where, _VALUE_KEYS)
        kinds = [key for key in ("column", "value", "template") if key in data]
        if len(kinds) != 1:
            raise self.fail(where, "needs exactly one of column, value and template")
        return Value(
            where,
            **{
                name: self.text(data[key], f"{where}.{key}") if key in data else None
                for key, name in (("column", "column"), ("value", "constant"), ("template", "template"))
            },
            values=self.texts(data["values"], f"{where}.values") if "values" in data else None,
            default=self.text(data["default"], f"{where}.default") if "default" in data else None,
            formats=self.formats(data, where),
            scheme=self.text(data.get("scheme", "plover"), f"{where}.scheme"),
            unknown=self.one_of(data.get("unknown", "refuse"), f"{where}.unknown", ("refuse", "keep")),
        )

    def formats(self, data: dict[str, object], where: str) -> tuple[DateFormat, ...]:
        given = data.get("format", "edtf")
        named = self.words(given, f"{where}.format") if isinstance(given, list) else (self.text(given, where),)
        century = self.whole(data["century"], f"{where}.century", 0, 9900) if "century" in data else None
        try:
            return tuple(DateFormat.of(text, century) for text in named)
        except DateFormatError as error:
            raise self.fail(f"{where}.format", str(error)) from error

    def dated(self, value: Value) -> Value:
        """A value of dates with its default in normal form: it is EDTF, whatever the format of the file's own."""
        try:
            return replace(value, default=read_date(value.default or "", (DateFormat.of("edtf"),)))
        except DateError as error:
            raise self.fail(
                f"{value.field}.default", f"{value.default!r}: {error}; a default is EDTF, whatever the format is"
            ) from error

    def values_of(self, given: object, where: str, allowed: list[str] | tuple[str, ...]) -> dict[str, Value]:
        return {key: self.value(found, f"{where}.{key}") for key, found in self.table(given, where, allowed).items()}

    def actor(self, given: object, where: str) -> ActorSpec:
        data = self.table(given, where, (*_VALUE_KEYS, *_ACTOR_KEYS))
        kinds = self.texts(data.get("kinds", {}), f"{where}.kinds")
        for pattern, kind in kinds.items():
            self.one_of(kind, f"{where}.kinds.{pattern}", ACTOR_KINDS)
        return ActorSpec(
            self.value({key: found for key, found in data.items() if key in _VALUE_KEYS}, where),
            self.one_of(data.get("role"), f"{where}.role", ROLES) if "role" in data else "participant",
            self.text(data["split"], f"{where}.split") or None if "split" in data else None,
            self.one_of(data.get("kind", "organisation"), f"{where}.kind", ACTOR_KINDS),
            kinds,
            self.whole(data.get("parent_prefix", 0), f"{where}.parent_prefix", 0, 20),
            self.texts(data.get("names", {}), f"{where}.names"),
        )

    def claim(self, given: object, where: str) -> ClaimSpec:
        data = self.table(given, where, _CLAIM_KEYS)
        low, best, high = (
            self.value(data[key], f"{where}.{key}") if key in data else None for key in ("low", "best", "high")
        )
        value = self.value(data["value"], f"{where}.value") if "value" in data else None
        if value is None and (low, best, high) == (None, None, None):
            raise self.fail(where, "needs value, or one of low, best and high")
        return ClaimSpec(
            self.text(data.get("property"), f"{where}.property"),
            self.value(data["qualifier"], f"{where}.qualifier") if "qualifier" in data else None,
            value,
            (low, best, high),
            frozenset(self.words(data.get("skip", []), f"{where}.skip")),
            self.whole(data.get("credibility", 6), f"{where}.credibility", 1, 6),
            self.one_of(data.get("contradiction", "refuse"), f"{where}.contradiction", ("refuse", "split")),
        )

    def code(self, given: object, where: str) -> Code:
        data = self.table(given, where, ("scheme", "code", "name", "plover", "definition"))
        scheme, code, name, plover = (
            self.text(data.get(key), f"{where}.{key}") for key in ("scheme", "code", "name", "plover")
        )
        return Code(scheme, code, name, plover, self.text(data["definition"], where) if "definition" in data else None)

    def read(self, data: dict[str, object], name: str, digest: str, wanted: str | None) -> Mapping:
        self.table(
            data, "", ("title", "file", "source", "crisis", "event", "place", "within", "actor", "claim", "code")
        )
        file = self.table(
            data.get("file", {}),
            "file",
            ("kind", "records", "delimiter", "quotes", "encoding", "columns", "integers", "empty", "optional", "spare"),
        )
        kind = wanted or self.one_of(file.get("kind", "csv"), "file.kind", KINDS)
        table = ("delimiter", "quotes", "columns")
        wrong = {"csv": ("records",), "json": table, "jsonl": (*table, "records")}
        for key in wrong[kind]:
            if key in file:
                raise self.fail(f"file.{key}", f"does not go with files of the kind {kind}")
        optional = file.get("optional", False)
        if not isinstance(optional, bool):
            raise self.fail("file.optional", "must be true or false")
        delimiter = self.text(file["delimiter"], "file.delimiter") if "delimiter" in file else None
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
            raise self.fail("file.delimiter", "must be one character")
        source, crisis = (
            self.texts(self.table(data.get(key, {}), key, allowed), key)
            for key, allowed in (("source", _SOURCE_KEYS), ("crisis", ("title", "summary", "note")))
        )
        if "reliability" in source:
            self.one_of(source["reliability"], "source.reliability", tuple("ABCDEF"))
        event = self.values_of(data.get("event", {}), "event", EVENT_FIELDS)
        if "date" not in event:
            raise self.fail("event.date", "is missing: name the column of the date")
        for key in ("date", "end"):
            if key in event and event[key].default:
                event[key] = self.dated(event[key])
        if "end" in event and event["date"].constant is not None:
            raise self.fail("event.end", "an end needs a column of dates to end")
        return Mapping(
            name=name,
            sha256=digest,
            title=self.text(data.get("title", name), "title"),
            kind=kind,
            records=self.text(file["records"], "file.records") if "records" in file else None,
            delimiter=delimiter,
            quotes=self.one_of(file.get("quotes", "double"), "file.quotes", ("double", "none")) == "double",
            encoding=self.text(file["encoding"], "file.encoding") if "encoding" in file else None,
            columns=self.words(file.get("columns", []), "file.columns"),
            integers=frozenset(self.words(file.get("integers", []), "file.integers")),
            empty=frozenset(self.words(file.get("empty", []), "file.empty")),
            optional=optional,
            spare=frozenset(self.words(file.get("spare", []), "file.spare")),
            source=source,
            crisis=crisis,
            event=event,
            place=self.values_of(data.get("place", {}), "place", PLACE_FIELDS),
            within=tuple(self.value(found, "within") for found in self.tables(data.get("within", []), "within")),
            actors=tuple(self.actor(found, "actor") for found in self.tables(data.get("actor", []), "actor")),
            claims=tuple(self.claim(found, "claim") for found in self.tables(data.get("claim", []), "claim")),
            codes=tuple(self.code(found, "code") for found in self.tables(data.get("code", []), "code")),
        )
