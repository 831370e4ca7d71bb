"""A sane table, and every way in which a single thing in such a file goes wrong.

The kinds of pollution are those that G. Vitagliano and others found in open data ("Pollock: A Data Loading Benchmark",
VLDB 2023), and what spreadsheets, encodings, half copies and typing do besides. Each pollution is one change.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from exchange_helpers import ask, sound
from iptui.exchange.delimited import DelimitedFile
from iptui.exchange.errors import ImportRefusedError
from iptui.exchange.incoming import Report, import_files
from iptui.exchange.mapping import load
from iptui.store.errors import StoreError

__all__ = ["HEADER", "ROWS", "Pollution", "judge", "pollutions"]

HEADER = ["date", "title", "text", "initiator", "target", "place", "lat", "lon", "killed", "source"]
ROWS = [
    ["2024-01-16", "Iran strikes", "Missiles and drones, at night", "Iran", "Pakistan", "Sabz Koh", "27.5", "64.1",
     "2", "Wire"],
    ["2024-01-17", "Pakistan protests", 'It calls this an "unprovoked" breach, and recalls its envoy', "Pakistan",
     "Iran", "Islamabad", "33.7", "73.1", "", "Daily, late edition"],
    ["2024-01-18", "Pakistan strikes", "Villages near the border;\nsources differ, again", "Pakistan", "Iran",
     "Saravan", "27.25", "62.25", "1234", "Agency"],
    ["2024-01-19", "Zürich: 5 € “talks”", "پاکستان و ایران", "ایران", "Türkiye", "Genève", "46.25", "6.125", "0",
     "Nº 7"],
    ["2024-01-21", "A note", "", "", "", "", "", "", "", "Wire"],
    ["2024-01-22", "Envoys return", "=1+1, he said | she said", "Iran", "Pakistan", "Tehran", "35.7", "51.4", "10",
     "Wire"],
    ["2024-01-29", "Ministers meet", "They agree to talk, and talk", "Pakistan", "Iran", "Islamabad", "33.7",
     "73.1", "", "Wire"],
]  # fmt: skip
_WRONG = {
    "date": [
        "01/02/24", "2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-01-00",
        "2024-01-32", "0000-00-00", "2024-01-16T24:01", "2024-01-16T24:00:00", "0000-01-01", "0000",
        "2024-01-16T25:61", "16.01.2024", "16 January 2024", "Jan 16", "45307", "20240116", "2024-1-6",
        "1705363200", "24-01-16", "2024/01/16", "yesterday", "2024-01-16 / 17", "N/A", "#####", "NULL",
    ],
    "lat": [
        "91", "-90.5", "27,5", "27°30'N", "N27.5", "2.75e1e", "1e400", "NaN", "", "27.5.1", "O",
    ],
    "lon": [
        "181", "64,1", "64°E", "", "−64.1", "inf",
    ],
    "killed": [
        "1,234", "1.234", "1.000", "1 234", "$2", "2%", "2 killed", "two", "~2", "2-3", ">2", "2.5", "0x2",
        "9" * 30, "1e3", "NaN", "Inf", "½", "2?", "(2)", "TRUE",
    ],
}  # fmt: skip
"""What a typed column may not hold, or what could be read in two ways."""


class Pollution(NamedTuple):
    """A polluted file.

    Attributes:
        name: what was done to it, and where.
        content: the file.
    """

    name: str
    content: bytes


def _written(rows: list[list[str]], **options: object) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=str(options.pop("end", "\n")), **options).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def _cells(row: list[str]) -> list[str]:
    """The fields of a row as they are written."""
    return [_written([[text, "x"]]).removesuffix(",x\n") for text in row]


def _joined(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    """Fields as they are written, put together."""
    return "".join(delimiter.join(row) + end for row in rows)


def _changed(row: int, column: int, cell: str) -> str:
    rows = [_cells(each) for each in [HEADER, *ROWS]]
    rows[row][column] = cell
    return _joined(rows)


def _of_cells() -> Iterator[tuple[str, str | bytes]]:
    rows = [_cells(each) for each in [HEADER, *ROWS]]
    for row in range(len(rows)):
        for column, cell in enumerate(rows[row]):
            at, middle = f"row {row} column {column}", len(cell) // 2
            fields = rows[row]
            more = [*fields[:column], "", *fields[column:]]
            yield f"one delimiter more: {at}", _joined([*rows[:row], more, *rows[row + 1 :]])
            if column:
                less = [*fields[: column - 1], fields[column - 1] + cell, *fields[column + 1 :]]
                yield f"one delimiter less: {at}", _joined([*rows[:row], less, *rows[row + 1 :]])
                yield (
                    f"another delimiter: {at}",
                    _joined(rows[:row])
                    + (",".join(fields[:column]) + ";" + ",".join(fields[column:]) + "\n" + _joined(rows[row + 1 :])),
                )
                yield f"cut off before: {at}", _joined([*rows[:row], fields[:column], *rows[row + 1 :]])
            if not cell.startswith('"'):
                yield f"line end in the middle: {at}", _changed(row, column, cell[:middle] + "\n" + cell[middle:])
            yield f"carriage return before: {at}", _changed(row, column, "\r" + cell)
            for name, mark in (("quote", '"'), ("NUL", "\0"), ("backslash and quote", '\\"')):
                for place, index in (("before", 0), ("in", middle), ("after", len(cell))):
                    yield f"{name} {place}: {at}", _changed(row, column, cell[:index] + mark + cell[index:])
            if row and '"' not in cell:
                yield f"spaces around: {at}", _changed(row, column, f'"  {cell}\t"')
            yield f"spaces before: {at}", _changed(row, column, "  " + cell)
            yield f"spaces after: {at}", _changed(row, column, cell + "  ")
            for name, raw in (("a byte of latin-1", b"\xfc"), ("half a character", b"\xed\xa0\x80")):
                text = _changed(row, column, cell[:middle] + "\x01" + cell[middle:])
                yield f"{name}: {at}", text.encode().replace(b"\x01", raw)


def _of_values() -> Iterator[tuple[str, str]]:
    for column, wrong in _WRONG.items():
        for value in wrong:
            row = 3
            yield f"{column} is {value[:20]!r}", _changed(row, HEADER.index(column), _cells([value])[0])


def _of_rows() -> Iterator[tuple[str, str]]:
    rows = [_cells(each) for each in [HEADER, *ROWS]]
    lines = [_joined([row]) for row in rows]
    for row, fields in enumerate(rows):
        before, after = "".join(lines[:row]), "".join(lines[row + 1 :])
        for delimiter in " ;\t|":
            yield f"delimiter {delimiter!r} in row {row}", before + _joined([fields], delimiter) + after
        for end in ("\r", "\r\n", "\n\n", "\r\n\r\n", "", "\n\r", "\x0b", "\x0c", "\u2028", "\x85", "\x1e"):
            yield f"end {end!r} of row {row}", before + _joined([fields], end=end) + after
        yield f"only delimiters after row {row}", before + lines[row] + "," * (len(HEADER) - 1) + "\n" + after
        yield f"one more field in row {row}", before + _joined([[*fields, "x"]]) + after
        yield f"a delimiter at the end of row {row}", before + _joined([[*fields, ""]]) + after
        single = [f"'{text}'" if cell.startswith('"') else cell for text, cell in
                  zip([HEADER, *ROWS][row], fields, strict=True)]  # fmt: skip
        yield f"apostrophes for quotes in row {row}", before + _joined([single]) + after
        escaped = [cell[0] + cell[1:-1].replace('""', '\\"') + cell[-1] if cell.startswith('"') else cell
                   for cell in fields]  # fmt: skip
        yield f"backslashes for doubled quotes in row {row}", before + _joined([escaped]) + after
        bare = [cell.strip('"').replace('""', '"') for cell in fields]
        yield f"no quotes in row {row}", before + _joined([bare]) + after
        for name, text in (("a comment", "# a comment"), ("a note", "Source: the ministry, 2024"), ("spaces", "   "),
                           ("a total", "Total,,,,,,,,1246,"), ("dashes", "---"), ("a header", lines[0].strip()),
                           ("a page number", "Page 1 of 2"), ("the end of DOS", "\x1a")):  # fmt: skip
            yield f"{name} after row {row}", before + lines[row] + text + "\n" + after


def _of_headers() -> Iterator[tuple[str, str]]:
    body = _written(ROWS)
    for column, name in enumerate(HEADER):
        for what, other in (("without a name", ""), ("misspelt", name[::-1]), ("in capitals", name.upper()),
                            ("twice", HEADER[column - 1]), ("with a unit", f"{name} (n)"), ("in quotes", f'"{name}"'),
                            ("with a space", f" {name} "), ("in two lines", f'"{name}\n(n)"')):  # fmt: skip
            yield f"column {name} {what}", ",".join([*HEADER[:column], other, *HEADER[column + 1 :]]) + "\n" + body
        yield f"column {name} not in the header", ",".join([*HEADER[:column], *HEADER[column + 1 :]]) + "\n" + body
        yield f"a column before {name} in the header", ",".join([*HEADER[:column], "x", *HEADER[column:]]) + "\n" + body
    yield "no header", body
    head = _written([HEADER])
    for count in (2, 3):
        yield f"header {count} times", head * count + body
    yield "header in two rows", _written([HEADER, ["", "(of the event)", *[""] * 8]]) + body
    yield "header over two rows", _written([HEADER[:5], HEADER[5:]]) + body
    yield "header only", head


def _of_files() -> Iterator[tuple[str, str | bytes]]:
    whole, rows = _written([HEADER, *ROWS]), [HEADER, *ROWS]
    width = len(HEADER) - 1
    yield "nothing", ""
    yield "only line ends", "\n\r\n\n"
    yield "no line end at the end", whole[:-1]
    yield "two line ends at the end", whole + "\n"
    for end in ("\r", "\r\n", "\n\n", "\n\r", "\r\r\n", "\u2028", "\x85", "\x1e", "|"):
        yield f"line end {end!r}", _written(rows, end=end)
    for delimiter in ";\t| :":
        yield f"delimiter {delimiter!r}", _written(rows, delimiter=delimiter)
    for delimiter in (", ", " ,", ",,", "\t\t", "::"):
        yield f"delimiter {delimiter!r}", _joined([_cells(row) for row in rows], delimiter)
    yield "apostrophes for quotes", _written(rows, quotechar="'")
    yield "apostrophes everywhere", _written(rows, quotechar="'", quoting=csv.QUOTE_ALL)
    yield "quotes everywhere", _written(rows, quoting=csv.QUOTE_ALL)
    yield "backslashes for doubled quotes", _written(rows, doublequote=False, escapechar="\\")
    yield "backslashes for quotes", _written(rows, quoting=csv.QUOTE_NONE, escapechar="\\")
    yield "no quotes", _joined([[text.replace("\n", " ") for text in row] for row in rows])
    yield "all fields in quotes again", "".join(_written([[line]]) for line in _written(rows).split("\n")[:-1])
    for count in (1, 2, 3):
        for empty in ("", "\n", "," * width + "\n"):
            for name, line in (
                ("bare", "Events of January\n"), ("delimited", "Events of January" + "," * width + "\n"),
                ("commented", "# Events of January\n"), ("with a comma", "Events, January\n"),
            ):  # fmt: skip
                yield f"{count} {name} lines before, then {empty!r}", line * count + empty + whole
                yield f"{count} {name} lines after {empty!r}", whole + empty + line * count
    yield "sep= for a spreadsheet", "sep=,\n" + whole
    for columns in (5, 10, 12):
        for between in ("", "\n", "," * width + "\n", "Second table\n"):
            other = [[*row, "x", "y"][:columns] for row in rows]
            yield f"another table of {columns} columns after {between!r}", whole + between + _written(other)
    for encoding in (
        "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1256", "latin-1", "cp1252",
        "cp437",
    ):  # fmt: skip
        for mark in ("", "\ufeff"):
            yield f"encoding {encoding} {'with a mark' * bool(mark)}", (mark + whole).encode(encoding, "replace")
    yield "two byte order marks", ("\ufeff\ufeff" + whole).encode()
    yield "a byte order mark in the middle", whole.replace("\n2024-01-18", "\n\ufeff2024-01-18")
    for count in (1, 512, 4096):
        yield f"{count} NULs at the end", whole + "\0" * count
        yield f"{count} NULs at the beginning", "\0" * count + whole
    yield "compressed", gzip.compress(whole.encode(), mtime=0)
    yield "a web page", "<!DOCTYPE html><html><body><table><tr><td>date</td></tr></table></body></html>\n"
    yield "JSON", '[{"date": "2024-01-16", "title": "x"}]\n'
    yield "a sheet in XML", '<?xml version="1.0"?>\n<Workbook><Row><Cell>date</Cell></Row></Workbook>\n'
    start = 0
    for row in rows:
        record = _written([row])
        # Later than this nobody can tell: what is left of the last field may be all of it.
        for position in range(start + 1, start + record.rindex(","), 5):
            yield f"cut off at {position}", whole[:position]
        start += len(record)
    for name, big in (("a million", 1_000_001), ("ten million", 10_000_000)):
        for quote in ('"', ""):
            yield f"a field of {name} {quote}", _changed(2, 2, quote + "x" * big + quote)


def pollutions() -> Iterator[Pollution]:
    """Every pollution, in an order that does not change."""
    for source in (_of_files, _of_headers, _of_rows, _of_values, _of_cells):
        for name, content in source():
            yield Pollution(name, content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)


_IMPORTED = """
SELECT event.date, title, summary,
    (SELECT group_concat(name, ';') FROM event_actor JOIN actor ON actor.id = actor
        WHERE event = event.id AND role = 'initiator'),
    (SELECT group_concat(name, ';') FROM event_actor JOIN actor ON actor.id = actor
        WHERE event = event.id AND role = 'target'),
    place.name, place.lat, place.lon,
    (SELECT value FROM claim WHERE event = event.id AND property = 'killed'), evidence.note
FROM event JOIN evidence ON evidence.event = event.id LEFT JOIN place ON place.id = event.place
"""


def _as_imported(row: list[str]) -> tuple[object, ...]:
    """What a database should hold of a row of the table."""
    values: list[object] = [text or None for text in row]
    for name in ("lat", "lon"):
        at = HEADER.index(name)
        values[at] = float(row[at]) if row[at] else None
    return tuple(values)


def _imported(path: Path, target: Path, *, skip_bad: bool) -> Report | StoreError:
    try:
        return import_files([path], load("csv"), target, skip_bad=skip_bad)
    except StoreError as error:
        return error


def _told(error: StoreError) -> None:
    """An error is one sentence that names the file, or each of its problems names file and line."""
    if isinstance(error, ImportRefusedError):
        assert all(str(problem).startswith("table.csv: line ") for problem in error.problems)
        assert error.total == error.rows
    else:
        assert "table.csv" in str(error), error
        assert "\n" not in str(error), error


def judge(pollution: Pollution, folder: Path) -> str:
    """Import a polluted file: what comes in is right, what does not is told, and nothing is made up.

    Returns:
        `refused`, `some` rows imported, or `all` of them.
    """
    path, target = folder / "table.csv", folder / "made.sqlite"
    for left in folder.iterdir():
        left.unlink()
    path.write_bytes(pollution.content)
    report = _imported(path, target, skip_bad=True)
    if isinstance(report, StoreError):
        _told(report)
        assert list(folder.iterdir()) == [path]
        return "refused"
    sound(target)
    left_out = report.ignored.get("table.csv", [])
    file = DelimitedFile(path)
    next(file.records())
    file.close()
    there = [at for at, name in enumerate(HEADER) if name in file.header]
    assert len(there) == len(HEADER) or left_out, "a column is gone, and nobody was told"

    def seen(row: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(row[at] for at in there)

    sane = Counter(seen(_as_imported(row)) for row in ROWS)
    found = Counter(map(seen, ask(target, _IMPORTED)))
    assert set(found) <= set(sane), f"wrong: {set(found) - set(sane)}"
    assert found.total() == report.events == report.rows - report.refused
    lost = (sane - found).total()
    assert not lost or report.refused, f"{lost} lost"
    assert bool(report.problems) == bool(report.refused)
    assert len(report.problems) <= min(report.refused - report.untold, 20)
    assert all(str(problem).startswith("table.csv: line ") for problem in report.problems)
    assert [each.name for each in report.bad_files] == (["table.csv.bad.csv"] if report.refused else [])
    if report.refused:
        error = _imported(path, folder / "whole.sqlite", skip_bad=False)
        assert isinstance(error, ImportRefusedError)
        assert error.total == report.refused
        assert not (folder / "whole.sqlite").exists()
    return "some" if lost else "all"
