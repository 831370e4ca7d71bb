"""The explorer under a monkey: any keys, mouse, pastes, resizes and bytes of a terminal, on several databases.

An input is a database and a list of bursts; what is in a burst arrives in one read, as from a held key or a paste.
After each burst the explorer is asked to come to rest, and then everything that holds of its screen and of its
selection must hold.
"""

from __future__ import annotations

import asyncio
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events
from textual.geometry import Size
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key

from crisis import small_database
from hostile_database import HOSTILE, hostile_database
from iptui.store.bundled import export_bundled
from iptui.text import is_safe
from iptui.tui.incoming import Incoming, sane
from iptui.tui.keys import COMMANDS
from iptui.tui.screens.explorer import ExplorerScreen
from iptui.tui.start import make_app
from iptui.tui.widgets.inputbar import MAX_LENGTH, InputBar
from iptui.tui.widgets.pane import LinePane
from iptui.tui.widgets.reader import ReaderPane
from iptui.tui.widgets.text import TextPane
from making_crisis import Making
from test_edtf_properties import anything as edtf_texts

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message
    from textual.pilot import Pilot

    from iptui.tui.app import IptuiApp

__all__ = ["DATABASES", "bursts", "check", "databases", "explored"]

Step = list[Any]
"""What the monkey does: its kind, and what it takes."""

DATABASES = ("bundled", "hostile", "small", "empty")
QUIT = ("q", "ctrl+q", "ctrl+r")
KEYS = sorted({key for command in COMMANDS for key in command.keys} - set(QUIT))
EDITING = ["backspace", "delete", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+a", "ctrl+e", "ctrl+left",
           "ctrl+right", "left", "right", "home", "end", "ctrl+j", "ctrl+c", "ctrl+h", "f5", "shift+up", "alt+a",
           "insert"]  # fmt: skip
WORDS = ["actor:", "iran", "-actor:pakistan ", "since:2024-01-16 ", "kind:statement ", '"', "known:2024-01-17 ",
         "source:", "type:assault", "is:disputed ", "id:", "on:", "XXXX", "2024-01", "next day", "+3d", "jan",
         "strike", "str", "e", ",", ":", "-", "undated", "grade:B "]  # fmt: skip
RAW = ["\x1b[", "\x1b[M !!", "\x1b[<0;5;5M", "\x1b[<0;5;5m", "\x1b[<35;-4;99999M", "\x1b[<64;3;3M", "\x1b[<999;0;0M",
       "\x1b[<0;nan;1M", "\x1b[32;40;50M", "\x1bOA", "\x1b[A", "\x1b[1;5C", "\x1b[200~", "\x1b[201~", "\x1b[I",
       "\x1b[O", "\x1b[?62;c", "\x1b[>0;276;0c", "\x1b[24;80R", "\x1b[1;1R", "\x1b]11;rgb:0000/0000/0000\x1b\\",
       "\x1b]10;?\x07",
       "\x1bP1$r0m\x1b\\", "\x1b[?2026;2$y", "\x1b[?2048;0$y", "\x1b[97;5u", "\x1b[97;2;65u", "\x1b[57358u",
       "\x1b[99999999u", "\x1b[27u", "\x1b[48;40;80;800;800t", "\x1b[48;0;0;0;0t", "\x1b[48;9999999;9999999;1;1t",
       "\x1b\x1b", "\x1bx", "\x9b", "\x9b5A", "\x00", "\x7f", "\xff", "\u202e", "👩\u200d👩", "\ud800", "aaaa", "\r",
       "\x1b"]  # fmt: skip

_PATIENCE = 5.0
"""Seconds of work that a burst may take."""
_ROUNDS = 300


def bursts() -> st.SearchStrategy[list[list[Step]]]:
    """Bursts of steps. Lists in lists, as Hypothesis makes short lists, and makes them smaller piece by piece."""
    column, line = st.integers(0, 499) | st.integers(0, 120), st.integers(0, 199) | st.integers(0, 40)
    typed = st.sampled_from(WORDS) | st.sampled_from(HOSTILE) | edtf_texts | st.text(max_size=8)
    wide = st.sampled_from([1, 2, 5, 20, 40, 59, 60, 69, 70, 80, 109, 110, 120, 169, 170, 200, 500]) | st.integers(
        1, 500
    )
    high = st.sampled_from([1, 2, 3, 5, 10, 16, 17, 24, 33, 34, 40, 60, 200]) | st.integers(1, 200)
    key = st.tuples(st.just("key"), st.sampled_from(KEYS)).map(list)
    step: st.SearchStrategy[Step] = st.one_of(
        key,
        key,
        key,
        key,
        st.tuples(st.just("key"), st.sampled_from(EDITING)).map(list),
        st.tuples(st.just("type"), typed).map(list),
        st.tuples(
            st.sampled_from(["click", "double", "down", "up", "move", "wheel-up", "wheel-down"]), column, line
        ).map(list),
        st.tuples(st.just("drag"), column, line, column, line).map(list),
        st.tuples(st.just("paste"), typed | st.integers(0, 200_000).map(lambda size: "long " * (size // 5))).map(list),
        st.tuples(st.just("resize"), wide, high).map(list),
        st.tuples(st.just("raw"), st.lists(st.sampled_from(RAW), min_size=1, max_size=4).map("".join)).map(list),
        st.tuples(st.just("wait"), st.sampled_from([1, 20, 60])).map(list),
    )
    burst = st.lists(step, min_size=1, max_size=8) | st.lists(key, min_size=1, max_size=30)
    return st.lists(st.lists(st.lists(burst, max_size=8), max_size=8), max_size=8).map(
        lambda deep: [one for outer in deep for inner in outer for one in inner]
    )


def databases(folder: Path) -> dict[str, Path]:
    """A database of each kind, in a folder."""
    found = {}
    for name in DATABASES:
        (folder / name).mkdir(parents=True)
        if name == "bundled":
            found[name] = folder / name / "bundled.sqlite"
            export_bundled(found[name])
        elif name == "empty":
            found[name] = Making(folder / name / "empty.sqlite").done()
        else:
            make = hostile_database if name == "hostile" else small_database
            found[name] = make(folder / name)
    return found


def explored(path: Path, steps: list[list[Step]], *, ours: bool) -> int:
    """Let the monkey at the explorer; how many steps it took before the explorer ended, or it was done.

    Raises:
        AssertionError: when something does not hold; whatever the explorer raises.
    """
    return asyncio.run(_explored(path, steps, ours=ours))


async def _explored(path: Path, steps: list[list[Step]], *, ours: bool) -> int:
    app = make_app(path, ours=ours)
    # Textual's page of a traceback takes longer to make than the session took.
    app._fatal_error = app._close_messages_no_wait  # type: ignore[method-assign]
    taken = 0
    async with app.run_test(size=(100, 30)) as pilot:
        hands = _Hands(app)
        await _rest(pilot)
        for burst in steps:
            begun = time.process_time()
            for step in burst:
                await hands.do(step)
            await _checked(pilot)
            taken += len(burst)
            if not _lives(app):
                break
            assert time.process_time() - begun < _PATIENCE, f"took long: {burst}"
        app.exit()
    return taken


async def _checked(pilot: Pilot[None]) -> None:
    """Come to rest, and check; what is laid out or read a little later has a little longer."""
    for patience in (0.0, 0.05, 0.5):
        await asyncio.sleep(patience)
        await _rest(pilot)
        if not _lives(pilot.app):
            return
        try:
            check(pilot.app)
        except AssertionError:
            if patience == 0.5:
                raise
        else:
            return


def _lives(app: App[None]) -> bool:
    return app.is_running and not app._exit


class _Hands:
    """Does to the explorer what a terminal would tell it of."""

    def __init__(self, app: IptuiApp) -> None:
        self._app = app
        self._incoming = Incoming()
        driver = app._driver
        assert driver is not None
        self._driver = driver

    async def do(self, step: Step) -> None:
        kind, *rest = step
        if kind == "key":
            self._send(_key(rest[0]))
        elif kind == "type":
            for char in rest[0]:
                self._send(events.Key(_character_to_key(char), char))
        elif kind == "paste":
            self._send(events.Paste(rest[0]))
        elif kind == "raw":
            # Half characters come from no terminal: what is no UTF-8 is replaced when it is decoded.
            text = rest[0].encode("utf-8", "replace").decode()
            for message in (*self._incoming.feed(text), *self._incoming.silent()):
                self._send(message)
        elif kind == "resize":
            size = Size(*sane(*rest))
            self._driver._size = size
            self._send(events.Resize(size, size))
        elif kind == "wait":
            await asyncio.sleep(rest[0] / 1000)
        else:
            for message in _mouse(kind, *rest):
                self._send(message)

    def _send(self, message: Message) -> None:
        self._driver.process_message(message)


def _key(key: str) -> events.Key:
    char = key if len(key) == 1 else REPLACED_KEYS.get(key, "")
    try:
        char = char if len(char) == 1 else unicodedata.lookup(_get_unicode_name_from_key(key))
    except KeyError:
        return events.Key(key, None)
    return events.Key(key, char)


def _mouse(kind: str, x: int, y: int, *to: int) -> list[Message]:
    def at(event: type[events.MouseEvent], x: int, y: int, button: int = 1) -> Message:
        return event(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)

    click = [at(events.MouseDown, x, y), at(events.MouseUp, x, y)]
    if kind == "click":
        return click
    if kind == "double":
        return [*click, *(at(each, x, y) for each in (events.MouseDown, events.MouseUp))]
    if kind == "drag":
        end = (to[0], to[1])
        middle = ((x + end[0]) // 2, (y + end[1]) // 2)
        return [
            at(events.MouseDown, x, y), at(events.MouseMove, *middle), at(events.MouseMove, *end),
            at(events.MouseUp, *end),
        ]  # fmt: skip
    single = {
        "down": events.MouseDown,
        "up": events.MouseUp,
        "move": events.MouseMove,
        "wheel-up": events.MouseScrollUp,
        "wheel-down": events.MouseScrollDown,
    }[kind]
    return [at(single, x, y, 0 if kind == "move" else 1)]


async def _rest(pilot: Pilot[None]) -> None:
    """Wait until nothing is under way that no time or thread has to pass for."""
    app = pilot.app
    quiet = 0
    for _ in range(_ROUNDS):
        if not app.is_running or app._exit or app._exception is not None:
            return
        await pilot._wait_for_screen()
        await asyncio.sleep(0)
        pumps = [app, *(each for screen in app.screen_stack for each in screen.walk_children(with_self=True))]
        if app._resize_timer is not None:
            await asyncio.sleep(1 / 120)
        quiet = quiet + 1 if app._resize_timer is None and not any(pump.message_queue_size for pump in pumps) else 0
        if quiet > 2:
            break
    if app.is_running and not app._exit:
        app.screen._on_timer_update()


# -- what holds -----------------------------------------------------------------------------------------------


def check(app: App[None]) -> None:
    """The screen is safe and as large as the terminal, the selection is one, and every cursor is in its list."""
    if app._exception is not None:
        raise app._exception
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    assert len(strips) == height, f"{len(strips)} lines of {height}"
    for y, strip in enumerate(strips):
        text = "".join(segment.text for segment in strip)
        assert is_safe(text), f"line {y}: {text!a}"
        assert cell_len(text) == width, f"line {y} has {cell_len(text)} of {width} cells: {text!r}"
    screen = app.screen_stack[0]
    assert isinstance(screen, ExplorerScreen)
    _check_explorer(screen)
    for every in app.screen_stack:
        for pane in every.query(LinePane):
            count = pane.line_count()
            assert 0 <= pane.top <= max(0, count - pane.rows), f"{pane.id} is scrolled to {pane.top} of {count}"
            if count and not isinstance(pane, TextPane | ReaderPane):
                assert 0 <= pane.cursor <= max(0, count - 1), f"the cursor of {pane.id} is at {pane.cursor} of {count}"
    for bar in app.screen.query(InputBar):
        assert len(bar.text) <= MAX_LENGTH
        assert 0 <= bar.at <= len(bar.text)
    focused = app.focused
    assert focused is None or focused.display or width < 20, f"the keys go to {focused}, which is not there"


def _check_explorer(screen: ExplorerScreen) -> None:
    view, reading = screen.view, screen.reading
    for item in (view.selected, *view.visited):
        assert item is None or reading.catalogue.row(item) is not None, item
    assert screen.selection.bits == reading.select(view.filter).bits
    timeline, row = screen.timeline, screen.timeline.current
    if not len(screen.selection):
        assert row is None
    else:
        assert row is not None
        assert row.seq in screen.selection
        assert row.id == screen.pages.row(timeline.position).id
        assert timeline.cursor == screen.pages.line_of(timeline.position)
    shown = screen.detail.item
    if view.visited:
        assert shown is not None
        assert shown.id == view.selected
    elif row is not None:
        assert shown is not None
        assert shown.id == row.id, f"{shown.id} is shown, {row.id} selected"
        seq = reading.seq(view.selected)
        assert seq is None or view.selected == row.id or seq not in screen.selection
    else:
        assert shown is None or view.visited
