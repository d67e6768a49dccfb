"""One running Chromium: how it is started and kept small, what may open in it, and its end.

Several runs may share one (`Shared`): each has a context of its own there (`engine`) with its own proxy, and so its own
guard; neither cookies nor anything that one of them may ask for is common.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from research.collect import child
from research.collect.fence import WALL_FLAGS, environment, sandboxable
from research.collect.finding import FoundBrowser, find_browser
from research.collect.wire import Pipe, Session, WireError
from research.errors import BrowserError

_LOG = logging.getLogger(__name__)

TABS = 6
"""Pages rendered at once; most of their time is waiting (12 pages at 150 ms a request: 2.5 s with 3, 1.3 s with 6)."""

_START_S = 30.0
_DROPS_S = 2.0

_WALLS = (
    *WALL_FLAGS,
    "--proxy-server=http://none.invalid:9",  # each context has its own proxy: what had none would find no host
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # whatever went round the proxy would find no host
    "--no-referrers",
    "--disable-remote-fonts",
    "--disable-notifications",
    "--js-flags=--max-old-space-size=384",
)
# A browser of nobody's: no first run, no keychain, no extensions; tabs that nobody looks at run at full speed, and the
# parts of a window that no page needs are left out (the address bar's popups alone are two processes at start).
_PLAIN = (
    "--headless", "--remote-debugging-pipe", "--no-startup-window", "--no-first-run", "--no-default-browser-check",
    "--no-service-autorun", "--password-store=basic", "--use-mock-keychain", "--metrics-recording-only",
    "--disable-default-apps", "--disable-extensions", "--disable-component-extensions-with-background-pages",
    "--disable-field-trial-config", "--disable-search-engine-choice-screen", "--disable-infobars",
    "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding", "--disable-back-forward-cache", "--disable-hang-monitor",
    "--disable-ipc-flooding-protection", "--disable-prompt-on-repost", "--disable-dev-shm-usage", "--disable-gpu",
    "--hide-scrollbars", "--mute-audio", "--force-color-profile=srgb", "--lang=en-US",
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,Translate,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,LensOverlay,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,DestroyProfileOnBrowserClose,ThirdPartyStoragePartitioning",
    "--blink-settings=imagesEnabled=false,primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,"
    "availablePointerTypes=4",
)  # fmt: skip


Shut = Callable[[], Coroutine[Any, Any, None]]


class Chromium:
    """One process with its temporary home; `start` once, `close` in any case."""

    def __init__(self) -> None:
        self._pipe = Pipe()
        self._home: Path | None = None
        self._memory: subprocess.Popen[bytes] | None = None
        self._opening = asyncio.Lock()
        self._own: set[str] = set()
        self._attached: dict[str, asyncio.Future[str]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def gone(self) -> asyncio.Event:
        """Set once the browser has ended."""
        return self._pipe.gone

    async def start(self, user_agent: str, found: FoundBrowser | None) -> None:
        """Start the browser, `found` or the one of `find_browser()`; raises BrowserError, WireError."""
        found = found or find_browser()
        if found is None:
            raise BrowserError("No browser was found: run `research setup`, or `playwright install chromium`")
        self._home = _make_home()
        await self._launch(found, user_agent)
        self._pipe.root.on("Target.attachedToTarget", self._came)
        self._pipe.root.on("Target.detachedFromTarget", self._went)
        # Whatever opens stands still until it is told to run: what we did not open never asks for anything.
        await self._say("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)

    async def _launch(self, found: FoundBrowser, user_agent: str) -> None:
        assert self._home is not None
        log = self._home / "log"
        again = True  # one that ends at once without a word is tried once more: starts fail by chance under load
        ways = [sandboxable()] * 2
        while ways:
            sandbox = ways.pop(0)
            command = [
                found.executable, *_PLAIN, *_WALLS,
                f"--user-agent={user_agent}",  # not per page: workers have one too
                f"--user-data-dir={self._home / 'profile'}", *(() if sandbox else ("--no-sandbox",)),
            ]  # fmt: skip
            try:
                self._pipe.open(command, environment(self._home), log)
                async with asyncio.timeout(_START_S):
                    version = await self._pipe.root.send("Browser.getVersion")
                self._memory = child.beside("memory_child.py", str(self._pipe.pid)) if _has_proc() else None
                _LOG.debug("%s: %s, sandbox %s", found.executable, version.get("product"), sandbox)
                return
            except (OSError, WireError, TimeoutError) as error:
                said = last_words(log) or (error.strerror if isinstance(error, OSError) else "") or "it says nothing"
                _LOG.debug("%s does not start: %s", found.executable, said, exc_info=error)
                await self._pipe.close()
                if sandbox and "sandbox" in said.lower():
                    ways = [False] * 2
                elif again and isinstance(error, WireError):
                    again = False
                else:
                    raise BrowserError(
                        f"{found.executable} does not start: {said}; name another in RESEARCH_BROWSER"
                    ) from error
            self._pipe = Pipe()

    # --- contexts and tabs -------------------------------------------------------------------------------------------

    async def context(self, port: int) -> str:
        """Return a new context whose every request goes through the proxy at this port of 127.0.0.1."""
        proxy = {"proxyServer": f"http://127.0.0.1:{port}", "proxyBypassList": "<-loopback>"}
        made = await self._say("Target.createBrowserContext", disposeOnDetach=True, **proxy)
        context = str(made["browserContextId"])
        await asyncio.gather(
            self._say("Browser.setDownloadBehavior", behavior="deny", browserContextId=context),
            self._say("Browser.grantPermissions", permissions=[], browserContextId=context),  # all others are denied
        )
        return context

    async def drop(self, context: str) -> None:
        """Close a context with its tabs, unless the browser is gone."""
        with contextlib.suppress(WireError, TimeoutError):
            async with asyncio.timeout(_DROPS_S):
                await self._say("Target.disposeBrowserContext", browserContextId=context)

    async def open(self, context: str) -> tuple[Session, Shut]:
        """Return the session of a new tab of a context, which stands still, and what closes it."""
        async with self._opening:
            made = await self._say("Target.createTarget", url="about:blank", browserContextId=context)
            target = str(made["targetId"])
            self._own.add(target)
        session = self._pipe.session(await self._attached.setdefault(target, self._loop_future()))

        async def shut() -> None:
            await self._say("Target.closeTarget", targetId=target)

        return session, shut

    def _came(self, event: dict[str, Any]) -> None:
        """Take note of a target that stands still: one of ours, or one that a page opened."""
        target, session = str(event["targetInfo"]["targetId"]), str(event["sessionId"])
        self._attached.setdefault(target, self._loop_future()).set_result(session)
        if event["targetInfo"]["type"] in ("page", "service_worker", "shared_worker"):
            self.later(self._shut_unasked(target))

    def _went(self, event: dict[str, Any]) -> None:
        """Forget a target that was closed, with its context or by itself."""
        session = str(event["sessionId"])
        for target in [t for t, attached in self._attached.items() if attached.done() and attached.result() == session]:
            del self._attached[target]
            self._own.discard(target)
        self._pipe.forget(self._pipe.session(session))

    def _loop_future(self) -> asyncio.Future[str]:
        return asyncio.get_running_loop().create_future()

    async def _shut_unasked(self, target: str) -> None:
        async with self._opening:
            pass  # one that we are opening ourselves is known once the lock is free
        if target not in self._own:
            await self._say("Target.closeTarget", targetId=target)

    # --- its end ---------------------------------------------------------------------------------------------------

    async def close(self) -> None:
        """Stop everything and remove the temporary home."""
        for task in self._tasks:
            task.cancel()
        try:
            await self._pipe.close()
        finally:
            if self._memory is not None:
                self._memory.kill()
                await asyncio.to_thread(self._memory.wait)
            if self._home is not None:
                await asyncio.to_thread(_remove, self._home)

    async def _say(self, method: str, **words: Any) -> dict[str, Any]:
        return await self._pipe.root.send(method, words)

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run `work` beside the rest, as long as the browser runs; what it speaks to may be gone by then."""

        async def quietly() -> None:
            with contextlib.suppress(WireError):
                await work

        task = asyncio.ensure_future(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # it may have been cancelled before it began


class Shared:
    """Lends one Chromium to several runs: it starts when the first needs it, and anew when it has broken down."""

    def __init__(self) -> None:
        self.slots = asyncio.Semaphore(TABS)
        self._lock = asyncio.Lock()
        self._chromium: Chromium | None = None
        self._failure: BrowserError | None = None

    async def chromium(self, user_agent: str, found: FoundBrowser | None) -> Chromium:
        """Return the one that runs; raises BrowserError."""
        async with self._lock:
            if self._chromium is not None and not self._chromium.gone.is_set():
                return self._chromium
            await self._end()
            if self._failure is not None:
                raise self._failure
            chromium = Chromium()
            try:
                await chromium.start(user_agent, found)
            except BrowserError as error:
                self._failure = error  # it would fail again, a second later
                raise
            except WireError as error:
                raise BrowserError(f"The browser broke down at its start: {error}") from error
            else:
                self._chromium = chromium
                return chromium
            finally:
                if self._chromium is not chromium:  # a cancelled start too must leave no browser behind
                    await chromium.close()

    async def close(self) -> None:
        """Stop it and remove what it wrote; safe at any time and more than once."""
        async with self._lock:
            await self._end()

    async def _end(self) -> None:
        chromium, self._chromium = self._chromium, None
        if chromium is not None:
            await chromium.close()


def last_words(log: Path) -> str:
    """Return the telling line of what a browser wrote to its errors, printable."""
    try:
        lines = log.read_bytes()[-20_000:].decode("ascii", "replace").splitlines()
    except OSError:
        return ""
    words = ["".join(c if " " <= c <= "~" else " " for c in line).strip() for line in lines]
    told = [line for line in words if "sandbox" in line.lower()] or [line for line in words if line]
    return told[-1].rpartition("] ")[2][:160] if told else ""


def _has_proc() -> bool:
    return Path("/proc/self/statm").exists()


_PREFIX = "research-browser-"


def _make_home() -> Path:
    """Return a new folder that only we can read, after removing those of runs that were killed."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = old.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdigit() and not _running(int(pid)):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def _remove(home: Path) -> None:
    """Remove a home whose last users are dying: what they still write is gone at the second or third try."""
    for _ in range(20):
        shutil.rmtree(home, ignore_errors=True)
        if not home.exists():
            return


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
