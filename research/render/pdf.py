"""The printed brief: the HTML brief with the style of a paper size. Printing itself is `collect.printing`'s work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from research.models import Brief, Citation
from research.render.context import Context
from research.render.html import html


@dataclass(frozen=True)
class Paper:
    """A paper size: its name in CSS (`@page size`), width and height in millimetres."""

    name: str
    width: float
    height: float


PAPERS = {"a4": Paper("A4", 210, 297), "letter": Paper("letter", 215.9, 279.4)}
"""By the word for `--paper`, lower case (ISO 216; ANSI/ASME Y14.1)."""

# Chromium 131 and later print page-margin boxes (CSS Paged Media 3, section 4.2); older ones leave them out.
_STYLE = """@page {{ size: {size};
  @bottom-right {{ content: counter(page) " / " counter(pages); font: 7.5pt sans-serif; color: #444; }} }}
@page :first {{ @bottom-right {{ content: ""; }} }}
"""


def printable_html(
    brief: Brief,
    paper: Paper,
    context: Callable[[Citation], Context | None] = lambda _: None,
    photos: Mapping[str, bytes] | None = None,
) -> str:
    """Return the HTML to print on `paper`: the card on page one, then the brief with page numbers; no script in it."""
    return html(brief, context, photos, page_style=_STYLE.format(size=paper.name))
