"""A small crisis made by hand, as records that a test can change before they are written to a folder and built."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from iptui.store.build import build
from iptui.store.folder import check_folder, read_folder

Records = dict[str, list[dict[str, Any]]]

TEXTS = {
    "one.txt": "Strike in the north.\n\n"
    "The north struck the town; nine died. The envoy said “we will answer” on Tuesday.\n\n"
    "The envoy said “we will answer” again. Observers deny any march.\n",
    "two.txt": "Seven were killed in the strike on the town.\r\n\r\n"
    "The south struck back. Talks followed [in June].\r\n",
}


def at(source: str, words: str, **more: object) -> dict[str, Any]:
    return {"source": source, "words": words, **more}


def records() -> Records:
    """A sound crisis; a fresh copy every time."""
    return {
        "crisis": [{"id": "made", "title": "A made crisis", "summary": "For tests.", "date": "2024-01-16/2024-01-20"}],
        "source": [
            {"id": "one", "title": "One", "file": "one.txt", "reliability": "B", "published": "2024-01-21"},
            {"id": "two", "title": "Two", "file": "two.txt", "reliability": "C", "derived_from": "one"},
        ],
        "actor": [
            {"id": "envoy", "name": "The Envoy", "kind": "person", "parent": "north-mfa"},
            {"id": "north-mfa", "name": "Ministry of the North", "kind": "ministry", "parent": "north"},
            {"id": "north", "name": "North", "kind": "state", "aliases": [{"name": "the north", "source": "one"}]},
            {"id": "south", "name": "South", "kind": "state"},
            {"id": "rival", "name": "The Rival", "kind": "person", "parent": "north"},
        ],
        "membership": [
            {
                "person": "envoy",
                "organisation": "north-mfa",
                "role": "envoy",
                "span": "2023-01-01/..",
                "basis": "stated",
                "single_seat": True,
                "at": at("one", "The envoy", nth=1),
            },
        ],
        "place": [
            {"id": "land", "name": "Land", "kind": "country", "country": "south"},
            {"id": "town", "name": "Town", "kind": "city", "parent": "land", "lat": 27.5, "lon": 62, "where_prec": 1},
        ],
        "event": [
            {
                "id": "strike",
                "title": "The north strikes the town",
                "type": "ASSAULT",
                "mode": "heavy-weapons",
                "context": ["military"],
                "date": "2024-01-16",
                "place": "town",
                "actors": [{"actor": "north-mfa", "role": "initiator"}, {"actor": "south", "role": "target"}],
                "evidence": [at("one", "The north struck the town"), at("two", "Seven were killed ⋯ the town.")],
            },
            {
                "id": "reply",
                "title": "The south strikes back",
                "type": "ASSAULT",
                "date": "2024-01-18",
                "actors": [{"actor": "south", "role": "initiator"}, {"actor": "north", "role": "target"}],
                "evidence": [at("two", "The south struck back.")],
            },
            {
                "id": "talks",
                "title": "Talks",
                "type": "CONSULT",
                "date": "XXXX",
                "actors": [{"actor": "south", "role": "participant"}],
                "evidence": [at("two", "Talks followed [in June].", stance="mentions")],
            },
        ],
        "statement": [
            {
                "id": "threat",
                "summary": "The envoy threatens an answer.",
                "form": "verbatim",
                "quote": "we will answer",
                "at": at("one", "we will answer", nth=1),
                "speaker": "envoy",
                "addressee": "south",
                "type": "THREATEN",
                "about": "strike",
                "date": "2024-01-16",
                "date_basis": "inferred",
                "date_note": "Tuesday",
            },
            {
                "id": "threat-again",
                "summary": "The envoy says it again.",
                "form": "verbatim",
                "quote": "we will answer",
                "at": at("one", "we will answer", nth=2),
                "speaker": "envoy",
                "co_speakers": ["north"],
                "variant_of": "threat",
                "date": "2024-01",
            },
            {
                "id": "denial",
                "summary": "Observers deny a march.",
                "form": "paraphrase",
                "at": at("one", "Observers deny any march."),
                "speaker": "rival",
                "mentions": ["south"],
                "date": "2024-01-17",
            },
        ],
        "claim": [
            {
                "id": "killed-nine",
                "event": "strike",
                "property": "killed",
                "value": "nine",
                "low": 9,
                "best": 9,
                "high": 9,
                "at": at("one", "nine died"),
                "credibility": 2,
            },
            {
                "id": "killed-seven",
                "event": "strike",
                "property": "killed",
                "value": "seven",
                "low": 7,
                "best": 7,
                "high": 7,
                "at": at("two", "Seven were killed"),
                "rank": "deprecated",
                "reason": "counts differently",
            },
        ],
        "link": [
            {
                "from": "reply",
                "to": "strike",
                "type": "retaliation_for",
                "basis": "stated",
                "at": at("two", "struck back"),
            },
            {"from": "talks", "to": "reply", "type": "follow_up_of", "basis": "inferred"},
        ],
    }


def toml(value: object) -> str:
    """A value as TOML, inline."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 10_000:
        return hex(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{toml(str(key))} = {toml(entry)}" for key, entry in value.items()) + "}"
    assert isinstance(value, list)
    return "[" + ", ".join(map(toml, value)) + "]"


def write(folder: Path, data: Mapping[str, object], texts: Mapping[str, str] = TEXTS) -> Path:
    """A crisis folder of the records, with the texts in its `texts/`."""
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    lines = []
    for kind, entries in data.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            if isinstance(entry, dict):
                lines += [f"[[{kind}]]", *(f"{toml(str(key))} = {toml(value)}" for key, value in entry.items())]
    (folder / "crisis.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, text in texts.items():
        (folder / "texts" / name).write_bytes(text.encode("utf-8"))
    return folder


def problems(folder: Path, data: Mapping[str, object], texts: Mapping[str, str] = TEXTS) -> list[str]:
    return [str(problem) for problem in check_folder(write(folder, data, texts)).problems]


def database(folder: Path, data: Records | None = None) -> Path:
    """The built database of the records."""
    target = folder / "made.sqlite"
    build(read_folder(write(folder / "crisis", records() if data is None else data)), target)
    return target
