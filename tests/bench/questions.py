"""What the explorer asks of an open database, measured within one process: filters, counts, rows, time strip, search.

The processor's time is taken, not the clock's: on a machine that is shared, it tells what the work itself costs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from iptui.filters import parse
from iptui.store.catalogue import Catalogue

__all__ = ["Questions", "questions"]

_PAGE = 64
_ACTORS = 34
_BARS = 105
Taken = list[float]


class Questions:
    """Seconds of processor time that each of some questions took, by what is asked."""

    def __init__(self) -> None:
        """Begin with none."""
        self.toggles: Taken = []
        self.searches: Taken = []
        self.phrases: Taken = []
        self.jumps: Taken = []


def _timed(ask: Callable[..., object], *values: object) -> float:
    began = time.process_time()
    ask(*values)
    return time.process_time() - began


def _answer(catalogue: Catalogue, wanted: str, edges: Sequence[int], actors: Sequence[str]) -> None:
    """What a screen shows of a filter: the count, the first rows, the strip, and the counts of actors in view."""
    selection = catalogue.select(parse(wanted))
    listing = catalogue.listing(selection)
    listing.lines(0, 40)
    catalogue.rows(selection, 0, _PAGE)
    catalogue.density(selection, edges)
    if actors:
        catalogue.counts(selection, "kind")
        catalogue.counts(selection, "actor", actors)


def _jump(catalogue: Catalogue, second: int) -> None:
    """The rows of a screen from a moment on."""
    selection = catalogue.select(parse(""))
    position = selection.rank(catalogue.seq_at(second))
    catalogue.listing(selection).line_of(min(position, len(selection) - 1))
    catalogue.rows(selection, position, position + _PAGE)


def _words(catalogue: Catalogue, chance: random.Random, number: int) -> list[str]:
    """Words of titles, as somebody would search for them: frequent ones more often than rare ones."""
    seqs = [chance.randrange(catalogue.total) for _ in range(number)]
    titles = catalogue.texts(f"SELECT title FROM seal_item WHERE seq IN ({', '.join(map(str, seqs))})")
    return [chance.choice(title.split()) for title in titles]


def questions(path: Path, number: int = 60) -> Questions:
    """Ask a database everything that keys ask: each answer is worked out anew, as for a filter not met before."""
    chance = random.Random(7)
    taken = Questions()
    with Catalogue.open(path, ours=True) as catalogue:
        counts = catalogue.values("actor")
        ranked = sorted(counts, key=lambda actor: -counts[actor])
        types = [value.lower() for value in catalogue.values("type")]
        first = datetime(1990, 1, 1, tzinfo=UTC)
        edges = [int((first + timedelta(days=12_000 * bar / _BARS)).timestamp()) for bar in range(_BARS + 1)]
        shown = ranked[:_ACTORS]

        def day() -> date:
            return (first + timedelta(days=chance.randrange(12_000))).date()

        for wanted in ("", f"actor:{ranked[0]}", "a", f"since:{day()}"):
            _answer(catalogue, wanted, edges, shown)
        for _ in range(number):
            early, late = sorted((day(), day()))
            for wanted in (
                f"actor:{chance.choice(ranked[:50])}",
                f"-actor:{chance.choice(ranked)} type:{chance.choice(types)}",
                f"since:{early} until:{late}",
                f"actor:{chance.choice(ranked[:50])} since:{early} -type:{chance.choice(types)}",
            ):
                taken.toggles.append(_timed(_answer, catalogue, wanted, edges, shown))
        words = _words(catalogue, chance, number)
        for word in words:
            for size in range(1, len(word) + 1):
                taken.searches.append(_timed(_answer, catalogue, word[:size], edges, ()))
        for one, other in zip(words, reversed(words), strict=True):
            taken.phrases.append(_timed(_answer, catalogue, f'"{one} {other}"', edges, ()))
        for _ in range(number):
            second = int((first + timedelta(days=chance.randrange(12_000))).timestamp())
            taken.jumps.append(_timed(_jump, catalogue, second))
    return taken
