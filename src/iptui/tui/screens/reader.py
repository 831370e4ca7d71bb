"""The source reader: the whole text of a source, with every passage that the crisis uses and what it supports."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from iptui.text import find_matches, safe, truncate
from iptui.tui.format.book import Book
from iptui.tui.format.pieces import Piece
from iptui.tui.keys import bindings, picked
from iptui.tui.receipts import ReceiptError, Receipts
from iptui.tui.widgets.bars import FooterBar
from iptui.tui.widgets.inputbar import InputBar
from iptui.tui.widgets.reader import PassagePanel, ReaderPane, SourceBar
from iptui.tui.widgets.settling import Settling

__all__ = ["ReaderScreen"]

_NO_CLIPBOARD = ("linux", "dumb", "vt100", "vt220")
_DEBOUNCE = 0.05
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read: only the screen replaces it.

    Attributes:
        spot: index of the current passage.
        use: index of the marked one of what it supports.
        notes: whether what passages support is shown in the text.
        sought: what is searched for.
        matches: where it stands in the text.
        match: index of the current match, None while there is none.
    """

    spot: int = 0
    use: int = 0
    notes: bool = True
    sought: str = ""
    matches: tuple[tuple[int, int], ...] = ()
    match: int | None = None


class ReaderScreen(Settling, Screen[str | None]):
    """Gives the event or statement that the user wants to see, or None."""

    BINDINGS: ClassVar = [*bindings("reader"), *picked("help", "theme", "suspend")]
    AUTO_FOCUS = "#reader"

    def __init__(self, receipts: Receipts, source: str, passage: int) -> None:
        """Open a source at a passage.

        Args:
            receipts: where the source is asked for.
            source: its id.
            passage: id of the passage.
        """
        super().__init__()
        self._receipts = receipts
        self._source = source
        self._passage = passage
        self._book: Book | None = None
        self._state = _Reading()
        self._before: _Reading | None = None
        self._generation = 0

    def compose(self) -> ComposeResult:
        """Source, text, panel, input, footer."""
        yield SourceBar(id="source")
        yield ReaderPane(id="reader")
        yield PassagePanel(id="passage")
        yield InputBar(id="input")
        yield FooterBar(id="footer")

    def on_mount(self) -> None:
        """Open the source in a worker: a large copy takes a while to prove."""
        self.pane = self.query_one(ReaderPane)
        self.panel = self.query_one(PassagePanel)
        self.input = self.query_one(InputBar)
        self.footer = self.query_one(FooterBar)
        self.footer.show_keys("reader")
        self.run_worker(self._load, thread=True, exclusive=True, group="book")

    def _load(self) -> Book | str:
        try:
            return self._receipts.book(self._source)
        except ReceiptError as error:
            return str(error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The source is open, or a search is done."""
        if event.state is not WorkerState.SUCCESS:
            return
        result: object = event.worker.result
        if isinstance(result, Book):
            self._opened(result)
        elif isinstance(result, str):
            self.pane.fail(result)
        elif isinstance(result, tuple):
            self._found(*result)

    def _opened(self, book: Book) -> None:
        self._book = book
        self._state = _Reading(spot=book.number_of(self._passage))
        self.query_one(SourceBar).show(book)
        self.pane.open(book, self._state.spot)
        self.panel.show(book, self._state.spot, 0)

    # -- passages ---------------------------------------------------------------------------------------------

    def _change(self, state: _Reading) -> None:
        """Replace what is read, and draw what depends on what has changed in it."""
        old, self._state = self._state, state
        if self._book is None:
            return
        if state.notes != old.notes:
            self.pane.show_notes(state.notes)
        if state.spot != old.spot:
            self.pane.show_spot(state.spot)
        if (state.spot, state.use) != (old.spot, old.use):
            self.panel.show(self._book, state.spot, state.use)
        if (state.matches, state.match) != (old.matches, old.match):
            self.pane.show_matches(state.matches, state.match)

    def on_reader_pane_picked(self, message: ReaderPane.Picked) -> None:
        """A passage was clicked."""
        self._to(message.spot)

    def _to(self, spot: int) -> None:
        self.footer.clear()
        self._change(replace(self._state, spot=spot, use=0))

    def action_next(self, step: int) -> None:
        """The next or previous match while something is searched for, else passage."""
        if self._state.match is not None:
            count = len(self._state.matches)
            number = (self._state.match + step) % count
            self._change(replace(self._state, match=number))
            return
        self.action_passage(step)

    def action_passage(self, step: int) -> None:
        """The next or previous passage: from the current one if it is in view, else from what is."""
        book = self._book
        if book is None or not book.spots:
            return
        spot = self._state.spot
        if not self.pane.in_view(spot):
            nearest = self._nearest(step)
            if nearest is not None:
                self._to(nearest)
                return
        number = spot + step
        if 0 <= number < len(book.spots):
            self._to(number)
        else:
            self.footer.say("this is the last passage" if step > 0 else "this is the first passage")

    def _nearest(self, step: int) -> int | None:
        """The first passage in view or after it, or the last one in view or before it."""
        if self._book is None:
            return None
        layout = self.pane.layout_now
        if layout is None:
            return None
        rows = [layout.rows_of(number)[0] for number in range(len(self._book.spots))]
        if step > 0:
            return next((number for number, row in enumerate(rows) if row >= self.pane.top), None)
        bottom = self.pane.top + self.pane.rows
        return next((number for number in reversed(range(len(rows))) if rows[number] < bottom), None)

    def action_use(self, step: int) -> None:
        """Mark the next or previous one of what the passage supports."""
        uses = self._uses()
        if uses:
            self._change(replace(self._state, use=(self._state.use + step) % uses))

    def _uses(self) -> int:
        book = self._book
        return len(book.spots[self._state.spot].uses) if book is not None and book.spots else 0

    def action_open(self) -> None:
        """To what the passage supports, in the explorer."""
        book = self._book
        if book is None or not book.spots or not self.is_current:
            return
        uses = book.spots[self._state.spot].uses
        if not uses:
            self.footer.say("this passage supports nothing that is left", "warn")
            return
        item = uses[self._state.use].item
        if item is None:
            self.footer.say("an office has no page of its own: tab marks something else that it supports", "warn")
            return
        self.dismiss(item)

    def action_notes(self) -> None:
        """Show or hide what the passages support."""
        if self._book is not None and not self._book.file:
            self.footer.say("without a copy there is nothing but the passages and what they support")
            return
        self._change(replace(self._state, notes=not self._state.notes))

    async def action_copy(self) -> None:
        """Copy the passage's words with their citation."""
        book = self._book
        if book is None or not book.spots:
            return
        text = safe(self._receipts.citation(book.spots[self._state.spot], book), keep_newlines=True)
        self.app.copy_to_clipboard(text)
        if os.environ.get("TERM", "dumb") in _NO_CLIPBOARD:
            from iptui.tui.screens.sheet import SheetScreen

            note = "This terminal has no clipboard that a program can fill."
            await self.app.push_screen(SheetScreen("Citation", text, (note,)))
        else:
            self.footer.say(f"copied: {truncate(text.replace(chr(10), ' '), max(20, self.size.width - 12))}", "good")

    # -- searching --------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Search in the text."""
        if self._book is None:
            return
        if not self._book.file:
            self.footer.say("there is no text to search without a copy", "warn")
            return
        self._before = self._state
        self.add_class("-input")
        self.input.begin("/", "")
        self.input.hint([Piece("words; every match is lit · ↑ ↓ go through them · enter keeps · esc undoes", "dim")])
        self.set_focus(self.input, scroll_visible=False)

    def on_input_bar_changed(self, message: InputBar.Changed) -> None:
        """Search for what is typed, in a worker."""
        message.stop()
        self._generation += 1
        self.set_timer(_DEBOUNCE, lambda generation=self._generation: self._search(message.text, generation))

    def _search(self, text: str, generation: int) -> None:
        book = self._book
        if book is None or generation != self._generation:
            return
        words = text.strip()
        if len(words) < _SHORTEST:
            self._found(generation, words, ())
            return

        def look() -> tuple[int, str, tuple[tuple[int, int], ...]]:
            needles, phrases = ([], [words.strip('"“”')]) if words[0] in '"“' else (words.split(), [])
            return generation, words, tuple(find_matches(book.text, needles, phrases))

        self.run_worker(look, thread=True, exclusive=True, group="search")

    def _found(self, generation: int, words: str, matches: tuple[tuple[int, int], ...]) -> None:
        """Show what was found, unless something else is looked for by now."""
        if generation != self._generation or self._before is None:
            return
        place = self.pane.place()
        number = next((number for number, (start, _) in enumerate(matches) if start >= place), 0)
        self._change(replace(self._state, sought=words, matches=matches, match=number if matches else None))
        if len(words) < _SHORTEST:
            self.input.hint([Piece("two letters or more", "dim")])
        elif matches:
            self.input.hint([Piece(f"{len(matches)} found", "strong"), Piece("   enter keeps · esc undoes", "dim")])
        else:
            self.input.hint([Piece("not in this text", "warn")])

    def on_input_bar_passed(self, message: InputBar.Passed) -> None:
        """Go through the matches while typing."""
        message.stop()
        if self._state.match is not None:
            self.action_next(-1 if message.key in ("up", "pageup") else 1)

    def on_input_bar_submitted(self, message: InputBar.Submitted) -> None:
        """Keep the search: `n` and `N` go through its matches."""
        message.stop()
        self._end_search()
        if self._state.match is not None:
            self.footer.say(f"n N go through the matches of {safe(self._state.sought)}; esc ends the search")

    def on_input_bar_cancelled(self, message: InputBar.Cancelled) -> None:
        """Forget the search."""
        message.stop()
        self._generation += 1
        if self._before is not None:
            self._change(self._before)
        self._end_search()

    def _end_search(self) -> None:
        self._before = None
        self.remove_class("-input")
        self.set_focus(self.pane, scroll_visible=False)

    # -- the way back -----------------------------------------------------------------------------------------

    def action_close(self) -> None:
        """End the search, else go back to the explorer."""
        if self._state.match is not None:
            self._change(replace(self._state, sought="", matches=(), match=None))
            self.footer.clear()
        elif self.is_current:  # not so for the second of two keys in one read
            self.dismiss(None)

    async def action_help(self) -> None:
        """The help."""
        from iptui.tui.screens.help import HelpScreen

        await self.app.push_screen(HelpScreen())

    def action_theme(self) -> None:
        """The next theme."""
        from iptui.tui.themes import next_theme

        self.app.theme = next_theme(self.app.theme)
