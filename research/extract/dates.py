"""When a page was published, and how the page says so."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

_ISO = re.compile(r"(?<!\d)(19[89]\d|20[0-4]\d)-(\d{1,2})-(\d{1,2})(?!\d)")
_IN_URL = re.compile(r"/(20[0-4]\d|199\d)[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier januar jänner enero", "february feb février fevrier februar febrero",
            "march mar mars märz marz marzo", "april apr avril abril", "may mai mayo", "june jun juin juni junio",
            "july jul juillet juli julio", "august aug août aout agosto", "september sep sept septembre septiembre",
            "october oct octobre oktober octubre", "november nov novembre noviembre",
            "december dec décembre decembre dezember dez diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+|de\s+)?({_MONTH})\.?,?\s+(?:de\s+)?(20[0-4]\d|199\d)(?!\d)",
    re.I,
)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(20[0-4]\d|199\d)(?!\d)", re.I)
_JAPANESE = re.compile(r"(20[0-4]\d|199\d)年\s*(\d{1,2})月\s*(\d{1,2})日")
_SAYS_PUBLISHED = re.compile(
    r"\b(?:published|posted|publication date|date posted|publié|veröffentlicht|erstellt am|publicado)\b|公開日|投稿日",
    re.I,
)
_META = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "pubdate", "publish_date", "publish-date", "publication_date",
    "article.published", "sailthru.date", "parsely-pub-date",
)  # fmt: skip
_LINE = 200
"""Characters of a line that is searched for a date."""


def parse_date(text: str) -> dt.date | None:
    """Return the first date that `text` states in full, None when there is none or its order is ambiguous.

    Reads ISO 8601, "3 May 2024", "May 3, 2024" and their French, German and Spanish forms, and 2024年5月3日.
    """
    text = text[:_LINE]
    for pattern, order in ((_ISO, (1, 2, 3)), (_JAPANESE, (1, 2, 3))):
        found = pattern.search(text)
        if found:
            return _date(*(int(found.group(i)) for i in order))
    found = _DAY_FIRST.search(text)
    if found:
        return _date(int(found.group(3)), _MONTHS[found.group(2).lower()], int(found.group(1)))
    found = _MONTH_FIRST.search(text)
    if found:
        return _date(int(found.group(3)), _MONTHS[found.group(1).lower()], int(found.group(2)))
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def published(
    structured: Iterable[Mapping[str, object]],
    meta: Mapping[str, str],
    times: Iterable[tuple[str, str]],
    url: str,
    lines: Iterable[str],
) -> tuple[dt.date | None, str]:
    """Return (date, where from): "json-ld", "meta", "time", "url" or "text"; (None, "") when nothing says it.

    `times` are (datetime attribute, class or itemprop) of the `<time>` elements in the main part; `lines` the first
    visible lines.
    """
    for item in structured:
        if _is_of_the_site(item):
            continue
        for key in ("datePublished", "datePosted", "dateCreated"):
            value = item.get(key)
            if isinstance(value, str) and (day := parse_date(value)):
                return day, "json-ld"
    for name in _META:
        if name in meta and (day := parse_date(meta[name])):
            return day, "meta"
    stamps = [(day, hint) for value, hint in times if (day := parse_date(value))]
    named = [day for day, hint in stamps if "publish" in hint.lower() or "pubdate" in hint.lower()]
    if named or len(stamps) == 1:
        return (named[0] if named else stamps[0][0]), "time"
    in_url = _IN_URL.search(url)
    if in_url and (day := _date(*(int(in_url.group(i)) for i in (1, 2, 3)))):
        return day, "url"
    return _from_text(lines)


# What such an object says of itself is no date of the page: a site's founding stands on each of its pages.
_SITE_TYPES = frozenset(
    {
        "WebSite",
        "Organization",
        "Corporation",
        "LocalBusiness",
        "Person",
        "ImageObject",
        "VideoObject",
        "BreadcrumbList",
    }
)


def _is_of_the_site(item: Mapping[str, object]) -> bool:
    kinds = item.get("@type")
    return any(kind in _SITE_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _from_text(lines: Iterable[str]) -> tuple[dt.date | None, str]:
    for line in lines:
        if len(line) <= _LINE and (day := parse_date(line)):
            bare_date = len(line) <= 40
            if bare_date or _SAYS_PUBLISHED.search(line):
                return day, "text"
    return None, ""
