"""The sets of `seal_set` as they are asked for again and again: decoded once, the latest kept, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict

from iptui.store import sets
from iptui.store.errors import DamageError
from iptui.store.sets import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from array import array
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    # A set: as an integer; to be counted, cut into parts; or where they are few, its members in rising order.
    Members: TypeAlias = int | tuple[int, ...] | array[int]

__all__ = ["Facets"]

_KEPT = 10_000_000
"""Bytes of decoded sets to keep: at a million items some 75 of the large ones, more than a screen shows."""
_FEW = 1_500
"""Up to so many members, a set is counted one by one: no slower, and it takes a tenth of the memory."""
_BATCH = 500
_ENTRY = 300
_SIZE = "SELECT value, n FROM seal_set WHERE facet = ? AND value IN "
_FIND = "SELECT value, encoding, start, data FROM seal_set WHERE facet = ? AND value IN "


class Facets:
    """Reads sets of items by facet and value. Raises what SQLite does, and `DamageError`; the caller names the file."""

    def __init__(self, connection: sqlite3.Connection, whole: Selection) -> None:
        """Read from a connection; `whole` are all items."""
        self._connection = connection
        self._total = len(whole)
        self._everything = whole.bits
        self._kept: OrderedDict[tuple[str, str], Members] = OrderedDict()
        self._size = 0

    def members(self, facet: str, values: Sequence[str]) -> int:
        """The set of items with any of some properties, empty where there are none such."""
        bits = 0
        listed: list[int] = []
        for _, found in self._each(facet, values):
            if isinstance(found, (int, tuple)):
                bits |= _whole(found)
            else:
                listed += found
        return bits | sets.from_numbers(listed, self._total) if listed else bits

    def listed(self, facet: str, value: str) -> Sequence[int]:
        """The items with a property, rising; where they are few, without making a set of them."""
        ((_, found),) = self._each(facet, (value,))
        return list(Selection(_whole(found))) if isinstance(found, (int, tuple)) else found

    def counts(self, selection: Selection, facet: str, values: Sequence[str]) -> dict[str, int]:
        """How many items of a selection have each of some values."""
        if selection.bits == self._everything:
            # Of everything they were counted when they were sealed: no set need be read, and none kept.
            return self._sizes(facet, values)
        return {value: _count(selection, found) for value, found in self._each(facet, values, counted=True)}

    def _each(self, facet: str, values: Sequence[str], *, counted: bool = False) -> Iterator[tuple[str, Members]]:
        """The sets of some values, those that are kept first; the rest as for `_read`."""
        missing: list[str] = []
        for value in values:
            found = self._known(facet, value)
            if found is None:
                missing.append(value)
            else:
                yield value, found
        for at in range(0, len(missing), _BATCH):
            yield from self._read(facet, missing[at : at + _BATCH], counted=counted)

    def _sizes(self, facet: str, values: Sequence[str]) -> dict[str, int]:
        """How many items have each of some values."""
        counted = dict.fromkeys(values, 0)
        for at in range(0, len(values), _BATCH):
            part = values[at : at + _BATCH]
            query = f"{_SIZE}({', '.join('?' * len(part))})"
            for value, number in self._connection.execute(query, (facet, *part)):
                if not isinstance(number, int):
                    raise DamageError("damaged: the size of a set is not a number")
                counted[value] = number
        return counted

    def _known(self, facet: str, value: str) -> Members | None:
        found = self._kept.get((facet, value))
        if found is not None:
            self._kept.move_to_end((facet, value))
        return found

    def _read(self, facet: str, values: Sequence[str], *, counted: bool = False) -> Iterator[tuple[str, Members]]:
        """Decode and keep the sets of some values, and let go of those that were not wanted for longest.

        Args:
            facet: the facet.
            values: the values.
            counted: whether they are wanted to be counted, and likely to be counted again.
        """
        marks = ", ".join("?" * len(values))
        absent = dict.fromkeys(values)
        for value, *encoded in self._connection.execute(f"{_FIND}({marks})", (facet, *values)):
            absent.pop(value, None)
            found = self._decoded(*encoded)
            if counted and isinstance(found, int):
                found = sets.cut(found.to_bytes(found.bit_length() // 8 + 1, "little"))
            yield value, self._keep((facet, value), found)
        for value in absent:
            yield value, self._keep((facet, value), 0)

    def _keep(self, key: tuple[str, str], found: Members) -> Members:
        self._kept[key] = found
        self._size += _bytes(found)
        while self._size > _KEPT:
            self._size -= _bytes(self._kept.popitem(last=False)[1])
        return found

    def _decoded(self, encoding: object, start: object, data: object) -> Members:
        if encoding == "numbers" and isinstance(data, bytes) and len(data) <= 4 * _FEW:
            from array import array
            from bisect import bisect_left

            found = array("I", sorted(set(sets.unpacked(data))))
            return found[: bisect_left(found, self._total)]
        return sets.decode(encoding, start, data) & self._everything


def _count(selection: Selection, found: Members) -> int:
    if isinstance(found, int):
        return (found & selection.bits).bit_count()
    if isinstance(found, tuple):
        return sets.in_common(selection.cut, found)
    return selection.count_of(found)


def _whole(found: int | tuple[int, ...]) -> int:
    return found if isinstance(found, int) else sets.joined(found)


def _bytes(found: Members) -> int:
    if isinstance(found, (int, tuple)):
        return _ENTRY + sum(part.bit_length() for part in ((found,) if isinstance(found, int) else found)) // 8
    return _ENTRY + 4 * len(found)
