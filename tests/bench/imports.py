"""What is imported before the first screen, and how long it takes: `-X importtime`, summed by package."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

from bench.terminal import environment

__all__ = ["report"]

_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \| (\s*)(\S+)")
_EARLY = """
import iptui.cli.explore, iptui.cli.options, iptui.cli.failures, iptui.store.bundled
import iptui.tui.frame, iptui.tui.early, iptui.store.selecting
"""
_STARTING = f"{_EARLY}import iptui.tui; iptui.tui._textual()"
_MODULES_OF_TEXTUAL = """
from textual.app import App
from textual.widgets import Static
"""
_MOST = 14


def _times(program: str) -> dict[str, int]:
    """Microseconds of its own that each imported module took."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", program],
        stderr=subprocess.PIPE,
        env=environment(),
        check=True,
        text=True,
    )
    return {line[3]: int(line[1]) for line in map(_LINE.match, done.stderr.splitlines()) if line}


def _fastest(program: str) -> dict[str, int]:
    return min((_times(program) for _ in range(5)), key=lambda each: sum(each.values()))


def _package(module: str) -> str:
    parts = module.split(".")
    if parts[0] == "iptui":
        return ".".join(parts[:2])
    return parts[0]


def report() -> list[str]:
    """Lines of Markdown: modules and milliseconds by package, and what the explorer adds to a hello-world program."""
    ours, floor = _fastest(_STARTING), _fastest(_MODULES_OF_TEXTUAL)
    time, number = Counter[str](), Counter[str]()
    for module, taken in ours.items():
        time[_package(module)] += taken
        number[_package(module)] += 1
    head = f"{len(ours)} modules, {sum(ours.values()) / 1000:.0f} ms under `-X importtime`; "
    head += f"a hello-world Textual program: {len(floor)} modules, {sum(floor.values()) / 1000:.0f} ms."
    early = _fastest(_EARLY)
    head += f" The screen that is drawn early takes {len(early)} modules, {sum(early.values()) / 1000:.0f} ms."
    lines = [head, "", "| package | modules | ms |", "|---|---|---|"]
    lines += [f"| {name} | {number[name]} | {taken / 1000:.1f} |" for name, taken in time.most_common(_MOST)]
    foreign = {
        module: taken for module, taken in ours.items() if module not in floor and not module.startswith("iptui")
    }
    most = sorted(foreign.items(), key=lambda each: -each[1])[:_MOST]
    own = sum(taken for module, taken in ours.items() if module.startswith("iptui"))
    beyond = f"Beyond the hello-world program: {own / 1000:.1f} ms of our own modules, "
    beyond += f"{sum(foreign.values()) / 1000:.1f} ms of others; the slowest of these: "
    beyond += ", ".join(f"{module} {taken / 1000:.1f}" for module, taken in most) + "."
    return [*lines, "", beyond]
