"""The boards that the centre views show: made of the crisis, at once or by a worker, and the latest kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from textual.worker import Worker, WorkerState

from iptui.filters import Filter
from iptui.tui.boards.laid import Laid
from iptui.tui.format.pieces import Piece
from iptui.tui.reading import AT_ONCE
from iptui.tui.view import Centre, day_of

if TYPE_CHECKING:
    from iptui.evidence.known import Knowledge
    from iptui.model import Claim
    from iptui.store.catalogue import Catalogue
    from iptui.tui.boards.disagreements import Accounts
    from iptui.tui.screens.explorer import ExplorerScreen

__all__ = ["Asked", "Boards"]

_KEPT = 4


@cache
def _being_read() -> Laid:
    """What a board shows until it has been made."""
    return Laid((), lambda _width: [Piece("reading …", "dim")], "Reading the crisis for this view …")


class Asked(NamedTuple):
    """What a board shows: all that it depends on.

    Attributes:
        centre: the centre view.
        filter: what passes.
        turned: whether it has the other of its two layouts.
        single: whether the disagreements hold what only one source tells.
    """

    centre: Centre
    filter: Filter
    turned: bool
    single: bool

    @property
    def by(self) -> Literal["source", "claimant"]:
        """What the columns of rival values are."""
        return "claimant" if self.turned else "source"

    @property
    def day(self) -> str | None:
        """The day that is looked from."""
        return day_of(self.filter)

    def knowledge(self, catalogue: Catalogue) -> Knowledge | None:
        """What was published by that day; None for all that there is."""
        from iptui.evidence.known import Knowledge

        return None if self.day is None else Knowledge(catalogue, self.day)


class Made(NamedTuple):
    """A board, and the accounts that it was made of where it is one of disagreements."""

    asked: Asked
    board: Laid
    accounts: Accounts | None


class Boards:
    """Makes the boards of the explorer's screen."""

    def __init__(self, screen: ExplorerScreen, then: Callable[[], None]) -> None:
        """Belong to a screen.

        Args:
            screen: the screen; its view says what is asked.
            then: called when a worker has made a board.
        """
        self._screen = screen
        self._then = then
        self._boards: OrderedDict[Asked, Laid] = OrderedDict()
        self._accounts: OrderedDict[tuple[str | None, bool], Accounts] = OrderedDict()
        self._working = False

    def asked(self) -> Asked:
        """What the present view asks for."""
        view = self._screen.view
        is_ladder = view.centre == "ladder"
        turned = view.against_time if is_ladder else view.by_claimant
        return Asked(view.centre, view.filter, turned, view.single and not is_ladder)

    def board(self, asked: Asked) -> Laid:
        """The board that was asked for; that a large crisis is still read for it, until a worker has done so."""
        found = self._boards.get(asked)
        if found is None:
            reading = self._screen.reading
            if reading.catalogue.total > AT_ONCE:
                self._ask(asked)
                return _being_read()
            made = self._question(asked)(reading.catalogue)
            self._keep(made)
            found = made.board
        self._boards.move_to_end(asked)
        return found

    def _keep(self, made: Made) -> None:
        self._boards[made.asked] = made.board
        if len(self._boards) > _KEPT:
            self._boards.popitem(last=False)
        if made.accounts is not None:
            self._accounts[made.asked.day, made.asked.single] = made.accounts
            if len(self._accounts) > _KEPT:
                self._accounts.popitem(last=False)

    def _ask(self, asked: Asked) -> None:
        """Have a worker read what is asked; one at a time, and then what is asked by then."""
        if self._working:
            return
        self._working = True
        screen = self._screen
        shown = screen.reading.catalogue
        question = self._question(asked)

        def work() -> Made:
            with shown.again() as catalogue:
                return question(catalogue)

        screen.run_worker(work, thread=True, group="boards")

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """Show what a worker has read, unless something else is asked by now."""
        result: object = event.worker.result if event.state is WorkerState.SUCCESS else None
        if not isinstance(result, Made):
            return
        self._working = False
        if result.accounts is not None:
            # A connection belongs to the thread that opened it.
            result.accounts.catalogue = self._screen.reading.catalogue
        self._keep(result)
        self._then()

    def _question(self, asked: Asked) -> Callable[[Catalogue], Made]:
        """What makes a board of a crisis; it takes with it all that it needs, so that a worker can do it."""
        reading, selection = self._screen.reading, self._screen.selection
        if asked.centre == "ladder":
            from iptui.tui.boards import ladder

            window = self._screen.times.window(None)

            def climb(catalogue: Catalogue) -> Made:
                chains = ladder.Chains(catalogue, selection, asked.knowledge(catalogue))
                return Made(asked, ladder.board(chains, window, against_time=asked.turned), None)

            return climb
        from iptui.tui.boards import disagreements

        known = self._accounts.get((asked.day, asked.single))
        texts = self.texts() if known is None else {}
        # All of them, read now: the connection belongs to this thread.
        apart, sources = reading.select(asked.filter.without("source")), dict(reading.sources)

        def compare(catalogue: Catalogue) -> Made:
            if known is None:
                knowledge = asked.knowledge(catalogue)
                accounts = disagreements.Accounts(catalogue, sources, texts, knowledge, single=asked.single)
            else:
                accounts = known.lent(catalogue)
            board = disagreements.board(accounts, selection, asked.filter, apart, by=asked.by)
            return Made(asked, board, accounts)

        return compare

    def texts(self) -> dict[str, str]:
        """The texts of the sources that the user has attached, by which echoes are told."""
        from iptui.store.library import Library, LibraryError

        try:
            return {id_: copy.text for id_, copy in Library().texts(self._screen.reading.info.id).items()}
        except LibraryError as error:
            self._screen.footer.say(f"attached texts are not compared: {error}", "warn")
            return {}

    def claim(self, key: str, part: int) -> Claim | None:
        """The claim that is marked."""
        from iptui.tui.boards.disagreements import claim_at

        asked = self.asked()
        accounts = self._accounts.get((asked.day, asked.single))
        return None if accounts is None else claim_at(accounts, key, part, asked.by)
