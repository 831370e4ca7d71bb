"""The terminal before Textual is there: whether to draw the first screen early, drawing it, and giving it back.

Nothing is read from the terminal here: what is typed meanwhile waits in it, for Textual to read. Whatever is unusual
is left to the ordinary start, which draws the same. `IPTUI_EARLY=0` turns this off.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["ENTER", "EarlyScreen", "Terminal", "terminal"]

SWITCH = "IPTUI_EARLY"
ENTER = "\x1b[?1049h"
"""Changes to the terminal's other screen; Textual is kept from doing it again, as that would clear it."""
_BEFORE = f"{ENTER}\x1b[?25l\x1b[?7l\x1b[?2026h"
_AFTER = "\x1b[?2026l"
_LEAVE = "\x1b[0m\x1b[?7h\x1b[?1049l\x1b[?25h"
_KINDS = ("xterm", "screen", "tmux", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty", "konsole", "iterm2")
_OUT = 1


class Terminal(NamedTuple):
    """A terminal that the first screen can be drawn on early: its size in cells, and whether it has true colour."""

    width: int
    height: int
    true_colour: bool


def terminal() -> Terminal | None:
    """The terminal, where nothing about it is unusual; None leaves it to Textual."""
    named = os.environ
    if sys.platform == "win32" or named.get(SWITCH) == "0" or any(name.startswith("TEXTUAL") for name in named):
        return None
    if "NO_COLOR" in named or not _is_utf8():
        return None
    try:
        # Textual writes to one of the two, and both are to be this very terminal.
        devices = {os.fstat(file).st_rdev for file in (0, _OUT, 2) if os.isatty(file)}
        is_one = len(devices) == 1 and all(map(os.isatty, (0, _OUT, 2)))
        if not is_one or _is_in_background():
            return None
        width, height = os.get_terminal_size(_OUT)
    except OSError:
        return None
    # Textual believes the environment where that names a size.
    if (named.get("COLUMNS") or str(width), named.get("LINES") or str(height)) != (str(width), str(height)):
        return None
    kind = named.get("TERM", "").strip().lower()
    true_colour = named.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    if not kind.startswith(_KINDS) or not (true_colour or kind.endswith("-256color")):
        return None
    return Terminal(width, height, true_colour)


def _is_in_background() -> bool:
    try:
        return os.tcgetpgrp(0) != os.getpgrp()
    except OSError:
        return False  # Nobody's controlling terminal: nobody can put us there.


def _is_utf8() -> bool:
    named = next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := os.environ.get(name))), "utf-8")
    return named.partition("@")[0].lower().replace("-", "").endswith("utf8")


class EarlyScreen:
    """The terminal taken: on its other screen, unbuffered, with something drawn there."""

    def __init__(self, text: str) -> None:
        """Take the terminal and draw.

        Args:
            text: what is drawn, sequences included.

        Raises:
            OSError: when the terminal cannot be taken or written to; it is given back then.
        """
        import termios

        self.modes: list[object] = []
        """The modes of the terminal as they were before."""
        self.is_handed_over = False
        """Whether Textual has the terminal now, and will leave the other screen."""
        self._handlers: dict[int, object] = {}
        try:
            self.modes = list(termios.tcgetattr(0))
            raw = termios.tcgetattr(0)
            # As Textual will have them: keys at once, not shown, and none of them a signal or a line end.
            raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
            raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
            raw[6][termios.VMIN] = 1
            termios.tcsetattr(0, termios.TCSANOW, raw)
        except termios.error as error:
            raise OSError(str(error)) from error
        try:
            _write(f"{_BEFORE}{text}{_AFTER}")
        except OSError:
            self._give_back()
            raise
        self._catch()

    def give_back(self) -> None:
        """Give the terminal back as it was."""
        import signal

        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._give_back()

    def _catch(self) -> None:
        """Have a signal that ends the process give the terminal back first; Textual's run has handlers of its own."""
        import signal

        for number in (signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, self._caught)

    def _caught(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._give_back()
        os._exit(128 + number)

    def _give_back(self) -> None:
        import termios

        try:
            if not self.is_handed_over:
                _write(_LEAVE)
            termios.tcsetattr(0, termios.TCSANOW, self.modes)  # type: ignore[arg-type]
        except (OSError, termios.error):
            return  # The terminal has gone.


def _write(text: str) -> None:
    data = memoryview(text.encode())
    while data:
        data = data[os.write(_OUT, data) :]
