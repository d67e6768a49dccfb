"""Which page next: a budget of some thirty pages spread over the kinds a brief needs."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from types import MappingProxyType
from typing import TypeAlias

from research.discover.addresses import page_key
from research.models import Kind, Link, Profile

# How many pages of a kind a run of 30 takes before anything else has its turn. What is left over goes by score.
QUOTAS: MappingProxyType[Kind, int] = MappingProxyType(
    {
        "home": 1, "about": 4, "team": 4, "careers": 3, "values": 2, "posting": 4, "news": 2, "article": 8, "press": 2,
        "products": 3, "customers": 2, "person": 2, "contact": 1, "other": 0,
    }
)  # fmt: skip
_SURE = 93.0
"""From here on a link is wanted by name (posting, interviewer, asked for): no quota holds it back."""
_FLOOR = 30.0
"""Below this no quota is claimed: an author's page of nobody in particular, the third page of a list."""
_PLANNED = 30
_LOST_FOLDER = 8
"""So many misses and no page close a folder. Fewer would close the blog of a site whose author pages list old posts."""
_STEP = 7.0
"""Each page of a kind beyond its quota costs the next of that kind so much, so that no kind fills the rest alone."""

_ENOUGH_LOST = 12
_Candidate: TypeAlias = tuple[float, str, Kind]


class Frontier:
    """Links waiting to be fetched: each page once, best first, no kind crowding out the others, within the budget.

    `add` takes links in any order; `pop` gives the best next one. The order depends on what was added, nothing else.
    """

    def __init__(self, profile: Profile, budget: int = 30) -> None:
        self.budget = budget
        share = max(1.0, budget / _PLANNED)
        self._quotas = {kind: round(quota * share) for kind, quota in QUOTAS.items()}
        # Without a role to look for, any of the openings may be the one.
        self._quotas["posting"] += 0 if profile.role.title or profile.role.posting else 2
        self._quotas["person"] += len(profile.interviewers)
        self._waiting: dict[Kind, list[tuple[float, str]]] = {}
        self._links: dict[str, Link] = {}
        self._seen: set[str] = set()
        self._taken: Counter[Kind] = Counter()
        self._filling = False
        self._alive: set[str] = set()
        self._lost: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return how many links wait."""
        return len(self._links)

    @property
    def taken(self) -> int:
        """How many links were popped and not given back."""
        return self._taken.total()

    def add(self, links: Iterable[Link]) -> None:
        """Take links in; one already seen is dropped, one already waiting keeps its better score."""
        for link in links:
            if link.found_on:
                self._alive.add(page_key(link.found_on).rpartition("/")[0])
            key = page_key(link.url)
            if key in self._seen or ((old := self._links.get(key)) is not None and old.score >= link.score):
                continue
            self._links[key] = link
            heapq.heappush(self._waiting.setdefault(link.kind, []), (-link.score, key))

    def pop(self, *, beyond: bool = True) -> Link | None:
        """Return the best next link and count it as taken; None when nothing fits or the budget is spent.

        `beyond=False` keeps to the quotas: for use while other pages, whose links may be better, are still on the
        way. Once the rest was being filled, filling goes on.
        """
        if self.taken >= self.budget or self._is_hopeless():
            return None
        within, over = self._candidates()
        if within is None and over is not None and beyond:
            self._filling = True
        chosen = within or (over if self._filling else None)
        return self._take(chosen[1], chosen[2]) if chosen else None

    def _is_hopeless(self) -> bool:
        """Return whether trying on would only bother the site: too many attempts, or hardly anything but misses."""
        lost = self._lost.total()
        return self.taken + lost >= 2 * self.budget or (lost >= _ENOUGH_LOST and lost > 3 * self.taken)

    def _candidates(self) -> tuple[_Candidate | None, _Candidate | None]:
        """Return the best link within the quotas and the best beyond them."""
        within: list[_Candidate] = []
        over: list[_Candidate] = []
        for kind in self._waiting:
            best = self._best(kind)
            if best is None:
                continue
            excess = self._taken[kind] - self._quotas.get(kind, 0)
            if (excess < 0 and -best[0] >= _FLOOR) or -best[0] >= _SURE:
                within.append((best[0], best[1], kind))
            else:
                over.append((best[0] + _STEP * max(0, excess), best[1], kind))
        return min(within, default=None), min(over, default=None)

    def _best(self, kind: Kind) -> tuple[float, str] | None:
        heap = self._waiting[kind]
        while heap:
            score, key = heap[0]
            link = self._links.get(key)
            if link is not None and link.kind == kind and link.score == -score:
                if not self._is_dead(key):
                    return heap[0]
                del self._links[key]
            heapq.heappop(heap)
        return None

    def _is_dead(self, key: str) -> bool:
        """Return whether many pages of the same folder were misses, and none was read that led anywhere."""
        folder = key.rpartition("/")[0]
        return "/" in folder and self._lost[folder] >= _LOST_FOLDER and folder not in self._alive

    def _take(self, key: str, kind: Kind) -> Link:
        heapq.heappop(self._waiting[kind])
        self._seen.add(key)
        self._taken[kind] += 1
        return self._links.pop(key)

    def first_time(self, url: str) -> bool:
        """Return True once per page, under any of its spellings, and remember it; takes nothing from the budget."""
        key = page_key(url)
        if key in self._seen:
            return False
        self._seen.add(key)
        self._links.pop(key, None)
        return True

    def missed(self, link: Link) -> None:
        """Give the link's place back to its kind and to the budget: it gave no page."""
        self._taken[link.kind] -= 1
        self._lost[page_key(link.url).rpartition("/")[0]] += 1

    def turned_out(self, link: Link, kind: Kind) -> None:
        """Count the page under the kind its content showed."""
        self._taken[link.kind] -= 1
        self._taken[kind] += 1
