"""Keys: which binding a key has, that a key is done before the next is looked at, and the one frame it ends in.

Textual hands every key to the widget that has the focus at that time, and lets it travel up before a binding runs; of
keys that arrive together, the later ones then go to the pane that the first one was about to leave. Here a key is
carried out at once, what it has set going is waited for, and the screen is painted, unless more keys wait.
"""

from __future__ import annotations

import asyncio
import sys
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual import constants

from iptui.tui.keys import moves
from iptui.tui.painting import Painting
from iptui.tui.widgets.drawn import Drawn
from iptui.tui.widgets.pane import LinePane
from iptui.tui.widgets.settling import Settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.dom import DOMNode
    from textual.driver import Driver
    from textual.screen import Screen

    from iptui.tui.app import IptuiApp
    from iptui.tui.screens.explorer import ExplorerScreen

__all__ = ["Pressing", "driver_class"]

_PATIENCE: Final = 1.0
_FRAME: Final = 1 / 60
_MOVES: Final = moves()
Bound = dict[str, list[tuple[str, "DOMNode"]]]


def driver_class() -> type[Driver] | None:
    """Ours where there is a terminal for it; None leaves the choice to Textual."""
    if sys.platform == "win32" or constants.DRIVER is not None:
        return None
    try:
        from iptui.tui.driver import QuietDriver
    except ImportError:
        return None  # It stands on Textual's own parser, which may be elsewhere in another version.
    return QuietDriver


class Pressing:
    """Belongs to the application, and takes its keys."""

    def __init__(self, app: IptuiApp, explorer: ExplorerScreen) -> None:
        """Belong to an application and know its first screen."""
        self._app = app
        self._explorer = explorer
        self._screen: Screen[object] | None = None
        self._bound: dict[DOMNode, Bound] = {}
        self._painted = 0.0
        self.waiting = 0
        """Keys that have come and have not been looked at."""

    def come(self, event: events.Key) -> None:
        """A key has come, and will be pressed."""
        if not event.is_forwarded:
            self.waiting += 1

    async def press(self, event: events.Key) -> None:
        """Do what a key means, and paint."""
        self.waiting = max(0, self.waiting - 1)
        with self._app.batch_update():
            await self._press(event, getattr(event, "times", 1))
            # What was read for this key may be of another state of the file: it is covered before it is painted.
            self._app.look()
        self._paint()

    async def _press(self, event: events.Key, times: int) -> None:
        focused = self._app.focused
        if isinstance(focused, Drawn):
            character = event.character if event.is_printable else None
            taken = [focused.take(event.key, character) for _ in range(times)]
            if taken[0]:
                if character is None or not self.waiting:
                    await self._settle()
                return
        if isinstance(focused, LinePane) and (action := self._move(event.key, focused)):
            for _ in range(times):
                action()
            if focused.TELLS and not self.waiting:
                await self._settle()
            return
        self._explorer.settle()
        for _ in range(times):
            await self._run(event.key)
        await self._settle()

    async def _settle(self) -> None:
        """Wait until what a key has set going is done, so that the next key finds it done."""
        app = self._app
        if app._exit:
            return  # A screen that is closing takes nothing in, and no key comes after the one that ends it all.
        message = Settled()
        if (app.focused or app.screen).post_message(message):
            try:
                await asyncio.wait_for(message.arrived.wait(), _PATIENCE)
            except TimeoutError:
                return  # Something takes long; the keys go on.

    def _paint(self) -> None:
        """One frame. While keys are waiting there is one only now and then, and what is slow is left to the last."""
        app = self._app
        if app._exit or (self.waiting and monotonic() - self._painted < _FRAME):
            return
        if not self.waiting:
            self._explorer.settle()
        if isinstance(app.screen, Painting):
            app.screen.complete()
        else:
            # What was stale during the batch, such as the layout, was passed over then.
            app.screen.check_idle()
        self._painted = monotonic()
        if not self.waiting and app.screen is self._explorer:
            self._explorer.ahead.begin(lambda: not self.waiting)

    # -- bindings ---------------------------------------------------------------------------------------------

    async def _run(self, key: str) -> None:
        """Do what a key is bound to, nearest to the focus first."""
        for action, namespace in self._bindings().get(key, ()):
            if await self._app.run_action(action, namespace):
                return

    def _move(self, key: str, pane: LinePane) -> Callable[[], None] | None:
        """What a key does that moves in a pane, and is done at once; None where it means something else there."""
        found = self._bindings().get(key)
        if not found:
            return None
        name, owner = found[0]
        if owner is self._explorer and pane is self._explorer.timeline:
            return self._explorer.moves.get(name)
        if owner is not pane or key not in _MOVES:
            return None
        action: Callable[[], None] | None = getattr(pane, f"action_{name}", None)
        return action

    def _bindings(self) -> Bound:
        """What each key is bound to from the focused widget up; what comes before all else at the front.

        Textual puts that together for every key, twice.
        """
        screen = self._app.screen
        if screen is not self._screen:
            self._screen = screen
            self._bound.clear()
        node = screen.focused or screen
        found = self._bound.get(node)
        if found is None:
            found = self._bound[node] = {}
            for chain, is_first in ((reversed(screen._binding_chain), True), (screen._modal_binding_chain, False)):
                for namespace, bindings in chain:
                    for key, several in bindings.key_to_bindings.items():
                        for binding in several:
                            if binding.priority is is_first:
                                found.setdefault(key, []).append((binding.action, namespace))
        return found
