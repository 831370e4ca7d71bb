"""Records of delimited text: strictly read, each with the lines and characters it stands in. Knows no mapping.

What is accepted is what Python's `csv` module reads in strict mode, which is RFC 4180 with any line ends. But quotation
marks in a field that does not begin with one must be even in number: a single one is what a quoted field leaves that
lost the delimiter before it, and then the delimiters inside it part what belongs together.

Characters are counted in the decoded file, a byte order mark included, as the spans of passages are.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, count, repeat
from pathlib import Path
from typing import NamedTuple

from iptui.exchange.errors import FileError, RowError
from iptui.exchange.textfile import BOM, NAME_ENCODING, UNREADABLE, TextFile, safe_text

__all__ = ["MAX_FIELD", "MAX_RECORD", "MAX_SHOWN", "BadRecord", "DelimitedFile", "Record"]

MAX_FIELD = 1_000_000
"""Longest field that is read, in characters."""
MAX_RECORD = 4_000_000
"""Longest record that is read, in characters."""
MAX_SHOWN = 10_000
"""So much of a line that is no record is kept for the file of refused rows."""
_LOOK_BACK = 100
_REREAD = 100_000_000
_BLOCK = 65_536
"""So many characters are read at once while every line is a record: fewer than a field may have, or a line."""


class Record(NamedTuple):
    """One record.

    Attributes:
        number: its place among the records after the header, from 1; refused ones count, blank lines do not.
        line: the physical line in which it begins, from 1.
        start: its first character in the file.
        raw: its text, without the line end.
        fields: its fields.
    """

    number: int
    line: int
    start: int
    raw: str
    fields: list[str]


@dataclass(frozen=True, slots=True)
class BadRecord:
    """Text that is no record of the file.

    Attributes:
        number: as of a `Record`.
        line: as of a `Record`.
        fields: what could be told apart, else the text as it stands.
        error: what is wrong with it.
        whole: whether it is well formed, and only not what is wanted.
    """

    number: int
    line: int
    fields: list[str]
    error: RowError
    whole: bool = False


class _EndlessError(Exception):
    """A record that outgrew `MAX_RECORD`, or took in what look like records of their own."""


_Piece = tuple[int, int, str, list[str], str | None]
"""Lines of the file as the csv reader took them together: line, first character, text, fields, what is wrong."""


@contextmanager
def _field_limit() -> Iterator[None]:
    before = csv.field_size_limit(MAX_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class DelimitedFile(TextFile):
    """A file of delimited text, read once from beginning to end.

    Attributes:
        header: the names of its columns, once `records` has begun.
        nothing: what to say of a file without records.
        unquotable: what to say of a quote that is not in its record.
        chars: characters read so far, after the end those of the file.
    """

    nothing = "has a header, but no rows"
    unquotable = "does not stand so in the row: take it from one column, unchanged"

    def __init__(
        self,
        path: Path,
        *,
        delimiter: str = ",",
        encoding: str | None = None,
        columns: list[str] | None = None,
        quotes: bool = True,
    ) -> None:
        """Open the file.

        Args:
            path: a regular file.
            delimiter: what stands between fields, one character.
            encoding: how the file is encoded; None for UTF-8, or what a byte order mark says.
            columns: the names of the columns of a file that has no header.
            quotes: whether fields can stand in quotation marks; else those are characters like all others.

        Raises:
            FileError: when it cannot be opened, is empty or no regular file, or the encoding is unknown.
        """
        super().__init__(path, encoding, what="delimited text")
        self.delimiter = delimiter
        self.header: list[str] = list(columns or ())
        self.chars = 0
        self._has_header = columns is None
        self._reader = partial(
            csv.reader, delimiter=delimiter, strict=True, quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
        )
        mark = re.escape(delimiter)
        quoted = '"[^"]*+(?:""[^"]*+)*+"'
        one = rf'(?:{quoted}|[^"{mark}]*+)'
        self._field = re.compile(rf"{quoted}|[^{mark}]*+") if quotes else None
        self._proper = re.compile(rf"{one}(?:{mark}{one})*+")
        self._line = partial(self.text.readline, MAX_RECORD)
        self._again: deque[str] = deque()
        self._reading: Generator[Record | BadRecord, None, None] | None = None

    @staticmethod
    def place(record: Record | BadRecord) -> str:
        """Where a record is, in words."""
        return f"line {record.line}"

    @staticmethod
    def written(text: str) -> Iterator[str]:
        """How a text can stand in the file: as it is, or with its quotation marks doubled."""
        yield text
        yield text.replace('"', '""')

    def close(self) -> None:
        """Close the file, and end the reading of it."""
        if self._reading is not None:
            self._reading.close()
        super().close()

    def records(self) -> Iterator[Record | BadRecord]:
        """Every record after the header.

        Raises:
            FileError: when the header cannot be read, the file cannot be decoded at all, or reading fails.
        """
        self._reading = self._guarded()
        return self._reading

    def _guarded(self) -> Generator[Record | BadRecord, None, None]:
        with _field_limit():
            try:
                yield from self._records()
            except UnicodeDecodeError as error:
                raise FileError(f"{self.path}: is not {self.encoding}: {error.reason}") from error
            except OSError as error:
                raise FileError(f"{self.path}: {error.strerror or error}") from error

    # -- reading -------------------------------------------------------------------------------------------

    def _records(self) -> Iterator[Record | BadRecord]:
        # A record waits for the line after it, which may turn out to be the rest of its last field.
        waiting: Record | None = None
        for batch in self._told_apart():
            if waiting is not None:
                after = batch[0] if batch else None
                is_rest = isinstance(after, BadRecord) and self._is_rest(after)
                yield self._broken(waiting, after.line) if after is not None and is_rest else waiting
                waiting = None
            if batch:
                last = batch.pop()
                yield from batch
                if isinstance(last, Record):
                    waiting = last
                else:
                    yield last
        if waiting is not None:
            yield waiting

    def _is_rest(self, found: BadRecord) -> bool:
        """Whether a line can be what follows a line end in the last field of the row before it."""
        return (
            len(self.header) > 1
            and len(found.fields) == 1
            and found.whole
            and not found.fields[0].startswith("#")
            and any(map(str.isalnum, found.fields[0]))
        )

    def _broken(self, record: Record, line: int) -> BadRecord:
        message = (
            f"may go on in line {line}, which holds a single field: put the whole field in quotation marks, or "
            "an empty line before what is no part of the table"
        )
        last = len(self.header) - 1
        error = RowError(self._column(last), record.fields[last], message)
        return BadRecord(record.number, record.line, record.fields, error)

    def _told_apart(self) -> Iterator[list[Record] | list[BadRecord]]:
        """Every record, good ones also many together; an empty list for a blank line."""
        batches = self._pieces()
        if self._has_header:
            self._take_header(next((piece for (piece,) in batches if piece[3] or piece[4]), None))
        number = 1
        for pieces in batches:
            if self._are_good(pieces):
                yield [
                    # Without the detour through Python that a named tuple makes.
                    tuple.__new__(Record, (at, line, start, raw.rstrip("\r\n"), fields))
                    for at, (line, start, raw, fields, _) in enumerate(pieces, number)
                ]
                number += len(pieces)
                continue
            for line, start, raw, fields, trouble in pieces:
                if not fields and trouble is None:
                    yield []
                    continue
                text = raw.rstrip("\r\n")
                error = RowError("", None, trouble) if trouble is not None else self._wrong(text, fields)
                if error is None:
                    yield [tuple.__new__(Record, (number, line, start, text, fields))]
                elif trouble is not None:
                    yield [BadRecord(number, line, [text], error)]
                else:
                    yield [BadRecord(number, line, fields, error, whole=len(fields) != len(self.header))]
                number += 1

    def _are_good(self, pieces: list[_Piece]) -> bool:
        """Whether there is nothing to look for in any of some pieces: looked at together, that is soon told."""
        text = "".join([piece[2] for piece in pieces])
        return (
            '"' not in text
            and "\0" not in text
            and {len(piece[3]) for piece in pieces} == {len(self.header)}
            and (text.isascii() or not UNREADABLE.search(text))
        )

    def _wrong(self, text: str, fields: list[str]) -> RowError | None:
        """What is wrong with a record that could be read."""
        if len(fields) != len(self.header):
            return RowError("", None, f"has {len(fields)} field(s), but the header names {len(self.header)}")
        if not text.isascii() and UNREADABLE.search(text):
            return self._undecodable(fields)
        if '"' in text and (single := self._single_quote(text, fields)) is not None:
            return single
        return self._with_nul(fields) if "\0" in text else None

    def _pieces(self) -> Iterator[list[_Piece]]:
        """Cut the file into records; where that fails, give up one line and go on with the next."""
        taken: list[str] = []
        line, start, reread = 1, 0, 0
        while True:
            reader = self._reader(self._feed(taken))
            try:
                for fields in reader:
                    several = len(taken) > 1
                    if several and self._swallows(taken, fields):
                        raise _EndlessError
                    raw = "".join(taken) if several else taken[0]
                    lines = len(taken)
                    taken.clear()
                    if start == 0 and raw.startswith(BOM):
                        start, raw = 1, raw[1:]
                    yield [(line, start, raw, fields, None)]
                    line += lines
                    start += len(raw)
                    self.chars = start
                    while self.header and not self._again and (pieces := self._block(line, start)):
                        yield pieces
                        line += len(pieces)
                        start = pieces[-1][1] + len(pieces[-1][2])
                        self.chars = start
            except (csv.Error, _EndlessError) as error:
                first, rest = taken[0], taken[1:]
                trouble = self._trouble(taken, line, error)
                taken.clear()
                reread += sum(map(len, rest))
                if reread > _REREAD:
                    raise FileError(
                        f"{self.path}: line {line}: too many quotation marks that are not closed"
                    ) from error
                self._again.extendleft(reversed(rest))
                yield [(line, start, first[:MAX_SHOWN], [], trouble)]
                line += 1
                start += len(first) + (0 if rest else self._drain(first))
                self.chars = start
            else:
                return

    def _block(self, line: int, start: int) -> list[_Piece]:
        """The next lines, each a record of its own; none, and the lines read again, where that is not so."""
        block: list[str] = []
        size = 0
        for text in iter(self._line, ""):
            block.append(text)
            size += len(text)
            if size >= _BLOCK:
                break
        rows = self._rows(block) if size < MAX_FIELD else []
        if len(rows) != len(block):
            self._again.extend(block)
            return []
        return list(zip(count(line), accumulate(map(len, block), initial=start), block, rows, repeat(None)))

    def _rows(self, block: list[str]) -> list[list[str]]:
        """The records that lines hold, one for each line if each is one of its own."""
        if self._field is None or '"' not in "".join(block):
            # The csv reader makes the same of them in several times as long.
            texts = [text.rstrip("\r\n") for text in block]
            return [text.split(self.delimiter) if text else [] for text in texts]
        with suppress(csv.Error):
            return list(self._reader(block))
        return []

    def _feed(self, taken: list[str]) -> Iterator[str]:
        """The lines for the csv reader, each put into `taken` as it stands in the file."""
        held = 0
        at_start = self.chars == 0 and not taken and not self._again
        while text := self._again.popleft() if self._again else self._line():
            taken.append(text)
            held = held + len(text) if len(taken) > 1 else len(text)
            if held >= MAX_RECORD:
                raise _EndlessError
            yield text.removeprefix(BOM) if at_start else text
            at_start = False

    def _drain(self, first: str) -> int:
        """Pass over the rest of a line that was cut at `MAX_RECORD`; its length."""
        if len(first) < MAX_RECORD or first.endswith(("\r", "\n")):
            return 0
        passed = 0
        for text in iter(self._line, ""):
            passed += len(text)
            if text.endswith(("\r", "\n")):
                break
        return passed

    def _swallows(self, taken: list[str], fields: list[str]) -> bool:
        """Whether a record over several lines took in others, because a quotation mark was not closed.

        It did where the number of its fields is wrong and one of its later lines is a record by itself, or where it
        is long and most of its lines are.
        """
        width = len(self.header)
        ragged = len(fields) != width
        if width < 2 or not (ragged or len(taken) > _LOOK_BACK):
            return False
        whole = sum(self._is_whole(text, width) for text in taken[1:])
        return whole > 0 if ragged else whole > len(taken) // 2

    def _is_whole(self, text: str, width: int) -> bool:
        try:
            return len(next(self._reader([text]), ())) == width
        except csv.Error:
            return False

    # -- what is wrong -------------------------------------------------------------------------------------

    def _column(self, index: int) -> str:
        return f"field {index + 1}" + (f" ({self.header[index]})" if index < len(self.header) else "")

    def _trouble(self, taken: list[str], line: int, error: Exception) -> str:
        """Say in words why lines are no record, and where that began."""
        limit = csv.field_size_limit(MAX_RECORD + 1)
        try:
            begun = next(csv.reader([taken[0]], delimiter=self.delimiter), [""])
        finally:
            csv.field_size_limit(limit)
        where = self._column(len(begun) - 1)
        if "field larger" in str(error) or len(taken[0]) >= MAX_RECORD:
            longest = max(range(len(begun)), key=lambda index: len(begun[index]))
            return f"{self._column(longest)} is longer than {MAX_FIELD:,} characters"
        if isinstance(error, _EndlessError) or "unexpected end" in str(error):
            return f"the quotation mark that opens {where} in line {line} is not closed"
        if len(taken) > 1:
            last = line + len(taken) - 1
            return (
                f"the quotation mark that opens {where} in line {line} is not closed before line {last}, "
                "where text follows the next one"
            )
        return 'text follows the closing quotation mark of a field; inside a field write it twice: ""'

    def _single_quote(self, text: str, fields: list[str]) -> RowError | None:
        """The error for a field that does not begin with a quotation mark and holds an odd number of them."""
        # Quotation marks that enclose fields are not in what the reader makes of them.
        if self._field is None or '"' not in "".join(fields) or self._proper.fullmatch(text):
            return None
        at = 0
        for index, value in enumerate(fields):
            found = self._field.match(text, at)
            at = found.end() + 1 if found else len(text)
            if found and found.group().count('"') % 2:
                advice = (
                    "put all of it in quotation marks and write that one twice; where they are characters like others, "
                    'the mapping says quotes = "none" under [file]'
                )
                message = "holds a single quotation mark and does not begin with one"
                return RowError(self._column(index), safe_text(value), message, advice)
        return None

    def _undecodable(self, fields: list[str]) -> RowError:
        index = next((at for at, text in enumerate(fields) if UNREADABLE.search(text)), 0)
        found = UNREADABLE.search(fields[index])
        code = ord(found.group()) if found else 0
        name = self.header[index]
        if 0xDC80 <= code <= 0xDCFF:
            message = f"holds the byte 0x{code - 0xDC00:02x}, which is not {self.encoding}"
            return RowError(name, safe_text(fields[index]), message, NAME_ENCODING)
        return RowError(name, safe_text(fields[index]), "holds half a character (a lone surrogate)")

    def _with_nul(self, fields: list[str]) -> RowError:
        index = next((at for at, text in enumerate(fields) if "\0" in text), 0)
        return RowError(self.header[index], fields[index], "holds a NUL character")

    def _take_header(self, piece: _Piece | None) -> None:
        """Keep the names of the columns.

        Raises:
            FileError: when there are none, or they cannot be read.
        """
        if piece is None:
            raise FileError(f"{self.path}: holds nothing but blank lines")
        line, _start, raw, fields, trouble = piece
        if trouble is not None:
            raise FileError(f"{self.path}: line {line}: the header cannot be read: {trouble}")
        if "\0" in raw:
            raise FileError(
                f"{self.path}: line {line}: NUL characters in the header; if this is UTF-16 without a byte "
                "order mark, say --encoding utf-16-le"
            )
        single = self._single_quote(raw.rstrip("\r\n"), fields)
        if single is not None:
            raise FileError(f"{self.path}: line {line}: the header cannot be read: {single.field} {single.message}")
        if UNREADABLE.search(raw):
            raise FileError(f"{self.path}: line {line}: the header is not {self.encoding}; {NAME_ENCODING}")
        self.header = [name.strip() for name in fields]
