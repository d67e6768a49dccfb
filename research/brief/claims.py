"""Signals of what a company says it offers: whom it is for, what is claimed without exception, what help is promised.

Most sites have few news and many such lines. C21: the page of a customer by name. C25: the people it is made for.
C26: a claim with "never" or "no single" in it. C27: "we help X do Y". They weigh less than what a company did or plans,
and fill a set only after that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from research.brief.filling import quote_fault
from research.brief.frames import book
from research.brief.own_signals import verb_phrase
from research.brief.worklines import narrowed
from research.models import Citation, Document, Form, Passage, Quote, Signal
from research.text import fold, lemmas, sentences, words

_KINDS = ("home", "about", "products", "customers", "other")
_LEGAL = re.compile(
    r"(?i)privacy|terms|legal|cookie|imprint|impressum|licen[cs]e|conditions|disclaimer|accessib|agreement|/cla\b"
)
_WEIGHT = 0.8
_MOST_OF_KIND, _MOST_OF_DOCUMENT = 8, 2
_PEOPLE = (
    r"developers?|engineers|teams?|organi[sz]ations|compan(?:y|ies)|businesses|enterprises|researchers|scientists|agencies"
    r"|schools|universities|hospitals|clinics|clinicians|families|patients|students|teachers|educators|governments?|cities"
    r"|designers|creators|artists|makers|farmers|merchants|retailers|brands|manufacturers|communities|nonprofits|startups"
    r"|founders|investors|lawyers|employers|employees|parents|drivers|operators|institutions|labs|publishers|banks"
    r"|professionals|clients|customers|partners|users|members|people"
)
_FOR = re.compile(
    r"\b(?:is|are|designed|built|made|created|intended|developed)"
    r"(?: especially| specifically| exclusively| only)? for (?=[a-z])"
)
_HELP = (
    r"^(?:[Ww]e(?:['’]ll)?|[Oo]ur (?:team|people|engineers|consultants|designers|experts)|[Ll]et (?:us|our team)"
    r"|~NAMES~)"
    rf"(?: (?:also|can|will|then|often|always|now)){{0,2}} helps? "
    rf"(?P<who>you|(?:[a-z-]+ ){{0,3}}(?:and [a-z-]+ )?(?:{_PEOPLE}))(?: to)? (?=[a-z])"
)
# Only words that leave no way out; "every" and "all" are too often mere emphasis.
_NEVER = re.compile(
    r"(?i)\b(?:never(?! been)|cannot(?! wait)|can['’]t (?:be|go|get|lose)|no single|no one else|no need for"
    r"|without any|without having to)\b"
)
_FINITE = re.compile(
    r"(?i)\b(?:is|are|can|can['’]t|cannot|will|has|have|does|do|don['’]t|never \w+|runs?|works?|gets?|keeps?|needs?)\b"
)
_SPLIT = re.compile(r"[,;:()]|\s[-–—]\s|\s(?=(?:so|which|because|while|when|where|who|if|but|whether)\b)")
_TALKS_TO_READER = re.compile(
    r"(?i)\b(?:you|your|yours|i|me|my|click|contact|subscribe|sign up|learn|read|please|cookies?|rights reserved)\b"
)
_TITLE_END = re.compile(r"\s*[|•·:–—]|\s-\s")
_ORG = re.compile(r"\w[\w&’'.-]*(?: [A-Z][\w&’'.-]*){0,3}")
_DOES = (
    "is|are|was|were|has|have|had|uses|used|chose|needs|needed|wants|wanted|runs|operates|builds|built|makes|provides|serves"
    "|sells|offers|helps|works|came|turned|approached|struggled|manages|faced|relies|partnered|launched"
)
_CLAIMING = ("home", "about", "products")


def from_offers(documents: Sequence[Document], names: Sequence[str], site: str | None) -> list[Signal]:
    """Return C25, C26 and C27 from the company's own pages in English, at most two a page and eight of a kind."""
    called = "|".join(re.escape(n) for n in names if len(n) > 1) or r"(?!)"
    helps = re.compile(_HELP.replace("~NAMES~", called))
    found: list[Signal] = []
    for document in sorted(documents, key=lambda d: d.url):
        if document.kind in _KINDS and _own(document, site) and document.language[:2].lower() in ("", "en"):
            ranked = sorted(_of_document(document, helps), key=lambda s: (-s.quotes[0].score, s.code))
            found += ranked[:_MOST_OF_DOCUMENT]
    found += [s for d in documents if d.kind == "customers" and _own(d, site) for s in _story(d, names)]
    kept: list[Signal] = []
    for signal in sorted(found, key=lambda s: s.citations[0].url):
        same = [s for s in kept if s.code == signal.code]
        if len(same) < _MOST_OF_KIND and not any(_anchor(s) == _anchor(signal) for s in same):
            kept.append(signal)
    return kept


def _anchor(signal: Signal) -> str:
    return signal.quotes[0].text if signal.quotes else signal.slots.get("ORG", "")


def _story(document: Document, names: Sequence[str]) -> Iterator[Signal]:
    """Yield C21 when the page is titled with a name that is not the company's and tells of it at least three times."""
    name = _TITLE_END.split(document.title)[0].strip()
    if not _ORG.fullmatch(name) or any(fold(n) in fold(name) or fold(name) in fold(n) for n in names):
        return
    if not set(lemmas(name)) - book().stock or sum(name in p.text for p in document.main) < 3:
        return
    # The page of a customer says somewhere what that customer is or does; the page of a template or a topic does not.
    told_of = re.compile(rf"(?:The )?{re.escape(name)},? (?:{_DOES})\b")
    for passage in document.main:
        for start, end in sentences(passage.text):
            told = passage.text[start:end]
            if passage.block not in ("quote", "heading") and told_of.match(told) and 6 <= len(words(told)) <= 40:
                yield Signal(
                    code="C21", subtype="story", slots={"ORG": name}, modality="done", page_kind="customers",
                    title=document.title, weight=_WEIGHT, citations=(document.cite(passage, start, end),),
                )  # fmt: skip
                return


def _own(document: Document, site: str | None) -> bool:
    parts = urlsplit(document.url)
    host = (parts.hostname or "").removeprefix("www.")
    return not _LEGAL.search(f"{parts.path} {document.title}") and (not host or not site or host == site)


def _of_document(document: Document, helps: re.Pattern[str]) -> Iterator[Signal]:
    for passage in document.main:
        if passage.block == "quote" or len(passage.text) > 2000:
            continue
        for start, end in sentences(passage.text):
            cited = document.cite(passage, start, end)
            yield from _of_sentence(document, passage, cited, helps)


def _of_sentence(document: Document, passage: Passage, cited: Citation, helps: re.Pattern[str]) -> Iterator[Signal]:
    text = cited.quote
    if "?" in text or not 4 <= len(words(text)) <= 40:
        return
    helped = helps.search(text)
    if helped and (quote := verb_phrase(narrowed(cited, helped.end(), len(text)))) is not None:
        who = "people" if helped["who"] == "you" else helped["who"]
        yield _signal(document, "C27", cited, quote, {"WHO": who})
        return
    made = _FOR.search(text)
    if made and (quote := _people_after(cited, made.end())) is not None:
        yield _signal(document, "C25", cited, quote, {})
    elif document.kind in _CLAIMING and passage.block != "heading" and (quote := _absolute(cited)) is not None:
        yield _signal(document, "C26", cited, quote, {})


def _signal(document: Document, code: str, cited: Citation, quote: Quote, slots: dict[str, str]) -> Signal:
    return Signal(
        code=code, slots=slots, quotes=(quote,), page_kind=document.kind, title=document.title, date=None,
        weight=_WEIGHT, citations=(cited,),
    )  # fmt: skip


def _people_after(cited: Citation, start: int) -> Quote | None:
    """Return the people named after "made for", up to the end of the phrase."""
    rest = cited.quote[start:]
    stop = re.search(
        r"[,;:.()]|\s(?:who|that|which|to|looking|with|in|on|at|from|by|of|seeking|wanting|trying)\b", rest
    )
    text = rest[: stop.start()] if stop else rest
    ends = re.search(rf"(?i)\b(?:{_PEOPLE})$", text)
    if not ends or quote_fault(text) is not None:
        return None
    return Quote(form="NP", citation=narrowed(cited, start, start + len(text)), score=6.0)


def _absolute(cited: Citation) -> Quote | None:
    """Return the clause that claims something without exception."""
    text = cited.quote
    if _TALKS_TO_READER.search(text):
        return None
    cuts = [0, *(x for m in _SPLIT.finditer(text) for x in m.span()), len(text.rstrip(".! "))]
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        begin = start + len(text[start:end]) - len(text[start:end].lstrip())
        piece = text[begin:end].rstrip()
        if (
            not _NEVER.search(piece)
            or piece.lower().startswith("never")
            or quote_fault(piece, 4) is not None
            or len(lemmas(piece)) < 3
        ):
            continue
        form: Form = "CL" if _FINITE.search(piece) else "NP"
        if form == "NP" and not re.match(r"(?i)(?:no|any|every|all|zero|only|the|a|an)\b", piece):
            continue
        strength = (
            2.0 + 0.2 * len(lemmas(piece)) + (1.0 if re.search(r"(?i)\b(?:never|cannot|can['’]t|no)\b", piece) else 0)
        )
        return Quote(form=form, citation=narrowed(cited, begin, begin + len(piece)), score=strength)
    return None
