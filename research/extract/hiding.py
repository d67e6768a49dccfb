"""Which elements of a page its readers do not see, judged by what stands in the page itself.

Hidden text is no content (somebody may have put it there for machines), with exceptions that real pages need, each of
which asks for a mark of honest hiding: what a visitor can open (panels of accordions, tabs and pop-ups), what the page
shows in turn (slides), what a script reveals on arrival (animated blocks, a main part that starts faint), and what a
server sends late and a script puts into its place (React's streamed segments).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from research.text import clean

Element = Any
"""An lxml element; only its protocol (tag, text, tail, get, iteration) is used."""

SKIPPED = frozenset(
    "script style template title svg math noscript iframe object applet audio video canvas map select datalist"
    " textarea progress meter".split()
)
"""Elements whose text is no text of the page."""

_LEFT = re.compile(
    r"(?:left|top|text-indent)\s*:\s*-\d{4,}(?:px)?|clip\s*:\s*rect\(0"
    r"|clip-path\s*:\s*inset\((?:50|100)%|transform\s*:\s*scale\(0\)"
)
_NO_SIZE = re.compile(
    r"font-size\s*:\s*(?:0(?:\.\d{1,4})?(?:px|pt|%)?|0em|1(?:px|pt|%))\s*(?:;|!|$)"
    r"|(?:^|;)\s*width\s*:\s*[01](?:px)?\s*;\s*height\s*:\s*[01](?:px)?\s*(?:;|$)"
)
_SHUT = re.compile(r"(?:^|[;{\s])(?:max-)?height\s*:\s*[01](?:px|r?em|%)?\s*(?:;|!|$)")
_CUT_OFF = re.compile(r"overflow(?:-y)?\s*:\s*(?:hidden|clip)")
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
_COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
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
_OPENERS = ("aria-controls", "data-target", "data-bs-target", "commandfor", "popovertarget", "data-micromodal-trigger")
_WORD = re.compile(r"[\w-]+")
_OPENED_BY_SCRIPT = re.compile(r"show|open|toggle|modal", re.I)
_MOST_LOOKED_AT = 400
"""Elements of a hidden box that are looked at for a sentence; boxes can nest, and each is asked."""
_MOST_SIBLINGS, _FEW_WORDS, _LEAST_BLOCKS = 12, 20, 3
_PAGE_CHARS, _PAGE_BLOCKS = 600, 12
"""More than a hidden pop-up or menu has."""
_MOST_OF_A_QUESTION = 30
"""Elements that a question of an accordion is made of, at most."""


class Hiding:
    """What the page under `tree` hides; `shown` are elements that are not hidden whatever their style says."""

    def __init__(self, tree: Element, shown: frozenset[Element] = frozenset()) -> None:
        self._tree, self._shown = tree, shown
        sheets = [style.text or "" for style in tree.iter("style") if not style.get("media")]
        self._names = _hidden_names(sheets) - {name for element in shown for name in _names(element)}
        self._by_style: list[Element] = []

    def hides(self, element: Element, tag: str) -> bool:
        """Tell whether `element` is not shown; what our own browser marked is always believed."""
        get = element.get
        if get("data-research-hidden") is not None:
            return True
        if tag == "body" or element in self._shown:
            return False
        style = get("style")
        hint = f"{get('class') or ''} {get('id') or ''}"
        if style and _hides(style.lower(), element, hint):
            if self._can_be_opened(element, f"{hint} {get('role') or ''}"):
                return False
            self._by_style.append(element)
            return True
        if get("hidden") is not None or (tag == "dialog" and get("open") is None):
            return not self._can_be_opened(element, f"{hint} {get('role') or ''}")
        if _HIDING_CLASS.search(hint) and not _SHOWN_SOMEWHERE.search(hint):
            return not ((_PANEL.search(hint) and _has_sentence(element)) or _shown_in_turn(element))
        if self._names and hint != " ":
            if not any(name in self._names for name in _names(element)) or self._can_be_opened(element, hint):
                return False
            self._by_style.append(element)
            return True
        return False

    def holds_the_page(self, shown_chars: int) -> frozenset[Element]:
        """Return what the walk has left out though it holds more text than is shown, in headings and many blocks.

        Such is a page that a script shows on arrival, by taking away a style; a line hidden for machines is not.
        """
        return frozenset(e for e in self._by_style if _is_page_like(e, shown_chars))

    def _can_be_opened(self, element: Element, hint: str) -> bool:
        """Tell whether visitors can open `element`: by its name, by what stands before it, or by what names it."""
        panel = _PANEL.search(hint) or _opens_below(element) or (element.get("id") or "") in self._controlled
        return bool(panel) and _has_sentence(element)

    @cached_property
    def _controlled(self) -> frozenset[str]:
        """The ids that the page's controls name."""
        found: set[str] = set()
        for name in _OPENERS:
            for value in self._tree.xpath(f"//@{name}"):
                found.update(_WORD.findall(value[:200]))
        for value in self._tree.xpath("//@onclick"):
            if _OPENED_BY_SCRIPT.search(value):
                found.update(_WORD.findall(value[:500]))
        return frozenset(found)


def _shown_in_turn(element: Element) -> bool:
    """Tell whether a hidden part is one of several alike, of which another is shown: tabs and slides are made so."""
    own = {name for name in (element.get("class") or "").split() if not _HIDING_CLASS.search(name)}
    if not own or not _has_blocks(element):
        return False
    near = [*element.itersiblings(element.tag, preceding=True), *element.itersiblings(element.tag)]
    others = (set((other.get("class") or "").split()) for other in near[:_MOST_SIBLINGS])
    return any(own <= names and not _HIDING_CLASS.search(" ".join(names)) for names in others)


def _has_blocks(element: Element) -> bool:
    """Tell whether at least three elements of a part hold text of some length."""
    told = 0
    for count, node in enumerate(element.iter()):
        if count > _MOST_LOOKED_AT:
            return False
        if isinstance(node.tag, str) and node.tag not in SKIPPED and len((node.text or "").strip()) > _FEW_WORDS:
            told += 1
        if told >= _LEAST_BLOCKS:
            return True
    return False


def _names(element: Element) -> list[str]:
    return [f".{c}" for c in (element.get("class") or "").split()] + [f"#{element.get('id')}"]


def _is_page_like(element: Element, least: int) -> bool:
    if next(element.iter("h1", "h2", "h3"), None) is None:
        return False
    chars, blocks = 0, 0
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in SKIPPED and (text := (node.text or "").strip()):
            chars += len(text)
            blocks += 1
    return chars > max(least, _PAGE_CHARS) and blocks > _PAGE_BLOCKS


def _hides(style: str, element: Element, hint: str) -> bool:
    # Scripts that rotate slides leave all but one so; they are shown in turn.
    if "position: absolute" in style and "z-index" in style and _NONE.search(style):
        return not _has_sentence(element)
    if _NONE.search(style) or _NO_SIZE.search(style) or _LEFT.search(style):
        return True
    if _NO_INK.search(style) and "background-clip" not in style:
        return True
    if _SHUT.search(style) and _CUT_OFF.search(style):
        return True
    if not _FAINT.search(style):
        return False
    if element.tag == "main" or next(element.iter("main"), None) is not None:
        return False
    # Page builders start animated blocks at opacity 0 and let a script fade them in; that is content.
    animated = "transform" in style or element.get("data-w-id") is not None or element.get("data-aos") is not None
    return not (animated or "animation" in style or "transition" in style or _ANIMATED.search(hint))


def _opens_below(element: Element) -> bool:
    """Tell whether what stands before a hidden element opens it: a question, or something that says it expands.

    Panels often stand alone in a box that is animated; then what stands before that box is meant.
    """
    for _ in range(3):
        before = element.getprevious()
        if before is not None:
            return isinstance(before.tag, str) and _opens(before)
        element = element.getparent()
        if element is None or element.tag in ("body", "main", "html"):
            return False
    return False


def _opens(before: Element) -> bool:
    if before.tag in ("summary", "dt", "button"):
        return True
    parts: list[str] = []
    for count, node in enumerate(before.iter()):
        if count > _MOST_OF_A_QUESTION:
            return False
        if isinstance(node.tag, str) and node.tag not in SKIPPED:
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
        if isinstance(node.tag, str) and node.tag not in SKIPPED:
            seen += len(clean((node.text or "")[:500])) + (len(clean(node.tail[:500])) if node.tail and count else 0)
        if seen > 60:
            return True
    return False


def _hidden_names(sheets: list[str]) -> frozenset[str]:
    """Return the ".class" and "#id" selectors that the page's own style sheets hide outright.

    Rules inside @media and the like are left out, and so are selectors of more than one step: both depend on more
    than the name.
    """
    found: set[str] = set()
    for sheet in sheets:
        if not _HIDING.search(sheet) and not _CUT_OFF.search(sheet):
            continue
        for selectors, rules in _plain_rules(_COMMENT.sub(" ", sheet[:300_000])):
            if _HIDING.search(rules) or (_SHUT.search(rules) and _CUT_OFF.search(rules)):
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


_STREAMED = re.compile(r"(.{0,40})S:([0-9a-f]{1,8})")


def put_streamed_in_place(tree: Element) -> None:
    """Move what a server sent late to where it belongs, as the page's own script does on arrival.

    React sends `<div hidden id="S:1">` with `$RC("B:1","S:1")`, for the place `<template id="B:1">` (react-dom/server,
    "ReactDOMFizzInlineCompleteBoundary"); segments go from "S:1" to "P:1" likewise.
    """
    named = [(e, _STREAMED.fullmatch(e.get("id") or "")) for e in tree.iter("div") if e.get("hidden") is not None]
    late = [(e, *found.groups()) for e, found in named if found]
    places = {e.get("id"): e for e in tree.iter("template") if e.get("id")} if late else {}
    for element, prefix, number in late:
        place = places.get(f"{prefix}B:{number}", places.get(f"{prefix}P:{number}"))
        if place is not None and place.getparent() is not None and element not in place.iterancestors():
            _move(element, place)


def _move(element: Element, place: Element) -> None:
    tail, element.tail = element.tail, None
    before = element.getprevious()
    parent = element.getparent()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail and parent is not None:
        parent.text = (parent.text or "") + tail
    del element.attrib["hidden"]
    place.addnext(element)
