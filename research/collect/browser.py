"""The browser for pages that scripts build.

One context a run, a few warm tabs in it. All traffic goes through `proxy.Proxy` and so through the Guard. Chromium is
started by `chromium`, for one run or for several at a time (`engine` is one run's part of it), and steered by its own
protocol over a pipe (`wire`, `visit`): Playwright's driver would cost more than the pages (`wire` says how much), and
its routes are not asked about redirects.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from research.collect.chromium import Shared
from research.collect.engine import Engine
from research.collect.finding import FoundBrowser, find_browser, setup
from research.collect.guard import Guard, Refused, Target
from research.collect.tab import Handed, Stop, Tab
from research.collect.visit import Visit
from research.collect.wire import WireError
from research.errors import BrowserError
from research.models import Kind, Miss, Page

__all__ = ["Browser", "FoundBrowser", "find_browser", "setup"]

_MOST_RESTARTS = 2
_PAGE_S = 30.0  # after this the tab is killed

Door = Callable[[], AbstractAsyncContextManager[object]]


class _Crashed(Exception):
    """The tab's process died: of its own page, or of another that shared the process. The second try tells."""


class _Gone(Exception):
    """The browser died or was closed."""


class Browser:
    """Renders pages; `async with Browser(guard, user_agent) as browser`, or close() on every way out.

    Without `found` the browser of `find_browser()` is taken at start. Nothing is started before the first use. With
    `shared` the program is that of several runs, and goes on when this one is closed.
    """

    def __init__(
        self, guard: Guard, user_agent: str, found: FoundBrowser | None = None, shared: Shared | None = None
    ) -> None:
        self._guard, self._user_agent, self._found = guard, user_agent, found
        self._lock = asyncio.Lock()
        self._program, self._is_lent = shared or Shared(), shared is not None
        self._idle: list[Tab] = []
        self._closed = False
        self._starts = 0
        self._engine: Engine | None = None

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def started(self) -> bool:
        """Whether a browser is running."""
        return self._engine is not None and self._engine.alive

    async def start(self) -> None:
        """Start the browser unless it runs; may be called early, beside other work. Raises BrowserError."""
        async with self._lock:
            if self._closed:
                raise BrowserError("The browser was closed: make a new one")
            if self.started:
                return
            if self._engine is not None:
                await self._engine.close()
                self._engine, self._idle = None, []
            if self._starts > _MOST_RESTARTS:
                raise BrowserError("The browser broke down too often: pages built by scripts are left out")
            self._starts += 1
            engine = Engine(self._guard, await self._program.chromium(self._user_agent, self._found))
            try:
                self._idle = [await engine.start()]
            except WireError as error:
                raise BrowserError(f"The browser broke down at its start: {error}") from error
            else:
                self._engine = engine
            finally:
                if self._engine is not engine:  # a cancelled start too must leave nothing behind
                    await engine.close()

    async def close(self) -> None:
        """Stop the browser and remove what it wrote; safe at any time and more than once."""
        self._closed = True
        async with self._lock:
            engine, self._engine, self._idle = self._engine, None, []
            if not self._is_lent:
                await self._program.close()
            if engine is not None:
                await engine.close()

    async def render(
        self, url: str, kind: Kind, now: Callable[[], dt.datetime],
        handed: Handed | None = None, door: Door = contextlib.nullcontext,
    ) -> Page | Miss:  # fmt: skip
        """Return `url` as its scripts have built it, serialised as HTML in UTF-8, or the Miss.

        At most 30 s. `now` gives the aware time of the capture. Hidden elements carry `data-research-hidden`. `handed`
        is what the address answered, when that is known: it is not asked for again. `door` is entered once a tab is
        free, and may raise.
        """
        try:
            target = await self._guard.admit(url)
            await self.start()
            async with self._program.slots, door():
                return await self._render(url, target, kind, now, handed)
        except (Refused, Stop) as stop:
            return Miss(url=url, kind=kind, reason=stop.reason, detail=stop.detail)
        except BrowserError as error:
            return Miss(url=url, kind=kind, reason="script page", detail=str(error)[:300])

    async def _render(
        self, url: str, target: Target, kind: Kind, now: Callable[[], dt.datetime], handed: Handed | None
    ) -> Page | Miss:
        for last in (False, True):
            await self.start()
            engine = self._engine
            if engine is None:
                break
            try:
                tab = self._warm_tab() or await engine.tab()
                return await self._in_tab(engine, tab, Visit(url, target, kind, now, engine.proxy, handed))
            except _Crashed as error:
                if last:
                    raise Stop("damaged", "the page crashed the browser tab") from error
            except WireError as error:
                if last and engine.alive:
                    raise Stop("damaged", "the browser could not read it") from error
            except _Gone:
                pass  # start() makes a new one, if that may help
        raise Stop("damaged", "the browser broke down on it")

    def _warm_tab(self) -> Tab | None:
        while self._idle:
            tab = self._idle.pop()
            if not tab.crashed.is_set():
                return tab
        return None

    async def _in_tab(self, engine: Engine, tab: Tab, visit: Visit) -> Page:
        """Run a visit, but not after its tab, the browser or the time has gone."""
        work = asyncio.ensure_future(visit.run(tab))
        ends = [asyncio.ensure_future(event.wait()) for event in (tab.crashed, engine.gone)]
        try:
            await asyncio.wait([work, *ends], timeout=_PAGE_S, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            if engine.gone.is_set():
                raise _Gone
            if tab.crashed.is_set():
                raise _Crashed
            raise Stop("timeout", f"not read in {_PAGE_S:.0f} s")
        finally:
            for task in (work, *ends):
                task.cancel()
            await asyncio.gather(work, *ends, return_exceptions=True)
            await self._release(engine, tab)

    async def _release(self, engine: Engine, tab: Tab) -> None:
        if engine is self._engine and engine.alive:
            if await tab.rest():
                self._idle.append(tab)
            else:
                await tab.close()
