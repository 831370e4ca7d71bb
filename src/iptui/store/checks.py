"""A check for every kind of value in a crisis folder, and what it says to the author; `fields` names the fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from iptui import edtf
from iptui.text import did_you_mean

__all__ = [
    "BASES",
    "Check",
    "Field",
    "FieldError",
    "Record",
    "References",
    "date",
    "flag",
    "known",
    "many",
    "name",
    "number",
    "one_of",
    "sha256",
    "shown",
    "slug",
    "span",
    "table",
    "text",
    "utc_offset",
    "words",
]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SHA256 = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[a-z][a-z0-9_]*")
UTC_OFFSET = re.compile(r"Z|[+-](?:0\d|1[0-4]):[0-5]\d")
MAX_TEXT = 20_000
MAX_WHOLE = 2**31 - 1
MAX_NUMBER = 10**15
"""Beyond this a floating-point number no longer holds every whole one."""
BASES = ("stated", "inferred", "outside")
_HINTS = 200_000
_SHOWN = 80


def shown(value: object, depth: int = 2) -> str:
    """A value of a TOML file in at most 80 characters, whatever its size and depth."""
    if isinstance(value, str):
        text = repr(value[:_SHOWN])
    elif isinstance(value, int) and value.bit_length() > 200:
        # Python refuses to write out whole numbers of thousands of digits.
        text = f"a whole number of {value.bit_length()} bits"
    elif isinstance(value, list):
        inside = ", ".join(shown(entry, depth - 1) for entry in value[:_SHOWN]) if depth else "…"
        text = f"[{inside}]"
    elif isinstance(value, dict):
        pairs = list(value.items())[:_SHOWN] if depth else []
        inside = ", ".join(f"{str(key)[:_SHOWN]}={shown(entry, depth - 1)}" for key, entry in pairs) or "…"
        text = f"{{{inside}}}"
    else:
        text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class References:
    """Ids that exist, by the kind of record, and the nearest ones to an id that does not."""

    def __init__(self, ids: Mapping[str, Mapping[str, object]]) -> None:
        """Take the ids; what they map to does not matter."""
        self._ids = ids
        self._left = _HINTS

    def has(self, kind: str, id_: object) -> bool:
        """Whether there is a record of that kind and id."""
        return isinstance(id_, str) and id_ in self._ids.get(kind, {})

    def hint(self, kind: str, id_: object) -> str:
        """The nearest ids to a wrong one; nothing after so many wrong ones that looking would take minutes."""
        there = self._ids.get(kind, {})
        self._left -= len(there)
        return did_you_mean(id_, there, before="; ") if isinstance(id_, str) and self._left >= 0 else ""


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


def number(low: int, high: int | None = None, *, whole: bool = False) -> Check:
    """A number between two bounds, both allowed; never infinite, nor too large to be stored exactly."""
    highest = (MAX_WHOLE if whole else MAX_NUMBER) if high is None else high
    kind = "a whole number" if whole else "a number"

    def check(value: object, _known: References) -> None:
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise FieldError(f"must be {kind}")
        assert isinstance(value, int | float)
        # Written so that NaN, which no comparison holds for, fails.
        if not low <= value <= highest:
            _fail(
                f"must be {kind} "
                + (f"of at least {low}, at most {highest}" if high is None else f"between {low} and {high}")
            )

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
        if not ids.has(kind, value):
            _fail(f"unknown {kind}{ids.hint(kind, value)}")

    return check


def utc_offset(value: object, _known: References) -> None:
    """An offset from UTC, as in ISO 8601."""
    if not isinstance(value, str) or not UTC_OFFSET.fullmatch(value):
        _fail('must be an offset from UTC such as "+05:00", or "Z"')


def sha256(value: object, _known: References) -> None:
    """A SHA-256 in hexadecimal."""
    if not isinstance(value, str) or not SHA256.fullmatch(value):
        _fail("must be a SHA-256: 64 hexadecimal digits in lower case")


def _key(entry: object) -> object:
    """What two checked entries of a list have in common if they are the same, in whatever order their fields stand."""
    if isinstance(entry, dict):
        return frozenset(zip(entry, map(_key, entry.values()), strict=True))
    if isinstance(entry, list):
        return tuple(map(_key, entry))
    return entry


def many(check: Check) -> Check:
    """A list, every entry of which passes `check`."""

    def all_of(value: object, ids: References) -> None:
        if not isinstance(value, list):
            raise FieldError("must be a list in square brackets")
        for position, entry in enumerate(value, 1):
            try:
                check(entry, ids)
            except FieldError as error:
                raise FieldError(f"entry {position} ({shown(entry)}): {error}") from error
        if len(value) > 1 and len({_key(entry) for entry in value}) < len(value):
            _fail("names an entry twice")

    return all_of


def table(fields: Mapping[str, Field]) -> Check:
    """An inline table whose fields pass their own checks."""

    def check(value: object, ids: References) -> None:
        if not isinstance(value, dict):
            raise FieldError("must be a table in braces")
        for key in value:
            if key not in fields:
                _fail(f"unknown field {shown(key)}; known are {', '.join(fields)}")
        for key, field in fields.items():
            if key not in value:
                if field.required:
                    _fail(f"lacks {key}")
                continue
            try:
                field.check(value[key], ids)
            except FieldError as error:
                raise FieldError(f"{key} = {shown(value[key])}: {error}") from error

    return check


def span(value: object, _known: References) -> None:
    """A span: first code point and one past the last."""
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(isinstance(end, int) and not isinstance(end, bool) for end in value)
        or not 0 <= value[0] < value[1] <= MAX_WHOLE
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
