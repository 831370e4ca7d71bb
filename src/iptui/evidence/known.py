"""As known on a day: what was certainly, possibly or not yet published, and what plans were then still plans.

What a source published is decided in `iptui.store.publication`; here it is told of rows, claims and plans.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from iptui.model import Claim, Row
from iptui.store.catalogue import Catalogue
from iptui.store.publication import Publications, known_sets

__all__ = ["Knowledge", "Standing", "known_sets"]

Standing = Literal["certainly", "possibly", "not yet"]


class Knowledge:
    """What was published by a day, of one crisis.

    Attributes:
        day: the day, as EDTF text, or None for all that there is.
        certain: the items certainly published by its end (bit `seq`).
        possible: those certainly or possibly published by it.
    """

    def __init__(self, catalogue: Catalogue, day: str | None, publications: Publications | None = None) -> None:
        """Work out the sets; give `publications` where many days are asked of one crisis.

        Raises:
            EdtfError: when `day` is no date.
            DatabaseError: when the file is damaged.
        """
        self.day = day
        self._publications = publications or catalogue.publications
        everything = catalogue.everything
        self.certain, self.possible = (everything, everything) if day is None else self._publications.known(day)

    def of(self, row: Row) -> Standing:
        """Whether an event or statement was published by the day."""
        if self.certain >> row.seq & 1:
            return "certainly"
        return "possibly" if self.possible >> row.seq & 1 else "not yet"

    def of_claim(self, claim: Claim) -> Standing:
        """Whether a claim was published by the day: it is known with its own source, whoever reports the event."""
        return self.of_source(claim.passage.source)

    def of_source(self, source: str) -> Standing:
        """Whether a source was published by the day."""
        if self.day is None:
            return "certainly"
        found = self._publications.of_source(source, self.day)
        return "certainly" if found == "certainly" else "possibly" if found == "possibly" else "not yet"

    def claims(self, claims: Iterable[Claim], *, certainly: bool = False) -> list[Claim]:
        """The claims that were published by the day: possibly too, or only certainly."""
        wanted = ("certainly",) if certainly else ("certainly", "possibly")
        return [claim for claim in claims if self.of_claim(claim) in wanted]

    def sources(self, sources: Iterable[str]) -> list[str]:
        """The sources that were certainly or possibly published by the day."""
        return [source for source in sources if self.of_source(source) != "not yet"]
