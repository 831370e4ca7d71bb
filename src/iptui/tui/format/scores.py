"""Scores of dyads by day, and plans with what became of them: lines of the ladder. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from iptui.edtf.gregorian import day_number_of
from iptui.text import cell_width, safe
from iptui.tui.format.across import data, padded, spread
from iptui.tui.format.dates import heading
from iptui.tui.format.ladder import item_title, passage_place, when_of
from iptui.tui.format.pieces import Line, Piece, cut, wrap

if TYPE_CHECKING:
    from iptui.evidence.responses import Promise, ScoreLine

__all__ = [
    "OUTCOMES",
    "outcome",
    "promise_block",
    "promise_line",
    "scale_block",
    "scale_line",
    "score_block",
    "score_row",
]

OUTCOMES: Final[dict[str, tuple[str, str, str]]] = {
    "fulfilled": ("✓", "good", "fulfilled"),
    "not fulfilled": ("✗", "warn", "not fulfilled"),
    "overdue": ("!", "warn", "overdue, no word of it"),
    "unknown": ("?", "plain", "unknown: its day is past or named, no word of it"),
    "open": ("○", "dim", "open: no day was set, no word of it"),
}
"""Key of what became of a plan: its sign, the role that colours it, and what it means."""

_SHORT = {"overdue": "overdue", "unknown": "unknown", "open": "open"}
_DAY = 86_400
_ROOMY = 64
_WIDE = 96
_SPARK = "▁▂▃▄▅▆▇█"


def score_row(name: tuple[str, str], line: ScoreLine, first: int, days: int, width: int) -> Line:
    """The score of a dyad on one line: who towards whom, a bar a day, the mean.

    Args:
        name: names of the two sides.
        line: the score line.
        first: the first day of the bars, since 1970-01-01.
        days: how many days they span.
        width: cells.
    """
    scored = sum(day.items for day in line.days)
    mean = sum(day.mean * day.items for day in line.days) / scored if scored else None
    arrow = "↔" if line.both else "→"
    label = f"{safe(name[0])} {arrow} {safe(name[1])}"
    share = min(max(16, width * 2 // 5), 34)
    tail = f" no day scored ({line.undated} dated less exactly)" if mean is None else f" mean {mean:+.1f} ({scored})"
    if width < 44 and mean is not None:
        tail = f" {mean:+.1f}"
    room = max(0, width - share - cell_width(tail) - 1)
    role = "plain" if not mean else "coop" if mean > 0 else "conflict"
    return spread(
        [Piece(padded(label, share), "speaker"), *_spark(line, first, days, room)], [Piece(tail, role)], width
    )


def _spark(line: ScoreLine, first: int, days: int, room: int) -> Line:
    """A bar a day from -10, the lowest, to +10, the highest; `·` where no item is scored."""
    if room < 3 or days < 1:
        return []
    step = -(-days // room)
    sums: dict[int, tuple[float, int]] = {}
    for score in line.days:
        day = day_number_of(score.day)
        if day is not None and first <= day < first + days:
            total, items = sums.get((day - first) // step, (0.0, 0))
            sums[(day - first) // step] = (total + score.mean * score.items, items + score.items)
    shown: Line = []
    for bar in range(-(-days // step)):
        if bar not in sums:
            shown.append(Piece("·", "rule"))
            continue
        mean = sums[bar][0] / sums[bar][1]
        level = _SPARK[max(0, min(7, int((mean + 10) / 20 * 8)))]
        shown.append(Piece(level, "coop" if mean > 0 else "conflict" if mean < 0 else "plain"))
    return shown


def score_block(line: ScoreLine, width: int) -> list[Line]:
    """Every day of a dyad with its mean, and what is not on the line."""
    days: Line = []
    for day in line.days:
        days += [Piece(" · ", "rule")] if days else []
        number = day_number_of(day.day)
        when = day.day if number is None else heading(day.day, number * _DAY, (number + 1) * _DAY - 1)[0]
        role = "coop" if day.mean > 0 else "conflict" if day.mean < 0 else "plain"
        items = f"({day.items})" if day.items != 1 else ""
        days += [Piece(when.replace(" ", "\u00a0") + "\u00a0", "dim"), Piece(f"{day.mean:+.1f}{items}", role)]
    lines = wrap(days, width) if days else []
    rest = f"not on it: {line.undated} dated less exactly than a day, {line.unscored} without a score"
    return lines + wrap([Piece(rest, "dim")], width)


def scale_line(title: str, source: str, width: int) -> Line:
    """The scale of the scores on one line, its citation cut where it is too long."""
    return cut(_scale(title, source), width)


def scale_block(title: str, source: str, width: int) -> list[Line]:
    """The scale of the scores with its whole citation."""
    return wrap(_scale(title, source), width)


def _scale(title: str, source: str) -> Line:
    if not title:
        return [Piece("scale: the codebook of this crisis names none", "dim")]
    scale: Line = [Piece("scale: ", "label"), *data(title), Piece(", -10 conflict to +10 cooperation · ", "dim")]
    return [*scale, *data(source, "source")]


def outcome(promise: Promise) -> str:
    """The key in `OUTCOMES` of what became of a plan."""
    if promise.outcome != "unknown":
        return promise.outcome
    if promise.overdue:
        return "overdue"
    return "unknown" if promise.due is not None else "open"


def promise_line(promise: Promise, width: int) -> Line:
    """A plan on one line: what became of it, when it was due, what it was, what fulfilled it."""
    key = outcome(promise)
    sign, role, word = OUTCOMES[key]
    word = _SHORT.get(key, word)
    head: Line = [Piece(padded(f"{sign} {word}{'' if promise.sure else '?'}", 16), role)]
    due = ""
    if width >= _ROOMY:
        number = day_number_of(promise.due)
        due = "" if number is None else heading(promise.due or "", number * _DAY, (number + 1) * _DAY - 1)[0]
        due = f"due {due}" if due else ""
    tail: Line = []
    if promise.by and width >= _WIDE:
        tail = [Piece(" → ", "rule"), *cut(data(promise.by[0][0].title), width // 3)]
    elif due:
        tail = [Piece(f"  {due}", "dim")]
    return spread([*head, *item_title(promise.row)], tail, width)


def promise_block(promise: Promise, width: int) -> list[Line]:
    """What became of a plan, by what, and where that is said."""
    key = outcome(promise)
    sign, role, meaning = OUTCOMES[key]
    unsure = "" if promise.sure else " (only possibly published by then)"
    line: Line = [Piece(f"{sign} {meaning}{unsure}", role)]
    due = f"due {promise.due}" if promise.due else "no day set" if promise.row.status == "planned" else ""
    told = "" if promise.row.begin is None and promise.row.end is None else f"dated {when_of(promise.row)}"
    line.append(Piece(" · " + " · ".join(part for part in (told, due) if part), "dim"))
    lines = wrap(line, width)
    for row, basis, passage in promise.by:
        word = "denied: " if row.status == "denied" else ""
        done: Line = [Piece("→ ", "rule"), Piece(word, "warn"), *item_title(row), Piece(f" ({when_of(row)}) · ", "dim")]
        lines += wrap([*done, Piece(safe(basis), "strong"), *passage_place(passage)], width, indent="  ", first="")
    return lines
