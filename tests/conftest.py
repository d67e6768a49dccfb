"""What all tests share: a web server and a silent port on this machine, and a browser that is never skipped."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = tuple[int, dict[str, str], bytes | str]


@dataclass(frozen=True)
class Asked:
    """One request a Server got; header names in lower case, `path` with its query."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Server:
    """A web server on 127.0.0.1: `routes` maps a path (or path with query) to an answer or to a function of Asked."""

    def __init__(self) -> None:
        self.routes: dict[str, Answer | Callable[[Asked], Answer]] = {}
        self.log: list[Asked] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, self.rfile.read(length))
                server.log.append(asked)
                bare = self.path.partition("?")[0]
                route = server.routes.get(self.path, server.routes.get(bare, (404, {}, "not here")))
                status, fields, body = route(asked) if callable(route) else route
                content = body.encode() if isinstance(body, str) else body
                self.send_response_only(status)
                for name, value in {"content-type": "text/html; charset=utf-8", **fields}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(b"" if self.command == "HEAD" else content)

            do_GET = do_POST = do_HEAD = do_OPTIONS = answer

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass  # clients that hang up are part of the tests

        self._server = Quiet(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        """http://127.0.0.1:port, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def page(self, path: str, html: str) -> str:
        """Serve `html` at `path`; returns its address."""
        self.routes[path] = (200, {}, html)
        return self.url + path

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in order."""
        return [asked.path for asked in self.log]

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Canary:
    """A port that nobody may touch, TCP and UDP; `touched` holds the first bytes of whoever did."""

    port: int
    touched: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """http://127.0.0.1:port."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def serve() -> Iterator[Server]:
    """A Server for one test."""
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="module")
def site() -> Iterator[Server]:
    """A Server for all tests of a module."""
    server = Server()
    yield server
    server.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A Canary, listening."""
    ear = socket.create_server(("127.0.0.1", 0))
    bird = Canary(ear.getsockname()[1])
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", bird.port))

    def hear_tcp() -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = ear.accept()
                peer.settimeout(0.5)
                with contextlib.suppress(OSError):
                    bird.touched.append(b"tcp " + peer.recv(200))
                peer.close()

    def hear_udp() -> None:
        with contextlib.suppress(OSError):
            while data := udp.recv(200):
                bird.touched.append(b"udp " + data)

    for hear in (hear_tcp, hear_udp):
        threading.Thread(target=hear, daemon=True).start()
    yield bird
    for listener in (ear, udp):
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The executable of a browser, fetched if there is none; a test that needs it fails without, it is not skipped."""
    from research.collect.finding import setup
    from research.errors import BrowserError

    try:
        return setup(lambda _: None).executable
    except BrowserError as error:
        pytest.fail(str(error))
