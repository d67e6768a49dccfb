"""Markdown and plain text → simple HTML: headings, list items, paragraphs; everything escaped.

Not a Markdown renderer: people paste postings, resumes and notes, so the rules follow the pasted text. A line break
counts unless the text was wrapped at a width: then it counts where the next word would still have fitted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from research.notes import private_lines

_LINE_LIMIT = 20_000
_WRAPPED, _WIDEST = 60, 120
"""A line of so many characters may go on in the next one; a text with a longer one was never wrapped."""
_SURE = 3
"""So many full lines are no chance."""

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*$")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$")
_ITEM = re.compile(r"^\s*(?:[-*+–—]\s+|[•‣▪●◦·\uf0b7]\s*|\(?\d{1,2}[.)]\s+)(?=\S)")
_LONE_BULLET = re.compile(r"^([^\S\n]*[•‣▪●◦·\uf0b7])[^\S\n]*\n\s*", re.MULTILINE)
"""A bullet that a copy has left on a line of its own, above its words."""
_NOTE = re.compile(r"^\s*([!?><=~])\s*(?=[^\s!?><=~])")
_QUOTE = re.compile(r"^\s*>\s?")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_COMMENT = re.compile(r"<!--.{0,5000}?-->", re.DOTALL)
_IMAGE = re.compile(r"!\[([^\]\[]{0,200})\]\([^()\s]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\[]{1,300})\]\((https?://[^()\s\"<>]{1,2000})(?:\s+\"[^\"]{0,200}\")?\)")
_ADDRESS = re.compile(r"<(https?://[^\s<>]{1,2000})>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")
_SOFT = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]{1,400}?)(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"`([^`\n]{1,300})`")


def plain_html(text: str, name: str) -> str:
    """Return a small HTML page of `text`; its title is its first h1, else a short first line, else `name`.

    In a file called notes… the marks that open a line (see research.notes) are left out and every line stands alone;
    private lines ("~") are dropped.
    """
    notes = name.lower().startswith(("notes", "notizen"))
    if notes:
        hidden = private_lines(text)
        text = "\n".join("" if n in hidden else line for n, line in enumerate(text.splitlines(), 1))
    blocks = list(_blocks(_COMMENT.sub("", text), notes))
    heading = next((words for tag, words in blocks if tag == "h1"), None)
    title = heading or next((words for _, words in blocks[:1] if len(words) <= 80), name)
    lines, in_list = [], False
    for tag, words in blocks:
        if (tag == "li") != in_list:
            in_list = not in_list
            lines.append("<ul>" if in_list else "</ul>")
        lines.append(f"<{tag}>{_inline(words)}</{tag}>")
    if in_list:
        lines.append("</ul>")
    shown = html.escape(_LINK.sub(r"\1", title)[:200])
    head = f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{shown}</title></head>'
    return head + "<body><main>\n" + "\n".join(lines) + "\n</main></body></html>\n"


def _blocks(text: str, notes: bool) -> Iterator[tuple[str, str]]:
    """Yield (tag, words): h1-h6, li or p."""
    joined = _LONE_BULLET.sub(r"\1 ", "\n".join(text.splitlines()))
    lines = [line[:_LINE_LIMIT].rstrip() for line in joined.split("\n")]
    width = 0 if notes else _width(lines)
    tag, words, last = "", "", ""
    for i, line in enumerate(lines):
        kind, said = ("gap", "") if not line.strip() else _note(line) if notes else _line(lines, i)
        if kind == "more" and tag in ("p", "li") and _goes_on(last, line, tag, width):
            words, last = f"{words} {said}", line
            continue
        if words:
            yield tag, words
        tag, words, last = ("p" if kind == "more" else kind), said, line
    if words:
        yield tag, words


def _note(line: str) -> tuple[str, str]:
    heading = _HEADING.match(line)
    if heading:
        return f"h{len(heading[1])}", heading[2]
    rest = _ITEM.sub("", line).strip()
    mark = _NOTE.match(rest)
    return "p", rest[mark.end() :] if mark else rest


def _line(lines: list[str], i: int) -> tuple[str, str]:
    """Return what a line is: a heading "h1"…, an item "li", "more" text, or "gap" for what only separates."""
    line = lines[i]
    following = lines[i + 1] if i + 1 < len(lines) else ""
    heading = _HEADING.match(line)
    if heading:
        return f"h{len(heading[1])}", heading[2]
    if _RULE.match(line) or _FENCE.match(line):
        return "gap", ""
    item = _ITEM.match(line)
    if item:
        return "li", line[item.end() :].strip()
    said = _QUOTE.sub("", line).strip()
    if re.fullmatch(r"\s*={3,}\s*", following):
        return "h1", said
    if re.fullmatch(r"\s*-{3,}\s*", following) and len(said) <= 100:
        return "h2", said
    if _is_title(said, lines, i):
        return ("h2" if said.isupper() else "h3"), said.rstrip(":")
    return "more", said


def _is_title(said: str, lines: list[str], i: int) -> bool:
    """Tell whether a line of pasted text heads what follows: capitals, "Words:", bold alone, or above a list."""
    count = len(said.split())
    if count > 9 or len(said) > 80 or said.endswith((".", ",", ";")):
        return False
    above = lines[i - 1] if i else ""
    letters = [c for c in said if c.isalpha()]
    if len(letters) >= 5 and said.isupper() and count <= 5:
        return True
    ends = _ITEM.match(above) or above.endswith((".", "!", "?", ":"))
    if above.strip() and not (ends and lines[i][:1].isupper()):
        return False
    if (said.endswith(":") and count <= 7) or re.fullmatch(r"\*\*[^*]{1,80}\*\*:?", said):
        return True
    below = next((line for line in lines[i + 1 : i + 3] if line.strip()), "")
    return bool(_ITEM.match(below)) and not re.search(r"\d{4}|@|https?:", said)


def _width(lines: list[str]) -> int:
    """Return the column at which the long lines of a text are broken, 0 for a text with none.

    Most of them are: three at least, or each in the middle of a sentence; else a longest line is only that.
    """
    prose = [line for line in lines if "://" not in line]
    width = max(map(len, prose), default=0)
    long = [
        (line, after)
        for line, after in pairwise(prose)
        if len(line) >= _WRAPPED and after.strip() and not _ITEM.match(after) and not _HEADING.match(after)
    ]
    full = [after for line, after in long if _is_full(line, after, width)]
    sure = len(full) >= _SURE or all(after.lstrip()[:1].islower() for after in full)
    return width if width <= _WIDEST and sure and len(full) > len(long) / 2 else 0


def _is_full(line: str, after: str, width: int) -> bool:
    """Tell whether the first word of the line after would not have fitted."""
    return len(line) + 1 + len(after.split(maxsplit=1)[0]) > width


def _goes_on(before: str, line: str, tag: str, width: int) -> bool:
    """Tell whether a line continues the one before: that was full in a wrapped text, or this is an item's indent."""
    if not before.strip():
        return False
    if tag == "li" and line[:2].isspace():
        return True
    return width > 0 and len(before) >= _WRAPPED and _is_full(before, line, width)


def _inline(words: str) -> str:
    """Return escaped HTML of one block: links kept (http and https), emphasis marks dropped."""
    words = _IMAGE.sub(r"\1", words)
    parts, end = [], 0
    for link in _LINK.finditer(words):
        parts.append(_plain(words[end : link.start()]))
        parts.append(f'<a href="{html.escape(link[2])}">{_plain(link[1])}</a>')
        end = link.end()
    parts.append(_plain(words[end:]))
    return "".join(parts)


def _plain(words: str) -> str:
    words = _ADDRESS.sub(r"\1", words)
    for pattern, group in ((_CODE, r"\1"), (_STRONG, r"\2"), (_SOFT, r"\2")):
        words = pattern.sub(group, words)
    return html.escape(words.strip("\\") if words.endswith("\\") else words)
