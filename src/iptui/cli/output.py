"""Rows on standard output, in every format; words about them on standard error. No database, no commands here.

Data for people (table, md, text) passes through `iptui.text.safe`; data for programs (json, jsonl, csv, tsv) is exact.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal

from iptui.text import cell_width, safe

if TYPE_CHECKING:
    from typing import TextIO

    from iptui.store.sql import Value

__all__ = ["FORMATS", "Column", "Rows", "say", "tell", "to_json", "write_lines", "write_rows"]

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")
_MEASURED = 500
_MOST = 50_000
_TSV = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|&~"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table for people: its heading, what it shows of a row, and where the text stands."""

    heading: str
    cell: Callable[[Mapping[str, Value]], str]
    align: Literal["left", "right"] = "left"


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


def write_lines(lines: Iterable[str], out: TextIO | None = None) -> None:
    """Write lines for people; the caller made them safe."""
    stream = out or sys.stdout
    for line in lines:
        stream.write(line + "\n")


def write_rows(found: Rows, form: str, out: TextIO | None = None) -> int:
    """Write rows in a format and tell how many there were."""
    stream = out or sys.stdout
    counted = _Counted(found.rows)
    rows = Rows(found.columns, counted, found.brief)
    if form == "table":
        _write_table(rows, stream)
    else:
        _WRITERS[form](rows, stream)
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
    `inf` and `-inf`; lone surrogates are left to the stream, which writes them as the escapes that JSON knows.
    """
    import json

    return json.dumps(_exact(value), ensure_ascii=False, indent=indent, allow_nan=False)


def _objects(found: Rows) -> Iterator[str]:
    return (to_json(dict(zip(found.columns, row, strict=True))) for row in found.rows)


def _write_json(found: Rows, stream: TextIO) -> None:
    # The bracket waits for the first row, so that a query that fails at once leaves no half of a list.
    before = "["
    for line in _objects(found):
        stream.write(f"{before}\n  {line}")
        before = ","
    stream.write("[]\n" if before == "[" else "\n]\n")


def _write_jsonl(found: Rows, stream: TextIO) -> None:
    for line in _objects(found):
        stream.write(line + "\n")


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value)


def _write_csv(found: Rows, stream: TextIO) -> None:
    import csv

    writer = csv.writer(stream)
    writer.writerow(found.columns)
    for row in found.rows:
        writer.writerow([_text(value) for value in row])


def _write_tsv(found: Rows, stream: TextIO) -> None:
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


def _write_md(found: Rows, stream: TextIO) -> None:
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
    """A table that wraps long cells to the terminal, a screenful of screens at a time."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    while part := list(islice(rows, _MEASURED)):
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for column in brief:
            table.add_column(Text(column.heading), justify=column.align, overflow="fold")
        for cells in part:
            table.add_row(*map(Text, cells))
        console.print(table)


_WRITERS: dict[str, Callable[[Rows, TextIO], None]] = {
    "json": _write_json,
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "tsv": _write_tsv,
    "md": _write_md,
}
