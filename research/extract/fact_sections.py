# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Facts that stand under a heading or a label: values, products, benefits, mission, customers, founders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import cast

from research.extract import fact_values as cut
from research.extract.fact_addresses import address
from research.extract.fact_patterns import (
    BENEFITS_HEADING,
    CALL_TO_ACTION,
    CUSTOMERS_HEADING,
    GENERAL_MAILBOX,
    INVITATION,
    MISSION_HEADING,
    PRODUCTS_HEADING,
    VALUES_HEADING,
    VISION_HEADING,
    plain,
)  # fmt: skip
from research.extract.fact_types import LONGEST_LINE, OWN, Company, Found, kind_of, speaking
from research.models import Document, FactKind, Passage, Person
from research.text import sentences, words

_MOST_ENTRIES = 14


def _titles(document: Document) -> list[str]:
    """The parts of the page's title: "Our values | Acme" → ["our values", "acme"]."""
    return [plain(part).strip() for part in re.split(r"\s[|·•–—:-]\s|\s?\|\s?", document.title) if part.strip()]


def _is(heading: str, wanted: re.Pattern[str]) -> bool:
    text = plain(heading).strip(" #:.!¶")
    return bool(wanted.search(text) or wanted.search(_SHOWN.sub("", text)))


_SHOWN = re.compile(
    r"^(?:discover|explore|meet|see|these are|here are|decouvrez|voici|entdecken sie|das sind|conoce|descubre|scopri) "
)
"""What introduces a heading: "Discover our values"."""


def _under(document: Document, wanted: re.Pattern[str], by_title: bool) -> Iterator[tuple[Passage, list[Passage]]]:
    """Yield each heading that fits with the passages below it, up to the next heading of its level.

    With `by_title` a page whose title fits counts as one section under its first heading.
    """
    main = document.main
    for index, passage in enumerate(main):
        if passage.block != "heading":
            continue
        fits = _is(passage.text, wanted)
        titled = by_title and passage.level <= 1 and any(wanted.search(title) for title in _titles(document))
        if fits or titled:
            yield passage, _section(main, index)
            if titled:
                return


def _section(main: Sequence[Passage], index: int) -> list[Passage]:
    level = main[index].level
    below = []
    for passage in main[index + 1 :]:
        if passage.block == "heading" and passage.level <= level:
            break
        below.append(passage)
    return below


def mission_and_vision(document: Document, company: Company) -> Iterator[Found]:
    """Yield the first statement under a heading "Mission" or "Vision" (or on a page of that title)."""
    for kind, wanted in (("mission", MISSION_HEADING), ("vision", VISION_HEADING)):
        if kind_of(document) not in OWN - {"posting", "products"}:
            continue
        for heading, below in _under(document, wanted, by_title=True):
            named = _is(heading.text, wanted)
            candidates = below if named else [heading, *below]
            if found := _statement(candidates[:3], document, company, loose=named):
                passage, start, end = found
                value = cut.clause(passage.text[start:end], 240)
                told = plain(passage.text[start:end])
                if value and not any(pattern.search(told) for pattern in company.patterns.own[kind]):
                    yield Found(cast(FactKind, kind), value, document, (found,))


def _statement(
    passages: Sequence[Passage], document: Document, company: Company, loose: bool
) -> tuple[Passage, int, int] | None:
    """The first sentence that states an aim: it begins with we, to or the name, or it stands right below."""
    link_texts = {link.text for link in document.links}
    for passage in passages:
        if passage.block == "heading" and loose:
            return None
        if passage.text in link_texts or passage.block == "quote":
            return None
        for start, end in sentences(passage.text)[:1]:
            text = passage.text[start:end]
            begins = re.match(rf"(?:we|to|nous|wir|{company.patterns.name.pattern})\b", plain(text))
            if text.endswith(("?", ":")) or len(words(text)) < 5:
                return None
            if begins or (loose and text.endswith((".", "!")) and passage.block == "paragraph"):
                return passage, start, end
    return None


def values(document: Document, _company: Company) -> Iterator[Found]:
    """Yield the values listed under a values heading, each with its heading or item as quote."""
    if kind_of(document) not in OWN - {"posting", "products"}:
        return
    for heading, below in _under(document, VALUES_HEADING, by_title=True):
        # A manifesto may be anything; a list right below it holds what the house stands for.
        listed = below[:1] and below[0].block in ("term", "item")
        if listed or "manifest" not in plain(heading.text):
            yield from _entries(document, "values", below, most_words=12)


def benefits(document: Document, _company: Company) -> Iterator[Found]:
    """Yield the benefits listed under a benefits heading of a careers page."""
    if kind_of(document) not in ("careers", "posting"):
        return
    for _, below in _under(document, BENEFITS_HEADING, by_title=False):
        yield from _entries(document, "benefits", below, most_words=16)


def products(document: Document, company: Company) -> Iterator[Found]:
    """Yield the products or services that are headings with a text of their own, or what a page of its own is about."""
    page = kind_of(document)
    if page not in ("home", "about", "products"):
        return
    sections: list[tuple[Passage | None, list[Passage]]] = [
        *_under(document, PRODUCTS_HEADING, by_title=page == "products")
    ]
    titled = any(PRODUCTS_HEADING.search(title) for title in _titles(document))
    if page == "products" and titled and not any(heading and heading.level <= 1 for heading, _ in sections):
        sections = [(None, list(document.main))]
    found = []
    for _, below in sections:
        found += [_named_below(one, below) for one in _entries(document, "products", below, 8, items=False)]
    if page == "products" and not sections:
        found += _page_of_its_own(document, company)
    yield from found


def _page_of_its_own(document: Document, company: Company) -> Iterator[Found]:
    """The product that a page is about: its title, when its first heading contains it and it reads like a name."""
    first = next((p for p in document.main if p.block == "heading"), None)
    part = re.split(r"\s[|·•–—:-]\s|\s?\|\s?", document.title)
    for title in (text.strip(" #•") for text in part):
        if not title or len(words(title)) > 4 or company.patterns.name.fullmatch(plain(title)) or "://" in title:
            continue
        if CALL_TO_ACTION.search(plain(title)) or _GENERIC_PAGE.search(plain(title)) or first is None:
            continue
        if title in first.text:
            yield Found("products", title, document, ((first, 0, len(first.text)),))
            return


_GENERIC_PAGE = re.compile(
    r"\b(?:features?|use cases?|pricing|overview|home|our|welcome|index|solutions?|services?|products?|industries|platforms?"
    r"|fonctionnalites|tarifs|funktionen|preise|precios|resources?|docs|documentation|download|kompetenzen|leistungen|angebote?|expertise|prestations)$"
)


def _named_below(found: Found, below: Sequence[Passage]) -> Found:
    """A heading that says what one can do, with the product's name on a line of its own below it."""
    passage = found.spans[0][0]
    if len(words(passage.text)) < 4:
        return found
    for line in [p for p in below if p.ordinal > passage.ordinal][:1]:
        short = len(words(line.text)) <= 4 and line.text[:1].isupper() and line.text[-1:] not in ".!?:"
        if short and not CALL_TO_ACTION.search(plain(line.text)):
            return found._replace(value=line.text, spans=((line, 0, len(line.text)),))
    return found


def _entries(
    document: Document, kind: FactKind, below: list[Passage], most_words: int, items: bool = True
) -> Iterator[Found]:
    """The entries of a section: its sub-headings that have text below, else its list items, else its terms."""
    calls = _calls(kind)
    headings = [p for p in below if p.block == "heading"]
    level = min((p.level for p in headings if not calls.search(plain(p.text).strip())), default=0)
    entries: list[Passage] = []
    for passage in headings:
        if passage.level > level:
            continue
        text = plain(passage.text).strip()
        if calls.search(text) or text.endswith(":"):
            if len(entries) > 1:
                break
            continue
        if len(words(passage.text)) <= most_words and _has_text(passage, below):
            entries.append(passage)
    if len(entries) < 2 and kind == "values":  # grouped under headings of their own
        entries = [p for p in headings if p.level > level and _is_entry(p, kind, below, most_words)]
    if len(entries) > 1:
        for passage in entries[:_MOST_ENTRIES]:
            yield Found(kind, passage.text.strip(" #:¶"), document, ((passage, 0, len(passage.text)),))
    elif items:
        yield from _items(document, kind, below, most_words)


def _is_entry(passage: Passage, kind: FactKind, below: Sequence[Passage], most_words: int) -> bool:
    text = plain(passage.text).strip()
    calls = _calls(kind).search(text) or text.endswith(":")
    return not calls and len(words(passage.text)) <= most_words and _has_text(passage, below)


def _calls(kind: FactKind) -> re.Pattern[str]:
    """What ends a list: values are often orders ("Stay curious"), so only plain invitations end theirs."""
    return INVITATION if kind == "values" else CALL_TO_ACTION


def _has_text(passage: Passage, below: Sequence[Passage]) -> bool:
    following = [p for p in below if p.ordinal > passage.ordinal][:2]
    praise = bool(following) and re.fullmatch(r"[\"“«„].{8,}[\"”»“]", following[0].text) is not None
    return bool(following) and not praise and (following[0].block != "heading" or following[0].level > passage.level)


def _items(document: Document, kind: FactKind, below: Sequence[Passage], most_words: int) -> Iterator[Found]:
    link_texts = {link.text for link in document.links}
    direct = []
    for passage in below:
        if passage.block == "heading":
            break
        direct.append(passage)
    lines = [p for p in direct if p.block == "term"] or [p for p in direct if p.block == "item"]
    if not lines and kind == "values":
        shorts = [p for p in direct if len(words(p.text)) <= 7 and p.text[-1:] not in ".:!?"]
        lines = shorts if len(shorts) > 1 else direct[1:]
    found = []
    for passage in lines:
        if passage.text in link_texts or _calls(kind).search(plain(passage.text)):
            continue
        if kind == "benefits" and _NO_BENEFIT.search(plain(passage.text)):
            continue
        lead = re.match(r"([^.:–—]{3,60}?)(?:\s?[:–—]\s|\s-\s|\.\s)", passage.text)
        end = lead.end(1) if lead else len(passage.text.rstrip(" .;"))
        if 1 <= len(words(passage.text[:end])) <= most_words + 8:
            found.append(Found(kind, passage.text[:end], document, ((passage, 0, end),)))
    if len(found) > 1:
        yield from found[:_MOST_ENTRIES]


_NO_BENEFIT = re.compile(
    r"^(?:our (?:office|team|company|founders?|people|headquarters)|(?:you(?:'ll| will) )?work(?:ing)? (?:with|alongside|in an?)|started by|"
    r"founded (?:by|in)|an? (?:[a-z-]+ ){0,2}(?:team|company)|(?:we are|we're) )\b(?!.{0,40}\b(?:insurance|days|leave|budget|pay|paid)\b)"
)
"""Lines in a list of benefits that tell of the house, not of what it gives."""


def customers(document: Document, company: Company) -> Iterator[Found]:
    """Yield customers whose case has a heading that names them and a text that begins with their name."""
    if kind_of(document) not in ("products", "customers", "home", "about", "other"):
        return
    main = document.main
    for passage, after in pairwise(main):
        if passage.block != "heading" or after.block == "heading":
            continue
        above = [*passage.headings, *(p.text for p in main if p.level and p.ordinal < passage.ordinal)][-12:]
        if not any(CUSTOMERS_HEADING.search(plain(text)) for text in above) and kind_of(document) != "customers":
            continue
        name = match.group(1) if (match := _NAMED_FIRST.match(after.text)) else ""
        if not name or company.patterns.name.search(plain(name)):
            continue
        alone = kind_of(document) == "customers" and passage.text.strip() == name
        tied = re.search(rf"\b(?:{_TIE}) {re.escape(name)}\b|\b{re.escape(name)}(?:['’]s?)(?=\s|$)", passage.text)
        if alone or tied:
            yield Found("customers", name, document, ((after, *sentences(after.text)[0]),))


_TIE = "with|for|at|by|from|[Hh]ow|avec|pour|chez|mit|für|bei|con|para"
_NAMED_FIRST = re.compile(
    r"((?:[A-ZÀ-Þ]|[a-z]+[A-Z]?)[\w’'&.-]*(?: [A-ZÀ-Þ][\w’'&.-]*){0,4})"
    r" (?:is|are|was|uses?|builds?|has|needed|wanted|helps|provides|est|ist|es)\b"
)
_OTHER_COMPANY = re.compile(r"\b(?:of|at|@)\b|,\s*[A-Z]|\bformer|\bex-", re.I)
_OWN_PEOPLE = re.compile(
    r"\b(?:about|teams?|founders?|founding|leadership|our people|who we are|management|staff|organi[sz]ation|our story|meet|"
    r"equipe|fondat\w+|direction|uber uns|mannschaft|grunder\w*|equipo|nosotros|fundador\w*)\b"
)
_FOUNDER = re.compile(
    r"\b(?:co-?)?(?:founder|founding partner)\b|\b(?:co-?)?fondat(?:eur|rice)|\b(?:mit|co-)?(?:be)?grunder(?:in)?\b|\b(?:co)?fundador"
)


def founders(document: Document, company: Company) -> Iterator[Found]:
    """Yield the people of team and about pages whose title says founder."""
    if kind_of(document) not in ("about", "team", "person", "values", "home"):
        return
    by_id = {p.id: p for p in document.passages}
    page_titled = kind_of(document) == "team" or any(_OWN_PEOPLE.search(title) for title in _titles(document))
    for person in document.people:
        title = person.job_title or _founders_heading(person, by_id)
        if not _FOUNDER.search(plain(title)) or person.group in ("outside", "board", "adviser"):
            continue
        elsewhere = _OTHER_COMPANY.search(title) and not company.patterns.name.search(plain(title))
        employer = person.works_for and not company.patterns.name.search(plain(person.works_for))
        spans = tuple((by_id[c.passage], c.start, c.end) for c in person.citations if c.passage in by_id)
        own = page_titled or any(_OWN_PEOPLE.search(plain(h)) for p, _, _ in spans for h in p.headings)
        if spans and own and not elsewhere and not employer:
            yield Found("founders", person.name, document, spans[:2])


def _founders_heading(person: Person, by_id: dict[str, Passage]) -> str:
    """ "Founder" for somebody without a title who stands under the heading "The founders"."""
    headings = by_id[person.citations[0].passage].headings if person.citations[0].passage in by_id else ()
    return (
        "Founder"
        if headings and re.search(r"^(?:(?:our|the|meet (?:our|the)) )?(?:co-?)?founders?$", plain(headings[-1]))
        else ""
    )


def founders_in_biographies(document: Document, company: Company) -> Iterator[Found]:
    """Yield the people whose biography says that they founded this company, by its name."""
    name = company.patterns.name.pattern
    founder = re.compile(
        rf"\b(?:co-?)?founder\b(?:[^.;:]{{0,40}}\b(?:of|at))? {name}(?! \w+ founder)|\b(?:co-?)?founded {name}(?=[\s,.])"
    )
    names = {person.name for person in document.people if " " in person.name}
    for passage in document.main if names and kind_of(document) in ("about", "team", "person") else ():
        starts = next((name for name in sorted(names) if passage.text.startswith(name)), None)
        for start, end in sentences(passage.text[:LONGEST_LINE]) if starts else ():
            text = passage.text[start:end]
            subject = text.startswith((str(starts), str(starts).split()[0], "He ", "She ", "They "))
            if subject and (match := founder.search(plain(text))) and not re.match(r" [A-Z]", text[match.end() :]):
                yield Found("founders", str(starts), document, ((passage, start, end),))


def founders_in_cards(document: Document, company: Company) -> Iterator[Found]:
    """Yield the people whose card begins with it: "Gründer und Geschäftsführer von Acme"."""
    opens = re.compile(
        rf"\W{{0,3}}(?:(?:is|ist|est) )?(?:(?:the|a|der|die|le|la) )?(?:co-?|mit)?(?:founder|grunder(?:in)?|fondat(?:eur|rice))\b"
        rf"[^.;:]{{0,60}}?\b(?:of|von|de|at) {company.patterns.name.pattern}"
    )
    by_id = {p.id: p for p in document.passages}
    for person in document.people if kind_of(document) in ("about", "team", "person") else ():
        for c in (c for line in person.bio[:1] for c in line.citations if person.group not in ("outside", "former")):
            if c.passage in by_id and opens.match(plain(c.quote)):
                end = c.start + sentences(c.quote)[0][1]
                yield Found("founders", person.name, document, ((by_id[c.passage], c.start, end),))


_LABELLED: tuple[tuple[str, FactKind], ...] = (
    ("founded_label", "founded"), ("employees_label", "employees"), ("headquarters_label", "headquarters"),
)  # fmt: skip


def labels(document: Document, company: Company) -> Iterator[Found]:
    """Yield labelled facts: "Founded: 2012", or a term "Founded" with "2012" beside it."""
    if kind_of(document) not in ("home", "about", "contact", "careers", "team", "press"):
        return
    speakers = list(speaking(document))
    for index, passage in enumerate(speakers):
        following = speakers[index + 1] if index + 1 < len(speakers) else None
        lines: list[tuple[str, tuple[tuple[Passage, int, int], ...]]] = [
            (passage.text, ((passage, 0, len(passage.text)),))
        ]
        beside = following is not None and following.container == passage.container
        if following is not None and beside and len(passage.text) <= 40 and len(following.text) <= 60:
            spans = ((passage, 0, len(passage.text)), (following, 0, len(following.text)))
            lines.append((f"{passage.text.rstrip(' :')}: {following.text}", spans))
            if passage.text.rstrip("+").isdigit():  # a card of figures: "28", "team members"
                lines.append((f"{passage.text} {following.text}", spans))
        for text, span in lines:
            if len(text) > 90:
                continue
            for rule, kind in _LABELLED:
                if kind == "employees" and kind_of(document) == "home":
                    continue  # "10+ employees" on a home page is as often a price tier
                for pattern in company.patterns.own[rule]:
                    if match := pattern.search(plain(text)):
                        yield from _labelled(kind, text, match, document, company, span)


def _labelled(
    kind: FactKind, text: str, match: re.Match[str], document: Document, company: Company,
    span: tuple[tuple[Passage, int, int], ...],
) -> Iterator[Found]:  # fmt: skip
    named = match["object"] if "object" in match.re.groupindex else None
    if kind == "founded" and named is not None and not company.is_named_in(named):
        return  # a timeline tells of the beginnings of others, too
    if kind == "founded" and int(match["year"]) <= document.fetched_at.year:
        yield Found(kind, match["year"], document, span)
    elif kind == "employees":
        yield Found(kind, text[match.start("num") : match.end("num")], document, span)
    elif kind == "headquarters":
        rest = text[match.start("rest") :]
        found = cut.street(rest) or cut.japanese_address(rest) or next(iter(cut.places(rest)), None)
        value = found if len(rest) < 80 else None
        if value:
            yield Found(kind, value, document, span)


_EMAIL = re.compile(r"\b([A-Za-z0-9._%+-]{2,40})@([A-Za-z0-9.-]{1,60}\.[A-Za-z]{2,12})\b")
_PHONE = re.compile(
    r"(?:tel(?:ephone|\.)?|phone|call(?: us)?|telefon|téléphone|tél\.?|fon)[:. ]{1,3}(\+?[\d(][\d ().\-/]{6,20}\d)",
    re.I,
)


def contact(document: Document, company: Company) -> Iterator[Found]:
    """Yield general mailboxes and telephone numbers of the company; personal ones never."""
    if kind_of(document) not in ("contact", "home", "about", "careers", "press"):
        return
    squeezed = {re.sub(r"[^a-z0-9]", "", plain(name)) for name in company.names}
    for passage in document.passages:
        if passage.region not in ("main", "footer") or len(passage.text) > 600:
            continue
        for match in _EMAIL.finditer(passage.text):
            domain = plain(match[2]).split(".")[-2]
            own = re.sub(r"[^a-z0-9]", "", domain) in squeezed
            if (
                GENERAL_MAILBOX.search(plain(match[1]))
                and (own or kind_of(document) == "contact")
                and "example" not in domain
            ):
                yield Found("contact", match.group(), document, ((passage, match.start(), match.end()),))
        if kind_of(document) == "contact" and (phone := _PHONE.search(passage.text)):
            yield Found("contact", phone[1], document, ((passage, phone.start(), phone.end()),))


_LEGAL_NAME = re.compile(
    r"(?:^|©|\([cC]\)|[Cc]opyright|\bby|\d{4})\s*(?:\d{4}(?:\s?[-–]\s?\d{4})?,?\s)?(?P<name>(?:[A-ZÀ-Þ0-9][\w&’'-]*(?:\.\w+)?,? ){1,6}?"
    r"(?:GmbH(?: & Co\. KG)?|AG|SE|e\.V\.|UG|Inc\b\.?|INC\b\.?|LLC|Ltd\b\.?|Limited|LLP|PLC|plc|PBC|Corp\b\.?|Corporation|SAS|SARL|S\.A\.S?|S\.L\.|"
    r"S\.r\.l\.|B\.V\.|BV|N\.V\.|Oy|AB|ApS|A/S|Pty Ltd|Private Limited|K\.K\.))(?=$|[\s.,;)|])"
)


_JAPANESE_NAME = re.compile(r"(?:(?:株式|有限|合同)会社[^\s（(、。]{1,20}|[^\s（(、。]{1,20}(?:株式|有限|合同)会社)$")
_NAME_LABEL = re.compile(r"^(?:会社名|商号|社名|法人名)$")


def legal_name(document: Document, company: Company) -> Iterator[Found]:
    """Yield the name with its legal form as the footer, the imprint or the contact page prints it."""
    for label, passage in pairwise(document.main):
        named = _JAPANESE_NAME.match(passage.text) if _NAME_LABEL.match(label.text.strip(" :：")) else None
        if named and any(plain(name) in plain(named.group()) for name in company.names):
            yield Found("legal_name", named.group(), document, ((passage, 0, named.end()),))
    for passage in document.passages:
        if passage.region not in ("footer", "legal", "main") or len(passage.text) > 300:
            continue
        if passage.region == "main" and kind_of(document) != "contact":
            continue
        match = _LEGAL_NAME.search(passage.text)
        if match and company.patterns.name.match(plain(match["name"])):
            span = ((passage, match.start("name"), match.end("name")),)
            # The everyday name may end in "Corp"; a longer form beside it is the legal one.
            yield Found("legal_name", match["name"], document, span, 0 if match["name"] in company.names[:1] else 1)


SECTION_FINDERS: tuple[Callable[[Document, Company], Iterator[Found]], ...] = (
    mission_and_vision, values, products, benefits, customers, founders, founders_in_biographies, founders_in_cards, labels, address, contact, legal_name,
)  # fmt: skip
