"""Databases that a script has changed: never an old answer, never a write to them, and sealed in place when asked."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crisis import small_database
from iptui import resources
from iptui.filters import parse
from iptui.store import copies, remembered, seal
from iptui.store.catalogue import Catalogue
from iptui.store.errors import BuildError, ChangedError, DatabaseError
from iptui.store.inplace import seal_in_place
from iptui.store.making import NewFile
from iptui.store.opening import open_judged
from iptui.store.scripts import EARLIER_VIEWS, made
from store.strangers import change, refused, state
from store.test_at_scale import many_items

# What is derived from each table, as a change that shows in the sealed tables.
CHANGES = {
    "actor": "UPDATE actor SET name = 'Another name' WHERE id = (SELECT actor FROM event_actor LIMIT 1)",
    "actor_alias": "INSERT INTO actor_alias (actor, name) SELECT actor, 'Zubrowka' FROM event_actor LIMIT 1",
    "claim": "DELETE FROM claim",
    "codebook": "UPDATE codebook SET score = 3.5, quad = 2 WHERE kind = 'type'",
    "event": "UPDATE event SET title = 'Another title'",
    "event_actor": "DELETE FROM event_actor",
    "event_link": "DELETE FROM event_link",
    "evidence": "DELETE FROM evidence",
    "passage": "UPDATE passage SET source = CASE source WHEN 'wire' THEN 'herald' ELSE 'wire' END",
    "place": "UPDATE place SET name = 'Elsewhere'",
    "place_alias": "INSERT INTO place_alias (place, name) SELECT id, 'Zubrowka' FROM place",
    "source": "UPDATE source SET reliability = 'E'",
    "statement": 'UPDATE statement SET begin = begin + 86400 * 400, "end" = "end" + 86400 * 400',
    "statement_actor": "DELETE FROM statement_actor",
}


@pytest.fixture
def dorf(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    path = small_database(tmp_path / "here")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "iptui" / "sealed"


def sealed_rows(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the sealed tables, and of what the full-text index holds."""
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, seal_text, instance)")
    found = {
        table: connection.execute(f"SELECT * FROM {table}").fetchall()
        for table in ("seal_item", "seal_spread", "seal_set", "seal_branch", "seal_meta", "temp.words")
    }
    connection.execute("DROP TABLE temp.words")
    return found


def fresh(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM sealing").fetchall()


def titles(path: Path) -> list[str]:
    with Catalogue.open(path) as catalogue:
        return [row.title for row in catalogue.stream(catalogue.select(parse("")))]


def tables_that_sealing_reads() -> set[str]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for script in ("schema.sql", "views.sql"):
            connection.executescript(resources.read_text(script))
        read = set()

        def note(action: int, table: str | None, _two: str | None, _database: str | None, _by: str | None) -> int:
            if action == sqlite3.SQLITE_READ:
                read.add(str(table))
            return sqlite3.SQLITE_OK

        connection.execute("BEGIN")
        connection.set_authorizer(note)
        seal.seal(connection)
        connection.set_authorizer(None)
        kept = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return {name for name in read & kept if not name.startswith(("seal", "sqlite_"))}


def test_every_table_that_sealing_reads_has_its_triggers(dorf: Path) -> None:
    assert tables_that_sealing_reads() == set(CHANGES)
    with closing(sqlite3.connect(dorf)) as connection:
        triggers = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
    assert {f"unseal_{table}_{word}" for table in CHANGES for word in ("insert", "update", "delete")} <= triggers


@pytest.mark.parametrize("table", CHANGES)
def test_a_change_of_any_table_is_seen_at_once(dorf: Path, table: str) -> None:
    with closing(sqlite3.connect(dorf, isolation_level=None)) as connection:
        before = sealed_rows(connection)
        assert fresh(dorf) == [(1, 1)]
        connection.execute(CHANGES[table])
        assert fresh(dorf) == [(1, 0)]
    changed = state(dorf.parent)
    with Catalogue.open(dorf) as catalogue:
        catalogue.connection.execute("PRAGMA query_only = OFF")
        found = sealed_rows(catalogue.connection)
    assert found != before, "the change does not show in what is derived"
    assert state(dorf.parent) == changed
    # The file itself, sealed, has the very same rows.
    assert seal_in_place(dorf) is not None
    assert fresh(dorf) == [(1, 1)]
    with closing(sqlite3.connect(dorf)) as connection:
        assert sealed_rows(connection) == found
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert [path.name for path in dorf.parent.iterdir() if path.is_file()] == [dorf.name]


@pytest.mark.parametrize("word", ["INSERT OR REPLACE", "REPLACE"])
def test_replacing_counts_as_a_change(dorf: Path, word: str) -> None:
    with closing(sqlite3.connect(dorf, isolation_level=None)) as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(event)")]
        row = list(connection.execute("SELECT * FROM event WHERE id = 'aland-fires'").fetchone())
        row[columns.index("title")] = "Replaced"
        connection.execute(f"{word} INTO event VALUES ({', '.join('?' * len(row))})", row)
    assert fresh(dorf) == [(1, 0)]
    assert "Replaced" in titles(dorf)


def test_what_nothing_is_derived_from_may_change(dorf: Path) -> None:
    change(dorf, "UPDATE crisis SET title = 'Another'", "DELETE FROM membership", "CREATE TABLE mine (a)")
    assert fresh(dorf) == [(1, 1)]
    with Catalogue.open(dorf) as catalogue:
        assert catalogue.info().title == "Another"


def test_a_file_is_sealed_once_for_each_state(dorf: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = []

    def counted(connection: sqlite3.Connection, progress: seal.Progress | None = None) -> None:
        times.append(1)
        seal.seal(connection, progress)

    monkeypatch.setattr(copies, "seal", counted)
    titles(dorf)
    assert not cache.exists()
    for number in range(1, 4):
        # Within one tick of the clock, perhaps: the header of the file counts the changes.
        change(dorf, f"UPDATE event SET title = 'Title {number}' WHERE id = 'aland-fires'")
        for _ in range(3):
            assert f"Title {number}" in titles(dorf)
        assert len(times) == number
    assert len(list(cache.iterdir())) == 1, "what is out of date is removed"
    copied = next(cache.iterdir())
    assert copied.stat().st_mode & 0o777 == 0o600


def test_the_oldest_copies_go_and_those_that_are_read_stay(
    dorf: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "_MOST", 3)
    change(dorf, "UPDATE event SET title = 'x'")
    others = []
    for number in range(6):
        others.append(dorf.with_name(f"{number}.sqlite"))
        others[-1].write_bytes(dorf.read_bytes())
    with Catalogue.open(others[0]) as first:
        for other in others[1:]:
            titles(other)
        assert len(list(cache.iterdir())) == 4
        with first.again() as again:
            assert again.total == first.total
    titles(dorf)
    assert len(list(cache.iterdir())) == 3
    (cache / ".left.sqlite.abc.new").write_bytes(b"left by a killed one")
    change(dorf, "UPDATE event SET title = 'y'")
    titles(dorf)
    assert sorted(path.suffix for path in cache.iterdir()) == [".sqlite"] * 3


def test_without_a_cache_a_copy_is_made_for_each_who_reads(dorf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "lasting_folder", lambda: None)
    change(dorf, "UPDATE event SET title = 'x'")
    with Catalogue.open(dorf) as catalogue:
        assert catalogue.is_private
        with catalogue.again() as again:
            assert again.total == catalogue.total
            assert again.row("aland-fires") == catalogue.row("aland-fires")


def test_a_cache_that_cannot_be_written_is_told(dorf: Path, cache: Path) -> None:
    change(dorf, "UPDATE event SET title = 'x'")
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("a file where the folder would be")
    with pytest.raises(DatabaseError, match=r"dorf\.sqlite: is not sealed, and a sealed copy cannot be made"):
        Catalogue.open(dorf)


def test_a_log_beside_the_file_is_read_and_its_copy_not_kept_too_soon(dorf: Path, cache: Path) -> None:
    with closing(sqlite3.connect(dorf, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        for number in range(3):
            writer.execute("UPDATE event SET title = ?", (f"Title {number}",))
            assert set(titles(dorf)) >= {f"Title {number}"}
        assert not list(cache.glob("*"))
        # Long after the last change its copy is kept.
        for path in dorf.parent.iterdir():
            if path.is_file():
                os.utime(path, (1_700_000_000, 1_700_000_000))
        before = remembered._SETTLED
        try:
            remembered._SETTLED = -(10**12)
            titles(dorf)
        finally:
            remembered._SETTLED = before
        assert len(list(cache.glob("*.sqlite"))) == 1
        assert seal_in_place(dorf) is not None
        assert seal_in_place(dorf) is None
        assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert fresh(dorf) == [(1, 1)]


def test_sql_that_needs_the_sealed_tables_says_so_where_they_are_out_of_date(dorf: Path) -> None:
    def asked(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "iptui", "list", "--sql", "-d", str(dorf), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True)

    assert asked("rocket").stderr == ""
    change(dorf, "UPDATE event SET title = 'x' WHERE id = 'aland-fires'")
    assert "iptui seal" in asked("rocket").stderr
    assert asked("kind:event").stderr == ""


def test_two_connections_to_one_state(dorf: Path) -> None:
    with Catalogue.open(dorf) as catalogue:
        with catalogue.again() as again:
            assert again.row("aland-fires") == catalogue.row("aland-fires")
        assert not catalogue.is_changed()
        change(dorf, "UPDATE event SET title = 'x'")
        assert catalogue.is_changed()
        with pytest.raises(ChangedError, match=r"dorf\.sqlite: another program has changed it"):
            catalogue.again()
    with Catalogue.open(dorf) as catalogue:
        change(dorf, "UPDATE event SET title = 'y'")
        assert catalogue.is_changed()
        # The copy that is read is still that of then.
        with catalogue.again() as again:
            row = again.row("aland-fires")
        assert row is not None
        assert row.title == "x"
        dorf.unlink()
        assert catalogue.is_changed()


def test_sealed_tables_that_were_dropped_are_not_missed(dorf: Path) -> None:
    wanted = titles(dorf)
    with closing(sqlite3.connect(dorf)) as connection:
        before = sealed_rows(connection)
    change(dorf, *(f"DROP TABLE {table}" for table in seal.TABLES))
    assert titles(dorf) == wanted
    change(dorf, "UPDATE event SET note = note || ''")
    assert titles(dorf) == wanted
    seal_in_place(dorf)
    with closing(sqlite3.connect(dorf)) as connection:
        assert {**sealed_rows(connection), "seal_meta": 0} == {**before, "seal_meta": 0}
    assert open_judged(dorf)[1]


def test_a_sealed_file_costs_nothing(dorf: Path) -> None:
    before = remembered.stamp(dorf.stat())
    assert seal_in_place(dorf) is None
    assert remembered.stamp(dorf.stat()) == before


def test_a_sealing_of_an_older_program_is_made_anew(dorf: Path) -> None:
    change(dorf, "UPDATE seal_meta SET value = '1' WHERE key = 'version'")
    assert not open_judged(dorf)[1]
    assert seal_in_place(dorf) is not None
    assert open_judged(dorf)[1]


def as_of_version(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for view, (_, sql) in made(EARLIER_VIEWS).items():
            connection.execute(f"DROP VIEW {view}")
            connection.execute(sql)
        if version < 2:
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'unseal_%'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("DROP TABLE sealing")
        connection.execute(f"PRAGMA user_version = {version}")


def schema(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))


@pytest.mark.parametrize("version", [1, 2])
def test_a_file_of_an_earlier_schema_version_opens_and_can_be_brought_up_to_date(dorf: Path, version: int) -> None:
    wanted, today = titles(dorf), schema(dorf)
    as_of_version(dorf, version)
    assert schema(dorf) != today
    before = state(dorf.parent)
    assert titles(dorf) == wanted
    assert state(dorf.parent) == before
    change(dorf, "UPDATE event SET title = 'x' WHERE id = 'aland-fires'")
    assert "x" in titles(dorf)
    assert state(dorf.parent) != before
    assert seal_in_place(dorf) == len(wanted)
    assert schema(dorf) == today
    assert open_judged(dorf)[1]
    change(dorf, "UPDATE event SET title = 'z' WHERE id = 'aland-fires'")
    assert fresh(dorf) == [(1, 0)]


def test_sealing_brings_a_sealed_file_of_an_earlier_schema_version_up_to_date_once(dorf: Path) -> None:
    wanted, today = titles(dorf), schema(dorf)
    as_of_version(dorf, 2)
    assert open_judged(dorf)[1]
    assert seal_in_place(dorf) == len(wanted)
    assert schema(dorf) == today
    assert seal_in_place(dorf) is None


def test_a_view_as_it_was_earlier_is_taken_and_any_other_wording_is_not(dorf: Path) -> None:
    as_of_version(dorf, 2)
    with closing(sqlite3.connect(dorf, isolation_level=None)) as connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'daily'").fetchone()
        connection.execute("DROP VIEW daily")
        connection.execute(sql.replace("date_prec = 1", "date_prec < 3"))
    with pytest.raises(DatabaseError, match="its view daily is not the one that this version of iptui makes"):
        open_judged(dorf)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM event; END", "trigger of somebody else's"),
        ("DROP TRIGGER unseal_event_update", "lacks the trigger unseal_event_update"),
        ("DROP TABLE sealing", "lacks the table sealing"),
        ("PRAGMA application_id = 7", "not a crisis of iptui"),
    ],
)
def test_what_is_not_ours_is_not_written_to(dorf: Path, statement: str, message: str) -> None:
    change(dorf, "UPDATE event SET title = 'x'", statement)
    before = state(dorf.parent)
    with pytest.raises(DatabaseError, match=message):
        seal_in_place(dorf)
    assert state(dorf.parent) == before
    refused(dorf, message)


def test_values_that_the_schema_does_not_take_are_not_sealed(dorf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iptui.store.genuine.SMALL", 0)
    change(dorf, "PRAGMA ignore_check_constraints = ON", "UPDATE event SET status = 'odd'")
    before = state(dorf.parent)
    with pytest.raises(DatabaseError, match=r"dorf\.sqlite: damaged: table event"):
        seal_in_place(dorf)
    assert state(dorf.parent) == before
    with pytest.raises(DatabaseError, match=r"dorf\.sqlite: damaged: table event"):
        Catalogue.open(dorf)


def test_who_holds_the_lock_is_waited_for_and_then_told(dorf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iptui.store.inplace._PATIENCE", 0.1)
    change(dorf, "UPDATE event SET title = 'x'")
    with closing(sqlite3.connect(dorf, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match=r"dorf\.sqlite: another program is writing to it and holds the lock"):
            seal_in_place(dorf)
        other.execute("ROLLBACK")
    assert seal_in_place(dorf) is not None


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions that hold")
def test_a_file_that_may_not_be_written(dorf: Path) -> None:
    change(dorf, "UPDATE event SET title = 'x'")
    dorf.chmod(0o400)
    with pytest.raises(BuildError, match="may you write to the file"):
        seal_in_place(dorf)


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_what_a_killed_one_has_left_is_removed_by_the_next(tmp_path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from iptui.store.making import NewFile
NewFile(Path({str(tmp_path)!r}) / "made.sqlite").path.write_text("half")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    (left,) = (path for path in tmp_path.iterdir() if path.name.startswith(".made"))
    with NewFile(tmp_path / "other.sqlite"), NewFile(tmp_path / "made.sqlite") as one:
        assert not left.exists()
        with NewFile(tmp_path / "made.sqlite") as two:
            assert one.path.exists()
            assert two.path != one.path
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.fixture
def large(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Large enough for the sealing to be met at work."""
    path = tmp_path / "large" / "made.sqlite"
    path.parent.mkdir()
    shutil.copyfile(many_items(tmp_path_factory), path)
    change(path, "UPDATE event SET title = 'x' WHERE id = 'event-1'")
    yield path
    path.unlink()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("words", [["list", "-d"], ["seal"]])
def test_ctrl_c_ends_a_sealing_and_nothing_is_left(large: Path, cache: Path, words: list[str]) -> None:
    before = state(large.parent)
    child = subprocess.Popen(
        [sys.executable, "-m", "iptui", *words, str(large)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    beside = large.parent if words == ["seal"] else cache
    until = time.monotonic() + 30
    while child.poll() is None and time.monotonic() < until:
        if beside.exists() and any(path.name != large.name and path.stat().st_size for path in beside.iterdir()):
            child.send_signal(signal.SIGINT)
            break
        time.sleep(0.01)
    out, said = child.communicate(timeout=30)
    assert (child.returncode, out, said) == (130, "", "")
    assert state(large.parent) == before
    assert not cache.exists() or list(cache.iterdir()) == []
