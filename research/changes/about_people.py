"""Who joined, who left, whose title is new; the interviewers first.

A name that merely was or was not read (another page, another cut of the same page) is no news: somebody joined only
when the earlier pages print the name nowhere, and left only when the later ones print it nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from research.changes.lines import NEWS_KINDS, PEOPLE_KINDS, Reading
from research.changes.sides import Compared, Side
from research.changes.wording import page_name
from research.models import Change, Citation, Person
from research.sameness import key, name_key, same_line

Name = tuple[str, str]


@dataclass
class _Known:
    """Somebody on one side: every mention with its page, and every title printed beside the name."""

    mentions: list[tuple[Reading, Person]] = field(default_factory=list)

    @property
    def titles(self) -> frozenset[str]:
        return frozenset(key(p.job_title) for _, p in self.mentions if p.job_title)

    @property
    def former(self) -> bool:
        return bool(self.mentions) and all(p.group == "former" for _, p in self.mentions)

    def best(self) -> tuple[Reading, Person]:
        return min(self.mentions, key=lambda m: (m[1].job_title is None, m[0].kind != "team", m[0].document.url))


def people(compared: Compared) -> list[Change]:
    """Return the changes of people, each with the lines it speaks for claimed."""
    before, after = _everyone(compared.old), _everyone(compared.new)
    meets = {name_key(i.name) for i in (*compared.old.brief.interviewers, *compared.new.brief.interviewers)}
    found = [_joined(compared, known, name in meets) for name, known in after.items() if name not in before]
    found += [_left(compared, known, name in meets) for name, known in before.items() if name not in after]
    for name in before.keys() & after.keys():
        found.append(_moved(compared, before[name], after[name], name in meets))
    return [change for change in found if change is not None]


def _everyone(side: Side) -> dict[Name, _Known]:
    found: dict[Name, _Known] = {}
    for reading in side.readings:
        if reading.kind not in PEOPLE_KINDS:
            continue
        for person in reading.document.people:
            name = name_key(person.name)
            if person.group != "outside" and name != ("", ""):
                found.setdefault(name, _Known()).mentions.append((reading, person))
    return found


def _joined(compared: Compared, known: _Known, interviewer: bool) -> Change | None:
    if known.former:
        return None
    came = {id(r) for r in compared.came}
    here = [(r, p) for r, p in known.mentions if id(r) in came]
    if not here or _printed(compared.old, known):
        return None
    reading, person = _Known(here).best()
    _claim(compared, known)
    cited = _line(reading, person)
    return Change(
        what="joined", kind="new", new=cited, group="people", about=person.name, interviewer=interviewer,
        text=f"{_called(person)} is on the {page_name(reading)} now", old_at=compared.since,
        new_at=reading.document.fetched_at,
    )  # fmt: skip


def _left(compared: Compared, known: _Known, interviewer: bool) -> Change | None:
    went = {id(r) for r in compared.went}
    there = [(r, p) for r, p in known.mentions if id(r) in went]
    unread = [r for r, _ in known.mentions if id(r) not in went]
    if not there or unread or known.former or _printed(compared.new, known):
        return None
    reading, person = _Known(there).best()
    _claim(compared, known)
    return Change(
        what="left", kind="gone", old=_line(reading, person), group="people", about=person.name,
        interviewer=interviewer, text=f"{_called(person)} is no longer on the {page_name(reading)}",
        old_at=reading.document.fetched_at, new_at=compared.new.brief.generated_at,
    )  # fmt: skip


def _moved(compared: Compared, before: _Known, after: _Known, interviewer: bool) -> Change | None:
    (old_page, old), (new_page, new) = before.best(), after.best()
    if after.former and not before.former:
        what, text = "left", f"{new.name} is listed among former people now"
    elif old.job_title and new.job_title and _is_new_title(before, after, old.job_title, new.job_title):
        what, text = "new title", f"{new.name}: “{old.job_title}” is now “{new.job_title}”"
    else:
        return None
    if id(new_page) not in {id(r) for r in compared.came} or id(old_page) not in {id(r) for r in compared.went}:
        return None
    for reading, person in (*before.mentions, *after.mentions):
        _claim_title(compared, reading, person)
    return Change(
        what=what, kind="changed", old=_line(old_page, old), new=_line(new_page, new), group="people", about=new.name,
        interviewer=interviewer, text=text, old_at=old_page.document.fetched_at, new_at=new_page.document.fetched_at,
    )  # fmt: skip


def _is_new_title(before: _Known, after: _Known, old: str, new: str) -> bool:
    """Somebody with two titles on two pages has no new one because another page was read first."""
    return not same_line(old, new) and key(new) not in before.titles and key(old) not in after.titles


def _printed(side: Side, known: _Known) -> bool:
    names = {p.name for _, p in known.mentions}
    return any(r.prints(name) for r in side.readings if r.kind not in NEWS_KINDS for name in names)


def _line(reading: Reading, person: Person) -> Citation:
    """Cite the title where it has a place of its own, else the name; the title is what a reader wants proved."""
    passages = {p.id: p for p in reading.document.passages}
    for citation in reversed(person.citations):
        passage = passages.get(citation.passage)
        if passage is not None and citation.document == reading.document.sha256:
            return reading.document.cite(passage, citation.start, citation.end)
    return person.citations[-1]


def _claim(compared: Compared, known: _Known) -> None:
    """Name, title, bio and whatever stands under the name or prints it belong to the person."""
    for reading, person in known.mentions:
        compared.claim(*person.citations, *(c for s in person.bio for c in s.citations))
        about = reading.kind == "person" and len(reading.document.people) <= 1
        for line in reading.lines:
            if about or person.name in line.text or person.name in line.passage.headings[-1:]:
                compared.claim(line)


def _claim_title(compared: Compared, reading: Reading, person: Person) -> None:
    compared.claim(*person.citations)
    for line in reading.lines:
        if person.job_title and person.name in line.text and person.job_title in line.text:
            compared.claim(line)


def _called(person: Person) -> str:
    return f"{person.name}, {person.job_title}," if person.job_title else person.name
