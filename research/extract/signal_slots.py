# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Slots: what may stand in a question, checked against closed lists; one finisher per signal code.

A finisher gets a sentence that passed the guards and returns its subtype and slots, or a Refusal.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from research.extract import lexicons
from research.extract.signal_lines import Line, Site
from research.extract.signal_rules import Rule
from research.models import Modality
from research.text import fold

Finished = tuple[str, dict[str, str]]


class Refusal(NamedTuple):
    """Why a candidate was dropped, as a clause for people."""

    reason: str


Finisher = Callable[[Line, Rule, "re.Match[str]", Modality, Site], "Finished | Refusal"]

_NUMBER_WORDS = {
    w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_NUMBER_WORDS |= {"fifteen": 15, "twenty": 20}
_INSTITUTION = re.compile(
    r"(?i)\b(?:Inc|Ltd|GmbH|LLC|University|Institute|Foundation|Agency|Department|Ministry|Bank|Group|Council|Center|Centre|Hospital|Labs?|Corps?)\b"
)
_HINGE_ALL = re.compile(r"\b(?:every|everyone|all|any|anyone|everybody|everywhere|anywhere)\b")
_HINGE_NOT = re.compile(r"\b(?:only|never|without|not|no)\b")
_HINGE_FOR = re.compile(
    r"\b(?:for|help|helps|helping|serve|serving|give|gives|giving)\b (?:the )?(?:[a-z-]+ ){0,3}(?:people|families|patients|students|children|teachers|farmers|researchers|communities|businesses|companies|citizens|public|developers|artists|women|workers|customers|scientists|educators|veterans|government|agencies|organizations|organisations|teams|users|designers|makers|merchants|shoppers|entrepreneurs|founders|readers|drivers|parents|learners|kids|clinicians|doctors|nurses|journalists|musicians|writers|employees|employers|engineers|scientists|readers|travellers|travelers|owners|sellers|buyers|consumers|individuals|organizers|nonprofits|schools|cities|brands|retailers|newcomers|refugees)\b"
)


def integer(text: str) -> int | None:
    """Return the whole number that `text` spells in digits or in an English word up to twenty."""
    digits = text.replace(",", "")
    return int(digits) if digits.isdigit() else _NUMBER_WORDS.get(text.lower())


def proper(raw: str, site: Site) -> str | None:
    """Return a name fit for a slot: no leading article, no common word alone, not shouting, not the employer."""
    name = re.sub(r"^(?:The|the|Our|A|An) ", "", raw).strip(" .,;:’'")
    name = re.sub(r"['’]s$", "", name)
    words = name.split()
    if not words or len(words) > 4 or len(name) > 40:
        return None
    if all(w in lexicons.word_set("sentence_starters") for w in words) or words[0] in _NEVER_FIRST:
        return None
    if name.isupper() and (len(words) > 1 or len(name) > 6):
        return None
    lowered = fold(name)
    if any(
        lowered == fold(n)
        or (
            lowered.startswith(fold(n) + " ")
            and len(words) < 3
            and words[-1].lower() in {"team", "blog", "website", "inc", "llc"}
        )
        for n in site.names
    ):
        return None
    return name


_NEVER_FIRST = frozenset(
    "We Our I You Your It This That These Those They He She If When While After Before In On At For From By With As And Or But To".split()
)


def _c01(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    groups = match.groupdict()
    if rule.subtype == "headcount":
        first, second = integer(groups["N1"]), integer(groups["N2"])
        units = set(groups["UNIT"].lower().split())
        if first is None or second is None or first >= second:
            return Refusal("slot: numbers do not grow")
        if not units & lexicons.word_set("people_units"):
            return _reached(line, match)
        return "headcount", {"N1": str(first), "N2": str(second)}
    figure = groups["NUM"][0].lower() + groups["NUM"][1:]
    if rule.subtype == "percent":
        return "percent", {"NUM": figure}
    unit = figure.split()[-1].lower()
    value = re.search(r"\d[\d,.]*", figure)
    if (
        value is not None
        and not re.search(r"\dk|million|billion|thousand", figure)
        and (integer(value[0].rstrip(".")) or 0) < 8
    ):
        return Refusal("slot: too small a figure to tell of size")
    if re.search(r"\bfrom \d", line.text):
        return Refusal("slot: part of a range")
    size = unit in lexicons.word_set("people_units") and re.search(
        r"\b(?:employs?|team|grown|grew|staff|made up of)\b", match[0]
    )
    return ("size" if size else "volume"), {"NUM": figure}


def _reached(line: Line, match: re.Match[str]) -> Finished | Refusal:
    """A growth of something else than people: what it has reached, with its own noun."""
    stretch = line.text[match.start("N2") : match.end("UNIT")]
    words = stretch.split()
    nouns = [n for n, w in enumerate(words) if w.lower() in lexicons.word_set("unit_nouns")]
    return ("volume", {"NUM": " ".join(words[: nouns[0] + 1])}) if nouns else Refusal("slot: no unit")


def _c02(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    if said == "neg":
        return Refusal("negated")
    if rule.subtype == "segment":
        segment = lexicons.lexicon("segments").first(match["SEGMENT"])
        return ("segment", {"SEGMENT": segment.spoken}) if segment else Refusal("slot: no listed segment")
    words = match["PLACE"].split()
    found = next((p for n in range(len(words), 0, -1) if (p := lexicons.place(" ".join(words[:n])))), None)
    if found is None:
        return Refusal("slot: no listed place")
    if rule.words.startswith("office") and re.search(r"\b(?:opened|opening|launched)\b", line.text):
        return Refusal("told by the verb")
    if re.search(r"\b(?:conference|meetup|event|booth|webinar|clients?|customers?|workshop|talk)\b", line.text):
        return Refusal("slot: an event's or a customer's place")
    return ("plan" if said == "plan" else "done"), {"PLACE": found}


def _c03(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    name = proper(match["PRODUCT"], site)
    if name is None or lexicons.place(name) or (lexicons.lexicon("tech").first(name) and site.mentions(name) < 4):
        return Refusal("slot: no product name")
    after = line.text[match.end("PRODUCT") : match.end("PRODUCT") + 40].lower()
    around = {w.lower() for w in re.findall(r"[A-Za-z]+", match[0] + " " + after)}
    if around & lexicons.word_set("event_words"):
        return Refusal("trap: an event, campaign or publication")
    if (
        re.match(r" (?:as|to the|joined|and|from|with|by)\b", after)
        and len(name.split()) == 2
        and site.mentions(name) < 3
    ):
        return Refusal("slot: may be a person")
    if _INSTITUTION.search(name) or re.match(r"['’]s\b", line.text[match.end("PRODUCT") :]):
        return Refusal("slot: an organisation")
    if site.mentions(name) < 2:
        return Refusal("slot: product not named anywhere else")
    if " " not in name and match.start("PRODUCT") <= 2 and name[1:].islower() and not site.is_name(name):
        return Refusal("slot: may be a common word")
    if re.search(r"\bbeta\b|\bpilot\b|\bpreview\b", line.text):
        return "beta", {"PRODUCT": name}
    return ("plan" if said == "plan" else "done"), {"PRODUCT": name}


def _c04(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    if rule.subtype == "re-org":
        return "re-org", {}
    title = match["TITLE"].strip(" ,.")
    title = re.sub(r"(?: and| of| the| for)+$", "", title)
    if not lexicons.one_holder(title):
        return Refusal("slot: not a post that one person holds")
    if rule.subtype == "title":
        return "title", {"TITLE": title}
    name = match["FULLNAME"].strip(" ,.")
    if len(name.split()) < 2 or name.split()[0] in lexicons.word_set("sentence_starters") or _INSTITUTION.search(name):
        return Refusal("slot: no full name")
    employed = (line.own and re.search(r"\b(?:we|our|us)\b", line.text, re.I)) or any(
        n in line.text for n in site.names
    )
    if not employed or re.search(
        r"\b(?:formerly|previously|before joining|served as|left|former)\b", line.text[: match.end()]
    ):
        return Refusal("subject: another employer")
    return "person", {"FULLNAME": name, "TITLE": title}


def _c06(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    text = line.text
    if rule.subtype == "soft":
        if line.passage.headings and re.search(r"(?i)pricing|plans", " ".join(line.passage.headings)):
            return Refusal("slot: a price plan's feature")
        return "soft", {}
    if rule.subtype == "uptime":
        return "uptime", {"NUM": match["NUM"]}
    if not re.search(
        r"\b(?:reply|replies|respon[ds]\w*|deliver\w*|resol\w+|turnaround|answer\w*|shipp?\w*|call(?:ed)? back|get back to you|onboard\w*|support|turned around|first draft|matched with|live within|up and running)\b",
        text,
    ):
        return Refusal("slot: nothing is promised")
    if not re.search(
        r"(?i)\b(?:we|our|you|your|every|all|guarantee\w*|orders?|tickets?|requests?|claims?|calls|messages|repairs?)\b",
        text,
    ):
        return Refusal("subject unresolved")
    if re.search(r"\b(?:course|interview|application|applicants?|candidates?|learn|example|imagine|helped)\b", text):
        return Refusal("trap: not a promise to customers")
    return "promise", {"NUM": match["NUM"]}


def _c07(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    return (rule.subtype, {"YEAR": match["YEAR"]}) if rule.subtype == "year" else ("problem", {})


def _c08(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    slots = {"ROUND": match["ROUND"]}
    if rule.subtype == "grant" and match["ORG"] and (org := proper(match["ORG"], site)):
        slots["ORG"] = org
    return rule.subtype, slots


_CONNECTORS = frozenset("of for and the & on".split())


_NO_NAMES = frozenset("ceo cto i u.s us uk federal government center department".split())


def _organisation(match: re.Match[str], line: Line, site: Site) -> str | Refusal:
    """Return the organisation's name for a slot: its short form in brackets, else one to four capitalised words."""
    words = match["ORG"].replace(",", " ,").split()
    words = words[: words.index(",")] if "," in words else words
    while words and words[-1] in _CONNECTORS:
        words.pop()
    rest = line.text[match.start("ORG") + len(" ".join(words)) :]
    if re.match(r"['’]s?\b", rest) or any(re.search(r"['’]s?$", w) for w in words):
        return Refusal("slot: a possessive")
    short = re.match(r" \(([A-Z][A-Z&]{1,9})\)", rest)
    if short:
        return short[1]
    if "and" in words and not (set(words) & {"of", "for"}):
        words, rest = words[: words.index("and")], " and"
    reason = _described(words, rest, article=line.text[: match.start("ORG")].endswith("the "))
    name = None if reason else proper(" ".join(words), site)
    if name is None or fold(name) in _NO_NAMES:
        return Refusal(reason or "slot: no organisation's name")
    return Refusal("slot: a place") if lexicons.place(name) else name


def _described(words: list[str], rest: str, *, article: bool) -> str | None:
    """Refuse names that go on, that need their article, or that only describe another noun ("the ARMS program")."""
    if set(words) & _CONNECTORS or (article and not re.match(r"(?:$|[,.;:)]| (?:to|on|in|and|for) )", rest)):
        return "slot: a long or described name"
    if article and len(words) > 1:
        return "slot: a name that needs its article"
    described = re.match(r" (?:leadership|team|staff|engineers|program|project|developers|users)\b", rest)
    return "slot: a described name" if described and len(words) > 2 else None


def _c09(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    org = _organisation(match, line, site)
    return org if isinstance(org, Refusal) else (rule.subtype, {"ORG": org})


def _c11(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    near = line.text[match.start() : match.end() + 90]
    named = lexicons.lexicon("regulations").first(near)
    if named is None:
        return Refusal("slot: no listed regulation")
    if line.document.kind == "other" and re.search(r"(?i)privacy|terms|legal|cookie", line.document.title):
        return Refusal("furniture: legal page")
    return rule.subtype, {"REG": named.spoken}


def _c12(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    tail = line.text[match.start("TAIL") : match.end("TAIL") + 12]
    if rule.subtype in ("from-to", "replace"):
        if rule.subtype == "from-to" and not re.search(r"(?i)\b(?:we|our|us)\b", line.text):
            return Refusal("subject unresolved")
        splitter = r"\bfrom\b(.*?)\b(?:to|into)\b(.*)" if rule.subtype == "from-to" else r"^(.*?)\b(?:with|by)\b(.*)"
        parts = re.search(splitter, tail)
        old = technology(parts[1]) if parts else None
        new = technology(parts[2]) if parts else None
        if old and new and fold(old) != fold(new):
            if old.split()[0] == new.split()[0]:
                return "upgrade", {"TECH": new, "TECH1": old, "TECH2": new}
            return "from-to", {"TECH1": old, "TECH2": new}
        if new and not old and rule.subtype == "from-to":
            return ("going on" if said == "going on" else "done"), {"TECH": new}
        return Refusal("slot: no listed technology on both sides")
    if rule.subtype == "built on":
        base = lexicons.lexicon("tech").first(tail)
        own = base is not None and any(fold(base.spoken) in fold(n) for n in site.names)
        return Refusal("slot: no listed technology") if base is None or own else ("built on", {"TECH": base.spoken})
    if re.search(r"\bfrom\b(.*)", line.text) and len(lexicons.lexicon("tech").find(line.text)) > 1:
        return Refusal("told with both sides")
    named = technology(tail[:50])
    if named is None:
        return Refusal("slot: no listed technology")
    return ("going on" if said == "going on" else "done"), {"TECH": named}


def technology(text: str) -> str | None:
    """Return the first listed technology in `text`, with its version number when one follows ("EKS 1.34")."""
    named = lexicons.lexicon("tech").first(text)
    if named is None:
        return None
    version = re.match(r" v?(\d+(?:\.\d+){0,2})\b(?!\.?\d|%)", text[named.end :])
    return f"{named.spoken} {version[1]}" if version else named.spoken


def _c13(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    if line.date is None:
        return Refusal("undated news")
    if not re.search(r"(?i)\b(?:we|our|us)\b", line.text) or re.search(
        r"\b(?:client|customer|agency|government)s?\b", match[0]
    ):
        return Refusal("subject unresolved")
    return "sentence", {}


_STYLES = {"remote-first": "remote-first", "remote first": "remote-first", "distributed": "distributed", "fully remote": "fully remote",
           "all-remote": "fully remote", "remote-only": "fully remote", "hybrid": "hybrid", "remote": "remote", "remotely": "remote"}  # fmt: skip


def _c14(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    if rule.subtype == "style":
        raw = match["WORKSTYLE"].lower()
        return "style", {"WORKSTYLE": _STYLES.get(raw, "async")}
    if rule.subtype == "days":
        if not re.search(r"\b(?:office|onsite|on-site|in person|in-person|hub|headquarters)\b", line.text):
            return Refusal("slot: not days in the office")
        count = integer(match["N"])
        return ("days", {"N": _spelled(count)}) if count and count <= 5 else Refusal("slot: no day count")
    return rule.subtype, {}


def _spelled(number: int) -> str:
    return next((w for w, n in _NUMBER_WORDS.items() if n == number), str(number))


def _c15(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    year = re.search(r"\bby (20\d\d)\b", line.text)
    figure = re.search(r"\d", line.text)
    if not year and not figure:
        return Refusal("slot: a pledge without a figure or a year")
    if year and int(year[1]) <= site.today.year:
        return Refusal("past date")
    return "pledge", ({"YEAR": year[1]} if year else {})


def _c16(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    named = lexicons.lexicon("awards").first(line.text)
    return ("award", {"AWARD": named.spoken}) if named else Refusal("slot: no listed award")


def _c17(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    org = _organisation(match, line, site)
    if isinstance(org, Refusal):
        return org
    if len(org.split()) == 2 and re.match(r",? (?:who|his|her)\b", line.text[match.end("ORG") :]):
        return Refusal("slot: a person")
    # On a page of customer stories a firm of consultants "partners with" those it works for.
    return ("story" if line.kind == "customers" else "partner"), {"ORG": org}


def hinge_words(line: Line, subtype: str) -> list[str]:
    """Return the words of a mission's hinge, lower case; a quote must hold one."""
    pattern = {"universal": _HINGE_ALL, "exclusion": _HINGE_NOT, "beneficiary": _HINGE_FOR}[subtype]
    return [
        w
        for m in pattern.finditer(line.text)
        for w in m[0].lower().split()
        if w not in {"for", "the", "help", "helping"}
    ]


def _c18(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    rest = line.text[match.end() :]
    for subtype, pattern in (("universal", _HINGE_ALL), ("exclusion", _HINGE_NOT), ("beneficiary", _HINGE_FOR)):
        if pattern.search(rest):
            return subtype, {}
    return Refusal("mission without a hinge")


def _c19(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    text = line.text
    if rule.subtype == "goal":
        named = re.search(r"\b(?:by|before|until) (?:the end of )?(20\d\d)\b", text)
        if named and int(named[1]) < site.today.year:
            return Refusal("past date")
        return ("future", {"YEAR": named[1]}) if named else ("no date", {})
    owned = any(re.search(rf"\b{re.escape(n)}\b[^,;.]{{0,30}}\bwill\b", text) for n in site.names)
    ours = (
        owned
        or re.search(r"\b(?:[Ww]e|[Oo]ur)\b", text)
        or any(re.match(rf"{re.escape(n)}\b", text) for n in site.names)
    )
    if not ours:
        return Refusal("subject unresolved")
    aim = owned or re.search(
        r"\b(?:[Ww]e|[Oo]ur(?: \w+){1,2})(?:['’]ll| will| plan(?:ned)?| aim(?:ed)?| intend(?:ed)?| hope[ds]?| expect(?:ed)?| want(?:ed)?|['’]re (?:planning|aiming|working)| are (?:planning|aiming|working|committed)|\w* ?(?:goal|target|aim|ambition|plan)s? (?:is|are))\b",
        text,
    )
    if not aim:
        return Refusal("modality: no aim")
    year = match["YEAR"]
    if year is None:
        if line.date is None and line.kind in {"article", "news", "press"}:
            return Refusal("undated news")
        return "future", {}
    if int(year) < site.today.year:
        within = int(year) >= site.today.year - 2
        return ("past", {"YEAR": year}) if within else Refusal("past date")
    return "future", {"YEAR": year}


def _c20(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    if rule.subtype == "retired":
        name = proper(match["PRODUCT"], site)
        return ("retired", {"PRODUCT": name}) if name and site.mentions(name) >= 2 else Refusal("slot: no product name")
    if re.search(r"\bno longer\b", match[0]) and re.search(
        r"\bno longer (?:be|have to|need|necessary|required|maintained|working|the case|sure|a|an)\b", line.text
    ):
        return Refusal("slot: nothing was given up")
    return rule.subtype, {}


def _c21(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    org = _organisation(match, line, site)
    if isinstance(org, Refusal):
        return org
    if rule.subtype == "result":
        if line.text[: match.start("NUM")].endswith("from "):
            return Refusal("slot: one end of a range")
        return "result", {"ORG": org, "NUM": match["NUM"].strip()}
    if site.mentions(org) < 2:
        return Refusal("slot: customer not named anywhere else")
    return "story", {"ORG": org}


def _c23(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    org = _organisation(match, line, site)
    return org if isinstance(org, Refusal) else ("handed over", {"ORG": org})


def _c30(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    org = _organisation(match, line, site)
    if isinstance(org, Refusal):
        return org
    article = "the " if org.isupper() and line.text[: match.start("ORG")].endswith("the ") else ""
    return rule.subtype, {"CLIENT": article + org}


def _c36(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    return rule.subtype, {"NUM": match["NUM"]}


def _c40(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    name = proper(match["ORG"], site)
    return (
        (rule.subtype, {"ORG": name}) if name and not lexicons.place(name) else Refusal("slot: no organisation's name")
    )


def _c45(line: Line, rule: Rule, match: re.Match[str], said: Modality, site: Site) -> Finished | Refusal:
    figure = re.search(
        r"\d+|[a-z]+(?=\+?(?: different)? \w+$)", match["PLACES"].removeprefix("more than ").removeprefix("over ")
    )
    count = integer(figure[0]) if figure else None
    return (rule.subtype, {"PLACES": match["PLACES"]}) if count and count >= 3 else Refusal("slot: too few places")


FINISH: dict[str, Finisher] = {
    "C01": _c01, "C02": _c02, "C03": _c03, "C04": _c04, "C06": _c06, "C07": _c07, "C08": _c08, "C09": _c09, "C11": _c11,
    "C12": _c12, "C13": _c13, "C14": _c14, "C15": _c15, "C16": _c16, "C17": _c17, "C18": _c18, "C19": _c19, "C20": _c20,
    "C21": _c21, "C23": _c23, "C30": _c30, "C36": _c36, "C40": _c40, "C45": _c45,
}  # fmt: skip
