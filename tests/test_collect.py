"""Links become Pages or Misses, against a server that misbehaves on purpose."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import itertools
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hostile_server import GOOD, HostileServer, always, answer, bombs, in_turn, redirect, stall
from pdfs import one_column

from research.collect import decode, robots, walls
from research.collect.collector import Collector
from research.collect.gate import Failed, Gate
from research.collect.guard import parse
from research.collect.http import _downgrade, _retry_after
from research.models import Link, Miss, Page, capture_hash

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


def collector(server: HostileServer, **options: Any) -> Collector:
    settings: dict[str, Any] = {"now": lambda: NOW, "response_s": 0.6, "back_off_s": 0.02, **options}
    return Collector(typed=[server.base], **settings)


def link(server: HostileServer, path: str) -> Link:
    return Link(url=server.base + path, kind="about", found_on=server.base)


async def fetch(server: HostileServer, path: str, **options: Any) -> Page | Miss:
    async with collector(server, **options) as one:
        return await one.fetch(link(server, path))


@pytest.fixture
async def site() -> AsyncIterator[HostileServer]:
    async with HostileServer() as server:
        yield server


# --- the ordinary way ------------------------------------------------------------------------------------------


async def test_a_link_becomes_a_page_with_everything_that_proves_it(site: HostileServer) -> None:
    page = await fetch(site, "/to-good")
    assert isinstance(page, Page)
    assert (page.url, page.final_url) == (site.base + "/to-good", site.base + "/good")
    assert (page.status, page.kind, page.way, page.media_type, page.charset) == (
        200,
        "about",
        "http",
        "text/html",
        "utf-8",
    )
    assert page.body == GOOD
    assert page.sha256 == capture_hash(GOOD)
    assert page.fetched_at == NOW


async def test_requests_are_honest_and_carry_nothing_of_the_user(site: HostileServer) -> None:
    async with collector(site) as one:
        await one.fetch(link(site, "/cookie"))
        await one.fetch(link(site, "/good"))
        assert one.requests == 3
        assert one.bytes >= 2 * len(GOOD)
        assert one.remarks == (f"127.0.0.1:{site.port} is a private address; allowed because you named it",)
    headers = site.hits[-1].headers
    assert headers["user-agent"].startswith("research/")
    assert headers["host"] == f"127.0.0.1:{site.port}"
    assert not {"cookie", "referer", "authorization"} & headers.keys()


async def test_an_unchanged_page_comes_back_as_the_earlier_capture_with_a_new_time(site: HostileServer) -> None:
    first = await fetch(site, "/conditional")
    assert isinstance(first, Page)
    old = first.model_copy(update={"fetched_at": NOW - dt.timedelta(days=3), "note": "kept"})
    again = await fetch(site, "/conditional", earlier={old.url: old}.get)
    assert again == old.model_copy(update={"fetched_at": NOW})
    assert site.hits[-1].headers["if-none-match"] == '"v1"'


async def test_known_pages_take_as_long_as_their_waves_not_their_sum_and_eight_at_a_time() -> None:
    async with HostileServer(latency=0.05) as site:
        site.routes["/page*"] = always(answer(GOOD))
        async with collector(site) as one:
            began = time.monotonic()
            pages = await asyncio.gather(*(one.fetch(link(site, f"/page{i}")) for i in range(24)))
            took = time.monotonic() - began
        assert all(isinstance(page, Page) for page in pages)
        assert site.most_active == 8
        assert took < 0.9  # one round for robots.txt and three waves are 0.2 s; one after the other would be 1.25 s


@pytest.mark.parametrize(
    "path",
    ["/gzip", "/gzip-twice", "/deflate", "/raw-deflate", "/two-members", "/utf8-as-encoding", "/untyped", "/space"],
)
async def test_encodings_that_browsers_read_are_read(site: HostileServer, path: str) -> None:
    page = await fetch(site, path)
    assert isinstance(page, Page), page
    assert page.body == GOOD
    assert page.media_type == "text/html"


@pytest.mark.parametrize(("path", "name"), [("/latin1", "cp1252"), ("/utf7", None), ("/no-such-charset", None)])
async def test_a_charset_is_kept_only_when_it_is_one_and_utf7_never(site: HostileServer, path: str, name: str) -> None:
    page = await fetch(site, path)
    assert isinstance(page, Page)
    assert page.charset == name


async def test_a_pdf_is_known_by_its_first_bytes_and_read(site: HostileServer) -> None:
    """It becomes simple HTML in a child process; a damaged one is named."""
    made = one_column([("Senior Kite Engineer", 18), ("You will build kites for schools in Oslo.", 10)])
    site.routes["/real-pdf"] = always(answer(made, kind="application/octet-stream"))
    page = await fetch(site, "/real-pdf")
    assert isinstance(page, Page)
    assert page.media_type == "text/html"
    assert b"kites for schools" in page.body
    assert page.note == "read from a PDF"
    miss = await fetch(site, "/pdf")
    assert isinstance(miss, Miss)
    assert miss.reason == "damaged"


# --- what goes wrong -------------------------------------------------------------------------------------------

FAULTS = [
    ("/missing", "not found", "404"), ("/404-lying-gzip", "not found", "404"),
    ("/410", "not found", "410"), ("/401", "login", "sign-in"),
    ("/403", "blocked", "403"), ("/204", "empty", "empty"), ("/zero", "empty", "empty"),
    ("/circle", "redirects", "circle"), ("/chain/0", "redirects", "more than 10"),
    ("/to-nowhere", "redirects", "nowhere"),
    ("/to-javascript", "not allowed", "javascript"), ("/to-file", "not allowed", "file"),
    ("/to-bad-port", "malformed", "port"), ("/to-bad-host", "malformed", "address"),
    ("/to-user", "not allowed", "password"),
    ("/to-metadata", "unsafe address", "link-local"),
    ("/drip", "timeout", "timed out"), ("/header-drip", "timeout", "timed out"), ("/stall", "timeout", "timed out"),
    ("/reset", "damaged", "incomplete"), ("/short", "damaged", "incomplete"),
    ("/truncated-chunked", "damaged", "incomplete"), ("/cut-gzip", "damaged", "incomplete"),
    ("/bad-chunk", "malformed", "malformed"), ("/two-lengths", "malformed", "malformed"),
    ("/nul-header", "malformed", "malformed"), ("/status-9999", "malformed", "not HTTP"),
    ("/http09", "malformed", "not HTTP"),
    ("/ssh", "malformed", "not HTTP"), ("/huge-headers", "malformed", "64 KB"), ("/big-headers", "malformed", "64 KB"),
    ("/lying-gzip", "malformed", "broken encoding"), ("/unknown-encoding", "malformed", "broken encoding"),
    ("/sixty-encodings", "malformed", "encodings"), ("/image-as-html", "not text", "an image"),
    ("/zip-as-html", "not text", "an archive"), ("/html-as-image", "not text", "an image"),
    ("/binary", "not text", "binary"), ("/big-pdf", "too large", "25 MB"), ("/500", "server error", "500"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "reason", "words"), FAULTS)
async def test_each_fault_is_one_miss_with_its_reason_and_costs_no_other_page(
    site: HostileServer, path: str, reason: str, words: str
) -> None:
    async with collector(site) as one:
        bad, good = await asyncio.gather(one.fetch(link(site, path)), one.fetch(link(site, "/good")))
    assert isinstance(bad, Miss), bad
    assert bad.reason == reason
    assert words in bad.detail
    assert bad.detail.isprintable()
    assert len(bad.detail) <= 300
    assert isinstance(good, Page)
    assert len(site.hits) <= 16
    assert site.count(path) <= 3


@pytest.mark.parametrize(
    "path", ["/to-canary", "/to-canary-307", "/to-canary-twice", "/to-canary-relative"]
)  # fmt: skip
async def test_a_page_never_leads_to_another_local_port(site: HostileServer, path: str) -> None:
    async with HostileServer() as canary:
        site.elsewhere = canary.base
        miss = await fetch(site, path)
        assert isinstance(miss, Miss)
        assert miss.reason == "unsafe address"
        assert canary.hits == []


async def test_a_location_in_utf_8_leads_where_a_browser_would_go(site: HostileServer) -> None:
    """Bytes beyond ASCII in a Location are UTF-8, and are asked for percent-encoded."""
    site.routes["/caf%C3%A9"] = always(answer(GOOD))
    page = await fetch(site, "/to-utf-8")
    assert isinstance(page, Page)
    assert page.final_url == f"{site.base}/caf%C3%A9"


@pytest.mark.parametrize("path", ["/refresh", "/refresh-header"])
async def test_a_refresh_is_followed_like_any_redirect(site: HostileServer, path: str) -> None:
    page = await fetch(site, path)
    assert isinstance(page, Page)
    assert page.final_url == site.base + "/good"


async def test_a_page_that_reloads_itself_is_a_page_and_a_circle_of_refreshes_is_none(site: HostileServer) -> None:
    assert isinstance(await fetch(site, "/refresh-self"), Page)
    assert site.count("/refresh-self") == 1
    site.routes["/refresh-circle"] = always(answer(b"<meta http-equiv='refresh' content='0;/refresh-circle2'>"))
    site.routes["/refresh-circle2"] = always(answer(b"<meta http-equiv='refresh' content='0;/refresh-circle'>"))
    miss = await fetch(site, "/refresh-circle")
    assert isinstance(miss, Miss)
    assert miss.reason == "redirects"


async def test_a_page_with_text_whose_refresh_leads_to_another_port_is_kept_and_says_so(site: HostileServer) -> None:
    async with HostileServer() as canary:
        away = f'<meta http-equiv="refresh" content="0;url={canary.base}/secret">'.encode()
        site.routes["/text"] = always(answer(b"<p>Kites. " * 40 + away))
        site.routes["/bare"] = always(answer(away))
        page, miss = await fetch(site, "/text"), await fetch(site, "/bare")
        assert canary.hits == []
    assert isinstance(page, Page)
    assert page.note.startswith("its redirect was not followed: ")
    assert isinstance(miss, Miss)
    assert miss.reason == "unsafe address"


async def test_an_endless_page_is_cut_at_its_limit_and_says_so(site: HostileServer) -> None:
    page = await fetch(site, "/endless", response_s=20)
    assert isinstance(page, Page)
    assert len(page.body) == 10 * 2**20
    assert page.note == "truncated at 10 MB"


async def test_bombs_stop_at_the_cap(site: HostileServer) -> None:
    for number, (encoding, bomb) in enumerate(bombs().items()):
        site.routes[f"/bomb{number}"] = always(answer(bomb, kind="application/json", Content_Encoding=encoding))
        site.routes[f"/to-bomb{number}"] = redirect(f"/bomb{number}")
        for path in (f"/bomb{number}", f"/to-bomb{number}"):
            miss = await fetch(site, path, response_s=20)
            assert isinstance(miss, Miss), encoding
            assert miss.reason == "too large", encoding


async def test_a_server_that_recovers_is_read_at_the_third_try(site: HostileServer) -> None:
    busy = answer(b"", "503 Service Unavailable")
    site.routes["/busy"] = in_turn(busy, busy, answer(GOOD))
    assert isinstance(await fetch(site, "/busy"), Page)
    assert site.count("/busy") == 3


async def test_retry_after_is_obeyed(site: HostileServer) -> None:
    site.routes["/later"] = in_turn(answer(b"", "429 Too Many Requests", Retry_After="1"), answer(GOOD))
    assert isinstance(await fetch(site, "/later"), Page)
    first, second = (hit.at for hit in site.hits if hit.path == "/later")
    assert second - first >= 1.0


async def test_a_long_retry_after_is_not_slept_through_and_costs_no_healthy_page(site: HostileServer) -> None:
    site.routes["/never"] = always(answer(b"", "429 Too Many Requests", Retry_After="86400"))
    async with collector(site) as one:
        began = time.monotonic()
        miss = await one.fetch(link(site, "/never"))
        assert isinstance(await one.fetch(link(site, "/good")), Page)
    assert isinstance(miss, Miss)
    assert (miss.reason, miss.detail) == ("rate-limited", "rate-limited until 26 Nov 2026 09:00 UTC")
    assert site.count("/never") == 1
    assert time.monotonic() - began < 2


async def test_a_host_that_refuses_every_page_is_left_alone_after_four_requests(site: HostileServer) -> None:
    site.routes["/*"] = always(answer(b"", "429 Too Many Requests"))
    async with collector(site) as one:
        misses = await asyncio.gather(*(one.fetch(link(site, f"/{i}")) for i in range(20)))
    assert {m.reason for m in misses if isinstance(m, Miss)} == {"rate-limited"}
    assert len(site.hits) - site.count("/robots.txt") <= 4 + 8  # eight were under way when the first was refused


async def test_a_retry_after_in_the_past_makes_no_long_wait(site: HostileServer) -> None:
    site.routes["/past"] = always(answer(b"", "429 Too Many Requests", Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"))
    miss = await fetch(site, "/past")
    assert isinstance(miss, Miss)
    assert miss.reason == "rate-limited"
    assert site.count("/past") <= 3


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    assert _retry_after("120", NOW) == NOW + dt.timedelta(minutes=2)
    assert _retry_after("Wed, 25 Nov 2026 10:00:00 GMT", NOW) == NOW + dt.timedelta(hours=1)
    assert _retry_after("soon", NOW) is None
    assert _retry_after("9" * 50, NOW) is not None


async def test_a_refused_connection_is_one_quick_reason_for_all_pages() -> None:
    async with HostileServer() as server:
        pass
    async with collector(server) as one:
        misses = await asyncio.gather(*(one.fetch(link(server, f"/{i}")) for i in range(10)))
        assert one.requests == 1
    assert {(m.reason, m.detail) for m in misses if isinstance(m, Miss)} == {("refused", "connection refused")}


async def test_an_unknown_host_is_one_quick_reason(site: HostileServer) -> None:
    async with collector(site) as one:
        miss = await one.fetch(Link(url="https://no-such-host.invalid/"))
    assert isinstance(miss, Miss)
    assert miss.reason == "no network"
    assert "no-such-host.invalid" in miss.detail


async def test_tls_on_a_plain_port_is_named() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(answer(b"speak plainly", "400 Bad Request"))
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        base = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with Collector(typed=[base], now=lambda: NOW, response_s=3, back_off_s=0.01) as one:
            miss = await one.fetch(Link(url=base + "/good"))
    assert isinstance(miss, Miss)
    assert (miss.reason, "TLS" in miss.detail) == ("malformed", True)


async def test_a_self_signed_certificate_takes_nothing_from_the_site(tmp_path: Path) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = await asyncio.to_thread(
        subprocess.run,
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("no openssl here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(10))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    base = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with Collector(typed=[base], now=lambda: NOW, response_s=3, back_off_s=0.01) as one:
        miss = await one.fetch(Link(url=base + "/"))
    server.close()
    assert isinstance(miss, Miss)
    assert (miss.reason, miss.detail) == ("certificate", "certificate is self-signed")
    assert asked == []


def test_leaving_https_is_marked_and_only_for_the_same_host() -> None:
    secure = parse("https://acme.example/a")
    assert _downgrade(secure, "http://acme.example/b", False)
    assert not _downgrade(secure, "https://other.example/", False)
    assert _downgrade(parse("http://acme.example/b"), "http://acme.example/c", True)
    with pytest.raises(Failed, match="without encryption"):
        _downgrade(secure, "http://other.example/", False)


async def test_a_host_in_trouble_gets_fewer_requests_at_a_time_and_more_again_when_it_recovers() -> None:
    gate = Gate(ends=time.monotonic() + 60)

    async def most_at_a_time() -> int:
        inside = most = 0

        async def one() -> None:
            nonlocal inside, most
            async with gate.turn():
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.005)
                inside -= 1

        await asyncio.gather(*(one() for _ in range(20)))
        return most

    assert await most_at_a_time() == 8
    gate.ease()
    assert await most_at_a_time() == 4
    gate.too_many(Failed("rate-limited", "rate-limited until later"))
    assert await most_at_a_time() == 1
    for _ in range(40):
        gate.good(0.1)
    assert await most_at_a_time() == 8


async def test_the_run_ends_at_its_deadline_whatever_a_page_does(site: HostileServer) -> None:
    began = time.monotonic()
    miss = await fetch(site, "/stall", deadline_s=0.4, response_s=30)
    assert isinstance(miss, Miss)
    assert miss.reason == "budget"
    assert time.monotonic() - began < 2


async def test_no_more_than_300_requests_are_made(site: HostileServer) -> None:
    site.routes["/deep*"] = always(answer(GOOD))
    async with collector(site) as one:
        one.guest.requests = 290
        results = await asyncio.gather(*(one.fetch(link(site, f"/deep{i}")) for i in range(30)))
        assert one.requests == 300
    assert {r.reason for r in results if isinstance(r, Miss)} == {"budget"}


async def test_a_guessed_address_that_answers_like_any_other_is_not_a_page(site: HostileServer) -> None:
    site.routes["/*"] = always(answer(b"<title>Acme</title><p>Welcome to the kite makers of Oslo. Have a look around."))
    site.routes["/real"] = always(answer(GOOD))
    async with collector(site) as one:
        guessed = await one.fetch(Link(url=site.base + "/team"))
        real = await one.fetch(Link(url=site.base + "/real"))
    assert isinstance(guessed, Miss)
    assert guessed.reason == "not found"
    assert isinstance(real, Page)


async def test_feeds_and_sitemaps_come_unpacked_or_as_a_miss(site: HostileServer) -> None:
    site.routes["/sitemap.xml.gz"] = always(answer(gzip.compress(b"<urlset/>"), kind="application/x-gzip"))
    site.routes["/laughs.gz"] = always(answer(bombs()["gzip"], kind="application/gzip"))
    site.routes["/feed"] = always(answer(b"<rss/>", kind="image/svg+xml"))
    async with collector(site, response_s=10) as one:
        for path, body in (("/sitemap.xml.gz", b"<urlset/>"), ("/feed", b"<rss/>")):
            page = await one.fetch_hint(site.base + path)
            assert isinstance(page, Page)
            assert page.body == body
        for path, reason in (("/laughs.gz", "too large"), ("/missing", "not found")):
            miss = await one.fetch_hint(site.base + path)
            assert isinstance(miss, Miss)
            assert miss.reason == reason


# --- robots.txt ------------------------------------------------------------------------------------------------


async def test_what_robots_txt_forbids_is_not_asked_for() -> None:
    async with HostileServer(robots=b"User-agent: *\nDisallow: /\n") as server:
        miss = await fetch(server, "/good")
        assert isinstance(miss, Miss)
        assert (miss.reason, miss.detail) == ("robots", "robots.txt forbids it")
        assert [hit.path for hit in server.hits] == ["/robots.txt"]


async def test_the_browser_asks_robots_txt_too() -> None:
    async with HostileServer(robots=b"User-agent: *\nDisallow: /\n") as server:
        async with collector(server) as one:
            miss = await one.render(link(server, "/good"))
        assert isinstance(miss, Miss)
        assert miss.reason == "robots"
        assert [hit.path for hit in server.hits] == ["/robots.txt"]


@pytest.mark.parametrize("url", ["", "x", "http://", "mailto:a@acme.example", "http://[::1", "http://a/\ud800", "\x00"])
async def test_no_text_in_place_of_an_address_raises(site: HostileServer, url: str) -> None:
    async with collector(site) as one:
        assert isinstance(await one.fetch(Link(url=url)), Miss)
        assert isinstance(await one.render(Link(url=url)), Miss)
        assert isinstance(await one.fetch_hint(url), Miss)
        assert await one.sitemaps(url) == []
        assert await one.probe(url) is None


async def test_pages_given_up_half_way_leave_nothing_running(site: HostileServer) -> None:
    async with collector(site, response_s=30) as one:
        work = [asyncio.ensure_future(one.fetch(link(site, path))) for path in ("/stall", "/drip", "/endless")]
        await asyncio.sleep(0.1)
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
    mine = {task.get_coro().__qualname__ for task in asyncio.all_tasks()}  # type: ignore[union-attr]
    assert not any("Collector" in name or "Client" in name for name in mine)


async def test_a_redirect_into_a_forbidden_path_is_not_followed() -> None:
    async with HostileServer(robots=b"User-agent: research\nDisallow: /good\n") as server:
        assert isinstance(await fetch(server, "/to-good"), Miss)
        assert server.count("/good") == 0


async def test_robots_txt_is_asked_once_and_names_the_sitemaps() -> None:
    text = (
        b"Sitemap: https://acme.example/a.xml\nSitemap: /relative.xml\n"
        + b"Sitemap: https://acme.example/b.xml\n" * 9999
    )
    async with HostileServer(robots=text) as server:
        async with collector(server) as one:
            await asyncio.gather(*(one.fetch(link(server, f"/{i}")) for i in range(9)))
            assert await one.sitemaps(server.base) == ["https://acme.example/a.xml", "https://acme.example/b.xml"]
        assert server.count("/robots.txt") == 1


@pytest.mark.parametrize(
    "raw", [answer(b"", "401 Unauthorized"), answer(b"", "403 Forbidden"), answer(b"<html>User-agent: *\nDisallow: /"),
            answer(b"\x00\x01User-agent: *\nDisallow: /"), answer(b"")]
)  # fmt: skip
async def test_a_robots_txt_that_is_none_forbids_nothing(site: HostileServer, raw: bytes) -> None:
    site.routes["/robots.txt"] = always(raw)
    assert isinstance(await fetch(site, "/good"), Page)


@pytest.mark.parametrize(
    "handler", [always(answer(b"", "503 Service Unavailable")), always(answer(b"", "501 No")), stall]
)
async def test_a_robots_txt_out_of_order_forbids_everything_for_this_run(site: HostileServer, handler: Any) -> None:
    site.routes["/robots.txt"] = handler
    miss = await fetch(site, "/good")
    assert isinstance(miss, Miss)
    assert miss.reason == "robots"
    assert miss.detail.startswith("robots.txt")
    assert site.count("/good") == 0


async def test_a_robots_txt_that_leads_to_another_port_is_none(site: HostileServer) -> None:
    async with HostileServer(robots=b"User-agent: *\nDisallow: /") as canary:
        site.elsewhere = canary.base
        site.routes["/robots.txt"] = redirect("{other}/robots.txt")
        assert isinstance(await fetch(site, "/good"), Page)
        assert canary.hits == []


async def test_crawl_delay_keeps_requests_apart() -> None:
    async with HostileServer(robots=b"User-agent: *\nCrawl-delay: 0.3\n") as server:
        async with collector(server) as one:
            await asyncio.gather(*(one.fetch(link(server, p)) for p in ("/good", "/", "/gzip")))
        moments = [hit.at for hit in server.hits if hit.path != "/robots.txt"]
        assert all(b - a >= 0.28 for a, b in itertools.pairwise(moments))


RULES = [
    ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", True),
    ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/c", False),
    ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False), ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?1", True),
    ("User-agent: *\nDisallow: /\n\nUser-agent: Research\nDisallow:", "/x", True),
    ("User-agent: research\nDisallow: /\n\nUser-agent: *\nDisallow:", "/x", False),
    ("\ufeffUser-agent: *\nDisallow: /x", "/x", False), ("User-agent: *\rDisallow: /x\r", "/x", False),
    ("USER-AGENT: *\nDISALLOW: /x", "/x", False), ("User-agent: *\nDisallow: /caf%C3%A9", "/caf%C3%A9", False),
    ("User-agent: a\nUser-agent: research\nDisallow: /x", "/x", False), ("Disallow: /x", "/x", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "allowed"), RULES)
def test_rules_are_read_as_rfc_9309_has_them(text: str, path: str, allowed: bool) -> None:
    rules = robots.read(200, text.encode(), "https://acme.example")
    if allowed:
        rules.check("https://acme.example" + path)
    else:
        with pytest.raises(Failed):
            rules.check("https://acme.example" + path)


def test_a_huge_robots_txt_counts_up_to_500_kib_and_costs_linear_time() -> None:
    began = time.monotonic()
    filler = b"Disallow: /" + b"*a" * 2000 + b"\n"
    text = b"User-agent: *\nDisallow: /early\n" + filler * 8000 + b"Disallow: /late\n"
    rules = robots.read(200, text, "https://acme.example")
    with pytest.raises(Failed):
        rules.check("https://acme.example/early")
    rules.check("https://acme.example/late" + "a" * 500)
    assert time.monotonic() - began < 3


def test_an_absurd_crawl_delay_is_capped_and_told() -> None:
    rules = robots.read(200, b"User-agent: *\nCrawl-delay: 86400\n", "https://acme.example")
    assert rules.delay_s == 30
    assert rules.remark == "https://acme.example asks for 86,400 s between requests; 30 s were kept"


async def test_a_wait_that_the_run_cannot_afford_is_a_reason_and_no_sleep() -> None:
    gate = Gate(ends=time.monotonic() + 5)
    gate.pause(60)
    with pytest.raises(Failed, match="patience"):
        async with gate.turn():
            pass


# --- walls -----------------------------------------------------------------------------------------------------


def page(html: str, status: int = 200, **headers: str) -> Page:
    body = html.encode()
    return Page(
        url="https://acme.example/x", final_url="https://acme.example/x", status=status, headers=headers,
        fetched_at=NOW, sha256=capture_hash(body), body=body,
    )  # fmt: skip


PROSE = "<p>" + "We build kites for schools and clubs in forty countries, and we test each of them in the wind. " * 20
NAV = "<nav><a href=/>Home</a><a href=/about>About</a><a href=/jobs>Jobs</a><a href=/login>Log in</a></nav>"
WALLS = [
    ("<title>Just a moment...</title><div id=cf-challenge></div><script>_cf_chl_opt={}</script>", 403, "blocked"),
    ("<title>Attention Required!</title><h1>Sorry, you have been blocked</h1><p>Unable to access.", 403, "blocked"),
    ("<title>Robot check</title><p>Please verify you are human.<div class=g-recaptcha></div>", 200, "blocked"),
    ("<h1>Pardon Our Interruption</h1><p>As you were browsing, something made us think of a bot.", 200, "blocked"),
    ("<p>Checking your browser before accessing acme.example", 503, "blocked"),
    ("<title>acme.example</title><script src=https://ct.captcha-delivery.com/c.js></script>", 200, "blocked"),
    ("<title>Sign in</title><form><input name=u><input type=password><button>Sign in</button></form>", 200, "login"),
    ("<h1>Log in to continue</h1><form method=post><input type='password'></form>", 200, "login"),
    ("<h1>acme.example</h1><p>This domain is for sale. Make an offer today.", 200, "parked"),
    ("<title>acme.example</title><script src=https://www.hugedomains.com/x.js></script><p>Searches", 200, "parked"),
    ("<title>Page not found | Acme</title><p>Sorry.", 200, "not found"),
    ("<title>Acme</title><h1>404</h1><p>Nothing here.", 200, "not found"),
    ("<title>Acme</title><h1>Oops! We can’t find that page</h1>", 200, "not found"),
    ("<html><body> <!-- nothing --> </body></html>", 200, "empty"),
    ("<title>Moment bitte</title><p>Bitte bestätigen Sie, dass Sie kein Roboter sind.", 200, "blocked"),
    ("<title>acme.example</title><p>Vérifiez que vous êtes humain pour continuer.", 403, "blocked"),
    ("<title>Connexion</title><form><input name=u><input type=password><button>OK</button></form>", 200, "login"),
    ("<h1>acme.example</h1><p>Ce nom de domaine est à vendre.", 200, "parked"),
    ("<title>acme.example</title><h1>Diese Domain kann gekauft werden</h1>", 200, "parked"),
    ("<title>acme.example</title><p>Este dominio está en venta.", 200, "parked"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "status", "reason"), WALLS)
def test_walls_are_recognised(html: str, status: int, reason: str) -> None:
    miss = walls.judge(page(html, status))
    assert miss is not None
    assert miss.reason == reason


HONEST = [
    f"<title>404 Kites - home</title>{NAV}<h1>404 Kites</h1><p>Kites from room 404.",
    f"<title>Beating CAPTCHAs</title>{NAV}<article><h1>Are you a robot?</h1>{PROSE}<p>Verify you are human</article>",
    f"<title>Acme</title>{NAV}<h1>For all</h1>{PROSE}<script src=/cdn-cgi/challenge-platform/scripts/j.js></script>",
    f"<title>Contact</title>{NAV}<h1>Contact</h1><p>Write. <form><textarea></textarea><p class=g-recaptcha></form>",
    f"<title>Domains we love</title>{NAV}<article><p>This domain is for sale, said the broker.</p>{PROSE}</article>",
    "<title>Acme</title><div id=root></div><script src=/app.js></script>",
    f"<title>Acme</title>{NAV}<h1>Our 404 page won a prize</h1>{PROSE}",
    f"<title>Team login widgets by Acme</title>{NAV}<h1>Login widgets</h1>{PROSE}<form><input type=password></form>",
    f"<title>Security checks for kites</title>{NAV}<h1>Security check</h1>{PROSE}",
    "<title>Acme</title><h1>Acme</h1><p>Kites, since 1999.",
    f"<title>Was ist ein CAPTCHA?</title>{NAV}<h1>„Ich bin kein Roboter“</h1>{PROSE}",
    f"<title>Notre domaine</title>{NAV}<h1>Notre domaine est à vendre ?</h1><article>{PROSE}</article>",
]


@pytest.mark.parametrize("html", HONEST)
def test_pages_that_merely_mention_a_wall_are_none(html: str) -> None:
    assert walls.judge(page(html)) is None


def test_a_page_like_the_probe_is_recognised_and_two_script_shells_are_not_compared() -> None:
    home = page(f"<title>Acme</title>{NAV}{PROSE}<p>12:01")
    assert walls.looks_like(page(f"<title>Acme</title>{NAV}{PROSE}<p>12:02"), home)
    assert not walls.looks_like(page(f"<title>About Acme</title>{NAV}{PROSE}"), home)
    shell = "<title>Acme</title><script>'{}'</script>"
    assert not walls.looks_like(page(shell.format(1)), page(shell.format(2)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: "<" * 400_000, lambda: "<h1" * 150_000, lambda: "<head " * 80_000, lambda: "<title>" * 60_000,
        lambda: "<!--" * 100_000, lambda: "<script>" * 50_000, lambda: "&#" * 200_000, lambda: "<input " * 60_000,
        lambda: "404 " * 100_000, lambda: "domain " * 60_000, lambda: "sorry " * 60_000, lambda: " " * 400_000,
    ],
)  # fmt: skip
def test_judging_takes_linear_time(make: Callable[[], str]) -> None:
    began = time.monotonic()
    walls.judge(page(make()))
    assert time.monotonic() - began < 1.5


def test_short_words_that_begin_like_a_format_are_text() -> None:
    for text in (b"BMW buys kites", b"MZ is a plate", b"ID3 tags", b"GIFs are fun", b"II* is a rank"):
        assert decode.media_type("text/plain", text) == ("text/plain", None)
