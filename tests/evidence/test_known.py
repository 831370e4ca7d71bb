"""As known on a day: certainly, possibly, not yet; and plans that were still plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui import edtf
from iptui.evidence.known import Knowledge, known_sets
from iptui.evidence.responses import ladder, promises
from iptui.filters import parse
from iptui.store import details
from iptui.store.catalogue import Catalogue
from iptui.store.filter_sql import conditions
from iptui.store.publication import Publications
from making_crisis import Making


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """More sources than are joined one by one, with every kind of bound."""
    making = Making(tmp_path_factory.mktemp("many") / "many.sqlite")
    kinds = [
        "2024-01-{:02}",
        "2024-01-{:02}/2024-02-{:02}",
        "2024-01-{:02}/..",
        "/2024-01-{:02}",
        "XXXX",
        "2024-01-{:02}~",
    ]
    for number in range(150):
        source = f"s{number}"
        making.source(source, kinds[number % len(kinds)].format(number % 28 + 1, number % 28 + 1))
        making.event(f"e{number}", ["2024-01-10", "2024-01", "XXXX", "/2024-01-05", "2023"][number % 5], source)
        if number % 7 == 0:
            making.event(f"p{number}", "2024-06-01", source, status="planned")
        if number % 11 == 0:
            making.event(f"m{number}", "2024-01-20", source, stance="mentions")
    with Catalogue.open(making.done()) as catalogue:
        yield catalogue


days = st.dates(min_value=dt.date(2023, 12, 1), max_value=dt.date(2025, 7, 31))


@given(days, days)
def test_what_is_known_only_grows(crisis: Catalogue, many: Catalogue, one: dt.date, two: dt.date) -> None:
    for catalogue in (crisis, many):
        before, after = (known_sets(catalogue, str(day)) for day in sorted((one, two)))
        for earlier, later in zip(before, after, strict=True):
            assert earlier & ~later == 0
        certain, possible = after
        assert certain & ~possible == 0


@given(days)
def test_the_sets_are_what_the_rows_say(many: Catalogue, day: dt.date) -> None:
    """Held against a slow reading of the same rules, item by item."""
    end = edtf.parse(str(day)).end
    assert end is not None
    sources = {row[0]: row[1:] for row in many.connection.execute("SELECT id, begin, end FROM source")}
    evidence = many.connection.execute(
        """SELECT seq, event.status, event.begin, event.end, source, stance FROM evidence
           JOIN passage ON passage.id = passage JOIN event ON event.id = event
           JOIN seal_item ON seal_item.id = event.id"""
    ).fetchall()
    certain, possible = set(), set()
    for seq, status, begin, stop, source, stance in evidence:
        first, last = sources[source]
        if status != "planned":
            if begin is not None and (begin > end or (last is not None and begin > last)):
                continue
            if stance == "mentions" and stop is not None and first is not None and stop > first:
                continue
        if last is not None and last <= end:
            certain.add(seq)
        if first is None or first <= end:
            possible.add(seq)
    found = [{seq for seq in range(many.total) if bits >> seq & 1} for bits in known_sets(many, str(day))]
    assert found == [certain, possible | certain]


def test_asked_one_after_another_the_answers_are_the_same(many: Catalogue) -> None:
    publications = Publications(many)
    stops = publications.days()
    assert stops == sorted(set(stops))
    for day in [*stops, *reversed(stops)]:
        assert publications.known(day) == known_sets(many, day)


def test_the_bundled_crisis_by_day(crisis: Catalogue) -> None:
    publications = Publications(crisis)
    assert [bits.bit_count() for bits in publications.known("2024-01-21")] == [0, 0]
    certain, possible = publications.known("2024-01-22")
    assert certain == 0
    assert possible & ~crisis.members("source", "epoch") == 0
    assert publications.of_source("epoch", "2024-01-27") == "possibly"
    assert publications.of_source("epoch", "2024-01-28") == "certainly"
    assert publications.of_source("unsigned", "2025-05-31") == "not yet"
    assert publications.of_source("unsigned", "2030-01-01") == "possibly"
    assert publications.known("2024-01/..")[1] == crisis.everything
    assert publications.known("2024-01") == publications.known("2024-01-31")
    with pytest.raises(edtf.EdtfError):
        publications.known("yesterday")


def test_the_visit_is_not_known_before_it_happened(crisis: Catalogue) -> None:
    visit, plan = crisis.row("amir-abdollahian-visit"), crisis.row("amir-abdollahian-visit-planned")
    assert visit is not None
    assert plan is not None
    before, after = Knowledge(crisis, "2024-01-28"), Knowledge(crisis, "2024-01-30")
    assert (before.of(visit), before.of(plan)) == ("not yet", "certainly")
    assert after.of(visit) == "certainly"
    assert Knowledge(crisis, None).of(visit) == "certainly"


def test_plans_are_plans_again(crisis: Catalogue) -> None:
    def outcomes(day: str | None) -> dict[str, tuple[str, bool, bool | None]]:
        knowledge = Knowledge(crisis, day)
        return {each.row.id: (each.outcome, each.sure, each.overdue) for each in promises(crisis, knowledge)}

    assert outcomes("2024-01-23")["amir-abdollahian-visit-planned"] == ("unknown", True, False)
    assert outcomes("2024-01-29")["amir-abdollahian-visit-planned"] == ("fulfilled", False, False)
    assert outcomes("2024-01-30")["amir-abdollahian-visit-planned"] == ("fulfilled", True, False)
    # Nobody whose text is known by the 29th reports that the ambassadors are back; the day for it has passed.
    assert outcomes("2024-01-29")["ambassadors-return-planned"] == ("unknown", True, True)
    assert outcomes(None)["ambassadors-return-planned"] == ("fulfilled", True, None)
    assert "raisi-trade-target" not in outcomes("2024-01-29")


def test_claims_are_known_with_their_own_source(crisis: Catalogue) -> None:
    claims = details.claims_of(crisis, "pakistan-strikes-iran")
    knowledge = Knowledge(crisis, "2024-01-28")
    assert {claim.passage.source for claim in knowledge.claims(claims)} == {"epoch"}
    assert {knowledge.of_claim(claim) for claim in claims} == {"certainly", "not yet"}
    assert knowledge.sources(["epoch", "outlook"]) == ["epoch"]
    later = Knowledge(crisis, "2024-01-29")
    assert {claim.passage.source for claim in later.claims(claims)} == {"epoch", "outlook", "diplomat"}
    assert {claim.passage.source for claim in later.claims(claims, certainly=True)} == {"epoch"}


def test_the_ladder_follows(crisis: Catalogue) -> None:
    day = Knowledge(crisis, "2024-01-28")
    rungs = ladder(crisis, knowledge=day)
    assert rungs
    assert {day.of(rung.row) for rung in rungs} == {"certainly"}
    assert all(rung.passage is None or rung.passage.source == "epoch" for rung in rungs)


@pytest.mark.parametrize("day", ["2024-01-15", "2024-01-23", "2024-01-29", "2024-02", "2025-06-01"])
def test_the_filter_keeps_what_was_possibly_published(crisis: Catalogue, day: str) -> None:
    wanted = parse(f"known:{day}")
    bits = known_sets(crisis, day)[1]
    assert crisis.select(wanted).bits == bits
    (condition,) = conditions(crisis, wanted)
    found = crisis.connection.execute(f"SELECT seq FROM timeline JOIN seal_item USING (id) WHERE {condition}")
    assert {row[0] for row in found} == {seq for seq in range(crisis.total) if bits >> seq & 1}


@given(days)
def test_the_filter_as_sql_keeps_the_same(many: Catalogue, day: dt.date) -> None:
    bits = known_sets(many, str(day))[1]
    (condition,) = conditions(many, parse(f"known:{day}"))
    found = many.connection.execute(f"SELECT seq FROM timeline JOIN seal_item USING (id) WHERE {condition}")
    assert {row[0] for row in found} == {seq for seq in range(many.total) if bits >> seq & 1}


def test_a_plan_mentioned_early_and_a_strike_reported_late(tmp_path: Path) -> None:
    making = Making(tmp_path / "test.sqlite")
    making.source("early", "2024-01-10")
    making.source("late", "2024-01-20/2024-01-25")
    making.event("strike", "2024-01-18", "late")
    making.event("strike-plan", "2024-01-18", "early", status="planned")
    making.link("strike", "strike-plan", "fulfils")
    with Catalogue.open(making.done()) as catalogue:
        told = [
            [(each.outcome, each.sure) for each in promises(catalogue, Knowledge(catalogue, day))]
            for day in ("2024-01-09", "2024-01-19", "2024-01-22", "2024-01-25")
        ]
    assert told == [[], [("unknown", True)], [("fulfilled", False)], [("fulfilled", True)]]
