"""The brief that follows the last one: its questions keep their numbers, ticks and notes, and what changed is told.

`brief` and `refresh` both write this way, so that a question has one number whichever of them wrote it last.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from research import refresh_rules
from research.errors import StoreError
from research.library import Library, code_of
from research.life import live
from research.models import Brief, Change, Document, Profile, Question
from research.store import Store

REMEMBERED = dt.timedelta(days=14)
"""So long a change stays in later briefs: whoever reads only the last of three must not miss what the first told."""
MOST_EARLIER = 12
_HIGHEST = "highest question"
_TOLD = "last brief told"
_NUMBERED = re.compile(r"\bQ\d{1,4}\b")
_DIGITS = re.compile(r"\d+$")


def last_of(store: Store) -> Brief | None:
    """Return the newest brief that reached the user; None when there is none, or none that can be read.

    One that was kept, but whose run ended before brief.md was written, told nobody anything.
    """
    told = store.recall(_TOLD)
    try:
        found = store.last_brief(int(told)) if told.isdigit() else None
        return found or store.last_brief()
    except StoreError:
        return None  # damaged: a new one is written


def kept(brief: Brief, store: Store) -> None:
    """Keep a brief, in the place of one that never reached the user."""
    newest = store.briefs()[-1:]
    told = store.recall(_TOLD)
    if newest and told.isdigit() and int(told) < newest[0][0]:
        store.amend_brief(brief)
    else:
        store.save_brief(brief)


def settle(brief: Brief, store: Store, remembered: Mapping[str, str]) -> None:
    """Remember, now that it reached the user, that this brief is the last; `remembered` is kept with it, at once."""
    numbers = [int(m[0]) for each in (store.recall(_HIGHEST), *_ids(brief)) if (m := _DIGITS.search(each))]
    store.keep_within_bound()
    newest = store.briefs()[-1][0]
    store.remember({**remembered, _TOLD: str(newest), _HIGHEST: str(max(numbers, default=0))})


def follow(brief: Brief, last: Brief | None, profile: Profile, library: Library, store: Store) -> Brief:
    """Return `brief`, just composed, as what follows `last`; as it is when there is none or it was of another site."""
    if last is None:
        return brief
    given = store.recall(_HIGHEST) or "0"
    if last.identity.site != brief.identity.site:
        return brief.model_copy(update={"questions": live((), brief.questions, (), used=(given, *_ids(last)))})
    from research.changes import changes

    gone = {miss.url for miss in brief.misses if refresh_rules.is_gone(miss)}
    questions = live(
        _old(last, brief, profile), brief.questions, library.everything, rejected=brief.rejected, missing=gone,
        used=(given, *_ids(last)), noted=_noted(library),
    )  # fmt: skip
    read = reader_of(store, {d.sha256: d for d in library.everything})
    looks = [document for _, document in library.looks]
    found = changes(last, brief, read, others=history_of(store, read, looks), listed=library.listed)
    return brief.model_copy(update={"questions": questions, "changes": found, "earlier": earlier(last, brief)})


def earlier(last: Brief, brief: Brief) -> tuple[Change, ...]:
    """Return the changes that earlier briefs of the last 14 days told, the newest first, at most twelve."""
    since = brief.generated_at - REMEMBERED
    told = [c for c in (*last.changes, *last.earlier) if (c.new_at or last.generated_at) >= since]
    return tuple(told[:MOST_EARLIER])


def _ids(brief: Brief) -> tuple[str, ...]:
    return tuple(q.id for q in brief.questions)


def _noted(library: Library) -> set[str]:
    """The numbers of questions that the user's own notes name."""
    return {found for own in library.own.values() for p in own.passages for found in _NUMBERED.findall(p.text)}


def _old(last: Brief, brief: Brief, profile: Profile) -> list[Question]:
    """The last brief's questions: ticked as the user has ticked them, without those for somebody not met any more."""
    ticked = {q.text for q in profile.covered}
    meets = {i.name for i in brief.interviewers}
    absent = {i.name for i in last.interviewers} - meets
    old = []
    for question in last.questions:
        if question.text in ticked:
            old.append(question.model_copy(update={"state": "covered"}))
        elif question.asked_of not in absent:
            state = "good" if question.state == "covered" else question.state
            old.append(question.model_copy(update={"state": state}))
    return old


_MOST_LOOKS = 12


def history_of(
    store: Store, read: Callable[[str], Document | None], looks: Sequence[Document] = ()
) -> Callable[[str], list[Document]]:
    """Return what gives the captures of an address in the store and the `looks` at it, each as of its own time."""

    def history(url: str) -> list[Document]:
        found = [d for d in looks if d.url == url]
        for sha256, at in store.visits(url, _MOST_LOOKS):
            document = read(sha256)
            if document is not None:
                found.append(document.model_copy(update={"url": url, "fetched_at": at}))
        return found

    return history


def is_reworded(old: Document, new: Document) -> bool:
    """Whether a page says something else than before, noise aside."""
    from research.changes.lines import Reading

    return Reading(old, old.kind).keys != Reading(new, new.kind).keys


def reader_of(store: Store, at_hand: dict[str, Document] | None = None) -> Callable[[str], Document | None]:
    """Return what gives the Document of a capture: at hand, kept in the store, or read from its page."""
    held = dict(at_hand or {})

    def document(sha256: str) -> Document | None:
        if sha256 not in held:
            page = store.capture(sha256)
            if page is None:
                return None
            known = store.document(sha256, code_of("research.extract"))
            made = Library().add(page, page.kind, known)
            if made is None:
                return None
            held[sha256] = made
        return held[sha256]

    return document
