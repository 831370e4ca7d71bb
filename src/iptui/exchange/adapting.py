"""A mapping with other columns than its file names, for who says so in a few words instead of writing a file."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from iptui.exchange.errors import MappingError
from iptui.exchange.specs import PLACEHOLDER, columns_of
from iptui.text import did_you_mean

__all__ = ["Adapting", "adapted"]

_ALONE = ["column", "template"]
_CLAIMED = ["qualifier", "value", "low", "best", "high"]


@dataclass(frozen=True, slots=True)
class Adapting:
    """What is different from a mapping.

    Attributes:
        columns: pairs of a column's name in the mapping and the one that the file has, or a template of its columns
            (`{year}-{month}`); a column of actors may be given several times, once for each that the file has.
        date_formats: how dates are written, as in a mapping.
        century: the first year that `%y` in them can mean.
        undated: whether rows without a date are undated instead of refused.
        separator: what parts several actors in one field.
    """

    columns: tuple[tuple[str, str], ...] = ()
    date_formats: tuple[str, ...] = ()
    century: int | None = None
    undated: bool = False
    separator: str | None = None

    def __bool__(self) -> bool:
        """Whether anything is different."""
        return self != Adapting()

    def wanted(self) -> list[str]:
        """The columns that files must have."""
        return [name for _, given in self.columns for name in _columns(given)]


def _columns(given: str) -> list[str]:
    """The columns of a template, without what stands after an `@`; else the column that is named."""
    return columns_of(given) if PLACEHOLDER.search(given) else [given]


def adapted(data: dict[str, Any], adapting: Adapting) -> dict[str, Any]:
    """The tables of a mapping file with these differences; what is no table of a mapping is left for its reader.

    Raises:
        MappingError: when a column is none of the mapping's, or is given twice, or no format has a `%y` to go with a
            century.
    """
    data = copy.deepcopy(data)
    columns: dict[str, list[str]] = {}
    for name, column in adapting.columns:
        columns.setdefault(name, []).append(column)
    places = list(_places(data))
    known = list(dict.fromkeys(name for at, key in places for name in _named_by(at, key)))
    listed = data.get("actor")
    actors: list[dict[str, Any]] = (
        [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    )
    several = [actor.get("column") for actor in actors]
    for name, given in columns.items():
        if name not in known:
            hint = did_you_mean(name, known, f"there are {', '.join(known)}")
            raise MappingError(f"the mapping has no {name!r}; {hint}")
        if len(given) > 1 and name not in several:
            raise MappingError(f"{name!r} is given twice, as {' and as '.join(map(repr, given))}; only actors may be")
    for actor in list(actors):
        name = str(actor.get("column"))
        for more in columns.get(name, [])[1:]:
            another = dict(actor)
            _put(another, "column", {name: [more]})
            actors.append(another)
            data["actor"].append(another)
    for at, key in places:
        _put(at, key, columns)
    file = data.get("file")
    integers = file.get("integers") if isinstance(file, dict) else None
    if isinstance(file, dict) and isinstance(integers, list) and all(isinstance(name, str) for name in integers):
        file["integers"] = [
            column
            for name in integers
            for given in columns.get(name, [name])
            for column in (_columns(given) if name in columns else [given])
        ]
    if adapting.separator is not None:
        for actor in actors:
            actor["split"] = adapting.separator
    _adapt_dates(data, adapting)
    return data


def _named_by(at: dict[str, Any], key: str) -> list[str]:
    return _columns(at[key]) if key == "template" else [at[key]]


def _put(at: dict[str, Any], key: str, columns: dict[str, list[str]]) -> None:
    """Put what is given for a column in its place, or for each column in the place of its part of a template."""
    stands = at[key]
    if key == "template":
        at[key] = PLACEHOLDER.sub(lambda found: _part(columns.get(found[1], [found[1]])[0]), stands)
    elif stands in columns:
        given = columns[stands][0]
        if not PLACEHOLDER.search(given):
            at[key] = given
        elif key == "column":
            del at[key]
            at["template"] = given
        else:
            at[key] = {"template": given}


def _part(given: str) -> str:
    return given if PLACEHOLDER.search(given) else f"{{{given}}}"


def _adapt_dates(data: dict[str, Any], adapting: Adapting) -> None:
    """Put formats, century and what stands for no date to the dates of a mapping."""
    several = list(adapting.date_formats)
    used: list[str] = []
    event = data.get("event")
    dates = {name: event[name] for name in ("date", "end") if name in event} if isinstance(event, dict) else {}
    for name, given in dates.items():
        value = {"column": given} if isinstance(given, str) else given
        if not isinstance(value, dict) or "value" in value:
            continue
        if several:
            value["format"] = several[0] if len(several) == 1 else several
        if adapting.century is not None:
            value["century"] = adapting.century
        if adapting.undated and name == "date":
            value.setdefault("default", "XXXX")
        used.append(str(value.get("format")))
        data["event"][name] = value if len(value) > 1 else given
    if adapting.century is not None and not any("%y" in form for form in used):
        raise MappingError("a century goes with %y in the format of a date, and none has it")


def _places(data: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every table and key under which the name of a column stands, or a template with names of columns in it."""
    for table in ("event", "place"):
        values = data.get(table)
        if isinstance(values, dict):
            yield from _named(values, list(values))
    for table, keys in (("within", _ALONE), ("actor", _ALONE), ("claim", _CLAIMED)):
        listed = data.get(table)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict):
                yield from _named(each, keys)


def _named(table: dict[str, Any], keys: list[str]) -> Iterator[tuple[dict[str, Any], str]]:
    for key in keys:
        value = table.get(key)
        if isinstance(value, str):
            yield table, key
        elif isinstance(value, dict):
            yield from ((value, kind) for kind in ("column", "template") if isinstance(value.get(kind), str))
