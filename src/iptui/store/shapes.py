"""Making the records of `iptui.model` from rows: whether every value has the type that its field promises.

SQLite keeps the types of a STRICT table when it writes, and believes them when it reads; a damaged or forged file
can hold anything anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from iptui.store.errors import DamageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple, TypeVar

    _Record = TypeVar("_Record", bound=NamedTuple)

__all__ = ["record"]

_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "None": (type(None),),
}


@cache
def _misfit(kind: type[NamedTuple], names: tuple[str, ...], types: tuple[type, ...]) -> str:
    """The first field that may not hold a value of the type given, or an empty text. Records in records pass."""
    given = zip([*kind._fields][: len(types) - len(names)] + list(names), types, strict=True)
    for name, found in given:
        promised = str(kind.__annotations__[name]).split(" | ")
        if not any(found in _TYPES.get(part, (found,)) for part in promised):
            return name
    return ""


def record(kind: type[_Record], *values: object, **named: object) -> _Record:
    """Make a record, its values in the order of its fields.

    Raises:
        DamageError: when a value is not of the type that its field has.
    """
    names, given = tuple(named), (*values, *named.values())
    wrong = _misfit(kind, names, tuple(map(type, given)))
    if wrong:
        raise DamageError(f"damaged: the {wrong} of {kind.__name__.lower()} {str(values[:3])[:80]} is not of its type")
    make: Callable[..., _Record] = kind
    # To find the place of each by its name takes as long as all the rest.
    return make(*given) if names == kind._fields[len(values) :] else make(*values, **named)
