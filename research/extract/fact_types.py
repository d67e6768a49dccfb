"""What the fact finders hand to each other, and whose voice a passage is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from research.extract.fact_patterns import SPEAKER, TESTIMONIAL_HEADING, Compiled, plain, softened
from research.models import Document, FactKind, Kind, Passage
from research.text import sentences

LONGEST_LINE = 2_000
"""Patterns run on passages up to this length; a longer one is no prose of a company page."""
OWN: frozenset[Kind] = frozenset({"about", "values", "home", "team", "careers", "contact", "products", "posting"})
"""Kinds of page on which "we" is the employer; elsewhere it may be a customer, a guest author or somebody quoted."""


_RULES = re.compile(
    r"/[^/]*(?:polic(?:y|ies)|brand|guidelines|style-?guide|terms|privacy|code-of-conduct|legal|cookies?)\b"
)


def kind_of(document: Document) -> Kind:
    """Return the kind that decides who speaks: rules, brand guides and redirect stubs do not describe the company."""
    path = plain(document.url.split("://")[-1].partition("/")[2])
    return "other" if _RULES.search("/" + path) or document.title.startswith("Redirect") else document.kind


class Found(NamedTuple):
    """One candidate before choosing. Strength 0 counts only where no stronger source states the kind."""

    kind: FactKind
    value: str
    document: Document
    spans: tuple[tuple[Passage, int, int], ...]
    strength: int = 1
    plan: bool = False


class Company(NamedTuple):
    """The patterns with the company's names filled in, and the names."""

    patterns: Compiled
    names: tuple[str, ...]

    def is_named_in(self, text: str) -> bool:
        """Return True where plain `text` is "the company", or has the telling word of one of the names."""
        told = set(re.findall(r"[a-z0-9]+", text))
        firsts = {match[0] for name in self.names if (match := re.match(r"[a-z0-9]{4,}", plain(name)))}
        return bool(told & (firsts | {"company", "group", "firm", "unternehmen", "entreprise", "empresa"}))


@dataclass(frozen=True)
class Sentence:
    """One sentence of a passage that may speak for the company."""

    passage: Passage
    start: int
    end: int
    text: str
    plain: str


def depth(url: str) -> int:
    """Return how many slashes deep an address lies."""
    return url.split("?")[0].rstrip("/").count("/")


def speaking(document: Document) -> Iterator[Passage]:
    """Yield the main passages that may speak for the company: no quotes, testimonials, biographies or "I"."""
    foreign = biographies(document)
    main = document.main
    for index, passage in enumerate(main):
        if passage.id in foreign or passage.block == "quote" or not passage.text or len(passage.text) > LONGEST_LINE:
            continue
        if passage.text[0] in '"“«„' or any(TESTIMONIAL_HEADING.search(plain(h)) for h in passage.headings):
            continue
        after = main[index + 1].text if index + 1 < len(main) else ""
        if not SPEAKER.search(passage.text) and not _half_quoted(passage.text) and not _ATTRIBUTION.match(after):
            yield passage


_ATTRIBUTION = re.compile(
    r"[-–—~]\s?[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}\b.{0,60}$"
    r"|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,2}, (?:[A-Z][\w&.'’-]*(?: of| at| and|,)? ?){1,8}$"
)
"""The line below a testimonial: "— Lou Park, Ostra Foods", "Lou Park, Head of Supply, Ostra Foods"."""


def _half_quoted(text: str) -> bool:
    """True where a quotation begins or ends in another passage."""
    return text.count('"') % 2 == 1 or text.count("“") != text.count("”") or text.count("«") != text.count("»")


def biographies(document: Document) -> frozenset[str]:
    """Return the ids of passages that are about one person."""
    return frozenset(c.passage for person in document.people for line in person.bio for c in line.citations)


def sentences_of(document: Document) -> Iterator[Sentence]:
    """Yield the sentences that may speak for the company, without those inside quotation marks or about "she"."""
    first_names = {person.name.split()[0] for person in document.people if person.name}
    for passage in speaking(document):
        for start, end in sentences(passage.text):
            text = passage.text[start:end]
            if re.match(r"(?:He|She|They’ve|Elle|Il|Er|Sie hat)\b", text) or text.split(maxsplit=1)[0] in first_names:
                continue
            before = passage.text[:start]
            if before.count("“") > before.count("”") or before.count("«") > before.count("»") or before.count('"') % 2:
                continue
            yield Sentence(passage, start, end, text, softened(text))
