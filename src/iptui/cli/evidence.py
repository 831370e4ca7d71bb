"""`iptui attach` and `iptui verify`: the reader's copies of sources, and the proof of every passage against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iptui.cli import cells
from iptui.cli.failures import BAD_DATA, FOUND, OK, USAGE
from iptui.cli.options import open_catalogue
from iptui.cli.output import Rows, say, write_rows, write_text
from iptui.cli.shared import database_option, format_option
from iptui.text import nearest, safe

if TYPE_CHECKING:
    from iptui.evidence.attach import Outcome
    from iptui.evidence.reading import Checked
    from iptui.evidence.verdicts import Verdict
    from iptui.store.catalogue import Catalogue
    from iptui.store.cited import Cited
    from iptui.store.library import AttachedText, Library
    from iptui.store.sql import Value

__all__ = ["attach_command", "verify_command"]

_KEPT = ("attached", "replaced", "same", "kept")
_EXCERPT = 400


def _no_source(catalogue: Catalogue, id_: str) -> str:
    from iptui.store import naming

    there = naming.names(catalogue, "source")
    ids = dict.fromkeys(each for _, each in there)
    known = [name for name, _ in there] + list(ids)
    near = [name for name in nearest(id_, known) if name in ids] or list(ids)
    return f"no source has the id {id_!r}; did you mean {' or '.join(near[:5])}?" if near else "there are no sources"


# -- attach ------------------------------------------------------------------------------------------------

_OUTCOME = ["file", "done", "source_id", "kind", "exact", "moved", "failed", "chars", "sha256", "note"]
_OUTCOME_BRIEF = [
    cells.the("file"),
    cells.the("done").as_("key"),
    cells.the("source_id", "source").as_("key"),
    cells.number("exact"),
    cells.number("moved"),
    cells.number("failed"),
    cells.the("note").as_("text"),
]
_ATTACHED = ["source_id", "file", "kind", "chars", "exact", "moved", "failed", "sha256", "attached", "title"]
_ATTACHED_BRIEF = [
    cells.the("source_id", "source").as_("key"),
    cells.the("file"),
    cells.the("kind").as_("spare"),
    cells.number("exact"),
    cells.number("moved"),
    cells.number("failed"),
    cells.the("attached").as_("spare"),
    cells.the("title").as_("text"),
]


@click.command("attach", short_help="Keep your own copies of the sources, to read and to verify.")
@click.argument("paths", nargs=-1, metavar="[FILE|DIR]...")
@click.option("--list", "listing", is_flag=True, help="List the copies that are attached.")
@click.option(
    "--forget",
    multiple=True,
    metavar="SOURCE",
    help="Take away the copy of a source; may be given several times.",
)
@database_option
@format_option
def attach_command(
    paths: tuple[str, ...], listing: bool, forget: tuple[str, ...], database: str | None, form: str
) -> int:
    """Take in your copies of the sources: plain text, Markdown, HTML or PDF, or folders of them.

    Which source a file is a copy of is recognised by its hash, else by the fingerprints of the passages in it. Its
    text is kept in your library, a file of your own (IPTUI_LIBRARY names another); the crisis database stays as it is.
    One line tells what was done with each file, and how many of the crisis's passages it bears out.

    HTML, Markdown and PDF need the extra: iptui[attach].

    Exit code 1 when a file named is a copy of no source, or nothing was attached; 3 when one cannot be read.

    \b
    Examples:
      iptui attach ~/articles
      iptui attach diplomat.html
      iptui attach --list
      iptui attach --forget diplomat
    """
    if (bool(paths) + listing + bool(forget)) != 1:
        raise click.UsageError("give files or folders to attach, or --list, or --forget SOURCE")
    from iptui.store.library import Library

    with open_catalogue(database) as catalogue:
        library = Library()
        if forget:
            return _forget(catalogue, library, forget)
        if listing:
            found = Rows(_ATTACHED, _attached(catalogue, library), _ATTACHED_BRIEF)
            if not write_rows(found, form):
                say("no copies are attached; `iptui attach FILE` takes one in")
            return OK
        from iptui.evidence.attach import attach_files

        outcomes: list[Outcome] = []

        def rows() -> Iterator[Sequence[Value]]:
            for outcome in attach_files(catalogue, library, map(Path, paths)):
                outcomes.append(outcome)
                yield _outcome(catalogue, outcome)

        write_rows(Rows(_OUTCOME, rows(), _OUTCOME_BRIEF), form)
    return _attach_code(outcomes)


def _attach_code(outcomes: Sequence[Outcome]) -> int:
    if not outcomes:
        say("no files there")
        return FOUND
    if any(outcome.done == "unreadable" and outcome.named for outcome in outcomes):
        return BAD_DATA
    if not any(outcome.done in _KEPT for outcome in outcomes):
        say("nothing was attached")
        return FOUND
    return FOUND if any(outcome.done in ("unknown", "unclear") and outcome.named for outcome in outcomes) else OK


def _tally(verdicts: Mapping[int, Verdict]) -> tuple[int, int, int]:
    """How many verdicts are exact, moved, and failures."""
    states = Counter(verdict.state.value for verdict in verdicts.values())
    failed = sum(verdict.state.failed for verdict in verdicts.values())
    return states["exact"], states["moved"], failed


def _outcome(catalogue: Catalogue, outcome: Outcome) -> Sequence[Value]:
    from iptui.evidence.reading import check

    copy = outcome.copy
    if copy is None:
        return (str(outcome.path), outcome.done, outcome.source, *[None] * 6, outcome.note)
    verdicts = check(catalogue, {copy.source: copy}, copy.source)[0].verdicts
    return (
        str(outcome.path),
        outcome.done,
        copy.source,
        copy.kind,
        *_tally(verdicts),
        len(copy.text),
        copy.sha256,
        outcome.note,
    )


def _attached(catalogue: Catalogue, library: Library) -> Iterator[Sequence[Value]]:
    from iptui.evidence.reading import check

    for checked in check(catalogue, library.texts(catalogue.info().id), unattached=False):
        copy = checked.copy
        if copy is not None:
            tally = _tally(checked.verdicts)
            title = checked.source.title
            yield copy.source, copy.file, copy.kind, len(copy.text), *tally, copy.sha256, copy.attached, title


def _forget(catalogue: Catalogue, library: Library, sources: Iterable[str]) -> int:
    from iptui.store import naming

    code = OK
    crisis = catalogue.info().id
    for source in sources:
        if library.forget(crisis, source):
            say(f"the copy of {source} is forgotten")
        else:
            known = naming.exists(catalogue, "source", source)
            say(f"no copy of {source} is attached" if known else _no_source(catalogue, source))
            code = FOUND
    return code


# -- verify ------------------------------------------------------------------------------------------------

_PASSAGE = [
    "passage_id",
    "source_id",
    "state",
    "kind",
    "span_start",
    "span_end",
    "paragraph",
    "words",
    "fingerprint",
    "found_start",
    "found_end",
    "found_paragraph",
    "places",
    "note",
    "stands",
    "changes",
    "supports",
    "file",
    "file_sha256",
]


def _where(row: cells.Row) -> str:
    if row["found_start"] is None:
        return ""
    return f"¶{cells.text(row['found_paragraph'])} [{cells.text(row['found_start'])}–{cells.text(row['found_end'])}]"


_PASSAGE_BRIEF = [
    cells.the("state").as_("key"),
    cells.listed("passage", cells.passage).as_("key"),
    cells.the("kind"),
    cells.listed("in the copy", _where),
    cells.the("note").as_("text"),
    cells.the("supports").as_("spare"),
]
_SUMMARY = ["source_id", "exact", "moved", "ambiguous", "altered", "missing", "unattached", "file"]
_SUMMARY_BRIEF = [
    cells.the("source_id", "source").as_("key"),
    *map(cells.number, _SUMMARY[1:-1]),
    cells.the("file", "copy").as_("spare"),
]


@click.command("verify", short_help="Prove every quote and locator against your copies.")
@click.option("--source", metavar="ID", help="Only this source.")
@click.option(
    "--with",
    "paths",
    multiple=True,
    metavar="FILE|DIR",
    help="Prove against these files instead of the attached copies, and keep nothing; may be given several times.",
)
@database_option
@format_option
def verify_command(source: str | None, paths: tuple[str, ...], database: str | None, form: str) -> int:
    """Prove that the sources really say so, passage by passage, against your copies of them.

    \b
      exact       the same bytes at the same place
      moved       the same words elsewhere, or in a copy with other line ends, boilerplate or quotation marks
      ambiguous   the same words in several places, and which is meant cannot be told
      altered     other words stand there: the nearest place is shown, [-gone-] and {+new+} words marked
      missing     neither the words nor anything at their place
      unattached  no copy of the source is attached (iptui attach)

    Words are compared by their fingerprint, never by likeness: letter case, white space, and the shape of quotation
    marks and dashes do not count; everything else does.

    The table counts by source and shows every failure; the other formats give a row for every passage. Exit code 0
    when every passage of the attached sources is exact or moved, else 1; 1 too when there is nothing to prove against.

    \b
    Examples:
      iptui verify
      iptui verify --source diplomat --format json
      iptui verify --with ~/articles
    """
    from iptui.evidence.reading import check
    from iptui.store import naming
    from iptui.store.cited import numbers_cited

    with open_catalogue(database) as catalogue:
        if source is not None and not naming.exists(catalogue, "source", source):
            say(_no_source(catalogue, source))
            return USAGE
        copies, readable = _given(catalogue, paths) if paths else (_from_library(catalogue), True)
        found = check(catalogue, copies, source, unattached=form != "table")
        numbers = numbers_cited(catalogue) if form == "table" else {}
    if form == "table":
        rows = (_summary(checked, numbers[checked.source.id]) for checked in found)
        write_rows(Rows(_SUMMARY, rows, _SUMMARY_BRIEF), form)
        write_text(line for checked in found for line in _failures(checked))
    else:
        rows = (_row(checked, one) for checked in found for one in checked.cited)
        write_rows(Rows(_PASSAGE, rows, _PASSAGE_BRIEF), form)
    if not readable:
        return BAD_DATA
    if all(checked.copy is None for checked in found):
        of = f" of {source}" if source else ""
        say(f"no copy{of} {'among these files' if paths else 'is attached; `iptui attach FILE` takes one in'}")
        return FOUND
    failed = sum(verdict.state.failed for checked in found for verdict in checked.verdicts.values())
    if failed:
        say(f"{failed} passage{'s are' if failed > 1 else ' is'} not borne out")
    return FOUND if failed else OK


def _from_library(catalogue: Catalogue) -> Mapping[str, AttachedText]:
    from iptui.store.library import Library

    return Library().texts(catalogue.info().id)


def _given(catalogue: Catalogue, paths: Iterable[str]) -> tuple[dict[str, AttachedText], bool]:
    """The copies among files, by source, the source itself before others; and whether all files named could be read."""
    from iptui.evidence.attach import read_copies
    from iptui.store.details import sources

    hashes = {source.id: source.sha256 for source in sources(catalogue)}
    copies: dict[str, AttachedText] = {}
    readable = True
    for outcome in read_copies(catalogue, map(Path, paths)):
        copy = outcome.copy
        if copy is None:
            if outcome.named or outcome.done != "skipped":
                say(f"{outcome.path}: {outcome.note}")
            readable &= not (outcome.named and outcome.done == "unreadable")
            continue
        old = copies.get(copy.source)
        if old is None:
            copies[copy.source] = copy
            continue
        new_wins = copy.text_sha256 == hashes[copy.source] != old.text_sha256
        copies[copy.source], other = (copy, old) if new_wins else (old, copy)
        say(f"{other.file}: another copy of {copy.source}, left aside for {copies[copy.source].file}")
    return copies, readable


def _summary(checked: Checked, passages: int) -> Sequence[Value]:
    states = Counter(verdict.state.value for verdict in checked.verdicts.values())
    if checked.copy is None:
        states["unattached"] = passages
    counts = [states[name] for name in _SUMMARY[1:-1]]
    return (checked.source.id, *counts, checked.copy.file if checked.copy else "")


def _row(checked: Checked, one: Cited) -> Sequence[Value]:
    from iptui.evidence.verdicts import marked

    passage, verdict, copy = one.passage, checked.verdicts[one.passage.id], checked.copy
    start, end = verdict.span or (None, None)
    return (
        passage.id,
        passage.source,
        verdict.state.value,
        "quote" if one.quotes else "locator",
        passage.start,
        passage.end,
        passage.paragraph,
        passage.words,
        passage.fingerprint,
        start,
        end,
        verdict.paragraph,
        " ".join(f"{first}-{last}" for first, last in verdict.places) or None,
        verdict.note or None,
        verdict.stands or None,
        marked(verdict.changes) or None,
        ", ".join(dict.fromkeys(use.id for use in one.uses)),
        copy.file if copy else None,
        copy.sha256 if copy else None,
    )


def _failures(checked: Checked) -> Iterator[str]:
    """What is not borne out, for people: where, why, what stands there, and what rests on it."""
    from iptui.evidence.verdicts import marked

    for one in checked.cited:
        verdict, passage = checked.verdicts[one.passage.id], one.passage
        if not verdict.state.failed:
            continue
        place = f"{passage.source} ¶{passage.paragraph} [{passage.start}–{passage.end}], {passage.words} words"
        yield ""
        yield safe(f"{verdict.state.mark} {verdict.state.value}: {place}")
        yield safe(f"    {verdict.note}")
        if verdict.changes:
            yield safe(f"    {_short(marked(verdict.changes))}")
        elif verdict.stands:
            yield safe(f"    now: {_short(' '.join(verdict.stands.split()))}")
        if verdict.span:
            yield safe(f"    at ¶{verdict.paragraph} [{verdict.span[0]}–{verdict.span[1]}] of {_file(checked.copy)}")
        for use in one.uses:
            yield safe(f"    bears on the {use.kind} {use.id}: {use.label}")


def _file(copy: AttachedText | None) -> str:
    return copy.file if copy else "no copy"


def _short(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]} …"
