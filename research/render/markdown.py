"""Brief → Markdown, the reference form: a page to read, then the sources that prove it.

Text from pages is escaped (CommonMark 0.31, section 2.4): it cannot become markup, a link, an image or a heading.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterable, Sequence

from research.models import (
    Brief,
    CarryOver,
    Change,
    Citation,
    Interview,
    InterviewerBrief,
    PageRef,
    Question,
    Statement,
    Story,
)
from research.render.words import LIVE, agenda, change_groups, change_line, count, day, grouped, place

_WIDTH = 100
_MOST_ELSEWHERE = 6
_LONGEST_QUOTE = 320
_MARKUP = re.compile(r"([\\`*<>\[\]|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|:(?=//)|(?<=\bwww)\.|@(?=\w))", re.I)
_LINE_START = re.compile(r"^(\s*)([#>+-]|\d+(?=[.)]))")
_FACT_WORDS = {
    "founded": "Founding year", "employees": "Head count", "headquarters": "Headquarters", "parent": "Parent company",
    "legal_name": "Legal name",
}  # fmt: skip


def escape(text: str) -> str:
    """Return page text as Markdown that shows exactly that text."""
    return _MARKUP.sub(r"\\\1", text)


def markdown(brief: Brief) -> str:
    """Return the brief as Markdown, lines of at most 100 characters, ending with a line break."""
    return _Writer(brief).write()


def numbered_citations(brief: Brief) -> list[Citation]:
    """Return the citations in the order of their numbers in the Markdown brief: the first is [1]."""
    writer = _Writer(brief)
    writer.write()
    return writer.cited


class _Writer:
    """Writes one brief; citations are numbered in the order of their first use."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.lines: list[str] = []
        self.numbers: dict[tuple[str, str, int, int], int] = {}
        self.cited: list[Citation] = []

    def write(self) -> str:
        for part in (
            self._header, self._news, self._glance, self._role, self._changed, self._people, self._questions,
            self._stories, self._careful, self._elsewhere, self._carry_over, self._gaps, self._sources,
        ):  # fmt: skip
            part()
        return "\n".join(self.lines).rstrip() + "\n"

    # --- helpers ---

    def _head(self, text: str) -> None:
        self.lines += ["", f"## {text}", ""]

    def _say(self, text: str, first: str = "- ", rest: str = "  ") -> None:
        self.lines += textwrap.wrap(
            text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
        ) or [first.rstrip()]

    def _ref(self, citations: Iterable[Citation]) -> str:
        marks = []
        for citation in citations:
            key = (citation.document, citation.passage, citation.start, citation.end)
            if key not in self.numbers:
                self.numbers[key] = len(self.numbers) + 1
                self.cited.append(citation)
            marks.append(f"[{self.numbers[key]}]")
        return "".join(dict.fromkeys(marks))

    def _quote(self, statement: Statement) -> str:
        return f"{_quoted(statement.text)} {self._ref(statement.citations)}"

    def _starred(self) -> list[Question]:
        return [q for q in self.brief.questions if q.starred]

    # --- the page ---

    def _header(self) -> None:
        brief = self.brief
        rounds = next((i.round for i in brief.interviews if i.round), "")
        self.lines.append("# " + " · ".join(escape(p) for p in (brief.company.name, brief.role.title, rounds) if p))
        self.lines.append("")
        for line in _appointments(brief.interviews):
            self._say(line)
        self._say(f"Is it them? {_identity(brief)}")
        stars = ", ".join(f"★{q.id.removeprefix('Q')}" for q in self._starred())
        only = f" · **If you only get three: {stars}**" if stars else ""
        self._say(f"{_reading(brief)}{only}")

    def _news(self) -> None:
        if self.brief.changes or self.brief.earlier:
            self._head("New since the last brief")
        for name, group in change_groups(self.brief.changes).items():
            self.lines += [f"**{name}**", ""]
            for change in group:
                self._change(change)
            self.lines.append("")
        if self.brief.earlier:
            self.lines += ["**Told before, in the last two weeks**", ""]
            for change in self.brief.earlier:
                self._change(change)
        self._trim()

    def _change(self, change: Change) -> None:
        self._say(escape(change_line(change)))
        for label, cited, at in (("was", change.old, change.old_at), ("now", change.new, change.new_at)):
            if cited is not None:
                when = f" ({day(at.date())})" if at else ""
                self._say(f"{label}{when}: {_quoted(cited.quote, _LONGEST_QUOTE)} {self._ref([cited])}", "  - ", "    ")

    def _trim(self) -> None:
        while self.lines and not self.lines[-1]:
            self.lines.pop()

    def _glance(self) -> None:
        self._head("At a glance")
        for label, statement in self.brief.company.glance:
            self._say(f"{label}: {self._quote(statement)}")
        if not self.brief.company.glance:
            self._say("The pages that were read do not say what the company does, how large it is or where it sits.")

    def _role(self) -> None:
        role = self.brief.role
        self._head("Why this role, why now")
        posting = role.posting
        for label, statements in (
            ("The posting says", role.problem[:2]), ("Judged by", role.measures[:1]), ("First months", role.goals[:1]),
        ):  # fmt: skip
            for statement in statements:
                self._say(f"{label}: {self._quote(statement)}")
        if posting is None:
            self._say("No posting was read: put it into posting.md, or its address into profile.toml.")
        else:
            seats = (("Reports to", posting.reports_to), ("Team", posting.team))
            line = " · ".join(f"{label}: {self._quote(said)}" for label, said in seats if said is not None)
            if line:
                self._say(line)
            for statement in role.why_now:
                self._say(f"Why now: {self._quote(statement)}")
            if not role.why_now:
                self._say("Why now: the posting does not say.")
        if role.so:
            self._say(f"So: {role.so}")

    def _changed(self) -> None:
        items = self.brief.company.changed_lately
        self._head("What changed lately")
        for date, verb, statement in items:
            self._say(f"{day(date)}, {verb}: {self._quote(statement)}")
        if not items:
            self._say("No dated news of the last two years was found on their pages.")

    def _people(self) -> None:
        self._head("Who you meet")
        for person in self.brief.interviewers:
            self._interviewer(person)
        if not self.brief.interviewers:
            self._say("Nobody is named yet: add the interviewers to profile.toml.")

    def _interviewer(self, person: InterviewerBrief) -> None:
        title = f", {_quoted(person.job_title)} {self._ref(person.citations)}" if person.job_title else ""
        self._say(f"**{escape(person.name)}**{title.rstrip()}: {person.angle}.")
        if not person.found:
            self._say(
                "Nothing that is surely about this person was found on the company's pages. A saved page or PDF in"
                " people/ would settle it.", "  ",
            )  # fmt: skip
        career = " ← ".join(
            f"{_quoted(p.title)} {self._ref(p.citations[:1])}"
            for p in person.positions[:3]
            if p.title != person.job_title
        )
        if career:
            self._say(f"Before: {career}", "  ")
        for fact in person.facts[:2]:
            label = "OK to mention" if fact.mention else "Background only"
            self._say(f"{label}: {_quoted(fact.text)} {self._ref(fact.citations)}", "  ")
        if person.withheld:
            self._say(f"{count(person.withheld, 'private line')} left out.", "  ")

    def _questions(self) -> None:
        self._head("Questions")
        for asked_of, group in grouped([q for q in self.brief.questions if q.state in LIVE]).items():
            self.lines += [f"**{_agenda(asked_of, group)}**", ""]
            for question in group:
                self._question(question)
            self.lines.append("")
        if self.brief.thin:
            self._say(self.brief.thin)
        if self.brief.fallback:
            self.lines += ["", "**Not from research**", ""]
            for text in self.brief.fallback:
                self._say(text)
        self._ended([q for q in self.brief.questions if q.state not in LIVE])
        self._trim()

    def _ended(self, questions: Sequence[Question]) -> None:
        if questions:
            self.lines += ["", "**Not to ask any more**", ""]
        for question in questions:
            number = question.id.removeprefix("Q")
            now = self._ref([question.now]) if question.now else ""
            happened = escape(question.happened or question.state)
            self._say(f"{escape(question.text)} ({happened}) {now}".rstrip(), f"{number}. ", " " * (len(number) + 2))

    def _question(self, question: Question) -> None:
        number = question.id.removeprefix("Q")
        star = "★ " if question.starred else ""
        indent = " " * (len(number) + 2)
        tick = "[x]" if question.state == "covered" else "[ ]"
        self._say(f"{tick} {star}{escape(question.text)}", f"{number}. ", indent)
        minutes = f"{question.minutes:g} min · "
        first = f"READ FIRST {_quoted(question.read_first)} · " if question.read_first else ""
        self._say(
            f"{minutes}{first}why: {question.why} {self._ref(question.citations)} · then: {question.follow_up}",
            f"{indent}- ", f"{indent}  ",
        )  # fmt: skip

    def _stories(self) -> None:
        stories, shortfalls = self.brief.stories, self.brief.shortfalls
        if not stories and not shortfalls:
            return
        self._head("Your stories (90 seconds each; the blanks are yours)")
        for index, story in enumerate(stories, 1):
            self._story(index, story)
        for gap in shortfalls:
            kind = "Must" if gap.must else "Bonus"
            half = f"; nearest: {self._quote(gap.partial)}" if gap.partial else ""
            self._say(f"{kind}, not shown in your resume: {self._quote(gap.need)}{half}. Say: {gap.say}")

    def _story(self, index: int, story: Story) -> None:
        self._say(
            f"They need: {self._quote(story.need)} · You have: {self._quote(story.line)} (line {story.line_number})",
            f"{index}. ", "   ",
        )  # fmt: skip
        figure = f"“{escape(story.figure)}”" if story.figure else "no number in your resume; find one"
        verb = f"“{escape(story.verb)}”" if story.verb else "___"
        wrong = " · It went wrong: good to have one of those." if story.went_wrong else ""
        self._say(f"S ___ T ___ A {verb} R {figure}{wrong}", "   ", "   ")

    def _careful(self) -> None:
        conflicts = self.brief.company.conflicts
        days = {i.at.date(): i.at for i in self.brief.interviews if i.at is not None}
        weekend = [at for at in days.values() if at.weekday() >= 5]
        if not conflicts and not weekend:
            return
        self._head("Check and careful")
        for at in weekend:
            self._say(f"{day(at.date())} is a {at:%A}: confirm the date.")
        for what, one, other in conflicts:
            label = _FACT_WORDS.get(what, what)
            self._say(f"{label}, side by side: {self._quote(one)} and {self._quote(other)}: say neither, ask.")

    def _elsewhere(self) -> None:
        lines = self.brief.company.elsewhere
        if lines:
            self._head("Said elsewhere")
        for source, statement in lines[:_MOST_ELSEWHERE]:
            self._say(f"{escape(source)}: {self._quote(statement)}")

    def _carry_over(self) -> None:
        carry = self.brief.carry_over
        if carry is None or carry == CarryOver():
            return
        self._head("Carry-over from earlier rounds")
        for label, statements in (
            ("Open", carry.open_threads), ("They promised", carry.they_promised), ("You promised", carry.you_promised),
            ("They cared about", carry.themes),
        ):  # fmt: skip
            for statement in statements:
                self._say(f"{label}: {escape(statement.text)} {self._ref(statement.citations)}")
        for topic, one, other in carry.contradictions:
            sides = " · ".join(f"{escape(s.text)} {self._ref(s.citations)}" for s in (one, other))
            self._say(f"Said differently about {escape(topic)}: {sides}")
        if carry.untouched:
            self._say(f"Not touched yet: {', '.join(carry.untouched)}")

    def _gaps(self) -> None:
        self._head("Looked for and not found")
        missing: dict[str, list[str]] = {}
        for gap in self.brief.gaps:
            if gap.result != "found":
                missing.setdefault(gap.note or gap.result, []).append(gap.kind)
        for note, kinds in missing.items():
            listed = "; ".join(kinds)
            self._say(f"{escape(listed[:1].upper() + listed[1:])}: {escape(note)}")
        for miss in self.brief.misses[:12]:
            detail = miss.detail or miss.reason
            self._say(f"Not read: {escape(place(miss.url))} ({escape(detail)})")
        if len(self.brief.misses) > 12:
            self._say(f"… and {len(self.brief.misses) - 12} more pages not read (`research show {self.brief.profile}`)")
        if not missing and not self.brief.misses:
            self._say("Everything that was looked for was found.")

    # --- the proof ---

    def _sources(self) -> None:
        self.lines += ["", "---", "", "## Sources", ""]
        site = self.brief.identity.site
        self._say(
            f"Read on {day(self.brief.generated_at.date())}" + (f" from {escape(site)}." if site else "."), "", ""
        )
        pages = {p.sha256: p for p in self.brief.pages}
        for sha256 in dict.fromkeys(c.document for c in self.cited):
            group = [c for c in self.cited if c.document == sha256]
            self.lines.append("")
            self._say(_source_line(pages.get(sha256), group[0]), "", "")
            self.lines.append("")
            for citation in group:
                key = (citation.document, citation.passage, citation.start, citation.end)
                self._say(f"{_quoted(citation.quote, _LONGEST_QUOTE)}", f"- [{self.numbers[key]}] ")


def _identity(brief: Brief) -> str:
    """The first lines of the evidence, and those that concern the people to be met."""
    evidence = brief.identity.evidence
    people = [e for e in evidence if any(i.name in e for i in brief.interviewers)]
    shown = [e for e in evidence if e not in people][:3] + people
    if brief.identity.status == "ambiguous":
        shown.insert(0, "Not sure: check this first.")
    return " ".join(_link_free(e) for e in shown) or "Nothing on the pages says so."


def _link_free(text: str) -> str:
    """Evidence as text: our own site's address is shown without its scheme, so that nothing becomes a link."""
    return escape(re.sub(r"https?://", "", text))


def _quoted(text: str, limit: int | None = None) -> str:
    shown = text if limit is None or len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"
    inner = (
        _SYMBOLS.sub("", shown).rstrip(".").replace("“", "‘").replace("”", "’")
    )  # quotes within the quote marks that are ours
    return f"“{escape(inner)}”"


# Emoji and bullets before the first word are decoration.
_SYMBOLS = re.compile(r"^[^\w\s“”‘’\"'(\[$€£¥+~<>@#&-]+\s*")


def _appointments(interviews: Sequence[Interview]) -> Iterable[str]:
    """One line a day: date, zone, and who comes when."""
    dated = sorted((i for i in interviews if i.at is not None), key=lambda i: i.at.timestamp() if i.at else 0.0)
    days: dict[dt.date, list[Interview]] = {}
    for interview in dated:
        days.setdefault(interview.at.date(), []).append(interview)  # type: ignore[union-attr] # dated above
    for held, slots in days.items():
        zone = slots[0].at.tzname() if slots[0].at else ""
        who = "; ".join(
            f"{s.at:%H:%M} {escape(', '.join(s.interviewers)) or 'not named'} ({s.minutes} min)" for s in slots if s.at
        )
        places = ", ".join(dict.fromkeys(_meeting(s.place) for s in slots if s.place))
        yield f"{held:%a} {day(held)}, {zone}: {who}" + (f" · {places}" if places else "")
    if not dated:
        yield "No interview date is set (profile.toml, [[interviews]])."


_PLAIN_LINK = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w./?&=%+~#-]*)?", re.ASCII)


def _meeting(place: str) -> str:
    """Where to be: a meeting link as it is when it is a plain web address, anything else as text."""
    return place if _PLAIN_LINK.fullmatch(place) else escape(place)


def _reading(brief: Brief) -> str:
    dated = [p.published for p in brief.pages if p.published]
    newest = f", newest dated {day(max(dated))}" if dated else ""
    read = {p.fetched_at.date() for p in brief.pages}
    when = day(max(read)) if read else day(brief.generated_at.date())
    missed = f", {len(brief.misses)} not read" if brief.misses else ""
    own = sum(not p.url.startswith("http") for p in brief.pages)
    yours = f" and {count(own, 'file')} of yours" if own else ""
    return f"{count(len(brief.pages) - own, 'page')}{yours} read {when}{newest}{missed}"


def _agenda(asked_of: str, group: Sequence[Question]) -> str:
    name, plan = escape(asked_of[:1].upper() + asked_of[1:]), agenda(group)
    return f"{name}: {plan}" if plan else name


def _source_line(page: PageRef | None, citation: Citation) -> str:
    if page is None:
        return escape(citation.url)
    if page.published is None:
        date = "undated"
    else:
        date = day(page.published) + (" (from its metadata)" if page.published_from in ("json-ld", "meta") else "")
    kind = page.kind if page.url.startswith("http") else "yours"
    where = page.url.partition("://")[2] if page.way == "api" else place(page.url)  # a source is named by its host
    parts = [f"**{kind}**", escape(page.title[:120]) or "untitled", date, escape(where)]
    return " · ".join(parts) + (f" ({escape(page.remark)})" if page.remark else "")
