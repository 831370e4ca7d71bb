"""What was made of each key of many that come again and again, kept in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["Latest"]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Latest(dict[_Key, _Value]):
    """What was made of each key, the latest of them at least."""

    def __init__(self, make: Callable[[_Key], _Value], most: int) -> None:
        """Begin empty.

        Args:
            make: makes the value of a key; where it raises, nothing is kept.
            most: at most so many are kept.
        """
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, key: _Key) -> _Value:
        """Make the value of a key, and keep it."""
        if len(self) >= self._most:
            self.clear()
        made = self[key] = self._make(key)
        return made
