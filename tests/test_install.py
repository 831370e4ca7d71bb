"""Every way of installing finds the program and its data: wheel, sdist, zip, editable."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from iptui import __version__

REPORT = """
import iptui
from iptui import resources
print(iptui.__file__)
print(resources.data_root())
print(len(resources.read_text("schema.sql")))
print(len(resources.entries("queries", ".sql")))
print(resources.source_tree())
"""


def python(*args: str | Path, cwd: Path, path: str = "", program: str | Path = sys.executable) -> str:
    """Run a Python away from the source tree; return its standard output."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    if path:
        environment["PYTHONPATH"] = path
    done = subprocess.run(
        [str(part) for part in (program, *args)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{args}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def data_files(repo_root: Path) -> set[str]:
    """Return the names of the files below db/ that belong to the project."""
    return {
        path.relative_to(repo_root / "db").as_posix()
        for path in (repo_root / "db").rglob("*")
        if path.is_file() and path.suffix in {".sql", ".toml"}
    }


@pytest.fixture(scope="module")
def wheel(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the source tree, built by pip without network."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--no-cache-dir")
    python("-m", "pip", "wheel", *options, "--wheel-dir", folder, repo_root, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel is installed, in a path with a space."""
    target = tmp_path_factory.mktemp("some where") / "site"
    options = ("--no-deps", "--no-index", "--quiet", "--no-cache-dir")
    python("-m", "pip", "install", *options, "--target", target, wheel, cwd=wheel.parent)
    return target


def test_wheel_holds_the_data_and_nothing_built(wheel: Path, repo_root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(f"iptui-{__version__}.dist-info/METADATA").decode()
        scripts = archive.read(f"iptui-{__version__}.dist-info/entry_points.txt").decode()
    assert "schema.sql" in data_files(repo_root)
    assert {f"iptui/_db/{name}" for name in data_files(repo_root)} <= names
    assert {"iptui/__main__.py", "iptui/py.typed"} <= names
    assert {name.split("/")[0] for name in names} == {"iptui", f"iptui-{__version__}.dist-info"}
    built = (".sqlite", ".db", ".pyc", "-wal", "-journal")
    assert not [name for name in names if name.endswith(built)]
    assert "\nRequires-Python: >=3.11\n" in metadata
    assert "iptui = iptui.cli:main" in scripts


def test_sdist_makes_the_same_wheel(wheel: Path, repo_root: Path, tmp_path: Path) -> None:
    python("-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path, cwd=repo_root)
    (sdist,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (tree,) = (tmp_path / "unpacked").iterdir()
    assert (tree / "Makefile").is_file()
    assert (tree / "requirements-dev.lock").is_file()
    assert (tree / "tests" / "conftest.py").is_file()
    python("-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path, cwd=tree)
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(tmp_path / wheel.name) as other:
        assert set(one.namelist()) == set(other.namelist())


def test_installed_wheel_finds_its_data(installed: Path, repo_root: Path, tmp_path: Path) -> None:
    lines = python("-c", REPORT, cwd=tmp_path, path=str(installed)).splitlines()
    assert Path(lines[0]) == installed / "iptui" / "__init__.py"
    assert Path(lines[1]) == installed / "iptui" / "_db"
    assert int(lines[2]) == len((repo_root / "db" / "schema.sql").read_text(encoding="utf-8"))
    assert int(lines[3]) == len(list((repo_root / "db" / "queries").glob("*.sql")))
    assert lines[4] == "None"


def test_installed_wheel_runs_as_a_module(installed: Path, tmp_path: Path) -> None:
    said = python("-m", "iptui", "--version", cwd=tmp_path, path=str(installed))
    assert __version__ in said


def test_a_wheel_imported_as_a_zip_finds_its_data(wheel: Path, repo_root: Path, tmp_path: Path) -> None:
    lines = python("-c", REPORT, cwd=tmp_path, path=str(wheel)).splitlines()
    assert lines[0].startswith(str(wheel))
    assert int(lines[2]) == len((repo_root / "db" / "schema.sql").read_text(encoding="utf-8"))


def test_a_copy_in_the_src_folder_of_another_project_uses_its_own_data(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "src").symlink_to(installed, target_is_directory=True)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "other"\n', encoding="utf-8")
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "schema.sql").write_text("-- not ours", encoding="utf-8")
    lines = python("-c", REPORT, cwd=tmp_path, path=str(tmp_path / "src")).splitlines()
    assert Path(lines[1]) == installed / "iptui" / "_db"


def test_editable_install_reads_the_source_tree(repo_root: Path, tmp_path: Path) -> None:
    python("-m", "venv", "--without-pip", tmp_path / "venv", cwd=tmp_path)
    scripts = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    program = scripts / ("python.exe" if os.name == "nt" else "python")
    # hatchling for the build and click for the command come from the environment of the tests;
    # a path entry does not run its .pth files, so iptui itself comes from this install alone.
    tools = sysconfig.get_path("purelib")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--ignore-installed")
    python(
        *("-m", "pip", "install", *options, "--editable", repo_root),
        cwd=tmp_path,
        path=tools,
        program=program,
    )
    lines = python("-c", REPORT, cwd=tmp_path, program=program).splitlines()
    assert Path(lines[0]) == repo_root / "src" / "iptui" / "__init__.py"
    assert Path(lines[1]) == repo_root / "db"
    assert Path(lines[4]) == repo_root
    command = scripts / ("iptui.exe" if os.name == "nt" else "iptui")
    arguments = (command, "--version") if os.name != "nt" else ("-m", "iptui", "--version")
    assert __version__ in python(*arguments, cwd=tmp_path, path=tools, program=program)
