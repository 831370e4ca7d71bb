"""The command line: which command is meant, and what every ending looks like. The commands are in the modules beside.

Nothing but the standard library is imported here: the explorer's first frame pays for it.
Exit codes: 0 done; 1 findings, or nothing found where that was the question; 2 usage; 3 bad data or database;
130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "list": "iptui.cli.reading",
    "show": "iptui.cli.records",
    "search": "iptui.cli.reading",
    "quotes": "iptui.cli.reading",
    "actors": "iptui.cli.overview",
    "sources": "iptui.cli.overview",
    "disagreements": "iptui.cli.accounts",
    "responses": "iptui.cli.accounts",
    "anachronisms": "iptui.cli.contradictions",
    "compare": "iptui.cli.contradictions",
    "cite": "iptui.cli.cite",
    "sql": "iptui.cli.query",
    "queries": "iptui.cli.query",
    "schema": "iptui.cli.schema",
    "check": "iptui.cli.authoring",
    "locate": "iptui.cli.locating",
    "build": "iptui.cli.authoring",
    "import": "iptui.cli.importing",
    "db": "iptui.cli.database",
    "attach": "iptui.cli.evidence",
    "verify": "iptui.cli.evidence",
    "keys": "iptui.cli.keys",
}
"""Every command and the module that defines it, in the order of the help."""

_BAD_DATA = 3
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `iptui` with the arguments of the process, or with those given.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _prepare_streams()
    sys.excepthook = _tell_bug
    try:
        code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # `iptui list | head`: the reader has what it wanted, and nothing went wrong.
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        _say(f"the output cannot be written: {error.strerror or error}")
        return _BAD_DATA
    except KeyboardInterrupt:
        _drop_output()
        return _INTERRUPTED
    return code


def _run(words: list[str]) -> int:
    if words == ["--version"]:
        from iptui import __version__

        print(f"iptui {__version__}")
        return 0
    from iptui.cli.failures import guarded

    if not words or (words[0] not in COMMANDS and words[0] not in ("-h", "--help", "--version")):
        from iptui.cli.explore import explore

        return guarded(explore, words)
    from iptui.cli.program import run

    return guarded(run, words)


def _prepare_streams() -> None:
    """Make sure that no character of the data can stop the output.

    A terminal keeps its encoding. Pipes and files get UTF-8 on every system, with line ends as written.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream is sys.stdout and not stream.isatty():
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
        else:
            reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Keep Python from flushing into a closed pipe once more when it ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _tell_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show the traceback of a bug as Python does, but made safe: what an error says often comes from the data."""
    from traceback import format_exception

    from iptui.cli.output import tell

    tell("".join(format_exception(kind, error, trace)).rstrip("\n"))


def _say(text: str) -> None:
    from iptui.cli.output import say

    say(text)
