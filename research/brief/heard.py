"""What notes of earlier rounds hold besides threads and promises: names, the other side's own words, weak answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from research.brief.frames import book
from research.brief.wording import NOBODYS
from research.coverage import who
from research.models import Note, Person
from research.text import bare, lemma, lemmas, words

_MOST_TERMS = 3
_ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
_RUN = re.compile(r"[^\W\d_][\w’'-]*(?: [^\W\d_][\w’'-]*)*")
_QUOTED = re.compile(r"[“\"„]([^“”\"„]{3,40})[”\"“]")
_CALLED = re.compile(
    r"\b(?:calls?|called) (?:it|this|that|them|these|the \w+) (?:“|\"|‘|')?(?:an? |the )?([\w-]+(?: [\w-]+)?)",
    re.IGNORECASE,
)
# "My answer on Kafka was weak", "I fumbled the question on on-call", "I should have mentioned the audit".
_POOR = r"weak|thin|poor|bad|vague|too long|rambl\w+|unclear|unconvincing|improve|better|missing|no (?:number|example)"
_STUMBLED = (
    r"fumbled|stumbled|rambled|blanked|froze|struggled|mumbled|waffled|got stuck"
    r"|could(?:n['’]t| not) (?:answer|explain)"
    r"|(?:had no|did(?:n['’]t| not) have an?) (?:good )?(?:answer|example|number)|did(?:n['’]t| not) know"
    r"|forgot to (?:say|mention|ask)|should have (?:said|mentioned|answered|asked|explained|brought)"
)
_WEAK = re.compile(
    rf"\b(?:my (?:own )?(?:answer|reply|explanation|example|story)\b.{{0,60}}\b(?:{_POOR})|i (?:{_STUMBLED})"
    r"|better answer|(?:improve|prepare|practi[sc]e) (?:my|the|an?) (?:answer|example|story))",
    re.IGNORECASE,
)


def weak_answers(notes: Iterable[Note]) -> list[Note]:
    """Return the lines in which the user says that an answer of theirs should be better."""
    return [n for n in notes if _WEAK.search(n.text)]


def named_people(
    notes: Sequence[Note], named: Mapping[int, Sequence[str]], known: Sequence[str], staff: Sequence[Person]
) -> list[tuple[str, Person | None, list[Note]]]:
    """Return who was named in the notes and is not `known`: name, the person of the company's pages, the lines.

    `named` maps a line's number to the names in it; a first name alone counts for the one of `staff` who bears it.
    """
    found: dict[str, tuple[str, Person | None, list[Note]]] = {}
    people = [person.name for person in staff]
    for note in notes:
        for name in named.get(note.line, ()):
            full = who(name, people) or name
            if who(name, known) or who(full, known) or bare(full) in map(bare, known):
                continue
            person = next((p for p in staff if p.name == full), None)
            found.setdefault(bare(full), (full, person, []))[2].append(note)
    return list(found.values())


def their_words(notes: Sequence[Note], barred: Iterable[str]) -> list[tuple[str, int, Note]]:
    """Return up to three terms of the other side that came at least twice: as written, how often, a line with it.

    A term is two words, or what the notes put in quote marks or say that something is called. `barred` are names.
    """
    theirs = [n for n in notes if n.mark != "<" and not _WEAK.search(n.text)]
    nobodys = NOBODYS | frozenset(w for name in barred for w in lemmas(name))
    times: Counter[tuple[str, ...]] = Counter()
    shown: dict[tuple[str, ...], tuple[str, Note]] = {}
    set_apart = set[tuple[str, ...]]()
    for note in theirs:
        for term, marked in _terms(note.text, nobodys):
            key = tuple(lemma(w) for w in words(term))
            times[key] += not marked
            shown.setdefault(key, (term, note))
            set_apart |= {key} if marked else set()
    kept = [k for k in shown if k in set_apart or times[k] >= 2]
    kept.sort(key=lambda k: (k not in set_apart, -times[k], shown[k][1].line))
    return [(shown[k][0], max(times[k], 1), shown[k][1]) for k in kept[:_MOST_TERMS]]


def _terms(text: str, nobodys: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Yield terms of a line, each with whether the notes set it apart."""
    for found in (*_QUOTED.finditer(text), *_CALLED.finditer(text)):
        if len(found[1].split()) <= 3 and lemmas(found[1]):
            yield _ARTICLE.sub("", found[1].strip()), True
    for run in _RUN.findall(text):
        tokens = run.split(" ")
        for one, other in pairwise(tokens):
            pair = lemmas(f"{one} {other}")
            if len(pair) == 2 and not pair & nobodys and not pair <= book().stock:
                yield f"{one} {other}", False
