"""What somebody types to go to a date: EDTF, or English such as ``19 jan`` or ``next day``.

English only, and nothing that can be read in two ways: ``01/02/24`` is refused, not guessed. What
the words come to is EDTF text, which :func:`~iptui.edtf.parser.parse` then reads.
"""

from iptui.edtf.gregorian import Day, add_days, add_months, day_number, day_of_iso, iso, iso_year
from iptui.edtf.gregorian import weekday as weekday_of
from iptui.edtf.parser import parse
from iptui.edtf.reader import DIGITS
from iptui.edtf.value import MAX_LENGTH, Edtf, EdtfError

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {
    "d": "day", "day": "day", "days": "day",
    "w": "week", "week": "week", "weeks": "week",
    "m": "month", "month": "month", "months": "month",
    "y": "year", "year": "year", "years": "year",
}  # fmt: skip
_FILLERS = ("the", "of", "on", "in", "and", "go", "to")
_FORWARD = ("next", "following")
_BACKWARD = ("previous", "prev", "last", "preceding")
_ABOUT = ("c", "ca", "circa", "about", "around")
_FROM = ("after", "since", "from")
_UNTIL = ("until", "till")
_EDTF_BEGINS = f"{DIGITS}XY?~%-[{{./"
_SHORTEST_NAME = 3
_LONGEST_STEP = 6
_LAST_YEAR = 9999
_EXAMPLES = "a date such as 2024-01-19, 2024-01, '19 jan', 'next day' or '+3d'"


def from_words(text: str, *, today: str, relative_to: str | None = None) -> Edtf:
    """Read a date as somebody types it.

    Understood are EDTF itself; a day and month in either order, with or without a year
    (``19 jan``, ``Jan 19, 2024``, ``tue 16 january``); a month (``january 2024``, ``jan``); a day
    of the month (``19``); ``16-18 jan``; a decade (``1990s``); ``c. 1947``, ``after 29 jan``,
    ``until march``; ``undated``; ``today``, ``tomorrow``, ``yesterday``, ``3 days ago``, counted
    from today; and ``next day``, ``previous month``, ``friday``, ``last friday``, ``+3d``, ``-1w``
    (``d``, ``w``, ``m``, ``y``), ``3 days later``, counted from ``relative_to``.

    Args:
        text: The words. Case, commas and extra spaces do not matter.
        today: Today as ``YYYY-MM-DD``.
        relative_to: The date one is at, in EDTF. It gives the year and month that are left out;
            what lies ahead is counted from its last day, what lies behind from its first. Without
            it, or if it has no bounds, today takes its place.

    Returns:
        The date; ``str()`` of it is EDTF.

    Raises:
        EdtfError: If the text is no date, is ambiguous, or names a day that does not exist; also
            if ``today`` or ``relative_to`` is no date.
    """
    if len(text) > MAX_LENGTH:
        raise EdtfError(f"a date has at most {MAX_LENGTH} characters", text, MAX_LENGTH)
    words = " ".join(text.split())
    if not words:
        raise EdtfError(f"type {_EXAMPLES}", text)
    try:
        return parse(words)
    except EdtfError as error:
        refused = error
    _check_ambiguous(words)
    now = day_of_iso(_bound(parse(today), last=False) or "1970-01-01")
    here = parse(relative_to) if relative_to is not None else parse(today)
    first = _bound(here, last=False)
    last = _bound(here, last=True)
    made = _Words(
        words,
        now,
        day_of_iso(first) if first is not None else now,
        day_of_iso(last) if last is not None else now,
    ).edtf()
    if made is None:
        if " " not in words and words[0] in _EDTF_BEGINS:
            raise refused
        raise EdtfError(f"this is no date; type {_EXAMPLES}", text)
    try:
        return parse(made)
    except EdtfError as error:
        raise EdtfError(error.reason, text) from error


def _bound(date: Edtf, *, last: bool) -> str | None:
    """Give one bound of a date, or the other where it has only that."""
    return (date.latest or date.earliest) if last else (date.earliest or date.latest)


def _check_ambiguous(words: str) -> None:
    """Refuse numbers that may be day or month, and name the way to write them."""
    for separator in "/.-":
        parts = words.split(separator)
        if len(parts) not in (2, 3) or not all(part.isdecimal() for part in parts):
            continue
        if separator == "-" and len(parts[0]) == 4:
            continue
        if len(parts[0]) == 4:
            raise EdtfError("write a date with hyphens: YYYY-MM-DD", words, 4)
        if len(parts[0]) <= 2:
            raise EdtfError("ambiguous: which number is the day? Write YYYY-MM-DD or name the month", words)


def _written(day: Day) -> str:
    """Write a day that was reckoned as EDTF, which has days in years of four digits only."""
    if abs(day[0]) > _LAST_YEAR:
        raise EdtfError("there is no way to write a day so far from year 0", iso(day))
    return iso(day)


def _named(word: str, names: tuple[str, ...]) -> int | None:
    """Give the index of the name that a word of three letters or more begins."""
    word = word.rstrip(".")
    if len(word) < _SHORTEST_NAME:
        return None
    return next((index for index, name in enumerate(names) if name.startswith(word)), None)


def _whole(word: str) -> int | None:
    """Read one or two digits, with ``st``, ``nd``, ``rd`` or ``th`` after them or not."""
    if word[-2:] in ("st", "nd", "rd", "th"):
        word = word[:-2]
    return int(word) if 1 <= len(word) <= 2 and all(each in DIGITS for each in word) else None


class _Words:
    """Words on their way to EDTF; every method gives EDTF text, or None if it cannot read them.

    Attributes:
        words: The words, in lower case, without commas and fillers.
        now: Today.
        first: First day of the date one is at.
        last: Last day of the date one is at.
    """

    __slots__ = ("first", "last", "now", "text", "words")

    def __init__(self, text: str, now: Day, first: Day, last: Day) -> None:
        self.text = text
        self.now = now
        self.first = first
        self.last = last
        split = text.casefold().replace(",", " ").replace("–", "-").replace("−", "-").split()
        self.words = [word for word in split if word not in _FILLERS] or split

    def edtf(self) -> str | None:
        """Read the words in whatever way fits."""
        if not self.words:
            return None
        head, rest = self.words[0].rstrip("."), " ".join(self.words[1:])
        if rest and head in (*_ABOUT, *_FROM, *_UNTIL):
            inner = self._inner(rest)
            if inner is None or "/" in inner:
                return None
            if head in _ABOUT:
                return inner if inner[-1] in "?~%" else f"{inner}~"
            return f"{inner}/.." if head in _FROM else f"../{inner}"
        return self._single() or self._step() or self._beside() or self._calendar()

    def _inner(self, rest: str) -> str | None:
        """Read what follows ``about``, ``after`` or ``until``."""
        try:
            return str(parse(rest))
        except EdtfError:
            inner = _Words(rest, self.now, self.first, self.last)
            return inner._single() or inner._step() or inner._beside() or inner._calendar()

    def _single(self) -> str | None:
        """Read a single word."""
        if len(self.words) != 1:
            return None
        word = self.words[0]
        days = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1}.get(word)
        if days is not None:
            return _written(add_days(self.now, days))
        if word == "undated":
            return "XXXX"
        if len(word) == 5 and word.endswith("0s") and word[:3].isdecimal() and word.isascii():
            return f"{word[:3]}X"
        day = _whole(word)
        if day is not None:
            return f"{_written(self.first)[:-3]}-{day:02d}"
        return self._weekday(word, 1)

    def _weekday(self, word: str, direction: int) -> str | None:
        """Read a day of the week: the next such day after, or the last before."""
        wanted = _named(word, _WEEKDAYS)
        if wanted is None:
            return None
        start = day_number(*(self.last if direction > 0 else self.first))
        distance = (wanted - weekday_of(start)) * direction % 7 or 7
        return _written(add_days(self.last if direction > 0 else self.first, distance * direction))

    def _moved(self, count: int, unit: str, start: Day | None = None) -> str:
        """Move by days, weeks, months or years."""
        if start is None:
            start = self.last if count >= 0 else self.first
        if unit in ("day", "week"):
            return _written(add_days(start, count * (7 if unit == "week" else 1)))
        return _written(add_months(start, count * (12 if unit == "year" else 1)))

    def _step(self) -> str | None:
        """Read ``+3d``, ``-1w``, ``3 days later`` or ``earlier``, ``in 3 days``, ``3 days ago``."""
        joined = "".join(self.words)
        sign = joined[0] if joined[0] in "+-" else ""
        body = joined[len(sign) :]
        digits = body[: len(body) - len(body.lstrip(DIGITS))]
        unit, start = body[len(digits) :], None
        direction = -1 if sign == "-" else 1
        if not sign:
            ending = next((each for each in ("later", "earlier", "ago") if unit.endswith(each)), "")
            ahead = self.text.casefold().startswith("in ")
            if bool(ending) == ahead:
                return None
            unit = unit.removesuffix(ending)
            direction = 1 if ahead or ending == "later" else -1
            start = self.now if ahead or ending == "ago" else None
        if not digits or unit not in _UNITS:
            return None
        if len(digits) > _LONGEST_STEP:
            raise EdtfError("that is too far to go", self.text)
        return self._moved(int(digits) * direction, _UNITS[unit], start)

    def _beside(self) -> str | None:
        """Read ``next day``, ``previous month``, ``last friday`` and the like."""
        if len(self.words) != 2:
            return None
        word, unit = self.words
        direction = 1 if word in _FORWARD else -1 if word in _BACKWARD else 0
        if not direction:
            return None
        unit = _UNITS.get(unit, unit)
        if unit in ("day", "week"):
            return self._moved(direction, unit)
        if unit in ("month", "year"):
            year, month, _ = day_of_iso(self._moved(direction, unit))
            return f"{iso_year(year)}-{month:02d}" if unit == "month" else iso_year(year)
        return self._weekday(unit, direction)

    def _calendar(self) -> str | None:
        """Read a month with or without a day, days, a weekday and a year."""
        words = list(self.words)
        wanted = _named(words[0], _WEEKDAYS) if len(words) > 1 else None
        if wanted is not None:
            del words[0]
        month = next((at for at, word in enumerate(words) if _named(word, _MONTHS) is not None), -1)
        if month < 0 or len(words) > 3:
            return None
        number = (_named(words.pop(month), _MONTHS) or 0) + 1
        year = _written(self.first)[:-6]
        years = [word for word in words if len(word) == 4 and word.isascii() and word.isdecimal()]
        if years:
            year = years[0]
            words.remove(year)
        stem = f"{year}-{number:02d}"
        if not words:
            return None if wanted is not None else stem
        if len(words) > 1:
            return None
        days = [_whole(word) for word in words[0].split("-")]
        if None in days or len(days) > 2:
            return None
        dates = [f"{stem}-{day:02d}" for day in days if day is not None]
        if wanted is not None:
            self._check_weekday(dates[0], wanted)
        return "/".join(dates)

    def _check_weekday(self, date: str, wanted: int) -> None:
        """Refuse a weekday that the date is not."""
        actual = weekday_of(day_number(*day_of_iso(str(parse(date)))))
        if actual != wanted:
            name, other = (_WEEKDAYS[index].capitalize() for index in (wanted, actual))
            raise EdtfError(f"{date} is not a {name} but a {other}", self.text)
