"""What lanes are drawn from: records and protocols, without any drawing. Counts come from `iptui.store.lanes`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from iptui.tui.axis import Axis
from iptui.tui.format.pieces import Line
from iptui.tui.tree import Branch

__all__ = ["BarLike", "Drawing", "LaneLike", "LongLike", "Mark", "Marks", "Shown"]


class BarLike(Protocol):
    """Items of an actor in a bar; see `iptui.store.lanes.Bar`."""

    @property
    def items(self) -> int:
        """How many."""

    @property
    def conflict(self) -> int:
        """Of them, of verbal or material conflict."""

    @property
    def cooperation(self) -> int:
        """Of them, of verbal or material cooperation."""

    @property
    def said(self) -> bool:
        """Whether all are statements."""

    @property
    def seq(self) -> int:
        """The first of them."""


class LongLike(Protocol):
    """An item that is a line; see `iptui.store.lanes.Long`."""

    @property
    def seq(self) -> int:
        """Which."""

    @property
    def first(self) -> int:
        """The bar in which it begins, -1 before the axis."""

    @property
    def last(self) -> int:
        """The bar in which it ends, the number of bars after the axis."""


class LaneLike(Protocol):
    """A lane; see `iptui.store.lanes.Lane`."""

    @property
    def items(self) -> int:
        """How many in all."""

    @property
    def before(self) -> int:
        """Those that begin before the axis."""

    @property
    def after(self) -> int:
        """Those that begin after it."""

    @property
    def undated(self) -> int:
        """Those without a date."""

    @property
    def bars(self) -> Sequence[BarLike | None]:
        """What stands in each bar."""

    @property
    def over(self) -> Sequence[int]:
        """How many lines lie over each bar."""

    @property
    def open(self) -> Sequence[int]:
        """How many items may have been going on in each bar."""

    @property
    def long(self) -> Sequence[LongLike]:
        """The lines one by one, where they are few."""


class Mark(NamedTuple):
    """Where the selected item stands in a lane.

    Attributes:
        first: the first of its bars on the axis.
        last: the last of them; before `first` where it has none.
        side: where it stands instead: `before`, `after`, `undated`; empty where it is on the axis.
        sign: the sign that is lit.
        role: the role that colours it.
    """

    first: int
    last: int
    side: str
    sign: str
    role: str


class Drawing(NamedTuple):
    """How lanes are drawn, whichever.

    Attributes:
        wide: cells of a bar.
        step: the heights of blocks, as `step_for` gives them.
        sign_of: the key in `GLYPHS` of an item by its `seq`.
        possibly: on a day that is looked from, whether an item was only possibly published by then; None for today.
    """

    wide: int
    step: int
    sign_of: Callable[[int], str]
    possibly: Callable[[int], bool] | None = None


class Shown(NamedTuple):
    """What the lanes show.

    Attributes:
        branches: the actors, as the tree of the actor pane has them.
        lane: counts the lane of an actor.
        axis: the bars.
        drawing: how they are drawn.
        digits: cells of the column of numbers.
        filters: `+` or `-` by actor in the filter.
        filter_text: the filter, safe.
        is_empty: whether nothing passes the filter.
        is_large: whether counting may take long.
    """

    branches: Sequence[Branch]
    lane: Callable[[str], LaneLike]
    axis: Axis
    drawing: Drawing
    digits: int
    filters: Mapping[str, str]
    filter_text: str
    is_empty: bool
    is_large: bool


class Marks(NamedTuple):
    """The selected item in the lanes.

    Attributes:
        lanes: where it stands in the lanes of its actors.
        links: by lane the bars through which its links to other lanes pass.
        place: where it stands among the items of an actor, for the head.
    """

    lanes: Mapping[str, Mark]
    links: Mapping[str, Sequence[int]]
    place: Callable[[str], Line]
