# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""The card-sized value in the rest of a sentence: places, organisations, people, clauses.

Every function takes text as printed and returns text as printed (cut, never reworded); None or an empty list when
what stands there is not surely such a value.
"""

from __future__ import annotations

import re

_WORD = r"(?:St\.|Ft\.|Mt\.|D\.C\.|U\.[SK]\.(?:A\.)?|[A-ZÀ-ÖØ-ÞŁŚŽŒ][\w’'-]+)"
_LINK = r"(?:of|de|del|di|do|la|las|los|am|an der|im|upon|sur|du|des|and the|der)"
_TOWN = rf"{_WORD}(?:(?:\s{_LINK})?\s{_WORD}){{0,3}}"
_PLACE = rf"{_TOWN}(?:,\s{_WORD}(?:\s{_WORD}){{0,2}}){{0,2}}(?:,\s[A-Z]{{2}}\b)?"
_LEAD = (
    r"(?:(?:the|heart of|city of|both|dem|der|los|las|la|le|les) ){0,3}"
    r"(?:(?!with|over|more|many|several|different|their|which|that|from|what|some|most|these|countries|cities|offices)[a-z-]{4,12} )?"
    r"(?:the )?"
)
_PLACE_AT = re.compile(rf"\s*{_LEAD}(?P<place>{_PLACE})")
_TOWN_AT = re.compile(rf"\s*{_LEAD}(?P<place>{_TOWN}(?:,\s[A-Z]{{2}}\b)?)")
_NEXT = rf"(?:\s?(?:\([A-Z]{{2,3}}\))?,?\s(?:and|&|und|et|y|e|as well as)\s|\s?[/·|]\s?|,\s|;\s){_LEAD}"
_PLACE_NEXT = re.compile(rf"{_NEXT}(?P<place>{_PLACE})")
_TOWN_NEXT = re.compile(rf"{_NEXT}(?P<place>{_TOWN}(?:,\s[A-Z]{{2}}\b)?)")
COUNTRY = re.compile(
    r"^(?:Germany|Deutschland|Austria|Österreich|Switzerland|Schweiz|Suisse|France|Spain|España|Italy|Italia|Netherlands|"
    r"Nederland|Belgium|Belgique|United Kingdom|England|Scotland|Wales|Ireland|United States|USA|Canada|Mexico|México|"
    r"Brazil|Brasil|Argentina|Chile|Colombia|India|China|Japan|Singapore|Australia|New Zealand|South Africa|Kenya|Nigeria|"
    r"Sweden|Norway|Denmark|Finland|Poland|Portugal|Greece|Czech Republic|Hungary|Romania|Ukraine|Estonia|Latvia|Lithuania)$"
)
_NO_PLACE = re.compile(
    r"^(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|we|our|the|this|if|i|you|it|and|with|as|for|in|at|fortune|series|inc|europe's|"
    r"java|python|rust|github|open|web|cloud|ai|agile)\b",
    re.I,
)
_ORG_WORD = r"(?:[A-ZÀ-ÖØ-ÞŁŚŽŒ0-9][\w’'.&+/-]*)"
_ORG = rf"{_ORG_WORD}(?:(?:\s(?:of the|of|for the|for|and|&|de la|de|du|des|der|für|on|in))?\s{_ORG_WORD}){{0,7}}(?:\s\([A-Z][\w.&-]{{1,12}}\))?"
_ORG_AT = re.compile(rf"\s*(?:the |le |la |les |l[’']|der |die |das )?(?P<org>{_ORG})")
_ORG_LISTED = rf"{_ORG_WORD}(?:(?:\s(?:of the|of|for|&|de la|de|du|des|der|für))?\s{_ORG_WORD}){{0,6}}(?:\s\([A-Z][\w.&-]{{1,12}}\))?"
_ORG_LIST_AT = re.compile(rf"\s*(?:the |le |la |les |l[’']|der |die |das )?(?P<org>{_ORG_LISTED})")
_PERSON = re.compile(
    r"(?:Dr\.? |Prof\.? )?[A-ZÀ-ÖØ-ÞŁŚŽŒ][\w’'.-]+(?: (?:(?:de|van|von|der|den|la|da|dos|del|ter|bin|al) ){0,2}[A-ZÀ-ÖØ-ÞŁŚŽŒ][\w’'.-]*){1,3}"
)
_BREAK = re.compile(
    r"\s*(?:[;:(]|\s[-–—]+\s|—|,\s(?:and|but|so|which|where|while|with|[a-z]{3,12}ing|et|mais|und|aber)\s|\.\s)"
)
_NOT_AN_ORG = re.compile(
    r"^(?:we|our|you|your|the|this|these|more|over|read|learn|see|all|many|some|teams?|companies|customers?|thousands?|"
    r"hundreds?|millions?|leading|top|fortune \d+|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|\d[\d,.+%]*k?m?)$",
    re.I,
)


def places(text: str, most: int = 8, listed: bool = False) -> list[str]:
    """Return the places that `text` begins with: "sunny Sarasota, Florida, but …" → ["Sarasota, Florida"].

    With `listed` commas part the places ("Porto, Lyon and Turin" → three); only a country or a two-letter state stays
    with its town.
    """
    first, following = (_TOWN_AT, _TOWN_NEXT) if listed else (_PLACE_AT, _PLACE_NEXT)
    found: list[str] = []
    match = first.match(text)
    while match and len(found) < most:
        place = match.group("place").rstrip(".,'’")
        if _NO_PLACE.match(place) or len(place) < 3:
            break
        if listed and found and COUNTRY.search(place):
            found[-1] = f"{found[-1]}, {place}"
        else:
            found.append(place)
        match = following.match(text, match.end())
    return found


def street(text: str) -> str | None:
    """Return the street address `text` begins with ("12 Main Street, Springfield"), or None."""
    match = re.match(r"\s*(\d{1,5}[a-z]? [A-Z][^;!?]{6,90}?)(?:\.\s|\.$|$)", text)
    return match.group(1).strip() if match and "," in match.group(1) else None


def japanese_address(text: str) -> str | None:
    """Return the address that `text` is ("〒980-0011 宮城県仙台市青葉区上杉1-2-3"), without its postal mark, or None."""
    match = re.match(
        r"\s*(?:〒?\s?\d{3}-\d{4}\s*)?([^\s\d〒]{2,4}[都道府県]?[^\s\d]{1,12}[市区町村郡]\S{0,40}(?:[\s　]\S{2,20})?)\s*$",
        text,
    )
    return match.group(1) if match else None


def organisation(text: str) -> str | None:
    """Return the one organisation that `text` begins with: "the Centers for Disease Control (CDC) to …"."""
    match = _ORG_AT.match(text)
    return _tidy_organisation(match.group("org")) if match else None


def organisations(text: str, most: int = 12) -> list[str]:
    """Return the organisations that `text` lists: "Acme, Borax and Cobalt" → three; [] when it starts otherwise."""
    found: list[str] = []
    position = 0
    while len(found) < most and (match := _ORG_LIST_AT.match(text, position)):
        name = _tidy_organisation(match.group("org"))
        if name is None:
            break
        found.append(name)
        gap = re.match(r"(?:,\s(?:and\s|&\s|et\s|und\s|y\s)?|\s(?:and|&|et|und|y)\s)", text[match.end() :])
        if gap is None:
            break
        position = match.end() + gap.end()
    return found


def _tidy_organisation(name: str) -> str | None:
    name = re.sub(r"(?:\s(?:of the|of|for|and|&|de|du|des|on|in))+$", "", name.strip()).rstrip(".,'’")
    return (
        None
        if len(name) < 2
        or _NOT_AN_ORG.match(name)
        or re.match(r"\d|Leading|Top |Fortune", name)
        or not re.search(r"[^\W\d_]", name)
        else name
    )


def people(text: str, most: int = 8) -> list[str]:
    """Return the people that `text` begins with: "Ann Lee and Bo Dahl in Oslo" → ["Ann Lee", "Bo Dahl"]."""
    found: list[str] = []
    position = 0
    while len(found) < most and (match := _PERSON.match(text, position)):
        found.append(match.group().rstrip(".,'’"))
        gap = re.match(r"(?:,? (?:and|&|et|und|y) |, )(?:brothers |sisters |siblings |partners )?", text[match.end() :])
        if gap is None:
            break
        position = match.end() + gap.end()
    return found


def clause(text: str, most: int = 160) -> str | None:
    """Return `text` to its end mark, cut at the last clause boundary that leaves at most `most` characters."""
    text = text.strip().rstrip(" .!;:,…")
    if text.startswith('"') and text.endswith('"'):
        text = text.strip('"')
    if len(text) > most:
        cuts = [match.start() for match in _BREAK.finditer(text) if 20 <= match.start() <= most]
        text = text[: cuts[-1]] if cuts else ""
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        text = text.strip('"“”')
    return text.rstrip(" ,;:.-–—") or None
