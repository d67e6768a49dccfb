"""One page in one browser tab, steered by the DevTools protocol: open, settle, wake, expand, mark, serialise.

The protocol comes in as a Wire, so that this room knows no Playwright. Patterns of the protocol see each redirect hop
and cost nothing for what they let through. browser.js runs in an isolated world, out of the page's reach.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import re
import time
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from research.collect.guard import Refused, Target
from research.collect.proxy import Proxy
from research.models import Kind, Page, Reason, capture_hash

_LARGEST = 10_000_000
_MOST_BYTES = 40_000_000  # decoded, of all that a page loads
_MOST_REQUESTS = 250
_MOST_NAVIGATIONS = 10
_MOST_ELEMENTS = 60_000
_MOST_FRAMES = 8
_MOST_DATA_URLS = 20

_SETTLE_S = 20.0
_ANSWER_S = 5.0  # a script that keeps the page from answering for so long is ended
_POLL_S = 0.03
_QUIET_S = 0.12
_QUIET_THIN_S = 1.0
_QUIET_BUSY_S = 2.0
_QUIET_DESPITE_REQUESTS_S = 2.5  # long polls never end
_THIN = 400  # characters; a page with fewer is probably still being built

_EXPANDED: frozenset[Kind] = frozenset(("team", "about", "person", "careers", "posting"))
_WAITED_FOR = frozenset(("Document", "Script", "XHR", "Fetch", "Stylesheet"))
_UNWANTED = ("Image", "Media", "Font", "Ping", "CSPViolationReport", "Other")
# Counters of visits: they add nothing to the text, and nobody need learn of the visit.
_TRACKERS = tuple(
    f"*://*{host}/*"
    for host in (
        "google-analytics.com", "googletagmanager.com", "doubleclick.net", "googlesyndication.com",
        "connect.facebook.net",
        "hotjar.com", "clarity.ms", "segment.com", "segment.io", "mixpanel.com", "amplitude.com", "fullstory.com",
        "sentry.io", "intercom.io", "intercomcdn.com", "hs-analytics.net", "hs-scripts.com", "hscollectedforms.net",
        "snap.licdn.com", "px.ads.linkedin.com", "bat.bing.com", "nr-data.net", "cookielaw.org", "cookiebot.com",
        "usercentrics.eu", "plausible.io", "matomo.cloud", "drift.com", "driftt.com", "crisp.chat", "tawk.to",
    )
)  # fmt: skip
_PAGES = frozenset(("text/html", "application/xhtml+xml", "text/plain"))
_KEPT_HEADERS = frozenset(("content-type", "content-language", "etag", "last-modified"))


# What Chromium's net errors mean for people; the first that fits.
_FAILURES: tuple[tuple[str, Reason, str], ...] = (
    ("ERR_CERT", "certificate", "its certificate does not hold"),
    ("ERR_SSL", "certificate", "no TLS connection comes about"),
    ("ERR_NAME_NOT_RESOLVED", "no network", "its host cannot be found"),
    ("ERR_CONNECTION_REFUSED", "refused", "it refused the connection"),
    ("ERR_TIMED_OUT", "timeout", "no answer in time"),
    ("ERR_CONNECTION_TIMED_OUT", "timeout", "no answer in time"),
    ("ERR_TOO_MANY_REDIRECTS", "redirects", "it redirects without end"),
    ("ERR_UNSAFE_PORT", "not allowed", "browsers do not open this port"),
    ("ERR_ABORTED", "not text", "it is a download, not a page"),
    ("ERR_EMPTY_RESPONSE", "empty", "an empty answer"),
)
_STATUSES: dict[int, tuple[Reason, str]] = {
    401: ("login", "it needs sign-in"), 403: ("blocked", "it answers 403 to the browser"),
    404: ("not found", "404"), 410: ("not found", "410"), 429: ("rate-limited", "it asks us to come back later (429)"),
}  # fmt: skip


class WireError(Exception):
    """The other end of the protocol did not do it: the document, the tab or the browser has gone."""


class Wire(Protocol):
    """A session of the DevTools protocol with one tab."""

    async def send(self, method: str, words: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the answer to a command; raises WireError."""

    def on(self, event: str, heard: Callable[[dict[str, Any]], None]) -> None:
        """Call `heard` with each event's parameters."""


class Stop(Exception):
    """A page is given up; becomes a Miss."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail


class Moved(Exception):
    """The document that was being read has gone: the page went to another."""


class Stuck(Exception):
    """The page did not answer in time."""


class Load:
    """What one page has loaded so far, from the protocol's events."""

    def __init__(self) -> None:
        self.requests = self.bytes = self.navigations = 0
        self.status = 0
        self.media_type = ""
        self.headers: dict[str, str] = {}
        self.url = ""
        self.failure = ""
        self.frozen = False  # no more navigation
        self.over: str = ""  # why loading was stopped
        self.data: dict[str, str] = {}
        self.data_urls: dict[str, dict[str, str]] = {}  # with the headers that a conditional request repeats
        self.open: set[str] = set()
        self.calm_since = 0.0
        self.endless: set[str] = set()  # requests that were open when the page had settled: long polls


class Tab:
    """A browser tab and our own protocol session with it."""

    def __init__(self, cdp: Wire, shut: Callable[[], Coroutine[Any, Any, None]], script: str) -> None:
        self.cdp, self._shut = cdp, shut
        self.load = Load()
        self.frame = ""
        self.crashed = asyncio.Event()
        self._script = script
        self._world: int | None = None
        self._children: set[str] = set()
        self._asleep = False
        self._tasks: set[asyncio.Task[Any]] = set()

    async def prepare(self) -> None:
        """Listen and set the rules; once."""
        for name, heard in (
            ("Fetch.requestPaused", self._paused), ("Network.requestWillBeSent", self._sent),
            ("Network.responseReceived", self._received), ("Network.dataReceived", self._data),
            ("Network.loadingFinished", self._finished), ("Network.loadingFailed", self._finished),
            ("Page.frameNavigated", self._navigated),
            ("Page.frameAttached", lambda event: self._children.add(event["frameId"])),
        ):  # fmt: skip
            self.cdp.on(name, heard)
        patterns = [{"urlPattern": "*", "resourceType": kind} for kind in ("Document", *_UNWANTED)]
        await asyncio.gather(
            self.cdp.send("Page.enable"), self.cdp.send("Network.enable"),
            self.cdp.send("Fetch.enable", {"patterns": patterns}),
            self.cdp.send("Network.setBlockedURLs", {"urls": list(_TRACKERS)}),
        )  # fmt: skip
        tree = await self.cdp.send("Page.getFrameTree")
        self.frame = str(tree["frameTree"]["frame"]["id"])

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(WireError):  # the page went away meanwhile
                await work

        task = asyncio.ensure_future(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- events ----------------------------------------------------------------------------------------------

    def _paused(self, event: dict[str, Any]) -> None:
        kind = event["resourceType"]
        if self._may_open(event) if kind == "Document" else kind not in _UNWANTED:
            self._spawn(self._let_through(event["requestId"]))
        else:
            # Aborted leaves the page as it is; other reasons would put an error page in its place.
            self._spawn(self.cdp.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "Aborted"}))

    async def _let_through(self, request: str) -> None:
        if self._asleep:  # not earlier: the page before must not run again
            self._asleep = False
            await self.cdp.send("Emulation.setScriptExecutionDisabled", {"value": False})
        await self.cdp.send("Fetch.continueRequest", {"requestId": request})

    def _may_open(self, event: dict[str, Any]) -> bool:
        request, load = event["request"], self.load
        if not re.match(r"https?://", request["url"]) or request["method"] != "GET" or load.over:
            return False
        if event["frameId"] in self._children:
            return _same_site(request["url"], load.url)
        if load.frozen:
            return False
        load.navigations += 1
        if load.navigations > _MOST_NAVIGATIONS + 1:
            load.over = "it goes on from page to page without end"
            return False
        load.url = request["url"]
        return True

    def _sent(self, event: dict[str, Any]) -> None:
        load = self.load
        load.requests += 1
        if event.get("type") in _WAITED_FOR and event["request"]["url"].startswith("http"):
            load.open.add(event["requestId"])
        if event.get("type") in ("XHR", "Fetch") and event["request"]["method"] == "GET":
            load.data[event["requestId"]] = event["request"]["url"]
        if load.requests > _MOST_REQUESTS and not load.over:
            self.stop_loading(f"it made more than {_MOST_REQUESTS} requests")

    def _received(self, event: dict[str, Any]) -> None:
        load, answer = self.load, event["response"]
        if event.get("type") == "Document" and event.get("frameId") not in self._children:
            load.status, load.media_type = int(answer["status"]), str(answer["mimeType"])
            headers = {name.lower(): str(value) for name, value in answer["headers"].items()}
            load.headers = {name: headers[name][:1_000] for name in _KEPT_HEADERS if name in headers}
        url = load.data.get(event["requestId"])
        if url and "json" in answer["mimeType"] and answer["status"] == 200 and len(load.data_urls) < _MOST_DATA_URLS:
            headers = {name.lower(): str(value) for name, value in answer["headers"].items()}
            load.data_urls[url] = {n: headers[n][:1_000] for n in ("etag", "last-modified") if n in headers}

    def _data(self, event: dict[str, Any]) -> None:
        self.load.bytes += int(event["dataLength"])
        if self.load.bytes > _MOST_BYTES and not self.load.over:
            self.stop_loading(f"it loads more than {_MOST_BYTES // 1_000_000} MB")

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.load.open:
            self.load.open.discard(event["requestId"])
            self.load.calm_since = time.monotonic()  # what it brought is yet to be shown

    def _navigated(self, event: dict[str, Any]) -> None:
        if "parentId" not in event["frame"]:
            self.frame, self._world = str(event["frame"]["id"]), None
            self.load.failure = str(event["frame"].get("unreachableUrl", ""))

    # --- acts ------------------------------------------------------------------------------------------------

    def stop_loading(self, why: str) -> None:
        """Let nothing more load or run; what is there can still be read."""
        self.load.over = why
        self._spawn(self.cdp.send("Network.setBlockedURLs", {"urls": ["*"]}))
        self._spawn(self.cdp.send("Emulation.setScriptExecutionDisabled", {"value": True}))
        self._spawn(self.cdp.send("Page.stopLoading"))

    async def open(self, url: str) -> None:
        """Go to `url`; returns at its commit, raises Stop with Chromium's reason."""
        answer = await self.cdp.send("Page.navigate", {"url": url, "referrerPolicy": "noReferrer"})
        if error := answer.get("errorText"):
            raise _failure(str(error))

    async def call(self, expression: str, seconds: float = _ANSWER_S) -> Any:
        """Return the value of an expression in our world of the main frame; raises Moved, Stuck."""
        try:
            async with asyncio.timeout(seconds):
                return await self.ask(expression, await self.main_world())
        except TimeoutError as error:
            raise Stuck from error

    async def main_world(self) -> int:
        """Return the id of our world of the main frame."""
        if self._world is None:
            self._world = await self.world(self.frame)
        return self._world

    async def world(self, frame: str) -> int:
        """Return the id of a fresh isolated world of a frame, our functions in it."""
        try:
            made = await self.cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "research"})
        except WireError as error:
            raise Moved from error
        world = int(made["executionContextId"])
        await self.ask(self._script, world)
        return world

    async def ask(self, expression: str, world: int) -> Any:
        """Return the value of an expression in a world; raises Moved when that world is gone."""
        try:
            answer = await self.cdp.send(
                "Runtime.evaluate",
                {"expression": expression, "contextId": world, "awaitPromise": True, "returnByValue": True},
            )
        except WireError as error:
            self._world = None
            raise Moved from error
        if "exceptionDetails" in answer:
            raise Stop("damaged", "the page could not be read")
        return answer["result"].get("value")

    async def unstick(self) -> None:
        """End the script that keeps the page from answering, and let no other run."""
        self.load.over = self.load.over or "its scripts did not end"
        self._spawn(self.cdp.send("Emulation.setScriptExecutionDisabled", {"value": True}))
        with contextlib.suppress(WireError, TimeoutError):
            async with asyncio.timeout(2):
                await self.cdp.send("Runtime.terminateExecution")

    async def rest(self) -> bool:
        """Stop the page's scripts; tell whether the tab can be used again."""
        if self.crashed.is_set() or self.load.over:
            return False
        self._asleep = True
        self._children.clear()
        self.load = Load()
        self.load.frozen = True
        with contextlib.suppress(WireError, TimeoutError):
            async with asyncio.timeout(2):
                await self.cdp.send("Emulation.setScriptExecutionDisabled", {"value": True})
                await self.cdp.send("Page.stopLoading")
                return True
        return False

    async def close(self) -> None:
        """Close the tab, by force when its scripts are stuck."""
        with contextlib.suppress(WireError, TimeoutError):
            async with asyncio.timeout(2):
                await self._shut()
                return
        with contextlib.suppress(WireError, TimeoutError):
            async with asyncio.timeout(1):
                await self.cdp.send("Page.crash")


class Visit:
    """One page from its address to the Page."""

    def __init__(
        self, url: str, target: Target, kind: Kind, now: Callable[[], dt.datetime], proxy: Proxy
    ) -> None:  # fmt: skip
        self.url, self.target, self.kind, self.now, self.proxy = url, target, kind, now, proxy
        self.notes: list[str] = []

    async def run(self, tab: Tab) -> Page:
        """Open, settle, wake what waits to be seen, open accordions, mark the hidden, serialise."""
        tab.load = Load()
        ends = time.monotonic() + _SETTLE_S
        try:
            await tab.open(self.target.url)
        except Stop as stop:
            raise self._better(stop, tab.load) from stop
        stuck = False
        for _ in range(4):
            try:
                return await self._read(tab, ends)
            except Moved:
                continue
            except Stuck:
                if stuck:
                    break
                stuck = True
                await tab.unstick()
        raise Stop("timeout", "its scripts did not let it be read")

    async def _read(self, tab: Tab, ends: float) -> Page:
        await self._settle(tab, ends)
        self._check(tab.load)
        if not tab.load.over:
            await tab.call("research.wake(10)")
            if tab.load.open - tab.load.endless:
                await self._settle(tab, min(ends, time.monotonic() + 3))
            if self.kind in _EXPANDED:
                await self._expand(tab)
        tab.load.frozen = True
        await tab.call("research.mark()")
        await inline_frames(tab)
        answer = await tab.call(f"research.serialise({_LARGEST}, false)")
        return self._page(tab.load, *answer)

    async def _settle(self, tab: Tab, ends: float) -> None:
        """Wait until the text has stopped changing and nothing that could change it is on its way."""
        last: list[Any] = []
        began = since = time.monotonic()
        while (now := time.monotonic()) < ends and not tab.load.over and tab.load.status < 400:
            try:
                state = await tab.call("research.state()")
            except Moved:
                since, last = time.monotonic(), []
                await asyncio.sleep(_POLL_S)
                continue
            if state[1] > _MOST_ELEMENTS:
                tab.load.over = "too many elements"
                raise Stop("too large", f"more than {_MOST_ELEMENTS:,} elements")
            if _differs(state, last, now - began):
                since, last = now, state
            if _settled(state, now - max(since, tab.load.calm_since), bool(tab.load.open - tab.load.endless)):
                tab.load.endless |= tab.load.open
                return
            await asyncio.sleep(_POLL_S)

    async def _expand(self, tab: Tab) -> None:
        tab.load.frozen = True
        people = json.dumps(self.kind in ("team", "about", "person"))
        opened = await tab.call(f"research.expand({people}, 40, 1000)")
        if opened and tab.load.open - tab.load.endless:
            await self._settle(tab, time.monotonic() + 1)

    def _check(self, load: Load) -> None:
        """Raise Stop for a page that is an error page."""
        if load.failure:
            raise self._better(Stop("damaged", "the browser could not open it"), load)
        if load.status == 403 and (refused := self._refused(load)):
            raise Stop(refused.reason, refused.detail)
        if load.status in (502, 504) and (refused := self._refused(load)):
            raise Stop(refused.reason, refused.detail)
        if load.status in _STATUSES:
            raise Stop(*_STATUSES[load.status])
        if load.status >= 500:
            raise Stop("server error", f"it answers {load.status}")
        if load.status >= 400:
            raise Stop("refused", f"it answers {load.status}")
        if load.media_type not in _PAGES:
            raise Stop("not text", f"{load.media_type[:60] or 'this'} is not a page")

    def _refused(self, load: Load) -> Refused | None:
        for url in (load.failure, load.url, self.target.url):
            match = re.match(r"(https?)://(\[[^\]]+\]|[^/:?#]+)(?::(\d+))?", url)
            if match:
                port = int(match[3] or (443 if match[1] == "https" else 80))
                if refused := self.proxy.refusal(match[2].strip("[]"), port):
                    return refused
        return None

    def _better(self, stop: Stop, load: Load) -> Stop:
        """Return what the proxy knows of a failure, else what Chromium said."""
        if load.over:
            return Stop("redirects", load.over)
        refused = self._refused(load)
        return Stop(refused.reason, refused.detail) if refused else stop

    def _page(self, load: Load, html: str, cut: bool, final_url: str) -> Page:
        if not re.match(r"https?://", final_url):
            raise Stop("damaged", "the page led to nothing that can be read")
        body = html.encode("utf-8", "replace")
        if cut or len(body) > _LARGEST:
            body = body[:_LARGEST].decode("utf-8", "ignore").encode()
            self.notes.append(f"truncated at {_LARGEST // 1_000_000} MB")
        if load.over:
            self.notes.append(f"stopped: {load.over}")
        validators = {f"{name} {url}": value for url, found in load.data_urls.items() for name, value in found.items()}
        return Page(
            url=self.url, final_url=final_url[:8_192], kind=self.kind, status=load.status or 200,
            headers=load.headers | validators,
            fetched_at=self.now(), charset="utf-8", sha256=capture_hash(body), body=body, way="browser",
            note="; ".join(self.notes), data_urls=tuple(load.data_urls),
        )  # fmt: skip


async def inline_frames(tab: Tab) -> None:
    """Put the text of frames of the same site where they stand."""
    tree = await tab.cdp.send("Page.getFrameTree")
    for child in list(tree["frameTree"].get("childFrames", ()))[:_MOST_FRAMES]:
        frame = child["frame"]
        if not _same_site(frame["url"], tab.load.url):
            continue
        with contextlib.suppress(Moved, Stop, TimeoutError, WireError):
            async with asyncio.timeout(3):
                await _inline(tab, str(frame["id"]), str(frame["url"]))


async def _inline(tab: Tab, frame: str, url: str) -> None:
    world = await tab.world(frame)
    await tab.ask("research.mark()", world)
    html, *_ = await tab.ask(f"research.serialise({_LARGEST // 4}, true)", world)
    owner = await tab.cdp.send("DOM.getFrameOwner", {"frameId": frame})
    node = await tab.cdp.send(
        "DOM.resolveNode",
        {"backendNodeId": owner["backendNodeId"], "executionContextId": await tab.main_world()},
    )
    await tab.cdp.send(
        "Runtime.callFunctionOn",
        {
            "objectId": node["object"]["objectId"],
            "functionDeclaration": "function (html, url) { research.inline(this, html, url); }",
            "arguments": [{"value": html}, {"value": url}],
        },
    )


def _failure(text: str) -> Stop:
    for word, reason, detail in _FAILURES:
        if word in text:
            return Stop(reason, detail)
    return Stop("damaged", f"the browser could not open it ({text.removeprefix('net::')[:60]})")


def _same_site(url: str, other: str) -> bool:
    """Tell whether two addresses have the same host, or one lies under the other ("www." aside)."""
    hosts = [
        re.sub(r"^[a-z]+://(www\.)?([^/:?#]*).*", r"\2", text[:2_000].lower(), flags=re.DOTALL) for text in (url, other)
    ]
    return hosts[0] == hosts[1] or hosts[0].endswith("." + hosts[1]) or hosts[1].endswith("." + hosts[0])


def _differs(state: list[Any], last: list[Any], age: float) -> bool:
    """Tell whether the page has changed; after 3 s a tick of a clock or a turning teaser is no change."""
    if not last or state[2] != last[2]:
        return True
    allowed = 0.02 if age > 3 else 0.0
    return any(abs(a - b) > allowed * max(a, b) for a, b in zip(state[:2], last[:2], strict=True))


def _settled(state: list[Any], quiet: float, loading: bool) -> bool:
    text, _, parsed, busy = state
    if not parsed:
        return False
    if loading:
        return bool(text >= _THIN and quiet >= _QUIET_DESPITE_REQUESTS_S)
    return quiet >= (_QUIET_BUSY_S if busy else _QUIET_S if text >= _THIN else _QUIET_THIN_S)
