"""Web search, only when the user has set one up: a key, an instance of their own, or the `search` extra."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol

from research.collect.lookups.asking import Ask, Unanswered, items, text

_MOST = 8


class SearchProvider(Protocol):
    """Answers a query with addresses, best first."""

    name: str

    async def hits(self, query: str, ask: Ask) -> list[str]:
        """Return at most eight addresses; raises Unanswered."""


class Brave:
    """Brave Search with the user's key (RESEARCH_SEARCH_BRAVE_KEY)."""

    name = "Brave Search"

    async def hits(self, query: str, ask: Ask) -> list[str]:
        """Return what Brave lists first."""
        headers = {"X-Subscription-Token": ask.env.get("RESEARCH_SEARCH_BRAVE_KEY", "").strip()}
        answer = await ask.json(
            "brave", "/res/v1/web/search", {"q": query, "count": _MOST}, about=query, headers=headers
        )
        return _addresses([text(hit, "url", limit=2000) for hit in items("brave", answer, "web", "results")])


class SearXNG:
    """The user's own SearXNG instance (RESEARCH_SEARCH_SEARXNG), with JSON among its formats."""

    name = "SearXNG"

    async def hits(self, query: str, ask: Ask) -> list[str]:
        """Return what the instance lists first."""
        answer = await ask.json("searxng", "/search", {"q": query, "format": "json"}, about=query)
        return _addresses([text(hit, "url", limit=2000) for hit in items("searxng", answer, "results")])


class Ddgs:
    """The `ddgs` library (RESEARCH_SEARCH_DDGS=1): it asks search engines by its own client, beside our guard."""

    name = "ddgs"

    async def hits(self, query: str, ask: Ask) -> list[str]:
        """Return what the engines list first."""
        try:
            engines = import_module("ddgs").DDGS(timeout=8)
        except ImportError as error:
            raise Unanswered("ddgs", "not allowed", "not installed: pip install 'research[search]'") from error
        ask.asked.setdefault(self.name, []).append(query)
        try:
            found = await asyncio.to_thread(lambda: list(engines.text(query, max_results=_MOST)))
        except Exception as error:  # the library raises what its many engines raise
            raise Unanswered("ddgs", "blocked", f"gave no answer ({type(error).__name__})") from error
        return _addresses([text(hit, "href", limit=2000) for hit in found])


def _addresses(found: list[str]) -> list[str]:
    return [url for url in found if url.startswith(("http://", "https://"))][:_MOST]


def provider(env: Mapping[str, str]) -> SearchProvider | None:
    """Return the provider that the user's environment names, or None."""
    if env.get("RESEARCH_SEARCH_SEARXNG"):
        return SearXNG()
    if env.get("RESEARCH_SEARCH_BRAVE_KEY"):
        return Brave()
    return Ddgs() if env.get("RESEARCH_SEARCH_DDGS") else None
