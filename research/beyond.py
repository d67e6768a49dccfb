"""What is published beyond the company's site: sources asked while the site is read, and judged when it has been.

1. Each source about the company is asked at once (`research.collect.lookups`); its Pages are read like any other, its
claims become Facts with says="other", cited from those Pages. 2. When the site has been read, the accounts of each
interviewer that the user gave, or the company's page names, are asked; accounts that those name come next. 3. An
account counts only when it is surely theirs (`surely_theirs`); otherwise a line of the gap ledger says what would
settle it. All of it ends at most five seconds after the site.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from research.brief.interviewer import meant, same_person
from research.collect.collector import Collector
from research.collect.lookups import (
    FOOTPRINTS,
    SOURCES,
    Ask,
    Company,
    Footprint,
    Person,
    Source,
    Unanswered,
    named_addresses,
    same_host,
)
from research.discover.addresses import canonical
from research.discover.identity import names_agree
from research.extract.document import read
from research.leads import Claim, Found, Lookup, Remark, Track
from research.models import Citation, Document, Fact, Gap, InterviewerEntry, Link, Miss, Page, Profile, Statement
from research.own_site import may_be_own, read_own_site, with_feed
from research.text import bare, words

AFTER_SITE_S = 5.0
_RESERVED = ("example", "test", "invalid", "localhost", "local", "internal", "lan", "home.arpa")
_RESERVED_DOMAINS = ("example.com", "example.org", "example.net")
_MOST_ACCOUNTS = 8
_MOST_OF_A_SOURCE = 2
# What a candidate asks for first; a description by others adds nothing to the company's own.
_CARD_KINDS = frozenset({"founded", "headquarters", "employees", "parent", "revenue"})
How = Literal["given", "company page", "cross-link"]


@dataclass
class Elsewhere:
    """What was found beyond the site; `pages` and `documents` belong together, `footprints` are by interviewer."""

    pages: list[Page] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    told: list[tuple[dt.date | None, str, Statement]] = field(default_factory=list)
    """What is worth a line but no fact: its date, the source, and a line of its answer."""
    footprints: dict[str, list[Document]] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    answers: list[Lookup] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Who was asked for what, for people."""

    @property
    def of_people(self) -> list[Document]:
        """The documents that are surely about the interviewers."""
        return [document for listed in self.footprints.values() for document in listed]

    def lines(self, facts: Sequence[Fact]) -> list[tuple[str, Statement]]:
        """Return what is worth a line: facts that the company itself does not state, then what is newest.

        `facts` are all that are known; at most two lines a source, so that none drowns the others.
        """
        known = {fact.kind for fact in facts if fact.says == "company"}
        unsaid = [f for f in self.facts if f.kind in _CARD_KINDS and f.kind not in known]
        lines = [(_source(f.citations[0]), Statement(text=f.citations[0].quote, citations=f.citations)) for f in unsaid]
        counts: dict[str, int] = {}
        for _, source, statement in sorted(self.told, key=lambda t: t[0] or dt.date.min, reverse=True):
            counts[source] = counts.get(source, 0) + 1
            if counts[source] <= _MOST_OF_A_SOURCE:
                lines.append((source, statement))
        return lines


def addresses() -> list[str]:
    """Return the addresses of sources that the user's environment names: typed addresses, to a Collector."""
    return named_addresses(os.environ)


def is_public(site: str) -> bool:
    """Tell whether a site is one that public sources can know: no address by number, no reserved name (RFC 2606)."""
    try:
        host = (urlsplit(site).hostname or "").rstrip(".").lower()
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.split(".")
        reserved = labels[-1] in _RESERVED or ".".join(labels[-2:]) in (*_RESERVED_DOMAINS, *_RESERVED)
        return len(labels) > 1 and not reserved
    return False


class Beyond:
    """Asks beyond the site for one run. `start` when the site is begun, `finish` when it has been read."""

    def __init__(
        self,
        profile: Profile,
        collector: Collector,
        *,
        now: Callable[[], dt.datetime],
        kept: Callable[[str, str], Lookup | None],
        fresh: bool = False,
        offline: bool = False,
        sources: Sequence[Source] = SOURCES,
    ) -> None:
        self.profile, self.sources = profile, sources
        self.found = Elsewhere()
        self.wanted = bool(profile.company.site and is_public(profile.company.site) and not profile.company.offline)
        age = {"fresh": dt.timedelta(0)} if fresh else {}
        self.ask = Ask(collector, now=now, env=os.environ, kept=kept, offline=offline, **age)
        self.memory = Ask(collector, now=now, env=os.environ, kept=kept, offline=True)
        self._collector, self._now = collector, now
        self._site_links: asyncio.Future[Sequence[str]] | None = None
        self._tasks: dict[str, asyncio.Task[Found]] = {}

    def left(self, seeds: Sequence[Link]) -> list[Link]:
        """Return the links that the site's visit reads: without interviewers' accounts that are asked for here."""
        accounts = {url for entry in self.profile.interviewers for url in entry.links if self.wanted}
        asked = {canonical(url) for url in accounts if any(source.handle(url) for source in FOOTPRINTS)}
        return [link for link in seeds if link.url not in asked]

    def start(self) -> None:
        """Begin to ask the sources about the company; returns at once."""
        if not self.wanted:
            return
        self._site_links = asyncio.get_running_loop().create_future()
        self._tasks = {s.name: asyncio.ensure_future(_facts(s, self._company, self.ask)) for s in self.sources}

    @property
    def _company(self) -> Company:
        return Company(self.profile.company.name, self.profile.company.site or "", self._links)

    async def _links(self) -> Sequence[str]:
        assert self._site_links is not None
        return await asyncio.shield(self._site_links)

    async def finish(self, documents: Sequence[Document]) -> Elsewhere:
        """Return what was found; `documents` are the site's. Waits at most five seconds for what is still asked."""
        if not self.wanted:
            return self.found
        assert self._site_links is not None
        self._site_links.set_result([link.url for d in documents for link in d.links])
        people = [asyncio.ensure_future(self._person(entry, documents)) for entry in self.profile.interviewers]
        await asyncio.wait([*self._tasks.values(), *people], timeout=AFTER_SITE_S)
        for source in self.sources:
            await self._take(source, self._tasks[source.name])
        for entry, piece in zip(self.profile.interviewers, people, strict=True):
            if await _stopped(piece):
                self._gap(f"interviewer {entry.name} elsewhere", "blocked", "no answer in time; run again later")
        await self.ask.close()
        self.found.answers = self.ask.answers
        self.found.asked = [f"{who} for {', '.join(what[:3])}" for who, what in self.ask.asked.items()]
        return self.found

    # --- the company ---

    async def _take(self, source: Source, task: asyncio.Task[Found]) -> None:
        if await _stopped(task):
            found = await _facts(source, self._company, self.memory)  # what an earlier run was told, if anything
            late = Remark(source=source.name, result="blocked", note="no answer in time; run again later")
            found = found.model_copy(update={"remarks": (late,)})
        else:
            found = task.result()
        documents = {page.sha256: self._keep(page) for page in found.pages}
        for claim in found.claims:
            self._claim(claim, documents[claim.page])
        for remark in found.remarks:
            self._gap(remark.source, remark.result, remark.note, remark.looked)

    def _keep(self, page: Page) -> Document:
        document = read(page)
        self.found.pages.append(page)
        self.found.documents.append(document)
        return document

    def _claim(self, claim: Claim, document: Document) -> None:
        citation = _cited(document, claim.quote)
        if citation is None:
            return
        if claim.kind is None:
            statement = Statement(text=citation.quote, citations=(citation,))
            self.found.told.append((claim.as_of, claim.label, statement))
            return
        self.found.facts.append(
            Fact(
                subject=self.profile.company.name, kind=claim.kind, value=claim.value, says="other", as_of=claim.as_of,
                citations=(citation,),
            )
        )  # fmt: skip

    def _gap(
        self,
        kind: str,
        result: Literal["found", "absent", "blocked", "not tried"],
        note: str,
        looked: Iterable[str] = (),
    ) -> None:
        self.found.gaps.append(Gap(kind=kind, result=result, note=note, looked=tuple(looked)))

    # --- people ---

    async def _person(self, entry: InterviewerEntry, documents: Sequence[Document]) -> None:
        """Ask the accounts that are known to be this person's, then those that they name."""
        todo: list[tuple[str, How]] = [(url, "given") for url in entry.links]
        named, _ = meant(entry, documents)
        todo += [(url, "company page") for person in named for url in person.same_as]
        own = [
            d for d in documents if d.url in entry.links or (d.kind == "person" and same_person(entry.name, d.title))
        ]
        todo += [(link.url, "cross-link") for d in own for link in d.links if "me" in link.rel.split()]
        if not todo:
            note = "no account of theirs is known; give one under links in profile.toml"
            self._gap(f"interviewer {entry.name} elsewhere", "not tried", note)
        seen, sure = set[str](), list[str]()
        while todo and len(seen) < _MOST_ACCOUNTS:
            url, how = todo.pop(0)
            if url in seen:
                continue
            seen.add(url)
            if may_be_own(url, _host(self.profile.company.site or "")):
                todo += await self._own_site(entry, url, how, documents, [*entry.links, *sure])
                continue
            tracks = await asyncio.gather(*(self._track(s, url, entry) for s in FOOTPRINTS if s.handle(url)))
            for track in filter(None, tracks):
                verdict, why = surely_theirs(entry.name, self.profile, track, how, [*entry.links, *sure])
                if verdict:
                    self._keep_track(entry, track, why)
                    sure.append(track.url)
                    todo += [(link, "cross-link") for link in track.links]
                else:
                    note = f"{track.source}: {why}"
                    self._gap(f"interviewer {entry.name} elsewhere", "absent", note, [track.url])

    async def _own_site(
        self, entry: InterviewerEntry, url: str, how: How, documents: Sequence[Document], known: Sequence[str]
    ) -> list[tuple[str, How]]:
        """Read a site of their own when it is surely theirs; returns the accounts that it calls its owner's."""
        site = await read_own_site(url, entry.name, self._collector, documents)
        if isinstance(site, Miss):
            if how != "given":  # the visit tells about those that the user gave
                self._gap(f"interviewer {entry.name} elsewhere", "blocked", f"own site: {site.detail}", [url])
            return []
        verdict, why = surely_theirs(entry.name, self.profile, site.track, how, known)
        if not verdict:
            self._gap(f"interviewer {entry.name} elsewhere", "absent", f"own site: {why}", [url])
            return []
        site = await with_feed(site, entry.name, self.profile.names, self._collector, self._now)
        footprint = self.found.footprints.setdefault(entry.name, [])
        if not any(document.sha256 == site.document.sha256 for document in documents):
            self._keep_page(site.track.page.model_copy(update={"note": f"own site: {why}"}), site.document)
            footprint.append(site.document)
        if site.feed is not None:
            footprint.append(self._keep(site.feed).model_copy(update={"kind": "person"}))
            self.found.documents[-1] = footprint[-1]
        for page, document in site.articles:
            self._keep_page(page.model_copy(update={"note": "from their feed"}), document)
            footprint.append(document)
        return [(link, "cross-link") for link in site.links]

    def _keep_page(self, page: Page, document: Document) -> None:
        self.found.pages.append(page)
        self.found.documents.append(document)

    async def _track(self, source: Footprint, url: str, entry: InterviewerEntry) -> Track | None:
        handle = source.handle(url)
        assert handle is not None
        company = self.profile.company
        person = Person(entry.name, company.name, _host(company.site or ""))
        try:
            return await source.track(handle, person, self.ask)
        except Unanswered as error:
            note = f"{source.name} gave nothing about {handle}: {error.detail}"
            self._gap(f"interviewer {entry.name} elsewhere", "blocked", note, [url])
            return None

    def _keep_track(self, entry: InterviewerEntry, track: Track, why: str) -> None:
        if any(page.sha256 == track.page.sha256 for page in self.found.pages):
            return
        page = track.page.model_copy(update={"note": f"{track.page.note}: {why}"})
        document = self._keep(page).model_copy(update={"kind": "person"})
        self.found.documents[-1] = document
        self.found.footprints.setdefault(entry.name, []).append(document)


def surely_theirs(name: str, profile: Profile, track: Track, how: How, known: Sequence[str]) -> tuple[bool, str]:
    """Return whether an account is surely this person's, and why (or what would settle it), as a clause.

    Another full name speaks against it, whoever names the account. An address that the user gave or that the
    company's page names is theirs. One that only another account names must carry the full name, and the employer or
    a link back to an address that is settled (`known`).
    """
    if _another(name, track.name):
        return False, f"the account's name is “{track.name}”; if it is theirs, save its page into people/"
    named = bool(track.name) and same_person(name, track.name)
    if how == "given":
        return True, f"you gave its address{f'; its name is “{track.name}”' if named else ''}"
    if how == "company page":
        return True, f"the company's page about {name} links to it"
    employed = any(_employs(said, profile) for said in track.employers)
    back = any(same_host(_host(a), _host(b)) and _path(a) == _path(b) for a in track.links for b in known)
    if named and (employed or back):
        return True, f"it carries the name and {'the employer' if employed else 'a link back'}"
    return False, f"nothing but a link says that {track.url} is theirs; give it under links in profile.toml if it is"


def _another(name: str, shown: str) -> bool:
    """Tell whether a shown name is another person's: two words or more, and neither first nor last name agrees."""
    theirs, ours = ([bare(w) for w in words(re.sub(r"\([^()]{0,60}\)", " ", text))] for text in (shown, name))
    if len(theirs) < 2 or same_person(name, shown):
        return False
    return not (theirs[-1] == ours[-1] and theirs[0][:1] == ours[0][:1])


def _employs(said: str, profile: Profile) -> bool:
    host = _host(profile.company.site or "")
    if any(names_agree(said, name, exactly=True) for name in profile.names) or (host and host in said.casefold()):
        return True
    told = f" {' '.join(bare(w) for w in words(said))} "
    return any(f" {' '.join(bare(w) for w in words(name))} " in told for name in profile.names)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/").casefold()


async def _facts(source: Source, company: Company, ask: Ask) -> Found:
    try:
        return await source.facts(company, ask)
    except Unanswered as error:
        return Found(remarks=(Remark(source=source.name, result="blocked", note=error.detail),))


async def _stopped(task: asyncio.Task[object]) -> bool:
    """Cancel what is still running; tell whether it was."""
    if task.done():
        task.result()  # a mistake of ours is not hidden
        return False
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return True


def _source(citation: Citation) -> str:
    return next((known for known in ("Wikidata", "Wikipedia") if known.lower() in citation.url), _host(citation.url))


def _cited(document: Document, quote: str) -> Citation | None:
    for passage in document.passages:
        at = passage.text.find(quote)
        if at >= 0:
            return document.cite(passage, at, at + len(quote))
    return None
