"""Records of JSON: the objects of a list, or one on each line, each with the lines and characters it stands in.

Read as a stream: no more of a file is held than one record and some hundred thousand characters. Knows no mapping, only
the paths of the fields that are wanted: names parted by points, and numbers for places in a list.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from iptui.exchange.errors import FileError, RowError
from iptui.exchange.jsonfields import Wanted, field, is_there
from iptui.exchange.jsontext import JsonError, JsonReader, Value, kind_of, skip_space
from iptui.exchange.records import MAX_RECORD, MAX_SHOWN, BadRecord, Record, RecordFile
from iptui.exchange.textfile import BOM, NAME_ENCODING, UNREADABLE, safe_text
from iptui.exchange.window import Window, utf8_size
from iptui.text import nearest

__all__ = ["JsonFile"]

_KNOWN = 40
_REMEMBERED = 1000
_NAME_IT = '; if they are in it, name that list in the mapping: [file] records = "…"'


class JsonFile(RecordFile):
    """A file of JSON, whose records are objects; what is no object, or holds what cannot be a field, is a bad one.

    That it is no JSON, has no list of records, or a needed field is in none of them is an error of the file. Where each
    line is a record, one that is no JSON is a bad record.

    Attributes:
        header: the paths of the fields, in the order of those of each record.
        delimiter: none.
        nothing: what to say of a file without records.
        unquotable: what to say of a quote that is not in its record.
        chars: characters read so far, after the end those of the file.
    """

    delimiter = ""
    nothing = "holds no records"
    unquotable = (
        "does not stand so in the record: take it from one field, unchanged, without \\u escapes for letters "
        "(jq . FILE > NEW writes them out)"
    )

    def __init__(
        self,
        path: Path,
        wanted: Mapping[str, bool],
        *,
        lines: bool,
        within: str | None = None,
        needed: Collection[str] = (),
        encoding: str | None = None,
    ) -> None:
        """Open the file.

        Args:
            path: a regular file.
            wanted: the paths of the fields of a record, and whether each may be a list of texts.
            lines: whether each line is a record; else the file is a list of them.
            within: the path of that list, where the file is an object that holds it.
            needed: those of them that must be in some record.
            encoding: how the file is encoded; None for UTF-8, or what a byte order mark says.

        Raises:
            FileError: when it cannot be opened, is empty or no regular file, or the encoding is unknown.
        """
        super().__init__(path, encoding, what="JSON")
        self.header = list(wanted)
        self.chars = 0
        self._wanted = [Wanted(name, name.split("."), many) for name, many in wanted.items()]
        self._absent = set(needed)
        self._known: dict[str, None] = {}
        self._seen: set[str] = set()
        self._inner: dict[str, set[str]] = {wanted.parts[0]: set() for wanted in self._wanted if len(wanted.parts) > 1}
        self._lines = lines
        self._within = within.split(".") if within else []
        self._reader = JsonReader()
        self._window = Window(self.text)
        self._number = 0

    def place(self, record: Record | BadRecord) -> str:
        """Where a record is, in words; all of them may stand in one line."""
        return f"line {record.line}" + ("" if self._lines else f", record {record.number}")

    @staticmethod
    def written(text: str) -> Iterator[str]:
        """How a text can stand in the file: with what must be escaped escaped, and perhaps slashes too."""
        escaped = json.dumps(text, ensure_ascii=False)[1:-1]
        yield escaped
        yield escaped.replace("/", "\\/")

    def ignored(self) -> list[str]:
        """The names of fields, once all are read, of which nothing was wanted; in objects of which a part was, too."""
        inner = {f"{name}.{each}" for name, seen in self._inner.items() for each in seen}
        inner.difference_update(".".join(wanted.parts[:2]) for wanted in self._wanted)
        return sorted(map(safe_text, self._seen | inner))

    def _records(self) -> Iterator[Record | BadRecord]:
        yield from self._each_line() if self._lines else self._whole_file()
        self._seen.difference_update(wanted.parts[0] for wanted in self._wanted)
        self._seen.difference_update(self.header)
        if self._known and self._absent:
            name = next(name for name in self.header if name in self._absent)
            near = nearest(name, list(self._known))
            hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"there are {', '.join(self._known)}"
            raise FileError(f"{self.path}: no record has a field {name!r}; {hint}")

    # -- a record a line -----------------------------------------------------------------------------------

    def _each_line(self) -> Iterator[Record | BadRecord]:
        line = passed = 0
        for read in iter(partial(self.text.readline, MAX_RECORD), ""):
            line += 1
            start, before = self.chars, passed
            self.chars += len(read)
            passed += utf8_size(read)
            text = read.rstrip("\r\n")
            if len(text) == MAX_RECORD:
                passed += self._drain()
                self._number += 1
                message = f"is longer than {MAX_RECORD:,} characters"
                yield BadRecord(self._number, line, [text[:MAX_SHOWN]], RowError("", None, message))
                continue
            at = skip_space(text, int(not start and text.startswith(BOM)))
            if at == len(text):
                continue
            if line == 1:
                self._refuse_wide(text)
            self._number += 1
            try:
                value, end = self._reader.value(text, at)
                if (rest := skip_space(text, end)) < len(text):
                    raise JsonError(rest, f"{text[rest : rest + 20]!r} follows the end of the value")
            except JsonError as error:
                found = self._undecodable(text, before) or RowError("", None, f"column {error.at + 1}: {error.message}")
                yield BadRecord(self._number, line, [text[:MAX_SHOWN]], found)
            else:
                yield self._record(value, line, start + at, text[at:end], before)

    def _drain(self) -> int:
        """Pass over the rest of a line that is too long; its bytes."""
        passed = 0
        for rest in iter(partial(self.text.readline, MAX_RECORD), ""):
            self.chars += len(rest)
            passed += utf8_size(rest)
            if rest.endswith(("\r", "\n")):
                break
        return passed

    # -- a list of records ---------------------------------------------------------------------------------

    def _whole_file(self) -> Generator[Record | BadRecord, None, None]:
        window = self._window
        window.more()
        self._refuse_wide(window.held)
        try:
            at = self._space(int(window.held.startswith(BOM)))
            at = yield from self._inside(at, self._within)
            self._refuse_more(at)
        except JsonError as error:
            raise FileError(self._located(error)) from error
        self.chars = window.start + len(window.held) - window.mark

    def _inside(self, at: int, path: Sequence[str]) -> Generator[Record | BadRecord, None, int]:
        """The records from a value on that is the list of them, or an object on the way to it; where it ends."""
        mark = self._window.held[at : at + 1]
        if not path and mark == "[":
            return (yield from self._list(at))
        if path and mark == "{":
            return (yield from self._object(at, path))
        value, begun, end = self._value(at, outside=True, hint="" if path else _NAME_IT)
        if not at or not self._window.held[:at].strip(f"{BOM} \t\r\n"):
            self._refuse_more(end)
        wanted, hint = "a list of records", ""
        if path:
            wanted = f"an object that holds the records as {path[0]!r}"
        elif isinstance(value, dict):
            lists = [name for name, held in value.items() if isinstance(held, list)]
            there = f"; the lists in it are {', '.join(map(repr, lists[:8]))}" if lists else ""
            hint = _NAME_IT + there
        raise JsonError(begun, f"here stands {kind_of(value)} where {wanted} is wanted{hint}", sound=True)

    def _refuse_more(self, at: int) -> None:
        """Raise where anything follows the end of the whole value."""
        at = self._space(at)
        if at < len(self._window.held):
            held = self._window.held
            hint = "; if each line holds an object, that is jsonl" if held[at] == "{" else ""
            raise JsonError(at, f"{held[at : at + 20]!r} follows the end of the value{hint}")

    def _object(self, at: int, path: Sequence[str]) -> Generator[Record | BadRecord, None, int]:
        seen: dict[str, None] = {}
        at = self._space(at + 1)
        closing = self._window.held[at : at + 1] == "}"
        at += closing
        while not closing:
            if self._window.held[at : at + 1] != '"':
                raise JsonError(at, "the name of a field, in double quotation marks, should stand here")
            name, begun, at = self._value(at, outside=True)
            if name in seen:
                raise JsonError(begun, f"the name {name!r} stands twice in one object", sound=True)
            seen[str(name)] = None
            at = self._space(at)
            if self._window.held[at : at + 1] != ":":
                raise JsonError(at, "':' is missing after the name of a field")
            at = self._space(at + 1)
            if name == path[0]:
                at = yield from self._inside(at, path[1:])
            else:
                _, _, at = self._value(at, outside=True)
            at, closing = self._next(at, "}")
        if path[0] not in seen:
            there = ", ".join(map(repr, list(seen)[:_KNOWN])) or "nothing"
            message = f"no {path[0]!r}, where the mapping looks for the records; there are {there}"
            raise JsonError(at, message, sound=True)
        return at

    def _list(self, at: int) -> Generator[Record | BadRecord, None, int]:
        window = self._window
        at = self._space(at + 1)
        if window.held[at : at + 1] == "]":
            return at + 1
        closing = False
        while not closing:
            window.move(at)
            if window.drop():
                at = 0
            value, begun, at = self._value(at, outside=False)
            self._number += 1
            yield self._record(value, window.line, window.start, window.held[begun:at], window.bytes)
            self.chars = window.start + at - begun
            at, closing = self._next(at, "]")
        return at

    def _next(self, at: int, close: str) -> tuple[int, bool]:
        """Go over the comma or the bracket after a value; whether it was the bracket."""
        at = self._space(at)
        mark = self._window.held[at : at + 1]
        if mark == close:
            return at + 1, True
        if mark != ",":
            what = repr(mark) if mark else "the end of the file"
            raise JsonError(at, f"',' or {close!r} is missing before {what}")
        at = self._space(at + 1)
        if self._window.held[at : at + 1] == close:
            raise JsonError(at, f"something is missing between ',' and {close!r}")
        return at, False

    def _value(self, at: int, *, outside: bool, hint: str = "") -> tuple[Value, int, int]:
        """A value, where it begins and where it ends, more of the file being read as it is needed.

        Args:
            at: where it begins.
            outside: whether it lies outside all records, so that what is wrong with it is wrong with the file.
            hint: what to do where it is too long.
        """
        window = self._window
        found: tuple[Value, int] | None = None
        while found is None:
            try:
                value, end = self._reader.value(window.held, at)
                if window.ended or end < len(window.held):
                    found = value, end
            except JsonError as error:
                if window.ended or not error.cut:
                    raise
                if len(window.held) - at >= MAX_RECORD:
                    message = f"what begins here is longer than {MAX_RECORD:,} characters, or is not closed"
                    raise JsonError(at, message + hint, sound=True) from error
            if found is None:
                window.more()
        value, end = found
        if end - at > MAX_RECORD:
            raise JsonError(at, f"what begins here is longer than {MAX_RECORD:,} characters{hint}", sound=True)
        if outside:
            if (half := UNREADABLE.search(window.held, at, end)) is not None:
                raise JsonError(half.start(), "half a character (a lone surrogate)", sound=True)
            if self._reader.doubled:
                name = self._reader.doubled[0]
                raise JsonError(at, f"the name {name!r} stands twice in one object", sound=True)
        return value, at, end

    def _space(self, at: int) -> int:
        while (at := skip_space(self._window.held, at)) == len(self._window.held) and not self._window.ended:
            self._window.more()
        return at

    # -- what is wrong -------------------------------------------------------------------------------------

    def _refuse_wide(self, text: str) -> None:
        if "\0" in text[:2]:
            raise FileError(
                f"{self.path}: NUL characters at the beginning; if this is UTF-16 without a byte order mark, say "
                f"--encoding utf-16-{'be' if text.startswith(chr(0)) else 'le'}"
            )

    def _located(self, error: JsonError) -> str:
        window = self._window
        window.move(error.at)
        bad = self._undecodable(window.held[error.at : error.at + 1], window.bytes)
        what = bad.message if bad is not None else error.message if error.sound else f"not JSON: {error.message}"
        return f"{self.path}: line {window.line}, column {window.column(error.at)}: {safe_text(what)}"

    def _undecodable(self, text: str, before: int) -> RowError | None:
        """What cannot be decoded in a text before which so many bytes of the file lie."""
        found = None if text.isascii() else UNREADABLE.search(text)
        if found is None:
            return None
        code = ord(found.group())
        if self.wide or not 0xDC80 <= code <= 0xDCFF:
            return RowError("", None, "holds half a character (a lone surrogate)")
        byte = before + utf8_size(text[: found.start()]) + 1
        where = f" at byte {byte:,} of the file" if self.encoding.replace("_", "-").lower() in ("utf-8", "utf8") else ""
        return RowError("", None, f"the byte 0x{code - 0xDC00:02x}{where} is not {self.encoding}", NAME_ENCODING)

    # -- records -------------------------------------------------------------------------------------------

    def _record(self, value: Value, line: int, start: int, raw: str, before: int) -> Record | BadRecord:
        try:
            bad = self._undecodable(raw, before)
            if bad is not None:
                raise bad
            if self._reader.doubled:
                raise RowError(safe_text(self._reader.doubled[0]), None, "this name stands twice in one object")
            if not isinstance(value, dict):
                raise RowError("", None, f"is {kind_of(value)}, not an object with fields")
            if len(self._seen) < _REMEMBERED and not self._seen.issuperset(value):
                self._seen.update(value)
            for name, seen in self._inner.items():
                object_ = value.get(name)
                if isinstance(object_, dict) and len(seen) < _REMEMBERED and not seen.issuperset(object_):
                    seen.update(object_)
            if self._absent:
                self._note(value)
            fields = [field(value, wanted) for wanted in self._wanted]
        except RowError as error:
            return BadRecord(self._number, line, [raw], error, whole=True)
        return Record(self._number, line, start, raw, fields)

    def _note(self, record: dict[str, Value]) -> None:
        """Note which fields there are, for the error where a wanted one is in no record."""
        self._absent -= {wanted.name for wanted in self._wanted if is_there(record, wanted)}
        for name, value in record.items():
            if len(self._known) < _KNOWN:
                inner = [f"{name}.{each}" for each in value] if isinstance(value, dict) else [name]
                self._known.update(dict.fromkeys(map(safe_text, inner)))
