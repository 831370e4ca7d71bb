"""How each role of a piece looks: colours by their name in the theme, and weight. Pure data; nothing here draws.

It is not in `iptui.tcss`, because Textual would work out a style of its own for each of them at every start, and
because the first screen is drawn before Textual is there (`iptui.tui.early`).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["DARK", "DIM_IN_16", "LOOKS", "Look"]


class Look(NamedTuple):
    """Colour and background as variables of the theme, empty where they stay as they are, and a text style."""

    colour: str = ""
    background: str = ""
    style: str = ""


LOOKS: dict[str, Look] = {
    "actor": Look("muted"),
    "actor-name": Look(),
    "actor-zero": Look("muted"),
    "axis": Look("muted"),
    "blurred": Look(background="panel", style="bold"),
    "conflict": Look("error"),
    "coop": Look("success"),
    "count": Look("foreground"),
    "cursor": Look(style="reverse"),
    "day": Look("primary", style="bold"),
    "dim": Look("muted"),
    "error": Look("error", style="bold"),
    "event": Look(),
    "exclude": Look("error", style="strike"),
    "gone": Look(style="strike"),
    "good": Look("success"),
    "head": Look("muted"),
    "head-focus": Look("primary", style="bold"),
    "include": Look("success", style="bold"),
    "input": Look(),
    "key": Look("primary", style="bold"),
    "label": Look("muted"),
    "link": Look(style="underline"),
    "lit": Look(style="bold reverse"),
    "lit-cursor": Look(style="bold underline not reverse"),
    "mark": Look("accent", style="bold"),
    "passage": Look(style="underline"),
    "passage-bad": Look("error", style="underline"),
    "passage-now": Look("accent", "panel", "bold underline"),
    "plain": Look(),
    "quote": Look("accent"),
    "rule": Look("rule"),
    "say": Look("foreground", style="italic"),
    "section": Look("secondary", style="bold"),
    "source": Look("secondary"),
    "speaker": Look(style="bold"),
    "strong": Look(style="bold"),
    "thumb": Look("primary"),
    "vague": Look("muted", style="italic"),
    "warn": Look("warning"),
}
"""The roles that a piece may name. What a colour says is also said by a sign, a word or weight."""

DIM_IN_16 = frozenset({"dim", "label", "rule", "axis", "actor-zero"})
"""The roles that a theme of the terminal's own 16 colours shows dim, as it has no shades."""

DARK: dict[str, str] = {
    "primary": "#7aa2d6",
    "secondary": "#9d8fd1",
    "accent": "#dfb15e",
    "foreground": "#d7dae0",
    "background": "#14171c",
    "surface": "#1a1e25",
    "panel": "#262c36",
    "success": "#7fb58a",
    "warning": "#dfb15e",
    "error": "#df706c",
    "muted": "#8b93a1",
    "rule": "#4a5363",
}
"""The colours of the theme that the explorer begins with, by the name of the variable; the others are in `themes`."""
