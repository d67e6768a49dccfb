"""The two briefs made comparable: which pages stand on both sides, which are really new, which are really gone.

What was not read this time (budget, blocked, empty, thin) is neither new nor gone. A page is new only when the earlier
visit neither read it, nor saw a link to it, nor failed to read it; gone only when it was missing twice by 404 or 410.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from research.changes.lines import NEWS_KINDS, Line, Reading, address
from research.changes.turns import Turns
from research.models import Brief, Citation, Document, Miss, PageRef
from research.refresh_rules import is_gone, is_stump
from research.text import similarity

_MOVED_SHARE = 0.8
_FEW_WORDS = 10


class Side:
    """One brief with its pages read."""

    def __init__(self, brief: Brief, document: Callable[[str], Document | None]) -> None:
        self.brief = brief
        self.refs = {address(ref.url): ref for ref in brief.pages if not _users(ref)}
        self._document = document
        self._readings: dict[str, Reading | None] = {}

    def reading(self, where: str) -> Reading | None:
        """Return the page at an address (as `address` spells it), or None when the store no longer has it."""
        if where not in self._readings:
            ref = self.refs.get(where)
            found = self._document(ref.sha256) if ref is not None else None
            if found is None or ref is None:
                self._readings[where] = None
            else:
                known = {"kind": ref.kind, "url": ref.url, "final_url": ref.final_url, "fetched_at": ref.fetched_at}
                self._readings[where] = Reading(found.model_copy(update=known), ref.kind)
        return self._readings[where]

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """All its pages."""
        return tuple(r for where in self.refs if (r := self.reading(where)) is not None)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all lines of all its pages: a line that stands here is not gone, wherever it moved."""
        return frozenset().union(*(r.keys for r in self.readings)) if self.readings else frozenset()

    @cached_property
    def linked(self) -> frozenset[str]:
        """Every address that its pages link to."""
        return frozenset(address(link.url) for r in self.readings for link in r.document.links)

    @cached_property
    def misses(self) -> dict[str, Miss]:
        """Its misses by address."""
        return {address(miss.url): miss for miss in self.brief.misses}

    def of(self, citation: Citation) -> Reading | None:
        """Return the page that a citation cites."""
        where = address(citation.url)
        found = self.reading(where)
        if found is not None and found.document.sha256 == citation.document:
            return found
        return next((r for r in self.readings if r.document.sha256 == citation.document), None)


@dataclass
class Compared:
    """Both sides; `claimed` holds the places of lines that a change has spoken for."""

    old: Side
    new: Side
    listed: frozenset[str] = frozenset()
    """Addresses that the site listed already, read or not."""
    others: Callable[[str], Sequence[Document]] = lambda _: ()
    """Further captures of an address."""

    def __post_init__(self) -> None:
        self.claimed: set[tuple[str, str]] = set()
        self._turns: dict[str, Turns] = {}

    @cached_property
    def both(self) -> tuple[tuple[Reading, Reading], ...]:
        """Pages on both sides that can be compared, changed or not."""
        found = []
        for where in self.old.refs.keys() & self.new.refs.keys():
            old, new = self.old.reading(where), self.new.reading(where)
            if (
                old is not None
                and new is not None
                and not is_stump(old.document, new.document)
                and not _elsewhere(old, new)
            ):
                found.append((old, new))
        return tuple(sorted(found, key=lambda pair: pair[1].document.url))

    @cached_property
    def edited(self) -> tuple[tuple[Reading, Reading], ...]:
        """Those of `both` whose capture differs."""
        return tuple((old, new) for old, new in self.both if old.document.sha256 != new.document.sha256)

    def turns(self, old: Reading, new: Reading) -> Turns:
        """Return what further captures tell of a page on both sides."""
        where = new.document.url
        if where not in self._turns:
            until = self.new.brief.generated_at
            self._turns[where] = Turns(self.others(where), old.document, new.document, until)
        return self._turns[where]

    @cached_property
    def fresh(self) -> tuple[Reading, ...]:
        """Pages that the site has added since."""
        return tuple(
            reading
            for where in sorted(self.new.refs.keys() - self.old.refs.keys())
            if (reading := self.new.reading(where)) is not None and self._is_fresh(where, reading)
        )

    def _is_fresh(self, where: str, reading: Reading) -> bool:
        miss = self.old.misses.get(where)
        if reading.document.way == "api":  # asked of a public source, not published by the site
            return False
        if miss is not None and miss.reason != "not found":
            return False
        if miss is None and (where in self.old.linked or where in self.listed):
            return False
        if where in {address(ref.final_url) for ref in self.old.brief.pages}:
            return False
        if sum(line.key.count(" ") + 1 for line in reading.told) < _FEW_WORDS:  # a redirect stub, a placeholder
            return False
        telling = [line.key for line in reading.told if line.key]
        known = sum(k in self.old.keys for k in telling)
        if telling and known >= _MOVED_SHARE * len(telling):
            return False
        day = reading.document.published
        return not (reading.kind in NEWS_KINDS and day is not None and day < self.since.date() - dt.timedelta(days=2))

    @cached_property
    def lost(self) -> tuple[Reading, ...]:
        """Pages that are gone for good: missing twice by 404 or 410, and their text stands nowhere else."""
        found = []
        for where in sorted(self.old.refs.keys() - self.new.refs.keys()):
            miss, reading = self.new.misses.get(where), self.old.reading(where)
            if miss is not None and is_gone(miss) and reading is not None and reading.document.way != "api":
                found.append(reading)
        return tuple(found)

    @cached_property
    def came(self) -> tuple[Reading, ...]:
        """New sides whose text may be called new: the later of `both`, and `fresh`."""
        return (*(new for _, new in self.both), *self.fresh)

    @cached_property
    def went(self) -> tuple[Reading, ...]:
        """Old sides whose text may be called gone: the earlier of `both`, and `lost`."""
        return (*(old for old, _ in self.both), *self.lost)

    @property
    def since(self) -> dt.datetime:
        """When the old brief was written."""
        return self.old.brief.generated_at

    def claim(self, *lines: Line | Citation) -> None:
        """Say that a change speaks for these lines, so that no other change repeats them."""
        for line in lines:
            if isinstance(line, Citation):
                self.claimed.add((line.document, line.passage))
            else:
                self.claimed.add((line.document.sha256, line.passage.id))

    def is_claimed(self, line: Line) -> bool:
        """Whether a change speaks for it already."""
        return (line.document.sha256, line.passage.id) in self.claimed

    def free(self, lines: Sequence[Line]) -> list[Line]:
        """Return the lines nobody speaks for."""
        return [line for line in lines if not self.is_claimed(line)]


def _users(ref: PageRef) -> bool:
    """The user's own notes and resume are no pages of the company."""
    return ref.way == "file" and ref.kind == "other" and not ref.url.startswith(("http", "pages/"))


def _elsewhere(old: Reading, new: Reading) -> bool:
    """Whether the address now leads to another page (a closed posting that leads to the list of jobs)."""
    if address(old.document.final_url) == address(new.document.final_url):
        return False
    return similarity(old.document.title, new.document.title) < 60 and not (old.keys & new.keys - {""})
