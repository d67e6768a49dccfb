"""What lies under the store: packed bodies, a file that is damaged, files written whole or not at all. A leaf.

A damaged store is never deleted: it is renamed, and what SQLite can still read of a copy goes into the new one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import glob
import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from research.errors import LocalTroubleError, StoreError

LONGEST_WAIT_S = 10.0


def pack(body: bytes) -> bytes:
    """Return a body compressed for keeping."""
    return bytes(_zstd().compress(body, 3))


def unpack(body: bytes) -> bytes:
    """Return a kept body; raises ValueError when it is broken."""
    zstd = _zstd()
    try:
        return bytes(zstd.decompress(body))
    except zstd.ZstdError as error:
        raise ValueError("a kept body is broken") from error


def _zstd() -> Any:  # the backport ships no types; the standard library's twin does
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


def is_whole(row: sqlite3.Row) -> bool:
    """Tell whether the `body` of a row still has its `sha256`."""
    try:
        return hashlib.sha256(unpack(row["body"])).hexdigest() == str(row["sha256"])
    except (ValueError, TypeError):
        return False


def locked(path: Path) -> int:
    """Return a descriptor that holds the profile's lock; waits up to 10 s for another run to end."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise LocalTroubleError(f"{path.parent}: cannot be written ({error.strerror})") from error
    deadline = time.monotonic() + LONGEST_WAIT_S
    while not _try_lock(handle):
        if time.monotonic() > deadline:
            owner = path.read_text("ascii", "replace").strip() or "unknown"
            os.close(handle)
            raise StoreError(
                f"{path.parent}: another run (pid {owner}) is writing this profile; try again when it ends"
            )
        time.sleep(0.1)
    with contextlib.suppress(OSError):  # a full disk: the number is only for the other run's message
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
    return handle


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def connect(path: Path, write: bool) -> sqlite3.Connection:
    """Open an SQLite file that is there; raises sqlite3.Error."""
    address = f"{path.absolute().as_uri()}?mode={'rw' if write else 'ro'}"
    if not write and not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists():
        address += "&immutable=1"  # a store in WAL mode needs to write beside itself even to be read
    db = sqlite3.connect(address, timeout=LONGEST_WAIT_S, isolation_level=None, uri=True)
    db.row_factory = sqlite3.Row
    return db


def set_aside(path: Path) -> Path:
    """Rename a damaged store and what SQLite keeps beside it; returns its new, unused name."""
    name = f"{path.name}.damaged-{dt.datetime.now().astimezone():%Y-%m-%d}"
    aside, count = path.with_name(name), 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{name}-{count}")
    for tail in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + tail).rename(aside.with_name(aside.name + tail))
    path.rename(aside)
    return aside


def salvage(damaged: Path, into: sqlite3.Connection) -> int:
    """Copy what can be read of a damaged store into a new one; returns how many captures came through whole.

    Tables are walked by row number, so that one broken page costs only its rows. Each capture is checked by its hash.
    """
    with contextlib.suppress(sqlite3.Error), _opened_copy(damaged) as old:
        named = into.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        tables = [row[0] for row in named]
        into.execute("BEGIN IMMEDIATE")
        for table in tables:
            for row in _rows(old, table):
                if table == "captures" and not is_whole(row):
                    continue
                with contextlib.suppress(sqlite3.Error):
                    marks = ", ".join("?" * (len(row) - 1))
                    into.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", tuple(row)[1:])  # noqa: S608 (our names)
        into.execute("DELETE FROM pages WHERE sha256 NOT IN (SELECT sha256 FROM captures)")
        into.execute("COMMIT")
    if into.in_transaction:
        into.execute("COMMIT")
    return int(into.execute("SELECT count(*) FROM captures").fetchone()[0])


@contextlib.contextmanager
def _opened_copy(damaged: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy, so that the file kept aside stays as it was; one that was cut short gets its missing length back.

    SQLite refuses a file shorter than its header says (sqlite.org/fileformat.html, section 1.3.8); with zeros at its
    end only the rows that were there fail.
    """
    with tempfile.TemporaryDirectory(prefix=".salvage-", dir=damaged.parent) as scratch:
        copy = Path(scratch) / damaged.name
        shutil.copyfile(damaged, copy)
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(damaged.with_name(f"{damaged.name}-wal"), copy.with_name(f"{copy.name}-wal"))
        with copy.open("r+b") as file:
            head = file.read(32)
            page = int.from_bytes(head[16:18], "big")
            length = (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
            if copy.stat().st_size < length <= 4 * 2**30:
                file.truncate(length)
        with contextlib.closing(connect(copy, write=True)) as db:
            yield db


def _rows(db: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """Yield the readable rows of a table; a stretch that SQLite cannot read is stepped over, at most 200 of them."""
    last, step = -1, 1
    for _ in range(200):
        try:
            cursor = db.execute(f"SELECT rowid AS at, * FROM {table} WHERE rowid > ? ORDER BY rowid", (last,))  # noqa: S608
            for row in cursor:
                last, step = row["at"], 1
                yield row
        except sqlite3.Error:
            last, step = last + step, min(step * 2, 4096)
        else:
            return


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a file whole or not at all: beside it, flushed, then renamed over it (rename(2) is atomic).

    The file is the owner's alone. What is there and no regular file (a pipe, /dev/stdout) is written to directly.
    Raises LocalTroubleError, naming the path, when the disk or the permissions say no.
    """
    scratch = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    data = text.encode(encoding, "replace")
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
            return
        _sweep(path)
        with os.fdopen(os.open(scratch, _NEW_FILE, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
        raise LocalTroubleError(f"{path}: cannot be written ({error.strerror})") from error


_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)


_STALE_S = 3600


def _sweep(path: Path) -> None:
    """Remove what runs that were killed while writing this file left beside it."""
    for left in path.parent.glob(f".{glob.escape(path.name[:100])}.*.part"):
        with contextlib.suppress(OSError):
            if abs(time.time() - left.stat().st_mtime) > _STALE_S:
                left.unlink()


def _sync_folder(folder: Path) -> None:
    """Have a rename survive a power cut, where folders can be flushed (not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
