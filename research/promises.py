"""When a promise is due, and whether it was kept, by the words of its line. A leaf: knows no stage.

Days are counted from the day of the talk: "by Friday", "next week", "in two weeks", "30 Nov"; English and German.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from research.months import coming_day, find_day

KEPT = re.compile(r"^\s*(?:\[[xX✓]\]|done\b\s*:|✓)|\((?:done|sent|kept|answered)\)\s*$", re.IGNORECASE)
"""A line that the user has marked as settled: "[x] …", "done: …", "… (done)"."""
MINE = re.compile(
    r"\b(?:i['’]ll|i will|i promised|i (?:should|must|need to|have to|owe)(?! have\b)|i agreed to|i said i"
    r"|ich (?:schicke|sende|liefere|melde mich|werde|habe versprochen))\b",
    re.IGNORECASE,
)
"""What a line without a mark says when the user promised something."""
_MARK = re.compile(r"(?:^|\s)[!?><=~](?=\s)")
_WORKING_DAYS = 5
"""A promise without a day has had its time after so many working days (QUESTIONS, 6.3)."""

_FURTHEST = dt.timedelta(days=183)

_WEEKDAYS = (
    "monday|montag", "tuesday|dienstag", "wednesday|mittwoch", "thursday|donnerstag", "friday|freitag",
    "saturday|samstag|sonnabend", "sunday|sonntag",
)  # fmt: skip
# A weekday alone may be anything ("Friday's release"); with one of these words it is a day to come.
_WEEKDAY = re.compile(
    r"\b(?:by|on|before|until|till|this|coming|(?P<next>next|nächsten|nächste[rn]?)|bis|am)\s+(?:zum\s+)?"
    rf"(?P<day>{'|'.join(_WEEKDAYS)})\b(?!['’])",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_COUNTS |= {"einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5}
_SPAN = re.compile(
    rf"\b(?:with)?in\s+(?:the next\s+)?(?P<n>\d{{1,2}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})\s+"
    r"(?P<working>working |business |werk|arbeits)?(?P<unit>day|week|month|tag|woche|monat)(?:e?[ns])?\b",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\b(?:today|tonight|this (?:evening|afternoon)|(?:end|close) of (?:the )?day|heute)\b", re.I)
_OVERMORROW = re.compile(r"\b(?:day after tomorrow|übermorgen)\b", re.I)
_TOMORROW = re.compile(r"\b(?:tomorrow|bis morgen|morgen (?:früh|abend))\b", re.I)
_WEEK = re.compile(
    r"\b(?:(?P<next>next week|nächste[rn]? woche)|(?:this|end of (?:the )?|diese[rn]? )\s*week\b|ende der woche)", re.I
)
_MONTH = re.compile(r"\b(?:(?P<next>next month|nächsten monat)|this month|end of (?:the )?month|monatsende)\b", re.I)
_BEFORE_DAY = re.compile(r"(?:\s+(?:by|on|before|until|till|bis|the|end|of|zum|am))*\s*$", re.I)


def is_legend(line: str) -> bool:
    """Tell whether a line of notes explains the marks: it holds several."""
    return len(_MARK.findall(line)) >= 3


def due_day(text: str, said: dt.date | None) -> dt.date | None:
    """Return the day that a line's promise names, counted from `said`; None when it names none that can be told."""
    named = find_day(text)
    if named and named[0] != said:
        return named[0]
    if said is None:
        return None
    try:
        coming = coming_day(text, said)
        if coming is not None and coming - said > _FURTHEST:  # a day that was: "as agreed on 2 Nov"
            coming = None
        return coming or _named(text, said)
    except (OverflowError, ValueError):  # a date at the end of the calendar
        return None


def undated(text: str) -> str:
    """Return a promise without the day that ends it: "the summary by Friday" becomes "the summary"."""
    ends = [m for p in (_WEEKDAY, _SPAN, _TODAY, _OVERMORROW, _TOMORROW, _WEEK, _MONTH) for m in p.finditer(text)]
    starts = [m.start() for m in ends if m.end() == len(text)]
    named = find_day(text)
    starts += [named[1]] if named and named[2] == len(text) else []
    return _BEFORE_DAY.sub("", text[: min(starts)]) if starts else text


def week_up(said: dt.date) -> dt.date | None:
    """Return when a promise that names no day has had its time; None at the end of the calendar."""
    try:
        return _working(said, _WORKING_DAYS)
    except OverflowError:
        return None


def _named(text: str, said: dt.date) -> dt.date | None:
    """Return the day that words name, counted from `said`; a week or a month ends with its last working or own day."""
    monday = said - dt.timedelta(days=said.weekday())
    if found := _WEEKDAY.search(text):
        number = next(n for n, names in enumerate(_WEEKDAYS) if re.fullmatch(names, found["day"], re.I))
        if found["next"]:
            return monday + dt.timedelta(days=7 + number)
        return said + dt.timedelta(days=(number - said.weekday() - 1) % 7 + 1)
    if found := _SPAN.search(text):
        return _after(said, _COUNTS.get(found["n"].lower()) or int(found["n"]), found)
    if _OVERMORROW.search(text):
        return said + dt.timedelta(days=2)
    if _TOMORROW.search(text):
        return said + dt.timedelta(days=1)
    if _TODAY.search(text):
        return said
    if found := _WEEK.search(text):
        late = bool(found["next"]) or said.weekday() > 4  # said at a weekend, "this week" is the one to come
        return monday + dt.timedelta(days=4 + 7 * late)
    if found := _MONTH.search(text):
        first = (said.replace(day=28) + dt.timedelta(days=4)).replace(day=1) if found["next"] else said
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return None


def _after(said: dt.date, count: int, found: re.Match[str]) -> dt.date:
    unit = found["unit"].lower()
    if found["working"]:
        return _working(said, count)
    days = {"day": 1, "tag": 1, "week": 7, "woche": 7}.get(unit, 30)
    return said + dt.timedelta(days=count * days)


def _working(day: dt.date, count: int) -> dt.date:
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day
