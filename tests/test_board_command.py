"""A careers page that links to a board, or shows it in a frame, through the command line against local servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import HEALTHY, Ran, page, research
from conftest import Answer, Server

JSON = {"content-type": "application/json; charset=utf-8"}
DUTY = "Forge the tools that eight hundred smiths use every day"
MUST = "Five years of work at a forge"
LINES = (
    f"<h3>What you will do</h3><ul><li>{DUTY}</li><li>You will report to the Head of Forging</li></ul>"
    f"<h3>What you bring</h3><ul><li>{MUST}</li></ul><h3>Nice to have</h3><ul><li>You have shod horses</li></ul>"
    "<p>Please apply by 15 December 2026.</p>"
)
GREENHOUSE: dict[str, Any] = {
    "id": 4011, "title": "Tool Smith", "location": {"name": "Sheffield"}, "first_published": "2026-10-01",
    "departments": [{"name": "Forge"}], "absolute_url": "https://acme.example/careers?gh_jid=4011",
    "pay_input_ranges": [{"min_cents": 4000000, "max_cents": 5000000, "currency_type": "GBP", "title": "Salary"}],
    "content": LINES.replace("<", "&lt;").replace(">", "&gt;"),
}  # fmt: skip
LEVER: dict[str, Any] = {
    "id": "0a1b", "text": "Tool Smith", "hostedUrl": "https://jobs.lever.co/acme/0a1b", "createdAt": 1790000000000,
    "categories": {"location": "Sheffield", "team": "Forge"}, "description": LINES, "descriptionPlain": "x",
    "salaryRange": {"currency": "GBP", "interval": "per-year-salary", "min": 40000, "max": 50000},
}  # fmt: skip
ASHBY: dict[str, Any] = {
    "id": "11-22", "title": "Tool Smith", "location": "Sheffield", "department": "Forge", "isListed": True,
    "publishedAt": "2026-10-01T09:00:00.000+00:00", "jobUrl": "https://jobs.ashbyhq.com/acme/11-22",
    "descriptionHtml": LINES, "compensation": {"compensationTierSummary": "£40K – £50K"},
}  # fmt: skip
BOARDS: dict[str, tuple[str, dict[str, object]]] = {
    "linked to Greenhouse": (
        "<a href='https://boards.greenhouse.io/acme'>See our openings</a>",
        {"/v1/boards/acme/jobs": {"jobs": [GREENHOUSE]}, "/v1/boards/acme/jobs/4011": GREENHOUSE},
    ),
    "Greenhouse in a frame": (
        "<div id=grnhse_app></div><script src='https://boards.greenhouse.io/embed/job_board/js?for=acme'></script>",
        {"/v1/boards/acme/jobs": {"jobs": [GREENHOUSE]}, "/v1/boards/acme/jobs/4011": GREENHOUSE},
    ),
    "linked to an opening at Lever": (
        "<a href='https://jobs.lever.co/acme/0a1b'>Tool Smith</a>",
        {"/v0/postings/acme": [LEVER], "/v0/postings/acme/0a1b": LEVER},
    ),
    "Ashby by a script": (
        "<div id=ashby_embed></div><script src='https://jobs.ashbyhq.com/acme/embed'></script>",
        {"/posting-api/job-board/acme": {"jobs": [ASHBY]}},
    ),
}


@pytest.fixture
def board() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


async def run(site: Server, board: Server, careers: str, cwd: Path) -> tuple[Ran, dict[str, Any]]:
    """Serve the site with `careers` on its careers page, and make the brief of it as a Tool Smith would."""
    text = page("Careers at Acme Kites", f"<h1>Careers</h1><p>Work with us at our forge.</p>{careers}")
    nav = HEALTHY["/"].replace("</nav>", "<a href='/careers'>Careers</a></nav>")
    for path, html in (HEALTHY | {"/": nav, "/careers": text}).items():
        site.page(path, html)
    env = {f"RESEARCH_SOURCE_{name}": board.url for name in ("GREENHOUSE", "LEVER", "ASHBY")}
    made = await research("new", "Acme Kites", "--site", site.url, cwd=cwd, env=env)
    assert made.status == 0, made.err
    toml = cwd / "profiles" / "acme-kites" / "profile.toml"
    toml.write_text(toml.read_text().replace('# title = ""', 'title = "Tool Smith"', 1))
    assert 'title = "Tool Smith"' in toml.read_text()
    ran = await research("brief", "acme-kites", "-v", "--no-browser", cwd=cwd, env=env)
    out = await research("export", "acme-kites", "--format", "json", cwd=cwd)
    return ran, json.loads(out.out) if out.status == 0 else {}


@pytest.mark.parametrize("case", BOARDS)
async def test_an_opening_on_a_board_arrives_with_its_fields(
    serve: Server, board: Server, tmp_path: Path, case: str
) -> None:
    """Title, place, team, duties, musts, wishes, reporting line and closing date stand in the brief, each quoted."""
    careers, answers = BOARDS[case]
    board.routes |= {path: (200, JSON, json.dumps(answer)) for path, answer in answers.items()}
    ran, data = await run(serve, board, careers, tmp_path)
    assert ran.status == 0, ran.err
    role = data["role"]
    assert role["title"] == "Tool Smith", (ran.err, data["misses"], board.paths())
    posting = role["posting"]
    assert (posting["place"], posting["closes"]) == ("Sheffield", "2026-12-15")
    assert posting["team"]["text"] == "Forge" and "Head of Forging" in posting["reports_to"]["text"]
    lines = {name: [line["text"] for line in posting[name]] for name in ("responsibilities", "must", "nice", "pay")}
    assert DUTY in lines["responsibilities"] and lines["must"] == [MUST] and lines["nice"] == ["You have shod horses"]
    assert any("40" in line and "50" in line for line in lines["pay"])


@pytest.mark.parametrize(
    "answer",
    [
        (404, JSON, '{"status": 404, "error": "Job not found"}'), (200, {}, "<html><p>Busy</p></html>"),
        (200, JSON, '{"postings": {"all": 1}}'), (500, {}, "oops"), (200, JSON, "[" * 100_000),
    ],
)  # fmt: skip
async def test_a_board_that_answers_wrongly_is_a_miss_and_costs_no_other_page(
    serve: Server, board: Server, tmp_path: Path, answer: Answer
) -> None:
    board.routes["/v1/boards/acme/jobs"] = answer
    ran, data = await run(serve, board, BOARDS["linked to Greenhouse"][0], tmp_path)
    assert ran.status == 0 and "Traceback" not in ran.err, ran.err
    assert {"Dana Reyes"} <= {p["name"] for p in data["people"]}
    assert any("greenhouse.io" in miss["url"] and miss["reason"] for miss in data["misses"]), data["misses"]
