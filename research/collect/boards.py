"""Applicant boards that publish openings as data: a board's address → its interface's, its answer → a page.

Greenhouse, Lever and Ashby document interfaces without keys for just this (developers.greenhouse.io/job-board.html,
github.com/lever/postings-api, developers.ashbyhq.com/docs/public-job-posting-api). Their own pages are built by
scripts; the answers hold the same text. Pure translation: the Collector asks, nothing here does. The text of a posting
stands in the page as it came, so that quotes from it stand.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any, Literal
from urllib.parse import parse_qs, quote, urlsplit

from research.collect.lookups.asking import BASES

_GREENHOUSE = re.compile(r"(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io")
_LEVER = re.compile(r"jobs(\.eu)?\.lever\.co")
_ASHBY = re.compile(r"jobs\.ashbyhq\.com")
_NAME = re.compile(r"[\w%.+-]{1,100}")
_MOST_LISTED = 300
_WHOLE = frozenset({"", "jobs", "embed", "apply", "application"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address points on a board: a company's list of openings, or one opening (`job`)."""

    board: Literal["greenhouse", "lever", "ashby"]
    company: str
    job: str = ""
    region: str = ""
    """ "eu." for Lever's European host."""


class NotUnderstood(Exception):
    """An answer that is not of the documented shape, or that does not hold the opening."""


def place_of(url: str) -> Place | None:
    """Return the place that `url` names on a board whose interface is known, or None."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    segments = [s for s in parts.path.split("/") if s]
    if _GREENHOUSE.fullmatch(host):
        return _greenhouse_place(segments, parse_qs(parts.query))
    if not segments or not _NAME.fullmatch(segments[0]):
        return None
    job = segments[1] if len(segments) > 1 and segments[1] not in _WHOLE and _NAME.fullmatch(segments[1]) else ""
    if match := _LEVER.fullmatch(host):
        return Place("lever", segments[0], job, "eu." if match[1] else "")
    return Place("ashby", segments[0], job) if _ASHBY.fullmatch(host) else None


def _greenhouse_place(segments: list[str], query: Mapping[str, list[str]]) -> Place | None:
    """boards.greenhouse.io/acme, /acme/jobs/4, /embed/job_board?for=acme, /embed/job_app?for=acme&token=4"""
    if segments[:1] == ["embed"]:
        company, job = query.get("for", [""])[0], query.get("token", [""])[0]
    else:
        company, job = (segments or [""])[0], segments[2] if segments[1:2] == ["jobs"] and len(segments) > 2 else ""
        job = job or query.get("gh_jid", [""])[0]
    return Place("greenhouse", company, job if job.isdigit() else "") if _NAME.fullmatch(company) else None


def interface(place: Place, env: Mapping[str, str]) -> str | None:
    """Return the address that answers for `place`; None when the user turned the source off.

    `env` is the user's environment: RESEARCH_SOURCE_GREENHOUSE, _LEVER, _ASHBY name another base address, or "off".
    """
    given = env.get(f"RESEARCH_SOURCE_{place.board.upper()}", "").strip()
    if given.lower() == "off":
        return None
    base = (given or BASES[place.board].format(region=place.region)).rstrip("/")
    company, job = quote(place.company, safe="%"), quote(place.job, safe="%")
    if place.board == "greenhouse":
        return f"{base}/v1/boards/{company}/jobs" + (f"/{job}" if job else "")
    if place.board == "lever":
        return f"{base}/v0/postings/{company}" + (f"/{job}" if job else "") + "?mode=json"
    return f"{base}/posting-api/job-board/{company}?includeCompensation=true"


def page(place: Place, answer: bytes) -> bytes:
    """Return the HTML of the list or the opening that `answer` (JSON) holds; raises NotUnderstood."""
    try:
        data = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("no JSON") from error
    jobs = [_job(place, entry) for entry in _entries(place, data)]
    if not place.job:
        return _listing(place, jobs).encode()
    for job in jobs:
        if job.key == place.job or place.board != "ashby":
            return _opening(job).encode()
    raise NotUnderstood("the opening is not on the board")


@dataclass(frozen=True, slots=True)
class _Job:
    key: str
    title: str
    url: str
    facts: tuple[tuple[str, str], ...]
    """(label, value): place, team and so on, as the board shows them."""
    body: str
    """HTML."""
    published: str = ""
    """ISO date, like the next."""
    closes: str = ""


def _entries(place: Place, data: Any) -> list[dict[str, Any]]:
    """Return the openings of an answer; raises NotUnderstood."""
    found: Any
    if place.job and place.board != "ashby":
        found = [data]
    elif place.board == "lever":
        found = data
    else:
        found = data.get("jobs") if isinstance(data, dict) else None
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise NotUnderstood("not the documented shape")
    title = "text" if place.board == "lever" else "title"
    good = [entry for entry in found if _text(entry.get(title)) and entry.get("isListed", True)]
    if found and not good:
        raise NotUnderstood("no opening has a title")
    return good


def _job(place: Place, entry: dict[str, Any]) -> _Job:
    return {"greenhouse": _greenhouse, "lever": _lever, "ashby": _ashby}[place.board](place, entry)


def _greenhouse(place: Place, entry: dict[str, Any]) -> _Job:
    key = str(entry.get("id") or "")
    ranges = entry.get("pay_input_ranges")
    names = {
        "Location": _name(entry.get("location")), "Department": _names(entry.get("departments")),
        "Pay": "; ".join(filter(None, map(_in_cents, ranges))) if isinstance(ranges, list) else "",
    }  # fmt: skip
    body = unescape(_text(entry.get("content")))  # the interface gives HTML escaped once
    published = _text(entry.get("first_published"))[:10]
    # The company's own address of it (absolute_url) is often a page that only scripts fill.
    return _Job(
        key, _text(entry["title"]), f"https://boards.greenhouse.io/{place.company}/jobs/{key}", _kept(names), body,
        published, _text(entry.get("application_deadline"))[:10],
    )  # fmt: skip


def _lever(place: Place, entry: dict[str, Any]) -> _Job:
    told = entry.get("categories")
    categories: dict[str, Any] = told if isinstance(told, dict) else {}
    names = {
        "Location": _text(categories.get("location")), "Team": _text(categories.get("team")),
        "Commitment": _text(categories.get("commitment")), "Pay": _salary(entry.get("salaryRange")),
    }  # fmt: skip
    parts = [_html_or_plain(entry, "description", "descriptionPlain")]
    lists = entry.get("lists")
    for section in lists if isinstance(lists, list) else ():
        if isinstance(section, dict):
            parts.append(f"<h3>{escape(_text(section.get('text')))}</h3><ul>{_text(section.get('content'))}</ul>")
    parts.append(_html_or_plain(entry, "additional", "additionalPlain"))
    parts.append(_html_or_plain(entry, "salaryDescription", "salaryDescriptionPlain"))
    created = entry.get("createdAt")
    published = ""
    if isinstance(created, int) and 0 < created < 32_503_680_000_000:  # milliseconds, up to the year 3000
        published = dt.datetime.fromtimestamp(created / 1000, dt.UTC).date().isoformat()
    key = _text(entry.get("id"))
    url = f"https://jobs.{place.region}lever.co/{place.company}/{key}"
    return _Job(key, _text(entry["text"]), url, _kept(names), "\n".join(filter(None, parts)), published)


def _ashby(place: Place, entry: dict[str, Any]) -> _Job:
    told = entry.get("compensation")
    pay = _text(told.get("compensationTierSummary")) if isinstance(told, dict) else ""
    names = {
        "Location": _text(entry.get("location")), "Department": _text(entry.get("department")),
        "Team": _text(entry.get("team")), "Compensation": pay,
    }  # fmt: skip
    key = _text(entry.get("id")) or _text(entry.get("jobUrl")).rstrip("/").rsplit("/", 1)[-1]
    url = f"https://jobs.ashbyhq.com/{place.company}/{key}"
    body = _html_or_plain(entry, "descriptionHtml", "descriptionPlain")
    return _Job(key, _text(entry["title"]), url, _kept(names), body, _text(entry.get("publishedAt"))[:10])


def _salary(told: object) -> str:
    """Return Lever's {currency, interval, min, max} as a line: "GBP 40,000 - 50,000, per year salary"."""
    if not isinstance(told, dict) or not all(isinstance(told.get(end), (int, float)) for end in ("min", "max")):
        return ""
    interval = _text(told.get("interval")).replace("-", " ")
    line = f"{_text(told.get('currency'))} {told['min']:,} - {told['max']:,}".strip()
    return f"{line}, {interval}" if interval else line


def _in_cents(told: object) -> str:
    """Return Greenhouse's {min_cents, max_cents, currency_type, title} as a line."""
    if not isinstance(told, dict) or not all(isinstance(told.get(end), int) for end in ("min_cents", "max_cents")):
        return ""
    line = f"{_text(told.get('currency_type'))} {told['min_cents'] // 100:,} - {told['max_cents'] // 100:,}".strip()
    title = _text(told.get("title"))
    return f"{title}: {line}" if title else line


def _html_or_plain(entry: Mapping[str, Any], html: str, plain: str) -> str:
    if text := _text(entry.get(html)):
        return text
    blocks = re.split(r"\n\s*\n", _text(entry.get(plain)))
    return "".join(f"<p>{escape(block)}</p>".replace("\n", "<br>") for block in blocks if block.strip())


def _listing(place: Place, jobs: Iterable[_Job]) -> str:
    def items() -> Iterator[str]:
        for job in list(jobs)[:_MOST_LISTED]:
            told = " · ".join(escape(value) for _, value in job.facts)
            yield f'<li><a href="{escape(job.url)}">{escape(job.title)}</a>{f"<p>{told}</p>" if told else ""}</li>'

    name = escape(place.company)
    listed = "\n".join(items()) or "<li>No openings at present</li>"
    return _document(f"Open positions | {name}", f"<h1>Open positions</h1>\n<ul>\n{listed}\n</ul>")


def _opening(job: _Job) -> str:
    facts = "".join(f"<p>{label}: {escape(value)}</p>\n" for label, value in job.facts)
    told = {
        "@context": "https://schema.org", "@type": "JobPosting", "title": job.title, "datePosted": job.published,
        "validThrough": job.closes,
    }  # fmt: skip
    marked = json.dumps({k: v for k, v in told.items() if v}).replace("<", "\\u003c")
    head = f'<script type="application/ld+json">{marked}</script>'
    title = escape(job.title)
    return _document(title, f"<h1>{title}</h1>\n{facts}<div>{job.body}</div>", head)


def _document(title: str, body: str, head: str = "") -> str:
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>\n'
        f"<body><main>{body}</main></body></html>"
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(value: object) -> str:
    return _text(value.get("name")) if isinstance(value, dict) else ""


def _names(value: object) -> str:
    return ", ".join(filter(None, map(_name, value))) if isinstance(value, list) else ""


def _kept(names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in names.items() if value)
