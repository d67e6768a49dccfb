"""A quote in its place: what stands around it, and the live page with the quote marked. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote as percent
from urllib.parse import urlsplit, urlunsplit

from research.text import sentences

if TYPE_CHECKING:
    from research.models import Citation, Document, PageRef, Passage

LONGEST = 280
"""Characters shown on each side of a quote."""
_WORDS_AT_AN_END = 5
_LONGEST_WHOLE = 90


@dataclass(frozen=True)
class Context:
    """What stands around a quote: the page's title, the heading path, the text before and after it.

    `before`, the quote and `after` make the stretch as it stands, one after the other; items of lists parted by “·”.
    """

    title: str = ""
    headings: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


Look = Callable[["Citation"], Context | None]


def context_of(citation: Citation, document: Document | None) -> Context | None:
    """Return the sentence before the quote and the one after it, the rest of its own sentence included.

    At the ends of a passage the neighbour under the same heading lends its nearest sentence. None without the capture
    or when the passage is not in it.
    """
    if document is None:
        return None
    here = next((i for i, p in enumerate(document.passages) if p.id == citation.passage), None)
    if here is None:
        return None
    passage = document.passages[here]
    spans = sentences(passage.text)
    starts = [a for a, _ in spans if a <= citation.start]
    ends = [b for _, b in spans if b >= citation.end]
    before = passage.text[(starts[-2] if len(starts) > 1 else 0) : citation.start]
    after = passage.text[citation.end : ends[1] if len(ends) > 1 else len(passage.text)]
    between = " " if passage.block == "paragraph" else " · "
    if len(starts) < 2 and (lent := _lent(document.passages, here, -1)):
        before = f"{lent}{between}{before}"
    if len(ends) < 2 and (lent := _lent(document.passages, here, 1)):
        after = f"{after}{between}{lent}"
    return Context(document.title, passage.headings, _tail(before.lstrip()), _head(after.rstrip()))


def _lent(passages: Sequence[Passage], here: int, step: int) -> str:
    """The nearest sentence of the neighbour, when it stands under the same heading."""
    there = here + step
    if not 0 <= there < len(passages):
        return ""
    passage = passages[there]
    same = passage.headings == passages[here].headings and passage.region == passages[here].region
    if not same or passage.block == "heading":
        return ""
    spans = sentences(passage.text)
    if not spans:
        return ""
    start, end = spans[-1 if step < 0 else 0]
    return passage.text[start:end]


def _tail(text: str) -> str:
    return text if len(text) <= LONGEST else "… " + text[-LONGEST:].partition(" ")[2]


def _head(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0] + " …"


def live_link(citation: Citation, pages: Sequence[PageRef], site: str | None) -> str | None:
    """Return the address of the live page with a text fragment that marks the quote, or None (see `address_of`).

    Fragment: WICG "URL Fragment Text Directives".
    """
    page = next((p for p in pages if p.sha256 == citation.document and p.url == citation.url), None)
    address = address_of(page, site) if page else None
    return f"{address}#:~:text={_directive(citation)}" if address else None


def address_of(page: PageRef, site: str | None) -> str | None:
    """Return the address of a page when it may be a link, without its fragment, or None.

    Only http and https addresses that were fetched, or that lie on the site which the user named: an address that a
    page merely claims is never a link.
    """
    fetched = page.way in ("http", "browser", "api")
    address = page.final_url if fetched else page.url
    try:
        parts = urlsplit(address)
        ours = urlsplit(site).hostname if site else None
    except ValueError:  # "http://[": a saved page may claim anything
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    if not fetched and parts.hostname != ours:
        return None
    if not address.isascii() or not address.isprintable():
        return None
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


def _directive(citation: Citation) -> str:
    """The whole quote when it is short, else its first and last words: a range may cross line breaks and markup."""
    words = citation.quote.split()
    if len(citation.quote) <= _LONGEST_WHOLE or len(words) < 2 * _WORDS_AT_AN_END:
        return _encoded(" ".join(words))
    return ",".join(_encoded(" ".join(part)) for part in (words[:_WORDS_AT_AN_END], words[-_WORDS_AT_AN_END:]))


def _encoded(text: str) -> str:
    # "-", "," and "&" have a meaning in text directives; urllib leaves the dash as it is.
    return percent(text, safe="").replace("-", "%2D")


def looker(reader: Callable[[str], Document | None]) -> Look:
    """Return a Look that reads each capture once; `reader` gives the Document of a sha256."""
    known: dict[str, Document | None] = {}

    def look(citation: Citation) -> Context | None:
        if citation.document not in known:
            known[citation.document] = reader(citation.document)
        return context_of(citation, known[citation.document])

    return look
