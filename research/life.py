"""The life of a question: it keeps its number from brief to brief, and says what became of it. Pure.

A question is the same one when it rests on the same signal and frame and its quote, or the sentence around it, still
stands or was merely edited. Ticks and notes refer to numbers, so a number is never given twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from research.models import Citation, Document, Passage, Question, Rejected
from research.sameness import key, same_line
from research.text import fold, sentences, similarity

LIKE_ENOUGH = 62.0
"""A quote and a sentence of at least this likeness (0-100) are one sentence edited."""
_ANSWERED = re.compile(r"^already answered: [“\"](?P<quote>.+?)\s*(?:…|\.\.\.)?[”\"]$")
_NUMBER = re.compile(r"(\d+)$")
MOST_KEPT = 4
"""Questions that are still good but were not chosen again and stay as spares."""
MOST_OPEN = 12
"""Questions that wait to be asked, spares included: more is no page to prepare from (QUESTIONS.md, count and time)."""
_RETIRED = "gave way to better ones; its quote still stands"
MOST_ENDED = 12
"""Questions that are gone or answered and still listed, so that their numbers can be looked up."""


def live(
    old: Sequence[Question],
    new: Sequence[Question],
    documents: Sequence[Document],
    *,
    rejected: Sequence[Rejected] = (),
    missing: Collection[str] = (),
    used: Iterable[str] = (),
    noted: Collection[str] = (),
) -> tuple[Question, ...]:
    """Return the questions of the new brief with their old numbers and states, then those that are gone or answered.

    `old` are the questions of the last brief, `new` those just written from `documents`; `rejected` what the writing
    left out and why; `missing` addresses of pages that are gone; `used` every number ever given. States: "new", "good"
    (was there before), "covered" (ticked; stays so), "answered" and "gone" (with `happened` and, where there is one,
    the sentence `now`). A question that still stands but was not chosen again stays as a spare: those `noted` (numbers
    that the user's notes name), then the best, while no more than twelve are open; the rest is "gone", and says why.
    """
    library = _Library(documents, frozenset(missing))
    matched = _matches(old, new)
    numbers = _Numbers([*used, *(q.id for q in old)], next((q.id for q in [*old, *new]), "Q"))
    printed = []
    for i, question in enumerate(new):
        before = matched.get(i)
        if before is None:
            state = "covered" if question.state == "covered" else "new"
            printed.append(question.model_copy(update={"id": numbers.fresh(), "state": state}))
        else:
            state = "covered" if "covered" in (before.state, question.state) else "good"
            printed.append(question.model_copy(update={"id": before.id, "state": state}))
    taken = {id(before) for before in matched.values()}
    left = [_fate(q, library, rejected) for q in old if id(q) not in taken]
    # A set asks no frame twice.
    frames = {q.frame for q in printed}
    standing = [q for q in left if q.state in ("good", "new") and q.frame not in frames]
    room = min(MOST_KEPT, MOST_OPEN - sum(q.state != "covered" for q in printed))
    ranked = sorted(standing, key=lambda q: (q.id not in noted, -q.score))
    kept = {q.id for n, q in enumerate(ranked) if q.id in noted or n < room}
    left = [q if q.id in kept or q.state in _OVER else _retired(q) for q in left]
    ended = [q for q in left if q.state in ("gone", "answered")][-MOST_ENDED:]
    ticked = [q for q in left if q.state == "covered"]
    return (*printed, *(q for q in left if q.id in kept), *ticked, *ended)


_OVER = ("gone", "answered", "covered")


def _retired(question: Question) -> Question:
    return question.model_copy(update={"state": "gone", "happened": _RETIRED, "starred": False})


# --- which question is which ---


def _matches(old: Sequence[Question], new: Sequence[Question]) -> dict[int, Question]:
    """Return {index in `new`: the same question in `old`}, the surest first, each used once."""
    scored = []
    for i, a in enumerate(old):
        for j, b in enumerate(new):
            score = _likeness(a, b)
            if score > 0:
                scored.append((-score, i, j))
    found: dict[int, Question] = {}
    used: set[int] = set()
    for _, i, j in sorted(scored):
        if i not in used and j not in found:
            used.add(i)
            found[j] = old[i]
    return found


def _likeness(a: Question, b: Question) -> float:
    """Return how surely two questions are one: 0 for not at all."""
    if fold(a.text) == fold(b.text):
        return 300.0 + (a.asked_of == b.asked_of)
    if (a.signal, a.frame) != (b.signal, b.frame):
        return 0.0
    return max(_nearness(one, other) for one in a.citations for other in b.citations) + 5 * (a.asked_of == b.asked_of)


def _nearness(one: Citation, other: Citation) -> float:
    """Return how alike two citations are, below zero when they are two: a list set anew may put another line first."""
    likeness = 100.0 if same_line(one.quote, other.quote) else similarity(key(one.quote), key(other.quote))
    return likeness + 10 * (one.url == other.url) if likeness >= LIKE_ENOUGH else -100.0


class _Numbers:
    """Gives out numbers that were never used."""

    def __init__(self, used: Iterable[str], pattern: str) -> None:
        self._last = max((int(m[1]) for each in used if (m := _NUMBER.search(each))), default=0)
        self._letter = _NUMBER.sub("", pattern) or "Q"

    def fresh(self) -> str:
        """Return the next number, "Q13"."""
        self._last += 1
        return f"{self._letter}{self._last}"


# --- what became of a question that was not written again ---


@dataclass(frozen=True)
class _Sentence:
    document: Document
    passage: Passage
    start: int
    end: int
    key: str

    def cite(self) -> Citation:
        return self.document.cite(self.passage, self.start, self.end)


class _Library:
    """The new pages' sentences, by key and by address."""

    def __init__(self, documents: Sequence[Document], missing: frozenset[str]) -> None:
        self.missing = missing
        self.by_url: dict[str, list[_Sentence]] = {}
        self.everything: list[_Sentence] = []
        self._keys: set[str] = set()
        for document in documents:
            for passage in document.passages:
                for start, end in sentences(passage.text):
                    said = _Sentence(document, passage, start, end, key(passage.text[start:end]))
                    self.everything.append(said)
                    self._keys.add(said.key)
                    self.by_url.setdefault(document.url, []).append(said)

    def stands(self, citation: Citation) -> bool:
        """Whether a quote still stands on any page."""
        quote = key(citation.quote)
        return quote in self._keys or any(f" {quote} " in f" {said.key} " for said in self.everything)

    def again(self, citation: Citation) -> Citation:
        """Return the citation of the same words in the new captures, as it is when the letters differ."""
        places: list[_Sentence] = [*self.by_url.get(citation.url, []), *self.everything]
        for said in places:
            start = said.passage.text.find(citation.quote)
            if start >= 0:
                return said.document.cite(said.passage, start, start + len(citation.quote))
        return citation

    def instead(self, citation: Citation) -> _Sentence | None:
        """Return the sentence of the same page that took the quote's place, the likest."""
        quote = key(citation.quote)
        scored = [(similarity(quote, said.key), -i, said) for i, said in enumerate(self.by_url.get(citation.url, ()))]
        best = max(scored, key=lambda item: item[:2], default=None)
        return best[2] if best is not None and best[0] >= LIKE_ENOUGH else None

    def find(self, text: str) -> _Sentence | None:
        """Return the first sentence that begins with these words."""
        wanted = key(text)
        return next((said for said in self.everything if wanted and said.key.startswith(wanted)), None)


def _fate(question: Question, library: _Library, rejected: Sequence[Rejected]) -> Question:
    if question.state in ("gone", "answered"):
        return question
    ends = _answered(question, library, rejected) or _gone(question, library)
    if ends is None:
        # Cited anew, since old captures are pruned. Covered stays covered; what still stands stays as a spare.
        cited = tuple(library.again(c) for c in question.citations)
        kept = question.model_copy(update={"citations": cited})
        return kept if kept.state == "covered" else _held_back(kept)
    state, happened, said = ends
    if question.state == "covered":
        state = "covered"
    return question.model_copy(update={"state": state, "happened": happened, "now": said, "starred": False})


def _held_back(question: Question) -> Question:
    return question.model_copy(update={"state": "good", "spare": True, "starred": False})


def _answered(
    question: Question, library: _Library, rejected: Sequence[Rejected]
) -> tuple[str, str, Citation | None] | None:
    for reject in rejected:
        found = _ANSWERED.match(reject.reason)
        if found is None or (reject.frame != question.frame and fold(reject.text) != fold(question.text)):
            continue
        cited = reject.citation
        if fold(reject.text) != fold(question.text) and not (cited and _likely(cited, question.citations)):
            continue
        said = library.find(found["quote"])
        quote = said.cite().quote if said else found["quote"]
        return "answered", f"answered now: “{quote}”", said.cite() if said else None
    return None


def _likely(cited: Citation, citations: Sequence[Citation]) -> bool:
    return any(same_line(cited.quote, c.quote) or similarity(cited.quote, c.quote) >= LIKE_ENOUGH for c in citations)


def _gone(question: Question, library: _Library) -> tuple[str, str, Citation | None] | None:
    for citation in question.citations:
        if library.stands(citation):
            continue
        if citation.url in library.missing:
            return "gone", f"the page with “{citation.quote}” is gone", None
        if citation.url not in library.by_url:
            continue  # its page was not read this time: that says nothing about the quote
        said = library.instead(citation)
        if said is not None:
            now = said.cite()
            return "gone", f"“{citation.quote}” now reads “{now.quote}”", now
        return "gone", f"“{citation.quote}” is no longer on the page", None
    return None
