"""The user's library: what is kept, who else is refused, and that no crash and no rival loses anything."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from iptui.store.library import LIBRARY_ID, AttachedText, Library, LibraryError, library_path


def copy(source: str = "wire", text: str = "Some words") -> AttachedText:
    digest = sha256(text.encode()).hexdigest()
    return AttachedText("dorf", source, f"{source}.txt", "text", digest, digest, text, "2024-05-01T00:00:00Z")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home" / "library.sqlite")


def test_a_library_that_is_not_there_is_empty_and_stays_so(library: Library) -> None:
    assert library.texts("dorf") == {}
    assert library.text("dorf", "wire") is None
    assert library.forget("dorf", "wire") is False
    assert not library.path.exists()


def test_what_is_attached_is_kept_exactly(library: Library) -> None:
    text = copy(text="\ufeffهیچ\r\n\x00“x”\u2028\U0001f600 \n")
    library.attach(text)
    library.attach(copy("herald"))
    assert library.text("dorf", "wire") == text
    assert list(library.texts("dorf")) == ["herald", "wire"]
    assert library.texts("another") == {}


def test_a_new_copy_takes_the_place_of_the_old_and_forgetting_leaves_no_trace(library: Library) -> None:
    library.attach(copy(text="first words of a private copy"))
    library.attach(copy(text="second words of a private copy"))
    assert library.texts("dorf")["wire"].text.startswith("second")
    assert library.forget("dorf", "wire") is True
    assert library.forget("dorf", "wire") is False
    assert library.texts("dorf") == {}
    assert b"second words" not in library.path.read_bytes()


def test_the_file_is_the_users_own(library: Library) -> None:
    library.attach(copy())
    with closing(sqlite3.connect(library.path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (LIBRARY_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT strict FROM pragma_table_list WHERE name = 'attached_text'").fetchone() == (
            1,
        )
    if os.name == "posix":
        assert stat.S_IMODE(library.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(library.path.parent.stat().st_mode) == 0o700


def test_where_the_library_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IPTUI_LIBRARY", str(tmp_path / "x.sqlite"))
    assert library_path() == tmp_path / "x.sqlite"
    monkeypatch.delenv("IPTUI_LIBRARY")
    assert library_path().name == "library.sqlite"


def test_an_empty_file_is_an_empty_library(library: Library) -> None:
    library.path.parent.mkdir()
    library.path.touch()
    assert library.texts("dorf") == {}
    library.attach(copy())
    assert list(library.texts("dorf")) == ["wire"]


def test_a_file_that_is_no_library_is_refused_and_left_alone(library: Library) -> None:
    library.path.parent.mkdir()
    library.path.write_text("my diary")
    for act in (lambda: library.texts("dorf"), lambda: library.attach(copy()), lambda: library.forget("dorf", "wire")):
        with pytest.raises(LibraryError, match=r"library\.sqlite: not a library"):
            act()
    assert library.path.read_text() == "my diary"


@pytest.mark.parametrize(
    ("pragma", "why"),
    [
        ("application_id = 5", "not a library"),
        (f"application_id = {LIBRARY_ID}; PRAGMA user_version = 99", "newer iptui"),
    ],
)
def test_another_database_and_a_newer_library_are_refused(library: Library, pragma: str, why: str) -> None:
    library.path.parent.mkdir()
    with closing(sqlite3.connect(library.path)) as connection:
        connection.executescript(f"CREATE TABLE t (a); PRAGMA {pragma}")
    before = library.path.read_bytes()
    with pytest.raises(LibraryError, match=why):
        library.texts("dorf")
    with pytest.raises(LibraryError, match=why):
        library.attach(copy())
    assert library.path.read_bytes() == before


def test_a_damaged_library_is_told_and_a_changed_text_noticed(library: Library) -> None:
    library.attach(copy(text="The words as they are " * 50))
    with closing(sqlite3.connect(library.path)) as connection:
        connection.execute("UPDATE attached_text SET text = replace(text, 'words', 'lies')")
        connection.commit()
    with pytest.raises(LibraryError, match="text of wire is damaged"):
        library.texts("dorf")
    data = bytearray(library.path.read_bytes())
    data[100:600] = b"\xff" * 500
    library.path.write_bytes(data)
    with pytest.raises(LibraryError, match="cannot be read"):
        library.texts("dorf")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_is_told_and_still_read(library: Library) -> None:
    library.attach(copy())
    library.path.chmod(0o400)
    library.path.parent.chmod(0o500)
    try:
        assert list(library.texts("dorf")) == ["wire"]
        with pytest.raises(LibraryError, match="cannot be written"):
            library.attach(copy("herald"))
    finally:
        library.path.parent.chmod(0o700)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="IPTUI_LIBRARY names another"):
        Library(tmp_path / "file" / "library.sqlite").attach(copy())


def test_a_file_replaced_while_it_is_open_is_not_written(library: Library, tmp_path: Path) -> None:
    library.attach(copy())
    other = tmp_path / "other.sqlite"
    other.write_bytes(library.path.read_bytes())

    def write() -> None:
        with library._writing() as connection:
            connection.execute("DELETE FROM attached_text")
            other.replace(library.path)

    with pytest.raises(LibraryError, match="was replaced"):
        write()
    assert list(library.texts("dorf")) == ["wire"]


def test_many_at_once_lose_nothing(library: Library) -> None:
    errors: list[LibraryError] = []

    def write(number: int) -> None:
        try:
            for part in range(5):
                library.attach(copy(f"s{number}-{part}"))
        except LibraryError as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(library.texts("dorf")) == 20


_WRITER = """
import sys
from pathlib import Path
from iptui.store.library import AttachedText, Library
from hashlib import sha256
library = Library(Path(sys.argv[1]))
for number in range(10_000):
    text = f"{number} " * 20_000
    digest = sha256(text.encode()).hexdigest()
    library.attach(AttachedText("dorf", f"s{number % 3}", "f", "text", digest, digest, text, "now"))
    print(number, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("confirmed", [1, 3, 4, 7])
def test_killed_at_any_point_what_was_confirmed_is_there_and_whole(library: Library, confirmed: int) -> None:
    child = subprocess.Popen([sys.executable, "-c", _WRITER, str(library.path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    for _ in range(confirmed):
        last = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    rest = [int(line) for line in child.stdout.read().split()]
    child.wait()
    child.stdout.close()
    last = max([last, *rest])
    numbers = {int(text.text.split()[0]) for text in library.texts("dorf").values()}
    assert last in numbers
    assert numbers <= set(range(last + 2))
    library.attach(copy()._replace(source="after"))
    assert library.text("dorf", "after") is not None
