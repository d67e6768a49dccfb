"""Closed lists, read once from `data/lexicons.toml`: what a word is, and what a name is called aloud.

Every slot that must come from a closed list (regulations, technologies, metrics, functions, places …) is
validated here, so that adding knowledge means adding a line of data.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Named(NamedTuple):
    """A listed name found in a text: how it is said, which group it is in, and where it stands."""

    spoken: str
    group: str
    start: int
    end: int


@cache
def _data() -> dict[str, dict[str, str]]:
    raw = files("research.extract").joinpath("data/lexicons.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)


@cache
def word_set(name: str) -> frozenset[str]:
    """Return the words of the list `name` in `[words]`, as written there."""
    return frozenset(_data()["words"][name].split())


def is_base_verb(word: str) -> bool:
    """Tell whether `word` is a listed verb in its base form."""
    return word.lower() in word_set("base_verbs")


@cache
def _inflected() -> frozenset[str]:
    """Third-person and past forms of the listed base verbs, by spelling rule."""
    forms: set[str] = set()
    for verb in word_set("base_verbs"):
        stem = verb.removesuffix("e")
        if verb.endswith("y") and verb[-2] not in "aeiou":
            forms |= {verb[:-1] + "ies", verb[:-1] + "ied"}
        elif verb.endswith(("s", "x", "ch", "sh", "z")):
            forms |= {verb + "es", verb + "ed"}
        else:
            forms |= {verb + "s", stem + "ed"}
    return frozenset(forms) | word_set("finite_verbs") | word_set("past_only")


def is_finite_verb(word: str) -> bool:
    """Tell whether `word` may be a finite verb that is not in its base form ("runs", "was", "grew")."""
    return word.lower().replace("’", "'") in _inflected()


@cache
def is_surely_finite(word: str) -> bool:
    """Tell whether `word` is a finite verb and nothing else: auxiliaries and irregular pasts."""
    return word.lower().replace("’", "'") in word_set("finite_verbs")


def _entries(raw: str) -> list[tuple[str, tuple[str, ...]]]:
    """Split "spoken: alias, alias" entries, separated by | or line ends."""
    found = []
    for entry in re.split(r"[|\n]", raw):
        spoken, _, aliases = entry.partition(":")
        if spoken.strip():
            found.append((spoken.strip(), tuple(a.strip() for a in aliases.split(",") if a.strip())))
    return found


class Lexicon:
    """A list of names with aliases; finds them as whole words.

    Names that start with a capital must be written with one; others are matched in any case.
    """

    def __init__(self, groups: dict[str, str]) -> None:
        self._spoken: dict[str, tuple[str, str]] = {}
        for group, raw in groups.items():
            for spoken, aliases in _entries(raw):
                for name in (spoken, *aliases):
                    bare_name = name.removeprefix("the ").removeprefix("a ")
                    self._spoken.setdefault(
                        bare_name if bare_name[:1].isupper() else bare_name.lower(), (spoken, group)
                    )
        names = sorted(self._spoken, key=len, reverse=True)
        exact = "|".join(re.escape(n) for n in names if n[:1].isupper())
        loose = "|".join(re.escape(n) for n in names if not n[:1].isupper())
        parts = ([exact] if exact else []) + ([f"(?i:{loose})"] if loose else [])
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w]|[-+#]\w|\.\w)")

    def find(self, text: str) -> list[Named]:
        """Return the listed names in `text`, in order, longest match first."""
        found = []
        for m in self._pattern.finditer(text):
            spoken, group = self._spoken.get(m[0]) or self._spoken[m[0].lower()]
            found.append(Named(spoken, group, m.start(), m.end()))
        return found

    def first(self, text: str) -> Named | None:
        """Return the first listed name in `text`, if any."""
        found = self.find(text)
        return found[0] if found else None


@lru_cache(maxsize=16)
def lexicon(table: str) -> Lexicon:
    """Return the Lexicon of the table `table`: regulations, tech, metrics, functions, segments, awards, places.

    Groups are the keys of the table (layers for tech, "up"/"down" for metrics).
    """
    groups = {k: v for k, v in _data()[table].items() if k != "roles"}
    return Lexicon(groups)


@cache
def function_roles() -> Lexicon:
    """Return job titles in the plural that stand for a function ("designers"); the group is the function."""
    by_function: dict[str, list[str]] = {}
    for plural, functions in _entries(_data()["functions"]["roles"]):
        by_function.setdefault(functions[0], []).append(plural)
    return Lexicon({function: "|".join(plurals) for function, plurals in by_function.items()})


@cache
def place(name: str) -> str | None:
    """Return the spoken form of a listed city, country or region, or None."""
    return _places().get(name.removeprefix("the ").strip())


@cache
def _places() -> dict[str, str]:
    table = _data()["places"]
    return {s.removeprefix("the "): s for raw in table.values() for s, _ in _entries(raw)}


def is_city(name: str) -> bool:
    """Tell whether `name` is a listed city (and not a country or region)."""
    return name in {s for s, _ in _entries(_data()["places"]["cities"])}


@cache
def _families() -> dict[str, str]:
    return {word.replace("-", " "): family for family, raw in _data()["families"].items() for word in raw.split()}


def family(job_title: str) -> str | None:
    """Return the family of a job title, spoken before "roles" ("Senior UX Designer" -> "design"), or None.

    The last telling word decides: a "Product Designer" designs, a "Data Engineer" engineers.
    """
    head = re.split(r"[,(–—:/|]| - ", job_title, maxsplit=1)[0].lower()
    found = [_families()[w] for w in re.findall(r"[a-z]+", head) if w in _families()]
    if "success" in head or "customer support" in head:
        return "customer success"
    return found[-1] if found else None


@cache
def _levels() -> dict[str, int]:
    levels: dict[str, int] = {}
    for line in _data()["titles"]["ladder"].strip().splitlines():
        number, _, raw = line.partition(":")
        for word in raw.split():
            levels[word] = int(number)
    return levels


def title_level(title: str) -> int:
    """Return the level of a job title on the ladder 1-8 (8: chief, founder), 0 when it has no level word."""
    lowered = title.lower().replace("vice president", "vp").replace("co-founder", "founder")
    lowered = re.sub(r"(executive|managing) director", "chief", lowered)
    words = re.findall(r"[a-z]+", lowered)
    found = [_levels()[w] for w in words if w in _levels()]
    if 3 in found and 2 in found and max(found) == 3:
        return 3
    return max(found, default=0)


def one_holder(title: str) -> bool:
    """Tell whether a title is a post that one person holds (Chief …, VP …, Head of …, Director of …)."""
    return bool(re.search(_data()["titles"]["one_holder"], title))


def field(title: str) -> str | None:
    """Return the field of a job title, spoken without an article ("Staff Reporter" -> "journalism"), or None."""
    lowered = title.lower()
    for name, raw in _data()["fields"].items():
        for word in raw.split():
            if re.search(rf"\b{word.replace('-', '[- ]')}\b", lowered):
                return name
    return None


@cache
def silence(what: str) -> re.Pattern[str]:
    """Return the pattern whose absence from every page is itself a signal (J10); for text that `fold` made."""
    return re.compile(_data()["silence"][what])
