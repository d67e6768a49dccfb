"""Playwright's driver, for the window that a user steers (`capturing`): its start, its errors, its sessions."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from research.collect.fence import sandboxable
from research.collect.finding import FoundBrowser, driver_trouble
from research.collect.proxy import Proxy
from research.collect.wire import WireError
from research.errors import BrowserError

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

T = TypeVar("T")

_LOOPBACK_SWITCH = "PLAYWRIGHT_DISABLE_FORCED_CHROMIUM_PROXIED_LOOPBACK"


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
    for sandbox in (True, False) if sandboxable() else (False,):
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


async def within(work: Any, seconds: float) -> None:
    """Wait for a step of closing, but not for ever; what it closes is killed afterwards."""
    with contextlib.suppress(Exception):  # Playwright raises many kinds when its other half is gone; all mean: closed
        await asyncio.wait_for(work, seconds)


def telling(error: Exception) -> str:
    """Return the telling line of a Playwright error, without its box and log."""
    lines = [re.sub(r"[^\x20-\x7e]+", " ", line).strip() for line in str(error).splitlines()]
    return next((line.split("Error: ")[-1][:160] for line in lines if line), type(error).__name__)
