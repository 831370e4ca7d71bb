"""What is measured: the floors, which are programs by themselves, and the explorer; how each shows that it is ready."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.terminal import ROWS, Terminal

if TYPE_CHECKING:
    from bench.terminal import Shown

__all__ = ["BARE", "COUNTER", "HELLO", "IPTUI", "Program", "counted", "explorer", "found", "place", "useful"]

_HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App[None]):
    def compose(self):
        yield Static("Hello")
Hello().run()
"""
_COUNTER = """
from textual.app import App
from textual.widgets import Static
class Counter(App[None]):
    BINDINGS = [("j", "count", "count")]
    number = 0
    def compose(self):
        yield Static("at 0", id="line")
    def action_count(self):
        self.number += 1
        self.query_one("#line", Static).update(f"at {self.number}")
Counter().run()
"""
_PLACE = re.compile(r"Timeline.? (\d+) of (\d+)")
_COUNTED = re.compile(r"at (\d+)")
_FOUND = re.compile(r"(\d+) found|nothing matches")


@dataclass(frozen=True)
class Program:
    """A command for a terminal, and what its screen shows once it is of use."""

    command: tuple[str, ...]
    ready: Shown
    environment: tuple[tuple[str, str], ...] = ()


def counted(terminal: Terminal) -> int | None:
    """The number that the counter shows."""
    found = _COUNTED.search(terminal.screen.display[0])
    return int(found[1]) if found else None


def place(terminal: Terminal) -> tuple[int, int] | None:
    """The position in the explorer's timeline, from 1, and the number of its items."""
    for line in terminal.screen.display:
        shown = _PLACE.search(line)
        if shown:
            return int(shown[1]), int(shown[2])
    return None


def found(terminal: Terminal) -> int | None:
    """The number of items that the explorer says a search has found."""
    for line in reversed(terminal.screen.display):
        shown = _FOUND.search(line)
        if shown:
            return int(shown[1] or 0)
    return None


def useful(terminal: Terminal) -> bool:
    """Whether the explorer shows rows, actors with counts, an item in detail, and its keys."""
    lines = terminal.screen.display
    if place(terminal) is None or "quit" not in lines[-1]:
        return False
    body = next(number for number, line in enumerate(lines) if "Timeline" in line)
    columns = [line.split("│") for line in lines[body + 1 : ROWS - 1]]
    actors = sum(bool(re.search(r"\w .*\d", parts[0])) for parts in columns)
    rows = sum(bool(re.search(r"\w", parts[1])) for parts in columns if len(parts) > 2)
    detail = sum(bool(re.search(r"\w", parts[-1])) for parts in columns)
    return actors >= 3 and rows > ROWS // 2 and detail >= 3


HELLO = Program((sys.executable, "-c", _HELLO), lambda terminal: "Hello" in terminal.screen.display[0])
COUNTER = Program((sys.executable, "-c", _COUNTER), lambda terminal: counted(terminal) == 0)
# The command that is installed, as `python -m` imports a tenth more before the first line of ours.
_INSTALLED = shutil.which("iptui", path=str(Path(sys.executable).parent))
IPTUI = (_INSTALLED,) if _INSTALLED is not None else (sys.executable, "-m", "iptui")
BARE = (sys.executable, "-c", "import sqlite3")


def explorer(database: str | None = None, *, early: bool = True) -> Program:
    """The explorer on a database, the bundled crisis by default; `early` unless its first screen waits for Textual."""
    command = (*IPTUI, *([database] if database else []))
    return Program(command, useful, (("IPTUI_EARLY", "1" if early else "0"),))
