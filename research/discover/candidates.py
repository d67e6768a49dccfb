"""A company's name + what sources and pages say → whose site is meant: one, several, or none. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from research.discover.addresses import canonical, site_of
from research.discover.identity import Mark, another_name, joined_initials, marks, name_key, names_agree
from research.kinds import plain
from research.leads import Lead
from research.models import Document, Miss, Value
from research.text import bare, words

# Where companies register, the likeliest first; and how young ones get round a taken name.
_ENDINGS = (
    "com",
    "io",
    "org",
    "co",
    "ai",
    "app",
    "dev",
    "net",
    "co.uk",
    "de",
    "fr",
    "eu",
    "nl",
    "es",
    "it",
    "ch",
    "se",
)
# Where a legal form is registered, a company's own address often is.
_FORM_ENDINGS = {
    "gmbh": ("de", "at", "ch"), "ug": ("de",), "kg": ("de", "at"), "ag": ("de", "ch"), "ev": ("de",), "ohg": ("de",),
    "sas": ("fr",), "sarl": ("fr", "ch"), "sa": ("fr", "ch", "be"), "ltd": ("co.uk", "ie"), "limited": ("co.uk", "ie"),
    "plc": ("co.uk", "ie"), "bv": ("nl",), "nv": ("nl", "be"), "ab": ("se",), "oy": ("fi",), "oyj": ("fi",),
    "aps": ("dk",), "as": ("no", "cz"), "asa": ("no",), "sl": ("es",), "slu": ("es",), "srl": ("it",), "spa": ("it",),
    "ltda": ("com.br",), "lda": ("pt",), "pty": ("com.au",), "zoo": ("pl",), "kk": ("co.jp",), "pvt": ("in", "co.in"),
    "pte": ("com.sg",),
}  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"})
_AROUND = ("{}hq.com", "get{}.com")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_STATED = frozenset({"markup", "site name", "title", "copyright"})
_CLEAR_POINTS, _CLEAR_LEAD, _PLAUSIBLE_POINTS = 4, 3, 2
_MOST_CANDIDATES, _MOST_PAGE_POINTS = 6, 3
_REACH = frozenset({"no network", "timeout", "refused"})
_UNSAFE = frozenset({"unsafe address", "not allowed", "malformed"})
_NOBODY = _REACH | _UNSAFE | {"parked", "not found", "certificate", "empty"}


class Look(NamedTuple):
    """What came of opening an address that may be the company's: the Document of its first page, or the Miss."""

    url: str
    document: Document | None
    miss: Miss | None = None


class SiteCandidate(Value):
    """A site that may be meant, with sentences for and against it."""

    site: str
    name: str
    about: str = ""
    """Description, place and industry, to tell it from its namesakes."""
    evidence: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    points: int = 0
    sorts: frozenset[str] = frozenset()
    """Which independent sorts of evidence speak for it: "wikidata", "title", "address" …"""


class Verdict(Value):
    """Whose site it is: "clear" (`candidates[0]` is meant), "several" (the user must say), "none" (no candidate)."""

    name: str
    status: Literal["clear", "several", "none"]
    candidates: tuple[SiteCandidate, ...] = ()
    turned_away: tuple[str, ...] = ()
    """Sites that were looked at and refused, each with the reason: parked, for sale, another company."""
    asked: tuple[str, ...] = ()
    """Who was asked, and which sites were opened, for people."""
    unreached: bool = False
    """Whether nobody could be reached at all."""

    @property
    def winner(self) -> SiteCandidate | None:
        """The one that is meant, when it is clear."""
        return self.candidates[0] if self.status == "clear" else None


def spellings(name: str) -> tuple[str, ...]:
    """Return the names that may be meant: the name, and for a domain ("acme.com") also its first part."""
    typed = name.strip().lower()
    return (name, typed.split(".", 1)[0]) if _DOMAIN.fullmatch(typed) else (name,)


def _is_name(said: str, name: str) -> bool:
    return any(names_agree(said, wanted, exactly=True) for wanted in spellings(name))


def _is_like(said: str, name: str) -> bool:
    return any(names_agree(said, wanted) for wanted in spellings(name))


def guesses(name: str) -> list[str]:
    """Return addresses at which a company of this name may be found, the likeliest first; a name may be a domain."""
    typed = name.strip().lower()
    if _DOMAIN.fullmatch(typed):
        return [f"https://{typed}"]
    home = _home_endings(name)
    key, whole = "".join(name_key(name)), "".join(plain(word) for word in words(joined_initials(name)))
    spelt = "".join(name_key(typed.translate(_UMLAUTS)))
    labels = [label for label in dict.fromkeys((key, spelt, whole)) if re.fullmatch(r"[a-z0-9]{2,40}", label)]
    endings = (*home, *_ENDINGS[:3], "eu") if home else _ENDINGS
    found = [f"https://{label}.{ending}" for label in labels[:1] for ending in endings]
    found += [f"https://{around.format(label)}" for label in labels[:1] for around in _AROUND]
    found += [f"https://{label}.com" for label in labels[1:]]
    if spelt in labels[1:]:
        found += [f"https://{spelt}.{ending}" for ending in home or ("de",)]
    dashed = "-".join(name_key(name))
    if dashed != key and re.fullmatch(r"[a-z0-9-]{2,60}", dashed):
        found += [f"https://{dashed}.{ending}" for ending in ("com", *home)]
    return list(dict.fromkeys(found))


def _home_endings(name: str) -> tuple[str, ...]:
    """Return the country domains that the legal form of a name suggests: "Acme GmbH" → de, at, ch."""
    listed = [plain(word) for word in words(joined_initials(name))]
    return tuple(dict.fromkeys(ending for word in listed[1:] for ending in _FORM_ENDINGS.get(word, ())))


def verdict(name: str, leads: Sequence[Lead], looks: Sequence[Look], hits: Sequence[str] = ()) -> Verdict:
    """Return whose site is meant by `name`.

    `leads` are what sources say, `looks` the opened first pages, `hits` what a web search listed first. Clear is a
    candidate for which two independent sorts of evidence speak, well ahead of every other one, and whose name no
    other organisation that Wikidata knows shares; everything else is for the user to say.
    """
    groups = _grouped(leads, looks)
    weighed = [_weigh(name, group, leads, hits) for group in groups]
    plausible = [w for w in weighed if w.points >= _PLAUSIBLE_POINTS and w.sorts & (_STATED | {"wikidata", "typed"})]
    plausible = _without_twins(plausible, groups)
    plausible.sort(key=lambda w: (-w.points, w.site))
    status: Literal["clear", "several", "none"] = "several" if plausible else "none"
    if plausible and _clear(plausible):
        status = "clear"
        plausible[0] = _with_namesakes(plausible)
    kept = {_key(w.site) for w in plausible}
    away = [_turned_away(name, look) for look in looks if _key(_place(look)) not in kept]
    return Verdict(
        name=name, status=status, candidates=tuple(plausible[:_MOST_CANDIDATES]),
        turned_away=tuple(dict.fromkeys(filter(None, away))),
        unreached=not leads and all(k.miss is not None and k.miss.reason in _REACH for k in looks),
    )  # fmt: skip


# --- one candidate ---


class _Group(NamedTuple):
    """All that concerns one site."""

    key: str
    looks: list[Look]
    leads: list[Lead]


def _grouped(leads: Sequence[Lead], looks: Sequence[Look]) -> list[_Group]:
    """Return what concerns each site; a page counts for the site at which it was found after its redirects."""
    groups: dict[str, _Group] = {}
    ended_at: dict[str, str] = {}
    refused = {canonical(look.url) for look in looks if look.miss is not None and look.miss.reason in _UNSAFE}
    for look in looks:
        key = _key(_place(look))
        ended_at[canonical(look.url)] = key
        if look.miss is None or look.miss.reason not in _NOBODY:
            groups.setdefault(key, _Group(key, [], [])).looks.append(look)
    for lead in leads:
        if lead.site and lead.site.startswith(("http://", "https://")) and canonical(lead.site) not in refused:
            key = ended_at.get(canonical(lead.site), _key(lead.site))
            groups.setdefault(key, _Group(key, [], [])).leads.append(lead)
    return list(groups.values())


def _place(look: Look) -> str:
    return look.document.final_url if look.document is not None else look.url


def _key(url: str) -> str:
    """Return what makes two addresses one site: the registrable domain; host and port where there is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.hostname or ""
    domain = site_of(host)
    return domain if re.search(r"[a-z]", domain) and "." in domain else parts.netloc.lower()


class _Scale:
    """Collects what speaks for and against one candidate."""

    def __init__(self) -> None:
        self.points = 0
        self.evidence: list[str] = []
        self.against: list[str] = []
        self.sorts: set[str] = set()

    def plus(self, points: int, sort: str, sentence: str) -> None:
        self.points += points
        self.sorts.add(sort)
        self.evidence.append(sentence)

    def minus(self, points: int, sentence: str) -> None:
        self.points -= points
        self.against.append(sentence)


def _weigh(name: str, group: _Group, leads: Sequence[Lead], hits: Sequence[str]) -> SiteCandidate:
    scale = _Scale()
    _weigh_leads(name, group, scale)
    said = [mark for look in group.looks if look.document is not None for mark in marks(look.document)]
    _weigh_page(name, group, said, scale)
    if _spells(name, group.key):
        scale.plus(1, "address", f"Its address, {group.key}, spells the name.")
    if name.strip().lower() == group.key:
        scale.plus(3, "typed", f"You typed its address, {group.key}.")
    _weigh_registers(name, said, leads, scale)
    if hits and _key(hits[0]) == group.key:
        scale.plus(1, "search", "A web search lists it first.")
    lead = next((entry for entry in group.leads if _exact(entry, name)), None) or next(iter(group.leads), None)
    about = "; ".join(filter(None, (lead.description, lead.place, lead.industry))) if lead else ""
    return SiteCandidate(
        site=_site(group), name=lead.name if lead else _printed(name, said), about=about or _tagline(group),
        evidence=tuple(scale.evidence), against=tuple(scale.against), points=scale.points, sorts=frozenset(scale.sorts),
    )  # fmt: skip


def _weigh_leads(name: str, group: _Group, scale: _Scale) -> None:
    """Weigh what Wikidata says: the best entry that gives this site."""
    ranked = sorted(group.leads, key=lambda lead: (not _exact(lead, name), lead.sort != "organisation"))
    for lead in ranked[:1]:
        about = "; ".join(filter(None, (lead.description, lead.place)))
        shown = f"“{lead.name}”" + (f" ({about})" if about else "")
        sentence = f"{lead.source} gives this address as the official website of {shown}."
        known = _is_name(lead.name, name)
        if _exact(lead, name):
            scale.plus((3 if known else 2) - (lead.sort != "organisation"), "wikidata", sentence)
        elif _is_like(lead.name, name):
            scale.plus(1, "like", sentence)
        if lead.ended:
            scale.minus(3, f"{lead.source} says that it exists no more.")


def _exact(lead: Lead, name: str) -> bool:
    return any(_is_name(known, name) for known in (lead.name, *lead.aliases))


def _weigh_page(name: str, group: _Group, said: Sequence[Mark], scale: _Scale) -> None:
    own = {mark.sort: mark for mark in reversed(said) if mark.sort in _STATED and _is_name(mark.name, name)}
    for mark in list(own.values())[:_MOST_PAGE_POINTS]:
        scale.plus(1, mark.sort, mark.sentence)
    other = [] if own else another_name([mark for mark in said if not _is_like(mark.name, name)])
    if other:
        scale.minus(2, f"Its pages call it “{other[0].name}”.")
    for look in group.looks:
        if look.document is None and look.miss is not None:
            scale.against.append(f"{look.url} could not be read: {look.miss.detail or look.miss.reason}.")
            break


def _weigh_registers(name: str, said: Sequence[Mark], leads: Sequence[Lead], scale: _Scale) -> None:
    """Weigh registers of legal entities: only where the page prints the registered name."""
    printed = {bare(" ".join(words(mark.name))) for mark in said if mark.sort in ("copyright", "markup")}
    for lead in leads:
        legal = bare(" ".join(words(lead.name)))
        if lead.site is None and legal in printed and legal != bare(name) and lead.source not in scale.sorts:
            where = lead.place or lead.description
            scale.plus(
                1,
                lead.source,
                f"{lead.source} knows “{lead.name}”" + (f" ({where})" if where else "") + ", as its page says.",
            )


def _spells(name: str, domain: str) -> bool:
    label = domain.split(".", 1)[0].replace("-", "")
    keys = {"".join(key) for wanted in spellings(name) for key in (name_key(wanted), map(plain, words(wanted)))}
    return label in keys


def _site(group: _Group) -> str:
    """Return the address to begin with: where its page was found, else what the source gives."""
    for look in group.looks:
        parts = urlsplit(_place(look))
        return f"{parts.scheme}://{parts.netloc}"
    return next(lead.site or "" for lead in group.leads)


def _printed(name: str, said: Iterable[Mark]) -> str:
    return next((mark.name for mark in said if mark.sort in _STATED and _is_name(mark.name, name)), name)


def _tagline(group: _Group) -> str:
    for look in group.looks:
        if look.document is not None:
            return (look.document.description or look.document.title)[:140]
    return ""


# --- between candidates ---


def _without_twins(found: list[SiteCandidate], groups: Sequence[_Group]) -> list[SiteCandidate]:
    """Return the candidates less those that are another's second address: their page links to it, or is the same."""
    pages = {group.key: [k.document for k in group.looks if k.document is not None] for group in groups}
    kept: list[SiteCandidate] = []
    for candidate in sorted(found, key=lambda c: (-c.points, c.site)):
        twin = next(
            (k for k in kept if _are_twins(pages[_key(candidate.site)], pages[_key(k.site)], _key(k.site))), None
        )
        if twin is None or "wikidata" in candidate.sorts:
            kept.append(candidate)
    return kept


def _are_twins(second: Sequence[Document], first: Sequence[Document], first_key: str) -> bool:
    for document in second:
        if any(document.sha256 == other.sha256 for other in first):
            return True
        places = [document.canonical or "", *(link.url for link in document.links[:400])]
        if any(place.startswith("http") and _key(place) == first_key for place in places):
            return True
    return False


def _clear(ranked: Sequence[SiteCandidate]) -> bool:
    best, others = ranked[0], ranked[1:]
    if best.points < _CLEAR_POINTS or len(best.sorts) < 2:
        return False
    if "typed" in best.sorts:
        return True
    return all(best.points - o.points >= _CLEAR_LEAD and "wikidata" not in o.sorts for o in others)


def _with_namesakes(ranked: Sequence[SiteCandidate]) -> SiteCandidate:
    """Return the winner with a sentence about those left behind, so that the reader can object."""
    if len(ranked) < 2:
        return ranked[0]
    names = ", ".join(_key(other.site) for other in ranked[1:4])
    sentence = f"Of the same name, with less to show for it: {names}."
    return ranked[0].model_copy(update={"against": (*ranked[0].against, sentence)})


def _turned_away(name: str, look: Look) -> str:
    if look.miss is not None:
        return f"{_key(look.url)}: {look.miss.detail}" if look.miss.reason == "parked" else ""
    assert look.document is not None
    said = marks(look.document)
    other = another_name(said) or [mark for mark in said if mark.sort == "title"][:1]
    if other and not _is_like(other[0].name, name):
        return f"{_key(_place(look))}: it is “{other[0].name[:60]}”"
    return ""
