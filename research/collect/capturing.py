"""Assisted capture: a browser window that the user steers, and the page that is in front when they say so.

The tool opens the address and from then on touches nothing: no click, no typing, no sign-in, no consent, no disguise
(the browser says itself that it is under automated control). What is kept is the live document of the page in front,
with the address it shows; what a reader cannot see is marked, and scripts are left out.

Which guard applies when a user steers? The same as everywhere (`guard`): any public address, and of private ones only
the endpoint that the user typed on the command line. The window cannot tell a hand from a page: a redirect, a frame or
a script asks for an address just as a click does, and a page that could reach the router's or a colleague's service
because somebody is watching would be a hole. An address typed into the window's own bar is therefore not a grant; the
one on the command line is, and names whatever private page is wanted.

Sign-ins that the user makes stay in a browser folder of the profile, so that the next capture need not ask again.
Everything else that the browser writes (history, caches, sessions, passwords) is removed when the window closes.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from research.collect import walls
from research.collect.driving import (
    PlaywrightWire,
    launched,
    proxied,
    start_driver,
    translated,
    within,
)
from research.collect.fence import WALL_FLAGS, environment, introduce
from research.collect.finding import FoundBrowser
from research.collect.guard import Guard, Refused
from research.collect.proxy import Limits, Proxy
from research.collect.tab import Moved, Stop, Stuck, Tab
from research.collect.visit import inline_frames
from research.collect.wire import WireError
from research.errors import NothingReadError
from research.models import Kind, Page, capture_hash
from research.text import clean

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext
    from playwright.async_api import Page as Sheet

_LARGEST = 10_000_000
_LOOKED_AT = 300_000
_READ_S = 15.0
_TOLD_S = 0.1
# A person looks at many pages with all their pictures, for as long as they like.
_LIMITS = Limits(
    response=50_000_000, upload=20_000_000, tunnel=4_000_000_000, run=20_000_000_000, requests=1_000_000,
    connections=500, answer_s=120.0,
)  # fmt: skip
_DISPLAY = (
    "DISPLAY",
    "XAUTHORITY",
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
    "XDG_SESSION_TYPE",
    "DBUS_SESSION_BUS_ADDRESS",
)
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_FLAGS = (*WALL_FLAGS, "--disk-cache-size=1000000", "--no-default-browser-check")
# Of Chromium's folder only what a sign-in consists of is kept, and what makes it a folder.
_KEPT = frozenset(("Local State", "Default"))
_KEPT_IN_DEFAULT = frozenset(("Cookies", "Network", "Local Storage", "IndexedDB", "Preferences", "Secure Preferences"))
_CLOSED = "the browser window was closed before you pressed Enter: nothing was kept; run the same command to try again"


async def capture(
    url: str,
    *,
    kind: Kind,
    found: FoundBrowser,
    home: Path,
    now: Callable[[], dt.datetime],
    enter: Callable[[str], Awaitable[bool]],
    env: Mapping[str, str] = os.environ,
    visible: bool = True,
) -> Page:
    """Open a window at `url` and return the page that is in front when `enter` says so, as HTML in UTF-8.

    `enter(remark)` tells the user to press Enter, after a remark on the page in front when that cannot be kept, and
    waits; False when nobody can answer. `home` is the browser's folder; without `visible` there is no window to see,
    which is of use where the user is a program too. Raises BrowserError when no window opens,
    NothingReadError when the window was closed, nobody answered, or `url` may not be opened.
    """
    guard = Guard([url])
    try:
        target = await guard.admit(url)
    except Refused as refused:
        raise NothingReadError(f"{clean(url)[:120]} cannot be opened: {refused.detail}") from refused
    launch = _Launch(found, home, env, visible)
    async with _window(launch, guard) as window:
        part = url.partition("#")[2]  # some sites keep the whole place there
        await window.open(f"{target.url}#{part}" if part else target.url)
        remark = ""
        while await window.unless_closed(enter(remark)):
            page, remark = await window.kept(url, kind, now)
            if page is not None:
                return page
        raise NothingReadError("nobody pressed Enter: nothing was kept; run it on a terminal")


@dataclass(frozen=True)
class _Launch:
    """How the browser is started."""

    found: FoundBrowser
    home: Path
    env: Mapping[str, str]
    visible: bool

    async def start(self, driver: Any, proxy: Proxy, sandbox: bool) -> BrowserContext:
        context: BrowserContext = await driver.chromium.launch_persistent_context(
            str(self.home), executable_path=self.found.executable, headless=not self.visible, chromium_sandbox=sandbox,
            args=list(_FLAGS), env=_surroundings(self.home, self.env), proxy=proxied(proxy), no_viewport=True,
            accept_downloads=False, permissions=[], handle_sigint=False, timeout=30_000,
        )  # fmt: skip
        return context


@contextlib.asynccontextmanager
async def _window(launch: _Launch, guard: Guard) -> AsyncIterator[Window]:
    """Give the Window, and close it on every way out."""
    await asyncio.to_thread(launch.home.mkdir, mode=0o700, parents=True, exist_ok=True)
    proxy, driver = Proxy(guard, _LIMITS), None
    try:
        driver, _ = await asyncio.gather(start_driver(), proxy.start())
        context = await launched(launch.found, lambda sandbox: launch.start(driver, proxy, sandbox))
        yield await Window.of(context, proxy)
        await within(context.close(), 8)
    except WireError as error:
        raise NothingReadError(_CLOSED) from error
    finally:
        if driver is not None:
            await within(driver.stop(), 4)
        await proxy.close()
        await asyncio.to_thread(tidy, launch.home)


def _surroundings(home: Path, env: Mapping[str, str]) -> dict[str, str | float | bool]:
    """Return the browser's environment: its own home, and the display; no keys of ours.

    Temporary files stay where they usually are, since a socket's path may have no more than 107 characters; the X
    server's key is named when only its usual place says where it is.
    """
    known: dict[str, str | float | bool] = {
        name: value for name, value in environment(home).items() if name not in _TEMPORARY
    }
    kept = {name: env[name] for name in (*_DISPLAY, *_TEMPORARY) if name in env}
    usual = Path(env.get("HOME") or "/nowhere") / ".Xauthority"
    if "XAUTHORITY" not in env and usual.is_file():
        kept["XAUTHORITY"] = str(usual)
    return known | kept


def can_show(env: Mapping[str, str], platform: str) -> bool:
    """Tell whether a window can be shown: always on macOS and Windows, else on an X or Wayland display."""
    return platform in ("darwin", "win32") or bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def tidy(home: Path) -> None:
    """Remove what the browser wrote but sign-ins: history, caches, open pages, saved forms."""
    for folder, kept in ((home, _KEPT), (home / "Default", _KEPT_IN_DEFAULT)):
        if not folder.is_dir():
            continue
        for path in folder.iterdir():
            if path.name in kept:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    path.unlink()


class Window:
    """The user's browser window, with any tabs and windows they open from it."""

    def __init__(self, context: BrowserContext, proxy: Proxy) -> None:
        self._context, self._proxy = context, proxy
        self._closed = asyncio.Event()
        self._script = resources.files("research.collect").joinpath("browser.js").read_text("utf-8")
        self._wires: dict[Sheet, PlaywrightWire] = {}
        context.on("close", lambda _: self._closed.set())
        context.on("page", self._opened)

    @classmethod
    async def of(cls, context: BrowserContext, proxy: Proxy) -> Window:
        """Return the window of a browser that has just started."""
        window = cls(context, proxy)
        first = context.pages[0] if context.pages else await context.new_page()
        await introduce(await window._wire(first), proxy)
        return window

    def _opened(self, sheet: Sheet) -> None:
        def gone(_: Sheet) -> None:
            if not self._context.pages:
                self._closed.set()

        sheet.on("close", gone)

    async def _wire(self, sheet: Sheet) -> PlaywrightWire:
        """Return our session with a tab."""
        if sheet not in self._wires:
            self._opened(sheet)
            with translated():
                self._wires[sheet] = PlaywrightWire(await self._context.new_cdp_session(sheet))
        return self._wires[sheet]

    async def open(self, url: str) -> None:
        """Go to an address; the user sees what came of it, also when it fails."""
        wire = await self._wire(self._context.pages[0])
        await wire.send("Page.navigate", {"url": url})

    async def unless_closed(self, work: Awaitable[bool]) -> bool:
        """Return what `work` gives; raises NothingReadError when the user closes the window first."""
        waiting = asyncio.ensure_future(work)
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait([waiting, closed], return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise NothingReadError(_CLOSED)
            return waiting.result()
        finally:
            waiting.cancel()
            closed.cancel()

    async def kept(self, url: str, kind: Kind, now: Callable[[], dt.datetime]) -> tuple[Page | None, str]:
        """Return the page in front; or None and why it cannot be kept, as a sentence."""
        front = await self._front()
        if front is None:
            return None, "No page is in front in the window: bring the tab that you want to the front."
        try:
            async with asyncio.timeout(_READ_S):
                page = await self._read(front, url, kind, now())
        except (Moved, TimeoutError, Stuck):
            return None, "The page was just changing: wait until it is there."
        except Stop as stop:
            return None, f"The page in front cannot be kept: {stop.detail}."
        return page, ""

    async def _front(self) -> Sheet | None:
        """Return the tab that the user sees: of several windows the one with the keyboard, else the newest."""
        shown: list[Sheet] = []
        for sheet in self._context.pages:
            with contextlib.suppress(WireError):
                seen = await self._seen(sheet)
                if seen == "focus":
                    return sheet
                if seen == "visible":
                    shown.append(sheet)
        return shown[-1] if shown else None

    async def _seen(self, sheet: Sheet) -> str:
        """Return what a tab says of itself: "focus", "visible", "hidden".

        Playwright has every tab believe that it is in front, and anew with each document; that is undone first.
        """
        wire = await self._wire(sheet)
        await wire.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
        await asyncio.sleep(_TOLD_S)
        asked = "document.hasFocus() ? 'focus' : document.visibilityState"
        answer = await wire.send("Runtime.evaluate", {"expression": asked, "returnByValue": True})
        return str(answer["result"].get("value", ""))

    async def _read(self, sheet: Sheet, url: str, kind: Kind, at: dt.datetime) -> Page:
        wire = await self._wire(sheet)
        tab = Tab(wire, sheet.close, self._script)
        frame = (await wire.send("Page.getFrameTree"))["frameTree"]["frame"]
        tab.frame, tab.load.url = str(frame["id"]), str(frame["url"])
        if not re.match(r"https?://", tab.load.url) or frame.get("unreachableUrl"):
            raise Stop("not text", "it is no page of the web")
        self._judge(
            url, kind, at, await tab.call(f"document.documentElement.outerHTML.slice(0, {_LOOKED_AT})", _READ_S)
        )
        await tab.call("research.mark()", _READ_S)
        await inline_frames(tab)
        html, cut, shown = await tab.call(f"research.serialise({_LARGEST}, false)", _READ_S)
        note = f"supplied by you on {at.day} {at:%b %Y}" + ("; truncated at 10 MB" if cut else "")
        return _page(html, url, shown[:8_192], kind, at, note)

    def _judge(self, url: str, kind: Kind, at: dt.datetime, html: str) -> None:
        """Raise Stop for a wall, before anything in the user's page is touched: they may still need it."""
        miss = walls.judge(_page(html, url, url, kind, at))
        if miss is not None:
            raise Stop(miss.reason, f"{miss.detail.partition(';')[0]}; go on to the page itself")


def _page(html: str, url: str, shown: str, kind: Kind, at: dt.datetime, note: str = "") -> Page:
    body = html.encode("utf-8", "replace")
    return Page(
        url=url, final_url=shown, kind=kind, headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=at, charset="utf-8", sha256=capture_hash(body), body=body, way="file", note=note,
    )  # fmt: skip
