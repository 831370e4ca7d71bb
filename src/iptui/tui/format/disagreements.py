"""Rival values side by side, and what contradicts the calendar or the offices: lines of the view. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from iptui.model import Claim, Passage, Row, Source
from iptui.text import cell_width, safe, truncate
from iptui.tui.format.across import columns as side_by_side
from iptui.tui.format.across import data, spread
from iptui.tui.format.dates import basis_text, heading
from iptui.tui.format.pieces import Line, Piece, cut, fit, width_of, wrap
from iptui.tui.format.rows import glyph

if TYPE_CHECKING:
    from iptui.evidence.anachronisms import Finding
    from iptui.evidence.echoes import Group, Position

__all__ = [
    "ANACHRONISM",
    "KINDS",
    "VERDICTS",
    "event_heading",
    "finding_block",
    "finding_line",
    "group_block",
    "group_line",
    "summary",
]

VERDICTS: Final[dict[str, tuple[str, str, str, str]]] = {
    "conflict": ("≠", "conflict", "conflict", "values that cannot all be true"),
    "differ": ("∥", "warn", "differ", "different words, which no program can judge"),
    "compatible": ("⊂", "plain", "compatible", "values that differ and can all be true"),
    "agree": ("=", "coop", "agree", "several sources, one value"),
    "alone": ("·", "dim", "one only", "one source says it, no other"),
}
"""Key of the verdict: its sign, the role that colours it, its word, and what it means. Conflict first."""

ANACHRONISM: Final = ("!", "warn", "anachronism")
"""Of what contradicts the calendar or the offices: the sign, the role that colours it, and the word."""

KINDS: Final[dict[str, str]] = {
    "two-holders": "two holders",
    "office-not-held": "not in office",
    "before-event": "before event",
    "before-publication": "not yet then",
    "before-cause": "before cause",
}
"""What contradicts, in at most twelve cells."""

_KNOWN = {
    "stated": "stated by the sources named",
    "inferred": "worked out from what the sources say",
    "outside": "known from outside the sources",
    "calendar": "the order of the days",
}
_QUOTED = 180
_LEAST = 22
_VALUE = 11
"""Cells of a value below which others are rather only counted than squeezed in."""
_PLACES = 6

Quote = Callable[[Claim], str | None]
"""The words quoted where a claim was made, None where there are none."""


def event_heading(row: Row, properties: int, width: int) -> Line:
    """The line above the properties of an event."""
    when, note = heading(row.date, row.begin, row.end)
    sign, role = glyph(row)
    rule = "┄" if note else "─"
    line: Line = [Piece(rule * 2 + " ", "rule"), Piece(when, "vague" if note else "day"), Piece(" · ", "rule")]
    line += [Piece(f"{sign} ", role), *data(row.title, "strong")]
    tail = [Piece(f" {properties} ", "dim"), Piece(rule, "rule")]
    shown = cut(line, max(1, width - width_of(tail) - 1))
    return fit([*shown, Piece(" "), Piece(rule * (width - width_of(shown) - width_of(tail) - 1), "rule"), *tail], width)


def _verdict(key: str, width: int) -> Line:
    sign, role, word, _ = VERDICTS[key]
    return fit([Piece(f"{sign} {word}", role)], 13) if width >= 44 else [Piece(f"{sign} ", role)]


def group_name(group: Group) -> str:
    """The property with what qualifies it, safe."""
    name = safe(group.property.replace("_", " "))
    return f"{name} · {safe(group.qualifier)}" if group.qualifier else name


def _said(position: Position) -> Line:
    """A value on one line, with its rank."""
    ranks = {claim.rank for claim in position.claims}
    line: Line = []
    if "preferred" in ranks:
        line.append(Piece("✓ ", "good"))
    gone = ranks == {"deprecated"}
    if gone:
        line.append(Piece("✗ ", "warn"))
    if position.negated:
        line.append(Piece("not: ", "warn"))
    return [*line, *data(position.value, "gone" if gone else "strong", 200)]


def _counts(group: Group, width: int) -> Line:
    echo = group.independent != group.sources
    role = "warn" if echo else "dim"
    if width >= 84:
        return [Piece(f" {group.sources} src, {group.independent} independent".rjust(24), role)]
    if width >= 44:
        return [Piece(f" {group.sources} src {group.independent} ind".rjust(13), role)]
    return [Piece(f" {group.sources}/{group.independent}", role)]


def _shares(wanted: Sequence[int], room: int) -> tuple[list[int], int]:
    """Cells for each value of those that fit beside each other, and how many do not fit."""
    shown = len(wanted)

    def rest() -> int:
        return room - 3 * (shown - 1) - (5 if shown < len(wanted) else 0)

    while shown > 1 and sum(min(each, _VALUE) for each in wanted[:shown]) > rest():
        shown -= 1
    shares = [min(each, _VALUE) for each in wanted[:shown]]
    spare = rest() - sum(shares)
    for number, each in enumerate(wanted[:shown]):
        extra = max(0, min(spare, each - shares[number]))
        shares[number] += extra
        spare -= extra
    return shares, len(wanted) - shown


def group_line(group: Group, width: int) -> Line:
    """A property on one line: verdict, property, values side by side, sources and how many of them on their own."""
    counts = _counts(group, width)
    verdict = _verdict(group.verdict, width)
    room = width - width_of(counts) - width_of(verdict)
    share = max(6, min(34, room * 2 // 5))
    name = fit([Piece(truncate(group_name(group), share - 1), "label")], share)
    said = [_said(position) for position in group.positions]
    shares, hidden = _shares([width_of(value) for value in said], room - share)
    values: Line = []
    for number, (value, cells) in enumerate(zip(said, shares, strict=False)):
        values += [Piece(" │ ", "rule")] if number else []
        values += cut(value, cells)
    more = [Piece(f" │ +{hidden}", "dim")] if hidden else []
    return spread([*verdict, *name, *values, *more], counts, width)


def group_block(
    group: Group,
    table: Sequence[Sequence[Claim]],
    columns: Sequence[tuple[str, str, str | None]],
    by: str,
    sources: Mapping[str, Source],
    quote: Quote,
    width: int,
    marked: int | None = None,
) -> list[Line]:
    """The claims for one property in columns, with what is to be known of each.

    Args:
        group: the property.
        table: for each column its claims, none where it is silent.
        columns: for each column its id, its name, and the id of the source that it echoes or None.
        by: `source` or `claimant`.
        sources: the sources by id.
        quote: finds the words that were quoted.
        width: cells of a line.
        marked: the claim that is marked, counted through all columns.
    """
    cells: list[list[Line]] = []
    silent: list[str] = []
    number = 0
    for (id_, name, echoed), claims in zip(columns, table, strict=True):
        if not claims:
            silent.append(safe(id_))
            continue
        cell: list[Line] = [_column_head(id_, name, echoed, by, sources)]
        for claim in claims:
            cell += _claim(claim, by, quote, is_marked=number == marked)
            number += 1
        cells.append(cell)
    sign, role, _, meaning = VERDICTS[group.verdict]
    lines = side_by_side(cells, width, _LEAST)
    note: Line = [Piece(f"{sign} {meaning}", role)]
    if group.counted:
        note.append(Piece(f" · counts {group.counted}", "dim"))
    note.append(Piece(f" · {_number(group.sources, 'source')}, {group.independent} independent", "dim"))
    if silent and by == "source":
        # Names kept together, so that a line does not end in half of one.
        names = ", ".join(one.replace(" ", "\u00a0") for one in silent)
        note.append(Piece(f" · silent: {names}", "dim"))
    return [*lines, *wrap(note, width)]


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"


def _column_head(id_: str, name: str, echoed: str | None, by: str, sources: Mapping[str, Source]) -> Line:
    if by == "source":
        source = sources.get(id_)
        shown = safe((source.publisher if source else None) or "")
        head: Line = [Piece(safe(id_), "source strong")]
        if shown and shown.casefold() != safe(id_).casefold():
            head.append(Piece(f" · {truncate(shown, 40)}", "source"))
    else:
        head = [Piece(safe(name) if id_ else "the sources themselves", "speaker")]
    if echoed:
        head.append(Piece(f" ↩ echo of {safe(echoed)}", "warn"))
    return head


def _claim(claim: Claim, by: str, quote: Quote, *, is_marked: bool) -> list[Line]:
    gone = claim.rank == "deprecated"
    value: Line = [Piece("▶ " if is_marked else "", "mark")]
    value += [Piece("✗ ", "warn")] if gone else [Piece("✓ ", "good")] if claim.rank == "preferred" else []
    value += [Piece("not: ", "warn")] if claim.negated else []
    value += data(claim.value, "gone" if gone else "strong", 600)
    who = safe(claim.claimant_name or claim.claimant or "")
    told = "" if by == "claimant" else f"says {who}" if who else "in its own voice"
    place = f"{safe(claim.grade)} · ¶\u00a0{claim.passage.paragraph} [{claim.passage.start}–{claim.passage.end}]"
    where = f"{safe(claim.passage.source)} {place}" if by == "claimant" else place
    lines: list[Line] = [value, [Piece(told, "speaker")] if told else [], [Piece(where, "source")]]
    words = quote(claim)
    if words:
        shown = safe(words)
        lines.append([Piece(f"❝ {truncate(shown, _QUOTED)}", "quote")])
    if claim.rank != "normal":
        rank = [Piece(f"{safe(claim.rank)}: " if claim.reason else safe(claim.rank), "warn")]
        lines.append([*rank, *data(claim.reason, "dim", 600)])
    return [line for line in lines if line]


# -- anachronisms ------------------------------------------------------------------------------------------------


def finding_line(finding: Finding, width: int) -> Line:
    """A contradiction on one line: its kind, who says it, and the sentence."""
    kind = fit([Piece("! ", "warn"), Piece(KINDS.get(finding.kind, safe(finding.kind)), "warn")], 15)
    against = f" {finding_sources(finding)}" if width >= 100 else ""
    return spread([*kind, *data(finding.message)], [Piece(against, "dim")], width)


def finding_sources(finding: Finding) -> str:
    """How many sources speak for it and against it."""
    return f"{len(finding.sources)} : {len(finding.against_sources)} src" if finding.against_sources else ""


def finding_block(finding: Finding, quote: Callable[[Passage], str | None], width: int) -> list[Line]:
    """A contradiction in full: the sentence, and the passages on both sides."""
    lines = wrap(data(finding.message, "strong"), width)
    known = _KNOWN.get(finding.basis, basis_text(finding.basis))
    lines += _places("written in", finding.passages, quote, width)
    lines += _places("against it", finding.against, quote, width)
    lines += wrap([Piece("known by".ljust(12), "label"), Piece(known, "dim")], width, indent=" " * 12, first="")
    return lines


def _places(label: str, passages: Sequence[Passage], quote: Callable[[Passage], str | None], width: int) -> list[Line]:
    by_source: dict[str, list[Passage]] = {}
    for passage in passages:
        by_source.setdefault(passage.source, []).append(passage)
    lines: list[Line] = []
    for source, found in by_source.items():
        line: Line = [Piece(f"{safe(source)} ", "source strong")]
        places = [f"¶\u00a0{one.paragraph} [{one.start}–{one.end}]" for one in found[:_PLACES]]
        more = f" and {len(found) - _PLACES} more" if len(found) > _PLACES else ""
        line.append(Piece(", ".join(places) + more, "source"))
        words = next((text for one in found if (text := quote(one))), None)
        if words:
            line.append(Piece(f"  ❝ {truncate(safe(words), _QUOTED)}", "quote"))
        head = label.ljust(12) if not lines else " " * 12
        lines += wrap([Piece(head, "label"), *line], width, indent=" " * 12, first="")
    return lines


def summary(found: Mapping[str, int], findings: int, width: int) -> Line:
    """What the head says: how many contradictions, and how many properties of each verdict.

    Words stand where there is room for them, those of what weighs most first; the help has every sign.

    Args:
        found: number of properties by verdict.
        findings: number of anachronisms.
        width: cells.
    """
    told = [(sign, role, found[key], word) for key, (sign, role, word, _) in VERDICTS.items() if found.get(key)]
    if findings:
        sign, role, word = ANACHRONISM
        told.insert(0, (sign, role, findings, word if findings == 1 else f"{word}s"))
    signs = [f"{sign} {count}" for sign, _, count, _ in told]
    room = width - sum(map(cell_width, signs)) - 2 * (len(signs) - 1)
    # The shorter word of the two that contradict goes first, so that at 80 columns at least one has it.
    for number in sorted(range(len(told)), key=lambda number: told[number][0] != VERDICTS["conflict"][0]):
        word = f" {told[number][3]}"
        if cell_width(word) <= room:
            signs[number] += word
            room -= cell_width(word)
    line: Line = []
    for (_, role, _, _), shown in zip(told, signs, strict=True):
        line += [Piece("  " if line else ""), Piece(shown, role)]
    return line or [Piece("nothing", "count")]
