"""The application: themes, the second wall before the terminal, signals, and the way out."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.color import Color
from textual.filter import LineFilter

from iptui.store.errors import StoreError
from iptui.text import safe
from iptui.tui import crash
from iptui.tui.keys import moves
from iptui.tui.reading import Reading
from iptui.tui.screens.explorer import ExplorerScreen
from iptui.tui.themes import THEMES
from iptui.tui.view import View
from iptui.tui.widgets.drawn import ROLES
from iptui.tui.widgets.inputbar import InputBar
from iptui.tui.widgets.settling import Settled

__all__ = ["IptuiApp", "Wall"]

DATA_ERROR = 3
_PATIENCE = 1.0
_MOVES = moves()


class Wall(LineFilter):
    """The second wall: whatever a widget draws, nothing but safe text gets to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Make unsafe text visible; almost always there is none, and the segments pass as they are."""
        del background
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment if segment.text.isprintable() or segment.control else Segment(safe(segment.text), segment.style)
            for segment in segments
        ]


class IptuiApp(App[None]):
    """The explorer on one crisis."""

    CSS_PATH = "iptui.tcss"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"p--{role}" for role in ROLES}
    TITLE = "iptui"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (70, "-medium"), (110, "-wide"), (170, "-widest")]  # type: ignore[misc]
    VERTICAL_BREAKPOINTS: ClassVar = [(0, "-short"), (17, "-regular"), (34, "-tall")]  # type: ignore[misc]
    BINDINGS: ClassVar = [Binding("ctrl+c", "how_to_quit", "quit", show=False, priority=True)]

    def __init__(self, reading: Reading, view: View | None = None, command: str = "iptui list") -> None:
        """Show a crisis.

        Args:
            reading: the open crisis.
            view: what to show at first.
            command: how a shell names this database, for `S`.
        """
        super().__init__()
        self._explorer = ExplorerScreen(reading, view or View(), command)
        self._wall = Wall()
        self.farewell = ""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that do not have them."""
        return {"muted": "ansi_default", "rule": "ansi_default"}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters behind the wall."""
        return [self._wall, *super().get_line_filters()]

    async def on_event(self, event: events.Event) -> None:
        """Deal with a key here, in order, and leave everything else to Textual."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.app_focus = True
            await self._key(event)
        else:
            await super().on_event(event)

    async def _key(self, event: events.Key) -> None:
        focused = self.focused
        if isinstance(focused, InputBar) and focused.take(event.key, event.character if event.is_printable else None):
            if not event.is_printable:
                await self._settle()
            return
        is_move = event.key in _MOVES
        if not is_move:
            self._explorer.settle()
        if not await self._check_bindings(event.key, priority=True):
            await self._check_bindings(event.key)
        if not is_move:
            await self._settle()

    async def _settle(self) -> None:
        """Wait until what a key has set going is done, so that the next key finds it done."""
        if self._exit:
            return  # A screen that is closing takes nothing in, and no key comes after the one that ends it all.
        message = Settled()
        if (self.focused or self.screen).post_message(message):
            try:
                await asyncio.wait_for(message.arrived.wait(), _PATIENCE)
            except TimeoutError:
                return  # Something takes long; the keys go on.

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
        if self.is_headless:
            super()._handle_exception(error)
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
            print(self.farewell, file=sys.stderr)  # noqa: T201 - the screen is gone by now
