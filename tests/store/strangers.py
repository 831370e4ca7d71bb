"""What the tests of strangers' databases share: reading everything, damaging bytes, checking a refusal."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from iptui.filters import FilterError, parse
from iptui.store import details
from iptui.store.catalogue import Catalogue
from iptui.store.errors import DatabaseError
from iptui.store.naming import names
from iptui.store.sets import Selection


def read_all(path: Path) -> int:
    """Everything that the explorer could ask."""
    with Catalogue.open(path) as catalogue:
        rows = catalogue.rows(Selection(catalogue.everything))
        catalogue.info()
        catalogue.actors()
        for kind in ("actor", "place", "source", "event", "item"):
            names(catalogue, kind)
        for facet in ("actor", "kind", "type", "is", "mark", "grade"):
            catalogue.counts(Selection(catalogue.everything), facet)
        for row in rows:
            details.detail(catalogue, row.id)
        details.sources(catalogue)
        details.memberships(catalogue)
        details.disagreements(catalogue)
        details.claims_of(catalogue)
        catalogue.density(Selection(catalogue.everything), range(1_705_000_000, 1_706_000_000, 86400))
        for words in ("strike", "th", '"the north"', "actor:north since:2024-01-16 -is:undated"):
            catalogue.select(parse(words))
        listing = catalogue.listing(Selection(catalogue.everything))
        listing.lines(0, len(listing))
        return len(rows)


def opened(path: Path) -> None:
    """A database of our own making opens, and all of it is read."""
    # There need not be the actor that it asks for.
    with contextlib.suppress(FilterError):
        read_all(path)


def state(folder: Path) -> dict[str, str]:
    return {
        path.name: sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in sorted(folder.iterdir())
    }


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def refused(path: Path, message: str = "") -> None:
    before = state(path.parent)
    with pytest.raises(DatabaseError) as caught:
        read_all(path)
    text = str(caught.value)
    assert message in text, text
    assert path.name in text
    assert "\n" not in text
    assert state(path.parent) == before


def damaged(whole: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    changed = bytearray(whole)
    for _ in range(chance.choice([1, 1, 1, 2, 20])):
        at = chance.randrange(len(changed))
        if chance.random() < 0.5:
            changed[at] ^= 1 << chance.randrange(8)
        else:
            changed[at] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
    return bytes(changed)
