"""What may be a secret is masked in what is written down for others to read. Part of the CLI.

A room of its own, since its patterns cost more than `--help` may.
"""

from __future__ import annotations

import os
import re

_MASK = "***"
_SECRET_VARIABLE = re.compile("key|token|secret|passw|credential", re.IGNORECASE)
_SECRET_PARAMETER = re.compile(
    "key|token|secret|passw|pwd|auth(?!or)|credential|session|signature|jwt|^sig$|^code$", re.IGNORECASE
)
_SHORTEST_SECRET = 6
# What stands for a secret whatever its name: the forms in which GitHub, AWS, Google, Slack, OpenAI and their kin, and
# RFC 7519, issue keys; and the value of a query that is too long and too mixed to be a word.
_TOKEN = re.compile(
    r"\b(?:[spr]k[-_][\w-]{8,}|gh[opsur]_\w{16,}|github_pat_\w{16,}|A[KS]IA[0-9A-Z]{12,}|AIza[\w-]{20,}"
    r"|xox[a-z]-[\w-]{8,}|eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?)|(?<==)(?=[^&\s]*\d)[\w%.~+-]{24,}"
)
_SCHEME = re.compile(r"\b(Bearer|Basic|Digest)\s+\S+", re.IGNORECASE)
_LOGIN = re.compile(r"//[^/\s@\"']*@")
_PARAMETER = re.compile(r"([?&;#\s]|^)([\w.%\[\]-]{1,60})=([^&\s#;\"']+)")


def masked(text: str) -> str:
    """Return text without the values that may be secrets; control characters become “?”, but for line breaks."""
    for value in _secrets():
        text = text.replace(value, _MASK)
    text = _LOGIN.sub(f"//{_MASK}@", _SCHEME.sub(rf"\1 {_MASK}", text))
    text = _PARAMETER.sub(_unless_secretive, text)
    text = _TOKEN.sub(_MASK, text)
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


def _unless_secretive(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}={_MASK}" if _SECRET_PARAMETER.search(found[2]) else found[0]


def _secrets() -> list[str]:
    """Return the values of the environment that a name calls secret, the longest first."""
    found = (v for k, v in os.environ.items() if _SECRET_VARIABLE.search(k) and len(v) >= _SHORTEST_SECRET)
    return sorted(found, key=len, reverse=True)
