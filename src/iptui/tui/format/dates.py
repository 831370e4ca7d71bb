"""Dates as the explorer shows them: headings that say how far a date is known, and the lag between two."""

from __future__ import annotations

from functools import lru_cache

from iptui import edtf
from iptui.edtf.english import MONTHS
from iptui.edtf.gregorian import day_of, iso_year
from iptui.text import safe

__all__ = ["Heading", "day_title", "day_words", "heading", "human_date", "lag"]

DAY = 86_400
_BASIS = {"stated": "stated by the source", "inferred": "worked out", "outside": "known from outside the sources"}
_WITHIN = {
    "month": "day unknown",
    "season": "day unknown",
    "year": "year only",
    "decade": "decade only",
    "century": "century only",
    "millennium": "millennium only",
    "set": "one of these",
}
"""By `iptui.edtf.Precision`, what is known of a date that is not one exact day."""
UNDATED = "Undated"
UNDATED_NOTE = "the sources give no date"

Heading = tuple[str, str]
"""The date itself, and, where it is not one exact day, how far it is known."""


@lru_cache(maxsize=4096)
def _parsed(date: str) -> edtf.Edtf | None:
    try:
        return edtf.parse(date)
    except edtf.EdtfError:
        return None


def _words(date: str, *, weekday: bool) -> str:
    """EDTF text in English; the text itself where it is no EDTF."""
    # Nearly all dates are plain, and to read and write the others takes a good part of the first screen.
    plain = edtf.plain_words(date, weekday=weekday)
    if plain is not None:
        return plain
    found = _parsed(date)
    return date if found is None else edtf.humanize(found, weekday=weekday)


@lru_cache(maxsize=4096)
def human_date(date: str) -> str:
    """EDTF text in English with the day of the week; the text itself, made safe, where it is no EDTF."""
    return safe(_words(date, weekday=True))


@lru_cache(maxsize=64)
def day_words(date: str) -> str:
    """EDTF text in English without the day of the week; the text itself, made safe, where it is no EDTF."""
    return safe(_words(date, weekday=False))


@lru_cache(maxsize=4096)
def heading(date: str, begin: int | None, end: int | None) -> Heading:
    """The heading above the items of the same first and last day.

    Args:
        date: EDTF of the first of them.
        begin: first second in seconds since 1970-01-01 UTC, or None.
        end: last second, or None.
    """
    if begin is None and end is None:
        return UNDATED, UNDATED_NOTE
    if begin is not None and end is not None and end - begin < DAY:
        return day_title(begin // DAY), ""
    unit = edtf.plain_unit(date)
    if unit is None:
        found = _parsed(date)
        if found is None:
            return safe(date), "not readable as a date"
        unit = found.precision
    shown = _words(date, weekday=False)
    if unit == "interval":
        return safe(_capital(shown)), "open" if begin is None or end is None else "within"
    note = _WITHIN.get(unit, "imprecise")
    for remark in (" (day unknown)", " (month and day unknown)", " (month unknown)"):
        if shown.endswith(remark):
            shown = shown.removesuffix(remark)
            note = remark.strip(" ()")
    return safe(_capital(shown)), note


@lru_cache(maxsize=4096)
def day_title(day: int) -> str:
    """One day, such as `Tue 16 Jan 2024`, from its number since 1970-01-01."""
    found = day_of(day)
    if not 0 <= found[0] <= 9999:
        # EDTF writes far years with a Y and only as years.
        return f"{found[2]} {MONTHS[found[1] - 1]} {iso_year(found[0])}"
    return edtf.days_words(found, found, weekday=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def basis_text(basis: str) -> str:
    """What a date rests on, in words."""
    return _BASIS.get(basis, safe(basis))


def lag(days: int | None) -> str:
    """The time between two items in words; an empty text where it is not known."""
    if days is None:
        return ""
    if days == 0:
        return "same day"
    size = abs(days)
    shown = f"{size} day{'s' if size != 1 else ''}"
    return f"{shown} later" if days > 0 else f"{shown} earlier"
