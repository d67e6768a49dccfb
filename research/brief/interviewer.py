"""People, Documents and Positions → one brief for each interviewer, from public professional text only.

Identity gate: nothing is said about somebody unless the full name stands on a page of the company or in a file that the
user put there for this person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence

from research.models import (
    Citation,
    Document,
    InterviewerBrief,
    InterviewerEntry,
    Person,
    PersonFact,
    Position,
    Role,
    Statement,
)
from research.text import bare, fold, words

_ANGLE: dict[Role, str] = {
    "HM": "owns the outcome: priorities, what good looks like, your first months",
    "PEER": "does the daily work: habits, tools, what is hard",
    "SKIP": "sees several teams: direction, trade-offs, who decides",
    "FND": "made the early calls: why it exists, what was let go",
    "XFN": "lives at the interface: what the other side needs",
    "REC": "knows the process: steps, dates, practical matters",
}
# Title words that tell the seat somebody sits in; first match wins.
_SEATS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("FND", re.compile(r"\b(?:co-?)?founder\b|\bgründer|\bfondat", re.I)),
    ("REC", re.compile(r"\b(?:recruit\w*|talent|people partner|hr|human resources)\b", re.I)),
    ("SKIP", re.compile(r"\b(?:chief|c[etopmfi]o|president|vp|vice president|managing director)\b", re.I)),
    ("HM", re.compile(r"\b(?:head|director|manager|lead|leader|supervisor|principal)\b|\bleit|\bchef|\bdirect", re.I)),
)
_MOST_FACTS = 4


class Portrait:
    """What is known of one interviewer: the brief, and the Documents that are surely about or by them."""

    def __init__(self, brief: InterviewerBrief, documents: tuple[Document, ...]) -> None:
        self.brief, self.documents = brief, documents


def portrait(
    entry: InterviewerEntry,
    role_title: str,
    documents: Sequence[Document],
    positions: Callable[[Document], Sequence[Position]],
    professional: Callable[[Document], tuple[Sequence[Statement], int]],
    told_of: Callable[[Document, str], Sequence[Statement]],
) -> Portrait:
    """Return the Portrait of one interviewer; `positions` and `professional` read a person's own document.

    `told_of` reads what any other page of the company says of somebody by full name.
    """
    people = [p for d in documents for p in d.people if same_person(entry.name, p.name) and p.group != "outside"]
    own = tuple(d for d in documents if _about(entry, d))
    written = tuple(d for d in documents if d not in own and d.author and same_person(entry.name, d.author))
    named = people[0] if people else None
    career = tuple(p for d in own for p in positions(d))
    lines, withheld = _lines(own, professional)
    told = [line for d in documents if d not in own for line in told_of(d, entry.name)]
    # The text of a link is the title of something else: an article in a list, a place in a menu.
    titles = {fold(link.text) for document in own for link in document.links}
    title, cited = _title(entry, people, career)
    return Portrait(
        InterviewerBrief(
            name=named.name if named and len(words(named.name)) > len(words(entry.name)) else entry.name,
            job_title=title,
            role=entry.role or _seat(title or "", role_title),
            angle=_ANGLE[entry.role or _seat(title or "", role_title)],
            found=bool(people or own or written or told),
            facts=tuple(_facts(people, [*lines, *told], titles)),
            positions=career,
            citations=tuple(cited),
            withheld=withheld,
        ),
        own + written,
    )


def same_person(wanted: str, found: str) -> bool:
    """Return whether two printed names can be one person: equal words, or first and last alike with at least two words.

    A single word never matches a full name; a nickname in brackets counts as a first name.
    """
    a, b = _name_words(wanted), _name_words(found)
    if len(a) < 2 or len(b) < 2:
        return a == b and bool(a) and fold(wanted) == fold(found)
    nicknames = {w for text in (wanted, found) for w in _name_words(" ".join(re.findall(r"[(“\"](\w+)[)”\"]", text)))}
    first_alike = a[0] == b[0] or bool(nicknames & {a[0], b[0]})
    return a == b or (a[-1] == b[-1] and first_alike)


def _name_words(name: str) -> list[str]:
    plain = re.sub(r"\([^)]*\)|[“\"][^”\"]*[”\"]", " ", name).split(",")[0]
    return [bare(w) for w in words(plain) if bare(w) not in {"dr", "mr", "mrs", "ms", "prof", "phd"}]


def _about(entry: InterviewerEntry, document: Document) -> bool:
    """A file given for this person, or a page of kind person whose title or heading is their name."""
    if document.url in entry.files or document.url in entry.links:
        return True
    if document.kind != "person":
        return False
    heads = [document.title, *(p.text for p in document.passages if p.block == "heading" and p.level <= 2)]
    return any(same_person(entry.name, head) for head in heads[:6])


def _title(
    entry: InterviewerEntry, people: Sequence[Person], career: Sequence[Position]
) -> tuple[str | None, list[Citation]]:
    """The title as printed by the company, else as in their own file, else as the user wrote it."""
    for person in people:
        if person.job_title:
            return person.job_title, list(person.citations)
    cited = list(people[0].citations) if people else []
    for position in career:
        if position.current:
            return position.title, [*cited, *position.citations][:2]
    return entry.title, cited


def _seat(title: str, role_title: str) -> Role:
    for role, pattern in _SEATS:
        if pattern.search(title):
            return role
    shared = set(map(fold, words(title))) & set(map(fold, words(role_title)))
    return "PEER" if shared or not title else "XFN"


def _lines(
    own: Sequence[Document], professional: Callable[[Document], tuple[Sequence[Statement], int]]
) -> tuple[list[Statement], int]:
    lines: list[Statement] = []
    withheld = 0
    for document in own:
        found, private = professional(document)
        lines.extend(found)
        withheld += private
    return lines, withheld


def _facts(people: Sequence[Person], lines: Sequence[Statement], titles: Container[str]) -> list[PersonFact]:
    """Professional lines; what stands on a public page may be mentioned, what only a saved file says may not."""
    facts, seen = list[PersonFact](), set[str]()
    for statement in [*(s for p in people for s in p.bio), *lines]:
        if fold(statement.text) not in seen and fold(statement.text) not in titles and len(facts) < _MOST_FACTS:
            seen.add(fold(statement.text))
            public = statement.citations[0].url.startswith("http")
            facts.append(PersonFact(text=statement.text, mention=public, citations=statement.citations))
    return facts
