"""Facts, Documents and Signals → the company's part of the brief. Nothing is retold: lines are clauses of the pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterable, Sequence

from research.models import CompanyBrief, Document, Fact, FactKind, Identity, Signal, Statement
from research.text import fold, sentences, words

# Label of a glance line, and the fact kinds that may fill it, best first.
GLANCE: tuple[tuple[str, tuple[FactKind, ...]], ...] = (
    ("They say", ("description", "mission")),
    ("Form", ("legal_name", "parent")),
    ("Since", ("founded", "founders")),
    ("Size", ("employees", "customers")),
    ("Place", ("headquarters", "offices")),
    ("Work", ("remote",)),
    ("Money", ("funding", "revenue")),
)
_GLANCE_LINES = 6
_GLANCE_LONGEST = 200
# Kinds of which a company has one: two values are a conflict to show side by side.
_SINGLE: tuple[FactKind, ...] = ("founded", "employees", "headquarters", "parent")
_NEWS_MONTHS = 24
_NEWS_ITEMS = 4
_LEAST_SENTENCE = 50
_LEAST_WORDS = 3
# What a change is worth when several signals come from one article.
_NEWS_WEIGHT = {"C04": 9, "C09": 9, "C10": 9, "C02": 8, "C08": 8, "C20": 8, "C13": 7, "C03": 7, "C12": 6, "C01": 6,
                "C19": 5, "C17": 5, "C11": 5, "C21": 3, "C23": 4, "C22": 3}  # fmt: skip
_VERB = {"done": "done", "going on": "going on", "plan": "planned", "neg": "done", "state": "said"}


def company(
    identity: Identity, facts: Sequence[Fact], signals: Sequence[Signal], documents: Sequence[Document], today: dt.date
) -> CompanyBrief:
    """Return the CompanyBrief; every line carries the citation of the clause it is made of."""
    return CompanyBrief(
        name=identity.name,
        site=identity.site,
        facts=tuple(facts),
        glance=tuple(_glance(facts)),
        changed_lately=tuple(_changed_lately(signals, documents, today)),
        conflicts=tuple(_conflicts(facts)),
    )


def _glance(facts: Sequence[Fact]) -> Iterable[tuple[str, Statement]]:
    lines, used = 0, set[str]()
    for label, kinds in GLANCE:
        for kind in kinds:
            fact = _shortest(f for f in facts if f.kind == kind and f.says == "company" and not f.plan)
            if fact is None or lines == _GLANCE_LINES:
                continue
            quote = fact.citations[0].quote
            if len(quote) <= _GLANCE_LONGEST and fold(quote) not in used and _says_something(kind, quote):
                used.add(fold(quote))
                lines += 1
                yield label, Statement(text=quote, citations=fact.citations[:1])
                break


def _says_something(kind: FactKind, quote: str) -> bool:
    """Whether a quote can stand alone on a line: more than a bare name or number, and not the head of a list."""
    return not quote.rstrip().endswith(":") and (kind == "legal_name" or len(words(quote)) >= _LEAST_WORDS)


def _shortest(facts: Iterable[Fact]) -> Fact | None:
    """The first fact, unless it is long and another says it in fewer words."""
    found = list(facts)
    if not found:
        return None
    first = found[0]
    if len(first.citations[0].quote) <= _GLANCE_LONGEST:
        return first
    return min(found, key=lambda f: len(f.citations[0].quote))


def _changed_lately(
    signals: Sequence[Signal], documents: Sequence[Document], today: dt.date
) -> list[tuple[dt.date, str, Statement]]:
    """The newest dated statements, one a document, newest first."""
    by_capture = {d.sha256: d for d in documents}
    best: dict[str, tuple[int, Signal]] = {}
    for signal in signals:
        worth = _NEWS_WEIGHT.get(signal.code, 0)
        document = by_capture.get(signal.citations[0].document)
        if not worth or signal.date is None or document is None or document.kind not in ("article", "news", "press"):
            continue
        if not dt.timedelta(0) <= today - signal.date <= dt.timedelta(days=_NEWS_MONTHS * 30.5):
            continue
        if document.sha256 not in best or worth > best[document.sha256][0]:
            best[document.sha256] = (worth, signal)
    items = [
        (s.date, _happened(s), _told(s, by_capture[s.citations[0].document]))
        for _, s in best.values()
        if s.date is not None
    ]
    items += _headlines(documents, best, today)
    items.sort(key=lambda item: (item[0], item[2].text), reverse=True)
    return items[:_NEWS_ITEMS]


def _happened(signal: Signal) -> str:
    """What became of it, and when if the sentence says so: the page's own date is the day on which it was told."""
    verb = _VERB[signal.modality]
    if not signal.told:
        return verb if verb == "planned" else "told"
    year, month, *days = (int(part) for part in signal.told.split("-"))
    named = f"{dt.date(year, month, 1):%B} {year}"
    when = f"{days[0]} {named}" if days else named
    return f"{verb} {'for' if verb == 'planned' else 'on' if days else 'in'} {when}"


def _headlines(
    documents: Sequence[Document], told: Container[str], today: dt.date
) -> Iterable[tuple[dt.date, str, Statement]]:
    """The headlines of dated articles of which no statement was told."""
    for document in documents:
        if document.sha256 in told or document.kind != "article" or document.published is None:
            continue
        if not dt.timedelta(0) <= today - document.published <= dt.timedelta(days=_NEWS_MONTHS * 30.5):
            continue
        for passage in document.passages:
            if passage.block == "heading" and passage.level == 1 and fold(passage.text) in fold(document.title):
                cited = (document.cite(passage),)
                yield document.published, "published", Statement(text=passage.text, citations=cited)
                break


def _told(signal: Signal, document: Document) -> Statement:
    """The signal's sentence; when it is only the headline, the article's first sentence, which tells what happened."""
    said = signal.citations[0]
    if fold(said.quote) in fold(document.title):
        for passage in document.main:
            if passage.block == "paragraph" and len(passage.text) > _LEAST_SENTENCE:
                start, end = sentences(passage.text)[0]
                if end - start > _LEAST_SENTENCE and passage.text[end - 1] in ".!":
                    said = document.cite(passage, start, end)
                    break
    return Statement(text=said.quote, citations=(said,))


def _conflicts(facts: Sequence[Fact]) -> Iterable[tuple[str, Statement, Statement]]:
    """Pairs of facts of a single-valued kind whose values differ, from different captures or passages."""
    for kind in _SINGLE:
        stated = [f for f in facts if f.kind == kind and not f.plan]
        for other in stated[1:]:
            one, two = _comparable(stated[0].value), _comparable(other.value)
            if one not in two and two not in one:
                yield (
                    kind,
                    Statement(text=stated[0].citations[0].quote, citations=stated[0].citations[:1]),
                    Statement(text=other.citations[0].quote, citations=other.citations[:1]),
                )
                break


def _comparable(value: str) -> str:
    """Return a value in one spelling: case folded, no separators inside numbers ("1,200" and "1200" are one)."""
    return re.sub(r"(?<=\d)[,.’' ](?=\d{3}(?!\d))", "", fold(value))
