"""Brief → plain text for a terminal of 80 columns."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Callable, Iterable, Sequence

from research.models import Brief, Citation, Document, ListEntry, Question

_WIDTH = 80


def _wrap(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _quote(citation: Citation) -> str:
    return f"“{citation.quote}”"


def question_list(brief: Brief, chosen: Sequence[Question]) -> str:
    """Return the questions by person, each with its quote, why, what to listen for and one follow-up."""
    lines: list[str] = []
    asked_of = ""
    for question in chosen:
        if question.asked_of != asked_of:
            asked_of = question.asked_of
            lines += ["", asked_of[:1].upper() + asked_of[1:], "─" * min(_WIDTH, len(asked_of))]
        lines += ["", *_question(question)]
    if brief.thin:
        lines += ["", _wrap(brief.thin)]
    if brief.fallback:
        lines += ["", "Not from research", *(_wrap(text, "  - ", "    ") for text in brief.fallback)]
    return "\n".join(lines).strip("\n")


def _question(question: Question) -> Iterable[str]:
    marks = ("★ " if question.starred else "") + ("(in reserve) " if question.spare else "")
    yield _wrap(f"{marks}{question.text}", f"{question.id + '.':<4}", "    ")
    if question.read_first:
        yield _wrap(f"READ FIRST: {question.read_first}", "    ", "    ")
    for citation in question.citations:
        yield _wrap(_quote(citation), "    ", "     ")
    yield _wrap(f"why: {question.why} · {question.minutes:g} min", "    ", "    ")
    yield _wrap(f"listen for: {question.listen_for}", "    ", "    ")
    yield _wrap(f"then: {question.follow_up}", "    ", "    ")


def rejected_list(brief: Brief) -> str:
    """Return the candidate questions that did not make it, with their reasons."""
    lines = ["", f"Not asked ({len(brief.rejected)})", "─" * 16]
    for item in brief.rejected:
        lines.append(_wrap(f"{item.frame or item.signal}: {item.reason}", "- ", "  "))
        lines.append(_wrap(item.text, "  ", "  "))
    return "\n".join(lines)


def profile_list(found: Sequence[ListEntry], now: dt.datetime) -> str:
    """Return one line a profile: what comes next first, with the countdown and the age of the brief."""
    if not found:
        return "No profiles yet. Make one: research new COMPANY --site URL"
    lines = [f"{'profile':<22} {'next interview':<26} brief"]
    for entry in found:
        lines.append(f"{entry.slug[:22]:<22} {_next(entry, now):<26} {entry.trouble or _age(entry, now)}"[:_WIDTH])
    return "\n".join(lines)


def _next(entry: ListEntry, now: dt.datetime) -> str:
    if entry.next_at is None:
        return "no date"
    days = (entry.next_at.date() - now.astimezone(entry.next_at.tzinfo).date()).days
    when = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return f"{entry.next_at:%a} {entry.next_at.day} {entry.next_at:%b %H:%M}, {when}"


def _age(entry: ListEntry, now: dt.datetime) -> str:
    if entry.brief_at is None:
        return "none yet"
    hours = max(0.0, (now - entry.brief_at).total_seconds() / 3600)
    age = "just now" if hours < 1 else f"{hours:.0f} h old" if hours < 48 else f"{hours / 24:.0f} days old"
    return f"{age}, {entry.questions} questions"


def page_list(brief: Brief) -> str:
    """Return every page read and every page not read, with its reason."""
    lines = [f"{len(brief.pages)} pages read, {len(brief.misses)} not read", ""]
    lines += [f"{p.kind:<10} {p.way:<8} {p.url}" for p in brief.pages]
    lines += [f"{m.kind:<10} not read {m.url}: {m.detail or m.reason}" for m in brief.misses]
    return "\n".join(lines)


def show_question(question: Question, document: Callable[[str], Document | None]) -> str:
    """Return a question with each quote in its context."""
    parts = [
        "\n".join(_question(question)),
        f"signal {question.signal}, frame {question.frame}, score {question.score:g}",
    ]
    parts += [show_citation(c, document(c.document)) for c in question.citations]
    return "\n\n".join(parts)


def show_citation(citation: Citation, document: Document | None) -> str:
    """Return a quote with its page, heading path and the passage around it."""
    if document is None:
        return f"{_quote(citation)}\n{citation.url}: its capture is no longer in the store"
    passage = next((p for p in document.passages if p.id == citation.passage), None)
    where = " › ".join([document.title or document.url, *(passage.headings if passage else ())])
    lines = [_wrap(_quote(citation)), f"  {citation.url}", _wrap(where, "  under: ", "         ")]
    lines.append(f"  captured {citation.fetched_at:%d %b %Y %H:%M}, sha256 {citation.document[:12]}…")
    if passage is not None:
        around = passage.text[max(0, citation.start - 240) : citation.end + 240]
        lines.append(_wrap(around, "  │ ", "  │ "))
    return "\n".join(lines)
