"""Which topics of a good set of talks were touched, with whom, and what is still open. A leaf: pure, knows no stage.

Twelve topics, from notes (a topic cue and an answer) and from ticked questions. A question that was only asked leaves
its topic open. Topics are told by cue words, so a line of notes may touch several, and most lines touch none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from research.models import Note, Question, Value
from research.text import bare, fold, nearest, words

Cell = Literal["", "open", "partly", "answered"]


@dataclass(frozen=True)
class Topic:
    """One of the twelve: `cues` find it in notes, `codes` are the signals of questions about it."""

    name: str
    cues: re.Pattern[str]
    codes: frozenset[str]


def _topic(name: str, cues: str, codes: str) -> Topic:
    return Topic(name, re.compile(rf"\b(?:{cues})", re.IGNORECASE), frozenset(codes.split()))


TOPICS = (
    _topic(
        "work and outcomes",
        r"day[- ]to[- ]day|typical (?:day|week)|responsibilit|outcomes?\b|deliver(?:able|s|ing)?\b|tasks?\b|backlog"
        r"|on[- ]call|the work\b|projects?\b|workload|stack\b|legacy\b|migrat|rewrit|incident|outage",
        "J03 J07 J12 C03 C12 C13",
    ),
    _topic(
        "problem and its history",
        r"problems?\b|root cause|went wrong|tried (?:before|already|so far)|history"
        r"|why (?:is )?(?:the role|it) (?:is )?open|pain|stuck\b|fragment|broken\b|debt\b|bottleneck|predecessor",
        "J01 J02 J10 J11",
    ),
    _topic(
        "first 90 days",
        r"first[- ](?:\d+[- ]?days?|days?|weeks?|months?|quarter|year|thing)|90[- ]days?|onboard|ramp"
        r"|start(?:ing)? date|get(?:ting)? started|from day one",
        "J06",
    ),
    _topic(
        "measure of success",
        r"measur|metric|kpis?\b|okrs?\b|success|targets?\b|goals?\b|rate\b|judged|good looks like|expectations?",
        "J05 C06 C19",
    ),
    _topic(
        "team strengths and gaps",
        r"team (?:size|of)|headcount|who (?:else )?is on|the (?:other )?(?:people on the )?team\b|colleagues?\b"
        r"|teammates?|hir(?:e|ing)\b|seniority|skills? (?:gap|missing)|understaffed|night[- ]team|strengths?",
        "C01 P01 P04 P05",
    ),
    _topic(
        "manager style",
        r"managers?\b|manag(?:es|ing|ement)\b|1[:-]1s?|one[- ]on[- ]ones?|micromanag|(?:her|his|their|leadership) style"
        r"|boss\b",
        "P08 P06",
    ),
    _topic(
        "decision rights",
        r"decisions?\b|decid(?:e|es|ed|ing)|who owns|ownership|owner\b|sign[- ]?off|approv|budget|autonom|priorit"
        r"|roadmap|final say",
        "J04 C07",
    ),
    _topic(
        "partners",
        r"stakeholder|partner|cross[- ]functional|product (?:team|manager)|sales\b|support team|other teams?\b"
        r"|customers?\b|vendors?\b|suppliers?\b|design(?:ers)?\b|legal\b",
        "J08 C17 C21",
    ),
    _topic(
        "company direction",
        r"strateg|direction\b|vision\b|competit|market|growth\b|funding|runway|profit|revenue|acqui|expan(?:d|sion)"
        r"|re-?org|layoff|new (?:office|ceo|product)|plans? for (?:next|the) year",
        "C02 C04 C08 C09 C10 C18 C20 C11 C15",
    ),
    _topic(
        "culture in practice",
        r"cultur|values?\b|remote|hybrid|in the office|meetings?\b|async|conflict|disagree|feedback culture|blameless"
        r"|overtime|weekends?\b|work[- ]life",
        "C05 C14 C16",
    ),
    _topic(
        "growth and feedback",
        r"feedback|promot|career|learn(?:ing)? budget|mentor|training|review cycle|performance review|grow (?:in|into)"
        r"|next level|level(?:s|ling)\b",
        "P02 P03 P07 P09 P10",
    ),
    _topic(
        "practicalities and next steps",
        r"next steps?|salar|pay\b|compensation|offer\b|notice period|contract|visa|reloc|travel|start date|benefits?\b"
        r"|working days|rounds?\b|more (?:conversations|interviews)|timeline|references?\b|hear back|get back",
        "J09",
    ),
)  # fmt: skip
NAMES = tuple(topic.name for topic in TOPICS)
NEXT_STEPS = NAMES[-1]
# Where no code tells: what kind of question it is.
_BY_BUCKET: Mapping[str, str] = {
    "role work": "work and outcomes", "team": "team strengths and gaps", "decisions": "decision rights",
    "direction": "company direction", "culture": "culture in practice", "person": "growth and feedback",
}  # fmt: skip
_ANSWERS, _HALVES = frozenset("="), frozenset("!>")
_SHORTEST_ANSWER = 4
"""Words that an unmarked line must have to count as an answer."""


class Tick(Value):
    """A question that was answered: as it was printed, when, and what the user noted."""

    question: Question
    note: str = ""
    at: dt.datetime


@dataclass(frozen=True)
class Grid:
    """Topic × person. `cells[topic][person]` is "" (not touched), "open" (asked only), "partly" or "answered"."""

    people: tuple[str, ...]
    cells: Mapping[str, Mapping[str, Cell]]

    def total(self, topic: str) -> Cell:
        """Return the best of a topic's cells."""
        order: tuple[Cell, ...] = ("answered", "partly", "open")
        return next((c for c in order if c in self.cells[topic].values()), "")

    @property
    def answered(self) -> tuple[str, ...]:
        """The topics that somebody has answered, in order."""
        return tuple(n for n in NAMES if self.total(n) == "answered")

    @property
    def open(self) -> tuple[str, ...]:
        """The topics that nobody has answered, in order."""
        return tuple(n for n in NAMES if self.total(n) != "answered")

    @property
    def untouched(self) -> tuple[str, ...]:
        """The topics that no note and no tick has touched, in order."""
        return tuple(n for n in NAMES if not self.total(n))


def topics_in(text: str) -> tuple[str, ...]:
    """Return the topics whose cue words stand in a line (its first 2,000 characters)."""
    line = text[:2000].replace("_", " ")
    return tuple(t.name for t in TOPICS if t.cues.search(line))


def topic_of(signal: str, frame: str, bucket: str) -> str:
    """Return the topic of a question by its signal codes ("J02 + C12"), its frame and its bucket."""
    if frame.startswith("S-"):
        return "first 90 days"
    codes = [code.strip() for code in signal.split("+")]
    found = next((t.name for code in codes for t in TOPICS if code in t.codes), None)
    return found or _BY_BUCKET.get(bucket, NAMES[0])


def grid(notes: Sequence[Note], covered: Sequence[Question], people: Sequence[str]) -> Grid:
    """Return the grid of `people` (the interviewers) and whoever else speaks in the notes.

    Private lines ("~") count for nothing. A ticked question counts as answered by whom it was for.
    """
    columns = list(people)
    found: dict[str, dict[str, set[str]]] = {name: {} for name in NAMES}
    for note in notes:
        if note.mark == "~":
            continue
        person = _column(note.person, columns)
        for topic in topics_in(f"{(note.topic or '').replace('-', ' ')}: {note.text}"):
            found[topic].setdefault(person, set()).add(_worth(note))
    for question in covered:
        topic = topic_of(question.signal, question.frame, question.bucket)
        found[topic].setdefault(_column(question.asked_of, columns), set()).add("answered")
    cells = {topic: {person: _sum(marks) for person, marks in row.items()} for topic, row in found.items()}
    return Grid(tuple(columns), cells)


def _column(name: str | None, columns: list[str]) -> str:
    """Return the column of a name (`who`); a new one when it is nobody's."""
    named = name or "nobody named"
    known = who(named, columns)
    if known is None:
        known = named
        columns.append(known)
    return known


def who(name: str | None, people: Sequence[str]) -> str | None:
    """Return the one of `people` that a name stands for: the same name, or the only one with this first or last."""
    if not name:
        return None
    wanted = bare(name)
    same = [person for person in people if bare(person) == wanted]
    return (
        same[0]
        if same
        else _only(p for p in people if bare(p).split()[:1] == [wanted])
        or _only(p for p in people if bare(p).split()[-1:] == [wanted])
    )


def alike(name: str, people: Sequence[str]) -> str | None:
    """Return the one of `people` whose name, or whose first or last name for a single word, is spelled most like it."""
    one = len(bare(name).split()) == 1
    spellings = {part: p for p in people for part in (bare(p).split() if one else [bare(p)])}
    near = nearest(bare(name), list(spellings), 70)
    return spellings[near] if near else None


def _only(found: Iterable[str]) -> str | None:
    people = list(found)
    return people[0] if len(people) == 1 else None


def _worth(note: Note) -> Cell:
    if note.mark in _ANSWERS or (not note.mark and len(words(note.text)) >= _SHORTEST_ANSWER):
        return "answered"
    return "partly" if note.mark in _HALVES else "open"


def _sum(marks: Iterable[str]) -> Cell:
    kinds = set(marks)
    if "answered" in kinds:
        return "partly" if "open" in kinds else "answered"
    return "partly" if "partly" in kinds else "open"


def closing(grid: Grid, left: Sequence[Question]) -> str:
    """Return what to say when the talk has covered what was brought; `left` are the unticked questions, best first."""
    if left and grid.answered:
        best = next((q for q in left if topic_of(q.signal, q.frame, q.bucket) not in grid.answered), left[0])
        return f"“You've answered most of what I came with. May I ask one more thing?” Then {best.id}: {best.text}"
    if grid.answered:
        return "“You've answered all I came with. What would you want someone in this seat to ask that I haven't?”"
    return "“Is there anything in my background you'd like me to go deeper on while we're here?”"


# --- ticks in brief.md ------------------------------------------------------------------------------------------

_BOX = re.compile(r"^(?P<head>\s{0,3}(?P<number>\d{1,4})[.)]\s+\[)(?P<tick>[ xX✓✔])(?P<rest>\]\s.*)$")


def boxes(text: str, questions: Sequence[Question]) -> dict[str, bool]:
    """Return {question id: ticked} for the boxes of brief.md that stand before these very questions.

    A number whose words are another question's (an older brief.md) is left out.
    """
    by_number = {q.id.removeprefix("Q"): q for q in questions}
    found: dict[str, bool] = {}
    lines = text.splitlines()
    for at, line in enumerate(lines):
        box = _BOX.match(line[:2000])
        question = by_number.get(box["number"]) if box else None
        if box and question and _is_said(question, [box["rest"], *lines[at + 1 : at + 6]]):
            found[question.id] = box["tick"] != " "
    return found


def _is_said(question: Question, lines: Sequence[str]) -> bool:
    said = " ".join(line.strip() for line in lines)
    return _plain(question.text)[:80] in _plain(said)


def _plain(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def tick_boxes(text: str, questions: Sequence[Question], ids: Iterable[str], *, ticked: bool = True) -> str:
    """Return brief.md with the boxes of these questions ticked (or emptied) and nothing else changed."""
    wanted = set(boxes(text, questions)) & set(ids)
    numbers = {i.removeprefix("Q") for i in wanted}
    out = []
    for line in text.splitlines(keepends=True):
        bare_line = line.rstrip("\r\n")
        box = _BOX.match(bare_line)
        if box and box["number"] in numbers:
            line = f"{box['head']}{'x' if ticked else ' '}{box['rest']}{line[len(bare_line) :]}"
        out.append(line)
    return "".join(out)
