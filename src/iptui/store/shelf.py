"""Where the user's library stands. Its contents are for `library`; to know whether there is one must cost nothing."""

# ruff: noqa: PTH116, PTH118
from __future__ import annotations

import os

from iptui.store.errors import StoreError
from iptui.store.paths import data_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["VARIABLE", "LibraryError", "Stamp", "library_path", "library_stamp"]

VARIABLE = "IPTUI_LIBRARY"
Stamp = tuple[int, int, int] | None
"""Which state a library is in; None where there is none."""


class LibraryError(StoreError):
    """A library that cannot be found, opened, read or written."""


def library_path() -> Path:
    """Where the library is, or will be: `IPTUI_LIBRARY`, or `library.sqlite` in the user's data folder.

    Raises:
        LibraryError: when there is no home and the variable is not set.
    """
    from pathlib import Path

    return Path(_place())


def _place() -> str:
    named = os.environ.get(VARIABLE)
    if named:
        return named
    folder = data_place()
    if folder is None:
        raise LibraryError(f"there is no home folder to keep your library in; name a file in {VARIABLE}")
    return os.path.join(folder, "library.sqlite")


def library_stamp() -> Stamp:
    """Which state the library is in."""
    try:
        found = os.stat(_place())
    except (OSError, LibraryError):
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
