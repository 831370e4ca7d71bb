"""From a database file to a running explorer, and back to an exit code."""

from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path

from iptui.filters import Filter
from iptui.tui.app import IptuiApp
from iptui.tui.crash import Guard, Threads
from iptui.tui.early import EarlyScreen
from iptui.tui.reading import Reading, open_reading
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
    reading, wanted = open_reading(path, ours=ours, filter_text=filter_text)
    return _app(reading, View(filter=wanted))


def _app(reading: Reading, view: View, early: EarlyScreen | None = None) -> IptuiApp:
    command = "iptui list"
    if not reading.ours:
        from shlex import quote

        command += f" -d {quote(reading.catalogue.file)}"
    return IptuiApp(reading, view, command, early)


def start(reading: Reading, wanted: Filter, early: EarlyScreen | None = None) -> int:
    """Run the explorer on an open crisis, over an early screen where there is one; see `iptui.tui.run`."""
    app, modes = _app(reading, View(filter=wanted), early), early.modes if early is not None else None
    threads = [_guarded(app, modes)]
    while app.successor is not None:
        # Its file was opened anew.
        reading.close()
        reading, view = app.successor
        app = _app(reading, view)
        threads.append(_guarded(app, modes))
    app.say_farewell()
    code = app.return_code or 0
    for each in threads:
        each.abandon(code)
    return code


def _guarded(app: IptuiApp, modes: list[object] | None) -> Threads:
    """Run the explorer until it ends, with everything in place for whatever way it ends in."""
    former, turn = threading.excepthook, sys.getswitchinterval()

    def thread_died(args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            app.call_later(app.fail, args.exc_value)

    threading.excepthook = thread_died
    sys.setswitchinterval(_TURN)
    try:
        with Guard(app.leave, modes):
            return _run(app)
    finally:
        threading.excepthook = former
        sys.setswitchinterval(turn)


async def _end(tasks: set[asyncio.Task[object]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _run(app: IptuiApp) -> Threads:
    """Run the explorer until it ends; its workers' threads, which may still be at work then."""
    loop, threads = asyncio.new_event_loop(), Threads(thread_name_prefix="iptui")
    loop.set_default_executor(threads)
    try:
        app.run(loop=loop)
        loop.run_until_complete(_end(asyncio.all_tasks(loop)))
    finally:
        loop.close()
    return threads
