"""Profile + Documents → whose site this is, and why we think so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from research.discover.addresses import same_site, site_of
from research.discover.links import site_address
from research.kinds import address, plain
from research.models import Document, Identity, Kind, Profile
from research.text import clean, words

_ORGANISATIONS = frozenset(
    "organization corporation localbusiness ngo newsmediaorganization educationalorganization"
    " governmentorganization medicalorganization onlinebusiness onlinestore professionalservice store nonprofit"
    " researchorganization softwarecompany collegeoruniversity hospital medicalclinic airline financialservice"
    " legalservice".split()
)
# What follows or surrounds a company's name without being part of it: legal forms and connecting words.
_FORMS = frozenset(
    "inc incorporated llc llp lp ltd limited plc corp corporation co company gmbh ag kg kgaa se ug ohg ev mbh"
    " sa sas sarl srl spa sl slu lda ltda bv nv oy oyj ab as asa aps sp zoo kk pty pte pvt group holding"
    " holdings the and of de la le les des du der die das und et y e".split()
)
_TITLE_PARTS = re.compile(r"\s+[|–—•·:»-]+\s+|\s*[|｜»]\s*")
_GENERIC_TITLE = frozenset(
    "home homepage welcome accueil startseite inicio index start page hjem etusia about contact team careers".split()
)
_LEGAL_LINE = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:copyright\s*)?(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:(?:19|20)?\d\d|present))?)?[\s,.]*(?:by\s+)?"
    r"([A-ZÀ-Þ0-9][^.|•·©,\n]{1,70})",
    re.IGNORECASE,
)
_AFTER_OWNER = re.compile(
    r"\s*[-–,]?\s*\b(?:all rights?|alle rechte|tous droits|todos los|tutti i|terms|privacy|imprint|contact|cookies?"
    r"|legal|site|website|powered|made|built|licen[sc]ed|impressum|datenschutz|mentions|sitemap|accessibility)\b.*$",
    re.IGNORECASE,
)
_WITH_FORM = re.compile(
    r"[^,]{1,50}?,?\s(?:Inc\b\.?|LL[CP]|Ltd\b\.?|Limited|PLC|GmbH|AG|SE|S\.?A\.?S?\b|B\.?V\.?|AB|Oy|Corp\b\.?)(?!\w)"
)
_MOST_EVIDENCE = 8
_OWN_KINDS: frozenset[Kind] = frozenset({"home", "about", "team", "contact"})


class Mark(NamedTuple):
    """One place where the site says a name: what sort of evidence it is, the name, and the sentence for people."""

    sort: str
    name: str
    sentence: str


def identity(profile: Profile, documents: Sequence[Document]) -> Identity:
    """Return whose site this is, with the evidence in sentences.

    "confirmed" when two independent sorts of evidence on the site name the company, one of them exactly; "ambiguous"
    when the site gives itself another name and nothing names this company; else "given by the user".
    """
    site = site_address(profile) or None
    own = [d for d in documents if _is_own(d, site)]
    seen = [mark for document in own for mark in marks(document)]
    ours = [mark for mark in seen if _agrees(mark.name, profile)]
    sure = [mark.sort for mark in ours if _agrees(mark.name, profile, exactly=True)]
    found = profile.company.why if site else ()
    sentences = list(found) or ([f"You gave {profile.company.site}."] if site else [])
    name = _best_name(profile, ours)
    named = _one_of_each_sort(ours) + _address_mark(profile, site)
    naming = named + _text_mark((name, *profile.names), own)
    met = _interviewer_marks(profile, own)
    others = [] if naming else another_name(seen)
    contrary = [] if named or met or (found and not others) else _contradiction(profile, seen)
    sorts = {mark.sort for mark in naming + met}
    status: Literal["confirmed", "given by the user", "ambiguous"] = "given by the user"
    if (len(sorts) >= 2 and (sure or "address" in sorts)) or (found and not others):
        status = "confirmed"
    elif (others or contrary) and not naming and not met:
        status = "ambiguous"
    sentences = contrary + sentences + [mark.sentence for mark in naming + others + met]
    return Identity(
        name=_best_name(profile, ours),
        site=site,
        evidence=tuple(dict.fromkeys(sentences))[:_MOST_EVIDENCE],
        status=status,
    )


def _is_own(document: Document, site: str | None) -> bool:
    """Return whether a document is the company's: on its site, or a page the user saved without an address."""
    address_known = document.final_url.startswith(("http://", "https://"))
    return document.kind in _OWN_KINDS and (not address_known or site is None or same_site(document.final_url, site))


def marks(document: Document) -> list[Mark]:
    """Return every place where a document says whose it is."""
    where = "its home page" if document.kind == "home" else f"its {document.kind} page"
    found = [
        Mark("markup", name, f"The markup of {where} names the organisation “{name}”.")
        for name in _markup_names(document)
    ]
    if document.site_name:
        name = clean(document.site_name)
        found.append(Mark("site name", name, f"{where.capitalize()} gives “{name}” as the site's name."))
    if document.kind == "home":
        parts = [clean(part) for part in _TITLE_PARTS.split(document.title[:300])]
        named = [part for part in parts if part and plain(part) not in _GENERIC_TITLE and len(part) <= 60]
        found += [Mark("title", name, f"Its home page calls itself “{name}”.") for name in named]
    for passage in document.passages:
        if passage.region in {"footer", "legal"} and (match := _LEGAL_LINE.search(passage.text[:500])):
            name = _owner(match[1])
            if name:
                found.append(Mark("copyright", name, f"The footer of {where} claims copyright for “{name}”."))
    return found


def _owner(text: str) -> str:
    """Return the name at the start of a copyright line, without the links that follow it in the footer."""
    formed = _WITH_FORM.match(text)
    return formed[0].strip() if formed else _AFTER_OWNER.sub("", text).strip(" .-–")


def _markup_names(document: Document) -> list[str]:
    names = []
    for item in document.structured[:100]:
        kinds = item.get("@type", item.get("type", ""))
        listed = kinds if isinstance(kinds, (list, tuple)) else (kinds,)
        if any(str(kind).rsplit("/", 1)[-1].casefold() in _ORGANISATIONS for kind in listed):
            names += [clean(str(item[key])) for key in ("name", "legalName") if isinstance(item.get(key), str)]
    return [name for name in names if name]


_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){1,4}[^\W\d_]\b\.?")


def joined_initials(name: str) -> str:
    """Return a name with dotted initials and forms as one word: "Solenne S.A.S." → "Solenne SAS"."""
    return _INITIALS.sub(lambda m: m[0].replace(".", ""), name)


def name_key(name: str) -> tuple[str, ...]:
    """Return the words of a company's name that tell it apart: "The Acme Corporation, Inc." → ("acme",)."""
    listed = [plain(word) for word in words(joined_initials(name[:200]).replace("_", " ").replace(".", " "))]
    return tuple(word for word in listed if word not in _FORMS) or tuple(listed)


def names_agree(said: str, name: str, *, exactly: bool = False) -> bool:
    """Return whether two names can mean the same company: same words, or (unless `exactly`) one within the other.

    Initials of three or more words count too ("SNC" for "Service numérique canadien").
    """
    a, b = name_key(said), name_key(name)
    if not a or not b:
        return False
    if "".join(a) == "".join(b):
        return True
    if exactly:
        return False
    short, long = sorted((a, b), key=len)
    initials = "".join(word[0] for word in long)
    return set(short) <= set(long) or (len(initials) >= 3 and "".join(short) == initials)


def _agrees(said: str, profile: Profile, *, exactly: bool = False) -> bool:
    return any(names_agree(said, name, exactly=exactly) for name in profile.names)


def _one_of_each_sort(marks: Iterable[Mark]) -> list[Mark]:
    first: dict[str, Mark] = {}
    for mark in marks:
        first.setdefault(mark.sort, mark)
    return list(first.values())


def _address_mark(profile: Profile, site: str | None) -> list[Mark]:
    """Return a mark when the site's registrable domain spells the company's name ("acme.com", "acme-corp.io")."""
    if not site:
        return []
    domain = site_of(address(site).host)
    label = plain(domain.split(".", 1)[0]).replace("-", "")
    if not any(label in {"".join(name_key(name)), plain(name).replace(" ", "")} for name in profile.names):
        return []
    return [Mark("address", domain, f"Its address, {domain}, spells the name.")]


def _text_mark(names: Sequence[str], own: Sequence[Document]) -> list[Mark]:
    """Return a mark when the name stands in the text of the company's own pages."""
    for name in dict.fromkeys(names):
        wanted = f" {' '.join(plain(word) for word in words(name))} "
        pages = [d for d in own if any(wanted in f" {' '.join(map(plain, words(p.text[:2000])))} " for p in d.main)]
        if pages and wanted.strip():
            count = "1 of its pages" if len(pages) == 1 else f"{len(pages)} of its pages"
            return [Mark("text", name, f"The name “{name}” stands in the text of {count}.")]
    return []


def _interviewer_marks(profile: Profile, own: Sequence[Document]) -> list[Mark]:
    """Return a mark for each page that names interviewers among the company's people, each person once."""
    named: dict[str, list[str]] = {}
    for person in profile.interviewers:
        wanted = name_key(person.name)
        for document in own:
            if any(name_key(found.name) == wanted for found in document.people):
                named.setdefault(document.final_url, []).append(person.name)
                break
    return [
        Mark("interviewer", names[0], f"{url} names {' and '.join(names)}, whom you will meet.")
        for url, names in named.items()
    ]


def another_name(marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks of one other name that two sorts of evidence agree on, or nothing."""
    stated = [mark for mark in marks if mark.sort in {"markup", "site name", "copyright"}]
    for mark in stated:
        same = _one_of_each_sort(other for other in stated if names_agree(other.name, mark.name, exactly=True))
        if len(same) >= 2:
            return same
    return []


def _contradiction(profile: Profile, marks: Sequence[Mark]) -> list[str]:
    """Return the doubt that the site calls itself otherwise, unless one name may be a part or short form of the other.

    A parent company, or a legal name behind a brand, gives it too: hence a doubt with both ways out.
    """
    stated = [mark.name for mark in marks if mark.sort in {"markup", "site name", "copyright"}]
    stated = [name for name in stated if plain(name) not in _GENERIC_TITLE]
    if not stated or any(_may_be_one(mark.name, name) for mark in marks for name in profile.names):
        return []
    said, given = stated[0], profile.company.name
    return [
        f"The site calls itself “{said}”, not “{given}”: another address, or “{said}” among the aliases, settles it."
    ]


def _may_be_one(said: str, name: str) -> bool:
    """Return whether two names share a word, or one is a piece or the initials of the other."""
    a, b = name_key(said), name_key(name)
    short, long = sorted(("".join(a), "".join(b)), key=len)
    initials = {"".join(word[0] for word in key) for key in (a, b) if len(key) > 1}
    return bool(set(a) & set(b)) or (len(short) > 2 and short in long) or bool({short, long} & initials)


def _best_name(profile: Profile, ours: Sequence[Mark]) -> str:
    """Return the name as the site prints it when it is the user's in other spelling, else as the user wrote it."""
    typed = profile.company.name
    spelt = [m.name for sort in ("markup", "site name", "title") for m in ours if m.sort == sort]
    return next((name for name in spelt if "".join(name_key(name)) == "".join(name_key(typed))), typed)
