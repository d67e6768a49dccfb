"""Bytes of a page -> its text.

The charset is settled in the order of browsers (byte order mark, HTTP header, meta element, utf-8, windows-1252); utf-7
never, statistical guesses never (slow, and wrong on short pages). Text that was encoded twice is taken back once more.
"""

from __future__ import annotations

import codecs
import re

_MOST_BYTES = 12_000_000
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]{2,40})", re.I)
_UNSAFE_CHARSETS = frozenset(("utf-7", "utf7", "u7", "unicode-1-1-utf-7", "utf-16", "utf-32"))


def as_text(html: bytes | str, charset: str | None = None) -> str:
    """Return a page as text, what was encoded twice repaired; `charset` is what HTTP said. Never raises."""
    return _encoded_once(html if isinstance(html, str) else decode(html[:_MOST_BYTES], charset))


def decode(body: bytes, charset: str | None = None) -> str:
    """Return `body` as text; `charset` is what HTTP said. Never raises: what cannot be decoded becomes U+FFFD."""
    marked, stripped = next(((name, body[len(mark) :]) for mark, name in _MARKS if body.startswith(mark)), (None, body))
    # Text that is valid utf-8 with accents is utf-8, whatever an old template's meta says: chance is nil.
    if marked is None and not stripped.isascii() and (as_utf8 := _strict_utf8(stripped)) is not None:
        return as_utf8
    declared = _META_CHARSET.search(stripped[:4096])
    named = declared.group(1).decode("ascii") if declared else None
    for name in (marked, charset, named, "utf-8"):
        if not name or (name is not marked and name.strip().lower() in _UNSAFE_CHARSETS):
            continue
        name = (
            "windows-1252" if name.strip().lower() in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii") else name
        )
        try:
            return stripped.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    as_utf8 = stripped.decode("utf-8", "replace")
    # A few broken bytes are damage in a utf-8 page; many are another encoding,
    # and windows-1252 is by far the likeliest.
    broken = as_utf8.count("\ufffd")
    return as_utf8 if broken * 200 < len(as_utf8) else stripped.decode("windows-1252", "replace")


# Byte order marks; that of UTF-32 begins as that of UTF-16 does.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


def _strict_utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


_AS_LATIN = {chr(byte): byte for byte in range(0x80, 0xC0)}
_BYTE_OF = _AS_LATIN | {bytes((b,)).decode("cp1252"): b for b in range(0x80, 0xA0) if b not in b"\x81\x8d\x8f\x90\x9d"}
"""The bytes that go on a character in utf-8, by what windows-1252 and latin-1 take each for."""
_GOES_ON = f"[{re.escape(''.join(_BYTE_OF))}]"
_TWICE = re.compile(f"[\xc2-\xdf]{_GOES_ON}|[\xe0-\xef]{_GOES_ON}{{2}}|[\xf0-\xf4]{_GOES_ON}{{3}}")
_BEGINS = re.compile("[\xc2-\xf4]")
_TELLING = ("\xe2\x80", "\xe2\u20ac", "\xc3", "\xc2", "\xd0", "\xe3\x81")
"""How quotes, accents, hard spaces, Cyrillic and hiragana begin when encoded twice; few other pages have any."""
_LEAST_TWICE, _MOST_ROUNDS = 2, 3


def _encoded_once(text: str) -> str:
    """Return `text` with "CafÃ©" made "Café" where that is certain, as it came otherwise.

    Certain is what holds twice or more and for every character that could begin such a sequence (RFC 3629, section 3):
    one "é" of its own, and the page is what it seems. Some pages were encoded three times.
    """
    for _ in range(_MOST_ROUNDS):
        if text.isascii() or not any(mark in text for mark in _TELLING):
            break
        rest, count = _TWICE.subn("", text)
        if count < _LEAST_TWICE or _BEGINS.search(rest):
            break
        try:
            text = _TWICE.sub(lambda found: _bytes_of(found.group()).decode("utf-8"), text)
        except UnicodeDecodeError:
            break
    return text


def _bytes_of(characters: str) -> bytes:
    return bytes(_BYTE_OF.get(character, ord(character) & 0xFF) for character in characters)
