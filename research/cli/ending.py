"""How the process begins and ends: sound streams, signals, and one line for whatever went wrong. Part of the CLI."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from research.cli.debugging import end, note
from research.cli.shared import printable, tell
from research.errors import InputError, LocalTroubleError

_LONGEST_END_S = 4.0
_INTERRUPTED = "research: interrupted; an earlier brief stays as it was. Run the same command to go on."
_BUG = 1
_stopped: list[int] = []


def finish(command: Callable[[], Any]) -> NoReturn:
    """Run the command and leave the process with its status; nothing but one line is ever said about a failure."""
    _sound_streams()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries think of a page is nothing that its reader can act on
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    status = _flushed(_status_of(command))
    end(status)
    sys.exit(status)


def _status_of(command: Callable[[], Any]) -> int:
    try:
        status = command()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx is not None else error.format_message())
        return InputError.exit_code
    except click.UsageError as error:
        about = f" (see `{error.ctx.command_path} --help`)" if error.ctx is not None else ""
        tell(f"research: {printable(error.format_message())[:220]}{about}")
        return InputError.exit_code
    except click.ClickException as error:
        tell(f"research: {printable(error.format_message())}")
        return InputError.exit_code
    except (click.Abort, KeyboardInterrupt):
        tell(_INTERRUPTED)
        return 128 + signal.SIGINT
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except Exception as error:  # noqa: BLE001 - the last net: a bug of ours is told in one line, never as a traceback
        if _stopped:  # a module that was being loaded turned the interruption into an error of its own
            return 128 + _stopped[0]
        note(error)
        tell(f"research: {printable(mistake(error))}")
        return _BUG
    return status if isinstance(status, int) else 0


def mistake(error: Exception) -> str:
    """Say where a bug of ours lies; the error's own words stay out, since they may hold what a page or key says."""
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)
    own = [f for f in frames if Path(__file__).parents[1] in Path(f.filename).parents] or frames
    where = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "an unknown place"
    return (
        f"a mistake of this program ({type(error).__name__} at {where}); an earlier brief stays as it was. Please"
        " report it with the command that you ran"
    )


def _sound_streams() -> None:
    """Have 0, 1 and 2 open, so that no file of ours takes their place; text goes out whatever the locale can say."""
    for handle in (0, 1, 2):
        try:
            os.fstat(handle)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - the same
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _stop(number: int, _frame: FrameType | None) -> None:
    """End on Ctrl-C and SIGTERM: in order when that takes less than four seconds, else at once.

    The browser needs no help then: it ends when the pipe to us closes.
    """
    _stopped.append(number)
    timer = threading.Timer(_LONGEST_END_S, _end_at_once, [number])
    timer.daemon = True
    timer.start()
    for again in (signal.SIGINT, signal.SIGTERM):
        signal.signal(again, lambda one, _: _end_at_once(one))
    if number == signal.SIGTERM:
        raise SystemExit(128 + number)
    raise KeyboardInterrupt


def _end_at_once(number: int) -> None:
    with contextlib.suppress(OSError):
        os.write(2, f"{_INTERRUPTED}\n".encode())
    os._exit(128 + number)


def _flushed(status: int) -> int:
    """Write out what waits; a reader that went away is no failure, a full disk is."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            _silence(stream)
        except (OSError, ValueError) as error:
            _silence(stream)
            with contextlib.suppress(OSError, ValueError):
                tell(f"research: the output cannot be written ({getattr(error, 'strerror', None) or 'closed'})")
            status = status or LocalTroubleError.exit_code
    return status


def _silence(stream: Any) -> None:
    """Send what is left in a stream nowhere, so that Python does not complain at its end (docs, "Note on SIGPIPE")."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
