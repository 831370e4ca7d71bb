"""The bundled crisis: built on first use into the cache, under a name that is a hash of what it is built from."""

from __future__ import annotations

import os

from iptui import __version__, resources
from iptui.store import remembered
from iptui.store.errors import BuildError
from iptui.store.opening import SEAL_VERSION
from iptui.store.paths import cache_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["CRISIS", "bundled_path", "discard", "ensure_bundled", "ensured", "export_bundled"]

CRISIS = "iran-pakistan-2024"
_PARTS = ("schema.sql", "unseal.sql", "views.sql", "seal.sql", "codebook.toml")
_LEFT_OVER = 3600
_OLD = 7 * 86400


def _digest() -> str:
    """SHA-256 of everything that the database is made from: data, schema, and the version that builds it."""
    from hashlib import sha256

    digest = sha256(f"{__version__} {SEAL_VERSION}".encode())
    for name in _PARTS:
        digest.update(f"\0{name}\0".encode() + resources.entry(name).read_bytes())
    for file in resources.entries(CRISIS, ".toml"):
        digest.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _parts() -> list[os.stat_result] | None:
    """The state of all files that the digest is of, None where they lie in a zip file or cannot be seen."""
    folder = resources.data_folder()
    if folder is None:
        return None
    try:
        found = [os.stat(os.path.join(folder, name)) for name in _PARTS]
        with os.scandir(os.path.join(folder, CRISIS)) as entries:
            # Not the entry's own state, which Windows does not give in full.
            files = sorted(entry.path for entry in entries if entry.name.endswith(".toml"))
        return found + [os.stat(file) for file in files]
    except OSError:
        return None


def _known_digest() -> str:
    """The digest, remembered as long as none of the files changes: to read and hash them takes longer than to list."""
    parts = _parts()
    if parts is None:
        return _digest()
    key = "\n".join([__version__, SEAL_VERSION, *map(remembered.stamp, parts)])
    digest = remembered.recall(CRISIS, key)
    if digest is None:
        settled = remembered.is_settled(parts)
        digest = _digest()
        if settled:
            remembered.remember(CRISIS, key, digest)
    return digest


def _path() -> str:
    try:
        return os.path.join(cache_folder(), f"{CRISIS}-{_known_digest()[:16]}.sqlite")
    except OSError as error:
        raise BuildError(f"no folder to keep the bundled crisis in: {error.strerror or error}") from error


def bundled_path() -> Path:
    """Where the database of the bundled crisis is, or will be once it is built.

    Raises:
        BuildError: when there is no folder that it could be in.
    """
    from pathlib import Path

    return Path(_path())


def ensure_bundled(say: Callable[[str], None] | None = None) -> Path:
    """The path of the bundled crisis's database; see `ensured`."""
    from pathlib import Path

    return Path(ensured(say))


def ensured(say: Callable[[str], None] | None = None) -> str:
    """The path of the bundled crisis's database, built now where it is not there yet, or not whole.

    Two that start at once both build, each into a file of its own, and rename the same rows over each other.

    Raises:
        BuildError: when it cannot be built or written.
        FolderError: when the bundled data is damaged.
    """
    path = _path()
    if not _whole(path):
        if say is not None:
            say("building the bundled crisis …")
        # Not removed first: the other of two that start at once may have just put its own there, and be opening it.
        from pathlib import Path

        export_bundled(Path(path), over_any_file=True)
        _tidy(Path(path))
    return path


def _whole(path: str) -> bool:
    """Whether a built database is there in its full length; its header says how many pages it has."""
    try:
        with open(path, "rb") as file:
            header = file.read(100)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return False
    page = int.from_bytes(header[16:18])
    return header.startswith(b"SQLite format 3\x00") and size == int.from_bytes(header[28:32]) * page > 0


def _tidy(path: Path) -> None:
    """Remove what killed builds and earlier versions left; another version that is in use now keeps its own."""
    import time

    now = time.time()
    for pattern, age in ((f"{CRISIS}-*.sqlite", _OLD), (f".{CRISIS}-*.new", _LEFT_OVER)):
        for old in path.parent.glob(pattern):
            try:
                if old != path and now - old.stat().st_mtime > age:
                    old.unlink()
            except OSError:
                # Somebody else's, or gone already: nothing depends on it.
                continue


def discard(path: Path | str) -> bool:
    """Remove a database that turned out to be damaged where it is the built one in the cache; the next start builds it.

    Returns:
        Whether it was that.
    """
    try:
        if os.fspath(path) != _path():
            return False
        os.unlink(path)
    except FileNotFoundError:
        return True
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
