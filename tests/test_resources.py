"""The bundled data: found, read, and no way out of its folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui import resources


def test_data_root_is_the_folder_beside_src(repo_root: Path) -> None:
    if not Path(resources.__file__).is_relative_to(repo_root / "src"):
        pytest.skip("the tests run on an installed copy of iptui, not on the source tree")
    assert resources.data_root() == repo_root / "db"
    assert resources.source_tree() == repo_root


def test_read_text_gives_the_file_as_it_is(repo_root: Path) -> None:
    expected = (repo_root / "db" / "schema.sql").read_text(encoding="utf-8")
    assert resources.read_text("schema.sql") == expected


def test_entries_are_sorted_and_chosen_by_suffix(repo_root: Path) -> None:
    names = [item.name for item in resources.entries("queries", ".sql")]
    assert names == sorted(path.name for path in (repo_root / "db" / "queries").glob("*.sql"))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        ".",
        "..",
        "../pyproject.toml",
        "queries/../../pyproject.toml",
        "/etc/hostname",
        "queries//x.sql",
        "a\\..\\b",
        "C:x",
        "schema.sql\0",
        "x" * 5000,
        "\udcff",
    ],
)
def test_a_name_that_could_lead_out_is_refused(name: str) -> None:
    with pytest.raises(resources.ResourceNameError, match="not the name of an entry"):
        resources.entry(name)


@given(st.text(alphabet="./\\ab:~\0 é", max_size=12))
def test_whatever_is_found_lies_in_the_data_folder(name: str) -> None:
    try:
        found = resources.entry(name)
    except (resources.ResourceNameError, resources.ResourceNotFoundError):
        return
    root = resources.data_root()
    assert isinstance(found, Path)
    assert isinstance(root, Path)
    assert found.resolve().is_relative_to(root.resolve())


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(resources.ResourceNotFoundError, match=r"no 'queries/nothing\.sql'"):
        resources.entry("queries/nothing.sql")
    with pytest.raises(resources.ResourceNotFoundError, match="'queries' is a folder"):
        resources.read_text("queries")
    with pytest.raises(resources.ResourceNotFoundError, match=r"'schema\.sql' is a file"):
        resources.entries("schema.sql")


def test_a_file_that_is_not_utf8_is_a_resource_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.sql").write_bytes(b"\xff\xfe")
    monkeypatch.setattr(resources, "data_root", lambda: tmp_path)
    with pytest.raises(resources.ResourceError, match=r"cannot read 'bad\.sql'"):
        resources.read_text("bad.sql")


def test_a_package_without_data_says_so(repo_root: Path, tmp_path: Path) -> None:
    broken = tmp_path / "iptui"
    broken.mkdir()
    for name in ("__init__.py", "resources.py"):
        (broken / name).write_bytes((repo_root / "src" / "iptui" / name).read_bytes())
    code = (
        "from iptui import resources\ntry: resources.data_root()\nexcept resources.ResourceError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "the bundled data is missing" in done.stdout


def test_finding_the_data_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from iptui import resources; resources.read_text('schema.sql');"
        "print(sorted({'tempfile', 'zipfile', 'importlib.resources', 'click', 'sqlite3',"
        " 'textual'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
