"""Named tuples that cost next to nothing to define: what `typing.NamedTuple` gives, without importing `typing`.

Every command and the explorer's first screen define some twenty of them before they show anything, and nothing else
there needs `typing`, which with all that it imports takes as long as the whole interpreter to start. A module takes
`NamedTuple` from `typing` for the type checker, and from here when it runs:

    TYPE_CHECKING = False
    if TYPE_CHECKING:
        from typing import NamedTuple
    else:
        from iptui.tuples import NamedTuple

It must begin with `from __future__ import annotations`, by which the annotations stay texts.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

try:
    # What `collections` has for its own, for which a field is read in less than half the time.
    from _collections import _tuplegetter as _field  # type: ignore[import-not-found]
except ImportError:  # pragma: no cover - no Python of today's, but it may go
    from operator import itemgetter

    def _field(index: int, _text: str) -> property:
        return property(itemgetter(index))


__all__ = ["NamedTuple"]


class _Naming(type):
    """Makes the class of a named tuple from its annotations."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, object]) -> _Naming:
        if bases and bases[0] is not tuple:
            annotations = namespace.get("__annotations__", {})
            # Of one module, all are texts or none is.
            told = next(iter(annotations.values()), "") if isinstance(annotations, dict) else None
            if not isinstance(annotations, dict) or not isinstance(told, str):
                raise TypeError(f"the module of {name} must begin with `from __future__ import annotations`")
            fields = tuple(annotations)
            defaults = {field: namespace.pop(field) for field in fields if field in namespace}
            if fields[len(fields) - len(defaults) :] != tuple(defaults):
                raise TypeError(f"a field of {name} without a default follows one that has a default")
            namespace.update(
                {field: _field(index, "") for index, field in enumerate(fields)},
                _fields=fields,
                _field_defaults=defaults,
                __match_args__=fields,
                __slots__=(),
                __new__=_maker(len(fields), tuple(defaults.values())),
            )
        return super().__new__(cls, name, bases, namespace)


def _maker(size: int, last: tuple[object, ...]) -> Callable[..., tuple[object, ...]]:
    """What makes a tuple of so many values, of which the last ones may be left out; it is called for every piece."""
    least, make = size - len(last), tuple.__new__

    def new(cls: type[NamedTuple], *values: object, **named: object) -> NamedTuple:
        given = len(values)
        if given == size and not named:
            return make(cls, values)
        if named or not least <= given < size:
            return make(cls, cls._bound(values, named))
        return make(cls, values + last[given - least :])

    return new


class NamedTuple(tuple, metaclass=_Naming):  # type: ignore[type-arg]
    """A tuple with names for its values; the methods are those of `collections.namedtuple`."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()
    _field_defaults: dict[str, object] = {}  # noqa: RUF012 - never changed

    @classmethod
    def _bound(cls, values: tuple[object, ...], named: dict[str, object]) -> tuple[object, ...]:
        rest = cls._fields[len(values) :]
        given = named if named and len(named) == len(rest) else {**cls._field_defaults, **named}
        try:
            found = [given[field] for field in rest]
        except KeyError:
            found = []
        is_known = given is named or all(map(rest.__contains__, named))
        if len(values) > len(cls._fields) or len(found) < len(rest) or not is_known:
            missing = [field for field in rest if field not in given]
            unknown = [field for field in named if field not in rest]
            told = f"missing {', '.join(missing)}" if missing else f"not {', '.join(unknown) or 'so many values'}"
            raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}: {told}")
        return (*values, *found)

    @classmethod
    def _make(cls, values: Iterable[object]) -> Self:
        return cls(*values)  # type: ignore[arg-type]

    def _replace(self, **named: object) -> Self:
        unknown = [field for field in named if field not in self._fields]
        if unknown:
            raise ValueError(f"{type(self).__name__} has no {', '.join(unknown)}")
        return tuple.__new__(type(self), map(named.get, self._fields, self))

    def _asdict(self) -> dict[str, object]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        told = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({told})"

    def __getnewargs__(self) -> tuple[object, ...]:
        return tuple(self)
