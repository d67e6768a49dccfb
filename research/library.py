"""What has been read for one brief: Pages beside their Documents, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from research.beyond import Elsewhere
from research.extract.document import read
from research.kinds import kind_of_document
from research.models import Document, Kind, Miss, Page


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
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    """What public sources beyond the site say."""

    @property
    def everything(self) -> list[Document]:
        """All Documents, the company's first."""
        return [*self.documents, *self.people_files.values(), *self.own.values(), *self.elsewhere.documents]

    def add(self, page: Page, kind: Kind) -> Document | None:
        """Read a Page and keep it; None when the same capture is here already."""
        if any(page.sha256 == known.sha256 for known in self.pages):
            return None
        document = read(page)
        document = document.model_copy(update={"kind": kind_of_document(document, kind)})
        if document.script_shell and page.way == "http":
            self.shells.add(page.sha256)
        self.pages.append(page)
        return document

    def drop(self, page: Page) -> None:
        """Forget a Page that another one stands in for."""
        self.pages = [known for known in self.pages if known is not page]
