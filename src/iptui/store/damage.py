"""What turns the damage of a database into an error that names its file: around every question, and for each value.

What SQLite itself says of a file is put into words by `iptui.store.opening.refusal`; whether a whole record has the
types that it promises is for `iptui.store.shapes`.
"""

from __future__ import annotations

from iptui.store.engine import sqlite3
from iptui.store.errors import DamageError, DatabaseError
from iptui.store.opening import refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import TypeVar

    _Plain = TypeVar("_Plain", int, str)

__all__ = ["reading", "typed"]


def reading(path: Path | str) -> _Reading:
    """Turn what SQLite says of a damaged file into a `DatabaseError` that names it, within a `with`."""
    return _Reading(path)


class _Reading:
    # No generator of contextlib: this stands around every question, a thousand times a second.
    __slots__ = ("_path",)

    def __init__(self, path: Path | str) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, sqlite3.Error):
            raise refusal(self._path, error) from error
        if isinstance(error, DamageError):
            raise DatabaseError(f"{self._path}: {error}") from error
        if isinstance(error, (UnicodeDecodeError, OverflowError)):
            raise DatabaseError(f"{self._path}: damaged: {error}") from error
        if isinstance(error, MemoryError):
            raise DatabaseError(f"{self._path}: holds more than fits into memory") from error


def typed(value: object, kind: type[_Plain]) -> _Plain:
    """A value of a row that must be of a plain type, as that type.

    Raises:
        DamageError: when it is of another.
    """
    if not isinstance(value, kind):
        raise DamageError(f"damaged: {str(value)[:40]!r} is not of its type")
    return value
