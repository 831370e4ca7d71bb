"""The base of every widget of the explorer: lines of pieces drawn with the styles of their roles.

Line API throughout: a widget makes the strips of the lines that are on the screen and nothing else, so that
what it costs does not depend on how much there is.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip
from textual.widget import Widget

from iptui.tui.format.pieces import Line, fit, line_text

__all__ = ["ROLES", "Drawn"]

ROLES = (
    "actor", "actor-name", "actor-zero", "axis", "blurred", "conflict", "coop", "count", "cursor", "day", "dim",
    "error", "event", "exclude", "gone", "good", "head", "head-focus", "include", "input", "key", "label", "link",
    "lit", "lit-cursor", "mark", "passage", "passage-bad", "passage-now", "plain", "quote", "rule", "say",
    "section", "source", "speaker", "strong", "thumb", "vague", "warn",
)  # fmt: skip
"""The roles that a piece may name; `iptui.tcss` says how each looks."""


class Drawn(Widget):
    """A widget that draws lines of pieces."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        """Begin without styles: they are asked for when first drawn."""
        super().__init__(id=id, classes=classes)
        self._roles: dict[tuple[str, str], Style] = {}
        self._blanks: LRUCache[int, Strip] = LRUCache(4)

    def notify_style_update(self) -> None:
        """Forget the styles: theme or focus have changed."""
        self._roles.clear()
        self._blanks.clear()
        super().notify_style_update()

    def role_style(self, role: str, over: str = "") -> Style:
        """The style of a role, or of several separated by spaces; `over` (the cursor's) takes its place."""
        key = (role, over)
        found = self._roles.get(key)
        if found is None:
            found = self.rich_style
            names = role.split()
            for name in (over, *(["lit-cursor"] if "lit" in names else [])) if over else names:
                found += self._role(name)
            self._roles[key] = found
        return found

    def _role(self, name: str) -> Style:
        """What the style sheet says of a role. It is asked of the application, once for all widgets and screens."""
        try:
            return self.app.get_component_styles(f"p--{name}").partial_rich_style
        except KeyError:
            return Style.null()

    def strip(self, line: Line, width: int, over: str = "") -> Strip:
        """A line as a strip of exactly `width` cells."""
        style = self.role_style
        segments = [Segment(text, style(role, over)) for text, role in fit(line, width) if text]
        if line_text(line).isascii():
            return Strip(segments, width)
        # Rich may hold another opinion on the width of a rare character; the screen is laid out by Rich's.
        return Strip(segments).adjust_cell_length(width, style("", over))

    def blank(self, width: int) -> Strip:
        """An empty line."""
        found = self._blanks.get(width)
        if found is None:
            found = self._blanks[width] = Strip.blank(width, self.role_style(""))
        return found
