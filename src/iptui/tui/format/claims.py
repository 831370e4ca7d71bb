"""Rival values of one property of an event, side by side, each with everybody who gives it and where."""

from __future__ import annotations

from itertools import groupby

from iptui.text import safe
from iptui.tui.format.beside import UNATTACHED, proof_pieces
from iptui.tui.format.page import Page, Rivals
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.rows import MARKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from iptui.model import Claim, Source

    Sources: TypeAlias = Mapping[str, Source]

__all__ = ["claims_section", "differs", "source_name"]

_TABLE = 60
# Of every claim there is.
_ARROW, _IN, _SPACE = Piece("→ ", "dim"), Piece(", in ", "dim"), Piece(" ")


def source_name(source: Source | None, id_: str) -> str:
    """A short safe name of a source: its publisher, else its id."""
    return safe((source.publisher if source else None) or id_)


def differs(claims: Sequence[Claim]) -> bool:
    """Whether claims about one property do not all say the same."""
    return len({_said(claim) for claim in claims}) > 1


def _said(claim: Claim) -> tuple[str, bool]:
    return claim.value.casefold(), claim.negated


def claims_section(page: Page, claims: Sequence[Claim], sources: Sources, *, event: str | None = None) -> None:
    """Rival values side by side; whoever says the same stands beside the same value.

    Args:
        page: what is written on.
        claims: of one event, or drawn from one statement.
        sources: the sources by id.
        event: the event that they are shown on; None where each leads to its own.
    """

    def key(claim: Claim) -> tuple[str, str, str]:
        return "" if event is not None else claim.event, claim.property, claim.qualifier or ""

    for (_, name, qualifier), group in groupby(sorted(claims, key=key), key=key):
        rivals = list(group)
        sign, role, _ = MARKS["differ"]
        is_rival = differs(rivals)
        title: Line = [Piece(f"{sign} ", role) if is_rival else Piece("· ", "dim")]
        title += page.data(name.replace("_", " "), "strong")
        if qualifier:
            title += [Piece(" · "), *page.data(qualifier)]
        if is_rival:
            title.append(Piece("  accounts differ", role))
        link = None if event is not None else rivals[0].event
        target = Rivals(rivals[0].event, name, rivals[0].qualifier) if is_rival else link
        number = None if target is None else page.new_link(target)
        page.paragraph(title, indent="  ", first="", link=number)
        values: dict[tuple[str, bool], list[Claim]] = {}
        for claim in rivals:
            values.setdefault(_said(claim), []).append(claim)
        for same in values.values():
            _value(page, same, sources)


def _value(page: Page, claims: Sequence[Claim], sources: Sources) -> None:
    """One value, and a line for everybody who gives it, which leads to the passage."""
    gone = all(claim.rank == "deprecated" for claim in claims)
    value: Line = [Piece("✗ ", "warn")] if gone else []
    if any(claim.rank == "preferred" for claim in claims):
        value.append(Piece("✓ ", "coop"))
    if claims[0].negated:
        value.append(Piece("not: ", "warn"))
    value += page.data(claims[0].value, "gone" if gone else "strong")
    if page.width >= _TABLE:
        rows = [[value if not number else [], _account(page, claim, sources)] for number, claim in enumerate(claims)]
        page.table(rows, (5, 6), [page.new_link(claim.passage) for claim in claims])
    else:
        page.paragraph(value, indent="    ", first="  ")
        for claim in claims:
            link = page.new_link(claim.passage)
            page.paragraph(_account(page, claim, sources), indent="      ", first="    ", link=link)
    for claim in claims:
        if claim.rank != "normal":
            rank = [Piece(f"{safe(claim.rank)}: " if claim.reason else safe(claim.rank), "warn")]
            page.paragraph([*rank, *page.data(claim.reason, "dim")], indent="      ", first="    ")


def _account(page: Page, claim: Claim, sources: Sources) -> Line:
    """Who gives a value, and where: the claimant, the source with the claim's grade, the paragraph, the proof."""
    who: Line = [_ARROW]
    if claim.claimant is not None:
        who += [*page.data(claim.claimant_name or claim.claimant), _IN]
    name = source_name(sources.get(claim.passage.source), claim.passage.source)
    # No-break spaces: a grade alone at the beginning of a line says nothing; a long name must break between its words.
    place = f"{claim.grade} ¶ {claim.passage.paragraph}".replace(" ", "\u00a0")
    who.append(Piece(safe(f"{name} {place}"), "source"))
    state = page.beside.proof(claim.passage)
    proof = proof_pieces(state, word=state != UNATTACHED)
    return [*who, _SPACE, *proof] if proof else who
