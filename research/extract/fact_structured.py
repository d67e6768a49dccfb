"""Facts from schema.org Organization markup, kept only where the page shows the same to a reader.

Markup is often stale or copied from a template, and cannot be cited: the quote must stand in a passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from research.extract.fact_patterns import plain
from research.extract.fact_types import Company, Found, kind_of
from research.models import Document, FactKind, Passage
from research.text import sentences


class _Claim(NamedTuple):
    """A value in the markup, and what the showing sentence must hold beside it."""

    kind: FactKind
    value: str
    beside: re.Pattern[str]
    strength: int


_ORGANISATION = re.compile(r"Organization|Corporation|LocalBusiness|NGO|Store|Company|Agency")
_ANYTHING = re.compile("")
_FOUNDING = re.compile(r"\b(?:found|establish|est\b|since|started|fond|cree|gegrundet|seit|fundad|desde)")
_PEOPLE = re.compile(r"\b(?:people|employees|staff|team|colleagues|personnes|salaries|mitarbeit|empleados|personas)")
_PARENT = re.compile(r"\b(?:part of|owned|subsidiary|group|parent|division|member of|gehort|filiale|brand)\b")


def structured_facts(document: Document, company: Company) -> Iterator[Found]:
    """Yield the claims of the company's own Organization markup that a sentence of the page shows too."""
    if kind_of(document) not in ("home", "about", "contact", "team", "careers"):
        return
    for item in document.structured:
        name = item.get("name")
        if not _ORGANISATION.search(str(item.get("@type"))) or not isinstance(name, str):
            continue
        if not company.patterns.name.fullmatch(plain(name).strip()):
            continue
        for claim in _claims(item):
            if span := _shown(document, claim):
                yield Found(claim.kind, claim.value, document, (span,), claim.strength)


def _claims(item: Mapping[str, object]) -> Iterator[_Claim]:
    founding = re.match(r"(1[5-9]\d\d|20\d\d)", str(item.get("foundingDate") or ""))
    if founding:
        yield _Claim("founded", founding[1], _FOUNDING, 1)
    for name in _names(item.get("founder")) + _names(item.get("founders")):
        yield _Claim("founders", name, re.compile(r"\b(?:co-?)?found|\bfondat|\bgrunder|\bfundador"), 1)
    for name in _names(item.get("parentOrganization")):
        yield _Claim("parent", name, _PARENT, 1)
    if isinstance(legal := item.get("legalName"), str) and legal.strip():
        yield _Claim("legal_name", legal.strip(), _ANYTHING, 2)
    size = item.get("numberOfEmployees")
    size = size.get("value") if isinstance(size, dict) else size
    if re.fullmatch(r"\d{1,6}", str(size)):
        yield _Claim("employees", str(size), _PEOPLE, 1)
    address = item.get("address")
    if isinstance(address, dict) and isinstance(street := address.get("streetAddress"), str) and street.strip():
        yield _Claim("headquarters", street.strip(), _ANYTHING, 0)


def _names(value: object) -> list[str]:
    found = []
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and 2 < len(name.strip()) <= 80:
            found.append(name.strip())
    return found


def _shown(document: Document, claim: _Claim) -> tuple[Passage, int, int] | None:
    """The first sentence that holds the value as a whole word and the word beside it."""
    value = re.compile(rf"(?<!\w){re.escape(claim.value)}(?!\w)")
    for passage in document.passages:
        if passage.region not in ("main", "footer") or claim.value not in passage.text or len(passage.text) > 2_000:
            continue
        for start, end in sentences(passage.text):
            text = passage.text[start:end]
            # "© 2014" beside "founded" in a footer line is no founding year either.
            copyright_year = claim.kind == "founded" and re.search(r"©|\(c\)|copyright", text, re.I)
            if (match := value.search(text)) and claim.beside.search(plain(text)) and not copyright_year:
                whole = len(text) <= 240
                return passage, start if whole else start + match.start(), end if whole else start + match.end()
    return None
