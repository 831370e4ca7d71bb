"""How far something long is, on a terminal's standard error, and ending it cleanly. Nothing is shown in a pipe."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

__all__ = ["Bar", "stoppable"]

_WIDTH = 30
_PATIENCE = 0.3
"""Seconds after which something counts as long: what is done by then shows nothing."""


class Bar:
    """One line on a terminal's standard error; nothing elsewhere, and nothing where all is done in a moment."""

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self._shown = ""
        self._live = sys.stderr.isatty()
        self._since = time.monotonic()

    def show(self, text: str, done: float) -> None:
        """Draw the line anew where it changed; once all is done it is taken away.

        Args:
            text: what is being done.
            done: how much of it, from 0 to 1.
        """
        if not self._live or time.monotonic() - self._since < _PATIENCE:
            return
        if done >= 1.0:
            self.clear()
            return
        from iptui.text import safe, truncate

        filled = int(_WIDTH * done)
        line = f"{'#' * filled}{'.' * (_WIDTH - filled)} {int(100 * done):3}% {truncate(safe(text), 40)}"
        if line != self._shown:
            self._write(f"\r{line}\x1b[K")
            self._shown = line

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._write("\r\x1b[K")
            self._shown = ""

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            self._live = False

    def __enter__(self) -> Bar:
        """Use as a context manager."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Take the line away."""
        self.clear()


@contextmanager
def stoppable() -> Iterator[None]:
    """Let a signal that ends the program end it as an error would, so that nothing half made is left behind.

    Raises:
        SystemExit: with 128 and the number of the signal.
    """
    received: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        received.append(number)
        raise SystemExit(128 + number)

    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            before[number] = signal.signal(number, stop)
    try:
        yield
    except KeyboardInterrupt:
        # What a signal raises while SQLite works comes out as that.
        if received:
            raise SystemExit(128 + received[0]) from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
