"""Two wordings of one sentence, side by side: the words that went and the words that came are marked."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from research.render.markup import Markup, join, tag

_MOST_WORDS = 300  # above this, comparing word by word costs more than it shows (SequenceMatcher is quadratic)
_LEAST_ALIKE = 0.35


def old_and_new(old: str, new: str) -> tuple[Markup, Markup]:
    """Return both texts as markup, with <del> in the old and <ins> in the new; unlike texts stay unmarked."""
    before, after = old.split(), new.split()
    if not before or not after or max(len(before), len(after)) > _MOST_WORDS:
        return join(old), join(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return join(old), join(new)
    blocks = matcher.get_opcodes()
    return (
        _marked([(before[a:b], what != "equal") for what, a, b, _, _ in blocks], "del"),
        _marked([(after[a:b], what != "equal") for what, _, _, a, b in blocks], "ins"),
    )


def _marked(runs: Sequence[tuple[list[str], bool]], name: str) -> Markup:
    return join(*(tag(name, " ".join(ws)) if changed else " ".join(ws) for ws, changed in runs if ws), by=" ")
