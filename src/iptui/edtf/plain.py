"""Dates as nearly all are: ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY``. Read here without the rest of the package."""

from iptui.edtf.gregorian import SECONDS_A_DAY, Day, day_number, month_length

_DAYS = 21
"""Characters of an interval between two full days."""


def plain(text: str) -> tuple[int, int, int] | None:
    """Read ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, which nearly all dates are.

    Returns:
        Year, month and day, 0 for what is not written, if the text is one of these and exists;
        else None, and :func:`~iptui.edtf.dates.read_date` says what it is.
    """
    length = len(text)
    if length not in (4, 7, 10) or not text.isascii() or not text[:4].isdigit():
        return None
    year = int(text[:4])
    if length == 4:
        return year, 0, 0
    if text[4] != "-" or not text[5:7].isdigit():
        return None
    month = int(text[5:7])
    if not 1 <= month <= 12:
        return None
    if length == 7:
        return year, month, 0
    if text[7] != "-" or not text[8:].isdigit():
        return None
    day = int(text[8:])
    return (year, month, day) if 1 <= day <= month_length(year, month) else None


def plain_days(text: str) -> tuple[Day, Day] | None:
    """Read ``YYYY-MM-DD/YYYY-MM-DD``, from a day to the same or a later one, which most intervals are.

    Returns:
        The first and the last day, if the text is such an interval and both exist; else None.
    """
    if len(text) != _DAYS or text[10] != "/":
        return None
    first, last = plain(text[:10]), plain(text[11:])
    return None if first is None or last is None or first > last else (first, last)


def plain_bounds(text: str) -> tuple[int, int] | None:
    """The first and the last second of a plain date, in seconds since 1970-01-01 UTC; None where it is not plain.

    They are ``begin`` and ``end`` of what :func:`iptui.edtf.parse` gives.
    """
    components = plain(text)
    if components is None:
        return None
    year, month, day = components
    begin = day_number(year, month or 1, day or 1)
    if day:
        days = 1
    elif month:
        days = month_length(year, month)
    else:
        days = day_number(year + 1, 1, 1) - begin
    return begin * SECONDS_A_DAY, (begin + days) * SECONDS_A_DAY - 1
