"""The filter language that explorer, command line and saved views share: read, combine, describe.

``actor:iran -actor:us target:pakistan since:2024-01-16 kind:statement grade:B "minor irritants"``

- ``key:value`` keeps what has the value; ``-key:value`` leaves it out; :data:`KEYS` lists the keys.
- A comma means *or* (``actor:iran,pakistan``); a key given again means *and*, and so does
  everything else. ``-actor:iran,pakistan`` leaves out both.
- A bare word is searched for as the beginning of a word, a phrase in quotation marks as whole words
  in that order; a minus leaves out what has them.
- Quotation marks (straight, curly or angled) and a backslash take away the meaning of spaces,
  commas, colons and a leading minus.

Everything here is pure: what a value refers to (which actor is ``iran``) and how a filter becomes a
query is for the store. Dates are checked by :mod:`iptui.edtf`, which is imported when the first
date is met. The public names are those of ``__all__``; a module is imported when the first of its
names is asked for: the explorer's first screen mostly has a filter of no terms, and needs few.
"""

from iptui.lazily import from_modules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iptui.filters.keys import KEYS, MAX_LENGTH, MAX_TERMS, FilterError, Key
    from iptui.filters.reader import parse, parse_args
    from iptui.filters.terms import ALIASES, Filter, Term

__all__ = [
    "ALIASES",
    "KEYS",
    "MAX_LENGTH",
    "MAX_TERMS",
    "Filter",
    "FilterError",
    "Key",
    "Term",
    "parse",
    "parse_args",
]

__getattr__ = from_modules(
    globals(),
    {
        "keys": ("KEYS", "MAX_LENGTH", "MAX_TERMS", "FilterError", "Key"),
        "reader": ("parse", "parse_args"),
        "terms": ("ALIASES", "Filter", "Term"),
    },
)
