"""A file that the user dropped into the folder → Page, or a Miss with its reason.

HTML stays as saved (with its original address); Markdown, text, PDF and DOCX become a simple HTML body with headings,
lists and paragraphs. PDF and DOCX are parsed in a child process with bounds (`reading_child`). Nothing is fetched and
nothing in a file is run.
"""

from __future__ import annotations

import codecs
import datetime as dt
import email
import email.policy
import html
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from research.collect import reading_child as child
from research.collect.child import SECONDS, Spent, run
from research.collect.plain import plain_html
from research.given import MAX_FILE, decoded, encoding_of, is_below, read_regular, why
from research.models import Kind, Miss, Page, Reason, capture_hash
from research.text import clean

MAX_TEXT = 5_000_000

_ZIP, _PDF = b"PK\x03\x04", b"%PDF-"
_TEXTS = (".md", ".markdown", ".txt", ".text", "")
_WAY_OUT = "save it as PDF, DOCX, HTML, Markdown or text"
_CHILD_SAYS: dict[int, tuple[Reason, str]] = {
    child.PASSWORD: ("password", "the file is locked with a password; save a copy without it"),
    child.DAMAGED: ("damaged", "the file is damaged or not what its name says; save it again"),
    child.NO_TEXT: (
        "not text",
        "it holds no text, perhaps only scanned pictures; paste the text into a .md file",
    ),
    child.TOO_LARGE: ("too large", "the file unpacks to too much; save it as text"),
}


class _Refused(Exception):
    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def read_file(
    path: Path, *, kind: Kind, fetched_at: dt.datetime, url: str | None = None, within: Path | None = None
) -> Page | Miss:
    """Return the Page of a regular file of at most 25 MB that lies in `within`, or the Miss that says why not.

    Its address is `url` when that is http(s), else the address found in saved HTML, else `url`, else the file's name
    with its folder when that is people/ or pages/. Only the file is read; nothing is raised for what is in it.
    """
    name = url or (f"{path.parent.name}/{path.name}" if path.parent.name in ("people", "pages") else path.name)
    name = clean(name) or "file"  # names may hold control characters, and bytes that are no text
    try:
        if within is not None and not is_below(path, within):
            raise _Refused("not allowed", "it is a link that leads out of the profile's folder; copy the file here")
        body, original = _body(path, _bytes(path))
    except _Refused as refusal:
        return Miss(url=name, kind=kind, reason=refusal.reason, detail=refusal.detail)
    address = url if url and url.startswith(("http://", "https://")) else original or name
    seen = _captured_at(body, fetched_at)
    note = f"supplied by you on {seen.day} {seen:%b %Y}" if seen else f"supplied by you: {clean(path.name)[:120]}"
    return Page(
        url=address, final_url=address, kind=kind, headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=seen or fetched_at, charset="utf-8", sha256=capture_hash(body), body=body, way="file", note=note,
    )  # fmt: skip


def _bytes(path: Path) -> bytes:
    try:
        data = read_regular(path, MAX_FILE)
    except FileNotFoundError as error:
        raise _Refused("not found", "there is no such file") from error
    except ValueError as error:
        reason: Reason = "too large" if "larger" in str(error) else "not allowed"
        raise _Refused(reason, f"it is {error}") from error
    except OSError as error:
        what = "it is a folder, not a file" if path.is_dir() else f"it cannot be opened: {why(error)}"
        raise _Refused("not allowed", what) from error
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise _Refused("empty", "the file is empty")
    return data


def _body(path: Path, data: bytes) -> tuple[bytes, str | None]:
    """Return the HTML of a file in UTF-8 and the address it was saved from; the content decides over the name."""
    suffix = path.suffix.lower()
    if _PDF in data[:1024]:
        return _in_child("pdf", data), None
    if data.startswith(_ZIP):
        return _in_child("docx", data), None
    if suffix in (".pdf", ".docx"):
        raise _Refused(*_CHILD_SAYS[child.DAMAGED])
    if suffix in (".mht", ".mhtml"):
        return _web_archive(data)
    if suffix in (".html", ".htm", ".xhtml"):
        text = _decoded(data, declared=True)
        return _as_utf8(text), saved_from(text)
    if suffix not in _TEXTS:
        raise _Refused("not text", f"files of type {clean(suffix)[:12]} cannot be read; {_WAY_OUT}")
    if len(data) > MAX_TEXT:
        raise _Refused("too large", "it holds more than 5 MB of text")
    text = _decoded(data, declared=False)
    if re.match(r"\s*(?:<!doctype html|<html)", text[:500], re.IGNORECASE):
        return _as_utf8(text), saved_from(text)
    return plain_html(text, path.stem).encode(), None


def document_html(data: bytes) -> bytes | tuple[Reason, str]:
    """Return the HTML of a PDF or DOCX that came over the network, or why there is none; the same child reads it."""
    try:
        return _in_child("docx" if data.startswith(_ZIP) else "pdf", data)
    except _Refused as refusal:
        return refusal.reason, refusal.detail


def _in_child(form: str, data: bytes) -> bytes:
    """Return what the child makes of a PDF or DOCX."""
    try:
        code, made = run("reading_child.py", form, data=data)
    except subprocess.TimeoutExpired as error:
        raise _Refused("timeout", f"reading it took longer than {SECONDS} seconds; save it as text") from error
    except Spent as error:
        raise _Refused("budget", "other files took the time that reading files may take; save it as text") from error
    if code == child.OK and made:
        return made
    raise _Refused(*_CHILD_SAYS.get(code, _CHILD_SAYS[child.DAMAGED]))


# --- text and HTML ----------------------------------------------------------------------------------------------

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_META_TEXT = re.compile(r"""(<meta[^>]{0,200}?charset\s*=\s*["']?\s*)([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)


def _decoded(data: bytes, *, declared: bool) -> str:
    """Return text: by its byte order mark, as UTF-8, by the declared charset, at last as Windows-1252."""
    encoding = encoding_of(data)
    if b"\0" in data[:4096] and not encoding.startswith("utf-16"):
        raise _Refused("not text", f"it holds binary data; {_WAY_OUT}")
    if encoding != "cp1252":
        return decoded(data)
    found = _META_CHARSET.search(data[:4096]) if declared else None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else "cp1252"
    except LookupError:
        name = "cp1252"
    # Latin-1 means Windows-1252 on the web (WHATWG Encoding); UTF-7 and UTF-8 that failed are not honoured.
    safe = "cp1252" if name in ("iso8859-1", "ascii", "utf-8", "utf-7", "utf-16", "utf-32") else name
    try:
        return data.decode(safe, "replace")
    except (LookupError, UnicodeError):  # codecs that are no text encodings: "hex", "rot13", "idna"
        return data.decode("cp1252", "replace")


def _as_utf8(text: str) -> bytes:
    """Return the HTML in UTF-8, with its own declaration of another charset set right."""
    head, rest = text[:4096], text[4096:]
    return (_META_TEXT.sub(r"\1utf-8", head) + rest).encode("utf-8", "replace")


# Browsers ("saved from url=(0026)https://…"), SingleFile ("url: https://…" in its comment), then what the page says.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=(?:\(\d{1,5}\))?(\S{1,2000}?)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s{1,20}url:\s*(\S{1,2000})", re.IGNORECASE)
_TAG = re.compile(r"<(?:link|meta)\b[^>]{1,3000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z:-]{2,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_HEAD = 500_000


def saved_from(text: str) -> str | None:
    """Return the http(s) address that saved HTML says it came from, or None."""
    for pattern in (_SAVED_FROM, _SINGLE_FILE):
        found = pattern.search(text[:20_000])
        if found and (address := _web(found[1])):
            return address
    return _declared(text[:_HEAD])


def _declared(text: str) -> str | None:
    """Return the canonical address of a page, else its og:url."""
    og = None
    for tag in _TAG.findall(text):
        values = {m[1].lower(): html.unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(tag)}
        if values.get("rel", "").lower() == "canonical" and (address := _web(values.get("href", ""))):
            return address
        if (values.get("property") or values.get("name")) == "og:url":
            og = og or _web(values.get("content", ""))
    return og


def _web(address: str) -> str | None:
    try:
        parts = urlsplit(address.strip())
        safe = parts.scheme in ("http", "https") and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        return None
    return address.strip() if safe and address.isprintable() and len(address) <= 2000 else None


# The head of a file that holds a page as the user saw it in the browser: its address, when, and a rule that lets
# nothing in it run or load, should the file be opened.
_CAPTURED = re.compile(rb"<!doctype html>\n<!-- saved from url=\S{1,9000} -->\n<!-- supplied by you on (\S{19,40}) -->")
_INERT = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"

# Fields that hold a session's tokens.
_SECRET_FIELD = re.compile(r"<input\b[^<>]{0,4000}\btype=\"?(?:hidden|password)\b[^<>]{0,4000}>", re.IGNORECASE)


def captured_html(page: Page) -> str:
    """Return a page that the user showed us as a file for the folder; `read_file` reads address and date back."""
    address = page.final_url.replace(">", "%3E")
    head = f"<!doctype html>\n<!-- saved from url=({len(address):04d}){address} -->\n"
    text = _SECRET_FIELD.sub("", page.body.decode("utf-8", "replace"))
    inert = re.sub(r"(<head\b[^<>]{0,2000}>)", lambda m: m[1] + _INERT, text, count=1, flags=re.IGNORECASE)
    return f"{head}<!-- supplied by you on {page.fetched_at.isoformat(timespec='seconds')} -->\n{inert}"


def _captured_at(body: bytes, latest: dt.datetime) -> dt.datetime | None:
    """Return when the user saw the page that a file holds, in `latest`'s zone; None for other files."""
    found = _CAPTURED.match(body[:20_000])
    if not found:
        return None
    try:
        at = dt.datetime.fromisoformat(found[1].decode("ascii")).astimezone(latest.tzinfo)
    except (ValueError, OverflowError):
        return None
    return at if at <= latest else None


def _web_archive(data: bytes) -> tuple[bytes, str | None]:
    """Return the first HTML part of a web archive (RFC 2557) and its Content-Location."""
    if data.count(b"boundary=") > 50:
        raise _Refused("damaged", "the archive is nested too deep; save the page as HTML")
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                location = part.get("Content-Location") or message.get("Snapshot-Content-Location") or ""
                text = _decoded(payload, declared=True)
                return _as_utf8(text), _web(str(location)) or saved_from(text)
    raise _Refused("damaged", "the archive holds no page; save the page as HTML")
