"""Whether the file of the open crisis is still the one that was opened, and what of the view holds in what it is now.

Looking costs two questions to the file system and is done at every key and now and then besides. A file that was
replaced or removed goes on to be readable as it was, as does one of which a copy was opened; of one that was changed
in place nothing more is shown, as that would be a bit of each.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from iptui.filters import Filter, FilterError
from iptui.text import safe
from iptui.tui.reading import Reading, open_reading

if TYPE_CHECKING:
    from typing import NamedTuple

    from iptui.store.seal import Progress
    from iptui.tui.view import View
else:
    from iptui.tuples import NamedTuple

__all__ = ["Change", "Watch", "carried", "open_anew"]

Stamp = tuple[int, int, int, int] | None


class Change(NamedTuple):
    """What became of the file.

    Attributes:
        sentence: what happened and what is shown, safe.
        readable: whether what was opened can still be read as it was.
    """

    sentence: str
    readable: bool


def _stamp(name: str) -> Stamp:
    try:
        found = os.stat(name)  # noqa: PTH116 - at every key
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class Watch:
    """Watches the file of a crisis from when it was opened."""

    def __init__(self, reading: Reading) -> None:
        """Watch the file of an open crisis."""
        self._catalogue = reading.catalogue
        self._name = safe(os.path.basename(reading.catalogue.file))  # noqa: PTH119
        self._first = self._look()

    def _look(self) -> tuple[Stamp, Stamp]:
        file = self._catalogue.file
        log = _stamp(f"{file}-wal")
        # A log that holds nothing comes and goes with whoever has the file open.
        return _stamp(file), log if log is not None and log[2] else None

    def look(self) -> Change | None:
        """What became of the file since; None where nothing did."""
        now = self._look()
        if now == self._first:
            return None
        (was, _), (is_, _) = self._first, now
        if is_ is None:
            what, readable = "was removed", True
        elif was is None or is_[:2] != was[:2]:
            what, readable = "was replaced by another program", True
        else:
            what, readable = "was changed by another program", self._catalogue.is_copy
        return Change(f"{self._name} {what}{'; this is as it was before' if readable else ''}", readable)


def open_anew(reading: Reading, progress: Progress | None = None) -> Reading:
    """The crisis as it is in the file now; the bundled one is built again where it is gone. For any thread.

    Args:
        reading: the crisis as it was.
        progress: told how far the sealing of a copy is, where one must be made.

    Raises:
        StoreError: when it cannot be opened.
    """
    file = reading.catalogue.file
    if reading.ours:
        from iptui.store.bundled import ensure_bundled

        file = os.fspath(ensure_bundled())
    return open_reading(Path(file), ours=reading.ours, same_thread=False, progress=progress)[0]


def carried(view: View, reading: Reading) -> View:
    """A view in another state of its crisis: with all of it that is still there; items are known by their ids."""

    def still(wanted: Filter) -> Filter:
        try:
            reading.select(wanted)
        except FilterError:
            return Filter()
        return wanted

    selected = view.selected if reading.seq(view.selected) is not None else None
    return view._replace(
        filter=still(view.filter), search=still(view.search), selected=selected, steps=(), visited=(), window=None
    )
