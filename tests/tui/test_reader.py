"""The source reader and the marks of verification, on attached copies and without any."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from crisis import HERALD, WIRE, small_database
from iptui.evidence.attach import attach_files
from iptui.evidence.verdicts import State
from iptui.model import Passage
from iptui.store.bundled import ensure_bundled
from iptui.store.catalogue import Catalogue
from iptui.store.library import AttachedText, Library
from iptui.text import cell_width, is_safe
from iptui.tui.format.beside import PROOFS
from iptui.tui.format.book import Book
from iptui.tui.screens.reader import ReaderScreen
from tui.conftest import HOSTILE
from tui.driving import Driver, check_golden, explorer

SIZES = [(80, 24), (120, 40), (200, 50)]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of this test's own, not there yet."""
    path = tmp_path / "library.sqlite"
    monkeypatch.setenv("IPTUI_LIBRARY", str(path))
    return path


def attach(path: Path, source: str, text: str, name: str = "copy.txt") -> None:
    """Keep a copy of a source as `iptui attach` does, whatever is in it."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    with Catalogue.open(path) as catalogue:
        crisis = catalogue.info().id
    Library().attach(AttachedText(crisis, source, name, "text", digest, digest, text, "2026-01-01T00:00:00Z"))


def shown_reader(driver: Driver) -> ReaderScreen:
    screen = driver.app.screen
    assert isinstance(screen, ReaderScreen)
    return screen


def book_of(screen: ReaderScreen) -> Book:
    assert screen.pane.book is not None
    return screen.pane.book


async def settle(driver: Driver) -> None:
    """Wait for what works in threads, and for what is drawn of it."""
    await driver.pilot.pause(0.1)
    await driver.app.workers.wait_for_complete()
    await driver.pilot.pause()


@asynccontextmanager
async def reader(path: Path, item: str, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Driver]:
    """The explorer with the source reader open on the first passage of an item."""
    async with explorer(path, size) as driver:
        await settle(driver)
        await driver.select(item)
        await driver.press("r")
        await settle(driver)
        assert isinstance(driver.app.screen, ReaderScreen)
        yield driver


def page(driver: Driver) -> str:
    return driver.page.replace("\u00a0", " ")


# -- marks -------------------------------------------------------------------------------------------------


def test_every_state_has_a_mark_of_one_cell_and_they_are_those_of_verify() -> None:
    assert set(PROOFS) == {state.value for state in State}
    for state in State:
        assert PROOFS[state.value][0] == state.mark
        assert cell_width(state.mark) == 1
    assert len({sign for sign, _, _ in PROOFS.values()}) == len(PROOFS)


async def test_the_detail_pane_marks_every_passage(small: Path, library: Path) -> None:
    attach(small, "herald", HERALD)
    async with explorer(small, (200, 60)) as driver:
        await settle(driver)
        await driver.select("violation")
        assert re.search(r"written in +→ The Herald · ¶ 3 ✓ exact", page(driver))
        assert re.search(r"→ ¶ 3 · chars \d+–\d+ · ✓ exact · 4 words", page(driver))
        await driver.select("aland-fires")
        text = page(driver)
        assert re.search(r"7 +→ Borland, in The Herald B3 ¶ 2\s+✓ exact", text)
        assert "· disputes · ○ unattached" in text
        assert text.count("✓ exact") >= 2


async def test_each_ending_of_a_verification_is_told_apart(small: Path, library: Path) -> None:
    changed = "A note on top.\n\n" + HERALD.replace("blatant", "patent").replace("“We will answer,” he", "He")
    attach(small, "herald", changed.replace("Borland recalled its ambassador", "Borland recalled  its ambassador"))
    attach(small, "wire", WIRE + "\nAland denied that it had fired. A summit is planned.\n")
    async with explorer(small, (200, 60)) as driver:
        await settle(driver)
        await driver.select("violation")
        assert "✗ altered" in page(driver)
        await driver.select("borland-recalls")
        assert "≈ moved" in page(driver)
        states = set(driver.screen.tracing.beside(None).proofs.values())  # type: ignore[union-attr]
        assert {"altered", "moved"} <= states


async def test_a_copy_attached_meanwhile_is_seen_when_the_reader_opens(small: Path, library: Path) -> None:
    async with explorer(small, (200, 60)) as driver:
        await driver.select("violation")
        assert "○ unattached" in page(driver)
        attach(small, "herald", HERALD)
        await driver.press("r")
        await settle(driver)
        assert "the source itself" in driver.text()
        await driver.press("escape")
        await settle(driver)
        assert "✓ exact" in page(driver)


async def test_a_library_that_cannot_be_read_is_told_and_harms_nothing(small: Path, library: Path) -> None:
    library.write_bytes(b"no database at all")
    async with explorer(small) as driver:
        await settle(driver)
        assert "not a library" in driver.screen.footer.message
        assert "exact" not in page(driver)
        await driver.press("r")
        await settle(driver)
        assert "not a library" in driver.text()
        await driver.press("n", "slash", "y", "enter", "m", "j", "G", "escape")
        assert driver.app.screen is driver.screen


# -- the reader --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
async def test_the_reader_with_a_copy(small: Path, library: Path, size: tuple[int, int]) -> None:
    attach(small, "herald", HERALD, "herald.txt")
    async with reader(small, "violation", size) as driver:
        check_golden(f"reader-{size[0]}x{size[1]}", driver.text())


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
async def test_the_reader_without_a_copy(
    tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    path = small_database(tmp_path)
    monkeypatch.chdir(tmp_path)
    async with reader(Path(path.name), "violation", size) as driver:
        check_golden(f"locators-{size[0]}x{size[1]}", driver.text())
        await driver.press("g")
        text = driver.text()
        assert "No copy of this source is attached" in text
        assert "iptui attach -d dorf.sqlite FILE" in text
        assert re.search(r"published +Fri 7 May 2021", text)
        assert re.search(r"grade +B: Names its sources.", text)
        await driver.press("G")
        assert "“a blatant [unprovoked] violation”" in driver.text() or size[1] < 40
        assert sha256(b"a blatant [unprovoked] violation").hexdigest() in driver.text()


async def test_passages_are_walked_through_and_lead_into_the_explorer(small: Path, library: Path) -> None:
    attach(small, "herald", HERALD)
    async with reader(small, "aland-fires") as driver:
        screen = shown_reader(driver)
        book = book_of(screen)
        starts = [spot.span[0] for spot in book.spots if spot.span is not None]
        assert starts == sorted(starts)
        assert "¶2 On 3 May 2021 Aland fired rockets" in driver.text()
        seen = [screen.pane.current]
        await driver.press("N")
        for _ in range(len(book.spots) + 2):
            await driver.press("n")
            seen.append(screen.pane.current)
        assert set(seen) >= set(range(len(book.spots)))
        assert seen[-1] == len(book.spots) - 1
        assert "this is the last passage" in screen.footer.message
        await driver.press_until("N", lambda: book.spots[screen.pane.current].quotes == ("We will answer,",))
        assert re.search(r"▸ ❝ statement +He announces an answer\.", driver.text())
        await driver.press("enter")
        assert driver.app.screen is driver.screen
        assert driver.shown == "will-answer"
        assert driver.focused == "detail"
        await driver.press("backspace")
        assert driver.shown == "aland-fires"


async def test_a_passage_with_several_uses_marks_them_in_turn(small: Path, library: Path) -> None:
    attach(small, "herald", HERALD)
    async with reader(small, "violation") as driver:
        screen = shown_reader(driver)
        book = book_of(screen)
        await driver.press_until("N", lambda: any(use.kind == "office" for use in book.spots[screen.pane.current].uses))
        assert re.search(r"▸ @ office +José Núñez-O’Hara, Foreign Minister", driver.text())
        await driver.press("enter")
        assert "no page of its own" in screen.footer.message
        await driver.press("tab", "shift+tab", "escape")
        assert driver.app.screen is driver.screen


async def test_enter_on_an_evidence_line_and_on_a_claim_opens_its_passage(small: Path, library: Path) -> None:
    attach(small, "wire", WIRE)
    async with explorer(small, (200, 60)) as driver:
        await driver.select("aland-fires")
        found = driver.screen.detail.page
        assert found is not None
        wanted = {link.start: number for number, link in enumerate(found.links) if isinstance(link, Passage)}
        await driver.press("enter")
        for words in ("At least nine people", "Aland denied that it had fired."):
            await driver.press("g", "enter")
            for _ in range(40):
                if driver.screen.detail.link == wanted[WIRE.index(words)]:
                    break
                await driver.press("j")
            await driver.press("enter")
            await settle(driver)
            screen = shown_reader(driver)
            book = book_of(screen)
            assert book.spots[screen.pane.current].passage.start == WIRE.index(words)
            await driver.press("q")
            assert driver.app.screen is driver.screen
            assert driver.focused == "detail"


async def test_the_text_is_searched_as_one_types(small: Path, library: Path) -> None:
    attach(small, "herald", HERALD)
    async with reader(small, "violation") as driver:
        screen = shown_reader(driver)
        await driver.press("slash")
        await driver.type("borland")
        await settle(driver)
        assert "4 found" in driver.text()
        await driver.press("enter")
        assert driver.focused == "reader"
        before = screen.pane.current
        await driver.press("n")
        assert "match 4 of 4" in driver.text() or "match 2 of 4" in driver.text()
        await driver.press("n", "n", "n", "n")
        assert screen.pane.current == before, "n goes through the matches, not the passages"
        await driver.press("right_square_bracket")
        assert screen.pane.current == before + 1
        await driver.press("escape")
        assert "match" not in driver.lines()[1]
        assert isinstance(driver.app.screen, ReaderScreen)
        await driver.press("slash")
        await driver.type("zeppelin")
        await settle(driver)
        assert "not in this text" in driver.text()
        await driver.press("escape", "escape")
        assert len(driver.app.screen_stack) == 1


def copied(driver: Driver) -> list[str]:
    """What is copied to the clipboard from now on, as it is sent to the terminal."""
    written: list[str] = []
    driver.app._driver.write = written.append  # type: ignore[union-attr, method-assign]
    return written


def last_copy(written: list[str]) -> str:
    found = [text for text in written if text.startswith("\x1b]52;c;")]
    return base64.b64decode(found[-1].removeprefix("\x1b]52;c;").removesuffix("\a")).decode()


async def test_copy_gives_the_words_of_the_copy_with_where_they_stand(small: Path, library: Path) -> None:
    attach(small, "herald", HERALD)
    async with reader(small, "violation") as driver:
        written = copied(driver)
        await driver.press("y")
        assert last_copy(written).startswith("“a blatant [unprovoked] violation” — José Núñez-O’Hara, foreign minister")
        screen = shown_reader(driver)
        await driver.press("N")
        book = book_of(screen)
        await driver.press_until("N", lambda: not book.spots[screen.pane.current].quotes)
        await driver.press("y")
        spot = book.spots[screen.pane.current]
        assert spot.span is not None
        assert last_copy(written).startswith(
            f"“{HERALD[slice(*spot.span)]}” In: author unknown, “Border clash”, The Her"
        )
        assert f"¶ {spot.passage.paragraph}, characters {spot.passage.start}–{spot.passage.end}" in last_copy(written)


async def test_an_altered_quote_shows_what_stands_there_instead(small: Path, library: Path) -> None:
    attach(small, "herald", HERALD.replace("a blatant [unprovoked]", "a patent [unprovoked]"))
    async with reader(small, "violation") as driver:
        text = driver.text()
        assert "✗ altered" in text.replace("\u00a0", " ")
        assert "[-blatant-]" in text
        assert "{+patent+}" in text
        assert "not the very text of the source" in text


async def test_what_has_no_place_in_the_copy_stands_behind_the_text(small: Path, library: Path) -> None:
    attach(small, "herald", HERALD[: HERALD.index("Aland's army")])
    async with reader(small, "no-justification") as driver:
        assert "no place in this copy" in driver.text()
        assert re.search(r"▸ ∅.missing", driver.text())


async def test_the_text_stays_where_it_is_through_notes_and_sizes(library: Path, small: Path) -> None:
    long = HERALD + "".join(f"\nParagraph {number} of a long article. {'word ' * 60}\n" for number in range(200))
    attach(small, "herald", long)
    async with reader(small, "violation") as driver:
        screen = shown_reader(driver)
        await driver.press(*["pagedown"] * 20)
        place = screen.pane.place()
        assert place > 1000
        number = long.count("\n\n", 0, place)
        for width in (80, 200, 60, 120):
            await driver.resize(width, 40)
            assert abs(long.count("\n\n", 0, screen.pane.place()) - number) <= 1
        await driver.press("m")
        assert abs(long.count("\n\n", 0, screen.pane.place()) - number) <= 1
        await driver.press("N")
        assert screen.pane.in_view(screen.pane.current), "from out of view to the nearest passage before"
        await driver.press("G", "g")
        assert screen.pane.top == 0
        assert "┆" not in driver.text()


async def test_clicks_pick_passages(small: Path, library: Path) -> None:
    attach(small, "herald", HERALD)
    async with reader(small, "no-justification") as driver:
        screen = shown_reader(driver)
        lines = driver.lines()
        y = next(number for number, line in enumerate(lines) if "called it" in line)
        x = lines[y].index("blatant")
        await driver.pilot.click("#reader", offset=(x, y - 1))
        await driver.pilot.pause()
        book = book_of(screen)
        first = book.spots[screen.pane.current]
        assert first.quotes == ("a blatant [unprovoked] violation",)
        await driver.pilot.click("#reader", offset=(x, y - 1))
        await driver.pilot.pause()
        second = book.spots[screen.pane.current]
        assert second is not first, "another click picks the next passage that lies there"
        assert second.span is not None
        assert second.span[0] <= HERALD.index("blatant") < second.span[1]


# -- hostile and large texts -------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 20), *SIZES], ids="{0[0]}x{0[1]}".format)
async def test_hostile_copies_are_shown_and_do_nothing(hostile: Path, library: Path, size: tuple[int, int]) -> None:
    from rich.cells import cell_len

    attach(hostile, "s3", "\n\n".join(HOSTILE) + "\n\n" + "".join(HOSTILE) * 20, "\x1b]0;name\x07[red]x[/].txt")
    async with reader(hostile, "q3", size) as driver:
        written = copied(driver)
        for key in ("g", "pagedown", "pagedown", "G", "n", "N", "tab", "m", "slash", "x", "y", "enter", "n", "escape"):
            await driver.press(key)
            await driver.pilot.pause()
            for line in driver.lines():
                assert is_safe(line), ascii(line)
            for strip in driver.app.screen._compositor.render_strips():
                assert sum(cell_len(segment.text) for segment in strip) == size[0]
        assert driver.app.is_running
        assert not any("52;c;aGFja2Vk" in text or "\x1b]0;" in text for text in written)


# -- the bundled crisis ------------------------------------------------------------------------------------


async def test_the_articles_are_read_in_full(sources_dir: Path, library: Path) -> None:
    path = ensure_bundled()
    with Catalogue.open(path, ours=True) as catalogue:
        assert {outcome.done for outcome in attach_files(catalogue, Library(), sorted(sources_dir.glob("*.txt")))} == {
            "attached"
        }
    async with explorer(path, (120, 40), ours=True) as driver:
        await settle(driver)
        proofs = driver.screen.tracing.beside(None).proofs
        assert proofs
        assert set(proofs.values()) == {"exact"}
        await driver.press("r")
        await settle(driver)
        screen = shown_reader(driver)
        book = book_of(screen)
        assert len(book.text) > 2000
        assert all(spot.span is not None and spot.uses for spot in book.spots)
        for _ in range(12):
            await driver.press("n")
            assert screen.pane.in_view(screen.pane.current)
            assert "✓" in driver.text()
