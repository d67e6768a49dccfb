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
from typing import Any

from research.collect import walls
from research.collect.chromium import last_words
from research.collect.fence import WALL_FLAGS, environment, introduce, sandboxable
from research.collect.finding import FoundBrowser
from research.collect.guard import Guard, Refused
from research.collect.proxy import Limits, Proxy
from research.collect.tab import Moved, Stop, Stuck, Tab
from research.collect.visit import inline_frames
from research.collect.wire import Pipe, Session, WireError
from research.errors import BrowserError, NothingReadError
from research.models import Kind, Page, capture_hash
from research.text import clean

_LARGEST = 10_000_000
_LOOKED_AT = 300_000
_READ_S = 15.0
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
_START_S = 30.0
_CLOSE_S = 6.0
_AGAIN_S = 1.0
# It says itself that it is automated (--enable-automation); its passwords and keys stay out of the user's keychain.
_FLAGS = (
    *WALL_FLAGS, "--remote-debugging-pipe", "--enable-automation", "--proxy-bypass-list=<-loopback>", "--no-first-run",
    "--no-default-browser-check", "--no-service-autorun", "--password-store=basic", "--use-mock-keychain",
    "--disable-search-engine-choice-screen", "--disable-field-trial-config", "--disk-cache-size=1000000",
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,OptimizationHints,"
    "NetworkTimeServiceQuerying,PreconnectToSearch",
)  # fmt: skip
# Where a program is the user there is no hand whose clicks would let tabs open.
_UNSEEN = ("--headless", "--disable-popup-blocking")
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

    async def start(self, proxy: Proxy) -> Pipe:
        """Return the browser, running; raises BrowserError. A second try, for the one before may still be leaving."""
        sandbox, again = sandboxable(), True
        while True:
            try:
                return await self._once(proxy, sandbox)
            except BrowserError as error:
                if sandbox and "sandbox" in str(error).lower():
                    sandbox = False
                elif again:
                    again = False
                    await asyncio.sleep(_AGAIN_S)
                else:
                    raise

    async def _once(self, proxy: Proxy, sandbox: bool) -> Pipe:
        log, pipe = self.home / "log", Pipe()
        command = [
            self.found.executable, *_FLAGS, f"--proxy-server=http://127.0.0.1:{proxy.port}",
            f"--user-data-dir={self.home}", *(() if self.visible else _UNSEEN), *(() if sandbox else ("--no-sandbox",)),
            "about:blank",
        ]  # fmt: skip
        try:
            pipe.open(command, _surroundings(self.home, self.env), log)
            async with asyncio.timeout(_START_S):
                await pipe.root.send("Browser.getVersion")
            return pipe
        except BaseException as error:  # a cancelled start too must leave no window behind
            await pipe.close()
            if not isinstance(error, (OSError, WireError, TimeoutError)):
                raise
            said = last_words(log) or (error.strerror if isinstance(error, OSError) else "") or "it says nothing"
            raise BrowserError(
                f"{self.found.executable} does not start: {said}; name another in RESEARCH_BROWSER"
            ) from error


@contextlib.asynccontextmanager
async def _window(launch: _Launch, guard: Guard) -> AsyncIterator[Window]:
    """Give the Window, and close it on every way out, in order first: it still writes what a sign-in left."""
    await asyncio.to_thread(launch.home.mkdir, mode=0o700, parents=True, exist_ok=True)
    proxy, pipe = Proxy(guard, _LIMITS), None
    try:
        await proxy.start()
        pipe = await launch.start(proxy)
        yield await Window.of(pipe, proxy)
    except WireError as error:
        raise NothingReadError(_CLOSED) from error
    finally:
        if pipe is not None:
            with contextlib.suppress(WireError, TimeoutError):
                async with asyncio.timeout(_CLOSE_S):
                    await pipe.root.send("Browser.close")
                    await pipe.gone.wait()
            await pipe.close()
        await proxy.close()
        await asyncio.to_thread(tidy, launch.home)


def _surroundings(home: Path, env: Mapping[str, str]) -> dict[str, str]:
    """Return the browser's environment: its own home, and the display; no keys of ours.

    Temporary files stay where they usually are, since a socket's path may have no more than 107 characters; the X
    server's key is named when only its usual place says where it is.
    """
    known = {name: value for name, value in environment(home).items() if name not in _TEMPORARY}
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

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._first, self._closed = asyncio.Event(), asyncio.Event()
        self._script = resources.files("research.collect").joinpath("browser.js").read_text("utf-8")
        self._sessions: dict[str, Session] = {}
        self._pages: list[str] = []
        pipe.root.on("Target.targetCreated", self._opened)
        pipe.root.on("Target.targetDestroyed", self._gone)

    @classmethod
    async def of(cls, pipe: Pipe, proxy: Proxy) -> Window:
        """Return the window of a browser that has just started."""
        window = cls(pipe)
        await pipe.root.send("Browser.setDownloadBehavior", {"behavior": "deny"})
        await pipe.root.send("Target.setDiscoverTargets", {"discover": True})
        async with asyncio.timeout(_START_S):
            await window._first.wait()
        await introduce(await window._session(window._pages[0]), proxy)
        return window

    def _opened(self, event: dict[str, Any]) -> None:
        if event["targetInfo"]["type"] == "page":
            self._pages.append(str(event["targetInfo"]["targetId"]))
            self._first.set()

    def _gone(self, event: dict[str, Any]) -> None:
        if event["targetId"] in self._pages:
            self._pages.remove(event["targetId"])
            self._sessions.pop(event["targetId"], None)
        if not self._pages:
            self._closed.set()

    async def _session(self, page: str) -> Session:
        if page not in self._sessions:
            made = await self._pipe.root.send("Target.attachToTarget", {"targetId": page, "flatten": True})
            self._sessions[page] = self._pipe.session(str(made["sessionId"]))
        return self._sessions[page]

    async def open(self, url: str) -> None:
        """Go to an address; the user sees what came of it, also when it fails."""
        session = await self._session(self._pages[0])
        await session.send("Page.navigate", {"url": url})

    async def unless_closed(self, work: Awaitable[bool]) -> bool:
        """Return what `work` gives; raises NothingReadError when the user closes the window first."""
        waiting = asyncio.ensure_future(work)
        closed = asyncio.ensure_future(self._closed.wait())
        gone = asyncio.ensure_future(self._pipe.gone.wait())
        try:
            await asyncio.wait([waiting, closed, gone], return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise NothingReadError(_CLOSED)
            return waiting.result()
        finally:
            for task in (waiting, closed, gone):
                task.cancel()

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

    async def _front(self) -> str | None:
        """Return the tab that the user sees: of several windows the one with the keyboard, else the newest."""
        shown: list[str] = []
        for page in list(self._pages):
            with contextlib.suppress(WireError):
                seen = await self._seen(page)
                if seen == "focus":
                    return page
                if seen == "visible":
                    shown.append(page)
        return shown[-1] if shown else None

    async def _seen(self, page: str) -> str:
        """Return what a tab says of itself: "focus", "visible", "hidden"."""
        asked = "document.hasFocus() ? 'focus' : document.visibilityState"
        session = await self._session(page)
        answer = await session.send("Runtime.evaluate", {"expression": asked, "returnByValue": True})
        return str(answer["result"].get("value", ""))

    async def _read(self, front: str, url: str, kind: Kind, at: dt.datetime) -> Page:
        session = await self._session(front)

        async def shut() -> None:
            await self._pipe.root.send("Target.closeTarget", {"targetId": front})

        tab = Tab(session, shut, self._script)
        frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]
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
