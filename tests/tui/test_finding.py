"""Searching, going to a date, filtering by actors, going back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.strip import Strip

from iptui.filters import parse
from making_crisis import Making
from tui.driving import Driver, explorer


async def test_search_as_you_type_narrows_counts_lights_and_escape_restores(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("j", "j")
        before = driver.screen.view
        await driver.press("slash")
        await driver.type("viol")
        assert driver.ids == ["violation"]
        assert "1 found: 0 events, 1 statement" in driver.text()
        assert "0 of 5 events · 1 of 4 statements" in driver.lines()[0]
        assert driver.shown == "violation"
        lit = [segment for strip in _strips(driver, "timeline") for segment in strip if segment.text == "viol"]
        assert any(segment.style is not None and segment.style.bold and segment.style.underline for segment in lit)
        assert [segment for strip in _strips(driver, "detail") for segment in strip if segment.text == "viol"]
        await driver.press("escape")
        assert driver.screen.view == before
        assert len(driver.ids) == 9
        assert driver.selected == "will-answer"


def _strips(driver: Driver, pane: str) -> list[Strip]:
    widget = driver.screen.query_one(f"#{pane}")
    return [widget.render_line(y) for y in range(widget.size.height)]


async def test_enter_keeps_the_search_and_escape_then_goes_back_a_step(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("slash")
        await driver.type("aland kind:event")
        await driver.press("enter")
        assert driver.screen.focused is driver.screen.timeline
        assert str(driver.screen.view.filter) == "aland kind:event"
        assert "only aland kind:event" in driver.pane("timeline")
        await driver.press("escape")
        assert driver.screen.view.filter == parse("")
        assert len(driver.ids) == 9


async def test_the_filter_is_there_to_be_edited(small: Path) -> None:
    async with explorer(small, filter_text="kind:statement") as driver:
        assert len(driver.ids) == 4
        await driver.press("slash")
        assert driver.screen.input.text == "kind:statement "
        await driver.press("ctrl+u")
        assert len(driver.ids) == 9
        await driver.press("enter")
        assert not driver.screen.view.filter
        await driver.press("escape")
        assert str(driver.screen.view.filter) == "kind:statement"


@pytest.mark.parametrize(
    ("typed", "word", "points_at"),
    [
        ("aland bogus:x", "bogus", 6),
        ("actor:nobody", "nobody", 0),
        ("since:whenever", "whenever", 6),
        ("kind:thing", "thing", 5),
    ],
)
async def test_errors_are_said_in_one_line_under_their_place(
    small: Path, typed: str, word: str, points_at: int
) -> None:
    async with explorer(small) as driver:
        await driver.press("slash")
        await driver.type(typed)
        line, hint = driver.pane("input").splitlines()
        assert typed in line
        assert word in hint
        assert hint.index("▲") == line.index(typed) + points_at
        await driver.press("enter")
        assert driver.screen.focused is driver.screen.input, "a wrong filter is not kept"
        await driver.press("escape")
        assert len(driver.ids) == 9


async def test_nothing_found_says_so_and_how_to_get_out(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("slash")
        await driver.type("zzz")
        assert "Nothing matches" in driver.pane("timeline")
        assert "escape" in driver.pane("timeline")
        assert "nothing matches" in driver.pane("input")
        assert "Nothing is selected" in driver.pane("detail")
        await driver.press("enter", "j", "G", "y", "enter", "right_square_bracket", "n", "space")
        await driver.press("X")
        assert len(driver.ids) == 9


async def test_arrows_move_in_the_list_while_typing(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("slash")
        await driver.type("borland")
        first = driver.selected
        await driver.press("down")
        assert driver.selected != first
        assert driver.screen.focused is driver.screen.input


async def test_match_by_match_with_the_context_between(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("n")
        assert "nothing was searched for" in driver.screen.footer.message
        await driver.press("slash")
        await driver.type("borland")
        found = driver.ids
        await driver.press("enter", "escape")
        assert len(driver.ids) == 9
        await driver.press("g")
        seen = []
        for _ in found:
            await driver.press("n")
            seen.append(driver.selected)
        assert seen == found
        await driver.press("n")
        assert driver.selected == found[0]
        assert "from the other end again" in driver.screen.footer.message
        await driver.press("N")
        assert driver.selected == found[-1]
        assert [segment for strip in _strips(driver, "timeline") for segment in strip if segment.text == "Borland"]


async def test_the_selection_outlives_filters_that_hide_it(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("slash")
        await driver.type("id-that-no-item-has")
        await driver.press("ctrl+u")
        assert driver.selected == "aland-fires"
        await driver.type("hold back")
        assert driver.selected == "restraint"
        await driver.press("ctrl+u")
        assert driver.selected == "aland-fires"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4 may", "violation"),
        ("next day", "violation"),
        ("+1d", "violation"),
        ("2021-06", "borland-shells"),
        ("june 2021", "borland-shells"),
        ("undated", "summit"),
        ("1999", "no-justification"),
        ("2021-05-05", "borland-shells"),
    ],
)
async def test_go_to_a_date(small: Path, typed: str, expected: str) -> None:
    async with explorer(small) as driver:
        await driver.press("t")
        await driver.type(typed)
        assert "→" in driver.pane("input")
        await driver.press("enter")
        assert driver.selected == expected
        assert driver.screen.focused is driver.screen.timeline


async def test_a_date_that_is_none_is_refused_and_the_input_stays(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("t")
        for wrong in ("01/02/24", "32 jan", "soon"):
            await driver.press("ctrl+u")
            await driver.type(wrong)
            assert "▲" in driver.pane("input")
            await driver.press("enter")
            assert driver.screen.focused is driver.screen.input
        await driver.press("escape")
        assert driver.selected == "aland-fires"


async def test_a_date_on_which_nothing_begins_says_where_one_is(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("t")
        await driver.type("1999")
        assert "nothing then" in driver.pane("input")
        await driver.press("enter")
        assert "nothing begins on 1999" in driver.screen.footer.message


async def test_where_it_is_is_said_as_exactly_as_it_is_dated(tmp_path: Path) -> None:
    making = Making(tmp_path / "years.sqlite")
    making.source("s")
    making.event("once", "1989", "s")
    making.event("then", "2001-05-03", "s")
    async with explorer(making.done()) as driver:
        for asked, found in (("1971", "1989"), ("1999", "Thu 3 May 2001")):
            await driver.press("t")
            await driver.type(asked)
            await driver.press("enter")
            assert driver.screen.footer.message.strip() == f"nothing begins on {asked}; this is {found}"


async def test_actors_roll_up_and_count_under_the_other_filters(small: Path) -> None:
    async with explorer(small) as driver:
        counts = _counts(driver)
        assert counts["Borland"] == 7
        assert "Army of Aland" in counts
        await driver.press("slash")
        await driver.type("kind:statement")
        await driver.press("enter")
        counts = _counts(driver)
        assert counts["Borland"] == 2
        assert counts["United Islands"] == 1


def _counts(driver: Driver) -> dict[str, int]:
    found = {}
    for line in driver.pane("actors").splitlines()[1:]:
        words = line.strip("▸▾ ┃╎│").split()
        if words and words[-1].isdigit():
            found[" ".join(word for word in words[:-1] if word not in ("▸", "▾", "[+]", "[-]"))] = int(words[-1])
    return found


async def test_include_exclude_and_either_by_space(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("f", "slash")
        await driver.type("united")
        await driver.press("enter", "space")
        assert "[+]" in driver.pane("actors")
        assert driver.ids == ["restraint"]
        assert str(driver.screen.view.filter) == "actor:united-islands"
        await driver.press("enter")
        assert "[-]" in driver.pane("actors")
        assert "restraint" not in driver.ids
        assert len(driver.ids) == 8
        await driver.press("space")
        assert len(driver.ids) == 9
        assert "[" not in driver.pane("actors")


async def test_two_actors_mean_either_and_counts_ignore_the_actors_of_the_filter(small: Path) -> None:
    async with explorer(small, filter_text="actor:united-islands,jose-nunez") as driver:
        assert set(driver.ids) == {"restraint", "violation", "will-answer"}
        assert _counts(driver)["Borland"] == 7
        await driver.press("f", "c")
        assert len(driver.ids) == 9
        await driver.press("escape", "escape")
        assert len(driver.ids) == 3


async def test_an_actor_named_by_another_spelling_is_marked_and_can_be_switched_off(small: Path) -> None:
    async with explorer(small, filter_text='actor:"Jose Nunez"') as driver:
        assert set(driver.ids) == {"violation", "will-answer"}
        marked = [line for line in driver.pane("actors").splitlines() if "[+]" in line]
        assert len(marked) == 1
        assert "José" in marked[0]
        await driver.press("f", "slash")
        await driver.type("خوزه")
        await driver.press("enter", "space", "space")
        assert not driver.screen.view.filter


async def test_find_an_actor_shows_what_it_rolls_up_to_and_escape_shows_all(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("f", "slash")
        await driver.type("nunez")
        lines = driver.pane("actors").splitlines()
        assert [line.strip("▸▾ ┃╎│0123456789") for line in lines[1:4]] == [
            "Borland",
            "Foreign Ministry of…",
            "José Núñez-O’Hara",
        ]
        assert "1 found" in lines[0]
        await driver.press("ctrl+u")
        await driver.type("qqq")
        assert "no such actor" in driver.pane("actors")
        await driver.press("escape")
        assert "Aland" in driver.pane("actors")
        assert driver.screen.focused is driver.screen.actors


async def test_branches_fold_and_unfold_by_keys_and_mouse(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("f", "g")
        assert "▾ Aland" in driver.pane("actors")
        await driver.press("left")
        assert "▸ Aland" in driver.pane("actors")
        assert "Army" not in driver.pane("actors")
        await driver.press("right", "j")
        inside = driver.screen.actors.current
        await driver.press("left")
        if driver.screen.actors.current == inside:
            await driver.press("left")
        assert driver.screen.actors.current == "aland"
        await driver.pilot.click("#actors", offset=(1, 1))
        await driver.pilot.pause()
        assert "▸ Aland" in driver.pane("actors")
        await driver.pilot.click("#actors", offset=(6, 1))
        await driver.pilot.pause()
        assert str(driver.screen.view.filter) == "actor:aland"


async def test_a_paste_is_one_line_and_has_a_limit(small: Path) -> None:
    from textual.events import Paste

    async with explorer(small) as driver:
        await driver.press("slash")
        driver.app.post_message(Paste("kind:event\n\tborland "))
        await driver.pilot.pause()
        assert driver.screen.input.text == "kind:event borland"
        driver.app.post_message(Paste("x" * 100_000))
        await driver.pilot.pause()
        assert len(driver.screen.input.text) == 500
        assert "at most 500 characters" in driver.pane("input")


async def test_editing_keys_of_the_input(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("slash")
        await driver.type("one two three")
        await driver.press("ctrl+w")
        assert driver.screen.input.text == "one two "
        await driver.press("home", "delete", "right", "backspace")
        assert driver.screen.input.text == "e two "
        await driver.press("end", "left", "left", "ctrl+k")
        assert driver.screen.input.text == "e tw"
        await driver.press("ctrl+left", "ctrl+u")
        assert driver.screen.input.text == "tw"
        await driver.press("q", "question_mark", "j")
        assert driver.screen.input.text == "q?jtw"
