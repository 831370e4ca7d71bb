"""The detail pane: what it says, its links, copying."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from crisis import HERALD
from tui.driving import Driver, explorer


async def walk_to(driver: Driver, target: str) -> None:
    """Go down in the detail pane until the link to an item is marked."""
    found = driver.screen.detail.page
    assert found is not None
    for _ in range(60):
        if driver.screen.detail.link == found.links.index(target):
            return
        await driver.press("j")
    raise AssertionError(f"no way to {target}")


async def test_a_quote_stands_with_everything_that_makes_it_traceable(small: Path) -> None:
    async with explorer(small, (200, 60)) as driver:
        await driver.select("violation")
        text = driver.page
        assert "❝ “a blatant [unprovoked] violation”" in text
        assert re.search(r"speaker +José Núñez-O’Hara", text)
        assert re.search(r"as named +foreign minister", text)
        assert re.search(r"held then +Foreign Minister \(acting\), Foreign Ministry of Borland", text)
        assert re.search(r"on behalf +Borland", text)
        assert re.search(r"to +Aland", text)
        assert re.search(r"verb +call", text)
        assert re.search(r"date +Tue 4 May 2021", text)
        assert "EDTF 2021-05-04 · worked out" in text
        assert "the Tuesday after 3 May 2021" in text
        assert "The Herald · author not stated" in text
        assert "grade B: Names its sources." in text
        start = HERALD.index("a blatant [unprovoked] violation")
        assert f"→ ¶ 3 · chars {start}–{start + 32} · ○\u00a0unattached · 4 words" in text
        assert "could report it from Fri 7 May 2021" in text
        assert re.search(r"¶ 3 · chars", text)
        assert re.search(r"· [0-9a-f]{12}\n", text)
        assert "ABOUT\n  → Aland fires rockets at Dorf" in text
        assert "in response to" in text
        assert "1 day later · stated · herald ¶ 3" in text


async def test_an_event_stands_with_its_accounts_side_by_side(small: Path) -> None:
    async with explorer(small, (200, 60)) as driver:
        await driver.select("aland-fires")
        text = driver.page
        assert text.startswith("▲ Aland fires rockets at Dorf")
        assert "Rockets hit the village." in text
        assert re.search(r"place +Dorf, Borland \(village\)", text)
        assert re.search(r"initiator +Army of Aland", text)
        assert re.search(r"target +Borland", text)
        assert re.search(r"type +ASSAULT.*material conflict", text)
        assert "⚖ killed  accounts differ" in text
        assert re.search(r"7 +→ Borland, in The.Herald.B3.¶.2 ○", text)
        assert re.search(r"✗ at least 9 +→ Mayor of Dorf, in wire.D4.¶.2 ○", text)
        assert "deprecated: Told to one reporter only." in text
        assert "· attribution" in text
        assert "not: Aland" in text
        assert "SAID ABOUT IT · 2" in text
        assert "WRITTEN IN 2 SOURCES" in text
        assert "publisher not stated" in text
        assert "· disputes" in text
        assert "answered by" in text


async def test_what_is_not_known_is_said_to_be_unknown(small: Path) -> None:
    async with explorer(small, (200, 60)) as driver:
        await driver.select("restraint")
        text = driver.page
        assert re.search(r"date +Undated|date +undated", text)
        assert "told by the source in its own words; not a quotation" in text
        assert "publisher not stated" in text
        assert "published undated" in text
        await driver.select("summit")
        assert re.search(r"status +◷ planned", driver.page)


async def test_persian_stays_as_it_is(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.select("no-justification")
        assert "“هیچ توجیهی ندارد”" in driver.page


async def test_links_are_walked_followed_and_gone_back_from(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.select("violation")
        await driver.press("enter")
        assert driver.screen.focused is driver.screen.detail
        await walk_to(driver, "aland-fires")
        await driver.press("enter")
        assert driver.shown == "aland-fires"
        assert driver.selected == "aland-fires"
        assert "back" in driver.pane("detail").splitlines()[0]
        await driver.press("backspace")
        assert driver.shown == "violation"
        assert driver.selected == "violation"
        await driver.press("backspace")
        assert "no link was followed" in driver.screen.footer.message


async def test_a_link_out_of_the_filter_shows_the_item_and_keeps_the_filter(small: Path) -> None:
    async with explorer(small, filter_text="kind:statement") as driver:
        await driver.select("violation")
        detail = driver.screen.detail
        await driver.press("enter")
        await walk_to(driver, "aland-fires")
        await driver.press("enter")
        assert driver.shown == "aland-fires"
        assert str(driver.screen.view.filter) == "kind:statement"
        assert "not in this filter" in driver.screen.footer.message
        await driver.press("backspace")
        assert detail.item is not None
        assert detail.item.id == "violation"


async def test_every_line_and_every_link_is_reached_by_down_and_up(small: Path) -> None:
    async with explorer(small, (80, 24)) as driver:
        await driver.select("aland-fires")
        await driver.press("enter")
        detail = driver.screen.detail
        found = detail.page
        assert found is not None
        links = set()

        def at_the_end() -> bool:
            links.add(detail.link)
            return detail.top == detail.line_count() - detail.rows and detail.link == len(found.links) - 1

        await driver.press_until("j", at_the_end, most=200)
        assert links >= set(range(len(found.links)))
        await driver.press_until("k", lambda: detail.top == 0 and detail.link in (None, 0), most=200)
        await driver.press("G")
        assert detail.top == detail.line_count() - detail.rows


async def test_copy_takes_the_quote_with_its_citation(small: Path) -> None:
    async with explorer(small) as driver:
        written: list[str] = []
        driver.app._driver.write = written.append  # type: ignore[union-attr, method-assign]
        await driver.select("violation")
        await driver.press("y")
        copied = next(text for text in written if text.startswith("\x1b]52;c;"))
        text = base64.b64decode(copied.removeprefix("\x1b]52;c;").removesuffix("\a")).decode()
        assert text.startswith(
            "“a blatant [unprovoked] violation” — José Núñez-O’Hara, foreign minister, on behalf of Borland, to Aland,"
            " 4 May 2021"
        )
        assert "author unknown, “Border clash”, The Herald, published 7 May 2021; ¶ 3, characters" in text
        assert "sha256" in text
        assert text.splitlines()[-1] == f"iptui {small} id:violation"
        assert driver.screen.footer.message.startswith(" copied: “a blatant")


async def test_where_there_is_no_clipboard_the_text_is_shown(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with explorer(small) as driver:
        await driver.press("y")
        assert "Citation" in driver.text()
        assert "Aland fires rockets at Dorf — 3 May 2021. Told by:" in driver.text()
        assert "publisher unknown, date of publication unknown" in driver.text()
        await driver.press("escape")
        assert "Citation" not in driver.text()


async def test_this_view_as_a_command(small: Path) -> None:
    async with explorer(small, filter_text='actor:borland "a blatant"') as driver:
        await driver.press("S")
        text = driver.text()
        assert "iptui list -d" in text
        assert "'actor:borland \"a blatant\"'" in text
        await driver.press("q")
        assert driver.app.screen is driver.screen


async def test_the_same_item_keeps_its_place_when_the_filter_changes(small: Path) -> None:
    async with explorer(small, (80, 24)) as driver:
        await driver.select("aland-fires")
        await driver.press("enter", "pagedown")
        top = driver.screen.detail.top
        assert top > 0
        await driver.press("f", "space", "escape")
        assert driver.screen.detail.top == top


async def test_long_texts_are_laid_out_at_any_width(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.select("aland-fires")
        for width in (200, 120, 110, 90, 70, 60, 40, 24):
            await driver.resize(width, 40)
            found = driver.screen.detail.page
            assert found is not None
            from iptui.tui.format.pieces import width_of

            assert all(width_of(line.pieces) <= found.width for line in found.lines)
