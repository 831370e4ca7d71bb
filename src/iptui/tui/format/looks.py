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
    """Colour as a variable of the theme, empty where it stays as it is, a text style, and the background as colour."""

    colour: str = ""
    style: str = ""
    background: str = ""


LOOKS: dict[str, Look] = {
    "actor": Look("muted"),
    "actor-name": Look(),
    "actor-zero": Look("muted"),
    "axis": Look("muted"),
    "blurred": Look("", "bold", "panel"),
    "conflict": Look("error"),
    "coop": Look("success"),
    "count": Look("foreground"),
    "cursor": Look("", "reverse"),
    "day": Look("primary", "bold"),
    "dim": Look("muted"),
    "error": Look("error", "bold"),
    "event": Look(),
    "exclude": Look("error", "strike"),
    "gone": Look("", "strike"),
    "good": Look("success"),
    "head": Look("muted"),
    "head-focus": Look("primary", "bold"),
    "include": Look("success", "bold"),
    "input": Look(),
    "key": Look("primary", "bold"),
    "label": Look("muted"),
    "link": Look("", "underline"),
    "lit": Look("", "bold reverse"),
    "lit-cursor": Look("", "bold underline not reverse"),
    "mark": Look("accent", "bold"),
    "passage": Look("", "underline"),
    "passage-bad": Look("error", "underline"),
    "passage-now": Look("accent", "bold underline", "panel"),
    "plain": Look(),
    "quote": Look("accent"),
    "rule": Look("rule"),
    "say": Look("foreground", "italic"),
    "section": Look("secondary", "bold"),
    "source": Look("secondary"),
    "speaker": Look("", "bold"),
    "strong": Look("", "bold"),
    "thumb": Look("primary"),
    "vague": Look("muted", "italic"),
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
