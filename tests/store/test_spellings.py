"""Names and words as people type them: Persian, Urdu, Arabic, Turkish, with and without marks, joined and apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iptui.exchange.incoming import import_files
from iptui.exchange.mapping import load
from iptui.filters import FilterError, parse_args
from iptui.store import public
from iptui.store.catalogue import Catalogue

ZWNJ = "\u200c"


def found(catalogue: Catalogue, *words: str) -> set[object]:
    """Ids of what a search finds."""
    answer = public.search(catalogue, parse_args(words), None)
    at = list(answer.columns).index("id")
    return {row[at] for row in answer.rows}


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        (
            "Amir-Abdollahian",
            ["Amirabdollahian", "Abdollahian", "Amir Abdollahian", "AMIR-ABDOLLAHIAN", "amir‐abdollahian",
             "Hossein Amir-Abdollahian", "ʿAbdollahiān", "Abdolahian", "عبداللهیان", "امیرعبداللهیان",
             "امیر عبداللهیان", f"امیر{ZWNJ}عبداللهیان", "امير عبداللهيان", "عبداللہیان", "عبد اللهيان",
             "أمير عبد اللهيان", "حُسَین", "عبـداللهیان"],
        ),
        ("Kakar", ["kakar", "Anwaar-ul-Haq", "Anwaar ul Haq Kakar", "کاکڑ", "کاکر", "كاكر", "انوارالحق", "انوار الحق"]),
        ("Raisi", ["Raeisi", "Ebrahim Raisi", "رئیسی", "رئيسي", "إبراهيم رئيسي"]),
        ("Jaish al-Adl", ["Jaish ul-Adl", "jaish-al-adl", "Jaysh al-Adl", "جیش العدل", "جيش العدل", f"جیش{ZWNJ}العدل"]),
        ("پاکستان", ["پاكستان", "باكستان"]),
        ("ایران", ["ايران", "إيران", "اىران"]),
    ],
)  # fmt: skip
def test_the_bundled_crisis_knows_how_names_are_written(crisis: Catalogue, name: str, spellings: list[str]) -> None:
    wanted = found(crisis, name)
    assert len(wanted) > 5
    missing = {spelling: len(wanted - found(crisis, spelling)) for spelling in spellings}
    # Where an article or a whole name is added, fewer texts have all of it; the person is found all the same.
    assert [spelling for spelling, lost in missing.items() if lost > len(wanted) // 2] == []
    assert sum(lost == 0 for lost in missing.values()) >= len(missing) // 2


WRITTEN = [
    ("می‌خواهیم گفت‌وگو کنیم", ["می خواهیم", "گفت‌وگو", "مي خواهيم", "كنيم"]),
    ("۱۲۳ موشک در کِرمان", ["123", "۱۲۳", "١٢٣", "کرمان", "كرمان", "موشك", "کِرمان"]),
    ("وزارتِ خارجهٔ ایران", ["وزارت", "خارجه", "خارجة", "خارجہ", "ايران"]),
    ("پاکستان کی حکومت نے کہا", ["حکومت", "كى", "کہا", "كها"]),
    ("الحكومة الإيرانيّة تحذّر", ["الحكومه", "الايرانية", "الإيرانيه", "تحذر", "تُحَذِّر"]),
    ("Türkiye'de İstanbul görüşmesi", ["turkiye", "ISTANBUL", "istanbul", "gorusmesi", "GÖRÜŞMESİ"]),
    ("Straße nach Łódź, Đà Nẵng, Ærø", ["strasse", "STRASSE", "lodz", "da nang", "aero", "ærø"]),
    ("Al‑Qa‘ida — ‘Abd al-Rahmān", ["al-qa'ida", "qa’ida", "abd al-rahman", "al-rahman", "Al-Qa'ida"]),
    ("ﷺ ﻻ ﺳﻼم ｆｕｌｌｗｉｄｔｈ", ["سلام", "fullwidth", "لا"]),
    ("कश्मीर में बातचीत", ["कश्मीर", "बातचीत"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder: Path = tmp_path_factory.mktemp("spellings")
    lines = [f'2024-01-{day:02},"{title}"' for day, (title, _) in enumerate(WRITTEN, 1)]
    (folder / "t.csv").write_text("date,title\n" + "\n".join(lines), encoding="utf-8")
    import_files([folder / "t.csv"], load("csv"), folder / "t.sqlite")
    with Catalogue.open(folder / "t.sqlite") as catalogue:
        yield catalogue


@pytest.mark.parametrize("number", range(len(WRITTEN)))
def test_words_are_found_however_they_are_typed(written: Catalogue, number: int) -> None:
    title, typed = WRITTEN[number]
    ids = written.texts("SELECT id FROM event WHERE title = ?", title)
    for words in typed:
        assert set(ids) <= found(written, words), words
        assert set(ids) <= found(written, f'"{words}"'), words


def test_a_place_is_meant_with_its_namesakes_however_it_is_named(tmp_path: Path) -> None:
    places = ["Syria,35.1", "Syria,36.2", "SYRIA,37.3", "Syria-2,38.4", "Syrian Desert,33.0", "Iraq,33.1"]
    lines = [f"2024-01-{day:02},Event {day},{place},39" for day, place in enumerate(places, 1)]
    (tmp_path / "t.csv").write_text("date,title,place,lat,lon\n" + "\n".join(lines), encoding="utf-8")
    import_files([tmp_path / "t.csv"], load("csv"), tmp_path / "t.sqlite")

    def titles(value: str) -> list[str]:
        with Catalogue.open(tmp_path / "t.sqlite") as catalogue:
            return [row.title for row in catalogue.rows(catalogue.select(parse_args([f"place:{value}"])))]

    for value in ("syria", "Syria", "SYRIA"):
        assert titles(value) == ["Event 1", "Event 2", "Event 3"]
    # The id of the second Syria, and the name of another place.
    assert titles("syria-2") == ["Event 2", "Event 4"]
    assert titles("syria-3") == ["Event 3"]
    assert titles("syri desert") == ["Event 5"]
    assert titles("iraq") == ["Event 6"]


def test_a_name_with_words_after_it_is_told_apart(crisis: Catalogue) -> None:
    with pytest.raises(FilterError) as told:
        crisis.select(parse_args(["actor:iran rockets"]))
    assert told.value.reason.startswith("no actor “iran rockets”, but “iran”; from a shell")
    crisis.select(parse_args(["actor:iran", "rockets"]))
    with pytest.raises(FilterError) as told:
        crisis.select(parse_args(["actor:nobody there"]))
    assert told.value.reason == "no actor “nobody there”"
