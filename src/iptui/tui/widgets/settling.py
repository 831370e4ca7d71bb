"""What every screen has: it tells when what was posted before is done, and draws everything for a changed size.

Textual hands every key to the widget that has the focus at that time, and lets it travel up before a binding runs.
Of keys that arrive together, the later ones then go to the pane that the first one was about to leave.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from textual import events
    from textual.screen import Screen

    _Base = Screen[Any]
else:
    _Base = object

__all__ = ["Settled", "Settling"]


class Settled(Message):
    """Travels the way of the messages before it, from the focused widget to the screen, and so arrives after them."""

    def __init__(self) -> None:
        """Begin unarrived."""
        super().__init__()
        self.arrived = asyncio.Event()


class Settling(_Base):
    """A part of every screen: takes `Settled` and changes of size in, and loses no picture."""

    async def _on_resize(self, event: events.Resize) -> None:
        """Draw everything, even in the size that is drawn already.

        Of changes that follow each other only the last is heard of, and each may have cost the terminal the picture.
        """
        self._compositor._dirty_regions.add(event.size.region)  # noqa: SLF001 - what else would draw all of it at once

    def _compositor_refresh(self) -> None:
        """Paint; after a key, if one is being dealt with, as Textual would throw the picture away then."""
        if self.app._batch_count:  # noqa: SLF001
            self.refresh()
        else:
            super()._compositor_refresh()

    def on_screen_resume(self) -> None:
        """Draw what has the keys as having them: under another screen it may have been drawn without."""
        if self.focused is not None:
            self.focused.refresh()

    def on_settled(self, message: Settled) -> None:
        """Everything that was posted before has been dealt with."""
        message.stop()
        message.arrived.set()
