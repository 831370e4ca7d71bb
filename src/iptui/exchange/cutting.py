"""Delimited text cut into pieces: the lines that the csv reader takes together, each with where they stand.

Strictly: where the reader fails, or has taken in what look like records of their own, one line is given up and the next
begins anew. Whether a piece is a good record of its file is for `delimited`.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import accumulate, count, repeat
from pathlib import Path
from typing import TextIO

from iptui.exchange.errors import FileError
from iptui.exchange.records import MAX_FIELD, MAX_RECORD, MAX_SHOWN
from iptui.exchange.textfile import BOM

__all__ = ["Cutter", "Piece", "field_limit", "field_name"]

_LOOK_BACK = 100
_REREAD = 100_000_000
_BLOCK = 65_536
"""So many characters are read at once while every line is a record: fewer than a field may have, or a line."""

Piece = tuple[int, int, str, list[str], str | None]
"""Lines of the file as the csv reader took them together: line, first character, text, fields, what is wrong."""


class _EndlessError(Exception):
    """A record that outgrew `MAX_RECORD`, or took in what look like records of their own."""


@contextmanager
def field_limit() -> Iterator[None]:
    """Let the csv reader take fields of up to `MAX_FIELD` characters meanwhile."""
    before = csv.field_size_limit(MAX_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def field_name(header: Sequence[str], index: int) -> str:
    """A field in words, by its place from 0, with the name of its column where it has one."""
    return f"field {index + 1}" + (f" ({header[index]})" if index < len(header) else "")


class Cutter:
    """Cuts a file from its beginning to its end.

    Attributes:
        header: the names of the columns; empty until they are known, and only then are lines cut many together.
        chars: characters cut so far.
    """

    def __init__(self, path: Path, text: TextIO, header: list[str], *, delimiter: str, quotes: bool) -> None:
        """Begin before the first line.

        Args:
            path: the file, for errors.
            text: its characters, line ends as they are.
            header: the names of the columns, where they are known already.
            delimiter: what stands between fields, one character.
            quotes: whether fields can stand in quotation marks.
        """
        self.header = header
        self.chars = 0
        self._path = path
        self._delimiter = delimiter
        self._quotes = quotes
        self._reader = partial(
            csv.reader, delimiter=delimiter, strict=True, quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
        )
        self._line = partial(text.readline, MAX_RECORD)
        self._again: deque[str] = deque()

    def pieces(self) -> Iterator[list[Piece]]:
        """The pieces of the file, also many together; where one cannot be cut, a line is given up, with what is wrong.

        Raises:
            FileError: when far too many cannot.
        """
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
                        f"{self._path}: line {line}: too many quotation marks that are not closed"
                    ) from error
                self._again.extendleft(reversed(rest))
                yield [(line, start, first[:MAX_SHOWN], [], trouble)]
                line += 1
                start += len(first) + (0 if rest else self._drain(first))
                self.chars = start
            else:
                return

    def _block(self, line: int, start: int) -> list[Piece]:
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
        if not self._quotes or '"' not in "".join(block):
            # The csv reader makes the same of them in several times as long.
            texts = [text.rstrip("\r\n") for text in block]
            return [text.split(self._delimiter) if text else [] for text in texts]
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

    def _trouble(self, taken: list[str], line: int, error: Exception) -> str:
        """Say in words why lines are no record, and where that began."""
        limit = csv.field_size_limit(MAX_RECORD + 1)
        try:
            begun = next(csv.reader([taken[0]], delimiter=self._delimiter), [""])
        finally:
            csv.field_size_limit(limit)
        where = field_name(self.header, len(begun) - 1)
        if "field larger" in str(error) or len(taken[0]) >= MAX_RECORD:
            longest = max(range(len(begun)), key=lambda index: len(begun[index]))
            return f"{field_name(self.header, longest)} is longer than {MAX_FIELD:,} characters"
        if isinstance(error, _EndlessError) or "unexpected end" in str(error):
            return f"the quotation mark that opens {where} in line {line} is not closed"
        if len(taken) > 1:
            last = line + len(taken) - 1
            return (
                f"the quotation mark that opens {where} in line {line} is not closed before line {last}, "
                "where text follows the next one"
            )
        return 'text follows the closing quotation mark of a field; inside a field write it twice: ""'
