"""The panes of the explorer: which one the keys go to, how they are laid out, and one level back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iptui.filters import Filter
from iptui.tui.view import PANES, unfiltered
from iptui.tui.widgets.pane import LinePane

if TYPE_CHECKING:
    from iptui.tui.screens.explorer import ExplorerScreen

__all__ = ["Panes"]

_BESIDE = 70
"""Cells from which the actors stand beside the rest without being asked for."""
_SIDE_BY_SIDE = 110
"""Cells from which the detail stands beside the timeline, and not below it."""


class Panes:
    """Lays out the panes of the explorer's screen and moves the keys from one to another."""

    def __init__(self, screen: ExplorerScreen) -> None:
        """Belong to a screen."""
        self._screen = screen

    def arrange(self, width: int) -> None:
        """Set what the style sheet goes by in a screen `width` cells wide, and how the panes' rules meet."""
        screen, view = self._screen, self._screen.view
        for pane in PANES:
            screen.set_class(view.maximised and view.pane == pane, f"-zoom-{pane}")
        screen.set_class(view.actors, "-actors")
        beside = not view.maximised and (width >= _BESIDE or view.actors)
        screen.centres.arrange()
        centre = screen.centres.pane or screen.timeline
        centre.joint = "┬" if beside else ""
        side_by_side = width >= _SIDE_BY_SIDE and view.centre == "timeline"
        screen.detail.joint = "" if view.maximised else "┬" if side_by_side else "├" if beside else ""
        screen.footer.show_keys(view.centre if view.pane == "timeline" else view.pane)
        for pane_widget in (screen.actors, centre, screen.detail):
            pane_widget.refresh()

    def focus(self) -> None:
        """Have the keys go to the pane of the view."""
        screen = self._screen
        panes = {
            "actors": screen.actors,
            "timeline": screen.centres.pane or screen.timeline,
            "detail": screen.detail,
        }
        screen.set_focus(panes[screen.view.pane], scroll_visible=False)

    def clicked(self, widget: LinePane) -> None:
        """A pane was clicked: the keys go there."""
        view = self._screen.view
        for pane in PANES:
            named = pane if pane != "timeline" else view.centre
            if widget.id == named and pane != view.pane:
                self._screen.change(replace(view, pane=pane))

    def beside(self, step: int) -> None:
        """To the pane to the left (-1) or to the right (1)."""
        number = PANES.index(self._screen.view.pane) + step
        if 0 <= number < len(PANES):
            self._go(number)

    def around(self, step: int) -> None:
        """To the next pane (1) or the one before (-1), the first after the last."""
        view = self._screen.view
        number = (PANES.index(view.pane) + step) % len(PANES)
        if PANES[number] == "actors" and self._screen.has_class("-narrow") and not view.actors:
            number = (number + step) % len(PANES)
        self._go(number)

    def _go(self, number: int) -> None:
        pane, view = PANES[number], self._screen.view
        self._screen.change(replace(view, pane=pane, actors=view.actors or pane == "actors"))

    def to_actors(self) -> None:
        """To the actors, and back."""
        view = self._screen.view
        there = view.pane != "actors"
        self._screen.change(replace(view, pane="actors" if there else "timeline", actors=there, maximised=False))

    def maximise(self) -> None:
        """The pane alone, or all of them again."""
        view = self._screen.view
        self._screen.change(replace(view, maximised=not view.maximised))

    def back(self) -> None:
        """One level back: of layout first, then of place, then of the filter."""
        screen, view = self._screen, self._screen.view
        if view.maximised:
            screen.change(replace(view, maximised=False))
        elif screen.actors.sought:
            screen.actors.seek("")
        elif view.pane != "timeline" or view.actors:
            screen.change(replace(view, pane="timeline", actors=False))
        elif view.centre != "timeline":
            screen.change(replace(view, centre="timeline"))
        elif view.visited:
            row = screen.timeline.current
            screen.change(replace(view, visited=(), selected=row.id if row else None))
        elif view.steps or view.filter:
            screen.change(unfiltered(view))
        elif view.search:
            screen.change(replace(view, search=Filter()))
        else:
            screen.footer.say("q quits")
