"""Memory that the process has freed, given back to the system.

Python and SQLite free most of what a start or a search took, but the C library keeps it for the next time: megabytes
that nobody else can use while the explorer waits for a key.
"""

from __future__ import annotations

import sys

__all__ = ["give_back"]


def give_back() -> None:
    """Give back what is free; nothing happens where the C library has no way to (it is GNU's that has)."""
    if sys.platform != "linux":
        return
    try:
        import ctypes

        trim = ctypes.CDLL(None).malloc_trim
    except (ImportError, OSError, AttributeError):
        return
    trim(0)
