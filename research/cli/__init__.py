"""The command line: parse, compose, print; the only room that prints or exits.

Answers go to stdout, progress and messages to stderr. Everything heavy is imported where it is used, so that
`research --help` starts in the time that Click takes.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from typing import Any

if Path(sys.argv[0]).parent.name == "research" or Path(sys.argv[0]).stem == "research":
    # The command itself: Ctrl-C while the modules below load ends it without a traceback. `main` does the rest.
    signal.signal(signal.SIGINT, lambda number, _: os._exit(128 + number))

import click
from click.shell_completion import CompletionItem

from research import __version__
from research.cli import adding, folder, forms, machine, making, reading, refreshing, starting, thanking
from research.cli.completing import companies
from research.cli.debugging import note, with_debug
from research.cli.shared import printable, tell
from research.errors import LocalTroubleError, ResearchError

# In the order in which `--help` lists them: the most used first.
_COMMANDS = (
    making.brief, starting.new, refreshing.refresh, refreshing.changes, refreshing.plan, refreshing.prune,
    reading.questions, reading.show, reading.verify, reading.list_, reading.export,
    forms.open_, folder.note, folder.covered, thanking.thanks, folder.checklist, adding.add, adding.capture,
    folder.correct, folder.forget, machine.doctor, machine.setup,
)  # fmt: skip


class _Commands(click.Group):
    """`research acme-corp` is `research brief acme-corp`; errors of ours are one sentence and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next((i for i, a in enumerate(args) if not a.startswith("-")), None)
        if first is not None and args[first] not in self.commands and not (set(args[:first]) & {"--help", "--version"}):
            self._refuse_misspelt(ctx, args[first:])
            args.insert(0, "brief")
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = super().shell_complete(ctx, incomplete)
        return found + [CompletionItem(name, help="a brief") for name in companies(ctx, None, incomplete)]

    def _refuse_misspelt(self, ctx: click.Context, args: list[str]) -> None:
        """Raise UsageError for a word that is no command and is followed by another: `research brif acme-corp`."""
        if len(args) > 1 and not args[1].startswith("-"):
            from research.text import nearest

            near = nearest(args[0].casefold(), self.list_commands(ctx), 60)
            hint = f"; did you mean `{near}`?" if near else ""
            raise click.UsageError(f"there is no command “{args[0]}”{hint}", ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order they are written here, the most used first

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ResearchError as error:
            note(error)
            tell(f"research: {printable(str(error))}")
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # The reader of our output went away (`| head`); say nothing (Python docs, "Note on SIGPIPE").
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            note(error)
            tell(f"research: {printable(str(error.filename or ''))}: {error.strerror or error}")
            ctx.exit(LocalTroubleError.exit_code)


def main() -> None:
    """Run the command line and leave with its status; Ctrl-C ends with 130, SIGTERM with 143."""
    from research.cli.ending import finish

    # A run makes 100,000 small values that live to its end: to look through them whenever 700 had come (Python's own
    # setting) cost 8 % of its time.
    gc.set_threshold(50_000, 20, 50)
    finish(lambda: cli(standalone_mode=False))  # Click returns the status of ctx.exit() here


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="research %(version)s")
def cli() -> None:
    """Read what a company and your interviewers published; write a brief in which every line can be checked.

    \b
      research acme-corp                                the example that comes with it
      research new hooli --site https://hooli.example   a profile of your own
      research hooli                                    collect, and write the brief

    `research COMPANY` is `research brief COMPANY`.
    """


for _command in _COMMANDS:
    cli.add_command(with_debug(_command))
