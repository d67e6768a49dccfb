"""Brief → Markdown, the reference form: a page to read, then the sources that prove it.

Text from pages is escaped (CommonMark 0.31, section 2.4): it cannot become markup, a link, an image or a heading.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

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
from research.render.footnotes import Footnotes
from research.render.markup import cut, visible
from research.render.words import (
    LIVE,
    NO_FIGURE,
    NO_NEWS,
    agenda,
    carried,
    change_groups,
    count,
    dated,
    day,
    grouped,
    left_out,
    lookalike,
    news_head,
    printed_seat,
    reading,
    told,
    tongues_of,
    unknown,
    unread,
    where,
    whose,
    without_stop,
)

_WIDTH = 99  # and one for a mask
_MOST_ELSEWHERE = 6
_LONGEST_QUOTE = 320
_LONGEST_PLACE = 50
_MARKUP = re.compile(r"([\\`*<>\[|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|:(?=//)|(?<=\bwww)\.|@(?=\w))", re.I)
# What would begin a list, a heading or a rule where wrapping puts it first in a line (CommonMark 0.31, sections 4 and
# 5.3: of numbered lists only one that starts with 1 can break into a paragraph).
_LINE_START = re.compile(r"^(\s*)(?:(0{0,8}1)(?=[.)](?:\s|$))|(?=(?:[+-]|#{1,6})(?:\s|$)|-{2,}\s*$|=+\s*$))")
_FACT_WORDS = {
    "founded": "Founding year", "employees": "Head count", "headquarters": "Headquarters", "parent": "Parent company",
    "legal_name": "Legal name",
}  # fmt: skip


def escape(text: str) -> str:
    """Return page text as Markdown that shows exactly that text."""
    return _MARKUP.sub(r"\\\1", text)


def markdown(brief: Brief, columns: int = _WIDTH) -> str:
    """Return the brief as Markdown, ending with a line break.

    Lines have at most `columns` characters and one more for a mask, where no word is longer.
    """
    return _Writer(brief, columns).write()


def one_person(brief: Brief, name: str, columns: int = _WIDTH) -> str:
    """Return the page for one interviewer, named as the questions name them: who, path, angle, their questions."""
    wanted = {
        "questions": tuple(q for q in brief.questions if q.asked_of == name),
        "interviewers": tuple(i for i in brief.interviewers if i.name == name),
        "interviews": tuple(i for i in brief.interviews if name in i.interviewers) or brief.interviews,
        "thin": "", "fallback": (),
    }  # fmt: skip
    return _Writer(brief.model_copy(update=wanted), columns).write_person()


def labelled_citations(brief: Brief) -> dict[str, Citation]:
    """Return {label of the footnote: citation} in the order of first use, which is that of their numbers."""
    writer = _Writer(brief)
    writer.write()
    return writer.notes.labelled()


class _Writer:
    """Writes one brief; each citation is a footnote."""

    def __init__(self, brief: Brief, columns: int = _WIDTH) -> None:
        self.brief, self.columns = brief, columns
        self.lines: list[str] = []
        self.notes = Footnotes(brief)

    def write(self) -> str:
        for part in (
            self._header, self._news, self._carry_over, self._glance, self._role, self._changed, self._people,
            self._questions, self._stories, self._wording, self._careful, self._elsewhere, self._gaps, self._sources,
        ):  # fmt: skip
            part()
        return "\n".join(map(visible, self.lines)).rstrip() + "\n"

    def write_person(self) -> str:
        """The parts that concern one person."""
        parts = [self._header, self._questions, self._sources]
        if self.brief.interviewers:
            parts.insert(1, self._people)
        for part in parts:
            part()
        return "\n".join(map(visible, self.lines)).rstrip() + "\n"

    # --- helpers ---

    def _head(self, text: str) -> None:
        self.lines += ["", f"## {text}", ""]

    def _say(self, text: str, first: str = "- ", rest: str = "  ") -> None:
        begun, *more = textwrap.wrap(
            visible(text),
            self.columns,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [first.rstrip()]
        self.lines += [begun, *(_no_marker(line) for line in more)]

    def _ref(self, citations: Iterable[Citation]) -> str:
        return self.notes.marks(citations)

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
        self._say(_own(whose(brief), brief.identity.site))
        stars = ", ".join(f"★{q.id.removeprefix('Q')}" for q in self._starred())
        only = f" · **If you only get three: {stars}**" if stars else ""
        self._say(f"{reading(brief)}{only}")
        if told := tongues_of(brief):
            self._say(told)

    def _news(self) -> None:
        if self.brief.changes or self.brief.earlier:
            self._head(news_head(self.brief))
        for name, group in change_groups(self.brief.changes).items():
            self.lines += [f"**{name}**", ""]
            for change in group:
                self._change(change)
            self.lines.append("")
        if self.brief.earlier:
            self.lines += ["**Told before, in the last two weeks**", ""] if self.brief.changes else []
            for change in self.brief.earlier:
                self._change(change)
        self._trim()

    def _change(self, change: Change) -> None:
        said = told(change)
        self._say(f"{escape(said.line)} {self._ref(said.shown) if said.shown else ''}".rstrip())
        for label, cited in said.wordings:
            self._say(f"{label}: {_quoted(cited.quote, _LONGEST_QUOTE)} {self._ref([cited])}", "  - ", "    ")

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
            self._say(f"So: {escape(role.so)}")

    def _changed(self) -> None:
        items = self.brief.company.changed_lately
        self._head("What changed lately")
        for date, verb, statement in items:
            self._say(f"{dated(date, verb)}: {self._quote(statement)}")
        if not items:
            self._say(NO_NEWS)

    def _people(self) -> None:
        self._head("Who you meet")
        for person in self.brief.interviewers:
            self._interviewer(person)
        if not self.brief.interviewers:
            self._say("Nobody is named yet: add the interviewers to profile.toml.")

    def _interviewer(self, person: InterviewerBrief) -> None:
        title = f", {_quoted(person.job_title)} {self._ref(person.citations)}" if person.job_title else ""
        angle = f": {escape(person.angle)}." if person.angle else ""
        self._say(f"**{escape(person.name)}**{title.rstrip()}{angle}")
        if not person.found:
            self._say(escape(unknown(person)), "  ")
        elif person.unsure:
            self._say(escape(person.unsure), "  ")
        career = " ← ".join(
            f"{', '.join(map(_quoted, printed_seat(p, self.brief.identity.name)))} {self._ref(p.citations[:1])}"
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
            self._say(escape(self.brief.thin))
        if self.brief.fallback:
            self.lines += ["", "**Not from research**", ""]
            for text in self.brief.fallback:
                self._say(escape(text))
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
        minutes = f"{question.minutes:g} min · {'ask everybody · ' if question.everybody else ''}"
        first = f"READ FIRST {_quoted(question.read_first)} · " if question.read_first else ""
        why = f"why: {escape(question.why)} {self._ref(question.citations)}"
        self._say(
            f"{minutes}{first}{why} · then: {escape(question.follow_up)}",
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
            self._say(f"{kind}, not shown in your resume: {self._quote(gap.need)}{half}. Say: {_blanks(gap.say)}")

    def _story(self, index: int, story: Story) -> None:
        theirs = f"They {'need' if story.asked else 'say'}: {self._quote(story.need)}"
        part = ", in part" if story.strength == "partial" else ""
        yours = f"You have: {self._quote(story.line)} (line {story.line_number} of your resume{part})"
        self._say(f"{theirs} · {yours}", f"{index}. ", "   ")
        figure = f"“{escape(story.figure)}”" if story.figure else NO_FIGURE
        verb = f"“{escape(story.verb)}”" if story.verb else "___"
        wrong = " · It went wrong: good to have one of those." if story.went_wrong else ""
        self._say(f"S what was broken? ___ T what was yours to do? ___ A {verb} R {figure}{wrong}", "   ", "   ")
        if story.bridge:
            self._say(f"Bridge: “{_blanks(story.bridge)}” · They may ask: {escape(story.follow_up)}", "   ", "   ")

    def _wording(self) -> None:
        own, claims = self.brief.company.own_words, self.brief.company.claims
        if not own and not claims:
            return
        self._head("Say it like them, and what stands behind their words")
        for word in own:
            used = f"{count(word.times, 'time')} on {count(word.pages, 'page')}"
            self._say(f"“{escape(word.term)}”, {used}: {self._quote(word.line)}")
        for claim in claims:
            shown = "nothing on their other pages shows it" if claim.shown is None else self._quote(claim.shown)
            near = "" if claim.shown is None else "nearest on their other pages: "
            self._say(f"They say {self._quote(claim.said)}; {near}{shown}")

    def _careful(self) -> None:
        conflicts = self.brief.company.conflicts
        days = {i.at.date(): i.at for i in self.brief.interviews if i.at is not None}
        weekend = [at for at in days.values() if at.weekday() >= 5]
        lookalikes = self.brief.company.lookalikes
        if not conflicts and not weekend and not lookalikes:
            return
        self._head("Check and careful")
        for person in lookalikes:
            self._say(f"{escape(lookalike(person.text))} {self._ref(person.citations)}")
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
        for label, statements in carried(carry):
            sides = " · ".join(f"{escape(s.text)} {self._ref(s.citations)}" for s in statements)
            self._say(f"{escape(label)}: {sides}")
        if carry.untouched:
            self._say(f"Not touched yet: {escape(', '.join(carry.untouched))}")

    def _gaps(self) -> None:
        self._head("Looked for and not found")
        missing: dict[str, list[str]] = {}
        for gap in self.brief.gaps:
            if gap.result != "found":
                missing.setdefault(gap.note or gap.result, []).append(gap.kind)
        for note, kinds in missing.items():
            listed = "; ".join(kinds)
            self._say(f"{escape(listed[:1].upper() + listed[1:])}: {escape(note)}")
        for places, reason in unread(self.brief):
            self._say(f"Not read: {', '.join(escape(p) for p in places)} ({escape(reason)})")
        if not missing and not self.brief.misses:
            self._say("Everything that was looked for was found.")

    # --- the proof ---

    def _sources(self) -> None:
        self.lines += ["", "---", "", "## Sources", ""]
        site = self.brief.identity.site
        self._say(
            f"Read on {day(self.brief.generated_at.date())}"
            + (f" from {_own(site, site)}." if site else ".")
            + left_out(self.brief),
            "",
            "",
        )
        pages = {p.sha256: p for p in self.brief.pages}
        groups: dict[str, list[tuple[str, Citation]]] = {}
        for label, citation in sorted(self.notes.labelled().items()):  # as in an index, so that none moves with its use
            groups.setdefault(citation.document, []).append((label, citation))
        for sha256, group in groups.items():
            self.lines.append("")
            self._say(self._source(pages.get(sha256), group[0][1]), "", "")
            self.lines.append("")
            for label, citation in group:
                # Two words before the quote: a viewer without footnotes would take a lone one for the address of a
                # link and show nothing (CommonMark 0.31, section 4.7).
                at = where(citation.url, site)
                named = f"{'on' if citation.url.startswith('http') else 'in'} {escape(cut(at, _LONGEST_PLACE))}"
                self._say(f"{named}: {_quoted(citation.quote, _LONGEST_QUOTE)}", f"[^{label}]: ", "    ")

    def _source(self, page: PageRef | None, citation: Citation) -> str:
        if page is None:
            at = escape(where(citation.url, self.brief.identity.site))
            return f"**as it was** · {at} · read {day(citation.fetched_at.date())}"
        if page.published is None:
            date = "undated"
        else:
            date = day(page.published) + (" (from its metadata)" if page.published_from in ("json-ld", "meta") else "")
        web = page.url.startswith("http")
        at = escape(where(page.url, self.brief.identity.site))
        parts = [f"**{page.kind if web else 'yours'}**", escape(page.title[:120]) or "untitled", date, at]
        return " · ".join(parts) + (f" ({escape(page.remark)})" if page.remark else "")


def _blanks(text: str) -> str:
    """Return a sentence as Markdown in which the blanks to fill stay what they are."""
    return escape(text).replace(r"\_\_\_", "___")


def _no_marker(line: str) -> str:
    return _LINE_START.sub(r"\1\2\\", line)


def _own(text: str, site: str | None) -> str:
    """Return our sentence as Markdown in which addresses of the company's own site stay as they are."""
    host = urlsplit(site or "").netloc
    if not _PLAIN_HOST.fullmatch(host):
        return escape(text)
    ours = re.compile(rf"(?<![\w@.:/-])(?:https?://)?{re.escape(host)}(?![\w@:-]|\.\w)(?:/[A-Za-z0-9/-]*)?")
    parts, end = [], 0
    for found in ours.finditer(text):
        parts += [escape(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, escape(text[end:])])


_PLAIN_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d+)?")


def _quoted(text: str, limit: int | None = None) -> str:
    shown = text if limit is None or len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"
    inner = (
        without_stop(_SYMBOLS.sub("", shown)).replace("“", "‘").replace("”", "’")
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
    for untimed in (i for i in interviews if i.at is None):
        yield f"No time yet: {escape(', '.join((untimed.round or 'an interview', *untimed.interviewers)))}"
    if not interviews:
        yield "No interview date is set (profile.toml, [[interviews]])."


_PLAIN_LINK = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w./?&=%+~#-]*)?", re.ASCII)


def _meeting(place: str) -> str:
    """Where to be: a meeting link as it is when it is a plain web address, anything else as text."""
    return place if _PLAIN_LINK.fullmatch(place) else escape(place)


def _agenda(asked_of: str, group: Sequence[Question]) -> str:
    name, plan = escape(asked_of[:1].upper() + asked_of[1:]), agenda(group)
    return f"{name}: {plan}" if plan else name
