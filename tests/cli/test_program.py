"""The program around the commands: help, usage, streams, signals of a closed pipe, what is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from iptui import __version__
from iptui.cli import COMMANDS
from running import Run

PYTHON = [sys.executable, "-m", "iptui"]


def test_version(iptui: Run) -> None:
    assert iptui("--version").out == f"iptui {__version__}\n"


def test_help_names_every_command_and_is_short(iptui: Run) -> None:
    for flag in ("--help", "-h"):
        done = iptui(flag)
        assert done.code == 0
        for name in COMMANDS:
            assert f"\n  {name} " in done.out
        assert max(map(len, done.out.splitlines())) <= 100


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(iptui: Run, command: str) -> None:
    done = iptui(command, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: iptui {command}")
    assert len(done.out.splitlines()) > 5


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--nonsense"], ["list", "--format", "xml"], ["list", "-n", "-1"], ["list", "-n", "x"], ["show"],
        ["db"],
        ["db", "nonsense"], ["--nonsense"], ["-d"], ["sql", "SELECT 1", "--timeout", "0"],
    ],
)  # fmt: skip
def test_wrong_usage_is_2_and_writes_nothing_to_stdout(iptui: Run, arguments: list[str]) -> None:
    done = iptui(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err


@pytest.mark.parametrize("arguments", [[], ["actor:aland"], ["-actor:aland"], ["rockets", "since:2021"]])
def test_the_explorer_without_a_terminal_says_what_to_do(iptui: Run, arguments: list[str]) -> None:
    done = iptui(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("iptui: the explorer needs a terminal")
    assert "iptui list" in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(("word", "hint"), [("serach", "did you mean search"), ("xylophone", "lists the commands")])
def test_a_mistyped_command_opens_no_empty_explorer(iptui: Run, word: str, hint: str) -> None:
    done = iptui(word)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"iptui: no command '{word}'")
    assert hint in done.err


def test_a_command_after_the_database_is_told_where_it_goes(iptui: Run, tmp_path: Path) -> None:
    database = str(tmp_path / "none.sqlite")
    for words in (("-d", database, "list"), (database, "sql", "SELECT 1")):
        done = iptui(*words)
        assert (done.code, done.out) == (2, "")
        command = words[2] if words[0] == "-d" else words[1]
        assert f"iptui {command} -d {database}" in done.err
    assert "no such file" in iptui("-d", database, "--", "list").err
    assert "the explorer needs a terminal" in iptui("--", "list").err


def test_the_database_and_the_filter_go_before_the_terminal(iptui: Run, tmp_path: Path) -> None:
    missing = iptui(str(tmp_path / "none.sqlite"))
    assert (missing.code, "no such file" in missing.err, "terminal" in missing.err) == (3, True, False)
    unknown = iptui("actor:alland")
    assert (unknown.code, "no actor" in unknown.err, "terminal" in unknown.err) == (2, True, False)
    # A word that finds something is a filter, even beside a command of nearly that name.
    assert iptui("rockets").err.startswith("iptui: the explorer needs a terminal")


def test_the_explorers_filter_is_read_first(iptui: Run) -> None:
    done = iptui("since:yesterday")
    assert done.code == 2
    assert "filter: " in done.err


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.sqlite", None, "no such file"),
        ("empty.db", b"", "empty"),
        ("text.sqlite", b"hello" * 100, "not a SQLite database"),
        ("short.sqlite", b"SQLite format 3\0", "not a SQLite database"),
    ],
)
def test_a_database_that_is_none_is_3_with_its_name(
    iptui: Run, tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    for arguments in (["list"], ["show", "x"], ["sql", "SELECT 1"], ["schema"], ["db", "info"]):
        done = iptui(*arguments, "-d", str(path))
        assert (done.code, done.out) == (3, "")
        assert told in done.err
        assert str(path) in done.err
        assert len(done.err.splitlines()) == 1


def test_a_folder_is_no_database(iptui: Run, tmp_path: Path) -> None:
    done = iptui("list", "-d", str(tmp_path))
    assert (done.code, "a folder" in done.err) == (3, True)


def test_the_option_goes_before_the_environment(iptui: Run, dorf: Path, tmp_path: Path) -> None:
    assert iptui("list", "-d", str(dorf), database=tmp_path / "none.sqlite").code == 0
    assert iptui("list", database=tmp_path / "none.sqlite").code == 3


def test_a_reader_that_leaves_ends_it_quietly(dorf: Path) -> None:
    for form in ("table", "jsonl", "csv", "json", "md"):
        with subprocess.Popen(
            [
                *PYTHON,
                "sql",
                "SELECT a.*, b.* FROM timeline a, timeline b, passage c, passage d",
                "-d",
                str(dorf),
                "--format",
                form,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.read(10)
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told(dorf: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PYTHON, "list", "-d", str(dorf)], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert done.returncode == 3
    assert done.stderr.startswith(b"iptui: the output cannot be written")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "tsv", "md"])
def test_pipes_are_utf_8_whatever_the_locale(iptui: Run, form: str) -> None:
    plain = {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}
    done = iptui("list", "--format", form, env=plain)
    assert done.code == 0
    assert "هیچ توجیهی ندارد" in done.out
    assert done.out == iptui("list", "--format", form).out


def test_arguments_that_are_no_text_do_no_harm(dorf: Path) -> None:
    for arguments in (
        [b"list", b"actor:\xff\xfe"],
        [b"show", b"\xff"],
        [b"sql", b"SELECT '\xff'"],
        [b"list", b"-d", b"\xff"],
    ):
        done = subprocess.run(
            [*map(os.fsencode, PYTHON), *arguments],
            capture_output=True,
            env={**os.environ, "IPTUI_DATABASE": str(dorf)},
            check=False,
            timeout=60,
        )
        assert done.returncode in (1, 2, 3)
        assert b"Traceback" not in done.stderr
        done.stderr.decode("utf-8")


HEAVY = {"textual", "rich", "sqlite_utils", "dateutil", "tomllib", "asyncio"}
# What takes as long to import as a command has, and no command that is over at once needs.
SLOW = HEAVY | {"click", "dataclasses", "inspect", "hashlib", "tempfile", "subprocess"}
LISTING = SLOW | {"typing", "re", "enum", "json", "pathlib", "contextlib", "urllib", "datetime"}


def _modules(arguments: list[str], environment: Mapping[str, str]) -> set[str]:
    """The packages that a command has imported when it is done."""
    script = (
        "import sys; from iptui.cli import main; code = main(sys.argv[1:]); "
        "sys.stderr.write(' '.join(sorted({name.partition('.')[0] for name in sys.modules}))); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script, *arguments],
        capture_output=True,
        text=True,
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"], ["list", "actor:aland", "since:2021", "--format", "jsonl"], ["show", "violation"],
        ["search", "aland"],
        ["sql", "SELECT 1"], ["quotes", "--format", "csv"], ["actors"], ["disagreements"], ["responses"],
    ],
)  # fmt: skip
def test_reading_imports_nothing_heavy(dorf: Path, arguments: list[str]) -> None:
    assert not HEAVY & _modules(arguments, {**os.environ, "IPTUI_DATABASE": str(dorf)})


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment of a user who has opened the bundled crisis before, and has not just changed it."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))}
    environment.pop("IPTUI_DATABASE", None)
    remembered = Path(environment["XDG_CACHE_HOME"], "iptui", "remembered")
    for _ in range(20):
        subprocess.run([*PYTHON, "list", "-n", "1"], env=environment, check=True, capture_output=True, timeout=60)
        if remembered.is_dir() and any(remembered.iterdir()):
            break
        time.sleep(0.5)
    return environment


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (["list", "--format", "jsonl"], LISTING),
        (["list", "actor:iran", "-type:consult", "since:2024-01-16", "--format", "jsonl"], LISTING),
        (["list", "status:reported", "--format", "tsv"], LISTING),
        (["search", "sovereignty", "--format", "jsonl"], LISTING),
        (["list", "--format", "table"], SLOW),
        (["show", "iran-strikes-pakistan", "--format", "jsonl"], SLOW),
        (["show", "epoch"], SLOW),
        (["sql", "SELECT 1", "--format", "jsonl"], SLOW | {"sqlite3", "typing", "pathlib"}),
        (["sql", "toll", "--format", "csv"], SLOW | {"sqlite3", "typing", "pathlib"}),
    ],
)
def test_what_is_over_at_once_imports_next_to_nothing(
    settled: Mapping[str, str], arguments: list[str], never: set[str]
) -> None:
    assert not never & _modules(arguments, settled)


def test_keys_come_from_the_explorers_own_table(iptui: Run) -> None:
    from iptui.tui.keys import COMMANDS as KEYS

    rows = json.loads(iptui("keys", "--format", "json").out)
    assert [row["id"] for row in rows] == [
        command.id for group in dict.fromkeys(each.group for each in KEYS) for command in KEYS if command.group == group
    ]
    assert "what it does" in iptui("keys").out


def test_db_path_info_backup(iptui: Run, dorf: Path, tmp_path: Path) -> None:
    assert iptui("db", "path").out == f"{dorf}\n"
    info = json.loads(iptui("db", "info", "--format", "json").out)
    assert (info["id"], info["events"], info["statements"], info["quotes"]) == ("dorf-2021", 5, 4, 3)
    copy = tmp_path / "copy.sqlite"
    assert iptui("db", "backup", str(copy)).code == 0
    assert iptui("list", "--format", "json", "-d", str(copy)).out == iptui("list", "--format", "json").out
    assert [path.name for path in tmp_path.iterdir()] == ["copy.sqlite"]
    mine = tmp_path / "thesis.txt"
    mine.write_text("years of work")
    refused = iptui("db", "backup", str(mine))
    assert (refused.code, mine.read_text()) == (3, "years of work")
    assert "--force" in refused.err
    assert iptui("db", "backup", str(copy)).code == 0
