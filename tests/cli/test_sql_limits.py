"""SQL that would go on for ever or fill the memory: it ends at a limit that is named, at ctrl+C, and with its asker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from iptui.store import sql
from iptui.store.errors import DatabaseError, QueryError, QueryLimitError
from iptui.store.sql import Value, asking
from running import Run

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and pseudo-terminals of POSIX")
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
MILLION = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 1000000) "
# One opcode, which takes for minutes and looks neither at the clock nor at signals.
ONE_OPCODE = "SELECT instr(printf('%.*c', 30000000, 'a'), printf('%.*c', 15000000, 'a') || 'b')"
TIME, MEMORY = "stopped after 0.5 s", "512 MB of memory"
HOSTILE = {
    "an infinite recursion": (ENDLESS + "SELECT count(*) FROM n", TIME),
    "a million by a million": (MILLION + "SELECT count(*) FROM n a, n b", TIME),
    "a large blob": ("SELECT zeroblob(2000000000)", "larger than 32 MB"),
    "a wide number": ("SELECT printf('%*d', 2000000000, 1)", "larger than 32 MB"),
    "a wide number, by another name": ("SELECT FORMAT('%*d', 2e9, 1)", "larger than 32 MB"),
    "a long list": (MILLION + "SELECT group_concat(hex(zeroblob(50))) FROM n", "larger than 32 MB"),
    "a sort of everything": (MILLION + "SELECT x, randomblob(9000) FROM n ORDER BY 2", MEMORY),
    "a set without end": (
        "WITH RECURSIVE n(x, y) AS (SELECT 1, '' UNION SELECT x + 1, zeroblob(900000) FROM n) SELECT count(*) FROM n",
        MEMORY,
    ),
    "a search in one step": (ONE_OPCODE, TIME),
    "wide rows": ("SELECT " + ", ".join(["zeroblob(30000000)"] * 9), "memory|row of the query|stopped"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_ends_at_a_limit_which_is_named(iptui: Run, name: str) -> None:
    query, limit = HOSTILE[name]
    # Those that are to end by their size or memory get the time that this may take on a busy machine.
    done = iptui("sql", query, "--timeout", "0.5" if limit == TIME else "50", "--format", "jsonl")
    assert done.code == 3, done
    assert len(done.err.splitlines()) == 1
    assert any(each in done.err for each in limit.split("|")), done.err
    assert done.out == ""


def test_printf_is_sqlites_own_otherwise(iptui: Run) -> None:
    calls = [
        "printf('')",
        "printf('%s', '')",
        "printf('100%')",
        "printf('a' || char(0) || 'b')",
        "printf(NULL)",
        "printf(x'2564', 5)",
        "format('%s|%5.2f|%,d|%q', 'ü', 2.5, 12345678, 'it''s')",
        "printf('%d%%', '7x')",
    ]
    row = json.loads(iptui("sql", "SELECT " + ", ".join(calls), "--format", "jsonl").out)
    assert list(row.values()) == [None, "", "100%", "a", None, "5", "ü| 2.50|12,345,678|it''s", "7%"]


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 1_000_000, 31_000_000])
def test_large_values_come_through_whole(iptui: Run, size: int) -> None:
    query = f"SELECT replace(printf('%.*c', {size}, 'x'), 'x', char(7)) AS t, 'ی' AS u, x'00ff' AS b, 9e999 AS i"
    row = json.loads(iptui("sql", query, "--timeout", "50", "--format", "jsonl").out)
    assert row == {"t": "\a" * size, "u": "ی", "b": {"$base64": True, "encoded": "AP8="}, "i": "inf"}


def test_rows_of_many_sizes_come_in_order(dorf: Path) -> None:
    query = MILLION.replace("1000000", "3000") + "SELECT x, zeroblob((x % 7) * (x % 11) * 1000) AS z FROM n"
    with asking(dorf, query, {}, seconds=50) as answer:
        assert answer.columns == ["x", "z"]
        assert [(x, len(z)) for x, z in answer.rows if isinstance(x, int) and isinstance(z, bytes)] == [
            (x, (x % 7) * (x % 11) * 1000) for x in range(1, 3001)
        ]


# -- the process -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fresh", [False, True])
def test_a_fresh_process_answers_as_a_copied_one(dorf: Path, fresh: bool) -> None:
    given: dict[str, Value] = {"a": "\x1b\u202eﷺ", "b": 2**63 - 1, "c": 0.1, "d": None}
    with asking(dorf, "SELECT :a, :b, :c, :d, x'1b', 9e999, id FROM event ORDER BY id", given, fresh=fresh) as answer:
        assert next(answer.rows)[:6] == (*given.values(), b"\x1b", float("inf"))
        assert len(list(answer.rows)) > 3
    for query, error in (
        ("DELETE FROM event", QueryError),
        (ENDLESS + "SELECT count(*) FROM n", QueryLimitError),
        (ONE_OPCODE, QueryLimitError),
    ):
        with pytest.raises(error), asking(dorf, query, {}, seconds=0.2, fresh=fresh):
            pass
    with pytest.raises(DatabaseError, match="no such file"), asking(dorf.parent / "no", "SELECT 1", {}, fresh=fresh):
        pass


def test_a_fresh_process_runs_nothing_of_the_folder_it_is_in(
    dorf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('ran')")
    monkeypatch.chdir(tmp_path)
    with asking(dorf, "SELECT 1", {}, fresh=True) as answer:
        assert list(answer.rows) == [(1,)]


ASKING = """
import os, sys
from pathlib import Path
from iptui.store import sqlchild
from iptui.store.errors import StoreError
from iptui.store.sql import asking
def serve(asked, answered):
    {instead}
sqlchild.serve = serve
try:
    with asking(Path(sys.argv[1]), "SELECT 1", {{}}) as answer:
        print(list(answer.rows))
except StoreError as error:
    print(type(error).__name__, error)
"""


def asked_of(instead: str, database: Path) -> str:
    """What comes of a question that something else answers, in a process that forks: one of pytest's has threads."""
    script = ASKING.format(instead=instead)
    done = subprocess.run([sys.executable, "-c", script, str(database)], capture_output=True, text=True, check=True)
    return done.stdout


@POSIX
@pytest.mark.parametrize(("number", "said"), [(9, "QueryLimitError the query's process was killed"), (24, "SIGXCPU")])
def test_a_process_that_is_brought_down_is_told(dorf: Path, number: int, said: str) -> None:
    assert said in asked_of(f"os.kill(os.getpid(), {number})", dorf)


HEAD = b'{"columns": ["a"]}\n'
LIES = (
    b"",
    b"nonsense\n",
    b"[1]\n",
    b'{"columns": [1]}\n',
    HEAD + b"7\n",
    HEAD + b"[[1, 2]]\n",
    HEAD + b"[[1]]\n",
    HEAD + b"[[1]]",
    b"\xff\n",
    b"[" * 60_000 + b"\n",
)


@POSIX
def test_a_process_that_lies_is_not_believed(dorf: Path) -> None:
    for said in LIES:
        told = asked_of(f"os.write(answered, {said!r})", dorf)
        assert told == f"DatabaseError {dorf}: the query's process ended without an answer\n", said
    whole = HEAD + b'[[1]]\n{"end":true}\n'
    assert asked_of(f"os.write(answered, {whole!r})", dorf) == "[(1,)]\n"


@POSIX
def test_a_query_may_write_no_file_even_if_nothing_refused_it(dorf: Path, tmp_path: Path) -> None:
    script = """
import os, resource, sqlite3, sys
from pathlib import Path
from iptui.store import sqlchild
sqlchild._limit_process(0)
try:
    sqlite3.connect(sys.argv[1]).execute("CREATE TABLE t (a)")
except sqlite3.OperationalError as error:
    print(error)
print(os.path.getsize(sys.argv[1]))
"""
    target = tmp_path / "made.sqlite"
    done = subprocess.run([sys.executable, "-c", script, str(target)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "0", done.stdout


@POSIX
def test_the_copy_of_a_strangers_log_is_readable_whatever_its_size(dorf: Path, tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    path = tmp_path / "wal.sqlite"
    path.write_bytes(dorf.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE mine (a)")
        writer.execute(MILLION.replace("1000000", "4000") + "INSERT INTO mine SELECT randomblob(9000) FROM n")
        with asking(path, "SELECT count(DISTINCT a), (SELECT count(*) FROM event) > 0 FROM mine", {}) as answer:
            assert list(answer.rows) == [(4000, 1)]


# -- ctrl+C ------------------------------------------------------------------------------------------------


def members(group: int) -> list[int]:
    """The processes of a group that still run; those that have ended and wait to be buried do not count."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [int(pid) for pid, of, state in rows if int(of) == group and not state.startswith("Z")]


def start(database: Path, query: str, *, more: tuple[str, ...] = ()) -> tuple[subprocess.Popen[bytes], int]:
    """Ask on a terminal of its own; gives the process, once its helper is at work, and the terminal."""
    import pty

    leader, follower = pty.openpty()
    arguments = ["sql", query, "-d", str(database), "--timeout", "600", "--format", "jsonl", *more]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN_ON_TERMINAL, *arguments], stdin=follower, stdout=follower, stderr=follower,
        start_new_session=True,
    )  # fmt: skip
    os.close(follower)
    patience = time.monotonic() + 60
    while len(members(process.pid)) < 2:
        assert time.monotonic() < patience
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.3)
    return process, leader


RUN_ON_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from iptui.cli import main
sys.exit(main())
"""
INTERRUPTED = {
    "an infinite recursion": HOSTILE["an infinite recursion"][0],
    "a million by a million": HOSTILE["a million by a million"][0],
    "a search in one step": ONE_OPCODE,
    "a list": ENDLESS + "SELECT group_concat('') FROM n",
    "rows for ever": ENDLESS + "SELECT zeroblob(1000000) FROM n",
}


@POSIX
@pytest.mark.parametrize("name", INTERRUPTED)
def test_ctrl_c_ends_any_query_and_leaves_no_process(dorf: Path, name: str) -> None:
    process, terminal = start(dorf, INTERRUPTED[name])
    os.write(terminal, b"\x03")
    ended(process, terminal, 130)
    assert members(process.pid) == []


def ended(process: subprocess.Popen[bytes], terminal: int, code: int) -> None:
    """Read what the terminal has, so that nobody waits for it, until the process is gone."""
    import select

    patience = time.monotonic() + 60
    while process.poll() is None:
        assert time.monotonic() < patience
        if select.select([terminal], [], [], 0.02)[0]:
            with suppress(OSError):
                os.read(terminal, 1 << 20)
    assert process.returncode == code
    os.close(terminal)


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_query_outlives_who_asked_it(dorf: Path, number: signal.Signals) -> None:
    process, terminal = start(dorf, ONE_OPCODE)
    process.send_signal(number)
    ended(process, terminal, 130 if number == signal.SIGINT else -number)
    patience = time.monotonic() + 60
    while members(process.pid):
        assert time.monotonic() < patience
        time.sleep(0.01)


@POSIX
def test_an_interrupt_ends_a_query_at_once_and_quietly(dorf: Path) -> None:
    query = f"SELECT value AS n FROM json_each('[1, 2, 3]') UNION ALL SELECT * FROM ({ENDLESS} SELECT count(*) FROM n)"
    arguments = ["sql", query, "-d", str(dorf), "--format", "jsonl", "--timeout", "60"]
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "iptui", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b'{"n": 1}\n'
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == b""


@POSIX
@pytest.mark.parametrize("form", ["jsonl", "csv", "table"])
def test_a_reader_that_has_enough_ends_it_quietly(dorf: Path, form: str) -> None:
    arguments = ["sql", ENDLESS + "SELECT x FROM n", "-d", str(dorf), "--timeout", "600", "--format", form]
    with subprocess.Popen(
        [sys.executable, "-m", "iptui", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 0
        assert process.stderr.read() == b""


def test_the_first_row_does_not_wait_for_the_last(dorf: Path) -> None:
    # Nor for the third: sqlite3 itself reads one ahead.
    query = f"SELECT value FROM json_each('[1, 2]') UNION ALL SELECT * FROM ({ENDLESS} SELECT count(*) FROM n)"
    with asking(dorf, query, {}, seconds=0.3) as answer:
        assert next(answer.rows) == (1,)
        with pytest.raises(QueryLimitError, match=r"0\.3 s"):
            list(answer.rows)


def test_the_asking_side_knows_no_sqlite() -> None:
    script = "import sys, iptui.store.sql; print('sqlite3' in sys.modules, 'subprocess' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
    assert sql.MAX_ROW >= 6 * 32_000_000
