"""One spelling per address, and whose site an address belongs to; the only door to publicsuffixlist."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from research.kinds import address

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# Already spelt the one way: nothing to fold, decode or drop. Most links of most pages are.
_PLAIN = re.compile(
    r"https?://[a-z0-9]+(?:[.-][a-z0-9]+)*(?::(?!80(?!\d)|443(?!\d))\d{2,5})?(?:/[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)*/?"
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Said by the link about the visit, not about the page: campaign marks, click ids and session ids.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|hsa|__?hs\w*)_\w+|__?hs\w+|(?:gcl|dcl|fbcl|msclk|twcl|ttcl|ycl|gclsr|gbra|wbra)(?:id|c)|igshid|li_fat_id"
    r"|mc_[ce]id|mkt_tok|_ga|_gl|_ke|vero_id|oly_(?:anon|enc)_id|s_cid|icid|trk|trkcampaign|phpsessid|jsessionid"
    r"|session_?id|sid|aspsessionid\w*|cfid|cftoken|gh_src|lever-(?:origin|source)(?:\[\])?|ref_src|ref_url|spm"
    r"|campaignid|_openstat|share_id|replytocom",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_INDEX_NAMES = frozenset({"index.html", "index.htm", "index.php", "default.aspx"})
_LONGEST = 2000


@lru_cache(maxsize=8192)
def canonical(url: str) -> str:
    """Return the one spelling of an http(s) address; anything else, or unreadable, comes back stripped but as it is.

    RFC 3986 section 6.2.2 and 6.2.3: scheme and host in lower case, IDNA host, default port and fragment off,
    escapes in upper case and only where needed, dot segments resolved, an empty path becomes "/". Beyond the RFC:
    tracking and session parameters are dropped. The order of parameters and a final slash stay.
    """
    url = url.strip()
    if _PLAIN.fullmatch(url):
        return url if url.count("/") > 2 else url + "/"
    if len(url) > _LONGEST:
        return url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        return url
    host = _idna(parts.hostname)
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    if "@" in parts.netloc:
        netloc = f"{parts.netloc.rpartition('@')[0]}@{netloc}"
    path = _without_dots(_escaped(_PATH_SESSION.sub("", parts.path), "/:@!$&'()*+,;=~-._"))
    return urlunsplit((scheme, netloc, path or "/", _query(parts.query), ""))


def resolved(base: str, url: str) -> str:
    """Return `url` made absolute against `base`; an unreadable one comes back as it is."""
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _idna(host: str) -> str:
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _escaped(text: str, safe: str) -> str:
    """Return `text` with needless escapes decoded and needed ones in upper case."""

    def decide(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char.isascii() and (char.isalnum() or char in "-._~") else f"%{match[1].upper()}"

    return quote(_ESCAPE.sub(decide, _BAD_ESCAPE.sub("%25", text)), safe=safe + "%")


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _query(query: str) -> str:
    if not query:
        return ""
    kept = [pair for pair in query.split("&") if pair and not _TRACKING.fullmatch(pair.partition("=")[0])]
    return _escaped("&".join(kept), "/:@!$&'()*+,;=~-._?[]")


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@lru_cache(maxsize=2048)
def site_of(host: str) -> str:
    """Return the registrable domain of `host` ("acme.github.io" is one); an IP or bare name comes back as it is.

    After the Public Suffix List, its private part included.
    """
    host = host.lower().rstrip(".")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return (_suffixes().privatesuffix(host) or host) if "." in host else host
    return host


@lru_cache(maxsize=8_192)
def same_site(url: str, site: str) -> bool:
    """Return whether `url` belongs to `site`: same registrable domain, so that careers.acme.com is acme.com's.

    For addresses by number and bare names ("localhost") scheme, host and port must agree.
    """
    scheme, _, rest = url.partition("://")
    for mark in "/?#\\":
        rest = rest.partition(mark)[0]
    return _same_origin_site(scheme.lower(), rest, site)


@lru_cache(maxsize=4096)
def _same_origin_site(scheme: str, netloc: str, site: str) -> bool:
    host, port = _host_and_port(f"{scheme}://{netloc}")
    site_host, site_port = _host_and_port(site)
    if not host or scheme not in _DEFAULT_PORTS:
        return False
    domain = site_of(site_host)
    if "." not in domain or domain.replace(".", "").isdigit() or ":" in domain:
        return (scheme, host, port) == (site.partition(":")[0].lower(), site_host, site_port)
    return site_of(host) == domain


def _host_and_port(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        return _idna(parts.hostname or ""), parts.port or _DEFAULT_PORTS.get(parts.scheme.lower())
    except ValueError:
        return "", None


def same_page(url: str, other: str) -> bool:
    """Return whether two addresses differ only in scheme, "www.", a final slash or an index name."""
    return page_key(url) == page_key(other)


@lru_cache(maxsize=8192)
def page_key(url: str) -> str:
    """Return a key that is equal for spellings of one page: without scheme, "www.", final slash and index name."""
    rest = canonical(url).partition("://")[2].removeprefix("www.")
    path, mark, query = rest.partition("?")
    if path.endswith((".html", ".htm", ".php", ".aspx")):
        head, _, name = path.rpartition("/")
        path = head if name in _INDEX_NAMES else path
    return path.rstrip("/") + mark + query


def slug_words(url: str) -> str:
    """Return the words of the last segment of the path, as a title would spell them roughly."""
    segments = address(url).segments
    return re.sub(r"[\W_]+", " ", segments[-1]).strip() if segments else ""
