"""The reference of the race: how fast a bare collector can be on this machine. It reads nothing but text and links.

    python benchmarks/reference.py URL STATE.json OUT.txt [--most 30]

HTTP eight at a time from the sitemap and links (httpcore2, lxml); pages with hardly any text of their own go to
Chromium, which is started at once, before anybody knows whether it is needed, and is handed the HTML. A second run with
the same STATE asks for everything conditionally, the data of script pages too, and starts no browser before something
has changed. It obeys no robots.txt, keeps no pace, has no guard, people, facts or store: research does all that
in the time that it is measured by.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore2
from lxml import etree

_FURNITURE = {"header", "nav", "footer", "script", "style", "noscript"}


def text_and_links(html: bytes, url: str) -> tuple[str, list[str]]:
    """Return the text outside header, menu and footer, and the site's own links."""
    tree = etree.fromstring(html, etree.HTMLParser(encoding="utf-8"))
    found = [urljoin(url, a.get("href") or "").partition("#")[0] for a in tree.iter("a")]
    parts: list[str] = []

    def take(element: Any) -> None:
        if isinstance(element.tag, str) and element.tag not in _FURNITURE:
            parts.append(element.text or "")
            for child in element:
                take(child)
                parts.append(child.tail or "")

    take(next(tree.iter("body"), tree))
    return " ".join(" ".join(parts).split()), [u for u in found if urlsplit(u)[:2] == urlsplit(url)[:2]]


class Browser:
    """Chromium with three tabs of one context; pages are handed to it."""

    def __init__(self) -> None:
        self._begun: asyncio.Task[Any] | None = None
        self._tabs = asyncio.Semaphore(3)
        self._free: list[Any] = []

    def start(self) -> None:
        """Start in the background."""
        self._begun = self._begun or asyncio.ensure_future(self._start())

    async def _start(self) -> Any:
        from playwright.async_api import async_playwright

        from research.collect.finding import find_browser

        found = find_browser()
        assert found is not None, "no browser"
        self._driver = await async_playwright().start()
        self._chromium = await self._driver.chromium.launch(executable_path=found.executable, chromium_sandbox=False)
        return await self._chromium.new_context()

    async def render(self, url: str, html: bytes) -> tuple[bytes, list[tuple[str, str]]]:
        """Return the page as its scripts built it, and the addresses and tags of the data they loaded."""
        self.start()
        assert self._begun is not None
        context = await self._begun
        async with self._tabs:
            page = self._free.pop() if self._free else await context.new_page()
            wire = await context.new_cdp_session(page)
            data: list[tuple[str, str]] = []

            async def hand(event: dict[str, Any]) -> None:
                kind = [{"name": "content-type", "value": "text/html; charset=utf-8"}]
                body = base64.b64encode(html).decode()
                words = {"requestId": event["requestId"], "responseCode": 200, "responseHeaders": kind, "body": body}
                await wire.send("Fetch.fulfillRequest", words)

            def heard(answer: Any) -> None:
                if answer.request.resource_type in ("fetch", "xhr"):
                    data.append((answer.url, answer.headers.get("etag", "")))

            wire.on("Fetch.requestPaused", lambda event: asyncio.ensure_future(hand(event)))
            page.on("response", heard)
            await wire.send("Fetch.enable", {"patterns": [{"resourceType": "Document"}]})
            await page.goto(url, wait_until="networkidle" if not html else "domcontentloaded")
            await page.wait_for_function("document.querySelector('main').textContent.trim().length > 200", polling=20)
            made = await page.content()
            page.remove_listener("response", heard)
            await wire.detach()
            self._free.append(page)
        return made.encode(), data

    async def close(self) -> None:
        """End it, if it was started."""
        if self._begun is not None:
            await self._begun
            await self._chromium.close()
            await self._driver.stop()


class Crawl:
    """One run over a site."""

    def __init__(self, url: str, before: dict[str, Any], most: int) -> None:
        self.url, self.before, self.most = url, before, most
        self.pages: dict[str, Any] = {}
        self.pool = httpcore2.AsyncConnectionPool(max_connections=8, max_keepalive_connections=8)
        self.browser = Browser()
        self.seen: set[str] = set()
        self.tasks: set[asyncio.Task[None]] = set()

    async def get(self, url: str, tag: str = "") -> tuple[int, bytes, str]:
        """Return (status, body, ETag)."""
        headers = [("Accept-Encoding", "gzip"), *([("If-None-Match", tag)] if tag else [])]
        answer = await self.pool.request("GET", url, headers=headers)
        named = {k.lower(): v for k, v in answer.headers}
        packed = named.get(b"content-encoding") == b"gzip"
        body = gzip.decompress(answer.content) if packed else answer.content
        return answer.status, body, named.get(b"etag", b"").decode()

    def follow(self, urls: list[str]) -> None:
        """Begin with what is new."""
        for url in urls:
            if url not in self.seen and len(self.seen) < self.most:
                self.seen.add(url)
                self.tasks.add(asyncio.ensure_future(self.one(url)))

    async def one(self, url: str) -> None:
        """Fetch and read a page, or keep it as it was."""
        old = self.before.get(url, {})
        asked = [self.get(url, old.get("tag", "")), *(self.get(u, t) for u, t in old.get("data", ()))]
        (status, body, tag), *data = await asyncio.gather(*asked)
        if old and all(s == 304 for s in (status, *(d[0] for d in data))):
            self.pages[url] = old
            return
        if status == 304:
            status, body, tag = await self.get(url)
        text, links = await asyncio.to_thread(text_and_links, body, url)
        self.follow(links)
        loaded: list[tuple[str, str]] = []
        if len(text) < 200:
            body, loaded = await self.browser.render(url, body)
            text, links = await asyncio.to_thread(text_and_links, body, url)
            self.follow(links)
        self.pages[url] = {"tag": tag, "data": loaded, "text": text}

    async def run(self) -> None:
        """Crawl to the end."""
        if self.before:
            self.follow(list(self.before))
        else:
            self.browser.start()
            origin = "/".join(self.url.split("/", 3)[:3])
            _, robots, _ = await self.get(f"{origin}/robots.txt")
            self.follow([self.url])
            for place in re.findall(rb"(?im)^sitemap:\s*(\S+)", robots):
                _, body, _ = await self.get(place.decode())
                self.follow([u.decode() for u in re.findall(rb"<loc>\s*([^<\s]+)", body)])
        while self.tasks:
            done, self.tasks = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        await self.browser.close()
        await self.pool.aclose()


async def main() -> None:
    """Crawl, and keep the state for the second visit."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("url")
    ask.add_argument("state", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--most", type=int, default=30)
    given = ask.parse_args()
    before = json.loads(given.state.read_text()) if given.state.exists() else {}
    crawl = Crawl(given.url, before, given.most)
    await crawl.run()
    given.state.write_text(json.dumps(crawl.pages))
    given.out.write_text("\n".join(page["text"] for page in crawl.pages.values()))


if __name__ == "__main__":
    asyncio.run(main())
