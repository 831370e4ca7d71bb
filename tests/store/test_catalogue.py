"""The sealed tables against plain SQL, on five thousand made items and on a few that are hard to place in time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generate import generate
from iptui.model import StatementDetail
from iptui.store import details
from iptui.store.catalogue import Catalogue
from iptui.store.sets import Selection, from_numbers
from store.handmade import at, database, records

SIZE = 5000
SECONDS = st.one_of(st.integers(600_000_000, 1_700_000_000), st.integers(-(2**70), 2**70))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("five-thousand") / "made.sqlite"
    generate(SIZE, made)
    return made


@pytest.fixture(scope="module")
def catalogue(path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


@pytest.fixture(scope="module")
def times(plain: sqlite3.Connection) -> list[int | None]:
    """The place in time of each item, in the order of the view."""
    return [row[0] for row in plain.execute("SELECT coalesce(begin, end) FROM timeline")]


def test_seq_is_the_order_of_the_timeline(catalogue: Catalogue, plain: sqlite3.Connection) -> None:
    assert catalogue.total == SIZE
    told = plain.execute(
        """SELECT kind, id, date, begin, end, date_prec, date_basis, title, quote, type, quad, score,
                  coalesce(actors, ''), n_sources, status FROM timeline"""
    ).fetchall()
    rows = [
        (row.kind, row.id, row.date, row.begin, row.end, row.precision, row.basis, row.title, row.quote, row.type,
         row.quad, row.score, row.actors.replace(" and ", ", "), row.n_sources, row.status)
        for row in catalogue.stream(Selection(catalogue.everything))
    ]  # fmt: skip
    assert rows == told
    assert [row.seq for row in catalogue.rows(Selection(catalogue.everything))] == list(range(SIZE))


def test_facets_are_what_the_tables_say(catalogue: Catalogue, plain: sqlite3.Connection) -> None:
    for facet, query in (
        ("kind", "SELECT kind, count(*) FROM timeline GROUP BY 1"),
        ("type", "SELECT type, count(*) FROM timeline WHERE type IS NOT NULL GROUP BY 1"),
        ("status", "SELECT status, count(*) FROM timeline GROUP BY 1"),
        (
            "actor",
            """SELECT ancestor_id, count(*) FROM (
                 SELECT DISTINCT item, ancestor_id FROM (
                   SELECT event AS item, actor FROM event_actor UNION SELECT statement, actor FROM statement_actor)
                 JOIN actor_rollup ON actor_id = actor) GROUP BY 1""",
        ),
    ):
        assert catalogue.values(facet) == dict(plain.execute(query).fetchall())
        assert catalogue.counts(Selection(catalogue.everything), facet) == catalogue.values(facet)


@settings(max_examples=40)
@given(
    numbers=st.one_of(
        st.sets(st.integers(0, SIZE - 1), max_size=1500),
        st.builds(lambda a, n: set(range(a, min(SIZE, a + n))), st.integers(0, SIZE - 1), st.integers(0, SIZE)),
    ),
    start=st.integers(-3, SIZE),
    length=st.integers(0, 1200),
)
def test_rows_are_a_window_of_the_selection(catalogue: Catalogue, numbers: set[int], start: int, length: int) -> None:
    selection = Selection(from_numbers(numbers, SIZE))
    wanted = sorted(numbers)[start : start + length] if start >= 0 else []
    rows = catalogue.rows(selection, start, start + length)
    assert [row.seq for row in rows] == wanted
    for row in rows[:3]:
        assert catalogue.row(row.id) == row
        assert catalogue.seq_of(row.id) == row.seq


@given(second=SECONDS)
def test_seq_at_is_the_first_at_or_after(catalogue: Catalogue, times: list[int | None], second: int) -> None:
    later = [seq for seq, at_ in enumerate(times) if at_ is not None and at_ >= second]
    assert catalogue.seq_at(second) == (later[0] if later else sum(at_ is not None for at_ in times))
    assert catalogue.dated == sum(at_ is not None for at_ in times)


@settings(max_examples=50)
@given(numbers=st.sets(st.integers(0, SIZE - 1), max_size=300), edges=st.lists(SECONDS, max_size=30).map(sorted))
def test_density_counts_what_begins_between_edges(
    catalogue: Catalogue, times: list[int | None], numbers: set[int], edges: list[int]
) -> None:
    counts = catalogue.density(Selection(from_numbers(numbers, SIZE)), edges)
    chosen = [begin for seq in numbers if (begin := times[seq]) is not None]
    assert counts == [sum(edges[n] <= begin < edges[n + 1] for begin in chosen) for n in range(max(0, len(edges) - 1))]


def test_open_beginnings_stand_where_they_end(tmp_path: Path) -> None:
    data = records()
    for number, date in enumerate(("../2024-01-17", "2024-01-17/..", "../..", "2024-01", "2024-01-17", "../2030")):
        data["event"].append({**data["event"][1], "id": f"hard-{number}", "date": date})
    with Catalogue.open(database(tmp_path, data)) as catalogue:
        rows = catalogue.rows(Selection(catalogue.everything))
        places = [row.begin if row.begin is not None else row.end for row in rows]
        dated = [place for place in places if place is not None]
        assert places == sorted(dated) + [None] * (len(places) - len(dated))
        assert catalogue.dated == len(dated)
        for second in {edge for place in dated for edge in (place - 1, place, place + 1)}:
            assert catalogue.seq_at(second) == sum(place < second for place in dated)
        with closing(sqlite3.connect(tmp_path / "made.sqlite")) as plain:
            assert [row.id for row in rows] == [id_ for (id_,) in plain.execute("SELECT id FROM timeline")]


def test_every_item_has_a_detail(catalogue: Catalogue) -> None:
    for row in catalogue.rows(Selection(catalogue.everything), 0, 200):
        found = details.detail(catalogue, row.id)
        assert found is not None
        assert (found.id, found.status, found.type, found.quad, found.score) == (
            row.id, row.status, row.type, row.quad, row.score
        )  # fmt: skip
        assert found.dating[:6] == (
            row.date, found.dating.earliest, found.dating.latest, row.begin, row.end, row.precision
        )  # fmt: skip
    assert details.detail(catalogue, "nobody") is None


def test_details_of_the_handmade_crisis(tmp_path: Path) -> None:
    data = records()
    words = "we will answer"
    data["statement"].append({**data["statement"][1], "id": "third", "variant_of": "threat-again", "date": "2024"})
    data["link"].append({"from": "threat", "to": "reply", "type": "response_to", "basis": "inferred"})
    data["statement"][0]["at"] = at("one", words, nth=1)
    with Catalogue.open(database(tmp_path, data)) as catalogue:
        strike = details.detail(catalogue, "strike")
        assert strike is not None
        assert [(link.type, link.forward, link.other_id, link.lag_days) for link in strike.links] == [
            ("retaliation_for", False, "reply", 2)
        ]
        threat = details.detail(catalogue, "threat")
        assert threat is not None
        assert [(link.forward, link.other_id, link.lag_days) for link in threat.links] == [(True, "reply", -2)]
        for item, others in (
            ("threat", ["threat-again", "third"]),
            ("threat-again", ["threat", "third"]),
            ("third", ["threat", "threat-again"]),
        ):
            found = details.detail(catalogue, item)
            assert isinstance(found, StatementDetail)
            assert sorted(row.id for row in found.variants) == sorted(others)
            assert [office.role for office in found.offices] == ["envoy"]
