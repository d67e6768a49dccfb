"""A browser tab, steered by the DevTools protocol: what it may load, what it has loaded, what it answers.

Patterns of the protocol see each redirect hop and cost nothing for what they let through. browser.js runs in an
isolated world, out of the page's reach, from the document's beginning.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from research.collect.wire import Wire, WireError
from research.models import Reason

_MOST_BYTES = 40_000_000  # decoded, of all that a page loads
_MOST_REQUESTS = 250
_MOST_NAVIGATIONS = 10
_MOST_DATA_URLS = 20
_ANSWER_S = 5.0  # a script that keeps the page from answering for so long is ended

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


@dataclass(frozen=True, slots=True)
class Handed:
    """What an address has answered already: headers by name (several may bear one), and the decoded body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


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
        self.url = self.asked = ""
        self.failure = ""
        self.frozen = False  # no more navigation
        self.over: str = ""  # why loading was stopped
        self.data: dict[str, str] = {}
        self.data_urls: dict[str, dict[str, str]] = {}  # with the headers that a conditional request repeats
        self.open: set[str] = set()
        self.calm_since = 0.0
        self.calm = asyncio.Event()  # nothing that was asked for is on its way
        self.calm.set()
        self.handed: Handed | None = None
        self.endless: set[str] = set()  # requests that were open when the page had settled: long polls


class Tab:
    """A browser tab and our own protocol session with it."""

    WORLD = "research"
    """The name of our isolated worlds; `engine` has browser.js run in them."""

    def __init__(self, cdp: Wire, shut: Callable[[], Coroutine[Any, Any, None]], script: str = "") -> None:
        """`script` is run in our worlds of pages that were opened before we came."""
        self._script = script
        self.cdp, self._shut = cdp, shut
        self.load = Load()
        self.frame = ""
        self.crashed = asyncio.Event()
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
            self._spawn(self._let_through(event))
        else:
            # Aborted leaves the page as it is; other reasons would put an error page in its place.
            self._spawn(self.cdp.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "Aborted"}))

    async def _let_through(self, event: dict[str, Any]) -> None:
        if self._asleep:  # not earlier: the page before must not run again
            self._asleep = False
            await self.cdp.send("Emulation.setScriptExecutionDisabled", {"value": False})
        request = {"requestId": event["requestId"]}
        handed = self._at_hand(event)
        if handed is None:
            await self.cdp.send("Fetch.continueRequest", request)
            return
        headers = [{"name": name, "value": value} for name, value in handed.headers]
        body = base64.b64encode(handed.body).decode("ascii")
        answer = {"responseCode": handed.status, "responseHeaders": headers, "body": body}
        await self.cdp.send("Fetch.fulfillRequest", request | answer)

    def _at_hand(self, event: dict[str, Any]) -> Handed | None:
        """Return what was handed over for this request, once; a reload asks the site."""
        load = self.load
        if event["resourceType"] != "Document" or event["request"]["url"] != load.asked:
            return None
        handed, load.handed = load.handed, None
        return handed

    def _may_open(self, event: dict[str, Any]) -> bool:
        request, load = event["request"], self.load
        if not re.match(r"https?://", request["url"]) or request["method"] != "GET" or load.over:
            return False
        if event["frameId"] in self._children:
            return same_site(request["url"], load.url)
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
            load.calm.clear()
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
        if not self.load.open - self.load.endless:
            self.load.calm.set()

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

    async def open(self, url: str, handed: Handed | None) -> None:
        """Go to `url`; returns at its commit, raises Stop with Chromium's reason."""
        self.load.asked, self.load.handed = url, handed
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
        """Return the id of our world of a frame; browser.js runs there since the document began."""
        try:
            made = await self.cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": self.WORLD})
        except WireError as error:
            raise Moved from error
        world = int(made["executionContextId"])
        if self._script:
            await self.ask(self._script, world)
        return world

    @property
    def framed(self) -> bool:
        """Whether the page has frames."""
        return bool(self._children)

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


def _failure(text: str) -> Stop:
    for word, reason, detail in _FAILURES:
        if word in text:
            return Stop(reason, detail)
    return Stop("damaged", f"the browser could not open it ({text.removeprefix('net::')[:60]})")


def same_site(url: str, other: str) -> bool:
    """Tell whether two addresses have the same host, or one lies under the other ("www." aside)."""
    hosts = [
        re.sub(r"^[a-z]+://(www\.)?([^/:?#]*).*", r"\2", text[:2_000].lower(), flags=re.DOTALL) for text in (url, other)
    ]
    return hosts[0] == hosts[1] or hosts[0].endswith("." + hosts[1]) or hosts[1].endswith("." + hosts[0])
