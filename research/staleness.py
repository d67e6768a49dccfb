"""How old a brief may be: the nearer the interview, the younger. Pure; a leaf, and light, since `list` asks it too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

Freshness = Literal["fresh", "due", "stale"]
LADDER: tuple[tuple[dt.timedelta, dt.timedelta], ...] = (
    (dt.timedelta(hours=3), dt.timedelta(hours=3)),
    (dt.timedelta(days=1), dt.timedelta(hours=12)),
    (dt.timedelta(days=3), dt.timedelta(days=1)),
    (dt.timedelta(days=7), dt.timedelta(days=3)),
    (dt.timedelta(days=30), dt.timedelta(days=7)),
)
"""(time until the interview, age that a brief may have by then); nearer than the first: the first."""
_UNDATED = dt.timedelta(days=14)


def until_next(moments: Iterable[dt.datetime | None], at: dt.datetime) -> dt.timedelta | None:
    """Return the time from `at` to the next of these moments, None when none is to come.

    Counted on the running clock: two moments of one zone would else be an hour out across a change of its clock.
    """
    now = at.astimezone(dt.UTC)
    coming = [moment.astimezone(dt.UTC) - now for moment in moments if moment is not None]
    return min((span for span in coming if span >= dt.timedelta()), default=None)


def allowed_age(until_interview: dt.timedelta | None) -> dt.timedelta:
    """Return how old a brief may be so long before the interview (None: no date known)."""
    if until_interview is None:
        return _UNDATED
    return next((age for until, age in LADDER if until_interview <= until), _UNDATED)


def staleness(age: dt.timedelta, until_interview: dt.timedelta | None) -> Freshness:
    """Return "fresh", "due" (older than allowed) or "stale" (older than twice that)."""
    allowed = allowed_age(until_interview)
    return "fresh" if age <= allowed else "due" if age <= 2 * allowed else "stale"


ADVICE: dict[Freshness, str] = {"fresh": "", "due": "refresh it", "stale": "refresh it before you rely on it"}


def staleness_line(age: dt.timedelta, until_interview: dt.timedelta | None) -> str:
    """Return how old the brief is, how near the interview, what to do: "read 5 days ago, interview in 2 days: …"."""
    parts = [f"read {spelt(age)} ago"]
    if until_interview is not None:
        parts.append(f"interview in {spelt(until_interview)}")
    advice = ADVICE[staleness(age, until_interview)]
    return ", ".join(parts) + (f": {advice}" if advice else "")


def fresh_until(made: dt.datetime, until_interview: dt.timedelta | None) -> dt.datetime:
    """Return the moment at which a brief becomes due: when it is first older than it may be by then."""
    spans = [_UNDATED]
    if until_interview is not None:
        spans += [max(until_interview - until, age) for until, age in LADDER]
    return (made.astimezone(dt.UTC) + min(spans)).astimezone(made.tzinfo)


def spelt(span: dt.timedelta) -> str:
    """Return a span as people say it: "40 minutes", "30 hours", "5 days"."""
    minutes = max(0, int(span.total_seconds() // 60))
    number, unit = (
        (minutes, "minute")
        if minutes < 60
        else (minutes // 60, "hour")
        if minutes < 48 * 60
        else (minutes // 1440, "day")
    )
    return f"{number} {unit}{'' if number == 1 else 's'}"
