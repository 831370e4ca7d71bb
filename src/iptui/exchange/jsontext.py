"""Strict JSON (RFC 8259): one value at a place of a text, or what is wrong there, in words. Knows no files.

Numbers stay as they are written, so none is rounded; NaN and Infinity are no JSON; what stands twice in an object is
told. Python's own scanner does the reading, with the leniencies of its `json` module taken out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

__all__ = ["MAX_DEPTH", "JsonError", "JsonReader", "Number", "Value", "kind_of", "skip_space"]

MAX_DEPTH = 100
"""So deep may lists and objects be nested."""

Value = object
"""None, a bool, a `Number`, a str, a list of values, or a dict of values by name."""

_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)|[\[\]{}]', re.DOTALL)
_WORD = re.compile(r"[^\W\d]\w*")
_CUT = 12
"""A text that was cut off is wrong within so many characters of its end: the longest are `\\uD83D\\uDE0`."""


class Number(str):
    """A number as it is written."""

    __slots__ = ()


class JsonError(ValueError):
    """What is no JSON, or not the JSON that is wanted.

    Attributes:
        at: where, as an index into the text.
        message: what is wrong, and what would be right.
        cut: whether it may only be wrong because the text ends too soon.
        sound: whether it is JSON, but not what is wanted.
    """

    def __init__(self, at: int, message: str, *, cut: bool = False, sound: bool = False) -> None:
        """Keep the parts."""
        self.at = at
        self.message = message
        self.cut = cut
        self.sound = sound
        super().__init__(message)


class _ConstantError(Exception):
    """NaN or Infinity, which Python's scanner would take for numbers."""


def skip_space(text: str, at: int) -> int:
    """The first place from `at` on that is no white space of JSON."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def kind_of(value: Value) -> str:
    """What a value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "an object"


class JsonReader:
    """Reads values.

    Attributes:
        doubled: the names that stood twice in an object of the last value.
    """

    def __init__(self) -> None:
        """Set the scanner up."""
        self.doubled: list[str] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=Number, parse_float=Number, parse_constant=_refuse_constant
        )

    def value(self, text: str, at: int) -> tuple[Value, int]:
        """The value that begins at a place, and the place after it.

        Raises:
            JsonError: when there is none.
        """
        self.doubled.clear()
        try:
            value, end = self._decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise _in_words(text, error.pos, error.msg) from error
        except _ConstantError as error:
            place = _constant(text, at)
            raise JsonError(place, f"{error} is no number of JSON; for no value write null") from error
        except RecursionError as error:
            raise _too_deep(text, at) from error
        # Depth shows in the brackets: only where there are many is it worth looking which are open at once.
        if text.count("[", at, end) + text.count("{", at, end) > MAX_DEPTH:
            for place, depth in _depths(text, at, end):
                if depth > MAX_DEPTH:
                    raise JsonError(place, f"nested more than {MAX_DEPTH} deep")
        return value, end

    def _object(self, pairs: list[tuple[str, Value]]) -> dict[str, Value]:
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    self.doubled.append(name)
                seen.add(name)
        return found


def _refuse_constant(name: str) -> Value:
    raise _ConstantError(name)


def _constant(text: str, at: int) -> int:
    """The place of the first NaN or Infinity; everything before it is well formed."""
    for found in _TOKEN.finditer(text, at):
        if found.group()[-1] in "Ny":
            return found.start()
    return at


def _depths(text: str, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Every bracket that opens, and how many are open then."""
    depth = 0
    for found in _TOKEN.finditer(text, at, end):
        mark = found.group()
        if mark in "[{":
            depth += 1
            yield found.start(), depth
        elif mark in "]}":
            depth -= 1


def _too_deep(text: str, at: int) -> JsonError:
    place = next((place for place, depth in _depths(text, at, len(text)) if depth > MAX_DEPTH), at)
    return JsonError(place, f"nested more than {MAX_DEPTH} deep")


def _in_words(text: str, at: int, said: str) -> JsonError:
    """What the scanner found wrong, in words that say what would be right."""
    unclosed = said.startswith("Unterminated string")
    cut = unclosed or at >= len(text) - _CUT
    return JsonError(at, _reason(text, at, said), cut=cut)


def _reason(text: str, at: int, said: str) -> str:
    found = text[at : at + 1]
    if said.startswith("Unterminated string"):
        return "the quotation mark that opens here is not closed"
    if said.startswith("Invalid control character"):
        return f"a control character (U+{ord(found or ' '):04X}) in a text must be written \\u{ord(found or ' '):04x}"
    if said.startswith("Invalid \\u"):
        return "after \\u stand four hexadecimal digits"
    if said.startswith("Invalid \\"):
        return 'after a backslash in a text stands one of " \\ / b f n r t u'
    if not found:
        return "the text ends before the value does: a bracket or a quotation mark is not closed"
    if found in "#/":
        return "JSON has no comments"
    if said.startswith("Extra data"):
        return f"{_shown(text, at)} follows the end of the value"
    if said.startswith(("Expecting ':'", "Expecting ','")):
        return f"{said[10:13]} is missing before {_shown(text, at)}"
    if found in "'`‘’“”":
        return 'texts stand in double quotation marks: "'
    if said.startswith("Illegal trailing comma"):
        return "a comma stands before a closing bracket"
    if said.startswith("Expecting property name"):
        after = " (a comma too many?)" if found == "}" else ""
        return f"the name of a field, in double quotation marks, should stand here, not {_shown(text, at)}{after}"
    if found in ",]}":
        return f"a value is missing before {_shown(text, at)}"
    word = _WORD.match(text, at)
    if word and word.group().isascii():
        return f"{_shown(text, at)} is no JSON; the only words are true, false and null, in small letters"
    if found in "+-.":
        return "a number begins with a digit, or a minus and a digit"
    return f"{_shown(text, at)} begins no value"


def _shown(text: str, at: int) -> str:
    word = _WORD.match(text, at)
    return repr(word.group()[:20] if word else text[at])
