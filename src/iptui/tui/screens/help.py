"""The help: every command of `iptui.tui.keys`, every sign of the timeline, the filter language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import ModalScreen

from iptui.filters import KEYS
from iptui.tui.format.beside import POSSIBLY, PROOFS
from iptui.tui.format.book import KINDS
from iptui.tui.format.disagreements import ANACHRONISM, VERDICTS
from iptui.tui.format.lanes import SIGNS
from iptui.tui.format.pieces import Line, Piece, wrap
from iptui.tui.format.rows import GLYPHS, MARKS
from iptui.tui.format.scores import OUTCOMES
from iptui.tui.keys import rows, shown, where
from iptui.tui.widgets.settling import Settling
from iptui.tui.widgets.text import TextPane

__all__ = ["HelpScreen", "help_lines"]

_COLUMN = 16


def help_lines(width: int) -> list[Line]:
    """The help for a width in cells."""
    return list(_lines(width))


def _lines(width: int) -> Iterator[Line]:
    for group, commands in rows():
        yield [Piece(group.upper(), "section")]
        for command in commands:
            keys = " ".join(map(shown, command.keys))
            place = f" · {where(command)} pane" if where(command) else ""
            yield from _entry(keys, command.help, place, width)
        yield []
    yield [Piece("SIGNS", "section")]
    for sign, role, meaning in (*GLYPHS.values(), *MARKS.values()):
        yield from _entry(sign, meaning, "", width, role)
    for sign, role, meaning in SIGNS:
        yield from _entry(sign, meaning, "", width, role)
    for sign, role, word, meaning in VERDICTS.values():
        yield from _entry(sign, f"{word}: {meaning}", "", width, role)
    sign, role, word = ANACHRONISM
    yield from _entry(sign, f"{word}: what contradicts the calendar or the offices", "", width, role)
    for sign, role, meaning in OUTCOMES.values():
        yield from _entry(sign, f"plan {meaning}", "", width, role)
    sign, role, meaning = POSSIBLY
    yield from _entry(sign, meaning, "", width, role)
    for state, (sign, role, meaning) in PROOFS.items():
        yield from _entry(f"{sign} {state}", meaning, "", width, role)
    for sign, kind in KINDS.values():
        yield from _entry(sign, f"{kind} that a passage supports, in the source reader", "", width)
    yield from _entry("── ──", "heading of one exact day", "", width, "rule")
    yield from _entry("┄┄ ┄┄", "heading of a date that is known less exactly, or not at all", "", width, "rule")
    yield []
    yield [Piece("FILTER", "section")]
    yield from wrap(
        [
            Piece('actor:iran -actor:us since:2024-01-16 "minor irritants" irrit', "key"),
            Piece(
                "  A word finds the beginnings of words, a phrase whole words. A comma means or, everything else and,"
                " a minus leaves out.",
                "dim",
            ),
        ],
        width,
    )
    for key in KEYS.values():
        if key.shape != "text":
            yield from _entry(f"{key.name}:", key.help, "", width)
    yield []
    yield [Piece("MOUSE", "section")]
    yield from wrap(
        [
            Piece(
                "Click a line, a link, an actor, a time in the strip; the wheel scrolls, over the strip and the axis of"
                " the lanes it zooms; drag the scroll bars, and over that axis the days that it is to show. Hold shift"
                " to mark text as the terminal does.",
                "dim",
            )
        ],
        width,
    )


def _entry(left: str, text: str, tail: str, width: int, role: str = "key") -> Iterator[Line]:
    for number, line in enumerate(wrap([Piece(text), Piece(tail, "dim")], max(10, width - _COLUMN))):
        head = Piece(f"  {left}".ljust(_COLUMN), role) if not number else Piece(" " * _COLUMN)
        yield [head, *line]


class HelpScreen(Settling, ModalScreen[None]):
    """The help, over the explorer."""

    BINDINGS: ClassVar = [("escape,q,question_mark,f1,enter", "dismiss_help", "close")]

    def on_mount(self) -> None:
        """The keys scroll."""
        self.set_focus(self.query_one(TextPane))

    def compose(self) -> ComposeResult:
        """One pane."""
        yield TextPane("Help · esc closes", help_lines, id="sheet")

    def action_dismiss_help(self) -> None:
        """Close."""
        if self.is_current:  # not so for the second of two keys in one read
            self.dismiss(None)
