"""`iptui list` and `search`: rows of the timeline that pass a filter. No click here: see `arguments`."""

from __future__ import annotations

from iptui.cli.failures import FOUND, OK, USAGE
from iptui.cli.options import open_catalogue
from iptui.cli.output import NO_ROWS, Rows, say, write_lines, write_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from iptui.cli.cells import Row
    from iptui.cli.output import Brief, Column
    from iptui.filters import Filter
    from iptui.store.catalogue import Catalogue
    from iptui.store.public import Found

__all__ = ["list_items", "nothing", "parsed", "search", "write_found"]

_EXCERPT = 100


def parsed(words: tuple[str, ...]) -> Filter:
    """The filter that some arguments make; where its words are found slowly, this is said."""
    from iptui.filters import parse_args

    wanted = parse_args(words)
    if any(term.key in ("text", "phrase") for term in wanted):
        from iptui.store import fulltext

        if not fulltext.available():
            say(fulltext.NOTICE)
    return wanted


def write_found(found: Found, brief: Brief, form: str, catalogue: Catalogue, *, as_sql: bool) -> int:
    """Write rows, or their SQL, and tell how many rows there were; -1 for SQL."""
    if as_sql:
        sql = found.sql
        write_lines([sql])
        if catalogue.is_copy and " seal_" in sql:
            file = catalogue.file
            say(f"words are looked up in sealed tables, and {file} has none of today's: iptui seal makes them")
        return -1
    return write_rows(Rows(found.columns, found.rows, brief), form)


def nothing(catalogue: Catalogue, wanted: Filter) -> str:
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


def _timeline() -> list[Column]:
    from iptui.cli import cells

    return [
        cells.DATE,
        cells.KIND,
        cells.listed("what", cells.words).as_("text"),
        cells.the("actors").as_("spare"),
        cells.the("sources").as_("spare"),
        cells.ID,
    ]


def list_items(words: tuple[str, ...], database: str | None, form: str, limit: int | None, as_sql: bool) -> int:
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

        wanted = parsed(words)
        found = public.timeline(catalogue, wanted, limit)
        if not write_found(found, _timeline, form, catalogue, as_sql=as_sql):
            say(NO_ROWS if limit == 0 else nothing(catalogue, wanted))
    return OK


def search(
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
    wanted = parsed(words)
    if not any(term.key in ("text", "phrase") and not term.negated for term in wanted):
        say("search needs a word or a phrase; iptui list takes a filter alone")
        return USAGE
    with open_catalogue(database) as catalogue:
        from iptui.store import public

        found = public.search(catalogue, wanted, limit, by_time=by_time)
        number = write_found(found, lambda: _matches(wanted), form, catalogue, as_sql=as_sql)
    if number == 0 and limit == 0:
        say(NO_ROWS)
    elif number == 0:
        say(f"nothing found for {wanted.describe()}")
        return FOUND
    return OK


def _matches(wanted: Filter) -> list[Column]:
    """Columns that show what was found where it stands."""
    from iptui.cli import cells
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
        cells.DATE,
        cells.KIND,
        cells.listed("match", match).as_("text"),
        cells.the("actors").as_("spare"),
        cells.ID,
    ]
