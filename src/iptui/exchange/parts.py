"""The parts of a row that take some reading: dates, types, places, claims. Each knows its columns and its mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import compress

from iptui import edtf
from iptui.exchange.dates import Dating, day_number, read_date
from iptui.exchange.errors import DateError, MappingError, RowError
from iptui.exchange.registry import Registry
from iptui.exchange.specs import ClaimSpec, Mapping, Value
from iptui.exchange.values import Fields, Layout, nothing, number, whole
from iptui.store.codebook import Codebook
from iptui.store.latest import Latest
from iptui.text import did_you_mean

__all__ = ["Claim", "Claims", "Codes", "Dates", "Places", "bounded"]

Claim = tuple[str, str | None, str, float | None, float | None, float | None, int]
"""Property, qualifier, value, low, best, high, credibility."""
_DAY = 86_400
_REMEMBERED = 50_000
_HINTED = 1000
_LISTED = 25
_OWN_CODES = (
    "what the types of a file mean is told in a mapping (iptui import --show-mapping csv): for event.type as "
    'values = { "…" = "ASSAULT" }, or as [[code]], one for each'
)
_SPLIT = (
    'where the file means that, contradiction = "split" under [[claim]] of a mapping (iptui import --show-mapping csv) '
    "makes claims of their own of the estimate and its bounds"
)
_BELOW = "a code for an unknown number belongs into `empty` of [file]"
Bounds = tuple[float | None, float | None, float | None]
_ABSENT = "\0"
"""Stands for a date that the file does not give, which is told from any that it does: no text of a record holds it."""

_OF_PEOPLE = frozenset(("arrested", "casualties", "displaced", "injured", "killed", "missing", "wounded"))
"""Properties that count people: data sets write -99 and the like for a number that nobody knows."""


def bounded(name: str, text: str, low: int, high: int) -> int:
    """A whole number between two bounds, both allowed.

    Raises:
        RowError: when it is none.
    """
    found = int(whole(name, text))
    if not low <= found <= high:
        raise RowError(name, text, f"must be a whole number from {low} to {high}")
    return found


class Dates:
    """The date of a row: one column or two, and how well it is known."""

    def __init__(self, mapping: Mapping, layout: Layout) -> None:
        """Bind to the columns of a file.

        Raises:
            MappingError: when it has no column for the date.
        """
        event = mapping.event
        if not layout.has(event["date"]):
            raise layout.missing(event["date"])
        self._date = layout.getter(_telling(event["date"]))
        self._end = layout.getter(_telling(event["end"])) if layout.has(event.get("end")) else None
        self._precision = layout.getter(event["date_prec"]) if layout.has(event.get("date_prec")) else None
        self._values = {name: event[name] for name in ("date", "end") if name in event}
        self._columns = {name: value.column or name for name, value in event.items()}
        self._datings = Latest(self._read_dating, _REMEMBERED)

    def read(self, fields: Fields) -> Dating:
        """The date of a row, as the columns of a dated table.

        Raises:
            RowError: when it is missing, is none, or is ambiguous.
        """
        start = self._date(fields)
        end = precision = ""
        key: str | tuple[str, str, str] = start
        if self._end is not None or self._precision is not None:
            end = self._end(fields) if self._end is not None else ""
            precision = self._precision(fields) if self._precision is not None else ""
            key = (start, end, precision)
        return self._datings[key]

    def _read_dating(self, key: str | tuple[str, str, str]) -> Dating:
        start, end, precision = (key, "", "") if isinstance(key, str) else key
        text = self._read_date("date", start)
        if not text:
            raise RowError(
                self._columns["date"],
                None,
                'is empty; where undated rows are meant, say --undated (default = "XXXX" in a mapping)',
            )
        last = self._read_date("end", end)
        shown = last if end == _ABSENT else end
        if last and last != text:
            if any(mark in text + last for mark in "/[{"):
                raise RowError(self._columns["end"], shown, f"cannot end {text!r}: one of them is an interval or a set")
            text = f"{text}/{last}"
        # A source may know a day less well than it writes it, but not an interval better.
        least = bounded(self._columns["date_prec"], precision, 1, 5) if precision else 1
        day = day_number(text)
        if day is not None:
            return text, text, text, day * _DAY, (day + 1) * _DAY - 1, least
        try:
            parsed = edtf.parse(text)
        except edtf.EdtfError as error:
            raise RowError(self._columns["end"], shown, f"{text}: {error.reason}") from error
        worst = max(edtf.date_prec(parsed), least)
        return parsed.text, parsed.earliest, parsed.latest, parsed.begin, parsed.end, worst

    def _read_date(self, name: str, text: str) -> str:
        """A date as EDTF, which a default is already; empty where there is none."""
        if not text:
            return ""
        if text == _ABSENT:
            return self._values[name].default or ""
        try:
            return read_date(text, self._values[name].formats)
        except DateError as error:
            raise RowError(self._columns[name], text, error.reason, error.advice) from error


def _telling(value: Value) -> Value:
    """A value that gives `_ABSENT` instead of its default, and for a template none of whose columns holds anything."""
    unfilled = value.template is not None and value.values is None
    return replace(value, default=_ABSENT) if unfilled or value.default is not None else value


class Codes:
    """The type of a row, with its mode and context, held against the codebook."""

    def __init__(self, mapping: Mapping, layout: Layout, book: Codebook) -> None:
        """Bind to the columns of a file.

        Raises:
            MappingError: when the scheme of the types is unknown.
        """
        event = mapping.event
        self._book = book
        self._get = {
            name: layout.getter(event[name]) for name in ("type", "mode", "context") if layout.has(event.get(name))
        }
        self._columns = {name: value.column or name for name, value in event.items()}
        value = event["type"] if "type" in self._get else None
        self._codes = _names(book, mapping)
        self._schemes = {scheme for scheme, _ in self._codes}
        self._coded = None if value is None else Latest(partial(self._read_code, value), _REMEMBERED)
        self._hints = Latest(self._code_hint, _HINTED)
        if value is not None and value.scheme not in self._schemes:
            raise MappingError(
                f"mapping {mapping.name}: event.type: unknown scheme {value.scheme!r}; "
                f"there are {', '.join(sorted(self._schemes))}"
            )

    def code(self, fields: Fields) -> tuple[str, str | None, str]:
        """Scheme, code and the code's name, which is empty for an unknown one that is kept.

        Raises:
            RowError: when the code is unknown and the mapping refuses such.
        """
        return ("plover", None, "") if self._coded is None else self._coded[self._get["type"](fields)]

    def _read_code(self, value: Value, text: str) -> tuple[str, str | None, str]:
        scheme = value.scheme
        if not text:
            return scheme, None, ""
        name = self._codes.get((scheme, text))
        if name is None and scheme == "plover":
            name = self._codes.get((scheme, text.upper()))
            text = text if name is None else text.upper()
        if name is None:
            if value.unknown == "keep":
                return scheme, text, ""
            hint, advice = self._hints[scheme, text]
            raise RowError(self._columns["type"], text, f"is no code of {scheme}{hint}", advice)
        return scheme, text, name

    def _code_hint(self, code: tuple[str, str]) -> tuple[str, str]:
        """What may be meant by a code that there is not, and what can be done where it is one of the file's own."""
        hint = self._near(*code)
        return hint, "" if hint else self._own_codes(code[0])

    def _near(self, scheme: str, text: str) -> str:
        if (scheme, f"0{text}") in self._codes:
            return f"; did it lose a zero at its beginning (0{text})?"
        others = sorted(other for other in self._schemes if (other, text) in self._codes)
        if others:
            return f", but one of {' and '.join(others)}"
        return did_you_mean(text, [code for kind, code in self._codes if kind == scheme], before="; ")

    def _own_codes(self, scheme: str) -> str:
        codes = [code for kind, code in self._codes if kind == scheme]
        return (f"there are {', '.join(codes)}; " if len(codes) <= _LISTED else "") + _OWN_CODES

    def mode(self, fields: Fields, scheme: str, code: str | None) -> str | None:
        """The mode of a type of PLOVER, or None.

        Raises:
            RowError: when the type has no such mode.
        """
        getter = self._get.get("mode")
        text = getter(fields).lower() if getter is not None else ""
        if not text:
            return None
        modes = self._book.modes.get(code or "", frozenset()) if scheme == "plover" else frozenset()
        if text not in modes:
            raise RowError(
                self._columns["mode"], text, f"is no mode of {code}; its modes are {', '.join(sorted(modes)) or 'none'}"
            )
        return text

    def context(self, fields: Fields) -> str | None:
        """Contexts of PLOVER, parted by spaces, or None.

        Raises:
            RowError: when one is unknown.
        """
        getter = self._get.get("context")
        words = getter(fields).lower().replace(",", " ").replace(";", " ").split() if getter is not None else []
        for word in words:
            if word not in self._book.contexts:
                hint = did_you_mean(word, self._book.contexts, before="; ")
                raise RowError(self._columns["context"], word, f"is no context of PLOVER{hint}")
        return " ".join(dict.fromkeys(words)) or None


class Places:
    """The place of a row, within larger ones."""

    def __init__(self, mapping: Mapping, layout: Layout, registry: Registry) -> None:
        """Bind to the columns of a file."""
        self._registry = registry
        self._place = [layout.getter(mapping.place.get(name)) for name in ("name", "lat", "lon", "kind")]
        self._place += [layout.getter(value) for value in mapping.within if layout.has(value)]
        self._places = Latest(self._read_place, _REMEMBERED)
        self.any = any(layout.has(value) for value in (*mapping.place.values(), *mapping.within))

    def read(self, fields: Fields) -> str | None:
        """The id of the place, or None.

        Raises:
            RowError: when the coordinates are none.
        """
        return self._places[tuple([getter(fields) for getter in self._place])]

    def _read_place(self, key: tuple[str, ...]) -> str | None:
        name, north, east, kind, *areas = key
        lat, lon = number("lat", north, -90, 90), number("lon", east, -180, 180)
        if (lat is None) != (lon is None):
            raise RowError("lat", north or None, "latitude and longitude go together")
        within = [area for area in areas if area]
        if not name and within and lat is None:
            name, within = within[0], within[1:]
        if not name and lat is not None:
            name = f"{lat:g}, {lon:g}"
        return self._registry.place((name, lat, lon), kind or "place", within) if name else None


class _Claimed:
    """One claim of every row: what of it stands in which column."""

    def __init__(self, spec: ClaimSpec, layout: Layout) -> None:
        self.spec = spec
        self._qualifier = layout.getter(spec.qualifier)
        self._value = layout.getter(spec.value)
        self._numbers = [layout.getter(value) if layout.has(value) else nothing for value in spec.numbers]
        self._columns = [
            " ".join(value.columns()) if value is not None and value.columns() else f"{spec.property} ({bound})"
            for bound, value in zip(("low", "best", "high"), spec.numbers, strict=True)
        ]
        # Numbers come again and again; words may be long, and hardly do.
        self._worded = layout.has(spec.value)
        self._known = Latest(self._read, _REMEMBERED)

    def read(self, fields: Fields) -> list[Claim]:
        low, best, high = self._numbers
        key = (self._qualifier(fields), self._value(fields), low(fields), best(fields), high(fields))
        return self._read(key) if self._worded else self._known[key]

    def _read(self, key: tuple[str, ...]) -> list[Claim]:
        qualifier, value, *texts = key
        spec = self.spec
        if not (value or any(texts)) or (value or texts[1]) in spec.skip:
            return []
        low, best, high = (number(column, text) for column, text in zip(self._columns, texts, strict=True))
        bounds = [bound for bound in (low, best, high) if bound is not None]
        negative = [bound is not None and bound < 0 for bound in (low, best, high)]
        if spec.property in _OF_PEOPLE and any(negative):
            raise self._wrong(negative, texts, "counts people, and is below 0", _BELOW)
        made = [(value or _range(low, best, high), low, best, high)]
        if bounds != sorted(bounds):
            if spec.contradiction == "refuse":
                raise self._wrong(list(map(bool, texts)), texts, "low, best and high must not fall", _SPLIT)
            parts: list[Bounds] = [(None, best, None)] if best is not None else []
            parts += (
                [(low, None, high)]
                if low is None or high is None or low <= high
                else [(low, None, None), (None, None, high)]
            )
            made = [(_range(*part), *part) for part in parts]
        return [(spec.property, qualifier or None, *each, spec.credibility) for each in made]

    def _wrong(self, which: list[bool], texts: Sequence[str], reason: str, advice: str) -> RowError:
        """The error for some of the three numbers."""
        columns, shown = (", ".join(compress(each, which)) for each in (self._columns, texts))
        return RowError(columns, shown, reason, advice)


class Claims:
    """The claims that a row makes."""

    def __init__(self, mapping: Mapping, layout: Layout) -> None:
        """Bind to the columns of a file."""
        self._claims = [
            _Claimed(claim, layout)
            for claim in mapping.claims
            if any(layout.has(value) for value in (claim.value, *claim.numbers))
        ]
        self.any = bool(self._claims)

    def read(self, fields: Fields) -> list[Claim]:
        """The claims of a row.

        Raises:
            RowError: when a number is none, is below 0 and counts people, or bounds contradict each other and the
                mapping refuses that.
        """
        return [found for claim in self._claims for found in claim.read(fields)]


def _range(low: float | None, best: float | None, high: float | None) -> str:
    """Bounds in words: `4`, `3–5`, `4 (3–5)`, `at least 3`, `at most 5`."""
    if best is not None and (low in (None, best)) and (high in (None, best)):
        return f"{best:.15g}"
    if best is None and low == high and low is not None:
        return f"{low:.15g}"
    if low is not None and high is not None:
        return f"{low:.15g}–{high:.15g}" if best is None else f"{best:.15g} ({low:.15g}–{high:.15g})"
    bound = f"at least {low:.15g}" if low is not None else f"at most {high:.15g}"
    return bound if best is None else f"{best:.15g} ({bound})"


def _names(book: Codebook, mapping: Mapping) -> dict[tuple[str, str], str]:
    """The name of every event type by scheme and code."""
    found = {(str(row["scheme"]), str(row["code"])): str(row["name"]) for row in book.rows if row["kind"] == "type"}
    found.update({(code.scheme, code.code): code.name for code in mapping.codes})
    return found
