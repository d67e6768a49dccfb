"""Lines added at the end of the user's own text files (notes.md, corrections.md), which may be open in an editor.

A file is read, the addition is appended in the file's own encoding and line ends, and the whole is renamed into place
only when nobody changed the file meanwhile; otherwise it starts anew. Nothing is ever rewritten or lost.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from research.errors import InputError, LocalTroubleError
from research.given import decoded, encoding_of, read_regular, shown_path, why

MAX_BYTES = 1_000_000
_TRIES = 100
_STALE_S = 10.0


def append(path: Path, addition: Callable[[str], str]) -> str:
    """Append what `addition` makes of the text so far ("" for a new file) and return it.

    Raises InputError when the file is no text file, is too large or leads out of its folder; LocalTroubleError when it
    cannot be written or another program never stops writing it.
    """
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise InputError(f"{shown_path(path)} leads out of the profile's folder; put the file itself there.")
    path = path.resolve() if path.is_symlink() else path
    for _ in range(_TRIES):
        before = _read(path)
        text, encoding = _decoded(path, before or b"")
        ending = "\r\n" if "\r\n" in text else "\n"
        added = addition(text.replace("\r\n", "\n"))
        glue = "" if not text or text.endswith("\n") else ending
        data = (before or b"") + (glue + added.replace("\n", ending)).encode(encoding, "replace")
        if len(data) > MAX_BYTES:
            raise InputError(f"{shown_path(path)} would be larger than 1 MB; begin a new one.")
        if _put(path, before, data):
            return added
    raise LocalTroubleError(f"{shown_path(path)} is being written by another program; close it and run again.")


def _read(path: Path) -> bytes | None:
    try:
        return read_regular(path, MAX_BYTES)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InputError(f"{shown_path(path)} cannot be read: {why(error)}.") from error


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    """Return the text and the encoding to append in, as the reader of notes takes it."""
    encoding = encoding_of(data)
    if b"\0" in data and not encoding.startswith("utf-16"):
        raise InputError(f"{shown_path(path)} holds no text; move it away and run again.")
    return decoded(data), encoding


def _put(path: Path, before: bytes | None, data: bytes) -> bool:
    """Write the file whole, beside it first; False when it is no longer what was read.

    The file beside it has one name, so that of several runs only one writes; what a killed one left goes after 10 s.
    """
    scratch = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        _wait_for(scratch)
        return False
    except OSError as error:
        raise LocalTroubleError(f"{shown_path(path)} cannot be written: {why(error)}.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            scratch.chmod(path.stat().st_mode & 0o777)
        if _read(path) != before:
            scratch.unlink()
            return False
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise LocalTroubleError(f"{shown_path(path)} cannot be written: {why(error)}.") from error
    return True


def _wait_for(scratch: Path) -> None:
    time.sleep(0.05)
    with contextlib.suppress(FileNotFoundError):
        if abs(time.time() - scratch.stat().st_mtime) > _STALE_S:
            scratch.unlink()
