# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Sentences in their place, and the guards that refuse one: each guard returns the reason, or None.

A Line is one sentence of a Document with what is known about its page: kind, date, and whether the employer
itself speaks there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from research.extract import signal_rules as rules
from research.extract.dates import told
from research.models import Document, Kind, Modality, Passage
from research.text import fold, sentences

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_DATES = (
    re.compile(rf"\b{_MONTH}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>20\d\d)\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}\.?,? (?P<year>20\d\d)\b"),
    re.compile(r"\b(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b"),
)
_TITLE_SPLIT = re.compile(r"\s+(?:[|·•–—»-]\s+)+|\s*[|]\s*")
_SECTIONED = re.compile(r"[|·•»]")
_LONGEST = 2_000
_STAMPED = 8
"""Pages with one and the same date, and more than half of the dated ones: a stamp (seen: 366 of 366)."""
_MOST_WORDS = 60
_CONDITIONAL = re.compile(
    r"(?i)(?:\b(?:if|when|whenever|unless|whether|once|until|suppose|imagine|as|where)(?: \w+)?|\blet['’]s)\s*$"
)


@dataclass(frozen=True)
class Line:
    """One sentence: where it stands and what is known about its page."""

    document: Document
    passage: Passage
    start: int
    end: int
    kind: Kind
    date: dt.date | None
    own: bool
    """True when the page is the employer's own, so that "we" means the employer."""

    @cached_property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True)
class Site:
    """What all pages together tell: names, the employer's hosts, today, and how often things are said."""

    names: tuple[str, ...]
    today: dt.date
    hosts: frozenset[str]
    documents: tuple[Document, ...]

    @cached_property
    def stamp(self) -> dt.date | None:
        """The one date that a site builder stamps on all pages alike; it dates none of them."""
        dates = Counter(d.published for d in self.documents if d.published)
        if not dates:
            return None
        date, count = dates.most_common(1)[0]
        return date if count >= _STAMPED and count * 2 > sum(dates.values()) else None

    def mentions(self, name: str) -> int:
        """Return in how many main passages of all pages `name` stands as a whole phrase (at most 5 are counted)."""
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        count = 0
        for document in self.documents:
            for passage in document.main:
                if name in passage.text and pattern.search(passage.text):
                    count += 1
                    if count >= 5:
                        return count
        return count

    def is_name(self, word: str) -> bool:
        """Tell whether `word` stands capitalised in mid-sentence somewhere, as only names do."""
        inside = re.compile(rf"[a-z,] {re.escape(word)}(?!\w)")
        return any(word in p.text and inside.search(p.text) for d in self.documents for p in d.main)


def site_of(documents: Sequence[Document], names: Sequence[str], today: dt.date) -> Site:
    """Return the Site: its hosts are those of the home and about pages, else the most frequent host."""
    hosts = Counter(_host(d) for d in documents)
    own = {_host(d) for d in documents if d.kind == "home"}
    own = own or {_host(d) for d in documents if d.kind in ("about", "team", "values")}
    if not own and hosts:
        own = {max(sorted(hosts), key=lambda h: hosts[h])}
    cleaned = tuple(dict.fromkeys(n.strip() for n in names if n.strip()))
    return Site(names=cleaned, today=today, hosts=frozenset(own), documents=tuple(documents))


def _host(document: Document) -> str:
    host = urlsplit(document.final_url or document.url).hostname or ""
    return host.removeprefix("www.")


def is_own(document: Document, site: Site) -> bool:
    """Tell whether the employer itself speaks on the page; postings on job boards are its own."""
    host = _host(document)
    if document.kind in ("posting", "careers") or not host:
        return True
    if any(host == h or host.endswith("." + h) for h in site.hosts):
        return True
    return any(fold(n) == fold(document.site_name) for n in site.names)


def is_english(document: Document) -> bool:
    """Tell whether the page says it is English, or says nothing."""
    return document.language[:2].lower() in ("", "en")


def lines_of(passage: Passage, document: Document, own: bool) -> Iterator[Line]:
    """Yield the sentences of a passage that are neither questions nor too long to judge."""
    if len(passage.text) > _LONGEST * 10:
        return
    date = page_date(document)
    if document.kind in ("news", "press") and date is None:
        date = nearby_date(document, passage)
    for start, end in sentences(passage.text):
        if end - start <= _LONGEST and passage.text.count(" ", start, end) <= _MOST_WORDS:
            yield Line(document, passage, start, end, document.kind, date, own)


def line_at(document: Document, passage_id: str, start: int, end: int) -> Line | None:
    """Return the Line of the whole sentence around a citation's place, or None when the passage is not there."""
    for passage in document.passages:
        if passage.id == passage_id and end <= len(passage.text):
            around = [(s, e) for s, e in sentences(passage.text) if s <= start and end <= e]
            left, right = around[0] if around else (start, end)
            return Line(document, passage, left, right, document.kind, page_date(document), True)
    return None


def page_date(document: Document) -> dt.date | None:
    """Return the date of a dated kind of page (article, news, press, posting, person); other pages are undated."""
    return document.published if document.kind in ("article", "press", "posting", "person") else None


def nearby_date(document: Document, passage: Passage) -> dt.date | None:
    """Return the date printed in the same card of a list page, or within three passages before or after."""
    near = [
        p for p in document.passages[max(0, passage.ordinal - 3) : passage.ordinal + 4]
        if p.container and p.container == passage.container
    ]  # fmt: skip
    found = [d for p in near if (d := date_in(p.text)) is not None]
    return found[0] if len(set(found)) == 1 else None


def event_date(line: Line) -> dt.date | None:
    """Return the first of the month that the sentence itself names as its time ("In May 2025 we raised …")."""
    named = told(line.text)
    return dt.date(int(named[:4]), int(named[5:7]), 1) if named else None


def date_in(text: str) -> dt.date | None:
    """Return the first full date written in `text` ("May 12, 2026", "12 May 2026", "2026-05-12")."""
    for pattern in _DATES:
        m = pattern.search(text[:300])
        if m:
            groups = m.groupdict()
            month = int(groups["number"]) if groups.get("number") else _month_number(groups["month"])
            try:
                return dt.date(int(m["year"]), month, int(m["day"]))
            except ValueError:
                continue
    return None


def _month_number(word: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(word[:3]))


def own_title(document: Document, names: Sequence[str]) -> str:
    """Return the page's title without the site's name or its section; a verbatim stretch of the whole title."""
    title = document.title.strip()
    site = {fold(n) for n in (*names, document.site_name)} - {""}
    spans = _parts(title)
    kept = [(s, e) for s, e in spans if not _names_site(fold(title[s:e]), site)]
    if not kept:
        return title
    if len(kept) > 1:
        # A tagline may stand before or after; the part that the page prints as its headline is the title.
        heads = {fold(p.text) for p in document.passages[:80] if p.block == "heading"}
        headline = [(s, e) for s, e in kept if fold(title[s:e]) in heads]
        if len(headline) == 1:
            return title[headline[0][0] : headline[0][1]]
    first, last = kept[0], kept[-1]
    if len(kept) > 1 and (_SECTIONED.search(title[first[1] : kept[1][0]]) or _short_tail(title, kept)):
        last = first if _SECTIONED.search(title[first[1] : kept[1][0]]) else kept[-2]
    return title[first[0] : last[1]]


def _parts(title: str) -> list[tuple[int, int]]:
    """Return the spans between the separators of a title."""
    spans, start = [], 0
    for m in _TITLE_SPLIT.finditer(title):
        spans.append((start, m.start()))
        start = m.end()
    return [(s, e) for s, e in [*spans, (start, len(title))] if e > s]


def _names_site(part: str, site: set[str]) -> bool:
    return part in site or any(part in {f"{s} blog", f"{s}'s blog", f"the {s} blog", f"blog {s}"} for s in site)


def _short_tail(title: str, kept: list[tuple[int, int]]) -> bool:
    (first, end), (tail, stop) = kept[0], kept[-1]
    return len(title[tail:stop].split()) <= 2 and len(title[first:end].split()) >= 3


def post_title(document: Document, names: Sequence[str]) -> str | None:
    """Return the exact headline of a post when it may be said: at most ten words, no question or exclamation mark."""
    title = own_title(document, names)
    if document.kind not in ("article", "press", "person", "news", "other") or not 2 <= len(title.split()) <= 10:
        return None
    return None if re.search(r"[?!:;/“”\"()]|https?|\.$", title) or title.isupper() else title


# --- guards -------------------------------------------------------------------------------------------------------


def modality(line: Line, match: re.Match[str]) -> Modality:
    """Return what the words from the subject to the cue say: done, going on, plan, neg, or a lasting state."""
    named = re.match(r"[Ww]e\b|[Oo]ur\b|[A-Z]", match[0]) is not None
    start = match.start() if named else _clause_start(line.text, match.start())
    lead = line.text[start : _cue_end(match)]
    before = line.text[_clause_start(line.text, match.start()) : match.start()]
    cue = cue_words(match)
    if rules.NEGATION.search(lead):
        return "neg"
    if _GLAD.search(lead):
        return "going on"
    if rules.PLAN.search(lead) or re.search(r"\b(?:will|plan\w*|aim|hope)\b[^,;]*$", before):
        return "plan"
    if re.search(r"\b(?:finished|completed)\b", lead):
        return "done"
    if rules.ONGOING.search(lead) or re.search(r"\b(?:started|began|begun)\b \w+ing\b", lead):
        return "going on"
    if re.search(r"\b(?:have|has|had|['’]ve)\b", lead) or re.search(r"ed\b", " ".join(cue)) or set(cue) & _PAST:
        return "done"
    return "state"


_GLAD = re.compile(
    r"\b(?:excited|thrilled|proud|pleased|happy|delighted) to (?:launch|announce|introduce|share|unveil|release|welcome|open)\b"
)
_PAST = frozenset(
    "got laid grew grown gone went rose built chose left lost made won ran took began said let gave cut hit set wrote rewrote"
    " learned underestimated hindsight made".split()
)


def cue_words(match: re.Match[str]) -> tuple[str, ...]:
    """Return the words of the cue (groups K, K1 …), lower case; those of the whole match when it has no such group."""
    groups = [v for k, v in match.groupdict().items() if k.startswith("K") and v]
    return tuple(w.lower().replace("’", "'") for w in re.findall(r"[\w’'%+/-]+", " ".join(groups) or match[0]))


def _cue_end(match: re.Match[str]) -> int:
    ends = [match.end(k) for k in match.groupdict() if k.startswith("K") and match[k]]
    return max(ends, default=match.end())


def _clause_start(text: str, at: int) -> int:
    return max((text.rfind(mark, 0, at) + 1 for mark in ",;:—("), default=0)


def voice_of_others(line: Line, match: re.Match[str]) -> str | None:
    """Refuse block quotes, testimonials, and sentences inside quotation marks."""
    if line.passage.block == "quote":
        return "voice of others: block quote"
    if rules.TESTIMONIAL.search(" ".join(line.passage.headings)):
        return "voice of others: testimonials"
    text = line.passage.text
    before = text[: line.start + match.start()]
    if before.count("“") > before.count("”") or before.count('"') % 2 == 1:
        return "voice of others: inside quotation marks"
    if re.search(r"[”\"],? (?:said|says|explains?|adds?|notes?)\b", text) or re.match(
        r"\s*[—–-] ?[A-Z]", text[line.end :]
    ):
        return "voice of others: somebody is quoted"
    return None


def third_party(line: Line, match: re.Match[str], names: Sequence[str]) -> str | None:
    """Refuse statements on a page that is not the employer's, unless they name it as their subject."""
    return None if line.own or any(n in match[0] for n in names) else "third party speaks"


def furniture(line: Line, match: re.Match[str]) -> str | None:
    """Refuse legal, cookie and newsletter lines that stand among the content."""
    found = rules.FURNITURE.search(line.text)
    return f"furniture: {found[0].lower()}" if found else None


def condition(line: Line, match: re.Match[str]) -> str | None:
    """Refuse a clause that only holds under a condition ("when we opened …", "if we reach …")."""
    if _CONDITIONAL.search(line.text[: match.start()]):
        return "condition: if, when, let's"
    if line.text.rstrip().endswith("?"):
        return "a question"
    return None


def author_speaks(line: Line, match: re.Match[str]) -> str | None:
    """Refuse what one writer says of themself: "I" between the clause's start and the cue."""
    lead = line.text[_clause_start(line.text, match.start()) : _cue_end(match)]
    return "subject is the author" if re.search(r"\b(?:I|my|me)\b", lead) else None


_NO_SUBJECT = re.compile(
    r"(?i)\b(?:by|for|of|with|to|from|at|in|on|about|like|than|as|join|joins|joined|let|lets|help|helps|helped|helping|make|makes|made|allow|allows|enables?)\s+(?:all of )?$"
)


def not_the_subject(line: Line, match: re.Match[str]) -> str | None:
    """Refuse "our team" where it is the object of a verb or preposition ("a channel built by our engineers became …")."""
    return "subject is something else" if _NO_SUBJECT.search(line.text[: match.start()]) else None


GUARDS = (voice_of_others, furniture, condition, author_speaks)


def too_old(date: dt.date | None, today: dt.date, months: int | None) -> bool:
    """Tell whether `date` lies more than `months` months (of 30.44 days) before `today`."""
    return months is not None and date is not None and (today - date).days > months * 30.44
