"""What opens over the explorer: help, palette; themes; and the table of commands that they come from."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

from iptui.tui import keys, screens, widgets
from iptui.tui.commands import matching, offers
from iptui.tui.format.rows import GLYPHS, MARKS
from iptui.tui.screens.explorer import ExplorerScreen
from iptui.tui.screens.help import help_lines
from iptui.tui.themes import CYCLE
from iptui.tui.widgets.actors import Actors
from iptui.tui.widgets.detail import DetailPane
from iptui.tui.widgets.pane import LinePane
from iptui.tui.widgets.timeline import Timeline
from tui.driving import explorer

_OWNERS = {
    "explorer": ExplorerScreen,
    "list": LinePane,
    "timeline": Timeline,
    "actors": Actors,
    "detail": DetailPane,
}


def _drawing_classes() -> list[type]:
    """Every class of the screens and widgets."""
    return [
        found
        for package in (screens, widgets)
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        for found in vars(importlib.import_module(module.name)).values()
        if inspect.isclass(found)
    ]


@pytest.mark.parametrize("command", keys.COMMANDS, ids=lambda command: command.id)
def test_every_command_is_carried_out_somewhere(command: keys.Command) -> None:
    from iptui.tui.app import IptuiApp

    name = command.action.partition("(")[0]
    owners: list[type] = [_OWNERS[command.scope]] if command.scope in _OWNERS else _drawing_classes()
    if name.startswith("app."):
        owners, name = [IptuiApp], name.removeprefix("app.")
    assert any(inspect.isfunction(getattr(owner, f"action_{name}", None)) for owner in owners), command
    assert command.group in keys.GROUPS


def test_no_key_means_two_things_in_a_pane() -> None:
    for pane in ("timeline", "actors", "detail"):
        for scopes in ((pane, "list"), ("explorer",)):
            bound = [key for command in keys.COMMANDS if command.scope in scopes for key in command.keys]
            assert len(bound) == len(set(bound)), (pane, scopes)
    assert len({command.id for command in keys.COMMANDS}) == len(keys.COMMANDS)


def test_the_help_and_the_readme_table_hold_every_command_and_every_sign() -> None:
    text = "\n".join("".join(piece.text for piece in line) for line in help_lines(200))
    markdown = keys.markdown()
    for command in keys.COMMANDS:
        assert command.help in text
        assert command.help in markdown
        for key in command.keys:
            assert f"`{keys.shown(key)}`" in markdown
    for sign, _, meaning in (*GLYPHS.values(), *MARKS.values()):
        assert sign in text
        assert meaning in text
    for key in ("actor:", "since:", "source:"):
        assert key in text


def test_signs_differ_from_each_other() -> None:
    signs = [sign for sign, _, _ in (*GLYPHS.values(), *MARKS.values())]
    assert len(signs) == len(set(signs))


def test_lines_of_the_help_fit() -> None:
    from iptui.tui.format.pieces import width_of

    for width in (20, 40, 70, 110):
        assert all(width_of(line) <= max(width, 26) for line in help_lines(width))


async def test_help_opens_and_closes_with_either_key(small: Path) -> None:
    async with explorer(small, (80, 24)) as driver:
        for opens, closes in (("question_mark", "question_mark"), ("f1", "escape"), ("question_mark", "q")):
            await driver.press(opens)
            assert "MOVING" in driver.text()
            await driver.press("j", "G")
            assert "MOUSE" in driver.text()
            await driver.press(closes)
            assert "MOUSE" not in driver.text()
            assert driver.app.screen is driver.screen


async def test_the_palette_runs_what_is_typed(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("ctrl+p")
        await driver.type("high con")
        assert "theme: high contrast" in driver.text()
        await driver.press("enter")
        assert driver.app.theme == "iptui-contrast"
        await driver.press("ctrl+p")
        await driver.type("goto date")
        await driver.press("enter")
        assert driver.screen.focused is driver.screen.input
        await driver.press("escape", "ctrl+p", "escape")
        assert driver.app.screen is driver.screen
        await driver.press("ctrl+p")
        await driver.type("zqzqzq")
        assert "no such command" in driver.text()
        await driver.press("enter", "down", "escape")
        await driver.press("ctrl+p")
        await driver.type("quit")
        await driver.press("enter")
    assert driver.app.return_code == 0


async def test_keys_that_arrive_together_do_not_crash_the_overlays(small: Path) -> None:
    from textual.events import Key

    async with explorer(small) as driver:
        for opens in ("ctrl+p", "question_mark", "S"):
            for closes in ("escape", "enter"):
                await driver.press(opens)
                for _ in range(3):
                    driver.app.post_message(Key(closes, None))
                await driver.pilot.pause()
                await driver.pilot.pause()
                assert driver.app.screen_stack[0] is driver.screen
                await driver.press_until("escape", lambda: driver.app.screen is driver.screen)
                await driver.press_until("escape", lambda: driver.screen.focused is not driver.screen.input)
                await driver.press("X")


def test_matching_prefers_letters_together() -> None:
    found = matching(offers(CYCLE), "time strip")
    assert "time strip" in found[0][0].title
    assert matching(offers(CYCLE), "")[0][1] == ()
    offer, places = matching(offers(CYCLE), "hlp")[0]
    assert [offer.title[place] for place in places] == list("hlp")


async def test_every_theme_draws_and_says_its_name(small: Path) -> None:
    async with explorer(small, (80, 24)) as driver:
        plain = driver.pane("timeline")
        for name in (*list(CYCLE)[1:], next(iter(CYCLE))):
            await driver.press("ctrl+t")
            assert driver.app.theme == name
            assert CYCLE[name] in driver.screen.footer.message
            assert driver.pane("timeline") == plain


async def test_without_colour_the_cursor_and_the_state_of_actors_are_still_told(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with explorer(small, filter_text="-actor:united-islands") as driver:
        assert driver.app.no_color
        cursor = next(line for line in driver.pane("timeline").splitlines() if "▸" in line)
        assert "Aland fires" in cursor
        assert "[-]" in driver.pane("actors")
        timeline = driver.screen.timeline
        strip = timeline.render_line(timeline.cursor - timeline.top + 1)
        assert any(segment.style is not None and segment.style.reverse for segment in strip)
        for row in driver.app.screen._compositor.render_strips():
            for segment in row:
                for colour in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                    if colour is not None and colour.triplet is not None:
                        assert len(set(colour.triplet)) == 1, "a grey"
