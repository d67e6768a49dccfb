"""A sentence where it stands: what the rooms that search all pages of a site hand about."""

from __future__ import annotations

from typing import NamedTuple

from research.models import Citation, Document, Passage


class Line(NamedTuple):
    """A sentence with its lemmas; cited only when it is chosen, since a site has thousands."""

    document: Document
    passage: Passage
    start: int
    end: int
    lemmas: frozenset[str]

    @property
    def text(self) -> str:
        """Return the sentence, verbatim."""
        return self.passage.text[self.start : self.end]

    def cite(self) -> Citation:
        """Return the Citation of the sentence."""
        return self.document.cite(self.passage, self.start, self.end)
