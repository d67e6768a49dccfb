"""All profiles of a folder, the next interview first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from research.errors import ResearchError
from research.models import ListEntry
from research.profiles import load
from research.store import FILE_NAME, Store


def entries(root: Path, now: dt.datetime) -> list[ListEntry]:
    """Return one entry a profile: coming interviews in order, then those without a date, by name."""
    folders = sorted(p for p in root.iterdir() if (p / "profile.toml").is_file()) if root.is_dir() else []
    found = [_entry(folder, now) for folder in folders]
    return sorted(found, key=lambda e: (e.next_at is None, e.next_at.timestamp() if e.next_at else 0.0, e.slug))


def _entry(folder: Path, now: dt.datetime) -> ListEntry:
    try:
        profile = load(folder, now)
        coming = [i.at for i in profile.interviews if i.at is not None and i.at >= now]
        entry = ListEntry(slug=folder.name, company=profile.company.name, next_at=min(coming) if coming else None)
        if not (folder / FILE_NAME).exists():
            return entry
        with Store(folder, write=False) as store:
            brief = store.last_brief()
    except ResearchError as error:
        return ListEntry(slug=folder.name, trouble=str(error))
    if brief is None:
        return entry
    return entry.model_copy(update={"brief_at": brief.generated_at, "questions": len(brief.questions)})
