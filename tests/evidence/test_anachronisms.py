"""What contradicts the calendar or the offices: on the bundled crisis, and each kind on its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from iptui.evidence.anachronisms import Finding, anachronisms
from iptui.evidence.offices import Seat, role_words, seat_of, tenure
from iptui.store.catalogue import Catalogue
from making_crisis import Making


@pytest.fixture
def making(tmp_path: Path) -> Making:
    made = Making(tmp_path / "test.sqlite")
    made.source("one")
    made.source("two")
    for person in ("ann", "ben"):
        made.person(person)
    return made


def found(making: Making, *without: str) -> list[Finding]:
    with Catalogue.open(making.done()) as catalogue:
        return anachronisms(catalogue, without)


def by_person(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.ids[0]: finding for finding in findings}


def test_the_bundled_crisis_has_exactly_these(crisis: Catalogue) -> None:
    findings = by_person(anachronisms(crisis))
    assert set(findings) == {
        "bilawal-bhutto-zardari",
        "shehbaz-sharif",
        "nawaz-sharif",
        "masoud-pezeshkian",
        "khawaja-asif",
    }
    assert len(anachronisms(crisis)) == len(findings)


def test_the_wrong_foreign_minister_with_passages_on_both_sides(crisis: Catalogue) -> None:
    finding = by_person(anachronisms(crisis))["bilawal-bhutto-zardari"]
    assert finding.kind == "two-holders"
    assert finding.ids[1] == "jalil-abbas-jilani"
    assert "unsigned-bhutto-zardari-wwiii" in finding.ids
    assert finding.sources == ("unsigned",)
    assert set(finding.against_sources) == {"diplomat", "epoch", "outlook"}
    assert finding.basis == "stated"
    for word in ("Bhutto Zardari", "Foreign Minister", "Jilani", "Jan 2024"):
        assert word in finding.message


def test_the_wrong_prime_ministers(crisis: Catalogue) -> None:
    findings = by_person(anachronisms(crisis))
    january, april = findings["shehbaz-sharif"], findings["nawaz-sharif"]
    assert january.ids[1] == "anwaar-ul-haq-kakar"
    assert set(january.against_sources) == {"diplomat", "epoch", "outlook"}
    assert (april.ids[1], april.sources, april.basis) == ("shehbaz-sharif", ("balancing",), "outside")
    assert "Apr 2024" in april.message


def test_without_the_offending_source_they_are_gone(crisis: Catalogue) -> None:
    assert [finding.ids[0] for finding in anachronisms(crisis, {"unsigned"})] == ["nawaz-sharif"]
    assert "nawaz-sharif" not in by_person(anachronisms(crisis, {"balancing"}))
    assert anachronisms(crisis, {"unsigned", "balancing"}) == []


def test_without_the_witnesses_the_other_side_is_only_outside(crisis: Catalogue) -> None:
    finding = by_person(anachronisms(crisis, {"diplomat", "epoch", "outlook"}))["bilawal-bhutto-zardari"]
    assert (finding.against, finding.basis) == ((), "outside")


def test_two_known_holders_of_one_seat(making: Making) -> None:
    making.term("ann", "2023-01-01/2024-06-30", source="one")
    making.term("ben", "2024-02-01/2024-12-31", source="two")
    (finding,) = found(making)
    assert (finding.kind, finding.ids) == ("two-holders", ("ann", "ben"))
    assert (finding.sources, finding.against_sources) == (("one",), ("two",))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2023-01-01/2024-03-01", "2024-03-01/.."),  # a hand-over
        ("2023-01/2024-03", "2024-03/.."),  # known to the month only
        ("2023-01-01/2024-03-01?", "2024-02-01/.."),  # nobody knows for sure
        ("2024", "2024-03-01/.."),  # some time in the year
        ("XXXX", "2024-03-01/.."),
        ("2024-01-01/", "2024-03-01/.."),  # an unknown end
    ],
)
def test_no_clash_where_the_dates_leave_room(making: Making, first: str, second: str) -> None:
    making.term("ann", first)
    making.term("ben", second)
    assert found(making) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2023-01-01/2024-03-02", "2024-03-01/.."),  # two days are no hand-over
        ("2023-01-01/..", "2024-03"),  # whenever in March: the other held it all the month
        ("2024-03-05", "2024-03-05"),
    ],
)
def test_a_clash_where_they_leave_none(making: Making, first: str, second: str) -> None:
    making.term("ann", first)
    making.term("ben", second)
    assert [finding.kind for finding in found(making)] == ["two-holders"]


def test_seats_of_several_holders_never_clash(making: Making) -> None:
    making.term("ann", "2024-01-01/2024-12-31", role="Spokesperson", single=False)
    making.term("ben", "2024-01-01/2024-12-31", role="Spokesperson", single=False)
    assert found(making) == []


def test_quoted_in_an_office_that_somebody_else_held(making: Making) -> None:
    making.term("ann", "2023-01-01/2024-12-31", source="two")
    making.term("ben", "2020-01-01/2022-12-31")
    making.statement("said", "2024-03-05", "one", speaker="ben", office="foreign minister")
    making.statement("again", "2024-03-06", "one", speaker="ben", office="Land's Minister of Foreign Affairs")
    (finding,) = found(making)
    assert (finding.kind, finding.ids) == ("office-not-held", ("ben", "ann", "said", "again"))
    assert len(finding.passages) == 2
    assert (finding.sources, finding.against_sources, finding.basis) == (("one",), ("two",), "stated")
    assert "Ben" in finding.message
    assert "Ann" in finding.message


@pytest.mark.parametrize(
    ("office", "date"),
    [
        ("former foreign minister", "2024-03-05"),
        ("deputy foreign minister", "2024-03-05"),
        ("minister of state for foreign affairs", "2024-03-05"),
        ("opposition foreign minister", "2024-03-05"),  # a word that nothing explains
        ("top diplomat", "2024-03-05"),
        ("foreign minister", "XXXX"),
        ("foreign minister", "2024/2025"),  # may be after the other's term
        ("foreign minister", "2022-12-31"),  # held it still
    ],
)
def test_words_that_prove_nothing(making: Making, office: str, date: str) -> None:
    making.term("ann", "2023-01-01/2024-12-31")
    making.term("ben", "2020-01-01/2022-12-31")
    making.statement("said", date, "one", speaker="ben", office=office)
    assert found(making) == []


def test_a_claim_names_the_wrong_holder(making: Making) -> None:
    making.term("ann", "2023-01-01/2024-12-31", source="two")
    making.event("visit", "2024-03-05", "two")
    making.claim("wrong", "visit", "one", "ben", name="office_holder", qualifier="Foreign Minister of Land")
    (finding,) = found(making)
    assert (finding.kind, finding.ids) == ("office-not-held", ("ben", "ann", "wrong"))


def test_of_a_spokesperson_the_body_must_be_named() -> None:
    seats = [Seat("ministry", frozenset({"spokesperson"}), "Spokesperson", True)]
    names = {"ministry": frozenset({"foreign", "ministry", "of", "land"}), "land": frozenset({"land"})}
    root, kinds = {"ministry": "land", "land": "land"}, {"ministry": "ministry", "land": "state"}
    assert seat_of("spokesman", "land", seats, names, root, kinds) is None
    assert seat_of("Land's spokeswoman", "land", seats, names, root, kinds) is None
    assert seat_of("Foreign Ministry spokesman", "land", seats, names, root, kinds) == seats[0]
    assert seat_of("Foreign Ministry spokesman", "elsewhere", seats, names, root, kinds) is None


def test_role_words() -> None:
    assert role_words("Minister of Foreign Affairs") == role_words("the acting foreign minister")
    assert role_words("Defense Minister") == role_words("Minister of Defence")


def test_tenure_is_certain_only_where_the_dates_are() -> None:
    day = 86400
    term = tenure("1970-01-03/1970-01-05")
    assert (term.sure_first, term.sure_last) == (2 * day, 5 * day - 1)
    for span in ("1970", "1970-01~", "XXXX", "", "no date"):
        assert not tenure(span).sure
    month = tenure("1970-01/1970-03")
    assert (month.sure_first, month.sure_last) == (30 * day, 60 * day - 1)


def test_a_statement_about_an_event_before_the_event(making: Making) -> None:
    making.event("strike", "2024-01-18", "two")
    making.statement("early", "2024-01-16", "one", about="strike", type="ACCUSE")
    making.statement("same-day", "2024-01-18", "one", about="strike")
    making.statement("perhaps", "2024-01", "one", about="strike")
    making.statement("threat", "2024-01-16", "one", about="strike", type="THREATEN")
    making.event("plan", "2024-01-20", "two", status="planned")
    making.statement("of-the-plan", "2024-01-16", "one", about="plan")
    (finding,) = found(making)
    assert (finding.kind, finding.ids, finding.basis) == ("before-event", ("early", "strike"), "calendar")
    assert (finding.sources, finding.against_sources) == (("one",), ("two",))


def test_a_source_published_before_what_it_reports(making: Making) -> None:
    making.source("old", "2024-01-10/2024-01-12")
    making.event("strike", "2024-01-18", "old", "old", "two")
    making.event("mentioned", "2024-01-18", "old", stance="mentions")
    making.event("planned", "2024-01-18", "old", status="planned")
    making.event("undated", "XXXX", "old")
    making.statement("said", "2024-01-13", "old")
    findings = found(making)
    assert [finding.kind for finding in findings] == ["before-publication"] * 2
    strike, said = sorted(findings, key=lambda finding: finding.ids != ("strike",))
    assert (len(strike.passages), strike.sources, strike.against_sources) == (2, ("old",), ("two",))
    assert said.ids == ("said",)


def test_an_answer_before_its_cause(making: Making) -> None:
    making.event("cause", "2024-01-18", "one")
    making.event("answer", "2024-01-16", "two")
    making.link("answer", "cause", "retaliation_for", "two")
    making.event("part", "2024-01-01", "two")
    making.link("part", "cause", "part_of")
    (finding,) = found(making)
    assert (finding.kind, finding.ids) == ("before-cause", ("answer", "cause"))
    assert (finding.sources, finding.against_sources) == (("two",), ("one",))


@pytest.mark.parametrize("left_out", ["one", "two"])
def test_nothing_is_held_against_what_is_left_out(making: Making, left_out: str) -> None:
    making.event("cause", "2024-01-18", "one")
    making.event("answer", "2024-01-16", "two")
    making.link("answer", "cause", "response_to", "two")
    making.statement("early", "2024-01-10", "two", about="cause")
    assert found(making, left_out) == []


def test_a_time_in_a_zone_against_a_day_needs_more_than_zones_explain(making: Making) -> None:
    making.event("night", "2024-01-17T20:00:00-08:00", "two")  # the 18th in UTC
    making.statement("that-day", "2024-01-17", "one", about="night")
    assert found(making) == []
