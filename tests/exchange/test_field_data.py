"""Real data of the field, whole: every row is imported or refused with a reason. Skips where the files are absent."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from exchange_helpers import ask, sound
from iptui.exchange.errors import MappingError
from iptui.exchange.incoming import Report

BringIn = Callable[..., tuple[Report, Path]]


def _file(shared_dir: Path, name: str) -> Path:
    path = shared_dir / "fixtures" / name
    if not path.is_file():
        pytest.skip(f"{name} is not here")
    return path


@pytest.mark.parametrize(
    ("name", "form", "rows", "unknown"),
    [
        ("levant.cameo", "keds", 145_709, {"0330": 1}),
        ("gulf.cameo", "keds-weis", 54_466, {}),
        ("casia.weis", "keds-weis", 8_377, {}),
    ],
)
def test_keds(shared_dir: Path, bring_in: BringIn, name: str, form: str, rows: int, unknown: dict[str, int]) -> None:
    path = _file(shared_dir, f"keds/{name}.csv")
    report, database = bring_in(path, by=form)
    assert (report.rows, report.events, report.refused, report.unknown) == (rows, rows, 0, unknown)
    sound(database)
    text = path.read_bytes().decode()
    found = list(csv.DictReader(text.splitlines()))
    assert len(found) == rows
    assert dict(ask(database, "SELECT type, count(*) FROM event GROUP BY type")) == Counter(
        row["code"] for row in found
    )
    assert ask(database, "SELECT date FROM event ORDER BY rowid") == [(row["date"],) for row in found]
    name = "SELECT id, coalesce((SELECT actor_alias.name FROM actor_alias WHERE actor = id), name) FROM actor"
    named: dict[str, str] = dict(ask(database, name))
    for role, column in (("initiator", "source"), ("target", "target")):
        pairs = ask(database, "SELECT actor, count(*) FROM event_actor WHERE role = ? GROUP BY actor", role)
        assert {named[actor]: count for actor, count in pairs} == Counter(row[column] for row in found)
    assert ask(database, "SELECT count(*) FROM timeline WHERE quad IS NULL") == ask(
        database,
        "SELECT coalesce(sum(events), 0) "
        "FROM (SELECT scheme, type, count(*) AS events FROM event GROUP BY scheme, type) AS event "
        "LEFT JOIN codebook ON codebook.scheme = event.scheme AND code = event.type AND kind = 'type' "
        "WHERE quad IS NULL",
    )
    for start, end, paragraph in ask(
        database, "SELECT span_start, span_end, paragraph FROM passage WHERE paragraph % 1000 = 1"
    ):
        assert text[start:end].split(",") == list(found[paragraph - 1].values())


def test_weis_is_not_taken_for_cameo(shared_dir: Path, bring_in: BringIn) -> None:
    with pytest.raises(MappingError, match=r"9730 of 54466 rows have codes that are not of cameo.*codes of weis"):
        bring_in(_file(shared_dir, "keds/gulf.cameo.csv"), by="keds")


def test_ucdp_ged(shared_dir: Path, bring_in: BringIn) -> None:
    path = _file(shared_dir, "ucdp/ged_syria.csv")
    report, database = bring_in(path, by="ucdp-ged")
    assert (report.rows, report.events, report.refused) == (4_998, 4_998, 0)
    sound(database)
    with path.open(newline="", encoding="utf-8") as file:
        rows = {f"ucdp-ged-{float(row['id']):.0f}": row for row in csv.DictReader(file)}
    events = ask(
        database,
        "SELECT event.id, earliest, latest, date_prec, event.where_prec, type, lat, lon FROM event "
        "JOIN place ON place.id = event.place",
    )
    assert len(events) == len(rows)
    for id_, earliest, latest, precision, where, type_, lat, lon in events:
        row = rows[id_]
        assert (earliest, latest) == (row["date_start"], row["date_end"])
        assert [float(row[name]) for name in ("date_prec", "where_prec", "type_of_violence")] == [
            precision, where, float(type_),
        ]  # fmt: skip
        assert (lat, lon) == (float(row["latitude"]), float(row["longitude"]))
    claims = ask(database, "SELECT event, low, best, high FROM claim WHERE qualifier IS NULL AND property = 'killed'")
    whole = {event: bounds for event, *bounds in claims if None not in bounds}
    apart = set(rows) - set(whole)
    assert len(apart) == 14
    for event, bounds in whole.items():
        assert bounds == [float(rows[event][name]) for name in ("low", "best", "high")]
    for event in apart:
        values = [float(rows[event][name]) for name in ("low", "best", "high")]
        assert values != sorted(values)
        assert {value for other, *bounds in claims if other == event for value in bounds if value is not None} == set(
            values
        )
    sides = ask(database, "SELECT event, name, role FROM event_actor JOIN actor ON actor.id = actor")
    assert {(event, name) for event, name, role in sides if role == "initiator"} == {
        (event, row["side_a"]) for event, row in rows.items()
    }
    assert {(event, name) for event, name, role in sides if role == "target"} == {
        (event, row["side_b"]) for event, row in rows.items()
    }
    assert ask(database, "SELECT count(*) FROM timeline WHERE quad = 4") == [(4_998,)]
