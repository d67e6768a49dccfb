"""How a public source is asked: through the Collector's guard and pace, from the cache while fresh, never twice.

Every base address can be pointed elsewhere by the user, RESEARCH_SOURCE_<NAME>=http://…, and then is an address in the
user's own words; RESEARCH_SOURCE_<NAME>=off asks that source nothing. RESEARCH_CONTACT, an e-mail address, is added to
the User-Agent for the sources that ask for one (SEC EDGAR, Wikimedia).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from research.leads import Lookup
from research.models import Miss, Reason
from research.text import clean

BASES = {
    "wikidata": "https://www.wikidata.org",
    "wikipedia": "https://{lang}.wikipedia.org",
    "gleif": "https://api.gleif.org",
    "sec": "https://www.sec.gov",
    "sec_data": "https://data.sec.gov",
    "hn": "https://hn.algolia.com",
    "gdelt": "https://api.gdeltproject.org",
    "github": "https://api.github.com",
    "orcid": "https://pub.orcid.org",
    "dblp": "https://dblp.org",
    "crossref": "https://api.crossref.org",
    "stackexchange": "https://api.stackexchange.com",
    "bluesky": "https://public.api.bsky.app",
    "mastodon": "https://{host}",
    "greenhouse": "https://boards-api.greenhouse.io",
    "lever": "https://api.{region}lever.co",
    "ashby": "https://api.ashbyhq.com",
    "brave": "https://api.search.brave.com",
    "searxng": "",
    "domains": "",
}
NAMES = {
    "wikidata": "Wikidata", "wikipedia": "Wikipedia", "gleif": "GLEIF", "sec": "SEC EDGAR", "sec_data": "SEC EDGAR",
    "hn": "Hacker News", "gdelt": "GDELT", "github": "GitHub", "orcid": "ORCID", "dblp": "DBLP", "crossref": "Crossref",
    "stackexchange": "Stack Exchange", "bluesky": "Bluesky", "mastodon": "Mastodon", "brave": "Brave Search",
    "searxng": "SearXNG", "greenhouse": "Greenhouse", "lever": "Lever", "ashby": "Ashby",
}  # fmt: skip
_WANT_CONTACT = frozenset({"wikidata", "wikipedia", "sec", "sec_data", "crossref"})
_AT_A_TIME = 2  # Wikimedia allows three
_ANSWER_S = 8.0
_FRESH = dt.timedelta(days=1)


class Unanswered(Exception):
    """A source that gave no usable answer; `reason` as for a Miss, `detail` a clause for people."""

    def __init__(self, source: str, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.source = source
        self.reason: Reason = reason
        self.detail = detail


class _Collector(Protocol):
    user_agent: str

    async def ask(self, url: str, headers: Mapping[str, str] | None = None, seconds: float = 0.0) -> bytes | Miss: ...


def _no_answer(_source: str, _key: str) -> Lookup | None:
    return None


class Ask:
    """Asks public sources for JSON. `answers` are the fresh ones, to be kept; `asked` who was asked for what.

    `kept` gives the earlier answer to a question; one younger than `fresh` is used, and of any age when `offline`,
    which asks nobody. `env` is the user's environment.
    """

    def __init__(
        self,
        collector: _Collector,
        *,
        now: Callable[[], dt.datetime],
        env: Mapping[str, str],
        kept: Callable[[str, str], Lookup | None] = _no_answer,
        fresh: dt.timedelta = _FRESH,
        offline: bool = False,
    ) -> None:
        self.now = now
        self.env = env
        self.answers: list[Lookup] = []
        self.asked: dict[str, list[str]] = {}
        self._collector, self._kept, self._fresh, self._offline = collector, kept, fresh, offline
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._silent: dict[str, Unanswered] = {}
        self._ages: dict[str, dt.datetime] = {}
        self._running: dict[tuple[str, str], asyncio.Task[bytes]] = {}

    async def close(self) -> None:
        """Let go of questions that nobody waits for any more."""
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def base(self, source: str, **parts: str) -> str:
        """Return the base address of a source, without a slash at its end; raises Unanswered when it is turned off."""
        given = _given(source, self.env)
        if given.lower() == "off":
            raise Unanswered(source, "not allowed", "turned off by you")
        return (given or BASES[source].format(**parts)).rstrip("/")

    async def json(
        self,
        source: str,
        path: str,
        query: Mapping[str, object] | None = None,
        *,
        about: str,
        headers: Mapping[str, str] | None = None,
        **parts: str,
    ) -> Any:
        """Return the parsed answer of `source` at `path`; `about` says for people what is asked for.

        Raises Unanswered: no network, limits, HTML or nonsense instead of JSON, turned off.
        """
        key = path + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        url = self.base(source, **parts) + key
        kept_as = "|".join([*parts.values(), key])
        kept = self._kept(source, kept_as)
        if kept is not None and (self._offline or self.now() - kept.fetched_at < self._fresh):
            return self._used(kept)
        if self._offline:
            raise Unanswered(source, "no network", "not asked: offline")
        if (source, kept_as) not in self._running:  # two sources may need the same answer
            work = self._fetched(source, kept_as, url, about, headers or {})
            self._running[source, kept_as] = asyncio.ensure_future(work)
        try:
            return _parsed(source, await asyncio.shield(self._running[source, kept_as]))
        except Unanswered:
            if kept is None:
                raise
            return self._used(kept)  # an old answer with its date is better than none

    def when(self, source: str) -> dt.datetime:
        """Return how old what this source said is: the time of the oldest answer that was used, else now."""
        return self._ages.get(source) or self.now()

    def _used(self, kept: Lookup) -> Any:
        self._ages[kept.source] = min(kept.fetched_at, self._ages.get(kept.source, kept.fetched_at))
        return _parsed(kept.source, kept.body)

    async def _fetched(self, source: str, kept_as: str, url: str, about: str, headers: Mapping[str, str]) -> bytes:
        try:
            body = await self._fetch(source, url, about, headers)
        except Unanswered as error:
            if error.reason != "not found":
                raise
            body = b""  # that there is nothing is an answer too, and need not be asked for again today
        if body:
            _parsed(source, body)
        self.answers.append(Lookup(source=source, key=kept_as, body=body, fetched_at=self.now()))
        return body

    async def _fetch(self, source: str, url: str, about: str, headers: Mapping[str, str]) -> bytes:
        sent = {"Accept": "application/json", "User-Agent": self._user_agent(source), **headers}
        async with self._turns.setdefault(source, asyncio.Semaphore(_AT_A_TIME)):
            if source in self._silent:  # a limit or a dead line: the next question would fare no better
                raise self._silent[source]
            said = self.asked.setdefault(NAMES[source], [])
            if about not in said:
                said.append(about)
            outcome = await self._collector.ask(url, sent, _ANSWER_S)
        if isinstance(outcome, bytes):
            return outcome
        error = Unanswered(source, outcome.reason, outcome.detail or outcome.reason)
        if source in ("sec", "sec_data") and outcome.reason == "blocked":
            error.detail += "; SEC wants an e-mail address in the request: set RESEARCH_CONTACT"
        if outcome.reason in ("rate-limited", "no network", "timeout", "refused"):
            self._silent[source] = error
        raise error

    def _user_agent(self, source: str) -> str:
        contact = clean(self.env.get("RESEARCH_CONTACT", ""))[:100]
        own = self._collector.user_agent
        return f"{own} {contact}" if contact and contact.isascii() and source in _WANT_CONTACT else own


def _given(source: str, env: Mapping[str, str]) -> str:
    name = "sec" if source == "sec_data" else source
    if source == "searxng":
        return env.get("RESEARCH_SEARCH_SEARXNG", "").strip()
    return env.get(f"RESEARCH_SOURCE_{name.upper()}", "").strip()


def is_off(source: str, env: Mapping[str, str]) -> bool:
    """Tell whether the user turned a source off."""
    return _given(source, env).lower() == "off"


def named_addresses(env: Mapping[str, str]) -> list[str]:
    """Return the base addresses that the user's environment names; to a Guard they are typed addresses."""
    given = " ".join(_given(source, env) for source in BASES)
    return [address for address in given.split() if "://" in address]


def guessed(env: Mapping[str, str]) -> list[str] | None:
    """Return the addresses to open instead of plausible domains (RESEARCH_SOURCE_DOMAINS, "off": none), or None."""
    given = _given("domains", env)
    return None if not given else [] if given.lower() == "off" else given.split()


def _parsed(source: str, body: bytes) -> Any:
    if not body:
        raise Unanswered(source, "not found", "there is nothing of that name")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        what = "HTML" if body.lstrip()[:1] == b"<" else "text"
        raise Unanswered(source, "malformed", f"answered with {what} instead of JSON") from error


# --- reading answers whose shape may have changed ---


def pick(value: Any, *path: str | int) -> Any:
    """Return what lies at a path of keys and indices, or None."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step] if -len(value) <= step < len(value) else None
        else:
            return None
    return value


def text(value: Any, *path: str | int, limit: int = 500) -> str:
    """Return the text at a path in one line, at most `limit` characters; "" when there is none."""
    found = pick(value, *path)
    return clean(found[: 4 * limit])[:limit] if isinstance(found, str) else ""


def number(value: Any, *path: str | int) -> int | None:
    """Return the whole number at a path, also when it is written as text; or None."""
    found = pick(value, *path)
    if isinstance(found, bool):
        return None
    if isinstance(found, (int, float)) and abs(found) < 1e15:
        return int(found)
    digits = found.strip() if isinstance(found, str) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


def items(source: str, value: Any, *path: str | int) -> list[Any]:
    """Return the list at a path, at most 200 of it; raises Unanswered when the answer has another shape."""
    found = pick(value, *path)
    if not isinstance(found, list):
        raise Unanswered(source, "malformed", "answered in a shape that is not the documented one")
    return found[:200]


def table(source: str, value: Any, *path: str | int) -> dict[str, Any]:
    """Return the object at a path; raises Unanswered when the answer has another shape."""
    found = pick(value, *path)
    if not isinstance(found, dict):
        raise Unanswered(source, "malformed", "answered in a shape that is not the documented one")
    return found


def record(source: str, value: Any, *path: str) -> dict[str, Any]:
    """Return an answer that is one record, known by what lies at `path`; raises Unanswered for another shape."""
    found = table(source, value)
    if not isinstance(pick(found, *path), (str, dict)):
        raise Unanswered(source, "malformed", "answered in a shape that is not the documented one")
    return found


def first(texts: Iterable[str]) -> str:
    """Return the first text that is not empty, or ""."""
    return next((t for t in texts if t), "")


def day(value: str) -> dt.date | None:
    """Return the date that an ISO 8601 text or "20261103T101500Z" begins with, or None."""
    digits = value.replace("-", "")[:8]
    try:
        return dt.datetime.strptime(digits, "%Y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
