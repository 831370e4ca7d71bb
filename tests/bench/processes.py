"""What the system says of a running program: memory, processor time, wake-ups. Linux; elsewhere there is nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Usage", "quiet_machine", "usage"]

_TICK = 1e-9


@dataclass(frozen=True)
class Usage:
    """Of one process: resident memory in MB, processor seconds, and how often it waited for something."""

    megabytes: float
    seconds: float
    waits: int


def usage(pid: int) -> Usage | None:
    """The usage of a process so far; None where the system does not tell."""
    folder = Path("/proc") / str(pid)
    try:
        status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        seconds = sum(int((task / "schedstat").read_text().split()[0]) for task in (folder / "task").iterdir()) * _TICK
        waits = 0
        for task in (folder / "task").iterdir():
            with suppress(OSError):
                for line in (task / "status").read_text().splitlines():
                    if line.startswith("voluntary_ctxt_switches"):
                        waits += int(line.split()[1])
        return Usage(int(status["VmRSS"].split()[0]) / 1024, seconds, waits)
    except (OSError, KeyError, ValueError):
        return None


def quiet_machine(patience: float = 4.0, busy: float = 0.3) -> None:
    """Wait until other programs leave the machine alone, for some seconds at most."""
    from time import monotonic, sleep

    until = monotonic() + patience
    while monotonic() < until:
        before = _times()
        sleep(0.08)
        after = _times()
        if before is None or after is None or after[1] == before[1]:
            return
        if 1 - (after[0] - before[0]) / (after[1] - before[1]) <= busy:
            return


def _times() -> tuple[int, int] | None:
    """Idle and all processor time of the machine, in ticks."""
    try:
        values = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    except (OSError, ValueError):
        return None
    return values[3] + values[4], sum(values)
