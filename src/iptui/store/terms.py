"""Sets for words: which items have a frequent word, or a word that begins so, without asking the full-text index.

The full-text index answers a rare word at once, but a beginning of one or two letters matches hundreds of thousands
of a million items, which takes far longer than a frame. So for every word, and every beginning of words, that at
least one item in a hundred has, sealing (`frequent`) keeps the set, under the facet `text` of `seal_set`: `strik` for
all words that begin so, `strike ` with a space after it for the word itself. A beginning that lies between two of
them, such as `stri` where no other word begins so, is not kept: the first kept one that it begins is the same set.
"""

from __future__ import annotations

from iptui.store import fulltext, sets
from iptui.text import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

    from iptui.store.catalogue import Catalogue

__all__ = ["FACET", "kept_set", "match_text", "matching", "rows"]

FACET = "text"
# Of code points that are in every encoding: row ids leave SQLite fastest as the characters of one string.
_FIRST = 0xE000
_WINDOW = 1_000_000
_ROWS = """SELECT group_concat(char(rowid - ?1 + 57344), '') FROM main.seal_text
           WHERE seal_text MATCH ?2 AND rowid >= ?1 AND rowid < ?1 + 1000000"""


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


def matching(catalogue: Catalogue, key: str, value: str) -> int:
    """The items with a `text` (the last word by its beginning) or a `phrase` in them, as a set.

    Raises:
        DatabaseError: when the file is damaged.
    """
    kept = kept_set(catalogue, key, value)
    if kept is not None:
        return catalogue.members(FACET, kept)
    if not fulltext.available():
        return sets.from_numbers(fulltext.scan(catalogue, key, value), catalogue.total)
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
