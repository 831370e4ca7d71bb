"""What the commands share: which database is meant, and opening it. No click here."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from iptui.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iptui.store.catalogue import Catalogue

__all__ = ["VARIABLE", "database_path", "encodable", "open_catalogue"]

VARIABLE = "IPTUI_DATABASE"


def encodable(text: str) -> str:
    """An argument that is to be looked up, without the bytes in it that are no text: they stand for nothing."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def database_path(given: str | None) -> tuple[Path, bool]:
    """The database that is meant: the one given, that of `IPTUI_DATABASE`, or the bundled crisis.

    Returns:
        Its path, and whether it is the bundled one in our own cache.

    Raises:
        StoreError: when the bundled crisis cannot be built.
    """
    named = given or os.environ.get(VARIABLE)
    if named:
        return Path(named), False
    from iptui.store.bundled import ensure_bundled

    return ensure_bundled(say if sys.stderr.isatty() else None), True


@contextmanager
def open_catalogue(given: str | None) -> Iterator[Catalogue]:
    """Open the database that is meant, and close it again.

    Raises:
        StoreError: when it cannot be opened, or the bundled crisis not be built.
    """
    from iptui.store.catalogue import Catalogue

    path, ours = database_path(given)
    with Catalogue.open(path, ours=ours) as catalogue:
        yield catalogue
