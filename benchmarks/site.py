"""A company's website for the race: deterministic pages behind a latency, some of them built by scripts.

    python benchmarks/site.py [--pages 24] [--scripted 0.25] [--latency 150] [--companies 1]

Prints {"url": …} and serves on 127.0.0.1 until it is killed. Every answer waits for the latency, has an ETag and is
gzip where that is accepted; If-None-Match gets a 304. Of the pages, `scripted` (a share) are shells: an external
script fetches JSON and builds the text. `--companies N` serves N sites at http://127.N… below /c/0/ to /c/N-1/ of one
port. GET /-/change?n=10 alters ten pages (both kinds), /-/asked returns the requests so far and forgets them, and
/-/truth {path: {"word": one that only the page's text has, "scripted": bool}}.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import random
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

TOPICS = ("about", "team", "careers", "values", "news", "products", "customers", "contact")
NOUNS = (
    "pump valve field harvest sensor station customer engineer supplier market season river farm crew depot pipeline"
    " roadmap release platform contract warehouse training safety energy water budget forecast region partner review"
).split()
ACTS = "builds repairs plans measures ships tests designs trains delivers reviews improves explains".split()
FIRST = "Ada Bruno Carla Dmitri Elena Farid Greta Hugo Ines Jonas Kaja Lars Mina Noor Otto Petra Quentin Rosa".split()
LAST = "Holm Varga Lindt Okafor Pereira Sato Novak Keller Brandt Moreau Ricci Hansen Dubois Weiss Aydin Costa".split()
TITLES = (
    "Chief Executive Officer",
    "Head of Engineering",
    "Field Engineer",
    "Product Manager",
    "Recruiter",
    "Designer",
)

FILL = """const app = document.getElementById("app");
fetch(app.dataset.from).then((r) => r.json()).then((d) => { app.innerHTML = d.html; });
"""


def dice(*words: object) -> random.Random:
    """Return a source of numbers that depends on `words` alone."""
    return random.Random(hashlib.sha256(repr(words).encode()).digest())  # noqa: S311 - page filler, no secret


@dataclass
class Site:
    """One company's pages; `versions` counts how often each was altered."""

    pages: int
    scripted: float
    prefix: str = ""
    versions: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rest = max(0, self.pages - 1 - len(TOPICS))
        jobs = [f"careers/{NOUNS[i % len(NOUNS)]}-engineer-{i}" for i in range(rest // 2)]
        posts = [f"news/{NOUNS[i % len(NOUNS)]}-report-{i}" for i in range(rest - rest // 2)]
        self.paths = [f"{self.prefix}/{p}" for p in ("", *TOPICS, *jobs, *posts)][: self.pages]
        self.jobs = [p for p in self.paths if "/careers/" in p]
        self.posts = [p for p in self.paths if "/news/" in p]
        inner = [p for p in self.paths if p != f"{self.prefix}/"]
        step = round(1 / self.scripted) if self.scripted else 0
        self.shells = set(inner[1::step][: round(self.scripted * self.pages)]) if step else set()

    def word(self, path: str) -> str:
        """A word that stands in this version of the page's text and nowhere else."""
        return f"Q{hashlib.sha256(f'{path}{self.versions.get(path, 0)}'.encode()).hexdigest()[:10]}x"

    def change(self, number: int) -> None:
        """Alter `number` pages, shells among them."""
        inner = self.paths[1:]
        dice("change", number).shuffle(inner)
        for path in inner[:number]:
            self.versions[path] = self.versions.get(path, 0) + 1

    def answer(self, path: str) -> tuple[str, str] | None:
        """What stands at a path, and its media type."""
        inside = path.removeprefix(self.prefix)
        if inside == "/robots.txt":
            return f"User-agent: *\nDisallow: /private/\nSitemap: {{origin}}{self.prefix}/sitemap.xml\n", "text/plain"
        if inside == "/sitemap.xml":
            places = "".join(f"<url><loc>{{origin}}{p}</loc></url>" for p in self.paths)
            return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>', "application/xml"
        if inside == "/fill.js":
            return FILL, "text/javascript"
        if inside.endswith(".json") and (page := inside[5:-5]) is not None and self.prefix + page in self.shells:
            return json.dumps({"html": self.text(self.prefix + page)}), "application/json"
        return (self.page(path), "text/html; charset=utf-8") if path in self.paths else None

    def page(self, path: str) -> str:
        """A whole page: 40-90 KB with its styles and menus, as real ones have."""
        chance = dice("weight", path)
        css = "".join(f".{chance.choice(NOUNS)}-{n}{{margin:{n % 40}px;color:#{n:06x}}}" for n in range(900))
        menu = "".join(
            f'<li class="menu-item level-{n % 3}"><a class="menu-link" href="{self.prefix}/{t}">{t.title()}</a></li>'
            for n, t in enumerate(TOPICS * 4)
        )
        shell = (
            f'<main><div id="app" data-from="{self.prefix}/data{path.removeprefix(self.prefix)}.json"></div></main>'
            f'<script src="{self.prefix}/fill.js"></script>'
        )
        main = shell if path in self.shells else f"<main>{self.text(path)}</main>"
        return (
            f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{self.title(path)} - Holm Pumps</title>"
            f"<style>{css}</style></head><body><header><nav><ul>{menu}</ul></nav></header>{main}"
            f"<footer><ul>{menu}</ul><p>Holm Pumps Ltd, Leeds</p></footer></body></html>"
        )

    def title(self, path: str) -> str:
        """The headline of a page."""
        return path.rstrip("/").rpartition("/")[2].replace("-", " ").title() or "Holm Pumps"

    def text(self, path: str) -> str:
        """The page's own text."""
        chance = dice("text", path)
        parts = [f"<h1>{self.title(path)}</h1><p>Holm Pumps files this page under {self.word(path)}.</p>"]
        if path.endswith("/team"):
            parts += [
                f"<div class=card><h3>{FIRST[n % 18]} {LAST[(n * 5) % 16]}</h3><p>{TITLES[n % 6]}</p></div>"
                for n in range(36)
            ]
        listed = self.jobs if path.endswith("/careers") else self.posts if path.endswith("/news") else ()
        parts += [f'<p><a href="{p}">{self.title(p)}</a></p>' for p in listed]
        parts += [f"<h2>{self._sentence(chance, 3)}</h2><p>{self._paragraph(chance)}</p>" for _ in range(8)]
        return "".join(parts)

    def _paragraph(self, chance: random.Random) -> str:
        return " ".join(self._sentence(chance, 11) + "." for _ in range(5))

    def _sentence(self, chance: random.Random, words: int) -> str:
        chosen = [chance.choice(NOUNS) for _ in range(words)]
        return " ".join(["Our", chosen[0], chance.choice(ACTS), *chosen[1:]])


class Server:
    """The sites behind one port."""

    def __init__(self, sites: list[Site], latency_s: float) -> None:
        self.sites, self.latency_s = sites, latency_s
        self.origin = ""
        self.asked: list[tuple[str, bool]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection in turn."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
                writer.write(await self._answer(first.split(" ")[1], headers))
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    async def _answer(self, target: str, headers: dict[str, str]) -> bytes:
        parts = urlsplit(target)
        if parts.path.startswith("/-/"):
            return _message(200, {}, json.dumps(self._steer(parts.path[3:], parts.query)).encode())
        tag = headers.get("if-none-match")
        self.asked.append((parts.path, tag is not None))
        await asyncio.sleep(self.latency_s)
        found = next((a for site in self._behind(parts.path) if (a := site.answer(parts.path)) is not None), None)
        if found is None:
            return _message(404, {}, b"not here")
        body = found[0].replace("{origin}", self.origin).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        fields = {"ETag": etag, "Content-Type": found[1], "Vary": "Accept-Encoding"}
        fields["Cache-Control"] = "max-age=3600" if found[1] == "text/javascript" else "no-cache"
        if tag == etag:
            return _message(304, fields, b"")
        if "gzip" in headers.get("accept-encoding", ""):
            body, fields["Content-Encoding"] = gzip.compress(body, 1), "gzip"
        return _message(200, fields, body)

    def _behind(self, path: str) -> list[Site]:
        return [s for s in self.sites if path.startswith(f"{s.prefix}/") or path == "/robots.txt"]

    def _steer(self, act: str, query: str) -> object:
        if act == "change":
            for site in self.sites:
                site.change(int(parse_qs(query)["n"][0]))
        if act == "asked":
            asked, self.asked = self.asked, []
            return asked
        return {p: {"word": s.word(p), "scripted": p in s.shells} for s in self.sites for p in s.paths}


def _message(status: int, fields: dict[str, str], body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status} -", *(f"{k}: {v}" for k, v in fields.items()), f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def main() -> None:
    """Serve until killed."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pages", type=int, default=24)
    ask.add_argument("--scripted", type=float, default=0.25)
    ask.add_argument("--latency", type=float, default=150, help="milliseconds")
    ask.add_argument("--companies", type=int, default=1)
    given = ask.parse_args()
    prefixes = [""] if given.companies == 1 else [f"/c{n}" for n in range(given.companies)]
    server = Server([Site(given.pages, given.scripted, p) for p in prefixes], given.latency / 1_000)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=512)
    port = listening.sockets[0].getsockname()[1]
    server.origin = f"http://127.0.0.1:{port}"
    print(json.dumps({"url": server.origin}), flush=True)  # noqa: T201 - a program
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
