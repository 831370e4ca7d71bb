"""The bundled crisis: built on first use into the cache, under a name that is a hash of what it is built from."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from iptui import __version__, resources
from iptui.store.errors import BuildError
from iptui.store.paths import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CRISIS", "bundled_path", "discard", "ensure_bundled", "export_bundled"]

CRISIS = "iran-pakistan-2024"
_PARTS = ("schema.sql", "views.sql", "seal.sql", "codebook.toml")
_LEFT_OVER = 3600
_OLD = 7 * 86400


def _digest() -> str:
    """SHA-256 of everything that the database is made from: data, schema, and the version that builds it."""
    digest = sha256(__version__.encode())
    for name in _PARTS:
        digest.update(f"\0{name}\0".encode() + resources.entry(name).read_bytes())
    for file in resources.entries(CRISIS, ".toml"):
        digest.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def bundled_path() -> Path:
    """Where the database of the bundled crisis is, or will be once it is built.

    Raises:
        BuildError: when there is no folder that it could be in.
    """
    try:
        return cache_folder() / f"{CRISIS}-{_digest()[:16]}.sqlite"
    except OSError as error:
        raise BuildError(f"no folder to keep the bundled crisis in: {error.strerror or error}") from error


def ensure_bundled(say: Callable[[str], None] | None = None) -> Path:
    """The path of the bundled crisis's database, built now where it is not there yet, or not whole.

    Two that start at once both build, each into a file of its own, and rename the same rows over each other.

    Raises:
        BuildError: when it cannot be built or written.
        FolderError: when the bundled data is damaged.
    """
    path = bundled_path()
    if not _whole(path):
        if say is not None:
            say("building the bundled crisis …")
        # Not removed first: the other of two that start at once may have just put its own there, and be opening it.
        export_bundled(path, over_any_file=True)
        _tidy(path)
    return path


def _whole(path: Path) -> bool:
    """Whether a built database is there in its full length; its header says how many pages it has."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
        size = path.stat().st_size
    except OSError:
        return False
    page = int.from_bytes(header[16:18])
    return header.startswith(b"SQLite format 3\x00") and size == int.from_bytes(header[28:32]) * page > 0


def _tidy(path: Path) -> None:
    """Remove what killed builds and earlier versions left; another version that is in use now keeps its own."""
    now = time.time()
    for pattern, age in ((f"{CRISIS}-*.sqlite", _OLD), (f".{CRISIS}-*.new", _LEFT_OVER)):
        for old in path.parent.glob(pattern):
            try:
                if old != path and now - old.stat().st_mtime > age:
                    old.unlink()
            except OSError:
                # Somebody else's, or gone already: nothing depends on it.
                continue


def discard(path: Path) -> bool:
    """Remove a database that turned out to be damaged where it is the built one in the cache; the next start builds it.

    Returns:
        Whether it was that.
    """
    try:
        if path != bundled_path():
            return False
        path.unlink(missing_ok=True)
    except (OSError, BuildError):
        return False
    return True


def export_bundled(path: Path, *, over_any_file: bool = False) -> None:
    """Build the bundled crisis at a path of the caller's.

    Args:
        path: the file to make.
        over_any_file: as in `build.build`.

    Raises:
        BuildError: when it cannot be built or written.
        FolderError: when the bundled data is damaged.
    """
    from iptui.store.build import build
    from iptui.store.folder import read_folder

    build(read_folder(resources.entry(CRISIS)), path, over_any_file=over_any_file)
