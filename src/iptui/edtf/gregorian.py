"""Day arithmetic in the proleptic Gregorian calendar, for years of any size and sign.

A day is a tuple (year, month, day) with astronomical years (0 is 1 BCE), or the number of days
since 1970-01-01. ``datetime.date`` ends at year 9999 and begins at year 1, which is why it is not
used. Nothing here knows EDTF.
"""

Day = tuple[int, int, int]

SECONDS_A_DAY = 86_400
_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_BEFORE_MONTH = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS_TO_EPOCH = 719_162
"""Days from 0001-01-01 to 1970-01-01."""


def is_leap(year: int) -> bool:
    """Tell whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Give the number of days of a month, 1 to 12."""
    return 29 if month == 2 and is_leap(year) else _LENGTHS[month]


def day_number(year: int, month: int, day: int) -> int:
    """Give the number of days since 1970-01-01 of a day of the calendar."""
    before = year - 1
    number = before * 365 + before // 4 - before // 100 + before // 400
    number += _DAYS_BEFORE_MONTH[month] + day - 1 - _DAYS_TO_EPOCH
    return number + 1 if month > 2 and is_leap(year) else number


def day_of(number: int) -> Day:
    """Give the day of the calendar of a number of days since 1970-01-01."""
    cycles, rest = divmod(number + _DAYS_TO_EPOCH, 146_097)
    centuries = min(rest // 36_524, 3)
    rest -= centuries * 36_524
    fours, rest = divmod(rest, 1_461)
    years = min(rest // 365, 3)
    rest -= years * 365
    year = cycles * 400 + centuries * 100 + fours * 4 + years + 1
    month = 1
    while rest >= month_length(year, month):
        rest -= month_length(year, month)
        month += 1
    return year, month, rest + 1


def weekday(number: int) -> int:
    """Give the day of the week, 0 for Monday, of a number of days since 1970-01-01."""
    return (number + 3) % 7


def add_days(day: Day, days: int) -> Day:
    """Give the day so many days later."""
    return day_of(day_number(*day) + days)


def add_months(day: Day, months: int) -> Day:
    """Give the same day so many months later, or the month's last where it has no such day."""
    years, month = divmod(day[0] * 12 + day[1] - 1 + months, 12)
    return years, month + 1, min(day[2], month_length(years, month + 1))


def iso_year(year: int) -> str:
    """Write a year: four digits at least, ``-0009`` before year 0, no prefix beyond 9999."""
    return f"{year:04d}" if year >= 0 else f"-{-year:04d}"


def iso(day: Day) -> str:
    """Write a day as ISO text, ``2024-01-16``."""
    return f"{iso_year(day[0])}-{day[1]:02d}-{day[2]:02d}"


def day_of_iso(text: str) -> Day:
    """Read a day as :func:`iso` writes it; a time after it is left out."""
    year, month, day = text.partition("T")[0].rsplit("-", 2)
    return int(year), int(month), int(day)


_FURTHEST = 10**13
"""Days on each side of 1970 that fit 64 bits in seconds, with room: 27 billion years."""


def day_number_of(text: str | None) -> int | None:
    """Give the days since 1970-01-01 of ISO text from a file; None where it is no day, or none that can be counted."""
    if not text:
        return None
    try:
        year, month, day = day_of_iso(text)
    except ValueError:
        return None
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    number = day_number(year, month, day)
    return number if -_FURTHEST <= number <= _FURTHEST else None
