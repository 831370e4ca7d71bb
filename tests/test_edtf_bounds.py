"""``iptui.edtf.parse``: between which days and seconds a date lies, and what is known of it."""

import pytest

from iptui.edtf import parse

# text, earliest, latest, precision
BOUNDS = [
    ("1985-04-12", "1985-04-12", "1985-04-12", "day"),
    ("1985-02", "1985-02-01", "1985-02-28", "month"),
    ("1984-02", "1984-02-01", "1984-02-29", "month"),
    ("1985", "1985-01-01", "1985-12-31", "year"),
    ("-0009", "-0009-01-01", "-0009-12-31", "year"),
    ("0000-02", "0000-02-01", "0000-02-29", "month"),
    ("1985-04-12T23:20:30-04", "1985-04-12T23:20:30-04", "1985-04-12T23:20:30-04", "second"),
    ("Y170000002", "170000002-01-01", "170000002-12-31", "year"),
    ("Y-17E7", "-170000000-01-01", "-170000000-12-31", "year"),
    ("2001-21", "2001-03-01", "2001-05-31", "season"),
    ("2001-24", "2001-12-01", "2001-12-31", "season"),
    ("2001-29", "2001-09-01", "2001-11-30", "season"),
    ("2001-32", "2001-06-01", "2001-08-31", "season"),
    ("2001-33", "2001-01-01", "2001-03-31", "season"),
    ("2001-34", "2001-04-01", "2001-06-30", "season"),
    ("2001-38", "2001-05-01", "2001-08-31", "season"),
    ("2001-41", "2001-07-01", "2001-12-31", "season"),
    ("201X", "2010-01-01", "2019-12-31", "decade"),
    ("20XX", "2000-01-01", "2099-12-31", "century"),
    ("1XXX", "1000-01-01", "1999-12-31", "millennium"),
    ("X984", "0984-01-01", "9984-12-31", "millennium"),
    ("-01XX", "-0199-01-01", "-0100-12-31", "century"),
    ("-00XX", "-0099-01-01", "-0001-12-31", "century"),
    ("-00X0", "-0090-01-01", "-0010-12-31", "century"),
    ("XXXX", None, None, "unknown"),
    ("XXXX?", None, None, "unknown"),
    ("XXXX-XX-XX", None, None, "unknown"),
    ("XXXX-12-25", "0000-12-25", "9999-12-25", "unknown"),
    ("2004-XX", "2004-01-01", "2004-12-31", "year"),
    ("1985-02-XX", "1985-02-01", "1985-02-28", "month"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31", "year"),
    ("156X-12-25", "1560-12-25", "1569-12-25", "decade"),
    ("1560-XX-31", "1560-01-31", "1560-12-31", "year"),
    ("1984-1X", "1984-10-01", "1984-12-31", "year"),
    ("1984-X2-30", "1984-12-30", "1984-12-30", "year"),
    ("1984-0X-31", "1984-01-31", "1984-08-31", "year"),
    ("1985-02-2X", "1985-02-20", "1985-02-28", "month"),
    ("1984-02-X9", "1984-02-09", "1984-02-29", "month"),
    ("XXXX-02-29", "0000-02-29", "9996-02-29", "unknown"),
    ("19XX-02-29", "1904-02-29", "1996-02-29", "century"),
    ("-000X-02-29", "-0008-02-29", "-0004-02-29", "decade"),
    ("1950S2", "1900-01-01", "1999-12-31", "century"),
    ("1953S3", "1950-01-01", "1959-12-31", "decade"),
    ("1953S4", "1953-01-01", "1953-12-31", "year"),
    ("0953S1", "0900-01-01", "0999-12-31", "century"),
    ("-1953S2", "-1999-01-01", "-1900-12-31", "century"),
    ("Y171010000S3", "171000000-01-01", "171999999-12-31", "millennium"),
    ("Y-20E2S3", "-2009-01-01", "-2000-12-31", "decade"),
    ("Y3388E2S3", "338000-01-01", "338999-12-31", "millennium"),
    ("Y17000XX", "1700000-01-01", "1700099-12-31", "century"),
    ("2004-02-01/2005-02", "2004-02-01", "2005-02-28", "interval"),
    ("2004-02-01/..", "2004-02-01", None, "interval"),
    ("2004-02-01/", "2004-02-01", None, "interval"),
    ("../2005", None, "2005-12-31", "interval"),
    ("XXXX/2005", None, "2005-12-31", "interval"),
    ("/", None, None, "interval"),
    ("Y-46E8/Y-138E6", "-4600000000-01-01", "-138000000-12-31", "interval"),
    ("2004-06-XX/2004-07-03", "2004-06-01", "2004-07-03", "interval"),
    ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31", "set"),
    ("[1760-01,-1760-02,1760-12..]", "-1760-02-01", None, "set"),
    ("{..1984,1960}", None, "1984-12-31", "set"),
    ("[XXXX,1984]", None, None, "set"),
    ("{1960,1961-12}", "1960-01-01", "1961-12-31", "set"),
]


@pytest.mark.parametrize(("text", "earliest", "latest", "precision"), BOUNDS)
def test_bounds(text: str, earliest: str | None, latest: str | None, precision: str) -> None:
    date = parse(text)
    assert (date.earliest, date.latest, date.precision) == (earliest, latest, precision)


# text, begin, end; the seconds are GNU date's, those of remote years reckoned by hand from the
# 146,097 days of 400 years
SECONDS = [
    ("1970-01-01", 0, 86_399),
    ("1969-12-31", -86_400, -1),
    ("2024-01-16", 1_705_363_200, 1_705_449_599),
    ("2024-02", 1_706_745_600, 1_709_251_199),
    ("1947-08-14", -706_406_400, -706_320_001),
    ("0000-01-01", -62_167_219_200, -62_167_132_801),
    ("-0400-01-01", -62_167_219_200 - 146_097 * 86_400, -62_167_219_200 - 146_096 * 86_400 - 1),
    ("Y40000", 1_200_110_860_800, 1_200_110_860_800 + 366 * 86_400 - 1),
    ("2024-01-16T00:00:00Z", 1_705_363_200, 1_705_363_200),
    ("2024-01-16T00:00:00", 1_705_363_200, 1_705_363_200),
    ("2024-01-16T03:30:00+03:30", 1_705_363_200, 1_705_363_200),
    ("2024-01-15T20:00:00-04", 1_705_363_200, 1_705_363_200),
    ("2024-01-15T24:00:00Z", 1_705_363_200, 1_705_363_200),
    ("2016-12-31T23:59:60Z", 1_483_228_799, 1_483_228_799),
    ("2024-01-16/..", 1_705_363_200, None),
    ("../2024-01-16", None, 1_705_449_599),
    ("XXXX", None, None),
]


@pytest.mark.parametrize(("text", "begin", "end"), SECONDS)
def test_seconds(text: str, begin: int | None, end: int | None) -> None:
    date = parse(text)
    assert (date.begin, date.end) == (begin, end)


def test_seconds_beyond_64_bits_are_not_given() -> None:
    near, far = parse("Y-138E8"), parse("Y-1E12")
    assert near.begin is not None
    assert -(2**63) <= near.begin < -435 * 10**15
    assert (far.begin, far.end) == (None, None)
    assert far.earliest == "-1000000000000-01-01"
    assert parse("Y-1E12/2024").end == parse("2024").end


# text, qualifiers, qualified components
QUALIFIED = [
    ("1984", "", ""),
    ("1984?", "uncertain", "year:uncertain"),
    ("1984%", "approximate uncertain", "year:approximate year:uncertain"),
    ("2004-06~", "approximate", "year:approximate month:approximate"),
    ("2004-06~-11", "approximate", "year:approximate month:approximate"),
    ("2004?-06-11", "uncertain", "year:uncertain"),
    ("?2004-06-~11", "approximate uncertain", "year:uncertain day:approximate"),
    ("2004-%06-11", "approximate uncertain", "month:approximate month:uncertain"),
    ("2004-?06~-11", "approximate uncertain", "year:approximate month:approximate month:uncertain"),
    ("2001-21?", "uncertain", "year:uncertain season:uncertain"),
    ("2001-?21", "uncertain", "season:uncertain"),
    ("1984~/2004-?06", "approximate uncertain", "start.year:approximate end.month:uncertain"),
    ("[1984,1985?]", "uncertain", "2.year:uncertain"),
]


@pytest.mark.parametrize(("text", "qualifiers", "qualified"), QUALIFIED)
def test_qualifiers(text: str, qualifiers: str, qualified: str) -> None:
    date = parse(text)
    assert date.qualifiers == set(qualifiers.split())
    assert {":".join(pair) for pair in date.qualified} == set(qualified.split())


@pytest.mark.parametrize(
    ("text", "unspecified"),
    [
        ("1984-06", ""),
        ("XXXX", "year"),
        ("1985-XX-XX", "month day"),
        ("156X-12-25", "year"),
        ("2004-06-XX/2004-1X", "start.day end.month"),
        ("[1984,198X]", "2.year"),
    ],
)
def test_unspecified(text: str, unspecified: str) -> None:
    assert parse(text).unspecified == set(unspecified.split())


@pytest.mark.parametrize("text", ["XXXX", "XXXX-XX", "XXXX-12-25", "/", "../..", "XXXX/XXXX"])
def test_undated(text: str) -> None:
    assert parse(text).undated
    assert not parse("2024-01-29/..").undated
    assert not parse("-0009").undated
