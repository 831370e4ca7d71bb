"""Making the records of `iptui.model` from rows: whether every value has the type that its field promises.

SQLite keeps the types of a STRICT table when it writes, and believes them when it reads; a damaged or forged file
can hold anything anywhere.
"""

from __future__ import annotations

from functools import cache

from iptui.store.errors import DamageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
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
def _promised(annotation: str) -> tuple[type, ...] | None:
    """The types that a field may hold a value of; None where any passes, as records in records do."""
    parts = annotation.split(" | ")
    return sum([_TYPES[part] for part in parts], ()) if _TYPES.keys() >= set(parts) else None


@cache
def _misfit(kind: type[NamedTuple], types: tuple[type, ...]) -> str:
    """The first field that may not hold a value of the type given, or an empty text."""
    annotations = kind.__annotations__
    for name, found in zip(kind._fields, types, strict=True):
        promised = _promised(annotations[name])
        if promised is not None and found not in promised:
            return name
    return ""


def record(kind: type[_Record], *values: object, **named: object) -> _Record:
    """Make a record, its values in the order of its fields.

    Raises:
        DamageError: when a value is not of the type that its field has.
    """
    whole: tuple[object, ...] = values
    if named or len(values) != len(kind._fields):
        make: Callable[..., _Record] = kind
        # To find the place of each by its name takes as long as all the rest.
        is_in_order = tuple(named) == kind._fields[len(values) :]
        whole = (*values, *named.values()) if is_in_order else tuple(make(*values, **named))
    wrong = _misfit(kind, tuple(map(type, whole)))
    if wrong:
        raise DamageError(f"damaged: the {wrong} of {kind.__name__.lower()} {str(values[:3])[:80]} is not of its type")
    # As the class itself would, which looks first whether there are as many as it has fields.
    return tuple.__new__(kind, whole)
