"""``iptui.edtf`` for people: dates in English, dates as typed, and what is measured of them."""

import csv
from pathlib import Path

import pytest

from iptui.edtf import EdtfError, date_prec, from_words, humanize, overlaps, parse

SHOWN = [
    ("2024-01-16", "16 Jan 2024"),
    ("2024-01", "Jan 2024"),
    ("2024", "2024"),
    ("0079", "79 CE"),
    ("-0043-03-15", "15 Mar 44 BCE"),
    ("2024-01-16/2024-01-18", "16–18 Jan 2024"),
    ("2024-01-30/2024-02-02", "30 Jan – 2 Feb 2024"),
    ("2023-12-31/2024-01-01", "31 Dec 2023 – 1 Jan 2024"),
    ("2024-01-16/2024-01-16", "16 Jan 2024"),
    ("2024-01/2024-03", "Jan–Mar 2024"),
    ("1964/2008", "1964–2008"),
    ("-0044/0014", "45 BCE – 14 CE"),
    ("2024-01-29/..", "29 Jan 2024 or later"),
    ("2024-01-29/", "from 29 Jan 2024, end unknown"),
    ("../2024-01-29", "until 29 Jan 2024"),
    ("/2024-01", "until Jan 2024, start unknown"),
    ("/", "undated"),
    ("../..", "any time"),
    ("2025-06?", "Jun 2025 (uncertain)"),
    ("1947~", "c. 1947"),
    ("1984%", "c. 1984 (uncertain)"),
    ("2004-06~-11", "11 Jun 2004 (year and month approximate)"),
    ("?2004-06-~11", "11 Jun 2004 (year uncertain; day approximate)"),
    ("1984~/2004-06", "c. 1984 – Jun 2004"),
    ("200X", "2000s"),
    ("20XX", "2000–2099"),
    ("XXXX", "undated"),
    ("XXXX-12-25", "25 Dec, year unknown"),
    ("156X-12-25", "25 Dec, 1560s"),
    ("1985-04-XX", "Apr 1985 (day unknown)"),
    ("1985-XX-XX", "1985 (month and day unknown)"),
    ("2004-XX", "2004 (month unknown)"),
    ("1560-XX-25", "day 25 of an unknown month, 1560"),
    ("1984-1X", "1 Oct – 31 Dec 1984 (some digits unknown)"),
    ("2001-21", "spring 2001"),
    ("2001-30", "summer 2001 (Southern Hemisphere)"),
    ("2001-34", "Q2 2001"),
    ("1950S2", "about 1950 (1900–1999)"),
    ("Y170000002", "170,000,002 CE"),
    ("Y-138E8", "13.8 billion years ago"),
    ("Y-66000000", "66 million years ago"),
    ("Y-61000", "61,001 BCE"),
    ("Y-15E39", "1.5 × 10^40 years ago"),
    ("[1667,1668,1670..1672]", "1667, 1668 or 1670–1672"),
    ("{1960,1961-12}", "1960 and Dec 1961"),
    ("[..1984]", "1984 or earlier"),
    ("2024-01-16T04:00:00+03:30", "16 Jan 2024 04:00:00 UTC+03:30"),
    ("2024-01-16T04:00:00Z", "16 Jan 2024 04:00:00 UTC"),
    ("2024-01-16T04:00:00", "16 Jan 2024 04:00:00 local time"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_humanize(text: str, shown: str) -> None:
    assert humanize(parse(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2024-01-16", "Tue 16 Jan 2024"),
        ("2024-01-16/2024-01-18", "Tue 16 – Thu 18 Jan 2024"),
        ("2024-01-16?", "Tue 16 Jan 2024 (uncertain)"),
        ("1969-07-20T20:17:40Z", "Sun 20 Jul 1969 20:17:40 UTC"),
        ("2024-01", "Jan 2024"),
        ("156X-12-25", "25 Dec, 1560s"),
    ],
)
def test_humanize_with_the_weekday(text: str, shown: str) -> None:
    assert humanize(parse(text), weekday=True) == shown


# Typed at Tuesday 16 to Thursday 18 January 2024, on Saturday 21 November 2026.
TYPED = [
    ("2024-01-19", "2024-01-19"),
    ("  2024-01 ", "2024-01"),
    ("19 jan", "2024-01-19"),
    ("Jan 19 2023", "2023-01-19"),
    ("january 19, 2023", "2023-01-19"),
    ("2023 jan 19", "2023-01-19"),
    ("19 January", "2024-01-19"),
    ("the 19th of january", "2024-01-19"),
    ("sept 3", "2024-09-03"),
    ("january 2023", "2023-01"),
    ("jan", "2024-01"),
    ("tue 16 jan", "2024-01-16"),
    ("16–18 Jan 2024", "2024-01-16/2024-01-18"),
    ("19", "2024-01-19"),
    ("1990s", "199X"),
    ("c. 1947", "1947~"),
    ("after 29 jan", "2024-01-29/.."),
    ("until march", "../2024-03"),
    ("undated", "XXXX"),
    ("next day", "2024-01-19"),
    ("previous day", "2024-01-15"),
    ("next week", "2024-01-25"),
    ("next month", "2024-02"),
    ("previous month", "2023-12"),
    ("last year", "2023"),
    ("+3d", "2024-01-21"),
    ("-1w", "2024-01-09"),
    ("+1m", "2024-02-18"),
    ("-2 years", "2022-01-16"),
    ("3 days later", "2024-01-21"),
    ("2 days earlier", "2024-01-14"),
    ("friday", "2024-01-19"),
    ("Thursday", "2024-01-25"),
    ("next tue", "2024-01-23"),
    ("last tuesday", "2024-01-09"),
    ("today", "2026-11-21"),
    ("tomorrow", "2026-11-22"),
    ("Yesterday", "2026-11-20"),
    ("3 days ago", "2026-11-18"),
    ("in 2 weeks", "2026-12-05"),
]


@pytest.mark.parametrize(("typed", "text"), TYPED)
def test_from_words(typed: str, text: str) -> None:
    date = from_words(typed, today="2026-11-21", relative_to="2024-01-16/2024-01-18")
    assert str(date) == text


@pytest.mark.parametrize(
    ("typed", "relative_to", "text"),
    [
        ("next day", None, "2026-11-22"),
        ("19 jan", None, "2026-01-19"),
        ("next day", "XXXX", "2026-11-22"),
        ("next day", "2024-01-29/..", "2024-01-30"),
        ("previous day", "2024-02", "2024-01-31"),
        ("next day", "2024-02", "2024-03-01"),
        ("+1m", "2024-01-31", "2024-02-29"),
        ("+1y", "2024-02-29", "2025-02-28"),
        ("next day", "-0001-12-31", "0000-01-01"),
        ("next day", "2024-01-16T23:00:00Z", "2024-01-17"),
    ],
)
def test_from_words_relative_to(typed: str, relative_to: str | None, text: str) -> None:
    assert str(from_words(typed, today="2026-11-21", relative_to=relative_to)) == text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "type a date such as"),
        (",", "type a date such as"),
        ("foo", "type a date such as"),
        ("01/02/24", "ambiguous"),
        ("1.2.2024", "ambiguous"),
        ("16-01-2024", "ambiguous"),
        ("2024/01/16", "hyphens"),
        ("30 feb", "February has no day 30"),
        ("29 feb 2023", "leap year"),
        ("mon 16 jan 2024", "not a Monday but a Tuesday"),
        ("2024-02-30", "February has no day 30"),
        ("199x", "upper-case 'X'"),
        ("+9999999d", "too far"),
        ("+9999y", "so far from year 0"),
        ("18-16 jan", "ends before it begins"),
        ("x" * 300, "characters"),
    ],
)
def test_from_words_refuses(typed: str, words: str) -> None:
    with pytest.raises(EdtfError) as caught:
        from_words(typed, today="2026-11-21", relative_to="2024-01-16")
    assert words in caught.value.reason


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-01-16", 1),
        ("2024-01-16T04:00:00Z", 1),
        ("2024-01-16~", 2),
        ("2024-01-16/2024-01-17", 2),
        ("2024-01-16/2024-01-21", 2),
        ("2024-01-16/2024-01-22", 3),
        ("2024-01-16/2024-01-23", 4),
        ("2024-01", 4),
        ("2024-01-XX", 4),
        ("2024-01?", 5),
        ("2024-01/2024-02", 5),
        ("2024", 5),
        ("2024-01-16/..", 5),
        ("XXXX", 5),
        ("Y-1E12", 5),
    ],
)
def test_date_prec(text: str, code: int) -> None:
    assert date_prec(parse(text)) == code


def test_date_prec_is_that_of_the_coders_of_ucdp(shared_dir: Path) -> None:
    seen = 0
    with (shared_dir / "fixtures" / "ucdp" / "ged_syria.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["date_prec"]:
                seen += 1
                start, end = row["date_start"][:10], row["date_end"][:10]
                assert date_prec(parse(f"{start}/{end}")) == float(row["date_prec"]), row["id"]
    assert seen > 4900


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2024-01-16", "2024-01", True),
        ("2024-01-16", "2024-01-17", False),
        ("2024-01-16/..", "2030", True),
        ("2024-01-16/", "2023", False),
        ("../2024", "2024-12-31", True),
        ("XXXX", "2024", True),
        ("Y-1E30", "Y1E30", False),
        ("Y-1E30/Y1E30", "2024", True),
        ("2024-01-16T23:00:00-04", "2024-01-16", False),
    ],
)
def test_overlaps(one: str, other: str, expected: bool) -> None:
    assert overlaps(parse(one), parse(other)) is expected
    assert overlaps(parse(other), parse(one)) is expected
