"""Numbers of foreign files: exactly, or not at all."""

from __future__ import annotations

import pytest

from iptui.exchange.errors import RowError
from iptui.exchange.values import number, whole


@pytest.mark.parametrize(
    ("text", "value"),
    [("4", "4"), ("4.0", "4"), ("4.", "4"), ("+4", "4"), ("-04", "-4"), ("9007199254740991", "9007199254740991"),
     ("۱۲", "12"), ("4.0000", "4")],
)  # fmt: skip
def test_whole_numbers(text: str, value: str) -> None:
    assert whole("killed", text) == value


@pytest.mark.parametrize(
    "text",
    ["4.5", "4,000", "4 000", "4.000", "1e3", "$4", "4%", "0x4", "½", "9" * 17, "9" * 100_000, "--4", "4-5", "NaN"],
)
def test_no_whole_numbers(text: str) -> None:
    with pytest.raises(RowError, match="killed"):
        whole("killed", text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("4", 4.0), ("-4.25", -4.25), (".5", 0.5), ("1e3", 1000.0), ("9007199254740991", 9007199254740991.0),
     ("1e-99", 1e-99), ("", None)],
)  # fmt: skip
def test_numbers(text: str, value: float | None) -> None:
    assert number("lat", text) == value


@pytest.mark.parametrize(
    "text",
    ["1e400", "-1e400", "9" * 400, "9007199254740992", "1e16", "1e-400", "1,5", "NaN", "Infinity", "1_000", "0x10",
     "1e", "1e9999999999"],
)  # fmt: skip
def test_no_numbers(text: str) -> None:
    with pytest.raises(RowError, match="lat"):
        number("lat", text)
