"""Filling in locators: passages written as `words = "…"` in a crisis file become span, paragraph and fingerprint.

Works on the text of the file, so that everything else in it, comments and layout included, stays as it is.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from iptui.passages import LocateError, Locator, locate
from iptui.store.folder import read_source_text

__all__ = ["Filled", "Unfilled", "fill", "inline_table", "source_files", "texts_of"]

# What can hide a brace: comments and the four kinds of strings.
_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*
        | \"\"\"(?:[^\\]|\\.)*?\"{3,5} | '''.*?'{3,5}
        | \"(?:[^\"\\\n]|\\.)*\" | '[^'\n]*')
      | (?P<brace>[{}])""",
    re.VERBOSE | re.DOTALL,
)
_FIRST = ("source", "span", "paragraph", "words", "sha256")


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A passage that could not be located: its line in the file, from 1, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The new text of a file, how many passages were filled in, and those that were not."""

    text: str
    number: int
    unfilled: tuple[Unfilled, ...]


def inline_table(source: str, found: Locator, more: Mapping[str, object] | None = None) -> str:
    """A passage as an inline table of TOML, ready to be pasted."""
    table: dict[str, object] = {
        "source": source,
        "span": [found.start, found.end],
        "paragraph": found.paragraph,
        "words": found.words,
        "sha256": found.fingerprint,
        **(more or {}),
    }
    return "{" + ", ".join(f"{key} = {_toml(value)}" for key, value in table.items()) + "}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")


def source_files(folder: Path) -> dict[str, str]:
    """The names of the sources' text files, by source id, as the `[[source]]` tables of a crisis folder give them.

    Only those tables matter here; a file that is not TOML is passed over, as `check_folder` tells of it.

    Raises:
        StoreError: when a file of the folder cannot be read or is not UTF-8.
    """
    files = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            sources = tomllib.loads(read_source_text(file)).get("source", [])
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
        for entry in sources if isinstance(sources, list) else [sources]:
            if isinstance(entry, dict) and isinstance(entry.get("id"), str) and isinstance(entry.get("file"), str):
                files[entry["id"]] = entry["file"]
    return files


def texts_of(files: Mapping[str, str], *folders: Path) -> dict[str, str]:
    """The sources' texts that are at hand, by id: each from the first of the folders that has its file.

    Raises:
        StoreError: when one cannot be read or is not UTF-8.
    """
    texts = {}
    for named, file in files.items():
        if Path(file).name != file:
            continue
        path = next((folder / file for folder in folders if (folder / file).is_file()), None)
        if path is not None:
            texts[named] = read_source_text(path)
    return texts


def _tables(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every innermost pair of braces."""
    opened: int | None = None
    for token in _TOKEN.finditer(text):
        if token["brace"] == "{":
            opened = token.start()
        elif token["brace"] == "}" and opened is not None:
            yield opened, token.end()
            opened = None


def fill(text: str, texts: Mapping[str, str]) -> Filled:
    """Replace the words of passages by locators.

    Args:
        text: a TOML file of a crisis folder.
        texts: the sources' texts, by id of the source.
    """
    pieces: list[str] = []
    unfilled: list[Unfilled] = []
    done, number = 0, 0
    for start, end in _tables(text):
        passage = _passage(text[start:end])
        if passage is None:
            continue
        try:
            pieces += [text[done:start], _filled(passage, texts)]
        except LocateError as error:
            unfilled.append(Unfilled(text.count("\n", 0, start) + 1, str(error)))
            continue
        done, number = end, number + 1
    return Filled("".join([*pieces, text[done:]]), number, tuple(unfilled))


def _passage(table: str) -> dict[str, object] | None:
    """An inline table with words to be located, else None."""
    try:
        found: dict[str, object] = tomllib.loads(f"x = {table}")["x"]
    except tomllib.TOMLDecodeError:
        return None
    return found if isinstance(found.get("words"), str) and "source" in found else None


def _filled(passage: dict[str, object], texts: Mapping[str, str]) -> str:
    source, nth = str(passage["source"]), passage.get("nth")
    if source not in texts:
        raise LocateError(f"the text of source {source} is not at hand")
    found = locate(texts[source], str(passage["words"]), nth if isinstance(nth, int) else None)
    more = {key: value for key, value in passage.items() if key not in (*_FIRST, "nth")}
    return inline_table(source, found, more)
