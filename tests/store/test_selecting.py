"""Filters on the sealed tables against the same filters as SQL on the public views, on two crises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisis import small_database
from iptui.filters import Filter, FilterError, parse
from iptui.store.catalogue import Catalogue
from iptui.store.public import search, timeline

VALUES = {
    "actor": ["aland", "aland-army", "borland", "mayor", "U.I.", "nunez"],
    "by": ["aland", "borland"],
    "target": ["aland", "borland"],
    "speaker": ["borland", "jose", "aland-army"],
    "addressee": ["aland"],
    "behalf": ["borland"],
    "kind": ["event", "statement"],
    "form": ["verbatim", "mixed", "paraphrase"],
    "type": ["assault", "accuse", "protest"],
    "mode": ["withdraw", "visit"],
    "context": ["military", "territory", "health"],
    "quad": ["1", "4", "conflict", "verbal"],
    "status": ["reported", "disputed", "planned"],
    "place": ["dorf", "borland-land", "salt"],
    "source": ["herald", "wire"],
    "grade": ["A", "B", "D", "B3", "D4", "C6"],
    "about": ["aland-fires", "summit"],
    "id": ["summit", "violation"],
    "has": ["quote", "disagreement", "response", "note", "coordinates"],
    "is": ["dated", "undated", "disputed"],
    "basis": ["stated", "inferred", "outside"],
    "lang": ["fa"],
    "on": ["2021-05-03", "2021-05-05", "2021-05", "2021", "2030", "2021-05-04/2021-05-05", "2021-06/.."],
}
DATES = [
    "2021-05-03",
    "2021-05-04",
    "2021-05-06",
    "2021-05-07",
    "2021-05",
    "2021-06-15",
    "2020",
    "2022",
    "2021-05-04T12:00:00Z",
]
TERMS = st.one_of(
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda key: st.lists(st.sampled_from(VALUES[key]), min_size=1, max_size=3).map(lambda v: f"{key}:{','.join(v)}")
    ),
    st.sampled_from(["since", "until"]).flatmap(lambda key: st.sampled_from(DATES).map(lambda date: f"{key}:{date}")),
    st.sampled_from(["rocket", "bor", '"blatant unprovoked"', '"rockets at"', "ambassador's", "nunez-o", "ندارد"]),
)
FILTERS = st.lists(
    st.tuples(st.booleans(), TERMS).map(lambda pair: f"{'-' if pair[0] else ''}{pair[1]}"), max_size=5
).map(" ".join)


@pytest.fixture(scope="module")
def dorf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with Catalogue.open(small_database(tmp_path_factory.mktemp("selecting"))) as catalogue:
        yield catalogue


def both_ways(catalogue: Catalogue, wanted: Filter) -> list[str]:
    """The ids that pass, from the sets; after they proved to be those from the SQL, in its order."""
    found = timeline(catalogue, wanted)
    by_sql = [row[1] for row in catalogue.connection.execute(found.sql)]
    by_sets = [row.id for row in catalogue.rows(catalogue.select(wanted))]
    assert by_sets == by_sql
    assert [row[1] for row in found.rows] == by_sql
    return by_sets


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=300)
@given(FILTERS)
def test_sets_and_sql_keep_the_same_items(dorf: Catalogue, text: str) -> None:
    both_ways(dorf, parse(text))


@given(TERMS)
def test_a_negated_term_keeps_all_that_the_term_does_not(dorf: Catalogue, term: str) -> None:
    with_it, without_it = (dorf.select(parse(text)).bits for text in (term, f"-{term}"))
    assert with_it & without_it == 0
    assert with_it | without_it == dorf.everything


@given(st.lists(TERMS, min_size=2, max_size=4))
def test_terms_are_joined_by_and(dorf: Catalogue, terms: list[str]) -> None:
    bits = dorf.everything
    for term in terms:
        bits &= dorf.select(parse(term)).bits
    assert dorf.select(parse(" ".join(terms))).bits == bits


def test_every_value_of_every_facet_of_the_bundled_crisis_agrees_with_sql(crisis: Catalogue) -> None:
    keys = [
        "actor", "by", "target", "speaker", "addressee", "behalf", "place", "source", "type", "mode", "context",
        "about", "kind", "form", "quad", "status", "basis", "lang", "has", "is",
    ]  # fmt: skip
    asked = 0
    for key in keys:
        for value in crisis.values(key):
            wanted = parse(f'{key}:"{value}"')
            assert len(both_ways(crisis, wanted)) == crisis.values(key)[value]
            asked += 1
    assert asked > 150
    for letter in "ABCDEF":
        both_ways(crisis, parse(f"grade:{letter}"))
        both_ways(crisis, parse(f"grade:{letter}3"))


@pytest.mark.parametrize(
    "date", ["1947", "2023-12", "2024-01", "2024-01-16", "2024-01-18T10:00:00Z", "2024-01-30", "2026"]
)
def test_windows_on_the_bundled_crisis_agree_with_sql(crisis: Catalogue, date: str) -> None:
    for text in (f"since:{date}", f"until:{date}", f"on:{date}", f"-since:{date}", f"known:{date}"):
        both_ways(crisis, parse(text))


def test_known_only_grows_with_the_date(crisis: Catalogue) -> None:
    before = 0
    for date in ("2023", "2024-01-22", "2024-01-29", "2024-02", "2024-04-24", "2025-06", "2026"):
        known = crisis.select(parse(f"known:{date}")).bits
        assert before & ~known == 0
        before = known
    assert before == crisis.everything


@pytest.mark.parametrize(
    ("text", "near"),
    [("actor:alland", "Aland"), ("place:dorff", "Dorf"), ("source:harold", "herald"), ("about:sumit", "summit"),
     ("type:asault", "ASSAULT"), ("context:militry", "military"), ("id:violatoin", "violation")],
)  # fmt: skip
def test_what_is_not_there_is_an_error_with_the_nearest_names(dorf: Catalogue, text: str, near: str) -> None:
    with pytest.raises(FilterError) as caught:
        dorf.select(parse(f"kind:event -{text}"))
    assert near in caught.value.reason
    assert caught.value.text[caught.value.position :].startswith(f"-{text}")


@pytest.mark.parametrize(
    ("name", "ids"),
    [("AU", []), ("ui", ["restraint"]), ("U.I.", ["restraint"]), ("united islands", ["restraint"]),
     ("Jose Nunez", ["violation", "will-answer"]), ("josé núñez-o’hara", ["violation", "will-answer"]),
     ("خوزه نونيز", ["violation", "will-answer"])],
)  # fmt: skip
def test_a_name_is_found_in_every_spelling(dorf: Catalogue, name: str, ids: list[str]) -> None:
    wanted = parse(f'speaker:"{name}"')
    if not ids:
        with pytest.raises(FilterError):
            dorf.select(wanted)
    else:
        assert both_ways(dorf, wanted) == ids


@pytest.mark.parametrize("words", ["rockets", "bor", '"we will"', "aland kind:event", "violation -actor:mayor"])
@pytest.mark.parametrize("by_time", [False, True])
def test_search_gives_what_its_sql_gives(dorf: Catalogue, words: str, by_time: bool) -> None:
    found = search(dorf, parse(words), by_time=by_time)
    rows = list(found.rows)
    assert rows
    assert rows == dorf.connection.execute(found.sql).fetchall()
