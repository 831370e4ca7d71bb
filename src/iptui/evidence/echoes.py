"""Agreement, rival values and independence: how many tell it, and how many of those on their own.

A source that is derived from another, or repeats long runs of its words, is an echo and not a second witness. Reading
only; whether two claims can both be true is decided in `iptui.evidence.numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from iptui.evidence.known import Knowledge
from iptui.evidence.numbers import Verdict, counted, same_value, verdict
from iptui.model import Claim, Source
from iptui.store import chronology, details
from iptui.store.catalogue import Catalogue
from iptui.text import normalise_words

__all__ = [
    "SHARED_WORDS",
    "Column",
    "Comparison",
    "Group",
    "Line",
    "Origins",
    "Position",
    "Sides",
    "comparison",
    "groups",
    "shared_runs",
    "tabled",
]

SHARED_WORDS = 12
"""Words in a row that two texts must share, outside quotation marks, to count as one origin.

Twelve is beyond what names and set phrases of a subject give by chance: among the five articles of the bundled crisis,
which were written apart, the longest such run is well below it (a test holds it there).
"""

_QUOTED = re.compile('“[^”]*”|«[^»]*»|„[^“”]*[“”]|"[^"\n]*"')
_BREAK = "\x00"


def _runs(text: str) -> Iterable[list[str]]:
    """The words of a text, normalised, in stretches between quotations and paragraphs."""
    for paragraph in re.split(r"\n\s*\n", _QUOTED.sub(f" {_BREAK} ", text).replace("\r", "")):
        for stretch in paragraph.split(_BREAK):
            words = re.findall(r"\w+", normalise_words(stretch))
            if words:
                yield words


def _shingles(text: str, size: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + size]) for words in _runs(text) for at in range(len(words) - size + 1)}


def shared_runs(one: str, two: str, minimum: int = SHARED_WORDS) -> list[str]:
    """The runs of at least `minimum` words that two texts share outside quotation marks, longest first.

    Words are compared in their normal form, without punctuation; a run ends where a paragraph does.

    Returns:
        The words of each run, in normal form.
    """
    common = _shingles(one, minimum) & _shingles(two, minimum)
    found: dict[str, int] = {}
    for words in _runs(one):
        at = 0
        while at <= len(words) - minimum:
            stop = at
            while stop <= len(words) - minimum and tuple(words[stop : stop + minimum]) in common:
                stop += 1
            if stop > at:
                run = words[at : stop - 1 + minimum]
                found[" ".join(run)] = len(run)
            at = stop + 1
    return sorted(found, key=lambda run: (-found[run], run))


class Origins:
    """Which sources are of one origin: derived from each other, or sharing long runs of words.

    Attributes:
        reasons: why two sources were joined, as (one, other, `derived` or the longest shared run of words).
    """

    def __init__(self, sources: Iterable[Source], texts: Mapping[str, str] | None = None) -> None:
        """Join the sources.

        Args:
            sources: all sources of the crisis.
            texts: the texts that are at hand, by source id; only those are compared.
        """
        known = list(sources)
        self._above = {source.id: source.id for source in known}
        self.reasons: list[tuple[str, str, str]] = []
        for source in known:
            if source.derived_from is not None:
                self._join(source.id, source.derived_from, "derived")
        attached = sorted((texts or {}).items())
        shingles = {id_: _shingles(text, SHARED_WORDS) for id_, text in attached}
        for at, (one, text) in enumerate(attached):
            for two, other in attached[at + 1 :]:
                if shingles[one] & shingles[two]:
                    self._join(one, two, shared_runs(text, other)[0])

    def _join(self, one: str, two: str, reason: str) -> None:
        self.reasons.append((one, two, reason))
        self._above.setdefault(one, one)
        self._above.setdefault(two, two)
        self._above[self.of(one)] = self.of(two)

    def of(self, source: str) -> str:
        """The source that stands for all of one origin."""
        while (above := self._above.get(source, source)) != source:
            source = above
        return source

    def independent(self, sources: Iterable[str]) -> int:
        """How many origins some sources have."""
        return len({self.of(source) for source in sources})


@dataclass(frozen=True, slots=True)
class Position:
    """One value for a property, with all that claim it.

    Attributes:
        value: the value as the first claim words it.
        negated: whether it is denied.
        claims: the claims with this value.
        sources: how many sources give it.
        independent: how many of those on their own: one origin counts once.
        sides: the names of the sides whose word it is (claimants rolled up to their roots, usually states); empty where
            only sources speak in their own voice.
    """

    value: str
    negated: bool
    claims: tuple[Claim, ...]
    sources: int
    independent: int
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A property of an event with its rival values, most sources first.

    Attributes:
        event: id of the event.
        property: such as `killed`; `counted` says in words what it counts, None where it counts nobody.
        qualifier: such as `children`, or None.
        positions: the values.
        verdict: how they stand to each other.
        sources: how many sources say anything of it.
        independent: how many of those on their own.
    """

    event: str
    property: str
    counted: str | None
    qualifier: str | None
    positions: tuple[Position, ...]
    verdict: Verdict
    sources: int
    independent: int


def groups(
    catalogue: Catalogue,
    event: str | None = None,
    *,
    texts: Mapping[str, str] | None = None,
    knowledge: Knowledge | None = None,
    origins: Origins | None = None,
    sides: Sides | None = None,
    claims: Iterable[Claim] | None = None,
) -> list[Group]:
    """The properties of an event, or of all, with their values, agreement included.

    Args:
        catalogue: the crisis.
        event: id of an event, or None for all.
        texts: the texts of sources that are at hand, by id, for telling echoes.
        knowledge: leaves out the claims that were not yet published.
        origins: which sources count as one, where that has been found out already; else it is from `texts`.
        sides: the sides of the claimants, where they have been read already.
        claims: the claims, where they have been read already; all of every property among them.

    Raises:
        DatabaseError: when the file is damaged.
    """
    origins = origins or Origins(details.sources(catalogue), texts)
    sides = sides or Sides(catalogue)
    claims = details.claims_of(catalogue, event) if claims is None else claims
    if knowledge is not None:
        claims = knowledge.claims(claims)
    return [_group(key, found, origins, sides) for key, found in _by_property(claims).items()]


def _by_property(claims: Iterable[Claim]) -> dict[tuple[str, str, str | None], list[Claim]]:
    found: dict[tuple[str, str, str | None], list[Claim]] = {}
    for claim in claims:
        found.setdefault((claim.event, claim.property, claim.qualifier), []).append(claim)
    return found


class Sides:
    """The side that a claimant belongs to: the name of its root."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Read the actors of a crisis, once the first claimant is asked for: most claims are the sources' own."""
        self._catalogue = catalogue

    @cached_property
    def _roots(self) -> dict[str, str]:
        return chronology.roots(self._catalogue)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {actor.id: actor.name for actor in self._catalogue.actors()}

    def of(self, claim: Claim) -> str | None:
        """The side whose word a claim is; None where a source speaks in its own voice.

        Raises:
            DatabaseError: when the file is damaged.
        """
        if claim.claimant is None:
            return None
        root = self._roots.get(claim.claimant, claim.claimant)
        return self._names.get(root, root)


def _group(key: tuple[str, str, str | None], claims: list[Claim], origins: Origins, sides: Sides) -> Group:
    values: list[list[Claim]] = []
    for claim in claims:
        for value in values:
            if same_value(value[0], claim):
                value.append(claim)
                break
        else:
            values.append([claim])
    positions = [_position(value, origins, sides) for value in values]
    positions.sort(key=lambda position: (-position.independent, -position.sources))
    event, name, qualifier = key
    named = {claim.passage.source for claim in claims}
    return Group(
        event, name, counted(name), qualifier, tuple(positions), verdict(claims), len(named), origins.independent(named)
    )


def _position(claims: list[Claim], origins: Origins, sides: Sides) -> Position:
    named = {claim.passage.source for claim in claims}
    whose = tuple(sorted({side for claim in claims if (side := sides.of(claim)) is not None}))
    return Position(claims[0].value, claims[0].negated, tuple(claims), len(named), origins.independent(named), whose)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a comparison: a source, or a claimant.

    `id` is the id of the source or actor; empty for what sources say in their own voice.
    """

    id: str
    name: str
    origin: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a comparison: one property; `cells[i]` are the claims in column `i`, none where it is silent."""

    group: Group
    cells: tuple[tuple[Claim, ...], ...]

    @property
    def verdict(self) -> Verdict:
        """How the values of the row stand to each other."""
        return self.group.verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is claimed of an event, side by side.

    Attributes:
        event: id of the event.
        by: what the columns are.
        columns: sources by date of publication, or claimants by name after the sources' own voice.
        rows: the properties; those with a conflict first, then the others that differ.
        origins: which sources count as one, and why.
    """

    event: str
    by: Literal["source", "claimant"]
    columns: tuple[Column, ...]
    rows: tuple[Line, ...]
    origins: Origins


_ORDER: dict[str, int] = {"conflict": 0, "differ": 1, "compatible": 2, "agree": 3, "alone": 4}


def comparison(
    catalogue: Catalogue,
    event: str,
    *,
    by: Literal["source", "claimant"] = "source",
    texts: Mapping[str, str] | None = None,
    knowledge: Knowledge | None = None,
) -> Comparison:
    """The claims about one event as a table: a column a source or claimant, a row a property.

    Args:
        catalogue: the crisis.
        event: id of the event; one without claims, or unknown, gives no rows.
        by: what the columns are.
        texts: the texts of sources that are at hand, by id, for telling echoes.
        knowledge: leaves out the claims that were not yet published.

    Raises:
        DatabaseError: when the file is damaged.
    """
    sources = details.sources(catalogue)
    origins = Origins(sources, texts)
    found = groups(catalogue, event, knowledge=knowledge, origins=origins)
    return tabled(found, sources, origins, event, by)


def tabled(
    found: Sequence[Group],
    sources: Iterable[Source],
    origins: Origins,
    event: str,
    by: Literal["source", "claimant"] = "source",
) -> Comparison:
    """The properties of one event as a table, as `comparison` has it.

    Args:
        found: the properties, as `groups` has them.
        sources: all sources of the crisis.
        origins: which of them count as one.
        event: id of the event.
        by: what the columns are.
    """
    claims = [claim for group in found for position in group.positions for claim in position.claims]
    if by == "source":
        told = {claim.passage.source for claim in claims}
        ordered = sorted(
            (source for source in sources if source.id in told),
            key=lambda source: (source.earliest is None, source.earliest or "", source.id),
        )
        columns = [Column(source.id, source.title, origins.of(source.id)) for source in ordered]
    else:
        names = {claim.claimant or "": claim.claimant_name or claim.claimant or "" for claim in claims}
        columns = [Column(id_, names[id_], None) for id_ in sorted(names, key=lambda id_: (id_ != "", names[id_], id_))]
    rows = []
    for group in found:
        mine = [claim for position in group.positions for claim in position.claims]
        where = [claim.passage.source if by == "source" else claim.claimant or "" for claim in mine]
        cells = tuple(
            tuple(claim for claim, column_id in zip(mine, where, strict=True) if column_id == column.id)
            for column in columns
        )
        rows.append(Line(group, cells))
    rows.sort(key=lambda line: _ORDER[line.verdict])
    return Comparison(event, by, tuple(columns), tuple(rows), origins)
