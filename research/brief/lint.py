"""What a question must satisfy to leave the house: the machine-checkable part of the quality bar.

A fault is one short clause. Nothing here knows frames or ranking; a text passes or it is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from research.models import Citation
from research.text import fold, words

FEWEST_WORDS, MOST_WORDS = 9, 40
MOST_SENTENCE_WORDS = 26
OPENERS = frozenset(
    "how what which where who when whose if since after with of for from behind between looking now at as coming going"
    " being six on in".split()
)
YES_NO = frozenset("is are do does did can could will would has have was were should may might".split())
BANNED = (
    "tell me more", "i noticed", "i saw that", "i was impressed", "i love", "amazing", "exciting", "congratulations",
    "passionate", "can you share", "could you elaborate", "what makes you different", "synergy", "journey",
)  # fmt: skip
_BAD_MARKS = re.compile(r"[;()\[\]{}/\\<>\n\r\t|*_#@]|  |,,|\.\.|\s[,.?!]|,\s*[.?!]")
_DOUBLE_WORD = re.compile(r"\b(\w+) \1\b", re.I)
_QUOTED = re.compile(r"“([^”]*)”")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_TITLES = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|Inc|Ltd|Co|Corp|St|vs|No|Jr|Sr|U\.S|U\.K|[A-Z])\.(?=\s)")
# Words that carry a capital wherever they stand in an English sentence without naming anybody.
_ALWAYS_CAPITAL = frozenset(["i", "i'd", "i'm", "i've", "i'll", "monday"])
_GROUPED = re.compile(r"[A-Z]")
_A_BEFORE_VOWEL = re.compile(r"\ba (?=[aeio]\w)(?!one\b|once\b|eu\w)", re.I)


def lint(text: str, citations: Sequence[Citation], closed: Collection[str], *, sentences: int = 2) -> list[str]:
    """Return the faults of a question, none when it may be asked.

    Every quotation, number and capitalised name in it must stand in the quotes of `citations` (or right beside
    them) or in one of the `closed` texts: the frame's own words, months, the page's title, the person addressed.
    """
    return [*_form(text, sentences), *_truth(text, citations, closed)]


def lint_follow_up(text: str) -> list[str]:
    """Return the faults of a follow-up: 3-16 words, one open question, nothing banned."""
    faults = [f"banned: {phrase}" for phrase in BANNED if phrase in fold(text)]
    if not 3 <= len(words(text)) <= 16:
        faults.append("follow-up not 3-16 words")
    if text.count("?") != 1 or not text.endswith("?"):
        faults.append("not exactly one question mark, at the end")
    if fold(text).split(" ")[0] in YES_NO:
        faults.append("can be answered by yes or no")
    return [*faults, *_marks(text)]


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a question; what stands inside quotation marks never ends one."""
    masked = _QUOTED.sub(lambda m: "“" + re.sub(r"[.?!]", "·", m[1]) + "”", text)
    masked = _TITLES.sub(r"\1·", masked)
    ends = [m.end() for m in re.finditer(r"[.?!](?=\s|$)", masked)]
    starts = [0, *ends]
    return [part for a, b in zip(starts, [*ends, len(text)], strict=True) if (part := text[a:b].strip())]


def _form(text: str, most_sentences: int) -> list[str]:
    faults = _marks(text)
    parts = split_sentences(text)
    if _QUOTED.sub("Q", text).count("?") != 1 or not text.endswith("?"):
        faults.append("not exactly one question mark, at the end")
    if not FEWEST_WORDS <= len(words(text)) <= MOST_WORDS:
        faults.append(f"{len(words(text))} words")
    if len(parts) > most_sentences:
        faults.append(f"{len(parts)} sentences")
    if any(len(words(part)) > MOST_SENTENCE_WORDS for part in parts):
        faults.append("a sentence too long for one breath")
    if any(not (part[0].isupper() or part[0] in "“0123456789") for part in parts):
        faults.append("a sentence starts in lower case")
    faults += _opening(parts[-1] if parts else "")
    said = fold(text)
    return faults + [f"banned: {phrase}" for phrase in BANNED if re.search(rf"\b{re.escape(phrase)}\b", said)]


def _opening(question: str) -> list[str]:
    first = fold(question).split(" ")[0].strip(',"') if question else ""
    if first in YES_NO:
        return ["can be answered by yes or no"]
    return [] if first in OPENERS else ["the asking sentence opens with an unlisted word"]


def _marks(text: str) -> list[str]:
    faults = []
    if _BAD_MARKS.search(text):
        faults.append("a mark that cannot be said aloud")
    bare = _QUOTED.sub("", text)
    if "“" in bare or "”" in bare or '"' in text:
        faults.append("quotation marks out of balance")
    if _DOUBLE_WORD.search(bare):
        faults.append("a word twice running")
    if _A_BEFORE_VOWEL.search(bare):
        faults.append("“a” before a vowel")
    return faults


def _truth(text: str, citations: Sequence[Citation], closed: Collection[str]) -> list[str]:
    cited = [fold(c.prefix + c.quote + c.suffix) for c in citations]
    allowed = [*cited, *(fold(c) for c in closed)]
    known = {w for source in allowed for w in _pieces(source)}
    faults = [
        f"not in the cited passage: “{q}”" for q in _QUOTED.findall(text) if not any(fold(q) in s for s in allowed)
    ]
    faults += [f"number not cited: {n}" for n in _DIGITS.findall(text) if not any(n in source for source in allowed)]
    return faults + [f"name not cited: {name}" for name in _names(text) if not set(_pieces(fold(name))) <= known]


def _names(text: str) -> Iterator[str]:
    """Yield capitalised words that do not open a sentence or a quotation."""
    for part in split_sentences(text):
        for i, word in enumerate(part.split(" ")):
            bare = word.strip("“”,.:?!'’")
            opens = i == 0 or word.startswith("“")
            if _GROUPED.search(bare) and not opens and fold(bare) not in _ALWAYS_CAPITAL:
                yield bare


def _pieces(folded: str) -> list[str]:
    return re.findall(r"\w+", folded)
