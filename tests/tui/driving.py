"""Driving the real explorer on a real file, and reading its screen as plain text."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from iptui.store.bundled import ensure_bundled
from iptui.tui.format.pieces import line_text
from iptui.tui.start import make_app

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from iptui.tui.app import IptuiApp
    from iptui.tui.screens.explorer import ExplorerScreen

__all__ = ["Driver", "check_golden", "check_view", "explorer"]

GOLDEN = Path(__file__).parent / "golden"
# Read now: the test run takes every IPTUI_ variable away before the first test.
UPDATING = bool(os.environ.get("IPTUI_UPDATE_GOLDEN"))
_PATIENCE = 60.0


@dataclass
class Driver:
    """A running explorer."""

    app: IptuiApp
    pilot: Pilot[None]

    @property
    def screen(self) -> ExplorerScreen:
        found = self.app.screen_stack[0]
        from iptui.tui.screens.explorer import ExplorerScreen

        assert isinstance(found, ExplorerScreen)
        return found

    @property
    def focused(self) -> str | None:
        """Id of the widget that the keys go to."""
        found = self.app.focused
        return None if found is None else found.id

    async def select(self, item: str) -> None:
        """Go to an item in the timeline."""
        await self.press("g", *["j"] * self.ids.index(item))
        assert self.shown == item

    def line(self, pane: str, words: str) -> str:
        """The first line of a pane with some words."""
        return next(line for line in self.pane(pane).splitlines() if words in line)

    @property
    def page(self) -> str:
        """All lines of the detail pane, those out of view too."""
        found = self.screen.detail.page
        assert found is not None
        return "\n".join(line_text(line.pieces) for line in found.lines)

    def displayed(self, pane: str) -> bool:
        """Whether a pane is on the screen."""
        return bool(self.screen.query_one(f"#{pane}").display)

    @property
    def selected(self) -> str | None:
        """Id of the item under the cursor of the timeline."""
        row = self.screen.timeline.current
        return None if row is None else row.id

    @property
    def shown(self) -> str | None:
        """Id of the item in the detail pane."""
        item = self.screen.detail.item
        return None if item is None else item.id

    @property
    def ids(self) -> list[str]:
        """Ids of everything that the timeline holds, in order."""
        pages = self.screen.pages
        return [pages.row(position).id for position in range(pages.items)]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def press_until(self, key: str, arrived: Callable[[], bool], *, most: int = 60) -> None:
        """Press a key until something holds; fails where so many presses do not bring it."""
        for _ in range(most):
            if arrived():
                return
            await self.press(key)
        assert arrived(), f"not so after {most} times {key}:\n{self.text()}"

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let the explorer work until something holds; fails with the screen where it never does."""
        end = time.monotonic() + _PATIENCE
        while not condition():
            assert time.monotonic() < end, f"not so within {_PATIENCE:.0f} seconds:\n{self.text()}"
            await self.pilot.pause(0.01)

    async def until_ended(self) -> None:
        """Let the explorer end."""
        end = time.monotonic() + _PATIENCE
        while self.app.is_running:
            assert time.monotonic() < end, "the explorer goes on"
            await asyncio.sleep(0.01)

    async def type(self, text: str) -> None:
        """Type a text, each character as a terminal sends it."""
        from textual.keys import _character_to_key

        await self.press(*(_character_to_key(character) for character in text))

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.pilot.pause()

    def lines(self) -> list[str]:
        """The screen as it is, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines())

    def pane(self, name: str) -> str:
        """The lines of one widget as one text."""
        widget = self.screen.query_one(f"#{name}")
        return "\n".join(
            "".join(segment.text for segment in widget.render_line(y)).rstrip() for y in range(widget.size.height)
        )


@asynccontextmanager
async def explorer(
    path: Path, size: tuple[int, int] = (120, 40), filter_text: str = "", *, ours: bool = False
) -> AsyncIterator[Driver]:
    """The explorer on a database, at a size."""
    app = make_app(path, ours=ours, filter_text=filter_text)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Driver(app, pilot)


async def check_view(name: str, keys: Sequence[str], size: tuple[int, int]) -> None:
    """Compare a view of the bundled crisis, to which some keys lead, with the one that is kept."""
    async with explorer(ensure_bundled(), size, ours=True) as driver:
        await driver.app.workers.wait_for_complete()
        await driver.press(*keys)
        driver.screen.footer.clear()
        await driver.pilot.pause()
        check_golden(f"view-{name}-{size[0]}x{size[1]}", driver.text())


def check_golden(name: str, text: str) -> None:
    """Compare a screen with the one that is kept; `IPTUI_UPDATE_GOLDEN=1` keeps the new one instead."""
    path = GOLDEN / f"{name}.txt"
    assert text.strip(), "an empty screen: the explorer has ended"
    if UPDATING:
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    assert path.is_file(), f"no golden screen {path.name}: run once with IPTUI_UPDATE_GOLDEN=1 and look at it"
    assert text + "\n" == path.read_text(encoding="utf-8")
