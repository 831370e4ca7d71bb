"""The board of rival values: what contradicts the calendar or the offices, then every event with its properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from typing import Literal

from iptui.evidence.anachronisms import Finding, anachronisms
from iptui.evidence.echoes import Column, Group, Origins, groups, tabled
from iptui.evidence.known import Knowledge
from iptui.filters import Filter
from iptui.model import Claim, Passage, Row, Source
from iptui.store import tracing
from iptui.store.catalogue import Catalogue
from iptui.store.details import claims_of, compared_claims
from iptui.store.sets import Selection
from iptui.tui.boards.laid import Laid, Placed, plain
from iptui.tui.format.across import section
from iptui.tui.format.disagreements import (
    VERDICTS,
    event_heading,
    finding_block,
    finding_line,
    group_block,
    group_line,
    summary,
)
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.widgets.board import Entry

__all__ = ["ANACHRONISM", "Accounts", "board", "claim_at", "key_of"]

By = Literal["source", "claimant"]
ANACHRONISM = "!"


def key_of(event: str, name: str, qualifier: str | None) -> str:
    """The key of the entry of a property."""
    return f"{event}\n{name}\n{qualifier or ''}"


class Accounts:
    """Everything that is claimed of the events of a crisis, as known on a day; asked once, then filtered.

    Attributes:
        groups: the properties by event, conflicts first, events in time order.
        rows: the events.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        sources: Mapping[str, Source],
        texts: Mapping[str, str] | None = None,
        knowledge: Knowledge | None = None,
        *,
        single: bool = False,
    ) -> None:
        """Read the claims.

        Args:
            catalogue: the crisis; whoever takes the accounts over from a worker puts its own in `catalogue`.
            sources: the sources by id.
            texts: the texts that the user has attached, by source, for telling echoes.
            knowledge: what was published by the day that is looked from.
            single: whether properties of which only one source tells are read too.

        Raises:
            DatabaseError: when the file is damaged.
        """
        self.catalogue = catalogue
        self.sources = sources
        self.origins = Origins(sources.values(), texts)
        self.knowledge = knowledge
        found: dict[str, list[Group]] = {}
        claims = claims_of(catalogue) if single else compared_claims(catalogue)
        for group in groups(catalogue, knowledge=knowledge, origins=self.origins, claims=claims):
            if group.verdict == "alone" and not single:
                continue
            found.setdefault(group.event, []).append(group)
        rows = [row for row in map(catalogue.row, found) if row is not None]
        rows.sort(key=lambda row: row.seq)
        order = list(VERDICTS)
        self.rows = rows
        self.groups = {row.id: sorted(found[row.id], key=lambda group: order.index(group.verdict)) for row in rows}
        self._findings: dict[frozenset[str], list[tuple[Finding, list[str], int]]] = {}
        self._quotes: dict[str, str | None] = {}

    def lent(self, catalogue: Catalogue) -> Accounts:
        """The same accounts for another connection, and so for another thread."""
        mine = copy(self)
        mine.catalogue = catalogue
        mine.forget()
        return mine

    def forget(self) -> None:
        """Ask anew for what was asked on the way."""
        self._findings, self._quotes = {}, {}

    def quote(self, claim: Claim) -> str | None:
        """The words quoted where a claim was made."""
        if claim.id not in self._quotes:
            self._quotes[claim.id] = tracing.quote_of(self.catalogue, claim)
        return self._quotes[claim.id]

    def quote_at(self, passage: Passage) -> str | None:
        """The words quoted from a passage."""
        return tracing.quote_at(self.catalogue, passage)

    def findings(self, without: frozenset[str]) -> list[tuple[Finding, list[str], int]]:
        """What contradicts calendar or offices, with the items concerned and their bits."""
        if without not in self._findings:
            hidden = set(without)
            if self.knowledge is not None:
                hidden |= set(self.sources) - set(self.knowledge.sources(self.sources))
            self._findings[without] = [
                (finding, *self._items(finding)) for finding in anachronisms(self.catalogue, hidden)
            ]
        return self._findings[without]

    def _items(self, finding: Finding) -> tuple[list[str], int]:
        """The events and statements that a finding is about, and the set of them; or all that its persons are in."""
        catalogue = self.catalogue
        named = [tracing.event_of_claim(catalogue, id_) or id_ for id_ in finding.ids]
        # What a person said wrongly tells more than the event about which it was claimed.
        ids = [*(id_ for id_ in finding.ids if id_ in named), *named]
        ids += tracing.items_at(catalogue, finding.passages)
        seqs = {id_: catalogue.seq_of(id_) for id_ in dict.fromkeys(ids)}
        items = [id_ for id_, seq in seqs.items() if seq >= 0]
        bits = 0
        for id_ in items:
            bits |= 1 << seqs[id_]
        if not items:
            for id_ in finding.ids:
                bits |= catalogue.members("actor", id_)
        return items, bits


def board(
    accounts: Accounts,
    selection: Selection,
    wanted: Filter,
    apart_from_sources: Selection,
    *,
    by: By = "source",
) -> Laid:
    """The board for a filter.

    Args:
        accounts: what is claimed.
        selection: the items that pass.
        wanted: the filter, whose sources count for anachronisms: one that is left out proves nothing.
        apart_from_sources: the items that pass the rest of the filter.
        by: what the columns are.

    Raises:
        FilterError: when the filter names a source that there is not.
        DatabaseError: when the file is damaged.
    """
    asked, without = tracing.sources_named(accounts.catalogue, wanted)
    found = [
        (finding, items)
        for finding, items, bits in accounts.findings(without)
        if bits & apart_from_sources.bits and (not asked or asked & set(finding.sources))
    ]
    events = [row for row in accounts.rows if row.seq in selection]
    counts: Counter[str] = Counter(group.verdict for row in events for group in accounts.groups[row.id])
    placed = [
        *_anachronisms(accounts, found, selection),
        *_properties(accounts, events, by),
    ]
    empty = "No two accounts of anything here, and nothing out of order"
    return Laid(placed, partial(summary, counts, len(found)), empty)


def _anachronisms(
    accounts: Accounts, found: Sequence[tuple[Finding, list[str]]], selection: Selection
) -> Iterator[Placed]:
    if not found:
        return
    tail = [Piece(f"{len(found)} · against the calendar or the offices", "dim")]
    yield Entry("", None, partial(section, "Anachronisms", tail)), None
    for finding, items in found:
        # Its own item where the filter lets it through; else any of them: the detail can show it all the same.
        passing = (id_ for id_ in items if accounts.catalogue.seq_of(id_) in selection)
        item = next(passing, items[0] if items else None)
        key = f"{ANACHRONISM} {finding.kind} {finding.ids} {finding.sources}"
        yield (
            Entry(
                key,
                item,
                partial(finding_line, finding),
                plain(partial(finding_block, finding, accounts.quote_at)),
                contradicts=True,
            ),
            None,
        )


def _properties(accounts: Accounts, events: Sequence[Row], by: By) -> Iterator[Placed]:
    for row in events:
        found = accounts.groups[row.id]
        yield Entry("", row.id, partial(event_heading, row, len(found))), None
        for group in found:
            block = partial(_block, accounts, group, by)
            claims = sum(len(position.claims) for position in group.positions)
            key = key_of(row.id, group.property, group.qualifier)
            contradicts = group.verdict == "conflict"
            yield Entry(key, row.id, partial(group_line, group), block, claims, contradicts), row.seq


def _table(accounts: Accounts, group: Group, by: By) -> tuple[tuple[Column, ...], tuple[tuple[Claim, ...], ...]]:
    """The columns of all that is claimed of the event, and the cells of one property."""
    whole = tabled(accounts.groups[group.event], accounts.sources.values(), accounts.origins, group.event, by)
    return whole.columns, next(line.cells for line in whole.rows if line.group is group)


def _block(accounts: Accounts, group: Group, by: By, width: int, part: int | None) -> list[Line]:
    columns, cells = _table(accounts, group, by)
    told = [(column.id, column.name, _echo(column)) for column in columns]
    return group_block(group, cells, told, by, accounts.sources, accounts.quote, width, part)


def _echo(column: Column) -> str | None:
    """The source with which a column counts as one."""
    return column.origin if column.origin not in (None, column.id) else None


def claim_at(accounts: Accounts, key: str, part: int, by: By) -> Claim | None:
    """The claim that is marked in the block of an entry, None where there is none."""
    for found in accounts.groups.values():
        for group in found:
            if key_of(group.event, group.property, group.qualifier) == key:
                claims = [claim for cell in _table(accounts, group, by)[1] for claim in cell]
                return claims[part] if part < len(claims) else None
    return None
