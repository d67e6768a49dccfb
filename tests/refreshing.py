"""A refresh after the rules of `research.refresh_rules`, on the real collector, reader, pipeline parts and store."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from research import discover, extract, refresh_rules
from research.collect import Collector
from research.models import (
    Brief,
    CompanyEntry,
    Document,
    Interview,
    InterviewerEntry,
    Link,
    Miss,
    Page,
    Profile,
    RoleEntry,
)
from research.page_kinds import kind_of_document
from research.pipeline import Library, compose
from research.store import Store


def profile(folder: Path, site: str) -> Profile:
    """Return a profile with one interviewer, for the site of `history`."""
    return Profile(
        slug="holm-pumps",
        folder=folder,
        company=CompanyEntry(name="Holm Pumps", site=site),
        role=RoleEntry(title="Process Engineer", posting=f"{site}/jobs/process-engineer"),
        interviewers=(InterviewerEntry(name="Jonas Kragh", role="HM"),),
        interviews=(Interview(at=dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC), interviewers=("Jonas Kragh",)),),
    )


@dataclass
class Refresher:
    """Visits the site again and again; `briefs` are what each visit gave, `read` counts what was parsed."""

    profile: Profile
    store: Store
    times: dict[str, int] = field(default_factory=dict)
    briefs: list[Brief] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    read: int = 0
    _documents: dict[str, Document] = field(default_factory=dict)

    def visit(self, now: dt.datetime) -> Brief:
        """Ask every page of the last brief and what it links to; returns and keeps the brief."""
        self.remarks = []
        library = asyncio.run(self._gather(lambda: now))
        brief = compose(self.profile, library, now)
        self.store.save_pages(library.pages, library.misses, now)
        self.store.save_brief(brief)
        self.briefs.append(brief)
        return brief

    def document(self, sha256: str) -> Document | None:
        """Return the Document of a capture; a capture is parsed once."""
        if sha256 not in self._documents:
            page = self.store.capture(sha256)
            if page is None:
                return None
            self.read += 1
            self._documents[sha256] = extract.read(page)
        return self._documents[sha256]

    async def _gather(self, now: Callable[[], dt.datetime]) -> Library:
        last = self.briefs[-1] if self.briefs else None
        library = Library()
        seeds = discover.seeds(self.profile)
        todo = [*(refresh_rules.to_ask(last) if last else ()), *seeds]
        gone = {m.url: m for m in (refresh_rules.carried(last) if last else ())}
        library.misses += gone.values()
        asked: set[str] = set(gone)
        async with Collector(typed=[s.url for s in seeds], earlier=self.store.latest, now=now) as collector:
            while todo and len(asked) < 40:
                batch = list({discover.canonical(link.url): link for link in reversed(todo)}.items())[::-1]
                batch = [(url, link) for url, link in batch if url not in asked]
                asked |= {url for url, _ in batch}
                outcomes = await asyncio.gather(*(collector.fetch(link) for _, link in batch))
                todo = []
                for (_, link), outcome in zip(batch, outcomes, strict=True):
                    document = self._settle(library, last, link, outcome)
                    if document is not None:
                        library.documents.append(document)
                        todo += discover.next_links(self.profile, document, link.depth + 1)
        return library

    def _settle(self, library: Library, last: Brief | None, link: Link, outcome: Page | Miss) -> Document | None:
        kept = next((r for r in last.pages if r.url == link.url), None) if last else None
        standing = refresh_rules.stands(link.url, kept, outcome, self.times.get(link.url, 0))
        self.times[link.url] = standing.times
        if standing.remark:
            self.remarks.append(standing.remark)
        if standing.miss is not None:
            library.misses.append(standing.miss)
        if standing.sha256 is None:
            return None
        page = outcome if isinstance(outcome, Page) else self.store.capture(standing.sha256)
        assert page is not None
        if any(page.sha256 == known.sha256 for known in library.pages):
            return None
        library.pages.append(page)
        self.store.save_pages([page], [], page.fetched_at)
        document = self.document(page.sha256)
        assert document is not None
        return document.model_copy(update={"kind": kind_of_document(document, link.kind)})
