"""`make fuzz`: random inputs for as long as one likes, each replayable.

    make fuzz ARGS="--seconds 60"                    every fuzzer for a minute
    make fuzz ARGS="database --examples 100000"      one fuzzer, so many inputs
    make fuzz ARGS="--replay FILE"                   a find once more

A find ends the run with exit code 1; its seed and the smallest input that shows it are printed and kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from fuzz.fuzzers import FUZZERS, Fuzzer, Value, names

MEMORY = 1_000_000_000
"""Bytes of address space for a fuzzer."""
SECONDS = 5.0
"""No input may take longer, by default."""
_ROUND = 500
_SLOW_ROUND = 10
_KEPT = Path(".hypothesis") / "fuzz"


class TooSlowError(Exception):
    """An input took too long."""


@dataclass(frozen=True)
class Length:
    """How long to go on: so many inputs, or so many seconds; and seconds that one input may take."""

    examples: int | None
    seconds: float | None
    limit: float

    def next(self, tried: int, since: float) -> int:
        """How many inputs to try in the next round; 0 at the end."""
        if self.examples is not None:
            return min(_ROUND, self.examples - tried)
        return _ROUND // 5 if time.monotonic() - since < (self.seconds or 0) else 0


def _slow(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TooSlowError


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _slow)


def _once(fuzzer: Fuzzer, value: Value, limit: float) -> None:
    # The first clock goes while the process works, whatever else the machine does, and is seen by Python; the second
    # goes always, and ends the process where C never comes back to Python, or nothing is done at all.
    limit *= fuzzer.patience
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.setitimer(signal.ITIMER_REAL, 12 * limit)
    try:
        fuzzer.check(value)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _round(fuzzer: Fuzzer, number: int, examples: int, limit: float, current: Path) -> int:
    """Try so many inputs of a seed; the last one that failed, the smallest, stands in the file then."""
    tried = 0

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate, Phase.shrink) if fuzzer.quick else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(fuzzer.inputs)
    def attempt(value: Value) -> None:
        nonlocal tried
        tried += 1
        current.write_text(json.dumps(value))
        _once(fuzzer, value, limit)

    attempt()
    return tried


def _shorten(fuzzer: Fuzzer, limit: float, current: Path, kind: type[Exception]) -> None:
    """Leave the shortest input in the file that still raises such an error, where a fuzzer looks for it by itself."""

    def fails(value: Value) -> bool:
        try:
            _once(fuzzer, value, limit)
        except kind:
            current.write_text(json.dumps(value))
            return True
        except Exception:  # noqa: BLE001 - another error is not the one that was found
            return False
        return False

    fuzzer.shorten(json.loads(current.read_text()), fails)


def _hunt(name: str, first: int, length: Length, current: Path) -> None:
    """Run a fuzzer in this process until its time or its number of inputs is over; raises what it finds."""
    _limit()
    begun, tried, number = time.monotonic(), 0, first
    with tempfile.TemporaryDirectory(prefix="iptui-fuzz-") as folder:
        fuzzer = FUZZERS[name](Path(folder))
        while want := length.next(tried, begun):
            want = want if fuzzer.quick else min(want, _SLOW_ROUND)
            (current.parent / "seed").write_text(str(number))
            # Where there are fewer inputs than were wanted, that was all of them.
            try:
                tried += max(_round(fuzzer, number, want, length.limit, current), want)
            except Exception as error:
                _shorten(fuzzer, length.limit, current, type(error))
                raise
            number += 1
    print(
        f"{name}: {tried} inputs{fuzzer.told()}, seeds {first} to {number - 1}, {time.monotonic() - begun:.0f} s",
        flush=True,
    )


def _run(name: str, first: int, length: Length) -> bool:
    """Run a fuzzer in a process of its own, which may be brought down; whether it found nothing."""
    with tempfile.TemporaryDirectory(prefix="iptui-fuzz-") as folder:
        current = Path(folder) / "current"
        pid = os.fork()
        if not pid:
            code = 1
            try:
                _hunt(name, first, length, current)
                code = 0
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if code == 0:
            return True
        if not current.exists():
            print(f"{name}: could not begin (exit code {code})", flush=True)
            return False
        number, value = int((Path(folder) / "seed").read_text()), json.loads(current.read_text())
    return _keep(name, number, value, code)


def _keep(name: str, number: int, value: Value, code: int) -> bool:
    _KEPT.mkdir(parents=True, exist_ok=True)
    kept = _KEPT / f"{name}-{number}.json"
    kept.write_text(json.dumps({"fuzzer": name, "seed": number, "input": value}))
    with tempfile.TemporaryDirectory() as folder:
        kept.with_suffix(".input").write_bytes(FUZZERS[name](Path(folder)).material(value))
    how = "failed" if code == 1 else f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
    print(f"{name}: {how}, seed {number}; the smallest input found: {kept.with_suffix('.input')}")
    print(f'again: make fuzz ARGS="--replay {kept}"', flush=True)
    return False


def _replay(file: Path, limit: float) -> int:
    find = json.loads(file.read_text())
    _limit()
    with tempfile.TemporaryDirectory(prefix="iptui-fuzz-") as folder:
        _once(FUZZERS[find["fuzzer"]](Path(folder)), find["input"], limit)
    print(f"{find['fuzzer']}: {file} passes")
    return 0


def main() -> int:
    """Read the arguments and run; the exit code."""
    parser = argparse.ArgumentParser(prog="make fuzz", description="Random inputs, each replayable.")
    parser.add_argument("fuzzers", nargs="*", metavar="FUZZER", help=", ".join(FUZZERS) + "; by default all")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--seconds", type=float, help="how long each runs; by default 20")
    length.add_argument("--examples", type=int, help="how many inputs each tries")
    parser.add_argument("--seed", type=int, help="where to begin; by default somewhere new")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try a find again")
    parser.add_argument("--limit", type=float, default=SECONDS, help="seconds that one input may take")
    given_ = parser.parse_args()
    if given_.replay:
        return _replay(given_.replay, given_.limit)
    unknown = set(given_.fuzzers) - set(FUZZERS)
    if unknown:
        parser.error(f"no such fuzzer: {', '.join(sorted(unknown))}")
    first = random.randrange(10**9) if given_.seed is None else given_.seed
    seconds = 20.0 if given_.seconds is None and given_.examples is None else given_.seconds
    length_ = Length(given_.examples, seconds, given_.limit)
    clean = [_run(name, first, length_) for name in names(given_.fuzzers)]
    return 0 if all(clean) else 1


if __name__ == "__main__":
    sys.exit(main())
