"""From a database file to a running explorer, and back to an exit code."""

from __future__ import annotations

import shlex
import sys
import threading
from pathlib import Path

from iptui.filters import parse
from iptui.store.catalogue import Catalogue
from iptui.tui.app import IptuiApp
from iptui.tui.crash import Guard
from iptui.tui.reading import Reading
from iptui.tui.view import View

__all__ = ["make_app", "start"]

_TURN = 0.0005
"""Seconds that a worker's Python code may go on while a key waits; Python's own 5 ms are a third of a frame."""


def make_app(path: Path, *, ours: bool, filter_text: str = "") -> IptuiApp:
    """The explorer on a database, not running yet.

    Raises:
        FilterError: when the filter cannot be read or names something that there is not.
        DatabaseError: when the database cannot be opened or read.
    """
    wanted = parse(filter_text)
    reading = Reading(Catalogue.open(path, ours=ours), ours=ours)
    reading.select(wanted)
    command = "iptui list" if ours else f"iptui list -d {shlex.quote(str(path))}"
    return IptuiApp(reading, View(filter=wanted), command)


def start(path: Path, *, ours: bool, filter_text: str = "") -> int:
    """Run the explorer; see `iptui.tui.run`."""
    app = make_app(path, ours=ours, filter_text=filter_text)
    former, turn = threading.excepthook, sys.getswitchinterval()

    def thread_died(args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            app.call_later(app.fail, args.exc_value)

    threading.excepthook = thread_died
    sys.setswitchinterval(_TURN)
    try:
        with Guard(app.leave):
            app.run()
    finally:
        threading.excepthook = former
        sys.setswitchinterval(turn)
    app.say_farewell()
    return app.return_code or 0
