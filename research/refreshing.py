"""A refresh: every page of the last brief is asked for again, conditionally; only what changed is read.

1. All addresses of the last brief are asked with their validators, and with them the data that script pages loaded;
where a page has changed, sitemaps and feeds tell what is new. 2. An unchanged page costs its 304: what reading made of
it is in the store. 3. A page that fails keeps its capture (`refresh_rules`). 4. When every capture and the user's own
words are as they were, the last brief stands with a new date; else it is composed anew and `following` the last one.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

from research import discover, refresh_rules
from research.collect.collector import Collector
from research.following import earlier, is_reworded, last_of, reader_of, settle
from research.library import Library
from research.models import Brief, Change, Document, Link, Miss, Page, PageRef, Profile, Reason
from research.pipeline import (
    HINTS,
    SHELL,
    Options,
    Publish,
    Visit,
    Watch,
    as_it_is,
    build,
    gather,
    hints_asked,
    inputs_of,
    write,
)
from research.store import Store

_HINTS_STAND = dt.timedelta(hours=12)
_MORE = 6
"""So many pages beyond the budget a refresh may read, when the site has added them."""
_LOOKS = 12
"""So many pages that read differently are asked for once more."""
_FIRST = 94.0
"""What a new page is worth: no quota of its kind holds it back."""
_SETTLED: tuple[Reason, ...] = ("robots", "not allowed", "unsafe address", "not found", "not text")
"""Misses that stay until a page that links there changes."""


@dataclass(frozen=True)
class Refreshed:
    """The brief as it now is, what changed, and whether it is the last one with a new date."""

    brief: Brief
    changes: tuple[Change, ...] = ()
    reused: bool = False


async def refresh(
    profile: Profile,
    store: Store,
    *,
    now: Callable[[], dt.datetime],
    options: Options,
    watch: Watch,
    publish: Publish = as_it_is,
) -> Refreshed:
    """Ask again for what the last brief rests on and return the brief as it now is; a first brief when there is none.

    Raises NothingReadError when nothing could be read; the store then stays as it was.
    """
    last = last_of(store)
    if last is None:
        return Refreshed(await build(profile, store, now=now, options=options, watch=watch, publish=publish))
    times: dict[str, str] = {}
    known = last

    def visit(
        profile: Profile, store: Store, library: Library, now: Callable[[], dt.datetime], options: Options, watch: Watch
    ) -> Visit:
        again = _Again(profile, store, library, now, options, watch)
        again.take(known, times)
        return again

    library = await gather(profile, store, now=now, options=options, watch=watch, visit=visit)
    at = now()
    same_day = last.generated_at.date() == at.date()
    if not (same_day and _as_before(last, library) and store.recall("inputs") == inputs_of(profile)):
        brief = await write(profile, library, store, at, publish, times)
        return Refreshed(brief, brief.changes)
    brief = _redated(last, library, at)
    with store.together():
        store.save_pages([*library.pages, *library.photos.values(), *library.hints], [], at)
        store.amend_brief(brief)
    brief = publish(brief)
    settle(brief, store, times | hints_asked(library, at))
    return Refreshed(brief, reused=True)


def _as_before(last: Brief, library: Library) -> bool:
    pages = {(page.url, page.sha256) for page in library.pages}
    missed = {(miss.url, miss.reason) for miss in library.misses}
    shown = {photo.sha256 for photo in library.photos.values()}
    return (
        pages == {(r.url, r.sha256) for r in last.pages}
        and missed == {(m.url, m.reason) for m in last.misses}
        and shown == {i.photo for i in last.interviewers if i.photo}
    )


def _redated(last: Brief, library: Library, at: dt.datetime) -> Brief:
    seen = {page.url: page.fetched_at for page in library.pages}
    pages = [ref.model_copy(update={"fetched_at": seen.get(ref.url, ref.fetched_at)}) for ref in last.pages]
    again = {"generated_at": at, "pages": tuple(pages), "changes": ()}
    moved = last.model_copy(update=again)
    return moved.model_copy(update={"earlier": earlier(last, moved)})


class _Again(Visit):
    """The same walk, begun with every page of the last brief; beyond them only what the site has added since is read.

    Sitemaps and feeds are asked for, conditionally, when a page has changed or when that was last done half a day ago.
    """

    def take(self, last: Brief, times: dict[str, str]) -> None:
        """Begin from this brief; `times` takes in how often pages were missed in a row."""
        self.last: dict[str, PageRef] = {ref.url: ref for ref in last.pages}
        self.times = times
        most = self.options.budget
        self.asked = {link.url: link for link in refresh_rules.to_ask(last, most + 2 * _MORE)}
        self.frontier = discover.Frontier(self.profile, max(most, len(self.asked)))
        self.frontier.add(self.asked.values())
        self.room = max(most, len(self.asked)) + _MORE
        self.settled = {m.url: m for m in last.misses}
        self.gone = {m.url: m for m in refresh_rules.carried(last)}
        self.frontier.add(Link(url=m.url, kind=m.kind, why="gone before", score=999.0) for m in self.gone.values())
        self.changed: set[str] = set()
        self.reworded: list[Link] = []
        self.feeds: set[str] = set()
        self.added: set[str] = set()

    def beside(self, collector: Collector) -> list[asyncio.Task[None]]:
        """Nothing: an unchanged site needs neither the browser nor the rooms that write."""
        return []

    async def walk(self, collector: Collector) -> None:
        """Ask for the pages of the last brief, and then for what the site has added."""
        maps = asyncio.create_task(self._maps(collector)) if self._is_time_for_hints() else None
        await self._walk(collector, maps)
        if self.changed or maps:
            await self._walk(collector, asyncio.create_task(self._rest(collector, maps is None)))
        await self._look_again(collector)
        found = {page.url for page in self.library.pages} | {miss.url for miss in self.library.misses}
        self.library.misses += [miss for url, miss in self.gone.items() if url not in found]

    async def _look_again(self, collector: Collector) -> None:
        """Ask once more for what reads differently: variants served in turns differ from look to look, counters too."""
        links = self.reworded[:_LOOKS]
        looks = await asyncio.gather(*(collector.look_again(link) for link in links))
        for link, look in zip(links, looks, strict=True):
            if isinstance(look, Page):
                self.library.look(look, link.kind)

    def _is_time_for_hints(self) -> bool:
        asked = self.store.recall(HINTS)
        return not asked or not dt.timedelta() <= self.now() - dt.datetime.fromisoformat(asked) < _HINTS_STAND

    async def _rest(self, collector: Collector, maps: bool) -> None:
        """What sitemaps (unless they were asked for already) and feeds list."""
        feeds = (self._feed(collector, url) for url in sorted(self.feeds))
        await asyncio.gather(*([self._maps(collector)] if maps else []), *feeds)

    async def _feeds(self, collector: Collector, document: Document) -> None:
        """Later: most refreshes find nothing that would make it worth while."""
        self.feeds |= set(document.feeds[:1])

    def listed(self, page: Page, links: list[Link]) -> list[Link]:
        """What a sitemap or feed has added since it was read last; pages whose date there moved are asked first."""
        before = self.store.latest(page.url)
        if before is None:
            return []
        was, now = (discover.times(each.body, page.url) for each in (before, page))
        moved = [self.asked[url] for url in now.keys() & self.asked.keys() if now[url] != was.get(url)]
        self.frontier.add(link.model_copy(update={"score": link.score + 1}) for link in moved)
        return self._new_ones(links, {discover.page_key(url) for url in was})

    def linked(self, document: Document, links: list[Link]) -> list[Link]:
        """What no page of the last brief linked to comes first; the rest was there before and waits its turn."""
        if document.url not in self.changed:
            return links
        return [*links, *self._new_ones(links, self.known)]

    @cached_property
    def known(self) -> frozenset[str]:
        """All pages that those of the last brief link to; rotating teasers are among them."""
        read = reader_of(self.store)
        documents = [d for ref in self.last.values() if (d := read(ref.sha256)) is not None]
        return frozenset(discover.page_key(link.url) for d in documents for link in d.links)

    def _new_ones(self, links: list[Link], known: Collection[str]) -> list[Link]:
        """The links that are not known, best first; the page budget makes room for a few of them."""
        found = [link for link in links if discover.page_key(link.url) not in known and link.url not in self.last]
        keys = {discover.page_key(link.url) for link in found}
        self.frontier.budget = min(self.room, self.frontier.budget + len(keys - self.added))
        self.added |= keys
        return [link.model_copy(update={"score": _FIRST + min(link.score, 99.0) / 100}) for link in found]

    async def page(self, collector: Collector, link: Link) -> Page | Miss:
        """The page as it now is, by the cheapest way that tells; a failed one keeps its capture."""
        ref = self.last.get(link.url)
        kept = self.store.latest(link.url) if ref is not None else None
        if self.options.offline or kept is None or ref is None:
            return await self._new(collector, link)
        if kept.way == "browser":
            outcome = await self._script_page(collector, link, kept)
        else:
            outcome = await collector.fetch(link)
        standing = refresh_rules.stands(link.url, ref, outcome, int(self.store.recall(f"missed {link.url}") or 0))
        self.times[f"missed {link.url}"] = str(standing.times or "")
        if standing.remark:
            self.watch.remark(standing.remark)
        if standing.miss is not None:
            return standing.miss
        if isinstance(outcome, Miss):
            return self.store.capture(standing.sha256 or "") or kept
        return outcome

    async def _new(self, collector: Collector, link: Link) -> Page | Miss:
        """A page that was not read for the last brief; where it was missed, only a changed page asks for it again."""
        missed = self.settled.get(link.url)
        if link.url in self.gone:
            outcome = await super().page(collector, link)
            return outcome if isinstance(outcome, Page) else self.gone[link.url]
        if missed is not None and missed.reason in _SETTLED and link.found_on not in self.changed:
            return missed
        return await super().page(collector, link)

    async def _script_page(self, collector: Collector, link: Link, kept: Page) -> Page | Miss:
        """The kept rendering when neither its HTML nor its data changed, else what the browser shows now."""
        outcome, same = await asyncio.gather(collector.fetch(link), collector.unchanged(kept))
        if isinstance(outcome, Miss):
            return outcome
        is_shell = outcome.way == "browser" or outcome.sha256 == kept.headers.get(SHELL)
        if is_shell and same:
            return kept.model_copy(update={"fetched_at": outcome.fetched_at})
        if not self.options.browser:
            return kept
        if not is_shell:
            return outcome  # read first: it may need no browser any more
        seen = await collector.render(link)
        if isinstance(seen, Page):
            lost = refresh_rules.lost_data(kept, seen)
            if lost and (why := await collector.failing(lost)):
                detail = f"the data of this page cannot be had ({why})"
                return Miss(url=link.url, kind=link.kind, reason="script page", detail=detail)
            return seen.model_copy(update={"headers": {SHELL: kept.headers.get(SHELL, "")} | seen.headers})
        return seen

    def accepted(self, outcome: Page | Miss, document: Document | None) -> tuple[Page | Miss, Document | None]:
        """The page, or the capture before it when the new one is too thin to take its place."""
        ref = self.last.get(outcome.url)
        if isinstance(outcome, Page) and (ref is None or outcome.sha256 != ref.sha256):
            self.changed.add(outcome.url)
        if ref is None or document is None or not isinstance(outcome, Page) or outcome.sha256 == ref.sha256:
            return outcome, document
        before = reader_of(self.store)(ref.sha256)
        old = self.store.capture(ref.sha256)
        if before is None or old is None:
            return outcome, document
        if not refresh_rules.is_stump(before, document):
            if outcome.way == "http" and is_reworded(before, document):
                self.reworded.append(self.asked[outcome.url])
            return outcome, document
        self.watch.remark(f"{outcome.url}: much thinner than before; the capture of {ref.fetched_at:%d %b %Y} stays")
        self.library.drop(outcome)
        return old, self.library.add(old, ref.kind, before)
