"""Options and kinds of commands in click, for all command modules. Nothing is read or printed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from iptui.cli.explore import filter_like
from iptui.cli.options import VARIABLE, encodable
from iptui.cli.output import FORMATS

__all__ = ["FilterCommand", "database_option", "filter_argument", "format_option", "limit_option", "sql_option"]

Decorated = TypeVar("Decorated", bound=Callable[..., object])
# Stands before a term such as `-actor:us` while click looks for options.
_SHIELD = "\ufdd0"


class FilterCommand(click.Command):
    """A command whose arguments are a filter, so that `-actor:us` is a term and no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep negated terms from click's options."""
        return super().parse_args(ctx, [_SHIELD + word if filter_like(word) else word for word in args])


def _unshield(_context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(encodable(word.removeprefix(_SHIELD)) for word in words)


def filter_argument(metavar: str = "[FILTER]...", *, required: bool = False) -> Callable[[Decorated], Decorated]:
    """The words of a filter."""
    return click.argument("words", nargs=-1, metavar=metavar, required=required, callback=_unshield)


def database_option(command: Decorated) -> Decorated:
    """`-d`: the database."""
    return click.option(
        "-d",
        "--database",
        metavar="FILE",
        help=f"The database; by default ${VARIABLE}, or the bundled crisis.",
    )(command)


def format_option(command: Decorated) -> Decorated:
    """`--format`: how rows are written."""
    return click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        help="table (the default) and md are for people; json, jsonl, csv and tsv give every column, exactly.",
    )(command)


def limit_option(command: Decorated) -> Decorated:
    """`-n`: how many rows at most."""
    return click.option("-n", "--limit", type=click.IntRange(min=0), metavar="N", help="At most so many rows.")(command)


def sql_option(command: Decorated) -> Decorated:
    """`--sql`: the SQL instead of the rows."""
    return click.option(
        "--sql",
        "as_sql",
        is_flag=True,
        help="Print the SQL instead; sqlite3 gives the same rows for it.",
    )(command)
