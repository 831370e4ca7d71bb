"""The way out when something goes wrong: signals, crashes, and a terminal that is given back whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from types import FrameType, TracebackType

from iptui.text import safe

__all__ = ["CRASHED", "DETAILS", "Guard", "Threads", "report"]

CRASHED = 70
"""Exit code of a crash (EX_SOFTWARE of sysexits.h)."""

DETAILS = "IPTUI_CRASH_DETAILS"
_GRACE = 3.0
_PARTING = 0.2
_RESTORE = (
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[<u"  # paste, focus, resize, keys
    "\x1b[?1049l\x1b[?25h\x1b[?7h\x1b[0m"  # screen, cursor, wrap, colours
)


class Guard:
    """Catches the signals that end a program while the explorer runs, and keeps the terminal's modes to restore them.

    The first signal asks the explorer to end; if it has not within some seconds (its terminal may be gone), the
    modes are restored and the process ends here. Use as a context manager around the run.
    """

    SIGNALS = tuple(
        getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT") if hasattr(signal, name)
    )

    def __init__(self, leave: Callable[[int], None], modes: list[object] | None = None) -> None:
        """Watch over a run.

        Args:
            leave: ends the explorer with an exit code; it must be safe to call from a signal handler.
            modes: the terminal's modes to give it back with; None for those that it has.
        """
        self._leave = leave
        self._before: dict[int, object] = {}
        self._modes = modes
        self._tty: int | None = None
        self._is_caught = False

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
                self._modes = self._modes or list(termios.tcgetattr(self._tty))
        except (ImportError, OSError, ValueError):
            self._modes = None

    def _caught(self, number: int, frame: FrameType | None) -> None:
        del frame
        if self._is_caught:
            return  # A terminal that is closed is told of twice.
        self._is_caught = True
        timer = threading.Timer(_GRACE, self._force, (number,))
        timer.daemon = True
        timer.start()
        self._leave(128 + number)

    def _force(self, number: int) -> None:
        """End now: the explorer did not."""
        try:
            if self._modes is not None and self._tty is not None:
                import termios

                # A terminal that takes nothing any more would keep both the waiting frames and this.
                termios.tcflush(self._tty, termios.TCOFLUSH)
                os.set_blocking(self._tty, False)
                os.write(self._tty, _RESTORE.encode())
                termios.tcsetattr(self._tty, termios.TCSANOW, self._modes)  # type: ignore[arg-type]
        except (ImportError, OSError):
            pass  # The terminal is gone: there is nothing to give back.
        finally:
            os._exit(128 + number)


class Threads(ThreadPoolExecutor):
    """The threads of the workers, which nobody waits for when the explorer ends."""

    def abandon(self, code: int) -> None:
        """End the process now, with an exit code, if one of them is still at work; else end them.

        Python itself waits for every thread, and a question to a large database may take seconds.
        """
        self.shutdown(wait=False, cancel_futures=True)
        end = monotonic() + _PARTING
        for thread in self._threads:
            thread.join(max(0.0, end - monotonic()))
        if any(thread.is_alive() for thread in self._threads):
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError, ValueError):
                    stream.flush()
            os._exit(code)


def report(error: BaseException) -> str:
    """Write a crash file and say where, in one line of safe text.

    The file holds types, files and line numbers and no messages or variables: a crisis may be confidential. With
    `IPTUI_CRASH_DETAILS` set it holds the messages, too.
    """
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{type(error).__module__}.{type(error).__qualname__}"]
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    if os.environ.get(DETAILS):
        lines += ["", safe("".join(traceback.format_exception(error)), keep_newlines=True)]
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
    home = os.environ.get("XDG_STATE_HOME") or str(Path("~/.local/state").expanduser())
    return Path(home) / "iptui" / f"crash-{os.getpid()}.txt"
