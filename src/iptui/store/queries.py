"""The named queries (`db/queries/*.sql`): their text, what they tell, and their parameters. Nothing is run here.

The first line of a file is a comment that says what it gives; further lines `-- :name default  what it is` declare
its parameters. A default with spaces stands in double quotes; NULL is no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from iptui import resources
from iptui.store.errors import QueryError

__all__ = ["NamedQuery", "Parameter", "named_queries", "named_query"]

_PARAMETER = re.compile(r'-- :(?P<name>\w+) (?P<default>"[^"]*"|\S+)(?:\s+(?P<help>.*))?')


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query; `default` is text, or None for NULL."""

    name: str
    default: str | None
    help: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A named query: `help` is one line, `sql` the file's text with its comments."""

    name: str
    help: str
    parameters: tuple[Parameter, ...]
    sql: str


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
    from iptui.text import nearest

    there = {query.name: query for query in named_queries()}
    if name not in there:
        near = nearest(name, there)
        hint = f"did you mean {' or '.join(near)}?" if near else "iptui queries lists them"
        raise QueryError(f"no named query {name!r}; {hint}")
    return there[name]
