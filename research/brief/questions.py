"""Signals, Documents and people → the questions worth asking, each with its proof.

The flow: 1. who can be asked; 2. every frame is tried on every signal for everybody who could answer; 3. what the pages
already answer gives way to its next-step sibling; 4. the best are chosen for worth and difference (ranking.py);
5. leads are dealt out so that none repeats; 6. what did not make it is kept with its reason.
Fewer questions beat a bad one: a thin set says so and is never filled up.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from urllib.parse import urlsplit

from research.brief.answered import Pages
from research.brief.claims import from_offers
from research.brief.duties import from_cards, from_careers, from_duties
from research.brief.filling import Filled, Refusal, fill, slot_fault, with_lead
from research.brief.frames import Frame, book, sibling
from research.brief.own_signals import from_notes, from_posting, in_english, is_old, silences, with_verb_phrase
from research.brief.ranking import (
    MOST_IN_SET,
    Candidate,
    Measure,
    Panelist,
    choose,
    near_duplicate,
    scored,
    split,
    stars,
)
from research.brief.rules import Context
from research.coverage import grid, topic_of
from research.models import (
    Citation,
    Document,
    Interview,
    InterviewerBrief,
    Posting,
    Profile,
    Question,
    Rejected,
    Role,
    Signal,
    Value,
)
from research.text import fold
from research.tongues import tongue

_ENOUGH, _FEW, _LITTLE_TEXT = 8, 6, 2_000
_MOST_REJECTED = 200
_MOST_OF_CODE = 25
_ROUNDS_FOR_DELICATE = re.compile(r"(?i)\b(?:second|third|final|on-?site|last|2nd|3rd|2|3|4|panel)\b")
_SEATS: dict[Role, str] = {"HM": "hiring manager", "PEER": "future teammate"}
_SMALL_COMPANY = 50
_LONGEST_TITLE = 5
_CALLING = re.compile(
    r"(?i)^(?:job opening|vacancy|we(?:['’]re| are) (?:looking for|hiring)|nous recherchons|wir suchen)"
    r":? (?:an?|une?|eine?n?)? ?"
)
_OPENINGS = re.compile(r"(?i)\b(?:open(?:ings?)?|vacanc\w+|jobs?|positions?|hiring|opportunit\w+|apply)\b")


class QuestionSet(Value):
    """The questions in printed order, what was rejected and why, and what to say when they are few."""

    questions: tuple[Question, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    thin: str = ""
    """Why there are few, when there are."""
    fallback: tuple[str, ...] = ()
    """Questions "not from research", only when the pool was thin; never with a citation."""


@dataclass(frozen=True)
class _Desk:
    """Everything step 2 works with."""

    people: tuple[Panelist, ...]
    pages: Pages
    measure: Measure


def questions(
    signals: Sequence[Signal],
    documents: Sequence[Document],
    interviewers: Sequence[InterviewerBrief],
    posting: Posting | None,
    profile: Profile,
    today: dt.date,
    *,
    by_name: bool = False,
) -> QuestionSet:
    """Return 8-12 questions when the material allows, fewer with the reason in `thin`.

    `profile.covered` (default: none) are questions answered in earlier rounds: they are not asked again and come back
    last, ticked, with their old numbers, which no new question gets. With them and the notes some topics count as
    answered; most questions are then drawn from the others (`coverage`).

    `by_name`: the posting is one of several, the user has chosen none; a question on it says which one it means.

    Every question rests on the citations of its one or two signals. Same input, same output; the order of `signals`
    and `documents` changes nothing.
    """
    people = _panel(interviewers, documents, posting, profile, today, signals, by_name=by_name)
    company = [d for d in documents if not _users(d, profile)]
    desk = _Desk(people, Pages(sorted(company, key=lambda d: d.url)), _measure(posting, documents, profile, today))
    usable = [with_verb_phrase(s) for s in signals if _belongs(s, posting, documents, today)]
    usable += from_offers(company, profile.names, _host(profile.company.site))
    usable += from_posting(posting, documents, today) + from_notes(profile.notes, documents)
    usable += [] if posting else [*from_careers(company), *from_cards(company)]
    if posting and in_english(posting, documents) and not is_old(posting, documents, today):
        usable += from_duties(posting)
    usable = _some_of_each(silences(usable))
    log: dict[tuple[str, str, str], Rejected] = {}
    candidates = _still_open(_candidates(usable, desk, _delicate_allowed(profile), log), profile, log)
    printed = _set(candidates, people, log)
    made = tuple(_question(i, p, people) for i, p in zip(_numbers(profile.covered), printed, strict=False))
    return QuestionSet(
        questions=(*made, *(_ticked(q) for q in profile.covered)), rejected=tuple(log.values())[:_MOST_REJECTED],
        thin=_thin(made, company, _left_out(log), profile, posting),
        fallback=book().fallback if len(made) < _FEW else (),
    )  # fmt: skip


# --- 1. who can be asked -----------------------------------------------------------------------------------------


def _panel(
    interviewers: Sequence[InterviewerBrief],
    documents: Sequence[Document],
    posting: Posting | None,
    profile: Profile,
    today: dt.date,
    signals: Sequence[Signal],
    *,
    by_name: bool,
) -> tuple[Panelist, ...]:
    asked = Context(
        posting_name=_spoken_title(posting.title) if posting and by_name else None,
        today=today,
        small=_is_small(documents, signals),
        site=_host(profile.company.site),
        posting_text=_text_of(documents, posting.document) if posting else "",
        role_title=f"{posting.title if posting else ''} {profile.role.title}",
        resume_text=_resume(documents, profile),
    )
    named = [(i.name, replace(asked, role=i.role, name=i.name, job_title=i.job_title)) for i in interviewers]
    if not named or all(c.role == "REC" for _, c in named):
        seats: tuple[Role, ...] = ("HM", "PEER") if not named else ("HM",)
        named += [(_SEATS[r], replace(asked, role=r)) for r in seats]
    minutes = [_minutes(name, profile.interviews) for name, _ in named]
    rooms = _rooms(minutes, [context.role == "REC" for _, context in named])
    return tuple(
        Panelist(label=name, context=context, asks=asks, spares=spares, minutes=m)
        for (name, context), m, (asks, spares) in zip(named, minutes, rooms, strict=True)
    )


def _spoken_title(title: str) -> str:
    """Return a posting's title as it can be said, or "" when it cannot: then the posting is not asked about."""
    spoken = re.split(r"[,(–—|/:·]| - ", _CALLING.sub("", title))[0].strip()
    return spoken if spoken and len(spoken.split()) <= _LONGEST_TITLE and slot_fault("TITLE", spoken) is None else ""


def _minutes(name: str, interviews: Sequence[Interview]) -> int:
    return next((i.minutes for i in interviews if fold(name) in {fold(n) for n in i.interviewers}), 45)


def _rooms(minutes: Sequence[int], recruiters: Sequence[bool]) -> list[tuple[int, int]]:
    """Return (ask, spare) for each: 2+1 in half an hour, 3+2 in 45 minutes, 4+2 in an hour; 8-12 in all."""
    rooms = [(2, 1) if m <= 35 else (3, 2) if m <= 50 else (4, 2) for m in minutes]
    if len(rooms) - sum(recruiters) == 1:
        # One talk about the work still deserves eight to choose from; a recruiter can answer few of them.
        return [room if rec else (room[0], _ENOUGH - room[0]) for room, rec in zip(rooms, recruiters, strict=True)]
    while sum(a + s for a, s in rooms) > MOST_IN_SET and any(s > 1 for _, s in rooms):
        rooms = _less(rooms, spare=True)
    while sum(a + s for a, s in rooms) > MOST_IN_SET and any(a > 1 for a, _ in rooms):
        rooms = _less(rooms, spare=False)
    return rooms


def _less(rooms: list[tuple[int, int]], *, spare: bool) -> list[tuple[int, int]]:
    """Take one spare (or one question to ask) from the last of those with most."""
    at = max(range(len(rooms)), key=lambda i: (rooms[i][1 if spare else 0], i))
    asks, spares = rooms[at]
    return [*rooms[:at], (asks, spares - 1) if spare else (asks - 1, spares), *rooms[at + 1 :]]


def _is_small(documents: Sequence[Document], signals: Sequence[Signal]) -> bool:
    """Tell whether the pages themselves show fewer than 50 people; unknown counts as not small."""
    for signal in signals:
        for key in ("N2", "NUM"):
            figure = re.match(r"(?:over |more than |about )?(\d[\d,]*)", signal.slots.get(key, ""))
            if (
                signal.code == "C01"
                and figure
                and (key == "N2" or "people" in signal.slots[key] or "employ" in signal.slots[key])
            ):
                return int(figure[1].replace(",", "")) < _SMALL_COMPANY
    staff = {
        fold(p.name) for d in documents if d.kind == "team" for p in d.people if p.group in ("staff", "leadership")
    }
    ranks = {p.group for d in documents if d.kind == "team" for p in d.people}
    return 4 <= len(staff) < _SMALL_COMPANY and "staff" in ranks


def _host(site: str | None) -> str | None:
    if not site:
        return None
    host = urlsplit(site if "//" in site else f"https://{site}").hostname
    return host.removeprefix("www.") if host else None


def _text_of(documents: Sequence[Document], sha256: str) -> str:
    return " ".join(p.text for d in documents if d.sha256 == sha256 for p in d.passages)


def _users(document: Document, profile: Profile) -> bool:
    """Tell whether a document is the user's own: the resume or the notes."""
    name = document.url.rsplit("/", 1)[-1]
    return bool(name) and name in (profile.resume_file, profile.candidate.resume, profile.notes_file, "notes.md")


def _resume(documents: Sequence[Document], profile: Profile) -> str:
    names = {n for n in (profile.resume_file, profile.candidate.resume) if n}
    return " ".join(p.text for d in documents if d.url.rsplit("/", 1)[-1] in names for p in d.passages)


def _measure(posting: Posting | None, documents: Sequence[Document], profile: Profile, today: dt.date) -> Measure:
    return Measure(today=today, posting=posting, role_title=profile.role.title, resume=_resume(documents, profile))


def _delicate_allowed(profile: Profile) -> bool:
    """Cuts are asked about from the second round on, and only when the profile says it is one."""
    return any(_ROUNDS_FOR_DELICATE.search(i.round) for i in profile.interviews)


# --- 2. and 3. candidates ----------------------------------------------------------------------------------------


def _belongs(signal: Signal, posting: Posting | None, documents: Sequence[Document], today: dt.date) -> bool:
    """Leave out lines of other people's postings, of the own one when only its age counts, and lists of no openings."""
    cited = signal.citations[0]
    if signal.code == "J01" and signal.subtype == "many":
        return any(_OPENINGS.search(_place_words(d, cited)) for d in documents if d.sha256 == cited.document)
    if signal.page_kind != "posting":
        return True
    if posting is None or cited.document != posting.document:
        return False
    if signal.code == "J10" and not _judges_silence(posting, documents):
        return False
    return not is_old(posting, documents, today)


def _place_words(document: Document, cited: Citation) -> str:
    """Return what says where on the site a citation stands: address, title, headings above it."""
    above = next((p.headings for p in document.passages if p.id == cited.passage), ())
    return " ".join([urlsplit(document.url).path, document.title, *above]).replace("-", " ")


def _judges_silence(posting: Posting, documents: Sequence[Document]) -> bool:
    """Whether a posting says enough, in a language that is read, for what it leaves out to mean something."""
    language = next((d.language for d in documents if d.sha256 == posting.document), "")
    return posting.words >= 120 and (language[:2].lower() in ("", "en") or tongue(language) is not None)


def _some_of_each(signals: Sequence[Signal]) -> list[Signal]:
    """Return the signals in a fixed order, at most 25 of a code: no page may crowd the others out."""
    kept: dict[str, list[Signal]] = {}
    for signal in sorted(signals, key=lambda s: (-s.weight, *_place(s))):
        same = kept.setdefault(signal.code, [])
        if len(same) < _MOST_OF_CODE:
            same.append(signal)
    return sorted((s for same in kept.values() for s in same), key=_place)


def _place(signal: Signal) -> tuple[object, ...]:
    c = signal.citations[0]
    return (
        signal.code,
        c.url,
        c.passage,
        c.start,
        c.end,
        signal.subtype,
        signal.person or "",
        sorted(signal.slots.items()),
    )


def _candidates(
    usable: Sequence[Signal], desk: _Desk, delicate: bool, log: dict[tuple[str, str, str], Rejected]
) -> list[Candidate]:
    found: dict[tuple[str, int], Candidate] = {}
    for frame, signals in _tries(usable):
        if frame.sensitive and not delicate:
            _note(log, frame, signals, "", "too early for a delicate subject")
            continue
        for at in range(len(desk.people)):
            candidate = _try(frame, signals, at, desk, log)
            if candidate is not None:
                found.setdefault((candidate.filled.text, at), candidate)
    return list(found.values())


def _tries(usable: Sequence[Signal]) -> Iterable[tuple[Frame, tuple[Signal, ...]]]:
    for signal in usable:
        for frame in book().of(signal.code):
            yield frame, (signal,)
    for frame in book().pairs:
        firsts = [s for s in usable if s.code == frame.signals[0]][:8]
        seconds = [s for s in usable if s.code == frame.signals[1]][:8]
        yield from (
            (frame, (a, b))
            for a in firsts
            for b in seconds
            if (a.citations[0].passage, a.citations[0].start) != (b.citations[0].passage, b.citations[0].start)
        )


def _try(
    frame: Frame, signals: tuple[Signal, ...], at: int, desk: _Desk, log: dict[tuple[str, str, str], Rejected]
) -> Candidate | None:
    """Return the candidate of a frame, or of its siblings when the pages have answered it."""
    context, seen = desk.people[at].context, set[str]()
    current: Frame | None = frame
    while current is not None and current.id not in seen:
        seen.add(current.id)
        filled = fill(current, signals, context)
        if isinstance(filled, Refusal):
            _note(log, current, signals, "", filled.reason)
            return None
        candidate = scored(filled, at, desk.people, desk.measure)
        if candidate is None:
            return None
        answer = desk.pages.answer(filled)
        if answer is None:
            return _with_open_follow_up(candidate) if desk.pages.answers_follow_up(filled) else candidate
        _note(log, current, signals, filled.text, f"already answered: “{_short(answer)}”")
        current = sibling(current)
    return None


def _with_open_follow_up(candidate: Candidate) -> Candidate:
    frame = candidate.filled.frame
    open_one = frame.model_copy(update={"follow_up": frame.then})
    return replace(candidate, filled=replace(candidate.filled, frame=open_one))


def _short(citation: Citation) -> str:
    return citation.quote if len(citation.quote) <= 120 else citation.quote[:117].rstrip() + "..."


_DULL = (
    "not the kind",
    "is another one",
    "about nobody",
    "about somebody else",
    "somebody else holds",
    "works in another",
)


def _note(
    log: dict[tuple[str, str, str], Rejected], frame: Frame, signals: tuple[Signal, ...], text: str, reason: str
) -> None:
    """Keep why a frame did not make it; that a frame is made for another kind of statement is no news."""
    if any(d in reason for d in _DULL) or (frame.pair and not text):
        return
    first = signals[0]
    key = (frame.id, first.citations[0].passage, reason)
    log.setdefault(
        key,
        Rejected(
            signal=first.code,
            frame=frame.id,
            text=text,
            reason=reason,
            about=_kind_name(first.code),
            citation=first.citations[0],
        ),
    )


def _kind_name(code: str) -> str:
    known = book().signals.get(code)
    return known.name if known else code


# --- what earlier rounds have covered ---


def _still_open(
    candidates: Sequence[Candidate], profile: Profile, log: dict[tuple[str, str, str], Rejected]
) -> list[Candidate]:
    """Return the candidates that were not answered yet, each marked when its topic was."""
    done = {_same_question(q.frame, q.citations) for q in profile.covered}
    answered = frozenset(grid(profile.notes, profile.covered, ()).answered)
    kept = []
    for c in candidates:
        frame = c.filled.frame
        if _same_question(frame.id, c.filled.citations) in done:
            _note(log, frame, c.filled.signals, c.filled.text, "covered in an earlier round")
            continue
        topic = topic_of(" + ".join(s.code for s in c.filled.signals), frame.id, frame.bucket)
        kept.append(replace(c, answered=topic in answered))
    return kept


def _same_question(frame: str, citations: Sequence[Citation]) -> tuple[str, str]:
    return frame, fold(citations[0].quote).rstrip(".")


def _numbers(covered: Sequence[Question]) -> Iterable[int]:
    """Yield the numbers from 1 that no covered question holds."""
    taken = {q.id for q in covered}
    return (n for n in count(1) if f"Q{n}" not in taken)


def _ticked(question: Question) -> Question:
    return question.model_copy(update={"state": "covered", "starred": False, "spare": True})


# --- 4. and 5. the set -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Printed:
    candidate: Candidate
    filled: Filled
    spare: bool
    star: bool = False
    everybody: bool = False


def _set(
    candidates: Sequence[Candidate], people: tuple[Panelist, ...], log: dict[tuple[str, str, str], Rejected]
) -> list[_Printed]:
    """Choose, order and deal out leads; what cannot keep a lead of its own is left out and the choice made again."""
    barred: set[str] = set()
    most = min(MOST_IN_SET, sum(p.room for p in people))
    while True:
        pool = [c for c in candidates if c.filled.text not in barred]
        picked = choose(pool, people, most)
        ordered = _ordered(picked, people)
        printed, failed = _lead(ordered, people)
        if failed is None:
            chosen = {p.candidate.filled.text for p in printed}
            for c in sorted(pool, key=lambda c: -c.score)[: _MOST_REJECTED // 4]:
                if c.filled.text not in chosen:
                    _note(log, c.filled.frame, c.filled.signals, c.filled.text, _NO_MORE)
            return _for_everybody(_starred(printed), people)
        barred.add(failed.filled.text)
        _note(log, failed.filled.frame, failed.filled.signals, failed.filled.text, "too much like another question")


def _ordered(picked: Sequence[Candidate], people: tuple[Panelist, ...]) -> list[tuple[Candidate, bool]]:
    ordered: list[tuple[Candidate, bool]] = []
    for at, person in enumerate(people):
        asked, spare = split([c for c in picked if c.panelist == at], person.asks)
        ordered += [(c, False) for c in asked] + [(c, True) for c in spare]
    return ordered


def _lead(
    ordered: Sequence[tuple[Candidate, bool]], people: tuple[Panelist, ...]
) -> tuple[list[_Printed], Candidate | None]:
    """Return the printed questions, or the one that cannot be told apart from another by any lead."""
    printed: list[_Printed] = []
    leads: list[str] = []
    for candidate, spare in ordered:
        texts = [p.filled.text for p in printed]
        filled = _with_free_lead(candidate, people[candidate.panelist].context, leads, texts)
        if filled is None:
            clash = next(
                (p.candidate for p in printed if near_duplicate(p.filled.text, candidate.filled.text)), candidate
            )
            return [], min(clash, candidate, key=lambda c: (c.score, c.filled.text))
        if filled.lead:
            leads.append(filled.lead)
        printed.append(_Printed(candidate, filled, spare))
    return printed, None


def _with_free_lead(
    candidate: Candidate, context: Context, leads: Sequence[str], texts: Sequence[str]
) -> Filled | None:
    if not candidate.filled.frame.has_lead:
        return None if any(near_duplicate(t, candidate.filled.text) for t in texts) else candidate.filled
    every = book().leads
    turn = len(leads) % len(every)
    for lead in (*every[turn:], *every[:turn]):
        if (leads and leads[-1] == lead.id) or (lead.once and lead.id in leads):
            continue
        filled = with_lead(candidate.filled, lead.id, context)
        if isinstance(filled, Filled) and not any(near_duplicate(t, filled.text) for t in texts):
            return filled
    return None


def _starred(printed: list[_Printed]) -> list[_Printed]:
    asked = [i for i, p in enumerate(printed) if not p.spare]
    best = {asked[i] for i in stars([printed[i].candidate for i in asked])}
    return [_Printed(p.candidate, p.filled, p.spare, i in best) for i, p in enumerate(printed)]


def _for_everybody(printed: list[_Printed], people: tuple[Panelist, ...]) -> list[_Printed]:
    """Mark the one question that everybody could answer from their own work, when there are several to ask."""
    seats = {p.context.role for p in people if p.context.role != "REC"}
    named = [p for p in people if p.context.name]
    if len(named) < _SEVERAL:
        return printed
    able = [
        i for i, p in enumerate(printed)
        if not p.spare and not p.filled.frame.sensitive and not p.filled.signals[0].person
        and p.filled.frame.thought >= _WORTH_ALL and seats <= set(p.filled.frame.roles)
        and not any(code in p.filled.frame.id for code in ("PAIR", "N01", "J11"))
    ]  # fmt: skip
    if not able:
        return printed
    best = max(able, key=lambda i: (printed[i].filled.frame.shape in _TELLING, printed[i].candidate.score, -i))
    return [replace(p, everybody=i == best) for i, p in enumerate(printed)]


_SEVERAL, _WORTH_ALL = 2, 0.7
# Shapes whose answers differ from seat to seat.
_TELLING = frozenset(("trade-off", "limit", "practice", "measure", "owner"))


def _question(number: int, printed: _Printed, people: tuple[Panelist, ...]) -> Question:
    filled, frame = printed.filled, printed.filled.frame
    title = filled.signals[0].slots.get("POST_TITLE") or filled.signals[0].title
    return Question(
        id=f"Q{number}", text=filled.text, asked_of=people[printed.candidate.panelist].label,
        signal=" + ".join(s.code for s in filled.signals), frame=frame.id, shape=frame.shape, bucket=frame.bucket,
        why=frame.why, listen_for=frame.listen_for, follow_up=frame.follow_up,
        minutes=2.0 if printed.spare else frame.minutes, starred=printed.star, spare=printed.spare,
        everybody=printed.everybody,
        read_first=title if frame.read_first and title else None, score=round(printed.candidate.score, 1),
        citations=filled.citations,
    )  # fmt: skip


_NO_MORE = "another question was worth more"


def _left_out(log: Mapping[tuple[str, str, str], Rejected]) -> int:
    """Return on how many statements a question passed every test and another one was taken for its page or subject."""
    return len({r.citation.quote for r in log.values() if r.reason == _NO_MORE and r.citation})


def _thin(
    made: Sequence[Question], documents: Sequence[Document], left: int, profile: Profile, posting: Posting | None
) -> str:
    """Return why there are few questions and what would give more, or nothing when there are enough."""
    if len(made) >= _ENOUGH:
        return ""
    said = sum(len(p.text.split()) for d in documents for p in d.main)
    if said < _LITTLE_TEXT:
        why = f"the pages were thin, about {round(said, -2) or said} words in all"
    elif left:
        why = f"{left} more lines could be asked about but stand on the same pages or ask for the same"
    else:
        why = "the rest did not pass our tests"
    few = "Few grounded questions" if made else f"No {'new ' if profile.covered else ''}grounded question"
    return f"{few}: {why}.{_more_from(profile, posting)}"


def _more_from(profile: Profile, posting: Posting | None) -> str:
    """Return what the user could add, as a sentence; nothing when all of it is there."""
    missing = [] if posting else ["the posting of the role"]
    missing += [] if profile.people_files else ["a saved profile of each interviewer"]
    return f" {' and '.join(missing).capitalize()} would give more: research add." if missing else ""
