"""Feeds → Links; the only door to feedparser."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
from typing import Any, NamedTuple

from research.discover.addresses import canonical, page_key, resolved
from research.discover.links import (
    BASE,
    INTERVIEWER,
    RECENT,
    TELLING,
    aim_of,
    dated,
    interviewer_named,
    is_telling,
    recency,
    worth_fetching,
)
from research.kinds import kind_of_link
from research.models import Link, Profile
from research.text import clean

_LARGEST = 600_000  # bytes looked at: feeds put the newest first, and some carry every article in full
_MOST = 15
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


class FeedEntry(NamedTuple):
    """One entry of a feed: its absolute address, title, author as printed, and day."""

    url: str
    title: str
    author: str
    day: dt.date | None


def feed_entries(body: bytes, url: str) -> list[FeedEntry]:
    """Return the entries of the feed at `url` in its order, at most 500; what is no feed gives none."""
    found = []
    for entry in _entries(body):
        target = canonical(resolved(url, str(entry.get("link", ""))))
        day = _entry_day(entry.get("published_parsed") or entry.get("updated_parsed")) or dated(target, "")
        found.append(FeedEntry(target, clean(str(entry.get("title", ""))), str(entry.get("author", "")), day))
    return found


def feed_links(profile: Profile, body: bytes, url: str) -> list[Link]:
    """Return a feed's articles of the same site, newest first, at most 15; those by an interviewer come first.

    `why` carries title and date. Broken feeds give what can be read, anything else nothing.
    """
    aim = aim_of(profile)
    links: dict[str, tuple[Link, dt.date]] = {}
    for entry in feed_entries(body, url):
        target = entry.url
        if not aim.site or not worth_fetching(target, aim.site) or page_key(target) == page_key(aim.site):
            continue
        link = _from_feed(profile, target, entry.title, entry.author, entry.day, url)
        links.setdefault(page_key(target), (link, entry.day or dt.date.min))
    order = sorted(
        links.values(), key=lambda pair: (-(pair[0].score >= INTERVIEWER), -pair[1].toordinal(), pair[0].url)
    )
    return [link for link, _ in order[:_MOST]]


def feed_times(body: bytes, url: str) -> dict[str, str]:
    """Return {address: when published, as written} of all entries of a feed; "" where it does not say."""
    return {canonical(resolved(url, str(e.get("link", "")))): str(e.get("published", "")) for e in _entries(body)}


def _entries(body: bytes) -> list[Any]:
    import feedparser

    if not body or _ENTITY.search(body[:4096]):
        return []
    source = io.BytesIO(body[:_LARGEST])
    return list(feedparser.parse(source, resolve_relative_uris=False, sanitize_html=False).entries[:500])


def _from_feed(profile: Profile, url: str, title: str, author: str, day: dt.date | None, source: str) -> Link:
    aim = aim_of(profile)
    title = " ".join(title.split())[:100]
    person = interviewer_named("", author, aim) or interviewer_named(url, title, aim)
    why = f"the feed lists “{title}”" + (f", dated {day.isoformat()}" if day else "")
    kind = kind_of_link(url)
    kind = kind if kind in {"article", "press", "posting"} else "article"
    score = BASE["article"] + 4 + (RECENT * recency(day) if day else 20.0) + TELLING * is_telling(url, title)
    if person:
        why, score = why + f"; by or about {person}, whom you will meet", INTERVIEWER
    return Link(url=url, kind=kind, why=why, found_on=source, score=round(score, 2), depth=1)


def _entry_day(parsed: tuple[int, ...] | None) -> dt.date | None:
    if parsed is None:
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
