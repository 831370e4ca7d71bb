"""The busiest actors and what rolls up to some of them, without reading ten thousand others: for the first screen."""

from __future__ import annotations

from iptui.store.damage import reading
from iptui.store.errors import DamageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from iptui.store.catalogue import Catalogue

    Known: TypeAlias = tuple[str, str, str | None, int]

__all__ = ["below", "leading"]

_LEADING = """SELECT id, name, parent, n FROM (SELECT value, n FROM seal_set WHERE facet = 'actor' AND n > 0
                                                 ORDER BY n DESC LIMIT ?) JOIN actor ON id = value"""
# CROSS JOIN: SQLite takes them in this order, and the actors to look up are few.
_BELOW = """SELECT id, name, parent, n FROM actor CROSS JOIN seal_set ON facet = 'actor' AND value = id
            WHERE parent IN ({}) AND n > 0"""


def leading(catalogue: Catalogue, most: int) -> list[Known] | None:
    """The actors with more items than most others: id, name, what each rolls up to, and how many items; in no order.

    Nobody is left out who has as many items as one of them, nor what one of them rolls up to.

    Args:
        catalogue: the open crisis.
        most: at most so many are read.

    Returns:
        Them; None where there are no more actors than that.

    Raises:
        DatabaseError: when the file is damaged.
    """
    found = _known(catalogue, _LEADING, (most,))
    if len(found) < most:
        return None
    # There may be others with as many items as the last.
    least = min(n for *_, n in found)
    sure = [one for one in found if one[3] > least]
    ids = {one[0] for one in sure}
    return sure if all(parent is None or parent in ids for _, _, parent, _ in sure) else None


def below(catalogue: Catalogue, actors: Sequence[str]) -> list[Known]:
    """What rolls up to some actors directly and has any items, as `leading` gives them.

    Raises:
        DatabaseError: when the file is damaged.
    """
    return _known(catalogue, _BELOW.format(", ".join("?" * len(actors))), tuple(actors))


def _known(catalogue: Catalogue, query: str, values: tuple[str | int, ...]) -> list[Known]:
    with reading(catalogue.file):
        found = catalogue.connection.execute(query, values).fetchall()
        for id_, name, parent, n in found:
            if not (isinstance(id_, str) and isinstance(name, str) and isinstance(n, int)):
                raise DamageError("damaged: an actor is not of its type")
            if not (parent is None or isinstance(parent, str)):
                raise DamageError("damaged: what an actor rolls up to is not of its type")
    return found
