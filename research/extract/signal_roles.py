# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Signals of a posting: what its lines say, what they weigh, and what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from research.extract import lexicons, signal_tongues
from research.extract.quotes import micro_quotes, whole_quote
from research.extract.signal_lines import Line, Site, is_english, line_at, lines_of, own_title
from research.extract.signal_slots import integer, technology
from research.models import Citation, Document, Form, Posting, Quote, Signal, Statement
from research.text import fold

_LEAST_WORDS = 120
_MOST_SILENCE = 3
_COUNT = r"(?P<N>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_OWNERSHIP = re.compile(
    r"(?i)\b(?:own|ownership|accountable|accountability|end[- ]to[- ]end responsibility|full responsibility)\b"
)
_IMPROVE = re.compile(
    r"(?i)\b(?:own|owns|owning|responsible|accountable|driv(?:e|es|ing)|improv(?:e|es|ing)|increas(?:e|ing)|reduc(?:e|ing)|target|hit|achiev(?:e|ing)|grow|maintain|lower|measured|monitor|track|cut|raise|lift|bring down|decrease|shorten)\b"
)
_SPAN = re.compile(
    r"(?i)\b(?:(?:in|within|during|over|by the end of|after) )?(?:your|the) first (?P<SPAN>30 days|60 days|90 days|(?:3|three) months|(?:6|six) months|(?:12|twelve) months|month|year)\b"
    r"|\b(?:by|after) (?:month|day) (?P<AT>\d{1,2})\b|^(?:first )?(?P<HEAD>30 days|60 days|90 days|three months|six months|first year)\b"
)
_SPANS = {
    "3 months": "three months",
    "6 months": "six months",
    "12 months": "year",
    "twelve months": "year",
    "first year": "year",
}
_NOT_A_GOAL = re.compile(
    r"(?i)\b(?:probation|benefits?|insurance|401|eligible|vacation|leave|bonus|vest|contract)\w*\b"
)
_PACE = re.compile(
    r"(?i)\b(?P<K>fast[- ]paced|many hats|multiple hats|(?:comfort\w*|thriv\w+|deal\w*|navigat\w+|tolera\w+|embrac\w+|handl\w+|work\w*|flourish\w*|amid|despite)(?: \w+){0,3} ambigu\w+(?: \w+)?|ambiguous (?:\w+ )?(?:environments?|problems?|problem spaces|situations?)|self[- ]starter|self[- ]driven|(?:changing|shifting|competing) priorities|scrappy|roll up (?:your|our) sleeves|hit the ground running|without a lot of supervision|little supervision)\b"
)
_WORK_WITH = re.compile(
    r"(?i)\b(?P<K>work(?:ing)?(?: very)? closely with|partner(?:ing)? (?:closely )?with|collaborat(?:e|ing)(?: closely)? with|alongside|liais(?:e|ing) with|interfac(?:e|ing) with|coordinat(?:e|ing) with)\b(?P<REST>.{3,120})"
)
_ON_CALL = re.compile(r"(?i)\b(?P<K>on[- ]call|pager ?duty|rota)\b")
_TRAVEL = re.compile(
    r"(?i)\b(?P<K>travel\w*)\b.{0,40}?(?P<NUM>(?:up to )?\d{1,2} ?%)|(?P<NUM2>(?:up to )?\d{1,2} ?%) (?P<K2>travel)\b"
)
_SHIFTS = re.compile(
    r"(?i)\b(?P<K>shift work|night shifts?|evening shifts?|weekend (?:work|shifts?)|rotating shifts?|peak season|busy season)\b"
)
_FIRST = re.compile(
    r"(?i)\b(?P<K>(?:our|its|the company['’]s|the team['’]s|be the|as the|are the|is the|our very) (?:very )?first (?:full[- ]time |dedicated )?(?:[\w-]+ ){0,2}(?:hire|engineer|designer|developer|manager|researcher|analyst|scientist|marketer|recruiter|lead|role|writer|nurse|counsel|executive|salesperson|accountant|consultant|officer|director|head|representative|teacher|architect|strategist)|founding (?:engineer|designer|member|team member)|first of its kind)\b"
)
_NEW_TEAM = re.compile(
    r"(?i)\b(?P<K>(?:newly[- ](?:created|formed|established)|brand[- ]new|new) (?:[\w-]+ ){0,2}(?:team|role|position|function|department)|build(?:ing)? out (?:the|our|a) [\w ]{0,20}team|backfill)\b"
)
_SUBJECT_CUSTOMER = re.compile(
    r"(?i)\b(?:our|their|its|the) (?:customers?|clients?|users?|communities|partners|agencies)['’]? ?(?:\w+ ){0,2}(?:problems?|challenges?|struggle|face|needs?|pain)|\bhelp(?:s|ing)? (?:our )?(?:customers|clients|users|agencies|communities|them|teams|people)\b"
)
_GENERIC = re.compile(
    r"(?i)\b(?:solve (?:hard|complex|interesting|challenging|difficult|real|tough|technical|creative) problems|problem[- ]solv\w+|challenging (?:work|environment|projects|and rewarding))\b"
)
_STRIP = re.compile(
    r"(?i)^(?:[•\-–—*]\s*)?(?:(?:you (?:have|bring|are)|we(?:['’]re| are) looking for|must have|required:|preferred:|bonus:|nice to have:|ideally,?|some|at least|minimum(?: of)?|with|having)\s+)*"
    r"(?:(?:\d+\+?|one|two|three|four|five|several|many)(?:[-–]\d+)?\+? (?:or more )?years?['’]?(?: or more)?(?: of)?\s+)?"
    r"(?:(?:strong|solid|proven|demonstrated|deep|significant|extensive|prior|previous|relevant|professional|practical|hands-on|basic|good|excellent|working|advanced|proficient|some|direct|broad|general|high-level|in-depth)[, ]+(?:and )?)*"
    r"(?:(?:experience|knowledge|understanding|familiarity|proficiency|expertise|fluency|skills?|background|track record|competence|comfort|interest|ability|exposure)(?:(?: (?:with|in|of|to|using|as|for|working with|working in|about|around|on))+\s+|\s+(?=[a-z]+ing\b)))?"
    r"(?:an? (?:wide |broad )?(?:variety|range|number|set) of |various |enough )?"
)
_SOFT = re.compile(
    r"(?i)\b(?:degree|bachelor|master'?s|ph\.?d|diploma|visa|authori[sz]ed|citizen\w*|clearance|eligib\w+|background check|drug|driver|lift|pounds|communicat\w+ skills|team[- ]player|self[- ](?:starter|motivated|driven)|passion\w*|attitude|enthusias\w+|motivated|detail[- ]oriented|organi[sz]ed|time management|interpersonal"
    r"|licen[cs]e|right to work|registration|organizational skills|attention to|equivalent|gpa|years old|salary|english|sense of humou?r|willing\w*|reside|located|lgbt\w*|gender|race|disabilit\w+|veterans?)\b"
)
_CUT = re.compile(
    r"\s*(?:[,;:(–—]|\.(?:\s|$)| - | (?:and/or|such as|including|like|e\.g\.|to|that|which|who|where|while|so|as well as|especially|preferably|in order|or equivalent|used|used by|within|across)\b)"
)
_EMPTY = re.compile(
    r"(?i)\b(?:proficiency|understanding|ability|attention|awareness|knowledge|skills and|familiarity|desire|interest|capacity|judgment)$|^(?:\w+ )?experience$"
)
_TEAM_OF = re.compile(
    rf"(?i)\b(?:team of (?P<K>{_COUNT})\b(?! (?:experts|professionals) worldwide)|(?P<N2>\d{{1,2}}|two|three|four|five|six|seven|eight|nine|ten)[- ](?:person|people|strong|member) team)"
)
_REPORT = re.compile(
    r"(?i)\b(?:report(?:s|ing)?|reports? directly|directly report(?:s|ing)?)(?: directly)?(?: in)? to (?:the |our |an? )?(?P<TITLE>[A-Z0-9][^.;:()]{2,60})"
)
_TITLE_END = re.compile(
    r"(?:,| and (?!Co|Found|Chief|Head|CEO|of)| who| you| this| to| with| in| for| on| as| at| –| -).*$"
)


def of_postings(postings: Sequence[Posting], site: Site) -> Iterator[Signal]:
    """Yield the signals of each posting: from its parts first, then from its sentences, then from its silence."""
    by_capture = {d.sha256: d for d in site.documents}
    seen: set[str] = set()
    for posting in postings:
        document = by_capture.get(posting.document)
        if document is None:
            continue
        seen.add(document.sha256)
        if not is_english(document):
            yield from signal_tongues.of_posting(posting, document, site)
            yield from _both(document, site)
            continue
        yield from _parts(posting, document, site)
        yield from _sentences(document, site)
        yield from _silence(posting, document, site)
    for document in site.documents:
        if document.sha256 not in seen and document.kind == "careers" and is_english(document):
            yield from _sentences(document, site)


def _parts(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    yield from _problems(posting, document, site)
    yield from _requirements(posting, document, site)
    yield from _reporting(posting, document, site)
    yield from _measures(posting, document, site)
    yield from _goals(posting, document, site)


def _lines(statements: Iterable[Statement], document: Document) -> Iterator[Line]:
    for statement in statements:
        cited = statement.citations[0]
        line = line_at(document, cited.passage, cited.start, cited.end)
        if line is not None and len(line.text) <= 1_000:
            yield line


# --- J02 ------------------------------------------------------------------------------------------------------------


def _problems(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    """Problem statements, and duties that start with a verb against a problem ("untangle …")."""
    words = [w.lower() for w in lexicons.word_set("problem_words")] + [
        "challenge",
        "challenges",
        "problem",
        "problems",
        "nobody",
    ]
    verbs = [w.lower() for w in lexicons.word_set("problem_verbs")]
    taken: set[tuple[str, int]] = set()
    stated = [(line, words + verbs) for line in _lines(posting.problems, document)]
    stated += [(line, words) for line in _all_lines(document) if _TROUBLE.search(line.text)]
    duties = [(line, verbs) for line in _lines((*posting.summary, *posting.responsibilities), document)]
    for line, cue in [*stated, *duties]:
        place = (line.passage.id, line.start)
        if place in taken or _GENERIC.search(line.text) or _SUBJECT_CUSTOMER.search(line.text):
            continue
        taken.add(place)
        quotes = _cut(line, cue, site)
        if cue is verbs:
            quotes = tuple(q for q in quotes if q.form == "VP" and fold(q.text).split()[0] in verbs)
        if quotes:
            yield _signal("J02", quotes[0].form, line, site, {}, quotes)


_TROUBLE = re.compile(
    r"(?=.*\b(?:our|we|today|currently|still|until now|nobody)\b|.*\b(?:is|are|live|lives|stay) (?:too |still |very |mostly |often )?(?:manual|slow|scattered|fragmented|siloed|unreliable|brittle|spread))"
    r".*\b(?:manual|fragmented|slow|siloed|silos|outgrown|unreliable|spreadsheets?|backlog|bottlenecks?|brittle|outdated|scattered|legacy|error-prone|duplicated?|inconsistent|struggl\w+)\b",
    re.I,
)


def _cut(line: Line, cue: Sequence[str], site: Site) -> tuple[Quote, ...]:
    first = re.match(r"[A-Za-z-]+", line.text)
    imperative = bool(first) and lexicons.is_base_verb(first[0] if first else "")
    return micro_quotes(
        line.document, line.passage, (line.start, line.end), cue, imperative=imperative, verb_phrases=True,
        names=site.names,
    )  # fmt: skip


# --- J03 ------------------------------------------------------------------------------------------------------------


def _requirements(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    musts = [(line, quote) for line in _lines(posting.must, document) if (quote := requirement(line)) is not None]
    musts = list({fold(q.text): (line, q) for line, q in musts}.values())
    if len(musts) >= 2:
        far = next((pair for pair in combinations(musts, 2) if _distant(pair[0][1].text, pair[1][1].text)), None)
        (one, first), (two, second) = far or (musts[0], musts[1])
        slots = {"REQ1": first.text, "REQ2": second.text}
        yield _signal("J03", "distant" if far else "must", one, site, slots, (first, second), also=(_whole(two),))
    for line, quote in musts[:6]:
        yield _signal("J03", "single", line, site, {"REQ1": quote.text}, (quote,), weight=0.7)
    nice = ((line, quote) for line in _lines(posting.nice, document) if (quote := requirement(line)) is not None)
    for line, quote in list(nice)[:4]:
        yield _signal("J03", "nice", line, site, {"NICE": quote.text}, (quote,))


def requirement(line: Line) -> Quote | None:
    """Return the noun phrase that a requirement names ("Experience with customs brokers" -> "customs brokers")."""
    start = _after_lead(line)
    end = _before_tail(line.text, start) if start is not None else None
    if start is None or end is None or _SOFT.search(line.text):
        return None
    text = line.text[start:end].rstrip(" .")
    text = re.split(r" and (?=(?:know|use|understand|apply|build|be|can|are)\b)", text)[0]
    words = text.split()
    if not words or not _is_noun_phrase(words) or _EMPTY.search(text):
        return None
    span = (line.start + start, line.start + start + len(text))
    if len(words) > 1:
        return whole_quote(line.document, line.passage, span, "NP")
    return Quote(form="NP", citation=line.document.cite(line.passage, *span)) if technology(text) else None


def _after_lead(line: Line) -> int | None:
    """Return where the matter begins behind "5+ years of experience with"; None for prose and duties."""
    lead = _STRIP.match(line.text)
    start = lead.end() if lead else 0
    if re.fullmatch(r"(?i)(?:an?|the) ", line.text[:start]):
        start = 0
    listed = line.passage.block in ("item", "cell", "term")
    return None if start == 0 and (not listed or re.match(r"(?i)\w+ing\b", line.text)) else start


def _before_tail(text: str, start: int) -> int | None:
    """Return where the noun phrase ends, before "such as …", a comma or a relative clause; None when it cannot end."""
    cut = _CUT.search(text, start)
    if cut is None:
        return len(text)
    end, mark = cut.start(), cut[0].strip()
    listed = mark == "," and bool(re.search(r"\b(?:and|or)\b", text[end:]))
    if not (listed or mark in {"where", "that", "which", "who"}) or text[end - 1] == "s":
        return end
    # "design, agile and software processes": the noun comes after the list; what stands before "in" may do.
    prepositions = list(re.finditer(r" (?:in|for|with|on|at|of) ", text[start:end]))
    return start + prepositions[-1].start() if prepositions else None


def _is_noun_phrase(words: Sequence[str]) -> bool:
    lowered = [w.lower().replace("’", "'").strip(",") for w in words]
    first = lowered[0]
    if len(words) > 9 or first in lexicons.word_set("bad_first") or first in _NOT_NOUNS:
        return False
    if any(w.split("'")[0] in _SPEAKERS or w == "yourself" or lexicons.is_surely_finite(w) for w in lowered):
        return False
    if lexicons.is_base_verb(first) and len(words) > 1 and first not in _VERB_NOUNS:
        return False
    if any(w.endswith("ly") and w not in {"family", "supply", "early"} for w in lowered[1:-1]) and not first.endswith(
        "ing"
    ):
        return False
    return not first.endswith(("ed", "ly")) and any(len(w) > 2 for w in words)


_SPEAKERS = frozenset("you we i they he she your it".split())
_NOT_NOUNS = frozenset("you we able be can comfortable proficient familiar experienced".split())
_VERB_NOUNS = frozenset("cloud design test process research product program support market model map project".split())


def _distant(one: str, two: str) -> bool:
    """Tell whether two requirements come from far families: different layers of technology and people's functions."""
    tech1, tech2 = lexicons.lexicon("tech").first(one), lexicons.lexicon("tech").first(two)
    func1, func2 = lexicons.lexicon("functions").first(one), lexicons.lexicon("functions").first(two)
    technical = {"engineering", "data engineering", "DevOps", "infrastructure", "security", "IT", "site reliability"}
    if tech1 and not tech2 and func2 and func2.spoken not in technical:
        return True
    return bool(tech2 and not tech1 and func1 and func1.spoken not in technical)


# --- J04 ------------------------------------------------------------------------------------------------------------


def _reporting(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    stated = [
        *_lines((posting.reports_to,) if posting.reports_to else (), document),
        *_lines((posting.team,) if posting.team else (), document),
    ]
    told = False
    for line in (*stated, *_all_lines(document)):
        title = reporting_title(line.text)
        if title and not told:
            told = True
            yield _signal("J04", "reports", line, site, {"TITLE": title}, ())
    for line in (*stated, *_all_lines(document)):
        m = _TEAM_OF.search(line.text)
        if m is None or re.search(r"(?i)\b(?:company|worldwide|globally|experts)\b", line.text):
            continue
        number = m["N"] or m["N2"]
        count = integer(number)
        if count and 2 <= count <= 60:
            yield _signal("J04", "team", line, site, {"N": number}, ())
            return


def reporting_title(text: str) -> str | None:
    """Return the title to which the role reports, as printed, or None; it must hold a word of the title ladder."""
    m = _REPORT.search(text)
    if m is None or re.search(r"(?i)\b(?:will|who) (?:all )?report to you\b", text):
        return None
    title = _TITLE_END.sub("", m["TITLE"]).strip(" ,.")
    if not 1 <= len(title.split()) <= 6 or lexicons.title_level(title) < 3 or not title[:1].isupper():
        return None
    return title


def _all_lines(document: Document) -> Iterator[Line]:
    for passage in document.main:
        if passage.block != "heading" and len(passage.text) <= 2_000:
            yield from lines_of(passage, document, True)


# --- J05, J06 ---------------------------------------------------------------------------------------------------------


def _measures(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    found: set[str] = set()
    for line in _lines((*posting.measures, *posting.responsibilities), document):
        for named in lexicons.lexicon("metrics").find(line.text):
            if named.spoken not in found and _tied(line, named):
                found.add(named.spoken)
                yield _signal("J05", "metric", line, site, {"METRIC": named.spoken, "METRIC_DIR": named.group}, ())
    for line in _lines(posting.responsibilities, document):
        cue = _OWNERSHIP.search(line.text)
        quotes = tuple(q for q in _cut(line, [cue[0].lower()], site) if q.form in ("VP", "CL")) if cue else ()
        if quotes and not re.search(r"(?i)\b(?:your|their) own\b|\bown (?:career|schedule|time)\b", line.text):
            yield _signal("J05", "ownership", line, site, {}, quotes)
            return


def _tied(line: Line, named: lexicons.Named) -> bool:
    """Tell whether the measure is the object of "own", "improve" … and no part of a longer noun ("engagement operations")."""
    before = line.text[: named.start].split()[-6:]
    after = line.text[named.end :]
    whole = re.match(
        r"\s*(?:$|[,.;:()]|(?:and|or|in|of|for|by|across|from|to|through|at|within|on|per|with|as|while)\b)", after
    )
    return bool(whole) and bool(_IMPROVE.search(" ".join(before)))


def _goals(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    spans: set[str] = set()
    for line in (*_lines(posting.goals, document), *_all_lines(document)):
        context = line.text if _SPAN.search(line.text) else " ".join(line.passage.headings[-1:])
        m = _SPAN.search(context)
        if m is None or _NOT_A_GOAL.search(line.text) or _NOT_A_GOAL.search(context):
            continue
        span = _span(m)
        if span is None or span in spans:
            continue
        cue = [
            w
            for w in re.findall(r"[a-z-]{4,}", line.text.lower())
            if w not in {"your", "first", "days", "months", "will"}
        ]
        quotes = tuple(q for q in _cut(line, cue, site) if not re.search(r"(?i)\bfirst\b", q.text))
        spans.add(span)
        yield _signal("J06", "goals", line, site, {"SPAN": span}, quotes, modality="plan")


def _span(m: re.Match[str]) -> str | None:
    raw = (m["SPAN"] or m["HEAD"] or "").lower()
    if m["AT"]:
        at = int(m["AT"])
        return {30: "30 days", 60: "60 days", 90: "90 days", 3: "three months", 6: "six months", 12: "year"}.get(at)
    return _SPANS.get(raw, raw) or None


# --- sentences: J01, J07, J08, J09 --------------------------------------------------------------------------------------


def _sentences(document: Document, site: Site) -> Iterator[Signal]:
    told: set[str] = set()
    for line in _all_lines(document):
        for signal in _of_sentence(line, site):
            key = signal.code + signal.subtype
            if key not in told:
                told.add(key)
                yield signal
    yield from _both(document, site)


def _of_sentence(line: Line, site: Site) -> Iterator[Signal]:
    text = line.text
    if line.kind == "posting":
        first = _FIRST.search(text)
        if first and not re.search(r"(?i)\bfirst (?:line|class|point)\b", first[0]):
            yield _signal("J01", "first", line, site, {}, _cut(line, _cue(first), site))
        new = _NEW_TEAM.search(text)
        if new and not first:
            yield _signal("J01", "new team", line, site, {}, _cut(line, _cue(new), site))
        yield from _partners(line, site)
    pace = _PACE.search(text)
    if pace:
        hats = "hats" in pace[0].lower()
        yield _signal("J07", "hats" if hats else "pace", line, site, {}, _paced(line) or _cut(line, _cue(pace), site))
    adapt = _ADAPT.search(text)
    if adapt and not pace:
        quote = whole_quote(line.document, line.passage, (line.start + adapt.start(), line.start + adapt.end()), "VP")
        yield _signal("J07", "adapt", line, site, {}, (quote,) if quote else ())
    call = _ON_CALL.search(text)
    if call and not re.search(r"(?i)\b(?:physicians?|nurses?) on[- ]call\b|\bno on-call\b|\bpay\b", text):
        yield _signal("J09", "on-call", line, site, {}, _cut(line, _cue(call), site))
    travel = _TRAVEL.search(text)
    if travel:
        figure = (travel["NUM"] or travel["NUM2"]).removeprefix("up to ")
        yield _signal("J09", "travel", line, site, {"NUM": figure}, ())
    shifts = _SHIFTS.search(text)
    if shifts:
        yield _signal("J09", "shifts", line, site, {}, _cut(line, _cue(shifts), site))


_PACED = re.compile(
    r"(?i)\ban? (?:\w+, )?fast[- ]paced (?:and \w+ )?(?:[\w-]+ )?(?:environment|setting|team|company|start-?up|workplace)\b"
)
_ADAPT = re.compile(
    r"(?i)\b(?:adapt|switch|move) (?:easily |quickly )?(?:to|between) (?:different|changing|various|new|several|multiple)"
    r" (?:roles|projects|technologies|teams|clients)(?: and (?:roles|projects|technologies|teams|clients))?\b"
)


def _paced(line: Line) -> tuple[Quote, ...]:
    """Return “a fast-paced environment” by itself, without the ability to bear it."""
    named = _PACED.search(line.text)
    span = (line.start + named.start(), line.start + named.end()) if named else (0, 0)
    quote = whole_quote(line.document, line.passage, span, "NP") if named else None
    return (quote,) if quote else ()


def _cue(match: re.Match[str]) -> list[str]:
    stop = {"the", "a", "our", "of", "with", "to", "for"}
    found = next((v for k, v in match.groupdict().items() if k.startswith("K") and v), match[0])
    return [w.lower() for w in re.findall(r"[\w’'-]+", found) if w.lower() not in stop]


def _partners(line: Line, site: Site) -> Iterator[Signal]:
    m = _WORK_WITH.search(line.text)
    if m is None or re.search(r"(?i)\b(?:experience|experienced|ability|comfortable)\b", line.text[: m.start()]):
        return
    rest = re.split(
        r"[.;:]| (?:to|on|in|as|for|so|when|while|who|throughout|across|that|and (?:guide|help|support|lead|be)) ",
        m["REST"],
    )[0]
    roles = lexicons.function_roles().find(rest)
    named = [n.group for n in roles]
    for n in roles:
        rest = rest[: n.start] + " " * (n.end - n.start) + rest[n.end :]
    named += [n.spoken for n in lexicons.lexicon("functions").find(rest)]
    own = lexicons.family(line.document.title) or ""
    named = [n for n in named if n != own]
    functions = list(dict.fromkeys(named))
    if len(functions) > 4:
        functions = functions[-2:]
    if len(functions) >= 2:
        yield _signal("J08", "two", line, site, {"FUNC1": functions[0], "FUNC2": functions[1]}, ())
    elif functions:
        yield _signal("J08", "one", line, site, {"FUNC": functions[0]}, ())


_EITHER = re.compile(r"(?i)\b(?:or|ou|oder|of)\b")


def _both(document: Document, site: Site) -> Iterator[Signal]:
    """C12 both: two listed technologies of one layer that the posting asks for."""
    if document.kind != "posting":
        return
    seen: dict[str, list[tuple[str, Line]]] = {}
    for line in _all_lines(document):
        for named in lexicons.lexicon("tech").find(line.text):
            if named.group in ("data", "infra", "cloud", "business") and named.spoken not in {
                s for s, _ in seen.get(named.group, [])
            }:
                seen.setdefault(named.group, []).append((named.spoken, line))
    pairs = ((a, b) for group in ("data", "cloud") if len(seen.get(group, [])) == 2 for a, b in [seen[group]])
    for (one, line), (two, other) in pairs:
        if other.text == line.text and _EITHER.search(line.text):
            continue  # "Azure or AWS" asks for one of the two
        also = () if other.text == line.text else (_whole(other),)
        yield _signal("C12", "both", line, site, {"TECH1": one, "TECH2": two}, (), also=also)


# --- J10 ------------------------------------------------------------------------------------------------------------


def _silence(posting: Posting, document: Document, site: Site) -> Iterator[Signal]:
    """What neither the posting nor any page mentions; only when the posting is long enough to be expected to."""
    if posting.words < _LEAST_WORDS or not is_english(document) or document.kind != "posting":
        return
    line = _opening_line(posting, document)
    if line is None:
        return
    given = {
        "manager": posting.reports_to is not None,
        "measure": bool(posting.measures),
        "team": posting.team is not None,
    }
    silent = [
        w for w in ("measure", "manager", "team", "reason", "help") if not given.get(w) and not _mentioned(w, site)
    ]
    for what in silent[:_MOST_SILENCE]:
        yield _signal("J10", what, line, site, {"LACKS": what}, ())


def _mentioned(what: str, site: Site) -> bool:
    pattern = lexicons.silence(what)
    return any(pattern.search(fold(p.text)) for d in site.documents for p in d.main if len(p.text) <= 20_000)


def _opening_line(posting: Posting, document: Document) -> Line | None:
    wanted = fold(posting.title)
    for passage in document.main:
        if wanted and fold(passage.text) == wanted:
            return Line(document, passage, 0, len(passage.text), document.kind, document.published, True)
    return next(_all_lines(document), None)


def _whole(line: Line) -> Citation:
    return line.document.cite(line.passage, line.start, line.end)


def _signal(
    code: str, subtype: Form | str, line: Line, site: Site, slots: dict[str, str], quotes: tuple[Quote, ...], *,
    weight: float = 1.0, also: tuple[Citation, ...] = (), modality: str = "state",
) -> Signal:  # fmt: skip
    date = line.date if line.date and line.date <= site.today else None
    return Signal.model_validate(
        {
            "code": code, "subtype": subtype, "slots": slots, "quotes": quotes, "modality": modality, "weight": weight,
            "page_kind": line.kind, "title": own_title(line.document, site.names), "date": date,
            "citations": (_whole(line), *also),
        }
    )  # fmt: skip
