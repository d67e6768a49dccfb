"""Compressed bodies decoded under a cap, and what a body is by its first bytes; pure.

Every decoder hands out at most 64 KB at a time and the reader stops asking at its cap, so that a bomb costs no more
than the cap. Encodings: gzip, deflate, br, zstd (RFC 9110 section 8.4.1, RFC 7932, RFC 8878), at most two of them.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

_STEP = 64 * 1024
_MOST_ENCODINGS = 2
_ZSTD_WINDOW_LOG = 23  # 8 MB, the most that RFC 9659 lets a server ask for


class Broken(Exception):
    """The body is not what its Content-Encoding says, or uses too many or unknown encodings."""


class Decoder(Protocol):
    """One link of the chain."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to in steps of at most 64 KB; raises Broken."""

    def complete(self) -> bool:
        """Tell whether the stream has come to its end."""


class _Zlib:
    """gzip (several members, what follows the last one is ignored) and deflate (with or without zlib's header)."""

    def __init__(self, gzip: bool) -> None:
        self._gzip = gzip
        self._inner = zlib.decompressobj(31 if gzip else 15)
        self._started = False
        self._ended = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not (self._ended and not self._gzip):
            if self._ended:
                if data[:1] != b"\x1f":
                    return
                self._inner, self._ended = zlib.decompressobj(31), False
            out = self._decompress(data)
            self._started = True
            if out:
                yield out
            self._ended = self._inner.eof
            data = self._inner.unused_data if self._ended else self._inner.unconsumed_tail
        while not self._ended and (out := self._inner.decompress(b"", _STEP)):
            yield out

    def _decompress(self, data: bytes) -> bytes:
        try:
            return self._inner.decompress(data, _STEP)
        except zlib.error as error:
            if self._gzip or self._started:
                raise Broken("broken encoding") from error
        self._inner = zlib.decompressobj(-15)  # some servers send raw deflate, as browsers know
        try:
            return self._inner.decompress(data, _STEP)
        except zlib.error as error:
            raise Broken("broken encoding") from error

    def complete(self) -> bool:
        return self._ended


class _Brotli:
    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped] # ships no types

        self._inner = brotli.Decompressor()
        self._error: type[Exception] = brotli.error

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            out = self._inner.process(data, output_buffer_limit=_STEP)
            while out:
                yield out
                if self._inner.can_accept_more_data():
                    return
                out = self._inner.process(b"", output_buffer_limit=_STEP)
        except self._error as error:
            raise Broken("broken encoding") from error

    def complete(self) -> bool:
        return bool(self._inner.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._module = _zstd_module()
        self._inner = self._new()

    def _new(self) -> Any:
        options = {self._module.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
        return self._module.ZstdDecompressor(options=options)

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            while data or not (self._inner.needs_input or self._inner.eof):
                if self._inner.eof:
                    self._inner = self._new()
                if out := self._inner.decompress(data, _STEP):
                    yield out
                data = self._inner.unused_data if self._inner.eof else b""
        except self._module.ZstdError as error:
            raise Broken("broken encoding") from error

    def complete(self) -> bool:
        return bool(self._inner.eof)


def _zstd_module() -> Any:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore] # the standard library from 3.14
    except ImportError:
        from backports import zstd
    return zstd


_NO_ENCODING = frozenset({"", "identity", "none", "binary", "utf-8", "utf8", "8bit"})  # seen from honest servers


class Body:
    """A body that grows by raw chunks and is held decoded, never longer than `limit` bytes.

    `add` returns False once the limit is reached; `truncated` says so. Raises Broken.
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        names = [n for n in re.split(r"[\s,]+", content_encoding.lower()) if n not in _NO_ENCODING]
        if len(names) > _MOST_ENCODINGS:
            raise Broken(f"broken encoding: {len(names)} encodings on top of each other")
        self._chain = [_decoder(name) for name in reversed(names)]
        self._limit = limit
        self._between = [0] * len(self._chain)
        self._raw = 0
        self._parts: list[bytes] = []
        self._size = 0
        self.truncated = False

    def add(self, chunk: bytes) -> bool:
        """Take a raw chunk; returns whether more is wanted."""
        self._raw += len(chunk)
        for piece in self._decode(chunk, 0):
            room = self._limit - self._size
            self._parts.append(piece[:room])
            self._size += min(len(piece), room)
            if len(piece) > room:
                self.truncated = True
                return False
        if self._raw > self._limit:
            self.truncated = True
        return not self.truncated

    def _decode(self, data: bytes, link: int) -> Iterator[bytes]:
        if link == len(self._chain):
            yield data
            return
        for piece in self._chain[link].feed(data):
            self._between[link] += len(piece)
            if self._between[link] > 2 * self._limit:  # a bomb inside whose own output stays small
                self.truncated = True
                return
            yield from self._decode(piece, link + 1)

    def finish(self) -> bytes:
        """Return the decoded body; raises Broken when a compressed stream ends early."""
        if self._size and not self.truncated and not all(link.complete() for link in self._chain):
            raise Broken("incomplete: the compressed page ends early")
        return b"".join(self._parts)


def _decoder(name: str) -> Decoder:
    if name in ("gzip", "x-gzip"):
        return _Zlib(gzip=True)
    if name == "deflate":
        return _Zlib(gzip=False)
    if name == "br":
        return _Brotli()
    if name == "zstd":
        return _Zstd()
    raise Broken(f"broken encoding: {''.join(c for c in name if c.isprintable())[:30]}")


def gunzip(data: bytes, limit: int) -> bytes | None:
    """Return gzip `data` unpacked, or None when it is broken or larger than `limit` bytes."""
    try:
        body = Body("gzip", limit)
        body.add(data)
        return None if body.truncated else body.finish()
    except Broken:
        return None


# --- what it is -------------------------------------------------------------------------------------------------

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCUMENTS = frozenset({PDF, DOCX})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_TEXT = frozenset({"application/json", "application/xml", "application/javascript", "application/rtf"})
# First bytes of what is never a page (WHATWG MIME Sniffing, section 6, and the archive formats' own documents).
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF87a", "an image"),
    (b"GIF89a", "an image"), (b"BM", "an image"), (b"\x00\x00\x01\x00", "an image"), (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"), (b"\x1f\x8b", "an archive"), (b"PK\x03\x04", "an archive"), (b"Rar!\x1a", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"), (b"\x28\xb5\x2f\xfd", "an archive"), (b"BZh", "an archive"),
    (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"\x00asm", "a program"), (b"OggS", "sound or film"),
    (b"ID3", "sound or film"), (b"\x1aE\xdf\xa3", "sound or film"), (b"wOFF", "a font"), (b"wOF2", "a font"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
)  # fmt: skip
_NEVER_A_PAGE = {"image": "an image", "audio": "sound", "video": "film", "font": "a font", "model": "a 3D model"}
_ARCHIVES = frozenset(
    f"application/{name}" for name in ("zip", "gzip", "x-gzip", "x-tar", "x-7z-compressed", "vnd.rar", "x-bzip2")
)
_LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype html|html|head|body|title|meta|script|div|p|h1)\b", re.I)


def never_a_page(declared: str) -> str | None:
    """Return what a media type says the body is ("an image"), when that is never a page; else None."""
    return "an archive" if declared in _ARCHIVES else _NEVER_A_PAGE.get(declared.partition("/")[0])


def media_type(declared: str, body: bytes) -> tuple[str, str | None]:
    """Return (media type, None), or ("", what it is instead) when the body is no text and no known document.

    `declared` is the Content-Type without parameters; the first bytes win where the two disagree.
    """
    head = body[:1024]
    if head.lstrip()[:5] == b"%PDF-":
        return PDF, None
    if declared == DOCX and head[:4] == b"PK\x03\x04":
        return DOCX, None
    for magic, what in _MAGIC:
        # "BM", "MZ" and "ID3" begin honest sentences too: they count only before bytes that no text has.
        if head.startswith(magic) and (len(magic) > 3 or not _is_text(head)):
            return "", what
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI ")):
        return "", "an image, sound or film"
    if not _is_text(head):
        return "", "binary data"
    if declared in _HTML or declared in _TEXT or declared.startswith("text/") or declared.endswith(("+xml", "+json")):
        return declared, None
    return ("text/html" if _LOOKS_LIKE_HTML.search(head) else "text/plain"), None


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    # A stray NUL is noise on a page; many are a binary format or UTF-16 without its mark.
    controls = sum(1 for byte in head if byte < 9 or 13 < byte < 27 or 27 < byte < 32)
    return controls <= max(4, len(head) // 50)


_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)


def charset(content_type: str) -> str | None:
    """Return the charset that a Content-Type names, if this Python knows it as a text encoding; never UTF-7."""
    found = _CHARSET.search(content_type)
    if not found:
        return None
    try:
        name = codecs.lookup(found[1]).name
        b"a".decode(name)
    except (LookupError, ValueError):
        return None
    return None if name in ("utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape") else name
