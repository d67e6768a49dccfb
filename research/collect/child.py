"""A child process of ours that parses one foreign file: bytes in, bytes out, nothing else of this machine."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

_LOG = logging.getLogger(__name__)

SECONDS = 20


def run(script: str, *arguments: str, data: bytes) -> tuple[int, bytes]:
    """Return the exit code and the output of one of our child scripts with `data` on its stdin.

    It gets the module search path and no other environment, and ends after 20 seconds (raises TimeoutExpired).
    """
    environment = {k: os.environ[k] for k in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if k in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    command = [sys.executable, "-P", "-s", "-B", str(Path(__file__).with_name(script)), *arguments]
    done = subprocess.run(  # noqa: S603 - our own file, run by our own interpreter, input on stdin only
        command, input=data, capture_output=True, timeout=SECONDS, env=environment, check=False
    )
    _LOG.debug("%s: %d bytes in, status %d, %d bytes out", script, len(data), done.returncode, len(done.stdout))
    return done.returncode, done.stdout
