"""Everything read → the Brief: identity, facts, the posting, people, signals, questions, in this order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from research import discover
from research.brief.carry import Beside, carry_over, shared_topics
from research.brief.company import company
from research.brief.fit import fit, needs_of
from research.brief.interviewer import Portrait, portrait, same_person
from research.brief.practice import shown_values
from research.brief.questions import questions
from research.brief.role import role
from research.brief.wording import own_words
from research.choosing import choose_posting, fullest_posting, merged_people
from research.extract.all_signals import person_signals, signals
from research.extract.career import positions, professional
from research.extract.career_words import is_private
from research.extract.company_facts import facts
from research.extract.names import named_in
from research.extract.own_names import own_names
from research.extract.regions import without_furniture
from research.extract.resumes import printed, resume
from research.extract.told import told_of
from research.gaps import gaps
from research.given import decoded
from research.library import Library
from research.models import (
    Brief,
    CarryOver,
    Citation,
    CompanyBrief,
    Document,
    Gap,
    InterviewerBrief,
    InterviewerEntry,
    Miss,
    Page,
    PageRef,
    Person,
    PersonFact,
    Posting,
    Profile,
    Shortfall,
    Signal,
    Statement,
    Story,
)
from research.text import mixed_alphabets

Said = TypeVar("Said", Statement, PersonFact)


def compose(profile: Profile, library: Library, now: dt.datetime) -> Brief:
    """Return the Brief of what was read; reads no network or clock."""
    today = now.date()
    documents = without_furniture(sorted(library.documents, key=lambda d: (d.url, d.sha256)))
    identity = discover.identity(profile, documents)
    given = (*profile.names, identity.name)
    names = tuple(dict.fromkeys((*given, *own_names(documents, given))))
    posting = choose_posting(profile, documents)
    offered = posting or fullest_posting(profile, documents)
    title = profile.role.title or (posting.title if posting else "")
    portraits = [_portrait(entry, title, documents, library, names) for entry in profile.interviewers]
    shown = zip(profile.interviewers, portraits, strict=True)
    interviewers = tuple(_photographed(p.brief, library.photos.get(entry.name)) for entry, p in shown)
    found_facts = [*facts(documents, names), *library.elsewhere.facts]
    found_signals = signals(documents, names, today, [offered] if offered else [])
    about = company(identity, found_facts, found_signals, documents, today)
    personal = [s for p in portraits for s in person_signals(p.brief, p.documents, names, today)]
    asked = questions(
        [*_undisputed(found_signals, about), *personal],
        [*documents, *library.people_files.values(), *library.own.values(), *library.elsewhere.of_people],
        interviewers,
        offered,
        profile,
        today,
        by_name=posting is None,
    )
    staff = _staff(documents)
    claims = shown_values(found_signals, documents, names)
    beyond = {
        "lookalikes": _lookalikes(staff),
        "elsewhere": tuple(library.elsewhere.lines(found_facts)),
        "own_words": own_words(documents, (*names, *(p.name for p in staff))),
        "claims": claims,
    }
    stories, shortfalls = _fit(profile, library, posting, found_signals, today)
    return Brief(
        generated_at=now,
        profile=profile.slug,
        identity=identity,
        company=about.model_copy(update=beyond),
        role=role(profile, posting, found_signals, today),
        interviews=profile.interviews,
        people=staff,
        interviewers=interviewers,
        stories=stories,
        shortfalls=shortfalls,
        carry_over=_carried(profile, library, today, Beside(staff, found_facts, posting, names)),
        pages=tuple(_page_refs(library)),
        misses=tuple(sorted(_worth_telling(library.misses, profile, interviewers), key=lambda m: m.url)),
        gaps=(
            *gaps(profile, documents, library.misses, found_facts, posting, interviewers, asked.questions, claims),
            *library.elsewhere.gaps,
            *_no_story(library.own.get(profile.resume_file or ""), posting, stories),
        ),
        questions=asked.questions,
        thin=asked.thin,
        fallback=asked.fallback,
        rejected=asked.rejected,
        hidden=sum(document.hidden for document in documents),
    )


def _staff(documents: Sequence[Document]) -> tuple[Person, ...]:
    """Everybody on their pages, without what is private in a biography."""
    return tuple(p.model_copy(update={"bio": _discreet(p.bio)}) for p in merged_people(documents))


def _lookalikes(staff: Sequence[Person]) -> tuple[Statement, ...]:
    """Names that mix alphabets, and so may not be what they look like."""
    return tuple(Statement(text=p.name, citations=p.citations) for p in staff if mixed_alphabets(p.name))


def _carried(profile: Profile, library: Library, today: dt.date, pages: Beside) -> CarryOver | None:
    """What the notes of earlier rounds leave, held against the pages."""
    document = library.own.get(profile.notes_file or "")
    if document is None:
        return None
    known = (*pages.known, profile.candidate.name, *(p.name for p in profile.interviewers))
    named = {note.line: named_in(note.text) for note in profile.notes}
    return carry_over(profile.notes, document, today, profile.covered, replace(pages, known=known, named=named))


def _portrait(
    entry: InterviewerEntry, role_title: str, documents: Sequence[Document], library: Library, names: Sequence[str]
) -> Portrait:
    """One interviewer: the company's pages, and only those files that belong to this person."""
    files = [d for n, d in library.people_files.items() if n in entry.files or same_person(entry.name, d.title)]
    files += library.elsewhere.footprints.get(entry.name, [])
    entry = entry.model_copy(update={"files": tuple(d.url for d in files)})
    return portrait(entry, role_title, [*documents, *files], positions, professional, told_of, names)


def _worth_telling(misses: Sequence[Miss], profile: Profile, found: Sequence[InterviewerBrief]) -> list[Miss]:
    """Return the misses without pages that are never fetched of people whose own files are there instead."""
    pairs = zip(profile.interviewers, found, strict=True)
    served = {url for entry, person in pairs if person.positions for url in entry.links}
    return [miss for miss in misses if miss.reason != "not allowed" or miss.url not in served]


def _discreet(said: Sequence[Said]) -> tuple[Said, ...]:
    """What is said of a person, without what stands before and behind it where that is private: a number at home."""
    return tuple(s.model_copy(update={"citations": tuple(map(_alone, s.citations))}) for s in said)


def _alone(citation: Citation) -> Citation:
    private = is_private(citation.prefix) or is_private(citation.suffix)
    return citation.model_copy(update={"prefix": "", "suffix": ""}) if private else citation


def _photographed(person: InterviewerBrief, photo: Page | None) -> InterviewerBrief:
    person = person.model_copy(update={"facts": _discreet(person.facts)})
    return person.model_copy(update={"photo": photo.sha256}) if photo and person.found else person


def _undisputed(found: Sequence[Signal], about: CompanyBrief) -> list[Signal]:
    """The signals without head counts when the pages give two: those are shown side by side and said in no question."""
    if not any(what == "employees" for what, _, _ in about.conflicts):
        return list(found)
    return [s for s in found if s.code != "C01" or s.subtype not in _HEAD_COUNTS]


_HEAD_COUNTS = ("headcount", "people", "size")


def _fit(
    profile: Profile, library: Library, posting: Posting | None, told: Sequence[Signal], today: dt.date
) -> tuple[tuple[Story, ...], tuple[Shortfall, ...]]:
    document = library.own.get(profile.resume_file or "")
    if document is None:
        return (), ()
    name = profile.resume_file or ""
    page = next(page for page in library.pages if page.sha256 == document.sha256)
    plain = name.endswith((".md", ".markdown", ".txt"))
    source = decoded((profile.folder / name).read_bytes()) if plain else printed(page.body.decode())
    pages = [Statement(text=s.citations[0].quote, citations=s.citations[:1]) for s in told if s.code.startswith("C")]
    needs = needs_of(posting, pages, shared_topics(profile.notes))
    return fit(posting, resume(document, source), today, needs)


def _no_story(resume_: Document | None, posting: Posting | None, stories: Sequence[Story]) -> list[Gap]:
    """Say so when a resume was read and gives no story."""
    if resume_ is None or stories:
        return []
    if posting is None:
        return [Gap(kind="your stories", result="not tried", note="there is no posting to hold your resume against")]
    note = "no line of your resume meets what they ask"
    if not (posting.must or posting.responsibilities):
        note = f"no requirements could be told apart in {posting.url.rsplit('/', 1)[-1] or posting.url}"
        note += "" if posting.url.startswith("http") else ': put "- " before each'
    return [Gap(kind="your stories", result="absent", looked=(resume_.url, posting.url), note=note)]


def _page_refs(library: Library) -> list[PageRef]:
    documents = {d.sha256: d for d in library.everything}
    refs = []
    for page in library.pages:
        document = documents.get(page.sha256)
        if document is not None:
            refs.append(
                PageRef(
                    url=page.url, final_url=page.final_url, kind=document.kind, way=page.way, status=page.status,
                    fetched_at=page.fetched_at, sha256=page.sha256, title=document.title, published=document.published,
                    published_from=document.published_from, language=document.language, note=page.note,
                )
            )  # fmt: skip
    return sorted(refs, key=lambda r: (not r.url.startswith("http"), r.url))
