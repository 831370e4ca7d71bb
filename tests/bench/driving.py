"""Measurements of running programs: starting, pressing, holding, searching, idling. All times are in seconds."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.processes import quiet_machine, usage
from bench.programs import Program, found, place
from bench.terminal import BenchError, Repaint, Terminal, clock

__all__ = [
    "Idle",
    "Starts",
    "burst",
    "first_line",
    "held",
    "idle",
    "in_turns",
    "presses",
    "search",
    "starts",
    "whole",
    "whole_with_memory",
]

_PAUSE = 0.02
_SAID_ALL = 0.4
"""Seconds of silence after which a program has said all: what it asks a thread may come after a first frame."""


@dataclass
class Starts:
    """Of one program: seconds from exec to its first useful screen, and megabytes then, run by run."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


def starts(programs: Mapping[str, Program], runs: int) -> dict[str, Starts]:
    """Start several programs in turns, after one round that does not count."""
    taken = {name: Starts() for name in programs}
    for run in range(runs + 1):
        for name, program in programs.items():
            quiet_machine()
            with Terminal(program.command, dict(program.environment)) as terminal:
                seconds = terminal.wait(program.ready) - terminal.started
                terminal.settle(0.3)
                now = usage(terminal.pid)
            if run:
                taken[name].seconds.append(seconds)
                taken[name].megabytes += [now.megabytes] if now else []
    return taken


def presses(terminal: Terminal, keys: Sequence[bytes], share: float = 0.9) -> list[Repaint]:
    """Press keys one by one, each when the picture rests; the repaints.

    Raises:
        BenchError: when a smaller share of them than that changed the picture.
    """
    taken = []
    for key in keys:
        repaint = terminal.repaint(key)
        if repaint is not None:
            taken.append(repaint)
        time.sleep(_PAUSE)
    if len(taken) < share * len(keys):
        raise BenchError(f"{' '.join(terminal.command)}: {len(keys) - len(taken)} of {len(keys)} keys changed nothing")
    return taken


def _until(terminal: Terminal, position: int) -> float:
    # The emulator takes seconds for what a program puts out in one. While it plays nothing is read, and a program that
    # has more to say would wait for that: only when it has said all is it played.
    return terminal.wait(lambda each: (place(each) or (0, 0))[0] == position, patience=20, silence=_SAID_ALL)


def _position(terminal: Terminal) -> int:
    terminal.settle()
    at = place(terminal)
    if at is None:
        raise BenchError(f"no position on the screen:\n{terminal.text()}")
    return at[0]


def burst(terminal: Terminal, number: int = 200) -> float:
    """Type `j` so many times at once; the seconds until the last one is shown."""
    before = _position(terminal)
    began = terminal.write(b"j" * number)
    return _until(terminal, before + number) - began


def held(terminal: Terminal, rate: float, seconds: float = 2.0) -> float:
    """Hold `j` at a key repeat of `rate` a second; the seconds from the last one to the moment it is shown."""
    before = _position(terminal)
    began = last = clock()
    number = int(rate * seconds)
    for count in range(number):
        due = began + count / rate
        while (left := due - clock()) > 0:
            terminal.read(left)
        last = terminal.write(b"j")
    return _until(terminal, before + number) - last


def search(terminal: Terminal, words: Sequence[str]) -> list[float]:
    """Type words into the search, key by key; the seconds that each key took until the screen was right again."""
    taken = []
    for word in words:
        terminal.write(b"/")
        terminal.settle(0.1)
        for letter in word:
            terminal.settle(0.003, 0.5)
            pressed = terminal.write(letter.encode())
            first = terminal.read(5)
            last = first
            while last is not None and (moment := terminal.read(_SAID_ALL)) is not None:
                last = moment
            for _ in terminal.play():
                pass
            if last is None or found(terminal) is None:
                raise BenchError(f"nothing is said to be found for {word!r}:\n{terminal.text()}")
            taken.append(last - pressed)
            time.sleep(_PAUSE)
        terminal.write(b"\x1b")
        terminal.settle(0.3)
    return taken


@dataclass(frozen=True)
class Idle:
    """Of a program left alone: bytes put out, wake-ups a second, per cent of a processor."""

    output: int
    wakeups: float
    percent: float


def idle(terminal: Terminal, seconds: float = 5.0) -> Idle | None:
    """Leave a program alone; None where the system does not tell."""
    terminal.settle(0.5)
    before, output, began = usage(terminal.pid), terminal.output, clock()
    while (left := began + seconds - clock()) > 0:
        terminal.read(left)
    after = usage(terminal.pid)
    if before is None or after is None:
        return None
    return Idle(
        terminal.output - output,
        (after.waits - before.waits) / seconds,
        100 * (after.seconds - before.seconds) / seconds,
    )


def first_line(command: Sequence[str]) -> float:
    """Seconds from exec to the first line of standard output, or to the end; what follows is not waited for."""
    began = clock()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        taken = clock() - began
        child.stdout.close()
        child.wait()
    if not line and child.returncode:
        raise BenchError(f"{' '.join(command)}: exit code {child.returncode}")
    return taken


def whole(command: Sequence[str], fine: Sequence[int] = (0,)) -> float:
    """Seconds that a whole command takes.

    Raises:
        BenchError: when its exit code is none of those that are fine.
    """
    began = clock()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    taken = clock() - began
    if done.returncode not in fine:
        raise BenchError(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return taken


def whole_with_memory(command: Sequence[str]) -> tuple[float, float | None]:
    """Seconds that a whole command takes, and the most memory in MB that it was seen with, None where nobody tells."""
    began = clock()
    most: float | None = None
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        while child.poll() is None:
            now = usage(child.pid)
            most = max(most or 0.0, now.megabytes) if now else most
            time.sleep(0.02)
        taken = clock() - began
    if child.returncode:
        raise BenchError(f"{' '.join(command)}: exit code {child.returncode}")
    return taken, most


def in_turns(measures: Mapping[str, Callable[[], float]], runs: int) -> dict[str, list[float]]:
    """Take several measures in turns, after one round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for run in range(runs + 1):
        for name, measure in measures.items():
            quiet_machine()
            seconds = measure()
            if run:
                taken[name].append(seconds)
    return taken
