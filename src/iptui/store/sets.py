"""Sets of items as whole numbers: bit `seq` is set where the item with that `seq` is in the set.

Python's integers AND, OR and count a million bits in microseconds; everything here is arithmetic on them, and
nothing here knows SQLite. `Selection` adds the two questions a list asks: which item is at this position, and at
which position is this item (rank and select, in blocks).

`array` and `bisect` are imported where they are used: the first row of `iptui list` does without them.
"""

from __future__ import annotations

import sys
from functools import cached_property
from itertools import accumulate, pairwise
from operator import and_

from iptui.store.errors import DamageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "Selection",
    "Whole",
    "counts_between",
    "cut",
    "decode",
    "deflate",
    "encode",
    "encode_bits",
    "from_numbers",
    "in_common",
    "joined",
    "span",
    "unpacked",
]

_BLOCK = 4096
_BYTES = _BLOCK // 8
_PART = 8192
# The lower halves of a block, of its half, and so on down to a byte.
_HALVES = tuple((size, (1 << size) - 1) for size in (2048, 1024, 512, 256, 128, 64, 32, 16, 8))
_LISTED = 8192
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
        raise DamageError("damaged: an index names items that are not there")
    if len(listed) < size // 32:
        bits = bytearray(size // 8 + 1)
        for number in listed:
            bits[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(bits, "little")
    # Slow to begin with, but it costs a third as much a number.
    digits = bytearray(b"0") * size
    for number in listed:
        digits[~number] = 0x31
    return int(digits, 2)


def cut(data: bytes) -> tuple[int, ...]:
    """A set, as the bytes of its bitmap, in parts that `in_common` takes; the first part holds the lowest numbers."""
    with memoryview(data) as view:
        return tuple([int.from_bytes(view[at : at + _PART], "little") for at in range(0, len(view), _PART)])


def joined(parts: Sequence[int]) -> int:
    """The set that was cut into parts."""
    return int.from_bytes(b"".join([part.to_bytes(_PART, "little") for part in parts]), "little")


def in_common(one: Iterable[int], other: Iterable[int]) -> int:
    """How many members two sets have in common, both cut into parts.

    To count the bits of an integer takes ten times as long as to combine two. So the parts are added up before they
    are counted, each bit for itself, in full adders of whole parts (the Harley-Seal way of counting bits; Henry S.
    Warren, Hacker's Delight, chapter 5): of `n` parts only about `log2(n)` are left to be counted.
    """
    found = weight = 0
    level = list(map(and_, one, other))
    while level:
        carried: list[int] = []
        while len(level) > 1:
            x, y, z = level.pop(), level.pop(), level.pop() if level else 0
            odd = x ^ y
            level.append(odd ^ z)
            carried.append(x & y | odd & z)
        found += level[0].bit_count() << weight
        level = carried
        weight += 1
    return found


def span(start: int, stop: int) -> int:
    """The set of all numbers from `start` to before `stop`."""
    return ((1 << (stop - start)) - 1) << start if stop > start else 0


def _numbers(data: bytes | array[int]) -> array[int]:
    from array import array

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


def _is_listed(count: int, size: int) -> bool:
    """Whether a set is stored as its members, and not as a bitmap of so many bytes: where that takes less space.

    Very many members take fifty times as long to read as a bitmap.
    """
    return 4 * count < size and count <= _LISTED


def encode(numbers: Sequence[int]) -> tuple[str, int, bytes]:
    """Encode a rising list of numbers for `seal_set`: the encoding, the start in bytes, the data."""
    if not numbers:
        return "numbers", 0, b""
    start = numbers[0] >> 3
    if len(numbers) == numbers[-1] - numbers[0] + 1:
        bits = span(numbers[0] - 8 * start, numbers[-1] - 8 * start + 1)
    elif _is_listed(len(numbers), (numbers[-1] >> 3) - start + 1):
        from array import array

        return "numbers", 0, _numbers(array("I", numbers)).tobytes()
    else:
        bits = from_numbers([number - 8 * start for number in numbers], numbers[-1] - 8 * start + 1)
    return "bitmap", start, bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def encode_bits(bits: int) -> tuple[str, int, bytes]:
    """Encode a set for `seal_set`, as `encode` does its members."""
    start = _first_byte(bits)
    size = (bits.bit_length() + 7) // 8 - start
    if _is_listed(bits.bit_count(), size):
        return encode(list(Selection(bits)))
    return "bitmap", start, (bits >> 8 * start).to_bytes(size, "little")


def unpacked(data: bytes) -> array[int]:
    """The numbers in packed unsigned 32-bit little-endian ones.

    Raises:
        DamageError: when the last one is cut off.
    """
    if len(data) % 4:
        raise DamageError("damaged: a set is cut off")
    return _numbers(data)


def deflate(bits: int) -> tuple[str, int, bytes]:
    """Encode a set for `seal_set` where space matters: the encoding, the start in bytes, the data.

    Huffman coding alone: sets of words have few repetitions to find, and it is several times as fast.
    """
    import zlib

    start = _first_byte(bits)
    data = (bits >> 8 * start).to_bytes((bits.bit_length() + 7) // 8 - start, "little")
    packer = zlib.compressobj(strategy=zlib.Z_HUFFMAN_ONLY)
    return "deflate", start, packer.compress(data) + packer.flush()


def _first_byte(bits: int) -> int:
    """The number of the byte with the lowest member."""
    return ((bits & -bits).bit_length() - 1) >> 3 if bits else 0


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
    """The set that `encode` or `deflate` wrote.

    Raises:
        DamageError: when it did not.
    """
    if not (isinstance(encoding, str) and isinstance(start, int) and isinstance(data, bytes)):
        raise DamageError("damaged: a set is not of its types")
    if encoding == "deflate":
        data = _inflated(data)
    if encoding != "numbers":
        if not 0 <= start <= MAX_ITEMS // 8 - len(data):
            raise DamageError("damaged: a set is out of bounds")
        return int.from_bytes(data, "little") << (8 * start)
    numbers = unpacked(data)
    highest = max(numbers, default=0)
    if highest >= MAX_ITEMS:
        raise DamageError("damaged: a set is out of bounds")
    return from_numbers(numbers, highest + 1) if numbers else 0


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
        data = self._bytes
        return 0 <= seq >> 3 < len(data) and bool(data[seq >> 3] >> (seq & 7) & 1)

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
        with memoryview(self._bytes) as data:
            counts = [
                int.from_bytes(data[at : at + _BYTES], "little").bit_count() for at in range(0, len(data), _BYTES)
            ]
        return list(accumulate(counts, initial=0))

    @cached_property
    def cut(self) -> tuple[int, ...]:
        """The set in parts, for `in_common`."""
        return cut(self._bytes)

    def rank(self, seq: int) -> int:
        """The number of items before `seq`: its position if it is in the set, else where it would be."""
        if seq <= 0:
            return 0
        block = seq // _BLOCK
        if block >= len(self._ranks) - 1:
            return self._ranks[-1]
        part = self._part(block)
        return self._ranks[block] + (part & ((1 << (seq % _BLOCK)) - 1)).bit_count()

    def count_of(self, seqs: Sequence[int]) -> int:
        """How many of some items, in rising order, are in the set."""
        from bisect import bisect_left

        data = self._bytes
        stop = bisect_left(seqs, 8 * len(data))
        return sum([data[seq >> 3] >> (seq & 7) & 1 for seq in seqs[:stop]])

    def at(self, position: int) -> int:
        """The `seq` of the item at a position from 0.

        Raises:
            IndexError: when there is no such position.
        """
        if not 0 <= position < len(self):
            raise IndexError(position)
        block, part = self._block_of(position)
        return block * _BLOCK + _nth(part, position - self._ranks[block])

    def _block_of(self, position: int) -> tuple[int, int]:
        """The number of the block that a position is in, and the block's members."""
        from bisect import bisect_right

        block = bisect_right(self._ranks, position) - 1
        return block, self._part(block)

    def _part(self, block: int) -> int:
        return int.from_bytes(self._bytes[block * _BYTES : (block + 1) * _BYTES], "little")

    def window(self, start: int, stop: int) -> list[int]:
        """The `seq` of the items at the positions from `start` to before `stop`, fewer at the end."""
        stop = min(stop, len(self))
        found: list[int] = []
        if start < 0 or start >= stop:
            return found
        block, part = self._block_of(start)
        low = _nth(part, start - self._ranks[block])
        part = part >> low << low
        while True:
            base = block * _BLOCK
            for seq in _members(part):
                found.append(base + seq)
                if len(found) == stop - start:
                    return found
            block += 1
            part = self._part(block)

    def __iter__(self) -> Iterator[int]:
        """Every `seq`, rising."""
        data = self._bytes
        for at in range(0, len(data), _BYTES):
            for seq in _members(int.from_bytes(data[at : at + _BYTES], "little")):
                yield at * 8 + seq

    def parts(self, seqs: Sequence[int]) -> list[int]:
        """The items from each of some rising `seq` to before the next, as sets; one fewer than numbers.

        The members of a part are counted from its first `seq`, so that it can be combined with the part of another
        selection at the same place.
        """
        found = []
        with memoryview(self._bytes) as data:
            for start, stop in pairwise(seqs):
                part = int.from_bytes(data[start >> 3 : (stop + 7) >> 3], "little") >> (start & 7)
                found.append(part & ((1 << (stop - start)) - 1))
        return found

    def nearest(self, seq: int) -> int | None:
        """The item itself where it is in the set, else the next one, else the last one, else None."""
        if not len(self):
            return None
        return self.at(min(self.rank(seq), len(self) - 1))


class Whole(Selection):
    """The selection of all items: each stands at the position that is its number, which need not be looked up."""

    def __init__(self, total: int) -> None:
        """Take the number of items."""
        super().__init__(span(0, total))
        self._total = total

    def __len__(self) -> int:
        """The number of items."""
        return self._total

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

    def parts(self, seqs: Sequence[int]) -> list[int]:
        """As `Selection.parts`."""
        return [span(0, min(stop, self._total) - start) for start, stop in pairwise(seqs)]


def counts_between(selection: Selection, seqs: Sequence[int]) -> list[int]:
    """How many items lie from each of some rising `seq` to before the next; one fewer than numbers."""
    return [part.bit_count() for part in selection.parts(seqs)]


def _nth(part: int, number: int) -> int:
    """The member of a block before which there are `number` others."""
    base = 0
    for size, mask in _HALVES:
        low = part & mask
        below = low.bit_count()
        if number < below:
            part = low
        else:
            number -= below
            part >>= size
            base += size
    for seq in _members(part):
        if not number:
            return base + seq
        number -= 1
    raise IndexError(number)


def _members(part: int) -> Iterator[int]:
    while part:
        low = part & -part
        yield low.bit_length() - 1
        part ^= low
