"""Checklists for the day before and the day of an interview, filled with the brief's facts; and the coverage grid."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from research.coverage import NAMES, Grid
from research.models import Brief, Change, Interview, Question
from research.render.markdown import escape
from research.render.markup import cells, cut, wrap
from research.render.words import day

_WIDTH = 80


def checklist(brief: Brief, now: dt.datetime) -> str:
    """Return both checklists as Markdown, about the next day with an interview after `now` (aware), else in general."""
    slots = coming(brief.interviews, now)
    brief = _of_the_day(brief, slots)
    lines = [f"# Before and on the day: {escape(brief.company.name)}", ""]
    lines += [_box(line) for line in _slots(slots)] or [
        _box("No date lies ahead: add it to profile.toml, [[interviews]]")
    ]
    lines += [_box(line) for line in _untimed(brief.interviews)]
    lines += ["", "## The day before", "", *(_box(line) for line in _day_before(brief, slots, now))]
    lines += ["", "## The day", "", *(_box(line) for line in _the_day(brief, slots))]
    lines += ["", "## If it goes differently", "", *(_wrapped(f"- {line}", 2) for line in _otherwise(brief, slots))]
    return "\n".join(lines) + "\n"


def _of_the_day(brief: Brief, slots: Sequence[Interview]) -> Brief:
    """Return the brief with nobody in it but those of the day, and their questions; all, when nobody is named."""
    names = {name for slot in slots for name in slot.interviewers}
    if not names:
        return brief
    met = tuple(p for p in brief.interviewers if p.name in names)
    asked = tuple(q for q in brief.questions if q.asked_of in names)
    return brief.model_copy(update={"interviewers": met, "questions": asked or brief.questions})


def coming(interviews: Sequence[Interview], now: dt.datetime) -> list[Interview]:
    """Return the appointments of the next day that has one, in order."""
    ahead = sorted((i for i in interviews if i.at is not None and i.at >= now), key=lambda i: i.at or now)
    return [i for i in ahead if i.at and ahead[0].at and i.at.date() == ahead[0].at.date()]


def _box(text: str) -> str:
    return _wrapped(f"- [ ] {text}", 6)


def _wrapped(text: str, hang: int) -> str:
    return textwrap.fill(text, _WIDTH, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False)


def _slots(slots: Sequence[Interview]) -> Iterable[str]:
    for slot in slots:
        if slot.at is None:
            continue
        hours = f"{slot.at:%z}"
        offset = f"UTC{hours[:3]}:{hours[3:5]}"
        zone = slot.at.tzname() or ""
        shown = offset if zone.startswith(("+", "-", "UTC")) or not zone else f"{zone}, {offset}"
        names = ", ".join(slot.interviewers) or "nobody named yet"
        place = f" · {_place(slot.place)}" if slot.place else " · no place or link given: ask"
        panel = " (a panel)" if len(slot.interviewers) > 1 else ""
        yield (
            f"{slot.at:%A} {day(slot.at.date())}, {slot.at:%H:%M} ({shown}), {slot.minutes} min:"
            f" {escape(names)}{panel}{place}"
        )


def _untimed(interviews: Sequence[Interview]) -> Iterable[str]:
    for interview in interviews:
        if interview.at is None:
            named = ", ".join((interview.round or "An interview", *interview.interviewers))
            yield f"No time yet: {escape(named)}: ask for it"


def _place(text: str) -> str:
    return f"<{text}>" if text.startswith("https://") and not set(text) & set(" <>") else escape(text)


def _first(brief: Brief) -> list[Question]:
    return [q for q in brief.questions if q.starred and q.state in ("new", "good")]


def _day_before(brief: Brief, slots: Sequence[Interview], now: dt.datetime) -> Iterable[str]:
    yield f"Read the brief once ({brief.profile}/brief.md), the starred questions aloud"
    for question in _first(brief)[:3]:
        yield f"★ {question.id}: {escape(question.text)}"
    for title, url in _read_first(brief):
        yield f"READ FIRST: “{escape(title)}”, {_place(url)}"
    posting = brief.role.posting
    if posting is not None:
        yield f"Open the posting again: still online, unchanged? {_place(posting.url)}"
    stories = f"Your stories ({len(brief.stories)}), one number" if brief.stories else "Three stories, one number"
    yield f"{stories} each, 90 seconds by the clock"
    for person in brief.interviewers:
        title = f", {escape(person.job_title)}" if person.job_title else ""
        said = _how_to_say(brief, person.name)
        yield f"{escape(person.name)}{title}: {said}"
    yield _getting_there(slots)
    if not _online(slots):
        yield "Two copies of the resume that you sent"
    yield "“Why this role” in three sentences"
    carry = brief.carry_over
    for statement in carry.you_promised if carry else ():
        yield escape(statement.text)
    yield "Your salary range thought through, in your head and on no paper you take along"
    age = (now - brief.generated_at).days
    since = f" (this brief is {age} days old)" if age >= 1 else ""
    yield f"`research {brief.profile}` once more{since}: news of the last days; do not open with bad news"
    for change in brief.changes[:3]:
        yield f"Changed: {escape(_change(change))}"


def _change(change: Change) -> str:
    return change.text or f"{change.about}: {change.what}"


def _how_to_say(brief: Brief, name: str) -> str:
    """Return what a page says of how a name is spoken, when the brief holds such a line; else whom to ask."""
    for person in brief.interviewers:
        if person.name == name:
            for fact in person.facts:
                if any(cue in fact.text.casefold() for cue in ("pronounced", "pronunciation", "say it like")):
                    return f"“{escape(fact.text)}”"
    return "sure how to say the name? else ask at the start"


def _read_first(brief: Brief) -> list[tuple[str, str]]:
    found = {q.read_first: q.citations[0].url for q in brief.questions if q.read_first and q.state in ("new", "good")}
    return list(found.items())


def _getting_there(slots: Sequence[Interview]) -> str:
    if _online(slots):
        return "Camera, sound, light, charger; the link opens; a phone number in case it fails: ___"
    if slots and all(s.place for s in slots):
        return "The route, plus 20 minutes; a phone number in case you are late: ___"
    return "Link or address known; camera, sound, light, charger, or the route plus 20 minutes"


def _online(slots: Sequence[Interview]) -> bool:
    return bool(slots) and all(s.place.startswith(("http://", "https://")) for s in slots)


def _the_day(brief: Brief, slots: Sequence[Interview]) -> Iterable[str]:
    yield "Five minutes with the one page, no new research"
    yield "Water, pen, paper, one line a person; messages off, one tab open"
    first = slots[0].at if slots else None
    yield f"Be there at {first - dt.timedelta(minutes=5):%H:%M}" if first else "Be there 3-5 minutes early"
    for asked_of in dict.fromkeys(q.asked_of for q in brief.questions):
        theirs = [q for q in brief.questions if q.asked_of == asked_of and _to_ask(q)]
        if theirs:
            question = next((q for q in theirs if q.starred), theirs[0])
            yield f"First for {escape(asked_of)}: {question.id}, {escape(question.text)}"
    yield "Tick topics as they get answered (`research covered`, or [x] in brief.md); never ask a ticked one"
    yield "Follow the answer before the next question"
    yield "Ask for next steps and dates"
    yield f"Within 15 minutes after: `research note {brief.profile}` with ! ? > < = ~"
    yield f"By next morning: `research thanks {brief.profile}`"


def _to_ask(question: Question) -> bool:
    return not question.spare and question.state in ("new", "good")


def _otherwise(brief: Brief, slots: Sequence[Interview]) -> Iterable[str]:
    best = next(iter(_first(brief)), None)
    yield f"Running late: only {best.id}" if best else "Running late: only the question that matters most to you"
    if any(len(s.interviewers) > 1 for s in slots):
        yield "Panel: say the first name before the question"
    yield "Two minutes left in a technical round: one question about daily work"
    yield "Somebody you did not expect: a question about their function, none about the person"


_BESIDE = 5
_SHOWN = {"": "·", "open": "asked", "partly": "partly", "answered": "answered"}


def coverage_grid(grid: Grid) -> str:
    """Return the grid of topics and people as plain text, a row a topic, at most five people side by side.

    Of more than five, who has touched nothing is named below.
    """
    heard = [p for p in grid.people if any(row.get(p) for row in grid.cells.values())]
    people = (heard if len(grid.people) > _BESIDE else grid.people) or ("nobody yet",)
    blocks = [_block(grid, people[at : at + _BESIDE]) for at in range(0, len(people), _BESIDE)]
    silent = [p for p in grid.people if p not in people]
    return "\n\n".join([*blocks, *([f"Nothing yet from {', '.join(silent)}."] if silent else [])])


def _block(grid: Grid, people: Sequence[str]) -> str:
    first = max(len(name) for name in NAMES)
    each = min(20, (_WIDTH - first) // len(people) - 2)
    heads = zip_longest(*(_head(name, each) for name in people), fillvalue="")
    rows = [["", *line] for line in heads]
    rows += [[topic, *(_SHOWN[grid.cells[topic].get(p, "")] for p in people)] for topic in NAMES]
    lines = ("  ".join([row[0].ljust(first), *(c + " " * (each - cells(c)) for c in row[1:])]) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _head(name: str, columns: int) -> list[str]:
    """Return a name in as many lines as its words take; a word that is too long is cut, with “…” to show it."""
    return wrap(" ".join(cut(word, columns) for word in name.split()), columns)
