"""Databases of strangers: whatever the file is, one sentence, no write to it, no code of its own, no end of memory."""

from __future__ import annotations

import os
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from iptui.store import genuine, remembered
from iptui.store.catalogue import Catalogue
from iptui.store.errors import DatabaseError
from iptui.store.opening import open_readonly
from store.strangers import change, read_all, refused, state


def test_a_sound_one_is_read_and_not_touched(copy: Path) -> None:
    before = state(copy.parent)
    assert read_all(copy) == 6
    assert state(copy.parent) == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"hello", "not a SQLite database"),
        (b"SQLite format 3\x00", "not a SQLite database"),
        (b"SQLite format 3\x00" + bytes(84), "not a crisis of iptui"),
        (b"\x00" * 5000, "not a SQLite database"),
    ],
)
def test_what_is_no_database(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "file").write_bytes(content)
    refused(tmp_path / "file", message)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name, message in (
        ("pipe", "not a regular file"),
        ("folder", "a folder"),
        ("loop", "symbolic links"),
        ("missing", "no such file"),
        ("pipe/below", "Not a directory"),
        ("x" * 300, "name too long"),
    ):
        with pytest.raises(DatabaseError, match=message):
            open_readonly(tmp_path / name)
    for name in ("/dev/zero", "/dev/null"):
        with pytest.raises(DatabaseError, match="not a regular file"):
            open_readonly(Path(name))
    with pytest.raises(DatabaseError, match="not the name of a file"):
        open_readonly(tmp_path / "a\0b")


def test_names_that_are_not_plain(made: Path, tmp_path: Path) -> None:
    names = ["a b?mode=rwc#%41.sqlite", "ایران.sqlite", os.fsdecode(b"\xff\xfe.sqlite")]
    for name in names:
        (tmp_path / name).write_bytes(made.read_bytes())
        assert read_all(tmp_path / name) == 6
    assert read_all(Path("//" + str(tmp_path / names[0]).lstrip("/"))) == 6
    assert len(list(tmp_path.iterdir())) == len(names)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("PRAGMA application_id = 7", "application_id 0x7"),
        ("PRAGMA user_version = 4", "newer iptui"),
        ("PRAGMA user_version = -1", "newer iptui"),
        ("PRAGMA user_version = 0", "half-made"),
    ],
)
def test_another_program_or_version(copy: Path, statement: str, message: str) -> None:
    change(copy, statement)
    refused(copy, message)


def test_truncated_at_every_page_and_between(made: Path, tmp_path: Path) -> None:
    whole = made.read_bytes()
    path = tmp_path / "cut.sqlite"
    for size in [*range(0, len(whole), 4096), *range(1, len(whole), 7919), len(whole) - 1]:
        path.write_bytes(whole[:size])
        with pytest.raises(DatabaseError):
            read_all(path)
        assert path.stat().st_size == size
        assert len(list(tmp_path.iterdir())) == 1


FUZZ = """
import resource, signal, sys
from pathlib import Path
from store.strangers import damaged as damage, read_all
from iptui.store.errors import DatabaseError
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
whole, path = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2])
read = 0
for seed in range(int(sys.argv[3]), int(sys.argv[4])):
    damaged = damage(whole, seed)
    path.write_bytes(damaged)
    signal.alarm(5)
    try:
        read_all(path)
        read += 1
    except DatabaseError as error:
        assert str(path) in str(error)
    except BaseException as error:
        raise SystemExit(f"seed {seed}: {error!r}") from error
    finally:
        signal.alarm(0)
    assert path.read_bytes() == damaged, seed
    assert len(list(path.parent.iterdir())) == 1, seed
print(read)
"""


def test_hundreds_of_damaged_copies(made: Path, tmp_path: Path) -> None:
    count = int(os.environ.get("IPTUI_FUZZ", "200"))
    child = subprocess.run(
        [
            sys.executable,
            "-X",
            "faulthandler",
            "-c",
            FUZZ,
            str(made),
            str(tmp_path / "damaged.sqlite"),
            "0",
            str(count),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert child.returncode == 0, child.stderr[-3000:]
    # Most bytes are free space, text or sets: some copies open, and some do not.
    assert 0 < int(child.stdout) < count


# -- journals and locks ------------------------------------------------------------------------------------


def test_wal_without_and_with_its_log(copy: Path) -> None:
    change(copy, "PRAGMA journal_mode = WAL")
    before = state(copy.parent)
    assert read_all(copy) == 6
    assert state(copy.parent) == before == {"copy.sqlite": before["copy.sqlite"]}
    with closing(sqlite3.connect(copy, isolation_level=None)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("UPDATE crisis SET title = 'From the log'")
        before = state(copy.parent)
        assert set(before) == {"copy.sqlite", "copy.sqlite-shm", "copy.sqlite-wal"}
        (copy.parent / "link.sqlite").symlink_to(copy)
        for path in (copy, copy.parent / "link.sqlite"):
            with Catalogue.open(path) as catalogue:
                assert catalogue.info().title == "From the log"
        (copy.parent / "link.sqlite").unlink()
        assert state(copy.parent) == before


@pytest.fixture
def hot(copy: Path) -> tuple[Path, Path]:
    """A database whose writer was killed in the middle, with its journal."""
    code = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 2")
connection.execute("PRAGMA cache_spill = 2")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE crisis SET title = 'Half written'")
connection.execute("UPDATE event SET title = 'Half written ' || id, summary = hex(zeroblob(20000))")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code, str(copy)], check=False)
    journal = copy.with_name("copy.sqlite-journal")
    assert journal.exists()
    return copy, journal


def test_a_hot_journal_is_rolled_back_in_a_copy(hot: tuple[Path, Path]) -> None:
    path, _ = hot
    before = state(path.parent)
    assert read_all(path) == 6
    with Catalogue.open(path) as catalogue:
        assert catalogue.info().title == "A made crisis"
    assert state(path.parent) == before


def test_a_journal_that_names_another_file_does_not_remove_it(hot: tuple[Path, Path], tmp_path: Path) -> None:
    path, journal = hot
    victim = tmp_path / "precious.txt"
    victim.write_text("all my notes")
    name = os.fsencode(victim)
    # The end of a journal, after the file format: page number of the lock byte, name, length, checksum, magic.
    tail = struct.pack(">I", (0x40000000 // 4096) + 1) + name
    tail += struct.pack(">II", len(name), sum(struct.unpack(f"{len(name)}b", name)) & 0xFFFFFFFF)
    journal.write_bytes(journal.read_bytes() + tail + bytes.fromhex("d9d505f920a163d7"))
    refused(path, "several databases")
    assert victim.read_text() == "all my notes"


def test_a_locked_file(copy: Path) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE crisis SET title = 'not yet'")
        with Catalogue.open(copy) as catalogue:
            assert catalogue.info().title == "A made crisis"
        writer.execute("COMMIT")
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseError, match="holds the lock"):
            read_all(copy)


def test_a_read_only_folder(copy: Path) -> None:
    copy.chmod(0o444)
    copy.parent.chmod(0o555)
    try:
        assert read_all(copy) == 6
    finally:
        copy.parent.chmod(0o755)


def test_nothing_can_be_written_or_attached(copy: Path) -> None:
    def denied(statement: str) -> Callable[[], None]:
        def run() -> None:
            with closing(open_readonly(copy)) as connection:
                connection.execute(statement)

        return run

    for statement in (
        "DELETE FROM event",
        "CREATE TABLE t (a)",
        f"ATTACH '{copy.parent}/new' AS other",
        f"VACUUM INTO '{copy.parent}/new'",
    ):
        with pytest.raises(sqlite3.Error):
            denied(statement)()
    assert list(copy.parent.iterdir()) == [copy]


# -- what is remembered of files that were found sound -----------------------------------------------------


@pytest.fixture
def remembering(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what is remembered; a file counts as settled at once."""
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setattr(remembered, "_SETTLED", -1_000_000_000)
    return cache / "iptui" / "remembered"


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The checks that were made in full."""
    made: list[str] = []

    def spy(name: str, check: Callable[[sqlite3.Connection], None]) -> Callable[[sqlite3.Connection], None]:
        def checked(connection: sqlite3.Connection) -> None:
            made.append(name)
            check(connection)

        return checked

    for name in ("check_schema", "check_contents"):
        monkeypatch.setattr(genuine, name, spy(name, getattr(genuine, name)))
    return made


def test_a_sound_file_is_checked_once(copy: Path, remembering: Path, judged: list[str]) -> None:
    for _ in range(3):
        assert read_all(copy) == 6
    assert judged == ["check_schema", "check_contents"]
    assert len(list(remembering.iterdir())) == 1
    link = copy.with_name("link.sqlite")
    link.symlink_to(copy)
    assert read_all(link) == 6
    assert len(judged) == 2


def test_a_file_changed_just_now_is_not_remembered(
    copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, judged: list[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert [read_all(copy), read_all(copy)] == [6, 6]
    assert judged == ["check_schema", "check_contents"] * 2


def test_a_changed_file_is_checked_again_whatever_its_times_say(
    copy: Path, remembering: Path, judged: list[str]
) -> None:
    assert read_all(copy) == 6
    before = copy.stat()
    whole = bytearray(copy.read_bytes())
    at = whole.index(b"CREATE VIEW timeline") + 12
    whole[at : at + 8] = b"timelime"
    with copy.open("r+b") as file:
        file.write(whole)
    os.utime(copy, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = copy.stat()
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)
    refused(copy)
    refused(copy)


def test_a_view_of_a_stranger_is_refused_even_under_a_forged_stamp(
    copy: Path, remembering: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_all(copy) == 6
    # As if a clock stood still while the file was changed.
    monkeypatch.setattr(remembered, "stamp", lambda _found: "the same")
    assert read_all(copy) == 6
    change(copy, "CREATE VIEW evil AS SELECT writefile('x', 'y')")
    refused(copy, "evil")


def test_what_was_refused_is_not_remembered(copy: Path, remembering: Path) -> None:
    change(copy, "CREATE TRIGGER evil AFTER UPDATE ON crisis BEGIN SELECT 1; END")
    for _ in range(2):
        refused(copy, "evil")
    assert not remembering.exists()


def test_a_file_in_wal_mode_is_checked_every_time(copy: Path, remembering: Path, judged: list[str]) -> None:
    change(copy, "PRAGMA journal_mode = WAL")
    assert [read_all(copy), read_all(copy)] == [6, 6]
    assert len(judged) == 4
    assert not remembering.exists()


def test_what_is_remembered_may_be_damaged_or_absent(copy: Path, remembering: Path, judged: list[str]) -> None:
    assert read_all(copy) == 6
    (file,) = remembering.iterdir()
    for damaged in (b"", b"\xff\xfe", file.read_bytes()[:50], file.read_bytes()[:-1], b"x" * 2_000_000):
        judged.clear()
        file.write_bytes(damaged)
        assert read_all(copy) == 6
        assert judged
    file.unlink()
    file.mkdir()
    assert read_all(copy) == 6


def test_an_unsealed_file_stays_known_as_that(copy: Path, remembering: Path, judged: list[str]) -> None:
    change(copy, "DROP TABLE seal_set")
    assert [read_all(copy), read_all(copy)] == [6, 6]
    # The file and the copy that is sealed; the second time that copy is still there.
    assert judged == ["check_schema", "check_contents", "check_contents"]


def test_only_so_much_is_remembered(remembering: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_KEPT", 5)
    for number in range(9):
        remembered.remember(f"n{number}", "key", "told")
    assert len(list(remembering.iterdir())) == 5
    assert remembered.recall("n8", "key") == "told"
    assert remembered.recall("n8", "ke") is None
    assert remembered.recall("n0", "key") is None
    remembered.remember("large", "key", "x" * 1_000_000)
    assert not (remembering / "large").exists()


def test_without_a_folder_to_remember_in_everything_is_checked(
    copy: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "lasting_folder", lambda: None)
    monkeypatch.setattr(remembered, "_SETTLED", -1_000_000_000)
    assert [read_all(copy), read_all(copy)] == [6, 6]
    assert len(judged) == 4
