"""All profiles of a folder, the next interview first."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from research.errors import ResearchError, StoreError
from research.given import decoded, read_regular
from research.glance import ListEntry, glanced
from research.promises import KEPT, MINE, is_legend
from research.store import FILE_NAME, Store

_PROFILE = "profile.toml"


def entries(root: Path, now: dt.datetime) -> list[ListEntry]:
    """Return one entry a profile: coming interviews in order, then those without a date, by name."""
    folders = sorted(p for p in root.iterdir() if (p / _PROFILE).is_file()) if root.is_dir() else []
    found = [_entry(folder, now) for folder in folders]
    return sorted(found, key=lambda e: (e.next_at is None, e.next_at.timestamp() if e.next_at else 0.0, e.slug))


def _entry(folder: Path, now: dt.datetime) -> ListEntry:
    try:
        brief = _brief(folder)
        entry = (_as_briefed(folder, brief, now) if brief is not None else None) or _as_written(folder, now)
    except ResearchError as error:
        return ListEntry(slug=folder.name, trouble=str(error))
    entry = replace(entry, owed=_owed(folder))
    if brief is None:
        return entry
    at = dt.datetime.fromisoformat(brief.generated_at)
    return replace(entry, brief_at=at, questions=len(brief.questions))


# As research.notes reads them, which costs more than a list may: marked "<", or without a mark in words that promise.
_LINE = re.compile(r"^(?:[-*•][ \t]+)?(?:(?P<mark><)[ \t]*)?(?P<what>[^\s!?><=~#@].*)$", re.MULTILINE)


def _owed(folder: Path) -> int:
    """Return how many promises of the user stand open in notes.md, 0 when it cannot be read."""
    try:
        text = decoded(read_regular(folder / "notes.md", 1_000_000))
    except (OSError, ValueError):
        return 0
    lines = (f for f in _LINE.finditer(text) if not KEPT.search(f["what"]) and not is_legend(f[0]))
    return sum(bool(found["mark"] or MINE.search(found["what"])) for found in lines)


def _brief(folder: Path) -> Any:
    """Return the last brief as `glanced` gives it, None when there is none."""
    if not (folder / FILE_NAME).exists():
        return None
    with Store(folder, write=False) as store:
        written = store.written_brief()
    try:
        return None if written is None else glanced(written)
    except ValueError as error:
        raise StoreError(
            f"{folder}: its last brief cannot be read; `research {folder.name}` writes a new one"
        ) from error


def _as_briefed(folder: Path, brief: Any, now: dt.datetime) -> ListEntry | None:
    """Return the entry from the last brief, when profile.toml has not been touched since: then it says the same."""
    file = folder / _PROFILE
    try:
        if file.stat().st_mtime >= dt.datetime.fromisoformat(brief.generated_at).timestamp():
            return None
        company = tomllib.loads(file.read_text("utf-8"))["company"]["name"]
        moments = [_moment(i) for i in brief.interviews if i.at is not None]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return _of(folder, str(company), moments, now)


def _moment(interview: Any) -> dt.datetime:
    """The time of an appointment in its zone, as `Interview` reads it."""
    at = dt.datetime.fromisoformat(interview.at)
    zone = getattr(interview, "zone", "")  # briefs of older versions have none
    return at.astimezone(ZoneInfo(zone)) if zone else at


def _as_written(folder: Path, now: dt.datetime) -> ListEntry:
    from research.profiles import load

    profile = load(folder, now)
    return _of(folder, profile.company.name, [i.at for i in profile.interviews if i.at is not None], now)


def _of(folder: Path, company: str, moments: list[dt.datetime], now: dt.datetime) -> ListEntry:
    coming = [at for at in moments if at >= now]
    return ListEntry(
        slug=folder.name, company=company, next_at=min(coming, default=None), over=bool(moments and not coming)
    )
