"""What one field of a row gives: columns, constants, templates, tables of values, numbers. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter

from iptui.exchange.errors import MappingError, RowError
from iptui.exchange.specs import PLACEHOLDER, Mapping, Value
from iptui.text import nearest

__all__ = ["Fields", "Getter", "Layout", "nothing", "number", "whole"]

Fields = Sequence[str]
"""What `Layout.read` gives of a row."""
Getter = Callable[[Fields], str]
"""From what `Layout.read` gives of a row to a text, empty where the row has none."""

_WHOLE = re.compile(r"([+-]?\d+)(?:\.(0*))?")
_THOUSANDS = re.compile(r"\d\W\d{3}(?!\d)")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE](?:[+-]?\d{1,2}|\+?\d{3,9}))?")
_DIGITS = 16
_COUNTABLE = 2**53
"""From here on a double no longer tells a whole number from the next."""


def whole(name: str, text: str) -> str:
    """A whole number as it should be written: `4.0` is `4`.

    Raises:
        RowError: when it is none.
    """
    if text.isascii() and text.isdigit() and len(text) <= _DIGITS and (text[0] != "0" or text == "0"):
        # As nearly always.
        return text
    match = _WHOLE.fullmatch(text)
    if match is None:
        hint = "; write it without a mark for thousands" if _THOUSANDS.search(text) else ""
        raise RowError(name, text, f"is not a whole number{hint}")
    if match.group(2) == "000":
        raise RowError(name, text, "may be whole or a thousand times as much; write it without the point")
    if len(match.group(1)) > _DIGITS:
        raise RowError(name, text, f"is too large to be counted with: has more than {_DIGITS} characters")
    return str(int(match.group(1)))


def number(name: str, text: str, low: float | None = None, high: float | None = None) -> float | None:
    """A number between two bounds, or None for an empty text.

    Raises:
        RowError: when it is none, or out of bounds.
    """
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        hint = "; write a point, not a comma" if "," in text else ""
        raise RowError(name, text, f"is not a number{hint}")
    found = float(text)
    if abs(found) >= _COUNTABLE:
        raise RowError(name, text, f"is too large to be counted with: must be below {_COUNTABLE:,}")
    if (low is not None and found < low) or (high is not None and found > high):
        raise RowError(name, text, f"must be between {low:g} and {high:g}")
    return found


class Layout:
    """The columns of one file, and getters for the values that a mapping takes from them."""

    def __init__(self, mapping: Mapping, header: Sequence[str], file: str, delimiter: str) -> None:
        """Hold a mapping against a header.

        Args:
            mapping: the mapping.
            header: the names of the file's columns.
            file: named in errors.
            delimiter: the one in use, for the hint where another one seems right.
        """
        self._mapping = mapping
        self._header = list(header)
        self._file = file
        self._delimiter = delimiter
        self._slots: dict[int, int] = {}

    def read(self, rows: Sequence[Sequence[str]]) -> list[Fields]:
        """What getters take of each of some rows: the columns that any getter uses.

        They come without white space around them, and empty where their text stands for nothing. All getters must have
        been made before. Column by column, since that takes a quarter as long as row by row.
        """
        if not self._slots:
            return [()] * len(rows)
        empty = self._mapping.empty
        columns: list[list[str]] = []
        for index in self._slots:
            column = [fields[index].strip() for fields in rows]
            if not empty.isdisjoint(column):
                column = ["" if text in empty else text for text in column]
            columns.append(column)
        return list(zip(*columns, strict=True))

    def index(self, column: str, where: str) -> int | None:
        """The place of a column, or None where the file lacks it and the mapping allows that.

        Raises:
            MappingError: when the file lacks it, or has it twice.
        """
        times = self._header.count(column)
        if times == 1:
            return self._header.index(column)
        if times > 1:
            places = [str(at + 1) for at, name in enumerate(self._header) if name == column]
            raise MappingError(
                f"{self._file}: line 1: column {column!r} ({where}) stands {times} times in the header, "
                f"as columns {', '.join(places)}; rename all but one"
            )
        if self._mapping.optional and column not in self._mapping.required:
            return None
        raise self._missing(column, where)

    def _missing(self, column: str, where: str) -> MappingError:
        near = nearest(column, self._header)
        if len(self._header) == 1 and self._header[0] != column:
            for other, word in ((";", "';'"), ("\t", r"'\t'"), ("|", "'|'"), (",", "','")):
                if other in self._header[0] and other != self._delimiter:
                    return MappingError(
                        f"{self._file}: line 1: the header is one column, {self._header[0][:80]!r}; "
                        f"the delimiter seems to be {word}: say --delimiter {word}"
                    )
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"there are {', '.join(self._header[:40])}"
        return MappingError(f"{self._file}: line 1: no column {column!r} ({where}); {hint}")

    def ignored(self) -> list[str]:
        """The columns that no getter takes, once all are made."""
        return [
            name or f"column {at} (without a name)"
            for at, name in enumerate(self._header, 1)
            if at - 1 not in self._slots
        ]

    def has(self, value: Value | None) -> bool:
        """Whether the file can give a value at all."""
        return value is not None and (value.column is None or self.index(value.column, value.field) is not None)

    def missing(self, value: Value) -> MappingError:
        """The error for a file that lacks the column of a value, also where the mapping lets columns be absent."""
        error = self._missing(value.column or value.field, value.field)
        named = value.field.rpartition(".")[2]
        return MappingError(f"{error}; or name it: --map {named}=COLUMN")

    def getter(self, value: Value | None, special: Callable[[str], Getter] | None = None) -> Getter:
        """The getter of a value.

        Args:
            value: what the mapping says; None gives nothing.
            special: gives what `{@type}` and its like stand for in a template, by the word after the `@`.

        Raises:
            MappingError: when the file lacks a column.
        """
        if value is None:
            return nothing
        if value.constant is not None:
            return _constant(value.constant)
        plain = (
            self._column(value.column or "", value.field)
            if value.template is None
            else self._template(value.template, value, special)
        )
        if value.values is None:
            return plain if value.default is None else _defaulted(plain, value.default)
        table, default, column = value.values, value.default, value.column or value.field

        def looked_up(fields: Sequence[str]) -> str:
            text = plain(fields)
            found = table.get(text)
            if found is not None:
                return found
            if default is not None:
                return default
            if not text:
                return ""
            raise RowError(column, text, f"the mapping has no value for it; it has {', '.join(list(table)[:20])}")

        return looked_up

    def _column(self, column: str, where: str) -> Getter:
        index = self.index(column, where)
        if index is None:
            return nothing
        slot = self._slots.setdefault(index, len(self._slots))
        if column in self._mapping.integers:

            def integer(values: Sequence[str]) -> str:
                text = values[slot]
                return whole(column, text) if text else ""

            return integer
        return itemgetter(slot)

    def _template(self, template: str, value: Value, special: Callable[[str], Getter] | None) -> Getter:
        getters: list[Getter] = []
        for placeholder in PLACEHOLDER.findall(template):
            if placeholder.startswith("@") and special is not None:
                getters.append(special(placeholder[1:]))
            else:
                getters.append(self._column(placeholder, value.field))
        pattern = PLACEHOLDER.sub("%s", template.replace("%", "%%"))
        if value.default is not None and getters:

            def filled(fields: Sequence[str]) -> str:
                texts = tuple([getter(fields) for getter in getters])
                return pattern % texts if any(texts) else ""

            return filled
        if len(getters) == 1:
            only = getters[0]
            return lambda fields: pattern % (only(fields),)
        return lambda fields: pattern % tuple([getter(fields) for getter in getters])


def nothing(_fields: Sequence[str]) -> str:
    """The getter of what a file does not have."""
    return ""


def _constant(text: str) -> Getter:
    return lambda _fields: text


def _defaulted(getter: Getter, default: str) -> Getter:
    return lambda fields: getter(fields) or default
