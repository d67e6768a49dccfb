"""Every name that a company goes by on its own pages, so that a sentence about it is known to be about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from research.extract.fact_patterns import name_pattern, plain
from research.models import Document, Kind

_ORGANISATIONS = frozenset(
    {"Organization", "Corporation", "LocalBusiness", "NGO", "EducationalOrganization", "GovernmentOrganization"}
)
_TELLING: frozenset[Kind] = frozenset(
    ("home", "about", "values", "careers", "team", "posting", "products", "customers")
)
_DOES = (
    r"(?:is|was|are|has|had|does|doesn['’]t|isn['’]t|can|will|helps?|builds?|employs?|offers?|provides?|works?|worked"
    r"|partner(?:s|ed)|joined|believes?|uses?|began|started|develops?|delivers?|serves?|brings?|makes?|made|built)"
)
# First words of names that stand for much else: alone they name nobody.
_COMMON = frozenset(
    "the a an our my your open data digital new first general united global national international american british"
    " canadian european french german smart cloud code team group blue green red black white big great good best home"
    " health media free next public social web tech software science research people world city local north south east"
    " west central royal society institute university center centre foundation company studio design creative"
    " security energy water food art music school education learning legal medical mobile modern human humans life love"
    " light fire sun star point port one two three four five six seven eight nine ten internet network systems".split()
)


def own_names(documents: Sequence[Document], names: Sequence[str]) -> tuple[str, ...]:
    """Return the given names, those that the site gives itself, and their short forms, one spelling each.

    A short form is an abbreviation that a page introduces ("Canadian Digital Service (CDS)"), or the first word of a
    longer name where at least two sentences let it act alone ("Acme employs …" for Acme Avenue). Where the site's own
    name is the abbreviation, the words before it in brackets are the long form.
    """
    known = [name for name in names if name.strip()]
    for document in documents:
        if document.kind in ("home", "about", "contact"):
            known.extend(name for name in (document.site_name, *_structured_names(document)) if 1 < len(name) <= 60)
        if document.kind == "home":
            known.extend(_longer_in_title(document.title, names))
    known.extend(_abbreviations(documents, tuple(known)))
    known.extend(_spelled_out(documents, tuple(known)))
    known.extend(_first_words(documents, tuple(known)))
    return tuple(
        {_squeezed(name): name for name in reversed(known)}[key] for key in dict.fromkeys(map(_squeezed, known))
    )


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", plain(name))


def _longer_in_title(title: str, names: Sequence[str]) -> list[str]:
    """The short parts of the home page's title that begin with a given name: "Harbour Equity" for "harbour"."""
    parts = (part.strip() for part in re.split(r"\s[|·•–—:-]\s|\s?\|\s?", title))
    starts = tuple(f"{plain(name).strip()} " for name in names if name.strip())
    return [part for part in parts if len(part.split()) <= 4 and plain(part).startswith(starts)] if starts else []


def _structured_names(document: Document) -> Iterator[str]:
    for item in document.structured:
        kinds = item.get("@type")
        if any(kind in _ORGANISATIONS for kind in (kinds if isinstance(kinds, list) else [kinds])):
            for key in ("name", "legalName", "alternateName"):
                if isinstance(value := item.get(key), str):
                    yield value


def _abbreviations(documents: Sequence[Document], names: tuple[str, ...]) -> list[str]:
    pattern = re.compile(rf"{name_pattern(names)}(?<=\))")
    found: set[str] = set()
    for document in documents:
        for passage in document.main if document.kind in ("home", "about", "values", "careers") else ():
            text = passage.text[:2_000]
            for match in pattern.finditer(plain(text)) if ")" in text else ():
                short = re.search(r"\(([A-Z][A-Z0-9]{1,6})\)$", passage.text[match.start() : match.end()])
                found.update(short.groups() if short else ())
    return sorted(found)


_NAME_WORD = r"(?:[A-Z][\w&’'-]*|of|for|and|the|de|des|du|für|und|y)"
_LONG_FORM = rf"(?:^|[.!?:] |\b[Tt]he )({_NAME_WORD}(?: {_NAME_WORD}){{1,8}}) \("


def _spelled_out(documents: Sequence[Document], names: tuple[str, ...]) -> list[str]:
    """The long forms of names that are abbreviations: "Harbour Research Initiative (HRI)" where the site is HRI."""
    short = [name for name in names if re.fullmatch(r"[A-Z][A-Za-z]?[A-Z0-9]{1,6}", name)]
    found: set[str] = set()
    for document in documents if short else ():
        for passage in document.main if document.kind in _TELLING else ():
            text = passage.text[:2_000]
            for name in (one for one in short if f"({one})" in text):
                for match in re.finditer(_LONG_FORM + re.escape(name) + r"\)", text):
                    found.add(match[1])
    return sorted(found)


def _first_words(documents: Sequence[Document], names: tuple[str, ...]) -> list[str]:
    """The first words of longer names that stand alone as the subject of at least two sentences."""
    seconds = {name.split()[0]: name.split()[1] for name in names if len(name.split()) > 1}
    found = []
    for first, second in sorted(seconds.items()):
        if len(first) < 3 or not first.isalpha() or not first[0].isupper() or first.lower() in _COMMON:
            continue
        alone = re.compile(rf"(?:^|[\s“\"(]){re.escape(first)} (?!{re.escape(second)}){_DOES}\b")
        told = (p.text[:2_000] for d in documents if d.kind in _TELLING for p in d.main)
        if sum(len(alone.findall(text)) for text in told if first in text) >= 2:
            found.append(first)
    return found
