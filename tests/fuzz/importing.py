"""Foreign files under random changes: whatever they hold, they are refused whole or imported soundly."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from hypothesis import strategies as st

from exchange_helpers import sound
from fuzz.base import Fuzzer, Value, sentence
from fuzz.edits import apply, edits
from hostile_database import HOSTILE
from iptui.exchange.incoming import import_files
from iptui.exchange.mapping import load
from iptui.store.errors import StoreError
from polluting import judge, pollutions
from store.strangers import opened

__all__ = ["ImportJson", "ImportTable", "Polluted"]


class Importing(Fuzzer):
    """A file with anything in it: refused whole, or imported soundly; never half, and no file is left behind."""

    def put(self, file: Path, by: str, *, skip_bad: bool) -> None:
        """Import a file that stands in the working folder."""
        target = self.work / "made.sqlite"
        try:
            import_files([file], load(by), target, skip_bad=skip_bad)
        except StoreError as error:
            sentence(error)
            assert not target.exists()
        else:
            sound(target)
            opened(target)
        left = {each.name for each in self.work.iterdir()}
        bad = {f"{file.name}.bad.csv", f"{file.name}.bad.jsonl"} if skip_bad else set()
        assert left <= {file.name, "made.sqlite", *bad}, left


class ImportTable(Importing):
    """A table, changed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["date", "title", "initiator", "target", "place", "latitude", "longitude", "text", "source"])
        for day in range(1, 8):
            writer.writerow(
                [f"2024-01-{day:02}", f"Nº {day}", "Iran", "Pakistan", "Town", 27.5, 62, "a, “b”\nc", "wire"]
            )
        self.table = out.getvalue().encode()
        pieces = ["\x00", '"', '""', ",", ";", "\t", "\n", "\r", "\xef\xbb\xbf", "\xff\xfe", "\xff", "a" * 2000, "ti,",
                  "2024-02-30", "01/02/24", "=1+1", "1e999", "-0", "NaN", "'", "date", "\xe2\x80\xae"]  # fmt: skip
        pieces += [text.encode("utf-8").decode("latin-1") for text in HOSTILE[:6]]
        self.inputs = st.tuples(edits(len(self.table), pieces), st.booleans())

    def material(self, value: Value) -> bytes:
        """The table."""
        return apply(self.table, value[0])

    def check(self, value: Value) -> None:
        """Import it."""
        table = self.clear() / "table.csv"
        table.write_bytes(self.material(value))
        self.put(table, "csv", skip_bad=bool(value[1]))


class ImportJson(Importing):
    """JSON, changed: a list, an object a line, and GeoJSON."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        rows: list[dict[str, object]] = [
            {"date": f"2024-01-{day:02}", "title": f"Nº {day}", "initiator": ["Iran", "IRGC"], "target": "Pakistan",
             "lat": 27.5, "lon": 62, "killed": day, "text": 'a, “b” "c"\n', "quote": "a", "note": None, "x": {"y": [1]}}
            for day in range(1, 5)
        ]  # fmt: skip
        features = [{"type": "Feature", "geometry": {"coordinates": [62, 27.5]}, "properties": row} for row in rows]
        forms = {
            "json": json.dumps(rows, ensure_ascii=False, indent=1),
            "jsonl": "\n".join(json.dumps(row, ensure_ascii=False) for row in rows),
            "geojson": json.dumps({"type": "FeatureCollection", "features": features}),
        }
        self.forms = {name: text.encode() for name, text in forms.items()}
        pieces = ["{", "}", "[", "]", ",", ":", '"', "\\", "\\u0000", "\\ud800", "\\u00e9", "null", "NaN", "-Infinity",
                  "1e400", "9" * 400, "-", "0", "01", "1.", "//", "/* */", "'", "\x00", "\x0b", "\xff", "\xed\xa0\x80",
                  "\xef\xbb\xbf", "\n", "\r", "[" * 200, '{"a":' * 200, '"date": "x",', '"features": [],', "{}",
                  "a" * 2000, "2024-02-30"]  # fmt: skip
        pieces += [text.encode("utf-8").decode("latin-1") for text in HOSTILE[:6]]
        self.inputs = st.sampled_from(sorted(self.forms)).flatmap(
            lambda form: st.tuples(st.just(form), edits(len(self.forms[form]), pieces), st.booleans())
        )

    def material(self, value: Value) -> bytes:
        """The file."""
        form, changes, _ = value
        return apply(self.forms[form], changes)

    def check(self, value: Value) -> None:
        """Import it."""
        file = self.clear() / "file.json"
        file.write_bytes(self.material(value))
        self.put(file, value[0], skip_bad=bool(value[2]))


class Polluted(Fuzzer):
    """A sane table with one thing wrong: what comes in is right, and what does not is told."""

    # Some hold a field of ten million characters.
    patience = 3

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.all = list(pollutions())
        self.inputs = st.integers(0, len(self.all) - 1)

    def material(self, value: Value) -> bytes:
        """The polluted table."""
        return self.all[value].content

    def check(self, value: Value) -> None:
        """Import it, and compare with the sane one."""
        judge(self.all[value], self.clear())
