"""News since then, openings, pages that came and went."""

from __future__ import annotations

from collections.abc import Iterator

from research.changes.lines import NEWS_KINDS, Reading, address, is_teaser
from research.changes.sides import Compared
from research.kinds import kind_of_link
from research.models import Change, Citation, DocumentLink
from research.text import fold, words

_HEADLINE_WORDS = 3


def pages(compared: Compared) -> list[Change]:
    """Return the changes of whole pages; the lines of a page told here are claimed, here and where they are teased."""
    found: list[Change] = []
    told: set[str] = set()
    for reading in compared.fresh:
        if not _is_told(compared, reading):
            found.append(_came(compared, reading))
        told |= {address(reading.document.url), address(reading.document.final_url)}
        _claim_teasers(compared, reading)
    for reading in compared.lost:
        if not _is_told(compared, reading):
            found.append(_went(reading, compared))
        told.add(address(reading.document.url))
    for change in _linked(compared, told):
        found.append(change)
    return found


def _is_told(compared: Compared, reading: Reading) -> bool:
    """Whether a person or the posting has spoken for the page's heading already."""
    return bool(reading.lines) and not compared.free(reading.told or reading.lines)


def _came(compared: Compared, reading: Reading) -> Change:
    document = reading.document
    news = reading.kind in NEWS_KINDS
    what = "news" if news else "opening" if reading.kind == "posting" else "new page"
    dated = f", {document.published:%d %b %Y}" if news and document.published else ""
    title = _title(reading)
    name = title.quote if title else document.title
    return Change(
        what=what, kind="new", new=title, group="news" if news else "pages", about=document.url,
        text=f"{what}{dated}: “{name}”", old_at=compared.since, new_at=document.fetched_at,
    )  # fmt: skip


def _went(reading: Reading, compared: Compared) -> Change:
    title = _title(reading)
    name = title.quote if title else reading.document.title
    what = "opening" if reading.kind == "posting" else "page"
    return Change(
        what=f"{what} gone", kind="gone", old=title, group="pages", about=reading.document.url,
        text=f"{what} gone: “{name}”", old_at=reading.document.fetched_at, new_at=compared.new.brief.generated_at,
    )  # fmt: skip


def _title(reading: Reading) -> Citation | None:
    main = reading.document.main
    heading = next((p for p in main if p.level == 1), None) or next((p for p in main if p.level), None)
    heading = heading or next(iter(main), None)
    return None if heading is None else reading.document.cite(heading)


def _claim_teasers(compared: Compared, reading: Reading) -> None:
    """Lines of other pages that repeat the new page's heading or sentences are its teasers."""
    title = _title(reading)
    heading = fold(title.quote) if title else ""
    for page in compared.came:
        if page is reading:
            continue
        for line in page.told:
            if line.key in reading.keys or (heading and heading in fold(" ".join((line.text, *line.passage.headings)))):
                compared.claim(line)


# --- headlines and openings that are listed, but whose own page was not read ---


def _linked(compared: Compared, told: set[str]) -> Iterator[Change]:
    seen: set[str] = set(told)
    for old, new in compared.edited:
        yield from _headlines(compared, old, new, seen)
        yield from _openings(compared, old, new, seen)


def _headlines(compared: Compared, old: Reading, new: Reading, seen: set[str]) -> Iterator[Change]:
    """New entries at the top of a list of news; entries further down are old ones that the list had not shown."""
    if new.kind not in ("news", "press"):
        return
    known = {address(link.url) for link in old.document.links}
    for link in new.document.links:
        where = address(link.url)
        if link.region != "main" or kind_of_link(link.url, link.text) not in NEWS_KINDS:
            continue
        if where in known and len(words(link.text)) >= _HEADLINE_WORDS:
            return
        change = _listed(compared, new, link, seen, "news")
        if change is not None:
            yield change


def _openings(compared: Compared, old: Reading, new: Reading, seen: set[str]) -> Iterator[Change]:
    if new.kind not in ("careers", "posting"):
        return
    turns = compared.turns(old, new)
    come = [link for link in _postings(new) if turns.is_settled(address(link.url), linked=True)]
    gone = [link for link in _gone(compared, old, new) if turns.is_settled(address(link.url), linked=False)]
    back = [link for link in come if turns.was_linked(address(link.url)) and not _is_known(compared, link)]
    if gone and back:  # a list that shows some of its openings by turns
        gone, come = gone[len(back) :], [link for link in come if link not in back]
    for link in come:
        if (change := _listed(compared, new, link, seen, "opening")) is not None:
            yield change
    for link in gone:
        cited = _cited(old, link)
        if address(link.url) not in seen and cited is not None and not _spoken(compared, cited):
            seen.add(address(link.url))
            yield Change(
                what="opening gone", kind="gone", old=cited, about=link.url, group="pages",
                text=f"opening gone: “{cited.quote}”", old_at=cited.fetched_at, new_at=new.document.fetched_at,
            )  # fmt: skip


def _gone(compared: Compared, old: Reading, new: Reading) -> list[DocumentLink]:
    """The openings that the old page lists and nothing links to any more."""
    still = {address(link.url) for link in new.document.links} | compared.new.linked | compared.new.refs.keys()
    return [link for link in _postings(old) if address(link.url) not in still and not new.prints(link.text)]


def _is_known(compared: Compared, link: DocumentLink) -> bool:
    return address(link.url) in compared.old.linked | compared.old.refs.keys() | compared.new.refs.keys()


def _postings(reading: Reading) -> list[DocumentLink]:
    return [
        link
        for link in reading.document.links
        if link.region == "main" and kind_of_link(link.url, link.text) == "posting" and link.text
    ]


def _listed(compared: Compared, new: Reading, link: DocumentLink, seen: set[str], what: str) -> Change | None:
    where = address(link.url)
    if where in seen or _is_known(compared, link):
        return None
    cited = _cited(new, link)
    if cited is None or any(r.prints(link.text) for r in compared.old.readings) or _spoken(compared, cited):
        return None
    seen.add(where)
    compared.claim(cited)
    return Change(
        what=what, kind="new", new=cited, about=link.url, group="news" if what == "news" else "pages",
        text=f"{what}: “{cited.quote}”", old_at=compared.since, new_at=cited.fetched_at,
    )  # fmt: skip


def _cited(reading: Reading, link: DocumentLink) -> Citation | None:
    for passage in reading.document.main:
        if is_teaser(passage):
            continue
        start = passage.text.find(link.text)
        if start >= 0 and link.text:
            return reading.document.cite(passage, start, start + len(link.text))
    return None


def _spoken(compared: Compared, citation: Citation) -> bool:
    return (citation.document, citation.passage) in compared.claimed
