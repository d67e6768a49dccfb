"""Every real change is told once and no noise is, over a site's history of twelve versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import history
import pytest
from conftest import Server
from refreshing import Refresher, profile

from research.changes import changes
from research.models import Change
from research.store import Store


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refresher]:
    """The site visited in all twelve versions."""
    folder = tmp_path_factory.mktemp("holm-pumps")
    server = Server()
    with Store(folder) as store:
        refresher = Refresher(profile(folder, server.url), store)
        for number in range(1, len(history.VERSIONS) + 1):
            history.serve(server, number)
            refresher.visit(history.at(number))
        yield refresher
    server.close()


def between(visits: Refresher, old: int, new: int) -> tuple[Change, ...]:
    """Return the changes between two versions."""
    return changes(visits.briefs[old - 1], visits.briefs[new - 1], visits.document)


def told(found: tuple[Change, ...]) -> Counter[tuple[str, str]]:
    """Return how often each (group, what) is told."""
    return Counter((change.group, change.what) for change in found)


@pytest.mark.parametrize(("old", "new"), history.steps())
def test_each_step_tells_its_real_changes_once_and_nothing_else(visits: Refresher, old: int, new: int) -> None:
    found = between(visits, old, new)
    assert told(found) == Counter(history.REAL[new - 1]), [change.text for change in found]


PAIRS = [(i, j) for i in range(1, 12) for j in range(i + 2, 13)]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_several_steps_at_once_tell_what_they_tell_one_by_one(visits: Refresher, old: int, new: int) -> None:
    """The sum of the steps, but for a title that changed and then left with its bearer."""
    wanted = Counter(real for number in range(old + 1, new + 1) for real in history.REAL[number - 1])
    if old < 4 and new == 12:
        wanted.subtract([("people", "new title")])
    found = between(visits, old, new)
    assert told(found) == +wanted, [change.text for change in found]
