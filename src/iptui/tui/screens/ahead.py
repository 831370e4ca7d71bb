"""What is likely to be wanted next, made while no key is pressed: the next frame then only has to be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from iptui.store.errors import DatabaseError
from iptui.tui.reading import AT_ONCE

if TYPE_CHECKING:
    from iptui.tui.reading import Reading
    from iptui.tui.screens.explorer import ExplorerScreen
    from iptui.tui.warming import Warmth

__all__ = ["Ahead"]

_AFTER = 0.004
"""Seconds in which the thread that writes to the terminal has the processor for itself."""
_GROUP = "reading ahead"


def _read_ahead(reading: Reading) -> Warmth:
    # Imported by the worker, too: that takes longer than a frame.
    from iptui.tui.warming import read_ahead

    return read_ahead(reading)


class Ahead:
    """Lays out, in small steps between which a key is looked at, where each of the keys that move would lead.

    And reads ahead what goes through the whole crisis.
    """

    def __init__(self, screen: ExplorerScreen) -> None:
        """Belong to a screen."""
        self._screen = screen
        self._is_wanted: Callable[[], bool] = lambda: True
        self._from = 0
        self._due: asyncio.Handle | None = None
        self._steps: Iterator[None] = iter(())
        self._pages = screen.pages
        self._has_read = False

    def rest(self) -> None:
        """Nothing was pressed for a while: have at hand, or a worker read, what the first of some keys would wait for.

        Damage is told when that key is pressed.
        """
        if self._has_read:
            return
        self._has_read = True
        reading = self._screen.reading
        with suppress(DatabaseError):
            reading.cut_ahead()
        if reading.catalogue.total > AT_ONCE and not reading.catalogue.is_private:
            self._screen.run_worker(partial(_read_ahead, reading), thread=True, group=_GROUP, exit_on_error=False)

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """Have what a worker has read; its class the worker has imported, which would be waited for here."""
        if event.worker.group == _GROUP and event.state is WorkerState.SUCCESS:
            warmth: Warmth | None = event.worker.result
            if warmth is not None:
                warmth.give(self._screen.reading)

    def begin(self, is_wanted: Callable[[], bool]) -> None:
        """Begin anew, from where the cursor stands by now, and go on as long as it `is_wanted`."""
        screen = self._screen
        self._is_wanted = is_wanted
        self.stop()
        # While something is typed, the next letter changes it all.
        if not screen.is_mounted or screen.focused is not screen.timeline:
            return
        self._steps, self._pages = self._all(), screen.pages
        self._due = asyncio.get_running_loop().call_later(_AFTER, self._step)

    def stop(self) -> None:
        """Leave the rest."""
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _step(self) -> None:
        self._due = None
        screen = self._screen
        # The mouse changes what is shown without a key: positions in other pages mean nothing.
        if not screen.is_attached or screen.pages is not self._pages or not self._is_wanted():
            return
        if next(self._steps, self) is None:
            self._due = asyncio.get_running_loop().call_soon(self._step)

    def _all(self) -> Iterator[None]:
        screen = self._screen
        timeline, pages = screen.timeline, screen.pages
        if not pages.items:
            return
        here = timeline.position
        step, self._from = here - self._from, here
        page = max(1, timeline.rows - 1)
        # The same again, and back; then where the other keys lead.
        for position in dict.fromkeys(
            (
                here + step,
                here + 1,
                here - 1,
                timeline.landing(page),
                pages.group(here, 1),
                timeline.landing(-page),
                0,
                pages.items - 1,
                here - step,
                pages.group(here, -1),
            )
        ):
            if position != here and 0 <= position < pages.items:
                yield from self._at(position)

    def _at(self, position: int) -> Iterator[None]:
        screen = self._screen
        row = screen.pages.row(position)
        yield
        item = screen.tracing.detail(row.id)
        yield
        if item is not None:
            screen.detail.prepare(item, screen.reading.sources, screen.needles, screen.tracing.beside(row.id))
        yield
        yield from screen.timeline.prepare(position)
