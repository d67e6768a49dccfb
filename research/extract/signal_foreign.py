# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""A few signals of French and German pages: values as headings, missions with a hinge, requirements, reporting lines,
first months. Questions are asked in English around the verbatim foreign words, so only whole short lines are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from research.extract.quotes import whole_quote
from research.extract.signal_lines import Line, Site, line_at, lines_of, own_title
from research.models import Document, Posting, Quote, Signal, Statement


@dataclass(frozen=True)
class _Language:
    values: re.Pattern[str]
    verb: re.Pattern[str]
    mission: re.Pattern[str]
    hinges: tuple[tuple[str, re.Pattern[str]], ...]
    lead: re.Pattern[str]
    soft: re.Pattern[str]
    reports: re.Pattern[str]
    first: re.Pattern[str]


_LANGUAGES = {
    "fr": _Language(
        values=re.compile(r"(?i)\b(?:nos valeurs|valeurs|principes|culture|façon de travailler|ce qui nous (?:guide|anime))\b"),
        verb=re.compile(r"^(?:(?:Se |S['’]|Ne (?:pas |jamais ))?\w+(?:er|ir|re)\b|Nous \w+ons\b|Osons\b|Oser\b)"),
        mission=re.compile(r"(?:Notre mission|Notre raison d['’]être)(?: est)?(?: de|,? c['’]est de| :|:) ?"),
        hinges=(
            ("universal", re.compile(r"\b(?:chaque|tous|toutes|chacun|partout)\b")),
            ("exclusion", re.compile(r"\b(?:jamais|sans|uniquement|seulement|aucune?)\b")),
            ("beneficiary", re.compile(r"\b(?:servir|aider|pour) (?:mieux )?(?:servir )?(?:les|le|la) \w+")),
        ),
        lead=re.compile(r"(?i)^(?:[•–-]\s*)?(?:(?:bonne|excellente|solide|une) )?(?:expérience|connaissances?|maîtrise|compréhension|compétences?)(?: \w+e)? (?:en|de|des|du|avec|dans|de la|de l['’])\s*"),
        soft=re.compile(r"(?i)\b(?:diplôme|baccalauréat|licence|français|anglais|bilingue|permis|esprit d['’]équipe|autonome|motivée?|rigou\w+|capacité|salaire)\b"),
        reports=re.compile(r"(?:relève(?:ra)?|rend compte|sous la (?:direction|responsabilité)|rattachée?s?) (?:directement )?(?:de la |de l['’]|du |au |à la |à l['’]|de |à )(?P<TITLE>[A-Za-zÀ-ÿ'’-]+(?: [A-Za-zÀ-ÿ'’-]+){0,4})"),
        first=re.compile(r"(?i)\b(?:premiers? (?:(?P<N>trois|six|3|6) )?mois|(?P<N2>trois|six|3|6) premiers mois|(?P<DAYS>30|60|90) premiers jours|première année)\b"),
    ),
    "de": _Language(
        values=re.compile(r"(?i)\b(?:unsere werte|werte|grundsätze|leitbild|kultur|wie wir arbeiten|was uns (?:wichtig ist|leitet|antreibt))\b"),
        verb=re.compile(r"^(?:Wir \w+(?:en|n)\b|\w+(?:en|ern|eln)$|.* \w+(?:en|ern|eln)$)"),
        mission=re.compile(r"(?:Unsere Mission|Unser Auftrag|Unser Ziel)(?: ist)?(?: es,| ist es,|:|,) ?"),
        hinges=(
            ("universal", re.compile(r"\b(?:jede[mnrs]?|alle[mnrs]?|überall)\b")),
            ("exclusion", re.compile(r"\b(?:nie|niemals|ohne|nur|nicht)\b")),
            ("beneficiary", re.compile(r"\bfür (?:die |unsere |kleine )?[A-ZÄÖÜ]\w+")),
        ),
        lead=re.compile(r"(?i)^(?:[•–-]\s*)?(?:(?:mehrjährige|gute|sehr gute|fundierte|erste|praktische) )?(?:(?:berufs)?erfahrung(?:en)?|kenntnisse|umgang)(?: \w+)? (?:mit|in|im|bei|als)\s*"),
        soft=re.compile(r"(?i)\b(?:studium|ausbildung|deutsch|englisch|führerschein|teamfähig\w*|belastbar\w*|motiviert|gehalt|zuverlässig\w*)\b"),
        reports=re.compile(r"(?:berichte(?:st|n)?|unterstell(?:t|st)) (?:du |Sie )?(?:direkt )?(?:an |der |dem )(?:die |den |der |dem )?(?P<TITLE>[A-ZÄÖÜ]\w+(?:[ -][A-ZÄÖÜ]?\w+){0,4})"),
        first=re.compile(r"(?i)\bersten (?:(?P<N>drei|sechs|3|6) monate|(?P<DAYS>30|60|90) tage)\w*\b|\b(?P<YEARLY>ersten jahr)\b"),
    ),
}  # fmt: skip
_NUMBERS = {
    "trois": "three months",
    "3": "three months",
    "drei": "three months",
    "six": "six months",
    "6": "six months",
    "sechs": "six months",
}
_LONGEST_VALUE = 8
_MOST_REQUIREMENTS = 6


def of_foreign_page(document: Document, site: Site) -> Iterator[Signal]:
    """Yield C05 headings and C18 missions of a French or German page of the employer."""
    language = _LANGUAGES.get(document.language[:2].lower())
    if language is None or document.kind not in ("values", "about", "home", "careers", "other"):
        return
    page = document.kind == "values" or bool(language.values.search(own_title(document, site.names)))
    for passage in document.main:
        above = " ".join(h for h in passage.headings if h != passage.text)
        if passage.block == "heading" and (page or language.values.search(above)):
            yield from _value(Line(document, passage, 0, len(passage.text), document.kind, None, True), language, site)
        elif passage.block == "paragraph" and len(passage.text) < 1_500 and language.mission.search(passage.text):
            for line in lines_of(passage, document, True):
                yield from _mission(line, language, site)


def _value(line: Line, language: _Language, site: Site) -> Iterator[Signal]:
    value = line.text.rstrip(" .!")
    words = value.split()
    if (
        2 <= len(words) <= _LONGEST_VALUE
        and len(value) <= 60
        and language.verb.match(value)
        and not re.search(
            r"[?:,]|(?i:\b(?:savoir plus|rejoindre|nous joindre|postuler|découvrir|erfahren|bewerben|kennenlernen)\b)",
            value,
        )
    ):
        yield _signal("C05", "heading", line, site, {"VALUE": value, "LANG": line.document.language[:2].lower()}, ())


def _mission(line: Line, language: _Language, site: Site) -> Iterator[Signal]:
    match = language.mission.search(line.text)
    if match is None:
        return
    rest = line.text[match.end() :]
    subtype = next((name for name, pattern in language.hinges if pattern.search(rest)), None)
    quote = _whole(line, match.end())
    if subtype and quote:
        yield _signal("C18", subtype, line, site, {}, (quote,))


def _whole(line: Line, start: int) -> Quote | None:
    stop = len(line.text.rstrip(" .!"))
    return whole_quote(line.document, line.passage, (line.start + start, line.start + stop), "any")


def of_foreign_posting(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    """Yield J03, J04 and J06 of a French or German posting."""
    language = _LANGUAGES.get(document.language[:2].lower())
    if language is None:
        return
    musts = list(islice(_requirements(posting.must, document, language), _MOST_REQUIREMENTS))
    if len(musts) >= 2:
        (one, first), (two, second) = musts[:2]
        slots = {"REQ1": first.text, "REQ2": second.text}
        also = (two.document.cite(two.passage, two.start, two.end),)
        signal = _signal("J03", "must", one, site, slots, (first, second))
        yield signal.model_copy(update={"citations": (*signal.citations, *also)})
    for line, quote in islice(_requirements(posting.nice, document, language), 3):
        yield _signal("J03", "nice", line, site, {"NICE": quote.text}, (quote,))
    yield from _told(document, language, site)
    yield from _duties(posting, document, site)


_MOST_DUTIES = 5


def _duties(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    """Short lines of work, each quoted whole."""
    found = 0
    for statement in posting.responsibilities:
        cited = statement.citations[0]
        line = line_at(document, cited.passage, cited.start, cited.end)
        stop = len(cited.quote.rstrip(" .;!"))
        quote = line and whole_quote(document, line.passage, (cited.start, cited.start + stop), "NP")
        if (
            line is None
            or not quote
            or re.search(r"(?i)[:?]|\b(?:vous|votre|tu|ton|sie|ihre?|du|deine?|je|jouw|u|uw)\b", quote.text)
        ):
            continue
        found += 1
        if len(quote.text.split()) >= 4 and found <= _MOST_DUTIES:
            yield _signal("J12", "line", line, site, {}, (quote,))


def _requirements(
    statements: tuple[Statement, ...], document: Document, language: _Language
) -> Iterator[tuple[Line, Quote]]:
    for statement in statements:
        cited = statement.citations[0]
        line = line_at(document, cited.passage, cited.start, cited.end)
        lead = language.lead.match(line.text) if line else None
        if line is None or lead is None or language.soft.search(line.text):
            continue
        cut = re.search(r"[,;:(]|\.$| (?:et|ou|und|oder|afin|ainsi|sowie|wie|comme|tel)\b", line.text[lead.end() :])
        stop = lead.end() + cut.start() if cut else len(line.text)
        quote = whole_quote(document, line.passage, (line.start + lead.end(), line.start + stop), "NP")
        if quote:
            yield line, quote


def _told(document: Document, language: _Language, site: Site) -> Iterator[Signal]:
    told: set[str] = set()
    for passage in document.main:
        if passage.block == "heading" or len(passage.text) > 2_000:
            continue
        for line in lines_of(passage, document, True):
            reports = language.reports.search(line.text)
            if reports and "J04" not in told and 1 <= len(reports["TITLE"].split()) <= 5:
                told.add("J04")
                yield _signal("J04", "reports", line, site, {"TITLE": reports["TITLE"]}, ())
            first = language.first.search(line.text)
            span = _span(first) if first else None
            if span and span not in told and not re.search(r"(?i)\b(?:probatoire|probezeit|essai)\b", line.text):
                told.add(span)
                yield _signal("J06", "goals", line, site, {"SPAN": span}, ())


def _span(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    if groups.get("DAYS"):
        return f"{groups['DAYS']} days"
    number = groups.get("N") or groups.get("N2")
    return _NUMBERS.get(number.lower()) if number else "year" if re.search(r"(?i)année|jahr", match[0]) else None


def _signal(
    code: str, subtype: str, line: Line, site: Site, slots: dict[str, str], quotes: tuple[Quote, ...]
) -> Signal:
    return Signal(
        code=code, subtype=subtype, slots=slots, quotes=quotes, page_kind=line.kind, title=own_title(line.document, site.names),
        date=line.date if line.date and line.date <= site.today else None,
        citations=(line.document.cite(line.passage, line.start, line.end),),
    )  # fmt: skip
