"""What a read page is for, told from its content where the link left it open or was wrong (the words: kinds.toml)."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from research.kinds import address, is_board, is_named, kind_named, kind_of_link, names_role, plain, tables
from research.models import Document, Kind

_ARTICLE_TYPES = frozenset({"article", "newsarticle", "blogposting", "techarticle", "report", "socialmediaposting"})
_OPENING_WORDS = 1200
"""Words of a posting without headings, at most; longer texts are articles about work."""
_NAMES_ONLY = 30
"""Words to each person on a page that shows hardly anything but people."""


def kind_of_document(document: Document, guess: Kind) -> Kind:
    """Return what a read page is for: `guess` (told from its link), unless its content clearly says otherwise.

    In this order: a JobPosting in the structured data, headings of a posting, cards of people, lists of openings, lists
    of articles, one dated article, headings of values. A page whose own address names it keeps its kind.
    """
    if guess == "home" or (guess == "other" and _is_root(document)):
        return "home"
    types = _types(document)
    for decide in (_as_posting, _as_team, _as_listing, _as_article, _as_values):
        if (kind := decide(document, guess, types)) is not None:
            return kind
    if guess == "other":
        return _by_title(document, types)
    return guess


def _is_root(document: Document) -> bool:
    return (
        not address(document.final_url).segments
        and not urlsplit(document.final_url).query
        and not is_board(address(document.final_url).host)
    )


def _types(document: Document) -> Counter[str]:
    """Return how often each schema.org type stands in the structured data, lower case."""
    found: Counter[str] = Counter()
    for item in document.structured[:200]:
        kinds = item.get("@type", item.get("type", ()))
        for kind in kinds if isinstance(kinds, (list, tuple)) else (kinds,):
            found[str(kind).rsplit("/", 1)[-1].casefold()] += 1
    return found


def _headings(document: Document) -> list[str]:
    return [plain(p.text).strip(" :.!") for p in document.passages if p.block == "heading" and len(p.text) <= 120][:200]


def _as_posting(document: Document, guess: Kind, types: Counter[str]) -> Kind | None:
    if types["jobposting"] and guess in {"careers", "posting", "other", "article"}:
        # A careers page may mark up the teaser of its only opening; the opening is where the teaser leads.
        teaser = guess == "careers" and is_named(document.final_url) and _linked(document, "posting") > 0
        return "posting" if types["jobposting"] == 1 and not teaser else "careers"
    if guess not in {"careers", "posting", "other", "article"}:
        return None
    counts = {
        family: sum(pattern.search(heading) is not None for heading in _headings(document))
        for family, pattern in tables().postings.items()
    }
    families = sum(count > 0 for count in counts.values())
    if max(counts["does"], counts["needs"]) >= 4 and guess != "posting":
        return "careers" if guess != "article" else None
    wanted = {"posting": 1, "careers": 3, "other": 3, "article": 3}[guess]
    if counts["does"] and counts["needs"] and families >= wanted and not _many_openings(document):
        return "posting"
    if guess == "other" and counts["needs"] and families >= _WITH_A_ROLE and names_role(_headline(document)):
        return "posting"
    return "posting" if _is_plain_opening(document) or _is_headed_opening(document, counts) else None


_WITH_A_ROLE = 2
"""How many families of a posting's headings are enough below a main heading that names a role."""


def _is_headed_opening(document: Document, counts: dict[str, int]) -> bool:
    """Tell whether the main heading names a role, and two others what it does and what it needs."""
    return bool(counts["does"] and counts["needs"]) and names_role(_headline(document)) and not _many_openings(document)


def _is_plain_opening(document: Document) -> bool:
    """Tell whether a page without such headings is one opening: a role's name above sentences that seek and invite."""
    if not names_role(_headline(document)) or _body_words(document) > _OPENING_WORDS or _many_openings(document):
        return False
    text = plain(" ".join(p.text for p in document.main))[:20_000]
    return all(pattern.search(text) for pattern in tables().sentences.values())


def _headline(document: Document) -> str:
    return next((p.text for p in document.passages if p.block == "heading" and p.level == 1), "")


def _many_openings(document: Document) -> bool:
    return _linked(document, "posting") >= 3


def _linked(document: Document, kind: Kind) -> int:
    """Return how many different pages of `kind` the content links to."""
    own = document.final_url
    urls = {link.url for link in document.links[:2000] if link.region == "main" and link.url != own}
    return sum(kind_of_link(url) == kind for url in sorted(urls)[:400])


def _as_team(document: Document, guess: Kind, types: Counter[str]) -> Kind | None:
    named = [p for p in document.people if p.job_title and p.group not in {"outside", "former"}]
    distinct = len({p.name for p in named})
    if guess == "person":
        return "team" if distinct >= 6 else None
    if guess != "other" or distinct < 4 or any(types[name] for name in _ARTICLE_TYPES):
        return None
    # A heading that names the team, or hardly anything but people: teachers on a course page are neither.
    headed = any(
        (found := kind_named(heading, 4)) is not None and found.kind == "team" for heading in _headings(document)
    )
    words = _body_words(document)
    return "team" if headed or (distinct >= 6 and words < 50 * distinct) or words < _NAMES_ONLY * distinct else None


def _as_listing(document: Document, guess: Kind, types: Counter[str]) -> Kind | None:
    if guess in {"other", "posting"} and _linked(document, "posting") >= (3 if guess == "other" else 6):
        return "careers"
    if guess == "other" and _headed_openings(document):
        return "careers"
    if guess in {"other", "article"} and document.published is None and _linked(document, "article") >= 6:
        return "news" if _body_words(document) < 60 * _linked(document, "article") else None
    return None


def _headed_openings(document: Document) -> bool:
    """Tell whether a heading names openings, and links that name roles follow under it."""
    for place, passage in enumerate(document.passages):
        if passage.block != "heading" or passage.region != "main":
            continue
        named = kind_named(plain(passage.text[:120]).strip(" :.!"), 4)
        if named is not None and named.kind == "careers" and named.exact:
            below = {p.text for p in document.passages[place + 1 : place + 40] if p.region == "main"}
            linked = [x for x in document.links if x.region == "main" and x.text and names_role(x.text)]
            if sum(any(x.text in text for text in below) for x in linked) >= 2:
                return True
    return False


def _body_words(document: Document) -> int:
    return sum(len(p.text.split()) for p in document.main if p.block in {"paragraph", "item", "quote"})


def _as_article(document: Document, guess: Kind, types: Counter[str]) -> Kind | None:
    if guess not in {"other", "news", "press"} or document.published is None or _body_words(document) < 120:
        return None
    if is_named(document.final_url) or _is_later_page(document.final_url):
        return None
    # og:type says "article" on every page of many systems: it counts only together with an author.
    written = document.author is not None and document.meta.get("og:type") == "article"
    marked = any(types[name] for name in _ARTICLE_TYPES) or document.published_from == "url" or written
    if guess == "other":
        return "article" if marked else None
    return (
        "article"
        if marked and _linked(document, "article") < 8 and len(address(document.final_url).segments) >= 2
        else None
    )


def _is_later_page(url: str) -> bool:
    return address(url).segments[-1:] != () and address(url).segments[-1].isdigit()


def _as_values(document: Document, guess: Kind, types: Counter[str]) -> Kind | None:
    if guess == "other" and any(tables().values.search(heading) for heading in _headings(document)[:4]):
        return "values"
    return None


def _by_title(document: Document, types: Counter[str]) -> Kind:
    """Return the kind that the structured data or the page's own main heading names exactly; else "other"."""
    for name, kind in (("aboutpage", "about"), ("contactpage", "contact"), ("profilepage", "person")):
        if types[name]:
            return kind  # type: ignore[return-value] # the pairs above are kinds
    headline = plain(_headline(document)[:200]).strip()
    own = plain(document.site_name)
    for words in (headline, headline.removesuffix(own).strip() if own else "", headline.removeprefix(own).strip()):
        found = kind_named(words, 3) if words else None
        if found is not None and found.exact:
            return found.kind
    return "other"
