"""Citations for reference managers: BibTeX, CSL-JSON and RIS, an entry a source. Pure.

Fields that are not known are left out and a note says so; a date goes into a field only as far as it is certain.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable

from iptui import edtf
from iptui.evidence.cite import HASH, Citation, Reference, notes, parties, place, when
from iptui.model import Dating, Source

__all__ = ["bibtex", "csl_json", "ris"]

_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def _line(text: str) -> str:
    """Text on one line: no control character of the data can end a field."""
    return _CONTROL.sub(" ", text).strip()


def _note(citation: Citation, reference: Reference) -> str:
    """Everything that the fields of a format cannot hold."""
    source = reference.source
    told = []
    if citation.kind == "statement":
        said = f"“{citation.text}”" if citation.form in ("verbatim", "mixed") else citation.text
        form = {"mixed": "altered by the source", "paraphrase": "paraphrase"}.get(citation.form or "")
        who = ", ".join(
            [citation.speaker or "speaker unknown", citation.office or "office not named", *parties(citation)]
        )
        told.append(f"{said} ({'; '.join(part for part in (form, who) if part)})")
    elif citation.kind == "event":
        told.append(citation.text)
    if citation.dating is not None:
        told.append(_dated(citation.dating))
    told += [place(*each) for each in reference.places]
    told += notes(source)
    if source.sha256:
        told.append(f"sha256 {source.sha256[:HASH]}")
    return _line("; ".join(told))


def _dated(dating: Dating) -> str:
    date = when(dating.date)
    return date if date == "date unknown" else f"dated {date} ({dating.basis})"


def _key(citation: Citation, reference: Reference) -> str:
    """A key that every format takes: ASCII letters, digits, hyphens and a colon."""
    named = citation.id if citation.kind == "source" else f"{reference.source.id}:{citation.id}"
    folded = unicodedata.normalize("NFKD", named).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9:-]+", "-", folded).strip("-") or "source"


def _certain(source: Source) -> list[int]:
    """Year, month and day of publication as far as first and last possible day agree and nothing was inferred."""
    if source.published_basis != "stated" or source.earliest is None or source.latest is None:
        return []
    try:
        parsed = edtf.parse(source.published)
    except edtf.EdtfError:
        return []
    first, last = (_parts(day) for day in (source.earliest, source.latest))
    if first is None or last is None or parsed.qualifiers:
        return []
    certain = []
    for one, other in zip(first, last, strict=True):
        if one != other:
            break
        certain.append(one)
    return certain


def _parts(day: str) -> tuple[int, int, int] | None:
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)", day, re.ASCII)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _given(source: Source) -> tuple[str | None, str | None]:
    """Author and publisher for a field: those that the text itself or its place of finding states."""
    return source.author, source.publisher if source.publisher_basis != "inferred" else None


# -- BibTeX ------------------------------------------------------------------------------------------------

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def _tex(text: str) -> str:
    """Text for a field of BibTeX: what TeX reads as commands is escaped, braces included, so that they balance."""
    return "".join(_TEX.get(char, char) for char in _line(text))


def bibtex(citations: Iterable[Citation]) -> str:
    """Entries of BibTeX (`@misc`, UTF-8), one a source of a citation."""
    entries = []
    for citation in citations:
        for reference in citation.references:
            source = reference.source
            author, publisher = _given(source)
            date = _certain(source)
            fields = {
                "title": f"{{{_tex(source.title)}}}",
                "author": f"{{{_tex(author)}}}" if author else None,
                "publisher": _tex(publisher) if publisher else None,
                "year": f"{date[0]:04d}" if date else None,
                "month": str(date[1]) if len(date) > 1 else None,
                "day": str(date[2]) if len(date) > 2 else None,
                "url": _line(source.url).translate({123: "%7B", 125: "%7D", 92: "%5C"}) if source.url else None,
                "language": _tex(source.language) if source.language else None,
                "note": _tex(_note(citation, reference)),
            }
            body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
            entries.append(f"@misc{{{_key(citation, reference)},\n{body}}}\n")
    return "\n".join(entries)


# -- CSL-JSON ----------------------------------------------------------------------------------------------


def csl_json(citations: Iterable[Citation]) -> str:
    """A list of CSL-JSON items, one a source of a citation.

    `custom` holds the words, the places (Unicode code points, end excluded) and the full SHA-256.
    """
    items = []
    for citation in citations:
        for reference in citation.references:
            source = reference.source
            author, publisher = _given(source)
            date = _certain(source)
            item: dict[str, object] = {
                "id": _key(citation, reference),
                "type": "webpage" if source.url else "document",
                "title": source.title,
            }
            if author:
                item["author"] = [{"literal": author}]
            if publisher:
                item["publisher"] = publisher
            if date:
                item["issued"] = {"date-parts": [date]}
            if source.url:
                item["URL"] = source.url
            if source.language:
                item["language"] = source.language
            item["note"] = _note(citation, reference)
            item["custom"] = {
                "id": citation.id,
                "source": source.id,
                "quote": citation.text if citation.form in ("verbatim", "mixed") else None,
                "speaker": citation.speaker,
                "office": citation.office,
                "date": citation.dating.date if citation.dating else None,
                "published": source.published,
                "sha256": source.sha256,
                "places": [
                    {"paragraph": passage.paragraph, "start": passage.start, "end": passage.end, "stance": stance}
                    for passage, stance in reference.places
                ],
            }
            items.append(item)
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


# -- RIS ---------------------------------------------------------------------------------------------------


def ris(citations: Iterable[Citation]) -> str:
    """Records of RIS, one a source of a citation; lines end with CR LF, as the format asks."""
    lines = []
    for citation in citations:
        for reference in citation.references:
            source = reference.source
            author, publisher = _given(source)
            date = _certain(source)
            fields = [
                ("TY", "ELEC" if source.url else "GEN"),
                ("ID", _key(citation, reference)),
                ("TI", source.title),
                ("AU", author),
                ("PB", publisher),
                ("PY", f"{date[0]:04d}" if date else None),
                ("DA", "/".join([f"{date[0]:04d}", *(f"{part:02d}" for part in date[1:])]) + "/" * (4 - len(date)))
                if date
                else ("DA", None),
                ("UR", source.url),
                ("LA", source.language),
                ("N1", _note(citation, reference)),
                ("ER", ""),
            ]
            lines += [f"{tag}  - {_line(value)}" for tag, value in fields if value is not None]
            lines.append("")
    return "".join(line + "\r\n" for line in lines)
