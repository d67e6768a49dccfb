"""What the user knows to be wrong: corrections.md → Corrections, and a Brief without what was struck. Pure.

A line reads ``- founded: "2014" is wrong`` or ``- founded: "2014" is wrong; it is "2015"``. A corrected fact says
"user" and cites its line, so that it can be verified like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from research.models import (
    Brief,
    Citation,
    CompanyBrief,
    Document,
    Fact,
    FactKind,
    Gap,
    PageRef,
    Question,
    Rejected,
    Statement,
)
from research.text import bare, clean, fold

FILE = "corrections.md"
KINDS: tuple[str, ...] = get_args(FactKind)
_BY_YOU, _STRUCK = ", corrected by you", "struck by you"
HEADING = (
    "# Corrections\n\nWhat the pages say and you know to be wrong. Delete a line to take it back, or say `--undo`.\n"
)
_LINE = re.compile(
    r"^(?:[-*•]\s+)?(?P<kind>[a-z_ ]{4,16}):\s*[\"“](?P<wrong>[^\"”]{1,300})[\"”]\s+is wrong"
    r"(?:\s*;\s*it is\s+[\"“](?P<right>[^\"”]{1,300})[\"”])?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Correction:
    """A fact struck by the user: its kind, the wrong value, the right one where the user gave it, the line from 1."""

    kind: str
    wrong: str
    right: str | None
    line: int


def parse(text: str) -> tuple[Correction, ...]:
    """Return the corrections of corrections.md, of several to one value the last; other lines are passed over."""
    found: dict[tuple[str, str], Correction] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        match = _LINE.match(clean(raw[:2000]))
        kind = match["kind"].strip().lower().replace(" ", "_") if match else ""
        if match and kind in KINDS:
            wrong = clean(match["wrong"])
            found[kind, bare(wrong)] = Correction(kind, wrong, clean(match["right"] or "") or None, number)
    return tuple(found.values())


def line_of(kind: str, wrong: str, right: str | None) -> str:
    """Return the line of corrections.md for a correction; quote marks inside become single."""
    plain = str.maketrans({'"': "'", "“": "'", "”": "'"})
    tail = f'; it is "{clean(right).translate(plain)}"' if right else ""
    return f'- {kind}: "{clean(wrong).translate(plain)}" is wrong{tail}\n'


def without(text: str, kind: str, wrong: str) -> str:
    """Return corrections.md without the lines that strike this value; the same text when there is none."""
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if not any(c.kind == kind and _same(c.wrong, wrong) for c in parse(line))]
    return "".join(kept)


def is_struck(fact: Fact, corrections: Sequence[Correction]) -> bool:
    """Tell whether the user has struck a fact: the same kind and the same value, as people compare them."""
    return fact.says != "user" and any(c.kind == fact.kind and _same(c.wrong, fact.value) for c in corrections)


def _same(one: str, other: str) -> bool:
    plain = str.maketrans({'"': "'"})  # as line_of writes them
    return bare(one).translate(plain).strip(".") == bare(other).translate(plain).strip(".")


def corrected(brief: Brief, corrections: Sequence[Correction], document: Document | None) -> Brief:
    """Return the brief without what was struck and with what the user says instead.

    `document` is corrections.md read; without it nothing can be cited, so struck facts only go. Lines and questions
    that rest on a struck fact's words go too. What is struck without a right value stands among the gaps.
    """
    brief = _uncorrected(brief)
    struck = [fact for fact in brief.company.facts if is_struck(fact, corrections)]
    if not struck and not any(c.right for c in corrections):
        return brief
    bad = [citation for fact in struck for citation in fact.citations]
    mine = [fact for c in corrections if (fact := _mine(c, brief.company.name, document)) is not None]
    kept = [q for q in brief.questions if not _rests(q.citations, bad)]
    return brief.model_copy(
        update={
            "company": _company(brief.company, struck, mine, bad),
            "pages": (*brief.pages, *([_page(document)] if document is not None and mine else [])),
            "gaps": (*brief.gaps, *(_gap(c) for c in corrections if not c.right)),
            "questions": tuple(kept),
            "rejected": (*brief.rejected, *(_rejected(q) for q in brief.questions if _rests(q.citations, bad))),
        }
    )


def _uncorrected(brief: Brief) -> Brief:
    """Return a brief without what an earlier correction added, so that correcting twice is correcting once."""
    company = brief.company
    facts = tuple(f for f in company.facts if f.says != "user" or f.citations[0].url != FILE)
    glance = tuple(line for line in company.glance if not line[0].endswith(_BY_YOU))
    return brief.model_copy(
        update={
            "company": company.model_copy(update={"facts": facts, "glance": glance}),
            "pages": tuple(page for page in brief.pages if page.url != FILE),
            "gaps": tuple(gap for gap in brief.gaps if not gap.note.startswith(_STRUCK)),
        }
    )


def _page(document: Document) -> PageRef:
    return PageRef(
        url=document.url, final_url=document.final_url, kind="other", way=document.way, status=200,
        fetched_at=document.fetched_at, sha256=document.sha256, title=document.title,
    )  # fmt: skip


def _company(
    company: CompanyBrief, struck: Sequence[Fact], mine: Sequence[Fact], bad: Sequence[Citation]
) -> CompanyBrief:
    glance = [(label, said) for label, said in company.glance if not _rests(said.citations, bad)]
    lines = [(f"{fact.kind.replace('_', ' ').capitalize()}{_BY_YOU}", _statement(fact)) for fact in mine]

    return company.model_copy(
        update={
            "facts": (*mine, *(f for f in company.facts if f not in struck)),
            "glance": (*glance, *lines),
            "changed_lately": tuple(item for item in company.changed_lately if not _rests(item[2].citations, bad)),
            "conflicts": tuple(
                (what, one, other)
                for what, one, other in company.conflicts
                if not _rests(one.citations, bad) and not _rests(other.citations, bad)
            ),
        }
    )


def _statement(fact: Fact) -> Statement:
    return Statement(text=fact.value, citations=fact.citations)


def _mine(correction: Correction, company: str, document: Document | None) -> Fact | None:
    """Return what the user says instead, cited in corrections.md."""
    if correction.right is None or document is None:
        return None
    for passage in document.passages:
        at = passage.text.rfind(correction.right)
        if at >= 0 and fold(correction.wrong) in fold(passage.text) and "is wrong" in passage.text:
            cited = document.cite(passage, at, at + len(correction.right))
            kind: FactKind = correction.kind  # type: ignore[assignment] # parse() lets only these through
            return Fact(subject=company, kind=kind, value=correction.right, says="user", citations=(cited,))
    return None


def _rests(citations: Sequence[Citation], bad: Sequence[Citation]) -> bool:
    """Tell whether any of the citations shares words with one of the bad ones."""
    return any(
        (c.document, c.passage) == (b.document, b.passage) and c.start < b.end and b.start < c.end
        for c in citations
        for b in bad
    )


def _gap(correction: Correction) -> Gap:
    note = f"{_STRUCK}: “{correction.wrong}” ({FILE}, line {correction.line})"
    return Gap(kind=correction.kind.replace("_", " "), result="absent", looked=(FILE,), note=note)


def _rejected(question: Question) -> Rejected:
    return Rejected(
        signal=question.signal, frame=question.frame, text=question.text, reason="it rests on a fact that you struck",
        citation=question.citations[0],
    )  # fmt: skip
