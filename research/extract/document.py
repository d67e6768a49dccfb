"""HTML -> Document; the only door to bs4 and lxml.

The flow of `read`:
1. The bytes become text (encoding.py).
2. lxml parses once. BeautifulSoup over lxml costs ten times the CPU of lxml itself (16 ms against 1.2 ms for a page of
   100 KB), so it is the fallback where lxml refuses the input. The HTML parser expands no
   entity that a page declares and loads no DTD.
3. One walk gives the visible text as runs (walk.py); where hiding would lose most of the text, hiding is not believed.
4. Boxes get their region (regions.py), runs their heading path and become Passages.
5. Head, markup data, dates and links are read; people are read from boxes and passages (people.py).
"""

from __future__ import annotations

import hashlib
import html as html_entities
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from research.extract import dates, regions, structured
from research.extract.encoding import as_text, decode
from research.extract.hiding import Element, Hiding, put_streamed_in_place
from research.extract.walk import Run, Walked, walk
from research.kinds import is_board
from research.languages import language_of
from research.models import Document, DocumentLink, Page, Passage, Region
from research.text import clean, fold

_MOST_LINKS = 3000
_TITLE_LENGTH = 200
_XML_PROLOG = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,20})[^<>]{4000,}>")
_MOST_ATTRIBUTES = 300
_ANY_TAG = re.compile(r"</?[A-Za-z]([^<>]*)")
_MOST_NODES = 200_000
_SURELY_BOUNDED = 2 * _MOST_NODES  # characters: no tag or attribute is shorter than two
_SEPARATORS = re.compile(r"\s+[|·•–—:»«/]\s+|\s+-\s+|\s*[|｜]\s*")
_SHELL_IDS = frozenset(("root", "app", "__next", "__nuxt", "___gatsby", "svelte", "main-app", "q-app", "ember-app"))
_THIN = 250
"""A page with fewer characters of main text than this is thin."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A parsed and walked page, for the readers of this package."""

    tree: Element
    walked: Walked
    url: str
    base: str


def parse(html: bytes | str, charset: str | None = None) -> Element:
    """Return the tree of a page (an lxml element, or None for a page without any element)."""
    from lxml import etree

    text = as_text(html, charset)
    text = _bounded(_LONG_TAG.sub(_without_swarm, _XML_PROLOG.sub("", text.replace("\x00", ""))))
    if not text.strip():
        return None
    # Not lxml.html's parser: its elements of a class by tag cost a call of Python for each.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _parse_by_soup(text)


def _bounded(text: str) -> str:
    """Return text up to where the tree of its tags and attributes would take too much: 10 MB of `<p>x` take 800 MB."""
    if len(text) < _SURELY_BOUNDED:
        return text
    spent = 0
    for tag in _ANY_TAG.finditer(text):
        spent += 1 + len(tag[1].split(None, _MOST_ATTRIBUTES))
        if spent > _MOST_NODES:
            return text[: tag.start()]
    return text


def _without_swarm(tag: re.Match[str]) -> str:
    """Return a tag without its attributes when it has hundreds: libxml2's time grows with their square."""
    return tag.group() if tag.group().count("=") <= _MOST_ATTRIBUTES else f"<{tag.group(1)}>"


def _parse_by_soup(text: str) -> Element:
    import lxml.html
    from bs4 import BeautifulSoup, ParserRejectedMarkup
    from lxml import etree

    try:
        return lxml.html.document_fromstring(str(BeautifulSoup(text[:1_000_000], "html.parser")))
    except (etree.ParserError, ParserRejectedMarkup, ValueError, RecursionError):
        return None


def read(page: Page) -> Document:
    """Return the Document that `page` is; a page without text gives one without passages. Raises nothing."""
    common = {
        "url": page.url, "final_url": page.final_url, "kind": page.kind, "sha256": page.sha256, "way": page.way,
        "fetched_at": page.fetched_at,
    }  # fmt: skip
    reading = reading_of(_as_html(page), page.final_url or page.url, page.charset)
    if reading is None:
        return Document(**common)  # type: ignore[arg-type] # one dict for seven typed fields
    document = _document(reading, common, page.headers.get("content-language", ""))
    from research.extract.persons import people_of

    return document.model_copy(update={"people": tuple(people_of(document, reading.walked))})


def _as_html(page: Page) -> bytes | str:
    if page.media_type.startswith("text/") and not re.search(r"html|xml", page.media_type):
        blocks = re.split(r"\n\s*\n", decode(page.body, page.charset).replace("\r\n", "\n"))
        return "<body>" + "".join(f"<p>{html_entities.escape(b)}</p>".replace("\n", "<br>") for b in blocks) + "</body>"
    return page.body


def reading_of(html: bytes | str, url: str, charset: str | None = None) -> Reading | None:
    """Return the page parsed, walked and with its regions set; None when there is no element in it."""
    tree = parse(html, charset)
    if tree is None:
        return None
    base_element = next(tree.iter("base"), None)
    base = _absolute(url, base_element.get("href") or "") if base_element is not None else url
    put_streamed_in_place(tree)
    walked = _walked(tree)
    regions.assign(walked)
    _set_headings(walked.runs)
    return Reading(tree, walked, url, base or url)


def _walked(tree: Element) -> Walked:
    """Return the tree walked; where hiding would lose most of the page, hiding is not believed."""
    hiding = Hiding(tree)
    walked = walk(tree, hiding)
    if walked.hidden_chars > walked.boxes[0].chars and (shown := hiding.holds_the_page(walked.boxes[0].chars)):
        walked = walk(tree, Hiding(tree, shown=shown))
    if walked.boxes[0].chars < _THIN:
        with_noscript = walk(tree, hiding, noscript=True)
        if with_noscript.boxes[0].chars > 2 * walked.boxes[0].chars and with_noscript.boxes[0].chars > _THIN:
            walked = with_noscript
    return walked


def _set_headings(runs: list[Run]) -> None:
    """Give each content run its heading path and each run its id; furniture has no path: it is alike on every page."""
    path: list[tuple[int, str]] = []
    seen: Counter[str] = Counter()
    for run in runs:
        content = run.box.region == "main"
        if run.level and content:
            path = [entry for entry in path if entry[0] < run.level]
        run.headings = tuple(text for _, text in path) if content else ()
        if run.level and content:
            path.append((run.level, run.text[:_TITLE_LENGTH]))
        name = hashlib.sha1("\n".join((*run.headings, run.text)).encode(), usedforsecurity=False).hexdigest()[:12]
        seen[name] += 1
        run.id = name if seen[name] == 1 else f"{name}-{seen[name]}"


def _document(reading: Reading, common: dict[str, object], header_language: str) -> Document:
    tree, walked = reading.tree, reading.walked
    meta = structured.meta_of(tree)
    items = structured.structured_of(tree)
    title, site_name = _titles(tree, walked, meta, items, reading.url)
    passages = _passages(walked.runs)
    lines = [p.text for p in passages if p.region == "main"][:30]
    written = " ".join(p.text for p in passages if p.region == "main" and p.block != "heading")
    times = _times(reading)
    read_on = common["fetched_at"].date()  # type: ignore[attr-defined] # one dict for seven typed fields
    published, source = dates.published(items, meta, times, reading.url, lines, read_on)
    event, event_from = dates.event(items, times, lines)
    rels = list(_head_links(tree, reading.base))
    return Document(
        **common,  # type: ignore[arg-type] # one dict for six typed fields
        title=title, site_name=site_name,
        description=(meta.get("description") or meta.get("og:description") or "")[:1000],
        language=language_of(written, _language(tree, meta, header_language)),
        published=published, published_from=source, event=event, event_from=event_from,
        canonical=next((u for rel, _, u in rels if "canonical" in rel), None), author=_author(meta, items),
        links=tuple(_links(reading)), structured=tuple(items), meta=meta, passages=passages, hidden=walked.hidden,
        feeds=tuple(u for rel, kind, u in rels if "alternate" in rel and re.search(r"rss|atom|feed\+json", kind)),
        script_shell=_is_shell(reading),
    )  # fmt: skip


def _passages(runs: list[Run]) -> tuple[Passage, ...]:
    return tuple(
        Passage(
            id=run.id, text=run.text, headings=run.headings, ordinal=run.ordinal, block=run.block, level=run.level,
            region=regions.region_of(run), container=_container(run),
        )
        for run in runs
    )  # fmt: skip


def _container(run: Run) -> str:
    """Name the nearest box that holds more than this run."""
    own = run.box.count
    for box in run.box.up():
        if box.count > own or (box is run.box and own > 1):
            return f"{box.tag}{box.index}"
    return "page"


def _titles(
    tree: Element, walked: Walked, meta: dict[str, str], items: list[dict[str, object]], url: str
) -> tuple[str, str]:
    """Return (the page's own title, the site's name)."""
    element = next(tree.iter("title"), None)
    raw = clean(("".join(element.itertext()) if element is not None else "")[:1000])
    site = meta.get("og:site_name") or meta.get("application-name") or _site_in(items)
    headings = [r.text for r in walked.runs if r.level == 1 and r.box.region in ("main", "header")]
    given = meta.get("og:title") or raw or (headings[0] if headings else "")
    parts = [p.strip() for p in _SEPARATORS.split(given) if p.strip()]
    site = site or _site_part([p.strip() for p in _SEPARATORS.split(raw) if p.strip()], url)
    kept = [p for p in parts if not site or fold(p) != fold(site)]
    own = given
    if site and len(kept) < len(parts):
        own = " - ".join(kept) if kept else given
        if len(kept) > 1:
            own = _without_edge(given, site)
    if (not own or fold(own) in ("home", "untitled", fold(site))) and headings:
        own = headings[0]
    return own[:_TITLE_LENGTH], site[:100]


def _without_edge(title: str, site: str) -> str:
    """Return `title` without the site's name at either end and the mark beside it."""
    for match in reversed(list(_SEPARATORS.finditer(title))):
        if fold(title[match.end() :]) == fold(site):
            return title[: match.start()].strip()
    for match in _SEPARATORS.finditer(title):
        if fold(title[: match.start()]) == fold(site):
            return title[match.end() :].strip()
    return title


def _site_in(items: list[dict[str, object]]) -> str:
    for wanted in ("WebSite", "Organization", "Corporation", "LocalBusiness"):
        for item in items:
            kinds = item.get("@type")
            name = item.get("name")
            if isinstance(name, str) and (kinds == wanted or (isinstance(kinds, list) and wanted in kinds)):
                return clean(name)
    return ""


def _site_part(parts: list[str], url: str) -> str:
    """Return the part of a title that is the site's name: the one that the host name spells."""
    host = re.sub(r"[^a-z0-9]", "", (urlsplit(url).hostname or "").lower().removeprefix("www.").split(".")[0])
    for part in reversed(parts if len(parts) > 1 else []):
        letters = re.sub(r"[^a-z0-9]", "", part.lower())
        if len(letters) > 2 and len(host) > 2 and (letters in host or host in letters):
            return part
    return ""


def _language(tree: Element, meta: dict[str, str], header: str) -> str:
    given = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    found = (given or meta.get("content-language") or header or meta.get("og:locale") or "").strip().lower()
    return found.replace("_", "-").split(",")[0][:12]


def _author(meta: dict[str, str], items: list[dict[str, object]]) -> str | None:
    for item in items:
        author = item.get("author")
        author = author[0] if isinstance(author, list) and author else author
        name = author.get("name") if isinstance(author, dict) else author
        if isinstance(name, str) and clean(name) and "://" not in name and "@type" in item:
            return clean(name)[:100]
    named = clean(meta.get("author") or meta.get("article:author") or meta.get("dc.creator") or "")
    return named[:100] if named and "://" not in named else None


def _times(reading: Reading) -> list[tuple[str, str]]:
    found = []
    for element in reading.tree.iter("time"):
        value = element.get("datetime") or element.text or ""
        found.append((value, f"{element.get('class') or ''} {element.get('itemprop') or ''}"))
        if len(found) >= 20:
            break
    return found


def _head_links(tree: Element, base: str) -> Iterable[tuple[list[str], str, str]]:
    for element in tree.iter("link"):
        url = _absolute(base, element.get("href") or "")
        if url:
            yield (element.get("rel") or "").lower().split(), (element.get("type") or "").lower(), url


def _links(reading: Reading) -> list[DocumentLink]:
    found: list[DocumentLink] = []
    for element, box, text in reading.walked.links[:_MOST_LINKS]:
        url = _absolute(reading.base, element.get("href") or "")
        if url:
            region: Region = box.region
            found.append(
                DocumentLink(url=url, text=text or _spoken(element), rel=element.get("rel") or "", region=region)
            )
    return found + list(_embedded_boards(reading))


def _embedded_boards(reading: Reading) -> Iterator[DocumentLink]:
    """Yield the applicant boards that the page shows in a frame or by a script, as links to their lists."""
    for element in reading.tree.iter("iframe", "script"):
        url = _absolute(reading.base, element.get("src") or "")
        parts = urlsplit(url)
        if not url.startswith("http") or not is_board(parts.hostname or ""):
            continue
        named = parse_qs(parts.query).get("for", [""])[0]
        segments = parts.path.strip("/").split("/")
        name = named or (segments[0] if segments[1:2] == ["embed"] else "")
        if name:
            yield DocumentLink(url=f"https://{parts.hostname}/{quote(name)}", text="Open positions", rel="embed")


def _spoken(element: Element) -> str:
    """Return what a link without text says: its label, or the text or picture names inside it."""
    for value in (element.get("aria-label"), element.get("title"), "".join(element.itertext())[:400]):
        if value and clean(value):
            return clean(value)[:300]
    return next((clean(i.get("alt"))[:300] for i in element.iter("img") if clean(i.get("alt") or "")), "")


def _absolute(base: str, href: str) -> str:
    """Return the absolute http, https, mailto or tel address of `href`, "" when it is none."""
    href = re.sub(r"[\t\r\n]", "", href.strip())
    if not href or len(href) > 2000 or href.startswith("#"):
        return ""
    if href[0] == "/" and href[:2] not in ("//", "/\\"):  # the same from every page of the site, as menus are
        base = "/".join(base.split("/", 3)[:3])
    return _joined(base, href)


@lru_cache(maxsize=4_096)
def _joined(base: str, href: str) -> str:
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
        good = parts.scheme in ("mailto", "tel") or (parts.scheme in ("http", "https") and bool(parts.hostname))
    except ValueError:
        return ""
    return clean(url) if good else ""


def _is_shell(reading: Reading) -> bool:
    """Tell whether scripts would build the page: an empty mount point, or thin text and the marks of such a page.

    Menus and footers may stand around an empty mount point; then how much text the page has says nothing.
    """
    scripts = list(reading.tree.iter("script"))
    if not scripts:
        return False
    chars = sum(len(r.text) for r in reading.walked.runs if r.box.region == "main")
    mounts = ("div", "section", "article", "app-root") if chars >= 4 * _THIN else ("div", "section", "app-root", "main")
    if any(_is_empty_mount(e) for e in reading.tree.iter(*mounts)):
        return True
    if chars >= _THIN:
        return False
    if any(_ASKS_FOR_SCRIPTS.search("".join(e.itertext())[:500]) for e in reading.tree.iter("noscript")):
        return True
    return any(s.get("type") == "module" or s.get("id") in ("__NEXT_DATA__", "__NUXT_DATA__") for s in scripts) or (
        chars < 80 and any(s.get("src") for s in scripts)
    )


_ASKS_FOR_SCRIPTS = re.compile(r"java\s?script", re.I)
_SPINNER_LENGTH = 40


def _is_empty_mount(element: Element) -> bool:
    """Tell whether an element is where scripts put the page, and nothing but perhaps "Loading …" stands in it."""
    named = (element.get("id") or "").lower() in _SHELL_IDS or element.tag in ("main", "app-root")
    if not named or element.find(".//form") is not None or element.find(".//iframe") is not None:
        return False
    inside = (e for e in element.iter() if isinstance(e.tag, str) and e.tag not in ("script", "style", "noscript"))
    parts = [e.text or "" for e in inside] + [e.tail or "" for e in element.iterdescendants()]
    return len(clean("".join(parts))) <= _SPINNER_LENGTH
