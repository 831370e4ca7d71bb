"""Ladders end on any graph; lags, scores by day, and what became of promises."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iptui.evidence.responses import Rung, ladder, promises, score_line
from iptui.filters import parse
from iptui.store.catalogue import Catalogue
from making_crisis import Making


def climbed(path: Path, nodes: int, links: set[tuple[int, int]]) -> list[Rung]:
    making = Making(path)
    making.source("one")
    for node in range(nodes):
        making.event(f"e{node:03}", "2024-01-01", "one")
    for later, earlier in sorted(links):
        making.link(f"e{later:03}", f"e{earlier:03}")
    with Catalogue.open(making.done()) as catalogue:
        return ladder(catalogue)


ends = st.integers(0, 7)
graphs = st.sets(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=40)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=25)
@given(graphs)
def test_any_graph_ends_and_every_link_is_shown_once(
    tmp_path_factory: pytest.TempPathFactory, links: set[tuple[int, int]]
) -> None:
    rungs = climbed(tmp_path_factory.mktemp("graph") / "graph.sqlite", 8, links)
    shown = [(rung.row.id, rung.answers) for rung in rungs if rung.answers is not None]
    assert sorted(shown) == sorted((f"e{later:03}", f"e{earlier:03}") for later, earlier in links)
    assert {rung.row.id for rung in rungs} == {f"e{end:03}" for link in links for end in link}
    above: list[str] = []
    for rung in rungs:
        del above[rung.depth :]
        assert rung.answers == (above[-1] if above else None)
        assert (rung.again == "cycle") == (rung.row.id in above)
        above.append(rung.row.id)


def test_a_cycle_is_shown_as_one(tmp_path: Path) -> None:
    rungs = climbed(tmp_path / "test.sqlite", 3, {(1, 0), (2, 1), (0, 2)})
    assert [(rung.row.id, rung.depth, rung.again) for rung in rungs] == [
        ("e000", 0, None),
        ("e001", 1, None),
        ("e002", 2, None),
        ("e000", 3, "cycle"),
    ]


def test_a_chain_longer_than_the_stack(tmp_path: Path) -> None:
    rungs = climbed(tmp_path / "test.sqlite", 3000, {(node, node - 1) for node in range(1, 3000)})
    assert rungs[-1].depth == 2999


def test_shared_answers_are_written_out_once(tmp_path: Path) -> None:
    rungs = climbed(tmp_path / "test.sqlite", 4, {(1, 0), (2, 0), (3, 1), (3, 2)})
    assert [(rung.row.id, rung.depth, rung.again, rung.more) for rung in rungs] == [
        ("e000", 0, None, False),
        ("e001", 1, None, True),
        ("e003", 2, None, False),
        ("e002", 1, None, False),
        ("e003", 2, None, False),
    ]


def test_the_bundled_crisis(crisis: Catalogue) -> None:
    rungs = ladder(crisis, "iran-strikes-pakistan", types=("retaliation_for", "response_to"))
    assert (rungs[0].row.id, rungs[0].depth, rungs[0].link) == ("iran-strikes-pakistan", 0, None)
    strike = next(rung for rung in rungs if rung.row.id == "pakistan-strikes-iran" and rung.link == "retaliation_for")
    assert (strike.depth, strike.lag, strike.basis) == (1, (2, 2), "stated")
    assert strike.passage is not None
    protest = next(rung for rung in rungs if rung.row.id == "pakistan-protests-strike")
    assert protest.lag == (0, 2)
    month = next(rung for rung in rungs if rung.row.id == "pakistan-media-campaign")
    assert month.lag == (0, 15)  # dated to the month: not "15 days before"


def test_undated_answers_have_no_lag(crisis: Catalogue) -> None:
    rungs = ladder(crisis, "iran-accuses-sheltering")
    assert [rung.lag for rung in rungs[1:]] == [None] * (len(rungs) - 1)
    assert len(rungs) > 1


def test_only_what_is_selected(crisis: Catalogue) -> None:
    selection = crisis.select(parse("since:2024-01-19 until:2024-01-22"))
    rungs = ladder(crisis, selection=selection)
    assert rungs
    assert all(rung.row.seq in selection for rung in rungs)
    assert ladder(crisis, "no-such-item") == []


def test_scores_by_day(crisis: Catalogue) -> None:
    line = score_line(crisis, "iran", "pakistan")
    first = line.days[0]
    assert (first.day, first.items) == ("2024-01-16", 1)
    assert first.mean < 0
    assert [day.day for day in line.days] == sorted(day.day for day in line.days)
    assert line.scales == (("PLOVER conflict-cooperation scores", line.scales[0][1]),)
    assert "PLOVER manual" in line.scales[0][1]
    rows = crisis.connection.execute(
        """SELECT count(*) FROM dyads WHERE initiator_id = 'iran' AND target_id = 'pakistan'"""
    ).fetchone()
    assert rows == (1,)
    both = score_line(crisis, "iran", "pakistan", both=True)
    back = score_line(crisis, "pakistan", "iran")
    assert sum(day.items for day in both.days) <= sum(day.items for line_ in (line, back) for day in line_.days)
    assert {day.day for day in both.days} == {day.day for line_ in (line, back) for day in line_.days}


def test_a_mean_of_several(tmp_path: Path) -> None:
    making = Making(tmp_path / "test.sqlite")
    making.source("one")
    making.actor("other")
    for number, (date, mode) in enumerate(
        [("2024-01-16", "ASSAULT"), ("2024-01-16", "AID"), ("2024-01", "AID"), ("2024-01-17", None)]
    ):
        making.event(f"e{number}", date, "one", type=mode)
        making.role(f"e{number}", "ministry", "initiator")
        making.role(f"e{number}", "other", "target")
    making.score("ASSAULT", -9.0)
    making.score("AID", 7.0)
    with Catalogue.open(making.done()) as catalogue:
        line = score_line(catalogue, "land", "other")
    assert [(day.day, day.mean, day.items) for day in line.days] == [("2024-01-16", -1.0, 2)]
    assert (line.undated, line.unscored) == (1, 1)


def test_what_became_of_promises(tmp_path: Path) -> None:
    making = Making(tmp_path / "test.sqlite")
    making.source("one")
    for plan in ("kept", "broken", "refused", "open"):
        making.event(plan, "2024-02-01", "one", status="planned")
    making.event("deed", "2024-02-01", "one")
    making.event("alleged", "2024-02-02", "one", status="denied")
    making.link("deed", "kept", "fulfils", "one")
    making.link("alleged", "refused", "fulfils")
    making.claim("not-so", "broken", "one", "done", name="fulfilled", negated=1)
    with Catalogue.open(making.done()) as catalogue:
        found = {each.row.id: each for each in promises(catalogue)}
    assert {id_: each.outcome for id_, each in found.items()} == {
        "kept": "fulfilled",
        "broken": "not fulfilled",
        "refused": "not fulfilled",
        "open": "unknown",
    }
    ((row, basis, passage),) = found["kept"].by
    assert (row.id, basis, passage is not None, found["kept"].due) == ("deed", "stated", True, "2024-02-01")
