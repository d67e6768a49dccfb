"""The race: research beside references on this machine, in one run, printed as a Markdown table.

    python benchmarks/race.py [--repeats 5] [--only first,second,…] [--pages FOLDER] [--scrapy PYTHON] [--companies 100]

The site is benchmarks/site.py (24 pages, 150 ms a request), the reference benchmarks/reference.py, which reads nothing
but text and links; Scrapy takes part where PYTHON has it. Contenders take turns, the first of them another each time;
figures are medians, and only ratios of one run can be compared. Of each page one word of its own text is looked for in
what was read. `--pages` names a folder of real pages for what reading one costs. Exit status 1 when a page's text was
not read. (That no page is asked for twice and no browser started for nothing is counted in tests/test_cost.py.)

The rows: start (--help, list, questions), static and scripted (first brief of a site without and with a quarter of
script pages), again (a refresh, nothing changed), ten (a refresh, ten pages changed), many (--companies profiles
refreshed by one command), reading.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROWS = ("start", "static", "scripted", "again", "ten", "many", "reading")
RESEARCH = [sys.executable, "-m", "research"]
SPIDER = """
import scrapy, lxml.html
class Site(scrapy.Spider):
    name = "site"
    custom_settings = {"ROBOTSTXT_OBEY": True, "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False}
    def __init__(self, url, out, **rest):
        super().__init__(**rest)
        self.start_urls, self.out = [url], out
    def parse(self, response):
        with open(self.out, "a") as out:
            out.write(lxml.html.document_fromstring(response.body).text_content())
        yield from response.follow_all(css="a", callback=self.parse)
"""


@dataclass(frozen=True)
class Run:
    """What a command took: seconds, and of CPU with its children; MB of its largest process; pages read, of all."""

    wall: float
    cpu: float
    memory: float
    read: str = ""
    asked: int = 0


def timed(command: Sequence[str], folder: Path) -> Run:
    """Run a command to its end in a folder; raises RuntimeError with its last words when it fails."""
    with (folder / "said").open("wb") as said:
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd=folder)  # noqa: S603
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)[:200]}: {(folder / 'said').read_text(errors='replace')[-500:]}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextlib.contextmanager
def site(*options: str) -> Iterator[str]:
    """Serve the site and give its address."""
    command = [sys.executable, str(HERE / "site.py"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            yield str(json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()


def steer(url: str, act: str) -> Any:
    """Ask the site's server for `act`."""
    with urllib.request.urlopen(f"{url}/-/{act}", timeout=30) as answer:  # noqa: S310 - our own server
        return json.load(answer)


@dataclass
class Contender:
    """Who takes part: the commands of its first and second visit, and where its text is to be found afterwards."""

    name: str
    first: Callable[[str, Path], list[str]]
    second: Callable[[str, Path], list[str]] | None
    text: Callable[[Path], str]
    runs: list[Run] = field(default_factory=list)


def ours(pages: int) -> Contender:
    """Research, from nothing to the brief."""

    def first(url: str, folder: Path) -> list[str]:
        return [*RESEARCH, "brief", "holm", "--site", f"{url}/", "--profiles", str(folder), "--pages", str(pages + 6)]

    def second(_url: str, folder: Path) -> list[str]:
        return [*RESEARCH, "refresh", "holm", "--profiles", str(folder)]

    def text(folder: Path) -> str:
        out = folder / "text"
        shutil.rmtree(out, ignore_errors=True)
        export = ["export", "holm", "--format", "pages", "-o", str(out), "--profiles", str(folder)]
        subprocess.run([*RESEARCH, *export], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        return "".join(f.read_text() for f in out.rglob("*.md"))

    return Contender("research", first, second, text)


def reference(pages: int) -> Contender:
    """The bare collector."""

    def command(url: str, folder: Path) -> list[str]:
        state, out = str(folder / "state.json"), str(folder / "text.txt")
        return [sys.executable, str(HERE / "reference.py"), f"{url}/", state, out, "--most", str(pages + 6)]

    return Contender("reference", command, command, lambda folder: (folder / "text.txt").read_text())


def scrapy(python: str) -> Contender:
    """Scrapy with its defaults; it runs no scripts."""

    def command(url: str, folder: Path) -> list[str]:
        (folder / "spider.py").write_text(SPIDER)
        spider = ["-m", "scrapy", "runspider", "spider.py", "-a", "out=text.txt", "-a", f"url={url}/"]
        return [python, *spider]

    return Contender("scrapy", command, None, lambda folder: (folder / "text.txt").read_text())


def race(contenders: list[Contender], repeats: int, *, scripted: float, pages: int = 24, change: int = -1) -> None:
    """Run each contender `repeats` times on a fresh site; with `change` >= 0 its second visit is what counts."""
    for turn in range(repeats):
        at = turn % len(contenders)
        for one in contenders[at:] + contenders[:at]:
            with site("--scripted", str(scripted), "--pages", str(pages)) as url, tempfile.TemporaryDirectory() as name:
                one.runs.append(_visit(one, url, Path(name), change))


def _visit(one: Contender, url: str, folder: Path, change: int) -> Run:
    took = timed(one.first(url, folder), folder)
    if change >= 0:
        assert one.second is not None
        steer(url, f"change?n={change}")
        steer(url, "asked")
        took = timed(one.second(url, folder), folder)
    asked = len(steer(url, "asked"))
    text, truth = one.text(folder), steer(url, "truth")
    found = sum(each["word"] in text for each in truth.values())
    return Run(took.wall, took.cpu, took.memory, f"{found}/{len(truth)}", asked)


def middle(runs: Sequence[Run], what: str = "wall") -> float:
    """Return the median of one figure."""
    return float(statistics.median(getattr(run, what) for run in runs))


def told(title: str, contenders: list[Contender]) -> list[str]:
    """Return the table's lines of one case, research first."""
    own = contenders[0]
    lines = []
    for one in contenders:
        ratio = "" if one is own else f"{middle(own.runs) / middle(one.runs):.2f}"
        lines.append(
            f"| {title if one is own else ''} | {one.name} | {middle(one.runs):.2f} | {ratio} |"
            f" {middle(one.runs, 'cpu'):.2f} | {middle(one.runs, 'memory'):.0f} | {one.runs[-1].read} |"
            f" {one.runs[-1].asked or ''} |"
        )
    return lines


def start_up(repeats: int) -> list[str]:
    """Return the lines of --help, list and questions beside `import click`."""
    with tempfile.TemporaryDirectory() as name, site("--latency", "0", "--scripted", "0") as url:
        folder = Path(name)
        timed(ours(24).first(url, folder), folder)
        commands = {
            "import click": [sys.executable, "-c", "import click"],
            "--help": [*RESEARCH, "--help"],
            "list": [*RESEARCH, "list", "--profiles", name],
            "questions": [*RESEARCH, "questions", "holm", "--profiles", name],
        }
        runs: dict[str, list[Run]] = {what: [] for what in commands}
        for _ in range(max(20, repeats)):
            for what, command in commands.items():
                runs[what].append(timed(command, folder))
    click = middle(runs["import click"])
    return [
        f"| start: {what} | research | {middle(took):.3f} | {middle(took) / click:.2f} | {middle(took, 'cpu'):.3f} |"
        f" {middle(took, 'memory'):.0f} | | |"
        for what, took in runs.items()
        if what != "import click"
    ] + [f"| | import click | {click:.3f} | | {middle(runs['import click'], 'cpu'):.3f} | | | |"]


def many(companies: int, jobs: int) -> list[str]:
    """Return the lines of a refresh of many profiles by one command, and of a tenth as many.

    What a company costs is held against one refreshed alone; memory must not grow with their number.
    """
    lines = []
    for count in dict.fromkeys((max(1, companies // 10), companies)):
        with (
            tempfile.TemporaryDirectory() as name,
            site("--companies", str(count), "--pages", "12", "--scripted", "0.25") as url,
        ):
            lines += _herd(Path(name), url, count, jobs)
    return lines


def _herd(folder: Path, url: str, companies: int, jobs: int) -> list[str]:
    for n in range(companies):
        profile = folder / f"holm-{n}"
        profile.mkdir()
        words = f'[company]\nname = "Holm Pumps {n}"\nsite = "{url}/c{n}/"\n'
        (profile / "profile.toml").write_text(words)
    every = ["--all", "--jobs", str(jobs), "--profiles", str(folder)]
    first = timed([*RESEARCH, "refresh", *every], folder)
    steer(url, "asked")
    again = timed([*RESEARCH, "refresh", *every], folder)
    asked = len(steer(url, "asked"))
    alone = timed([*RESEARCH, "refresh", "holm-0", "--profiles", str(folder)], folder)
    title = f"{companies} profiles, {jobs} at a time"
    return [
        f"| {title}: first | research | {first.wall:.1f} | | {first.cpu:.1f} | {first.memory:.0f} | | |",
        f"| {title}: nothing changed | research | {again.wall:.1f} | {again.wall / companies / alone.wall:.2f} |"
        f" {again.cpu:.1f} | {again.memory:.0f} | | {asked} |",
        f"| | one alone | {alone.wall:.2f} | | {alone.cpu:.2f} | {alone.memory:.0f} | | |",
    ]


def reading(folder: Path) -> list[str]:
    """Return the lines of reading real pages, in CPU seconds a page (benchmarks/reading.py)."""
    from reading import measured, pages

    bodies = pages(folder, 60)
    spent = measured(bodies)
    ours, theirs = spent["read"], spent["trafilatura"]
    return [
        f"| reading {len(bodies)} real pages: each | research | | | {ours:.3f} | | | |",
        f"| | trafilatura | | {ours / theirs:.2f} | {theirs:.3f} | | | |",
    ]


def say(*lines: str) -> None:
    """Print lines at once."""
    print(*lines, sep="\n", flush=True)  # noqa: T201 - a program


def main() -> int:
    """Run what was asked for and print the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--repeats", type=int, default=5)
    ask.add_argument("--only", default=",".join(ROWS), help="rows, with commas")
    ask.add_argument("--pages", type=Path, help="a folder of real pages")
    ask.add_argument("--scrapy", metavar="PYTHON", help="an interpreter that has Scrapy")
    ask.add_argument("--companies", type=int, default=100)
    ask.add_argument("--jobs", type=int, default=4)
    given = ask.parse_args()
    wanted = set(given.only.split(","))
    say("| case | who | wall s | research : this | CPU s | MB | pages read | requests |")
    say("|---|---|--:|--:|--:|--:|--:|--:|")
    whole = True
    cases = {
        "static": ("first brief, 24 static pages", 0.0, -1),
        "scripted": ("first brief, a quarter by scripts", 0.25, -1),
        "again": ("refresh, nothing changed", 0.25, 0),
        "ten": ("refresh, ten pages changed", 0.25, 10),
    }
    if "start" in wanted:
        say(*start_up(given.repeats))
    for row in [r for r in cases if r in wanted]:
        title, scripted, change = cases[row]
        contenders = [ours(24), reference(24), *([scrapy(given.scrapy)] if given.scrapy and change < 0 else [])]
        race(contenders, given.repeats, scripted=scripted, change=change)
        say(*told(title, contenders))
        whole = whole and all(run.read == "24/24" for run in contenders[0].runs)
    if "many" in wanted:
        say(*many(given.companies, given.jobs))
    if "reading" in wanted and given.pages:
        say(*reading(given.pages))
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
