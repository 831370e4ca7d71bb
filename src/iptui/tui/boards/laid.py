"""Entries laid out as a board, and the entry at which an item, or what is nearest to it in time, stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from iptui.tui.format.pieces import Line
from iptui.tui.widgets.board import Entry

__all__ = ["Laid", "Placed", "plain"]

Placed = tuple[Entry, int | None]
"""An entry, with the place in time (`seq`) by which it can be found; None where it is not to be found."""


def plain(write: Callable[[int], Sequence[Line]]) -> Callable[[int, int | None], Sequence[Line]]:
    """A block without parts, from what writes it in a number of cells."""
    return lambda width, _part: write(width)


class Laid:
    """A board that does not change.

    Attributes:
        entries: the lines.
        summary: what the head says, for the cells of a line.
        empty: what is said where there are no entries.
    """

    def __init__(self, placed: Iterable[Placed], summary: Callable[[int], Line], empty: str) -> None:
        """Lay out entries; of those about one item the first placed one counts."""
        found = list(placed)
        self.entries: Sequence[Entry] = tuple(entry for entry, _ in found)
        self.summary = summary
        self.empty = empty
        self._items: dict[str, int] = {}
        self._seqs: dict[int, int] = {}
        for number, (entry, seq) in enumerate(found):
            if seq is not None and entry.item is not None:
                self._items.setdefault(entry.item, number)
                self._seqs.setdefault(seq, number)

    @cached_property
    def _order(self) -> list[int]:
        return sorted(self._seqs)

    @cached_property
    def _keys(self) -> dict[str, int]:
        return {entry.key: number for number, entry in enumerate(self.entries) if entry.key}

    def of_item(self, item: str | None) -> int | None:
        """The entry about an item, None where there is none."""
        return None if item is None else self._items.get(item)

    def of_key(self, key: str | None) -> int | None:
        """The entry of a key, None where there is none."""
        return None if key is None else self._keys.get(key)

    def nearest(self, seq: int | None) -> int | None:
        """The entry about the item nearest in time to a `seq`, None where no entry has a place in time."""
        order = self._order
        if not order or seq is None:
            return None
        at = bisect_left(order, seq)
        near = min(order[max(0, at - 1) : at + 1], key=lambda one: abs(one - seq))
        return self._seqs[near]

    def first(self, prefix: str) -> int | None:
        """The first entry whose key begins so."""
        return next((number for number, entry in enumerate(self.entries) if entry.key.startswith(prefix)), None)
