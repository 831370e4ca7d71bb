"""Measures what a user waits for, as ratios to a floor measured in the same run: `make bench`.

Milliseconds are one machine's; the ratio to the least that the same libraries can do is what the
budgets are stated in. A figure is the median of the runs. Nothing here is a test: no figure makes
it fail. Needs a pseudo-terminal (Linux, macOS).
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COLUMNS, ROWS = 120, 40
QUIET = 0.4  # seconds without output after which a screen counts as finished
PATIENCE = 20.0  # seconds after which a run counts as failed

HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App[None]):
    def compose(self):
        yield Static("Hello")
Hello().run()
"""


class BenchError(Exception):
    """A measured program failed, or never showed what was waited for."""


@dataclass(frozen=True)
class Figure:
    """One measured line: seconds, the floor it is compared with, the budget it has."""

    name: str
    seconds: float
    floor: float | None = None
    budget: str = ""

    def row(self) -> str:
        """Return the figure as a line of the report."""
        ratio = f"{self.seconds / self.floor:7.2f} x" if self.floor else " " * 9
        return f"{self.name:<46} {self.seconds * 1000:8.1f} ms {ratio}  {self.budget}"


def shows_hello(screen: pyte.Screen) -> bool:
    """Tell whether the floor program has painted."""
    return any("Hello" in line for line in screen.display)


def is_full(screen: pyte.Screen) -> bool:
    """Tell whether a whole page stands on the screen: its last row and most of the others."""
    filled = [bool(line.strip()) for line in screen.display]
    return filled[-1] and sum(filled) > ROWS // 2


def until_screen(command: Sequence[str], done: Callable[[pyte.Screen], bool]) -> float:
    """Return the seconds from exec until the terminal shows what `done` looks for.

    Output is stamped as it arrives and only afterwards played into a terminal emulator, so that
    the emulator's time is in no figure.

    Raises:
        BenchError: The program ended or fell silent without showing it.
    """
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        os.execvp(command[0], list(command))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    chunks: list[tuple[float, bytes]] = []
    try:
        while time.perf_counter() - start < PATIENCE:
            wait = QUIET if chunks else PATIENCE
            if not select.select([terminal], [], [], wait)[0]:
                break
            try:
                data = os.read(terminal, 1 << 16)
            except OSError:  # Linux: the other end of the terminal was closed
                data = b""
            if not data:
                break
            chunks.append((time.perf_counter() - start, data))
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    for moment, data in chunks:
        stream.feed(data)
        if done(screen):
            return moment
    shown = "\n".join(line.rstrip() for line in screen.display if line.strip())
    msg = f"{' '.join(command)}: not shown within {PATIENCE:.0f} s; the screen was:\n{shown}"
    raise BenchError(msg)


def until_first_line(command: Sequence[str]) -> float:
    """Return the seconds from exec to the first line of standard output, or to the end.

    Raises:
        BenchError: The program failed.
    """
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        took = time.perf_counter() - start
        _, complaint = child.communicate()
    if child.returncode:
        msg = f"{' '.join(command)}: exit code {child.returncode}\n{complaint.decode()}"
        raise BenchError(msg)
    return took


def figures(runs: int) -> list[Figure]:
    """Measure everything `runs` times, floors and programs in turn; return the medians."""
    python = sys.executable
    iptui = (python, "-m", "iptui")
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "crisis.sqlite")
        until_first_line((*iptui, "list", "--format", "jsonl"))  # builds the bundled crisis
        measures: dict[str, Callable[[], float]] = {
            "hello": lambda: until_screen((python, "-c", HELLO), shows_hello),
            "explorer": lambda: until_screen(iptui, is_full),
            "bare": lambda: until_first_line((python, "-c", "import sqlite3")),
            "list": lambda: until_first_line((*iptui, "list", "--format", "jsonl")),
            "build": lambda: until_first_line((*iptui, "db", "build", "--output", target)),
        }
        taken: dict[str, list[float]] = {name: [] for name in measures}
        for _ in range(runs):
            for name, measure in measures.items():
                Path(target).unlink(missing_ok=True)
                taken[name].append(measure())
    median = {name: statistics.median(times) for name, times in taken.items()}
    return [
        Figure("floor: hello-world Textual, exec to paint", median["hello"]),
        Figure(
            "explorer, bundled crisis, exec to full screen",
            median["explorer"],
            median["hello"],
            "budget 1.15 x",
        ),
        Figure('floor: python -c "import sqlite3"', median["bare"]),
        Figure("iptui list --format jsonl, first row", median["list"], median["bare"], "1.5 x"),
        Figure("iptui db build, whole command", median["build"], None, "build alone: 500 ms"),
    ]


def main() -> int:
    """Measure, print the report, return the exit code."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="runs per figure (default: 7)")
    runs = parser.parse_args().runs
    if runs < 1:
        parser.error("--runs must be at least 1")
    try:
        for figure in figures(runs):
            print(figure.row())
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
