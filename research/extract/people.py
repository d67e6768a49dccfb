"""Who works there: people, their titles and their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from research.models import Document, Person

if TYPE_CHECKING:
    from research.extract.document import Reading


def people_of(document: Document, reading: Reading) -> list[Person]:
    """Return the people of a page."""
    return []


def people(html: bytes | str, url: str) -> list[Person]:
    """Return the people of one page."""
    return []
