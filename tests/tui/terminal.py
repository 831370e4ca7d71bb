"""The real program on a real pseudo-terminal, read with an emulator."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyte

__all__ = ["Terminal"]

_PATIENCE = 60.0
_TAKE_CONTROL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


class Terminal:
    """A program on a pseudo-terminal. Use as a context manager."""

    def __init__(
        self,
        *arguments: str,
        columns: int = 100,
        lines: int = 30,
        command: Sequence[str] = (sys.executable,),
        controlling: bool = False,
        **environment: str | None,
    ) -> None:
        """Run a program.

        Args:
            arguments: of the command.
            columns: of the terminal.
            lines: of the terminal.
            command: what is run; by default Python.
            controlling: whether it is the controlling terminal, so that signals come from it.
            environment: variables; None takes one away.
        """
        self._columns, self._lines = columns, lines
        # Not between fork and exec: a child of a process with threads may wait there for ever.
        before = (sys.executable, "-I", "-S", "-c", _TAKE_CONTROL) if controlling else ()
        self._command = [*before, *command, *arguments]
        self._controlling = controlling
        variables = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLUMNS": str(columns),
            "LINES": str(lines),
            **environment,
        }
        self._environment = {name: value for name, value in variables.items() if value is not None}
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.Stream(self.screen)
        self.raw = b""
        self._closed = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def __enter__(self) -> Terminal:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", self._lines, self._columns, 0, 0))
        self.modes = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            self._command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=self._environment,
            start_new_session=True,
        )
        self._slave = slave
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._slave)
        if not self._closed:
            os.close(self.master)

    def modes_now(self) -> list[object]:
        return termios.tcgetattr(self._slave)

    def send(self, text: str | bytes) -> None:
        """Type something, of any length: what the program writes meanwhile is read."""
        data = text.encode() if isinstance(text, str) else text
        while data:
            ready, free, _ = select.select([self.master], [self.master], [], _PATIENCE)
            assert ready or free, "neither reads nor writes"
            if ready:
                self.read(0)
            if free:
                # A terminal takes no more than this without a line end.
                data = data[os.write(self.master, data[:512]) :]

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size. The emulator's screen is emptied."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)
        self.screen.reset()
        if not self._controlling:
            self.signal(signal.SIGWINCH)

    def hang_up(self) -> int:
        """Close the terminal, as a window is closed, and wait for the program; its exit code."""
        os.close(self.master)
        self._closed = True
        os.close(self._slave)
        self._slave = os.open(os.devnull, os.O_RDWR)
        return self.process.wait(_PATIENCE)

    def read(self, seconds: float) -> None:
        """Take what comes within some seconds, or until nothing does."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                data = os.read(self.master, 1 << 16)
            except OSError:
                return
            self.raw += data
            # Private modes with an intermediate character are beyond the emulator, and draw nothing.
            self.stream.feed(self._decoder.decode(data))

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, condition: Callable[[], bool]) -> None:
        """Read until something holds; fails with the screen where it never does."""
        end = time.monotonic() + _PATIENCE
        while not condition():
            assert time.monotonic() < end, self.text()
            if self.process.poll() is not None:
                self.read(0.1)
                assert condition(), f"ended with {self.process.returncode}:\n{self.text()}"
            self.read(0.1)

    def until_shown(self, words: str) -> None:
        self.until(lambda: words in self.text())

    def shows_within(self, words: str, seconds: float) -> bool:
        """Read until some words are shown, for so many seconds at most; whether they are."""
        end = time.monotonic() + seconds
        while words not in self.text() and time.monotonic() < end:
            self.read(0.1)
        return words in self.text()

    def ended(self) -> int:
        """Read until the program has ended; its exit code."""
        self.until(lambda: self.process.poll() is not None)
        self.drain()
        return self.process.returncode

    def drain(self, seconds: float = 0.2) -> None:
        """Take all that comes until nothing does for some seconds; a read of a pseudo-terminal takes a part of it."""
        size = -1
        while size != len(self.raw):
            size = len(self.raw)
            self.read(seconds)

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)


def explore(database: Path, *more: str) -> tuple[str, ...]:
    """The arguments that open the explorer on a database."""
    return ("-m", "iptui", str(database), *more)
