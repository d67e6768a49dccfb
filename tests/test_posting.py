"""Postings: each case is a folder with one page and the parts it must be read into."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from research.collect.plain import plain_html
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


PASTED = {
    "english": (
        "Ledger Engineer\nRemote, Ireland\nTideline moves money for small harbours, and 300 of them trust it with every"
        " ferry ticket that they sell, in the season and out of it, by one nightly run and a handful of people.\n"
        "What we expect from you\n- Take the nightly ledger run apart and make it one that never stops for a ferry\n"
        "- Write the services that talk to banks, their files and the people who send them\n- Pair with two others\n"
        "Requirements\n- Five years of Python or Go in services that somebody is woken up for at night\n"
        "- Strong communication skills\n- AWS certification preferred\nNice to have\n- Kafka\nThe perks\n- Free sauna\n"
        "- You'll enjoy the neighbourhood of the office\nAbout Tideline\n- A team of makers\n",
        {
            "responsibilities": ["Take the nightly", "Write the services", "Pair with two"],
            "must": ["Five years of Python", "Strong communication"], "nice": ["AWS certification", "Kafka"],
        },
    ),
    "french": (
        "Ingénieure données\nNantes\nVos missions :\n- Reprendre la chaîne d’import\n- Documenter les tables\n"
        "Votre profil\n- Trois ans de PostgreSQL\n- Goût du travail en équipe\nCe que nous offrons\n- Le tram\n"
        "Les atouts\n- Une connaissance de Kafka\n",
        {
            "responsibilities": ["Reprendre la chaîne", "Documenter les"],
            "must": ["Trois ans de PostgreSQL", "Goût du travail"], "nice": ["Une connaissance"],
        },
    ),
    "german": (
        "Gärtner (m/w/d)\nKassel\nDeine Aufgaben\n- Pflege der Jungbäume\n- Beratung samstags\nDas bringst du mit\n"
        "- Ausbildung im Gartenbau\n- Führerschein Klasse B\nVon Vorteil\n- Erfahrung mit Bäumen\nWas wir bieten\n"
        "- 30 Tage Urlaub\n",
        {
            "responsibilities": ["Pflege der", "Beratung samstags"],
            "must": ["Ausbildung im", "Führerschein Klasse"], "nice": ["Erfahrung mit"],
        },
    ),
}  # fmt: skip
WAYS = {
    "as a list": ("\n- ", "\n"), "without bullets": ("\n", "\n"), "blank lines doubled": ("\n", "\n\n\n"),
    "tabbed bullets": ("\n\t•\t", "\n"), "bullets alone": ("\n•\n", "\n"), "dashes": ("\n– ", "\n"),
    "dots": ("\n·", "\n"), "Windows": ("\n", "\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("tongue", PASTED)
def test_a_pasted_posting_is_read_however_it_was_copied(tongue: str, way: str) -> None:
    """With or without bullets and blank lines, headings open sections and the lines below are their entries."""
    text, wanted = PASTED[tongue]
    bullet, end = WAYS[way]
    found = posting(document_of(plain_html(text.replace("\n- ", bullet).replace("\n", end), "posting"), "posting"))
    assert found is not None
    for name in ("responsibilities", "must", "nice"):
        lines = [s.text for s in getattr(found, name)]
        assert len(lines) == len(wanted[name]), (name, lines)
        assert all(line.startswith(start) for line, start in zip(lines, wanted[name], strict=True)), (name, lines)
    assert not any(word in s.text for s in statements(found) for word in ("sauna", "neighbourhood", "tram", "Urlaub"))


@pytest.mark.parametrize("case", ["bold_lines", "french", "german_two", "mixed_must", "prose_only", "spanish", "traps"])
def test_a_page_pasted_as_plain_lines_reads_as_the_page(case: str) -> None:
    """What a browser copies of a page, a line each without marks, gives the lists that the page gives."""
    _, document, page = parsed(Path(__file__).parent / "cases" / "posting" / case)
    text = "\n".join(passage.text for passage in document.main)
    pasted = posting(document_of(plain_html(text, "posting"), "posting"))
    assert pasted is not None
    of = lambda one: {name: [s.text for s in getattr(one, name)] for name in LISTS}  # noqa: E731 - for both sides
    assert of(pasted) == of(page)


def test_hostile_text_costs_linear_time() -> None:
    """Long repetitive lines are read without backtracking blow-up."""
    body = "".join(
        f"<p>{cue * 80}</p>" for cue in ("report to the ", "success looks like ", "$1 to $2 ", "you will own ") * 5
    )
    began = dt.datetime.now(dt.UTC)
    posting(document_of(f"<main><h1>Job</h1>{body}</main>", "posting"))
    assert (dt.datetime.now(dt.UTC) - began).total_seconds() < 5
