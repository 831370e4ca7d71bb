"""Killed at any moment, on a disk that is full, two at once: the old or the new, whole, and nothing confirmed is gone.

`IPTUI_FAULTS=200` tries so many moments of each; by default a few.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crisis import small_database
from exchange_helpers import ask, sound
from faulting import ACTIONS
from iptui.cli import main
from iptui.store.library import Library, LibraryError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and limits of POSIX")
TIMES = int(os.environ.get("IPTUI_FAULTS", "6"))
SEED = int(os.environ.get("IPTUI_FAULTS_SEED", "1"))
IPTUI = [sys.executable, "-m", "iptui"]


@pytest.mark.parametrize("fault", ["kill", "full"])
@pytest.mark.parametrize("action", ACTIONS)
def test_what_is_left_is_the_old_or_the_new(action: str, fault: str) -> None:
    script = Path(__file__).with_name("faulting.py")
    few = action in ("seal", "import json", "import with bad rows", "forget")
    times = TIMES // 2 if few and "IPTUI_FAULTS" not in os.environ else TIMES
    done = subprocess.run(
        [sys.executable, str(script), action, fault, str(times), str(SEED)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert sum(found.values()) == times
    # Faults that always come too late show nothing.
    assert found.get("old", 0) > 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 KB, where this system lets us make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    if not sys.platform.startswith("linux") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small file system can only be made by root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_full_is_told_and_nothing_is_left_on_it(small_disk: Path, tmp_path: Path) -> None:
    rows = "".join(f"2024-01-01,event {number}\n" for number in range(20_000))
    (tmp_path / "a.csv").write_text("date,title\n" + rows, encoding="utf-8")
    target = small_disk / "made.sqlite"
    for words in (
        ["import", "csv", str(tmp_path / "a.csv"), "-o", str(target)],
        ["db", "build", "-o", str(target)],
        ["db", "backup", str(target)],
    ):
        done = subprocess.run([*IPTUI, *words], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (3, ""), done.stderr
        assert f"{target}: cannot be written" in done.stderr
        assert "is the disk full?" in done.stderr
        assert list(small_disk.iterdir()) == []


@pytest.mark.parametrize("options", ["ro", "nr_inodes=1"])
def test_a_disk_that_takes_no_file_is_told(tmp_path: Path, options: str) -> None:
    """Mounted for reading only, or all that a quota allows is used up."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
    if not sys.platform.startswith("linux") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a file system can only be made by root")
    table, target = tmp_path / "a.csv", disk / "made.sqlite"
    table.write_text("date,title\n2024-01-01,x\nx,y\n", encoding="utf-8")
    try:
        for words in (
            ["import", "csv", str(table), "-o", str(target), "--skip-bad"],
            ["import", "csv", str(table), "-o", str(tmp_path / "b.sqlite"), "--skip-bad", "--bad-to", str(disk / "b")],
            ["db", "build", "-o", str(target)],
            ["db", "backup", str(target)],
        ):
            done = subprocess.run([*IPTUI, *words], capture_output=True, text=True, check=False)
            assert (done.returncode, done.stdout) == (3, ""), done.stderr
            assert "cannot be written" in done.stderr
            assert str(disk) in done.stderr
            assert list(disk.iterdir()) == []
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "disk"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_two_imports_at_once_leave_one_of_them_whole(tmp_path: Path) -> None:
    target = tmp_path / "made.sqlite"
    started = []
    for name, count in (("a", 3000), ("b", 2000)):
        table = tmp_path / f"{name}.csv"
        rows = "".join(f"2024-01-01,{name} {number}\n" for number in range(count))
        table.write_text("date,title\n" + rows, encoding="utf-8")
        started.append(
            subprocess.Popen([*IPTUI, "import", "csv", str(table), "-o", str(target)], stderr=subprocess.PIPE)
        )
    for process in started:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    sound(target)
    assert ask(target, "SELECT substr(title, 1, 1), count(*) FROM event GROUP BY 1") in ([("a", 3000)], [("b", 2000)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv", "made.sqlite"]


def test_many_first_starts_at_once_all_find_a_whole_crisis(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    started = [
        subprocess.Popen(
            [*IPTUI, "list", "--format", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )
        for _ in range(3)
    ]
    told = set()
    for process in started:
        out, said = process.communicate(timeout=120)
        assert (process.returncode, said) == (0, b"")
        told.add(out)
    assert len(told) == 1
    assert len(list((tmp_path / "iptui").glob("*.sqlite"))) == 1


def test_who_waits_for_a_lock_in_vain_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iptui.store.library._BUSY", 0.1)
    library = Library(tmp_path / "library.sqlite")
    text = ACTIONS["attach"].text("one", 1)  # type: ignore[attr-defined]
    library.attach(text)
    with closing(sqlite3.connect(library.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for act in (lambda: library.attach(text), lambda: library.texts("dorf")):
            with pytest.raises(LibraryError, match=r"library\.sqlite.*another program is writing to it"):
                act()
        other.execute("ROLLBACK")
    assert library.text("dorf", "one") == text


BUILDING = """
import sys
from iptui.cli import main
for _ in range(15):
    assert main(sys.argv[1:]) == 0
"""


def test_reading_and_building_at_once_disturb_nobody(tmp_path: Path) -> None:
    database = small_database(tmp_path)
    builder = subprocess.Popen(
        [sys.executable, "-c", BUILDING, "build", str(tmp_path / "dorf"), "-o", str(database)],
        stderr=subprocess.PIPE,
    )  # fmt: skip
    counts = set()
    while builder.poll() is None:
        done = subprocess.run(
            [*IPTUI, "sql", "SELECT count(*) FROM event", "-d", str(database), "-f", "csv"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        counts.add(done.stdout)
    assert builder.stderr is not None
    assert builder.returncode == 0, builder.stderr.read()
    builder.stderr.close()
    assert len(counts) <= 1


def test_imports_a_sealing_and_explorers_at_once_leave_something_whole(tmp_path: Path) -> None:
    pytest.importorskip("termios", reason="needs a terminal of POSIX")
    from tui.terminal import Terminal, explore

    target = tmp_path / "made.sqlite"
    tables = {}
    for name, count in (("a", 900), ("b", 600), ("c", 300)):
        tables[name] = tmp_path / f"{name}.csv"
        rows = "".join(f"2024-01-01,{name} {number}\n" for number in range(count))
        tables[name].write_text("date,title\n" + rows, encoding="utf-8")
    assert main(["import", "csv", str(tables["c"]), "-o", str(target)]) == 0
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("UPDATE event SET title = 'c edited' WHERE title = 'c 0'")
    with Terminal(*explore(target)) as first, Terminal(*explore(target)) as second:
        started = [
            (words[0], subprocess.Popen([*IPTUI, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
            for words in (
                ["seal", str(target)],
                ["import", "csv", str(tables["a"]), "-o", str(target)],
                ["import", "csv", str(tables["b"]), "-o", str(target)],
                ["seal", str(target)],
            )
        ]
        for command, process in started:
            _, said = process.communicate(timeout=120)
            assert process.returncode in (0, 3), said
            assert "Traceback" not in said
            assert process.returncode == 0 or (command == "seal" and str(target) in said), said
        for terminal in (first, second):
            terminal.send("q")
            assert terminal.ended() in (0, 3), terminal.screen.display
    sound(target)
    # A sealing that began on what an import replaced must not have brought that back.
    ((kind, count),) = ask(target, "SELECT substr(title, 1, 1), count(*) FROM event GROUP BY 1")
    assert (kind, count) in (("a", 900), ("b", 600))
    assert ask(target, "SELECT fresh FROM sealing") == [(1,)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv", "c.csv", "made.sqlite"]
