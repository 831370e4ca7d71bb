"""What a key changes is painted in one frame, completely, and nothing is lost where many come together."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual import events

from iptui.filters import parse
from iptui.store import frequent, seal
from iptui.store.catalogue import Catalogue
from iptui.tui.axis import Window, axis
from iptui.tui.format.pieces import line_text
from iptui.tui.format.strip import Bars, Counts
from iptui.tui.painting import Painting
from iptui.tui.screens import searching
from tui.driving import Driver, explorer

if TYPE_CHECKING:
    import pyte
    from textual.widget import Widget

    from tui.terminal import Terminal


class Frames:
    """Counts what is sent to the terminal."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[str] = []
        monkeypatch.setattr(Painting, "_send", lambda _, text: self.sent.append(text))

    async def press(self, driver: Driver, key: str) -> list[str]:
        """What a key has sent when it is done, before anything else runs."""
        self.sent.clear()
        await driver.app._pressing.press(events.Key(key, key if len(key) == 1 else None))
        return list(self.sent)


@pytest.mark.parametrize("key", ["j", "pagedown", "G", "right_square_bracket", "k", "ctrl+d", "g"])
async def test_list_detail_and_strip_are_in_one_frame(large: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    frames = Frames(monkeypatch)
    async with explorer(large) as driver:
        await driver.press(*["pagedown"] * 3)
        before = driver.selected
        sent = await frames.press(driver, key)
        assert driver.selected != before
        assert driver.shown == driver.selected, "the detail is that of the item under the cursor"
        assert len(sent) == 1
        await driver.pilot.pause()
        await driver.pilot.pause()
        assert frames.sent == sent, "nothing is left for a second frame"


async def test_an_actor_in_the_filter_is_one_frame(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = Frames(monkeypatch)
    async with explorer(small) as driver:
        await driver.press("f")
        sent = await frames.press(driver, "space")
        assert len(sent) == 1
        assert "only actor:" in driver.text()
        await driver.pilot.pause()
        assert frames.sent == sent


async def test_a_line_that_looks_as_before_is_not_sent(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = Frames(monkeypatch)
    async with explorer(large) as driver:
        numbers = []
        for pane in (driver.screen.timeline, driver.screen.detail):
            pane.forget_lines()
        for _ in range(2):
            frames.sent.clear()
            driver.screen.timeline.refresh()
            driver.screen.detail.refresh()
            assert driver.screen.paint()
            numbers.append(len(frames.sent))
        assert numbers == [1, 0]


async def test_while_keys_wait_the_detail_does_not(large: Path) -> None:
    async with explorer(large) as driver:
        pressing, shown = driver.app._pressing, driver.shown
        pressing.waiting = 3
        await pressing.press(events.Key("j", "j"))
        assert driver.shown == shown != driver.selected
        pressing.waiting = 1
        await pressing.press(events.Key("j", "j"))
        assert driver.shown == driver.selected


async def test_what_is_made_ahead_is_what_is_made_when_asked(large: Path) -> None:
    async with explorer(large) as driver:
        timeline, detail = driver.screen.timeline, driver.screen.detail
        await driver.press(*["pagedown"] * 2)
        for _ in range(200):
            await driver.pilot.pause()
        for key in ("j", "pagedown", "k", "G", "g"):
            await driver.press(key)
            made = driver.pane("timeline"), driver.pane("detail")
            timeline.notify_style_update()
            detail.notify_style_update()
            assert (driver.pane("timeline"), driver.pane("detail")) == made


@pytest.mark.parametrize(
    ("size", "key", "alone"),
    [((20, 5), "", "timeline"), ((20, 5), "f", "actors"), ((80, 8), "enter", "detail"), ((109, 8), "", "timeline")],
)
async def test_a_low_terminal_shows_one_pane(small: Path, size: tuple[int, int], key: str, alone: str) -> None:
    async with explorer(small, size) as driver:
        await driver.press(*[key] if key else [])
        assert _in_view(driver) == {alone}
        assert driver.screen.query_one(f"#{alone}").size.width == size[0]
        await driver.resize(120, 40)
        assert _in_view(driver) == {"actors", "timeline", "detail"}


def _in_view(driver: Driver) -> set[str]:
    return {str(widget.id) for widget in driver.screen._compositor.visible_widgets} & {"actors", "timeline", "detail"}


async def test_without_colour_no_colour_is_sent(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with explorer(small) as driver:
        for row in driver.app.screen._compositor.render_strips():
            for segment in row:
                assert segment.style is None or (segment.style.color, segment.style.bgcolor) == (None, None)


@pytest.mark.parametrize(
    ("highest", "told"),
    [
        (9, " max 9"),
        (99, " max 99"),
        (999, " max999"),
        (12_345, " max12k"),
        (123_456, "max123k"),
        (7_654_321, " max 7M"),
    ],
)
def test_what_the_highest_bar_stands_for_fits_beside_it(highest: int, told: str) -> None:
    counts = Counts(conflict=(highest, 1), cooperation=(0, 0), other=(0, 0), before=0, after=0, undated=0)
    found = axis(Window(0, 2), 20)
    line = line_text(Bars(found, counts, None, 34, 3).line(0))
    assert line.rstrip().endswith(told.strip())
    assert len(line) <= 34


async def test_searches_in_a_thread_find_what_is_found_at_once(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "AT_ONCE", 0)
    monkeypatch.setattr(Catalogue, "is_private", False)
    async with explorer(large) as driver:
        await driver.press("slash")
        await driver.type('happening "number 17"')
        await driver.until(lambda: driver.screen.pages.items < 2000)
        with Catalogue.open(large) as catalogue:
            assert driver.screen.pages.items == len(catalogue.select(parse('happening "number 17"')))
        await driver.press("enter")
        assert driver.focused == "timeline"


async def test_a_word_whose_set_is_kept_is_found_in_the_frame_of_its_letter(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.sqlite"
    shutil.copyfile(small, path)
    monkeypatch.setattr(frequent, "LEAST", 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        seal.seal(connection)
    monkeypatch.setattr(searching, "AT_ONCE", 0)
    frames = Frames(monkeypatch)
    async with explorer(path) as driver:
        await driver.press("slash")
        for number, text in enumerate(("b", "bo", "bor")):
            sent = await frames.press(driver, text[-1])
            assert len(sent) == 1, f"{number}: the letter and what it finds are one frame"
            with Catalogue.open(path) as catalogue:
                assert driver.screen.pages.items == len(catalogue.select(parse(text))) > 0
        asking = driver.screen.searching
        assert not asking.takes_long(parse("bor -b"))
        assert asking.takes_long(parse('"border clash"'))
        assert asking.takes_long(parse("nowhere"))


async def test_only_the_last_question_is_answered(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "AT_ONCE", 0)
    monkeypatch.setattr(Catalogue, "is_private", False)
    async with explorer(large) as driver:
        answered: list[str] = []
        asking = driver.screen.searching
        for word in ("number", "happening", "number 3"):
            assert asking.takes_long(parse(word))
            asking.ask(parse(word), lambda word=word: answered.append(word))  # type: ignore[misc]
        await driver.until(lambda: bool(answered))
        await driver.pilot.pause(0.05)
        assert answered == ["number 3"]
        assert not asking.takes_long(parse("number 3"))
        asking.ask(parse("17"), lambda: answered.append("17"))
        asking.forget()
        await driver.pilot.pause(0.1)
        assert answered == ["number 3"]


pty = pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")


@pty
def test_after_many_keys_the_screen_is_what_a_whole_repaint_shows(large: Path) -> None:
    from tui.terminal import Terminal, explore

    with Terminal(*explore(large), columns=120, lines=40) as terminal:
        terminal.until_shown("of 2000")
        for keys, shown in (
            ("g" + "j" * 200, "201 of 2000"),
            ("k" * 57, "144 of 2000"),
            ("Gkk\x1b[5~g\x1b[6~jj", "of 2000"),
            ("Ggjjjjjjjjjj", "11 of 2000"),
            ("f jjk \x1b", "only -actor:land"),
            ("/number 3\r", "number"),
            ("Xg]]][", "of 2000"),
        ):
            terminal.send(keys)
            terminal.until_shown(shown)
            terminal.drain(0.4)
            before, picture = terminal.text(), _picture(terminal)
            terminal.resize(119, 40)
            terminal.drain(0.4)
            terminal.resize(120, 40)
            terminal.drain(0.4)
            assert terminal.text() == before, keys
            assert _picture(terminal) == picture, keys
        terminal.send("q")
        assert terminal.ended() == 0


def _picture(terminal: Terminal) -> list[list[pyte.screens.Char]]:
    """Every cell, with its colours and weight."""
    screen = terminal.screen
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


@pty
def test_letters_that_come_together_are_all_typed(large: Path) -> None:
    from tui.terminal import Terminal, explore

    with Terminal(*explore(large)) as terminal:
        terminal.until_shown("of 2000")
        terminal.until_shown("help")
        terminal.send("/jjjjkkk")
        terminal.until_shown("/ jjjjkkk")
        terminal.send("\x1b")
        terminal.until_shown("help")
        terminal.send("g" + "j" * 150)
        terminal.until_shown("151 of 2000")
        terminal.send("q")
        assert terminal.ended() == 0


async def test_panes_do_not_chase_each_other_for_the_keys(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer(small) as driver:
        screen = driver.screen
        given: list[str | None] = []
        former = screen.set_focus

        def set_focus(widget: Widget | None, scroll_visible: bool = True) -> None:
            given.append(widget.id if widget is not None else None)
            former(widget, scroll_visible)

        monkeypatch.setattr(screen, "set_focus", set_focus)
        for _ in range(3):
            screen.set_focus(screen.detail)
            screen.set_focus(screen.timeline)
        for _ in range(10):
            await driver.pilot.pause()
        assert given[:6] == ["detail", "timeline"] * 3
        assert len(given) < 10, "each message that a pane has the focus moves the focus again"
        assert screen.focused is screen.timeline
        assert screen.view.pane == "timeline"


@pytest.mark.parametrize("busy", [False, True])
@pytest.mark.parametrize("opens", ["", "question_mark", "s"])
async def test_a_size_that_comes_back_is_drawn_whole(
    small: Path, monkeypatch: pytest.MonkeyPatch, opens: str, busy: bool
) -> None:
    frames = Frames(monkeypatch)
    async with explorer(small) as driver:
        await driver.press(*([opens] if opens else []))
        await driver.pilot.pause()
        app = driver.app
        shown: list[str] = []
        frames.sent.clear()

        def display(_screen: object, drawn: object) -> None:
            if not app._batch_count:
                shown.append(type(drawn).__name__)

        monkeypatch.setattr(app, "_display", display)
        # While a key is dealt with Textual composes all the same, and throws away what it has composed.
        with app.batch_update() if busy else nullcontext():
            app.post_message(events.Resize(app.size, app.size))
            for _ in range(3):
                await driver.pilot.pause()
        for _ in range(3):
            await driver.pilot.pause(0.05)
        lines = set(re.findall(r"\x1b\[(\d+);1H", "".join(frames.sent)))
        whole = len(lines) == app.size.height or "LayoutUpdate" in shown
        assert whole, "the terminal may have had another size in between, and lost the picture"


async def test_what_is_typed_after_the_key_that_quits_is_for_nobody(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[Exception] = []
    async with explorer(small) as driver:
        monkeypatch.setattr(driver.app, "_handle_exception", failed.append)
        for key in ("q", "3", "slash", "x", "4", "2", "f", "space", "s", "question_mark"):
            driver.app.post_message(events.Key(key, None))
        driver.app.post_message(events.Paste("pasted"))
        await driver.until_ended()
    assert failed == []
