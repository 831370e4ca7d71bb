"""From files to text: plain text, Markdown, HTML and PDF; damaged, hostile and oversized ones."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from iptui.evidence import extract as module
from iptui.evidence.extract import ExtractError, decode, extract, kind_of

NEEDED = {"html": "bs4", "markdown": "markdown_it", "pdf": "pypdf"}


def needs(*kinds: str) -> None:
    for kind in kinds:
        pytest.importorskip(NEEDED[kind], reason="the extra `attach` is not installed")


def text_of(folder: Path, name: str, data: bytes | str) -> str:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return extract(path).text


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with lines of text in Helvetica, in Windows-1252, made by hand after ISO 32000."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, lines in enumerate(pages):
        shown = b"".join(
            b"("
            + line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            + b") Tj T* "
            for line in lines
        )
        content = b"BT /F1 11 Tf 14 TL 50 780 Td " + shown + b"ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return made + (end + f"startxref\n{len(made)}\n%%EOF\n").encode()


def test_plain_text_is_kept_to_the_byte(tmp_path: Path) -> None:
    text = "\ufeffOne “two”\r\n\r\nthree\u00a0four \n"
    assert text_of(tmp_path, "a.txt", text) == text


@pytest.mark.parametrize(("encoding", "note"), [("utf-16", "UTF-16"), ("cp1252", "Windows-1252")])
def test_other_encodings_are_read_and_told(encoding: str, note: str) -> None:
    assert decode("“Words”, they said".encode(encoding)) == ("“Words”, they said", f"read as {note}")


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfe\x00", b"\x81\x8d\x8f"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ExtractError, match="not text"):
        decode(data)


def test_html_by_paragraphs_with_entities_decoded(tmp_path: Path) -> None:
    needs("html")
    page = """<!DOCTYPE html><html><head><title>T</title><style>p {}</style></head><body><!-- no -->
    <nav><ul><li>Home<li>News</ul></nav><h1>A &ldquo;headline&rdquo;</h1>
    <p>First&nbsp;line
       goes <b>on</b>ward<br>second &amp; third &#8212; &#x2014;<p>Next<script>alert(1)</script> one</p>
    <div>In a <div>nested</div> block</div><pre>kept
  as is</pre><table><tr><td>a<td>b</table><svg><text>unseen</text></svg></body></html>"""
    assert text_of(tmp_path, "a.html", page) == (
        "Home\n\nNews\n\nA “headline”\n\nFirst\u00a0line goes onward\nsecond & third — —\n\nNext one\n\n"
        "In a\n\nnested\n\nblock\n\nkept\nas is\n\na\n\nb\n"
    )


def test_html_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    needs("html")
    page = '<html><head><meta charset="windows-1252"></head><body>“zéro”</body></html>'.encode("cp1252")
    assert text_of(tmp_path, "a.htm", page) == "“zéro”\n"


def test_html_opens_nothing_and_expands_nothing(tmp_path: Path) -> None:
    needs("html")
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    page = f"""<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "yyyy">]><html><body>
    <img src="http://127.0.0.1:9/x"><iframe src="file://{secret}"></iframe><p>&x; &y; end</p></body></html>"""
    text = text_of(tmp_path, "a.html", page)
    assert "SECRET" not in text
    assert "yyyy" not in text.replace('"yyyy"', "")
    assert text.endswith("end\n")


def test_html_nested_beyond_any_stack(tmp_path: Path) -> None:
    needs("html")
    assert "deep" in text_of(tmp_path, "a.html", "<html>" + "<div>" * 20_000 + "deep")


def test_markdown_without_its_markup(tmp_path: Path) -> None:
    needs("html", "markdown")
    text = text_of(
        tmp_path,
        "a.md",
        '# Head *line*\n\nSome **bold** [link](http://x.y "t") and `code` \\*.\nNext line.\n\n'
        "> “Quoted,”\n> he said.\n\n"
        "- one\n- two\n\n<p>Raw &amp; html</p>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    )
    assert text == (
        "Head line\n\nSome bold link and code *. Next line.\n\n“Quoted,” he said.\n\none\n\ntwo\n\nRaw & html\n\n"
        "a\n\nb\n\n1\n\n2\n"
    )


def test_pdf_by_lines_and_pages(tmp_path: Path) -> None:
    needs("pdf")
    text = text_of(tmp_path, "a.pdf", pdf([["“Exact words,” they said", "on 3 May."], ["A (second) page — it’s here"]]))
    assert text == "“Exact words,” they said\non 3 May.\n\nA (second) page — it’s here\n"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.pdf", b"%PDF-1.4\ngarbage", "damaged or not pdf"),
        ("empty.txt", b"", "no text in it"),
        ("blank.txt", b" \n\n", "no text in it"),
        ("b.html", b"<html><script>x</script></html>", "no text in it"),
        ("zip.txt", b"PK\x03\x04\0\0", "not text"),
    ],
)
def test_a_file_without_text_is_refused(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    needs("html", "pdf")
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ExtractError, match=why):
        extract(path)


def test_a_pdf_of_pictures_says_what_it_needs(tmp_path: Path) -> None:
    needs("pdf")
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf([[]]))
    with pytest.raises(ExtractError, match="text recognition"):
        extract(path)


def test_every_broken_pdf_ends_in_an_error_or_a_text(tmp_path: Path) -> None:
    needs("pdf")
    whole = pdf([["Some words on a page"]])
    path = tmp_path / "a.pdf"
    for cut in range(20, len(whole), 150):
        path.write_bytes(whole[:cut])
        with suppress(ExtractError):
            assert extract(path).text.strip()


def test_missing_folders_and_pipes_are_told(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match="No such file"):
        extract(tmp_path / "none.txt")
    with pytest.raises(ExtractError, match="not a regular file"):
        extract(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.txt")
        with pytest.raises(ExtractError, match="not a regular file"):
            extract(tmp_path / "pipe.txt")


def test_files_and_texts_beyond_the_limits_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words " * 100)
    monkeypatch.setattr(module, "MAX_CHARS", 500)
    with pytest.raises(ExtractError, match="too long: 600 characters"):
        extract(path)
    monkeypatch.setitem(module.MAX_BYTES, "text", 500)
    with pytest.raises(ExtractError, match="too large: 600 bytes"):
        extract(path)


def test_a_reader_that_does_not_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html>x</html>")
    monkeypatch.setattr(module, "SECONDS", 0)
    with pytest.raises(ExtractError, match="took more than"):
        extract(path)


@pytest.mark.parametrize("kind", ["html", "markdown", "pdf"])
def test_a_missing_library_is_named_with_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    for library in NEEDED.values():
        (tmp_path / f"{library}.py").write_text("raise ImportError('not here')")
    monkeypatch.syspath_prepend(str(tmp_path))
    path = tmp_path / {"html": "a.html", "markdown": "a.md", "pdf": "a.pdf"}[kind]
    path.write_bytes(b"%PDF-1.4" if kind == "pdf" else b"words")
    with pytest.raises(ExtractError, match=r"needs .*iptui\[attach\]"):
        extract(path)


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (b"%PDF-1.7\n", ".txt", "pdf"),
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML><p>", "", "html"),
        (b"<HTML>", ".txt", "html"),
        (b"plain", ".pdf", "text"),
        (b"plain", ".md", "markdown"),
        (b"<p>x", ".html", "html"),
        (b"plain", ".weird", "text"),
    ],
)
def test_the_kind_of_a_file(data: bytes, suffix: str, kind: str) -> None:
    assert kind_of(data, suffix) == kind


def test_the_child_refuses_what_it_does_not_know() -> None:
    for arguments in ([], ["exe"], ["pdf", "more"]):
        done = subprocess.run([sys.executable, "-m", "iptui.evidence.unpack", *arguments], input=b"", check=False)
        assert done.returncode == 2
