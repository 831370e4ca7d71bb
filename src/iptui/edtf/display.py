"""Dates in English, for people: ``16–18 Jan 2024``, ``c. 1947``, ``29 Jan 2024 or later``.

Only the words are made here; nothing is read back (see ``words``) and nothing is computed that
:func:`~iptui.edtf.parser.parse` has not established.
"""

from functools import lru_cache

from iptui.edtf.dates import OneDate, read_date
from iptui.edtf.english import MONTHS, NEEDS_ERA, days_words, weekday_words, year_words
from iptui.edtf.value import Edtf, Precision

_GROUPINGS = (
    "spring {}", "summer {}", "autumn {}", "winter {}",
    "spring {} (Northern Hemisphere)", "summer {} (Northern Hemisphere)",
    "autumn {} (Northern Hemisphere)", "winter {} (Northern Hemisphere)",
    "spring {} (Southern Hemisphere)", "summer {} (Southern Hemisphere)",
    "autumn {} (Southern Hemisphere)", "winter {} (Southern Hemisphere)",
    "Q1 {}", "Q2 {}", "Q3 {}", "Q4 {}",
    "Jan–Apr {}", "May–Aug {}", "Sep–Dec {}",
    "first half of {}", "second half of {}",
)  # fmt: skip
_FIRST_GROUPING = 21
_QUALIFIERS = ("uncertain", "approximate")


@lru_cache(maxsize=4096)
def humanize(date: Edtf, *, weekday: bool = False) -> str:
    """Write a date in English.

    Args:
        date: The date.
        weekday: Whether to name the day of the week of a full day: ``Tue 16 Jan 2024``.

    Returns:
        One line. Approximate dates begin with ``c.``; uncertain ones end in ``(uncertain)``; where
        only some components are qualified they are named. Times keep their zone, and a time
        without one says so. Years up to 0 are given as BCE, those under 1000 as CE; far ones as
        ``13.8 billion years ago``.
    """
    text = date.text
    if date.precision is Precision.SET:
        return _set(text, weekday=weekday)
    if date.precision is Precision.INTERVAL:
        return _interval(text, weekday=weekday)
    return _one(read_date(text, 0, len(text), time=True), weekday=weekday)


def _one(date: OneDate, *, weekday: bool) -> str:
    """Write one date with its qualifiers."""
    core = _core(date, weekday=weekday)
    components = [
        name
        for name, written in (
            ("year", date.year),
            ("season" if date.unit is Precision.SEASON else "month", date.month),
            ("day", date.day),
        )
        if written is not None
    ]
    remarks: list[str] = []
    for qualifier in _QUALIFIERS:
        marked = [name for name in components if (name, qualifier) in date.marks]
        if len(marked) < len(components):
            if marked:
                remarks.append(f"{_listed(marked, 'and')} {qualifier}")
        elif qualifier == "approximate":
            core = f"c. {core}"
        else:
            remarks.append(qualifier)
    return f"{core} ({'; '.join(remarks)})" if remarks else core


def _core(date: OneDate, *, weekday: bool) -> str:
    """Write one date without its qualifiers."""
    if date.undated:
        return "undated"
    year = _year(date)
    month, day = date.month, date.day
    if month is None:
        return year
    joint = " " if date.stated_year is not None else ", "
    if date.unit is Precision.SEASON:
        return _GROUPINGS[int(month) - _FIRST_GROUPING].format(year)
    if month == "XX" and day in (None, "XX"):
        lost = "month" if day is None else "month and day"
        return f"{year} ({lost} unknown)"
    if "X" not in month:
        name = MONTHS[int(month) - 1]
        if day is None:
            return f"{name}{joint}{year}"
        if day == "XX":
            return f"{name}{joint}{year} (day unknown)"
        if "X" not in day:
            shown = f"{int(day)} {name}{joint}{year}"
            if weekday and date.stated_year is not None:
                shown = f"{weekday_words(date.first)} {shown}"
            return f"{shown} {_clock(date)}" if date.clock is not None else shown
    elif month == "XX" and day is not None and "X" not in day:
        return f"day {int(day)} of an unknown month, {year}"
    return f"{days_words(date.first, date.last)} (some digits unknown)"


def _clock(date: OneDate) -> str:
    """Write the time of day of a date that has one."""
    clock = date.clock
    if clock is None:
        return ""
    zone = {"": "local time", "Z": "UTC"}.get(clock.zone, f"UTC{clock.zone}")
    return f"{clock.text} {zone}"


def _listed(items: list[str], last: str) -> str:
    """Join items with commas and a word before the last."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def _year(date: OneDate) -> str:
    """Write the year of a date."""
    stated = date.stated_year
    if date.year == "XXXX":
        return "year unknown" if date.first_year >= 0 else "year unknown, BCE"
    if stated is None:
        decade = date.last_year - date.first_year == 9 and date.first_year % 10 == 0
        if decade and date.first_year >= NEEDS_ERA:
            return f"{date.first_year}s"
        return _years(date.first_year, date.last_year)
    if date.first_year == date.last_year:
        return year_words(stated)
    shown = f"about {year_words(stated)}"
    if "ago" in shown:
        return shown
    return f"{shown} ({_years(date.first_year, date.last_year)})"


def _years(first: int, last: int) -> str:
    """Write a range of years."""
    if first > 0 or last <= 0:
        low, high = year_words(first), year_words(last)
        for era in (" BCE", " CE"):
            if low.endswith(era) and high.endswith(era):
                low = low.removesuffix(era)
        return f"{low}–{high}"
    return f"{year_words(first)} – {year_words(last)}"


def _pair(start: OneDate, end: OneDate, *, weekday: bool) -> str:
    """Write an interval that has both ends."""
    plain = not (start.marks or end.marks or start.inexact or end.inexact)
    if plain and start.unit is end.unit:
        if start.unit is Precision.DAY:
            return days_words(start.first, end.last, weekday=weekday)
        if start.first == end.first:
            return _one(end, weekday=weekday)
        if start.unit is Precision.YEAR and not (start.long or end.long):
            return _years(start.first_year, end.last_year)
        if start.unit is Precision.MONTH and start.first_year == end.first_year:
            return f"{MONTHS[start.first[1] - 1]}–{_one(end, weekday=weekday)}"
    return f"{_one(start, weekday=weekday)} – {_one(end, weekday=weekday)}"


def _interval(text: str, *, weekday: bool) -> str:
    """Write an interval."""
    slash = text.index("/")
    left, right = text[:slash], text[slash + 1 :]
    start = None if left in ("", "..") else read_date(text, 0, slash)
    end = None if right in ("", "..") else read_date(text, slash + 1, len(text))
    if start is not None and end is not None:
        return _pair(start, end, weekday=weekday)
    if start is not None:
        shown = _one(start, weekday=weekday)
        return f"{shown} or later" if right else f"from {shown}, end unknown"
    if end is not None:
        shown = _one(end, weekday=weekday)
        return f"until {shown}" if left else f"until {shown}, start unknown"
    if left == right:
        return "any time" if left else "undated"
    return "start unknown, end open" if right else "start open, end unknown"


def _set(text: str, *, weekday: bool) -> str:
    """Write a set."""
    members: list[str] = []
    start = 1
    for member in text[1:-1].split(","):
        stop = start + len(member)
        dots = member.find("..")
        if dots < 0:
            members.append(_one(read_date(text, start, stop), weekday=weekday))
        elif dots == 0:
            members.append(f"{_one(read_date(text, start + 2, stop), weekday=weekday)} or earlier")
        elif dots + 2 == len(member):
            members.append(f"{_one(read_date(text, start, stop - 2), weekday=weekday)} or later")
        else:
            low = read_date(text, start, start + dots)
            high = read_date(text, start + dots + 2, stop)
            members.append(_pair(low, high, weekday=weekday))
        start = stop + 1
    if text[0] == "[":
        return _listed(members, "or")
    return _listed([each.replace(" or ", " and ") for each in members], "and")
