"""The centre views besides the timeline: what they show for the present view, and what their keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iptui.tui.view import CENTRES, Centre, filtered, followed

if TYPE_CHECKING:
    from textual.worker import Worker

    from iptui.store.sets import Selection
    from iptui.tui.boards.laid import Laid
    from iptui.tui.format.page import Rivals
    from iptui.tui.screens.boarding import Asked, Boards
    from iptui.tui.screens.explorer import ExplorerScreen
    from iptui.tui.screens.lanes import LanesView
    from iptui.tui.screens.sources import Answer
    from iptui.tui.view import View
    from iptui.tui.widgets.board import BoardPane
    from iptui.tui.widgets.pane import LinePane

__all__ = ["Centres"]


def _made(centre: Centre) -> BoardPane:
    """The pane of a board, which is imported and made only where it is wanted."""
    if centre == "ladder":
        from iptui.tui.widgets.ladder import Ladder

        return Ladder(id=centre)
    from iptui.tui.widgets.disagreements import Disagreements

    return Disagreements(id=centre)


class Centres:
    """Shows the boards. The timeline goes on standing at the selection behind them, and they follow it."""

    def __init__(self, screen: ExplorerScreen) -> None:
        """Belong to a screen."""
        self._screen = screen
        self._boards: Boards | None = None
        self._shown: tuple[Asked, Laid] | None = None
        self._selected: str | None = None
        self._lanes: LanesView | None = None
        self._panes: dict[str, BoardPane] = {}

    # -- which ------------------------------------------------------------------------------------------------

    @property
    def pane(self) -> BoardPane | None:
        """The board that is shown, None where it is the timeline or the lanes."""
        centre = self._screen.view.centre
        if centre in ("timeline", "lanes"):
            return None
        if centre not in self._panes:
            self._panes[centre] = pane = _made(centre)
            self._screen.query_one("#centre").mount(pane, before="#detail")
        return self._panes[centre]

    @property
    def front(self) -> LinePane:
        """The centre pane that is shown."""
        if self._screen.view.centre == "lanes":
            return self.lanes.pane
        return self.pane or self._screen.timeline

    @property
    def lanes(self) -> LanesView:
        """The lanes, made when they are first wanted."""
        if self._lanes is None:
            from iptui.tui.screens.lanes import LanesView

            self._lanes = LanesView(self._screen)
        return self._lanes

    @property
    def boards(self) -> Boards:
        """What makes the boards, made when the first is wanted."""
        if self._boards is None:
            from iptui.tui.screens.boarding import Boards

            self._boards = Boards(self._screen, self.show)
        return self._boards

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """A worker may have made a board."""
        if self._boards is not None:
            self._boards.worker_changed(event)

    def go(self, name: str) -> None:
        """Show a centre view, with the keys going to it."""
        centre = next(centre for centre in CENTRES if centre == name)
        view = self._screen.view
        maximised = view.maximised and view.pane == "timeline"
        if centre == "lanes" and view.centre != centre:
            self.lanes.arrive()
        self._screen.change(view._replace(centre=centre, pane="timeline", maximised=maximised))
        self.say_where()

    def say_where(self) -> None:
        """Say it where the selected item has no line here, and the cursor stands elsewhere."""
        pane, selected = self.pane, self._screen.view.selected or self._timeline_item()
        if pane is None or pane.current is None or selected is None or pane.current.item == selected:
            return
        if pane.current.item != self._related(selected):
            what = "answers nothing and is answered by nothing"
            if self._screen.view.centre == "disagreements":
                what = "has no accounts to compare"
            self._screen.footer.say(f"the selected item {what} here; the cursor stands at the nearest", "warn")

    def arrange(self) -> None:
        """Set the classes that the style sheet goes by; whoever asks for it has the styles worked out anew."""
        for centre in CENTRES:
            self._screen.set_class(self._screen.view.centre == centre, f"-centre-{centre}", update=False)

    def command(self, listing: str) -> tuple[str, bool]:
        """The command that prints what is shown, and whether it takes a filter.

        Args:
            listing: the one that prints the timeline: `iptui list`, or with `-d FILE`.
        """
        name = {"ladder": "responses", "disagreements": "disagreements"}.get(self._screen.view.centre, "list")
        return listing.replace("iptui list", f"iptui {name}", 1), name != "responses"

    # -- showing ----------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show what belongs to the view, with the cursor on the selected item or on the nearest in time."""
        if self._screen.view.centre == "lanes":
            self.lanes.show()
        elif self._lanes is not None:
            self._lanes.align()
        pane = self.pane
        if pane is None:
            return
        asked = self.boards.asked()
        board = self.boards.board(asked)
        selected = self._screen.view.selected or self._timeline_item()
        here = pane.current
        moved, self._selected = selected != self._selected, selected
        if (asked, board) == self._shown and pane.board is board:
            # The cursor may stand on a line that is about no item: it stays there until another is selected.
            if moved and selected is not None and (here is None or here.item != selected):
                number = self._number(board, selected)
                if number is not None:
                    pane.place(number)
            return
        self._shown = asked, board
        number = board.of_key(here.key) if here is not None and here.item in (selected, None) else None
        if number is None:
            number = self._number(board, selected)
        pane.show(board, number, self._screen.timeline.filter_text)

    def _number(self, board: Laid, selected: str | None) -> int | None:
        """Where an item stands, else the event that it is about, else the nearest in time."""
        number = board.of_item(selected)
        if number is None and selected is not None:
            number = board.of_item(self._related(selected))
        return board.nearest(self._screen.reading.seq(selected)) if number is None else number

    def _related(self, item: str) -> str | None:
        """The event that a statement is about, where that view is one of events."""
        from iptui.model import StatementDetail

        if self._screen.view.centre != "disagreements":
            return None
        found = self._screen.reading.detail(item)
        return found.about if isinstance(found, StatementDetail) else None

    def _selecting(self, view: View, item: str, among: Selection) -> View:
        """A view with an item selected: followed to, like a link, where it is not among those that are shown."""
        seq = self._screen.reading.seq(item)
        passes = seq is not None and seq in among
        return view._replace(selected=item, visited=()) if passes else followed(view, item)

    def _timeline_item(self) -> str | None:
        row = self._screen.timeline.current
        return None if row is None else row.id

    def compare(self, rivals: Rivals) -> None:
        """The rival values of a property, side by side."""
        from iptui.tui.boards.disagreements import key_of

        screen = self._screen
        view = screen.view._replace(centre="disagreements", pane="timeline", maximised=False)
        screen.change(self._selecting(view, rivals.event, screen.selection))
        pane = self.pane
        number = self.boards.board(self.boards.asked()).of_key(key_of(rivals.event, rivals.name, rivals.qualifier))
        if pane is None or number is None:
            screen.footer.say("the filter hides what is compared: X shows everything", "warn")
        else:
            pane.place(number)

    # -- the sources ------------------------------------------------------------------------------------------

    async def sources(self) -> None:
        """All sources, over the explorer; what is chosen there comes back as filter and item."""
        from iptui.tui.screens.sources import SourcesScreen

        screen = self._screen
        await screen.app.push_screen(
            SourcesScreen(screen.reading, screen.view.filter, self.boards.texts()), self._back_from_sources
        )

    def _back_from_sources(self, answer: Answer | None) -> None:
        if answer is None:
            return
        view = filtered(self._screen.view, answer.wanted)
        if answer.item is not None:
            view = self._selecting(view, answer.item, self._screen.reading.select(answer.wanted))
        self._screen.change(view)

    # -- keys -------------------------------------------------------------------------------------------------

    def moved(self, item: str | None) -> None:
        """The cursor stands on another entry: its item, where it has one, is the selected one."""
        if item is not None:
            self._screen.change(self._selecting(self._screen.view, item, self._screen.selection))

    async def opened(self, key: str, item: str | None, part: int | None) -> None:
        """What lies behind an entry: of the ladder the item, of a disagreement the passage or the event."""
        view = self._screen.view
        if view.centre == "disagreements" and part is not None:
            claim = self.boards.claim(key, part)
            if claim is not None:
                await self._screen.tracing.read(claim.passage)
            return
        if item is None:
            self._screen.footer.say("this line is about no single item")
        elif view.centre == "disagreements":
            self._screen.change(view._replace(centre="timeline", selected=item, visited=()))
        else:
            self._screen.change(view._replace(pane="detail", selected=item, visited=()))

    def turn(self) -> None:
        """The other way to lay the view out."""
        view = self._screen.view
        if view.centre == "ladder":
            self._screen.change(view._replace(against_time=not view.against_time))
            self._screen.footer.say("columns of actors against time" if not view.against_time else "tree")
        elif view.centre == "disagreements":
            self._screen.change(view._replace(by_claimant=not view.by_claimant))
            self._screen.footer.say(f"columns by {self.boards.asked().by}")
        else:
            self._screen.footer.say(f"{view.centre}: one layout; 3 and 4 have two")

    def single(self) -> None:
        """What only one source says, shown or not."""
        view = self._screen.view
        if view.centre != "disagreements":
            self.go("disagreements")
            return
        self._screen.change(view._replace(single=not view.single))
        self._screen.footer.say("with what only one source says" if not view.single else "only what two accounts tell")

    def anachronisms(self) -> None:
        """To what contradicts the calendar or the offices."""
        from iptui.tui.boards.disagreements import ANACHRONISM

        self.go("disagreements")
        pane = self.pane
        board = self.boards.board(self.boards.asked())
        number = board.first(ANACHRONISM)
        if pane is None or number is None:
            self._screen.footer.say("nothing here contradicts the calendar or the offices", "good")
            return
        pane.place(number)
        pane.scroll_to_line(0)
        self.moved(pane.current.item if pane.current is not None else None)
