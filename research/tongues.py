"""Languages other than English: how their pages say what we ask about, and our English for it. A leaf.

The knowledge is data (`tongues.toml`): one statement with its pattern in each language, closed lists of things, works
and partners with their English names, and the words that deny, plan or put under a condition. A language is added by
adding its column. Patterns meet `plain` text: lower case, no accents.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from research.text import bare

LANGUAGES = ("fr", "de", "nl", "es")
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_FEW = (2, 3, 4)
_FEWEST = 20
"""A smaller figure tells nothing of size."""
_GROUPED = 10_000
"""From here on digits are grouped with commas, as English does."""
# Closed lists by the slot that they fill.
_NAMED = {"PLACE": "places", "PART": "parts", "HOW": "practices", "TITLE": "titles"}


@dataclass(frozen=True)
class Cue:
    """One way of saying a statement: the signal it is, where it may stand, and the English words it always gives."""

    code: str
    subtype: str
    on: str
    """"company", "posting" or "any" pages."""
    says: frozenset[str]
    """"neg", "plan": which of the two may stand in the clause."""
    whose: bool
    """Whether the sentence must name the employer ("we", its name) for the statement to be the employer's."""
    slots: Mapping[str, str]
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Task:
    """A work that postings name, in our words; two works of different groups seldom fit into one week."""

    said: str
    group: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Tongue:
    """What is known of one language, compiled for one employer's names."""

    code: str
    own: re.Pattern[str]
    """The employer as the one who speaks: "we", "our", its names."""
    negation: re.Pattern[str]
    plan: re.Pattern[str]
    condition: re.Pattern[str]
    others: re.Pattern[str]
    two_people: re.Pattern[str]
    """ "with A and B", in the text as it stands."""
    heading: re.Pattern[str]
    """The title above values."""
    value: re.Pattern[str]
    """A value as a heading, in the text as it stands."""
    asks: re.Pattern[str]
    """The sentence above a list of what is asked of a person."""
    calls: re.Pattern[str]
    """A heading that calls the reader to something, in the text as it stands."""
    silence: Mapping[str, re.Pattern[str]]
    """By topic of a posting ("measure", "manager", "team", "reason", "help"): what says something of it."""
    cues: tuple[Cue, ...]
    tasks: tuple[Task, ...]
    numbers: Mapping[str, int]

    def slots(self, cue: Cue, match: re.Match[str], sentence: str) -> dict[str, str] | None:
        """Return the values of a match in English, or None when its figure is small or counts something unlisted."""
        found = {k.rstrip("234"): v for k, v in match.groupdict().items() if v}
        said = {**cue.slots, **{k: v for k, v in found.items() if k == "YEAR"}, **self._partners(match)}
        said |= {slot: _english(table, found[slot], self.code) for slot, table in _NAMED.items() if slot in found}
        if cue.code == "J21":
            said["WORK"] = next((name for name, p in _works().items() if p.search(sentence)), "something")
        if "FROM" in found:
            said["SPAN"] = self._span(found)
        if "N" in found:
            said["N"] = str(self.number(found["N"]))
        if cue.subtype == "volume":
            figure = self._figure(found)
            return said | {"NUM": figure} if figure else None
        return said | ({"NUM": f"{found['NUM']}%"} if "NUM" in found else {})

    def number(self, word: str) -> int:
        """Return the number that a word or digits stand for."""
        return int(word) if word.isdecimal() else self.numbers[word]

    def _figure(self, found: Mapping[str, str]) -> str | None:
        thing = _english("things", found["THING"], self.code)
        count = int(re.sub(r"\D", "", found["NUM"]))
        if not thing or count < _FEWEST:
            return None
        said = next(
            (ours for theirs, ours in _more(self.code) if re.fullmatch(f"{theirs} ", found.get("MORE", ""))), ""
        )
        more = f"{said or 'more than'} " if said or "PLUS" in found else ""
        return f"{more}{count:,} {thing}" if count >= _GROUPED else f"{more}{count} {thing}"

    def _span(self, found: Mapping[str, str]) -> str:
        ends = [self.number(found[k]) for k in ("FROM", "TO") if k in found]
        spoken = " to ".join(_WORDS[n] if n < len(_WORDS) else str(n) for n in ends)
        return f"{spoken} {'month' if 'MONTHS' in found else 'year'}{'' if ends == [1] else 's'}"

    def _partners(self, match: re.Match[str]) -> dict[str, str]:
        said = self._all("partners", "PARTNER", match)
        if len(said) == 2:
            return {"FUNC1": said[0], "FUNC2": said[1]}
        countries = self._all("countries", "COUNTRY", match)
        return {"PARTNERS": said[0]} if said else {"PLACES": " and ".join(countries)} if len(countries) == 2 else {}

    def _all(self, table: str, group: str, match: re.Match[str]) -> list[str]:
        """Return our words for all groups of a name ("PARTNER", "PARTNER2"), each once."""
        found = (v for k, v in match.groupdict().items() if v and k.rstrip("234") == group)
        return list(dict.fromkeys(_english(table, v, self.code) for v in found))


def plain(text: str) -> str:
    """Return `text` as the patterns expect it: lower case, without accents, plain quotes, on one line."""
    return bare(text)


@lru_cache(maxsize=32)
def tongue(language: str, names: tuple[str, ...] = ()) -> Tongue | None:
    """Return what is known of the language of an ISO 639-1 code or tag ("de", "fr-CA"), or None when it is unknown.

    `names`: what the employer is called.
    """
    code = language[:2].lower()
    raw = _data()["languages"].get(code)
    if raw is None:
        return None
    called = "|".join(re.escape(bare(n)) for n in sorted(names, key=len, reverse=True) if n.strip()) or "(?!)"
    macros = _macros(code, raw, called)
    return Tongue(
        code=code,
        own=re.compile(rf"{raw['we']}|\b(?:{called})\b"),
        negation=re.compile(raw["negation"]),
        plan=re.compile(raw["plan"]),
        condition=re.compile(raw["condition"]),
        others=re.compile(raw["others"]),
        two_people=re.compile(raw["two_people"]),
        heading=re.compile(raw["heading"]),
        value=re.compile(raw["value"]),
        asks=re.compile(raw["asks"]),
        calls=re.compile(raw["calls"], re.IGNORECASE),
        silence={topic: re.compile(rf"\b(?:{said})") for topic, said in raw["silence"].items()},
        cues=tuple(_cue(entry, code, macros) for entry in _data()["cue"] if code in entry),
        tasks=tuple(Task(t["said"], t["group"], re.compile(t[code])) for t in _data()["task"] if code in t),
        numbers=dict(_numbers(raw["numbers"])),
    )


def name_of(language: str) -> str | None:
    """Return the English name of the language of a code or tag ("German"), or None when it has none here."""
    names: Mapping[str, str] = _data()["names"]
    return names.get(language[:2].lower())


def spoken_languages(languages: Sequence[str]) -> list[str]:
    """Return the names of the languages other than English among these codes, the most frequent first."""
    codes = Counter(c[:2].lower() for c in languages if c)
    return [name for code, _ in codes.most_common() if code != "en" and (name := name_of(code))]


def _cue(entry: Mapping[str, Any], code: str, macros: Mapping[str, str]) -> Cue:
    """Compile a pattern of the data; the groups of a macro that comes again get the number of the time ("PARTNER2")."""
    times: Counter[str] = Counter()

    def written(m: re.Match[str]) -> str:
        times[m[1]] += 1
        again = "" if times[m[1]] == 1 else str(times[m[1]])
        return re.sub(r"\(\?P<(\w+)>", rf"(?P<\g<1>{again}>", macros[m[1]])

    return Cue(
        code=entry["code"],
        subtype=entry["subtype"],
        on=entry.get("on", "any"),
        says=frozenset(entry.get("says", ())),
        whose=entry.get("whose", True),
        slots=entry.get("slots", {}),
        pattern=re.compile(re.sub(r"~(\w+)~", written, entry[code])),
    )


def _macros(code: str, raw: Mapping[str, str], called: str) -> dict[str, str]:
    """Return the patterns that stand for longer ones (named at the head of the data)."""
    words = sorted(dict(_numbers(raw["numbers"])), key=len, reverse=True)
    few = [*(w for w, n in _numbers(raw["numbers"]) if n in _FEW), *map(str, _FEW)]
    number = rf"\d{{1,4}}|{'|'.join(words)}"
    more = "|".join(theirs for theirs, _ in _more(code))
    digits = r"(?<![\d.,])(?P<NUM>\d{1,3}(?:[.,' ]\d{3})+|\d{1,7})(?P<PLUS>\+)?"
    time = rf"(?:(?P<MONTHS>{raw['month']})|(?P<YEARS>{raw['year']}))\b"
    return {
        "names": rf"\b(?:{called})\b",
        "few": "|".join(few),
        "n": rf"\b(?P<N>{number})",
        "num": rf"(?P<MORE>\b(?:{more}) )?{digits}",
        "span": rf"\b(?P<FROM>{number})(?: (?:a|bis|tot|-) (?P<TO>{number}))? {time}",
        "thing": rf"\b(?P<THING>{_any('things', code)})\b",
        "place": _any("places", code),
        "part": rf"\b(?P<PART>{_any('parts', code)})\b",
        "practice": rf"\b(?P<HOW>{_any('practices', code)})",
        "title": rf"(?P<TITLE>{_any('titles', code)})\b",
        "country": rf"\b(?P<COUNTRY>{_any('countries', code)})",
        "partner": rf"(?:\w+ )?\b(?P<PARTNER>{_any('partners', code)})\b",
    }


def _any(table: str, code: str) -> str:
    return "|".join(_pattern(entry, code) for entry in _data()[table].values())


def _english(table: str, found: str, code: str) -> str:
    """Return our word for what was found in a closed list, "" when no entry is all of it."""
    return next((said for said, entry in _data()[table].items() if re.fullmatch(_pattern(entry, code), found)), "")


def _pattern(entry: str | Mapping[str, str], code: str) -> str:
    return entry if isinstance(entry, str) else entry.get(code, "(?!)")


def _numbers(raw: str) -> Iterator[tuple[str, int]]:
    """Yield (word, number): in "un une=1 deux" words wait for their number, later ones count on by one."""
    last, waiting = 0, list[str]()
    for entry in raw.split():
        word, _, given = entry.partition("=")
        waiting.append(word)
        if given or last:
            last = int(given) if given else last + 1
            yield from ((w, last) for w in waiting)
            waiting = []


def _more(code: str) -> list[tuple[str, str]]:
    """Return the words before a figure and ours: "more than" unless another is given ("rund=about")."""
    entries = (e.partition("=") for e in _data()["languages"][code]["more"].split("|"))
    return [(theirs, ours or "more than") for theirs, _, ours in entries]


@cache
def _works() -> Mapping[str, re.Pattern[str]]:
    return {said: re.compile(pattern) for said, pattern in _data()["works"].items()}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("research").joinpath("tongues.toml").read_text(encoding="utf-8"))
