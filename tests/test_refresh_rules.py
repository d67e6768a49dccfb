"""Which capture counts after a refresh, on paper and on a real server."""

from __future__ import annotations

from pathlib import Path

import history
import pytest
from conftest import Answer, Asked, Server
from refreshing import Refresher, profile

from research.models import Miss, Page, PageRef, Reason, capture_hash
from research.refresh_rules import carried, is_gone, stands, to_ask
from research.store import Store

NOW = history.at(1)
URL = "https://holm.example/about"


def page(body: bytes) -> Page:
    return Page(url=URL, final_url=URL, fetched_at=NOW, sha256=capture_hash(body), body=body)


def ref(body: bytes) -> PageRef:
    return PageRef(
        url=URL, final_url=URL, kind="about", way="http", status=200, fetched_at=NOW, sha256=capture_hash(body)
    )


def miss(reason: Reason, detail: str = "") -> Miss:
    return Miss(url=URL, reason=reason, detail=detail)


def test_a_page_that_came_again_is_the_same_or_changed_and_forgets_its_misses() -> None:
    assert stands(URL, None, page(b"a")).verdict == "new"
    assert stands(URL, ref(b"a"), page(b"a"), 1).verdict == "same"
    changed = stands(URL, ref(b"a"), page(b"b"), 1)
    assert (changed.verdict, changed.sha256, changed.times) == ("changed", capture_hash(b"b"), 0)


@pytest.mark.parametrize("reason", ["blocked", "login", "empty", "timeout", "server error", "robots", "not found"])
def test_trouble_keeps_the_earlier_capture_however_often_it_comes(reason: Reason) -> None:
    """A page that only says that it is not found, with status 200, is trouble too."""
    times = 0
    for _ in range(5):
        found = stands(URL, ref(b"a"), miss(reason, "the site says that the page is not found"), times)
        times = found.times
        assert (found.verdict, found.sha256, found.miss) == ("kept", capture_hash(b"a"), None)
        assert found.remark.endswith("the capture of 01 Sep 2026 stays")


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_is_gone_when_the_server_said_so_twice_in_a_row(status: int) -> None:
    first = stands(URL, ref(b"a"), miss("not found", f"answered {status}"), 0)
    assert (first.verdict, first.times, first.miss) == ("kept", 1, None)
    second = stands(URL, ref(b"a"), miss("not found", f"answered {status}"), first.times)
    assert (second.verdict, second.sha256) == ("gone", None)
    assert second.miss is not None
    assert is_gone(second.miss)


def test_a_block_between_two_404s_neither_counts_nor_forgets() -> None:
    first = stands(URL, ref(b"a"), miss("not found", "answered 404"))
    between = stands(URL, ref(b"a"), miss("blocked", "answered 403"), first.times)
    assert (between.verdict, between.times) == ("kept", 1)
    assert stands(URL, ref(b"a"), miss("not found", "answered 404"), between.times).verdict == "gone"


def test_a_page_never_read_is_missed_and_never_gone_and_one_that_was_gone_stays_so() -> None:
    found = stands(URL, None, miss("not found", "answered 404"), 0)
    assert (found.verdict, found.sha256, found.times) == ("missed", None, 0)
    assert found.miss is not None
    again = stands(URL, None, miss("not found", "answered 404"), 2)
    assert again.miss is not None
    assert is_gone(again.miss)


def visited(server: Server, folder: Path, versions: list[int]) -> Refresher:
    """Visit the site in these versions; the store stays open as long as the test."""
    refresher = Refresher(profile(folder, server.url), Store(folder))
    for visit, number in enumerate(versions, 1):
        history.serve(server, number)
        server.log.clear()
        refresher.visit(history.at(visit))
    return refresher


def test_pages_of_the_last_brief_are_asked_although_nothing_links_to_them(serve: Server, tmp_path: Path) -> None:
    seen = visited(serve, tmp_path, [1])
    serve.log.clear()
    wanted = {link.url.removeprefix(serve.url) for link in to_ask(seen.briefs[-1])}
    assert {"/news/second-test-bench", "/jobs/process-engineer"} <= wanted
    history.serve(serve, 1)
    serve.routes["/"] = (200, {}, "<title>Holm Pumps</title><h1>Holm Pumps</h1><p>We build pumps.</p>")
    serve.routes["/news"] = (200, {}, "<title>News</title><h1>News</h1><p>No news today.</p>")
    seen.visit(history.at(2))
    assert wanted <= set(serve.paths())
    seen.store.close()


def test_a_page_that_is_gone_stays_told_in_every_later_brief(serve: Server, tmp_path: Path) -> None:
    seen = visited(serve, tmp_path, [8, 9, 10, 10, 11])
    for brief in seen.briefs[2:]:
        assert [m.url for m in carried(brief)] == [serve.url + "/products"]
    seen.store.close()


def test_a_refresh_says_which_captures_stay_and_why(serve: Server, tmp_path: Path) -> None:
    seen = visited(serve, tmp_path, [3, 4])
    assert sorted(r.partition(": ")[2].partition(";")[0] for r in seen.remarks) == [
        "blocked by a bot check",
        "empty: the page has no text",
    ]
    assert all(r.endswith(f"the capture of {history.at(1):%d %b %Y} stays") for r in seen.remarks)
    seen.store.close()


def test_what_two_looks_within_one_refresh_do_not_agree_upon_is_no_news(serve: Server, tmp_path: Path) -> None:
    """A claim that takes turns from request to request, and a figure that counts them; the real change is told."""
    claims = ("Pumps that your grandchildren will inherit.", "Less noise, more cream, every single morning.")
    plants = 2

    def home(_: Asked) -> Answer:
        number = serve.paths().count("/")
        lines = (claims[number % 2], f"Our pumps have moved {9000 + number} tons of milk.", f"We run {plants} plants.")
        return 200, {}, f"<title>Holm Pumps</title><main><h1>Holm Pumps</h1><p>{'</p><p>'.join(lines)}</p></main>"

    serve.routes["/"] = home
    seen = Refresher(profile(tmp_path, serve.url), Store(tmp_path))
    seen.visit(history.at(1))
    for visit in range(2, 6):
        assert seen.visit(history.at(visit)).changes == ()
    plants = 3
    assert [c.text for c in seen.visit(history.at(6)).changes] == ["home page: “2 plants” is now “3 plants”"]
    seen.store.close()
