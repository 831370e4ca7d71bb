"""Sets of items cut into blocks: how filters combine them and how their members in common are counted.

A block is a whole number that says of `SIZE` items in a row which are in the set, bit 0 the first. To combine two sets
costs the same whether they are cut or not. To take a whole number of a million bits apart costs fifty times as much,
and where items are counted, looked up or shown it has to be taken apart; so sets are cut once, when they are read.

All sets of one crisis have as many blocks. Nothing here knows SQLite; what sets are written and read as is in `sets`.
"""

from __future__ import annotations

from operator import and_, or_, xor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    # The blocks of a set, from that of the first items on.
    Blocks: TypeAlias = tuple[int, ...]

__all__ = [
    "PART",
    "SIZE",
    "both",
    "cut",
    "either",
    "in_common",
    "joined",
    "members",
    "nth",
    "of_number",
    "parts",
    "span",
    "without",
]

SIZE = 32_768
"""Items in a block. Smaller ones take longer to go through; of larger ones fewer are empty, which cost nothing."""
PART = SIZE // 8
"""Items in a part of a block, in which one is looked up."""
_BYTES = SIZE // 8
_EMPTY = bytes(_BYTES)
_FULL = (1 << SIZE) - 1
# A block is halved three times into its parts, and a part on to a single item.
_HALVES = tuple([(SIZE >> halved, (1 << (SIZE >> halved)) - 1) for halved in range(1, 16)])
_PARTED = 3
_SMALL = 5
"""To halve what was halved so often once more takes longer than to go through it."""


def cut(data: bytes | bytearray, total: int, start: int = 0) -> Blocks:
    """A set given as the bytes of its bitmap, little-endian.

    Args:
        data: the bitmap; members that are not below `total` are left out.
        total: the number of items of the crisis.
        start: the byte of the whole bitmap with which `data` begins.
    """
    leading, within = divmod(start, _BYTES)
    data = bytes(within) + data
    found = [0] * leading
    for at in range(0, len(data), _BYTES):
        part = data[at : at + _BYTES]
        found.append(0 if part == _EMPTY else int.from_bytes(part, "little"))
    number = -(-total // SIZE)
    del found[number:]
    found += [0] * (number - len(found))
    if total % SIZE:
        found[-1] &= (1 << total % SIZE) - 1
    return tuple(found)


def of_number(bits: int, total: int) -> Blocks:
    """A set given as a whole number, bit `seq` set for each item in it; members not below `total` are left out."""
    return cut(bits.to_bytes((bits.bit_length() + 7) // 8, "little"), total)


def joined(blocks: Iterable[int]) -> bytes:
    """The bytes of the bitmap of a set, little-endian."""
    return b"".join([block.to_bytes(_BYTES, "little") if block else _EMPTY for block in blocks])


def span(start: int, stop: int, total: int) -> Blocks:
    """The set of all items from `start` to before `stop`, of a crisis with `total` items."""
    first, stop = max(start, 0), min(stop, total)
    found = []
    for base in range(0, total, SIZE):
        low, high = max(first - base, 0), min(stop - base, SIZE)
        found.append(_FULL if high - low == SIZE else ((1 << (high - low)) - 1) << low if low < high else 0)
    return tuple(found)


def both(one: Blocks, other: Blocks) -> Blocks:
    """The items that are in two sets."""
    return tuple(map(and_, one, other))


def either(one: Blocks, other: Blocks) -> Blocks:
    """The items that are in one of two sets, or in both."""
    return tuple(map(or_, one, other))


def without(one: Blocks, other: Blocks) -> Blocks:
    """The items that are in the first of two sets only."""
    # Python's `& ~` takes five times as long.
    return tuple(map(xor, one, map(and_, one, other)))


def in_common(one: Blocks, other: Blocks) -> int:
    """How many members two sets have in common.

    To count the bits of a whole number takes ten times as long as to combine two. So the blocks are added up before
    they are counted, each bit for itself, in full adders of whole blocks (the Harley-Seal way of counting bits; Henry
    S. Warren, Hacker's Delight, chapter 5): of `n` blocks only about `log2(n)` are left to be counted, fewer where
    there are few members.
    """
    found = weight = 0
    level: Iterator[int] = filter(None, map(and_, one, other))
    while True:
        # What the blocks of this level add up to, each bit for itself, and what is carried to the next one.
        total = 0
        carried = []
        for block in level:
            another = next(level, 0)
            odd = block ^ another
            carry = block & another | odd & total
            total ^= odd
            if carry:
                carried.append(carry)
        found += total.bit_count() << weight
        if not carried:
            return found
        level = iter(carried)
        weight += 1


def parts(block: int) -> list[int]:
    """The parts of a block."""
    found = [block]
    for size, mask in _HALVES[:_PARTED]:
        found = [half for part in found for half in (part & mask, part >> size)]
    return found


def nth(part: int, number: int, twice: int = 0) -> int:
    """The member of a part with which more than `number` have come; there must be as many.

    Args:
        part: the part.
        number: at least 0.
        twice: those of its members that count for two.
    """
    found = 0
    for size, mask in _HALVES[_PARTED:]:
        below = (part & mask).bit_count()
        if twice:
            below += (twice & mask).bit_count()
        if number < below:
            part &= mask
            twice &= mask
        else:
            number -= below
            part >>= size
            twice >>= size
            found += size
    return found


def members(block: int, base: int) -> Iterator[int]:
    """The members of a block, rising, `base` added to each; a half without any is passed over at once."""
    ahead = [(block, base, 0)]
    while ahead:
        part, base, halved = ahead.pop()
        if halved < _SMALL:
            size, mask = _HALVES[halved]
            if part > mask:
                ahead.append((part >> size, base + size, halved + 1))
                part &= mask
            if part:
                ahead.append((part, base, halved + 1))
            continue
        base -= 1
        while part:
            others = part & (part - 1)
            yield base + (part ^ others).bit_length()
            part = others
