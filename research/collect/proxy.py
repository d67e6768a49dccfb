"""The loopback proxy through which all traffic of the browser goes: every address is admitted by the Guard.

Chromium does not check redirects, frames, workers or scripts for private addresses, and its routes can be bypassed;
a proxy sees each connection. Tunnels (CONNECT, for https) are carried unread; plain http is read, bounded, decoded
and handed on whole. The proxy asks for a token of this run, so that other users of the machine cannot use it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hmac
import logging
import secrets
import zlib
from collections.abc import Awaitable
from dataclasses import dataclass

from research.collect.guard import Guard, Refused, Target

_LOG = logging.getLogger(__name__)

_HEAD = 65_536
_MOST_HEADERS = 200
_MOST_REFUSALS = 500
# Hop-by-hop fields (RFC 9110, section 7.6.1), and what a guest need not say; cookies never go out unencrypted.
_NOT_FORWARDED = frozenset(
    b"connection proxy-connection proxy-authorization proxy-authenticate keep-alive te trailer transfer-encoding"
    b" upgrade accept-encoding content-length expect referer cookie alt-svc host".split()
)
_NOT_RETURNED = frozenset(
    b"connection proxy-connection proxy-authenticate keep-alive te trailer transfer-encoding upgrade content-length"
    b" content-encoding set-cookie alt-svc link report-to reporting-endpoints nel".split()
)
_METHODS = frozenset((b"GET", b"HEAD", b"POST", b"OPTIONS"))
_TLS_HANDSHAKE = 0x16

GREETING = "http://proxy.invalid/"
"""The proxy answers this address itself: the browser shows its token there once (RFC 2606 reserves the name)."""

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Limits:
    """What the browser may use; bytes and seconds."""

    response: int = 10_000_000
    """Of one plain http answer, raw and decoded alike."""
    upload: int = 1_000_000
    tunnel: int = 80_000_000
    """Of one tunnel, which may carry many pages (HTTP/2)."""
    run: int = 400_000_000
    requests: int = 10_000
    connections: int = 200
    connect_s: float = 10.0
    answer_s: float = 30.0
    idle_s: float = 45.0


class _Malformed(Exception):
    """What the other side sent is not HTTP/1."""


@dataclass
class _Message:
    first: bytes
    headers: Headers

    def get(self, name: bytes) -> bytes | None:
        values = [value for key, value in self.headers if key == name]
        if name == b"content-length" and len(set(values)) > 1:
            raise _Malformed("two lengths")
        return values[0] if values else None


class Proxy:
    """`async with Proxy(guard) as proxy`: listens at 127.0.0.1:`port` until closed.

    `user` and `password` are the run's token. `refusal(host, port)` tells why an address was not opened.
    """

    def __init__(self, guard: Guard, limits: Limits | None = None) -> None:
        self.user, self.password = "research", secrets.token_urlsafe(24)
        self.requests = 0
        self.bytes = 0
        self._guard = guard
        self._limits = limits or Limits()
        self._token = b"Basic " + base64.b64encode(f"{self.user}:{self.password}".encode())
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._refusals: dict[tuple[str, int], Refused] = {}

    async def __aenter__(self) -> Proxy:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def port(self) -> int:
        """The port it listens at; only once started."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def refusal(self, host: str, port: int) -> Refused | None:
        """Return why the latest request to host:port was refused, or None."""
        return self._refusals.get((host, port))

    async def start(self) -> None:
        """Listen; a second call changes nothing."""
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_HEAD)

    async def close(self) -> None:
        """Stop listening and drop every connection."""
        if self._server is None:
            return
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._server = None

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if len(self._tasks) <= self._limits.connections:
                while await self._serve_one(reader, writer):
                    pass
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError, _Malformed):
            pass  # the browser went away or does not speak HTTP; there is nobody to tell
        except asyncio.CancelledError:
            pass  # only close() cancels, and it waits for us; asyncio's server would log the exception
        finally:
            self._tasks.discard(task)
            _drop(writer)

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; tell whether the connection stays open."""
        request = await asyncio.wait_for(_read_head(reader), self._limits.idle_s)
        parts = request.first.split(b" ")
        if len(parts) != 3 or not parts[2].startswith(b"HTTP/1."):
            raise _Malformed("not a request")
        method, address = parts[0], parts[1].decode("ascii", "replace")
        if not hmac.compare_digest(request.get(b"proxy-authorization") or b"", self._token):
            await _answer(writer, 407, b'Proxy-Authenticate: Basic realm="research"\r\n')
            return (request.get(b"content-length") or b"0") == b"0"
        self.requests += 1
        if self.requests > self._limits.requests or self.bytes > self._limits.run:
            await _answer(writer, 403)
            return False
        if address == GREETING:
            await _answer(writer, 204)
            return True
        if method == b"CONNECT":
            await self._tunnel(address, reader, writer)
            return False
        return await self._forward(method, address, request, reader, writer)

    # --- https: a tunnel -------------------------------------------------------------------------------------

    async def _tunnel(self, address: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port_text = address.rpartition(":")
        host, port = host.strip("[]"), int(port_text) if port_text.isdigit() and len(port_text) < 6 else 0
        try:
            far_reader, far_writer = await self._guard.connect(host, port, "https", self._limits.connect_s)
        except Refused as refused:
            self._note(host, port, refused)
            await _answer(writer, 403)
            return
        try:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.drain()
            first = await asyncio.wait_for(reader.read(16_384), self._limits.idle_s)
            if not first or first[0] != _TLS_HANDSHAKE:
                return  # a web socket or worse: only TLS goes through a tunnel
            far_writer.write(first)
            _LOG.debug("browser to %s port %d: a tunnel", host, port)
            await self._pump_both(reader, writer, far_reader, far_writer)
        finally:
            _drop(far_writer)

    async def _pump_both(
        self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter,
        far: asyncio.StreamReader, far_out: asyncio.StreamWriter,
    ) -> None:  # fmt: skip
        ways = [asyncio.ensure_future(self._pump(near, far_out)), asyncio.ensure_future(self._pump(far, near_out))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carried = 0
        while carried <= self._limits.tunnel and self.bytes <= self._limits.run:
            data = await reader.read(65_536)
            if not data:
                return
            carried += len(data)
            self.bytes += len(data)
            writer.write(data)
            await writer.drain()

    # --- http: read, bounded, decoded ------------------------------------------------------------------------

    async def _forward(
        self, method: bytes, address: str, request: _Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        body = await self._request_body(request, reader)
        if method not in _METHODS or body is None or _unasked(request):
            await _answer(writer, 403)
            return False
        host, port = _place(address)
        try:
            target = await self._guard.admit(address)
            host, port = target.host, target.port
            async with asyncio.timeout(self._limits.answer_s):
                status, headers, content = await self._ask(method, target, request, body)
        except Refused as refused:
            self._note(host, port, refused)
            await _answer(writer, 403)
        except TimeoutError:
            self._note(host, port, Refused("timeout", f"no whole answer in {self._limits.answer_s:.0f} s"))
            await _answer(writer, 504)
        except (OSError, EOFError, asyncio.LimitOverrunError, _Malformed, zlib.error) as error:
            self._note(host, port, Refused("malformed", f"the answer broke off or is malformed ({_word(error)})"))
            await _answer(writer, 502)
        else:
            _LOG.debug("browser %s %s gave %s, %d bytes", method.decode(), target.url, status.decode(), len(content))
            self._refusals.pop((host, port), None)
            await _send(writer, status, headers, content, bodiless=method == b"HEAD")
        return True

    async def _request_body(self, request: _Message, reader: asyncio.StreamReader) -> bytes | None:
        length = request.get(b"content-length") or b"0"
        if not length.isdigit() or len(length) > 9 or request.get(b"transfer-encoding"):
            return None
        if int(length) > self._limits.upload:
            return None
        return await asyncio.wait_for(reader.readexactly(int(length)), self._limits.idle_s)

    async def _ask(
        self, method: bytes, target: Target, request: _Message, body: bytes
    ) -> tuple[bytes, Headers, bytes]:  # fmt: skip
        reader, writer = await self._guard.connect(target.host, target.port, "http", self._limits.connect_s)
        try:
            writer.write(_outgoing(method, target, request.headers, body))
            await writer.drain()
            answer = await _read_head(reader)
            while answer.first[9:10] == b"1":  # interim answers (RFC 9110, section 15.2)
                answer = await _read_head(reader)
            version, _, status = answer.first.partition(b" ")
            if not version.startswith(b"HTTP/1.") or not status[:3].isdigit() or not b"200" <= status[:3] < b"600":
                raise _Malformed("not an HTTP answer")
            content = b"" if method == b"HEAD" or status[:3] in (b"204", b"304") else await self._body(answer, reader)
        finally:
            _drop(writer)
        kept = [(name, value) for name, value in answer.headers if name not in _NOT_RETURNED]
        return status[:3], kept, self._decoded(answer, content)

    async def _body(self, answer: _Message, reader: asyncio.StreamReader) -> bytes:
        length = answer.get(b"content-length")
        if (answer.get(b"transfer-encoding") or b"").lower().strip() == b"chunked":
            return await self._chunks(reader)
        if length is None:
            return await self._take(reader, None)
        if not length.isdigit() or len(length) > 15:
            raise _Malformed("the length is no number")
        self._bounded(int(length))
        return await self._take(reader, int(length))

    async def _take(self, reader: asyncio.StreamReader, length: int | None) -> bytes:
        parts: list[bytes] = []
        have = 0
        while length is None or have < length:
            data = await reader.read(65_536 if length is None else min(65_536, length - have))
            if not data:
                if length is not None:
                    raise _Malformed("it broke off")
                break
            have += len(data)
            self.bytes += len(data)
            self._bounded(have)
            parts.append(data)
        return b"".join(parts)

    async def _chunks(self, reader: asyncio.StreamReader) -> bytes:
        parts: list[bytes] = []
        have = 0
        while True:
            size_text = (await reader.readuntil(b"\n")).split(b";")[0].strip()
            if not size_text or len(size_text) > 8 or not all(c in b"0123456789abcdefABCDEF" for c in size_text):
                raise _Malformed("bad chunk")
            size = int(size_text, 16)
            if size == 0:
                return b"".join(parts)
            have += size
            self._bounded(have)
            parts.append(await self._take(reader, size))
            if (await reader.readexactly(2)) != b"\r\n":
                raise _Malformed("bad chunk")

    def _bounded(self, size: int) -> None:
        if size > self._limits.response:
            raise Refused("too large", f"more than {self._limits.response // 1_000_000} MB")

    def _decoded(self, answer: _Message, content: bytes) -> bytes:
        """Return the content without its gzip; only gzip was asked for. Stops decoding at the cap."""
        encoding = (answer.get(b"content-encoding") or b"identity").lower().strip()
        if encoding in (b"identity", b"") or not content:
            return content
        if encoding not in (b"gzip", b"x-gzip"):
            raise _Malformed("an encoding that was not asked for")
        engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
        plain = engine.decompress(content, self._limits.response + 1)
        self._bounded(len(plain))
        if not engine.eof:
            raise _Malformed("it broke off")
        return plain

    def _note(self, host: str, port: int, refused: Refused) -> None:
        _LOG.debug("browser to %s port %d: %s (%s)", host, port, refused.reason, refused.detail)
        if len(self._refusals) < _MOST_REFUSALS or (host, port) in self._refusals:
            self._refusals[(host, port)] = refused


def _unasked(request: _Message) -> bool:
    """Tell whether a request is for what a page only may need later, or for an answer that never ends."""
    return request.get(b"accept") == b"text/event-stream" or b"prefetch" in (request.get(b"sec-purpose") or b"")


def _place(address: str) -> tuple[str, int]:
    rest = address.partition("://")[2].partition("/")[0]
    host, _, port = rest.rpartition(":")
    return (host, int(port)) if host and port.isdigit() and len(port) < 6 else (rest, 80)


def _word(error: Exception) -> str:
    return str(error)[:60] if isinstance(error, _Malformed) else type(error).__name__


def _outgoing(method: bytes, target: Target, headers: Headers, body: bytes) -> bytes:
    path = target.url.partition("://")[2].partition("/")[2]
    lines = [method + b" /" + path.encode() + b" HTTP/1.1", b"Host: " + target.origin.partition("://")[2].encode()]
    lines += [name + b": " + value for name, value in headers if name not in _NOT_FORWARDED]
    lines += [b"Accept-Encoding: gzip, identity", b"Connection: close"]
    if body or method == b"POST":
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


async def _read_head(reader: asyncio.StreamReader) -> _Message:
    head = await reader.readuntil(b"\r\n\r\n")
    if b"\0" in head:
        raise _Malformed("a NUL in the header")
    first, *rest = head[:-4].split(b"\r\n")
    if len(rest) > _MOST_HEADERS:
        raise _Malformed("too many header fields")
    headers: Headers = []
    for line in rest:
        name, colon, value = line.partition(b":")
        if not colon or not name or name != name.strip() or b"\n" in line or b"\r" in line:
            raise _Malformed("a bad header field")
        headers.append((name.lower(), value.strip()))
    return _Message(first, headers)


async def _answer(writer: asyncio.StreamWriter, status: int, extra: bytes = b"") -> None:
    writer.write(b"HTTP/1.1 %d -\r\n%sContent-Length: 0\r\nCache-Control: no-store\r\n\r\n" % (status, extra))
    await _drained(writer.drain())


async def _send(
    writer: asyncio.StreamWriter, status: bytes, headers: Headers, content: bytes, *, bodiless: bool
) -> None:  # fmt: skip
    lines = [b"HTTP/1.1 " + status + b" -", *(name + b": " + value for name, value in headers)]
    if not bodiless:
        lines.append(b"content-length: %d" % len(content))
    writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + content)
    await _drained(writer.drain())


async def _drained(draining: Awaitable[None]) -> None:
    with contextlib.suppress(ConnectionError):
        await draining


def _drop(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: the loop is closing
        writer.close()
