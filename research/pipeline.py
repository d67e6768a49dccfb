"""The whole flow on one screen: gather Pages, read them, write the Brief.

1. The user's own files are read first; 2. then the site, eight links at a time: each becomes a Page (HTTP; the browser
when the Document comes out thin) or a Miss; 3. each Document proposes further links until the page budget is spent;
4. people, facts, the posting and signals are taken from all Documents; 5. the Brief and its Questions are written.

The first request leaves before the rooms of steps 4 and 5 are imported (`composing`), which happens while it waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hashlib
import importlib
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from research import discover, photos
from research.beyond import Beyond, addresses
from research.collect.collector import Collector
from research.collect.files import read_file
from research.errors import NothingReadError
from research.kinds import kind_of_link
from research.library import Full, Library, code_of
from research.models import Brief, Document, Kind, Link, Miss, Page, Profile
from research.store import Store
from research.text import clean, sentences

if TYPE_CHECKING:
    from research.collect.chromium import Shared
    from research.collect.guest import Guest

_LOG = logging.getLogger(__name__)
T = TypeVar("T")

PAGE_BUDGET = 30
_AT_ONCE = 8
_HELD, _HELD_BYTES = 12, 10_000_000  # bodies of pages that memory holds at a time, those that are being read besides
_ENDLESS = 50
"""So many addresses for each page that may be read make a site look endless."""
_READING = "research.extract"
_ASIDE = ThreadPoolExecutor(1, "research")
SHELL = "shell-sha256"
"""Under this name a rendered page's headers hold the hash of the plain HTML that its scripts filled."""


@dataclass(frozen=True)
class Options:
    """How to run: `offline` answers from folder and store alone; captures younger than `fresh` are not asked again.

    `shared` is the browser of several runs at a time; without it a run that needs one has its own. `guest` has begun to
    ask the site, and ends with the run.
    """

    offline: bool = False
    fresh: dt.timedelta = dt.timedelta(hours=12)
    budget: int = PAGE_BUDGET
    browser: bool = True
    allow_origins: tuple[str, ...] = ()
    shared: Shared | None = None
    guest: Guest | None = None


class Watch(Protocol):
    """Who wants to hear how it goes."""

    def planned(self, links: int) -> None:
        """So many links are known to be worth fetching."""

    def outcome(self, outcome: Page | Miss) -> None:
        """A link ended as a Page or a Miss."""

    def remark(self, text: str) -> None:
        """Something the user should know."""


Publish = Callable[[Brief], Brief]
"""Brings a brief that the store holds to the user (writes brief.md), and returns it as the user has corrected it."""


def as_it_is(brief: Brief) -> Brief:
    """Publish nothing."""
    return brief


async def build(
    profile: Profile,
    store: Store,
    *,
    now: Callable[[], dt.datetime],
    options: Options,
    watch: Watch,
    publish: Publish = as_it_is,
) -> Brief:
    """Collect what is missing or stale; write, keep and publish the Brief.

    Raises NothingReadError when no page of the company could be read; what the store held stays as it was.
    """
    async with contextlib.AsyncExitStack() as doors:
        library = await gather(profile, store, now=now, options=options, watch=watch, doors=doors)
        return await write(profile, library, store, now(), publish)


async def write(
    profile: Profile,
    library: Library,
    store: Store,
    at: dt.datetime,
    publish: Publish,
    times: Mapping[str, str] | None = None,
) -> Brief:
    """Write the Brief of what was read as the one that follows the last; keep, publish and return it.

    A run that is killed before the end has told nothing: the next one compares with the brief before. `times` is
    remembered with the brief.
    """
    from research.following import follow, kept, last_of, settle

    composed = await aside(compose, profile, library, at)  # the browser's end comes beside it
    brief = follow(composed, last_of(store), profile, library, store)
    with store.together():
        keep(library, store, at)
        kept(brief, store)
    made = publish(brief)
    settle(made, store, {**(times or {}), **hints_asked(library, at), "inputs": inputs_of(profile)})
    return made


def inputs_of(profile: Profile) -> str:
    """Return a hash of the user's own words and of our code: when it changes, the brief is written anew."""
    words = repr(profile.model_dump(exclude={"folder"})) + code_of("research")  # no JSON: names need not be text
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def keep(library: Library, store: Store, at: dt.datetime) -> None:
    """Keep what was read, and what reading made of it."""
    # The looks first: the newest capture of an address is the one that the brief rests on.
    looks = [page for page, _ in library.looks]
    store.save_pages([*looks, *library.pages, *library.photos.values(), *library.hints], library.misses, at)
    store.save_documents(library.documents, code_of(_READING))
    store.save_lookups(library.elsewhere.answers)


HINTS = "hints asked"
"""Under this key the store remembers when sitemaps and feeds were last asked for."""


def hints_asked(library: Library, at: dt.datetime) -> dict[str, str]:
    """Return what to remember of this visit's look at sitemaps and feeds."""
    return {HINTS: at.isoformat()} if library.hinted else {}


def compose(profile: Profile, library: Library, now: dt.datetime) -> Brief:
    """Return the Brief of what was read; reads no network, disk or clock."""
    from research import composing

    return composing.compose(profile, library, now)


async def gather(
    profile: Profile,
    store: Store,
    *,
    now: Callable[[], dt.datetime],
    options: Options,
    watch: Watch,
    visit: Callable[..., Visit] | None = None,
    doors: contextlib.AsyncExitStack | None = None,
) -> Library:
    """Return everything that could be read, and what could not with its reason; `visit` walks over the site.

    With `doors` the caller closes the connections and the browser, which are no longer needed when this returns.
    """
    library = Library(known=lambda sha256: store.document(sha256, code_of(_READING)))
    _read_folder(profile, library, now(), watch)
    if profile.company.site and not profile.company.offline:
        try:
            async with contextlib.AsyncExitStack() as own:
                await (visit or Visit)(profile, store, library, now, options, watch).run(doors or own)
        except asyncio.CancelledError:
            if visit is None:  # Ctrl-C: the same command goes on from what was read by then
                store.save_pages([page for page in library.pages if page.way != "file"], [], now())
            raise
    if not library.documents:
        first = library.misses[0] if library.misses else None
        why = (
            f"{first.url}: {first.detail or first.reason}"
            if first
            else "the profile names no site and has no saved pages"
        )
        raise NothingReadError(
            f"nothing about {profile.company.name} could be read: {why} (give --site URL, or save pages into"
            f" {profile.folder / 'pages'})"
        )
    return library


async def aside(work: Callable[..., T], *given: object) -> T:
    """Do what keeps the processor busy on the one thread that there is for it, in turn.

    Only one thread computes at a time (the GIL). With six of them, as `asyncio.to_thread` has, the event loop waited
    for each in turn before it could send anything: the second eight pages were asked for 90 ms late.
    """
    return await asyncio.get_running_loop().run_in_executor(_ASIDE, work, *given)


# --- the user's folder ---


def _read_folder(profile: Profile, library: Library, now: dt.datetime, watch: Watch) -> None:
    """Read the saved pages, the posting, the people's files, the resume and the notes."""

    def load(name: str, kind: Kind) -> Document | None:
        outcome = read_file(profile.folder / name, kind=kind, fetched_at=now, within=profile.folder)
        watch.outcome(outcome)
        if isinstance(outcome, Miss):
            library.misses.append(outcome)
            return None
        shown = clean(name)
        if outcome.url != shown and not outcome.url.startswith("http"):
            outcome = outcome.model_copy(update={"url": shown, "final_url": shown})
        guess = kind_of_link(outcome.url) if kind == "other" and name.startswith("pages/") else kind
        read, document = _read(library, outcome, guess, library.known(outcome.sha256))
        if isinstance(read, Miss):
            library.misses.append(read)
        return document

    if profile.posting_file:
        _keep(library.documents, load(profile.posting_file, "posting"), "posting")
    for name in profile.page_files:
        _keep(library.documents, load(name, "other"))
    listed = {name for person in profile.interviewers for name in person.files}
    for name in (*profile.people_files, *sorted(listed - set(profile.people_files))):
        if document := load(name, "person"):
            library.people_files[name] = document.model_copy(update={"kind": "person"})
    for own in (profile.resume_file, profile.notes_file):
        if own and (document := load(own, "other")):
            library.own[own] = document.model_copy(update={"kind": "other", "people": ()})


def _read(
    library: Library, page: Page, kind: Kind, before: Document | None = None
) -> tuple[Page | Miss, Document | None]:
    """The page and its Document, None when that capture is here already; a Miss when reading it fails."""
    try:
        return page, library.add(page, kind, before)
    except Full:
        detail = "too large beside the pages that were read before it"
        return Miss(url=page.url, kind=kind, reason="budget", detail=detail), None
    except Exception as error:  # noqa: BLE001 - a surprise in one page's markup must cost that page, never the run
        _LOG.debug("%s was not read", page.url, exc_info=error)
        detail = f"could not be read ({type(error).__name__})"
        return Miss(url=page.url, kind=kind, reason="damaged", detail=detail), None


def _read_on_the_way(library: Library, page: Page, kind: Kind) -> tuple[Page | Miss, Document | None]:
    """Read a page, and find its sentences: each stage of writing asks for them when the last page has come."""
    outcome, document = _read(library, page, kind)
    for passage in document.main if document is not None else ():
        sentences(passage.text)
    return outcome, document


def _warm_up(now: dt.datetime) -> None:
    body = (
        b"<!doctype html><title>-</title><h1>-</h1><p>We began. We read a page of our own, as <b>long</b> as it is.</p>"
    )
    _read(Library(), Page(url="about:blank", final_url="about:blank", fetched_at=now, sha256="", body=body), "other")
    for room in ("research.composing", "research.following"):
        importlib.import_module(room)


def _rehearsed(profile: Profile, document: Document, now: dt.datetime) -> None:
    with contextlib.suppress(Exception):  # what fails here fails again, and is told, where the brief is written
        compose(profile, Library(documents=[document]), now)


def _keep(into: list[Document], document: Document | None, kind: Kind | None = None) -> None:
    if document is not None:
        into.append(document if kind is None else document.model_copy(update={"kind": kind}))


# --- the site ---


class Visit:
    """One walk over the company's site: the frontier proposes, the collector fetches, reading proposes again."""

    def __init__(
        self,
        profile: Profile,
        store: Store,
        library: Library,
        now: Callable[[], dt.datetime],
        options: Options,
        watch: Watch,
    ) -> None:
        self.profile, self.store, self.library = profile, store, library
        self.now, self.options, self.watch = now, options, watch
        self.mapped = False
        self._reading: set[asyncio.Task[None]] = set()
        self._rendering: set[asyncio.Task[None]] = set()
        self.frontier = discover.Frontier(profile, options.budget)
        self._begun = asyncio.Event()

    async def run(self, doors: contextlib.AsyncExitStack) -> None:
        """Walk; what is opened on the way is closed with `doors`."""
        seeds = discover.seeds(self.profile)
        # A site that was found by name is not the user's own word: it may lead to nothing private.
        typed = [*(s.url for s in seeds if s.kind != "home" or not self.profile.company.why), *addresses()]
        made = Collector(
            typed=typed, allow_origins=self.options.allow_origins, earlier=self.store.latest, now=self.now,
            most_pages=self.options.budget, shared=self.options.shared, guest=self.options.guest,
        )  # fmt: skip
        collector = await doors.enter_async_context(made)
        beyond = Beyond(
            self.profile, collector, now=self.now, kept=self.store.lookup, fresh=not self.options.fresh,
            offline=self.options.offline,
        )  # fmt: skip
        beside = self.beside(collector)
        beyond.start()
        self.frontier.add(beyond.left(seeds))
        await self.walk(collector)
        await asyncio.gather(*beside)
        self.library.elsewhere, self.library.photos = await asyncio.gather(
            beyond.finish(self.library.documents),
            photos.gather(self.profile, self.library.documents, lambda link: self._photo(collector, link)),
        )
        collector.end_browser()
        self._say_if_endless()
        self.library.pages += self.library.elsewhere.pages
        if self.library.elsewhere.asked:
            self.watch.remark(f"asked beyond the site: {'; '.join(self.library.elsewhere.asked)}")
        for remark in collector.remarks:
            self.watch.remark(remark)

    def _say_if_endless(self) -> None:
        """Tell when the budget ended the walk over a site that links to ever more pages: calendars, session ids."""
        known = len({link.url for document in self.library.documents for link in document.links})
        if self.frontier.taken >= self.frontier.budget and known > _ENDLESS * self.frontier.budget:
            self.watch.remark(
                f"stopped after {self.frontier.taken} pages: with {known:,} addresses the site looks endless (--pages"
                " reads more)"
            )

    def beside(self, collector: Collector) -> list[asyncio.Task[None]]:
        """Begin what is done beside the network."""
        if not self.options.offline and self.options.browser and self.had_script_pages():
            collector.start_browser()
        return [asyncio.create_task(self._rehearse())]

    def had_script_pages(self) -> bool:
        """Whether the home page, or a page the user named, needed the browser last time: it will again."""
        kept = (self.store.latest(link.url) for link in discover.seeds(self.profile))
        stale = (page for page in kept if page is not None and not self._is_fresh(page.fetched_at))
        return any(page.way == "browser" for page in stale)

    async def walk(self, collector: Collector) -> None:
        """Go on until the budget is spent or nothing is left to ask."""
        await self._walk(collector, None if self.options.offline else asyncio.create_task(self._maps(collector)))

    async def _rehearse(self) -> None:
        """Load and compile beside the network what reading and writing need: a tiny page, then the first one read."""
        now = self.now()
        await aside(_warm_up, now)
        await self._begun.wait()
        if self.library.documents:
            await aside(_rehearsed, self.profile, self.library.documents[0], now)

    async def _walk(self, collector: Collector, maps: asyncio.Task[None] | None) -> None:
        asking: set[asyncio.Task[None]] = set()
        while True:
            idle = not asking and not self._reading and not self._rendering and maps is None
            while len(asking) + self._held_back() < _AT_ONCE and (link := self._next(idle=idle)) is not None:
                asking.add(asyncio.create_task(self._one(collector, link)))
            self.watch.planned(self.frontier.taken + min(len(self.frontier), self.options.budget - self.frontier.taken))
            waiting: set[asyncio.Task[None]] = asking | self._reading | self._rendering | ({maps} if maps else set())
            if not waiting:
                self._begun.set()
                return
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            for kept in (asking, self._reading, self._rendering):
                kept -= done
            maps = None if maps in done else maps

    def _held_back(self) -> int:
        """How many pages are not asked for until those that have arrived are read: their links may be better."""
        return 0 if self._all_fit else len(self._reading)

    def _next(self, *, idle: bool) -> Link | None:
        """The best next link; beyond the quotas only when nothing better can come.

        That is when nothing is on its way, or when the site's own map was read and all that wait would fit.
        """
        return self.frontier.pop(beyond=idle or self._all_fit)

    @property
    def _all_fit(self) -> bool:
        return self.mapped and len(self.frontier) <= self.options.budget - self.frontier.taken

    async def _maps(self, collector: Collector) -> None:
        """Sitemaps named in robots.txt, or at the usual place; only hints, so failures are silent."""
        site = self.profile.company.site or ""
        todo = list(await collector.sitemaps(site))[:5] or [discover.canonical(site).rstrip("/") + "/sitemap.xml"]
        for _ in range(5):
            if not todo:
                return
            url = todo.pop(0)
            page = await self._hint(collector, url)
            if page is not None:
                links, further = discover.sitemap_links(self.profile, page.body, url, self.options.budget)
                self.frontier.add(self.listed(page, links))
                self.mapped = self.mapped or bool(links)
                todo += further

    async def _hint(self, collector: Collector, url: str) -> Page | None:
        """A sitemap or feed as it is now; what the capture before listed is nothing new."""
        self.library.hinted = True
        before = self.store.latest(url)
        page = await collector.fetch_hint(url)
        if isinstance(page, Miss):
            return None
        if before is not None:
            self.library.listed |= discover.times(before.body, url).keys()
        self.library.hints.append(page)
        return page

    def listed(self, _page: Page, links: list[Link]) -> list[Link]:
        """What of a sitemap's or feed's links is worth asking for; here everything."""
        return links

    async def _one(self, collector: Collector, link: Link) -> None:
        """Ask for a page; what becomes of it comes beside the eight that are asked for."""
        outcome = await self.page(collector, link)
        self._reading.add(asyncio.create_task(self._taken(collector, link, outcome)))

    async def _taken(self, collector: Collector, link: Link, outcome: Page | Miss) -> None:
        document: Document | None = None
        if isinstance(outcome, Page):
            before = self.library.known(outcome.sha256)  # here, since SQLite serves one thread
            if before is not None:
                outcome, document = _read(self.library, outcome, link.kind, before)
            else:
                outcome, document = await aside(_read_on_the_way, self.library, outcome, link.kind)
        if self.options.browser and isinstance(outcome, Page) and self._is_shell(outcome):
            # Beside the reading: what the browser takes long for must keep no page waiting.
            self._rendering.add(asyncio.create_task(self._in_browser(collector, link, outcome, document)))
            return
        await self._arrived(collector, link, outcome, document)

    def _is_shell(self, page: Page) -> bool:
        return page.way == "http" and page.sha256 in self.library.shells

    async def _in_browser(self, collector: Collector, link: Link, shell: Page, document: Document | None) -> None:
        await self._arrived(collector, link, *await self._rendered(collector, link, shell, document))

    async def _arrived(self, collector: Collector, link: Link, outcome: Page | Miss, document: Document | None) -> None:
        """Take in what became of a link, and what its page leads to."""
        outcome, document = self.accepted(outcome, document)
        self.watch.outcome(outcome)
        self._put_away()
        if isinstance(outcome, Miss):
            self.library.misses.append(outcome)
            self.frontier.missed(link, outcome.reason)
        elif document is not None:
            self.library.documents.append(document)
            self._begun.set()
            self.frontier.turned_out(link, document.kind)
            self.frontier.add(self.linked(document, discover.next_links(self.profile, document, link.depth + 1)))
            await self._feeds(collector, document)
        else:
            self.frontier.missed(link)

    def _put_away(self) -> None:
        """Keep what was read in the store, a handful at a time: memory holds no page longer than it is read."""
        full = [page for page in self.library.pages if page.body and page.way != "file"]
        if len(full) > _HELD or sum(len(page.body) for page in full) > _HELD_BYTES:
            self.store.save_captures(full)
            self.library.lighten(full)

    def linked(self, _document: Document, links: list[Link]) -> list[Link]:
        """What of a page's links is worth asking for; here everything."""
        return links

    def accepted(self, outcome: Page | Miss, document: Document | None) -> tuple[Page | Miss, Document | None]:
        """What counts of a page that was read; here everything."""
        return outcome, document

    async def _photo(self, collector: Collector, link: Link) -> Page | Miss | None:
        """A portrait by the same rules as a page; one that was had before stays when it cannot be had again."""
        kept = self.store.latest(link.url)
        if self.options.offline or (kept is not None and self._is_fresh(kept.fetched_at)):
            return kept
        outcome = await collector.portrait(link)
        return kept if isinstance(outcome, Miss) else outcome

    def _is_fresh(self, at: dt.datetime) -> bool:
        """Whether a capture is young enough; one from the future is not (the clock was put back)."""
        return dt.timedelta() <= self.now() - at < self.options.fresh

    async def page(self, collector: Collector, link: Link) -> Page | Miss:
        """From the store while it is fresh, else from the network."""
        kept = self.store.latest(link.url)
        if kept is not None and (self.options.offline or self._is_fresh(kept.fetched_at)):
            return kept
        missed = self.store.miss(link.url)
        if missed is not None and (self.options.offline or self._is_fresh(missed[1])):
            return missed[0]
        if self.options.offline:
            return Miss(
                url=link.url, kind=link.kind, reason="no network", detail="not in the store, and --offline was asked"
            )
        outcome = await collector.fetch(link)
        if isinstance(outcome, Miss) and kept is not None and outcome.reason not in ("not found",):
            self.watch.remark(
                f"{link.url}: {outcome.detail or outcome.reason}; the capture of {kept.fetched_at:%d %b} stays"
            )
            return kept
        return outcome

    async def _rendered(
        self, collector: Collector, link: Link, page: Page, document: Document | None
    ) -> tuple[Page | Miss, Document | None]:
        """What the browser shows; the plain page (no `document`: read before) when it shows no more or cannot start."""
        seen = await collector.render(link, page)
        if isinstance(seen, Page):
            outcome, read = await aside(_read_on_the_way, self.library, seen, link.kind)
            if (
                isinstance(outcome, Page)
                and read is not None
                and len(read.main) > len(document.main if document else ())
            ):
                self.library.drop(page)
                return self._of_shell(outcome, page), read
        elif not document or not document.main:
            self.library.drop(page)
            return seen, None
        return page, document

    def _of_shell(self, seen: Page, shell: Page) -> Page:
        """The rendered page with a mark of the HTML it was built from: a refresh then knows that it is the same."""
        marked = seen.model_copy(update={"headers": seen.headers | {SHELL: shell.sha256}})
        self.library.replace(seen, marked)
        return marked

    async def _feeds(self, collector: Collector, document: Document) -> None:
        if self.options.offline:
            return
        for url in document.feeds[:1]:
            if self.frontier.first_time(url):
                await self._feed(collector, url)

    async def _feed(self, collector: Collector, url: str) -> None:
        page = await self._hint(collector, url)
        if page is not None:
            self.frontier.add(self.listed(page, discover.feed_links(self.profile, page.body, url)))
