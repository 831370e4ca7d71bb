"""``iptui.edtf`` on texts that nobody thought of, made by Hypothesis."""

import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from iptui.edtf import (
    Edtf,
    EdtfError,
    Precision,
    date_prec,
    from_words,
    humanize,
    overlaps,
    parse,
)

EPOCH = dt.date(1970, 1, 1)
DAY = 86_400

qualifier = st.sampled_from(["", "", "", "?", "~", "%"])


def digits(low: int, high: int, width: int) -> st.SearchStrategy[str]:
    """Numbers of a fixed width, some of their digits unspecified."""

    @st.composite
    def build(draw: st.DrawFn) -> str:
        text = f"{draw(st.integers(low, high)):0{width}d}"
        hidden = draw(st.sampled_from([0, 0, 0, 1, 2, 2**width - 1]))
        return "".join("X" if hidden >> (width - 1 - at) & 1 else digit for at, digit in enumerate(text))

    return build()


@st.composite
def single_dates(draw: st.DrawFn) -> str:
    """Texts with the shape of one date; not all of them exist."""
    text = draw(qualifier) + draw(st.sampled_from(["", "", "-"])) + draw(digits(0, 9999, 4))
    text += draw(qualifier)
    depth = draw(st.integers(0, 2))
    if depth:
        text += "-" + draw(qualifier)
        text += draw(st.one_of(digits(1, 12, 2), st.integers(13, 42).map(str))) + draw(qualifier)
    if depth == 2:
        text += "-" + draw(qualifier) + draw(digits(1, 31, 2)) + draw(qualifier)
    return text


long_years = st.builds(
    lambda sign, digits, exponent, significant, mark: f"Y{sign}{digits}{exponent}{significant}{mark}",
    st.sampled_from(["", "-"]),
    st.integers(1, 10**20).map(str),
    st.one_of(st.just(""), st.integers(1, 120).map(lambda number: f"E{number}")),
    st.one_of(st.just(""), st.integers(1, 30).map(lambda number: f"S{number}")),
    qualifier,
)
date_times = st.builds(
    lambda moment, zone: moment.isoformat(timespec="seconds") + zone,
    st.datetimes(),
    st.sampled_from(["", "Z", "+05:30", "-04", "+14:00", "-12:00"]),
)
dates = st.one_of(single_dates(), long_years)
ends = st.one_of(dates, st.sampled_from(["", ".."]))
intervals = st.builds(lambda start, end: f"{start}/{end}", ends, ends)
members = st.one_of(dates, st.builds(lambda low, high: f"{low}..{high}", dates, dates))
sets = st.builds(
    lambda brackets, early, items, late: f"{brackets[0]}{early}{','.join(items)}{late}{brackets[1]}",
    st.sampled_from(["[]", "{}"]),
    st.sampled_from(["", ".."]),
    st.lists(members, min_size=1, max_size=4),
    st.sampled_from(["", ".."]),
)
shaped = st.one_of(dates, date_times, intervals, sets)
scrambled = st.text(alphabet="0123456789XYEST-/.,:+?~%[]{}Zxu ", max_size=30)
anything = st.one_of(shaped, scrambled, st.text(max_size=250))


def check(error: EdtfError, text: str) -> None:
    assert 0 <= error.position <= len(text)
    assert error.reason
    assert str(error).isascii()


def parsed(text: str) -> Edtf | None:
    try:
        return parse(text)
    except EdtfError as error:
        check(error, text)
        return None


def seconds_of(iso: str, *, last: bool) -> int:
    """Reckon the seconds of a day of the years 1 to 9999 with the standard library."""
    return ((dt.date.fromisoformat(iso) - EPOCH).days + last) * DAY - last


def days_of_the_decade(year: int) -> list[str]:
    """All days of ten years as ISO text, by the standard library."""
    start = dt.date(year, 1, 1)
    days = ((start + dt.timedelta(number)) for number in range(3655))
    return [day.isoformat() for day in days if day.year < year + 10]


@given(anything)
@example("[" * 200)
@example("XXX1-02-29")
@example("2016-12-31T23:59:60Z")
def test_a_text_is_a_date_or_an_edtf_error(text: str) -> None:
    date = parsed(text)
    if date is not None:
        assert str(date) == text
        assert parse(str(date)) == date


@given(shaped)
def test_bounds_agree_with_each_other(text: str) -> None:
    date = parsed(text)
    if date is None:
        return
    for iso, second, last in ((date.earliest, date.begin, False), (date.latest, date.end, True)):
        if iso is None:
            assert second is None
        elif "T" not in iso and len(iso) == 10 and not iso.startswith("0000"):
            assert second == seconds_of(iso, last=last)
    if date.begin is not None and date.end is not None:
        assert date.begin <= date.end
        assert -(2**63) <= date.begin <= date.end < 2**63
    assert date.qualifiers == {qualifier for _, qualifier in date.qualified}
    assert ("X" in text) == bool(date.unspecified)


@given(shaped)
def test_every_date_can_be_shown_measured_and_compared(text: str) -> None:
    date = parsed(text)
    if date is None:
        return
    for shown in (humanize(date), humanize(date, weekday=True)):
        assert shown
        assert shown.isprintable()
        assert "\n" not in shown
    assert 1 <= date_prec(date) <= 5
    assert overlaps(date, date)


@given(st.dates(), st.dates())
def test_an_interval_of_plain_days_is_what_its_ends_are(first: dt.date, last: dt.date) -> None:
    first, last = sorted((first, last))
    begin, end = parse(str(first)), parse(str(last))
    both = parse(f"{first}/{last}")
    assert (both.earliest, both.latest, both.begin, both.end) == (begin.earliest, end.latest, begin.begin, end.end)
    # With a mark at its end it is read in another way.
    marked = parse(f"{first}/{last}~")
    assert (both.begin, both.end, both.precision) == (marked.begin, marked.end, marked.precision)


@given(st.dates())
def test_each_day_of_the_standard_library(day: dt.date) -> None:
    date = parse(day.isoformat())
    assert (date.earliest, date.latest) == (day.isoformat(), day.isoformat())
    assert date.begin == (day - EPOCH).days * DAY
    assert date.end == date.begin + DAY - 1
    assert date.precision is Precision.DAY
    assert humanize(date, weekday=True).startswith(f"{day:%a} {day.day} {day:%b} ")
    if day.year >= 1000:
        assert from_words(humanize(date), today="2024-01-16") == date


@given(digits(1, 998, 3), st.sampled_from("0123456789X"), digits(1, 12, 2), digits(1, 31, 2))
def test_unspecified_digits_reach_from_the_first_to_the_last_day_that_fits(
    years: str, last: str, month: str, day: str
) -> None:
    century = years.replace("X", "1")
    pattern = f"{century}{last}-{month}-{day}"
    fitting = [
        each
        for each in days_of_the_decade(int(century) * 10)
        if all(sign in ("X", digit) for sign, digit in zip(pattern, each, strict=True))
    ]
    date = parsed(pattern)
    if date is None:
        assert not fitting
    else:
        assert (date.earliest, date.latest) == (fitting[0], fitting[-1])


@given(st.integers(-9999, 9998), st.integers(1, 12))
def test_months_and_years_follow_each_other_without_gap(year: int, month: int) -> None:
    def written(number: int) -> str:
        return f"{number:04d}" if number >= 0 else f"-{-number:04d}"

    this, following = parse(written(year)), parse(written(year + 1))
    assert this.end is not None
    assert this.end + 1 == following.begin
    first, last = parse(f"{written(year)}-{month:02d}"), parse(f"{written(year)}-12")
    assert last.end == this.end
    following_month = f"{written(year)}-{month + 1:02d}" if month < 12 else f"{written(year + 1)}-01"
    assert first.end is not None
    assert first.end + 1 == parse(following_month).begin


@given(st.dates(), st.dates(), st.dates(), st.dates())
def test_overlaps_is_what_it_is_for_days(a: dt.date, b: dt.date, c: dt.date, d: dt.date) -> None:
    (a, b), (c, d) = sorted((a, b)), sorted((c, d))
    one, other = parse(f"{a}/{b}"), parse(f"{c}/{d}")
    assert overlaps(one, other) == (a <= d and c <= b) == overlaps(other, one)
    assert overlaps(parse(f"{a}/.."), other) == (a <= d)
    assert overlaps(parse(f"/{b}"), other) == (c <= b)


WORDS = [
    *("next", "previous", "last", "day", "week", "month", "friday", "mon", "may", "jan", "march"),
    *("19", "31", "19th", "2024", "1990s", "today", "tomorrow", "+3d", "-1w", "3", "days", "later"),
    *(
        "ago",
        "in",
        "c.",
        "after",
        "until",
        "the",
        "of",
        "undated",
        "16-18",
        "/",
        "..",
        ",",
        "-",
        ".",
    ),
]
typed = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join),
    st.text(max_size=60),
    shaped,
)
places = st.one_of(st.none(), st.just("2024-01-16"), st.sampled_from(["XXXX", "Y17E7", "/", "9999"]))


@given(typed, places)
@example(",", None)
@example("next year", "9999")
def test_words_are_a_date_or_an_edtf_error(text: str, relative_to: str | None) -> None:
    try:
        date = from_words(text, today="2026-11-21", relative_to=relative_to)
    except EdtfError as error:
        check(error, error.text)
    else:
        assert parse(str(date)) == date
