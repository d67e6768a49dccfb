"""Documents → the company's own words: terms that its pages keep using, each with a line that shows it in use.

A term is two or three words that stand together again and again (after the C-value idea of Frantzi, Ananiadou and
Mima 2000: longer terms absorb the shorter ones inside them), or what the company calls the people it works for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from research.brief.frames import book
from research.models import Citation, Document, OwnWord, Passage, Statement
from research.text import fold, lemma, lemmas, sentences, words

_MOST_TERMS = 2
_LEAST_TIMES, _LEAST_PAGES = 4, 3
_LEAST_BOUND = 0.2
"""Of the uses of a term's rarer word, at least this share must be in the term."""
_TAIL = 0.5
_SHORTEST, _LONGEST = 40, 170
_OPENING = 100  # where the first five words of a sentence end at the latest
_ACRONYM = 5
_MOST_A_PAGE = 3
"""How many uses on one page count: a tutorial says its terms in every line."""
_RUN = re.compile(r"[^\W\d_][\w’'-]*(?: (?=[^\W\d_])[\w’'-]+)*")
_OURS = re.compile(r"\b(?:we|our|us)\b", re.I)
_LINKING = frozenset("of to and for in on by at".split())
# Lists of teasers, and what every employer writes alike.
_NOT_THEIRS = frozenset(("news", "posting", "careers"))
# What people may be called whom a company works for; which one is used says how it sees them.
_SERVED = frozenset(
    "clients customers members communities patients residents students learners guests citizens users subscribers"
    " donors tenants shoppers merchants riders pupils participants beneficiaries caregivers families farmers".split()
)
# Furniture of the web and of dates, in no company's own language.
NOBODYS = lemmas(
    "read more learn click here blog post posts page pages website web site last next week month year years ago today"
    " contact email sign subscribe newsletter share follow cookie cookies privacy policy terms menu search view back"
    " january february march april june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday number please find include including use using lot thing things way ways need"
    " want part many first second third day days time times united states new york san francisco open role apply"
    " don doesn won isn aren couldn wasn haven can hundred thousand million really high low big small able several"
    " full good great long short best job description equal opportunity linkedin github facebook twitter"
)


class _Line(NamedTuple):
    """A sentence; cited when it is chosen, since a site has thousands."""

    document: Document
    passage: Passage
    start: int
    end: int
    text: str

    def cite(self) -> Citation:
        return self.document.cite(self.passage, self.start, self.end)


@dataclass
class _Term:
    shown: str
    lines: list[_Line] = field(default_factory=list)
    pages: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    """The words in front of it: always the same one means that the term is the tail of a longer one."""

    @property
    def times(self) -> int:
        return len(self.lines)

    def stands(self, line: _Line, before: str) -> None:
        """Take in that it stands in a line, after the word `before`."""
        self.before[before if lemmas(before) else ""] += 1
        if not self.lines or self.lines[-1] is not line:
            self.lines.append(line)
            self.pages[line.document.url] += 1


def own_words(documents: Sequence[Document], names: Sequence[str]) -> tuple[OwnWord, ...]:
    """Return up to three OwnWords: the word for those they work for, then the terms used on most pages.

    Only English pages are counted; a sentence that stands on several pages counts once. `names` (the company's own,
    and people's) are nobody's terms.
    """
    lines = list(_lines(documents))
    barred = frozenset(w for name in names for w in lemmas(name))
    return tuple(_own(term) for term in (*_served(lines), *_terms(lines, barred)))


def _own(term: _Term) -> OwnWord:
    line = min(term.lines, key=lambda one: (_plainness(one.text), one.document.url, one.start)).cite()
    return OwnWord(
        term=term.shown, times=term.times, pages=len(term.pages), line=Statement(text=line.quote, citations=(line,))
    )


def _plainness(text: str) -> tuple[bool, bool, int]:
    fits = _SHORTEST <= len(text) <= _LONGEST
    return not fits, _OURS.search(text) is None, len(text)


def _lines(documents: Sequence[Document]) -> Iterable[_Line]:
    """Yield each sentence once; one that opens like another ("Below you'll find the list of …") is a template."""
    seen = set[str]()
    for document in sorted(documents, key=lambda d: (d.url, d.sha256)):
        if document.language[:2].lower() not in ("", "en") or document.kind in _NOT_THEIRS:
            continue
        for passage in document.main:
            if passage.block not in ("paragraph", "item", "quote"):
                continue
            for start, end in sentences(passage.text):
                text = passage.text[start:end]
                opening = " ".join(fold(text[:_OPENING]).split()[:5])
                if len(text) >= _SHORTEST and opening not in seen and not re.search(r"https?:|@", text):
                    seen.add(opening)
                    yield _Line(document, passage, start, end, text)


def _served(lines: Sequence[_Line]) -> list[_Term]:
    """Return what those are called whom the company works for, when one word clearly leads."""
    counted: dict[str, _Term] = {}
    for line in lines:
        for word in {fold(w) for w in words(line.text)} & _SERVED if _OURS.search(line.text) else ():
            term = counted.setdefault(word, _Term(word))
            term.lines.append(line)
            term.pages[line.document.url] += 1
    ranked = sorted(counted.values(), key=lambda t: (-t.times, t.shown))
    if not ranked or ranked[0].times < _LEAST_TIMES or len(ranked[0].pages) < _LEAST_PAGES:
        return []
    return ranked[:1] if len(ranked) == 1 or ranked[0].times >= 2 * ranked[1].times else []


def _terms(lines: Sequence[_Line], barred: frozenset[str]) -> list[_Term]:
    terms, uses = _repeated(lines)
    kept = {k: t for k, t in terms.items() if _counts(k, t, uses, barred)}
    inside = {k for k in kept for longer, t in kept.items() if _within(k, longer) and t.times >= 0.5 * kept[k].times}
    ranked = sorted((k for k in kept if k not in inside), key=lambda k: (-_worth(k, kept[k]), k))
    chosen: list[tuple[str, ...]] = []
    for key in ranked:
        if not any(set(key) & set(other) for other in chosen):
            chosen.append(key)
    return [kept[k] for k in chosen[:_MOST_TERMS]]


def _repeated(lines: Sequence[_Line]) -> tuple[dict[tuple[str, ...], _Term], Counter[str]]:
    """Return the two and three words that stand together again and again, and how many runs of words use each word.

    They are counted before anything is kept of them: of 25,000 that 24 pages have, 24,000 stand once.
    """
    runs = [(line, run.split(" ")) for line in lines for run in _RUN.findall(line.text)]
    forms = [[lemma(token) for token in tokens] for _, tokens in runs]
    uses = Counter(form for each in forms for form in set(each))
    counted = Counter(key for each in forms for size in (2, 3) for key in _grams(each, size))
    often = {key for key, n in counted.items() if n >= _LEAST_TIMES and n >= _LEAST_BOUND * _rarest(key, uses)}
    terms = dict[tuple[str, ...], _Term]()
    for (line, tokens), each in zip(runs, forms, strict=True):
        for size in (2, 3):
            for at, key in enumerate(_grams(each, size)):
                if key in often:
                    term = terms.setdefault(key, _Term(" ".join(tokens[at : at + size])))
                    term.stands(line, tokens[at - 1] if at else "")
    return terms, uses


def _rarest(key: tuple[str, ...], uses: Mapping[str, int]) -> int:
    return min((uses[w] for w in key if w not in _LINKING), default=0)


def _grams(forms: Sequence[str], size: int) -> Iterable[tuple[str, ...]]:
    return zip(*(forms[at:] for at in range(size)), strict=False)


def _counts(key: tuple[str, ...], term: _Term, uses: Mapping[str, int], barred: frozenset[str]) -> bool:
    if term.times < _LEAST_TIMES or len(term.pages) < _LEAST_PAGES:
        return False
    shown = term.shown.split()
    telling = lemmas(f"{shown[0]} {shown[-1]}")
    if (
        len(telling) < 2
        or "’" in term.shown
        or "'" in term.shown
        or telling & (NOBODYS | barred)
        or any(w.isupper() and len(w) > _ACRONYM for w in shown)
    ):
        return False
    if len(key) == 3 and (key[1] in barred | NOBODYS or not (key[1] in _LINKING or lemmas(shown[1]))):
        return False
    if any(word and n >= _TAIL * term.times for word, n in term.before.items()):
        return False
    content = lemmas(term.shown)
    named = all(w[:1].isupper() for w in term.shown.split() if fold(w) not in _LINKING)
    return not named and not content <= book().stock and term.times >= _LEAST_BOUND * _rarest(key, uses)


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return len(short) < len(long) and any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


def _worth(key: tuple[str, ...], term: _Term) -> float:
    spread = sum(min(n, _MOST_A_PAGE) for n in term.pages.values())
    stock = len(set(key) & book().stock) / len(key)
    return len(term.pages) * (1 + 0.3 * (len(key) - 2)) * (1 - 0.5 * stock) + 0.3 * spread
