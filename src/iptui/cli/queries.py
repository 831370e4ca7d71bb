"""`iptui queries`: the questions in SQL that come with the program."""

from __future__ import annotations

import click

from iptui.cli import cells
from iptui.cli.failures import OK, USAGE
from iptui.cli.output import Rows, say, write_lines, write_rows
from iptui.cli.shared import format_option

__all__ = ["queries_command"]

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
