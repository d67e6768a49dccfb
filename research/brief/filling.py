"""Filling a frame from one Signal or two: the conditions, the anchors, the lead, the lint.

Filling moves names, figures and quotes into holes and nothing else. A frame that does not fit says why (Refusal).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from research.brief.frames import Frame, book
from research.brief.lint import lint
from research.brief.rules import RULES, Context
from research.models import Citation, Kind, Modality, Quote, Signal
from research.text import fold, lemmas, words


@dataclass(frozen=True)
class Filled:
    """A question as it may be said, with everything it rests on."""

    frame: Frame
    signals: tuple[Signal, ...]
    text: str
    citations: tuple[Citation, ...]
    quote: str | None
    closed: tuple[str, ...]
    lead: str | None = None


@dataclass(frozen=True)
class Refusal:
    """Why a frame does not fit."""

    reason: str


_GENERIC_TITLE = lemmas(
    "about us company our home welcome who we are what do overview product products service services page"
)
_MONTHS = "January February March April May June July August September October November December".split()
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
FIRST_LEAD = "first"
_HOLE = re.compile(r"\{(\w+)\}")
# Slots whose values SIGNALS takes from closed lists; spelling may differ from the page ("SOC2" read as "SOC 2").
CLOSED_SLOTS = frozenset(
    "TECH TECH1 TECH2 REG METRIC FUNC FUNC1 FUNC2 FAMILY FIELD FIELD1 FIELD2 WORKSTYLE ROUND SEGMENT SPAN ZONES TEAM"
    " AWARD CERT COUNT COUNT1 COUNT2 GROUP1 GROUP2 HOW FREQ VERB ABOVE BELOW PART CHANGE WORK TASK TASK1 TASK2".split()
)
_QUOTED_SLOTS = frozenset(
    "VALUE POST_TITLE DUTY1 DUTY2 KIND1 KIND2 PAST OFFER OFFER1 OFFER2 SIDE1 SIDE2 THING JOB REQ REQ1 REQ2 NICE".split()
)
_UNSAYABLE = re.compile(r"https?:|www\.|[#@<>{}\[\]|\\/;()\"“”…]|\.\.|[\U0001f000-\U0001faff\u2600-\u27bf]")
_SHOUT = re.compile(r"\b[A-Z]{4,}(?: [A-Z]{2,})+\b")
_STARTS_BADLY = re.compile(
    r"(?i)^(?:and|or|but|nor|so|because|of|in|on|at(?! least)"
    r"|to|for|from|by|with|it|this|they|these|which|that|than|as)\b"
)
_ENDS_BADLY = re.compile(
    r"(?i)\b(?:a|an|the|our|your|their|of|in|on|at|to|for|from|by|with|and|or|but|is|are|was|were|be|has|have|had|will|would"
    r"|can|could|may|not|that|which|who|as|than|every|each|needing|having|being|without|only|also|into|about|over|under|than|between|no|its|this|these|those|more|most|such|very)$"
)
_HAS = {
    "number": re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred)\b|same.day", re.I),
    "date": re.compile(r"\b20\d\d\b|\bnext (?:year|quarter)\b|\b(?:months|years|decade)\b", re.I),
    "problem": re.compile(
        r"\b(?:manual\w*|fragment\w*|slow\w*|silo\w*|outgrow\w*|outgrew|unreliab\w*|spreadsheets?|backlogs?|challeng\w*"
        r"|struggl\w*|problems?|bottleneck\w*|broken|brittle|fragile|legacy|inconsisten\w*|nobody|no one|lack\w*"
        r"|late|delay\w*"
        r"|hard(?:er)?|difficult\w*|expensive|impossible|painful|pain|scattered|duplicat\w*|outdated|error\w*|fail\w*|unclear"
        r"|incomplete|missing|gaps?|risks?|debt|confus\w*|wast\w*|complex\w*|not|never|without|couldn't|too)\b",
        re.I,
    ),
    "pace": re.compile(
        r"\b(?:fast|pace\w*|chang\w*|ambigu\w*|hats|ground running|scrappy|sleeves|uncertain\w*|shift\w*|thrive\w*"
        r"|juggl\w*|deadlines?|multiple|quickly|unpredictab\w*)\b",
        re.I,
    ),
    "two": re.compile(r"\b(?:and|or)\b"),
    "ownership": re.compile(r"\b(?:own|owns|owner|ownership|accountable|responsib\w+|in charge)\b", re.I),
}
# Pay and papers belong to another talk.
_NOT_HERE = re.compile(
    r"(?i)\b(?:wages?|salar\w+|compensation|bonus(?:es)?|equity|stock options?|visas?|pension|401)\b"
)


def fill(frame: Frame, signals: Sequence[Signal], context: Context, lead: str = FIRST_LEAD) -> Filled | Refusal:
    """Return the question that `frame` makes of one Signal (two for a pair), or the Refusal with its reason.

    `lead` chooses the opening sentence of frames that have one; by default the first that can carry the quote.
    A text that fails the lint is refused.
    """
    reason = (
        next((r for s, allowed in _allowed(frame, signals) if (r := _wrong_tense(s, allowed))), None)
        or _wrong_time(frame, signals, context)
        or _wrong_slots(frame, signals[0], context)
        or (RULES[frame.rule](signals, context) if frame.rule else None)
        or _not_the_posting(frame, signals)
    )
    if reason:
        return Refusal(reason)
    text = frame.text
    if context.small and frame.small:
        if frame.small == "off":
            return Refusal("does not fit a small company")
        text = frame.small
    if context.role == "REC" and frame.recruiter:
        text = frame.recruiter
    named = _by_name(text, signals, context)
    if isinstance(named, Refusal):
        return named
    text = named
    quotes = _quotes(frame, signals, text)
    if isinstance(quotes, Refusal):
        return quotes
    return _fill_text(frame, text, tuple(signals), quotes, context, lead)


_POSTING = re.compile(r"\b(?P<the>[Tt]he) (?:job )?posting\b")


def _by_name(text: str, signals: Sequence[Signal], context: Context) -> str | Refusal:
    """Return the text with the posting called by its title when there are several, or why it cannot be said."""
    if context.posting_name is None or not any(s.page_kind == "posting" for s in signals):
        return text
    first = _POSTING.search(text)
    if not context.posting_name or (first is None and "{Page}" not in text and not text.startswith("L. ")):
        return Refusal("several postings are open and none is chosen")
    if first is None:
        return text
    whose = ("The company’s" if context.role == "REC" else "Your") if first["the"] == "The" else "your"
    return f"{text[: first.start()]}{whose} posting for “{context.posting_name}”{text[first.end() :]}"


def _fill_text(
    frame: Frame, text: str, signals: tuple[Signal, ...], quotes: list[Quote | None], context: Context, lead: str
) -> Filled | Refusal:
    values = _values(signals, quotes, context)
    template = _with_lead(text, lead, signals[0], quotes[0], context)
    if isinstance(template, Refusal):
        return template
    holes = _HOLE.findall(template)
    missing = [h for h in holes if not values.get(h)]
    if missing:
        return Refusal(f"the page names no {_in_words(missing[0])}")
    faults = [fault for h in holes if h in signals[0].slots and (fault := slot_fault(h, values[h]))]
    if faults:
        return Refusal(faults[0])
    said = _HOLE.sub(lambda m: values[m[1]], template)
    used = [q for q in quotes if q is not None]
    citations = _distinct([*(s.citations[0] for s in signals), *(q.citation for q in used), *_rest(signals)])
    closed = (_HOLE.sub(" ", template), *_closed_values(holes, values, signals, context))
    faults = lint(said, citations, closed, sentences=3 if frame.pair else frame.sentences)
    if faults:
        return Refusal("; ".join(faults))
    own = _distinct(
        [*(s.citations[0] for s in signals), *(q.citation for q in used if _outside(q, signals)), *_rest(signals)]
    )
    said_of = {values[h] for h in holes}
    own = tuple(c for c in own if not any(_is_of_another_anchor(c, s, said_of) for s in signals))
    return Filled(frame, signals, said, own, used[0].text if used else None, closed, lead if frame.has_lead else None)


def with_lead(filled: Filled, lead: str, context: Context) -> Filled | Refusal:
    """Return the same question with another lead."""
    return fill(filled.frame, filled.signals, context, lead) if filled.frame.has_lead else filled


def slot_fault(name: str, value: str) -> str | None:
    """Return why a slot value cannot be said, or None: marks, length, quotation marks, shouting."""
    if not value.strip() or value != value.strip():
        return f"{name} is empty or has loose ends"
    if _UNSAYABLE.search(value) or _SHOUT.search(value):
        return f"{name} cannot be said aloud"
    longest = 80 if name == "POST_TITLE" else 60
    if (
        len(value) > longest
        or len(value.split()) > (10 if name == "POST_TITLE" else 9)
        or any(len(w) > 20 for w in words(value))
    ):
        return f"{name} is too long to say"
    if value[-1] in ".?!,:" or (name == "POST_TITLE" and re.search(r"[?!]|\. ", value)):
        return f"{name} brings its own end mark"
    return None


def quote_fault(text: str, least: int = 3) -> str | None:
    """Return why a quote cannot be said, or None; `least` is the fewest words it must have."""
    count = len(text.split())
    if not least <= count <= 9 or len(text) > 60:
        return "the quote is not of three to nine words"
    if _UNSAYABLE.search(text) or _SHOUT.search(text) or text.count(",") > 1 or len(re.findall(r"\d[\d.,]*", text)) > 2:
        return "the quote cannot be said aloud"
    if _STARTS_BADLY.search(text) or _ENDS_BADLY.search(text):
        return "the quote starts or ends in the middle of a phrase"
    if _NOT_HERE.search(text):
        return "the quote is about pay"
    if re.search(r"[.?!:,]$", text) or text != text.strip() or re.search(r"[.?!] ", text):
        return "the quote brings its own end mark"
    return None


def months_between(earlier: dt.date, later: dt.date) -> float:
    """Return the age in months of 30.44 days; negative when `earlier` lies ahead."""
    return (later - earlier).days / 30.44


def when(date: dt.date, today: dt.date) -> str:
    """Return the month's name up to eleven months back, else the year."""
    return _MONTHS[date.month - 1] if 0 <= months_between(date, today) <= 11 else str(date.year)


def spelled(number: str) -> str:
    """Return "seven" for "7", up to twelve; anything else unchanged."""
    return _NUMBER_WORDS[int(number)] if number.isdecimal() and int(number) <= 12 else number


# --- conditions --------------------------------------------------------------------------------------------------


def _allowed(frame: Frame, signals: Sequence[Signal]) -> Iterable[tuple[Signal, tuple[Modality, ...]]]:
    for signal, named in zip(signals, (frame.modality, frame.modality2), strict=False):
        known = book().signals.get(signal.code)
        usual: list[Modality] = ["done", "going on", "state"]
        if known and known.plans:
            usual.append("plan")
        if known and known.negatives:
            usual.append("neg")
        yield signal, named or tuple(usual)


def _wrong_tense(signal: Signal, allowed: tuple[Modality, ...]) -> str | None:
    if signal.modality in allowed:
        return None
    return {
        "plan": "the page only plans it",
        "neg": "the page says it with a not",
        "done": "the page says it is done",
    }.get(signal.modality, f"the page says it as {signal.modality}")


def _wrong_time(frame: Frame, signals: Sequence[Signal], context: Context) -> str | None:
    for i, signal in enumerate(signals):
        known = book().signals.get(signal.code)
        most = frame.max_age if frame.max_age is not None and i == 0 else (known.max_age if known else None)
        if signal.date is None:
            if frame.dated and i == 0:
                return "undated"
            if signal.code.startswith("C") and signal.page_kind in ("news", "article", "press"):
                return "undated news"
            continue
        age = months_between(signal.date, context.today)
        if most is not None and age > most:
            return f"older than {most} months"
        if frame.min_age is not None and i == 0 and age < frame.min_age:
            return f"younger than {frame.min_age} months"
    return _wrong_year(frame, signals, context)


def _wrong_year(frame: Frame, signals: Sequence[Signal], context: Context) -> str | None:
    if frame.where_year is None:
        return None
    year = next((y for s in signals if (y := s.slots.get("YEAR", "")).isdecimal()), None)
    if frame.where_year == "none":
        return None if year is None else "the target has a date"
    if year is None:
        return "the target has no date"
    ahead = int(year) > context.today.year or (int(year) == context.today.year and context.today.month <= 9)
    if frame.where_year == "future":
        return None if ahead else "past date"
    return "the date lies ahead" if int(year) >= context.today.year else None


def _wrong_slots(frame: Frame, signal: Signal, context: Context) -> str | None:
    if frame.subtypes and signal.subtype not in frame.subtypes:
        return f"not the kind “{signal.subtype}”"
    for name in frame.needs:
        if not signal.slots.get(name):
            return f"the page names no {_in_words(name)}"
    for name, beginnings in frame.where.items():
        if not fold(signal.slots.get(name, "")).startswith(tuple(fold(b) for b in beginnings)) or not signal.slots.get(
            name
        ):
            return f"it is about another {_in_words(name)}"
    figure = signal.slots.get("NUM", "")
    if signal.code == "C06" and figure and _is_cut(figure, signal.citations[0].quote):
        return "the figure is only part of what the page says"
    number = signal.slots.get("N", "")
    if frame.min_n is not None and not frame.pair and not (number.isdecimal() and int(number) >= frame.min_n):
        return f"fewer than {frame.min_n}"
    if signal.person and context.name and fold(signal.person) != fold(context.name):
        return "about somebody else"
    if signal.code.startswith("P") and not (signal.person and context.name):
        return "about nobody who is asked"
    return None


_WORDS = {
    "NUM": "figure", "N": "number", "N_WORD": "number", "COUNT": "number", "A_JOB": "job title", "TITLE": "job title",
    "POST_TITLE": "title that can be said", "FULLNAME": "person", "FUNC": "function", "METRIC": "measure",
    "METRIC_DIR": "measure", "ORG": "organisation", "REG": "rule or certificate", "CERT": "certificate",
    "REQ": "requirement", "FREQ": "frequency", "SPAN": "span of time", "TECH": "technology", "WHEN": "date",
    "LACKS": "thing that is left out", "TILL": "date", "WORKSTYLE": "way of working",
}  # fmt: skip
"""What the slots of a Signal hold, where their names in small letters do not say it."""


def _in_words(slot: str) -> str:
    """Return what a slot holds, as people say it: "figure" for NUM, "task" for TASK1."""
    name = slot.rstrip("0123456789")
    return _WORDS.get(name, name.lower().replace("_", " "))


def _is_cut(figure: str, sentence: str) -> bool:
    """Whether a figure was cut out of a wider one ("a day or two", "up to 3 hours")."""
    around = rf"(?:up to |\bor |\bto )?{re.escape(figure)}(?: or| to|-|–)?\b"
    found = re.search(around, sentence)
    return found is not None and (found[0] != figure or not re.match(r"\d|one|two|three|four|five|six", figure))


def _not_the_posting(frame: Frame, signals: Sequence[Signal]) -> str | None:
    if "posting" in frame.text and any(s.code.startswith("J") and s.page_kind != "posting" for s in signals):
        return "stands on another page than the posting"
    return None


def _quotes(frame: Frame, signals: Sequence[Signal], text: str) -> list[Quote | None] | Refusal:
    """Return the first fitting quote of each signal, None where the text has no place for one."""
    wanted = ("{Q}" in text or text.startswith("L. "), "{Q2}" in text)
    found: list[Quote | None] = []
    for signal, wants, forms in zip(signals, wanted, (frame.forms, frame.forms2), strict=False):
        if not wants:
            found.append(None)
            continue
        fitting = [q for q in signal.quotes if not forms or "any" in forms or q.form in forms]
        sayable = [q for q in fitting if quote_fault(q.text, frame.quote_words) is None and not _is_listed(q)]
        cued = [q for q in sayable if frame.quote_has is None or _HAS[frame.quote_has].search(q.text)]
        if not cued:
            short = "no words of it fit into the sentence" if not fitting else "no few words of it can be said aloud"
            return Refusal(f"no {frame.quote_has} in the quote" if sayable else short)
        found.append(cued[0])
    return found


_MORE_OF_A_LIST = re.compile(r", [\w’'-]+(?: [\w’'-]+){0,3},")
_ONE_MORE = re.compile(r" (?:and|or|as well as|et|und) \w")


def _is_listed(quote: Quote) -> bool:
    """Whether a quote stops after the first of several things ("we look for passion, skill, character and …").

    "… through the membership" of "through the membership and co-development" says less than the page: what was left out
    may be the half that matters.
    """
    rest = quote.citation.suffix
    if quote.form in ("VP", "NP") and _ONE_MORE.match(rest):
        return True
    return quote.form in ("CL", "NP") and _MORE_OF_A_LIST.match(rest) is not None


# --- values ------------------------------------------------------------------------------------------------------


def _values(signals: tuple[Signal, ...], quotes: list[Quote | None], context: Context) -> dict[str, str]:
    values: dict[str, str] = {}
    for signal in reversed(signals):
        values |= {k: _bare(k, v) for k, v in signal.slots.items()}
    if len(signals) > 1:
        values |= {f"{k}2": _bare(k, v) for k, v in signals[1].slots.items() if f"{k}2" not in values}
        values["page2"] = page_phrase(signals[1], context)[0]
        values["N_WORD2"] = spelled(signals[1].slots.get("N", ""))
    for key, quote in zip(("Q", "Q2"), quotes, strict=False):
        if quote is not None:
            values[key] = quote.text
    first = signals[0]
    name, at = page_phrase(first, context)
    values |= {
        "page": name,
        "Page": _capital(name),
        "at": at,
        "At": _capital(at),
        "TITLE_OF_PAGE": _bare("", first.title),
    }
    values["N_WORD"] = spelled(values.get("N", ""))
    if first.date is not None:
        values["WHEN"] = when(first.date, context.today)
    return values


def _bare(name: str, value: str) -> str:
    text = re.sub(r"\s+", " ", value).strip()
    if name in ("PRODUCT", "ORG", "PROJECT", "TITLE", "TITLE1", "TITLE2", "PLACE"):
        text = re.sub(r"(?i)^the (?=\S)", "", text)
    if name in _QUOTED_SLOTS:
        text = text.strip('“”"').rstrip(".")
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def page_phrase(signal: Signal, context: Context) -> tuple[str, str]:
    """Return what the signal's page is called aloud to this person, and its preposition ("on", "in")."""
    outside = context.role == "REC"
    kind: Kind = signal.page_kind
    if kind == "posting" and context.posting_name:
        return f"{'the company’s' if outside else 'your'} posting for “{context.posting_name}”", "in"
    if kind not in ("posting", "person") and not _own(signal, context):
        kind = "press"
    phrase = book().pages[kind]
    date = signal.date
    if phrase.dated and phrase.dated_recruiter and phrase.dated_at and date and date <= context.today:
        text = phrase.dated_recruiter if outside else phrase.dated
        return text.replace("{MONTH}", when(date, context.today)), phrase.dated_at
    title = _bare("", signal.title)
    told = re.search(
        r"(?i)\b(services|solutions|prestations|leistungen)\b", f"{urlsplit(signal.citations[0].url).path} {title}"
    )
    if kind == "products" and told and signal.code == "C31":
        word = "solutions" if told[1].lower() == "solutions" else "services"
        return f"{'the company’s' if outside else 'your'} {word} page", "on"
    foreign = "LANG" in signal.slots
    if kind in ("products", "about", "other") and not foreign and _is_page_name(title, signal.citations[0].url):
        return f"{'the company' if outside else 'your'}{'’s' if outside else ''} “{title}” page", "on"
    return (phrase.recruiter if outside else phrase.name), phrase.at


def _is_page_name(title: str, url: str) -> bool:
    """Whether a page may be called by its own title: up to four words that its address repeats ("Membership")."""
    plain = 1 <= len(title.split()) <= 4 and slot_fault("POST_TITLE", title) is None and not title.isupper()
    telling = lemmas(title) - _GENERIC_TITLE
    path = lemmas(re.sub(r"[-_/.]", " ", urlsplit(url).path))
    return (
        plain
        and "," not in title
        and not re.match(r"(?i)(?:our|the|about|how|why|we) ", title)
        and bool(telling)
        and telling <= path
    )


def _own(signal: Signal, context: Context) -> bool:
    host = (urlsplit(signal.citations[0].url).hostname or "").removeprefix("www.")
    site = context.site or ""
    return not host or not site or host == site or host.endswith(f".{site}") or site.endswith(f".{host}")


def _with_lead(text: str, lead: str, signal: Signal, quote: Quote | None, context: Context) -> str | Refusal:
    if not text.startswith("L. "):
        return text
    if signal.page_kind == "person" and not (
        signal.person and context.name and fold(signal.person) == fold(context.name)
    ):
        return Refusal("the page is about somebody else")
    form = quote.form if quote else "any"
    able = [x for x in book().leads if form in x.forms]
    chosen = next((x.text for x in able if x.id == lead), able[0].text if lead == FIRST_LEAD else None)
    if chosen is None:
        return Refusal("the lead does not carry this quote")
    if "{TITLE}" in chosen and (
        signal.page_kind not in ("article", "press")
        or slot_fault("POST_TITLE", _bare("", signal.title))
        or len(words(signal.title)) < 3
    ):
        return Refusal("the page has no title that can be said")
    return chosen.replace("{TITLE}", "{TITLE_OF_PAGE}") + text[2:]


_OURS = frozenset("page Page page2 at At WHEN N_WORD N_WORD2 TITLE_OF_PAGE FIRST TOPIC".split())


def _closed_values(
    holes: list[str], values: dict[str, str], signals: tuple[Signal, ...], context: Context
) -> list[str]:
    """Return the values that stand in no passage because they are ours, or from closed lists."""
    allowed = [values[h] for h in holes if h in _OURS or h in CLOSED_SLOTS]
    allowed += [s.title for s in signals]
    allowed += [s.slots[k] for s in signals for k in CLOSED_SLOTS & s.slots.keys()]
    # What a page says in another language is told in words from closed lists (tongues.toml).
    allowed += [v for s in signals if "LANG" in s.slots for k, v in s.slots.items() if k not in _QUOTED_SLOTS]
    allowed += [context.name or "", context.posting_name or ""]
    allowed += [str(s.date.year) for s in signals if s.date and s.code in ("J11", "C10", "C13")]
    return allowed


def _rest(signals: Sequence[Signal]) -> list[Citation]:
    """Return what else proves a signal built from several places (a career from two lines), at most three."""
    return [c for s in signals for c in s.citations[1:4]]


def _is_of_another_anchor(citation: Citation, signal: Signal, said: set[str]) -> bool:
    """Whether a line of the signal holds only names that the question leaves out, while another holds one it says.

    "Python or Go" proves nothing about a question on RabbitMQ, though one signal holds both lines of the posting.
    """
    if citation not in signal.citations or any(fold(v) in fold(citation.quote) for v in said):
        return False
    elsewhere = any(fold(v) in fold(c.quote) for c in signal.citations for v in said)
    return elsewhere and any(fold(v) in fold(citation.quote) for v in signal.slots.values())


def _outside(quote: Quote, signals: Sequence[Signal]) -> bool:
    c = quote.citation
    return not any(
        (c.document, c.passage) == (d.document, d.passage) and d.start <= c.start and c.end <= d.end
        for s in signals
        for d in s.citations[:1]
    )


def _distinct(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    seen: dict[tuple[str, str, int, int], Citation] = {}
    for c in citations:
        seen.setdefault((c.document, c.passage, c.start, c.end), c)
    return tuple(seen.values())
