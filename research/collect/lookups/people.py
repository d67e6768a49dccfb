"""What somebody published, from an address of theirs that is known: one small class a source.

Only professional kinds are asked for: work, talks, articles, open source. Nobody is searched by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from research.collect.lookups.asking import Ask, Unanswered, day, first, items, number, pick, record, table, text
from research.collect.lookups.github import HEADERS, login_of, repositories
from research.collect.lookups.protocol import same_host
from research.collect.lookups.sheet import sheet
from research.leads import Track
from research.text import clean

_MOST_WORKS = 10
_MOST_POSTS = 6


@dataclass(frozen=True)
class Person:
    """Who is meant: the full name, the employer's name and the host of its site."""

    name: str
    company: str
    host: str


class Footprint(Protocol):
    """A public source about people."""

    name: str

    def handle(self, url: str) -> str | None:
        """Return the account that an address belongs to, or None when it is another site's."""

    async def track(self, handle: str, person: Person, ask: Ask) -> Track:
        """Return what the account publishes; raises Unanswered."""


def _steps(url: str, *hosts: str) -> list[str] | None:
    """Return the parts of an address's path when its host is one of these, else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if (parts.hostname or "").removeprefix("www.") not in hosts:
        return None
    return [step for step in parts.path.split("/") if step]


def _addresses(found: Iterable[str]) -> tuple[str, ...]:
    kept = (address if "://" in address else f"https://{address}" for address in found if "." in address)
    return tuple(dict.fromkeys(kept))


def _plain(markup: str) -> str:
    """Return markup of a post or a profile note as one line of text; linear in its length."""
    import html

    return clean(html.unescape(re.sub(r"<[^<>]{0,2000}>", " ", markup[:20_000])))


class GitHub:
    """An account: its own words, and the repositories that are its own."""

    name = "GitHub"

    def handle(self, url: str) -> str | None:
        """Return the login of a github.com or *.github.io address."""
        return login_of(url)

    async def track(self, handle: str, person: Person, ask: Ask) -> Track:
        """Return the account; an organisation is nobody. Raises Unanswered."""
        found = await ask.json("github", f"/users/{quote(handle)}", about=handle, headers=HEADERS)
        entry = record("github", found, "login")
        if text(entry, "type") == "Organization":
            raise Unanswered("github", "not found", f"{handle} is an organisation, not a person")
        repos = await repositories(f"/users/{quote(handle)}/repos", handle, ask)
        social = await self._social(handle, ask)
        employer = text(entry, "company").lstrip("@")
        name = text(entry, "name")
        url = f"https://github.com/{handle}"
        lines = [text(entry, "bio", limit=600), f"Works at {employer}." if employer else "", "# Open source", *repos]
        page = sheet(
            title=f"{name or handle} on GitHub", url=url, asked=f"{ask.base('github')}/users/{handle}", lines=lines,
            at=ask.when("github"), kind="person", note=self.name,
        )  # fmt: skip
        links = _addresses([text(entry, "blog"), *social])
        return Track(
            source=self.name, url=url, name=name, employers=tuple(filter(None, [employer])), links=links, page=page
        )

    async def _social(self, handle: str, ask: Ask) -> list[str]:
        path = f"/users/{quote(handle)}/social_accounts"
        try:
            found = items("github", await ask.json("github", path, about=handle, headers=HEADERS))
        except Unanswered:
            return []
        return [text(account, "url") for account in found]


class Orcid:
    """A researcher's record: employments, works."""

    name = "ORCID"

    def handle(self, url: str) -> str | None:
        """Return the ORCID iD in an address of orcid.org."""
        found = _steps(url, "orcid.org")
        return found[0] if found and re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", found[0]) else None

    async def track(self, handle: str, person: Person, ask: Ask) -> Track:
        """Return the record's public part; raises Unanswered."""
        found = record("orcid", await ask.json("orcid", f"/v3.0/{handle}/record", about=handle), "person")
        who = pick(found, "person", "name")
        name = text(who, "credit-name", "value") or " ".join(
            filter(None, (text(who, "given-names", "value"), text(who, "family-name", "value")))
        )
        jobs = [_job(s) for s in _employments(found)]
        works = [w for group in _list(found, "activities-summary", "works", "group") if (w := _work(group))]
        own = [text(link, "url", "value") for link in _list(found, "person", "researcher-urls", "researcher-url")]
        url = f"https://orcid.org/{handle}"
        page = sheet(
            title=f"{name or handle} at ORCID", url=url, asked=f"{ask.base('orcid')}/v3.0/{handle}/record",
            lines=["# Experience", *(line for job in jobs for line in job[1]), "# Publications", *works[:_MOST_WORKS]],
            at=ask.when("orcid"), kind="person", note=self.name,
        )  # fmt: skip
        employers = tuple(dict.fromkeys(job[0] for job in jobs if job[0]))
        return Track(source=self.name, url=url, name=name, employers=employers, links=_addresses(own), page=page)


def _list(value: Any, *path: str | int) -> list[Any]:
    found = pick(value, *path)
    return found[:100] if isinstance(found, list) else []


def _employments(record: Any) -> list[Any]:
    groups = _list(record, "activities-summary", "employments", "affiliation-group")
    return [pick(s, "employment-summary") for group in groups for s in _list(group, "summaries")]


def _job(summary: Any) -> tuple[str, list[str]]:
    """Return an employment as (employer, its lines)."""
    employer, title = text(summary, "organization", "name"), text(summary, "role-title")
    start = text(summary, "start-date", "year", "value")
    end = text(summary, "end-date", "year", "value") or "Present"
    if not employer:
        return "", []
    return employer, [", ".join(filter(None, (title, employer))) + (f" ({start} – {end})" if start else "")]


def _work(group: Any) -> str:
    summary = pick(group, "work-summary", 0)
    title, year = (
        text(summary, "title", "title", "value", limit=300),
        text(summary, "publication-date", "year", "value"),
    )
    return f"{title} ({year})" if title and year else title


class Crossref:
    """Works that carry the researcher's ORCID iD; asked only where that iD is known."""

    name = "Crossref"

    def handle(self, url: str) -> str | None:
        """Return the ORCID iD in an address of orcid.org."""
        return Orcid().handle(url)

    async def track(self, handle: str, person: Person, ask: Ask) -> Track:
        """Return the newest works with this iD; raises Unanswered."""
        query = {"filter": f"orcid:{handle}", "rows": 20, "sort": "published", "order": "desc"}
        answer = await ask.json("crossref", "/works", query, about=handle)
        works, names = list[str](), list[str]()
        for work in items("crossref", answer, "message", "items"):
            title, year = text(work, "title", 0, limit=300), pick(work, "published", "date-parts", 0, 0)
            mine = [a for a in _list(work, "author") if text(a, "ORCID").endswith(handle)]
            if title and mine:
                works.append(f"{title} ({text(work, 'container-title', 0) or 'published'}, {year})")
                names.append(" ".join(filter(None, (text(mine[0], "given"), text(mine[0], "family")))))
        url = f"https://search.crossref.org/?q={handle}"
        name = first(names)
        page = sheet(
            title=f"{name or handle} at Crossref", url=url, asked=f"{ask.base('crossref')}/works?filter=orcid:{handle}",
            lines=["# Publications", *works[:_MOST_WORKS]], at=ask.when("crossref"), kind="person", note=self.name,
        )  # fmt: skip
        return Track(source=self.name, url=url, name=name, links=(f"https://orcid.org/{handle}",), page=page)


class Dblp:
    """Publications in computer science, of the author whose DBLP page is known."""

    name = "DBLP"

    def handle(self, url: str) -> str | None:
        """Return the author's key ("12/3456") in an address of dblp.org."""
        found = _steps(url, "dblp.org", "dblp.uni-trier.de")
        if not found or found[0] != "pid" or len(found) < 3:
            return None
        return "/".join(found[1:3]).removesuffix(".html")

    async def track(self, handle: str, person: Person, ask: Ask) -> Track:
        """Return the publications whose author list holds this key; namesakes are told apart by it."""
        query = {"q": f"author:{person.name.replace(' ', '_')}:", "format": "json", "h": 60}
        answer = await ask.json("dblp", "/search/publ/api", query, about=person.name)
        hits = table("dblp", answer, "result", "hits").get("hit", [])
        works, names = list[str](), list[str]()
        for hit in hits[:100] if isinstance(hits, list) else []:
            info = pick(hit, "info")
            authors = pick(info, "authors", "author")
            mine = [a for a in (authors if isinstance(authors, list) else [authors]) if text(a, "@pid") == handle]
            if mine and text(info, "title"):
                venue = ", ".join(filter(None, (text(info, "venue"), text(info, "year"))))
                works.append(f"{text(info, 'title', limit=300).rstrip('.')} ({venue})")
                names.append(re.sub(r" \d{4}$", "", text(mine[0], "text")))
        url = f"https://dblp.org/pid/{handle}"
        page = sheet(
            title=f"{first(names) or handle} at DBLP", url=url, asked=f"{ask.base('dblp')}/search/publ/api",
            lines=["# Publications", *works[:_MOST_WORKS]], at=ask.when("dblp"), kind="person", note="DBLP, CC0",
        )  # fmt: skip
        return Track(source=self.name, url=url, name=first(names), page=page)


class StackExchange:
    """An account on Stack Overflow: what it answers about."""

    name = "Stack Exchange"

    def handle(self, url: str) -> str | None:
        """Return the number of an account in an address of stackoverflow.com."""
        found = _steps(url, "stackoverflow.com")
        return found[1] if found and len(found) > 1 and found[0] == "users" and found[1].isdigit() else None

    async def track(self, handle: str, person: Person, ask: Ask) -> Track:
        """Return the account and its top tags; raises Unanswered."""
        path, query = f"/2.3/users/{handle}", {"site": "stackoverflow"}
        users = items("stackexchange", await ask.json("stackexchange", path, query, about=handle), "items")
        if not users:
            raise Unanswered("stackexchange", "not found", "no such account")
        try:
            answer = await ask.json("stackexchange", f"{path}/top-tags", query, about=handle)
            tags = [
                f"Answers about {text(t, 'tag_name')}: {number(t, 'answer_count') or 0}"
                for t in items("stackexchange", answer, "items")
            ]
        except Unanswered:
            tags = []
        name = _plain(text(users[0], "display_name"))
        url = f"https://stackoverflow.com/users/{handle}"
        page = sheet(
            title=f"{name or handle} on Stack Overflow", url=url, asked=ask.base("stackexchange") + path,
            lines=["# Open source", *tags[:5]], at=ask.when("stackexchange"), kind="person",
            note="Stack Exchange, CC BY-SA 4.0",
        )  # fmt: skip
        return Track(source=self.name, url=url, name=name, links=_addresses([text(users[0], "website_url")]), page=page)


class Bluesky:
    """An account's own description, and its posts that name or link to the employer."""

    name = "Bluesky"

    def handle(self, url: str) -> str | None:
        """Return the handle in an address of bsky.app."""
        found = _steps(url, "bsky.app")
        return found[1] if found and len(found) > 1 and found[0] == "profile" else None

    async def track(self, handle: str, person: Person, ask: Ask) -> Track:
        """Return the account; raises Unanswered."""
        path = "/xrpc/app.bsky.actor.getProfile"
        profile = record("bluesky", await ask.json("bluesky", path, {"actor": handle}, about=handle), "handle")
        about = text(profile, "description", limit=600)
        try:
            query = {"actor": handle, "limit": 30, "filter": "posts_no_replies"}
            feed = items(
                "bluesky", await ask.json("bluesky", "/xrpc/app.bsky.feed.getAuthorFeed", query, about=handle), "feed"
            )
        except Unanswered:
            feed = []
        own = [f for f in feed if text(f, "post", "author", "handle") in ("", handle) and pick(f, "reason") is None]
        posts = [text(f, "post", "record", "text", limit=600) for f in own]
        url, name = f"https://bsky.app/profile/{handle}", text(profile, "displayName")
        page = sheet(
            title=f"{name or handle} on Bluesky", url=url, asked=f"{ask.base('bluesky')}{path}?actor={handle}",
            lines=[about, *_about_work(posts, person)], at=ask.when("bluesky"), kind="person", note=self.name,
        )  # fmt: skip
        return Track(
            source=self.name,
            url=url,
            name=name,
            employers=(about,) if about else (),
            links=_addresses(_urls(about)),
            page=page,
        )


class Mastodon:
    """An account's own note and verified links, and its posts that name or link to the employer."""

    name = "Mastodon"

    def handle(self, url: str) -> str | None:
        """Return "user@host" of an address like https://host/@user; hosts that are no Mastodon servers aside."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        found = re.fullmatch(r"/@([A-Za-z0-9_.-]{1,60})/?", parts.path)
        host = (parts.hostname or "").removeprefix("www.")
        if not found or not host or host in _AT_SIGNS or host.endswith(".medium.com"):
            return None
        return f"{found[1]}@{host}"

    async def track(self, handle: str, person: Person, ask: Ask) -> Track:
        """Return the account; raises Unanswered."""
        user, _, host = handle.partition("@")
        path, query = "/api/v1/accounts/lookup", {"acct": user}
        account = record("mastodon", await ask.json("mastodon", path, query, about=handle, host=host), "id")
        about, key = _plain(text(account, "note", limit=2000)), text(account, "id")
        fields = [(text(f, "value", limit=500), bool(pick(f, "verified_at"))) for f in _list(account, "fields")]
        verified = [
            url for value, sure in fields if sure for url in re.findall(r'href="(https?://[^"]{1,500})"', value)
        ]
        posts = await self._posts(key, host, handle, ask) if key.isdigit() else []
        url, name = f"https://{host}/@{user}", text(account, "display_name")
        page = sheet(
            title=f"{name or user} on Mastodon", url=url, asked=f"{ask.base('mastodon', host=host)}{path}?acct={user}",
            lines=[about, *_about_work(posts, person)], at=ask.when("mastodon"), kind="person", note=self.name,
        )  # fmt: skip
        return Track(
            source=self.name,
            url=url,
            name=name,
            employers=(about,) if about else (),
            links=_addresses(verified),
            page=page,
        )

    async def _posts(self, key: str, host: str, handle: str, ask: Ask) -> list[str]:
        query = {"exclude_replies": "true", "exclude_reblogs": "true", "limit": 20}
        path = f"/api/v1/accounts/{key}/statuses"
        try:
            found = items("mastodon", await ask.json("mastodon", path, query, about=handle, host=host))
        except Unanswered:
            return []
        return [_plain(text(post, "content", limit=4000)) for post in found]


# Sites whose addresses also read /@name.
_AT_SIGNS = frozenset(
    {"medium.com", "youtube.com", "tiktok.com", "threads.net", "threads.com", "speakerdeck.com", "dev.to"}
)


class HackerNewsUser:
    """What somebody showed on Hacker News: their own projects ("Show HN") and stories about the employer."""

    name = "Hacker News"

    def handle(self, url: str) -> str | None:
        """Return the user in an address like news.ycombinator.com/user?id=NAME."""
        found = re.search(r"[?&]id=([A-Za-z0-9_-]{2,20})(?:&|$)", url)
        return found[1] if found and _steps(url, "news.ycombinator.com") == ["user"] else None

    async def track(self, handle: str, person: Person, ask: Ask) -> Track:
        """Return the stories; raises Unanswered."""
        query = {"tags": f"story,author_{handle}", "hitsPerPage": 50}
        hits = items("hn", await ask.json("hn", "/api/v1/search", query, about=handle), "hits")
        kept = [
            f"{text(hit, 'title', limit=300)} ({day(text(hit, 'created_at'))})"
            for hit in hits
            if text(hit, "title").startswith("Show HN")
            or same_host(urlsplit(text(hit, "url")).hostname or "", person.host)
        ]
        url = f"https://news.ycombinator.com/user?id={handle}"
        page = sheet(
            title=f"{handle} on Hacker News", url=url, asked=f"{ask.base('hn')}/api/v1/search?tags=author_{handle}",
            lines=["# Projects", *kept[:_MOST_POSTS]], at=ask.when("hn"), kind="person", note=self.name,
        )  # fmt: skip
        return Track(source=self.name, url=url, page=page)


def _about_work(posts: Iterable[str], person: Person) -> list[str]:
    """Return the posts that name the employer or its site: others may be anybody's private life."""
    wanted = [w for w in (person.company.casefold(), person.host.casefold()) if w]
    return [post for post in posts if any(w in post.casefold() for w in wanted)][:_MOST_POSTS]


def _urls(about: str) -> list[str]:
    return re.findall(r"https?://[^\s<>\"']{3,300}", about)


FOOTPRINTS: tuple[Footprint, ...] = (
    GitHub(), Orcid(), Crossref(), Dblp(), StackExchange(), Bluesky(), Mastodon(), HackerNewsUser(),
)  # fmt: skip
