"""Markup that is safe by its type: whatever is not `Markup` is text, and becomes nothing but text.

Also the one place where text loses what would change how it is shown, for HTML and for the terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape

_VOID = frozenset("br hr img input meta".split())


class Markup(str):
    """Text that is HTML already; only `tag`, `join` and `raw` make it."""

    __slots__ = ()


Child = str | Iterable[str] | None


def visible(text: str) -> str:
    """Return `text` without characters that are no text: control, format, bidi, surrogate and private ones.

    White space of any kind becomes a plain space (Unicode 16, chapters 4.5 and 23), so that page text can neither
    steer a terminal nor turn the text around it.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)


def cells(text: str) -> int:
    """Return how many columns `text` takes: wide characters two, combining marks none (UAX #11)."""
    if text.isascii():
        return len(text)
    return sum(_cell(c) for c in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """Return `text` in at most `columns` columns; what was cut is shown by “…”."""
    if cells(text) <= columns:
        return text
    kept, width = [], 0
    for char in text:
        width += _cell(char)
        if width > columns - 1:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def wrap(text: str, columns: int) -> list[str]:
    """Return `text` in lines of at most `columns` columns, broken at spaces; a longer word is broken where it must."""
    lines, line = [], ""
    for word in text.split():
        if line and cells(line) + 1 + cells(word) <= columns:
            line += " " + word
            continue
        if line:
            lines.append(line)
        while cells(word) > columns:
            piece = _head(word, columns)
            lines.append(piece)
            word = word[len(piece) :]
        line = word
    return [*lines, line] if line else lines


def _head(word: str, columns: int) -> str:
    width = 0
    for i, char in enumerate(word):
        width += _cell(char)
        if width > columns:
            return word[: max(1, i)]
    return word


def raw(html: str) -> Markup:
    """Return our own words as markup; never called with text of a page or of the user."""
    return Markup(html)


def join(*children: Child, by: str = "") -> Markup:
    """Return the children one after the other, text escaped."""
    return Markup(by.join(_flat(children)))


def tag(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """Return an element. Attributes: `class_` is class, `aria_label` aria-label; None and False are left out."""
    head = name + "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_value(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Markup(f"<{head}>" if name in _VOID else f"<{head}>{''.join(_flat(children))}</{name}>")


def _value(value: str | float) -> str:
    return escape(visible(value)) if isinstance(value, str) else f"{value:g}"


def _flat(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, Markup):
            yield child
        elif isinstance(child, str):
            yield escape(visible(child), quote=False)
        else:
            yield from _flat(child)
