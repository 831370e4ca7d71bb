"""The sources overview: publication, grade and its reasons, what each alone reports, and two of them side by side.

What is chosen here comes back to the explorer as a filter and an item; nothing here changes the explorer's view.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from iptui.evidence.compare_sources import Telling, side_by_side, telling
from iptui.evidence.echoes import Origins
from iptui.filters import Filter
from iptui.model import Row
from iptui.store import blocks, tracing
from iptui.store.publication import source_counts
from iptui.store.sets import Selection
from iptui.text import safe
from iptui.tui.format.page import Page
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.sources import (
    SHOWN,
    Listed,
    comparison_page,
    source_line,
    source_page,
    sources_heading,
)
from iptui.tui.keys import bindings, picked
from iptui.tui.reading import Reading
from iptui.tui.widgets.bars import FooterBar
from iptui.tui.widgets.detail import DetailPane
from iptui.tui.widgets.settling import Settling
from iptui.tui.widgets.sources import SourceList, SourcePage

if TYPE_CHECKING:
    from iptui.store.blocks import Blocks

__all__ = ["Answer", "SourcesScreen"]


class Answer(NamedTuple):
    """What the explorer is to show: a filter, and an item to go to, None for where it was."""

    wanted: Filter
    item: str | None


class _Lines:
    """Lines of sources; what takes counting is counted when a line is drawn, and kept."""

    def __init__(self, reading: Reading, ids: Sequence[str]) -> None:
        self.reading = reading
        self.ids = ids
        self.items: dict[str, int] = {}
        self.marks: dict[str, str] = {}
        self.chosen: list[str] = []
        self._fixed: dict[str, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def heading(self, width: int) -> Line:
        return sources_heading(width)

    @cached_property
    def _told_once(self) -> Blocks:
        """The events that exactly one source tells of."""
        catalogue = self.reading.catalogue
        once = again = blocks.span(0, 0, catalogue.total)
        for id_ in self.ids:
            told = catalogue.blocks("source", id_)
            again = blocks.either(again, blocks.both(once, told))
            once = blocks.either(once, told)
        return blocks.both(blocks.without(once, again), catalogue.blocks("kind", "event"))

    def line(self, number: int, width: int) -> Line:
        id_ = self.ids[number]
        if id_ not in self._fixed:
            catalogue = self.reading.catalogue
            only = blocks.in_common(catalogue.blocks("source", id_), self._told_once)
            self._fixed[id_] = source_counts(catalogue, id_)[0], only
        passages, only = self._fixed[id_]
        place = str(self.chosen.index(id_) + 1) if id_ in self.chosen else ""
        listed = Listed(
            self.reading.sources[id_], passages, self.items.get(id_, 0), only, self.marks.get(id_, ""), place
        )
        return source_line(listed, width)


class SourcesScreen(Settling, Screen[Answer]):
    """Every source in a list; a page about the current one, or about the two that are chosen."""

    BINDINGS: ClassVar = [*bindings("sources-screen"), *picked("help", "theme", "suspend")]
    AUTO_FOCUS = ""

    def __init__(self, reading: Reading, wanted: Filter, texts: dict[str, str]) -> None:
        """Show the sources of a crisis.

        Args:
            reading: the open crisis.
            wanted: the filter of the explorer.
            texts: the texts that the user has attached, by source, for telling echoes.

        Raises:
            FilterError: when the filter names a source that there is not.
        """
        super().__init__()
        self._reading = reading
        self._wanted = wanted
        self._origins = Origins(reading.sources.values(), texts)
        order = sorted(
            reading.sources.values(), key=lambda one: (one.earliest is None, one.earliest or "", one.id)
        )  # by publication
        self._lines = _Lines(reading, [source.id for source in order])
        self._tellings: dict[str, Telling] = {}

    def compose(self) -> ComposeResult:
        """List, page, footer."""
        with Container(id="sources-body"):
            yield SourceList(id="source-list")
            yield SourcePage(id="source-page")
        yield FooterBar(id="sources-footer")

    def on_mount(self) -> None:
        """Fill list and page."""
        self.list = self.query_one(SourceList)
        self.page = self.query_one(SourcePage)
        self.footer = self.query_one(FooterBar)
        self.footer.show_keys("sources")
        self.set_focus(self.list)
        self._arrange(self.size.width)
        self._show()
        self._show_page()

    def on_resize(self, event: events.Resize) -> None:
        """How the rules of the panes meet depends on the width."""
        if self.is_mounted:
            self._arrange(event.size.width)

    def _arrange(self, width: int) -> None:
        self.page.joint = "┬" if width >= 110 else ""
        self.page.refresh()

    # -- showing ----------------------------------------------------------------------------------------------

    @property
    def current(self) -> str | None:
        """The source of the cursor."""
        return self._lines.ids[self.list.cursor] if self._lines.ids else None

    def _show(self) -> None:
        reading = self._reading
        asked, left_out = tracing.sources_named(reading.catalogue, self._wanted)
        self._lines.marks = {**dict.fromkeys(asked, "+"), **dict.fromkeys(left_out, "-")}
        rest = reading.select(self._wanted.without("source"))
        self._lines.items = reading.catalogue.counts(rest, "source", self._lines.ids)
        count = len(self._lines)
        summary: list[Piece] = [Piece(f"{count} source{'s' if count != 1 else ''}", "count")]
        if self._wanted:
            shown = len(reading.select(self._wanted))
            summary += [Piece(" ─ only ", "dim"), Piece(safe(str(self._wanted)), "warn"), Piece(f" · {shown} items")]
        self.list.show(self._lines, summary)

    def _show_page(self) -> None:
        chosen = self._lines.chosen
        if len(chosen) == 2:
            one, two = chosen
            self.page.show_page(f"{safe(one)} and {safe(two)}", partial(self._two, one, two))
        elif self.current is not None:
            self.page.show_page(safe(self.current), partial(self._one, self.current))

    def _rows(self, selection: Selection) -> Sequence[Row]:
        return self._reading.catalogue.rows(selection, 0, min(SHOWN, len(selection)))

    def _echo(self, source: str) -> str | None:
        """The others that count as one with a source."""
        origin = self._origins.of(source)
        same = [id_ for id_ in self._lines.ids if id_ != source and self._origins.of(id_) == origin]
        return ", ".join(same) or None

    def _one(self, source: str, width: int) -> Page:
        if source not in self._tellings:
            self._tellings[source] = telling(self._reading.catalogue, source)
        return source_page(self._tellings[source], self._echo(source), self._rows, width)

    def _two(self, one: str, two: str, width: int) -> Page:
        found = side_by_side(self._reading.catalogue, one, two)
        return comparison_page(found, (self._echo(one), self._echo(two)), self._rows, width)

    # -- what is wanted ---------------------------------------------------------------------------------------

    def on_source_list_moved(self) -> None:
        """The page is about the source of the cursor, unless two are compared."""
        if len(self._lines.chosen) < 2:
            self._show_page()

    def on_source_list_asked(self, message: SourceList.Asked) -> None:
        """Something is to be done with the source of the cursor."""
        source = self.current
        if source is None:
            return
        if message.what == "filter":
            self._cycle(source)
        elif message.what == "compare":
            self._choose(source)
        else:
            self.set_focus(self.page)

    def _cycle(self, source: str) -> None:
        """Only with it, without it, either."""
        mark = self._lines.marks.get(source, "")
        wanted = self._wanted
        for negated in (False, True):
            for value in wanted.values("source", negated=negated):
                named = Filter().toggle("source", value, negated=negated)
                if source in frozenset().union(*tracing.sources_named(self._reading.catalogue, named)):
                    wanted = wanted.toggle("source", value, negated=negated)
        if mark != "-":
            wanted = wanted.toggle("source", source, negated=mark == "+")
        self._wanted = wanted
        self._show()

    def _choose(self, source: str) -> None:
        chosen = self._lines.chosen
        if source in chosen:
            chosen.remove(source)
        else:
            # A third takes the place of the second: the first stays what is compared with.
            del chosen[1:]
            chosen.append(source)
        if len(chosen) == 1:
            self.footer.say("m on another source sets the two side by side")
        else:
            self.footer.clear()
        self.list.refresh()
        self._show_page()

    def action_clear_sources(self) -> None:
        """No source in the filter."""
        self._wanted = self._wanted.without("source")
        self._show()

    def action_other_pane(self) -> None:
        """From the list to the page, and back."""
        self.set_focus(self.list if self.page.is_focused else self.page)

    def on_detail_pane_followed(self, message: DetailPane.Followed) -> None:
        """An event was chosen: the explorer goes there."""
        message.stop()
        self._leave(message.item)

    def action_close_sources(self) -> None:
        """One level back: from the page, from the comparison, to the explorer."""
        if self.page.is_focused:
            self.set_focus(self.list)
        elif self._lines.chosen:
            self._lines.chosen.clear()
            self.list.refresh()
            self._show_page()
        else:
            self._leave(None)

    def _leave(self, item: str | None) -> None:
        if self.is_current:  # not so for the second of two keys in one read
            self.dismiss(Answer(self._wanted, item))

    async def action_help(self) -> None:
        """The help."""
        from iptui.tui.screens.help import HelpScreen

        await self.app.push_screen(HelpScreen())

    def action_theme(self) -> None:
        """The next theme."""
        from iptui.tui.themes import next_theme

        self.app.theme = next_theme(self.app.theme)
