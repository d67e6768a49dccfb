"""Postings: each case is a folder with one page and the parts it must be read into."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from research.extract import posting, read
from research.extract.postings import section_of
from research.models import Document, Page, Posting, Statement, capture_hash

CASES = sorted((Path(__file__).parent / "cases" / "posting").iterdir())
LISTS = ("responsibilities", "must", "nice", "problems", "measures", "goals", "pay", "stages", "summary")
FETCHED = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)


def document_of(html: str, kind: Any) -> Document:
    body = html.encode()
    url = "https://company.example/jobs/1/"
    return read(Page(url=url, final_url=url, kind=kind, fetched_at=FETCHED, sha256=capture_hash(body), body=body))


def parsed(case: Path) -> tuple[dict[str, Any], Document, Posting]:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    document = document_of((case / "page.html").read_text(encoding="utf-8"), expected["kind"])
    found = posting(document)
    assert found is not None
    return expected, document, found


def statements(found: Posting) -> list[Statement]:
    lone = [s for s in (found.team, found.reports_to, found.closed) if s is not None]
    return [*lone, *(s for name in LISTS for s in getattr(found, name))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lists_hold_the_expected_lines(case: Path) -> None:
    """Duties, requirements, goals and so on come out line by line, in the page's order."""
    expected, _, found = parsed(case)
    got = {name: [s.text for s in getattr(found, name)] for name in LISTS if name in expected}
    wanted = {name: expected[name] for name in LISTS if name in expected}
    order = {name: sorted(lines) for name, lines in wanted.items()}
    assert {name: sorted(lines) for name, lines in got.items()} == order


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_single_parts_are_as_expected(case: Path) -> None:
    """Title, place, team, manager, dates and the closing sentence."""
    expected, _, found = parsed(case)
    for name in ("title", "place", "team", "reports_to", "posted", "closes", "closed"):
        if name in expected:
            value = getattr(found, name)
            assert (value.text if isinstance(value, Statement) else str(value)) == expected[name], name
    for name in expected.get("empty", []):
        assert not getattr(found, name), name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_benefits_legal_text_and_instructions_are_left_out(case: Path) -> None:
    """What is no part of the work is in no list."""
    expected, _, found = parsed(case)
    printed = " ".join(s.text for s in statements(found))
    assert [word for word in expected.get("nowhere", []) if word in printed] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_line_is_verbatim(case: Path) -> None:
    """A line is a span of its passage, and its text is the quote or stands in it."""
    _, document, found = parsed(case)
    passages = {p.id: p.text for p in document.passages}
    for statement in statements(found):
        citation = statement.citations[0]
        assert passages[citation.passage][citation.start : citation.end] == citation.quote
        assert statement.text in citation.quote


def test_pages_that_are_no_postings_give_none() -> None:
    """A list of jobs, an article and an about page are not postings."""
    careers = "<main><h1>Careers</h1><h2>Open positions</h2><ul><li>Baker</li><li>Driver</li></ul></main>"
    article = "<main><h1>How we hire</h1><h2>Requirements</h2><p>We look for patience.</p></main>"
    assert posting(document_of(careers, "careers")) is None
    assert posting(document_of(article, "article")) is None
    assert posting(document_of("", "other")) is None


def test_several_job_postings_in_the_markup_are_a_list() -> None:
    """A page that marks up two jobs is not read as one of them."""
    job = json.dumps([{"@type": "JobPosting", "title": t} for t in ("Baker", "Driver")])
    html = f'<script type="application/ld+json">{job}</script><main><h1>Careers</h1><p>Two jobs.</p></main>'
    assert posting(document_of(html, "careers")) is None


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("What you’ll do", "responsibilities"), ("Major duties", "responsibilities"),
        ("Vos responsabilités", "responsibilities"),
        ("Deine Aufgaben", "responsibilities"), ("Who you are", "must"), ("Essential requirements", "must"),
        ("Minimum qualifications", "must"), ("Das bringst du mit", "must"), ("Lo que buscamos", "must"),
        ("Preferred qualifications", "nice"), ("Desirable requirements", "nice"), ("It would be a plus", "nice"),
        ("In your first six months", "goals"), ("How success is measured", "measures"), ("Hiring process", "stages"),
        ("Who we are", "skip"), ("What we offer", "skip"), ("About the role", "summary"), ("Salary range", "pay"),
        ("A day by the sea", None), ("", None),
    ],
)  # fmt: skip
def test_headings_open_their_section(heading: str, section: str | None) -> None:
    """The usual headings of four languages name their section."""
    assert section_of(heading) == section


def test_a_posting_pasted_without_markup_is_read() -> None:
    """Bulleted lines of a plain text, one paragraph each, are items."""
    lines = [
        "Ferry Mate",
        "What you’ll do",
        "• Splice rope",
        "• Count passengers",
        "Requirements",
        "• Sea legs and patience",
    ]
    found = posting(document_of("<main>" + "".join(f"<p>{line}</p>" for line in lines) + "</main>", "posting"))
    assert found is not None
    assert found.title == "Ferry Mate"
    assert [s.text for s in found.responsibilities] == ["Splice rope", "Count passengers"]
    assert [s.text for s in found.must] == ["Sea legs and patience"]


def test_hostile_text_costs_linear_time() -> None:
    """Long repetitive lines are read without backtracking blow-up."""
    body = "".join(
        f"<p>{cue * 80}</p>" for cue in ("report to the ", "success looks like ", "$1 to $2 ", "you will own ") * 5
    )
    began = dt.datetime.now(dt.UTC)
    posting(document_of(f"<main><h1>Job</h1>{body}</main>", "posting"))
    assert (dt.datetime.now(dt.UTC) - began).total_seconds() < 5
