"""What was measured, against what it is measured against: the table, the verdict, JSON, and the page of results."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

__all__ = ["Figure", "as_json", "machine", "percentile", "table", "write_results"]

RESULTS = Path(__file__).parent / "RESULTS.md"


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Attributes:
        where: the data it was measured on: `bundled`, `100,000`, or empty for a floor or peer.
        name: what was measured.
        value: the number, in the unit named.
        unit: `ms`, `s`, `MB`, `1/s`, `%`, `bytes`.
        floor: the least that it can be compared with, in the same unit; None where it stands for itself.
        most: the budget: of the ratio where there is a floor, else of the value; None where there is none.
        note: what else there is to say.
    """

    where: str
    name: str
    value: float
    unit: str = "ms"
    floor: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The value in units of its floor."""
        return self.value / self.floor if self.floor else None

    @property
    def missed(self) -> bool:
        """Whether it is beyond its budget."""
        if self.most is None:
            return False
        measured = self.value if self.ratio is None else self.ratio
        return round(measured, 2) > self.most

    def cells(self) -> tuple[str, str, str, str, str, str]:
        """The cells of its row in the table."""
        value = f"{self.value:,.2f}" if self.value < 100 else f"{self.value:,.0f}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        budget = ""
        if self.most is not None:
            budget = f"≤ {self.most:g} ×" if self.floor else f"≤ {self.most:g} {self.unit}"
        verdict = "" if self.most is None else "missed" if self.missed else "kept"
        return (
            self.where,
            self.name,
            f"{value} {self.unit}",
            ratio,
            budget,
            " ".join(filter(None, (verdict, f"({self.note})" if self.note else ""))),
        )


HEAD = ("items", "what", "measured", "ratio", "budget", "")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` per cent of the values do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share / 100))]


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table with aligned columns."""
    rows = [HEAD, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def machine() -> dict[str, str]:
    """What the figures depend on, without what names the machine."""
    memory = "unknown"
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": str(os.cpu_count()),
        "memory": memory,
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "Textual": version("textual"),
    }


def as_json(figures: Iterable[Figure], imports: Sequence[str]) -> dict[str, object]:
    """Everything, for a program to read."""
    rows = [asdict(figure) | {"ratio": figure.ratio, "missed": figure.missed} for figure in figures]
    return {"machine": machine(), "figures": rows, "imports": list(imports)}


def write_results(figures: Sequence[Figure], imports: Sequence[str]) -> None:
    """Write the page of results, in place of that of the last run."""
    size = ", ".join(f"{name} {value}" for name, value in machine().items())
    missed = [figure for figure in figures if figure.missed]
    budgeted = [figure for figure in figures if figure.most is not None]
    RESULTS.write_text(
        f"""# Results of `make bench`

{size}. Ratios are to floors measured in the same run, in turns.
{len(budgeted) - len(missed)} of {len(budgeted)} budgets kept.

{table(figures)}

## What is imported before the first screen

{chr(10).join(imports)}
""",
        encoding="utf-8",
    )
