"""The actors: a tree with live counts, each included in the filter, excluded from it, or left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.message import Message

from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.rows import actor_line
from iptui.tui.keys import bindings
from iptui.tui.tree import OPENED_AT_FIRST, Branch, Tree
from iptui.tui.widgets.pane import LinePane, Press

__all__ = ["Actors", "Counter"]

Counter = Callable[[Sequence[str]], Mapping[str, int]]
"""Counts the items of some actors under the present filter."""


class Actors(LinePane):
    """The actor filter. Counts are asked for when a line is drawn, and only for what is in view."""

    BINDINGS: ClassVar = bindings("actors")
    TITLE: ClassVar = "Actors"

    class Cycled(Message):
        """The user wants the next state of an actor in the filter."""

        def __init__(self, actor: str) -> None:
            """Say which."""
            super().__init__()
            self.actor = actor

    class Cleared(Message):
        """The user wants no actor in the filter."""

    class Arranged(Message):
        """Other actors are in the tree as it is shown: branches were opened or closed, or a name is sought."""

    class FindAsked(Message):
        """The user wants to type the name of an actor."""

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without actors."""
        super().__init__(id=id)
        self._tree: Tree | None = None
        self._branches: list[Branch] = []
        self._beginning = self._length = 0
        self._whole: Callable[[], Tree] | None = None
        self.opened: frozenset[str] = frozenset()
        self.sought = ""
        self.marks: Mapping[str, str] = {}
        self._count: Counter | None = None
        self._rest: object = None
        self._counts: dict[str, int] = {}
        self._digits = 1

    def show_tree(self, tree: Tree) -> None:
        """Show other actors, the first roots opened."""
        self._tree, self._whole = tree, None
        self._digits = len(str(tree.most))
        self.opened = frozenset(tree.roots[:OPENED_AT_FIRST])
        self._arrange()

    def show_beginning(self, tree: Tree, rows: int, whole: Callable[[], Tree]) -> None:
        """Show other actors by the first lines of their tree, as long as no others are wanted.

        Args:
            tree: has these lines, and is as long as the whole.
            rows: how many lines of it are right.
            whole: gives the whole tree.
        """
        self.show_tree(tree)
        # A pane that has no size yet stands a line further down.
        self.top = 0
        self._beginning, self._whole = rows, whole
        self._length = tree.count(self.opened)

    def _complete(self) -> None:
        """From now on have the whole tree."""
        whole, self._whole = self._whole, None
        if whole is not None:
            self._tree = whole()
            self._arrange()

    @property
    def tree_of_actors(self) -> Tree | None:
        """The whole tree."""
        self._complete()
        return self._tree

    @property
    def branches(self) -> list[Branch]:
        """The lines that can be seen, all of them."""
        self._complete()
        return self._branches

    def show_filter(self, marks: Mapping[str, str], rest: object, count: Counter) -> None:
        """Show another filter.

        Args:
            marks: `+` or `-` by actor.
            rest: what passes the rest of the filter; where it is the very one as before, so are the counts.
            count: counts the items of actors in it.
        """
        before, self.marks = self.marks, marks
        self._count = count
        tree = self.tree_of_actors if marks else None
        if tree is not None:
            # What the filter names is never hidden in a closed branch.
            above = {up for actor in marks for up in tree.lineage(actor)}
            if not above <= self.opened:
                self.opened |= above
                self._arrange()
        if rest is not self._rest:
            self._rest, self._counts = rest, {}
            self.refresh()
            return
        self.refresh_head()
        for number, branch in enumerate(self._branches[self.top : self.top + self.rows], self.top):
            if before.get(branch.id) != marks.get(branch.id):
                self.refresh_line_at(number)

    def seek(self, text: str) -> None:
        """Show only the actors with a spelling that has these words."""
        self._complete()
        self.sought = text
        self._arrange()
        self.post_message(self.Arranged())

    def _arrange(self) -> None:
        if self._tree is None:
            return
        current = self.current
        self._branches = self._tree.visible(self.opened, self.sought)
        places = [number for number, branch in enumerate(self._branches) if branch.id == current]
        found = [number for number, branch in enumerate(self._branches) if branch.found]
        self.cursor = (found or places or [0])[0]
        self.top = self.clamp_top(self.top)
        self.reveal(self.cursor)
        self.refresh()

    @property
    def current(self) -> str | None:
        """The actor under the cursor."""
        return self._branches[self.cursor].id if self.cursor < len(self._branches) else None

    def line_count(self) -> int:
        """Actors in view."""
        return len(self._branches) if self._whole is None else self._length

    def clamp_top(self, top: int) -> int:
        """The nearest line that can stand at the top; further down than the first lines there must be all of them."""
        if top > 0 or self.rows > self._beginning:
            self._complete()
        return super().clamp_top(top)

    def line(self, number: int) -> Line:
        """An actor."""
        branch = self._branches[number]
        if branch.id not in self._counts and self._count is not None:
            shown = [each.id for each in self._branches[self.top : self.top + self.rows + 1]]
            self._counts.update(self._count([*shown, branch.id]))
        line = actor_line(
            branch.name,
            depth=branch.depth,
            fold=branch.fold,
            mark=self.marks.get(branch.id, ""),
            count=self._counts.get(branch.id, 0),
            digits=self._digits,
            width=self.text_width - 1,
            spans=branch.spans,
        )
        return [Piece("▸" if number == self.cursor else " "), *line]

    def head(self) -> Line:
        """How many are in the filter."""
        if self.sought:
            return [Piece(f" {sum(branch.found for branch in self.branches)} found ", "count")]
        return [Piece(f" {len(self.marks)} set ", "warn")] if self.marks else []

    def empty_lines(self) -> list[Line]:
        """Say why there is nothing."""
        if self.sought:
            return [[], [Piece(" no such actor", "dim")]]
        return [[], [Piece(" no actors", "dim")]] if self._tree is not None else []

    def move_to(self, number: int) -> None:
        """Put the cursor on a line."""
        self.put_cursor(number, len(self.branches))

    def pressed(self, press: Press) -> None:
        """A click on a fold sign opens or closes the branch, anywhere else it changes the filter."""
        self.move_to(press.line)
        branch = self.branches[press.line]
        if branch.fold != " " and press.column <= branch.depth + 2:
            self.set_open(branch.id, branch.fold == "▸")
        else:
            self.action_cycle()

    def action_cycle(self) -> None:
        """The next state of the actor in the filter."""
        if self.current is not None:
            self.post_message(self.Cycled(self.current))

    def action_clear(self) -> None:
        """No actor in the filter."""
        self.post_message(self.Cleared())

    def action_find(self) -> None:
        """Type the name of an actor."""
        self.post_message(self.FindAsked())

    def action_fold(self) -> None:
        """Close the branch, or go to the one above."""
        tree, actor = self.tree_of_actors, self.current
        if tree is None or actor is None:
            return
        if actor in self.opened and tree.has_children(actor) and not self.sought:
            self.set_open(actor, False)
            return
        above = tree.parent(actor)
        for number, branch in enumerate(self.branches):
            if branch.id == above:
                self.move_to(number)

    def action_unfold(self) -> None:
        """Open the branch."""
        if self.current is not None and not self.sought:
            self.set_open(self.current, True)

    def set_open(self, actor: str, is_open: bool) -> None:
        """Open or close a branch, if there is one."""
        tree = self.tree_of_actors
        if tree is not None and tree.has_children(actor):
            self.opened = self.opened | {actor} if is_open else self.opened - {actor}
            self._arrange()
            self.post_message(self.Arranged())
