"""Rows as they come: the first before the last is there, memory that does not grow, an end when nobody reads on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from running import Run

PYTHON = [sys.executable, "-m", "iptui"]
# So many rows that nobody waits for the last: what is read of them was written before that.
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, printf('%.200c', 'x') AS t FROM n"
PEAK = """
import resource, sys
from iptui.cli import main
code = main(sys.argv[1:])
sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
sys.exit(code)
"""


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "tsv", "md"])
def test_the_first_row_does_not_wait_for_the_others(dorf: Path, form: str) -> None:
    with subprocess.Popen(
        [*PYTHON, "sql", ENDLESS, "-d", str(dorf), "--format", form, "--timeout", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [process.stdout.readline() for _ in range(3)]
        assert any(b"1" in line for line in lines)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--format", "jsonl"], ["list", "--format", "json"], ["list", "--format", "csv"], ["list"],
        ["search", "a", "--format", "tsv"], ["quotes", "--all", "--format", "jsonl"], ["show", "alpha", "violation"],
        ["sql", "SELECT * FROM timeline", "--format", "md"], ["list", "--sql"],
    ],
)  # fmt: skip
def test_a_reader_that_takes_nothing_ends_it_quietly(dorf: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*PYTHON, *arguments, "-d", str(dorf)], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60
        )
    finally:
        os.close(writing)
    assert done.returncode in (0, 1)
    assert b"Broken" not in done.stderr
    assert b"Traceback" not in done.stderr


def test_head_of_a_list(dorf: Path) -> None:
    for form in ("jsonl", "csv", "table"):
        piped = subprocess.run(  # noqa: S602 - a shell's pipe is what is tested; no word is somebody's
            f"{sys.executable} -m iptui list --format {form} -d {dorf} | head -n 1; echo ${{PIPESTATUS[0]}}",
            shell=True,
            executable="/bin/bash",
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert piped.stderr == ""
        assert piped.stdout.splitlines()[1:] == ["0"]


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_memory_does_not_grow_with_the_rows(dorf: Path) -> None:
    peaks = []
    for rows in ("100", "100000"):
        done = subprocess.run(
            [sys.executable, "-c", PEAK, "sql", ENDLESS, "-n", rows, "--format", "jsonl", "-d", str(dorf)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=True,
            timeout=120,
        )
        peaks.append(int(done.stderr))
    # In KiB; on macOS bytes. The rows themselves take 25 MB.
    assert peaks[1] < 1.2 * peaks[0]


def test_rows_that_are_not_held_back_are_the_same(iptui: Run) -> None:
    for form in ("jsonl", "csv"):
        assert iptui("list", "--format", form, env={"PYTHONUNBUFFERED": "1"}).out == iptui("list", "--format", form).out
