"""How what is wrong with rows is told: alike once, with how many rows it is, and what can be done about it once."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from exchange_helpers import ask, sound
from iptui.cli.importing import import_command
from iptui.exchange.errors import SHOWN, ImportRefusedError, Problems, RowError
from iptui.exchange.incoming import Report

Make = Callable[..., Path]
BringIn = Callable[..., tuple[Report, Path]]
LABELS = ["State-based violence", "One-sided violence", "State-based violence", "", "State-based violence"]
VIOLENCE = "date,title,what\n" + "".join(f"2024-01-0{day},x,{label}\n" for day, label in enumerate(LABELS, 1))


def run(*words: object) -> tuple[int, list[str]]:
    done = CliRunner().invoke(import_command, list(map(str, words)), standalone_mode=False)
    assert done.exception is None, done.exception
    return done.return_value, done.stderr.splitlines()


def test_a_problem_of_many_rows_stands_once_and_all_are_counted() -> None:
    found = Problems()
    for row in range(1000):
        found.add("a.csv", f"line {row}", RowError("type", f"kind {row % 3}", "is no code", "look it up"))
    found.add("b.csv", "line 7", RowError("type", "kind 0", "is no code", "look it up"))
    found.add("b.csv", "line 8", RowError("date", None, "is empty"))
    found.add("b.csv", "line 9", RowError("date", None, "is empty"))
    assert [str(problem) for problem in found.told()] == [
        "a.csv: line 0 and 333 more rows: type = 'kind 0': is no code; look it up",
        "a.csv: line 1 and 332 more rows: type = 'kind 1': is no code",
        "a.csv: line 2 and 332 more rows: type = 'kind 2': is no code",
        "b.csv: line 7: type = 'kind 0': is no code",
        "b.csv: line 8 and 1 more row: date: is empty",
    ]
    assert (found.total, found.untold) == (1003, 0)


def test_of_many_different_ones_the_first_are_kept() -> None:
    found = Problems()
    for row in range(100):
        found.add("a.csv", f"line {row}", RowError("lat", str(row // 2), "is none"))
    assert len(found.told()) == SHOWN
    assert str(found.told()[-1]) == "a.csv: line 38 and 1 more row: lat = '19': is none"
    assert (found.total, found.untold) == (100, 100 - 2 * SHOWN)


def test_long_values_that_begin_alike_are_not_taken_for_one() -> None:
    found = Problems()
    for end in "ab":
        found.add("a.csv", "line 1", RowError("x", "x" * 500 + end, "is none"))
    assert len(found.told()) == 2
    assert all(len(str(problem)) < 200 for problem in found.told())


def test_labels_of_a_file_are_told_once_each_with_the_way_to_map_them(make: Make, tmp_path: Path) -> None:
    file, made = make(VIOLENCE), tmp_path / "made.sqlite"
    code, said = run("csv", file, "--map", "type=what", "-o", made)
    assert (code, len(said)) == (3, 3)
    assert said[0].startswith(
        "events.csv: line 2 and 2 more rows: what = 'State-based violence': is no code of plover; there are AGREE, "
    )
    assert "--show-mapping csv" in said[0]
    assert 'values = { "…" = "ASSAULT" }' in said[0]
    assert "[[code]]" in said[0]
    assert said[1] == "events.csv: line 3: what = 'One-sided violence': is no code of plover"
    assert "4 of 5 row(s)" in said[2]


BY_VALUES = """
[event.type]
column = "what"
values = { "State-based violence" = "ASSAULT", "One-sided violence" = "COERCE" }
"""
BY_CODES = """
type = { column = "what", scheme = "mine" }
[[code]]
scheme = "mine"
code = "State-based violence"
name = "Fighting"
plover = "ASSAULT"
[[code]]
scheme = "mine"
code = "One-sided violence"
name = "Massacre"
plover = "COERCE"
"""


@pytest.mark.parametrize(
    ("told", "types"),
    [
        (BY_VALUES, [("plover", "ASSAULT", 3), ("plover", "COERCE", 1), ("plover", None, 1)]),
        (BY_CODES, [("mine", LABELS[0], 3), ("mine", LABELS[1], 1), ("mine", None, 1)]),
    ],
)
def test_both_ways_that_are_told_for_labels_are_ways(
    make: Make, tmp_path: Path, told: str, types: list[tuple[str, str | None, int]]
) -> None:
    mapping, made = tmp_path / "own.toml", tmp_path / "made.sqlite"
    mapping.write_text(f'[event]\ndate = "date"\ntitle = "title"\n{told}', encoding="utf-8")
    code, said = run(make(VIOLENCE), "--map", mapping, "-o", made)
    assert code == 0, said
    sound(made)
    assert ask(made, "SELECT scheme, type, count(*) FROM event GROUP BY 1, 2 ORDER BY 3 DESC, 2 DESC") == types


def test_the_file_of_bad_rows_has_each_with_all_that_is_to_say(make: Make, bring_in: BringIn, tmp_path: Path) -> None:
    mapping = tmp_path / "own.toml"
    mapping.write_text('[event]\ndate = "date"\ntitle = "title"\ntype = "what"\n')
    report, made = bring_in(make(VIOLENCE), by=mapping, skip_bad=True)
    sound(made)
    assert (report.rows, report.events, report.refused, report.untold) == (5, 1, 4, 0)
    (bad,) = report.bad_files
    with bad.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [(row[0], row[-1]) for row in rows] == [
        ("2", LABELS[0]), ("3", LABELS[1]), ("4", LABELS[2]), ("6", LABELS[4]),
    ]  # fmt: skip
    assert all("[[code]]" in row[1] for row in rows)


@pytest.mark.parametrize("by", ["csv", "jsonl"])
def test_the_encoding_is_advised_once(make: Make, tmp_path: Path, by: str) -> None:
    if by == "csv":
        text = b"date,title\n" + b"".join(b"2024-01-01,caf\xe9 %d\n" % row for row in range(30))
    else:
        text = b"".join(b'{"date": "2024-01-01", "title": "caf\xe9 %d"}\n' % row for row in range(30))
    file = make(text, f"events.{by}")
    code, said = run(by, file, "-o", tmp_path / "made.sqlite")
    assert (code, len(said)) == (3, SHOWN + 2)
    assert ["--encoding" in line for line in said[:SHOWN]] == [True] + [False] * (SHOWN - 1)
    assert all("0xe9" in line for line in said[:SHOWN])
    assert said[SHOWN] == f"… and {30 - SHOWN} more"
    code, said = run(by, file, "-o", tmp_path / "made.sqlite", "--encoding", "latin-1")
    assert code == 0, said


def test_a_format_is_advised_once(make: Make, tmp_path: Path) -> None:
    rows = "".join(f"2004-01-01 00:0{row}:00,x\n" for row in range(5))
    code, said = run("csv", make(f"date,title\n{rows}"), "-o", tmp_path / "made.sqlite")
    assert (code, len(said)) == (3, 6)
    assert ["--date-format" in line for line in said] == [True] + [False] * 5


def test_bounds_that_fall_are_told_by_their_columns_with_the_way_out(make: Make, tmp_path: Path) -> None:
    text = "date,title,least,toll,most\n2024-01-01,a,3,2,4\n2024-01-02,b,3,2,4\n2024-01-03,c,5,,4\n2024-01-04,d,1,2,3\n"
    file, made = make(text), tmp_path / "made.sqlite"
    maps = ["--map", "killed_low=least", "--map", "killed=toll", "--map", "killed_high=most"]
    code, said = run("csv", file, *maps, "-o", made)
    assert (code, len(said)) == (3, 3)
    assert said[0].startswith(
        "events.csv: line 2 and 1 more row: least, toll, most = '3, 2, 4': low, best and high must not fall; "
    )
    assert 'contradiction = "split" under [[claim]]' in said[0]
    assert said[1] == "events.csv: line 4: least, most = '5, 4': low, best and high must not fall"
    mapping = tmp_path / "own.toml"
    mapping.write_text(
        '[event]\ndate = "date"\ntitle = "title"\n[[claim]]\nproperty = "killed"\nlow = "least"\nbest = "toll"\n'
        'high = "most"\ncontradiction = "split"\n'
    )
    code, said = run(file, "--map", mapping, "-o", made)
    assert code == 0, said
    told = "SELECT paragraph, low, best, high FROM claim JOIN passage ON passage.id = passage ORDER BY 1, 3"
    assert ask(made, told) == [
        (1, 3.0, None, 4.0), (1, None, 2.0, None), (2, 3.0, None, 4.0), (2, None, 2.0, None), (3, 5.0, None, None),
        (3, None, None, 4.0), (4, 1.0, 2.0, 3.0),
    ]  # fmt: skip


def test_of_three_numbers_those_below_nothing_are_named(make: Make, bring_in: BringIn) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        bring_in(make("date,title,killed_low,killed,killed_high\n2024-01-01,a,-99,4,-9\n"))
    assert str(caught.value.problems[0]).startswith(
        "events.csv: line 2: killed_low, killed_high = '-99, -9': counts people, and is below 0; a code for"
    )
