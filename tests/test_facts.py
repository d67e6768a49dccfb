"""Facts: each case is a folder with small pages and what must, and must not, be said of the company."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from research.extract import facts, read
from research.extract.fact_patterns import plain
from research.models import Document, Fact, Page, capture_hash

CASES = sorted((Path(__file__).parent / "cases" / "facts").iterdir())
FETCHED = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)


def page_of(html: str, kind: Any, url: str = "https://company.example/") -> Document:
    body = html.encode()
    page = Page(url=url, final_url=url, kind=kind, fetched_at=FETCHED, sha256=capture_hash(body), body=body)
    return read(page)


def found_in(case: Path) -> tuple[dict[str, Any], list[Document], list[Fact]]:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    documents = [
        page_of(
            (case / name).read_text(encoding="utf-8"), kind, f"https://company.example/{name.removesuffix('.html')}/"
        )
        for name, kind in expected["pages"].items()
    ]
    return expected, documents, facts(documents, expected["names"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_expected_fact_is_found(case: Path) -> None:
    """What the pages say of the company comes out with a card-sized value."""
    expected, _, found = found_in(case)
    values = {(fact.kind, fact.value) for fact in found}
    assert {tuple(pair) for pair in expected["has"]} <= values


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_absent_is_filled(case: Path) -> None:
    """A kind that the pages do not state stays empty."""
    expected, _, found = found_in(case)
    assert [(fact.kind, fact.value) for fact in found if fact.kind in expected["absent"]] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_quote_stands_in_its_passage(case: Path) -> None:
    """Each citation is the passage's own text at its own offsets."""
    _, documents, found = found_in(case)
    passages = {(document.sha256, p.id): p.text for document in documents for p in document.passages}
    for citation in (c for fact in found for c in fact.citations):
        assert passages[citation.document, citation.passage][citation.start : citation.end] == citation.quote != ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_order_of_pages_changes_nothing_but_ties(case: Path) -> None:
    """The same pages in another order give the same facts."""
    expected, documents, found = found_in(case)
    again = facts(documents[::-1], expected["names"])
    assert {(f.kind, f.value) for f in again} == {(f.kind, f.value) for f in found}


def test_founders_elsewhere_are_not_founders_here() -> None:
    """Somebody who founded another company is no founder of this one."""
    _, _, found = found_in(next(case for case in CASES if case.name == "founders"))
    assert "Tom Brandt" not in {fact.value for fact in found}


def test_a_long_sentence_is_quoted_by_its_clause() -> None:
    """A sentence of several hundred characters is cut to the clause that states the fact."""
    tail = ", which took the founders by surprise and led to a long series of letters" * 5
    found = facts([page_of(f"<main><p>Harrow Pike was founded in 1984{tail}.</p></main>", "about")], ["Harrow Pike"])
    assert [f.citations[0].quote for f in found if f.kind == "founded"] == ["Harrow Pike was founded in 1984"]


def test_a_quote_does_not_end_before_a_name_with_a_leading_stop() -> None:
    """ ".NET" ends no sentence and no clause."""
    text = "Harrow Pike was founded in Lille in 1984 by two .NET developers" + " focused on software that lasts" * 8
    found = facts([page_of(f"<main><p>{text}.</p></main>", "about")], ["Harrow Pike"])
    assert [f.citations[0].quote for f in found if f.kind == "founded"] == [text]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_plans_are_marked_as_plans(case: Path) -> None:
    """What the company only intends is not told as done, and nothing else is called a plan."""
    expected, _, found = found_in(case)
    assert [[fact.kind, fact.value] for fact in found if fact.plan] == expected.get("plan", [])


def test_a_fact_carries_the_date_of_its_page() -> None:
    """`as_of` is the publication date of the page, if it has one."""
    html = (
        '<html><head><meta property="article:published_time" content="2024-02-03"></head>'
        "<body><main><h1>News</h1><p>Harrow Pike has raised $5 million in seed funding.</p></main></body></html>"
    )
    found = facts([page_of(html, "press")], ["Harrow Pike"])
    assert [(f.kind, f.as_of) for f in found] == [("funding", dt.date(2024, 2, 3))]


def test_a_year_in_the_future_is_no_founding_year() -> None:
    """A founding year after the capture is not believed."""
    assert facts([page_of("<main><p>Harrow Pike was founded in 2031.</p></main>", "about")], ["Harrow Pike"]) == []


def test_names_given_as_a_slug_are_recognised_as_printed() -> None:
    """A lower-case name with dashes fits the printed name with accents."""
    html = "<main><p>Société Générique du Nord a été créée en 1971.</p></main>"
    found = facts([page_of(html, "about")], ["societe-generique-du-nord"])
    assert [f.value for f in found if f.kind == "founded"] == ["1971"]


def test_no_documents_and_no_names_give_no_facts() -> None:
    """Empty input is not an error."""
    assert facts([], []) == []
    assert facts([page_of("<p>Hello there.</p>", "home")], [""]) == []


def test_plain_text_keeps_its_length() -> None:
    """Offsets found on plain text fit the passage, whatever characters it holds."""
    for text in ("Fête “quoted” — ﬁne İstanbul ß 10 ½", "東京 ①", "e\u0301"):
        assert len(plain(text)) == len(text)


def test_hostile_text_costs_linear_time() -> None:
    """Long lines of cue words are read without backtracking blow-up."""
    html = "<main>" + "".join(f"<p>{('we are a team of ' * 110)}</p>" for _ in range(10)) + "</main>"
    html += "<main><p>" + "our mission is to " * 100 + "</p><p>" + "founded in , " * 140 + "</p></main>"
    began = dt.datetime.now(dt.UTC)
    facts([page_of(html, "about")], ["We Are"])
    assert (dt.datetime.now(dt.UTC) - began).total_seconds() < 5


def test_a_house_that_makes_software_is_no_product() -> None:
    """ "Acme is a platform" names a product, "Acme is a platform company" does not."""
    told = "<main><p>Harrow Pike is a software {} for river towns in the north.</p></main>"
    kinds = [{f.kind for f in facts([page_of(told.format(w), "about")], ["Harrow Pike"])} for w in ("agency", "suite")]
    assert ["products" in found for found in kinds] == [False, True]
