"""How sets are written in `seal_set`: as a bitmap, compressed or not, or as their members. `sets` reads them."""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Sequence

from iptui.store.sets import Selection, from_numbers, span

__all__ = ["deflate", "encode", "encode_bits"]

_LISTED = 8192


def encode(numbers: Sequence[int]) -> tuple[str, int, bytes]:
    """Encode a rising list of numbers for `seal_set`: the encoding, the start in bytes, the data."""
    if not numbers:
        return "numbers", 0, b""
    start = numbers[0] >> 3
    if len(numbers) == numbers[-1] - numbers[0] + 1:
        bits = span(numbers[0] - 8 * start, numbers[-1] - 8 * start + 1)
    elif _is_listed(len(numbers), (numbers[-1] >> 3) - start + 1):
        return "numbers", 0, _packed(numbers)
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


def deflate(bits: int) -> tuple[str, int, bytes]:
    """Encode a set for `seal_set` where space matters: the encoding, the start in bytes, the data.

    Huffman coding alone: sets of words have few repetitions to find, and it is several times as fast.
    """
    start = _first_byte(bits)
    data = (bits >> 8 * start).to_bytes((bits.bit_length() + 7) // 8 - start, "little")
    packer = zlib.compressobj(strategy=zlib.Z_HUFFMAN_ONLY)
    return "deflate", start, packer.compress(data) + packer.flush()


def _is_listed(count: int, size: int) -> bool:
    """Whether a set is stored as its members, and not as a bitmap of so many bytes: where that takes less space.

    Very many members take fifty times as long to read as a bitmap.
    """
    return 4 * count < size and count <= _LISTED


def _packed(numbers: Sequence[int]) -> bytes:
    """Unsigned 32-bit little-endian numbers."""
    packed = array("I", numbers)
    if packed.itemsize != 4:  # pragma: no cover - no platform of Python's today
        packed = array("L", numbers)
    if sys.byteorder == "big":  # pragma: no cover
        packed.byteswap()
    return packed.tobytes()


def _first_byte(bits: int) -> int:
    """The number of the byte with the lowest member."""
    return ((bits & -bits).bit_length() - 1) >> 3 if bits else 0
