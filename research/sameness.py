# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""When two lines say the same: noise is taken out of a line, and what is left is compared exactly.

Noise is what a page changes by itself: stamps, ages, counters, copyright years, session ids, quote marks, white space,
the order of a plain list. A number, a name, a negation or a binding word is never noise. A leaf: knows no stage.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from research.months import MONTH
from research.text import bare, fold

LONGEST_LINE = 2_000
"""Patterns run on this many characters of a line; what stands behind is compared as one piece."""

# Dates as they stand in folded text: 2026-03-01, 3 march 2026, march 3, 2026, 3.3.2026, 03/03/2026, march 2026.
_DATE = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}(?:t[\d:.]{{4,15}}(?:z|[+-]\d\d:?\d\d)?)?|\d{{1,2}}(?:st|nd|rd|th)?\.?\s(?:of\s|de\s)?{MONTH}\.?,?(?:\s(?:de\s)?\d{{4}})?"
    rf"|{MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?\b|\d{{1,2}}[./]\s?\d{{1,2}}[./]\s?\d{{2,4}}|{MONTH}\.?\s\d{{4}})"
)  # fmt: skip
_CLOCK = r"(?:\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?)(?:\s(?:utc|gmt|cet|cest|est|edt|pst|pdt|uhr))?"
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)"
_STAMP_WORD = (
    r"(?:last|recently|date|page|job|article)?\s?(?:(?:re)?posted|published|updated?|modified|reviewed|edited|retrieved|checked|changed"
    r"|generated|listed|opened|as of|status|stand|aktualisiert|veröffentlicht|geändert|publié|mis à jour|actualizado|publicado)"
)  # fmt: skip
_AGO = (
    r"(?:(?:about|over|almost|more than|less than|under)\s)?"
    r"(?:\d+\+?|an?|one|two|three|four|five|six|seven|eight|nine|ten|a few|several|a couple of)\s"
    r"(?:second|minute|min|hour|hr|day|week|month|year)s?\s(?:ago|old)\b|\b\d{1,3}\+?\s?(?:s|m|h|d|w|mo|y)\.?\sago\b"
    r"|\b(?:just now|yesterday|today)\b|\b\d{1,3}\s(?:days?|hours?|minutes?)\s(?:left|remaining|to go)\b"
    r"|\bvor\s\d+\s(?:minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)\b"
    r"|\bil y a\s\d+\s\w+|\bhace\s\d+\s\w+"
)
_NUMBER = r"\d[\d.,]{0,12}\s?[km]?\+?"
_COUNTED = (
    r"(?:page\s?views?|views?|likes?|shares?|comments?|replies|retweets?|reactions?|claps?|stars?|upvotes?|impressions?"
    r"|plays|watching|minutes? read|min\.? read|mins? read|aufrufe|kommentare|vues"
    r"|(?:people|users|visitors|others)(?:\sare)?(?:\scurrently|\snow)?\s(?:viewing|looking|watching|browsing|online|like this|clicked apply))"
)
# Counters on a line of their own, figures of the business in a sentence ("3,000 visitors a day").
_COUNTED_ALONE = r"(?:visits?|visitors?|downloads?|followers?|subscribers?|readers?|reads|forks?|votes?|online|applicants?|applications?|results?|reviews?|ratings?)"
_MORE = r"(?:(?:over|about|more than)\s)?"
_ALONE = re.compile(
    rf"{_MORE}\b{_NUMBER}\s{_COUNTED_ALONE}\b|\b{_COUNTED_ALONE}\s?:\s?{_NUMBER}|\bliked by {_NUMBER}(?:\speople|\sothers)?"
    rf"|\bseen {_NUMBER}\stimes"
)
_WORDS_ALONE = 5
# What a server says of itself and of the visit.
_MACHINE = re.compile(
    r"\b(?:build|commit|rev(?:ision)?|sha|session|(?:request|ray|trace|session|visit|correlation)\s?id)\s?[:#]?\s?(?=[\w-]{0,40}\d)[\w-]{6,64}(?:\s\([0-9a-f]{6,40}\))?"
    r"|\bbuild\s?[:#]?\s?\d{1,9}(?:\s\([0-9a-f]{6,40}\))?"
    r"|\b(?:generated|rendered|loaded|served|built) in \d[\d.,]{0,9}\s?(?:ms|milliseconds|s|seconds?)\b"
    r"|\bshowing \d{1,6}\s?(?:-|to)\s?\d{1,6} (?:of|out of) \d[\d.,]{0,9}"
)
_STAMPS = re.compile(
    rf"\b{_STAMP_WORD}\s?(?:on|at|am|le|el|:|-|by)?\s?:?\s?(?:{_DAY},?\s)?(?:{_DATE}|{_AGO}|(?:last|this) (?:week|month|year))(?:,?\s(?:at\s|um\s)?{_CLOCK})?"
    rf"|\bas of\s(?:{_DAY},?\s)?{_DATE},?|(?:{_AGO})"
    rf"|(?:\b(?:local|current) time(?:\sin\s[^\W\d_]{{2,20}})?\s?:?|\bit(?:'s| is)(?: now)?)\s{_CLOCK}"
    rf"|{_MORE}\b{_NUMBER}[\s-]{_COUNTED}(?![^\W\d_])|\b{_COUNTED}\s?:\s?{_NUMBER}|\breading time\s?:?\s?\d{{1,3}}\s?min(?:ute)?s?\b"
    rf"|\bbe (?:an early applicant|(?:among )?the first {_NUMBER}\sapplicants)"
)  # fmt: skip
_COPYRIGHT = re.compile(r"©|\(c\)|\bcopyright\b|\ball rights reserved\b|\balle rechte vorbehalten\b")
_YEARS = re.compile(r"\b(?:19|20)\d\d(?:\s?[-,/]\s?(?:(?:19|20)?\d\d\b|present|today))*")
_LONGEST_COPYRIGHT = 160
_TAIL_COUNT = re.compile(r"\s?[(\[]\s?\d{1,6}\s?[)\]]\s?$")
_ONLY_WHEN = re.compile(rf"{_DATE}|{_CLOCK}|\b{_DAY}\b|\b(?:v|version|release)\.?\s?\d{{1,4}}(?:\.\d{{1,5}}){{1,3}}\b")
_TOKEN_ID = re.compile(r"\b(?=[0-9a-f-]{0,40}\d)(?=[0-9a-f-]{0,40}[a-f])[0-9a-f-]{12,80}\b")
_STAMP_VOCABULARY = frozenset(
    "on at am um by last date time page status now it is the of last updated update posted published modified reviewed"
    " edited checked listed day today local our utc gmt cet cest stand vom le el copyright valid".split()
)
_CONTRACTIONS = (
    (re.compile(r"\bcan't\b"), "can not"), (re.compile(r"\bcannot\b"), "can not"), (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"), (re.compile(r"'re\b"), " are"), (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"), (re.compile(r"\b(it|that|here|there|what|who)'s\b"), r"\1 is"), (re.compile(r"'m\b"), " am"),
)  # fmt: skip
_THOUSANDS = re.compile(r"(?<!\d)(\d{1,3})(?:[,.'’ ](\d{3}))(?:[,.'’ ](\d{3}))?(?!\d)")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[%+]?|[^\W\d_]+(?:[+#]+|(?:'[^\W\d_]+))?|[%€$£¥]")
_SEPARATOR = re.compile(r"[,;·|/•]|\s(?:and|or|und|oder|et|ou|y|o)\s|\s&\s")

# Words that may come and go without changing what is said.
_LIGHT = frozenset(
    "a an the of in on at to for with by and that which who as our us we you your their its it is are be been has have"
    " had do does so very really just also too then there here this these those from into".split()
)
# Words of one or two characters and light words that turn a sentence round or bind it.
_BINDING = frozenset(
    "not no never none nor without unless except only must required require mandatory should may might can could will"
    " would shall preferred plus bonus optional ideally nice more less fewer most least over under up down all every"
    " always any before after until than if but instead kein keine nicht ohne nie pas sans jamais".split()
)


@lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """Return what a line says for comparing: equal keys say the same; "" says nothing (a stamp, a counter)."""
    plain = fold(text[:LONGEST_LINE])
    if len(plain) <= _LONGEST_COPYRIGHT and _COPYRIGHT.search(plain):
        plain = _YEARS.sub(" ", _COPYRIGHT.sub(" ", plain))
    plain = _MACHINE.sub(" ", plain)
    plain = _TAIL_COUNT.sub(" ", plain)
    plain = _STAMPS.sub(" ", plain)
    if plain.count(" ") < _WORDS_ALONE:
        plain = _ALONE.sub(" ", plain)
    plain = _TOKEN_ID.sub(" ", plain)
    if _is_stamp(plain):
        return ""
    for pattern, full in _CONTRACTIONS:
        plain = pattern.sub(full, plain)
    plain = _THOUSANDS.sub(lambda m: "".join(part for part in m.groups() if part), plain)
    tokens = _TOKEN.findall(plain)
    if len(text) > LONGEST_LINE:  # compared whole but not word by word: likeness of endless lines costs too much
        tokens.append("…" + hashlib.sha256(fold(text[LONGEST_LINE:]).encode()).hexdigest()[:16])
    return " ".join(_in_order(tokens, plain))


def _is_stamp(plain: str) -> bool:
    """Whether nothing is left but a moment: no word beyond the vocabulary of stamps."""
    bared, moments = _ONLY_WHEN.subn(" ", plain)
    rest = re.findall(r"[^\W_]+", bared)
    if not rest:
        return True
    return moments > 0 and len(rest) <= 4 and all(word in _STAMP_VOCABULARY for word in rest)


def _in_order(tokens: list[str], plain: str) -> list[str]:
    """The tokens; sorted when the line is a plain list without numbers or negations, whose order says nothing."""
    if len(_SEPARATOR.findall(plain)) < 2 or len(tokens) > 40:
        return tokens
    if any(token[0].isdigit() or token in ("not", "no", "never", "but", "than") for token in tokens):
        return tokens
    return ["≡", *sorted(token for token in tokens if token not in ("and", "or", "und", "oder", "et", "ou"))]


_MOST_ALIGNED = 10_000
"""Cells of an alignment; beyond, words are only counted: difflib takes cubic time on lines that repeat a few words."""


@lru_cache(maxsize=8_192)
def differing(a: str, b: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tokens that only key `a` has and those that only key `b` has, in reading order."""
    left, right = _middles(a.split(), b.split())
    if len(left) * len(right) > _MOST_ALIGNED:
        one, other = Counter(left), Counter(right)
        if one == other:
            return tuple(left[:20]), tuple(right[:20])
        return tuple((one - other).elements()), tuple((other - one).elements())
    only_left: list[str] = []
    only_right: list[str] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            only_left += left[i:j]
            only_right += right[k:m]
    return tuple(only_left), tuple(only_right)


def _middles(left: list[str], right: list[str]) -> tuple[list[str], list[str]]:
    """Both lists without what they share at their start and at their end."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return left[start : len(left) - end], right[start : len(right) - end]


def matters(gone: Sequence[str], come: Sequence[str]) -> bool:
    """Whether differing tokens change what is said: anything but light words, or the same words in another order."""
    if Counter(gone) == Counter(come) and not any(is_exact(token) for token in gone):
        # Words that swap places can turn a sentence round ("A reports to B"): light ones cannot.
        return any(token not in _LIGHT for token in gone)
    return any(token not in _LIGHT or token in _BINDING for token in (*gone, *come))


def is_exact(token: str) -> bool:
    """Whether a token must be compared exactly: a number, a negation or a binding word."""
    return token[0].isdigit() or token in _BINDING


_SPELLED = "zero one two three four five six seven eight nine ten eleven twelve".split()


def numbers(text: str) -> tuple[float, ...]:
    """Return the numbers of a line in reading order, thousands separators resolved, those to twelve also as words."""
    found = []
    for token in key(text).split():
        if token in _SPELLED:
            found.append(float(_SPELLED.index(token)))
        elif token[0].isdigit():
            try:
                found.append(float(token.rstrip("%+").replace(",", ".")))
            except ValueError:
                continue
    return tuple(found)


_HONORIFICS = frozenset("dr prof professor mr mrs ms mx sir dame phd md mba ing dipl".split())


def name_key(name: str) -> tuple[str, str]:
    """Return (first, last) of a person's name without accents, titles and middle names, for telling people apart."""
    parts = [p for p in re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", bare(name)) if p not in _HONORIFICS]
    return (parts[0], parts[-1]) if parts else ("", "")


def same_line(a: str, b: str) -> bool:
    """Whether two lines say the same: equal keys, or keys that differ in light words only."""
    one, other = key(a), key(b)
    return one == other or not matters(*differing(one, other))
