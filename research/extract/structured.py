"""What a page says in its markup rather than to the eye: JSON-LD, microdata, RDFa, h-card, meta elements."""

from __future__ import annotations

import json
import re
from typing import Any

from research.extract.hiding import Element
from research.text import clean

_LONGEST_JSON = 1_000_000
_DEEPEST_JSON = 64
_MOST_ITEMS = 400
_SCRIPT_LINES = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|/\*<!\[CDATA\[\*/|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>|/\*\]\]>\*/)\s*$"
)
# Found by lxml: to ask every element of a page from here costs as much as to read it.
_CARDS = "descendant-or-self::*[contains(@class, 'card')]"
_SCOPES = "descendant-or-self::*[@itemtype or @typeof]"
_CARD_FIELDS = {
    "p-name": "name", "fn": "name", "p-job-title": "jobTitle", "title": "jobTitle", "p-role": "jobTitle",
    "role": "jobTitle", "p-org": "worksFor", "org": "worksFor",
}  # fmt: skip


def meta_of(tree: Element) -> dict[str, str]:
    """Return {name or property, lower case: content} of the meta elements; the first of each name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = clean((element.get("content") or "")[:2000])
        if name and content and len(found) < 200:
            found.setdefault(name[:100], content)
    return found


def structured_of(tree: Element) -> list[dict[str, object]]:
    """Return the JSON-LD objects (`@graph` and lists taken apart), then microdata, RDFa and h-cards alike."""
    items: list[dict[str, object]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            items += _json_ld(script.text or "")
    items += _microdata(tree) + _h_cards(tree)
    return items[:_MOST_ITEMS]


def _json_ld(raw: str) -> list[dict[str, object]]:
    raw = _SCRIPT_LINES.sub("", raw)
    if len(raw) > _LONGEST_JSON or _too_deep(raw):
        return []
    try:
        # strict=False: hand-written JSON-LD often holds raw line breaks inside strings.
        value: Any = json.loads(raw, strict=False)
    except (ValueError, RecursionError):
        return []
    found: list[dict[str, object]] = []
    stack = [value]
    while stack and len(found) < _MOST_ITEMS:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            graph = item.get("@graph")
            if isinstance(graph, list):
                stack.extend(reversed(graph))
            if len(item) > (2 if "@graph" in item else 1) or "@type" in item:
                found.append({str(k): v for k, v in item.items() if k != "@graph"})
    return found


def _too_deep(raw: str) -> bool:
    """Tell whether brackets nest too deep, strings included (a page that hides brackets in strings loses little)."""
    depth = 0
    for match in re.finditer(r"[\[{\]}]", raw):
        depth += 1 if match.group() in "[{" else -1
        if depth > _DEEPEST_JSON:
            return True
    return False


def _microdata(tree: Element) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for scope in tree.xpath(_SCOPES):
        if len(found) >= 60:
            break
        kind = scope.get("itemtype") or (scope.get("typeof") if scope.get("typeof") else None)
        if not kind or (scope.get("itemscope") is None and scope.get("typeof") is None):
            continue
        item: dict[str, object] = {"@type": kind.strip().split()[-1].rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]}
        seen = 0
        for element in scope.iterdescendants():
            seen += 1
            if seen > 400:
                break
            if not isinstance(element.tag, str):
                continue
            name = element.get("itemprop") or element.get("property")
            if name and name.split()[0] not in item:
                value = _property(element)
                if value:
                    item[name.split()[0].rsplit(":", 1)[-1]] = value
        if len(item) > 1:
            found.append(item)
    return found


def _property(element: Element) -> str:
    for attribute in ("content", "datetime", "href", "src"):
        value = element.get(attribute)
        if value and (attribute != "href" or element.tag in ("a", "link")):
            return clean(value[:2000])
    return clean("".join(element.itertext())[:2000])


def _h_cards(tree: Element) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for card in tree.xpath(_CARDS):
        if len(found) >= 60:
            break
        classes = (card.get("class") or "").split()
        if "h-card" not in classes and "vcard" not in classes:
            continue
        item: dict[str, object] = {}
        for place, element in enumerate(card.iter()):
            if place > 200:
                break
            if isinstance(element.tag, str):
                for name in (element.get("class") or "").split():
                    field = _CARD_FIELDS.get(name)
                    text = clean("".join(element.itertext())[:300]) if field else ""
                    if field and text:
                        item.setdefault(field, text)
        if item.get("name"):
            found.append({"@type": "Person" if item.get("jobTitle") else "hCard", **item})
    return found
