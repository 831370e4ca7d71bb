"""Making the records of `iptui.model` from rows: whether every value has the type that its field promises.

SQLite keeps the types of a STRICT table when it writes, and believes them when it reads; a damaged or forged file
can hold anything anywhere.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable
from functools import cache
from typing import TypeVar, cast

from iptui.store.errors import DamageError

__all__ = ["record"]

_Record = TypeVar("_Record")
_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "None": (type(None),),
}


@cache
def _misfit(kind: type, names: tuple[str, ...], types: tuple[type, ...]) -> str:
    """The first field that may not hold a value of the type given, or an empty text. Records in records pass."""
    promised = {field.name: str(field.type).split(" | ") for field in dataclasses.fields(kind)}
    given = zip([*promised][: len(types) - len(names)] + list(names), types, strict=True)
    for name, found in given:
        allowed = [type_ for part in promised[name] for type_ in _TYPES.get(part, (found,))]
        if found not in allowed:
            return name
    return ""


def record(kind: type[_Record], *values: object, **named: object) -> _Record:
    """Make a record, its values in the order of its fields.

    Raises:
        DamageError: when a value is not of the type that its field has.
    """
    types = (*map(type, values), *map(type, named.values()))
    wrong = _misfit(cast("Hashable", kind), tuple(named), types)
    if wrong:
        raise DamageError(f"damaged: the {wrong} of {kind.__name__.lower()} {str(values[:3])[:80]} is not of its type")
    make: Callable[..., _Record] = kind
    return make(*values, **named)
