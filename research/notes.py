"""notes.md → Notes: what the user wrote down after an earlier round. A leaf: knows no stage.

A line may open with a mark: `!` they cared, `?` still open, `>` they promised, `<` I promised, `=` a fact learned,
`~` private, with the indented lines below it. `#topic` names what it is about. "@Dana" or "## Dana, 12 Nov 2026" says
who spoke from there on. Lines without a mark get one from cue words when these are clear, otherwise none.
"""

from __future__ import annotations

import datetime as dt
import re

from research.models import Note
from research.months import find_day, latest_day
from research.promises import MINE, is_legend
from research.text import clean, fold

MARKS = "!?><=~"
_LINE_LIMIT = 2000

_MARKED = re.compile(r"^(?:[-*•]\s+)?([!?><=~])\s+(.*)$|^(?:[-*•]\s+)?([!?><=~])([^\s!?><=~].*)$")
_CONTINUED = re.compile(r"[ \t]{2,}(?![-*•][ \t]|[!?><=~@#])\S")
_HEADING = re.compile(r"^(?:#{1,6}\s+@?|@)(.+?)\s*#*$")
_ASIDE = re.compile(r"^(?:[-*•]\s+)?@(\w[\w'’-]*)\s*:\s+(.+)$")
_TOPIC = re.compile(r"(?:^|(?<=\s))#([^\W\d_][\w-]*(?:/[\w-]+)*)")
_ROUND = re.compile(
    r"\b(round|interview|screen(?:ing)?|phone|call|on-?site|panel|final|first|second|third|fourth|last|technical|"
    r"gespräch|runde|entretien|entrevista)\b",
    re.IGNORECASE,
)
_NOTES_OF = re.compile(r"^(?:interview )?(?:notes?|notizen) (?:of|from|on|for|about)\s+(?:the\s+)?", re.IGNORECASE)
_GENERIC = frozenset(
    "notes|note|interview|interview notes|my notes|todo|to do|misc|general|summary|thoughts|later|next steps|questions|"
    "private|follow-up|follow up|notizen|notas|preparation|prep|company|team|role".split("|")
)

# Cues for lines without a mark, tried in this order: a promise is more use than a question, a question than a theme.
_THEIRS = re.compile(
    r"\b(?:will (?:send|get back|follow up|let (?:me|you|us) know|share|call|introduce|check|come back)"
    r"|(?:he|she|they|we)['’]ll (?:send|get|follow|let|share|call|introduce|check|come|be in touch)"
    r"|(?:promised|going) to (?:send|get back|follow up|let me know|share|call|introduce|check)"
    r"|gets? back to me"
    r"|(?:schickt|sendet) (?:mir|uns)|(?:melden|meldet) sich|wird (?:mir|uns|sich) .{0,60}?(?:schicken|melden))\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\?\s*$|\b(?:did(?:n['’]t| not) (?:say|answer|know)|not sure|unclear|it depends|depends on|no answer|open:"
    r"|unklar|offen:)",
    re.IGNORECASE,
)
_CARED = re.compile(r"\b(?:hard(?:est)?|worr(?:y|ies|ied)|pains?|painful|slow|stuck|behind|biggest|struggl\w+)\b", re.I)
_LEARNED = re.compile(r"\d")


def parse(text: str, today: dt.date | None = None) -> tuple[Note, ...]:
    """Return the notes of `text` in order; headings and empty lines give none. "~" lines are kept with their mark.

    `line` counts from 1. Lines are read up to 2,000 characters. A heading's day without a year is the last such day
    before `today`.
    """
    notes: list[Note] = []
    place = _Place(today=today)
    for number, raw in enumerate(text.splitlines(), 1):
        line = clean(raw[:_LINE_LIMIT])
        if not line or not any(c.isalnum() for c in line):
            continue
        if notes and notes[-1].mark == "~" and notes[-1].line == number - 1 and _CONTINUED.match(raw):
            notes.append(notes[-1].model_copy(update={"text": line, "line": number}))
            continue
        heading = _HEADING.match(line)
        if heading and not _ASIDE.match(line):
            place = place.under(heading[1], new_part=line.startswith("#"))
            continue
        if is_legend(line):
            continue
        note = _note(line, number, place)
        if note:
            notes.append(note)
    return tuple(notes)


def private_lines(text: str) -> frozenset[int]:
    """Return the numbers, from 1, of the lines that are for the user's eyes only."""
    return frozenset(note.line for note in parse(text) if note.mark == "~")


class _Place:
    """Who spoke, in which round and when, at one point of the notes."""

    def __init__(
        self, person: str | None = None, name: str | None = None, date: dt.date | None = None,
        today: dt.date | None = None,
    ) -> None:  # fmt: skip
        self.person, self.round, self.date, self.today = person, name, date, today

    def under(self, heading: str, *, new_part: bool) -> _Place:
        """Return the place below `heading`; what the heading leaves open is taken from above."""
        found = find_day(heading) or (latest_day(heading, self.today) if self.today else None)
        date = found[0] if found else self.date
        rest = heading[: found[1]] + "," + heading[found[2] :] if found else heading
        person, name = (None, self.round) if new_part else (self.person, self.round)
        for part in re.split(r"[,;:|()–—]|\s-\s|\bwith\b", rest):
            piece = _NOTES_OF.sub("", part.strip(" .@*_"))
            if not piece or fold(piece) in _GENERIC:
                continue
            if _ROUND.search(piece):
                name = piece
            elif person is None or not new_part:
                person = piece if _is_name(piece) else person
        return _Place(person, name, date, self.today)


def _is_name(piece: str) -> bool:
    parts = piece.split()
    return 1 <= len(parts) <= 4 and parts[0][:1].isupper() and not any(c.isdigit() for c in piece)


def _note(line: str, number: int, place: _Place) -> Note | None:
    person = place.person
    aside = _ASIDE.match(line)
    if aside:
        person, line = aside[1], aside[2]
    marked = _MARKED.match(line)
    mark, rest = (marked[1] or marked[3], marked[2] or marked[4]) if marked else ("", line.lstrip("-*• "))
    said, topic = _topic(rest)
    if not said and topic:
        said = topic
    if not said:
        return None
    return Note(
        mark=mark or _guess(said), text=said, topic=topic, person=person, round=place.round, date=place.date,
        line=number,
    )  # fmt: skip


def _topic(text: str) -> tuple[str, str | None]:
    """Return the text without its topic, and the topic.

    After the words of a line the topic may be a phrase: "… #the move to Kubernetes"; before them it is one word.
    """
    found = list(_TOPIC.finditer(text))
    if not found:
        return text.strip(), None
    first = found[0]
    before, after = text[: first.start()].strip(), text[first.end() :].lstrip(" :,-").rstrip()
    tail = after.rstrip(".")
    if before and tail and len(found) == 1 and len(tail.split()) <= 4:
        return before, f"{first[1]} {tail}".replace("_", " ")
    rest = _TOPIC.sub("", text[first.start() :]) if len(found) > 1 else after
    return clean(f"{before} {rest}"), first[1].replace("_", " ")


def _guess(text: str) -> str:
    """Return the mark that the words of an unmarked line stand for, "" when they are not clear."""
    for mark, cue in (("<", MINE), (">", _THEIRS), ("?", _OPEN), ("!", _CARED), ("=", _LEARNED)):
        if cue.search(text):
            return mark
    return ""
