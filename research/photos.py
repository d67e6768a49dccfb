"""Photos of the people to be met, as the company's own pages show them: which ones, and how they are had.

A photo is shown beside a name only when the page leaves no doubt whose it is: it stands in that person's card and in
nobody else's. Nothing is said about it when there is none.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from research.brief.interviewer import same_person
from research.discover import same_site
from research.models import Document, Link, Miss, Page, Profile

_KINDS = {"team": 0, "person": 1, "about": 2, "home": 3}
_MOST = 8


def wanted(profile: Profile, documents: Sequence[Document]) -> dict[str, Link]:
    """Return {interviewer: address of a photo}: of the team page first, then their own page, at most eight."""
    site = profile.company.site or ""
    shown = [d for d in documents if d.kind in _KINDS and same_site(d.final_url, site)]
    shown.sort(key=lambda d: (_KINDS[d.kind], d.url))
    found: dict[str, Link] = {}
    for document in shown:
        times = Counter(p.photo for p in document.people)
        for entry in profile.interviewers[:_MOST]:
            for person in document.people:
                if person.photo and times[person.photo] == 1 and same_person(entry.name, person.name):
                    why = f"photo of {person.name}"
                    link = Link(url=person.photo, kind="person", why=why, found_on=document.url)
                    found.setdefault(entry.name, link)
    return found


async def gather(
    profile: Profile, documents: Sequence[Document], fetch: Callable[[Link], Awaitable[Page | Miss | None]]
) -> dict[str, Page]:
    """Return {interviewer: portrait} of those that could be had; `fetch` gives a portrait, a Miss or None."""
    links = wanted(profile, documents)
    outcomes = await asyncio.gather(*(fetch(link) for link in links.values()))
    return {name: page for name, page in zip(links, outcomes, strict=True) if isinstance(page, Page)}
