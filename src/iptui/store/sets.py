"""Sets of items as whole numbers: bit `seq` is set where the item with that `seq` is in the set.

Python's integers AND, OR and count a million bits in microseconds; everything here is arithmetic on them, and
nothing here knows SQLite. `Selection` adds the two questions a list asks: which item is at this position, and at
which position is this item (rank and select, in blocks).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

__all__ = ["Selection", "decode", "encode", "from_numbers", "span"]

_BLOCK = 4096
_BYTES = _BLOCK // 8


def from_numbers(numbers: Iterable[int], size: int) -> int:
    """The set of `numbers`, each at least 0 and below `size`."""
    bits = bytearray(size // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def span(start: int, stop: int) -> int:
    """The set of all numbers from `start` to before `stop`."""
    return ((1 << (stop - start)) - 1) << start if stop > start else 0


def _numbers(data: bytes | array[int]) -> array[int]:
    packed = array("I")
    if packed.itemsize != 4:  # pragma: no cover - no platform of Python's today
        packed = array("L")
    if isinstance(data, bytes):
        packed.frombytes(data)
    else:
        packed.extend(data)
    if sys.byteorder == "big":  # pragma: no cover
        packed.byteswap()
    return packed


def encode(numbers: Sequence[int]) -> tuple[str, int, bytes]:
    """Encode a rising list of numbers for `seal_set`: the encoding, the start in bytes, the data."""
    if not numbers:
        return "numbers", 0, b""
    start = numbers[0] >> 3
    if 4 * len(numbers) < (numbers[-1] >> 3) - start + 1:
        return "numbers", 0, _numbers(array("I", numbers)).tobytes()
    bits = from_numbers((number - 8 * start for number in numbers), numbers[-1] - 8 * start + 1)
    return "bitmap", start, bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def decode(encoding: str, start: int, data: bytes) -> int:
    """The set that `encode` wrote."""
    if encoding == "bitmap":
        return int.from_bytes(data, "little") << (8 * start)
    numbers = _numbers(data)
    return from_numbers(numbers, numbers[-1] + 1) if numbers else 0


class Selection:
    """A set of items in time order, asked by position. Immutable."""

    __slots__ = ("__dict__", "bits")

    def __init__(self, bits: int) -> None:
        """Take the set as an integer, bit `seq` set for each item in it."""
        self.bits = bits

    def __len__(self) -> int:
        """The number of items."""
        return self._ranks[-1]

    def __contains__(self, seq: int) -> bool:
        """Whether the item is in the set."""
        return seq >= 0 and bool(self.bits >> seq & 1)

    def __eq__(self, other: object) -> bool:
        """Equal where the sets are."""
        return isinstance(other, Selection) and self.bits == other.bits

    def __hash__(self) -> int:
        """By the set."""
        return hash(self.bits)

    @cached_property
    def _bytes(self) -> bytes:
        return self.bits.to_bytes(self.bits.bit_length() // 8 + 1, "little")

    @cached_property
    def _ranks(self) -> list[int]:
        """How many items stand before each block, and in all."""
        data = self._bytes
        counts = (int.from_bytes(data[at : at + _BYTES], "little").bit_count() for at in range(0, len(data), _BYTES))
        return list(accumulate(counts, initial=0))

    def rank(self, seq: int) -> int:
        """The number of items before `seq`: its position if it is in the set, else where it would be."""
        if seq <= 0:
            return 0
        block = seq // _BLOCK
        if block >= len(self._ranks) - 1:
            return self._ranks[-1]
        part = int.from_bytes(self._bytes[block * _BYTES : (block + 1) * _BYTES], "little")
        return self._ranks[block] + (part & ((1 << (seq % _BLOCK)) - 1)).bit_count()

    def at(self, position: int) -> int:
        """The `seq` of the item at a position from 0.

        Raises:
            IndexError: when there is no such position.
        """
        for seq in self.window(position, position + 1):
            return seq
        raise IndexError(position)

    def window(self, start: int, stop: int) -> list[int]:
        """The `seq` of the items at the positions from `start` to before `stop`, fewer at the end."""
        from bisect import bisect_right

        ranks = self._ranks
        stop = min(stop, ranks[-1])
        found: list[int] = []
        if start < 0 or start >= stop:
            return found
        block = bisect_right(ranks, start) - 1
        skip = start - ranks[block]
        while len(found) < stop - start:
            base = block * _BLOCK
            part = int.from_bytes(self._bytes[block * _BYTES : (block + 1) * _BYTES], "little")
            for seq in _members(part):
                if skip:
                    skip -= 1
                    continue
                found.append(base + seq)
                if len(found) == stop - start:
                    break
            block += 1
        return found

    def __iter__(self) -> Iterator[int]:
        """Every `seq`, rising."""
        data = self._bytes
        for at in range(0, len(data), _BYTES):
            for seq in _members(int.from_bytes(data[at : at + _BYTES], "little")):
                yield at * 8 + seq

    def nearest(self, seq: int) -> int | None:
        """The item itself where it is in the set, else the next one, else the last one, else None."""
        if not len(self):
            return None
        return self.at(min(self.rank(seq), len(self) - 1))


def _members(part: int) -> Iterator[int]:
    while part:
        low = part & -part
        yield low.bit_length() - 1
        part ^= low
