"""The named queries (`db/queries/*.sql`): their text, what they tell, and their parameters. Nothing is run here.

The first line of a file is a comment that says what it gives; further lines `-- :name default  what it is` declare
its parameters. A default with spaces stands in double quotes; NULL is no value.
"""

from __future__ import annotations

import re

from iptui import resources
from iptui.store.errors import QueryError

__all__ = ["NamedQuery", "Parameter", "named_queries", "named_query"]

_PARAMETER = re.compile(r'-- :(?P<name>\w+) (?P<default>"[^"]*"|\S+)(?:\s+(?P<help>.*))?')


class Parameter:
    """A parameter of a named query; `default` is text, or None for NULL."""

    __slots__ = ("default", "help", "name")

    def __init__(self, name: str, default: str | None, help_: str) -> None:
        """Keep what a line declares."""
        self.name = name
        self.default = default
        self.help = help_


class NamedQuery:
    """A named query: `help` is one line, `sql` the file's text with its comments."""

    __slots__ = ("help", "name", "parameters", "sql")

    def __init__(self, name: str, help_: str, parameters: tuple[Parameter, ...], sql: str) -> None:
        """Keep what a file holds."""
        self.name = name
        self.help = help_
        self.parameters = parameters
        self.sql = sql


def _read(name: str, text: str) -> NamedQuery:
    lines = text.splitlines()
    parameters = []
    for line in lines[1:]:
        found = _PARAMETER.fullmatch(line.rstrip())
        if found:
            default = found["default"].strip('"')
            parameters.append(
                Parameter(found["name"], None if found["default"] == "NULL" else default, found["help"] or "")
            )
    return NamedQuery(name, lines[0].removeprefix("--").strip() if lines else "", tuple(parameters), text)


def named_queries() -> list[NamedQuery]:
    """Every named query, by name.

    Raises:
        ResourceError: when the bundled data is missing.
    """
    return [
        _read(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
        for file in resources.entries("queries", ".sql")
    ]


def named_query(name: str) -> NamedQuery:
    """The named query of a name.

    Raises:
        QueryError: when there is none, with the nearest names.
    """
    try:
        return _read(name, resources.read_text(f"queries/{name}.sql"))
    except (resources.ResourceNameError, resources.ResourceNotFoundError) as error:
        from iptui.text import did_you_mean

        hint = did_you_mean(name, [query.name for query in named_queries()], "iptui queries lists them")
        raise QueryError(f"no named query {name!r}; {hint}") from error
