"""The whole flow on one screen: gather Pages, read them, write the Brief.

1. The user's own files are read first; 2. then the site, eight links at a time: each becomes a Page (HTTP; the browser
when the Document comes out thin) or a Miss; 3. each Document proposes further links until the page budget is spent;
4. people, facts, the posting and signals are taken from all Documents; 5. the Brief and its Questions are written.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from research import discover
from research.beyond import Beyond, Elsewhere, addresses
from research.brief.carry import carry_over
from research.brief.company import company
from research.brief.fit import fit
from research.brief.interviewer import Portrait, portrait, same_person
from research.brief.questions import questions
from research.brief.role import role
from research.collect import Collector
from research.collect.files import read_file
from research.errors import NothingReadError
from research.extract.all_signals import person_signals, signals
from research.extract.career import positions, professional
from research.extract.company_facts import facts
from research.extract.document import read
from research.extract.postings import posting as read_posting
from research.extract.regions import without_furniture
from research.extract.resumes import resume
from research.gaps import gaps
from research.kinds import kind_of_document, kind_of_link
from research.models import (
    Brief,
    Document,
    Kind,
    Link,
    Miss,
    Page,
    PageRef,
    Person,
    Posting,
    Profile,
    Shortfall,
    Story,
)
from research.store import Store
from research.text import bare, jaccard, lemmas

PAGE_BUDGET = 30
_AT_ONCE = 8
_PEOPLE_KINDS: frozenset[Kind] = frozenset({"team", "about", "person", "home"})


@dataclass(frozen=True)
class Options:
    """How to run: `offline` answers from folder and store alone; captures younger than `fresh` are not asked again."""

    offline: bool = False
    fresh: dt.timedelta = dt.timedelta(hours=12)
    budget: int = PAGE_BUDGET
    browser: bool = True
    allow_origins: tuple[str, ...] = ()


class Watch(Protocol):
    """Who wants to hear how it goes."""

    def planned(self, links: int) -> None:
        """So many links are known to be worth fetching."""

    def outcome(self, outcome: Page | Miss) -> None:
        """A link ended as a Page or a Miss."""

    def remark(self, text: str) -> None:
        """Something the user should know."""


@dataclass
class Library:
    """Everything read for one brief; `own` are the user's notes and resume, which say nothing about the company."""

    documents: list[Document] = field(default_factory=list)
    people_files: dict[str, Document] = field(default_factory=dict)
    own: dict[str, Document] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    shells: set[str] = field(default_factory=set)
    """Captures that only scripts fill: such a site may answer every address with the same one."""
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    """What public sources beyond the site say."""

    @property
    def everything(self) -> list[Document]:
        """All Documents, the company's first."""
        return [*self.documents, *self.people_files.values(), *self.own.values(), *self.elsewhere.documents]

    def add(self, page: Page, kind: Kind) -> Document | None:
        """Read a Page and keep it; None when the same capture is here already."""
        if any(page.sha256 == known.sha256 for known in self.pages):
            return None
        document = read(page)
        document = document.model_copy(update={"kind": kind_of_document(document, kind)})
        if document.script_shell and page.way == "http":
            self.shells.add(page.sha256)
        self.pages.append(page)
        return document

    def drop(self, page: Page) -> None:
        """Forget a Page that another one stands in for."""
        self.pages = [known for known in self.pages if known is not page]


async def build(
    profile: Profile, store: Store, *, now: Callable[[], dt.datetime], options: Options, watch: Watch
) -> Brief:
    """Collect what is missing or stale, write and keep the Brief.

    Raises NothingReadError when no page of the company could be read; what the store held stays as it was.
    """
    library = await gather(profile, store, now=now, options=options, watch=watch)
    brief = compose(profile, library, now())
    store.save_pages(library.pages, library.misses, now())
    store.save_lookups(library.elsewhere.answers)
    store.save_brief(brief)
    return brief


async def gather(
    profile: Profile, store: Store, *, now: Callable[[], dt.datetime], options: Options, watch: Watch
) -> Library:
    """Return everything that could be read, and what could not with its reason."""
    library = Library()
    _read_folder(profile, library, now(), watch)
    if profile.company.site and not profile.company.offline:
        await _Visit(profile, store, library, now, options, watch).run()
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


# --- the user's folder ---


def _read_folder(profile: Profile, library: Library, now: dt.datetime, watch: Watch) -> None:
    """Read the saved pages, the posting, the people's files, the resume and the notes."""

    def load(name: str, kind: Kind) -> Document | None:
        outcome = read_file(profile.folder / name, kind=kind, fetched_at=now, url=None)
        watch.outcome(outcome)
        if isinstance(outcome, Miss):
            library.misses.append(outcome)
            return None
        if outcome.url != name and not outcome.url.startswith("http"):
            outcome = outcome.model_copy(update={"url": name, "final_url": name})
        guess = kind_of_link(outcome.url) if kind == "other" and name.startswith("pages/") else kind
        read, document = _read(library, outcome, guess)
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


def _read(library: Library, page: Page, kind: Kind) -> tuple[Page | Miss, Document | None]:
    """The page and its Document, None when that capture is here already; a Miss when reading it fails."""
    try:
        return page, library.add(page, kind)
    except Exception as error:  # noqa: BLE001 - a surprise in one page's markup must cost that page, never the run
        detail = f"could not be read ({type(error).__name__})"
        return Miss(url=page.url, kind=kind, reason="damaged", detail=detail), None


def _keep(into: list[Document], document: Document | None, kind: Kind | None = None) -> None:
    if document is not None:
        into.append(document if kind is None else document.model_copy(update={"kind": kind}))


# --- the site ---


class _Visit:
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
        self.frontier = discover.Frontier(profile, options.budget)
        self.depths: dict[str, int] = {}

    async def run(self) -> None:
        seeds = discover.seeds(self.profile)
        typed = [*(link.url for link in seeds), *addresses()]
        async with Collector(
            typed=typed, allow_origins=self.options.allow_origins, earlier=self.store.latest, now=self.now
        ) as collector:
            beyond = Beyond(
                self.profile, collector, now=self.now, kept=self.store.lookup, fresh=not self.options.fresh,
                offline=self.options.offline,
            )  # fmt: skip
            beyond.start()
            self.frontier.add(beyond.left(seeds))
            await self._walk(collector)
            self.library.elsewhere = await beyond.finish(self.library.documents)
            self.library.pages += self.library.elsewhere.pages
            if self.library.elsewhere.asked:
                self.watch.remark(f"asked beyond the site: {'; '.join(self.library.elsewhere.asked)}")
            for remark in collector.remarks:
                self.watch.remark(remark)

    async def _walk(self, collector: Collector) -> None:
        maps = None if self.options.offline else asyncio.create_task(self._maps(collector))
        running: set[asyncio.Task[None]] = set()
        while True:
            while len(running) < _AT_ONCE and (link := self._next(idle=not running and maps is None)) is not None:
                running.add(asyncio.create_task(self._one(collector, link)))
            self.watch.planned(self.frontier.taken + min(len(self.frontier), self.options.budget - self.frontier.taken))
            waiting: set[asyncio.Task[None]] = running | ({maps} if maps else set())
            if not waiting:
                return
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            running -= done
            maps = None if maps in done else maps

    def _next(self, *, idle: bool) -> Link | None:
        """The best next link; beyond the quotas only when nothing better can come, or when all that wait would fit."""
        all_fit = len(self.frontier) <= self.options.budget - self.frontier.taken
        return self.frontier.pop(beyond=idle or all_fit)

    async def _maps(self, collector: Collector) -> None:
        """Sitemaps named in robots.txt, or at the usual place; only hints, so failures are silent."""
        site = self.profile.company.site or ""
        todo = list(await collector.sitemaps(site))[:5] or [discover.canonical(site).rstrip("/") + "/sitemap.xml"]
        for _ in range(5):
            if not todo:
                return
            url = todo.pop(0)
            body = await collector.fetch_raw(url)
            if isinstance(body, bytes):
                links, further = discover.sitemap_links(self.profile, body, url)
                self.frontier.add(links)
                todo += further

    async def _one(self, collector: Collector, link: Link) -> None:
        outcome = await self._page(collector, link)
        document: Document | None = None
        if isinstance(outcome, Page):
            outcome, document = await asyncio.to_thread(_read, self.library, outcome, link.kind)
        if isinstance(outcome, Page) and outcome.way == "http" and outcome.sha256 in self.library.shells:
            outcome, document = await self._rendered(collector, link, outcome, document)
        self.watch.outcome(outcome)
        if isinstance(outcome, Miss):
            self.library.misses.append(outcome)
            self.frontier.missed(link)
        elif document is not None:
            self.library.documents.append(document)
            self.frontier.turned_out(link, document.kind)
            self.frontier.add(discover.next_links(self.profile, document, link.depth + 1))
            await self._feeds(collector, document)
        else:
            self.frontier.missed(link)

    async def _page(self, collector: Collector, link: Link) -> Page | Miss:
        """From the store while it is fresh, else from the network."""
        kept = self.store.latest(link.url)
        if kept is not None and (self.options.offline or self.now() - kept.fetched_at < self.options.fresh):
            return kept
        missed = self.store.miss(link.url)
        if missed is not None and (self.options.offline or self.now() - missed[1] < self.options.fresh):
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
        if not self.options.browser:
            return page, document
        seen = await collector.render(link)
        if isinstance(seen, Page):
            outcome, read = await asyncio.to_thread(_read, self.library, seen, link.kind)
            if read is not None and len(read.main) > len(document.main if document else ()):
                self.library.drop(page)
                return outcome, read
        elif not document or not document.main:
            self.library.drop(page)
            return seen, None
        return page, document

    async def _feeds(self, collector: Collector, document: Document) -> None:
        if self.options.offline:
            return
        for url in document.feeds[:1]:
            if self.frontier.first_time(url):
                body = await collector.fetch_raw(url)
                if isinstance(body, bytes):
                    self.frontier.add(discover.feed_links(self.profile, body, url))


# --- the brief ---


def compose(profile: Profile, library: Library, now: dt.datetime) -> Brief:
    """Return the Brief of what was read; reads no network, disk or clock."""
    today = now.date()
    documents = without_furniture(sorted(library.documents, key=lambda d: (d.url, d.sha256)))
    identity = discover.identity(profile, documents)
    names = tuple(dict.fromkeys((*profile.names, identity.name)))
    found_facts = [*facts(documents, names), *library.elsewhere.facts]
    posting = choose_posting(profile, documents)
    portraits = [
        _portrait(profile, entry_index, documents, library) for entry_index in range(len(profile.interviewers))
    ]
    interviewers = tuple(p.brief for p in portraits)
    found_signals = signals(documents, names, today, [posting] if posting else [])
    personal = [s for p in portraits for s in person_signals(p.brief, p.documents, names, today)]
    asked = questions(
        [*found_signals, *personal],
        [*documents, *library.people_files.values(), *library.own.values(), *library.elsewhere.of_people],
        interviewers,
        posting,
        profile,
        today,
    )
    stories, shortfalls = _fit(profile, library, posting, today)
    notes = library.own.get(profile.notes_file or "")
    return Brief(
        generated_at=now,
        profile=profile.slug,
        identity=identity,
        company=company(identity, found_facts, found_signals, documents, today).model_copy(
            update={"elsewhere": tuple(library.elsewhere.lines(found_facts))}
        ),
        role=role(profile, posting, found_signals, today),
        interviews=profile.interviews,
        people=merged_people(documents),
        interviewers=interviewers,
        stories=stories,
        shortfalls=shortfalls,
        carry_over=carry_over(profile.notes, notes) if notes else None,
        pages=tuple(_page_refs(library)),
        misses=tuple(sorted(library.misses, key=lambda m: m.url)),
        gaps=(*gaps(profile, documents, library.misses, found_facts, posting, interviewers), *library.elsewhere.gaps),
        questions=asked.questions,
        thin=asked.thin,
        fallback=asked.fallback,
        rejected=asked.rejected,
    )


def _portrait(profile: Profile, index: int, documents: Sequence[Document], library: Library) -> Portrait:
    """One interviewer: the company's pages, and only those files that belong to this person."""
    entry = profile.interviewers[index]
    files = [d for n, d in library.people_files.items() if n in entry.files or same_person(entry.name, d.title)]
    files += library.elsewhere.footprints.get(entry.name, [])
    entry = entry.model_copy(update={"files": tuple(d.url for d in files)})
    return portrait(entry, profile, [*documents, *files], positions, professional)


def choose_posting(profile: Profile, documents: Sequence[Document]) -> Posting | None:
    """The posting of this role: the user's file, the address they gave, else the one whose title shares most words."""
    given = {profile.posting_file, profile.role.posting}
    candidates = [d for d in documents if d.kind == "posting"]
    for document in candidates:
        if document.url in given or document.final_url in given:
            return read_posting(document)
    wanted = lemmas(profile.role.title)
    ranked = sorted(candidates, key=lambda d: (-jaccard(wanted, lemmas(d.title)), d.url))
    for document in ranked:
        if not wanted and len(ranked) > 1:
            return None
        if wanted and jaccard(wanted, lemmas(document.title)) < 0.34:
            return None
        return read_posting(document)
    return None


def merged_people(documents: Sequence[Document]) -> tuple[Person, ...]:
    """Everyone on the company's own pages, once each, as the page says that says most.

    A team page comes first; somebody listed as former anywhere is former; a page where a name stands outside the team
    (a quote, a byline) yields to one where it stands inside.
    """
    order = {"team": 0, "about": 1, "person": 2, "home": 3}
    found: dict[str, Person] = {}
    for document in sorted((d for d in documents if d.kind in _PEOPLE_KINDS), key=lambda d: (order[d.kind], d.url)):
        for person in document.people:
            same = next((key for key, p in found.items() if same_person(p.name, person.name)), None)
            key = same or bare(person.name)
            found[key] = _fuller(found[key], person) if key in found else person
    return tuple(found.values())


def _fuller(one: Person, other: Person) -> Person:
    if one.group == "outside" and other.group != "outside":
        return other
    if other.group == "former" and one.group in ("staff", "leadership"):
        return one.model_copy(update={"group": "former"})
    if one.job_title is None and other.job_title and other.group != "outside":
        return other.model_copy(update={"name": one.name, "group": one.group})
    return one


def _fit(
    profile: Profile, library: Library, posting: Posting | None, today: dt.date
) -> tuple[tuple[Story, ...], tuple[Shortfall, ...]]:
    document = library.own.get(profile.resume_file or "")
    if document is None or posting is None:
        return (), ()
    name = profile.resume_file or ""
    plain = (profile.folder / name).read_text("utf-8", "replace") if name.endswith((".md", ".txt")) else None
    return fit(posting, resume(document, plain), today)


def _page_refs(library: Library) -> list[PageRef]:
    documents = {d.sha256: d for d in library.everything}
    refs = []
    for page in library.pages:
        document = documents.get(page.sha256)
        if document is not None:
            refs.append(
                PageRef(
                    url=page.url, final_url=page.final_url, kind=document.kind, way=page.way, status=page.status,
                    fetched_at=page.fetched_at, sha256=page.sha256, title=document.title, published=document.published,
                    published_from=document.published_from, note=page.note,
                )
            )  # fmt: skip
    return sorted(refs, key=lambda r: (not r.url.startswith("http"), r.url))
