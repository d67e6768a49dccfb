"""A page -> its own text without furniture, buttons, filters and repeats; the only door to trafilatura.

Passages keep every line with its region, so that each can be quoted; here lines that are content by their place are
left out too when they only serve the page: calls to act, skip links, filters and sort bars, notices above the head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice, takewhile

from research.extract import regions, structured
from research.extract.document import Reading, reading_of
from research.extract.encoding import as_text
from research.extract.walk import Box, Run

_CALL = re.compile(
    r"(?:get|learn more|read|see|view|shop|sign|log|start|book|contact|download|join|apply|explore|request|try|buy"
    r"|subscribe|skip|find out|discover|talk|schedule|call|add to|create|open|show|watch|register|order|donate|share"
    r"|speak|loading|more|back)\b",
    re.I,
)
_SERVING = re.compile(
    r"(?:skip (?:to|navigation)\b.*|back to .{1,40} section|https?://\S+\.(?:mp4|webm|jpe?g|png|gif|svg|webp)"
    r"|table of contents|on this page|loading\W*|sort(?:ed)?(?: by)?\s*:?.{0,24}|filters?(?: by)?\W*\d*\W*|sponsored"
    r"|(?:clear|reset|remove|see|view|show|load)\s(?:all|more|less)\b.{0,12}|advertisement|previous|next|close"
    r"|play video|compare|follow|pause(?: video)?|play|share(?: this)?|print|menu|search)",
    re.I,
)
"""Whole lines that serve the page's use."""
_CALL_ALONE = re.compile(
    r"(?:get started(?: now| today| (?:for )?free)?|(?:learn|read|see|view|find out|show|tell me) more|top|back to top"
    r"|sign (?:up|in)(?: now| today| (?:for )?free)?|log ?in|contact (?:us|sales)(?: now| today)?|get in touch"
    r"|(?:book|buy|shop|order|apply|register|donate|enroll|join|subscribe|download|call|explore|start|record)"
    r" (?:now|today|here|online)"
    r"|(?:book|request|schedule|get|watch|see)(?: an?| your| the)?(?: free| live| personali[sz]ed)?"
    r" (?:demo|quote|consultation|call|appointment|estimate|trial)(?: now| today)?"
    r"|(?:try|start)(?: it)?(?: for)? (?:free|now)"
    r"|see (?:all )?plans|talk to (?:sales|an expert|us|a specialist)|add to (?:cart|bag|basket|wish ?list|compare)"
    r"|(?:see|view) (?:details|case studies|profile|products?|jobs?|courses?|all.{0,20})|know more|enquire|inquire"
    r"|\d+ min(?:ute)?s? read|new|sale|popular|featured|(?:choose|select) options?|quick (?:view|add|shop|buy)"
    r"|click here(?: for more(?: details)?)?|buy|expand|translate)\W*",
    re.I,
)
"""Calls to act, and marks of cards, that are such whatever they are made of: pages make buttons of plain boxes."""
_SERVING_LENGTH = 60
_FILTER = re.compile(
    r"filter(?!ed|able)|facet|refine(?:ment)?(?:$|[\s_-])|(?:^|[\s_-])sort(?:ing|-?by|-?bar)?(?:$|[\s_-])"
)
_NOTICE = re.compile(
    r"(?:^|[\s_-])(?:alert|announcements?|notice|disclosure|promo|top-?info)(?:$|[\s_-])|(?:promo|alert|top)-?(?:bar|banner)"
)
_CRUMBS = re.compile(r"breadcrumb|(?:^|[\s_-])social(?:$|[\s_-])")
_BUTTONS = re.compile(r"(?:^|[\s_-])(?:btns?|buttons?|ctas?|actions?)(?:$|[\s_-])")
_ACT = re.compile(r"(?:^|[\s_-])(?:cta|call-?to-?action)(?:$|[\s_-])|cta-?(?:block|section|banner|box)")
_CLOSING = re.compile(
    r"(?:(?:are you )?ready (?:to|for)|get (?:started|in touch)|contact|let[’']s|start|book|schedule|request|talk to"
    r"|join|sign up|subscribe|(?:still )?have questions|need help|want to|looking for|call|stay|follow|discover how"
    r"|see how|try)\b|questions\?",
    re.I,
)
"""Headings of the bands that end a page."""
_OTHER_PAGES = re.compile(
    r"(?:our |the |explore |read )*(?:latest|featured|recent) (?:client |customer |success |blog )?"
    r"(?:insights|resources|blogs?|news|articles|posts|(?:case )?stud(?:ies|y)|stories|work|projects)\W*",
    re.I,
)
"""Headings that say themselves that a choice of other pages follows."""
_LATE, _MOSTLY_LINKS = 0.5, 0.6
_LAST_PART, _SHORT_SECTION, _LONG_ENOUGH = 0.6, 200, 25
_MOST_OF_SECTION = 20
"""Lines; each has a letter or more, and a band that calls to act has few."""
_POP_UP = re.compile(r"(?:^|[\s_-])(?:modal|dialog|popup)(?:$|[\s_-])")
_POP_UP_CHARS = 600
"""More is told of people and products, and read."""
_SHORT_LINE, _LABEL = 30, 8
_MANY_LINKS = 5
_MOST_BANDS, _MOST_OF_BANDS = 3, 0.15
_MOST_ABOVE, _SENTENCE = 0.3, 100
"""Above the first headline: the share of the text that may be left out, and a length that nothing there has then."""
_ROW_LENGTH, _ROW_RUNS = 300, 14
_TEXT_UNDER_A_HEADLINE, _TEXT_IF_ONLY_DATED = 320, 450
"""Characters that an article has to each headline at least; pages that offer something have a headline to a card."""


def main_text(html: bytes | str, url: str) -> str:
    """Return the text of a page without its furniture: a block, a row of a table or a short list item is one line."""
    reading = reading_of(html, url)
    if reading is None:
        return ""
    own = "\n".join(_own_lines(reading))
    if _is_article(reading):
        article = _article_text(html, url)
        # trafilatura is better at articles, yet keeps a fragment of some; then all content is the better answer.
        if len(article) > 0.3 * len(own):
            return article
    return own


def _is_article(reading: Reading) -> bool:
    """Tell whether the page says that it is an article and reads like one.

    Two fifths of it are long paragraphs, and no headline stands over little: site builders call every page an article,
    and more often by the time of publishing alone.
    """
    types = " ".join(str(item.get("@type")) for item in structured.structured_of(reading.tree))
    named = bool(re.search(r"Article|BlogPosting", types))
    if not named and "article:published_time" not in structured.meta_of(reading.tree):
        return False
    runs = [r for r in reading.walked.runs if regions.region_of(r) == "main"]
    total = sum(len(r.text) for r in runs)
    least = _TEXT_UNDER_A_HEADLINE if named else _TEXT_IF_ONLY_DATED
    if total < least * sum(r.level > 0 for r in runs):
        return False
    long = sum(len(r.text) for r in runs if len(r.text) > 120 and r.block in ("paragraph", "quote"))
    return long > 0.4 * total


def _article_text(html: bytes | str, url: str) -> str:
    import trafilatura

    return trafilatura.extract(as_text(html), url=url, include_comments=False) or ""


def _own_lines(reading: Reading) -> list[str]:
    """Return the content, each line once: pages repeat blocks for small screens and sliders, and labels on cards."""
    serving = _serving_boxes(reading)
    seen: set[str] = set()
    kept: list[Run] = []
    repeated = False
    for run in reading.walked.runs:
        if regions.region_of(run) != "main" or run.box.index in serving or _serves(run):
            continue
        # A short line may well stand twice, but not where the line above it was a repeat: then a block is.
        repeated = run.text in seen and (repeated or len(run.text) > _LONG_ENOUGH)
        if not repeated and not (run.text in seen and _is_label(run)):
            seen.add(run.text)
            kept.append(run)
    return list(_lines(_from_the_head(_without_other_pages(list(_without_closing_calls(kept))))))


def _is_label(run: Run) -> bool:
    """Tell whether a line that stands twice tells nothing new the second time: no headline, cell, price or number."""
    return not run.level and len(run.text) > _LABEL and _row(run) is None


def _from_the_head(runs: list[Run]) -> list[Run]:
    """Return the runs from the page's first headline on where little stands above it: banners, bars, telephone numbers.

    The line right above the headline stays, as it mostly belongs to it; links there lead elsewhere.
    """
    place = next((place for place, run in enumerate(runs) if run.level == 1), 0)
    above = runs[:place]
    if any(len(run.text) > _SENTENCE for run in above):
        return runs
    if sum(len(run.text) for run in above) >= _MOST_ABOVE * sum(len(run.text) for run in runs):
        return runs
    return [*(run for run in above[-1:] if any(piece.href is None for piece in run.pieces)), *runs[place:]]


def _without_closing_calls(runs: list[Run]) -> Iterator[Run]:
    """Yield the runs without short sections in the last part of a page whose heading calls to act."""
    skipping = False
    for place, run in enumerate(runs):
        if run.level:
            late = place > _LAST_PART * len(runs)
            skipping = late and len(run.text) < 90 and bool(_CLOSING.match(run.text))
            if skipping:
                section = takewhile(
                    lambda other: not other.level, islice(runs, place + 1, place + 1 + _MOST_OF_SECTION)
                )
                skipping = len(run.text) + sum(len(other.text) for other in section) < _SHORT_SECTION
        if not skipping:
            yield run


def _without_other_pages(runs: list[Run]) -> list[Run]:
    """Return the runs without late sections of "insights" and the like that are made of links to other pages."""
    left_out: set[int] = set()
    for place, run in enumerate(runs):
        if run.level > 1 and place > _LATE * len(runs) and _OTHER_PAGES.fullmatch(run.text):
            ends = (n for n, r in enumerate(runs) if n > place and 0 < r.level <= run.level)
            section = runs[place : next(ends, len(runs))]
            linked = sum(p.end - p.start for r in section for p in r.pieces if p.href is not None)
            if linked > _MOSTLY_LINKS * sum(len(r.text) for r in section):
                left_out.update(r.ordinal for r in section)
    return [run for run in runs if run.ordinal not in left_out]


def _lines(runs: Iterable[Run]) -> Iterator[str]:
    """Yield the lines: runs of one table row or one short list item share a line, as they do on the page.

    Items begin with a dash and cells stand apart, as they do in the text of articles.
    """
    marked: set[int] = set()
    for row, together in groupby(runs, key=_row):
        run, *others = together
        dash = _dash(run, marked)
        if row is None:
            yield dash + run.text
            yield from (_dash(other, marked) + other.text for other in others)
        else:
            yield dash + (" | " if run.block == "cell" else " ").join(r.text for r in (run, *others))


def _dash(run: Run, marked: set[int]) -> str:
    """Return what stands before a run: a dash where it is the first of a list's item, whose index joins `marked`."""
    item = next((box.index for box in run.box.up(4) if box.tag == "li"), None)
    if item is None or item in marked:
        return ""
    marked.add(item)
    return "" if run.level else "- "


def _row(run: Run) -> int | None:
    for box in run.box.up():
        if box.tag in ("tr", "li"):
            return box.index if box.chars <= _ROW_LENGTH and 1 < box.count <= _ROW_RUNS else None
    return None


def _serves(run: Run) -> bool:
    """Tell whether a line is a button, a call to act ("Get started", "Read more") or serves the page's use."""
    if len(run.text) <= _SERVING_LENGTH and _SERVING.fullmatch(run.text):
        return True
    if run.block == "heading":
        return False
    if (run.box.tag == "button" and not _opens_a_panel(run.box)) or (
        len(run.text) <= _SERVING_LENGTH and _CALL_ALONE.fullmatch(run.text)
    ):
        return True
    if all("label" in piece.tags for piece in run.pieces) and any(box.tag == "form" for box in run.box.up()):
        return True  # outside forms, labels head panels that open
    if len({piece.href for piece in run.pieces}) >= _MANY_LINKS and all(
        piece.href is not None and piece.end - piece.start <= _SHORT_LINE for piece in run.pieces
    ):
        return True  # a cloud of tags
    if any(piece.href is None for piece in run.pieces) or len(run.text) > _SERVING_LENGTH:
        return False
    if "btn" in run.box.hint:
        return True
    calls = [bool(_CALL.match(run.text[p.start : p.end].lstrip())) for p in run.pieces]
    return bool(_CALL.match(run.text)) or (any(calls) and _BUTTONS.search(run.box.hint) is not None)


def _opens_a_panel(box: Box) -> bool:
    """Tell whether a button heads a panel of the page, as the questions of an accordion do."""
    return box.element.get("aria-expanded") is not None and not box.element.get("aria-haspopup")


def _serving_boxes(reading: Reading) -> frozenset[int]:
    """Return the boxes (with all below) that are filters, notices or crumbs by name and by what they hold."""
    boxes = reading.walked.boxes
    first = next((r.ordinal for r in reading.walked.runs if r.level == 1 and r.box.region == "main"), 0)
    content = sum(len(r.text) for r in reading.walked.runs if r.box.region == "main") or 1
    found = _calls_to_act(boxes, content)
    found.update(box.index for box in boxes if box.region == "main" and _is_picture(box, content))
    for box in boxes:
        inherited = box.parent is not None and box.parent.index in found
        if inherited or (box.region == "main" and box.hint.strip() and _is_serving(box, content, first)):
            found.add(box.index)
    return frozenset(found)


def _calls_to_act(boxes: list[Box], content: int) -> set[int]:
    """Return the bands that only call to act; where more than three have such a name, or they say much, they tell."""
    bands = [b for b in boxes if b.region == "main" and b.link_chars and b.chars < 300 and _ACT.search(b.hint)]
    tops = [b for b in bands if b.parent is None or not _ACT.search(b.parent.hint)]
    much = sum(b.chars for b in tops) > _MOST_OF_BANDS * content
    return {b.index for b in tops} if len(tops) <= _MOST_BANDS and not much else set()


def _is_picture(box: Box, content: int) -> bool:
    """Tell whether a box is drawn as a picture, or its page keeps it out of what search engines quote."""
    said = box.element.get("role") == "img" or box.element.get("data-nosnippet") is not None
    return said and box.chars < 0.3 * content


def _is_serving(box: Box, content: int, first: int) -> bool:
    if box.tag in ("body", "main", "html") or not box.count or box.chars > 0.4 * content:
        return False
    if _CRUMBS.search(box.hint):
        return box.chars < 300
    if _NOTICE.search(box.hint) and not any(run.level for run in box.all_runs()):
        start = next(box.all_runs()).ordinal
        return box.chars < 300 and start < max(first, 8)
    if box.count > 1 and (_POP_UP.search(box.hint) or box.element.get("role") == "dialog"):
        aside = not any(above.tag in ("main", "article", "section") for above in box.up(30) if above is not box)
        return aside and box.chars < min(_POP_UP_CHARS, 0.25 * content)
    if _FILTER.search(box.hint) and box.chars / box.count <= _SHORT_LINE:
        return box.element.find(".//img") is None
    return False
