# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Signals that small firms give without meaning to: two posts that border on each other (C52), a company that calls
itself two things (C51), a whole site's team spread over places, and what a news item says of somebody's task (P12); projects
shown side by side (C53), people counted in any language (C01), many tools (C55), one place only (C56)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from research.extract import lexicons
from research.extract import signal_rules as rules
from research.extract.quotes import micro_quotes, whole_quote
from research.extract.signal_lines import Line, Site, is_english, is_own, lines_of, own_title
from research.models import Citation, Document, InterviewerBrief, Kind, Passage, Person, Quote, Signal
from research.text import bare, fold, sentences

# Fields of which two stand next to each other: where one ends and the other begins is worth asking.
_NEAR: tuple[frozenset[str], ...] = (
    frozenset(("sales", "revenue", "business", "growth", "commercial")),
    frozenset(("product", "technology", "engineering", "technical")),
    frozenset(("operations", "operating", "delivery", "service", "services")),
    frozenset(("marketing", "brand", "communications", "growth")),
    frozenset(("people", "talent", "culture", "human")),
    frozenset(("design", "product", "experience", "creative")),
    frozenset(("data", "analytics", "research", "science", "scientific")),
    frozenset(("strategy", "innovation", "growth", "partnerships")),
)
_LEADS = re.compile(
    r"^(?:Chief (?P<A>\w+)(?: \w+)? Officer|(?:Head|VP|Vice President|Director),? (?:of )?(?P<B>\w+)(?: \w+)?|(?P<C>\w+) (?:Director|Lead|Manager))$"
)
_KINDS = (
    "consultancy", "agency", "studio", "product company", "start-up", "startup", "non-profit", "nonprofit", "charity",
    "cooperative", "social enterprise", "research institute", "research lab", "foundation", "collective", "network",
    "platform", "community", "consulting firm", "software company", "product focused company", "product-focused company",
)  # fmt: skip
_SAME_KIND = (
    frozenset(("consultancy", "consulting firm", "agency", "studio", "software company")),
    frozenset(("start-up", "startup")),
    frozenset(("non-profit", "nonprofit", "charity", "foundation", "social enterprise")),
    frozenset(("product company", "product focused company", "product-focused company", "platform")),
    frozenset(("collective", "cooperative", "network", "community")),
    frozenset(("research institute", "research lab")),
)
_IS = re.compile(
    rf"(?:\b[Ww]e(?:['’]re| are)|~NAMES~ is) (?P<WHAT>(?:an? |the )(?:[a-z-]+ ){{0,3}}(?:{'|'.join(_KINDS)}))\b"
)
_SELF_KINDS: frozenset[Kind] = frozenset(("home", "about", "careers", "posting", "team", "values"))
_EFFORTS = re.compile(
    r"\b(?:will|to) (?:spearhead|lead|drive|head(?: up)?) (?:our|the) (?:efforts?|work|initiative|push) to (?=[a-z])"
)
_TASK = re.compile(
    r"\b(?:(?:[Hh]er|[Hh]is|[Tt]heir) (?:focus|first task|role|mandate|priority|job) (?:will be|is|was) (?:on |to )?|will (?:focus|concentrate) on |will (?:lead|oversee|head|build|run|drive|spearhead) |will be responsible for |(?:is|be) charged with )"
)


def of_whole_site(site: Site) -> Iterator[Signal]:
    """Yield C51 and C52 from all the employer's own pages together."""
    own = [d for d in site.documents if is_own(d, site)]
    yield from _near_titles(own, site)
    yield from _two_kinds([d for d in own if is_english(d)], site)


# --- C52 ---


def _near_titles(own: Sequence[Document], site: Site) -> Iterator[Signal]:
    pages = [d for d in own if d.kind in ("team", "about", "home") and len(d.people) >= 3]
    if not pages:
        return
    document = max(pages, key=lambda d: (len(d.people), d.url))
    leads = [(p, field) for p in document.people if p.group in ("staff", "leadership") and (field := _field(p))]
    for (one, a), (two, b) in combinations(leads, 2):
        near = a != b and any(a in group and b in group for group in _NEAR)
        if near and one.citations and two.citations and _rank(one) == _rank(two):
            slots = {"TITLE1": one.job_title or "", "TITLE2": two.job_title or ""}
            yield Signal(
                code="C52", subtype="near", slots=slots, page_kind=document.kind, title=own_title(document, site.names),
                citations=(_cite_title(one), _cite_title(two)),
            )  # fmt: skip
            return


def _field(person: Person) -> str | None:
    match = _LEADS.match(person.job_title or "")
    return next((v.lower() for v in match.groupdict().values() if v), None) if match else None


def _rank(person: Person) -> str:
    return (person.job_title or "").split(" ")[0] if (person.job_title or "").startswith("Chief") else "lead"


def _cite_title(person: Person) -> Citation:
    wanted = fold(person.job_title or "")
    return next((c for c in person.citations if wanted in fold(c.quote)), person.citations[0])


# --- C51 ---


def _two_kinds(own: Sequence[Document], site: Site) -> Iterator[Signal]:
    pattern = re.compile(_IS.pattern.replace("~NAMES~", rules.employer(site.names)))
    told: dict[str, tuple[Line, str]] = {}
    for document in own:
        if document.kind not in _SELF_KINDS:
            continue
        for passage in document.main:
            if passage.block == "quote" or len(passage.text) > 2_000 or not pattern.search(passage.text):
                continue
            for line in lines_of(passage, document, True):
                match = pattern.search(line.text)
                kind = next((k for k in _KINDS if match and match["WHAT"].endswith(k)), None)
                if match and kind:
                    told.setdefault(kind, (line, match["WHAT"]))
    for (a, (one, what)), (b, (two, other)) in combinations(told.items(), 2):
        same = any(a in group and b in group for group in _SAME_KIND)
        if not same and one.document.url != two.document.url:
            yield Signal(
                code="C51", subtype="two kinds", slots={"KIND1": what, "KIND2": other}, page_kind=one.kind,
                title=own_title(one.document, site.names),
                citations=tuple(line.document.cite(line.passage, line.start, line.end) for line in (one, two)),
            )  # fmt: skip
            return


# --- P12 ---


def of_person(who: InterviewerBrief, site: Site) -> Iterator[Signal]:
    """Yield P12 for the first sentence of a dated page that says what this person was brought in to do."""
    name = bare(re.sub(r"\s*[(\"][^)\"]*[)\"]", "", who.name))
    if " " not in name:
        return
    for document in site.documents:
        if document.kind not in ("article", "news", "press") or not is_english(document):
            continue
        about, known = False, False
        for passage in document.main:
            if len(passage.text) > 3_000:
                continue
            for line in lines_of(passage, document, True):
                known = known or name in bare(line.text)
                about = known and _is_subject(line.text, name, about)
                quotes = _told(line, site) if about else ()
                if quotes:
                    yield Signal(
                        code="P12", subtype="task", quotes=quotes, modality="plan", page_kind=document.kind,
                        title=own_title(document, site.names), date=document.published, person=who.name,
                        citations=(document.cite(passage, line.start, line.end),),
                    )  # fmt: skip
                    return


_PRONOUN = re.compile(r"^(?:In (?:his|her|their) [^,]{3,40}, )?(?:[Hh]e|[Ss]he|[Hh]er|[Hh]is|[Tt]hey|[Tt]heir)\b")
_ACTS = (
    r"(?:[’']s\b| (?:will|is|was|has|had|joins?|joined|brings?|leads?|led|comes?|works?|worked|began|became|takes?)\b)"
)


def _is_subject(text: str, name: str, before: bool) -> bool:
    """Whether a sentence is about the person: their name does something in it, or a pronoun goes on speaking of them."""
    acting = re.findall(rf"\b([A-ZÀ-Þ][\w-]+)(?: [A-ZÀ-Þ][\w-]+)?{_ACTS}", text)
    if acting:
        return any(bare(first) in name.split() for first in acting)
    return before and bool(_PRONOUN.match(text))


def _told(line: Line, site: Site) -> tuple[Quote, ...]:
    efforts = _EFFORTS.search(line.text)
    if efforts:
        stop = re.search(r"[,;:.]|\s(?:and|while|which|that|who)\s", line.text[efforts.end() :])
        end = line.start + efforts.end() + (stop.start() if stop else len(line.text[efforts.end() :].rstrip(" .")))
        quote = whole_quote(line.document, line.passage, (line.start + efforts.end(), end), "VP")
        return (quote,) if quote else ()
    told = _TASK.search(line.text)
    return _task(line, told.end(), site) if told else ()


_GERUND = re.compile(r"(?:implementing|building|developing|creating|establishing|overseeing|leading|managing|driving) ")
_TASK_END = re.compile(
    r"[,;:.(]|\s(?:while|as|to|in order|for|with|across|by|which|that|who|from|needed|required|and (?:\w+ing|will))\s"
)


def _task(line: Line, start: int, site: Site) -> tuple[Quote, ...]:
    """Return what somebody is to take care of, as noun phrases: "on implementing | the structures and metrics | …"."""
    gerund = _GERUND.match(line.text, start)
    start = gerund.end() if gerund else start
    rest = line.text[start:]
    stop = _TASK_END.search(rest, 12)
    end = start + (stop.start() if stop else len(rest.rstrip(" .")))
    whole = whole_quote(line.document, line.passage, (line.start + start, line.start + end), "NP")
    span = (line.start + start, line.end)
    cut = micro_quotes(
        line.document, line.passage, span, re.findall(r"[a-z]{4,}", rest.lower()), names=site.names
    )  # fmt: skip
    return ((whole,) if whole else ()) + tuple(q for q in cut if q.form == "NP")


# --- C53 ---

_CARD_NAME = re.compile(
    r"^(?:[A-Z][\w+-]*[A-Z0-9][\w+-]*|[a-z]+[A-Z]\w*|[A-Z][a-z]{3,}[\w+-]*)(?: (?:[A-Z][\w+-]*|\d+)){0,2}$"
)
_SECTION = re.compile(
    r"(?i)\b(?:projects?|products?|tools?|platforms?|apps?|software|portfolio|open source|what we (?:build|make)|our work)\b"
)
_COMMON = re.compile(
    r"(?i)\b(?:about|contact|team|careers?|jobs?|blog|news|home|services?|solutions?|pricing|login|sign|privacy|terms|faq|support|docs|documentation|location|download|learn|read|more|get|started|features?|overview"
    r"|values?|mission|vision|customers?|partners?|community|events?|resources?|press|media|legal|newsletter|follow|company|product|project|research|design|development|strategy|consulting|security|data|cloud|marketing|education|health\w*|finance|technology)\b"
)
_FEWEST_NAMED = 2


def of_document(document: Document, site: Site) -> Iterator[Signal]:
    """Yield what one page of the employer shows, in any language: C53 named projects, C01 the number of people."""
    if document.kind in ("home", "products", "about", "customers"):
        yield from _named_projects(document, site)
    if document.kind in ("home", "about", "team", "careers", "posting", "values"):
        yield from _people_counted(document, site)
    if document.kind == "posting":
        yield from _many_tools(document, site)
        yield from _here_only(document, site)


def _named_projects(document: Document, site: Site) -> Iterator[Signal]:
    """Two or more sibling headings that are proper names, each with a text of its own, under "projects" or the like."""
    by_level: dict[tuple[int, tuple[str, ...]], list[Passage]] = {}
    main = document.main
    for passage, following in zip(main, (*main[1:], None), strict=False):
        told = following is not None and following.block != "heading" and len(following.text.split()) >= 6
        if passage.block != "heading" or not told or not _is_project(passage.text, site):
            continue
        above = tuple(h for h in passage.headings if h != passage.text)
        if document.kind == "products" or _SECTION.search(" ".join(above[-1:])):
            by_level.setdefault((passage.level, above), []).append(passage)
    named = next((cards for cards in by_level.values() if len(cards) >= _FEWEST_NAMED), None)
    if named is None or len({fold(p.text) for p in named}) != len(named):
        return
    one, two = named[0], named[1]
    yield Signal(
        code="C53", subtype="projects", slots={"THING1": one.text.strip(), "THING2": two.text.strip()},
        page_kind=document.kind, title=own_title(document, site.names),
        citations=(document.cite(one), document.cite(two)),
    )  # fmt: skip


def _is_project(text: str, site: Site) -> bool:
    name = text.strip()
    own = any(fold(n) == fold(name) for n in site.names)
    plain = bool(_CARD_NAME.match(name)) and 3 <= len(name) <= 30 and not own and not _COMMON.search(name)
    return plain and (bool(_COINED.search(name)) or _is_no_word(name, site))


_COINED = re.compile(r"[a-z][A-Z]|\d|^[A-Z]{3,}")


def _is_no_word(name: str, site: Site) -> bool:
    """Whether a capitalised word is a name: it stands in mid-sentence with its capital, and never without it."""
    first = name.split()[0]
    lower = re.compile(rf"(?<![\w-]){re.escape(first.lower())}(?![\w-])")
    return site.is_name(first) and not any(lower.search(p.text) for d in site.documents for p in d.passages)


# --- C01, people counted in a sentence of any language ---

_HEADCOUNT = re.compile(
    r"(?i)\b(?:team di|siamo|uma equipa de|equipe de"
    r"|we are(?: now| currently)?|we['’]re(?: now| currently)?|a team of|our team of|grown to|employs?) (?P<N>(?:(?:nearly|over|about|around|more than|almost) )?\d{1,4})\+? ?(?P<WHO>persone|pessoas|people|employees|staff|colleagues|team members|teammates)\b"
)
_FEWEST_PEOPLE, _MOST_PEOPLE = 4, 3000


def _people_counted(document: Document, site: Site) -> Iterator[Signal]:
    for passage in document.main:
        match = _HEADCOUNT.search(passage.text) if len(passage.text) < 2_000 and passage.block != "quote" else None
        if match is None or not _FEWEST_PEOPLE <= _number(match) <= _MOST_PEOPLE:
            continue
        around = [(s, e) for s, e in sentences(passage.text) if s <= match.start() < e]
        start, end = around[0] if around else (0, len(passage.text))
        slots = {"N": match["N"]}
        code, subtype = (
            ("J04", "team") if document.kind == "posting" and _number(match) <= _OF_A_TEAM else ("C01", "people")
        )
        if code == "J04" and is_english(document):
            return  # the posting's own rules have read it
        yield Signal(
            code=code, subtype=subtype, slots=slots, page_kind=document.kind, title=own_title(document, site.names),
            citations=(document.cite(passage, start, end),),
        )  # fmt: skip
        return


_OF_A_TEAM = 15


def _number(match: re.Match[str]) -> int:
    return int(match["N"].split()[-1])


# --- C55, C56 ---

_FEWEST_TOOLS, _FEWEST_ALIKE = 4, 3


def _many_tools(document: Document, site: Site) -> Iterator[Signal]:
    """Four or more tools in one line of a posting, three of one layer: somebody chooses among them."""
    for passage in document.main:
        if passage.block == "heading" or len(passage.text) > 1_000:
            continue
        for line in lines_of(passage, document, True):
            found = {n.spoken: n.group for n in lexicons.lexicon("tech").find(line.text) if n.spoken in line.text}
            layer = Counter(found.values()).most_common(1)[0][0] if found else ""
            shown = [n for n, group in found.items() if group == layer]
            if len(found) >= _FEWEST_TOOLS and len(shown) >= _FEWEST_ALIKE:
                yield Signal(
                    code="C55", subtype="tools", slots={"TECH1": shown[0], "TECH2": shown[1]}, page_kind=document.kind,
                    title=own_title(document, site.names), citations=(document.cite(passage, line.start, line.end),),
                )  # fmt: skip
                return


_ONLY = re.compile(
    r"(?i)\b(?:office only|on-?site only|in-?person only|not (?:accepting|considering|open to|offering) remote|no remote|must (?:be based|live|work|reside) (?:in|near|out of))\b"
)
_OFFICE = re.compile(
    r"\b(?:our|the) (?P<PLACE>[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?:, [A-Z]{2})? (?:office|headquarters|studio)\b|\bin (?P<PLACE2>[A-Z][a-z]+(?: [A-Z][a-z]+)?)\b"
)
_ELSEWHERE = re.compile(
    r"(?i)\bwork(?:s|ing)? (?:fully |mostly )?(?:remotely|from home)\b|\bremote (?:colleagues|team members|teammates)\b"
)


def _here_only(document: Document, site: Site) -> Iterator[Signal]:
    """A posting that wants people in one place although the company says that others work from elsewhere."""
    lines = [
        line
        for p in document.main
        if p.block != "heading" and len(p.text) < 2_000
        for line in lines_of(p, document, True)
    ]
    here = next((ln for ln in lines if _ONLY.search(ln.text) and _OFFICE.search(ln.text)), None)
    away = next((ln for ln in lines if _ELSEWHERE.search(ln.text) and ln is not here), None)
    if here is None or away is None:
        return
    place = _OFFICE.search(here.text)
    told = _ELSEWHERE.search(away.text)
    quote = (
        whole_quote(document, away.passage, (away.start + told.start(), away.start + told.end()), "VP")
        if told
        else None
    )
    if place and quote:
        yield Signal(
            code="C56", subtype="here only", slots={"PLACE": place["PLACE"] or place["PLACE2"]}, quotes=(quote,),
            page_kind=document.kind, title=own_title(document, site.names),
            citations=tuple(document.cite(ln.passage, ln.start, ln.end) for ln in (here, away)),
        )  # fmt: skip
