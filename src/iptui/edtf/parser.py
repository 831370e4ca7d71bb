"""From a text to an :class:`~iptui.edtf.value.Edtf`: single dates, intervals and sets.

What is accepted, level by level, with the decisions where the specification is silent or the
public test suites disagree:

- Level 0: ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``; date and time to the second with ``Z``, ``±hh``,
  ``±hh:mm`` or nothing; intervals of dates. No fractions of a second, no time without seconds, no
  time in an interval, no basic format, no century ``19`` or decade ``201`` (they are ``19XX`` and
  ``201X``). ``24:00:00`` is the end of its day (ISO 8601-1:2019/Amd 1); 23:59:60 UTC is accepted
  at the end of June and December. ``-00:00`` is refused as ISO 8601-1 does.
- Level 1: ``Y`` before a year of five digits or more, and only then; sub-year groupings 21 to 24;
  ``?``, ``~``, ``%``; ``X`` from the right; ``..`` and nothing as ends of an interval, both ends
  too; negative years, but no ``-0000``. Four ``X`` and nothing else known means undated.
- Level 2: ``Y17E7`` (of any size: ``Y2E3`` is 2000); ``1950S2``, whose bounds are those of the
  significant digits; groupings 25 to 41; sets, without spaces and without times; qualifiers before
  and after components; ``X`` anywhere, as long as some date exists that it may stand for.
- An interval is refused if it certainly ends before it begins, and also if its end is written
  without ``X`` and begins before its start, as in ``2004-06-11/2004-06``: there
  ``2004-06-11/2004-06-XX`` says what is meant.
"""

from functools import lru_cache

from iptui.edtf.dates import OneDate, read_date
from iptui.edtf.gregorian import SECONDS_A_DAY, Day, day_number, iso, month_length
from iptui.edtf.plain import plain, plain_days
from iptui.edtf.reader import foreign
from iptui.edtf.value import MAX_LENGTH, Edtf, EdtfError, Precision

_INT64 = 2**63
_CLOSING = {"[": "]", "{": "}"}
_OLD_WORDS = {
    "unknown": "an unknown end is left empty",
    "open": "an open end is written '..'",
}


@lru_cache(maxsize=8192)
def parse(text: str) -> Edtf:
    """Read a date of EDTF (ISO 8601-2:2019), levels 0, 1 and 2.

    Args:
        text: The date, without spaces around it; at most :data:`MAX_LENGTH` characters.

    Returns:
        The date with its bounds; ``str()`` of it is the text.

    Raises:
        EdtfError: If it is anything else, with a message that says what is wrong where.
    """
    if not isinstance(text, str):
        raise EdtfError("a date is a text", repr(text))
    return _plain(text) or _plain_interval(text) or _general(text)


def _plain(text: str) -> Edtf | None:
    """Make the value of ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, or give None."""
    components = plain(text)
    if components is None:
        return None
    year, month, day = components
    if day:
        begin = day_number(year, month, day) * SECONDS_A_DAY
        return Edtf(text, text, text, begin, begin + SECONDS_A_DAY - 1, Precision.DAY)
    if month:
        days = month_length(year, month)
        begin = day_number(year, month, 1) * SECONDS_A_DAY
        end = begin + days * SECONDS_A_DAY - 1
        return Edtf(text, f"{text}-01", f"{text}-{days}", begin, end, Precision.MONTH)
    begin = day_number(year, 1, 1) * SECONDS_A_DAY
    end = day_number(year + 1, 1, 1) * SECONDS_A_DAY - 1
    return Edtf(text, f"{text}-01-01", f"{text}-12-31", begin, end, Precision.YEAR)


def _plain_interval(text: str) -> Edtf | None:
    """Make the value of an interval from one plain day to the same or a later one, as most are, or give None."""
    days = plain_days(text)
    if days is None:
        return None
    first, last = days
    begin, after = day_number(*first) * SECONDS_A_DAY, (day_number(*last) + 1) * SECONDS_A_DAY
    return Edtf(text, text[:10], text[11:], begin, after - 1, Precision.INTERVAL)


def _general(text: str) -> Edtf:
    """Read any date of EDTF."""
    if not text:
        raise EdtfError("there is no date", text)
    if len(text) > MAX_LENGTH:
        raise EdtfError(f"a date has at most {MAX_LENGTH} characters", text, MAX_LENGTH)
    if not text.isascii():
        position = next(at for at, character in enumerate(text) if not character.isascii())
        raise EdtfError("a date has only ASCII digits and signs", text, position)
    if text[0] in _CLOSING:
        return _set(text)
    if "/" in text:
        return _interval(text)
    if text == "..":
        raise EdtfError("'..' is the open end of an interval or set, not a date", text)
    return _single(text, read_date(text, 0, len(text), time=True))


def _second(day: Day | None, *, last: bool) -> int | None:
    """Give the first or last second of a day, or None if it does not fit 64 bits."""
    if day is None:
        return None
    second = (day_number(*day) + last) * SECONDS_A_DAY - last
    return second if -_INT64 <= second < _INT64 else None


def _bounds(first: Day | None, last: Day | None) -> tuple[str | None, str | None, int | None, int | None]:
    """Give the first and last day as ISO text, and the first and last second, as :class:`Edtf` takes them."""
    return (
        None if first is None else iso(first),
        None if last is None else iso(last),
        _second(first, last=False),
        _second(last, last=True),
    )


def _single(text: str, date: OneDate) -> Edtf:
    """Make the value of one date."""
    qualifiers = frozenset(qualifier for _, qualifier in date.marks)
    clock = date.clock
    if clock is not None:
        second = day_number(*date.first) * SECONDS_A_DAY + clock.seconds - clock.offset
        return Edtf(text, text, text, second, second, Precision.SECOND)
    first, last = (None, None) if date.undated else (date.first, date.last)
    return Edtf(text, *_bounds(first, last), date.precision, qualifiers, date.marks, date.unspecified)


def _several(
    text: str,
    precision: Precision,
    parts: list[tuple[str, OneDate]],
    first: Day | None,
    last: Day | None,
) -> Edtf:
    """Make the value of an interval or set of named parts."""
    marks = frozenset((f"{name}.{component}", qualifier) for name, date in parts for component, qualifier in date.marks)
    return Edtf(
        text,
        *_bounds(first, last),
        precision,
        frozenset(qualifier for _, qualifier in marks),
        marks,
        frozenset(f"{name}.{component}" for name, date in parts for component in date.unspecified),
    )


def _check_order(text: str, start: OneDate, end: OneDate, position: int) -> None:
    """Refuse an end before its start; see the module's docstring for how they are compared."""
    if start.undated or end.undated:
        return
    if start.first > end.last:
        raise EdtfError("it ends before it begins", text, position)
    if start.first > end.first and not end.inexact:
        raise EdtfError("the end begins before the start; write the end as a day or with 'XX'", text, position)


def _interval(text: str) -> Edtf:
    """Read an interval, whose ends may be open (``..``) or unknown (nothing)."""
    slash = text.index("/")
    other = text.find("/", slash + 1)
    if other >= 0:
        raise EdtfError("an interval has one '/'", text, other)
    ends: list[OneDate | None] = []
    for start, stop in ((0, slash), (slash + 1, len(text))):
        written = text[start:stop]
        if written in _OLD_WORDS:
            raise EdtfError(_OLD_WORDS[written], text, start)
        ends.append(None if written in ("", "..") else read_date(text, start, stop))
    start_date, end_date = ends
    if start_date is not None and end_date is not None:
        _check_order(text, start_date, end_date, slash + 1)
    return _several(
        text,
        Precision.INTERVAL,
        [(name, end) for name, end in zip(("start", "end"), ends, strict=True) if end is not None],
        None if start_date is None or start_date.undated else start_date.first,
        None if end_date is None or end_date.undated else end_date.last,
    )


def _set(text: str) -> Edtf:
    """Read a set: ``[…]`` one of its members, ``{…}`` all of them."""
    closing = _CLOSING[text[0]]
    if text[-1] != closing:
        at = text.find(closing)
        reason = f"the set ends with {closing!r}"
        if at > 0:
            raise EdtfError(f"{reason}: {foreign(text[at + 1])}", text, at + 1)
        raise EdtfError(reason, text, len(text))
    members = text[1:-1].split(",")
    parts: list[tuple[str, OneDate]] = []
    low: OneDate | None
    high: OneDate | None
    firsts: list[Day | None] = []
    lasts: list[Day | None] = []
    start = 1
    for index, member in enumerate(members):
        stop = start + len(member)
        dots = member.find("..")
        if not member or member == "..":
            raise EdtfError("a date should stand here", text, start)
        name = str(index + 1)
        if dots < 0:
            date = read_date(text, start, stop)
            low = high = date
            parts.append((name, date))
        else:
            low, high = _range(text, start, stop, dots, index, len(members))
            parts.extend((name, each) for each in (low, high) if each is not None)
        firsts.append(None if low is None or low.undated else low.first)
        lasts.append(None if high is None or high.undated else high.last)
        start = stop + 1
    return _several(
        text,
        Precision.SET,
        parts,
        None if None in firsts else min(day for day in firsts if day is not None),
        None if None in lasts else max(day for day in lasts if day is not None),
    )


def _range(
    text: str, start: int, stop: int, dots: int, index: int, count: int
) -> tuple[OneDate | None, OneDate | None]:
    """Read a member of a set with ``..`` in it, at ``dots`` from its start."""
    dots += start
    if dots == start and index > 0:
        raise EdtfError("'..' without a start stands only before the first date", text, dots)
    if dots + 2 == stop and index < count - 1:
        raise EdtfError("'..' without an end stands only after the last date", text, dots)
    low = None if dots == start else read_date(text, start, dots)
    high = None if dots + 2 == stop else read_date(text, dots + 2, stop)
    if low is not None and high is not None:
        if low.unit is not high.unit:
            raise EdtfError("both ends of '..' have the same precision", text, dots + 2)
        _check_order(text, low, high, dots + 2)
    return low, high
