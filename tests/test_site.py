"""The whole flow against a real server and a real Chromium: the example's pages, its team page built by scripts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Server

PAGES = Path(__file__).resolve().parent.parent / "profiles" / "acme-corp" / "pages"
SITE = "https://www.acme-corp.example"


def address(name: str) -> str:
    """The path under which a saved page stood on the site, from the comment that the browser wrote into it."""
    found = re.search(r"saved from url=\(\d+\)https://[^/]+(/\S*)", (PAGES / name).read_text("utf-8"))
    assert found
    return found[1]


def script_built(html: str, data: str) -> str:
    """The page with its main part moved into JSON that a script fetches, as single-page applications do."""
    start, end = html.index("<main"), html.index("</main>") + len("</main>")
    shell = (
        f"<div id='root'></div><script>fetch('{data}').then(r => r.json()).then(d => setTimeout("
        "() => { document.getElementById('root').innerHTML = d.html }, 300))</script>"
    )
    return html[:start] + shell + html[end:]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, browser_path: str) -> tuple[dict, str, Server]:
    """Serve the pages, make a profile, write the brief; returns (JSON brief, stderr, server)."""
    server = Server()
    for file in sorted(PAGES.glob("*.html")):
        html = file.read_text("utf-8").replace(SITE, server.url)
        if file.name == "team.html":
            main = html[html.index("<main") : html.index("</main>") + len("</main>")]
            server.routes["/team.json"] = (200, {"content-type": "application/json"}, json.dumps({"html": main}))
            html = script_built(html, "/team.json")
        server.page(address(file.name), html)
    server.routes["/robots.txt"] = (200, {"content-type": "text/plain"}, "User-agent: *\nDisallow: /security\n")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "research"]
    made = subprocess.run(
        [*command, "brief", "acme", "--site", server.url, "-v"], cwd=folder, capture_output=True, text=True,
        timeout=120, check=False, env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "RESEARCH_BROWSER": browser_path},
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    out = subprocess.run([*command, "export", "acme"], cwd=folder, capture_output=True, text=True, check=True)
    proof = subprocess.run([*command, "verify", "acme"], cwd=folder, capture_output=True, text=True, check=False)
    assert proof.returncode == 0, proof.stdout
    server.close()
    return json.loads(out.stdout), made.stderr, server


def test_people_are_read_from_a_page_that_scripts_build(run: tuple[dict, str, Server]) -> None:
    """The team page is rendered in the browser, and its sixteen staff are found with their titles."""
    brief = run[0]
    team = [p for p in brief["pages"] if p["url"].endswith("/team")]
    assert [p["way"] for p in team] == ["browser"]
    staff = [p for p in brief["people"] if p["group"] in ("staff", "leadership")]
    assert len(staff) == 16
    assert {p["name"] for p in staff} >= {"Dana Reyes", "Tomás Okafor", "Li Wen Chua", "Petra Nováková"}


def test_only_the_script_page_needs_the_browser(run: tuple[dict, str, Server]) -> None:
    """Pages with their text in the HTML are read over plain HTTP."""
    assert [p["url"].rsplit("/", 1)[1] for p in run[0]["pages"] if p["way"] == "browser"] == ["team"]


def test_robots_are_obeyed_and_named(run: tuple[dict, str, Server]) -> None:
    """A page that robots.txt forbids is never asked for and stands among the misses."""
    brief, _, server = run
    assert "/security" not in server.paths()
    assert [m["reason"] for m in brief["misses"] if m["url"].endswith("/security")] == ["robots"]


def test_the_site_is_asked_honestly_and_no_image_is_loaded(run: tuple[dict, str, Server]) -> None:
    """Every request says who asks, HTTP and browser alike; media and fonts are not requested."""
    server = run[2]
    assert all(asked.headers.get("user-agent", "").startswith("research/") for asked in server.log)
    assert not [p for p in server.paths() if p.endswith((".png", ".jpg", ".woff2", ".mp4", "favicon.ico"))]


def test_every_page_is_asked_for_once(run: tuple[dict, str, Server]) -> None:
    """No page is fetched twice, not even the one that the browser has to open."""
    asked = [p for p in run[2].paths() if not p.endswith((".json", ".xml", ".txt"))]
    assert {p: asked.count(p) for p in asked if asked.count(p) > 1} == {}


def test_the_brief_is_worth_having_without_a_role(run: tuple[dict, str, Server]) -> None:
    """From the site alone: identity, facts and questions, each with its quote."""
    brief = run[0]
    assert brief["identity"]["status"] in ("confirmed", "given by the user")
    assert {"founded", "headquarters", "mission", "description"} <= {f["kind"] for f in brief["company"]["facts"]}
    assert len(brief["questions"]) >= 6
