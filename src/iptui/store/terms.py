"""Sets for words: which items have a frequent word, or a word that begins so, without asking the full-text index.

The full-text index answers a rare word at once, but a beginning of one or two letters matches hundreds of thousands
of a million items, which takes far longer than a frame. So for every word, and every beginning of words, that at
least one item in a hundred has, sealing keeps the set (facet `text` of `seal_set`): `strik` for all words that begin
so, `strike ` with a space after it for the word itself. A beginning that lies between two of them, such as `stri`
where no other word begins so, is not kept: the first kept one that it begins is the same set.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iptui.store import sets
from iptui.text import tokens

if TYPE_CHECKING:
    from iptui.store.catalogue import Catalogue

__all__ = ["match_text", "matching", "rows", "write"]

FACET = "text"
LEAST = 20_000
"""Up to so many items the full-text index alone is fast enough."""
_SHARE = 100
# Of code points that are in every encoding: row ids leave SQLite fastest as the characters of one string.
_FIRST = 0xE000
_WINDOW = 1_000_000
_DEEPEST = 64
_ALTERNATIVES = 100
_ROWS = """SELECT group_concat(char(rowid - ?1 + 57344), '') FROM main.seal_text
           WHERE seal_text MATCH ?2 AND rowid >= ?1 AND rowid < ?1 + 1000000"""


def match_text(key: str, value: str) -> str:
    """The FTS5 query of a `text` or `phrase` term: its words in quotation marks, so that nothing in them is syntax."""
    words = " ".join(tokens(value))
    return f'"{words}"' if key == "phrase" else f'"{words}" *'


def matching(catalogue: Catalogue, key: str, value: str) -> int:
    """The items with a `text` (the last word by its beginning) or a `phrase` in them, as a set.

    Raises:
        DatabaseError: when the file is damaged.
    """
    words = tokens(value)
    if len(words) == 1:
        wanted = words[0] + (" " if key == "phrase" else "")
        query = "SELECT value FROM seal_set WHERE facet = 'text' AND value >= ? ORDER BY value LIMIT 1"
        for kept in catalogue.texts(query, wanted):
            if kept.startswith(wanted):
                return catalogue.members(FACET, kept)
    return catalogue.matches(match_text(key, value))


def rows(connection: sqlite3.Connection, match: str, total: int) -> int:
    """The items that an FTS5 query matches, as a set; `total` is the number of items.

    Raises:
        sqlite3.Error, DamageError: when the file is damaged; the caller names it.
    """
    bits = 0
    for base in range(0, total, _WINDOW):
        (found,) = connection.execute(_ROWS, (base, match)).fetchone()
        if found:
            numbers = sets.unpacked(found.encode("utf-32-le", "surrogatepass"))
            # The first code point is a multiple of 8, so the bits only have to be moved.
            bits |= sets.from_numbers(numbers, _FIRST + _WINDOW) >> _FIRST << base
    return bits


def write(connection: sqlite3.Connection, total: int) -> None:
    """Keep the sets of frequent words and beginnings, within the caller's transaction; few items need none.

    Args:
        connection: open for writing, the items numbered and the full-text index filled.
        total: the number of items.
    """
    if total < LEAST:
        return
    connection.execute("CREATE VIRTUAL TABLE temp.seal_vocabulary USING fts5vocab(main, seal_text, row)")
    connection.execute("CREATE TEMP TABLE seal_words (term TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID")
    try:
        connection.execute("INSERT INTO temp.seal_words SELECT term, doc FROM temp.seal_vocabulary")
        writer = _Writer(connection, total)
        for beginning, upper in writer.branches(""):
            if upper >= writer.least:
                writer.keep(beginning)
    finally:
        connection.execute("DROP TABLE temp.seal_words")
        connection.execute("DROP TABLE temp.seal_vocabulary")


class _Writer:
    """Goes down the tree of beginnings as long as they are frequent, and puts their sets together on the way up."""

    def __init__(self, connection: sqlite3.Connection, total: int) -> None:
        self.least = max(1, total // _SHARE)
        self._connection = connection
        self._total = total

    def branches(self, beginning: str) -> Iterator[tuple[str, int]]:
        """The longer beginnings at which the words under one part, and the most items that can have each.

        The word itself, where it is one, comes with a space after it.
        """
        # Read at once: the caller writes before it asks for the next one.
        found = self._connection.execute(
            """SELECT sum(n), min(term), max(term) FROM temp.seal_words WHERE term >= ?1 AND term < ?1 || char(1114111)
               GROUP BY substr(term, 1, length(?1) + 1) ORDER BY 2""",
            (beginning,),
        ).fetchall()
        for upper, first, last in found:
            yield (first + " " if first == last else _shared(first, last)), upper

    def keep(self, beginning: str, depth: int = 0) -> tuple[int, int]:
        """Keep the sets of a frequent beginning and of those under it.

        Returns:
            Its set, and the number of items in the first set that was kept under it or for it, 0 where none was.
        """
        bits = first = 0
        if beginning.endswith(" "):
            bits = rows(self._connection, _exactly(beginning), self._total)
        else:
            rare = []
            for longer, upper in self.branches(beginning):
                if upper < self.least or depth == _DEEPEST:
                    rare.append(_exactly(longer))
                    continue
                more, count = self.keep(longer, depth + 1)
                bits |= more
                first = first or count
            for at in range(0, len(rare), _ALTERNATIVES):
                bits |= rows(self._connection, " OR ".join(rare[at : at + _ALTERNATIVES]), self._total)
        count = bits.bit_count()
        if count < self.least or count == first:
            return bits, first
        row = (FACET, beginning, count, *sets.deflate(bits))
        self._connection.execute("INSERT INTO main.seal_set VALUES (?, ?, ?, ?, ?, ?)", row)
        return bits, count


def _shared(first: str, last: str) -> str:
    """What two words begin with alike."""
    for at, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            return first[:at]
    return min(first, last, key=len)


def _exactly(beginning: str) -> str:
    """The FTS5 query of a beginning, or of a word with a space after it."""
    return f'"{beginning[:-1]}"' if beginning.endswith(" ") else f'"{beginning}" *'
