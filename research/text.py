"""Small text tools that every stage may use; the only door to nupunkt and rapidfuzz.

Nothing here knows a company, a page or a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SPACE = re.compile(r"\s+")
# Characters that change how text is shown without being text: C0/C1 controls, zero-width and bidi controls,
# tag characters (Unicode 15, sections 23.2 and 23.9). Page text loses them on the way in.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DOTTED = re.compile(r"\s*\.[A-Za-z]\w*")
_LONGEST_SENTENCE_INPUT = 20_000


def clean(text: str) -> str:
    """Return `text` on one line: invisible characters dropped, white space folded, ends trimmed."""
    if text.isascii() and text.isprintable():  # nearly all text is: the two patterns would find nothing but spaces
        return " ".join(text.split()) if "  " in text else text.strip()
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def fold(text: str) -> str:
    """Return `text` for comparing: NFKC, plain quotes and dashes, one-space white space, case folded."""
    if text.isascii():  # neither has such text another form, nor such quotes
        return clean(text).lower()
    return clean(unicodedata.normalize("NFKC", text).translate(_QUOTES)).casefold()


def bare(text: str) -> str:
    """Return `fold(text)` without accents, for names spelt with and without them."""
    folded = fold(text)
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def mixed_alphabets(text: str) -> bool:
    """Return whether a word mixes Latin letters with Cyrillic or Greek ones, which look alike: "Dаna" is not "Dana"."""
    for word in () if text.isascii() else words(text):
        kinds = {unicodedata.name(c, "").split(" ")[0] for c in word if c.isalpha()}
        if "LATIN" in kinds and kinds & {"CYRILLIC", "GREEK"}:
            return True
    return False


def words(text: str) -> list[str]:
    """Return the words of `text` as printed, without punctuation."""
    return _WORD.findall(text)


@lru_cache(maxsize=32_768)  # 400 pages: each stage asks for all of them in turn, and a smaller one would forget each
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) offsets of the sentences of `text`, white space at their ends left out.

    Splitting by nupunkt (Bommarito et al. 2025, after Kiss & Strunk 2006). Texts over 20,000 characters are
    split at line ends and full stops only, so that hostile input costs linear time.
    """
    if not text.strip():
        return ()
    if len(text) <= 400 and not re.search(r"[.!?。！？…]\W*\w", text):
        spans = [(0, len(text))]
    elif len(text) > _LONGEST_SENTENCE_INPUT:
        spans = [m.span() for m in re.finditer(r"[^.!?\n]+[.!?\n]*", text)]
    else:
        spans = list(_splitter()(text))
    return tuple(trimmed for start, end in _whole(text, spans) if (trimmed := _trim(text, start, end))[0] < trimmed[1])


def _whole(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what was split before a name with a leading stop: "by two .NET developers" is one sentence."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and _DOTTED.match(text, start) and text[: joined[-1][1]].rstrip()[-1:] not in ".!?":
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@lru_cache(maxsize=1)
def _splitter():  # type: ignore[no-untyped-def] # nupunkt ships no types
    import nupunkt

    return nupunkt.sent_spans


_STOP = frozenset(
    "a an the and or but nor so yet of in on at to for from by with without about into over after before between"
    " under as is are was were be been being am do does did has have had will would can could should may might must"
    " not no we us our ours you your yours they them their it its this that these those he she his her i me my who"
    " whom which what when where why how if than then there here also more most very just each every all any some"
    " such other own same only both up down out off again once get got make made new one two".split()
)


_SUFFIXES = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("edly", ""), ("ed", ""), ("ly", ""), ("es", "e"), ("s", ""))


def clause(text: str, limit: int) -> tuple[int, int]:
    """Return the (start, end) of the longest piece of one sentence that ends at a clause end within `limit` characters.

    A sentence that fits comes back whole, without its full stop. A cut is made only before a comma, semicolon, colon,
    dash or bracket, never inside brackets or quote marks, and never when the sentence holds a negation or a condition
    that could be lost; when no such place is found the whole sentence comes back.
    """
    end = len(text.rstrip().rstrip(".。"))
    if end <= limit:
        return 0, end
    if _BINDING.search(text[:end]):
        return 0, end
    best = 0
    for match in _CLAUSE_END.finditer(text[:end]):
        head = text[: match.start()]
        if match.start() > limit:
            break
        if match.start() >= 40 and head.count("(") == head.count(")") and head.count("“") == head.count("”"):
            best = match.start()
    return (0, best) if best else (0, end)


_CLAUSE_END = re.compile(r"(?<![\d])[,;:](?= )| [–—-] | (?=\()")
# A cut may not drop what turns a sentence round.
_BINDING = re.compile(r"\b(?:not|never|no longer|unless|if|only|except|without|but|however|although)\b", re.I)


_SPAN_OPENS = re.compile(r"(?i)\b(?:from(?!.* (?:to|through) )|between(?!.* and ))\b")
_SPAN_GOES_ON = {
    "from": re.compile(r"(?: [\w’'-]+){0,3} (?:to|through)\b"),
    "between": re.compile(r"(?: [\w’'-]+){0,3} and\b"),
}


def cuts_a_span(said: str, rest: str) -> bool:
    """Tell whether words are cut off inside "from … to …" or "between … and …"; `rest` is what follows them."""
    opened = [m[0].lower() for m in _SPAN_OPENS.finditer(said)]
    return any(_SPAN_GOES_ON[word].match(rest) for word in opened)


@lru_cache(maxsize=20_000)
def lemma(word: str) -> str:
    """Return a rough English lemma of one word (suffix stripping; for overlap tests only, never for printing)."""
    w = fold(word)
    for suffix, keep in _SUFFIXES:
        if w.endswith(suffix) and len(w) - len(suffix) >= 3 and not (suffix == "s" and w.endswith(("ss", "us", "is"))):
            w = w[: -len(suffix)] + keep
            break
    if len(w) > 3 and w[-1] == w[-2] and w[-1] not in "sl":
        w = w[:-1]
    return w.removesuffix("e") if len(w) > 3 else w


@lru_cache(maxsize=20_000)
def _content(word: str) -> str:
    return lemma(word) if len(word) > 1 and fold(word) not in _STOP else ""


def lemmas(text: str) -> frozenset[str]:
    """Return the content lemmas of `text`: stop words and single characters left out."""
    return frozenset(filter(None, map(_content, words(text))))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Return |a ∩ b| / |a ∪ b|, 0.0 for two empty sets."""
    return len(a & b) / len(a | b) if a or b else 0.0


def nearest(word: str, choices: list[str] | tuple[str, ...], at_least: float = 60.0) -> str | None:
    """Return the choice most like `word` (rapidfuzz ratio 0-100), or None below `at_least`."""
    from rapidfuzz import process

    found = process.extractOne(word, choices, score_cutoff=at_least)
    return str(found[0]) if found else None


def similarity(a: str, b: str) -> float:
    """Return how alike two texts are, 0-100 (rapidfuzz token_sort_ratio of the folded texts)."""
    from rapidfuzz.fuzz import token_sort_ratio

    return float(token_sort_ratio(fold(a), fold(b)))


def slug(text: str) -> str:
    """Return a file-name-safe form: a-z, 0-9 and dashes, at most 60 characters, possibly empty."""
    return re.sub(r"[^a-z0-9]+", "-", bare(text)).strip("-")[:60].strip("-")
