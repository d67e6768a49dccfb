"""What a run costs, in things that can be counted: requests, pages read, modules at start. Times are in benchmarks/."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from script_site import NAMES, Site
from watching import Silent

from research import library, pipeline
from research.collect.chromium import Chromium
from research.collect.finding import FoundBrowser
from research.extract import document
from research.models import Brief, CompanyEntry, Document, Miss, Page, Profile
from research.pipeline import Options, Watch, build
from research.refreshing import Refreshed, refresh
from research.store import Store

_HELD = 13
_HEAVY = {"pydantic", "lxml", "bs4", "httpcore2", "playwright", "trafilatura", "nupunkt", "rapidfuzz", "asyncio"}
_LATER = {"dataclasses", "json", "logging", "traceback", "sqlite3"}


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    yield server
    server.close()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were parsed, in order; the reading itself is the real one."""
    parsed: list[str] = []
    real = document.read

    def counted(page: Page) -> Document:
        if page.url.startswith("http"):
            parsed.append(page.url)
        return real(page)

    monkeypatch.setattr(library, "read", counted)
    return parsed


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, browser_path: str) -> list[Chromium]:
    """The browsers that were started; they are real ones."""
    browsers: list[Chromium] = []
    real = Chromium.start

    async def counted(self: Chromium, user_agent: str, found: FoundBrowser | None) -> None:
        browsers.append(self)
        await real(self, user_agent, found)

    monkeypatch.setattr(Chromium, "start", counted)
    monkeypatch.setenv("RESEARCH_BROWSER", browser_path)
    return browsers


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _profile(folder: Path, site: Site) -> Profile:
    return Profile(slug="holm", folder=folder, company=CompanyEntry(name="Holm Pumps", site=site.url))


def _brief(folder: Path, site: Site) -> Brief:
    with Store(folder) as store:
        work = build(_profile(folder, site), store, now=_now, options=Options(), watch=Silent())
        return asyncio.run(work)


def _refresh(folder: Path, site: Site, watch: Watch | None = None) -> Refreshed:
    options = Options(fresh=dt.timedelta(0))
    with Store(folder) as store:
        work = refresh(_profile(folder, site), store, now=_now, options=options, watch=watch or Silent())
        return asyncio.run(work)


def test_a_first_brief_asks_for_each_page_once_and_reads_it_once(site: Site, read: list[str], tmp_path: Path) -> None:
    """No page is fetched or parsed twice."""
    made = _brief(tmp_path, site)
    paths = [path for path, _ in site.asked]
    assert len(paths) == len(set(paths))
    assert len(made.pages) == len(NAMES) + 1
    assert len(read) == len(set(read)) == len(made.pages)


def test_memory_holds_a_handful_of_pages(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of forty pages no more than thirteen bodies are kept at a time; the store has them all, whole."""
    site.names = tuple(f"page-{n}" for n in range(40))
    held: list[int] = []

    class Counting(Silent):
        library: library.Library

        def outcome(self, outcome: Page | Miss) -> None:
            held.append(sum(bool(page.body) for page in self.library.pages))

    real = pipeline.Visit.__init__

    def noted(self: pipeline.Visit, *given: Any) -> None:
        real(self, *given)
        self.watch.library = self.library  # type: ignore[attr-defined]

    monkeypatch.setattr(pipeline.Visit, "__init__", noted)
    with Store(tmp_path) as store:
        options = Options(budget=60)
        made = asyncio.run(build(_profile(tmp_path, site), store, now=_now, options=options, watch=Counting()))
        assert len(made.pages) == 41
        assert all(page is not None and page.body for page in (store.latest(ref.url) for ref in made.pages))
    assert max(held) <= _HELD + 8, "those that are being read come on top"


def test_no_browser_is_started_for_pages_that_need_none(site: Site, started: list[Chromium], tmp_path: Path) -> None:
    """Neither the first brief nor a refresh of static pages starts one."""
    _brief(tmp_path, site)
    site.changed = {"about"}
    _refresh(tmp_path, site)
    assert started == []


def test_script_pages_cost_one_browser_and_are_asked_for_once(
    site: Site, started: list[Chromium], read: list[str], tmp_path: Path
) -> None:
    """Each shell goes to the browser as it was fetched; their common script is loaded once for all of them."""
    site.scripted = {"about", "team", "values"}
    made = _brief(tmp_path, site)
    paths = [path for path, _ in site.asked]
    assert len(paths) == len(set(paths))
    assert {"/fill.js", "/data/about.json", "/data/team.json", "/data/values.json"} <= set(paths)
    assert {page.url.rpartition("/")[2] for page in made.pages if page.way == "browser"} == site.scripted
    assert len(started) == 1
    assert len(read) == len(made.pages) + len(site.scripted), "a shell is read once more, as what its script made"


def test_an_unchanged_refresh_of_script_pages_starts_no_browser(
    site: Site, started: list[Chromium], read: list[str], tmp_path: Path
) -> None:
    """The shells and the data that they loaded are asked for conditionally; nothing is rendered or read."""
    site.scripted = {"about", "team"}
    _brief(tmp_path, site)
    for seen in (started, read, site.asked):
        seen.clear()
    done = _refresh(tmp_path, site)
    unconditional = [path for path, conditional in site.asked if not conditional]
    assert unconditional == ["/robots.txt"]
    assert {"/data/about.json", "/data/team.json"} <= {path for path, _ in site.asked}
    assert started == [] and read == [] and done.reused


def test_a_refresh_starts_the_browser_for_the_script_page_that_changed(
    site: Site, started: list[Chromium], read: list[str], tmp_path: Path
) -> None:
    """Data that changed has its page rendered anew, and that page alone."""
    site.scripted = {"about", "team"}
    _brief(tmp_path, site)
    started.clear()
    read.clear()
    site.changed = {"team"}
    done = _refresh(tmp_path, site)
    assert len(started) == 1 and not done.reused
    assert read == [f"{site.url}team"]


@pytest.mark.parametrize("status", [503, 404])
def test_a_script_page_whose_data_fails_keeps_its_capture_and_is_not_gone(
    status: int, site: Site, started: list[Chromium], tmp_path: Path
) -> None:
    """However often the data is missing: the brief rests on the page as it was, and says so."""
    site.scripted = {"about", "team"}
    first = _brief(tmp_path, site)
    site.failing = {"/data/team.json": status}
    for _ in range(3):
        heard = Silent()
        done = _refresh(tmp_path, site, heard)
        assert {page.url: page.sha256 for page in done.brief.pages} == {p.url: p.sha256 for p in first.pages}
        assert (done.changes, done.brief.misses) == ((), first.misses)
        assert [said for said in heard.remarks if said.startswith(f"{site.url}team: ") and said.endswith("stays")]
    site.failing = {}
    site.changed = {"team"}
    assert [c.about for c in _refresh(tmp_path, site).changes] == [f"{site.url}team"]


def test_an_unchanged_refresh_asks_conditionally_and_reads_nothing(site: Site, read: list[str], tmp_path: Path) -> None:
    """One conditional request a page, robots.txt besides; no parsing, and the last brief again."""
    first = _brief(tmp_path, site)
    site.asked.clear()
    read.clear()
    done = _refresh(tmp_path, site)
    assert sorted(path for path, conditional in site.asked if conditional) == sorted(["/", *(f"/{n}" for n in NAMES)])
    assert [path for path, conditional in site.asked if not conditional] == ["/robots.txt"]
    assert read == []
    assert done.reused
    assert done.brief.questions == first.questions
    assert done.brief.generated_at > first.generated_at


def test_a_refresh_reads_only_what_changed(site: Site, read: list[str], tmp_path: Path) -> None:
    """Two changed pages are parsed, the others are not."""
    _brief(tmp_path, site)
    read.clear()
    site.changed = {"values", "about"}
    done = _refresh(tmp_path, site)
    assert sorted(read) == [f"{site.url}about", f"{site.url}values"]
    assert not done.reused


_PROFILE = '[company]\nname = "Holm Pumps"\n\n[[interviews]]\nat = "2099-01-15 10:00 Europe/London"\n'


@pytest.mark.parametrize("command", [["list"], ["questions", "holm"]])
def test_what_was_made_is_shown_without_building_models(command: list[str], site: Site, tmp_path: Path) -> None:
    """`list` and `questions` read the store and import neither pydantic nor what reads and writes briefs."""
    folder = tmp_path / "holm"
    folder.mkdir()
    (folder / "profile.toml").write_text(_PROFILE)
    _brief(folder, site)
    code = f"import sys; sys.argv = ['research', *{command!r}, '--profiles', {str(tmp_path)!r}]; from research.cli import cli\ntry: cli()\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"  # fmt: skip # noqa: E501 (a program)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "holm" in done.stdout or "What " in done.stdout
    assert not (_HEAVY - {"asyncio"}) & set(done.stderr.split())
    assert not {"research.pipeline", "research.extract", "research.models"} & set(done.stderr.split())


@pytest.mark.parametrize("command", [["--help"], ["refresh", "--help"], ["list", "--help"]])
def test_help_imports_nothing_heavy(command: list[str]) -> None:
    """Help costs Click and our own small rooms; of the standard library too it takes little that Click does not."""
    code = f"import sys; sys.argv = ['research', *{command!r}]; from research.cli import cli\ntry: cli()\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"  # fmt: skip # noqa: E501 (a program)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not (_HEAVY | _LATER) & set(done.stderr.split())


def test_the_site_is_asked_before_the_vocabulary_is_loaded(site: Site, tmp_path: Path) -> None:
    """What asks for robots.txt needs no models; a whole run asks for it once, first of all."""
    code = "import research.collect.guest, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not (_HEAVY - {"httpcore2", "asyncio"}) & set(done.stdout.split())
    command = [sys.executable, "-m", "research", "brief", "holm", "--site", site.url, "--profiles", str(tmp_path)]
    subprocess.run(command, capture_output=True, timeout=60, check=True)
    paths = [path for path, _ in site.asked]
    assert paths[0] == "/robots.txt" and paths.count("/robots.txt") == 1
