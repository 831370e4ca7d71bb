"""Tables for people: Markdown, columns in a pipe, and what fits the width of a terminal. All text is made safe here."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from iptui.cli.formats import plain_text
from iptui.cli.output import Column, Rows
from iptui.text import cell_width, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from rich.console import Console

    from iptui.cli.formats import Sink

__all__ = ["folded", "write_markdown", "write_table"]

_MEASURED = 500
_MOST = 50_000
_NARROW = 100
_GAP = 3
_ROOM = {"text": 30, "more": 12, "spare": 20}
_MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|&~"})


def folded(line: str, width: int) -> Iterator[str]:
    """A line of safe text in lines of so many cells at most, broken at spaces; what goes on is indented further."""
    text = line.lstrip(" ")
    indent = len(line) - len(text)
    hang = indent + 2 if indent + 2 < width // 2 else 0
    first, *words = text.split(" ")
    shown, used = " " * indent + first, indent + cell_width(first)
    for word in words:
        cells = cell_width(word)
        if used + 1 + cells > width:
            yield shown
            shown, used = " " * hang + word, hang + cells
        else:
            shown, used = f"{shown} {word}", used + 1 + cells
    yield shown


def _shown(found: Rows) -> tuple[list[Column], Iterator[list[str]]]:
    """The columns that people are shown, and the safe text of their cells."""
    listed = found.brief() if callable(found.brief) else found.brief
    brief = list(listed) or [_plain(name) for name in found.columns]
    dicts = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return brief, ([_seen(column.cell(row)) for column in brief] for row in dicts)


def _seen(text: str) -> str:
    """The safe text of a cell. Nobody reads a megabyte in a table, and laying it out takes minutes."""
    if len(text) <= _MOST:
        return safe(text)
    return f"{safe(text[:_MOST])} … (and {len(text) - _MOST} characters more, which json, jsonl, csv and tsv give)"


def _plain(name: str) -> Column:
    return Column(safe(name), lambda row: plain_text(row[name]))


def write_markdown(found: Rows, stream: Sink) -> None:
    """Write rows as a table in Markdown."""
    brief, rows = _shown(found)
    headings = [column.heading.translate(_MARKDOWN) for column in brief]
    marks = ["---:" if column.align == "right" else "---" for column in brief]
    for cells in (headings, marks):
        stream.write("| " + " | ".join(cells) + " |\n")
    for row in rows:
        stream.write("| " + " | ".join(cell.translate(_MARKDOWN) for cell in row) + " |\n")


def write_table(found: Rows, stream: TextIO) -> None:
    """Write rows as a table, on a terminal laid out for its width."""
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
