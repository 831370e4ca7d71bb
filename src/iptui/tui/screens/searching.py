"""Searches that may take long: a thread asks a database of its own, the last question counts, and no key waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from iptui.filters import Filter, FilterError
from iptui.store.errors import DatabaseError
from iptui.store.sets import Selection
from iptui.store.terms import kept_set
from iptui.tui.freeing import give_back
from iptui.tui.reading import AT_ONCE

if TYPE_CHECKING:
    from typing import NamedTuple

    from iptui.store.catalogue import Catalogue
    from iptui.tui.screens.explorer import ExplorerScreen
else:
    from iptui.tuples import NamedTuple

__all__ = ["Searching"]


class _Found(NamedTuple):
    """The answer to a question: what passes each of some filters."""

    number: int
    passing: tuple[tuple[Filter, Selection], ...]


class Searching:
    """Belongs to the explorer's screen. Questions are numbered; an answer to any but the last is dropped."""

    def __init__(self, screen: ExplorerScreen) -> None:
        """Belong to a screen."""
        self._screen = screen
        self._number = 0
        self._then: Callable[[], None] | None = None
        self._turn = Lock()
        self._catalogue: Catalogue | None = None
        self._is_large: bool | None = None

    def takes_long(self, wanted: Filter) -> bool:
        """Whether it is not known yet what passes, and the full-text index of a large crisis has to be asked for it."""
        reading = self._screen.reading
        if self._is_large is None:
            # Where this is a sealed copy of its own, another one would take longer than any search.
            self._is_large = reading.catalogue.total > AT_ONCE and not reading.catalogue.is_private
        if not self._is_large or reading.has(wanted):
            return False
        sought = [term for term in wanted if term.key in ("text", "phrase")]
        return any(kept_set(reading.catalogue, term.key, term.values[0]) is None for term in sought)

    def ask(self, wanted: Filter, then: Callable[[], None]) -> None:
        """Find out what passes a filter, and call `then` once the reading knows it, unless something else is asked."""
        self.forget()
        self._then = then
        # The counts of the actors go by the filter without them.
        asked = tuple(dict.fromkeys((wanted, wanted.without("actor"))))
        work = partial(self._work, self._number, asked)
        self._screen.run_worker(work, thread=True, group="search", exit_on_error=False)

    def forget(self) -> None:
        """Nothing is asked any more; what is being looked for is broken off."""
        self._number += 1
        self._then = None
        if self._catalogue is not None:
            self._catalogue.connection.interrupt()

    def close(self) -> None:
        """Nothing more will be asked for a while: give back what has been kept for it."""
        self.forget()
        if self._turn.acquire(blocking=False):
            try:
                if self._catalogue is not None:
                    self._catalogue.close()
                    self._catalogue = None
                    self._screen.run_worker(give_back, thread=True, group="freeing", exit_on_error=False)
            finally:
                self._turn.release()

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """Hand an answer on, if it is to the last question."""
        result: object = event.worker.result if event.state is WorkerState.SUCCESS else None
        then = self._then
        if not isinstance(result, _Found) or result.number != self._number or then is None:
            return
        self._then = None
        for wanted, found in result.passing:
            self._screen.reading.keep(wanted, found)
        then()
        # Now, and not at the next tick of Textual's clock.
        self._screen.complete()

    def _work(self, number: int, asked: tuple[Filter, ...]) -> _Found | None:
        reading = self._screen.reading
        with self._turn:
            if number != self._number:
                return None
            try:
                if self._catalogue is None:
                    self._catalogue = reading.catalogue.again(same_thread=False)
                return _Found(number, tuple((wanted, self._catalogue.select(wanted)) for wanted in asked))
            except FilterError:
                return _Found(number, ())  # Whoever asks the reading is told the same.
            except DatabaseError:
                if number != self._number:
                    return None  # Broken off.
                raise
