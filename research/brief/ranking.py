"""From many candidate questions to the best few: score, diversity, quotas, who is asked, order, minutes, stars.

No randomness and no clock: the same candidates in any order give the same set. Weights and limits are the project's
question design, section 4.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from research.brief.filling import Filled, months_between
from research.brief.frames import book
from research.brief.lint import split_sentences
from research.brief.rules import Context
from research.models import Kind, Posting, Role, Signal
from research.text import fold, jaccard, lemmas, words

# Points out of 100 for each term, every term being 0-1.
WEIGHTS: Mapping[str, float] = {
    "prior": 20, "role fit": 20, "specific": 15, "fresh": 12, "answerable": 10, "bridge": 8, "thought": 8, "trust": 7,
}  # fmt: skip
SIMILARITY_COST = 35.0
# Below this a question is padding; measured by hand on the development sites.
FLOOR = 44.0
MOST_OF_BUCKET: Mapping[str, int] = {
    "role work": 5, "team": 2, "decisions": 2, "direction": 2, "culture": 2, "person": 6,
}  # fmt: skip
WIDER, ENOUGH = 2, 8
"""While fewer than eight questions stand, a bucket takes two more and a kind comes once more: thin pages and pages
without a posting speak of few topics."""
ROLE_WORK_WANTED, ROLE_WORK_BONUS = 4, 8.0
MOST_OF_PAGE, MOST_OF_POSTING = 2, 4
MOST_OF_FAMILY = 2
_FIRST_OF_ONE = 4
MOST_IN_SET = 12
OPEN_TOPIC_BONUS, MOST_OF_ANSWERED = 10.0, 3
"""At least 60 % of the questions are drawn from open topics: three of eight may be about answered ones."""
_SCARCE = 6
_NO_ROLE_GIVEN = 0.5
"""When nothing is known of the role, no page fits it worse than another."""
_RARE_TOGETHER = frozenset(("C16", "C18", "P09"))
_ALONE = frozenset(("C07", "C10", "C15", "C16", "C18", "J07", "J10", "J11", "N01"))
_LAST_RESORT, _ENOUGH_WITHOUT = frozenset(("J10",)), 4
"""What a posting leaves out is asked about only while fewer than four other questions stand."""
_ONLY_ONE = 0.4
"""How well the only person to be met answers what belongs to another seat: they know the work from nearby."""
_ROLE_ORDER_WORTH = (0.8, 0.76, 0.72, 0.68, 0.64, 0.6)
# Who may be asked what is meant for another seat, as a guess.
_STAND_INS: Mapping[Role, tuple[Role, ...]] = {"FND": ("SKIP", "HM"), "SKIP": ("HM",), "HM": ("SKIP",)}
_COMPANY_WIDE = frozenset("C01 C02 C04 C05 C08 C09 C10 C14 C18 C19 C20 C22 C51".split())
_PAGE_ORDER: tuple[Kind, ...] = (
    "posting", "about", "values", "article", "news", "press", "person", "team", "careers", "products", "customers",
    "home", "contact", "other",
)  # fmt: skip
_NAMES = frozenset(
    "PLACE PRODUCT ORG TECH TECH1 TECH2 REG PROJECT FULLNAME AWARD METRIC FUNC FUNC1 FUNC2 ROUND POST_TITLE TITLE1"
    " TITLE2 FIELD1 FIELD2 TEAM FAMILY SEGMENT WORKSTYLE CERT OFFER1 OFFER2 CLIENT PAST THING JOB LEVEL1 LEVEL2"
    " GROUP1 GROUP2 DUTY1 DUTY2 PARTNERS KIND1 KIND2 THING1 THING2 SIDE1 SIDE2 OFFER PART TASK TASK1 TASK2 WORK"
    " TOPIC".split()
)
_FIGURES = frozenset("NUM NUM2 N N1 N2 N_WORD YEAR YEAR1 YEAR2 SPAN COUNT COUNT1 COUNT2 PLACES DAYS FREQ".split())


@dataclass(frozen=True)
class Panelist:
    """Somebody who can be asked: an interviewer by name, or a seat nobody is named for."""

    label: str
    context: Context
    asks: int
    spares: int
    minutes: int = 45

    @property
    def room(self) -> int:
        """How many questions fit, spares included."""
        return self.asks + self.spares


@dataclass(frozen=True)
class Candidate:
    """A filled question for one panelist with its score and the terms it is made of."""

    filled: Filled
    panelist: int
    terms: Mapping[str, float] = field(default_factory=dict)
    answered: bool = False
    """Whether earlier rounds have answered its topic."""

    @cached_property
    def score(self) -> float:
        """The weighted sum of the terms, 0-100."""
        return round(sum(WEIGHTS[k] * v for k, v in self.terms.items()), 3)

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """Content lemmas of passage and question."""
        return lemmas(f"{self.filled.citations[0].quote} {self.filled.text}")

    @cached_property
    def family(self) -> str:
        """What the frame belongs to: its code, "S" for start-tomorrow, "PAIR"."""
        return self.filled.frame.id.split("-")[0]

    @cached_property
    def closing(self) -> str:
        """The sentence that asks."""
        return split_sentences(self.filled.text)[-1]

    @property
    def place(self) -> tuple[object, ...]:
        """For ties: prior, page order, place on the page, frame, person."""
        first = self.filled.signals[0]
        c = first.citations[0]
        return (-self.terms.get("prior", 0.0), _PAGE_ORDER.index(first.page_kind), c.url, c.passage, c.start,
                self.filled.frame.id, self.panelist, self.filled.text)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """What scoring looks at besides the candidate itself."""

    today: dt.date
    posting: Posting | None = None
    role_title: str = ""
    resume: str = ""

    @cached_property
    def duties(self) -> frozenset[str]:
        """Content lemmas of the posting's title, responsibilities, must-haves and problems, or of the role's title."""
        if self.posting is None:
            return lemmas(self.role_title)
        p = self.posting
        lines = [s.text for s in (*p.responsibilities, *p.must, *p.problems, *p.measures)]
        return lemmas(" ".join([p.title, self.role_title, *lines]))

    @cached_property
    def resume_lemmas(self) -> frozenset[str]:
        """Content lemmas of the resume."""
        return lemmas(self.resume)


def scored(filled: Filled, panelist: int, people: Sequence[Panelist], measure: Measure) -> Candidate | None:
    """Return the Candidate with its terms, or None when this panelist could only guess wildly."""
    who = people[panelist].context
    answerable = _answerable(filled, who)
    alone = sum(p.context.role != "REC" for p in people) == 1 and who.role != "REC"
    if answerable < _ONLY_ONE and alone and not filled.signals[0].person and (who.small or who.role == "HM"):
        answerable = _ONLY_ONE
    if answerable == 0.0:
        return None
    terms = {
        "prior": _prior(filled),
        "role fit": max(_role_fit(s, measure) for s in filled.signals),
        "specific": _specific(filled),
        "fresh": min(_fresh(s, measure.today) for s in filled.signals),
        "answerable": answerable,
        "bridge": max(_bridge(s, measure) for s in filled.signals),
        "thought": filled.frame.thought,
        "trust": min(_trust(s, who) for s in filled.signals),
    }
    return Candidate(filled, panelist, terms)


def _prior(filled: Filled) -> float:
    known = book().signals
    best = max((known[s.code].weight if s.code in known else 1.0) * s.weight for s in filled.signals)
    return min(1.0, best / 5 + (0.2 if filled.frame.pair else 0.0))


def _role_fit(signal: Signal, measure: Measure) -> float:
    if signal.code[0] in "JN" or signal.page_kind == "posting":
        return 1.0
    if not measure.duties:
        return _NO_ROLE_GIVEN
    shared = len(lemmas(signal.citations[0].quote) & measure.duties)
    if shared >= 3:
        return 0.7
    return 0.4 if shared or signal.code in _COMPANY_WIDE or signal.code[0] == "P" else 0.1


def _specific(filled: Filled) -> float:
    if filled.frame.pair:
        return 1.0
    holes = _holes(filled)
    names, figures = holes & _NAMES, holes & _FIGURES
    if _only_a_customer(filled):
        worth = 0.3
    elif names and len(holes) > 1:
        worth = 0.9
    elif names:
        worth = 0.8
    elif figures:
        worth = 0.7
    elif filled.quote or "“" in filled.text:
        said = lemmas(filled.quote or filled.signals[0].slots.get("VALUE") or filled.text)
        stock = len(said & book().stock) / max(1, len(said))
        worth = 0.7 * (1 - stock / 2) * min(1.0, 0.6 + 0.1 * len(said - book().stock))
    else:
        worth = 0.5 if filled.signals[0].person else 0.3
    return worth


def _holes(filled: Filled) -> set[str]:
    return {h for h in _NAMES | _FIGURES if "{" + h + "}" in filled.frame.text}


def _only_a_customer(filled: Filled) -> bool:
    """Whether a question rests on a customer's bare name, which says nothing of the work."""
    return filled.signals[0].code == "C21" and _holes(filled) == {"ORG"}


def _fresh(signal: Signal, today: dt.date) -> float:
    if signal.page_kind in ("posting", "values", "careers") or signal.code == "J11":
        return 0.8
    if signal.date is None:
        return 0.5
    age = max(0.0, months_between(signal.date, today))
    return 0.1 if age > 24 else float(0.5 ** (age / 9))


def _answerable(filled: Filled, who: Context) -> float:
    if filled.signals[0].person:
        return 1.0 if who.name and fold(filled.signals[0].person) == fold(who.name) else 0.0
    roles = filled.frame.roles
    if who.role in roles:
        return _ROLE_ORDER_WORTH[min(roles.index(who.role), len(_ROLE_ORDER_WORTH) - 1)]
    if any(s.code == "C12" for s in filled.signals):
        return 0.0  # tools are asked of those who use them
    if any(r in roles for r in _STAND_INS.get(who.role, ())):
        return 0.65 if who.role == "FND" and who.small else 0.3
    return 0.0


def _bridge(signal: Signal, measure: Measure) -> float:
    if not measure.resume_lemmas:
        return 0.0
    named = [v for k, v in signal.slots.items() if k in ("TECH", "TECH1", "TECH2", "NICE", "REQ1", "REG", "METRIC")]
    if any(lemmas(v) and lemmas(v) <= measure.resume_lemmas for v in named):
        return 1.0
    return 0.6 if len(lemmas(signal.citations[0].quote) & measure.resume_lemmas) >= 3 else 0.0


def _trust(signal: Signal, who: Context) -> float:
    host = (urlsplit(signal.citations[0].url).hostname or "").removeprefix("www.")
    site = who.site or ""
    own = not host or not site or host == site or host.endswith(f".{site}") or site.endswith(f".{host}")
    if own or signal.page_kind == "posting":
        return 1.0
    return 0.8 if signal.page_kind == "press" else 0.4


# --- choosing ----------------------------------------------------------------------------------------------------


def choose(candidates: Sequence[Candidate], people: Sequence[Panelist], most: int) -> list[Candidate]:
    """Return up to `most` candidates, best first, greedily: score minus 35 times the similarity to those picked."""
    picked: list[Candidate] = []
    ranked = sorted(candidates, key=lambda c: (-c.score, *map(_sortable, c.place)))
    waiting = [c for c in ranked if c.family not in _LAST_RESORT]
    pairs = [c for c in waiting if c.filled.frame.pair]
    # Whoever can be asked little gets theirs first, before others have filled a bucket.
    own = [[c for c in waiting if c.panelist == at] for at in range(len(people))]
    phases = [(pool, 1) for pool in own if 0 < len(pool) < _SCARCE] if len(people) > 1 else []
    threads = [c for c in waiting if c.family == "N01"]
    for pool, count in ((threads, 1), *phases, (pairs, 2), (waiting, most)):
        _pick(pool, picked, people, min(count, most - len(picked)), 0)
    _pick(waiting, picked, people, min(most, ENOUGH) - len(picked), WIDER)
    _pick([c for c in ranked if c.family in _LAST_RESORT], picked, people, min(most, _ENOUGH_WITHOUT) - len(picked), 0)
    return picked


def _pick(
    pool: Sequence[Candidate], picked: list[Candidate], people: Sequence[Panelist], count: int, wider: int
) -> None:
    for _ in range(count):
        best = _best(pool, picked, people, wider)
        if best is None:
            return
        picked.append(best)


def _sortable(value: object) -> tuple[int, float, str]:
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, str(value))


def _best(
    pool: Sequence[Candidate], picked: Sequence[Candidate], people: Sequence[Panelist], wider: int
) -> Candidate | None:
    role_work = sum(c.filled.frame.bucket == "role work" for c in picked)
    best: tuple[float, Candidate] | None = None
    for c in pool:
        if c.score < FLOOR or not _fits(c, picked, people, wider):
            continue
        value = c.score - SIMILARITY_COST * max((similarity(c, p) for p in picked), default=0.0)
        if c.filled.frame.bucket == "role work" and role_work < ROLE_WORK_WANTED:
            value += ROLE_WORK_BONUS
        value += 0.0 if c.answered else OPEN_TOPIC_BONUS
        value -= 2.0 * sum(p.panelist == c.panelist for p in picked) / people[c.panelist].room
        if best is None or value > best[0]:
            best = (value, c)
    return best[1] if best else None


def similarity(a: Candidate, b: Candidate) -> float:
    """Return how much one answer would cover both, 0-1: same frame, passage, kind, person, page, else shared words."""
    first, second = a.filled, b.filled
    if first.frame.id == second.frame.id:
        return 1.0
    if {(c.document, c.passage) for c in first.citations} & {(c.document, c.passage) for c in second.citations}:
        return 0.8
    if {s.code for s in first.signals} & {s.code for s in second.signals}:
        return 0.6
    people = [s.person for s in (first.signals[0], second.signals[0])]
    if people[0] and people[0] == people[1]:
        return 0.5
    if {s.citations[0].url for s in first.signals} & {s.citations[0].url for s in second.signals}:
        return 0.4
    return jaccard(a.lemmas, b.lemmas)


def near_duplicate(a: str, b: str) -> bool:
    """Tell whether two texts open with the same four words or share half of their content words."""
    first, second = ([fold(w) for w in words(t)[:4]] for t in (a, b))
    return first == second or jaccard(_content(a), _content(b)) >= 0.5


_content = lru_cache(maxsize=4096)(lemmas)


def _fits(c: Candidate, picked: Sequence[Candidate], people: Sequence[Panelist], wider: int) -> bool:
    same_person = [p for p in picked if p.panelist == c.panelist]
    return (
        len(same_person) < people[c.panelist].room
        and not _bucket_full(c, picked, wider)
        and not _kind_full(c, picked, same_person, wider)
        and not any(limit(c, picked, same_person) for limit in _LIMITS)
    )


def _repeats(c: Candidate, picked: Sequence[Candidate], same_person: Sequence[Candidate]) -> bool:
    return any(p.filled.frame.id == c.filled.frame.id or p.closing == c.closing for p in picked) or any(
        _sentence(p) & _sentence(c) or near_duplicate(p.filled.text, c.filled.text) for p in picked
    )


def _sentence(c: Candidate) -> set[tuple[str, str, int]]:
    return {(s.citations[0].document, s.citations[0].passage, s.citations[0].start) for s in c.filled.signals}


def _bucket_full(c: Candidate, picked: Sequence[Candidate], wider: int) -> bool:
    bucket = c.filled.frame.bucket
    return sum(p.filled.frame.bucket == bucket for p in picked) >= MOST_OF_BUCKET[bucket] + wider


def _page_full(c: Candidate, picked: Sequence[Candidate], same_person: Sequence[Candidate]) -> bool:
    counts = Counter(url for p in picked for url in {s.citations[0].url for s in p.filled.signals})
    return any(
        counts[s.citations[0].url] >= (MOST_OF_POSTING if s.page_kind == "posting" else MOST_OF_PAGE)
        for s in c.filled.signals
    )


def _kind_full(c: Candidate, picked: Sequence[Candidate], same_person: Sequence[Candidate], wider: int) -> bool:
    if c.family == "PAIR":
        return False
    # With one person to ask, who gets eight to choose from, a kind may come twice.
    alone = len(same_person) == len(picked) >= _FIRST_OF_ONE
    same_most = MOST_OF_FAMILY if alone or wider else 1
    if sum(p.family == c.family for p in same_person) >= same_most:
        return True
    most = 1 if c.family in _ALONE else MOST_OF_FAMILY + bool(wider)
    return sum(p.family == c.family for p in picked) >= most


def _too_personal(c: Candidate, picked: Sequence[Candidate], same_person: Sequence[Candidate]) -> bool:
    return bool(c.filled.signals[0].person) and any(p.filled.signals[0].person for p in same_person)


def _answered_full(c: Candidate, picked: Sequence[Candidate], same_person: Sequence[Candidate]) -> bool:
    return c.answered and sum(p.answered for p in picked) >= MOST_OF_ANSWERED


def _rarely(c: Candidate, picked: Sequence[Candidate], same_person: Sequence[Candidate]) -> bool:
    if c.filled.frame.sensitive and any(p.filled.frame.sensitive for p in picked):
        return True
    return c.family in _RARE_TOGETHER and any(p.family in _RARE_TOGETHER for p in picked)


def _shape_full(c: Candidate, picked: Sequence[Candidate], same_person: Sequence[Candidate]) -> bool:
    # At most two of a shape among the first eight makes four shapes certain.
    shape = c.filled.frame.shape
    return sum(p.filled.frame.shape == shape for p in picked) >= (2 if len(picked) < 8 else 3)


_LIMITS: tuple[Callable[[Candidate, Sequence[Candidate], Sequence[Candidate]], bool], ...] = (
    _repeats, _page_full, _too_personal, _rarely, _shape_full,
    _answered_full,
)  # fmt: skip


# --- order -------------------------------------------------------------------------------------------------------

_MONEY = frozenset(("C08", "C10", "J09"))
_EASY_SHAPES = frozenset(("practice", "surprise", "owner", "next", "left out"))


def step(c: Candidate) -> int:
    """Return the place in a talk: 0 concrete work, 1 problem or measure, 2 trade-off, 3 person, 4 delicate, 5 next."""
    frame = c.filled.frame
    codes = {s.code for s in c.filled.signals}
    if frame.sensitive:
        return 4
    if c.family == "S" or "J06" in codes:
        return 5
    if c.filled.signals[0].person:
        return 3
    if codes & _MONEY:
        return 2
    if frame.shape in ("measure", "tried before", "limit", "contrast") and frame.bucket in ("role work", "team"):
        return 1
    near = frame.shape in _EASY_SHAPES and frame.bucket in ("role work", "team", "decisions")
    return 0 if near or c.family == "N01" else 2


def split(picks: Sequence[Candidate], asks: int) -> tuple[list[Candidate], list[Candidate]]:
    """Return one person's questions as (to ask, spare), each in speaking order.

    Person and start-tomorrow questions stay in reserve first: no presentation can use them up. The first to be asked
    is never about the person, money or cuts when there is any other.
    """
    by_worth = sorted(picks, key=lambda c: (_reserve(c), -c.score, *map(_sortable, c.place)))
    chosen, spare = by_worth[:asks], by_worth[asks:]
    return sorted(chosen, key=_speaking_order), sorted(spare, key=_speaking_order)


def _speaking_order(c: Candidate) -> tuple[object, ...]:
    return step(c), -c.score, *map(_sortable, c.place)


def _reserve(c: Candidate) -> int:
    if c.family == "N01":
        return -1  # what stayed open is for the next person
    personal = bool(c.filled.signals[0].person) and not c.filled.frame.pair
    return int(personal or c.family == "S" or _only_a_customer(c.filled))


def stars(asked: Sequence[Candidate], count: int = 3) -> set[int]:
    """Return the positions of the top three among the questions to be asked, "if you only get three"."""
    ranked = sorted(
        (i for i, c in enumerate(asked) if not c.filled.frame.sensitive and c.filled.frame.thought >= 0.7),
        key=lambda i: (
            asked[i].family in _LAST_RESORT,
            -asked[i].score - 10 * asked[i].filled.frame.thought + 8 * _reserve(asked[i]),
            i,
        ),
    )
    return set(ranked[:count])
