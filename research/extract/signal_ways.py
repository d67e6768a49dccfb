# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Signals of how a firm says that it works: what time is set aside, how clients become independent, whom they can
turn to, when people meet, whom it works for, who joins whose team (C57 to C91, J25).

Each is one Way: a pattern over ONE English sentence of the employer's own pages. A named group Q is the quote, every
other named group a slot; a pattern matches what almost every firm of some kind writes, so that small sites give
questions of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, takewhile

from research.extract.quotes import whole_quote
from research.extract.signal_lines import GUARDS, Line, Site, condition, is_english, lines_of, own_title
from research.extract.signal_rules import BLURB, CULTURE, NEWSY, OFFER, ROLE
from research.models import Document, Form, Kind, Passage, Quote, Signal

_NOUNS = (
    "startups?|start-ups?|scale-?ups?|nonprofits?|non-profits?|enterprises?|corporations?|universit(?:y|ies)|colleges|schools|Fortune \\d+s?"
    "|companies|agencies|businesses|brands|governments?|hospitals|institutions|organi[sz]ations|SMEs|SMBs|multinationals|banks|charities"
    "|individuals|families|freelancers|retailers|manufacturers|ministries|cities|museums|foundations|unicorns|founders|shops|clinics"
)
_WHO = r"(?:clients?|customers?|teams?|projects?|startups?|founders?|members?|patients?|students?|families|learners?|accounts?)"
_TIME = r"(?P<NUM>\d{1,2}(?:%| percent)) of (?:(?:our|your|their|everyone['’]s|everybody['’]s|the|each person['’]s|people['’]s|all) )?(?:working |work |paid |weekly )?(?:time|hours|week|capacity)"
_DAYS = r"(?P<DAYS>(?:one|a|half a|two) days? (?:a|per|every|each) (?:week|month|sprint)|(?:one|a) week (?:a|per|every|each) (?:month|quarter|year)|every (?:other |second )?Friday|Friday afternoons?|time (?:each|every) week)"
_CAUSES = (
    r"(?P<THING>open[- ]source(?: work| projects| software)?|learning(?: and development)?|self-improvement|professional development"
    r"|personal (?:projects|development|growth)|side projects|research|experiment(?:s|ation)|innovation|training|volunteering"
    r"|community work|pro[- ]bono(?: work)?|teaching|tech(?:nical)? debt|internal projects|internal tools|R&D|charity work|hackathons)"
)
_KEEP = r"(?:dedicates?|dedicated|spends?|sets?|reserves?|gives?|devotes?|allocates?|keeps?|invests?|gets?|have|has)"


@dataclass(frozen=True)
class Way:
    """One way of saying it; `form` is what the group Q proves to be, `trap` drops the sentence."""

    code: str
    cue: str
    kinds: frozenset[Kind]
    form: Form = "any"
    subtype: str = ""
    trap: str = ""
    conditional: bool = False
    """True: what only holds in some case is worth asking about as well ("until they don't need us")."""


WAYS = (
    Way("C57", rf"\b{_KEEP}(?: aside)? {_TIME}(?: is| are)?(?: dedicated| reserved| set aside)?(?: aside)? (?:to|for|on|towards?) {_CAUSES}", BLURB | ROLE, subtype="share"),
    Way("C57", rf"\b{_TIME} (?:is |are )?(?:dedicated|reserved|set aside|spent|goes) (?:to |for |on )?{_CAUSES}", BLURB | ROLE, subtype="share"),
    Way("C57", rf"\b{_KEEP}(?: aside)? {_DAYS}(?: off)? (?:to|for|on|towards?) {_CAUSES}", BLURB | ROLE, subtype="days"),
    Way("C58", rf"(?P<Q>(?:our |your |their )?(?:{_WHO}|they) can (?:operate|run|work|carry on|continue|build|go on|maintain (?:it|them))(?: \w+){{0,3}}? without us)\b", BLURB | NEWSY),
    Way("C58", r"(?P<Q>(?:don['’]t|do not|no longer) need (?:us|our help|our support)(?: any ?more| any longer)?)(?=[,.;]|$)", BLURB | NEWSY, conditional=True),
    Way("C58", r"\b(?P<Q>make ourselves (?:redundant|obsolete|superfluous|dispensable|unnecessary|replaceable))\b", BLURB | NEWSY, "VP"),
    Way("C58", r"\b(?P<Q>continue the (?:journey|work) (?:yourself|yourselves|on your own|without us))\b", BLURB | NEWSY, "VP"),
    Way("C58", r"\b(?P<Q>(?:grow|build(?: up)?|strengthen|leave behind|develop) (?:your |their |our clients['’] |the client['’]s )?(?:in-house|internal|own) (?:capabilit(?:y|ies)|capacity|skills|teams?|expertise|knowledge))\b", OFFER | NEWSY, "VP"),
    Way("C59", rf"\b(?:[Ee]very|[Ee]ach|[Aa]ll(?: of)?(?: our)?)(?: [\w-]+){{0,3}}? {_WHO}\b[^.;]{{0,20}}? (?:gets?|has|have|receives?|is given|works? with|is assigned|should have|will have) (?P<Q>(?:an? |their own |its own |one )?(?:dedicated|primary|single|personal|named) (?:[\w-]+ ){{0,2}}[\w-]+)(?=[,.;]|$| (?:and|who|to|for|that|from|with|as|throughout)\b)", OFFER | NEWSY, "NP"),
    Way("C60", r"(?P<HOW>[Mm]eet|[Gg]et together|[Cc]ome together|[Gg]ather|[Rr]etreats?|[Oo]ff-?sites?|[Tt]eam weeks?|[Mm]eet-?ups?)\b[^.;]{0,40}?\b(?P<FREQ>twice a year|once a year|every (?:6|six|three|3|four|4) months|every quarter|every year|quarterly|annually|once a (?:quarter|month)|every month|three times a year|a few times a year)\b", CULTURE, trap=r"\b(?:customers?|clients?|conferences?|reviews?|salary|performance|board|reports?|virtual\w*|online)\b"),
    Way("C60", r"(?P<FREQ>[Tt]wice a year|[Oo]nce a year|[Ee]very (?:6|six|three|3|four|4) months|[Ee]very quarter|[Ee]very year|[Qq]uarterly|[Ss]emi-?annual(?:ly)?|[Bb]i-?annual(?:ly)?|[Aa]nnual(?:ly)?|[Yy]early|[Tt]hree times a year)\b[^.;]{0,30}?\b(?P<HOW>meet up|meet in person|get together|come together|gather|retreats?|off-?sites?|team weeks?|in-person (?:weeks?|meetings?|meet-?ups?))\b", CULTURE, trap=r"\b(?:customers?|clients?|conferences?|reviews?|salary|performance|board|reports?|virtual\w*|online)\b"),
    Way("C61", r"(?P<Q>without (?:sacrificing|compromising(?: on)?|cutting|losing|giving up|slowing down|risking|neglecting|breaking) [\w’'-]+(?: (?!(?:and|or|in|for|at|to|by|with|so|that|when|while)\b)[\w’'-]+){0,2}(?: (?:or|and) [\w’'-]+(?: [\w’'-]+)?)?)(?=[,.;]|$| –| -)", BLURB | NEWSY, trap=r"\b(?:you|your) (?:can|could|may)\b"),
    Way("C62", rf"\b(?:[Ww]e|[Oo]ur|[Cc]lients|[Cc]ustomers|[Ww]ork|[Hh]elp)\b[^.;]{{0,60}}?\b(?:from|with|including|for) (?P<SIDE1>(?:[\w’-]+,? ){{0,3}}(?:{_NOUNS})) (?:all the way )?to (?P<SIDE2>(?:[\w’-]+,? ){{0,3}}(?:{_NOUNS}))\b", BLURB | NEWSY | {"posting"}, trap=r"\b(?:career|salary|20\d\d)\b"),
    Way("C63", r"\b(?P<Q>(?:[Ee]mbed(?:ding|ded|s)?|[Jj]oin(?:s|ing)?|[Bb]ecom(?:e|es|ing) (?:a )?part of|[Aa]n extension of|[Ww]ork(?:s|ing)? (?:as part of|like)|[Ii]nside) ?(?:ourselves |our engineers |our people )?(?:with |into |in |within )?(?:your|their|our clients['’]|our customers['’]|the client['’]s) (?:existing |own |in-house |engineering |product |development |internal |extended )?(?:teams?|staff|organi[sz]ation))\b(?!['’])", OFFER, trap=r"\b(?:newsletter|slack|webinar|call|discord|tools?)\b"),
    Way("C64", r"\b(?P<WHO>partners|contractors|freelancers|associates|subcontractors) (?P<Q>(?:augment|supplement|complement|extend|strengthen|round out) (?:the|our) (?:core )?team)\b", BLURB | ROLE),
    Way("C65", r"\b[Ll]ongest(?:-running|-standing)?(?: \w+)? (?:partnership|relationship|engagement|collaboration)[^.;]{0,30}? (?P<SPAN>\d{1,2} years|(?:three|four|five|six|seven|eight|nine|ten|twelve) years)", BLURB, subtype="longest"),
    Way("C65", r"\b(?:[Cc]lients|[Cc]ustomers|[Mm]ost of them|[Mm]any of them|[Ss]ome of them)\b[^.;]{0,30}? (?:stay(?:ed)?|been|worked|working) with us[^.;]{0,15}? for (?:over |more than |up to )?(?P<SPAN>\d{1,2} years|(?:three|four|five|six|seven|eight|nine|ten|twelve) years)", BLURB, subtype="stay"),
    Way("C66", r"\b[Ww]e[^.;]{0,60}? (?:run|organi[sz]e|host|co-?organi[sz]e|started)(?: \w+){0,2} (?:conferences?|meet-?ups?|user groups?|hackathons?|summits?|events)(?:,)? (?:like|such as|called|including) (?P<PROJECT>[A-Z][\w.]*(?: [A-Z][\w.]*){0,2})", BLURB | ROLE),
    Way("C67", r"\b(?:broaden|expand|extend|widen|diversif)\w* (?:its|our|the) (?:offerings?|services?|portfolio|product (?:line|range)|range) (?:to (?:also )?include|with|by adding) (?P<OFFER>(?!a\b|an\b|new\b|more\b|our\b|the\b)[\w-]+(?: (?!and\b|to\b|for\b|in\b|as\b|which\b)[\w-]+){0,3})(?=[,.;]|$| (?:and|to|for|in|as|which|alongside)\b)", BLURB | NEWSY),
    Way("C68", r"(?P<Q>\b[Ww]e (?:are |['’]re )?(?:now |currently )?(?:rapidly|quickly|fast|continuously) (?:scale|scaling|grow|growing|expand|expanding) (?:our|the|into|across|in) [\w’'-]+(?: and [\w’'-]+)?)(?=[,.;]|$)", BLURB | ROLE, "CL", conditional=True),
    Way("C68", r"(?P<Q>\b[Ww]e(?: are|['’]re) (?:growing|scaling|expanding) (?:fast|quickly|rapidly))\b", BLURB | ROLE, "CL", conditional=True),
    Way("C69", r"\b(?P<Q>(?:[Aa]n? )?[\w-]+(?: [\w-]+){0,4}? in (?:just |only |under |less than )?(?:\d{1,2}|two|three|four|five|six|eight|ten) (?:days|weeks|hours|months))(?=[.!]|$)", OFFER, trap=r"\b(?:20\d\d|courses?|training|learn\w*|refund|trial|founded|years|experience|grew|raised|born|free)\b"),
    Way("C70", r"\b(?:[Ww]e(?: are|['’]re)|[Aa]s an?|[Aa]n?|[Bb]eing|[Oo]ur|[Pp]roudly|100%|[Rr]emain(?:ed)?)(?: [\w-]+){0,3}? (?P<HOW>bootstrapped|self-funded|employee-owned|family-owned|worker-owned|independently owned|small by choice|small by design|small on purpose)\b", BLURB | ROLE, trap=r"\b(?:clients?|customers?|help|for (?:bootstrapped|family))\b"),
    Way("C71", r"\b(?P<Q>(?:weekly|bi-?weekly|daily|fortnightly) (?:demos?|check-?ins?|status updates?|progress updates?|progress reports?|releases|calls|show-?and-?tells?))\b", OFFER, "NP", trap=r"\b(?:newsletter|subscribe|conference|support calls)\b"),
    Way("C72", r"\b(?P<Q>(?:no (?:long-term|long term|lock-in|fixed-term) (?:contracts?|commitments?)|cancel (?:at )?any ?time|fixed[- ]prices?|money-back guarantee))\b", OFFER, subtype="terms"),
    Way("C73", r"\b(?P<HOW>four-day (?:work(?:ing)? )?week|4-day (?:work(?:ing)? )?week|unlimited (?:paid )?(?:vacation|holidays?|PTO|time off|leave)|sabbaticals?|summer Fridays)\b", CULTURE, trap=r"\b(?:no|not|customers?|clients?)\b"),
    Way("C74", r"\b(?P<HOW>pair programming|mob programming|mob-pairing|pairing|test-driven development|trunk-based development|continuous deployment|design sprints|code reviews?|blameless post-?mortems|design critiques|usability tests?|user testing)\b", CULTURE - {"home"}, trap=r"\b(?:experience|knowledge|familiar\w*|proficien\w*|understanding|wine|food|skills in)\b"),
    Way("C75", r"\b(?P<TECH>Shopify|HubSpot|Salesforce|Drupal|WordPress|Webflow|Contentful|Magento|Adobe|AWS|Google Cloud|Microsoft|Azure|Atlassian|Odoo|SAP|Stripe|Twilio|Elastic|Databricks|Snowflake|Laravel|Sitecore|Umbraco|Acquia|Pantheon|Kubernetes|Red Hat|MongoDB|Confluent)(?: (?:Advanced|Premier|Gold|Silver|Platinum|Certified|Select|Plus|Expert|Solutions?|Consulting|Official))* (?:[Pp]artner|[Aa]gency)\b", BLURB),
    Way("C76", r"(?P<Q>\b[Ww]e (?:only|exclusively|solely) (?:work|serve|take on|build|hire|partner|design|focus)(?: [\w-]+){1,5}?)(?=[,.;]|$| (?:because|so|that|who|and|but)\b)", BLURB | ROLE, "CL"),
    Way("C77", r"\b(?P<Q>on time,? (?:and )?(?:on|within|under) budget)\b", OFFER),
    Way("C78", r"\b(?:[Ww]e(?: are|['’]re)|[Oo]ur (?:work|research|project)s? (?:is|are)|[Tt]he (?:project|programme|program|organi[sz]ation) is|is) (?:\w+ly |also )?(?:funded|supported|financed) by (?:(?:a )?(?:grants?|donations?|funding) from )?(?P<SPONSOR>(?:the )?[A-Z][\w&]*(?: (?:of |for |the |and )?[A-Z][\w&]*){0,4})", BLURB, trap=r"\b(?:customers?|browser|team|software|Windows|Linux|plugin)\b"),
    Way("C79", r"\b(?:[Vv]olunteers? (?:run|lead|help|support|carry|staff|teach|answer|make up)|(?:run|led|supported|staffed|maintained|powered) (?:entirely |mostly |largely )?by (?:\w+ )?volunteers)\b", BLURB, trap=r"\b(?:become|sign up|join)\b"),
    Way("C80", r"\b(?P<Q>free (?:of charge )?for (?:all )?(?:students|teachers|educators|schools|nonprofits|non-profits|charities|open[- ]source projects|education|researchers|academics?|individuals|studies|personal use))\b", OFFER, trap=r"\b(?:shipping|trial)\b"),
    Way("C81", r"\b(?P<Q>(?:all|everything)(?: \w+){0,3} under one roof|full-service(?: [\w-]+){1,3}|from (?:the )?(?:first )?(?:idea|concept|strategy|discovery|design|ideation) (?:all the way )?to (?:the )?(?:launch|delivery|deployment|support|production|maintenance|implementation|operations|market))\b", OFFER),
    Way("C82", r"(?P<Q>\b[Ww]e (?:do not|don['’]t) (?:require|ask for|need|care about|look at) (?:a |any )?(?:degrees?|diplomas?|formal education|r[eé]sum[eé]s?|CVs?|cover letters?|whiteboards?|titles))\b", CULTURE, "CL"),
    Way("C83", r"\b(?P<Q>(?:an? )?(?:paid )?(?:trial (?:days?|weeks?|projects?)|work trial|take-home (?:tasks?|assignments?|exercises?|projects?|challenges?)|pairing session|test project))\b", ROLE, "NP"),
    Way("C84", r"\b(?:[Ww]e|[Oo]ur team)[^.;]{0,30}? (?:only|exclusively|purely) (?:of )?(?:hire |employ |work with |consists? of )?(?P<HOW>senior (?:engineers|developers|designers|consultants|people|specialists)|experienced (?:engineers|developers|designers|consultants))\b", BLURB | ROLE),
    Way("C70", r"\b(?P<HOW>owned by (?:its |our |the )?(?:management|employees|staff|members|partners|founders|team|people who work here))\b", BLURB | ROLE),
    Way("C86", r"\b(?:one|a single) (?P<THING>(?:[a-z]+ )?(?:strategy|product|price|process|platform|model|method|standard)) for (?:all|every|everyone|each)(?: of)?(?: our| its)?(?: clients?| customers?)?\b", BLURB),
    Way("C87", r"\b(?:[Ww]e|[Oo]ur (?:platform|service|app|network|team|product))\b[^.;]{0,30}? (?:help|serve|connect|bring together|support|work for|match)(?:s|ing)? (?P<SIDE1>job seekers|candidates|buyers|tenants|patients|students|freelancers|artists|authors|farmers|drivers|donors|teachers)\b[^.;]{0,60}? (?:and|with|to) (?P<SIDE2>employers|companies|sellers|landlords|hospitals|doctors|schools|clients|galleries|publishers|shops|restaurants|charities|parents|universities)\b", frozenset(("home", "about"))),
    Way("C88", r"\b(?:partnership|collaboration|joint venture|initiative|joint project) (?:between|of) (?:the )?(?P<ORG>[A-Z][\w&-]*(?: [A-Z][\w&-]*){0,3}) and (?:the )?(?P<ORG2>[A-Z][\w&-]*(?: [A-Z][\w&-]*){0,3})(?=[,.;]|$| (?:to|that|which|with|for|in)\b)", BLURB),
    Way("J25", r"\b(?:[Cc]ontract|[Ff]ixed[- ]term|[Tt]emporary|[Ff]unded|[Pp]osition)\b[^.;]{0,30}?[ (](?:through|until|till|ending(?: in)?|ends(?: in)?|runs (?:to|until)) (?P<TILL>(?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?20\d\d)\b", ROLE),
    Way("C05", r"\b(?:[Ff]ocus\w* on|[Vv]alu(?:e|es|ing)|[Pp]refer(?:ring)?|[Bb]elieve in|[Cc]hoose|[Pp]rioriti[sz](?:e|es|ing)|[Ff]avou?r(?:ing)?) (?P<Q>[\w-]+(?: [\w-]+){0,2} over (?!time\b|the (?:years|last|past)|\d)[\w-]+(?: [\w-]+){0,2})(?=[,.;]|$)", CULTURE, subtype="x over y"),
    Way("C89", r"\b(?:[Ww]e|[Oo]ur|[Uu]s)\b[^.;]{0,80}? (?:narrow|bridge|close|closing|bridging|narrowing) the gap between (?P<SIDE1>[\w-]+(?: [\w-]+){0,3}) and (?P<SIDE2>[\w-]+(?: (?!(?:by|for|in|with|so|and|to)\b)[\w-]+){0,3})(?=[,.;]|$| (?:by|for|in|with|so|and|to)\b)", BLURB | ROLE),
    Way("C90", r"\b[Ww]e(?:['’]ve| have)? (?:compiled|built|collected|maintain|publish|curate|curated|keep) (?P<Q>an? (?:[\w-]+ )?(?:dataset|database|index|catalogue|catalog|archive|registry|benchmark) (?:of|for) (?:the )?[\w-]+(?: [\w-]+){0,3}?)(?=[,.;]|$| (?:for|in|on|that|which|from|with|over|of)\b)", BLURB, "NP"),
    Way("C91", r"\b(?P<ORG>[A-Z]\w+(?: [A-Z]\w+)?) (?:now has|now have|has since hired|since built up) (?:its |their )?(?:own )?in-house (?:developers?|team|engineers|staff|designers?)", frozenset(("customers", "products", "article", "other"))),
)  # fmt: skip
# By code, what every sentence that its patterns match holds in lower case, one or the other: to look for these first
# takes a fifth of the time. A code that is not here is tried on every sentence.
STEMS = {
    "C57": ("%", " percent", "week", "month", "sprint", "friday"),
    "C58": ("without us", "need us", "need our", "ourselves", "continue the", "in-house", "internal", "own "),
    "C59": ("dedicated", "primary", "single", "personal", "named"),
    "C60": ("meet", "together", "gather", "retreat", "off-site", "offsite", "team week", "in-person"),
    "C61": ("without ",),
    "C62": (" to ",),
    "C63": ("embed", "join", "becom", "extension of", "part of", "inside", "work like", "working like"),
    "C64": ("partners", "contractors", "freelancers", "associates"),
    "C65": ("longest", "with us"),
    "C66": ("conference", "meetup", "meet-up", "user group", "hackathon", "summit", "events"),
    "C67": ("broaden", "expand", "extend", "widen", "diversif"),
    "C68": ("rapidly", "quickly", "fast", "continuously"),
    "C69": ("days", "weeks", "hours", "months"),
    "C70": ("bootstrapped", "self-funded", "owned", "small by", "small on"),
    "C71": ("weekly", "daily", "fortnightly"),
    "C72": ("contract", "commitment", "cancel", "fixed", "money-back"),
    "C73": ("-day w", "unlimited", "sabbatical", "summer friday"),
    "C74": ("programming", "pairing", "test-driven", "trunk-based", "deployment", "sprint", "review", "mortem", "critique", "test"),
    "C75": ("partner", "agency"),
    "C76": ("only", "exclusively", "solely"),
    "C77": ("budget",),
    "C78": ("funded", "supported", "financed"),
    "C79": ("volunteer",),
    "C80": ("free ",),
    "C81": ("roof", "full-service", "from "),
    "C82": ("require", "ask for", "need", "care about", "look at"),
    "C83": ("trial", "take-home", "pairing session", "test project"),
    "C84": ("senior ", "experienced "),
    "C86": (" for all", " for every", " for each"),
    "C87": ("help", "serve", "connect", "bring", "support", "work", "match"),
    "C88": (" between ", " of "),
    "C89": ("gap between",),
    "C90": ("dataset", "database", "index", "catalog", "archive", "registry", "benchmark"),
    "C91": ("in-house",),
    "C05": (" over ",),
}  # fmt: skip
_COMPILED = tuple((way, re.compile(way.cue), re.compile(way.trap, re.I) if way.trap else None) for way in WAYS)
_FREQUENCIES = {
    "semi-annual": "twice a year", "semiannual": "twice a year", "biannual": "twice a year", "bi-annual": "twice a year",
    "annual": "once a year", "yearly": "once a year", "every year": "once a year", "quarterly": "every quarter",
    "every 6 months": "every six months", "every 3 months": "every three months", "every 4 months": "every four months",
}  # fmt: skip
_LONGEST = 2_000


def of_ways(document: Document, site: Site) -> Iterator[Signal]:
    """Yield C57 to C91, J25 of one English page of the employer, the first of a code and subtype only."""
    if not is_english(document) or document.kind in ("person", "contact"):
        return
    lines = [
        line for p in document.main if p.block != "quote" and len(p.text) <= _LONGEST
        for line in lines_of(p, document, True)
    ]  # fmt: skip
    lowered = [line.text.lower() for line in lines]
    page = "\n".join(lowered)
    told: set[tuple[str, str]] = set()
    for compiled in _COMPILED:
        way = compiled[0]
        stems = STEMS.get(way.code, ("",))
        if document.kind not in way.kinds or (way.code, way.subtype) in told or not _holds(page, stems):
            continue
        likely = (line for line, low in zip(lines, lowered, strict=True) if _holds(low, stems))
        signal = next((s for line in likely if (s := _of_line(line, *compiled, site))), None)
        if signal is not None:
            told.add((way.code, way.subtype))
            yield signal
    yield from _longest_as_tile(document, site)
    if document.kind in OFFER:
        yield from _steps(document, site)


def _holds(text: str, stems: tuple[str, ...]) -> bool:
    for stem in stems:  # noqa: SIM110 - a generator would cost twice as much, for every line and way
        if stem in text:
            return True
    return False


def _of_line(line: Line, way: Way, cue: re.Pattern[str], trap: re.Pattern[str] | None, site: Site) -> Signal | None:
    match = cue.search(line.text)
    if match is None or (trap and trap.search(line.text)):
        return None
    if any(guard(line, match) for guard in GUARDS if guard is not condition or not way.conditional):
        return None
    return _signal(way, match, line, site)


def _signal(way: Way, match: re.Match[str], line: Line, site: Site) -> Signal | None:
    groups = match.groupdict()
    quotes: tuple[Quote, ...] = ()
    if groups.pop("Q", None):
        span = (line.start + match.start("Q"), line.start + match.end("Q"))
        quote = whole_quote(line.document, line.passage, span, way.form)
        if quote is None:
            return None
        quotes = (quote,)
    slots = {k: v for k, v in groups.items() if v}
    if way.code == "C60":
        slots = {"FREQ": _how_often(slots["FREQ"]), "HOW": _how(slots["HOW"])}
    date = line.date if line.date and line.date <= site.today else None
    return Signal(
        code=way.code, subtype=way.subtype, slots=slots, quotes=quotes, page_kind=line.kind, date=date,
        title=own_title(line.document, site.names),
        citations=(line.document.cite(line.passage, line.start, line.end),),
    )  # fmt: skip


def _how_often(printed: str) -> str:
    said = printed.lower()
    return _FREQUENCIES.get(said, _FREQUENCIES.get(said.removesuffix("ly"), said))


def _how(printed: str) -> str:
    return "retreats" if re.match(r"(?i)retreat|off-?site", printed) else "meeting in person"


_PROCESS = re.compile(
    r"(?i)\b(?:process|how (?:it works|we (?:work|do it))|approach|method(?:ology)?|steps|way of working)\b"
)
_STEP = re.compile(r"(?:(?:[Ss]tep |[Pp]hase )?\d{1,2}[.):]?\s+)?(?P<NAME>[A-Z][\w&-]*(?: (?:[\w&-]+)){0,2})")
_FEWEST_STEPS, _MOST_STEPS = 3, 8


def _steps(document: Document, site: Site) -> Iterator[Signal]:
    """C85: the steps of a process, as three to eight headings of one rank under one that calls them so."""
    heads = [p for p in document.main if p.block == "heading"]
    for at, above in enumerate(heads):
        if not _PROCESS.search(above.text) or len(above.text.split()) > _MOST_STEPS:
            continue
        below = [p for p in takewhile(partial(_is_under, above), heads[at + 1 :]) if p.level == heads[at + 1].level]
        named = [m["NAME"] for p in below if (m := _STEP.fullmatch(p.text.strip()))]
        if len(named) == len(below) and _FEWEST_STEPS <= len(named) <= _MOST_STEPS:
            yield Signal(
                code="C85", subtype="steps", slots={"OFFER1": named[0], "OFFER2": named[-1]}, page_kind=document.kind,
                title=own_title(document, site.names), citations=(document.cite(below[0]), document.cite(below[-1])),
            )  # fmt: skip
            return


def _is_under(above: Passage, heading: Passage) -> bool:
    return heading.level > above.level


_TILE_LABEL = re.compile(
    r"years?,? (?:is |for )?our longest[ -](?:client|customer|running|standing)?[\w -]{4,30}", re.I
)


def _longest_as_tile(document: Document, site: Site) -> Iterator[Signal]:
    """A figure over its label: "6" over "years, our longest client partnership"."""
    for figure, label in pairwise(document.main):
        if re.fullmatch(r"\d{1,2}\+?", figure.text.strip()) and _TILE_LABEL.fullmatch(label.text.strip()):
            yield Signal(
                code="C65", subtype="longest", slots={"SPAN": f"{figure.text.strip().rstrip('+')} years"},
                page_kind=document.kind, title=own_title(document, site.names),
                citations=(document.cite(figure), document.cite(label)),
            )  # fmt: skip
            return
