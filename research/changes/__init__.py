"""Brief × Brief → Changes: what matters to this interview, said once, with the old quote beside the new one.

The order of work: 1. the pages that can be compared are told from those that were merely not read this time; 2. the
posting, 3. people, 4. whole pages and news speak for the lines they are about; 5. the lines left are aligned by
section and likeness, compared exactly in numbers, names and negations, and told as facts, values or text.
Noise (stamps, counters, moved blocks, teasers, variants) has fallen out before: see `research.sameness`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from research.changes.about_lines import lines
from research.changes.about_pages import pages
from research.changes.about_people import people
from research.changes.about_posting import posting
from research.changes.lines import address
from research.changes.sides import Compared, Side
from research.models import Brief, Change, ChangeGroup, Document

__all__ = ["changes", "summary"]

_GROUPS: tuple[ChangeGroup, ...] = ("posting", "people", "facts", "news", "values", "pages")
_FIRST = ("closed", "reposted", "reopened", "requirement", "left", "joined", "new title")


def changes(
    old: Brief,
    new: Brief,
    document: Callable[[str], Document | None],
    *,
    others: Callable[[str], Sequence[Document]] | None = None,
    listed: Collection[str] = (),
) -> tuple[Change, ...]:
    """Return what is different in `new`, an interviewer first, then posting, people, facts, news, values, pages.

    `document` gives the Document of a capture by its sha256, None when the store no longer has it (that page is then
    not compared). `others` gives further captures of an address as Documents with their `fetched_at`: what takes turns
    (`changes.turns`) is no news. Pages that were blocked, empty, thin or
    not asked are never "gone"; a page is, when `new.misses` says 404 or 410 with `times` of 2 or more. `listed` are
    addresses that the site's sitemaps and feeds held already at the time of `old`: their pages are not new.
    """
    if {r.sha256 for r in old.pages} == {r.sha256 for r in new.pages} and not new.misses:
        return ()
    known = frozenset(address(url) for url in listed)
    compared = Compared(Side(old, document), Side(new, document), known, others or (lambda _: ()))
    found = [*posting(compared), *people(compared), *pages(compared)]
    found += lines(compared)
    return tuple(sorted(found, key=_order))


def _order(change: Change) -> tuple[bool, int, int, str, str]:
    first = next((i for i, word in enumerate(_FIRST) if change.what.startswith(word)), len(_FIRST))
    return (not change.interviewer, _GROUPS.index(change.group), first, change.about, change.text)


def summary(found: Sequence[Change], most: int = 3) -> str:
    """Return one line for the subject of a mail: how many changes, and the first of them, at `most` so many."""
    if not found:
        return "nothing changed"
    count = f"{len(found)} change{'' if len(found) == 1 else 's'}"
    if not most:
        return count
    more = f"; and {len(found) - most} more" if len(found) > most else ""
    return f"{count}: " + "; ".join(change.text for change in found[:most]) + more
