"""How we are a good guest: addresses that may be asked, robots.txt, the pace at a host, the requests and time of a run.

Nothing here knows pages: asking can begin before the vocabulary is loaded (`Guest.begin`), which takes as long as the
first answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import math
import time
from collections.abc import AsyncIterator, Callable, Sequence

from research.collect import robots, unwanted
from research.collect.gate import Failed, Gate
from research.collect.guard import Guard, Refused, Resolver, Target
from research.collect.http import RESPONSE_S, Answer, Client, Wanted

MOST_REQUESTS = 300
_MOST_REFUSED = 3
_BESIDE_PAGES = 100  # robots.txt, maps, feeds, data of script pages, second tries
_ROBOTS_S = 15.0
_PATIENCE_S = 70.0


def default_user_agent() -> str:
    """Return how we introduce ourselves: the product token that robots.txt may name, and what we do."""
    import research

    return f"{robots.TOKEN}/{research.__version__} (interview preparation; reads public pages once)"


class Guest:
    """Asks hosts within one run's budget of requests and time.

    `typed` are the addresses in the user's own words: only they may name something private; `deadline_s` the seconds
    for the whole run, `response_s` those for one response from its first to its last byte, `most_pages` how many the
    user asked for (more than 200 raise the 300 requests of a run); `resolver` another way to look up hosts (tests).
    `requests` counts, `ends` is the run's end on the monotonic clock.
    """

    def __init__(
        self,
        typed: Sequence[str],
        *,
        now: Callable[[], dt.datetime],
        allow_origins: Sequence[str] = (),
        most_pages: int = 0,
        deadline_s: float = 600.0,
        response_s: float = RESPONSE_S,
        user_agent: str | None = None,
        accept_language: str = "en,*;q=0.5",
        resolver: Resolver | None = None,
        back_off_s: float = 0.5,
    ) -> None:
        self.guard = Guard(typed, allow_origins, resolver=resolver)
        self.user_agent = user_agent or default_user_agent()
        self.response_s = response_s
        self.deadline_s = deadline_s
        self.ends = time.monotonic() + deadline_s
        self.requests = 0
        self._most_requests = max(MOST_REQUESTS, most_pages + _BESIDE_PAGES)
        self._remarks: list[str] = []
        self._gates: dict[str, Gate] = {}
        self._rules: dict[str, asyncio.Task[robots.Rules]] = {}
        self._beginning: asyncio.Task[None] | None = None
        headers = {
            "User-Agent": self.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
            "Accept-Language": accept_language,
            "Accept-Encoding": "gzip, deflate, br, zstd",
        }
        self._client = Client(self.guard, headers, now, back_off_s)

    @property
    def bytes(self) -> int:
        """How many bytes of bodies came over the wire."""
        return self._client.bytes

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences that the user should see: what was allowed as they named it, what was refused, waits cut."""
        led = list(self.guard.refused)
        more = f" and {len(led) - _MOST_REFUSED} more" if len(led) > _MOST_REFUSED else ""
        refused = (
            [f"pages led to {', '.join(led[:_MOST_REFUSED])}{more}: private, so nothing was asked there"] if led else []
        )
        return (*self.guard.remarks, *refused, *self._remarks)

    def begin(self, url: str) -> None:
        """Ask for robots.txt of this URL's origin; what goes wrong is told to whoever wants a page there."""
        self._beginning = asyncio.ensure_future(self._begin(url))

    async def _begin(self, url: str) -> None:
        with contextlib.suppress(Refused, Failed):
            await self.rules(await self.guard.admit(url))

    async def get(self, url: str, wanted: Wanted, *, obey_robots: bool = True) -> Answer:
        """Return the answer behind a URL; raises Failed."""
        return await self._client.get(url, self.door if obey_robots else self._turn, wanted)

    def hurried(self, host: str) -> bool:
        """Whether a host wants requests so far apart that only pages are worth one."""
        return host in self._gates and self._gates[host].hurried

    async def close(self) -> None:
        """Ask for nothing more, and close all connections."""
        asked = [*self._rules.values(), *([self._beginning] if self._beginning else [])]
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await self._client.close()

    @contextlib.asynccontextmanager
    async def door(self, target: Target) -> AsyncIterator[Gate]:
        """Let one request through that robots.txt allows, in its turn; raises Failed."""
        check_wanted(target.url)  # again: a redirect may lead there
        (await self.rules(target)).check(target.url)
        async with self._turn(target) as gate:
            yield gate

    @contextlib.asynccontextmanager
    async def _turn(self, target: Target) -> AsyncIterator[Gate]:
        gate = self._gates.setdefault(target.host, Gate(self.ends))
        async with gate.turn():
            if self.requests >= self._most_requests:
                raise Failed("budget", f"this run's {self._most_requests} requests were used up")
            self.requests += 1
            yield gate

    async def rules(self, target: Target) -> robots.Rules:
        """Return what robots.txt of an origin says; it is asked for once."""
        origin = target.origin
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._ask_rules(target))
        return await asyncio.shield(self._rules[origin])

    async def _ask_rules(self, target: Target) -> robots.Rules:
        wanted = Wanted(
            robots.READ_BYTES, hops=robots.HOPS, seconds=min(_ROBOTS_S, self.response_s), any_type=True, cut=True
        )
        try:
            answer = await self.get(f"{target.origin}/robots.txt", wanted, obey_robots=False)
        except (Failed, Refused) as error:
            failed = error if isinstance(error, Failed) else Failed(error.reason, error.detail)
            return robots.unreachable(failed)
        rules = robots.read(answer.status, answer.body, target.origin)
        if rules.delay_s:
            # A site that asks for minutes gets its first pages read, at the longest pace that is kept.
            self._gates[target.host].space_out(rules.delay_s, _PATIENCE_S if rules.remark else math.inf)
        if rules.remark:
            self._remarks.append(rules.remark)
        return rules


def check_wanted(url: str) -> None:
    """Raise Failed for an address that is never fetched, before anything about it is looked up."""
    if reason := unwanted.never_fetched(url):
        raise Failed("not allowed", reason)
