"""One run's part of a Chromium: a context with its own proxy, its tabs, and what they may never do."""

from __future__ import annotations

import asyncio
from importlib import resources
from typing import Any

from research.collect.chromium import Chromium
from research.collect.fence import introduce
from research.collect.guard import Guard
from research.collect.proxy import Proxy
from research.collect.tab import Tab
from research.collect.wire import Session

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
    """A context of a Chromium that runs; everything in it goes through the proxy, and so through the guard."""

    def __init__(self, guard: Guard, chromium: Chromium) -> None:
        self.proxy = Proxy(guard)
        self._chromium = chromium
        self._script = resources.files("research.collect").joinpath("browser.js").read_text("utf-8")
        self._context = ""

    @property
    def gone(self) -> asyncio.Event:
        """Set once the browser has ended."""
        return self._chromium.gone

    @property
    def alive(self) -> bool:
        """Whether pages can be opened."""
        return bool(self._context) and not self.gone.is_set()

    async def start(self) -> Tab:
        """Make the context and return its first tab; raises WireError. close() must follow in any case."""
        await self.proxy.start()
        self._context = await self._chromium.context(self.proxy.port)
        tab, session = await self._new()
        await introduce(session, self.proxy)
        await tab.prepare()
        return tab

    async def tab(self) -> Tab:
        """Return a new tab, its rules in force; raises WireError."""
        tab, _ = await self._new()
        await tab.prepare()
        return tab

    async def close(self) -> None:
        """Close the context and its proxy."""
        context, self._context = self._context, ""
        if context:
            await self._chromium.drop(context)
        await self.proxy.close()

    async def _new(self) -> tuple[Tab, Session]:
        session, shut = await self._chromium.open(self._context)
        tab = Tab(session, shut)
        session.on("Inspector.targetCrashed", lambda _: tab.crashed.set())
        session.on("Page.javascriptDialogOpening", lambda _: self._chromium.later(_dismiss(session)))
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


async def _dismiss(session: Session) -> None:
    await session.send("Page.handleJavaScriptDialog", {"accept": False})
