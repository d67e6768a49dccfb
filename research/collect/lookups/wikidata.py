"""Wikidata (CC0) and Wikipedia (CC BY-SA): who carries a name, and what is known of one organisation."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from research.collect.lookups.asking import Ask, Unanswered, first, items, pick, table, text
from research.collect.lookups.protocol import Company, same_host
from research.collect.lookups.sheet import sheet
from research.leads import Claim, Found, Lead, Remark
from research.models import FactKind

_API = "/w/api.php"
_MOST_ENTITIES = 7
_LANGUAGES = "en|mul|de|fr|es"
# Properties: https://www.wikidata.org/wiki/Wikidata:List_of_properties
_SITE, _KIND, _ENDED, _SEAT, _COUNTRY, _INDUSTRY = "P856", "P31", "P576", "P159", "P17", "P452"


# Properties that organisations have and their products have not: software of a company's name shares its website.
_OF_ORGANISATIONS = ("P159", "P112", "P169", "P749", "P452", "P1128", "P1278", "P1454", "P5531", "P2139", "P414")
_FRONT = re.compile(
    r"(?:[a-z]{2}(?:[-_][A-Za-z]{2})?)?(?:/?(?:index\.\w{2,5}|home))?"
)  # "", "en", "de-DE", "index.html"


class _Line(NamedTuple):
    """A property as a line: its label, the kind of fact, how its value is written."""

    property: str
    label: str
    kind: FactKind
    form: str  # "item", "time", "quantity"


_LINES = (
    _Line("P571", "Founded", "founded", "time"),
    _Line("P112", "Founded by", "founders", "item"),
    _Line(_SEAT, "Headquarters", "headquarters", "item"),
    _Line("P1128", "Employees", "employees", "quantity"),
    _Line("P749", "Parent organisation", "parent", "item"),
    _Line(_INDUSTRY, "Industry", "industry", "item"),
    _Line("P2139", "Total revenue", "revenue", "quantity"),
)
_CURRENCIES = {"Q4917": " US dollars", "Q4916": " euros", "Q25224": " pounds", "Q8146": " yen"}
# Words in the label of what an entity is an instance of: organisations, and what only shares their names.
_ORGANISATION = re.compile(
    r"\b(?:business|compan(?:y|ies)|enterprise|corporation|organi[sz]ation|bank|start-?up|university|college|school"
    r"|hospital|airline|retail\w*|manufacturer|agency|non-?profit|foundation|brand|institute|association|chain"
    r"|publisher|broadcaster|newspaper|cooperative|conglomerate|charity|firm|insurer|utility|operator|ministry"
    r"|department|authority|developer|studio|website|software|platform|online|service|museum|think tank|club)\b",
    re.I,
)
_NOT_ONE = re.compile(
    r"\b(?:human|film|album|song|single|band|musical|novel|book|series|episode|game|given name|family name|surname"
    r"|village|town|city|river|mountain|island|taxon|ship|painting|character|deity|asteroid|crater|disambiguation"
    r"|commune|municipality|street|horse|genus|species|word|letter)\b",
    re.I,
)


class Wikidata:
    """Names and facts from Wikidata, with a paragraph from Wikipedia."""

    name = "Wikidata"

    async def leads(self, name: str, ask: Ask) -> list[Lead]:
        """Return the entities with this name that have an official website or are organisations; raises Unanswered."""
        found = await _search(name, ask)
        entities = await _entities([text(hit, "id") for hit in found], ask, about=f"“{name}”")
        labels = await _labels(entities.values(), (_KIND, _SEAT, _COUNTRY, _INDUSTRY), ask, f"“{name}”")
        leads = [_lead(key, entity, labels) for key, entity in entities.items()]
        return [lead for lead in leads if lead.sort != "other" and (lead.site or lead.sort == "organisation")]

    async def facts(self, company: Company, ask: Ask) -> Found:
        """Return what Wikidata and Wikipedia say about the organisation whose official website is the company's."""
        key, entity = await self.entity(company, ask)
        if not entity:
            note = f"no entry there gives {company.host} as its official website"
            return Found(remarks=(Remark(source=self.name, result="absent", note=note),))
        wanted = tuple(line.property for line in _LINES)
        labels = await _labels([entity], (*wanted, _COUNTRY), ask, company.name)
        found = _facts(key, entity, labels, ask)
        return await _with_wikipedia(entity, found, company, ask)

    async def entity(self, company: Company, ask: Ask) -> tuple[str, dict[str, Any]]:
        """Return (id, entity) of the organisation with this website, ("", {}) when there is none."""
        hits = [text(hit, "id") for hit in await _search(company.name, ask)]
        chosen = _of_site(await _entities(hits, ask, about=company.name), company)
        if chosen[0]:
            return chosen
        spelt = [
            f"{scheme}://{www}{company.host}{end}"
            for scheme in ("https", "http")
            for www in ("", "www.")
            for end in ("", "/")
        ]
        query = {"action": "query", "list": "search", "format": "json", "srlimit": 5,
                 "srsearch": "haswbstatement:" + "|".join(f"P856={s}" for s in spelt)}  # fmt: skip
        answer = await ask.json("wikidata", _API, query, about=company.name)
        titles = [text(hit, "title") for hit in items("wikidata", answer, "query", "search")]
        return _of_site(await _entities(titles, ask, about=company.name), company)


async def _search(name: str, ask: Ask) -> list[Any]:
    query = {"action": "wbsearchentities", "search": name[:200], "language": "en", "type": "item",
             "limit": _MOST_ENTITIES, "format": "json"}  # fmt: skip
    return items("wikidata", await ask.json("wikidata", _API, query, about=f"“{name}”"), "search")


async def _entities(keys: Iterable[str], ask: Ask, about: str, props: str = "") -> dict[str, dict[str, Any]]:
    wanted = [k for k in dict.fromkeys(keys) if re.fullmatch(r"Q\d{1,12}", k)][:50]
    if not wanted:
        return {}
    query = {"action": "wbgetentities", "ids": "|".join(wanted), "languages": _LANGUAGES, "format": "json",
             "props": props or "labels|descriptions|aliases|claims|sitelinks/urls"}  # fmt: skip
    answer = table("wikidata", await ask.json("wikidata", _API, query, about=about), "entities")
    return {key: answer[key] for key in wanted if isinstance(answer.get(key), dict)}


async def _labels(
    entities: Iterable[dict[str, Any]], properties: Sequence[str], ask: Ask, about: str
) -> dict[str, str]:
    """Return the labels of the items that these properties name; {} when they cannot be had."""
    keys = [text(value, "id") for e in entities for p in properties for value, _ in values_of(e, p)[:4]]
    return {key: _label(entity) for key, entity in (await _entities(keys, ask, about, props="labels")).items()}


def _label(entity: dict[str, Any]) -> str:
    return first(text(entity, "labels", language, "value", limit=120) for language in _LANGUAGES.split("|"))


def values_of(entity: dict[str, Any], prop: str) -> list[tuple[Any, Any]]:
    """Return (value, statement) of a property, preferred ranks first, deprecated ones and those that ended left out."""
    stated = pick(entity, "claims", prop)
    kept = []
    for statement in stated[:100] if isinstance(stated, list) else []:
        value = pick(statement, "mainsnak", "datavalue", "value")
        ended = pick(statement, "qualifiers", "P582") or pick(statement, "qualifiers", "P576")
        if value is not None and pick(statement, "rank") != "deprecated" and not ended:
            kept.append((value, statement))
    return sorted(kept, key=lambda pair: pick(pair[1], "rank") != "preferred")


def _sites(entity: dict[str, Any]) -> list[str]:
    return [value for value, _ in values_of(entity, _SITE) if isinstance(value, str) and "://" in value]


def _of_site(entities: dict[str, dict[str, Any]], company: Company) -> tuple[str, dict[str, Any]]:
    """Return the entity whose official website is the company's; of several the one most like an organisation.

    A website below the company's ("/pumps") is that of a product, unless it is the company's own address.
    """
    own_path = urlsplit(company.site).path.strip("/")

    def is_theirs(site: str) -> bool:
        try:
            parts = urlsplit(site)
        except ValueError:
            return False
        path = parts.path.strip("/")
        front = path == own_path or bool(_FRONT.fullmatch(path))
        return front and same_host(parts.hostname or "", company.host)

    fitting = [(key, entity) for key, entity in entities.items() if any(map(is_theirs, _sites(entity)))]
    living = [(key, entity) for key, entity in fitting if not values_of(entity, _ENDED)]
    marks = {key: sum(bool(values_of(entity, prop)) for prop in _OF_ORGANISATIONS) for key, entity in living}
    return max(living, key=lambda pair: marks[pair[0]], default=("", {}))  # the first of equals: the search's order


def _lead(key: str, entity: dict[str, Any], labels: dict[str, str]) -> Lead:
    def named(prop: str) -> str:
        return first(labels.get(text(value, "id"), "") for value, _ in values_of(entity, prop))

    kinds = [labels.get(text(value, "id"), "") for value, _ in values_of(entity, _KIND)]
    description = first(text(entity, "descriptions", lang, "value") for lang in _LANGUAGES.split("|"))
    said = " ".join([*kinds, description if not any(kinds) else ""])
    organised = bool(_ORGANISATION.search(said)) or bool(values_of(entity, "P1278") or values_of(entity, "P5531"))
    known = pick(entity, "aliases", "en")
    aliases = [text(a, "value", limit=120) for a in (known[:20] if isinstance(known, list) else [])]
    return Lead(
        source=Wikidata.name,
        name=_label(entity) or key,
        aliases=tuple(filter(None, aliases)),
        site=first(_sites(entity)) or None,
        description=description,
        place=first((named(_SEAT), named(_COUNTRY))),
        industry=named(_INDUSTRY),
        url=f"https://www.wikidata.org/wiki/{key}",
        sort="organisation" if organised else "other" if _NOT_ONE.search(said) else "unknown",
        ended=bool(values_of(entity, _ENDED)),
    )


def _facts(key: str, entity: dict[str, Any], labels: dict[str, str], ask: Ask) -> Found:
    rows = [row for line in _LINES if (row := _row(line, entity, labels)) is not None]
    label, url = _label(entity) or key, f"https://www.wikidata.org/wiki/{key}"
    about = first(text(entity, "descriptions", lang, "value") for lang in _LANGUAGES.split("|"))
    page = sheet(
        title=f"{label} on Wikidata",
        url=url,
        asked=f"{ask.base('wikidata')}{_API}?action=wbgetentities&ids={key}&format=json",
        lines=[about, *(row.quote for row in rows)],
        at=ask.when("wikidata"),
        note="Wikidata, CC0",
    )
    claims = tuple(row.model_copy(update={"page": page.sha256}) for row in rows)
    remark = Remark(source=Wikidata.name, result="found", note="", looked=(url,))
    return Found(pages=(page,), claims=claims, remarks=(remark,))


def _row(line: _Line, entity: dict[str, Any], labels: dict[str, str]) -> Claim | None:
    """Return a property as a Claim, its page still to be named; None when nothing readable is stated."""
    written = [_written(line, value, statement, labels) for value, statement in values_of(entity, line.property)]
    told = [w for w in written if w[0]]
    if not told:
        return None
    if line.form == "quantity":  # of many years, side by side: the newest is the one to tell
        told.sort(key=lambda w: w[1] or dt.date.min, reverse=True)
    value, as_of = told[0]
    if line.kind in ("founders", "industry"):
        value, as_of = ", ".join(dict.fromkeys(w[0] for w in told[:3])), None
    quote = f"{line.label}: {value}" + (f" ({as_of.year})" if as_of else "")
    return Claim(kind=line.kind, label=Wikidata.name, value=value, quote=quote, page="", as_of=as_of)


def _written(line: _Line, value: Any, statement: Any, labels: dict[str, str]) -> tuple[str, dt.date | None]:
    """Return a value as a person writes it, and as of when; ("", None) when it cannot be read."""
    as_of = _date(text(pick(statement, "qualifiers", "P585"), 0, "datavalue", "value", "time"))
    if line.form == "item":
        return labels.get(text(value, "id"), ""), as_of
    if line.form == "time":
        year = re.match(r"\+0*(\d{4})-", text(value, "time"))
        precision = pick(value, "precision")
        return (year[1] if year and isinstance(precision, int) and precision >= 9 else ""), None
    amount = re.fullmatch(r"\+?(\d{1,18})(?:\.\d+)?", text(value, "amount"))
    if not amount:
        return "", None
    unit = _CURRENCIES.get(text(value, "unit").rsplit("/", 1)[-1], "")
    if line.kind == "revenue" and not unit:
        return "", None
    return f"{int(amount[1]):,}{unit}", as_of


def _date(time: str) -> dt.date | None:
    """Return the date of a Wikidata time; month and day 00 (precision of a year) count as the first."""
    found = re.match(r"\+0*(\d{4})-(\d\d)-(\d\d)", time)
    if not found:
        return None
    try:
        return dt.date(int(found[1]), max(1, int(found[2])), max(1, int(found[3])))
    except ValueError:
        return None


async def _with_wikipedia(entity: dict[str, Any], found: Found, company: Company, ask: Ask) -> Found:
    """Add the first paragraph of the English article that Wikidata links to; never of a disambiguation page."""
    title = text(entity, "sitelinks", "enwiki", "title")
    if not title:
        return found
    path = f"/api/rest_v1/page/summary/{quote(title.replace(' ', '_'), safe='')}"
    try:
        answer = table("wikipedia", await ask.json("wikipedia", path, about=company.name, lang="en"))
    except Unanswered as error:
        remark = Remark(source="Wikipedia", result="blocked", note=error.detail)
        return found.model_copy(update={"remarks": (*found.remarks, remark)})
    extract = text(answer, "extract", limit=1500)
    if text(answer, "type") != "standard" or not extract:
        return found
    url = (
        text(answer, "content_urls", "desktop", "page")
        or f"https://en.wikipedia.org/wiki/{quote(title.replace(' ', '_'))}"
    )
    page = sheet(
        title=f"{title} on Wikipedia", url=url, asked=ask.base("wikipedia", lang="en") + path, lines=[extract],
        at=ask.when("wikipedia"), note="Wikipedia contributors, CC BY-SA 4.0",
    )  # fmt: skip
    claim = Claim(kind="description", label="Wikipedia", value=extract[:300], quote=extract, page=page.sha256)
    return found.model_copy(update={"pages": (*found.pages, page), "claims": (*found.claims, claim)})
