"""A crisis database made row by row, for tests that need what the bundled crisis does not have.

Real schema, real views; ends of dates are worked out by `iptui.edtf`, as the build does it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from iptui import edtf, resources

Value = str | int | float | None


class Making:
    """A crisis file in the making. Every record gets a passage of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(path)
        for script in ("schema.sql", "unseal.sql", "views.sql"):
            self._db.executescript(resources.read_text(script))
        self._insert("crisis", id="test", title="Test", summary="", date="2024")
        self._insert("actor", id="land", name="Land", kind="state", parent=None)
        self._insert("actor", id="ministry", name="Foreign Ministry of Land", kind="ministry", parent="land")
        self._passages = 0

    def _insert(self, table: str, **row: Value) -> None:
        columns = ", ".join(f'"{name}"' for name in row)
        self._db.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))

    def _dated(self, date: str, *, precision: bool = True) -> dict[str, Value]:
        parsed = edtf.parse(date)
        row: dict[str, Value] = {
            "earliest": parsed.earliest,
            "latest": parsed.latest,
            "begin": parsed.begin,
            "end": parsed.end,
        }
        return {**row, "date_prec": edtf.date_prec(parsed)} if precision else row

    def source(self, id_: str, published: str = "2025-02-01", **row: Value) -> None:
        dates = self._dated(published, precision=False)
        self._insert("source", **{"id": id_, "title": f"Title of {id_}", "published": published, **dates, **row})

    def passage(self, source: str) -> int:
        self._passages += 1
        start = 10 * self._passages
        self._insert(
            "passage",
            id=self._passages,
            source=source,
            span_start=start,
            span_end=start + 5,
            paragraph=1,
            words=1,
            sha256="0" * 64,
        )
        return self._passages

    def person(self, id_: str, parent: str = "land") -> None:
        self._insert("actor", id=id_, name=id_.title(), kind="person", parent=parent)

    def actor(self, id_: str, kind: str = "state", parent: str | None = None) -> None:
        self._insert("actor", id=id_, name=id_.title(), kind=kind, parent=parent)

    def term(
        self,
        person: str,
        span: str,
        role: str = "Foreign Minister",
        organisation: str = "ministry",
        source: str | None = None,
        *,
        implied: bool = False,
        single: bool = True,
    ) -> None:
        self._insert(
            "membership",
            person=person,
            organisation=organisation,
            role=role,
            span=span,
            single_seat=int(single),
            implied=int(implied),
            basis="stated" if source else "outside",
            passage=self.passage(source) if source else None,
            **self._dated(span, precision=False),
        )

    def event(self, id_: str, date: str, *sources: str, stance: str = "supports", **row: Value) -> None:
        self._insert("event", **{"id": id_, "title": f"Event {id_}", "date": date, **self._dated(date), **row})
        for source in sources:
            self._insert("evidence", event=id_, passage=self.passage(source), stance=stance)

    def statement(self, id_: str, date: str, source: str, **row: Value) -> None:
        said: dict[str, Value] = {"id": id_, "summary": f"Words {id_}", "form": "paraphrase", "date": date}
        self._insert("statement", **{**said, **self._dated(date), "passage": self.passage(source), **row})

    def role(self, item: str, actor: str, role: str, table: str = "event") -> None:
        self._insert(f"{table}_actor", **{table: item, "actor": actor, "role": role})

    def claim(self, id_: str, event: str, source: str, value: str, name: str = "killed", **row: Value) -> None:
        claim: dict[str, Value] = {"id": id_, "event": event, "property": name, "value": value}
        self._insert("claim", **{**claim, "passage": self.passage(source), **row})

    def link(self, later: str, earlier: str, kind: str = "response_to", source: str | None = None) -> None:
        self._insert(
            "event_link",
            from_id=later,
            to_id=earlier,
            type=kind,
            basis="stated" if source else "inferred",
            passage=self.passage(source) if source else None,
        )

    def score(self, type_: str, score: float) -> None:
        self._insert("codebook", scheme="plover", kind="type", code=type_, name=type_, score=score)

    def done(self) -> Path:
        self._db.commit()
        self._db.close()
        return self.path
