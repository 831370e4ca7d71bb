"""The base of every widget of the explorer: lines of pieces drawn with the styles of their roles.

Line API throughout: a widget makes the strips of the lines that are on the screen and nothing else, so that
what it costs does not depend on how much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
from iptui.tui.format.pieces import Line, fit, is_plain
from iptui.tui.plain import Plain
from iptui.tui.widgets.ink import Inks, Part, RoleStyle

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


class Sheer(Strip):
    """A strip that is its parts: segments are made of them only where Textual looks at these, which is seldom."""

    __slots__ = ("parts", "role_style", "sent")

    def __init__(self, parts: Sequence[Part], width: int, role_style: RoleStyle) -> None:
        """Hold parts of so many cells in all, whose text is a plain one."""
        self.parts = parts
        self.role_style = role_style
        self.sent: str | None = None
        """What is sent to the terminal for it: a widget that keeps its strips draws nothing twice."""
        self._cell_length = width
        self._render_cache = self._link_ids = self._cell_count = None

    def __getattr__(self, name: str) -> list[Segment] | FIFOCache[object, object]:
        """The segments, or one of the eight caches of a strip, made when first used: of most strips none ever is."""
        found: list[Segment] | FIFOCache[object, object]
        if name == "_segments":
            style = self.role_style
            found = [Segment(text, style(role, over)) for line, over in self.parts for text, role in line if text]
        elif name.endswith("_cache"):
            found = FIFOCache(4)
        else:
            raise AttributeError(name)
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
        self._inks: Inks | None = None
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

    def take(self, key: str, character: str | None) -> bool:
        """Take a key in as text; most widgets take none.

        Args:
            key: Textual's name of the key.
            character: what it types, None where it types nothing.

        Returns:
            Whether the key means something here, before any binding.
        """
        del key, character
        return False

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
        height, sent = self.size.height, self._sender(filters, console)
        shown = self._on_terminal
        stale = sorted({y for region in regions for y in range(max(0, region.y), min(height, region.bottom))})
        for y, strip in zip(stale, self.strips(stale), strict=True):
            text = sent(strip)
            if shown.get(y) != text:
                shown[y] = text
                yield y, text

    def strips(self, lines: Sequence[int]) -> Iterable[Strip]:
        """The strips of some lines of the widget; to be overridden where it is quicker to make several at once."""
        return map(self.render_line, lines)

    def _sender(self, filters: Sequence[LineFilter], console: Console) -> Callable[[Strip], str]:
        """What tells the text that is sent for a strip."""
        system = COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        # A terminal without some of the characters gets others: then a line is more than its texts and styles.
        is_plain = not any(isinstance(each, Plain) for each in filters)
        inks = self._inks
        if inks is None or not inks.suit(filters, system):
            inks = self._inks = Inks(self.role_style, filters, self.background_colors[1], system)

        def sent(strip: Strip) -> str:
            text = strip.sent if isinstance(strip, Sheer) else None
            if text is None:
                if is_plain and isinstance(strip, Sheer):
                    text = inks.written(strip.parts)
                else:
                    text = inks.sequences(list(strip))
                if isinstance(strip, Sheer):
                    strip.sent = text
            return text

        return sent

    def make_ready(self, strips: Iterable[Strip]) -> None:
        """Work out what is sent for strips that are likely to be shown."""
        app = self.app
        sent = self._sender(app.get_line_filters(), app.console)
        for strip in strips:
            sent(strip)

    def forget_lines(self) -> None:
        """What stands on the terminal is not known any more."""
        self._on_terminal.clear()

    # -- drawing ----------------------------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """Forget the styles: theme or focus have changed."""
        self._roles.clear()
        self._blanks.clear()
        self._inks = None
        super().notify_style_update()

    def role_style(self, role: str, over: str = "") -> Style:
        """The style of a role, or of several separated by spaces; `over` (the cursor's) takes its place."""
        key = (role, over)
        found = self._roles.get(key)
        if found is None:
            # That of no role is asked of Textual once: it is put together from all that the widget stands in.
            found = self.role_style("") if role or over else self.rich_style
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
        return self.joined([(fit(line, width), over)], width)

    def joined(self, parts: Sequence[Part], width: int) -> Strip:
        """Parts beside one another, of `width` cells in all, as a strip."""
        if all(is_plain(line) for line, _ in parts):
            return Sheer(parts, width, self.role_style)
        # Rich may hold another opinion on the width of a rare character; the screen is laid out by Rich's.
        style = self.role_style
        strip = Strip([Segment(text, style(role, over)) for line, over in parts for text, role in line if text])
        return strip if strip.cell_length == width else strip.adjust_cell_length(width, style("", parts[-1][1]))

    def blank(self, width: int, joint: str = "") -> Strip:
        """An empty line, behind a rule where a pane has a joint."""
        found = self._blanks.get((width, joint))
        if found is None:
            found = self._blanks[width, joint] = self.strip(ruled_line(joint), width)
        return found
