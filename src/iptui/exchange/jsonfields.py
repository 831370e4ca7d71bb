"""Fields of a record of JSON by their paths: names parted by points, and numbers for places in a list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from iptui.exchange.errors import RowError
from iptui.exchange.jsontext import Number, Value, kind_of
from iptui.exchange.records import MAX_FIELD
from iptui.exchange.textfile import UNREADABLE, safe_text

__all__ = ["SEPARATOR", "Wanted", "field", "is_there"]

SEPARATOR = "\0"
"""Stands between the texts of a list in one field; no text of a record holds it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field that is wanted of each record.

    Attributes:
        name: its path, as it is written in a mapping.
        parts: the parts of the path.
        many: whether it may be a list of texts.
    """

    name: str
    parts: Sequence[str]
    many: bool


def field(record: dict[str, Value], wanted: Wanted) -> str:
    """What a record holds of a field, empty where that is nothing.

    Raises:
        RowError: where it is no text or number, or one that cannot be kept.
    """
    value = record.get(wanted.name)
    if value is None and len(wanted.parts) > 1:
        value = _walk(record, wanted.parts)
    if isinstance(value, list) and wanted.many:
        return SEPARATOR.join(filter(None, [_plain(each, wanted.name) for each in value]))
    return _plain(value, wanted.name)


def _plain(value: Value, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        shown = safe_text(_shown(value)[:200])
        hint = "; name a field in it, with a point between" if isinstance(value, dict) else ""
        raise RowError(name, shown, f"is {kind_of(value)}, where one text or number is wanted{hint}")
    if len(value) > MAX_FIELD:
        raise RowError(name, value, f"is longer than {MAX_FIELD:,} characters")
    if isinstance(value, Number):
        return str(value)
    if "\0" in value:
        raise RowError(name, value, "holds a NUL character")
    if not value.isascii() and UNREADABLE.search(value):
        raise RowError(name, safe_text(value), "holds half a character (a lone surrogate)")
    return value


def _shown(value: Value) -> str:
    """A value as JSON has it, its numbers as they are written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_shown(name)}: {_shown(each)}' for name, each in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


def _walk(value: Value, parts: Sequence[str]) -> Value:
    """What stands at the end of a path; through a list without a place in it, what stands there in each of its values.

    Raises:
        RowError: where a text or a number stands on the way.
    """
    for at, part in enumerate(parts):
        if value is None:
            return None
        if isinstance(value, dict):
            value = value.get(part)
        elif not isinstance(value, list):
            before = ".".join(parts[:at])
            raise RowError(
                before, safe_text(str(value)), f"is {kind_of(value)}, where an object with {part!r} is wanted"
            )
        elif part.isdecimal() and len(part) < 10:
            value = value[int(part)] if int(part) < len(value) else None
        else:
            return [_walk(each, parts[at:]) for each in value]
    return value


def is_there(record: dict[str, Value], wanted: Wanted) -> bool:
    """Whether a record has a field, even where it holds nothing."""
    if wanted.name in record:
        return True
    above = _walk(record, wanted.parts[:-1]) if len(wanted.parts) > 1 else None
    return (isinstance(above, dict) and wanted.parts[-1] in above) or isinstance(above, list)
