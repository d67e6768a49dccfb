"""The number of a line that says most, with its unit as printed: "from 88% to 94%", "$1.2M", "30 kB", "14 depots"."""

from __future__ import annotations

import re

from research.skills import skills_in

_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred|dozens?"
)
_NUMBER = r"\d(?:[\d.,]{0,15}\d)?"
_SCALE = r"(?:\s?(?:k|K|m|M|bn|mn)\b|\s(?:million(?:en)?|billion|thousand|[Mm]io\.|[Mm]rd\.|[Tt]sd\.))?"
_NO_YEAR = r"(?!(?:19|20)\d\d\b)"
_SIGN, _CODE = r"[€$£]", r"(?:USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|CAD|AUD|INR)"
_MONEY = (
    rf"(?:{_SIGN}\s?|\b{_CODE}\s){_NUMBER}{_SCALE}|{_NUMBER}{_SCALE}\s?(?:€|{_CODE}\b|euros?\b|dollars?\b|pounds\b)"
)
_PERCENT = rf"[~±+-]?{_NUMBER}\s?(?:%|percent\b|per cent\b|prozent\b)"
_UNIT = (
    r"[kKMGTP]i?B\b|ms\b|km\b|kg\b|x\b|×|s\b|min\b|times\b|(?:hour|minute|second|day|week|month|year)s?\b|people\b|staff\b"
    r"|FTEs?\b|percentage points\b"
)
_START = r"(?<![\w.,/-])"
# What may not stand between a number and what it counts, nor be that.
_BREAK = r"(?:of|in|to|at|for|and|or|its|was|is|as|his|by|per|with|on|from|than|this|has|plus|across|over|into|a|the)\b"
_SIDE = rf"(?:{_SIGN}\s?)?(?:{_NUMBER}{_SCALE}|(?:{_WORDS})\b)(?:\s?(?:%|{_UNIT}))?"

# Before and after say most, then percentages and money, numbers with what they count, with a unit, and alone.
_FIGURES = (
    re.compile(
        rf"\b(?:from|von|de)\s+{_NO_YEAR}{_SIDE}(?:\s(?!to\b|auf\b){_NO_YEAR}[\w-]{{2,20}}){{0,2}}?\s(?:to|auf|à)\s"
        rf"{_NO_YEAR}{_SIDE}(?:(?<![%€]) (?!{_BREAK})[^\W\d_][\w-]{{2,20}}\b(?<=[sner]))?",
        re.IGNORECASE,
    ),
    re.compile(rf"{_START}(?:{_PERCENT})|(?:{_MONEY})", re.IGNORECASE),
    # "14 million parcel events", "300 SSIS jobs", "1,200+ tickets": up to three words, the last a plural.
    re.compile(
        rf"{_START}{_NO_YEAR}~?{_NUMBER}\+?{_SCALE}(?:[ -](?!{_BREAK})[^\W\d_][\w-]{{1,20}}){{0,2}}?[ -]"
        rf"(?!{_BREAK}|(?:process|business|less|years?)\b)[a-zà-ÿ][a-zà-ÿ-]{{1,20}}s\b"
    ),
    re.compile(rf"{_START}~?{_NUMBER}{_SCALE}[ -]?(?:{_UNIT})"),
    re.compile(rf"{_START}{_NO_YEAR}~?{_NUMBER}\+?{_SCALE} [A-ZÄÖÜ][a-zäöüß]{{3,20}}(?:n|e|er)\b"),  # "1.500 Kunden"
    re.compile(rf"{_START}{_NO_YEAR}~?{_NUMBER}\+?{_SCALE}(?![.,/]?\w)"),
    re.compile(rf"\b(?:{_WORDS})\s+(?!{_BREAK})[a-z]+", re.IGNORECASE),
)
_NAME_BEFORE = re.compile(r"\b[A-Z]{2,8} $|(?<=\w )[A-Z][a-z]+ $|\b(?i:aged?|room|no\.|version|v)\s?$")
_ALONE = _FIGURES[5]


def figure_in(text: str) -> str | None:
    """Return the number of a line that says most, with its unit as printed; None when there is none.

    Years, and numbers that are part of a name ("Python 3.11", "ISO 27001"), say nothing.
    """
    line = text[:2000]
    named = [(skill.start, skill.end) for skill in skills_in(line)]
    for pattern in _FIGURES:
        for found in pattern.finditer(line):
            inside = any(start <= found.start() < end for start, end in named)
            version = pattern is _ALONE and _NAME_BEFORE.search(line[: found.start()])
            if not inside and not version:
                return found[0].strip(" .,~")
    return None
