"""`iptui list`, `search` and `quotes`: rows of the timeline that pass a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from iptui.cli import cells
from iptui.cli.failures import FOUND, OK, USAGE
from iptui.cli.options import open_catalogue
from iptui.cli.output import Column, Rows, say, write_lines, write_rows
from iptui.cli.shared import (
    FilterCommand,
    database_option,
    filter_argument,
    format_option,
    limit_option,
    sql_option,
)

if TYPE_CHECKING:
    from iptui.cli.cells import Row
    from iptui.filters import Filter
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


def _kind(row: Row) -> str:
    """`event`, or what a statement gives: the exact words or only their sense."""
    if row["kind"] == "event":
        return "event" if row["status"] in ("reported", None) else cells.text(row["status"])
    return "quote" if row["quote"] is not None else "statement"


_TIMELINE = [
    cells.listed("date", cells.date),
    cells.listed("kind", _kind),
    cells.listed("what", cells.words),
    cells.the("actors"),
    cells.the("sources"),
    cells.the("id"),
]


@click.command("list", cls=FilterCommand, short_help="Events and statements in time order.")
@filter_argument()
@database_option
@format_option
@limit_option
@sql_option
def list_command(words: tuple[str, ...], database: str | None, form: str, limit: int | None, as_sql: bool) -> int:
    """List events and statements that pass a FILTER, in time order; what is undated comes last.

    Every column of the public view timeline is in the formats for programs.

    \b
    Examples:
      iptui list 'actor:iran since:2024-01-16 until:2024-01-19'
      iptui list type:assault -actor:israel --format jsonl
      iptui list is:undated --sql
    """
    with open_catalogue(database) as catalogue:
        from iptui.store import public

        found = public.timeline(catalogue, _filter(words), limit)
        if not _write(found, _TIMELINE, form, as_sql=as_sql):
            say("nothing passes the filter")
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
    Exit code 1 when nothing is found.

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
        cells.listed("date", cells.date),
        cells.listed("kind", _kind),
        cells.listed("match", match),
        cells.the("actors"),
        cells.the("id"),
    ]


def _speaker(row: Row) -> str:
    """Who spoke, in which office as named there, and for whom."""
    said = cells.text(row["speaker"])
    if row["office"] is not None and cells.text(row["office"]) not in said:
        said += f", {cells.text(row['office'])}"
    return said


_QUOTES = [
    cells.listed("date", cells.date),
    cells.listed("speaker", _speaker),
    cells.listed("words", cells.quote),
    cells.the("addressee", "to"),
    cells.listed("written in", cells.passage),
    cells.the("id"),
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
        if not _write(found, _QUOTES, form, as_sql=as_sql):
            say("nothing passes the filter")
    return OK
