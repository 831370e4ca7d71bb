"""SECURITY.md names tests that keep its promises: they are there, and they run."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def named(root: Path) -> list[tuple[str, str]]:
    """File and name of every test that SECURITY.md names."""
    return NAMED.findall((root / "SECURITY.md").read_text(encoding="utf-8"))


def functions(path: Path) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """The test functions of a file, those of its classes too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_promise_is_kept_by_a_test(repo_root: Path) -> None:
    missing = [
        f"{file}::{name}"
        for file, name in named(repo_root)
        if not (repo_root / file).is_file() or name not in functions(repo_root / file)
    ]
    assert missing == []
    assert len(named(repo_root)) > 30


def test_every_row_of_promises_names_a_test(repo_root: Path) -> None:
    text = (repo_root / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert [row for row in rows if not NAMED.search(row)] == []
    # A name that is misspelt would be no name at all.
    assert text.count("::") == len(named(repo_root))


def test_none_of_them_is_left_out(repo_root: Path) -> None:
    def skipped(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        marks = {ast.unparse(decorator).split("(")[0] for decorator in node.decorator_list}
        return bool(marks & {"pytest.mark.skip", "pytest.mark.xfail"})

    assert [name for file, name in named(repo_root) if skipped(functions(repo_root / file)[name])] == []


@pytest.mark.parametrize("command", ["make fuzz", "IPTUI_FAULTS=200 make test"])
def test_what_it_tells_to_run_is_there(repo_root: Path, command: str) -> None:
    assert command in (repo_root / "SECURITY.md").read_text(encoding="utf-8")
    target = command.split()[-1]
    assert re.search(rf"^{target}:", (repo_root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
