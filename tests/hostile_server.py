"""A web server that misbehaves on purpose, on 127.0.0.1: each path is one fault, `hits` tells what was asked.

It speaks raw bytes over asyncio streams, because a well-behaved HTTP library cannot be made to send most of these.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import time
import zlib
from collections.abc import Awaitable, Callable
from functools import lru_cache

Handler = Callable[["HostileServer", "Hit", asyncio.StreamWriter], Awaitable[None]]
GOOD = b"<!doctype html><title>About Acme</title><h1>About us</h1><p>Acme builds kites in Oslo since 1999.</p>"


class Hit:
    """One request as it came: path, lower-case headers, moment on the monotonic clock."""

    def __init__(self, path: str, headers: dict[str, str]) -> None:
        self.path, self.headers, self.at = path, headers, time.monotonic()


class HostileServer:
    """Use as an async context manager; `robots` is the body of robots.txt, None answers 404."""

    def __init__(self, robots: bytes | None = None, latency: float = 0.0) -> None:
        self.robots = robots
        self.latency = latency
        self.hits: list[Hit] = []
        self.active = self.most_active = 0
        self.elsewhere = ""
        self.routes: dict[str, Handler] = dict(ROUTES)

    async def __aenter__(self) -> HostileServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self._tasks: set[asyncio.Task[None]] = set()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def count(self, path: str) -> int:
        """Return how often `path` was asked for."""
        return sum(1 for hit in self.hits if hit.path == path)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while (hit := await _request(reader)) is not None:
                self.hits.append(hit)
                self.active += 1
                self.most_active = max(self.most_active, self.active)
                await asyncio.sleep(self.latency)
                await self._answer(hit, writer)
                await writer.drain()
                self.active -= 1
                if writer.is_closing():
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, hit: Hit, writer: asyncio.StreamWriter) -> None:
        path = hit.path.partition("?")[0]
        if path == "/robots.txt" and path not in self.routes:
            if self.robots is None:
                writer.write(answer(b"gone", "404 Not Found"))
            else:
                writer.write(answer(self.robots, kind="text/plain"))
            return
        handler = self.routes.get(path) or next(
            (h for prefix, h in self.routes.items() if prefix.endswith("*") and path.startswith(prefix[:-1])), None
        )
        if handler is None:
            writer.write(answer(b"<title>Not found</title><h1>404</h1>", "404 Not Found"))
        else:
            await handler(self, hit, writer)


async def _request(reader: asyncio.StreamReader) -> Hit | None:
    with contextlib.suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}
        return Hit(lines[0].split(" ")[1], headers)
    return None


def answer(body: bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8", **extra: str) -> bytes:
    """Return a well-formed answer; extra headers with underscores for dashes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in extra.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def always(raw: bytes) -> Handler:
    """Return a handler that sends `raw` and keeps the connection."""

    async def handler(_server: HostileServer, _hit: Hit, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)

    return handler


def then_close(raw: bytes) -> Handler:
    """Return a handler that sends `raw` and hangs up."""

    async def handler(_server: HostileServer, _hit: Hit, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        writer.close()

    return handler


def redirect(location: str, status: str = "302 Found") -> Handler:
    """Return a handler that redirects; {other} stands for the canary's base URL."""

    async def handler(server: HostileServer, _hit: Hit, writer: asyncio.StreamWriter) -> None:
        to = location.replace("{other}", server.elsewhere).replace("{base}", server.base)
        writer.write(answer(b"", status, Location=to))

    return handler


def in_turn(*raws: bytes) -> Handler:
    """Return a handler that sends one answer after the other, the last one for ever."""
    left = list(raws)

    async def handler(_server: HostileServer, _hit: Hit, writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if len(left) > 1 else left[0])

    return handler


async def drip(_server: HostileServer, _hit: Hit, writer: asyncio.StreamWriter) -> None:
    """A byte now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<p>")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def header_drip(_server: HostileServer, _hit: Hit, writer: asyncio.StreamWriter) -> None:
    """Headers that never end, slowly."""
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-A: b\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def stall(_server: HostileServer, _hit: Hit, _writer: asyncio.StreamWriter) -> None:
    """No answer at all."""
    await asyncio.sleep(3600)


async def endless(_server: HostileServer, _hit: Hit, writer: asyncio.StreamWriter) -> None:
    """A body without end, as fast as it is taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
    while True:
        writer.write(b"<p>endless words</p>" * 4000)
        await writer.drain()


async def reset(_server: HostileServer, _hit: Hit, writer: asyncio.StreamWriter) -> None:
    """Half a body, then a reset."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<p>half a fact")
    await writer.drain()
    writer.transport.abort()


async def echo_conditional(_server: HostileServer, hit: Hit, writer: asyncio.StreamWriter) -> None:
    """304 for the right ETag."""
    if hit.headers.get("if-none-match") == '"v1"':
        writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n')
    else:
        writer.write(answer(GOOD, ETag='"v1"'))


async def long_chain(server: HostileServer, hit: Hit, writer: asyncio.StreamWriter) -> None:
    """Redirects to itself with a growing number."""
    number = int(hit.path.rpartition("/")[2] or 0)
    await redirect(f"/chain/{number + 1}")(server, hit, writer)


@lru_cache(maxsize=1)
def bombs() -> dict[str, bytes]:
    """Return 256 MB of zeros by encoding, a few KB each (made piecewise: the test must not need the memory)."""
    import brotli
    from backports import zstd

    step, times = b"\0" * 2**20, 256
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    gz = b"".join([*(squeeze.compress(step) for _ in range(times)), squeeze.flush()])
    br = brotli.Compressor(quality=5)
    brotlied = b"".join([*(br.process(step) for _ in range(times)), br.finish()])
    zs = zstd.ZstdCompressor(level=3)
    zstded = b"".join([*(zs.compress(step) for _ in range(times)), zs.flush()])
    return {"gzip": gz, "br": brotlied, "zstd": zstded, "gzip, gzip": gzip.compress(gz)}


def _encoded(body: bytes, encoding: str, kind: str = "text/html") -> Handler:
    return always(answer(body, kind=kind, Content_Encoding=encoding))


ROUTES: dict[str, Handler] = {
    "/": always(answer(GOOD)),
    "/good": always(answer(GOOD)),
    "/circle": redirect("/circle2"),
    "/circle2": redirect("/circle"),
    "/chain/*": long_chain,
    "/to-good": redirect("/good", "301 Moved Permanently"),
    "/to-canary": redirect("{other}/secret"),
    "/to-canary-307": redirect("{other}/secret", "307 Temporary Redirect"),
    "/to-canary-relative": redirect("//127.0.0.1:1/secret"),
    "/to-canary-twice": redirect("/to-canary"),
    "/to-javascript": redirect("javascript:alert(1)"),
    "/to-file": redirect("file:///etc/passwd"),
    "/to-bad-port": redirect("http://127.0.0.1:99999/"),
    "/to-bad-host": redirect("http://[::1"),
    "/to-control": redirect("/good\x01\x02"),
    "/to-tab": redirect("http://127.0.0.1\t@x/"),
    "/to-long": redirect("/" + "a" * 20_000),
    "/to-utf-8": always(b"HTTP/1.1 302 Found\r\nLocation: /caf\xc3\xa9\r\nContent-Length: 0\r\n\r\n"),
    "/to-user": redirect("http://user:secret@127.0.0.1/"),
    "/to-nowhere": redirect(""),
    "/refresh": always(answer(b'<meta content="0; URL=/good" http-equiv = "refresh">')),
    "/refresh-header": always(answer(b"<p>moved", Refresh="1;url='/good'")),
    "/refresh-self": always(answer(GOOD + b'<meta http-equiv=refresh content="5;url=/refresh-self">')),
    "/to-metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "/drip": drip,
    "/header-drip": header_drip,
    "/stall": stall,
    "/endless": endless,
    "/reset": reset,
    "/truncated-chunked": then_close(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n<p>half a fact"
    ),
    "/bad-chunk": then_close(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<p>half\r\n0\r\n\r\n"
    ),
    "/short": then_close(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>half a fact"),
    "/two-lengths": then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n<p>hello"),
    "/nul-header": then_close(b"HTTP/1.1 200 OK\r\nX-A: a\x00b\r\nContent-Length: 2\r\n\r\nhi"),
    "/status-9999": then_close(b"HTTP/1.1 9999 \x1b[31mred\r\nContent-Length: 2\r\n\r\nhi"),
    "/http09": then_close(b"<p>hello"),
    "/ssh": then_close(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "/huge-headers": then_close(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 2_000_000 + b"\r\n\r\nhi"),
    "/big-headers": then_close(b"HTTP/1.1 200 OK\r\n" + b"X-A: aaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 2500 + b"\r\nhi"),
    "/lying-gzip": _encoded(GOOD, "gzip"),
    "/unknown-encoding": _encoded(GOOD, "rot13"),
    "/sixty-encodings": _encoded(GOOD, ", ".join(["gzip"] * 60)),
    "/cut-gzip": _encoded(gzip.compress(GOOD * 50)[:-20], "gzip"),
    "/gzip": _encoded(gzip.compress(GOOD), "gzip"),
    "/gzip-twice": _encoded(gzip.compress(gzip.compress(GOOD)), "gzip, gzip"),
    "/deflate": _encoded(zlib.compress(GOOD), "deflate"),
    "/raw-deflate": _encoded(zlib.compress(GOOD)[2:-4], "deflate"),
    "/two-members": _encoded(gzip.compress(GOOD[:40]) + gzip.compress(GOOD[40:]), "gzip"),
    "/utf8-as-encoding": _encoded(GOOD, "UTF-8"),
    "/image-as-html": always(answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)),
    "/zip-as-html": always(answer(b"PK\x03\x04" + bytes(200))),
    "/html-as-image": always(answer(GOOD, kind="image/png")),
    "/binary": always(answer(bytes(range(256)) * 4, kind="application/octet-stream")),
    "/untyped": always(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(GOOD), GOOD)),
    "/pdf": always(answer(b"%PDF-1.7\n" + bytes(range(256)), kind="application/octet-stream")),
    "/big-pdf": always(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 99000000\r\n\r\n%PDF-1.7"),
    "/latin1": always(answer("<p>Café</p>".encode("cp1252"), kind="text/html; charset=windows-1252")),
    "/utf7": always(answer(GOOD, kind="text/html; charset=utf-7")),
    "/no-such-charset": always(answer(GOOD, kind="text/html; charset=klingon")),
    "/204": always(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "/zero": always(answer(b"")),
    "/401": always(answer(b"<p>no", "401 Unauthorized")),
    "/403": always(answer(b"<p>no", "403 Forbidden")),
    "/404-lying-gzip": always(answer(GOOD, "404 Not Found", Content_Encoding="gzip")),
    "/410": always(answer(b"<p>no", "410 Gone")),
    "/500": always(answer(b"<p>no", "500 Internal Server Error")),
    "/conditional": echo_conditional,
    "/cookie": always(answer(GOOD, Set_Cookie="id=1; Path=/")),
    "/space": redirect("/go od"),
    "/go%20od": always(answer(GOOD)),
}
