"""Words that several forms of the brief share: days, counts, places, and who is asked what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from research.staleness import fresh_until, until_next
from research.text import clean, fold
from research.tongues import spoken_languages, tongue

if TYPE_CHECKING:
    from research.models import (
        Brief,
        CarryOver,
        Change,
        Citation,
        InterviewerBrief,
        Miss,
        Position,
        Question,
        Reason,
        Statement,
    )

LIVE = ("new", "good", "covered")
"""States of a question that still stands."""
NO_NEWS = "No article or news item dated in the last two years was found on their pages."
NO_FIGURE = "no number in your resume; find one, or say what changed for whom"


def day(date: dt.date) -> str:
    """Return a date as people write it: "3 Nov 2026"."""
    return f"{date.day} {date:%b %Y}"


def dated(date: dt.date, verb: str) -> str:
    """Return "3 Nov 2026, planned"; where only the month was told ("done in May 2026"), no day is printed for it."""
    told, month = verb.split(" in "), f"{date:%B %Y}"
    return f"{month}, {told[0]}" if date.day == 1 and told[1:] == [month] else f"{day(date)}, {verb}"


def count(number: int, noun: str) -> str:
    """Return "1 page", "2 pages"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def carried(carry: CarryOver) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """Yield the lines of the review of earlier rounds: a label, and the statements that stand in the line."""
    for promise in (*carry.you_promised, *carry.they_promised):
        label, _, what = promise.text.partition(": ")  # "You promised Dana Reyes: …"
        yield label, (promise.model_copy(update={"text": what}),)
    for label, statements in (
        ("Open", carry.open_threads),
        ("They cared about", carry.themes), ("Answer better", carry.improve), ("Named", carry.names),
        ("Their word", carry.words),
    ):  # fmt: skip
        for statement in statements:
            yield label, (statement,)
    for topic, one, other in carry.contradictions:
        yield f"Said differently about {topic}", (one, other)


def place(url: str) -> str:
    """Return the readable part of an address: its path, or a file's name."""
    parts = urlsplit(url)
    path = clean(unquote(parts.path)) or "/"
    return (path if parts.scheme in ("http", "https") else clean(url)) + (f"?{parts.query}" if parts.query else "")


def where(url: str, site: str | None) -> str:
    """Return the readable part of an address; pages of another host than the company's are named with it."""
    try:
        host, home = urlsplit(url).hostname or "", urlsplit(site or "").hostname
    except ValueError:
        return place(url)
    shown = place(url)
    return f"{host.removeprefix('www.')}{shown}" if home and host and host != home else shown


_DOTTED = re.compile(r"(?:[^\W\d]\.\s?[^\W\d]|\b(?:Inc|Ltd|Co|Corp|Bros|etc))\.$")


def without_stop(text: str) -> str:
    """Return a quote without the full stop that ends it; that of "B.V." or "Inc." belongs to the word."""
    return text if _DOTTED.search(text) else text.rstrip(".")


def key_of(citation: Citation) -> tuple[str, ...]:
    """Return what tells citations apart for a reader: page, passage and the words, a full stop at the end or not."""
    return citation.document, citation.passage, citation.quote.strip().rstrip(".")


def capital(text: str) -> str:
    """Return `text` with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def grouped(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """Return the questions by whom they are for, in their order."""
    groups: dict[str, list[Question]] = {}
    for question in questions:
        groups.setdefault(question.asked_of, []).append(question)
    return groups


def agenda(group: Sequence[Question]) -> str:
    """Return what to do with one person's questions: "ask 1-3 (9 min), keep 4-5 in reserve"."""
    ask = [q for q in group if not q.spare and q.state != "covered"]
    spare = [q.id.removeprefix("Q") for q in group if q.spare and q.state != "covered"]
    minutes = sum(q.minutes for q in ask)
    parts = [f"ask {_span([q.id.removeprefix('Q') for q in ask])} ({minutes:g} min)"] if ask else []
    return ", ".join(parts + ([f"keep {_span(spare)} in reserve"] if spare else []))


def _span(ids: list[str]) -> str:
    whole = all(i.isdigit() for i in ids) and [int(i) for i in ids] == list(range(int(ids[0]), int(ids[0]) + len(ids)))
    if len(ids) > 1 and whole:
        return f"{ids[0]}-{ids[-1]}"
    return ", ".join(ids)


def reading(brief: Brief) -> str:
    """Return what was read and how new it is: "20 pages and 4 files of yours read 25 Nov 2026, newest dated …"."""
    dated = [p.published for p in brief.pages if p.published and p.url.startswith("http")]
    newest = f", newest dated {day(max(dated))}" if dated else ""
    when = day(max((p.fetched_at.date() for p in brief.pages), default=brief.generated_at.date()))
    missed = f", {len(brief.misses)} not read" if brief.misses else ""
    return f"{counted(brief)} read {when}{newest}{missed}; {_again(brief)}"


def counted(brief: Brief) -> str:
    """Return what was read: "20 pages", or with what lies in the folder "20 pages and 4 files of yours"."""
    own = sum(not p.url.startswith("http") for p in brief.pages)
    yours = f" and {count(own, 'file')} of yours" if own else ""
    return f"{count(len(brief.pages) - own, 'page')}{yours}"


def _again(brief: Brief) -> str:
    if _is_over(brief):
        return "the interview is over"
    made = brief.generated_at
    until = until_next((i.at for i in brief.interviews), made)
    return f"refresh it from {day(fresh_until(made, until).date())} on"


def _is_over(brief: Brief) -> bool:
    """Whether the last dated interview was past when the brief was made."""
    moments = [i.at for i in brief.interviews if i.at]
    return bool(moments) and until_next(moments, brief.generated_at) is None


def tongues_of(brief: Brief) -> str:
    """Return that their pages are in another language and what that means here, "" when most are in English."""
    theirs = [p.language for p in brief.pages if p.url.startswith("http")]
    foreign = [code for code in theirs if code[:2].lower() not in ("", "en")]
    named = spoken_languages(foreign)
    if not named or len(foreign) * 2 <= len(theirs):
        return ""
    known = any(tongue(code) for code in foreign)
    limit = "" if known else ", of which we read people and facts but few statements, so that questions are few"
    return f"Their pages are in {' and '.join(named[:2])}{limit}; quotes are left as they stand."


def whose(brief: Brief) -> str:
    """Return whose pages these are and why: one reason and the people to be met when it is sure, all else otherwise."""
    evidence = brief.identity.evidence
    if _is_over(brief):
        evidence = tuple(e.replace(", whom you will meet", ", whom you met") for e in evidence)
    people = [e for e in evidence if any(i.name in e for i in brief.interviewers)]
    rest = [e for e in evidence if e not in people]
    if brief.identity.status == "confirmed":
        # That the user typed an address, or that it spells the name, is the least of the reasons.
        telling = [e for e in rest if not e.startswith(("You gave ", "Its address, "))] or rest
        namesakes = [e for e in rest if e.startswith("Of the same name")]
        shown = [*telling[:1], *(e for e in namesakes if e not in telling[:1]), *people[:2]]
        return f"It is them: {_lowered(_bare_addresses(shown))}"
    doubt = ["Not sure: check this first."] if brief.identity.status == "ambiguous" else []
    return f"Is it them? {_bare_addresses([*doubt, *rest[:3], *people]) or 'Nothing on the pages says so.'}"


def _bare_addresses(sentences: Sequence[str]) -> str:
    return re.sub(r"https?://", "", " ".join(sentences))


def _lowered(text: str) -> str:
    """Return a sentence to follow a colon; names keep their capital."""
    return text[:1].lower() + text[1:] if text.startswith(("Its ", "The ")) else text


def printed_seat(position: Position, company: str) -> list[str]:
    """Return a former seat as printed: the title, and the employer when it was another than this company."""
    employer = position.organisation
    return [position.title, employer] if employer and fold(employer) != fold(company) else [position.title]


def unknown(person: InterviewerBrief) -> str:
    """Return why nothing is said of somebody, and what would settle it."""
    return person.unsure or (
        "Nothing that is surely about this person was found on the company's pages. A saved page or PDF in people/"
        " would settle it."
    )


# What the user can do something about comes first.
_ACTIONABLE: tuple[Reason, ...] = ("blocked", "login", "robots", "password", "damaged", "not allowed", "script page")
_MOST_NAMED = 3


def lookalike(name: str) -> str:
    """Return the warning about a name that mixes alphabets."""
    return f"“{name}” mixes Latin letters with others that look like them: it may not be the name that it seems to be"


def left_out(brief: Brief) -> str:
    """Return what was not read on the pages that were, as a sentence with a blank before it; "" when nothing."""
    return f" {count(brief.hidden, 'passage')} that visitors do not see left out." if brief.hidden else ""


def unread(brief: Brief) -> list[tuple[list[str], str]]:
    """Return what was not read, a row a reason: the places (the first three, then how many more), and the reason."""
    groups: dict[str, list[Miss]] = {}
    order = {reason: number for number, reason in enumerate(_ACTIONABLE)}
    for miss in sorted(brief.misses, key=lambda m: order.get(m.reason, len(order))):
        groups.setdefault(_reason(miss), []).append(miss)
    rows = []
    for reason, misses in groups.items():
        places = [where(miss.url, brief.identity.site) for miss in misses]
        more = len(places) - _MOST_NAMED
        rows.append((places[:_MOST_NAMED] + ([f"{more} more"] if more > 0 else []), reason))
    return rows


def _reason(miss: Miss) -> str:
    return "no longer there" if miss.reason == "not found" else miss.detail or miss.reason


def news_head(brief: Brief) -> str:
    """Return the heading over the changes: of this brief, or only of those before it."""
    return "What changed since the last brief" if brief.changes else "What changed in the last two weeks"


_GROUPS = {
    "posting": "The posting", "people": "People", "facts": "Company facts", "news": "News",
    "values": "Values and positioning",
    "pages": "Pages",
}  # fmt: skip


def change_groups(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """Return changes under the headings of their groups, in their order; those of people to be met stand first."""
    groups: dict[str, list[Change]] = {}
    for change in sorted(changes, key=lambda c: not c.interviewer):
        groups.setdefault("Whom you meet" if change.interviewer else _GROUPS[change.group], []).append(change)
    return groups


@dataclass(frozen=True)
class Told:
    """A change as every form prints it: a line with its sources, and below it the wordings that it does not hold."""

    line: str
    shown: tuple[Citation, ...]
    wordings: tuple[tuple[str, Citation], ...]


def told(change: Change) -> Told:
    """Return a change in words: the old wording beside the new one, each with the day on which it was read."""
    line = capital(change.text or (f"{change.about}: {change.what}" if change.about else change.what))
    sides = [
        (f"{label}{f' ({day(at.date())})' if at else ''}", cited)
        for label, cited, at in (("was", change.old, change.old_at), ("now", change.new, change.new_at))
        if cited is not None
    ]
    held = tuple(cited for _, cited in sides if fold(cited.quote) in fold(line))
    if held and len(held) == len(sides):
        line += f" ({_between(change)})"
        return Told(line, held, ())
    return Told(line, (), tuple(sides))


def _between(change: Change) -> str:
    """When it happened, as far as that is known: between two readings."""
    old, new = (day(at.date()) if at else "" for at in (change.old_at, change.new_at))
    if old == new or not old:
        return new or old
    return f"{old} to {new}"
