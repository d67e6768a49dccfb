"""Every case in cases/read is a page we must read right: page.html and what is expected of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from research.extract import people, read
from research.models import Document, Page, capture_hash

CASES = sorted(p.parent for p in (Path(__file__).parent / "cases" / "read").glob("*/expected.json"))
FIELDS = ("title", "site_name", "published_from", "event_from", "language", "canonical")
DATES = ("published", "event")


def load(case: Path) -> tuple[Document, dict[str, Any]]:
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    body = (case / "page.html").read_bytes()
    url = expected.get("url", f"https://acme.example/{case.name}")
    now = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
    return read(Page(url=url, final_url=url, fetched_at=now, sha256=capture_hash(body), body=body)), expected


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_the_people_of_a_page_are_found_with_title_and_group(case: Path) -> None:
    document, expected = load(case)
    if "people" not in expected:
        pytest.skip("not about people")
    titles = not expected.get("loose_titles")
    wanted = [(p["name"], p["job_title"] if titles else None, p["group"]) for p in expected["people"]]
    found = [(p.name, p.job_title if titles else None, p.group) for p in document.people]
    assert found == wanted


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_a_quote_about_a_person_is_verbatim_text_of_the_page(case: Path) -> None:
    document, _ = load(case)
    passages = {p.id: p.text for p in document.passages}
    for person in document.people:
        for c in (*person.citations, *(c for line in person.bio for c in line.citations)):
            assert passages[c.passage][c.start : c.end] == c.quote != ""
        assert person.name in " ".join(c.quote for c in person.citations)


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_the_fields_and_regions_of_a_page_are_read(case: Path) -> None:
    document, expected = load(case)
    for field in FIELDS:
        if field in expected:
            assert getattr(document, field) == expected[field]
    for field in DATES:
        if field in expected:
            day = expected[field] and dt.date.fromisoformat(expected[field])
            assert getattr(document, field) == day
    assert list(document.feeds) == expected.get("feeds", list(document.feeds))
    if "main" in expected:
        assert [p.text for p in document.main] == expected["main"]
    for text, region in expected.get("regions", {}).items():
        assert {p.region for p in document.passages if p.text == text} == {region}
    for text in expected.get("has", []):
        assert any(text in p.text for p in document.passages)


def test_a_card_gives_bio_photo_and_the_persons_links() -> None:
    document, _ = load(next(c for c in CASES if c.name == "cards-split-names"))
    dana, _, piotr, _ = document.people
    assert dana.bio[0].text.startswith("Dana founded Acme in a garage")
    assert dana.photo == "https://acme.example/a.jpg"
    assert piotr.same_as == ("https://github.com/pzajac-acme",)


def test_a_lone_page_is_read_for_people_without_a_capture() -> None:
    found = people("<h1>Team</h1><p><b>Jane Doe</b><br>Director</p>", "https://acme.example/team")
    assert [(p.name, p.job_title) for p in found] == [("Jane Doe", "Director")]


def test_hostile_markup_gives_at_most_300_people() -> None:
    cards = "".join(
        f"<div><h3>Jane Doe{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}</h3><p>Director</p></div>" for i in range(600)
    )
    assert len(people(f"<h1>Team</h1>{cards}", "https://acme.example/team")) <= 300


def test_a_biography_is_given_without_its_sentences_about_family_and_pastimes() -> None:
    found = people(
        "<h1>Team</h1><div><h3>Kim Larsen</h3><p>Director of Technology</p><p>Kim builds our largest systems and"
        " teaches the team. She speaks at two conferences a year. When not writing code, Kim is raising her sons."
        " Before Acme she led a team at a bank.</p></div><div><h3>Tom Berg</h3><p>Designer</p><p>Tom draws what we"
        " ship. When Tom isn’t at work, you can find him in a museum. Away from the office he rows.</p></div>",
        "https://acme.example/team",
    )
    assert [[line.text for line in person.bio] for person in found] == [
        [
            "Kim builds our largest systems and teaches the team. She speaks at two conferences a year.",
            "Before Acme she led a team at a bank.",
        ],
        ["Tom draws what we ship."],
    ]
