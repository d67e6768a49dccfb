"""`refresh` of several profiles through the command line: one browser, one line a company, no failure that spreads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from script_site import Site

from research.cli import cli
from research.collect.chromium import Chromium
from research.collect.finding import FoundBrowser

DAY = dt.timedelta(days=1)


class Companies:
    """Profiles of one folder, each with a site of its own; `started` counts the browsers that ran."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sites: dict[str, Site] = {}
        self.started = 0

    def add(self, name: str, interview: dt.timedelta | None = None, *scripted: str) -> Site:
        """Make a profile whose interview lies so far ahead, and serve its site."""
        site = self.sites[name] = Site(("about", "team"))
        site.scripted = set(scripted)
        folder = self.root / name
        folder.mkdir(parents=True)
        at = dt.datetime.now().astimezone() + interview if interview else None
        when = f"\n[[interviews]]\nat = {at.isoformat(timespec='seconds')}\n" if at else ""
        (folder / "profile.toml").write_text(f'[company]\nname = "Holm Pumps"\nsite = "{site.url}"\n{when}', "utf-8")
        return site

    def run(self, *args: str) -> Result:
        """Run `research refresh` with these arguments."""
        return CliRunner().invoke(cli, ["refresh", *args, "--profiles", str(self.root)])


@pytest.fixture
def companies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Companies]:
    made = Companies(tmp_path / "profiles")
    real = Chromium.start

    async def counted(self: Chromium, user_agent: str, found: FoundBrowser | None) -> None:
        made.started += 1
        await real(self, user_agent, found)

    monkeypatch.setattr(Chromium, "start", counted)
    yield made
    for site in made.sites.values():
        site.close()


def test_one_browser_reads_the_script_pages_of_all_companies(
    companies: Companies, browser_path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three companies at a time, each with pages that a script fills; each is read through its own context."""
    monkeypatch.setenv("RESEARCH_BROWSER", browser_path)
    for name in ("birch", "cedar", "elm"):
        companies.add(name, None, "about", "team")
    done = companies.run("--all", "--jobs", "3")
    assert (done.exit_code, companies.started) == (0, 1)
    assert [line for line in done.stdout.splitlines() if line] == [f"{n}: nothing changed" for n in companies.sites]
    for site in companies.sites.values():
        assert {"/data/about.json", "/data/team.json"} <= {path for path, _ in site.asked}
    companies.sites["cedar"].changed = {"team"}
    done = companies.run("--all", "--jobs", "3", "--check")
    assert (done.exit_code, companies.started) == (3, 2)
    assert "cedar: 1 change\n" in done.stdout
    assert "birch: nothing changed\n" in done.stdout


def test_one_company_s_failure_stops_none_of_the_others(companies: Companies) -> None:
    """A profile that is no TOML and a site that is down are told by name; the rest is refreshed, the status says it."""
    companies.add("birch")
    companies.add("cedar").close()
    companies.add("elm")
    (companies.root / "dogwood").mkdir()
    (companies.root / "dogwood" / "profile.toml").write_text("[company\n", "utf-8")
    done = companies.run("--all", "--no-browser")
    assert done.exit_code == 4
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["birch", "elm"]
    assert {"cedar", "dogwood"} <= {line.partition(":")[0] for line in done.stderr.splitlines()}
    assert "4 companies: 0 changed, 2 not refreshed" in done.stderr
    companies.sites.pop("cedar")


def test_due_takes_the_interviews_that_are_near_the_next_first(companies: Companies) -> None:
    """Those within three days; one that is over and one without a date are not asked."""
    for name, ahead in (("far", 9 * DAY), ("near", 2 * DAY), ("nearer", DAY), ("over", -DAY), ("open", None)):
        companies.add(name, ahead)
    done = companies.run("--due", "3d", "--no-browser")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["nearer", "near"]
    assert not any(companies.sites[name].asked for name in ("far", "over", "open"))
    assert "no interview within 1h" in companies.run("--due", "1h").stderr
    assert companies.run("--due", "soon").exit_code == 2


def test_quiet_says_one_line_for_each_company_that_changed(companies: Companies) -> None:
    """As a mail from cron should be: nothing for nothing, and the number and the first changes for the rest."""
    companies.add("birch")
    companies.add("elm")
    assert companies.run("--all", "--no-browser", "-q").output == ""
    companies.sites["elm"].changed = {"about"}
    done = companies.run("--all", "--no-browser", "-q", "--check")
    assert done.exit_code == 3
    (line,) = done.output.splitlines()
    assert line.startswith("elm: 1 change: ")
    assert companies.run("elm", "--no-browser", "-q", "--check").output == ""
