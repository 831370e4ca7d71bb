"""A mapping with other columns than its file names, for who says so in a few words instead of writing a file."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from iptui.exchange.errors import MappingError
from iptui.text import nearest

__all__ = ["Adapting", "adapted"]

_CLAIMED = ["qualifier", "value", "low", "best", "high"]


@dataclass(frozen=True, slots=True)
class Adapting:
    """What is different from a mapping.

    Attributes:
        columns: pairs of a column's name in the mapping and the one that the file has; a column of actors may be given
            several times, once for each that the file has.
        date_format: how dates are written, as in a mapping.
        separator: what parts several actors in one field.
    """

    columns: tuple[tuple[str, str], ...] = ()
    date_format: str | None = None
    separator: str | None = None


def adapted(data: dict[str, Any], adapting: Adapting) -> dict[str, Any]:
    """The tables of a mapping file with these differences; what is no table of a mapping is left for its reader.

    Raises:
        MappingError: when a column is none of the mapping's, or is given twice.
    """
    data = copy.deepcopy(data)
    columns: dict[str, list[str]] = {}
    for name, column in adapting.columns:
        columns.setdefault(name, []).append(column)
    places = list(_places(data))
    known = list(dict.fromkeys([at[key] for at, key in places]))
    listed = data.get("actor")
    actors: list[dict[str, Any]] = (
        [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    )
    several = {actor.get("column") for actor in actors}
    for name, given in columns.items():
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
            raise MappingError(f"the mapping has no {name!r}; {hint}")
        if len(given) > 1 and name not in several:
            raise MappingError(f"{name!r} is given twice, as {' and as '.join(map(repr, given))}; only actors may be")
    for actor in list(actors):
        for more in columns.get(str(actor.get("column")), [])[1:]:
            actors.append({**actor, "column": more})
            data["actor"].append(actors[-1])
    for at, key in places:
        if at[key] in columns:
            at[key] = columns[at[key]][0]
    file = data.get("file")
    if isinstance(file, dict) and isinstance(file.get("integers"), list):
        file["integers"] = [column for name in file["integers"] for column in columns.get(str(name), [name])]
    if adapting.separator is not None:
        for actor in actors:
            actor["split"] = adapting.separator
    if adapting.date_format is not None:
        for name in ("date", "end"):
            value = data.get("event", {}).get(name)
            if value is not None:
                data["event"][name] = {
                    **({"column": value} if isinstance(value, str) else value),
                    "format": adapting.date_format,
                }
    return data


def _places(data: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every table and key under which the name of a column stands."""
    for table in ("event", "place"):
        values = data.get(table)
        if isinstance(values, dict):
            yield from _named(values, list(values))
    for table, keys in (("within", ["column"]), ("actor", ["column"]), ("claim", _CLAIMED)):
        listed = data.get(table)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict):
                yield from _named(each, keys)


def _named(table: dict[str, Any], keys: list[str]) -> Iterator[tuple[dict[str, Any], str]]:
    for key in keys:
        value = table.get(key)
        if isinstance(value, str):
            yield table, key
        elif isinstance(value, dict) and isinstance(value.get("column"), str):
            yield value, "column"
