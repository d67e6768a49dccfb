"""What every start of a browser by Playwright has in common: its driver, its sandbox, its environment, its proxy.

A leaf under `browser` (pages read without anybody looking) and `capturing` (a window that the user steers).
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from research.collect.finding import FoundBrowser, driver_trouble
from research.collect.proxy import GREETING, Proxy
from research.collect.visit import WireError
from research.errors import BrowserError

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

T = TypeVar("T")

_ENVIRONMENT = (
    "PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "SYSTEMROOT", "WINDIR",
    "COMSPEC", "PROGRAMFILES", "PROGRAMFILES(X86)",
)  # fmt: skip
_LOOPBACK_SWITCH = "PLAYWRIGHT_DISABLE_FORCED_CHROMIUM_PROXIED_LOOPBACK"
_later_tasks: set[asyncio.Task[Any]] = set()

# WebRTC: one flag is read by the full browser, the other by the headless shell.
WALL_FLAGS = (
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--no-pings",
    "--disable-speech-api",
)
"""Flags of Chromium without which something would go round the proxy, or home to its maker."""


class PlaywrightWire:
    """A protocol session of Playwright's as a Wire."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    async def send(self, method: str, words: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the answer to a command; raises WireError."""
        with translated():
            answer: dict[str, Any] = await self._session.send(method, words or {})
        return answer

    def on(self, event: str, heard: Callable[[dict[str, Any]], None]) -> None:
        """Call `heard` with each event's parameters."""
        self._session.on(event, heard)


def playwright() -> Any:
    """Return Playwright's module; a quarter of a second the first time."""
    return importlib.import_module("playwright.async_api")


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn Playwright's errors into WireError."""
    try:
        yield
    except playwright().Error as error:
        raise WireError(telling(error)) from error


async def start_driver() -> Any:
    """Return Playwright's driver, started. Raises BrowserError, also when its loopback switch is set."""
    if os.environ.get(_LOOPBACK_SWITCH):
        raise BrowserError(f"{_LOOPBACK_SWITCH} is set, which lets pages reach this machine: unset it")
    api = await asyncio.to_thread(playwright)
    try:
        return await api.async_playwright().start()
    except Exception as error:  # Playwright raises bare Exception when its driver does not start
        trouble = await asyncio.to_thread(driver_trouble)
        raise BrowserError(
            f"The browser cannot be driven: {trouble or telling(error)}; run `research setup`"
        ) from error


async def launched(found: FoundBrowser, launch: Callable[[bool], Awaitable[T]]) -> T:
    """Return what `launch(sandbox)` gives, without Chromium's sandbox only where it refuses to start with it."""
    problem: Exception | None = None
    for sandbox in (True, False) if _sandboxable() else (False,):
        try:
            return await launch(sandbox)
        except playwright().Error as error:
            problem = error
            if "sandbox" not in str(error).lower():
                break
    assert problem is not None
    raise BrowserError(
        f"{found.executable} does not start: {telling(problem)}; name another in RESEARCH_BROWSER"
    ) from problem


def proxied(proxy: Proxy) -> dict[str, str]:
    """Return Playwright's proxy setting: everything through ours, this machine's own addresses too."""
    return {"server": f"http://127.0.0.1:{proxy.port}", "bypass": "<-loopback>"}


async def introduce(cdp: PlaywrightWire, proxy: Proxy) -> None:
    """Show the proxy's token in a tab once; Chromium then sends it by itself, and no request need be intercepted."""
    token = {"response": "ProvideCredentials", "username": proxy.user, "password": proxy.password}
    introducing = True

    def answer(method: str, words: dict[str, Any]) -> None:
        if introducing:
            later(cdp.send(method, words))

    cdp.on("Fetch.requestPaused", lambda e: answer("Fetch.continueRequest", {"requestId": e["requestId"]}))
    cdp.on(
        "Fetch.authRequired",
        lambda e: answer("Fetch.continueWithAuth", {"requestId": e["requestId"], "authChallengeResponse": token}),
    )
    await cdp.send("Fetch.enable", {"handleAuthRequests": True, "patterns": [{"urlPattern": GREETING + "*"}]})
    await cdp.send("Page.navigate", {"url": GREETING})
    introducing = False
    await cdp.send("Fetch.disable")


def later(work: Any) -> None:
    """Run `work` beside the rest; what it speaks to may be gone by then."""

    async def quietly() -> None:
        with contextlib.suppress(playwright().Error, WireError):
            await work

    task = asyncio.ensure_future(quietly())
    _later_tasks.add(task)
    task.add_done_callback(_later_tasks.discard)


async def within(work: Any, seconds: float) -> None:
    """Wait for a step of closing, but not for ever; what it closes is killed afterwards."""
    with contextlib.suppress(Exception):  # Playwright raises many kinds when its other half is gone; all mean: closed
        await asyncio.wait_for(work, seconds)


def environment(home: Path | None) -> dict[str, str | float | bool]:
    """Return what the browser may know of our environment: no keys, and a home of its own."""
    kept: dict[str, str | float | bool] = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        kept[name] = str(home)
    return kept


def _sandboxable() -> bool:
    """Chromium's sandbox refuses root."""
    return sys.platform == "win32" or os.geteuid() != 0


def telling(error: Exception) -> str:
    """Return the telling line of a Playwright error, without its box and log."""
    lines = [re.sub(r"[^\x20-\x7e]+", " ", line).strip() for line in str(error).splitlines()]
    return next((line.split("Error: ")[-1][:160] for line in lines if line), type(error).__name__)
