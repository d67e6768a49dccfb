"""Saved profiles as tests read them: a file's Document, and its career as rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from research.collect.files import read_file
from research.extract import read
from research.extract.career import positions
from research.models import Document, Page

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
Row = tuple[str, str | None, str, str]


def document(path: Path, content: bytes | str) -> Document:
    """Write a file about a person and return it read."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    page = read_file(path, kind="person", fetched_at=NOW)
    assert isinstance(page, Page)
    return read(page)


def rows(found: Document) -> list[Row]:
    """Title, organisation, start and end ("now" for the present) of each position."""
    made = []
    for p in positions(found):
        end = "now" if p.current else f"{p.end:%Y-%m}" if p.end else ""
        made.append((p.title, p.organisation, f"{p.start:%Y-%m}" if p.start else "", end))
    return made
