# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""A Document of a job posting → Posting: its parts, each line with its citation.

The order of work: 1. is this a posting at all; 2. each main passage gets the section of the heading (or of the short
bold line) above it; 3. lines without a section are placed by their own words; 4. must and nice are parted by words
in the line; 5. single facts (place, team, pay, dates …) are looked for in every line that is not left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from research.extract import posting_patterns as p
from research.extract.dates import parse_date
from research.extract.fact_patterns import plain
from research.extract.fact_values import COUNTRY
from research.extract.lexicons import is_base_verb, lexicon, title_level
from research.extract.names import has_title_head
from research.models import Document, Passage, Posting, Statement
from research.text import clean, sentences, words

_LONGEST_LINE = 2_000
_LONG_ITEM = 30
"""An item of more words is cut to its first sentence."""
_MOST: Mapping[str, int] = {
    "summary": 3, "responsibilities": 20, "must": 20, "nice": 12, "problems": 6, "measures": 8, "goals": 10, "pay": 3,
    "stages": 10,
}  # fmt: skip
_LEAST_LISTED, _MOST_PART = 3, 0.6
_MOST_SENTENCES = 2
"""A paragraph of more sentences is prose, no entry of a list that lost its bullets."""
_BULLET = re.compile(r"^(?:[•·▪◦●○■*–—-]|\d{1,2}[.)])\s*")


@dataclass(frozen=True)
class _Line:
    """One line or sentence of the posting, and the section it stands in ("" when none)."""

    passage: Passage
    start: int
    end: int
    text: str
    plain: str
    section: str
    item: bool
    under: str
    listed: bool = False
    """Whether items stand under the same heading: then its paragraphs are asides, not entries."""


def posting(document: Document) -> Posting | None:
    """Return the parts of a job posting, or None when `document` is not one.

    A document is a posting when its kind says so, when it carries one schema.org JobPosting, or when it has both a
    section of duties and one of requirements. Statements are verbatim spans; equal-opportunity text, benefits and
    application instructions are left out.
    """
    job = _structured(document)
    lines = _marked(list(_lines(document)))
    sections = {line.section for line in lines}
    told = {"responsibilities", "must"} <= sections and document.kind not in ("article", "news", "person", "home")
    if document.kind != "posting" and job is None and not told:
        return None
    if not lines and job is None:
        return None
    parts = _parts(document, lines)
    fields = _fields(document)
    if "pay" in fields and not parts["pay"]:
        parts["pay"] = (fields["pay"],)
    place = fields["place"].text if "place" in fields else _place(lines, job) or _place_below_title(document)
    closing = parse_date(fields["closes"].text) if "closes" in fields else None
    return Posting(
        title=_title(document, job),
        url=document.url,
        document=document.sha256,
        place=place,
        team=fields.get("team") or _team(document, lines),
        reports_to=fields.get("reports_to") or _reports_to(document, lines),
        posted=_date(job, "datePosted") or _dated(lines, p.POSTED) or document.published,
        closes=_date(job, "validThrough") or closing or _dated(lines, p.CLOSES),
        closed=_closed(document),
        author=document.author,
        words=sum(len(words(passage.text)) for passage in document.main),
        **parts,
    )


def _fields(document: Document) -> dict[str, Statement]:
    """The values that stand beside a label of their own: "Location", "Leeds" in a row of a table or a list of terms."""
    found: dict[str, Statement] = {}
    for label, value in pairwise(document.main):
        if label.container != value.container or len(label.text) > 40 or not 2 <= len(value.text) <= 80:
            continue
        name = plain(label.text).strip(" :*")
        field = next((field for field, pattern in p.FIELDS.items() if pattern.match(name)), None)
        if field and field not in found and value.block != "heading" and not value.text.endswith(":"):
            found[field] = Statement(text=value.text, citations=(document.cite(value),))
    return found


_PLACE_LINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ][\w.’' -]{1,30}(?:, [A-ZÀ-Þ][\w.’' -]{1,30}){1,2}?)(?:\s?[·|(/–-].{0,30})?"
    r"|(?P<remote>(?:Fully )?[Rr]emote(?:,? (?:in |within )?[A-ZÀ-Þ(][\w() -]{1,30})?)"
)
_STATE = re.compile(r"^[A-Z]{2}$")
_LINES_BELOW_TITLE = 6


def _place_below_title(document: Document) -> str | None:
    """The place in one of the lines right below the title ("Lisbon, Portugal"), surely one by its country or state."""
    main = document.main
    # A pasted text has its title in the first line.
    pasted = 0 if main and main[0].text == document.title else None
    title = next((n for n, q in enumerate(main) if q.block == "heading" and q.level == 1), pasted)
    for passage in main[title + 1 : title + 1 + _LINES_BELOW_TITLE] if title is not None else ():
        if passage.block == "heading" or len(passage.text) > 80:
            return None
        found = _PLACE_LINE.fullmatch(passage.text.strip())
        if found and found["remote"]:
            return found["remote"]
        last = found["place"].rsplit(", ", 1)[-1].strip() if found else ""
        if found and (COUNTRY.match(last) or _STATE.match(last)):
            return found["place"].strip()
    return None


def _structured(document: Document) -> Mapping[str, object] | None:
    """The page's one JobPosting (schema.org); a page with several is a list of jobs."""
    jobs = [item for item in document.structured if "JobPosting" in str(item.get("@type"))]
    return jobs[0] if len(jobs) == 1 else None


def section_of(heading: str) -> str | None:
    """Return the section that a heading opens: a key of SECTIONS, or None for a heading that says nothing."""
    text = plain(heading).strip(" #:.!?¶*_-–—•")
    text = re.sub(r"^\W+|^(?:\d+[.)]\s)", "", text)
    if not text or len(text) > 90:
        return None
    return next((name for name, pattern in p.SECTIONS.items() if pattern.search(text)), None)


@dataclass
class _Group:
    """The passages below one heading, or below a line that stands for one."""

    section: str
    under: str
    passages: list[Passage]
    by_line: bool = False

    def is_list(self) -> bool:
        """Tell whether its paragraphs are entries: short ones, several below a heading, and no items among them."""
        return (
            (self.by_line or (self.section != "" and len(self.passages) > 1))
            and self.section not in ("summary", "skip", "pay")
            and all(q.block == "paragraph" and len(sentences(q.text)) <= _MOST_SENTENCES for q in self.passages)
        )


def _lines(document: Document) -> Iterator[_Line]:
    """The lines of the main part with their section; headings themselves are not lines."""
    for group in _groups(document):
        listed = group.is_list()
        for passage in group.passages:
            yield from _cut(passage, group.section, group.under, listed)


def _groups(document: Document) -> Iterator[_Group]:
    """Part the main passages by the headings, and by the lines that stand for one."""
    group, after_line = _Group("", "", []), False
    heading: tuple[str, ...] = ()
    for passage in document.main:
        is_heading = passage.block == "heading"
        is_line = not is_heading and _opens_section(passage)
        opened = _opened(passage, group.section) if is_heading else None
        if is_line:
            opened = section_of(passage.text) or "", passage.text
        elif not is_heading and not after_line and passage.headings != heading:
            opened = _from_path(passage.headings)
        if opened:
            yield group
            group = _Group(*opened, [], is_line)
        heading = heading if is_heading else passage.headings
        after_line = is_line
        if not is_heading and not is_line and len(passage.text) <= _LONGEST_LINE:
            group.passages.append(passage)
    yield group


def _marked(lines: list[_Line]) -> list[_Line]:
    with_items = {line.under for line in lines if line.item}
    lines = [replace(line, listed=line.under in with_items) for line in lines]
    named = {under: section for under in with_items if (section := _section_of_list(lines, under))}
    return [replace(line, section=named.get(line.under, "")) if _unnamed(line) else line for line in lines]


def _unnamed(line: _Line) -> bool:
    return line.item and line.section in ("", "summary")


def _section_of_list(lines: list[_Line], under: str) -> str | None:
    """Return what a list is whose heading does not say it: duties when most of its lines open with a verb."""
    items = [line for line in lines if line.under == under and _unnamed(line)]
    if len(items) < _LEAST_LISTED:
        return None
    must = sum(bool(p.MUST_WORDS.search(line.plain)) for line in items)
    acting = sum(is_base_verb(words(line.plain)[0]) for line in items if words(line.plain))
    if acting > _MOST_PART * len(items) and must < len(items) / 2:
        return "responsibilities"
    return "must" if must > len(items) / 2 else None


def _opened(passage: Passage, before: str) -> tuple[str, str]:
    named = section_of(passage.text)
    if named:
        return named, passage.text
    # A heading that names nothing ends a section of its own level, but groups lines within goals and stages.
    return (before if before in ("goals", "stages") else ""), passage.text


def _from_path(headings: tuple[str, ...]) -> tuple[str, str] | None:
    """The section of the nearest heading that names one, leaving out the page's own title."""
    for text in reversed(headings[1:] or headings):
        if named := section_of(text):
            return named, text
    return None


def _opens_section(passage: Passage) -> bool:
    """A short line may stand for a heading: one with a colon, one in the form of a heading, or nothing but its words."""
    text = passage.text.strip()
    if passage.block in ("item", "cell", "quote") or len(words(text)) > 9 or re.search(r"[.!,;]$", text):
        return False
    # What stands below a bold label is its entry.
    if re.search(r":\s*\S", text) or (passage.headings and passage.headings[-1].endswith(":")):
        return False
    bare = plain(text)
    if p.HEADING_FORM.search(bare):
        return True
    return section_of(text) is not None and (
        text.endswith((":", "?")) or p.HEADING_WORDS.issuperset(re.findall(r"[a-z]+", bare))
    )


def _cut(passage: Passage, section: str, under: str, listed: bool) -> Iterator[_Line]:
    """One line per item; one per sentence of a paragraph. Bullets, end marks and a label before the text are cut."""
    text = passage.text
    offset = match.end() if (match := _BULLET.match(text)) else 0
    item = listed or passage.block in ("item", "cell", "term") or offset > 0
    if item and section not in ("must", "nice", "pay") and (label := p.LABEL.match(text[offset:])):
        offset += label.end()
    spans = sentences(text[offset:])
    if item and spans:
        spans = spans[:1] if len(words(text)) > _LONG_ITEM else ((spans[0][0], spans[-1][1]),)
    for start, end in spans:
        start, end = start + offset, end + offset
        end = start + len(text[start:end].rstrip(" .;,"))
        if end > start:
            yield _Line(passage, start, end, text[start:end], plain(text[start:end]), section, item, under)


def _left_out(line: _Line) -> bool:
    return bool(
        line.section == "skip"
        or p.BOILERPLATE.search(line.plain)
        or p.APPLYING.search(line.plain)
        or p.CLOSED.search(line.plain)
        or (line.section in ("must", "nice", "") and p.CONDITIONS.search(line.plain))
        or (len(words(line.text)) < 2 and not (line.item and line.section in ("must", "nice")))
    )


def _parts(document: Document, lines: list[_Line]) -> dict[str, tuple[Statement, ...]]:
    """The lists of a Posting: every kept line goes to its section, and to the cross-cutting lists it fits."""
    found: dict[str, list[_Line]] = {name: [] for name in _MOST}
    links = {link.text for link in document.links}
    for line in lines:
        if p.BOILERPLATE.search(line.plain) or line.passage.text in links:
            continue
        if _is_pay(line):
            found["pay"].append(line)
            continue
        if _is_problem(line) and not p.APPLYING.search(line.plain):
            found["problems"].append(line)
        if _left_out(line):
            continue
        section = _section_by_words(line)
        if section in found:
            found[section].append(line)
        if section != "goals" and p.GOAL_LINE.search(line.plain) and not p.BENEFIT_LINE.search(line.plain):
            found["goals"].append(line)
        owned = section in ("responsibilities", "summary") and _is_measure(line)
        if owned or (section != "measures" and not line.item and p.JUDGED.search(line.plain)):
            found["measures"].append(line)
    found["summary"] = found["summary"] or _opening([line for line in lines if line not in found["responsibilities"]])
    return {name: _statements(document, kept, _MOST[name]) for name, kept in found.items()}


def _section_by_words(line: _Line) -> str:
    """The section the line belongs to: its heading's, unless its own words say otherwise; "" for asides."""
    nice, must, duty = (pattern.search(line.plain) for pattern in (p.NICE_WORDS, p.MUST_WORDS, p.DUTY_WORDS))
    if line.text.endswith((":", "?")) or line.section == "pay":
        return ""
    if line.section in ("must", "nice"):
        if not line.item and line.listed and not must:
            return ""
        return "nice" if nice or line.section == "nice" else "must"
    if line.section in ("", "summary"):
        if must:
            return "nice" if nice else "must"
        return "responsibilities" if duty else "summary" if line.section and not line.item else ""
    aside = not line.item and line.listed
    if aside and line.section == "responsibilities" and not duty:
        return ""
    if aside and line.section in ("goals", "measures") and not p.GOAL_LINE.search(line.plain):
        return ""
    return line.section


def _is_pay(line: _Line) -> bool:
    return bool(
        p.PAY.search(line.plain)
        and not p.NOT_PAY.search(line.plain)
        and (line.section == "pay" or p.PAY_CONTEXT.search(line.plain) or p.PAY_CONTEXT.search(plain(line.under)))
    )


def _is_problem(line: _Line) -> bool:
    """A problem of the employer: a problem word beside "we", or a duty that begins with a repairing verb."""
    if p.NOT_OURS.search(line.plain) or p.GENERIC_PROBLEM.search(line.plain) or line.text.endswith("?"):
        return False
    if line.section in ("must", "nice", "stages", "pay"):
        return False
    if p.PROBLEM.search(line.plain) and p.EMPLOYER.search(line.plain):
        return True
    return line.section in ("responsibilities", "goals", "measures") and bool(p.PROBLEM_VERB.search(line.plain))


def _is_measure(line: _Line) -> bool:
    if line.item and re.match(r"own\b", line.plain):  # a duty, unless it names what is counted
        return lexicon("metrics").first(line.text) is not None or bool(p.COUNTED.search(line.plain))
    if p.OWNERSHIP.search(line.plain):
        return True
    return bool(p.METRIC_VERB.search(line.plain)) and lexicon("metrics").first(line.text) is not None


def _opening(lines: list[_Line]) -> list[_Line]:
    """The first sentences that speak of the role, where no section is called a summary."""
    role = re.compile(
        r"\b(?:looking for|seeking|hiring|this role|the role|you(?:'ll| will)|join|nous recherchons|wir suchen|auf der suche nach|buscamos)\b"
    )
    found = [
        ln
        for ln in lines
        if not ln.item
        and not _left_out(ln)
        and role.search(ln.plain)
        and len(words(ln.text)) > 6
        and not p.BENEFIT_LINE.search(ln.plain)
    ]
    return [line for line in found if line.section not in ("must", "nice", "goals", "stages")][:2]


def _statements(document: Document, lines: list[_Line], most: int) -> tuple[Statement, ...]:
    found: dict[str, Statement] = {}
    for line in lines:
        citation = document.cite(line.passage, line.start, line.end)
        found.setdefault(line.plain, Statement(text=line.text, citations=(citation,)))
    return tuple(found.values())[:most]


def _title(document: Document, job: Mapping[str, object] | None) -> str:
    if job is not None and isinstance(name := job.get("title"), str) and name.strip():
        return clean(name)[:150]
    heads = [q for q in document.passages if q.block == "heading" and q.region in ("main", "header") and q.level <= 2]
    heads.sort(key=lambda q: (q.level, q.ordinal))
    fit = [q.text for q in heads if _is_title(q.text) and (q.level == 1 or q.ordinal == heads[0].ordinal)]
    named = re.split(r"\s[|·•–—]\s|\s-\s", document.title)[0]
    first = next((text for text in (*fit, named) if text), "")
    if not first and (main := document.main):
        first = main[0].text
    return _SOUGHT.sub("", _ANNOUNCED.sub("", clean(first))).rstrip(" #¶!")[:150]


_SOUGHT = re.compile(
    r"^(?:wir (?:suchen|stellen ein)|nous (?:recherchons|recrutons|cherchons)|(?:te )?buscamos|we(?:[’']re| are) (?:looking for|seeking|hiring))\s?:?\s+"
    r"(?:(?:eine?n?(?:[*:/_]n)?|une?|un\(e\)|an?|la|le) )*(?=[^\W\d_])",
    re.I,
)
"""A headline that is a sentence: "Wir suchen eine*n Gärtner*in"."""
_ANNOUNCED = re.compile(
    r"^(?:job |current )?(?:vacancy|job opening|open position|we(?:[’']re| are) hiring|stellenangebot|offre d[’']emploi|oferta de empleo)\s?[:–-]\s+",
    re.I,
)


def _is_title(text: str) -> bool:
    bare = plain(text).strip(" #")
    return not bare.endswith((":", "?")) and not p.GENERIC_TITLE.search(bare) and section_of(text) is None


def _place(lines: list[_Line], job: Mapping[str, object] | None) -> str | None:
    for line in lines:
        if match := p.PLACE_LABEL.search(line.plain):
            return line.text[match.start("place") : match.end("place")].strip(" .")
    if job is None:
        return None
    if "TELECOMMUTE" in str(job.get("jobLocationType")):
        return "Remote"
    location = job.get("jobLocation")
    location = location[0] if isinstance(location, list) and location else location
    address = location.get("address") if isinstance(location, dict) else None
    if isinstance(address, dict):
        parts = [address.get(key) for key in ("addressLocality", "addressRegion", "addressCountry")]
        return ", ".join(clean(part) for part in parts if isinstance(part, str) and part.strip()) or None
    return clean(address)[:100] if isinstance(address, str) and address.strip() else None


_TEAM = re.compile(
    r"\b(?:our|(?:join|joining|part of|member of|within|lead|leading|for) the) (?P<team>(?:[A-ZÀ-Þ][\w&/-]*(?: (?:and|&|of))? ?){1,5}(?:team|Team|squad|department))\b"
)


def _team(document: Document, lines: list[_Line]) -> Statement | None:
    """The named team, else the team with its size."""
    for line in lines:
        if match := p.TEAM_LABEL.search(line.plain):
            return _span(document, line, *match.span("team"))
    for line in lines:
        if line.section != "skip" and (match := _TEAM.search(line.text)):
            return _span(document, line, *match.span("team"))
    for line in lines:
        if line.section != "skip" and (match := p.TEAM_SIZE.search(line.plain)):
            return _span(document, line, *match.span())
    return None


# "Head of Engineering, Alerts": the field after a comma belongs to the title when the sentence ends with it.
_FIELD = re.compile(r", [A-ZÀ-Þ][\w&]+(?=[.;)]|$)")


def _reports_to(document: Document, lines: list[_Line]) -> Statement | None:
    """The title that the role reports to; the quote is the whole phrase."""
    for line in lines:
        if match := p.REPORTS.search(line.plain):
            name = next(group for group, value in match.groupdict().items() if value)
            end = match.end(name)
            cut = re.search(
                r"\s(?:and|who|which|with|in|at|on|for|et|und|y|while|as)\s(?![A-Z])",
                line.text[match.start(name) : end],
            )
            end = match.start(name) + cut.start() if cut else end
            if cut is None and (field := _FIELD.match(line.text, end)):
                end = field.end()
            title = line.text[match.start(name) : end].strip()
            if len(title.split()) <= 9 and (title_level(title) or has_title_head(title) or title[:1].isupper()):
                statement = _span(document, line, match.start(), end)
                return Statement(text=title, citations=statement.citations)
    return None


def _span(document: Document, line: _Line, start: int, end: int) -> Statement:
    text = line.text[start:end]
    end -= len(text) - len(text.rstrip())
    citation = document.cite(line.passage, line.start + start, line.start + end)
    return Statement(text=line.text[start:end], citations=(citation,))


def _date(job: Mapping[str, object] | None, key: str) -> dt.date | None:
    value = job.get(key) if job is not None else None
    return parse_date(value) if isinstance(value, str) else None


def _dated(lines: list[_Line], cue: re.Pattern[str]) -> dt.date | None:
    for line in lines:
        match = cue.search(line.plain)
        # "31. Dezember": the date may lie beyond what looks like the sentence's end.
        if match and (day := parse_date(line.passage.text[line.start + match.start() : line.start + match.end() + 40])):
            return day
    return None


def _closed(document: Document) -> Statement | None:
    for passage in document.main:
        if passage.block == "heading" or len(passage.text) <= 400:
            for start, end in sentences(passage.text):
                if p.CLOSED.search(plain(passage.text[start:end])):
                    return Statement(text=passage.text[start:end], citations=(document.cite(passage, start, end),))
    return None
