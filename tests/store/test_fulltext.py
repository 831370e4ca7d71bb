"""A SQLite without FTS5: everything opens, and what is searched for is found, with a notice."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crisis import small_database
from iptui.filters import parse
from iptui.store import engine, fulltext, public
from iptui.store.catalogue import Catalogue
from iptui.store.genuine import is_sealed

ROOT = Path(__file__).resolve().parents[2]
SEARCHES = [
    "rockets", "rock", '"rocket"', '"rockets at"', '"blatant [unprovoked] violation"', "unprov", "jose", "José", "خوزه",
    "توجیهی", "dorf", "salt port", "-rockets", "nunez-o'hara", '"a blatant"', "restraint kind:event", "u.i.",
    "borland -recalls", '"old border"', "ambassador since:2021-05-01", "zzz",
]  # fmt: skip
LACKING = f"""
import sqlite3, sys
sys.path.insert(0, {str(ROOT / "tests")!r})
from store.lacking import Lacking
from iptui.store import engine
before = sqlite3.connect
for each in (sqlite3, engine.sqlite3):
    each.connect = lambda *args, **named: before(*args, **{{"factory": Lacking, **named}})
"""


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take FTS5 away, as far as a statement can tell."""
    from store.lacking import Lacking

    connect = sqlite3.connect
    for module in (sqlite3, engine.sqlite3):
        monkeypatch.setattr(module, "connect", lambda *args, **named: connect(*args, **{"factory": Lacking, **named}))
    fulltext.available.cache_clear()
    yield
    fulltext.available.cache_clear()


def found(path: Path, search: str) -> list[str]:
    with Catalogue.open(path) as catalogue:
        return [row.id for row in catalogue.rows(catalogue.select(parse(search)))]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_database(tmp_path_factory.mktemp("sealed"))


@pytest.fixture(scope="module")
def wanted(sealed: Path) -> dict[str, list[str]]:
    return {search: found(sealed, search) for search in SEARCHES}


def test_what_is_searched_for_is_found_all_the_same(
    sealed: Path, wanted: dict[str, list[str]], lacking: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert not fulltext.available()
    before = sealed.read_bytes()
    assert {search: found(sealed, search) for search in SEARCHES} == wanted
    assert sealed.read_bytes() == before
    with Catalogue.open(sealed) as catalogue:
        ranked = public.search(catalogue, parse("rockets"), None)
        assert [row[1] for row in ranked.rows] == wanted["rockets"]


def test_what_is_built_without_it_is_read_with_it(
    wanted: dict[str, list[str]], lacking: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = small_database(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        assert is_sealed(connection)
    assert found(path, "rock") == wanted["rock"]
    monkeypatch.undo()
    fulltext.available.cache_clear()
    with closing(sqlite3.connect(path)) as connection:
        assert not is_sealed(connection)
    assert {search: found(path, search) for search in SEARCHES} == wanted


def test_the_command_line_says_so(sealed: Path, tmp_path: Path) -> None:
    run = f"{LACKING}\nfrom iptui.cli import main\nsys.argv[0] = 'iptui'\nsys.exit(main())"

    def iptui(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", run, *arguments], capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": str(tmp_path)},
        )  # fmt: skip

    done = iptui("search", "-d", str(sealed), "rockets")
    assert done.returncode == 0, done.stderr
    assert "Aland fires rockets" in done.stdout
    assert fulltext.NOTICE in done.stderr
    # Where no words are looked for there is nothing to say.
    done = iptui("list", "-d", str(sealed), "actor:borland")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    # The bundled crisis is built without it, too.
    done = iptui("list", "strike")
    assert done.returncode == 0, done.stderr
    assert "strike" in done.stdout
    assert fulltext.NOTICE in done.stderr


async def test_the_explorer_says_so(
    sealed: Path, lacking: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.driving import explorer

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    async with explorer(sealed, (160, 30)) as driver:
        await driver.press("slash")
        await driver.type("rock")
        assert "2 found" in driver.text()
        assert "no full-text search (FTS5)" in driver.text()
        await driver.press("enter")
        assert "aland-fires" in driver.ids
