"""The errors that the program knows, as a sentence and an exit code. Anything else is a bug, and shows."""

from __future__ import annotations

from collections.abc import Callable

from iptui.cli.output import say, tell
from iptui.filters import FilterError
from iptui.resources import ResourceError
from iptui.store.errors import FolderError, QueryError, StoreError

__all__ = ["BAD_DATA", "FOUND", "OK", "USAGE", "guarded"]

OK = 0
FOUND = 1
USAGE = 2
BAD_DATA = 3


def guarded(run: Callable[[list[str]], int], words: list[str]) -> int:
    """Run a part of the program and give its exit code, or that of the error that ended it."""
    try:
        return run(words)
    except FilterError as error:
        say(f"filter: {error}")
        if error.text:
            tell(error.pointer())
        return USAGE
    except FolderError as error:
        for problem in error.problems:
            tell(str(problem))
        say(f"{error.folder}: {len(error.problems)} problem(s)")
        return BAD_DATA
    except StoreError as error:
        say(str(error))
        return USAGE if isinstance(error, QueryError) else BAD_DATA
    except ResourceError as error:
        say(str(error))
        return BAD_DATA
