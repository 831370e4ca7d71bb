"""The tree of actors as a pane shows it, in its order: written when a crisis is sealed, read a branch at a time."""

from __future__ import annotations

from itertools import count

from iptui.store.damage import reading
from iptui.store.errors import DamageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from typing import TypeAlias

    from iptui.store.catalogue import Catalogue
    from iptui.store.sets import Selection

    Branch: TypeAlias = tuple[str, str, str, int, int]

__all__ = ["branches", "busiest", "every_branch", "roots", "write"]

_COUNTED = """SELECT coalesce(parent, ''), id, name, n FROM actor
              JOIN seal_set ON facet = 'actor' AND value = id WHERE n > 0"""
_PAGE = 200
_BRANCH = "SELECT parent, id, name, n, branches FROM seal_branch"


def write(connection: sqlite3.Connection) -> None:
    """Write `seal_branch`, once the sets of the actors are there."""
    from iptui.text import safe

    found = connection.execute(_COUNTED).fetchall()
    known = {id_ for _, id_, _, _ in found}
    below: dict[str, list[tuple[int, str, str, str]]] = {}
    for parent, id_, name, n in found:
        below.setdefault(parent if parent in known else "", []).append((-n, safe(name).casefold(), id_, name))
    connection.executemany(
        "INSERT INTO seal_branch VALUES (?, ?, ?, ?, ?, ?)",
        (
            (parent, place, id_, name, -n, len(below.get(id_, ())))
            for parent, under in sorted(below.items())
            for place, (n, _, id_, name) in enumerate(sorted(under))
        ),
    )


def branches(catalogue: Catalogue, parent: str, most: int, first: int = 0) -> list[Branch]:
    """What rolls up to an actor directly and has any items, the busiest first.

    Args:
        catalogue: the open crisis.
        parent: the actor; empty for what rolls up to none.
        most: at most so many.
        first: the place of the first of them.

    Returns:
        Of each: what it rolls up to, id, name, how many items it has with all that rolls up to it, and how many roll
        up to it directly.

    Raises:
        DatabaseError: when the file is damaged.
    """
    return _read(catalogue, f"{_BRANCH} WHERE parent = ? AND place >= ? ORDER BY place LIMIT ?", parent, first, most)


def every_branch(catalogue: Catalogue) -> list[Branch]:
    """All of them, those of the same actor in their order.

    Raises:
        DatabaseError: when the file is damaged.
    """
    return _read(catalogue, f"{_BRANCH} ORDER BY parent, place")


def roots(catalogue: Catalogue) -> int:
    """How many actors with any items roll up to no other.

    Raises:
        DatabaseError: when the file is damaged.
    """
    (found,) = catalogue.numbers("SELECT coalesce(max(place) + 1, 0) FROM seal_branch WHERE parent = ''")
    return found


def busiest(catalogue: Catalogue, selection: Selection, most: int) -> list[tuple[str, str]]:
    """The actors that roll up to no other and have most items of a selection, with all that rolls up to them.

    Args:
        catalogue: the open crisis.
        selection: the items that count.
        most: at most so many actors.

    Returns:
        Id and name of each that has any, the busiest first, of equally busy ones by name.

    Raises:
        DatabaseError: when the file is damaged.
    """
    found: list[tuple[int, str, str]] = []
    for first in count(0, _PAGE):
        page = branches(catalogue, "", _PAGE, first)
        # Nobody has more items of a selection than in all, and those with most in all come first.
        if not page or (len(found) == most and page[0][3] < -found[-1][0]):
            break
        items = catalogue.counts(selection, "actor", [id_ for _, id_, *_ in page])
        found += [(-items[id_], name, id_) for _, id_, name, *_ in page if items.get(id_)]
        found = sorted(found)[:most]
    return [(id_, name) for _, name, id_ in found]


def _read(catalogue: Catalogue, query: str, *values: str | int) -> list[Branch]:
    with reading(catalogue.file):
        found: list[Branch] = catalogue.connection.execute(query, values).fetchall()
        parents, ids, names, *numbers = zip(*found, strict=True) if found else ((),) * 5
        # The table is STRICT, but whoever damages a file does not ask.
        if {*map(type, parents), *map(type, ids), *map(type, names)} - {str}:
            raise DamageError("damaged: the name of an actor is not of its type")
        if {kind for column in numbers for kind in map(type, column)} - {int}:
            raise DamageError("damaged: the items of an actor are not counted")
    return found
