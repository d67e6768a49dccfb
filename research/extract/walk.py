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

from research.models import Block, Region
from research.text import clean

Element = Any
"""An lxml element; only its protocol (tag, text, tail, get, iteration) is used."""

MOST_NODES = 60_000
"""Elements read of one page; more is no page for people."""

_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre section summary"
    " table tbody td tfoot th thead tr ul head".split()
)
_SKIPPED = frozenset(
    "script style template title svg math noscript iframe object applet audio video canvas map select datalist"
    " textarea progress meter".split()
)
_SILENT = frozenset("script style template".split())
_BLOCK_KIND: dict[str, Block] = {
    "li": "item", "dd": "item", "dt": "term", "blockquote": "quote", "td": "cell", "th": "cell",
    "figcaption": "caption", "caption": "caption",
}  # fmt: skip
_SPACE = re.compile(r"\s+")
_LEFT = re.compile(
    r"(?:left|top|text-indent)\s*:\s*-\d{4,}(?:px)?|clip\s*:\s*rect\(0"
    r"|clip-path\s*:\s*inset\((?:50|100)%|transform\s*:\s*scale\(0\)"
)
_NO_SIZE = re.compile(
    r"font-size\s*:\s*(?:0(?:\.\d{1,4})?(?:px|pt|%)?|0em|1(?:px|pt|%))\s*(?:;|!|$)"
    r"|(?:^|;)\s*width\s*:\s*[01](?:px)?\s*;\s*height\s*:\s*[01](?:px)?\s*(?:;|$)"
)
# Ink of the paper's colour; with background-clip the letters show the background (headings in gradients).
_NO_INK = re.compile(
    r"(?:^|;)\s*color\s*:\s*(?:transparent|(#?\w{3,20})\s*;[^{}]{0,200}?background(?:-color)?\s*:\s*\1)\s*(?:;|!|$)"
)
_FAINT = re.compile(r"opacity\s*:\s*0?\.?0+\s*(?:;|!|$)|visibility\s*:\s*hidden")
_NONE = re.compile(r"display\s*:\s*none")
_ANIMATED = re.compile(r"wow|anim|aos|elementor-invisible|fade|reveal|w-|scroll|motion|slide|lazy|parallax", re.I)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{4,}|font-size\s*:\s*0\s*(?:;|$)"
)
_BRACE = re.compile(r"[{}]")
_SIMPLE_SELECTOR = re.compile(r"^\s*(?:[a-z]+)?([.#][A-Za-z_][\w-]*)\s*$")
_HIDING_CLASS = re.compile(
    r"(?:^|\s)(?:hidden|d-none|is-hidden|u-hidden|hide|uk-hidden|sr-only|visually-?hidden|screen-reader-text|w-condition-invisible)(?:\s|$)"
)
_SHOWN_SOMEWHERE = re.compile(r"(?:^|\s)(?:sm|md|lg|xl|2xl):|d-(?:sm|md|lg|xl)-|(?:^|\s)(?:visible|show)-")
_PANEL = re.compile(
    r"modal|accordion|collaps|tab-|tabs|tab\b|panel|bio|popup|pop-up|toggle|faq|dialog|details|lightbox|drawer|flyout"
    r"|overlay|reveal|expand|more|content|answer|slide|carousel|swiper|team|member|person|profile",
    re.I,
)
_MOST_LOOKED_AT = 400
"""Elements of a hidden box that are looked at for a sentence; boxes can nest, and each is asked."""
_MOST_OF_A_QUESTION = 30
"""Elements that a question of an accordion is made of, at most."""
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
    """The state of one walk. `soft` tells whether soft hiding (inline styles, simple sheet rules) is believed."""

    def __init__(self, root: Element, hidden_names: frozenset[str], soft: bool, skipped: frozenset[str]) -> None:
        self.hidden_names, self.soft, self.skipped = hidden_names, soft, skipped
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
        """True where two inline elements touch and only style sets them apart: "JaneDoe", two links, two spans."""
        if self.spaced or not self.pieces or owner is self.owner:
            return False
        before, after = self.buffer[-1][-1], folded[0]
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
        """A `<br>`: a space, and a new line; two in a row end the run."""
        if not self.buffer:
            return
        if self.spaced and self.pieces and self.pieces[-1].line < self.line:
            self.flush()
            return
        self._space()
        self.line += 1

    def flush(self) -> None:
        """End the open run."""
        if self.pieces:
            text = "".join(self.buffer).rstrip()
            if any(c.isalnum() for c in text):
                box = self.box
                run = Run(box, text, self.pieces, len(self.runs), *_kind_of(box, text, self.pieces))
                box.runs.append(run)
                self.runs.append(run)
        self.buffer, self.pieces, self.length, self.spaced, self.line = [], [], 0, True, 0

    def is_hidden(self, element: Element, tag: str) -> bool:
        """Tell whether `element` is not shown; what our own browser marked is always believed."""
        get = element.get
        if get("data-research-hidden") is not None:
            return True
        if not self.soft:
            return False
        style = get("style")
        hint = f"{get('class') or ''} {get('id') or ''}"
        if get("hidden") is not None or (style and _hides(style.lower(), element, hint)):
            panel = _PANEL.search(f"{hint} {get('role') or ''}") or _opens_below(element)
            return not (panel and _has_sentence(element))
        if _HIDING_CLASS.search(hint) and not _SHOWN_SOMEWHERE.search(hint):
            return not (_PANEL.search(hint) and _has_sentence(element))
        if self.hidden_names and hint != " ":
            names = [f".{c}" for c in (get("class") or "").split()] + [f"#{get('id')}"]
            if any(name in self.hidden_names for name in names):
                panel = _PANEL.search(hint) or _opens_below(element)
                return not (panel and _has_sentence(element))
        return False


def _fold_space(raw: str) -> str:
    core = clean(raw)
    if not core:
        return " " if raw and raw[0].isspace() else ""
    return (" " if raw[0].isspace() else "") + core + (" " if raw[-1].isspace() else "")


def _kind_of(box: Box, text: str, pieces: list[Piece]) -> tuple[Block, int]:
    level = _level(box)
    if level:
        return "heading", level
    short = len(text) <= 70 and text[-1] not in ".,;!"
    if short and box.tag in ("p", "div", "section", "article") and all(p.tags & {"b", "strong"} for p in pieces):
        return "heading", 6
    for above in box.up(6):
        kind = _BLOCK_KIND.get(above.tag)
        if kind:
            return kind, 0
    return "paragraph", 0


def _level(box: Box) -> int:
    for above in box.up(4):
        if len(above.tag) == 2 and above.tag[0] == "h" and above.tag[1] in "123456":
            return int(above.tag[1])
        if " heading" in above.hint and above.element.get("role") == "heading":
            given = above.element.get("aria-level") or "2"
            return min(6, max(1, int(given))) if given.isdigit() and len(given) < 3 else 2
    return 0


def _hides(style: str, element: Element, hint: str) -> bool:
    # Scripts that rotate slides leave all but one so; they are shown in turn.
    if "position: absolute" in style and "z-index" in style and _NONE.search(style):
        return not _has_sentence(element)
    if _NONE.search(style) or _NO_SIZE.search(style) or _LEFT.search(style):
        return True
    if _NO_INK.search(style) and "background-clip" not in style:
        return True
    if not _FAINT.search(style):
        return False
    # Page builders start animated blocks at opacity 0 and let a script fade them in; that is content.
    animated = "transform" in style or element.get("data-w-id") is not None or element.get("data-aos") is not None
    return not (animated or "animation" in style or "transition" in style or _ANIMATED.search(hint))


def _opens_below(element: Element) -> bool:
    """Tell whether what stands before a hidden element opens it: a question, or something that says it expands."""
    before = element.getprevious()
    if before is None or not isinstance(before.tag, str):
        return False
    if before.tag in ("summary", "dt", "button") or before.get("aria-expanded") is not None:
        return True
    parts: list[str] = []
    for count, node in enumerate(before.iter()):
        if count > _MOST_OF_A_QUESTION:
            return False
        if isinstance(node.tag, str) and node.tag not in _SKIPPED:
            if node.get("aria-expanded") is not None:
                return True
            parts.append((node.text or "")[:500])
        if count:
            parts.append((node.tail or "")[:500])
    return clean(" ".join(parts)).rstrip(" +-–×▼▾").endswith(("?", "？"))


def _has_sentence(element: Element) -> bool:
    seen = 0
    for count, node in enumerate(element.iter()):
        if count > _MOST_LOOKED_AT:
            return False
        if isinstance(node.tag, str) and node.tag not in _SKIPPED:
            seen += len(clean((node.text or "")[:500])) + (len(clean(node.tail[:500])) if node.tail and count else 0)
        if seen > 60:
            return True
    return False


def hidden_names(sheets: list[str]) -> frozenset[str]:
    """Return the ".class" and "#id" selectors that the page's own style sheets hide outright.

    Rules inside @media and the like are left out, and so are selectors of more than one step: both depend on more
    than the name.
    """
    found: set[str] = set()
    for sheet in sheets:
        if not _HIDING.search(sheet):
            continue
        for selectors, rules in _plain_rules(re.sub(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/", " ", sheet[:300_000])):
            if _HIDING.search(rules):
                found.update(m.group(1) for m in map(_SIMPLE_SELECTOR.match, selectors.split(",")) if m)
    return frozenset(found)


def _plain_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield (selectors, declarations) of the rules that stand outside any @ block."""
    depth, selectors, blocked_at = 0, "", -1
    start = 0
    for brace in _BRACE.finditer(sheet):
        between = sheet[start : brace.start()]
        start = brace.end()
        if brace.group() == "{":
            if "@" in between and blocked_at < 0:
                blocked_at = depth
            selectors = between.rsplit(";", 1)[-1]
            depth += 1
            continue
        depth = max(0, depth - 1)
        if blocked_at < 0 and selectors:
            yield selectors[-2000:], between
        if depth <= blocked_at:
            blocked_at = -1
        selectors = ""


def walk(root: Element, names: frozenset[str] = frozenset(), soft: bool = True, noscript: bool = False) -> Walked:
    """Return the boxes and runs of the tree under `root`.

    `names` are selectors as `hidden_names` gives them; `soft=False` shows what inline styles and sheets hide;
    `noscript=True` reads `<noscript>` too.
    """
    state = _Walker(root, names, soft, _SKIPPED - {"noscript"} if noscript else _SKIPPED)
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
        inner = nothing if boxed and tag != "a" else tags | {tag}
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
    if state.is_hidden(child, tag):
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
