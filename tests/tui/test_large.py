"""What the explorer does otherwise in a large crisis: it reads ahead, and gives the same answers."""

from __future__ import annotations

import random
import threading
from itertools import pairwise
from pathlib import Path

import pytest

from iptui.evidence.known import Knowledge
from iptui.store import branches, details
from iptui.store.catalogue import Catalogue
from iptui.store.sets import Selection, span
from iptui.tui import app
from iptui.tui.axis import DAY, axis, default_window
from iptui.tui.reading import Reading, open_reading
from iptui.tui.screens import ahead
from iptui.tui.tree import OPENED_AT_FIRST
from iptui.tui.warming import Warmth, read_ahead
from making_crisis import Making
from tui.driving import explorer


@pytest.fixture(scope="module")
def told_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three tellings of one statement, sources that differ in when they were published, and dates of every kind."""
    making = Making(tmp_path_factory.mktemp("again") / "again.sqlite")
    making.source("early", published="2024-01-03")
    making.source("late", published="2024-02")
    for number, date in enumerate(("2024-01-01", "2024-01-02", "../2024-01-05", "2024-01-04/..", "XXXX", "1989")):
        making.event(f"e{number}", date, "early" if number % 2 else "late")
    making.statement("said", "2024-01-02", "early")
    making.statement("retold", "2024-01-02", "late", variant_of="said")
    making.statement("retold-again", "2024-01-02", "late", variant_of="retold")
    return making.done()


def test_what_is_read_ahead_in_another_thread_is_what_is_read_at_once(told_again: Path) -> None:
    found: list[Warmth] = []
    with Catalogue.open(told_again) as plain, Catalogue.open(told_again) as given:
        reading = Reading(given)
        worker = threading.Thread(target=lambda: found.append(read_ahead(reading)))
        worker.start()
        worker.join()
        found[0].give(reading)
        tree, opened = Reading(plain).tree, frozenset(Reading(plain).tree.roots)
        assert reading.tree is found[0].tree
        assert reading.tree.visible(opened) == tree.visible(opened)
        assert given.publications is found[0].publications
        assert given.worded_alike == plain.worded_alike != {}
        for day in ("2024-01-02", "2024-01-03", "2024-01", "2024-02-15", "2025"):
            mine, theirs = Knowledge(plain, day), Knowledge(given, day)
            assert (mine.certain, mine.possible) == (theirs.certain, theirs.possible)
        for item in ("said", "retold", "retold-again"):
            assert details.detail(given, item) == details.detail(plain, item)


def test_what_was_read_meanwhile_is_kept(told_again: Path) -> None:
    with Catalogue.open(told_again) as catalogue:
        reading = Reading(catalogue)
        publications, tree = catalogue.publications, reading.tree
        read_ahead(reading).give(reading)
        assert catalogue.publications is publications
        assert reading.tree is tree


def test_places_asked_together_are_those_asked_alone(told_again: Path) -> None:
    with Catalogue.open(told_again) as together, Catalogue.open(told_again) as alone:
        reading = Reading(together)
        edges = axis(default_window("2023-12-28", "2024-02-20", None), 60).edges
        seconds = [-(2**70), *edges, 2**70, *(edge - DAY // 2 for edge in edges), edges[0]]
        assert together.seqs_at(seconds) == [alone.seq_at(second) for second in seconds]
        assert together.seqs_at(()) == []
        assert reading.catalogue.seq_at(2**70) == together.dated


async def test_a_large_crisis_is_read_ahead_once_nothing_is_pressed(
    told_again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "AT_ONCE", 0)
    monkeypatch.setattr(app, "_LOOKS", 0.01)
    # The file is not sealed, so that it is opened in a copy of its own.
    monkeypatch.setattr(Catalogue, "is_private", False)
    async with explorer(told_again) as driver:
        kept = vars(driver.screen.reading.catalogue)
        await driver.until(lambda: "publications" in kept)
        assert "worded_alike" in kept
        await driver.press("G")
        assert driver.screen.footer.message == ""


async def test_a_line_that_was_drawn_before_is_drawn_anew_in_another_theme_or_filter(told_again: Path) -> None:
    async with explorer(told_again) as driver:

        def styles() -> list[str]:
            return [str(segment.style) for segment in driver.screen.timeline.render_line(2)]

        before, text = styles(), driver.pane("timeline")
        await driver.press("ctrl+t")
        assert styles() != before
        assert driver.pane("timeline") == text
        await driver.press("slash")
        await driver.type("kind:statement")
        await driver.press("enter")
        assert "happened" not in driver.pane("timeline")
        assert driver.pane("timeline") != text


@pytest.mark.parametrize("size", ["crowded", "large"])
def test_the_first_actors_are_those_of_the_whole_tree(size: str, request: pytest.FixtureRequest) -> None:
    with Catalogue.open(request.getfixturevalue(size)) as catalogue:
        reading = Reading(catalogue)
        opened = frozenset(reading.tree.roots[:OPENED_AT_FIRST])
        for rows in (1, 2, 5, 12, 20, 10_000):
            first = reading.first_branches(rows)
            assert frozenset(first.roots[:OPENED_AT_FIRST]) == opened
            assert first.visible(opened, most=rows) == reading.tree.visible(opened, most=rows)
            assert first.most == reading.tree.most
            assert first.count(opened) == reading.tree.count(opened)


def test_the_tree_is_that_of_the_actors_and_their_items(crowded: Path) -> None:
    with Catalogue.open(crowded) as catalogue:
        tree = Reading(catalogue).tree
        totals = {id_: catalogue.members("actor", id_).bit_count() for id_ in catalogue.values("actor")}
        parents = dict(catalogue.connection.execute("SELECT id, parent FROM actor"))
        assert len(tree) == len(totals) > 1_000
        lines = tree.visible(frozenset(totals))
        assert {line.id for line in lines} == set(totals)
        above: list[str] = []
        order: list[tuple[tuple[int, str, str], ...]] = []
        for line in lines:
            above[line.depth :] = [line.id]
            assert parents[line.id] == (above[-2] if line.depth else None)
            order.append(tuple((-totals[id_], tree.name(id_).casefold(), id_) for id_ in above))
        assert order == sorted(order)


@pytest.mark.parametrize("page", [3, 200])
def test_the_busiest_actors_of_a_selection_are_found_among_all(
    crowded: Path, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(branches, "_PAGE", page)
    with Catalogue.open(crowded) as catalogue:
        named = catalogue.connection.execute("SELECT id, name FROM actor WHERE parent IS NULL").fetchall()
        step = catalogue.total // 7
        spans = [span(at, at + step) for at in range(0, catalogue.total, step)]
        for bits in (catalogue.everything, 0, 1 << 5, *spans, catalogue.members("kind", "statement")):
            items = {id_: (catalogue.members("actor", id_) & bits).bit_count() for id_, _ in named}
            order = sorted((-items[id_], name, id_) for id_, name in named if items[id_])
            for most in (1, 6, 30):
                expected = [(id_, name) for _, name, id_ in order[:most]]
                assert branches.busiest(catalogue, Selection(bits), most) == expected


def test_the_tree_of_very_many_actors_is_read_ahead(crowded: Path) -> None:
    with Catalogue.open(crowded) as catalogue, Catalogue.open(crowded) as plain:
        reading, tree = Reading(catalogue), Reading(plain).tree
        opened = frozenset(tree.roots[:OPENED_AT_FIRST])
        read_ahead(reading).give(reading)
        assert vars(reading)["tree"].visible(opened) == tree.visible(opened) != []
        sought = tree.visible(opened, reading.actors[0].name)
        assert reading.tree.visible(opened, reading.actors[0].name) == sought != []


async def test_of_very_many_actors_the_first_screen_reads_few(crowded: Path) -> None:
    async with explorer(crowded) as driver:
        actors, kept = driver.screen.actors, vars(driver.screen.reading)
        assert "tree" not in kept
        shown, length = driver.pane("actors"), actors.line_count()
        await driver.press("j", "k", "]", "[")
        assert "tree" not in kept
        assert driver.pane("actors") == shown
        await driver.press("f", "j")
        assert "tree" in kept
        assert actors.line_count() == len(kept["tree"].visible(actors.opened)) == length
        await driver.press("k")
        focused = driver.pane("actors")
        assert [line[1:] for line in focused.splitlines()[1:]] == [line[1:] for line in shown.splitlines()[1:]]
        await driver.press("G")
        assert actors.current == kept["tree"].visible(actors.opened)[-1].id


async def test_of_very_many_actors_all_are_there_for_a_filter_the_lanes_and_the_wheel(crowded: Path) -> None:
    for keys in (("f", "space"), ("2",)):
        async with explorer(crowded) as driver:
            await driver.press(*keys)
            assert "tree" in vars(driver.screen.reading)
            assert len(driver.screen.actors.branches) == driver.screen.actors.line_count()
    async with explorer(crowded) as driver:
        driver.screen.actors.scroll_to_line(3)
        assert "tree" in vars(driver.screen.reading)
        assert driver.screen.actors.top == 3


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_bars_of_everything_are_those_of_a_selection_of_everything(
    large: Path, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, _ = open_reading(large, ours=False)
    bars = axis(default_window("2001-01-15", "2002-06-01", reading.days()), 90)
    whole, chance = reading.catalogue.whole, random.Random(1)
    # Forged: some items are of conflict and of cooperation.
    forged = {quads: sum(1 << seq for seq in whole if chance.random() < share) for quads in (("1", "2"), ("3", "4"))}
    monkeypatch.setattr(reading.catalogue, "blocks", lambda _facet, *quads: Selection(forged[quads]).blocks)
    found = reading.density(whole, bars)
    assert found == reading.density(Selection(whole.bits), bars)
    places = [reading.catalogue.seq_at(edge) for edge in bars.edges]
    for number, (first, stop) in enumerate(pairwise(places)):
        one, other = (forged[quads] >> first & ((1 << (stop - first)) - 1) for quads in (("3", "4"), ("1", "2")))
        rest = stop - first - (one | other).bit_count()
        assert (found.conflict[number], found.cooperation[number]) == (one.bit_count(), other.bit_count())
        assert found.other[number] == rest
    reading.close()


def test_what_is_counted_of_everything_is_what_its_sets_say(crowded: Path) -> None:
    with Catalogue.open(crowded) as catalogue:
        whole = Selection(catalogue.everything)
        ids = [*list(catalogue.values("actor"))[:700], "nobody"]
        expected = {id_: catalogue.members("actor", id_).bit_count() for id_ in ids}
        assert catalogue.counts(whole, "actor", ids) == expected
        assert expected["nobody"] == 0
