"""What the input bar is used for in the explorer: searching, going to a date, finding an actor, looking from a day.

Each use says what a text means while it is typed, and what becomes of the view when it is kept or given up.
"""

from __future__ import annotations

import shlex
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from iptui.edtf import Edtf, EdtfError, from_words, humanize
from iptui.edtf import parse as parse_date
from iptui.filters import Filter, FilterError, parse
from iptui.text import safe
from iptui.tui.format.dates import human_date
from iptui.tui.format.pieces import Piece
from iptui.tui.view import View, filtered

if TYPE_CHECKING:
    from iptui.tui.screens.explorer import ExplorerScreen
    from iptui.tui.screens.knowing import Knowing
    from iptui.tui.widgets.inputbar import InputBar

__all__ = ["Inputs"]

Use = Literal["search", "date", "actor", "known"]


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"


def _is_key(text: str, error: FilterError) -> bool:
    """Whether what is wrong is a key that there is not."""
    end = error.position + error.length
    return text[end : end + 1] == ":" and ":" not in text[error.position : end]


class Inputs:
    """The input bar's present use, and the view to restore when it is given up."""

    def __init__(self, screen: ExplorerScreen) -> None:
        """Belong to a screen."""
        self._screen = screen
        self._use: Use | None = None
        self._before: View | None = None
        self._knowing: Knowing | None = None

    @cached_property
    def bar(self) -> InputBar:
        """The input bar, made when it is first wanted."""
        from iptui.tui.widgets.inputbar import InputBar

        bar = InputBar(id="input")
        self._screen.mount(bar, before="#footer")
        return bar

    def _begin(self, use: Use, prompt: str, text: str = "", *, slides: bool = False) -> None:
        screen = self._screen
        self._use = use
        self._before = screen.view
        screen.add_class("-input")
        screen.input.begin(prompt, text, slides=slides)
        screen.set_focus(screen.input, scroll_visible=False)

    def _end(self) -> None:
        self._screen.searching.close()
        self._use = self._before = self._knowing = None
        self._screen.remove_class("-input")
        self._screen.panes.focus()

    # -- beginnings -------------------------------------------------------------------------------------------

    def search(self) -> None:
        """Edit the filter."""
        text = str(self._screen.view.filter)
        self._begin("search", "/", f"{text} " if text else "")
        self._screen.input.hint([Piece("words, “a phrase”, actor:iran, since:2024-01-16 … ? lists them", "dim")])

    def go_to_date(self) -> None:
        """Type a date."""
        self._begin("date", "go to")
        self._screen.input.hint([Piece("19 jan, next day, +3d, 2024-01-16, Jan 2024, undated", "dim")])

    def find_actor(self) -> None:
        """Type an actor's name."""
        self._begin("actor", "actor")
        self._screen.input.hint([Piece("any spelling; enter keeps the list, escape shows all", "dim")])

    def known_on(self) -> None:
        """Look from another day."""
        from iptui.tui.screens.knowing import Knowing

        knowing = Knowing(self._screen)
        self._begin("known", *knowing.prompt, slides=True)
        self._knowing = knowing
        knowing.show()

    # -- while typing -----------------------------------------------------------------------------------------

    def changed(self, text: str) -> None:
        """Show what the text means."""
        if self._use == "search":
            self._search(text, at_once=False)
        elif self._use == "date":
            self._preview(text)
        elif self._use == "actor":
            self._screen.actors.seek(text)
        elif self._knowing is not None:
            self._knowing.changed(text)

    def _search(self, text: str, *, at_once: bool = True) -> bool:
        """Show what passes, `at_once` or when it is found; whether the text is a filter and that is shown."""
        screen, before = self._screen, self._before
        screen.searching.forget()
        if before is None:
            return False
        wrong: FilterError | None = None
        try:
            wanted = parse(text)
        except FilterError as error:
            wrong, wanted = error, parse(text, lenient=True)
            if _is_key(text, error):
                # Read leniently it is a word that nothing has; what was found so far is of more use.
                self._point(text, error)
                return False
        if not at_once and wrong is None and screen.searching.takes_long(wanted):
            screen.searching.ask(wanted, lambda: self._answered(text))
            return False
        try:
            screen.change(filtered(before, wanted)._replace(selected=screen.view.selected))
        except FilterError as error:
            wrong = wrong or error
        if wrong is not None:
            self._point(text, wrong)
            return False
        events, statements = screen.reading.sizes(screen.selection)
        count = events + statements
        kinds = f"{_number(events, 'event')}, {_number(statements, 'statement')}"
        shown = f"{count} found: {kinds}" if count else "nothing matches"
        screen.input.hint(
            [
                Piece(shown, "strong" if count else "warn"),
                Piece("   enter keeps · esc undoes", "dim"),
                Piece(f"   {screen.reading.notice(wanted)}", "warn"),
            ]
        )
        return True

    def _answered(self, text: str) -> None:
        """What passes is known by now: show it, if it is still what is typed."""
        if self._use == "search" and self._screen.input.text == text:
            self._search(text)

    def _point(self, text: str, error: FilterError) -> None:
        """Show an error under its place; one from the store points into the filter's canonical text."""
        start, length = error.position, error.length
        if error.text != text:
            term = error.text[start : start + length]
            start = max(0, text.find(term))
        self._screen.input.error(error.reason, start, length)

    def _date(self, text: str) -> Edtf:
        from datetime import datetime

        today = datetime.now().astimezone().date().isoformat()
        return from_words(text, today=today, relative_to=self._here())

    def _here(self) -> str | None:
        """The date one is at; a day that the crisis has where that of the selected item leaves the year open."""
        row = self._screen.timeline.current
        if row is not None:
            try:
                date = parse_date(row.date)
            except EdtfError:
                return self._screen.reading.info.earliest
            if date.begin is not None and date.end is not None:
                return row.date
            known = date.earliest or date.latest
            if known is not None:
                return known
        return self._screen.reading.info.earliest

    def _preview(self, text: str) -> None:
        bar = self._screen.input
        if not text.strip():
            bar.hint([Piece("19 jan, next day, +3d, 2024-01-16, Jan 2024, undated", "dim")])
            return
        try:
            date = self._date(text)
        except EdtfError as error:
            bar.error(error.reason, error.position if error.text == text else 0)
            return
        bar.hint(
            [Piece("→ "), Piece(safe(humanize(date, weekday=True)), "strong"), Piece(f"   {self._found(date)}", "dim")]
        )

    def _found(self, date: Edtf) -> str:
        """How much there is on a date."""
        screen = self._screen
        if date.begin is None or date.end is None:
            return ""
        catalogue = screen.reading.catalogue
        first, stop = catalogue.seq_at(date.begin), catalogue.seq_at(date.end + 1)
        count = screen.selection.rank(min(stop, catalogue.dated)) - screen.selection.rank(first)
        return _number(count, "item") if count else "nothing then; the next item after it"

    def passed(self, key: str) -> None:
        """Move in the list behind the input, or from one day of publication to the next."""
        if self._knowing is not None and key in ("left", "right", "home", "end"):
            self._knowing.slide(key)
            return
        centre = self._screen.centres.front
        pane = self._screen.actors if self._use == "actor" else centre
        moves = {"up": pane.action_up, "down": pane.action_down, "pageup": pane.action_page_up}
        moves.get(key, pane.action_page_down)()

    # -- ends -------------------------------------------------------------------------------------------------

    def submitted(self, text: str) -> None:
        """Keep what was typed, unless it is wrong."""
        if self._use == "search":
            if self._search(text):
                self._end()
        elif self._use == "date":
            self._go(text)
        elif self._use == "actor" or (self._knowing is not None and self._knowing.changed(text)):
            self._end()

    def _go(self, text: str) -> None:
        screen = self._screen
        if not text.strip():
            self.cancelled()
            return
        try:
            date = self._date(text)
        except EdtfError:
            self._preview(text)
            return
        self._end()
        catalogue = screen.reading.catalogue
        begin = date.begin if date.begin is not None else date.end
        seq = catalogue.dated if begin is None else catalogue.seq_at(begin)
        if not screen.pages.items:
            screen.footer.say("nothing is shown to go to", "warn")
            return
        screen.moving.to_seq(seq)
        row = screen.timeline.current
        if row is None or begin is None:
            return
        if row.begin is None or date.end is None or not begin <= row.begin <= date.end:
            asked, there = humanize(date, weekday=True), human_date(row.date)
            screen.footer.say(f"nothing begins on {asked}; this is {there}", "warn")

    def cancelled(self) -> None:
        """Restore what was before."""
        screen, before = self._screen, self._before
        screen.searching.forget()
        if self._use == "actor":
            screen.actors.seek("")
        elif self._use in ("search", "known") and before is not None:
            screen.change(before)
        self._end()

    # -- as a command -----------------------------------------------------------------------------------------

    async def equivalent(self) -> None:
        """Show the command line that prints this view."""
        screen = self._screen
        wanted: Filter = screen.view.filter
        command, takes_filter = screen.centres.command(screen.command)
        text = command if not wanted or not takes_filter else f"{command} {shlex.quote(str(wanted))}"
        notes = (
            f"The filter in words: {wanted.describe()}."
            + ("" if takes_filter or not wanted else " That command takes no filter."),
            "Add --sql for the SQL behind it, --format json, jsonl, csv, tsv or md for rows.",
        )
        await self._sheet("This view as a command", text, notes)

    async def _sheet(self, title: str, text: str, notes: tuple[str, ...]) -> None:
        from iptui.tui.screens.sheet import SheetScreen

        await self._screen.app.push_screen(SheetScreen(title, text, notes))
