"""The mark of verification in tables for people: how a passage was proved against the copies in the user's library.

Formats for programs do not have it: their rows are those of the public views, which no library changes
(`iptui verify --format json` gives it to programs).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from iptui.cli.output import say
from iptui.store.errors import DatabaseError, StoreError

if TYPE_CHECKING:
    from iptui.cli.cells import Row
    from iptui.evidence.verdicts import State
    from iptui.store.catalogue import Catalogue

__all__ = ["Proved"]


class Proved:
    """Looks up how passages were proved; nothing is read before the first is asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Belong to a crisis."""
        self._catalogue = catalogue

    @cached_property
    def _marks(self) -> Mapping[tuple[object, object, object], str]:
        from iptui.evidence.reading import check
        from iptui.store.library import Library

        try:
            copies = Library().texts(self._catalogue.info().id)
            checked = check(self._catalogue, copies, unattached=False)
        except DatabaseError:
            raise
        except StoreError as error:
            # The quotes themselves do not hang on the library.
            say(str(error))
            return {}
        return {
            (one.passage.source, one.passage.start, one.passage.end): _shown(source.verdicts[one.passage.id].state)
            for source in checked
            for one in source.cited
        }

    def cell(self, row: Row) -> str:
        """The sign and the word for the passage of a row with `source_id`, `span_start` and `span_end`."""
        from iptui.evidence.verdicts import State

        place = (row["source_id"], row["span_start"], row["span_end"])
        return self._marks.get(place, _shown(State.UNATTACHED))


def _shown(state: State) -> str:
    return f"{state.mark} {state.value}"
