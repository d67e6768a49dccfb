"""The not-answered test: a question whose answer stands on the pages is not asked.

Each frame names topic words and the type of its answer. A sentence answers it when it holds two topics (or a topic and
the question's own anchor) and a cue of that type. The three sentences either side of the passage are read first, then
every page; a heading that asks about the topics (an FAQ) counts as answered.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile

from research.brief.filling import Filled
from research.brief.lines import Line
from research.models import Citation, Document, Passage
from research.text import lemma, lemmas, sentences, words

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
_ANYTHING = re.compile("")
_NAMED = ("PRODUCT", "ORG", "PLACE", "TECH", "TECH2", "METRIC", "REG", "PROJECT", "ROUND", "AWARD", "FULLNAME")
_AROUND = 3
_LONGEST = 600


class Pages:
    """All sentences that the Documents hold as content, ready to be asked whether they answer a question."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._lines: list[Line] = []
        self._with: dict[str, list[int]] = defaultdict(list)
        self._at: dict[tuple[str, str], list[int]] = defaultdict(list)
        known: dict[str, str] = {}
        for document in documents:
            for passage in document.main:
                for start, end in sentences(passage.text):
                    self._add(document, passage, start, end, known)
        self._vocabulary = sorted(self._with)
        self._found: dict[str, frozenset[int]] = {}

    def _add(self, document: Document, passage: Passage, start: int, end: int, known: dict[str, str]) -> None:
        number = len(self._lines)
        spoken = words(passage.text[start : min(end, start + _LONGEST)])
        for word in spoken:
            if word not in known:
                known[word] = lemma(word)
        found = frozenset(known[word] for word in spoken)
        self._lines.append(Line(document, passage, start, end, found))
        self._at[document.sha256, passage.id].append(number)
        for each in found:
            self._with[each].append(number)

    def answer(self, filled: Filled) -> Citation | None:
        """Return the Citation of the sentence that already answers the question, or None."""
        return self._told(filled, {lemma(t) for t in filled.frame.topics}, _CUES[filled.frame.answer])

    def answers_follow_up(self, filled: Filled) -> bool:
        """Tell whether the pages already speak of what would be asked next: its own words are topics and cue."""
        return self._told(filled, set(lemmas(filled.frame.follow_up)), _ANYTHING) is not None

    def _told(self, filled: Filled, topics: set[str], cue: re.Pattern[str]) -> Citation | None:
        anchors = self._anchors(filled)
        own = {n for c in filled.citations for n in self._lines_of(c)}
        hits = Counter(n for topic in topics for n in self._about(topic))
        near = {m for n in own for m in range(n - _AROUND, n + _AROUND + 1)}
        homes = {c.document for c in filled.citations}
        # Without an anchor of its own a question is too general for a far sentence to have answered it on two
        # topic words: there it takes three.
        fewest = 2 if anchors else 3
        for n in sorted(n for n, count in hits.items() if count >= 2 and n not in own):
            line = self._lines[n]
            close = n in near and line.document.sha256 in homes
            if not close and (hits[n] < fewest or not anchors <= line.lemmas):
                continue
            asks = not close and line.passage.block == "heading" and line.text.endswith("?")
            if asks or cue.search(line.text):
                return line.cite()
        return None

    def _about(self, topic: str) -> frozenset[int]:
        """Return the lines that hold a topic; topics of five letters and more are stems ("integrat")."""
        if topic not in self._found:
            words_ = self._vocabulary
            at = bisect_left(words_, topic)
            same = list(takewhile(lambda w: w.startswith(topic), words_[at:])) if len(topic) >= 5 else [topic]
            self._found[topic] = frozenset(n for w in same for n in self._with.get(w, ()))
        return self._found[topic]

    def _lines_of(self, citation: Citation) -> list[int]:
        return [
            n
            for n in self._at.get((citation.document, citation.passage), ())
            if self._lines[n].start < citation.end and citation.start < self._lines[n].end
        ]

    @staticmethod
    def _anchors(filled: Filled) -> frozenset[str]:
        """Return the lemmas of the name that the question turns on."""
        named = [v for s in filled.signals for k, v in s.slots.items() if k in _NAMED and v in filled.text]
        return frozenset(lemma(w) for value in named[:1] for w in words(value))
