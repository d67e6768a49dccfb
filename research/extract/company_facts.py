"""Documents of one company → Facts: what the company says about itself, one card-sized value each.

The order of work: 1. every name the company goes by; 2. per Document, in the order of its kind (about first), the
sentences whose subject is the employer, against the patterns of `fact_patterns`; 3. headed sections (values,
products, benefits, mission), labels, and addresses of contact pages and footers; 4. markup that the page shows too;
5. one Fact per value, best source first. A sentence in somebody else's voice, a person's biography and furniture
never speak for the company.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import get_args

from research.extract.fact_patterns import compiled
from research.extract.fact_sections import SECTION_FINDERS
from research.extract.fact_sentences import sentence_facts
from research.extract.fact_structured import structured_facts
from research.extract.fact_types import Company, Found, depth
from research.extract.own_names import own_names
from research.models import Document, Fact, FactKind, Kind
from research.text import bare

_RANK: dict[Kind, int] = {
    "about": 0, "values": 1, "home": 2, "team": 3, "careers": 4, "contact": 5, "products": 6, "posting": 7, "press": 8,
    "news": 9, "customers": 10, "other": 11, "article": 12, "person": 13,
}  # fmt: skip
_MOST: dict[str, int] = {
    "founded": 3, "headquarters": 3, "mission": 3, "vision": 2, "employees": 3, "description": 4, "values": 12,
    "products": 12, "customers": 12, "benefits": 12, "offices": 12, "founders": 8,
}  # fmt: skip
_FINDERS: tuple[Callable[[Document, Company], Iterator[Found]], ...] = (
    sentence_facts, *SECTION_FINDERS, structured_facts,
)  # fmt: skip


def facts(documents: Sequence[Document], names: Sequence[str]) -> list[Fact]:
    """Return what the company says about itself, in the order of the fact kinds and best source first.

    Every kind of DESIGN section 7; one Fact per value, at most six a kind (twelve for lists). Two sources that
    disagree give two Facts. Nothing is said when the subject of a sentence is not surely the employer.
    """
    known = own_names(documents, names)
    company = Company(compiled(known), known)
    ranked = sorted(enumerate(documents), key=lambda pair: (_RANK[pair[1].kind], depth(pair[1].url), pair[0]))
    found = [one for _, document in ranked for finder in _FINDERS for one in finder(document, company)]
    return _chosen(found, known[0] if known else "")


def _chosen(found: list[Found], subject: str) -> list[Fact]:
    """One Fact per value, strongest and best-placed first, at most so many a kind."""
    chosen: list[Fact] = []
    for kind in get_args(FactKind):
        candidates = [one for one in found if one.kind == kind]
        strongest = max((one.strength for one in candidates), default=0)
        # A weak source (a postal address, the start of a story) speaks only where no strong one does.
        candidates = [one for one in candidates if one.strength >= min(strongest, 1)]
        short = {match[1] for one in candidates if (match := _SHORT_FORM.search(one.value))}
        seen: list[str] = []
        for one in sorted(candidates, key=lambda one: -one.strength):
            key = _key(one)
            known = key in seen or one.value in short or (kind in _PLACES and any(key in k or k in key for k in seen))
            if key and not known and len(seen) < _MOST.get(kind, 6):
                seen.append(key)
                chosen.append(_fact(one, kind, subject))
    return chosen


_SHORT_FORM = re.compile(r" \(([A-Z][\w.&-]{1,12})\)$")
_PLACES = ("headquarters", "offices")


def _key(one: Found) -> str:
    """What two spellings of one value share: no case, accents, marks, possessive or short form in brackets."""
    value = re.sub(r"['’]s\b", "", _SHORT_FORM.sub("", one.value)).replace("œ", "oe")
    return re.sub(r"[^\w]+", "" if one.kind in _PLACES else " ", bare(value)).strip()


def _fact(one: Found, kind: FactKind, subject: str) -> Fact:
    citations = tuple(one.document.cite(passage, start, end) for passage, start, end in one.spans)
    return Fact(
        subject=subject, kind=kind, value=one.value, as_of=one.document.published, plan=one.plan, citations=citations
    )
