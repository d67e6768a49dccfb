"""Brief → plain text for a terminal: 80 columns, and on a terminal that can, modest colour and links.

Text of pages loses its control and format characters here too, so that nothing of a page can steer the terminal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote as percent

from research.render.context import address_of, context_of, live_link
from research.render.markup import cells, cut, visible, wrap
from research.render.words import LIVE, agenda, capital, change_groups, count, counted, day, grouped, told, where
from research.staleness import spelt, staleness, until_next

if TYPE_CHECKING:
    from research.glance import ListEntry
    from research.models import Brief, Change, Citation, Document, Question

_BOLD, _DIM, _ACCENT, _END = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"  # SGR, ECMA-48 section 8.3.117


@dataclass(frozen=True)
class Look:
    """What the terminal can: columns, colour, links (OSC 8). The default suits a pipe."""

    width: int = 80
    colour: bool = False
    links: bool = False

    def paint(self, text: str, code: str) -> str:
        """Return `text` in a style, or as it is without colour."""
        return f"{code}{text}{_END}" if self.colour and text and code else text

    def link(self, text: str, address: str | None) -> str:
        """Return `text` as a link to one of our own addresses, or as it is."""
        if not self.links or not address:
            return text
        return f"\x1b]8;;{percent(address, safe=':/?#[]@!$&()*+,;=%~-._')}\x1b\\{text}\x1b]8;;\x1b\\"

    def block(self, text: str, first: str = "", rest: str | None = None, code: str = "") -> str:
        """Return page text wrapped to the width; `first` opens line one, `rest` (else blanks) the others."""
        rest = " " * cells(first) if rest is None else rest
        lines = wrap(visible(text), max(20, self.width - max(cells(first), cells(rest)))) or [""]
        return "\n".join((rest if i else first) + self.paint(line, code) for i, line in enumerate(lines))


PLAIN = Look()


def question_list(brief: Brief, chosen: Sequence[Question], look: Look = PLAIN) -> str:
    """Return the questions by person, each with its quote, why, what to listen for and one follow-up."""
    parts: list[str] = []
    standing = [q for q in chosen if q.state in LIVE]
    for asked_of, group in grouped(standing).items():
        name = cut(visible(capital(asked_of)), look.width)
        parts += ["", look.paint(name, _BOLD) + look.paint(_beside(name, agenda(group), look), _DIM), "─" * cells(name)]
        for question in group:
            parts += ["", *_question(question, look)]
    ended = [q for q in chosen if q.state not in LIVE]
    if ended:
        parts += ["", look.paint("Not to ask any more", _BOLD), ""]
        parts += [look.block(f"{q.text} {q.happened or q.state}", f"{q.id + '. ':<4}", code=_DIM) for q in ended]
    if brief.thin:
        parts += ["", look.block(brief.thin)]
    if brief.fallback:
        parts += ["", look.paint("Not from research", _BOLD), *(look.block(text, "  - ") for text in brief.fallback)]
    return "\n".join(parts).strip("\n")


def _beside(name: str, text: str, look: Look) -> str:
    return f"  {text}" if cells(name) + 2 + cells(text) <= look.width else ""


def _question(question: Question, look: Look) -> Iterable[str]:
    marks = "★ " if question.starred else ""
    marks += "(covered) " if question.state == "covered" else "(in reserve) " if question.spare else ""
    yield look.block(f"{marks}{question.text}", f"{question.id + '. ':<4}", "    ", _BOLD if question.starred else "")
    if question.read_first:
        yield look.block(f"Read first: {question.read_first}", "    ", code=_ACCENT)
    for citation in question.citations:
        yield look.block(f"“{citation.quote}”", "    ", "     ", _ACCENT)
    everybody = " · ask everybody: differing answers tell you something" if question.everybody else ""
    yield look.block(f"why: {question.why} · {question.minutes:g} min{everybody}", "    ", code=_DIM)
    yield look.block(f"listen for: {question.listen_for}", "    ", code=_DIM)
    yield look.block(f"then: {question.follow_up}", "    ", code=_DIM)


def rejected_list(brief: Brief, look: Look = PLAIN) -> str:
    """Return the candidate questions that did not make it, with their reasons."""
    title = f"Not asked ({len(brief.rejected)})"
    lines = ["", look.paint(title, _BOLD), "─" * len(title)]
    passed: dict[str, list[str]] = {}
    for item in brief.rejected:
        if item.text and item.text not in passed.setdefault(item.reason, []):
            passed[item.reason].append(item.text)
    for reason, texts in passed.items():
        lines += [
            "",
            look.block(f"{reason[:1].upper()}{reason[1:]}:", code=_DIM),
            *(look.block(t, "- ") for t in texts),
        ]
    why: dict[tuple[str, str], dict[str, None]] = {}
    for item in brief.rejected:
        if not item.text:
            quote = item.citation.quote if item.citation else ""
            why.setdefault((item.about or item.signal, quote), {})[item.reason] = None
    if why:
        lines += ["", "Lines that gave no question:"]
    for (about, quote), reasons in why.items():
        lines.append(look.block(f"{about}: “{cut(visible(quote), _LONGEST_LINE)}”", "- "))
        lines.append(look.block("; ".join(reasons), "  ", code=_DIM))
    return "\n".join(lines)


_LONGEST_LINE = 140


def profile_list(found: Sequence[ListEntry], now: dt.datetime, look: Look = PLAIN) -> str:
    """Return one line a profile: what comes next first, with the countdown and the age of the brief."""
    if not found:
        return "No profiles yet. Make one: research new COMPANY --site URL"
    slug = max(8, min(24, max(cells(e.slug) for e in found)))
    rows = [(e, _next(e, now), "cannot be read:" if e.trouble else _age(e, now)) for e in found]
    when = max(14, max(cells(w) for _, w, _ in rows))
    lines = [look.paint(f"{'profile':<{slug}}  {'next interview':<{when}}  brief", _DIM)]
    for entry, coming, age in rows:
        name = cut(visible(entry.slug), slug)
        name = look.paint(name, _BOLD) + " " * (slug - cells(name))
        lines.append(f"{name}  {coming:<{when}}  {cut(age, max(10, look.width - slug - when - 4))}")
        if entry.trouble:
            lines.append(look.block(entry.trouble, "  "))
        if entry.owed:
            lines.append(look.block(f"you owe {count(entry.owed, 'promise')}, see notes.md", "  "))
    return "\n".join(lines)


def _next(entry: ListEntry, now: dt.datetime) -> str:
    if entry.next_at is None:
        return "over" if entry.over else "no date"
    days = (entry.next_at.date() - now.astimezone(entry.next_at.tzinfo).date()).days
    until = until_next([entry.next_at], now)
    when = {0: f"in {spelt(until or dt.timedelta())}", 1: "tomorrow"}.get(days, f"in {days} days")
    zone = (
        "" if entry.next_at.utcoffset() == entry.next_at.astimezone(now.tzinfo).utcoffset() else f"{entry.next_at: %Z}"
    )
    return f"{entry.next_at:%a} {entry.next_at.day} {entry.next_at:%b %H:%M}{zone}, {when}"


def _age(entry: ListEntry, now: dt.datetime) -> str:
    if entry.brief_at is None:
        return "none yet"
    since = now.astimezone(dt.UTC) - entry.brief_at.astimezone(dt.UTC)
    state = staleness(since, until_next([entry.next_at], now))
    age = "just now" if since < dt.timedelta(hours=1) else f"{spelt(since).replace('hours', 'h')} old"
    return f"{age}{': refresh' if state != 'fresh' else ''}, {count(entry.questions, 'question')}"


def page_list(brief: Brief, look: Look = PLAIN) -> str:
    """Return every page read and every page not read, with its reason; pages of the site by their path."""
    site = brief.identity.site
    head = f"{counted(brief)} read, {len(brief.misses)} not read"
    lines = [look.block(head + (f"; paths are those of {site}" if site else "")), ""]
    for page in brief.pages:
        address, rest = address_of(page, site), " " * 20
        shown = look.block(where(page.url, site), f"{page.kind:<10} {page.way:<8} ", rest)
        first, *more = shown.split("\n")
        linked = [first[:20] + look.link(first[20:], address), *(rest + look.link(m[20:], address) for m in more)]
        lines += linked
    for miss in brief.misses:
        lines.append(look.block(where(miss.url, site), f"{miss.kind:<10} not read ", " " * 20))
        lines.append(look.block(miss.detail or miss.reason, " " * 20, code=_DIM))
    return "\n".join(lines)


def change_list(changes: Sequence[Change], look: Look = PLAIN) -> str:
    """Return the changes by group, those about people to be met first: what, and the old wording beside the new."""
    if not changes:
        return "Nothing that matters has changed."
    parts: list[str] = []
    for name, group in change_groups(changes).items():
        parts += ["", look.paint(name, _BOLD)]
        for change in group:
            said = told(change)
            parts.append(look.block(said.line, "- "))
            for label, cited in said.wordings:
                parts.append(look.block(f"{label}: {_in_marks(cited.quote)}", "  ", "       ", code=_ACCENT))
    return "\n".join(parts).strip("\n")


def _in_marks(quote: str) -> str:
    """In quote marks; those within are the smaller ones then."""
    return f"“{quote.replace('“', '‘').replace('”', '’')}”"


def show_question(
    question: Question, document: Callable[[str], Document | None], brief: Brief | None = None, look: Look = PLAIN
) -> str:
    """Return a question with each quote in its context."""
    origin = f"worth {question.score:g} beside the others ({question.signal}, {question.frame})"
    parts = ["\n".join(_question(question, look)), look.paint(origin, _DIM)]
    parts += [show_citation(c, document(c.document), brief, look) for c in question.citations]
    return "\n\n".join(parts)


def show_citation(citation: Citation, document: Document | None, brief: Brief | None = None, look: Look = PLAIN) -> str:
    """Return a quote with its page, heading path, and the sentences before and after it."""
    quote = look.block(f"“{citation.quote}”", code=_ACCENT)
    live = live_link(citation, brief.pages, brief.identity.site) if brief else None
    address = f"  {look.link(visible(citation.url), live)}"
    if document is None:
        return f"{quote}\n{address}\n  its capture is no longer in the store"
    context = context_of(citation, document)
    where = " › ".join([document.title or document.url, *(context.headings if context else ())])
    captured = f"  captured {day(citation.fetched_at.date())} {citation.fetched_at:%H:%M}, {citation.document[:12]}…"
    lines = [quote, address, look.block(where, "  under: ", "         "), look.paint(captured, _DIM)]
    if context is not None:
        around = f"{context.before}{citation.quote}{context.after}"
        lines.append(look.block(around, "  │ ", "  │ "))
    return "\n".join(lines)
