"""Delimited text: what is read, what is refused, and where it stands."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui.exchange import cutting
from iptui.exchange.cutting import Cutter
from iptui.exchange.delimited import DelimitedFile
from iptui.exchange.errors import FileError
from iptui.exchange.records import MAX_FIELD, BadRecord, Record

Make = Callable[..., Path]


def read(path: Path, **options: object) -> tuple[list[Record], list[BadRecord], DelimitedFile]:
    file = DelimitedFile(path, **options)  # type: ignore[arg-type]
    found = list(file.records())
    file.close()
    good = [record for record in found if isinstance(record, Record)]
    return good, [record for record in found if isinstance(record, BadRecord)], file


def fields(path: Path, **options: str) -> list[list[str]]:
    return [record.fields for record in read(path, **options)[0]]


@pytest.mark.parametrize(
    "name",
    [
        "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates", "newlines",
        "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
    ],
)  # fmt: skip
def test_csv_spectrum(shared_dir: Path, name: str) -> None:
    folder = shared_dir / "fixtures" / "hostile" / "csv-spectrum"
    wanted = json.loads((folder / "json" / f"{name}.json").read_text(encoding="utf-8"))
    wanted = wanted if isinstance(wanted, list) else [wanted]
    good, bad, file = read(folder / "csvs" / f"{name}.csv")
    assert not bad
    found = [dict(zip(file.header, record.fields, strict=True)) for record in good]
    for row in (*found, *wanted):
        # The two files of the collection do not agree on this number.
        row.pop("Contact Phone Number", None)
    assert [{key: value.replace("\r\n", "\n") for key, value in row.items()} for row in found] == [
        {key: value.replace("\r\n", "\n") for key, value in row.items()} for row in wanted
    ]


odd = st.sampled_from('",;\n\r\t ab\u00e9\u2028\x0b\x1c\ufeff')
cells = st.text(st.one_of(odd, st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=12)


@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
)
def test_written_rows_are_read_as_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], end: str, quoting: int, marked: bool
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([["a", "b", "c"], *rows])
    whole = ("\ufeff" if marked else "") + text.getvalue()
    # The csv module writes a lone \r bare where the line end is \n, and reads it as one.
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    path.write_bytes(whole.encode())
    expected = list(csv.reader(io.StringIO(text.getvalue(), newline=""), strict=True))[1:]
    good, bad, file = read(path)
    by_number = {record.number: record.fields for record in good} | {record.number: record.fields for record in bad}
    assert [by_number[number] for number in sorted(by_number)] == [row for row in expected if row]
    assert file.chars == len(whole)
    assert file.sha256 == sha256(whole.encode()).hexdigest()
    for record in good:
        assert whole[record.start : record.start + len(record.raw)] == record.raw
        assert next(csv.reader(io.StringIO(record.raw, newline=""))) == record.fields
        assert whole.startswith(("\r", "\n"), record.start + len(record.raw))


@given(st.binary(max_size=300))
def test_any_bytes_give_records_or_one_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    path.write_bytes(b"a,b\n" + data)
    good, bad, file = read(path)
    numbers = sorted([record.number for record in good] + [record.number for record in bad])
    assert numbers == list(range(1, len(numbers) + 1))
    assert file.bytes_read == path.stat().st_size


pieces = st.one_of(odd, st.sampled_from(['"a,b"', '"x\ny"', '""', "\n", "\r\n", ",", ",", "\0", "k" * 40]))


@given(rows=st.lists(pieces, max_size=60), size=st.sampled_from([10, 50, 1000]), quotes=st.booleans())
def test_lines_read_together_give_the_same_records_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], size: int, quotes: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "together.csv"
    path.write_text("a,b\n" + "".join(rows), encoding="utf-8", newline="")
    found = []
    for together in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cutting, "_BLOCK", size)
            if not together:
                patch.setattr(Cutter, "_rows", lambda _cutter, _block: [])
            good, bad, file = read(path, quotes=quotes)
            found.append((good, [(row.number, row.line, row.fields, str(row.error)) for row in bad], file.chars))
    assert found[0] == found[1]


def test_an_unclosed_quote_costs_one_line(make: Make) -> None:
    rows = "".join(f"{number},text {number},x\n" for number in range(3, 2003))
    good, bad, _ = read(make(f'id,text,more\n1,"never closed,x\n{rows}'))
    assert [record.fields[0] for record in good] == [str(number) for number in range(3, 2003)]
    assert [(record.line, record.number) for record in bad] == [(2, 1)]
    assert "quotation mark that opens field 2 (text) in line 2 is not closed" in bad[0].error.message


@pytest.mark.parametrize(
    ("body", "lines", "kept"),
    [
        ('1,"x\n2,y\n3,"z"\n4,w\n', [2], ["2", "3", "4"]),
        ('1,"x\n2,y\n3,"\n4,w\n', [], ["1", "4"]),
        ('1,"x"y\n2,y\n', [2], ["2"]),
        ('1,"x\n', [2], []),
    ],
)
def test_quotes_gone_wrong(make: Make, body: str, lines: list[int], kept: list[str]) -> None:
    good, bad, _ = read(make("a,b\n" + body))
    assert [record.line for record in bad] == lines
    assert [record.fields[0] for record in good] == kept


def test_a_quote_that_closes_in_a_later_row_by_chance(make: Make) -> None:
    good, bad, _ = read(make('a,b,c\n1,"x,2\n2,y,3\n3,"z",4\n4,w,"5"\n'))
    assert [record.line for record in bad] == [2]
    assert [record.fields[0] for record in good] == ["2", "3", "4"]
    ragged, wrong, _ = read(make('a,b,c\n1,"x,2\n2,y,3\n3,z,4"\n4,w,5\n'))
    assert [record.fields for record in ragged] == [["2", "y", "3"], ["4", "w", "5"]]
    assert [record.line for record in wrong] == [2, 4]


def test_a_long_text_of_many_lines_is_one_field(make: Make) -> None:
    text = "\n".join(f"line {number}" for number in range(5000))
    good, bad, _ = read(make(f'a,b\n1,"{text}"\n2,y\n'))
    assert not bad
    assert [record.line for record in good] == [2, 5002]
    assert good[0].fields[1] == text


def test_rows_inside_a_quote_are_not_swallowed_even_where_the_count_is_right(make: Make) -> None:
    rows = "".join(f"{number},y\n" for number in range(2, 1002))
    good, bad, _ = read(make(f'a,b\n1,"x\n{rows}9,"\n'))
    assert [record.line for record in bad][:1] == [2]
    assert len(good) >= 1000


def test_fields_that_are_too_long(make: Make) -> None:
    before = csv.field_size_limit()
    big = "x" * (10 * MAX_FIELD)
    good, bad, file = read(make(f'a,b\n1,{big}\n2,y\n3,"{big[: MAX_FIELD + 1]}"\n4,z\n'))
    assert [record.fields[0] for record in good] == ["2", "4"]
    assert [(record.line, record.error.message) for record in bad] == [
        (2, "field 2 (b) is longer than 1,000,000 characters"),
        (4, "field 2 (b) is longer than 1,000,000 characters"),
    ]
    assert file.chars == (file.path.stat().st_size)
    assert csv.field_size_limit() == before


def test_ragged_rows_say_how_many_fields(make: Make) -> None:
    good, bad, _ = read(make("a,b,c\n1,2\n1,2,3\n1,2,3,4\n\n5,6,7\n"))
    assert [record.fields for record in good] == [["1", "2", "3"], ["5", "6", "7"]]
    assert [(record.line, record.error.message) for record in bad] == [
        (2, "has 2 field(s), but the header names 3"),
        (4, "has 4 field(s), but the header names 3"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(make: Make, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    good, bad, file = read(make((mark + 'a,"b"\nZürich,۲\n').encode(encoding)))
    assert not bad
    assert file.header == ["a", "b"]
    assert good[0].fields == ["Zürich", "۲"]
    assert good[0].start == 1 + len('a,"b"\n')


def test_latin_1_only_where_it_is_said(make: Make) -> None:
    path = make("a,b\nZürich,1\nBern,2\n".encode("latin-1"))
    good, bad, _ = read(path)
    assert [record.fields[0] for record in good] == ["Bern"]
    assert "0xfc" in bad[0].error.message
    assert "--encoding" in bad[0].error.message
    assert fields(path, encoding="latin-1") == [["Zürich", "1"], ["Bern", "2"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n\r\n", "nothing but blank lines"),
        ("a,b\n1,2\n".encode("utf-16-le"), "utf-16-le"),
        ("Zürich,b\n1,2\n".encode("latin-1"), "latin-1"),
        (b'a,"b\n1,2\n', "not closed"),
    ],
)
def test_files_that_cannot_be_read_at_all(make: Make, content: bytes, words: str) -> None:
    with pytest.raises(FileError, match=words):
        read(make(content))


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="a folder"):
        DelimitedFile(tmp_path)
    with pytest.raises(FileError, match="No such file"):
        DelimitedFile(tmp_path / "no.csv")
    if Path("/dev/zero").exists():
        with pytest.raises(FileError, match="not a regular file"):
            DelimitedFile(Path("/dev/zero"))


def test_unknown_encodings_and_those_that_are_none(make: Make) -> None:
    for name in ("klingon", "base64", "rot13"):
        with pytest.raises(FileError, match="encoding"):
            DelimitedFile(make("a\n1\n"), encoding=name)


def test_nul_is_refused(make: Make) -> None:
    good, bad, _ = read(make("a,b\n1,x\0y\n2,z\n"))
    assert [record.fields[0] for record in good] == ["2"]
    assert (bad[0].error.field, bad[0].error.message) == ("b", "holds a NUL character")


@pytest.mark.parametrize("row", ['a"b,c', '$7"a, ""b"" c"', 'a,b"', '"a",b"""'])
def test_a_single_quote_in_a_field_that_does_not_begin_with_one(make: Make, row: str) -> None:
    good, bad, _ = read(make(f'x,y\n{row}\n"a ""b""","c,\n"\n'))
    assert [record.fields for record in good] == [['a "b"', "c,\n"]]
    assert bad[0].line == 2
    assert "holds a single quotation mark" in bad[0].error.message
    good, bad, _ = read(make(f"x,y\n{row}\n"), quotes=False)
    assert not bad
    assert good[0].fields == row.split(",")
    with pytest.raises(FileError, match="the header cannot be read: "):
        read(make(f"{row}\n1,2\n"))


def test_a_quote_in_the_wrong_place_names_its_field(make: Make) -> None:
    good, bad, _ = read(make('x,y,z\n"1, ""0",2"3,4\n1,37.8"N 17.9"W,\n'))
    assert (bad[0].error.field, bad[0].error.value) == ("field 2 (y)", '2"3')
    assert [record.fields for record in good] == [["1", '37.8"N 17.9"W', ""]]


def test_a_line_end_in_the_last_field(make: Make) -> None:
    good, bad, _ = read(make("a,b\n1,one\ntwo\n3,x\n# a comment\n4,y\n---\n5,z\n\nSource: a ministry\n"))
    assert [record.fields[0] for record in good] == ["3", "4", "5"]
    assert [(record.line, record.error.message[:26]) for record in bad] == [
        (2, "may go on in line 3, which"),
        (3, "has 1 field(s), but the he"),
        (5, "has 1 field(s), but the he"),
        (7, "has 1 field(s), but the he"),
        (10, "has 1 field(s), but the he"),
    ]
    assert (bad[0].error.field, bad[0].error.value) == ("field 2 (b)", "one")
