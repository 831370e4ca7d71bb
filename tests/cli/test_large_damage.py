"""Damage in a file that is too large to be looked through first: each command meets it in the middle of its work."""

from __future__ import annotations

import random
from pathlib import Path

from cli.many_runs import Case, run_all
from large_database import Large, damage

COMMANDS = [
    "list", "list --format jsonl", "list actor:aland since:2021-05-02 --format csv", "list rocket", "show aland-fires",
    "show aland", "show dispatch", "search rocket", "search \"rockets\" --format json", "quotes", "quotes --format csv",
    "actors", "sources", "disagreements", "responses", "anachronisms", "verify", "db info", "list known:2021-06",
    "sql|SELECT * FROM timeline", "sql|SELECT * FROM claims|-f|csv", "sql|SELECT * FROM event_evidence|-f|jsonl",
    "db backup copy.sqlite",
]  # fmt: skip


def test_every_command_ends_with_one_sentence(tmp_path: Path) -> None:
    large = Large(tmp_path)
    codes = set()
    for seed in range(4):
        large.heal()
        large.harm(damage(large, random.Random(seed)))
        before = large.path.read_bytes()
        cases = [
            Case(
                [*(line.split("|") if "|" in line else line.replace('"', "").split()), "-d", str(large.path)],
                terminal=False,
                environment={"XDG_CACHE_HOME": str(tmp_path / f"cache-{seed}")},
            )
            for line in COMMANDS
        ]
        for case, wrote in zip(cases, run_all(cases, tmp_path), strict=True):
            said = wrote.err.decode()
            codes.add(wrote.code)
            assert wrote.code in (0, 1, 2, 3), (seed, case.arguments, said)
            assert "Traceback" not in said, (seed, case.arguments, said)
            if wrote.code == 3:
                (line,) = said.strip().splitlines()
                assert line.startswith("iptui: "), line
                assert str(large.path) in line, line
        assert large.path.read_bytes() == before
    assert 3 in codes
