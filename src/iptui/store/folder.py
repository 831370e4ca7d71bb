"""Reading a crisis folder: TOML files in, checked records or a list of every problem out. No SQLite here."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from iptui.store import codebook
from iptui.store.consistency import check_meaning, check_passages
from iptui.store.errors import FolderError, Problem, StoreError
from iptui.store.fields import RECORDS, FieldError
from iptui.store.records import CrisisFolder, Entry

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["check_folder", "read_folder", "read_source_text"]

MAX_FILE = 20_000_000


def read_source_text(path: Path | Traversable) -> str:
    """The text of a source file: UTF-8, line ends and all, as spans count it.

    Raises:
        StoreError: when it cannot be read or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise StoreError(f"{path.name}: not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise StoreError(f"{path.name}: {error.strerror or error}") from error


def _files(folder: Path | Traversable) -> Iterator[Path | Traversable]:
    yield from sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml") and entry.is_file()),
        key=lambda entry: entry.name,
    )


def _label(kind: str, entry: Entry, number: int) -> str:
    named = entry.get("id")
    if isinstance(named, str):
        return f"{kind} {named}"
    parts = [str(entry[key]) for key in ("person", "role", "from", "to") if isinstance(entry.get(key), str)]
    return f"{kind} {number}" + (f" ({' / '.join(parts)})" if parts else "")


def _load(crisis: CrisisFolder, folder: Path | Traversable) -> None:
    for file in _files(folder):
        try:
            raw = file.read_bytes()
            if len(raw) > MAX_FILE:
                crisis.problems.append(Problem(file.name, "", "", "", f"larger than {MAX_FILE} bytes"))
                continue
            data = tomllib.loads(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            crisis.problems.append(Problem(file.name, "", "", "", f"not UTF-8 text (byte {error.start})"))
            continue
        except tomllib.TOMLDecodeError as error:
            crisis.problems.append(Problem(file.name, "", "", "", f"not TOML: {error}"))
            continue
        except RecursionError:
            crisis.problems.append(Problem(file.name, "", "", "", "not TOML: nested too deeply"))
            continue
        except OSError as error:
            crisis.problems.append(Problem(file.name, "", "", "", str(error.strerror or error)))
            continue
        for kind, entries in data.items():
            if kind not in RECORDS:
                message = f"unknown table; known are {', '.join(RECORDS)}"
                crisis.problems.append(Problem(file.name, f"[{kind}]", "", "", message))
                continue
            for number, entry in enumerate([entries] if isinstance(entries, dict) else entries, 1):
                if not isinstance(entry, dict):
                    crisis.problems.append(Problem(file.name, f"{kind} {number}", "", "", f"write it as [[{kind}]]"))
                    continue
                crisis.records.setdefault(kind, []).append(entry)
                crisis.homes[id(entry)] = (file.name, _label(kind, entry, number))


def _ids(crisis: CrisisFolder) -> dict[str, dict[str, object]]:
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
    return ids


def _check_fields(crisis: CrisisFolder, ids: Mapping[str, Mapping[str, object]]) -> None:
    for kind, record in RECORDS.items():
        for entry in crisis.of(kind):
            before = len(crisis.problems)
            for key, value in entry.items():
                known = record.fields.get(key)
                if known is None:
                    crisis.blame(entry, key, value, f"unknown field; known are {', '.join(record.fields)}")
                    continue
                try:
                    known.check(value, ids)
                except FieldError as error:
                    crisis.blame(entry, key, value, str(error))
            for key, known in record.fields.items():
                if known.required and key not in entry:
                    crisis.blame(entry, key, None, "is missing")
            if len(crisis.problems) > before:
                crisis.broken.add(id(entry))


def _find_texts(crisis: CrisisFolder, folder: Path | Traversable, beside: Path | None) -> None:
    for entry in crisis.of("source"):
        named, file = entry.get("id"), entry.get("file")
        if not isinstance(named, str) or not isinstance(file, str):
            continue
        if "/" in file or "\\" in file or file in ("", ".", ".."):
            crisis.blame(entry, "file", file, "must be a file name without folders")
            continue
        for place in (beside, folder.joinpath("texts"), folder):
            path = None if place is None else place.joinpath(file)
            if path is None or not path.is_file():
                continue
            try:
                text = read_source_text(path)
            except StoreError as error:
                crisis.blame(entry, "file", file, str(error))
                break
            _check_text(crisis, entry, path, text)
            crisis.texts[named] = text
            break


def _check_text(crisis: CrisisFolder, entry: Entry, path: Path | Traversable, text: str) -> None:
    from hashlib import sha256

    digest = sha256(path.read_bytes()).hexdigest()
    if entry.setdefault("sha256", digest) != digest:
        crisis.blame(entry, "sha256", entry["sha256"], f"the file {path.name} has {digest}")
    if entry.setdefault("chars", len(text)) != len(text):
        crisis.blame(entry, "chars", entry["chars"], f"the file {path.name} has {len(text)}")


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
        StoreError: when `folder` is not a folder.
    """
    if not folder.is_dir():
        raise StoreError(f"{folder}: not a folder")
    crisis = CrisisFolder(folder.name)
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
