"""Keys one after another: what a key does is done before the next key is looked at.

Textual hands every key to the widget that has the focus at that time, and lets it travel up before a binding runs.
Of keys that arrive together, the later ones then go to the pane that the first one was about to leave.
"""

from __future__ import annotations

import asyncio

from textual.message import Message

__all__ = ["Settled", "Settling"]


class Settled(Message):
    """Travels the way of the messages before it, from the focused widget to the screen, and so arrives after them."""

    def __init__(self) -> None:
        """Begin unarrived."""
        super().__init__()
        self.arrived = asyncio.Event()


class Settling:
    """A part of every screen: takes `Settled` in."""

    def on_settled(self, message: Settled) -> None:
        """Everything that was posted before has been dealt with."""
        message.stop()
        message.arrived.set()
