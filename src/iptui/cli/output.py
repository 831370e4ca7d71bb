"""Rows on standard output, in every format; words about them on standard error. No database, no commands here.

Data for people (table, md, text) passes through `iptui.text.safe`; data for programs (json, jsonl, csv, tsv) is exact.
Whatever it is, nothing reaches a terminal that did not pass the gate once more.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, Protocol

from iptui.text import cell_width, is_safe, safe

if TYPE_CHECKING:
    from typing import TextIO

    from rich.console import Console

    from iptui.store.sql import Value

__all__ = [
    "FORMATS",
    "Column",
    "Rows",
    "say",
    "tell",
    "to_json",
    "visible_json",
    "write_lines",
    "write_path",
    "write_rows",
]

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")
_PLAIN = set(map(chr, range(0x20, 0x7F)))
_MEASURED = 500
_MOST = 50_000
_NARROW = 100
_GAP = 3
_ROOM = {"text": 30, "more": 12, "spare": 20}
_TSV = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|&~"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table for people: its heading, what it shows of a row, and where the text stands.

    `part` says what it is to the table on a terminal, whose width is given: a `key`, such as an id or a date, is never
    broken; the `text` has the most room; `more` wraps; what is `spare` is left out of a narrow terminal.
    """

    heading: str
    cell: Callable[[Mapping[str, Value]], str]
    align: Literal["left", "right"] = "left"
    part: Literal["key", "text", "more", "spare"] = "more"

    def as_(self, part: Literal["key", "text", "more", "spare"]) -> Column:
        """The same column as another part of its table."""
        return replace(self, part=part)


@dataclass(slots=True)
class Rows:
    """Rows as they come, with the names of their columns.

    `brief` are the columns that people are shown; all, one for one, where it is empty.
    """

    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]
    brief: Sequence[Column] = field(default_factory=list)


def say(text: str) -> None:
    """Tell the user something, on standard error and on one line."""
    tell("iptui: " + text.replace("\n", " "))


def tell(text: str) -> None:
    """Write lines on standard error as they are, made safe."""
    try:
        print(safe(text, keep_newlines=True), file=sys.stderr)
    except OSError:
        # Nobody listens there any more.
        return


class _Sink(Protocol):
    """Something to write text to."""

    def write(self, text: str, /) -> object:
        """Write it."""


class _Terminal:
    """A terminal that data for programs is written to. It is shown there, so that a terminal cannot be driven by it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Write it made safe."""
        self._stream.write(safe(text, keep_newlines=True))


def _sink(stream: TextIO) -> _Sink:
    return _Terminal(stream) if stream.isatty() else stream


def write_lines(lines: Iterable[str], out: TextIO | None = None) -> None:
    """Write lines: those for people are safe already, those for programs, such as SQL, exact except on a terminal."""
    sink = _sink(out or sys.stdout)
    for line in lines:
        sink.write(line + "\n")


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
    counted = _Counted(found.rows)
    rows = Rows(found.columns, counted, found.brief)
    if form == "table":
        _write_table(rows, stream)
    else:
        _WRITERS[form](rows, _sink(stream))
    return counted.number


class _Counted:
    """Counts rows as they go by."""

    def __init__(self, rows: Iterable[Sequence[Value]]) -> None:
        self.number = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for row in self._rows:
            self.number += 1
            yield row


# -- for programs ------------------------------------------------------------------------------------------


def _exact(value: object) -> object:
    """What JSON has no word for, in one that it has."""
    if isinstance(value, bytes):
        from base64 import b64encode

        return {"$base64": True, "encoded": b64encode(value).decode()}
    if isinstance(value, float) and value - value != 0:
        return str(value)
    if isinstance(value, dict):
        return {key: _exact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(inner) for inner in value]
    return value


def to_json(value: object, *, indent: int | None = None) -> str:
    """JSON text: valid whatever the data, and readable where the characters are.

    Bytes become `{"$base64": true, "encoded": …}` as in sqlite-utils and Datasette, infinite numbers the texts
    `inf` and `-inf`. What is not fit to be shown is written as the escapes that JSON has, so nothing is lost by it.
    """
    import json

    return visible_json(json.dumps(_exact(value), ensure_ascii=False, indent=indent, allow_nan=False))


def visible_json(text: str) -> str:
    """JSON text with what is not fit to be shown written as the escapes of JSON: the same to a program."""
    odd = {ord(char): _escaped(char) for char in set(text) - _PLAIN if not is_safe("a" + char, keep_newlines=True)}
    shown = text.translate(odd) if odd else text
    if is_safe(shown, keep_newlines=True):
        return shown
    # Marks and joiners that are fit to be shown, but not in their places or in such a heap.
    joined = {ord(char): _escaped(char) for char in set(shown) if not is_safe(char, keep_newlines=True)}
    return shown.translate({**joined, 0x200C: _escaped("\u200c")})


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _objects(found: Rows) -> Iterator[str]:
    return (to_json(dict(zip(found.columns, row, strict=True))) for row in found.rows)


def _write_json(found: Rows, stream: _Sink) -> None:
    # The bracket waits for the first row, so that a query that fails at once leaves no half of a list.
    before = "["
    for line in _objects(found):
        stream.write(f"{before}\n  {line}")
        before = ","
    stream.write("[]\n" if before == "[" else "\n]\n")


def _write_jsonl(found: Rows, stream: _Sink) -> None:
    for line in _objects(found):
        stream.write(line + "\n")


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value)


def _write_csv(found: Rows, stream: _Sink) -> None:
    import csv

    writer = csv.writer(stream)
    writer.writerow(found.columns)
    for row in found.rows:
        writer.writerow([_text(value) for value in row])


def _write_tsv(found: Rows, stream: _Sink) -> None:
    stream.write("\t".join(name.translate(_TSV) for name in found.columns) + "\n")
    for row in found.rows:
        stream.write("\t".join(_text(value).translate(_TSV) for value in row) + "\n")


# -- for people --------------------------------------------------------------------------------------------


def _shown(found: Rows) -> tuple[list[Column], Iterator[list[str]]]:
    """The columns that people are shown, and the safe text of their cells."""
    brief = list(found.brief) or [_plain(name) for name in found.columns]
    dicts = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return brief, ([_seen(column.cell(row)) for column in brief] for row in dicts)


def _seen(text: str) -> str:
    """The safe text of a cell. Nobody reads a megabyte in a table, and laying it out takes minutes."""
    if len(text) <= _MOST:
        return safe(text)
    return f"{safe(text[:_MOST])} … (and {len(text) - _MOST} characters more, which json, jsonl, csv and tsv give)"


def _plain(name: str) -> Column:
    return Column(safe(name), lambda row: _text(row[name]))


def _write_md(found: Rows, stream: _Sink) -> None:
    brief, rows = _shown(found)
    headings = [column.heading.translate(_MARKDOWN) for column in brief]
    marks = ["---:" if column.align == "right" else "---" for column in brief]
    for cells in (headings, marks):
        stream.write("| " + " | ".join(cells) + " |\n")
    for row in rows:
        stream.write("| " + " | ".join(cell.translate(_MARKDOWN) for cell in row) + " |\n")


def _write_table(found: Rows, stream: TextIO) -> None:
    brief, rows = _shown(found)
    first = list(islice(rows, _MEASURED))
    if not first:
        return
    if stream.isatty():
        _write_rich(brief, chain(first, rows), stream)
    else:
        _write_plain(brief, first, rows, stream)


def _write_plain(brief: list[Column], first: list[list[str]], rest: Iterator[list[str]], stream: TextIO) -> None:
    """Aligned columns without colour. The first rows give the widths; a wider cell further down is not cut."""
    headings = [column.heading for column in brief]
    widths = [max(map(cell_width, cells)) for cells in zip(headings, *first, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = []
        for cell, width, column in zip(cells, widths, brief, strict=True):
            space = " " * (width - cell_width(cell))
            padded.append(cell + space if column.align == "left" else space + cell)
        return "  ".join(padded).rstrip() + "\n"

    stream.write(line(headings))
    stream.write(line(["-" * width for width in widths]))
    for cells in chain(first, rest):
        stream.write(line(cells))


def _write_rich(brief: list[Column], rows: Iterator[list[str]], stream: TextIO) -> None:
    """Rows laid out for the terminal's width, a screenful of screens at a time.

    A table where its columns have room beside the keys; else each item on a line of its keys, with its text below.
    """
    from rich.console import Console

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    keyed = any(column.part == "key" for column in brief)
    main = [at for at, column in enumerate(brief) if column.part != "spare"]
    choices = [main] if console.width < _NARROW else [list(range(len(brief))), main]
    headed = False
    while part := list(islice(rows, _MEASURED)):
        fitting = (shown for shown in choices if not keyed or _least_width(brief, part, shown) <= console.width)
        shown = None if headed else next(fitting, None)
        if shown is None:
            _write_items(brief, part, console, headed=headed)
            headed = True
        else:
            cells = [[row[at] for at in shown] for row in part]
            _write_columns([brief[at] for at in shown], cells, console, keyed=keyed)


def _least_width(brief: list[Column], part: list[list[str]], shown: list[int]) -> int:
    """The cells that a table of some columns needs, to be of any use."""
    width = _GAP * (len(shown) - 1)
    for at in shown:
        if _is_whole(brief[at]):
            width += max(cell_width(cell) for cell in (brief[at].heading, *(row[at] for row in part)))
        else:
            width += _ROOM[brief[at].part]
    return width


def _is_whole(column: Column) -> bool:
    return column.part == "key" or column.align == "right"


def _write_columns(brief: list[Column], part: list[list[str]], console: Console, *, keyed: bool) -> None:
    """A table, as wide as the terminal at most."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    widths = _widths(brief, part, console.width) if keyed else [None] * len(brief)
    for column, width in zip(brief, widths, strict=True):
        table.add_column(Text(column.heading), justify=column.align, overflow="fold", width=width)
    for cells in part:
        table.add_row(*map(Text, cells))
    console.print(table)


def _widths(brief: list[Column], part: list[list[str]], room: int) -> list[int]:
    """The widths of columns: what is whole as it is, the text up to twice the share of each other column."""
    widths = [max(map(cell_width, cells)) for cells in zip([each.heading for each in brief], *part, strict=True)]
    left = room - _GAP * (len(brief) - 1) - sum(widths[at] for at in range(len(brief)) if _is_whole(brief[at]))
    shares = {at: 2 if column.part == "text" else 1 for at, column in enumerate(brief) if not _is_whole(column)}
    while shares:
        each = left / sum(shares.values())
        # What needs less than its share leaves the rest of it to the others.
        small = [at for at, share in shares.items() if widths[at] <= each * share]
        for at in small or list(shares):
            widths[at] = min(widths[at], max(1, int(each * shares.pop(at))))
            left -= widths[at]
    return widths


def _write_items(brief: list[Column], part: list[list[str]], console: Console, *, headed: bool) -> None:
    """Each item on a line of its keys, its text below that, and what is neither spare nor these under its headings."""
    from rich.text import Text

    keys = [at for at, column in enumerate(brief) if column.part == "key"]
    headings = [column.heading for column in brief]
    widths = {at: max(cell_width(cells[at]) for cells in [headings, *part]) for at in keys}

    def head(cells: list[str]) -> str:
        return "  ".join(cells[at] + " " * (widths[at] - cell_width(cells[at])) for at in keys).rstrip()

    def write(text: str, indent: str, style: str = "") -> None:
        for line in Text(text, style, overflow="fold").wrap(console, max(1, console.width - len(indent))):
            line.rstrip()
            console.print(Text(indent) + line, soft_wrap=True)

    if not headed:
        write(head(headings), "", "bold")
    for cells in part:
        write(head(cells), "", "bold")
        told = [f"{column.heading}: {cell}" for column, cell in zip(brief, cells, strict=True) if column.part == "more"]
        text = " ".join(cell for column, cell in zip(brief, cells, strict=True) if column.part == "text")
        for below in (text, " · ".join(line for line in told if not line.endswith(": "))):
            if below:
                write(below, "  ")


_WRITERS: dict[str, Callable[[Rows, _Sink], None]] = {
    "json": _write_json,
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "tsv": _write_tsv,
    "md": _write_md,
}
