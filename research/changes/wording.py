"""What a change says in one line: the words that differ, not both sentences, which stand below it."""

from __future__ import annotations

from research.changes.lines import Reading
from research.text import fold

_MOST_WORDS = 7
_LONGEST, _BEGINNING = 160, 50
_PLACES = {"home": "home page", "person": "page about them", "news": "news page", "other": "page"}


def differing_words(old: str, new: str) -> str:
    """Return “three sites” is now “four sites”: the words that differ and one beside them; "" when too many do."""
    before, after = old.split(), new.split()
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    gone, come = before[start : len(before) - end], after[start : len(after) - end]
    if not 0 < max(len(gone), len(come)) <= _MOST_WORDS:
        return ""
    left = start - 1 if start and not (gone and come and end) else start
    right = max(0, end - 1)
    return f"“{_span(before, left, right)}” is now “{_span(after, left, right)}”"


def _common(one: list[str], other: list[str]) -> int:
    """How many words both begin with; quote marks and case aside."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if fold(a) != fold(b)), min(len(one), len(other)))


def _span(words: list[str], left: int, right: int) -> str:
    return " ".join(words[left : len(words) - right]).strip(" ,;:.")


def edited(old: str, new: str) -> str:
    """Return what became of a line: the words that differ, or how it begins now."""
    return differing_words(old, new) or f"reads otherwise now: “{new[:_BEGINNING].rsplit(' ', 1)[0]} …”"


def beginning(quote: str) -> str:
    """Return a quote whole when it fits a line or two, else its first words: the whole then stands below."""
    return quote if len(quote) <= _LONGEST else f"{quote[:_BEGINNING].rsplit(' ', 1)[0]} …"


def page_name(reading: Reading) -> str:
    """Return how a page is called in a sentence: "values page"."""
    return _PLACES.get(reading.kind, f"{reading.kind} page")
