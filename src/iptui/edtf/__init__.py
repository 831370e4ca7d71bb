"""Dates of the Extended Date/Time Format: reading, measuring, comparing and showing them.

What is accepted is the Library of Congress's *Extended Date/Time Format (EDTF) Specification* of
4 February 2019, the profile of ISO 8601-2:2019, levels 0, 1 and 2. Everything here is pure: text
in, values out, the standard library only. What the date of an event means to the database or to a
screen does not belong here.

The public names are those of ``__all__``; the modules behind them are:

- ``value``: :class:`Edtf`, :class:`Precision`, :class:`EdtfError`
- ``plain``: :func:`plain_bounds`, of the dates that nearly all are
- ``english``: :func:`plain_words`, :func:`plain_unit`, likewise, and :func:`days_words`
- ``gregorian``: day arithmetic that knows no first or last year
- ``dates``: one date, from characters to components and first and last day
- ``parser``: :func:`parse`, which adds intervals, sets and the fast path
- ``display``: :func:`humanize`
- ``words``: :func:`from_words`
- ``measures``: :func:`date_prec`, :func:`overlaps`

A module is imported when the first of its names is asked for: the command line needs few of them.
"""

from iptui.lazily import from_modules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iptui.edtf.display import humanize
    from iptui.edtf.english import days_words, plain_unit, plain_words
    from iptui.edtf.measures import date_prec, overlaps
    from iptui.edtf.parser import parse
    from iptui.edtf.plain import plain_bounds
    from iptui.edtf.value import MAX_EXPONENT, MAX_LENGTH, Edtf, EdtfError, Precision
    from iptui.edtf.words import from_words

__all__ = [
    "MAX_EXPONENT",
    "MAX_LENGTH",
    "Edtf",
    "EdtfError",
    "Precision",
    "date_prec",
    "days_words",
    "from_words",
    "humanize",
    "overlaps",
    "parse",
    "plain_bounds",
    "plain_unit",
    "plain_words",
]

__getattr__ = from_modules(
    globals(),
    {
        "display": ("humanize",),
        "english": ("days_words", "plain_unit", "plain_words"),
        "measures": ("date_prec", "overlaps"),
        "parser": ("parse",),
        "plain": ("plain_bounds",),
        "value": ("MAX_EXPONENT", "MAX_LENGTH", "Edtf", "EdtfError", "Precision"),
        "words": ("from_words",),
    },
)
