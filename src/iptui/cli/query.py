"""`iptui sql`: a question in SQL, the user's own or one that comes with the program. No click here: see `arguments`."""

from __future__ import annotations

import sys

from iptui.cli.failures import OK, USAGE
from iptui.cli.options import database_file
from iptui.cli.output import Rows, say, write_lines, write_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iptui.store.sql import Value

__all__ = ["ask"]

_LONGEST = 18


def _is_name(text: str) -> bool:
    """Whether a query is the name of one: words of small letters and digits with hyphens between."""
    return text.isascii() and text == text.lower() and all(map(str.isalnum, text.split("-")))


def _value(text: str) -> Value:
    """A parameter's value: a number where it is written as SQLite would write it, else the text."""
    digits = text.removeprefix("-")
    if text == "0" or (text.isascii() and digits.isdigit() and digits[0] != "0" and len(digits) <= _LONGEST):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return text
    return number if repr(number) == text and number - number == 0 else text


def _parameters(given: tuple[str, ...]) -> dict[str, Value] | str:
    """The values by name, or the first of the arguments that is no `name=value`."""
    found: dict[str, Value] = {}
    for each in given:
        written, sign, value = each.partition("=")
        name = written.removeprefix(":")
        if not (sign and name.isidentifier() and name[0].isascii()):
            return each
        found[name] = _value(value)
    return found


def ask(
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
    if isinstance(parameters, str):
        say(f"Invalid value for '-p': {parameters!r} is not name=value (iptui sql --help says more)")
        return USAGE
    if query == "-":
        query = sys.stdin.read()
    elif _is_name(query):
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

    file, ours = database_file(database)
    with asking(file, query, parameters, ours=ours, seconds=timeout) as answer:
        write_rows(Rows(answer.columns, islice(answer.rows, limit)), form)
    return OK
