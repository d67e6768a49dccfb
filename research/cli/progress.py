"""How a run is told on stderr: a bar on a terminal, a line a page with -v, nothing with -q. Part of the CLI."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from research.models import Miss, Page

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class _Quiet:
    def planned(self, links: int) -> None:
        """Nothing is said."""

    def outcome(self, outcome: Page | Miss) -> None:
        """Nothing is said."""

    def remark(self, text: str) -> None:
        """Nothing is said."""


class _Lines(_Quiet):
    """Remarks; with `verbose` also what became of each page."""

    def __init__(self, verbose: bool) -> None:
        self.verbose = verbose

    def outcome(self, outcome: Page | Miss) -> None:
        if self.verbose:
            what = outcome.way if isinstance(outcome, Page) else f"not read: {outcome.detail or outcome.reason}"
            self.say(f"{outcome.url}  {what}")

    def remark(self, text: str) -> None:
        self.say(text)

    def say(self, text: str) -> None:
        """Print one line on stderr."""
        click.echo(_plain(text), err=True)


class _Bar(_Lines):
    """A bar that grows with the pages; gone when the run ends."""

    def __init__(self, progress: Progress, task: TaskID, verbose: bool) -> None:
        super().__init__(verbose)
        self.progress, self.task = progress, task

    def planned(self, links: int) -> None:
        self.progress.update(self.task, total=max(links, 1))

    def outcome(self, outcome: Page | Miss) -> None:
        self.progress.advance(self.task)
        super().outcome(outcome)

    def say(self, text: str) -> None:
        """Print one line above the bar, which would otherwise be written into."""
        self.progress.console.print(_plain(text), markup=False, highlight=False, soft_wrap=True)


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:300]


@contextlib.contextmanager
def watch(*, quiet: bool, verbose: bool) -> Iterator[_Quiet]:
    """Give whoever runs the pipeline somebody to tell; the bar shows on a terminal only."""
    if quiet:
        yield _Quiet()
    elif not sys.stderr.isatty():
        yield _Lines(verbose)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TextColumn("pages"), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            yield _Bar(progress, progress.add_task("reading", total=None), verbose)
