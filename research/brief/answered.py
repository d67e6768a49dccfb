"""The not-answered test: a question whose answer stands on the pages is not asked.

Each frame names topic words and the type of its answer. A sentence answers it when it holds two topics (or a topic and
the question's own anchor) and a cue of that type. The three sentences either side of the passage are read first, then
every page; a heading that asks about the topics (an FAQ) counts as answered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from research.brief.filling import Filled
from research.models import Citation, Document, Passage
from research.text import lemma, sentences, words

# What a sentence says when it gives an answer of that type.
_CUE_WORDS: Mapping[str, str] = {
    "reason": r"because|so that|that['’]s why|the reason|due to|in order to|which is why|therefore",
    "owner": r"led by|owns?|owned by|reports? to|responsible for|in charge of|decides?|decided by|run by",
    "date": r"(?:by|in|until|before|within) (?:the end of )?(?:20\d\d|q[1-4]|next year|\w+ (?:months|years))",
    "measure": r"measur\w+|kpis?|targets?|metrics?|okrs?|success (?:is|means|looks)|judged by|tracked?",
    "example": r"for example|for instance|such as|e\.g\.|last (?:year|month|week)|one time|when we",
    "trade-off": r"instead of|rather than|at the cost of|trade-?offs?|even if|in exchange",
}
_CUES = {kind: re.compile(rf"(?i)\b(?:{words_})\b") for kind, words_ in _CUE_WORDS.items()}
_NAMED = ("PRODUCT", "ORG", "PLACE", "TECH", "TECH2", "METRIC", "REG", "PROJECT", "ROUND", "AWARD", "FULLNAME")
_AROUND = 3
_LONGEST = 600


@dataclass(frozen=True)
class _Line:
    document: Document
    passage: Passage
    start: int
    end: int
    lemmas: frozenset[str]

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    def cite(self) -> Citation:
        return self.document.cite(self.passage, self.start, self.end)


class Pages:
    """All sentences that the Documents hold as content, ready to be asked whether they answer a question."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._lines: list[_Line] = []
        self._with: dict[str, list[int]] = defaultdict(list)
        self._at: dict[tuple[str, str], list[int]] = defaultdict(list)
        known: dict[str, str] = {}
        for document in documents:
            for passage in document.main:
                for start, end in sentences(passage.text):
                    self._add(document, passage, start, end, known)

    def _add(self, document: Document, passage: Passage, start: int, end: int, known: dict[str, str]) -> None:
        number = len(self._lines)
        spoken = words(passage.text[start : min(end, start + _LONGEST)])
        for word in spoken:
            if word not in known:
                known[word] = lemma(word)
        found = frozenset(known[word] for word in spoken)
        self._lines.append(_Line(document, passage, start, end, found))
        self._at[document.sha256, passage.id].append(number)
        for each in found:
            self._with[each].append(number)

    def answer(self, filled: Filled) -> Citation | None:
        """Return the Citation of the sentence that already answers the question, or None."""
        topics = frozenset(lemma(t) for t in filled.frame.topics)
        anchors = self._anchors(filled)
        cue = _CUES[filled.frame.answer]
        own = {n for c in filled.citations for n in self._lines_of(c)}
        near = sorted(
            {m for n in own for m in range(max(0, n - _AROUND), min(len(self._lines), n + _AROUND + 1))} - own
        )
        for n in near:
            line = self._lines[n]
            if self._hits(topics, line.lemmas) >= 2 and cue.search(line.text) and self._beside(line, filled):
                return line.cite()
        return self._elsewhere(topics, anchors, cue, own)

    def _elsewhere(
        self, topics: frozenset[str], anchors: frozenset[str], cue: re.Pattern[str], own: set[int]
    ) -> Citation | None:
        # Without an anchor of its own a question is too general for a far sentence to have answered it on two
        # topic words: there it takes three.
        fewest = 2 if anchors else 3
        for n in self._candidates(topics):
            line = self._lines[n]
            if n in own or (anchors and not anchors <= line.lemmas):
                continue
            hits = self._hits(topics, line.lemmas)
            asks = line.passage.block == "heading" and line.text.endswith("?")
            if hits >= fewest and (cue.search(line.text) or asks):
                return line.cite()
        return None

    def _candidates(self, topics: frozenset[str]) -> Iterable[int]:
        return sorted({n for each, lines in self._with.items() if _any(topics, each) for n in lines})

    def _lines_of(self, citation: Citation) -> list[int]:
        return [
            n
            for n in self._at.get((citation.document, citation.passage), ())
            if self._lines[n].start < citation.end and citation.start < self._lines[n].end
        ]

    @staticmethod
    def _beside(line: _Line, filled: Filled) -> bool:
        return any(line.document.sha256 == c.document for c in filled.citations)

    @staticmethod
    def _anchors(filled: Filled) -> frozenset[str]:
        """Return the lemmas of the names that the question turns on."""
        named = [v for s in filled.signals for k, v in s.slots.items() if k in _NAMED and v in filled.text]
        return frozenset(lemma(w) for value in named[:1] for w in words(value))

    @staticmethod
    def _hits(topics: frozenset[str], found: frozenset[str]) -> int:
        return sum(any(_same(t, f) for f in found) for t in topics)


def _same(topic: str, found: str) -> bool:
    """Whether a lemma is a topic; topics of five letters and more are stems ("integrat")."""
    return found == topic or (len(topic) >= 5 and found.startswith(topic))


def _any(topics: frozenset[str], found: str) -> bool:
    return any(_same(t, found) for t in topics)
