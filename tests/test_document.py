"""What a page is read into: text, regions, dates, links."""

from __future__ import annotations

import datetime as dt

from research.extract import main_text, read
from research.models import Document, Page, capture_hash


def document(html: str | bytes, url: str = "https://acme.example/about", **more: object) -> Document:
    body = html.encode() if isinstance(html, str) else html
    now = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
    return read(Page(url=url, final_url=url, fetched_at=now, sha256=capture_hash(body), body=body, **more))


def texts(html: str | bytes, **more: object) -> list[str]:
    return [p.text for p in document(html, **more).passages]


def test_a_passage_joins_inline_elements_and_splits_at_blocks() -> None:
    assert texts("<p>We <b>build</b> anv<i>ils</i>.<p>Since 1999.") == ["We build anvils.", "Since 1999."]


def test_hidden_text_is_no_content_and_is_counted() -> None:
    page = document("<p>Seen by everybody here.</p><p hidden>Secret</p><p style='display: none'>Secret</p>")
    assert [p.text for p in page.passages] == ["Seen by everybody here."]
    assert page.hidden == 2


def test_a_page_hidden_until_a_script_runs_is_read() -> None:
    assert "anvils" in main_text(
        "<body style='opacity:0'><main><p>We build anvils.</p></main>", "https://acme.example/"
    )
