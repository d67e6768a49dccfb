"""Posting × resume → stories worth telling, and what is missing (QUESTIONS, section 5).

A need and a line of the resume meet when they share a skill, a class of event or several plain words. Lines stay
verbatim, two are never merged, and nothing is upgraded ("helped" stays helped).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from research.models import Posting, ResumeLine, Shortfall, Statement, Story
from research.skills import Skill, family_of, shows, skills_in, verb_in
from research.text import fold, lemmas

Sort = Literal["problem", "goal", "must", "responsibility", "nice", "signal"]

STRONG, PARTIAL = 6, 3
_WEIGHTS: dict[Sort, float] = {
    "problem": 5.0, "goal": 4.0, "must": 3.0, "responsibility": 2.5, "signal": 2.0, "nice": 1.0,
}  # fmt: skip
_TOP = 6
_MOST_STORIES = 3
_MOST_PER_LINE = 3
"""One story carries at most so many needs; more sounds like one trick."""
_MOST_GAPS = 2
# Who says "familiar with" or "assisted" has not said that they did it: such a line is never a strong one.
_HEDGED = re.compile(
    r"\b(?:familiar|exposure|basic|basics|beginner|assisted|participated|side project|coursework)\b", re.I
)
_HEDGED_LESS = 2
_SAME = 3
"""What the same skill or class of event is worth; a kindred skill is only a part, whatever else speaks for the line."""
_THEME = 1.3
# Knowing one language of people, or one certificate, says nothing about another.
_NO_KIN = frozenset(
    "tongues quality people commercial health finance delivery privacy systems brand process projects".split()
)


@dataclass(frozen=True, slots=True)
class Need:
    """Something they ask for: the verbatim line, its sort, and how much it weighs."""

    statement: Statement
    sort: Sort
    weight: float

    @property
    def text(self) -> str:
        return self.statement.text


def needs_of(
    posting: Posting | None, statements: Sequence[Statement] = (), themes: Sequence[str] = ()
) -> tuple[Need, ...]:
    """Return what is asked for, heaviest first: the posting's lines, then `statements` of the company's pages.

    A need that says a theme of earlier rounds weighs 1.3 times as much.
    """
    found: list[Need] = []
    seen: set[str] = set()
    themes_said = [said for theme in themes if (said := lemmas(theme))]
    for sort, lines in _sorted_lines(posting, statements):
        for statement in lines:
            if fold(statement.text) in seen:
                continue
            seen.add(fold(statement.text))
            raised = _THEME if any(said <= lemmas(statement.text) for said in themes_said) else 1.0
            found.append(Need(statement, sort, _WEIGHTS[sort] * raised))
    return tuple(sorted(found, key=lambda n: -n.weight))


def _sorted_lines(posting: Posting | None, statements: Sequence[Statement]) -> list[tuple[Sort, tuple[Statement, ...]]]:
    if posting is None:
        return [("signal", tuple(statements))]
    return [
        ("problem", posting.problems), ("goal", posting.goals + posting.measures), ("must", posting.must),
        ("responsibility", posting.responsibilities), ("signal", tuple(statements)), ("nice", posting.nice),
    ]  # fmt: skip


def fit(
    posting: Posting | None,
    lines: Sequence[ResumeLine],
    today: dt.date,
    needs: Sequence[Need] = (),
) -> tuple[tuple[Story, ...], tuple[Shortfall, ...]]:
    """Return at most three stories, the one worth most first, and at most two shortfalls.

    `needs` default to those of the posting. A story is one need beside one line that scores at least 3 ("partial") or 6
    ("strong"); one of the three tells of something that went wrong when the resume holds one that fits. A shortfall is
    a must that names a skill which no line of the resume names.
    """
    wanted = list(needs) or list(needs_of(posting))
    sectors = _sectors(" ".join(n.text for n in wanted))
    told = [line for line in lines if line.employer or line.verb]
    scores = {
        (n, i): _score(need, line, sectors, today) for n, need in enumerate(wanted) for i, line in enumerate(told)
    }
    stories = _stories(wanted, told, scores)
    return stories, _shortfalls(posting, lines, wanted, scores, told)


# --- how well a line fits a need --------------------------------------------------------------------------------


def _score(need: Need, line: ResumeLine, sectors: frozenset[str], today: dt.date) -> int:
    """Return the score of section 5.2; 0 when nothing but general merits (a number, a recent year) speaks for it."""
    same = _common_ground(need.text, line)
    if not same or (need.sort == "signal" and not _names_skill_of(need, line)):
        return 0
    verb, asked = verb_in(line.text), verb_in(need.text)
    score = same + bool(verb and asked and verb[1] == asked[1])
    score += bool(sectors & _sectors(f"{line.text} {line.employer or ''}"))
    score += line.figure is not None
    score += _has_result(line.text)
    score += _age(line, today)
    if _HEDGED.search(line.text[:2000]):
        return min(score - _HEDGED_LESS, STRONG - 1)
    return min(score, STRONG - 1) if same < _SAME else score


def _names_skill_of(need: Need, line: ResumeLine) -> bool:
    """Tell whether both name one skill; the company's pages ask for nothing, so that less would be far-fetched."""
    return any(skill.name in line.skills for skill in _skills(need.text))


@lru_cache(maxsize=1000)
def _has_result(text: str) -> bool:
    return bool(_pattern("result", "line").search(text[:2000]))


def _common_ground(need: str, line: ResumeLine) -> int:
    """Return 3 for the same skill or class of event (6 for both), 2 for a skill of the same family or shared words."""
    asked = _skills(need)
    mine = set(line.skills)
    families = {family_of(name) for name in mine} - _NO_KIN
    by_skill = 3 if any(s.name in mine for s in asked) else 2 if any(s.family in families for s in asked) else 0
    by_event = 3 if events(need, "need") & events(line.text, "line") else 0
    shared = (_lemmas(need) & _lemmas(line.text)) - _common()
    by_words = 2 if len([w for w in shared if len(w) >= 3]) >= 2 else 0
    # An event alone ("customers" on both sides) is too little: it counts with a skill or with words in common.
    alone = by_event and not by_skill and not shared
    return 0 if alone else by_skill + by_event + (0 if by_skill == 3 else by_words)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Words that every posting and every resume shares, so that two of them in common say nothing."""
    return lemmas(_data()["common"]["words"])


# Each text is read once, though it is compared with every text of the other side.
_skills = lru_cache(maxsize=1000)(skills_in)
_lemmas = lru_cache(maxsize=1000)(lemmas)


@lru_cache(maxsize=2000)
def events(text: str, side: str) -> frozenset[str]:
    """Return the classes of events in a text, seen from the "need" or from the resume "line"."""
    return frozenset(name for name in _data()["event"] if _pattern("event", name, side).search(text[:2000]))


@lru_cache(maxsize=1000)
def _sectors(text: str) -> frozenset[str]:
    return frozenset(name for name in _data()["sector"] if _pattern("sector", name).search(text[:20_000]))


def _age(line: ResumeLine, today: dt.date) -> int:
    """Return +1 for work of the last five years, -1 for work that ended more than ten years ago."""
    end = today if line.current else line.end
    if end is None:
        return 0
    years = (today - end).days / 365.25
    return 1 if years <= 5 else -1 if years > 10 else 0


# --- stories ----------------------------------------------------------------------------------------------------

_Scores = dict[tuple[int, int], int]


def _stories(needs: Sequence[Need], lines: Sequence[ResumeLine], scores: _Scores) -> tuple[Story, ...]:
    """Choose lines by greedy set cover of the six heaviest needs, then of the others while there is room."""
    chosen: list[tuple[int, int]] = []
    covered: set[int] = set()
    for pool in (range(min(_TOP, len(needs))), range(len(needs))):
        while len(chosen) < _MOST_STORIES:
            best = _best_line(pool, needs, lines, scores, covered, {i for _, i in chosen})
            if best is None:
                break
            line, carried = best
            chosen.append((carried[0], line))
            covered.update(carried)
    _tell_a_failure(chosen, needs, lines, scores)
    return tuple(_story(needs[n], lines[i], scores[n, i]) for n, i in chosen)


def _best_line(
    pool: range, needs: Sequence[Need], lines: Sequence[ResumeLine], scores: _Scores, covered: set[int], used: set[int]
) -> tuple[int, list[int]] | None:
    """Return the line that covers most open weight, with the needs that it carries, the one it fits best first."""
    best: tuple[float, int, list[int]] | None = None
    for i in range(len(lines)):
        if i in used:
            continue
        gains = sorted(
            ((_gain(scores[n, i]) * needs[n].weight, scores[n, i], -n) for n in pool if n not in covered), reverse=True
        )
        carried = [-n for gain, _, n in gains[:_MOST_PER_LINE] if gain > 0]
        total = sum(gain for gain, _, _ in gains[:_MOST_PER_LINE])
        if carried and (best is None or total > best[0]):
            best = (total, i, carried)
    return (best[1], best[2]) if best else None


def _gain(score: int) -> float:
    return 1.0 if score >= STRONG else 0.5 if score >= PARTIAL else 0.0


def _tell_a_failure(
    chosen: list[tuple[int, int]], needs: Sequence[Need], lines: Sequence[ResumeLine], scores: _Scores
) -> None:
    """Make one of the stories one about something that went wrong, in place of the last, when one fits a need."""
    if not chosen or any(went_wrong(lines[i].text) for _, i in chosen):
        return
    keep = chosen[: _MOST_STORIES - 1]
    taken = {n for n, _ in keep}
    fits = [
        (_gain(scores[n, i]) * needs[n].weight, -n, -i)
        for i, line in enumerate(lines) if went_wrong(line.text)
        for n in range(len(needs)) if n not in taken and scores[n, i] >= PARTIAL
    ]  # fmt: skip
    if fits:
        _, n, i = max(fits)
        chosen[:] = [*keep, (-n, -i)]


def went_wrong(text: str) -> bool:
    """Tell whether a line of a resume is about something that went wrong."""
    return bool(_pattern("wrong", "line").search(_pattern("wrong", "not").sub(" ", text)))


def _story(need: Need, line: ResumeLine, score: int) -> Story:
    return Story(
        need=need.statement,
        asked=need.sort != "signal",
        line=Statement(text=line.text, citations=(line.citation,)),
        line_number=line.line,
        strength="strong" if score >= STRONG else "partial",
        verb=line.verb,
        figure=line.figure,
        went_wrong=went_wrong(line.text),
        bridge=_bridge(line.employer, score),
        follow_up=_follow_up(line),
    )


def _bridge(employer: str | None, score: int) -> str:
    """Return the sentence that leads from what they need to the story (QUESTIONS, 5.5)."""
    if score < STRONG:
        return "I have done a part of that, not the whole; here is how I would start: ___."
    where = f" at {employer}" if employer else ""
    return f"That is close to something I did{where}; the part that surprised me was ___."


def _follow_up(line: ResumeLine) -> str:
    if went_wrong(line.text):
        return "What would you do differently?"
    return "How was that measured?" if line.figure else "How do you know that it worked?"


# --- what is missing --------------------------------------------------------------------------------------------

_SAY = "I haven't used {} in a job. The nearest thing I've done is ___, and I'd expect to need ___ weeks to be useful."
_SAY_TONGUE = "I don't work in {} yet. The nearest thing I've done is ___, and I'd expect to need ___ to be useful."
_SAY_FIELD = "On {}: that would be new for me. What I've learned fastest before was ___, in ___."
# A field of work is nothing that one uses; most are written small, as no product is.
_FIELDS = frozenset("people marketing brand finance operations commercial product health quality design".split())
_WISH = re.compile(r"(?:an? |the |your )?(?:interest|passion|willing|eager|curio|desire|enthusias|open to|keen)", re.I)


def _shortfalls(
    posting: Posting | None, lines: Sequence[ResumeLine], needs: Sequence[Need], scores: _Scores,
    told: Sequence[ResumeLine],
) -> tuple[Shortfall, ...]:  # fmt: skip
    """Return the musts whose named skills no line of the resume names; nice-to-haves are never raised."""
    shown = {name for line in lines for name in line.skills}
    musts = {fold(s.text) for s in posting.must} if posting else set()
    found: list[Shortfall] = []
    told_of: set[str] = set()
    for n, need in enumerate(needs):
        asked = [s for s in skills_in(need.text) if s.name not in told_of]
        is_must = need.sort == "must" or fold(need.text) in musts
        named = is_must and asked and not _WISH.match(need.text) and not any(shows(shown, s.name) for s in asked)
        if named and not any(scores[n, i] >= PARTIAL for i in range(len(told))):
            found.append(_shortfall(need, asked, lines))
            told_of.update(skill.name for skill in asked)
    return tuple(found[:_MOST_GAPS])


def _shortfall(need: Need, asked: Sequence[Skill], lines: Sequence[ResumeLine]) -> Shortfall:
    families = {skill.family for skill in asked} - _NO_KIN
    near = next((line for line in lines if families & {family_of(name) for name in line.skills}), None)
    family, named = asked[0].family, _listed(need.text, asked)
    if asked[0].name[:1].islower() and need.text.startswith(named):  # no name, but the first word of the line
        named = named[:1].lower() + named[1:]
    is_field = family in _FIELDS or asked[0].name[:1].islower()
    return Shortfall(
        need=need.statement,
        must=True,
        partial=Statement(text=near.text, citations=(near.citation,)) if near else None,
        say=(_SAY_TONGUE if family == "tongues" else _SAY_FIELD if is_field else _SAY).format(named),
    )


_BETWEEN = re.compile(r"(?:\s|,|/|\bor\b|\band\b|\bsuch as\b|\blike\b)+")


def _listed(text: str, asked: Sequence[Skill]) -> str:
    """Return the first skill as written, with those that are listed with it: "Python or Go"."""
    end = asked[0].end
    for skill in asked[1:]:
        if not _BETWEEN.fullmatch(text[end : skill.start]):
            break
        end = skill.end
    return text[asked[0].start : end]


# --- data -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("research.brief").joinpath("fit.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=200)
def _pattern(*path: str) -> re.Pattern[str]:
    value: Any = _data()
    for key in path:
        value = value[key]
    return re.compile(rf"\b(?:{value})", re.IGNORECASE)
