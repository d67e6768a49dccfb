"""What the company's own pages say of somebody by full name, outside cards: news of a new colleague, an about page."""

from __future__ import annotations

import re

from research.extract.career_words import is_private
from research.models import Document, Kind, Statement
from research.text import sentences

_TELLING: frozenset[Kind] = frozenset(("article", "news", "press", "about", "team", "careers", "home", "values"))
_MOST = 3
_LONGEST = 320
_OTHERS_WORDS = re.compile(r"[“\"«„]|\b(?:says?|said|adds|added|according to)\b")
_TASK = re.compile(r"\b(?:will|focus\w*|leads?|responsible|role|author of|in charge|charged with|oversees?|founded)\b")
_EMPTY = re.compile(r"(?i)\b(?:welcom\w+|thrilled|excited|delighted|congratulat\w+|exciting news|warm)\b")


def told_of(document: Document, name: str) -> list[Statement]:
    """Return at most three sentences of `document` about the person called `name`, first name and surname given.

    The page must print the full name. Taken are sentences that name the person as who they are about: first, after a
    clause ("…, Jane will lead"), or as who joined, was welcomed or founded; and one that begins with "she", "he" or
    "they" right after a sentence that the name begins. Left out: quotations, greetings, private matters.
    """
    plain = re.sub(r"\([^)]*\)", " ", name).split()
    if len(plain) < 2 or document.kind not in _TELLING:
        return []
    about = _About(plain[0], plain[-1])
    found: list[Statement] = []
    for passage in document.main:
        about.follows = about.follows and passage.block != "heading"
        if passage.block in ("heading", "quote") or len(passage.text) > 4_000:
            continue
        for start, end in sentences(passage.text):
            text = passage.text[start:end]
            if about.is_told_by(text) and _is_statement(text):
                found.append(Statement(text=text, citations=(document.cite(passage, start, end),)))
    return sorted(found, key=lambda line: _TASK.search(line.text) is None)[:_MOST]


class _About:
    """Follows one person through the sentences of a page."""

    def __init__(self, first: str, last: str) -> None:
        names = rf"{re.escape(first)}(?: [\w.'’-]+){{0,2}} {re.escape(last)}"
        self.full = re.compile(names)
        told = rf"(?:Dr\.? |Prof\.? )?(?:{names}|{re.escape(first)})\b(?!['’]s\b)"
        acts = r",? (?:our|the|an?|who|is|was|has|will|and|\w+s|\w+ed)\b"
        self.leads = re.compile(rf"(?:\W{{0,3}}|[^.;]{{3,90}}, ){told}(?={acts})")
        self.joins = re.compile(
            rf"\b(?:announce[sd]?\b[^.;]{{0,40}}\bthat|welcom\w+|hir(?:ed|es|ing)|appoint\w+|promot\w+|founded)"
            rf"\b[^.;]{{0,200}}?\b{names}"
        )
        self.known = self.follows = False

    def is_told_by(self, text: str) -> bool:
        """Tell whether the next sentence is about the person."""
        self.known = self.known or self.full.search(text) is not None
        leads = self.known and self.leads.match(text) is not None
        pronoun = self.follows and re.match(r"(?:She|He|They|Her|His|Their|In (?:her|his|their))\b", text) is not None
        self.follows = leads or pronoun
        return leads or pronoun or self.joins.search(text) is not None


def _is_statement(text: str) -> bool:
    return (
        len(text.split()) >= 9
        and len(text) <= _LONGEST
        and text[-1:] in ".;"
        and not (_OTHERS_WORDS.search(text) or _EMPTY.search(text) or is_private(text))
    )
