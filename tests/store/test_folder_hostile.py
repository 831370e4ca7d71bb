"""Crisis folders of strangers: what cannot be right is named with file, line where there is one, field and value."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crisis import small_crisis
from iptui.store.folder import check_folder

EVENT = '[[event]]\nid = "x"\ntitle = "x"\ntype = "ASSAULT"\ndate = "2024-01-16"\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (EVENT + 'title = "y"\n', "not TOML: 'title' stands twice in one table (at line 6)"),
        ("[crisis]\n[crisis]\n", "not TOML: Cannot declare ('crisis',) twice (at line 2"),
        (EVENT.replace('"x"', '"\0"', 1), "not TOML: Illegal character '\\x00' (at line 2"),
        (EVENT.replace('"x"', '"\\u0000"', 1), "event"),
        (EVENT + 'note = """a\0b"""\n', "not TOML: Illegal character '\\x00' (at line 6"),
        (EVENT.encode() + b'note = "Z\xfcrich"\n', "line 6: not UTF-8 text: 0xfc at byte 78"),
        ("\ufeff".encode("utf-16-le") + EVENT.encode("utf-16-le"), "line 1: not UTF-8 text: 0xff at byte 1"),
        (EVENT + "date_prec = 1e400\n", "event x: date_prec = inf"),
        (EVENT + "date_prec = nan\n", "event x: date_prec = nan"),
        (EVENT + "date_prec = 99999999999999999999\n", "event x: date_prec = 99999999999999999999"),
        (EVENT + f"note = {'[' * 90}{']' * 90}\n", "event x: note"),
        (EVENT.replace('"2024-01-16"', '"2024-02-30"'), "event x: date = '2024-02-30'"),
        (EVENT.replace('"2024-01-16"', '"01/02/24"'), "event x: date = '01/02/24'"),
        (EVENT.replace('"2024-01-16"', "2024-02-30"), "not TOML: Invalid date or datetime (at line 5"),
        (EVENT.replace('"2024-01-16"', '"1900-02-29"'), "event x: date = '1900-02-29'"),
        (EVENT.replace('"2024-01-16"', '"2024-01-16T25:61:00Z"'), "event x: date = '2024-01-16T25:61:00Z'"),
    ],
)  # fmt: skip
def test_what_a_file_may_not_hold(tmp_path: Path, content: str | bytes, said: str) -> None:
    folder = small_crisis(tmp_path)
    (folder / "more.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    found = [str(problem) for problem in check_folder(folder).problems if problem.file == "more.toml"]
    assert any(line.startswith("more.toml: ") and said in line for line in found), found


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "..",
        ".",
        "a/b.txt",
        "a\\\\b.txt",
        "C:passwd",
        "\\u0000",
        "x\\ny",
        "x" * 300,
        "é" * 200,
    ],
)
def test_paths_do_not_climb_out(tmp_path: Path, name: str) -> None:
    folder = small_crisis(tmp_path)
    (folder / "more.toml").write_text(f'[[source]]\nid = "far"\ntitle = "x"\nfile = "{name}"\n', encoding="utf-8")
    found = [str(problem) for problem in check_folder(folder).problems]
    assert any(line.startswith("more.toml: source far: file = ") for line in found), found
    assert not any("root:" in line for line in found)


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
@pytest.mark.parametrize("kind", ["pipe", "folder", "zero", "link to nothing", "link to itself", "link out", "null"])
def test_texts_that_are_no_files_are_told_at_once(tmp_path: Path, kind: str) -> None:
    folder = small_crisis(tmp_path)
    (folder / "more.toml").write_text('[[source]]\nid = "far"\ntitle = "x"\nfile = "far.txt"\n', encoding="utf-8")
    (folder / "texts").mkdir(exist_ok=True)
    there = folder / "texts" / "far.txt"
    (tmp_path / "secret.txt").write_text("secret words", encoding="utf-8")
    if kind == "pipe":
        os.mkfifo(there)
    elif kind == "folder":
        there.mkdir()
    else:
        targets = {"zero": Path("/dev/zero"), "null": Path("/dev/null"), "link to nothing": folder / "nothing",
                   "link to itself": there, "link out": tmp_path / "secret.txt"}  # fmt: skip
        there.symlink_to(targets[kind])
    found = [str(problem) for problem in check_folder(folder).problems]
    assert any(line.startswith("more.toml: source far: file = 'far.txt': is ") for line in found), found
    assert not any("secret words" in line for line in found)
