"""Dates of foreign files as EDTF: in the formats that a mapping names, and in no others. Nothing is guessed."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date as calendar
from functools import cache, lru_cache

from iptui import edtf
from iptui.exchange.errors import DateError

__all__ = ["DateFormat", "DateFormatError", "Dating", "day_number", "read_date"]

Dating = tuple[str, str | None, str | None, int | None, int | None, int]
"""EDTF text, earliest, latest, begin, end, date_prec: the columns of every dated table."""

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_PARTS = {
    "%Y": r"(?P<Y>\d{4})",
    "%y": r"(?P<y>\d{2})",
    "%m": r"(?P<m>\d{1,2})",
    "%d": r"(?P<d>\d{1,2})",
    "%B": rf"(?P<b>{'|'.join(_MONTHS)})",
    "%b": rf"(?P<b>{'|'.join(month[:3] for month in _MONTHS)})\.?",
    "%H": r"(?P<H>\d{2})",
    "%M": r"(?P<M>\d{2})",
    "%S": r"(?P<S>\d{2})(?:\.\d+)?",
    "%z": r"(?P<z>Z|[+-]\d{2}:\d{2})",
    "%%": "%",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EPOCH = calendar(1970, 1, 1).toordinal()
_DIRECTIVE = re.compile("%.|[^%]+", re.DOTALL)
_DAYS = (
    *(f"{form}{year}".replace("-", mark) for mark in "/.-" for year in ("%Y", "%y") for form in ("%d-%m-", "%m-%d-")),
    *(f"%Y{mark}%m{mark}%d" for mark in "/.-"),
    "%y-%m-%d",
    "%Y%m%d",
    *(f"%d{mark}%b{mark}{year}" for mark in " -" for year in ("%Y", "%y")),
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
)
"""How the days of data sets are often written, for the hint at a format; nothing is read by them."""
_TIMED = re.compile(
    r"(?P<day>.*\d)(?P<mark>[ T])(?P<time>\d{2}:\d{2})(?:(?P<second>:\d{2})(?:\.\d+)?)?(?P<zone>Z|[+-]\d{2}:\d{2})?",
    re.DOTALL | re.ASCII,
)
_CENTURY = 1969
"""As in POSIX; only to see whether a format with `%y` fits."""
_REMEMBERED = 10_000
_LONGEST = 50
"""No date in one of those formats has more characters."""


class DateFormatError(ValueError):
    """A date format that a mapping cannot name."""


@dataclass(frozen=True, slots=True)
class DateFormat:
    """One format: `edtf`, or directives as of strptime that Python, C and R share.

    `%Y %y %m %d %b %B %H %M %S %z %%`. Month names are English. `%y` needs the year in which the hundred years begin
    that two digits can mean: 1969 in POSIX and R.
    """

    text: str
    pattern: re.Pattern[str] | None
    century: int | None

    @classmethod
    def of(cls, text: str, century: int | None = None) -> DateFormat:
        """Read a format.

        Raises:
            DateFormatError: where it holds an unknown directive, no year, or a `%y` without `century`.
        """
        if text == "edtf":
            return cls(text, None, None)
        pieces: list[str] = []
        for piece in _DIRECTIVE.findall(text):
            if piece.startswith("%"):
                if piece not in _PARTS:
                    raise DateFormatError(f"unknown directive {piece!r}; known are {' '.join(_PARTS)}")
                pieces.append(_PARTS[piece])
            else:
                pieces.append(re.escape(piece))
        try:
            pattern = re.compile("".join(pieces), re.IGNORECASE | re.ASCII)
        except re.error as error:
            raise DateFormatError(f"the same part twice in {text!r}") from error
        names = set(pattern.groupindex)
        if not names & {"Y", "y"}:
            raise DateFormatError(f"no year (%Y or %y) in {text!r}")
        if "y" in names and century is None:
            raise DateFormatError(
                "%y needs --century YEAR (century = YEAR in a mapping), the first of the hundred years that two digits "
                "can mean: with 1969, 69 is 1969 and 68 is 2068"
            )
        if ("d" in names and not names & {"m", "b"}) or ("H" in names and not {"d", "M"} <= names):
            raise DateFormatError(f"a part without the larger one before it in {text!r}")
        return cls(text, pattern, century)

    def read(self, text: str) -> str | None:
        """The date as EDTF text, or None where it does not have this format. Whether it exists is not looked at."""
        if self.pattern is None:
            return text
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        parts = {name: value for name, value in match.groupdict().items() if value is not None}
        written = parts.get("Y") or self._long_year(parts["y"])
        month = parts.get("m") or ("b" in parts and str(_month(parts["b"])))
        if month:
            written += f"-{int(month):02}"
        if "d" in parts:
            written += f"-{int(parts['d']):02}"
        if "H" in parts:
            written += f"T{parts['H']}:{parts['M']}:{parts.get('S', '00')}{parts.get('z', '').upper()}"
        return written

    def _long_year(self, two: str) -> str:
        century = self.century or 0
        return f"{century + (int(two) - century) % 100:04}"


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def day_number(text: str) -> int | None:
    """The days from 1970-01-01 to a day written as `YYYY-MM-DD`, which dates of data sets mostly are.

    None for any other date, and for a day that there is not or that lies in the year 0: `iptui.edtf` says what it is.
    """
    if _DAY.fullmatch(text):
        with suppress(ValueError):
            return calendar.fromisoformat(text).toordinal() - _EPOCH
    return None


def read_date(text: str, formats: tuple[DateFormat, ...]) -> str:
    """A date as EDTF text.

    Args:
        text: what the file holds.
        formats: those it may have. Where several fit and give different dates, it is refused.

    Raises:
        DateError: with what is wrong and what would be right.
    """
    candidates = {date for date in (form.read(text) for form in formats) if date is not None}
    found: list[str] = []
    reason = ""
    for date in sorted(candidates):
        if day_number(date) is not None:
            found.append(date)
            continue
        try:
            parsed = edtf.parse(date)
        except edtf.EdtfError as error:
            reason = error.reason
        else:
            found.append(parsed.text)
    found = list(dict.fromkeys(found))
    if len(found) > 1:
        raise DateError(f"can be {' or '.join(found)}", "name one format only")
    if found:
        return _meant(found[0])
    hint = _hint(text) if all(form.pattern is None for form in formats) else ""
    if hint:
        raise DateError("is not an EDTF date", hint)
    if candidates:
        raise DateError(f"is not a date: {reason}")
    raise DateError(f"is not written {' or '.join(form.text for form in formats)}")


def _meant(date: str) -> str:
    """The date, unless a program writes it that had none, or it stands on the edge of two days.

    Raises:
        DateError: with what would be right.
    """
    if date.startswith("0000"):
        raise DateError('is in the year 0, which usually stands for no date: leave it empty, or write "XXXX"')
    if "T24:" in date:
        raise DateError("is the end of one day and the beginning of another: write 00:00:00 of the day that is meant")
    return date


@cache
def _usual() -> tuple[DateFormat, ...]:
    return tuple(DateFormat.of(form, _CENTURY) for form in _DAYS)


@lru_cache(maxsize=_REMEMBERED)
def _fitting(day: str) -> tuple[str, ...]:
    """The usual formats that a day fits."""
    found: list[str] = []
    # Of digits only, six may also be a year and a month.
    for form in _usual() if len(day) == 8 or not day.isdecimal() else ():
        date = form.read(day)
        # May is written alike in both ways.
        if date is not None and form.text.replace("%B", "%b") not in found:
            with suppress(edtf.EdtfError):
                edtf.parse(date)
                found.append(form.text)
    return tuple(found)


@lru_cache(maxsize=_REMEMBERED)
def _is_time(time: str) -> bool:
    with suppress(edtf.EdtfError):
        edtf.parse(f"2000-01-01T{time}")
        return True
    return False


def _hint(text: str) -> str:
    """What to say where a text is no EDTF: the formats that it fits."""
    if len(text) > _LONGEST:
        return ""
    # Days and times come again and again, one with the other hardly.
    day, directives = text, ""
    timed = _TIMED.fullmatch(text)
    if timed is not None:
        day, second, zone = timed["day"], timed["second"] or "", timed["zone"] or ""
        directives = f"{timed['mark']}%H:%M{':%S' if second else ''}{'%z' if zone else ''}"
        if not _is_time(f"{timed['time']}{second or ':00'}{zone}"):
            return ""
    fitting = _fitting(day)
    if not fitting:
        return ""
    which = "it is ambiguous: " if len(fitting) > 1 else ""
    formats = " or ".join(f'"{form}{directives}"' for form in fitting)
    century = " with --century, the first year that %y can mean" if any("%y" in form for form in fitting) else ""
    return f"{which}say --date-format {formats}{century} (format = … in a mapping)"
