"""Dates in English, for people: ``16–18 Jan 2024``, ``c. 1947``, ``29 Jan 2024 or later``.

Only the words are made here; nothing is read back (see ``words``) and nothing is computed that
:func:`~iptui.edtf.parser.parse` has not established.
"""

from functools import lru_cache

from iptui.edtf.dates import OneDate, read_date
from iptui.edtf.gregorian import Day, day_number
from iptui.edtf.gregorian import weekday as weekday_of
from iptui.edtf.value import Edtf, Precision

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

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
_SCALES = ((9, "billion"), (6, "million"))
_LARGEST_WRITTEN = 15
_NEEDS_ERA = 1000
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
                shown = f"{_weekday(date.first)} {shown}"
            return f"{shown} {_clock(date)}" if date.clock is not None else shown
    elif month == "XX" and day is not None and "X" not in day:
        return f"day {int(day)} of an unknown month, {year}"
    return f"{_days(date.first, date.last)} (some digits unknown)"


def _clock(date: OneDate) -> str:
    """Write the time of day of a date that has one."""
    clock = date.clock
    if clock is None:
        return ""
    zone = {"": "local time", "Z": "UTC"}.get(clock.zone, f"UTC{clock.zone}")
    return f"{clock.text} {zone}"


def _weekday(day: Day) -> str:
    """Name the day of the week of a day."""
    return WEEKDAYS[weekday_of(day_number(*day))]


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
        if decade and date.first_year >= _NEEDS_ERA:
            return f"{date.first_year}s"
        return _years(date.first_year, date.last_year)
    if date.first_year == date.last_year:
        return _plain_year(stated)
    shown = f"about {_plain_year(stated)}"
    if "ago" in shown:
        return shown
    return f"{shown} ({_years(date.first_year, date.last_year)})"


def _years(first: int, last: int) -> str:
    """Write a range of years."""
    if first > 0 or last <= 0:
        low, high = _plain_year(first), _plain_year(last)
        for era in (" BCE", " CE"):
            if low.endswith(era) and high.endswith(era):
                low = low.removesuffix(era)
        return f"{low}–{high}"
    return f"{_plain_year(first)} – {_plain_year(last)}"


def _plain_year(year: int) -> str:
    """Write a year with its era where it needs one, or as years ago where it is remote."""
    if year >= _NEEDS_ERA:
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


def _days(first: Day, last: Day, *, weekday: bool = False) -> str:
    """Write a range of days, saying once what both have in common."""

    def shown(day: Day) -> str:
        return f"{_weekday(day)} {day[2]}" if weekday else str(day[2])

    month, last_month = MONTHS[first[1] - 1], MONTHS[last[1] - 1]
    end = f"{shown(last)} {last_month} {_plain_year(last[0])}"
    if first == last:
        return end
    if first[0] != last[0]:
        return f"{shown(first)} {month} {_plain_year(first[0])} – {end}"
    if first[1] != last[1]:
        return f"{shown(first)} {month} – {end}"
    return f"{shown(first)} – {end}" if weekday else f"{shown(first)}–{end}"


def _pair(start: OneDate, end: OneDate, *, weekday: bool) -> str:
    """Write an interval that has both ends."""
    plain = not (start.marks or end.marks or start.inexact or end.inexact)
    if plain and start.unit is end.unit:
        if start.unit is Precision.DAY:
            return _days(start.first, end.last, weekday=weekday)
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
