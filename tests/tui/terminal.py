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
from collections.abc import Callable
from pathlib import Path

import pyte

__all__ = ["Terminal"]

_PATIENCE = 60.0


class Terminal:
    """A program on a pseudo-terminal. Use as a context manager."""

    def __init__(self, *arguments: str, columns: int = 100, lines: int = 30, **environment: str) -> None:
        self._columns, self._lines = columns, lines
        self._command = [sys.executable, *arguments]
        self._environment = {
            **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
            "TERM": "xterm-256color",
            "COLUMNS": str(columns),
            "LINES": str(lines),
            **environment,
        }
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.Stream(self.screen)
        self.raw = b""
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
        os.close(self.master)

    def modes_now(self) -> list[object]:
        return termios.tcgetattr(self._slave)

    def send(self, text: str) -> None:
        os.write(self.master, text.encode())

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

    def ended(self) -> int:
        """Read until the program has ended; its exit code."""
        self.until(lambda: self.process.poll() is not None)
        self.read(0.2)
        self.read(0.0)
        return self.process.returncode

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)


def explore(database: Path, *more: str) -> tuple[str, ...]:
    """The arguments that open the explorer on a database."""
    return ("-m", "iptui", str(database), *more)
