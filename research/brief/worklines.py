"""What a line of work asks for, and how much of the job it is: the verb, the thing it is done to, and their weight.

"Design, build, and manage infrastructure platforms to improve …" → build, “infrastructure platforms”. With the verb
outside the quotation marks a line can be said in the middle of a sentence, whatever its capitals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from research.brief.filling import quote_fault
from research.brief.frames import book
from research.models import Citation, Quote, Signal
from research.text import cuts_a_span, fold, lemmas, words

LIGHT = 0.5
"""The weight of what every role does beside its work."""
# The kinds of work, heaviest first: power over a thing says more about a job than taking part in it.
_KINDS: tuple[tuple[str, float, frozenset[str]], ...] = (
    ("own", 1.0, frozenset("own lead drive head run oversee direct define set shape steer decide".split())),
    (
        "build",
        0.95,
        frozenset("build design develop create architect craft launch rebuild establish introduce".split()),
    ),
    (
        "improve",
        0.95,
        frozenset(
            "improve reduce optimize optimise scale simplify modernize migrate automate shorten strengthen raise refine"
            " streamline solve fix untangle lower prevent resolve grow".split()
        ),
    ),
    ("own", 0.9, frozenset(("manage",))),
    ("teach", 0.85, frozenset("mentor coach train teach hire recruit onboard supervise guide".split())),
    ("least", LIGHT, frozenset("document monitor update report compile gather administer prepare keep attend".split())),
)
_OTHER = ("", 0.75)
_JOINS = frozenset(("and", "&", "or", "then"))
# What follows here is why and how, not what.
_END = re.compile(r"[;(.]|[,:](?!\d)|\s(?:[-–—]|to|by|as|using|including|so|while|that|which)\s|$")
_CUT = re.compile(r"\s(?=(?:for|in|on|at|from|across|through|via|within|during)\s)")
_ONE_MORE = re.compile(r"(?:,? (?:and|or|as well as)|,(?! which| so| with)) (\w+)")
_NO_THING = frozenset(
    "how what where whether why when all it them this that these those such up out with us you your our you'll".split()
)
_LONGEST = 8


@dataclass(frozen=True)
class Workline:
    """A line of work: its verb in the base form, its kind, its weight 0-1, and what it is done to (NP), if sayable."""

    verb: str
    kind: str
    weight: float
    thing: Quote | None


def workline(cited: Citation) -> Workline | None:
    """Return what the cited line of work asks for, or None when it does not open with a listed verb."""
    verbs, rest = _opening_verbs(cited.quote)
    if not verbs or verbs[0] in book().weak_verbs:
        return None
    verb = min(verbs, key=lambda v: (_order(v), verbs.index(v)))
    kind, weight = _kind(verb)
    return Workline(verb, kind, weight, _thing(cited, rest))


def asked_as(signal: Signal, cited: Citation) -> Signal:
    """Return a J12 signal with the verb of the cited words as a slot, their kind as subtype, the thing as an NP."""
    line = workline(cited)
    if line is None:
        return signal
    quotes = (*signal.quotes, line.thing) if line.thing else signal.quotes
    slots = {**signal.slots, "VERB": line.verb} if line.thing else signal.slots
    return signal.model_copy(
        update={"subtype": line.kind or signal.subtype, "weight": line.weight, "quotes": quotes, "slots": slots}
    )


def _opening_verbs(text: str) -> tuple[list[str], int]:
    """Return the verbs that a line opens with ("Design, build, and manage …") and where they end."""
    verbs: list[str] = []
    at = 0
    for token in re.finditer(r"\S+", text):
        word = fold(token[0].strip(",;"))
        if word in book().base_verbs and (not verbs or text[at - 1] == "," or _joined(text[:at])):
            verbs.append(word)
        elif word not in _JOINS or not verbs:
            break
        at = token.end()
    return verbs, at


def _joined(before: str) -> bool:
    return before.rsplit(" ", 1)[-1].lower() in _JOINS


def _kind(verb: str) -> tuple[str, float]:
    return next(((name, weight) for name, weight, verbs in _KINDS if verb in verbs), _OTHER)


def _order(verb: str) -> int:
    return next((n for n, (name, _, verbs) in enumerate(_KINDS) if verb in verbs and name != "least"), len(_KINDS))


def _thing(cited: Citation, start: int) -> Quote | None:
    """Return the longest noun phrase of two to eight words right behind the verbs that is no half of a list."""
    text = cited.quote
    lead = len(text[start:]) - len(text[start:].lstrip())
    start += lead
    first = words(text[start : start + 30])[:1]
    if not first or fold(first[0]) in _NO_THING or text[start - lead - 1 : start - lead] == ",":
        return None
    stop = next(m.start() for m in _END.finditer(text, start))
    for end in sorted({stop, *(m.start() for m in _CUT.finditer(text, start, stop))}, reverse=True):
        said = text[start:end].rstrip()
        whole = len(said.split()) <= _LONGEST and quote_fault(said, 2) is None and len(lemmas(said)) >= 1
        rest = text[start + len(said) :]
        if whole and not _is_half(rest) and not cuts_a_span(said, rest):
            return Quote(form="NP", citation=narrowed(cited, start, start + len(said)), score=5.0)
    return None


def _is_half(rest: str) -> bool:
    """Whether what follows is the other half of a list of things; a new verb is another line of work."""
    more = _ONE_MORE.match(rest)
    return more is not None and fold(more[1]) not in book().base_verbs


def narrowed(citation: Citation, start: int, end: int) -> Citation:
    """Return the Citation of `quote[start:end]`, its offsets and surroundings moved along."""
    before, after = citation.quote[:start], citation.quote[end:]
    return citation.model_copy(
        update={
            "quote": citation.quote[start:end],
            "prefix": (citation.prefix + before)[-32:],
            "suffix": (after + citation.suffix)[:32],
            "start": citation.start + start,
            "end": citation.start + end,
        }
    )
