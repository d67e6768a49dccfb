"""Of what many pages say, what counts: the posting of this role, and everyone on the company's pages once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from research.brief.interviewer import same_person
from research.extract.postings import posting as read_posting
from research.models import Document, Kind, Person, Posting, Profile
from research.text import bare, jaccard, lemmas

# A page that describes a role takes applications, or it is no posting but a step of a career ladder.
_APPLY = re.compile(
    r"(?i)\b(?:apply|applications?|your (?:cv|resume)|bewirb|bewerbung|bewerben|postule[rz]|candidature"
    r"|ton cv|votre cv|solliciteer|sollicitatie|postular|candidatura)\b"
)
_LADDER = re.compile(r"(?i)pathway|ladder|career-levels?|leveling|competenc")
_ALIKE = 0.34
"""How much of its words a title shares with the role's, or it is the posting of another role."""
_PEOPLE_KINDS: dict[Kind, int] = {"team": 0, "about": 1, "person": 2, "home": 3, "contact": 4}
"""The pages that tell who works there, the best first; the law makes many an imprint name those who lead."""


def choose_posting(profile: Profile, documents: Sequence[Document]) -> Posting | None:
    """The posting of this role: the user's file, the address they gave, else the one whose title shares most words."""
    given = {profile.posting_file, profile.role.posting}
    candidates = [d for d in documents if d.kind == "posting"]
    for document in candidates:
        if document.url in given or document.final_url in given:
            return read_posting(document)
    wanted = lemmas(profile.role.title)
    if not candidates or (not wanted and len(candidates) > 1):
        return None
    nearest = min(candidates, key=lambda d: (-jaccard(wanted, lemmas(d.title)), d.url))
    near = not wanted or jaccard(wanted, lemmas(nearest.title)) >= _ALIKE
    return read_posting(nearest) if near else None


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


def merged_people(documents: Sequence[Document]) -> tuple[Person, ...]:
    """Everyone on the company's own pages, once each, as the page says that says most.

    A team page comes first; somebody listed as former anywhere is former; a page where a name stands outside the team
    (a quote, a byline) yields to one where it stands inside.
    """
    found: dict[str, Person] = {}
    telling = (d for d in documents if d.kind in _PEOPLE_KINDS)
    for document in sorted(telling, key=lambda d: (_PEOPLE_KINDS[d.kind], d.url)):
        for person in document.people:
            if document.kind == "contact" and (person.group == "outside" or not person.job_title):
                continue
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
