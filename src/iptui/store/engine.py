"""SQLite as what is read at once takes it: Python's own module, without the dates that it would import.

`sqlite3` imports `datetime` for adapters that nothing here uses; the first rows of a list and the explorer's first
screen do without. Both names are one module: an error caught by one is an error of the other.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import _sqlite3 as sqlite3
    except ImportError:  # pragma: no cover - a Python that has it elsewhere
        import sqlite3

__all__ = ["sqlite3"]
