"""A Document about one person → career, and the lines about their work.

Three sorts of lines are read: entries of an experience section around their span of time (LinkedIn's PDF, resumes:
company, title, dates stacked or on one line, several titles under one company), single lines with a span elsewhere, and
sentences of bios ("joined Acme in 2019 as CTO", "before that she was a director at Foo").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from research.extract.career_words import (
    Section,
    Span,
    ends_sentence,
    is_length,
    is_organisation,
    is_place,
    is_private,
    is_school,
    is_titleish,
    section_of,
    span_of,
    terms_at,
    without_length,
)
from research.extract.lexicons import is_city, place
from research.models import Document, Passage, Position, Statement
from research.text import bare, sentences

_MOST_POSITIONS = 40
_MOST_LINES = 60


@dataclass(slots=True)
class _Line:
    """One passage in the section it stands in; `used` once an entry has taken it or it cannot head one."""

    passage: Passage
    section: Section
    span: Span | None = None
    used: bool = False

    @property
    def text(self) -> str:
        return self.passage.text


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a line that is printed as a title or an organisation."""

    line: _Line
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


def positions(document: Document) -> list[Position]:
    """Return the career told in a person's document, as printed from top to bottom, at most 40 positions.

    Each cites the title, the organisation and the span of time where they stand. Titles alone, without a title word
    or an organisation, give none.
    """
    lines = _read_lines(document)
    found = [*_entries(document, lines), *_from_prose(document, lines)]
    kept: list[Position] = []
    seen: set[tuple[str, str]] = set()
    for position in found:
        key = (bare(position.title), bare(position.organisation or ""))
        if any(key == (bare(p.title), bare(p.organisation or "")) and p.start == position.start for p in kept):
            continue
        if position.start is None and key in seen:
            continue
        seen.add(key)
        kept.append(position)
    return kept[:_MOST_POSITIONS]


def entries(document: Document) -> list[tuple[int, Position]]:
    """Return the positions of a resume with the ordinal of the passage that holds their span of time, in order.

    Without an experience section every line outside the known sections is looked at.
    """
    lines = _read_lines(document)
    wanted: Section = "experience" if any(line.section == "experience" for line in lines) else "other"
    reader = _EntryReader(document, [line for line in lines if line.section == wanted])
    return list(reader.read_with_place())


def sections(document: Document) -> list[tuple[Passage, Section]]:
    """Return the content passages without section headings, each with its section."""
    return [(line.passage, line.section) for line in _read_lines(document)]


def _read_lines(document: Document) -> list[_Line]:
    """Return the content lines with their section; a heading of no known section ends the one before."""
    lines = []
    section: Section = "other"
    level = 0
    for passage in document.main:
        named = section_of(passage.text) if passage.block in ("heading", "paragraph", "term") else None
        if named and (passage.block == "heading" or len(passage.text.split()) <= 4):
            section, level = named, passage.level
            continue
        if passage.block == "heading" and level and passage.level <= level:
            section, level = "other", 0
        lines.append(_Line(passage, section, span_of(passage.text) if len(passage.text) <= 400 else None))
    return lines


# --- entries around a span of time ------------------------------------------------------------------------------


def _entries(document: Document, lines: Sequence[_Line]) -> Iterator[Position]:
    """Yield the entries of the experience section; without one, short lines that hold title, organisation and span."""
    with_section = any(line.section == "experience" for line in lines)
    reader = _EntryReader(document, [line for line in lines if line.section == "experience"])
    if with_section:
        yield from reader.read()
        return
    for line in lines:
        if line.section in ("other", "summary") and line.span and len(line.text) <= 160:
            entry = _Split(line, line.span)
            if entry.title and entry.organisation and not is_private(line.text):
                yield _position(document, line, entry.title, entry.organisation)


class _EntryReader:
    """Walks the lines of an experience section from one span of time to the next."""

    def __init__(self, document: Document, lines: list[_Line]) -> None:
        self.document, self.lines = document, lines
        self.group: _Part | None = None
        """The organisation that further titles stand under."""
        self.dates_first: bool | None = None
        """True when the section sets the span of time above title and organisation."""

    def read(self) -> Iterator[Position]:
        return (position for _, position in self.read_with_place())

    def read_with_place(self) -> Iterator[tuple[int, Position]]:
        for i, line in enumerate(self.lines):
            if line.span and not line.used and self._is_anchor(line):
                position = self._entry(i)
                if position:
                    yield line.passage.ordinal, position

    @staticmethod
    def _is_anchor(line: _Line) -> bool:
        """A span inside a long sentence or a bullet is part of a description."""
        rest = len(line.text) - (line.span.to - line.span.at if line.span else 0)
        return rest <= 110 and not (line.passage.block == "item" and line.text.endswith("."))

    def _entry(self, i: int) -> Position | None:
        line = self.lines[i]
        assert line.span is not None
        line.used = True
        split = _Split(line, line.span)
        above = self._above(i)
        if self.dates_first is None:
            self.dates_first = not above and not split.any
        title, organisation = split.title, split.organisation
        if organisation and not title and self._is_where(organisation, above):
            organisation = None
        if title and not organisation:
            organisation = self._organisation_above(above) or self._next(i, titleish=False) or self.group
        elif organisation and not title:
            title = self._next(i, titleish=True) or self._title_above(above)
        elif not title:
            title, organisation = self._stacked(i, above)
        if organisation:
            self.group = organisation
        self._skip_place(i)
        return _position(self.document, line, title, organisation or self.group) if title else None

    @staticmethod
    def _is_where(part: _Part, above: list[_Part]) -> bool:
        """Tell whether what stands beside the dates is a place: by its name, or as title and firm stand above."""
        if is_organisation(part.text):
            return False
        headed = any(_parted(one) for one in above[-1:]) or len(above) == 2
        return bool(above) and (headed or is_place(part.text) or is_city(part.text) or bool(place(part.text)))

    def _above(self, i: int) -> list[_Part]:
        """Return what may head the entry at `i`: the short unused lines above it, nearest last, at most two."""
        found: list[_Part] = []
        for line in reversed(self.lines[max(0, i - 5) : i]):
            if line.span or len(found) == 2:
                break
            if is_length(line.text):
                continue
            if line.used or not _may_head(line):
                break
            found.insert(0, _whole(line))
        return self._under_headings(found)

    @staticmethod
    def _under_headings(found: list[_Part]) -> list[_Part]:
        """Drop a plain line above a heading: it ends the entry before, it does not head this one."""
        if len(found) == 2 and found[1].line.passage.level and not found[0].line.passage.level:
            return found[1:]
        return found

    def _stacked(self, i: int, above: list[_Part]) -> tuple[_Part | None, _Part | None]:
        """Settle title and organisation for a span on a line of its own."""
        for part in above:
            part.line.used = True
        if self._is_profile_entry(i, above):
            return above[-1], above[0] if len(above) == 2 else self.group
        if len(above) == 2:
            first, second = above
            if is_titleish(first.text) and (not is_titleish(second.text) or is_organisation(second.text)):
                return first, second
            return second, first
        if len(above) == 1:
            return self._single(i, above[0])
        title = self._next(i, titleish=True)
        parted = _parted(title) if title else None
        if parted:
            return parted
        return title, (self._next(i, titleish=False) if title else None) or self.group

    def _is_profile_entry(self, i: int, above: list[_Part]) -> bool:
        """Tell whether an entry is set as LinkedIn's PDF does: employer in larger letters, title, "dates (length)".

        There the order settles what is what, whatever the words are.
        """
        line, levels = self.lines[i], [part.line.passage.level for part in above]
        assert line.span is not None
        if not line.text[line.span.to :].strip().startswith("(") or not is_length(line.text[line.span.to :]):
            return False
        if len(levels) == 2:
            return 0 < levels[0] < levels[1]
        return len(levels) == 1 and self.group is not None and 0 < self.group.line.passage.level < levels[0]

    def _single(self, i: int, part: _Part) -> tuple[_Part | None, _Part | None]:
        parted = _parted(part)
        if parted:
            return parted
        if is_titleish(part.text) and not is_organisation(part.text):
            return part, self.group or self._next(i, titleish=False)
        title = self._next(i, titleish=True)
        return (title, part) if title else (part, self.group)

    def _organisation_above(self, above: list[_Part]) -> _Part | None:
        for part in reversed(above):
            if not is_titleish(part.text) or is_organisation(part.text):
                part.line.used = True
                return part
        return None

    @staticmethod
    def _title_above(above: list[_Part]) -> _Part | None:
        for part in reversed(above):
            if is_titleish(part.text):
                part.line.used = True
                return part
        return None

    def _next(self, i: int, *, titleish: bool) -> _Part | None:
        """Return the line that follows when it is a title (or, else, an organisation) of this entry, and use it up."""
        for line in self.lines[i + 1 : i + 3]:
            if line.span:
                return None
            if line.used:
                continue
            name = is_organisation(line.text) or (self.dates_first and not is_place(line.text))
            fits = is_titleish(line.text) if titleish else name
            if not fits or not _may_head(line) or (self._heads_next(line) and not self.dates_first):
                return None
            line.used = True
            return _whole(line)
        return None

    def _heads_next(self, line: _Line) -> bool:
        """Tell whether the line stands right above the next span, so that it heads that entry."""
        at = next((n for n, other in enumerate(self.lines) if other is line), 0)
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        return bool(following and following.span and not _Split(following, following.span).any)

    def _skip_place(self, i: int) -> None:
        following = self.lines[i + 1] if i + 1 < len(self.lines) else None
        if following and not following.passage.level and is_place(following.text):
            following.used = True


_DID = re.compile(
    r"(?:\w+ed|\w+ing|built|led|ran|wrote|cut|made|grew|won|sold|taught|set|kept|brought|oversaw|drove|took|gave)\b",
    re.IGNORECASE,
)


def _may_head(line: _Line) -> bool:
    text = line.text
    sentence = ends_sentence(text) and len(text.split()) > 5
    if line.passage.block == "item" and (len(text.split()) > 6 or _DID.match(text)):
        return False  # a bullet that tells what was done
    return len(text) <= 110 and not sentence and len(text.split()) <= 14


def _whole(line: _Line) -> _Part:
    return _Part(line, 0, terms_at(line.text))


_SEPARATOR = re.compile(r"\s+(?:[|·•–—-]|at|@|bei|chez|en|für)\s+|\s*[,;|]\s+|:\s+|\s*\((?=\S)", re.IGNORECASE)


class _Split:
    """What stands on one line beside its span of time: title, organisation, both or nothing."""

    def __init__(self, line: _Line, span: Span) -> None:
        self.title: _Part | None = None
        self.organisation: _Part | None = None
        parts = [*_pieces(line, 0, span.at), *_pieces(line, span.to, len(line.text))]
        parts = [p for p in parts if not is_length(p.text)]
        self.any = bool(parts)
        kept = [p for n, p in enumerate(parts) if n == 0 or not is_place(p.text) or len(parts) == 2]
        titles = [p for p in kept if is_titleish(p.text) and not is_organisation(p.text)]
        others = [p for p in kept if p not in titles]
        if titles:
            self.title = titles[0]
            others = [p for p in others if not self._goes_with_title(p, others, line)]
        self.organisation = others[0] if others else None

    def _goes_with_title(self, part: _Part, others: list[_Part], line: _Line) -> bool:
        """Tell whether the middle of "Head of Engineering, Alerts, Acme Corp" belongs to the title: a firm follows."""
        title = self.title
        assert title is not None
        between = line.text[title.end : part.start]
        later = [p for p in others if p.start > part.start]
        goes = title.end <= part.start and between.strip() == "," and any(is_organisation(p.text) for p in later)
        if goes and not is_organisation(part.text):
            self.title = _Part(line, title.start, part.end)
            return True
        return False


def _pieces(line: _Line, start: int, end: int) -> list[_Part]:
    """Return the parts of line[start:end] between separators, trimmed, at most six."""
    found = []
    at = start
    stretch = line.text[:end]
    for cut in [*_SEPARATOR.finditer(stretch, start), None]:
        part = _trimmed(line, at, cut.start() if cut else end)
        if part:
            found.append(part)
        at = cut.end() if cut else end
    return found[:6]


def _trimmed(line: _Line, start: int, end: int) -> _Part | None:
    text = line.text[start:end]
    inner = text.strip(" ·,|–—-•:;()[]\t")
    if sum(c.isalpha() for c in inner) < 2 or not without_length(inner):
        return None
    at = start + text.index(inner)
    return _Part(line, at, at + len(inner))


def _parted(part: _Part) -> tuple[_Part, _Part] | None:
    """Return title and organisation of a line that holds both: "CTO at Acme", "Acme, CTO"; None otherwise."""
    pieces = _pieces(part.line, 0, len(part.line.text))
    if len(pieces) < 2:
        return None
    titles = [p for p in pieces if is_titleish(p.text) and not is_organisation(p.text)]
    others = [p for p in pieces if p not in titles and not is_place(p.text)]
    at = re.search(r"\s(?:at|@|bei|chez)\s", part.text)
    if titles and others and (at or len(pieces) == 2 or is_organisation(others[-1].text)):
        organisation = others[-1] if is_organisation(others[-1].text) else others[0]
        return titles[0], organisation
    return None


def _without_place(part: _Part) -> _Part:
    """Return "Acme Corp" of "Acme Corp, Lisbon": a known place, or what follows a firm's name, is not part of it.

    A place set flush right is read after the name without a comma: "Copperfield plc Leeds, UK".
    """
    head, comma, tail = part.text.rpartition(", ")
    known = is_city(tail) or place(tail) or is_organisation(head)
    for words in (1, 2, 3) if comma and not is_organisation(head) else ():
        name, _, city = _split_right(head, words)
        if name and (is_city(city) or place(city) or is_organisation(name)):
            return _Part(part.line, part.start, part.start + len(name))
    return _Part(part.line, part.start, part.start + len(head)) if comma and head and known else part


def _split_right(text: str, count: int) -> tuple[str, str, str]:
    """Return `text` parted before its last `count` words."""
    parts = text.split(" ")
    return " ".join(parts[:-count]), " ", " ".join(parts[-count:])


def _position(document: Document, line: _Line, title: _Part, organisation: _Part | None) -> Position:
    span = line.span
    organisation = _without_place(organisation) if organisation else None
    parts = [title, *([organisation] if organisation else [])]
    cited = [document.cite(p.line.passage, p.start, p.end) for p in parts]
    if span:
        cited.append(document.cite(line.passage, span.at, span.to))
    return Position(
        title=title.text, organisation=organisation.text if organisation else None, start=span.start if span else None,
        end=span.end if span else None, current=bool(span and span.current), citations=tuple(cited),
    )  # fmt: skip


# --- sentences of bios ------------------------------------------------------------------------------------------

_NAME = r"(?:[A-Z0-9ÄÖÜÉ][\w&'’.+-]*)(?:\s+(?:&\s+|of\s+|de\s+|the\s+)?[A-Z0-9ÄÖÜÉ][\w&'’+-]*){0,4}"
_A_TITLE = r"(?:an?\s+|the\s+|our\s+|their\s+|its\s+)?(?P<title>[^,.;:()]{2,80}?)"
_AN_ORG = rf"(?:the\s+)?(?P<org>{_NAME})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"


# (pattern, is it the present job?). Each needs a title with a title word and an organisation in capitals.
def _told_by(pattern: str) -> re.Pattern[str]:
    spaced = pattern.replace(" ", r"\s+").replace("TITLE", _A_TITLE)
    return re.compile(spaced.replace("ORG", _AN_ORG).replace("YEAR", _YEAR))


_PROSE: tuple[tuple[re.Pattern[str], bool], ...] = tuple(
    (_told_by(pattern), now)
    for pattern, now in (
        ("\\b(?:[Ii]s|[Ii]['’]m|[Aa]m|[Ii]st|[Ee]st|[Ee]s) TITLE (?:at|of|bei|chez|en|de) ORG", True),
        ("\\b(?:was|worked as|served as|been|spent \\w+ years as) TITLE (?:at|for|with) ORG", False),
        (
            "\\b(?:[Pp]reviously|[Ff]ormerly|[Bb]efore that|[Ee]arlier|[Pp]rior to that),? (?:was |as |(?:she|he|"
            "they|[A-Z][a-z]+) (?:was |served as |worked as ))?TITLE (?:at|for|with) ORG",
            False,
        ),
        ("\\b(?:years?|time|decade) (?:at|with) ORG,? (?:most recently |lately |lastly )?as TITLE(?=[,.;]|$)", False),
        ("\\b(?:joined|joining) ORG(?: in (?:\\w+ )?YEAR)? as TITLE(?=[,.;]| (?:in|and|to|after|from)\\b|$)", False),
    )
)


def _from_prose(document: Document, lines: Sequence[_Line]) -> Iterator[Position]:
    for line in lines:
        if line.section not in ("summary", "other") or line.passage.block == "heading":
            continue
        for start, end in sentences(line.text[:4000])[:30]:
            sentence = line.text[start : min(end, start + 600)]
            for pattern, current in _PROSE:
                for found in pattern.finditer(sentence):
                    position = _told(document, line.passage, start, found, current)
                    if position:
                        yield position


# "is a nurse who received her Bachelor of Science", "is a member of …": no position is told.
_NO_TITLE = re.compile(
    r"^(?:she|he|they|members?|fellow|advocate|veteran|graduate)\b|\b(?:who|that|which|received|holds|has|her|his|their|and|of)$"
    r"|\b(?:who|which|received|holds|bachelor|master['’]?s?|degree)\b",
    re.IGNORECASE,
)
_NO_ORGANISATION = frozenset(
    "Science Arts Engineering Laws Business January February March April May June July".split()
)


def _told(document: Document, passage: Passage, offset: int, found: re.Match[str], current: bool) -> Position | None:
    title, organisation = found["title"].strip(), found["org"].strip(" .")
    groups = found.groupdict()
    if not is_titleish(title) or len(title.split()) > 8 or _NO_TITLE.search(title) or is_private(found[0]):
        return None
    if not organisation[:1].isalpha() or organisation.split()[0] in _NO_ORGANISATION:
        return None
    span = span_of(passage.text[offset + found.start() : offset + found.end() + 40])
    year = groups.get("year")
    return Position(
        title=title, organisation=organisation, current=current or bool(span and span.current),
        start=dt.date(int(year), 1, 1) if year else span.start if span else None, end=span.end if span else None,
        citations=(document.cite(passage, offset + found.start(), offset + found.end()),),
    )  # fmt: skip


# --- the lines about their work ---------------------------------------------------------------------------------

# What tells most about somebody's work comes first; a brief has room for a few lines.
_ORDER: dict[Section, int] = {"works": 0, "summary": 1, "other": 2, "experience": 3, "certificates": 4, "education": 5}
_WORK = re.compile(
    r"\b(?:lead|leads|led|leading|manag\w+|build|builds|built|building|run|runs|running|found(?:ed|er|ing)"
    r"|co-?found\w+|"
    r"work(?:s|ed|ing)?|join(?:s|ed|ing)|head(?:s|ed|ing)?|responsible|develop\w*|design\w*|launch\w*|team|teams"
    r"|maintain\w*|"
    r"speak(?:s|er|ing)?|spoke|talks?|keynote|publish\w*|author\w*|wrote|writes?|patents?|open[- ]source|research\w*|"
    r"career|experience|speciali[sz]\w+|focus\w*|expert\w*|certif\w+|clients?|customers?|products?|industry|advis\w+|"
    r"consult\w*|teach\w*|leite\w*|verantwort\w*|arbeite\w*|entwickel\w*|gründe\w*|dirige|travaill\w+|fond[ée]\w*|"
    r"trabaj\w+|diri[gj]\w+|fund\w+|lider\w+|trabalh\w+|desenv\w+|equip[ea]s?|équipes?)\b",
    re.IGNORECASE,
)


def summary(document: Document) -> list[Statement]:
    """Return the sentences of the Summary or About section that speak of work, in order."""
    lines = [line for line in _read_lines(document) if line.section == "summary"]
    return [s for line in lines for s in _public_sentences(document, line.passage)[0]]


def education(document: Document) -> list[Statement]:
    """Return the schools, by name only: years and grades tell ages and are left out (QUESTIONS, P09)."""
    found = []
    for line in _read_lines(document):
        school = line.text[: line.span.at].rstrip(" ·,|–—-(") if line.span else line.text
        if line.section == "education" and is_school(school):
            found.append(Statement(text=school, citations=(document.cite(line.passage, 0, len(school)),)))
    return found[:5]


def professional(document: Document) -> tuple[list[Statement], int]:
    """Return what a person's document says about their work, best first, and how many private lines were withheld.

    Each statement is one sentence as printed. Withheld are family, home, health, religion, politics, age, pastimes,
    ways to reach them, and whole sections of that sort; they are counted, never quoted.
    """
    kept: list[tuple[int, Statement]] = []
    withheld = 0
    for line in _read_lines(document):
        if line.section in ("private", "contact"):
            withheld += line.section == "private" or is_private(line.text)
            continue
        if line.section not in _ORDER or line.passage.block == "heading" or line.section == "education":
            continue
        statements, private = _public_sentences(document, line.passage, line.section)
        withheld += private
        kept += [(_ORDER[line.section], s) for s in statements if not (line.span and line.section == "experience")]
    kept += [(_ORDER["education"], s) for s in education(document)]
    kept.sort(key=lambda pair: pair[0])
    return [statement for _, statement in kept[:_MOST_LINES]], withheld


def _public_sentences(
    document: Document, passage: Passage, section: Section = "summary"
) -> tuple[list[Statement], int]:
    """Return the sentences of a passage that speak of work, and how many private ones there were."""
    kept, private = [], 0
    listed = section in ("works", "certificates")
    if listed and len(passage.text) <= 300 and not is_private(passage.text):
        return [Statement(text=passage.text, citations=(document.cite(passage),))], 0
    for start, end in sentences(passage.text[:8000])[:60]:
        text = passage.text[start:end]
        if is_private(text):
            private += 1
        elif 12 <= len(text) <= 400 and (listed or (len(text.split()) >= 5 and _is_work(text))):
            kept.append(Statement(text=text, citations=(document.cite(passage, start, end),)))
    return kept, private


def _is_work(text: str) -> bool:
    return bool(_WORK.search(text)) or bool(re.search(r"\b(?:engineer|director|manager|officer|founder)\b", text, re.I))
