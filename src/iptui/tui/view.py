"""What the explorer shows, as one immutable value, and the pure steps from one to the next.

Only the screen keeps a `View` and replaces it; widgets are told what to draw and post what the user wants.
An item is known by its id, never by its place, so that a selection outlives every filter.
"""

from __future__ import annotations

from typing import Final, Literal

from iptui.filters import Filter
from iptui.tui.axis import Window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = [
    "CENTRES",
    "PANES",
    "Centre",
    "Pane",
    "View",
    "cycled",
    "day_of",
    "filtered",
    "followed",
    "moved",
    "returned",
    "unfiltered",
]

Pane = Literal["actors", "timeline", "detail"]
PANES: Final[tuple[Pane, ...]] = ("actors", "timeline", "detail")
Centre = Literal["timeline", "lanes", "ladder", "disagreements"]
CENTRES: Final[tuple[Centre, ...]] = ("timeline", "lanes", "ladder", "disagreements")

_STEPS = 100


class View(NamedTuple):
    """What is shown.

    Attributes:
        filter: what passes.
        selected: id of the selected item; it stays when a filter hides the item, and None before there is any.
        pane: the pane that the keys go to; `timeline` is the centre, whatever is shown there.
        centre: what is shown in the centre.
        against_time: whether the ladder is laid out as columns of actors against time, and not as a tree.
        by_claimant: whether rival values stand in columns by claimant, and not by source.
        single: whether values that only one source gives are shown beside the rival ones.
        maximised: whether that pane is alone on the screen.
        actors: whether the actors are shown where the screen is too narrow to show them always.
        search: the words and phrases last searched for, which `n` and `N` go on looking for.
        steps: the filters before this one, the latest last: `escape` goes back through them.
        visited: the items that links were followed from, the latest last.
        window: the days of the time strip, None for those of the crisis.
    """

    filter: Filter = Filter()
    selected: str | None = None
    pane: Pane = "timeline"
    centre: Centre = "timeline"
    against_time: bool = False
    by_claimant: bool = False
    single: bool = False
    maximised: bool = False
    actors: bool = False
    search: Filter = Filter()
    steps: tuple[Filter, ...] = ()
    visited: tuple[str, ...] = ()
    window: Window | None = None


def searching(wanted: Filter) -> Filter:
    """The words and phrases of a filter, which can be lit and looked for."""
    return Filter(term for term in wanted if term.key in ("text", "phrase") and not term.negated)


def day_of(wanted: Filter) -> str | None:
    """The day that a filter looks from, as EDTF text; None for today."""
    values = wanted.values("known")
    return values[-1] if values else None


def filtered(view: View, wanted: Filter) -> View:
    """The view with another filter, and the present one to go back to."""
    if wanted == view.filter:
        return view
    words = searching(wanted)
    return view._replace(
        filter=wanted,
        search=words if words else view.search,
        steps=(*view.steps, view.filter)[-_STEPS:],
    )


def unfiltered(view: View) -> View:
    """The view before its last change of filter; with everything where there was none before."""
    if view.steps:
        return view._replace(filter=view.steps[-1], steps=view.steps[:-1])
    return view._replace(filter=Filter())


def cycled(wanted: Filter, values: tuple[str, ...], actor: str) -> Filter:
    """The filter with an actor's place in it moved on: either, only with it, without it, either.

    Args:
        wanted: the filter.
        values: every value by which the filter may already name that actor: its id and its spellings.
        actor: its id.
    """
    folded = {value.casefold() for value in (*values, actor)}
    included = [value for value in wanted.values("actor") if value.casefold() in folded]
    excluded = [value for value in wanted.values("actor", negated=True) if value.casefold() in folded]
    for value in included:
        wanted = wanted.toggle("actor", value)
    for value in excluded:
        wanted = wanted.toggle("actor", value, negated=True)
    if included:
        return wanted.toggle("actor", actor, negated=True)
    if excluded:
        return wanted
    return wanted.toggle("actor", actor)


def moved(view: View, item: str | None) -> View:
    """The view with another item selected."""
    return view if item == view.selected else view._replace(selected=item)


def followed(view: View, item: str) -> View:
    """The view at the end of a link, with the item that it was followed from to go back to."""
    if item == view.selected or view.selected is None:
        return view._replace(selected=item)
    return view._replace(selected=item, visited=(*view.visited, view.selected)[-_STEPS:])


def returned(view: View) -> View:
    """The view before the last link was followed; the same where none was."""
    if not view.visited:
        return view
    return view._replace(selected=view.visited[-1], visited=view.visited[:-1])
