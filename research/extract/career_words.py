"""The vocabulary of careers: sections, spans of time, titles, organisations, places; what is private. Data, and pure
tests on one line. English, German, French, Spanish and Portuguese.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from research.months import MONTH, PRESENT, month
from research.text import bare

Section = Literal[
    "experience", "education", "summary", "skills", "certificates", "works", "contact", "languages", "private", "other"
]

# Headings as they stand in profiles and resumes (LinkedIn's are localised), accents dropped.
_SECTIONS: dict[Section, str] = {
    "experience": "experience|work experience|professional experience|relevant experience|employment|"
    "academic appointments|appointments|professional appointments|academic positions|positions held|academic career|"
    "research experience|industry experience|"
    "employment history|"
    "work history|career|career history|work|professional background|positions|jobs|berufserfahrung|"
    "beruflicher werdegang|werdegang|erfahrung|praxis|experience professionnelle|experiences|"
    "experiences professionnelles|parcours|parcours professionnel|experiencia|experiencia laboral|"
    "experiencia profesional|trayectoria|trayectoria profesional|experiencia profissional|carreira|esperienza|"
    "esperienze",
    "education": "education|qualifications|academic qualifications|"
    "academic background|studies|academic history|education and training|ausbildung|bildung|"
    "studium|bildungsweg|formation|etudes|formations|educacion|formacion|formacion academica|estudios|formacao|"
    "formacao academica|educacao|formazione|istruzione",
    "summary": "summary|research interests|"
    "about|about me|profile|professional summary|bio|biography|overview|objective|zusammenfassung|"
    "uber mich|profil|kurzprofil|resume|a propos|presentation|extracto|acerca de|perfil|resumen|sobre mi|resumo|"
    "sobre|sobre mim|riepilogo|profilo",
    "skills": "skills|top skills|key skills|core skills|technical skills|technologies|tools|expertise|"
    "core competencies|"
    "competencies|top-kenntnisse|kenntnisse|fahigkeiten|kompetenzen|competences|principales competences|aptitudes|"
    "aptitudes principales|habilidades|competencias|principais competencias|competenze principali|competenze",
    "certificates": "certifications|certificates|licenses|licenses & certifications|licences and certifications|"
    "courses|training|zertifikate|bescheinigungen|zertifizierungen|weiterbildung|certificats|certificaciones|"
    "cursos|certificacoes|licencas e certificados|certificazioni",
    "works": "publications|selected publications|peer-reviewed publications|grants|grants and awards|"
    "grants & awards|awards and grants|funding|awards and honors|honors|honours|honors and awards|awards & honors|"
    "invited talks|presentations|service|academic service|professional service|teaching experience|supervision|"
    "memberships|talks|speaking|selected talks|patents|open source|projects|selected projects|writing|"
    "articles|books|podcasts|conferences|awards|honors-awards|honors & awards|veroffentlichungen|publikationen|"
    "vortrage|patente|projekte|auszeichnungen|conferences et publications|projets|brevets|publicaciones|proyectos|"
    "patentes|charlas|research|teaching|publicacoes|projetos|palestras|premios|pubblicazioni|progetti",
    "contact": "contact|contact me|contact details|kontakt|coordonnees|contactar|contacto|get in touch|contato|"
    "contatti",
    "languages": "languages|sprachen|langues|idiomas|lingue",
    "private": "interests|hobbies|hobbies and interests|personal|personal details|personal information|private|"
    "family|"
    "outside work|otherwise|volunteering|volunteer experience|causes|freizeit|interessen|personliche daten|"
    "personliches|privat|ehrenamt|loisirs|centres d'interet|interets|aficiones|intereses|datos personales|"
    "references|interesses|dados pessoais|voluntariado|interessi",
}  # fmt: skip
_BY_HEADING: dict[str, Section] = {name: code for code, names in _SECTIONS.items() for name in names.split("|")}


def section_of(text: str) -> Section | None:
    """Return the section that a line heads, None when it is no heading of a section."""
    return _BY_HEADING.get(bare(text).strip(" :.•-")) if len(text) <= 40 else None


# --- spans of time ----------------------------------------------------------------------------------------------

_POINT = r"(?:(?:(?P<#m>MONTH)\.?,?\s+(?:de\s+)?|(?P<#n>0?[1-9]|1[0-2])\s?[/.]\s?)?(?P<#y>(?:19|20)\d\d))".replace(
    "MONTH", MONTH
)
_SPAN = re.compile(
    r"(?<![\w/.])(?:from\s+|von\s+|du\s+|de\s+|desde\s+|dal?\s+)?" + _POINT.replace("#", "a")
    + r"\s*(?:[-–—‒→~]|to|until|till|through|bis|à|au|a|al|hasta|até|jusqu['’]à)\s*"
    + rf"(?:{_POINT.replace('#', 'b')}|(?P<short>\d\d)(?!\d)|(?P<now>{PRESENT}))(?!\d)",
    re.IGNORECASE,
)  # fmt: skip
_SINCE = re.compile(
    r"\b(?:since|seit|depuis|desde|dal)\s+" + _POINT.replace("#", "a") + r"(?!\d)(?!\s*[-–—])", re.IGNORECASE
)
_LENGTH = re.compile(
    r"\(?\s*·?\s*(?:less than a year|weniger als ein jahr|moins d['’]un an|menos de un año|menos de um ano"
    r"|meno di un anno|\d{1,2}\+?\s*(?:years?|yrs?|jahre?|ans?|años?|anos?|ann[oi]|months?|mos?|monate?n?|mois"
    r"|m[eê]s(?:es)?|mes[ei])\b"
    r"(?:,?\s*(?:and\s+|et\s+|y\s+|e\s+)?\d{1,2}\s*(?:months?|mos?|monate?n?|mois|m[eê]s(?:es)?|mes[ei])\b)?)\s*\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end`, the first of the month, 1 January when only the year is printed; offsets in the line."""

    start: dt.date
    end: dt.date | None
    current: bool
    at: int
    to: int


def span_of(text: str) -> Span | None:
    """Return the first span of time in a line that can be one: 1950-2100, start before end."""
    line = text[:2000]
    for found in _SPAN.finditer(line):
        start, end = _point(found, "a"), _span_end(found)
        if start and (found["now"] or (end and end >= start)):
            # "Marketing 2022" looks like a month and is none: the span begins with the year then.
            at = found.start() if not found["am"] or month(found["am"]) else found.start("ay")
            return Span(start, end, bool(found["now"]), at, found.end())
    since = _SINCE.search(line)
    start = _point(since, "a") if since else None
    return Span(start, None, True, since.start(), since.end()) if since and start else None


def _point(found: re.Match[str], key: str) -> dt.date | None:
    year = int(found[key + "y"])
    if not 1950 <= year <= 2100:
        return None
    name = found[key + "m"]
    if name and month(name) is None:
        return dt.date(year, 1, 1)
    return dt.date(year, month(name) or 1 if name else int(found[key + "n"] or 1), 1)


def _span_end(found: re.Match[str]) -> dt.date | None:
    if found["short"]:
        century = int(found["ay"]) // 100 * 100
        return dt.date(century + int(found["short"]), 1, 1)
    return _point(found, "b") if found["by"] else None


def is_length(text: str) -> bool:
    """Tell whether a line is only a length of time: "5 years 3 months"."""
    return bool(_LENGTH.fullmatch(text.strip()))


def without_length(text: str) -> str:
    """Return a line without lengths of time in it and what they leave hanging."""
    return re.sub(r"\(\s*\)", "", _LENGTH.sub(" ", text)).strip(" ·,|–—-•:;(")


# --- titles, organisations, places ------------------------------------------------------------------------------

_TITLE_WORD = re.compile(
    r"\b(?:engineers?|engineering|developers?|programmer|architect|designer|scientist|researcher|analyst|manager"
    r"|management|"
    r"director|head|lead|leader|chief|officer|president|vp|svp|evp|avp|c[efotmpirs]o|cpo|chro|ciso|founder|cofounder"
    r"|owner|"
    r"partner|principal|staff|consultant|advis[eo]r|associate|assistant|coordinator|specialist|administrator|"
    r"supervisor|representative|executive|recruiter|accountant|controller|auditor|lawyer|attorney|counsel|paralegal|"
    r"nurse|doctor|physician|surgeon|therapist|pharmacist|teacher|lecturer|professor|tutor|editor|writer|journalist|"
    r"reporter|producer|technician|mechanic|operator|planner|buyer|trader|broker|agent|intern|trainee|apprentice|"
    r"fellow|chair|chairman|chairwoman|chairperson|member|treasurer|secretary|strategist|evangelist|advocate|tester|"
    r"maintainer|clerk|cook|chef|driver|trustee|ambassador|freelancer?|contractor|scrum master|product|support|"
    r"sales|marketing|operations|geschäftsführer(?:in)?|leiter(?:in)?|leitung|\w+leiter(?:in)?|referent(?:in)?|"
    r"entwickler(?:in)?|\w*entwickler(?:in)?|ingenieur(?:in)?|\w*ingenieur(?:in)?|berater(?:in)?|\w*berater(?:in)?|"
    r"einkäufer(?:in)?|verkäufer(?:in)?|\w*manager(?:in)?|vorstand|vorständin|gründer(?:in)?|mitgründer(?:in)?|"
    r"assistent(?:in)?|sachbearbeiter(?:in)?|werkstudent(?:in)?|praktikant(?:in)?|techniker(?:in)?|professorin|"
    r"directeur|directrice|responsable|ingénieure?|développeu(?:r|se)|chargée?|cheffe?|fondat(?:eur|rice)|"
    r"cofondat(?:eur|rice)|président|présidente|gérante?|acheteu(?:r|se)|vendeu(?:r|se)|comptable|stagiaire"
    r"|consultante|adjointe?|analyste|"
    r"directora?|gerente|jef[ea]|ingenier[oa]|desarrollador(?:a)?|fundador(?:a)?|cofundador(?:a)?|presidenta|"
    r"responsable|consultor(?:a)?|analista|coordinador(?:a)?|becari[oa]|técnic[oa]|profesor(?:a)?|"
    r"diretora?|engenheir[oa]|desenvolvedora?|coordenadora?|gestora?|chefe|líder|sóci[oa]|presidente|assistente|"
    r"estagiári[oa]|professora?|compradora?|vendedora?|assessora?|contadora?|advogad[oa]|cientista|arquitet[oa]|"
    r"mitarbeiter(?:in)?)\b",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(
    r"\b(?:gmbh|ag|se|kg|ug|inc|corp|corporation|llc|ltd|limited|plc|co|company|group|sa|sas|sarl|s\.a\.|s\.l\.|sl"
    r"|bv|nv|ab|"
    r"as|oy|aps|spa|srl|pty|foundation|university|universität|université|universidad|institute|college|labs?|"
    r"studios?|"
    r"bank|hospital|clinic|ministry|agency|systems|technologies|software|logistics|partners|holdings?|"
    r"ventures)\b\.?$",
    re.IGNORECASE,
)
_AREA = re.compile(
    r"\b(?:area|region|metropolitan|metroplex|county|remote|hybrid|on-?site|und umgebung|et périphérie|y alrededores|"
    r"united (?:states|kingdom)|usa|uk|germany|deutschland|france|spain|españa|ireland|portugal|canada|india|sweden|"
    r"netherlands|nederland|switzerland|schweiz|suisse|austria|österreich|italy|italia|poland|australia|singapore|"
    r"brazil|brasil|portugal|mexico|méxico|japan|china|norway|denmark|finland|belgium|israel)$",
    re.IGNORECASE,
)


# Names of firms that end with a full stop: "Parcelwise B.V.", "Bursztyn Sp. z o.o.", "Acme Inc."
_ABBREVIATED = re.compile(r"\b(?:[A-Z]\.\s?[A-Z]|o\.\s?o|inc|ltd|co|corp|kft|zrt|bros|mbh)\.$", re.IGNORECASE)


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends as sentences do, and not with a firm's abbreviation."""
    return text.endswith((".", ";")) and not _ABBREVIATED.search(text)


def is_titleish(text: str) -> bool:
    """Tell whether a short line may be a job title."""
    return len(text) <= 110 and bool(_TITLE_WORD.search(text)) and not ends_sentence(text)


def is_organisation(text: str) -> bool:
    """Tell whether a name ends as companies and institutions do: "… GmbH", "… University"."""
    return bool(_LEGAL_FORM.search(text.strip()))


_SCHOOL = re.compile(
    r"\b(?:universit\w+|universidad\w*|college|institut\w*|school|(?:hoch|fach)?schule|école|ecole|escuela|academy|"
    r"polytechnic\w*|politécnic\w+|politecnico|faculdade|facultad|faculté|escola|eth|mit)\b",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"\s*[·•|(]\s*(?:full[- ]time|part[- ]time|contract|freelance|self-employed|internship|permanent|seasonal|"
    r"vollzeit|"
    r"teilzeit|freiberuflich|praktikum|temps plein|temps partiel|cdi|cdd|stage|jornada completa|media jornada)\)?$",
    re.IGNORECASE,
)


def is_school(text: str) -> bool:
    """Tell whether a line names a school."""
    return bool(_SCHOOL.search(text)) and len(text) <= 120


def terms_at(text: str) -> int:
    """Return where the terms of employment at the end of a line begin ("Acme · Full-time"), else its length."""
    found = _TERMS.search(text)
    return found.start() if found else len(text)


def is_place(text: str) -> bool:
    """Tell whether a short line is a place: "Lisbon, Portugal", "Greater Boston Area"."""
    parts = [p.strip() for p in text.split(",")]
    if len(text) > 70 or any(c.isdigit() for c in text) or is_titleish(text) or any(map(is_organisation, parts)):
        return False
    names = all(p[:1].isupper() and len(p.split()) <= 4 for p in parts if p)
    return names and (bool(_AREA.search(text)) or 2 <= len(parts) <= 4)


# --- private matters (QUESTIONS 5.7, HOSTILE V3) ----------------------------------------------------------------

_PRIVATE = re.compile(
    r"\b(?:married|wife|husband|spouse|fianc[ée]e?|divorced|widow(?:ed|er)?|single (?:mother|father|parent)"
    r"|(?:one|two|three|four|five|six|\d|her|his|my|our|their|small|young|grown|adult|have|has"
    r"|with)(?: \w+)? (?:children|kids?"
    r"|sons?|daughters?|twins|boys|girls)|(?:mother|father|mum|mom|dad|parent) (?:of|to)|grand(?:children|mother"
    r"|father|parents)"
    r"|(?:her|his|my|their|our|young|the|whole) family|family (?:life|man|and friends)|live[sd]? (?:in|with|near|on"
    r"|outside)"
    r"|pregnan\w*|maternity|paternity|parental leave"
    r"|(?:her|his|their|my) (?:partner|mother|father|parents|brother|sister|home|dogs?|cats?|health|faith|religion)"
    r"|born (?:in|on|and)|\d{1,2} years old|aged? \d{2}\b|date of birth|birthday|nationality|citizen(?:ship)?|marital"
    r"|church|christian|catholic|protestant|muslim|jewish|hindu|buddhist|atheist|mosque|synagogue|republican"
    r"|democratic party|conservative party|labour party|cancer survivor|(?:was|were|been) diagnosed|(?:her|his|my"
    r"|their|own|an?)"
    r" (?:\w+ )?(?:illness|disability|surgery|depression|burn-?out)"
    r"|hobb(?:y|ies)|(?:free|spare) time|outside (?:of )?(?:work|the office)|weekends?|marathons?|triathlons?"
    r"|in her garden"
    r"|when (?:not|(?:[\w'’]+ ){0,2}(?:[\w]+['’](?:s|re)|is|are) not|(?:[\w'’]+ ){1,2}(?:isn|aren)['’]t)"
    r" (?:at (?:work|(?:the|her|his|their) (?:office|desk|computer|keyboard))|work|cod|hack|program|design|writ|help"
    r"|teach|behind|in (?:the|an) office|on the job|doing)\w*"
    r"|(?<![\w,;:] )when (?:not|(?:s?he|they|[A-Z]\w+)(?:['’](?:s|re)| is| are) not"
    r"|(?:s?he|they|[A-Z]\w+) (?:isn|aren)['’]t) [a-z]{2,20}ing|off-?screen|(?:the|her|his|their) little ones?"
    r"|away from (?:work|the (?:office|computer|desk|keyboard|screen))|off (?:duty|the clock)|after hours"
    r"|(?:her|his|their|my) [\w-]+ (?:dogs?|cats?|puppy|kittens?)"
    r"|in (?:her|his|their) (?:free|spare|own|off) (?:time|hours)"
    r"|(?:il|elle) (?:aime|adore)|en dehors (?:du|de son) (?:travail|bureau)|temps libre"
    r"|(?:her|his|my|their) salary|net worth|keeps? bees|gay|lesbian|queer|pronouns?"
    r"|verheiratet|ledig|geschieden|kinder|ehefrau|ehemann|geburtsdatum|geboren|staatsangehörigkeit|konfession|"
    r"freizeit"
    r"|mariée?|célibataire|enfants|née? (?:le|en|à)|nationalité|loisirs|casad[oa]|solter[oa]|hijos|nacid[oa]"
    r"|nacionalidad|solteir[oa]|filh[oa]s?|(?:pai|mãe) de|nascid[oa]|nacionalidade|igreja|esposa|marido)\b",
    re.IGNORECASE,
)
_REACH = re.compile(
    r"(?:\+|\b00|\((?!(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d\)))\d[\d ()./-]{6,20}\d|\b\d{3}[ .-]\d{3}[ .-]\d{4}\b|"
    r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,60}"
    r"|\b\d{1,5}[a-z]?\s+(?:[A-Z][\w'’-]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|way"
    r"|boulevard|blvd)\b"
    r"|\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|platz|allee|gasse)\s+\d{1,4}\b|\b\d{1,4},?\s+rue\s+\w+",
    re.IGNORECASE,
)


# Health, politics, belief and orientation of a person: "she has diabetes", not "she leads diabetes research".
_SENSITIVE = re.compile(
    r"\b(?:(?:ha(?:s|ve|d)|suffer(?:s|ed|ing)? from|liv(?:es?|ed|ing) with|surviv(?:ed|or of)|beat|battl(?:es|ed|ing)"
    r"|recover(?:ed|ing) from|struggl(?:es|ed|ing) with|diagnosed with|cope[sd]? with)(?: (?:an?|type|[12]|\w+ic|severe"
    r"|mild|breast|lung|skin|early))*"
    r" (?:diabetes|cancer|leuk(?:a)?emia|asthma|epilepsy|autism|adhd|dyslexia|hiv|aids|arthritis|sclerosis|parkinson\S*"
    r"|dementia|bipolar|anxiety|ptsd|migraines?|crohn\S*|stroke|heart (?:attack|condition|disease)|addiction"
    r"|alcohol(?:ism)?|allerg\w+|eating disorder)(?=[.,;:!?)]|$| (?:and|but|since|in|at|when|as|for|from)\b)"
    r"|in a wheelchair|wheelchair user|recovering (?:addict|alcoholic)|in (?:therapy|rehab)|(?:went|goes) to rehab"
    r"|vote[sd]? (?:for )?(?:the )?(?:greens?|labou?r|conservatives?|republicans?|democrats?|tor(?:y|ies)|socialists?"
    r"|social democrats?|liberals?|left|right)|(?:green|socialist|communist|liberal|people['’]s) party"
    r"|(?:left|right)-wing|trade union member|devout|evangelical|mormon|quaker|sikh|baptist|prays"
    r"|bisexual|homosexual|transgender|trans (?:man|woman)|non-?binary|came out as)\b",
    re.IGNORECASE,
)


def is_private(text: str) -> bool:
    """Tell whether a sentence speaks of private matters, or tells how to reach somebody at home."""
    line = text[:2000]
    return bool(_PRIVATE.search(line) or _SENSITIVE.search(line) or _REACH.search(line))
