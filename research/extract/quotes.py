"""Micro-quotes: three to nine consecutive words of one sentence that can be said aloud and still mean the same.

A quote is never put together and never loses what turns its meaning: a negation, "only", a condition or a
tense stays inside, or the quote is not made. Its grammatical form is proven by closed lists (NP, VP, CL; see
phrases.py) or is "any". The rules and their numbers come from the project's question design (micro-quote choice).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from research.extract import lexicons
from research.extract.phrases import (
    ARTICLES,
    BREAK_BEFORE,
    NUMBER,
    Cut,
    Token,
    crosses,
    form_of,
    loses_meaning,
    may_end,
    may_start,
    tokens,
)
from research.models import Document, Form, Passage, Quote

_UNLIT = re.compile(r"https?:|www\.|[#@<>{}\[\]|\\…(/]|\.\.\.|[\U0001f000-\U0001faff\u2600-\u27bf]")
_SHOUT = re.compile(r"^[A-Z]{6,}$")
MOST_WORDS = 9
LEAST_WORDS = 3
MOST_CHARACTERS = 60
_LONGEST_WORD = 16
_ENOUGH = 3.0
_KEEP = 4
_NEAR_COPY = 0.7


def micro_quotes(
    document: Document, passage: Passage, span: tuple[int, int], cue: Sequence[str], *,
    imperative: bool = False, verb_phrases: bool = False, names: Sequence[str] = (), plan_told: bool = False,
) -> tuple[Quote, ...]:  # fmt: skip
    """Return the best quotes of the sentence at `span`, best first, at most four, possibly none.

    `cue`: words (lower case) of which a quote must hold one. `imperative`: the sentence is a line of a list that
    starts with a base verb ("Address support issues"), so a leading verb proves a VP. `verb_phrases`: a VP may be
    cut out after "to". `names`: words with which a clause of the employer may start besides "we". `plan_told`: what
    is quoted after "plan to" or "hope to" will be said to be a plan.
    """
    text, wanted = passage.text, frozenset(cue)
    toks = tokens(text, *span)
    ranked: list[Quote] = []
    for i, j in _windows(toks, verb_phrases or imperative):
        words = toks[i:j]
        if not any(t.word in wanted for t in words) or not _sayable(text, words):
            continue
        cut = Cut(toks, i, j, names, verb_phrases, imperative, plan_told)
        form = None if crosses(text, cut) else form_of(cut)
        if form is None or loses_meaning(cut, form):
            continue
        score = _score(cut, form)
        if score >= _ENOUGH:
            ranked.append(Quote(form=form, citation=document.cite(passage, words[0].start, words[-1].end), score=score))
    ranked.sort(key=lambda q: (-q.score, q.citation.start, q.citation.end))
    return tuple(_varied(ranked))


def whole_quote(document: Document, passage: Passage, span: tuple[int, int], form: Form) -> Quote | None:
    """Return the span itself as a Quote of a form that the caller has proven, when it is sayable; else None."""
    toks = tokens(passage.text, *span)
    if not 2 <= len(toks) <= MOST_WORDS or not _sayable(passage.text, toks):
        return None
    if toks[-1].word in lexicons.word_set("bad_last"):
        return None
    return Quote(form=form, citation=document.cite(passage, toks[0].start, toks[-1].end), score=_ENOUGH)


def _varied(ranked: list[Quote]) -> Iterator[Quote]:
    """Yield the best first, at most four; near copies of the same form are left out."""
    kept: list[Quote] = []
    for quote in ranked:
        copies = any(k.form == quote.form and _overlap(k, quote) > _NEAR_COPY for k in kept)
        if not copies and len(kept) < _KEEP:
            kept.append(quote)
    yield from kept


def _overlap(a: Quote, b: Quote) -> float:
    common = min(a.citation.end, b.citation.end) - max(a.citation.start, b.citation.start)
    return common / min(len(a.text), len(b.text))


def _windows(toks: list[Token], verbs: bool) -> Iterator[tuple[int, int]]:
    """Yield the (first, past last) token indices that start and end where a phrase may."""
    for i in range(len(toks)):
        if not may_start(toks, i, verbs):
            continue
        for j in range(i + LEAST_WORDS, min(len(toks), i + MOST_WORDS) + 1):
            if toks[j - 1].end - toks[i].start > MOST_CHARACTERS:
                break
            if may_end(toks, j):
                yield i, j


def _sayable(text: str, words: list[Token]) -> bool:
    quote = text[words[0].start : words[-1].end]
    if quote.count(",") > 1 or len(quote) > MOST_CHARACTERS or _UNLIT.search(quote):
        return False
    if any(_SHOUT.match(t.core) for t in words) or sum(1 for t in words if NUMBER.search(t.core)) > 2:
        return False
    capitals = [t.core.isupper() and len(t.core) > 3 for t in words]
    if any(a and b for a, b in pairwise(capitals)):
        return False
    return all(len(part) <= _LONGEST_WORD for t in words for part in re.split(r"[-–]", t.core))


def _score(cut: Cut, form: Form) -> float:
    words = cut.toks[cut.i : cut.j]
    first, last = words[0].word, words[-1].word
    score = 3.0
    if any(NUMBER.search(t.core) for t in words) or any(t.core[:1].isupper() for t in words[1:]):
        score += 2
    if form == "CL":
        score += 2
    if form in ("NP", "VP") or first in ARTICLES:
        score += 1
    if not lexicons.is_finite_verb(last) and not last.endswith("ly"):
        score += 1
    if cut.opens:
        score += 0.5
    if cut.closes or cut.following in BREAK_BEFORE:
        score += 1.2  # a clause to its end: nothing was cut away
    score += 0.25 * min(len(words), 7)
    if any("," in t.after for t in words[:-1]):
        score -= 0.7
    if any(t.word in {"it", "them"} for t in words):
        score -= 1.5  # nobody who hears the quote knows what it was
    score -= 0.3 * max(0, len(words) - 7)
    if first in lexicons.word_set("pronoun_open"):
        score -= 3
    return round(score, 2)
