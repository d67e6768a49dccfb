"""The only door to the HTTP client: one URL in, one bounded answer out, or a Failed that says why.

The client is httpcore2, the transport under httpx2 (same interface as httpcore). It is used without httpx2's own layer
because everything that layer adds is what must not happen here: cookies, automatic redirects, unbounded decoding,
proxies from the environment. Addresses come from the Guard, and the connection goes to the address that was checked.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import html
import logging
import re
import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urljoin

import httpcore2

from research.collect import decode
from research.collect.gate import Failed, Gate, Unreachable
from research.collect.guard import Guard, Refused, Target, same_peer
from research.text import clean

_LOG = logging.getLogger(__name__)

PAGE_BYTES = 10 * 1024 * 1024
DOCUMENT_BYTES = 25 * 1024 * 1024
RESPONSE_S = 30.0
_HEADER_BYTES = 64 * 1024
_CONNECT_S = 10.0
_HOPS = 10
_TRIES = 3
_LONGEST_WAIT_S = 60.0
_FAULT_BODY_BYTES = 64 * 1024  # of an error's page: enough to recognise a bot wall
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Headers that a Page keeps: those that say what it is, whether it is fresh, and who answered instead of the site.
_KEPT = ("content-type", "content-language", "etag", "last-modified", "link", "server", "cf-mitigated", "x-datadome",
         "x-amzn-waf-action")  # fmt: skip


_ONWARD = ("location", "refresh")
# What a browser that is handed a page would have taken from its answer. Cookies only where they travel encrypted.
_FOR_BROWSER = frozenset((b"content-security-policy", b"set-cookie"))
_MOST_FOR_BROWSER = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back at the end of the redirects; `body` is decoded, `note` is to be shown beside it."""

    url: str
    final_url: str
    status: int
    headers: dict[str, str]
    body: bytes
    truncated: bool = False
    note: str = ""
    retry_after: dt.datetime | None = None
    for_browser: tuple[tuple[str, str], ...] = ()
    """Headers that only a browser needs, to go on from here: kept for this run, never stored."""


@dataclass(slots=True)
class Wanted:
    """How much of what is wanted: limits in bytes, extra request headers, most redirects, seconds a response."""

    page_bytes: int = PAGE_BYTES
    document_bytes: int = DOCUMENT_BYTES
    headers: dict[str, str] = field(default_factory=dict)
    hops: int = _HOPS
    seconds: float = RESPONSE_S
    any_type: bool = False
    """True: do not refuse by Content-Type (robots.txt, sitemaps, feeds)."""
    cut: bool = False
    """True: what is longer than the limit is cut, whatever its type."""
    tries: int = _TRIES
    """How often a passing fault is tried, the first time included."""


Door = Callable[[Target], AbstractAsyncContextManager[Gate]]
"""Entered once per request: checks robots.txt and the budget, waits for the turn; raises Failed."""


class Client:
    """Asks one URL at a time per call, many calls at once. `bytes` counts what came over the wire."""

    def __init__(self, guard: Guard, headers: dict[str, str], now: Callable[[], dt.datetime], back_off_s: float = 0.5):
        self._guard = guard
        self._headers = headers
        self._now = now
        self._back_off_s = back_off_s
        self._pools: dict[str, asyncio.Future[httpcore2.AsyncConnectionPool]] = {}
        self.bytes = 0

    async def close(self) -> None:
        """Close all connections."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            if pool.done() and not pool.cancelled() and pool.exception() is None:
                await pool.result().aclose()
            else:
                pool.cancel()

    async def get(self, url: str, door: Door, wanted: Wanted) -> Answer:
        """Return the answer behind `url` after its redirects; raises Failed, and nothing else for network faults.

        Redirects are those of HTTP, of a Refresh header and of a meta refresh, counted together. A page with text
        whose refresh leads where we do not go is returned itself, with a note.
        """
        way = _Way(url)
        for _ in range(wanted.hops + 1):
            try:
                at = way.next()
                target = await self._admit(at, redirected=at is not url)
                way.enter(target)
                answer = await self._persist(target, door, wanted)
            except Failed as error:
                if way.page is None:
                    raise
                return replace(way.page, note=_joined(way.page.note, f"its redirect was not followed: {error.detail}"))
            final = way.leave(target, answer)
            if final is not None:
                return final
        raise Failed("redirects", f"more than {wanted.hops} redirects, from {url[:90]} to {at[:90]}")

    async def _admit(self, url: str, redirected: bool) -> Target:
        try:
            return await self._guard.admit(url)
        except Refused as error:
            where = f"redirects elsewhere: {error.detail}" if redirected else error.detail
            raise (Unreachable if error.reason == "no network" else Failed)(error.reason, where) from error

    async def _persist(self, target: Target, door: Door, wanted: Wanted) -> Answer:
        """Ask up to `wanted.tries` times: on a reset, a broken body, 429 and passing server errors."""
        for attempt in range(1, wanted.tries + 1):
            async with door(target) as gate:
                try:
                    answer = await self._told(target, gate, wanted)
                except _Passing as error:
                    failed, wait = Failed(error.reason, error.detail), 0.0
                else:
                    if answer.status not in _TRY_AGAIN or _is_challenge(answer):
                        gate.served()
                        return answer
                    failed, wait = self._trouble(answer, gate)
            if attempt == wanted.tries or wait > _LONGEST_WAIT_S:
                break
            await asyncio.sleep(wait or self._back_off_s * 2 ** (attempt - 1))
        raise failed

    def _trouble(self, answer: Answer, gate: Gate) -> tuple[Failed, float]:
        """Return what a 429 or 5xx will be called if it stays, and how many seconds the host asked us to wait."""
        until = answer.retry_after
        wait = max(0.0, (until - self._now()).total_seconds()) if until else 0.0
        if wait <= _LONGEST_WAIT_S:
            gate.pause(wait)
        if answer.status == 429:
            shown = f"{until:%d %b %Y %H:%M} UTC".lstrip("0") if until and wait else "later"
            failed = Failed("rate-limited", f"rate-limited until {shown}")
            gate.too_many(failed)
            return failed, wait or 4 * self._back_off_s
        if answer.status == 503:
            gate.ease()
        return Failed("server error", f"answered {answer.status}"), wait

    async def _told(self, target: Target, gate: Gate, wanted: Wanted) -> Answer:
        """Ask once; the log hears how it ended and how long it took."""
        began = time.monotonic()
        try:
            answer = await self._once(target, gate, wanted)
        except Failed as error:
            _LOG.debug("GET %s failed after %.3f s: %s", target.url, time.monotonic() - began, error, exc_info=error)
            raise
        took, size = time.monotonic() - began, len(answer.body)
        _LOG.debug(
            "GET %s gave %d, %d bytes, after %.3f s, from %s",
            target.url,
            answer.status,
            size,
            took,
            target.addresses[0],
        )
        return answer

    async def _once(self, target: Target, gate: Gate, wanted: Wanted) -> Answer:
        began = time.monotonic()
        try:
            async with asyncio.timeout(wanted.seconds):
                pool = await self._pool(target.scheme)
                async with pool.stream(
                    "GET", target.url.encode(), headers=self._request_headers(target, wanted),
                    extensions={"timeout": {"connect": _CONNECT_S, "read": wanted.seconds, "write": 10.0}},
                ) as response:  # fmt: skip
                    gate.good(time.monotonic() - began)
                    return await self._read(target, response, wanted)
        except TimeoutError as error:
            failed = Failed("timeout", f"timed out after {wanted.seconds:.0f} s")
            gate.close(failed)
            raise failed from error
        except decode.Broken as error:
            if "incomplete" in str(error):
                raise _Passing("damaged", str(error)) from error
            raise Failed("malformed", str(error)) from error
        except _FOREIGN as error:
            failed = _translated(error, answered=time.monotonic() - began, seconds=wanted.seconds)
            if isinstance(failed, Unreachable):
                gate.close(failed)
            raise failed from error

    def _request_headers(self, target: Target, wanted: Wanted) -> list[tuple[bytes, bytes]]:
        host = target.origin.partition("://")[2]
        pairs = {"Host": host, **self._headers, **wanted.headers}
        return [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in pairs.items()]

    async def _read(self, target: Target, response: httpcore2.Response, wanted: Wanted) -> Answer:
        if sum(len(name) + len(value) for name, value in response.headers) > _HEADER_BYTES:
            raise Failed("malformed", "headers larger than 64 KB")
        headers = _header_map(response.headers)
        retry_after = _retry_after(headers.get("retry-after", ""), self._now())
        kept = {name: headers[name] for name in (*_KEPT, *_ONWARD) if name in headers}
        status = response.status
        if (status in _REDIRECTS and "location" in headers) or status in (204, 304):
            return Answer(target.url, target.url, status, kept, b"", retry_after=retry_after)
        try:
            body, truncated = await self._body(response, headers, _limit(status, headers, wanted), wanted.cut)
        except decode.Broken:
            if status < 400:
                raise
            body, truncated = b"", False  # the status says enough
        note = "truncated at 10 MB" if truncated and status < 400 else ""
        rest = _for_browser(target, response.headers) if status == 200 else ()
        return Answer(target.url, target.url, status, kept, body, truncated, note, retry_after, rest)

    async def _body(
        self, response: httpcore2.Response, headers: dict[str, str], limit: int, cut: bool
    ) -> tuple[bytes, bool]:
        declared = _declared(headers)
        length = headers.get("content-length", "")
        too_large = f"larger than {limit // 2**20} MB"
        if declared in decode.DOCUMENTS and length.isdigit() and int(length[:15]) > limit:
            raise Failed("too large", too_large)
        body = decode.Body(headers.get("content-encoding", ""), limit)
        async for chunk in response.aiter_stream():
            self.bytes += len(chunk)
            if not body.add(chunk):
                break
        if body.truncated and not cut and declared not in _CUT_AT_LIMIT and response.status < 400:
            raise Failed("too large", too_large)
        return body.finish(), body.truncated

    async def _pool(self, scheme: str) -> httpcore2.AsyncConnectionPool:
        if scheme not in self._pools:
            self._pools[scheme] = asyncio.ensure_future(self._new_pool(scheme))
        return await asyncio.shield(self._pools[scheme])

    async def _new_pool(self, scheme: str) -> httpcore2.AsyncConnectionPool:
        # Reading the system's certificates takes tens of milliseconds: off the loop, and only where needed.
        context = await asyncio.to_thread(httpcore2.default_ssl_context) if scheme == "https" else None
        return httpcore2.AsyncConnectionPool(
            ssl_context=context, max_connections=64, max_keepalive_connections=32, keepalive_expiry=20.0,
            http2=True, network_backend=_CheckedBackend(self._guard),
        )  # fmt: skip


class _Passing(Failed):
    """A fault that may be gone at the next try."""


_FOREIGN: tuple[type[Exception], ...] = (
    OSError,
    httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException, httpcore2.UnsupportedProtocol,
)  # fmt: skip
_CUT_AT_LIMIT = frozenset({"text/html", "application/xhtml+xml", "text/plain", ""})


class _CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Dials only what the Guard has checked, by its address; the name stays in Host and SNI."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None,  # noqa: ASYNC109 - the backend's interface
        local_address: str | None = None, socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:  # fmt: skip
        try:
            addresses = self._guard.checked(host, port)
        except Refused as error:
            raise Failed(error.reason, error.detail) from error
        for address in addresses[:-1]:
            try:
                return await self._dial(address, port, min(2.0, timeout or 2.0))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._dial(addresses[-1], port, timeout)

    async def _dial(
        self, address: str, port: int, timeout: float | None  # noqa: ASYNC109 - passed on to the backend
    ) -> httpcore2.AsyncNetworkStream:  # fmt: skip
        stream = await self._inner.connect_tcp(address, port, timeout=timeout)
        peer = stream.get_extra_info("server_addr")
        if peer is None:  # it was reset before it could be asked who is there
            await stream.aclose()
            raise _Passing("damaged", "incomplete: the connection was reset")
        if not same_peer(peer, address):
            await stream.aclose()
            raise Failed("unsafe address", "the connection ended at another address")
        return _HttpStream(stream, speaks_first=True)


class _HttpStream(httpcore2.AsyncNetworkStream):
    """Hangs up on a server whose first bytes are not HTTP/1's; the parser would wait for headers until the deadline."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream, speaks_first: bool) -> None:
        self._inner = inner
        self._first = speaks_first

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - the interface's
        data = await self._inner.read(max_bytes, timeout)
        if self._first and data:
            self._first = False
            if not b"HTTP/".startswith(data[:5]):
                raise Failed("malformed", "the answer is not HTTP")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the interface's
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface's
    ) -> httpcore2.AsyncNetworkStream:  # fmt: skip
        inner = await self._inner.start_tls(ssl_context, server_hostname, timeout)
        tls = inner.get_extra_info("ssl_object")
        return _HttpStream(inner, speaks_first=tls is None or tls.selected_alpn_protocol() != "h2")

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _header_map(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by lower-case name, printable and at most 2,000 characters each; repeated ones joined.

    What leads onward stays as it is, so that it is refused for what is wrong with it instead of mended.
    """
    headers: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        text = _as_sent(value) if key in _ONWARD else clean(value[:2_000].decode("latin-1"))
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _for_browser(target: Target, raw: list[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    found = (
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, value in raw
        if name.lower() in _FOR_BROWSER and len(value) <= 4_096
    )
    return tuple((n, v) for n, v in found if n != "set-cookie" or target.scheme == "https")[:_MOST_FOR_BROWSER]


def _as_sent(value: bytes) -> str:
    try:
        return value.decode("utf-8").strip(" \t")
    except UnicodeDecodeError:
        return value.decode("latin-1").strip(" \t")


def _declared(headers: dict[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _limit(status: int, headers: dict[str, str], wanted: Wanted) -> int:
    if status >= 400:
        return _FAULT_BODY_BYTES
    declared = _declared(headers)
    instead = decode.never_a_page(declared)
    if instead and not wanted.any_type:
        raise Failed("not text", f"not a page but {instead}")
    return wanted.document_bytes if declared in decode.DOCUMENTS else wanted.page_bytes


class _Way:
    """The redirects of one URL: where it goes next, where it has been, what it may fall back on."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._seen: set[str] = set()
        self._from: Target | None = None
        self._location = ""
        self._insecure = False
        self.page: Answer | None = None
        """The page with text that the next hop would leave."""

    def next(self) -> str:
        """Return the address of the next hop; raises Failed."""
        if self._from is None:
            return self._url
        at = _joined_url(self._from, self._location)
        self._insecure = _downgrade(self._from, at, self._insecure)
        return at

    def enter(self, target: Target) -> None:
        """Note a hop; raises Failed when it was here before."""
        if target.url in self._seen:
            raise Failed("redirects", f"redirects go round in a circle at {target.url[:120]}")
        self._seen.add(target.url)

    def leave(self, target: Target, answer: Answer) -> Answer | None:
        """Return the end of the way, or None when the answer leads on."""
        note = _joined(answer.note, "not encrypted" if self._insecure else "")
        final = replace(answer, url=self._url, final_url=target.url, note=note)
        if answer.status in _REDIRECTS:
            self._location, self.page = answer.headers.get("location", ""), None
        elif (onward := _refresh(target, answer)) is not None:
            self._location = onward
            self.page = final if len(_TAGS.sub(b" ", answer.body).split()) >= _WORDS_OF_A_PAGE else None
        else:
            return final
        self._from = target
        return None


_LONGEST_REFRESH_S = 5
_WORDS_OF_A_PAGE = 30
_TAGS = re.compile(rb"<[^<>]{0,2000}>")
_META = re.compile(rb"<meta\b[^<>]{0,1000}>", re.I)
_REFRESH = re.compile(r"\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'>]{1,2000})", re.I)
_CONTENT = re.compile(rb"content\s*=\s*(?:\"([^\"]{0,2100})|'([^']{0,2100})|([^\s>]{1,2100}))", re.I)


def _refresh(target: Target, answer: Answer) -> str | None:
    """Return where a Refresh header or a meta refresh of a small page leads within five seconds, elsewhere."""
    if answer.status != 200 or len(answer.body) > _FAULT_BODY_BYTES or "html" not in _declared(answer.headers):
        return None
    values = [answer.headers.get("refresh", "")]
    for meta in _META.findall(answer.body):
        content = _CONTENT.search(meta) if b"refresh" in meta.lower() else None
        if content and re.search(rb"http-equiv\s*=\s*[\"']?\s*refresh", meta, re.I):
            values.append(html.unescape(next(g for g in content.groups() if g is not None).decode("utf-8", "replace")))
    for value in values:
        found = _REFRESH.match(value)
        if found and int(found[1]) <= _LONGEST_REFRESH_S and not _same_page(target, found[2]):
            return found[2].strip()
    return None


def _same_page(target: Target, location: str) -> bool:
    try:
        return urljoin(target.url, location.strip()).partition("#")[0] == target.url
    except ValueError:
        return False


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _joined_url(target: Target, location: str) -> str:
    if not location:
        raise Failed("redirects", "redirected to nowhere")
    if _CONTROL.search(location):  # the standard library would drop some of them without a word
        raise Failed("malformed", "redirected to an address with a control character")
    try:
        # Browsers put %20 for a space in a Location; only behind the host, where it cannot change it.
        joined = urljoin(target.url, location.strip())
        head, slashes, rest = joined.partition("://")
        host, slash, path = rest.partition("/")
        return head + slashes + host + slash + quote(path, safe="/%:@!$&'()*+,;=~-._?|[]^{}#\\")
    except ValueError as error:
        raise Failed("malformed", "redirected to a malformed address") from error


def _downgrade(target: Target, at: str, insecure: bool) -> bool:
    """Return whether the page must be marked as not encrypted; raises Failed for a downgrade to another host."""
    if target.scheme != "https" or not at.lower().startswith("http://"):
        return insecure
    host = re.split(r"[/?#:]", at[7:], maxsplit=1)[0].lower()
    if host != target.host:
        raise Failed("not allowed", "redirected from https to another host without encryption")
    return True


_CHALLENGE = re.compile(rb"challenge-platform|captcha|(?:are|re) not a robot|you are (?:a )?human", re.IGNORECASE)


def _is_challenge(answer: Answer) -> bool:
    """Tell whether an error is a bot wall's, which asking again does not open."""
    return "cf-mitigated" in answer.headers or bool(_CHALLENGE.search(answer.body))


def _retry_after(value: str, now: dt.datetime) -> dt.datetime | None:
    """Return the moment that Retry-After names, in seconds or as a date (RFC 9110 section 10.2.3), in UTC."""
    if not value:
        return None
    if value.isdigit():
        return now.astimezone(dt.UTC) + dt.timedelta(seconds=min(int(value[:9]), 10**8))
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError, TypeError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or dt.UTC).astimezone(dt.UTC)


# X509_V_ERR codes of OpenSSL (x509_vfy.h) in words.
_CERTIFICATE = {
    9: "certificate not valid yet", 10: "certificate expired", 18: "certificate is self-signed",
    19: "certificate is self-signed", 20: "certificate from an unknown issuer", 23: "certificate revoked",
    62: "certificate not valid for this host", 64: "certificate not valid for this host",
}  # fmt: skip


def _translated(error: Exception, answered: float, seconds: float) -> Failed:
    """Return a foreign error in our words; _Passing when another try may help."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unreachable("certificate", _CERTIFICATE.get(cause.verify_code, "certificate not trusted"))
        if isinstance(cause, ssl.SSLError):
            return Unreachable("malformed", "the server does not speak TLS on that port")
        if isinstance(cause, ConnectionRefusedError):
            return Unreachable("refused", "connection refused")
        if isinstance(cause, Failed):
            return cause
    if isinstance(error, httpcore2.ConnectTimeout):
        return Unreachable("timeout", f"no connection within {answered:.0f} s")
    if isinstance(error, httpcore2.TimeoutException):
        return Failed("timeout", f"timed out after {seconds:.0f} s")
    if isinstance(error, httpcore2.ProtocolError):
        return _protocol_fault(str(error))
    if isinstance(error, httpcore2.ConnectError) and not any(isinstance(c, ConnectionResetError) for c in causes):
        return Unreachable("no network", "no way to the host")
    return _Passing("damaged", "incomplete: the connection was reset")


def _protocol_fault(text: str) -> Failed:
    text = text.lower()
    if "incomplete" in text or "without sending complete" in text:
        return _Passing("damaged", "incomplete: the page ended early")
    if "disconnected" in text or "connectionterminated" in text or "streamreset" in text:
        return _Passing("damaged", "closed the connection without an answer")
    if "too long" in text or "oversized" in text:
        return Failed("malformed", "headers larger than 64 KB")
    if "status line" in text or "preface" in text:
        return Failed("malformed", "the answer is not HTTP")
    return Failed("malformed", "the answer is malformed HTTP")


def _causes(error: BaseException) -> Iterable[BaseException]:
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        one = todo.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo.extend([one.__cause__, one.__context__, *one.args])
            todo.extend(getattr(one, "exceptions", ()))  # anyio wraps what several addresses answered in a group
