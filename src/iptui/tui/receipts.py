"""What the explorer asks about evidence: how each passage was proved, and a source as it can be read.

What may take long (`proofs`, `book`) is for worker threads: it opens the crisis database and the user's library anew
and closes them again, and shares nothing with the screen's own connection. Answers are records of `iptui.tui.format`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from iptui.model import Passage, Source
from iptui.store.catalogue import Catalogue
from iptui.store.errors import StoreError
from iptui.store.shelf import Stamp, library_stamp
from iptui.tui.format.book import Book, BookUse, Spot

if TYPE_CHECKING:
    from iptui.evidence.reading import Reading, ReadingPassage
    from iptui.store.cited import Use

__all__ = ["Proofs", "ReceiptError", "Receipts", "first_passage"]

_ARROW = " → "


class ReceiptError(Exception):
    """The database or the library cannot be read; the text is one sentence for the user."""


class Proofs(NamedTuple):
    """How the passages of a crisis were proved.

    Attributes:
        states: state by the passage's id; of a passage that is not in it no copy is attached.
        attached: the sources that a copy is attached of.
        stamp: which state of the library it was worked out from.
        problem: why there is nothing, or an empty text.
    """

    states: Mapping[int, str] = MappingProxyType({})
    attached: frozenset[str] = frozenset()
    stamp: Stamp = None
    problem: str = ""


class Receipts:
    """Asks the crisis database and the user's library."""

    def __init__(self, catalogue: Catalogue, *, ours: bool) -> None:
        """Belong to a database.

        Args:
            catalogue: the database as the screen has it open, for citations; no worker touches it.
            ours: whether it lies in our own cache and never changes.
        """
        self._catalogue = catalogue
        self._path = catalogue.path
        self._ours = ours

    def proofs(self) -> Proofs:
        """Prove every passage of the sources that copies are attached of."""
        stamp = library_stamp()
        if stamp is None:
            return Proofs()
        from iptui.evidence.reading import check
        from iptui.store.library import Library

        states: dict[int, str] = {}
        try:
            with self._catalogue.again() as catalogue:
                copies = Library().texts(catalogue.info().id)
                for checked in check(catalogue, copies, unattached=False):
                    states.update((id_, verdict.state.value) for id_, verdict in checked.verdicts.items())
        except StoreError as error:
            return Proofs(stamp=stamp, problem=str(error))
        return Proofs(states, frozenset(copies), stamp)

    def book(self, source: str) -> Book:
        """A source with its attached text and every passage that the crisis uses.

        Raises:
            ReceiptError: when there is no such source, or database or library cannot be read.
        """
        from iptui.evidence.reading import reading
        from iptui.store.library import Library

        try:
            with self._catalogue.again() as catalogue:
                found = reading(catalogue, Library(), source)
                titles = _titles(catalogue, found)
        except StoreError as error:
            raise ReceiptError(str(error)) from error
        if found is None:
            raise ReceiptError(f"the crisis has no source {source}")
        return Book(
            source=found.source,
            file=(found.copy.file or "a copy without a name") if found.copy is not None else "",
            identical=found.copy is not None and found.copy.text_sha256 == found.source.sha256,
            text=found.text,
            paragraphs=found.paragraphs,
            spots=tuple(_spot(one, titles) for one in found.passages),
            attach=self._attach(),
        )

    def citation(self, spot: Spot, book: Book) -> str:
        """The words of a passage with a full citation, as plain text: data, to be made safe before it is shown.

        For the thread of the screen.

        Raises:
            DatabaseError: when the database is damaged.
        """
        from iptui.evidence.cite import Citation, Reference, plain

        said = next((use.item for use in spot.uses if use.kind == "statement" and use.item is not None), None)
        if said is not None and spot.quotes:
            return self.cited(said)
        place = Reference(book.source, ((spot.passage, None),))
        where = plain(Citation(book.source.id, "source", book.source.title, None, None, None, None, (place,)))
        if spot.state in ("exact", "moved") and spot.span is not None:
            return f"“{book.text[slice(*spot.span)]}” In: {where}"
        return where

    def cited(self, item: str) -> str:
        """An event or statement with its full citation, and the command that opens the explorer on it: data.

        For the thread of the screen.

        Raises:
            DatabaseError: when the database is damaged.
        """
        from iptui.evidence.cite import cite, plain

        found = cite(self._catalogue, item)
        return "" if found is None else f"{plain(found)}\n{self._command('', f'id:{item}')}"

    def _command(self, name: str, *words: str) -> str:
        """A command line for this database."""
        database: tuple[str, ...] = ()
        if not self._ours:
            database = ("-d", str(self._path)) if name else (str(self._path),)
        return " ".join(["iptui", *([name] if name else []), *map(shlex.quote, (*database, *words))])

    def _attach(self) -> str:
        return f"{self._command('attach')} FILE"


def first_passage(passages: Iterable[Passage], proofs: Proofs, sources: Mapping[str, Source]) -> Passage | None:
    """The first passage that can be read in a copy, else the first, else None.

    Args:
        passages: in any order.
        proofs: says which sources can be read in a copy.
        sources: the sources by id; of the best graded, and then of the first published, the first passage counts.
    """
    from iptui.evidence.cite import by_grade

    every = sorted(passages, key=lambda one: (*by_grade(sources[one.source]), one.start, one.end))
    return next((one for one in every if one.source in proofs.attached), every[0] if every else None)


def _titles(catalogue: Catalogue, found: Reading | None) -> dict[str, str]:
    """The titles of the items that links lead between: a link's own label has only their ids."""
    ids = {
        id_
        for one in (found.passages if found is not None else ())
        for use in one.uses
        if use.kind == "link"
        for id_ in use.label.split(_ARROW)
    }
    rows = ((id_, catalogue.row(id_)) for id_ in ids)
    return {id_: row.title for id_, row in rows if row is not None}


def _use(use: Use, titles: Mapping[str, str]) -> BookUse:
    label = use.label
    if use.kind == "link":
        label = _ARROW.join(titles.get(id_, id_) for id_ in label.split(_ARROW))
    return BookUse(use.kind, use.item, label, use.stance)


def _spot(found: ReadingPassage, titles: Mapping[str, str]) -> Spot:
    verdict = found.verdict
    return Spot(
        passage=found.passage,
        state=verdict.state.value,
        span=found.span,
        note=verdict.note,
        changes=tuple((change.kind, change.words) for change in verdict.changes),
        places=verdict.places,
        quotes=found.quotes,
        uses=tuple(_use(use, titles) for use in found.uses),
    )
