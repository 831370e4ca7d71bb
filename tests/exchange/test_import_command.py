"""`iptui import` as it is used, and what is left when it is killed."""

from __future__ import annotations

import os
import random
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exchange_helpers import ask, sound

IPTUI = [sys.executable, "-m", "iptui"]


def iptui(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*IPTUI, *map(str, arguments)], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    path.write_text("date,title,initiator\n2024-01-01,One,Iran\n2024-02-30,Two,Iran\n", encoding="utf-8")
    return path


def test_refused_with_exit_code_3(events: Path, tmp_path: Path) -> None:
    done = iptui("import", "csv", "events.csv", "-o", "made.sqlite", folder=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    first, last = done.stderr.splitlines()
    assert first.startswith("events.csv: line 3: date = '2024-02-30': is not a date: ")
    assert last == (
        "iptui: nothing was imported: 1 of 2 row(s) cannot be read as the mapping says; --skip-bad imports the others"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]


def test_skipped_with_exit_code_1(events: Path, tmp_path: Path) -> None:
    done = iptui("import", "csv", events, "-o", "made.sqlite", "--skip-bad", "--title", "Mine", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "iptui: 2 rows: 1 imported (1 event), 1 refused; built made.sqlite" in done.stderr
    assert f"iptui: refused rows: {events}.bad.csv" in done.stderr
    assert "\x1b" not in done.stderr
    sound(tmp_path / "made.sqlite")
    listed = iptui("list", "-d", "made.sqlite", "--format", "csv", folder=tmp_path)
    assert "One" in listed.stdout
    info = iptui("sql", "SELECT title FROM crisis", "-d", "made.sqlite", "--format", "csv", folder=tmp_path)
    assert info.stdout.splitlines() == ["title", "Mine"]


def test_the_bad_rows_come_in_once_they_are_mended(events: Path, tmp_path: Path) -> None:
    iptui("import", "csv", events, "-o", "made.sqlite", "--skip-bad", "--bad-to", "bad.csv", folder=tmp_path)
    bad = tmp_path / "bad.csv"
    bad.write_text(bad.read_text(encoding="utf-8").replace(",2024-02-30,", ",2024-02-29,"), encoding="utf-8")
    done = iptui("import", "csv", bad, "-o", "rest.sqlite", folder=tmp_path)
    assert done.returncode == 0
    assert ask(tmp_path / "rest.sqlite", "SELECT title, date FROM event") == [("Two", "2024-02-29")]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["import", "kedz", "events.csv", "-o", "x"], 2, "did you mean keds"),
        (["import", "csv", "-o", "x"], 2, "at least one FILE"),
        (["import", "csv", "events.csv"], 2, "--output"),
        (["import", "csv", "no.csv", "-o", "x"], 3, "no.csv: No such file"),
        (["import", "csv", "events.csv", "-o", "events.csv", "--force"], 2, "one of the files"),
        (["import", "csv", "events.csv", "-o", "notes.txt"], 3, "--force"),
        (["import", "csv", "events.csv", "-o", "x", "--map", "no.toml"], 3, "no.toml"),
        (["import", "csv", "events.csv", "-o", "x", "--delimiter", "ab"], 2, "one character"),
        (["import", "csv", "events.csv", "-o", "x", "--encoding", "klingon"], 3, "klingon"),
        (["import", "csv", "events.csv", "-o", "x", "--bad-to", "y"], 2, "--skip-bad"),
    ],
)
def test_what_cannot_be(events: Path, tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = iptui(*arguments, folder=tmp_path)
    assert done.returncode == code
    assert words in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.csv", "notes.txt"]
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_killed_at_any_moment_the_old_database_is_whole(tmp_path: Path, number: signal.Signals) -> None:
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    small.write_text("date,title\n2024-01-01,old\n", encoding="utf-8")
    large.write_text(
        "date,title\n" + "".join(f"2024-01-{day % 28 + 1:02},event {day}\n" for day in range(30_000)), encoding="utf-8"
    )
    target = tmp_path / "made.sqlite"
    iptui("import", "csv", small, "-o", target, folder=tmp_path)
    before = target.read_bytes()
    chance = random.Random(int(number))
    for _ in range(3):
        child = subprocess.Popen([*IPTUI, "import", "csv", str(large), "-o", str(target)], stderr=subprocess.PIPE)
        # Before that a slow machine is still at Python's own start, which tells ctrl+C in its own way.
        while child.poll() is None and not list(tmp_path.glob(".made.sqlite.*.new")):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 1.4))
        child.send_signal(number)
        assert child.stderr is not None
        words = child.stderr.read().decode()
        child.stderr.close()
        code = child.wait()
        assert "Traceback" not in words
        assert code in (0, -number, 128 + number)
        if code == 0:
            assert ask(target, "SELECT count(*) FROM event") == [(30_000,)]
            iptui("import", "csv", small, "-o", target, folder=tmp_path)
            before = target.read_bytes()
        assert target.read_bytes() == before
        if number is not signal.SIGKILL:
            assert sorted(path.name for path in tmp_path.iterdir()) == ["large.csv", "made.sqlite", "small.csv"]


def test_no_heavy_imports(events: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from iptui.cli import main; "
        "main(['import', 'csv', 'events.csv', '-o', 'x.sqlite', '--skip-bad']); "
        "print([name for name in ('textual', 'sqlite_utils', 'rich', 'dateutil') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak is in KB only on Linux")
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    program = (
        "import resource, sys; from iptui.cli import main; main(sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peaks = []
    for size in (20_000, 80_000):
        path = tmp_path / f"{size}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("date,title,text\n")
            file.writelines(f"{1900 + row * 100 // size}-01-01,event {row},{'word ' * 30}\n" for row in range(size))
        done = subprocess.run(
            [sys.executable, "-c", program, "import", "csv", str(path), "-o", str(tmp_path / "x.sqlite")],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        peaks.append(int(done.stdout))
    # Page cache of SQLite (128 MB) fills up; beyond that nothing may be kept for each row.
    assert (peaks[1] - peaks[0]) * 1024 < 131_072 * 1024


def test_codes_of_another_scheme_are_told_with_the_whole_command(tmp_path: Path) -> None:
    rows = "".join(f"1989-05-{day:02},AFG,PAK,223\n" for day in range(1, 20))
    (tmp_path / "old events.csv").write_text("date,source,target,code\n" + rows, encoding="utf-8")
    done = iptui("import", "keds", "old events.csv", "-o", "made.sqlite", "--title", "Old", folder=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    command = "iptui import keds-weis 'old events.csv' -o made.sqlite --title Old"
    assert done.stderr.rstrip("\n").endswith(f"all of them are codes of weis: {command}")
    assert not (tmp_path / "made.sqlite").exists()
    assert iptui(*shlex.split(command)[1:], folder=tmp_path).returncode == 0


def test_rows_without_a_date_come_in_as_undated_whatever_the_format_is(tmp_path: Path) -> None:
    table = "time,what\n2004-01-01 00:20:00,IED\n,Small Arms\nNA,Raid\n"
    (tmp_path / "incidents.csv").write_text(table, encoding="utf-8")
    given = ["import", "csv", "incidents.csv", "-o", "made.sqlite", "--map", "date=time", "--map", "title=what"]
    first = iptui(*given, folder=tmp_path)
    assert first.returncode == 3
    (advised,) = re.findall(r'--date-format ("[^"]+")', first.stderr)
    given += ["--date-format", *shlex.split(advised)]
    second = iptui(*given, folder=tmp_path)
    assert second.returncode == 3
    assert second.stderr.splitlines()[0] == (
        "incidents.csv: line 3 and 1 more row: time: is empty; where undated rows are meant, say --undated "
        '(default = "XXXX" in a mapping)'
    )
    third = iptui(*given, "--undated", folder=tmp_path)
    assert third.returncode == 0, third.stderr
    sound(tmp_path / "made.sqlite")
    assert ask(tmp_path / "made.sqlite", "SELECT date, title FROM event") == [
        ("2004-01-01T00:20:00", "IED"), ("XXXX", "Small Arms"), ("XXXX", "Raid"),
    ]  # fmt: skip
    mapping = 'date = { column = "time", format = "%Y-%m-%d %H:%M:%S", default = "XXXX" }'
    (tmp_path / "own.toml").write_text(
        f'[file]\nempty = ["NA"]\n[event]\ntitle = "what"\n{mapping}\n', encoding="utf-8"
    )
    fourth = iptui("import", "incidents.csv", "--map", "own.toml", "-o", "other.sqlite", folder=tmp_path)
    assert fourth.returncode == 0, fourth.stderr
    dates = "SELECT date FROM event"
    assert ask(tmp_path / "other.sqlite", dates) == ask(tmp_path / "made.sqlite", dates)


def test_the_way_to_years_of_two_digits_is_told_and_is_one(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("date,title\n01-Feb-14,x\n", encoding="utf-8")
    given = ["import", "csv", "events.csv", "-o", "made.sqlite"]
    first = iptui(*given, folder=tmp_path)
    assert '--date-format "%d-%b-%y" with --century' in first.stderr
    given += ["--date-format", "%d-%b-%y"]
    second = iptui(*given, folder=tmp_path)
    assert second.returncode == 2
    assert "%y needs --century YEAR (century = YEAR in a mapping)" in second.stderr
    assert "--century YEAR" in iptui("import", "--help", folder=tmp_path).stdout
    third = iptui(*given, "--century", "1969", folder=tmp_path)
    assert third.returncode == 0, third.stderr
    assert ask(tmp_path / "made.sqlite", "SELECT date FROM event") == [("2014-02-01",)]
