"""Which page next: a budget of some thirty pages spread over the kinds a brief needs."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from types import MappingProxyType
from typing import TypeAlias

from research.discover.addresses import page_key
from research.models import Kind, Link, Profile, Reason

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

_LOST_AFTER = 5.0
"""Each miss beyond three a page costs the links of the same source page so much: others, if any, come first."""
_ENOUGH_LOST = 12
_WEIGHTS: MappingProxyType[Reason, int] = MappingProxyType({"timeout": 3, "rate-limited": 3, "blocked": 2, "login": 2})
"""A miss that cost its whole time, or that says we are not wanted, weighs like so many that said no at once."""
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
        self._worth: dict[str, float] = {}
        self._lost: Counter[str] = Counter()
        self._lost_kind: Counter[Kind] = Counter()
        self._lost_from: Counter[str] = Counter()
        self._read_from: Counter[str] = Counter()

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
            self._wait(key, link)

    def _wait(self, key: str, link: Link) -> None:
        self._worth[key] = link.score if link.score >= _SURE else link.score - _LOST_AFTER * self._excess(link)
        heapq.heappush(self._waiting.setdefault(link.kind, []), (-self._worth[key], key))

    def _excess(self, link: Link) -> int:
        """Return how many misses beyond three a page the links of this link's source have given, at most twelve."""
        source = _source(link)
        return min(_ENOUGH_LOST, max(0, self._lost_from[source] - 3 * self._read_from[source]))

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
        """Return whether trying on would only bother the site: too many attempts, or nothing but misses."""
        lost = self._lost.total()
        return self.taken + lost >= 2 * self.budget or (lost >= _ENOUGH_LOST and not self._read_from)

    def _candidates(self) -> tuple[_Candidate | None, _Candidate | None]:
        """Return the best link within the quotas and the best beyond them."""
        within: list[_Candidate] = []
        over: list[_Candidate] = []
        for kind in self._waiting:
            best = self._best(kind)
            if best is None:
                continue
            # A kind that gives little but misses must not keep its quota, and all attempts, to itself.
            excess = self._taken[kind] + self._lost_kind[kind] // 3 - self._quotas.get(kind, 0)
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
            if link is None or link.kind != kind or self._worth[key] != -score:
                heapq.heappop(heap)
            elif self._is_dead(key, link):
                heapq.heappop(heap)
                del self._links[key]
            elif link.score < _SURE and -score > link.score - _LOST_AFTER * self._excess(link):
                heapq.heappop(heap)
                self._wait(key, link)
            else:
                return heap[0]
        return None

    def _is_dead(self, key: str, link: Link) -> bool:
        """Return whether many pages of the same folder, or found on the same page beside the home page, were misses.

        A folder in which a page was read that led anywhere lives on; so do links that the home page or the user names,
        since a page or a folder full of dead ends must not cost the pages beside it.
        """
        folder = key.rpartition("/")[0]
        if "/" in folder and self._lost[folder] >= _LOST_FOLDER and folder not in self._alive:
            return True
        return "/" in _source(link) and self._excess(link) >= _ENOUGH_LOST

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

    def missed(self, link: Link, reason: Reason = "not found") -> None:
        """Give the link's place back to its kind and to the budget: it gave no page, for this reason."""
        weight = _WEIGHTS.get(reason, 1)
        self._taken[link.kind] -= 1
        self._lost[page_key(link.url).rpartition("/")[0]] += weight
        self._lost_kind[link.kind] += weight
        self._lost_from[_source(link)] += weight

    def turned_out(self, link: Link, kind: Kind) -> None:
        """Count the page under the kind its content showed."""
        self._taken[link.kind] -= 1
        self._taken[kind] += 1
        self._read_from[_source(link)] += 1


def _source(link: Link) -> str:
    """Return the key of the page a link was found on: "" when the user named it, only a host for a home page."""
    return page_key(link.found_on) if link.found_on else ""
