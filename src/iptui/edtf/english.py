"""Years and days in English, and with them the dates that nearly all are; those of any other kind are for ``display``.

Nothing of the package is imported here but ``plain`` and the calendar: the explorer's first screen seldom needs more.
"""

from __future__ import annotations

from iptui.edtf.gregorian import Day, day_number
from iptui.edtf.gregorian import weekday as weekday_of
from iptui.edtf.plain import plain, plain_days

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_UNDATED = "XXXX"
_SCALES = ((9, "billion"), (6, "million"))
_LARGEST_WRITTEN = 15
NEEDS_ERA = 1000
"""The first year that is written without an era."""


def plain_words(text: str, *, weekday: bool = False) -> str | None:
    """Write ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY``, an interval between two full days, or ``XXXX`` in English.

    Args:
        text: The date.
        weekday: Whether to name the day of the week of a full day.

    Returns:
        What :func:`~iptui.edtf.humanize` writes for it; None where it is no such date, or none that exists.
    """
    if text == _UNDATED:
        return "undated"
    found = plain(text)
    if found is None:
        days = plain_days(text)
        return None if days is None else days_words(*days, weekday=weekday)
    year, month, day = found
    if day:
        return days_words(found, found, weekday=weekday)
    return f"{MONTHS[month - 1]} {year_words(year)}" if month else year_words(year)


def plain_unit(text: str) -> str | None:
    """The precision of a date that :func:`plain_words` writes and that is one; None for ``XXXX`` and any other.

    Returns:
        ``day``, ``month``, ``year`` or ``interval``, as in :class:`~iptui.edtf.Precision`.
    """
    if text == _UNDATED or plain_words(text) is None:
        return None
    return {4: "year", 7: "month", 10: "day"}.get(len(text), "interval")


def days_words(first: Day, last: Day, *, weekday: bool = False) -> str:
    """Write a day or a range of days, saying once what both ends have in common."""
    month, last_month = MONTHS[first[1] - 1], MONTHS[last[1] - 1]
    end = f"{_day(last, weekday=weekday)} {last_month} {year_words(last[0])}"
    if first == last:
        return end
    begin = _day(first, weekday=weekday)
    if first[0] != last[0]:
        return f"{begin} {month} {year_words(first[0])} – {end}"
    if first[1] != last[1]:
        return f"{begin} {month} – {end}"
    return f"{begin} – {end}" if weekday else f"{begin}–{end}"


def _day(day: Day, *, weekday: bool) -> str:
    return f"{weekday_words(day)} {day[2]}" if weekday else str(day[2])


def weekday_words(day: Day) -> str:
    """Name the day of the week of a day."""
    return WEEKDAYS[weekday_of(day_number(*day))]


def year_words(year: int) -> str:
    """Write a year with its era where it needs one, or as years ago where it is remote."""
    if year >= NEEDS_ERA:
        return str(year) if year < 10_000 else f"{_grouped(year)} CE"
    if year > 0:
        return f"{year} CE"
    if year > -1_000_000:
        return f"{_grouped(1 - year) if year < -9_999 else 1 - year} BCE"
    return f"{_remote(-year)} years ago"


def _grouped(number: int) -> str:
    """Write a large number: 170,000,002; 1.5 × 10^40."""
    digits = str(number)
    zeros = len(digits) - 1
    if zeros < _LARGEST_WRITTEN:
        return f"{number:,}"
    tail = digits[1:3].rstrip("0")
    return f"{digits[0]}{'.' if tail else ''}{tail} × 10^{zeros}"


def _remote(number: int) -> str:
    """Write a number of years long past: 170 million; 13.8 billion."""
    zeros = len(str(number)) - 1
    for power, name in _SCALES if zeros < _LARGEST_WRITTEN else ():
        # What a round name would leave out is written in full.
        if zeros >= power and number % 10 ** (power - 2) == 0:
            whole, rest = divmod(number, 10**power)
            fraction = f"{rest:0{power}d}".rstrip("0")
            return f"{_grouped(whole)}{'.' if fraction else ''}{fraction} {name}"
    return _grouped(number)
