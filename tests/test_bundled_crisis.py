"""The bundled crisis: sound by itself, and true to the five articles where they are at hand."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from iptui import resources
from iptui.passages import locator_at
from iptui.store.bundled import CRISIS, export_bundled
from iptui.store.folder import check_folder, read_folder
from iptui.store.records import CrisisFolder

SHARED_RUN = 8
"""So many words in a row are a sentence of somebody's, not a name or a turn of phrase."""


@pytest.fixture(scope="module")
def crisis() -> CrisisFolder:
    return read_folder(resources.entry(CRISIS))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("bundled") / "crisis.sqlite"
    export_bundled(path)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def articles(crisis: CrisisFolder, sources_dir: Path) -> dict[str, str]:
    return {
        str(source["id"]): (sources_dir / str(source["file"])).read_bytes().decode("utf-8")
        for source in crisis.of("source")
    }


def test_it_is_sound_and_nothing_is_unsupported(database: sqlite3.Connection) -> None:
    assert database.execute("SELECT * FROM unsupported").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_two_builds_give_the_same_rows(database: sqlite3.Connection, tmp_path: Path) -> None:
    export_bundled(tmp_path / "again.sqlite")
    again = sqlite3.connect(tmp_path / "again.sqlite")
    try:
        assert list(again.iterdump()) == list(database.iterdump())
    finally:
        again.close()


def test_it_holds_what_the_articles_hold(database: sqlite3.Connection) -> None:
    count = {
        table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("source", "event", "statement", "actor", "place", "claim")
    }
    assert count["source"] == 5
    assert count["event"] >= 100
    assert count["statement"] >= 110
    assert count["actor"] >= 90
    assert count["place"] >= 40
    assert count["claim"] >= 100
    (verbatim,) = database.execute("SELECT count(*) FROM quotes WHERE kind = 'verbatim'").fetchone()
    assert verbatim >= 34


def test_the_articles_are_the_ones_that_were_read(crisis: CrisisFolder, sources_dir: Path) -> None:
    for source in crisis.of("source"):
        raw = (sources_dir / str(source["file"])).read_bytes()
        assert sha256(raw).hexdigest() == source["sha256"]
        assert len(raw.decode("utf-8")) == source["chars"]


def test_every_passage_holds(database: sqlite3.Connection, articles: dict[str, str]) -> None:
    rows = database.execute("SELECT source, span_start, span_end, paragraph, words, sha256 FROM passage").fetchall()
    assert len(rows) > 300
    for source, start, end, paragraph, words, fingerprint in rows:
        found = locator_at(articles[source], start, end)
        assert (found.paragraph, found.words, found.fingerprint) == (paragraph, words, fingerprint)


def test_every_quote_is_the_sources_to_the_byte(database: sqlite3.Connection, articles: dict[str, str]) -> None:
    rows = database.execute(
        "SELECT quote, source_id, span_start, span_end FROM quotes WHERE quote IS NOT NULL"
    ).fetchall()
    for quote, source, start, end in rows:
        assert articles[source][start:end] == quote
        assert articles[source][start - 1] in '“"'
        assert articles[source][end] in '”"'


def test_every_quotation_in_the_articles_is_there(database: sqlite3.Connection, articles: dict[str, str]) -> None:
    there = set(database.execute("SELECT source_id, span_start, span_end FROM quotes WHERE quote IS NOT NULL"))
    for source, text in articles.items():
        for found in re.finditer(r"“([^”]+)”|\"([^\"\n]+)\"", text):
            group = 1 if found.group(1) else 2
            assert (source, found.start(group), found.end(group)) in there, found.group()


def test_checked_against_the_articles_there_is_no_problem(sources_dir: Path) -> None:
    folder = resources.entry(CRISIS)
    assert check_folder(folder, sources=sources_dir).problems == []


def test_no_journalists_sentence_is_shipped(crisis: CrisisFolder, articles: dict[str, str]) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[\w'’-]+", text.casefold())
        return {tuple(words[at : at + SHARED_RUN]) for at in range(len(words) - SHARED_RUN + 1)}

    quoted = " ⏎ ".join(str(entry["quote"]) for entry in crisis.of("statement") if "quote" in entry)
    titles = " ⏎ ".join(str(entry["title"]) for entry in crisis.of("source"))
    allowed = runs(quoted) | runs(titles)
    printed = set().union(*(runs(text) for text in articles.values())) - allowed
    for kind in (
        "crisis",
        "source",
        "actor",
        "membership",
        "place",
        "event",
        "statement",
        "claim",
        "link",
    ):
        for entry in crisis.of(kind):
            for field, value in entry.items():
                if (
                    isinstance(value, str)
                    and field not in ("quote", "value", "name")
                    and not (kind == "source" and field == "title")
                ):
                    assert not runs(value) & printed, f"{kind} {entry.get('id')} {field}"


def test_what_the_unsigned_article_misplaces_is_not_dated_into_january(
    database: sqlite3.Connection,
) -> None:
    rows = database.execute(
        """SELECT quote, earliest FROM quotes
           WHERE source_id = 'unsigned' AND quote IS NOT NULL AND quote NOT LIKE '%hideouts%'"""
    ).fetchall()
    assert len(rows) == 6
    assert all(earliest is None or earliest >= "2025" for _, earliest in rows)
