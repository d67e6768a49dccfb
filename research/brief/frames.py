"""The question frames: loading `frames.toml`.

A question is a lead that carries an exact anchor (a name, a figure, a quote of three to nine words) and an ask that was
written beforehand, whole. `filling.py` moves anchors into the holes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Literal

from pydantic import ConfigDict

from research.models import Form, Modality, Role, Value
from research.text import lemmas

Bucket = Literal["role work", "team", "decisions", "direction", "culture", "person"]
Answer = Literal["reason", "owner", "date", "measure", "example", "trade-off"]


class Frame(Value):
    """One question with holes, and what must hold before it may be asked; the keys are explained in frames.toml."""

    id: str
    signals: tuple[str, ...]
    """Codes, any of which will do; of a pair, both in order."""
    pair: bool = False
    text: str
    small: str | None = None
    recruiter: str | None = None
    subtypes: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()
    forms2: tuple[Form, ...] = ()
    modality: tuple[Modality, ...] = ()
    modality2: tuple[Modality, ...] = ()
    where: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - pydantic copies defaults
    where_year: Literal["future", "past", "none"] | None = None
    needs: tuple[str, ...] = ()
    dated: bool = False
    max_age: int | None = None
    min_age: int | None = None
    min_n: int | None = None
    quote_has: Literal["number", "date", "problem", "ownership", "pace", "two"] | None = None
    quote_words: int = 3
    rule: str | None = None
    sentences: int = 2
    sensitive: bool = False
    read_first: bool = False
    roles: tuple[Role, ...]
    bucket: Bucket
    shape: str
    thought: float
    topics: tuple[str, ...]
    answer: Answer
    why: str
    follow_up: str
    good: str
    warning: str
    then: str
    """The follow-up of the shape, for when the pages already answer the frame's own."""
    minutes: float = 3.0
    next: str | None = None

    @property
    def has_lead(self) -> bool:
        """Whether the text opens with a lead sentence that is chosen when the set stands."""
        return self.text.startswith("L. ")

    @property
    def listen_for(self) -> str:
        """One line: the good sign, and the warning sign as somebody would say it."""
        return f"{self.good}, not “{self.warning}”"


class Kindred(Value):
    """What is known of a signal code: its prior weight 1-5 and after how many months a dated one is stale."""

    name: str
    weight: float
    max_age: int | None = None
    plans: bool = False
    negatives: bool = False


class Lead(Value):
    """A first sentence that carries the quote."""

    id: str
    text: str
    forms: tuple[Form, ...]
    once: bool = False


class PagePhrase(Value):
    """What a page is called aloud."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    recruiter: str
    at: str
    dated: str | None = None
    dated_recruiter: str | None = None
    dated_at: str | None = None


class Book(Value):
    """All of frames.toml."""

    frames: tuple[Frame, ...]
    leads: tuple[Lead, ...]
    pages: dict[str, PagePhrase]
    signals: dict[str, Kindred]
    fallback_title: str
    fallback: tuple[str, ...]
    base_verbs: frozenset[str]
    value_verbs: frozenset[str]
    weak_verbs: frozenset[str]
    stock: frozenset[str]
    """Lemmas of what every company says of itself."""

    def frame(self, frame_id: str) -> Frame:
        """Return the frame of that id; KeyError when there is none."""
        return _by_id()[frame_id]

    def of(self, code: str) -> list[Frame]:
        """Return the single-signal frames for a signal code, in file order."""
        return [f for f in self.frames if not f.pair and code in f.signals]

    @property
    def pairs(self) -> list[Frame]:
        """The frames built from two signals."""
        return [f for f in self.frames if f.pair]


@lru_cache(maxsize=1)
def book() -> Book:
    """Return the frames, read once."""
    data = tomllib.loads(resources.files(__package__).joinpath("frames.toml").read_text(encoding="utf-8"))
    shapes = data["shape"]
    singles = [_frame(raw, shapes, pair=False) for raw in data["frame"]]
    pairs = [_frame(raw, shapes, pair=True) for raw in data["pair"]]
    return Book(
        frames=(*singles, *pairs),
        leads=data["lead"],
        pages=data["page"],
        signals=data["signal"],
        fallback_title=data["fallback"]["title"],
        fallback=data["fallback"]["texts"],
        base_verbs=frozenset(data["words"]["base_verbs"].split()),
        value_verbs=frozenset(data["words"]["value_verbs"].split()),
        weak_verbs=frozenset(data["words"]["weak_verbs"].split()),
        stock=lemmas(data["words"]["stock"]),
    )


@lru_cache(maxsize=1)
def _by_id() -> Mapping[str, Frame]:
    return {f.id: f for f in book().frames}


def _frame(raw: dict[str, object], shapes: Mapping[str, dict[str, str]], *, pair: bool) -> Frame:
    codes = raw.pop("signals") if pair else raw.pop("signal")
    shape = "contrast" if pair else str(raw["shape"])
    return Frame.model_validate(
        {**shapes[shape], **raw, "shape": shape, "pair": pair, "signals": [codes] if isinstance(codes, str) else codes}
    )


def sibling(frame: Frame) -> Frame | None:
    """Return the next-step frame for when the pages already answer this one."""
    return book().frame(frame.next) if frame.next else None
