"""Skills named in a text, by one canonical name each; a leaf. The table is skills.toml beside this file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple


class Skill(NamedTuple):
    """A skill found in a text: canonical name, family, and its offsets."""

    name: str
    family: str
    start: int
    end: int


def skills_in(text: str) -> list[Skill]:
    """Return the skills that `text` names, in order, each canonical name once; the first 2,000 characters are read."""
    names, pattern = _table()
    found: dict[str, Skill] = {}
    for match in pattern.finditer(text[:2000]):
        if _is_plain_word(text, match):
            continue
        entry = names.get(match[0]) or names.get(match[0].casefold())
        if entry and entry[0] not in found:
            found[entry[0]] = Skill(*entry, match.start(), match.end())
    return list(found.values())


# "Go to market", "React to incidents": verbs that open a sentence, unless a list goes on ("Go or Rust").
_VERBS_TOO = frozenset("Go React Express Excel Spring Rust Segment Sketch Chef Word Next Swift Dash Spark".split())
_GOES_ON = re.compile(r"\s+(?!or\b|and\b|und\b|oder\b|et\b|y\b)[a-z]")


def _is_plain_word(text: str, match: re.Match[str]) -> bool:
    opens = not text[: match.start()].rstrip() or text[: match.start()].rstrip()[-1] in ".!?:;•"
    return opens and match[0] in _VERBS_TOO and bool(_GOES_ON.match(text, match.end()))


_VERB = re.compile(r"([^\W\d_]+)(?: (?:back|up|down|out|off|over)\b)?")  # "rolled back" is not "rolled"


def verb_in(text: str) -> tuple[str, str] | None:
    """Return the action verb among the first three words of a line as printed, and its class, or None."""
    for found in list(_VERB.finditer(text[:80]))[:3]:
        if name := verb_classes().get(found[1].casefold()):
            return found[0], name
    return None


@lru_cache(maxsize=1)
def verb_classes() -> dict[str, str]:
    """Return verb -> class ("built", "led" …); a verb of two classes has the first."""
    found: dict[str, str] = {}
    for name, verbs in _data()["verbs"].items():
        for verb in verbs.split():
            found.setdefault(verb, name)
    return found


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("research").joinpath("skills.toml").read_text(encoding="utf-8"))


def family_of(name: str) -> str | None:
    """Return the family of a canonical name, None for one that the table does not hold."""
    entry = _table()[0].get(name) or _table()[0].get(name.casefold())
    return entry[1] if entry else None


def shows(held: Collection[str], name: str) -> bool:
    """Tell whether skills show one: it is among them, or it goes without saying with one of them (PostgreSQL: SQL)."""
    return name in held or any(other in held for other in _data()["implied"].get(name, ()))


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    """Return spelling -> (canonical, family), and one pattern for all spellings, the longest first."""
    data = {name: table for name, table in _data().items() if name not in ("cased", "verbs", "implied")}
    cased = frozenset(_data()["cased"])
    names: dict[str, tuple[str, str]] = {}
    exact: list[str] = []
    loose: list[str] = []
    for family, table in data.items():
        for canonical, others in table.items():
            for spelling in (canonical, *others):
                as_printed = spelling in cased or len(spelling) <= 2
                names[spelling if as_printed else spelling.casefold()] = (canonical, family)
                (exact if as_printed else loose).append(re.escape(spelling))
    any_case = "|".join(sorted(loose, key=len, reverse=True))
    as_is = "|".join(sorted(exact, key=len, reverse=True))
    return names, re.compile(rf"(?<![\w+#])(?:(?i:{any_case})|{as_is})(?![\w+#])")
