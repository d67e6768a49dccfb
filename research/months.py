"""Dates as people write them in careers and notes: English, German, French, Dutch, Spanish, Portuguese, Italian.

A leaf: knows no stage."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from research.text import bare

# Month names, accents already dropped; a prefix of at least three letters ("sept", "janv", "dez") also counts.
_NAMES = (
    ("january", "januar", "janner", "janvier", "enero", "janeiro", "gennaio", "januari"),
    ("february", "februar", "feber", "fevrier", "febrero", "fevereiro", "febbraio", "februari"),
    ("march", "marz", "maerz", "mars", "marzo", "mrz", "marco", "maart"),
    ("april", "avril", "abril", "aprile"),
    ("may", "mai", "mayo", "maio", "maggio", "mei"),
    ("june", "juni", "juin", "junio", "junho", "giugno"),
    ("july", "juli", "juillet", "julio", "julho", "luglio"),
    ("august", "aout", "agosto", "augustus"),
    ("september", "septembre", "septiembre", "setiembre", "setembro", "settembre"),
    ("october", "oktober", "octobre", "octubre", "outubro", "ottobre"),
    ("november", "novembre", "noviembre", "novembro"),
    ("december", "dezember", "decembre", "diciembre", "dezembro", "dicembre"),
)
_SHORT = r"(?:[^\W\d_]{3,10})\.?"
MONTH = (
    r"(?:jan|jän|ene|gen|feb|fév|fev|mar|mär|mrz|maa|apr|avr|abr|may|mai|mei|mag|jun|jui|giu|jul|lug|aug|aoû|aou|ago|sep|set|oct|okt|"
    r"out|ott|nov|dec|dez|déc|dic)[^\W\d_]{0,7}"
)
"""What may be a month's name in running text; `month` decides."""
PRESENT = (
    r"present|today|now|current|ongoing|to date|heute|aktuell|jetzt|gegenwart|laufend|"
    r"aujourd['’]hui|présent|actuel(?:lement)?|en cours|presente|actualidad|actual|hoy|"
    r"atualmente|atual|hoje|o momento|oggi|attuale"
)

_DAY = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:de\s+)?(?P<m1>{_SHORT})\s+(?:de\s+)?(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_SHORT})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<d3>\d{{1,2}})\.\s?(?P<m3>\d{{1,2}})\.\s?(?P<y3>\d{{4}}))\b",
    re.IGNORECASE,
)


def month(word: str) -> int | None:
    """Return 1-12 for a month's name or its abbreviation of three letters and more, else None."""
    key = bare(word).rstrip(".")
    if len(key) < 3:
        return None
    # "mar" and "mai" tell March from May; "jun"/"jul"/"juin"/"juil" are settled by their own letters.
    for number, names in enumerate(_NAMES, 1):
        if any(name.startswith(key) for name in names):
            return number
    return None


def find_day(text: str) -> tuple[dt.date, int, int] | None:
    """Return the first full date in `text` with its start and end offset; None when there is none that exists."""
    for match in _DAY.finditer(text[:2000]):
        day = _day(match)
        if day:
            return day, match.start(), match.end()
    return None


# A day without its year: "30 Nov", "Nov 30", "30.11."
_SHORT_DAY = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+|de\s+)?(?P<m1>{MONTH})\.?"
    rf"|(?P<m2>{MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.h])"
    r"|(?P<d3>\d{1,2})\.(?P<m3>\d{1,2})\.(?!\d))",
    re.IGNORECASE,
)


def coming_day(text: str, since: dt.date) -> dt.date | None:
    """Return the first day without a year in `text` ("30 Nov"), as the first such day on or after `since`."""
    found = short_day(text)
    return _placed(found[0], found[1], (since.year, since.year + 1), lambda d: d >= since) if found else None


def latest_day(text: str, until: dt.date) -> tuple[dt.date, int, int] | None:
    """Return the first day without a year in `text` as the last such day on or before `until`, with its offsets."""
    found = short_day(text)
    day = _placed(found[0], found[1], (until.year, until.year - 1), lambda d: d <= until) if found else None
    return (day, found[2], found[3]) if found and day else None


def short_day(text: str) -> tuple[int, int, int, int] | None:
    """Return (month, day, start, end) of the first day that `text` names without a year."""
    for match in _SHORT_DAY.finditer(text[:2000]):
        part = match.groupdict()
        number = int(part["m3"]) if part["m3"] else month(part["m1"] or part["m2"])
        if number:
            return number, int(part["d1"] or part["d2"] or part["d3"]), match.start(), match.end()
    return None


def _placed(month_: int, day: int, years: tuple[int, ...], fits: Callable[[dt.date], bool]) -> dt.date | None:
    for year in years:
        try:
            found = dt.date(year, month_, day)
        except ValueError:  # 31 February and its like
            continue
        if fits(found):
            return found
    return None


_CLOCK = re.compile(r"(?<![\d.:-])(?P<h>[01]?\d|2[0-3])[:.h](?P<m>[0-5]\d)(?::00)?(?![\d.])")
_TWELVE = re.compile(r"(?<![\d.:])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?", re.I)
_BESIDE = re.compile(
    r"[^\W\d_]{2,10}(?:day|tag|di|woch)|(?:mon|tue|wed|thu|fri|mo|di|mi|do|fr)"
    r"|at|um|uhr|à|on|am|le|den",
    re.I,
)


def find_moment(text: str, otherwise: dt.time | None = None) -> dt.datetime | None:
    """Return a date and time that is all a text says ("Thu 3 Dec 2026, 10:00", "03.12.2026 um 10.00 Uhr"), else None.

    `otherwise` is the time of a text that names only the day.
    """
    found = find_day(text[:100])
    if found is None or len(text) > 100:
        return None
    rest = re.sub(r"\bT(?=\d)", " ", f"{text[: found[1]]} {text[found[2] :]}")
    clock = _TWELVE.search(rest) or _CLOCK.search(rest)
    beside = rest[: clock.start()] + rest[clock.end() :] if clock else rest
    if not all(_BESIDE.fullmatch(word) for word in re.split(r"[\s,.;]+", beside) if word):
        return None
    if clock is None:
        return dt.datetime.combine(found[0], otherwise) if otherwise else None
    hour, minute = int(clock["h"]), int(clock["m"] or 0)
    if half := clock.groupdict().get("half"):
        hour = hour % 12 + 12 * (half in "pP")
    return dt.datetime.combine(found[0], dt.time(hour, minute))


def _day(match: re.Match[str]) -> dt.date | None:
    part = match.groupdict()
    try:
        if part["iso"]:
            return dt.date.fromisoformat(part["iso"])
        if part["y3"]:
            return dt.date(int(part["y3"]), int(part["m3"]), int(part["d3"]))
        name, year, day = (part[k + ("1" if part["y1"] else "2")] for k in "myd")
        number = month(name)
        return dt.date(int(year), number, int(day)) if number else None
    except ValueError:  # 31 February and its like
        return None
