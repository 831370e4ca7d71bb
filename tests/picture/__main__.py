"""Draws the picture in the README from the real program on the bundled crisis: `make picture`.

The fonts that Textual's drawing names lie on somebody's server; the picture uses those of whoever looks at it.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from iptui.store.bundled import ensure_bundled
from iptui.tui.start import make_app

TARGET = Path(__file__).with_name("explorer.svg")
SIZE = (120, 36)
KEYS = ("t", *"19 jan", "enter", *"jjjjjjjj")


async def draw() -> str:
    """The explorer a few keys after the start, as SVG."""
    app = make_app(ensure_bundled(), ours=True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for key in KEYS:
            await pilot.press("space" if key == " " else key)
        await pilot.pause(0.3)
        return app.export_screenshot(title="iptui")


def tidy(svg: str) -> str:
    """Without the rules that fetch fonts, and with names that do not change from one drawing to the next."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


if __name__ == "__main__":
    TARGET.write_text(tidy(asyncio.run(draw())), encoding="utf-8")
    print(f"wrote {TARGET.relative_to(Path.cwd())}")
