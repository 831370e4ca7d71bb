"""Plain dates are written without the parser: in the very words that it and ``humanize`` would give."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from iptui.edtf import EdtfError, humanize, parse, plain_unit, plain_words

YEARS = ("0000", "0001", "0099", "0999", "1000", "1900", "2000", "2023", "2024", "9999")
DAYS = ("01-01", "01-31", "02-28", "02-29", "02-30", "04-30", "04-31", "06-00", "12-31", "13-01", "00-10")
ODD = (
    "", "XXXX", "XXXX-12", "-0001", "-0044-03-15", "12024", "12024-01-16", "Y12024", "-2024-01-16", "+2024-01-16",
    "2024-1-16", "2024-01-1", "2024-01-16T04:00:00Z", "2024-01-16?", "2024-01-XX", "202X", "2024-21", "2024/2025",
    "2024-01/2024-02", "2024-01-16/..", "../2024-01-16", "/2024-01-16", "2024-01-16/", "2024-01-16/2024-01-16",
    "2024-01-16/2024-01-18", "2024-01-16/2024-02-02", "2023-12-30/2024-01-02", "2024-01-18/2024-01-16",
    "2024-01-16/2024-02-30", "2024-02-30/2024-03-01", "0999-12-31/1000-01-01", "2024-01-16/2024-01-1X", "２０２４",
    "2024-01-16 ", " 2024-01-16", "2024-01-1６", "2024_01_16", "2024-01-16/2024-01-18/", "[2024-01-16,2024-01]",
)  # fmt: skip
WRITTEN = [*YEARS, *(f"{year}-{month:02d}" for year in YEARS for month in range(14))]
WRITTEN += [f"{year}-{day}" for year in YEARS for day in DAYS]


def by_the_parser(text: str, *, weekday: bool) -> str | None:
    try:
        return humanize(parse(text), weekday=weekday)
    except EdtfError:
        return None


@pytest.mark.parametrize("weekday", [False, True])
def test_words_are_those_of_the_parser_or_none(weekday: bool) -> None:
    for text in WRITTEN:
        assert plain_words(text, weekday=weekday) == by_the_parser(text, weekday=weekday), text
    for text in ODD:
        assert plain_words(text, weekday=weekday) in (None, by_the_parser(text, weekday=weekday)), text


def test_plain_dates_that_exist_are_written() -> None:
    assert plain_words("2024-01-16", weekday=True) == "Tue 16 Jan 2024"
    assert plain_words("2024-01-16/2024-01-18", weekday=True) == "Tue 16 – Thu 18 Jan 2024"
    assert plain_words("2024-01-16/2024-01-18") == "16–18 Jan 2024"
    assert plain_words("XXXX") == "undated"
    for text in ("2024-02-30", "2023-02-29", "2024-01-18/2024-01-16", "2024-01-16/2024-02-30"):
        assert plain_words(text) is plain_unit(text) is None


ends = st.dates().map(lambda day: f"{day.year:04d}-{day.month:02d}-{day.day:02d}")
texts = st.one_of(
    ends,
    st.tuples(ends, ends).map("/".join),
    st.tuples(ends, ends).map(lambda pair: "/".join(sorted(pair))),
    st.text("0123456789-/X?~T:Z. ", max_size=22),
)


@given(texts, st.booleans())
@example("2024-12-31/2025-01-01", True)
def test_words_and_precision_of_any_text(text: str, weekday: bool) -> None:
    found = plain_words(text, weekday=weekday)
    if found is not None:
        assert found == by_the_parser(text, weekday=weekday)
    unit = plain_unit(text)
    if unit is not None:
        assert unit == parse(text).precision
    assert (unit is None) == (found is None or text == "XXXX")


def test_no_parser_is_imported_for_them() -> None:
    program = """
import sys
from iptui.edtf import plain_unit, plain_words
print(plain_words("2024-01-16", weekday=True), plain_unit("2024-01"))
print(*sorted(name for name in sys.modules if name.startswith("iptui.edtf.")))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    said, imported = done.stdout.splitlines()
    assert said == "Tue 16 Jan 2024 month"
    assert imported.split() == ["iptui.edtf.english", "iptui.edtf.gregorian", "iptui.edtf.plain"]
