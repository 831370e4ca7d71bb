"""Reading a crisis folder: TOML files in, checked records or a list of every problem out. No SQLite here."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from iptui.store import codebook
from iptui.store.checks import FieldError, References, shown
from iptui.store.consistency import check_meaning, check_passages, is_fine
from iptui.store.errors import FolderError, Problem, StoreError
from iptui.store.fields import RECORDS
from iptui.store.records import CrisisFolder, Entry

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["check_folder", "read_folder", "read_source_text"]

MAX_FILE = 20_000_000
_TWICE = re.compile(r"Cannot overwrite a value \(at line (\d+),")
_MAX_LABEL = 100
# The standard library's parser needs time and memory for the square of the number of parts of a dotted key.
_MOST_DOTS = 64
_LONG_KEY = re.compile(rf"""(?<![\w"'-])(?:(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*\.[ \t]*){{{_MOST_DOTS}}}""")


def read_source_text(path: Path | Traversable) -> str:
    """The text of a source file: UTF-8, line ends and all, as spans count it.

    Raises:
        StoreError: when it cannot be read, is too large, or is not UTF-8.
    """
    return _text(_read(path), path.name)


def _read(path: Path | Traversable) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE + 1)
    except OSError as error:
        raise StoreError(f"{path.name}: {error.strerror or error}") from error
    if len(raw) > MAX_FILE:
        raise StoreError(f"{path.name}: larger than {MAX_FILE} bytes")
    return raw


def _text(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StoreError(
            f"{name}: line {line}: not UTF-8 text: 0x{raw[error.start]:02x} at byte {error.start + 1:,}"
        ) from error


def _leads_out(path: Path | Traversable, folder: Path | Traversable) -> bool:
    """Whether a link takes `path` out of the folder: what a stranger's folder names there is none of its business."""
    if not isinstance(path, Path) or not isinstance(folder, Path):
        return False
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _files(crisis: CrisisFolder, folder: Path | Traversable) -> Iterator[Path | Traversable]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be read: {error.strerror or error}") from error
    for entry in entries:
        if not entry.name.endswith(".toml") or entry.name.startswith("."):
            continue
        if not entry.is_file():
            crisis.problems.append(Problem(entry.name, "", "", "", "not a regular file"))
        elif _leads_out(entry, folder):
            crisis.problems.append(Problem(entry.name, "", "", "", "a link that leads out of the folder"))
        else:
            yield entry


def _label(kind: str, entry: Entry, number: int) -> str:
    named = entry.get("id")
    if isinstance(named, str):
        return f"{kind} {named[:_MAX_LABEL]}"
    parts = [
        str(entry[key])[:_MAX_LABEL] for key in ("person", "role", "from", "to") if isinstance(entry.get(key), str)
    ]
    return f"{kind} {number}" + (f" ({' / '.join(parts)})" if parts else "")


def _parsed(file: Path | Traversable) -> dict[str, object]:
    """The tables of a TOML file.

    Raises:
        ValueError: says what is wrong with it.
        StoreError: when it cannot be read.
    """
    text = _text(_read(file), file.name)
    # To look for such a key takes a third as long as to read the file: only where a line has dots enough for one.
    if any(line.count(".") >= _MOST_DOTS for line in text.split("\n")) and _LONG_KEY.search(text):
        raise ValueError("a dotted key of more than 64 parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        twice = _TWICE.match(str(error))
        if twice is None:
            raise
        line = text.split("\n")[int(twice.group(1)) - 1]
        name = shown(line.partition("=")[0].strip())
        raise ValueError(f"{name} stands twice in one table (at line {twice.group(1)})") from error


def _load(crisis: CrisisFolder, folder: Path | Traversable) -> None:
    for file in _files(crisis, folder):
        try:
            data = _parsed(file)
        except StoreError as error:
            message = str(error).removeprefix(f"{file.name}: ")
            crisis.problems.append(Problem(file.name, "", "", "", message))
            continue
        except ValueError as error:
            # Not TOMLDecodeError alone: a whole number of five thousand digits is a plain ValueError.
            crisis.problems.append(Problem(file.name, "", "", "", f"not TOML: {error}"))
            continue
        for kind, entries in data.items():
            if kind not in RECORDS:
                message = f"unknown table; known are {', '.join(RECORDS)}"
                crisis.problems.append(Problem(file.name, f"[{kind[:_MAX_LABEL]}]", "", "", message))
                continue
            if not isinstance(entries, list | dict):
                message = f"write it as [[{kind}]]"
                crisis.problems.append(Problem(file.name, f"[{kind}]", "", shown(entries), message))
                continue
            for number, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
                if not isinstance(entry, dict):
                    message = f"write it as [[{kind}]]"
                    crisis.problems.append(Problem(file.name, f"{kind} {number}", "", shown(entry), message))
                    continue
                crisis.records.setdefault(kind, []).append(entry)
                crisis.homes[id(entry)] = (file.name, _label(kind, entry, number))


def _ids(crisis: CrisisFolder) -> References:
    ids: dict[str, dict[str, object]] = {kind: {} for kind in RECORDS}
    for kind, record in RECORDS.items():
        if not record.identified:
            continue
        for entry in crisis.of(kind):
            named = entry.get("id")
            if not isinstance(named, str):
                continue
            taken = (
                [other for other in ("event", "statement") if named in ids[other]]
                if kind in ("event", "statement")
                else []
            )
            if named in ids[kind] or taken:
                crisis.blame(
                    entry,
                    "id",
                    named,
                    f"this id is taken by another {kind if named in ids[kind] else taken[0]}",
                )
            ids[kind][named] = entry
    book = codebook.bundled()
    ids["type"] = dict(book.types)
    ids["context"] = dict(book.contexts)
    ids["item"] = {**ids["event"], **ids["statement"]}
    return References(ids)


def _check_fields(crisis: CrisisFolder, ids: References) -> None:
    for kind, record in RECORDS.items():
        required = [key for key, known in record.fields.items() if known.required]
        for entry in crisis.of(kind):
            before = len(crisis.problems)
            for key, value in entry.items():
                known = record.fields.get(key)
                if known is None:
                    message = f"unknown field; known are {', '.join(record.fields)}"
                    crisis.blame(entry, key[:_MAX_LABEL], value, message)
                    continue
                try:
                    known.check(value, ids)
                except FieldError as error:
                    crisis.blame(entry, key, value, str(error))
            for key in required:
                if key not in entry:
                    crisis.blame(entry, key, None, "is missing")
            if len(crisis.problems) > before:
                crisis.broken.add(id(entry))


def _find_texts(crisis: CrisisFolder, folder: Path | Traversable, beside: Path | None) -> None:
    for entry in crisis.of("source"):
        file = entry.get("file")
        if not (isinstance(file, str) and isinstance(entry.get("id"), str) and is_fine(crisis, entry, "id", "file")):
            continue
        if re.search(r"[/\\:\x00-\x1f]", file) or file in (".", "..") or len(file.encode()) > 255:
            crisis.blame(entry, "file", file, "must be a file name without folders")
            continue
        for place in (beside, folder.joinpath("texts"), folder):
            path = None if place is None else place.joinpath(file)
            if path is None:
                continue
            if not path.is_file():
                if isinstance(path, Path) and os.path.lexists(path):
                    crisis.blame(entry, "file", file, "is there, but is not a regular file")
                    break
                continue
            if place is not beside and _leads_out(path, folder):
                crisis.blame(entry, "file", file, "is a link that leads out of the folder")
                break
            try:
                raw = _read(path)
                text = _text(raw, path.name)
            except StoreError as error:
                crisis.blame(entry, "file", file, str(error))
                break
            _check_text(crisis, entry, path.name, raw, text)
            crisis.texts[str(entry["id"])] = text
            break


def _check_text(crisis: CrisisFolder, entry: Entry, name: str, raw: bytes, text: str) -> None:
    digest = sha256(raw).hexdigest()
    if entry.setdefault("sha256", digest) != digest:
        crisis.blame(entry, "sha256", entry["sha256"], f"the file {name} has {digest}")
    if entry.setdefault("chars", len(text)) != len(text):
        crisis.blame(entry, "chars", entry["chars"], f"the file {name} has {len(text)}")


def check_folder(
    folder: Path | Traversable,
    *,
    sources: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> CrisisFolder:
    """Read a crisis folder and note everything that is wrong with it.

    Args:
        folder: holds the TOML files, and the sources' texts in `texts/` where the author keeps them.
        sources: another folder with the sources' texts, to hold passages against.
        progress: called with what is being done.

    Returns:
        The records; `problems` is empty where the folder is sound.

    Raises:
        StoreError: when `folder` is not a folder, or cannot be read.
    """
    try:
        there = folder.is_dir()
    except OSError as error:
        raise StoreError(f"{folder}: cannot be read: {error.strerror or error}") from error
    if not there:
        raise StoreError(f"{folder}: not a folder")
    crisis = CrisisFolder(folder.name or Path(str(folder)).absolute().name or str(folder))
    say = progress or (lambda _text: None)
    say("reading")
    _load(crisis, folder)
    if not crisis.records and not crisis.problems:
        raise StoreError(f"{folder}: no crisis here (no .toml file with records)")
    say("checking fields and references")
    _check_fields(crisis, _ids(crisis))
    check_meaning(crisis)
    _find_texts(crisis, folder, sources)
    say("checking passages")
    check_passages(crisis)
    return crisis


def read_folder(folder: Path | Traversable) -> CrisisFolder:
    """Read a sound crisis folder.

    Raises:
        FolderError: with every problem, where it is not sound.
        StoreError: when `folder` is not a folder.
    """
    crisis = check_folder(folder)
    if crisis.problems:
        raise FolderError(crisis.name, tuple(crisis.problems))
    return crisis
