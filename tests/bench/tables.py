"""The rows of a generated database as files that other programs, and `iptui import`, can read."""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from pathlib import Path

__all__ = ["write_log", "write_table"]

_ACTOR = """(SELECT name FROM {kind}_actor JOIN actor ON actor.id = {kind}_actor.actor
              WHERE {kind}_actor.{kind} = {kind}.id AND role = '{role}')"""
_TABLE = f"""
SELECT 'event' AS kind, event.id AS id, date, title, NULL AS quote, type, source,
       {_ACTOR.format(kind="event", role="initiator")} AS initiator,
       {_ACTOR.format(kind="event", role="target")} AS target
FROM event JOIN evidence ON event.id = evidence.event JOIN passage ON passage.id = passage
UNION ALL
SELECT 'statement', statement.id, date, summary, quote, type, source,
       {_ACTOR.format(kind="statement", role="speaker")}, {_ACTOR.format(kind="statement", role="addressee")}
FROM statement JOIN passage ON passage.id = passage
"""


def write_table(database: Path, target: Path) -> int:
    """Write all items as a table for `iptui import csv`, unless it is there; the number of its rows."""
    with closing(sqlite3.connect(database)) as connection:
        (number,) = connection.execute("SELECT count(*) FROM seal_item").fetchone()
        if not target.exists():
            half = target.with_suffix(".new")
            with half.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                rows = connection.execute(_TABLE)
                writer.writerow(column[0] for column in rows.description)
                writer.writerows(rows)
            half.rename(target)
    return int(number)


def write_log(database: Path, target: Path) -> None:
    """Write all items as a log in the order of time, unless it is there; the undated at the end."""
    if target.exists():
        return
    with closing(sqlite3.connect(database)) as connection, target.open("w", encoding="utf-8") as file:
        for date, id_, title in connection.execute("SELECT date, id, title FROM seal_item ORDER BY seq"):
            day = date if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else "2022-12-31"
            file.write(f"{day}T00:00:00Z info {id_} {title}\n")
