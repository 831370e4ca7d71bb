"""What opens over the explorer without asking it anything: the help, the palette; and the themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iptui.tui.screens.explorer import ExplorerScreen

__all__ = ["Over"]


class Over:
    """Opens screens over the explorer's. They are imported when first wanted: the first frame does not pay for them."""

    def __init__(self, screen: ExplorerScreen) -> None:
        """Belong to a screen."""
        self._screen = screen

    async def help(self) -> None:
        """The help."""
        from iptui.tui.screens.help import HelpScreen

        await self._screen.app.push_screen(HelpScreen())

    async def palette(self) -> None:
        """The command palette; what is chosen there is run in the explorer."""
        from iptui.tui.commands import offers
        from iptui.tui.screens.palette import PaletteScreen
        from iptui.tui.themes import CYCLE

        await self._screen.app.push_screen(PaletteScreen(offers(CYCLE)), self._run)

    async def _run(self, action: str | None) -> None:
        if action is not None:
            await self._screen.run_action(action)

    def next_theme(self) -> None:
        """The theme after the present one."""
        from iptui.tui.themes import next_theme

        self.theme(next_theme(self._screen.app.theme))

    def theme(self, name: str) -> None:
        """A theme by its name."""
        from iptui.tui.themes import CYCLE

        self._screen.app.theme = name
        self._screen.footer.say(f"theme: {CYCLE.get(name, name)}")
