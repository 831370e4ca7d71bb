"""The lanes of the explorer: what they show for the present view, and what is wanted in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from iptui.model import Row
from iptui.store.lanes import Counting
from iptui.store.lanes import Lanes as Counted
from iptui.store.sets import Selection
from iptui.text import safe
from iptui.tui.axis import DAY, Axis, Window, axis
from iptui.tui.format.lanes import cell_of, share, step_for
from iptui.tui.format.laning import Drawing, Mark, Marks, Shown
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.rows import glyph
from iptui.tui.widgets.lanes import Lanes

if TYPE_CHECKING:
    from iptui.tui.screens.explorer import ExplorerScreen

__all__ = ["LanesView"]

DOERS: Final = ("initiator", "speaker", "on_behalf_of")
TARGETS: Final = ("target", "victim", "addressee")
_LARGE = 20_000
"""Items from which lanes are counted some at a time."""
_WEEK = 7


class LanesView:
    """Shows the lanes, on the axis of the time strip, which stands over them cell by cell."""

    def __init__(self, screen: ExplorerScreen) -> None:
        """Put the pane into a screen."""
        self._screen = screen
        self._counting = Counting(screen.reading.catalogue)
        self._counted: tuple[Axis, Counted] | None = None
        self._arriving = True
        self.pane = Lanes(id="lanes")
        screen.query_one("#centre").mount(self.pane, before="#detail")

    # -- showing ----------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The lanes are gone to: the one of whoever did or said the selected item is to be the current one."""
        self._arriving = True

    def align(self) -> None:
        """Have the time strip stand over the lanes; or, where they are not shown, as it does by itself."""
        screen = self._screen
        if screen.view.centre != "lanes":
            margins = None
        else:
            width = self._text_width()
            shares = share(width)
            left = self.pane.region.x + len(self.pane.joint) + shares.actor + shares.before
            margins = left, max(0, screen.size.width - left - shares.axis)
        if screen.strip.set_margins(margins):
            screen.times.show(screen.view.window, screen.selection)

    def _text_width(self) -> int:
        """Cells of a lane; before the pane has a place on the screen, those that it will have."""
        if self.pane.size.width:
            return self.pane.text_width
        return max(1, self._screen.size.width - 1 - len(self.pane.joint))

    def show(self) -> None:
        """Show what belongs to the view."""
        screen = self._screen
        self.align()
        found = axis(screen.times.window(screen.view.window), share(self._text_width()).axis)
        counted = self._count(found)
        tree = screen.actors.tree_of_actors
        shown = Shown(
            branches=screen.actors.branches,
            lane=counted.lane,
            axis=found,
            drawing=Drawing(found.cells, step_for(counted.highest), self._counting.sign_of, screen.tracing.possibly()),
            digits=len(str(tree.most)) if tree is not None else 1,
            filters=screen.actors.marks,
            filter_text=screen.timeline.filter_text,
            is_empty=not screen.pages.items,
            is_large=screen.reading.catalogue.total > _LARGE,
        )
        marks, doer = self._marks(found)
        actor = doer if self._arriving and (self.pane.current not in marks.lanes) else None
        self._arriving = False
        self.pane.show(shown, marks, actor, has_strip=screen.strip.display)

    def _count(self, found: Axis) -> Counted:
        """The lanes on an axis; those of the same selection on the same axis are not counted again."""
        selection = self._screen.selection
        if self._counted is None or self._counted[0] != found or self._counted[1].selection != selection:
            counted = self._counting.over(selection, found.window.first, found.days, found.bars)
            self._counted = found, counted
        return self._counted[1]

    def _marks(self, found: Axis) -> tuple[Marks, str | None]:
        """The selected item in the lanes of its actors, and the lane of whoever did or said it."""
        screen = self._screen
        row, tree = screen.timeline.current, screen.actors.tree_of_actors
        detail = screen.reading.detail(row.id) if row is not None else None
        if row is None or tree is None or detail is None:
            return Marks({}, {}, self._place), None
        numbers = {branch.id: number for number, branch in enumerate(screen.actors.branches)}
        sign, role = glyph(row)
        first, last, side = _where(row, found)
        lanes: dict[str, Mark] = {}
        ends: dict[str, list[str]] = {"doer": [], "target": []}
        for ref in detail.actors:
            visible = [one for one in (ref.id, *tree.lineage(ref.id)) if one in numbers]
            lanes.update((one, Mark(first, last, side, sign, role)) for one in visible)
            end = "doer" if ref.role in DOERS else "target" if ref.role in TARGETS else ""
            if visible and end:
                ends[end].append(visible[0])
        doer = next(iter(ends["doer"]), next(iter(lanes), None))
        targets = [one for one in ends["target"] if one not in ends["doer"]]
        links: dict[str, list[int]] = {}
        if targets and ends["doer"] and not side:
            origin = numbers[ends["doer"][0]]
            for one in targets:
                arrow = "↓" if numbers[one] > origin else "↑"
                lanes[one] = Mark(first, last, side, arrow, "mark")
            reached = [origin, *(numbers[one] for one in targets)]
            column = cell_of(first, last, found.cells)
            for branch in screen.actors.branches[min(reached) + 1 : max(reached)]:
                links[branch.id] = [column]
        return Marks(lanes, links, self._place), doer

    def _place(self, actor: str) -> Line:
        """Where the selected item stands among those of an actor."""
        if self._counted is None:
            return []
        items, row = self._counted[1].items(actor), self._screen.timeline.current
        count = len(items)
        if row is None or row.seq not in items:
            return [Piece(f"{count} item{'s' if count != 1 else ''}", "count")]
        return [Piece(f"{items.rank(row.seq) + 1} of {count}", "count")]

    # -- what is wanted ---------------------------------------------------------------------------------------

    def wanted(self, message: Lanes.Wanted) -> None:
        """Do what the user wants of a lane."""
        if message.what == "resized":
            if self._screen.view.centre == "lanes":
                self.show()
            return
        if message.what == "fold":
            self._screen.actors.set_open(message.actor, bool(message.first))
            self.show()
            return
        if self._counted is None:
            return
        found, counted = self._counted
        items = counted.items(message.actor)
        if message.what == "stretch":
            self._stretch(found, items, message.first, message.last)
        elif message.what == "open":
            self._open(items)
        elif message.what == "pick":
            self._pick(counted, items, message.first)
        else:
            seq = self._sought(message, found, counted, items)
            if seq is None:
                self._say_none(message)
            else:
                self._screen.moving.to_seq(seq)

    def _say_none(self, message: Lanes.Wanted) -> None:
        which = {-1: "before", 1: "after"}.get(message.first, "without a date")
        tree = self._screen.actors.tree_of_actors
        name = tree.name(message.actor) if tree is not None else safe(message.actor)
        self._screen.footer.say(f"nothing {which}{' this' if message.first else ''} in the lane of {name}")

    def _sought(self, message: Lanes.Wanted, found: Axis, counted: Counted, items: Selection) -> int | None:
        """The item of a lane that a step, a leap or a click beside the axis goes to; None where there is none."""
        row = self._screen.timeline.current
        if message.what == "side":
            edges, dated = counted.grid.seqs, counted.grid.dated
            before, after, undated = items.rank(edges[0]), items.rank(edges[-1]), items.rank(dated)
            if message.first < 0:
                return items.at(before - 1) if before else None
            if message.first > 0:
                return items.at(after) if after < undated else None
            return items.at(undated) if undated < len(items) else None
        if row is None:
            return None
        if message.what == "leap":
            return self._leap(row, found, items, message.first)
        rank = items.rank(row.seq)
        number = rank + (row.seq in items) if message.first > 0 else rank - 1
        return items.at(number) if 0 <= number < len(items) else None

    def _leap(self, row: Row, found: Axis, items: Selection, step: int) -> int | None:
        """The first item of the next (1) or the previous (-1) bar that has any; bars go on beyond the axis."""
        catalogue = self._screen.reading.catalogue

        def start(day: int, bars: int) -> int:
            return ((day - found.window.first) // found.days + bars) * found.days + found.window.first

        day = _day_of(row)
        if step > 0:
            rank = len(items) if day is None else items.rank(catalogue.seq_at(start(day, 1) * DAY))
            return items.at(rank) if rank < items.rank(catalogue.dated) else None
        rank = items.rank(catalogue.dated if day is None else catalogue.seq_at(start(day, 0) * DAY)) - 1
        if rank < 0:
            return None
        (last,) = catalogue.rows(items, rank, rank + 1)
        day = _day_of(last)
        return last.seq if day is None else items.at(items.rank(catalogue.seq_at(start(day, 0) * DAY)))

    def _open(self, items: Selection) -> None:
        """Read the selected item; where it is not in the lane, the item there that is nearest in time."""
        screen = self._screen
        row = screen.timeline.current
        if row is None or not len(items):
            screen.footer.say("nothing in this lane")
            return
        if row.seq not in items:
            rank = items.rank(row.seq)
            near = [items.at(number) for number in (rank - 1, rank) if 0 <= number < len(items)]
            screen.moving.to_seq(min(near, key=lambda seq: abs(seq - row.seq)))
        screen.change(screen.view._replace(pane="detail"))

    def _pick(self, counted: Counted, items: Selection, bar: int) -> None:
        """Select the item of a bar, or the one after the selected among several; the selected alone is read."""
        screen, grid = self._screen, counted.grid
        row = screen.timeline.current
        start, stop = items.rank(grid.seqs[bar]), items.rank(grid.seqs[bar + 1])
        there = items.window(start, stop) if stop - start <= 1 else []
        if stop - start > 1 and row is not None and grid.seqs[bar] <= row.seq < grid.seqs[bar + 1] and row.seq in items:
            rank = items.rank(row.seq) + 1
            there = [items.at(rank if rank < stop else start)]
        elif stop - start > 1:
            there = [items.at(start)]
        elif not there:
            lines = grid.lines_over(items, bar)
            at = lines.index(row.seq) + 1 if row is not None and row.seq in lines else 0
            there = [lines[at % len(lines)]] if lines else []
        if not there:
            return
        if row is not None and there[0] == row.seq:
            self._open(items)
        else:
            screen.moving.to_seq(there[0])

    def _stretch(self, found: Axis, items: Selection, first: int, last: int) -> None:
        """Have the axis show some of its bars, at least a week; the selection goes there, as the axis follows it."""
        screen = self._screen
        start = found.window.first + first * found.days
        stop = found.window.first + (last + 1) * found.days
        missing = max(0, _WEEK - (stop - start))
        window = Window(start - missing // 2, stop + missing - missing // 2)
        catalogue = screen.reading.catalogue
        low, high = catalogue.seqs_at((window.first * DAY, window.stop * DAY))
        row = screen.timeline.current
        if row is None or not low <= row.seq < high:
            within = [one for one in (items, screen.selection) if one.rank(low) < one.rank(min(high, catalogue.dated))]
            if not within:
                screen.footer.say("nothing begins then")
                return
            screen.moving.to_seq(within[0].at(within[0].rank(low)))
        screen.change(screen.view._replace(window=window))


def _day_of(row: Row) -> int | None:
    second = row.begin if row.begin is not None else row.end
    return None if second is None else second // DAY


def _where(row: Row, found: Axis) -> tuple[int, int, str]:
    """The first and the last bar of an item on an axis, or the side of it on which it stands."""
    day = _day_of(row)
    if day is None:
        return 0, -1, "undated"
    begin = (day - found.window.first) // found.days
    end = begin
    # As the lanes have it: what lasts longer than a bar is a line, what has one end only stands there.
    if row.begin is not None and row.end is not None and row.end - row.begin >= found.days * DAY:
        end = (row.end // DAY - found.window.first) // found.days
    if end < 0:
        return 0, -1, "before"
    if begin >= found.bars:
        return 0, -1, "after"
    return max(0, begin), min(end, found.bars - 1), ""
