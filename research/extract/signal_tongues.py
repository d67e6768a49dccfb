"""Signals of pages in other languages than English, by the statements of `tongues.toml`: each is told in English words
of ours and cites the sentence as it stands. The guards of English signals hold here too: whose statement it is,
negation, plans, conditions, other people's voices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from research.extract import signal_rules as rules
from research.extract.names import is_first_name
from research.extract.postings import section_of
from research.extract.signal_lines import Line, Site, lines_of, own_title
from research.models import Document, Posting, Signal
from research.tongues import Cue, Task, Tongue, plain, tongue

_TOLD_ON = frozenset(("home", "about", "products", "customers", "values", "team", "careers", "other", "posting"))
_QUOTED = re.compile(r"\"[^\"]*\"|«[^»]*»")
_CLAUSE_MARKS = ",;:()"
_TILE_WORDS = 6
_OF_A_TEAM = 15
_FEWEST_PEOPLE, _MOST_PEOPLE = 4, 3000
_NO_WORK = frozenset(("skip", "must", "nice", "pay", "stages"))
_MOST_TASKS = 4
# Which two works in one role are furthest from each other, best first.
_FAR = (
    {"clients", "running"}, {"clients", "making"}, {"people", "making"}, {"money", "running"}, {"money", "making"},
    {"people", "running"}, {"words", "making"}, {"plan", "people"}, {"clients", "money"}, {"money", "control"},
    {"words", "money"}, {"plan", "clients"}, {"making", "running"}, {"plan", "making"}, {"control", "clients"},
)  # fmt: skip


def of_page(document: Document, site: Site) -> Iterator[Signal]:
    """Yield the statements of one page of the employer, each once, in page order."""
    known = tongue(document.language, site.names)
    if known is None or document.kind not in _TOLD_ON:
        return
    told: set[tuple[str, str, str]] = set()
    for line in _lines(document):
        for signal in _of_line(line, known, site):
            key = (signal.code, signal.subtype, signal.slots.get("NUM", ""))
            if key not in told:
                told.add(key)
                yield signal


def _lines(document: Document) -> Iterator[Line]:
    for passage in document.main:
        told_by_others = passage.block == "quote" or rules.TESTIMONIAL.search(" ".join(passage.headings))
        if passage.block != "heading" and not told_by_others and len(passage.text) <= 3_000:
            yield from lines_of(passage, document, True)


def _of_line(line: Line, known: Tongue, site: Site) -> Iterator[Signal]:
    sentence = _QUOTED.sub('""', plain(line.text))
    if sentence.endswith("?") or _inside_quotes(line):
        return
    for cue in known.cues:
        if not _may_stand(cue, line):
            continue
        for match in cue.pattern.finditer(sentence):
            slots = None if _refused(cue, match, sentence, line, known) else known.slots(cue, match, sentence)
            if slots is not None and (signal := _signal(cue, slots, line, known, site)) is not None:
                yield signal
                break


def _inside_quotes(line: Line) -> bool:
    before = plain(line.passage.text[: line.start])
    return before.count('"') % 2 == 1 or before.count("«") > before.count("»")


def _may_stand(cue: Cue, line: Line) -> bool:
    posting = line.document.kind == "posting"
    return cue.on == "any" or posting == (cue.on == "posting")


def _refused(cue: Cue, match: re.Match[str], sentence: str, line: Line, known: Tongue) -> bool:
    start = max((sentence.rfind(mark, 0, match.start()) + 1 for mark in _CLAUSE_MARKS), default=0)
    ends = [at for mark in _CLAUSE_MARKS if (at := sentence.find(mark, match.end())) >= 0]
    clause = sentence[start : min(ends, default=len(sentence))].strip()
    return bool(
        ("neg" not in cue.says and known.negation.search(clause))
        or ("plan" not in cue.says and known.plan.search(clause))
        or known.condition.match(clause)
        or known.others.search(sentence[start : match.start()])
        or (cue.whose and not _is_tile(line) and not known.own.search(sentence))
    )


def _is_tile(line: Line) -> bool:
    """Whether a line is a figure with its label, of which nobody says whose it is."""
    return line.passage.block in ("item", "cell") and len(line.passage.text.split()) <= _TILE_WORDS


def _signal(cue: Cue, slots: dict[str, str], line: Line, known: Tongue, site: Site) -> Signal | None:
    code, subtype = cue.code, cue.subtype
    if subtype == "volume" and slots["NUM"].endswith(" people"):
        if not _is_tile(line):
            return None  # people who were counted may be anybody's
        subtype, slots = "people", {"N": re.sub(r"\D", "", slots["NUM"])}
    if subtype == "people":
        if not _FEWEST_PEOPLE <= int(slots["N"]) <= _MOST_PEOPLE:
            return None
        if line.document.kind == "posting" and int(slots["N"]) <= _OF_A_TEAM:
            code, subtype = "J04", "team"
    return _made(code, subtype, slots, line, known, site)


def _made(code: str, subtype: str, slots: dict[str, str], line: Line, known: Tongue, site: Site, *more: Line) -> Signal:
    return Signal(
        code=code, subtype=subtype, slots=slots | {"LANG": known.code}, page_kind=line.kind,
        title=own_title(line.document, site.names), date=line.date if line.date and line.date <= site.today else None,
        citations=tuple(at.document.cite(at.passage, at.start, at.end) for at in (line, *more)),
    )  # fmt: skip


# --- the works of a posting -------------------------------------------------------------------------------------------


def of_posting(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    """Yield the works that a posting names (J12), two that seldom fit together (J15), and named colleagues (J16)."""
    known = tongue(document.language, site.names)
    if known is None:
        return
    works = list(_works(posting, document, known))
    for task, line in works[:_MOST_TASKS]:
        yield _made("J12", "task", {"TASK": task.said}, line, known, site)
    pair = _furthest(works)
    if pair:
        (one, first), (two, second) = pair
        yield _made("J15", "two tasks", {"TASK1": one.said, "TASK2": two.said}, first, known, site, second)
    for line in _lines(document):
        match = known.two_people.search(line.text)
        if match and is_first_name(match["A"]) and is_first_name(match["B"]):
            yield _made("J16", "people", {"PARTNERS": f"{match['A']} and {match['B']}"}, line, known, site)
            return


def _works(posting: Posting, document: Document, known: Tongue) -> Iterator[tuple[Task, Line]]:
    """Yield each listed work once with its first line; what is asked of the person, or offered, is none."""
    asked = {s.citations[0].passage for s in (*posting.must, *posting.nice)}
    told: set[str] = set()
    for line in _lines(document):
        above = next((s for h in reversed(line.passage.headings[1:]) if (s := section_of(h))), None)
        if above in _NO_WORK or line.passage.id in asked:
            continue
        sentence = plain(line.text)
        for task in known.tasks:
            if task.said not in told and task.pattern.search(sentence) and not known.negation.search(sentence):
                told.add(task.said)
                yield task, line


def _furthest(works: Sequence[tuple[Task, Line]]) -> tuple[tuple[Task, Line], tuple[Task, Line]] | None:
    pairs = [(a, b) for a, b in combinations(works, 2) if {a[0].group, b[0].group} in _FAR]
    return min(pairs, key=lambda p: _FAR.index({p[0][0].group, p[1][0].group}), default=None)
