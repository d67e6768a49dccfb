"""The browser for pages that scripts build.

One browser a run, one context a Browser object, a few warm tabs. All traffic goes through `proxy.Proxy` and so through
the Guard. Pages are steered by the DevTools protocol (`visit`) rather than by Playwright's routes: routes are not asked
about redirects, cost a round trip for each request, and switch the browser's cache off.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from research.collect.driving import (
    WALL_FLAGS,
    PlaywrightWire,
    environment,
    introduce,
    later,
    launched,
    proxied,
    start_driver,
    telling,
    translated,
    within,
)
from research.collect.finding import FoundBrowser, find_browser, setup
from research.collect.guard import Guard, Refused, Target
from research.collect.proxy import Proxy
from research.collect.visit import Stop, Tab, Visit, WireError
from research.errors import BrowserError
from research.models import Kind, Miss, Page

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext
    from playwright.async_api import Page as Sheet

__all__ = ["Browser", "FoundBrowser", "find_browser", "setup"]

TABS = 6
"""Pages rendered at once; most of their time is waiting (12 pages at 150 ms a request: 2.5 s with 3, 1.3 s with 6)."""

_MOST_RESTARTS = 2
_MOST_MEMORY = 450_000_000  # of one renderer's own, bytes; a large honest page takes 150 MB
_MOST_MEMORY_TOGETHER = 650_000_000
_WATCH_S = 0.1

_PAGE_S = 30.0  # after this the tab is killed

_FLAGS = (
    *WALL_FLAGS,
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # whatever went round the proxy would find no host
    "--no-referrers",
    "--disable-remote-fonts",
    "--disable-notifications",
    "--mute-audio",
    "--blink-settings=imagesEnabled=false",
    "--js-flags=--max-old-space-size=384",
)

# Runs before the page's own scripts. Nothing to answer, nothing to open; and a sign for browser.js when the page waits
# to be scrolled, since scrolling every page would cost each of them a tenth of a second.
_QUIET_SCRIPT = """(() => {
  const none = () => null;
  for (const [name, value] of [["alert", () => {}], ["confirm", () => false], ["prompt", none], ["print", () => {}],
                               ["open", none]])
    try { Object.defineProperty(window, name, { value, writable: false, configurable: false }); } catch {}
  const lazy = () => document.documentElement?.setAttribute("data-research-lazy", "");
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (type === "scroll") lazy();
    return listen.call(this, type, ...rest);
  };
  const Observer = window.IntersectionObserver;
  window.IntersectionObserver = class IntersectionObserver extends Observer {
    observe(element) { lazy(); super.observe(element); }
  };
})();"""


class _Crashed(Exception):
    """The tab's process died: of its own page, or of another that shared the process. The second try tells."""


class _Gone(Exception):
    """The browser died or was closed."""


class Browser:
    """Renders pages; `async with Browser(guard, user_agent) as browser`, or close() on every way out.

    Without `found` the browser of `find_browser()` is taken at start. Nothing is started before the first use.
    """

    def __init__(self, guard: Guard, user_agent: str, found: FoundBrowser | None = None) -> None:
        self._guard, self._user_agent, self._found = guard, user_agent, found
        self._lock = asyncio.Lock()
        self._slots = asyncio.Semaphore(TABS)
        self._idle: list[Tab] = []
        self._closed = False
        self._starts = 0
        self._failure: BrowserError | None = None
        self._engine: _Engine | None = None

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
            if self._failure is not None:
                raise self._failure
            if self._starts > _MOST_RESTARTS:
                raise BrowserError("The browser broke down too often: pages built by scripts are left out")
            self._starts += 1
            engine = _Engine(self._guard, self._user_agent)
            try:
                await engine.start(self._found)
                self._idle = [await engine.first_tab()]
            except BrowserError as error:
                await engine.close()
                self._failure = error  # it would fail again, a second later
                raise
            except WireError as error:
                await engine.close()
                raise BrowserError(f"The browser broke down at its start: {telling(error)}") from error
            except BaseException:  # a cancelled start too must leave no browser behind
                await engine.close()
                raise
            self._engine = engine

    async def close(self) -> None:
        """Stop the browser and remove what it wrote; safe at any time and more than once."""
        self._closed = True
        async with self._lock:
            engine, self._engine, self._idle = self._engine, None, []
            if engine is not None:
                await engine.close()

    async def render(self, url: str, kind: Kind, now: Callable[[], dt.datetime]) -> Page | Miss:
        """Return `url` as its scripts have built it, serialised as HTML in UTF-8, or the Miss.

        At most 30 s. `now` gives the aware time of the capture. Hidden elements carry `data-research-hidden`.
        """
        try:
            target = await self._guard.admit(url)
            async with self._slots:
                return await self._render(url, target, kind, now)
        except (Refused, Stop) as stop:
            return Miss(url=url, kind=kind, reason=stop.reason, detail=stop.detail)
        except BrowserError as error:
            return Miss(url=url, kind=kind, reason="script page", detail=str(error)[:300])

    async def _render(self, url: str, target: Target, kind: Kind, now: Callable[[], dt.datetime]) -> Page | Miss:
        for last in (False, True):
            await self.start()
            engine = self._engine
            if engine is None:
                break
            try:
                tab = self._warm_tab() or await engine.tab()
                return await self._in_tab(engine, tab, Visit(url, target, kind, now, engine.proxy))
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

    async def _in_tab(self, engine: _Engine, tab: Tab, visit: Visit) -> Page:
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

    async def _release(self, engine: _Engine, tab: Tab) -> None:
        if engine is self._engine and engine.alive:
            if await tab.rest():
                self._idle.append(tab)
            else:
                await tab.close()


class _Engine:
    """One Chromium with its driver, proxy, context and temporary home."""

    def __init__(self, guard: Guard, user_agent: str) -> None:
        self.proxy = Proxy(guard)
        self.gone = asyncio.Event()
        self._user_agent = user_agent
        self._script = resources.files("research.collect").joinpath("browser.js").read_text("utf-8")
        self._home: Path | None = None
        self._driver: Any = None
        self._chromium: Chromium | None = None
        self._context: BrowserContext | None = None
        self._pid = 0
        self._opening = asyncio.Lock()
        self._watching: asyncio.Future[None] | None = None
        self._sheets: set[Sheet] = set()

    @property
    def alive(self) -> bool:
        """Whether pages can be opened."""
        return self._context is not None and not self.gone.is_set()

    async def start(self, found: FoundBrowser | None) -> None:
        """Start everything; raises BrowserError. close() must follow in any case."""
        found = found or find_browser()
        if found is None:
            raise BrowserError("No browser was found: run `research setup`, or `playwright install chromium`")
        self._home = _make_home()
        self._driver, _ = await asyncio.gather(start_driver(), self.proxy.start())
        self._chromium = await self._launch(found)
        self._chromium.on("disconnected", lambda _: self.gone.set())
        self._context = await self._chromium.new_context(
            service_workers="block", accept_downloads=False, permissions=[],
            reduced_motion="reduce", locale="en-US", viewport={"width": 1280, "height": 1600},
            extra_http_headers={"Referer": ""},  # empty: not sent at all
        )  # fmt: skip
        await self._context.add_init_script(_QUIET_SCRIPT)
        self._context.on("page", self._pop_up)

    async def _launch(self, found: FoundBrowser) -> Chromium:
        return await launched(
            found,
            lambda sandbox: self._driver.chromium.launch(
                executable_path=found.executable, headless=True, chromium_sandbox=sandbox,
                args=[*_FLAGS, f"--user-agent={self._user_agent}"],  # not per page: workers have one too
                ignore_default_args=["--disable-popup-blocking"], env=environment(self._home), timeout=30_000,
                proxy=proxied(self.proxy), handle_sigint=False,
            ),
        )  # fmt: skip

    async def first_tab(self) -> Tab:
        """Return the first tab, after showing the proxy's token in it.

        Chromium then sends the token by itself: no request need be intercepted for it.
        """
        (sheet, cdp), _ = await asyncio.gather(self._sheet(), self._start_watch())
        await introduce(cdp, self.proxy)
        return await self._prepared(sheet, cdp)

    async def tab(self) -> Tab:
        """Return a new tab, its rules in force."""
        return await self._prepared(*await self._sheet())

    async def _prepared(self, sheet: Sheet, cdp: PlaywrightWire) -> Tab:
        async def shut() -> None:
            with translated():
                await sheet.close(run_before_unload=False)
            self._sheets.discard(sheet)

        tab = Tab(cdp, shut, self._script)
        sheet.on("crash", lambda _: tab.crashed.set())
        sheet.on("dialog", lambda dialog: later(dialog.dismiss()))
        await tab.prepare()
        return tab

    async def _sheet(self) -> tuple[Sheet, PlaywrightWire]:
        if self._context is None:
            raise WireError("the browser has gone")
        with translated():
            async with self._opening:
                sheet = await self._context.new_page()
                self._sheets.add(sheet)
            return sheet, PlaywrightWire(await self._context.new_cdp_session(sheet))

    def _pop_up(self, sheet: Sheet) -> None:
        async def close() -> None:
            async with self._opening:
                pass  # a sheet that we are opening ourselves is known once the lock is free
            if sheet not in self._sheets:
                await sheet.close()

        later(close())

    async def close(self) -> None:
        """Stop everything, by force where it does not obey, and remove the temporary home."""
        context, self._context = self._context, None
        self.gone.set()
        if self._watching is not None:
            self._watching.cancel()
        try:
            if context is not None and self._chromium is not None:
                await within(self._chromium.close(), 4)
            if self._driver is not None:
                await within(self._driver.stop(), 4)
            await self.proxy.close()
        finally:
            _kill(self._pid)
            if self._home is not None:
                shutil.rmtree(self._home, ignore_errors=True)

    async def _start_watch(self) -> None:
        assert self._chromium is not None
        with translated():
            root = PlaywrightWire(await self._chromium.new_browser_cdp_session())
        processes = await root.send("SystemInfo.getProcessInfo")
        self._pid = next((int(p["id"]) for p in processes["processInfo"] if p["type"] == "browser"), 0)
        self._watching = asyncio.ensure_future(self._watch(root))

    async def _watch(self, root: PlaywrightWire) -> None:
        """End renderers that take too much memory; their pages become Misses."""
        with contextlib.suppress(WireError):
            while not self.gone.is_set():
                await asyncio.sleep(_WATCH_S)
                processes = (await root.send("SystemInfo.getProcessInfo"))["processInfo"]
                sizes = {int(p["id"]): _private_memory(int(p["id"])) for p in processes if p["type"] == "renderer"}
                largest = max(sizes, key=lambda pid: sizes[pid], default=0)
                if sizes and (sizes[largest] > _MOST_MEMORY or sum(sizes.values()) > _MOST_MEMORY_TOGETHER):
                    with contextlib.suppress(OSError):
                        os.kill(largest, signal.SIGKILL)


_PREFIX = "research-browser-"


def _kill(pid: int) -> None:
    if pid <= 1:
        return
    with contextlib.suppress(OSError):
        if sys.platform != "win32" and os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)


def _private_memory(pid: int) -> int:
    """Return the memory that a process shares with none, in bytes; 0 where /proc does not tell."""
    try:
        resident, shared = Path(f"/proc/{pid}/statm").read_text().split()[1:3]
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


def _make_home() -> Path:
    """Return a new folder that only we can read, after removing those of runs that were killed."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = old.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdigit() and not _running(int(pid)):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def _running(pid: int) -> bool:
    if sys.platform == "win32":
        return True  # signal 0 ends processes there; Windows cleans its own temporary folder
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
