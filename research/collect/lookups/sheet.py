"""An answer of a public source as a Page: its lines in simple HTML, so that quotes stand in it to the letter."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable

from research.models import Kind, Page, capture_hash
from research.text import clean

_LONGEST_LINE = 2_000
_MOST_LINES = 80


def sheet(
    *, title: str, url: str, asked: str, lines: Iterable[str], at: dt.datetime, kind: Kind = "other", note: str = "",
    author: str = "", links: Iterable[tuple[str, str, str]] = (),
) -> Page:  # fmt: skip
    """Return a Page of way "api"; `url` is where a reader can look, `asked` the address that answered.

    A line that begins with "# " is a heading. `links` are (url, text, rel). The body holds no time, so that the same
    answer is the same capture.
    """
    rows = [_row(clean(line)[:_LONGEST_LINE]) for line in list(lines)[:_MOST_LINES] if clean(line)]
    anchors = [
        f'<p><a href="{html.escape(to)}" rel="{html.escape(rel)}">{html.escape(clean(label) or to)}</a></p>'
        for to, label, rel in links
        if to.startswith(("http://", "https://"))
    ]
    by = f'<meta name="author" content="{html.escape(author)}">' if author else ""
    named = html.escape(clean(title))
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{named}</title>{by}</head>'
        f"<body><main><h1>{named}</h1>{''.join(rows)}{''.join(anchors)}</main></body></html>"
    ).encode()
    return Page(
        url=url, final_url=asked, kind=kind, status=200, headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=at, media_type="text/html", charset="utf-8", sha256=capture_hash(body), body=body, way="api",
        note=note,
    )  # fmt: skip


def _row(line: str) -> str:
    if line.startswith("# "):
        return f"<h2>{html.escape(line[2:])}</h2>"
    return f"<p>{html.escape(line)}</p>"
