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
from research.models import Document, Passage, Posting, Signal
from research.tongues import Cue, Task, Tongue, plain, tongue

_TOLD_ON = frozenset(("home", "about", "products", "customers", "values", "team", "careers", "other", "posting"))
_VALUES_ON = frozenset(("home", "about", "values", "careers", "other"))
_QUOTED = re.compile(r"\"[^\"]*\"|«[^»]*»")
_CLAUSE_MARKS = ",;:()"
_TILE_WORDS = 6
_LONGEST_VALUE, _LONGEST_VALUE_TEXT = 8, 60
_OF_A_TEAM = 15
_FEWEST_PEOPLE, _MOST_PEOPLE = 4, 3000
_OF_THE_PERSON = frozenset(("C34", "C38"))
"""Statements that what is asked of a person makes about the firm as well: open work, and what counts in choosing."""
_NO_WORK = frozenset(("skip", "must", "nice", "pay", "stages"))
_MOST_TASKS = 4
_LEAST_WORDS = 120
"""A shorter posting leaves everything out, which then means nothing."""
_LIGHTER = 0.7
"""What every posting lists weighs less than what this one says."""
# Which two works in one role are furthest from each other, best first.
_FAR = (
    {"clients", "running"}, {"clients", "making"}, {"people", "making"}, {"money", "running"}, {"money", "making"},
    {"people", "running"}, {"words", "making"}, {"plan", "people"}, {"clients", "money"}, {"money", "control"},
    {"words", "money"}, {"plan", "clients"}, {"making", "running"}, {"plan", "making"}, {"control", "clients"},
)  # fmt: skip


def of_page(document: Document, site: Site) -> Iterator[Signal]:
    """Yield the values and the statements of one page of the employer, each once, in page order."""
    known = tongue(document.language, site.names)
    if known is None or document.kind not in _TOLD_ON:
        return
    told: set[tuple[str, str, str]] = set()
    for line, section in _lines(document, known):
        signal = _statement(line, section, known, site)
        key = (signal.code, signal.subtype, signal.slots.get("NUM", "")) if signal else None
        if signal and key and key not in told:
            told.add(key)
            yield signal
    yield from _values(document, known, site)


def _lines(document: Document, known: Tongue) -> Iterator[tuple[Line, str]]:
    """Yield the sentences that the employer says with the section they stand in, "" where none is named.

    A list is a "must" as well when the paragraph above it asks for experience.
    """
    asked = False
    for passage in document.main:
        if passage.block not in ("item", "cell"):
            asked = passage.text.endswith(":") and bool(known.asks.search(plain(passage.text)))
        told_by_others = passage.block == "quote" or rules.TESTIMONIAL.search(" ".join(passage.headings))
        if passage.block != "heading" and not told_by_others and len(passage.text) <= 3_000:
            section = next((name for h in reversed(passage.headings[1:]) if (name := section_of(h))), "")
            for line in lines_of(passage, document, True):
                yield line, "must" if asked else section


def _statement(line: Line, section: str, known: Tongue, site: Site) -> Signal | None:
    """Return the first statement that a sentence makes; the data has the stronger ones first."""
    sentence = _QUOTED.sub('""', plain(line.text))
    if sentence.endswith("?") or _inside_quotes(line):
        return None
    for cue in known.cues:
        for match in cue.pattern.finditer(sentence) if _may_stand(cue, line, section) else ():
            slots = None if _refused(cue, match, sentence, line, known) else known.slots(cue, match, sentence)
            if slots is not None and (signal := _signal(cue, slots, line, known, site)) is not None:
                return signal
    return None


def _inside_quotes(line: Line) -> bool:
    before = plain(line.passage.text[: line.start])
    return before.count('"') % 2 == 1 or before.count("«") > before.count("»")


def _may_stand(cue: Cue, line: Line, section: str) -> bool:
    """Whether the page may make the statement; under "your profile" a posting speaks of the person, not of itself."""
    posting = line.document.kind == "posting"
    if posting and cue.code not in _OF_THE_PERSON and section in ("must", "nice"):
        return False
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


def _made(
    code: str, subtype: str, slots: dict[str, str], line: Line, known: Tongue, site: Site, *more: Line,
    weight: float = 1.0,
) -> Signal:  # fmt: skip
    return Signal(
        code=code, subtype=subtype, slots=slots | {"LANG": known.code}, page_kind=line.kind, weight=weight,
        title=own_title(line.document, site.names), date=line.date if line.date and line.date <= site.today else None,
        citations=tuple(at.document.cite(at.passage, at.start, at.end) for at in (line, *more)),
    )  # fmt: skip


# --- values as headings -----------------------------------------------------------------------------------------------


def _values(document: Document, known: Tongue, site: Site) -> Iterator[Signal]:
    """Yield C05 for headings that tell a conduct, under a title of values; they are said as titles, as they stand."""
    if document.kind not in _VALUES_ON:
        return
    page = document.kind == "values" or bool(known.heading.search(plain(own_title(document, site.names))))
    for passage in document.main:
        above = plain(" ".join(h for h in passage.headings if h != passage.text))
        if passage.block == "heading" and (page or known.heading.search(above)) and _is_value(passage, known):
            line = Line(document, passage, 0, len(passage.text), document.kind, None, True)
            yield _made("C05", "heading", {"VALUE": passage.text.rstrip(" .!")}, line, known, site)


def _is_value(passage: Passage, known: Tongue) -> bool:
    value = passage.text.rstrip(" .!")
    short = 2 <= len(value.split()) <= _LONGEST_VALUE and len(value) <= _LONGEST_VALUE_TEXT
    plainly = not re.search(r"[?:,]", value) and not known.calls.search(value)
    return short and plainly and bool(known.value.match(value))


# --- the works of a posting -------------------------------------------------------------------------------------------


def of_posting(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    """Yield the works of a posting (J12), two that seldom fit together (J15), named colleagues (J16), silence (J10)."""
    known = tongue(document.language, site.names)
    if known is None:
        return
    works = list(_works(posting, document, known, site))
    for task, line in works[:_MOST_TASKS]:
        yield _made("J12", f"task {task.group}", {"TASK": task.said}, line, known, site, weight=_LIGHTER)
    pair = _furthest(works)
    if pair:
        (one, first), (two, second) = pair
        yield _made("J15", "two tasks", {"TASK1": one.said, "TASK2": two.said}, first, known, site, second)
    yield from _colleagues(document, known, site)
    if works and posting.words >= _LEAST_WORDS:
        yield from _silence(posting, works[0], known, site)


def _works(posting: Posting, document: Document, known: Tongue, site: Site) -> Iterator[tuple[Task, Line]]:
    """Yield each listed work once with its first line; what is asked of the person, or offered, is none.

    A line that makes a statement is asked about for that.
    """
    asked = {s.citations[0].passage for s in (*posting.must, *posting.nice)}
    work = {s.citations[0].passage for s in posting.responsibilities}
    told: set[str] = set()
    for line, section in _lines(document, known):
        none = line.passage.id in asked or (section in _NO_WORK and line.passage.id not in work)
        if none or _statement(line, section, known, site):
            continue
        sentence = plain(line.text)
        for task in known.tasks if not known.negation.search(sentence) else ():
            if task.said not in told and task.pattern.search(sentence):
                told.add(task.said)
                yield task, line


def _furthest(works: Sequence[tuple[Task, Line]]) -> tuple[tuple[Task, Line], tuple[Task, Line]] | None:
    pairs = [(a, b) for a, b in combinations(works, 2) if {a[0].group, b[0].group} in _FAR]
    return min(pairs, key=lambda p: _FAR.index({p[0][0].group, p[1][0].group}), default=None)


def _colleagues(document: Document, known: Tongue, site: Site) -> Iterator[Signal]:
    for line, _ in _lines(document, known):
        match = known.two_people.search(line.text)
        if match and is_first_name(match["A"]) and is_first_name(match["B"]):
            yield _made("J16", "people", {"PARTNERS": f"{match['A']} and {match['B']}"}, line, known, site)
            return


def _silence(posting: Posting, work: tuple[Task, Line], known: Tongue, site: Site) -> Iterator[Signal]:
    """Yield J10 for what no page says in any language, tied to the work of which it is left out."""
    task, line = work
    stated = {"measure": posting.measures, "manager": posting.reports_to, "team": posting.team}
    texts = [plain(p.text) for d in site.documents for p in d.main if len(p.text) <= 20_000]
    for topic, said in known.silence.items():
        if not stated.get(topic) and not any(said.search(text) for text in texts):
            yield _made("J10", topic, {"LACKS": topic, "TASK": task.said}, line, known, site)
