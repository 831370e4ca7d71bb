"""`iptui list`, `search` and `quotes`: rows of the timeline that pass a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from iptui.cli import cells
from iptui.cli.failures import FOUND, OK, USAGE
from iptui.cli.options import open_catalogue
from iptui.cli.output import Column, Rows, say, write_lines, write_rows
from iptui.cli.proofs import Proved
from iptui.cli.shared import (
    FilterCommand,
    database_option,
    filter_argument,
    format_option,
    limit_option,
    sql_option,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iptui.cli.cells import Row
    from iptui.filters import Filter
    from iptui.store.catalogue import Catalogue
    from iptui.store.public import Found

__all__ = ["list_command", "quotes_command", "search_command"]

_EXCERPT = 100


def _filter(words: tuple[str, ...]) -> Filter:
    from iptui.filters import parse_args

    return parse_args(words)


def _write(found: Found, brief: list[Column], form: str, *, as_sql: bool) -> int:
    """Write rows, or their SQL, and tell how many rows there were; -1 for SQL."""
    if as_sql:
        write_lines([found.sql])
        return -1
    return write_rows(Rows(found.columns, found.rows, brief), form)


def _nothing(catalogue: Catalogue, wanted: Filter) -> str:
    """Why there are no rows: a day on which nothing was published yet, or else the filter."""
    days = [term.values for term in wanted if term.key == "known" and not term.negated]
    return next(filter(None, (_unpublished(catalogue, each) for each in days)), "nothing passes the filter")


def _unpublished(catalogue: Catalogue, days: Sequence[str]) -> str | None:
    """That no source was published by any of some days, and when the first was; None where one may have been."""
    from iptui.cli.describing import human_date, published
    from iptui.store import details

    sources = details.sources(catalogue)
    told = catalogue.publications
    if not sources or any(told.of_source(each.id, day) != "not yet" for each in sources for day in days):
        return None
    first = min(sources, key=lambda each: (_begin(each.published), each.id))
    by = " or ".join(human_date(day, weekday=False) for day in days)
    return f"no source was published by {by}; the first, {first.publisher or first.title}, {published(first.published)}"


def _begin(date: str) -> float:
    from iptui import edtf

    begin = edtf.parse(date).begin
    return float("-inf") if begin is None else begin


def _kind(row: Row) -> str:
    """`event`, or what a statement gives: the exact words or only their sense."""
    if row["kind"] == "event":
        return "event" if row["status"] in ("reported", None) else cells.text(row["status"])
    return "quote" if row["quote"] is not None else "statement"


_DATE = cells.listed("date", cells.date).as_("key")
_KIND = cells.listed("kind", _kind).as_("key")
_ID = cells.the("id").as_("key")
_TIMELINE = [
    _DATE,
    _KIND,
    cells.listed("what", cells.words).as_("text"),
    cells.the("actors").as_("spare"),
    cells.the("sources").as_("spare"),
    _ID,
]


@click.command("list", cls=FilterCommand, short_help="Events and statements in time order.")
@filter_argument()
@database_option
@format_option
@limit_option
@sql_option
def list_command(words: tuple[str, ...], database: str | None, form: str, limit: int | None, as_sql: bool) -> int:
    """List events and statements that pass a FILTER, in time order; what is undated comes last.

    Every column of the public view timeline is in the formats for programs. That nothing passes is told on standard
    error and is no failure: exit code 0.

    \b
    Examples:
      iptui list 'actor:iran since:2024-01-16 until:2024-01-19'
      iptui list type:assault -actor:israel --format jsonl
      iptui list is:undated --sql
    """
    with open_catalogue(database) as catalogue:
        from iptui.store import public

        wanted = _filter(words)
        found = public.timeline(catalogue, wanted, limit)
        if not _write(found, _TIMELINE, form, as_sql=as_sql):
            say(_nothing(catalogue, wanted))
    return OK


@click.command("search", cls=FilterCommand, short_help="Items with certain words, the best first.")
@filter_argument("WORDS...", required=True)
@click.option("-t", "--time", "by_time", is_flag=True, help="In time order instead of the best first.")
@database_option
@format_option
@limit_option
@sql_option
def search_command(
    words: tuple[str, ...],
    by_time: bool,
    database: str | None,
    form: str,
    limit: int | None,
    as_sql: bool,
) -> int:
    """Search titles, summaries, quotes, and the names of actors and places in every spelling.

    A word is found as the beginning of a word, whatever its accents; a "phrase" in quotation marks, which the shell
    must leave in place, as whole words in that order. Conditions of a filter may stand beside the words.
    Exit code 1 when nothing is found, as grep has it.

    \b
    Examples:
      iptui search sovereignty violation
      iptui search '"minor irritants"' kind:statement
      iptui search abdollahian since:2024-01-20 --time
    """
    wanted = _filter(words)
    if not any(term.key in ("text", "phrase") and not term.negated for term in wanted):
        say("search needs a word or a phrase; iptui list takes a filter alone")
        return USAGE
    with open_catalogue(database) as catalogue:
        from iptui.store import public

        found = public.search(catalogue, wanted, limit, by_time=by_time)
        number = _write(found, _matches(wanted), form, as_sql=as_sql)
    if number == 0:
        say(f"nothing found for {wanted.describe()}")
        return FOUND
    return OK


def _matches(wanted: Filter) -> list[Column]:
    """Columns that show what was found where it stands."""
    from iptui.text import excerpt, find_matches, safe

    def match(row: Row) -> str:
        for name in ("quote", "title", "summary", "actors", "place"):
            shown = safe(cells.text(row[name]))
            spans = find_matches(shown, wanted.words, wanted.phrases)
            if spans:
                found = excerpt(shown, spans, _EXCERPT)[0]
                return cells.quoted(found) if name == "quote" else found
        return cells.words(row)

    return [
        _DATE,
        _KIND,
        cells.listed("match", match).as_("text"),
        cells.the("actors").as_("spare"),
        _ID,
    ]


def _speaker(row: Row) -> str:
    """Who spoke, in which office as named there, and for whom."""
    said = cells.text(row["speaker"])
    if row["office"] is not None and cells.text(row["office"]) not in said:
        said += f", {cells.text(row['office'])}"
    return said


def _quoted(catalogue: Catalogue) -> list[Column]:
    """Columns of quotations: actors by name, as ids are for programs."""
    names = {actor.id: actor.name for actor in catalogue.actors()}

    def addressee(row: Row) -> str:
        id_ = cells.text(row["addressee"])
        return names.get(id_, id_)

    return [
        _DATE,
        cells.listed("speaker", _speaker),
        cells.listed("words", cells.quote).as_("text"),
        cells.listed("to", addressee),
        cells.listed("written in", cells.passage),
        cells.listed("verified", Proved(catalogue).cell),
        _ID,
    ]


@click.command("quotes", cls=FilterCommand, short_help="Who said what, in the exact words.")
@filter_argument()
@click.option("-a", "--all", "paraphrases", is_flag=True, help="Paraphrases too.")
@database_option
@format_option
@limit_option
@sql_option
def quotes_command(
    words: tuple[str, ...],
    paraphrases: bool,
    database: str | None,
    form: str,
    limit: int | None,
    as_sql: bool,
) -> int:
    """Quotations that pass a FILTER, in time order: speaker, exact words, and where they are written.

    The table also tells whether your attached copy of the source bears the words out (see iptui verify). That
    nothing passes is told on standard error and is no failure: exit code 0.

    \b
    Examples:
      iptui quotes speaker:pakistan
      iptui quotes --all source:epoch since:2024-01-16 --format csv
    """
    with open_catalogue(database) as catalogue:
        from iptui.store import public

        wanted = _filter(words)
        paraphrases = paraphrases or "paraphrase" in wanted.values("form")
        found = public.quotes(catalogue, wanted, limit, paraphrases=paraphrases)
        if not _write(found, _quoted(catalogue), form, as_sql=as_sql):
            say(_nothing(catalogue, wanted))
    return OK
