"""The command line as a process, for tests of the whole program; and healthy pages that must be read in any case."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hostile_server import HostileServer, always, answer

# What must never come out: controls, bidi controls, zero-width and tag characters, the replacement character.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffd\U000e0000-\U000e007f]")
_WORDS = (
    "<p>We help schools in Norway to teach physics with kites that children build in two hours of work. Teachers get a"
    " box with cloth, poles and string, and a short book which explains lift, drag and weight in plain words.</p>"
)


def page(title: str, body: str, head: str = "") -> str:
    """A small honest page."""
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a> <a href='/about'>About us</a> <a href='/team'>Our team</a></nav>"
        f"<main>{body}{_WORDS}</main></body></html>"
    )


HEALTHY = {
    "/": page("Acme Kites", "<h1>Acme Kites builds kites</h1>"),
    "/about": page("About Acme Kites", "<h1>About us</h1><p>Acme Kites was founded in 1999 in Oslo.</p>"),
    "/team": page("Our team | Acme", "<h1>Our team</h1><ul><li><h3>Dana Reyes</h3><p>VP Engineering</p></li></ul>"),
}


def healthy(site: HostileServer, **more: str) -> None:
    """Serve the healthy pages, and `more` (HTML by path without its slash)."""
    pages = HEALTHY | {f"/{name}": html for name, html in more.items()}
    site.routes |= {path: always(answer(html.encode("utf-8", "surrogatepass"))) for path, html in pages.items()}


@dataclass
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str

    def one_line(self) -> str:
        """The message of a failed run; asserts that there is exactly one, short, printable, without a traceback."""
        assert "Traceback" not in self.err, self.err
        lines = [line for line in self.err.splitlines() if line.startswith("research:")]
        assert len(lines) == 1, self.err
        assert len(lines[0]) <= 320
        assert lines[0].isprintable()
        return lines[0]


async def research(*args: str, cwd: Path, env: dict[str, str] | None = None, seconds: float = 90, **more: Any) -> Ran:
    """Run the command line in `cwd` to its end; a run that takes longer than `seconds` fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "research", *args, cwd=cwd, env={**os.environ, "HOME": str(cwd), **(env or {})},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, **more,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), seconds)
    return Ran(process.returncode or 0, out.decode("utf-8"), err.decode("utf-8"))


async def profile(cwd: Path, site: str, *pages: str) -> Path:
    """Make the profile of Acme Kites, with `pages` that must be read; returns its folder."""
    made = await research("new", "Acme Kites", "--site", site, cwd=cwd)
    assert made.status == 0, made.err
    folder = cwd / "profiles" / "acme-kites"
    toml = folder / "profile.toml"
    listed = json.dumps([site + path for path in pages])
    toml.write_text(re.sub(r"(?m)^# pages = .*$", f"pages = {listed}", toml.read_text()) if pages else toml.read_text())
    assert not pages or listed in toml.read_text()
    return folder


async def brief(cwd: Path, *args: str, **more: Any) -> tuple[Ran, dict[str, Any], str]:
    """Make the brief; returns how it ended, the JSON brief and the Markdown one."""
    ran = await research("brief", "acme-kites", "-v", "--pages", "60", *args, cwd=cwd, **more)
    assert "Traceback" not in ran.err
    out = await research("export", "acme-kites", "--format", "json", cwd=cwd)
    file = cwd / "profiles" / "acme-kites" / "brief.md"
    return ran, json.loads(out.out) if out.status == 0 else {}, file.read_text("utf-8") if file.exists() else ""


def all_is_well(made: tuple[Ran, dict[str, Any], str]) -> None:
    """The healthy pages are in the brief, and nothing that is unsafe to show is in it or was said."""
    ran, data, text = made
    assert ran.status == 0, ran.err
    assert {p["url"].partition("://")[2].partition("/")[2] for p in data["pages"]} >= {"", "about", "team"}
    assert "Dana Reyes" in {p["name"] for p in data["people"]}
    assert "1999" in {f["value"] for f in data["company"]["facts"]}
    for said in (text, ran.err):
        assert not UNSAFE.search(said.replace("\n", "")), ascii(UNSAFE.findall(said.replace("\n", "")))
