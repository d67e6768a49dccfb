"""Link → its kind: what a page is for, told from its address and its link's text (page_kinds.py: from its content).

Words and phrases are data (kinds.toml and the sets below), compared as whole words of the address and of the link's
text, accents dropped; languages written without spaces are searched as they stand. Addresses are read from their end:
the last segment says most, the one above it says what its children are.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from research.models import Kind
from research.text import bare

# Segments below which every page is one person's.
_PERSON_PARENTS = frozenset(
    "profile profiles author authors autor autoren auteur auteurs autore autores team-member team-members"
    " teammember staff-member speaker speakers person bio bios employee forfattare autorzy auteurs-en"
    " contributor contributors".split()
)
# Segments below which every page is one opening.
_POSTING_PARENTS = frozenset(
    "job jobs position positions opening openings open-positions open-roles job-openings vacancy vacancies"
    " vacature vacatures role roles requisition requisitions offre offres offres-d-emploi offres-demploi stelle"
    " stellen stellenangebote stellenangebot stellenausschreibungen oferta ofertas ofertas-de-empleo vaga vagas"
    " vacantes posizioni-aperte oferty-pracy lediga-jobb lediga-tjanster ledige-stillinger emplois emploi"
    " jobdetail job-detail job-details posting postings listing listings o offer offers".split()
)
# Lists inside a careers section: departments, places, how hiring works. Never one opening.
_CAREERS_LISTS = frozenset(
    "search all teams locations location departments department faq faqs category categories students"
    " internships graduates university interns page events process alerts login jobs list index benefits culture"
    " life engineering sales marketing design product operations finance legal people hr it data research"
    " support security".split()
)
_DEPARTMENTS = frozenset(
    "engineering sales marketing design product products operations finance legal people hr data research"
    " support security leadership management advisors board founders staff executive executives team teams"
    " technology science alumni volunteers fellows partners members faculty administration communications".split()
)
# Words of job titles in the head position, for addresses such as /careers/senior-data-engineer.
_ROLE_WORDS = frozenset(
    "engineer developer manager designer analyst scientist director lead consultant specialist coordinator"
    " assistant associate intern internship officer architect administrator technician nurse physician"
    " accountant recruiter writer editor researcher representative executive head president programmer"
    " strategist planner supervisor operator technologist fellow trainee apprentice advisor controller counsel"
    " paralegal buyer clerk driver cook ingenieur ingenieure developpeur developpeuse gestionnaire responsable"
    " chef charge chargee analyste conseiller conseillere concepteur conceptrice directeur directrice stagiaire"
    " alternance technicien technicienne entwickler entwicklerin ingenieurin leiter leiterin berater beraterin"
    " sachbearbeiter werkstudent praktikant praktikum referent referentin softwareentwickler projektleiter mwd"
    " wmd ingeniero ingeniera desarrollador desarrolladora gerente tecnico analista becario sviluppatore"
    " ingegnere responsabile tirocinio engenheiro desenvolvedor coordenador estagio ontwikkelaar adviseur"
    " medewerker stagiair projectleider inzynier programista kierownik specjalista stazysta utvecklare ingenjor"
    " chefen handlaggare projektledare udvikler medarbejder utvikler".split()
)
# Whole segments below which nothing tells about the company, however its pages are called (brand/principles).
_MINOR = frozenset(
    "brand branding brand-guidelines brand-assets logos logo guidelines policies policy styleguide style-guide"
    " toolkits downloads download design-system legal privacy terms glossary faq faqs help support docs"
    " documentation tutorials forum events webinars training courses store shop".split()
)
# Top segments below which every page is one article, though alone they may be the company's own story.
_HEADLINES = frozenset({"story", "stories", "posts", "post", "articles", "article"})
# Names so broad that the link's own text knows better: "Our team" may lead to /organization.
_BROAD = frozenset(
    "organization organisation company corporate firm group profile overview us entreprise unternehmen".split()
)
# Codes that are also countries or common words in paths ("uk", "ca", "id", "is") are left out.
_LANGUAGES = frozenset(
    "en de fr es it pt nl pl sv da no nb nn fi ja jp zh cn tw ko kr ru cs sk hu ro bg el tr ar he hi th vi lv"
    " lt sl hr sr".split()
)
_REGIONS = frozenset("us uk gb au ca in eu global int intl ie nz sg za emea apac latam".split())
_REGIONED = re.compile(r"[a-z]{2}[-_](?:[a-z]{2}|[a-z]{4}|419)")
# Applicant boards: where a company's own openings are published on its behalf.
BOARDS: tuple[str, ...] = (
    "greenhouse.io", "lever.co", "ashbyhq.com", "workable.com", "smartrecruiters.com", "personio.de", "personio.com",
    "recruitee.com", "bamboohr.com", "teamtailor.com", "breezy.hr", "jobs.gem.com", "join.com", "pinpointhq.com",
    "myworkdayjobs.com", "jobvite.com", "icims.com", "rippling.com", "welcometothejungle.com",
)  # fmt: skip
_SUBDOMAINS: dict[str, str] = {
    "careers": "careers", "career": "careers", "jobs": "jobs", "job": "jobs", "karriere": "karriere", "blog": "blog",
    "news": "news", "newsroom": "news", "press": "press", "presse": "presse", "media": "press",
    "investors": "investors", "investor": "investors", "ir": "investors", "people": "people", "about": "about",
    "recrutement": "careers", "engineering": "blog", "eng": "blog", "tech": "blog",
}  # fmt: skip
_FILLER = frozenset(
    "und y e et en och og oraz our the meet us page home your my a an and at of notre nos le la les unser"
    " unsere das die der nuestro nuestra nuestros el il i nostro nostra nosso nossa o os onze ons het de vart"
    " var vara nasz nasze www site main".split()
)

_SPLIT = re.compile(r"[\W_]+")
_PLAIN_FORM = re.compile(r"https?://(?:www\.)?([a-z0-9.-]+)(?::\d+)?(?=[/?]|$)(?!.*#)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(r"(?:^|[-_])(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?(?:0[1-9]|[12]\d|3[01]))?(?:[-_]|$)")
_IDENTIFIER = re.compile(r"\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}|^[0-9a-f]{16,}$")
_EXTENSION = re.compile(r"\.(?:html?|xhtml|php\d?|aspx?|jsp|cfm|pdf)$")
_INDEX = frozenset({"index", "default", "home", "accueil", "startseite", "inicio", "start", "welcome"})
_LONG_SLUG = 5
# Single words that name a page also among others ("acme-careers"); any other word must stand alone, for "board",
# "management", "company", "over" and the like are part of everything.
_SURE = frozenset(
    "team jobs careers career blog news newsroom leadership culture values vacancies openings hiring"
    " internships pressroom testimonials pricing customers clients mission manifesto founders staff faculty"
    " equipe equipo karriere carriere carrieres recrutement emplois stellenangebote stellen empleo empleos"
    " carreras vagas vacatures kariera karriar werte valeurs valores valori waarden wartosci mitarbeiter"
    " vorstand geschaeftsfuehrung actualites aktuelles noticias nieuws aktualnosci nyheter impressum imprint"
    " kontakt contact contacto contatti contato kunden referenzen klanten unternehmen ueber".split()
)
_LONG_TEXT = 6


class Named(NamedTuple):
    """The kind that words name; `exact` when they are the whole name."""

    kind: Kind
    exact: bool


class Tables(NamedTuple):
    """The words of kinds.toml."""

    names: dict[str, Kind]
    unspaced: dict[str, Kind]
    vocabulary: frozenset[str]
    longest: int
    postings: dict[str, re.Pattern[str]]
    sentences: dict[str, re.Pattern[str]]
    values: re.Pattern[str]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Return the tables of kinds.toml, compiled; names of several words also written together ("aboutus")."""
    data = tomllib.loads(resources.files("research").joinpath("kinds.toml").read_text("utf-8"))
    names: dict[str, Kind] = {}
    for kind, listed in data["names"].items():
        for name in _listed(listed, ","):
            names.setdefault(name, kind)
            names.setdefault(name.replace(" ", ""), kind)
    unspaced = {plain(phrase): kind for kind, listed in data["unspaced"].items() for phrase in _listed(listed, ",")}
    unspaced = dict(sorted(unspaced.items(), key=lambda item: -len(item[0])))
    postings = {family: _any_of(listed) for family, listed in data["posting_headings"].items()}
    sentences = {family: _any_of(listed) for family, listed in data["posting_sentences"].items()}
    longest = max(name.count(" ") for name in names) + 1
    vocabulary = frozenset(word for name in names for word in name.split())
    return Tables(names, unspaced, vocabulary, longest, postings, sentences, _any_of(data["values_headings"]["values"]))


def _listed(text: str, separator: str) -> list[str]:
    return [" ".join(item.split()) for item in text.split(separator) if item.strip()]


def _any_of(text: str) -> re.Pattern[str]:
    return re.compile("|".join(plain(pattern) for pattern in _listed(text, ";")))


def plain(text: str) -> str:
    """Return `text` in lower case without accents; quick for ASCII."""
    return text.lower() if text.isascii() else bare(text).replace("ø", "o").replace("ł", "l").replace("ß", "ss")


@lru_cache(maxsize=8192)
def kind_named(slug: str, long: int) -> Named | None:
    """Return what the words of one segment or link text name, or None; `long` words and more are a headline."""
    if not slug.isascii() and max(slug) > "\u1100":  # from here on the scripts without spaces
        for phrase, kind in tables().unspaced.items():
            if phrase in slug:
                return Named(kind, len(slug) <= 2 * len(phrase))
    words = [word for word in _SPLIT.split(slug) if word]
    exact, longest = tables().names, tables().longest
    if tables().vocabulary.isdisjoint(words):
        return None
    whole = exact.get(" ".join(words))
    if whole is None:
        core = [word for word in words if word not in _FILLER and not _YEAR.fullmatch(word)]
        whole = exact.get(" ".join(core)) if core and len(core) < len(words) else None
        if whole is None and 1 < len(core) <= 3 and all(word in exact for word in core):
            # Names only ("company news", "jobs und karriere"): the last one is the head, unless it is a vague word.
            whole = exact[core[-1]] if core[-1] in _SURE or len({exact[word] for word in core}) == 1 else None
    if whole is not None:
        return Named(whole, True)
    if len(words) > long:
        return None
    if words[0] == "about" and len(words) <= 3:
        return Named("about", False)
    for size in range(min(longest, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            phrase = " ".join(words[start : start + size])
            if (size > 1 or phrase in _SURE) and (named := exact.get(phrase)) is not None:
                return Named(named, False)
    return None


class Address(NamedTuple):
    """An address taken apart: `segments` are plain, without language, extension and index names.

    `label` is the first label of a subdomain ("careers" of careers.acme.com), else empty.
    """

    host: str
    label: str
    segments: tuple[str, ...]
    language: str
    query: str


@lru_cache(maxsize=8192)
def address(url: str) -> Address:
    """Return the parts of `url` that tell its kind; an unreadable address gives empty parts."""
    host, path, query = _split(url)
    if "%" in path:
        path = unquote(path, errors="replace")
    segments = [segment for segment in plain(path).split("/") if segment]
    if not host and segments[:1] == ["pages"]:
        segments.pop(0)  # a page the user saved into the folder, named by its file
    if segments:
        if "." in segments[-1]:
            segments[-1] = _EXTENSION.sub("", segments[-1])
        if segments[-1] in _INDEX and (len(segments) == 1 or segments[-1] == "index"):
            segments.pop()
    language = ""
    for _ in range(2):  # "/us/en/" and "/en/us/" both exist
        if segments and segments[0] in _REGIONS:
            segments.pop(0)
        elif segments and not language and is_language(segments[0]):
            language = segments.pop(0)[:2]
    label = host.split(".", 1)[0] if host.count(".") >= 2 and not host.replace(".", "").isdigit() else ""
    return Address(host, label, tuple(segments), language, query)


def _split(url: str) -> tuple[str, str, str]:
    """Return host (without "www."), path and query; the plain form of most addresses is cut by hand, for speed."""
    if (plain_form := _PLAIN_FORM.match(url)) is not None:
        path, _, query = url[plain_form.end() :].partition("?")
        return plain_form[1], path, query
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.path, parts.query
    except ValueError:
        return "", "", ""


def is_language(segment: str) -> bool:
    """Return whether a path segment names a language ("de", "en-us", "pt_BR")."""
    return segment in _LANGUAGES or (_REGIONED.fullmatch(segment) is not None and segment[:2] in _LANGUAGES)


def is_board(host: str) -> bool:
    """Return whether `host` is an applicant board that publishes openings for companies."""
    return host.endswith(BOARDS) and any(host == board or host.endswith("." + board) for board in BOARDS)


@lru_cache(maxsize=8_192)  # the links of a site's menu stand on each of its pages
def kind_of_link(url: str, text: str = "") -> Kind:
    """Return what the page behind a link is for, told from its address and the link's text; "other" when neither says.

    An exact name in the address counts most, then an exact name as the text, then names within either.
    """
    where = address(url)
    if is_board(where.host):
        return _on_board(where)
    segments = where.segments
    if where.label in _SUBDOMAINS:
        segments = (_SUBDOMAINS[where.label], *segments)
    if "gh_jid=" in where.query or "ashby_jid=" in where.query:
        return "posting"
    if not segments:
        return _by_query(where, text)
    found = _by_path(segments, text)
    broad = segments[-1] in _BROAD
    if found is not None and found.exact and not broad:
        return found.kind
    named = kind_named(plain(text[:200]).strip(), _LONG_TEXT) if text else None
    if named is not None and named.exact:
        return named.kind
    if found is not None:
        return found.kind
    return named.kind if named is not None and len(text.split()) <= 4 else "other"


@lru_cache(maxsize=8_192)
def is_named(url: str) -> bool:
    """Return whether the last segment of the path is itself the name of its kind (/about, not /about/parking).

    The root of a named subdomain (careers.acme.com) and of a company's part of an applicant board are named too.
    """
    where = address(url)
    segments = where.segments
    if is_board(where.host):
        return True
    if not segments:
        return where.label in _SUBDOMAINS
    found, own = _by_path(segments, ""), kind_named(segments[-1], _LONG_SLUG)
    return found is not None and own is not None and own.exact and found.exact and found.kind == own.kind


def _by_query(where: Address, text: str) -> Kind:
    """Return the kind of a page at the site's root; some old sites tell pages apart in the query ("?page=about")."""
    if not where.query:
        return "home"
    for pair in where.query.split("&")[:4]:
        value = plain(unquote(pair.partition("=")[2][:80], errors="replace"))
        if value.strip("0123456789") and (found := kind_named(value, 3)) is not None:
            return found.kind
    named = kind_named(plain(text[:200]).strip(), _LONG_TEXT) if text else None
    return named.kind if named is not None else "other"


def _on_board(where: Address) -> Kind:
    """Return careers for a board's front page (/acme, /acme/jobs), posting for anything below."""
    segments = [
        segment
        for segment in where.segments
        if segment not in {"jobs", "job", "j", "o", "embed", "job_board", "careers"}
    ]
    own_host = where.label not in {"jobs", "boards", "job-boards", "apply", "careers", "app", "ats"}
    needed = 1 if own_host and not where.host.endswith("myworkdayjobs.com") else 2
    return "posting" if len(segments) >= needed or "gh_jid" in where.query else "careers"


def names_role(text: str) -> bool:
    """Return whether a link's text is the name of an opening: a few words with a job title's head word among them."""
    words = [word for word in _SPLIT.split(plain(text[:120])) if word]
    return 1 <= len(words) <= 12 and len(text) <= 120 and not _ROLE_WORDS.isdisjoint(words)


class _Above(NamedTuple):
    """The named segment above a page: its kind, its name, and whether it stands right above."""

    kind: Kind
    name: str
    near: bool


def _by_path(segments: tuple[str, ...], text: str) -> Named | None:
    """Return what the path says: its last segment, or the segment above it that says what its children are."""
    if len(segments) > 1 and segments[-1].isdigit() and segments[-2] in {"page", "seite", "pagina"}:
        segments = segments[:-2] or ("news",)
    *parents, leaf = segments
    if not _MINOR.isdisjoint(parents) or leaf in _MINOR:
        return None
    if not _PERSON_PARENTS.isdisjoint(parents):
        return Named("person", True)
    own = kind_named(leaf, _LONG_SLUG)
    above = _above(parents)
    if parents and parents[0] in _HEADLINES:
        return Named("article", True)
    dated = _DATED.search(leaf) is not None or any(_YEAR.fullmatch(parent) for parent in parents)
    if _YEAR.fullmatch(leaf) or (leaf.isdigit() and len(leaf) <= 2 and dated):
        return Named(above.kind if above is not None else "news", False)
    if above is not None:
        return _below(above, leaf, own, dated, text)
    if dated:
        return Named("article", True)
    if own is not None and own.exact and parents:
        return Named(own.kind, False)  # a name below something unknown: /some-product/overview
    return own


def _above(parents: list[str]) -> _Above | None:
    """Return the segment that decides: the outermost of careers and news, else the nearest with an exact name."""
    named: _Above | None = None
    for place, parent in enumerate(parents):
        found = kind_named(parent, 3)
        if found is None:
            continue
        near = place == len(parents) - 1
        if found.exact and found.kind in {"careers", "news"}:
            sub = parents[-1] if found.kind == "careers" else parent
            return _Above(found.kind, sub, near)
        if found.exact or found.kind in {"careers", "news"}:
            named = _Above(found.kind, parent, near)
    return named


def _below(above: _Above, leaf: str, own: Named | None, dated: bool, text: str) -> Named | None:
    """Return what a page is that lies below a named segment."""
    if above.kind == "careers":
        return _below_careers(above.name, leaf, own, dated)
    exact_own = own if own is not None and own.exact else None
    if above.kind == "news":
        if exact_own is not None and exact_own.kind in {"news", "press"}:
            return own
        return Named("article" if len(leaf) > 2 and leaf not in {"tag", "category", "all"} else "news", True)
    if exact_own is not None and (above.near or above.kind == "about"):
        return own
    if above.kind == "press":
        return Named("article" if dated or len(_SPLIT.split(leaf)) >= 4 else "press", True)
    if dated:
        return Named("article", True)
    if above.kind == "team":
        return Named("person", True) if above.near and _is_name(leaf, text, own) else Named("team", False)
    if above.kind == "about" and own is not None:
        return own
    return Named(above.kind, above.near)


def _below_careers(parent: str, leaf: str, own: Named | None, dated: bool) -> Named:
    words = [word for word in _SPLIT.split(leaf) if word]
    if own is not None and own.exact and leaf not in _POSTING_PARENTS:
        return own
    if leaf in _CAREERS_LISTS or leaf in _POSTING_PARENTS:
        return Named("careers", True)
    if dated or parent in _POSTING_PARENTS or _IDENTIFIER.search(leaf) or any(word in _ROLE_WORDS for word in words):
        return Named("posting", True)
    return own if own is not None and own.kind in {"team", "values"} else Named("careers", False)


def _is_name(leaf: str, text: str, own: Named | None) -> bool:
    """Return whether a page below a team page is one person's: its slug, or the link's text, looks like a name."""
    words = [word for word in _SPLIT.split(leaf) if word]
    if own is not None or leaf in _DEPARTMENTS or any(word in _DEPARTMENTS for word in words):
        return False
    if 2 <= len(words) <= 4 and all(word.isalpha() for word in words):
        return not any(word in _ROLE_WORDS or word in {"and", "our", "the", "for", "with"} for word in words)
    said = text.split()[:5]
    return len(words) == 1 and sum(w[:1].isupper() for w in said) >= 2 and words[0] in {plain(w) for w in said}


# --- from the content -------------------------------------------------------------------------------------------

_PERSON_TYPES = frozenset({"profilepage"})
_UNSURE: frozenset[Kind] = frozenset({"other", "news", "press", "article"})
