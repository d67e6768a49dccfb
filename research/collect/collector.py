"""The Collector: Links → Pages and Misses."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import importlib
import logging
import os
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar
from urllib.parse import urlsplit

from research.collect import child, decode, walls
from research.collect.gate import Failed
from research.collect.guard import Refused
from research.collect.guest import Guest, check_wanted
from research.collect.http import PAGE_BYTES, RESPONSE_S, Answer, Wanted
from research.errors import BrowserError
from research.kinds import is_board
from research.models import Kind, Link, Miss, Page, Reason, capture_hash

if TYPE_CHECKING:
    from research.collect.chromium import Shared
    from research.collect.tab import Handed

_LOG = logging.getLogger(__name__)

T = TypeVar("T")
Raw = bytes  # the Collector has a counter of that name

_PROBE_WORDS = "no-such-page-"


def _none(_url: str) -> Page | None:
    return None


class _Browser(Protocol):
    async def render(
        self, url: str, kind: Kind, now: Callable[[], dt.datetime], handed: Handed | None,
        door: Callable[[], AbstractAsyncContextManager[object]],
    ) -> Page | Miss: ...  # fmt: skip

    async def start(self) -> None: ...

    async def close(self) -> None: ...


class Collector:
    """Turns Links into Pages; use as an async context manager.

    `typed` are the addresses in the user's own words. `earlier` gives the last capture of a URL, which then is asked
    for conditionally; `now` the aware time for `fetched_at`; `shared` the browser of several runs; `guest` is who has
    begun to ask, and is closed with the Collector; without it `manners` make a new one (see `Guest`). `requests` and
    `bytes` count, `remarks` tells what the user should know.
    """

    def __init__(
        self,
        *,
        typed: Sequence[str],
        earlier: Callable[[str], Page | None] = _none,
        now: Callable[[], dt.datetime],
        shared: Shared | None = None,
        guest: Guest | None = None,
        **manners: Any,
    ) -> None:
        self.guest = guest or Guest(typed, now=now, **manners)
        self.guard = self.guest.guard
        self.guard.name(typed)
        self.user_agent = self.guest.user_agent
        self._typed = frozenset(typed)
        self._earlier = earlier
        self._now = now
        self._shared = shared
        self._probes: dict[str, asyncio.Task[Page | None]] = {}
        self._answers: dict[str, asyncio.Task[Raw]] = {}
        self._browser: asyncio.Task[_Browser] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._for_browser: dict[str, tuple[tuple[str, str], ...]] = {}

    async def __aenter__(self) -> Self:
        child.begin()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.shield(asyncio.ensure_future(self._close()))

    async def _close(self) -> None:
        asked = (*self._probes.values(), *self._answers.values())
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        self.end_browser()
        if self._ending is not None:
            await self._ending
        await self.guest.close()

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self.guest.requests

    @property
    def bytes(self) -> int:
        """How many bytes of bodies came over the wire."""
        return self.guest.bytes

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences that the user should see: what was allowed because they named it, waits that were cut."""
        return self.guest.remarks

    # --- what callers ask for -----------------------------------------------------------------------------------

    async def fetch(self, link: Link) -> Page | Miss:
        """Return the Page behind a Link, or the Miss that says why there is none; raises nothing for the network.

        A 304 gives the earlier Page with a new `fetched_at`.
        """
        return await self._or_miss(link, self._page(link))

    async def render(self, link: Link, shell: Page | None = None) -> Page | Miss:
        """Return the Page as the browser builds it, under the same robots.txt and pace; or a Miss.

        `shell` is what `fetch` gave for this link, when it is at hand: its HTML is not asked for again.
        """
        return await self._or_miss(link, self._rendered(link, shell))

    def start_browser(self) -> None:
        """Start the browser in the background, so that the first `render` need not wait for it."""
        if self._browser is None:
            self._browser = asyncio.ensure_future(self._launch())
            # Nobody may ever await it; a failure to start is told by `render`.
            self._browser.add_done_callback(lambda task: task.cancelled() or task.exception())

    def end_browser(self) -> None:
        """Begin to close the browser, since no page needs it any more; leaving the Collector waits for its end."""
        if self._browser is not None:
            self._ending = asyncio.ensure_future(_closed(self._browser))
            self._browser = None

    async def unchanged(self, page: Page) -> bool:
        """Whether the data that a script page loaded is as it was: every address says 304 to a conditional request."""
        asked = [self._same(url, _validators(page, url)) for url in page.data_urls]
        return all(await asyncio.gather(*asked))

    async def failing(self, data_urls: Sequence[str]) -> str:
        """Return how data that a script page loaded fails ("answered 503"); "" when it comes, or is no more."""
        for url in data_urls:
            try:
                answer = await self.guest.get(url, self._wanted(any_type=True, tries=1))
            except (Failed, Refused) as error:
                return error.detail or error.reason
            if answer.status >= 400 and answer.status not in (404, 410):
                return f"answered {answer.status}"
        return ""

    async def look_again(self, link: Link) -> Page | Miss:
        """Return what the address answers now, as `fetch` does; not where the site asks for long pauses."""
        if self.guest.hurried(urlsplit(link.url).hostname or ""):
            return Miss(url=link.url, kind=link.kind, reason="budget", detail="the site asks for long pauses")
        return await self.fetch(link)

    async def _same(self, url: str, validators: dict[str, str]) -> bool:
        if not validators:
            return False
        try:
            answer = await self.guest.get(url, self._wanted(headers=validators, any_type=True))
        except (Failed, Refused):
            return False
        return answer.status == 304

    async def fetch_hint(self, url: str) -> Page | Miss:
        """Return a sitemap or feed, unpacked when it is gzip, at most 10 MB; or a Miss. It is no page to be read.

        As with pages, an earlier capture makes the request conditional.
        """
        return await self._or_miss(Link(url=url), self._hint(url))

    async def ask(self, url: str, headers: Mapping[str, str] | None = None, seconds: float = RESPONSE_S) -> Raw | Miss:
        """Return the body of a documented public interface (JSON), at most 10 MB, asked for once; or a Miss.

        Guard, pace and budget hold as for pages. robots.txt is not asked: it speaks to crawlers, and hosts such as
        wikidata.org forbid crawlers the very path that they publish for programs; what binds here are the interface's
        own terms (limits, Retry-After, a User-Agent that says who asks). `headers` are sent besides our own.
        """
        return await self._or_miss(Link(url=url), self._asked(url, dict(headers or {}), seconds))

    async def portrait(self, link: Link) -> Page | Miss:
        """Return the picture behind a Link as a small JPEG, drawn anew; or a Miss. Guard, robots.txt and pace hold."""
        return await self._or_miss(link, self._portrait(link))

    async def sitemaps(self, url: str) -> list[str]:
        """Return the sitemaps that robots.txt of this URL's origin names, at most ten; [] when there is none."""
        try:
            target = await self.guard.admit(url)
            return list((await self.guest.rules(target)).sitemaps)
        except (Refused, Failed):
            return []

    async def probe(self, url: str) -> Page | None:
        """Return what this URL's site answers, with success, to an address that cannot exist; usually None."""
        origin = "/".join(url.split("/", 3)[:3])
        if origin not in self._probes:
            self._probes[origin] = asyncio.ensure_future(self._ask_probe(origin))
        return await asyncio.shield(self._probes[origin])

    # --- one Link -----------------------------------------------------------------------------------------------

    async def _or_miss(self, link: Link, work: Awaitable[T]) -> T | Miss:
        try:
            async with asyncio.timeout(max(0.0, self.guest.ends - time.monotonic())) as clock:
                return await work
        except (Failed, Refused) as error:
            _LOG.debug("%s was not read: %s (%s)", link.url, error.reason, error.detail)
            return Miss(url=link.url, kind=link.kind, reason=error.reason, detail=error.detail)
        except TimeoutError:
            if not clock.expired():
                return Miss(url=link.url, kind=link.kind, reason="timeout", detail="timed out")
            detail = f"the {self.guest.deadline_s / 60:.0f} minutes of this run were over"
            return Miss(url=link.url, kind=link.kind, reason="budget", detail=detail)
        except BrowserError as error:
            return Miss(url=link.url, kind=link.kind, reason="script page", detail=str(error)[:200])
        except Exception as error:  # noqa: BLE001 - a surprise in a foreign library must cost one page, never the run
            _LOG.debug("%s was not read", link.url, exc_info=error)
            detail = f"could not be read ({type(error).__name__})"
            return Miss(url=link.url, kind=link.kind, reason="damaged", detail=detail)

    async def _page(self, link: Link) -> Page | Miss:
        check_wanted(link.url)
        if is_board(urlsplit(link.url).hostname or "") and (page := await self._on_board(link)) is not None:
            return page
        before = self._earlier(link.url)
        answer = await self.guest.get(link.url, self._wanted(headers=_validators(before)))
        if answer.status == 304 and before is not None:
            return before.model_copy(update={"fetched_at": self._now()})
        page = self._as_page(link, answer)
        if answer.for_browser:
            self._for_browser[answer.final_url] = answer.for_browser
        if page.media_type in decode.DOCUMENTS and page.status < 300:
            return await asyncio.to_thread(_document, page)
        if miss := _verdict(page):
            return miss
        if self._is_guess(link) and (probe := await self.probe(page.final_url)) and walls.looks_like(page, probe):
            return Miss(url=link.url, kind=link.kind, reason="not found", detail=walls.NOT_FOUND)
        return page

    async def _on_board(self, link: Link) -> Page | None:
        """Return what a board's keyless interface says of a list of openings or of one; None: its page is left."""
        from research.collect import boards

        place = boards.place_of(link.url)
        url = boards.interface(place, os.environ) if place else None
        if place is None or url is None:
            return None
        try:
            if url not in self._answers:
                asked = self._asked(url, {"Accept": "application/json"}, RESPONSE_S, obey_robots=True)
                self._answers[url] = asyncio.ensure_future(asked)
            body = boards.page(place, await asyncio.shield(self._answers[url]))
        except (Failed, Refused, boards.NotUnderstood):
            return None
        return Page(
            url=link.url, final_url=link.url, kind=link.kind, fetched_at=self._now(), charset="utf-8",
            sha256=capture_hash(body), body=body, note=f"asked of {urlsplit(url).hostname}",
        )  # fmt: skip

    def _as_page(self, link: Link, answer: Answer) -> Page:
        declared = answer.headers.get("content-type", "")
        kind, instead = decode.media_type(declared.partition(";")[0].strip().lower(), answer.body)
        if instead and answer.status < 400:
            raise Failed("not text", f"not a page but {instead}")
        headers = {name: value for name, value in answer.headers.items() if name not in ("location", "refresh")}
        return Page(
            url=link.url, final_url=answer.final_url, kind=link.kind, status=answer.status, headers=headers,
            fetched_at=self._now(), media_type=kind or "text/plain", charset=decode.charset(declared),
            sha256=capture_hash(answer.body), body=answer.body, way="http", note=answer.note,
        )  # fmt: skip

    def _is_guess(self, link: Link) -> bool:
        path = urlsplit(link.url).path
        return link.found_on is None and link.url not in self._typed and path not in ("", "/")

    async def _ask_probe(self, origin: str) -> Page | None:
        link = Link(url=f"{origin}/{_PROBE_WORDS}{secrets.token_hex(4)}")
        try:
            answer = await self.guest.get(link.url, self._wanted())
            page = self._as_page(link, answer)
        except (Failed, Refused):
            return None
        return page if page.status < 300 and walls.judge(page) is None else None

    async def _hint(self, url: str) -> Page:
        target = await self.guard.admit(url)
        await self.guest.rules(target)
        if self.guest.hurried(target.host):
            raise Failed("budget", "the site asks for long pauses; its pages come first")
        before = self._earlier(url)
        answer = await self.guest.get(url, self._wanted(headers=_validators(before), any_type=True))
        if answer.status == 304 and before is not None:
            return before.model_copy(update={"fetched_at": self._now()})
        if answer.status >= 300:
            raise Failed("not found", f"answered {answer.status}")
        if answer.truncated:
            raise Failed("too large", "larger than 10 MB")
        body: Raw | None = answer.body
        if answer.body[:2] == b"\x1f\x8b":
            body = await asyncio.to_thread(decode.gunzip, answer.body, PAGE_BYTES)
        if body is None:
            raise Failed("too large", "broken, or larger than 10 MB unpacked")
        return Page(
            url=url, final_url=answer.final_url, status=answer.status, headers=answer.headers, fetched_at=self._now(),
            media_type="application/xml", sha256=capture_hash(body), body=body, way="http",
        )  # fmt: skip

    async def _portrait(self, link: Link) -> Page:
        from research.collect import pictures

        before = self._earlier(link.url)
        headers = _validators(before) | {"Accept": pictures.ACCEPT}
        wanted = Wanted(pictures.PICTURE_BYTES, headers=headers, seconds=self.guest.response_s, any_type=True, tries=1)
        answer = await self.guest.get(link.url, wanted)
        if answer.status == 304 and before is not None:
            return before.model_copy(update={"fetched_at": self._now()})
        if answer.status >= 300:
            raise Failed("not found", f"answered {answer.status}")
        drawn = await asyncio.to_thread(pictures.portrait, answer.body)
        if not isinstance(drawn, bytes):
            raise Failed(*drawn)
        headers = {name: answer.headers[name] for name in ("etag", "last-modified") if name in answer.headers}
        return Page(
            url=link.url, final_url=answer.final_url, kind=link.kind, headers=headers, fetched_at=self._now(),
            media_type="image/jpeg", sha256=capture_hash(drawn), body=drawn, note=link.why,
        )  # fmt: skip

    async def _asked(self, url: str, headers: dict[str, str], seconds: float, *, obey_robots: bool = False) -> Raw:
        wanted = Wanted(seconds=min(seconds, self.guest.response_s), headers=headers, any_type=True, tries=1)
        answer = await self.guest.get(url, wanted, obey_robots=obey_robots)
        status = answer.status
        if status >= 300:
            reason: Reason = "not found" if status in (404, 410) else "login" if status == 401 else "blocked"
            raise Failed(reason, f"answered {status}")
        if answer.truncated:
            raise Failed("too large", "larger than 10 MB")
        return answer.body

    async def _rendered(self, link: Link, shell: Page | None) -> Page | Miss:
        check_wanted(link.url)
        handed = self._handed(shell)
        target = await self.guard.admit(shell.final_url if shell and handed else link.url)
        self.start_browser()
        assert self._browser is not None
        # The host's turn is taken once there is a tab: pages that wait for one keep none from being fetched.
        browser = await asyncio.shield(self._browser)
        page = await browser.render(target.url, link.kind, self._now, handed, lambda: self.guest.door(target))
        page = page.model_copy(update={"url": link.url, "kind": link.kind})
        if isinstance(page, Miss):
            return page
        return _verdict(page) or page

    def _handed(self, shell: Page | None) -> Handed | None:
        """Return a page as the browser would have got it; None when it is not whole or not as it came."""
        if shell is None or shell.way != "http" or shell.status != 200 or shell.note or not shell.body:
            return None
        from research.collect.tab import Handed

        names = ("content-language", "etag", "last-modified")
        declared = shell.headers.get("content-type", shell.media_type)
        headers = [("content-type", declared), *((n, shell.headers[n]) for n in names if n in shell.headers)]
        return Handed(200, (*headers, *self._for_browser.get(shell.final_url, ())), shell.body)

    async def _launch(self) -> _Browser:
        module: Any = await asyncio.to_thread(importlib.import_module, "research.collect.browser")
        browser: _Browser = module.Browser(guard=self.guard, user_agent=self.user_agent, shared=self._shared)
        await browser.start()
        return browser

    def _wanted(self, **limits: Any) -> Wanted:
        return Wanted(seconds=self.guest.response_s, **limits)


async def _closed(starting: asyncio.Task[_Browser]) -> None:
    if not starting.done():
        starting.cancel()
    with contextlib.suppress(asyncio.CancelledError, BrowserError, OSError):
        await (await starting).close()


def _validators(before: Page | None, data_url: str = "") -> dict[str, str]:
    """Return the headers of a conditional request (RFC 9110 section 13.1), for a page or for data that it loaded."""
    if before is None or before.way not in ("http", "browser"):
        return {}
    headers = {}
    tail = f" {data_url}" if data_url else ""
    if etag := before.headers.get(f"etag{tail}"):
        headers["If-None-Match"] = etag
    if modified := before.headers.get(f"last-modified{tail}"):
        headers["If-Modified-Since"] = modified
    return headers


def _document(page: Page) -> Page | Miss:
    """Return a PDF or DOCX as the simple HTML that the child process makes of it, or the Miss."""
    from research.collect.files import document_html

    made = document_html(page.body)
    if not isinstance(made, bytes):
        return _miss(page, *made)
    note = "read from a PDF" if page.media_type == decode.PDF else "read from a Word file"
    changed = {"body": made, "sha256": capture_hash(made), "media_type": "text/html", "charset": "utf-8", "note": note}
    return page.model_copy(update=changed)


def _verdict(page: Page) -> Miss | None:
    """Return why a Page is none, or None; a plain 404 is said with its number."""
    return _by_status(page) if page.status in (404, 410) else walls.judge(page) or _by_status(page)


def _by_status(page: Page) -> Miss | None:
    """Return the Miss that a status code means, or None for success with a body."""
    status = page.status
    if 200 <= status < 300:
        return None if page.body.strip() else _miss(page, "empty", f"empty: answered {status} with nothing")
    if status in (401, 407):
        return _miss(page, "login", walls.LOGIN)
    if status in (404, 410):
        return _miss(page, "not found", f"answered {status}")
    if status in (403, 405, 406, 429, 451, 503, 999):
        return _miss(page, "blocked", f"answered {status}; open it yourself and save the page")
    if status >= 500:
        return _miss(page, "server error", f"answered {status}")
    return _miss(page, "refused", f"answered {status}")


def _miss(page: Page, reason: Reason, detail: str) -> Miss:
    return Miss(url=page.url, kind=page.kind, reason=reason, detail=detail)
