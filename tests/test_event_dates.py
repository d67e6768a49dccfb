"""The day on which something was told and the day on which it happens are two dates, and the brief keeps them apart."""

from __future__ import annotations

import datetime as dt

from research.brief.company import company
from research.extract import read, signals
from research.models import Document, Identity, Page, capture_hash
from research.render.words import dated

TODAY = dt.date(2026, 11, 3)


def article(published: str, *lines: str) -> Document:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    more = "<p>We are glad about it, and thank everybody who has worked for this over the last months and years.</p>"
    html = (
        f"<html lang=en><head><title>News</title><meta property='article:published_time' content='{published}'></head>"
        f"<body><article><h1>News</h1>{paragraphs}{more}</article></body></html>"
    )
    now, body, url = dt.datetime(2026, 11, 3, tzinfo=dt.UTC), html.encode(), f"https://acme.example/news/{published}/"
    return read(Page(url=url, final_url=url, kind="article", fetched_at=now, sha256=capture_hash(body), body=body))


def test_an_articles_date_is_not_printed_as_the_day_on_which_it_happened() -> None:
    """What the sentence dates itself bears its own time; what it does not is only reported on the article's day."""
    pages = [
        article("2026-10-05", "On 12 December 2026 we will launch Anvilcloud.", "Anvilcloud keeps orders for smiths."),
        article("2026-09-02", "In May 2026 we opened our new office in Brno.", "Brno is our first site abroad."),
        article("2026-08-02", "Today we launched Tongmaster for farriers.", "Farriers asked for Tongmaster."),
    ]
    found = signals(pages, ["Acme"], TODAY)
    brief = company(Identity(name="Acme", site="https://acme.example/"), [], found, pages, TODAY)
    assert [dated(date, verb) for date, verb, _ in brief.changed_lately] == [
        "5 Oct 2026, planned for 12 December 2026", "2 Sep 2026, done in May 2026", "2 Aug 2026, told"
    ]  # fmt: skip


def test_an_undated_page_gives_the_month_that_its_sentence_names_and_no_day() -> None:
    assert dated(dt.date(2026, 5, 1), "done in May 2026") == "May 2026, done"
    assert dated(dt.date(2026, 5, 1), "told") == "1 May 2026, told"


def test_a_day_to_come_is_no_day_of_publication() -> None:
    html = b"<main><h1>Open day</h1><p><time datetime=2026-12-12>12 December</time></p><p>12 December 2026</p></main>"
    now, url = dt.datetime(2026, 11, 3, tzinfo=dt.UTC), "https://acme.example/open-day/"
    page = read(Page(url=url, final_url=url, fetched_at=now, sha256=capture_hash(html), body=html))
    assert page.published is None
