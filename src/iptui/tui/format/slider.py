"""The line under `as known on`: the days of publication as ticks, the day, and what it means for the sources."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from iptui.tui.format.pieces import Line, Piece, cut, width_of

__all__ = ["slider_line", "stop_after"]

_WIDEST = 4


def stop_after(stops: Sequence[str], day: str | None, step: int) -> str | None:
    """The stop after (`step` 1) or before (-1) a day; None, which is today, behind the last; the first before all.

    Args:
        stops: days as ISO text, in order.
        day: a day, not needing to be a stop; None for today.
        step: which way.
    """
    if not stops:
        return None
    if day is None:
        return stops[-1] if step < 0 else None
    at = bisect_left(stops, day)
    if step < 0:
        return stops[max(0, at - 1)]
    at += at < len(stops) and stops[at] == day
    return stops[at] if at < len(stops) else None


def _track(stops: Sequence[str], day: str | None, width: int) -> Line:
    """The stops as ticks an equal way apart, the day on or between them; only those around it where there are many."""
    most = max(1, (width - 4) // 2)
    at = len(stops) if day is None else bisect_left(stops, day)
    on_stop = at < len(stops) and stops[at] == day
    first = max(0, min(at - most // 2, len(stops) - most))
    shown = stops[first : first + most]
    gap = max(1, min(_WIDEST, (width - 4) // (len(shown) + 1) - 1))
    dashes = "─" * gap
    line: Line = [Piece("…" if first else "├", "rule")]
    for number in range(first, first + len(shown)):
        between = number == at and not on_stop
        line += [Piece("●", "mark"), Piece(dashes[1:], "rule")] if between else [Piece(dashes, "rule")]
        line.append(Piece("●", "mark") if number == at and on_stop else Piece("┼", "key" if number < at else "dim"))
    more = first + len(shown) < len(stops)
    line.append(Piece(f"{dashes}…" if more else dashes, "rule"))
    return line if more else [*line, Piece("●", "mark") if at == len(stops) else Piece("┤", "rule")]


def slider_line(stops: Sequence[str], day: str | None, words: str, standing: Mapping[str, str], width: int) -> Line:
    """The slider in at most `width` cells.

    Args:
        stops: the days on which a source became possibly or certainly published, in order.
        day: the day that is looked from as ISO text of its end, None for today.
        words: the day in words.
        standing: `certainly`, `possibly` or `not yet`, by source; nothing for today.
        width: cells.
    """
    line = [Piece("← ", "key"), *_track(stops, day, max(12, width // 3)), Piece(" →", "key")]
    if day is None:
        return cut([*line, Piece("  today: everything", "strong")], width)
    counts = [list(standing.values()).count(each) for each in ("certainly", "possibly", "not yet")]
    told = " · ".join(
        f"{count} {word}" for count, word in zip(counts, ("certainly", "◌ possibly", "not yet"), strict=True) if count
    )
    shown = [*line, Piece(f"  {words}: ", "strong"), Piece(f"sources {told}", "dim")]
    return cut(shown if width_of(shown) <= width else [*shown[:-1], Piece(told, "dim")], width)
