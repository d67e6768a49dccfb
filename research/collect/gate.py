"""The pace at one host: how many requests at a time, how far apart, and when to stop asking."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from research.models import Reason

AT_A_TIME = 8
_SLOW_S = 5.0
_LONG_S = 20.0
_GOOD_BEFORE_MORE = 4
_MOST_REFUSALS = 4


class Failed(Exception):
    """A request that gave no page; `reason` for a Miss, `detail` a clause for people."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail


class Unreachable(Failed):
    """No conversation with the host came about: its other pages would fail in the same way."""


class Gate:
    """Lets at most 8 requests at a time through to one host; `ends` is the run's end on the monotonic clock."""

    def __init__(self, ends: float) -> None:
        self._ends = ends
        self._limit = AT_A_TIME
        self._active = 0
        self._good = 0
        self._refusals = 0
        self._delay = 0.0
        self._next = 0.0
        self._free = asyncio.Condition()
        self._answered = False
        self._closed: Failed | None = None

    def space_out(self, seconds: float, patience_s: float = math.inf) -> None:
        """Keep requests at least `seconds` apart (Crawl-delay), and ask for nothing after `patience_s`."""
        self._delay = max(self._delay, seconds)
        self._ends = min(self._ends, time.monotonic() + patience_s)

    @property
    def hurried(self) -> bool:
        """Whether requests are so far apart that only pages are worth one."""
        return self._delay >= _LONG_S

    def pause(self, seconds: float) -> None:
        """Let nothing through for `seconds` (Retry-After)."""
        self._next = max(self._next, time.monotonic() + seconds)

    def ease(self) -> None:
        """Halve the number at a time: the host is in trouble or slow."""
        self._limit, self._good = max(2, self._limit // 2), 0

    def too_many(self, why: Failed) -> None:
        """Note a 429: one request at a time from here on, and none after four in a row."""
        self._limit, self._good = 1, 0
        self._refusals += 1
        if self._refusals >= _MOST_REFUSALS:
            self._closed = self._closed or why

    def served(self) -> None:
        """Note that the host gave what was asked for."""
        self._refusals = 0

    def good(self, seconds: float) -> None:
        """Note an answer that took `seconds` to begin."""
        self._answered = True
        if seconds > _SLOW_S:
            self.ease()
            return
        self._good += 1
        if self._good >= _GOOD_BEFORE_MORE and self._limit < AT_A_TIME:
            self._limit, self._good = self._limit + 1, 0

    def close(self, why: Failed) -> None:
        """Let nothing through any more; a host that has answered before gets the benefit of the doubt."""
        if not self._answered:
            self._closed = self._closed or why

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it; raises Failed when the host is given up or no time is left."""
        async with self._free:
            await self._free.wait_for(lambda: self._active < self._limit or self._closed is not None)
            self._active += 1
        try:
            await self._wait()
            yield
        finally:
            async with self._free:
                self._active -= 1
                self._free.notify_all()

    async def _wait(self) -> None:
        while True:
            if self._closed is not None:
                raise Failed(self._closed.reason, self._closed.detail)
            now = time.monotonic()
            if now >= self._next:
                self._next = now + self._delay
                return
            if self._next > self._ends:
                raise Failed(
                    "budget", f"the site asks for {self._next - now:.0f} s of patience, more than this run has left"
                )
            await asyncio.sleep(self._next - now)
