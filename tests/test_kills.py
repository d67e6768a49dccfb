"""A refresh that is killed anywhere leaves the earlier brief whole, and the next one tells what it would have told."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import history
import pytest
from click.testing import CliRunner
from conftest import Server

from research.cli import cli
from research.store import Store

TIMES = 20
KILLING = Path(__file__).with_name("killing.py")
REFRESH = ("refresh", "holm-pumps", "-q", "--no-browser")


def told(root: Path, *args: str) -> str:
    """Run a command in this process, where that is no matter; returns what it printed."""
    done = CliRunner().invoke(cli, [*args, "--profiles", str(root)])
    assert done.exit_code == 0, done.output
    return str(done.stdout)


class Killer:
    """Runs refreshes as processes of their own that end by SIGKILL at a step."""

    def __init__(self) -> None:
        self._forks = subprocess.Popen(
            [sys.executable, str(KILLING)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, root: Path, step: int) -> None:
        """Refresh, and end at this step (0: never; the steps are in the file then)."""
        assert self._forks.stdin is not None
        assert self._forks.stdout is not None
        print(step, root / "steps", *REFRESH, "--profiles", root, sep="\t", file=self._forks.stdin, flush=True)
        assert int(self._forks.stdout.readline()) == (-signal.SIGKILL if step else 0)

    def close(self) -> None:
        """End the process that forks."""
        self._forks.communicate()


@pytest.fixture
def killed() -> Iterator[Killer]:
    """What kills; closed afterwards."""
    killer = Killer()
    yield killer
    killer.close()


def exported(root: Path) -> object:
    """Return the JSON brief without the times at which pages were read."""
    text = told(root, "export", "holm-pumps", "--format", "json", "-o", "-")
    return json.loads(re.sub(r'"(\w+_at)": "[^"]*"', r'"\1": ""', text))


def moments(steps: list[str]) -> list[int]:
    """Return twenty steps (from 1) of a run: the writes of the brief and of the store's end, the rest drawn by lot."""
    kept = next(i for i, step in enumerate(steps, 1) if step.startswith("INSERT INTO briefs"))
    renamed = steps.index("os.rename") + 1
    fixed = {kept, kept + 1, kept + 2, renamed, renamed + 1, len(steps) - 1, len(steps)}
    assert steps[kept] == steps[-1] == "COMMIT"
    asked = [i for i, step in enumerate(steps, 1) if step == "socket.connect"]
    rest = [i for i in range(min(asked), len(steps)) if i not in fixed]
    return sorted(fixed | set(random.Random(20).sample(rest, TIMES - len(fixed))))


@pytest.fixture
def visited(serve: Server, tmp_path: Path) -> Path:
    """The folder of profiles after a brief of version 1; the site is at version 3 now."""
    root = tmp_path / "profiles"
    history.serve(serve, 1)
    given = ("--posting", f"{serve.url}/jobs/process-engineer", "--interviewer", "Jonas Kragh, Head of Engineering")
    told(root, "new", "Holm Pumps", "--site", serve.url, *given)
    told(root, "brief", "holm-pumps", "-q", "--no-browser")
    history.serve(serve, 3)
    return root


def test_a_refresh_killed_at_twenty_moments_loses_nothing_and_tells_it_all_the_next_time(
    visited: Path, tmp_path: Path, killed: Killer
) -> None:
    """brief.md is the old or the new one to the byte, the store opens, and the next refresh is as if nothing was."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(visited, tmp_path / name))

    whole = copy("whole")
    killed(whole, 0)
    steps = (whole / "steps").read_text("utf-8").splitlines()
    undisturbed = copy("undisturbed")
    wanted = told(undisturbed, *REFRESH)
    assert "“160” is now “165”" in wanted
    assert "nice-to-have now" in wanted
    told_whole = exported(undisturbed)
    old, new = ((root / "holm-pumps" / "brief.md").read_bytes() for root in (visited, whole))
    assert old != new
    chosen = moments(steps)
    roots = [copy(f"killed-{step}") for step in chosen]
    for root, step in zip(roots, chosen, strict=True):
        killed(root, step)
    found = [(root / "holm-pumps" / "brief.md").read_bytes() for root in roots]
    assert set(found) == {old, new}  # some were killed before the rename, some after
    for root in roots:
        with Store(root / "holm-pumps", write=False) as store:
            assert store.last_brief() is not None
        assert told(root, *REFRESH) == wanted, root.name
        assert (root / "holm-pumps" / "brief.md").read_bytes() == new
        assert exported(root) == told_whole, root.name
