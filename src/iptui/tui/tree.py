"""The actors as a tree: a state over its bodies over its persons; what belongs to no state has roots of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iptui.model import Actor
from iptui.text import find_matches, fold, safe, tokens

__all__ = ["Branch", "Tree"]

_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Branch:
    """One actor as a line of the tree.

    Attributes:
        id: the actor.
        name: safe text.
        depth: from 0 at a root.
        fold: `▾` where its branches are shown, `▸` where they are hidden, a space where it has none.
        spans: what is lit in the name.
        found: whether it is what was sought, perhaps by another spelling, and not only above it.
    """

    id: str
    name: str
    depth: int
    fold: str
    spans: tuple[tuple[int, int], ...] = ()
    found: bool = False


class Tree:
    """The actors that anything is known of, each under the one it rolls up to, the busiest first."""

    def __init__(self, actors: Sequence[Actor], totals: Mapping[str, int]) -> None:
        """Put the tree together.

        Args:
            actors: every actor.
            totals: how many items each has, with what rolls up to it; actors without any are left out.
        """
        known = {actor.id: actor for actor in actors if totals.get(actor.id)}
        self._names = {id_: safe(actor.name) for id_, actor in known.items()}
        self._spellings = {id_: (safe(actor.name), *map(safe, actor.aliases)) for id_, actor in known.items()}
        self._folded: dict[str, str] = {}
        self._parents = {id_: actor.parent for id_, actor in known.items() if actor.parent in known}
        children: dict[str | None, list[str]] = {}
        for id_ in sorted(known, key=lambda one: (-totals[one], self._names[one].casefold(), one)):
            children.setdefault(self._parents.get(id_), []).append(id_)
        self._children = children
        self.most = max((totals[id_] for id_ in known), default=0)

    def __len__(self) -> int:
        """The number of actors."""
        return len(self._names)

    @property
    def roots(self) -> Sequence[str]:
        """The actors that roll up to no other."""
        return self._children.get(None, ())

    def parent(self, actor: str) -> str | None:
        """What an actor rolls up to."""
        return self._parents.get(actor)

    def has_children(self, actor: str) -> bool:
        """Whether anything rolls up to an actor."""
        return actor in self._children

    def name(self, actor: str) -> str:
        """The name of an actor, safe; its id where it is not in the tree."""
        return self._names.get(actor) or safe(actor)

    def lineage(self, actor: str) -> list[str]:
        """What an actor rolls up to, nearest first."""
        found: list[str] = []
        above = self._parents.get(actor)
        while above is not None and len(found) < _DEEPEST:
            found.append(above)
            above = self._parents.get(above)
        return found

    def visible(self, opened: frozenset[str], sought: str = "") -> list[Branch]:
        """The lines of the tree.

        Args:
            opened: the actors whose branches are shown.
            sought: words that one spelling of an actor must have; what it rolls up to is shown with it.
        """
        words = sought.split()
        if not words:
            return self._walk(opened)
        hits: dict[str, tuple[tuple[int, int], ...]] = {}
        shown: set[str] = set()
        parts = [part for word in words for part in tokens(word)]
        for actor, spellings in self._spellings.items():
            folded = self._folded.get(actor)
            if folded is None:
                folded = self._folded[actor] = "\n".join(map(fold, spellings))
            if not all(part in folded for part in parts):
                continue
            if any(all(find_matches(name, [word]) for word in words) for name in spellings):
                hits[actor] = tuple(find_matches(self._names[actor], words))
                shown.update((actor, *self.lineage(actor)))
        return self._walk(frozenset(shown), shown, hits)

    def _walk(
        self,
        opened: frozenset[str],
        only: set[str] | None = None,
        hits: Mapping[str, tuple[tuple[int, int], ...]] | None = None,
    ) -> list[Branch]:
        hits = hits or {}
        lines: list[Branch] = []
        waiting = [(id_, 0) for id_ in reversed(self.roots)]
        while waiting:
            actor, depth = waiting.pop()
            if only is not None and actor not in only:
                continue
            below = self._children.get(actor, ())
            fold = " " if not below else "▾" if actor in opened else "▸"
            lines.append(Branch(actor, self._names[actor], depth, fold, hits.get(actor, ()), actor in hits))
            if actor in opened and depth < _DEEPEST:
                waiting += [(id_, depth + 1) for id_ in reversed(below)]
        return lines
