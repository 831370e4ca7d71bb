"""A terminal that programs are measured in: a pseudo-terminal, its answers, and a screen to read.

Every piece of output is stamped when it arrives and played into the emulator only once the program is silent, so that
no time of the emulator is in any figure. What is asked of the terminal is answered at once, as a current one does.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import pyte

__all__ = ["COLUMNS", "ROWS", "BenchError", "Repaint", "Shown", "Terminal", "clock", "environment"]

COLUMNS, ROWS = 120, 40
SILENCE = 0.04
"""Seconds without output after which a repaint counts as complete."""
clock = time.perf_counter

_QUESTION = re.compile(
    rb"\x1b\[(?P<device>>?)0?c"
    rb"|\x1b\[(?P<report>[56])n"
    rb"|\x1b\[\?(?P<mode>\d+)\$p"
    rb"|\x1b\[(?P<keys>\?)u"
    rb"|\x1b\[>0?(?P<version>q)"
    rb"|\x1b\[(?P<window>1[468])t"
    rb"|\x1b\](?P<colour>1[01]);\?(?:\x07|\x1b\\)"
)
# Sequences of later terminals than pyte knows, none of which draws anything.
_UNKNOWN = re.compile(
    rb"\x1b\[[<=>][\d;:]*[ -/]*[@-~]|\x1b\[\??[\d;]*[ -/]+[@-~]|\x1b[P_^X].*?(?:\x1b\\|\x07)", re.DOTALL
)
_CUT_OFF = re.compile(rb"\x1b(?:\[[<=>?]?[\d;:]*[ -/]*|[\]P_^X][^\x07\x1b]*\x1b?)?\Z")
_MODES = {b"2026": b"2"}  # Frames are sent whole (synchronized output); everything else is not known.


class BenchError(Exception):
    """A measured program failed, or never showed what was waited for."""


Shown = Callable[["Terminal"], bool]


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a measured program sees: that of the user, in a terminal of 16 million colours, with compiled modules."""
    found = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor")
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "TERM_PROGRAM", "TMUX", "NO_COLOR", "LINES", "COLUMNS"):
        found.pop(name, None)
    return found | dict(extra or {})


@dataclass(frozen=True)
class Repaint:
    """Seconds from a key to the first change that it makes on the screen, and to the last: the picture is whole."""

    first: float
    whole: float


class Terminal:
    """One program in a terminal of its own; `started` is the moment just before it was forked."""

    def __init__(self, command: Sequence[str], extra: Mapping[str, str] | None = None) -> None:
        """Start a program."""
        self.command = list(command)
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.ended = False
        self.output = 0
        self._stream = pyte.ByteStream(self.screen)
        self._waiting: list[tuple[float, bytes]] = []
        self._rest = b""
        found = environment(extra)
        self.started = clock()
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, COLUMNS * 8, ROWS * 16))
                os.execvpe(self.command[0], self.command, found)
            finally:
                os._exit(127)

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the program, gently first."""
        for number in (signal.SIGHUP, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)
            until = clock() + 0.5
            while clock() < until:
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self._master)
                    return
                if self.ended or not self.read(0.01):
                    time.sleep(0.005)
        os.waitpid(self.pid, 0)
        os.close(self._master)

    # -- in and out -------------------------------------------------------------------------------------------

    def read(self, patience: float) -> float | None:
        """Wait for one piece of output; its moment, or None where none came in time."""
        if self.ended or not select.select([self._master], [], [], max(0.0, patience))[0]:
            return None
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # Linux: the other end was closed
            data = b""
        moment = clock()
        if not data:
            self.ended = True
            return None
        self.output += len(data)
        self._waiting.append((moment, data))
        if b"\x1b" in data:
            self._answer(data)
        return moment

    def write(self, data: bytes) -> float:
        """Type; the moment just before."""
        moment = clock()
        for at in range(0, len(data), 512):
            os.write(self._master, data[at : at + 512])
            if at:
                self.read(0)
        return moment

    def _answer(self, data: bytes) -> None:
        for found in _QUESTION.finditer(data):
            kind = found.lastgroup
            value = found.group(str(kind))
            if kind == "device":
                answer = b"\x1b[>41;380;0c" if value else b"\x1b[?62;22c"
            elif kind == "report":
                answer = b"\x1b[0n" if value == b"5" else self._position()
            elif kind == "mode":
                answer = b"\x1b[?" + value + b";" + _MODES.get(value, b"0") + b"$y"
            elif kind == "keys":
                answer = b"\x1b[?0u"
            elif kind == "version":
                answer = b"\x1bP>|XTerm(380)\x1b\\"
            elif kind == "colour":
                answer = (
                    b"\x1b]"
                    + value
                    + b";rgb:"
                    + (b"0000/0000/0000" if value == b"11" else b"e0e0/e0e0/e0e0")
                    + b"\x1b\\"
                )
            else:
                height, width = (ROWS, COLUMNS) if value == b"18" else (ROWS * 16, COLUMNS * 8)
                answer = f"\x1b[{int(value) - 10};{height};{width}t".encode()
            os.write(self._master, answer)

    def _position(self) -> bytes:
        for _ in self.play():
            pass
        return f"\x1b[{self.screen.cursor.y + 1};{self.screen.cursor.x + 1}R".encode()

    # -- the screen -------------------------------------------------------------------------------------------

    def play(self) -> Iterator[float]:
        """Play what has arrived into the screen, piece by piece; the moment of each piece, once it is on the screen."""
        waiting, self._waiting = self._waiting, []
        for moment, data in waiting:
            text = self._rest + data
            cut = _CUT_OFF.search(text)
            self._rest = text[cut.start() :] if cut else b""
            self._stream.feed(_UNKNOWN.sub(b"", text[: cut.start()] if cut else text))
            yield moment

    def settle(self, silence: float = SILENCE, patience: float = 20.0) -> None:
        """Read until the program is silent, and play it all."""
        until = clock() + patience
        while clock() < until and self.read(silence) is not None:
            pass
        for _ in self.play():
            pass

    def wait(self, shown: Shown, patience: float = 30.0, silence: float = SILENCE) -> float:
        """Wait until the screen shows something; the moment of the piece of output after which it does.

        Raises:
            BenchError: when the program ends or falls silent for good without it.
        """
        until = clock() + patience
        while True:
            quiet = self.read(silence) is None
            if quiet or len(self._waiting) > 2000:
                for moment in self.play():
                    if shown(self):
                        return moment
                if self.ended or clock() > until:
                    raise BenchError(f"{' '.join(self.command)}: not shown; the screen was:\n{self.text()}")

    def repaint(self, key: bytes, silence: float = SILENCE, patience: float = 5.0) -> Repaint | None:
        """Press a key and wait for the last output that it causes; None where the picture did not change."""
        self.settle(0.003, 0.5)
        before = self.picture()
        pressed = self.write(key)
        last = self.read(patience)
        while last is not None and (moment := self.read(silence)) is not None:
            last = moment
        changed: float | None = None
        for moment in self.play():
            if changed is None and self.picture() != before:
                changed = moment
        return None if last is None or changed is None else Repaint(changed - pressed, last - pressed)

    def picture(self) -> list[tuple[object, ...]]:
        """Every cell with its colours, to tell whether anything changed."""
        buffer = self.screen.buffer
        return [tuple(buffer[y][x] for x in range(COLUMNS)) for y in range(ROWS)]

    def text(self) -> str:
        """The rows of the screen without what is blank at their ends."""
        return "\n".join(line.rstrip() for line in self.screen.display)
