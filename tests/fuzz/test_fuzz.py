"""Every fuzzer for a few hundred inputs, the same every time; and that a find is found, kept, and found again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.edits import apply
from fuzz.fuzzers import FUZZERS

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory and time as Linux has")
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = {
    "sql": 60,
    "database": 200,
    "large": 60,
    "import": 60,
    "json": 60,
    "pollutions": 40,
    "folder": 60,
    "edtf": 200,
    "library": 250,
    "explorer": 3,
}


def fuzz(*arguments: str, folder: Path, code: str = "") -> subprocess.CompletedProcess[str]:
    """`make fuzz` with these arguments, some of the program changed before."""
    tests = ROOT / "tests"
    run = f"""
import runpy, sys
sys.path.insert(0, {str(tests)!r})
{code}
runpy.run_path({str(tests / "fuzz")!r}, run_name='__main__')
"""
    return subprocess.run(
        [sys.executable, "-c", run, *arguments], cwd=folder, capture_output=True, text=True, check=False,
        # Hypothesis keeps a table of all characters there; for each new folder it would make its own, for seconds.
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".hypothesis")},
    )  # fmt: skip


@pytest.mark.parametrize("name", FUZZERS)
def test_nothing_is_found(name: str, tmp_path: Path) -> None:
    done = fuzz(name, "--examples", str(EXAMPLES.get(name, 400)), "--seed", "1", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    assert done.stdout.startswith(f"{name}: ")


BROKEN = {
    "a wrong answer": "assert 'xy' not in value",
    "a crash": "import os, signal; 'xy' in value and os.kill(os.getpid(), signal.SIGSEGV)",
    "one that hangs": "import re; 'xy' in value and re.match('(a*)*b', 'a' * 40)",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_find_is_kept_with_its_seed_and_found_again(name: str, tmp_path: Path) -> None:
    code = f"""
import fuzz.fuzzers as f
from hypothesis import strategies as st
class Broken(f.Fuzzer):
    inputs = st.text('xyz', min_size=0, max_size=20)
    def check(self, value):
        {BROKEN[name]}
f.FUZZERS['gate'] = Broken
"""
    done = fuzz("gate", "--examples", "300", "--seed", "7", "--limit", "0.2", folder=tmp_path, code=code)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "seed 7" in done.stdout
    (kept,) = (tmp_path / ".hypothesis" / "fuzz").glob("*.json")
    find = json.loads(kept.read_text())
    assert "xy" in find["input"]
    if name == "a wrong answer":
        # Nothing smaller shows it.
        assert find["input"] == "xy"
        assert kept.with_suffix(".input").read_text() == "xy"
    again = fuzz("--replay", str(kept), "--limit", "0.2", folder=tmp_path, code=code)
    assert again.returncode != 0
    assert fuzz("--replay", str(kept), folder=tmp_path).returncode == 0


def test_edits_are_what_they_say() -> None:
    data = bytes(range(10))
    assert apply(data, [["set", 1, 9], ["flip", 0, 3]]) == b"\x08\x09" + data[2:]
    assert apply(data, [["cut", 2, 3], ["put", 0, "\xff"]]) == b"\xff\x00\x01" + data[5:]
    assert apply(data, [["copy", 0, 8, 4]]) == data[:8] + data[:4]
    assert apply(data, [["blank", 8, 9], ["end", 9], ["set", 50, 1]]) == data[:8] + b"\x00"
