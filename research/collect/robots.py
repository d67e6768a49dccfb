"""robots.txt after RFC 9309, for the product token "research"; the only door to protego.

4xx means there are no rules; 5xx and silence mean a complete disallow for this run; HTML or binary data is no
robots.txt; the first 500 KiB count. Crawl-delay is not in the RFC, but it is a wish, so it is kept (up to 30 s).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from research.collect.gate import Failed, Unreachable

TOKEN = "research"  # noqa: S105 - the product token of RFC 9309, not a secret
READ_BYTES = 500 * 1024
HOPS = 5
LONGEST_DELAY_S = 30.0
_MOST_SITEMAPS = 10
_LONGEST_LINE = 16_664  # as google/robotstxt cuts them


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin's robots.txt says; `remark` is a sentence for the user, if there is something to say."""

    rules: Any = None
    closed: Failed | None = None
    delay_s: float = 0.0
    sitemaps: tuple[str, ...] = ()
    remark: str = ""

    def check(self, url: str) -> None:
        """Raise Failed when `url` may not be read."""
        if self.closed is not None:
            raise Failed(self.closed.reason, self.closed.detail)
        if self.rules is not None and not self.rules.can_fetch(url, TOKEN):
            raise Failed("robots", "robots.txt forbids it")


EVERYTHING = Rules()


def unreachable(error: Failed) -> Rules:
    """Return the rules for a robots.txt that could not be had.

    A host that cannot be reached at all keeps its own reason: its pages would fail in the same way.
    """
    if isinstance(error, Unreachable) or error.reason in ("budget", "rate-limited"):
        return Rules(closed=error)
    if error.reason in ("redirects", "unsafe address", "not allowed", "not text", "too large"):
        return EVERYTHING
    if error.reason == "malformed":
        return Rules(closed=Failed("malformed", error.detail))
    return Rules(closed=Failed("robots", f"robots.txt: {error.detail}; that counts as forbidden"))


def read(status: int, body: bytes, origin: str) -> Rules:
    """Return the rules in a robots.txt that answered with `status`."""
    if status >= 500:
        return Rules(closed=Failed("robots", f"robots.txt answered {status}; that counts as forbidden"))
    if status >= 300 or not body:
        return EVERYTHING
    text = _text(body)
    return EVERYTHING if text is None else _parse(text, origin)


def _text(body: bytes) -> str | None:
    """Return the text, or None for HTML and binary data."""
    cut = body[:READ_BYTES]
    if len(body) > READ_BYTES:
        cut = cut[: cut.rfind(b"\n") + 1] or cut
    for part in (b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"):  # google/robotstxt skips partial marks too
        if cut.startswith(part):
            cut = cut[len(part) :]
            break
    if b"\x00" in cut or cut.lstrip()[:1] == b"<":
        return None
    text = cut.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line[:_LONGEST_LINE] for line in text.split("\n"))


def _parse(text: str, origin: str) -> Rules:
    from protego import Protego

    try:
        rules = Protego.parse(text)
        wish = rules.crawl_delay(TOKEN)
        sitemaps = _sitemaps(rules.sitemaps)
    except (ValueError, TypeError, IndexError, OverflowError):  # a line that protego stumbles over is no rule
        return EVERYTHING
    delay = float(wish) if isinstance(wish, (int, float)) and math.isfinite(wish) and wish > 0 else 0.0
    remark = ""
    if delay > LONGEST_DELAY_S:
        remark = f"{origin} asks for {delay:,.0f} s between requests; {LONGEST_DELAY_S:.0f} s were kept"
    return Rules(rules, None, min(delay, LONGEST_DELAY_S), sitemaps, remark)


def _sitemaps(found: Iterable[str]) -> tuple[str, ...]:
    sitemaps: dict[str, None] = {}
    for url in found:
        if len(sitemaps) >= _MOST_SITEMAPS:
            break
        if url.startswith(("http://", "https://")):
            sitemaps[url] = None
    return tuple(sitemaps)
