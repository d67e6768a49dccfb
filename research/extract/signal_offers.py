# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Signals of pages that tell no news: what is offered, counted, announced as coming, ended, or shared with partners.

They rest on names, figures and counts, so that most of them hold on a page in any language.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from research.extract import lexicons
from research.extract import signal_rules as rules
from research.extract.quotes import whole_quote
from research.extract.signal_lines import Line, Site, is_english, is_own, lines_of, own_title, page_date, post_title
from research.extract.signal_slots import proper
from research.models import Citation, Document, Kind, Passage, Person, Quote, Signal
from research.text import fold

_OWN_WORDS: frozenset[Kind] = frozenset(("home", "about", "products", "customers", "other"))
_SPELLED = "zero one two three four five six seven eight nine ten eleven twelve".split()


def of_offers(document: Document, site: Site) -> Iterator[Signal]:
    """Yield the signals of one page of the employer, in any language."""
    if document.kind in _OWN_WORDS and not _tells_law(document):
        yield from _labelled_figures(document, site)
        yield from _lines_of_work(document, site)
        yield from _marked_as_coming(document, site)
        yield from _partners_by_label(document, site)
        yield from _figures_under_goals(document, site)
        yield from _chose_against(document, site)
    if document.kind in _OWN_WORDS | {"customers", "news"}:
        yield from _ended(document, site)
    if document.kind in ("careers", "posting"):
        yield from _levels(document, site)
    if document.kind == "careers":
        yield from _not_hiring(document, site)
    if document.kind in ("article", "press", "news"):
        yield from _piece_of_work(document, site)
    yield from _title_with_a_year(document, site)


def of_whole_site(site: Site) -> Iterator[Signal]:
    """Yield what only all pages together tell: how a team is made up, programmes, roles that were advertised twice."""
    own = [d for d in site.documents if is_own(d, site)]
    yield from _team_shape(own, site)
    yield from _programmes([d for d in own if is_english(d)], site)
    yield from _advertised_again(own, site)


_LEGAL = re.compile(
    r"(?i)privacy|terms|legal|cookie|imprint|impressum|licen[cs]e|conditions|disclaimer|accessib|/cla\b|agreement"
)


def _tells_law(document: Document) -> bool:
    return bool(_LEGAL.search(f"{urlsplit(document.final_url).path} {document.title}"))


def _made(
    code: str, subtype: str, document: Document, site: Site, cited: Sequence[Citation], slots: dict[str, str] | None = None,
    quotes: tuple[Quote, ...] = (), *, date: dt.date | None = None, modality: str = "state", kind: Kind | None = None,
) -> Signal:  # fmt: skip
    return Signal.model_validate(
        {
            "code": code, "subtype": subtype, "slots": slots or {}, "quotes": quotes, "modality": modality,
            "page_kind": kind or document.kind, "title": own_title(document, site.names),
            "date": date if date and date <= site.today else None, "citations": tuple(cited),
        }
    )  # fmt: skip


# --- C01: a figure and its label in two passages ----------------------------------------------------------------------

_VALUE = re.compile(r"(?P<more>[>≥+]\s?)?(?P<number>\d[\d,]*)(?P<plus>\s?\+)?")
_FEWEST = 20


def _labelled_figures(document: Document, site: Site) -> Iterator[Signal]:
    """Yield C01 for tiles such as "Communities" over ">90" or "2,000+" over "customers"."""
    main = document.main
    for at, passage in enumerate(main):
        match = _VALUE.fullmatch(passage.text.strip())
        label = _label_of(main, at) if match else None
        if match is None or label is None or int(match["number"].replace(",", "")) < _FEWEST:
            continue
        more = "more than " if match["more"] or match["plus"] else ""
        noun = " ".join(w.lower() if w[1:].islower() else w for w in label.text.split())
        people = noun.split()[-1] in lexicons.word_set("people_units")
        yield _made("C01", "size" if people else "volume", document, site,
                    (document.cite(passage), document.cite(label)), {"NUM": f"{more}{match['number']} {noun}"})  # fmt: skip


def _label_of(main: Sequence[Passage], at: int) -> Passage | None:
    """Return the label of the figure at `at`; in a row of tiles the first one shows which of the two comes first."""
    first = at
    while first > 0 and (_VALUE.fullmatch(main[first - 1].text.strip()) or _is_label(main[first - 1])):
        first -= 1
    label_first = not _VALUE.fullmatch(main[first].text.strip())
    other = at - 1 if label_first else at + 1
    return main[other] if 0 <= other < len(main) and _is_label(main[other]) else None


def _is_label(passage: Passage) -> bool:
    words = passage.text.split()
    return (
        1 <= len(words) <= 3
        and words[-1].lower() in lexicons.word_set("unit_nouns")
        and passage.text.replace(" ", "").isalpha()
    )


# --- C31: lines of work ------------------------------------------------------------------------------------------------

# The page that lists them all; a page about one of them lists its parts and its praise.
_SERVICES = re.compile(
    r"(?i)(?:our )?(?:services|solutions|capabilities|expertise|offerings|practice areas|what we (?:do|offer)|consulting services"
    r"|(?:unsere )?(?:leistungen|angebote|lösungen)|(?:nos )?(?:services|prestations|expertises)|(?:nuestros )?servicios|(?:nuestras )?soluciones)"
)
_PRAISE = re.compile(
    r"(?i)\b(?:proven|seamless|friendly|personali[sz]ed|adjustable|trusted|certified|dedicated|flexible|expert|reliable|at scale|quality|support|alliances?|industries|healthcare|retail)\b"
)
_NO_OFFER = re.compile(
    r"(?i)\b(?:about|contact|pricing|price|faq|questions|touch|testimonials?|partners?|clients?|customers?|team|careers?|jobs|blog|news|started|steps?"
    r"|process|approach|values?|mission|why|how|who|what|case|stor(?:y|ies)|results?|benefits?|overview|summary|more|related|let['’]s|ready|trusted|meet"
    r"|subscribe|newsletter|search|resources?|features?|work with|join|learn|get|us|you|your|our|we|free|demo|book|talk|example|roadmap|trusted|new"
    r"|kontakt|über|uns|nous|vous|votre|notre|contact(?:ez|o)|équipe|savoir|sur|nosotros)\b"
)
_FEWEST_OFFERS, _MOST_OFFERS = 2, 12
_OF_TWO = 0.8


def _lines_of_work(document: Document, site: Site) -> Iterator[Signal]:
    """Yield C31 when a page about services names two or more of them as headings of one rank."""
    own = unquote(urlsplit(document.final_url).path).rstrip("/").rsplit("/", 1)[-1]
    places = (own_title(document, site.names).strip(), re.sub(r"[-_]|\.html?$", " ", own).strip())
    if document.kind == "home" or not any(_SERVICES.fullmatch(place) for place in places):
        return
    by_level: dict[int, list[Passage]] = {}
    main = document.main
    for passage, following in zip(main, (*main[1:], None), strict=False):
        if (
            passage.block == "heading"
            and _is_offer(passage.text)
            and following is not None
            and len(following.text.split()) >= 6
        ):
            by_level.setdefault(passage.level, []).append(passage)
    named = next((found for _, found in sorted(by_level.items()) if _FEWEST_OFFERS <= len(found) <= _MOST_OFFERS), None)
    if named is None or len({fold(p.text) for p in named}) != len(named):
        return
    one, two = named[0], named[1]
    slots = {"OFFER1": one.text.strip(), "OFFER2": two.text.strip(), "COUNT": _SPELLED[len(named)]}
    offers = _made("C31", "lines", document, site, (document.cite(one), document.cite(two)), slots)
    yield offers.model_copy(update={"weight": 1.0 if len(named) > _FEWEST_OFFERS else _OF_TWO})


def _is_offer(text: str) -> bool:
    words = text.split()
    plain = re.fullmatch(r"[^\W\d][\w&’' -]*[\w]", text.strip())
    return (
        bool(plain)
        and 1 <= len(words) <= 4
        and len(text) <= 40
        and text[0].isupper()
        and not (_NO_OFFER.search(text) or _PRAISE.search(text) or lexicons.lexicon("tech").first(text))
        and not text.isupper()
    )


# --- C32: announced as coming -------------------------------------------------------------------------------------------

_COMING = re.compile(
    r"(?P<THING>[A-Z][\w&’' -]{2,44}?)[ :–(-]+(?P<how>[Cc]oming [Ss]oon|COMING SOON|[Bb]eta|BETA)\)?[!.]?"
)


def _marked_as_coming(document: Document, site: Site) -> Iterator[Signal]:
    for passage in document.main:
        match = _COMING.fullmatch(passage.text.strip()) if len(passage.text) < 70 else None
        if match and 1 <= len(match["THING"].split()) <= 6 and passage.block in ("heading", "term", "item"):
            beta = match["how"].lower() == "beta"
            yield _made("C32", "beta" if beta else "soon", document, site, (document.cite(passage),),
                        {"THING": match["THING"].strip(" -–:")}, modality="state" if beta else "plan")  # fmt: skip


# --- C17: partners printed behind a label -------------------------------------------------------------------------------

_PARTNER_LABEL = re.compile(
    r"(?i)(?:(?:project |delivery )?partners?|partenaires?|partner(?:in|nen)?|projektpartner|socios?|in partnership with)\s?:?"
)
_MOST_PARTNERS = 6


def _partners_by_label(document: Document, site: Site) -> Iterator[Signal]:
    found: dict[str, Signal] = {}
    main = document.main
    for passage, following in pairwise(main):
        if not _PARTNER_LABEL.fullmatch(passage.text.strip()) or not passage.text.strip().endswith(
            (":", "s", "e", "r")
        ):
            continue
        name = proper(following.text, site) if len(following.text) <= 45 else None
        plain = is_english(document) or all(w[:1].isupper() for w in (name or "").split())
        if name and plain and len(name.split()) >= 2 and ":" in passage.text and not lexicons.place(name):
            cited = (document.cite(following), document.cite(passage))
            found.setdefault(name, _made("C17", "partner", document, site, cited, {"ORG": name}))
    yield from list(found.values())[:_MOST_PARTNERS]


# --- C19: figures under a heading about goals, and a year in a title ----------------------------------------------------

_GOALS = re.compile(r"(?i)\b(?:goals?|targets?|objectives?|ambitions?|commitments?|pledges?)\b")
_GOAL_FIGURE = re.compile(
    r"\b(?:at least |up to |more than |over )?\d[\d,.]*(?:[%+]| percent)?(?: [a-z][a-z-]+){1,5}\b"
)


def _figures_under_goals(document: Document, site: Site) -> Iterator[Signal]:
    if not is_english(document):
        return
    for passage in document.main:
        above = passage.headings[-1] if passage.headings else ""
        if passage.block != "item" or len(passage.text) > 160 or not _GOALS.search(above):
            continue
        match = _GOAL_FIGURE.search(passage.text.rstrip(" ."))
        if match is None or match.end() != len(passage.text.rstrip(" .")) or re.search(r"\b(?:19|20)\d\d\b", match[0]):
            continue
        quote = whole_quote(document, passage, match.span(), "NP")
        if quote and len(quote.text.split()) >= 3:
            yield _made("C19", "figure", document, site, (document.cite(passage),), {}, (quote,), modality="plan")


_BY_YEAR = re.compile(
    r"(?i)\b(?:by|until|before|towards?|d['’]ici(?: à)?|bis(?: ende)?|hasta|para|antes de|agenda|vision|strategy|strategie|roadmap|feuille de route)\s(?P<YEAR>20\d\d)\b"
)
_YEARS_BACK = 4


def _title_with_a_year(document: Document, site: Site) -> Iterator[Signal]:
    """Yield C19 for a page whose own headline sets a year that has passed ("Paperless by 2025")."""
    title = own_title(document, site.names)
    match = _BY_YEAR.search(title)
    if (
        document.kind in ("posting", "person")
        or match is None
        or not 2 <= len(title.split()) <= 9
        or re.search(r"[?!:|]", title)
    ):
        return
    if not site.today.year - _YEARS_BACK <= int(match["YEAR"]) < site.today.year:
        return
    line = _headline(document, title)
    if line is not None:
        yield _made(
            "C19", "headline", document, site, (line,), {"YEAR": match["YEAR"], "POST_TITLE": title}, modality="plan"
        )


def _headline(document: Document, title: str) -> Citation | None:
    """Return the Citation of the passage that prints the title, else of the first sentence of the page."""
    wanted = fold(title)
    for passage in document.main[:40]:
        if wanted and wanted in fold(passage.text) and len(passage.text) <= len(title) + 60:
            return document.cite(passage)
    told = next((p for p in document.main if p.block == "paragraph" and len(p.text.split()) >= 8), None)
    line = next(lines_of(told, document, True), None) if told else None
    return document.cite(line.passage, line.start, line.end) if line else None


# --- C38: one way chosen against another --------------------------------------------------------------------------------

_AGAINST = re.compile(r"^(?:Rather than|Instead of) [^.;]{8,120}?, (?P<main>.+)$")
_CUT = re.compile(r"[,;:(]|\s[-–—]\s|\s(?:and|to|by|so|which|that|because|with the)\s")


def _chose_against(document: Document, site: Site) -> Iterator[Signal]:
    if not is_english(document):
        return
    speaker = re.compile(rf"(?:[Ww]e|{rules.employer(site.names)})\b")
    for passage in document.main:
        if passage.block in ("heading", "quote") or not re.search(r"Rather than|Instead of", passage.text):
            continue
        for line in lines_of(passage, document, True):
            match = _AGAINST.match(line.text)
            if match is None or not speaker.match(match["main"]):
                continue
            start = line.start + match.start("main")
            stop = _CUT.search(match["main"])
            end = start + len(match["main"][: stop.start()] if stop else match["main"].rstrip(" ."))
            quote = whole_quote(document, passage, (start, end), "CL")
            if quote and len(quote.text.split()) >= 4:
                yield _made(
                    "C38", "against", document, site, (document.cite(passage, line.start, line.end),), {}, (quote,)
                )


# --- C39: what has ended ------------------------------------------------------------------------------------------------

_ENDED = re.compile(
    r"(?i)\b(?:past|former|previous|earlier|archived|completed|closed|retired|anciens?|antérieurs?|terminés?|abgeschlossene|frühere|anteriores)\b"
)
_THINGS = re.compile(
    r"(?i)\b(?:projects?|products?|services?|programs?|programmes?|initiatives?|projets?|produits?|projekte|produkte|proyectos)\b"
)
_MOST_ENDED = 3


def _ended(document: Document, site: Site) -> Iterator[Signal]:
    """Yield C39 for entries of a list of past projects, by the names that can be said."""
    whole = _speaks_of_ended(own_title(document, site.names))
    found = []
    for passage in document.main:
        above = passage.headings[:-1] if passage.headings and passage.headings[-1] == passage.text else passage.headings
        if passage.block != "heading" or passage.level < 2 or not (whole or any(_speaks_of_ended(h) for h in above)):
            continue
        text = passage.text.strip()
        if (
            2 <= len(text.split()) <= 6
            and len(text) <= 50
            and not re.search(r"[?!:;,()/]", text)
            and not _speaks_of_ended(text)
        ):
            other = re.search(r"(?i)\b(?:contact|join|more|blog|rejoin\w+|équipe)\b", text)
            if other is None and not _goes_on(text, site):
                found.append(
                    _made("C39", "ended", document, site, (document.cite(passage),), {"PAST": text}, modality="done")
                )
    yield from sorted(found, key=lambda s: (not re.search(r"\b[A-ZÀ-Þ]{2,}", s.slots["PAST"]), len(s.slots["PAST"])))[
        :_MOST_ENDED
    ]


def _goes_on(name: str, site: Site) -> bool:
    """Tell whether another page still lists the entry outside any list of past things."""
    return any(
        p.block == "heading" and fold(p.text) == fold(name) and not any(_speaks_of_ended(h) for h in p.headings)
        for d in site.documents
        if not _speaks_of_ended(own_title(d, site.names))
        for p in d.main
    )


def _speaks_of_ended(heading: str) -> bool:
    return len(heading.split()) <= 4 and bool(_ENDED.search(heading) and _THINGS.search(heading))


# --- C35: levels, C44: no openings --------------------------------------------------------------------------------------

_RANKS = "trainee apprentice junior associate i ii iii iv mid mid-level intermediate senior staff lead principal distinguished".split()
_FEWEST_RANKS = 4


def _levels(document: Document, site: Site) -> Iterator[Signal]:
    """Yield C35 for a career ladder printed as a list ("Associate", "I", "II", "Senior" …)."""
    run: list[Passage] = []
    for passage in document.main:
        if passage.block in ("item", "cell", "heading") and fold(passage.text) in _RANKS:
            run.append(passage)
            continue
        if len(run) >= _FEWEST_RANKS:
            break
        run = []
    if len(run) < _FEWEST_RANKS or not all(len(p.text) > 3 for p in (run[0], run[-1])):
        return
    cited = (document.cite(run[0]), document.cite(run[-1]))
    yield _made("C35", "levels", document, site, cited, {"LEVEL1": run[0].text, "LEVEL2": run[-1].text}, kind="careers")


_NO_OPENINGS = re.compile(
    r"(?i)\b(?:not (?:currently |actively )?hiring|no (?:current |currently )?(?:open(?:ings| positions| roles)?|vacancies|positions)\b(?! (?:that|is|to))"
    r"|(?:there are|we have) (?:currently )?no (?:\w+ )?(?:openings|vacancies|positions|roles)|n['’]y a pas de postes?|aucun poste|keine offenen stellen|no hay vacantes)"
)


def _not_hiring(document: Document, site: Site) -> Iterator[Signal]:
    for passage in document.main:
        if passage.block != "heading" and len(passage.text) < 400 and _NO_OPENINGS.search(passage.text):
            for line in lines_of(passage, document, True):
                if _NO_OPENINGS.search(line.text):
                    yield _made("C44", "none", document, site, (document.cite(passage, line.start, line.end),))
                    return


# --- C41, C42: posts about a piece of work ------------------------------------------------------------------------------

_WORK = re.compile(
    r"(?i)(?:fix|upgrad|mov|migrat|rebuild|build|mak|improv|replac|reduc|serv|mitigat|protect|debug|scal|rewrit|redesign|launch|automat|develop|design|creat"
    r"|optimi[sz]|refactor|deploy|speed|combin|enabl|simplif|support|modernis|moderniz|rethink|open|bring|turn|test|plan|switch|cutt?)\w*ing\b|How (?:we|our)\b|Lessons from\b|Reflections on\b|Looking back\b|Comment nous\b|Réflexions sur\b|Retour sur\b|Wie wir\b|Cómo\b"
)
_LEAST_TITLE, _OF_A_POST = 3, 0.8
_TRIED = re.compile(r"(?i)\b(?:try|trying|experiment(?:s|ing)?|pilot(?:s|ing)?|trial(?:s|ing)?)\b")
_URGENT = re.compile(r"(?i)\b(?:exploit|vulnerabilit\w+|CVE\S*|zero-day|outage|incident|emergency|recall)\b")
_NOTICE = re.compile(
    r"(?i)\b(?:introducing|announc\w+|welcom\w+|newsletter|join\w*|weekly|monthly|recap|meetup|webinar|conference|award\w*|your?|tips|guide|hiring|careers?)\b"
)


def _piece_of_work(document: Document, site: Site) -> Iterator[Signal]:
    """Yield C41 for a post that sets out to try something, C42 for one that tells a piece of own work."""
    date = page_date(document) or document.published
    title = post_title(document, site.names)
    if date is None or title is None or date > site.today or _NOTICE.search(title):
        return
    cited = _headline(document, title)
    ours = sum(len(re.findall(r"(?i)\b(?:we|our|us|nous|notre|nos|wir|unser\w*)\b", p.text)) for p in document.main)
    if cited is None or fold(title) not in fold(cited.quote) or ours < 4:
        return
    slots = {"POST_TITLE": title}
    if _TRIED.search(title):
        yield _made("C41", "tried", document, site, (cited,), slots, date=date, modality="done")
    elif _URGENT.search(title):
        yield _made("C42", "urgent", document, site, (cited,), slots, date=date, modality="done")
    elif _WORK.match(title):
        yield _made("C42", "work", document, site, (cited,), slots, date=date, modality="done")
    elif document.kind == "article" and len(title.split()) >= _LEAST_TITLE:
        signal = _made("C42", "post", document, site, (cited,), slots, date=date, modality="done")
        yield signal.model_copy(update={"weight": _OF_A_POST})


# --- C29: how a team is made up -----------------------------------------------------------------------------------------

_GROUPS = {
    "engineering": "engineers", "design": "designers", "product": "product people", "sales": "salespeople", "research": "researchers",
    "consulting": "consultants", "nursing": "nurses", "teaching": "teachers", "data": "data people", "legal": "lawyers",
    "marketing": "marketing people", "operations": "operations people", "finance": "finance people",
}  # fmt: skip
_SINGULAR = {
    "engineers": "engineer", "designers": "designer", "salespeople": "salesperson", "researchers": "researcher",
    "consultants": "consultant", "lawyers": "lawyer",
}  # fmt: skip
_SMALL_TEAM = 25
_FEWEST_STAFF, _FEWEST_OF_GROUP = 6, 3
_MOST_CITED = 2


def _team_shape(own: Sequence[Document], site: Site) -> Iterator[Signal]:
    """Yield C29: the two largest groups of job titles on the fullest team page, and how many people it lists."""
    pages = [
        (d, staff) for d in own if d.kind in ("team", "about", "home") and len(staff := _staff(d)) >= _FEWEST_STAFF
    ]
    if not pages:
        return
    document, staff = max(pages, key=lambda page: (len(page[1]), page[0].url))
    working = [p for p in staff if not (p.job_title or "").startswith("Chief ")]
    groups = Counter(g for p in working if (g := _GROUPS.get(lexicons.family(p.job_title or "") or "")))
    largest = [(g, n) for g, n in groups.most_common() if n >= _FEWEST_OF_GROUP][:2]
    if len(largest) == 2:
        (one, first), (two, second) = largest
        cited = [c for g in (one, two) for c in _proofs(staff, g)]
        slots = {"GROUP1": one, "GROUP2": two, "COUNT1": _spelled(first), "COUNT2": _spelled(second)}
        yield _made("C29", "groups", document, site, cited, slots)
    lone = next((g for g, n in groups.items() if n == 1 and g in _SINGULAR), None)
    if largest and lone and len(staff) <= _SMALL_TEAM:
        (one, first) = largest[0]
        cited = [*_proofs(staff, one), *_proofs(staff, lone)]
        slots = {"GROUP1": one, "GROUP2": _SINGULAR[lone], "COUNT1": _spelled(first)}
        yield _made("C29", "lone", document, site, cited, slots)
    if _HEADS.search(f"{own_title(document, site.names)} {urlsplit(document.final_url).path}"):
        return  # those at the top of a firm are not its people
    cited = [p.citations[0] for p in staff[:_MOST_CITED]]
    yield _made(
        "C29", "size", document, site, cited, {"COUNT": _spelled(len(staff)), "NUM": f"{_spelled(len(staff))} people"}
    )


_HEADS = re.compile(r"(?i)management|leadership|board|directors|executives|partners")


def _staff(document: Document) -> list[Person]:
    return [p for p in document.people if p.group in ("staff", "leadership")]


def _proofs(staff: Sequence[Person], group: str) -> list[Citation]:
    return [p.citations[0] for p in staff if _GROUPS.get(lexicons.family(p.job_title or "") or "") == group][
        :_MOST_CITED
    ]


def _spelled(number: int) -> str:
    return _SPELLED[number] if number < len(_SPELLED) else str(number)


# --- C43: programmes ----------------------------------------------------------------------------------------------------

_PROGRAMME = re.compile(
    r"(?<![\w-])(?:[Tt]he )?(?P<NAME>(?:[A-Z][\w&’-]+ ){1,3}(?:Project|Programme|Program|Initiative|Academy|Accelerator|Coalition|Alliance|Lab|Fund|Fellowship))\b(?! [A-Z])(?!['’]s)"
)
_MOST_PROGRAMMES = 2


def _programmes(own: Sequence[Document], site: Site) -> Iterator[Signal]:
    """Yield C43 for programmes that the employer's own pages name at least twice, once beside "we" or its name."""
    found: dict[str, list[tuple[Document, Line]]] = {}
    for document in own:
        if document.kind in ("posting", "person", "contact") or _tells_law(document):
            continue
        for passage in document.main:
            if passage.block in ("quote",) or len(passage.text) > 1_500 or not _PROGRAMME.search(passage.text):
                continue
            for line in lines_of(passage, document, True):
                for match in _PROGRAMME.finditer(line.text):
                    name = proper(match["NAME"], site)
                    halved = re.search(r"[A-Z][\w-]* (?:and|&) $", line.text[: match.start("NAME")])
                    if name and not halved and match["NAME"].split()[0] not in lexicons.word_set("sentence_starters"):
                        found.setdefault(name, []).append((document, line))
    ours = re.compile(rf"\b(?:[Ww]e|[Oo]ur)\b|{rules.employer(site.names)}")
    named = [
        (n, told) for n, told in found.items() if len(told) >= 2 and any(ours.search(line.text) for _, line in told)
    ]
    for name, told in sorted(named, key=lambda item: (-len(item[1]), item[0]))[:_MOST_PROGRAMMES]:
        document, line = next((t for t in told if ours.search(t[1].text) and t[1].passage.block != "heading"), told[0])
        yield _made(
            "C43", "programme", document, site, (document.cite(line.passage, line.start, line.end),), {"PROJECT": name}
        )


# --- J14: advertised again ----------------------------------------------------------------------------------------------


def _advertised_again(own: Sequence[Document], site: Site) -> Iterator[Signal]:
    """Yield J14 for a job title that stands over postings of different years."""
    by_title: dict[str, dict[int, tuple[Document, str]]] = {}
    for document in own:
        if document.kind != "posting" or document.published is None or document.published == site.stamp:
            continue
        title = re.split(r"[:|(–—]| - ", own_title(document, site.names))[0].strip()
        if 2 <= len(title.split()) <= 5 and title[:1].isupper():
            by_title.setdefault(fold(title), {}).setdefault(document.published.year, (document, title))
    for _, years in sorted(by_title.items()):
        if len(years) < 2:
            continue
        first, last = min(years), max(years)
        cited = [c for y in (last, first) if (c := _headline(years[y][0], years[y][1]))]
        if len(cited) == 2:
            slots = {"JOB": years[last][1], "YEAR1": str(first), "YEAR2": str(last)}
            yield _made("J14", "again", years[last][0], site, cited, slots, kind="careers")
