"""Records of delimited text, each with the lines and characters it stands in, and what is wrong with others.

What is accepted is what Python's `csv` module reads in strict mode, which is RFC 4180 with any line ends. But quotation
marks in a field that does not begin with one must be even in number: a single one is what a quoted field leaves that
lost the delimiter before it, and then the delimiters inside it part what belongs together.

Characters are counted in the decoded file, a byte order mark included, as the spans of passages are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from iptui.exchange.cutting import Cutter, Piece, field_limit, field_name
from iptui.exchange.errors import FileError, RowError
from iptui.exchange.records import BadRecord, Record, RecordFile
from iptui.exchange.textfile import NAME_ENCODING, UNREADABLE, safe_text

__all__ = ["DelimitedFile"]


class DelimitedFile(RecordFile):
    """A file of delimited text, whose records come after the header; that it cannot be read is an error of the file.

    Attributes:
        header: the names of its columns, once `records` has begun.
        nothing: what to say of a file without records.
        unquotable: what to say of a quote that is not in its record.
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
        self._has_header = columns is None
        self._cutter = Cutter(path, self.text, self.header, delimiter=delimiter, quotes=quotes)
        mark = re.escape(delimiter)
        quoted = '"[^"]*+(?:""[^"]*+)*+"'
        one = rf'(?:{quoted}|[^"{mark}]*+)'
        self._field = re.compile(rf"{quoted}|[^{mark}]*+") if quotes else None
        self._proper = re.compile(rf"{one}(?:{mark}{one})*+")

    @property
    def chars(self) -> int:
        """Characters read so far, after the end those of the file."""
        return self._cutter.chars

    @staticmethod
    def place(record: Record | BadRecord) -> str:
        """Where a record is, in words."""
        return f"line {record.line}"

    @staticmethod
    def written(text: str) -> Iterator[str]:
        """How a text can stand in the file: as it is, or with its quotation marks doubled."""
        yield text
        yield text.replace('"', '""')

    # -- reading -------------------------------------------------------------------------------------------

    def _records(self) -> Iterator[Record | BadRecord]:
        with field_limit():
            yield from self._whole()

    def _whole(self) -> Iterator[Record | BadRecord]:
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
        error = RowError(field_name(self.header, last), record.fields[last], message)
        return BadRecord(record.number, record.line, record.fields, error)

    def _told_apart(self) -> Iterator[list[Record] | list[BadRecord]]:
        """Every record, good ones also many together; an empty list for a blank line."""
        batches = self._cutter.pieces()
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

    def _are_good(self, pieces: list[Piece]) -> bool:
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

    # -- what is wrong -------------------------------------------------------------------------------------

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
                return RowError(field_name(self.header, index), safe_text(value), message, advice)
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

    def _take_header(self, piece: Piece | None) -> None:
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
        self.header = self._cutter.header = [name.strip() for name in fields]
