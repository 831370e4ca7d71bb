"""A sane table polluted in every way, one at a time: right, or refused with its line; never wrong, never lost.

`IPTUI_POLLUTIONS=all` tries all of them; by default every fortieth.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from polluting import HEADER, ROWS, judge, pollutions

ALL = list(pollutions())
STEP = 1 if os.environ.get("IPTUI_POLLUTIONS") == "all" else 40


def test_there_are_many_and_each_is_another() -> None:
    assert len(ALL) > 2000
    assert len({pollution.name for pollution in ALL}) == len(ALL)


def test_polluted_tables_are_right_or_refused(tmp_path: Path) -> None:
    found: Counter[str] = Counter()
    for number, pollution in enumerate(ALL):
        # The largest take as long as all others together.
        if number % STEP == 0 and (STEP == 1 or len(pollution.content) < 1_000_000):
            try:
                found[judge(pollution, tmp_path)] += 1
            except AssertionError as error:
                raise AssertionError(f"{pollution.name}: {pollution.content[:2000]!r}") from error
    assert min(found["refused"], found["some"], found["all"]) > 0
    print(dict(found))


def test_the_table_itself_is_sane(tmp_path: Path) -> None:
    (whole,) = (each for each in ALL if each.name == "quotes everywhere")
    assert judge(whole, tmp_path) == "all"
    assert all(len(row) == len(HEADER) for row in ROWS)
