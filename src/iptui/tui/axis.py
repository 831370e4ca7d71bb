"""The time axis of the density strip: which days are in view, in how many columns, with which labels. Pure.

A window is two numbers of days since 1970-01-01, the end exclusive; whole columns cover a day, or a column
covers whole days, so that no bar mixes parts of days.
"""

from __future__ import annotations

from functools import lru_cache

from iptui.edtf.english import MONTHS
from iptui.edtf.gregorian import add_months, day_number, day_number_of, day_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["Axis", "Window", "axis", "default_window", "zoomed"]

DAY = 86_400
_WIDEST = 8
_MINIMUM = 7


class Window(NamedTuple):
    """Days in view, from `first` to before `stop`."""

    first: int
    stop: int

    @property
    def days(self) -> int:
        """How many."""
        return self.stop - self.first

    def __contains__(self, day: object) -> bool:
        """Whether a day is in view."""
        return isinstance(day, int) and self.first <= day < self.stop


class Axis(NamedTuple):
    """The window laid out in columns of a bar each.

    Attributes:
        window: the days in view; it may end later than was asked, so that the columns come out whole.
        days: days that a bar covers, at least 1.
        cells: cells that a bar is wide, at least 1; more than 1 only where `days` is 1.
        bars: number of bars.
    """

    window: Window
    days: int
    cells: int
    bars: int

    @property
    def edges(self) -> tuple[int, ...]:
        """The seconds at which the bars begin, and the end of the last: one more than bars."""
        first = self.window.first
        return tuple((first + index * self.days) * DAY for index in range(self.bars + 1))

    def bar_of(self, day: int) -> int | None:
        """The bar that a day falls into, or None where it is out of view."""
        return (day - self.window.first) // self.days if day in self.window else None


def default_window(earliest: str | None, latest: str | None, days: tuple[int, int] | None) -> Window:
    """The crisis with a margin of a quarter on each side; everything dated where the crisis has no bounds.

    Args:
        earliest: first day of the crisis, ISO text.
        latest: last day of it.
        days: first and last day of all items, since 1970-01-01.
    """
    begin, end = day_number_of(earliest), day_number_of(latest)
    if begin is not None and end is not None:
        first, last = begin, max(begin, end)
    elif days is not None:
        first, last = days
    else:
        return Window(0, _MINIMUM)
    size = last - first + 1
    margin = max(2, size // 4)
    return Window(first - margin, max(last + margin + 1, first - margin + _MINIMUM))


def zoomed(window: Window, around: int, step: int) -> Window:
    """The window half as long (`step` 1) or twice as long (-1), with a day at the same share of it.

    Never shorter than a week.
    """
    days = max(_MINIMUM, window.days // 2) if step > 0 else window.days * 2
    around = min(max(around, window.first), window.stop - 1)
    share = (around - window.first) * days // window.days
    return Window(around - share, around - share + days)


def followed(window: Window, day: int) -> Window:
    """The window moved, no further than needed, so that a day is in view."""
    if day < window.first:
        return Window(day, day + window.days)
    if day >= window.stop:
        return Window(day + 1 - window.days, day + 1)
    return window


@lru_cache(maxsize=64)
def axis(window: Window, cells: int) -> Axis:
    """Lay a window out in so many cells."""
    cells = max(1, cells)
    if window.days <= cells:
        wide = min(_WIDEST, cells // window.days)
        bars = min(cells // wide, window.days)
        return Axis(Window(window.first, window.first + bars), 1, wide, bars)
    days = -(-window.days // cells)
    bars = -(-window.days // days)
    return Axis(Window(window.first, window.first + bars * days), days, 1, bars)


def labels(found: Axis, taken: tuple[int, int] | None = None) -> list[tuple[int, str]]:
    """Where to write which label under the bars: (cell, text), apart from each other.

    Args:
        found: the axis.
        taken: the first and the last cell that something else stands in.
    """
    cells = found.bars * found.cells
    placed: list[tuple[int, str]] = []
    free = 0
    for day, short, long in _ticks(found.window, found.window.days, cells):
        cell = (day - found.window.first) // found.days * found.cells
        for text in (short,) if placed else (long, short):
            last = cell + len(text) - 1
            apart = taken is None or last < taken[0] - 1 or cell > taken[1] + 1
            if cell >= free and last < cells and apart:
                placed.append((cell, text))
                free = last + 3
                break
    return placed


Tick = tuple[int, str, str]
"""A day, its label, and its label with the year."""


def _ticks(window: Window, length: int, cells: int) -> list[Tick]:
    """Days to label, with their labels, about one in ten cells."""
    wanted = max(1, cells // 10)
    if length <= wanted * 15:
        step = next(size for size in (1, 2, 3, 5, 7, 10, 14, 15) if length <= size * wanted or size == 15)
        return [(day, *_day_labels(day)) for day in range(window.first, window.stop, step)]
    if length <= wanted * 31 * 6:
        step = next(size for size in (1, 2, 3, 6) if length <= size * 31 * wanted or size == 6)
        return _month_ticks(window, step)
    years = next(
        size * 10**power for power in range(30) for size in (1, 2, 5) if length <= size * 10**power * 366 * wanted
    )
    first = -(-day_of(window.first)[0] // years) * years
    last = day_of(window.stop)[0]
    found = [(day_number(year, 1, 1), str(year)) for year in range(first, last + 1, years)]
    return [(day, text, text) for day, text in found if day in window]


def _day_labels(day: int) -> tuple[str, str]:
    year, month, number = day_of(day)
    text = f"{number} {MONTHS[month - 1]}"
    return text, f"{text} {year}"


def _month_ticks(window: Window, step: int) -> list[Tick]:
    year, month, day = day_of(window.first)
    at = (year, month, 1) if day == 1 else add_months((year, month, 1), 1)
    ticks: list[Tick] = []
    while (number := day_number(*at)) < window.stop:
        text = MONTHS[at[1] - 1]
        long = f"{text} {at[0]}"
        ticks.append((number, long if at[1] <= step else text, long))
        at = add_months(at, step)
    return ticks
