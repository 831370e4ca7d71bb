"""`iptui [DATABASE] [FILTER…]`: opens the explorer. Read by hand, as click would cost the first frame."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from iptui.cli.failures import USAGE
from iptui.cli.output import say

__all__ = ["explore", "filter_like"]

_SUFFIXES = (".sqlite", ".sqlite3", ".db")


def filter_like(word: str) -> bool:
    """Whether a word that begins with a minus is a term of a filter (`-actor:us`), not an option."""
    if not word.startswith("-") or word.startswith("--"):
        return False
    if word[1:2] in ('"', "“", "„", "«"):
        return True
    key, colon, _value = word[1:].partition(":")
    return bool(colon) and key.replace("_", "").replace("-", "").isalpha()


def _database_like(word: str) -> bool:
    path = Path(word)
    if word.lower().endswith(_SUFFIXES):
        return True
    try:
        return path.is_file() or (os.sep in word and path.exists())
    except (OSError, ValueError):
        return False


def explore(words: list[str]) -> int:
    """Open the explorer on a database, the bundled crisis by default, with a filter, none by default.

    Returns:
        The explorer's exit code, or that of a usage error.
    """
    database, rest = _options(words)
    if rest is None:
        return USAGE
    if database is None and rest and _database_like(rest[0]):
        database, rest = rest[0], rest[1:]
    from iptui.cli.options import encodable
    from iptui.filters import parse_args

    wanted = parse_args(map(encodable, rest))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        say("the explorer needs a terminal; `iptui list` prints the same rows into a pipe or file")
        return USAGE
    path, ours = _path(database)
    from iptui.tui import run

    return run(path, ours=ours, filter_text=str(wanted))


def _options(words: list[str]) -> tuple[str | None, list[str] | None]:
    """The value of `-d` and the other words; None for these where an option is wrong."""
    database: str | None = None
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if word == "--":
            rest += left
        elif word in ("-d", "--database"):
            database = next(left, None)
            if database is None:
                say(f"{word} needs a file")
                return None, None
        elif word.startswith("--database="):
            database = word.partition("=")[2]
        elif word.startswith("-") and not filter_like(word):
            say(f"there is no option {word} here; iptui --help lists commands and options")
            return None, None
        else:
            rest.append(word)
    return database, rest


def _path(database: str | None) -> tuple[Path, bool]:
    from iptui.cli.options import database_path

    return database_path(database)
