"""The candidate's resume → its lines, verbatim, each with employer, time, skills, verb and figure."""

from __future__ import annotations

import re
from bisect import bisect_right

from research.extract.career import entries, sections
from research.extract.career_words import is_private, section_of
from research.models import Document, Passage, Position, ResumeLine
from research.skills import skills_in, verb_in
from research.text import fold

_MOST_LINES = 200
_NUMBER_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|dozens?"
_UNIT = (
    r"%|percent|per cent|prozent|million|millionen|billion|thousand|bn|mn|k\b|m\b|x\b|times|hours?|minutes?|seconds?"
    r"|days?|weeks?|months?|people|engineers?|developers?|customers?|clients?|users?|players?|countries|markets|sites"
    r"|stores|teams?|services?|employees|colleagues|staff|euros?|dollars?|pounds"
)
# Percentages and money say most, then numbers with a unit, then any number; years and numbers in names count not.
_FIGURES = (
    re.compile(
        r"[~±+-]?\d[\d.,]{0,15}\s?(?:%|percent|per cent|prozent)"
        r"|[€$£]\s?\d[\d.,]{0,15}\s?(?:million|billion|bn|mn|[kKmM]\b)?",
        re.I,
    ),
    # "14 million parcel events", "60,000 heat meters": up to three words, the last a plural.
    re.compile(
        r"(?<![\w.,-])(?!(?:19|20)\d\d\b)\d[\d.,]{0,15}(?<=\d)(?: (?:million|billion|thousand))?"
        r"(?: (?!(?:of|in|to|at|for|and|or|its|was|is|as|his|by|per|with|on|from|than)\b)[a-zà-ÿ-]{2,20}){0,2}? "
        r"(?!(?:its|was|is|as|his|this|has|plus|across|process|business)\b)[a-zà-ÿ-]{2,20}s\b"
    ),
    re.compile(r"(?<![\w.,-])\d[\d.,]{0,15}\s?(?:" + _UNIT + ")", re.I),
    re.compile(
        r"(?<![\w.,-])(?!(?:19|20)\d\d\b)\d{1,3}(?:[.,]\d{3}){1,5}\b"
        r"|(?<![\w.,-])(?!(?:19|20)\d\d\b)\d{1,9}(?:[.,]\d{1,6})?(?![.,]?\w)"
    ),
    re.compile(rf"\b(?:{_NUMBER_WORDS})\s+[a-z]+", re.I),
)

_NAME_BEFORE = re.compile(r"\b[A-Z]{2,8} $")


def resume(document: Document, source: str | None = None) -> list[ResumeLine]:
    """Return the lines of a resume in order: bullets and sentences of work, skills, certificates; no private ones.

    `line` is the line in `source` (the text of a Markdown or text file) where the words begin, or without it the place
    among the document's passages, from 1.
    """
    held = entries(document)
    starts = [ordinal for ordinal, _ in held]
    heads = {citation.passage for _, position in held for citation in position.citations}
    numbers = _Numbers(source)
    found = []
    told = sections(document)
    named = any(section == "experience" for _, section in told)
    for passage, section in told:
        if section in ("private", "contact", "education", "languages") or passage.block == "heading":
            continue
        if passage.id in heads or not _is_line(passage) or is_private(passage.text):
            continue
        at = bisect_right(starts, passage.ordinal) - 1
        working = section == ("experience" if named else "other") and at >= 0
        found.append(_line(document, passage, held[at][1] if working else None, numbers))
    return found[:_MOST_LINES]


def _is_line(passage: Passage) -> bool:
    if section_of(passage.text):
        return False
    return passage.block == "item" or len(passage.text.split()) >= 5 or bool(skills_in(passage.text))


def _line(document: Document, passage: Passage, position: Position | None, numbers: _Numbers) -> ResumeLine:
    verb = verb_in(passage.text)
    return ResumeLine(
        text=passage.text,
        line=numbers.of(passage),
        employer=position.organisation or position.title if position else None,
        start=position.start if position else None,
        end=position.end if position else None,
        current=bool(position and position.current),
        skills=tuple(skill.name for skill in skills_in(passage.text)),
        verb=verb[0] if verb else None,
        figure=figure_in(passage.text),
        citation=document.cite(passage),
    )


def figure_in(text: str) -> str | None:
    """Return the number of a line that says most, with its unit as printed; None when there is none."""
    line = text[:2000]
    named = [(skill.start, skill.end) for skill in skills_in(line)]
    for pattern in _FIGURES:
        for found in pattern.finditer(line):
            inside = any(start < found.end() and found.start() < end for start, end in named)
            version = pattern is _FIGURES[3] and _NAME_BEFORE.search(line[: found.start()])  # "WCAG 2.2"
            if not inside and not version:
                return found[0].strip(" .,")
    return None


class _Numbers:
    """Line numbers of a text file, found again by the words of each passage from top to bottom."""

    def __init__(self, source: str | None) -> None:
        self.lines = [fold(re.sub(r"[*_`#>\[\]]", "", line[:2000])) for line in source.splitlines()] if source else []
        self.next = 0

    def of(self, passage: Passage) -> int:
        words = fold(passage.text)[:40].strip()
        for at in range(self.next, len(self.lines)):
            line = self.lines[at].lstrip("-+•·–0123456789.) ")
            if words and (line.startswith(words[:25]) or words in self.lines[at]):
                self.next = at + 1
                return at + 1
        return passage.ordinal + 1
