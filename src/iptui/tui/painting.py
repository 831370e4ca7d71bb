"""Frames: what a key changes is on the screen before the next key is looked at, and nothing else is sent.

Textual collects what is stale over several messages, paints at the next tick of a clock and composes every line
that anything touches. Here the lines that are stale are drawn at once, by the widgets themselves, and those that look
as they did are left out. Where things stand Textual finds out; what a layout has moved is drawn here, too. Whatever is
not ours (another screen, a widget of another kind, a gap between widgets) is Textual's to paint, at once as well. This
module is the one that knows how Textual keeps its accounts of that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from rich.control import Control
from textual.containers import Container
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from iptui.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from textual.geometry import Region, Size
    from textual.messages import Layout

__all__ = ["Painting"]

Places = Mapping[Drawn, "Region"]
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"


class Painting(Screen[None]):
    """A screen that paints by itself what it can."""

    is_open = True
    """Whether everything has its place, so that something can be painted."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        """Begin without a picture; the rest as for a screen of Textual's."""
        super().__init__(name, id, classes)
        self._seen: Mapping[Widget, tuple[Region, Region]] | None = None
        self._places: Places | None = None
        self._placed: Places = {}
        self._laid_out_at = 0.0

    def paint(self) -> bool:
        """Paint what is stale, now.

        Returns:
            Whether the picture is complete; where not, Textual completes it at its next tick.
        """
        app = self.app
        if app._batch_count or not (self.is_open and app._running) or app.screen is not self:
            return False
        if not self._only_lines():
            return False
        places = self._drawn_places()
        if places is None or not self._dirty_widgets <= places.keys():
            return False
        stale = [widget for widget in places if widget._repaint_required or widget in self._dirty_widgets]
        if any(widget._layout_required for widget in stale):
            return False
        self._draw(places, {widget: widget._exchange_repaint_regions() for widget in stale})
        return True

    def begin(self) -> None:
        """Open: paint for the first time, now, and all of it."""
        self._take_layouts()
        if self._layout_required:
            self._layout_required = False
            self._refresh_layout()
        self.is_open = True
        self.refresh()
        # Now, and not at the next tick of Textual's clock.
        self._on_timer_update()

    def _draw(self, places: Places, stale: Mapping[Drawn, Collection[Region]]) -> None:
        """Draw some regions of our widgets, and all of those that stood elsewhere when they were drawn last.

        Of these only the lines that look otherwise than before are sent.
        """
        filters, console = self.app.get_line_filters(), self.app.console
        moved = self._placed is not places
        parts: list[str] = []
        for widget, place in places.items():
            regions = stale.get(widget, ())
            if moved and self._placed.get(widget) != place:
                widget.forget_lines()
                regions = (place.reset_offset,)
            if not regions:
                continue
            widget._repaint_required = False
            widget._dirty_regions.clear()
            for y, text in widget.stale_lines(regions, filters, console):
                parts.append(f"\x1b[{place.y + y + 1};{place.x + 1}H{text}")
        self._placed = places
        self._dirty_widgets.clear()
        if parts:
            self._send("".join(parts))

    def complete(self) -> None:
        """Paint whatever is stale, now, Textual's part of it too."""
        app = self.app
        if app._batch_count or not (self.is_open and app._running) or app.screen is not self:
            return
        self._take_layouts()
        if not self.paint():
            super()._on_timer_update()
        elif self._callbacks:
            self.call_next(self._invoke_and_clear_callbacks)

    def _take_layouts(self) -> None:
        """Have the layout that widgets want done with the next frame; they would say so in messages."""
        for widget in self.walk_children(Widget):
            if widget._layout_required:
                widget._layout_required = False
                self._layout_required = True
                for ancestor in widget.ancestors:
                    if not isinstance(ancestor, Widget):
                        break
                    ancestor._clear_arrangement_cache()
                    ancestor._layout_updates += 1
                    if not ancestor.styles.auto_dimensions:
                        break

    def _send(self, text: str) -> None:
        app = self.app
        driver = app._driver
        if driver is None or app._closed or app.is_headless:
            return
        text += Control.move_to(*self.outer_size.clamp_offset(app.cursor_position)).segment.text
        # One piece, so that no terminal shows the half of it.
        driver.write(f"{_BEGIN}{text}{_END}" if app._sync_available else text)
        driver.flush()

    def _only_lines(self) -> bool:
        """Whether lines of widgets are all that is stale."""
        return not (
            self._layout_required or self._scroll_required or self._repaint_required or self._recompose_required
        )

    def _drawn_places(self) -> Places | None:
        """Where our widgets stand; None where anything else is in view."""
        visible = self._compositor.visible_widgets
        if visible is not self._seen:
            self._seen = visible
            self._places = self._find_places(visible)
        return self._places

    def _fills(self, places: Places) -> bool:
        """Whether there is nothing to be seen between our widgets."""
        return sum(region.area for region in places.values()) == self.size.area

    def _find_places(self, visible: Mapping[Widget, tuple[Region, Region]]) -> Places | None:
        places: dict[Drawn, Region] = {}
        for widget, (region, clip) in visible.items():
            if isinstance(widget, Drawn):
                if not clip.contains_region(region) or widget.size != region.size:
                    return None
                places[widget] = region
            elif widget is not self and not isinstance(widget, Container):
                return None
        return places

    # -- instead of Textual -----------------------------------------------------------------------------------

    def _on_timer_update(self) -> None:
        """Paint what no key has asked for: a worker's answer, the mouse."""
        if self._dirty_widgets and self.paint():
            self._update_timer.pause()
            if self._callbacks:
                self.call_next(self._invoke_and_clear_callbacks)
        else:
            super()._on_timer_update()

    def _on_screen_suspend(self) -> None:
        """Another screen comes before this one: what stands on the terminal is not known from now on."""
        self._placed = {}

    async def _on_layout(self, message: Layout) -> None:
        """A layout that was wanted before the last one was done is done."""
        if message.time < self._laid_out_at:
            message.stop()
            message.prevent_default()

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Lay out; whatever has another size then takes it in before it is painted."""
        self._laid_out_at = Message().time  # By the clock that messages are stamped with.
        super()._refresh_layout(size, scroll)

    def _compositor_refresh(self) -> None:
        """Paint what a layout has moved and whatever else is stale, which Textual would send whole."""
        places = self._drawn_places()
        dirty = self._compositor._dirty_regions
        if self.size.region in dirty:
            self._placed = {}  # What stands on the terminal is not known: another screen, another size.
        stale = [widget for widget in self._compositor.visible_widgets if widget._repaint_required]
        if places is None or self.app.screen is not self or not self._fills(places):
            self._placed = {}
            self._dirty_widgets.update(stale)
            for widget in stale:
                widget._repaint_required = False
            self._compositor.update_widgets(self._dirty_widgets)
            super()._compositor_refresh()
            return
        touched = {
            widget: [part.translate(-place.offset) for each in dirty if (part := each.intersection(place))]
            for widget, place in places.items()
        }
        for widget in self._dirty_widgets.union(stale):
            if isinstance(widget, Drawn) and widget in touched:
                touched[widget] += widget._exchange_repaint_regions()
            widget._repaint_required = False
        dirty.clear()
        self._draw(places, touched)
