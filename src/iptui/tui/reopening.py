"""Opening the file of the running explorer anew, beside it: how far that is is told, and it can be stopped.

A database that was edited is sealed in a copy first, which takes a minute where there are a million items.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from iptui.store.errors import StoreError
from iptui.tui.reading import Reading
from iptui.tui.watching import open_anew

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

__all__ = ["Reopening"]

_PATIENCE = 0.3
"""Seconds after which something counts as long: of what is done by then nothing is told."""


class _Stopped(Exception):  # noqa: N818 - nothing has gone wrong
    """The user has had enough."""


class Reopening:
    """Belongs to the application. One file is opened at a time."""

    def __init__(self, app: App[None], then: Callable[[Reading], None], tell: Callable[[str, str], None]) -> None:
        """Belong to an application.

        Args:
            app: runs the thread.
            then: takes what was opened.
            tell: shows a sentence in a role: how far it is, or why it cannot be opened.
        """
        self._app = app
        self._then = then
        self._tell = tell
        self._worker: Worker[Reading] | None = None
        self._is_stopped = False
        self._told = ""

    @property
    def is_at_work(self) -> bool:
        """Whether a file is being opened."""
        return self._worker is not None

    def begin(self, reading: Reading) -> None:
        """Open the file of a crisis anew; stop, where that is being done already."""
        if self.is_at_work:
            self._is_stopped = True
            return
        self._is_stopped, self._told = False, ""
        begun = monotonic()

        def report(text: str, done: float) -> None:
            # In the thread.
            if self._is_stopped:
                raise _Stopped
            sentence = f"{text}: {int(100 * done)} %; once more stops it"
            if monotonic() - begun > _PATIENCE and sentence != self._told:
                self._told = sentence
                self._app.call_later(self._show, sentence)

        self._worker = self._app.run_worker(
            lambda: open_anew(reading, progress=report), thread=True, group="opening anew", exit_on_error=False
        )

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """Hand over what was opened, or say why nothing was."""
        if event.worker is not self._worker or event.state in (WorkerState.PENDING, WorkerState.RUNNING):
            return
        worker, self._worker = self._worker, None
        error = worker.error
        if event.state is WorkerState.SUCCESS and worker.result is not None:
            self._then(worker.result)
        elif isinstance(error, StoreError):
            self._tell(str(error), "error")
        elif isinstance(error, _Stopped):
            self._tell("not opened", "")
        elif error is not None:
            raise error

    def _show(self, sentence: str) -> None:
        if self.is_at_work:
            self._tell(sentence, "")
