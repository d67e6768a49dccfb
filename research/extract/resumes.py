"""The candidate's resume → its lines, verbatim, each with employer, time, skills, verb and figure."""

from __future__ import annotations

import html
import re
from bisect import bisect_right

from research.extract.career import entries, sections
from research.extract.career_words import is_private, section_of
from research.extract.figures import figure_in
from research.models import Document, Passage, Position, ResumeLine
from research.skills import skills_in, verb_in
from research.text import clean, fold

_MOST_LINES = 200
_TAG = re.compile(r"<[^<>]{0,200}>")


def resume(document: Document, source: str | None = None) -> list[ResumeLine]:
    """Return the lines of a resume in order: bullets and sentences of work, skills, certificates; no private ones.

    `line` is the line in `source` (the text of a Markdown or text file, or `printed` of another's page) where the words
    begin, or without it the place among the document's passages, from 1.
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


def printed(body: str) -> str:
    """Return the lines of a PDF or DOCX, from the page made of it: as printed, without the empty ones."""
    lines = (clean(html.unescape(_TAG.sub("", line))) for line in body.partition("<main>")[2].splitlines())
    return "\n".join(line for line in lines if line)


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
