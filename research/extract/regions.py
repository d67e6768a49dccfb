"""Which part of a page a box belongs to: content, or furniture and of which sort.

The rules follow what was measured on real business pages: elements that say what they are (nav, footer, roles) are
believed, class names only when they are plain words for furniture, and nothing that holds most of the page's text is
ever furniture (whole-page forms, an unclosed nav, a body hidden until a script runs).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from research.extract.walk import Box, Run, Walked
from research.models import Document, Region

_MOST = 0.6
"""A box with more than this share of the page's text (links left out) is content."""

_WORD_EDGE = r"(?:^|[\s_\-])"
_END = r"(?:$|[\s_\-])"
_COOKIE = re.compile(
    r"cookie|gdpr|onetrust|consent|cc-window|cmplz|usercentrics|cybot|(?:^|[\s_-])truste(?:$|[\s_-])|didomi|osano"
    r"|fides-(?:overlay|banner|modal)|qc-cmp|sp_message|tarteaucitron|axeptio|iubenda-cs|klaro|moove_gdpr|borlabs"
)
_COOKIE_VENDOR = re.compile(
    r"onetrust|ot-sdk|cmplz|usercentrics|cybot|didomi|osano|fides-(?:overlay|banner|modal)|qc-cmp|tarteaucitron|axeptio"
    r"|iubenda-cs|klaro|moove_gdpr|borlabs"
)
"""Names that only the makers of cookie layers give: believed however much text they hold."""
_NAVIGATION = re.compile(
    _WORD_EDGE + r"(?:nav|navbar|navigation|menu|mainmenu|topnav|subnav|sidenav|sitenav"
    r"|(?:main|top|sub|side|site|primary|secondary|utility)[-_]?nav|breadcrumbs?|pagination|pager"
    r"|toc|tabs?-?nav|skip-?links?|sitemap|megamenu|offcanvas|language-switcher|lang-switcher|prev-?next)" + _END
    + r"|breadcrumb|nav-?bar|main-?menu|mega-?menu|mobile-?menu|menu-?item|nav-?menu|role-navigation|skip-to"
)  # fmt: skip
_HEADER = re.compile(
    r"(?:^|\s)(?:(?:site|page|main|global|top|master|app)[-_]?(?:header|head|bar|banner)|header|masthead|topbar|top-bar"
    r"|banner)(?:$|\s)|announcement-?bar"
)
_ABOVE_HEAD = re.compile(r"(?:^|[\s_-])header[-_]+\w")
"""Parts of a page's header; cards and sections have such too, so only above the first headline and outside main."""
_FOOTER = re.compile(
    r"(?:^|[\s_-])(?:footer|colophon|site-?info|footer-?widgets?|bottom-?bar|page-?footer)(?:$|[\s_-])|footer"
)
_FOOT_OF_PART = re.compile(r"(?:card|item|post|entry|product|tile|modal|review|panel)[-_]{0,2}footer")
_DIALOG = re.compile(r"(?:^|[\s_-])(?:modal|dialog|popup|pop-up|lightbox|drawer|offcanvas)(?:$|[\s_-])")
_TEASER = re.compile(
    r"(?:^|[\s_-])(?:(?:related|recent|popular|trending|latest|recommended|similar)[-_]?(?:posts?|articles?|news|content|stories"
    r"|products?|reading|items?|jobs)|more[-_]?(?:posts?|articles?|news|stories|products?|reading|jobs))"
    r"|you-?may|also-?like|read-?(?:next|more-posts)|up-?next|post-?navigation"
    r"|(?:^|[\s_-])(?<!has-)(?<!with-)(?<!no-)(?:sidebar|side-bar|widget-area|rail)(?:$|[\s_-])"
    r"|share-?(?:buttons?|links?|bar)|social-?(?:links?|share|icons?|media)|sharedaddy|addtoany|newsletter|subscribe|sign-?up|comments?-(?:area|list|section)|(?:^|\s)comments(?:$|\s)|disqus|advert"
    r"|instagram|(?:social|twitter|facebook)-?feed"
)  # fmt: skip
_TEASER_HEADING = re.compile(
    r"(?:related|similar|recommended|trending)\b(?: [\w&-]+){1,4}$"
    r"|(?:popular|recent(?:ly)?|latest) (?:posts?|articles?|stories|products?|items?|news|reads?|content|insights?"
    r"|resources?|viewed|jobs|searches|topics)\b|(?:featured|our|more) (?:posts|articles|insights|resources|blogs?)\b"
    r"|you (?:may|might) also|customers (?:also|who)|from (?:the|our) blog|read (?:next|more)"
    r"|more (?:from|like this|to explore)|up next|keep reading|share this|follow us|newsletter|what[’']s trending"
    r"|stay (?:connected|in touch|up to date)|recently viewed|follow our (?:journey|story)"
    r"|(?:join|subscribe to|sign up (?:for|to)) (?:our|the) .*(?:newsletter|mailing|list|updates)"
    r"|articles (?:liés|similaires)|ähnliche|das könnte|verwandte|artículos relacionados",
    re.I,
)
_LEGAL_TEXT = re.compile(
    r"^(?:©|\(c\)|copyright\b)|all rights reserved|tous droits réservés|alle rechte vorbehalten", re.I
)
_MENU_ITEM = 35
_SENTENCE = 80
_CONTENT_TAGS = frozenset(("main", "article", "section", "li", "td", "blockquote", "figure"))
_QUOTING_TAGS = frozenset(("article", "li", "blockquote", "figure"))
_DIRECT: dict[str, Region] = {"nav": "navigation", "menu": "navigation", "aside": "teaser"}
_ROLES: dict[str, Region] = {
    "navigation": "navigation", "menu": "navigation", "menubar": "navigation", "banner": "header",
    "contentinfo": "footer", "complementary": "teaser", "search": "form",
}  # fmt: skip


def assign(walked: Walked) -> None:
    """Set the region of every box, and with it of every run."""
    boxes = walked.boxes
    total = boxes[0].chars or 1
    main = _main_box(boxes, total)
    inside_main = _descendants(main)
    for box in boxes:
        guess = _guess(box, box.index in inside_main)
        certain = guess == "cookie" and bool(_COOKIE_VENDOR.search(box.hint))
        if guess and (certain or not _holds_most(box, boxes[0])) and not (main is not None and _holds(box, main)):
            box.mark = guess
    _unmark_parts_of_cards(boxes)
    _above_the_head(walked, inside_main)
    for box in boxes:
        parent = box.parent.region if box.parent is not None else "main"
        box.region = parent if parent != "main" else (box.mark or "main")
    _link_lists(walked, total)
    _teasers_by_heading(walked.runs, total)
    _give_back(boxes)


_MOST_ALIKE = 2
"""A page has a footer and a side bar or two; more boxes of one name are parts of cards or a manner of setting."""


def _unmark_parts_of_cards(boxes: list[Box]) -> None:
    named = [(b, _said(b)) for b in boxes if b.mark in ("footer", "teaser") and b.tag not in ("footer", "aside")]
    counts = Counter(name for _, name in named)
    for box, name in named:
        if name and counts[name] > _MOST_ALIKE and box.count > 1:
            box.mark = None


def _said(box: Box) -> str:
    """Return the word of a box's names that made it furniture, with its tag."""
    said = next((w for w in box.hint.split() if (_TEASER if box.mark == "teaser" else _FOOTER).search(w)), "")
    return f"{box.tag} {said}" if said else ""


def _give_back(boxes: list[Box]) -> None:
    """A teaser that outweighs three times all content is the content: product lists name themselves "related"."""
    tops = [b for b in boxes if b.region == "teaser" and b.parent is not None and b.parent.region == "main"]
    left = boxes[0].chars - sum(b.chars for b in boxes if b.region != "main" and _is_top(b))
    for box in tops:
        if box.chars > 3 * left and box.chars > 200:
            _give(box, "main")


def _above_the_head(walked: Walked, inside_main: frozenset[int]) -> None:
    """Mark parts named after a header that end before the first headline."""
    first = next((r.ordinal for r in walked.runs if r.level == 1), 0)
    for box in walked.boxes:
        if box.mark or box.index in inside_main or not box.count or not _ABOVE_HEAD.search(box.hint):
            continue
        short = box.chars < 300 or box.link_chars > 0.5 * box.chars
        if short and max(r.ordinal for r in box.all_runs()) < first:
            box.mark = "header"


def _is_top(box: Box) -> bool:
    return box.parent is not None and box.parent.region == "main"


def region_of(run: Run) -> Region:
    """Return the region of a run: its box's, but a copyright line is legal wherever it stands."""
    if run.box.region in ("main", "footer") and len(run.text) < 300 and _LEGAL_TEXT.search(run.text):
        return "legal"
    return run.box.region


def _main_box(boxes: list[Box], total: int) -> Box | None:
    """Return the page's `<main>` (or role=main) where it holds a fair share of the text."""
    found = [b for b in boxes if (b.tag == "main" or b.element.get("role") == "main") and b.chars > 0.15 * total]
    return max(found, key=lambda b: b.chars) if found else None


def _descendants(main: Box | None) -> frozenset[int]:
    if main is None:
        return frozenset()
    found, stack = set(), [main]
    while stack:
        box = stack.pop()
        found.add(box.index)
        stack.extend(box.children)
    return frozenset(found)


def _holds_most(box: Box, page: Box) -> bool:
    """Tell whether a box has most of the page's text; links are left out of the count where there is other text."""
    prose, all_prose = box.chars - box.link_chars, page.chars - page.link_chars
    if all_prose > 200:
        return prose > _MOST * all_prose
    return box.chars > _MOST * page.chars and prose > 40


def _holds(box: Box, other: Box) -> bool:
    return any(above is box for above in other.up(200))


def _guess(box: Box, inside_main: bool) -> Region | None:
    """Return what the box says it is by tag, role and name, None for content."""
    tag, hint = box.tag, box.hint
    if tag in ("body", "html", "main"):
        return None
    role = (box.element.get("role") or "").lower()
    direct = _DIRECT.get(tag) or _ROLES.get(role)
    if direct:
        return direct
    if hint.strip() and _COOKIE.search(hint):
        return "cookie"
    if _DIALOG.search(hint) or role == "dialog" or tag == "dialog":
        return _dialog(box)
    if tag == "footer" or (tag == "header" and not inside_main):
        return _edge(box, tag)
    if tag == "form" or (tag == "fieldset" and box.inputs):
        return "form" if (box.inputs or box.chars < 200) and not _tells(box) else None
    if not hint.strip() or (inside_main and tag in ("article", "section")):
        return None
    return _by_name(box, hint, inside_main)


def _tells(box: Box) -> bool:
    """Tell whether a form is wrapped around a part of the page: two headlines or more, and sentences below them."""
    runs = list(box.all_runs())
    return sum(run.level > 0 for run in runs) >= 2 and sum(len(run.text) > _SENTENCE for run in runs) >= 2


def _dialog(box: Box) -> Region | None:
    """A pop-up about cookies, a form or a small notice is furniture; one that tells about people or jobs is content."""
    text = " ".join(run.text for run in box.all_runs())[:4000].lower()
    if text.count("cookie") >= 2:
        return "cookie"
    if box.inputs:
        return "form"
    return "teaser" if box.chars < 200 else None


def _edge(box: Box, tag: str) -> Region | None:
    """`<header>` and `<footer>` of the page are furniture, of an article or a card they are not."""
    tags = _CONTENT_TAGS if tag == "header" else _QUOTING_TAGS
    if any(above.tag in tags for above in box.up(30) if above is not box):
        return None
    if tag == "header" and _has_headline(box):
        return None
    return "footer" if tag == "footer" else "header"


def _has_headline(box: Box) -> bool:
    """Tell whether a `<header>` opens the page with its headline, not with a logo: an h1 of several words, no link."""
    for run in box.all_runs():
        if run.level == 1 and len(run.text.split()) >= 3 and not any(piece.href for piece in run.pieces):
            return not any(above.tag == "nav" for above in run.box.up(10))
    return False


def _by_name(box: Box, hint: str, inside_main: bool) -> Region | None:
    linky = box.link_chars > 0.5 * box.chars
    if _NAVIGATION.search(hint) and (linky or box.chars < 40):
        return "navigation"
    if (not inside_main or linky) and _FOOTER.search(hint) and not _FOOT_OF_PART.search(hint):
        return "footer"
    if not inside_main and _HEADER.search(hint) and (linky or box.chars < 200):
        return "header"
    if _TEASER.search(hint):
        return "teaser"
    return None


def _link_lists(walked: Walked, total: int) -> None:
    """Lists made of short links only, outside headings' sections, are navigation whatever they are called."""
    heads = [run for run in walked.runs if run.level and run.box.region == "main"]
    headline = next((run.ordinal for run in heads if run.level == 1), heads[0].ordinal if heads else 0)
    for box in walked.boxes:
        if box.region != "main" or box.tag not in ("ul", "ol") or box.count < 4 or box.chars > 0.3 * total:
            continue
        if box.link_chars < 0.95 * box.chars or box.chars / box.count > _MENU_ITEM:
            continue
        if max(r.ordinal for r in box.all_runs()) > headline and not _is_menu(box):
            continue
        _give(box, "navigation")


def _is_menu(box: Box) -> bool:
    """Tell whether a list of links amid the page is a menu: outside its main part, each link a line of its own."""
    cards = box.count > 1.4 * max(1, len(box.children))
    return not cards and box.chars / box.count <= 25 and not any(b.tag in ("main", "article") for b in box.up(30))


def _teasers_by_heading(runs: Sequence[Run], total: int) -> None:
    """A section under "Related posts" and the like is a teaser whatever its classes say.

    Not the first one: "Latest news" right below the headline of a newsroom is what the page is for.
    """
    for above, run in pairwise(run for run in runs if run.box.region == "main"):
        if not run.level or above.level == 1 or len(run.text) > 60 or not _TEASER_HEADING.match(run.text):
            continue
        for box in run.box.up(5):
            if box.count > 1:
                if box.chars < 0.3 * total and box.tag not in ("main", "article", "body"):
                    section = _whole_section(box, run, total)
                    # Teasers lead elsewhere; long text without links under such a heading is the page's own.
                    if section.chars < 400 or section.link_chars > 0.2 * section.chars:
                        _give(section, "teaser")
                break


def _whole_section(box: Box, heading: Run, total: int) -> Box:
    """Return the section that `heading` heads: a heading and its "see all" often stand in a box of their own."""
    while box.count < 4 and box.parent is not None and box.parent.tag not in ("main", "article", "body"):
        above = box.parent
        first = min((r.ordinal for r in above.all_runs()), default=0)
        if first < heading.ordinal - 1 or above.chars >= 0.3 * total:
            break
        box = above
    return box


def _give(box: Box, region: Region) -> None:
    stack = [box]
    while stack:
        inner = stack.pop()
        inner.region = region
        stack.extend(inner.children)


def shared_furniture(documents: Sequence[Document]) -> dict[str, float]:
    """Return {passage id: share of the documents it stands in}, for passages that stand in at least two.

    Passages that many pages of one site share are furniture or boilerplate, whatever their region says.
    """
    seen: Counter[str] = Counter()
    for document in documents:
        seen.update({passage.id for passage in document.passages})
    return {name: n / len(documents) for name, n in seen.items() if n > 1}


_FURNITURE_PAGES, _FURNITURE_SHARE = 5, 0.4


def without_furniture(documents: Sequence[Document]) -> list[Document]:
    """Return the documents with passages that many pages of the site share taken out of the main text.

    A banner or a call to act on at least five pages and two fifths of them all is furniture, wherever it stands; it
    keeps its place among the passages, with the region "teaser".
    """
    shares = shared_furniture(documents)
    least = max(_FURNITURE_SHARE, _FURNITURE_PAGES / max(1, len(documents)))
    common = {name for name, share in shares.items() if share >= least}
    return [_without(document, common) for document in documents]


def _without(document: Document, common: set[str]) -> Document:
    if not any(p.id in common and p.region == "main" for p in document.passages):
        return document
    passages = tuple(
        p.model_copy(update={"region": "teaser"}) if p.id in common and p.region == "main" else p
        for p in document.passages
    )
    return document.model_copy(update={"passages": passages})
