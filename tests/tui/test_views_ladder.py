"""The ladder: who answered whom, scores, plans; any graph of responses is drawn and ends."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iptui.filters import Filter, parse
from iptui.store.bundled import ensure_bundled
from iptui.store.catalogue import Catalogue
from iptui.text import is_safe
from iptui.tui.axis import Window
from iptui.tui.boards.ladder import Chains, board
from iptui.tui.boards.laid import Laid
from iptui.tui.format.pieces import line_text, width_of
from making_crisis import Making
from tui.driving import Driver, explorer

WIDTHS = (20, 44, 66, 92, 150, 190)


def drawn(found: Laid, width: int) -> list[str]:
    """Every line of a board, blocks included; each fits."""
    lines = [line for entry in found.entries for line in (entry.line(width), *entry.block(width, None))]
    assert all(width_of(line) <= width for line in lines)
    assert all(is_safe(line_text(line)) for line in lines)
    return [line_text(line).rstrip() for line in lines]


def cursor_item(driver: Driver) -> str | None:
    pane = driver.screen.centres.pane
    assert pane is not None
    assert pane.current is not None
    return pane.current.item


async def test_the_ladder_stands_at_the_selected_item_and_moving_selects(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("3")
        assert cursor_item(driver) == driver.shown == "aland-fires"
        assert not driver.displayed("timeline")
        await driver.press("j")
        assert cursor_item(driver) == driver.shown == driver.selected == "violation"
        await driver.press("1")
        assert driver.displayed("timeline")
        assert driver.selected == driver.shown == "violation"
        await driver.press("3", "escape")
        assert driver.displayed("timeline")


async def test_a_rung_says_lag_link_and_basis(small: Path) -> None:
    async with explorer(small, (150, 40)) as driver:
        await driver.press("3")
        line_of = partial(driver.line, "ladder")
        assert "+1 d ├─ response ❝" in line_of("a blatant")
        assert "stated herald ¶3" in line_of("a blatant")
        assert "+1–3 d └┄ response ▲" in line_of("Borland recalls")
        assert "inferred" in line_of("Borland recalls")
        assert "+26–57 d   └┄ sequel ▲ Borland shells Salt" in line_of("Borland shells Salt")
        await driver.press("j")
        block = driver.pane("ladder")
        assert "answers ▲ Aland fires rockets at Dorf (Mon 3 May 2021) · 1 day later" in block
        assert "stated: herald ¶" in block


async def test_scores_name_their_scale_and_plans_say_what_became_of_them(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("3", "g")
        text = driver.pane("ladder")
        assert "PLOVER conflict-cooperation scores" in text
        assert text.count("scale: ") == 1, "one line for all scores"
        assert "Aland → Borland" in text
        assert "mean" in text
        ladder = driver.screen.centres.pane
        assert ladder is not None
        number = next(number for number in range(ladder.line_count()) if "scale: " in text.splitlines()[number + 1])
        ladder.move_to(number)
        await driver.pilot.pause()
        assert "PLOVER manual" in " ".join(driver.pane("ladder").replace("│", " ").split()), "its whole citation below"
        await driver.press("G")
        assert "○ open" in driver.pane("ladder")
        assert driver.shown == "summit"


async def test_columns_of_actors_against_time(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("3", "v")
        lines = driver.pane("ladder").splitlines()
        names = next(line for line in lines if "Borland" in line and "Aland" in line and "→" not in line)
        fires = next(line for line in lines if "Aland fires" in line)
        aland, borland = (names.index(name) + len(name) // 2 for name in ("Aland", "Borland"))
        assert abs(fires.index("▲") - aland) <= 1
        assert abs(max(fires.index(end) for end in "▶◀" if end in fires) - borland) <= 1
        assert cursor_item(driver) == "aland-fires"
        await driver.press("v")
        assert "├─" in driver.pane("ladder")


async def test_the_filter_narrows_the_ladder(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("3")
        assert "3 links" in driver.pane("ladder")
        await driver.press("slash")
        await driver.type("kind:event")
        await driver.press("enter")
        assert "2 links" in driver.pane("ladder")
        assert "violation" not in driver.pane("ladder")
        await driver.press("slash")
        await driver.type(" id:restraint")
        await driver.press("enter")
        assert "Nothing here answers anything" in driver.pane("ladder")


async def test_enter_reads_the_item_and_the_command_is_named(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("3", "enter")
        assert driver.focused == "detail"
        await driver.press("escape")
        assert driver.focused == "ladder"
        await driver.press("S")
        assert "iptui responses" in driver.text()


async def test_a_line_about_no_item_keeps_the_selection(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("3", "g")
        assert cursor_item(driver) is None
        assert driver.shown == "aland-fires"
        await driver.press("z", "z")
        assert cursor_item(driver) is None
        await driver.press("enter")
        assert "no single item" in driver.screen.footer.message


async def test_the_bundled_ladder_knows_what_was_fulfilled(tmp_path: Path) -> None:
    del tmp_path
    async with explorer(ensure_bundled(), (150, 60), ours=True) as driver:
        await driver.press("3", "G")
        text = driver.pane("ladder")
        assert "✓ fulfilled" in text
        assert "→ The ambassadors resume their posts" in text
        await driver.press("slash")
        await driver.type("known:2024-01-23")
        await driver.press("enter", "G")
        assert "✓ fulfilled" not in driver.pane("ladder")


ends = st.integers(0, 7)
graphs = st.sets(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=30)
kinds = st.sampled_from(["response_to", "retaliation_for", "follow_up_of", "fulfils"])


@settings(max_examples=10)
@given(graphs, kinds, st.sampled_from(WIDTHS))
def test_any_graph_is_drawn_and_ends(
    tmp_path_factory: pytest.TempPathFactory, links: set[tuple[int, int]], kind: str, width: int
) -> None:
    making = Making(tmp_path_factory.mktemp("graph") / "graph.sqlite")
    making.source("one")
    for node in range(8):
        making.event(f"e{node}", "2024-01-01" if node % 3 else "XXXX", "one")
        making.role(f"e{node}", "land", "initiator")
    for later, earlier in sorted(links):
        making.link(f"e{later}", f"e{earlier}", kind)
    with Catalogue.open(making.done()) as catalogue:
        chains = Chains(catalogue, catalogue.select(Filter()))
        for against_time in (False, True):
            found = board(chains, Window(19700, 19760), against_time=against_time)
            keys = [entry.key for entry in found.entries if entry.key]
            assert len(keys) == len(set(keys))
            drawn(found, width)
            for end in {end for link in links for end in link}:
                number = found.of_item(f"e{end}")
                assert number is not None
                assert found.entries[number].item == f"e{end}"


def test_a_deep_chain_keeps_its_words_on_the_screen(tmp_path: Path) -> None:
    making = Making(tmp_path / "deep.sqlite")
    making.source("one")
    for node in range(60):
        making.event(f"e{node:02}", "2024-01-01", "one", title=f"Step {node} of many")
    for node in range(1, 60):
        making.link(f"e{node:02}", f"e{node - 1:02}")
    with Catalogue.open(making.done()) as catalogue:
        chains = Chains(catalogue, catalogue.select(Filter()))
        for width in WIDTHS[1:]:
            lines = drawn(board(chains, Window(19700, 19760)), width)
            assert any("⋯59" in line and "└┄" in line for line in lines)
            assert any("Step 59" in line for line in lines)


def test_only_what_passes_is_on_the_bundled_ladder() -> None:
    with Catalogue.open(ensure_bundled(), ours=True) as catalogue:
        selection = catalogue.select(parse("since:2024-01-19 until:2024-01-22"))
        chains = Chains(catalogue, selection)
        found = board(chains, Window(19700, 19760))
        for entry in found.entries:
            if entry.item is not None:
                assert catalogue.seq_of(entry.item) in selection
        for width in WIDTHS:
            drawn(found, width)
