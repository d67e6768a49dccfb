"""Recognises pages that are not the page that was asked for: bot walls, login walls, parked domains, soft 404s.

Pure. It works in layers, surest first: marks that only a wall's vendor leaves; then words that count only when the
page holds little else; then what the page is built of (a password field and nothing to read). A long article about
CAPTCHAs, or a page with a sign-in link, passes. Only the first 200 KB are looked at, with linear patterns.
"""

from __future__ import annotations

import html
import re

from research.models import Miss, Page, Reason
from research.text import clean, jaccard, lemmas

_LOOKED_AT = 200_000
_SHORT_WORDS = 150
_FORM_WORDS = 90
_LARGEST_CHALLENGE = 100_000

BLOCKED = "blocked by a bot check; open it yourself and save the page"
LOGIN = "needs sign-in; open it yourself and save the page"
PARKED = "parked: the domain is for sale or not in use"
NOT_FOUND = "the site says that the page is not found"
EMPTY = "empty: the page has no text"

# Marks in the markup that a vendor's challenge page carries and an ordinary page behind the same vendor does not.
_VENDOR_MARKS = (
    "cf-challenge", "cf_chl_opt", "_cf_chl_", "cf-browser-verification", "/cdn-cgi/challenge-platform/h/",
    "id=\"challenge-form\"", "id=\"challenge-running\"", "geo.captcha-delivery.com", "ct.captcha-delivery.com",
    "px-captcha", "_pxappid", "_incapsula_resource", "incapsula incident id", "awswafintegration", "aws-waf-token",
    "gokuprops", "kpsdk", "sec-if-cpt-container", "sec-bc-tile-container", "/_sec/cp_challenge/", "ddos-guard",
    "sucuri_cloudproxy", "sgcaptcha", "distil_r_captcha", "vercel security checkpoint", "anubis_challenge",
)  # fmt: skip
# Marks that also stand on ordinary pages of the same vendor's customers (sensor scripts): they need a short page.
_SHORT_PAGE_MARKS = ("g-recaptcha", "h-captcha", "cf-turnstile", "hcaptcha.com/1/api.js", "recaptcha/api.js",
                     "datadome", "perimeterx", "challenge-platform", "arkoselabs", "funcaptcha")  # fmt: skip
_WALL_WORDS = re.compile(
    r"are you (?:a )?(?:human|robot)|(?:verify|confirm|prove)(?:ing)? (?:that )?you(?:'re| are) (?:not )?(?:a )?"
    r"(?:human|robot|bot)|i(?:'m| am) not a robot|checking (?:if the site connection is secure|your browser)"
    r"|just a moment|attention required|access (?:to this page has been )?denied|unusual (?:traffic|activity)"
    r"|automated (?:requests|queries|access)|bot (?:detection|protection)|security (?:check|checkpoint|verification)"
    r"|complete the (?:captcha|security check)|solve (?:the|this) captcha|pardon our interruption"
    r"|you have been blocked|request (?:was )?blocked|enable javascript and cookies to continue|press (?:&|and) hold"
    r"|(?:ein mensch|kein roboter) (?:sind|bist)|ich bin kein roboter|sicherheits(?:über)?prüfung|zugriff verweigert"
    r"|(?:vous êtes|êtes-vous) (?:bien )?(?:un )?(?:humain|être humain)|je ne suis pas un robot|accès refusé"
    r"|(?:que )?(?:eres|es usted|no eres) (?:un )?(?:humano|robot)|no soy un robot|acceso denegado|não sou um robô",
    re.I,
)
_WALL_TITLE = re.compile(
    r"^(?:just a moment|attention required|access denied|robot check|security check|bot verification"
    r"|are you (?:a )?(?:human|robot)|verif(?:y|ying) you(?:'re| are) human|pardon our interruption"
    r"|please wait|human verification|ddos-guard|captcha|request blocked|403 forbidden|forbidden)\b",
    re.I,
)
_LOGIN_WORDS = re.compile(
    r"\b(?:sign|log)[ -]?in\b|\blogin\b|\bsingle sign[ -]on\b|\banmelden\b|\bse connecter\b|\biniciar sesi[oó]n\b"
    r"|\bjoin (?:now )?to (?:view|see|continue)\b|\bauthenticat|\bs['’]identifier\b|\bconnexion\b"
    r"|\bacceder a (?:tu|su)\b|\bentrar na (?:sua )?conta\b|\binloggen\b|\baccedi\b|\beinloggen\b",
    re.I,
)
_PASSWORD = re.compile(r"<input\b[^<>]{0,300}?type\s*=\s*[\"']?password", re.I)
_PARKED = re.compile(
    r"(?:this |the )?domain(?: name)?(?: \S{1,60})? (?:is|may be|might be|has been) (?:for sale|parked|available for"
    r"|registered)|buy this domain|domain is parked|parked (?:free|domain|page)|make an offer on this domain"
    r"|inquire about this domain|get this domain|domain has expired|this web ?page is parked|future home of"
    r"|diese[r]? domain (?:steht zum verkauf|ist geparkt|kann gekauft werden)|domain (?:kaufen|zu verkaufen)"
    r"|(?:ce |le )?(?:nom de )?domaine (?:\S{1,60} )?est (?:à vendre|en vente|peut-être à vendre)"
    r"|(?:este )?dominio (?:\S{1,60} )?(?:está|esta) (?:en venta|a la venta)|dominio in vendita"
    r"|dom[ií]nio (?:\S{1,60} )?(?:está )?à venda|deze domeinnaam is te koop",
    re.I,
)
_PARKING_MARKS = ("sedoparking.com", "parkingcrew.net", "bodis.com", "hugedomains.com", "dan.com/buy-domain",
                  "afternic.com/forsale", "parklogic.com", "above.com/marketplace", "/lander?", "domainmarket.com",
                  "img1.wsimg.com/parking-lander", "data-adblockkey")  # fmt: skip
# "404" counts at the start of a title only when nothing but a mark or such a word follows: companies are called that.
_NOT_FOUND = re.compile(
    r"^\W*(?:(?:error|fehler|erreur)\W*404\b|404\s*(?:$|[-–—|:·,.!]|error\b|page\b|not found)|not found\b"
    r"|(?:the |this )?page (?:you (?:requested|are looking for) )?"
    r"(?:(?:was|is|could|can) ?not|cannot|can't|couldn't|wasn't)(?: be)? (?:found|exist)"
    r"|page (?:not found|does(?:n't| not) exist|no longer exists|missing)|nothing (?:was )?found"
    r"|(?:oops|sorry|uh[ -]?oh|hmm)\W{0,4}(?:(?:we |that |this |the )?(?:can't|cannot|couldn't|could not|page)\b.{0,40}"
    r"(?:find|found|exist|missing|gone|lost))|we (?:can't|cannot|couldn't|could not) find (?:that|this|the) page"
    r"|seite (?:wurde )?nicht gefunden|page (?:non trouv[ée]e|introuvable)|p[áa]gina no encontrada"
    r"|pagina niet gevonden|siden (?:finnes|blev|ble) ikke)",
    re.I,
)
_NOT_FOUND_TAIL = re.compile(r"(?:[|·:–—-]\s*|^)(?:404|page not found|not found)\W*$", re.I)
_TITLE = re.compile(r"<title\b[^<>]{0,300}>([^<]{0,600})", re.I)
_H1 = re.compile(r"<h1\b[^<>]{0,500}>", re.I)
_TAG = re.compile(r"<[^<>]{0,4000}>")
_HIDDEN_START = re.compile(r"<(script|style|template|noscript|svg|head|title)\b", re.I)


def judge(page: Page) -> Miss | None:
    """Return why a Page is not what was asked for, or None when it may be read; never raises."""
    if "html" not in page.media_type:
        return None if page.body.strip() else _miss(page, "empty", EMPTY)
    source = _source(page)
    low = source.casefold()
    title, text = _plain(_title(source)), _plain(_visible(source))
    count = len(text.split())
    if _is_bot_wall(page, low, title, text, count):
        return _miss(page, "blocked", BLOCKED)
    if count <= _SHORT_WORDS and _is_parked(low, title, text):
        return _miss(page, "parked", PARKED)
    if _is_login(low, title, text, count):
        return _miss(page, "login", LOGIN)
    if _says_not_found(source, title, count):
        return _miss(page, "not found", NOT_FOUND)
    if not count and not title and "<script" not in low and "<frame" not in low and "<iframe" not in low:
        return _miss(page, "empty", EMPTY)
    return None


def looks_like(page: Page, probe: Page) -> bool:
    """Tell whether a Page is what the site answers to an address that cannot exist (`probe`)."""
    if page.sha256 == probe.sha256:
        return True
    one, other = _source(page), _source(probe)
    if clean(_title(one)) != clean(_title(other)):
        return False
    a, b = (frozenset(w for w in lemmas(_visible(s)) if not w.isdigit()) for s in (one, other))
    if not a or not b:  # two shells look alike whatever they will show: only their text could tell
        return False
    return jaccard(a, b) >= 0.9


def _miss(page: Page, reason: Reason, detail: str) -> Miss:
    return Miss(url=page.url, kind=page.kind, reason=reason, detail=detail)


def _source(page: Page) -> str:
    head = page.body[:_LOOKED_AT]
    try:
        return head.decode(page.charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return head.decode("utf-8", "replace")


def _title(source: str) -> str:
    found = _TITLE.search(source)
    return html.unescape(found[1]) if found else ""


def _plain(text: str) -> str:
    """Return text in one line with straight apostrophes, as the patterns have them."""
    return clean(text).replace("’", "'")


def _visible(source: str) -> str:
    """Return roughly the text a reader sees: scripts, styles, comments and tags dropped; linear in its input."""
    kept: list[str] = []
    at, low, endless = 0, source.lower(), False
    while found := _HIDDEN_START.search(source, at):
        kept.append(source[at : found.start()])
        tag, at = found[1].lower(), found.end()
        end = -1 if tag == "head" and endless else low.find(f"</{tag}", at)
        if end >= 0:
            at = end
        elif tag == "head":  # never closed: its title counts as text; and it is looked for only once
            endless = True
        else:
            at = len(source)
    kept.append(source[at:])
    return clean(html.unescape(_TAG.sub(" ", _without_comments("".join(kept)))))


def _without_comments(source: str) -> str:
    parts = source.split("<!--")
    return parts[0] + " ".join(part.partition("-->")[2] for part in parts[1:])


def _is_bot_wall(page: Page, low: str, title: str, text: str, count: int) -> bool:
    if "challenge" in page.headers.get("cf-mitigated", "") or "challenge" in page.headers.get("x-amzn-waf-action", ""):
        return True
    # Challenges are small (2-40 KB); a large page with few words among its first is a shop full of script data.
    if count > 2 * _SHORT_WORDS or (len(page.body) > _LARGEST_CHALLENGE and page.status < 400):
        return False
    # Behind Cloudflare every page may load the platform's script; the challenge itself also sets its options.
    if any(mark in low for mark in _VENDOR_MARKS) and (count <= _SHORT_WORDS or _WALL_TITLE.search(title)):
        return True
    if count > _SHORT_WORDS:
        return False
    words = bool(_WALL_WORDS.search(text[:4_000]) or _WALL_WORDS.search(title))
    if _WALL_TITLE.search(title) and (words or page.status >= 400):
        return True
    if words and (page.status in (403, 429, 503) or any(mark in low for mark in _SHORT_PAGE_MARKS)):
        return True
    return words and count <= _FORM_WORDS and "<nav" not in low and "<article" not in low and low.count("<a ") <= 5


def _is_parked(low: str, title: str, text: str) -> bool:
    if any(mark in low for mark in _PARKING_MARKS):
        return True
    return bool(_PARKED.search(text[:4_000]) or _PARKED.search(title)) and "<article" not in low


def _is_login(low: str, title: str, text: str, count: int) -> bool:
    if not _PASSWORD.search(low):  # some ask for the e-mail address first
        return count <= 40 and "<form" in low and bool(_LOGIN_WORDS.search(title))
    if not (_LOGIN_WORDS.search(text[:4_000]) or _LOGIN_WORDS.search(title)):
        return False
    return count <= _FORM_WORDS or (bool(_LOGIN_WORDS.search(title)) and count <= _SHORT_WORDS)


def _says_not_found(source: str, title: str, count: int) -> bool:
    if _NOT_FOUND.search(title) or _NOT_FOUND_TAIL.search(title):
        return count <= 4 * _SHORT_WORDS
    found = _H1.search(source)
    if not found or count > 2 * _SHORT_WORDS:
        return False
    heading = _plain(html.unescape(_TAG.sub(" ", source[found.end() : found.end() + 600].split("</h1")[0])))
    return bool(_NOT_FOUND.search(heading))
