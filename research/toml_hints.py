"""What a line of profile.toml that is no TOML should look like: the mistakes that people make. A leaf: pure."""

from __future__ import annotations

import datetime as dt
import re

from research.months import find_moment
from research.text import clean

_CURLY = re.compile(r"[“”„«»‘’]")
_PAIR = re.compile(r"^\s*(?P<key>[\w-]+)\s*(?P<sign>[=:])\s*(?P<value>.*)$")
_EXAMPLES = {
    "at": "at = 2026-12-03T10:00:00", "minutes": "minutes = 45", "offline": "offline = true",
    "with": 'with = ["Dana Reyes"]', "aliases": 'aliases = ["Acme"]', "pages": 'pages = ["/about"]',
    "links": 'links = ["https://…"]', "files": 'files = ["people/dana-reyes.pdf"]',
}  # fmt: skip


def right_line(line: str, reason: str) -> str:
    """Return what is wrong with `line` and what it should look like, as a clause; `reason` is the parser's own."""
    said = clean(line[:300])
    pair = _PAIR.match(said)
    if not pair:
        return _no_pair(said, reason)
    key, value = pair["key"], pair["value"].strip()
    if "overwrite" in reason or "Cannot mutate" in reason:
        return f"“{key}” stands there twice; keep one of the two lines"
    what = _trouble(pair["sign"], value, key)
    return f"“{key}”: {what}, as in {_mended(key, value)}"


def _no_pair(said: str, reason: str) -> str:
    table = re.match(r"^\[+\s*([\w-]+)\s*\]*", said)
    if table and ("overwrite" in reason or "declare" in reason or "mutate" in reason):
        if table[1] not in ("interviews", "interviewers"):
            return f"[{table[1]}] stands there twice; put its lines together below one"
        return f"[{table[1]}] stands there twice; of several {table[1]} each begins with [[{table[1]}]]"
    if table:
        return f"a table is named in brackets of its own, as in [{table[1]}]"
    return f'{reason[:1].lower()}{reason[1:]}; a line reads key = "value"'


def _trouble(sign: str, value: str, key: str) -> str:
    if sign == ":":
        return "“=” stands between a key and its value"
    if key == "at":
        return "a date and time is written without quotes and with seconds"
    if _CURLY.search(value):
        return "quote marks are straight ones"
    if key in ("with", "aliases", "pages", "links", "files"):
        return "it is a list of texts in quotes"
    if value.count('"') % 2:
        return "a text ends with a quote mark on its own line"
    if "\\" in value:
        return "a backslash means something else there; write / instead"
    return "a text stands in quotes" if value else "the value is missing"


def _mended(key: str, value: str) -> str:
    """Return the line as it should be, from what is there; an example where that cannot be told."""
    plain = clean(_CURLY.sub('"', value)).partition(" #")[0].strip()
    if key == "at":
        return _moment(plain) or _EXAMPLES[key]
    if key in ("minutes", "offline"):
        return _EXAMPLES[key]
    if key in _EXAMPLES:
        entries = [p.strip(" \"'[]") for p in plain.split(",")]
        shown = ", ".join(f'"{e}"' for e in entries if e)
        return f"{key} = [{shown}]" if shown else _EXAMPLES[key]
    bare = plain.strip("\"'").replace("\\", "/").replace('"', "'")[:80]
    return f'{key} = "{bare or "…"}"'


def _moment(value: str) -> str | None:
    """Return `at = …` for a date and time written in another way; None when it holds no date that exists."""
    found = find_moment(value.strip("\"'"), dt.time(10))
    return f"at = {found.isoformat()}" if found else None
