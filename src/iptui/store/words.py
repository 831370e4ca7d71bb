"""Which items have each word, gathered while they are sealed: for the sets of frequent words (`frequent`).

The full-text index says the same, but to ask it for every word of every item takes several times as long. What it
takes for a word is asked of its own tokeniser, character by character.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence

from iptui.store.gathering import Members
from iptui.store.scripts import creates, statements

__all__ = ["Words", "tokenised"]

LARGEST = 64_000_000
"""Bytes that all words may take; beyond that the full-text index is asked for them."""
_WORD = 200
_NUMBER = 4
_BETWEEN = "\0"


class _Letters(dict[int, str]):
    """What the full-text index makes of each character: the same or another one, nothing, or a space between words."""

    def __init__(self) -> None:
        # In ASCII the letters and digits are those of words, whatever the options of the tokeniser.
        super().__init__({code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)})
        self[ord(_BETWEEN)] = _BETWEEN
        self._index: sqlite3.Connection | None = None

    def __missing__(self, code: int) -> str:
        # One that stands inside a word parts it, or is part of it as something else, or is dropped.
        found = self[code] = " ".join(self._words(f"a{chr(code)}b")).removeprefix("a").removesuffix("b")
        return found

    def _words(self, text: str) -> list[str]:
        """The words of a text, in their order, as an index like ours has them."""
        if self._index is None:
            self._index = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            for statement in statements("seal.sql"):
                if creates(statement) == "VIRTUAL":
                    self._index.execute(statement)
            self._index.execute("CREATE VIRTUAL TABLE found USING fts5vocab(seal_text, instance)")
        self._index.execute("INSERT INTO seal_text (rowid, title) VALUES (1, ?)", (text,))
        words = [word for (word,) in self._index.execute("SELECT term FROM found ORDER BY offset")]
        self._index.execute("INSERT INTO seal_text (seal_text) VALUES ('delete-all')")
        return words


_LETTERS = _Letters()


def tokenised(texts: Sequence[str]) -> Iterator[list[str]]:
    """The words of each of some texts, at least one, as the full-text index has them."""
    # All at once, since a translation takes longer to begin than to do a text.
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) >= len(texts):
        joined = _BETWEEN.join([text.replace(_BETWEEN, " ") for text in texts])
    return map(str.split, joined.translate(_LETTERS).split(_BETWEEN))


class Words:
    """The items that have each word, as sets that are gathered, until they take too much memory."""

    def __init__(self) -> None:
        """Begin with no words."""
        self._sets: dict[str, Members] = {}
        self._notes = _Notes(self._sets)

    def of(self, text: str) -> list[Members]:
        """The sets of the words of a text."""
        (words,) = tokenised([text])
        for word in words:
            self._notes[word]
        return [self._sets[word] for word in words]

    def add(self, first: int, texts: Sequence[str]) -> None:
        """Note the words of the texts of items one after another, the first of that `seq`."""
        notes = self._notes
        for seq, words in enumerate(tokenised(texts), first):
            for word in words:
                notes[word](seq)

    def members(self) -> Collection[Members]:
        """All sets, in no order."""
        return self._sets.values()

    def too_many(self) -> bool:
        """Whether they take too much memory."""
        numbers = sum(len(members.numbers) for members in self._sets.values())
        return _WORD * len(self._sets) + _NUMBER * numbers > LARGEST

    def in_order(self) -> Iterator[tuple[str, Members]]:
        """Every word with its set, in the order of the full-text index, that of UTF-8; let go of on the way."""
        self._notes.clear()
        for word in sorted(self._sets):
            yield word, self._sets.pop(word)


class _Notes(dict[str, Callable[[int], None]]):
    """What is called with the `seq` of an item that has a word."""

    def __init__(self, sets: dict[str, Members]) -> None:
        super().__init__()
        self._sets = sets

    def __missing__(self, word: str) -> Callable[[int], None]:
        members = self._sets[word] = Members()
        note = self[word] = members.numbers.append
        return note
