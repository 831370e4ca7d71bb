"""Text that tries to do harm, and strategies that make more of it, for the tests of several parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

NASTY = "".join(
    [
        "\x00\x07\t\n\r\x1b\x7f\x85\x9b\xad\u034f\u061c\u200b\u200c\u200d\u200e\u202e\u2066\u2028",
        "\ud800\udfff\ufe0e\ufe0f\ufeff\u20e3\U0001f3fb\U0001f1fa\U000e0041\U000e0100",
        "\u0301\u0489\u0903\u094d\u1161\u11a8\u064b\u0651 a1#👩👨❤⚠بیكيککक한ß½ﬁ«»’—",
    ]
)
any_text = st.text(st.characters())
nasty_text = st.one_of(st.text(alphabet=NASTY, max_size=60), any_text, st.text(st.characters(categories=["M", "C"])))


def naughty_strings(shared_dir: Path) -> list[str]:
    """The lines of the Big List of Naughty Strings; skips where it is absent."""
    path = shared_dir / "fixtures" / "hostile" / "blns.txt"
    if not path.exists():
        pytest.skip("the Big List of Naughty Strings is not here (fixtures/hostile/blns.txt)")
    return path.read_bytes().decode("utf-8", "surrogateescape").split("\n")
