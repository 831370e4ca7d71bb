"""`iptui quotes` tells people whether their copy bears the words out, and programs exactly the rows of the view."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crisis import HERALD
from running import Run


def test_the_table_tells_how_each_quote_was_proved(iptui: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPTUI_LIBRARY", str(tmp_path / "library.sqlite"))
    assert iptui("quotes", "id:violation").out.count("○ unattached") == 1
    (tmp_path / "herald.txt").write_text(HERALD.replace("“We will answer,”", "“We shall answer,”"), encoding="utf-8")
    assert iptui("attach", str(tmp_path / "herald.txt")).code == 0
    table = iptui("quotes").out
    assert [line.split()[-1] for line in table.splitlines() if "altered" in line] == ["will-answer"]
    assert "✗ altered" in table
    assert "violation" in next(line for line in table.splitlines() if "✓ exact" in line)
    (row,) = map(json.loads, iptui("quotes", "id:violation", "--format", "jsonl").out.splitlines())
    assert "verified" not in row


def test_a_library_that_cannot_be_read_is_told_and_the_quotes_are_given(
    iptui: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"no database at all")
    monkeypatch.setenv("IPTUI_LIBRARY", str(tmp_path / "library.sqlite"))
    found = iptui("quotes", "id:violation")
    assert found.code == 0
    assert "a blatant [unprovoked] violation" in found.out
    assert "not a library" in found.err
