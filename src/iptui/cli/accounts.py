"""`iptui disagreements` and `iptui responses`: where accounts differ, and who answered whom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING

import click

from iptui.cli import cells
from iptui.cli.describing import property_name
from iptui.cli.failures import FOUND, OK
from iptui.cli.options import open_catalogue
from iptui.cli.output import NO_ROWS, Rows, say, to_json, write_lines, write_rows, write_text
from iptui.cli.shared import (
    FilterCommand,
    database_option,
    filter_argument,
    format_option,
    limit_option,
    sql_option,
)
from iptui.text import cell_width, safe

if TYPE_CHECKING:
    from iptui.cli.cells import Row
    from iptui.evidence.echoes import Group
    from iptui.evidence.known import Knowledge
    from iptui.filters import Filter
    from iptui.store.catalogue import Catalogue
    from iptui.store.public import Found

__all__ = ["disagreements_command", "responses_command"]


def _dicts(found: Found) -> Iterator[Row]:
    return (dict(zip(found.columns, row, strict=True)) for row in found.rows)


# -- disagreements -----------------------------------------------------------------------------------------


def _value(row: Row) -> str:
    return f"{'not ' if row['negated'] else ''}{cells.text(row['value'])}"


def _claimant(row: Row) -> str:
    return cells.text(row["claimant_name"] or row["claimant"]) or "the source itself"


def _where(row: Row) -> str:
    return f"{cells.text(row['source_id'])} ¶{cells.text(row['paragraph'])}"


def _rank(row: Row) -> str:
    return "" if row["rank"] == "normal" else f"{cells.text(row['rank'])}: {cells.text(row['reason'])}"


_CLAIMS = [
    cells.the("event_id", "event"),
    cells.listed("property", lambda row: property_name(cells.text(row["property"]), None)),
    cells.the("qualifier"),
    cells.listed("value", _value),
    cells.listed("claimed by", _claimant),
    cells.listed("in", _where),
    cells.the("grade"),
    cells.listed("rivals", lambda row: "≠ cannot all be true" if row["disjoint"] else "differ"),
    cells.listed("rank", _rank),
]


@click.command("disagreements", cls=FilterCommand, short_help="Where the accounts differ, side by side.")
@filter_argument()
@database_option
@format_option
@limit_option
@sql_option
@click.option("-a", "--all", "everything", is_flag=True, help="Also what all accounts agree on, or only one tells.")
def disagreements_command(
    words: tuple[str, ...], database: str | None, form: str, limit: int | None, as_sql: bool, everything: bool
) -> int:
    """Rival claims about events that pass a FILTER: each value with its claimant, source and grade.

    The grade is the reliability of the source (A to F) and the credibility of the claim (1 to 6), after the
    Admiralty code. Of the sources of a property, those that repeat another count as one: so many are independent.
    json nests the claims in their disagreement; jsonl, csv and tsv give one row a claim, and --limit counts claims.
    With known:DAY in the filter only the claims that were certainly or possibly published by that day count.
    That no accounts differ is told on standard error and is no failure: exit code 0.

    \b
    Examples:
      iptui disagreements
      iptui disagreements id:iran-strikes-pakistan --format json
      iptui disagreements known:2024-01-29
    """
    from iptui.filters import parse_args

    with open_catalogue(database) as catalogue:
        from iptui.store import public

        wanted = parse_args(words)
        found = public.disagreements(catalogue, wanted, limit, everything=everything)
        number = 0
        if as_sql:
            write_lines([found.sql])
        elif form == "json":
            nested = list(_nested(found, _Judge(catalogue, wanted)))
            number = len(nested)
            write_lines([to_json(nested, indent=2)])
        elif form == "table":
            lines = _side_by_side(found, _Judge(catalogue, wanted))
            first = list(islice(lines, 1))
            number = len(first)
            write_text(chain(first, lines))
        else:
            number = write_rows(Rows(found.columns, found.rows, _CLAIMS), form)
    if limit == 0 and not as_sql:
        say(NO_ROWS)
    elif not (number or as_sql):
        say("nothing is claimed of what passes the filter" if everything else _ALIKE)
    return OK


_ALIKE = "no accounts differ on what passes the filter"


_SHARED = ("event_id", "event", "date", "property", "qualifier", "disjoint", "n_values", "n_sources")


def _groups(found: Found) -> Iterator[tuple[Row, list[Row]]]:
    for _key, rows in groupby(_dicts(found), lambda row: (row["event_id"], row["property"], row["qualifier"])):
        claims = list(rows)
        yield claims[0], claims


def _knowledge(catalogue: Catalogue, wanted: Filter) -> Knowledge | None:
    """What was published by the day that a filter looks from; None where it looks from today."""
    from iptui.evidence.known import Knowledge

    days = wanted.values("known")
    return Knowledge(catalogue, days[0]) if days else None


_BATCH = 200
"""Properties whose claims are read together: the first are told before the last are known."""


class _Judge:
    """How the values of each property stand to each other, and how many of its sources stand on their own.

    As known on the day that the filter looks from.
    """

    def __init__(self, catalogue: Catalogue, wanted: Filter) -> None:
        from iptui.evidence.echoes import Origins, Sides
        from iptui.store import details
        from iptui.store.library import Library, LibraryError

        try:
            texts = {id_: copy.text for id_, copy in Library().texts(catalogue.info().id).items()}
        except LibraryError as error:
            say(f"attached texts are not compared: {error}")
            texts = {}
        self._catalogue = catalogue
        self._knowledge = _knowledge(catalogue, wanted)
        self._origins, self._sides = Origins(details.sources(catalogue), texts), Sides(catalogue)

    def judged(self, found: Found) -> Iterator[tuple[Row, list[Row], Group]]:
        """The properties with their claims and their verdicts, of which a few hundred are worked out at a time."""
        from iptui.evidence.echoes import groups
        from iptui.store import details

        waiting = _groups(found)
        verdicts: dict[tuple[object, object, object], Group]
        while batch := list(islice(waiting, _BATCH)):
            claims = details.claims_about(self._catalogue, {cells.text(head["event_id"]) for head, _ in batch})
            verdicts = {
                (one.event, one.property, one.qualifier): one
                for one in groups(
                    self._catalogue, claims=claims, knowledge=self._knowledge, origins=self._origins, sides=self._sides
                )
            }
            for head, rows in batch:
                yield head, rows, verdicts[head["event_id"], head["property"], head["qualifier"]]


def _nested(found: Found, judge: _Judge) -> Iterator[dict[str, object]]:
    for head, claims, group in judge.judged(found):
        shared: dict[str, object] = {key: head[key] for key in _SHARED}
        shared["verdict"], shared["independent"] = group.verdict, group.independent
        shared["claims"] = [{key: value for key, value in row.items() if key not in _SHARED} for row in claims]
        yield shared


_VERDICTS = {
    "conflict": "≠ cannot all be true",
    "differ": "∥ differ in words",
    "compatible": "⊂ can all be true",
    "agree": "= agree",
    "alone": "· told by one source",
}


def _side_by_side(found: Found, judge: _Judge) -> Iterator[str]:
    """Every event once, its properties under it, and under each the rival values in columns."""
    event = None
    for head, claims, group in judge.judged(found):
        if head["event_id"] != event:
            if event is not None:
                yield ""
            event = head["event_id"]
            yield safe(f"{cells.text(head['event'])} ({cells.text(event)}, {cells.date(head)})")
        name = property_name(cells.text(head["property"]), cells.text(head["qualifier"]))
        named = f"{group.sources} source{'s' if group.sources != 1 else ''}, {group.independent} independent"
        yield safe(f"  {name}   {_VERDICTS[group.verdict]} · {named}")
        table = [
            [safe(cell) for cell in (_value(row), _claimant(row), _where(row), cells.text(row["grade"]), _rank(row))]
            for row in claims
        ]
        widths = [max(map(cell_width, column)) for column in zip(*table, strict=True)]
        for line in table:
            padded = (cell + " " * (width - cell_width(cell)) for cell, width in zip(line, widths, strict=True))
            yield f"    {'  '.join(padded).rstrip()}"


# -- responses ---------------------------------------------------------------------------------------------

_VERBS = {
    "response_to": "answers",
    "retaliation_for": "retaliates",
    "follow_up_of": "follows up",
    "fulfils": "fulfils",
}


_DAY = 86400


def _lag(row: Row) -> str:
    """The days between the two, as far as their dates tell: one number, a range, or unknown.

    `lag_days` of the view goes from first possible day to first possible day, which for a month says little.
    """
    from iptui import edtf

    try:
        answer, first = (edtf.parse(cells.text(row[name])) for name in ("date", "answers_date"))
    except edtf.EdtfError:
        return "lag unknown"
    if None in (answer.begin, answer.end, first.begin, first.end):
        return "lag unknown"
    # What answers comes after what it answers, whatever the first day that its date allows.
    least = max(0, (answer.begin or 0) // _DAY - (first.end or 0) // _DAY)
    most = (answer.end or 0) // _DAY - (first.begin or 0) // _DAY
    return _lag_text((min(least, most), most))


_RESPONSES = [
    cells.the("answers_date", "date"),
    cells.the("answers"),
    cells.the("type", "how"),
    cells.listed("lag", _lag),
    cells.listed("date of response", cells.date),
    cells.the("id"),
    cells.the("title", "response"),
    cells.the("basis"),
]


@click.command("responses", cls=FilterCommand, short_help="Who answered whom, and after how long.")
@filter_argument("[ID|FILTER]...")
@database_option
@format_option
@limit_option
@sql_option
def responses_command(words: tuple[str, ...], database: str | None, form: str, limit: int | None, as_sql: bool) -> int:
    """Chains of action and response: all of them, or those in which an event or statement, ID, stands.

    With a FILTER those in which anything stands that passes it. The table is a tree of what answers what, with the
    lag in days and whether the link is stated by a source or inferred; what was asked for is marked. Exit code 1 when
    there is no ID or nothing is linked to it; without ID always 0.

    \b
    Examples:
      iptui responses
      iptui responses pakistan-strikes-iran --format json
      iptui responses actor:iran since:2024-01-16
    """
    from iptui.filters import Filter, Term, parse_args

    with open_catalogue(database) as catalogue:
        from iptui.store import naming, public

        id_ = words[0] if len(words) == 1 and naming.exists(catalogue, "item", words[0]) else None
        wanted = parse_args(words) if id_ is None else Filter([Term("id", (id_,))])
        if id_ is None and _is_one_name(words, wanted) and not len(catalogue.select(wanted)):
            say(_not_there(catalogue, words[0]))
            return FOUND
        found = public.responses(catalogue, wanted, limit)
        if as_sql:
            write_lines([found.sql])
            return OK
        if form == "table":
            lines = list(_tree(catalogue, found, wanted, limit))
            write_text(lines)
            number = len(lines)
        else:
            number = write_rows(Rows(found.columns, found.rows, _RESPONSES), form)
    if limit == 0:
        say(NO_ROWS)
        return OK
    if not number:
        say(f"nothing answers {id_} or is answered by it" if id_ else _UNLINKED if words else "nothing is linked")
    return FOUND if id_ and not number else OK


_UNLINKED = "nothing that passes the filter answers anything, or is answered"


def _is_one_name(words: tuple[str, ...], wanted: Filter) -> bool:
    """Whether all that was given is a word, so that it may have been meant for an id."""
    return len(words) == 1 and [(term.key, term.negated) for term in wanted] == [("text", False)]


def _not_there(catalogue: Catalogue, id_: str) -> str:
    from iptui.store.naming import names
    from iptui.text import did_you_mean

    hint = did_you_mean(id_, [name for _, name in names(catalogue, "item")], before="; ")
    return f"no event or statement has the id {id_!r}{hint}"


def _tree(catalogue: Catalogue, found: Found, wanted: Filter, limit: int | None) -> Iterator[str]:
    """Every first action with what answers it below, and so on, no more links than `limit`.

    Under a filter only the chains that the rows tell of; what passes it is marked.
    """
    from iptui.evidence.responses import ladder

    knowledge = _knowledge(catalogue, wanted)
    links = 0
    passing = catalogue.select(wanted) if wanted else ()
    roots = dict.fromkeys(cells.text(row["root_id"]) for row in _dicts(found)) if wanted else [None]
    begun = False
    for root in roots:
        for rung in ladder(catalogue, root, knowledge=knowledge):
            links += rung.answers is not None
            if limit is not None and links > limit:
                return
            if not rung.depth:
                yield from [""] if begun else []
                begun = True
            how = ""
            if rung.link is not None:
                how = f"{_VERBS.get(rung.link, rung.link)}, {_lag_text(rung.lag)}, {rung.basis}"
            again = {"cycle": " … and so round again", "shown": " … as above", None: ""}[rung.again]
            yield _line(rung.row.id, rung.row.date, rung.row.title, how, rung.depth, rung.row.seq in passing) + again


def _lag_text(lag: tuple[int, int] | None) -> str:
    if lag is None:
        return "lag unknown"
    least, most = lag
    if most <= 0:
        return "same day" if not most else f"{most} days"
    return f"+{most} day{'s' if most != 1 else ''}" if least == most else f"+{least} to {most} days"


def _line(id_: str, date: object, title: object, how: str, depth: int, marked: bool) -> str:
    indent = "  " * (depth - 1) + "└ " if depth else ""
    mark = " ◀" if marked else ""
    told = f" [{how}]" if how else ""
    when = "undated" if date == "XXXX" else date
    return safe(f"{indent}{when}  {title}{told} ({id_}){mark}")
