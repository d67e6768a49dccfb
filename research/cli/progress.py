"""How a run is told on stderr: a bar on a terminal, a line a page with -v, nothing with -q. Part of the CLI."""

from __future__ import annotations

import contextlib
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from research.cli.shared import printable, tell
from research.models import Miss, Page

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_MOST_REASONS = 4
_LONGEST_PLACE = 28


class _Quiet:
    def planned(self, links: int) -> None:
        """Nothing is said."""

    def outcome(self, outcome: Page | Miss) -> None:
        """Nothing is said."""

    def remark(self, text: str) -> None:
        """Nothing is said."""


class _Lines(_Quiet):
    """Remarks; with `verbose` also what became of each page, and when: seconds since the run began."""

    def __init__(self, verbose: bool, name: str = "") -> None:
        self.verbose, self.name = verbose, name
        self.began = time.monotonic()

    def outcome(self, outcome: Page | Miss) -> None:
        if self.verbose:
            what = outcome.way if isinstance(outcome, Page) else f"not read: {outcome.detail or outcome.reason}"
            self.say(f"{time.monotonic() - self.began:5.1f} s  {outcome.url}  {what}")

    def remark(self, text: str) -> None:
        self.say(text)

    def say(self, text: str) -> None:
        """Print one line on stderr."""
        tell(printable(f"{self.name}: {text}" if self.name else text))


class _Bar(_Lines):
    """A bar that grows with the pages: how many were read, how many not, which came last; gone at the end."""

    def __init__(self, progress: Progress, task: TaskID, verbose: bool) -> None:
        super().__init__(verbose)
        self.progress, self.task = progress, task
        self.read = self.missed = 0

    def planned(self, links: int) -> None:
        self.progress.update(self.task, total=max(links, self.read + self.missed, 1))

    def outcome(self, outcome: Page | Miss) -> None:
        from research.render.markup import cut
        from research.render.words import place

        if isinstance(outcome, Miss):
            self.missed += 1
        else:
            self.read += 1
        last = cut(printable(place(outcome.url)), _LONGEST_PLACE)
        self.progress.update(self.task, advance=1, read=self.read, missed=self.missed, last=last)
        super().outcome(outcome)

    def say(self, text: str) -> None:
        """Print one line above the bar, which would otherwise be written into."""
        self.progress.console.print(printable(text), markup=False, highlight=False)


def missed(misses: Sequence[Miss]) -> str:
    """Return how many pages were not read and why: ", 3 not read (2 not found, 1 robots)"; "" when none."""
    if not misses:
        return ""
    reasons = Counter(miss.reason for miss in misses).most_common(_MOST_REASONS)
    listed = ", ".join(f"{number} {reason}" for reason, number in reasons)
    more = ", …" if len({miss.reason for miss in misses}) > _MOST_REASONS else ""
    return f", {len(misses)} not read ({listed}{more})"


@contextlib.contextmanager
def watch(*, quiet: bool, verbose: bool, name: str = "") -> Iterator[_Quiet]:
    """Give whoever runs the pipeline somebody to tell; the bar shows on a terminal only, for one run alone.

    With `name`, that of one of several companies, each line begins with it.
    """
    if quiet:
        yield _Quiet()
    elif name or not sys.stderr.isatty():
        yield _Lines(verbose, name)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        told = TextColumn("{task.fields[read]} read, {task.fields[missed]} not  {task.fields[last]}", markup=False)
        columns = (TimeElapsedColumn(), BarColumn(bar_width=14), MofNCompleteColumn(), told)
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("reading", total=None, read=0, missed=0, last="")
            yield _Bar(progress, task, verbose)
