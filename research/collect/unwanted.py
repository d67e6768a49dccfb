"""Sites that are never fetched, by whatever way: their terms forbid it, and the user has a better way."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

_PRINT = "Facebook is never fetched; open it yourself, print it to PDF, and put the PDF into people/"
_NEVER = {
    "linkedin.com": "LinkedIn is never fetched; open it yourself, choose “Save to PDF”, and put the PDF into people/",
    "facebook.com": _PRINT,
    "fb.com": _PRINT,
    "instagram.com": "Instagram is never fetched: only what people publish about their work is read",
}
# LinkedIn's User Agreement (section 8.2), Meta's Terms of Service (section 3.2).
_META = "Meta's terms forbid collecting data from Facebook by automated means without its leave"
_TERMS = {
    "linkedin.com": "LinkedIn's User Agreement forbids copying profiles by software of any kind, and accounts have been"
    " restricted for it; “More”, then “Save to PDF” on the profile is LinkedIn's own way and gives more",
    "facebook.com": f"{_META}; printing the page to PDF yourself is the better way",
    "fb.com": f"{_META}; printing the page to PDF yourself is the better way",
}


def never_fetched(url: str) -> str | None:
    """Return why an address is never fetched and what to do instead, as a clause; None for every other address."""
    return _of(url, _NEVER)


def terms_against(url: str) -> str | None:
    """Return what a site's terms say against keeping its pages by a tool, and the better way; None without such."""
    return _of(url, _TERMS)


def _of(url: str, sites: Mapping[str, str]) -> str | None:
    try:
        host = (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return None
    return next((said for site, said in sites.items() if host == site or host.endswith(f".{site}")), None)
