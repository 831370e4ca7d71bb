"""What the explorer does otherwise in a large crisis: it reads ahead, and gives the same answers."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from iptui.evidence.known import Knowledge
from iptui.store import details
from iptui.store.catalogue import Catalogue
from iptui.store.sets import Selection
from iptui.tui.axis import DAY, axis, default_window
from iptui.tui.reading import Reading
from iptui.tui.screens import explorer as explorer_screen
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
        worker = threading.Thread(target=lambda: found.append(read_ahead(given)))
        worker.start()
        worker.join()
        found[0].give(given)
        assert given.publications is found[0].publications
        assert given.worded_alike == plain.worded_alike != {}
        for day in ("2024-01-02", "2024-01-03", "2024-01", "2024-02-15", "2025"):
            mine, theirs = Knowledge(plain, day), Knowledge(given, day)
            assert (mine.certain, mine.possible) == (theirs.certain, theirs.possible)
        for item in ("said", "retold", "retold-again"):
            assert details.detail(given, item) == details.detail(plain, item)


def test_what_was_read_meanwhile_is_kept(told_again: Path) -> None:
    with Catalogue.open(told_again) as catalogue:
        publications = catalogue.publications
        read_ahead(catalogue).give(catalogue)
        assert catalogue.publications is publications


def test_places_asked_together_are_those_asked_alone(told_again: Path) -> None:
    with Catalogue.open(told_again) as together, Catalogue.open(told_again) as alone:
        reading = Reading(together)
        edges = axis(default_window("2023-12-28", "2024-02-20", None), 60).edges
        seconds = [-(2**70), *edges, 2**70, *(edge - DAY // 2 for edge in edges), edges[0]]
        assert together.seqs_at(seconds) == [alone.seq_at(second) for second in seconds]
        assert together.seqs_at(()) == []
        assert reading.catalogue.seq_at(2**70) == together.dated


async def test_a_large_crisis_is_read_ahead_once_it_is_painted(
    told_again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explorer_screen, "AT_ONCE", 0)
    monkeypatch.setattr(explorer_screen, "_PAINTED", 0.01)
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


def test_the_first_actors_of_very_many_are_those_of_the_whole_tree(crowded: Path) -> None:
    with Catalogue.open(crowded) as catalogue:
        reading = Reading(catalogue)
        found = 0
        for rows in (1, 5, 12, 19, 20):
            first = reading.first_branches(rows)
            if first is None:
                continue
            found += 1
            opened = frozenset(reading.tree.roots[:OPENED_AT_FIRST])
            assert frozenset(first.roots[:OPENED_AT_FIRST]) == opened
            assert first.visible(opened, most=rows) == reading.tree.visible(opened, most=rows)
            assert first.most == reading.tree.most
            assert rows < first.count(opened) <= reading.tree.count(opened)
        assert found > 2


def test_of_few_actors_the_tree_is_put_together_whole(large: Path) -> None:
    with Catalogue.open(large) as catalogue:
        assert Reading(catalogue).first_branches(20) is None


def test_what_is_counted_of_everything_is_what_its_sets_say(crowded: Path) -> None:
    with Catalogue.open(crowded) as catalogue:
        whole = Selection(catalogue.everything)
        ids = [*list(catalogue.values("actor"))[:700], "nobody"]
        expected = {id_: catalogue.members("actor", id_).bit_count() for id_ in ids}
        assert catalogue.counts(whole, "actor", ids) == expected
        assert expected["nobody"] == 0
