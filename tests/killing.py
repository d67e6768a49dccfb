"""Run the command line and end it with SIGKILL at one of its steps: `python killing.py`, lines "STEP FILE ARGUMENTS…".

A step is a connection, an SQL statement, a file opened for writing, a rename or a removal, as Python and SQLite report
them (sys.audit, sqlite3_trace): nothing of the program is replaced. STEP 0 kills never; the steps go into FILE. For
each line of the input a process is forked, which has everything imported already, and its exit status is answered.
"""

from __future__ import annotations

import importlib
import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

WARM = (
    "research.cli.refreshing",
    "research.composing",
    "research.following",
    "research.refreshing",
    "research.changes",
)


def main() -> None:
    for room in WARM:
        importlib.import_module(room)
    for line in sys.stdin:
        step, log, *arguments = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            run(int(step), Path(log), arguments)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def run(last: int, log: Path, arguments: list[str]) -> None:
    """Be the command line with these arguments, and end by SIGKILL at step `last`."""
    steps: list[str] = []

    def step(name: str) -> None:
        steps.append(name)
        if len(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, args: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "os.rename", "os.remove"):
            step(event)
        elif event == "open" and isinstance(args[2], int) and args[2] & os.O_CREAT and ".part" in str(args[0]):
            step("brief.md, beside")

    def connect(*args: Any, **more: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = plain(*args, **more)
        made.set_trace_callback(step)
        return made

    plain, sqlite3.connect = sqlite3.connect, connect
    sys.addaudithook(heard)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    sys.argv = ["research", *arguments]
    from research.cli import main as command

    try:
        command()
    finally:
        log.write_text("\n".join(" ".join(step.split())[:60] for step in steps), "utf-8")


if __name__ == "__main__":
    main()
