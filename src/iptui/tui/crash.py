"""The way out when something goes wrong: signals, crashes, and a terminal that is given back whatever happens."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType

__all__ = ["CRASHED", "Guard", "report"]

CRASHED = 70
"""Exit code of a crash (EX_SOFTWARE of sysexits.h)."""

_GRACE = 3.0
_RESTORE = (
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[<u"  # paste, focus, resize, keys
    "\x1b[?1049l\x1b[?25h\x1b[?7h\x1b[0m"  # screen, cursor, wrap, colours
)


class Guard:
    """Catches SIGTERM and SIGHUP while the explorer runs, and keeps the terminal's modes to restore them.

    The first signal asks the explorer to end; if it has not within some seconds (its terminal may be gone), the
    modes are restored and the process ends here. Use as a context manager around the run.
    """

    SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))

    def __init__(self, leave: Callable[[int], None]) -> None:
        """Take what ends the explorer with an exit code; it must be safe to call from a signal handler."""
        self._leave = leave
        self._before: dict[int, object] = {}
        self._modes: list[object] | None = None
        self._tty: int | None = None

    def __enter__(self) -> Guard:
        """Set the handlers."""
        self._keep_modes()
        for number in self.SIGNALS:
            self._before[number] = signal.signal(number, self._caught)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the former handlers back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._before = {}

    def _keep_modes(self) -> None:
        try:
            import termios

            if sys.__stdin__ is not None and sys.__stdin__.isatty():
                self._tty = sys.__stdin__.fileno()
                self._modes = list(termios.tcgetattr(self._tty))
        except (ImportError, OSError, ValueError):
            self._modes = None

    def _caught(self, number: int, frame: FrameType | None) -> None:
        del frame
        timer = threading.Timer(_GRACE, self._force, (number,))
        timer.daemon = True
        timer.start()
        self._leave(128 + number)

    def _force(self, number: int) -> None:
        """End now: the explorer did not."""
        try:
            if self._modes is not None and self._tty is not None:
                import termios

                os.write(2, _RESTORE.encode())
                termios.tcsetattr(self._tty, termios.TCSANOW, self._modes)  # type: ignore[arg-type]
        except OSError:
            pass  # The terminal is gone: there is nothing to give back.
        finally:
            os._exit(128 + number)


def report(error: BaseException) -> str:
    """Write a crash file and say where, in one line of safe text.

    The file holds types, files and line numbers and no messages or variables: a crisis may be confidential.
    """
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{type(error).__module__}.{type(error).__qualname__}"]
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    last = frames[-1] if frames else None
    place = f"{Path(last.filename).name}:{last.lineno}" if last is not None else "nowhere"
    said = f"iptui: a defect ended the explorer: {type(error).__name__} at {place}"
    path = _crash_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        return said
    return f"{said}; more in {path}"


def _crash_file() -> Path:
    home = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(home) / "iptui" / f"crash-{os.getpid()}.txt"
