"""Sites that are never fetched, by whatever way: their terms forbid it, and the user has a better way."""

from __future__ import annotations

from urllib.parse import urlsplit

# LinkedIn's User Agreement (section 8.2) and Meta's terms (section 3.2) forbid automated collection.
_PRINT = "Facebook is never fetched; open it yourself, print it to PDF, and put the PDF into people/"
_NEVER = {
    "linkedin.com": "LinkedIn is never fetched; open it yourself, choose “Save to PDF”, and put the PDF into people/",
    "facebook.com": _PRINT,
    "fb.com": _PRINT,
    "instagram.com": "Instagram is never fetched: only what people publish about their work is read",
}


def never_fetched(url: str) -> str | None:
    """Return why an address is never fetched and what to do instead, as a clause; None for every other address."""
    try:
        host = (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return None
    return next((why for site, why in _NEVER.items() if host == site or host.endswith(f".{site}")), None)
