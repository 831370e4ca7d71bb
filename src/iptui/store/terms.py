"""Sets for words: which items have a frequent word, or a word that begins so, without asking the full-text index.

The full-text index answers a rare word at once, but a beginning of one or two letters matches hundreds of thousands
of a million items, which takes far longer than a frame. So for every word, and every beginning of words, that at
least one item in a hundred has, sealing (`frequent`) keeps the set, under the facet `text` of `seal_set`: `strik` for
all words that begin so, `strike ` with a space after it for the word itself. A beginning that lies between two of
them, such as `stri` where no other word begins so, is not kept: the first kept one that it begins is the same set.
"""

from __future__ import annotations

from iptui.store import blocks, fulltext, sets
from iptui.text import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from iptui.store.blocks import Blocks
    from iptui.store.catalogue import Catalogue

__all__ = ["FACET", "kept_set", "match_text", "matching", "rows"]

FACET = "text"
_WINDOW = 1_000_000
# Numbers leave SQLite fastest in one text.
_ROWS = "SELECT group_concat(rowid) FROM main.seal_text WHERE seal_text MATCH ?1 AND rowid >= ?2 AND rowid < ?3"
_AT_ONCE = 1_000_000


def match_text(key: str, value: str) -> str:
    """The FTS5 query of a `text` or `phrase` term: its words in quotation marks, so that nothing in them is syntax."""
    words = " ".join(tokens(value))
    return f'"{words}"' if key == "phrase" else f'"{words}" *'


def kept_set(catalogue: Catalogue, key: str, value: str) -> str | None:
    """The name of the set that is kept for a term; None where the full-text index has to be asked.

    Raises:
        DatabaseError: when the file is damaged.
    """
    words = tokens(value)
    if len(words) != 1:
        return None
    wanted = words[0] + (" " if key == "phrase" else "")
    query = "SELECT value FROM seal_set WHERE facet = 'text' AND value >= ? ORDER BY value LIMIT 1"
    return next((kept for kept in catalogue.texts(query, wanted) if kept.startswith(wanted)), None)


def matching(catalogue: Catalogue, key: str, value: str) -> Blocks:
    """The items with a `text` (the last word by its beginning) or a `phrase` in them, as a set.

    Raises:
        DatabaseError: when the file is damaged.
    """
    kept = kept_set(catalogue, key, value)
    if kept is not None:
        return catalogue.blocks(FACET, kept)
    if not fulltext.available():
        return sets.in_blocks(fulltext.scan(catalogue, key, value), catalogue.total)
    return catalogue.matches(match_text(key, value))


def rows(connection: sqlite3.Connection, match: str, total: int) -> Blocks:
    """The items that an FTS5 query matches, as a set; `total` is the number of items.

    Raises:
        sqlite3.Error, DamageError: when the file is damaged; the caller names it.
    """
    passing = blocks.span(0, 0, total)
    for base in range(0, total, _WINDOW):
        (found,) = connection.execute(_ROWS, (match, base, min(base + _WINDOW, total))).fetchone()
        for text in _pieces(found or ""):
            numbers = sets.in_blocks(list(map(int, text.split(","))), total)
            passing = blocks.either(passing, numbers)
    return passing


def _pieces(text: str) -> Iterator[str]:
    """A long text in pieces between commas: a million numbers at once would take much memory."""
    start = 0
    while start < len(text):
        stop = text.find(",", start + _AT_ONCE)
        if stop < 0:
            stop = len(text)
        yield text[start:stop]
        start = stop + 1
