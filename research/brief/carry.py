"""Notes of earlier rounds → what is still open, who promised what, and what they cared about (QUESTIONS, 6.3).

Every line cites the notes' own document. Private lines ("~") are left out, and so is a line that the document does not
hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from research.models import CarryOver, Citation, Document, Note, Statement
from research.text import fold, similarity

_MOST = 6
"""Lines of each sort; a brief has four or so for all of them."""
_ALIKE = 75.0


def carry_over(notes: Sequence[Note], document: Document) -> CarryOver:
    """Return the CarryOver of `notes`; `document` is the notes' file read.

    Open threads and promises stand oldest first. Themes are topics raised by two people or more, then the lines marked
    "they cared", the latest first.
    """
    told = [note for note in notes if note.mark != "~"]
    dated = sorted(told, key=lambda n: (n.date is None, n.date.isoformat() if n.date else "", n.line))
    return CarryOver(
        open_threads=_statements(document, [n for n in dated if n.mark == "?"]),
        they_promised=_statements(document, [n for n in dated if n.mark == ">"]),
        you_promised=_statements(document, [n for n in dated if n.mark == "<"]),
        themes=_themes(document, dated),
    )


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
