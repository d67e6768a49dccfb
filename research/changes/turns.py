"""Lines and links that come and go by turns: variants, rotating blocks, counters. Other captures of the page tell.

What two looks at a page within one refresh do not agree upon is no news, be it a number. What merely stood there
before (the variant of an earlier refresh) takes turns only where another line made room for it: what comes back beside
the rest is news again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

from research.changes.lines import Line, Reading, address
from research.models import Document
from research.refresh_rules import is_stump
from research.sameness import differing, is_exact


class Turns:
    """What other captures of a page tell about the difference between two of them."""

    def __init__(self, others: Sequence[Document], old: Document, new: Document, until: dt.datetime) -> None:
        """`until` ends the refresh in which `new` was read: captures from `new` to then are further looks at it."""
        self._earlier = [d for d in others if d.fetched_at < old.fetched_at]
        looks = (d for d in others if new.fetched_at <= d.fetched_at <= until and d.sha256 != new.sha256)
        self._looks = [Reading(d, d.kind) for d in looks if not is_stump(new, d)]

    @cached_property
    def _before(self) -> frozenset[str]:
        captures = {d.sha256: d for d in self._earlier}.values()
        return frozenset(line.key for d in captures for line in Reading(d, d.kind).lines)

    def is_undecided(self, old: Line | None, new: Line | None) -> bool:
        """Whether the looks at the new page do not agree that the old line went, or that the new one came."""
        return any((new and new.key not in look.keys) or (old and old.key in look.keys) for look in self._looks)

    def is_back(self, new: Line | None) -> bool:
        """Whether a line that is new stood there at an earlier visit."""
        return new is not None and new.key in self._before

    def swaps(self, old: Line, new: Line) -> bool:
        """Whether a line has made room for one that stood there before; a number or negation changed back is told."""
        return self.is_back(new) and not any(is_exact(t) for part in differing(old.key, new.key) for t in part)

    def is_settled(self, where: str, *, linked: bool) -> bool:
        """Whether all looks agree that the page links to an address, or that it does not."""
        return all((where in _links(look.document)) == linked for look in self._looks)

    def was_linked(self, where: str) -> bool:
        """Whether the page linked to an address at an earlier visit."""
        return any(where in _links(d) for d in self._earlier)


def _links(document: Document) -> frozenset[str]:
    return frozenset(address(link.url) for link in document.links)
