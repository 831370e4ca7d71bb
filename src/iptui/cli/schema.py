"""`iptui schema`: the public views, which scripts may rely on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from iptui.cli.failures import OK
from iptui.cli.options import open_catalogue
from iptui.cli.output import Rows, say, write_lines, write_rows
from iptui.cli.shared import database_option, format_option
from iptui.text import safe

if TYPE_CHECKING:
    from iptui.store.schema import ViewDoc

__all__ = ["schema_command"]


@click.command("schema", short_help="The public views and what their columns mean.")
@click.argument("views", nargs=-1, metavar="[VIEW]...")
@click.option("--sql", "as_sql", is_flag=True, help="Print the SQL that makes the views.")
@database_option
@format_option
def schema_command(views: tuple[str, ...], as_sql: bool, database: str | None, form: str) -> int:
    """Document the public views: their names and columns change only with the major version of iptui.

    The tables that are derived to make the explorer fast (seal_...) are told of by name. They change with any version;
    dropping them loses nothing.

    \b
    Examples:
      iptui schema
      iptui schema quotes timeline
      iptui schema disagreements --sql
      iptui schema sealing seal_item
    """
    with open_catalogue(database) as catalogue:
        from iptui.store.schema import derived_names, documented

        found = documented(catalogue, list(views))
    if as_sql:
        write_lines(view.sql for view in found)
    elif form == "table":
        write_lines(_lines(found))
        if not views:
            names = ", ".join(derived_names())
            say(f"derived from all that, and no contract: {names}; `iptui schema NAME` tells of one")
    else:
        rows = (
            (view.name, number, column.name, column.type, column.meaning, view.tells)
            for view in found
            for number, column in enumerate(view.columns)
        )
        write_rows(Rows(["view", "position", "column", "type", "meaning", "view_tells"], rows), form)
    return OK


def _lines(found: list[ViewDoc]) -> Iterator[str]:
    for number, view in enumerate(found):
        if number:
            yield ""
        yield safe(view.name)
        yield safe(f"  {view.tells}")
        width = max((len(column.name) for column in view.columns), default=0)
        for column in view.columns:
            yield safe(f"    {column.name.ljust(width)}  {column.type.ljust(7)}  {column.meaning}").rstrip()
