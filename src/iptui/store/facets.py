"""The sets of `seal_set` as they are asked for again and again: decoded once, the latest kept, in bounded memory."""

from __future__ import annotations

import sys
from collections import OrderedDict
from operator import itemgetter, lt

from iptui.store import blocks, sets
from iptui.store.errors import DamageError
from iptui.store.sets import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from array import array
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from iptui.store.blocks import Blocks

    # A set: in blocks, or where they are few, its members.
    Members: TypeAlias = Blocks | "_Few"

__all__ = ["Facets"]

_KEPT = 10_000_000
"""Bytes of decoded sets to keep: at a million items some 75 of the large ones, more than a screen shows."""
_SHARE = 300
"""A set with at most one in so many of all items is kept as its members: read and counted as soon, in less memory."""
_BATCH = 500
_ENTRY = 300
_MEMBER = 45
_BIT_OF = bytes((1, 2, 4, 8, 16, 32, 64, 128)) * 32
_SIZE = "SELECT value, n FROM seal_set WHERE facet = ? AND value IN "
_FIND = "SELECT value, encoding, start, data FROM seal_set WHERE facet = ? AND value IN "


class _Few:
    """A set with few members, which are looked up one by one in another set to count those in common."""

    __slots__ = ("_bits", "_places", "numbers")

    def __init__(self, numbers: array[int]) -> None:
        """Take the members, in rising order."""
        self.numbers = numbers
        # Takes from a bitmap the byte of each member. Another byte comes first: of one place alone it takes no row.
        self._places = itemgetter(0, *[number >> 3 for number in numbers.tolist()])
        # The bit of each member in the row of these bytes: which one, the lowest byte of its number tells.
        lowest = numbers.tobytes()[0 if sys.byteorder == "little" else numbers.itemsize - 1 :: numbers.itemsize]
        self._bits = int.from_bytes(b"\0" + lowest.translate(_BIT_OF), "little")

    def count(self, bitmap: bytes) -> int:
        """How many are in a set, of which the bitmap goes as far as the members."""
        if not self.numbers:
            return 0
        return (int.from_bytes(bytes(self._places(bitmap)), "little") & self._bits).bit_count()


class Facets:
    """Reads sets of items by facet and value. Raises what SQLite does, and `DamageError`; the caller names the file."""

    def __init__(self, connection: sqlite3.Connection, whole: Selection) -> None:
        """Read from a connection; `whole` are all items."""
        self._connection = connection
        self._total = len(whole)
        self._few = self._total // _SHARE
        self._nothing = blocks.span(0, 0, self._total)
        self._kept: OrderedDict[tuple[str, str], Members] = OrderedDict()
        self._size = 0

    def members(self, facet: str, values: Sequence[str]) -> Blocks:
        """The set of items with any of some properties, empty where there are none such."""
        whole = self._nothing
        listed: list[int] = []
        for _, found in self._each(facet, values):
            if isinstance(found, tuple):
                whole = blocks.either(whole, found)
            else:
                listed += found.numbers
        if listed:
            whole = blocks.either(whole, sets.in_blocks(listed, self._total))
            if len(values) == 1:
                # What is a filter now will be with other terms too.
                self._keep((facet, values[0]), whole)
        return whole

    def listed(self, facet: str, value: str) -> Sequence[int]:
        """The items with a property, rising; where they are few, without making a set of them."""
        ((_, found),) = self._each(facet, (value,))
        return list(Selection(found)) if isinstance(found, tuple) else found.numbers

    def counts(self, selection: Selection, facet: str, values: Sequence[str]) -> dict[str, int]:
        """How many items of a selection have each of some values."""
        if len(selection) == self._total:
            # Of everything they were counted when they were sealed: no set need be read, and none kept.
            return self._sizes(facet, values)
        return {value: self._count(selection, found) for value, found in self._each(facet, values)}

    def _count(self, selection: Selection, found: Members) -> int:
        if isinstance(found, tuple):
            return blocks.in_common(selection.blocks, found)
        # A selection that was not made of blocks may end with its last member.
        return found.count(selection.bitmap.ljust(self._total // 8 + 1, b"\0"))

    def _each(self, facet: str, values: Sequence[str]) -> Iterator[tuple[str, Members]]:
        """The sets of some values, those that are kept first."""
        missing: list[str] = []
        for value in values:
            found = self._known(facet, value)
            if found is None:
                missing.append(value)
            else:
                yield value, found
        for at in range(0, len(missing), _BATCH):
            yield from self._read(facet, missing[at : at + _BATCH])

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

    def _read(self, facet: str, values: Sequence[str]) -> Iterator[tuple[str, Members]]:
        """Decode and keep the sets of some values, and let go of those that were not wanted for longest."""
        marks = ", ".join("?" * len(values))
        absent = dict.fromkeys(values)
        for value, *encoded in self._connection.execute(f"{_FIND}({marks})", (facet, *values)):
            absent.pop(value, None)
            yield value, self._keep((facet, value), self._decoded(*encoded))
        for value in absent:
            yield value, self._keep((facet, value), self._nothing)

    def _keep(self, key: tuple[str, str], found: Members) -> Members:
        before = self._kept.get(key)
        if before is not None:
            self._size -= _bytes(before)
        self._kept[key] = found
        self._size += _bytes(found)
        while self._size > _KEPT:
            self._size -= _bytes(self._kept.popitem(last=False)[1])
        return found

    def _decoded(self, encoding: object, start: object, data: object) -> Members:
        if encoding == "numbers" and isinstance(data, bytes) and len(data) <= 4 * self._few:
            return self._listed(sets.unpacked(data))
        return sets.decode_blocks(encoding, start, data, self._total)

    def _listed(self, numbers: array[int]) -> _Few:
        """Members that are among the items, each once, whatever a stranger wrote."""
        from bisect import bisect_left

        listed = numbers.tolist()
        if not all(map(lt, listed, listed[1:])):
            numbers = type(numbers)(numbers.typecode, sorted(set(listed)))
        return _Few(numbers[: bisect_left(numbers, self._total)])


def _bytes(found: Members) -> int:
    if isinstance(found, tuple):
        return _ENTRY + sum(block.bit_length() for block in found) // 8
    return _ENTRY + _MEMBER * len(found.numbers)
