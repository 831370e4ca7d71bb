"""Where things come from, in the explorer: proofs of passages, the source reader, citations, the day looked from.

It answers for the screen and holds no part of the view: the day is a part of the filter.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from iptui.model import Detail, Passage, StatementDetail
from iptui.store.shelf import library_stamp
from iptui.text import safe, truncate
from iptui.tui.format.beside import Beside
from iptui.tui.reading import Pages
from iptui.tui.view import day_of, followed

if TYPE_CHECKING:
    from iptui.tui.known import Days, Standpoint
    from iptui.tui.receipts import Proofs, Receipts
    from iptui.tui.screens.explorer import ExplorerScreen

__all__ = ["Tracing"]

_PROOFS = "proofs"
_NO_CLIPBOARD = ("linux", "dumb", "vt100", "vt220")
_AFTER = 0.05


class Tracing:
    """Belongs to the explorer's screen."""

    def __init__(self, screen: ExplorerScreen) -> None:
        """Belong to a screen."""
        self._screen = screen
        self._proofs: Proofs | None = None
        self._beside = Beside()

    @cached_property
    def receipts(self) -> Receipts:
        """What is asked about evidence."""
        from iptui.tui.receipts import Receipts

        reading = self._screen.reading
        return Receipts(reading.catalogue, ours=reading.ours)

    @cached_property
    def days(self) -> Days:
        """The days that the crisis can be looked at from."""
        from iptui.tui.known import Days

        reading = self._screen.reading
        return Days(reading.catalogue, list(reading.sources))

    # -- proofs -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Prove the passages once the first screen is painted; where there is no library, nothing is attached."""
        if library_stamp() is None:
            self._beside = Beside({})
            self._screen.show_selected()
        else:
            self._screen.set_timer(_AFTER, self._prove)

    def renew(self) -> None:
        """Prove the passages again, if the library has changed since."""
        stamp = None if self._proofs is None else self._proofs.stamp
        if self._beside.proofs is not None and library_stamp() != stamp:
            self._prove()

    def _prove(self) -> None:
        self._screen.run_worker(self.receipts.proofs, thread=True, exclusive=True, group=_PROOFS)

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """Show the proofs when they are there."""
        if event.worker.group != _PROOFS or event.state is not WorkerState.SUCCESS:
            return
        from iptui.tui.receipts import Proofs

        result: object = event.worker.result
        if not isinstance(result, Proofs):
            return
        self._proofs = result
        self._beside = Beside(None if result.problem else result.states)
        if result.problem:
            self._screen.footer.say(result.problem, "warn")
        self._screen.show_selected()

    def beside(self, item: str | None) -> Beside:
        """What stands beside the record of an item."""
        standpoint = self.standpoint
        return self._beside if standpoint is None else standpoint.beside(self._beside, item)

    # -- the day ----------------------------------------------------------------------------------------------

    @property
    def standpoint(self) -> Standpoint | None:
        """The day that the filter looks from; None for today."""
        day = day_of(self._screen.view.filter)
        return None if day is None else self.days.at(day)

    def day(self) -> tuple[str, int]:
        """That day in words, and how many of the items shown were only possibly published by it."""
        standpoint = self.standpoint
        return ("", 0) if standpoint is None else (standpoint.words, standpoint.doubtful(self._screen.selection))

    def possibly(self) -> Callable[[int], bool] | None:
        """Whether an item (by `seq`) was only possibly published by that day; None for today."""
        standpoint = self.standpoint
        return None if standpoint is None else standpoint.possibly

    def pages(self) -> Pages:
        """The lines of the present selection, as known on that day."""
        screen, standpoint = self._screen, self.standpoint
        pages = screen.reading.pages(screen.selection)
        if standpoint is not None:
            pages.seen_as(standpoint.rows, standpoint.before_all(screen.reading.sources.values()))
        return pages

    def detail(self, item: str) -> Detail | StatementDetail | None:
        """A record, as known on that day."""
        found, standpoint = self._screen.reading.detail(item), self.standpoint
        if found is None or standpoint is None:
            return found
        return standpoint.item(found)

    # -- the source reader ------------------------------------------------------------------------------------

    async def read(self, passage: Passage) -> None:
        """Open the source reader at a passage."""
        from iptui.tui.screens.reader import ReaderScreen

        self.renew()
        await self._screen.app.push_screen(ReaderScreen(self.receipts, passage.source, passage.id), self._returned)

    async def read_item(self) -> None:
        """Open the source reader at the first passage of the item in the detail pane."""
        from iptui.tui.receipts import Proofs, first_passage

        item = self._screen.detail.item
        if item is None:
            self._screen.footer.say("nothing is selected", "warn")
            return
        passages = [one.passage for one in item.evidence] if isinstance(item, Detail) else [item.passage]
        passage = first_passage(passages, self._proofs or Proofs(), self._screen.reading.sources)
        if passage is None:
            self._screen.footer.say("no passage tells of this", "warn")
        else:
            await self.read(passage)

    def _returned(self, item: str | None) -> None:
        """Show what the reader was left for."""
        screen = self._screen
        self.renew()
        if item is None:
            return
        if item != (screen.detail.item.id if screen.detail.item is not None else None):
            screen.change(followed(screen.view, item))
            seq = screen.reading.seq(item)
            if seq is not None and seq not in screen.selection:
                screen.footer.say("not in this filter; the timeline stands at the nearest item", "warn")
        screen.change(screen.view._replace(pane="detail"))

    # -- copying ----------------------------------------------------------------------------------------------

    async def copy(self) -> None:
        """Copy the item in the detail pane, with its full citation and the command that shows it."""
        screen = self._screen
        item = screen.detail.item
        if item is None:
            screen.footer.say("nothing is selected", "warn")
            return
        # What is pasted into a terminal must not act there.
        text = safe(self.receipts.cited(item.id), keep_newlines=True)
        screen.app.copy_to_clipboard(text)
        if os.environ.get("TERM", "dumb") in _NO_CLIPBOARD:
            from iptui.tui.screens.sheet import SheetScreen

            note = "This terminal has no clipboard that a program can fill."
            await screen.app.push_screen(SheetScreen("Citation", text, (note,)))
        else:
            first = text.replace("\n", " ")
            screen.footer.say(f"copied: {truncate(first, max(20, screen.size.width - 12))}", "good")
