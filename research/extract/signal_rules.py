# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""What a sentence must say to be a signal: one Rule per way of saying it, as named data.

A cue is a regular expression over ONE sentence, case-sensitive, in which these stand for longer patterns:
~WE~ the employer as subject (we, our team, its names), ~GAP~ up to five words that name no other subject, ~NUM~ a
figure with its own noun, ~CAP~ one to four capitalised words, ~NAME~ a person's full name, ~TITLE~ a job title.
Named groups become slots of the same name; `K` marks the words that a micro-quote must share.
`words` are the trigger words: a sentence without any of them never meets the expression.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from research.extract import lexicons
from research.models import Kind

NEWSY: frozenset[Kind] = frozenset(("article", "news", "press"))
BLURB: frozenset[Kind] = frozenset(("home", "about", "products", "customers", "other", "values", "team", "careers"))
ROLE: frozenset[Kind] = frozenset(("posting", "careers"))
CULTURE: frozenset[Kind] = frozenset(("values", "about", "careers", "posting", "team", "other", "home"))
OFFER: frozenset[Kind] = frozenset(("home", "products", "customers", "about", "other"))
COMPANY: frozenset[Kind] = NEWSY | BLURB
ANY: frozenset[Kind] = COMPANY | ROLE

FACT = frozenset(("done", "going on", "state"))
DONE = frozenset(("done", "going on"))
PLANS = frozenset(("plan",))
ALL = frozenset(("done", "going on", "state", "plan", "neg"))


@dataclass(frozen=True)
class Rule:
    """One way of saying a signal; see the module's docstring for the language of `cue`."""

    code: str
    subtype: str
    words: str
    cue: str
    kinds: frozenset[Kind] = COMPANY
    accepts: frozenset[str] = FACT
    trap: str = ""
    """Found anywhere in the sentence, it drops the candidate ("trap: …")."""
    months: int | None = 24
    """How old news may be; None: any age."""
    needs_date: bool = False
    subject: bool = True
    """False: the cue itself proves whose statement it is, whatever else the sentence is about."""
    forms: frozenset[str] = field(default_factory=frozenset)
    """"VP": a verb phrase may be quoted after "to"."""


_WE_NOUNS = (
    "team|company|studio|firm|organi[sz]ation|staff|business|practice|agency|group|lab|department|workforce|headcount"
    "|engineers|consultants|designers|developers|people|leadership|founders|board"
)
_GAP_STOP = (
    "who|which|that|they|he|she|you|it|customers?|clients?|users?|agencies|members|partners|if|because|when|while|could|would|may|might"
    "|should|can|help|helps|helped|helping|let|lets|allows?|enables?|what|how|why|so|see|saw|seen|heard|believe|think|know|asked"
)
_CAP_WORD = r"(?:[A-ZÀ-ÞĀ-Ž][\w&.’'-]*[\w]|[A-Z])"
_MACROS = {
    "GAP": rf"(?: (?!(?:{_GAP_STOP})\b)[\w’'-]+){{0,5}}? ",
    "NUM": (
        r"(?:(?:more than|over|nearly|almost|well over|some|roughly|about|around) )?"
        r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?(?: (?:million|billion|thousand))?k?|a (?:hundred|thousand|million))\+?"
        r"(?: [a-z][a-z-]+){0,2}? ~UNIT~"
    ),
    "CAP": rf"{_CAP_WORD}(?: (?:{_CAP_WORD}|\d[\d.]*)){{0,3}}",
    "NAME": r"[A-ZÀ-ÞĀ-Ž][\w’'.-]+(?: (?:[A-Z]\.|de|van|von|der|den|la|al|bin|[A-ZÀ-ÞĀ-Ž][\w’'-]+)){1,3}",
    "TITLE": (
        r"(?:[Cc]hief [A-Z]?\w+(?: \w+)? [Oo]fficer|C[ETFOPMI]O|CISO|(?:[Ee]xecutive |[Ss]enior )?"
        r"(?:[Vv]ice [Pp]resident|VP|[Dd]irector|[Hh]ead)(?:(?:,| of| for)(?: [A-Z&][\w&-]*| and| of| the){1,5}|(?: [A-Z][\w&-]*){1,3})|[Ee]xecutive [Dd]irector"
        r"|[Mm]anaging [Dd]irector|[Pp]resident|[Gg]eneral [Mm]anager|[Gg]eneral [Cc]ounsel"
        r"|(?:[A-Z][\w&-]+ ){1,3}(?:Director|Manager|Lead|Officer|President))"
    ),
}
# A name of up to seven words with "of", "for", "and" inside; the finisher takes its short form where it is given.
ORG = rf"(?:{_CAP_WORD}|U\.S\.)(?:,? (?:{_CAP_WORD}|\d[\d.]*|of|for|and|the|&|on)){{0,8}}"
_OPENING = "open(?:s|ed|ing)?|launch(?:es|ed|ing)|established|set up|started"
_TODAY = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"

RULES: tuple[Rule, ...] = (
    # --- C01 growth -----------------------------------------------------------------------------------------------
    Rule("C01", "headcount", "grew grown growing went gone expanded scaled doubled tripled from",
         r"~WE~~GAP~(?P<K>grew|grown|growing|went|gone|expanded|scaled|doubled|tripled)\b[^.;]{0,50}?\bfrom (?P<N1>~INT~)(?: [a-z-]+){0,3} to"
         r" (?:over |more than |nearly |almost |about |around )?(?P<N2>~INT~)(?P<UNIT>(?: [a-z-]+){0,3})", accepts=DONE),
    Rule("C01", "volume", "serve serves served serving support supports reached reach surpassed crossed passed process processes handle handles manage"
         " manages run runs operate operates ship ships deliver delivers host hosts employ employs grown grew counts used trusted helped",
         r"~WE~~GAP~(?P<K>serv(?:e|es|ed|ing)|supports?|reach(?:ed)?|surpassed|crossed|passed|process(?:es)?|handles?|manages?|runs?|operates?|ships?|delivers?|hosts?|employs?|helped|grown to|grew to)"
         r" (?:up )?(?:to )?(?P<NUM>~NUM~)", trap=r"\bup to \d|\bwill\b|\byear-old|\bper (?:month|hour)\b"),
    Rule("C01", "size", "team made group company organisation organization collective studio staff",
         r"~WE~(?: are|['’]re| is) (?:(?:now|currently) )?(?P<K>a (?:[\w-]+ ){0,2}(?:team|group|company|organi[sz]ation|collective|studio|staff) of|made up of) (?P<NUM>~NUM~)", kinds=BLURB),
    Rule("C01", "volume", "used trusted relied",
         r"(?P<K>[Uu]sed|[Tt]rusted|[Rr]elied on) by (?P<NUM>~NUM~)", kinds=frozenset(("home", "about", "products")), subject=False),
    Rule("C01", "volume", "trust trusts use rely choose",
         r"(?:^|[,.] )(?P<NUM>(?:More than |Over |Nearly |Almost )?\d[\d,]*\+?(?: [a-z][a-z-]+){0,2} ~UNIT~) (?P<K>trust|use|rely on|choose|run on|work with) (?:us\b|~NAMES~)", kinds=frozenset(("home", "about", "products", "article")), subject=False),
    Rule("C01", "percent", "grew grown increased rose doubled tripled",
         r"(?:[Ww]e|[Oo]ur (?:own )?(?:\w+ )?(?:revenues?|sales|user base|customer base|memberships?|orders|subscriptions|bookings|donations|team|headcount|usage|business|volume|traffic|community|network)|~NAMES~(?:['’]s (?:revenue|team|business))?)"
         r"~GAP~(?P<K>grew|grown|increased|rose|expanded)(?: \w+){0,3}? (?:by )?(?P<NUM>\d+(?:\.\d+)?(?:%| percent))", accepts=DONE,
         trap=r"\bmarket\b"),
    # --- C02 expansion --------------------------------------------------------------------------------------------
    Rule("C02", "done", "open opens opened opening launches launched launching established expanded expanding entered entering",
         rf"~WE~~GAP~(?P<K>{_OPENING})\b(?=[^.;]*\b(?:office|offices|hub|site|store|clinic|plant|market|branch|warehouse|centre|center|location|studio|lab|facility)\b)"
         r"[^.;]{0,80}? (?:in|into|to|across)(?: [a-z]+){0,2} (?P<PLACE>~CAP~)", accepts=ALL, needs_date=True, months=36),
    Rule("C02", "done", "expanded expanding entered entering expansion",
         r"~WE~~GAP~(?P<K>expanded|expanding|entered|entering)(?: (?:our|its|the)(?: \w+){1,3})? (?:in|into|to|across) (?P<PLACE>~CAP~)", accepts=ALL, needs_date=True, months=36),
    Rule("C02", "done", "office hub store clinic plant site warehouse depot factory lab branch",
         r"\b(?:[Oo]ur|~NAMES~['’]s) (?P<K>new|first|second|third|newest)(?: [\w-]+){0,3} (?:office|hub|store|clinic|plant|site|studio|warehouse|depot|factory|lab|branch)(?: outside [\w ]{2,20},)? in (?P<PLACE>~CAP~)",
         accepts=ALL, needs_date=True, months=36),
    Rule("C02", "segment", "enterprise enterprises mid-market smb smbs public government healthcare",
         r"~WE~~GAP~(?P<K>expand\w*|mov\w+ up|entered|entering|opened up)\b[^.;,]{0,40}? (?:in|into|to) (?:the )?(?P<SEGMENT>enterprise|mid-market|small business(?:es)?|public sector|healthcare)", accepts=DONE, needs_date=True),
    # --- C03 launch -----------------------------------------------------------------------------------------------
    Rule("C03", "done", "launch launched launching launches introduce introduced introducing announce announced announcing announces unveil unveiled"
         " release released releasing releases rolled shipped",
         r"~WE~~GAP~(?P<K>launch(?:ed|ing|es)?|introduc(?:ed|ing|es?)|announc(?:ed|ing|es?)|unveil(?:ed|ing|s)?|releas(?:ed|ing|es?)|roll(?:ed|ing) out|shipped)"
         r"(?: (?:the|our|a|an|its|today|of|beta|launch|release|public|alpha|general|availability|new|latest|first|open|source|version|product|service|tool|app|platform|called)){0,8}?,? (?P<PRODUCT>~CAP~)",
         accepts=FACT | PLANS, needs_date=True),
    Rule("C03", "done", "available live beta launched released launches",
         r"(?:^|[,.] )(?P<PRODUCT>~CAP~)(?:, (?:our|a|an|the) [^,]{3,60},)? (?:is|has|have|are now)(?: now| officially| been| finally| also){0,2} (?P<K>generally available|(?<=now )available|(?<=now )live|(?<=officially )available|launched|released|out of beta|in (?:public |private )?beta)",
         accepts=FACT, needs_date=True, subject=False),
    Rule("C03", "done", "introducing announcing launching hello",
         r"^(?P<K>Introducing|Announcing|Launching|Say hello to)(?: the| our| a)?(?: new| open source)? (?P<PRODUCT>~CAP~)", needs_date=True, subject=False),
    # --- C04 leaders and re-orgs ----------------------------------------------------------------------------------
    Rule("C04", "person", "appointed appoints named names hired hires promoted promotes welcome welcomes welcomed welcoming",
         r"(?P<K>appoint(?:ed|s)|names?d?|hire[ds]|promote[ds]|welcom(?:e|es|ed|ing))(?: to (?:the|our) team)? (?P<FULLNAME>~NAME~)(?:,? (?:as|to)|(?= (?:its|our|the) (?:new|first|next)))(?: our| the| its| be| a| new| first| next){0,4} (?P<TITLE>~TITLE~)",
         needs_date=True, trap=r"\b(?:advis[oe]r|advisory|board)\b"),
    Rule("C04", "person", "joined joins joining joined appointed named promoted became becomes",
         r"(?:^|[,.] |that )(?P<FULLNAME>~NAME~)(?: has| is| was| will be| have)?(?: recently| been| now| also){0,2} (?P<K>join(?:ed|s|ing)|appointed|named|promoted|bec[ao]mes?)"
         r"(?: (?:us|the team|our team|~NAMES~))?(?: as| to)?(?: our| the| its| a| new| first){0,3} (?P<TITLE>~TITLE~)", needs_date=True, trap=r"\b(?:advis[oe]r|advisory|board)\b"),
    Rule("C04", "title", "new",
         r"\b(?:[Oo]ur|~NAMES~['’]s) (?P<K>new) (?P<TITLE>~TITLE~)", needs_date=True, trap=r"\b(?:advis[oe]r|board)\b"),
    Rule("C04", "re-org", "reorganized reorganised restructured combined merged created",
         r"~WE~~GAP~(?P<K>reorgani[sz]ed|restructured|combined (?:the|our) [\w ,&-]{2,40} teams|created a new [\w &-]{2,30}(?:team|group|division|department))", accepts=DONE, needs_date=True,
         trap=r"\b(?:code|codebase|files|document|page|content)\b"),
    # --- C06 promise ----------------------------------------------------------------------------------------------
    Rule("C06", "promise", "within under less guarantee guaranteed guarantees same-day uptime always every",
         r"(?P<K>(?:guarantee[ds]?|promise[ds]?|always|within|under|less than|in)\b[^.;]{0,40}?)(?P<NUM>(?:\d+|an?|one|two|three|four|five|a single)(?: business| working)? (?:minutes?|hours?|days?)(?: or two)?)(?=[^.;]*)",
         kinds=OFFER, accepts=FACT | PLANS, subject=False, trap=r"\b(?:refund|cancel|terminat|money[- ]back|privacy|cookies?|data subject|notice|up to|ago|form|inquir\w*|enquir\w*|contact us|in touch|message us|webinar|sprint|course|workshop|trials?|reading|minute read)\w*\b"),
    Rule("C06", "uptime", "uptime availability sla",
         r"(?P<NUM>99(?:\.\d+)?\s?%)(?: [a-z]+){0,2} (?P<K>uptime|availability|SLA)", kinds=OFFER, subject=False),
    Rule("C06", "soft", "response support answers replies fixes",
         r"(?P<K>(?:faster|24/7|round-the-clock|same-day|next-day|guaranteed)(?: [a-z]+){0,2} (?:response|support|delivery|replies|recovery|turnaround))", kinds=frozenset(("home", "products", "other")), subject=False),
    # --- C07 founding ---------------------------------------------------------------------------------------------
    Rule("C07", "year", "founded started began established launched",
         r"(?:~WE~|[Oo]ur (?:story|journey|company))~GAP~(?P<K>founded|started|began|established)\b[^.;]{0,40}? in (?:[A-Z][a-z]+ )?(?P<YEAR>(?:19|20)\d\d)", months=None, kinds=BLURB,
         trap=r"\b(?:campaign|project|program|initiative|work(?:ed|ing) (?:with|on))\b"),
    Rule("C07", "year", "founded established started began",
         r"^(?P<K>Founded|Established|Started|It all (?:started|began)|(?:Our|The) story (?:starts|started|begins|began)) (?:back )?in (?:[A-Z]?[a-z]+ )?(?P<YEAR>(?:19|20)\d\d)\b", months=None, kinds=frozenset(("about", "home", "values", "team", "other")), subject=False),
    Rule("C07", "year", "started founded began",
         r"\bIn (?:the \w+ of |early |late |mid-)?(?:[A-Z][a-z]+ )?(?P<YEAR>(?:19|20)\d\d), (?:[Ww]e|~NAMES~|our founders?)(?: was| were)? (?P<K>started|founded|began)\b", months=None, kinds=frozenset(("about", "home", "values", "team"))),
    Rule("C07", "problem", "started began turned became grew",
         r"(?P<K>(?:[Ww]hat|[Ww]e|~NAMES~)(?: \w+)? (?:started|began) (?:out )?as .{3,90}? (?:turned into|became|grew into|has grown into|has become))", months=None, kinds=frozenset(("about", "home", "values")), subject=False),
    Rule("C07", "problem", "frustrated frustration founded started began saw couldn't realized broken",
         r"(?:~WE~|[Oo]ur founders?)~GAP~(?P<K>founded|started|began|out of frustration|couldn['’]t find|saw (?:that|how|a)|set out to)\b(?=.*\b(?:~PROBLEM~)\b)", months=None, kinds=frozenset(("about", "home", "values")), accepts=FACT | frozenset(("neg",))),
    # --- C08 funding ----------------------------------------------------------------------------------------------
    Rule("C08", "round", "raised closed secured announced raises series seed round funding",
         r"~WE~~GAP~(?P<K>raised|closed|secured|announc\w+|completed|received)\b[^.;]{0,60}?(?P<ROUND>Series [A-F](?: round)?|[Ss]eed round|[Ss]eed funding|IPO)", needs_date=True, accepts=DONE),
    Rule("C08", "grant", "grant awarded received secured funding",
         r"~WE~~GAP~(?P<K>received|awarded|secured|won)(?: [\w-]+){0,5}? (?P<ROUND>grant)\b(?: from (?:the )?(?P<ORG>~CAP~))?", needs_date=True, accepts=DONE),
    # --- C09 acquisition ------------------------------------------------------------------------------------------
    Rule("C09", "acquirer", "acquired acquires acquiring acquisition merged",
         r"~WE~~GAP~(?P<K>acquir(?:ed|es|ing)|bought|merged with|completed the acquisition of) (?:the )?(?P<ORG>~CAP~)", months=36, needs_date=True, trap=r"\b(?:talent|customer) acquisition\b|\brumou?r"),
    Rule("C09", "acquired", "acquired part joins",
         r"~WE~(?: (?:has|have|was|were|is|are|recently|been|now)){0,3} (?P<K>acquired by|now part of|becom\w+ part of|become part of|joining forces with|bought by) (?:the )?(?P<ORG>~CAP~)", months=36,
         trap=r"\b(?:talent|customer) acquisition\b|\bsomething\b"),
    # --- C10 cuts -------------------------------------------------------------------------------------------------
    Rule("C10", "cuts", "layoff layoffs laid redundancies redundancy goodbye workforce reduce reducing reduced go headcount closing closed",
         r"~WE~~GAP~(?P<K>laid off|layoffs?|made redundant|redundanc(?:y|ies)|said goodbye to \d+|say goodbye to \d+|let \d+ (?:\w+ ){1,2}go|clos(?:ed|ing) (?:our|the) \w+ (?:office|site|hub|plant|store)|reduc\w+ (?:our|the) (?:team|workforce|headcount))", needs_date=True, accepts=FACT),
    # --- C11 regulation -------------------------------------------------------------------------------------------
    Rule("C11", "obtained", "certified certification certificate audit audited accredited authorized authorised compliant attested completed achieved passed",
         r"~WE~~GAP~(?P<K>certified|compliant|accredited|authori[sz]ed|passed|achieved|completed|obtained|received|earned|certification)\b", accepts=DONE | frozenset(("state",)), trap=r"\bhelp(?:s|ing)? you\b|\bcookie"),
    Rule("C11", "requirement", "comply complies compliance compliant requirements regulation regulations audit audits section gdpr hipaa wcag",
         r"~WE~~GAP~(?P<K>compl(?:y|ies|iant|iance)|meet|follow|adher\w+|audit\w*|conform\w*|subject to)\b", kinds=ANY - {"press"}, accepts=FACT, trap=r"\bhelp(?:s|ing)? (?:you|our|clients|customers)\b|\bcookie|\bequal (?:employment )?opportunity|\bapplicants?\b"),
    # --- C12 technology -------------------------------------------------------------------------------------------
    Rule("C12", "from-to", "moved moving migrated migrating migration switched switching switch upgraded upgrading upgrade replaced replacing transitioned ported converted rewrote rewriting",
         r"(?P<K>mov(?:ed|ing)|migrat(?:ed|ing|ion)|switch(?:ed|ing)|upgrad(?:ed|ing|e)|transition(?:ed|ing)?|port(?:ed|ing)|convert(?:ed|ing)|rewr(?:ote|iting))\b(?P<TAIL>[^.;]{0,60}? from [^;]{2,60}? to [^;]{2,60})",
         kinds=NEWSY | {"other", "about", "careers"}, accepts=FACT, months=36, trap=r"\bhow to\b|\byou(?:r|['’]re)?\b|\bclients?\b|\bcustomers?\b"),
    Rule("C12", "replace", "replaced replacing replace",
         r"~WE~~GAP~(?P<K>replac(?:ed|ing))(?P<TAIL> [^.;]{2,60}? (?:with|by) [^.;]{2,60})", kinds=NEWSY | {"other", "about", "careers"}, accepts=FACT, months=36),
    Rule("C12", "done", "adopted chose picked standardized standardised migrated moved upgraded upgrading switched rewrote built rebuilt deployed",
         r"~WE~~GAP~(?P<K>adopted|chose|standardi[sz]ed on|migrated (?:\w+ ){0,4}?to|moved (?:\w+ ){0,4}?to|upgrad(?:ed|ing) (?:\w+ ){0,5}?to|switched (?:\w+ ){0,4}?to|(?:re)?built (?:\w+ ){0,4}?(?:on|with|on top of)|rewrote [\w ]{0,30}? in) (?P<TAIL>[^.;]{2,60})",
         kinds=NEWSY | {"other", "about", "careers"}, accepts=DONE, months=36, trap=r"\bclients?['’]|\bfor (?:a|our) clients?\b"),
    Rule("C12", "built on", "combines runs built powered based uses builds relies",
         r"(?:~WE~|[Oo]ur (?:platform|products?|services?|hubs?|infrastructure|software|stack|app|tools?))~GAP~(?P<K>combines?|runs? on|built (?:on|with|entirely on|entirely with)|powered by|based on|uses?|builds? on|rel(?:y|ies) on)\b(?P<TAIL>[^.;]{2,120})",
         kinds=frozenset(("home", "about", "products", "other")), months=None, trap=r"\bcookies?\b|\banalytics\b|\bforms?\b|\bemail|\btutorial\b|\byou\b|\bclients?\b"),
    # --- C13 lessons ----------------------------------------------------------------------------------------------
    Rule("C13", "sentence", "outage regression mistake mistakes hindsight wrong incident postmortem post-mortem failed lesson lessons underestimated down looking call",
         r"(?:~WE~~GAP~(?P<K>got (?:this|it|that|\w+) wrong|made (?:a|the|some|several|\w+) mistakes?|learned (?:a|the|some|several|that|this|from|many|\w+) ?[\w ]{0,20}(?:hard way|lessons?|mistakes?)|underestimated|failed to|should have|didn['’]t (?:realize|realise|anticipate|expect|think))"
         r"|(?P<K2>[Ii]n hindsight|[Ll]ooking back, we|[Oo]ur (?:biggest |first |main )?mistake was|the wrong call|[Rr]oot cause (?:was|of)|took (?:\w+ ){1,5}down for|was down for|introduced a regression|caused (?:an|the) outage))", kinds=NEWSY, accepts=ALL, subject=False, months=24, trap=r"\byou\b"),
    # --- C14 way of working ---------------------------------------------------------------------------------------
    Rule("C14", "style", "remote remote-first distributed async asynchronous asynchronously hybrid remotely",
         r"(?:~WE~|[Oo]ur (?:team|company|staff|culture|workforce))~GAP~(?:100% )?(?P<K>(?P<WORKSTYLE>remote-first|remote first|fully remote|all-remote|remote-only|distributed|async(?:hronous(?:ly)?)?|hybrid|remotely|remote))\b", kinds=ROLE | {"about", "values", "team", "home", "other"}, months=36,
         trap=r"\b(?:system|systems|ledger|database|computing|version control|software|architecture|usability|testing|technolog\w+|network|blockchain|applications?|interviews?|research)\b"),
    Rule("C14", "style", "remote-first distributed remote",
         r"~NAMES~ (?:\w+ ){0,2}?is (?:an? )?(?:\w+ ){0,2}?(?P<K>(?P<WORKSTYLE>remote-first|fully remote|distributed|remote))\b", kinds=ANY, months=36, trap=r"\b(?:system|ledger|database|computing|software|blockchain|network)\b"),
    Rule("C14", "days", "days office onsite in-office",
         rf"(?P<K>(?P<N>{_TODAY}) days? (?:a|per|each|in) (?:week|the office))\b(?=[^.;]*)", kinds=ROLE | {"values", "about"}, subject=False, accepts=FACT | PLANS, trap=r"\b(?:pto|vacation|leave|holiday|travel)\b"),
    Rule("C14", "timezones", "zones zone time-zones timezones",
         r"(?P<K>(?:more than |over |across )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten) (?:different )?time ?zones)", kinds=ANY - NEWSY, subject=False),
    Rule("C14", "practice", "offsite offsites core async asynchronously in-person retreat retreats",
         r"~WE~~GAP~(?P<K>core hours|off-?sites?|retreats?|meet in person|get together in person)", kinds=ROLE | {"values", "about"}),
    # --- C15 pledges ----------------------------------------------------------------------------------------------
    Rule("C15", "pledge", "net-zero carbon emissions recycled pledge pledged living climate renewable",
         r"~WE~~GAP~(?P<K>net[- ]zero|carbon[- ](?:neutral|negative|footprint)|emissions|recycled|pledged?|living wage|renewable)\b", kinds=COMPANY - NEWSY | {"article", "press"}, accepts=ALL - {"neg"}, months=36),
    # --- C16 awards -----------------------------------------------------------------------------------------------
    Rule("C16", "award", "award named ranked winner finalist shortlisted won",
         r"~WE~~GAP~(?P<K>won|win|named|ranked|finalist|shortlisted|recogni[sz]ed|awarded|receiv\w+)\b", needs_date=True, accepts=DONE | frozenset(("state",))),
    # --- C17 partners ---------------------------------------------------------------------------------------------
    Rule("C17", "partner", "partnered partnering partnership partner teamed teaming alliance collaborating collaborated collaboration venture",
         r"~WE~~GAP~(?P<K>partner(?:ed|ing)? with|partnership with|team(?:ed|ing) up with|collaborat(?:ed|ing) with|collaboration with|joint venture with|join(?:ed|ing) forces with) (?:the |our friends at |our colleagues at |folks at |)(?P<ORG>~ORG~)",
         accepts=FACT, months=24, trap=r"\bsponsor|\bbusiness partners?\b"),
    Rule("C17", "partner", "partnership collaboration",
         r"\b(?:[Oo]ur|~NAMES~['’]s) (?:\w+ )?(?P<K>(?:partnership|collaboration) with) (?:the |)(?P<ORG>~ORG~)", accepts=FACT, months=24),
    Rule("C17", "partner", "together",
         r"^(?P<K>Together with) (?:the |)(?P<ORG>~ORG~), we\b", accepts=FACT, months=24),
    Rule("C17", "partner", "started began",
         r"(?P<ORG>~ORG~)(?: and ~ORG~)? (?P<K>(?:started|began|have started|has started) (?:to work|working) with) (?:us\b|~NAMES~)", accepts=FACT, months=24, subject=False),
    # --- C18 mission ----------------------------------------------------------------------------------------------
    Rule("C18", "mission", "mission purpose vision exist here",
         r"(?P<K>(?:[Oo]ur|~NAMES~['’]s) (?:\w+ ){0,2}?(?:mission|purpose|vision) is\b|[Ww]e exist to\b|[Ww]e['’]re here to\b|[Ww]e are here to\b|~NAMES~ exists to\b|~NAMES~['’]s mission to\b|[Oo]ur mission to\b)", kinds=BLURB | ROLE, accepts=ALL, forms=frozenset(("VP",))),
    # --- C19 ambition ---------------------------------------------------------------------------------------------
    Rule("C19", "dated", "2024 2025 2026 2027 2028 2029 2030 2031 2032 2033 2035 2040 2045 2050 end quarter years months year",
         r"(?P<K>(?:[Bb]y|[Bb]efore|[Uu]ntil) (?:the )?(?:(?:end|start|middle|close) of )?(?:next year|(?:Q[1-4](?: of)? )?(?P<YEAR>20\d\d))\b|[Ww]ithin (?:the next )?(?:\d+|two|three|four|five|ten) (?:years|months)\b|(?:[Oo]ver|[Ii]n) the next (?:(?:\d+|two|three|four|five|ten|few|couple of) )?(?:years?|months?|quarters?)\b)",
         kinds=COMPANY | ROLE, accepts=ALL, months=None, trap=r"\bcopyright\b|\bmarket\b[^.]{0,40}\b(?:reach|grow|worth)|\bexpected to reach\b|\bcitizens\b"),
    Rule("C19", "goal", "goal aim target ambition",
         r"(?P<K>[Oo]ur (?:long[- ]term |ultimate |ambitious |next |main |primary |big )?(?:goal|aim|target|ambition) (?:is|for \w+(?: \w+){0,3} is)(?: to)?)\b", kinds=frozenset(("about", "home", "values", "other", "careers", "posting")), accepts=ALL, forms=frozenset(("VP",)), months=None, trap=r"\bhelp you\b|\bapplicants?\b|\b(?:wages?|salar\w+|pay|compensation)\b|\b(?:is|are) (?:simple|clear|always|not|never|your|you)\b"),
    # --- C20 shift ------------------------------------------------------------------------------------------------
    Rule("C20", "shift", "shifted shifting pivoted pivot refocused refocusing repositioned longer sunset retired retiring discontinued deprecated rebranded",
         r"~WE~~GAP~(?P<K>shift(?:ed|ing)(?: \w+){0,4}? (?:from|to|toward|towards|away)|pivot(?:ed|ing)|refocus(?:ed|ing)|reposition(?:ed|ing)|no longer|sunset(?:ting)?|discontinu(?:ed|ing)|deprecat(?:ed|ing)|stopped (?:offering|selling|supporting|using|doing))", accepts=ALL, needs_date=True, months=24),
    Rule("C20", "retired", "retired retiring sunset sunsetting discontinued discontinuing deprecated retire decommissioned decommissioning",
         r"(?:~WE~~GAP~(?P<K>retir(?:ed|ing)|sunset(?:ting)?|discontinu(?:ed|ing)|decommission(?:ed|ing)) (?:our |the )?(?P<PRODUCT>~CAP~))", accepts=DONE, needs_date=True),
    Rule("C20", "pricing", "pricing",
         r"~WE~~GAP~(?P<K>(?:chang|updat|introduc|simplif|mov)\w*(?: \w+){0,4}? pricing)", accepts=DONE, needs_date=True),
    # --- C21 customer story ---------------------------------------------------------------------------------------
    Rule("C21", "story", "helped enabled allowed reduced saved cut increased",
         r"(?:~WE~~GAP~)?(?P<K>helped|have helped|has helped)(?: the)? (?P<ORG>~ORG~)(?: \w+){0,8}? (?P<VERB>reduce|save|cut|increase|improve|launch|build|create|modernize|migrate|move|deliver|design|redesign|develop|transform|give|make|get|grow|bring|turn|scale|find|open|reach|automate|replace|rebuild|understand|secure|streamline|simplify)\w*\b", months=36),
    Rule("C21", "result", "reduced saved cut increased improved",
         r"(?:^|, )(?P<ORG>~ORG~)(?: has| have)? (?P<K>reduced|saved|cut|increased|lowered|raised)(?: \w+){0,6}? (?:by |to )?(?P<NUM>\d+(?:\.\d+)?(?:%| percent| hours| days))(?=[,.;]|$| )", kinds=frozenset(("customers",)), subject=False, months=36),
    # --- C22-C24: what small and open organisations say -----------------------------------------------------------
    Rule("C22", "limit", "capacity bandwidth resources afford leave left",
         r"~WE~~GAP~(?P<K>(?:did|do|does) ?(?:not|n['’]t) (?:currently )?have (?:the |enough |sufficient )?(?:capacity|bandwidth|resources|time|people|staff)|lack(?:ed)? the (?:capacity|bandwidth|resources)|had to (?:leave|postpone|drop|pause|cut|stop)|ran out of (?:time|capacity|money)|could ?n['’o]t afford|didn['’]t have (?:the |enough )?(?:capacity|bandwidth|resources|time))", kinds=COMPANY, accepts=ALL, months=36),
    Rule("C23", "handed over", "enabled enables empower empowered gives gave let",
         r"~WE~~GAP~(?P<K>enabled) (?:the )?(?P<ORG>~ORG~)(?:['’]s team)? to (?:run|make|manage|deploy|build|operate|update|control|do|own|self-?serve|edit|create|change|configure|maintain)\b", months=36),
    Rule("C24", "right", "right rights",
         r"(?P<K>(?:gives?|grants?|guarantees?|have|has|reserve) (?P<WHOM>customers|communities|users|members|clients|partners|everyone|our (?:customers|users|members|clients|communities)) the right to|(?P<WHOM2>[Cc]ustomers|[Cc]ommunities|[Uu]sers|[Mm]embers|[Cc]lients) (?:always )?have the right to)", kinds=BLURB | {"article"}, subject=False,
         accepts=ALL, months=None, forms=frozenset(("VP",)), trap=r"\b(?:personal data|privacy|gdpr|terminate|refund|erasure|access to your|we reserve)\b"),
    # --- C30 and on: what smaller, public and open organisations say ----------------------------------------------
    Rule("C30", "contract", "awarded won received secured selected signed",
         r"~WE~~GAP~(?P<K>awarded|won|received|secured|selected|signed)\b[^.;]{0,60}?\b(?:contract|framework agreement|tender|task order|IDIQ)\b[^.;]{0,30}? (?:by|from|with) (?:the )?(?P<ORG>~ORG~)",
         kinds=COMPANY, accepts=DONE, needs_date=True, months=60),
    # --- C46-C50: what posts tell beside their news ----------------------------------------------------------------
    Rule("C46", "next step", "plan planning plans hope hoping intend aim aiming going look looking want next",
         r"(?:~WE~(?: are|['’]re)?(?: (?:also|now|currently|then|actively|next|already))? (?P<K>plan(?:ning)? to|hop(?:e|ing) to|intend(?:ing)? to|aim(?:ing)? to|going to|want to|looking to)|[Oo]ur (?:next|plan|next step)(?: step)? is (?P<K2>to))\b",
         kinds=NEWSY, accepts=PLANS | frozenset(("going on", "state")), needs_date=True, months=30, forms=frozenset(("VP",)),
         trap=r"\b(?:thank|share more|hear from|invite|see you|meet you|webinar|conference|today|in this (?:post|article|blog)|this (?:post|article)|below|let you know|you know|discuss|talk about|write about|explain|describe|show you|feedback)\b"),
    Rule("C47", "decided", "decided chose opted settled deliberately instead",
         r"~WE~(?: (?:\w+ly|also|then|have|had|eventually|finally)){0,2} (?P<K>decided (?:not )?(?:to|against)|decided that|chose (?:not )?to|opted (?:not )?(?:to|for)|settled on|deliberately \w+ed)\b",
         kinds=NEWSY | {"about", "products", "other"}, accepts=ALL - {"plan"}, months=36,
         trap=r"\b(?:share|write|attend|this (?:post|blog)|you|start(?:ed)? (?:a|this) blog|join(?:ed)? us)\b"),
    Rule("C48", "still open", "yet still remain remains unsolved unclear open",
         r"(?P<K>~WE~(?: (?:have|do|are))?(?:n['’]t| not)(?: \w+){0,3}? yet\b|~WE~ (?:have|do|are)(?:n['’]t| not) yet\b|~WE~ still (?:need|don['’]t|do not|can['’]t|cannot|lack|have no|have a lot|struggle|have (?:much|more|some) (?:work|to do))|(?:remains?|is still) (?:an open question|unsolved|unclear|a challenge|a hard problem|an open problem|a work in progress))",
         kinds=NEWSY | {"about", "products", "other", "values", "careers"}, accepts=ALL, months=24, subject=False,
         trap=r"\b(?:you|hiring|positions?|openings?|release date|cookies?|form|if)\b"),
    Rule("C49", "result", "reduced cut lowered increased raised improved shortened doubled halved saved tripled brought",
         r"~WE~~GAP~(?P<K>reduced|cut|lowered|increased|raised|improved|shortened|saved|brought)\b(?=[^.;]{0,60}?(?:\d+(?:\.\d+)?(?:%| ?percent| ?x\b)|from (?:about |around |over |roughly )?(?:\d[\d,.]*|\w+) (?:\w+ ){0,2}to (?:about |around |under |just )?\d))",
         kinds=NEWSY | {"customers", "about", "products", "other"}, accepts=DONE, months=36,
         trap=r"\b(?:raised \$|funding|round|series [a-f]|prices?|fundrais|donat)\b"),
    Rule("C49", "halved", "doubled halved tripled",
         r"~WE~~GAP~(?P<K>halved|doubled|tripled) (?:our|the|their|its)\b", kinds=NEWSY | {"customers", "about", "products", "other"}, accepts=DONE, months=36,
         trap=r"\bfunding\b|\bteam\b|\bheadcount\b"),
    Rule("C50", "finding", "learned learnt found discovered noticed realized realised heard observed",
         r"~WE~(?: (?:\w+ly|also|soon|have|had|then|often|repeatedly)){0,2} (?P<K>(?:learned|learnt|found|discovered|noticed|reali[sz]ed|heard|observed) (?:that|how|[\w-]+s (?:were|are|did|do|had|have|would|could)))\b",
         kinds=NEWSY, accepts=DONE | frozenset(("state",)), needs_date=True, months=36,
         trap=r"\byou\b|\bwe (?:were|are) (?:the|a) (?:winner|finalist)|\bcovid\b|\bpassed away\b"),
    Rule("C54", "without", "require have believe use charge sell offer accept take run track measure hire keep do need ask",
         r"(?P<K>\b[Ww]e (?:do not|don['’]t|never) (?:require|have|believe in|use|charge|sell|offer|accept|take|run|track|measure|hire|keep|do|ask for) (?!to\b|not\b|yet\b|it\b|this\b|that\b|any (?:open|current)|(?:the |enough )?(?:capacity|resources|time)))",
         kinds=frozenset(("about", "careers", "values", "home", "posting", "products", "other")), accepts=ALL, months=None, subject=False,
         trap=r"\b(?:cookies?|personal (?:data|information)|third part|discriminat|open(?:ings)?|positions?|visa|sponsor|unsolicited|agenc|share your|sell your|applications?|warrant|liab\w+|refund|tolerate|responsib|control|guarantee)\w*\b"),
    Rule("C14", "style", "remotely remote work",
         r"(?:\b(?:[Yy]ou (?:can|may|could|will)|[Ww]e (?:all|mostly|mainly)?|[Ww]ork) ?(?:also )?(?:work )?|^)(?P<K>(?P<WORKSTYLE>fully remote|remotely|[Rr]emote))(?= from (?:anywhere|home|wherever)| worldwide|$| work$| \()", kinds=ROLE | {"about", "values", "other"}, subject=False, accepts=ALL - {"neg"}, months=36),
    Rule("C14", "practice", "retreat retreats offsite offsites",
         r"~WE~~GAP~(?P<K>(?:group |team |company )?(?:retreats?|off-?sites?))\b", kinds=ROLE | {"values", "about", "other"}, accepts=PLANS | FACT),
    Rule("C34", "open", "openly open public publish share",
         r"~WE~~GAP~(?P<K>work(?:s|ing)? (?:in the open|openly|in public)|do (?:all |almost all |most )?(?:of )?our work (?:in the open|openly|in public)|default to (?:open|public)|publish our (?:roadmap|code|handbook|plans)|build in (?:public|the open)|share our (?:code|roadmap|failures|mistakes|plans))\b",
         kinds=COMPANY | ROLE, months=36),
    Rule("C36", "budget", "budget stipend allowance",
         r"(?P<K>budget|stipend|allowance) of (?:up to )?(?P<NUM>[$€£]\d[\d,]*)(?= [^.;]{0,40}?\b(?:professional development|learning|training|conferences|education)\b)", kinds=ROLE | {"values", "about"}, subject=False, months=None),
    Rule("C36", "budget", "budget stipend allowance",
         r"(?P<NUM>[$€£]\d[\d,]*) (?:\w+ ){0,3}?(?:professional development|learning|training|conference|education)(?: and \w+)? (?P<K>budget|stipend|allowance)", kinds=ROLE | {"values", "about"}, subject=False, months=None),
    Rule("C37", "stage", "startup start-up early started young small lean flat self-organized self-organised self-managed growing tiny",
         r"~WE~(?: are|['’]re| is)(?: [a-z]+){0,2}? (?P<K>in start-?up mode|in (?:the|our) early (?:days|stages)|just getting started|an? (?:young|small|small and growing|small but \w+|tiny|lean|flat|self-organi[sz]ed|self-managed) (?:organi[sz]ation|company|team|start-?up|studio|practice|group))\b(?! of\b)", kinds=ROLE | {"about", "values", "team"}, months=36),
    Rule("C40", "origin", "us",
         r"\b(?:[Aa] lot|[Mm]any|[Mm]ost|[Ss]everal) of us (?:\w+ ){0,2}?(?P<K>worked (?:for|at)|came from|come from)\b(?:[^.;]{0,50}? (?:such as|like|including))? (?:the )?(?P<ORG>\d{0,2}[A-Z][\w&]*(?: [A-Z][\w&]*){0,3})", kinds=BLURB, subject=False, months=None),
    Rule("C45", "spread", "across in from throughout",
         r"(?:\b[Ww]e\b|\b[Oo]ur (?:[\w-]+ ){0,2}?(?:team|people|employees|colleagues|staff|teammates)\b|~NAMES~)(?=[^.;]*\b(?:team|people|employees|colleagues|staff|teammates|spread|located|live|based)\b)[^.;]{0,90}?\b(?P<K>across|in|from|throughout) (?P<PLACES>(?:more than |over )?(?:\d{1,3}|three|four|five|six|seven|eight|nine|ten|twelve)\+?(?: different)? (?:[Ss]tates|countries|cities|continents|offices|locations|provinces))\b",
         kinds=BLURB | ROLE, subject=False, months=36, trap=r"\b(?:customers?|clients?|users?|serv(?:e|es|ed|ing)|available|ship\w*|sold|partners?|students|projects?|markets?|patients|communit\w+|used|members?)\b"),
)  # fmt: skip

VALUE_CUE = re.compile(
    r"\b(?P<K0>[Ww]e['’]d rather)\b|^(?P<K4>(?:Nobody|Everyone|No one) [a-z]+s)\b|\b(?:[Ww]e|[Nn]obody|[Ee]veryone) (?:(?:always|never|don['’]t|do not|actively|openly|also|would rather|will) )?"
    r"(?P<K>default|choose|say|share|admit|disagree|commit|own|write|ask|assume|speak|prefer|favou?r|challenge|publish|put|pick|"
    r"start with|test|tell|fix|question|trust|measure|embrace failure|experiment|refuse|learn from|make mistakes|hold|"
    r"respect|take|listen|give|treat|err|optimi[sz]e for|prioriti[sz]e|seek|argue|debate|celebrate|bring|strive|stop|hire|raise|decide|let|leave|slow down|pay|read|expect|start|finish|check|reward|encourage)\b"
    r"|\b[Ww]e\b[^.;]{0,80}?(?:(?P<K1>\beven (?:when|if)\b)|(?P<K2>\bnot \w+(?: \w+){0,3},? but\b)|(?P<K3>\bbefore (?:we|you) \w+|\bover [a-z]+ing\b|\brather than\b))"
)
X_OVER_Y = re.compile(
    r"^(?P<X>(?!(?:[Ww]e|I|[Yy]ou|[Tt]hey)\b)[A-Za-z][\w’'-]*(?: (?!over\b)[\w’'-]+){0,3}) (?P<K>over|before|beats|above|is better than) (?P<Y>(?!(?:the|a|an|time|and|\d+|all|here|it|there|again|long|years|next|last)\b)[A-Za-z][\w’'-]*(?: [\w’'-]+){0,3})[.!]?$"
)
X_NOT_Y = re.compile(r"^[A-Z][\w’'-]*(?: [\w’'-]+){1,5}, not (?:just )?[\w’'-]+(?: [\w’'-]+){0,2}[.!]?$")
VALUE_HEADINGS = re.compile(
    r"(?i)\b(?:values?|principles?|culture|beliefs?|what we believe|how we (?:work|act|behave|think)|what (?:drives|guides|matters)|our (?:way|approach|ethos)|leadership principles|manifesto"
    r"|valeurs?|principes|unsere werte|werte|grundsätze)\b"
)
LESSON_TITLE = re.compile(
    r"(?i)\b(?:post-?mortem|outages?|root cause|what went wrong|lessons?(?: we(?:['’]ve)?)? learned|we got (?:this|it) wrong|in hindsight|looking back|mistakes?(?: we)?|retrospective"
    r"|incident (?:report|review)|failures?|failed|out-of-memory|regression|vulnerability|bug)\b"
)
LISTICLE = re.compile(
    r"(?i)^(?:\d+|top|five|six|seven|ten|how to avoid|common|the \d+|why (?:you|most))\b|\byou(?:r)?\b"
)
TITLE_MOVE = re.compile(
    r"(?i)\b(?P<K>mov(?:ed|ing)|migrat(?:ed|ing|ion)|switch(?:ed|ing)|upgrad(?:ed|ing)|transition(?:ed|ing)|port(?:ed|ing)|rewr(?:ote|iting)|goodbye|leaving)\b"
)
TESTIMONIAL = re.compile(
    r"(?i)\b(?:testimonials?|what (?:our )?(?:clients|customers|people|users|partners|others) (?:say|are saying)|kind words|in their words|happy customers)\b"
)
FURNITURE = re.compile(
    r"(?i)\b(?:cookies?|privacy policy|terms (?:of|and)|all rights reserved|©|equal[- ](?:employment )?opportunity|regardless of|without regard to|protected (?:veteran|status|by)|forward-looking statements"
    r"|subscribe to|sign up for|newsletter|click here|read more|learn more about|contact us|unsubscribe|reasonable accommodations?|e-verify)\b"
)
PLAN = re.compile(
    r"\b(?:will|['’]ll|plan(?:s|ning|ned)?(?: to| on)?|aim(?:s|ing)?|hop(?:e|es|ing)|expect(?:s|ing)?|intend(?:s)?|could|may|might|would|want(?:s)? to|working (?:to|toward|towards) |going to|look(?:ing)? (?:to|forward to)|consider(?:ing)?|goal (?:is|to|of)|should|need to|seek(?:s|ing)? to|try(?:ing)? to)\b"
)
NEGATION = re.compile(r"\b(?:not|never|no longer|without|cannot|nobody|neither|nor|hardly)\b|n['’]t\b")
ONGOING = re.compile(r"\b(?:are|is|['’]re|am|['’]s|were|was|been) (?:\w+ ){0,2}?\w+ing\b")


@lru_cache(maxsize=8)
def compiled(names: tuple[str, ...]) -> tuple[tuple[Rule, re.Pattern[str], re.Pattern[str] | None], ...]:
    """Return the rules with their patterns for an employer that goes by `names`."""
    return tuple((r, re.compile(expand(r.cue, names)), re.compile(r.trap, re.I) if r.trap else None) for r in RULES)


@lru_cache(maxsize=8)
def by_word(names: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Return trigger word -> indices of the rules it may start."""
    index: dict[str, list[int]] = {}
    for at, (rule, _, _) in enumerate(compiled(names)):
        for word in rule.words.split():
            index.setdefault(word, []).append(at)
    return {w: tuple(found) for w, found in index.items()}


def employer(names: Sequence[str]) -> str:
    """Return the pattern of the employer's names, longest first; one that never matches when there are none."""
    usable = sorted({n for n in names if len(n) > 1}, key=len, reverse=True)
    return rf"(?<![\w-])(?:{'|'.join(re.escape(n) for n in usable)})(?![\w-])" if usable else r"(?!)"


def expand(cue: str, names: Sequence[str]) -> str:
    """Return `cue` with its ~MACROS~ written out."""
    names_pattern = employer(names)
    we = (
        rf"(?:(?<![\w-])(?:[Ww]e|[Oo]ur (?!clients?\b|customers?\b|partners?\b|users?\b)(?:[\w-]+ ){{0,2}}?(?:{_WE_NOUNS})|{names_pattern}"
        rf"(?:['’]s (?:\w+ ){{0,2}}?(?:team|staff))?)(?:['’](?:ve|re|ll|d))?)(?![\w-])"
    )
    units = "|".join(sorted(lexicons.word_set("unit_nouns"), key=len, reverse=True))
    problems = "|".join(re.escape(w) for w in sorted(lexicons.word_set("problem_words")))
    filled = cue.replace("~NUM~", _MACROS["NUM"]).replace("~UNIT~", rf"(?:{units})\b")
    filled = filled.replace("~INT~", r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)")
    filled = filled.replace("~ORG~", ORG).replace("~PROBLEM~", problems)
    for name in ("GAP", "CAP", "NAME", "TITLE"):
        filled = filled.replace(f"~{name}~", _MACROS[name])
    return filled.replace("~WE~", we).replace("~NAMES~", names_pattern)
