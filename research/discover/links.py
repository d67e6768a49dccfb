"""Profile and Documents → next Links, ranked by what a brief needs, each with why and where it was found."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from research.discover.addresses import canonical, page_key, same_site, slug_words
from research.kinds import Address, address, is_board, is_named, kind_of_link, names_role, plain
from research.models import Document, DocumentLink, Kind, Link, Profile
from research.text import lemmas, words

# What a brief needs first. Scores order the pages of one run; only their order means anything.
BASE: dict[Kind, float] = {
    "home": 100, "team": 92, "about": 90, "careers": 86, "values": 84, "posting": 62, "news": 66, "products": 60,
    "press": 54, "customers": 52, "article": 26, "person": 36, "contact": 38, "other": 12,
}  # fmt: skip
ROLE_POSTING = 96.0
INTERVIEWER = 94.0
_ASKED = 110.0

RECENT = 30.0
"""What an article gains by its date: one point a year."""
TELLING = 5.0
_BYLINE = 20.0
_BY_INTERVIEWER = 25.0
_BELOW = 18.0
"""What a page loses that only lies below a named one: /about/parking beside /about."""
_VAGUE: frozenset[Kind] = frozenset({"other", "about", "team", "careers"})
_NAMED_KINDS: frozenset[Kind] = frozenset({"about", "team", "careers", "values", "news", "press"})
# Words of headlines that tell what changed or how a company works, rather than how to use something.
_TELLING = frozenset(
    "strategy roadmap funding raises raised series acquisition acquires acquired merger merges launch launches"
    " launching announcing introducing welcome welcomes joins join appoints appointed hires hiring ceo"
    " cto founder retrospective lessons learned learnings postmortem incident outage migrating migration"
    " migrated partnership partners expansion expands opens layoffs restructuring values culture growth"
    " milestone anniversary rebrand rebranding year review update report strategie lancement financement"
    " partenariat bilan embauche dirigeant nomme lecons retour finanzierung uebernahme partnerschaft wachstum"
    " gruendung neuer neue rueckblick estrategia lanzamiento financiacion alianza crecimiento lancamento"
    " parceria crescimento lancio crescita".split()
)

_LOOKS: dict[Kind, str] = {
    "home": "a home page", "about": "it tells about the company", "team": "it shows the team",
    "person": "a person's page", "careers": "it is about working there", "posting": "an opening",
    "values": "it names values", "news": "a list of news", "article": "an article", "press": "a page for the press",
    "products": "what they offer", "customers": "whom they serve", "contact": "where they are",
    "other": "a page of the site",
}  # fmt: skip

_MOST_LINKS = 6000
_MOST_KEPT = 200
_MOST_SIBLINGS = 150
"""So many links into one folder of the site are weighed; beyond, only those that name the role or an interviewer."""
_MOST_OF_A_KIND = 60
_DEEPEST_PATH = 8
_LONGEST_URL = 600
_LAST_PAGE = 3
_REGIONS = {"navigation": 4.0, "header": 4.0, "footer": 1.0, "main": 1.0}

_NOT_PAGES = frozenset(
    "jpg jpeg png gif svg webp avif ico bmp tif tiff css js mjs json xml rss atom zip gz tgz bz2 7z rar exe dmg"
    " msi apk pkg deb rpm iso bin mp3 mp4 m4a m4v wav ogg oga ogv webm avi mov wmv flv doc docx xls xlsx ppt"
    " pptx odt ods odp csv tsv txt ics vcf eps ai psd woff woff2 ttf otf eot map yml yaml sh py".split()
)
_SKIPPED_SEGMENTS = frozenset(
    "privacy privacy-policy privacy-notice cookies cookie-policy cookie-notice cookie-settings terms"
    " terms-of-service terms-of-use terms-and-conditions tos legal disclaimer eula gdpr dpa datenschutz"
    " datenschutzerklaerung datenschutzerklarung agb nutzungsbedingungen confidentialite"
    " politique-de-confidentialite conditions-generales cgu cgv privacidad politica-de-privacidad"
    " politica-de-cookies privacidade privacybeleid voorwaarden algemene-voorwaarden polityka-prywatnosci"
    " regulamin integritetspolicy informativa-privacy accessibility-statement login log-in signin sign-in signup"
    " sign-up register registration logout account accounts my-account profile-settings password reset-password"
    " cart basket checkout wishlist wp-admin wp-login wp-json wp-content wp-includes cdn-cgi feed rss atom tag"
    " tags category categories kategorie schlagwort etiquette etiqueta archive archives search suche recherche"
    " buscar calendar kalender share print email-protection unsubscribe subscribe newsletter thank-you thankyou"
    " thanks merci danke 404 500 error erreur xmlrpc sitemap assets static node_modules trackback amp styleguide"
    " style-guide oauth auth sso saml graphql unsubscribe-confirm".split()
)
_SKIPPED_HOSTS = frozenset(
    "app login signin auth accounts account my portal sso id cdn static assets img images media-cdn mail email"
    " webmail status cart checkout shop store api admin staging dev test sandbox".split()
)  # fmt: skip
_SIDE_HOSTS = frozenset(
    "docs doc help support forum community developer developers wiki kb learn academy training events go info".split()
)
_BOARD_HOSTS = frozenset({"jobs", "boards", "job-boards", "apply", "careers", "app", "ats"})
_CALENDAR = re.compile(
    r"(?:^|&)(?:date|day|month|year|week|ical|start_date|from|to|tribe-bar-date|eventdisplay)=", re.IGNORECASE
)
_GROWING = re.compile(
    r"(?:^|&)(?:sort|order|orderby|dir|filter\w*|view|limit|offset|per_page|session\w*|replytocom|return_?(?:url|to)?"
    r"|redirect\w*|next|add-to-cart|share|print|format|q|s|query|search)=",
    re.IGNORECASE,
)
_PAGED = re.compile(r"(?:^|&)(?:page|paged|seite)=(\d+)(?:&|$)", re.IGNORECASE)
_QUERY_LANGUAGE = re.compile(r"(?:^|&)(?:lang|hl|locale|language)=([a-z]{2})", re.IGNORECASE)
_PATH_DATE = re.compile(r"/((?:19|20)\d\d)(?:[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?)?(?=[/-])")
_TEXT_YEAR = re.compile(r"\b(20[0-4]\d)\b")
_NO_CONTENT = frozenset({"cookie", "form"})


class Aim(NamedTuple):
    """What this profile looks for, prepared once."""

    site: str
    below: tuple[str, ...]
    role: frozenset[str]
    people: tuple[tuple[str, frozenset[str]], ...]
    posting: str | None

    def may_want(self, url: str, text: str) -> bool:
        """Return quickly whether a link may name the role or an interviewer."""
        if not self.role and not self.people:
            return False
        said = f"{url} {text}".lower()
        return any(stem in said for stem in self.role) or any(p in said for _, parts in self.people for p in parts)


@lru_cache(maxsize=8)
def _aim(site: str, role: str, names: tuple[str, ...], posting: str | None) -> Aim:
    people = tuple((name, name_words(name)) for name in names)
    return Aim(site, address(site).segments if site else (), lemmas(role), people, posting)


def aim_of(profile: Profile) -> Aim:
    """Return what the profile looks for: its site, the words of the role and of the interviewers' names."""
    posting = profile.role.posting if profile.role.posting and "://" in profile.role.posting else None
    names = tuple(person.name for person in profile.interviewers)
    return _aim(site_address(profile), profile.role.title, names, posting and canonical(posting))


def name_words(name: str) -> frozenset[str]:
    """Return the words of a person's name as a slug would spell them: "Dr. Ana M. Ruiz" → {"ana", "ruiz"}."""
    plain_words = [plain(word) for word in words(name.split(",")[0])]
    return frozenset(w for w in plain_words if len(w) > 1 and w not in {"dr", "mr", "mrs", "ms", "prof", "phd"})


def site_address(profile: Profile) -> str:
    """Return the canonical address of the company's site, or an empty text; "acme.com" means https."""
    site = (profile.company.site or "").strip()
    return canonical(site if "://" in site or not site else f"https://{site}")


def seeds(profile: Profile) -> list[Link]:
    """Return what is read first: home page, posting, the interviewers' links, pages the user named."""
    found: list[Link] = []
    site = site_address(profile)
    if site:
        found.append(_seed(site, "home", "you gave it as the company's site", 120))
    posting = profile.role.posting
    if posting and "://" in posting:
        found.append(_seed(posting, "posting", "you gave it as the posting", 118))
    for url in profile.company.pages:
        guess = kind_of_link(url)
        found.append(_seed(url, "about" if guess == "home" else guess, "you named it in the profile", 112))
    for person in profile.interviewers:
        found.extend(_seed(url, "person", f"you gave it for {person.name}", _ASKED) for url in person.links)
    return _once(found)


def _seed(url: str, kind: Kind, why: str, score: float) -> Link:
    return Link(url=canonical(url), kind=kind, why=why, score=score)


def _once(links: list[Link]) -> list[Link]:
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(page_key(link.url), link)
    return list(first.values())


def next_links(profile: Profile, document: Document, depth: int) -> list[Link]:
    """Return the links of `document` worth fetching, best first, at most 200; `depth` is the hops from home to them.

    Kept: pages of the profile's site (and applicant boards), in the page's own language or English. Left out: files
    other than PDF, feeds, legal and login pages, tags, calendars, far pagination, and addresses that look endless.
    """
    aim = aim_of(profile)
    if not aim.site:
        return []
    context = _Context(document, depth, aim)
    best: dict[str, _Weighed] = {}
    seen: set[tuple[str, str]] = set()
    siblings: Counter[str] = Counter()
    for place, found in enumerate(document.links[:_MOST_LINKS]):
        if (found.url, found.text) in seen:
            continue
        seen.add((found.url, found.text))
        folder = found.url.rstrip("/").rpartition("/")[0]
        siblings[folder] += 1
        if siblings[folder] > _MOST_SIBLINGS and folder.count("/") > 2 and not aim.may_want(found.url, found.text):
            continue
        link = context.weigh(found, place)
        if link is None:
            continue
        key = page_key(link.url)
        if key != context.own and (key not in best or link.score > best[key].score):
            best[key] = link
    ranked = sorted(best.values(), key=lambda link: (-link.score, link.url))
    return [
        Link(url=url, kind=kind, why=why, found_on=context.base, score=round(score, 2), depth=depth)
        for url, kind, score, why in _within_quotas(ranked)
    ]


class _Weighed(NamedTuple):
    url: str
    kind: Kind
    score: float
    why: str


def _within_quotas(links: list[_Weighed]) -> list[_Weighed]:
    taken: Counter[Kind] = Counter()
    kept: list[_Weighed] = []
    for link in links:
        if taken[link.kind] < _MOST_OF_A_KIND and len(kept) < _MOST_KEPT:
            taken[link.kind] += 1
            kept.append(link)
    return kept


class _Context:
    """Weighs the links of one document."""

    def __init__(self, document: Document, depth: int, aim: Aim) -> None:
        self.document, self.depth, self.aim = document, depth, aim
        self.base = document.final_url
        self.own = page_key(document.final_url)
        self.languages = _languages(document, aim)
        self.listing = document.kind in {"news", "press"}
        self.home = page_key(aim.site)
        self.posting = page_key(aim.posting) if aim.posting else ""
        by = document.kind == "person" and interviewer_named(document.final_url, document.title, aim)
        self.author = by or None
        shared = Counter(page_key(u) for p in document.people for u in p.same_as)
        cards = {page_key(u) for p in document.people if p.group != "outside" for u in p.same_as}
        self.cards = {key for key in cards if shared[key] == 1 and key != self.own}

    def weigh(self, found: DocumentLink, place: int) -> _Weighed | None:
        """Return the link with its score and reason, or None when it is not worth fetching."""
        if found.region in _NO_CONTENT:
            return None
        if not (same_site(found.url, self.aim.site) or self._is_ours_on_board(found.url)):
            return None
        url = canonical(found.url)
        if not worth_fetching(url, self.aim.site):
            return None
        if not self._right_language(url, found.rel):
            return None
        kind = self._known_here(url, kind_of_link(url, found.text), found)
        if kind == "home" and page_key(url) != self.home:
            kind = "other"
        score, why = self._score(url, kind, found, place)
        return _Weighed(url, kind, score, why)

    def _known_here(self, url: str, kind: Kind, found: DocumentLink) -> Kind:
        """Return the kind that the page with the link knows better: an opening of a careers page, a person's card."""
        if kind not in _VAGUE or found.region != "main" or is_named(url):
            return kind
        if self.document.kind == "careers" and names_role(found.text):
            return "posting"
        return "person" if page_key(url) in self.cards else kind

    def _is_ours_on_board(self, url: str) -> bool:
        """Return whether an applicant board's address is taken for the company's: linked from its site or its board."""
        where = address(url)
        if not is_board(where.host):
            return False
        here = address(self.base)
        if not is_board(here.host):
            return True
        return where.host == here.host and (where.label not in _BOARD_HOSTS or where.segments[:1] == here.segments[:1])

    def _right_language(self, url: str, rel: str) -> bool:
        where = address(url)
        spoken = where.language
        if not spoken and where.query and (match := _QUERY_LANGUAGE.search(where.query)):
            spoken = match[1].lower()
        if "alternate" in rel:
            return spoken in self.languages
        return not spoken or spoken in self.languages

    def _score(self, url: str, kind: Kind, found: DocumentLink, place: int) -> tuple[float, str]:
        aim = self.aim
        text = found.text
        if self.posting and page_key(url) == self.posting:
            return 118, "you gave it as the posting"
        person = interviewer_named(url, text, aim)
        if person and kind in {"person", "article", "news", "press", "other", "team"}:
            return INTERVIEWER + (kind == "person"), f"it names {person}, whom you will meet"
        if kind == "posting":
            overlap = role_overlap(url, text, aim.role)
            if overlap >= 0.6:
                return ROLE_POSTING + overlap, "its title is your role's"
            score = BASE["posting"] + 12 * overlap + 2 * _recency(url, text)
            return self._place(url, score, found, place), _why(kind, text)
        score = BASE[kind]
        if kind == "article":
            day = dated(url, text)
            score += (RECENT * recency(day) if day else self._freshness(place)) + TELLING * is_telling(url, text)
            if self.author and found.region == "main":
                return score + _BY_INTERVIEWER, f"it stands on the page of {self.author}, whom you will meet"
        elif kind == "person":
            score -= _BYLINE * (self.document.kind not in {"team", "about", "home", "person"})
        elif kind in _NAMED_KINDS and not is_named(url):
            score -= _BELOW
        return self._place(url, score, found, place), _why(kind, text)

    def _freshness(self, place: int) -> float:
        """Undated articles stand newest first on most lists: their first links count as articles of late."""
        return (25 if self.listing or self.document.kind == "home" else 19) - min(place, 600) * 0.01

    def _place(self, url: str, score: float, found: DocumentLink, place: int) -> float:
        where = address(url)
        segments = where.segments
        if segments:
            score -= len(segments) - 1 + 20.0 * segments[-1].isdigit()  # a number: a later page of a list
        score += _REGIONS.get(found.region, 0.0) - 1.5 * max(0, self.depth - 1) - 6.0 * bool(where.query)
        if url.endswith(".pdf"):
            score -= 15.0
        if where.language and where.language != self.languages[0]:
            score -= 15.0
        if self.aim.below and not is_board(where.host) and segments[: len(self.aim.below)] != self.aim.below:
            score -= 15.0
        if where.label in _SIDE_HOSTS:
            score -= 25.0
        return score - min(place, 500) * 0.001


def _languages(document: Document, aim: Aim) -> tuple[str, ...]:
    """Return the languages read: the site's own first (told by its address, else by this page), then English."""
    own = address(aim.site).language or address(document.final_url).language or document.language[:2].lower()
    return tuple(dict.fromkeys((own or "en", "en")))


@lru_cache(maxsize=8_192)
def worth_fetching(url: str, site: str) -> bool:
    """Return whether an address (canonical) is a page of `site`, or of an applicant board, that may hold content."""
    if len(url) > _LONGEST_URL or not url.startswith(("http://", "https://")):
        return False
    where = address(url)
    if not where.host or "@" in url.split("/", 3)[2] or "/www." in url[8:]:
        return False  # the last: an address without its scheme, taken for a path
    if is_board(where.host):
        return _is_opening(where)
    if not same_site(url, site):
        return False
    if where.label in _SKIPPED_HOSTS:
        return False
    return not (
        _is_file(url, where.query) or _is_skipped(where.segments) or _looks_endless(where.segments, where.query)
    )


def _is_opening(where: Address) -> bool:
    """Return whether an applicant board's address is some company's: on its own host, or below its name."""
    if not where.label and "companies" not in where.segments:
        return False  # the board's own front pages
    return bool(where.segments or where.label not in _BOARD_HOSTS) and _SKIPPED_SEGMENTS.isdisjoint(where.segments)


def _is_file(url: str, query: str) -> bool:
    path = url[: -len(query) - 1] if query else url
    tail = path.rsplit("/", 1)[-1]
    return "." in tail and path.count("/") > 2 and tail.rsplit(".", 1)[1].lower() in _NOT_PAGES


def _is_skipped(segments: tuple[str, ...]) -> bool:
    return not _SKIPPED_SEGMENTS.isdisjoint(segments) or segments[:1] == ("wp",)


def _looks_endless(segments: tuple[str, ...], query: str) -> bool:
    """Return whether a path grows without end: too deep, repeating, far pages, calendars, sorted and filtered lists."""
    if len(segments) > _DEEPEST_PATH:
        return True
    if len(set(segments)) < len(segments) - 1:
        return True
    if (
        len(segments) > 1
        and segments[-1].isdigit()
        and segments[-2] in {"page", "seite", "p", "pagina", "strona", "sida"}
    ):
        return int(segments[-1][:6]) > _LAST_PAGE
    if not query:
        return False
    if _CALENDAR.search(query) or _GROWING.search(query) or query.count("&") > 4:
        return True
    paged = _PAGED.search(query)
    return paged is not None and _LAST_PAGE < int(paged[1][:6]) < 100


def interviewer_named(url: str, text: str, aim: Aim) -> str | None:
    """Return the interviewer whose full name stands in the link's text or last segments, or None."""
    if not aim.people:
        return None
    said = plain(text[:300])
    if not any(part in url or part in said for _, parts in aim.people for part in parts):
        return None
    slug = frozenset(re.split(r"[\W_]+", " ".join(address(url).segments[-2:])))
    said_words = frozenset(words(said))
    for name, parts in aim.people:
        if len(parts) >= 2 and (parts <= slug or parts <= said_words):
            return name
    return None


def role_overlap(url: str, text: str, role: frozenset[str]) -> float:
    """Return the share (0.0-1.0) of the role title's words that a link's text or slug also has."""
    if not role:
        return 0.0
    return max(len(role & _lemmas(text[:200])), len(role & _lemmas(slug_words(url)))) / len(role)


_lemmas = lru_cache(maxsize=4096)(lemmas)


def dated(url: str, text: str) -> dt.date | None:
    """Return the date that an address (/2024/05/31/) or else the link's text names; the first day when it is coarse."""
    path = urlsplit(url).path
    match = _PATH_DATE.search(path)
    if match is None:
        year = _TEXT_YEAR.search(text[:200])
        return dt.date(int(year[1]), 1, 1) if year else None
    try:
        return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return dt.date(int(match[1]), 1, 1)


def is_telling(url: str, text: str) -> bool:
    """Return whether a headline (or its slug) has a word that tells of change or of how the company works."""
    return not _TELLING.isdisjoint(slug_words(url).split()) or not _TELLING.isdisjoint(plain(text[:200]).split())


def _recency(url: str, text: str) -> float:
    day = dated(url, text)
    return recency(day) if day else 0.0


def recency(day: dt.date) -> float:
    """Return a number that grows with the date and needs no clock: 0.0 for the year 2000, 1.0 for 2030."""
    return max(0.0, min(1.2, (day.toordinal() - dt.date(2000, 1, 1).toordinal()) / 10957))


def _why(kind: Kind, text: str) -> str:
    said = f" (“{text[:60].strip()}”)" if text.strip() else ""
    return _LOOKS[kind] + said
