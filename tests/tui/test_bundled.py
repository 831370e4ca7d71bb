"""The explorer on the bundled crisis: every item is read at several widths, and the session of the README works."""

from __future__ import annotations

from iptui.filters import Filter
from iptui.store.bundled import ensure_bundled
from iptui.store.catalogue import Catalogue
from iptui.text import is_safe
from iptui.tui.format.details import detail_page
from iptui.tui.format.pieces import line_text, width_of
from iptui.tui.reading import Reading
from tui.driving import explorer


def test_every_item_can_be_read_and_every_link_leads_somewhere() -> None:
    with Catalogue.open(ensure_bundled(), ours=True) as catalogue:
        reading = Reading(catalogue)
        rows = list(catalogue.stream(reading.pages(reading.select(Filter())).selection))
        assert len(rows) == reading.info.events + reading.info.statements
        ids = {row.id for row in rows}
        for row in rows:
            item = reading.detail(row.id)
            assert item is not None
            for width in (24, 58, 90):
                page = detail_page(item, reading.sources, width)
                assert {link for link in page.links if isinstance(link, str)} <= ids
                assert any(not isinstance(link, str) for link in page.links), "no passage leads to its source"
                assert all(width_of(line.pieces) <= width for line in page.lines)
                assert all(is_safe(line_text(line.pieces)) for line in page.lines)
                for most in (0, 7, 30):
                    begun = detail_page(item, reading.sources, width, most=most)
                    assert len(begun.lines) == len(page.lines)
                    assert begun.lines[:most] == page.lines[:most]


async def test_the_crisis_opens_on_its_first_day() -> None:
    async with explorer(ensure_bundled(), (80, 24), ours=True) as driver:
        assert "Tue 16 Jan 2024" in driver.pane("timeline")
        assert driver.selected == "iran-strikes-pakistan"
        await driver.press("slash")
        await driver.type("abdollahian kind:statement")
        assert driver.ids
        await driver.press("enter", "f", "g", "space", "escape", "escape", "escape")
        assert not driver.screen.view.filter
        await driver.press("S")
        assert "iptui list" in driver.text()
        assert "-d" not in driver.text(), "the bundled crisis needs no name"
