"""Signals that arise where a brief is made: from the posting's age and lines of work, and from the user's open notes.

J11: the posting is old or marked as closed. J12: a line of work, quoted as a verb phrase. N01: an open thread of the
notes, cited in the notes file itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from research.brief.frames import book, months_between, quote_fault
from research.models import Citation, Document, Note, Posting, Quote, Signal, Statement
from research.text import fold, lemmas, words

OLD_POSTING_MONTHS = 12
_MOST_LINES = 10
_END = re.compile(r"[,;:.(]|\s[-–—]\s")
# A verb phrase may be cut before these without turning its meaning; never before "without", "only" or "unless".
_CUT = re.compile(
    r"\s(?=(?:and|or|to|for|in|on|at|by|with|from|across|through|as|using|including|so|while|via|within|during)\s)"
)
_YOURS = re.compile(r"(?i)\b(?:you|your|yours|my|me|we['’]ll|other duties|as (?:needed|assigned|required))\b")
_TURNS = re.compile(r"(?i)\b(?:not|never|only|without|unless|except|if)\b")


def from_posting(posting: Posting | None, documents: Sequence[Document], today: dt.date) -> list[Signal]:
    """Return J11 for an old or closed posting, else J12 for each line of work that can be quoted."""
    if posting is None:
        return []
    if is_old(posting, today):
        return list(_old(posting, today))
    closed = [_posting_signal(posting, "J11", "closed", [posting.closed], {})] if posting.closed else []
    return [*closed, *_lines(posting)]


def is_old(posting: Posting, today: dt.date) -> bool:
    """Tell whether the posting is so old that only its age may be asked about."""
    return posting.posted is not None and months_between(posting.posted, today) > OLD_POSTING_MONTHS


def _old(posting: Posting, today: dt.date) -> Iterator[Signal]:
    assert posting.posted is not None
    slots = {"YEAR": str(posting.posted.year)}
    first = [*posting.summary, *posting.responsibilities, *posting.must][:1]
    if posting.closed or first:
        yield _posting_signal(posting, "J11", "old", [posting.closed or first[0]], slots)
    for statement in [*posting.problems, *posting.responsibilities, *posting.summary][:_MOST_LINES]:
        quote = verb_phrase(statement.citations[0])
        if quote is not None:
            yield _posting_signal(posting, "J11", "old", [statement], slots, (quote,))


def _lines(posting: Posting) -> Iterator[Signal]:
    for statement in posting.responsibilities[: 2 * _MOST_LINES]:
        quote = verb_phrase(statement.citations[0])
        if quote is not None and len(lemmas(quote.text)) >= 2:
            yield _posting_signal(posting, "J12", "VP", [statement], {}, (quote,))


def _posting_signal(
    posting: Posting,
    code: str,
    subtype: str,
    statements: Sequence[Statement],
    slots: dict[str, str],
    quotes: tuple[Quote, ...] = (),
) -> Signal:
    return Signal(
        code=code, subtype=subtype, slots=slots, quotes=quotes, page_kind="posting", title=posting.title,
        date=posting.posted, citations=tuple(s.citations[0] for s in statements),
    )  # fmt: skip


def verb_phrase(citation: Citation) -> Quote | None:
    """Return the longest verb phrase of three to nine words that the cited line opens with, or None."""
    text = citation.quote
    spoken = words(text[:80])
    if not spoken or fold(spoken[0]) not in book().base_verbs or _YOURS.search(text[:80]):
        return None
    start = text.index(spoken[0])
    stop = next((m.start() for m in _END.finditer(text, start)), len(text))
    # What stands in brackets may follow; what turns the meaning may not be cut off.
    ends = [stop, *(m.start() for m in _CUT.finditer(text, start, stop))]
    for end in sorted(set(ends), reverse=True):
        if quote_fault(text[start:end]) is None and not _TURNS.search(text[end : end + 20]):
            return Quote(form="VP", citation=narrowed(citation, start, end), score=5.0)
    return None


def narrowed(citation: Citation, start: int, end: int) -> Citation:
    """Return the Citation of `quote[start:end]`, its offsets and surroundings moved along."""
    before, after = citation.quote[:start], citation.quote[end:]
    return citation.model_copy(
        update={
            "quote": citation.quote[start:end],
            "prefix": (citation.prefix + before)[-32:],
            "suffix": (after + citation.suffix)[:32],
            "start": citation.start + start,
            "end": citation.start + end,
        }
    )


def from_notes(notes: Sequence[Note], documents: Sequence[Document]) -> list[Signal]:
    """Return N01 for the notes marked "?" that name a topic, when the notes file itself is among the documents."""
    files = [d for d in documents if d.kind == "other" and d.url.endswith("notes.md")]
    found = []
    for note in notes:
        if note.mark != "?" or not note.topic:
            continue
        cited = next((c for d in files if (c := _cite_note(d, note))), None)
        if cited is not None:
            depends = "depends" if re.search(r"(?i)\bdepends\b", note.text) else ""
            slots = {"TOPIC": _spoken_topic(note.topic)}
            if note.person:
                slots["FIRST"] = note.person.split(" ")[0]
            found.append(
                Signal(code="N01", subtype=depends, slots=slots, page_kind="other", date=note.date, citations=(cited,))
            )
    return found


def _cite_note(document: Document, note: Note) -> Citation | None:
    wanted = fold(note.text)
    for passage in document.passages:
        if wanted and wanted in fold(passage.text):
            return document.cite(passage)
    return None


def _spoken_topic(topic: str) -> str:
    plain = topic.lstrip("#").replace("-", " ").replace("_", " ").strip()
    single = re.match(r"(?i)(?:first|next|last|new|team|role|roadmap|budget|plan|process)\b", plain)
    return f"the {plain}" if single else plain
