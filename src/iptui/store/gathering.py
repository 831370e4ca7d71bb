"""The members of every set of `seal_set` while a crisis is sealed: gathered item by item, in little memory.

What an item is found by comes in the same combinations again and again: an actor in a role means the sets of the actor
and of all that it is under. So an item is noted once for each combination, and every `STEP` items these notes are given
to the sets. A set that has many of the latest items then becomes bits; the others stay packed numbers, which take no
more room than their bits would.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable

from iptui.store import encoding, sets

__all__ = ["STEP", "Gathered", "Members"]

STEP = 131_072
"""Items after which notes are given to the sets, a multiple of 8."""
_MANY = STEP // 32
"""From so many members on, the bits of a step are no larger than the numbers."""
_SORTED = 8192
"""Up to so many members are put in order; more are quicker made bits, for which order does not matter."""
_MOST_NOTES = 60_000


class Members:
    """A set that is gathered.

    Attributes:
        numbers: members as they come, some perhaps twice; those of a step after those of the step before it.
        packed: the bits of the steps that have many, each with the first `seq` of its step.
        latest: bits of the step at hand.
    """

    __slots__ = ("latest", "numbers", "packed")

    def __init__(self) -> None:
        """Begin empty."""
        self.numbers = array("I")
        self.packed: list[tuple[int, int]] = []
        self.latest = 0

    def pack(self, base: int) -> None:
        """Make bits of the members of the step from `base` on, where they are many."""
        numbers = self.numbers
        if not self.latest and len(numbers) < _MANY:
            return
        first = bisect_left(numbers, base)
        if self.latest or len(numbers) - first >= _MANY:
            self.packed.append((base, self.latest | _bits(numbers[first:], base)))
            self.latest = 0
            del numbers[first:]

    def packed_bits(self) -> int:
        """Those of the set that are packed."""
        found = 0
        for base, part in self.packed:
            found |= part << base
        return found

    def encoded(self) -> tuple[int, str, int, bytes] | None:
        """What `seal_set` keeps of it: the number of members, encoding, start, data; None where there are none."""
        numbers = self.numbers
        if self.packed or len(numbers) > _SORTED:
            bits = self.packed_bits() | (sets.from_numbers(numbers, max(numbers) + 1) if numbers else 0)
            return bits.bit_count(), *encoding.encode_bits(bits)
        if not numbers:
            return None
        members = sorted(set(numbers))
        return len(members), *encoding.encode(members)


class Gathered:
    """Sets by facet and value, and the notes that wait to be given to them."""

    def __init__(self) -> None:
        """Begin with no sets."""
        self._sets: dict[str, dict[object, Members]] = {}
        self._notes: list[tuple[array[int], tuple[Members, ...]]] = []

    def of(self, facet: str, value: object) -> Members:
        """The set of the items that have a value of a facet; the same object until all is written."""
        found = self._sets.setdefault(facet, {})
        if value not in found:
            found[value] = Members()
        return found[value]

    def note(self, targets: Iterable[Members]) -> array[int]:
        """Numbers to append the `seq` of items to that are in some sets, in rising order."""
        numbers = array("I")
        self._notes.append((numbers, tuple(dict.fromkeys(targets))))
        return numbers

    def give(self, base: int, more: Iterable[Members] = ()) -> None:
        """Give to the sets what was noted since the last time, of at most `STEP` items.

        Args:
            base: the `seq` of the first of these items.
            more: sets that are kept elsewhere.
        """
        for numbers, targets in self._notes:
            if not numbers:
                continue
            if len(numbers) < _MANY:
                for members in targets:
                    members.numbers.extend(numbers)
            else:
                bits = _bits(numbers, base)
                for members in targets:
                    members.latest |= bits
            del numbers[:]
        for found in self._sets.values():
            for members in found.values():
                members.pack(base)
        for members in more:
            members.pack(base)

    @property
    def crowded(self) -> bool:
        """Whether there are so many lists of notes that they should be forgotten."""
        return len(self._notes) > _MOST_NOTES

    def forget(self) -> None:
        """Forget the lists of notes after `give`: none that `note` gave may be used any more."""
        self._notes.clear()

    def write(self, connection: sqlite3.Connection) -> None:
        """Encode all sets into `seal_set`, in the order of facets and values; `give` was called before."""
        for facet, found in sorted(self._sets.items()):
            values = sorted((str(value), value) for value in found)
            connection.executemany(
                "INSERT INTO seal_set VALUES (?, ?, ?, ?, ?, ?)",
                ((facet, text, *row) for text, value in values if (row := found[value].encoded())),
            )


def _bits(numbers: array[int], base: int) -> int:
    """The bits of members of one step, that of `base` the first."""
    digits = bytearray(b"0") * STEP
    last = base + STEP - 1
    for number in numbers:
        digits[last - number] = 0x31
    return int(digits, 2)
