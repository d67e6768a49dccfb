"""Which capture counts after a refresh, and what is said of it; pure. A leaf: the pipeline and `changes` share it.

A page that fails keeps its earlier capture. Only the server's own word (404 or 410), given in two refreshes in a row,
makes a page gone; everything else (blocked, login, timeout, empty, a stump, a page that says "not found" with
status 200) may be the visit's fault, and is told as "the capture of DATE stays".
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from research.models import Brief, Document, Link, Miss, Page, PageRef, Value

MISSING_TWICE = 2
_HARD = re.compile(r"\b4(?:04|10)\b")
_STUMP_SHARE, _STUMP_FROM, _RENDERED_FROM = 0.25, 80, 12

Verdict = Literal["new", "same", "changed", "kept", "gone", "missed"]


class Standing(Value):
    """What counts for one address now.

    `sha256` is the capture to use (None: none). `times` is to be stored as the number of misses in a row. `miss` is to
    be listed in the brief; `remark` goes to the user and, when the capture is kept, into the PageRef's note.
    """

    url: str
    verdict: Verdict
    sha256: str | None = None
    times: int = 0
    miss: Miss | None = None
    remark: str = ""


def stands(url: str, kept: PageRef | None, outcome: Page | Miss, earlier_misses: int = 0) -> Standing:
    """Return what counts for `url` after it was asked again.

    `kept` is the page as the last brief listed it, None when it was not read; `earlier_misses` how many refreshes in a
    row ended in 404 or 410 before this one.
    """
    if isinstance(outcome, Page):
        same = kept is not None and kept.sha256 == outcome.sha256
        verdict: Verdict = "same" if same else "new" if kept is None else "changed"
        return Standing(url=url, verdict=verdict, sha256=outcome.sha256)
    if kept is None:  # never read: nothing can be gone; gone before: it stays gone
        times = earlier_misses if earlier_misses >= MISSING_TWICE else 0
        miss = outcome.model_copy(update={"times": max(1, times)})
        return Standing(url=url, verdict="missed", times=times, miss=miss)
    times = earlier_misses + 1 if is_hard(outcome) else earlier_misses
    miss = outcome.model_copy(update={"times": max(1, times)})
    if is_gone(miss):
        text = f"{url}: gone ({outcome.detail or outcome.reason}, {times} times in a row)"
        return Standing(url=url, verdict="gone", times=times, miss=miss, remark=text)
    text = f"{outcome.detail or outcome.reason}; the capture of {kept.fetched_at:%d %b %Y} stays"
    if is_hard(outcome):
        text += "; missing once more, it counts as gone"
    return Standing(url=url, verdict="kept", sha256=kept.sha256, times=times, remark=f"{url}: {text}")


def is_hard(miss: Miss) -> bool:
    """Whether the server itself said that there is no such page (404, 410), not a page that looks like it."""
    return miss.reason == "not found" and _HARD.search(miss.detail) is not None


def is_gone(miss: Miss) -> bool:
    """Whether an address is gone for good: missing by 404 or 410 in two refreshes in a row."""
    return is_hard(miss) and miss.times >= MISSING_TWICE


def is_stump(old: Document, new: Document) -> bool:
    """Whether a new capture is too thin to replace the old one: a script shell, or under a quarter of its words.

    Of a page that a script builds a dozen words are enough to tell: without its data little more than a menu is left.
    """
    if new.script_shell and not old.script_shell:
        return True
    before = sum(p.text.count(" ") + 1 for p in old.main)
    after = sum(p.text.count(" ") + 1 for p in new.main)
    return before >= (_RENDERED_FROM if new.way == "browser" else _STUMP_FROM) and after < _STUMP_SHARE * before


def lost_data(old: Page, new: Page) -> tuple[str, ...]:
    """Return the addresses of data that a script page loaded for its old capture and not for the new one.

    Queries count for nothing: many hold the time of the visit.
    """
    loaded = {url.partition("?")[0] for url in new.data_urls}
    return tuple(url for url in old.data_urls if url.partition("?")[0] not in loaded)


def to_ask(last: Brief, most: int | None = None) -> tuple[Link, ...]:
    """Return the addresses that a refresh must ask although nothing may link to them any more: all pages of `last`.

    They come in the brief's order with the highest score, so that the page budget never drops a page that was read.
    Beyond `most` the oldest articles are let go, so that news of many refreshes do not pile up.
    """
    asked = [r for r in last.pages if r.url.startswith(("http://", "https://")) and r.way in ("http", "browser")]
    if most is not None and len(asked) > most:
        news = [r for r in asked if r.kind in ("article", "press") and r.published is not None]
        old = sorted(news, key=lambda r: r.published or dt.date.min)[: len(asked) - most]
        asked = [r for r in asked if r not in old]
    return tuple(
        Link(url=r.url, kind=r.kind, why="read for the last brief", found_on=r.url, score=1000.0) for r in asked
    )


def carried(last: Brief) -> tuple[Miss, ...]:
    """Return the misses of `last` that every later brief lists too: pages that are gone."""
    return tuple(miss for miss in last.misses if is_gone(miss))
