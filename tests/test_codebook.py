"""The codebook `db/codebook.toml`: complete, consistent in itself, and true to the tables it names.

Only the file is tested here, as data. What the builder makes of it is tested with the store.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import cast

import pytest
from rich.cells import cell_len

Row = dict[str, object]

ROOT = Path(__file__).resolve().parent.parent
CODEBOOK = ROOT / "db" / "codebook.toml"
KEDS = ROOT.parent / "shared" / "fixtures" / "keds"

QUADS = {"verbal cooperation", "material cooperation", "verbal conflict", "material conflict"}
PLOVER_TYPES = {
    "AGREE": "verbal cooperation",
    "CONSULT": "verbal cooperation",
    "SUPPORT": "verbal cooperation",
    "CONCEDE": "verbal cooperation",
    "COOPERATE": "material cooperation",
    "AID": "material cooperation",
    "RETREAT": "material cooperation",
    "REQUEST": "verbal conflict",
    "ACCUSE": "verbal conflict",
    "REJECT": "verbal conflict",
    "THREATEN": "verbal conflict",
    "PROTEST": "material conflict",
    "SANCTION": "material conflict",
    "MOBILIZE": "material conflict",
    "COERCE": "material conflict",
    "ASSAULT": "material conflict",
}
SECTIONS = {"table", "type", "mode", "context", "cameo", "weis", "quad"}
SCORES = {"type": "score", "mode": "score", "cameo": "goldstein", "weis": "goldstein"}


def load() -> dict[str, list[Row]]:
    with CODEBOOK.open("rb") as file:
        return cast("dict[str, list[Row]]", tomllib.load(file))


BOOK = load()


def text(row: Row, key: str) -> str:
    """The value of `key`, which must be there and be text."""
    value = row[key]
    assert isinstance(value, str), (row, key)
    return value


def index(section: str) -> dict[str, Row]:
    return {text(row, "code"): row for row in BOOK[section]}


def test_sections_are_exactly_those_the_builder_reads() -> None:
    assert set(BOOK) == SECTIONS


def test_sixteen_plover_types_with_their_quad_class() -> None:
    assert {text(row, "code"): row["quad"] for row in BOOK["type"]} == PLOVER_TYPES
    assert len(BOOK["type"]) == 16


@pytest.mark.parametrize("section", ["type", "mode", "context"])
def test_every_entry_has_a_name_and_a_definition(section: str) -> None:
    for row in BOOK[section]:
        assert text(row, "name").strip(), row
        definition = text(row, "definition")
        assert definition.endswith("."), row
        assert len(definition) > 15, row


@pytest.mark.parametrize("section", ["type", "context", "cameo", "weis"])
def test_codes_are_unique(section: str) -> None:
    codes = Counter(text(row, "code") for row in BOOK[section])
    assert [code for code, n in codes.items() if n > 1] == []


def test_modes_are_unique_within_their_type_lower_case_and_of_an_existing_type() -> None:
    keys = Counter((text(row, "type"), text(row, "code")) for row in BOOK["mode"])
    assert [key for key, n in keys.items() if n > 1] == []
    for kind, code in keys:
        assert kind in PLOVER_TYPES
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code), code


def test_the_types_without_modes_are_those_of_the_manual() -> None:
    with_modes = {text(row, "type") for row in BOOK["mode"]}
    assert set(PLOVER_TYPES) - with_modes == {"AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID"}


def test_context_codes_are_lower_case_words() -> None:
    assert len(BOOK["context"]) == 37
    for row in BOOK["context"]:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", text(row, "code")), row


def test_quad_classes_have_distinct_glyphs_one_cell_wide() -> None:
    assert {text(row, "name") for row in BOOK["quad"]} == QUADS
    assert sorted(cast("list[int]", [row["code"] for row in BOOK["quad"]])) == [1, 2, 3, 4]
    for key in ("glyph", "ascii"):
        glyphs = [text(row, key) for row in BOOK["quad"]]
        assert len(set(glyphs)) == 4
        for glyph in glyphs:
            assert len(glyph) == 1
            assert cell_len(glyph) == 1
            assert unicodedata.east_asian_width(glyph) not in {"W", "F"}
            assert unicodedata.category(glyph) not in {"Mn", "Cf", "Cc"}
    assert all(text(row, "ascii").isascii() for row in BOOK["quad"])


@pytest.mark.parametrize(("section", "key"), sorted(SCORES.items()))
def test_scores_are_numbers_from_minus_ten_to_ten(section: str, key: str) -> None:
    scored = [row[key] for row in BOOK[section] if key in row]
    assert scored
    for score in scored:
        assert isinstance(score, float)
        assert -10.0 <= score <= 10.0


def test_every_type_has_a_score_on_the_side_of_its_quad_class_and_says_from_where() -> None:
    for row in BOOK["type"]:
        score = row["score"]
        assert isinstance(score, float)
        assert text(row, "score_basis").strip()
        if text(row, "quad").endswith("cooperation"):
            assert score > 0, row
        else:
            assert score <= 0, row


def test_published_plover_scores() -> None:
    """Values of the manual's table, read by a person, one or more of each column."""
    types = index("type")
    expected = {
        "AGREE": 2.5,
        "SUPPORT": 5.0,
        "COOPERATE": 9.5,
        "AID": 10.0,
        "REQUEST": 0.0,
        "ACCUSE": -3.0,
    }
    expected |= {
        "REJECT": -2.0,
        "THREATEN": -3.5,
        "SANCTION": -6.0,
        "MOBILIZE": -5.5,
        "COERCE": -7.0,
        "ASSAULT": -9.0,
    }
    assert {code: types[code]["score"] for code in expected} == expected
    modes = {(text(row, "type"), text(row, "code")): row.get("score") for row in BOOK["mode"]}
    assert modes["ASSAULT", "aerial"] == -9.5
    assert modes["ASSAULT", "unconventional"] == -10.0
    assert modes["CONSULT", "phone"] == 1.5
    assert modes["RETREAT", "disarm"] == 10.0
    assert modes["SANCTION", "withdraw"] == -6.0
    assert [key for key, score in modes.items() if score is None] == [("PROTEST", "vandalize")]


def test_twenty_cameo_roots_and_their_sub_codes() -> None:
    roots = [text(row, "code") for row in BOOK["cameo"] if row["code"] == row["root"]]
    assert roots == [f"{n:02d}" for n in range(1, 21)]
    cameo = index("cameo")
    for code, row in cameo.items():
        assert re.fullmatch(r"\d{2,4}", code), code
        assert row["root"] == code[:2], code
        assert len(code) < 4 or code[:3] in cameo, code
        assert text(row, "name").strip()
        assert row["quad"] in QUADS


def test_cameo_maps_to_existing_types_modes_and_contexts() -> None:
    modes = {(text(row, "type"), text(row, "code")) for row in BOOK["mode"]}
    contexts = set(index("context"))
    for code, row in index("cameo").items():
        plover = text(row, "plover")
        if text(row, "root") in {"01", "02"}:
            assert plover == "", code
            continue
        assert plover in PLOVER_TYPES, code
        if "mode" in row:
            assert (plover, text(row, "mode")) in modes, code
        assert set(cast("list[str]", row.get("context", []))) <= contexts, code


def test_types_name_the_cameo_roots_that_collapse_into_them() -> None:
    cameo = index("cameo")
    named = Counter[str]()
    for row in BOOK["type"]:
        for root in cast("list[str]", row["cameo"]):
            named[root] += 1
            assert cameo[root]["plover"] in {row["code"], "CONCEDE"}, root
    # CAMEO 08 is the one root that PLOVER parts in two (CONCEDE, RETREAT).
    assert named == {f"{n:02d}": 2 if n == 8 else 1 for n in range(3, 21)}


def test_published_goldstein_scores_of_cameo() -> None:
    cameo = index("cameo")
    cooperation = [0.0, 3.0, 4.0, 1.0, 3.5, 6.0, 7.0, 5.0]
    conflict = [-2.0, -5.0, -2.0, -4.0, -6.0, -6.5, -7.2, -4.0, -7.0, -9.0, -10.0, -10.0]
    assert [cameo[f"{n:02d}"]["goldstein"] for n in range(1, 21)] == cooperation + conflict
    expected = {
        "0874": 10.0,
        "057": 8.0,
        "130": -4.4,
        "138": -7.0,
        "171": -9.2,
        "1823": -10.0,
        "013": 0.4,
    }
    assert {code: cameo[code]["goldstein"] for code in expected} == expected
    differs = {code: row["goldstein_icews"] for code, row in cameo.items() if "goldstein_icews" in row}
    assert differs == {"016": -5.0, "022": 3.4, "164": -6.5, "165": -7.0}
    assert [code for code, row in cameo.items() if "goldstein" not in row] == ["1214"]


def test_twenty_two_weis_roots_and_their_sub_codes() -> None:
    weis = index("weis")
    roots = [code for code in weis if len(code) == 2]
    assert roots == [f"{n:02d}" for n in range(1, 23)]
    for code, row in weis.items():
        assert re.fullmatch(r"\d{2,3}", code), code
        assert row["root"] == code[:2], code
        plover = text(row, "plover")
        assert plover in PLOVER_TYPES or (plover == "" and row["root"] == "02"), code
        assert text(row, "name").strip()


def test_published_goldstein_scores_of_weis() -> None:
    weis = index("weis")
    expected = {
        "223": -10.0,
        "211": -9.2,
        "222": -8.7,
        "182": -7.6,
        "195": -7.0,
        "160": -3.0,
        "023": -0.2,
        "072": 8.3,
    }
    assert {code: weis[code]["goldstein"] for code in expected} == expected
    scored = [code for code, row in weis.items() if len(code) == 3 and "goldstein" in row]
    assert len(scored) == 109


def test_every_table_of_facts_names_its_source_release_and_columns() -> None:
    ids = [text(row, "id") for row in BOOK["table"]]
    assert len(ids) == len(set(ids))
    covered = Counter[str]()
    for row in BOOK["table"]:
        for key in ("id", "title", "source", "release", "note", "covers"):
            assert text(row, key).strip(), (row["id"], key)
        # A source is shown alone, without the table before it.
        assert "above" not in text(row, "source"), row["id"]
        for column in text(row, "covers").split(", "):
            section, key = column.split(".")
            assert any(key in entry for entry in BOOK[section]), column
            covered[column] += 1
    assert [column for column, n in covered.items() if n > 1] == []
    own = {"definition", "score_basis", "basis", "glyph", "ascii", "keds"}
    named = {"mode.type", "mode.name", "context.name", "quad.name"}
    for section in SECTIONS - {"table"}:
        for key in {key for row in BOOK[section] for key in row} - own:
            assert f"{section}.{key}" in covered or f"{section}.{key}" in named, f"{section}.{key} has no provenance"


def test_the_file_holds_no_address_and_no_machine_path() -> None:
    raw = CODEBOOK.read_text(encoding="utf-8")
    assert "://" not in raw
    assert not re.search(r"(?<!\w)/(work|home|tmp|usr)\b", raw)
    assert not [ch for ch in raw if unicodedata.category(ch) in {"Cc", "Cf"} and ch != "\n"]


@pytest.mark.parametrize(
    ("file", "scheme", "unknown"),
    [
        # 0330 is one stray row of the published data; CAMEO has no such code.
        ("levant.cameo.csv", "cameo", {"0330"}),
        # Named CAMEO in its package, coded in WEIS: see the note of table "weis".
        ("gulf.cameo.csv", "weis", set[str]()),
        ("casia.weis.csv", "weis", set[str]()),
    ],
)
def test_real_keds_data_are_covered(file: str, scheme: str, unknown: set[str]) -> None:
    path = KEDS / file
    if not path.exists():
        pytest.skip(f"the KEDS fixture {file} is not beside this clone")
    with path.open(encoding="utf-8", newline="") as stream:
        seen = {row["code"] for row in csv.DictReader(stream)}
    assert seen - set(index(scheme)) == unknown
