"""What was looked for, where, and with what result: the gap ledger of a brief."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from research.models import (
    Claim,
    Document,
    Fact,
    FactKind,
    Gap,
    InterviewerBrief,
    Kind,
    Miss,
    Posting,
    Profile,
    Question,
    Reason,
)
from research.tongues import plain, tongue

Result = Literal["found", "absent", "blocked", "not tried"]

# Pages a brief leans on: what the ledger calls them, and the kinds that serve.
_PAGES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("home page", ("home",)),
    ("about page", ("about",)),
    ("team page", ("team",)),
    ("values page", ("values",)),
    ("careers page", ("careers",)),
    ("news or articles", ("news", "article", "press")),
)
# Facts a candidate asks for first: what the ledger calls them, and the kinds of pages that would say so.
_FACTS: tuple[tuple[str, FactKind, tuple[Kind, ...]], ...] = (
    ("founding year", "founded", ("home", "about", "team", "press")),
    ("headquarters", "headquarters", ("home", "about", "contact", "careers", "posting")),
    ("head count", "employees", ("home", "about", "team", "careers", "press")),
    ("funding", "funding", ("home", "about", "news", "article", "press")),
    ("customers by name", "customers", ("home", "about", "customers", "products")),
    ("products", "products", ("home", "about", "products")),
    ("mission", "mission", ("home", "about", "values")),
)


# What a question rests on shows that the pages say it: what the ledger calls it, and the code of the signal.
_ASKED = {"values page": "C05", "customers by name": "C21", "funding": "C08", "products": "C03"}


class _Topic(NamedTuple):
    """Something a posting may say: its name, the posting's part that would hold it, and words that give it away."""

    name: str
    part: str | None
    words: str
    theirs: str = ""
    """The topic of `tongues.toml` with the words of other languages."""


# A topic counts as found when the posting or a careers page has one of its words, in whichever language.
_TOPICS: tuple[_Topic, ...] = (
    _Topic("reporting line", "reports_to", r"report(?:s|ing)? (?:in)?to\b|you.ll report", "manager"),
    _Topic(
        "team around the role",
        "team",
        r"team of (?:\d+|two|three|four|five|six|seven|eight|nine|ten)|\d+[- ]person team",
        "team",
    ),
    _Topic(
        "first-months goals",
        "goals",
        r"(?:first|within|in your) (?:\d+|three|six|twelve) (?:days|months|weeks)|first year|premiers mois",
    ),
    _Topic(
        "measure of success",
        "measures",
        r"\bKPIs?\b|\bOKRs?\b|measured (?:by|on)|success (?:looks like|is measured|metrics?)|accountable for",
        "measure",
    ),
    _Topic(
        "on-call, shifts or travel",
        None,
        r"on.?call|\bshifts?\b|\btravel(?:ling)?\b|weekends?|astreinte|d[ée]placements|bereitschaft|reisebereit",
    ),
    _Topic(
        "pay",
        "pay",
        r"salary|compensation|[$€£¥]\s?\d|\d\s?(?:€|EUR|USD|GBP)|pay (?:range|band)|salaire|r[ée]mun[ée]ration|gehalt",
    ),
    _Topic(
        "hiring steps",
        "stages",
        r"interview (?:process|stages?|rounds?)|hiring (?:process|steps|goes|works)|how we hire"
        r"|recruit(?:ing|ment) process|(?:phone|video) screen|take.?home|entretien|entrevista"
        r"|vorstellungsgespr[aä]ch",
    ),
    _Topic("start-up help", None, r"onboard|mentor|buddy|ramp.?up", "help"),
    _Topic(
        "why the role is open",
        None,
        r"newly created|new (?:role|position)|replac(?:e|ing)|growing team|we are growing"
        r"|(?:first|founding) (?:hire|engineer|designer)|parental leave",
        "reason",
    ),
)

_WALLS: dict[Reason, str] = {
    "blocked": "blocked by a bot check; save the page into pages/",
    "login": "behind a login; save the page into pages/",
    "robots": "robots.txt forbids it; save the page into pages/",
    "rate-limited": "the site asked us to slow down; try again later",
    "timeout": "the site did not answer in time; try again later",
    "refused": "the site refused the connection; try again later",
    "server error": "the site answered with an error; try again later",
    "certificate": "the site's certificate is not valid; save the page into pages/",
    "script page": "built by scripts that did not run; run `research setup`, or save the page into pages/",
    "unsafe address": "it leads to a private address that you did not name",
    "no network": "no network",
    "password": "the file is locked with a password; save it without one",
    "damaged": "the file cannot be read",
}
_TEAM_KINDS: frozenset[Kind] = frozenset({"about", "home", "values", "careers", "contact", "other"})
_MOST_LOOKED = 12
_SHORT_POSTING = 120


def gaps(
    profile: Profile,
    documents: Sequence[Document],
    misses: Sequence[Miss],
    facts: Sequence[Fact],
    posting: Posting | None,
    interviewers: Sequence[InterviewerBrief],
    questions: Sequence[Question] = (),
    values: Sequence[Claim] = (),
) -> list[Gap]:
    """Return the ledger: pages, the posting and what it leaves open, each interviewer, the facts asked for first.

    Each line says found, absent, blocked or not tried, where was looked (up to 12 addresses), and why in one clause.
    What a posting leaves open is told only of a posting that was read. What a question or a stated value of the brief
    rests on is found, whichever page says it.
    """
    desk = _Desk(documents, misses)
    ledger = [_team(desk) if name == "team page" else desk.page(name, kinds) for name, kinds in _PAGES]
    ledger.append(_posting(profile, desk, posting))
    ledger += [_interviewer(person, desk) for person in interviewers]
    known = {fact.kind: fact for fact in reversed(facts)}
    for name, fact_kind, kinds in _FACTS:
        fact = known.get(fact_kind)
        ledger.append(_found(name, [c.url for c in fact.citations]) if fact else desk.absent(name, kinds))
    ledger = [_shown(gap, questions, values) for gap in ledger]
    return ledger + ([_topic(topic, posting, desk) for topic in _TOPICS] if posting is not None else [])


def _shown(gap: Gap, questions: Sequence[Question], values: Sequence[Claim]) -> Gap:
    """Return the line as found where the brief itself shows what was looked for."""
    code = _ASKED.get(gap.kind, "")
    if gap.result == "found" or not code:
        return gap
    cited = [c for q in questions if code in q.signal.split(" + ") for c in q.citations]
    cited += [c for v in values for c in v.said.citations] if gap.kind == "values page" else []
    return _found(gap.kind, [c.url for c in cited], "said on another page") if cited else gap


def _found(name: str, urls: Iterable[str], note: str = "") -> Gap:
    return Gap(kind=name, result="found", looked=tuple(dict.fromkeys(urls))[:_MOST_LOOKED], note=note)


def _counted(number: int) -> str:
    return "1 page" if number == 1 else f"{number} pages"


class _Desk:
    """What was read and what was not, ready to be asked."""

    def __init__(self, documents: Sequence[Document], misses: Sequence[Miss]) -> None:
        self.documents, self.misses = documents, misses

    @property
    def counted(self) -> str:
        """Return how many pages of theirs were read, without the files of the user's own, as the brief counts them."""
        return _counted(sum(d.url.startswith("http") for d in self.documents) or len(self.documents))

    def urls(self, kinds: Iterable[Kind]) -> list[str]:
        """Return the addresses read of these kinds, in the order of the documents."""
        wanted = frozenset(kinds)
        return [d.url for d in self.documents if d.kind in wanted]

    def page(self, name: str, kinds: tuple[Kind, ...]) -> Gap:
        """Return the line for a page of one of these kinds."""
        urls = self.urls(kinds)
        return _found(name, urls) if urls else self.absent(name, kinds, looked=[d.url for d in self.documents])

    def absent(self, name: str, kinds: tuple[Kind, ...], looked: Sequence[str] | None = None) -> Gap:
        """Return the line for something not found: blocked when a page that could say it was walled, else absent."""
        read = {d.kind for d in self.documents}
        walled = [m for m in self.misses if m.kind in kinds and m.kind not in read and m.reason in _WALLS]
        # A wall in front of the home page hides everything.
        walled = walled or [m for m in self.misses if m.kind == "home" and m.reason in _WALLS and not self.documents]
        if walled:
            urls = tuple(dict.fromkeys(m.url for m in walled))[:_MOST_LOOKED]
            return Gap(kind=name, result="blocked", looked=urls, note=_WALLS[walled[0].reason])
        unread = [m.url for m in self.misses if m.kind in kinds and m.reason == "budget"]
        if unread and not self.urls(kinds):
            note = "the page budget was spent before it"
            return Gap(kind=name, result="not tried", looked=tuple(unread[:_MOST_LOOKED]), note=note)
        if not self.documents:
            return Gap(kind=name, result="not tried", note="no page was read")
        urls = tuple(dict.fromkeys(looked if looked is not None else self.urls(kinds)))[:_MOST_LOOKED]
        return Gap(kind=name, result="absent", looked=urls, note=f"in {self.counted}: not found")


def _team(desk: _Desk) -> Gap:
    """Return the line for the team: a page of that kind, or any page of the company that shows several people."""
    shown = [d.url for d in desk.documents if d.kind in _TEAM_KINDS and sum(bool(p.job_title) for p in d.people) >= 3]
    gap = desk.page("team page", ("team",))
    return _found("team page", shown, "shown on another page") if shown and gap.result != "found" else gap


def _posting(profile: Profile, desk: _Desk, posting: Posting | None) -> Gap:
    name = "the posting"
    if posting is not None:
        return _found(name, [posting.url])
    given = profile.role.posting
    missed = next((m for m in desk.misses if given and m.url == given), None)
    if missed is not None:
        note = _WALLS.get(missed.reason, missed.detail or missed.reason)
        result: Result = "blocked" if missed.reason in _WALLS else "absent"
        return Gap(kind=name, result=result, looked=(missed.url,), note=f"{note}; paste it into posting.md")
    if not profile.role.title and not given:
        note = "the profile names no role; paste the posting into posting.md"
        return Gap(kind=name, result="not tried", looked=tuple(desk.urls(("posting",))[:_MOST_LOOKED]), note=note)
    gap = desk.absent(name, ("posting", "careers"))
    if gap.result == "absent":
        note = f"in {desk.counted}: no posting with this title; paste it into posting.md"
        return gap.model_copy(update={"note": note})
    return gap


def _interviewer(person: InterviewerBrief, desk: _Desk) -> Gap:
    name = f"interviewer {person.name}"
    if person.found:
        return _found(name, [c.url for c in person.citations])
    gap = desk.absent(name, ("person", "team", "about"))
    if gap.result == "absent":
        nobody = f"in {desk.counted}: nobody surely this person; save their public page into people/"
        note = person.unsure.rstrip(".") or nobody
        return gap.model_copy(update={"note": note})
    return gap


@lru_cache(maxsize=32)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


def _topic(topic: _Topic, posting: Posting, desk: _Desk) -> Gap:
    """Return the line for something the posting may say, or another page about working there."""
    part = getattr(posting, topic.part) if topic.part else None
    if part:
        return _found(topic.name, [posting.url])
    said = _saying(topic, posting, desk)
    if said:
        return _found(topic.name, said)
    looked = [posting.url, *desk.urls(("careers",))]
    if posting.words < _SHORT_POSTING:
        note = f"the posting has only {posting.words} words: its silence means little"
        return Gap(kind=topic.name, result="absent", looked=tuple(looked[:_MOST_LOOKED]), note=note)
    careers = len(looked) - 1
    where = "the posting" + (f" and {_counted(careers)} about careers" if careers else "")
    return Gap(kind=topic.name, result="absent", looked=tuple(looked[:_MOST_LOOKED]), note=f"in {where}: not said")


def _saying(topic: _Topic, posting: Posting, desk: _Desk) -> list[str]:
    """Return the addresses of the posting, or of careers pages, in which the words are found."""
    pages = [d for d in desk.documents if d.sha256 == posting.document or d.kind == "careers"]
    return [d.url for d in pages if _says(topic, d)]


def _says(topic: _Topic, document: Document) -> bool:
    ours, known = _pattern(topic.words), tongue(document.language)
    theirs = known.silence.get(topic.theirs) if known else None
    texts = [p.text[:2000] for p in document.main]
    return any(ours.search(text) or (theirs and theirs.search(plain(text))) for text in texts)
