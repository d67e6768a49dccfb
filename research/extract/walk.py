"""A parsed tree -> boxes and runs: what a reader would see, in reading order.

A Box is a block element; a Run is one continuous stretch of its visible text, so that every part of a Run stands
verbatim on the page. Elements are used through lxml's element protocol; nothing here parses, and nothing recurses,
since hostile pages nest thousands deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from research.extract.hiding import SKIPPED, Element, Hiding
from research.models import Block, Region
from research.text import clean

MOST_NODES = 40_000
"""Elements read of one page; more is no page for people."""

_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre section summary"
    " table tbody td tfoot th thead tr ul head".split()
)
_BULLETS = frozenset("•·|")
_SILENT = frozenset("script style template".split())
_BLOCK_KIND: dict[str, Block] = {
    "li": "item", "dd": "item", "dt": "term", "blockquote": "quote", "td": "cell", "th": "cell",
    "figcaption": "caption", "caption": "caption",
}  # fmt: skip
_COUNTER = ("data-to", "data-count", "data-target", "data-end", "data-to-value", "data-value", "data-counter")


@dataclass(slots=True, eq=False)
class Box:
    """A block element with what the region and people rules ask about it."""

    element: Element
    tag: str
    parent: Box | None
    index: int
    hint: str = ""
    """Its class, id and role, lower case."""
    children: list[Box] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    hidden: bool = False
    chars: int = 0
    """Characters of visible text in it and below (likewise the next three)."""
    link_chars: int = 0
    inputs: int = 0
    count: int = 0
    """Runs."""
    mark: Region | None = None
    region: Region = "main"

    def up(self, most: int = 40) -> Iterator[Box]:
        """Yield it and its ancestors, nearest first."""
        box: Box | None = self
        for _ in range(most):
            if box is None:
                return
            yield box
            box = box.parent

    def all_runs(self) -> Iterator[Run]:
        """Yield the runs in it and below, in reading order."""
        found: list[Run] = []
        stack = [self]
        while stack:
            box = stack.pop()
            found += box.runs
            stack.extend(box.children)
        return iter(sorted(found, key=lambda run: run.ordinal))


@dataclass(slots=True)
class Piece:
    """One text node of a run: offsets into the run's text, the inline tags around it, and its link."""

    start: int
    end: int
    tags: frozenset[str]
    href: str | None
    line: int
    """Counts `<br>`s before it in the run."""


@dataclass(slots=True, eq=False)
class Run:
    """One continuous stretch of visible text."""

    box: Box
    text: str
    pieces: list[Piece]
    ordinal: int
    block: Block = "paragraph"
    level: int = 0
    headings: tuple[str, ...] = ()
    id: str = ""

    def lines(self) -> list[tuple[int, int]]:
        """Return the (start, end) offsets of its lines as `<br>` sets them."""
        spans: dict[int, tuple[int, int]] = {}
        for piece in self.pieces:
            start, _ = spans.get(piece.line, (piece.start, 0))
            spans[piece.line] = (start, piece.end)
        return list(spans.values())


@dataclass(slots=True)
class Walked:
    """A tree read: its boxes in document order (parents first), its runs in reading order, and what was left out."""

    boxes: list[Box]
    runs: list[Run]
    hidden: int
    hidden_chars: int
    """Characters in what was left out as hidden (scripts and styles in there included)."""
    links: list[tuple[Element, Box, str]]
    """(a element, the box it stands in, its visible text)."""


class _Walker:
    """The state of one walk."""

    def __init__(self, root: Element, hiding: Hiding, skipped: frozenset[str]) -> None:
        self.hiding, self.skipped = hiding, skipped
        self.boxes: list[Box] = []
        self.runs: list[Run] = []
        self.links: list[tuple[Element, Box, str]] = []
        self.hidden = 0
        self.hidden_chars = 0
        self.owner: Element = None
        self.buffer: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0
        self.spaced = True
        self.line = 0
        self.listing = False
        """Whether lines follow a bold label ("Duties:"): each is an entry of its own."""
        self.open_links: list[tuple[Element, list[str]]] = []
        self.box = self._new_box(root, "html", None)

    def _new_box(self, element: Element, tag: str, parent: Box | None) -> Box:
        hint = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}".lower()
        box = Box(element, tag, parent, len(self.boxes), hint[:400])
        if parent is not None:
            parent.children.append(box)
        self.boxes.append(box)
        return box

    def text(self, raw: str | None, tags: frozenset[str], href: str | None, owner: Element) -> None:
        """Add one text node to the open run, white space folded as `text.clean` would."""
        if not raw:
            return
        folded = _fold_space(raw)
        if self.open_links:
            self.open_links[-1][1].append(folded)
        if self.spaced:
            folded = folded.lstrip()
        if not folded:
            return
        if self._joins_badly(folded, tags, owner):
            self._space()
        self.owner = owner
        self.pieces.append(Piece(self.length, self.length + len(folded.rstrip()), tags, href, self.line))
        self.buffer.append(folded)
        self.length += len(folded)
        self.spaced = folded.endswith(" ")

    def _joins_badly(self, folded: str, tags: frozenset[str], owner: Element) -> bool:
        """True where two inline elements touch and only style sets them apart: "JaneDoe", "Leith•Smith", two links."""
        if self.spaced or not self.pieces or owner is self.owner:
            return False
        before, after = self.buffer[-1][-1], folded[0]
        if (before in _BULLETS and after.isalnum()) or (after in _BULLETS and before.isalnum()):
            return True
        if _parts_of_different_names(self.owner, owner) and min(len(self.buffer[-1].strip()), len(folded.strip())) > 1:
            return (before.isalnum() and after.isalnum()) or (before in ".," and after.isupper())
        if not (before.isalnum() and after.isalnum()):
            return False
        both_links = "a" in tags and "a" in self.pieces[-1].tags
        return both_links or (before.islower() and after.isupper()) or (before.isdigit() != after.isdigit())

    def _space(self) -> None:
        if not self.spaced:
            self.buffer.append(" ")
            self.length += 1
            self.spaced = True

    def line_break(self) -> None:
        """A `<br>`: a space, and a new line; two in a row end the run, and so does one after a label or its entries."""
        if not self.buffer:
            self.listing = False
            return
        if self.spaced and self.pieces and self.pieces[-1].line < self.line:
            self.flush()
            return
        if self.listing or self._is_label():
            self.flush()
            self.listing = True
            return
        self._space()
        self.line += 1

    def _is_label(self) -> bool:
        text = "".join(self.buffer).rstrip()
        return text.endswith(":") and len(text) <= 60 and all(p.tags & {"b", "strong"} for p in self.pieces)

    def flush(self) -> None:
        """End the open run."""
        self.listing = False
        if self.pieces:
            text = "".join(self.buffer).rstrip()
            if any(c.isalnum() for c in text):
                box = self.box
                run = Run(box, text, self.pieces, len(self.runs), *_kind_of(box, text, self.pieces))
                box.runs.append(run)
                self.runs.append(run)
        self.buffer, self.pieces, self.length, self.spaced, self.line = [], [], 0, True, 0


def _parts_of_different_names(one: Element, other: Element) -> bool:
    """Tell whether two touching spans bear different names ("given", "family"): style sets such apart, letters not."""
    if one is None or one.tag != "span" or other.tag != "span" or one.getparent() is not other.getparent():
        return False
    first, second = one.get("class"), other.get("class")
    return bool(first and second and first != second)


def _fold_space(raw: str) -> str:
    core = clean(raw)
    if not core:
        return " " if raw and raw[0].isspace() else ""
    return (" " if raw[0].isspace() else "") + core + (" " if raw[-1].isspace() else "")


_TITLED = re.compile(r"(?:^|[\s_-])(?:title|heading|headline|header|section-name)(?:$|[\s_-])")
_SECTION = re.compile(
    r"(?:(?:our|the|meet the|company|core|about) )*(?:values|principles|mission|vision|purpose|story|history|team"
    r"|founders|co-founders|leadership|leadership team|management|board|advis[eo]rs|benefits|perks|services|products"
    r"|solutions|customers|clients|partners|open positions|positions|offices|locations|who we are|what we do"
    r"|how we work|why join us)$",
    re.I,
)
"""Titles of sections that some pages set as plain lines of a class "title"; the class alone says too little."""


def _kind_of(box: Box, text: str, pieces: list[Piece]) -> tuple[Block, int]:
    level = _level(box)
    if level:
        return "heading", level
    short = len(text) <= 70 and text[-1] not in ".,;!"
    if short and box.tag in ("p", "div", "section", "article"):
        if all(p.tags & {"b", "strong"} for p in pieces):
            return "heading", 6
        if _TITLED.search(box.hint) and _SECTION.match(text):
            return "heading", 6
    for above in box.up(6):
        kind = _BLOCK_KIND.get(above.tag)
        if kind:
            return kind, 0
    return "paragraph", 0


def _style(element: Element, tag: str) -> frozenset[str]:
    """Return what sets an inline element's text apart: its tag, and of a `<span>`, which has no look, its class."""
    name = (element.get("class") or "").split(None, 1)[:1] if tag == "span" else ()
    return frozenset((tag, *(f".{word[:60].lower()}" for word in name)))


def _level(box: Box) -> int:
    for above in box.up(4):
        if len(above.tag) == 2 and above.tag[0] == "h" and above.tag[1] in "123456":
            return int(above.tag[1])
        if " heading" in above.hint and above.element.get("role") == "heading":
            given = above.element.get("aria-level") or "2"
            return min(6, max(1, int(given))) if given.isdigit() and len(given) < 3 else 2
    return 0


def walk(root: Element, hiding: Hiding, noscript: bool = False) -> Walked:
    """Return the boxes and runs of the tree under `root`; `noscript=True` reads `<noscript>` too."""
    state = _Walker(root, hiding, SKIPPED - {"noscript"} if noscript else SKIPPED)
    nothing: frozenset[str] = frozenset()
    state.text(root.text, nothing, None, root)
    # One entry per open element: (iterator over its children, element, is box, is link, inline tags, href).
    stack: list[tuple[Any, Any, bool, bool, frozenset[str], str | None]] = [
        (iter(root), root, True, False, nothing, None)
    ]
    nodes = 0
    while stack:
        children, element, is_box, is_link, tags, href = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if is_link:
                _close_link(state)
            if is_box:
                state.flush()
                if state.box.parent is not None:
                    state.box = state.box.parent
            if stack:
                state.text(element.tail, stack[-1][4], stack[-1][5], stack[-1][1])
            continue
        nodes += 1
        tag = child.tag
        if not isinstance(tag, str) or nodes > MOST_NODES:
            state.text(child.tail, tags, href, element)
            continue
        tag = tag.lower()
        if _leave_out(state, child, tag):
            state.text(child.tail, tags, href, element)
            continue
        boxed = tag in _BLOCKS
        if boxed:
            state.flush()
            state.box = state._new_box(child, tag, state.box)
        linked = tag == "a" and child.get("href") is not None
        if linked:
            state.open_links.append((child, []))
        inner = nothing if boxed and tag != "a" else tags | _style(child, tag)
        if boxed and "a" in tags:
            inner = frozenset(("a",))
        link = child.get("href") if linked else href
        state.text(child.text, inner, link, child)
        stack.append((iter(child), child, boxed, linked, inner, link))
    state.flush()
    _sum_up(state.boxes)
    return Walked(state.boxes, state.runs, state.hidden, state.hidden_chars, state.links)


def _close_link(state: _Walker) -> None:
    element, parts = state.open_links.pop()
    text = "".join(parts)
    state.links.append((element, state.box, clean(text)[:300]))
    if state.open_links:
        state.open_links[-1][1].append(text)


def _leave_out(state: _Walker, child: Element, tag: str) -> bool:
    """Handle what is no text of the page: line breaks, fields, pictures, skipped and hidden elements."""
    if tag == "br":
        state.line_break()
        return True
    if tag in ("input", "select", "textarea"):
        if (child.get("type") or "").lower() not in ("hidden", "submit", "button", "image"):
            state.box.inputs += 1
        state.flush()
        return True
    if tag == "img":
        if clean(child.get("alt") or ""):
            state.flush()
        return True
    if tag in state.skipped:
        if tag not in _SILENT and (child.text or len(child)) and tag != "svg":
            state.flush()
        return True
    if state.hiding.hides(child, tag):
        state.hidden += 1
        state.hidden_chars += sum(len(t) for t in child.itertext() if not t.isspace())
        state.flush()
        # Menus that open on hover are hidden, yet where they lead is worth knowing.
        state.links += [(a, state.box, "") for a in child.iter("a") if a.get("href")]
        return True
    # An animated counter shows 0 until a script runs; its number is not on the page as text.
    if (child.text or "").strip() in ("0", "0.0", "00") and any(child.get(a) for a in _COUNTER):
        state.flush()
        return True
    return False


def _sum_up(boxes: list[Box]) -> None:
    """Fill the counts of every box from its runs and children (children come after parents)."""
    for box in reversed(boxes):
        for run in box.runs:
            box.count += 1
            box.chars += len(run.text)
            box.link_chars += sum(p.end - p.start for p in run.pieces if p.href is not None)
        if box.parent is not None:
            box.parent.chars += box.chars
            box.parent.link_chars += box.link_chars
            box.parent.inputs += box.inputs
            box.parent.count += box.count
