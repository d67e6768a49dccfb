"""What others wrote about a company lately: Hacker News (Algolia's index) and GDELT (news of three months)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from research.collect.lookups.asking import Ask, day, items, number, text
from research.collect.lookups.protocol import Company, same_host
from research.collect.lookups.sheet import sheet
from research.leads import Claim, Found, Remark
from research.text import bare, words

_MOST = 5
_YEARS = 2


class HackerNews:
    """Stories that link to the company's own site: a name alone would bring its namesakes along."""

    name = "Hacker News"

    async def facts(self, company: Company, ask: Ask) -> Found:
        """Return the liveliest stories of two years that link to the company's site; raises Unanswered."""
        # Whole days, so that a question asked again today is the same question.
        since = ask.now().replace(hour=0, minute=0, second=0, microsecond=0) - dt.timedelta(days=365 * _YEARS)
        query = {"query": company.host, "restrictSearchableAttributes": "url", "tags": "story", "hitsPerPage": 50,
                 "numericFilters": f"created_at_i>{int(since.timestamp())}"}  # fmt: skip
        answer = await ask.json("hn", "/api/v1/search_by_date", query, about=company.host)
        hits = [
            h for h in items("hn", answer, "hits") if same_host(urlsplit(text(h, "url")).hostname or "", company.host)
        ]
        best = sorted(hits, key=lambda h: -(number(h, "points") or 0))[:_MOST]
        rows = [(_story(h), day(text(h, "created_at"))) for h in best if text(h, "title")]
        url = f"https://hn.algolia.com/?query={company.host}"
        return _listed(
            self.name, "hn", f"{company.host} on Hacker News", url, ask.base("hn") + "/api/v1/search_by_date", rows, ask
        )


def _story(hit: Any) -> str:
    points, comments = number(hit, "points") or 0, number(hit, "num_comments") or 0
    return f"{text(hit, 'title', limit=300)} ({text(hit, 'created_at')[:10]}, {points} points, {comments} comments)"


class Gdelt:
    """News articles that name the company in their title, and its site or its full name in their text."""

    name = "GDELT"

    async def facts(self, company: Company, ask: Ask) -> Found:
        """Return the newest articles of three months; raises Unanswered."""
        # A name of one word has namesakes everywhere: then the article must name the site too.
        phrase = f'"{company.name}"' if len(words(company.name)) > 1 else f'"{company.name}" "{company.host}"'
        query = {"query": phrase, "mode": "artlist", "format": "json", "maxrecords": 50, "timespan": "3months",
                 "sort": "datedesc"}  # fmt: skip
        answer = await ask.json("gdelt", "/api/v2/doc/doc", query, about=company.name)
        found = items("gdelt", answer, "articles") if answer else []  # no article at all: {}
        named = [a for a in found if _names(text(a, "title"), company.name)]
        fresh = {bare(text(a, "title")): a for a in reversed(named)}  # one wire story, many papers
        rows = [(_article(a), day(text(a, "seendate"))) for a in reversed(list(fresh.values()))][:_MOST]
        return _listed(
            self.name,
            "gdelt",
            f"{company.name} in the news",
            "https://www.gdeltproject.org/",
            ask.base("gdelt"),
            rows,
            ask,
        )


def _names(title: str, name: str) -> bool:
    wanted = " ".join(bare(w) for w in words(name))
    return bool(wanted) and f" {wanted} " in f" {' '.join(bare(w) for w in words(title))} "


def _article(article: Any) -> str:
    return f"{text(article, 'title', limit=300)} ({text(article, 'domain')}, {day(text(article, 'seendate'))})"


def _listed(
    source: str, key: str, title: str, url: str, asked: str, rows: list[tuple[str, dt.date | None]], ask: Ask
) -> Found:  # fmt: skip
    if not rows:
        return Found(remarks=(Remark(source=source, result="absent", note="nothing there that is surely about them"),))
    page = sheet(title=title, url=url, asked=asked, lines=[r[0] for r in rows], at=ask.when(key), note=source)
    claims = [Claim(kind=None, label=source, value=r[0], quote=r[0], page=page.sha256, as_of=r[1]) for r in rows]
    return Found(
        pages=(page,), claims=tuple(claims), remarks=(Remark(source=source, result="found", note="", looked=(url,)),)
    )
