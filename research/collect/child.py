"""A child process of ours that parses one foreign file: bytes in, bytes out, nothing else of this machine."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

_LOG = logging.getLogger(__name__)

SECONDS = 20
_FAIR_S = 2.0
_MOST_LOST_S = 35.0


def beside(script: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start one of our child scripts that runs beside us, with the standard library alone; it hears and says nothing.

    The caller ends it.
    """
    command = [sys.executable, "-I", "-S", "-B", str(Path(__file__).with_name(script)), *arguments]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 - our own file, run by our own interpreter
        command, env=_environment(), stdin=nowhere, stdout=nowhere, stderr=nowhere
    )


def _environment() -> dict[str, str]:
    return {k: os.environ[k] for k in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if k in os.environ}


class Spent(Exception):
    """Other files took so much of the time that this one is left unread."""


class _Turns:
    """One child at a time, since eight would take eight times the memory; and an end to those that take their time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.lost_s = 0.0


_turns = _Turns()


def begin() -> None:
    """Forget the time that files of an earlier run took."""
    _turns.lost_s = 0.0


def run(script: str, *arguments: str, data: bytes) -> tuple[int, bytes]:
    """Return the exit code and the output of one of our child scripts with `data` on its stdin.

    It gets the module search path and no other environment, and ends after 20 seconds (raises TimeoutExpired). When
    files have taken 35 seconds more than two each, no further one is read (raises Spent).
    """
    environment = _environment() | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-P", "-s", "-B", str(Path(__file__).with_name(script)), *arguments]
    with _turns.lock:
        if _turns.lost_s > _MOST_LOST_S:
            raise Spent
        began = time.monotonic()
        try:
            done = subprocess.run(  # noqa: S603 - our own file, run by our own interpreter, input on stdin only
                command, input=data, capture_output=True, timeout=SECONDS, env=environment, check=False
            )
        finally:
            took = time.monotonic() - began
            _turns.lost_s += max(0.0, took - _FAIR_S)
    _LOG.debug("%s: %d bytes in, status %d, %d bytes out, %.3f s", script, len(data), done.returncode,
               len(done.stdout), took)  # fmt: skip
    return done.returncode, done.stdout
