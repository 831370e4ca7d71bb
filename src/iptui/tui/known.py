"""The crisis as it was known on a day: which rows are doubtful, what of a record was published, who disagreed by then.

What was published is decided in `iptui.evidence.known`; here records of the store are cut down to it. The day is the
one of `known:` in the filter, so that the filter itself already leaves out what was not yet published.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from iptui.model import Claim, Detail, Link, Row, Source, StatementDetail
from iptui.store.sets import Selection
from iptui.tui.format.beside import Beside
from iptui.tui.format.claims import differs, source_name
from iptui.tui.format.dates import day_words

if TYPE_CHECKING:
    from iptui.evidence.known import Knowledge
    from iptui.store.catalogue import Catalogue
    from iptui.store.publication import Publications

__all__ = ["Days", "Standpoint"]

_KEPT = 24


class Standpoint:
    """A day to look from. Everything that it gives is cut down to what was certainly or possibly published by it."""

    def __init__(self, catalogue: Catalogue, knowledge: Knowledge, day: str, sources: Iterable[str]) -> None:
        """Look from a day.

        Args:
            catalogue: the crisis.
            knowledge: what was published by the day.
            day: the day as EDTF text.
            sources: ids of all sources.
        """
        self.day = day
        self.words = day_words(day)
        self.standing: Mapping[str, str] = {source: knowledge.of_source(source) for source in sources}
        self._catalogue = catalogue
        self._knowledge = knowledge
        self._differ: dict[str, bool] = {}
        self._items: OrderedDict[str, tuple[Detail | StatementDetail, Detail | StatementDetail]] = OrderedDict()

    def possibly(self, seq: int) -> bool:
        """Whether an item was only possibly published by the day."""
        return not self._knowledge.certain >> seq & 1

    def doubtful(self, selection: Selection) -> int:
        """How many items of a selection were only possibly published by the day."""
        return (selection.bits & ~self._knowledge.certain).bit_count()

    def _known(self, seq: int) -> bool:
        return bool(self._knowledge.possible >> seq & 1)

    def before_all(self, sources: Iterable[Source]) -> str:
        """One safe sentence where none of the sources was published by the day, with the first one; else empty."""
        every = list(sources)
        if not every or any(self.standing.get(source.id) != "not yet" for source in every):
            return ""
        first = min(every, key=lambda source: (source.earliest or "~", source.latest or "~", source.id))
        name, published = source_name(first, first.id), day_words(first.published)
        how = "" if first.latest is None else "on " if first.latest == first.earliest else "within "
        return f"No source was published by {self.words}; the first, {name}, {how}{published}"

    # -- rows -------------------------------------------------------------------------------------------------

    def rows(self, rows: Sequence[Row]) -> list[Row]:
        """Rows with the sources and disagreements of the day."""
        many = [row.id for row in rows if row.n_sources > 1]
        counts = self._source_counts(many) if many else {}
        found = []
        for row in rows:
            disputed = row.disputed and self._disagree(row.id)
            number = counts.get(row.id, row.n_sources)
            same = disputed == row.disputed and number == row.n_sources
            found.append(row if same else row._replace(disputed=disputed, n_sources=number))
        return found

    def _source_counts(self, events: Sequence[str]) -> dict[str, int]:
        """How many of the sources of some events were published by the day."""
        marks = ", ".join("?" * len(events))
        query = f"""SELECT DISTINCT event, source FROM evidence JOIN passage ON passage.id = passage
                    WHERE event IN ({marks})"""
        found = self._catalogue.asked(lambda connection: connection.execute(query, list(events)).fetchall())
        counts = dict.fromkeys((event for event, _ in found), 0)
        for event, source in found:
            counts[event] += self.standing.get(source) != "not yet"
        return counts

    def _disagree(self, event: str) -> bool:
        """Whether the claims about an event that were published by the day differ."""
        if event not in self._differ:
            from iptui.store.details import claims_of

            groups: dict[tuple[str, str | None], list[Claim]] = {}
            for claim in self.claims(claims_of(self._catalogue, event)):
                groups.setdefault((claim.property, claim.qualifier), []).append(claim)
            self._differ[event] = any(map(differs, groups.values()))
        return self._differ[event]

    def claims(self, claims: Iterable[Claim]) -> list[Claim]:
        """Those of some claims that were certainly or possibly published by the day."""
        return self._knowledge.claims(claims)

    # -- records ----------------------------------------------------------------------------------------------

    def item(self, item: Detail | StatementDetail) -> Detail | StatementDetail:
        """A record with what was published of it by the day: a plan has no fulfilment before it is reported."""
        kept = self._items.get(item.id)
        if kept is not None and kept[0] is item:
            return kept[1]
        seen = self._event(item) if isinstance(item, Detail) else self._statement(item)
        self._items[item.id] = (item, seen)
        if len(self._items) > _KEPT:
            self._items.popitem(last=False)
        return seen

    def _event(self, item: Detail) -> Detail:
        return item._replace(
            evidence=tuple(one for one in item.evidence if self.standing.get(one.passage.source) != "not yet"),
            claims=tuple(self.claims(item.claims)),
            links=self._links(item.links),
            statements=tuple(row for row in item.statements if self._known(row.seq)),
        )

    def _statement(self, item: StatementDetail) -> StatementDetail:
        about = item.about if item.about is not None and self._is_known(item.about) else None
        return item._replace(
            about=about,
            about_title=item.about_title if about is not None else None,
            claims=tuple(self.claims(item.claims)),
            links=self._links(item.links),
            variants=tuple(row for row in item.variants if self._known(row.seq)),
        )

    def _links(self, links: Sequence[Link]) -> tuple[Link, ...]:
        return tuple(
            link
            for link in links
            if self._is_known(link.other_id)
            and (link.passage is None or self.standing.get(link.passage.source) != "not yet")
        )

    def _is_known(self, item: str) -> bool:
        seq = self._catalogue.seq_of(item)
        return seq >= 0 and self._known(seq)

    def beside(self, beside: Beside, item: str | None) -> Beside:
        """What stands beside an item, looked at from the day."""
        seq = self._catalogue.seq_of(item) if item is not None else -1
        doubtful = None if seq < 0 or not self._known(seq) else self.possibly(seq)
        return beside._replace(day=self.words, standing=self.standing, doubtful=doubtful)


class Days:
    """The days that a crisis can be looked at from, the latest kept."""

    def __init__(self, catalogue: Catalogue, sources: Sequence[str]) -> None:
        """Belong to a crisis; nothing is asked before the first day is."""
        self._catalogue = catalogue
        self._sources = sources
        self._points: OrderedDict[str, Standpoint] = OrderedDict()

    @property
    def publications(self) -> Publications:
        """When the sources were published."""
        return self._catalogue.publications

    def stops(self) -> list[str]:
        """The days on which a source became possibly or certainly published, in order, as ISO text."""
        return self.publications.days()

    def at(self, day: str | None) -> Standpoint | None:
        """The standpoint of a day; None for today.

        Raises:
            EdtfError: when it is no date.
        """
        if day is None:
            return None
        found = self._points.get(day)
        if found is None:
            from iptui.evidence.known import Knowledge

            knowledge = Knowledge(self._catalogue, day, self.publications)
            found = self._points[day] = Standpoint(self._catalogue, knowledge, day, self._sources)
            if len(self._points) > _KEPT:
                self._points.popitem(last=False)
        return found
