"""Signals that arise where a brief is made: from the posting's age and lines of work, and from the user's open notes.

J11: the posting is old or marked as closed. J12: a line of work, quoted as a verb phrase. N01: an open thread of the
notes, cited in the notes file itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from research.brief.filling import months_between, quote_fault
from research.brief.frames import book
from research.brief.worklines import LIGHT, asked_as, narrowed
from research.models import Citation, Document, Note, Posting, Quote, Signal, Statement
from research.text import cuts_a_span, fold, lemmas, words

OLD_POSTING_MONTHS = 12
_MOST_LINES = 10
_END = re.compile(r"[;(]|[,:](?!\d)|\.(?!\w)|\s[-–—]\s")
# A verb phrase may be cut before these without turning its meaning; never before "without", "only" or "unless".
_CUT = re.compile(
    r"\s(?=(?:and|or|to|for|in|on|at|by|with|from|across|through|towards?|as|using|including|so|while|via|within|during)\s)"
)
_YOU = re.compile(
    r"(?i)(?:in this (?:role|position),? )?(?:you(?:['’]ll| will)?|the (?:person|candidate|role) will)"
    r"(?: be expected to| need to| have to| get to)?(?: also| regularly| often)? (?=[a-z])"
)
_WILL = re.compile(r"\b[Yy]ou(?:['’]ll| will)(?: be expected to| also)? (?=[a-z])")
_YOURS = re.compile(r"(?i)\b(?:you|your|yours|my|me|we['’]ll|other duties|as (?:needed|assigned|required))\b")
_TURNED_BACK = re.compile(r"(?i)^\W*(?:but|except|unless|only|not|if)\b")
# Words that point to something said before.
_DANGLES = re.compile(r"(?i)\b(?:these|those|this|such|same|above|following)\b|\b(?:it|them|so|there|others?)$")
_LIST = re.compile(r", ([\w’'-]+)(?: [\w’'-]+){0,3}(?:,| and | or )")
_TURNS = re.compile(r"(?i)\b(?:not|never|only|without|unless|except|if)\b")


def from_posting(posting: Posting | None, documents: Sequence[Document], today: dt.date) -> list[Signal]:
    """Return J11 for an old or closed posting, else J12 for each line of work that can be quoted."""
    if posting is None:
        return []
    if is_old(posting, documents, today):
        return list(_old(posting, today))
    closed = [_posting_signal(posting, "J11", "closed", [posting.closed], {})] if posting.closed else []
    lines = sorted(_lines(posting), key=lambda s: -s.weight) if in_english(posting, documents) else []
    heavy = [s for s in lines if s.weight > LIGHT]
    return [*closed, *(heavy or lines)[:_MOST_LINES]]


def in_english(posting: Posting, documents: Sequence[Document]) -> bool:
    """Tell whether the posting's page is in English, or says nothing of its language."""
    language = next((d.language for d in documents if d.sha256 == posting.document), "")
    return language[:2].lower() in ("", "en")


def is_old(posting: Posting, documents: Sequence[Document], today: dt.date) -> bool:
    """Tell whether the posting is so old that only its age may be asked about.

    A date that many pages of the site share is the site's own, not the posting's.
    """
    if posting.posted is None or months_between(posting.posted, today) <= OLD_POSTING_MONTHS:
        return False
    dated = [d.published for d in documents if d.published is not None]
    return not (len(dated) >= 4 and dated.count(posting.posted) > len(dated) / 2)


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
    """Lines of work, and what a sentence says that the person will do ("At Marlowe, you will own …")."""
    told = [s for s in posting.summary if _WILL.search(s.citations[0].quote)]
    for statement in [*posting.responsibilities, *posting.must, *told][: 4 * _MOST_LINES]:
        cited = statement.citations[0]
        will = _WILL.search(cited.quote)
        cited = narrowed(cited, will.end(), len(cited.quote)) if will else cited
        quote = verb_phrase(cited)
        told_as = _posting_signal(posting, "J12", "VP", [statement], {}, (quote,) if quote else ())
        line = asked_as(told_as, cited)
        if line.quotes and len(lemmas(line.quotes[0].text)) >= 2:
            yield line


def silences(signals: Sequence[Signal]) -> list[Signal]:
    """Return the signals, each silence of the posting (J10) tied to the weightiest lines of work it says nothing about.

    That a posting does not say how "the work" is judged can be asked of any employer; how this work is judged, of one.
    """
    heavy = sorted((s for s in signals if s.code == "J12" and s.slots.get("VERB")), key=lambda s: -s.weight)
    tied = [s for s in signals if s.code != "J10" or "TASK" in s.slots]
    kept = list(tied)
    for silent in (s for s in signals if s not in tied):
        for line in heavy[:_MOST_TIED]:
            quotes = tuple(q for q in line.quotes if q.form == "NP")
            update = {"quotes": quotes, "slots": {**silent.slots, **line.slots}, "citations": line.citations}
            kept.append(silent.model_copy(update=update))
    return kept


_MOST_TIED = 3


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


def verb_phrase(citation: Citation, *, any_verb: bool = False) -> Quote | None:
    """Return the longest verb phrase of three to nine words that the cited line opens with, or None.

    A line that speaks to the reader ("You'll build …") counts from its verb. `any_verb`: what comes first is known to
    be a verb, whichever it is.
    """
    told = _YOU.match(citation.quote)
    if told and not any_verb:
        citation = narrowed(citation, told.end(), len(citation.quote))
    text = citation.quote
    spoken = words(text[:80])
    if (
        not spoken
        or fold(spoken[0]) in book().weak_verbs
        or not (any_verb or fold(spoken[0]) in book().base_verbs)
        or _YOURS.search(text[:80])
    ):
        return None
    start = text.index(spoken[0])
    stop = next((m.start() for m in _END.finditer(text, start)), len(text))
    # What stands in brackets may follow; what turns the meaning may not be cut off.
    ends = [stop, *(m.start() for m in _CUT.finditer(text, start, stop))]
    for end in sorted({start + len(text[start:e].rstrip()) for e in ends}, reverse=True):
        turned = (_TURNS if end < stop else _TURNED_BACK).search(text[end : end + 20])
        if turned or _DANGLES.search(text[start:end]) or _ends_in_a_verb(text[start:end]):
            continue
        said, rest = text[start:end], text[end:]
        if quote_fault(said) is None and not _is_listed(rest) and not cuts_a_span(said, rest):
            return Quote(form="VP", citation=narrowed(citation, start, end), score=5.0)
    return None


def _ends_in_a_verb(phrase: str) -> bool:
    """Whether a phrase breaks off before the object of its last verb ("craft models to define")."""
    last = re.search(r"\bto (\w+)$", phrase)
    return last is not None and fold(last[1]) in book().base_verbs


def _is_listed(rest: str) -> bool:
    """Whether a phrase stops after the first of several things ("ensure the availability, reliability and …")."""
    found = _LIST.match(rest)
    return found is not None and fold(found[1]) not in book().base_verbs | {"with", "without"}


# What follows "to" here is the thing itself: the goal, the right, what was made possible.
_TO = re.compile(
    r"(?i:\b(?:goals?|aims?|mission|purpose|rights?|ability|freedom|able|exists?|plans?|planning|want|hope|aim|here|trying|working"
    r"|enable[sd]?|allow(?:s|ed)?|lets?|free|permits?|can now)\b)(?: is| are| was)?(?: [\w&’'-]+){0,3}? to (?=[a-z])"
)
_WITH_PHRASE = frozenset(("C18", "C19", "C20", "C23", "C24", "P11"))


def with_verb_phrase(signal: Signal) -> Signal:
    """Return the signal with the verb phrase after "our goal is to", "the right to", "enabled them to" put first."""
    cited = signal.citations[0]
    if signal.code not in _WITH_PHRASE or cited.quote.rstrip().endswith(":"):
        return signal  # what "to feel that they see in us:" is to be stands in the list below
    for match in _TO.finditer(cited.quote):
        quote = verb_phrase(narrowed(cited, match.end(), len(cited.quote)), any_verb=True)
        if quote is not None:
            return signal.model_copy(update={"quotes": (quote, *signal.quotes)})
    return signal


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
    plain = re.sub(r"(?<!^on)(?<!^off)[-_]", " ", topic.lstrip("#")).strip()
    single = re.match(r"(?i)(?:first|next|last|new|team|role|roadmap|budget|plan|process)\b", plain)
    return f"the {plain}" if single else plain
