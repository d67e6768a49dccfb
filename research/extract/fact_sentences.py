# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Facts told in sentences: the employer is the subject, the pattern names the kind, the rest gives the value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast

from research.extract import fact_values as cut
from research.extract.fact_patterns import (
    CUES,
    DESCRIPTION_NAMED,
    DESCRIPTION_WE_ARE,
    DESCRIPTION_WE_DO,
    NEGATION,
    PLAN,
    VALUES_HEADING,
    plain,
)  # fmt: skip
from research.extract.fact_types import OWN, Company, Found, Sentence, depth, kind_of, sentences_of
from research.models import Document, FactKind, Kind, Passage

_NEWS: frozenset[Kind] = OWN | {"press", "news"}
_OWN_FOR: dict[str, frozenset[Kind]] = {
    "customers": _NEWS - {"products"}, "award": _NEWS, "funding": _NEWS, "partner": _NEWS, "revenue": _NEWS,
    "employees": OWN | {"press"}, "founded_origin": frozenset({"about"}), "founders": OWN - {"products"}, "parent": OWN - {"products"},
}  # fmt: skip
# What these kinds are said of in passing on pages about something else is not worth a line of the brief.
_ONLY_ON: dict[str, frozenset[Kind]] = {
    "founded_origin": frozenset({"about"}),
    "technology": frozenset({"posting", "careers", "about", "home", "team"}),
    "remote": frozenset({"about", "careers", "posting", "home", "team"}),
    "industry": frozenset({"about", "home"}),
}
_ALWAYS_AIMS = ("mission", "vision")
_LONGEST_QUOTE = 240
_OPENING = 16
"""A page describes its company in its first so many sentences, or not at all."""
_LATER = 24
"""Further sentences in which one that says what the company is, by its name, still counts."""
_BOILERPLATE = re.compile(r"(?:About|À propos d|Über) ?(?:e |['’] ?)?[A-ZÀ-Þ0-9][^:.!?]{1,60}?(?::| – | - )\s")
"""The paragraph that ends a press release is the company's own voice, wherever it stands."""
_HOUSE_NOUN = re.compile(
    r"\b(?:compan(?:y|ies)|consultanc(?:y|ies)|consulting|agency|studio|firm|house|maker|start-?up|team|group|vendor|business|shop|provider|developer|"
    r"unternehmen|agentur|hersteller|entreprise|agence|editeur|empresa|agencia)\b"
)
_PRODUCT_NOUN = re.compile(
    r"\b(?:platform|app|application|tool|toolkit|software|product|suite|database|library|framework|engine|device|robot|"
    r"marketplace|game|api|operating system|solution|plattform|logiciel|outil|plateforme|anwendung|herramienta|plataforma)\b"
)


_PRAISE_OF_ITSELF = re.compile(
    r"(?:an?|the|une?|eine?|un) (?:[a-z'-]+,? (?:and )?){0,4}?(?:collection|group|team|bunch|family|collective|mix|crew|equipe|groupe) (?:of|de|von|d') ?"
    r"(?:[a-z'-]+,? (?:and )?){0,6}?(?:individuals|people|minds|humans|thinkers|talents?|friends|personalities|folks|passionnes|menschen|personas)\b"
    r"(?!.{0,80}\b(?:build|mak|creat|design|develop|help|deliver|provid|work|solv|craft|fight|advanc|teach|produc|aid|concev|baut|entwick)[a-z]*\b)"
)
"""Who the people are, and not what the house makes or does."""


def sentence_facts(document: Document, company: Company) -> Iterator[Found]:
    """Yield what the sentences of `document` say about the employer."""
    page = kind_of(document)
    if page == "person":
        return
    descriptions = _Descriptions(document, page, company)
    spoken = list(sentences_of(document))
    whole = "\n".join(sentence.plain for sentence in spoken)
    # Most rules have no cue on a page, and most sentences no subject: what cannot match is not tried on each of them.
    rules = [r for r in _READERS.items() if page in _ONLY_ON.get(r[0], (page,)) and _has_cue(whole, CUES[r[0]])]
    free = [r for r in rules if not company.patterns.own.is_bound(r[0])]
    for sentence in spoken:
        yield from descriptions.of(sentence)
        for rule, reader in rules if company.patterns.own.speak_in(sentence.plain) else free:
            if not _has_cue(sentence.plain, CUES[rule]):
                continue
            own = page in _OWN_FOR.get(rule, OWN) or _tells_of_itself(sentence.passage, company)
            patterns = company.patterns.own if own else company.patterns.told
            for pattern in patterns.likely(rule, sentence.plain):
                if (match := pattern.search(sentence.plain)) and not _denied(sentence, match):
                    yield from _with_place(reader(sentence, match, document, company), sentence, match, document)
                    break


def _tells_of_itself(passage: Passage, company: Company) -> bool:
    opens = _BOILERPLATE.match(passage.text) is not None
    return opens and company.patterns.name.search(plain(passage.text[:80])) is not None


def _has_cue(plain: str, cues: tuple[str, ...]) -> bool:
    for cue in cues:  # noqa: SIM110 - asked of every sentence for every rule: a generator would cost twice as much
        if cue in plain:
            return True
    return False


def _denied(sentence: Sentence, match: re.Match[str]) -> bool:
    """True for a negated, conditional or asked statement."""
    if sentence.text.rstrip().endswith("?") or re.match(r"(?:if|when|imagine|unless|wenn|si)\b", sentence.plain):
        return True
    stop = match.start("rest") if "rest" in match.re.groupindex else match.end()
    return bool(NEGATION.search(sentence.plain, match.start(), stop))


_Values = Iterator[tuple[str, str, int]]
_Reader = Callable[[Sentence, "re.Match[str]", Document, Company], _Values]


def _with_place(values: _Values, sentence: Sentence, match: re.Match[str], document: Document) -> Iterator[Found]:
    """Attach the quote: the sentence, or the clause around the match when the sentence is long."""
    planned = bool(PLAN.search(sentence.plain, match.start(), match.start() + 60))
    for kind, value, strength in values:
        start, end = 0, len(sentence.text)
        if end > _LONGEST_QUOTE:
            start, end = _clause_around(sentence, match, value)
        spans = ((sentence.passage, sentence.start + start, sentence.start + end),)
        yield Found(cast(FactKind, kind), value, document, spans, strength, planned and kind not in _ALWAYS_AIMS)


def _clause_around(sentence: Sentence, match: re.Match[str], value: str) -> tuple[int, int]:
    start = match.start()
    while start < len(sentence.text) and not sentence.text[start].isalnum():
        start += 1
    at = sentence.text.find(value, start)
    least = at + len(value) if at >= 0 else match.end()
    if "rest" not in match.re.groupindex:
        least = max(least, match.end())
    stop = re.compile(r"\s*(?:[,;:!?]|\.(?!\w)|\s[-–—]\s)").search(sentence.plain, least)
    return start, stop.start() if stop else len(sentence.text)


def _rest(sentence: Sentence, match: re.Match[str]) -> str:
    return sentence.text[match.start("rest") : match.end("rest")]


def _founded(sentence: Sentence, match: re.Match[str], document: Document, _: Company) -> _Values:
    if "object" in match.re.groupindex and re.match(r" [A-Z0-9]", sentence.text[match.end("object") :]):
        return  # "launched Acme Analytics in 2019" is about a product
    if int(match["year"]) <= document.fetched_at.year:
        yield "founded", match["year"], 1


def _founded_origin(sentence: Sentence, match: re.Match[str], document: Document, company: Company) -> _Values:
    for kind, value, _strength in _founded(sentence, match, document, company):
        yield kind, value, 0


def _founders(sentence: Sentence, match: re.Match[str], _document: Document, company: Company) -> _Values:
    rest = _rest(sentence, match)
    names = [name for name in cut.people(rest) if not company.patterns.name.search(plain(name))]
    for name in names:
        yield "founders", name, 1
    if not names and rest[:1].islower() and (value := cut.clause(rest, 100)):
        yield "founders", value, 0


def _headquarters(sentence: Sentence, match: re.Match[str], _document: Document, company: Company) -> _Values:
    rest = _rest(sentence, match)
    if address := cut.street(rest):
        yield "headquarters", address, 1
        return
    places = [_without_name(place, company) for place in cut.places(rest)]
    places = [place for place in places if place]
    weak = bool("weak" in match.re.groupindex and match["weak"])
    if len(places) == 1 or (places and not weak):
        yield "headquarters", places[0], 1
    for place in places if len(places) > 1 else ():
        yield "offices", place, 1


def _without_name(place: str, company: Company) -> str:
    match = company.patterns.name.search(plain(place))
    return place[: match.start()].rstrip(" ,") if match else place


def _offices(sentence: Sentence, match: re.Match[str], _document: Document, company: Company) -> _Values:
    for place in cut.places(_rest(sentence, match), 12, listed=True):
        if kept := _without_name(place, company):
            yield "offices", kept, 1


_SPECIALISTS = re.compile(r"\b(?:consultants|engineers|designers|experts|specialists|professionals)$")


def _employees(sentence: Sentence, match: re.Match[str], _document: Document, _company: Company) -> _Values:
    if re.match(r"\W*(?:our|the) team\b", match.group()) and _SPECIALISTS.search(match.group()):
        return  # "our team of 30 consultants" is one team of the company
    yield "employees", sentence.text[match.start("num") : match.end("num")], 1


def _clause_of(kind: FactKind, most: int = 160) -> _Reader:
    def read(sentence: Sentence, match: re.Match[str], _document: Document, _company: Company) -> _Values:
        value = cut.clause(_rest(sentence, match), most)
        if value and (len(value.split()) > 1 or kind in ("certification", "remote")):
            yield kind, value, 1

    return read


def _organisation(kind: FactKind) -> _Reader:
    def read(sentence: Sentence, match: re.Match[str], _document: Document, company: Company) -> _Values:
        value = cut.organisation(_rest(sentence, match))
        if value and not company.patterns.name.search(plain(value)):
            yield kind, value, 1

    return read


def _organisations(kind: FactKind) -> _Reader:
    def read(sentence: Sentence, match: re.Match[str], _document: Document, company: Company) -> _Values:
        rest = _rest(sentence, match)
        single = "award" in match.group()
        names = [cut.organisation(rest)] if single else list(cut.organisations(rest))
        if len(names) < 2 and "trusted" in match.group():
            return  # "trusted by Leading Enterprises" names nobody
        for name in names:
            if name and not company.patterns.name.search(plain(name)):
                yield kind, name, 1

    return read


def _funding(sentence: Sentence, match: re.Match[str], document: Document, company: Company) -> _Values:
    rest = _rest(sentence, match)
    if re.match(r"the following|these|several|various|many|our |a (?:variety|number|range|mix)", rest, re.I):
        leads = _leads_below(document, sentence.passage)
        if leads:
            yield "funding", ", ".join(leads), 1
        return
    # "Backed by a great support team" is no funding: somebody who gives money must be named.
    given = re.search(r"\b(?:from|by|through)\s*$", match.group()[: match.start("rest") - match.start()])
    least = 2 if match.group().lstrip().startswith(("backed", "proudly")) else 1
    if not given or len(cut.organisations(rest)) >= least or (least == 1 and _GIVERS.search(plain(rest))):
        yield from _clause_of("funding")(sentence, match, document, company)


_GIVERS = re.compile(
    r"\b(?:grants?|donations?|donors?|members(?:hips?)?|governments?|foundations?|investors?|venture|taxpayers?|"
    r"philanthrop\w+|subventions?|dons|fonds|spenden|donaciones)\b"
)


def _leads_below(document: Document, passage: Passage) -> list[str]:
    """What the list right below a sentence names: the lead of each item, up to five."""
    leads = []
    for item in [p for p in document.main if p.ordinal > passage.ordinal][:5]:
        if item.block != "item":
            break
        leads.append(re.split(r"\s[-–—]\s|:\s|\.\s", item.text, maxsplit=1)[0].rstrip(" .;"))
    return [lead for lead in leads if len(lead) <= 60]


_READERS: dict[str, _Reader] = {
    "founded": _founded,
    "founded_origin": _founded_origin,
    "founders": _founders,
    "headquarters": _headquarters,
    "offices": _offices,
    "employees": _employees,
    "mission": _clause_of("mission", 240),
    "vision": _clause_of("vision", 240),
    "funding": _funding,
    "parent": _organisation("parent"),
    "remote": _clause_of("remote", 80),
    "customers": _organisations("customers"),
    "partner": _organisations("partner"),
    "certification": _clause_of("certification", 40),
    "award": _clause_of("award", 120),
    "revenue": _clause_of("revenue", 60),
    "technology": _clause_of("technology", 120),
    "industry": _clause_of("industry", 60),
}


class _Descriptions:
    """The first self-describing sentences of a home or about page, and what they say is a product."""

    def __init__(self, document: Document, page: Kind, company: Company) -> None:
        name = company.patterns.name.pattern
        self.document = document
        self.named = re.compile(DESCRIPTION_NAMED.format(name=name))
        self.we_are = re.compile(DESCRIPTION_WE_ARE)
        self.we_do = re.compile(DESCRIPTION_WE_DO.replace("{name}", name))
        shallow = depth(document.url) <= 4
        describes = page == "home" or (page == "about" and shallow)
        # "Acme is a …" is worth more than "We help …", and must not be kept out by it.
        self.left = {True: 1 + (page == "home"), False: 2} if describes else {True: 0, False: 0}
        self.seen: set[str] = set()
        self.patience = _OPENING
        self.base = 1 if page == "home" else 0

    def of(self, sentence: Sentence) -> Iterator[Found]:
        self.patience -= 1
        if self.patience < -_LATER or not any(self.left.values()):
            return
        if any(VALUES_HEADING.search(plain(h).strip(" :")) for h in sentence.passage.headings[-2:]):
            return
        if sentence.text.rstrip().endswith("?") or len(sentence.text) > 400:
            return
        match = self.named.match(sentence.plain) or self.we_are.match(sentence.plain)
        match = match or self.we_do.match(sentence.plain)
        if match is None or NEGATION.search(sentence.plain, 0, match.start("rest") + 12):
            return
        if _PRAISE_OF_ITSELF.match(sentence.plain, match.start("rest")):
            return
        named = match.re is self.named
        if not self.left[named] or (self.patience < 0 and not named):
            return
        value = cut.clause(sentence.text[match.start("rest") : match.end("rest")], 160)
        if not value or len(value.split()) < 3 or value in self.seen:
            return
        self.seen.add(value)
        self.left[named] -= 1
        span = ((sentence.passage, sentence.start, sentence.end),)
        yield Found("description", value, self.document, span, 1 + self.base + 2 * named)
        first = " ".join(plain(value).split()[:5])
        if named and _PRODUCT_NOUN.search(first) and not _HOUSE_NOUN.search(first):
            name = sentence.text[match.start("name") : match.end("name")].strip()
            yield Found("products", name, self.document, span)
