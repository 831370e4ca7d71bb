"""A database that is too large to be looked through before it is read, though it holds little; and damage to it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from crisis import small_database
from iptui.store import genuine
from iptui.store.inplace import seal_in_place

__all__ = ["PAGE", "Large", "damage"]

PAGE = 4096
_BALLAST = b"x" * (PAGE - 4)
Change = tuple[int, bytes]
"""Where in the file, and what to write there."""


class Large:
    """The small crisis with a note of many megabytes.

    Attributes:
        path: the file.
        pages: where its pages begin that hold anything but that note.
    """

    def __init__(self, folder: Path) -> None:
        """Make it in a folder."""
        self.path = small_database(folder)
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("UPDATE source SET note = replace(hex(zeroblob(?)), '00', 'x')", (genuine.SMALL,))
        seal_in_place(self.path)
        data = self.path.read_bytes()
        assert len(data) > genuine.SMALL
        starts = range(0, len(data), PAGE)
        self.pages = [at for at in starts if data[at + 4 : at + PAGE] != _BALLAST]
        self._sound = {at: data[at : at + PAGE] for at in self.pages}
        assert len(self.pages) < 400

    def harm(self, changes: Iterable[Change]) -> None:
        """Write changes into the file, within the pages of `pages`."""
        with self.path.open("r+b") as file:
            for at, data in changes:
                file.seek(at)
                file.write(data[: PAGE - at % PAGE])

    def heal(self) -> None:
        """Make the file what it was."""
        self.harm(self._sound.items())


def damage(large: Large, chance: random.Random) -> list[Change]:
    """Random damage to pages all over the file."""
    kind = chance.choice(["a byte", "bytes", "text", "a piece", "blank", "swap"])
    times = {"a byte": 1, "bytes": 40, "text": 8, "a piece": 6, "blank": 2, "swap": 2}[kind]
    changes: list[Change] = []
    for page in chance.choices(large.pages[1:], k=times):
        at = page + chance.randrange(PAGE)
        if kind in ("a byte", "bytes"):
            changes.append((at, bytes([chance.randrange(256)])))
        elif kind == "text":
            changes.append((at, b"\xff"))
        elif kind == "a piece":
            changes.append((at, chance.randbytes(64)))
        elif kind == "blank":
            changes.append((page, bytes(PAGE)))
        else:
            with large.path.open("rb") as file:
                file.seek(chance.choice(large.pages[1:]))
                changes.append((page, file.read(PAGE)))
    return changes
