"""Pictures of a brief as inline SVG: a timeline, who is who, which question covers what for whom.

Shapes carry the meaning, colour never does, so that they read in black and white. Each picture is `Figure`: the drawing
and the same told in lines. Sizes are in CSS pixels for a column of 340, the width of a phone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from research.models import Brief, Person, Question
from research.render.markup import Markup, cut, join, tag, wrap
from research.render.words import LIVE, capital, dated, day
from research.text import fold

WIDTH = 340
_CHAR = 6.2  # mean advance of a character at 12 px in common sans-serif faces, measured in DejaVu Sans and Noto Sans
_LINE = 16
_AXIS = 44
_TEXT = 64
_MOST_EVENTS = 9
_MOST_PEOPLE = 18
_TWO_YEARS = 731

Mark = Literal["done", "planned", "going on", "page", "you"]


@dataclass(frozen=True)
class Figure:
    """A drawing with its caption and the same in words, a line an item."""

    caption: str
    drawing: Markup
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """Something dated: what happened, a page of that date (mark "page"), or the reader's interview ("you")."""

    date: dt.date
    mark: Mark
    text: str
    says: str = ""
    """The day with what is known of it; else it is made of the date."""


def events(brief: Brief) -> list[Event]:
    """Return the dated things of the last two years, newest first: what changed, then other dated pages."""
    told = [Event(d, _mark(verb), s.text, dated(d, verb)) for d, verb, s in brief.company.changed_lately]
    cited = {c.document for _, _, s in brief.company.changed_lately for c in s.citations}
    today = brief.generated_at.date()
    pages = [
        Event(p.published, "page", p.title)
        for p in brief.pages
        if p.published and p.sha256 not in cited and p.kind in ("article", "press") and p.url.startswith("http")
        and fold(p.title) not in ("", p.kind) and 0 <= (today - p.published).days <= _TWO_YEARS
    ]  # fmt: skip
    pages.sort(key=lambda e: e.date, reverse=True)
    own = _own(brief) if told or pages else []
    found = [*told, *own, *pages[: max(0, _MOST_EVENTS - len(told) - len(own))]]
    return sorted(found, key=lambda e: e.date, reverse=True)


def _own(brief: Brief) -> list[Event]:
    """The posting and the interview: where the reader stands among the events."""
    posting = brief.role.posting
    days = sorted({i.at.date() for i in brief.interviews if i.at})
    old = brief.generated_at.date() - dt.timedelta(days=_TWO_YEARS)
    posted = (
        [Event(posting.posted, "page", "The posting")] if posting and posting.posted and posting.posted > old else []
    )
    return [*(Event(d, "you", "Your interview") for d in days[:1]), *posted]


def _mark(verb: str) -> Mark:
    return "planned" if verb.startswith("plan") else "going on" if verb.startswith("going on") else "done"


_LEGEND: dict[Mark, str] = {
    "done": "● done", "going on": "◐ going on", "planned": "○ planned", "page": "□ a page of that date", "you": "◆ you",
}  # fmt: skip


def timeline(brief: Brief) -> Figure | None:
    """Return the company's dated events on an axis true to scale, newest on top; None with fewer than two."""
    found = events(brief)
    if len(found) < 2:
        return None
    labels = [wrap(e.text, int((WIDTH - _TEXT) / _CHAR))[:3] for e in found]
    heights = [_LINE * (1 + len(lines)) + 10 for lines in labels]
    height = max(200, sum(heights) + 12)
    newest, oldest = found[0].date, found[-1].date
    span = max(1, (newest - oldest).days)
    dots = [16 + (newest - e.date).days / span * (height - 40) for e in found]
    tops = _spread([d - 12 for d in dots], heights, height)
    parts: list[Markup] = [tag("line", x1=_AXIS, y1=8, x2=_AXIS, y2=height - 8, class_="axis")]
    parts += _years(newest, oldest, height)
    for event, lines, dot, top in zip(found, labels, dots, tops, strict=True):
        parts += [
            tag("path", d=f"M{_AXIS} {dot:.0f} L{_TEXT - 6} {top + 12:.0f}", class_="lead"),
            _dot(event.mark, dot),
            _words(_TEXT, top + 12, [event.says or day(event.date)], "strong"),
            _words(_TEXT, top + 12 + _LINE, lines),
        ]
    told = tuple(f"{e.says or day(e.date)}: {e.text}" for e in found)
    drawing = _svg("Timeline of dated events", f"{len(told)} events, newest first.", height, parts)
    used = {e.mark for e in found}
    return Figure(" · ".join(words for mark, words in _LEGEND.items() if mark in used), drawing, told)


def _years(newest: dt.date, oldest: dt.date, height: float) -> Iterable[Markup]:
    span = max(1, (newest - oldest).days)
    marks = [(dt.date(y, 1, 1), str(y)) for y in range(oldest.year + 1, newest.year + 1)]
    if not marks:
        marks = [(dt.date(newest.year, m, 1), f"{dt.date(newest.year, m, 1):%b}") for m in (4, 7, 10)]
    for date, name in marks:
        if oldest <= date <= newest:
            y = 16 + (newest - date).days / span * (height - 40)
            yield tag("line", x1=_AXIS - 5, y1=f"{y:.0f}", x2=_AXIS, y2=f"{y:.0f}", class_="axis")
            yield tag("text", name, x=_AXIS - 9, y=f"{y + 4:.0f}", text_anchor="end", class_="soft")


def _spread(wanted: Sequence[float], heights: Sequence[int], height: float) -> list[float]:
    """Return tops as near to the wanted ones as they can be without overlap, inside 0 … height."""
    tops, floor = [], 0.0
    for want, tall in zip(wanted, heights, strict=True):
        floor = max(floor, want)
        tops.append(floor)
        floor += tall
    ceiling = height
    for i in range(len(tops) - 1, -1, -1):
        tops[i] = max(0.0, min(tops[i], ceiling - heights[i]))
        ceiling = tops[i]
    return tops


def _dot(mark: Mark, y: float) -> Markup:
    at = f"{y:.0f}"
    if mark == "page":
        return tag("rect", x=_AXIS - 4, y=f"{y - 4:.0f}", width=8, height=8, class_="open")
    if mark == "you":
        return tag("path", d=f"M{_AXIS} {y - 7:.0f} l6 7 l-6 7 l-6 -7 z", class_="full")
    if mark == "planned":
        return tag("circle", cx=_AXIS, cy=at, r=5, class_="open")
    half = tag("path", d=f"M{_AXIS} {y - 5:.0f} a5 5 0 0 0 0 10 z", class_="full")
    if mark == "going on":
        return join(tag("circle", cx=_AXIS, cy=at, r=5, class_="open"), half)
    return tag("circle", cx=_AXIS, cy=at, r=5, class_="full")


# --- who is who ---

_GROUPS = {
    "leadership": "Leadership", "staff": "Staff", "board": "Board", "adviser": "Advisers", "former": "Former",
    "outside": "Of other companies",
}  # fmt: skip


def who(brief: Brief) -> Figure | None:
    """Return the people found, by group, interviewers first and marked; None when nobody was found.

    People of other companies are drawn only when they will be met; the words name them all.
    """
    met = {fold(i.name) for i in brief.interviewers}
    rows: list[tuple[str, list[Person]]] = []
    room = _MOST_PEOPLE
    for group, label in _GROUPS.items():
        people = sorted((p for p in brief.people if p.group == group), key=lambda p: fold(p.name) not in met)
        sure = sum(fold(p.name) in met for p in people)
        shown = people[: sure if group == "outside" else max(room, sure)]
        room = max(0, room - len(shown))
        if shown:
            rows.append((f"{label} ({len(people)})", shown))
    if not rows:
        return None
    parts: list[Markup] = []
    y = 6
    for label, people in rows:
        parts.append(_words(0, y + 10, [label], "soft"))
        y += 20
        for person in people:
            parts += _person(person, y, fold(person.name) in met)
            y += 34
        y += 6
    everyone = tuple(_told(p, fold(p.name) in met) for p in sorted(brief.people, key=lambda p: fold(p.name) not in met))
    shown_count = sum(len(people) for _, people in rows)
    notes = ["● you meet them"] if any(fold(p.name) in met for p in brief.people) else []
    notes += [f"{len(everyone) - shown_count} more are not drawn"] if len(everyone) > shown_count else []
    drawing = _svg("Who is who", f"{len(everyone)} people found on the pages, by group.", y, parts)
    return Figure(" · ".join(notes), drawing, everyone)


def _person(person: Person, y: float, met: bool) -> Iterable[Markup]:
    words = person.name.split() or ["?"]
    initials = (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
    kind = "full" if met else "open"
    yield tag("circle", cx=14, cy=y + 15, r=13, class_=kind)
    yield tag(
        "text", initials, x=14, y=y + 19, text_anchor="middle", class_="inverse" if met else "soft",
        aria_hidden="true",
    )  # fmt: skip
    room = int((WIDTH - 36) / _CHAR)
    yield _words(36, y + 12, [cut(person.name + (", you meet them" if met else ""), room)], "strong" if met else "")
    if person.job_title:
        yield _words(36, y + 26, [cut(person.job_title, room)], "soft")


def _told(person: Person, met: bool) -> str:
    title = f", {person.job_title}" if person.job_title else ""
    return f"{person.name}{title} ({person.group})" + (", you meet them" if met else "")


# --- coverage ---

_BUCKETS = {
    "role work": "The work", "team": "Team, manager", "decisions": "Decisions", "direction": "Direction",
    "culture": "Culture", "person": "The person",
}  # fmt: skip


def coverage(brief: Brief) -> Figure | None:
    """Return topic x interviewer with the numbers of the questions in it; None with fewer than two."""
    questions = [q for q in brief.questions if q.state in LIVE]
    if len(questions) < 2:
        return None
    names = list(dict.fromkeys(q.asked_of for q in questions))
    topics = [*_BUCKETS, *dict.fromkeys(q.bucket for q in questions if q.bucket not in _BUCKETS)]
    left = 104
    column = (WIDTH - left) / len(names)
    per_row = max(1, int(column // 26))
    parts: list[Markup] = []
    for i, name in enumerate(names):
        parts.append(_words(left + i * column + 4, 14, [cut(_short(name), max(3, int(column / _CHAR) - 1))], "strong"))
    y = 24.0
    told = []
    for topic in topics:
        inside = {n: [q for q in questions if q.bucket == topic and q.asked_of == n] for n in names}
        tall = 30 * max(1, *(-(-len(group) // per_row) for group in inside.values()))
        parts.append(tag("line", x1=0, y1=f"{y:.0f}", x2=WIDTH, y2=f"{y:.0f}", class_="rule"))
        parts.append(_words(0, y + 19, [cut(_BUCKETS.get(topic, capital(topic)), int(left / _CHAR))]))
        for i, name in enumerate(names):
            for j, question in enumerate(inside[name]):
                x = left + i * column + 14 + 26 * (j % per_row)
                parts += _number(question, x, y + 15 + 30 * (j // per_row))
        filled = "; ".join(f"{n}: {', '.join(_said(q) for q in group)}" for n, group in inside.items() if group)
        told.append(f"{_BUCKETS.get(topic, capital(topic))}: {filled or 'no question'}")
        y += tall
    drawing = _svg("Which question covers what", "Topics down, interviewers across.", y + 2, parts)
    legend = [
        words for words, holds in (
            ("● if you only get three", any(q.starred for q in questions)), ("○ ask", True),
            ("◌ in reserve", any(q.spare for q in questions)),
            ("crossed: covered", any(q.state == "covered" for q in questions)),
        ) if holds
    ]  # fmt: skip
    return Figure(" · ".join(legend), drawing, tuple(told))


def _short(name: str) -> str:
    """The first name of a person; a role ("hiring manager") stays whole."""
    words = name.split()
    return words[0] if len(words) > 1 and words[-1][:1].isupper() else capital(name)


def _said(question: Question) -> str:
    notes = [n for n, holds in (
        ("starred", question.starred), ("in reserve", question.spare), ("covered", question.state == "covered"),
    ) if holds]  # fmt: skip
    return question.id.removeprefix("Q") + (f" ({', '.join(notes)})" if notes else "")


def _number(question: Question, x: float, y: float) -> Iterable[Markup]:
    kind = "full" if question.starred else "dashed" if question.spare else "open"
    yield tag("circle", cx=f"{x:.0f}", cy=f"{y:.0f}", r=11, class_=kind)
    yield tag(
        "text", question.id.removeprefix("Q"), x=f"{x:.0f}", y=f"{y + 4:.0f}", text_anchor="middle",
        class_="inverse" if question.starred else None,
    )  # fmt: skip
    if question.state == "covered":
        yield tag("line", x1=f"{x - 12:.0f}", y1=f"{y + 12:.0f}", x2=f"{x + 12:.0f}", y2=f"{y - 12:.0f}", class_="axis")


# --- drawing ---


def _words(x: float, y: float, lines: Sequence[str], kind: str = "") -> Markup:
    spans = (
        tag("text", line, x=f"{x:.0f}", y=f"{y + i * _LINE:.0f}", class_=kind or None) for i, line in enumerate(lines)
    )
    return join(*spans)


def _svg(title: str, description: str, height: float, parts: Iterable[Markup]) -> Markup:
    name = "picture-" + "".join(c for c in title.lower() if c.isalpha())
    return tag(
        "svg", tag("title", title, id=f"{name}-t"), tag("desc", description, id=f"{name}-d"), *parts,
        viewBox=f"0 0 {WIDTH} {height:.0f}", width=WIDTH, height=f"{height:.0f}", role="img",
        aria_labelledby=f"{name}-t {name}-d",
    )  # fmt: skip
