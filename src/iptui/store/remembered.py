"""What was found out about files, kept in the cache so that it need not be found out at every start.

A file is known by its stamp: device, inode, size, and the times of its last change in nanoseconds. The time that
the system itself notes (`ctime`) cannot be set back by who writes a file, so what was changed has another stamp,
but for two changes within one tick of the clock: a file that was changed just now is not remembered.
"""

from __future__ import annotations

import os
import time

from iptui.store.paths import lasting_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["is_settled", "recall", "remember", "stamp"]

_SETTLED = 3_000_000_000
"""Nanoseconds after its last change from which on a file is remembered: FAT counts in steps of two seconds."""
_KEPT = 100
_LARGEST = 1_000_000


def stamp(found: os.stat_result | None) -> str:
    """What tells a file from another, and from itself before a change; empty for one that is not there."""
    if found is None:
        return ""
    return f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def is_settled(files: Iterable[os.stat_result]) -> bool:
    """Whether the last change of some files is so long ago that another one would give another stamp."""
    now = time.time_ns()
    return all(max(found.st_mtime_ns, found.st_ctime_ns) < now - _SETTLED for found in files)


def _file(name: str) -> str:
    folder = lasting_folder()
    if folder is None:
        raise FileNotFoundError
    return os.path.join(folder, "remembered", name)


def recall(name: str, key: str) -> str | None:
    """What was remembered under a name with this very key, None where there is no such thing."""
    try:
        with open(_file(name), encoding="utf-8", errors="surrogatepass", newline="") as file:
            found = file.read(_LARGEST)
    except (OSError, UnicodeDecodeError):
        return None
    before = key + "\0"
    return found[len(before) :] if found.startswith(before) else None


def remember(name: str, key: str, told: str) -> None:
    """Keep something under a name, in place of what was kept there; where it cannot be kept, that is no loss.

    Args:
        name: the name of a file, without a folder.
        key: what must be the same for it to be given back, without NUL.
        told: what to keep.
    """
    text = f"{key}\0{told}"
    if len(text) >= _LARGEST:
        return
    import tempfile

    try:
        path = _file(name)
        folder = os.path.dirname(path)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder, prefix=".", suffix=".new")
    except OSError:
        return
    try:
        with open(handle, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            file.write(text)
        os.replace(part, path)
        _tidy(folder)
    except OSError:
        os.unlink(part)


def _tidy(folder: str) -> None:
    """Keep the latest."""
    found = [(entry.stat().st_mtime_ns, entry.path) for entry in os.scandir(folder)]
    for _, path in sorted(found, reverse=True)[_KEPT:]:
        os.unlink(path)
