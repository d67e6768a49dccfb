"""Who works there: people, their titles and their pages.

Mentions (mentions.py) become people: the nearest heading, the words around and the title tell staff from board,
advisers, former staff and outsiders (customers who are quoted, authors of other houses). JSON-LD and h-cards add
titles and links; alone they are no proof, since nobody can see them.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import urljoin, urlsplit

from research.extract.atoms import Atom, Mention
from research.extract.cards import DEPARTMENT
from research.extract.career_words import is_private
from research.extract.mentions import mentions_of
from research.extract.names import has_title_head, name_key
from research.extract.prose_names import FOUNDING, in_prose
from research.extract.walk import Run, Walked
from research.models import Citation, Document, Group, Person, Statement
from research.text import fold, sentences, words

MOST_PEOPLE = 300
_MOST_NAMESAKES = 4
_MOST_MARKUP_PEOPLE = 50
_BIO = 60
"""A line of at least this many characters beside a name is about the person."""

_OUTSIDE_HINT = re.compile(r"testimonial|quote|review|client|customer|case-?stud|praise|endorse|feedback|said|trusted")
_OUTSIDE_HEADING = re.compile(
    r"testimonial|what (?:our|people|others|they|clients|customers)\b.*\b(?:say|said|think)|(?:customer"
    r"|client) (?:stories|reviews|quotes|success)"
    r"|in their words|reviews\b|praise|témoignage|kundenstimmen|referenzen|don't take our word|hear from"
    r"|guest speakers?"
    r"|speakers\b|keynote|related (?:posts|articles)|comments|ce que .* disent|das sagen",
    re.I,
)
_FORMER = re.compile(
    r"\balumn[ia]|\bformer|\bemerit|\bpast (?:members|staff|team|board|directors)|\bex-|\banciens?\b|\behem(?:\.|alige)|in memoriam|\bprevious(?:ly)? (?:members|staff|team)",  # noqa: E501 # one pattern
    re.I,
)  # one pattern
_BOARD = re.compile(
    r"\bboard\b|\btrustees?\b|steering council|\bgovernors\b|governing|conseil d.administration|aufsichtsrat|verwaltungsrat|non-executive",  # noqa: E501 # one pattern
    re.I,
)  # one pattern
_ADVISER = re.compile(r"advis[eo]rs?\b|advisory|conseillers?\b|beirat|mentors\b|scientific council", re.I)
_LEADING = re.compile(
    r"leader|management|executive|direction|founders?\b|geschäftsführung|vorstand|\bc-suite|principals|partners\b", re.I
)  # one pattern
_LEADING_TITLE = re.compile(
    r"\bchief\b|\bC[ETFOIMPRS]O\b|\bCHRO\b|\bpresident\b|founder|managing (?:director|partner)"
    r"|executive director|^director$|\bowner\b|\b[SE]?VP\b"
    r"|vice[- ]president|\bhead of\b|\bpdg\b|président|fondat|geschäftsführ|gründer|\binhaber|^GF$|^vorstand|^vorsitzende|directeur|directrice|general manager|代表|社長|会長|専務|常務|執行役員|董事长|总裁|대표",  # noqa: E501 # one pattern
    re.I,
)
_SERVES = re.compile(
    r"(?:[\w-]+ )?(?:assist|referent|sekret|secretar|secrétaire|chief of staff)\w* (?:to|der|des|du|de la|zur|von) ",
    re.I,
)
"""Those who work for somebody who leads: "Assistant to the CEO", "Referentin der Geschäftsführung"."""
_FOUNDERS = re.compile(r"(?:(?:the|our|meet the|meet our) )?(?:co-?)?founders", re.I)
_ADVISES = re.compile(r"(?:(?:scientific|strategic|board) )?advis[eo]r", re.I)
_BESIDE = re.compile(
    r"(?:(?:our|the|trusted|external|independent|frequent) )*(?:(?:sub-?)?contractors|collaborators|free-?lancers"
    r"|(?:extended|partner) (?:network|team))",
    re.I,
)
"""Headings over people whom the house works with and does not employ."""
_PARTNERS = re.compile(r"(?:our )?partners", re.I)
_ADDED = re.compile(
    r"\b(?:augment|supplement|complement|scale up|bring in|join us (?:for|on|when)|when we need|free-?lance)", re.I
)
"""What is said of partners who come in from outside; those who own the house are not introduced so."""
_OF_A_PARTNER = re.compile(r"\bpartner|director|principal|chief|manag|counsel|attorney|lawyer|avocat|anwalt", re.I)
_TEAM_WORDS = re.compile(
    r"\b(?:teams?|people|staff|about|who-?\s?we-?\s?are|leadership|management|organi[sz]ation|founders|board|faculty"
    r"|members"
    r"|attorneys|lawyers|doctors|providers|[eé]quipe|ueber-uns|über uns|über-uns|mitarbeiter|personnel|directory"
    r"|contacts?|vorstand|vorstände|geschäftsführung|direction|gouvernance|bureau"
    r"|our-story|company|meet|crew|partners|officers|council|professionals|qui-sommes|rencontrez|unternehmen|equipo"
    r"|nosotros|kontakt|impressum|governance|advisors|chi-siamo|over-ons|om-oss)\b",
    re.I,
)
_TEAM_SECTION = re.compile(
    r"\b(?:(?:our|the|meet the|core|leadership) (?:teams?|people|crew|staff|humans)|team members|(?:co-?)?founders"
    r"|leadership|(?:l['’]|notre |la |une )?équipe|(?:unser|das) team|unsere (?:leute|köpfe)|(?:nuestro )?equipo)\b"
    r"|^(?:team|people|crew|staff)$",
    re.I,
)
"""Headings of the sections of other pages that show the people of the house."""
_EXPERTS = re.compile(
    r"\b(?:experts?|specialists|contact|talk to|instructors|teachers|consultants|ansprechpartner|agents|hosts)\b", re.I
)
_ARTICLE_URL = re.compile(
    r"/(?:blog|blogue|news|posts?|articles?|press|stories|insights|20[0-3]\d/\d|actualit|aktuell|talks?"
    r"|events?|webinars?)(?:/|-|$)"
)  # one pattern
_BYLINE_HINT = re.compile(r"author|byline|by-line|posted|entry-meta|post-meta|comment|card__meta")
_BYLINE = re.compile(r"(?:^|\b)(?:by|par|von|written by|posted by|author|auteur|published by)\s*:?\s*$", re.I)
_AT = re.compile(r"\s+(?:at|@|chez|bei|with)\s+(?=[A-Z0-9À-Þ])")


class PageContext:
    """What the rules ask about the page as a whole."""

    def __init__(self, document: Document, walked: Walked) -> None:
        self.document, self.walked = document, walked
        address = urlsplit(document.final_url).path.lower()
        self.article = bool(_ARTICLE_URL.search(address)) or document.kind in ("article", "press")
        team_kind = document.kind in ("team", "about", "person", "contact", "careers", "posting")
        self.team = team_kind or (not self.article and self._named_as_team(address))
        self.posting = bool(
            re.search(
                r"/(?:careers?|jobs?|positions?|openings|vacanc|karriere|stellen|carrieres|emplois?)(?:/|-|$)", address
            )
        )
        self.home = document.kind == "home" or address in ("", "/")
        host = (urlsplit(document.final_url).hostname or "").removeprefix("www.").split(".")[0]
        self.own = {re.sub(r"[^a-z0-9]", "", fold(n)) for n in (document.site_name, host) if n}

    def _named_as_team(self, address: str) -> bool:
        """Tell whether a part of the address or a short title names the people or the house."""
        first = next((r.text for r in self.walked.runs if r.level == 1 and r.box.region == "main"), "")
        titles = (self.document.title, first)
        short = [t for t in titles if len(t.split()) <= 6]
        parts = [p for p in address.split("/") if p and p.count("-") <= 3]
        return any(_TEAM_WORDS.search(text) for text in (*short, *parts))

    def is_of_team(self, run: Run) -> bool:
        """Tell whether the page, or the section that a run stands in, is about the people of the house."""
        return self.team or (not self.article and any(_is_team_section(text) for text in run.headings[-3:]))

    def is_own(self, organisation: str) -> bool:
        """Tell whether an organisation's name is the site's."""
        letters = re.sub(r"[^a-z0-9]", "", fold(organisation))
        return any(letters and own and (letters in own or own in letters) for own in self.own)


def people(html: bytes | str, url: str) -> list[Person]:
    """Return the people of one page of HTML, in reading order; `group` tells staff from outsiders."""
    import datetime as dt

    from research.extract.document import read
    from research.models import Page, capture_hash

    body = html if isinstance(html, bytes) else html.encode("utf-8", "replace")
    page = Page(
        url=url, final_url=url, fetched_at=dt.datetime(1970, 1, 1, tzinfo=dt.UTC), sha256=capture_hash(body), body=body,
        charset="utf-8" if isinstance(html, str) else None,
    )  # fmt: skip
    return list(read(page).people)


def people_of(document: Document, walked: Walked) -> list[Person]:
    """Return the people of a page read, in reading order, at most 300."""
    context = PageContext(document, walked)
    lines = mentions_of(walked, context.is_of_team)
    context.team = context.team or _is_crowd(context, lines)
    found = sorted([*lines, *in_prose(walked, lines)], key=lambda m: (m.atom.run.ordinal, m.start))
    return _merge(context, found)[:MOST_PEOPLE]


_CROWD, _MOST_OF_PAGE = 4, 0.6


def _is_crowd(context: PageContext, mentions: list[Mention]) -> bool:
    """Tell whether a page of no telling name shows hardly anything but cards of people with titles: "Our humans"."""
    if context.home or context.article or context.document.kind in ("customers", "news", "products"):
        return False
    cards = [m for m in mentions if m.way != "prose" and m.title is not None and m.atom.run.box.region == "main"]
    if len({m.name.key for m in cards}) < _CROWD or any(_looks_quoted(context, m) for m in cards):
        return False
    told = {id(atom): len(atom.text) for m in cards for atom in m.card}
    page = sum(len(r.text) for r in context.walked.runs if r.box.region == "main")
    return sum(told.values()) > _MOST_OF_PAGE * page


# --- groups, evidence, people -----------------------------------------------------------------------------------


def _merge(context: PageContext, mentions: list[Mention]) -> list[Person]:
    """Return one Person a name: the first mention counts, a later one may add the title."""
    named_runs = {m.atom.run.ordinal for m in mentions if m.way != "prose"}
    title_runs = {m.title[0].ordinal for m in mentions if m.title and m.way != "prose"}
    taken = named_runs | title_runs
    headings = [r for r in context.walked.runs if r.level and r.ordinal not in taken and r.box.region == "main"]
    markup = _markup_people(context.document)
    sizes = Counter(m.atom.sign for m in mentions)
    found: dict[str, Person] = {}
    cards: dict[str, Mention] = {}
    for mention in mentions:
        key = mention.name.key
        earlier = found.get(key)
        if earlier is not None and _is_another(cards[key], mention):
            other = _person(context, mention, headings, sizes[mention.atom.sign], {})
            found[key] = earlier.model_copy(update={"namesakes": (*earlier.namesakes, other)[:_MOST_NAMESAKES]})
            continue
        if earlier is not None and (earlier.job_title or not mention.title) and not _better(earlier, mention):
            continue
        person = _person(context, mention, headings, sizes[mention.atom.sign], markup.get(key, {}))
        if earlier is not None:
            group = earlier.group if earlier.group not in ("outside",) else person.group
            person = person.model_copy(update={"group": group, "bio": earlier.bio or person.bio})
        found[key] = person
        cards[key] = mention
    return list(found.values())


def _is_another(first: Mention, second: Mention) -> bool:
    """Tell whether two cards of one list, with one name, are two people: their titles share no word.

    Somebody who stands in two lists (the founders, the board) is one person in two seats.
    """
    if first.way == "prose" or second.way == "prose" or not first.title_text or not second.title_text:
        return False
    alike = first.atom.sign == second.atom.sign and first.box is not second.box
    shared = set(map(fold, words(first.title_text))) & set(map(fold, words(second.title_text)))
    return alike and not {word for word in shared if len(word) > 3}


def _better(earlier: Person, mention: Mention) -> bool:
    return earlier.group == "outside" and mention.way != "prose" and mention.title is not None


def _person(
    context: PageContext, mention: Mention, headings: list[Run], size: int, markup: dict[str, object]
) -> Person:
    document, run = context.document, mention.atom.run
    above = _headings_above(run, headings)
    group, heading = _group(context, mention, above, size)
    title, works_for = _split_employer(mention.title_text)
    if group == "outside" and title and works_for is None and ", " in title:
        head, tail = title.rsplit(", ", 1)
        title, works_for = (head, tail) if has_title_head(head) and not has_title_head(tail) else (title, None)
    given = markup.get("jobTitle")
    if title is None and isinstance(given, str):
        title = given
    citations = [document.cite(document.passages[run.ordinal], mention.start, mention.end)]
    if (half := mention.surname) is not None:
        citations.append(document.cite(document.passages[half.run.ordinal], half.start, half.end))
    if mention.title is not None:
        citations = _cite_title(document, mention, citations)
    links, photo = _card_links(context, mention, markup)
    where = f" under “{heading}”" if heading else ""
    return Person(
        name=mention.name.text, job_title=title, works_for=works_for, group=group, same_as=links, photo=photo,
        bio=_bio(document, mention), evidence=f"{'named in the text' if mention.way == 'prose' else 'card'}{where}",
        citations=tuple(citations),
    )  # fmt: skip


def _cite_title(document: Document, mention: Mention, citations: list[Citation]) -> list[Citation]:
    assert mention.title is not None
    run, start, end = mention.title
    if run is mention.atom.run:
        first, last = min(start, mention.start), max(end, mention.end)
        return [document.cite(document.passages[run.ordinal], first, last)]
    return [*citations, document.cite(document.passages[run.ordinal], start, end)]


def _split_employer(title: str | None) -> tuple[str | None, str | None]:
    if title is None:
        return None, None
    at = _AT.search(title)
    if at:
        return title[: at.start()], title[at.end() :].strip(" ,.")
    return title, None


def _headings_above(run: Run, headings: list[Run]) -> list[str]:
    """Return the heading nearest above the run that is nobody's name, then those of higher rank above that."""
    above: list[str] = []
    level = 7
    for heading in reversed(headings):
        if heading.ordinal < run.ordinal and heading.level < level:
            above.append(heading.text)
            level = heading.level
            if level == 1 or len(above) > 5:
                break
    return above


def _group(context: PageContext, mention: Mention, above: list[str], size: int) -> tuple[Group, str]:
    heading = above[0] if above else ""
    title = mention.title_text or ""
    if _is_outside(context, mention, above, size) or _works_beside(context, mention, heading):
        return "outside", heading
    for text in above[:3]:
        if _FORMER.search(text):
            return "former", text
        if len(text) <= 60 and _ADVISER.search(text):
            return "adviser", text
        if len(text) <= 60 and _BOARD.search(text):
            return "board", text
    if _FORMER.match(title):
        return "former", heading
    if re.match(
        r"(?:board|trustee|chair(?:man|woman|person)? of the board|non-executive|社外取締役|監査役)", title, re.I
    ):
        return "board", heading
    if _ADVISES.fullmatch(title):
        return "adviser", heading
    led = len(heading) <= 40 and _LEADING.search(heading) and (title or _FOUNDERS.fullmatch(heading))
    # Partners own a law firm; those of an agency may be free-lancers: the title tells.
    if led and _PARTNERS.fullmatch(heading) and not _OF_A_PARTNER.search(title):
        led = False
    if (_LEADING_TITLE.search(title) or led) and not _SERVES.match(title):
        return "leadership", heading
    return "staff", heading


def _works_beside(context: PageContext, mention: Mention, heading: str) -> bool:
    """Tell whether a heading, or for partners the first line below it, says that those it heads are not employed."""
    if _PARTNERS.fullmatch(heading) is None:
        return _BESIDE.fullmatch(heading) is not None
    runs = context.walked.runs[: mention.atom.run.ordinal]
    after = max((place for place, run in enumerate(runs) if run.level and run.text == heading), default=len(runs)) + 1
    return any(_ADDED.search(run.text) for run in runs[after : after + 1])


def _is_outside(context: PageContext, mention: Mention, above: list[str], size: int) -> bool:
    """Tell whether the person does not belong to the house: quoted customers, authors, people merely named."""
    run = mention.atom.run
    boxes = list(run.box.up(12))
    hints = " ".join(box.hint for box in boxes[:6])
    praised = any("testimonial" in box.hint for box in boxes if box.tag not in ("body", "html", "main"))
    if praised or _OUTSIDE_HINT.search(hints) or any(_OUTSIDE_HEADING.search(t) for t in above[:2]):
        return True
    if run.block == "quote" or any(_is_praise(a) for a in mention.card):
        return True
    works_for = _split_employer(mention.title_text)[1]
    if works_for and not context.is_own(works_for) and not (context.team and size >= 3):
        return True
    if mention.title_text and _FORMER.match(mention.title_text) and not context.team:
        return True
    # Footers name the makers of sites and of photographs.
    if run.box.region == "footer":
        return True
    if not context.team and _looks_quoted(context, mention):
        return True
    before = run.text[max(0, mention.start - 80) : mention.start]
    if (_BYLINE.search(before) and not FOUNDING.search(before)) or (
        run.box.region == "teaser" and not (mention.title and context.team)
    ):
        return True
    if mention.way == "prose":
        return not (mention.title and (context.team or context.posting))
    if context.article:
        return True
    if _BYLINE_HINT.search(hints) and size < 3:
        return True
    if not (context.team or context.posting or any(_of_team(t) for t in above)):
        return True
    # A page that is headed by a name is that person's; an author without a title may be anybody's.
    named_page = run.level == 1 and mention.whole and "/author" not in context.document.final_url
    crowd = size >= 2 if context.team else size >= 3
    return not (mention.title or (context.is_of_team(run) and (crowd or named_page)))


def _is_praise(atom: Atom) -> bool:
    # Marks set in a style of their own are atoms of their own.
    text = atom.run.text if atom.text.strip() in ("“", '"', "«", "„") else atom.text
    quoted = text[:1] in '“"«„' and (len(text) > 40 or text.rstrip()[-1:] in '”"»“')
    return atom.run.block == "quote" or (quoted and " " in text.strip())


def _looks_quoted(context: PageContext, mention: Mention) -> bool:
    """Tell whether a card is a customer's: praise first, then the name, or a title at another house."""
    first = mention.card[0] if mention.card else None
    if first is not None and mention.way != "prose" and first.place < mention.atom.place and len(first.text) >= _BIO:
        return True
    title, _, house = (mention.title_text or "").rpartition(", ")
    return bool(title and house[:1].isupper() and not DEPARTMENT.search(house) and not has_title_head(house)) and (
        not context.is_own(house)
    )


def _is_team_section(heading: str) -> bool:
    return len(heading.split()) <= 6 and bool(_TEAM_SECTION.search(heading))


def _of_team(heading: str) -> bool:
    """Tell whether a heading is short and names the people of the house."""
    return len(heading.split()) <= 6 and bool(_TEAM_WORDS.search(heading) or _EXPERTS.search(heading))


def _bio(document: Document, mention: Mention) -> tuple[Statement, ...]:
    if mention.way == "prose":
        return ()
    lines: list[Statement] = []
    for atom in mention.card:
        whole = document.passages[atom.run.ordinal]
        if atom.place <= mention.atom.place or atom.run is mention.atom.run or len(whole.text) < _BIO:
            continue
        for start, end in _public_spans(whole.text):
            statement = Statement(text=whole.text[start:end], citations=(document.cite(whole, start, end),))
            if not lines or lines[-1].text != statement.text:
                lines.append(statement)
    return tuple(lines[:6])


def _public_spans(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a biography without the sentences about family, home and pastimes."""
    spans: list[tuple[int, int]] = []
    follows = False
    for start, end in sentences(text[:8000])[:60]:
        if is_private(text[start:end]):
            follows = False
            continue
        spans[-1:] = [(spans[-1][0], end)] if follows else [*spans[-1:], (start, end)]
        follows = True
    return spans


def _card_links(
    context: PageContext, mention: Mention, markup: dict[str, object]
) -> tuple[tuple[str, ...], str | None]:
    """Return (addresses about the person, photo) from the card's own links and pictures."""
    base = context.document.final_url
    links: list[str] = []
    photo = markup.get("image")
    photo = photo if isinstance(photo, str) and photo.startswith("http") else None
    if mention.box is not None and mention.way != "prose":
        for element in mention.box.element.iter("a", "img"):
            if element.tag == "img":
                photo = photo or _picture(base, element)
                continue
            url = _web(base, element.get("href") or "")
            if url and url.split("#")[0] != base.split("#")[0] and url not in links:
                links.append(url)
            if len(links) >= 12:
                break
    else:
        links += [
            u
            for p in mention.atom.run.pieces
            if p.href and p.start <= mention.start < p.end and (u := _web(base, p.href))
        ]  # one comprehension
    same = markup.get("sameAs")
    links += [u for u in (same if isinstance(same, list) else [same]) if isinstance(u, str) and u.startswith("http")]
    return tuple(dict.fromkeys(links))[:12], photo


_LAZY = ("data-src", "data-lazy-src", "data-original", "src")
"""Attributes that hold a picture's address; where loading is put off, `src` is a spacer (WHATWG HTML, 4.8.4.3)."""


def _picture(base: str, element: Any) -> str | None:
    sources = [*(element.get(name) or "" for name in _LAZY), (element.get("srcset") or "").split(",")[0].split(" ")[0]]
    addresses = (_web(base, source) for source in sources)
    return next((a for a in addresses if a and not a.partition("?")[0].lower().endswith(".svg")), None)


def _web(base: str, href: str) -> str | None:
    href = href.strip()
    if not href or href.startswith(("#", "data:", "javascript:")) or len(href) > 1000:
        return None
    try:
        url = urljoin(base, href)
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _markup_people(document: Document) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for item in document.structured:
        name = item.get("name")
        if item.get("@type") == "Person" and isinstance(name, str) and len(found) < _MOST_MARKUP_PEOPLE:
            found.setdefault(name_key(name), dict(item))
    return found
