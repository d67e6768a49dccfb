"""Which line of the old page became which line of the new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

LIKE_ENOUGH = 62.0
"""Two lines of at least this likeness (rapidfuzz token_sort_ratio of the keys, 0-100) are one line edited."""
_MOST = 500


def paired(
    old: Sequence[T],
    new: Sequence[T],
    text: Callable[[T], str],
    place: Callable[[T], object],
    at_least: float = LIKE_ENOUGH,
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Return (pairs, old ones left, new ones left); the likest pairs are made first, a shared place breaks ties.

    `text` gives the key that is compared, `place` where it stands (equal values: the same section). Lines beyond 500 a
    side stay unpaired: a page with so many new lines is another page.
    """
    from rapidfuzz.fuzz import token_sort_ratio

    scored = []
    for i, a in enumerate(old[:_MOST]):
        for j, b in enumerate(new[:_MOST]):
            bonus = 8.0 if place(a) == place(b) else 0.0
            score = float(token_sort_ratio(_words(text(a)), _words(text(b)), score_cutoff=at_least - bonus))
            if score + bonus >= at_least and score > 0:
                scored.append((-(score + bonus), i, j))
    used_old: set[int] = set()
    used_new: set[int] = set()
    pairs = []
    for _, i, j in sorted(scored):
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((i, j))
    pairs.sort(key=lambda pair: pair[1])
    return (
        [(old[i], new[j]) for i, j in pairs],
        [a for i, a in enumerate(old) if i not in used_old],
        [b for j, b in enumerate(new) if j not in used_new],
    )


def _words(text: str) -> str:
    """The key without what must not count for likeness: numbers are compared later, and exactly."""
    return " ".join(t for t in text.split() if not t[0].isdigit()) or "#"
