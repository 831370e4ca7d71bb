"""Dates of foreign files: the formats that a mapping names, and no guessing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui import edtf
from iptui.exchange.dates import DateFormat, DateFormatError, day_number, read_date


def formats(*texts: str, century: int | None = None) -> tuple[DateFormat, ...]:
    return tuple(DateFormat.of(text, century) for text in texts)


@pytest.mark.parametrize(
    ("text", "form", "wanted"),
    [
        ("2024-01-16", "edtf", "2024-01-16"),
        ("2024-01?", "edtf", "2024-01?"),
        ("16/01/2024", "%d/%m/%Y", "2024-01-16"),
        ("1/6/2024", "%m/%d/%Y", "2024-01-06"),
        ("20240116", "%Y%m%d", "2024-01-16"),
        ("16 January 2024", "%d %B %Y", "2024-01-16"),
        ("16-jan-2024", "%d-%b-%Y", "2024-01-16"),
        ("2024", "%Y", "2024"),
        ("01/2024", "%m/%Y", "2024-01"),
        ("2024-01-16 04:05:06.000", "%Y-%m-%d %H:%M:%S", "2024-01-16T04:05:06"),
        ("2024-01-16 04:05Z", "%Y-%m-%d %H:%M%z", "2024-01-16T04:05:00Z"),
    ],
)
def test_formats(text: str, form: str, wanted: str) -> None:
    assert read_date(text, formats(form)) == wanted


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_comes_back(day: date) -> None:
    for form in ("%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%d %B %Y", "%d.%b.%Y"):
        assert read_date(day.strftime(form), formats(form)) == day.isoformat()


@given(st.dates())
def test_a_plain_day_is_dated_as_any_other_date(day: date) -> None:
    parsed = edtf.parse(str(day))
    number = day_number(str(day))
    assert number is not None
    assert (number * 86400, (number + 1) * 86400 - 1) == (parsed.begin, parsed.end)


@pytest.mark.parametrize(
    "text", ["0000-01-01", "2024-02-30", "2024-W03-2", "20240116", "2024-1-16", "2024-01-16\n", "٢٠٢٤-٠١-١٦"]
)
def test_what_is_no_plain_day_has_no_number(text: str) -> None:
    assert day_number(text) is None


@given(st.dates(min_value=date(1969, 1, 1), max_value=date(2068, 12, 31)))
def test_two_digits_mean_what_posix_takes_them_for(day: date) -> None:
    assert read_date(day.strftime("%d/%m/%y"), formats("%d/%m/%y", century=1969)) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "form", "words"),
    [
        ("2024-02-30", "edtf", "30"),
        ("30/02/2024", "%d/%m/%Y", "30"),
        ("2023-02-29", "edtf", "29"),
        ("2024-13-01", "edtf", "13"),
        ("01/02/24", "edtf", r"ambiguous.*%d/%m/%y.*or.*%m/%d/%y"),
        ("01/13/2024", "edtf", r"; say --date-format .%m/%d/%Y. \(format"),
        ("13.01.2024", "edtf", r"%d.%m.%Y"),
        ("yesterday", "%Y", "not written %Y"),
        ("٢٠٢٤-٠١-٠١", "%Y-%m-%d", "not written"),
    ],
)
def test_refused(text: str, form: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_date(text, formats(form))


def test_two_formats_that_disagree_are_refused() -> None:
    both = formats("%d/%m/%Y", "%m/%d/%Y")
    assert read_date("16/01/2024", both) == "2024-01-16"
    with pytest.raises(ValueError, match="can be 2024-01-02 or 2024-02-01"):
        read_date("01/02/2024", both)
    assert read_date("03/03/2024", both) == "2024-03-03"


@pytest.mark.parametrize(("text", "words"), [
    ("%m/%d", "no year"), ("%q%Y", "unknown directive"), ("%d/%m/%y", "century"), ("%Y %Y", "twice"),
    ("%Y-%d", "without"),
])  # fmt: skip
def test_formats_that_cannot_be(text: str, words: str) -> None:
    with pytest.raises(DateFormatError, match=words):
        DateFormat.of(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0000-00-00", "no month 0"),
        ("0000-01-01", "year 0"),
        ("0000", "year 0"),
        ("2024-01-16T24:00:00", "end of one day"),
        ("2024-01-16T25:61:00", "no hour 25"),
        ("2024-02-30", "February"),
        ("2023-02-29", "leap year"),
        ("1900-02-29", "leap year"),
        ("2024-13-01", "no month 13"),
        ("01/02/24", "%d/%m/%y"),
        ("13/02/2024", "%d/%m/%Y"),
    ],
)
def test_dates_that_are_none_or_may_be_two(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_date(text, (DateFormat.of("edtf"),))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2004-01-01 00:20:00", "%Y-%m-%d %H:%M:%S"),
        ("2004-01-01 00:20", "%Y-%m-%d %H:%M"),
        ("2004-01-01T00:20", "%Y-%m-%dT%H:%M"),
        ("2004-01-01 00:20:00.000", "%Y-%m-%d %H:%M:%S"),
        ("2004-01-01 00:20:00+02:00", "%Y-%m-%d %H:%M:%S%z"),
        ("31.01.2004 00:20", "%d.%m.%Y %H:%M"),
        ("31.01.2004T00:20:59", "%d.%m.%YT%H:%M:%S"),
        ("2004/1/31", "%Y/%m/%d"),
        ("20040131", "%Y%m%d"),
        ("31 May 2004", "%d %b %Y"),
        ("31 January 2004", "%d %B %Y"),
        ("Jan 31, 2004", "%b %d, %Y"),
    ],
)
def test_the_format_that_a_date_has_is_suggested_and_reads_it(text: str, form: str) -> None:
    with pytest.raises(ValueError, match=f'say --date-format "{re.escape(form)}" [(]') as caught:
        read_date(text, formats("edtf"))
    assert "ambiguous" not in str(caught.value)
    assert read_date(text, formats(form)).startswith("2004-0")


@pytest.mark.parametrize("text", ["31-Jan-04", "31/01/04", "04-13-04", "24-01-31 10:00"])
def test_with_two_digits_of_the_year_the_century_is_asked_for(text: str) -> None:
    with pytest.raises(ValueError, match=r'--date-format "[^"]*%y[^"]*".* with --century'):
        read_date(text, formats("edtf"))


@pytest.mark.parametrize(
    "text",
    ["2024-13-01 00:20:00", "2024-01-01 25:00", "202411", "31.02.2004 00:20", "x 00:20", "31.01.2004" + " " * 60],
)
def test_for_what_is_no_date_nothing_is_suggested(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date") as caught:
        read_date(text, formats("edtf"))
    assert "--date-format" not in str(caught.value)
