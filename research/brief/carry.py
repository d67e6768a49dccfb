"""Notes of earlier rounds → what is still open, who promised what, and what they cared about (QUESTIONS, 6.3).

Every line cites the notes' own document. Private lines ("~") are left out, and so is a line that the document does not
hold.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from research.brief.disputes import among_notes, with_pages
from research.brief.heard import named_people, their_words, weak_answers
from research.coverage import grid
from research.models import CarryOver, Citation, Document, Fact, Note, Person, Posting, Question, Statement
from research.promises import KEPT, due_day, week_up
from research.text import fold, similarity

_MOST = 6
"""Lines of each sort; a brief has four or so for all of them."""
_ALIKE = 75.0


@dataclass(frozen=True)
class Beside:
    """What the notes are held against: the pages' people and facts, the posting, and whom the user knows already."""

    staff: Sequence[Person] = ()
    facts: Sequence[Fact] = ()
    posting: Posting | None = None
    known: Sequence[str] = ()
    """The interviewers, the candidate, the company's names."""
    named: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """The people named in a line of the notes, by its number."""


def carry_over(
    notes: Sequence[Note], document: Document, today: dt.date | None = None, covered: Sequence[Question] = (),
    beside: Beside | None = None,
) -> CarryOver:  # fmt: skip
    """Return the CarryOver of `notes`; `document` is the notes' file read.

    Open threads and promises stand oldest first. Themes are topics raised by two people or more, then the lines marked
    "they cared", the latest first. A promise says who gave it, and with `today` when it is due, or that no
    day was said. What is marked as settled ("[x] …",
    "… (done)") is left out, and so is an open thread that a later fact of the same #topic answers. `covered` are ticked
    questions.
    """
    beside = beside or Beside()
    told = [note for note in notes if note.mark != "~"]
    dated = sorted(told, key=lambda n: (n.date is None, n.date.isoformat() if n.date else "", n.line))
    return CarryOver(
        open_threads=_statements(document, _open(dated)),
        they_promised=_promises(document, [n for n in dated if n.mark == ">"], today),
        you_promised=_promises(document, [n for n in dated if n.mark == "<"], today),
        themes=_themes(document, dated),
        contradictions=tuple(islice(_contradictions(document, dated, beside), _MOST)),
        names=tuple(islice(_names(document, dated, beside), _MOST)),
        words=tuple(_words(document, dated, beside)),
        improve=_statements(document, weak_answers(dated)),
        untouched=grid(told, covered, ()).untouched if told or covered else (),
    )


def _open(notes: Sequence[Note]) -> list[Note]:
    """Return the questions without an answer: no later fact of the same topic, and no answer of the user's own."""
    settled = {fold(n.topic): n.line for n in sorted(notes, key=lambda n: n.line) if n.mark == "=" and n.topic}
    weak = {n.line for n in weak_answers(notes)}
    asked = [n for n in notes if n.mark == "?" and n.line not in weak and not KEPT.search(n.text)]
    return [n for n in asked if n.line > settled.get(fold(n.topic or ""), 0)]


# --- promises ---------------------------------------------------------------------------------------------------


def _promises(document: Document, notes: Sequence[Note], today: dt.date | None) -> tuple[Statement, ...]:
    owed = ((n, _cited(document, n)) for n in notes if not KEPT.search(n.text))
    told = (
        Statement(text=f"{_promised(n)}: {n.text}{_due_words(n, today)}", citations=(cited,))
        for n, cited in owed if cited is not None
    )  # fmt: skip
    return tuple(islice(told, _MOST))


def _promised(note: Note) -> str:
    if note.mark == ">":
        return f"{note.person or 'They'} promised"
    return f"You promised {note.person}" if note.person else "You promised"


def _due_words(note: Note, today: dt.date | None) -> str:
    """Return when a promise is due; where no day was said it is nobody's word, and no more than a week is counted."""
    named = due_day(note.text, note.date)
    due = named or (week_up(note.date) if note.date else None)
    if today is None or due is None:
        return ""
    past = due < today
    shown = f"{due:%a} {due.day} {due:%b %Y}"
    if named:
        return f" (overdue since {shown})" if past else f" (due {shown})"
    return f" (no day said; a week {'was' if past else 'is'} up on {shown})"


# --- what was heard ---------------------------------------------------------------------------------------------


def _contradictions(
    document: Document, notes: Sequence[Note], beside: Beside
) -> Iterator[tuple[str, Statement, Statement]]:
    for topic, one, other in among_notes(notes):
        first, second = _statement(document, one), _statement(document, other)
        if first and second:
            yield topic, first, second
    for topic, note, page in with_pages(notes, beside.facts, beside.posting):
        if first := _statement(document, note):
            whose = "the posting" if beside.posting and page == beside.posting.team else "their pages"
            yield topic, first, page.model_copy(update={"text": f"{whose}: “{page.text.rstrip('.')}”"})


def _names(document: Document, notes: Sequence[Note], beside: Beside) -> Iterator[Statement]:
    """Yield who was named and may be next, with the job that the company's pages give them."""
    known = [*beside.known, *(n.person for n in notes if n.person)]
    for name, person, lines in named_people(notes, beside.named, known, beside.staff):
        cited = [c for note in lines if (c := _cited(document, note)) is not None]
        if not cited:
            continue
        by = " and ".join(dict.fromkeys(n.person for n in lines if n.person))
        title = f", {person.job_title}" if person and person.job_title else ""
        text = f"{name}{title}" + (f" (named by {by})" if by else "")
        yield Statement(text=text, citations=(*cited, *(person.citations[:2] if person else ())))


def _words(document: Document, notes: Sequence[Note], beside: Beside) -> Iterator[Statement]:
    speakers = [n.person for n in notes if n.person]
    named = [name for names in beside.named.values() for name in names]
    for term, times, note in their_words(notes, [*beside.known, *speakers, *named]):
        if cited := _cited(document, note):
            count = f" ({times} times)" if times > 1 else ""
            yield Statement(text=f"“{term}”{count}", citations=(cited,))


# --- statements -------------------------------------------------------------------------------------------------


def _statements(document: Document, notes: Sequence[Note]) -> tuple[Statement, ...]:
    made = (_statement(document, note) for note in notes)
    return tuple(islice((s for s in made if s is not None), _MOST))


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


def shared_topics(notes: Sequence[Note]) -> list[str]:
    """Return the topics that two people or more have raised, the most raised first; private lines count for nothing."""
    return [group[0].topic or "" for group in _shared(notes)]


def _shared(notes: Sequence[Note]) -> list[list[Note]]:
    raised: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        if note.topic and note.mark != "~":
            raised[fold(note.topic)].append(note)
    shared = [group for group in raised.values() if len({fold(n.person) for n in group if n.person}) >= 2]
    return sorted(shared, key=len, reverse=True)


def _themes(document: Document, notes: Sequence[Note]) -> tuple[Statement, ...]:
    shared = _shared(notes)
    in_shared = {note.line for group in shared for note in group}
    cared = [n for n in reversed(notes) if n.mark == "!" and n.line not in in_shared]
    told = (_shared_theme(document, group) for group in shared)
    return tuple(islice((*(t for t in told if t is not None), *_statements(document, cared)), _MOST))


def _shared_theme(document: Document, group: Sequence[Note]) -> Statement | None:
    """Return the topic with who raised it; what each of them said about it stays in the notes."""
    cited = [c for note in group if (c := _cited(document, note)) is not None]
    people = list(dict.fromkeys(note.person for note in group if note.person))
    if not cited:
        return None
    return Statement(text=f"{group[0].topic} (raised by {' and '.join(people)})", citations=tuple(cited))
