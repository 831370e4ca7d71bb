"""Building: the same rows every time, whole or not at all, whoever else builds, whatever the disk does."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from iptui.store import bundled
from iptui.store.build import build
from iptui.store.bundled import bundled_path, discard, ensure_bundled, export_bundled
from iptui.store.catalogue import Catalogue
from iptui.store.errors import BuildError, DatabaseError
from iptui.store.folder import read_folder
from iptui.store.opening import open_readonly
from store.handmade import records, write

# Kills the process, or lets the system refuse, at the nth time that one of the named functions is called.
CHILD = """
import os, signal, sys
from pathlib import Path
from iptui.store import build as building, making
from iptui.store.errors import BuildError
from iptui.store.folder import read_folder
folder, target, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
def stop(*_arguments, **_named):
    os.kill(os.getpid(), signal.SIGKILL)
def refuse(*_arguments, **_named):
    raise OSError(28, "No space left on device")
if what == "kill in fill":
    making.seal.seal = stop
elif what == "kill before the rename":
    Path.replace = stop
elif what == "kill before the sync":
    os.fsync = stop
elif what == "no sync":
    os.fsync = refuse
elif what == "no rename":
    Path.replace = refuse
elif what == "no temporary file":
    making.tempfile.mkstemp = refuse
elif what.startswith("full disk"):
    import resource
    limit = int(what.split()[-1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    building.build(read_folder(folder), target)
except BuildError as error:
    print(error)
    sys.exit(3)
"""


def _rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return list(connection.iterdump())


def _run(code: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    folder = write(tmp_path / "crisis", records())
    for name in ("a", "b"):
        build(read_folder(folder), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    "what",
    [
        "kill in fill",
        "kill before the rename",
        "kill before the sync",
        "no sync",
        "no rename",
        "no temporary file",
        *(f"full disk {size}" for size in (0, 1, 4096, 30_000, 100_000, 140_000)),
    ],
)
def test_a_build_that_fails_leaves_the_old_database(tmp_path: Path, what: str) -> None:
    folder, target = write(tmp_path / "crisis", records()), tmp_path / "out" / "made.sqlite"
    build(read_folder(folder), target)
    before = target.read_bytes()
    assert len(before) > 140_000
    changed = records()
    changed["crisis"][0]["title"] = "Another title"
    write(folder, changed)
    child = _run(CHILD, folder, target, what)
    assert target.read_bytes() == before
    if what.startswith("kill"):
        assert child.returncode == -9
    else:
        assert child.returncode == 3, child.stderr
        assert str(target) in child.stdout
        assert "cannot be written" in child.stdout
        assert sorted(path.name for path in target.parent.iterdir()) == ["made.sqlite"]


def test_a_target_in_a_missing_folder(tmp_path: Path) -> None:
    folder = write(tmp_path / "crisis", records())
    build(read_folder(folder), tmp_path / "a" / "b" / "made.sqlite")
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["made.sqlite"]


def test_a_target_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    crisis = read_folder(write(tmp_path / "crisis", records()))
    (tmp_path / "folder").mkdir()
    (tmp_path / "notes.txt").write_text("my notes, all I have")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("")
    for name, message in (
        ("folder", "is a folder"),
        ("notes.txt", "not a database"),
        ("pipe", "not a regular file"),
        ("file/below", "cannot be written"),
        ("nul\0", "cannot be written"),
        ("x" * 300, "cannot be written"),
    ):
        with pytest.raises(BuildError, match=message):
            build(crisis, tmp_path / name)
    assert (tmp_path / "notes.txt").read_text() == "my notes, all I have"
    assert (tmp_path / "pipe").is_fifo()
    build(crisis, tmp_path / "file")
    assert _rows(tmp_path / "file")
    assert not list(tmp_path.glob(".*.new"))


START = """
import sys
from iptui.store.bundled import ensure_bundled
from iptui.store.catalogue import Catalogue
path = ensure_bundled()
with Catalogue.open(path, ours=True) as catalogue:
    print(path, catalogue.total)
"""


def test_two_first_starts_at_once(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    children = [
        subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(3)
    ]
    outputs = {child.communicate(timeout=60)[0] for child in children}
    assert [child.returncode for child in children] == [0, 0, 0]
    assert len(outputs) == 1
    (path,) = (tmp_path / "iptui").glob("*.sqlite")
    assert {each.name for each in (tmp_path / "iptui").iterdir()} <= {path.name, "remembered"}
    export_bundled(tmp_path / "again.sqlite")
    assert _rows(path) == _rows(tmp_path / "again.sqlite")


def test_a_cache_that_cannot_be_made_falls_back_to_the_temporary_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "tmp").mkdir()
    child = _run(START, XDG_CACHE_HOME=str(tmp_path / "file" / "below"), TMPDIR=str(tmp_path / "tmp"))
    assert child.returncode == 0, child.stderr
    assert child.stdout.startswith(str(tmp_path / "tmp" / f"iptui-{os.getuid()}"))


def test_no_folder_at_all_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Path:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(bundled, "cache_folder", refuse)
    with pytest.raises(BuildError, match="no folder to keep the bundled crisis in"):
        ensure_bundled()


@pytest.mark.parametrize("damage", ["truncated", "empty", "garbage", "longer"])
def test_a_damaged_cache_is_built_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: str) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = ensure_bundled()
    whole = path.read_bytes()
    path.write_bytes(
        {"truncated": whole[:-4096], "empty": b"", "garbage": b"x" * len(whole), "longer": whole + b"\0"}[damage]
    )
    assert ensure_bundled() == path
    assert path.read_bytes() == whole


def test_a_whole_cache_is_not_touched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = ensure_bundled()
    before = path.stat()
    ensure_bundled()
    assert path.stat() == before


def test_damage_within_the_cache_is_told_and_heals(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = ensure_bundled()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(DatabaseError, match="start again and it is built anew"), Catalogue.open(path, ours=True) as it:
        it.info()
    assert not path.exists()
    assert ensure_bundled().read_bytes() == whole


def test_only_the_cache_is_ever_discarded(tmp_path: Path) -> None:
    (tmp_path / "mine.sqlite").write_bytes(b"x")
    assert not discard(tmp_path / "mine.sqlite")
    assert (tmp_path / "mine.sqlite").exists()


def test_what_killed_builds_and_old_versions_left_is_tidied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = bundled_path().parent
    old, young = f"{bundled.CRISIS}-{'0' * 16}.sqlite", f"{bundled.CRISIS}-{'1' * 16}.sqlite"
    left, busy = f".{bundled.CRISIS}-a.new", f".{bundled.CRISIS}-b.new"
    for name in (old, young, left, busy, "mine.sqlite"):
        (folder / name).write_text("")
    for name in (old, left, "mine.sqlite"):
        os.utime(folder / name, (time.time() - 30 * 86400,) * 2)
    path = ensure_bundled()
    assert {entry.name for entry in folder.iterdir()} - {"remembered"} == {young, busy, "mine.sqlite", path.name}


def test_the_built_file_opens_as_a_strangers(tmp_path: Path) -> None:
    export_bundled(tmp_path / "crisis.sqlite")
    open_readonly(tmp_path / "crisis.sqlite").close()
