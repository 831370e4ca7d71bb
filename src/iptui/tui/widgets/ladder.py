"""The ladder: who answered whom, as a tree or as columns of actors against time."""

from __future__ import annotations

from typing import ClassVar

from iptui.tui.widgets.board import BoardPane

__all__ = ["Ladder"]


class Ladder(BoardPane):
    """Chains of response, between the scores of dyads and the plans."""

    TITLE: ClassVar = "Ladder"
