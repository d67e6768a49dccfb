"""Brief → one HTML file: a card for the day, the brief, the proof behind every line. Asks nobody for anything.

The file carries its style and its one script, and a Content-Security-Policy that lets nothing else in (CSP Level 3:
both by their sha256). Text of pages passes through `markup.tag`, which makes it text; attributes that are addresses
come from `proofs` alone.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from research.models import (
    Brief,
    Change,
    Citation,
    Interview,
    InterviewerBrief,
    PersonFact,
    Question,
    Shortfall,
    Story,
)
from research.render import svg
from research.render.context import Context
from research.render.differences import old_and_new
from research.render.markup import Child, Markup, join, raw, tag
from research.render.proofs import Proofs, quoted
from research.render.words import (
    LIVE,
    NO_FIGURE,
    NO_NEWS,
    agenda,
    capital,
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
    whose,
)
from research.text import fold

_LARGEST_PHOTO = 300_000  # bytes; the brief is a letter, not an album
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"RIFF", "webp"))
_TICKABLE = re.compile(r"[A-Z]\d{1,4}")
_NOWHERE = "base-uri 'none'; form-action 'none'"
_MOST_ELSEWHERE = 6
_MOST_CHECKS = 7  # the card has one page
_FACT_WORDS = {
    "founded": "Founding year", "employees": "Head count", "headquarters": "Headquarters", "parent": "Parent company",
    "legal_name": "Legal name",
}  # fmt: skip
_STATE_WORDS = {"gone": "no longer stands", "answered": "answered by now"}


def html(
    brief: Brief,
    context: Callable[[Citation], Context | None] = lambda _: None,
    photos: Mapping[str, bytes] | None = None,
    *,
    page_style: str = "",
) -> str:
    """Return the brief as one self-contained HTML file.

    `context` gives what stands around a quote, `photos` pictures of interviewers by name (PNG, JPEG, GIF or WebP of at
    most 300 kB; others are left out). `page_style` is CSS of ours for paper (see `pdf`); with it there is no script.
    """
    page = _Page(brief, Proofs(brief, context), photos or {})
    styles = [text for text in (_part("brief.css"), page_style) if text]
    scripts = [] if page_style else [_part("brief.js")]
    body = tag("body", page.body(), *(tag("script", raw(s)) for s in scripts), data_profile=brief.profile)
    head = tag("head", *_head(brief, styles, scripts))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


@lru_cache(maxsize=2)
def _part(name: str) -> str:
    return files("research.render").joinpath("templates", name).read_text("utf-8")


def _head(brief: Brief, styles: Sequence[str], scripts: Sequence[str]) -> Iterable[Markup]:
    style, script = (" ".join(map(_hash, texts)) or "'none'" for texts in (styles, scripts))
    policy = f"default-src 'none'; style-src {style}; script-src {script}; img-src data:; {_NOWHERE}"
    yield tag("meta", charset="utf-8")
    yield raw(f'<meta http-equiv="Content-Security-Policy" content="{policy}">')
    yield tag("meta", name="viewport", content="width=device-width, initial-scale=1")
    yield tag("meta", name="referrer", content="no-referrer")
    yield tag("meta", name="robots", content="noindex")
    yield tag("meta", name="color-scheme", content="light dark")
    yield tag("title", " · ".join(p for p in (brief.company.name, brief.role.title, "interview brief") if p))
    yield from (tag("style", raw(s)) for s in styles)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class _Page:
    """Writes one brief, section by section."""

    def __init__(self, brief: Brief, proofs: Proofs, photos: Mapping[str, bytes]) -> None:
        self.brief, self.proofs, self.photos = brief, proofs, photos
        self.live = [q for q in brief.questions if q.state in LIVE]

    def body(self) -> Markup:
        """Return everything between <body> and the script."""
        parts = [
            self._news(), self._carry(), self._glance(), self._role(), self._lately(), self._people(),
            self._questions(), self._stories(), self._wording(), self._elsewhere(), self._gaps(),
        ]  # fmt: skip
        sections = [p for p in parts if p is not None]
        return join(
            tag("a", "Skip to the questions", class_="skip", href="#questions"),
            self._card(),
            tag("main", *sections, self._sources()),
            self._bar(),
        )

    # --- the card: page one ---

    def _card(self) -> Markup:
        brief = self.brief
        rounds = next((i.round for i in brief.interviews if i.round), "")
        title = " · ".join(p for p in (brief.role.title, rounds) if p)
        head = tag("div", tag("h1", brief.company.name), tag("p", title, class_="role") if title else None)
        stars = [q for q in self.live if q.starred] or [q for q in self.live if not q.spare][:3]
        three = tag("ol", *(self._star(q) for q in stars), class_="stars", role="list") if stars else tag(
            "p", brief.thin or "No question stands on the pages that were read.")  # fmt: skip
        checks = tag("ul", *(tag("li", c) for c in list(self._checks())[:_MOST_CHECKS]))
        return tag(
            "header", head,
            tag("section", _h2("When and where"), *self._when(), class_="when"),
            tag("section", _h2("If you only get three"), three, class_="three"),
            tag("section", _h2("Check"), checks, class_="checks"),
            tag("section", _h2("Notes"), *self._blanks(), class_="blanks"),
            tag("p", reading(brief), ". ", tongues_of(brief), " ", tag("bdi", whose(brief)), class_="whose"),
            class_="card",
        )  # fmt: skip

    def _when(self) -> Iterable[Markup]:
        dated = sorted((i for i in self.brief.interviews if i.at), key=lambda i: i.at.timestamp() if i.at else 0.0)
        for untimed in (i for i in self.brief.interviews if i.at is None):
            yield tag("p", f"No time yet: {', '.join((untimed.round or 'an interview', *untimed.interviewers))}")
        if not self.brief.interviews:
            yield tag("p", "No interview date is set (profile.toml, [[interviews]]).")
        days: dict[dt.date, list[Interview]] = {}
        for interview in dated:
            if interview.at:
                days.setdefault(interview.at.date(), []).append(interview)
        for date, slots in days.items():
            zone = (slots[0].at.tzname() if slots[0].at else "") or ""
            yield tag("p", tag("strong", f"{date:%a} {day(date)}"), f", {zone}" if zone else "", class_="day")
            yield tag("ul", *(self._slot(s) for s in slots), class_="slots", role="list")
            for at in dict.fromkeys(s.place for s in slots if s.place):
                yield tag("p", _meeting(at), class_="place")

    def _slot(self, slot: Interview) -> Markup:
        at = slot.at
        assert at is not None
        titles = {fold(i.name): i.job_title for i in self.brief.interviewers}
        who = [join(tag("strong", n), f", {t}" if (t := titles.get(fold(n))) else "") for n in slot.interviewers]
        time = tag("time", f"{at:%H:%M}", datetime=at.isoformat())
        return tag(
            "li", time, tag("span", join(*who, by="; ") if who else "not named"), tag("span", f"{slot.minutes} min")
        )

    def _star(self, question: Question) -> Markup:
        number = question.id.removeprefix("Q")
        link = tag("a", tag("span", "Question ", class_="vh"), number, href=f"#{question.id}", class_="num")
        return tag("li", link, tag("div", question.text, " ", tag("span", f"for {question.asked_of}", class_="for")))

    def _checks(self) -> Iterable[Child]:
        brief = self.brief
        if brief.identity.status == "ambiguous":
            yield tag("strong", "Whether this is the right company: the pages do not settle it.")
        if brief.role.posting is not None:
            yield "The posting is still online and unchanged."
        yield "Date, time zone, and link or address are right." if brief.interviews else (
            "Date and place: write them into profile.toml, and this card has them.")  # fmt: skip
        for question in self.live:
            if question.read_first:
                yield join(
                    "Read first, for question ", question.id.removeprefix("Q"), ": ", quoted(question.read_first)
                )
        yield from self._warnings()
        if brief.role.posting and brief.role.posting.closed:
            yield join("The posting says ", self.proofs.said(brief.role.posting.closed))
        for promise in brief.carry_over.you_promised if brief.carry_over else ():
            yield join(promise.text, " ", self.proofs.refs(promise.citations))

    def _warnings(self) -> Iterable[Markup]:
        for date in sorted({i.at.date() for i in self.brief.interviews if i.at}):
            if date.weekday() >= 5:
                yield join(f"{day(date)} is a {date:%A}: confirm the date.")
        for person in self.brief.company.lookalikes:
            yield join(lookalike(person.text), " ", self.proofs.refs(person.citations))
        for what, one, other in self.brief.company.conflicts:
            label = _FACT_WORDS.get(what, capital(what))
            both = join(self.proofs.said(one), " and ", self.proofs.said(other))
            yield join(f"{label}, side by side: ", both, ": say neither, ask.")

    def _blanks(self) -> Iterable[Markup]:
        names = [i.name for i in self.brief.interviewers][:4] or [""]
        for name in names:
            yield tag("div", tag("p", name), *(tag("div", class_="blank") for _ in range(7 if len(names) < 3 else 3)))

    # --- the brief ---

    def _section(self, name: str, title: str, *content: Child, beside: svg.Figure | None = None) -> Markup:
        body = tag("div", *content, class_="body")
        figure = _figure(beside) if beside else None
        head = tag("h2", title, id=f"{name}-title")
        return tag("section", head, body, figure, id=name, aria_labelledby=f"{name}-title")

    def _lines(self, rows: Iterable[tuple[str, Child]]) -> Markup:
        return tag("dl", *(tag("div", tag("dt", label), tag("dd", said)) for label, said in rows))

    def _news(self) -> Markup | None:
        brief = self.brief
        if not brief.changes and not brief.earlier:
            return None
        parts = [
            join(tag("h3", name), tag("ul", *(tag("li", *self._change(c)) for c in group), role="list"))
            for name, group in change_groups(brief.changes).items()
        ]
        if brief.earlier:
            before = tag("ul", *(tag("li", *self._change(c)) for c in brief.earlier), role="list")
            parts.append(join(tag("h3", "Told before, in the last two weeks"), before) if brief.changes else before)
        return self._section("news", news_head(brief), tag("div", *parts, class_="changes"))

    def _change(self, change: Change) -> Iterable[Markup]:
        said = told(change)
        refs = (" ", self.proofs.refs(said.shown)) if said.shown else ()
        yield tag("div", tag("span", change.kind, class_="kind"), " ", said.line, *refs)
        marked = dict(
            zip(
                (change.old, change.new),
                old_and_new(change.old.quote if change.old else "", change.new.quote if change.new else ""),
                strict=True,
            )
        )
        for label, cited in said.wordings:
            quote = tag("q", tag("bdi", marked[cited]))
            yield tag("div", tag("span", f"{label}: ", class_="label"), quote, " ", self.proofs.refs([cited]))

    def _glance(self) -> Markup:
        rows = [(label, self.proofs.said(s)) for label, s in self.brief.company.glance]
        empty = "The pages that were read do not say what the company does, how large it is or where it sits."
        return self._section("glance", "At a glance", self._lines(rows) if rows else tag("p", empty))

    def _role(self) -> Markup:
        role, posting = self.brief.role, self.brief.role.posting
        rows: list[tuple[str, Child]] = []
        for label, statements in (
            ("The posting says", role.problem), ("Judged by", role.measures), ("First months", role.goals),
        ):  # fmt: skip
            rows += [(label, self.proofs.said(s)) for s in statements]
        if posting is None:
            rows.append(("Posting", "None was read: put it into posting.md, or its address into profile.toml."))
        else:
            named = (("Reports to", posting.reports_to), ("Team", posting.team))
            rows += [(label, self.proofs.said(s)) for label, s in named if s is not None]
            rows += [("Why now", self.proofs.said(s)) for s in role.why_now] or [
                ("Why now", "The posting does not say.")
            ]
        so = tag("p", tag("strong", "So: "), role.so, class_="so") if role.so else None
        return self._section("role", "Why this role, why now", self._lines(rows), so)

    def _lately(self) -> Markup:
        items = [
            tag("li", tag("span", dated(date, verb), class_="label"), " ", self.proofs.said(s))
            for date, verb, s in self.brief.company.changed_lately
        ]
        none = tag("p", NO_NEWS)
        content = tag("ul", *items, role="list", class_="dated") if items else none
        return self._section("lately", "What changed lately", content, beside=svg.timeline(self.brief))

    def _people(self) -> Markup:
        met = [self._interviewer(i) for i in self.brief.interviewers]
        none = tag("p", "Nobody is named yet: add the interviewers to profile.toml.")
        return self._section("people", "Who you meet", *(met or [none]), beside=svg.who(self.brief))

    def _interviewer(self, person: InterviewerBrief) -> Markup:
        title = join(quoted(person.job_title), " ", self.proofs.refs(person.citations)) if person.job_title else None
        before = [
            join(*map(quoted, printed_seat(p, self.brief.identity.name)), self.proofs.refs(p.citations[:1]), by=" ")
            for p in person.positions[:3] if p.title != person.job_title
        ]  # fmt: skip
        facts = map(self._person_fact, person.facts[:4])
        nothing = person.unsure if person.found else unknown(person)
        hidden = f"{count(person.withheld, 'private line')} left out." if person.withheld else ""
        return tag(
            "article", self._photo(person.name), tag("h3", person.name),
            tag("div", title, class_="title") if title else None,
            tag("p", tag("strong", "Angle: "), person.angle, ".") if person.angle else None,
            tag("div", tag("span", "Before ", class_="label"), join(*before, by=" ← ")) if before else None,
            tag("ul", *facts, role="list") if person.facts else None,
            tag("p", " ".join(t for t in (nothing, hidden) if t), class_="meta") if nothing or hidden else None,
            class_="person",
        )  # fmt: skip

    def _person_fact(self, fact: PersonFact) -> Markup:
        label, kind = ("OK to mention", "mention") if fact.mention else ("Background only", "background")
        return tag("li", tag("span", label, class_=kind), " ", quoted(fact.text), " ", self.proofs.refs(fact.citations))

    def _photo(self, name: str) -> Markup | None:
        data = self.photos.get(name, b"")
        kind = next((k for magic, k in _PICTURES if data.startswith(magic)), None)
        if kind is None or len(data) > _LARGEST_PHOTO:
            return None
        return tag(
            "img", src=f"data:image/{kind};base64,{base64.b64encode(data).decode()}", alt="", width=64, height=64
        )

    def _questions(self) -> Markup:
        parts: list[Child] = []
        for asked_of, group in grouped(self.live).items():
            plan = tag("span", f" {agenda(group)}", class_="plan")
            parts += [tag("h3", capital(asked_of), plan), tag("ol", *map(self._question, group), role="list")]
        if self.brief.thin or not self.live:
            parts.append(tag("p", self.brief.thin or "No question stands on the pages that were read."))
        if self.brief.fallback:
            parts += [tag("h3", "Not from research"), tag("ul", *(tag("li", t) for t in self.brief.fallback))]
        ended = [q for q in self.brief.questions if q.state not in LIVE]
        if ended:
            parts += [
                tag("h3", "Not to ask any more"),
                tag("ul", *map(self._ended, ended), role="list", class_="ended"),
            ]
        return self._section("questions", "Questions", *parts, beside=svg.coverage(self.brief))

    def _question(self, question: Question) -> Markup:
        number, covered = question.id.removeprefix("Q"), question.state == "covered"
        tick = (
            tag("input", type="checkbox", id=f"tick-{question.id}", data_question=question.id, checked=covered,
                disabled=covered, autocomplete="off")
            if _TICKABLE.fullmatch(question.id) else None
        )  # fmt: skip
        star = (
            join(tag("span", "★ ", aria_hidden="true"), tag("span", "Starred. ", class_="vh"))
            if question.starred
            else ""
        )
        text = tag("label", tag("span", f"{number}. ", class_="num"), star, question.text, for_=f"tick-{question.id}")
        first = join("Read first ", quoted(question.read_first), " · ") if question.read_first else ""
        spare = "in reserve · " if question.spare else ""
        spare += "ask everybody · " if question.everybody else ""
        rows = (
            tag(
                "div",
                f"{question.minutes:g} min · {spare}",
                first,
                question.why,
                " ",
                self.proofs.refs(question.citations),
            ),
            tag("div", tag("span", "Listen for ", class_="label"), question.listen_for)
            if question.listen_for
            else None,
            tag("div", tag("span", "Then ", class_="label"), question.follow_up) if question.follow_up else None,
        )
        return tag(
            "li", tag("div", tick, text, class_="ask"), tag("div", *rows, class_="why"), id=question.id,
            class_="q covered" if covered else "q",
        )  # fmt: skip

    def _ended(self, question: Question) -> Markup:
        now = self.proofs.refs([question.now]) if question.now else None
        words = f" {question.happened or _STATE_WORDS.get(question.state, question.state)} "
        return tag("li", f"{question.id.removeprefix('Q')}. ", tag("s", question.text), words, now)

    def _stories(self) -> Markup | None:
        stories, shortfalls = self.brief.stories, self.brief.shortfalls
        if not stories and not shortfalls:
            return None
        told = tag("ol", *map(self._story, stories), class_="stories") if stories else None
        missing = tag("ul", *map(self._shortfall, shortfalls)) if shortfalls else None
        hint = tag("p", "90 seconds each; the blanks are yours.", class_="meta")
        return self._section("stories", "Your stories", hint, told, missing)

    def _story(self, story: Story) -> Markup:
        figure = quoted(story.figure) if story.figure else NO_FIGURE
        verb = quoted(story.verb) if story.verb else _BLANK
        wrong = " It went wrong: good to have one of those." if story.went_wrong else ""
        part = ", in part" if story.strength == "partial" else ""
        return tag(
            "li",
            self._lines([
                ("They need" if story.asked else "They say", self.proofs.said(story.need)),
                ("You have", join(self.proofs.said(story.line), f" (line {story.line_number} of your resume{part})")),
            ]),
            tag("p", "Situation: what was broken? ", _BLANK, " Task: what was yours to do? ", _BLANK, " Action ", verb,
                " Result ", figure, ".", wrong, class_="star"),
            tag("p", f"Bridge: “{story.bridge}” They may ask: {story.follow_up}") if story.bridge else None,
        )  # fmt: skip

    def _shortfall(self, gap: Shortfall) -> Markup:
        kind = "Must" if gap.must else "Bonus"
        half = join("; nearest: ", self.proofs.said(gap.partial)) if gap.partial else ""
        said = tag("div", tag("strong", "Say: "), gap.say)
        return tag("li", f"{kind}, not shown in your resume: ", self.proofs.said(gap.need), half, said)

    def _wording(self) -> Markup | None:
        company = self.brief.company
        rows: list[tuple[str, Child]] = [
            (f"“{w.term}”", join(f"{count(w.times, 'time')} on {count(w.pages, 'page')}: ", self.proofs.said(w.line)))
            for w in company.own_words
        ]
        for claim in company.claims:
            near = (
                join("; nearest on their other pages: ", self.proofs.said(claim.shown))
                if claim.shown
                else "; nothing on their other pages shows it"
            )
            rows.append(("They say", join(self.proofs.said(claim.said), near)))
        return self._section("wording", "Say it like them", self._lines(rows)) if rows else None

    def _elsewhere(self) -> Markup | None:
        rows = [(source, self.proofs.said(s)) for source, s in self.brief.company.elsewhere[:_MOST_ELSEWHERE]]
        return self._section("elsewhere", "Said elsewhere", self._lines(rows)) if rows else None

    def _carry(self) -> Markup | None:
        carry = self.brief.carry_over
        if carry is None:
            return None
        rows: list[tuple[str, Markup]] = [
            (label, join(*(join(s.text, " ", self.proofs.refs(s.citations)) for s in statements), by=" · "))
            for label, statements in carried(carry)
        ]
        if carry.untouched:
            rows.append(("Not touched yet", join(", ".join(carry.untouched))))
        return self._section("carry", "From earlier rounds", self._lines(rows)) if rows else None

    def _gaps(self) -> Markup:
        missing: dict[str, list[str]] = {}
        for gap in self.brief.gaps:
            if gap.result != "found":
                missing.setdefault(gap.note or gap.result, []).append(gap.kind)
        items: list[Child] = [
            tag("li", tag("strong", capital("; ".join(kinds))), f": {note}") for note, kinds in missing.items()
        ]
        for places, reason in unread(self.brief):
            named = join(*(tag("bdi", p) for p in places), by=", ")
            items.append(tag("li", "Not read: ", named, f" ({reason})"))
        content = tag("ul", *items) if items else tag("p", "Everything that was looked for was found.")
        return self._section("gaps", "Looked for and not found", content)

    def _sources(self) -> Markup:
        left = tag("p", left_out(self.brief).strip(), class_="meta") if self.brief.hidden else None
        return self._section("sources", "Sources", join(self.proofs.sources(), left))

    def _bar(self) -> Markup:
        return tag(
            "aside", tag("p", tag("span", id="count"), " ", tag("code", id="paste", tabindex="0")),
            tag("p", tag("button", "Copy", type="button", id="copy"), tag("button", "Clear", type="button", id="clear"),
                tag("span", role="status", id="said")),
            id="ticked", hidden=True, aria_label="Ticked questions",
        )  # fmt: skip


_BLANK = tag("span", "…", class_="gap")
_PLAIN_LINK = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w./?&=%+~#-]*)?", re.ASCII)


def _h2(title: str) -> Markup:
    return tag("h2", title)


def _meeting(text: str) -> Child:
    """Return where to be: the user's own meeting link as a link, anything else as text."""
    if _PLAIN_LINK.fullmatch(text) and urlsplit(text).hostname:
        return tag("a", text, href=text, rel="noopener noreferrer")
    return tag("bdi", text)


def _figure(figure: svg.Figure) -> Markup:
    words = tag("details", tag("summary", "The same in words"), tag("ul", *(tag("li", line) for line in figure.lines)))
    return tag("figure", figure.drawing, tag("figcaption", figure.caption, words))
