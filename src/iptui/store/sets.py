"""Sets of items as whole numbers: bit `seq` is set where the item with that `seq` is in the set.

Python's integers AND, OR and count a million bits in microseconds; everything here is arithmetic on them, and
nothing here knows SQLite. `Selection` adds the two questions a list asks: which item is at this position, and at
which position is this item (rank and select). It holds its set cut into `blocks`, as filters and counts do.

`array` and `bisect` are imported where they are used: the first row of `iptui list` does without them.
"""

from __future__ import annotations

import sys
from functools import cached_property
from itertools import accumulate, chain, count, islice, pairwise, zip_longest

from iptui.store import blocks
from iptui.store.errors import DamageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator, Sequence

    from iptui.store.blocks import Blocks

__all__ = [
    "Selection",
    "Whole",
    "counts_between",
    "decode",
    "decode_blocks",
    "from_numbers",
    "in_blocks",
    "span",
    "unpacked",
]

_OUTSIDE = "damaged: a set is out of bounds"
_NOT_THERE = "damaged: an index names items that are not there"
MAX_ITEMS = 1 << 27
"""No crisis has so many; a set that says so is damaged, and would take all memory."""


def from_numbers(numbers: Iterable[int], size: int) -> int:
    """The set of `numbers`, each at least 0 and below `size`.

    Raises:
        DamageError: when one is not.
    """
    listed: Sequence[int] = numbers if hasattr(numbers, "__getitem__") else list(numbers)  # type: ignore[assignment]
    if not listed:
        return 0
    if max(listed) >= size or (isinstance(listed, list) and min(listed) < 0):
        raise DamageError(_NOT_THERE)
    if _is_sparse(listed, size):
        return int.from_bytes(_bitmap(listed, size), "little")
    return int(_digits(listed, size)[::-1], 2)


def in_blocks(numbers: Iterable[int], total: int) -> Blocks:
    """The same in blocks, of a crisis with `total` items; least work where they rise."""
    listed = sorted(numbers)
    if listed and not 0 <= listed[0] <= listed[-1] < total:
        raise DamageError(_NOT_THERE)
    if _is_sparse(listed, total):
        return blocks.cut(_bitmap(listed, total), total)
    digits = _digits(listed, total)
    return tuple([int(digits[base : base + blocks.SIZE][::-1], 2) for base in range(0, total, blocks.SIZE)])


def _is_sparse(listed: Sequence[int], size: int) -> bool:
    """Whether a bitmap is made sooner from its bytes than from its digits."""
    return not listed or len(listed) < size // 32


def _bitmap(listed: Iterable[int], size: int) -> bytearray:
    bits = bytearray(size // 8 + 1)
    for number in listed:
        bits[number >> 3] |= 1 << (number & 7)
    return bits


def _digits(listed: Sequence[int], size: int) -> bytearray:
    """Binary digits, the lowest first. Slow to begin with, but they cost a third as much a number."""
    digits = bytearray(b"0") * size
    for number in listed:
        digits[number] = 0x31
    return digits


def span(start: int, stop: int) -> int:
    """The set of all numbers from `start` to before `stop`."""
    return ((1 << (stop - start)) - 1) << start if stop > start else 0


def unpacked(data: bytes) -> array[int]:
    """The numbers in packed unsigned 32-bit little-endian ones.

    Raises:
        DamageError: when the last one is cut off.
    """
    from array import array

    if len(data) % 4:
        raise DamageError("damaged: a set is cut off")
    packed = array("I")
    if packed.itemsize != 4:  # pragma: no cover - no platform of Python's today
        packed = array("L")
    packed.frombytes(data)
    if sys.byteorder == "big":  # pragma: no cover
        packed.byteswap()
    return packed


def _inflated(data: bytes) -> bytes:
    import zlib

    opener = zlib.decompressobj()
    try:
        found = opener.decompress(data, MAX_ITEMS // 8)
    except zlib.error as error:
        raise DamageError("damaged: a set cannot be unpacked") from error
    if not opener.eof or opener.unused_data:
        raise DamageError("damaged: a set is cut off")
    return found


def decode(encoding: object, start: object, data: object) -> int:
    """The set that `encoding` wrote, from its encoding, the start in bytes and the data.

    Raises:
        DamageError: when it did not.
    """
    found = _stored(encoding, start, data)
    if isinstance(found, tuple):
        first, bitmap = found
        return int.from_bytes(bitmap, "little") << (8 * first)
    highest = max(found, default=0)
    if highest >= MAX_ITEMS:
        raise DamageError(_OUTSIDE)
    return from_numbers(found, highest + 1) if found else 0


def decode_blocks(encoding: object, start: object, data: object, total: int) -> Blocks:
    """The same in blocks, of a crisis with `total` items; what is in the set beyond them is left out.

    Raises:
        DamageError: as `decode`.
    """
    found = _stored(encoding, start, data)
    if isinstance(found, tuple):
        first, bitmap = found
        return blocks.cut(bitmap, total, first)
    try:
        return blocks.cut(_bitmap(found, total), total)
    except IndexError:
        if max(found) >= MAX_ITEMS:
            raise DamageError(_OUTSIDE) from None
        return in_blocks([seq for seq in found if seq < total], total)


def _stored(encoding: object, start: object, data: object) -> tuple[int, bytes] | array[int]:
    """What is stored of a set: the first byte of its bitmap and the bitmap, or its members."""
    if not (isinstance(encoding, str) and isinstance(start, int) and isinstance(data, bytes)):
        raise DamageError("damaged: a set is not of its types")
    if encoding == "numbers":
        return unpacked(data)
    if encoding == "deflate":
        data = _inflated(data)
    if not 0 <= start <= MAX_ITEMS // 8 - len(data):
        raise DamageError(_OUTSIDE)
    return start, data


class Selection:
    """A set of items in time order, asked by position. Immutable."""

    __slots__ = ("__dict__",)

    def __init__(self, members: int | Blocks) -> None:
        """Take the set: as a whole number, bit `seq` set for each item in it, or cut into blocks."""
        if isinstance(members, tuple):
            self.blocks = members
        else:
            self.bits = members

    @cached_property
    def bits(self) -> int:
        """The set as a whole number."""
        return int.from_bytes(self.bitmap, "little")

    @cached_property
    def blocks(self) -> Blocks:
        """The set in blocks."""
        return blocks.of_number(self.bits, self.bits.bit_length())

    @cached_property
    def bitmap(self) -> bytes:
        """The set as the bytes of a bitmap, little-endian, and at its end perhaps some without members."""
        return blocks.joined(self.blocks)

    def __len__(self) -> int:
        """The number of items."""
        return self.block_ranks[-1]

    def __contains__(self, seq: int) -> bool:
        """Whether the item is in the set."""
        block, place = divmod(seq, blocks.SIZE)
        return 0 <= block < len(self.blocks) and bool(self.blocks[block] >> place & 1)

    def __eq__(self, other: object) -> bool:
        """Equal where the sets are."""
        if not isinstance(other, Selection):
            return False
        return all(one == another for one, another in zip_longest(self.blocks, other.blocks, fillvalue=0))

    def __hash__(self) -> int:
        """By the set."""
        return hash(self.bits)

    @cached_property
    def block_ranks(self) -> list[int]:
        """How many items stand before each block, and in all."""
        return list(accumulate([block.bit_count() for block in self.blocks], initial=0))

    @cached_property
    def _opened(self) -> dict[int, tuple[list[int], list[int]]]:
        return {}

    def parts_of(self, block: int) -> tuple[list[int], list[int]]:
        """The parts of a block, and how many items stand before each, and before the next block."""
        found = self._opened.get(block)
        if found is None:
            parts = blocks.parts(self.blocks[block])
            ranks = list(accumulate([part.bit_count() for part in parts], initial=self.block_ranks[block]))
            found = self._opened[block] = parts, ranks
        return found

    def rank(self, seq: int) -> int:
        """The number of items before `seq`: its position if it is in the set, else where it would be."""
        if seq <= 0:
            return 0
        block, place = divmod(seq, blocks.SIZE)
        if block >= len(self.blocks):
            return len(self)
        parts, ranks = self.parts_of(block)
        part, place = divmod(place, blocks.PART)
        return ranks[part] + (parts[part] & ((1 << place) - 1)).bit_count()

    def ranks(self, seqs: Sequence[int]) -> list[int]:
        """The ranks of many items in rising order, each block cut where they are."""
        found: list[int] = []
        every, size = self.blocks, blocks.SIZE
        number, ahead, done, rank = -1, 0, 0, 0
        for seq in seqs:
            block, place = seq // size, seq % size
            if not 0 <= block < len(every):
                found.append(0 if block < 0 else len(self))
                continue
            if block != number:
                number, ahead, done, rank = block, every[block], 0, self.block_ranks[block]
            if place > done:
                rank += (ahead & ((1 << (place - done)) - 1)).bit_count()
                ahead >>= place - done
                done = place
            found.append(rank)
        return found

    def at(self, position: int) -> int:
        """The `seq` of the item at a position from 0.

        Raises:
            IndexError: when there is no such position.
        """
        from bisect import bisect_right

        if not 0 <= position < len(self):
            raise IndexError(position)
        block = bisect_right(self.block_ranks, position) - 1
        parts, ranks = self.parts_of(block)
        part = bisect_right(ranks, position) - 1
        return block * blocks.SIZE + part * blocks.PART + blocks.nth(parts[part], position - ranks[part])

    def window(self, start: int, stop: int) -> list[int]:
        """The `seq` of the items at the positions from `start` to before `stop`, fewer at the end."""
        stop = min(stop, len(self))
        if start < 0 or start >= stop:
            return []
        return list(islice(self._from(self.at(start)), stop - start))

    def __iter__(self) -> Iterator[int]:
        """Every `seq`, rising."""
        return self._from(0)

    def _from(self, seq: int) -> Iterator[int]:
        """Every item from a `seq` on, rising."""
        first, place = divmod(seq, blocks.SIZE)
        left = list(self.blocks[first:])
        if place:
            left[0] ^= left[0] & ((1 << place) - 1)
        return chain.from_iterable(map(blocks.members, left, count(first * blocks.SIZE, blocks.SIZE)))

    def parts(self, seqs: Sequence[int]) -> list[int]:
        """The items from each of some rising `seq` to before the next, as sets; one fewer than numbers.

        The members of a part are counted from its first `seq`, so that it can be combined with the part of another
        selection at the same place.
        """
        return [self._between(start, stop) for start, stop in pairwise(seqs)]

    def _between(self, start: int, stop: int) -> int:
        first, low = divmod(start, blocks.SIZE)
        last, high = divmod(stop, blocks.SIZE)
        found = list(self.blocks[first : last + 1])
        if not found:
            return 0
        if len(found) > last - first:
            found[-1] &= (1 << high) - 1
        if len(found) > 2:
            return int.from_bytes(blocks.joined(found), "little") >> low
        # To move two takes less time than to join them.
        return found[0] >> low | (found[1] << (blocks.SIZE - low) if len(found) > 1 else 0)

    def nearest(self, seq: int) -> int | None:
        """The item itself where it is in the set, else the next one, else the last one, else None."""
        if not len(self):
            return None
        return self.at(min(self.rank(seq), len(self) - 1))


class Whole(Selection):
    """The selection of all items: each stands at the position that is its number, which need not be looked up."""

    def __init__(self, total: int) -> None:
        """Take the number of items."""
        super().__init__(blocks.span(0, total, total))
        self._total = total

    @cached_property
    def bits(self) -> int:
        """The set as a whole number."""
        return span(0, self._total)

    def __len__(self) -> int:
        """The number of items."""
        return self._total

    @cached_property
    def block_ranks(self) -> list[int]:
        """As `Selection.block_ranks`."""
        return [*range(0, self._total, blocks.SIZE), self._total]

    def __contains__(self, seq: int) -> bool:
        """Whether there is such an item."""
        return 0 <= seq < self._total

    def __iter__(self) -> Iterator[int]:
        """Every `seq`, rising."""
        return iter(range(self._total))

    def rank(self, seq: int) -> int:
        """As `Selection.rank`."""
        return max(0, min(seq, self._total))

    def at(self, position: int) -> int:
        """As `Selection.at`."""
        if not 0 <= position < self._total:
            raise IndexError(position)
        return position

    def window(self, start: int, stop: int) -> list[int]:
        """As `Selection.window`."""
        return list(range(start, min(stop, self._total))) if start >= 0 else []

    def ranks(self, seqs: Sequence[int]) -> list[int]:
        """As `Selection.ranks`."""
        return [self.rank(seq) for seq in seqs]

    def parts(self, seqs: Sequence[int]) -> list[int]:
        """As `Selection.parts`."""
        return [span(0, min(stop, self._total) - start) for start, stop in pairwise(seqs)]


def counts_between(selection: Selection, seqs: Sequence[int]) -> list[int]:
    """How many items lie from each of some rising `seq` to before the next; one fewer than numbers."""
    return [after - before for before, after in pairwise(selection.ranks(seqs))]
