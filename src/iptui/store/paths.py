"""Where the program keeps files: the cache of built databases and the user's own data. Nothing is opened here."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["cache_folder", "data_folder", "data_place", "lasting_folder", "usable"]


def _folder(variable: str, windows: str, mac: str, other: str) -> str | None:
    named = os.environ.get(variable, "")
    if named and os.path.isabs(named):
        return os.path.join(named, "iptui")
    if sys.platform == "win32":
        base = os.environ.get(windows)
        return os.path.join(base, "iptui") if base else None
    home = os.path.expanduser("~")
    if not os.path.isdir(home):
        return None
    return os.path.join(home, mac if sys.platform == "darwin" else other, "iptui")


def usable(folder: Path | str) -> bool:
    """Whether the folder is there, or can be made, and files can be made in it. Makes it where it is missing."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def cache_folder() -> str:
    """The folder for built databases, made where missing: `lasting_folder`, else one in the temporary folder.

    Raises:
        OSError: when the temporary folder cannot be written either.
    """
    lasting = lasting_folder()
    if lasting is not None:
        return lasting
    import tempfile

    return tempfile.mkdtemp(prefix="iptui-")


def lasting_folder() -> str | None:
    """The folder for what can be made again, made where missing; None where there is none that stays.

    The user's cache (XDG base directories, or the platform's own); where that cannot be written, as with a
    read-only home, a folder of this user's in the temporary folder.
    """
    wanted = _folder("XDG_CACHE_HOME", "LOCALAPPDATA", "Library/Caches", ".cache")
    if wanted is not None and usable(wanted):
        return wanted
    import tempfile

    private = os.path.join(tempfile.gettempdir(), f"iptui-{os.getuid() if hasattr(os, 'getuid') else 'user'}")
    try:
        if not os.path.isdir(private):
            os.mkdir(private, mode=0o700)
        # A folder that somebody else made there could be swapped under us.
        mine = not os.path.islink(private) and (not hasattr(os, "getuid") or os.stat(private).st_uid == os.getuid())
    except OSError:
        mine = False
    return private if mine and usable(private) else None


def data_folder() -> Path | None:
    """`data_place` as a `Path`."""
    from pathlib import Path

    found = data_place()
    return None if found is None else Path(found)


def data_place() -> str | None:
    """The folder for the user's own things (XDG_DATA_HOME), or None where there is no home; not made here."""
    return _folder("XDG_DATA_HOME", "APPDATA", "Library/Application Support", ".local/share")
