"""The arguments of the reading commands: the strict reader takes them as click does, or leaves them to it."""

from __future__ import annotations

import contextlib
import subprocess
import sys

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from iptui.cli import COMMANDS, runner
from iptui.cli.arguments import FORMATS, READING, Command, Option, read
from iptui.cli.shared import declared

VALUES = st.one_of(
    st.sampled_from([
        *FORMATS, "xml", "JSON", "", "-", "--", "0", "7", "007", "-1", "+1", "1_0", "１２",
        "1.5", ".5", "5.", "0.0", "1e3",
        "inf", "86400", "86400.1", "a=b", "p=1", "--sql", "-n", "crisis.sqlite", " 5",
    ]),
    st.text(st.sampled_from("ab:-=.,0n\"“é \n"), max_size=5),
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from([
        "actor:iran", "-actor:us", '-"a phrase"', "-x", "--help", "-h", "--", "-", "--nonsense", "a", "-n5", "-tn5",
        "--lim", "--limit", "-fcsv", "-f=csv", "--format=", "--sql=1", "--no-sql", "-nx", "since:2024", "\udcff",
    ]),
    VALUES,
)  # fmt: skip


def _given(option: Option) -> st.SearchStrategy[list[str]]:
    flags = st.sampled_from(option.flags)
    if option.kind == "flag":
        return flags.map(lambda flag: [flag])
    return st.one_of(
        st.tuples(flags, VALUES).map(list),
        st.tuples(flags, VALUES).map(lambda pair: [f"{pair[0]}{'=' if pair[0].startswith('--') else ''}{pair[1]}"]),
    )


def _arguments(name: str) -> st.SearchStrategy[tuple[str, list[str]]]:
    pieces = st.one_of(WORDS.map(lambda word: [word]), *map(_given, READING[name].options))
    return st.lists(pieces, max_size=5).map(lambda found: (name, [word for piece in found for word in piece]))


def _by_click(name: str, command: Command, words: list[str]) -> dict[str, object] | None:
    with contextlib.suppress(click.ClickException, click.exceptions.Exit):
        return declared(command, name, runner(name)).make_context(name, words, resilient_parsing=False).params
    return None


@given(st.sampled_from(sorted(READING)).flatmap(_arguments))
@example(("list", ["-d", "x", "--", "-actor:us", "--sql"]))
@example(("list", ["-n", "3", "actor:iran", "-n", "4"]))
@example(("sql", ["-p", "a=1", "-p", "b=2", "toll", "--timeout", "0.5"]))
def test_both_readers_take_arguments_alike(case: tuple[str, list[str]]) -> None:
    name, words = case
    quick = read(READING[name], words)
    if quick is not None:
        assert set(map(type, quick.values())) <= {str, int, float, bool, tuple, type(None)}
        assert quick == _by_click(name, READING[name], words)


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("list", [], {"words": (), "form": "table", "limit": None, "as_sql": False, "database": None}),
        ("list", ["actor:iran", "-actor:us", "-f", "jsonl"], {"words": ("actor:iran", "-actor:us"), "form": "jsonl"}),
        ("list", ["-fcsv", "-n5", "--database=x"], {"form": "csv", "limit": 5, "database": "x"}),
        ("search", ["a b", "-t"], {"words": ("a b",), "by_time": True}),
        ("quotes", ["--all"], {"paraphrases": True}),
        ("show", ["a", "b"], {"ids": ("a", "b")}),
        ("sql", ["SELECT 1", "--timeout", "2"], {"query": "SELECT 1", "timeout": 2.0, "given": ()}),
    ],
)  # fmt: skip
def test_the_common_case_needs_no_click(name: str, words: list[str], expected: dict[str, object]) -> None:
    found = read(READING[name], words)
    assert found is not None
    assert {key: found[key] for key in expected} == expected
    assert found == _by_click(name, READING[name], words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("list", ["--help"]), ("list", ["-n", "-1"]), ("list", ["-n", "x"]), ("list", ["--format", "xml"]),
        ("list", ["--forma", "csv"]), ("search", []), ("search", ["-tn5", "a"]), ("show", []), ("sql", ["a", "b"]),
        ("sql", ["a", "--timeout", "0"]), ("list", ["-d"]), ("list", ["--sql=yes"]),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_click(name: str, words: list[str]) -> None:
    assert read(READING[name], words) is None


def test_every_declared_command_is_there_with_its_help() -> None:
    assert set(READING) <= set(COMMANDS)
    for name, command in READING.items():
        assert command.runs.partition(":")[0] == COMMANDS[name]
        assert runner(name).__doc__


def test_reading_the_declarations_imports_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules); import iptui.cli.arguments; "
        "print(*sorted(set(sys.modules) - before - {'__future__'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["gc", "iptui", "iptui.cli", "iptui.cli.arguments"]
