"""One page in one browser tab: open, settle, wake, expand, mark, serialise.

browser.js knows when the text last changed, so that a page is read as soon as it has come to rest, and nobody need ask
it again and again.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import math
import re
import time
from collections.abc import Callable
from typing import NamedTuple

from research.collect.guard import Refused, Target
from research.collect.proxy import Proxy
from research.collect.tab import Handed, Load, Moved, Stop, Stuck, Tab, same_site
from research.collect.wire import WireError
from research.models import Kind, Page, Reason, capture_hash

_LARGEST = 10_000_000
_MOST_ELEMENTS = 60_000
_MOST_FRAMES = 8

_SETTLE_S = 20.0
_POLL_S = 0.03
_LOOK_S = 0.5  # how long a page that is still loading is left alone
_QUIET_S = 0.08
_QUIET_THIN_S = 1.0
_QUIET_BUSY_S = 2.0
_QUIET_DESPITE_REQUESTS_S = 2.5  # long polls never end
_THIN = 400  # characters; a page with fewer is probably still being built

_EXPANDED: frozenset[Kind] = frozenset(("team", "about", "person", "careers", "posting"))
_PAGES = frozenset(("text/html", "application/xhtml+xml", "text/plain"))
_STATUSES: dict[int, tuple[Reason, str]] = {
    401: ("login", "it needs sign-in"), 403: ("blocked", "it answers 403 to the browser"),
    404: ("not found", "404"), 410: ("not found", "410"), 429: ("rate-limited", "it asks us to come back later (429)"),
}  # fmt: skip


class _State(NamedTuple):
    """What browser.js says of a document; `quiet_ms` since its text last changed."""

    text: int
    elements: int
    parsed: bool
    busy: bool
    quiet_ms: float


class Visit:
    """One page from its address to the Page."""

    def __init__(
        self, url: str, target: Target, kind: Kind, now: Callable[[], dt.datetime], proxy: Proxy,
        handed: Handed | None = None,
    ) -> None:  # fmt: skip
        self.url, self.target, self.kind, self.now, self.proxy = url, target, kind, now, proxy
        self.handed = handed
        self.notes: list[str] = []

    async def run(self, tab: Tab) -> Page:
        """Open, settle, wake what waits to be seen, open accordions, mark the hidden, serialise."""
        tab.load = Load()
        ends = time.monotonic() + _SETTLE_S
        try:
            await tab.open(self.target.url, self.handed)
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
            expanding = self.kind in _EXPANDED
            people = self.kind in ("team", "about", "person")
            lazy, closed = await tab.call(f"research.ready({json.dumps(expanding)}, {json.dumps(people)})")
            if lazy and tab.load.open - tab.load.endless:
                await self._settle(tab, min(ends, time.monotonic() + 3))
            if closed:
                await self._expand(tab, people=people)
        tab.load.frozen = True
        if tab.framed:
            await tab.call("research.mark()")
            await inline_frames(tab)
            answer = await tab.call(f"research.serialise({_LARGEST}, false)")
        else:
            answer = await tab.call(f"research.take({_LARGEST})")
        return self._page(tab.load, *answer)

    async def _settle(self, tab: Tab, ends: float) -> None:
        """Wait until the text has stopped changing and nothing that could change it is on its way."""
        load = tab.load
        while time.monotonic() < ends and not load.over and load.status < 400:
            await _until(load.calm, min(_LOOK_S, ends - time.monotonic()))
            try:
                state = _State(*await tab.call("research.state()"))
            except Moved:
                await asyncio.sleep(_POLL_S)
                continue
            if state.elements > _MOST_ELEMENTS:
                load.over = "too many elements"
                raise Stop("too large", f"more than {_MOST_ELEMENTS:,} elements")
            loading = bool(load.open - load.endless)
            quiet = min(state.quiet_ms / 1_000, time.monotonic() - load.calm_since)
            missing = _quiet_needed(state, loading) - quiet
            if missing <= 0:
                load.endless |= load.open
                return
            if not loading:
                await asyncio.sleep(min(max(missing, 0.005) if state.parsed else _POLL_S, ends - time.monotonic()))

    async def _expand(self, tab: Tab, *, people: bool) -> None:
        tab.load.frozen = True
        opened = await tab.call(f"research.expand({json.dumps(people)}, 40, 1000)")
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
        if not same_site(frame["url"], tab.load.url):
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


def _quiet_needed(state: _State, loading: bool) -> float:
    """Return for how many seconds a document must not have changed before it is taken to be whole."""
    if not state.parsed:
        return math.inf
    if loading:
        return _QUIET_DESPITE_REQUESTS_S if state.text >= _THIN else math.inf
    if state.busy:
        return _QUIET_BUSY_S
    return _QUIET_S if state.text >= _THIN else _QUIET_THIN_S


async def _until(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, seconds)):
            await event.wait()
