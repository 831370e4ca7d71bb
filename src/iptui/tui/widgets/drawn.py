"""The base of every widget of the explorer: lines of pieces drawn with the styles of their roles.

Line API throughout: a widget makes the strips of the lines that are on the screen and nothing else, so that
what it costs does not depend on how much there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS
from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache, LRUCache
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from iptui.tui.format.frames import ruled_line
from iptui.tui.format.looks import DIM_IN_16, LOOKS
from iptui.tui.format.pieces import Line, fit, line_text

if TYPE_CHECKING:
    from rich.console import Console
    from textual.filter import LineFilter
    from textual.geometry import Region, Size

__all__ = ["Drawn", "Sheer"]


@lru_cache(maxsize=256)
def _style(colour: str, background: str, weight: str) -> Style:
    """A style of colours as a theme writes them."""
    found = Style(
        color=Color.parse(colour).rich_color if colour else None,
        bgcolor=Color.parse(background).rich_color if background else None,
    )
    return found + Style.parse(weight) if weight else found


def _sequences(segments: Sequence[Segment], console: Console) -> str:
    """What a terminal is sent for a line: of each style what differs from the one before it."""
    system = COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
    parts: list[str] = []
    present = _NO_STYLE
    for text, style, _ in segments:
        wanted = style or _NO_STYLE
        if wanted is not present:
            parts.append(_change(present, wanted, system))
            present = wanted
        parts.append(text)
    parts.append(_change(present, _NO_STYLE, system))
    return "".join(parts)


_NO_STYLE = Style.null()


@lru_cache(maxsize=4096)
def _change(before: Style, after: Style, system: ColorSystem) -> str:
    """The sequence from one style to another; a line is mostly of one background, so that little of it is sent."""
    if before == after:
        return ""
    if not after:
        return "\x1b[m"
    if before.without_color != after.without_color:
        return f"\x1b[{'0;' if before else ''}{Strip.render_ansi(after, system)}m"
    codes: list[str] = []
    for old, new, is_text in ((before.color, after.color, True), (before.bgcolor, after.bgcolor, False)):
        if old != new:
            plain = ("39",) if is_text else ("49",)
            codes += plain if new is None else new.downgrade(system).get_ansi_codes(is_text)
    return f"\x1b[{';'.join(codes)}m"


class Sheer(Strip):
    """A strip that remembers what is sent for it: a widget that keeps its strips draws nothing twice."""

    __slots__ = ("sent",)

    def __init__(self, segments: Iterable[Segment], cell_length: int | None = None) -> None:
        """Hold segments of so many cells."""
        self._segments = list(segments)
        self._cell_length = cell_length
        self._render_cache = None
        self.sent: str | None = None

    def __getattr__(self, name: str) -> FIFOCache[object, object]:
        """One of the eight caches of a strip, made when it is first used: few strips are cut, and there are many."""
        if not name.endswith("_cache"):
            raise AttributeError(name)
        found: FIFOCache[object, object] = FIFOCache(4)
        setattr(self, name, found)
        return found


class Drawn(Widget):
    """A widget that draws lines of pieces."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        """Begin without styles: they are asked for when first drawn."""
        super().__init__(id=id, classes=classes)
        self._roles: dict[tuple[str, str], Style] = {}
        self._blanks: LRUCache[tuple[int, str], Strip] = LRUCache(4)
        self._on_terminal: dict[int, str] = {}
        self._inner: Size | None = None

    # -- measures ---------------------------------------------------------------------------------------------

    @property
    def size(self) -> Size:
        """Cells to draw in; kept, because every line asks, and Textual works it out from the screen down."""
        return super().size if self._inner is None else self._inner

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Take another size in before anything is drawn in it, and not by a message when it has been."""
        sends = super()._size_updated(size, virtual_size, container_size, layout)
        cells = super().size
        if cells != self._inner:
            self._inner = cells
            self.resized()
        return sends

    def resized(self) -> None:
        """The widget has another size."""

    @property
    def is_focused(self) -> bool:
        """Whether the keys go here, from the moment on that they do."""
        return self.app.focused is self

    # -- for `iptui.tui.painting` -----------------------------------------------------------------------------

    def stale_lines(
        self, regions: Iterable[Region], filters: Sequence[LineFilter], console: Console
    ) -> Iterator[tuple[int, str]]:
        """Draw the lines of some regions.

        Args:
            regions: what has to be drawn anew.
            filters: what every line goes through on its way to the terminal.
            console: how styles become sequences.

        Yields:
            The numbers of the lines that look otherwise than before, and what is sent for them.
        """
        height, background = self.size.height, self.background_colors[1]
        shown = self._on_terminal
        for y in sorted({y for region in regions for y in range(max(0, region.y), min(height, region.bottom))}):
            text = self._sent(self.render_line(y), background, filters, console)
            if shown.get(y) != text:
                shown[y] = text
                yield y, text

    def _sent(self, strip: Strip, background: Color, filters: Sequence[LineFilter], console: Console) -> str:
        """What is sent to the terminal for a strip."""
        text = strip.sent if isinstance(strip, Sheer) else None
        if text is None:
            segments = list(strip)
            for each in filters:
                segments = each.apply(segments, background)
            text = _sequences(segments, console)
            if isinstance(strip, Sheer):
                strip.sent = text
        return text

    def make_ready(self, strip: Strip) -> None:
        """Work out what is sent for a strip that is likely to be shown."""
        app = self.app
        self._sent(strip, self.background_colors[1], app.get_line_filters(), app.console)

    def forget_lines(self) -> None:
        """What stands on the terminal is not known any more."""
        self._on_terminal.clear()

    # -- drawing ----------------------------------------------------------------------------------------------

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
        """How a role looks in the present theme."""
        look = LOOKS.get(name)
        if look is None:
            return Style.null()
        app = self.app
        weight = "dim" if name in DIM_IN_16 and app.current_theme.ansi else look.style
        colours = app.theme_variables
        return _style(colours.get(look.colour, ""), colours.get(look.background, ""), weight)

    def strip(self, line: Line, width: int, over: str = "") -> Strip:
        """A line as a strip of exactly `width` cells."""
        style = self.role_style
        segments = [Segment(text, style(role, over)) for text, role in fit(line, width) if text]
        if line_text(line).isascii():
            return Sheer(segments, width)
        # Rich may hold another opinion on the width of a rare character; the screen is laid out by Rich's.
        strip = Strip(segments)
        if strip.cell_length != width:
            strip = strip.adjust_cell_length(width, style("", over))
        return Sheer(strip, width)

    def blank(self, width: int, joint: str = "") -> Strip:
        """An empty line, behind a rule where a pane has a joint."""
        found = self._blanks.get((width, joint))
        if found is None:
            found = self._blanks[width, joint] = self.strip(ruled_line(joint), width)
        return found
