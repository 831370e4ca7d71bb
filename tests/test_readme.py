"""What the README says, run: its commands, its SQL, its crisis."""

from __future__ import annotations

import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GAZETTE = "The Gazette\n\nOn January 16, Iran launched strikes.\n\nThe ministry called them “a grave breach” today.\n"


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "iptui", *words], capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False
    )


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[list[str]]:
    """Every iptui command of the README that neither opens the explorer nor belongs to the reader's own crisis."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    lines += re.findall(r"`(iptui [^`\n]+)`", README)
    found = [shlex.split(line, comments=True) for line in lines if line.startswith("iptui ")]
    mentioned = (["sql"], ["check"], ["locate", "--fill", "FILE"])
    # These need files of the reader's; tests of their own cover them.
    own = ("attach", "verify", "import", "seal", "syria.sqlite")
    return [
        words[1:]
        for words in found
        if "my-crisis" not in line_of(words) and words[1:] not in mentioned and words[1] not in own
    ]


def line_of(words: list[str]) -> str:
    return " ".join(words)


@pytest.mark.parametrize("words", commands(), ids=line_of)
def test_a_command_of_the_readme_answers(words: list[str]) -> None:
    result = run(*words)
    # Findings are what anachronisms is asked for.
    assert result.returncode == (1 if words[0] == "anachronisms" else 0), result.stderr
    assert result.stdout.strip()


def test_there_are_commands_to_test() -> None:
    assert len(commands()) >= 8


def test_the_lines_of_sql_give_rows() -> None:
    path = run("db", "path").stdout.strip()
    queries = re.findall(r'^sqlite3 "\$DB" "(.*)"$', README, re.MULTILINE)
    assert len(queries) == 5
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        for query in queries:
            assert connection.execute(query.replace('\\"', '"')).fetchall(), query
    finally:
        connection.close()


def test_the_crisis_of_the_readme_can_be_checked_and_built(tmp_path: Path) -> None:
    folder = tmp_path / "my-crisis"
    (folder / "texts").mkdir(parents=True)
    (folder / "texts" / "gazette.txt").write_text(GAZETTE, encoding="utf-8")
    (toml,) = blocks("toml")
    (folder / "crisis.toml").write_text(toml, encoding="utf-8")
    for line in (line for block in blocks("sh") for line in block.splitlines() if "my-crisis" in line):
        words = shlex.split(line, comments=True)[1:]
        if words[0] not in ("check", "locate", "build"):
            continue
        result = run(*words, cwd=tmp_path)
        assert result.returncode == 0, result.stdout + result.stderr
    result = run("list", "-d", "my-crisis.sqlite", "--format", "csv", cwd=tmp_path)
    assert result.stdout.count("\n") == 3
    assert "Iran strikes" in result.stdout


def test_the_numbers_of_the_readme_are_those_of_the_crisis() -> None:
    path = run("db", "path").stdout.strip()
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        events, statements, quotes, claims = (
            connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0]
            for what in ("event", "statement", "quotes WHERE kind = 'verbatim'", "claim")
        )
    finally:
        connection.close()
    said = re.search(r"(\d+) events, (\d+) statements \((\d+) of them verbatim quotations\), (\d+) claims", README)
    assert said is not None
    assert [int(number) for number in said.groups()] == [events, statements, quotes, claims]
