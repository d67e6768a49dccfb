"""People, Documents and Positions → one brief for each interviewer, from public professional text only.

Identity gate: nothing is said about somebody unless the full name stands on a page of the company or in a file that the
user put there for this person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from functools import lru_cache

from research.models import (
    Citation,
    Document,
    InterviewerBrief,
    InterviewerEntry,
    Person,
    PersonFact,
    Position,
    Role,
    Statement,
)
from research.text import bare, fold, words

_ANGLE: dict[Role, str] = {
    "HM": "owns the outcome: priorities, what good looks like, your first months",
    "PEER": "does the daily work: habits, tools, what is hard",
    "SKIP": "sees several teams: direction, trade-offs, who decides",
    "FND": "made the early calls: why it exists, what was let go",
    "XFN": "lives at the interface: what the other side needs",
    "REC": "knows the process: steps, dates, practical matters",
}
# Title words that tell the seat somebody sits in; first match wins.
_SEATS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("FND", re.compile(
        r"\b(?:co-?)?founder\b|\b(?:mit)?gründer|\b(?:co-?)?fondat|\boprichter|\bfundador|\binhaber", re.I
    )),
    ("REC", re.compile(
        r"\b(?:recruit\w*|talent|people partner|hr|rh|human resources)\b|\brecrut|\bpersonalreferent", re.I
    )),
    ("SKIP", re.compile(
        r"\b(?:chief|c[etopmfi]o|president|vp|vice president|managing director|pdg|gérante?|bestuurder)\b"
        r"|\bgeschäftsführ|\bvorstand|\bdirect(?:eur|rice|ora?)[ -](?:général|general)|\balgemeen directeur", re.I
    )),
    ("HM", re.compile(
        r"\b(?:head|manager|lead|leader|supervisor|principal|jef[ea])\b|\b(?:leit|chef|dire[ct]|gerent|responsa)", re.I
    )),
)  # fmt: skip
_MOST_FACTS = 4
# Short forms that are no beginning of the name.
_SHORT_FORMS = tuple(
    frozenset(forms.split())
    for forms in (
        "bob rob bobby robbie robert", "bill will billy willy liam william", "dick rick rich richie richard",
        "jim jimmy jamie james", "jack johnny jon john jonathan", "mike mick mikey michael", "tony anthony antonio",
        "liz lizzie beth betty eliza elisabeth elizabeth", "kate katie kathy cathy kat katherine catherine kathryn",
        "peggy maggie meg margaret", "ted ed eddie ned edward", "ted theo theodore", "jenny jen jennifer",
        "steve steven stephen", "dave davy david", "sasha alex sandra alexander alexandra", "nick nicholas nicola",
        "andy drew andrew", "jeff geoff jeffrey geoffrey", "larry lawrence laurence", "charlie chuck charles",
        "harry hank henry harold", "vicky tori victoria", "becky rebecca", "danny dan daniel", "pepe jose",
        "paco francisco",
        "hans johannes johann", "sepp josef joseph joe", "gabi gabriele", "uli ulrich ulrike", "max maximilian maxine",
    )
)  # fmt: skip
_THEM = frozenset("i my me she he her his him they their ich er sie ihr ihre je il elle yo ella eu ela ele".split())


class Portrait:
    """What is known of one interviewer: the brief, and the Documents that are surely about or by them."""

    def __init__(self, brief: InterviewerBrief, documents: tuple[Document, ...]) -> None:
        self.brief, self.documents = brief, documents


def portrait(
    entry: InterviewerEntry,
    role_title: str,
    documents: Sequence[Document],
    positions: Callable[[Document], Sequence[Position]],
    professional: Callable[[Document], tuple[Sequence[Statement], int]],
    told_of: Callable[[Document, str], Sequence[Statement]],
    company: Sequence[str] = (),
) -> Portrait:
    """Return the Portrait of one interviewer; `positions` and `professional` read a person's own document.

    `told_of` reads what any other page of the company says of somebody by full name; `company` are its names.
    """
    people, unsure = meant(entry, documents)
    own = tuple(d for d in documents if _is_given(entry, d) or (not unsure and _about(entry, d, people)))
    signed = [d for d in documents if d not in own and d.author and same_person(entry.name, d.author)]
    written = () if unsure else tuple(signed)
    named = people[0] if people else None
    career = tuple(p for d in own for p in positions(d))
    lines, withheld = _lines(entry.name, own, professional)
    others = () if unsure else tuple(d for d in documents if d not in own)
    told_by = [(d, said) for d in others if (said := told_of(_among(entry, d), entry.name))]
    told = [line for _, said in told_by for line in said]
    # The text of a link is the title of something else: an article in a list, a place in a menu.
    titles = {fold(link.text) for document in own for link in document.links}
    title, cited = _title(entry, people, career, company)
    seat = entry.role or _seat(title or "", role_title)
    return Portrait(
        InterviewerBrief(
            name=named.name if named and len(words(named.name)) > len(words(entry.name)) else entry.name,
            job_title=title,
            role=seat,
            angle=_ANGLE[seat] if entry.role or _is_known(title, role_title) else "",
            found=bool(people or own or written or told),
            unsure=_elsewhere(career, company) if own else unsure,
            facts=tuple(_facts([*_bios(entry.name, people, own), *lines, *told], titles)),
            positions=career,
            citations=tuple(cited),
            withheld=withheld,
        ),
        (*own, *written, *(d for d, _ in told_by if d not in written)),
    )


def meant(entry: InterviewerEntry, documents: Sequence[Document]) -> tuple[list[Person], str]:
    """Return whom the company's pages surely mean by an interviewer's name, and, when nobody, what would settle it.

    Of two people with one name on a page the title that the user gave decides. A short form of the first name counts
    when one person alone on the company's pages can be meant by it.
    """
    inside = [p for d in documents for p in d.people if p.group != "outside"]
    named = [p for p in inside if same_person(entry.name, p.name)]
    if not named:
        short = [p for p in inside if _may_be_short(entry.name, p.name)]
        return (short if len({fold(p.name) for p in short}) == 1 and not any(p.namesakes for p in short) else []), ""
    own = [d for d in documents if d.kind == "person" and d.way != "file"]
    pages = [p for d in own for p in d.people if p in named and p.job_title]
    others = [p for p in pages if pages and not _share_title(p, pages[0])]
    if others:
        first = _by_title(entry.title, [pages[0], *others])
        if first is None:
            return [], _namesakes([pages[0], *others], "have a page each")
        named = [p for p in named if not p.job_title or _share_title(p, first)]
    found = []
    for person in named:
        chosen = _by_title(entry.title, [person, *person.namesakes]) if person.namesakes else person
        if chosen is None:
            return [], _namesakes([person, *person.namesakes], "are on one page")
        found.append(chosen)
    return found, ""


def _namesakes(people: Sequence[Person], where: str) -> str:
    titles = " and ".join(f"“{p.job_title}”" for p in people if p.job_title)
    return (
        f"{len(people)} people called {people[0].name} {where}: {titles}; nothing is said until profile.toml gives the"
        " title of the one you meet."
    )


def _share_title(one: Person, other: Person) -> bool:
    """Tell whether two job titles have a word in common, so that they can be one person's."""
    a, b = ({fold(w) for w in words(p.job_title or "") if len(w) > 2} for p in (one, other))
    return bool(a & b)


def _by_title(title: str | None, people: Sequence[Person]) -> Person | None:
    wanted = set(map(fold, words(title or "")))
    scores = [len(wanted & set(map(fold, words(p.job_title or "")))) for p in people]
    best = max(scores)
    return people[scores.index(best)] if best and scores.count(best) == 1 else None


def _may_be_short(wanted: str, found: str) -> bool:
    """Tell whether one name is the other with a short form of the first name: "Bob Ross", "Robert Ross"."""
    a, b = _name_words(wanted), _name_words(found)
    if len(a) < 2 or len(b) < 2 or a[-1] != b[-1]:
        return False
    short, long = sorted((a[0], b[0]), key=len)
    return any({short, long} <= forms for forms in _SHORT_FORMS) or (len(short) >= 3 and long.startswith(short))


def same_person(wanted: str, found: str) -> bool:
    """Return whether two printed names can be one person: equal words, or first and last alike with at least two words.

    A single word never matches a full name; a nickname in brackets counts as a first name.
    """
    a, b = _name_words(wanted), _name_words(found)
    if len(a) < 2 or len(b) < 2:
        return a == b and bool(a) and fold(wanted) == fold(found)
    nicknames = {w for text in (wanted, found) for w in _name_words(" ".join(re.findall(r"[(“\"](\w+)[)”\"]", text)))}
    first_alike = a[0] == b[0] or bool(nicknames & {a[0], b[0]})
    return a == b or (a[-1] == b[-1] and first_alike)


@lru_cache(maxsize=4_096)
def _name_words(name: str) -> tuple[str, ...]:
    plain = re.sub(r"\([^)]*\)|[“\"][^”\"]*[”\"]", " ", name).split(",")[0]
    return tuple(b for w in words(plain) if (b := bare(w)) not in {"dr", "mr", "mrs", "ms", "prof", "phd"})


def _about(entry: InterviewerEntry, document: Document, people: Sequence[Person]) -> bool:
    """Tell whether a page of kind person has their name as its title or heading, and is no namesake's."""
    if document.kind != "person":
        return False
    here = [p for p in document.people if same_person(entry.name, p.name) and p.job_title]
    if here and people and not any(p in people for p in here):
        return False  # a namesake's page
    heads = [document.title, *(p.text for p in document.passages if p.block == "heading" and p.level <= 2)]
    return any(same_person(entry.name, head) for head in heads[:6])


def _is_known(title: str | None, role_title: str) -> bool:
    """Tell whether a title says where somebody sits: by its own words, or beside the role's."""
    return bool(title) and (bool(role_title) or any(pattern.search(title or "") for _, pattern in _SEATS))


def _is_here(organisation: str, company: Sequence[str]) -> bool:
    where = bare(organisation)
    return any(f"{bare(name)} ".startswith(f"{where} ") or f"{where} ".startswith(f"{bare(name)} ") for name in company)


def _elsewhere(career: Sequence[Position], company: Sequence[str]) -> str:
    """Return the doubt when what is published gives only another employer as the present one, else nothing."""
    now = [p.organisation for p in career if p.current and p.organisation]
    if not now or not company or any(_is_here(employer, company) for employer in now):
        return ""
    return (
        f"What was found gives “{now[0]}” as the present employer, not {company[0]}: check that it is the same person,"
        " or ask when they moved."
    )


def _is_given(entry: InterviewerEntry, document: Document) -> bool:
    """Tell whether the user gave a document as this person's; a page about several people is nobody's own."""
    if document.url not in entry.files and document.url not in entry.links:
        return False
    heads = [document.title, *(p.text for p in document.passages if p.block == "heading" and p.level == 1)]
    theirs = any(same_person(entry.name, part) for head in heads for part in (head, *re.split(r"\s+[|–—-]\s+", head)))
    others = {fold(p.name) for p in document.people if p.job_title and not same_person(entry.name, p.name)}
    return theirs or not _is_page(document) or not others


def _is_page(document: Document) -> bool:
    """Tell a page of the web, fetched or saved, from a file of somebody's own and a source's answer about them."""
    return document.url.startswith("http") and document.way != "api"


def _among(entry: InterviewerEntry, document: Document) -> Document:
    """Return a page that the user gave for this person but that is about several as what it is: a team's."""
    given = document.url in entry.files or document.url in entry.links
    return document.model_copy(update={"kind": "team"}) if given else document


def _title(
    entry: InterviewerEntry, people: Sequence[Person], career: Sequence[Position], company: Sequence[str]
) -> tuple[str | None, list[Citation]]:
    """The title as printed by the company, else as in their own file, else as the user wrote it."""
    for person in people:
        if person.job_title:
            return person.job_title, list(person.citations)
    cited = list(people[0].citations) if people else []
    for position in career:
        if position.current and (not position.organisation or not company or _is_here(position.organisation, company)):
            return position.title, [*cited, *position.citations][:2]
    return entry.title, cited


def _seat(title: str, role_title: str) -> Role:
    for role, pattern in _SEATS:
        if pattern.search(title):
            return role
    shared = set(map(fold, words(title))) & set(map(fold, words(role_title)))
    return "PEER" if shared or not title else "XFN"


def _lines(
    name: str, own: Sequence[Document], professional: Callable[[Document], tuple[Sequence[Statement], int]]
) -> tuple[list[Statement], int]:
    """Return the lines of their own documents, and how many private ones were withheld.

    A page of the web about somebody also lists what others do (an author's page with its articles): there a line counts
    that names them or speaks of them or as them.
    """
    lines: list[Statement] = []
    withheld = 0
    for document in own:
        found, private = professional(document)
        lines.extend(s for s in found if not _is_page(document) or _speaks_of(name, s))
        withheld += private
    return lines, withheld


def _speaks_of(name: str, statement: Statement) -> bool:
    return bool((_THEM | frozenset(_name_words(name))) & set(map(bare, words(statement.text))))


def _bios(name: str, people: Sequence[Person], own: Sequence[Document]) -> list[Statement]:
    """Return what cards say of them; of a page of their own, what speaks of them."""
    pages = {document.sha256 for document in own if _is_page(document)}
    bios = [statement for person in people for statement in person.bio]
    return [s for s in bios if s.citations[0].document not in pages or _speaks_of(name, s)]


def _facts(lines: Sequence[Statement], titles: Container[str]) -> list[PersonFact]:
    """Professional lines; what stands on a public page may be mentioned, what only a saved file says may not."""
    facts, seen = list[PersonFact](), list[str]()
    for statement in lines:
        said = fold(statement.text).rstrip(".")
        told = any(said in other or other in said for other in seen)
        if not told and fold(statement.text) not in titles and len(facts) < _MOST_FACTS:
            seen.append(said)
            public = statement.citations[0].url.startswith("http")
            facts.append(PersonFact(text=statement.text, mention=public, citations=statement.citations))
    return facts
