# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Signals of what a posting asks a person to do, beside the single lines of work (J12): two works in one role (J15),
who is worked with (J16), what help is wanted for (J17), what is covered when needed (J18), an ability asked for (J19).

They rest on sentences that almost every posting has, so that a short posting still gives questions of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from research.brief.filling import quote_fault
from research.brief.frames import book
from research.brief.own_signals import verb_phrase
from research.brief.worklines import narrowed, workline
from research.models import Citation, Document, Posting, Quote, Signal, Statement
from research.text import lemmas, sentences, words

_MOST = 3
_RESPONSIBLE = re.compile(
    r"(?i)\b(?:responsib(?:le|ility) for|in charge of|(?:role|job|work|position) (?:involves|includes|combines|means)"
    r"|(?:mix|combination|blend) of|time (?:on|between)|focus(?:ed|es)? on) (?=[a-z]+ing\b)"
)
_PART = re.compile(r",? and (?=[a-z]+ing\b)|, (?=[a-z]+ing\b)")
_PART_END = re.compile(
    r"[,;:.()]|\s(?:as|to|so|while|which|that|who|when|where|in order|across|throughout|ensuring|making|using|and)\b"
)
# The two kinds of work that seldom fit into one week.
_WITH_PEOPLE = re.compile(
    r"(?i)\b(?:lead|manag|mentor|coach|hir(?:e|ing)|recruit|train|teach|supervis|onboard|grow(?:ing)? (?:a|the|our) team)\w*"
)
_MAKING = re.compile(
    r"(?i)\b(?:build|design|develop|cod(?:e|ing)|implement|writ(?:e|ing)|ship|architect|analy[sz]|test|deploy|debug|draw"
    r"|produc(?:e|ing)|deliver|sell|research|maintain|creat(?:e|ing)|contribut)\w*"
)
_WITH = re.compile(
    r"(?:[Ww]ork(?:ing)?|[Cc]ollaborat(?:e|ing)|[Pp]artner(?:ing)?|[Cc]oordinat(?:e|ing)|[Ll]iais(?:e|ing)|[Ii]nterfac(?:e|ing))"
    r"(?: (?:together|closely|directly|hand in hand|side by side))* with (?:all |other |both )?"
)
_SEATS = (
    r"managers|engineers|designers|developers|researchers|scientists|analysts|directors|editors|writers|nurses|clinicians"
    r"|doctors|physicians|teachers|recruiters|consultants|strategists|marketers|officers|operators|architects|planners"
    r"|producers|librarians|lawyers|accountants|technicians|scholars|volunteers|curators|faculty|sales|leadership|operations"
    r"|owners|masters|coordinators"
)
_PARTNERS = re.compile(
    rf"(?P<PARTNERS>(?:the )?(?:(?!and\b|our\b|your\b|other\b|their\b|various\b|many\b|senior\b|talented\b|great\b)[A-Za-z][\w&-]* ){{0,2}}(?:(?i:{_SEATS})|(?:[A-Z][\w&]+ )(?:team|Ops)))(?=$|[,.;:)]| (?:and|to|on|in|for|as|across|who|at|when)\b)"
)
_HELP_US = re.compile(
    r"\b(?:(?:[Hh]elp(?:ing)?|[Ee]nable) (?:us|our (?:team|company|organi[sz]ation|small team)) (?:to )?"
    r"|[Ww]e need (?:you|someone|somebody) to )(?=[a-z])"
)
_WHEN_NEEDED = re.compile(
    r"(?i)\b(?:when|as|if|where|whenever) (?:needed|required|necessary),? (?:also )?(?=(?:fill|step|cover|take|pitch|jump|support|assist|help|lead|run|train|stand)\b)"
)
_ABILITY = re.compile(
    r"(?:[Aa]bility|[Aa]ble|[Cc]apacity|[Ss]kills?|[Cc]omfortable|[Cc]onfident|[Yy]ou can|[Yy]ou know how) (?:to )?(?=[a-z])"
)
_SOFT = re.compile(
    r"(?i)\b(?:work (?:independently|in a team|well|under|effectively|with)|multi-?task|communicat\w*|learn quickly|travel|lift"
    r"|stand for|sit for|legally|authori[sz]ed|speak|read|english|manage (?:your|multiple|time)|prioriti[sz]e (?:your|tasks|multiple)|problem)\b"
)


def from_careers(documents: Sequence[Document]) -> list[Signal]:
    """Return J17 of careers pages ("help us prioritise …"): what the company wants hands for, whatever the role."""
    found: list[Signal] = []
    for document in sorted((d for d in documents if d.kind == "careers"), key=lambda d: d.url):
        if document.language[:2].lower() not in ("", "en"):
            continue
        for passage in document.main:
            opened = (
                _HELP_US.search(passage.text) if passage.block != "heading" and len(passage.text) < _LONGEST else None
            )
            around = [(s, e) for s, e in sentences(passage.text) if opened and s <= opened.start() < e]
            if opened is None or not around:
                continue
            cited = document.cite(passage, *around[0])
            quote = verb_phrase(narrowed(cited, opened.end() - around[0][0], len(cited.quote)), any_verb=True)
            if quote is not None and len(lemmas(quote.text) - book().stock) >= 2 and not _LOFTY.match(quote.text):
                found.append(
                    Signal(
                        code="J17",
                        subtype="careers",
                        quotes=(quote,),
                        page_kind="careers",
                        title=document.title,
                        citations=(cited,),
                    )
                )
    return found[:_MOST]


_JOB_TITLE = re.compile(
    r"(?i)(?P<JOB>(?:[\w/&+.-]+ ){0,3}(?:engineer|developer|designer|manager|analyst|scientist|nurse|teacher|consultant"
    r"|specialist|researcher|accountant|recruiter|technician|coordinator|writer|architect|strategist|officer|editor))\b"
)
_ASKED_KINDS = frozenset(("own", "build", "improve"))


def from_cards(documents: Sequence[Document]) -> list[Signal]:
    """Return J24 of careers pages that describe their openings in place: a line of work under a job's title."""
    found: list[Signal] = []
    for document in sorted((d for d in documents if d.kind == "careers"), key=lambda d: d.url):
        if document.language[:2].lower() not in ("", "en"):
            continue
        job: Citation | None = None
        for passage in document.main:
            if passage.block == "heading":
                named = _JOB_TITLE.match(passage.text)
                job = document.cite(passage, *named.span("JOB")) if named else job
                continue
            cited = document.cite(passage) if len(passage.text) <= _LONGEST_LINE else None
            line = workline(cited) if job and cited else None
            if job and cited and line and line.thing and line.kind in _ASKED_KINDS:
                found.append(
                    Signal(
                        code="J24", subtype=line.kind, slots={"JOB": job.quote, "VERB": line.verb},
                        quotes=(line.thing,), page_kind="careers", title=document.title, citations=(cited, job),
                        weight=line.weight,
                    )
                )  # fmt: skip
    return found


_LONGEST_LINE = 300
_LONGEST = 2_000
_LOFTY = re.compile(
    r"(?i)(?:change|make|transform|shape|create|reach|achieve|fulfil|bring|build) (?:the (?:way|world|future)|a (?:better|difference)|our|history)\b|change\b"
)


def from_duties(posting: Posting | None) -> list[Signal]:
    """Return J15 to J19 of the posting, at most three of a code, in the order of its lines."""
    if posting is None:
        return []
    duties = (*posting.summary, *posting.responsibilities)
    found = [*_one_after_another(posting, duties), *_two_lines(posting)][:1]
    for statement in duties:
        found += _partners(posting, statement)
        found += _verb(posting, statement, "J17", _HELP_US)
        found += _verb(posting, statement, "J18", _WHEN_NEEDED)
    for statement in posting.must:
        found += _ability(posting, statement)
    return [s for at, s in enumerate(found) if sum(o.code == s.code for o in found[:at]) < _MOST]


# --- J15 ---


def _one_after_another(posting: Posting, statements: Sequence[Statement]) -> Iterator[Signal]:
    """Two works that one sentence puts side by side ("responsible for leading a team, contributing code and …")."""
    for statement in statements:
        cited = statement.citations[0]
        opened = _RESPONSIBLE.search(cited.quote)
        if opened is None:
            continue
        parts = list(_parts(cited, opened.end()))
        pair = next(
            ((a, b) for a in parts for b in parts if _WITH_PEOPLE.match(a) and _MAKING.match(b) and a != b), None
        )
        one, two = pair or (parts[0], parts[1]) if len(parts) >= 2 else ("", "")
        if one and two and len(lemmas(f"{one} {two}")) >= _LEAST_TOLD:
            yield _signal(posting, "J15", [cited], {"DUTY1": one, "DUTY2": two})


_LEAST_TOLD = 3


def _parts(cited: Citation, start: int) -> Iterator[str]:
    text = cited.quote
    starts = [start, *(m.end() for m in _PART.finditer(text, start))]
    for at, nearby in zip(starts, [*starts[1:], len(text)], strict=True):
        end = _PART_END.search(text, at)
        part = text[at : min(end.start() if end else nearby, nearby)].rstrip(" ,.")
        if 2 <= len(words(part)) <= 6 and re.match(r"[a-z]+ing\b", part) and quote_fault(part, 2) is None:
            yield part


def _two_lines(posting: Posting) -> Iterator[Signal]:
    """Two lines of work, one with people and one with the thing that is made."""
    told = [(s, q) for s in posting.responsibilities if (q := verb_phrase(s.citations[0])) is not None]
    people = next(((s, q) for s, q in told if _WITH_PEOPLE.match(q.text) and re.search(r"(?i)\b(?:team|people|staff|engineers|designers|members|developers|colleagues)\b", q.text)), None)  # fmt: skip
    making = next(((s, q) for s, q in told if _MAKING.match(q.text) and len(lemmas(q.text)) >= 2), None)
    if people and making and people[0] is not making[0]:
        slots = {"DUTY1": people[1].text, "DUTY2": making[1].text}
        yield _signal(posting, "J15", [people[0].citations[0], making[0].citations[0]], slots, subtype="lines")


# --- J16 to J19 ---


def _partners(posting: Posting, statement: Statement) -> Iterator[Signal]:
    cited = statement.citations[0]
    for opened in _WITH.finditer(cited.quote):
        found = _PARTNERS.match(cited.quote, opened.end())
        if found is None:
            continue
        named = found["PARTNERS"].removeprefix("the ")
        alone = " " not in named and not named[:1].isupper()
        if not alone and lemmas(named) - book().stock and not lemmas(named) <= lemmas(posting.title):
            yield _signal(posting, "J16", [cited], {"PARTNERS": named})
            return


def _verb(posting: Posting, statement: Statement, code: str, opening: re.Pattern[str]) -> Iterator[Signal]:
    cited = statement.citations[0]
    opened = opening.search(cited.quote)
    if opened is None:
        return
    quote = verb_phrase(narrowed(cited, opened.end(), len(cited.quote)), any_verb=True)
    if quote is not None and len(lemmas(quote.text) - book().stock) >= 2:
        yield _signal(posting, code, [cited], {}, quotes=(quote,))


def _ability(posting: Posting, statement: Statement) -> Iterator[Signal]:
    cited = statement.citations[0]
    opened = _ABILITY.match(cited.quote)
    if opened is None or _SOFT.search(cited.quote):
        return
    quote = verb_phrase(narrowed(cited, opened.end(), len(cited.quote)))
    if quote is not None and len(lemmas(quote.text)) >= 3:
        yield _signal(posting, "J19", [cited], {}, quotes=(quote,))


def _signal(
    posting: Posting, code: str, cited: Sequence[Citation], slots: dict[str, str], *, quotes: tuple[Quote, ...] = (),
    subtype: str = "",
) -> Signal:  # fmt: skip
    return Signal(
        code=code, subtype=subtype, slots=slots, quotes=quotes, page_kind="posting", title=posting.title,
        date=posting.posted, citations=tuple(cited),
    )  # fmt: skip
