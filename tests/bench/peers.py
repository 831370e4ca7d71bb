"""Other programs on the same rows, where they are installed: VisiData, Harlequin, lnav, sqlite3 and Datasette.

Each is asked what it can be asked: a start until rows are on the screen, a key, a count by words. None is configured.
"""

from __future__ import annotations

import re
import shutil
import socket
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.driving import first_line, in_turns, presses, starts
from bench.figures import Figure, percentile
from bench.processes import usage
from bench.programs import Program
from bench.tables import write_log, write_table
from bench.terminal import BenchError, Terminal

__all__ = ["beside", "peers"]

_KEYS = 30
_PATIENCE = 120.0


@dataclass(frozen=True)
class _Peer:
    """A program for a terminal: its command, what its screen shows once rows are there, and the key that moves down."""

    name: str
    command: tuple[str, ...]
    shows: str
    key: bytes = b"j"


def _interactive(database: Path, folder: Path) -> list[_Peer]:
    table, log = folder / f"{database.stem}.csv", folder / f"{database.stem}.log"
    write_table(database, table)
    write_log(database, log)
    return [
        _Peer("visidata", ("vd", "--play-wait=0", str(table)), r"event-\d+|statement-\d+"),
        _Peer("lnav", ("lnav", "-q", str(log)), r"event-\d+|statement-\d+", b"k"),
        _Peer("harlequin", ("harlequin", "-a", "sqlite", str(database)), "Data Catalog"),
    ]


def peers(database: Path, folder: Path, items: str, runs: int) -> Iterator[Figure | str]:
    """Figures of the peers, and for those that are not here the reason.

    Args:
        database: a sealed database.
        folder: where copies of its rows in other formats are kept.
        items: the number of its items, as the table shows it.
        runs: how often each is started.
    """
    for peer in _interactive(database, folder):
        if shutil.which(peer.command[0]) is None:
            yield f"{peer.name}: skipped, there is no {peer.command[0]} on the path"
            continue
        try:
            yield from _measured(peer, items, runs)
        except BenchError as error:
            yield f"{peer.name}: skipped, {str(error).splitlines()[0]}"
    yield from _sqlite(database, items, runs)
    yield from _datasette(database, items, runs)


def beside(items: str, found: Iterable[Figure]) -> Iterator[Figure]:
    """What a key takes in the explorer against what it takes in lnav, the quickest peer, where both were run."""
    taken = {figure.name: figure.value for figure in found if figure.where == items}
    ours, theirs = (taken.get(name) for name in ("j: key to whole repaint, p50", "lnav: key to repaint, p50"))
    if ours is not None and theirs is not None:
        yield Figure(items, "j: key to whole repaint, p50, beside lnav", ours, "ms", theirs, 1.3)


def _measured(peer: _Peer, items: str, runs: int) -> Iterator[Figure]:
    def shown(terminal: Terminal) -> bool:
        return re.search(peer.shows, terminal.text()) is not None

    taken = starts({peer.name: Program(peer.command, shown)}, max(1, runs // 3))[peer.name]
    yield Figure(items, f"{peer.name}: exec to its first screen", statistics.median(taken.seconds) * 1000)
    with Terminal(peer.command) as terminal:
        terminal.wait(shown, _PATIENCE)
        terminal.settle(1.0, _PATIENCE)
        if peer.name != "harlequin":
            keys = [each.whole for each in presses(terminal, [peer.key] * _KEYS, 0.5)]
            yield Figure(items, f"{peer.name}: key to repaint, p50", percentile(keys, 50) * 1000)
            yield Figure(items, f"{peer.name}: key to repaint, p95", percentile(keys, 95) * 1000)
        now = usage(terminal.pid)
        if now:
            yield Figure(items, f"{peer.name}: resident memory", now.megabytes, "MB")


def _sqlite(database: Path, items: str, runs: int) -> Iterator[Figure | str]:
    if shutil.which("sqlite3") is None:
        yield "sqlite3: skipped, it is not on the path"
        return
    queries = {
        "first row in time order": "SELECT * FROM timeline LIMIT 1",
        "count of a word": "SELECT count(*) FROM event WHERE title LIKE '%strike%'",
        "count of an actor": "SELECT count(*) FROM event_actor WHERE actor = 'actor-3'",
    }
    taken = in_turns(
        {name: lambda sql=sql: first_line(("sqlite3", str(database), sql)) for name, sql in queries.items()},  # type: ignore[misc]
        max(1, runs // 3),
    )
    for name, seconds in taken.items():
        yield Figure(items, f"sqlite3 on the plain tables: {name}", statistics.median(seconds) * 1000)


def _datasette(database: Path, items: str, runs: int) -> Iterator[Figure | str]:
    if shutil.which("datasette") is None:
        yield "datasette: skipped, it is not on the path"
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/{database.stem}/seal_item"
    command = ("datasette", str(database), "-p", str(port), "--setting", "sql_time_limit_ms", "20000")
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        began = time.perf_counter()
        if not _page(address, until=began + 60):
            yield "datasette: skipped, it gave no page within a minute"
            return
        yield Figure(items, "datasette: exec to a page of rows", (time.perf_counter() - began) * 1000)
        for name, query in (("a page of rows", ""), ("rows with a word", "?title__contains=strike")):
            taken = []
            for _ in range(max(3, runs)):
                began = time.perf_counter()
                _page(address + query, until=began + 60)
                taken.append(time.perf_counter() - began)
            yield Figure(items, f"datasette: {name}", statistics.median(taken) * 1000)
        now = usage(server.pid)
        if now:
            yield Figure(items, "datasette: resident memory", now.megabytes, "MB")
    finally:
        server.terminate()
        server.wait()


def _page(address: str, until: float) -> bool:
    """Read a page, as soon as it is served; whether it was in time."""
    while time.perf_counter() < until:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                answer.read()
                return True
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    return False
