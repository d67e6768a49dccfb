"""What `list` and `questions` show of a brief, without the vocabulary: loading it takes longer than all else they do.

A brief was checked when it was written; to print a part of it, its JSON is enough.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from research.models import Brief


@dataclass(frozen=True)
class ListEntry:
    """A profile as `research list` shows it; `trouble` is why it could not be read."""

    slug: str
    company: str = ""
    next_at: dt.datetime | None = None
    brief_at: dt.datetime | None = None
    questions: int = 0
    over: bool = False
    """Whether the last of its interviews is past."""
    owed: int = 0
    """Promises of the user ("<" in the notes) that are not marked as kept."""
    trouble: str = ""


def glanced(written: bytes) -> Brief:
    """Return what looks like the Brief of this JSON: the same names, moments and tuples as text and lists.

    Raises ValueError for what is no JSON.
    """
    return cast("Brief", json.loads(written, object_hook=_named))


def _named(fields: dict[str, Any]) -> SimpleNamespace:
    if "for" in fields:  # the one name that is no word of Python's
        fields["asked_of"] = fields.pop("for")
    return SimpleNamespace(**fields)
