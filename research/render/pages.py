"""Document → the text of one page as a Markdown file, for reading and for checking what was read."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from research.models import Document, PageRef, Passage
from research.render.markdown import escape
from research.text import slug

# What opens a block where it opens a line (CommonMark 0.31, chapters 4 and 5).
_BLOCK = re.compile(r"(\s*(?:\d{1,9}(?=[.)](?:\s|$)))?)(#{1,6}(?=\s|$)|>|[+-](?=\s|$)|[=-]+\s*$|(?<=\d)[.)])")


def file_name(ref: PageRef) -> str:
    """Return a safe, distinct file name: the address as a slug and the start of the capture's hash."""
    parts = urlsplit(ref.url)
    return f"{slug(unquote(parts.path)) or 'home'}-{ref.sha256[:8]}.md"


def page_text(document: Document) -> str:
    """Return the main text with its headings, under a head that says where it is from."""
    head = f"# {escape(document.title or document.url)}\n\n- address: {escape(document.url)}\n- kind: {document.kind}\n"
    if document.published:
        head += f"- dated: {document.published.isoformat()}\n"
    return head + "\n" + "\n\n".join(_line(p) for p in document.main) + "\n"


def _line(passage: Passage) -> str:
    text = _opening_nothing(escape(passage.text))
    if passage.block == "heading":
        return f"{'#' * min(6, max(2, passage.level))} {text}"
    return f"- {text}" if passage.block == "item" else f"> {text}" if passage.block == "quote" else text


def _opening_nothing(line: str) -> str:
    found = _BLOCK.match(line)
    return f"{found[1]}\\{line[found.start(2) :]}" if found else line
