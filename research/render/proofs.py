"""The proof behind each line of the HTML brief: numbered citations that open to their context, and the list of sources.

Numbers are those that the footnotes of the Markdown brief get where it is rendered, so that `research show COMPANY 12`
means the same line everywhere; what only the HTML brief cites is numbered after them.
"""

from __future__ import annotations

from collections.abc import Iterable

from research.models import Brief, Citation, PageRef, Statement
from research.render.context import Look, live_link
from research.render.markdown import labelled_citations
from research.render.markup import Markup, join, tag
from research.render.words import capital, day, key_of, where, without_stop

_LONGEST_QUOTE = 320


class Proofs:
    """Numbers citations and writes them; `sources` comes last, when all are numbered."""

    def __init__(self, brief: Brief, look: Look) -> None:
        self._brief, self._look = brief, look
        self._pages = {p.sha256: p for p in brief.pages}
        self._cited: dict[tuple[str, ...], Citation] = {}
        for citation in labelled_citations(brief).values():
            self._cited.setdefault(key_of(citation), citation)
        self._numbers = {key: i for i, key in enumerate(self._cited, 1)}

    def refs(self, citations: Iterable[Citation]) -> Markup:
        """Return each citation as a number that opens to the quote in its context."""
        return join(*(self._ref(c) for c in {key_of(c): c for c in citations}.values()))

    def said(self, statement: Statement) -> Markup:
        """Return a statement as a quote with its numbers."""
        return join(quoted(statement.text), " ", self.refs(statement.citations))

    def _number(self, citation: Citation) -> int:
        key = key_of(citation)
        self._cited.setdefault(key, citation)
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _ref(self, citation: Citation) -> Markup:
        number = tag("summary", tag("span", "Source ", class_="vh"), str(self._number(citation)))
        return tag("details", number, tag("div", *self._opened(citation), class_="proof"), class_="cite")

    def _opened(self, citation: Citation) -> Iterable[Markup]:
        context = self._look(citation)
        page = self._pages.get(citation.document)
        if context is not None and context.headings:
            yield tag("p", " › ".join(context.headings), class_="path")
        before, after = (context.before, context.after) if context else ("", "")
        yield tag("blockquote", before, tag("mark", citation.quote), after, dir="auto")
        captured = f"read {day(citation.fetched_at.date())}"
        yield tag("p", join(self._source(page, citation), f" · {captured}", self._live(citation, " · ")), class_="meta")

    def _live(self, citation: Citation, by: str) -> Markup:
        address = live_link(citation, self._brief.pages, self._brief.identity.site)
        if address is None:
            return join()
        words = join("live page", tag("span", f" of source {self._number(citation)}, in a new tab", class_="vh"))
        link = tag("a", words, href=address, target="_blank", rel="noopener noreferrer")
        return tag("span", by, link, class_="live")

    def sources(self) -> Markup:
        """Return every quote by its page, numbered, for paper and for checking."""
        groups: dict[str, list[Citation]] = {}
        for citation in self._cited.values():
            groups.setdefault(citation.document, []).append(citation)
        return join(*(self._group(sha256, group) for sha256, group in groups.items()))

    def _group(self, sha256: str, group: list[Citation]) -> Markup:
        items = (
            tag("li", tag("span", f"[{self._number(c)}] ", class_="n"), quoted(_short(c.quote)), self._live(c, " · "))
            for c in group
        )
        head = tag("h3", self._source(self._pages.get(sha256), group[0]))
        return tag("div", head, tag("ul", *items, role="list"), class_="source")

    def _source(self, page: PageRef | None, citation: Citation) -> Markup:
        """Return kind, title, date and place of a page, as one line."""
        if page is None:
            return join("As it was · ", tag("bdi", where(citation.url, self._brief.identity.site)))
        dated = "undated" if page.published is None else day(page.published)
        if page.published_from in ("json-ld", "meta"):
            dated += " (from its metadata)"
        web = page.url.startswith("http")
        parts = [
            capital(page.kind) if web else "Yours",
            page.title[:120] or "untitled",
            dated,
            where(page.url, self._brief.identity.site),
        ]
        parts += [page.remark] if page.remark else []
        return join(*(tag("bdi", p) for p in parts), by=" · ")


def quoted(text: str) -> Markup:
    """Return page text in quote marks, kept apart from the direction of the text around it."""
    return tag("q", tag("bdi", without_stop(text)))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE].rpartition(" ")[0] + " …"
