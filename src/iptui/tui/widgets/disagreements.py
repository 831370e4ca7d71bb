"""The disagreements: rival values of every event side by side, and what contradicts the calendar or the offices."""

from __future__ import annotations

from typing import ClassVar

from iptui.tui.keys import bindings
from iptui.tui.widgets.board import BoardPane

__all__ = ["Disagreements"]


class Disagreements(BoardPane):
    """A line a property; under the current one its claims in columns, of which one can be marked."""

    BINDINGS: ClassVar = [*bindings("board"), *bindings("disagreements")]
    TITLE: ClassVar = "Disagreements"
