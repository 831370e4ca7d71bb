"""The crisis as told by one source and by two, held against the rows themselves; and the commands around it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from iptui.evidence.compare_sources import UnknownSourceError, side_by_side, telling
from iptui.store.catalogue import Catalogue
from iptui.store.sets import Selection
from making_crisis import Making


def ids(catalogue: Catalogue, selection: Selection) -> set[str]:
    return {row.id for row in catalogue.rows(selection)}


@pytest.mark.parametrize("source", ["unsigned", "diplomat", "balancing", "epoch", "outlook"])
def test_one_telling_is_what_the_overview_counts(crisis: Catalogue, source: str) -> None:
    told = telling(crisis, source)
    overview = crisis.connection.execute(
        "SELECT passages, events, statements, quotes, claims, only_here FROM sources_overview WHERE id = ?", (source,)
    ).fetchone()
    found = (told.passages, len(told.events), len(told.statements), told.quotes, told.claims, len(told.only_here))
    assert found == overview
    events = crisis.members("kind", "event").bit_count()
    assert len(told.events) + len(told.leaves_out) + len(told.too_late) == events


def test_what_came_after_it_was_published_is_not_left_out(crisis: Catalogue) -> None:
    epoch = telling(crisis, "epoch")
    assert "raisi-visit" in ids(crisis, epoch.too_late)
    assert "raisi-visit" not in ids(crisis, epoch.leaves_out)
    assert "kerman-bombings" in ids(crisis, epoch.leaves_out)
    assert not len(telling(crisis, "unsigned").too_late)


def test_side_by_side(tmp_path: Path) -> None:
    making = Making(tmp_path / "test.sqlite")
    for source in ("one", "two", "three"):
        making.source(source)
    making.event("all", "2024", "one", "two", "three")
    making.event("both", "2024", "one", "two")
    making.event("mine", "2024", "one")
    making.event("shared", "2024", "one", "three")
    making.event("yours", "2024", "two")
    making.event("others", "2024", "three")
    with Catalogue.open(making.done()) as catalogue:
        found = side_by_side(catalogue, "one", "two")
        told = [
            ids(catalogue, part)
            for part in (found.shared, found.only_one, found.only_two, found.one.only_here, found.one.leaves_out)
        ]
        assert told == [{"all", "both"}, {"mine", "shared"}, {"yours"}, {"mine"}, {"yours", "others"}]
        with pytest.raises(UnknownSourceError, match="one, three, two"):
            telling(catalogue, "nobody")


# -- the commands ------------------------------------------------------------------------------------------


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "iptui", *words], capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_compare_command() -> None:
    done = run("compare", "epoch", "diplomat")
    assert done.returncode == 0
    assert "told by both" in done.stdout
    assert "(iran-strikes-pakistan)" in done.stdout
    rows = list(csv.DictReader(io.StringIO(run("compare", "epoch", "outlook", "-f", "csv").stdout)))
    told = {row["key"]: (row["one"], row["two"]) for row in rows if row["part"] == "event"}
    assert told["iran-strikes-pakistan"] == ("told", "told")
    assert told["amir-abdollahian-arrives"] == ("too early", "told")
    assert run("compare", "epoch", "outlok").returncode == 2


def test_anachronisms_command() -> None:
    done = run("anachronisms")
    assert done.returncode == 1
    for name in ("Bhutto Zardari", "Jilani", "Shehbaz Sharif", "Kakar", "Nawaz Sharif"):
        assert name in done.stdout
    found = json.loads(run("anachronisms", "--without", "unsigned", "--format", "json").stdout)
    assert [each["sources"] for each in found] == ["balancing"]
    silent = run("anachronisms", "--without", "unsigned", "--without", "balancing")
    assert (silent.returncode, silent.stdout) == (0, "")
    wrong = run("anachronisms", "--without", "unsignd")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "did you mean unsigned?" in wrong.stderr


def test_check_warns_of_them(repo_root: Path) -> None:
    folder = str(repo_root / "db" / "iran-pakistan-2024")
    done = run("check", folder)
    assert done.returncode == 1
    assert done.stdout.count("warning: ") == 5
    assert "Bhutto Zardari" in done.stdout
    assert run("check", folder, "--without", "unsigned", "--without", "balancing").returncode == 0
    assert run("check", folder, "--without", "nobody").returncode == 2


def test_cite_command() -> None:
    done = run("cite", "epoch-kakar-irritants", "unsigned")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2
    assert len(json.loads(run("cite", "epoch", "outlook", "--style", "csl-json").stdout)) == 2
    for style, begins in (("bibtex", "@misc{epoch,"), ("ris", "TY  - "), ("markdown", "Adam Morrow, *Iran")):
        assert run("cite", "epoch", "--style", style).stdout.startswith(begins)
    missing = run("cite", "epoch-kakar-iritants")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "epoch-kakar-irritants" in missing.stderr


def test_the_styles_of_the_command_are_those_there_are() -> None:
    from iptui.cli.cite import cite_command
    from iptui.evidence.cite import STYLES

    (choices,) = [each.type.choices for each in cite_command.params if isinstance(each.type, click.Choice)]
    assert tuple(choices) == STYLES
