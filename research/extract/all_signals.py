"""Documents -> Signals: the sentences that make good interview questions, with their proven anchors; pure.

The flow: 1. passages of the content are searched for trigger words; 2. their sentences meet the rules
(signal_rules.py); 3. every guard may refuse, with a reason (signal_lines.py, and `explain` here); 4. slots are
validated against closed lists; 5. micro-quotes are cut (quotes.py); 6. role signals come from postings
(signal_roles.py), person signals from bios, positions and own posts (signal_people.py); 7. the same sentence on
several pages is kept once.

Subtypes by code (a bracket of the frames):
C01 headcount (N1, N2), people (N), volume (NUM), size (NUM, people), percent (NUM)
C02 done, plan (PLACE), segment (SEGMENT)
C03 done, beta, plan (PRODUCT)
C04 person (FULLNAME, TITLE), title (TITLE), re-org
C05 heading (VALUE), x over y, any
C06 promise (NUM), uptime (NUM), soft
C07 problem, year (YEAR)
C08 round (ROUND), grant (ROUND, ORG)
C09 acquirer, acquired (ORG)
C10 cuts
C11 obtained, requirement (REG)
C12 from-to (TECH1, TECH2), upgrade (TECH, TECH1, TECH2), done (TECH), going on (TECH),
    both (TECH1, TECH2: a posting asks for two of one layer), built on (TECH)
C13 title (POST_TITLE if sayable), sentence
C14 style (WORKSTYLE), days (N), timezones, practice
C15 pledge (YEAR)
C16 award (AWARD)
C17 partner (ORG)
C18 universal, exclusion, beneficiary
C19 future, past (YEAR), no date, figure, headline (YEAR, POST_TITLE)
C20 shift, retired (PRODUCT), pricing
C21 story (ORG), result (ORG, NUM)
C22 limit
C23 handed over (ORG)
C24 right
C29 groups, lone (GROUP1, GROUP2, COUNT1, COUNT2), size (COUNT, NUM)
C30 contract (ORG)
C31 lines (OFFER1, OFFER2, COUNT)
C32 soon, beta (THING)
C34 open
C35 levels (LEVEL1, LEVEL2)
C36 budget (NUM)
C37 stage
C38 against
C39 ended (PAST)
C40 origin (ORG)
C41 tried (POST_TITLE)
C42 work, urgent, post (POST_TITLE)
C43 programme (PROJECT)
C44 none
C45 spread (PLACES)
C46 next step
C47 decided
C48 still open
C49 result, halved
C50 finding
C51 two kinds (KIND1, KIND2)
C52 near (TITLE1, TITLE2)
C53 projects (THING1, THING2)
C54 without
C55 tools (TECH1, TECH2)
C56 here only (PLACE)
C57 share (NUM, THING), days (DAYS, THING)
C58 to C91, J25: see signal_ways.py
J01 many (N, FAMILY), first, new team
J02 NP, VP, CL, any (form of the best quote)
J03 must (REQ1, REQ2), distant (REQ1, REQ2), nice (NICE), single (REQ1)
J04 reports (TITLE), team (N)
J05 metric (METRIC, METRIC_DIR), ownership
J06 goals (SPAN)
J07 pace, hats
J08 one (FUNC), two (FUNC1, FUNC2)
J09 on-call, travel (NUM), shifts
J10 measure, manager, team, help, reason (LACKS)
J14 again (JOB, YEAR1, YEAR2)
P01 switch (FIELD1, FIELD2)
P02 years 5, years 8
P03 promoted (TITLE1, TITLE2)
P04 joined
P05 employer (ORG)
P06 founder, early
P07 post (POST_TITLE), talk, project (PROJECT)
P08 leads, built (TEAM)
P10 came back
P11 motto
P12 task
P13 work
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from research.extract import lexicons
from research.extract import signal_rules as rules
from research.extract.dates import told
from research.extract.quotes import micro_quotes, whole_quote
from research.extract.signal_lines import (
    GUARDS,
    Line,
    Site,
    cue_words,
    event_date,
    is_english,
    is_own,
    lines_of,
    modality,
    not_the_subject,
    own_title,
    post_title,
    site_of,
    third_party,
    too_old,
)
from research.extract.signal_slots import FINISH, Refusal, hinge_words
from research.models import Document, InterviewerBrief, Kind, Modality, Posting, Quote, Rejected, Signal
from research.text import fold

_WORD = re.compile(r"[\w%’'/+-]+")
_KIND_ORDER: tuple[Kind, ...] = (
    "posting", "about", "values", "careers", "home", "products", "customers", "article", "press", "news", "team",
    "person", "contact", "other",
)  # fmt: skip
_MOST_REJECTED = 300
_BOILERPLATE_PAGES = 3
_BOILERPLATE_WEIGHT = 0.6
_STOP = frozenset(
    "the a an to of in on at by for with and or our we us is are was were be been from as it its has have had i".split()
)

_TOLD_WITHOUT_DATE = frozenset(("C02", "C03", "C04", "C09"))
"""What a standing page may tell without a date; frames that say "new" or "since" ask for one."""
_MORE_CUES = {
    "C13": ("should", "earlier", "wrong", "mistake", "failed", "underestimated"),
    "C19": ("wanted", "planned", "aimed", "hoped", "expected", "intended"),
}

Refuse = Callable[[str, Line, str], None]


def signals(
    documents: Sequence[Document], names: Sequence[str], today: dt.date, postings: Sequence[Posting] = ()
) -> list[Signal]:
    """Return the signals of the company and its postings, best page kind first, then in page order.

    `names`: what the employer is called. Deterministic: the order of `documents` only breaks ties.
    """
    return _run(documents, names, today, postings, lambda code, line, reason: None)


def person_signals(
    interviewer: InterviewerBrief, documents: Sequence[Document], names: Sequence[str], today: dt.date
) -> list[Signal]:
    """Return what is worth asking this one person, from documents that are surely about or by them."""
    from research.extract import signal_small
    from research.extract.signal_people import of_person

    site = site_of(documents, names, today)
    return [*of_person(interviewer, site), *signal_small.of_person(interviewer, site)]


def explain(
    documents: Sequence[Document], names: Sequence[str], today: dt.date, postings: Sequence[Posting] = ()
) -> list[Rejected]:
    """Return the candidates that a guard or a slot refused, each with its reason; at most 300."""
    refused: list[Rejected] = []

    def note(code: str, line: Line, reason: str) -> None:
        if len(refused) < _MOST_REJECTED:
            cited = line.document.cite(line.passage, line.start, line.end)
            refused.append(Rejected(signal=code, frame="", text=line.text, reason=reason, citation=cited))

    _run(documents, names, today, postings, note)
    return refused


def _run(
    documents: Sequence[Document], names: Sequence[str], today: dt.date, postings: Sequence[Posting], refuse: Refuse
) -> list[Signal]:
    from research.extract import signal_small, signal_tongues
    from research.extract.signal_offers import of_offers, of_whole_site
    from research.extract.signal_pages import of_page
    from research.extract.signal_roles import of_postings
    from research.extract.signal_ways import of_ways

    site = site_of(documents, names, today)
    if site.stamp:
        documents = [d.model_copy(update={"published": None}) if d.published == site.stamp else d for d in documents]
        site = site_of(documents, names, today)
    found: list[Signal] = []
    for document in documents:
        own = is_own(document, site)
        if own:
            found += of_offers(document, site)
            found += signal_small.of_document(document, site)
            found += of_ways(document, site)
        if own and not is_english(document):
            found += signal_tongues.of_page(document, site)
        if document.kind in ("person", "contact") or not is_english(document):
            continue
        found += of_page(document, own, site, refuse)
        for line in _candidates(document, own, site):
            found += _of_line(line, site, refuse)
    found += of_whole_site(site)
    found += signal_small.of_whole_site(site)
    found += of_postings(postings, site)
    return _settled(found, site)


def _candidates(document: Document, own: bool, site: Site) -> Iterator[Line]:
    """Yield the sentences of the content that hold a trigger word."""
    triggers = rules.by_word(site.names).keys()
    for passage in document.passages:
        if passage.region == "main" and passage.block != "heading" and _has_trigger(passage.text, triggers):
            yield from lines_of(passage, document, own)


def _has_trigger(text: str, triggers: object) -> bool:
    words = set(_WORD.findall(text.lower()))
    return not words.isdisjoint(triggers)  # type: ignore[arg-type] # a keys view is iterable


def _of_line(line: Line, site: Site, refuse: Refuse) -> Iterator[Signal]:
    index = rules.by_word(site.names)
    compiled = rules.compiled(site.names)
    wanted = {at for word in _WORD.findall(line.text.lower()) for at in index.get(word, ())}
    for at in sorted(wanted):
        rule, pattern, trap = compiled[at]
        if line.kind not in rule.kinds:
            continue
        match = pattern.search(line.text)
        if match is None:
            continue
        outcome = _judge(line, rule, match, trap, site)
        if isinstance(outcome, Signal):
            yield outcome
        else:
            refuse(rule.code, line, outcome.reason)


def _judge(
    line: Line, rule: rules.Rule, match: re.Match[str], trap: re.Pattern[str] | None, site: Site
) -> Signal | Refusal:
    """Return the signal, or the first reason against it."""
    reason = next((r for guard in GUARDS if (r := guard(line, match))), None) or third_party(line, match, site.names)
    if reason is None and rule.subject:
        reason = not_the_subject(line, match)
    if reason:
        return Refusal(reason)
    caught = trap.search(line.text) if trap else None
    if caught:
        return Refusal(f"trap: {caught[0].lower()}")
    if line.date is None and (day := event_date(line)) is not None:
        line = replace(line, date=day)
    if line.kind in rules.NEWSY or rule.needs_date:
        if rule.needs_date and line.date is None and (line.kind in rules.NEWSY or rule.code not in _TOLD_WITHOUT_DATE):
            return Refusal("undated news" if line.kind in rules.NEWSY else "undated page")
        if too_old(line.date, site.today, rule.months):
            return Refusal(f"news older than {rule.months} months")
    said = modality(line, match)
    if said not in rule.accepts:
        return Refusal("negated" if said == "neg" else f"modality: {said}")
    finished = FINISH.get(rule.code, _as_matched)(line, rule, match, said, site)
    return finished if isinstance(finished, Refusal) else build(line, rule, match, finished, said, site)


def _as_matched(
    line: Line, rule: rules.Rule, match: re.Match[str], said: Modality, site: Site
) -> tuple[str, dict[str, str]]:
    return rule.subtype, {}


def build(
    line: Line, rule: rules.Rule, match: re.Match[str], finished: tuple[str, dict[str, str]], said: Modality, site: Site
) -> Signal:
    """Return the Signal for a sentence that passed everything."""
    subtype, slots = finished
    quotes = micro_quotes(
        line.document, line.passage, (line.start, line.end), _cue(line, rule, match, subtype),
        verb_phrases="VP" in rule.forms, names=site.names, plan_told=rule.code == "C46",
    )  # fmt: skip
    if (rule.code, subtype) == ("C07", "problem"):
        quotes = (*_in_their_words(line), *quotes)
    title = post_title(line.document, site.names) if line.kind in ("article", "press") else None
    return Signal(
        code="C21" if (rule.code, subtype) == ("C17", "story") else rule.code,
        subtype=subtype, slots=slots | ({"POST_TITLE": title} if title else {}),
        quotes=tuple(q for q in quotes if _fits(rule, subtype, q)), modality=_told_as(rule, said),
        page_kind=line.kind, title=own_title(line.document, site.names),
        date=line.date if line.date is not None and line.date <= site.today else None, told=told(line.text),
        citations=(line.document.cite(line.passage, line.start, line.end),),
    )  # fmt: skip


def _cue(line: Line, rule: rules.Rule, match: re.Match[str], subtype: str) -> list[str]:
    """Return the words of which a quote must hold one."""
    if rule.code == "C18":
        return hinge_words(line, subtype)
    if "VP" in rule.forms:
        rest = (w.lower().replace("’", "'") for w in _WORD.findall(line.text[match.end() :]))
        return [w for w in rest if w not in _STOP]
    more = lexicons.word_set("plan_words") if rule.code == "C19" else frozenset[str]()
    if rule.code == "C07" and subtype == "problem":
        more = lexicons.word_set("problem_words")
    return [*(w for w in cue_words(match) if w not in _STOP), *more, *_MORE_CUES.get(rule.code, ())]


def _told_as(rule: rules.Rule, said: Modality) -> Modality:
    """An ambition or a next step is a plan whatever its verb; "we no longer sell …" is a shift that has happened."""
    if rule.code in ("C19", "C46"):
        return "plan"
    return "done" if rule.code == "C20" and said == "neg" else said


def _in_their_words(line: Line) -> Iterator[Quote]:
    """What a founding story itself sets in quotation marks ("what began as a “let's fix it ourselves” idea")."""
    for inner in re.finditer(r"[“\"]([^“”\"]{8,60})[”\"]", line.text):
        span = (line.start + inner.start(1), line.start + inner.end(1))
        quote = whole_quote(line.document, line.passage, span, "any")
        if quote:
            yield quote


_PROMISED = re.compile(
    r"\b(?:reply|replies|response|answers?|delivery|resolution|turnaround|support|refund|repair|fix|uptime|availability|recovery)\b"
)


def _fits(rule: rules.Rule, subtype: str, quote: Quote) -> bool:
    """A noun phrase must name what is promised (C06), and a bare date is no ambition (C19)."""
    if rule.code == "C07" and subtype == "problem":
        return any(w in lexicons.word_set("problem_words") for w in quote.text.lower().split())
    if quote.form != "NP":
        return True
    if rule.code == "C06":
        return bool(_PROMISED.search(quote.text))
    return rule.code != "C19" or not re.search(r"\b(?:20\d\d|years?|months?)$", quote.text)


def _settled(found: Sequence[Signal], site: Site) -> list[Signal]:
    """One signal a statement: the best page kind of equal sentences, the best of equal anchors; weights set."""
    best: dict[tuple[Any, ...], tuple[tuple[Any, ...], Signal]] = {}
    pages: dict[tuple[str, str], set[str]] = {}
    for at, signal in enumerate(found):
        sentence = fold(signal.citations[0].quote)
        pages.setdefault((signal.code, sentence), set()).add(signal.citations[0].url)
        rank: tuple[Any, ...] = (
            _KIND_ORDER.index(signal.page_kind),
            -len(signal.quotes),
            -(signal.date or dt.date.min).toordinal(),
            at,
        )
        key = (signal.code, signal.subtype, _anchors(signal), sentence)
        if key not in best or rank < best[key][0]:
            best[key] = (rank, signal)
    by_anchor: dict[tuple[object, ...], tuple[tuple[Any, ...], Signal]] = {}
    for (_, _, anchors, sentence), (rank, signal) in best.items():
        same: tuple[object, ...] = (signal.code, signal.subtype, anchors) if anchors else (signal.code, sentence)
        if same not in by_anchor or rank < by_anchor[same][0]:
            by_anchor[same] = (rank, signal)
    kept = sorted(by_anchor.values(), key=lambda pair: (pair[0][0], pair[0][-1]))
    return [_weighed(s, len(pages[(s.code, fold(s.citations[0].quote))])) for _, s in kept]


def _anchors(signal: Signal) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((k, v) for k, v in signal.slots.items() if k != "POST_TITLE"))


def _weighed(signal: Signal, pages: int) -> Signal:
    return (
        signal.model_copy(update={"weight": _BOILERPLATE_WEIGHT * signal.weight})
        if pages >= _BOILERPLATE_PAGES
        else signal
    )
