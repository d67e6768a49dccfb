"""Keeping the store within its bound, and reminders: through the command line, on a copy of the example."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from research.store import Store

EXAMPLE = Path(__file__).resolve().parent.parent / "profiles" / "acme-corp"


def research(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-m", "research", *args], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


def test_pruning_keeps_what_proves_the_kept_brief(tmp_path: Path) -> None:
    """Older briefs go with captures that the last does not cite (it tells the changes of two weeks); it is proved."""
    folder = tmp_path / "profiles" / "acme-corp"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("brief.*", "*.sqlite*"))
    research("acme-corp", cwd=tmp_path)
    posting = folder / "posting.md"
    for line in ("- Visit a customer once a month", "- Travel to Rotterdam twice a year"):
        posting.write_text(posting.read_text("utf-8") + line + "\n", "utf-8")
        research("acme-corp", cwd=tmp_path)
    first = research("prune", "acme-corp", "--keep", "1", cwd=tmp_path).stdout
    assert "2 briefs" in first
    assert "1 capture" in first
    assert "0 captures" in research("prune", "acme-corp", cwd=tmp_path).stdout
    posting.write_text(posting.read_text("utf-8") + "- A week a year in the warehouse\n", "utf-8")
    assert "“A week a year in the warehouse”" in research("refresh", "acme-corp", cwd=tmp_path).stdout
    with Store(folder, write=False) as store:
        assert len(store.briefs()) == 1, "the bound holds from then on"
    proof = research("verify", "acme-corp", cwd=tmp_path).stdout.split()
    assert proof[0] == proof[2]


ZONED = """[company]
name = "Holm Pumps"

[[interviews]]
at = 2026-10-26T10:00:00
"""
SHOW = """
import datetime as dt, sys
from research.cli import shared
real = dt.datetime
class Then(real):
    @classmethod
    def now(cls, tz=None):
        return real(2026, 10, 20, 8, 0, tzinfo=dt.timezone.utc).astimezone(tz)
shared.dt.datetime = Then
sys.argv = ["research", *sys.argv[1:]]
from research.cli import main
main()
"""


def test_a_plan_reminds_before_each_interview_on_the_clock_of_this_machine(tmp_path: Path) -> None:
    """Made before the clock of Berlin changes, for an interview after it, in no zone but the machine's."""
    folder = tmp_path / "profiles" / "holm"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(ZONED, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SHOW, "plan", "holm"], cwd=tmp_path, capture_output=True, text=True, timeout=60,
        check=True, env={**os.environ, "TZ": "Europe/Berlin"},
    )  # fmt: skip
    assert "DTSTART:20261024T080000Z" in done.stdout
    assert "DTSTART:20261026T060000Z" in done.stdout
    cron = [line.split(" [")[0] for line in done.stderr.splitlines() if "&&" in line]
    assert cron == ["0 10 24 10 *", "0 7 26 10 *"]
    assert "--on-calendar='2026-10-24 08:00:00 UTC'" in done.stderr
    assert "refresh holm -q --profiles" in done.stderr


def test_a_plan_reminds_before_each_interview(tmp_path: Path) -> None:
    """The calendar holds two reminders for each of the two interviews, and the lines to install go to stderr."""
    shutil.copytree(EXAMPLE, tmp_path / "profiles" / "acme-corp", ignore=shutil.ignore_patterns("brief.*", "*.sqlite*"))
    done = research("plan", "acme-corp", cwd=tmp_path)
    assert done.stdout.startswith("BEGIN:VCALENDAR")
    assert done.stdout.count("BEGIN:VEVENT") == 4
    assert "research refresh acme-corp" in done.stderr
