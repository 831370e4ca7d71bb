"""What the screen asks the crisis, kept where it is asked again: selections, pages of rows, counts, the time strip.

The only module of the explorer that knows the store, besides the one that opens it. Widgets see the small
protocols of `iptui.tui.widgets` and never this.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise

import iptui.text as texts
from iptui import filters
from iptui.edtf.gregorian import day_number_of
from iptui.model import Actor, Detail, Row, Source, StatementDetail
from iptui.store import details
from iptui.store.blocks import both
from iptui.store.branches import branches, every_branch, roots
from iptui.store.catalogue import Catalogue
from iptui.store.sets import Selection, counts_between
from iptui.tui.axis import DAY, Axis
from iptui.tui.format.strip import Counts
from iptui.tui.tree import OPENED_AT_FIRST, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import NamedTuple, TypeVar

    from iptui.filters import Filter
    from iptui.store.listing import Line

    _One = TypeVar("_One")
else:
    from iptui.tuples import NamedTuple

__all__ = ["AT_ONCE", "Pages", "Reading", "open_reading"]

AT_ONCE = 20_000
"""Of up to so many items anything is read at once; of more a worker reads what takes long, and no key waits for it."""
PAGE = 64
_PAGES = 48
_SELECTIONS = 16
_DETAILS = 64
_COOPERATION, _CONFLICT = ("1", "2"), ("3", "4")
"""Quad classes."""


def _fetched(kept: OrderedDict[int, list[_One]], number: int, read: Callable[[int, int], list[_One]]) -> list[_One]:
    """Read a page by its first place and the one after its last, and keep it with the latest of the others."""
    page = kept[number] = read(number * PAGE, (number + 1) * PAGE)
    if len(kept) > _PAGES:
        kept.popitem(last=False)
    return page


class Pages:
    """The lines of a selection, with rows fetched a page at a time and the latest pages kept."""

    def __init__(self, catalogue: Catalogue, selection: Selection) -> None:
        """Lay out a selection."""
        self.selection = selection
        self.listing = catalogue.listing(selection)
        self._catalogue = catalogue
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._blocks: OrderedDict[int, list[Line]] = OrderedDict()
        self._seen: Callable[[list[Row]], list[Row]] | None = None
        self.why_none = ""

    def __len__(self) -> int:
        """The number of lines."""
        return len(self.listing)

    @property
    def items(self) -> int:
        """The number of items."""
        return len(self.selection)

    def at(self, line: int) -> tuple[int, bool]:
        """The position of the item at a line, and whether the line is the heading above it."""
        number, index = divmod(line, PAGE)
        block = self._blocks.get(number)
        if block is None:
            # Whoever asks for a line is about to ask for those around it.
            block = _fetched(self._blocks, number, self.listing.lines)
        if not 0 <= index < len(block):
            raise IndexError(line)
        return block[index]

    def window(self, start: int, stop: int) -> Sequence[tuple[int, bool]]:
        """The same for the lines from `start` to before `stop`, fewer at the end."""
        return self.listing.lines(start, stop)

    def line_of(self, position: int) -> int:
        """The line of the item at a position."""
        return self.listing.line_of(position)

    def seen_as(self, seen: Callable[[list[Row]], list[Row]], why_none: str = "") -> None:
        """Have the rows changed to what they were on a day, a page at a time.

        Args:
            seen: gives the rows as they were.
            why_none: why there can have been none on that day, safe; empty where there can.
        """
        self._seen = seen
        self.why_none = why_none

    def row(self, position: int) -> Row:
        """The item at a position."""
        number, index = divmod(position, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = _fetched(self._pages, number, self._rows)
        return page[index]

    def _rows(self, start: int, stop: int) -> list[Row]:
        rows = self._catalogue.rows(self.selection, start, stop)
        return rows if self._seen is None else self._seen(rows)

    def position_of(self, seq: int) -> int | None:
        """The position of the item with a `seq`, or of the one nearest to it; None where there is no item."""
        if not len(self.selection):
            return None
        return min(self.selection.rank(seq), len(self.selection) - 1)

    def heading_of(self, line: int) -> int:
        """The line of the heading under which a line stands; of a heading the line itself."""
        position, is_heading = self.at(line)
        return line if is_heading else self.line_of(self.headed(position)) - 1

    def headed(self, position: int) -> int:
        """The position of the first item under the heading that an item stands under."""
        headings = self.listing.headings
        return self.selection.rank(headings.at(headings.rank(self.selection.at(position) + 1) - 1))

    def group(self, position: int, step: int) -> int:
        """The position of the first item of the next group of days (`step` 1) or of this or the one before (-1)."""
        headings = self.listing.headings
        seq = self.selection.at(position)
        if step > 0:
            number = headings.rank(seq + 1)
            return self.selection.rank(headings.at(number)) if number < len(headings) else position
        number = headings.rank(seq + 1) - 1
        first = self.selection.rank(headings.at(number))
        if first < position or not number:
            return first
        return self.selection.rank(headings.at(number - 1))


class _Cut(NamedTuple):
    """The kinds of items that the time strip tells apart, cut where its bars begin, for one axis after another filter.

    Attributes:
        edges: the seconds at which the bars begin, and the end of the last.
        seqs: the places in time of these.
        kinds: of conflict, cooperation and the rest, the items of each bar.
    """

    edges: tuple[int, ...]
    seqs: list[int]
    kinds: tuple[list[int], ...]


class _Sources(Mapping[str, Source]):
    """The sources by id: each is read when it is looked up for the first time, all when they are gone through."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[str, Source] = {}

    @cached_property
    def _all(self) -> dict[str, Source]:
        self._known = {source.id: source for source in details.sources(self._catalogue)}
        return self._known

    def __getitem__(self, id_: str) -> Source:
        found = self._known.get(id_)
        if found is None:
            found = details.source(self._catalogue, id_)
            if found is None:
                raise KeyError(id_)
            self._known[id_] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


class Reading:
    """An open crisis and what has been asked of it lately."""

    def __init__(self, catalogue: Catalogue, *, ours: bool = False) -> None:
        """Read what never changes: the crisis; `ours` where it lies in our own cache."""
        self.catalogue = catalogue
        self.ours = ours
        self.info = catalogue.info()
        self.sources: Mapping[str, Source] = _Sources(catalogue)
        self._spellings: dict[str, str] | None = None
        self._selections: OrderedDict[Filter, Selection] = OrderedDict()
        self._details: OrderedDict[str, Detail | StatementDetail | None] = OrderedDict()
        self._cut: _Cut | None = None
        self._density: tuple[Selection, Axis, Counts] | None = None
        self._branches: tuple[int, Tree] | None = None

    @cached_property
    def actors(self) -> list[Actor]:
        """Every actor with its spellings, by name."""
        return self.catalogue.actors()

    @cached_property
    def tree(self) -> Tree:
        """The actors as a tree."""
        return Tree(every_branch(self.catalogue), spelled=lambda: self.actors)

    def first_branches(self, rows: int) -> Tree:
        """The tree as far as a pane needs it that shows its first lines; its roots and its length are those of all.

        Args:
            rows: lines that are to be right.
        """
        if self._branches is None or self._branches[0] != rows:
            first = branches(self.catalogue, "", max(rows, OPENED_AT_FIRST))
            for _, opened, *_, below in first[:OPENED_AT_FIRST]:
                first += branches(self.catalogue, opened, rows) if below else ()
            self._branches = rows, Tree(first, roots=roots(self.catalogue))
        return self._branches[1]

    def select(self, wanted: Filter) -> Selection:
        """The items that pass.

        Raises:
            FilterError: when a value names nothing there is.
        """
        found = self._selections.get(wanted)
        if found is None:
            found = self.catalogue.select(wanted)
            self.keep(wanted, found)
        else:
            self._selections.move_to_end(wanted)
        return found

    def has(self, wanted: Filter) -> bool:
        """Whether it is known what passes."""
        return wanted in self._selections

    def keep(self, wanted: Filter, found: Selection) -> None:
        """Know what passes a filter, and let go of what was not asked for longest."""
        self._selections.setdefault(wanted, found)
        if len(self._selections) > _SELECTIONS:
            self._selections.popitem(last=False)

    def notice(self, wanted: Filter) -> str:
        """What there is to say of how a filter's words are looked for; mostly nothing."""
        if not any(term.key in ("text", "phrase") for term in wanted):
            return ""
        from iptui.store import fulltext

        return "" if fulltext.available() else fulltext.NOTICE

    def pages(self, selection: Selection) -> Pages:
        """The lines of a selection."""
        return Pages(self.catalogue, selection)

    def sizes(self, selection: Selection) -> tuple[int, int]:
        """How many events and how many statements are in a selection."""
        events = self.catalogue.counts(selection, "kind", ("event",))["event"]
        return events, len(selection) - events

    def seq(self, item: str | None) -> int | None:
        """The place in time of an item, None where there is none of that id."""
        row = self.catalogue.row(item) if item is not None else None
        return None if row is None else row.seq

    def detail(self, item: str) -> Detail | StatementDetail | None:
        """Everything known of an item."""
        if item not in self._details:
            self._details[item] = details.detail(self.catalogue, item)
            if len(self._details) > _DETAILS:
                self._details.popitem(last=False)
        self._details.move_to_end(item)
        return self._details[item]

    def actor_counts(self, selection: Selection, ids: Sequence[str]) -> dict[str, int]:
        """How many items of a selection have each actor or what rolls up to it."""
        return self.catalogue.counts(selection, "actor", ids)

    def actor_of(self, value: str) -> str:
        """The id of the actor that a filter's value names; the value itself where none does."""
        from iptui.store.naming import exists

        if exists(self.catalogue, "actor", value):
            return value  # As a key in the panes names it: of very many actors the spellings take long, and memory.
        if self._spellings is None:
            spellings = {texts.fold(actor.name): actor.id for actor in reversed(self.actors)}
            for actor in self.actors:
                for alias in actor.aliases:
                    spellings.setdefault(texts.fold(alias), actor.id)
            spellings.update((texts.fold(actor.id), actor.id) for actor in self.actors)
            self._spellings = spellings
        return self._spellings.get(texts.fold(value), value)

    def marks(self, wanted: Filter) -> dict[str, str]:
        """The sign of every actor that the filter names: `+` or `-`."""
        found = {self.actor_of(value): "+" for value in wanted.values("actor")}
        found.update((self.actor_of(value), "-") for value in wanted.values("actor", negated=True))
        return found

    def spellings_in(self, wanted: Filter, actor: str) -> tuple[str, ...]:
        """The values by which a filter names an actor."""
        values = (*wanted.values("actor"), *wanted.values("actor", negated=True))
        return tuple(value for value in values if self.actor_of(value) == actor)

    def first_seq(self) -> int:
        """Where the crisis itself begins, after its background."""
        earliest = day_number_of(self.info.earliest)
        return 0 if earliest is None else self.catalogue.seq_at(earliest * DAY)

    def days(self) -> tuple[int, int] | None:
        """The first and the last day on which a dated item begins, since 1970-01-01."""
        dated = self.catalogue.dated
        if not dated:
            return None
        whole = self.catalogue.whole
        first, last = self.catalogue.rows(whole, 0, 1)[0], self.catalogue.rows(whole, dated - 1, dated)[0]
        begins = [row.begin if row.begin is not None else row.end for row in (first, last)]
        found = [begin // DAY for begin in begins if begin is not None]
        return (found[0], found[-1]) if found else None

    def density(self, selection: Selection, axis: Axis) -> Counts:
        """Counts of a selection over the bars of an axis, by where an item begins."""
        kept = self._density
        if kept is None or kept[0] is not selection or kept[1] != axis:
            kept = self._density = (selection, axis, self._counted(selection, axis))
        return kept[2]

    def cut_ahead(self) -> None:
        """Have at hand what the next filter is counted with over the bars of the strip, as it stands."""
        if self._density is not None:
            self._cut_at(self._density[1].edges)

    def _counted(self, selection: Selection, axis: Axis) -> Counts:
        if selection is self.catalogue.whole:
            seqs = self.catalogue.edges_at(axis.edges)
            conflict, cooperation, other = self._of_all(seqs)
        else:
            cut = self._cut_at(axis.edges)
            seqs, parts = cut.seqs, selection.parts(cut.seqs)
            conflict, cooperation, other = (
                [(part & kind).bit_count() for part, kind in zip(parts, kinds, strict=True)] for kinds in cut.kinds
            )
        dated = selection.rank(self.catalogue.dated)
        return Counts(
            conflict=tuple(conflict),
            cooperation=tuple(cooperation),
            other=tuple(other),
            before=selection.rank(seqs[0]),
            after=dated - selection.rank(seqs[-1]),
            undated=len(selection) - dated,
        )

    def _of_all(self, seqs: list[int]) -> tuple[list[int], list[int], list[int]]:
        """How many of all items are of conflict, cooperation and the rest in each bar, without cutting any set."""
        one, other = (self.catalogue.blocks("quad", *quads) for quads in (_CONFLICT, _COOPERATION))
        # None is both, except in sets that somebody has forged.
        conflict, cooperation, doubly = (
            counts_between(Selection(kind), seqs) for kind in (one, other, both(one, other))
        )
        each = zip(pairwise(seqs), conflict, cooperation, doubly, strict=True)
        rest = [after - before - these - those + twice for (before, after), these, those, twice in each]
        return conflict, cooperation, rest

    def _cut_at(self, edges: tuple[int, ...]) -> _Cut:
        if self._cut is None or self._cut.edges != edges:
            seqs = self.catalogue.edges_at(edges)
            conflict, cooperation = (
                Selection(self.catalogue.blocks("quad", *quads)).parts(seqs) for quads in (_CONFLICT, _COOPERATION)
            )
            parts = zip(self.catalogue.whole.parts(seqs), conflict, cooperation, strict=True)
            # Python's `& ~` takes ten times as long.
            rest = [part ^ (part & (one | other)) for part, one, other in parts]
            self._cut = _Cut(edges, seqs, (conflict, cooperation, rest))
        return self._cut

    def close(self) -> None:
        """Close the database."""
        self.catalogue.close()


def open_reading(
    path: Path | str,
    *,
    ours: bool,
    filter_text: str = "",
    same_thread: bool = True,
    progress: Callable[[str, float], None] | None = None,
) -> tuple[Reading, Filter]:
    """A crisis opened, with what passes a filter at hand, and the filter; the rest as for `Catalogue.open`.

    Raises:
        FilterError: when the filter cannot be read or names something that there is not.
        DatabaseError: when the database cannot be opened or read.
    """
    wanted = filters.parse(filter_text) if filter_text else filters.Filter()
    catalogue = Catalogue.open(path, ours=ours, same_thread=same_thread, progress=progress)
    # The system keeps the pages of the file too, and what is asked again is kept as sets and rows.
    catalogue.asked(lambda connection: connection.execute("PRAGMA cache_size = -500"))
    reading = Reading(catalogue, ours=ours)
    reading.select(wanted)
    return reading, wanted
