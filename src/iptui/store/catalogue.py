"""One open crisis database as the explorer and the command line ask it: filters, rows, counts, density.

Every question goes to the sealed tables (`db/seal.sql`), so that it costs the same at a hundred items and at a
million. What is known of one item in full is in `iptui.store.details`.
"""

from __future__ import annotations

import os
from functools import cached_property
from itertools import accumulate

from iptui.store import sets
from iptui.store.damage import reading, typed
from iptui.store.errors import ChangedError, DamageError, DatabaseError
from iptui.store.facets import Facets
from iptui.store.opening import files_of, open_judged, state_of
from iptui.store.sets import Selection, Whole

# The records of `iptui.model` are imported where they are made: lists for programs need none.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self, TypeVar

    from iptui.filters import Filter
    from iptui.model import Actor, CrisisInfo, Row
    from iptui.store.blocks import Blocks
    from iptui.store.copies import SealedCopy
    from iptui.store.listing import Groups, Listing
    from iptui.store.publication import Publications
    from iptui.store.seal import Progress

    _Answer = TypeVar("_Answer")

__all__ = ["Catalogue"]

_FURTHEST = 2**63 - 1
# The edges of a time strip are asked for at every filter.
_PLACES = 4_000
_TOGETHER = 200
# Only the few that have no begin can stand between the last one before and the first one that begins.
_PLACED = """WITH edge(number, second) AS (VALUES {edges}),
                  begun AS (SELECT number, second, coalesce((SELECT seq FROM seal_item WHERE begin >= second
                                                             ORDER BY begin, seq LIMIT 1), ?) AS first FROM edge)
             SELECT coalesce((SELECT seq + 1 FROM seal_item WHERE seq < first AND coalesce(begin, end) < second
                              ORDER BY seq DESC LIMIT 1), 0) FROM begun ORDER BY number"""
_ROW = """SELECT seq, kind, id, date, begin, end, date_prec, basis, title, quote, form, type, quad, score, actors,
                 n_sources, status, disputed FROM seal_item"""


def _rows(found: Iterable[tuple[object, ...]]) -> list[Row]:
    from iptui.model import Row
    from iptui.store.shapes import record

    return [record(Row, *row[:-1], bool(row[-1])) for row in found]


def _sought(values: tuple[str | int | None, ...]) -> list[str | int | None]:
    """Values to look for, as SQLite takes them: half characters, which no database holds, stand for nothing."""
    return [value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in values]


class Catalogue:
    """A crisis database, open for reading.

    Not for several threads at once: a worker opens its own. All methods raise `DatabaseError` where the file turns
    out to be damaged or gone.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path | str,
        *,
        state: list[str] | None = None,
        copy: SealedCopy | None = None,
    ) -> None:
        """Take a connection to sealed tables; `Catalogue.open` makes it.

        Args:
            connection: the connection.
            path: the file that was named.
            state: that of the file, by `opening.state_of`; None for one that never changes.
            copy: what the connection is to, where that is not the file.
        """
        self.connection = connection
        self.file = os.fspath(path)
        self._state = state
        self._copy = copy
        self._values: dict[str, dict[str, int]] = {}
        self._places: dict[int, int] = {}
        # What `naming` and `selecting` keep: the same names and dates come again and again.
        self.named: dict[str, list[tuple[str, str]]] = {}
        self.resolved: dict[tuple[str, str], tuple[str, ...]] = {}
        self.windows: dict[tuple[str, str], Blocks] = {}
        with reading(path):
            (self.total,) = connection.execute("SELECT coalesce(max(seq) + 1, 0) FROM seal_item").fetchone()
            if not (isinstance(self.total, int) and 0 <= self.total <= sets.MAX_ITEMS):
                raise DamageError("damaged: its items are not numbered")
        self.whole = Whole(self.total)
        self._facets = Facets(connection, self.whole)

    @cached_property
    def path(self) -> Path:
        """The file; `file` is the same as a text, for commands that have no time to import `pathlib`."""
        from pathlib import Path

        return Path(self.file)

    @classmethod
    def open(
        cls, path: Path | str, *, ours: bool = False, same_thread: bool = True, progress: Progress | None = None
    ) -> Self:
        """Open a database. One that is not sealed, or was changed since, is sealed in a copy, never in its file.

        Args:
            path: the file.
            ours: whether it lies in our own cache and never changes.
            same_thread: whether only the calling thread will use it.
            progress: told how far the sealing of a copy is, where one must be made.

        Raises:
            DatabaseError: when it is not a crisis database, or is damaged.
            KeyboardInterrupt: when the user ended the sealing.
        """
        before = [] if ours else files_of(path)
        connection, sealed = open_judged(path, ours=ours, same_thread=same_thread)
        copy = None
        try:
            if not sealed:
                from iptui.store.copies import seal_copy

                with reading(path):
                    try:
                        copy = seal_copy(path, connection, before, same_thread=same_thread, progress=progress)
                    except DatabaseError as error:
                        raise DatabaseError(f"{path}: {error}") from error
                connection.close()
                connection = copy.connection
            return cls(connection, path, state=None if ours else state_of(before), copy=copy)
        except BaseException:
            connection.close()
            if copy is not None:
                copy.close()
            raise

    def again(self, *, same_thread: bool = True) -> Self:
        """Open the same state of the database once more, for another thread.

        Raises:
            DatabaseError: when the file was changed by another program since this one was opened.
        """
        copy = None if self._copy is None else self._copy.again(same_thread=same_thread)
        if copy is not None:
            return type(self)(copy.connection, self.file, state=self._state, copy=copy)
        if self.is_changed():
            raise ChangedError(f"{self.file}: another program has changed it since it was opened; open it again")
        return self.open(self.file, ours=self._state is None, same_thread=same_thread)

    @property
    def is_copy(self) -> bool:
        """Whether the sealed tables are those of a copy, as the file's own are not there or out of date."""
        return self._copy is not None

    def is_changed(self) -> bool:
        """Whether the file was changed, replaced or removed since it was opened; what is read here is from before."""
        return self._state is not None and state_of(files_of(self.file)) != self._state

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
        if self._copy is not None:
            self._copy.close()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self.close()

    # -- sets ----------------------------------------------------------------------------------------------

    @property
    def everything(self) -> int:
        """The set of all items."""
        return self.whole.bits

    def blocks(self, facet: str, *values: str) -> Blocks:
        """The set of items with any of some properties, in blocks: `blocks("actor", "iran", "pakistan")`."""
        with reading(self.file):
            return self._facets.members(facet, values)

    def members(self, facet: str, *values: str) -> int:
        """The same as a whole number."""
        return Selection(self.blocks(facet, *values)).bits

    def listed(self, facet: str, value: str) -> Sequence[int]:
        """The items with a property, as numbers in time order: best where they are few."""
        with reading(self.file):
            return self._facets.listed(facet, value)

    def values(self, facet: str) -> dict[str, int]:
        """The values of a facet and how many items have each, over everything."""
        if facet not in self._values:
            with reading(self.file):
                found = self.connection.execute(
                    "SELECT value, n FROM seal_set WHERE facet = ? ORDER BY value", (facet,)
                )
                self._values[facet] = {typed(value, str): typed(n, int) for value, n in found}
        return self._values[facet]

    def select(self, wanted: Filter) -> Selection:
        """The items that pass a filter, in time order.

        Raises:
            FilterError: when a value names nothing there is, with the nearest names.
        """
        if not wanted:
            return self.whole
        from iptui.store.selecting import evaluate

        found = evaluate(self, wanted)
        return self.whole if found == self.whole.blocks else Selection(found)

    def counts(self, selection: Selection, facet: str, values: Sequence[str] | None = None) -> dict[str, int]:
        """How many items of a selection have each value of a facet; all values where none are named."""
        named = tuple(self.values(facet)) if values is None else values
        with reading(self.file):
            return self._facets.counts(selection, facet, named)

    def matches(self, match: str) -> Blocks:
        """The set of items that an FTS5 query on `seal_text` finds."""
        from iptui.store import terms

        with reading(self.file):
            return terms.rows(self.connection, match, self.total)

    # -- rows ----------------------------------------------------------------------------------------------

    def rows(self, selection: Selection, start: int = 0, stop: int | None = None) -> list[Row]:
        """The rows at the positions from `start` to before `stop` of a selection."""
        return self.rows_at(selection.window(start, len(selection) if stop is None else stop))

    def rows_at(self, wanted: Sequence[int]) -> list[Row]:
        """The rows of some items, which are named by their rising places in time."""
        if not wanted:
            return []
        rows: list[Row] = []
        with reading(self.file):
            if wanted[-1] - wanted[0] < 2 * len(wanted):
                found = self.connection.execute(_ROW + " WHERE seq BETWEEN ? AND ?", (wanted[0], wanted[-1]))
                keep = set(wanted)
                rows += _rows(row for row in found if row[0] in keep)
            else:
                for at in range(0, len(wanted), 500):
                    part = wanted[at : at + 500]
                    found = self.connection.execute(
                        f"{_ROW} WHERE seq IN ({', '.join('?' * len(part))}) ORDER BY seq", part
                    )
                    rows += _rows(found)
            if len(rows) != len(wanted):
                raise DamageError("damaged: the sealed tables lack items that their sets name")
        return rows

    def stream(self, selection: Selection, page: int = 500) -> Iterator[Row]:
        """Every row of a selection, a page at a time."""
        for start in range(0, len(selection), page):
            yield from self.rows(selection, start, start + page)

    def row(self, item: str) -> Row | None:
        """The row of an event or statement, or None where there is none of that id."""
        with reading(self.file):
            found = self.connection.execute(_ROW + " WHERE id = ?", (item,)).fetchone()
        return _rows([found])[0] if found else None

    def seq_at(self, second: int) -> int:
        """The first `seq` whose place in time is at or after a second since 1970-01-01 UTC; the undated where none is.

        An item stands where it begins; one whose begin is open or unknown, where it ends.
        """
        return self.seqs_at((second,))[0]

    def seqs_at(self, seconds: Sequence[int]) -> list[int]:
        """The same for many seconds, asked together: it is the asking that takes long."""
        try:
            return list(map(self._places.__getitem__, seconds))
        except KeyError:
            missing = [second for second in dict.fromkeys(seconds) if second not in self._places]
        if len(self._places) + len(missing) > _PLACES:
            self._places.clear()
            missing = list(dict.fromkeys(seconds))
        for at in range(0, len(missing), _TOGETHER):
            part = missing[at : at + _TOGETHER]
            numbered = enumerate(max(-_FURTHEST, min(second, _FURTHEST)) for second in part)
            values = [value for pair in numbered for value in pair]
            query = _PLACED.format(edges=", ".join(["(?, ?)"] * len(part)))
            self._places.update(zip(part, self.numbers(query, *values, self.dated), strict=True))
        return [self._places[second] for second in seconds]

    def edges_at(self, seconds: Sequence[int]) -> list[int]:
        """The same for the edges of bars, given rising: their places rise too, and lie among the dated items."""
        dated = self.dated
        # They do so by themselves, except where a stranger's sets and rows do not agree.
        return list(accumulate([min(seq, dated) for seq in self.seqs_at(seconds)], max))

    def listing(self, selection: Selection) -> Listing:
        """A selection laid out in lines, with a heading above each run of items of the same days."""
        from iptui.store.listing import Listing

        return Listing(selection, self._headed)

    @cached_property
    def _headed(self) -> Groups:
        from iptui.store.listing import Groups

        return Groups(self.blocks("mark", "heading"))

    @cached_property
    def dated(self) -> int:
        """The number of items with any date; they come first."""
        # No more than there are, and none below nothing, whatever a stranger's file says.
        found: int = max(0, min(self.counts(self.whole, "is", ("dated",))["dated"], self.total))
        return found

    def density(self, selection: Selection, edges: Sequence[int]) -> list[int]:
        """How many items of a selection begin between each second of `edges` and the next; one fewer than edges."""
        return sets.counts_between(selection, self.edges_at(edges))

    @property
    def is_private(self) -> bool:
        """Whether this is a sealed copy of its own, so that to open the file again would take as long again."""
        with reading(self.file):
            return not self.connection.execute("PRAGMA database_list").fetchone()[2]

    # -- records -------------------------------------------------------------------------------------------

    def info(self) -> CrisisInfo:
        """Title, bounds and size of the crisis."""
        from iptui.model import CrisisInfo
        from iptui.store.shapes import record

        with reading(self.file):
            crisis = self.connection.execute(
                "SELECT id, title, summary, date, earliest, latest, note FROM crisis ORDER BY rowid LIMIT 1"
            ).fetchone()
            # Events and statements by their sets: to count the rows of a table goes through all of them.
            kinds = self.values("kind")
            if crisis is None:
                raise DamageError("has no row in the table crisis")
            return record(CrisisInfo, *crisis, kinds.get("event", 0), kinds.get("statement", 0))

    def actors(self) -> list[Actor]:
        """Every actor with its spellings, by name."""
        from iptui.model import Actor
        from iptui.store.shapes import record

        with reading(self.file):
            aliases: dict[str, list[str]] = {}
            for actor, name in self.connection.execute("SELECT actor, name FROM actor_alias ORDER BY rowid"):
                if typed(name, str) not in aliases.setdefault(actor, []):
                    aliases[actor].append(name)
            return [
                record(Actor, id, name, kind, parent, note, wikidata, tuple(aliases.get(id, ())))
                for id, name, kind, parent, note, wikidata in self.connection.execute(
                    "SELECT id, name, kind, parent, note, wikidata FROM actor ORDER BY name, id"
                )
            ]

    def seq_of(self, id_: str) -> int:
        """The `seq` of an item, -1 where there is none of that id."""
        return next(iter(self.numbers("SELECT seq FROM seal_item WHERE id = ?", id_)), -1)

    @cached_property
    def publications(self) -> Publications:
        """When the sources were published, and what with them: kept, as days are asked one after another."""
        from iptui.store.publication import Publications

        return Publications(self)

    @cached_property
    def worded_alike(self) -> dict[str, tuple[str, ...]]:
        """What each statement is a variant of, and its own variants, by id.

        Read at once: nothing indexes it, so that each question would go through all statements. Where sealing has found
        none, as in all that was imported, nothing is read: the first statement shown would wait for it.
        """
        if self.texts("SELECT value FROM seal_meta WHERE key = 'variants'") == ["0"]:
            return {}
        beside: dict[str, list[str]] = {}
        with reading(self.file):
            found = self.connection.execute("SELECT id, variant_of FROM statement WHERE variant_of IS NOT NULL")
            for one, other in found:
                beside.setdefault(typed(one, str), []).append(typed(other, str))
                beside.setdefault(other, []).append(one)
        return {one: tuple(others) for one, others in beside.items()}

    def asked(self, question: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        """What a question put to the connection gives, damage told as everywhere."""
        with reading(self.file):
            return question(self.connection)

    def numbers(self, query: str, *values: str | int | None) -> list[int]:
        """The whole numbers in the one column of a query's rows."""
        with reading(self.file):
            return [typed(row[0], int) for row in self.connection.execute(query, _sought(values))]

    def texts(self, query: str, *values: str | int | None) -> list[str]:
        """The texts in the one column of a query's rows."""
        with reading(self.file):
            return [typed(row[0], str) for row in self.connection.execute(query, _sought(values))]
