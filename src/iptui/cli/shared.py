"""The declarations of `arguments` as options and commands of click. Nothing is read or printed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from iptui.cli.arguments import (
    DATABASE,
    FORMAT,
    LIMIT,
    MOST_SECONDS,
    SHOW_SQL,
    Argument,
    Command,
    Option,
    encodable,
    filter_like,
)

__all__ = [
    "FilterCommand",
    "database_option",
    "declared",
    "filter_argument",
    "format_option",
    "limit_option",
    "sql_option",
]

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


def declared(command: Command, name: str, run: Callable[..., int]) -> click.Command:
    """A declared command in click; the text of its help is that of the function that runs it."""
    parameters: list[click.Parameter] = [_argument(command.argument), *map(_option, command.options)]
    kind = FilterCommand if command.argument.is_filter else click.Command
    return kind(name, callback=run, params=parameters, help=run.__doc__, short_help=command.help)


def _argument(argument: Argument) -> click.Argument:
    return click.Argument(
        [argument.name],
        nargs=-1 if argument.many else 1,
        required=argument.required,
        metavar=argument.metavar,
        callback=_unshield if argument.is_filter else None,
    )


def _option(option: Option) -> click.Option:
    types: dict[str, click.ParamType[object]] = {
        "choice": click.Choice(option.choices),
        "number": click.IntRange(min=0),
        "seconds": click.FloatRange(min=0, min_open=True, max=MOST_SECONDS),
    }
    return click.Option(
        [*option.flags, option.name],
        type=types.get(option.kind),
        is_flag=option.kind == "flag",
        multiple=option.kind == "texts",
        default=option.default,
        show_default=option.kind == "seconds",
        metavar=option.metavar,
        help=option.help,
    )


def _decorator(parameter: Callable[[], click.Parameter]) -> Callable[[Decorated], Decorated]:
    def decorate(command: Decorated) -> Decorated:
        # As click's own decorators do: they stand above the function in the order of the help.
        command.__dict__.setdefault("__click_params__", []).append(parameter())
        return command

    return decorate


def filter_argument(metavar: str = "[FILTER]...", *, required: bool = False) -> Callable[[Decorated], Decorated]:
    """The words of a filter."""
    return _decorator(lambda: _argument(Argument("words", metavar, required=required, is_filter=True)))


def database_option(command: Decorated) -> Decorated:
    """`-d`: the database."""
    return _decorator(lambda: _option(DATABASE))(command)


def format_option(command: Decorated) -> Decorated:
    """`--format`: how rows are written."""
    return _decorator(lambda: _option(FORMAT))(command)


def limit_option(command: Decorated) -> Decorated:
    """`-n`: how many rows at most."""
    return _decorator(lambda: _option(LIMIT))(command)


def sql_option(command: Decorated) -> Decorated:
    """`--sql`: the SQL instead of the rows."""
    return _decorator(lambda: _option(SHOW_SQL))(command)
