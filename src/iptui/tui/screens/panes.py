"""The panes of the explorer: which one the keys go to, how they are laid out, and one level back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iptui.filters import Filter
from iptui.tui.format.frames import BESIDE, SIDE_BY_SIDE, is_low
from iptui.tui.view import PANES, unfiltered
from iptui.tui.widgets.pane import LinePane

if TYPE_CHECKING:
    from textual.geometry import Size

    from iptui.tui.screens.explorer import ExplorerScreen

__all__ = ["Panes"]


class Panes:
    """Lays out the panes of the explorer's screen and moves the keys from one to another."""

    def __init__(self, screen: ExplorerScreen) -> None:
        """Belong to a screen."""
        self._screen = screen

    def arrange(self, size: Size) -> None:
        """Set what the style sheet goes by in a screen of a size, and how the panes' rules meet."""
        screen, view = self._screen, self._screen.view
        width, height = size
        before = set(screen.classes)
        alone = view.maximised or is_low(width, height)
        for pane in PANES:
            screen.set_class(alone and view.pane == pane, f"-zoom-{pane}", update=False)
        screen.set_class(view.actors, "-actors", update=False)
        beside = not alone and ((width >= BESIDE and view.centre != "lanes") or view.actors)
        screen.centres.arrange()
        centre = screen.centres.front
        centre.joint = "┬" if beside else ""
        side_by_side = width >= SIDE_BY_SIDE and view.centre == "timeline"
        screen.detail.joint = "" if alone else "┬" if side_by_side else "├" if beside else ""
        screen.footer.show_keys(view.centre if view.pane == "timeline" else view.pane)
        if before != screen.classes:
            # Once for all of them: it goes through every widget.
            screen.update_node_styles()
        for pane_widget in (screen.actors, centre, screen.detail):
            pane_widget.refresh()

    def focus(self) -> None:
        """Have the keys go to the pane of the view."""
        screen = self._screen
        panes = {
            "actors": screen.actors,
            "timeline": screen.centres.front,
            "detail": screen.detail,
        }
        screen.set_focus(panes[screen.view.pane], scroll_visible=False)

    def clicked(self, widget: LinePane) -> None:
        """A pane was clicked: the keys go there.

        Where another one has them by now, that one says so itself; to answer the first as well would have the two chase
        each other for ever.
        """
        if widget is not self._screen.focused:
            return
        view = self._screen.view
        for pane in PANES:
            named = pane if pane != "timeline" else view.centre
            if widget.id == named and pane != view.pane:
                self._screen.change(view._replace(pane=pane))

    def beside(self, step: int) -> None:
        """To the pane to the left (-1) or to the right (1)."""
        number = PANES.index(self._screen.view.pane) + step
        if 0 <= number < len(PANES):
            self._go(number)

    def around(self, step: int) -> None:
        """To the next pane (1) or the one before (-1), the first after the last."""
        view = self._screen.view
        number = (PANES.index(view.pane) + step) % len(PANES)
        hidden = self._screen.has_class("-narrow") or view.centre == "lanes"
        if PANES[number] == "actors" and hidden and not view.actors:
            number = (number + step) % len(PANES)
        self._go(number)

    def _go(self, number: int) -> None:
        pane, view = PANES[number], self._screen.view
        self._screen.change(view._replace(pane=pane, actors=view.actors or pane == "actors"))

    def to_actors(self) -> None:
        """To the actors, and back."""
        view = self._screen.view
        there = view.pane != "actors"
        self._screen.change(view._replace(pane="actors" if there else "timeline", actors=there, maximised=False))

    def maximise(self) -> None:
        """The pane alone, or all of them again."""
        view = self._screen.view
        self._screen.change(view._replace(maximised=not view.maximised))

    def back(self) -> None:
        """One level back: of layout first, then of place, then of the filter."""
        screen, view = self._screen, self._screen.view
        if view.maximised:
            screen.change(view._replace(maximised=False))
        elif screen.actors.sought:
            screen.actors.seek("")
        elif view.pane != "timeline" or view.actors:
            screen.change(view._replace(pane="timeline", actors=False))
        elif view.centre != "timeline":
            screen.change(view._replace(centre="timeline"))
        elif view.visited:
            row = screen.timeline.current
            screen.change(view._replace(visited=(), selected=row.id if row else None))
        elif view.steps or view.filter:
            screen.change(unfiltered(view))
        elif view.search:
            screen.change(view._replace(search=Filter()))
        else:
            screen.footer.say("q quits")
