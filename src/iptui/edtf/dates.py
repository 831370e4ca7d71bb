"""One date of EDTF, from characters to components and to its first and last possible day.

Reads years, months, days, sub-year groupings, times, qualifiers and unspecified digits. Intervals
and sets are not read here.
"""

from __future__ import annotations

from iptui.edtf.gregorian import (
    SECONDS_A_DAY,
    Day,
    day_number,
    day_of,
    is_leap,
    month_length,
)
from iptui.edtf.plain import plain
from iptui.edtf.reader import DIGITS, Reader, foreign
from iptui.edtf.value import Precision
from iptui.edtf.years import Year

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

QUALIFIERS = "?~%"
_MEANING = {
    "?": ("uncertain",),
    "~": ("approximate",),
    "%": ("uncertain", "approximate"),
}

# The specification names the groupings without saying where they lie. Quarters, quadrimesters and
# semesters divide the calendar year. Seasons are the meteorological ones, as in python-edtf and
# edtf.js, kept within the year that is written: a grouping is a part of its year, so that the
# season of December (winter in the north, summer in the south) is given as December.
SEASON_MONTHS = {
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12),
    25: (3, 5), 26: (6, 8), 27: (9, 11), 28: (12, 12),
    29: (9, 11), 30: (12, 12), 31: (3, 5), 32: (6, 8),
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    37: (1, 4), 38: (5, 8), 39: (9, 12),
    40: (1, 6), 41: (7, 12),
}  # fmt: skip

# Offsets from UTC in use anywhere; a larger one is a slip of the pen.
MOST_AHEAD = 14 * 3600
MOST_BEHIND = 12 * 3600

_LONGEST = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NAMES = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


class Clock(NamedTuple):
    """A time of day.

    Attributes:
        text: As written, without the zone: ``23:20:30``.
        seconds: Seconds since 00:00:00; 86,400 for 24:00:00. A leap second, 23:59:60 UTC at the end
            of June or December, is counted as the second before it.
        zone: As written: ``Z``, ``+05:30``, ``-04`` or nothing for a local time.
        offset: Seconds ahead of UTC; 0 for a local time, whose zone nobody knows.
    """

    text: str
    seconds: int
    zone: str
    offset: int


class OneDate(NamedTuple):
    """The components of one date.

    Attributes:
        year: The digits of the year as written, with ``X`` where unspecified, without sign.
        first_year: Smallest year it may be.
        last_year: Largest year it may be.
        stated_year: The year as written where no digit of it is unspecified, else None.
        long: Whether the year is written with ``Y``.
        month: The two digits of the month as written, or None; a grouping's too.
        day: The two digits of the day as written, or None.
        clock: The time of day, or None.
        first: First possible day.
        last: Last possible day.
        unit: The smallest unit written: year, month, season, day or second.
        precision: The smallest unit known.
        marks: Pairs of component and qualifier.
    """

    year: str
    first_year: int
    last_year: int
    stated_year: int | None
    long: bool
    month: str | None
    day: str | None
    clock: Clock | None
    first: Day
    last: Day
    unit: Precision
    precision: Precision
    marks: frozenset[tuple[str, str]]

    @property
    def undated(self) -> bool:
        """Whether nothing at all is specified: ``XXXX``, ``XXXX-XX``, ``XXXX-XX-XX``."""
        return self.year == "XXXX" and self.month in (None, "XX") and self.day in (None, "XX") and self.first_year >= 0

    @property
    def unspecified(self) -> frozenset[str]:
        """The components with an ``X`` in them."""
        written = (("year", self.year), ("month", self.month), ("day", self.day))
        return frozenset(name for name, digits in written if digits and "X" in digits)

    @property
    def inexact(self) -> bool:
        """Whether digits are unspecified or not significant."""
        return self.first_year != self.last_year or bool(self.unspecified)


def _matching(digits: str, last: int) -> list[int]:
    """Give the numbers from 1 to the last that two digits with ``X`` may stand for."""
    if "X" not in digits:
        number = int(digits)
        return [number] if 1 <= number <= last else []
    tens, ones = digits[0], digits[1]
    return [
        number
        for number in range(1, last + 1)
        if tens in ("X", DIGITS[number // 10]) and ones in ("X", DIGITS[number % 10])
    ]


def _edge(year: Year, months: list[int], days: list[int], *, latest: bool) -> Day | None:
    """Give the first or the last day there is among these years, months and days."""
    if year.first == year.last:
        years: Iterable[int] = (year.first,)
    elif months == [2] and days[0] == 29:
        if year.digits[-1] in "13579":
            return None
        years = (each for each in year.every(latest_first=latest) if is_leap(each))
    else:
        # Any other day recurs every year, so the outermost year will do.
        years = (year.last if latest else year.first,)
    for each in years:
        for month in reversed(months) if latest else months:
            for day in reversed(days) if latest else days:
                if day <= month_length(each, month):
                    return each, month, day
    return None


def _no_such_day(year: Year, month: str, day: str) -> str:
    """Say why there is no such day."""
    if "X" in month or "X" in day or not 1 <= int(day) <= 31:
        return f"there is no day {day} in month {month}"
    number = int(month)
    if number == 2 and day == "29":
        return f"29 February needs a leap year, which {year.digits} is not"
    return f"{_NAMES[number]} has no day {day}"


def _two(reader: Reader, name: str) -> str:
    """Read the two digits of a month or day."""
    start = reader.at
    digits = reader.run(DIGITS + "X")
    if len(digits) > 2:
        raise reader.error(f"the {name} has two digits", start + 2)
    if len(digits) < 2:
        raise reader.unexpected(f"a digit of the {name}")
    return digits


def _months(reader: Reader, digits: str) -> list[int]:
    """Give the months that two digits may stand for, or the one sub-year grouping."""
    months = _matching(digits, 12)
    if not months and "X" not in digits and int(digits) in SEASON_MONTHS:
        months = [int(digits)]
    if not months:
        raise reader.error(f"there is no month {digits}", reader.at - 2)
    return months


def _clock(reader: Reader, day: Day) -> Clock:
    """Read a time of day with its zone, from the ``T`` on."""
    reader.at += 1
    start = reader.at
    hour = reader.number("hour", 24)
    if not reader.take(":"):
        raise reader.unexpected("':' and the minute")
    minute = reader.number("minute", 59)
    if not reader.take(":"):
        raise reader.unexpected("':' and the second")
    second_at = reader.at
    second = reader.number("second", 60)
    text = reader.text[start : reader.at]
    if hour == 24 and (minute or second):
        raise reader.error("24:00:00 is the last time of a day", start)
    seconds = hour * 3600 + minute * 60 + second
    if reader.peek() in (".", ","):
        raise reader.error("EDTF has no fractions of a second")
    zone, offset = _zone(reader)
    if second == 60:
        midnight = day_number(*day) * SECONDS_A_DAY + seconds - offset
        if midnight % SECONDS_A_DAY or day_of(midnight // SECONDS_A_DAY)[1:] not in (
            (1, 1),
            (7, 1),
        ):
            raise reader.error("there is no second 60 at this time", second_at)
        seconds -= 1
    return Clock(text, seconds, zone, offset)


def _zone(reader: Reader) -> tuple[str, int]:
    """Read the zone as written and its seconds ahead of UTC; nothing and 0 where there is none."""
    start = reader.at
    sign = reader.take("Z+-")
    if sign in ("", "Z"):
        return sign, 0
    offset = reader.number("hour of the time zone", 23) * 3600
    if reader.take(":"):
        offset += reader.number("minute of the time zone", 59) * 60
    if sign == "-" and offset == 0:
        raise reader.error("an offset of zero is written '+00:00' or 'Z'", start)
    if offset > (MOST_AHEAD if sign == "+" else MOST_BEHIND):
        raise reader.error("offsets of time zones lie between -12:00 and +14:00", start)
    return reader.text[start : reader.at], offset if sign == "+" else -offset


def _known(year: Year, month: str | None, day: str | None, unit: Precision) -> Precision:
    """Give the smallest unit that is known, reading from the left up to the first ``X``."""
    precision = year.precision()
    if precision is not Precision.YEAR or month is None or "X" in month:
        return precision
    if day is not None and "X" in day:
        return Precision.MONTH
    return unit


def _span(year: Year, months: list[int], days: list[int], unit: Precision) -> tuple[Day, Day] | None:
    """Give the first and the last day of a date, or None if there is no such day."""
    if days:
        first = _edge(year, months, days, latest=False)
        last = _edge(year, months, days, latest=True)
        return None if first is None or last is None else (first, last)
    if unit is Precision.SEASON:
        from_month, to_month = SEASON_MONTHS[months[0]]
    elif months:
        from_month, to_month = months[0], months[-1]
    else:
        return (year.first, 1, 1), (year.last, 12, 31)
    return (year.first, from_month, 1), (year.last, to_month, month_length(year.last, to_month))


_NO_MARKS: frozenset[tuple[str, str]] = frozenset()


def _plain_date(text: str, year: int, month: int, day: int) -> OneDate:
    """Make the date that :func:`plain` has read."""
    unit = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return OneDate(
        year=text[:4],
        first_year=year,
        last_year=year,
        stated_year=year,
        long=False,
        month=text[5:7] if month else None,
        day=text[8:] if day else None,
        clock=None,
        first=(year, month or 1, day or 1),
        last=(year, month or 12, day or month_length(year, month or 12)),
        unit=unit,
        precision=unit,
        marks=_NO_MARKS,
    )


def read_date(text: str, start: int, stop: int, *, time: bool = False) -> OneDate:
    """Read the date that is ``text[start:stop]``.

    Args:
        text: The whole text, for the places in errors.
        start: Index of its first character.
        stop: Index after its last.
        time: Whether a time of day may follow.

    Raises:
        EdtfError: If it is not one date of EDTF, or a date that does not exist.
    """
    written_plainly = plain(text[start:stop])
    if written_plainly is not None:
        return _plain_date(text[start:stop], *written_plainly)
    reader = Reader(text, start, stop)
    marks: set[tuple[str, str]] = set()
    written: list[str] = []

    def qualify(components: list[str]) -> None:
        for meaning in _MEANING.get(reader.take(QUALIFIERS), ()):
            marks.update((component, meaning) for component in components)

    qualify(["year"])
    year = Year(reader)
    written.append("year")
    qualify(written)
    month = day = clock = None
    months: list[int] = []
    days: list[int] = []
    unit = Precision.YEAR
    if reader.peek() == "-":
        if year.long or year.significant:
            form = "with 'Y'" if year.long else "with significant digits"
            raise reader.error(f"a year written {form} takes no month")
        reader.at += 1
        month_mark = reader.take(QUALIFIERS)
        month = _two(reader, "month")
        months = _months(reader, month)
        unit = Precision.SEASON if months[0] > 12 else Precision.MONTH
        written.append(unit)
        marks.update((unit, meaning) for meaning in _MEANING.get(month_mark, ()))
        qualify(written)
    if unit is Precision.MONTH and month is not None and reader.take("-"):
        qualify(["day"])
        day = _two(reader, "day")
        unit = Precision.DAY
        days = _matching(day, 31)
        months = [number for number in months if days and days[0] <= _LONGEST[number]]
        written.append("day")
    if day is not None and month is not None and not months:
        raise reader.error(_no_such_day(year, month, day), reader.at - 2)
    span = _span(year, months, days, unit)
    if span is None:
        raise reader.error(_no_such_day(year, month or "", day or ""), reader.at - 2)
    if day is not None:
        qualify(written)
    if time and unit is Precision.DAY and reader.peek() == "T":
        if marks or "X" in f"{year.digits}{month}{day}":
            raise reader.error("a time follows a full day without qualifiers or 'X'")
        clock = _clock(reader, span[0])
        unit = Precision.SECOND
    if reader.at < stop:
        raise reader.error(_trailing(reader, unit))
    return OneDate(
        year=year.digits,
        first_year=year.first,
        last_year=year.last,
        stated_year=year.stated,
        long=year.long,
        month=month,
        day=day,
        clock=clock,
        first=span[0],
        last=span[1],
        unit=unit,
        precision=_known(year, month, day, unit),
        marks=frozenset(marks),
    )


def _trailing(reader: Reader, unit: Precision) -> str:
    """Say what is wrong with what follows a date that is complete."""
    character = reader.peek()
    if character == "T":
        if unit is Precision.DAY:
            return "a time of day stands in a single date only, not in an interval or set"
        return "a time of day follows a full day"
    if character == "-":
        if unit is Precision.SEASON:
            return "no day follows a season or other part of a year"
        return "nothing follows the day but a time of day"
    if unit is Precision.SECOND:
        return f"nothing follows the time of day and its zone: {foreign(character)}"
    return foreign(character)
