"""The bundled crisis: built on first use into the cache, under a name that is a hash of what it is built from."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from iptui import __version__, resources
from iptui.store.paths import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CRISIS", "bundled_path", "ensure_bundled", "export_bundled"]

CRISIS = "iran-pakistan-2024"
_PARTS = ("schema.sql", "views.sql", "seal.sql", "codebook.toml")


def _digest() -> str:
    """SHA-256 of everything that the database is made from: data, schema, and the version that builds it."""
    digest = sha256(__version__.encode())
    for name in _PARTS:
        digest.update(f"\0{name}\0".encode() + resources.entry(name).read_bytes())
    for file in resources.entries(CRISIS, ".toml"):
        digest.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def bundled_path() -> Path:
    """Where the database of the bundled crisis is, or will be once it is built."""
    return cache_folder() / f"{CRISIS}-{_digest()[:16]}.sqlite"


def ensure_bundled(say: Callable[[str], None] | None = None) -> Path:
    """The path of the bundled crisis's database, built now where it is not there yet.

    Two that start at once both build, each into a file of its own, and rename the same rows over each other.

    Raises:
        BuildError: when it cannot be built or written.
        FolderError: when the bundled data is damaged.
    """
    path = bundled_path()
    if not path.is_file():
        if say is not None:
            say("building the bundled crisis …")
        export_bundled(path)
        for old in path.parent.glob(f"{CRISIS}-*.sqlite"):
            if old != path:
                old.unlink(missing_ok=True)
    return path


def export_bundled(path: Path) -> None:
    """Build the bundled crisis at a path of the caller's.

    Raises:
        BuildError: when it cannot be built or written.
        FolderError: when the bundled data is damaged.
    """
    from iptui.store.build import build
    from iptui.store.folder import read_folder

    build(read_folder(resources.entry(CRISIS)), path)
