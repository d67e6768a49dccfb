"""What every browser that we start has in common: its walls, its environment, and the proxy's token.

A leaf under `engine` (pages read without anybody looking) and `capturing` (a window that the user steers).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from research.collect.proxy import GREETING, Proxy
from research.collect.wire import Wire, WireError

_ENVIRONMENT = (
    "PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "SYSTEMROOT", "WINDIR",
    "COMSPEC", "PROGRAMFILES", "PROGRAMFILES(X86)",
)  # fmt: skip

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


async def introduce(cdp: Wire, proxy: Proxy) -> None:
    """Show the proxy's token in a tab once; Chromium then sends it by itself, and no request need be intercepted."""
    token = {"response": "ProvideCredentials", "username": proxy.user, "password": proxy.password}
    introducing, tasks = True, set[asyncio.Task[None]]()

    def answer(method: str, words: dict[str, Any]) -> None:
        if introducing:
            tasks.add(asyncio.ensure_future(_quietly(cdp, method, words)))

    cdp.on("Fetch.requestPaused", lambda e: answer("Fetch.continueRequest", {"requestId": e["requestId"]}))
    cdp.on(
        "Fetch.authRequired",
        lambda e: answer("Fetch.continueWithAuth", {"requestId": e["requestId"], "authChallengeResponse": token}),
    )
    await cdp.send("Fetch.enable", {"handleAuthRequests": True, "patterns": [{"urlPattern": GREETING + "*"}]})
    await cdp.send("Page.navigate", {"url": GREETING})
    introducing = False
    await cdp.send("Fetch.disable")


async def _quietly(cdp: Wire, method: str, words: dict[str, Any]) -> None:
    with contextlib.suppress(WireError):  # the tab may be gone by then
        await cdp.send(method, words)


def environment(home: Path) -> dict[str, str]:
    """Return what the browser may know of our environment: no keys, and a home of its own."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        kept[name] = str(home)
    return kept


def sandboxable() -> bool:
    """Tell whether Chromium's sandbox can be had: it refuses root."""
    return sys.platform == "win32" or os.geteuid() != 0
