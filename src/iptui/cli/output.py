"""Rows on standard output, in every format; words about them on standard error. No database, no commands here.

Data for people (table, md, text) passes through `iptui.text.safe`; data for programs (json, jsonl, csv, tsv) is exact.
Whatever it is, nothing reaches a terminal that did not pass the gate once more. How each format is made is in
`formats` and `tables`.
"""

from __future__ import annotations

import os
import sys

from iptui.cli.arguments import FORMATS
from iptui.cli.formats import MACHINE, to_json, visible_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Literal, TextIO, TypeAlias

    from iptui.cli.formats import Sink
    from iptui.store.sql import Value

    Brief: TypeAlias = "Sequence[Column] | Callable[[], Sequence[Column]]"
    Part: TypeAlias = Literal["key", "text", "more", "spare"]

__all__ = [
    "FORMATS",
    "NO_ROWS",
    "Column",
    "Rows",
    "say",
    "tell",
    "to_json",
    "visible_json",
    "write_lines",
    "write_path",
    "write_rows",
    "write_text",
]


class Column:
    """A column of a table for people: its heading, what it shows of a row, and where the text stands.

    `part` says what it is to the table on a terminal, whose width is given: a `key`, such as an id or a date, is never
    broken; the `text` has the most room; `more` wraps; what is `spare` is left out of a narrow terminal.
    """

    __slots__ = ("align", "cell", "heading", "part")

    def __init__(
        self,
        heading: str,
        cell: Callable[[Mapping[str, Value]], str],
        align: Literal["left", "right"] = "left",
        part: Part = "more",
    ) -> None:
        """Show `cell` of each row under a heading."""
        self.heading = heading
        self.cell = cell
        self.align = align
        self.part = part

    def as_(self, part: Part) -> Column:
        """The same column as another part of its table."""
        return Column(self.heading, self.cell, self.align, part)


class Rows:
    """Rows as they come, with the names of their columns.

    `brief` are the columns that people are shown, or what makes them; all, one for one, where it is empty.
    """

    __slots__ = ("brief", "columns", "rows")

    def __init__(self, columns: Sequence[str], rows: Iterable[Sequence[Value]], brief: Brief = ()) -> None:
        """Take rows with a value for each column."""
        self.columns = columns
        self.rows = rows
        self.brief = brief


NO_ROWS = "no rows were asked for (-n 0)"


def say(text: str) -> None:
    """Tell the user something, on standard error and on one line."""
    tell("iptui: " + text.replace("\n", " "))


def tell(text: str) -> None:
    """Write lines on standard error as they are, made safe."""
    from iptui.text import safe

    try:
        print(safe(text, keep_newlines=True), file=sys.stderr)
    except OSError:
        # Nobody listens there any more.
        return


class _Terminal:
    """A terminal that data for programs is written to. It is shown there, so that a terminal cannot be driven by it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Write it made safe."""
        from iptui.text import safe

        self._stream.write(safe(text, keep_newlines=True))


def _sink(stream: TextIO) -> Sink:
    return _Terminal(stream) if stream.isatty() else stream


def write_lines(lines: Iterable[str], out: TextIO | None = None) -> None:
    """Write lines: those for people are safe already, those for programs, such as SQL, exact except on a terminal."""
    sink = _sink(out or sys.stdout)
    for line in lines:
        sink.write(line + "\n")


def write_text(lines: Iterable[str], out: TextIO | None = None) -> None:
    """Write lines for people, which are safe: on a terminal broken between words, the rest under the beginning."""
    stream = out or sys.stdout
    if not stream.isatty():
        write_lines(lines, stream)
        return
    from shutil import get_terminal_size

    from iptui.cli.tables import folded

    width = get_terminal_size().columns
    write_lines((part for line in lines for part in folded(line, width)), stream)


def write_path(path: str) -> None:
    """Write a path on a line of its own, its bytes as they are except on a terminal."""
    if sys.stdout.isatty():
        write_lines([path])
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(os.fsencode(path) + b"\n")


def write_rows(found: Rows, form: str, out: TextIO | None = None) -> int:
    """Write rows in a format and tell how many there were."""
    stream = out or sys.stdout
    counted = _Counted(found.rows, stream)
    if form in MACHINE:
        MACHINE[form](found.columns, counted, _sink(stream))
        return counted.number
    from iptui.cli import tables

    rows = Rows(found.columns, counted, found.brief)
    if form == "md":
        tables.write_markdown(rows, _sink(stream))
    else:
        tables.write_table(rows, stream)
    return counted.number


class _Counted:
    """Counts rows as they go by, and lets the first be seen before the others are there."""

    def __init__(self, rows: Iterable[Sequence[Value]], stream: TextIO) -> None:
        self.number = 0
        self._rows = rows
        self._stream = stream

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for row in self._rows:
            self.number += 1
            yield row
            if self.number == 1:
                self._stream.flush()
