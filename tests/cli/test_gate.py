"""Every command on a database, files and arguments that are hostile throughout: nothing raw reaches a terminal.

The commands are those of the program itself: a new one fails here until it is told what to be run with.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click
import pytest

from cli.many_runs import COLUMNS, Case, Wrote, run_all
from cli.test_output import unescape
from crisis import small_crisis
from hostile_database import HOSTILE, LONG, hostile_database
from hostile_text import naughty_strings
from iptui.cli.output import FORMATS
from iptui.cli.program import program
from iptui.text import cell_width, is_safe, safe

pytest.importorskip("pty", reason="this system has no pseudo-terminals")

EVIL = HOSTILE[0] + HOSTILE[5] + HOSTILE[7]
NAME = "\x1b]0;owned\x07\x9b2J\u202e\udcff"
OWN = re.compile(r"\x1b\[1m|\x1b\[0m|\r\x1b\[K|\r(?=[#.]{30} )|(?<=%)(?P<bar> [^\r]*)\x1b\[K")
"""What the program itself sends to a terminal: bold headings, and the bar of an import."""


def commands() -> dict[str, click.Command]:
    """Every command and subcommand by the words that call it."""
    context = click.Context(program)
    found: dict[str, click.Command] = {}
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": each for inner, each in command.commands.items()}
        else:
            found[name] = command
    return found


def arguments(folder: Path, database: Path) -> dict[str, list[list[str]]]:
    """What every command is run with; each list is run in every format that the command has."""
    with closing(sqlite3.connect(database)) as connection:
        ids = {
            table: [id_ for (id_,) in connection.execute(f"SELECT id FROM {table} ORDER BY id")]
            for table in ("event", "statement", "source", "actor")
        }
    own = ["-d", str(database)]
    everything = [*ids["event"], *ids["statement"], *ids["source"], *ids["actor"]]
    source = str(folder / "dorf" / "texts" / "herald.txt")
    table = str(folder / f"{NAME}.csv")
    tables = ("event", "statement", "source", "actor", "timeline", "quotes", "claims", "responses", "offices")
    return {
        "list": [own, [f"since:2021 -actor:{ids['actor'][0]}", "--sql", *own], [EVIL, *own]],
        "show": [[*everything, *own], [*everything, "--sql", *own], [EVIL, *own]],
        "search": [["village", *own], [EVIL, *own], ["--sql", '"fired rockets" ' + EVIL, *own]],
        "quotes": [["--all", *own], [f'about:"{ids["event"][0]}"', *own]],
        "actors": [own, ["--sql", *own]],
        "sources": [own, ["--sql", *own]],
        "disagreements": [own],
        "responses": [own, [ids["event"][1], *own], [EVIL, *own]],
        "anachronisms": [own, ["--without", EVIL, *own]],
        "compare": [[*ids["source"][:2], *own], [EVIL, EVIL, *own]],
        "cite": [[*everything, "--style", style, *own] for style in ("plain", "markdown", "bibtex", "csl-json", "ris")]
        + [[EVIL, *own]],
        "sql": [[f"SELECT * FROM {name}", *own] for name in tables]
        + [["SELECT :p AS \"" + EVIL.replace('"', "") + '"', "-p", f"p={EVIL}", *own], [EVIL, *own]]
        + [["SELECT '" + EVIL.replace("'", "") + "'", "--sql", *own]],
        "queries": [[], [EVIL]],
        "schema": [own, ["timeline", *own], [EVIL, *own]],
        "keys": [[]],
        "check": [[str(folder / "dorf")], [str(folder / NAME)]],
        "build": [[str(folder / "dorf"), "-o", str(folder / f"{NAME}.sqlite")], [str(folder / NAME), "-o", "x"]],
        "locate": [[source, "“We will answer,”", *own], [source, EVIL, *own],
                   [str(folder / NAME / "sources.toml"), "hostile", *own], [EVIL, EVIL, *own]],
        "import": [["csv", table, "-o", str(folder / "made.sqlite"), "--title", EVIL, "--skip-bad"],
                   ["csv", table, "-o", str(folder / f"{NAME}x.sqlite")],
                   [EVIL, EVIL, "-o", EVIL], ["csv", str(folder / "dorf"), "-o", "y", "--encoding", EVIL]],
        "seal": [[str(folder / f"{NAME}.csv")], [str(folder / NAME)], [EVIL]],
        "db path": [["-d", str(folder / f"{NAME}.sqlite")]],
        "db info": [own, ["-d", str(folder / f"{NAME}.sqlite")]],
        "db build": [["-o", str(folder / f"{NAME}.csv")]],
        "db backup": [[str(folder / f"{NAME}-copy.sqlite"), *own], [str(folder / NAME / "no" / "x"), *own]],
        "attach": [[str(folder / NAME), *own], [str(folder / f"{NAME}.csv"), *own], ["--list", *own],
                   ["--forget", EVIL, *own]],
        "verify": [["--with", str(folder / "dorf"), *own], ["--source", EVIL, *own], own],
    }  # fmt: skip


REFUSED = [[f"foo:{EVIL}"], ["-d", EVIL], [f"--{EVIL}"], ["since:" + NAME], [f'"{EVIL}']]
"""What makes the explorer say something instead of opening."""


def prepare(folder: Path) -> None:
    """A crisis folder, one that is hostile, and a table to import, under names that are hostile too."""
    small_crisis(folder)
    hostile = folder / NAME
    hostile.mkdir()
    lines = [f"[[source]]\nid = {json.dumps(EVIL)}\ntitle = {json.dumps(text)}\npublished = {json.dumps(text)}\n"
             for text in HOSTILE if "\x7f" not in text and "\ud800" not in text]  # fmt: skip
    (hostile / "sources.toml").write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    for text in ("herald.txt", "wire.txt"):
        (hostile / f"{NAME}{text}").write_bytes((folder / "dorf" / "texts" / text).read_bytes())
    (hostile / "crisis.toml").write_text(f'[crisis]\nid = "x"\n"{EVIL.encode("unicode_escape").decode()}" = 1\n')
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["date", "title", "initiator", "place", "source", EVIL.replace("\x00", "")])
    for number, text in enumerate(HOSTILE * 2):
        clean = text.replace("\x00", "")
        writer.writerow([f"2024-01-{number % 28 + 1:02}" if number % 3 else clean, *[clean] * 5])
    (folder / f"{NAME}.csv").write_text(out.getvalue(), encoding="utf-8", newline="")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gate")
    prepare(folder)
    return folder


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_database(tmp_path_factory.mktemp("hostile"), sealed=True)


@pytest.fixture(scope="module")
def undatable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whose dates and hashes are hostile as well."""
    return hostile_database(tmp_path_factory.mktemp("undatable"), dates=True)


def forms(command: click.Command) -> list[str | None]:
    """The formats that a command has."""
    for parameter in command.params:
        if parameter.name == "form":
            assert isinstance(parameter.type, click.Choice)
            return list(parameter.type.choices)
    return [None]


Key = tuple[str, int, str | None]


def run(folder: Path, database: Path, *, terminal: bool, only: Sequence[str] = FORMATS) -> dict[Key, Wrote]:
    """Every command with all its arguments in every format; the results by these."""
    library = {"IPTUI_LIBRARY": str(folder / f"library-{terminal}.sqlite")}
    told = arguments(folder, database)
    wanted: dict[Key, Case] = {}
    for name, command in commands().items():
        for number, given in enumerate(told[name]):
            # The writers of the formats do not depend on the arguments.
            wanted_forms = (*only, "toml", None) if number == 0 or name == "sql" else ("table", "json", None)
            for form in filter(wanted_forms.__contains__, forms(command)):
                words = [*name.split(), *given, *(["--format", form] if form else [])]
                wanted[name, number, form] = Case(words, terminal, library)
    for number, given in enumerate(REFUSED):
        wanted["", number, None] = Case(given, terminal, library)
    return dict(zip(wanted, run_all(list(wanted.values()), folder), strict=True))


def shown(raw: bytes, of: object) -> str:
    """The text that a terminal got, without the program's own sequences; fails where anything else is in it."""
    text = OWN.sub(lambda found: found["bar"] or "", raw.decode()).replace("\r\n", "\n")
    # Character by character: a line that is wrapped may begin with a mark, which takes no place.
    odd = {char for char in set(text) if not is_safe("a" + char, keep_newlines=True)}
    assert not odd, (of, odd, [ascii(line[:300]) for line in text.split("\n") if odd & set(line)][:1])
    return text


def test_every_command_is_run_here(folder: Path, database: Path) -> None:
    assert set(arguments(folder, database)) == set(commands())


def nothing_raw_reached_it(on_terminal: dict[Key, Wrote]) -> None:
    for key, wrote in on_terminal.items():
        assert b"Traceback" not in wrote.out, (key, wrote.out[-2000:])
        assert wrote.code in (0, 1, 2, 3), key
        shown(wrote.out, key)


def hostile_text_is_shown(on_terminal: dict[Key, Wrote]) -> None:
    for name in ("list", "show", "search", "quotes", "actors", "sources", "disagreements", "responses", "compare"):
        assert "<U+" in shown(on_terminal[name, 0, "table"].out, name).replace("\n", ""), name
    told = shown(on_terminal["show", 0, "table"].out, "show")
    for text in HOSTILE:
        assert safe(text) in told or safe(text, keep_newlines=True) in told, text


def tables_keep_their_layout(on_terminal: dict[Key, Wrote]) -> None:
    for name in ("list", "search", "quotes", "actors", "sources", "sql"):
        text = shown(on_terminal[name, 0, "table"].out, name)
        wide = [line for line in text.split("\n") if cell_width(line) > COLUMNS]
        assert not wide, (name, wide[:2])


def what_people_read_is_safe(in_pipes: dict[Key, Wrote]) -> None:
    for key, wrote in in_pipes.items():
        assert b"Traceback" not in wrote.err, (key, wrote.err)
        assert wrote.code in (0, 1, 2, 3), key
        shown(wrote.err, key)
        if key[2] in ("table", "md") and key[:2] not in QUERIES:
            shown(wrote.out, key)


def values(form: str, text: str) -> list[list[str]]:
    """The rows of a format for programs, each value as the text that CSV has for it."""
    if form in ("json", "jsonl"):
        rows = json.loads(text) if form == "json" else [json.loads(line) for line in text.split("\n")[:-1]]
        plain = ["" if each is None else str(each) for row in rows for each in row.values()]
        width = len(rows[0]) if rows else 1
        return [plain[at : at + width] for at in range(0, len(plain), width)]
    if form == "csv":
        # One limit for the whole process: another test may look at it.
        former = csv.field_size_limit(10_000_000)
        try:
            return list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:]
        finally:
            csv.field_size_limit(former)
    lines = text.split("\n")
    assert lines.pop() == ""
    return [[unescape(cell) for cell in line.split("\t")] for line in lines[1:]]


QUERIES = {("list", 1), ("show", 1), ("search", 2), ("actors", 1), ("sources", 1), ("sql", 11)}
"""Runs that print SQL, which is exact in a pipe."""
NESTED = ("show", "disagreements", "db info", "verify", "anachronisms", "locate", "attach")


def formats_for_programs_agree(in_pipes: dict[Key, Wrote]) -> None:
    compared = 0
    for (name, number, form), wrote in in_pipes.items():
        if form != "csv" or not wrote.out or name in NESTED or (name, number) in QUERIES:
            continue
        rows = values("csv", wrote.out.decode())
        for other in ("json", "jsonl", "tsv"):
            assert values(other, in_pipes[name, number, other].out.decode()) == rows, (name, number, other)
            compared += len(rows)
    assert compared > 200


def no_character_is_lost(database: Path, in_pipes: dict[Key, Wrote]) -> None:
    with closing(sqlite3.connect(database)) as connection:
        for number, table in enumerate(("event", "statement", "source", "actor")):
            cursor = connection.execute(f"SELECT * FROM {table}")
            wanted = [dict(zip([column[0] for column in cursor.description], row, strict=True)) for row in cursor]
            assert json.loads(in_pipes["sql", number, "json"].out) == wanted


def tables_in_markdown_stay_tables(in_pipes: dict[Key, Wrote]) -> None:
    checked = 0
    for (name, number, form), wrote in in_pipes.items():
        if form != "md" or not wrote.out.startswith(b"|"):
            continue
        lines = wrote.out.decode().split("\n")[:-1]
        bars = {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines}
        assert len(bars) == 1, (name, number, bars)
        assert not any(re.search(r"(?<!\\)(?:\\\\)*[<>`]", line) for line in lines), name
        checked += len(lines)
    assert checked > 100


def paths_are_their_own_bytes(folder: Path, in_pipes: dict[Key, Wrote]) -> None:
    assert in_pipes["db path", 0, None].out == str(folder / f"{NAME}.sqlite").encode("utf-8", "surrogateescape") + b"\n"


def test_nothing_raw_reaches_a_terminal(folder: Path, database: Path) -> None:
    # The other formats for programs are written by the same hand as csv.
    on_terminal = run(folder, database, terminal=True, only=("table", "json", "csv", "md"))
    nothing_raw_reached_it(on_terminal)
    hostile_text_is_shown(on_terminal)
    tables_keep_their_layout(on_terminal)


def test_in_pipes_nothing_is_lost_and_what_people_read_is_safe(folder: Path, database: Path) -> None:
    in_pipes = run(folder, database, terminal=False)
    what_people_read_is_safe(in_pipes)
    formats_for_programs_agree(in_pipes)
    no_character_is_lost(database, in_pipes)
    tables_in_markdown_stay_tables(in_pipes)
    paths_are_their_own_bytes(folder, in_pipes)


READING = ("list", "show", "search", "quotes", "disagreements", "responses", "sources", "compare", "cite", "db info")


def test_json_is_exact_on_a_terminal_too(folder: Path, database: Path) -> None:
    given = arguments(folder, database)
    words = [[*name.split(), *given[name][0], "--format", "json"] for name in READING if name not in ("cite", "show")]
    with closing(sqlite3.connect(database)) as connection:
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM event UNION SELECT id FROM statement")]
    words += [
        ["show", *ids, "--format", "json", "-d", str(database)],
        ["cite", *ids, "--style", "csl-json", "-d", str(database)],
    ]
    for each in words:
        terminal, pipe = run_all([Case(each, True), Case(each, False)], folder)
        # What is said on standard error stands after it, or before it.
        text = shown(terminal.out, each)
        at = min(match.start() for match in re.finditer(r"^[\[{]", text, re.MULTILINE))
        assert json.JSONDecoder().raw_decode(text[at:])[0] == json.loads(pipe.out), each


def test_dates_and_hashes_may_be_hostile_too(folder: Path, undatable: Path) -> None:
    given = arguments(folder, undatable)
    cases = [Case([*name.split(), *given[name][0]], True) for name in (*READING, "anachronisms", "verify")]
    for wrote, case in zip(run_all(cases, folder), cases, strict=True):
        assert b"Traceback" not in wrote.out, (case, wrote.out[-2000:])
        assert wrote.code in (0, 1, 3), case
        shown(wrote.out, case)


def test_lines_of_a_megabyte(folder: Path, tmp_path: Path) -> None:
    database = hostile_database(tmp_path, long=True)
    given = arguments(folder, database)
    cases = [Case([*name.split(), *given[name][0]], True) for name in READING]
    cases += [Case([name, *given[name][0], "--format", "json"], False) for name in ("list", "quotes")]
    *tables, listed, quoted = run_all(cases, folder)
    for wrote, case in zip(tables, cases, strict=False):
        assert wrote.code in (0, 1), (case, wrote.out[-2000:])
        shown(wrote.out, case)
    assert any(LONG in str(row["quote"]) for row in json.loads(quoted.out))
    assert len(listed.out) > len(LONG)


def test_the_naughty_strings_as_data_and_as_arguments(database: Path, shared_dir: Path, folder: Path) -> None:
    strings = [text.replace("\0", "") for text in naughty_strings(shared_dir)]
    text = json.dumps([each.encode("utf-8", "replace").decode() for each in strings])
    own = ["-d", str(database)]
    cases = [["sql", "SELECT value FROM json_each(:p)", "-p", f"p={text}", "-f", form, *own]
             for form in ("table", "md", "csv", "json")]  # fmt: skip
    cases += [["show", "--", *strings[at::8]] for at in range(8)] + [["list", *strings[at::40]] for at in range(40)]
    for wrote, case in zip(run_all([Case(case, True) for case in cases], folder), cases, strict=True):
        assert b"Traceback" not in wrote.out, case
        shown(wrote.out, case)


def test_a_bug_is_shown_safely(tmp_path: Path) -> None:
    # No error that is known has such a text; one that is not known may.
    import subprocess
    import sys

    script = "import sys, iptui.cli as c; c._run = lambda _words: {}[sys.argv[1]]; sys.exit(c.main([]))"
    done = subprocess.run([sys.executable, "-c", script, EVIL.replace("\0", "")], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"KeyError" in done.stderr
    shown(done.stderr, "bug")
