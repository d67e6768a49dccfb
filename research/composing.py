"""Everything read → the Brief: identity, facts, the posting, people, signals, questions, in this order. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from research import discover
from research.brief.carry import carry_over
from research.brief.company import company
from research.brief.fit import fit
from research.brief.interviewer import Portrait, portrait, same_person
from research.brief.practice import shown_values
from research.brief.questions import questions
from research.brief.role import role
from research.brief.wording import own_words
from research.extract.all_signals import person_signals, signals
from research.extract.career import positions, professional
from research.extract.company_facts import facts
from research.extract.own_names import own_names
from research.extract.postings import posting as read_posting
from research.extract.regions import without_furniture
from research.extract.resumes import resume
from research.extract.told import told_of
from research.gaps import gaps
from research.library import Library
from research.models import (
    Brief,
    CompanyBrief,
    Document,
    InterviewerBrief,
    Kind,
    Miss,
    Page,
    PageRef,
    Person,
    Posting,
    Profile,
    Shortfall,
    Signal,
    Story,
)
from research.text import bare, jaccard, lemmas

# A page that describes a role takes applications, or it is no posting but a step of a career ladder.
_APPLY = re.compile(
    r"(?i)\b(?:apply|applications?|your (?:cv|resume)|bewirb|bewerbung|bewerben|postule[rz]|candidature"
    r"|ton cv|votre cv|solliciteer|sollicitatie|postular|candidatura)\b"
)
_LADDER = re.compile(r"(?i)pathway|ladder|career-levels?|leveling|competenc")
_PEOPLE_KINDS: frozenset[Kind] = frozenset({"team", "about", "person", "home"})


def compose(profile: Profile, library: Library, now: dt.datetime) -> Brief:
    """Return the Brief of what was read; reads no network, disk or clock."""
    today = now.date()
    documents = without_furniture(sorted(library.documents, key=lambda d: (d.url, d.sha256)))
    identity = discover.identity(profile, documents)
    given = (*profile.names, identity.name)
    names = tuple(dict.fromkeys((*given, *own_names(documents, given))))
    found_facts = [*facts(documents, names), *library.elsewhere.facts]
    posting = choose_posting(profile, documents)
    role_title = profile.role.title or (posting.title if posting else "")
    portraits = [
        _portrait(profile, index, documents, library, role_title, names) for index in range(len(profile.interviewers))
    ]
    interviewers = tuple(
        _with_photo(p.brief, library.photos.get(entry.name))
        for entry, p in zip(profile.interviewers, portraits, strict=True)
    )
    offered = posting or fullest_posting(profile, documents)
    found_signals = signals(documents, names, today, [offered] if offered else [])
    personal = [s for p in portraits for s in person_signals(p.brief, p.documents, names, today)]
    about = company(identity, found_facts, found_signals, documents, today)
    asked = questions(
        [*_undisputed(found_signals, about), *personal],
        [*documents, *library.people_files.values(), *library.own.values(), *library.elsewhere.of_people],
        interviewers,
        offered,
        profile,
        today,
        by_name=posting is None,
    )
    stories, shortfalls = _fit(profile, library, posting, today)
    staff = merged_people(documents)
    notes = library.own.get(profile.notes_file or "")
    return Brief(
        generated_at=now,
        profile=profile.slug,
        identity=identity,
        company=about.model_copy(
            update={
                "elsewhere": tuple(library.elsewhere.lines(found_facts)),
                "own_words": own_words(documents, (*names, *(p.name for p in staff))),
                "claims": shown_values(found_signals, documents, names),
            }
        ),
        role=role(profile, posting, found_signals, today),
        interviews=profile.interviews,
        people=staff,
        interviewers=interviewers,
        stories=stories,
        shortfalls=shortfalls,
        carry_over=carry_over(profile.notes, notes, today, profile.covered) if notes else None,
        pages=tuple(_page_refs(library)),
        misses=tuple(sorted(_worth_telling(library.misses, profile, interviewers), key=lambda m: m.url)),
        gaps=(*gaps(profile, documents, library.misses, found_facts, posting, interviewers), *library.elsewhere.gaps),
        questions=asked.questions,
        thin=asked.thin,
        fallback=asked.fallback,
        rejected=asked.rejected,
    )


def _portrait(
    profile: Profile, index: int, documents: Sequence[Document], library: Library, role_title: str, names: Sequence[str]
) -> Portrait:
    """One interviewer: the company's pages, and only those files that belong to this person."""
    entry = profile.interviewers[index]
    files = [d for n, d in library.people_files.items() if n in entry.files or same_person(entry.name, d.title)]
    files += library.elsewhere.footprints.get(entry.name, [])
    entry = entry.model_copy(update={"files": tuple(d.url for d in files)})
    return portrait(entry, role_title, [*documents, *files], positions, professional, told_of, names)


def _worth_telling(misses: Sequence[Miss], profile: Profile, found: Sequence[InterviewerBrief]) -> list[Miss]:
    """Return the misses without pages that are never fetched of people whose own files are there instead."""
    pairs = zip(profile.interviewers, found, strict=True)
    served = {url for entry, person in pairs if person.positions for url in entry.links}
    return [miss for miss in misses if miss.reason != "not allowed" or miss.url not in served]


def _with_photo(person: InterviewerBrief, photo: Page | None) -> InterviewerBrief:
    return person.model_copy(update={"photo": photo.sha256}) if photo and person.found else person


def _undisputed(found: Sequence[Signal], about: CompanyBrief) -> list[Signal]:
    """The signals without head counts when the pages give two: those are shown side by side and said in no question."""
    if not any(what == "employees" for what, _, _ in about.conflicts):
        return list(found)
    return [s for s in found if s.code != "C01" or s.subtype not in _HEAD_COUNTS]


_HEAD_COUNTS = ("headcount", "people", "size")


def fullest_posting(profile: Profile, documents: Sequence[Document]) -> Posting | None:
    """The posting that says most, when several are open and the user has named no role: it is asked about by name."""
    if profile.role.title or profile.role.posting or profile.posting_file:
        return None
    found = [
        p for d in documents
        if d.kind == "posting" and _APPLY.search(" ".join(q.text for q in d.passages)) and (p := read_posting(d))
        and p.closed is None and not _LADDER.search(d.url)
    ]  # fmt: skip
    found.sort(key=lambda p: (-len(p.responsibilities) - len(p.must), p.url))
    return found[0] if found else None


def choose_posting(profile: Profile, documents: Sequence[Document]) -> Posting | None:
    """The posting of this role: the user's file, the address they gave, else the one whose title shares most words."""
    given = {profile.posting_file, profile.role.posting}
    candidates = [d for d in documents if d.kind == "posting"]
    for document in candidates:
        if document.url in given or document.final_url in given:
            return read_posting(document)
    wanted = lemmas(profile.role.title)
    ranked = sorted(candidates, key=lambda d: (-jaccard(wanted, lemmas(d.title)), d.url))
    for document in ranked:
        if not wanted and len(ranked) > 1:
            return None
        if wanted and jaccard(wanted, lemmas(document.title)) < 0.34:
            return None
        return read_posting(document)
    return None


def merged_people(documents: Sequence[Document]) -> tuple[Person, ...]:
    """Everyone on the company's own pages, once each, as the page says that says most.

    A team page comes first; somebody listed as former anywhere is former; a page where a name stands outside the team
    (a quote, a byline) yields to one where it stands inside.
    """
    order = {"team": 0, "about": 1, "person": 2, "home": 3}
    found: dict[str, Person] = {}
    for document in sorted((d for d in documents if d.kind in _PEOPLE_KINDS), key=lambda d: (order[d.kind], d.url)):
        for person in document.people:
            same = next((key for key, p in found.items() if same_person(p.name, person.name)), None)
            key = same or bare(person.name)
            found[key] = _fuller(found[key], person) if key in found else person
    return tuple(found.values())


def _fuller(one: Person, other: Person) -> Person:
    if one.group == "outside" and other.group != "outside":
        return other
    if other.group == "former" and one.group in ("staff", "leadership"):
        return one.model_copy(update={"group": "former"})
    if one.job_title is None and other.job_title and other.group != "outside":
        return other.model_copy(update={"name": one.name, "group": one.group})
    return one


def _fit(
    profile: Profile, library: Library, posting: Posting | None, today: dt.date
) -> tuple[tuple[Story, ...], tuple[Shortfall, ...]]:
    document = library.own.get(profile.resume_file or "")
    if document is None or posting is None:
        return (), ()
    name = profile.resume_file or ""
    plain = (profile.folder / name).read_text("utf-8", "replace") if name.endswith((".md", ".txt")) else None
    return fit(posting, resume(document, plain), today)


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
                    published_from=document.published_from, note=page.note,
                )
            )  # fmt: skip
    return sorted(refs, key=lambda r: (not r.url.startswith("http"), r.url))
