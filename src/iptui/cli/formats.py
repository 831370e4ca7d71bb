"""Rows as json, jsonl, csv and tsv, for programs: exact, one row at a time. No table, no terminal, no database here."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Protocol

    from iptui.store.sql import Value

    class Sink(Protocol):
        """Something to write text to."""

        def write(self, text: str, /) -> object:
            """Write it."""


__all__ = ["MACHINE", "Sink", "plain_text", "to_json", "visible_json"]

_ESCAPES = {code: f"\\u{code:04x}" for code in range(0x20)}
_ESCAPES |= {ord(char): f"\\{name}" for char, name in zip('"\\\b\f\n\r\t', '"\\bfnrt', strict=True)}
_TSV = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SHORT = 10_000
_PLAIN = set(map(chr, range(0x20, 0x7F)))


def plain_text(value: Value) -> str:
    """A value as text: nothing for NULL, bytes as SQLite writes them."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value)


# -- json --------------------------------------------------------------------------------------------------


def _laid(value: object, step: str | None, line: str) -> Iterator[str]:
    """The pieces of a value as JSON.

    Args:
        value: what a row or a record holds; another kind is a mistake of ours.
        step: what a line inside is indented by further; None for no lines.
        line: the end of a line and the indentation of the next, empty for no lines.
    """
    if isinstance(value, str):
        yield _string(value)
    elif value is None or value is True or value is False:
        yield {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, (int, float)):
        # Infinite numbers have no word.
        yield repr(value) if value - value == 0 else f'"{value}"'
    elif isinstance(value, bytes):
        from binascii import b2a_base64

        encoded = b2a_base64(value, newline=False).decode("ascii")
        yield from _laid({"$base64": True, "encoded": encoded}, step, line)
    elif isinstance(value, (dict, list, tuple)):
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        inside = line if step is None else line + step
        between = ", " if step is None else f",{inside}"
        before = opening + inside
        for key in value:
            yield before
            before = between
            if isinstance(value, dict):
                yield f"{_string(str(key))}: "
                yield from _laid(value[key], step, inside)
            else:
                yield from _laid(key, step, inside)
        yield line + closing if value else opening + closing
    else:
        raise TypeError(type(value))


def to_json(value: object, *, indent: int | None = None) -> str:
    """JSON text: valid whatever the data, and readable where the characters are.

    Bytes become `{"$base64": true, "encoded": …}` as in sqlite-utils and Datasette, infinite numbers the texts
    `inf` and `-inf`. What is not fit to be shown is written as the escapes that JSON has, so nothing is lost by it.
    """
    step, line = (None, "") if indent is None else (" " * indent, "\n")
    return visible_json("".join(_laid(value, step, line)))


def visible_json(text: str) -> str:
    """JSON text with what is not fit to be shown written as the escapes of JSON: the same to a program."""
    from iptui.text import is_safe

    line = text.replace("\n", " ")
    # What is not fit is found faster in the set of the characters of a long text, unless it is all ASCII.
    if (line.isascii() and line.isprintable()) or (len(text) < _SHORT and is_safe(line)):
        return text
    odd = {ord(char): _escaped(char) for char in set(text) - _PLAIN if not is_safe("a" + char, keep_newlines=True)}
    shown = text.translate(odd) if odd else text
    # The lines are those of the layout: to their ends nothing is joined, and spaces are weighed faster.
    if is_safe(shown.replace("\n", " ")):
        return shown
    # Marks and joiners that are fit to be shown, but not in their places or in such a heap.
    joined = {ord(char): _escaped(char) for char in set(shown) if not is_safe(char, keep_newlines=True)}
    return shown.translate({**joined, 0x200C: _escaped("\u200c")})


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _is_plain(text: str) -> bool:
    """Whether JSON and every terminal take a text as it is."""
    return text.isascii() and text.isprintable() and '"' not in text and "\\" not in text


def _string(text: str) -> str:
    if len(text) > _SHORT:
        # It takes a third as long, once it is imported.
        import json

        return json.dumps(text, ensure_ascii=False)
    return f'"{text.translate(_ESCAPES)}"'


def _objects(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """Each row as a JSON object: what `to_json` gives, without an import of `json` and in half of the time."""
    names = [_string(name) for name in columns]
    heads = [f"{', ' if number else '{'}{name}: " for number, name in enumerate(names)]
    known = all(map(_is_plain, columns)) and len(set(columns)) == len(columns) > 0
    for row in rows:
        parts, plain = [], True
        for head, value in zip(heads, row, strict=True):
            if isinstance(value, str):
                if _is_plain(value):
                    parts.append(f'{head}"{value}"')
                else:
                    parts.append(head + _string(value))
                    plain = False
            elif value is None:
                parts.append(head + "null")
            elif type(value) is int or (type(value) is float and value - value == 0):
                parts.append(f"{head}{value!r}")
            else:
                break
        if not known or len(parts) < len(heads):
            yield to_json(dict(zip(columns, row, strict=True)))
        else:
            text = "".join(parts) + "}"
            yield text if plain else visible_json(text)


def _write_json(columns: Sequence[str], rows: Iterable[Sequence[Value]], sink: Sink) -> None:
    # The bracket waits for the first row, so that a query that fails at once leaves no half of a list.
    before = "["
    for line in _objects(columns, rows):
        sink.write(f"{before}\n  {line}")
        before = ","
    sink.write("[]\n" if before == "[" else "\n]\n")


def _write_jsonl(columns: Sequence[str], rows: Iterable[Sequence[Value]], sink: Sink) -> None:
    for line in _objects(columns, rows):
        sink.write(line + "\n")


# -- separated values --------------------------------------------------------------------------------------


def _write_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]], sink: Sink) -> None:
    import csv

    writer = csv.writer(sink)
    writer.writerow(columns)
    for row in rows:
        # The module's own texts of NULL and of numbers are those of `plain_text`.
        writer.writerow([plain_text(value) for value in row] if bytes in map(type, row) else row)


def _write_tsv(columns: Sequence[str], rows: Iterable[Sequence[Value]], sink: Sink) -> None:
    sink.write("\t".join(name.translate(_TSV) for name in columns) + "\n")
    for row in rows:
        cells = list(map(plain_text, row))
        line = "\t".join(cells)
        if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= max(1, len(cells)):
            line = "\t".join([cell.translate(_TSV) for cell in cells])
        sink.write(line + "\n")


MACHINE: dict[str, Callable[[Sequence[str], Iterable[Sequence[Value]], Sink], None]] = {
    "json": _write_json,
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "tsv": _write_tsv,
}
"""What writes rows in each format for programs, given the names of their columns."""
