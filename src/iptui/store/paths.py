"""Where the program keeps files: the cache of built databases and the user's own data. Nothing is opened here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["cache_folder", "data_folder", "usable"]


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None


def _folder(variable: str, windows: str, mac: str, other: str) -> Path | None:
    named = os.environ.get(variable, "")
    if named and Path(named).is_absolute():
        return Path(named) / "iptui"
    home = _home()
    if sys.platform == "win32":
        base = os.environ.get(windows)
        return Path(base) / "iptui" if base else None
    if home is None or not home.is_dir():
        return None
    return home / (mac if sys.platform == "darwin" else other) / "iptui"


def usable(folder: Path) -> bool:
    """Whether the folder is there, or can be made, and files can be made in it. Makes it where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def cache_folder() -> Path:
    """The folder for built databases, made where missing.

    The user's cache (XDG base directories, or the platform's own); where that cannot be written, as with a
    read-only home, a folder of this user's in the temporary folder.

    Raises:
        OSError: when the temporary folder cannot be written either.
    """
    wanted = _folder("XDG_CACHE_HOME", "LOCALAPPDATA", "Library/Caches", ".cache")
    if wanted is not None and usable(wanted):
        return wanted
    import tempfile

    private = Path(tempfile.gettempdir()) / f"iptui-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    try:
        private.mkdir(mode=0o700, exist_ok=True)
        # A folder that somebody else made there could be swapped under us.
        mine = not private.is_symlink() and (not hasattr(os, "getuid") or private.stat().st_uid == os.getuid())
    except OSError:
        mine = False
    return private if mine and usable(private) else Path(tempfile.mkdtemp(prefix="iptui-"))


def data_folder() -> Path | None:
    """The folder for the user's own things (XDG_DATA_HOME), or None where there is no home; not made here."""
    return _folder("XDG_DATA_HOME", "APPDATA", "Library/Application Support", ".local/share")
