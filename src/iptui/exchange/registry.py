"""Actors and places of an import: each name gets one id, and becomes one row when it is first met.

The only part of an import that grows with its data: with the number of different actors and places, not of rows.
"""

from __future__ import annotations

import re
import unicodedata
from fnmatch import fnmatchcase

from iptui.exchange.specs import ActorSpec
from iptui.store.ingest import Batch

__all__ = ["Ids", "Registry", "slug"]

_OTHER = re.compile(r"[^a-z0-9]+")
_PLAIN = re.compile(r"[a-z0-9]++(?:-[a-z0-9]++)*+")
_LONGEST = 60
Place = tuple[str, float | None, float | None]


def slug(text: str) -> str:
    """An id of lower-case letters, digits and hyphens; empty where the text has no Latin letter or digit."""
    if _PLAIN.fullmatch(text) and len(text) <= _LONGEST:
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _OTHER.sub("-", text.lower())[:_LONGEST].strip("-")


class Ids:
    """Ids of one kind of record, each given once: a number stands after what another record has already."""

    def __init__(self) -> None:
        """Begin with none given."""
        self._used: set[str] = set()
        self._last: dict[str, int] = {}

    def make(self, base: str) -> str:
        """The base itself, or with the first number from 2 on that makes it one of its own."""
        found = base
        if found in self._used:
            # No id is ever given back, so the numbers up to the last one need not be tried again: names that are alike
            # come by the ten thousand (one town, many coordinates; names without a Latin letter).
            number = self._last.get(base, 1)
            while found in self._used:
                number += 1
                found = f"{base}-{number}"
            self._last[base] = number
        self._used.add(found)
        return found


class Registry:
    """Ids of actors and places over all files of an import; new ones are put into the batch."""

    def __init__(self, batch: Batch) -> None:
        """Take the batch that new rows go into."""
        self._batch = batch
        self._actors: dict[str, str] = {}
        self._places: dict[tuple[Place, str | None], str] = {}
        self._ids = {"actor": Ids(), "place": Ids()}
        self.names: dict[str, str] = {}

    def _id(self, kind: str, name: str) -> str:
        """An id made of a name, with a number after it where another name gives the same."""
        return self._ids[kind].make(slug(name) or kind)

    def actor(self, code: str, spec: ActorSpec) -> str:
        """The id of an actor by what the file calls it."""
        known = self._actors.get(code)
        if known is not None:
            return known
        size = spec.parent_prefix
        parent = self.actor(code[:size], spec) if 0 < size < len(code) else None
        name = spec.names.get(code) or _composed(code, spec) or code
        kind = next((kind for pattern, kind in spec.kinds.items() if fnmatchcase(code, pattern)), spec.kind)
        found = self._actors[code] = self._id("actor", code)
        self.names[found] = name
        self._batch.actor.append((found, name, kind, parent))
        if name != code:
            self._batch.actor_alias.append((found, code))
        return found

    def place(self, place: Place, kind: str, within: list[str]) -> str:
        """The id of a place, those it lies in made where they are new.

        Args:
            place: name, latitude, longitude.
            kind: what it is.
            within: the names of larger places, from the smallest up.
        """
        parent = self.place((within[0], None, None), "area", within[1:]) if within else None
        known = self._places.get((place, parent))
        if known is None:
            name, lat, lon = place
            known = self._places[(place, parent)] = self._id("place", name)
            self._batch.place.append((known, name, kind, parent, lat, lon))
        return known


def _composed(code: str, spec: ActorSpec) -> str | None:
    """The name of a code that is made of codes of equal length: `ISRMIL` is `Israel military`."""
    size = spec.parent_prefix
    if not size or len(code) <= size:
        return None
    parts = [spec.names.get(code[at : at + size]) for at in range(0, len(code), size)]
    return " ".join(part for part in parts if part) if all(parts) else None
