"""Removing a person, or a whole profile, for good: from the folder and from the store, and saying exactly what.

A name is looked for in all its spellings: with and without accents, turned round, joined by dashes, dots or
underscores, percent-encoded, in HTML entities, across tags. First names alone are never enough.
"""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

from research import notes as notes_reader
from research.collect.files import read_file
from research.coverage import who
from research.errors import InputError, LocalTroubleError
from research.given import MAX_FILE, absent, decoded, encoding_of, read_regular, why
from research.models import Page, Profile
from research.scaffold import FILE as TOML
from research.scaffold import drop_person
from research.store import FILE_NAME, Store, write_text
from research.text import bare, slug
from research.thanks import partners

_TAG = re.compile(r"<[^<>]{0,500}>")
_HEADINGS = re.compile(r"<(?:title|h1)\b[^>]{0,300}>(.{0,300}?)</(?:title|h1)>", re.IGNORECASE | re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PERSON_FOLDER = "people"
_ANY_DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # what is read to be forgotten is never kept


def spellings(name: str) -> Callable[[str], bool]:
    """Return what tells whether a text names somebody, in any spelling. Raises InputError for a first name only."""
    parts = [p for p in re.split(r"[\W_]+", bare(name)) if p]
    if len(parts) < 2:
        raise InputError(f"“{name}” is one name only; give the whole name, as in profile.toml.")
    between, middle = r"[\W_]{0,4}", r"(?:[\W_]{1,4}\w{1,20}\.?[\W_]{1,4}|[\W_]{0,4})"
    first, last = re.escape(parts[0]), re.escape(parts[-1])
    whole = between.join(re.escape(p) for p in parts)
    found = re.compile(rf"(?<![^\W_])(?:{whole}|{first}{middle}{last}|{last}{between}{first})(?![^\W_])")

    def names(text: str) -> bool:
        plain = _plain(text)
        # Most texts hold neither name; the search through tags is for those that do.
        if parts[-1] not in plain or parts[0] not in plain:
            return False
        return bool(found.search(plain) or found.search(_TAG.sub(" ", plain)))

    return names


def as_written(name: str) -> Callable[[str], bool]:
    """Return what tells whether a text holds a single name as a word, its capitals and accents as they are."""
    found = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return lambda text: bool(found.search(_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)))


def _plain(text: str) -> str:
    if "\\u" in text:
        text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    if "%" in text:
        text = unquote(text)
    return bare(html.unescape(text) if "&" in text else text)


# --- a whole profile ------------------------------------------------------------------------------------------------


def contents(folder: Path) -> list[str]:
    """Return everything in a profile's folder, relative, sorted; links are named, never followed."""
    return sorted(str(p.relative_to(folder)) for p in _walk(folder))


def _walk(folder: Path) -> Iterator[Path]:
    waiting = [folder]
    while waiting:
        for path in waiting.pop().iterdir():
            if path.is_dir() and not path.is_symlink():
                waiting.append(path)
            else:
                yield path


def forget_profile(folder: Path) -> list[str]:
    """Remove the folder with all that is in it and return what was in it.

    Raises InputError when there is none or it is a link, LocalTroubleError when something could not be removed.
    """
    if folder.is_symlink() or not folder.is_dir():
        raise absent(folder.parent, folder.name)
    gone = contents(folder)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise LocalTroubleError(f"{folder}: could not be removed whole ({why(error)}); remove the rest") from error
    return gone


# --- one person -----------------------------------------------------------------------------------------------------


class Person:
    """Everything about one interviewer in a profile, found; `remove` takes it away."""

    def __init__(self, profile: Profile, name: str, *, everywhere: bool = False, keep_notes: bool = False) -> None:
        """Find what there is. `everywhere`: also the company's pages that name them among others.

        Raises InputError when `name` is one name only and nobody of the profile or of the notes goes by it.
        """
        people = [p.name for p in profile.interviewers]
        known = who(name, people)
        self.profile, self.name = profile, known or who(name, partners(profile)) or name
        single = self.name in partners(profile) and not any(bare(self.name) in bare(p).split() for p in people)
        self.single = single and len(bare(self.name).split()) == 1
        """Known by one name, from the notes alone: it may be a word, or another's, so their headings alone tell."""
        self.everywhere, self.keep_notes = everywhere and not self.single, keep_notes
        self.names = as_written(self.name) if self.single else spellings(self.name)
        entry = next((p for p in profile.interviewers if p.name == known), None)
        self.files = self._files(entry.files if entry else ())
        self.left = self._left()
        self.noted = profile.notes_file is not None and self._shortened(profile.notes_file) is not None
        """Whether the notes hold lines of theirs."""
        self.captures_left: list[str] = []
        """Company pages in the store that name them among others; known after `remove`."""

    def _files(self, listed: tuple[str, ...]) -> list[str]:
        """Return the files about them alone, and what was written from everything: briefs, their thank-you note."""
        folder = self.profile.folder
        found = {f for f in listed if (folder / f).is_file() or (folder / f).is_symlink()}
        for path in _walk(folder):
            here = path.relative_to(folder).as_posix()
            theirs = self.names(path.name) or path.name == f"thanks-{slug(self.name)}.md"
            theirs = theirs or (here.startswith(f"{_PERSON_FOLDER}/") and self._is_about(path))
            written = path.parent == folder and (path.name.startswith("brief.") or ".damaged-" in path.name)
            page = self.everywhere and here.startswith("pages/") and self._names_them(path)
            if here.split("/")[0] not in (TOML, FILE_NAME) and (theirs or written or page):
                found.add(here)
        return sorted(found)

    def _text(self, path: Path) -> str:
        """Return the text of a file; of a PDF or DOCX, whose own bytes hold no name, what is read from it."""
        if path.suffix.lower() in (".pdf", ".docx"):
            read = read_file(path, kind="other", fetched_at=_ANY_DAY)
            return read.body.decode() if isinstance(read, Page) else ""
        try:
            return decoded(read_regular(path, MAX_FILE))
        except (OSError, ValueError):
            return ""

    def _names_them(self, path: Path) -> bool:
        return self.names(self._text(path))

    def _is_about(self, path: Path) -> bool:
        return self.names(" ".join(_HEADINGS.findall(self._text(path)[:200_000])))

    def _left(self) -> list[str]:
        """Return the user's files that still name them afterwards."""
        folder, gone = self.profile.folder, set(self.files)
        own = {TOML, self.profile.notes_file if not self.keep_notes else "", "corrections.md"}
        rest = [p for p in _walk(folder) if not p.name.startswith(FILE_NAME)]
        names = {p.relative_to(folder).as_posix(): p for p in rest}
        return sorted(n for n, p in names.items() if n not in gone | own and self._names_them(p))

    def is_alone(self, page: Page) -> bool:
        """Tell whether a capture that names them is about nobody else: their own page, or a file about them."""
        own = (self.profile.notes_file, "notes.md", "corrections.md")  # read again on the next run
        if self.everywhere or page.url in self.files or page.url in own:
            return True
        head = " ".join(_HEADINGS.findall(page.body.decode("utf-8", "replace")[:200_000]))
        return page.kind == "person" and self.names(f"{page.url} {page.note} {head}")

    def remove(self) -> list[str]:
        """Remove it all and return what was removed, in words. Raises InputError, LocalTroubleError."""
        folder = self.profile.folder
        told = [f"profile.toml: {what}" for what in drop_person(folder, self.names)]
        told += self._lines()
        for name in self.files:
            try:
                (folder / name).unlink()
            except OSError as error:
                raise LocalTroubleError(f"{folder / name}: cannot be removed ({why(error)})") from error
            told.append(name)
        if (folder / FILE_NAME).exists():
            with Store(folder) as store:
                counts = store.forget(self.names, self.is_alone)
                self.captures_left = [page.url for page in store.naming(self.names)]
            told += [f"{FILE_NAME}: {_counted(count, what)}" for what, count in counts.items() if count]
        return told

    def _lines(self) -> list[str]:
        """Remove their lines from notes.md (unless kept) and corrections.md; returns what was removed."""
        told = []
        notes = self.profile.notes_file
        wanted = [] if self.keep_notes or not notes else [notes]
        for name in [*wanted, "corrections.md"]:
            shortened = self._shortened(name)
            if shortened is not None:
                after, encoding, count = shortened
                write_text(self.profile.folder / name, after, encoding)
                told.append(f"{name}: {count} line{'' if count == 1 else 's'}")
        return told

    def _shortened(self, name: str) -> tuple[str, str, int] | None:
        """Return a file's text without their lines, its encoding and how many they are; None without such lines."""
        path = self.profile.folder / name
        if path.suffix not in (".md", ".markdown", ".txt") or not path.is_file():
            return None
        data = read_regular(path, MAX_FILE)
        before, encoding = decoded(data), encoding_of(data)
        named = self.names if not self.single else lambda _line: False
        after = _without(before, named, self.name, [p.name for p in self.profile.interviewers])
        if after == before:
            return None
        mark = "\ufeff" if data.decode(encoding, "replace").startswith("\ufeff") else ""
        return mark + after, encoding, len(before.splitlines()) - len(after.splitlines())


def _counted(count: int, what: str) -> str:
    single = {"captures": "capture", "pages": "page", "misses": "miss", "answers of sources": "answer of a source"}
    return f"{count} {single.get(what, what.removesuffix('s')) if count == 1 else what}"


def _without(text: str, names: Callable[[str], bool], name: str, people: list[str]) -> str:
    """Return notes without the lines of one person: what they said, and every line that names them."""
    everybody = list(dict.fromkeys([*people, name]))
    theirs = {n.line for n in notes_reader.parse(text) if n.person and who(n.person, everybody) == name}
    heading = re.compile(r"^\s*(?:#{1,6}\s+@?|@)")
    kept = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        first = re.split(r"[,:;(|–—]| - ", heading.sub("", line))[0].strip() if heading.match(line) else ""
        if number not in theirs and not names(line) and who(first or None, everybody) != name:
            kept.append(line)
    return "".join(kept)
