"""A site of seven pages with validators, some of them filled by a script; its texts can change."""

from __future__ import annotations

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAMES = ("about", "team", "values", "careers", "news", "products")

_FILL = """const app = document.getElementById("app");
fetch(`/data/${app.dataset.name}.json`).then((r) => r.json()).then((d) => { app.innerHTML = d.main; });"""


class Site(ThreadingHTTPServer):
    """Seven pages with validators; `changed` names those whose text is another, `asked` holds (path, conditional).

    The pages named in `scripted` are shells that one script fills from JSON; `failing` holds what paths answer with
    instead of what stands there.
    """

    daemon_threads = True

    def __init__(self, names: tuple[str, ...] = NAMES) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.names = names
        self.changed: set[str] = set()
        self.scripted: set[str] = set()
        self.failing: dict[str, int] = {}
        self.asked: list[tuple[str, bool]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def close(self) -> None:
        """Stop serving."""
        self.shutdown()
        self.server_close()

    def answer(self, path: str) -> tuple[str, str]:
        """What stands at a path, and its media type; "" is a 404."""
        name = path.strip("/")
        if path == "/fill.js":
            return _FILL, "text/javascript"
        if name.startswith("data/") and name[5:-5] in self.scripted:
            return json.dumps({"main": self.main(name[5:-5])}), "application/json"
        if name not in ("", *self.names):
            return "", "text/html; charset=utf-8"
        links = "".join(f'<li><a href="/{n}">{n.title()}</a></li>' for n in self.names)
        shell = f"<main id=app data-name={name}></main><script src=/fill.js></script>"
        main = shell if name in self.scripted else f"<main>{self.main(name)}</main>"
        html = f"<!doctype html><title>{name or 'Holm Pumps'}</title><nav><ul>{links}</ul></nav>{main}"
        return html, "text/html; charset=utf-8"

    def main(self, name: str) -> str:
        version = "second" if name in self.changed else "first"
        text = (
            f"Holm Pumps builds pumps for small farms. The {name or 'home'} page stands here in its {version} wording. "
        )
        return f"<h1>{name or 'Holm Pumps'}</h1><p>{text * 6}</p>"


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        tag = self.headers.get("If-None-Match")
        self.server.asked.append((self.path, tag is not None))
        body, kind = self.server.answer(self.path)
        if status := self.server.failing.get(self.path):
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()}"'
        self.send_response(404 if not body else 304 if tag == etag else 200)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", kind)
        if kind == "text/javascript":
            self.send_header("Cache-Control", "max-age=3600")
        data = b"" if tag == etag else body.encode()
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass
