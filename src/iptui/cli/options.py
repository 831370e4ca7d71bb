"""What the commands share: which database is meant, and opening it. No click here."""

from __future__ import annotations

import os
import sys

from iptui.cli import VARIABLE, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from iptui.cli.progress import Bar
    from iptui.store.catalogue import Catalogue

__all__ = ["Telling", "database_file", "database_path", "open_catalogue", "opened"]


def database_path(given: str | None) -> tuple[Path, bool]:
    """What `database_file` tells, with a `Path`."""
    from pathlib import Path

    file, ours = database_file(given)
    return Path(file), ours


def database_file(given: str | None) -> tuple[str, bool]:
    """The database that is meant: the one given, that of `IPTUI_DATABASE`, or the bundled crisis.

    Returns:
        Its path, and whether it is the bundled one in our own cache.

    Raises:
        StoreError: when the bundled crisis cannot be built.
    """
    named = given or os.environ.get(VARIABLE)
    if named:
        return named, False
    from iptui.store.bundled import ensured

    return ensured(say if sys.stderr.isatty() else None), True


def open_catalogue(given: str | None) -> Catalogue:
    """Open the database that is meant; as a context manager it closes it again.

    Raises:
        StoreError: when it cannot be opened, or the bundled crisis not be built.
    """
    file, ours = database_file(given)
    return opened(file, ours=ours)


def opened(file: Path | str, *, ours: bool) -> Catalogue:
    """Open a database; where a sealed copy of it must be made first, a terminal sees how far that is.

    Raises:
        StoreError: when it cannot be opened.
    """
    from iptui.store.catalogue import Catalogue

    with Telling() as telling:
        return Catalogue.open(file, ours=ours, progress=telling.show)


class Telling:
    """Tells on a terminal how far the sealing of a copy is; what that takes is imported only then."""

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self._bar: Bar | None = None

    def show(self, text: str, done: float) -> None:
        """Show what is being done, and how much of it is done, from 0 to 1; all done, the line is taken away."""
        if self._bar is None:
            from iptui.cli.progress import Bar

            self._bar = Bar()
        self._bar.show(f"sealing a copy: {text}", done)

    def __enter__(self) -> Telling:
        """Use as a context manager."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Take the line away."""
        if self._bar is not None:
            self._bar.clear()
