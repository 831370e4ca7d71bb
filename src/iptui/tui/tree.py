"""The actors as a tree: a state over its bodies over its persons; what belongs to no state has roots of its own."""

from __future__ import annotations

from functools import cached_property

import iptui.text as texts
from iptui.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from typing import NamedTuple

    from iptui.model import Actor
else:
    from iptui.tuples import NamedTuple

__all__ = ["OPENED_AT_FIRST", "Branch", "Tree"]

OPENED_AT_FIRST = 2
"""Of the roots, how many have their branches shown before anything is opened or closed."""
_DEEPEST = 16


class Branch(NamedTuple):
    """One actor as a line of the tree.

    Attributes:
        id: the actor.
        name: safe text.
        depth: from 0 at a root.
        fold: `▾` where its branches are shown, `▸` where they are hidden, a space where it has none.
        lit: the words that are lit in the name.
        found: whether it is what was sought, perhaps by another spelling, and not only above it.
    """

    id: str
    name: str
    depth: int
    fold: str
    lit: tuple[str, ...] = ()
    found: bool = False

    @property
    def spans(self) -> Sequence[tuple[int, int]]:
        """What is lit in the name; worked out for what is drawn, and not for all that is found."""
        return texts.find_matches(self.name, self.lit) if self.lit else ()


class Tree:
    """The actors that anything is known of, each under the one it rolls up to, the busiest first."""

    def __init__(
        self,
        branches: Iterable[tuple[str, str, str, int, int]],
        *,
        roots: int | None = None,
        spelled: Callable[[], Iterable[Actor]] | None = None,
    ) -> None:
        """Put the tree together; what is not looked at is not made safe.

        Args:
            branches: of every actor that anything is known of what it rolls up to, empty for none; id, name, how many
                items it has, and how many roll up to it; what rolls up to the same actor in the order of the tree.
            roots: how many roll up to none, where not all are given.
            spelled: gives the actors with their other spellings, when one is sought for the first time; without it
                they have none.
        """
        self._named: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._children: dict[str, list[str]] = {}
        self.most = 0
        for parent, id_, name, items, below in branches:
            if id_ in self._named:
                continue  # Whoever forges the table cannot make rings of it.
            self._named[id_] = name
            self._children.setdefault(parent, []).append(id_)
            if below:
                self._sizes[id_] = below
            self.most = max(self.most, items)
        self._sizes[""] = len(self.roots) if roots is None else roots
        self._spelled = spelled
        self._spellings: dict[str, tuple[str, ...]] = {}
        self._worded: dict[str, tuple[str, ...]] = {}
        self._narrowed: tuple[str, Collection[str] | None] = ("", None)

    @cached_property
    def _parents(self) -> dict[str, str]:
        return {id_: parent for parent, below in self._children.items() if parent for id_ in below}

    def __len__(self) -> int:
        """The number of actors."""
        return len(self._named)

    @property
    def roots(self) -> Sequence[str]:
        """The actors that roll up to no other."""
        return self._children.get("", ())

    def parent(self, actor: str) -> str | None:
        """What an actor rolls up to."""
        return self._parents.get(actor)

    def has_children(self, actor: str) -> bool:
        """Whether anything rolls up to an actor."""
        return actor in self._sizes

    def name(self, actor: str) -> str:
        """The name of an actor, safe; its id where it is not in the tree."""
        return safe(self._named.get(actor) or actor)

    def lineage(self, actor: str) -> list[str]:
        """What an actor rolls up to, nearest first."""
        found: list[str] = []
        above = self._parents.get(actor)
        while above is not None and len(found) < _DEEPEST:
            found.append(above)
            above = self._parents.get(above)
        return found

    def count(self, opened: frozenset[str]) -> int:
        """How many lines the tree has; `opened` as in `visible`."""
        number, waiting = 0, [""]
        while waiting:
            above = waiting.pop()
            number += self._sizes.get(above, 0)
            waiting += [one for one in self._children.get(above, ()) if one in opened]
        return number

    def visible(self, opened: frozenset[str], sought: str = "", most: int | None = None) -> list[Branch]:
        """The lines of the tree.

        Args:
            opened: the actors whose branches are shown.
            sought: words that one spelling of an actor must have; what it rolls up to is shown with it.
            most: at most so many lines, from the first on; for the whole tree only.
        """
        words = sought.split()
        if not words:
            return self._walk(opened, most=most)
        hits: set[str] = set()
        shown: set[str] = set()
        if not self._spellings:
            self._spellings = {id_: (safe(name),) for id_, name in self._named.items()}
            for one in self._spelled() if self._spelled is not None else ():
                if one.id in self._named:
                    self._spellings[one.id] = (safe(one.name), *map(safe, one.aliases))
        # As a search has it: the words of a name, each by its beginning, of several that belong together the last one.
        beginnings = [f" {' '.join(texts.tokens(word))}" for word in words]
        if " " in beginnings:
            return []
        # With a letter more, only what had those before can be found.
        narrowed = self._narrowed if sought.startswith(self._narrowed[0]) else ("", None)
        for actor in self._spellings if narrowed[1] is None else narrowed[1]:
            worded = self._worded.get(actor)
            if worded is None:
                names = self._spellings[actor]
                worded = self._worded[actor] = tuple(f" {' '.join(texts.tokens(name))}" for name in names)
            if any(all(beginning in name for beginning in beginnings) for name in worded):
                hits.add(actor)
                if actor not in shown:
                    shown.update((actor, *self.lineage(actor)))
        self._narrowed = (sought, hits)
        return self._walk(frozenset(shown), shown, hits, words)

    def _walk(
        self,
        opened: frozenset[str],
        only: set[str] | None = None,
        hits: Collection[str] = (),
        words: Sequence[str] = (),
        *,
        most: int | None = None,
    ) -> list[Branch]:
        lines: list[Branch] = []
        waiting = [(id_, 0) for id_ in reversed(self.roots)]
        while waiting and (most is None or len(lines) < most):
            actor, depth = waiting.pop()
            if only is not None and actor not in only:
                continue
            fold = " " if actor not in self._sizes else "▾" if actor in opened else "▸"
            is_hit = actor in hits
            lines.append(Branch(actor, self.name(actor), depth, fold, tuple(words) if is_hit else (), is_hit))
            if actor in opened and depth < _DEEPEST:
                waiting += [(id_, depth + 1) for id_ in reversed(self._children.get(actor, ()))]
        return lines
