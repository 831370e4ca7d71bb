"""The parts of a run: what is measured in each, against which floor and budget (those of the design, section 8)."""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bench import driving
from bench.figures import Figure, percentile
from bench.processes import usage
from bench.programs import BARE, COUNTER, HELLO, IPTUI, explorer
from bench.questions import questions
from bench.tables import write_table
from bench.terminal import Repaint, Terminal

__all__ = ["command_figures", "explorer_figures", "import_figures", "question_figures", "start_figures"]

FRAME = 1000 / 60
_ROUNDS = 5
_WORDS = ("border", "strike", "ceasefire", "con")
_BUNDLED_WORDS = ("border", "strike", "minor irritants")
_MOVES = {
    "j": [b"j"],
    "page down": [b"\x1b[6~"],
    "first and last": [b"G", b"g"],
    "next date": [b"]"],
}


def start_figures(databases: Mapping[str, Path | None], runs: int) -> Iterator[Figure]:
    """Exec to the first useful screen and memory then, all programs in turns."""
    files = {items: None if path is None else str(path) for items, path in databases.items()}
    programs = {"": HELLO}
    for items, file in files.items():
        programs |= {items: explorer(file, early=False), f"{items} early": explorer(file)}
    taken = driving.starts(programs, runs)
    floor = statistics.median(taken[""].seconds) * 1000
    memory = statistics.median(taken[""].megabytes) if taken[""].megabytes else None
    yield Figure("", "floor: hello-world Textual, exec to paint", floor)
    if memory is not None:
        yield Figure("", "floor: hello-world Textual, resident memory", memory, "MB")
    for items in databases:
        ordinary, early = taken[items], taken[f"{items} early"]
        seconds = statistics.median(early.seconds) * 1000
        yield Figure(items, "exec to first useful screen, drawn early", seconds, "ms", floor, 0.2)
        seconds = statistics.median(ordinary.seconds) * 1000
        yield Figure(items, "the same by the ordinary start", seconds, "ms", floor, 1.15)
        if ordinary.megabytes:
            yield Figure(items, "resident memory then", statistics.median(ordinary.megabytes), "MB", memory, 1.15)


def explorer_figures(items: str, database: Path | None, keys: int) -> Iterator[Figure]:
    """What keys cost, beside the counter in turns; then what is left: memory, and what it does when left alone."""
    # Not drawn early: what is measured here begins when the explorer takes keys.
    program = explorer(None if database is None else str(database), early=False)
    with Terminal(COUNTER.command) as counter, Terminal(program.command, dict(program.environment)) as terminal:
        counter.wait(COUNTER.ready)
        terminal.wait(program.ready)
        terminal.settle(0.5)
        floors: list[float] = []
        taken: dict[str, list[Repaint]] = {name: [] for name in _MOVES}
        for _ in range(_ROUNDS):
            floors += [each.whole for each in driving.presses(counter, [b"j"] * (keys // _ROUNDS))]
            for name, moves in _MOVES.items():
                _to_the_top(terminal)
                # The bundled crisis ends after a few pages.
                number = keys // _ROUNDS if database is not None else min(keys // _ROUNDS, 8)
                taken[name] += driving.presses(terminal, (moves * number)[:number])
        yield from _move_figures(items, floors, taken)
        _to_the_top(terminal)
        lag = driving.burst(terminal) * 1000
        yield Figure(items, "200 j at once: last one shown", lag, "ms", None, round(2 * FRAME, 1))
        for rate in (30, 60):
            _to_the_top(terminal)
            lag = driving.held(terminal, rate) * 1000
            yield Figure(items, f"j held at {rate} Hz: lag of the last one", lag, "ms", None, round(FRAME, 1))
        yield from _filter_figures(items, terminal, database)
        now = usage(terminal.pid)
        if now:
            yield Figure(items, "resident memory after all that", now.megabytes, "MB", None, 60)
        least, left = driving.idle(counter), driving.idle(terminal)
        if least and left:
            yield Figure(items, "floor: one-line counter, wake-ups", least.wakeups, "1/s")
            yield Figure(items, "idle: output in 5 s", left.output, "bytes", None, 0)
            yield Figure(items, "idle: wake-ups", left.wakeups, "1/s", None, 1)
            yield Figure(items, "idle: processor", left.percent, "%")


def _to_the_top(terminal: Terminal) -> None:
    terminal.write(b"g")
    terminal.settle(0.1)


def _move_figures(items: str, floors: Sequence[float], taken: Mapping[str, Sequence[Repaint]]) -> Iterator[Figure]:
    floor = {share: percentile(floors, share) * 1000 for share in (50, 95)}
    yield Figure(items, "floor: one-line counter, key to repaint, p50", floor[50])
    yield Figure(items, "floor: one-line counter, key to repaint, p95", floor[95])
    for name, repaints in taken.items():
        whole = [each.whole for each in repaints]
        first = percentile([each.first for each in repaints], 50) * 1000
        yield Figure(items, f"{name}: key to first change, p50", first, "ms", floor[50])
        yield Figure(items, f"{name}: key to whole repaint, p50", percentile(whole, 50) * 1000, "ms", floor[50], 1.0)
        yield Figure(items, f"{name}: key to whole repaint, p95", percentile(whole, 95) * 1000, "ms", floor[95], 2.0)
        last = percentile(whole, 99) * 1000
        yield Figure(items, f"{name}: key to whole repaint, p99", last, "ms", None, round(FRAME, 1))


def _filter_figures(items: str, terminal: Terminal, database: Path | None) -> Iterator[Figure]:
    typed = driving.search(terminal, _BUNDLED_WORDS if database is None else _WORDS)
    yield Figure(items, "search: key to whole repaint, p50", percentile(typed, 50) * 1000)
    yield Figure(items, "search: key to whole repaint, p95", percentile(typed, 95) * 1000)
    terminal.write(b"f")
    terminal.settle(0.3)
    # Each actor is included, excluded, and let be again.
    toggled = [each.whole for each in driving.presses(terminal, [b" ", b" ", b" ", b"j"] * 12)]
    yield Figure(items, "actor toggled: key to whole repaint, p50", percentile(toggled, 50) * 1000)
    yield Figure(items, "actor toggled: key to whole repaint, p95", percentile(toggled, 95) * 1000)
    terminal.write(b"f")
    terminal.settle(0.3)


def question_figures(items: str, database: Path) -> Iterator[Figure]:
    """What the store takes for what a key asks, without the painting."""
    found = questions(database)
    for name, taken, middle, most in (
        ("filter toggled: counts, density, rows", found.toggles, None, 8.0),
        ("search per key: rows, count, strip", found.searches, 3.0, 8.0),
        ("jump to a date: rows", found.jumps, None, 8.0),
        ("search for a phrase", found.phrases, None, None),
    ):
        yield Figure(items, f"{name}, p50", percentile(taken, 50) * 1000, "ms", None, middle, "processor time")
        yield Figure(items, f"{name}, p95", percentile(taken, 95) * 1000, "ms", None, most, "processor time")


def command_figures(items: str, database: Path | None, runs: int, folder: Path) -> Iterator[Figure]:
    """The command line: first rows, and for the bundled crisis building and verifying."""
    given = () if database is None else ("-d", str(database))
    measures = {
        "floor": lambda: driving.first_line(BARE),
        "list": lambda: driving.first_line((*IPTUI, "list", *given, "--format", "jsonl")),
        "filter": lambda: driving.first_line((*IPTUI, "list", *given, "type:assault", "--format", "jsonl")),
    }
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        if database is None:
            driving.whole((*IPTUI, "list", "--format", "jsonl"))  # builds the bundled crisis
            measures |= _bundled(Path(scratch))
        taken = driving.in_turns(measures, runs)
    median = {name: statistics.median(seconds) * 1000 for name, seconds in taken.items()}
    floor = median.pop("floor")
    yield Figure(items, 'floor: python -c "import sqlite3"', floor)
    yield Figure(items, "iptui list --format jsonl: first row", median.pop("list"), "ms", floor, 1.5)
    yield Figure(items, "iptui list type:assault …: first row", median.pop("filter"), "ms", floor, 1.5)
    for name, value in median.items():
        yield Figure(items, f"iptui {name}, the whole command", value, "ms", None, 500)


def _bundled(scratch: Path) -> dict[str, Callable[[], float]]:
    """Building the bundled crisis, and verifying it against the articles where these are at hand."""
    target = scratch / "crisis.sqlite"

    def build() -> float:
        target.unlink(missing_ok=True)
        return driving.whole((*IPTUI, "db", "build", "--output", str(target)))

    found: dict[str, Callable[[], float]] = {"db build": build}
    given = os.environ.get("IPTUI_SHARED")
    articles = (Path(given) if given else Path(__file__).resolve().parents[3] / "shared") / "sources"
    if articles.is_dir():
        command = (*IPTUI, "verify", "--with", str(articles))
        found["verify"] = lambda: driving.whole(command, fine=(0, 1))
    return found


def import_figures(items: str, database: Path, folder: Path) -> Iterator[Figure]:
    """A table of the same items imported into a new database and sealed, in one process."""
    table = folder / f"{database.stem}.csv"
    number = write_table(database, table)
    most = {10_000: 0.8, 1_000_000: 60.0}.get(number)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        target = str(Path(scratch) / "imported.sqlite")
        seconds, memory = driving.whole_with_memory((*IPTUI, "import", "csv", str(table), "-o", target))
    yield Figure(items, "iptui import csv, sealed", seconds, "s", None, most)
    if memory is not None:
        yield Figure(items, "iptui import csv, most memory", memory, "MB")
    yield from _edited_figures(items, database, folder, most)


def _edited_figures(items: str, database: Path, folder: Path, most: float | None) -> Iterator[Figure]:
    """A database that a script has changed: sealed in a copy by the first who asks, not by the next, then in place."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        edited = Path(scratch) / "edited.sqlite"
        shutil.copyfile(database, edited)
        with closing(sqlite3.connect(edited)) as connection, connection:
            connection.execute("UPDATE event SET title = 'Edited' WHERE id = 'event-1'")
        listing = ("env", f"XDG_CACHE_HOME={scratch}", *IPTUI, "list", "-d", str(edited), "-n", "1")
        yield Figure(items, "changed by a script: iptui list, the first time", driving.whole(listing), "s", None, most)
        yield Figure(items, "changed by a script: iptui list, the next time", 1000 * driving.whole(listing), "ms")
        seconds, memory = driving.whole_with_memory((*IPTUI, "seal", str(edited)))
        yield Figure(items, "changed by a script: iptui seal", seconds, "s", None, most)
        if memory is not None:
            yield Figure(items, "changed by a script: iptui seal, most memory", memory, "MB")
