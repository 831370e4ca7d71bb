"""The explorer, and the only place that knows Textual. `run` is all that the command line needs of it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["run"]


def run(path: Path, *, ours: bool, filter_text: str = "") -> int:
    """Open the explorer on a crisis database and stay until the user leaves.

    Args:
        path: the database.
        ours: whether it lies in our own cache and never changes.
        filter_text: the filter to begin with.

    Returns:
        The exit code: 0 when the user quit, 128 + n after signal n, 3 when the database went bad on the way,
        70 after a crash.

    Raises:
        FilterError: when the filter cannot be read or names something that there is not.
        DatabaseError: when the database cannot be opened or read.
    """
    import gc

    # Nothing that is imported here becomes garbage: collecting on the way only costs time.
    gc.disable()
    try:
        from iptui.tui.start import start
    finally:
        gc.enable()
    gc.freeze()
    return start(path, ours=ours, filter_text=filter_text)
