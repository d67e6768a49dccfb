# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Signals of a whole page: values with a behaviour in them, posts about what went wrong, moves told by a headline,
and openings counted on a careers page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from research.extract import lexicons
from research.extract import signal_rules as rules
from research.extract.quotes import micro_quotes, whole_quote
from research.extract.signal_lines import Line, Site, furniture, lines_of, own_title, page_date, post_title, too_old
from research.extract.signal_slots import proper, technology
from research.kinds import kind_of_link
from research.models import Citation, Document, Passage, Signal
from research.text import fold

Refuse = Callable[[str, Line, str], None]
_NUMBERING = re.compile(r"^(?:\d{1,2}[.):]\s*|[•\-–—*]\s*|#\d+\s*)")
_NOT_HIRING = re.compile(
    r"(?i)\b(?:not (?:currently |actively )?hiring|no (?:current |open )?(?:openings|positions|vacancies|roles)|(?:positions?|roles?) (?:are|is) (?:now )?(?:closed|filled))\b"
)
_OPEN_SECTION = re.compile(
    r"(?i)\b(?:open(?:ings)?|vacanc(?:y|ies)|current (?:positions|roles|jobs|opportunities)|positions available|available (?:positions|roles|jobs)|(?:we['’]re|we are|now) hiring|job (?:listings|opportunities|board)|jobs|open roles|join (?:us|the team|our team))\b"
)
_PAST_SECTION = re.compile(r"(?i)\b(?:past|closed|previous|archive|filled|alumni|former)\b")
_NOT_VALUE_HEADING = re.compile(
    r"(?i)\b(?:join|apply|meet|contact|read|learn|see|view|explore|get (?:started|in touch|involved)|sign up|work with us|our (?:values|culture|principles|team|mission|history|story|people)"
    r"|find|follow|subscribe|download|share this|watch|check|visit|browse|discover|check out|hire us|start|try|become|book|request|talk to|help wanted)\b"
)
_VALUE_SUBJECTS = frozenset("the everyone nobody every no people each whoever".split())
_VERB_ADJECTIVES = frozenset("open own present live close lean complete welcome key model master process value".split())
_OPENINGS = 3
_CITED_OPENINGS = 6
_JOB_WORD = re.compile(
    r"(?i)\b(?:engineer|developer|designer|manager|analyst|scientist|nurse|teacher|consultant|specialist|lead|director|researcher|representative|executive|accountant|recruiter|technician"
    r"|coordinator|writer|architect|administrator|counsel|associate|strategist|officer|operator|driver|therapist|physician)s?\b"
)


def of_page(document: Document, own: bool, site: Site, refuse: Refuse) -> Iterator[Signal]:
    """Yield the signals that need more than one sentence to be told."""
    if not own:
        return
    if document.kind in ("home", "about", "products"):
        yield from _tiles(document, site)
    if document.kind in rules.CULTURE:
        yield from _values(document, site, refuse)
    if document.kind in ("article", "press", "other", "news") and document.published:
        yield from _lesson(document, site, refuse)
        yield from _move(document, site)
    if document.kind == "careers":
        yield from _openings(document, site)
    if document.kind == "customers":
        yield from _story(document, site)


# --- C01 --------------------------------------------------------------------------------------------------------------

_TILE = re.compile(
    rules.expand(
        r"(?P<NUM>\d[\d,]*(?:\.\d+)?[kK]?\+?(?: million| thousand)? (?:[a-z-]+ )?~UNIT~)(?: (?:worldwide|served|globally|and counting))?",
        (),
    )
)
_TILE_WORDS = 6
_TILE_WEIGHT = 0.8
_OTHERS = re.compile(r"(?i)\b(?:case stud|customer stor|client|success|result|impact|testimonial)")


def _tiles(document: Document, site: Site) -> Iterator[Signal]:
    """A figure that stands alone on the employer's own page ("2,000+ customers")."""
    for passage in document.main:
        if len(passage.text.split()) > _TILE_WORDS or _OTHERS.search(" ".join(passage.headings)):
            continue
        match = _TILE.fullmatch(passage.text.strip())
        digits = re.sub(r"\D", "", match["NUM"].split()[0]) if match else ""
        if match and int(digits or 0) >= _SMALLEST_TILE:
            people = match["NUM"].split()[-1] in lexicons.word_set("people_units")
            line = Line(document, passage, 0, len(passage.text), document.kind, None, True)
            signal = _signal("C01", "size" if people else "volume", line, site, {"NUM": match["NUM"]}, ())
            yield signal.model_copy(update={"weight": _TILE_WEIGHT})


_SMALLEST_TILE = 20

# --- C05 ------------------------------------------------------------------------------------------------------------


def _values(document: Document, site: Site, refuse: Refuse) -> Iterator[Signal]:
    page = document.kind == "values" or bool(rules.VALUE_HEADINGS.search(own_title(document, site.names)))
    shown_as_heading = ""
    for passage in document.main:
        above = " ".join(h for h in passage.headings if h != passage.text)
        if passage.block == "heading" or _is_title_line(passage):
            shown_as_heading = passage.text if passage.block != "heading" else ""
        inside = bool(rules.VALUE_HEADINGS.search(f"{above} {shown_as_heading}")) or page
        if not inside or passage.block == "quote" or rules.TESTIMONIAL.search(above) or len(passage.text) > 1500:
            continue
        if document.kind == "posting" and not rules.VALUE_HEADINGS.search(above):
            continue
        short = len(passage.text.split()) <= 9
        if passage.block in ("heading", "term") or (short and passage.block in ("item", "paragraph", "cell")):
            yield from _heading_value(
                document,
                passage,
                site,
                refuse,
                explicit=passage.block in ("heading", "term")
                or (document.kind == "values" and passage.block == "item"),
            )
        if passage.block != "heading" and (not short or passage.block == "paragraph"):
            yield from _sentence_values(document, passage, site, refuse)


_TITLE_LINE = re.compile(
    r"(?i)^(?:(?:our|my|the) )?(?:core |company |\w+['’]s )?(?:values?|principles?|culture|beliefs?|story|history|mission|vision|team|founders?|people|approach|process|services|clients|partners|who we are|what we (?:do|believe|offer)|how we work)$"
)


def _is_title_line(passage: Passage) -> bool:
    """Whether a short paragraph is set as a title over what follows ("Our values" in a <p class="title">)."""
    return passage.block == "paragraph" and len(passage.text) <= 40 and bool(_TITLE_LINE.match(passage.text.strip()))


def _heading_value(
    document: Document, passage: Passage, site: Site, refuse: Refuse, *, explicit: bool
) -> Iterator[Signal]:
    text = passage.text
    lead = _NUMBERING.match(text)
    start = lead.end() if lead else 0
    end = len(text.rstrip(" .!"))
    value = text[start:end]
    words = value.split()
    line = Line(document, passage, start, len(text), document.kind, None, True)
    over = rules.X_OVER_Y.match(value) or (explicit and rules.X_NOT_Y.match(value))
    if over and 3 <= len(words) <= 9:
        quote = whole_quote(document, passage, (start, end), "any")
        if quote:
            yield _signal("C05", "x over y", line, site, {"VALUE": value} if len(words) <= 5 else {}, (quote,))
        return
    if not explicit or not 2 <= len(words) <= 6 or "?" in text or ":" in value or "," in value:
        return
    first = words[0].lower().replace("’", "'")
    verbal = lexicons.is_base_verb(first) or first in {"don't", "never", "always", "be", "we", "do"}
    if first in lexicons.word_set("adjectives") | _VERB_ADJECTIVES and (len(words) < 3 or value.istitle()):
        verbal = False
    if first in _VALUE_SUBJECTS and len(words) >= 4:
        verbal = any(lexicons.is_finite_verb(w) for w in words[2:])
    if not verbal:
        refuse("C05", line, "bare nouns")
        return
    if _NOT_VALUE_HEADING.search(value) or value.isupper() or any(w in {"you", "your"} for w in words):
        refuse("C05", line, "a call to action, not a value")
        return
    yield _signal("C05", "heading", line, site, {"VALUE": value}, ())


def _sentence_values(document: Document, passage: Passage, site: Site, refuse: Refuse) -> Iterator[Signal]:
    for line in lines_of(passage, document, True):
        match = rules.VALUE_CUE.search(line.text)
        if match is None or not re.search(r"\b(?:[Ww]e|[Oo]ur|[Nn]obody|[Ee]veryone)\b", line.text):
            continue
        reason = furniture(line, match) or _not_a_value(line)
        if reason:
            refuse("C05", line, reason)
            continue
        cue = [w.lower() for w in re.findall(r"[\w’'-]+", " ".join(v for v in match.groupdict().values() if v))]
        quotes = micro_quotes(document, passage, (line.start, line.end), ["we", *cue], names=site.names)
        if quotes:
            yield _signal("C05", "any", line, site, {}, quotes)
        else:
            refuse("C05", line, "no quote can be cut")


def _not_a_value(line: Line) -> str | None:
    text = line.text
    if re.match(r"(?:How|Why|What|Where|When|If)\b", text):
        return "a headline"
    if re.search(r"[“\"]", text) or re.search(r"\b(?:I|my)\b", text):
        return "voice of others"
    if re.search(
        r"(?i)\b(?:salary|benefits?|insurance|vacation|401|applicants?|apply|job|position|20\d\d|hired|clients? (?:say|said)|you(?:['’]ll)? (?:will|get))\b",
        text,
    ):
        return "not about behaviour"
    return "too vague" if len(text.split()) > 40 else None


# --- C13, C12 ---------------------------------------------------------------------------------------------------------


def _lesson(document: Document, site: Site, refuse: Refuse) -> Iterator[Signal]:
    title = own_title(document, site.names)
    if document.kind == "news" or not rules.LESSON_TITLE.search(title):
        return
    line = _title_line(document, title)
    if line is None:
        return
    reason = None
    if rules.LISTICLE.search(title) or title.endswith("?"):
        reason = "listicle or advice, not an own lesson"
    elif too_old(page_date(document) or document.published, site.today, 24):
        reason = "news older than 24 months"
    elif sum(len(re.findall(r"(?i)\b(?:we|our|us)\b", p.text)) for p in document.main) < 4:
        reason = "subject unresolved"
    elif re.search(r"(?i)\b(?:breach|victims?|lawsuit|injur\w+)\b", title):
        reason = "sensitive event"
    if reason:
        refuse("C13", line, reason)
        return
    post = post_title(document, site.names)
    yield _signal("C13", "title", line, site, {"POST_TITLE": post} if post else {}, (), modality="done")


def _move(document: Document, site: Site) -> Iterator[Signal]:
    title = own_title(document, site.names)
    match = rules.TITLE_MOVE.search(title)
    if match is None or document.kind == "news" or too_old(page_date(document) or document.published, site.today, 36):
        return
    line = _title_line(document, title)
    if line is None or re.search(r"(?i)\b(?:your?|how to)\b", title):
        return
    parts = re.search(r"(?i)\bfrom\b(.*?)\bto\b(.*)", title)
    old, new = (technology(parts[1]), technology(parts[2])) if parts else (None, None)
    post = post_title(document, site.names)
    slots = {"POST_TITLE": post} if post else {}
    if old and new:
        yield _signal("C12", "from-to", line, site, slots | {"TECH1": old, "TECH2": new}, (), modality="done")
        return
    tail = title[match.end() :]
    to = re.search(r"(?i)\bto\b(.*)", tail)
    named = technology(to[1]) if to else None
    if named:
        yield _signal("C12", "done", line, site, slots | {"TECH": named}, (), modality="done")


def _title_line(document: Document, title: str) -> Line | None:
    """Return the passage in which the headline stands, as a Line."""
    wanted = fold(title)
    for passage in document.main[:40]:
        if fold(passage.text) == wanted or (passage.block == "heading" and wanted in fold(passage.text)):
            return Line(
                document, passage, 0, len(passage.text), document.kind, page_date(document) or document.published, True
            )
    return None


# --- C21 --------------------------------------------------------------------------------------------------------------

_STORY_TITLE = (
    re.compile(r"^How (?P<ORG>~ORG~) (?:uses?|built|builds|cut|saved|saves|reduced|reduces|grew|grows|moved|migrated|scaled|scales|launched|improved|improves|made|makes|got|runs|turned|achieved|increased)\b".replace("~ORG~", rules.ORG)),
    re.compile(r"\b(?:with|at|for) (?P<ORG>~ORG~)$".replace("~ORG~", rules.ORG)),
    re.compile(r"(?i:^(?:customer story|case study|success story)): (?P<ORG>~ORG~)$".replace("~ORG~", rules.ORG)),
)  # fmt: skip
_STORY_PARTS = re.compile(r"(?i)\b(?:challenges?|solution|results?|background|the problem|outcomes?|approach|impact)\b")


def _story(document: Document, site: Site) -> Iterator[Signal]:
    """A customer story by its headline ("… with ORG") and its parts (challenge, solution, result)."""
    title = own_title(document, site.names)
    parts = {p.text.lower() for p in document.main if p.block == "heading" and _STORY_PARTS.search(p.text)}
    if len(parts) < 2:
        return
    match = next((m for pattern in _STORY_TITLE if (m := pattern.search(title))), None)
    name = proper(match["ORG"] if match else title, site) if match or len(title.split()) <= 3 else None
    if name is None or lexicons.place(name) or sum(name in p.text for p in document.main) < 3:
        return
    told = next((p for p in document.main if p.block == "paragraph" and name in p.text and len(p.text) < 400), None)
    line = _title_line(document, title) or (next(lines_of(told, document, True), None) if told else None)
    if line is not None and name in line.text:
        yield _signal("C21", "story", line, site, {"ORG": name}, (), modality="done")


# --- J01 --------------------------------------------------------------------------------------------------------------


def _openings(document: Document, site: Site) -> Iterator[Signal]:
    """Count the distinct open job titles of one family that a careers page links or lists."""
    if any(_NOT_HIRING.search(p.text) for p in document.main):
        return
    linked = {
        fold(link.text)
        for link in document.links
        if link.region == "main" and kind_of_link(link.url, link.text) == "posting"
    }
    by_family: dict[str, dict[str, Citation]] = {}
    announced = bool(_OPEN_SECTION.search(own_title(document, site.names)))
    for passage in document.main:
        above = " ".join(passage.headings)
        if len(passage.text) > 200 or _PAST_SECTION.search(above) or not (announced or _OPEN_SECTION.search(above)):
            continue
        text = passage.text
        title = next((t for t in linked if t and fold(text).startswith(t)), None)
        if title is None or not _JOB_WORD.search(text):
            continue
        family = lexicons.family(text)
        if family:
            spoken = re.split(r"[,(–—|/]| - ", title)[0].strip()
            by_family.setdefault(family, {}).setdefault(spoken, document.cite(passage))
    for family, titles in sorted(by_family.items()):
        if len(titles) >= _OPENINGS:
            cited = tuple(list(titles.values())[:_CITED_OPENINGS])
            slots = {"N": str(len(titles)), "FAMILY": family}
            yield Signal(code="J01", subtype="many", slots=slots, page_kind=document.kind,
                         title=own_title(document, site.names), citations=cited)  # fmt: skip


def _signal(
    code: str,
    subtype: str,
    line: Line,
    site: Site,
    slots: dict[str, str],
    quotes: tuple[object, ...],
    *,
    modality: str = "state",
) -> Signal:
    return Signal.model_validate(
        {
            "code": code, "subtype": subtype, "slots": slots, "quotes": quotes, "modality": modality,
            "page_kind": line.kind, "title": own_title(line.document, site.names),
            "date": line.date if line.date and line.date <= site.today else None,
            "citations": (line.document.cite(line.passage, line.start, line.end),),
        }
    )  # fmt: skip
