"""The named rules of frames that look at more than one place: the person asked, the posting, the resume, two signals.

A rule returns the reason against the frame, or None.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from research.brief.frames import book
from research.models import Role, Signal
from research.text import fold, lemmas, words


@dataclass(frozen=True)
class Context:
    """Who is asked, when, and what else the conditions look at."""

    today: dt.date
    role: Role = "HM"
    name: str | None = None
    job_title: str | None = None
    small: bool = False
    site: str | None = None
    """The company's own host, without "www."."""
    posting_text: str = ""
    posting_name: str | None = None
    """How a posting is called when it is one of several; None when it is the posting; "" when it has no name to say."""
    role_title: str = ""
    resume_text: str = ""
    """Empty when no resume was given; frames that need one then refuse."""


_SPEED = re.compile(r"(?i)\b(?:fast\w*|speed|quick\w*|ship\w*|move|urgen\w*|rapid\w*|bias for action)\b")
_PACE_OR_CARE = re.compile(
    rf"{_SPEED.pattern}|\b(?:quality|slow\w*|calm|simpl\w+|right|careful\w*|small|safe\w*|finish\w*|perfect|done|deadline|better)\b"
)
_PLACES = re.compile(r"(?i)\b(?:countries|states|cities|languages|years|continents|markets|regions)\b")
_LEADS = re.compile(r"(?i)\b(?:lead|leader|head|manager|director|vp|vice president|chief|supervisor)\b")
_RESPONSE = re.compile(
    r"(?i)\b(?:incident|response|respon\w*|reply|support|uptime|availab\w*|24/7|around the clock|hours?|minutes?)\b"
)
_WORK_TITLE = re.compile(
    r"(?i)(?:fix|upgrad|mov|migrat|rebuild|build|mak|improv|replac|reduc|serv|mitigat|debug|scal|rewrit|redesign|launch"
    r"|automat|develop|design|creat|add|optimi[sz]|refactor|deploy|speed)ing\b|How (?:we|I) "
)
_NOTICE_TITLE = re.compile(
    r"(?i)\b(?:introducing|announc\w+|welcom\w+|releas\w+|updates?|news\w*|report|join\w*|weekly|monthly|recap|meetup|now)\b"
)


def holds_title(job_title: str | None, title: str) -> bool:
    """Whether a job title is the one that a page speaks of ("Head of Nurse Education" in either wording)."""
    if not job_title or not title:
        return False
    a, b = lemmas(job_title), lemmas(title)
    return bool(a and b) and (a <= b or b <= a)


def shows(text: str, requirement: str) -> bool:
    """Whether every content word of a requirement occurs in a text."""
    wanted = lemmas(requirement)
    return bool(wanted) and wanted <= lemmas(text)


def _interviewer_holds(signals: Sequence[Signal], context: Context) -> str | None:
    return (
        None if holds_title(context.job_title, signals[0].slots.get("TITLE", "")) else "somebody else holds the title"
    )


def _another_holds(signals: Sequence[Signal], context: Context) -> str | None:
    return (
        "the person asked holds the title"
        if holds_title(context.job_title, signals[0].slots.get("TITLE", ""))
        else None
    )


def _resume_shows(signals: Sequence[Signal], context: Context) -> str | None:
    return None if shows(context.resume_text, signals[0].slots.get("NICE", "")) else "the resume does not show it"


def _resume_lacks(signals: Sequence[Signal], context: Context) -> str | None:
    requirement = signals[0].slots.get("REQ") or signals[0].slots.get("REQ1") or ""
    if not context.resume_text or not requirement:
        return "no resume to compare"
    return "the resume shows it" if lemmas(requirement) & lemmas(context.resume_text) else None


def _another_left_it_open(signals: Sequence[Signal], context: Context) -> str | None:
    asked = fold(context.name or "").split(" ")[0]
    return "goes back to the person who said it" if asked == fold(signals[0].slots.get("FIRST", "?")) else None


def _in_function(signals: Sequence[Signal], context: Context) -> str | None:
    return None if shows(context.job_title or "", signals[0].slots.get("FUNC", "")) else "works in another function"


def _posting_names(signals: Sequence[Signal], context: Context) -> str | None:
    name = signals[0].slots.get("TECH1", "")
    found = bool(name) and re.search(rf"\b{re.escape(fold(name))}\b", fold(context.posting_text))
    return None if found else "the posting does not name it"


def _same_subject(signals: Sequence[Signal], context: Context) -> str | None:
    sides = [lemmas(f"{s.citations[0].quote} {s.title if s.code.startswith('P') else ''}") for s in signals]
    return None if len(sides[0] & sides[1]) >= 2 else "the two speak of different things"


def _same_technology(signals: Sequence[Signal], context: Context) -> str | None:
    name = signals[0].slots.get("TECH2") or signals[0].slots.get("TECH") or ""
    other = f"{signals[1].citations[0].quote} {signals[1].title}"
    return None if name and fold(name) in fold(other) else "the two speak of different things"


def _target_first(signals: Sequence[Signal], context: Context) -> str | None:
    target, leader = signals[0].date, signals[1].date
    return None if target and leader and target < leader else "the order of the two is not known"


def _response_at_night(signals: Sequence[Signal], context: Context) -> str | None:
    promise, place = signals
    if not _RESPONSE.search(promise.citations[0].quote):
        return "another promise"
    return None if place.subtype == "timezones" else "no time zones on the page"


def _another_function(signals: Sequence[Signal], context: Context) -> str | None:
    own = {w[:5] for w in map(fold, words(context.role_title))}
    return (
        "the role's own function" if any(fold(w)[:5] in own for w in words(signals[0].slots.get("FUNC", ""))) else None
    )


def _post(signals: Sequence[Signal]) -> str:
    return signals[0].slots.get("POST_TITLE", "")


def _says_something(signals: Sequence[Signal], context: Context) -> str | None:
    quote = next((q.text for q in signals[0].quotes if q.form == "VP"), "")
    return None if len(lemmas(quote) - book().stock) >= 2 else "every company says so"


def _own_clause(signals: Sequence[Signal], context: Context) -> str | None:
    quote = next((q.text for q in signals[0].quotes if q.form in ("CL", "VP", "any")), "")
    return None if len(lemmas(quote) - book().stock) >= 2 else "every company says so"


def _names_behavior(signals: Sequence[Signal], context: Context) -> str | None:
    if signals[0].slots.get("LANG"):
        return None if len(words(signals[0].slots.get("VALUE", ""))) <= 7 else "too long to say in another language"
    spoken = [w for w in map(fold, words(signals[0].slots.get("VALUE", ""))) if w not in ("we", "always")]
    if len(lemmas(" ".join(spoken)) - book().stock) < 2:
        return "every company says so"
    acts = len(spoken) >= 3 and spoken[0] in book().value_verbs | book().base_verbs and spoken[1] not in _BEHIND_NOUNS
    return None if acts or "over" in spoken[1:-1] else "the value names no behavior"


_BEHIND_NOUNS = frozenset("and or for of".split())
"""Behind one of these the first word was no verb ("Support for everyday needs")."""


def _became_lead(signals: Sequence[Signal], context: Context) -> str | None:
    before, after = (bool(_LEADS.search(signals[0].slots.get(k, ""))) for k in ("TITLE1", "TITLE2"))
    return None if after and not before else "not a step into leading"


_RESULTS = re.compile(
    r"(?i)\b(?:results?|deliver\w*|ship\w*|fast\w*|quick\w*|bold\w*|ambitio\w+|win\w*|grow\w*|impact|own\w*|modern"
    r"|act\w*|challeng\w*|perform\w*"
    r"|résultats?|livrer|agir|oser|ergebniss\w*|mutig|schnell)\b"
)
_CARE = re.compile(
    r"(?i)\b(?:people|care|caring|quality|ethic\w*|simpl\w+|safe\w*|learn\w*|kind\w*|respect\w*"
    r"|together|open\w*|honest\w*|trust|listen\w*"
    r"|each other|give back|joy\w*|humble|humility|team"
    r"|gens|soin|autres|apprendre|ouvertement|ensemble|menschen|miteinander|offen|lernen|vertrauen)\b"
)
_MIGRATED = re.compile(r"(?i)\b(?:migrat\w+|moved? \w+ (?:\w+ )?from|replaced|rewrote|consolidated)\b")
_AUDITED = re.compile(r"(?i)\b(?:audit\w*|certif\w+|complian\w+|validated)\b")
_GREW = re.compile(r"(?i)\b(?:grew|scaled|doubled|tripled)\b")
_BEGINNING = re.compile(r"(?i)\b(?:start-?up|early|started|young)\b")
_FEW_PEOPLE, _MUCH_PER_PERSON = 60, 5


_NO_TRADE = re.compile(
    r"(?i)\b(?:interest|desire|passion|pride|ability|level|popular|various|relevant|other|strong|great|good|excellent|time)\b"
)


def _two_of_a_kind(signals: Sequence[Signal], context: Context) -> str | None:
    one, two = (fold(signals[0].slots.get(k, "")).split(" ")[0] for k in ("REQ1", "REQ2"))
    if _NO_TRADE.search(" ".join(signals[0].slots.get(k, "") for k in ("REQ1", "REQ2"))):
        return "not things to weigh against each other"
    single = [len(words(signals[0].slots.get(k, ""))) == 1 for k in ("REQ1", "REQ2")]
    alike = one.endswith("ing") == two.endswith("ing") and single[0] == single[1]
    return None if alike else "the two are not said alike"


def _values_collide(signals: Sequence[Signal], context: Context) -> str | None:
    one, two = (s.slots.get("VALUE", "") for s in signals)
    if signals[0].citations[0].url != signals[1].citations[0].url:
        return "the two stand on different pages"
    for signal in signals:
        if (reason := _names_behavior([signal], context)) is not None:
            return reason
    hard, soft = (bool(_RESULTS.search(one)), bool(_CARE.search(two)))
    if _RESULTS.search(two) or _CARE.search(one) or not (hard and soft):
        return "the two do not pull apart"
    return None


def _much_for_few(signals: Sequence[Signal], context: Context) -> str | None:
    counted = signals[1].slots.get("COUNT", "")
    figure = re.search(r"\d[\d,]*", signals[0].slots.get("NUM", ""))
    people = int(counted) if counted.isdecimal() else _SPELLED.get(counted, 0)
    places = _PLACES.search(signals[0].slots.get("NUM", ""))
    if signals[1].subtype != "size" or signals[0].subtype != "volume" or places or figure is None or not people:
        return "not a load and a number of people"
    much = int(figure[0].replace(",", "")) >= _MUCH_PER_PERSON * people
    return None if much and people <= _FEW_PEOPLE else "not much for the people counted"


def _much_for_colleagues(signals: Sequence[Signal], context: Context) -> str | None:
    people = signals[1].slots.get("N", "")
    if (signals[0].subtype, signals[1].subtype) != ("volume", "people") or not people.isdecimal():
        return "not a load and a number of people"
    counted = signals[1].model_copy(update={"subtype": "size", "slots": {"COUNT": people}})
    return _much_for_few((signals[0], counted), context)


_SPELLED = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}


_EVENTS = frozenset(
    "build launch migrate design write create deploy resolve negotiate hire ship deliver implement replace"
    " integrate plan organize organise conduct prepare develop rebuild redesign refactor upgrade automate draft"
    " pilot prototype produce publish release test train transform translate recruit onboard close open convert"
    " consolidate introduce investigate research set".split()
)


def _piece_of_work(signals: Sequence[Signal], context: Context) -> str | None:
    quote = next((q.text for q in signals[0].quotes if q.form == "VP"), "")
    return None if quote and fold(quote).split()[0] in _EVENTS else "the line has no end by which it could be judged"


_VAGUE_STEPS = frozenset(
    "try keep continue be have get share see do start explore look find learn work talk use".split()
)


def _concrete_step(signals: Sequence[Signal], context: Context) -> str | None:
    quote = next((q.text for q in signals[0].quotes if q.form == "VP"), "")
    if not quote or fold(quote).split()[0] in _VAGUE_STEPS:
        return "no step that could be followed up"
    return None if len(lemmas(quote) - book().stock) >= 2 else "every company says so"


def _no_posting(signals: Sequence[Signal], context: Context) -> str | None:
    return "a posting is given" if context.posting_text else None


_ABOVE = re.compile(r"(?i)\b(?:leadership|executives?|founders?|board|directors?|c-level|ceo|cto|coo|cfo)\b")


def _others_than_asked(signals: Sequence[Signal], context: Context) -> str | None:
    partners = signals[0].slots.get("PARTNERS", "")
    if context.role in ("SKIP", "FND") and _ABOVE.search(partners):
        return "the person asked is one of them"
    return "the person asked is one of them" if holds_title(context.job_title, partners) else None


def _resume_says(pattern: re.Pattern[str]) -> Callable[[Sequence[Signal], Context], str | None]:
    return lambda _, context: None if pattern.search(context.resume_text) else "the resume does not show it"


RULES: Mapping[str, Callable[[Sequence[Signal], Context], str | None]] = {
    "interviewer holds TITLE": _interviewer_holds,
    "somebody else holds TITLE": _another_holds,
    "another left it open": _another_left_it_open,
    "resume shows NICE": _resume_shows,
    "resume lacks REQ": _resume_lacks,
    "interviewer is in FUNC": _in_function,
    "posting names TECH1": _posting_names,
    "same subject": _same_subject,
    "same technology": _same_technology,
    "target came first": _target_first,
    "the figure counts work, not places": lambda s, _: (
        "counts places" if _PLACES.search(s[0].slots.get("NUM", "")) else None
    ),
    "the page says maintain": lambda s, _: (
        None if "maintain" in fold(s[0].citations[0].quote) else "not said to maintain it"
    ),
    "another function than the role's own": _another_function,
    "the title tells a piece of work": lambda s, _: (
        None if _WORK_TITLE.match(_post(s)) else "not about a piece of work"
    ),
    "the title tells a practice": lambda s, _: (
        "about a piece of work" if _WORK_TITLE.match(_post(s)) or _NOTICE_TITLE.search(_post(s)) else None
    ),
    "value names a behavior": _names_behavior,
    "the quote says something of its own": _says_something,
    "value is about pace or care": lambda s, _: (
        _names_behavior(s, _)
        or (None if _PACE_OR_CARE.search(s[0].slots["VALUE"]) else "the value is not about pace or care")
    ),
    "value is about speed": lambda s, _: (
        None if _SPEED.search(s[0].slots.get("VALUE", "")) else "the value is not about speed"
    ),
    "the clause says something of its own": _own_clause,
    "two of a kind": _two_of_a_kind,
    "they are others than the person asked": _others_than_asked,
    "two values that can collide": _values_collide,
    "much for few people": _much_for_few,
    "much for few colleagues": _much_for_colleagues,
    "no posting is given": _no_posting,
    "the step is concrete": _concrete_step,
    "the line is a piece of work": _piece_of_work,
    "resume shows a migration": _resume_says(_MIGRATED),
    "resume shows an audit": _resume_says(_AUDITED),
    "resume shows growth": _resume_says(_GREW),
    "a beginning and a size": lambda s, _: (
        None
        if s[1].subtype in ("size", "headcount") and _BEGINNING.search(s[0].citations[0].quote)
        else "not a beginning and a size"
    ),
    "mission is universal": lambda s, _: None if s[0].subtype == "universal" else "the mission has no “every”",
    "response across time zones": _response_at_night,
    "the page calls it a partnership": lambda s, _: (
        None if "partner" in fold(s[0].citations[0].quote) else "not a partnership"
    ),
    "became a lead": _became_lead,
    "three titles": lambda s, _: None if len(s[0].citations) >= 3 else "fewer than three titles",
    "size is headcount or volume": lambda s, _: None if s[1].subtype in ("size", "volume") else "not a size",
}
