"""The vocabulary: frozen values that the stages hand to each other (DESIGN, section 2).

Nothing here reads, fetches, decides or prints. A Fact, Person, Statement, Signal or Question without a
citation cannot be built: their `citations` must hold at least one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

Kind = Literal[
    "home", "about", "team", "person", "careers", "posting", "values", "news", "article", "press",
    "products", "customers", "contact", "other",
]  # fmt: skip
Way = Literal["http", "browser", "file", "api"]
Reason = Literal[
    "robots", "blocked", "login", "not found", "timeout", "refused", "too large", "not text", "empty", "parked",
    "rate-limited", "redirects", "malformed", "certificate", "not allowed", "unsafe address", "no network",
    "server error", "script page", "damaged", "password", "budget",
]  # fmt: skip
Group = Literal["staff", "leadership", "board", "adviser", "former", "outside"]
FactKind = Literal[
    "founded", "founders", "headquarters", "offices", "employees", "mission", "vision", "values", "description",
    "products", "customers", "industry", "funding", "revenue", "parent", "legal_name", "remote", "benefits",
    "certification", "award", "partner", "technology", "contact",
]  # fmt: skip
Says = Literal["company", "other", "user"]
Region = Literal["main", "navigation", "header", "footer", "cookie", "teaser", "legal", "form"]
Block = Literal["paragraph", "item", "heading", "quote", "cell", "caption", "term"]
Modality = Literal["done", "going on", "plan", "neg", "state"]
Role = Literal["HM", "PEER", "SKIP", "FND", "XFN", "REC"]


class Value(BaseModel):
    """Base of all values: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- collecting -------------------------------------------------------------------------------------------------


class Link(Value):
    """An address worth fetching; `score` ranks it (higher first), `depth` counts hops from the home page."""

    url: str
    kind: Kind = "other"
    why: str = ""
    found_on: str | None = None
    score: float = 0.0
    depth: int = 0


class Page(Value):
    """One capture. `body` is the decoded content as bytes; `sha256` is its hash in hex and addresses the capture.

    `headers` holds only those that matter, lower case: content-type, content-language, etag …
    """

    url: str
    final_url: str
    kind: Kind = "other"
    status: int = 200
    headers: dict[str, str] = {}
    fetched_at: dt.datetime
    media_type: str = "text/html"
    charset: str | None = None
    sha256: str
    body: bytes = Field(repr=False)
    way: Way = "http"
    note: str = ""
    """A remark to show beside the capture: "truncated at 10 MB", "supplied by you on 3 Nov 2026"."""
    data_urls: tuple[str, ...] = ()
    """What a script page loaded while it rendered; a refresh revalidates these instead of rendering again."""


def capture_hash(body: bytes) -> str:
    """Return the sha256 of a capture in hex, its address in the store."""
    return hashlib.sha256(body).hexdigest()


class Miss(Value):
    """A Link that gave no Page. `detail` is a clause for people: "robots.txt forbids it"."""

    url: str
    kind: Kind = "other"
    reason: Reason
    detail: str = ""
    times: int = 1
    """How many refreshes in a row ended this way; "not found" counts as gone from 2 on."""


# --- reading ----------------------------------------------------------------------------------------------------


class DocumentLink(Value):
    """A link as it stands in a Document: absolute url, its visible text, rel, and the region it stands in."""

    url: str
    text: str = ""
    rel: str = ""
    region: Region = "main"


class Passage(Value):
    """A stretch of visible text (white space folded) with its place; `id` stays when the lines around it move."""

    id: str
    text: str
    headings: tuple[str, ...] = ()
    """The heading path above it, outermost first."""
    ordinal: int = 0
    """Its place in reading order, from 0."""
    block: Block = "paragraph"
    level: int = 0
    """1-6 for headings, else 0."""
    region: Region = "main"
    container: str = ""
    """Which group of siblings it belongs to (a card, a list, a section): equal strings are the same container."""


class Citation(Value):
    """A verbatim quote in a stored capture (W3C Web Annotation, TextQuoteSelector and TextPositionSelector).

    `start` and `end` are character offsets into the passage's text; `document` is the sha256 of the capture.
    """

    url: str
    quote: str
    prefix: str = ""
    suffix: str = ""
    document: str
    passage: str
    start: int
    end: int
    fetched_at: dt.datetime


Citations = Annotated[tuple[Citation, ...], Field(min_length=1)]


class Statement(Value):
    """A line taken from a page: `text` as it may be printed, and the proof."""

    text: str
    citations: Citations


class Person(Value):
    """Somebody found on a page (terms of schema.org): name, job title, and where it says so."""

    name: str
    job_title: str | None = None
    works_for: str | None = None
    group: Group = "staff"
    same_as: tuple[str, ...] = ()
    """Links to pages about this person: their page on the site, GitHub, LinkedIn …"""
    photo: str | None = None
    bio: tuple[Statement, ...] = ()
    evidence: str = ""
    """How it was found, for people: "card under “Our team”"."""
    namesakes: tuple[Person, ...] = ()
    """Others to whom the same page gives this name."""
    citations: Citations


class Document(Value):
    """A Page read. `passages` are in reading order, furniture included and marked by its region."""

    url: str
    final_url: str
    kind: Kind
    sha256: str
    way: Way
    fetched_at: dt.datetime
    title: str = ""
    site_name: str = ""
    description: str = ""
    language: str = ""
    published: dt.date | None = None
    published_from: str = ""
    """Where the date was found: "json-ld", "meta", "time", "url", "text"."""
    event: dt.date | None = None
    """The day on which the event that the page announces begins; never the day of publication."""
    event_from: str = ""
    """Where that was found: "json-ld", "time", "text"."""
    canonical: str | None = None
    author: str | None = None
    links: tuple[DocumentLink, ...] = ()
    feeds: tuple[str, ...] = ()
    structured: tuple[dict[str, object], ...] = ()
    """JSON-LD and microdata objects, flattened to one level of @graph."""
    meta: dict[str, str] = {}
    passages: tuple[Passage, ...] = ()
    people: tuple[Person, ...] = ()
    hidden: int = 0
    """How many hidden passages were left out."""
    script_shell: bool = False
    """True when the visible text is thin and scripts would build the page."""

    def cite(self, passage: Passage, start: int = 0, end: int | None = None) -> Citation:
        """Return the Citation of passage.text[start:end]; offsets in characters, `end` defaults to the whole."""
        stop = len(passage.text) if end is None else end
        return Citation(
            url=self.url, quote=passage.text[start:stop], prefix=passage.text[max(0, start - 32) : start],
            suffix=passage.text[stop : stop + 32], document=self.sha256, passage=passage.id, start=start, end=stop,
            fetched_at=self.fetched_at,
        )  # fmt: skip

    @property
    def main(self) -> tuple[Passage, ...]:
        """The passages that are content, not furniture."""
        return tuple(p for p in self.passages if p.region == "main")


class Fact(Value):
    """A claim about `subject`; `value` is what a person would write on a card."""

    subject: str
    kind: FactKind
    value: str
    says: Says = "company"
    as_of: dt.date | None = None
    plan: bool = False
    citations: Citations


class Posting(Value):
    """A job posting read into its parts; each line with its citation."""

    title: str
    url: str
    document: str
    place: str | None = None
    team: Statement | None = None
    reports_to: Statement | None = None
    posted: dt.date | None = None
    closes: dt.date | None = None
    closed: Statement | None = None
    """The sentence that says it is closed, if one does."""
    author: str | None = None
    words: int = 0
    summary: tuple[Statement, ...] = ()
    responsibilities: tuple[Statement, ...] = ()
    must: tuple[Statement, ...] = ()
    nice: tuple[Statement, ...] = ()
    problems: tuple[Statement, ...] = ()
    measures: tuple[Statement, ...] = ()
    goals: tuple[Statement, ...] = ()
    pay: tuple[Statement, ...] = ()
    stages: tuple[Statement, ...] = ()
    """Steps of the hiring process."""


class Position(Value):
    """One line of a career: title at an organisation from start to end (None: unknown, or until now when `current`)."""

    title: str
    organisation: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    current: bool = False
    citations: Citations


Form = Literal["NP", "VP", "CL", "any"]


class Quote(Value):
    """A micro-quote: 3-9 consecutive words of one sentence, with its proven grammatical form."""

    form: Form
    citation: Citation
    score: float = 0.0

    @property
    def text(self) -> str:
        """The words, verbatim."""
        return self.citation.quote


class Signal(Value):
    """A Passage recognised as a kind of statement that makes a good question.

    `citations[0]` is the whole sentence; `slots` are the validated anchors ("NUM": "2,000 customers").
    """

    code: str
    """"C01" … "C21", "J01" … "J10", "P01" … "P10", or a code of our own listed in frames.toml."""
    subtype: str = ""
    slots: dict[str, str] = {}
    quotes: tuple[Quote, ...] = ()
    """Best first."""
    modality: Modality = "state"
    page_kind: Kind = "other"
    title: str = ""
    """The document's own title, without the site's name."""
    date: dt.date | None = None
    """Of the document or of the event it tells; None when undated."""
    told: str = ""
    """The time that the sentence itself names for what it tells: "2026-05-12", "2026-05", or "" for none."""
    person: str | None = None
    """For person signals: the interviewer's name."""
    weight: float = 1.0
    """Below 1.0 for boilerplate found on several pages."""
    citations: Citations


# --- the profile ------------------------------------------------------------------------------------------------


class CompanyEntry(Value):
    """What the user wrote about the company."""

    name: str
    site: str | None = None
    aliases: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    """Addresses that must be read."""
    offline: bool = False
    """True: read only what lies in the folder, ask nobody."""
    why: tuple[str, ...] = ()
    """How the site was found when only a name was given: sentences, the strongest evidence first."""


class RoleEntry(Value):
    """What the user wrote about the role; `posting` is an address or a file name in the folder."""

    title: str = ""
    posting: str | None = None
    level: Literal["junior", "senior", "executive"] | None = None


class Interview(Value):
    """One appointment; `at` is aware, in `zone` where that has a name: the invitation's, or the user's."""

    zone: str = ""
    """A name of the IANA database; "" where only an offset is known. JSON keeps no more of `at` than that."""
    at: dt.datetime | None = None
    minutes: int = 45
    round: str = ""
    place: str = ""
    """A street address, a phone number or a meeting link."""
    interviewers: tuple[str, ...] = ()
    uid: str = ""
    """The invitation it came from (RFC 5545, UID), so that an update finds it."""
    sequence: int = 0
    """Of the invitation (RFC 5545, section 3.8.7.4): an older one changes nothing."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: dict[str, Any]) -> dict[str, Any]:
        at = given.get("at")
        zone = getattr(getattr(at, "tzinfo", None), "key", "")
        return {"zone": zone, **given} if "/" in zone else given

    @field_validator("at")
    @classmethod
    def _in_zone(cls, at: dt.datetime | None, info: ValidationInfo) -> dt.datetime | None:
        zone = info.data.get("zone")
        if at is None or not zone:
            return at
        try:
            return at.astimezone(ZoneInfo(zone))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return at  # a database of zones that lacks this one: the moment is right all the same


class InterviewerEntry(Value):
    """Somebody the user will meet; files are names in `people/`."""

    name: str
    title: str | None = None
    role: Role | None = None
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class Candidate(Value):
    """The user."""

    name: str = ""
    resume: str | None = None


class ResumeLine(Value):
    """One line of the candidate's resume, verbatim; `line` counts from 1."""

    text: str
    line: int
    employer: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    current: bool = False
    skills: tuple[str, ...] = ()
    """Canonical names (research/skills.toml)."""
    verb: str | None = None
    """The action verb that opens the line, as printed."""
    figure: str | None = None
    """The first number with its unit, as printed."""
    citation: Citation


class Note(Value):
    """One line of the user's notes. `mark` is one of ! ? > < = ~ or empty; `line` counts from 1."""

    mark: str = ""
    text: str
    topic: str | None = None
    person: str | None = None
    round: str | None = None
    date: dt.date | None = None
    line: int


class Profile(Value):
    """The folder `profiles/<slug>/` read."""

    slug: str
    folder: Path
    company: CompanyEntry
    role: RoleEntry = RoleEntry()
    interviews: tuple[Interview, ...] = ()
    interviewers: tuple[InterviewerEntry, ...] = ()
    candidate: Candidate = Candidate()
    notes: tuple[Note, ...] = ()
    page_files: tuple[str, ...] = ()
    """Files in `pages/`, relative to the folder, sorted."""
    people_files: tuple[str, ...] = ()
    posting_file: str | None = None
    resume_file: str | None = None
    notes_file: str | None = None
    covered: tuple[Question, ...] = ()
    """Questions that were answered in earlier rounds, from the store: not asked again."""
    struck: tuple[str, ...] = ()
    """The lines of corrections.md: what the user knows to be wrong."""
    remarks: tuple[str, ...] = ()
    """What is odd about profile.toml though it can be read: sentences for the user."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the company goes by."""
        return (self.company.name, *self.company.aliases)


# --- the brief --------------------------------------------------------------------------------------------------


class Question(Value):
    """A question worth asking, and everything needed to trust it."""

    id: str
    text: str
    asked_of: str = Field(serialization_alias="for", validation_alias="for")
    """The interviewer's name, or the role ("hiring manager") when nobody is named."""
    signal: str
    frame: str
    shape: str
    bucket: str
    why: str
    listen_for: str
    follow_up: str
    minutes: float = 3.0
    starred: bool = False
    spare: bool = False
    everybody: bool = False
    """Whether it is worth asking everybody: here differing answers are information."""
    read_first: str | None = None
    """The title of what must be read before asking this."""
    state: Literal["new", "good", "gone", "answered", "covered"] = "new"
    happened: str = ""
    """What became of it, when it is gone or answered: one line for people."""
    now: Citation | None = None
    """The sentence that answers it, or that stands where its quote stood."""
    score: float = 0.0
    citations: Citations

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Rejected(Value):
    """A candidate question that did not make it, and why ("subject is a customer")."""

    signal: str
    frame: str
    text: str
    reason: str
    about: str = ""
    """What kind of statement the signal is, in words ("ambition or target")."""
    citation: Citation | None = None


class Identity(Value):
    """Whose site this is and why we think so."""

    name: str
    site: str | None = None
    evidence: tuple[str, ...] = ()
    status: Literal["confirmed", "given by the user", "ambiguous"] = "given by the user"


class OwnWord(Value):
    """A term that the company keeps using: how often, on how many pages, and one line that shows it."""

    term: str
    times: int
    pages: int
    line: Statement


class Claim(Value):
    """A stated value beside a line of another page that shows it; `shown` is None when no line was found."""

    said: Statement
    shown: Statement | None = None


class CompanyBrief(Value):
    """What is known of the company."""

    name: str
    site: str | None = None
    facts: tuple[Fact, ...] = ()
    glance: tuple[tuple[str, Statement], ...] = ()
    """Up to five lines: a label and a statement."""
    changed_lately: tuple[tuple[dt.date, str, Statement], ...] = ()
    """Up to four dated items, newest first: the day on which it was told, what became of it ("told", "done in
    March 2026", "planned for 12 May 2026", "going on"), statement."""
    conflicts: tuple[tuple[str, Statement, Statement], ...] = ()
    """Facts on which two pages disagree: what, one side, other side."""
    lookalikes: tuple[Statement, ...] = ()
    """Names of people that mix alphabets, and so may not be the names that they seem to be."""
    own_words: tuple[OwnWord, ...] = ()
    """Up to three terms of theirs, to say it as they do."""
    claims: tuple[Claim, ...] = ()
    """Up to three stated values, each beside what their pages show of it."""
    elsewhere: tuple[tuple[str, Statement], ...] = ()
    """What public sources beyond the site hold, newest first: the source ("SEC EDGAR") and one line of its answer."""


class RoleBrief(Value):
    """What the position is about."""

    title: str = ""
    posting: Posting | None = None
    problem: tuple[Statement, ...] = ()
    requirements: tuple[Statement, ...] = ()
    measures: tuple[Statement, ...] = ()
    goals: tuple[Statement, ...] = ()
    """Of the first weeks, months or year."""
    why_now: tuple[Statement, ...] = ()
    so: str = ""
    """One closed sentence: what to expect."""


class PersonFact(Value):
    """One professional fact about an interviewer; `mention` tells whether it may be said aloud."""

    text: str
    mention: bool = False
    citations: Citations


class InterviewerBrief(Value):
    """Whom the candidate meets."""

    name: str
    job_title: str | None = None
    role: Role = "HM"
    angle: str = ""
    found: bool = True
    """False: nothing that is surely about this person was found."""
    unsure: str = ""
    """Why nothing is said although the name was found, and what would settle it; a sentence."""
    facts: tuple[PersonFact, ...] = ()
    positions: tuple[Position, ...] = ()
    citations: tuple[Citation, ...] = ()
    withheld: int = 0
    """How many private lines were left out."""
    photo: str | None = None
    """The sha256 of their portrait in the store: a small JPEG of the picture on the company's own page."""


class Story(Value):
    """A need of theirs beside one resume line of the candidate."""

    need: Statement
    asked: bool = True
    """Whether the posting asks for it; else the company's pages tell of it."""
    line: Statement
    line_number: int
    strength: Literal["strong", "partial"]
    verb: str | None = None
    figure: str | None = None
    went_wrong: bool = False
    bridge: str = ""
    """A sentence to come to it with; its blanks are the candidate's."""
    follow_up: str = ""
    """What they will probably ask next."""


class Shortfall(Value):
    """A requirement the resume does not show, with the prepared sentence."""

    need: Statement
    must: bool
    partial: Statement | None = None
    say: str


class Gap(Value):
    """A line of the gap ledger: what was looked for, where, with what result."""

    kind: str
    result: Literal["found", "absent", "blocked", "not tried"]
    looked: tuple[str, ...] = ()
    note: str = ""


class PageRef(Value):
    """A Page as the brief lists it."""

    url: str
    final_url: str
    kind: Kind
    way: Way
    status: int
    fetched_at: dt.datetime
    sha256: str
    title: str = ""
    published: dt.date | None = None
    published_from: str = ""
    language: str = ""
    note: str = ""

    @property
    def remark(self) -> str:
        """What to say beside its address: who supplied it, or what befell it; nothing of the user's own files."""
        if not self.url.startswith("http"):
            return ""
        return self.note.partition(":")[0] if self.way == "file" else self.note


ChangeKind = Literal["new", "changed", "gone"]
ChangeGroup = Literal["posting", "people", "facts", "news", "values", "pages"]


class Change(Value):
    """What is different since the last brief: the old quote beside the new one."""

    what: str
    """In a few words: "requirement softened", "joined", "employees", "news", "text" …"""
    kind: ChangeKind
    old: Citation | None = None
    new: Citation | None = None
    group: ChangeGroup = "pages"
    about: str = ""
    """The person, page or posting it concerns."""
    interviewer: bool = False
    """Whether it concerns somebody the user will meet."""
    text: str = ""
    """One line for people, made of closed words and verbatim quotes."""
    old_at: dt.datetime | None = None
    """When the old side was read last."""
    new_at: dt.datetime | None = None
    """When the new side was read, or found missing."""


class CarryOver(Value):
    """Earlier rounds, from the user's notes."""

    open_threads: tuple[Statement, ...] = ()
    they_promised: tuple[Statement, ...] = ()
    """Each opens with who promised: "Dana Reyes promised: …", "You promised Dana Reyes: …"."""
    you_promised: tuple[Statement, ...] = ()
    themes: tuple[Statement, ...] = ()
    contradictions: tuple[tuple[str, Statement, Statement], ...] = ()
    """What was said differently, by two people or on the pages: the topic, one line, the other; no verdict."""
    names: tuple[Statement, ...] = ()
    """Who was named and is nobody of the profile's: who might be next."""
    words: tuple[Statement, ...] = ()
    """Terms that they used, to say back to them."""
    improve: tuple[Statement, ...] = ()
    """Answers of the candidate that should be better next time."""
    untouched: tuple[str, ...] = ()
    """Topics that no note and no tick has touched yet."""


class Brief(Value):
    """Everything that is rendered; the JSON export is this, schema 1."""

    generated_at: dt.datetime
    profile: str
    identity: Identity
    company: CompanyBrief
    role: RoleBrief = RoleBrief()
    interviews: tuple[Interview, ...] = ()
    people: tuple[Person, ...] = ()
    interviewers: tuple[InterviewerBrief, ...] = ()
    stories: tuple[Story, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    carry_over: CarryOver | None = None
    pages: tuple[PageRef, ...] = ()
    misses: tuple[Miss, ...] = ()
    gaps: tuple[Gap, ...] = ()
    questions: tuple[Question, ...] = ()
    thin: str = ""
    """Why there are few questions, when there are."""
    fallback: tuple[str, ...] = ()
    """Questions not from research, printed under that label when few grounded ones were found."""
    rejected: tuple[Rejected, ...] = ()
    changes: tuple[Change, ...] = ()
    """What is different since the last brief."""
    hidden: int = 0
    """How many passages were left out because visitors do not see them."""
    earlier: tuple[Change, ...] = ()
    """What briefs of the last two weeks told as changed, the newest first."""
