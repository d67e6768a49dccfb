"""Notes of earlier rounds → what is still open, who promised what, and what they cared about (QUESTIONS, 6.3).

Every line cites the notes' own document. Private lines ("~") are left out, and so is a line that the document does not
hold.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from research.coverage import KEPT, grid
from research.models import CarryOver, Citation, Document, Note, Question, Statement
from research.months import find_day
from research.text import fold, lemmas, similarity, words

_MOST = 6
"""Lines of each sort; a brief has four or so for all of them."""
_ALIKE = 75.0
_WORKING_DAYS = 5
"""A promise without a day is overdue after so many working days (QUESTIONS, 6.3)."""
_NOT = re.compile(r"\b(?:not|no|never|none|nobody|without)\b|n['’]t\b", re.IGNORECASE)
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def carry_over(
    notes: Sequence[Note], document: Document, today: dt.date | None = None, covered: Sequence[Question] = ()
) -> CarryOver:
    """Return the CarryOver of `notes`; `document` is the notes' file read.

    Open threads and promises stand oldest first. Themes are topics raised by two people or more, then the lines marked
    "they cared", the latest first. With `today`, a promise says when it is due: on the day that it names, else five
    working days after the talk; one marked as kept ("[x] …", "… (done)") is left out. `covered` are ticked questions.
    """
    told = [note for note in notes if note.mark != "~"]
    dated = sorted(told, key=lambda n: (n.date is None, n.date.isoformat() if n.date else "", n.line))
    return CarryOver(
        open_threads=_statements(document, [n for n in dated if n.mark == "?"]),
        they_promised=_promises(document, [n for n in dated if n.mark == ">"], today),
        you_promised=_promises(document, [n for n in dated if n.mark == "<"], today),
        themes=_themes(document, dated),
        contradictions=tuple(_contradictions(document, dated))[:_MOST],
        untouched=grid(told, covered, ()).untouched if told or covered else (),
    )


# --- promises ---------------------------------------------------------------------------------------------------


def _promises(document: Document, notes: Sequence[Note], today: dt.date | None) -> tuple[Statement, ...]:
    open_ones = [n for n in notes if not KEPT.search(n.text)]
    made = []
    for note in open_ones:
        statement = _statement(document, note)
        if statement is not None:
            made.append(statement.model_copy(update={"text": statement.text + _due_words(note, today)}))
    return tuple(made)[:_MOST]


def _due_words(note: Note, today: dt.date | None) -> str:
    due = due_day(note)
    if today is None or due is None:
        return ""
    shown = f"{due.day} {due:%b %Y}"
    return f" (overdue since {shown})" if due < today else f" (due {shown})"


def due_day(note: Note) -> dt.date | None:
    """Return when a promise is due: the day that its words name, else five working days after the note's own."""
    named = find_day(note.text)
    if named and named[0] != note.date:
        return named[0]
    if note.date is None:
        return None
    try:
        day, left = note.date, _WORKING_DAYS
        while left:
            day += dt.timedelta(days=1)
            left -= day.weekday() < 5
    except OverflowError:  # a date at the end of the calendar
        return None
    return day


# --- contradictions ---------------------------------------------------------------------------------------------


def _contradictions(document: Document, notes: Sequence[Note]) -> Iterator[tuple[str, Statement, Statement]]:
    """Yield what two people stated differently on one topic: other figures, or one of them with a "not"."""
    stated = [n for n in notes if n.mark == "=" and n.topic and n.person]
    for one, other in combinations(stated, 2):
        if fold(one.topic or "") != fold(other.topic or "") or fold(one.person or "") == fold(other.person or ""):
            continue
        if _differ(one.text, other.text):
            first, second = _statement(document, one), _statement(document, other)
            if first and second:
                yield one.topic or "", first, second


def _differ(one: str, other: str) -> bool:
    a, b = _figures(one), _figures(other)
    if a and b:
        return not a & b
    return bool(_NOT.search(one)) != bool(_NOT.search(other)) and len(lemmas(one) & lemmas(other)) >= 2


def _figures(text: str) -> frozenset[str]:
    found = re.findall(r"\d+(?:[.,]\d+)*", text)
    return frozenset(found) | frozenset(str(_NUMBERS.index(w)) for w in map(fold, words(text)) if w in _NUMBERS)


# --- statements -------------------------------------------------------------------------------------------------


def _statements(document: Document, notes: Sequence[Note]) -> tuple[Statement, ...]:
    made = (_statement(document, note) for note in notes)
    return tuple(s for s in made if s is not None)[:_MOST]


def _statement(document: Document, note: Note) -> Statement | None:
    citation = _cited(document, note)
    if citation is None:
        return None
    return Statement(text=f"{note.person}: {note.text}" if note.person else note.text, citations=(citation,))


def _cited(document: Document, note: Note) -> Citation | None:
    """Return the note's words in the document, or the whole passage when the topic stood in the midst of them."""
    wanted = fold(note.text)
    for passage in document.passages:
        at = passage.text.find(note.text)
        if at >= 0:
            return document.cite(passage, at, at + len(note.text))
    for passage in document.passages:
        if wanted in fold(passage.text) or similarity(note.text, passage.text) >= _ALIKE:
            return document.cite(passage)
    return None


def _themes(document: Document, notes: Sequence[Note]) -> tuple[Statement, ...]:
    raised: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        if note.topic:
            raised[fold(note.topic)].append(note)
    shared = [group for group in raised.values() if len({fold(n.person) for n in group if n.person}) >= 2]
    themes = [_shared_theme(document, group) for group in sorted(shared, key=len, reverse=True)]
    in_shared = {note.line for group in shared for note in group}
    cared = [n for n in reversed(notes) if n.mark == "!" and n.line not in in_shared]
    return tuple([*(t for t in themes if t is not None), *_statements(document, cared)][:_MOST])


def _shared_theme(document: Document, group: Sequence[Note]) -> Statement | None:
    """Return the topic with who raised it; what each of them said about it stays in the notes."""
    cited = [c for note in group if (c := _cited(document, note)) is not None]
    people = list(dict.fromkeys(note.person for note in group if note.person))
    if not cited:
        return None
    return Statement(text=f"{group[0].topic} (raised by {' and '.join(people)})", citations=tuple(cited))
