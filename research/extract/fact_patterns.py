# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""What companies write about themselves, as named patterns; read by `facts`.

All patterns run on `plain` text: lower case, accents dropped, straight quotes, one character for one character, so
that offsets fit the passage. In templates `<S>` is the employer as subject (we, its names), `<N>` its names alone,
`<O>` the employer in the genitive (our, Acme's), `<YEAR>` a year (group `year`) with the month or season that may
stand before it, `<NUM>` a number (group `num`). Group `rest` starts what the value is cut from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_QUOTES = {
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "’": "'",
    "‘": "'",
    "–": "-",
    "—": "-",
    "‑": "-",
    "\xa0": " ",
}


@lru_cache(maxsize=4096)
def _plain_char(char: str) -> str:
    char = _QUOTES.get(char, char)
    return (unicodedata.normalize("NFKD", char).lower() or char)[0]


def plain(text: str) -> str:
    """Return `text` lower-cased, without accents and with straight quotes; exactly as long as `text`."""
    return text.lower() if text.isascii() else "".join(map(_plain_char, text))


_INNER_STOP = re.compile(r"(?<=\w)[.:](?=\w)")


def softened(text: str) -> str:
    """Return `plain(text)` with stops inside numbers and names as "·", since they do not end a clause ("$1.2M")."""
    return _INNER_STOP.sub("·", plain(text))


_MONTH = r"(?:jan|feb|fev|mar|apr|avr|abr|may|mai|mayo|jun|juin|jul|juil|aug|aout|ago|sep|oct|okt|nov|dec|dez|ene|dic)[a-z]*\.?"
_YEAR = (
    rf"(?:(?:the |early |late |mid-? ?|fall |autumn |spring |summer |winter |year |ano |jahre? |annee |of |de |del |"
    rf"l'annee |{_MONTH} |\d{{1,2}}(?:st|nd|rd|th|er)?,? ){{0,4}})(?P<year>1[5-9]\d\d|20\d\d)\b"
)
_NUMBER_WORDS = (
    "five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|"
    "thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_NUM = rf"(?P<num>\d{{1,3}}(?:[,.' ]\d{{3}})+\+?|\d{{1,6}}\+?|(?:{_NUMBER_WORDS})(?:-[a-z]+)?|(?:a |one )?hundred)"
_CLAUSE = (
    r"(?:^\W{0,3}|(?<=[,;:.!?()>|-] )|(?<=\band )|(?<=\bbut )|(?<=\bthat )|(?<=\btoday )|(?<=\bnow )|(?<=\bso )"
    r"|(?<=\b20\d\d )|(?<=\b(?:this|last) year )|(?<=\blast month )|(?<=\bwhere )|(?<=\bas )|(?<=\bet )|(?<=\bque )|(?<=\bund )|(?<=\by ))"
)
_FIRST_PERSON = (
    "we|nous|wir|nosotros|noi|"
    "our (?:company|organi[sz]ation|firm|studio|agency|team|group|business|start-?up|charity|practice|collective)|"
    "notre (?:entreprise|societe|organisation|organisme|equipe|agence|association)|"
    "unser(?:e)? (?:unternehmen|firma|team|verein|agentur)|nuestr[ao] (?:empresa|organizacion|equipo|compania)|"
    "the (?:company|organi[sz]ation|firm|agency|foundation|association|cooperative|charity)|"
    "das unternehmen|die firma|l'entreprise|la societe|la empresa|la compania"
)
_GENITIVE = "our|notre|nos|unsere?|nuestr[oa]s?"
_LEGAL_FORM = (
    r"(?:gmbh(?: ?& ?co\.? ?kgaa| ?& ?co\.? ?kg)?|ag|se|e\.? ?v\.?|ug|inc\.?|incorporated|llc|l\.l\.c\.|ltd\.?|limited|llp|plc|pbc|"
    r"corp\.?|corporation|co\.|company|s\.?a\.?s\.?u?|sarl|s\.a\.r\.l\.|s\.?a\.?|s\.?l\.?u?\.?|s\.?r\.?l\.?|b\.?v\.?|n\.?v\.?|"
    r"oy|ab|a/s|aps|as|pty\.? ltd\.?|pvt\.? ltd\.?|private limited|kk|k\.k\.)"
)


def name_pattern(names: Iterable[str]) -> str:
    """Return an alternation that matches the names on plain text, with or without legal form and article."""
    parts = set()
    for name in names:
        bare = re.sub(rf"[\s,]+{_LEGAL_FORM}$", "", plain(name).strip())
        tokens = re.findall(r"[^\W_]+|[&+]", bare)
        if tokens and len("".join(tokens)) > 1:
            parts.add(r"[\s.·'_-]{0,2}".join(map(re.escape, tokens)))
    if not parts:
        return r"(?!x)x"
    body = "|".join(sorted(parts, key=lambda p: (-len(p), p)))
    return rf"(?:(?:the |le |la |l'|du |der |die |das |el )?\b(?:{body})\b(?:,? {_LEGAL_FORM}(?= |,))?(?: \([^)]{{1,30}}\))?)"


class Subject:
    """Whether a sentence names the employer at all; remembers the last answer, as each sentence is asked often."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self._last = ("", False)

    def stands_in(self, text: str) -> bool:
        """Return True when the subject occurs somewhere in plain text."""
        known, answer = self._last
        if known is not text:
            answer = self._pattern.search(text) is not None
            self._last = (text, answer)
        return answer


class Filled:
    """A template with the names filled in; compiled when a sentence first holds its subject (most never do)."""

    __slots__ = ("_compiled", "_source", "_subject")

    def __init__(self, source: str, subject: Subject | None) -> None:
        self._source, self._subject = source, subject
        self._compiled: re.Pattern[str] | None = None

    @property
    def is_bound(self) -> bool:
        """Whether it cannot match without its subject."""
        return self._subject is not None

    def search(self, text: str) -> re.Match[str] | None:
        """Return what `re.search` would."""
        if self._subject is not None and not self._subject.stands_in(text):
            return None
        if self._compiled is None:
            self._compiled = re.compile(self._source)
        return self._compiled.search(text)


class Patterns:
    """The patterns of every kind with the names of one company filled in; [kind] gives them all."""

    def __init__(self, by_kind: dict[str, tuple[Filled, ...]], subject: Subject) -> None:
        self._by_kind, self._subject = by_kind, subject
        self._free = {kind: tuple(p for p in patterns if not p.is_bound) for kind, patterns in by_kind.items()}

    def __getitem__(self, kind: str) -> tuple[Filled, ...]:
        return self._by_kind[kind]

    def likely(self, kind: str, text: str) -> tuple[Filled, ...]:
        """Return those that may match plain text: where its subject is missing, which is nearly everywhere, a few."""
        return self._by_kind[kind] if self.speak_in(text) else self._free[kind]

    def speak_in(self, text: str) -> bool:
        """Whether the subject that most patterns need stands in plain text."""
        return self._subject.stands_in(text)

    def is_bound(self, kind: str) -> bool:
        """Whether all patterns of a kind need the subject."""
        return not self._free[kind]


class Compiled(NamedTuple):
    """The patterns of one company: `own` for pages on which "we" is the employer, `told` for other pages."""

    own: Patterns
    told: Patterns
    name: re.Pattern[str]


@lru_cache(maxsize=16)
def compiled(names: tuple[str, ...]) -> Compiled:
    """Return every pattern with the company's names filled in."""
    name = name_pattern(names)
    own = (rf"{_CLAUSE}(?:{_FIRST_PERSON}|{name})", rf"(?:\b(?:{_GENITIVE})|{name}(?:'s?))")
    told = (rf"{_CLAUSE}{name}", rf"{name}(?:'s?)")
    named = Subject(name)
    ours = Subject(rf"\b(?:{_FIRST_PERSON}|{_GENITIVE})|{name}")
    return Compiled(
        Patterns(_fill(name, *own, ours), ours), Patterns(_fill(name, *told, named), named), re.compile(name)
    )


_NO_TOKEN = re.compile(r"\\.|\[\^?\]?[^\]]*\]")
_INNERMOST = re.compile(r"\((\?(?::|P<\w+>)|\?(?:<?[=!]))?([^()]*)\)([?*]|\{0)?")


def bound(template: str) -> bool:
    """Whether a template cannot match without <S>, <O> or <N>: groups are folded from the inside, each to the mark
    when every choice in it needs the subject and the group is not optional."""

    def folded(group: re.Match[str]) -> str:
        head, inner, optional = group[1] or "", group[2], group[3]
        around = head.startswith("?") and head[-1] in "=!"
        return "" if around or optional or not all("@" in choice for choice in inner.split("|")) else "@"

    bare = re.sub(r"<[SON]>(?!\?)", "@", _NO_TOKEN.sub("", template.replace("@", "")))
    while (shorter := _INNERMOST.sub(folded, bare)) != bare:
        bare = shorter
    return "(" not in bare and all("@" in choice for choice in bare.split("|"))


def _fill(name: str, subject: str, genitive: str, needed: Subject) -> dict[str, tuple[Filled, ...]]:
    words = {"<S>": subject, "<O>": genitive, "<N>": name, "<YEAR>": _YEAR, "<NUM>": _NUM, "<BE>": _BE}
    filled = {}
    for kind, templates in TEMPLATES.items():
        patterns = []
        for template in templates:
            subject_or_none = needed if bound(template) else None
            template = template.replace(r"[\d.,]", r"[\d.,·]")
            for word, pattern in words.items():
                template = template.replace(word, pattern)
            patterns.append(Filled(template, subject_or_none))
        filled[kind] = tuple(patterns)
    return filled


_BE = r"(?: is| are|'s|'re| was| were| has been| have been| est| sommes| ist| sind| es| somos)"
_FOUND = r"(?:founded|established|launched|incorporated|started|formed|created|set up|born|inaugurated)"
_FONDE = r"(?:fondee?s?|creee?s?|lancee?s?|inauguree?s?|etablie?s?)"
_FUNDADA = r"(?:fundad[ao]s?|cread[ao]s?|constituid[ao]s?)"
_PEOPLE = (
    r"(?:people|employees|staff(?: members)?|colleagues|team ?mates|team members|teammates|professionals|specialists|"
    r"experts|engineers|consultants|designers|humans|folks|coworkers|co-workers|full-time employees|crew members|"
    r"personnes|employe(?:e)?s|salarie(?:e)?s|collaborateurs|collaboratrices|"
    r"mitarbeiter(?:innen)?|[a-z]{4,24}[*:·_]innen|mitarbeitende|mitarbeitenden|menschen|kolleg(?:en|innen)|"
    r"personas|empleados|empleadas|profesionales|trabajadores)"
)
_ADVERB = r"(?: (?:currently|now|today|already|proudly|actually|about|around|over|more than|nearly|almost|some|just|roughly|approximately|only|first|originally|officially|formally|actuellement|aujourd'hui|plus de|environ|derzeit|heute|rund|uber|mehr als|etwa|actualmente|hoy|mas de)){0,3}"

TEMPLATES: dict[str, tuple[str, ...]] = {
    "founded": (
        rf"<S>(?: was| were| has been| have been|'s been){_ADVERB} (?:co-)?{_FOUND}\b[^.;:!?]{{0,70}}?\b(?:in|since|on|back in) <YEAR>",
        r"<S>(?: was| were)? (?:first )?(?:began|started|start|opened (?:its|our|their) doors|came into being)(?: out| life| operations| business| work)?(?: as [^.;,]{3,50})?,? (?:in|back in) <YEAR>",
        rf"(?:^\W{{0,3}}|, )(?:co-|first |originally )?{_FOUND}(?: [^.;:!?]{{0,60}}?)? in <YEAR>[^.;:!?]{{0,90}}?, (?:the mandate of |our |today |the )?(?:<S>)",
        r"\b(?:<O>|its) (?:founding|inception|establishment|creation) in <YEAR>",
        r"<O> (?:story|journey|history) (?:began|begins|started|starts)(?: back)? in <YEAR>",
        r"<S>,? (?:which was |which were )?(?:first )?(?:founded|established) (?:back )?in <YEAR>",
        rf"\bin <YEAR>, <S>(?: was| were)(?: officially| formally)? {_FOUND}\b",
        r"\b(?:co-?)?(?:founded|established|incorporated|started|created|set up|launched)(?: what would become)? (?P<object><N>|the company|our company)\b[^.;:!?]{0,50}?\b(?:in|back in) <YEAR>",
        r"\bin <YEAR>,? (?!.{0,60}\bat\b)[^.;:!?]{0,70}?\b(?:co-?)?(?:founded|established|incorporated) (?P<object><N>|the company|our company)\b",
        rf"<S>(?: a| avons| est| sommes| fut| fumes)(?: ete)? (?:officiellement )?{_FONDE}\b[^.;:!?]{{0,60}}?\b(?:en|depuis) <YEAR>",
        rf"(?:^\W{{0,3}}){_FONDE} en <YEAR>[^.;:!?]{{0,60}}?, (?:le mandat |la mission |l'equipe )?(?:de |d')?(?:<S>|<N>)",
        r"<S> (?:wurden?|ist|sind) (?:im |in )?<YEAR>[^.;:!?]{0,60}?\bgegrundet",
        r"\b(?:wurden?|ist|sind) <S> (?:im |in )?<YEAR>[^.;:!?]{0,60}?\bgegrundet",
        r"\bgrundungsversammlung (?:vom|am|im) (?:\d{1,2}[.·] ?(?:\d{1,2}[.·]|[a-z]+) ?)?(?P<year>1[89]\d\d|20\d\d)\b",
        r"^\W{0,3}gegrundet (?:im |in )?<YEAR>[^.;:!?]{0,60}?, \w+ <S>",
        rf"<S>(?: fue| fuimos| se fundo| ha sido)(?: {_FUNDADA})? en <YEAR>",
        rf"^\W{{0,3}}{_FUNDADA} en <YEAR>[^.;:!?]{{0,60}}?, <S>",
    ),
    "founded_origin": (
        r"\bin <YEAR>,? <S> (?:started|began) (?:working on|building|work on) (?:a|an|the|what) [^.;:!?]{0,60}?\b(?:became|becomes|grew into|turned into|is now|would become)\b",
        r"^\W{0,3}it all (?:started|began)(?: back)? in <YEAR>",
        r"^\W{0,3}<S> (?:started|began) (?:working on|building|work on) (?:a|an|the|what) [^.;:!?]{0,60}?\b(?:became|grew into|is now|would become)\b[^.;:!?]{0,40} in <YEAR>",
    ),
    "founded_label": (
        r"^(?:founded|established|est\.?|year founded|founding year|year established|incorporated|foundation date|gegrundet|grundungsjahr|grundung|fondee? en|annee de creation|creation|fundada en|fundacion)\s?(?:in|im|en)?\s?[:|-]?\s?<YEAR>\.?$",
        r"^<YEAR>: (?:the )?(?:establishment|foundation|founding|creation|birth|grundung|fondation|fundacion) (?:(?:of|der|des|von|de|du) (?P<object>.{3,60})|(?:als|as|in|en|comme) .{3,40})$",
        r"^(?:会社)?(?:設立|創業|創立)(?:年月日?|年|日)?\s?[:|-]?\s?(?P<year>1[89]\d\d|20\d\d)年",
        r"^<YEAR> (?:(?:the )?year (?:of foundation|(?:we|the company) (?:was|were) founded|founded)|founded|(?:was |were )?established|gegrundet|grundungsjahr|(?:annee de )?creation|fundacion)$",
    ),
    "founders": (
        rf"<S>(?: was| were){_ADVERB} (?:co-)?(?:founded|created|established|started|launched)(?: in [^.;,]{{0,20}}\d{{4}})?,? by (?P<rest>.+)",
        r"^\W{0,3}(?:co-)?(?:founded|created|established|started)(?: in [^.;,]{0,20}\d{4})?,? by (?P<rest>[^.;]{4,90}?), <S>",
        r"(?:^|(?<=, ))(?P<rest>[^.;:,]{4,40}?),? (?:[^.;:]{1,60}, )?(?:is|was) (?:a |the |an )?(?:[a-z ]{0,30}(?:and|&|,) )?(?:co-?)?founder(?: and [a-z ]{2,30})? (?:of|at|and \w+ (?:of|at)) <N>",
        r"^\W{0,3}(?P<rest>[^.;:]{4,60}?) (?:co-?)?founded (?:<N>|the company)\b",
        rf"<S>(?: a| avons| est| fut)(?: ete)? {_FONDE}(?: en [^.;,]{{0,20}}\d{{4}})? par (?P<rest>.+)",
        r"<S> wurden?(?: \d{4})? von (?P<rest>[^.;]{4,90}?)(?: (?:im jahre? )?\d{4})? gegrundet",
    ),
    "headquarters": (
        r"<O> (?:\w+ ){0,2}(?:headquarters?|hq|head ?office|registered office|main office)(?: building| office)?(?: is| are|:)(?: located| based| situated)?(?: in| at)? (?P<rest>.+)",
        r"<S>(?: is| are|'re)(?: (?:a|an|the)(?:,? (?!with\b|for\b|by\b|to\b|customer|client|partner)[\w&'-]+){1,8}?| (?:currently|proudly|now|also|jointly))?,? (?:headquartered|hq'?d) (?:in|at|out of) (?P<rest>.+)",
        r"<S>(?: is| are|'re)(?: (?:currently|proudly|now|all|a|an|[a-z-]+ (?:company|agency|studio|firm|startup|start-up|organi[sz]ation|non-?profit|charity|foundation|cooperative|lab|team)|a(?: (?!with\b|for\b|by\b|to\b|customer|client|partner)[\w&'-]+){1,7}))?,? (?P<weak>based|located) (?:in|out of) (?P<rest>.+)",
        r"^\W{0,3}(?:head(?:quartered)|(?P<weak>based)) (?:in|out of) (?P<rest>[^;:!?]{3,60}?), (?:the )?(?:<S>)",
        r"<S>(?: has| have) (?:its|our|their) (?:head ?office|headquarters?|hq) in (?P<rest>.+)",
        r"(?:\bnotre |\ble |^)siege(?: social)?(?: de <N>)?(?: est| se trouve| se situe|:)(?: situe| etabli| base)?(?: a| au| en)? (?P<rest>.+)",
        r"<S>(?: est| sommes) (?:basee?s?|situee?s?|etablie?s?|implantee?s?) (?:a|au|en) (?P<rest>.+)",
        r"<S> (?:hat|haben) (?:ihren?|seinen?|unseren?) (?:haupt|firmen)?sitz in (?P<rest>.+)",
        r"<S> (?:ist|sind) [^.;:,!?]{0,60} mit (?:haupt|firmen)?sitz in (?P<rest>.+)",
        r"(?:<S> es|\bsomos) [^.;:,!?]{0,60} con sede (?:central |principal )?en (?P<rest>.+)",
        r"\bnuestra sede(?: central| principal)?(?: esta| se encuentra)(?: ubicada| situada)? en (?P<rest>.+)",
        r"<S>, (?:which is )?(?:headquartered|(?P<weak>based)) in (?P<rest>.+)",
        r"<S>(?: is| are|'re) (?:a|an) (?:(?!with\b|for\b|by\b|customer|client|partner)[\w&'-]+,? ){1,10}(?:with|and) (?:[\w]+ employees and )?(?:its |our |their )?(?:global |main )?headquarters in (?P<rest>.+)",
    ),
    "headquarters_label": (
        r"^(?:headquarters?|head ?office|hq|main office|registered office|siege social|siege|hauptsitz|firmensitz|sitz|hoofdkantoor|sede(?: central| social)?|(?:本社|本店)(?:所在地)?|所在地)\s?[:|-]\s?(?P<rest>.+)$",
    ),
    "offices": (
        r"<S>(?: also)?(?: have|'ve|has|operate|operates| have| has|'ve)(?: [a-z0-9-]+){0,3} offices (?:in|across) (?P<rest>.+)",
        r"<O> (?:\w+ )?offices (?:are|are located) in (?P<rest>.+)",
        r"<S>(?: also)?(?: have|'ve| has) (?:a|an|another|one) (?:[a-z]+ )?(?:office|studio|hub|branch)s? in (?P<rest>.+)",
        r"<S>(?: have|'ve| has)?(?: recently| just| also)? opened (?:a |an |our |its |another |new |first |second |third )*(?:[a-z]+ )?(?:office|studio|hub|lab)s? in (?P<rest>.+)",
        r"<S>(?: will|'ll| plans? to| aims? to| intends? to| are going to| hopes? to)(?: soon| also)? open (?:a |an |our |its |another |new |first |second |third )*(?:[a-z]+ )?(?:office|studio|hub|lab)s? in (?P<rest>.+)",
        r"<S>[^.;:!?]{0,80}\b(?:with|and) (?:[a-z0-9-]+ ){0,2}offices in (?P<rest>.+)",
        r"<S> (?:avons|a) des bureaux (?:a|au|en) (?P<rest>.+)",
        r"<S> (?:haben|hat) (?:buros|standorte) in (?P<rest>.+)",
    ),
    "employees": (
        rf"<S>(?: are|'re| is|'s){_ADVERB}(?: made up of| comprised of| composed of| powered by)?{_ADVERB}(?: (?:a|an)(?: [a-z-]+){{0,3}} (?:team|group|company|crew|organi[sz]ation|collective|community|firm) of)?{_ADVERB} <NUM>(?:-person)?(?: [a-z-]+){{0,3}} {_PEOPLE}\b",
        rf"<S>(?: are|'re| is|'s){_ADVERB} (?:a|an) <NUM>[- ](?:person|people|strong|member)\b",
        rf"<S>(?: have|'ve| has| employs?| count| counts)(?: grown to| got)?{_ADVERB}(?: a(?: [a-z-]+){{0,2}} (?:team|staff|workforce) of)?{_ADVERB} <NUM>(?: [a-z-]+){{0,2}} (?:employees|staff(?: members)?|colleagues|team ?mates|team members|full-time employees|people (?:on|in) (?:our|the) team|people (?:working|across))\b",
        rf"<S> employs?{_ADVERB} <NUM> people\b",
        rf"<S>(?: have| has|'ve)? (?:grown|grew|gone|went) (?:from [^.;]{{0,30}} )?to(?: a team of)?{_ADVERB} <NUM>(?: [a-z-]+){{0,2}} {_PEOPLE}\b",
        rf"<O> (?:(?:entire|whole|global|growing|company's) )?(?:team|staff|workforce)(?: of|(?: now)? (?:is|consists of|comprises|has grown to|counts|numbers)){_ADVERB} <NUM>(?: [a-z-]+){{0,2}} {_PEOPLE}\b",
        rf"<S> (?:sommes|comptons|compte|employons|emploie){_ADVERB}(?: une equipe de)? <NUM>(?: [a-z-]+)? {_PEOPLE}\b",
        rf"<S> (?:sind|beschaftigen|beschaftigt|haben|hat)(?: ein)?(?: team (?:von|aus))?{_ADVERB} <NUM>(?: [a-z-]+)? {_PEOPLE}\b",
        rf"<S>(?! (?:help|serve|work with))[^.;:!?]{{0,70}}\b(?:und|and|et|y)(?: we| nous)? (?:beschaftigt|beschaftigen|employs?|emploie|employons|compte|emplea){_ADVERB} <NUM>(?: [a-z-]+)? {_PEOPLE}\b",
        rf"<S>(?: are|'re| is|'s){_ADVERB} (?:a|an)(?: [a-z-]+){{0,3}} team of{_ADVERB} <NUM>(?=\W*$|[,;.:)]| (?:and|who|that|based|across|spread|from|in|working)\b)",
        rf"(?:^|[,;] )(?:here )?at <N>,?(?: we are)? (?:a|our) team of{_ADVERB} <NUM>\b",
        rf"<S> (?:somos|contamos con|tenemos|tiene|cuenta con|emplea)(?: un equipo de)?{_ADVERB} <NUM> {_PEOPLE}\b",
        rf"^\W{{0,3}}(?:today,? )?with{_ADVERB} <NUM>(?: [a-z-]+){{0,2}} (?:employees|staff(?: members)?|team members|colleagues)\b[^.;:!?]{{0,60}}, <S>",
        rf"<S>(?: is| are|'re) (?:a|an) [^.;:!?]{{0,60}}\bwith{_ADVERB} <NUM>(?: [a-z-]+){{0,2}} (?:employees|staff(?: members)?|team members|colleagues)\b",
        rf"<O>{_ADVERB} <NUM>(?: [a-z-]+)? (?:employees|colleagues|team members|staff(?: members)?|mitarbeiter(?:innen)?|mitarbeitenden?|salaries|empleados)\b",
    ),
    "employees_label": (
        rf"^(?:employees|number of employees|team size|company size|staff|head ?count|mitarbeiter(?:zahl|innen)?|mitarbeitende|beschaftigte|effectifs?|salaries|empleados|medewerkers)\s?[:|-]\s?(?:ca\.? |rund |environ |about |over )?{_NUM}(?:\s?-\s?\d+)?$",
        r"^(?:従業員数?|社員数)\s?[:|-]?\s?(?:約|連結)?(?P<num>[\d,]+)\s?(?:名|人)",
        rf"^{_NUM} (?:employees|(?:team|staff) members|teammates|colleagues|mitarbeiter(?:innen|\*innen)?|mitarbeitende|empleados|salaries|collaborateurs)$",
    ),
    "mission": (
        r"(?<!part of )(?<!supports )<O> (?:core |overall |central |company )?(?:mission|purpose|raison d'etre|misi[o]n|proposito|vocation)(?: statement)?(?: is| remains| est|: | ist| es| consists)(?: simple:|: | clear:)? ?(?P<rest>(?:to|de|d'|la|le|die|das|es|[a-z\"]).{10,})",
        r"(?:^\W{0,3})(?:the mission of <N>|la mission (?:de |du )<N>) (?:is|est) (?P<rest>(?:to|de|d').{10,})",
        r"<S>(?: exist|exists) (?P<rest>(?:to|so that|because) .{10,})",
        r"<S>(?: are|'re|is|'s| is) on a mission (?P<rest>to .{10,})",
        r"<S> (?:avons|a) pour mission (?P<rest>(?:de |d').{10,})",
        r"<S> existons (?P<rest>pour .{10,})",
        r"<S> (?:haben|hat) (?:es )?(?:uns|sich) (?:es )?zur aufgabe gemacht,? (?P<rest>.{10,})",
        r"<S> (?:setzen uns|setzt sich) (?P<rest>fur .{10,}? ein)(?=\W*$|[.,;])",
        r"<S> (?:tenemos|tiene) (?:como|la) mision (?:de )?(?P<rest>.{10,})",
    ),
    "vision": (
        r"(?<!part of )<O> (?:long-term |company |shared )?visi[o]n(?: statement)?(?: is| est|: | ist| es)(?: simple:|: )? ?(?P<rest>(?:to|of|that|a|an|the|de|d'|un|une|la|le|eine?|die|das|[a-z\"]).{10,})",
        r"<S>(?: envision| envisions) (?P<rest>(?:a|an|the) .{10,})",
    ),
    "funding": (
        r"<S>(?: have|'ve| has)?(?: also| recently| just| now| successfully)? (?:raised|secured|closed|completed|landed)(?: [^.;:!?]{0,40}?)? (?P<rest>(?:us)?[$€£] ?\d[\d.,]* ?(?:m|k|bn|b|million|billion|thousand)?\b[^.;:!?]{0,60}?\b(?:funding|seed|series [a-h]|round|investment|capital|grants?|financing|venture|philanthrop\w+|equity)\b[^.;:!?,]{0,60})",
        r"<S>(?: have|'ve| has)?(?: also| recently| just| now| successfully)? (?:raised|secured|closed|completed|announced) (?:a|an|our|its|the) (?P<rest>[^.;:!?]{0,40}?\b(?:series [a-h]|seed|pre-seed)\b(?: round| funding| financing)?[^.;:!?]{0,60})",
        r"<S>(?: (?:is|are|was|were)|'re|'s)?(?: also| primarily| currently| partly| generously| proudly)?(?: have received| has received| received| receive| receives)(?: [a-z-]+){0,3} (?:funding|grants?|support) from (?P<rest>.+)",
        r"<S>(?: is| are|'re|'s)(?: also| primarily| currently| partly| generously| proudly| entirely| fully)? (?:funded|backed|financed) (?:by|through) (?P<rest>.+)",
        r"<S>(?: was| were| has been| have been|'ve been) awarded (?:a|an|the) (?P<rest>[^.;:!?]{0,60}?\bgrant\b[^.;:!?]{0,60})",
        r"<S>(?: have|'ve| has)?(?: also| recently| just| now)? raised (?:a total of |over |more than |about )?(?P<rest>(?:us)?[$€£] ?\d[\d.,]* ?(?:m|k|bn|b|million|billion)?\b(?: in total| to date| so far)? from .+)",
        r"^\W{0,3}(?:proudly )?backed by (?P<rest>.+)",
        r"<S> (?:avons|a) leve (?P<rest>\d[\d.,]* ?(?:millions?|m|k)[^.;:!?]{0,40})",
        r"<S> (?:est|sommes) financee?s? par (?P<rest>.+)",
    ),
    "parent": (
        r"<S>(?: is| are|'re|'s)(?: now)? (?:a|an)(?: [a-z-]+){0,2} (?:subsidiary|division|brand|business unit|portfolio company|daughter company) of (?P<rest>.+)",
        r"<S>(?: is| are|'re|'s)(?: now)? (?:wholly |fully )?owned by (?P<rest>.+)",
        r"<S>(?: was| were) acquired by (?P<rest>.+)",
        r"<S>(?: is| are|'re) (?:a|an) (?:[a-z-]+,? ){0,3}fiscally[- ]sponsored project of (?P<rest>.+)",
        r"<S>(?: is| are|'re|'s)(?: now)?(?: proud(?:ly)?)?(?: to be)? (?:a )?(?:part|member) of (?:the )?(?P<rest>[^.;:,!?]{2,40}? (?:group|holding|corporation))\b",
        r"<S> (?:est|sommes) une (?:filiale|marque|division) (?:de|du) (?P<rest>.+)",
        r"<S> (?:ist|sind) (?:eine?|teil) (?:tochter(?:gesellschaft|unternehmen)?|marke)?(?: der| von| des) (?P<rest>.+)",
    ),
    "remote": (
        r"<S>(?:'s team| team)?(?: is| are|'re)(?: a| an)?(?: [a-z0-9,-]+){0,5}? (?P<rest>(?:fully |100% |entirely |all-|completely |globally )?(?:remote|distributed|hybrid)(?:-(?:first|friendly|only))?(?: and (?:remote|distributed)(?:-(?:first|friendly))?)?)(?=$|[.,;:!)]| (?:team|company|compan|organi[sz]ation|work|culture|with|but|across|around|since|employer|by|agency|firm|studio|non-?profit|start-?up|group|environment|crew|staff|set-?up|model|community|policy|throughout|in \d))",
        r"\b(?:you can|you may|you're free to|employees can|team members can|we can|everyone can|staff can|vous pouvez|du kannst|sie konnen|puedes) (?:choose to |all )?(?P<rest>(?:work|live and work|travailler|arbeiten|trabajar)(?: remotely)? (?:from anywhere|from home|remotely|from any\w*|de n'importe ou|a distance|von uberall|von zu hause|desde cualquier lugar)[^.;:!?,]{0,40})",
        r"<S>(?: offer|offers| have|'ve| has| support|supports)(?: a| an)? (?P<rest>(?:fully |flexible )?(?:remote|hybrid)(?:-first|-friendly)?(?: work(?:ing|place)?| policy| model| team))",
        r"<S> (?:sommes|travaillons) (?:une equipe )?(?P<rest>(?:entierement |100 % )?(?:a distance|en teletravail|hybride|distribuee?s?))",
        r"<S> (?:arbeiten|arbeitet)(?: [a-z]+){0,2} (?P<rest>remote|hybrid|ortsunabhangig|verteilt)\b",
    ),
    "customers": (
        r"<S>(?: has been| have been|'ve been| was| were)(?: [a-z]+)? awarded (?:a |an |the |another )?[^.;:!?]{0,80}?\b(?:contract|task order|agreement|project|engagement)s? (?:by|from|with) (?P<rest>.+)",
        r"<N> awarded (?:a |an |the )?[^.;:!?]{0,60}?\b(?:contract|task order) (?:by|from) (?P<rest>.+)",
        r"<O> (?:current |past |recent )?(?:customers|clients|kunden|clientes) (?:include|incluent|incluyen|such as|like) (?P<rest>.+)",
        r"\b(?:<S>(?:'re| are| is)? )?trusted by (?:teams at |companies like |the likes of |customers like |leading \w+ like )?(?P<rest>.+)",
        r"\bnos clients (?:comptent|sont|incluent) (?P<rest>.+)",
        r"<S>[^.;:!?]{0,140}?\b(?:serv(?:e|es|ed|ing)|work(?:s|ed|ing)? (?:with|for)|partner(?:s|ed|ing)? with|support(?:s|ed|ing)?|help(?:s|ed|ing)?) (?:[^.;:!?]{0,40} )?(?:customers|clients|companies|organi[sz]ations|brands|universities|institutions|agencies|hospitals|banks|non-?profits|businesses|partners|teams)\b[^.;:!?]{0,80}?,? (?:including|such as) (?P<rest>.+)",
    ),
    "partner": (
        r"<S>(?: have| has|'ve| are| is|'re)?(?: also| proudly| recently)? (?:partnered|partner|partners|partnering|teamed up|joined forces) with (?P<rest>.+)",
        r"<O> partners (?:include|are) (?P<rest>.+)",
        r"<S>(?: is| are|'re) (?:an?|the) (?:official |certified |authori[sz]ed |[a-z]+ )?partner of (?P<rest>.+)",
    ),
    "certification": (
        r"<S>(?: is| are|'re| have| has|'ve| hold| holds| achieved| been| maintain| maintains)(?:(?!which|whose|host|provider|supplier|partner|customer|client)[^.;:!?]){0,60}?(?P<rest>(?:iso(?:/iec)? ?\d{4,5}(?:[:-]\d+)*|soc ?2(?: type (?:ii|i|2|1))?|b corp(?:oration)?|fedramp(?: \w+)?|hitrust|pci[ -]dss|cmmi(?: level \d)?|cyber essentials(?: plus)?|leed \w+|gots|fair ?trade))\b",
        r"^\W{0,3}(?:certified|zertifiziert|certifiee?)\b[^.;:!?]{0,30}?(?P<rest>(?:iso(?:/iec)? ?\d{4,5}|b corp(?:oration)?|soc ?2))\b",
    ),
    "award": (
        r"<S>(?: have| has|'ve| was| were)?(?: been)?(?: also| recently| proudly)? (?:won|received|honou?red with|awarded|recipients? of) (?:a |an |the |our )(?P<rest>[^.;:!?]{0,60}?\b(?:award|prize|medal)s?\b[^.;:!?,]{0,50})",
        r"<S>(?: have| has|'ve| was| were)(?: been)? (?:named|recogni[sz]ed as|ranked|listed) (?:a |an |one of |among |as )?(?P<rest>(?:the )?(?:best|top|most|great place|inc\. ?5000|[^.;:!?]{0,20}\b(?:fast 500|inc\. 5000|great place to work|best workplaces?))(?:[^.;:!?]|\.(?=\w)){0,60})",
    ),
    "revenue": (
        r"<O> (?:annual |yearly )?(?:revenues?|turnover|arr|sales)(?: is| was| reached| exceeded| grew to| of|:)(?: over| about| more than| around)? (?P<rest>(?:us)?[$€£] ?\d[\d.,]* ?(?:m|k|bn|b|million|billion)?\b)",
        r"<S>(?: generated| reached| crossed| hit| posted| had)(?: [a-z]+){0,3} (?P<rest>(?:us)?[$€£] ?\d[\d.,]* ?(?:m|bn|b|million|billion)? (?:in|of) (?:annual |recurring )*(?:revenues?|arr|sales))",
    ),
    "technology": (
        r"<O> (?:tech(?:nology)? |technical )?stack (?:is|includes|consists of|:) (?P<rest>.+)",
        r"<O> (?:technology|tech) stack: (?P<rest>.+)",
        r"<S>(?:'re| are| is)? (?:built|build|builds|running|run|runs) (?:[a-z]+ ){0,3}(?:on|with|in) (?P<rest>(?:python|go|rust|java|kotlin|ruby|rails|react|vue|typescript|javascript|elixir|scala|kubernetes|terraform|aws|gcp|azure|postgres\w*|mongodb|django|node\.?js)\b.*)",
    ),
    "industry": (
        r"<S>(?: is| are|'re) (?:a |an |the )?(?:[a-z-]+ ){0,2}(?:leader|leading company|specialist|specialists|player|pioneer|pioneers) in (?:the )?(?P<rest>[^.;:,!?]{4,50}? (?:industry|sector|market))\b",
    ),
    "legal_name": (),
}  # fmt: skip

CUES: dict[str, tuple[str, ...]] = {
    "founded": (
        "found", "establish", "launch", "incorporat", "start", "formed", "creat", "set up", "born", "inaugur", "began",
        "opened", "fonde", "cree", "lance", "etabli", "grundet", "grundung", "funda", "fundo", "constitu", "came into", "fue", "fuimos",
    ),
    "founded_origin": ("started", "began"),
    "founders": ("found", "creat", "establish", "started", "launched", "fond", "cree", "lance", "etabli", "inaugur", "grundet"),
    "headquarters": (
        "headquarter", "hq", "office", "based in", "based out", "located in", "located out", "siege", "base", "situe",
        "etabli", "implant", "sitz", "sede",
    ),
    "offices": ("office", "studio", "hub", "lab", "bureaux", "buros", "standorte"),
    "employees": (
        "people", "employ", "staff", "colleague", "mate", "team", "professional", "specialist", "expert", "engineer",
        "consultant", "designer", "human", "folks", "worker", "crew", "person", "salarie", "collabor", "mitarbeit",
        "menschen", "kolleg", "trabajador", "innen", "strong", "member", "profesional", "equip",
    ),
    "mission": ("mission", "mision", "setz", "purpose", "raison", "proposito", "vocation", "exist", "aufgabe"),
    "vision": ("vision",),
    "funding": ("rais", "secur", "clos", "complet", "land", "announc", "fund", "grant", "back", "financ", "leve", "support"),
    "parent": (
        "subsidiary", "division", "brand", "unit", "portfolio", "daughter", "owned", "acquired", "sponsored", "part of",
        "member of", "filiale", "marque", "tochter", "teil",
    ),
    "remote": (
        "remote", "distribu", "hybrid", "anywhere", "from home", "importe ou", "distance", "uberall", "zu hause", "lugar",
        "teletravail", "ortsunab", "verteilt",
    ),
    "customers": ("award", "customers", "clients", "kunden", "clientes", "trusted by", "including", "such as"),
    "partner": ("partner", "teamed", "joined forces"),
    "certification": ("iso", "soc", "b corp", "fedramp", "hitrust", "pci", "cmmi", "cyber ess", "leed", "gots", "trade", "certif"),
    "award": ("award", "prize", "medal", "named", "recogni", "ranked", "listed"),
    "revenue": ("revenue", "turnover", "arr", "sales"),
    "technology": ("stack", "built", "build", "run"),
    "industry": ("industry", "sector", "market"),
}  # fmt: skip
"""A sentence without one of these strings cannot match the kind's patterns; looking for them first is ten times faster."""

_INTRODUCED = r"(?:(?:headquartered|based|founded|established|started|created|boasting|born) [^.;:!?]{3,120}?, )?"
"""What may stand before the subject: "Founded in 2006, Acme makes …"."""
DESCRIPTION_NAMED = (
    rf"^\W{{{{0,3}}}}{_INTRODUCED.replace('{', '{{').replace('}', '}}')}"
    + r"(?P<name>{name})(?:,? [^.;:!?]{{0,60}},)?(?: is| est| ist| es) (?P<rest>(?:an?|the|une?|la|le|l'|eine?|der|die|das|un|una)\b.{{8,}})"
)
DESCRIPTION_WE_ARE = r"^\W{0,3}(?:we are|we're|nous sommes|wir sind|somos) (?P<rest>(?:an?|the|une?|la|le|eine?|die|der|das|un|una|team of|group of)\b.{12,})"
_VERBS = (
    "help|helps|operate|operates|build|builds|make|makes|provide|provides|design|designs|develop|develops|create|creates|"
    "offer|offers|deliver|delivers|support|supports|enable|enables|run|runs|connect|connects|turn|turns|produce|produces|"
    "manufacture|manufactures|empower|empowers|serve|serves|publish|publishes|teach|teaches|partner|invest|invests|manage|manages|supply|supplies|distribute|distributes|install|installs|research|researches|specialise|specialize|"
    "simplify|simplifies|automate|automates|craft|crafts|power|powers|bring|brings|advise|advises|fund|funds|train|trains|sell|sells|works? with(?! you\b)"
)
DESCRIPTION_WE_DO = (
    rf"^\W{{0,3}}{_INTRODUCED}(?P<rest>(?:(?:we (?:{_VERBS})|{{name}} (?:{_VERBS}|takes?|seeks?))|nous (?:aidons|offrons|construisons|fournissons|concevons|developpons|creons|"
    r"accompagnons|proposons|fabriquons)|wir (?:helfen|bauen|entwickeln|bieten|gestalten|unterstutzen|produzieren|machen|beraten)|"
    r"(?:ayudamos|creamos|desarrollamos|ofrecemos|construimos|disenamos)) (?!you will|it |this ).{10,})"
)

MISSION_HEADING = re.compile(
    r"^(?:(?:our|the) )?(?:company )?(?:mission|purpose)(?: statement)?:?$|^(?:notre|la) (?:mission|raison d'etre)$|^mission$"
    r"|^unsere? (?:mission|auftrag)$|^(?:nuestra|la) mision$|^mision$|^missie$|^onze missie$|^la nostra missione$|^ミッション$|^私たちのミッション$"
    r"|^why we exist$|^our mission (?:and|&) (?:vision|values|goals)$"
)
VISION_HEADING = re.compile(
    r"^(?:(?:our|the) )?vision(?: statement)?:?$|^notre vision$|^unsere vision$|^(?:nuestra |la )?vision$|^onze visie$|^visie$|^ビジョン$"
)
VALUES_HEADING = re.compile(
    r"^(?:(?:our|the|company) )?(?:core |guiding |company |shared |\w+'s )?(?:values|principles|guiding principles|beliefs|leadership principles)"
    r"(?: (?:&|and) (?:principles|culture|beliefs))?:?$|^what we (?:value|believe(?: in)?|stand for)$|^(?:our )?(?:mission|culture|vision),? (?:&|and) values$|"
    r"^(?:nos|les) (?:valeurs|principes)$|^valeurs$|^unsere (?:werte|prinzipien|grundsatze)$|^werte$|^(?:nuestros|los) (?:valores|principios)$"
    r"|^valores$|^onze waarden$|^i nostri valori$|^(?:(?:our|the|notre|le|unser|nuestro) )?manifest[eo]?$"
    r"|^(?:our |unsere |nos |nuestros )?(?:two|three|four|five|six|seven|zwei|drei|vier|funf|sechs|sieben|deux|trois|quatre|cinq|six|sept|tres|cuatro|cinco|seis|\d) "
    r"(?:[a-z]+ )?(?:values|principles|prinzipien|grundsatze|werte|valeurs|principes|valores|principios)\b.{0,30}$"
)
PRODUCTS_HEADING = re.compile(
    r"^(?:(?:our|the|all) )?(?:core |main )?(?:products|services|solutions|offerings|product suite|products (?:&|and) services|services (?:&|and) products|"
    r"capabilities|expertise|what we (?:do|offer|make|build|provide)|areas of expertise)$|"
    r"^(?:(?:our|the|current|flagship|open[- ]source) )*(?:projects|tools|apps|platforms|software)$|^what we(?:'re| are) building$|"
    r"^(?:things|tools|software|what) we(?:'ve| have)? (?:build|built|make|made|maintain)$|^(?:nos|les) (?:produits|services|solutions)$|^suite de produits$|"
    r"^unsere (?:produkte|leistungen|dienstleistungen|losungen)$|^produkte$|^[a-z]*leistungen$|^(?:nuestros|los) (?:productos|servicios)$|^productos$|^servicios$|^what we do$|^how we (?:can )?help$"
)
BENEFITS_HEADING = re.compile(
    r"^(?:(?:our|the|your|employee|company|job) )*(?:benefits|perks)(?: (?:&|and|\+) (?:perks|benefits|compensation|culture))?:?$|^what we offer(?: you)?:?$|^what you(?:'ll| will| can)? (?:get|expect from us).{0,20}$|"
    r"^(?:perks|benefits|compensation) (?:&|and) \w+$|^(?:nos |les |vos )?avantages(?: sociaux)?$|^ce que nous offrons$|^was wir (?:dir |ihnen )?bieten$|^(?:unsere |deine |ihre )?(?:benefits|vorteile)$|^wir bieten.{0,20}$|^(?:nuestros )?beneficios$|^(?:lo que )?ofrecemos$"
)
CUSTOMERS_HEADING = re.compile(
    r"\b(?:use cases?|case stud(?:y|ies)|customer stories|customers?|clients|success stories|who we(?:'ve)? work(?:ed)? with|references|"
    r"etudes de cas|nos clients|ils nous font confiance|kunden|referenzen|casos de exito|nuestros clientes)\b"
)
INVITATION = re.compile(
    r"\?$|^(?:(?:contact|join|follow|meet|about|explore|discover|see|view) (?:us|our|the|all|more)|sign up|subscribe|download|book an?|request an?|read (?:more|our)|"
    r"learn more|get (?:in touch|started)|apply|want to|ready to|interested|questions|open (?:positions|roles)|(?:our|notre|nos|unsere?) (?:team|story|mission|vision|history|approach|work|clients|partners|impact|manifest\w*|histoire|equipe|geschichte)|"
    r"faqs?|related|latest|news|blog|table of contents|on this page|find out|how we|ways we|en savoir|contactez|rejoignez|decouvrez (?:nos|notre)|mehr erfahren|jetzt|bewirb|contacta|unete|"
    r"testimonials?|featured|footer|menu|navigation|share this|previous|next|back to)\b"
)
CALL_TO_ACTION = re.compile(
    r"^(?:learn|read|see|find|get|join|contact|let's|sign|subscribe|download|book|request|view|explore|discover|meet|follow|start|try|watch|apply|ready|want|"
    r"interested|questions?|have |need |talk|stay|share|en savoir|abonnez|contactez|consultez|joignez|rejoignez|visitez|suivez|decouvrez|mehr|kontakt|"
    r"jetzt|abonnier|bewirb|folge|contacta|suscrib|unete|conoce|mas informacion|related|recent|latest|news|blog|table of contents|on this page|"
    r"solve with|how |what |where |when |who |why |client spotlights?|featured|our (?:approach|work|clients|partners|process|story|mission|vision|history|impact)|testimonials?|faqs?|frequently|footer|menu|navigation|share this|previous|next|back to|open positions|open roles|our team|about us|how we've helped|ways we can help)\b|\?$"
)  # fmt: skip
TESTIMONIAL_HEADING = re.compile(
    r"\b(?:testimonials?|what (?:our |people |clients |customers |others )?(?:clients |customers |people |users )?(?:are )?say(?:ing)?|temoignages|kundenstimmen|testimonios|reviews)\b"
)
SPEAKER = re.compile(
    r"\bI(?:['’](?:m|ve|d|ll))?\b(?![.)/-])|\b[Jj](?:e |['’](?:ai|étais|adore))|\b[Ii]ch (?:bin|habe|war|arbeite)\b|\b[Mm]y (?:team|role|job|work|name|career)\b"
)
PLAN = re.compile(
    r"\b(?:will|plans? to|planning to|aims? to|aiming to|hopes? to|intends? to|expects? to|going to|by 20\d\d|working toward|visons|prevoyons|wollen|planen|werden|planeamos)\b"
)
NEGATION = re.compile(
    r"\b(?:not|never|no longer|without|isn't|aren't|wasn't|don't|doesn't|nicht|kein\w*|ne .{1,15} pas|ni)\b"
)
GENERAL_MAILBOX = re.compile(
    r"^(?:info|infos|contact|contacts|contactus|contact-us|hello|hi|hallo|bonjour|hola|team|office|mail|email|enquiries|inquiries|enquiry|inquiry|general|"
    r"press|presse|media|pr|jobs|job|careers|career|karriere|bewerbung|recruiting|recruitment|talent|hiring|hr|people|sales|support|help|admin|partners|partnerships|kontakt|"
    r"service|security|community|cds-snc|ask|connect)$"
)
