"""Many runs of `iptui` in one go, each in a process of its own, on a pseudo-terminal or into pipes.

A fork of a Python that has imported everything costs a tenth of a fresh one. Run as a program: cases come as JSON on
standard input, what they wrote goes to standard output.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

__all__ = ["COLUMNS", "Case", "Wrote", "run_all"]

COLUMNS = 100
_PATIENCE = 60


@dataclass(frozen=True)
class Case:
    """One run.

    Attributes:
        arguments: after `iptui`; lone surrogates stand for bytes that are no UTF-8.
        terminal: whether on a pseudo-terminal.
        environment: what to add to the environment.
    """

    arguments: Sequence[str]
    terminal: bool
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wrote:
    """What a run wrote. On a terminal everything is in `out`."""

    code: int
    out: bytes
    err: bytes


def run_all(cases: Sequence[Case], folder: Path) -> list[Wrote]:
    """Run all cases in a folder."""
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps([asdict(case) for case in cases]).encode(),
        capture_output=True,
        cwd=folder,
        check=False,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": str(COLUMNS), "LINES": "40"},
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-3000:]
    return [Wrote(code, *map(base64.b64decode, (out, err))) for code, out, err in json.loads(done.stdout)]


def _run(case: Case) -> tuple[int, bytes, bytes]:
    import pty
    import select

    if case.terminal:
        out, out_writer = pty.openpty()
        err, err_writer = os.pipe()
    else:
        (out, out_writer), (err, err_writer) = os.pipe(), os.pipe()
    pid = os.fork()
    if not pid:
        _be(case, out_writer, out_writer if case.terminal else err_writer)
    os.close(out_writer)
    os.close(err_writer)
    wrote = {out: bytearray(), err: bytearray()}
    left = {out, err}
    while left:
        ready, _, _ = select.select(list(left), [], [], _PATIENCE)
        if not ready:
            # With whatever it has started: that has its output, too.
            os.killpg(pid, 9)
        for handle in ready:
            try:
                piece = os.read(handle, 1 << 20)
            except OSError:
                piece = b""
            wrote[handle] += piece
            if not piece:
                left.discard(handle)
                os.close(handle)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), bytes(wrote[out]), bytes(wrote[err])


def _be(case: Case, out: int, err: int) -> None:
    code = 99
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(out if case.terminal else nothing, 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.closerange(3, 64)
        os.environ.update(case.environment)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(handle, mode, encoding="utf-8", closefd=False) for handle, mode in ((0, "r"), (1, "w"), (2, "w"))
        )
        from iptui.cli import main

        code = main(case.arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        os._exit(code)


def _main() -> None:
    from importlib import import_module

    from iptui.cli import COMMANDS

    cases = [Case(**case) for case in json.load(sys.stdin)]
    for module in (*COMMANDS.values(), "rich.table", "rich.console", "iptui.store.catalogue", "iptui.store.sqlchild",
                   "iptui.store.public", "iptui.cli.program"):  # fmt: skip
        import_module(module)
    results = [(code, *(base64.b64encode(each).decode() for each in wrote)) for code, *wrote in map(_run, cases)]
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    _main()
