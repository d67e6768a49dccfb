"""Stated values → beside each the line of another page that comes nearest to showing it, or that none was found."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from research.brief.frames import book
from research.brief.lines import Line
from research.models import Citation, Claim, Document, Kind, Signal, Statement
from research.text import fold, lemmas, sentences

_MOST, _MOST_UNSHOWN = 3, 1
_SHOWING: frozenset[Kind] = frozenset({"article", "news", "press", "customers", "products", "careers", "team", "other"})
_SHORTEST, _LONGEST = 50, 240
_DID = re.compile(
    r"(?i)\b(?:we|our|us|the team)\b(?=.*\b(?:\w{2,}ed|made|\w*built|wrote|gave|took|ran|found|chose|kept|cut|sent|led"
    r"|spent|began|became|went|put|brought|held|met|told|paid|stopped|shipped|every (?:week|month|quarter|day|year))\b)"
)
_LEAST_WORTH = 8.0
_LEAST_SHARED, _LEAST_AROUND, _DENSE = 2, 3, 0.45


def shown_values(signals: Sequence[Signal], documents: Sequence[Document], names: Sequence[str]) -> tuple[Claim, ...]:
    """Return up to three Claims: values with a behaviour in them, those that a page shows first.

    A line shows a value when it tells what somebody of the company did and shares at least two of the value's words
    that are rare on these pages, one of them from the value itself (or three from what is said about it, in a line of
    little else); which of the words are rare is counted (inverse document frequency, Spärck Jones 1972). Values of
    pages in other languages than English are left out.
    """
    values = list(_values(signals, documents))
    if not values:
        return ()
    barred = frozenset(w for name in names for w in lemmas(name)) | book().stock
    told = list(_lines(documents))
    lines = [line for line in told if _DID.search(line.text)]
    rarity = _rarity(told)
    found: list[Claim] = []
    for value, around in values:
        said = Statement(text=value.quote, citations=(value,))
        shown = _nearest(value, around, lines, rarity, barred)
        found.append(Claim(said=said, shown=Statement(text=shown.quote, citations=(shown,)) if shown else None))
    shown_ = [c for c in found if c.shown is not None][:_MOST]
    return (*shown_, *[c for c in found if c.shown is None][: min(_MOST_UNSHOWN, _MOST - len(shown_))])


def _values(signals: Sequence[Signal], documents: Sequence[Document]) -> Iterable[tuple[Citation, str]]:
    """Yield each stated value with what its page says about it."""
    by_capture = {d.sha256: d for d in documents}
    seen = set[str]()
    for signal in signals:
        cited = signal.citations[0]
        document = by_capture.get(cited.document)
        if (
            signal.code != "C05"
            or signal.slots.get("LANG")
            or document is None
            or fold(cited.quote).rstrip(".") in seen
        ):
            continue
        at = next((p for p in document.passages if p.id == cited.passage), None)
        if at is not None and any(fold(h).rstrip(".") in seen for h in at.headings):
            continue  # the line explains a value that is here already
        seen.add(fold(cited.quote).rstrip("."))
        under = [p.text for p in document.main if at is not None and at.text in p.headings][:2]
        yield cited, " ".join([at.text if at else cited.quote, *under])[:600]


def _lines(documents: Sequence[Document]) -> Iterable[Line]:
    for document in sorted(documents, key=lambda d: (d.url, d.sha256)):
        if document.kind not in _SHOWING or document.language[:2].lower() not in ("", "en"):
            continue
        for passage in document.main:
            if passage.block not in ("paragraph", "item"):
                continue
            for start, end in sentences(passage.text):
                if _SHORTEST <= end - start <= _LONGEST:
                    yield Line(document, passage, start, end, lemmas(passage.text[start:end]))


def _rarity(lines: Sequence[Line]) -> Mapping[str, float]:
    spread = Counter(w for line in lines for w in line.lemmas)
    return {w: math.log((1 + len(lines)) / (1 + n)) for w, n in spread.items()}


def _nearest(
    value: Citation, around: str, lines: Sequence[Line], rarity: Mapping[str, float], barred: frozenset[str]
) -> Citation | None:
    own = lemmas(value.quote) - barred
    wanted = (own | lemmas(around)) - barred
    best: tuple[float, Line] | None = None
    for line in lines:
        shared = line.lemmas & wanted
        if line.document.url == value.url or not _speaks_of_it(shared, own, line):
            continue
        worth = sum(rarity[w] * (1.5 if w in own else 1.0) for w in shared)
        if worth >= _LEAST_WORTH and (best is None or worth > best[0]):
            best = (worth, line)
    return best[1].cite() if best else None


def _speaks_of_it(shared: frozenset[str], own: frozenset[str], line: Line) -> bool:
    if shared & own:
        return len(shared) >= _LEAST_SHARED
    return len(shared) >= _LEAST_AROUND and len(shared) >= _DENSE * len(line.lemmas)
