"""Citations as footnotes of Markdown: labels that name their page and stay as they are when lines around them change.

GitHub, GitLab, Obsidian and Pandoc make footnotes of `[^label]`: numbered in the order of first use, with links there
and back. The number is theirs; the label is ours, so that a brief in which one fact is new differs in that fact alone,
and as plain text it says which page a line is from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from research.models import Brief, Citation
from research.render.words import key_of
from research.text import slug

_LONGEST_NAME = 16
_SMALL = frozenset("a an and at for from in of on our the to we with".split())
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"  # no vowels, so that no word comes out; nothing that looks like another
_SHORTEST = 2


class Footnotes:
    """Gives each citation its label, and keeps them in the order of first use."""

    def __init__(self, brief: Brief) -> None:
        self._site = _host(brief.identity.site or "")
        self._names = _names(brief, self._site)
        self._labels: dict[tuple[str, ...], str] = {}
        self.cited: list[Citation] = []

    def marks(self, citations: Iterable[Citation]) -> str:
        """Return the references to these citations: "[^about-k7][^team-3f]"."""
        return "".join(f"[^{label}]" for label in dict.fromkeys(self.label(c) for c in citations))

    def label(self, citation: Citation) -> str:
        """Return the label of a citation; two that show the same words of the same place have one."""
        key = key_of(citation)
        if key not in self._labels:
            self._labels[key] = self._new(citation, key)
            self.cited.append(citation)
        return self._labels[key]

    def labelled(self) -> dict[str, Citation]:
        """Return {label: citation} in the order of first use."""
        return dict(zip(self._labels.values(), self.cited, strict=True))

    def _new(self, citation: Citation, key: tuple[str, ...]) -> str:
        name = self._names.get(citation.document) or _name(citation.url, self._site) or "source"
        number = int.from_bytes(hashlib.sha256("\n".join(key[1:]).encode()).digest()[:8], "big")
        mark = ""
        while number:
            number, at = divmod(number, len(_LETTERS))
            mark += _LETTERS[at]
        taken = set(self._labels.values())
        lengths = range(_SHORTEST, len(mark) + 1)
        return next(label for n in lengths if (label := f"{name}-{mark[:n]}") not in taken)


def _names(brief: Brief, site: str) -> dict[str, str]:
    """Return {capture: a short name of its page}: the end of its path, for pages of other sites their host."""
    taken: dict[str, int] = {}
    names: dict[str, str] = {}
    for page in sorted(brief.pages, key=lambda p: (not _is_ours(p.url, site), p.url, p.sha256)):
        name = _name(page.url, site) or page.kind
        taken[name] = taken.get(name, 0) + 1
        names.setdefault(page.sha256, name if taken[name] == 1 else f"{name}-{taken[name]}")
    return names


def _is_ours(url: str, site: str) -> bool:
    return not url.startswith("http") or _host(url) == site


def _name(url: str, site: str) -> str:
    if not url.startswith("http"):
        text = url.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    elif _is_ours(url, site):
        text = _last(unquote(urlsplit(url).path).strip("/").split("/"))
    else:
        text = _host(url).rsplit(".", 1)[0]
    words = slug(text).split("-")
    while len(words) > 1 and (len("-".join(words)) > _LONGEST_NAME or words[-1] in _SMALL):
        words.pop()
    return "-".join(words)[:_LONGEST_NAME].strip("-")


def _last(parts: Sequence[str]) -> str:
    end = parts[-1].rsplit(".", 1)[0] if parts[-1] else "home"
    return parts[-2] if end == "index" and len(parts) > 1 else end


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
