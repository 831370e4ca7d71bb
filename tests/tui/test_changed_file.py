"""The file of an open explorer is replaced, removed, cut off or changed by another program."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from making_crisis import Making
from tui.driving import Driver, explorer

NAMES = ["Alpha", "Beta", "Gamma", "Delta"]


def made(path: Path, *, without: int | None = None, word: str = "was here") -> Path:
    """A crisis of four events, one a day, or of three."""
    making = Making(path)
    making.source("s")
    for number, name in enumerate(NAMES):
        if number != without:
            making.event(f"e{number}", f"2024-01-{10 + number}", "s", title=f"{name} {word}")
    return making.done()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return made(tmp_path / "open.sqlite")


def replaced(path: Path) -> None:
    os.replace(made(path.with_name("other.sqlite"), word="came later"), path)  # noqa: PTH105


def removed(path: Path) -> None:
    path.unlink()


def edited(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE event SET title = replace(title, 'was here', 'was changed')")


def overwritten(path: Path) -> None:
    """As `cp` does it: the same file with other bytes."""
    other = made(path.with_name("other.sqlite"), word="came later")
    with other.open("rb") as source, path.open("r+b") as target:
        shutil.copyfileobj(source, target)
        target.truncate()


def truncated(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(5000)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


async def open_anew(driver: Driver, key: str) -> None:
    """Press a key that opens the file anew, and wait until that is done or has failed."""
    await driver.press(key)
    await driver.until(lambda: not driver.app._reopening.is_at_work)


def covered(driver: Driver) -> bool:
    """Whether nothing of the crisis is to be seen."""
    return type(driver.app.screen).__name__ == "ChangedScreen"


@pytest.mark.parametrize("change", [replaced, removed])
async def test_what_was_opened_is_read_on_and_the_change_told(database: Path, change: Callable[[Path], None]) -> None:
    async with explorer(database, (140, 40)) as driver:
        await driver.press("j")
        change(database)
        await driver.press("j")
        line = driver.lines()[-1]
        assert line.startswith(f" open.sqlite was {'removed' if change is removed else 'replaced'}")
        assert "this is as it was before" in line
        assert "^r" in line
        for key in ("g", "3", "4", "s", "escape", "1", "G"):
            await driver.press(key)
            assert "came later" not in driver.text()
        assert driver.selected == "e3"
        assert "Delta was here" in driver.pane("timeline")


@pytest.mark.parametrize(
    ("change", "key"), [(edited, "j"), (edited, "slash"), (overwritten, "3"), (truncated, "f"), (emptied, "S")]
)
async def test_of_what_was_changed_in_place_nothing_more_is_shown(
    tmp_path: Path, change: Callable[[Path], None], key: str
) -> None:
    path = sealed(tmp_path)
    async with explorer(path, (100, 30)) as driver:
        await driver.press("j", "j")
        assert driver.selected == "e2"
        change(path)
        await driver.press(key)
        assert covered(driver)
        text = driver.text()
        assert "sealed.sqlite was changed by another program" in text
        assert "enter" in text
        assert "Gamma" not in text
        await driver.resize(60, 20)
        await driver.press("j")
        assert covered(driver)
        await driver.press("q")
        assert not driver.app.is_running


def sealed(folder: Path, **more: str) -> Path:
    """The same crisis, read from its file itself and not from a copy."""
    from iptui.store.seal import seal

    path = made(folder / "sealed.sqlite", **more)  # type: ignore[arg-type]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        seal(connection)
        connection.execute("COMMIT")
    return path


async def test_it_is_opened_anew_with_the_same_item(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    async with explorer(path) as driver:
        await driver.press("j", "j", "4")
        edited(path)
        await driver.press("j")
        assert covered(driver)
        await open_anew(driver, "enter")
        successor = driver.app.successor
    assert successor is not None
    reading, view = successor
    assert view.selected == "e2"
    assert view.centre == "disagreements"
    row = reading.catalogue.row("e2")
    assert row is not None
    assert row.title == "Gamma was changed"
    reading.close()


async def test_what_is_gone_is_forgotten(database: Path) -> None:
    async with explorer(database, filter_text="id:e2") as driver:
        os.replace(made(database.with_name("other.sqlite"), without=2), database)  # noqa: PTH105
        await open_anew(driver, "ctrl+r")
        successor = driver.app.successor
    assert successor is not None
    reading, view = successor
    assert not view.filter
    assert view.selected is None
    assert reading.catalogue.total == 3
    reading.close()


async def test_what_cannot_be_opened_is_told_and_tried_again(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    whole = path.read_bytes()
    async with explorer(path, (120, 30)) as driver:
        truncated(path)
        await driver.press("j")
        await open_anew(driver, "enter")
        assert covered(driver)
        assert "cut off" in driver.text()
        path.unlink()
        await open_anew(driver, "enter")
        assert "no such file" in driver.text()
        successor = driver.app.successor
        assert successor is None
        path.write_bytes(whole)
        await open_anew(driver, "enter")
        successor = driver.app.successor
    assert successor is not None
    successor[0].close()


async def test_of_a_sealed_copy_what_was_opened_is_read_on(database: Path) -> None:
    async with explorer(database, (140, 40)) as driver:
        edited(database)
        await driver.press("j", "j")
        assert not covered(driver)
        assert "open.sqlite was changed by another program; this is as it was before" in driver.lines()[-1]
        for key in ("3", "4", "s", "escape", "1"):
            await driver.press(key)
            assert "was changed" not in "".join(driver.lines()[:-1])
        assert "Gamma was here" in driver.pane("timeline")
        await open_anew(driver, "ctrl+r")
        successor = driver.app.successor
    assert successor is not None
    row = successor[0].catalogue.row("e2")
    assert row is not None
    assert row.title == "Gamma was changed"
    successor[0].close()


@pytest.mark.parametrize("change", [edited, replaced])
async def test_how_far_the_sealing_is_is_told_and_it_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    """What takes long is made to take as long as it is not stopped."""
    path = sealed(tmp_path)
    cache = Path(os.environ["XDG_CACHE_HOME"])
    waited: list[float] = []

    def seal_slowly(connection: sqlite3.Connection, progress: Callable[[str, float], None]) -> None:
        for _ in range(2000):
            progress("sealing", 0.4)
            waited.append(0.01)
            time.sleep(0.01)

    async with explorer(path, (120, 30)) as driver:
        change(path)
        await driver.press("j")
        with monkeypatch.context() as slow:
            slow.setattr("iptui.store.copies.seal", seal_slowly)
            await driver.press("ctrl+r")
            await driver.until(lambda: "sealing: 51 %; once more stops it" in driver.text())
            assert driver.app._reopening.is_at_work
            await open_anew(driver, "ctrl+r")
        assert "not opened" in driver.text()
        assert len(waited) < 2000
        assert [path for path in cache.rglob("*") if path.name.endswith(".new")] == []
        successor = driver.app.successor
        assert successor is None
        await open_anew(driver, "ctrl+r")
        successor = driver.app.successor
    assert successor is not None
    successor[0].close()


async def test_the_bundled_crisis_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    from iptui.store.bundled import ensure_bundled

    path = ensure_bundled()
    async with explorer(path, ours=True) as driver:
        path.unlink()
        await driver.press("j")
        assert "was removed" in driver.lines()[-1]
        await open_anew(driver, "ctrl+r")
        successor = driver.app.successor
    assert successor is not None
    assert path.exists()
    successor[0].close()


async def test_a_file_that_nobody_touches_is_not_told_of(database: Path) -> None:
    async with explorer(database) as driver:
        path = Path(f"{database}-journal")
        path.write_bytes(b"")
        await driver.press("j", "k")
        assert not covered(driver)
        assert "another program" not in driver.text()


def test_on_a_terminal_from_one_state_to_the_next(tmp_path: Path) -> None:
    pytest.importorskip("termios", reason="needs a terminal of POSIX")
    from tui.terminal import Terminal, explore
    from tui.test_terminal import assert_given_back

    path = sealed(tmp_path)
    with Terminal(*explore(path), columns=120) as terminal:
        terminal.until_shown("Alpha was here")
        terminal.send("jj")
        terminal.until_shown("3 of 4")
        edited(path)
        # Nothing is pressed.
        terminal.until_shown("was changed by another program")
        terminal.send("\r")
        terminal.until_shown("Gamma was changed")
        terminal.until_shown("3 of 4")
        path.unlink()
        terminal.until_shown("sealed.sqlite was removed")
        terminal.send("k")
        terminal.until_shown("2 of 4")
        terminal.send("q")
        assert terminal.ended() == 0
        assert_given_back(terminal)
