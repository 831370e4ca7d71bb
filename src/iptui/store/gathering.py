"""The members of every set of `seal_set` while a crisis is sealed: gathered item by item, in little memory.

A set that has many of the latest items becomes bits from time to time; the others stay packed numbers, which take no
more room than their bits would.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from iptui.store import sets

__all__ = ["STEP", "Gathered"]

STEP = 131_072
"""Items after which sets are packed, a multiple of 8."""
_MANY = STEP // 32
"""From so many members on, the bits of a step are no larger than the numbers."""


class Gathered:
    """Sets by facet and value, whose members are appended in rising order, or for `unordered` facets in any."""

    def __init__(self, unordered: frozenset[str] = frozenset()) -> None:
        """Begin with no sets."""
        self._sets: dict[str, defaultdict[object, array[int]]] = {}
        self._packed: dict[tuple[str, object], list[tuple[int, int]]] = {}
        self._unordered = unordered

    def of(self, facet: str) -> defaultdict[object, array[int]]:
        """The sets of a facet by value, to append `seq` to; the same objects until all is written."""
        found = self._sets.get(facet)
        if found is None:
            found = self._sets[facet] = defaultdict(lambda: array("I"))
        return found

    def add(self, facet: str, base: int, values: Sequence[object]) -> None:
        """Add items one after another, each with one value of a facet, or with none where that is None.

        Args:
            facet: one that gets no members otherwise.
            base: the `seq` of the first.
            values: the value of each.
        """
        found = self.of(facet)
        if values.count(values[0]) == len(values):
            if values[0] is not None:
                found[values[0]].extend(range(base, base + len(values)))
            return
        for seq, value in enumerate(values, base):
            if value is not None:
                found[value].append(seq)

    def pack(self, base: int) -> None:
        """Pack the sets that have many of the items of a step.

        Args:
            base: the first `seq` of the step; everything before is packed already where it is to be.
        """
        for facet, found in self._sets.items():
            if facet in self._unordered:
                continue
            for value, numbers in found.items():
                if len(numbers) < _MANY:
                    continue
                first = bisect_left(numbers, base)
                if len(numbers) - first >= _MANY:
                    bits = sets.from_numbers([number - base for number in numbers[first:]], STEP)
                    self._packed.setdefault((facet, value), []).append((base, bits))
                    del numbers[first:]

    def write(self, connection: sqlite3.Connection) -> None:
        """Encode all sets into `seal_set`, in the order of facets and values."""
        for facet, found in sorted(self._sets.items()):
            values = sorted((str(value), value) for value, numbers in found.items() if value is not None)
            connection.executemany(
                "INSERT INTO seal_set VALUES (?, ?, ?, ?, ?, ?)",
                (row for text, value in values if (row := self._row(facet, text, value, found[value]))),
            )

    def _row(
        self, facet: str, text: str, value: object, numbers: array[int]
    ) -> tuple[str, str, int, str, int, bytes] | None:
        packed = self._packed.get((facet, value))
        if packed is None:
            if not numbers:
                return None
            members = sorted(numbers) if facet in self._unordered else numbers
            return facet, text, len(members), *sets.encode(members)
        bits = sets.from_numbers(numbers, numbers[-1] + 1) if numbers else 0
        for base, part in packed:
            bits |= part << base
        return facet, text, bits.bit_count(), *sets.encode_bits(bits)
