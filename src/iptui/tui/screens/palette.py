"""The command palette: type a few letters of what a command does, enter runs it.

Our own and not Textual's: two keys that arrive in one read crash that one, and it reads titles as markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from iptui.tui.commands import Offer, matching
from iptui.tui.format.pieces import Line, Piece, light
from iptui.tui.widgets.inputbar import InputBar
from iptui.tui.widgets.settling import Settling
from iptui.tui.widgets.text import ChoicePane

__all__ = ["PaletteScreen"]


class PaletteScreen(Settling, ModalScreen[str | None]):
    """Gives the action that was chosen, or None."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        """Offer some commands."""
        super().__init__()
        self._offers = offers
        self._found: list[Offer] = []

    def compose(self) -> ComposeResult:
        """The input above the list."""
        with Vertical(id="palette"):
            yield InputBar(id="palette-input")
            yield ChoicePane("Commands · enter runs · esc closes", id="palette-list")

    def on_mount(self) -> None:
        """Begin with everything."""
        bar = self.query_one(InputBar)
        bar.begin(">")
        self.set_focus(bar)
        self._find("")

    def _find(self, typed: str) -> None:
        found = matching(self._offers, typed)
        self._found = [offer for offer, _ in found]
        self.query_one(ChoicePane).show([_line(offer, places) for offer, places in found])

    def on_input_bar_changed(self, message: InputBar.Changed) -> None:
        """Look for what is typed."""
        message.stop()
        self._find(self.query_one(InputBar).text)

    def on_input_bar_passed(self, message: InputBar.Passed) -> None:
        """Move in the list."""
        message.stop()
        pane = self.query_one(ChoicePane)
        steps = {"up": pane.action_up, "down": pane.action_down, "pageup": pane.action_page_up}
        steps.get(message.key, pane.action_page_down)()

    def on_input_bar_submitted(self, message: InputBar.Submitted) -> None:
        """Run the command under the cursor."""
        message.stop()
        self._choose(self.query_one(ChoicePane).cursor)

    def on_choice_pane_chosen(self, message: ChoicePane.Chosen) -> None:
        """Run the command that was clicked."""
        message.stop()
        self._choose(message.number)

    def on_input_bar_cancelled(self, message: InputBar.Cancelled) -> None:
        """Close."""
        message.stop()
        if self.is_current:
            self.dismiss(None)

    def _choose(self, number: int) -> None:
        # A second enter in the same read finds the screen already on its way out.
        if number < len(self._found) and self.is_current:
            self.dismiss(self._found[number].action)


def _line(offer: Offer, places: Sequence[int]) -> Line:
    title = light(offer.title, "", [(place, place + 1) for place in places])
    keys = [Piece("   "), Piece(offer.keys, "key")] if offer.keys else []
    return [*title, *keys]
