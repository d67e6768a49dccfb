"""GitHub: an organisation that is surely the company's, and people whose handle is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from research.collect.lookups.asking import Ask, Unanswered, day, first, items, number, table, text
from research.collect.lookups.protocol import Company, same_host
from research.collect.lookups.sheet import sheet
from research.collect.lookups.wikidata import Wikidata, values_of
from research.leads import Claim, Found, Remark

HEADERS = {"Accept": "application/vnd.github+json"}
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")
_MOST_REPOSITORIES = 8
# First parts of github.com paths that are no account.
_PLACES = frozenset(
    "about apps blog collections contact customer-stories enterprise events explore features issues login marketplace"
    " new notifications orgs pricing pulls search security settings site sponsors topics trending".split()
)


class GitHubOrganisation:
    """What the company builds in the open; taken only when its site and the organisation name each other's address."""

    name = "GitHub"

    async def facts(self, company: Company, ask: Ask) -> Found:
        """Return the organisation's repositories and languages, or the remark that none is surely theirs."""
        label = company.host.split(".")[0]
        guessed = [label] if _LOGIN.fullmatch(label) else []
        for login in dict.fromkeys([*guessed, *await _from_wikidata(company, ask)]):
            entry = await _organisation(login, ask)
            if entry and same_host(_host(text(entry, "blog")), company.host):
                return await _described(entry, f"its GitHub page gives {company.host} as its site", ask)
        for login in logins(await company.links())[:2]:
            entry = await _organisation(login, ask)
            if entry:
                return await _described(entry, f"{company.host} links to it", ask)
        note = "no organisation there is linked with the site"
        return Found(remarks=(Remark(source=self.name, result="absent", note=note),))


async def _from_wikidata(company: Company, ask: Ask) -> list[str]:
    try:
        _, entity = await Wikidata().entity(company, ask)
    except Unanswered:
        return []
    return [v for v, _ in values_of(entity, "P2037") if isinstance(v, str) and _LOGIN.fullmatch(v)][:1]


def logins(urls: Iterable[str]) -> list[str]:
    """Return the account names in addresses of github.com, the most often linked first."""
    counts: dict[str, int] = {}
    for url in urls:
        if (login := login_of(url)) is not None:
            counts[login] = counts.get(login, 0) + 1
    return sorted(counts, key=lambda login: -counts[login])


def login_of(url: str) -> str | None:
    """Return the account that an address of github.com or *.github.io belongs to, or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if host.endswith(".github.io"):
        return host.removesuffix(".github.io")
    steps = [step for step in parts.path.split("/") if step]
    if host != "github.com" or not steps:
        return None
    steps = steps[1:] if steps[0] == "orgs" else steps
    found = steps[0].lower() if steps else ""
    return found if _LOGIN.fullmatch(found) and found not in _PLACES else None


def _host(address: str) -> str:
    try:
        return urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""


async def _organisation(login: str, ask: Ask) -> dict[str, Any]:
    """Return the organisation, {} when there is none of this name."""
    try:
        return table("github", await ask.json("github", f"/orgs/{login}", about=login, headers=HEADERS))
    except Unanswered as error:
        if error.reason == "not found":
            return {}
        raise


async def repositories(path: str, login: str, ask: Ask) -> list[str]:
    """Return a line for each repository that is no fork and not archived, most stars first; [] when unanswered."""
    query = {"sort": "pushed", "per_page": 30}
    try:
        found = items("github", await ask.json("github", path, query, about=login, headers=HEADERS))
    except Unanswered:
        return []
    own = [r for r in found if isinstance(r, dict) and not r.get("fork") and not r.get("archived") and text(r, "name")]
    own.sort(key=lambda r: -(number(r, "stargazers_count") or 0))
    return [_repository(r) for r in own[:_MOST_REPOSITORIES]]


def _repository(entry: Any) -> str:
    about, language = text(entry, "description", limit=300).rstrip(". "), text(entry, "language")
    told = [language, f"last change {day(text(entry, 'pushed_at'))}" if day(text(entry, "pushed_at")) else ""]
    return f"{text(entry, 'name')}: {about} ({', '.join(filter(None, told))})".replace(" ()", "").replace(": (", " (")


async def _described(entry: dict[str, Any], why: str, ask: Ask) -> Found:
    login = text(entry, "login")
    lines = await repositories(f"/orgs/{login}/repos", login, ask)
    name = first((text(entry, "name"), login))
    url = f"https://github.com/{login}"
    opening = f"{name} on GitHub: {number(entry, 'public_repos') or len(lines)} public repositories"
    page = sheet(
        title=f"{name} on GitHub", url=url, asked=f"{ask.base('github')}/orgs/{login}",
        lines=[text(entry, "description"), opening, "# Repositories", *lines], at=ask.when("github"), note=why,
    )  # fmt: skip
    shown = [opening, *lines[:3]]
    claims = [Claim(kind=None, label="GitHub", value=line, quote=line, page=page.sha256) for line in shown]
    return Found(
        pages=(page,), claims=tuple(claims), remarks=(Remark(source="GitHub", result="found", note=why, looked=(url,)),)
    )
