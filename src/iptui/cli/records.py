"""`iptui show`: everything that is known of an event, a statement, a source or an actor."""

from __future__ import annotations

from iptui.cli.arguments import encodable
from iptui.cli.failures import FOUND, OK
from iptui.cli.options import open_catalogue
from iptui.cli.output import Rows, say, to_json, write_lines, write_rows, write_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple

    from iptui.store.catalogue import Catalogue
    from iptui.store.sql import Value

__all__ = ["show"]


class _Shown:
    """A record that was found: its kind, its nested data, and its text."""

    def __init__(self, kind: str, id_: str, data: dict[str, object], lines: Iterator[str]) -> None:
        self.kind = kind
        self.id = id_
        self.data = {"record": kind, **data}
        self.lines = lines


def show(ids: tuple[str, ...], database: str | None, form: str, as_sql: bool) -> int:
    """Show records by their ID: an event or statement, or a source or actor.

    The text holds what the explorer's detail pane holds. json and jsonl give the record with all that hangs on it;
    csv, tsv and md one row a field. Exit code 1 when an ID is not there.

    \b
    Examples:
      iptui show iran-strikes-pakistan
      iptui show epoch --format json
    """
    missing = False
    with open_catalogue(database) as catalogue:
        found = []
        for id_ in map(encodable, ids):
            shown = _find(catalogue, id_)
            if shown is None:
                say(_not_there(catalogue, id_))
                missing = True
            else:
                found.append(shown)
        _write(found, form, as_sql=as_sql)
    return FOUND if missing else OK


def _write(found: list[_Shown], form: str, *, as_sql: bool) -> None:
    from iptui.store import public

    if as_sql:
        write_lines(public.record_sql(shown.kind, shown.id) for shown in found)
    elif form == "json":
        data = [shown.data for shown in found]
        write_lines([to_json(data[0] if len(data) == 1 else data, indent=2)])
    elif form == "jsonl":
        write_lines(to_json(shown.data) for shown in found)
    elif form == "table":
        for number, shown in enumerate(found):
            write_text([""] if number else [])
            write_text(shown.lines)
    else:
        rows = ((shown.id, *field) for shown in found for field in _flat("", shown.data))
        write_rows(Rows(["id", "field", "value"], rows), form)


def _fields(record: NamedTuple) -> dict[str, object]:
    """The fields of a record by name, those of the records in it likewise."""
    return dict(zip(record._fields, map(_plain, record), strict=True))


def _plain(value: object) -> object:
    """A value without records in it. A record is a tuple as well, and no list for that."""
    if not isinstance(value, tuple):
        return value
    names: tuple[str, ...] | None = getattr(value, "_fields", None)
    inner = tuple(map(_plain, value))
    return inner if names is None else dict(zip(names, inner, strict=True))


def _flat(path: str, value: object) -> Iterator[tuple[str, Value]]:
    """The fields of nested data, each with its path: `evidence[0].passage.source`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _flat(f"{path}[{number}]", inner)
    elif isinstance(value, str | int | float | bytes):
        yield path, value


def _find(catalogue: Catalogue, id_: str) -> _Shown | None:
    from iptui.cli import describing
    from iptui.model import Detail
    from iptui.store import details

    found = details.detail(catalogue, id_)
    if isinstance(found, Detail):
        rival = details.disagreements(catalogue, id_)
        data = {**_fields(found), "disagreements": [_fields(each) for each in rival]}
        used = {each.passage.source for each in found.evidence} | {each.passage.source for each in found.claims}
        lines = describing.describe_event(found, rival)
        return _Shown("event", id_, data, _with_sources(catalogue, lines, used))
    if found is not None:
        used = {found.passage.source} | {each.passage.source for each in found.claims}
        lines = describing.describe_statement(found)
        return _Shown("statement", id_, _fields(found), _with_sources(catalogue, lines, used))
    source = details.source(catalogue, id_)
    if source is not None:
        return _Shown("source", id_, _fields(source), describing.describe_source(source))
    actors = catalogue.actors()
    actor = next((each for each in actors if each.id == id_), None)
    if actor is None:
        return None
    offices = [each for each in details.memberships(catalogue) if id_ in (each.person, each.organisation)]
    members = [each for each in actors if each.parent == id_]
    data = {**_fields(actor), "offices": [_fields(each) for each in offices], "members": [each.id for each in members]}
    return _Shown("actor", id_, data, describing.describe_actor(actor, offices, members))


def _with_sources(catalogue: Catalogue, lines: Iterator[str], used: set[str]) -> Iterator[str]:
    from iptui.cli.describing import source_line
    from iptui.store import details

    yield from lines
    yield ""
    yield "sources"
    yield from (f"  {source_line(source)}" for source in details.sources(catalogue) if source.id in used)


def _not_there(catalogue: Catalogue, id_: str) -> str:
    from iptui.store.naming import names
    from iptui.text import did_you_mean

    ids = [each for kind in ("item", "source", "actor") for _, each in names(catalogue, kind)]
    return f"no event, statement, source or actor has the id {id_!r}; {did_you_mean(id_, ids, 'iptui list gives ids')}"
