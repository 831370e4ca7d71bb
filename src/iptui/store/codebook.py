"""The codebook of event types (`db/codebook.toml`): rows for the database and names for the checks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from iptui import resources
from iptui.store.errors import BuildError

__all__ = ["Codebook", "bundled"]

Row = dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class Codebook:
    """Event types, modes, contexts and foreign codes.

    Attributes:
        rows: rows of the table `codebook`.
        sources: rows of the table `codebook_source`: where each table comes from.
        types: PLOVER types by code.
        modes: modes by type.
        contexts: contexts by code.
    """

    rows: tuple[Row, ...]
    sources: tuple[Row, ...]
    types: Mapping[str, str]
    modes: Mapping[str, frozenset[str]]
    contexts: Mapping[str, str]


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key, "")
    return value if isinstance(value, str) else str(value)


def _number(entry: Mapping[str, object], key: str) -> float | None:
    value = entry.get(key)
    return float(value) if isinstance(value, int | float) else None


def _row(
    scheme: str,
    kind: str,
    entry: Mapping[str, object],
    *,
    parent: str = "",
    quad: int | None = None,
    score: float | None = None,
    plover: str | None = None,
) -> Row:
    return {
        "scheme": scheme,
        "kind": kind,
        "code": _text(entry, "code"),
        "parent": parent,
        "name": _text(entry, "name"),
        "quad": quad,
        "score": score,
        "plover": plover,
        "definition": _text(entry, "definition") or None,
    }


@cache
def bundled() -> Codebook:
    """Read the bundled codebook.

    Raises:
        BuildError: when the file is not TOML; a damaged installation.
    """
    try:
        data = tomllib.loads(resources.read_text("codebook.toml"))
    except tomllib.TOMLDecodeError as error:
        raise BuildError(f"codebook.toml is damaged: {error}; install iptui again") from error
    quads = {_text(entry, "name"): int(entry["code"]) for entry in data["quad"]}
    rows = [_row("plover", "quad", entry, quad=int(entry["code"])) for entry in data["quad"]]
    quad_of = {_text(entry, "code"): quads[_text(entry, "quad")] for entry in data["type"]}
    rows += [
        _row(
            "plover",
            "type",
            entry,
            quad=quad_of[_text(entry, "code")],
            score=_number(entry, "score"),
        )
        for entry in data["type"]
    ]
    rows += [
        _row("plover", "mode", entry, parent=_text(entry, "type"), score=_number(entry, "score"))
        for entry in data["mode"]
    ]
    rows += [_row("plover", "context", entry) for entry in data["context"]]
    for scheme in ("cameo", "weis"):
        rows += [
            _row(
                scheme,
                "type",
                entry,
                quad=quad_of.get(_text(entry, "plover")),
                score=_number(entry, "goldstein"),
                plover=_text(entry, "plover") or None,
            )
            for entry in data.get(scheme, [])
        ]
    sources: tuple[Row, ...] = tuple(
        {key: _text(entry, key) or None for key in ("id", "title", "source", "release", "note")}
        for entry in data["table"]
    )
    modes: dict[str, set[str]] = {}
    for entry in data["mode"]:
        modes.setdefault(_text(entry, "type"), set()).add(_text(entry, "code"))
    return Codebook(
        rows=tuple(rows),
        sources=sources,
        types={_text(entry, "code"): _text(entry, "name") for entry in data["type"]},
        modes={code: frozenset(found) for code, found in modes.items()},
        contexts={_text(entry, "code"): _text(entry, "name") for entry in data["context"]},
    )
