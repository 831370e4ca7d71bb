"""Where SQLite has no FTS5: the same folded texts in a plain table, searched one after another.

Every SQLite that comes with Python has it; one that a system was built with may not. Then sealing keeps the texts in
a table of the same name, and what was sealed elsewhere is sealed again, in a copy. What is found is the same, slower,
and in the order of time where it would be the best first.
"""

from __future__ import annotations

from functools import cache

from iptui.store.engine import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iptui.store.catalogue import Catalogue

__all__ = ["NOTICE", "PLAIN", "available", "drop", "scan"]

NOTICE = "this SQLite has no full-text search (FTS5): words are looked for in one text after another, and not ranked"
PLAIN = "CREATE TABLE seal_text (title TEXT, summary TEXT, quote TEXT, actors TEXT, places TEXT) STRICT"
"""What stands for the full-text index, with the same columns and row ids."""
_SHADOWS = ("config", "data", "docsize", "idx", "content")


@cache
def available() -> bool:
    """Whether this SQLite has FTS5."""
    connection = sqlite3.connect(":memory:")
    try:
        return bool(connection.execute("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'").fetchone()[0])
    finally:
        connection.close()


def drop(connection: sqlite3.Connection) -> None:
    """Remove an index that this SQLite cannot open, within the caller's transaction: its entry and its own tables."""
    if not connection.execute("SELECT 1 FROM main.sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'").fetchone():
        return
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("DELETE FROM main.sqlite_schema WHERE name = 'seal_text'")
    connection.execute("PRAGMA writable_schema = RESET")
    for name in _SHADOWS:
        connection.execute(f"DROP TABLE IF EXISTS main.seal_text_{name}")


def scan(catalogue: Catalogue, key: str, value: str) -> list[int]:
    """The `seq` of the items with a `text` (the last word by its beginning) or a `phrase` in one of their texts.

    Raises:
        DatabaseError: when the file is damaged.
    """
    from iptui.text import tokens

    words = tokens(value)
    if not words:
        return []
    # LIKE finds all that can be meant, and the words themselves decide.
    where = " AND ".join(["all_of_it LIKE ? ESCAPE '!'"] * len(words))
    like = [f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%" for word in words]
    query = f"""SELECT seq, title, summary, quote, actors, places FROM
                (SELECT rowid AS seq, *, title || ' ' || summary || ' ' || quote || ' ' || actors || ' ' || places
                 AS all_of_it FROM seal_text) WHERE {where} ORDER BY seq"""

    def found(connection: sqlite3.Connection) -> list[int]:
        rows: Iterator[tuple[int, *tuple[str, ...]]] = connection.execute(query, like)
        return [seq for seq, *texts in rows if any(_has(tokens(text), words, whole=key == "phrase") for text in texts)]

    return catalogue.asked(found)


def _has(text: list[str], words: list[str], *, whole: bool) -> bool:
    """Whether some words stand in a text one after another, the last by its beginning unless `whole`."""
    *head, last = words
    for at in range(len(text) - len(head)):
        if text[at : at + len(head)] == head:
            word = text[at + len(head)]
            if word == last or (not whole and word.startswith(last)):
                return True
    return False
