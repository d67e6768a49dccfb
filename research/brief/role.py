"""The Posting and the role's Signals → the role's part of the brief: the problem behind the position, and why now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from research.models import Posting, Profile, RoleBrief, Signal, Statement

_OLD_POSTING_DAYS = 365
_MOST = 3
# Closed sentences: what to be ready for, by the strongest thing the posting says (first match wins).
_SO: tuple[tuple[str, str], ...] = (
    ("closed", "Settle first which role this is: the posting says it is closed."),
    ("old", "Settle first which role this is: the posting is more than a year old."),
    ("problems", "Expect questions about what you would do first, and what you would leave alone."),
    ("goals", "Expect questions about your first months: have a plan, and ask what could stop it."),
    ("measures", "Expect questions about how you would move that number, and what you would not do for it."),
    ("responsibilities", "Expect questions about doing this work day to day; bring one story for each line."),
)


def role(profile: Profile, posting: Posting | None, signals: Sequence[Signal], today: dt.date) -> RoleBrief:
    """Return the RoleBrief; without a posting it holds the user's title alone."""
    if posting is None:
        return RoleBrief(title=profile.role.title)
    problem = posting.problems or posting.summary[:1] or posting.responsibilities[:2]
    team = {s.citations[0].passage for s in (posting.team, posting.reports_to) if s is not None}
    told = [s for s in problem if s.citations[0].passage not in team] or problem
    return RoleBrief(
        title=profile.role.title or posting.title,
        posting=posting,
        problem=tuple(_distinct(told))[:_MOST],
        requirements=tuple(_distinct((*posting.must, *posting.nice))),
        measures=tuple(_distinct(posting.measures))[:_MOST],
        goals=tuple(_distinct(posting.goals))[:_MOST],
        why_now=tuple(_why_now(posting, signals))[:2],
        so=_so(posting, today),
    )


def _distinct(statements: Iterable[Statement]) -> Iterable[Statement]:
    seen = set[str]()
    for statement in statements:
        if statement.text not in seen:
            seen.add(statement.text)
            yield statement


def _why_now(posting: Posting, signals: Sequence[Signal]) -> Iterable[Statement]:
    """What the pages say about why the role is open: closed, first of its kind, a new team, several like it."""
    if posting.closed is not None:
        yield posting.closed
    for signal in signals:
        if signal.code == "J01" and signal.citations[0].document == posting.document:
            yield Statement(text=signal.citations[0].quote, citations=signal.citations[:1])


def _so(posting: Posting, today: dt.date) -> str:
    old = posting.posted is not None and (today - posting.posted).days > _OLD_POSTING_DAYS
    holds = {
        "closed": posting.closed is not None, "old": old, "problems": bool(posting.problems),
        "goals": bool(posting.goals), "measures": bool(posting.measures),
        "responsibilities": bool(posting.responsibilities),
    }  # fmt: skip
    return next((sentence for key, sentence in _SO if holds[key]), "")
