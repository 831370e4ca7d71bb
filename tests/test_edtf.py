"""``iptui.edtf.parse``: what is a date, what is none, and what the error says."""

import copy
import csv
from pathlib import Path

import pytest

from iptui.edtf import MAX_LENGTH, Edtf, EdtfError, Precision, parse

# Rows of the public suites that are not followed, by reason. The specification meant is the
# Library of Congress's of 4 February 2019, which is the EDTF of ISO 8601-2:2019.
UNFOLLOWED_VERDICTS = {
    "'No spaces are allowed, anywhere within the expression' of a set": {
        "[1667, 1668, 1670..1672]",
        "[1667,1668, 1670..1672]",
        "[1760-01, 1760-02, 1760-12..]",
        "[1667, 1760-12]",
        "{1667,1668, 1670..1672}",
        "{1960, 1961-12}",
    },
    "draft of 2012: unspecified digits are 'X', no longer 'u' (and masked precision is gone)": {
        *("199u", "1999-uu-uu", "199u-01", "-199u", "-1999-uu-uu", "198x", "18xx"),
        *("199u-01-01", "19uu-01-01", "199u-uu-01", "19uu-uu-01", "199u-uu-uu", "19uu-uu-uu"),
        *("199u-01-uu", "19uu-01-uu", "1999-uu-01", "2004-06-uu", "2004-06-uu/2004-07-03"),
    },
    "draft of 2012: uncertain and approximate together is '%', no longer '?~'": {
        *("1984?~", "2003-23?~"),
    },
    "draft of 2012: qualification from the left has replaced parentheses": {
        *("2004-(06)?-11", "2004-06-(11)~", "2004-(06)?~", "2004-(06-11)?", "2004?-06-(11)~"),
        *("(2004-(06)~)?", "2004~-(06)?-01~", "2004~-(06-(01)~)?", "2004~-(06)?-01?~"),
        "2004~-(06)?",
    },
    "draft of 2012: '..' and nothing have replaced 'open' and 'unknown'": {
        *("2004-01-01/open", "2004-01-01/unknown", "unknown/2004-01-01"),
    },
    "draft of 2012: 'Y' and 'E' are upper-case": {
        *("y170000002", "y-170000002", "y17e7", "y-17e7"),
    },
    "draft of 2012: a season is not qualified by a name": {
        *("2001-02-03^xyz", "2003-23^european"),
    },
    "a prefixed year is a date of year precision like any other, so it may end an interval; "
    "no other suite forbids it": {"Y-61000/-2000"},
}
UNFOLLOWED_BOUNDS = {
    "ten years are guessed for an unknown end; nothing is known of it": {
        *("/2006", "2004-06-01/", "1984-06-02?/"),
    },
    "'some year between 1900 and 1999' is what 1950S2 says; the suite has that as fuzzy bounds": {
        *("1950S2", "1953S2", "1953S3", "Y17101E4S3", "Y3388E2S3", "Y171010000S3"),
    },
}


def words(text: str) -> list[str]:
    return list(dict.fromkeys(text.split()))


VALID = words("""
1985-04-12 1985-04 1985 0000 0000-02-29 9999-12-31 -0001 -9999-12-31 2024-02-29
1985-04-12T23:20:30 1985-04-12T23:20:30Z 1985-04-12T23:20:30-04 1985-04-12T23:20:30+04:30
2016-05-02T24:00:00 2016-12-31T23:59:60Z 2017-01-01T05:29:60+05:30 2016-05-02T16:54:59+14:00
2016-05-02T16:54:59-12 2016-05-02T16:54:59+00:00 -0044-03-15T12:00:00Z
Y170000002 Y-170000002 Y10000 Y17E7 Y-17E7 Y2E3 Y1E99 Y170000002? Y-17E7~ ?Y17E7 Y17000XX
1950S2 1950S2~ -1859S5 0950S1 Y171010000S3 Y3388E2S3 Y-3388E2S3 0000S1
2001-21 2001-24 2001-25 2001-41 -2001-33 2001-21? ?2001-21 2001?-21 20XX-21
1984? 2004-06~ 2004-06-11% %2001 2004-06~-11 2004?-06-11 ?2004-06-~11 2004-%06-11 2001-?09~-09
?-2004-06-04~ ?2004?-?06?-?11?
201X 20XX 2XXX XXXX -XXXX 2004-XX 1985-04-XX 1985-XX-XX 156X-12-25 15XX-12-25 XXXX-12-XX
1XXX-XX 1XXX-12 1984-1X 1984-X2 1X84 X984 15XX-01-3X 2004-XX-31 XXXX-02-29 19XX-02-29 2000-02-X9
XXXX-XX XXXX-XX-XX XXXX? 1999-0X-30
1964/2008 2004-06/2006-08 2004-02-01/2005-02 2004-02-01/2005 2005/2006-02 1984/1984
../1985 /1985 1985/ 1985/.. / /.. ../ ../.. 1984~/2004% 2004-06-~01/2004-06-~20
2004-06-XX/2004-07-03 2024-01-16/2024-01-XX 2003-22/2004-22 Y-46E8/Y-138E6 Y-46E8/1985
XXXX/1985 1985/XXXX 1950S2/1999 20XX/2010
[1667,1668,1670..1672] [..1760-12-03] [1760-12..] [1760-01,1760-02,1760-12..] [1667,1760-12]
[..1984] {1667,1668,1670..1672} {1960,1961-12} {..1984} [1984] {1984?,1985~} [198X,1999-XX]
[1670..1670] {2020-01-31..2020-02-02} [2001-21..2001-23] [..1984,1990,2000..] {Y17E7,1984}
""")

INVALID = words("""
- + ? Y X T Z .. ... 1 19 201 20160 20160102 1985/04/12 12-04-1985 +2006 --2006 ?
-0000 -0000-01 -0000-01-01 -000 -19 1985- 1985-4 1985-4-1 1985-04- 1985-04-1 1985-04-123 1985-
1985-00 1985-13 1985-20 1985-42 1985-99 1985-04-00 1985-04-31 1985-02-30 2023-02-29 1900-02-29
1985-01-32 0000-02-30 -0001-02-29 1985-102 1985-W12 1985-W12-1
1985-21-05 2001-21^southernHemisphere 2001-2X 2001-3X 2001-21-XX
Y2006 Y-2006 Y0 Y00001 Y012345 Y170000002-12 Y17E7-12-26 Y17E0 Y17E Y17E07 Y17E-7 Y17E100 YE7
-Y170000002 Y--170000 Y+170000 Y1.5E9 y170000002 Y17e7 YX0000 Y1X0E7 Y17E7E7 170000002 Y17EX
1950S 1950S0 1950S02 1950SX 195XS2 1950S2-12 1950s2 1950p2 1950S2S2 1950S-2
2004-06-11?? 1984?~ 1984~? 1984%? ??1984 2004-?~06 2004-06?-11?? -?2004 2004-06-?-11 1984?? 19?84
1985-04-12?T10:10:10Z 1985-04-12T10:10:10Z? 1985-04-XXT10:10:10Z 198X-04-12T10:10:10
201x 20xx 199u 2004-xx 2004-X 2004-XXX X XX XXX XXXXX 1985-4X 1985-XX-4X 1985-02-3X 1985-04-X0X
156X-09-31 15XX-02-3X XXXX-02-30 19X1-02-29 190X-02-30 1985-2X-25 1985-13-XX XXXX-00 1999-XX-32
1985-04T10:10:10 1985T10:10:10 1985-04-12T 1985-04-12T1 1985-04-12T10 1985-04-12T10:10
1985-04-12T10:10:1 1985-04-12T1:10:10 1985-04-12T10:1:10 1985-04-12T101010 1985-04-12T24:00:01
1985-04-12T24:20:30Z 1985-04-12T25:00:00 1985-04-12T23:60:30Z 1985-04-12T23:20:60Z
1985-04-12T23:59:60Z 2016-12-31T23:59:61Z 2016-12-31T23:59:60+05:30 1985-04-12t23:20:30
1985-04-12T23:20:30z 1985-04-12T23:20:30.5 1985-04-12T23:20:30,5 1985-04-12T23:20:30Z15
1985-04-12T23:20:30Z00:00 1985-04-12T23:20:30+ 1985-04-12T23:20:30+4 1985-04-12T23:20:30+0400
1985-04-12T23:20:30+04: 1985-04-12T23:20:30+04:60 1985-04-12T23:20:30+04:00:00
1985-04-12T23:20:30-00:00 1985-04-12T23:20:30-00 1985-04-12T23:20:30+14:01
1985-04-12T23:20:30-12:01 1985-04-12T23:20:30+24 1985-04-1223:20:30 20120101T10:10:10
2008/1964 2012-24/2012-21 0800/-0999 -1000/-2000 0000/-0001 1985-04-12/1985-04-11 201X/2009
2004-02-05/2004-02 2004-02/2004 1985//1986 1985/1986/1987 //.. .../1985 1985/... 1985/. ./1985
open/1985 1985/open unknown/1985 1985/unknown 2000/12-12 1985/P1Y P1Y/1985 NONE/ 1985--1986
2005-07-25T10:10:10Z/2006-01-01T10:10:10Z 2005-07-25/2006-01-01T10:10:10Z 1985/[1986] [1985]/1986
1985–1986 1985..1986 1985.. ..1985
[] {} [,] [1667,] [,1667] [1667,,1668] [..] [1667..,1670] [1667,..1670] [1667 [1667} {1667]
1667] [1667]] [[1667]] [1667]? [1667][1668] [1987-10..1988] {2002..2001}
[1985...1986] [1985..1986..]
[1667;1668] [1985/1986] [1985-04-12T10:10:10Z] [1985-02-30] {1985,1985-13} 1667,1668 [.1985]
(1985) 1985-(04) not-a-date 1985wtf wtf1985 19wtf85 today ~=[,,_,,]:3
""")


def rows(path: Path) -> list[dict[str, str]]:
    """Read the cases, each string and expectation once."""
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return list({(row["string"], row["verdict"], row["lo"]): row for row in found}.values())


def is_valid(text: str) -> bool:
    try:
        parse(text)
    except EdtfError:
        return False
    return True


def test_the_public_suites_verdicts(shared_dir: Path) -> None:
    cases = rows(shared_dir / "fixtures" / "edtf" / "cases.tsv")
    unfollowed = {text for texts in UNFOLLOWED_VERDICTS.values() for text in texts}
    wrong = {row["string"] for row in cases if is_valid(row["string"]) != (row["verdict"] == "valid")}
    assert len(cases) > 300
    assert wrong == unfollowed


def test_the_public_suites_bounds(shared_dir: Path) -> None:
    cases = rows(shared_dir / "fixtures" / "edtf" / "cases.tsv")
    unfollowed = {text for texts in UNFOLLOWED_BOUNDS.values() for text in texts}
    wrong = set()
    bounded = 0
    for row in cases:
        if row["lo"] and is_valid(row["string"]):
            bounded += 1
            date = parse(row["string"])
            # The suite keeps the day of a date with a time and writes open ends as infinite.
            earliest = (date.earliest or "-inf").partition("T")[0]
            latest = (date.latest or "inf").partition("T")[0]
            if (earliest, latest) != (row["lo"], row["hi"]):
                wrong.add(row["string"])
    assert bounded > 70
    assert wrong == unfollowed


@pytest.mark.parametrize("text", VALID)
def test_valid(text: str) -> None:
    date = parse(text)
    assert str(date) == text
    assert date.text == text


@pytest.mark.parametrize("text", INVALID)
def test_invalid(text: str) -> None:
    with pytest.raises(EdtfError):
        parse(text)


@pytest.mark.parametrize("wrap", [" {}", "{} ", "{}\n", "\t{}", "{}\0", "{}\u200b", "{}x", "({})"])
@pytest.mark.parametrize(
    "text", ["1985-04-12", "1985", "1984?", "Y17E7", "1964/2008", "[1984]", "1985-04-12T10:10:10Z"]
)
def test_nothing_around_a_date(wrap: str, text: str) -> None:
    with pytest.raises(EdtfError):
        parse(wrap.format(text))


@pytest.mark.parametrize("text", ["２０２４", "٢٠٢٤-01-01", "2024-0１", "2024−01", "2024‐01‐16", "²024", "2024-01-1६"])
def test_only_ascii_digits_and_signs(text: str) -> None:
    with pytest.raises(EdtfError, match="ASCII"):
        parse(text)


# text, where (from 0), words of the message
ERRORS = [
    ("", 0, "no date"),
    ("2024-02-30", 8, "February has no day 30"),
    ("2023-02-29", 8, "leap year"),
    ("2024-13", 5, "no month 13"),
    ("2024-1", 6, "digit of the month"),
    ("2024-01-16 ", 10, "no space"),
    ("2024-01-16x", 10, "upper-case 'X'"),
    ("199u", 3, "upper-case 'X'"),
    ("20240116", 4, "hyphens"),
    ("19", 2, "19XX"),
    ("201", 3, "201X"),
    ("12345", 4, "prefix 'Y'"),
    ("Y2006", 0, "without the prefix"),
    ("-0000", 0, "-0000"),
    ("2024/2023", 5, "ends before it begins"),
    ("2004-06-11/2004-06", 11, "XX"),
    ("1985/open", 5, "'..'"),
    ("unknown/1985", 0, "empty"),
    ("1985/1986/1987", 9, "one '/'"),
    ("2005-07-25/2006-01-01T10:10:10Z", 21, "not in an interval"),
    ("..", 0, "open end"),
    ("[1667, 1668]", 6, "no space"),
    ("[1667,,1668]", 6, "date should stand"),
    ("[1667", 5, "']'"),
    ("[1987-10..1988]", 10, "same precision"),
    ("[1667..,1670]", 5, "last"),
    ("[1667,..1670]", 6, "first"),
    ("2004-(06)?-11", 5, "2012"),
    ("1985-04-12T25:00:00", 11, "hour 25"),
    ("1985-04-12T10:10:10.5", 19, "fractions"),
    ("1985-04-12T10:10:10+14:30", 19, "+14:00"),
    ("2024‑01", 4, "ASCII"),
    ("Y1E999999999999", 3, "exponent"),
    ("1" * (MAX_LENGTH + 1), MAX_LENGTH, "characters"),
]


@pytest.mark.parametrize(("text", "position", "words"), ERRORS)
def test_errors_say_what_is_wrong_where(text: str, position: int, words: str) -> None:
    with pytest.raises(EdtfError) as caught:
        parse(text)
    assert isinstance(caught.value, ValueError)
    assert caught.value.position == position
    assert words in caught.value.reason
    assert f"character {position + 1} " in str(caught.value)
    assert caught.value.text == text


def test_errors_are_ascii_short_and_can_be_copied() -> None:
    with pytest.raises(EdtfError) as caught:
        parse("\x1b]52;c;\u202e" + "9" * 5000)
    assert str(caught.value).isascii()
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 250
    again = copy.deepcopy(caught.value)
    assert (str(again), again.position) == (str(caught.value), caught.value.position)


@pytest.mark.parametrize(
    "text",
    [
        "Y" + "9" * (MAX_LENGTH - 1),
        "Y1E99",
        "Y" + "9" * 100 + "E99",
        "Y1" + "X" * (MAX_LENGTH - 2),
        "[" + ",".join(["XX04-02-29"] * 18) + "]",
        "{" + ",".join(["1984"] * 39) + "}",
    ],
)
def test_large_dates_are_read_within_the_caps(text: str) -> None:
    assert str(parse(text)) == text


def test_a_date_is_a_frozen_value() -> None:
    date = parse("2024-01-16")
    assert parse("2024-01-16") is date
    assert date == Edtf("2024-01-16", None, None, None, None, Precision.DAY)
    assert {date: 1}[parse("2024-01-16")] == 1
    assert not hasattr(date, "__dict__")
    assert copy.deepcopy(date) == date
    assert copy.deepcopy(date).precision is date.precision is Precision.DAY
    with pytest.raises(AttributeError):
        date.text = "2025"  # type: ignore[misc]


def test_only_text_is_a_date() -> None:
    with pytest.raises(EdtfError):
        parse(2024)
