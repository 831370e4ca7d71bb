"""`iptui anachronisms` and `iptui compare`: what contradicts calendar and offices, and two sources side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iptui.cli.failures import FOUND, OK, USAGE
from iptui.cli.options import open_catalogue
from iptui.cli.output import Rows, say, write_rows, write_text
from iptui.cli.shared import database_option, format_option
from iptui.text import did_you_mean, safe

if TYPE_CHECKING:
    from iptui.evidence.anachronisms import Finding
    from iptui.evidence.compare_sources import SideBySide, Telling
    from iptui.model import Passage
    from iptui.store.catalogue import Catalogue
    from iptui.store.records import CrisisFolder
    from iptui.store.sets import Selection
    from iptui.store.sql import Value

__all__ = ["anachronisms_command", "compare_command", "contradictions_in", "finding_lines", "without_option"]

_COLUMNS = ["kind", "message", "basis", "ids", "sources", "passages", "against_sources", "against"]


without_option = click.option(
    "--without",
    multiple=True,
    metavar="SOURCE",
    help="Leave out a source when looking for contradictions; may be given several times.",
)


def contradictions_in(crisis: CrisisFolder, without: Collection[str]) -> list[Finding]:
    """What contradicts the calendar or the offices in a sound crisis folder, built for the purpose and thrown away.

    Raises:
        BadParameter: when a source to leave out is not in it.
        StoreError: when it cannot be built.
    """
    from tempfile import TemporaryDirectory

    from iptui.evidence.anachronisms import anachronisms
    from iptui.store.build import build
    from iptui.store.catalogue import Catalogue

    known = [str(entry["id"]) for entry in crisis.of("source")]
    unknown = [id_ for id_ in without if id_ not in known]
    if unknown:
        raise click.BadParameter(f"no source has the id {unknown[0]!r}; there are: {', '.join(known)}")
    with TemporaryDirectory(prefix="iptui-check-") as folder:
        path = Path(folder) / "crisis.sqlite"
        build(crisis, path)
        with Catalogue.open(path) as catalogue:
            return anachronisms(catalogue, without)


def _places(passages: Iterable[Passage]) -> str:
    return ", ".join(f"{each.source} ¶{each.paragraph} [{each.start}–{each.end}]" for each in passages)


def finding_lines(finding: Finding) -> Iterator[str]:
    """A finding as safe lines of text: the sentence, then the passages on both sides."""
    yield safe(f"{finding.message}.")
    yield safe(f"  written in: {_places(finding.passages)}")
    if finding.against:
        yield safe(f"  against it: {_places(finding.against)}")


def _rows(findings: Iterable[Finding]) -> Iterator[tuple[Value, ...]]:
    for each in findings:
        yield (
            each.kind,
            each.message,
            each.basis,
            " ".join(each.ids),
            " ".join(each.sources),
            _places(each.passages),
            " ".join(each.against_sources),
            _places(each.against),
        )


@click.command("anachronisms", short_help="What contradicts the calendar or the offices.")
@without_option
@database_option
@format_option
def anachronisms_command(without: tuple[str, ...], database: str | None, form: str) -> int:
    """What contradicts the calendar or the offices, with the passages on both sides.

    Two holders of a single seat on a day, a speaker in an office that somebody else held, a statement about an event
    before the event, a source that reports what had not yet happened, an answer before what it answers. Exit code 1
    when there is any.

    \b
    Examples:
      iptui anachronisms
      iptui anachronisms --without unsigned --format json
    """
    from iptui.evidence.anachronisms import anachronisms

    with open_catalogue(database) as catalogue:
        if not _are_sources(catalogue, without):
            return USAGE
        found = anachronisms(catalogue, without)
    if form == "table":
        for number, each in enumerate(found):
            write_text([""] if number else [])
            write_text(finding_lines(each))
    else:
        write_rows(Rows(_COLUMNS, _rows(found)), form)
    if not found:
        say("nothing contradicts the calendar or the offices")
    return FOUND if found else OK


def _are_sources(catalogue: Catalogue, ids: Iterable[str]) -> bool:
    from iptui.store import details

    known = [source.id for source in details.sources(catalogue)]
    unknown = [id_ for id_ in ids if id_ not in known]
    for id_ in unknown:
        hint = did_you_mean(id_, known, f"there are: {', '.join(known)}")
        say(f"no source has the id {id_!r}; {hint}")
    return not unknown


@click.command("compare", short_help="Two sources side by side: what each tells and leaves out.")
@click.argument("one", metavar="SOURCE")
@click.argument("two", metavar="SOURCE")
@database_option
@format_option
def compare_command(one: str, two: str, database: str | None, form: str) -> int:
    """Two sources side by side: publication, grade, what is taken from each, and the events that each tells of.

    In the rows, an event is `told`, `left out`, or `too early`: the source was published before it began.

    \b
    Examples:
      iptui compare epoch diplomat
      iptui compare epoch unsigned --format csv
    """
    from iptui.evidence.compare_sources import side_by_side

    with open_catalogue(database) as catalogue:
        if not _are_sources(catalogue, (one, two)):
            return USAGE
        found = side_by_side(catalogue, one, two)
        if form == "table":
            write_text(_told(catalogue, found))
        else:
            columns = ["part", "key", "date", "title", "one", "two"]
            write_rows(Rows(columns, _compared(catalogue, found)), form)
    return OK


def _facts(side: Telling) -> Iterator[tuple[str, str | int | None]]:
    source = side.source
    yield "title", source.title
    yield "author", source.author
    yield "publisher", source.publisher
    yield "publisher_basis", source.publisher_basis
    yield "published", source.published
    yield "published_basis", source.published_basis
    yield "reliability", source.reliability
    yield "reliability_reason", source.reliability_reason
    yield "derived_from", source.derived_from
    yield "passages", side.passages
    yield "events", len(side.events)
    yield "statements", len(side.statements)
    yield "quotes", side.quotes
    yield "claims", side.claims
    yield "only_here", len(side.only_here)
    yield "leaves_out", len(side.leaves_out)
    yield "too_early_for", len(side.too_late)


def _compared(catalogue: Catalogue, found: SideBySide) -> Iterator[tuple[Value, ...]]:
    yield ("source", "id", None, None, found.one.source.id, found.two.source.id)
    for (key, one), (_, two) in zip(_facts(found.one), _facts(found.two), strict=True):
        yield ("source", key, None, None, one, two)
    for part in (found.shared, found.only_one, found.only_two):
        for row in catalogue.stream(part):
            told = [_how(side, row.seq) for side in (found.one, found.two)]
            yield ("event", row.id, row.date, row.title, *told)


def _how(side: Telling, seq: int) -> str:
    if seq in side.events:
        return "told"
    return "too early" if seq in side.too_late else "left out"


def _told(catalogue: Catalogue, found: SideBySide) -> Iterator[str]:
    from iptui.evidence.cite import when

    for side in (found.one, found.two):
        source = side.source
        yield safe(f"{source.id}: {source.title}")
        yield safe(f"  author: {source.author or 'unknown'}")
        basis = f" ({source.publisher_basis})" if source.publisher and source.publisher_basis else ""
        yield safe(f"  publisher: {source.publisher or 'unknown'}{basis}")
        yield safe(f"  published: {when(source.published)} ({source.published_basis})")
        yield safe(
            f"  grade: {source.reliability}" + (f": {source.reliability_reason}" if source.reliability_reason else "")
        )
        if source.derived_from:
            yield safe(f"  derived from: {source.derived_from}")
        yield f"  used: {side.passages} passages, {side.quotes} quotes, {side.claims} claims"
        yield (
            f"  tells of {len(side.events)} events ({len(side.only_here)} that no other source has) "
            f"and {len(side.statements)} statements"
        )
        yield (
            f"  leaves out {len(side.leaves_out)} events that others have; "
            f"{len(side.too_late)} more had not begun when it was published"
        )
        yield ""
    one, two = found.one.source.id, found.two.source.id
    yield from _list(catalogue, f"told by both ({len(found.shared)})", found.shared, found)
    yield ""
    yield from _list(catalogue, f"told by {one}, not by {two} ({len(found.only_one)})", found.only_one, found)
    yield ""
    yield from _list(catalogue, f"told by {two}, not by {one} ({len(found.only_two)})", found.only_two, found)


def _list(catalogue: Catalogue, title: str, events: Selection, found: SideBySide) -> Iterator[str]:
    yield safe(title)
    for row in catalogue.stream(events):
        marks = []
        for side in (found.one, found.two):
            if row.seq in side.only_here:
                marks.append("no other source has it")
            if row.seq in side.too_late:
                marks.append(f"too early for {side.source.id}")
        note = f"  [{'; '.join(marks)}]" if marks else ""
        yield safe(f"  {row.date}  {row.title} ({row.id}){note}")
