"""From a passage or a claim to the items that stand on it, and to the words quoted from it. Reading only."""

from __future__ import annotations

from collections.abc import Iterable

from iptui.filters import Filter
from iptui.model import Claim, Passage
from iptui.store.catalogue import Catalogue
from iptui.store.damage import reading
from iptui.store.naming import resolve

__all__ = ["event_of_claim", "items_at", "quote_at", "quote_of", "sources_named"]


def quote_of(catalogue: Catalogue, claim: Claim) -> str | None:
    """The words quoted where a claim was made: those of its statement, else of a statement with its passage.

    Raises:
        DatabaseError: when the file is damaged.
    """
    if claim.statement is not None:
        found = catalogue.texts(
            "SELECT quote FROM statement WHERE id = ? AND quote IS NOT NULL",
            claim.statement,
        )
        if found:
            return found[0]
    return quote_at(catalogue, claim.passage)


def quote_at(catalogue: Catalogue, passage: Passage) -> str | None:
    """The words that a statement quotes from a passage, None where it holds no quotation.

    Raises:
        DatabaseError: when the file is damaged.
    """
    found = catalogue.texts(
        "SELECT quote FROM statement WHERE passage = ? AND quote IS NOT NULL ORDER BY rowid LIMIT 1", passage.id
    )
    return found[0] if found else None


def items_at(catalogue: Catalogue, passages: Iterable[Passage]) -> list[str]:
    """The statements and events that stand on any of some passages, statements first.

    Raises:
        DatabaseError: when the file is damaged.
    """
    items: dict[str, None] = {}
    for passage in passages:
        items.update(dict.fromkeys(catalogue.texts("SELECT id FROM statement WHERE passage = ?", passage.id)))
    for passage in passages:
        items.update(dict.fromkeys(catalogue.texts("SELECT event FROM evidence WHERE passage = ?", passage.id)))
    return list(items)


def event_of_claim(catalogue: Catalogue, claim: str) -> str | None:
    """The event that a claim is about, None where there is no claim of that id.

    Raises:
        DatabaseError: when the file is damaged.
    """
    found = catalogue.texts("SELECT event FROM claim WHERE id = ?", claim)
    return found[0] if found else None


def sources_named(catalogue: Catalogue, wanted: Filter) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of the sources that a filter asks for, and of those that it leaves out.

    Raises:
        FilterError: when it names a source that there is not.
        DatabaseError: when the file is damaged.
    """
    asked: set[str] = set()
    left_out: set[str] = set()
    with reading(catalogue.path):
        for term in wanted.terms:
            if term.key == "source":
                (left_out if term.negated else asked).update(resolve(catalogue, wanted, term))
    return frozenset(asked), frozenset(left_out)
