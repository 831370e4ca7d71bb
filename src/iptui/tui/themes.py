"""The explorer's themes. Colours only add to what signs, words and weight already say."""

from __future__ import annotations

from textual.theme import Theme

from iptui.tui.format.looks import DARK

__all__ = ["CYCLE", "THEMES", "next_theme"]

THEMES = (
    Theme(
        name="iptui-dark",
        primary=DARK["primary"],
        secondary=DARK["secondary"],
        accent=DARK["accent"],
        foreground=DARK["foreground"],
        background=DARK["background"],
        surface=DARK["surface"],
        panel=DARK["panel"],
        success=DARK["success"],
        warning=DARK["warning"],
        error=DARK["error"],
        # To the letter: what Textual makes of a colour on the way through hue and lightness is one off here and there.
        variables=DARK,
    ),
    Theme(
        name="iptui-light",
        primary="#1f5a9c",
        secondary="#5b3f97",
        accent="#8a5a00",
        foreground="#1c2026",
        background="#fafaf7",
        surface="#f1f1ec",
        panel="#e1e2dc",
        success="#20693a",
        warning="#8a5a00",
        error="#a8231f",
        dark=False,
        variables={"muted": "#5b626d", "rule": "#a3a8a2"},
    ),
    Theme(
        name="iptui-contrast",
        primary="#66ccff",
        secondary="#ffb3ff",
        accent="#ffff00",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#303030",
        success="#66ff66",
        warning="#ffff00",
        error="#ff8080",
        variables={"muted": "#d0d0d0", "rule": "#b0b0b0"},
    ),
    Theme(
        name="iptui-ansi",
        ansi=True,
        primary="ansi_bright_blue",
        secondary="ansi_magenta",
        accent="ansi_yellow",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        success="ansi_green",
        warning="ansi_yellow",
        error="ansi_red",
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "muted": "ansi_default",
            "rule": "ansi_default",
        },
    ),
)

CYCLE = {
    "iptui-dark": "dark",
    "iptui-light": "light",
    "iptui-contrast": "high contrast",
    "iptui-ansi": "16 colours of the terminal",
}
"""Name of a theme: how it is called, in the order in which `ctrl+t` goes through them."""


def next_theme(name: str) -> str:
    """The theme after this one, the first after the last or an unknown one."""
    names = list(CYCLE)
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
