"""The explorer: three panes under a time strip. The only place that changes the `View`."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.worker import Worker

from iptui.filters import Filter
from iptui.store.sets import Selection
from iptui.tui import view as views
from iptui.tui.format.frames import boxes
from iptui.tui.format.rows import Needles
from iptui.tui.keys import bindings
from iptui.tui.painting import Painting
from iptui.tui.reading import Pages, Reading
from iptui.tui.screens.ahead import Ahead
from iptui.tui.screens.centres import Centres
from iptui.tui.screens.moving import Moving
from iptui.tui.screens.over import Over
from iptui.tui.screens.panes import Panes
from iptui.tui.screens.times import Times
from iptui.tui.screens.tracing import Tracing
from iptui.tui.view import View
from iptui.tui.widgets.actors import Actors
from iptui.tui.widgets.bars import FooterBar, TitleBar
from iptui.tui.widgets.density import DensityStrip
from iptui.tui.widgets.detail import DetailPane
from iptui.tui.widgets.settling import Settling
from iptui.tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from iptui.tui.screens.inputs import Inputs
    from iptui.tui.screens.searching import Searching
    from iptui.tui.widgets.board import BoardPane
    from iptui.tui.widgets.inputbar import InputBar
    from iptui.tui.widgets.lanes import Lanes
    from iptui.tui.widgets.pane import LinePane

__all__ = ["ExplorerScreen"]


class ExplorerScreen(Settling, Painting):
    """Widgets post what the user wants; here the view is replaced, and what depends on it is drawn anew."""

    BINDINGS: ClassVar = bindings("explorer")
    AUTO_FOCUS = ""

    class Opened(Message):
        """Everything is there: keys mean something."""

    def __init__(self, reading: Reading, view: View, command: str) -> None:
        """Show a crisis.

        Args:
            reading: the open crisis.
            view: what to show at first.
            command: how a shell names this database: `iptui list`, or with `-d FILE`.
        """
        super().__init__(classes=f"-centre-{view.centre}")
        self.reading = reading
        self.view = view
        self.command = command
        self.is_open = False
        self._is_laid_out = self._is_filled = False
        self.selection = Selection(0)
        self.pages: Pages = reading.pages(self.selection)
        self.tracing = Tracing(self)
        self.moving = Moving(self)
        self.panes = Panes(self)
        self.centres = Centres(self)
        self._over = Over(self)
        self.ahead = Ahead(self)
        self.moves = {action: partial(self.action_day, step) for action, step in (("day(1)", 1), ("day(-1)", -1))}
        """The actions that do no more than to move in the timeline; they leave nothing to be waited for."""

    # What the first screen does without is imported and made when it is first wanted.

    @cached_property
    def _inputs(self) -> Inputs:
        from iptui.tui.screens.inputs import Inputs

        return Inputs(self)

    @property
    def input(self) -> InputBar:
        """The input bar."""
        return self._inputs.bar

    @cached_property
    def searching(self) -> Searching:
        """Searches that may take long."""
        from iptui.tui.screens.searching import Searching

        return Searching(self)

    def compose(self) -> ComposeResult:
        """Title, strip, panes, footer."""
        self._fit()
        yield TitleBar(id="title")
        yield DensityStrip(id="strip")
        with Container(id="body"):
            yield Actors(id="actors")
            with Container(id="centre"):
                yield Timeline(id="timeline")
                yield DetailPane(id="detail")
        yield FooterBar(id="footer")

    def _fit(self) -> None:
        """Have the classes of the terminal's size from the first layout on, which would else be thrown away."""
        sides = zip(self.app.size, (self.app.HORIZONTAL_BREAKPOINTS, self.app.VERTICAL_BREAKPOINTS), strict=True)
        for cells, breakpoints in sides:
            reached = [name for least, name in sorted(breakpoints or ()) if cells >= least]
            self.set_class(bool(reached), *reached[-1:], update=False)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Come into view; Textual then works all styles out anew, which it has just done for the first time."""
        event.refresh_styles = event.refresh_styles and self.is_open

    def _compositor_refresh(self) -> None:
        """Draw nothing until everything has its place: it would only be drawn again."""
        if self.is_open:
            super()._compositor_refresh()

    def open(self, *, laid_out: bool = False) -> None:
        """Draw for the first time, once the panes are filled and have their places; and then take the keys.

        Args:
            laid_out: whether they have them from now on.
        """
        self._is_laid_out = self._is_laid_out or laid_out
        if self._is_laid_out and self._is_filled and not self.is_open:
            self.times.show(self.view.window, self.selection)
            # The panes have their sizes, but have not been told.
            for pane in (self.actors, self.timeline, self.detail):
                pane.resized()
            self.begin()
            self.post_message(self.Opened())

    def on_mount(self) -> None:
        """Fill the panes."""
        self.title_bar = self.query_one(TitleBar)
        self.strip = self.query_one(DensityStrip)
        self.actors = self.query_one(Actors)
        self.timeline = self.query_one(Timeline)
        self.detail = self.query_one(DetailPane)
        self.footer = self.query_one(FooterBar)
        self.times = Times(self.reading, self.strip, self.timeline)
        self.strip.asks = lambda: self.times.show(self.view.window, self.selection)
        self._show_actors()
        self.panes.arrange(self.size)
        self.show_all()
        self.panes.focus()
        self.tracing.begin()
        self._is_filled = True
        self.open()

    def _show_actors(self) -> None:
        """Show the tree of actors, no more than the first lines until others are wanted."""
        rows = boxes(*self.app.size).actors.height - 1
        if self.reading.marks(self.view.filter):
            self.actors.show_tree(self.reading.tree)
        else:
            self.actors.show_beginning(self.reading.first_branches(rows), rows, lambda: self.reading.tree)

    # -- the view ---------------------------------------------------------------------------------------------

    def change(self, view: View) -> None:
        """Replace the view and draw what depends on what has changed in it.

        Raises:
            FilterError: when the filter names something that there is not; nothing has changed then.
        """
        old = self.view
        if view == old:
            return
        if view.filter != old.filter:
            self.reading.select(view.filter)
        self.view = view
        self.footer.clear()
        if (view.filter, view.search) != (old.filter, old.search):
            self.show_all()
        elif view.selected != old.selected or view.visited != old.visited:
            self.show_selected(move=True)
        if view.window != old.window:
            self.times.show(self.view.window, self.selection)
        if (view.pane, view.centre, view.maximised, view.actors) != (old.pane, old.centre, old.maximised, old.actors):
            self.panes.arrange(self.size)
            self.panes.focus()
        self.centres.show()

    @property
    def needles(self) -> Needles:
        """What is lit: what the filter searches for, else what was last searched for."""
        sought = self.view.filter if views.searching(self.view.filter) else self.view.search
        return Needles(sought.words, sought.phrases)

    def show_all(self) -> None:
        """Draw everything for the present filter."""
        self.selection = self.reading.select(self.view.filter)
        self.pages = self.tracing.pages()
        self.title_bar.show(self.reading.info, self.reading.sizes(self.selection), *self.tracing.day())
        rest = self.reading.select(self.view.filter.without("actor"))
        marks = self.reading.marks(self.view.filter)
        self.actors.show_filter(marks, rest, lambda ids: self.reading.actor_counts(rest, ids))
        self.timeline.possibly = self.tracing.possibly()
        self.timeline.show(self.pages, self.moving.position(), self.needles, str(self.view.filter))
        self.show_selected()

    def show_selected(self, *, move: bool = False) -> None:
        """Draw what depends on the selected item; `move` where the timeline does not stand on it yet."""
        if move:
            row = self.timeline.current
            position = self.moving.position() if row is None or row.id != self.view.selected else None
            if position is not None:
                self.timeline.show(self.pages, position, self.needles, str(self.view.filter))
        row = self.timeline.current
        item = self.view.selected if self.view.visited and self.view.selected else row.id if row else None
        self.detail.show(
            self.tracing.detail(item) if item is not None else None,
            self.reading.sources,
            self.needles,
            self.tracing.beside(item),
            can_go_back=bool(self.view.visited),
        )
        self.times.show(self.view.window, self.selection)

    # -- the other centre views -------------------------------------------------------------------------------

    def action_centre(self, name: str) -> None:
        """Show the timeline, the lanes, the ladder, the disagreements."""
        self.centres.go(name)

    def action_turn_view(self) -> None:
        """The other layout of the centre view."""
        self.centres.turn()

    def action_single(self) -> None:
        """What only one source says, shown or not."""
        self.centres.single()

    def action_anachronisms(self) -> None:
        """To what contradicts the calendar or the offices."""
        self.centres.anachronisms()

    def on_timeline_compared(self, message: Timeline.Compared) -> None:
        """The accounts of an event side by side."""
        self.change(self.view._replace(selected=message.item, visited=()))
        self.centres.go("disagreements")

    def on_detail_pane_compared(self, message: DetailPane.Compared) -> None:
        """Rival values side by side."""
        self.centres.compare(message.rivals)

    async def action_sources(self) -> None:
        """All sources, over the explorer."""
        await self.centres.sources()

    def on_board_pane_moved(self, message: BoardPane.Moved) -> None:
        """The cursor of a board moved."""
        self.centres.moved(message.item)

    async def on_board_pane_opened(self, message: BoardPane.Opened) -> None:
        """What lies behind an entry of a board."""
        await self.centres.opened(message.key, message.item, message.part)

    def on_lanes_wanted(self, message: Lanes.Wanted) -> None:
        """Something of a lane is wanted."""
        self.centres.lanes.wanted(message)

    # -- the strip --------------------------------------------------------------------------------------------

    def action_strip(self, step: int) -> None:
        """Zoom in (1), out (-1), or show the crisis again (0)."""
        self.change(self.view._replace(window=self.times.zoomed(self.view.window, step)))

    def on_density_strip_zoomed(self, message: DensityStrip.Zoomed) -> None:
        """The wheel turned over the strip."""
        self.change(self.view._replace(window=self.times.zoomed(self.view.window, message.step, message.day)))

    def on_density_strip_picked(self, message: DensityStrip.Picked) -> None:
        """A time was clicked."""
        self.moving.to_day(message.day)

    def on_density_strip_edge(self, message: DensityStrip.Edge) -> None:
        """What lies outside the window was clicked: its nearest item."""
        self.moving.outside(message.side)

    # -- the timeline -----------------------------------------------------------------------------------------

    def on_timeline_moved(self) -> None:
        """The cursor moved, perhaps further since."""
        self.settle()

    def settle(self) -> None:
        """Draw what the cursor's last move has not drawn yet."""
        if self.is_mounted:
            self.moving.settle()

    def on_timeline_opened(self, message: Timeline.Opened) -> None:
        """Read the item."""
        self.change(self.view._replace(pane="detail", selected=message.item))

    def action_day(self, step: int) -> None:
        """The first item of the next or of the previous date."""
        self.moving.day(step)

    def action_match(self, step: int) -> None:
        """The next or the previous match of the last search."""
        self.moving.match(step)

    # -- actors -----------------------------------------------------------------------------------------------

    def on_actors_cycled(self, message: Actors.Cycled) -> None:
        """An actor is included, excluded, or neither."""
        wanted = self.view.filter
        named = self.reading.spellings_in(wanted, message.actor)
        self.change(views.filtered(self.view, views.cycled(wanted, named, message.actor)))

    def on_actors_cleared(self) -> None:
        """No actor in the filter."""
        self.change(views.filtered(self.view, self.view.filter.without("actor")))

    def on_actors_arranged(self) -> None:
        """The lanes are those of the actors in the tree."""
        self.centres.show()

    def on_actors_find_asked(self) -> None:
        """Type an actor's name."""
        self._inputs.find_actor()

    def action_actors(self) -> None:
        """To the actors, and back."""
        self.panes.to_actors()

    # -- the detail -------------------------------------------------------------------------------------------

    def on_detail_pane_followed(self, message: DetailPane.Followed) -> None:
        """A link was followed: out of the filter, if need be, but the filter stays."""
        self.change(views.followed(self.view, message.item))
        seq = self.reading.seq(message.item)
        if seq is not None and seq not in self.selection:
            self.footer.say("not in this filter; the timeline stands at the nearest item", "warn")

    def action_back(self) -> None:
        """To the item that the last link was followed from."""
        if self.view.visited:
            self.change(views.returned(self.view))
        else:
            self.footer.say("no link was followed")

    async def action_copy(self) -> None:
        """Copy the quote with its full citation."""
        await self.tracing.copy()

    async def action_read_source(self) -> None:
        """Read what tells of the item, in its source."""
        await self.tracing.read_item()

    async def on_detail_pane_read(self, message: DetailPane.Read) -> None:
        """Read a passage in its source."""
        await self.tracing.read(message.passage)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Something is read ahead, the passages are proved, a board is made."""
        self.ahead.worker_changed(event)
        self.searching.worker_changed(event)
        self.tracing.worker_changed(event)
        self.centres.worker_changed(event)

    def action_known_on(self) -> None:
        """Look from another day."""
        self._inputs.known_on()

    async def action_equivalent(self) -> None:
        """This view as a command line."""
        await self._inputs.equivalent()

    # -- input ------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Search as you type."""
        self._inputs.search()

    def action_go_to_date(self) -> None:
        """Type a date."""
        self._inputs.go_to_date()

    def on_input_bar_changed(self, message: InputBar.Changed) -> None:
        """Something was typed, and perhaps more since."""
        if message.text == self.input.text:
            self._inputs.changed(message.text)

    def on_input_bar_submitted(self, message: InputBar.Submitted) -> None:
        """What was typed is to count."""
        self._inputs.submitted(message.text)

    def on_input_bar_cancelled(self) -> None:
        """What was typed is to be forgotten."""
        self._inputs.cancelled()

    def on_input_bar_passed(self, message: InputBar.Passed) -> None:
        """Move in the timeline, or in the actors, while typing."""
        self._inputs.passed(message.key)

    # -- panes ------------------------------------------------------------------------------------------------

    def action_clear_filter(self) -> None:
        """Show everything."""
        self.change(views.filtered(self.view, Filter())._replace(search=Filter()))

    def action_escape(self) -> None:
        """One level back."""
        self.panes.back()

    def action_pane(self, step: int) -> None:
        """The pane to the left or to the right."""
        self.panes.beside(step)

    def action_pane_round(self, step: int) -> None:
        """The next pane, the first after the last."""
        self.panes.around(step)

    def action_maximise(self) -> None:
        """The pane alone, or all of them again."""
        self.panes.maximise()

    def on_line_pane_focused(self, message: LinePane.Focused) -> None:
        """A pane was clicked."""
        self.panes.clicked(message.pane)

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the panes for another width."""
        if self.is_mounted:
            self.panes.arrange(event.size)

    # -- over the explorer ------------------------------------------------------------------------------------

    async def action_help(self) -> None:
        """The help."""
        await self._over.help()

    async def action_palette(self) -> None:
        """The command palette."""
        await self._over.palette()

    def action_theme(self) -> None:
        """The next theme."""
        self._over.next_theme()

    def action_set_theme(self, name: str) -> None:
        """A theme by its name."""
        self._over.theme(name)
