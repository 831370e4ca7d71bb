"""Rows in every format, whatever the data: exact for programs, safe for people."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui.cli.output import FORMATS, Column, Rows, to_json, visible_json, write_rows
from iptui.cli.tables import folded
from iptui.text import cell_width, is_safe, safe
from running import Run

Cell = str | int | float | bytes | None
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    [
        "\x1b]52;c;aGk=\x07",
        "\x9b31m",
        "a\r\nb",
        "\t",
        "\\",
        "a\\nb",
        "|",
        "*x*",
        "[b]",
        "‮gro",
        '"',
        "'",
        ",",
        "=1+1",
        "\x00",
    ]
)
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
    st.binary(max_size=9),
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=5).map(lambda rows: (width, rows))
)


def written(columns: Sequence[str], rows: Sequence[Sequence[Cell]], form: str) -> str:
    out = io.StringIO(newline="")
    assert write_rows(Rows(columns, rows), form, out) == len(rows)
    return out.getvalue()


def back(value: object) -> object:
    return b64decode(value["encoded"]) if isinstance(value, dict) else value


@given(TABLES)
def test_json_gives_every_value_back(table: tuple[int, list[list[Cell]]]) -> None:
    width, rows = table
    columns = [f"c{number}" for number in range(width)]
    as_json = json.loads(written(columns, rows, "json"))
    as_lines = [json.loads(line) for line in written(columns, rows, "jsonl").split("\n")[:-1]]
    assert as_json == as_lines
    assert [[back(row[name]) for name in columns] for row in as_json] == rows


def plain(value: Cell) -> str:
    return "" if value is None else f"x'{value.hex()}'" if isinstance(value, bytes) else str(value)


@given(TABLES)
def test_csv_gives_every_text_back(table: tuple[int, list[list[Cell]]]) -> None:
    width, rows = table
    columns = [f"c{number}" for number in range(width)]
    header, *found = csv.reader(io.StringIO(written(columns, rows, "csv"), newline=""), strict=True)
    assert header == columns
    assert found == [[plain(value) for value in row] for row in rows]


UNESCAPED = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}


def unescape(text: str) -> str:
    out, characters = "", iter(text)
    for character in characters:
        out += UNESCAPED[next(characters)] if character == "\\" else character
    return out


@given(TABLES)
def test_tsv_gives_every_text_back(table: tuple[int, list[list[Cell]]]) -> None:
    width, rows = table
    columns = [f"c{number}" for number in range(width)]
    lines = written(columns, rows, "tsv").split("\n")
    assert lines.pop() == ""
    assert [[unescape(cell) for cell in line.split("\t")] for line in lines[1:]] == [
        [plain(value) for value in row] for row in rows
    ]


@given(TABLES)
def test_tables_for_people_are_safe_lines(table: tuple[int, list[list[Cell]]]) -> None:
    width, rows = table
    columns = [f"c{number}" for number in range(width)]
    for form in ("table", "md"):
        text = written(columns, rows, form)
        lines = text.split("\n")
        assert len(lines) == (len(rows) + 3 if rows or form == "md" else 1)
        assert all(is_safe(line) for line in lines)
    at = 0
    if rows:
        header = written(columns, rows, "table").split("\n")[1]
        for number, dashes in enumerate(header.split("  ")):
            assert len(dashes) >= max(cell_width(safe(plain(row[number]))) for row in rows)
            at += len(dashes)


def test_infinity_and_surrogates_are_json_all_the_same() -> None:
    text = to_json({"a": float("inf"), "b": "\udc80", "c": [b"\x00"]})
    as_bytes = text.encode("utf-8", "backslashreplace")
    assert json.loads(as_bytes) == {"a": "inf", "b": "\udc80", "c": [{"$base64": True, "encoded": "AA=="}]}


def test_rows_are_read_as_they_are_written() -> None:
    out = io.StringIO()
    seen: list[int] = []

    def rows() -> object:
        for number in range(5):
            seen.append(len(out.getvalue().splitlines()))
            yield (number,)

    write_rows(Rows(["n"], rows()), "jsonl", out)  # type: ignore[arg-type]
    assert seen == [0, 1, 2, 3, 4]


def test_a_wide_cell_far_down_is_not_cut() -> None:
    rows = [("x",)] * 1000 + [("y" * 50,)]
    lines = written(["column"], rows, "table").splitlines()
    assert lines[-1] == "y" * 50
    assert lines[0] == "column"


def test_columns_for_people_leave_programs_alone() -> None:
    brief = [Column("told", lambda row: f"<{row['a']!r}>", "right")]
    out = io.StringIO()
    write_rows(Rows(["a", "b"], [(1, 2), (333, 4)], brief), "table", out)
    assert out.getvalue().splitlines() == [" told", "-----", "  <1>", "<333>"]
    out = io.StringIO()
    write_rows(Rows(["a", "b"], [(1, 2)], brief), "jsonl", out)
    assert json.loads(out.getvalue()) == {"a": 1, "b": 2}


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows_are_no_error(form: str) -> None:
    assert written(["a"], [], form).strip() in ("", "[]", "a", "| a |\n| --- |")


HOSTILE = "\x1b]0;owned\x07\x1b]52;c;aGk=\x07\x9b2J\u202egnp.exe [@click=app.quit]x[/]"

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")


def on_a_terminal(*arguments: str, columns: int = 60, **env: str) -> tuple[int, str]:
    """Run `iptui` on a pseudo-terminal and give back its exit code and all that reached the terminal."""
    import fcntl
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "iptui", *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, **env},
    ) as process:
        os.close(follower)
        pieces = []
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:
                break
            if not piece:
                break
            pieces.append(piece)
        code = process.wait(60)
    os.close(leader)
    return code, b"".join(pieces).decode()


def test_on_a_terminal_a_table_fits_its_width(dorf: Path) -> None:
    code, text = on_a_terminal("list", "-d", str(dorf), NO_COLOR="1")
    assert code == 0
    lines = [line for line in text.replace("\r", "").split("\n") if line]
    assert all(cell_width(safe(line.replace("\x1b[1m", "").replace("\x1b[0m", ""))) <= 60 for line in lines)
    assert "date" in lines[0]
    assert any("undated" in line for line in lines)


@pytest.mark.parametrize("form", ["table", "md"])
def test_nothing_in_the_data_reaches_a_terminal_raw(dorf: Path, form: str) -> None:
    code, text = on_a_terminal(
        "sql",
        "SELECT :x AS hostile",
        "-p",
        f"x={HOSTILE}",
        "--format",
        form,
        "-d",
        str(dorf),
        NO_COLOR="1",
        columns=200,
    )
    assert code == 0
    left = text.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\r\n", "\n")
    assert is_safe(left, keep_newlines=True)
    assert "<U+001B>" in left.replace("\\", "")
    if form == "table":
        assert "[@click=app.quit]x[/]" in left


def test_nothing_in_an_argument_reaches_a_terminal_raw(dorf: Path) -> None:
    for arguments in (
        ["show", HOSTILE],
        ["list", f"actor:{HOSTILE}"],
        ["sql", HOSTILE],
        ["list", "-d", HOSTILE],
        ["foo:" + HOSTILE],
    ):
        code, text = on_a_terminal(*arguments, *(["-d", str(dorf)] if "-d" not in arguments else []))
        assert code in (1, 2, 3)
        assert is_safe(text.replace("\r\n", "\n"), keep_newlines=True), text


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("arguments", [["list"], ["quotes", "-a"], ["search", "aland"], ["actors"], ["sources"]])
def test_on_a_terminal_no_id_and_no_date_is_broken(iptui: Run, dorf: Path, arguments: list[str], columns: int) -> None:
    rows = json.loads(iptui(*arguments, "--format", "json").out)
    code, text = on_a_terminal(*arguments, "-d", str(dorf), NO_COLOR="1", columns=columns)
    assert (code, bool(rows)) == (0, True)
    lines = text.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\r", "").split("\n")
    assert max(map(cell_width, lines)) <= columns
    for row in rows:
        date = row.get("date") or row.get("published") or ""
        told = date.replace("XXXX", "unknown" if "published" in row else "undated")
        assert any(row["id"] in line.split() and all(word in line for word in told.split()) for line in lines), row


def test_on_a_terminal_a_table_that_has_no_room_becomes_items(dorf: Path) -> None:
    _, wide = on_a_terminal("list", "id:borland-recalls", "-d", str(dorf), NO_COLOR="1", columns=160)
    _, narrow = on_a_terminal("list", "id:borland-recalls", "-d", str(dorf), NO_COLOR="1", columns=60)
    plain = [each.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\r", "") for each in (wide, narrow)]
    assert plain[0].splitlines()[0].split() == ["date", "kind", "what", "actors", "sources", "id"]
    assert [line.split() for line in plain[1].splitlines()] == [
        ["date", "kind", "id"],
        ["2021-05-04/2021-05-06", "event", "borland-recalls"],
        ["Borland", "recalls", "its", "ambassador"],
    ]


@given(st.text(st.sampled_from("ab é中"), max_size=60), st.integers(8, 40))
def test_lines_for_people_are_broken_between_words(text: str, width: int) -> None:
    lines = list(folded(text, width))
    assert " ".join(lines).split() == text.split()
    for line in lines:
        assert cell_width(line) <= width or " " not in line.strip(" ")
    if cell_width(text) <= width:
        assert lines == [text]


def test_what_goes_on_stands_further_in() -> None:
    assert list(folded("  written in: a long place", 16)) == ["  written in: a", "    long place"]
    assert list(folded("", 10)) == [""]


def on_terminal(database: Path, *arguments: str, **environment: str) -> str:
    """What a terminal of 80 columns is sent."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "iptui", *arguments, "-d", str(database)],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "80", "LINES": "30", **environment},
    ):
        os.close(theirs)
        sent = bytearray()
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:
                break
            if not piece:
                break
            sent += piece
    os.close(ours)
    return sent.decode().replace("\r\n", "\n")


READ = [
    ["list"], ["search", "aland"], ["quotes"], ["actors"], ["sources"], ["show", "violation", "aland-fires"],
    ["disagreements"], ["responses"], ["anachronisms"], ["compare", "herald", "wire"], ["verify"], ["db", "info"],
    ["sql", "SELECT * FROM quotes"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", READ)
def test_no_colour_is_sent_where_none_is_wanted(dorf: Path, arguments: list[str], tmp_path: Path) -> None:
    sent = on_terminal(dorf, *arguments, NO_COLOR="1", IPTUI_LIBRARY=str(tmp_path / "library.sqlite"))
    assert sent or arguments == ["anachronisms"]
    # Bold headings are no colour; faint is a grey.
    assert set(re.findall("\x1b\\[([0-9;]*)m", sent)) <= {"", "0", "1"}


@pytest.mark.parametrize("arguments", READ)
def test_no_line_is_broken_by_the_terminal_itself(dorf: Path, arguments: list[str], tmp_path: Path) -> None:
    sent = on_terminal(dorf, *arguments, IPTUI_LIBRARY=str(tmp_path / "library.sqlite"))
    for line in re.sub("\x1b\\[[0-9;]*m", "", sent).split("\n"):
        assert cell_width(line) <= 80 or " " not in line.strip(), line


@pytest.mark.parametrize("arguments", [["responses", "borland-shells"], ["list"], ["disagreements"]])
def test_a_terminal_without_lines_gets_their_like(dorf: Path, arguments: list[str]) -> None:
    sent = on_terminal(dorf, *arguments, PYTHONIOENCODING="ascii")
    assert sent.isascii()
    assert "\\u25" not in sent
    if arguments[0] == "responses":
        assert "\n  + 2021-06  Borland shells Salt" in sent
        assert " <" in sent


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix closes the streams")
@pytest.mark.parametrize(
    ("arguments", "closed", "code", "out", "err"),
    [
        ("list", ">&-", 3, "", "iptui: the output cannot be written: Bad file descriptor\n"),
        ("list --format csv", ">&- <&-", 3, "", "iptui: the output cannot be written: Bad file descriptor\n"),
        ("list -n 0", ">&-", 0, "", "iptui: no rows were asked for (-n 0)\n"),
        ("list -n 0", "2>&-", 0, "", ""),
        ("list foo:bar", "2>&-", 2, "", ""),
        ("sql 'SELECT 1 AS one' --format csv", "<&-", 0, "one\n1\n", ""),
        ("", "<&-", 2, "", None),
    ],
)
def test_streams_may_be_closed(dorf: Path, arguments: str, closed: str, code: int, out: str, err: str | None) -> None:
    done = subprocess.run(
        ["sh", "-c", f"exec '{sys.executable}' -m iptui {arguments} {closed}"],
        env={**os.environ, "IPTUI_DATABASE": str(dorf)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (code, out)
    assert done.stderr == err if err is not None else "needs a terminal" in done.stderr


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(NESTED, st.sampled_from([None, 2]))
def test_json_is_laid_out_as_python_does(value: object, indent: int | None) -> None:
    assert to_json(value, indent=indent) == visible_json(
        json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    )


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_a_row_of_jsonl_is_the_json_of_its_object(rows: list[tuple[Cell, Cell]]) -> None:
    for columns in (["a", "b"], ["“a”", 'b"']):
        out = io.StringIO()
        write_rows(Rows(columns, iter(rows)), "jsonl", out)
        assert out.getvalue() == "".join(to_json(dict(zip(columns, row, strict=True))) + "\n" for row in rows)
