"""What was told in two ways: by two people, in two rounds, or in a talk and on the pages. Side by side, no verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from research.models import Fact, FactKind, Note, Posting, Statement
from research.text import bare, fold, lemma, lemmas, words

_NOT = re.compile(r"\b(?:not|no|never|none|nobody|without)\b|n['’]t\b", re.IGNORECASE)
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTED = re.compile(
    rf"\b(?P<n>\d[\d.,]*\d|\d|{'|'.join(_NUMBERS)})\s+(?:[a-z-]+\s)?(?P<what>[a-z-]{{3,}})", re.IGNORECASE
)
_MOST_STATED = 200
"""Each is held against each other."""
_TEAM = re.compile(r"\bteam (?:of|has|is)\b|\b(?:on|in) the team\b", re.IGNORECASE)
_HEADS = r"people|employees|staff|colleagues|heads"
# What a line of notes must say to be about a kind of fact, up to the value itself; and what to call that.
_ABOUT: tuple[tuple[FactKind, str, re.Pattern[str]], ...] = (
    ("founded", "the founding year", re.compile(r"(?i)\b(?:founded|founding|set up)\b.{0,30}?\b((?:19|20)\d\d)\b")),
    ("employees", "the head count", re.compile(rf"(?i)\b(\d[\d.,]*)\s+(?:{_HEADS})\b")),
    ("headquarters", "the headquarters",
     re.compile(r"(?i:\b(?:headquarters?|head office|hq)\b)[^.;]{0,25}?\b(?:in|to|at) ([A-ZÀ-Þ][\w-]+)")),
)  # fmt: skip


def among_notes(notes: Sequence[Note]) -> Iterator[tuple[str, Note, Note]]:
    """Yield the topic and two facts told differently on it, by two people or in two rounds.

    They differ in their figures, or one of them has a "not". Without a common #topic they must count the same thing.
    """
    stated = [n for n in notes if n.mark == "="][:_MOST_STATED]
    for one, other in combinations(stated, 2):
        if _told_by(one) == _told_by(other):
            continue
        topic = _common_topic(one, other)
        if topic and _differ(one.text, other.text):
            yield topic, one, other


def with_pages(
    notes: Sequence[Note], facts: Sequence[Fact], posting: Posting | None
) -> Iterator[tuple[str, Note, Statement]]:
    """Yield what a note and the company's own pages tell differently: the topic, the note, the page's line."""
    team = posting.team if posting else None
    for note in notes:
        if note.mark != "=":
            continue
        if _TEAM.search(note.text):
            if team and _figures(team.text) and _differ(note.text, team.text):
                yield "the team's size", note, team
            continue
        for kind, label, about in _ABOUT:
            said = about.search(note.text)
            told = [f for f in facts if f.kind == kind and f.says == "company"] if said else []
            if said and told and not any(_holds(f, said[1]) for f in told):
                yield label, note, Statement(text=told[0].citations[0].quote, citations=told[0].citations[:1])


def _holds(fact: Fact, value: str) -> bool:
    """Tell whether a fact, or the sentence that it comes from, says the value."""
    return bare(value).rstrip(".,") in bare(f"{fact.value} {fact.citations[0].quote}")


def _told_by(note: Note) -> tuple[str, object, str]:
    return fold(note.person or ""), note.date, fold(note.round or "")


def _common_topic(one: Note, other: Note) -> str | None:
    if _TEAM.search(one.text) and _TEAM.search(other.text):
        return one.topic or other.topic or "the team's size"
    if one.topic and other.topic:
        return one.topic if fold(one.topic) == fold(other.topic) else None
    same = _counted(one.text) & _counted(other.text)
    return next(iter(sorted(same)), None) if len(lemmas(one.text) & lemmas(other.text)) >= 2 else None


def _counted(text: str) -> set[str]:
    """Return what a line counts: "seven people" gives "people"."""
    return {lemma(found["what"]) for found in _COUNTED.finditer(text)}


def _differ(one: str, other: str) -> bool:
    a, b = _figures(one), _figures(other)
    if a and b:
        return not a & b
    return bool(_NOT.search(one)) != bool(_NOT.search(other)) and len(lemmas(one) & lemmas(other)) >= 2


def _figures(text: str) -> frozenset[str]:
    found = re.findall(r"\d+(?:[.,]\d+)*", text)
    return frozenset(found) | frozenset(str(_NUMBERS.index(w)) for w in map(fold, words(text)) if w in _NUMBERS)
