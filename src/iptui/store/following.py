"""What follows from the facts, actors, sources and the place of an item: how they are shown, and where it is found.

Each combination is worked out when it is first met, and noted by one call per item from then on.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from iptui.store.gathering import Gathered, Members
from iptui.store.latest import Latest
from iptui.store.words import Words
from iptui.text import fold

__all__ = ["Facts", "Following", "Involved", "Sourced"]

_REMEMBERED = 20_000
_NOTHING = (None, None, None)
_ACTOR_ONLY = ("actor",)
_RANKS = {
    "event": {"initiator": 0, "participant": 1, "target": 2},
    "statement": {"speaker": 0, "on_behalf_of": 1, "addressee": 2},
}
"""The order in which an item names its actors, as in the view `timeline`; any other role comes after these."""
_FACETS_OF_ROLE = {
    "initiator": ("actor", "by"),
    "target": ("actor", "target"),
    "victim": ("actor", "target"),
    "speaker": ("actor", "speaker"),
    "on_behalf_of": ("actor", "speaker", "behalf"),
    "addressee": ("actor", "addressee"),
}


Note = Callable[[int], None]
"""To be called with the `seq` of each item that something follows for, in rising order."""


class Facts(NamedTuple):
    """What comes in few combinations, as columns of `seal_item`; quad and score are those of the type."""

    note: Note
    kind: str
    date_prec: int
    basis: str
    form: str | None
    type: str | None
    quad: int | None
    score: float | None
    status: str


class Sourced(NamedTuple):
    """The sources of an item: how many they are."""

    note: Note
    number: int


class Involved(NamedTuple):
    """The actors of an item: as a row shows them, and as the text index holds them."""

    notes: tuple[Note, ...]
    shown: str
    words: str


class Following:
    """Works out what follows, and remembers it.

    Attributes:
        facts: by the facts of an item, as `sequence` packs them.
        involved: by the kind of an item and its actors as they are packed.
        sourced: by its sources as they are packed.
        placed: by its place.
        place_words: the words of each place.
    """

    def __init__(
        self, connection: sqlite3.Connection, sets: Gathered, words: Words | None, between: str, within: str
    ) -> None:
        """Read actors, places, sources and codes.

        Args:
            connection: to the database.
            sets: where the sets of items are gathered.
            words: where the words of items are gathered, if they are.
            between: what parts packed actors, and sources, from each other.
            within: what parts an actor from its role.
        """
        self._sets = sets
        self._words = words
        self._between, self._within = between, within
        self._actor_names = _pairs(connection, "SELECT id, name FROM actor")
        self._actor_words = _names(connection, "actor")
        self.place_words = _names(connection, "place")
        self._above = _ancestors(connection, "actor")
        self._areas = _ancestors(connection, "place")
        self._located = _pairs(connection, "SELECT id, 1 FROM place WHERE lat IS NOT NULL")
        self._grades = _pairs(connection, "SELECT id, reliability FROM source")
        self._types, self._modes = _codes(connection)
        self.facts = Latest(self._read_facts, _REMEMBERED)
        self.involved = Latest(self._read_actors, _REMEMBERED)
        self.sourced = Latest(self._read_sources, _REMEMBERED)
        self.placed = Latest(self._read_place, _REMEMBERED)
        self._actor_notes: dict[tuple[str, str], Note] = {}

    def forget(self, words: Words | None) -> None:
        """Begin anew, as after `Gathered.forget`."""
        self._words = words
        for known in (self.facts, self.involved, self.sourced, self.placed, self._actor_notes):
            known.clear()

    def _note(self, targets: Iterable[Members]) -> Note:
        return self._sets.note(targets).append

    def _read_facts(self, packed: str) -> Facts:
        kind, prec, basis, scheme, type_, mode, status, form, language, context, noted, quoted, undated = json.loads(
            packed
        )
        quad, score, plover = self._types.get((scheme, type_), _NOTHING)
        if mode is not None:
            score = self._modes.get((scheme, type_, mode), score)
        found: list[tuple[str, object]] = [
            ("kind", kind), ("prec", prec), ("basis", basis), ("type", type_), ("type", plover), ("quad", quad),
            ("mode", mode), ("status", status), ("form", form), ("lang", language),
            ("is", "undated" if undated else "dated"), ("has", "note" if noted else None),
            ("has", "quote" if quoted else None),
        ]  # fmt: skip
        found += [("context", code) for code in (context or "").split()]
        note = self._note(self._sets.of(facet, value) for facet, value in found if value is not None)
        return Facts(note, kind, prec, basis, form, type_, quad, score, status)

    def _read_actors(self, key: tuple[str, str | None]) -> Involved:
        kind, packed = key
        if packed is None:
            return Involved((), "", "")
        parted = (each.rpartition(self._within) for each in packed.split(self._between))
        # In the order of the primary key.
        involved = sorted((actor, role) for actor, _, role in parted)
        return Involved(tuple(map(self._note_of_actor, involved)), *self._names(kind, involved))

    def _names(self, kind: str, involved: list[tuple[str, str]]) -> tuple[str, str]:
        """The actors of an item: as a row shows them, and as the text index holds them."""
        ranks = _RANKS[kind]
        shown: dict[str, int] = {}
        indexed: dict[str, None] = {}
        for actor, role in involved:
            name = self._actor_names.get(actor)
            if name is not None:
                # The first role of an actor counts.
                shown.setdefault(str(name), ranks.get(role, 3))
                indexed[self._actor_words[actor]] = None
        ordered = sorted(shown, key=lambda name: (shown[name], name))
        if kind == "statement":
            # One row names its speakers in one place: who says a thing together must not look like one of them.
            together = [name for name in ordered if shown[name] == 0]
            ordered = [" and ".join(together), *ordered[len(together) :]] if together else ordered
        return ", ".join(ordered), " / ".join(indexed)

    def _note_of_actor(self, actor_and_role: tuple[str, str]) -> Note:
        """Notes an item for an actor in a role, and for all that the actor is under."""
        found = self._actor_notes.get(actor_and_role)
        if found is None:
            actor, role = actor_and_role
            targets = [
                self._sets.of(facet, ancestor)
                for facet in _FACETS_OF_ROLE.get(role, _ACTOR_ONLY)
                for ancestor in self._above.get(actor, (actor,))
            ]
            found = self._note([*targets, *self._of_words(self._actor_words.get(actor, ""))])
            self._actor_notes[actor_and_role] = found
        return found

    def _read_sources(self, packed: str | None) -> Sourced:
        """Of each source, and of the best grade."""
        if packed is None:
            return Sourced(self._note(()), 0)
        named = list(dict.fromkeys(packed.split(self._between)))
        targets = [self._sets.of("source", source) for source in named]
        targets.append(self._sets.of("grade", min(str(self._grades[source]) for source in named)))
        return Sourced(self._note(targets), len(named))

    def _read_place(self, place: str) -> Note:
        targets = [self._sets.of("place", larger) for larger in self._areas.get(place, ())]
        if place in self._located:
            targets.append(self._sets.of("has", "coordinates"))
        return self._note([*targets, *self._of_words(self.place_words.get(place, ""))])

    def _of_words(self, text: str) -> Iterator[Members]:
        return iter(()) if self._words is None else iter(self._words.of(text))


def _pairs(connection: sqlite3.Connection, query: str) -> dict[str, object]:
    return dict(connection.execute(query))


def _codes(
    connection: sqlite3.Connection,
) -> tuple[
    dict[tuple[object, object], tuple[int | None, float | None, str | None]],
    dict[tuple[object, object, object], float],
]:
    """Quad class, score and PLOVER type of every type, and the score of every mode that has one."""
    types = {
        (scheme, code): (quad, score, plover)
        for scheme, code, quad, score, plover in connection.execute(
            "SELECT scheme, code, quad, score, plover FROM codebook WHERE kind = 'type' AND parent = ''"
        )
    }
    modes = {
        (scheme, parent, code): score
        for scheme, parent, code, score in connection.execute(
            "SELECT scheme, parent, code, score FROM codebook WHERE kind = 'mode' AND score IS NOT NULL"
        )
    }
    return types, modes


def _ancestors(connection: sqlite3.Connection, table: str) -> dict[str, list[str]]:
    """Every id with itself and all that it lies under."""
    parents = dict(connection.execute(f"SELECT id, parent FROM {table}"))
    found: dict[str, list[str]] = {}
    for start in parents:
        chain: list[str] = []
        at: str | None = start
        while at is not None and at not in chain:
            chain.append(at)
            at = parents.get(at)
        found[start] = chain
    return found


def _names(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Every id with its name and its spellings, folded, as the text index holds them."""
    found = {id_: [name] for id_, name in connection.execute(f"SELECT id, name FROM {table}")}
    for id_, name in connection.execute(f"SELECT {table}, name FROM {table}_alias ORDER BY rowid"):
        if name not in found[id_]:
            found[id_].append(name)
    return {id_: fold(" / ".join(names)) for id_, names in found.items()}
