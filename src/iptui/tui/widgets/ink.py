"""What a terminal is sent for a line: its texts, and between them what changes from one style to the next.

A line of pieces is written from the roles that they name, whose sequences are worked out once. Nothing here knows
widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from iptui.tui.format.pieces import Line

if TYPE_CHECKING:
    from textual.color import Color
    from textual.filter import LineFilter

__all__ = ["Inks", "Part", "RoleStyle"]

Part = tuple[Line, str]
"""Pieces of a line, and the role that lies over them, such as the cursor's; empty for none."""
RoleStyle = Callable[[str, str], Style]
"""The style of a role under another role."""
_NO_STYLE = Style.null()


@lru_cache(maxsize=4096)
def _change(before: Style, after: Style, system: ColorSystem) -> str:
    """The sequence from one style to another; a line is mostly of one background, so that little of it is sent."""
    if before == after:
        return ""
    if not after:
        return "\x1b[m"
    if before.without_color != after.without_color:
        return f"\x1b[{'0;' if before else ''}{Strip.render_ansi(after, system)}m"
    codes: list[str] = []
    for old, new, is_text in ((before.color, after.color, True), (before.bgcolor, after.bgcolor, False)):
        if old != new:
            plain = ("39",) if is_text else ("49",)
            codes += plain if new is None else new.downgrade(system).get_ansi_codes(is_text)
    return f"\x1b[{';'.join(codes)}m"


class _Ink:
    """A style, and the sequence from it to each other ink that has followed it; known by identity alone."""

    __slots__ = ("style", "to")

    def __init__(self, style: Style) -> None:
        self.style = style
        self.to: dict[_Ink, str] = {}


class Inks:
    """How the roles of a widget look on the terminal, as long as its styles stay as they are."""

    def __init__(
        self, role_style: RoleStyle, filters: Sequence[LineFilter], background: Color, system: ColorSystem
    ) -> None:
        """Take what the sequences depend on.

        Args:
            role_style: the style of a role.
            filters: what every line goes through on its way to the terminal.
            background: what the widget stands on.
            system: the colours that the terminal has.
        """
        self._role_style = role_style
        self._filters = filters
        self._background = background
        self._system = system
        self._by_role: dict[str, dict[str, _Ink]] = {}
        self._nothing = _Ink(_NO_STYLE)

    def suit(self, filters: Sequence[LineFilter], system: ColorSystem) -> bool:
        """Whether they are made for these."""
        return self._filters == filters and self._system is system

    def written(self, parts: Sequence[Part]) -> str:
        """What a terminal is sent for the parts of a line, of whose filters only what they do to styles counts."""
        sent: list[str] = []
        present = self._nothing
        for line, over in parts:
            inks = self._by_role.get(over)
            if inks is None:
                inks = self._by_role[over] = {}
            for text, role in line:
                if not text:
                    continue
                ink = inks.get(role)
                if ink is None:
                    ink = inks[role] = self._ink(role, over)
                if ink is not present:
                    sent.append(self._between(present, ink))
                    present = ink
                sent.append(text)
        sent.append(self._between(present, self._nothing))
        return "".join(sent)

    def sequences(self, segments: list[Segment]) -> str:
        """What a terminal is sent for segments, with all that the filters do to their texts as well."""
        sent: list[str] = []
        present = _NO_STYLE
        for text, style, _ in self._filtered(segments):
            wanted = style or _NO_STYLE
            if wanted is not present:
                sent.append(_change(present, wanted, self._system))
                present = wanted
            sent.append(text)
        sent.append(_change(present, _NO_STYLE, self._system))
        return "".join(sent)

    def _filtered(self, segments: list[Segment]) -> list[Segment]:
        for each in self._filters:
            segments = each.apply(segments, self._background)
        return segments

    def _between(self, before: _Ink, after: _Ink) -> str:
        found = before.to.get(after)
        if found is None:
            found = before.to[after] = _change(before.style, after.style, self._system)
        return found

    def _ink(self, role: str, over: str) -> _Ink:
        found = self._filtered([Segment("x", self._role_style(role, over))])[0]
        return _Ink(found.style or _NO_STYLE)
