"""Sitemaps → Links."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING

from research.discover.addresses import canonical, page_key, resolved, same_site
from research.discover.links import (
    BASE,
    INTERVIEWER,
    RECENT,
    ROLE_POSTING,
    TELLING,
    Aim,
    aim_of,
    dated,
    interviewer_named,
    is_telling,
    recency,
    role_overlap,
    site_address,
    worth_fetching,
)
from research.kinds import address, kind_of_link
from research.models import Kind, Link, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_SITEMAPS = 5
_MOST_LOCATIONS = 10_000
_LARGEST = 50_000_000  # bytes unpacked: the protocol's own bound (sitemaps.org)
_MOST_FROM_SITEMAP = 200
_SITEMAP_MALUS = 6.0  # what nobody links to counts less than what the site shows
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
# Sitemaps named after what they list; media and taxonomies hold nothing for a brief.
_USELESS_SITEMAP = re.compile(
    r"image|video|tag|categor|taxonom|author-archive|product_cat|attachment|media", re.IGNORECASE
)
_USEFUL_SITEMAP = re.compile(r"page|about|team|people|job|career|post|blog|news|press", re.IGNORECASE)


def sitemap_links(
    profile: Profile, body: bytes, url: str, most: int = _MOST_FROM_SITEMAP
) -> tuple[list[Link], list[str]]:
    """Return (links, further sitemaps) of one sitemap: XML, an index, gzip of either, or one address a line.

    At most 10,000 locations are looked at, 200 links (`most`, when that is more) and 5 further sitemaps returned.
    Documents with a DTD, and anything that cannot be read, give nothing. sitemaps.org protocol 0.9.
    """
    most = max(most, _MOST_FROM_SITEMAP)
    text = _unpacked(body)
    if text.lstrip()[:1] != b"<":
        return _ranked(profile, _from_lines(text, url), url, most), []
    pages: list[tuple[str, dt.date | None]] = []
    maps: list[tuple[str, dt.date | None]] = []
    for parent, location, modified in _locations(text):
        (maps if parent == "sitemap" else pages).append((resolved(url, location), modified))
    return _ranked(profile, pages, url, most), _further(profile, maps, url)


def sitemap_times(body: bytes, url: str) -> dict[str, str]:
    """Return {address: last modified, as written} of all pages that a sitemap lists; "" where it does not say."""
    text = _unpacked(body)
    if text.lstrip()[:1] != b"<":
        return {canonical(location): "" for location, _ in _from_lines(text, url)}
    return {canonical(resolved(url, at)): when for parent, at, when in _entries(text) if parent == "url"}


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body[:_LARGEST]
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            return packed.read(_LARGEST)
    except (OSError, EOFError, zlib.error):
        return b""


def _from_lines(text: bytes, url: str) -> list[tuple[str, dt.date | None]]:
    lines = text.decode("utf-8", "replace").splitlines()[:_MOST_LOCATIONS]
    return [(line.strip(), None) for line in lines if line.strip().startswith(("http://", "https://"))]


def _locations(text: bytes) -> Iterator[tuple[str, str, dt.date | None]]:
    for parent, location, modified in _entries(text):
        yield parent, location, _day(modified)


def _entries(text: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield (parent element, location, last modified) for each entry; image and video locations are not entries."""
    from lxml import etree

    if _DOCTYPE.search(text[:4096]):
        return
    count = 0
    events = etree.iterparse(
        io.BytesIO(text),
        events=("end",),
        recover=True,
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
    )
    try:
        for _, element in events:
            name = _local(element.tag)
            if name not in {"url", "sitemap"}:
                continue
            parts = {_local(child.tag): (child.text or "").strip() for child in element}
            element.clear()
            if parts.get("loc") and (count := count + 1) <= _MOST_LOCATIONS:
                yield name, parts["loc"], parts.get("lastmod", "")
            elif count > _MOST_LOCATIONS:
                return
    except etree.XMLSyntaxError:
        return


def _local(tag: object) -> str:
    """Return an element's name without namespace, in lower case; empty for comments (QName raises on broken names)."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _day(text: str) -> dt.date | None:
    match = _DATE.match(text)
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None


def _ranked(profile: Profile, found: list[tuple[str, dt.date | None]], source: str, most: int) -> list[Link]:
    """Return the sitemap's pages worth fetching, best first."""
    aim = aim_of(profile)
    if not aim.site:
        return []
    # A sitemap that gives most pages the same day was stamped when the site was built: its dates tell nothing.
    days = [day for _, day in found if day]
    stamped = bool(days) and max(days.count(day) for day in set(days[:50])) > len(found) / 2
    own = address(aim.site).language
    best: dict[str, Link] = {}
    for location, modified in _thinned(found, aim, most):
        url = canonical(location)
        if not worth_fetching(url, aim.site) or page_key(url) == page_key(aim.site):
            continue
        if (language := address(url).language) and language not in {own, "en"}:
            continue
        kind = kind_of_link(url)
        link = _from_sitemap("other" if kind == "home" else kind, url, None if stamped else modified, source, profile)
        best.setdefault(page_key(url), link)
    return sorted(best.values(), key=lambda link: (-link.score, link.url))[:most]


def _thinned(found: list[tuple[str, dt.date | None]], aim: Aim, most: int) -> list[tuple[str, dt.date | None]]:
    """Return at most so many locations of one folder, the newest; more if they may name role or interviewer."""
    newest = sorted(found, key=lambda entry: -(entry[1].toordinal() if entry[1] else 0))
    counts: Counter[str] = Counter()
    kept = []
    for location, modified in newest:
        folder = location.rstrip("/").rpartition("/")[0]
        counts[folder] += 1
        if counts[folder] <= most or aim.may_want(location, ""):
            kept.append((location, modified))
    return kept


def _from_sitemap(kind: Kind, url: str, modified: dt.date | None, source: str, profile: Profile) -> Link:
    aim = aim_of(profile)
    why, score = "the sitemap lists it", BASE[kind] - _SITEMAP_MALUS - len(address(url).segments)
    person = interviewer_named(url, "", aim)
    overlap = role_overlap(url, "", aim.role) if kind == "posting" else 0.0
    if person and kind in {"person", "article", "team"}:
        why, score = f"it names {person}, whom you will meet", INTERVIEWER - 1
    elif overlap >= 0.6:
        why, score = "its title is your role's", ROLE_POSTING + overlap - 1
    elif kind in {"article", "posting"}:
        day = dated(url, "") or modified
        score += (RECENT if kind == "article" else 2) * recency(day) if day else 0.0
        score += TELLING * (kind == "article" and is_telling(url, ""))
        why += f", dated {day.isoformat()}" if day else ""
    return Link(url=url, kind=kind, why=why, found_on=source, score=round(score, 2), depth=1)


def _further(profile: Profile, maps: list[tuple[str, dt.date | None]], source: str) -> list[str]:
    """Return up to five further sitemaps of the same site: those named after pages first, media and tags never."""
    site = site_address(profile) or source
    urls = dict.fromkeys(canonical(url) for url, _ in maps[:_MOST_LOCATIONS])
    fit = [
        u
        for u in urls
        if same_site(u, site) and not _USELESS_SITEMAP.search(u.rsplit("/", 1)[-1]) and u != canonical(source)
    ]
    return sorted(fit, key=lambda u: (_USEFUL_SITEMAP.search(u.rsplit("/", 1)[-1]) is None, fit.index(u)))[
        :_MOST_SITEMAPS
    ]
