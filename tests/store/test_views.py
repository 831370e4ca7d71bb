"""The public views: their columns are a promise to scripts, their values are right on a crisis made by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from exchange_helpers import ask
from iptui import resources
from iptui.store import scripts
from iptui.store.build import build
from iptui.store.bundled import ensure_bundled
from iptui.store.records import CrisisFolder
from store.handmade import Records, at, database, records

# The design's section 4, to the letter; more may follow at the end.
COLUMNS = {
    "timeline": "kind, id, date, earliest, latest, date_prec, title, type, quad, score, actors, place, status, sources",
    "quotes": "id, kind, quote, summary, speaker_id, speaker, office, on_behalf_of, addressee, date, earliest, latest, "
    "about_event, source_id, source_sha256, publisher, title, span_start, span_end, paragraph",
    "event_evidence": "event_id, stance, source_id, source_sha256, span_start, span_end, paragraph",
    "claims": "event_id, property, qualifier, value, low, best, high, negated, claimant, source_id, source_sha256, "
    "span_start, span_end, grade, rank",
    "disagreements": "event_id, property, qualifier, n_values, disjoint, values",
    "responses": "root_id, id, answers, depth, type, basis, lag_days",
    "dyads": "initiator_id, initiator, target_id, target, events, statements",
    "offices": "person_id, person, role, organisation_id, organisation, span",
    "office_clashes": "organisation_id, organisation, role, person_a_id",
    "daily": "day, events, statements",
    "sources_overview": "id, title, publisher",
    "unsupported": "kind, id, problem",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def ours() -> Path:
    """The bundled crisis."""
    return ensure_bundled()


@pytest.mark.parametrize("view", COLUMNS)
def test_a_view_has_its_columns_in_order(made: Path, view: str) -> None:
    wanted = COLUMNS[view].split(", ")
    with closing(sqlite3.connect(made)) as connection:
        there = [column[0] for column in connection.execute(f"SELECT * FROM {view}").description]
    assert there[: len(wanted)] == wanted
    assert len(set(there)) == len(there)


def test_timeline(made: Path) -> None:
    query = "SELECT kind, id, earliest, latest, date_prec, type, quad, actors, place, sources FROM timeline"
    assert ask(made, query) == [
        ("statement", "threat-again", "2024-01-01", "2024-01-31", 4, None, None, "North, The Envoy", None, "one"),
        ("event", "strike", "2024-01-16", "2024-01-16", 1, "ASSAULT", 4, "Ministry of the North, South", "Town",
         "one, two"),
        ("statement", "threat", "2024-01-16", "2024-01-16", 1, "THREATEN", 3, "The Envoy, South", None, "one"),
        ("statement", "denial", "2024-01-17", "2024-01-17", 1, None, None, "The Rival, South", None, "one"),
        ("event", "reply", "2024-01-18", "2024-01-18", 1, "ASSAULT", 4, "South, North", None, "two"),
        ("event", "talks", None, None, 5, "CONSULT", 1, "South", None, "two"),
    ]  # fmt: skip


def test_quotes_and_evidence_point_at_their_words(made: Path) -> None:
    from store.handmade import TEXTS

    rows = ask(made, "SELECT id, kind, quote, source_id, span_start, span_end, paragraph, office_held FROM quotes")
    assert [row[0] for row in rows] == ["threat-again", "threat", "denial"]
    for _, kind, quote, source, start, end, paragraph, _ in rows:
        text = TEXTS[f"{source}.txt"]
        assert (quote is None) == (kind == "paraphrase")
        assert quote is None or text[start:end] == quote
        assert paragraph == text[:start].count("\n\n") + 1
    assert [row[-1] for row in rows][1] == "envoy, Ministry of the North"
    evidence = ask(made, "SELECT event_id, stance, source_id, span_start, span_end FROM event_evidence")
    assert [row[:3] for row in evidence] == [
        ("reply", "supports", "two"),
        ("strike", "supports", "one"),
        ("strike", "supports", "two"),
        ("talks", "mentions", "two"),
    ]
    assert TEXTS["two.txt"][slice(*evidence[2][3:])] == "Seven were killed in the strike on the town."


def _claims(*claims: dict[str, Any]) -> Records:
    data = records()
    base = data["claim"][0]
    keep = ("event", "property", "at")
    data["claim"] = [
        {**{key: base[key] for key in keep}, "id": f"claim-{number}", **claim} for number, claim in enumerate(claims)
    ]
    return data


def _number(value: str, low: float | None = None, high: float | None = None, **more: object) -> dict[str, Any]:
    bounds = {key: bound for key, bound in (("low", low), ("high", high)) if bound is not None}
    if low is not None and low == high:
        bounds["best"] = low
    return {"value": value, **bounds, **more}


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [
        ((_number("seven", 7, 7), _number("nine", 9, 9)), (2, 1)),
        ((_number("seven", 7, 7), _number("at least nine", 9)), (2, 1)),
        ((_number("nine", 9, 9), _number("at least nine", 9)), (2, 0)),
        ((_number("7-9", 7, 9), _number("nine", 9, 9)), (2, 0)),
        ((_number("up to five", None, 5), _number("at least nine", 9)), (2, 1)),
        ((_number("at least two", 2), _number("at least nine", 9)), (2, 0)),
        ((_number("several"), _number("nine", 9, 9)), (2, 0)),
        ((_number("mortars"), _number("Mortars", negated=True)), (2, 1)),
        ((_number("mortars"), _number("rockets", negated=True)), (2, 0)),
        ((_number("nine", 9, 9), _number("Nine", 9, 9)), None),
        ((_number("nine", 9, 9), _number("seven", 7, 7, qualifier="children")), None),
        ((_number("nine", 9, 9),), None),
    ],
)
def test_disagreements(tmp_path: Path, claims: tuple[dict[str, Any], ...], wanted: tuple[int, int] | None) -> None:
    path = database(tmp_path, _claims(*claims))
    found = ask(path, "SELECT n_values, disjoint FROM disagreements")
    assert found == ([] if wanted is None else [wanted])


def test_claims_carry_their_grade(made: Path) -> None:
    assert ask(made, "SELECT event_id, property, value, low, best, high, negated, grade, rank FROM claims") == [
        ("strike", "killed", "nine", 9.0, 9.0, 9.0, 0, "B2", "normal"),
        ("strike", "killed", "seven", 7.0, 7.0, 7.0, 0, "C6", "deprecated"),
    ]


def test_responses_tell_chains_and_lags(made: Path) -> None:
    assert ask(made, "SELECT root_id, id, answers, depth, type, lag_days, source_id FROM responses") == [
        ("strike", "reply", "strike", 1, "retaliation_for", 2, "two"),
        ("strike", "talks", "reply", 2, "follow_up_of", None, None),
    ]


def test_lags_are_whole_days_before_1970_and_with_times_too(tmp_path: Path) -> None:
    data = records()
    data["event"][0]["date"] = "1947-08-14"
    data["event"][1]["date"] = "1947-08-12"
    data["event"][2]["date"] = "1947-08-15T23:30:00Z"
    assert ask(database(tmp_path, data), "SELECT id, lag_days FROM responses") == [("reply", -2), ("talks", 3)]


def _linked(path: Path, links: list[tuple[str, str]]) -> list[Any]:
    """The responses among bare events, written straight into the tables: a stranger's links may be anything."""
    with closing(sqlite3.connect(path)) as connection:
        for script in ("schema.sql", "unseal.sql", "views.sql"):
            connection.executescript(resources.read_text(script))
        connection.executemany(
            "INSERT INTO event (id, title, date, date_prec) VALUES (?1, ?1, 'XXXX', 5)",
            [(name,) for name in sorted({end for link in links for end in link})],
        )
        connection.executemany(
            "INSERT INTO event_link (from_id, to_id, type, basis) VALUES (?, ?, 'response_to', 'inferred')", links
        )
        # Ends the query where it would go on for ever or grow with the number of ways, not of links.
        connection.set_progress_handler(lambda: 1, 30_000_000)
        return connection.execute("SELECT root_id, id, answers, depth FROM responses").fetchall()


def test_responses_end_on_rings(tmp_path: Path) -> None:
    ring = [("b", "a"), ("c", "b"), ("d", "c"), ("b", "d")]
    assert _linked(tmp_path / "ring", ring) == [
        ("a", "b", "a", 1),
        ("a", "c", "b", 2),
        ("a", "d", "c", 3),
        ("a", "b", "d", 4),
    ]
    assert _linked(tmp_path / "closed", [("a", "b"), ("b", "a")]) == []


def test_responses_do_not_grow_with_the_number_of_ways(tmp_path: Path) -> None:
    links = []
    for number in range(15):
        for side in ("x", "y"):
            links += [(f"{side}{number:02}", f"n{number:02}"), (f"n{number + 1:02}", f"{side}{number:02}")]
    found = _linked(tmp_path / "diamonds", links)
    assert len(found) == len(links)
    assert max(row[3] for row in found) == 30


def test_dyads_roll_up(made: Path) -> None:
    found = ask(made, "SELECT initiator_id, target_id, events, statements, cooperation, conflict FROM dyads")
    assert sorted(found) == [("north", "south", 1, 1, 0, 2), ("south", "north", 1, 0, 0, 1)]


def test_an_actor_in_two_roles_counts_once(tmp_path: Path) -> None:
    data = records()
    data["event"][0]["actors"] += [{"actor": "north", "role": "initiator"}, {"actor": "envoy", "role": "initiator"}]
    found = ask(
        database(tmp_path, data), "SELECT events FROM dyads WHERE initiator_id = 'north' AND target_id = 'south'"
    )
    assert found == [(1,)]


def test_daily_counts_what_is_dated_to_the_day(tmp_path: Path) -> None:
    data = records()
    data["event"][2]["date"] = "2024-01-16T10:00:00Z"
    data["event"].append({**data["event"][1], "id": "ancient", "date": "-0044-03-15"})
    data["event"].append({**data["event"][1], "id": "span", "date": "2024-01-16/2024-01-18"})
    found = ask(database(tmp_path, data), "SELECT day, events, statements, cooperation, conflict FROM daily")
    assert found == [
        ("-0044-03-15", 1, 0, 0, 1),
        ("2024-01-16", 2, 1, 1, 2),
        ("2024-01-17", 0, 1, 0, 0),
        ("2024-01-18", 1, 0, 0, 1),
    ]


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ("2023-01-01/..", "2024-01-01/2024-06-30", ("2024-01-01", "2024-06-30")),
        ("2023-01-01/..", "../2023-03-31", ("2023-01-01", "2023-03-31")),
        ("../..", "../..", (None, None)),
        ("2023-01-01/2023-06-30", "2023-06-30/2024-01-01", ("2023-06-30", "2023-06-30")),
        ("2023-01-01/2023-06-30", "2023-07-01/..", None),
        ("../2022-12-31", "2023-01-01/..", None),
    ],
)
def test_office_clashes(tmp_path: Path, first: str, second: str, overlap: tuple[str, str] | None) -> None:
    data = records()
    base = data["membership"][0]
    data["membership"] = [
        {**base, "span": first, "at": at("one", "The envoy", nth=1)},
        {**base, "person": "rival", "span": second, "basis": "outside"},
        {**base, "person": "rival", "role": "clerk", "span": "../..", "basis": "outside"},
        {**base, "span": "../..", "single_seat": False, "basis": "outside", "role": "member"},
    ]
    query = "SELECT person_a_id, person_b_id, overlap_earliest, overlap_latest FROM office_clashes"
    found = ask(database(tmp_path, data), query)
    assert found == ([] if overlap is None else [("envoy", "rival", *overlap)])


def test_offices(made: Path) -> None:
    assert ask(made, "SELECT person_id, role, organisation_id, span, earliest, latest, source_id FROM offices") == [
        ("envoy", "envoy", "north-mfa", "2023-01-01/..", "2023-01-01", None, "one")
    ]


def test_sources_overview(made: Path) -> None:
    query = "SELECT id, events, statements, quotes, claims, only_here FROM sources_overview"
    assert ask(made, query) == [("one", 1, 3, 2, 1, 0), ("two", 3, 0, 0, 1, 2)]


def test_unsupported_catches_each_kind(made: Path, tmp_path: Path) -> None:
    assert ask(made, "SELECT * FROM unsupported") == []
    path = tmp_path / "copy.sqlite"
    path.write_bytes(made.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in (
            "PRAGMA ignore_check_constraints = ON",
            "DELETE FROM evidence WHERE event = 'reply'",
            "UPDATE statement SET quote = 'shorter' WHERE id = 'threat'",
            "UPDATE statement SET speaker = NULL WHERE id = 'denial'",
            "UPDATE membership SET passage = NULL",
        ):
            connection.execute(statement)
    assert [row[:2] for row in ask(path, "SELECT * FROM unsupported ORDER BY kind, id")] == [
        ("event", "reply"),
        ("membership", "envoy / envoy"),
        ("statement", "denial"),
        ("statement", "threat"),
    ]


@pytest.mark.parametrize("view", scripts.made(scripts.EARLIER_VIEWS))
def test_a_view_gives_the_rows_that_it_gave_in_earlier_versions(made: Path, ours: Path, view: str) -> None:
    _, sql = scripts.made(scripts.EARLIER_VIEWS)[view]
    for path in (made, ours):
        with closing(sqlite3.connect(path)) as connection:
            now = connection.execute(f"SELECT * FROM {view}")
            columns, rows = now.description, now.fetchall()
            # A temporary view goes before one of the same name.
            connection.execute(sql.replace("CREATE VIEW", "CREATE TEMPORARY VIEW"))
            before = connection.execute(f"SELECT * FROM {view}")
            assert before.description == columns
            assert before.fetchall() == rows
            assert rows


def test_an_empty_crisis_has_empty_views(tmp_path: Path) -> None:
    target = tmp_path / "empty.sqlite"
    build(CrisisFolder("empty"), target)
    for view in COLUMNS:
        assert ask(target, f"SELECT * FROM {view}") == []
