"""When a page was published, and when what it tells takes place: two dates that are never taken for each other."""

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
            "january jan janvier januar jänner enero januari",
            "february feb février fevrier februar febrero februari",
            "march mar mars märz marz marzo maart", "april apr avril abril", "may mai mayo mei",
            "june jun juin juni junio",
            "july jul juillet juli julio", "august aug août aout agosto augustus",
            "september sep sept septembre septiembre",
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
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(20[0-4]\d|199\d)(?![\d.]\d)")
"""Dates with dots are day first wherever they are written; those with slashes may be either way."""
_JAPANESE = re.compile(r"(20[0-4]\d|199\d)年\s*(\d{1,2})月\s*(\d{1,2})日")
_TOLD = re.compile(
    rf"\b(?:in|on|am|im|le|en|el)\s+(?:(\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+|de\s+)?)?({_MONTH})\.?"
    rf"(?:\s+(\d{{1,2}})(?:st|nd|rd|th)?)?,?\s+(?:de\s+)?(20[0-4]\d)\b",
    re.I,
)
_OF_EVENTS = re.compile(r"(?:start|end|door)-?(?:date|time)|dtstart|dtend|event", re.I)
"""Names of `<time>` elements that tell when something takes place (schema.org Event, RFC 5545 in h-event)."""
_TAKES_PLACE = re.compile(
    r"\b(?:join us|save the date|takes? place|taking place|will be held|register (?:now|by|for|here)|webinar|when:"
    r"|conference|workshop|meetup|summit|hackathon|open day|rendez-vous|inscription|anmeldung|findet|termin)(?!\w)",
    re.I,
)
_SAYS_PUBLISHED = re.compile(
    r"\b(?:published|posted|publication date|date posted|publié|veröffentlicht|erstellt am|publicado)\b|公開日|投稿日",
    re.I,
)
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:founded|established|incorporat\w+|foundation|gegründet|gründung\w*|fondée?|création|fundada|deadline|closing"
    r"|closes|apply by|bewerb\w+|born|geboren|effective|valid|gültig|expires?)\b|設立|創業|創立|締切|生年月日",
    re.I,
)
"""Words of lines whose date is no day of publication, nor is that of the line below such a label."""
_META = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "pubdate", "publish_date", "publish-date", "publication_date",
    "article.published", "sailthru.date", "parsely-pub-date",
)  # fmt: skip
_LINE = 200
"""Characters of a line that is searched for a date."""


def parse_date(text: str) -> dt.date | None:
    """Return the first date that `text` states in full, None when there is none or its order is ambiguous.

    Reads ISO 8601, "3 May 2024", "May 3, 2024" and their French, German, Dutch and Spanish forms, 3.5.2024 and
    2024年5月3日.
    """
    text = text[:_LINE]
    for pattern, order in ((_ISO, (1, 2, 3)), (_JAPANESE, (1, 2, 3)), (_DOTTED, (3, 2, 1))):
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
    read_on: dt.date,
) -> tuple[dt.date | None, str]:
    """Return (date, where from): "json-ld", "meta", "time", "url" or "text"; (None, "") when nothing says it.

    `times` are (datetime attribute, class or itemprop) of the `<time>` elements in the main part; `lines` the first
    visible lines. Dates of events, and days after `read_on`, are no dates of publication.
    """
    for item in structured:
        if _is_of_the_site(item) or _is_event(item):
            continue
        for key in ("datePublished", "datePosted", "dateCreated"):
            value = item.get(key)
            if isinstance(value, str) and (day := parse_date(value)):
                return day, "json-ld"
    for name in _META:
        if name in meta and (day := parse_date(meta[name])):
            return day, "meta"
    latest = read_on + dt.timedelta(days=1)
    stamps = [
        (day, hint)
        for value, hint in times
        if not _OF_EVENTS.search(hint) and (day := parse_date(value)) and day <= latest
    ]
    named = [day for day, hint in stamps if "publish" in hint.lower() or "pubdate" in hint.lower()]
    if named or len(stamps) == 1:
        return (named[0] if named else stamps[0][0]), "time"
    in_url = _IN_URL.search(url)
    if in_url and (day := _date(*(int(in_url.group(i)) for i in (1, 2, 3)))):
        return day, "url"
    return _from_text(lines, latest)


def event(
    structured: Iterable[Mapping[str, object]], times: Iterable[tuple[str, str]], lines: Iterable[str]
) -> tuple[dt.date | None, str]:
    """Return (the day on which the event that the page announces begins, where from): "json-ld", "time" or "text".

    Only what is said to be an event's: schema.org Event, `<time>` with a name of events, or a line that says what
    takes place when. (None, "") for all other pages.
    """
    for item in structured:
        value = item.get("startDate")
        if _is_event(item) and isinstance(value, str) and (day := parse_date(value)):
            return day, "json-ld"
    for value, hint in times:
        if _OF_EVENTS.search(hint) and (day := parse_date(value)):
            return day, "time"
    for line in lines:
        if len(line) <= _LINE and _TAKES_PLACE.search(line) and (day := parse_date(line)):
            return day, "text"
    return None, ""


def told(text: str) -> str:
    """Return the time that a sentence itself names for what it tells: "2026-05-12", "2026-05", or "" for none.

    "In May 2026 we opened …" names a month, and no day is made up for it (RFC 3339 full-date, cut to what is said).
    """
    found = _TOLD.search(text)
    if found is None:
        return ""
    month, day = f"{found.group(4)}-{_MONTHS[found.group(2).lower()]:02}", found.group(1) or found.group(3)
    return f"{month}-{int(day):02}" if day and 1 <= int(day) <= 31 else month


def _is_event(item: Mapping[str, object]) -> bool:
    kinds = item.get("@type")
    return any(str(kind).endswith("Event") for kind in (kinds if isinstance(kinds, list) else [kinds]))


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


def _from_text(lines: Iterable[str], latest: dt.date) -> tuple[dt.date | None, str]:
    label = ""
    for line in lines:
        said = f"{label} {line}"
        label = line if len(line) <= 40 else ""
        if len(line) > _LINE or (day := parse_date(line)) is None or day > latest:
            continue
        bare_date = len(line) <= 40 and not _TAKES_PLACE.search(line) and not _OF_SOMETHING_ELSE.search(said)
        if bare_date or (_SAYS_PUBLISHED.search(line) and not _TAKES_PLACE.search(line)):
            return day, "text"
    return None, ""
