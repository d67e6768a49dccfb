"""One Chromium: how it is started and kept small, its tabs, what it may never do, and its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Coroutine
from importlib import resources
from pathlib import Path
from typing import Any

from research.collect.fence import WALL_FLAGS, environment, introduce, sandboxable
from research.collect.finding import FoundBrowser, find_browser
from research.collect.guard import Guard
from research.collect.proxy import Proxy
from research.collect.tab import Tab
from research.collect.wire import Pipe, Session, WireError
from research.errors import BrowserError

_LOG = logging.getLogger(__name__)

_START_S = 30.0
_MOST_MEMORY = 450_000_000  # of one renderer's own, bytes; a large honest page takes 150 MB
_MOST_MEMORY_TOGETHER = 650_000_000
_WATCH_S = 0.1

_WALLS = (
    *WALL_FLAGS,
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

# Runs before the page's own scripts. Nothing to answer, nothing to open, no worker that would answer for other pages;
# and signs for browser.js: when the page waits to be scrolled, since scrolling every page would cost each of them a
# tenth of a second, and when it has shadow trees, whose changes an observer of the document does not see.
_QUIET_SCRIPT = """(() => {
  const none = () => null;
  for (const [name, value] of [["alert", () => {}], ["confirm", () => false], ["prompt", none], ["print", () => {}],
                               ["open", none]])
    try { Object.defineProperty(window, name, { value, writable: false, configurable: false }); } catch {}
  try {
    const value = () => Promise.reject(new DOMException("blocked", "SecurityError"));
    Object.defineProperty(ServiceWorkerContainer.prototype, "register", { value, writable: false });
  } catch {}
  const sign = (name) => document.documentElement?.setAttribute("data-research-" + name, "");
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (type === "scroll") sign("lazy");
    return listen.call(this, type, ...rest);
  };
  const Observer = window.IntersectionObserver;
  window.IntersectionObserver = class IntersectionObserver extends Observer {
    observe(element) { sign("lazy"); super.observe(element); }
  };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (...rest) { sign("shadow"); return attach.apply(this, rest); };
})();"""


class Engine:
    """One Chromium with its proxy, its context and its temporary home."""

    def __init__(self, guard: Guard, user_agent: str) -> None:
        self.proxy = Proxy(guard)
        self._pipe = Pipe()
        self._user_agent = user_agent
        self._script = resources.files("research.collect").joinpath("browser.js").read_text("utf-8")
        self._home: Path | None = None
        self._context = ""
        self._opening = asyncio.Lock()
        self._own: set[str] = set()
        self._attached: dict[str, asyncio.Future[str]] = {}
        self._tabs: dict[str, Tab] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def gone(self) -> asyncio.Event:
        """Set once the browser has ended."""
        return self._pipe.gone

    @property
    def alive(self) -> bool:
        """Whether pages can be opened."""
        return bool(self._context) and not self.gone.is_set()

    async def start(self, found: FoundBrowser | None) -> Tab:
        """Start everything and return the first tab; raises BrowserError. close() must follow in any case."""
        found = found or find_browser()
        if found is None:
            raise BrowserError("No browser was found: run `research setup`, or `playwright install chromium`")
        await self.proxy.start()
        self._home = _make_home()
        await self._launch(found)
        made = await self._pipe.root.send("Target.createBrowserContext", {"disposeOnDetach": True})
        context = str(made["browserContextId"])
        self._pipe.root.on("Target.attachedToTarget", self._came)
        await asyncio.gather(
            self._say("Browser.setDownloadBehavior", behavior="deny", browserContextId=context),
            self._say("Browser.grantPermissions", permissions=[], browserContextId=context),  # all others are denied
            # Whatever opens stands still until it is told to run: what we did not open never asks for anything.
            self._say("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True),
        )
        self._context = context
        tab, session = await self._new()
        await introduce(session, self.proxy)
        await tab.prepare()
        self._later(self._watch())
        return tab

    async def tab(self) -> Tab:
        """Return a new tab, its rules in force; raises WireError."""
        tab, _ = await self._new()
        await tab.prepare()
        return tab

    async def _launch(self, found: FoundBrowser) -> None:
        assert self._home is not None
        log = self._home / "log"
        again = True  # one that ends at once without a word is tried once more: starts fail by chance under load
        ways = [sandboxable()] * 2
        while ways:
            sandbox = ways.pop(0)
            command = [
                found.executable, *_PLAIN, *_WALLS, f"--proxy-server=http://127.0.0.1:{self.proxy.port}",
                f"--user-agent={self._user_agent}",  # not per page: workers have one too
                f"--user-data-dir={self._home / 'profile'}", *(() if sandbox else ("--no-sandbox",)),
            ]  # fmt: skip
            try:
                self._pipe.open(command, environment(self._home), log)
                async with asyncio.timeout(_START_S):
                    version = await self._pipe.root.send("Browser.getVersion")
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

    async def _say(self, method: str, **words: Any) -> dict[str, Any]:
        return await self._pipe.root.send(method, words)

    # --- tabs ------------------------------------------------------------------------------------------------------

    def _came(self, event: dict[str, Any]) -> None:
        """Take note of a target that stands still: one of ours, or one that a page opened."""
        target, session = str(event["targetInfo"]["targetId"]), str(event["sessionId"])
        self._attached.setdefault(target, self._loop_future()).set_result(session)
        if event["targetInfo"]["type"] in ("page", "service_worker", "shared_worker"):
            self._later(self._shut_unasked(target))

    def _loop_future(self) -> asyncio.Future[str]:
        return asyncio.get_running_loop().create_future()

    async def _shut_unasked(self, target: str) -> None:
        async with self._opening:
            pass  # one that we are opening ourselves is known once the lock is free
        if target not in self._own:
            await self._say("Target.closeTarget", targetId=target)

    async def _new(self) -> tuple[Tab, Session]:
        async with self._opening:
            made = await self._say("Target.createTarget", url="about:blank", browserContextId=self._context)
            target = str(made["targetId"])
            self._own.add(target)
        session = self._pipe.session(await self._attached.setdefault(target, self._loop_future()))

        async def shut() -> None:
            self._own.discard(target)
            self._attached.pop(target, None)
            self._pipe.forget(session)
            await self._say("Target.closeTarget", targetId=target)

        tab = Tab(session, shut)
        session.on("Inspector.targetCrashed", lambda _: tab.crashed.set())
        session.on("Page.javascriptDialogOpening", lambda _: self._later(_dismiss(session)))
        await asyncio.gather(*(session.send(method, words) for method, words in self._rules()))
        return tab, session

    def _rules(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what every tab is told before it runs, in this order."""
        return [
            ("Page.enable", {}),
            ("Inspector.enable", {}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": _QUIET_SCRIPT}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": self._script, "worldName": Tab.WORLD}),
            ("Emulation.setFocusEmulationEnabled", {"enabled": True}),  # or it would be a tab in the background
            (
                "Emulation.setDeviceMetricsOverride",
                {"width": 1280, "height": 1600, "deviceScaleFactor": 1, "mobile": False},
            ),
            ("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}),
            ("Network.enable", {}),
            ("Network.setBypassServiceWorker", {"bypass": True}),
            ("Network.setExtraHTTPHeaders", {"headers": {"Referer": ""}}),  # empty: not sent at all
            ("Runtime.runIfWaitingForDebugger", {}),
        ]

    # --- its end ---------------------------------------------------------------------------------------------------

    async def close(self) -> None:
        """Stop everything and remove the temporary home."""
        self._context = ""
        for task in self._tasks:
            task.cancel()
        try:
            await self._pipe.close()
            await self.proxy.close()
        finally:
            if self._home is not None:
                await asyncio.to_thread(_remove, self._home)

    async def _watch(self) -> None:
        """End renderers that take too much memory; their pages become Misses."""
        while not self.gone.is_set():
            await asyncio.sleep(_WATCH_S)
            processes = (await self._say("SystemInfo.getProcessInfo"))["processInfo"]
            sizes = {int(p["id"]): _private_memory(int(p["id"])) for p in processes if p["type"] == "renderer"}
            largest = max(sizes, key=lambda pid: sizes[pid], default=0)
            if sizes and (sizes[largest] > _MOST_MEMORY or sum(sizes.values()) > _MOST_MEMORY_TOGETHER):
                _LOG.debug("a page took %d MB and is ended", sizes[largest] // 1_000_000)
                with contextlib.suppress(OSError):
                    os.kill(largest, signal.SIGKILL)

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run `work` beside the rest; what it speaks to may be gone by then."""

        async def quietly() -> None:
            with contextlib.suppress(WireError):
                await work

        task = asyncio.ensure_future(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # it may have been cancelled before it began


async def _dismiss(session: Session) -> None:
    await session.send("Page.handleJavaScriptDialog", {"accept": False})


def last_words(log: Path) -> str:
    """Return the telling line of what a browser wrote to its errors, printable."""
    try:
        lines = log.read_bytes()[-20_000:].decode("ascii", "replace").splitlines()
    except OSError:
        return ""
    words = ["".join(c if " " <= c <= "~" else " " for c in line).strip() for line in lines]
    told = [line for line in words if "sandbox" in line.lower()] or [line for line in words if line]
    return told[-1].rpartition("] ")[2][:160] if told else ""


def _private_memory(pid: int) -> int:
    """Return the memory that a process shares with none, in bytes; 0 where /proc does not tell."""
    try:
        resident, shared = Path(f"/proc/{pid}/statm").read_text().split()[1:3]
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


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
