"""Crises for the tests of the explorer."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisis import small_database
from making_crisis import Making


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented crisis of nine items in two sources."""
    return small_database(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thousand events, three a day, of two states; every seventh has no date."""
    making = Making(tmp_path_factory.mktemp("large") / "large.sqlite")
    making.source("s")
    making.actor("other")
    for number in range(2000):
        day, month = number // 3 % 28 + 1, number // 84 % 12 + 1
        date = "XXXX" if number % 7 == 0 else f"{2001 + number // 1008}-{month:02d}-{day:02d}"
        making.event(f"e{number:04d}", date, "s", title=f"Happening number {number}")
        making.role(f"e{number:04d}", "land" if number % 2 else "other", "initiator")
    return making.done()


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three thousand actors, every third a state of its own, the others under the states; the first has hundreds."""
    making = Making(tmp_path_factory.mktemp("crowded") / "crowded.sqlite")
    making.source("s")
    for number in range(0, 3000, 3):
        making.actor(f"a{number}")
        making.actor(f"a{number + 1}", kind="ministry", parent=f"a{number if number > 1500 else number // 3 % 2 * 3}")
        making.actor(f"a{number + 2}", kind="person", parent=f"a{number + 1}")
    for number in range(6000):
        # The lower its number, the more is known of an actor; of some nothing.
        making.event(f"e{number}", f"20{number % 20:02d}-01-{number % 28 + 1:02d}", "s")
        making.role(f"e{number}", f"a{number * number // 12_500 + number % 3}", "initiator")
    return making.done()


HOSTILE = (
    "[red]x[/]",
    "x[/]y",
    "[@click=app.quit]press[/]",
    "\x1b]52;c;aGFja2Vk\x07title",
    "\x1b]0;owned\x07\x1b[2J",
    "c1 \x9b31m and \x85 next",
    "bidi \u202egnp.exe\u202c and \u2066iso\u2069",
    "zero\u200bwidth\ufeff tag\U000e0041",
    "new\nline\rreturn\ttab",
    "marks a" + "\u0301" * 60,
    "wide 漢字かな交じり文 and 👩‍👩‍👧 end",
    "$name {name} %s \\[b]",
)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crisis in which every text field tries to do harm."""
    making = Making(tmp_path_factory.mktemp("hostile") / "hostile.sqlite")
    for number, text in enumerate(HOSTILE):
        source = f"s{number}"
        making.source(
            source,
            title=text,
            publisher=text,
            author=text,
            reliability_reason=text,
            note=text,
        )
        making.actor(f"a{number}", kind="organisation")
        making._db.execute("UPDATE actor SET name = ? WHERE id = ?", (text, f"a{number}"))
        making.event(
            f"e{number}", f"2024-01-{number + 1:02d}", source, title=text, summary=text, note=text, context=text
        )
        making.role(f"e{number}", f"a{number}", "initiator")
        making.statement(
            f"q{number}",
            f"2024-01-{number + 1:02d}",
            source,
            summary=text,
            quote=text,
            form="verbatim",
            speaker=f"a{number}",
            office=text,
            verb=text,
            channel=text,
            language=text,
            about=f"e{number}",
            note=text,
        )
        making.role(f"q{number}", f"a{number}", "speaker", "statement")
        making.claim(f"c{number}", f"e{number}", source, text, name=text or "x", reason=text, rank="deprecated")
        making.claim(f"d{number}", f"e{number}", source, text + "2", name=text or "x", qualifier=text)
        if number:
            making.link(f"e{number}", f"e{number - 1}")
    making._db.execute("UPDATE crisis SET title = ?", (HOSTILE[2] + HOSTILE[3],))
    return making.done()
