"""Which claims can both be true, who says them, and how many say them on their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui.evidence.echoes import SHARED_WORDS, Origins, comparison, groups, shared_runs
from iptui.evidence.numbers import compatible, counted, number_range, same_value, verdict
from iptui.model import Claim, Passage
from iptui.store import details
from iptui.store.catalogue import Catalogue
from making_crisis import Making


def claim(
    value: str = "x",
    low: float | None = None,
    best: float | None = None,
    high: float | None = None,
    *,
    denied: bool = False,
    name: str = "killed",
    source: str = "one",
) -> Claim:
    place = Passage(1, source, 0, 1, 1, 1, "0" * 64)
    return Claim(
        "id", "event", name, None, value, low, best, high, denied, None, None, place, "C3", "normal", None, None
    )


SEVEN = claim("7", 7, 7, 7)
EIGHT = claim("8", 8, 8, 8)
NINE = claim("9", 9, 9, 9)
AT_LEAST_SEVEN = claim("at least 7", low=7)
AT_LEAST_NINE = claim("at least 9", low=9)
AT_MOST_EIGHT = claim("at most 8", high=8)
SEVEN_TO_NINE = claim("7 to 9", 7, None, 9)
SEVEN_OR_MORE = claim("7 or more", 7, 7)
ABOUT_100 = claim("about 100", best=100)
NOT_SEVEN = claim("7", 7, 7, 7, denied=True)
NOT_FIVE_OR_MORE = claim("at least 5", low=5, denied=True)
SEVERAL = claim("several")
NOT_SEVERAL = claim("several", denied=True)

TRUTH = [
    (SEVEN, SEVEN, True),
    (SEVEN, NINE, False),
    (SEVEN, AT_LEAST_NINE, False),
    (NINE, AT_LEAST_SEVEN, True),
    (SEVEN, AT_LEAST_SEVEN, True),
    (AT_LEAST_SEVEN, AT_LEAST_NINE, True),
    (AT_LEAST_NINE, AT_MOST_EIGHT, False),
    (AT_LEAST_SEVEN, AT_MOST_EIGHT, True),
    (SEVEN_TO_NINE, EIGHT, True),
    (SEVEN_TO_NINE, AT_MOST_EIGHT, True),
    (SEVEN_OR_MORE, NINE, True),
    (SEVEN_OR_MORE, claim("6", 6, 6, 6), False),
    (ABOUT_100, claim("103", 103, 103, 103), True),
    (ABOUT_100, claim("500", 500, 500, 500), False),
    (ABOUT_100, claim("about 120", best=120), True),
    (SEVEN, NOT_SEVEN, False),
    (NINE, NOT_SEVEN, True),
    (AT_LEAST_SEVEN, NOT_SEVEN, True),
    (SEVEN, NOT_FIVE_OR_MORE, False),
    (AT_LEAST_SEVEN, NOT_FIVE_OR_MORE, False),
    (AT_MOST_EIGHT, NOT_FIVE_OR_MORE, True),
    (NOT_SEVEN, NOT_FIVE_OR_MORE, True),
    (SEVERAL, NOT_SEVERAL, False),
    (SEVERAL, SEVEN, True),
    (claim("bases"), claim("sites"), True),
    (claim("Bases"), claim("bases", denied=True), False),
    (claim("2024-01-16", name="date"), claim("2024-01", name="date"), True),
    (claim("2024-01-16", name="date"), claim("2024-01-17", name="date"), False),
    (claim("2024-01", name="date"), claim("2025", name="date"), False),
    (claim("2024-01-16", name="date"), claim("XXXX", name="date"), True),
    (claim("2024-01-16", name="date"), claim("2024-02~", name="date"), True),
    (claim("2024-01-16", name="label"), claim("2024-01-17", name="label"), True),
]


@pytest.mark.parametrize(("one", "two", "both"), TRUTH)
def test_what_can_both_be_true(one: Claim, two: Claim, both: bool) -> None:
    assert compatible(one, two) is both
    assert compatible(two, one) is both


@pytest.mark.parametrize(("one", "two", "both"), [case for case in TRUTH if not same_value(*case[:2])])
def test_the_view_judges_alike(tmp_path: Path, one: Claim, two: Claim, both: bool) -> None:
    making = Making(tmp_path / "test.sqlite")
    making.source("one")
    making.event("event", "2024", "one")
    for name, each in (("first", one), ("second", two)):
        numbers = {"low": each.low, "best": each.best, "high": each.high, "negated": int(each.negated)}
        making.claim(name, "event", "one", each.value, name=each.property, **numbers)
    with Catalogue.open(making.done()) as catalogue:
        (found,) = details.disagreements(catalogue)
    assert found.disjoint is not both


bounds = st.one_of(st.none(), st.integers(-3, 3))


@given(st.tuples(bounds, bounds, bounds, st.booleans()), st.tuples(bounds, bounds, bounds, st.booleans()))
def test_compatible_is_symmetric_and_a_number_goes_with_itself(
    one: tuple[int | None, int | None, int | None, bool], two: tuple[int | None, int | None, int | None, bool]
) -> None:
    a, b = (
        claim(str(row), *sorted(x for x in row[:3] if x is not None), denied=row[3])
        if all(x is not None for x in row[:3])
        else claim(str(row), low=row[0], denied=row[3])
        for row in (one, two)
    )
    assert compatible(a, b) == compatible(b, a)
    assert compatible(a, a)


def test_ranges() -> None:
    assert number_range(SEVEN) == (7, 7)
    assert number_range(AT_LEAST_NINE) == (9, float("inf"))
    assert number_range(AT_MOST_EIGHT) == (float("-inf"), 8)
    assert number_range(ABOUT_100) == (90, 110)
    with pytest.raises(ValueError, match="no number"):
        number_range(SEVERAL)


def test_verdicts() -> None:
    other = claim("7", 7, 7, 7, source="two")
    assert verdict([SEVEN]) == "alone"
    assert verdict([SEVEN, SEVEN]) == "alone"
    assert verdict([SEVEN, other]) == "agree"
    assert verdict([other, AT_LEAST_SEVEN]) == "compatible"
    assert verdict([SEVEN, AT_LEAST_NINE]) == "conflict"
    assert verdict([claim("bases"), claim("sites", source="two")]) == "differ"
    with pytest.raises(ValueError, match="no claim"):
        verdict([])


def test_the_tolls_of_the_bundled_crisis(crisis: Catalogue) -> None:
    found = {(group.event, group.property, group.qualifier): group for group in groups(crisis)}
    toll = found["pakistan-strikes-iran", "casualties", None]
    dead = found["pakistan-strikes-iran", "killed", None]
    children = found["iran-strikes-pakistan", "killed", "children"]
    assert toll.verdict == "conflict"
    assert {position.value for position in toll.positions} == {"7", "at least 9"}
    assert {position.sides for position in toll.positions} == {("Iran",)}
    assert children.verdict == "compatible"
    assert (dead.counted, toll.counted) == ("the dead", "the dead and injured together")
    assert counted("weapon") is None


def test_side_by_side(crisis: Catalogue) -> None:
    found = comparison(crisis, "pakistan-strikes-iran")
    assert [column.id for column in found.columns] == ["epoch", "diplomat", "outlook", "balancing", "unsigned"]
    first = found.rows[0]
    assert (first.verdict, first.group.property) == ("conflict", "casualties")
    told = {column.id: [each.value for each in cell] for column, cell in zip(found.columns, first.cells, strict=True)}
    assert told == {"epoch": [], "diplomat": [], "outlook": ["at least 9"], "balancing": ["7"], "unsigned": []}
    claims = sum(len(cell) for row in found.rows for cell in row.cells)
    assert claims == len(details.claims_of(crisis, "pakistan-strikes-iran"))
    by_claimant = comparison(crisis, "pakistan-strikes-iran", by="claimant")
    assert by_claimant.columns[0].id == ""
    assert claims == sum(len(cell) for row in by_claimant.rows for cell in row.cells)


def test_nothing_to_compare(crisis: Catalogue) -> None:
    assert comparison(crisis, "no-such-event").rows == ()


RUN = "the two governments said late on tuesday that they would send their envoys back before the week was over"


def test_shared_runs_skip_quotations_and_short_ones() -> None:
    other = f"In short: {RUN.upper().replace(' ', chr(0xA0), 3)}. More."
    assert shared_runs(f"{RUN}.", other) == [RUN]
    assert shared_runs(f"He said: “{RUN}.”", f"She heard “{RUN}.”") == []
    assert shared_runs(f'He said: "{RUN}."', RUN) == []
    words = RUN.split()
    exactly = " ".join(words[:SHARED_WORDS])
    assert shared_runs(exactly, f"so {exactly} then") == [exactly]
    assert shared_runs(" ".join(words[: SHARED_WORDS - 1]), RUN) == []
    assert shared_runs(f"{' '.join(words[:6])}\n\n{' '.join(words[6:12])}", RUN) == []


def _crisis(path: Path) -> Path:
    making = Making(path)
    making.source("wire")
    making.source("copy", derived_from="wire")
    making.source("copy-of-copy", derived_from="copy")
    making.source("own")
    making.source("echo")
    making.event("strike", "2024-01-16", "wire", "copy", "copy-of-copy", "own", "echo")
    for source in ("wire", "copy", "copy-of-copy", "own", "echo"):
        making.claim(f"c-{source}", "strike", source, "7", low=7, best=7, high=7)
    return making.done()


def test_echoes_count_once(tmp_path: Path) -> None:
    with Catalogue.open(_crisis(tmp_path / "test.sqlite")) as catalogue:
        (group,) = groups(catalogue)
        assert (group.verdict, group.sources, group.independent) == ("agree", 5, 3)
        (group,) = groups(catalogue, texts={"own": f"One. {RUN}.", "echo": f"Two; {RUN}!"})
        (position,) = group.positions
        assert (position.sources, position.independent) == (5, 2)
        origins = Origins(details.sources(catalogue), {"own": RUN, "echo": RUN})
    assert ("copy", "wire", "derived") in origins.reasons
    assert ("echo", "own", RUN) in origins.reasons
    assert origins.independent(["wire", "copy-of-copy", "unknown"]) == 2


def test_a_circle_of_derived_sources_ends(crisis: Catalogue) -> None:
    one, two, three, *_ = details.sources(crisis)
    circle = [
        one._replace(derived_from=two.id),
        two._replace(derived_from=three.id),
        three._replace(derived_from=one.id),
    ]
    origins = Origins(circle)
    assert origins.independent([one.id, two.id, three.id]) == 1


def test_the_five_articles_are_of_five_origins(crisis: Catalogue, sources_dir: Path) -> None:
    texts = {}
    for source in details.sources(crisis):
        assert source.file is not None
        texts[source.id] = (sources_dir / source.file).read_bytes().decode()
    origins = Origins(details.sources(crisis), texts)
    assert origins.reasons == []
    assert origins.independent(texts) == 5
    longest = max(
        (
            len(run.split())
            for one in texts
            for two in texts
            if one < two
            for run in shared_runs(texts[one], texts[two], 5)
        ),
        default=0,
    )
    assert longest < SHARED_WORDS - 3
