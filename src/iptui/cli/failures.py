"""The errors that the program knows, as a sentence and an exit code. Anything else is a bug, and shows."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BAD_DATA", "FOUND", "OK", "USAGE", "guarded"]

OK = 0
FOUND = 1
USAGE = 2
BAD_DATA = 3


def guarded(run: Callable[[list[str]], int], words: list[str]) -> int:
    """Run a part of the program and give its exit code, or that of the error that ended it."""
    try:
        return run(words)
    # What stands here is evaluated when something is raised: without that, nothing has to be imported for it.
    except _known() as error:
        return _told(error)


def _known() -> tuple[type[Exception], ...]:
    from iptui.filters import FilterError
    from iptui.resources import ResourceError
    from iptui.store.errors import StoreError

    return FilterError, StoreError, ResourceError


def _told(error: Exception) -> int:
    """Say what an error of a known kind says."""
    from iptui.cli.output import say, tell
    from iptui.filters import FilterError
    from iptui.store.errors import FolderError, QueryError

    if isinstance(error, FilterError):
        say(f"filter: {error}")
        if error.text:
            tell(error.pointer())
        return USAGE
    if isinstance(error, FolderError):
        for problem in error.problems:
            tell(str(problem))
        say(f"{error.folder}: {len(error.problems)} problem(s)")
        return BAD_DATA
    say(str(error))
    return USAGE if isinstance(error, QueryError) else BAD_DATA
