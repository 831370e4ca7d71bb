"""What was published by a day: certainly, possibly or not yet, from the sources' publication bounds.

A source was *certainly* published by a day if the last day that its date of publication can mean is not after it, and
*possibly* if the first is not, or is unknown. An item is published with the first of its sources that can tell of it:
what a source names before it has happened is not yet reported, unless it is a plan (status `planned`), so that a plan
stays a plan until its day. The day is EDTF text and means its end: `2024-01` is by the end of that month. Both sets
only grow with the day. A mere mention (stance `mentions`) reports an event only if it was over before the
source can have been published: else it may be the announcement of what was to come.
"""

from __future__ import annotations

from dataclasses import dataclass

from iptui import edtf
from iptui.store import sets
from iptui.store.catalogue import Catalogue
from iptui.store.damage import reading

__all__ = ["Publications", "known_sets", "possibly_known", "reportable", "source_counts"]

_STEP = 64
_EVER = 1 << 63


@dataclass(frozen=True, slots=True)
class _Bounds:
    source: str
    first: int
    last: int


def _end(day: str) -> int:
    """The last second of a day, month or interval; beyond all time where its end is open.

    Raises:
        EdtfError: when it is no date.
    """
    end = edtf.parse(day).end
    return _EVER if end is None else end


class _Begun:
    """The items that can have begun by a second; plans, and what has no known beginning, always can."""

    def __init__(self, catalogue: Catalogue) -> None:
        open_ = catalogue.numbers("SELECT seq FROM seal_spread WHERE begin IS NULL")
        undated = catalogue.members("is", "undated")
        self._always = undated | catalogue.members("status", "planned") | sets.from_numbers(open_, catalogue.total)
        self.catalogue = catalogue

    def by(self, second: int) -> int:
        if second >= _EVER - 1:
            return self.catalogue.everything
        return self._always | sets.span(0, self.catalogue.seq_at(second + 1))


def _announced(catalogue: Catalogue) -> dict[str, int]:
    """For each source the events that it only mentions and that may have come after it was published."""
    with reading(catalogue.path):
        found = catalogue.connection.execute(
            """SELECT passage.source, seal_item.seq FROM evidence
               JOIN event ON event.id = evidence.event JOIN seal_item ON seal_item.id = event.id
               JOIN passage ON passage.id = evidence.passage JOIN source ON source.id = passage.source
               WHERE stance = 'mentions' AND event.status <> 'planned' AND event.end > source.begin
                 AND NOT EXISTS (SELECT 1 FROM evidence AS more JOIN passage AS other ON other.id = more.passage
                                 WHERE more.event = event.id AND other.source = passage.source
                                   AND more.stance <> 'mentions')"""
        ).fetchall()
    announced: dict[str, int] = {}
    for source, seq in found:
        announced[source] = announced.get(source, 0) | 1 << seq
    return announced


class _Growing:
    """Sets that are joined in the order of a second: what is in by a second, from one of a few sets kept on the way."""

    def __init__(
        self, catalogue: Catalogue, begun: _Begun, announced: dict[str, int], bounds: list[tuple[int, _Bounds]]
    ) -> None:
        self.catalogue = catalogue
        self._announced = announced
        self._begun = begun
        self._bounds = sorted(bounds, key=lambda bound: (bound[0], bound[1].source))
        self._kept: list[int] = [0]
        self._step = max(1, len(bounds) // _STEP)

    def by(self, second: int) -> int:
        from bisect import bisect_right

        stop = bisect_right(self._bounds, second, key=lambda bound: bound[0])
        while len(self._kept) <= stop // self._step:
            at = (len(self._kept) - 1) * self._step
            joined = self._kept[-1] | self._join(at, at + self._step)
            if at and self._bounds[at - 1][0] == self._bounds[at + self._step - 1][0]:
                # All that join here join at once with those before: nobody can ask for what was in between.
                self._kept[-1] = 0
            self._kept.append(joined)
        whole = stop // self._step
        return self._kept[whole] | self._join(whole * self._step, stop)

    def _join(self, start: int, stop: int) -> int:
        bits = 0
        with reading(self.catalogue.path):
            for _, bounds in self._bounds[start:stop]:
                found = self.catalogue.connection.execute(
                    "SELECT encoding, start, data FROM seal_set WHERE facet = 'source' AND value = ?", (bounds.source,)
                ).fetchone()
                if found:
                    told = sets.decode(*found) & self._begun.by(bounds.last)
                    bits |= told & ~self._announced.get(bounds.source, 0)
        return bits & self.catalogue.everything


class Publications:
    """The sources of a crisis by when they were published; keep one while days are asked one after another."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Read the bounds of the sources.

        Raises:
            DatabaseError: when the file is damaged.
        """
        with reading(catalogue.path):
            found = catalogue.connection.execute("SELECT id, begin, end FROM source ORDER BY id").fetchall()
        self._bounds = {
            source: _Bounds(source, -_EVER if begin is None else begin, _EVER + 1 if end is None else end)
            for source, begin, end in found
        }
        self._begun = _Begun(catalogue)
        announced = _announced(catalogue)
        every = self._bounds.values()
        self._certain = _Growing(catalogue, self._begun, announced, [(bounds.last, bounds) for bounds in every])
        self._possible = _Growing(catalogue, self._begun, announced, [(bounds.first, bounds) for bounds in every])

    def lent(self, catalogue: Catalogue) -> Publications:
        """The same, asking another connection to the same crisis from now on, as one belongs to its thread."""
        for part in (self._begun, self._certain, self._possible):
            part.catalogue = catalogue
        return self

    def known(self, day: str) -> tuple[int, int]:
        """The items certainly published by a day, and those certainly or possibly published by it.

        Returns:
            Two sets (bit `seq`); the first is part of the second.

        Raises:
            EdtfError: when `day` is no date.
        """
        end = _end(day)
        begun = self._begun.by(end)
        return self._certain.by(end) & begun, self._possible.by(end) & begun

    def of_source(self, source: str, day: str) -> str:
        """`certainly`, `possibly` or `not yet`: whether a source was published by a day."""
        end, bounds = _end(day), self._bounds[source]
        if bounds.last <= end:
            return "certainly"
        return "possibly" if bounds.first <= end else "not yet"

    def days(self) -> list[str]:
        """The days on which a source became possibly or certainly published, in order: the stops of a slider."""
        import datetime as dt

        epoch = dt.date(1970, 1, 1)
        stops = {second // 86400 for bounds in self._bounds.values() for second in (bounds.first, bounds.last)}
        earliest, latest = dt.date.min.toordinal(), dt.date.max.toordinal()
        return [
            str(dt.date.fromordinal(epoch.toordinal() + stop))
            for stop in sorted(stops)
            if earliest <= epoch.toordinal() + stop <= latest
        ]


def known_sets(catalogue: Catalogue, day: str) -> tuple[int, int]:
    """The items certainly published by a day, and those certainly or possibly published by it, as `Publications`.

    Raises:
        EdtfError: when `day` is no date.
    """
    return catalogue.publications.known(day)


def possibly_known(catalogue: Catalogue, day: str) -> int:
    """What the filter `known:` keeps: the items certainly or possibly published by a day."""
    return known_sets(catalogue, day)[1]


def reportable(catalogue: Catalogue, source: str) -> int:
    """The items that had or may have begun when a source was published, so that it could have told of them."""
    with reading(catalogue.path):
        found = catalogue.connection.execute("SELECT end FROM source WHERE id = ?", (source,)).fetchone()
    return _Begun(catalogue).by(_EVER if found is None or found[0] is None else found[0])


def source_counts(catalogue: Catalogue, source: str) -> tuple[int, int, int]:
    """How many passages, quotes and claims the crisis takes from a source."""
    with reading(catalogue.path):
        found = catalogue.connection.execute(
            """SELECT (SELECT count(*) FROM passage WHERE source = ?1),
                      (SELECT count(*) FROM statement JOIN passage ON passage.id = passage
                       WHERE source = ?1 AND quote IS NOT NULL),
                      (SELECT count(*) FROM claim JOIN passage ON passage.id = passage WHERE source = ?1)""",
            (source,),
        ).fetchone()
    passages, quotes, claims = found
    return passages, quotes, claims
