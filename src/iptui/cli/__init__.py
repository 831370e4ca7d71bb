"""The command line: which command is meant, and what every ending looks like. The commands are in the modules beside.

Nothing but the standard library is imported here: the explorer's first frame pays for it.
Exit codes: 0 done; 1 findings, or nothing found where that was the question; 2 usage; 3 bad data or database;
130 interrupted.
"""

from __future__ import annotations

import codecs
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

__all__ = ["COMMANDS", "VARIABLE", "main", "runner", "say"]

COMMANDS = {
    "list": "iptui.cli.reading",
    "show": "iptui.cli.records",
    "search": "iptui.cli.reading",
    "quotes": "iptui.cli.quotes",
    "actors": "iptui.cli.overview",
    "sources": "iptui.cli.overview",
    "disagreements": "iptui.cli.accounts",
    "responses": "iptui.cli.accounts",
    "anachronisms": "iptui.cli.contradictions",
    "compare": "iptui.cli.contradictions",
    "cite": "iptui.cli.cite",
    "sql": "iptui.cli.query",
    "queries": "iptui.cli.queries",
    "schema": "iptui.cli.schema",
    "check": "iptui.cli.authoring",
    "locate": "iptui.cli.locating",
    "build": "iptui.cli.authoring",
    "import": "iptui.cli.importing",
    "seal": "iptui.cli.sealing",
    "db": "iptui.cli.database",
    "attach": "iptui.cli.evidence",
    "verify": "iptui.cli.evidence",
    "keys": "iptui.cli.keys",
}
"""Every command and the module that defines it, in the order of the help."""

VARIABLE = "IPTUI_DATABASE"
"""Of the environment: names the database that is meant where none is given."""
_BAD_DATA = 3
_INTERRUPTED = 130
_SELDOM = 50_000
_DRAWN = "iptui.drawn"
_LIKE = dict(zip("─━│┃┄╌┌┐└┘├┤┬┴┼╴╶╵╷◀▶", "--||--+++++++++--||<>", strict=True))


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
        if arguments is None and words:
            _end(words[0], code)
    except BrokenPipeError:
        # `iptui list | head`: the reader has what it wanted, and nothing went wrong.
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        say(f"the output cannot be written: {error.strerror or error}")
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
    if not words or (words[0] not in COMMANDS and words[0] not in ("-h", "--help", "--version")):
        return _explore(words)
    from iptui.cli.arguments import READING, read
    from iptui.cli.failures import guarded

    # Rows make no rings of objects, and to look for some takes a tenth of the time to the first row.
    gc.set_threshold(_SELDOM)
    if words[0] in READING:
        values = read(READING[words[0]], words[1:])
        if values is not None:
            return guarded(lambda _words: runner(words[0])(**values), words)
    from iptui.cli.program import run

    return guarded(run, words)


def _explore(words: list[str]) -> int:
    # What is imported and read until the first screen stands stays: to look for garbage in it only takes time. Once it
    # stands, the explorer itself lets it be looked for again.
    gc.disable()
    try:
        from iptui.cli.explore import explore
        from iptui.cli.failures import guarded

        return guarded(explore, words)
    finally:
        gc.enable()


def runner(name: str) -> Callable[..., int]:
    """The function that runs a command of `arguments`."""
    from iptui.cli.arguments import READING

    module, _, function = READING[name].runs.partition(":")
    found: Callable[..., int] = getattr(__import__(module, fromlist=(function,)), function)
    return found


def _prepare_streams() -> None:
    """Make sure that no character of the data can stop the output.

    A terminal keeps its encoding. Pipes and files get UTF-8 on every system, with line ends as written.
    """
    codecs.register_error(_DRAWN, _drawn)
    _replace_closed()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream is sys.stdout and not stream.isatty():
            # In pieces, also where Python was told not to hold anything back: a call a row would be most of the work.
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="", write_through=False)
        else:
            reconfigure(errors=_DRAWN)


def _replace_closed() -> None:
    """Open what was closed when the program was started, and for which Python has None.

    Where the data should go is opened for reading, so that the first row is an error, as on a full disk. What is told
    to nobody must not end up among the data, as `print` would have it.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123
    if sys.stdout is None:
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")  # noqa: SIM115, PTH123
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _end(command: str, code: int) -> None:
    """End the process of a reading command at once: everything is written and closed by now.

    To take the interpreter apart object by object would be a tenth of the whole.
    """
    from iptui.cli.arguments import READING

    if command in READING and sys.gettrace() is None and sys.getprofile() is None:
        sys.stderr.flush()
        os._exit(code)


def _drawn(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that a terminal's encoding does not have: for our own lines and marks their like."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    shown = [_LIKE.get(char) or ascii(char)[1:-1] for char in error.object[error.start : error.end]]
    return "".join(shown), error.end


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


def say(text: str) -> None:
    """Tell the user something, as `output.say` does, which is imported only for it."""
    from iptui.cli import output

    output.say(text)
