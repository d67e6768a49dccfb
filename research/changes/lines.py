# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Documents → lines: the sentences of a page with their keys, and which of them are furniture or noise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from research.kinds import kind_of_link
from research.models import Citation, Document, Kind, Passage
from research.sameness import LONGEST_LINE, key
from research.text import bare, fold, lemmas, sentences

NEWS_KINDS: frozenset[Kind] = frozenset({"article", "news", "press"})
PEOPLE_KINDS: frozenset[Kind] = frozenset({"team", "about", "person", "home"})
_RELATED = re.compile(
    r"^(?:related|recent|latest|popular|trending|recommended|similar|more|other)\s(?:posts?|articles?|news|stories|content"
    r"|reading|products?|jobs|openings|from|on this)\b|^related\b.{0,20}$|^you (?:may|might) also\b|^read (?:next|more)\b"
    r"|^(?:keep reading|up next|further reading|from (?:the|our) blog|in other news|testimonials?)\b"
    r"|^what (?:our )?(?:customers|clients|people) say|^(?:ähnliche|weitere|verwandte|articles similaires)\b",
    re.I,
)
# What a link says about the visit, not about the page it leads to.
_TRACKING = re.compile(
    r"(?i)(?:utm_\w+|\w{0,8}clid|_g[al]|mc_\w+|hsa_\w+|__?hs\w+|ref|ref_\w+|source|src|gh_src|lever-\w+|trk\w*|sid|\w{0,9}sess(?:ion)?_?id"
    r"|cb|nocache|ts|rand|_|v|share\w*|campaign\w*|icid|s_cid|variant|ab|exp)$"
)
_PATH_SESSION = re.compile(r"(?i);(?:jsessionid|phpsessid|sid)=[^/;?]*")
_COOKIE = re.compile(r"\bcookies?\b|\bgdpr\b|\bconsent\b|datenschutzerkl|einwilligung", re.I)
_SHORT = 3
"""A line of fewer words is a button or a label, unless it holds a number or stands where short lines count."""
_QUOTED = re.compile(r"\s*[“\"„«][^“”\"„«»]{12,}[”\"“»]\s*")
_NAMING = re.compile(r"^\W{0,3}[^\W\d_a-z]\w+ (?:\w+ ){0,2}[^\W\d_a-z]\w+\s?(?:[,–—|·-]|at\b|$)")
_LONGEST_NAMING = 12
_SPEAKS_ITSELF: frozenset[Kind] = frozenset({"values", "team", "person"})
"""Where words in quote marks are as likely the company's own."""
_SHORT_COUNTS: frozenset[Kind] = frozenset({"values", "posting", "team", "person"})


@dataclass(frozen=True, eq=False)
class Line:
    """One sentence of a passage, or a whole short passage."""

    document: Document
    passage: Passage
    start: int
    end: int
    key: str

    @property
    def text(self) -> str:
        """The words, verbatim."""
        return self.passage.text[self.start : self.end]

    @property
    def place(self) -> tuple[str, str, int]:
        """What tells this line from every other: capture, passage, start."""
        return self.document.sha256, self.passage.id, self.start

    def cite(self) -> Citation:
        """Return the Citation of the line."""
        return self.document.cite(self.passage, self.start, self.end)

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """Its content lemmas."""
        return lemmas(self.text)


class Reading:
    """A Document cut into lines, with what the comparison asks about it; made once a capture."""

    def __init__(self, document: Document, kind: Kind) -> None:
        self.document, self.kind = document, kind
        self._voices = _voices(document, alone=kind not in _SPEAKS_ITSELF)
        self.lines = tuple(_lines(document))
        self.keys = frozenset(line.key for line in self.lines)
        self.told: tuple[Line, ...] = tuple(line for line in self.lines if self._tells(line))
        """The lines whose change is worth a look; the others only show that a text is still there."""

    @cached_property
    def _bare(self) -> str:
        return "\n".join(bare(p.text) for p in self.document.passages)

    def prints(self, words: str) -> bool:
        """Whether these words stand on the page, whole, accents and case aside."""
        wanted = bare(words)
        return wanted in self._bare and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", self._bare) is not None

    @cached_property
    def _said(self) -> str:
        return f" {' '.join(line.key for line in self.lines if line.key)} "

    def says(self, line_key: str) -> bool:
        """Whether a key stands on the page in one piece, though its lines may be cut elsewhere (cards set anew)."""
        return line_key in self.keys or f" {line_key} " in self._said

    @cached_property
    def news_titles(self) -> frozenset[str]:
        """Folded link texts that lead to articles, news or postings: teasers, told by what they lead to."""
        kinds = {*NEWS_KINDS, "posting"}
        return frozenset(
            fold(link.text) for link in self.document.links if link.text and kind_of_link(link.url, link.text) in kinds
        )

    @cached_property
    def link_texts(self) -> frozenset[str]:
        """Folded texts of all its links: buttons and menus."""
        return frozenset(fold(link.text) for link in self.document.links if link.text)

    def _tells(self, line: Line) -> bool:
        passage = line.passage
        if not line.key or passage.region not in ("main", "footer", "header"):
            return False
        if _COOKIE.search(passage.text[:LONGEST_LINE]) or is_teaser(passage):
            return False
        if passage.block == "heading" and _RELATED.search(passage.text):
            return False
        if passage.ordinal in self._voices:
            return False
        folded = fold(passage.text)
        if folded in self.link_texts or any(fold(h) in self.news_titles for h in passage.headings):
            return False
        short = line.key.count(" ") + 1 < _SHORT and not any(c.isdigit() for c in line.key)
        return not short or self.kind in _SHORT_COUNTS


def _voices(document: Document, alone: bool) -> frozenset[int]:
    """Return the places of what others are quoted with, and of the lines that say who they are.

    Such quotes take turns, and whose words stand there the page decides, not the company. Without `alone` only those
    count that somebody is named for.
    """
    found: set[int] = set()
    passages = document.passages
    for quote, after in zip(passages, (*passages[1:], None), strict=True):
        if quote.block != "quote" and _QUOTED.fullmatch(quote.text[:LONGEST_LINE]) is None:
            continue
        named = after is not None and after.text.count(" ") < _LONGEST_NAMING and _NAMING.search(after.text) is not None
        if alone or named:
            found.add(quote.ordinal)
        if after is not None and named:
            found.add(after.ordinal)
    return frozenset(found)


def _lines(document: Document) -> Iterable[Line]:
    for passage in document.passages:
        for start, end in sentences(passage.text):
            yield Line(document, passage, start, end, key(passage.text[start:end]))


def address(url: str) -> str:
    """Return an address for telling pages apart: scheme, fragment, "www.", final slash and tracking count for nothing."""
    rest = (url.partition("://")[2] or url).partition("#")[0].removeprefix("www.")
    path, _, query = rest.partition("?")
    kept = "&".join(pair for pair in query.split("&") if pair and not _TRACKING.match(pair.partition("=")[0]))
    path = _PATH_SESSION.sub("", path).rstrip("/")
    return f"{path}?{kept}" if kept else path


def is_teaser(passage: Passage) -> bool:
    """Whether a passage stands under a heading that offers something else to read."""
    return any(_RELATED.search(h) for h in passage.headings[-2:])
