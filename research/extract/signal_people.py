# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Signals of one interviewer: from their positions, their bio on the employer's pages, and what they published."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from research.extract import lexicons
from research.extract.quotes import micro_quotes, whole_quote
from research.extract.signal_lines import Line, Site, is_own, lines_of, own_title, post_title
from research.kinds import kind_of_link
from research.models import Citation, Document, InterviewerBrief, Position, Quote, Signal
from research.text import bare, fold

_YEAR = 365.25
_FOUNDER = re.compile(r"\b(?:[Cc]o-?[Ff]ounder|[Cc]ofounder|[Ff]ounder|[Ff]ounded|[Cc]o-founded)\b")
_EARLY = re.compile(
    r"(?i)\b(?:first (?:hire|employee|engineer|designer)|employee (?:number|#) ?\d|founding (?:engineer|designer|team))\b"
)
_TEAM = re.compile(
    r"\b(?:[Ll]eads?|[Hh]eads?(?: up)?|[Mm]anages?|[Rr]uns?|[Oo]versees?|[Bb]uilt|[Bb]uilding) (?:the|our|a|\w+['’]s) (?P<TEAM>(?:[A-Z][\w&-]*|and|[a-z]+)(?: (?:[A-Z][\w&-]*|and|[a-z]+)){0,3}?) team\b"
)
_RATHER = re.compile(
    r"\b(?:always|prefers?|favou?rs?|would rather|chooses?|go(?:es)? with|believes? in)\b[^.;]{0,25}? (?P<Q>(?:an? |the )?(?!(?:with|for|to|in|on|go|goes|choose|take)\b)[\w-]+(?: [\w-]+){0,3} over (?:an? |the )?[\w-]+(?: [\w-]+){0,3})(?=[,.;]|$)"
)
_MOTTO = re.compile(
    r"(?:^[Ll]et['’]s [a-z]+|\bI (?:believe|care|always|never|want|prefer|try to|like to)\b|\b[Bb]elieves? (?:that|in)\b)"
)
_PRIVATE = re.compile(
    r"(?i)\b(?:wife|husband|partner and|kids?|children|daughters?|sons?|family|dogs?|cats?|hik(?:e|ing)|cooking|yoga|church|faith|politic\w*|hobb(?:y|ies)|free time|spare time|outside (?:of )?work|when (?:he|she|they)['’]?(?:s|re| is| are)? not|born|grew up|lives? in|married|music|guitar|travel(?:l?ing)?|reading|running|weekends?|coffee|beer|garden\w*|bik(?:e|ing)|cycling|soccer|football|skiing)\b"
)
_DOES = re.compile(
    r"\b(?:architects|leads|designs|builds|develops|oversees|coordinates|directs|manages|heads|focuse[sd] on|work(?:s|ed) on|speciali[sz]es in|responsible for|expert in|expertise in|in charge of|studies|researches|interests (?:include|are in)|interested in|concentrates on) (?=[a-z])"
)
_ACTS = re.compile(r"(?:architects|leads|designs|builds|develops|oversees|coordinates|directs|manages|runs|heads) ")
_NEAR_VERB = 1
_WAS = re.compile(
    r"\b(?:[Aa]fter (?:spending [\w ]{2,20}|working(?: \w+){0,2}|(?:\w+ )?years)|[Pp]reviously[^.;]{0,60}?|[Pp]rior to [^.;]{3,60}?|[Bb]efore [^.;]{3,60}?|[Ff]ormerly|[Ww]orked|[Ss]tarted (?:out|his career|her career|their career))"
    r",?(?: (?:he|she|they|[A-Z]\w+))?(?: (?:worked|was|served|spent))? ?(?:as )?(?P<JOB>an? [a-z][\w/-]*(?: [\w/-]+){0,3}?)(?= (?:in|at|for|with|on|where|and|before|until)\b|[,.;])"
)
_ROLE_NOUN = re.compile(
    r"(?:engineer|developer|designer|director|manager|teacher|analyst|scientist|consultant|researcher|editor|writer|nurse|journalist|lawyer"
    r"|architect|producer|librarian|physicist|biologist|economist|chef|carpenter|musician|artist|accountant|strategist|technician|planner)$"
)
_STUDY = re.compile(r"(?i)\b(?:intern|student|junior|trainee|volunteer)\b")
_ALSO = re.compile(
    r"\b(?:[Ii]n addition to (?:his|her|their) (?:role|work|position|job)\b[^,;]{0,40}, [^.;]{0,20}?\bis|(?:he|she|they|[A-Z]\w+) (?:is|are) also) (?:an? |the )?[a-z][\w -]{3,40}? (?:at|with|of|for) (?:the )?(?P<ORG>[A-Z][\w&]*(?: (?:of |for |the )?[A-Z][\w&]*){0,3})"
)
_BEFORE = re.compile(r"(?i)\b(?:previously|before|prior|former(?:ly)?|used to|earlier|until)\b")
_SINCE = re.compile(
    r"\b(?:joined|has been (?:with|at|part of)|been (?:with|at)|works? (?:at|for|with)|with|at) (?:us|the (?:team|company)|our team|[A-Z][\w&-]+(?: [A-Z][\w&-]+)?)\b[^.;]{0,24}?\b(?:in|since) (?:[A-Z][a-z]+ )?(?P<YEAR>(?:19|20)\d\d)\b"
)
_LONG, _VERY_LONG = 5, 8
_TALK = re.compile(
    r"(?i)\b(?:gave a (?:talk|keynote)|keynote|spoke at|speaking at|presented|talk (?:at|on|about|titled|called)|podcast|panel)\b"
)
_MAINTAIN = re.compile(
    r"\b(?:(?:[Mm]aintain(?:s|er|ers|ing)?|[Cc]o-?maintain(?:s|er)|[Cc]ore (?:developer|contributor|maintainer|team member)|[Cc]reator|[Cc]reated|[Aa]uthor)(?: of| for| on)?) (?:the )?(?P<PROJECT>[A-Z][\w.-]+(?: [A-Z][\w.-]+){0,2})"
)
_NEWS_TITLE = re.compile(
    r"(?i)(?:announcing|introducing|meet|welcom\w+|join|joining|celebrating|thank|newsletter|update)\b"
)
_MOST_POSTS = 3
_POST_YEARS = 5
_BYLINE_LIMIT = 5


def of_person(interviewer: InterviewerBrief, site: Site) -> list[Signal]:
    """Return the signals about `interviewer`, from documents that are surely about or by them."""
    found = [
        *_positions(interviewer, site),
        *_posts(interviewer, site),
        *_bios(interviewer, site),
    ]
    kept: dict[tuple[str, str], Signal] = {}
    for signal in found:
        kept.setdefault(
            (signal.code, str(sorted(signal.slots.items())) if signal.slots else fold(signal.citations[0].quote)),
            signal,
        )
    codes = {s.code for s in kept.values()}
    # A promotion tells of the same years as the tenure does; one of the two is asked about (QUESTIONS, P03).
    return [s for s in kept.values() if not (s.code == "P02" and "P03" in codes)]


# --- positions: P01, P02, P03, P04, P05, P10 -----------------------------------------------------------------------------


def _at_employer(position: Position, site: Site) -> bool:
    where = bare(position.organisation or "")
    return (
        any(where == bare(n) or where.startswith(bare(n) + " ") or bare(n).startswith(where + " ") for n in site.names)
        if where
        else False
    )


def _by_start(positions: Sequence[Position]) -> list[Position]:
    return sorted(positions, key=lambda p: (p.start or dt.date.min, p.end or dt.date.max))


def _positions(who: InterviewerBrief, site: Site) -> Iterator[Signal]:
    dated = _by_start([p for p in who.positions if p.start is not None and p.start <= site.today])
    here = [p for p in dated if _at_employer(p, site)]
    elsewhere = [p for p in dated if p.organisation and not _at_employer(p, site)]
    now = [p for p in here if p.current or p.end is None or p.end >= site.today]
    if now:
        yield from _tenure(who, here, elsewhere, site)
        yield from _promotion(who, here, site)
    yield from _earlier(who, elsewhere, here, site)
    yield from _switch(who, elsewhere, here, site)


def _tenure(who: InterviewerBrief, here: list[Position], elsewhere: list[Position], site: Site) -> Iterator[Signal]:
    away = _gap(here, elsewhere)
    if away:
        yield _of(who, "P10", "came back", {}, (*here[0].citations, *away.citations, *here[-1].citations), site)
    first = here[-1] if away else here[0]
    assert first.start is not None
    days = (site.today - first.start).days
    if days >= 5 * _YEAR:
        yield _of(who, "P02", "years 8" if days >= 8 * _YEAR else "years 5", {}, first.citations, site)
    elif days <= 366 and not away and len({fold(p.title) for p in here}) == 1:
        yield _of(who, "P04", "joined", {}, first.citations, site)


def _gap(here: list[Position], elsewhere: list[Position]) -> Position | None:
    """Return the position elsewhere that lies between two separate periods at the employer, if there is one."""
    for one, two in pairwise(here):
        for other in elsewhere:
            if (
                one.end
                and other.start
                and two.start
                and one.end <= other.start
                and other.end
                and other.end <= two.start
            ):
                return other
    return None


def _promotion(who: InterviewerBrief, here: list[Position], site: Site) -> Iterator[Signal]:
    first, last = here[0], here[-1]
    low, high = lexicons.title_level(first.title), lexicons.title_level(last.title)
    if first is not last and low and high > low and first.start != last.start:
        slots = {"TITLE1": first.title, "TITLE2": last.title, "STEPS": str(len({fold(p.title) for p in here}))}
        yield _of(who, "P03", "promoted", slots, (*first.citations, *last.citations), site)


def _earlier(who: InterviewerBrief, elsewhere: list[Position], here: list[Position], site: Site) -> Iterator[Signal]:
    since = here[0].start if here else None
    still = {bare(p.organisation or "") for p in who.positions if p.current}  # no earlier employer, whatever the seat
    for position in reversed(elsewhere):
        if bare(position.organisation or "") in still:
            continue
        if position.start is None or position.end is None or (since and position.start > since):
            continue
        if (
            (position.end - position.start).days >= 360
            and not _is_study(position)
            and (site.today - position.end).days < 12 * _YEAR
        ):
            yield _of(who, "P05", "employer", {"ORG": position.organisation or ""}, position.citations, site)
            return


def _switch(who: InterviewerBrief, elsewhere: list[Position], here: list[Position], site: Site) -> Iterator[Signal]:
    line = [p for p in (*elsewhere, *here) if not _is_study(p)]
    for one, two in zip(reversed(line[:-1]), reversed(line[1:]), strict=False):
        before, after = lexicons.field(one.title), lexicons.field(two.title)
        recent = one.end is None or (site.today - one.end).days < 20 * _YEAR
        if before and after and before != after and recent:
            yield _of(who, "P01", "switch", {"FIELD1": before, "FIELD2": after}, (*one.citations, *two.citations), site)
            return


def _is_study(position: Position) -> bool:
    words = f"{position.title} {position.organisation or ''}"
    return bool(
        re.search(
            r"(?i)\b(?:intern|internship|student|trainee|apprentice|bachelor|master of|ph\.?d|army|navy|air force|marine|pastor|chaplain|volunteer)\b",
            words,
        )
    )


def _of(
    who: InterviewerBrief, code: str, subtype: str, slots: dict[str, str], citations: tuple[Citation, ...], site: Site
) -> Signal:
    return Signal(code=code, subtype=subtype, slots=slots, page_kind="person", person=who.name, citations=citations)


# --- P07 --------------------------------------------------------------------------------------------------------------


def _wrote(document: Document, who: InterviewerBrief) -> bool:
    """Tell whether the byline names the person, by full name or by the nickname in brackets."""
    author = bare(document.author or "")
    if not author or author.count(",") + author.count(" and ") > _BYLINE_LIMIT:
        return False
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", author) for form in _forms(who.name))


def _forms(name: str) -> list[str]:
    """ "Yuvaraj (Yuvi) Panda" is found as "yuvaraj (yuvi) panda", "yuvaraj panda" and "yuvi panda"; single words never."""
    whole = bare(name)
    nick = re.search(r"[(\"]([^)\"]+)[)\"]", whole)
    plain = re.sub(r"\s*[(\"][^)\"]*[)\"]\s*", " ", whole).strip()
    forms = [whole, plain]
    if nick:
        rest = plain.split()[1:]
        forms.append(" ".join([nick[1], *rest]))
    return [f for f in dict.fromkeys(forms) if " " in f or (f == whole and "(" in f)]


def _is_page_of(document: Document, who: InterviewerBrief) -> bool:
    """Tell whether a page of the kind "person" is about them: their name in its title or first heading."""
    if document.kind != "person":
        return False
    heads = [p.text for p in document.main if p.block == "heading"][:2]
    return any(_names(t, who) for t in (document.title, *heads))


def _stamped_author(who: InterviewerBrief, site: Site) -> bool:
    """A site may name one author for all its pages; on pages that nobody signs, a byline proves nothing."""
    unsigned = [d for d in site.documents if d.kind in ("home", "about", "careers", "team", "products", "person")]
    return any(_wrote(d, who) and not _is_page_of(d, who) for d in unsigned)


def _signed(document: Document, who: InterviewerBrief) -> bool:
    """Tell whether a short line near the top of the page names them."""
    return any(len(p.text) <= 90 and p.block != "heading" and _names(p.text, who) for p in document.main[:8])


def _posts(who: InterviewerBrief, site: Site) -> Iterator[Signal]:
    stamped = _stamped_author(who, site)
    posts = [
        d for d in site.documents
        if d.kind in ("article", "press", "other") and ((_wrote(d, who) and not stamped) or _signed(d, who))
        and post_title(d, site.names)
        and not (d.published and (site.today - d.published).days > _POST_YEARS * _YEAR)
    ]  # fmt: skip
    posts.sort(key=lambda d: (-(d.published or dt.date.min).toordinal(), d.final_url))
    for document in posts[:_MOST_POSTS]:
        yield from _post(document, who, site)
    told = {fold(own_title(d, site.names)) for d in posts}
    if len(posts) >= _MOST_POSTS:
        return
    for document in site.documents:
        if _is_page_of(document, who):
            yield from _listed(document, who, site, told)


def _listed(document: Document, who: InterviewerBrief, site: Site, told: set[str]) -> Iterator[Signal]:
    """Posts that their own page lists: lines that are links to articles, in the page's order."""
    linked = {
        fold(link.text) for link in document.links
        if link.region == "main" and kind_of_link(link.url, link.text) == "article"
    }  # fmt: skip
    found = 0
    for passage in document.main:
        title = passage.text.rstrip(" .")
        if fold(passage.text) not in linked or fold(title) in told or found >= _MOST_POSTS:
            continue
        if 3 <= len(title.split()) <= 9 and not _NEWS_TITLE.match(title) and not re.search(r"[?!:;/“”\"()`]", title):
            found += 1
            cited = document.cite(passage, 0, len(title))
            yield Signal(
                code="P07", subtype="post", slots={"POST_TITLE": title}, page_kind="person", title=title,
                person=who.name, weight=0.8, citations=(cited,),
            )  # fmt: skip


_ARGUES = re.compile(
    r"\b(?:should|must|never|always|better|because|means|matters?|hard|harder|problem|wrong|learned|lesson|instead|need|needs|important|key|trust|why|surpris\w+|mistake|fail\w*|unless|not)\b"
)


def _post(document: Document, who: InterviewerBrief, site: Site) -> Iterator[Signal]:
    title = post_title(document, site.names)
    head = next((p for p in document.main[:40] if title and fold(title) in fold(p.text)), None)
    if head is None or title is None:
        return
    quotes: list[Quote] = []
    for passage in document.main:
        if passage.block in ("heading", "quote") or len(passage.text) > 2_000 or passage is head:
            continue
        for line in lines_of(passage, document, True):
            cue = [w.lower() for w in _ARGUES.findall(line.text)]
            if cue and not re.search(r"[“\"]", line.text):
                quotes += micro_quotes(document, passage, (line.start, line.end), cue, names=site.names)[:1]
    quotes.sort(key=lambda q: -q.score)
    cited = (document.cite(head), *(q.citation for q in quotes[:3]))
    date = document.published if document.published and document.published <= site.today else None
    yield Signal(
        code="P07", subtype="post", slots={"POST_TITLE": title}, quotes=tuple(quotes[:3]), page_kind=document.kind,
        title=title, date=date, person=who.name, citations=cited,
    )  # fmt: skip


# --- bios: P06, P08, P11, P07 project and talk ---------------------------------------------------------------------------


def _bios(who: InterviewerBrief, site: Site) -> Iterator[Signal]:
    for document in site.documents:
        if document.kind not in ("person", "team", "about", "press", "article", "news", "other"):
            continue
        own = is_own(document, site)
        for passage in document.main:
            if len(passage.text) > 2_000 or passage.block == "quote":
                continue
            own_page = _is_page_of(document, who) or any(_names(h, who) for h in passage.headings)
            for line in lines_of(passage, document, own):
                if own_page or _names(line.text, who):
                    yield from _bio_line(line, who, site, own, alone=own and _is_page_of(document, who))


def _names(text: str, who: InterviewerBrief) -> bool:
    folded = bare(text)
    return any(form in folded for form in _forms(who.name))


def _bio_line(line: Line, who: InterviewerBrief, site: Site, own: bool, *, alone: bool) -> Iterator[Signal]:
    if _PRIVATE.search(line.text) or not _is_them(line, who):
        return
    if own or any(n in line.text for n in site.names):
        yield from _place_here(line, who, site)
    project = _MAINTAIN.search(line.text)
    if project:
        name = project["PROJECT"].strip(" .")
        if not any(fold(n) == fold(name) for n in site.names) and name not in lexicons.word_set("sentence_starters"):
            yield _bio(line, who, site, "P07", "project", {"PROJECT": name})
    does = _DOES.search(line.text)
    if own and does and not _BEFORE.search(line.text[: does.start()]):
        yield from _work(line, does, who, site)
    before = _WAS.search(line.text)
    if own and before and _ROLE_NOUN.search(before["JOB"]) and not _STUDY.search(before["JOB"]):
        yield _bio(line, who, site, "P01", "job", {"A_JOB": before["JOB"]})
    also = _ALSO.search(line.text)
    if own and also and not any(fold(n) in fold(also["ORG"]) for n in site.names):
        yield _bio(line, who, site, "P14", "two posts", {"ORG": also["ORG"]})
    since = _SINCE.search(line.text)
    if own and since and site.today.year - int(since["YEAR"]) > _LONG:
        years = site.today.year - int(since["YEAR"])
        yield _bio(line, who, site, "P02", "years 8" if years > _VERY_LONG else "years 5", {})
    if _TALK.search(line.text) and _names(line.text, who):
        yield _bio(line, who, site, "P07", "talk", {})
    rather = _RATHER.search(line.text) if own else None
    span = (line.start + rather.start("Q"), line.start + rather.end("Q")) if rather else (0, 0)
    if rather and (quote := whole_quote(line.document, line.passage, span, "any")):
        yield _bio(line, who, site, "P11", "rather", {}, (quote,))
    elif alone and line.passage.block != "heading" and _MOTTO.search(line.text):
        cue = [w.lower() for w in re.findall(r"[A-Za-z]{4,}", line.text)]
        span = (line.start, line.end)
        quotes = micro_quotes(line.document, line.passage, span, cue, verb_phrases=True, names=site.names)
        if told := (*_motto(line), *quotes):
            yield _bio(line, who, site, "P11", "motto", {}, told)


def _work(line: Line, does: re.Match[str], who: InterviewerBrief, site: Site) -> Iterator[Signal]:
    """P13: what somebody does ("leads the discovery phase", whole) or knows about ("the economics of computing")."""
    start, rest = line.start + does.end(), line.text[does.end() :]
    cue = [w.lower() for w in re.findall(r"[A-Za-z]{4,}", rest)]
    found = micro_quotes(line.document, line.passage, (start, line.end), cue, names=site.names)
    nouns = [q for q in found if q.form == "NP" and q.citation.start - start <= _NEAR_VERB]
    if not nouns:
        return
    if not _ACTS.match(does[0]):
        yield _bio(line, who, site, "P13", "field", {}, tuple(nouns))
        return
    spans = [(line.start + does.start(), q.citation.end) for q in nouns]
    acts = [q for span in spans if (q := whole_quote(line.document, line.passage, span, "VP"))]
    if acts:
        yield _bio(line, who, site, "P13", "act", {}, tuple(acts))


def _place_here(line: Line, who: InterviewerBrief, site: Site) -> Iterator[Signal]:
    """Founder, early employee, leader of a team: of this employer, not of another one."""
    text = line.text
    founder = _founder(text, who)
    elsewhere = founder and re.search(r"\b(?:of|at) [A-Z]|[Ff]ounded [A-Z]", text[founder.start() :])
    if founder and (not elsewhere or any(n in text for n in site.names)):
        yield _bio(line, who, site, "P06", "founder", {})
    if _EARLY.search(text):
        yield _bio(line, who, site, "P06", "early", {})
    team = _TEAM.search(text)
    if team and not re.search(r"\b(?:previously|formerly|prior|former|before)\b", text, re.I):
        name = team["TEAM"].removeprefix("the ").strip()
        if name[:1].isupper() or lexicons.lexicon("functions").first(name):
            built = team[0].lower().startswith("buil")
            yield _bio(line, who, site, "P08", "built" if built else "leads", {"TEAM": f"the {name} team"})


def _founder(text: str, who: InterviewerBrief) -> re.Match[str] | None:
    """The word that makes this person a founder, not the colleague whose name follows it, and no founding year."""
    for match in _FOUNDER.finditer(text):
        following = re.match(r" (?:and \w+ )?([A-ZÀ-Þ][\w’'-]+ [A-ZÀ-Þ][\w’'-]+)", text[match.end() :])
        founding = match[0].lower() == "founded" and re.match(r" in \d{4}", text[match.end() :])
        by_them = founding and _names(text[match.end() :].partition(" by ")[2], who)
        if (following is None or _names(following[1], who)) and (not founding or by_them):
            return match
    return None


def _motto(line: Line) -> tuple[object, ...]:
    """ "Let's eliminate X wherever we find it" -> the words after "Let's", a VP."""
    m = re.match(r"[Ll]et['’]s ", line.text)
    if m is None:
        return ()
    stop = len(line.text.rstrip(" .!"))
    quote = whole_quote(line.document, line.passage, (line.start + m.end(), line.start + stop), "VP")
    return (quote,) if quote else ()


def _is_them(line: Line, who: InterviewerBrief) -> bool:
    """The sentence is about them: their page or section, or their name in it before anybody else's pronoun."""
    if _is_page_of(line.document, who) or any(_names(h, who) for h in line.passage.headings):
        return True
    return _names(line.text, who)


def _bio(
    line: Line,
    who: InterviewerBrief,
    site: Site,
    code: str,
    subtype: str,
    slots: dict[str, str],
    quotes: tuple[object, ...] = (),
) -> Signal:
    dated = line.document.published if line.kind in ("article", "press", "news") else None
    return Signal.model_validate(
        {
            "code": code, "subtype": subtype, "slots": slots, "quotes": quotes, "page_kind": line.kind,
            "title": own_title(line.document, site.names), "date": dated, "person": who.name,
            "citations": (line.document.cite(line.passage, line.start, line.end),),
        }
    )  # fmt: skip
