"""As known on a day: what was published by then, in the timeline, the detail pane, the counts, and the slider."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui.model import Source
from iptui.store.bundled import ensure_bundled
from iptui.text import is_safe
from iptui.tui.format.beside import since_text
from iptui.tui.format.pieces import line_text, width_of
from iptui.tui.format.slider import slider_line, stop_after
from making_crisis import Making
from tui.driving import Driver, check_golden, explorer

SIZES = [(80, 24), (120, 40), (200, 50)]


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raid, a plan and what came of it, told by a paper of 3 January, one of 5 to 20, and one of 1 February."""
    making = Making(tmp_path_factory.mktemp("told") / "told.sqlite")
    making.source("early", "2024-01-03", publisher="Early News")
    making.source("vague", "2024-01-05/2024-01-20", publisher="Vague Weekly")
    making.source("late", "2024-02-01", publisher="Late Post")
    making.actor("other")
    making.event("raid", "2024-01-01", "early", "vague", "late", title="A raid", type="ASSAULT")
    making.role("raid", "land", "initiator")
    making.role("raid", "other", "target")
    making.event("summit-planned", "2024-01-25", "early", title="Planned: a summit", status="planned")
    making.event("summit", "2024-01-25", "late", title="The summit is held")
    making.link("summit", "summit-planned", "fulfils")
    making.event("protest", "2024-01-04", "vague", title="A protest")
    making.statement("regret", "2024-01-02", "vague", summary="Land regrets the raid.", speaker="land", about="raid")
    making.claim("two", "raid", "early", "2", low=2, best=2, high=2)
    making.claim("five", "raid", "late", "5", low=5, best=5, high=5)
    making.claim("place", "raid", "early", "north", "site")
    making.claim("place-vague", "raid", "vague", "south", "site")
    return making.done()


def page(driver: Driver) -> str:
    return driver.page.replace("\u00a0", " ")


async def test_nothing_is_shown_before_it_was_published(told: Path) -> None:
    expected = {
        "2024-01-02": set(),
        "2024-01-03": {"raid", "summit-planned"},
        "2024-01-06": {"raid", "summit-planned", "protest", "regret"},
        "2024-02-01": {"raid", "summit-planned", "summit", "protest", "regret"},
    }
    before: set[str] = set()
    for day, ids in expected.items():
        async with explorer(told, filter_text=f"known:{day}") as driver:
            assert set(driver.ids) == ids
            assert before <= set(driver.ids), "what is known only grows"
            before = ids


async def test_what_was_only_possibly_published_is_told_without_colour(told: Path) -> None:
    for size, mark in (((80, 24), "◌ "), ((200, 50), "◌ possibly ")):
        async with explorer(told, size, filter_text="known:2024-01-06") as driver:
            assert mark in driver.line("timeline", "A protest")
            assert "◌" not in driver.line("timeline", "A raid")
            assert mark in driver.line("timeline", "Land regrets")
        async with explorer(told, size, filter_text="known:2024-01-20") as driver:
            assert "◌" not in driver.pane("timeline")


async def test_sources_and_disagreements_are_those_of_the_day(told: Path) -> None:
    for day, sources, differ, values in (
        ("2024-01-03", 1, False, {"2", "north"}),
        ("2024-01-06", 2, True, {"2", "north", "south"}),
        ("2024-02-01", 3, True, {"2", "5", "north", "south"}),
    ):
        async with explorer(told, (200, 60), filter_text=f"known:{day}") as driver:
            await driver.press("g")
            assert driver.shown == "raid"
            line = driver.line("timeline", "A raid")
            assert ("⚖" in line) is differ
            assert line.split()[-1].rstrip("╎┃│") in (str(sources), "src")
            assert f" {sources}" in line
            item = driver.screen.detail.item
            assert item is not None
            assert {claim.value for claim in item.claims} == values
            text = page(driver)
            assert ("⚖ killed" in text) is (day == "2024-02-01")
            assert ("⚖ site" in text) is (day != "2024-01-03")
            assert f"WRITTEN IN {sources} SOURCE" in text
            assert ("Land regrets" in text) is (day != "2024-01-03")


async def test_a_plan_is_a_plan_again(told: Path) -> None:
    for day, fulfilled in (("2024-01-26", False), ("2024-02-01", True)):
        async with explorer(told, (120, 60), filter_text=f"known:{day} status:planned") as driver:
            assert driver.shown == "summit-planned"
            assert "◷ planned" in page(driver)
            assert ("fulfilled by" in page(driver)) is fulfilled


async def test_the_detail_says_since_when_each_source_could_have_reported_it(told: Path) -> None:
    async with explorer(told, (200, 60), filter_text="known:2024-01-06") as driver:
        await driver.press("g")
        text = " ".join(page(driver).split())
        assert "could report it from Wed 3 Jan 2024" in text
        assert "could report it from Fri 5 Jan 2024, certainly from Sat 20 Jan 2024 · ◌ possibly by then" in text
        assert "Late" not in text
        await driver.press("j")
        assert driver.shown == "regret"
        assert "◌ possibly published by 6 Jan 2024, not certainly" in page(driver)
    async with explorer(told, (200, 60)) as driver:
        await driver.press("g")
        text = " ".join(page(driver).split())
        assert "could report it from Thu 1 Feb 2024" in text
        assert "by then" not in text


async def test_the_title_names_the_day_and_counts_follow(told: Path) -> None:
    async with explorer(told, (120, 40)) as driver:
        assert "as known on: today" in driver.lines()[0]
    async with explorer(told, (120, 40), filter_text="known:2024-01-06") as driver:
        assert "3 of 4 events · 1 statement ─ as known on 6 Jan 2024, 2 of them possibly" in driver.lines()[0]
        assert "Land" in driver.pane("actors")
    async with explorer(told, (80, 24), filter_text="known:2024-01-06") as driver:
        assert "known 6 Jan 2024" in driver.lines()[0]


async def test_the_slider_steps_through_the_days_of_publication(told: Path) -> None:
    async with explorer(told, (120, 40)) as driver:
        await driver.press("K")
        assert "as known on" in driver.text()
        assert "today: everything" in driver.text()
        seen = []
        for _ in range(5):
            await driver.press("left")
            seen.append(str(driver.screen.view.filter))
        assert seen == [
            f"known:{day}" for day in ("2024-02-01", "2024-01-20", "2024-01-05", "2024-01-03", "2024-01-03")
        ]
        assert set(driver.ids) == {"raid", "summit-planned"}
        assert "3 Jan 2024: sources 1 certainly · 2 not yet" in driver.text()
        await driver.press("right")
        assert "1 certainly · 1 ◌ possibly · 1 not yet" in driver.text()
        await driver.press("enter")
        assert driver.focused == "timeline"
        assert str(driver.screen.view.filter) == "known:2024-01-05"
        await driver.press("K", "end")
        assert not driver.screen.view.filter
        await driver.press("home")
        assert str(driver.screen.view.filter) == "known:2024-01-03"
        await driver.press("escape")
        assert str(driver.screen.view.filter) == "known:2024-01-05", "escape restores what was"
        await driver.press("escape")
        assert not driver.screen.view.filter, "the day is one level of the filter"


async def test_a_day_is_typed_in_any_words(told: Path) -> None:
    async with explorer(told, (120, 40), filter_text="actor:land") as driver:
        await driver.press("K", "left")
        await driver.type("6 jan 2024")
        assert str(driver.screen.view.filter) == "actor:land known:2024-01-06"
        assert "6 Jan 2024: sources 1 certainly · 1 ◌ possibly · 1 not yet" in driver.text()
        await driver.press("ctrl+u")
        assert str(driver.screen.view.filter) == "actor:land"
        await driver.type("never")
        assert "▲" in driver.text()
        await driver.press("enter")
        assert driver.focused == "input", "what is no day is not taken"
        await driver.press("ctrl+u")
        await driver.type("2024-01")
        await driver.press("enter")
        assert str(driver.screen.view.filter) == "actor:land known:2024-01"
        assert "as known on January 2024" in driver.lines()[0] or "as known on Jan 2024" in driver.lines()[0]


async def test_the_day_can_be_typed_into_the_filter_and_goes_with_the_command(told: Path) -> None:
    async with explorer(told) as driver:
        await driver.press("slash")
        await driver.type("known:2024-01-03")
        await driver.press("enter")
        assert set(driver.ids) == {"raid", "summit-planned"}
        await driver.press("S")
        assert "known:2024-01-03" in driver.text()


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
async def test_screens(told: Path, size: tuple[int, int]) -> None:
    async with explorer(told, size, filter_text="known:2024-01-06") as driver:
        await driver.press("g", "K")
        check_golden(f"known-{size[0]}x{size[1]}", driver.text())


async def test_the_bundled_crisis_on_the_days_of_its_articles() -> None:
    async with explorer(ensure_bundled(), (120, 40), ours=True) as driver:
        total = len(driver.ids)
        await driver.press("K")
        counts = [total]
        for _ in range(8):
            await driver.press("left")
            counts.append(len(driver.ids))
            for line in driver.lines():
                assert is_safe(line)
        assert counts == sorted(counts, reverse=True)
        assert 0 < counts[-1] < total
        await driver.press("enter")
        assert "known:2024-01-22" in str(driver.screen.view.filter)
        assert "ambassadors-return" not in driver.ids
        assert "ambassadors-return-planned" in driver.ids


stops = st.lists(st.dates().map(str), unique=True, max_size=60).map(sorted)


@given(stops, st.none() | st.dates().map(str), st.integers(20, 200))
def test_the_slider_fits_and_shows_where_the_day_is(stops: list[str], day: str | None, width: int) -> None:
    line = slider_line(stops, day, "a day", {"a": "certainly", "b": "possibly"} if day else {}, width)
    assert width_of(line) <= width
    assert line_text(line).count("●") == 1


@given(stops, st.none() | st.dates().map(str))
def test_steps_lead_through_every_stop_and_back(stops: list[str], day: str | None) -> None:
    forth = []
    at = day
    while (at := stop_after(stops, at, 1)) is not None:
        forth.append(at)
        assert len(forth) <= len(stops)
    assert forth == [stop for stop in stops if day is not None and stop > day]
    back = []
    at = None
    for _ in stops:
        at = stop_after(stops, at, -1)
        back.append(at)
    assert back == stops[::-1]
    if stops:
        assert stop_after(stops, stops[0], -1) == stops[0]


def test_since_when_a_source_could_report_something() -> None:
    def source(earliest: str | None, latest: str | None) -> Source:
        return Source(
            "s", "T", None, None, None, None, None, "2024", earliest, latest, "stated", None, "F", None, None, None,
            None, None, None, None, None,
        )  # fmt: skip

    assert since_text(source("2024-01-03", "2024-01-03"), None) == "could report it from Wed 3 Jan 2024"
    vague = source("2024-01-03", "2024-01-20")
    assert since_text(vague, "2024-01-10") == "could report it from Wed 10 Jan 2024, certainly from Sat 20 Jan 2024"
    assert since_text(vague, "2024-01-10", mentions=True).startswith("could mention it")
    assert since_text(source(None, None), None).startswith("day of publication unknown")
    assert since_text(source("2024-01-03", None), None).endswith("or later: it is not known when")
    assert "at the latest Wed 3 Jan 2024" in since_text(source(None, "2024-01-03"), None)
