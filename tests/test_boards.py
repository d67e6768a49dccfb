"""Greenhouse, Lever and Ashby, spoken by a server on this machine in the shapes of their documentation."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Answer, Asked, Server

from research.collect.boards import NotUnderstood, interface, page, place_of
from research.collect.collector import Collector
from research.collect.lookups.asking import named_addresses
from research.extract import posting, read
from research.models import Link, Miss, Page, capture_hash

NOW = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
JSON = {"content-type": "application/json"}
DUTY = "Forge the tools that eight hundred smiths use every day"
GREENHOUSE: dict[str, Any] = {
    "id": 4011, "title": "Tool Smith", "absolute_url": "https://acme.example/careers?gh_jid=4011",
    "location": {"name": "Sheffield"}, "first_published": "2026-10-01T09:00:00-04:00",
    "updated_at": "2026-10-20T09:00:00-04:00", "departments": [{"id": 1, "name": "Forge"}],
    "content": f"&lt;h3&gt;What you will do&lt;/h3&gt;&lt;ul&gt;&lt;li&gt;{DUTY}&lt;/li&gt;&lt;/ul&gt;"
    "&lt;h3&gt;What you bring&lt;/h3&gt;&lt;ul&gt;&lt;li&gt;Five years of work at a forge&lt;/li&gt;&lt;/ul&gt;",
}  # fmt: skip
LEVER: dict[str, Any] = {
    "id": "0a1b", "text": "Tool Smith", "hostedUrl": "https://jobs.lever.co/acme/0a1b", "createdAt": 1790000000000,
    "categories": {"location": "Sheffield", "team": "Forge", "commitment": "Full-time"},
    "descriptionPlain": "Acme makes anvils.\n\nIt has done so since 1948.",
    "lists": [
        {"text": "What you will do", "content": f"<li>{DUTY}</li>"},
        {"text": "What you bring", "content": "<li>Five years of work at a forge</li>"},
    ],
    "additionalPlain": "Write to us & ask.",
}  # fmt: skip
ASHBY: dict[str, Any] = {
    "id": "11-22", "title": "Tool Smith", "location": "Sheffield", "department": "Forge", "team": "Anvils",
    "isListed": True, "publishedAt": "2026-10-01T09:00:00.000+00:00", "jobUrl": "https://jobs.ashbyhq.com/acme/11-22",
    "descriptionHtml": f"<h2>What you will do</h2><ul><li>{DUTY}</li></ul>"
    "<h2>What you bring</h2><ul><li>Five years of work at a forge</li></ul>",
    "compensation": {"compensationTierSummary": "£40K – £50K"},
}  # fmt: skip
OPENINGS = [
    ("https://boards.greenhouse.io/acme/jobs/4011", "/v1/boards/acme/jobs/4011", GREENHOUSE),
    ("https://jobs.lever.co/acme/0a1b", "/v0/postings/acme/0a1b?mode=json", LEVER),
    ("https://jobs.ashbyhq.com/acme/11-22", "/posting-api/job-board/acme?includeCompensation=true", {"jobs": [ASHBY]}),
]
LISTS = [
    ("https://job-boards.greenhouse.io/acme", "/v1/boards/acme/jobs", {"jobs": [GREENHOUSE], "meta": {"total": 1}}),
    ("https://jobs.lever.co/acme", "/v0/postings/acme?mode=json", [LEVER]),
    ("https://jobs.ashbyhq.com/acme", "/posting-api/job-board/acme?includeCompensation=true", {"jobs": [ASHBY]}),
]


@pytest.fixture
def board(serve: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, named by the user as the base address of every board."""
    for name in ("GREENHOUSE", "LEVER", "ASHBY"):
        monkeypatch.setenv(f"RESEARCH_SOURCE_{name}", serve.url)
    return serve


def answering(value: object, status: int = 200) -> Callable[[Asked], Answer]:
    return lambda _asked: (status, JSON, json.dumps(value))


def fetch(server: Server, *urls: str) -> list[Page | Miss]:
    async def run() -> list[Page | Miss]:
        async with Collector(typed=[server.url], now=lambda: NOW) as collector:
            return [await collector.fetch(Link(url=url, kind="posting")) for url in urls]

    return asyncio.run(run())


def as_page(url: str, body: bytes) -> Page:
    return Page(url=url, final_url=url, kind="posting", fetched_at=NOW, sha256=capture_hash(body), body=body)


@pytest.mark.parametrize(("url", "path", "answer"), OPENINGS)
def test_an_opening_on_a_board_is_read_from_its_interface(board: Server, url: str, path: str, answer: object) -> None:
    board.routes[path.partition("?")[0]] = answering(answer)
    (got,) = fetch(board, url)
    assert isinstance(got, Page) and got.final_url == url and got.note.startswith("asked of ")
    assert path in board.paths()
    document = read(got)
    assert document.title == "Tool Smith"
    found = posting(document)
    assert found is not None and found.title == "Tool Smith" and found.place == "Sheffield"
    assert [s.text for s in found.responsibilities] == [DUTY]
    assert any(p.text == DUTY for p in document.main)


@pytest.mark.parametrize(("url", "path", "answer"), LISTS)
def test_a_list_of_openings_links_to_addresses_that_are_read_the_same_way(
    board: Server, url: str, path: str, answer: object
) -> None:
    board.routes[path.partition("?")[0]] = answering(answer)
    (got,) = fetch(board, url)
    assert isinstance(got, Page)
    (link,) = read(got).links
    place = place_of(link.url)
    assert link.text == "Tool Smith" and place is not None and place.company == "acme" and place.job


def test_a_board_whose_whole_list_is_one_answer_is_asked_once(board: Server) -> None:
    url, path, answer = OPENINGS[2]
    board.routes[path.partition("?")[0]] = answering(answer)
    assert all(isinstance(got, Page) for got in fetch(board, url, "https://jobs.ashbyhq.com/acme"))
    assert board.paths().count(path) == 1


@pytest.mark.parametrize(
    "answer",
    [
        answering({"ok": False, "error": "Document not found"}, 404),
        answering({"error": "limit"}, 429),
        lambda _: (200, {"content-type": "text/html"}, "<p>Busy</p>"),
        answering([]),
        answering({"jobs": "none"}),
        answering({"jobs": [3]}),
    ],
)
def test_an_interface_that_fails_leaves_the_boards_own_page_to_be_read(
    board: Server, answer: Callable[[Asked], Answer]
) -> None:
    board.routes["/v1/boards/acme/jobs/4011"] = answer
    (got,) = fetch(board, OPENINGS[0][0])
    assert isinstance(got, Miss)  # the test has no network but this machine
    assert "/v1/boards/acme/jobs/4011" in board.paths()


def test_a_board_that_the_user_turned_off_is_not_asked() -> None:
    place = place_of(OPENINGS[0][0])
    assert place is not None
    assert interface(place, {"RESEARCH_SOURCE_GREENHOUSE": "off"}) is None
    assert interface(place, {}) == "https://boards-api.greenhouse.io/v1/boards/acme/jobs/4011"
    assert named_addresses({"RESEARCH_SOURCE_LEVER": "http://127.0.0.1:1"}) == ["http://127.0.0.1:1"]


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://boards.greenhouse.io/embed/job_app?for=acme&token=7", "/v1/boards/acme/jobs/7"),
        ("https://boards.greenhouse.io/embed/job_board?for=acme", "/v1/boards/acme/jobs"),
        ("https://job-boards.eu.greenhouse.io/acme/jobs/7?gh_src=x", "/v1/boards/acme/jobs/7"),
        ("https://jobs.lever.co/acme/0a1b/apply", "/v0/postings/acme/0a1b?mode=json"),
        ("https://jobs.ashbyhq.com/acme/11-22/application", "/posting-api/job-board/acme?includeCompensation=true"),
        ("https://jobs.lever.co/", None),
        ("https://boards.greenhouse.io/", None),
        ("https://jobs.ashbyhq.com/%2e%2e%2f x", None),
        ("https://evil.example/boards.greenhouse.io/acme", None),
        ("http://[::1", None),
    ],
)
def test_addresses_of_boards_are_told_from_others(url: str, asked: str | None) -> None:
    place = place_of(url)
    path = (interface(place, {}) or "").split("/", 3)[3] if place else None
    assert (f"/{path}" if path is not None else None) == asked


def test_the_european_host_of_lever_is_asked_there() -> None:
    place = place_of("https://jobs.eu.lever.co/acme")
    assert place is not None and interface(place, {}) == "https://api.eu.lever.co/v0/postings/acme?mode=json"


def test_text_of_a_board_is_text_and_never_markup_of_the_page() -> None:
    place = place_of("https://jobs.lever.co/acme/0a1b")
    assert place is not None
    hostile = {**LEVER, "text": "Smith</title><script>x</script>", "descriptionPlain": "<img src=x onerror=y>"}
    html = page(place, json.dumps(hostile).encode()).decode()
    assert "<script>x" not in html and "<img" not in html
    document = read(as_page("https://jobs.lever.co/acme/0a1b", html.encode()))
    assert document.title.startswith("Smith</title>") and any("<img src=x onerror=y>" in p.text for p in document.main)


def test_an_opening_that_is_no_longer_on_the_board_is_not_understood() -> None:
    place = place_of("https://jobs.ashbyhq.com/acme/33")
    assert place is not None
    with pytest.raises(NotUnderstood):
        page(place, json.dumps({"jobs": [ASHBY]}).encode())


def test_a_board_in_a_frame_or_by_a_script_is_a_link_to_its_list() -> None:
    html = (
        b"<h1>Jobs</h1><iframe src='https://boards.greenhouse.io/embed/job_board?for=acme'></iframe>"
        b"<script src='https://jobs.ashbyhq.com/acme/embed?version=2'></script><script src='/a.js'></script>"
    )
    links = read(as_page("https://acme.example/jobs", html)).links
    assert [link.url for link in links] == ["https://boards.greenhouse.io/acme", "https://jobs.ashbyhq.com/acme"]
