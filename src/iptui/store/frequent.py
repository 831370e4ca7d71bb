"""Keeping the sets of frequent words and beginnings of words while a crisis is sealed; `terms` says what they are for.

All words are gone through once, in their order, which also brings every beginning's words together: the sets of what is
left are put together and kept on the way, in memory for one path of beginnings only.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterator

from iptui.store import encoding, sets
from iptui.store.terms import FACET
from iptui.store.words import Words

__all__ = ["LEAST", "write"]

LEAST = 20_000
"""Up to so many items the full-text index alone is fast enough."""
_SHARE = 100
_DEEPEST = 64
"""Longer words are left to the full-text index."""
# Numbers leave SQLite fastest as the characters of one string, from the first that is in every encoding.
_FIRST = 0xE000
_WINDOW = 1_000_000
_PACKED = "SELECT term, group_concat(char(doc + 57344), '') FROM temp.seal_vocabulary GROUP BY term"
_LISTED = "SELECT term, group_concat(doc, ' ') FROM temp.seal_vocabulary GROUP BY term"
_FIRST_DIGIT, _CHARACTERS = ord("0"), ord("z") - ord("0")


def write(connection: sqlite3.Connection, total: int, words: Words | None, report: Callable[[float], None]) -> None:
    """Keep the sets of frequent words and beginnings, within the caller's transaction; few items need none.

    Args:
        connection: open for writing, the items numbered and the full-text index filled.
        total: the number of items.
        words: those of all items, which are used up; None to ask the full-text index for them.
        report: told how much is done, from 0 to 1.
    """
    report(0.0)
    if total < LEAST:
        return
    writer = _Writer(connection, total)
    if words is None:
        found = _indexed(connection, total)
    else:
        found = ((word, members.numbers, members.packed_bits()) for word, members in words.in_order())
    for word, numbers, bits in found:
        if writer.add(word, numbers, bits):
            # How far a word stands behind in the dictionary is good enough.
            report(min(0.99, max(0, ord(word[0]) - _FIRST_DIGIT) / _CHARACTERS))
    writer.finish()


def _indexed(connection: sqlite3.Connection, total: int) -> Iterator[tuple[str, array[int], int]]:
    """Every word with its items, as the full-text index has them, in its order: nothing is sorted."""
    connection.execute("DROP TABLE IF EXISTS temp.seal_vocabulary")
    connection.execute("CREATE VIRTUAL TABLE temp.seal_vocabulary USING fts5vocab(main, seal_text, instance)")
    few = total <= _WINDOW
    for word, packed in connection.execute(_PACKED if few else _LISTED):
        if few:
            codes = sets.unpacked(packed.encode("utf-32-le", "surrogatepass"))
            numbers = array("I", [code - _FIRST for code in codes])
        else:
            numbers = array("I", [int(number) for number in packed.split()])
        yield word, numbers, 0
    connection.execute("DROP TABLE temp.seal_vocabulary")


class _Node:
    """A beginning that the word at hand has: the items with it so far, and the first set that was kept under it."""

    __slots__ = ("bits", "first", "numbers")

    def __init__(self) -> None:
        self.bits = 0
        self.numbers = array("I")
        self.first = 0


class _Writer:
    """Goes through all words in their order, and puts the sets of beginnings together as it leaves them."""

    def __init__(self, connection: sqlite3.Connection, total: int) -> None:
        self._least = max(1, total // _SHARE)
        self._size = total
        self._connection = connection
        self._word = ""
        # One for each beginning of the word, from the first letter on.
        self._nodes: list[_Node] = []

    def add(self, word: str, numbers: array[int], bits: int) -> bool:
        """Take the next word; whether it begins with another letter than the last.

        Args:
            word: the word.
            numbers: items that have it, one perhaps several times.
            bits: others that have it.
        """
        alike = len(_shared(self._word, word[:_DEEPEST]))
        self._leave(alike)
        self._word = word[:_DEEPEST]
        self._nodes += [_Node() for _ in range(len(self._word) - alike)]
        node = self._nodes[-1]
        if len(word) > _DEEPEST or (not bits and len(numbers) < self._least):
            node.numbers.extend(numbers)
            node.bits |= bits
            return not alike
        bits |= sets.from_numbers(numbers, self._size)
        count = bits.bit_count()
        if count >= self._least:
            node.first = node.first or count
            self._keep(word + " ", bits)
        node.bits |= bits
        return not alike

    def finish(self) -> None:
        """Leave the last word."""
        self._leave(0)

    def _leave(self, depth: int) -> None:
        """Give the items of all beginnings longer than that to the one before each, and keep those that many have."""
        while len(self._nodes) > depth:
            node = self._nodes.pop()
            beginning = self._word[: len(self._nodes) + 1]
            count = 0
            if node.bits or len(node.numbers) >= self._least:
                bits = node.bits | sets.from_numbers(node.numbers, self._size)
                count = bits.bit_count()
                if count >= self._least:
                    node.bits = bits
                    del node.numbers[:]
            above = self._nodes[-1] if self._nodes else _Node()
            above.bits |= node.bits
            above.numbers.extend(node.numbers)
            if count >= self._least and count != node.first:
                self._keep(beginning, node.bits)
                node.first = count
            above.first = above.first or node.first

    def _keep(self, beginning: str, bits: int) -> None:
        row = (FACET, beginning, bits.bit_count(), *encoding.deflate(bits))
        self._connection.execute("INSERT INTO main.seal_set VALUES (?, ?, ?, ?, ?, ?)", row)


def _shared(first: str, last: str) -> str:
    """What two words begin with alike."""
    for at, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            return first[:at]
    return min(first, last, key=len)
