"""An interviewer's own site → what it says of their work: its first page, its feed's titles, two articles by them.

Whose site it is, `beyond` judges (name, employer, links back); here it is only read. Of a feed, only titles count that
speak of work: what else somebody writes on a site of their own is theirs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from research.brief.interviewer import same_person
from research.collect.collector import Collector
from research.collect.lookups import FOOTPRINTS, same_host
from research.collect.lookups.sheet import sheet
from research.collect.unwanted import never_fetched
from research.discover.feeds import FeedEntry, feed_entries
from research.extract.career_words import is_private
from research.extract.document import read
from research.leads import Track
from research.models import Document, Link, Miss, Page
from research.skills import skills_in
from research.text import bare, words

_MOST_TITLES = 8
_MOST_ARTICLES = 2
_MOST_SAID = 60
# Words of titles about work; a title of a personal site without one of them, a skill or the employer is not read.
_WORK = re.compile(
    r"\b(?:teams?|engineer\w*|manag\w+|lead(?:ing|er|ership)?|hir(?:e|ing)|interview\w*|deploy\w*|releas\w+|incident\w*"
    r"|on-?call|migrat\w+|architect\w*|design\w*|product\w*|customers?|data|software|code|coding|test(?:s|ing)?|review\w*"
    r"|perform\w+|scal\w+|latency|queues?|database\w*|api|apis|cloud|open source|security|research|paper|talk|keynote"
    r"|conference|patent\w*|startups?|start-?up|roadmap\w*|strategy|delivery|planning|operations|supply|logistics|sales"
    r"|marketing|pricing|budget\w*|lessons|postmortem\w*|retrospective\w*|remote work|career\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class OwnSite:
    """A site read: what tells whose it is, the page of its feed's titles, and articles with their pages."""

    track: Track
    document: Document
    feed: Page | None = None
    articles: tuple[tuple[Page, Document], ...] = ()

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses that the site calls its owner's own (rel="me", XFN; IndieWeb)."""
        return tuple(link.url for link in self.document.links if "me" in link.rel.split())


def may_be_own(url: str, company_host: str) -> bool:
    """Tell whether an address may be a site of somebody's own: the web's, no known service's, not the employer's."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if not url.startswith(("http://", "https://")) or not host or never_fetched(url):
        return False
    return not same_host(host, company_host) and not any(source.handle(url) for source in FOOTPRINTS)


async def read_own_site(url: str, name: str, collector: Collector, known: Sequence[Document]) -> OwnSite | Miss:
    """Return a site's first page as a Track that can be judged, or the Miss; nothing else of it is asked yet.

    Of `known` Documents one of this address is taken, and nothing is asked.
    """
    document = next((d for d in known if url in (d.url, d.final_url)), None)
    if document is None:
        page = await collector.fetch(Link(url=url, kind="person", why=f"named as {name}'s own"))
        if isinstance(page, Miss):
            return page
        document = read(page).model_copy(update={"kind": "person"})
    else:
        page = Page(
            url=url, final_url=document.final_url, fetched_at=document.fetched_at, sha256=document.sha256, body=b""
        )
    track = Track(
        source="own site", url=page.url, name=_owner(document, name), page=page,
        employers=tuple(p.text for p in document.main[:_MOST_SAID]),
        links=tuple(link.url for link in document.links if link.region != "teaser"),
    )  # fmt: skip
    return OwnSite(track, document)


def _owner(document: Document, name: str) -> str:
    """Return the name on a site: this person's where it stands in title, heading, author or markup, else another's."""
    heads = [document.title, *re.split(r"\s+[|·–—-]\s+", document.title), document.author or "", document.site_name]
    heads += [p.text for p in document.main if p.block == "heading" and p.level <= 2]
    heads += [str(entry.get("name", "")) for entry in document.structured if "Person" in str(entry.get("@type", ""))]
    return next((head for head in heads if same_person(name, head)), "")


async def with_feed(
    site: OwnSite, name: str, company: Sequence[str], collector: Collector, at: Callable[[], dt.datetime]
) -> OwnSite:
    """Return the site with its feed's titles about work, and the newest two of those articles."""
    for feed in site.document.feeds[:1]:
        if not _is_theirs(feed, site, name):
            return site
        hint = await collector.fetch_hint(feed)
        if isinstance(hint, Miss):
            return site
        kept = [e for e in feed_entries(hint.body, feed) if _is_about_work(e, company) and _by(name, e)]
        titles = [f"{e.title} ({e.day})" if e.day else e.title for e in kept[:_MOST_TITLES]]
        if not titles:
            return site
        page = sheet(
            title=f"{name}: articles", url=site.track.url, asked=feed, lines=["# Articles", *titles], at=at(),
            kind="person", note="own feed", author=name,
        )  # fmt: skip
        here = urlsplit(site.track.url).hostname or ""
        own = [e for e in kept if same_host(urlsplit(e.url).hostname or "", here)]
        return OwnSite(site.track, site.document, page, await _articles(own[:_MOST_ARTICLES], name, collector))
    return site


def _is_theirs(feed: str, site: OwnSite, name: str) -> bool:
    """Tell whether a feed holds one person's articles: a speaker's page of a conference names the conference's."""
    if not site.track.name:
        return False
    place = urlsplit(site.track.url)
    steps = [step for step in place.path.split("/") if step]
    host = bare(place.hostname or "")
    named = any(len(word) > 2 and bare(word) in host for word in words(name))
    return not steps or named or bool(site.links) or steps[-1].lstrip("@~") in feed.partition("://")[2]


async def _articles(entries: Sequence[FeedEntry], name: str, collector: Collector) -> tuple[tuple[Page, Document], ...]:
    found = []
    for entry in entries:
        page = await collector.fetch(Link(url=entry.url, kind="article", why=f"by {name}, from their feed"))
        if isinstance(page, Page):
            changed = {"kind": "article", "author": name, "published": entry.day}
            document = read(page)
            kept = {k: v for k, v in changed.items() if k != "published" or document.published is None}
            found.append((page, document.model_copy(update=kept)))
    return tuple(found)


def _by(name: str, entry: FeedEntry) -> bool:
    return not entry.author or same_person(name, entry.author)


def _is_about_work(entry: FeedEntry, company: Sequence[str]) -> bool:
    if is_private(entry.title):
        return False
    named = any(word.casefold() in entry.title.casefold() for word in company if word)
    return named or bool(_WORK.search(entry.title)) or bool(skills_in(entry.title))
