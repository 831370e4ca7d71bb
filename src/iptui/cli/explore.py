"""`iptui [DATABASE] [FILTER…]`: opens the explorer. Read by hand, as click would cost the first frame."""

from __future__ import annotations

import os
import sys

from iptui.cli import COMMANDS, say
from iptui.cli.failures import USAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iptui.filters import Filter

__all__ = ["explore"]

_SUFFIXES = (".sqlite", ".sqlite3", ".db")


def _database_like(word: str) -> bool:
    if word.lower().endswith(_SUFFIXES):
        return True
    try:
        # Text, as pathlib takes longer to import than the rest of the start.
        return os.path.isfile(word) or (os.sep in word and os.path.exists(word))  # noqa: PTH110, PTH113
    except (OSError, ValueError):
        return False


def _command_like(word: str) -> bool:
    """Whether it could be meant for a command: letters, digits and signs that join them."""
    return word.replace("_", "").replace("-", "").isalnum() and word[0] != "-"


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
    # What follows `--` is looked for, whatever it is.
    may_be_command = "--" not in words
    if may_be_command and database is not None and rest and rest[0] in COMMANDS:
        say(f"the command comes first: iptui {rest[0]} -d {database} …; to look for the word, put -- before it")
        return USAGE
    from iptui import filters
    from iptui.cli.options import database_file

    if rest:
        from iptui.cli.arguments import encodable

        rest = list(map(encodable, rest))
    wanted = filters.parse_args(rest) if rest else filters.Filter()
    path, ours = database_file(database)
    seen = sys.stdin.isatty() and sys.stdout.isatty()
    word = rest[0] if may_be_command and len(rest) == 1 and _command_like(rest[0]) else None
    # In a terminal the explorer itself opens the database and reads the filter, and tells what is wrong with them.
    if (word or not seen) and not _finds(path, wanted, ours=ours) and word:
        say(_no_command(word))
        return USAGE
    if not seen:
        say("the explorer needs a terminal; `iptui list` prints the same rows into a pipe or file")
        return USAGE
    if os.environ.get("TERM") == "dumb":
        say("the explorer needs a terminal whose cursor can be moved (TERM is dumb); `iptui list` prints the same rows")
        return USAGE
    from iptui.cli.options import Telling
    from iptui.tui import run

    # Before the explorer takes the terminal: a database that is not sealed is sealed in a copy first.
    with Telling() as telling:
        return run(path, ours=ours, filter_text=str(wanted), progress=telling.show)


def _finds(path: str, wanted: Filter, *, ours: bool) -> bool:
    """Whether anything passes a filter.

    Raises:
        FilterError: when a value names nothing that there is.
        DatabaseError: when the database cannot be opened or read.
    """
    from iptui.cli.options import opened

    with opened(path, ours=ours) as catalogue:
        return len(catalogue.select(wanted)) > 0


def _no_command(word: str) -> str:
    from iptui.text import did_you_mean

    hint = did_you_mean(word, COMMANDS, "iptui --help lists the commands")
    return f"no command {word!r}, and nothing has that word; {hint}"


def _filter_like(word: str) -> bool:
    # Imported here because nearly always there is no such word.
    from iptui.cli.arguments import filter_like

    return filter_like(word)


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
        elif word.startswith("-") and not _filter_like(word):
            say(f"there is no option {word} here; iptui --help lists commands and options")
            return None, None
        else:
            rest.append(word)
    return database, rest
