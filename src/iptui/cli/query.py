"""`iptui sql` and `iptui queries`: questions in SQL, the user's own and those that come with the program."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from iptui.cli import cells
from iptui.cli.failures import OK, USAGE
from iptui.cli.options import database_path
from iptui.cli.output import Rows, say, write_lines, write_rows
from iptui.cli.shared import database_option, format_option, limit_option

if TYPE_CHECKING:
    from iptui.store.sql import Value

__all__ = ["queries_command", "sql_command"]

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PARAMETER = re.compile(r":?([A-Za-z_]\w*)=(.*)", re.DOTALL)
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")


def _value(text: str) -> Value:
    """A parameter's value: a number where it is written as SQLite would write it, else the text."""
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return text
    return number if repr(number) == text and number - number == 0 else text


def _parameters(given: tuple[str, ...]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for each in given:
        match = _PARAMETER.fullmatch(each)
        if match is None:
            raise click.BadParameter(f"{each!r} is not name=value", param_hint="'-p'")
        found[match[1]] = _value(match[2])
    return found


@click.command("sql", short_help="Ask in SQL, or a named query; nothing can be changed.")
@click.argument("query", metavar="QUERY|NAME|-")
@click.option("-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="A value for :NAME in the query.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=86400),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Stop the query after so long.",
)
@click.option("--sql", "as_sql", is_flag=True, help="Print the text of the query instead.")
@database_option
@format_option
@limit_option
def sql_command(
    query: str,
    given: tuple[str, ...],
    timeout: float,
    as_sql: bool,
    database: str | None,
    form: str,
    limit: int | None,
) -> int:
    """Run one SQL QUERY on the crisis, a named one, or one read from standard input (-).

    `iptui schema` documents the views to ask, `iptui queries` the named queries. The database is only read: anything
    else is refused.

    \b
    Examples:
      iptui sql 'SELECT speaker, count(*) AS n FROM quotes GROUP BY speaker ORDER BY n DESC'
      iptui sql toll
      iptui sql timeline-between -p since=2024-01-16 -p until=2024-01-19 --format csv
      iptui list actor:iran --sql | iptui sql - --format json
    """
    parameters = _parameters(given)
    if query == "-":
        query = sys.stdin.read()
    elif _NAME.fullmatch(query):
        from iptui.store.queries import named_query

        named = named_query(query)
        query = named.sql
        defaults = {each.name: None if each.default is None else _value(each.default) for each in named.parameters}
        parameters = {**defaults, **parameters}
    if as_sql:
        write_lines([query.rstrip("\n")])
        return OK
    from itertools import islice

    from iptui.store.sql import asking

    path, ours = database_path(database)
    with asking(path, query, parameters, ours=ours, seconds=timeout) as answer:
        write_rows(Rows(answer.columns, islice(answer.rows, limit)), form)
    return OK


_QUERIES = [cells.the("name"), cells.the("tells"), cells.the("parameters")]


@click.command("queries", short_help="The named queries and their parameters.")
@click.argument("name", required=False)
@format_option
def queries_command(name: str | None, form: str) -> int:
    """List the named queries with their parameters and the defaults of these, or tell of one NAME.

    \b
    Examples:
      iptui queries
      iptui queries who-said-what
      iptui sql toll --sql
    """
    from iptui.store.queries import named_queries, named_query

    wanted = named_queries() if name is None else [named_query(name)]
    if name is not None and form == "table":
        write_lines([wanted[0].sql.rstrip("\n")])
        return OK
    if not wanted:
        say("there are no named queries")
        return USAGE
    rows = (
        (each.name, each.help, " ".join(f"{one.name}={_shown(one.default)}" for one in each.parameters))
        for each in wanted
    )
    write_rows(Rows(["name", "tells", "parameters"], rows, _QUERIES), form)
    return OK


def _shown(default: str | None) -> str:
    return "NULL" if default is None else repr(default) if " " in default or not default else default
