"""What every source is: a small class that answers one question, or raises Unanswered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from research.collect.lookups.asking import Ask
from research.leads import Found, Lead


async def _no_links() -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Company:
    """Whom to ask about: its name and its site, both settled; `links` gives the addresses that its pages link to.

    `links` may be awaited until the site has been read.
    """

    name: str
    site: str
    links: Callable[[], Awaitable[Sequence[str]]] = _no_links

    @property
    def host(self) -> str:
        """The site's host without "www."."""
        return (urlsplit(self.site).hostname or "").removeprefix("www.")


class Source(Protocol):
    """A public source about companies."""

    name: str

    async def facts(self, company: Company, ask: Ask) -> Found:
        """Return what this source says about the company; raises Unanswered."""


class Namer(Protocol):
    """A public source that knows who carries a name."""

    name: str

    async def leads(self, name: str, ask: Ask) -> list[Lead]:
        """Return the organisations of this name; raises Unanswered."""


def same_host(one: str, other: str) -> bool:
    """Tell whether two hosts are one site's: equal without "www.", or one below the other."""
    a, b = (host.lower().rstrip(".").removeprefix("www.") for host in (one, other))
    return "." in a and "." in b and (a == b or a.endswith(f".{b}") or b.endswith(f".{a}"))
