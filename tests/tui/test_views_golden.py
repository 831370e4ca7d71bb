"""Every centre view and the sources of the bundled crisis, kept as plain text at three sizes."""

from __future__ import annotations

import pytest

from iptui.store.bundled import ensure_bundled
from tui.driving import check_golden, explorer

SIZES = [(80, 24), (120, 40), (200, 50)]
VIEWS = {
    "ladder": ("3",),
    "ladder-time": ("3", "v"),
    "ladder-scores": ("3", "g"),
    "ladder-plans": ("3", "G"),
    "disagreements": ("4", "j"),
    "disagreements-claimants": ("4", "v", "j", "right"),
    "anachronisms": ("A",),
    "sources": ("s",),
    "sources-two": ("s", "m", "j", "m"),
}


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("view", VIEWS)
async def test_view(view: str, size: tuple[int, int]) -> None:
    async with explorer(ensure_bundled(), size, ours=True) as driver:
        await driver.app.workers.wait_for_complete()
        await driver.press(*VIEWS[view])
        driver.screen.footer.clear()
        await driver.pilot.pause()
        check_golden(f"view-{view}-{size[0]}x{size[1]}", driver.text())
