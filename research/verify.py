"""Proves a brief against the store: does every quote stand in its capture, to the letter?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from pydantic import BaseModel

from research.models import Brief, Citation, Document, Value
from research.text import fold

Verdict = Literal["found", "gone", "cannot check"]


class Proof(Value):
    """What became of one citation."""

    citation: Citation
    verdict: Verdict
    why: str = ""


def citations(value: object) -> Iterator[Citation]:
    """Yield every Citation inside a value, in the order of its fields; a citation used twice comes twice."""
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from citations(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from citations(item)


def verify(brief: Brief, document: Callable[[str], Document | None]) -> list[Proof]:
    """Return a Proof for each distinct citation of the brief.

    `document` gives the Document of a capture by its sha256, or None when the store no longer has it. A quote stands
    when it is found at its place; when the passage moved (another version of the reader), anywhere in the capture.
    """
    proofs: dict[Citation, Proof] = {}
    passages: dict[str, dict[str, str] | None] = {}
    for citation in citations(brief):
        if citation not in proofs:
            if citation.document not in passages:
                read = document(citation.document)
                passages[citation.document] = None if read is None else {p.id: p.text for p in read.passages}
            proofs[citation] = _prove(citation, passages[citation.document])
    return list(proofs.values())


def _prove(citation: Citation, passages: dict[str, str] | None) -> Proof:
    if passages is None:
        return Proof(citation=citation, verdict="cannot check", why="the capture is not in the store")
    text = passages.get(citation.passage, "")
    if text[citation.start : citation.end] == citation.quote:
        return Proof(citation=citation, verdict="found")
    wanted = fold(citation.quote)
    if any(wanted in fold(other) for other in passages.values()):
        return Proof(citation=citation, verdict="found", why="elsewhere in the same capture")
    return Proof(citation=citation, verdict="gone", why="the quote does not stand in its capture")
