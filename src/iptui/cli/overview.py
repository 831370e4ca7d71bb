"""`iptui actors` and `iptui sources`: who takes part, and what was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from iptui.cli import cells
from iptui.cli.failures import OK
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
    from iptui.store.public import Found
    from iptui.store.sql import Value

__all__ = ["actors_command", "sources_command"]


@click.command("actors", cls=FilterCommand, short_help="Who takes part, with counts and spellings.")
@filter_argument()
@database_option
@format_option
@limit_option
@sql_option
def actors_command(words: tuple[str, ...], database: str | None, form: str, limit: int | None, as_sql: bool) -> int:
    """The actors and how many events and statements each has a part in, roll-up included.

    The table is a tree: what stands under a state counts for it too. With a FILTER only what passes it is counted,
    and only actors with any of it are listed; that nothing passes is told on standard error and is no failure: exit
    code 0.

    \b
    Examples:
      iptui actors
      iptui actors since:2024-01-18 type:assault --format csv
    """
    from iptui.filters import parse_args

    with open_catalogue(database) as catalogue:
        from iptui.store import public

        tree = form == "table" and not as_sql
        found = public.actors(catalogue, parse_args(words), None if tree else limit)
        if as_sql:
            write_lines([found.sql])
        elif not write_rows(_tree(found, limit) if tree else Rows(found.columns, found.rows), form):
            say("nothing passes the filter")
    return OK


def _tree(found: Found, limit: int | None) -> Rows:
    """The actors under what they roll up to, indented, those with most items first."""
    at = {name: number for number, name in enumerate(found.columns)}
    rows = {str(row[at["id"]]): row for row in found.rows}
    below: dict[str | None, list[str]] = {}
    for id_, row in rows.items():
        parent = row[at["parent"]]
        below.setdefault(str(parent) if parent in rows else None, []).append(id_)

    def items(id_: str) -> int:
        row = rows[id_]
        return int(row[at["events"]] or 0) + int(row[at["statements"]] or 0)

    def walk(parent: str | None, depth: int) -> Iterator[Sequence[Value]]:
        for id_ in sorted(below.get(parent, []), key=lambda each: -items(each)):
            yield (*rows[id_], depth)
            if depth < len(rows):
                yield from walk(id_, depth + 1)

    from itertools import islice

    brief = [
        Column("actor", lambda row: "  " * int(row["depth"] or 0) + cells.text(row["name"]), part="text"),
        cells.the("kind"),
        cells.number("events"),
        cells.number("statements"),
        cells.the("id").as_("key"),
        cells.the("spellings").as_("spare"),
    ]
    return Rows([*found.columns, "depth"], islice(walk(None, 0), limit), brief)


def _published(row: cells.Row) -> str:
    return cells.text(row["published"]).replace("XXXX", "unknown")


_SOURCES = [
    cells.the("id").as_("key"),
    cells.the("reliability", "grade").as_("key"),
    cells.listed("published", _published).as_("key"),
    cells.the("publisher"),
    cells.number("passages"),
    cells.number("events"),
    cells.number("statements"),
    cells.number("quotes"),
    cells.number("claims"),
    cells.number("only_here", "only here"),
    cells.the("title").as_("text"),
]


@click.command("sources", short_help="What was read: grade, publication, what is taken from it.")
@database_option
@format_option
@limit_option
@sql_option
def sources_command(database: str | None, form: str, limit: int | None, as_sql: bool) -> int:
    """The sources with their grade (Admiralty code, A to F) and what the crisis takes from each.

    "only here" counts events that no other source reports. `iptui show ID` gives the reasons for a grade.
    """
    with open_catalogue(database) as catalogue:
        from iptui.store import public

        found = public.sources(catalogue, limit)
        if as_sql:
            write_lines([found.sql])
        else:
            write_rows(Rows(found.columns, found.rows, _SOURCES), form)
    return OK
