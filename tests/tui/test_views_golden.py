"""Every centre view and the sources of the bundled crisis, kept as plain text at three sizes."""

from __future__ import annotations

import pytest

from tui.driving import check_view

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
    await check_view(view, VIEWS[view], size)
