"""`--debug FILE`: what a run did and where it failed, for whoever looks into it. Part of the CLI.

The file holds addresses, times, reasons and tracebacks; it is readable by its owner only and holds no secrets: the
words of foreign errors, which may repeat what a page or one of the user's files says, are left out, and keys, tokens
and passwords are masked wherever they stand.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from research import __version__
from research.errors import InputError

if TYPE_CHECKING:
    import logging

_MARK = "research debug log\n"
_LONGEST_LINE = 1_000
# Whose errors speak of addresses, files and protocols, never of what a page or a file says.
_SPEAKING = ("research.", "httpcore2", "h11", "h2.", "ssl", "sqlite3", "asyncio")
_BYTES = r"""\bb(?:'.*'|".*")"""  # a protocol's error shows what came: it may be a cookie

_handler: logging.Handler | None = None
_began = 0.0


def with_debug(command: click.Command) -> click.Command:
    """Return the command with `--debug FILE` among its options."""
    option = click.Option(
        ["--debug"], type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", expose_value=False, is_eager=True,
        callback=_begin, help="Write the details of the run there; secrets are masked.",
    )  # fmt: skip
    command.params.append(option)
    return command


def note(error: BaseException) -> None:
    """Write down where an error came from, if anybody asked for it."""
    if _handler is not None:
        _log().debug("the command failed", exc_info=error)


def end(status: int) -> None:
    """Write down how it ended, and close the file."""
    global _handler
    if _handler is not None:
        _log().debug("exit %d after %.3f s", status, time.monotonic() - _began)
        _log().removeHandler(_handler)
        _handler.close()
        _handler = None


def _begin(ctx: click.Context, _option: click.Parameter, path: Path | None) -> None:
    """Open the file, and have everything of ours that is logged written there."""
    global _handler, _began
    if path is None:
        return
    import logging

    end(0)  # an earlier command of this process
    _began = time.monotonic()
    _handler = logging.StreamHandler(_opened(path))
    _handler.setFormatter(_formatter())
    logging.raiseExceptions = False  # a full disk must not end the run, nor be told by a traceback
    _log().addHandler(_handler)
    _log().setLevel(logging.DEBUG)
    _log().propagate = False
    said = f"{__version__}, Python {sys.version.split()[0]}, {sys.platform}: {ctx.command_path}"
    _log().debug("%s, at %s", said, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))


def _log() -> logging.Logger:
    import logging

    return logging.getLogger("research")


def _opened(path: Path) -> TextIO:
    """Return a new file, or one of ours that is there, emptied; raises InputError for any other, OSError."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        file = os.fdopen(os.open(path, flags, 0o600), "r+", encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        reason = "it is a link" if error.errno == errno.ELOOP else error.strerror
        raise InputError(f"--debug {path}: {reason}; name a new file") from error
    try:
        kind = os.fstat(file.fileno())
        if not stat.S_ISREG(kind.st_mode) or (kind.st_size and file.read(len(_MARK)) != _MARK):
            raise InputError(f"--debug {path}: something else is there, which stays as it is; name a new file")
        file.seek(0)
        file.truncate()
        path.chmod(0o600)
        file.write(_MARK)
    except BaseException:  # whatever stops it, Ctrl-C too, the file is closed
        file.close()
        raise
    return file


def _formatter() -> logging.Formatter:
    import logging

    from research.cli.masking import masked

    class Lines(logging.Formatter):
        """One masked line a record: the seconds since the run began, the room, what it says; then the traceback."""

        def format(self, record: logging.LogRecord) -> str:
            room = record.name.removeprefix("research").lstrip(".") or "cli"
            said = masked(record.getMessage()).replace("\n", " ")[:_LONGEST_LINE]
            line = f"{time.monotonic() - _began:9.3f}  {room}: {said}"
            error = record.exc_info[1] if record.exc_info else None
            return "\n".join([line, *(masked(told) for told in _told(error))]) if error else line

    return Lines()


def _told(error: BaseException, depth: int = 0) -> Iterator[str]:
    """Yield the lines of a traceback and of those behind it, without the words of foreign errors."""
    from traceback import extract_tb

    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if behind is not None and depth < 6:
        yield from _told(behind, depth + 1)
        yield "    which led to"
    for frame in extract_tb(error.__traceback__):
        yield f"    {frame.filename}:{frame.lineno} in {frame.name}: {frame.line or ''}"
    yield f"    {_named(error)}"
    for part in getattr(error, "exceptions", ())[:3]:
        yield from _told(part, depth + 1)


def _named(error: BaseException) -> str:
    """Return the error's type, and its words where these cannot repeat what a page or a file says."""
    kind = type(error)
    speaks = isinstance(error, OSError) or kind.__module__.startswith(_SPEAKING)
    words = re.sub(_BYTES, "b'…'", str(error).replace("\n", " ")[:_LONGEST_LINE]) if speaks else ""
    return f"{kind.__module__}.{kind.__qualname__}" + (f": {words}" if words else "")
