"""What has been read for one brief: Pages beside their Documents, and what could not be read."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path

from research import __version__
from research.beyond import Elsewhere
from research.extract.document import read
from research.models import Document, Kind, Miss, Page
from research.page_kinds import kind_of_document

MOST_PASSAGES = 80_000
"""Of all Documents together; a page has a few hundred, one of 10 MB up to 40,000, which take 50 MB."""
_LARGE = 500_000  # bytes of a page; reading it takes up to twenty times as much memory for a moment
_LARGE_TURN = threading.Lock()


class Full(Exception):
    """A page for which there is no room: those read before took all the memory that a run may take."""


def _nothing(_sha256: str) -> Document | None:
    return None


@lru_cache(maxsize=4)
def code_of(room: str) -> str:
    """Return a mark of the code in a package ("research.extract") that changes whenever one of its files does."""
    folder = Path(str(resources.files(room)))
    files = [(p.name, (s := p.stat()).st_size, s.st_mtime_ns) for p in sorted(folder.rglob("*")) if p.suffix != ".pyc"]
    return f"{__version__}-{zlib.crc32(repr(files).encode()):08x}"


@dataclass
class Library:
    """Everything read for one brief; `own` are the user's notes and resume, which say nothing about the company."""

    documents: list[Document] = field(default_factory=list)
    people_files: dict[str, Document] = field(default_factory=dict)
    own: dict[str, Document] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    shells: set[str] = field(default_factory=set)
    """Captures that only scripts fill: such a site may answer every address with the same one."""
    looks: list[tuple[Page, Document]] = field(default_factory=list)
    """What pages that read differently answered when they were asked once more; they are no pages of the brief."""
    hints: list[Page] = field(default_factory=list)
    """Sitemaps and feeds: kept, so that the next visit sees what is new in them."""
    hinted: bool = False
    """Whether this visit asked for them."""
    listed: set[str] = field(default_factory=set)
    """Addresses that they listed at the visit before: nothing of it is new."""
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    """What public sources beyond the site say."""
    photos: dict[str, Page] = field(default_factory=dict)
    """Small portraits of the people to be met, by the names in the profile."""
    known: Callable[[str], Document | None] = _nothing
    """Gives the Document of a capture that was read before, so that it need not be read again."""
    _passages: int = 0

    @property
    def everything(self) -> list[Document]:
        """All Documents, the company's first."""
        return [*self.documents, *self.people_files.values(), *self.own.values(), *self.elsewhere.documents]

    def add(self, page: Page, kind: Kind, before: Document | None = None) -> Document | None:
        """Read a Page and keep it; None when the same capture is here already. `before` was read of it earlier.

        Raises Full.
        """
        if any(page.sha256 == known.sha256 for known in self.pages):
            return None
        document = _again(page, before) or self._first(page, kind)
        if self._passages + len(document.passages) > MOST_PASSAGES:
            raise Full
        self._passages += len(document.passages)
        if document.script_shell and page.way == "http":
            self.shells.add(page.sha256)
        self.pages.append(page)
        return document

    def look(self, page: Page, kind: Kind) -> None:
        """Read what an address answered the second time, unless it is the page that was taken."""
        if any((page.url, page.sha256) == (known.url, known.sha256) for known in self.pages):
            return
        known = _again(page, self.known(page.sha256))
        self.looks.append((page, known or self._first(page, kind)))

    def _first(self, page: Page, kind: Kind) -> Document:
        if len(page.body) < _LARGE:
            document = read(page)
        else:
            with _LARGE_TURN:
                if self._passages > MOST_PASSAGES // 2:
                    raise Full
                document = read(page)
        return document.model_copy(update={"kind": kind_of_document(document, kind)})

    # Pages are added on the threads that read them, and changed on one thread alone: places stay what they are.

    def drop(self, page: Page) -> None:
        """Forget a Page that another one stands in for."""
        for place in self._places(page):
            del self.pages[place]

    def replace(self, page: Page, by: Page) -> None:
        """Put a Page of the same capture in the place of another."""
        for place in self._places(page):
            self.pages[place] = by

    def lighten(self, pages: list[Page]) -> None:
        """Let go of the bodies of Pages that the store holds."""
        for page in pages:
            self.replace(page, page.model_copy(update={"body": b""}))

    def _places(self, page: Page) -> list[int]:
        """Where it is: one place, none when the same capture came from another address first."""
        found = (n for n, known in enumerate(self.pages) if (known.sha256, known.url) == (page.sha256, page.url))
        return list(found)[:1]


def _again(page: Page, before: Document | None) -> Document | None:
    """Return what was read of the same capture before; only the visit is another."""
    if before is None or before.way != page.way:
        return None
    visit = {"url": page.url, "final_url": page.final_url, "fetched_at": page.fetched_at}
    return before.model_copy(update=visit)
