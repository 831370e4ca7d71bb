"""The application: themes, the second wall before the terminal, signals, and the way out."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor
from textual.message import Message
from textual.reactive import Reactive
from textual.theme import Theme
from textual.worker import Worker, WorkerFailed

from iptui.store.errors import ChangedError, StoreError
from iptui.text import safe
from iptui.tui import crash
from iptui.tui.early import EarlyScreen
from iptui.tui.format.frames import is_low
from iptui.tui.plain import Plain, encoding
from iptui.tui.pressing import Pressing, driver_class
from iptui.tui.reading import AT_ONCE, Reading
from iptui.tui.reopening import Reopening
from iptui.tui.screens.explorer import ExplorerScreen
from iptui.tui.themes import THEMES
from iptui.tui.view import View
from iptui.tui.watching import Change, Watch, carried, open_anew
from iptui.tui.widgets.bars import FooterBar

__all__ = ["IptuiApp", "Wall"]

DATA_ERROR = 3
_FIRST, _MORE = (Path(__file__).with_name(name) for name in ("iptui.tcss", "more.tcss"))
_LOOKS = 2.0
"""Seconds between looks at the file while nothing is pressed."""
_SOON = (
    "iptui.edtf.display",
    "iptui.edtf.parser",
    "iptui.filters.reader",
    "iptui.store.fulltext",
    "iptui.store.selecting",
    "iptui.text.folding",
)
"""What the first screen does without and the first keys want: to import it takes a part of a frame."""


class Wall(LineFilter):
    """The second wall: whatever a widget draws, nothing but safe text gets to the terminal.

    Lines that are nothing but characters known to do no harm (`format.pieces.is_plain`) need not pass it.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Make unsafe text visible; almost always there is none, and the segments pass as they are."""
        del background
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment if segment.text.isprintable() or segment.control else Segment(safe(segment.text), segment.style)
            for segment in segments
        ]


class Colourless(LineFilter):
    """Where the user wants no colours: none are sent, not even the greys that Textual would make of them."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Keep what is no colour: bold, underlined, reversed."""
        del background
        return [Segment(text, style and style.without_color, control) for text, style, control in segments]


class IptuiApp(App[None], inherit_css=False):
    """The explorer on one crisis. Of Textual's own rules for an application it needs none but those in our sheet."""

    CSS_PATH = _FIRST
    TITLE = "iptui"
    theme: Reactive[str] = Reactive(THEMES[0].name)
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (70, "-medium"), (110, "-wide"), (170, "-widest")]  # type: ignore[misc]
    VERTICAL_BREAKPOINTS: ClassVar = [(0, "-short"), (17, "-regular"), (34, "-tall")]  # type: ignore[misc]
    BINDINGS: ClassVar = [Binding("ctrl+c", "how_to_quit", "quit", show=False, priority=True)]

    def __init__(
        self,
        reading: Reading,
        view: View | None = None,
        command: str = "iptui list",
        early: EarlyScreen | None = None,
    ) -> None:
        """Show a crisis.

        Args:
            reading: the open crisis.
            view: what to show at first.
            command: how a shell names this database, for `S`.
            early: the first screen, if it is on the terminal already.
        """
        driver = driver_class()
        if early is not None:
            from iptui.tui.handover import taking_over

            driver = taking_over(driver, early)
        view = view or View()
        is_plain = view.centre == "timeline" and not (view.maximised or view.actors)
        super().__init__(driver_class=driver, css_path=None if is_plain else [_FIRST, _MORE])
        self._explorer = ExplorerScreen(reading, view, command)
        self._pressing = Pressing(self, self._explorer)
        self._early_keys: list[events.Key] = []
        self._takes_keys = False
        self._was_used = self._owes_memory = False
        self._wall = Wall()
        self._colourless = Colourless()
        charset = encoding()
        self._plain = [] if charset == "utf-8" else [Plain(charset)]
        self.farewell = ""
        self._watch = Watch(reading)
        self._change: Change | None = None
        self._reopening = Reopening(self, self._go_on_with, self._tell)
        self.successor: tuple[Reading, View] | None = None
        """What the explorer is to go on with, once it has ended: its file opened anew."""
        self.animation_level = "none"

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Ours besides Textual's, from the first moment: a theme set later has every style worked out twice."""
        return {**super().available_themes, **{theme.name: theme for theme in THEMES}}

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that do not have them."""
        return {"muted": "ansi_default", "rule": "ansi_default"}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters behind the wall; last what the terminal's encoding has no character for."""
        if not self.no_color:
            return [self._wall, *super().get_line_filters(), *self._plain]
        kept = [each for each in super().get_line_filters() if not isinstance(each, Monochrome | NoColor)]
        return [self._wall, *kept, self._colourless, *self._plain]

    def post_message(self, message: Message) -> bool:
        """Take a message in; a key is counted."""
        accepted = super().post_message(message)
        if accepted and isinstance(message, events.Key):
            self._pressing.come(message)
            self._was_used = True
        return accepted

    def on_ready(self) -> None:
        """The first layout is done."""
        self.set_interval(_LOOKS, self._rest)
        self._explorer.open(laid_out=True)

    def on_explorer_screen_opened(self) -> None:
        """Take the keys from now on, once the first screen is painted."""
        # In our own turn: what a key sets going in the screen is waited for.
        self._explorer.call_after_refresh(self.call_next, self._begin)

    async def _begin(self) -> None:
        """Read and import the rest; press the keys that came too early, in their order."""
        for name in _SOON:
            import_module(name)
        gc.enable()
        self.stylesheet.read(_MORE)
        self.stylesheet.parse()
        if is_low(*self.size):
            # One pane alone from the first: what says so has been read only now.
            self._explorer.update_node_styles()
        while self._early_keys:
            await self._pressing.press(self._early_keys.pop(0))
        self._takes_keys = True

    async def on_event(self, event: events.Event) -> None:
        """Deal with a key here, in order, and leave everything else to Textual."""
        if self._exit and isinstance(event, events.InputEvent | events.Paste):
            return  # What is typed after the key that quits is for nobody; half of the explorer may be gone by now.
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.app_focus = True
            if not self._takes_keys:
                self._early_keys.append(event)
            elif not self.look():
                await self._pressing.press(event)
        elif isinstance(event, events.Resize):
            as_it_is = getattr(self._driver, "as_it_is", None)
            await super().on_event(event if as_it_is is None else as_it_is(event))
        elif not (isinstance(event, events.MouseDown | events.AppFocus) and self.look()):
            await super().on_event(event)

    def _rest(self) -> None:
        """Nothing may have been pressed for a while: look at the file, read ahead, give back what keys have freed."""
        self.look()
        was_used, self._was_used = self._was_used, False
        if not was_used:
            self._explorer.ahead.rest()
            if self._owes_memory:
                self._owes_memory = False
                from iptui.tui.freeing import give_back

                self.run_worker(give_back, thread=True, group="freeing", exit_on_error=False)
        self._owes_memory = self._owes_memory or (was_used and self._explorer.reading.catalogue.total > AT_ONCE)

    # -- the file ---------------------------------------------------------------------------------------------

    def look(self) -> bool:
        """Look whether the file is still the one that was opened, and say so where it is not.

        Returns:
            Whether everything is covered from now on, and what was pressed was meant for something else.
        """
        change = self._watch.look()
        if change is None or change == self._change or self._exit or not self._explorer.is_open:
            return False
        self._change = change
        if change.readable:
            for screen in self.screen_stack:
                for footer in screen.query(FooterBar):
                    footer.stand(change.sentence, "^r", "opens it anew")
            return False
        from iptui.tui.screens.changed import ChangedScreen

        if not any(isinstance(screen, ChangedScreen) for screen in self.screen_stack):
            self.push_screen(ChangedScreen(change.sentence))
        return True

    def on_changed_screen_wanted(self) -> None:
        """The file is to be opened anew."""
        self.action_reopen()

    def action_reopen(self) -> None:
        """Open the file anew, and go on with what is in it now."""
        self._reopening.begin(self._explorer.reading)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A thread of the application's own has ended, or not."""
        self._reopening.worker_changed(event)

    def _go_on_with(self, reading: Reading) -> None:
        self.successor = reading, carried(self._explorer.view, reading)
        self.exit()

    def _tell(self, sentence: str, role: str) -> None:
        """Say something of the file, on what covers everything or at the foot of it."""
        tell = getattr(self.screen, "tell", None) or self._explorer.footer.say
        tell(sentence, role)

    def get_default_screen(self) -> ExplorerScreen:
        """The explorer."""
        return self._explorer

    def action_how_to_quit(self) -> None:
        """Ctrl+C in a full-screen program is more often a habit than a wish."""
        self._explorer.footer.say("q quits")

    def leave(self, code: int) -> None:
        """End with an exit code; may be called from a signal handler."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.exit(return_code=code)
            return
        loop.call_soon_threadsafe(self.exit, None, code)

    def _handle_exception(self, error: Exception) -> None:
        """End with one sentence instead of Textual's traceback, which would print what the crisis holds."""
        if self._exit:
            return  # Half of what is there is gone already; nothing of it is wanted any more.
        if self.is_headless:
            super()._handle_exception(error)
            return
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
            if isinstance(error, ChangedError):
                self.call_later(self.look)
                return
        if isinstance(error, StoreError) and self._watch.look() is not None and self.successor is None:
            # A part of the screen has failed on what is no longer there: all of it begins anew.
            with contextlib.suppress(StoreError):
                reading = open_anew(self._explorer.reading)
                self._go_on_with(reading)
                return
        if not self.farewell:
            if isinstance(error, StoreError):
                self.farewell, code = f"iptui: {safe(str(error))}", DATA_ERROR
            else:
                self.farewell, code = crash.report(error), crash.CRASHED
            self._return_code = code
        self._close_messages_no_wait()

    def fail(self, error: Exception) -> None:
        """End because of an error in another thread."""
        self._handle_exception(error)

    def say_farewell(self) -> None:
        """Print why the explorer ended, if not because the user wanted it to."""
        if self.farewell:
            with contextlib.suppress(OSError):  # The terminal may have gone, too.
                print(self.farewell, file=sys.stderr)  # noqa: T201 - the screen is gone by now
