"""One SQLite file per profile: captures, misses and briefs; the only reader and writer of it.

Captures are compressed (zstd) and addressed by the sha256 of their body; a page seen twice with the same body is stored
once. Every write is one transaction, so that a power cut leaves the last good state (SQLite, "Atomic Commit"). A
damaged file is never deleted: it is set aside, and what SQLite can still read of it goes into the new one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from research.errors import LocalTroubleError, StoreError
from research.storage import connect, is_whole, locked, pack, salvage, set_aside, unpack, write_text
from research.text import clean

if TYPE_CHECKING:  # loaded where they are made: what only looks into the store need not wait for them
    from research.coverage import Tick
    from research.leads import Lookup
    from research.models import Brief, Document, Miss, Page

__all__ = ["FILE_NAME", "Store", "write_text"]

FILE_NAME = "research.sqlite"
SCHEMA_VERSION = 4

_SCHEMA = """
CREATE TABLE captures (
    sha256 TEXT PRIMARY KEY, body BLOB NOT NULL
) STRICT;
CREATE TABLE pages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL, final_url TEXT NOT NULL, kind TEXT NOT NULL,
    status INTEGER NOT NULL, headers TEXT NOT NULL, fetched_at TEXT NOT NULL, media_type TEXT NOT NULL, charset TEXT,
    sha256 TEXT NOT NULL REFERENCES captures (sha256), way TEXT NOT NULL, note TEXT NOT NULL, data_urls TEXT NOT NULL
) STRICT;
CREATE INDEX pages_by_url ON pages (url, seq);
CREATE INDEX pages_by_capture ON pages (sha256);
CREATE TABLE misses (
    url TEXT PRIMARY KEY, kind TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE briefs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, generated_at TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
"""
# What each version added to the one before; a new store runs through all of them.
_STEPS = {
    1: _SCHEMA,
    2: """
CREATE TABLE lookups (
    source TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, fetched_at TEXT NOT NULL, PRIMARY KEY (source, key)
) STRICT;
""",
    3: """
CREATE TABLE ticks (
    question TEXT PRIMARY KEY, at TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
""",
    # What reading made of a capture (goes with it), and small things a refresh must know of the one before.
    4: """
CREATE TABLE documents (
    sha256 TEXT PRIMARY KEY, reader TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE TRIGGER documents_go AFTER DELETE ON captures BEGIN DELETE FROM documents WHERE sha256 = OLD.sha256; END;
CREATE TABLE remembered (
    key TEXT PRIMARY KEY, value TEXT NOT NULL
) STRICT;
""",
}


_TABLES = frozenset({"captures", "pages", "misses", "briefs"})
# SQLite's result codes (sqlite.org/rescode.html) in words.
_CAUSES = {
    sqlite3.SQLITE_FULL: "the disk is full", sqlite3.SQLITE_READONLY: "no permission to write",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened", sqlite3.SQLITE_IOERR: "the disk fails or is full",
    sqlite3.SQLITE_BUSY: "another run is using it", sqlite3.SQLITE_LOCKED: "another run is using it",
    sqlite3.SQLITE_PERM: "no permission", sqlite3.SQLITE_NOMEM: "not enough memory",
}  # fmt: skip


_MOST_BRIEFS = 30
_BOUND = "briefs kept"
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_NAMING_TABLES = {
    "misses": "misses", "answers of sources": "lookups", "ticks": "ticks", "briefs": "briefs",
    "remarks of refreshes": "remembered",
}  # fmt: skip


class _DamagedError(sqlite3.DatabaseError):
    """The file is no store, or no longer a whole one."""


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF  # extended codes carry the primary one in their low byte


def _is_damage(error: sqlite3.Error) -> bool:
    return isinstance(error, _DamagedError) or _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Store:
    """The store of one profile; a context manager. Opened for writing it holds the profile's lock until closed."""

    def __init__(self, folder: Path, *, write: bool = True) -> None:
        """Open (and, when writing, make) the store in `folder`.

        When writing, a damaged store is set aside; `remarks` says so. Raises StoreError when it is damaged (reading),
        of a newer version, or another run is writing; LocalTroubleError when the file cannot be read or written.
        """
        self.path = folder / FILE_NAME
        self.remarks: list[str] = []
        self._lock: int | None = None
        if write:
            self._lock = locked(folder / f"{FILE_NAME}-lock")
        elif not self.path.exists():
            raise StoreError(f"{self.path}: no brief has been made yet (run `research brief {folder.name}`)")
        try:
            self._db = self._whole(write)
        except sqlite3.Error as error:
            self.close()
            raise self._trouble(error) from error
        except OSError as error:
            self.close()
            raise LocalTroubleError(f"{self.path}: cannot be written ({error.strerror})") from error
        except LocalTroubleError:
            self.close()
            raise

    def _whole(self, write: bool) -> sqlite3.Connection:
        if self.path.exists() and not stat.S_ISREG(self.path.stat().st_mode):
            raise LocalTroubleError(f"{self.path}: is not a regular file; move it away and run again")
        try:
            return self._open(write)
        except _DamagedError as damage:
            if not write:
                raise StoreError(
                    f"{self.path}: damaged ({damage}); `research {self.path.parent.name}` sets it aside and keeps what"
                    " can be read of it"
                ) from damage
        aside = set_aside(self.path)
        db = self._open(write)
        saved = salvage(aside, db)
        self.remarks.append(
            f"{self.path}: was damaged; it is kept as {aside.name}, and {saved} of its captures could be read"
        )
        return db

    def _trouble(self, error: sqlite3.Error) -> LocalTroubleError:
        """Return an SQLite error in our words: what is full, locked or forbidden is not damage."""
        if _is_damage(error):
            return StoreError(f"{self.path}: damaged ({error}); run again: it is set aside then")
        return LocalTroubleError(f"{self.path}: cannot be used ({_CAUSES.get(_code(error), str(error))})")

    def _open(self, write: bool) -> sqlite3.Connection:
        if write and not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))  # for the owner only, before SQLite writes
        db = connect(self.path, write)
        try:
            self._version = self._checked_version(db)
            if not write and self._version == 0:
                raise StoreError(f"{self.path}: no brief has been made yet (run `research {self.path.parent.name}`)")
            if write:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA secure_delete = ON")
                for step in range(self._version + 1, SCHEMA_VERSION + 1):
                    db.executescript(f"BEGIN;{_STEPS[step]}PRAGMA user_version = {step};COMMIT;")
                    self._version = step
        except sqlite3.Error as error:
            db.close()
            if _is_damage(error):
                raise _DamagedError(str(error)) from error
            raise
        except LocalTroubleError:
            db.close()
            raise
        return db

    def _checked_version(self, db: sqlite3.Connection) -> int:
        """Return the schema version, 0 for a new file; raises StoreError for a newer one, sqlite3.Error for damage."""
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"{self.path}: written by a newer version of research (schema {version}, this one reads"
                f" {SCHEMA_VERSION}); update research"
            )
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if (version == 0 and tables) or (version and not tables >= _TABLES):
            raise _DamagedError("not a store of research")
        verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise _DamagedError(clean(str(verdict))[:80])
        return version

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let go of the lock; may be called twice."""
        if hasattr(self, "_db"):
            self._db.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of all writes inside: after a power cut all of them are there, or none."""
        with self._transaction():
            yield

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        if self._db.in_transaction:
            yield self._db
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except BaseException as error:  # an interrupt too must not keep half a run
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise self._trouble(error) from error
            raise

    # --- pages ---

    def save_pages(self, pages: list[Page], misses: list[Miss], at: dt.datetime) -> None:
        """Keep captures and misses in one transaction; a page stored already with the same fetched_at is kept once."""
        with self._transaction() as db:
            for page in pages:
                self._save_page(db, page)
            db.executemany(
                "INSERT OR REPLACE INTO misses VALUES (?, ?, ?, ?, ?)",
                [(m.url, m.kind, m.reason, m.detail, at.isoformat()) for m in misses],
            )

    def save_captures(self, pages: list[Page]) -> None:
        """Keep the bodies of pages that `save_pages` will name; until then they belong to no page."""
        with self._transaction() as db:
            for page in pages:
                self._save_capture(db, page)

    def _save_capture(self, db: sqlite3.Connection, page: Page) -> None:
        if not page.body:  # kept before
            return
        known = db.execute("SELECT * FROM captures WHERE sha256 = ?", (page.sha256,)).fetchone()
        if known is None or not is_whole(known):
            db.execute("INSERT OR REPLACE INTO captures VALUES (?, ?)", (page.sha256, pack(page.body)))

    def _save_page(self, db: sqlite3.Connection, page: Page) -> None:
        self._save_capture(db, page)
        db.execute("DELETE FROM misses WHERE url = ?", (page.url,))
        last = db.execute(
            "SELECT seq, sha256, fetched_at FROM pages WHERE url = ? ORDER BY seq DESC LIMIT 1", (page.url,)
        ).fetchone()
        stamp = page.fetched_at.isoformat()
        if last is not None and (last["sha256"], last["fetched_at"]) == (page.sha256, stamp):
            return
        db.execute(
            "INSERT INTO pages (url, final_url, kind, status, headers, fetched_at, media_type, charset, sha256, way,"
            " note, data_urls) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (page.url, page.final_url, page.kind, page.status, json.dumps(page.headers), stamp, page.media_type,
             page.charset, page.sha256, page.way, page.note, json.dumps(page.data_urls)),
        )  # fmt: skip

    def latest(self, url: str) -> Page | None:
        """Return the newest capture of an address, or None."""
        return self._page("url = ?", url)

    def capture(self, sha256: str) -> Page | None:
        """Return the newest page with this capture, or None."""
        return self._page("pages.sha256 = ?", sha256)

    def visits(self, url: str, most: int) -> list[tuple[str, dt.datetime]]:
        """Return the capture and the time of the newest visits to an address, at `most` so many, the newest first."""
        rows = self._db.execute(
            "SELECT sha256, fetched_at FROM pages WHERE url = ? ORDER BY seq DESC LIMIT ?", (url, most)
        )
        return [(str(row["sha256"]), dt.datetime.fromisoformat(row["fetched_at"])) for row in rows]

    def _page(self, where: str, value: str) -> Page | None:
        row = self._row(
            f"SELECT pages.*, captures.body FROM pages JOIN captures USING (sha256) WHERE {where}"  # noqa: S608 (our own literals)
            " ORDER BY seq DESC LIMIT 1",
            value,
        )
        return None if row is None else _page_of(row)

    def miss(self, url: str) -> tuple[Miss, dt.datetime] | None:
        """Return the last Miss of an address that has not been read since, and when it happened."""
        row = self._row("SELECT * FROM misses WHERE url = ?", url)
        if row is None:
            return None
        from research.models import Miss

        miss = Miss(url=row["url"], kind=row["kind"], reason=row["reason"], detail=row["detail"])
        return miss, dt.datetime.fromisoformat(row["at"])

    # --- what a refresh need not find out again ---

    def save_documents(self, documents: Iterable[Document], reader: str) -> None:
        """Keep Documents beside their captures; `reader` says which version of the reading made them."""
        kept = {
            row["sha256"] for row in self._db.execute("SELECT sha256 FROM documents WHERE reader = ?", (reader,))
        }  # fmt: skip
        rows = [(d.sha256, reader, pack(d.model_dump_json().encode())) for d in documents if d.sha256 not in kept]
        with self._transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO documents SELECT ?1, ?2, ?3 WHERE EXISTS"
                " (SELECT 1 FROM captures WHERE sha256 = ?1)",
                rows,
            )

    def document(self, sha256: str, reader: str) -> Document | None:
        """Return the Document of a capture as this version of the reading made it, or None."""
        from research.models import Document

        if self._version < 4:
            return None
        row = self._row("SELECT body FROM documents WHERE sha256 = ? AND reader = ?", sha256, reader)
        try:
            return None if row is None else Document.model_validate_json(unpack(row["body"]))
        except ValueError:
            return None

    def remember(self, values: Mapping[str, str]) -> None:
        """Keep small values under their keys; an empty value forgets the key."""
        with self._transaction() as db:
            db.executemany("INSERT OR REPLACE INTO remembered VALUES (?, ?)", values.items())
            db.execute("DELETE FROM remembered WHERE value = ''")

    def recall(self, key: str) -> str:
        """Return what `remember` kept under this key, "" when there is nothing."""
        row = self._row("SELECT value FROM remembered WHERE key = ?", key) if self._version >= 4 else None
        return "" if row is None else str(row["value"])

    # --- answers of public sources ---

    def save_lookups(self, answers: Iterable[Lookup]) -> None:
        """Keep answers of public sources, each in the place of the earlier one to the same question."""
        rows = [(a.source, a.key, pack(a.body), a.fetched_at.isoformat()) for a in answers]
        with self._transaction() as db:
            db.executemany("INSERT OR REPLACE INTO lookups VALUES (?, ?, ?, ?)", rows)

    def lookup(self, source: str, key: str) -> Lookup | None:
        """Return the kept answer of a source to one question (`key`), of whatever age, or None."""
        from research.leads import Lookup

        if self._version < 2:  # opened for reading: an older store has no such table
            return None
        found = self._db.execute("SELECT * FROM lookups WHERE source = ? AND key = ?", (source, key)).fetchone()
        if found is None:
            return None
        at = dt.datetime.fromisoformat(found["fetched_at"])
        return Lookup(source=source, key=key, body=unpack(found["body"]), fetched_at=at)

    # --- ticks ---

    def save_ticks(self, ticks: Iterable[Tick]) -> None:
        """Keep which questions were answered; a question ticked before keeps its place with the new note."""
        rows = [(t.question.text, t.at.isoformat(), pack(t.model_dump_json(by_alias=True).encode())) for t in ticks]
        with self._transaction() as db:
            db.executemany("INSERT OR REPLACE INTO ticks VALUES (?, ?, ?)", rows)

    def drop_ticks(self, texts: Iterable[str]) -> None:
        """Untick questions, by their texts."""
        with self._transaction() as db:
            db.executemany("DELETE FROM ticks WHERE question = ?", [(text,) for text in texts])

    def ticks(self) -> list[Tick]:
        """Return the ticks, the oldest first; a row that cannot be read is left out."""
        from research.coverage import Tick

        if self._version < 3:  # opened for reading: an older store has no such table
            return []
        found = []
        for row in self._db.execute("SELECT body FROM ticks ORDER BY at, question"):
            with contextlib.suppress(ValueError):
                found.append(Tick.model_validate_json(unpack(row["body"])))
        return found

    # --- forgetting ---

    def forget(self, names: Callable[[str], bool], alone: Callable[[Page], bool]) -> dict[str, int]:
        """Remove what is about somebody and return {what: how many}; nothing of it stays in the file.

        `names` tells whether a text names the person, `alone` whether a capture that does is about nobody else. Rows of
        answers and ticks that name the person go, and so do all briefs that do: each tells of everybody.
        """
        gone = dict.fromkeys(("captures", "pages", *_NAMING_TABLES), 0)
        with self._transaction() as db:
            for sha256, page in list(self._captures(db)):
                if page is not None and named(page, names) and alone(page):
                    gone["pages"] += db.execute("DELETE FROM pages WHERE sha256 = ?", (sha256,)).rowcount
                    gone["captures"] += db.execute("DELETE FROM captures WHERE sha256 = ?", (sha256,)).rowcount
            for what, table in _NAMING_TABLES.items():
                rows = db.execute(f"SELECT rowid AS at, * FROM {table}").fetchall()  # noqa: S608 (our own names)
                doomed = [(row["at"],) for row in rows if names(_row_text(row))]
                gone[what] += len(doomed)
                db.executemany(f"DELETE FROM {table} WHERE rowid = ?", doomed)  # noqa: S608 (our own names)
        self.squeeze()
        return gone

    def _captures(self, db: sqlite3.Connection) -> Iterator[tuple[str, Page | None]]:
        """Yield each capture with its newest page."""
        for (sha256,) in db.execute("SELECT sha256 FROM captures").fetchall():
            yield sha256, self.capture(sha256)

    def naming(self, names: Callable[[str], bool]) -> list[Page]:
        """Return the newest page of each capture that names somebody, by address."""
        found = [page for _, page in self._captures(self._db) if page is not None and named(page, names)]
        return sorted(found, key=lambda page: page.url)

    def squeeze(self) -> None:
        """Write the file anew without what was deleted, and empty the log beside it (SQLite, VACUUM and WAL)."""
        try:
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise LocalTroubleError(f"{self.path}: cannot be written ({error})") from error

    # --- briefs ---

    def save_brief(self, brief: Brief) -> int:
        """Keep a brief; returns its number, counting from 1."""
        with self._transaction() as db:
            cursor = db.execute(
                "INSERT INTO briefs (generated_at, body) VALUES (?, ?)",
                (brief.generated_at.isoformat(), _packed(brief)),
            )
        return int(cursor.lastrowid or 0)

    def amend_brief(self, brief: Brief) -> None:
        """Put a brief in the place of the newest one: the same reading, with the user's ticks and corrections."""
        with self._transaction() as db:
            db.execute(
                "UPDATE briefs SET generated_at = ?, body = ? WHERE seq = (SELECT max(seq) FROM briefs)",
                (brief.generated_at.isoformat(), _packed(brief)),
            )

    def briefs(self) -> list[tuple[int, dt.datetime]]:
        """Return the number and time of every brief kept, oldest first."""
        rows = self._db.execute("SELECT seq, generated_at FROM briefs ORDER BY seq").fetchall()
        return [(int(row["seq"]), dt.datetime.fromisoformat(row["generated_at"])) for row in rows]

    def last_brief(self, number: int | None = None) -> Brief | None:
        """Return the newest brief (or the one of a number), None when there is none; raises StoreError for damage."""
        from research.models import Brief

        written = self.written_brief(number)
        try:
            return None if written is None else Brief.model_validate_json(written)
        except ValueError as error:
            raise self._unreadable() from error

    def written_brief(self, number: int | None = None) -> bytes | None:
        """Return the JSON of what `last_brief` gives, as it was written."""
        query = "SELECT body FROM briefs WHERE ?1 IS NULL OR seq = ?1 ORDER BY seq DESC LIMIT 1"
        row = self._row(query, number)
        try:
            return None if row is None else unpack(row["body"])
        except ValueError as error:
            raise self._unreadable() from error

    def _unreadable(self) -> StoreError:
        return StoreError(
            f"{self.path}: its last brief cannot be read; `research {self.path.parent.name}` writes a new one"
        )

    @property
    def bound(self) -> int:
        """How many briefs stay."""
        bound = self.recall(_BOUND)
        return int(bound) if bound.isdigit() else _MOST_BRIEFS

    def prune(self, keep: int | None = None) -> dict[str, int]:
        """Remove all but the newest briefs, and captures that no kept brief names and that are no page's newest.

        `keep` is the bound from now on. Returns {what: how many}. Every quote of a kept brief can still be proved.
        """
        if keep is not None:
            self.remember({_BOUND: str(keep)})
        gone = self._pruned()
        self.squeeze()
        return gone

    def keep_within_bound(self) -> None:
        """Prune when there are more briefs than may stay; the room is used again, the file is not written anew."""
        if len(self.briefs()) > self.bound:
            self._pruned()

    def _hashes(self, number: int) -> list[str]:
        """The captures that a brief names; none when it cannot be read."""
        with contextlib.suppress(StoreError):
            return _HASH.findall((self.written_brief(number) or b"").decode())
        return []

    def _pruned(self) -> dict[str, int]:
        kept = [number for number, _ in self.briefs()][-self.bound :]
        named = {sha256 for number in kept for sha256 in self._hashes(number)}
        gone = {"briefs": 0, "pages": 0, "captures": 0}
        with self._transaction() as db:
            newest = {row[0] for row in db.execute("SELECT max(seq) FROM pages GROUP BY url")}
            rows = db.execute("SELECT seq, sha256 FROM pages").fetchall()
            old = [(seq,) for seq, sha in rows if seq not in newest and sha not in named]
            gone["pages"] = len(old)
            db.executemany("DELETE FROM pages WHERE seq = ?", old)
            gone["captures"] = db.execute(
                "DELETE FROM captures WHERE sha256 NOT IN (SELECT sha256 FROM pages)"
            ).rowcount
            doomed = [(number,) for number, _ in self.briefs() if number not in kept]
            gone["briefs"] = len(doomed)
            db.executemany("DELETE FROM briefs WHERE seq = ?", doomed)
        return gone

    def _row(self, query: str, *values: object) -> sqlite3.Row | None:
        try:
            found: sqlite3.Row | None = self._db.execute(query, values).fetchone()
        except sqlite3.Error as error:
            raise self._trouble(error) from error
        return found


def _packed(brief: Brief) -> bytes:
    return pack(brief.model_dump_json(by_alias=True).encode())


def _page_of(row: sqlite3.Row) -> Page | None:
    """Return the page of a row of `pages` with its `body`, or None when the row does not hold one (damage)."""
    from research.models import Page

    try:
        page = Page(
            url=row["url"], final_url=row["final_url"], kind=row["kind"], status=row["status"],
            headers=json.loads(row["headers"]), fetched_at=dt.datetime.fromisoformat(row["fetched_at"]),
            media_type=row["media_type"], charset=row["charset"], sha256=row["sha256"], body=unpack(row["body"]),
            way=row["way"], note=row["note"], data_urls=tuple(json.loads(row["data_urls"])),
        )  # fmt: skip
        return page if is_whole(row) else None
    except (ValueError, TypeError):
        return None


def named(page: Page, names: Callable[[str], bool]) -> bool:
    """Tell whether a capture names somebody, in its bytes as text."""
    return names(f"{page.url} {page.final_url} {page.note}") or names(page.body.decode("utf-8", "replace"))


def _row_text(row: sqlite3.Row) -> str:
    """Return everything in a row as text, its packed body unpacked."""
    parts = []
    for value in tuple(row):
        if isinstance(value, bytes):
            with contextlib.suppress(ValueError):
                parts.append(unpack(value).decode("utf-8", "replace"))
        else:
            parts.append(str(value))
    return " ".join(parts)
