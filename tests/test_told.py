"""What a company's own pages say of somebody by name: about them and nobody else, in the page's own words."""

from __future__ import annotations

import datetime as dt

from research.extract import read
from research.extract.told import told_of
from research.models import Kind, Page, capture_hash

NEWS = """<main><h1>Welcome Dana and Piotr</h1>
<p>Exciting news! We are thrilled to welcome Dr. Dana Reyes and Piotr Nowak to our team this autumn.</p>
<p>Dana, our new head of delivery, comes from Luma, where she built two teams. Her focus will be on the structures and
metrics that the next two years need. When she is not at work, Dana plays in a brass band with her sons.</p>
<p>“Dana is the best thing that happened to us in a long time”, says Kim Larsen, who hired her for this work.</p>
<p>Reporting to Kim Larsen and Dana Reyes, Piotr will take over the platform that runs all our clinics. He also keeps
the tests of the open-source part fast and honest.</p></main>"""


def told(name: str, kind: Kind = "article") -> list[str]:
    """The sentences of NEWS about `name`."""
    body = NEWS.replace("\n", " ").encode()
    page = Page(
        url="https://acme.example/news/welcome", final_url="https://acme.example/news/welcome", kind=kind,
        fetched_at=dt.datetime(2026, 11, 3, tzinfo=dt.UTC), sha256=capture_hash(body), body=body,
    )  # fmt: skip
    document = read(page)
    lines = told_of(document, name)
    passages = {p.id: p.text for p in document.passages}
    for c in (c for line in lines for c in line.citations):
        assert passages[c.passage][c.start : c.end] == c.quote
    return [line.text for line in lines]


def test_the_sentences_about_a_person_are_found_the_task_first() -> None:
    assert told("Dana Reyes") == [
        "Her focus will be on the structures and metrics that the next two years need.",
        "Dana, our new head of delivery, comes from Luma, where she built two teams.",
    ]


def test_the_subject_of_a_sentence_is_followed_and_not_who_else_it_names() -> None:
    assert told("Piotr Nowak") == [
        "Reporting to Kim Larsen and Dana Reyes, Piotr will take over the platform that runs all our clinics.",
        "He also keeps the tests of the open-source part fast and honest.",
    ]


def test_somebody_whom_the_page_does_not_name_in_full_or_only_quotes_is_told_nothing_of() -> None:
    assert told("Dana Miller") == []
    assert told("Kim Larsen") == []
    assert told("Dana") == []
    assert told("Dana Reyes", "posting") == []
