"""Citations: every style, hostile data, and nothing made up."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given

from hostile_text import NASTY, nasty_text
from iptui.evidence.cite import Citation, cite, markdown, plain, when
from iptui.evidence.cite_formats import bibtex, csl_json, ris
from iptui.store.bundled import ensure_bundled
from iptui.store.catalogue import Catalogue


def cited(crisis: Catalogue, id_: str) -> Citation:
    found = cite(crisis, id_)
    assert found is not None
    return found


def hostile(citation: Citation, text: str) -> Citation:
    """The citation with a text in every field that data can fill."""
    (reference, *_) = citation.references
    source = reference.source._replace(
        title=text,
        author=text,
        publisher=text,
        publisher_basis="stated",
        url=text,
        language=text,
        published="2024-01-22",
        published_basis="stated",
        earliest="2024-01-22",
        latest="2024-01-22",
    )
    return replace(citation, text=text, speaker=text, office=text, references=(replace(reference, source=source),))


def test_a_quote_in_plain_text_has_everything(crisis: Catalogue) -> None:
    text = plain(cited(crisis, "epoch-kakar-irritants"))
    assert text.startswith("“overcome minor irritants through dialogue and diplomacy")
    for part in (
        "Anwaar-ul-Haq Kakar, acting prime minister, on behalf of Pakistan, to Iran, 19 Jan 2024",
        "Adam Morrow",
        "Iran, Pakistan to Resume Normal Ties",
        "The Epoch Times [known from outside, not from the text]",
        "published 22–28 Jan 2024 [inferred]",
        "¶ 28, characters 4837–4939",
        "sha256 69f03d49859c…",
    ):
        assert part in text
    assert "\n" not in text


def test_what_is_unknown_is_said_to_be(crisis: Catalogue) -> None:
    text = plain(cited(crisis, "unsigned"))
    assert "author unknown" in text
    assert "publisher unknown" in text
    assert "from Jun 2025 on [inferred]" in text
    said = plain(cited(crisis, "unsigned-terrorist-hideouts"))
    assert "office not named" in said
    undated = plain(cited(crisis, "balancing-khamenei-kashmir"))
    assert "date unknown." in undated
    assert "(paraphrase)" in undated
    assert when("not a date") == "not a date"


@pytest.mark.parametrize("id_", ["unsigned", "unsigned-asif-safeguard"])
def test_machines_are_told_nothing_that_is_unknown(crisis: Catalogue, id_: str) -> None:
    citation = cited(crisis, id_)
    (item,) = json.loads(csl_json([citation]))
    assert not {"author", "publisher", "issued", "URL"} & set(item)
    assert "author unknown; publisher unknown; date of publication from Jun 2025 on [inferred]" in item["note"]
    assert not re.search(r"^  (author|publisher|year|month|date) =", bibtex([citation]), re.MULTILINE)
    assert not re.search(r"^(AU|PB|PY|DA|UR)  - ", ris([citation]), re.MULTILINE)


def test_an_event_is_cited_with_each_of_its_sources(crisis: Catalogue) -> None:
    citation = cited(crisis, "iran-strikes-pakistan")
    sources = [reference.source.id for reference in citation.references]
    assert sorted(sources) == ["balancing", "diplomat", "epoch", "outlook", "unsigned"]
    assert len(plain(citation).splitlines()) == 6
    assert [item["custom"]["source"] for item in json.loads(csl_json([citation]))] == sources
    assert bibtex([citation]).count("@misc{") == 5
    assert ris([citation]).count("TY  - ") == 5
    count = crisis.connection.execute(
        "SELECT count(*) FROM event_evidence WHERE event_id = 'iran-strikes-pakistan'"
    ).fetchone()[0]
    assert sum(len(item["custom"]["places"]) for item in json.loads(csl_json([citation]))) == count


def test_other_stances_are_told(crisis: Catalogue) -> None:
    assert "(mentions)" in plain(cited(crisis, "ambassadors-return"))
    assert "(disputes)" in plain(cited(crisis, "iran-recalls-ambassador"))


def test_no_such_id(crisis: Catalogue) -> None:
    assert cite(crisis, "no-such-id") is None
    assert json.loads(csl_json([])) == []


def test_a_stated_date_goes_as_far_as_it_is_certain(crisis: Catalogue) -> None:
    citation = hostile(cited(crisis, "epoch"), "x")
    (item,) = json.loads(csl_json([citation]))
    assert item["issued"] == {"date-parts": [[2024, 1, 22]]}
    assert "  year = {2024},\n  month = {1},\n  day = {22},\n" in bibtex([citation])
    assert "DA  - 2024/01/22/\r\n" in ris([citation])
    (reference,) = citation.references
    month = reference.source._replace(published="2024-01", earliest="2024-01-01", latest="2024-01-31")
    citation = replace(citation, references=(replace(reference, source=month),))
    assert json.loads(csl_json([citation]))[0]["issued"] == {"date-parts": [[2024, 1]]}
    assert "DA  - 2024/01//\r\n" in ris([citation])


@given(nasty_text)
def test_no_text_breaks_a_format(text: str) -> None:
    with Catalogue.open(ensure_bundled(), ours=True) as catalogue:
        _check_formats(hostile(cited(catalogue, "epoch-kakar-irritants"), text))


@pytest.mark.parametrize(
    "text",
    [
        NASTY,
        "50% & {more} $x_y^2~ #1 \\input{secret} }",
        "a\r\nER  - \r\nTY  - JOUR\r\nAU  - Somebody",
        "}\n@string{x = {y}}",
    ],
)
def test_no_hostile_text_breaks_a_format(crisis: Catalogue, text: str) -> None:
    _check_formats(hostile(cited(crisis, "epoch-kakar-irritants"), text))


def _check_formats(citation: Citation) -> None:
    lines = ris([citation]).split("\r\n")
    assert [line[:6] for line in lines].count("TY  - ") == 1
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines if line)
    assert lines[-2:] == ["", ""]
    assert [line[:6] for line in lines if line][-1] == "ER  - "

    entry = bibtex([citation])
    bare = re.sub(r"\\[{}]", "", entry)
    depth = 0
    for at, char in enumerate(bare):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
        assert depth > 0 or at in range(6) or at >= len(bare.rstrip()) - 1
    assert depth == 0
    assert re.findall(r"^@\w*", entry, re.MULTILINE) == ["@misc"]
    for line in entry.splitlines()[1:-1]:
        assert re.match(r"  [a-z]+ = \{.*\},$", line), line
        if not line.startswith("  url"):
            assert not re.search(r"(?<!\\)[%#&$_]", line), line

    (item,) = json.loads(csl_json([citation]))
    assert item["title"] == citation.references[0].source.title


def test_markdown_is_escaped(crisis: Catalogue) -> None:
    text = markdown(hostile(cited(crisis, "epoch-kakar-irritants"), "*a* [b](http://c) <script>\n# d `e`"))
    for raw in ("*a*", "[b]", "<script>", "\n# d", "`e`"):
        assert raw not in text.replace("\\", "\0")
    assert text.count("\n") == 3
    assert all(line.startswith(">") for line in text.splitlines())
    assert markdown(cited(crisis, "saravan-rubble")).startswith("**People gather at the rubble near Saravan**")
