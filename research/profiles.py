"""profiles/<slug>/ → Profile. Every mistake is one sentence with file, line and key.

Only regular files of at most 25 MB inside the folder count. New profiles are written by `scaffold`.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import stat
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from research import notes as notes_reader
from research.errors import InputError, ProfileError
from research.given import (
    MAX_FILE,
    READABLE,
    absent,
    decoded,
    find_root,
    interviewer_spec,
    is_below,
    read_regular,
    shown_path,
    slug_of,
    web_address,
    when,
    why,
)
from research.models import Candidate, CompanyEntry, Interview, InterviewerEntry, Profile, Role, RoleEntry
from research.scaffold import FILE, scaffold
from research.text import bare, clean, nearest, slug
from research.toml_hints import right_line

__all__ = ["find_root", "interviewer_spec", "load", "scaffold", "slug_of"]

MAX_TOML = 1_000_000


# --- what profile.toml may hold ---------------------------------------------------------------------------------


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class _Company(_Input):
    name: str
    site: str | None = None
    aliases: list[str] = []
    pages: list[str] = []
    offline: bool = False
    why: list[str] = []


class _Role(_Input):
    title: str = ""
    posting: str | None = None
    level: Literal["junior", "senior", "executive"] | None = None


class _Interview(_Input):
    at: dt.datetime | dt.date | str | None = None
    zone: str | None = None
    minutes: int = Field(default=45, ge=5, le=600)
    round: str = ""
    place: str = ""
    interviewers: list[str] = Field(default=[], alias="with")
    uid: str = ""
    sequence: int = 0
    cancelled: bool = False


class _Interviewer(_Input):
    name: str
    title: str | None = None
    role: Role | None = None
    links: list[str] = []
    files: list[str] = []


class _Candidate(_Input):
    name: str = ""
    resume: str | None = None


class _File(_Input):
    company: _Company
    role: _Role = _Role()
    interviews: list[_Interview] = []
    interviewers: list[_Interviewer] = []
    candidate: _Candidate = _Candidate()


_TABLES: dict[str, type[_Input]] = {
    "company": _Company, "role": _Role, "interviews": _Interview, "interviewers": _Interviewer,
    "candidate": _Candidate,
}  # fmt: skip
_WANTED = {
    "string_type": "text in quotes", "list_type": "a list, as in [\"…\"]", "int_type": "a whole number",
    "bool_type": "true or false", "dict_type": "a table", "model_type": "a table", "int_from_float": "a whole number",
    "model_attributes_type": "a table",
    "greater_than_equal": "between 5 and 600",
    "less_than_equal": "between 5 and 600",
    "datetime_type": "a date and time, as in 2026-12-03T10:00:00",
    "date_type": "a date and time, as in 2026-12-03T10:00:00",
}  # fmt: skip


_NOTES = (".md", ".markdown", ".txt")
_ROLES = (
    '"HM" (hiring manager), "PEER" (team member), "SKIP" (their manager), "FND" (founder), "XFN" (another team)'
    ' or "REC" (recruiter)'
)


def _keys(path: tuple[str | int, ...]) -> list[str]:
    """Return the keys that may stand in the table at `path`."""
    if not path:
        return list(_TABLES)
    model = _TABLES.get(str(path[0]))
    return [f.alias or name for name, f in model.model_fields.items()] if model else []


# --- loading ----------------------------------------------------------------------------------------------------


def load(folder: Path, now: dt.datetime) -> Profile:
    """Return the Profile in `folder`; `now` (aware) settles "in 3 days at 10:00" and the zone of times without one.

    Raises ProfileError (one sentence with file, line and key) for a mistake in profile.toml or a file it names,
    InputError when there is no profile.
    """
    toml = _Toml(folder)
    given = toml.checked()
    reader = _Reader(folder, toml, now)
    interviewers = reader.interviewers(given)
    interviews = tuple(
        reader.interview(i, item, interviewers) for i, item in enumerate(given.interviews) if not item.cancelled
    )
    notes_file = reader.notes()
    return Profile(
        slug=folder.name,
        folder=folder,
        company=reader.company(given.company),
        role=RoleEntry(
            title=clean(given.role.title), posting=reader.posting(given.role.posting), level=given.role.level
        ),
        interviews=interviews,
        interviewers=interviewers,
        candidate=Candidate(name=clean(given.candidate.name), resume=given.candidate.resume),
        notes=notes_reader.parse(_text(folder / notes_file, folder), now.date()) if notes_file else (),
        page_files=reader.listed("pages"),
        people_files=reader.listed("people"),
        posting_file=reader.named_or_first("posting", ("role", "posting"), given.role.posting),
        resume_file=reader.named_or_first("resume", ("candidate", "resume"), given.candidate.resume),
        notes_file=notes_file,
        remarks=(*reader.remarks, *_dates_behind(toml.shown, interviews, now)),
    )


def _dates_behind(shown: str, interviews: Sequence[Interview], now: dt.datetime) -> tuple[str, ...]:
    """Say so when appointments are given and all of them are over."""
    dates = [i.at for i in interviews if i.at is not None]
    if not dates or len(dates) < len(interviews) or max(dates) >= now - dt.timedelta(hours=12):
        return ()
    last = max(dates)
    past = f"{last.day} {last:%b %Y, %H:%M}"
    return (f"{shown}: every appointment is over, the last was {past}; is `at` right? Add the next one.",)


class _Toml:
    """profile.toml: its text, its values, and the line of each key."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.shown = shown_path(self.path)
        self.lines: dict[tuple[str | int, ...], int] = {}

    def checked(self) -> _File:
        text = self._text()
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self._syntax(str(error), text) from error
        except RecursionError as error:
            raise ProfileError(self.shown, "brackets are nested too deep; write the values flat.") from error
        self.lines = _key_lines(text)
        if "company" not in values:
            raise ProfileError(self.shown, 'there is no company; add a table [company] with name = "…".', 1)
        try:
            return _File.model_validate(values)
        except ValidationError as error:
            raise self._first_mistake(error) from error

    def fail(self, path: tuple[str | int, ...], reason: str) -> ProfileError:
        """Return the error for the key at `path`, with its line."""
        return ProfileError(self.shown, reason, self.line(path))

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """Return the line of `path` or of the nearest table above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def _text(self) -> str:
        if not self.path.parent.is_dir():
            raise absent(self.path.parent.parent, self.path.parent.name)
        try:
            data = read_regular(self.path, MAX_TOML)
        except FileNotFoundError as error:
            raise ProfileError(self.shown, "the file is missing; make it with: research new NAME --site URL") from error
        except (OSError, ValueError) as error:
            raise ProfileError(self.shown, f"cannot be read: {why(error)}.") from error
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
            raise ProfileError(self.shown, "not UTF-8 text; save the file as UTF-8.", line, column) from error

    def _syntax(self, message: str, text: str) -> ProfileError:
        """Return tomllib's complaint in our form: "Invalid value (at line 1, column 8)" or "(at end of document)"."""
        reason, _, place = message.partition(" (at ")
        numbers = [int(n) for n in re.findall(r"\d+", place)]
        line, column = (numbers[0], numbers[1]) if len(numbers) == 2 else (text.count("\n") + 1, None)
        lines = text.split("\n")
        wrong = lines[line - 1] if line <= len(lines) else ""
        return ProfileError(self.shown, f"not valid TOML: {right_line(wrong, reason)}.", line, column)

    def _first_mistake(self, error: ValidationError) -> ProfileError:
        # A misspelt key explains the missing one, so it is told first.
        found = sorted(error.errors(), key=lambda e: (e["type"] != "extra_forbidden", self.line(_path(e["loc"])) or 0))
        first = found[0]
        path = _path(first["loc"])
        key, table = str(path[-1]), ".".join(str(p) for p in path[:-1] if isinstance(p, str))
        kind = first["type"]
        if kind == "extra_forbidden":
            return self.fail(path, _unknown(key, _keys(path[:-1])))
        if kind == "missing":
            return self.fail(path, f'“{key}” is missing in [{table}]; add {key} = "…".')
        if kind == "literal_error":
            wanted = str(first.get("ctx", {}).get("expected", "")).replace("'", '"')
            wanted = _ROLES if key == "role" else wanted
            return self.fail(path, f"“{key}” cannot be “{clean(str(first['input']))[:60]}”; use {wanted}.")
        return self.fail(path, _wrong_type(path, kind))


def _wrong_type(path: tuple[str | int, ...], kind: str) -> str:
    name = next((str(p) for p in reversed(path) if isinstance(p, str)), "")
    if name in _TABLES:
        header = f"[[{name}]]" if name in ("interviews", "interviewers") else f"[{name}]"
        return f"“{name}” should be written as {header}."
    each = "each entry of " if isinstance(path[-1], int) else ""
    return f"{each}“{name}” should be {_WANTED.get(kind, 'something else')}."


def _path(loc: tuple[int | str, ...]) -> tuple[str | int, ...]:
    """Return pydantic's location without the names of union members ("datetime", "str")."""
    return tuple(p for p in loc if isinstance(p, int) or p not in ("datetime", "date", "str"))


def _unknown(key: str, choices: list[str]) -> str:
    near = nearest(key, choices)
    advice = f"did you mean “{near}”?" if near else f"known here: {', '.join(choices)}."
    return f"unknown key “{clean(key)[:60]}”; {advice}"


_TABLE_LINE = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_\"'. -]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY_LINE = re.compile(r"^\s*([A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*(?:\.[^=]*)?=")


def _key_lines(text: str) -> dict[tuple[str | int, ...], int]:
    """Return the line (from 1) of each table and key of a TOML text that parses."""
    lines: dict[tuple[str | int, ...], int] = {}
    counts: dict[str, int] = {}
    table: tuple[str | int, ...] = ()
    quote = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw[:2000]
        if quote:
            quote = "" if quote in raw else quote
            continue
        if header := _TABLE_LINE.match(line):
            name = header[2].strip("\"' ")
            table = (name,)
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (name, counts[name])
                lines.setdefault((name,), number)
            lines.setdefault(table, number)
        elif key := _KEY_LINE.match(line):
            lines.setdefault((*table, key[1].strip("\"'")), number)
            quote = next((q for q in ('"""', "'''") if raw.count(q) % 2), "")
    return lines


class _Reader:
    """Turns the checked input into the vocabulary, looking at the files beside it."""

    def __init__(self, folder: Path, toml: _Toml, now: dt.datetime) -> None:
        self.folder, self.toml, self.now = folder, toml, now
        self.remarks: list[str] = []

    def company(self, given: _Company) -> CompanyEntry:
        if not clean(given.name):
            raise self.toml.fail(("company", "name"), "“name” is empty; write the company's name.")
        site = None
        if given.site and given.site.strip():
            try:
                site = web_address(given.site)
            except InputError as error:
                raise self.toml.fail(("company", "site"), f"“site”: {error}") from error
        pages = []
        for page in given.pages:
            try:
                pages.append(web_address(urljoin(site, page) if site and page.startswith("/") else page))
            except InputError as error:
                raise self.toml.fail(("company", "pages"), f"“pages”: {error}") from error
        return CompanyEntry(
            name=clean(given.name), site=site, aliases=tuple(clean(a) for a in given.aliases if clean(a)),
            pages=tuple(pages), offline=given.offline, why=tuple(clean(w) for w in given.why if clean(w)),
        )  # fmt: skip

    def posting(self, given: str | None) -> str | None:
        if given and "://" in given:
            try:
                return web_address(given)
            except InputError as error:
                raise self.toml.fail(("role", "posting"), f"“posting”: {error}") from error
        return given

    def interviewers(self, given: _File) -> tuple[InterviewerEntry, ...]:
        """Return those listed, then those only named in an interview, each with the files that are theirs."""
        entries = [self._interviewer(i, item) for i, item in enumerate(given.interviewers)]
        listed = [e.name for e in entries]
        for at, meeting in enumerate(given.interviews):
            for name in meeting.interviewers:
                if clean(name) and not _known(name, entries):
                    self._stranger(clean(name), at, listed)
                    entries.append(InterviewerEntry(name=clean(name)))
        files = self.listed("people")
        first_names = [bare(e.name).split()[0] for e in entries if bare(e.name).split()]
        return tuple(
            e.model_copy(update={"files": e.files or tuple(f for f in files if _belongs(f, e.name, first_names))})
            for e in entries
        )

    def _stranger(self, name: str, at: int, listed: list[str]) -> None:
        """Refuse a name that is probably a listed one misspelt; say who else is added by an appointment alone."""
        key = ("interviews", at, "with")
        near = nearest(bare(name), [bare(one) for one in listed], 80)
        if near:
            meant = next(one for one in listed if bare(one) == near)
            raise self.toml.fail(
                key,
                f"“with” names {name[:80]}, who is not among [[interviewers]]; did you mean “{meant}”? Somebody else"
                f' needs an entry: [[interviewers]] name = "{name[:80]}".',
            )
        if listed:
            where = f"{self.toml.shown}:{self.toml.line(key)}"
            self.remarks.append(
                f"{where}: “with” names {name[:80]}, who has no entry under [[interviewers]]: one more to meet."
            )

    def _interviewer(self, i: int, given: _Interviewer) -> InterviewerEntry:
        if not clean(given.name):
            raise self.toml.fail(("interviewers", i, "name"), "“name” is empty; write the interviewer's name.")
        try:
            links = tuple(web_address(link) for link in given.links)
        except InputError as error:
            raise self.toml.fail(("interviewers", i, "links"), f"“links”: {error}") from error
        files = tuple(self.inside(name, ("interviewers", i, "files")) for name in given.files)
        return InterviewerEntry(
            name=clean(given.name), title=clean(given.title or "") or None, role=given.role, links=links, files=files
        )

    def interview(self, i: int, given: _Interview, people: Sequence[InterviewerEntry]) -> Interview:
        try:
            at = when(given.at, given.zone, self.now)
        except InputError as error:
            key = "zone" if str(error).startswith("“zone”") else "at"
            raise self.toml.fail(("interviews", i, key), str(error)) from error
        names = [(_known(n, people) or clean(n)) for n in given.interviewers if clean(n)]
        return Interview(
            at=at, minutes=given.minutes, round=clean(given.round), place=clean(given.place),
            interviewers=tuple(names), uid=given.uid, sequence=given.sequence,
        )  # fmt: skip

    def inside(self, name: str, key: tuple[str | int, ...]) -> str:
        """Return `name` when it is a readable file of this folder; raise ProfileError otherwise."""
        word, shown = str(key[-1]), clean(name)[:120]
        where = self.folder / name
        if "\0" in name or Path(name).is_absolute() or not is_below(where, self.folder):
            raise self.toml.fail(
                key, f"“{word}” names {shown}, which lies outside the profile's folder; copy it there."
            )
        try:
            info = where.stat()
        except OSError as error:
            found = nearest(name, self._all_files())
            hint = f"did you mean {found}?" if found else "put it into the profile's folder."
            raise self.toml.fail(key, f"“{word}” names {shown}, which is not there; {hint}") from error
        if not stat.S_ISREG(info.st_mode):
            raise self.toml.fail(key, f"“{word}” names {shown}, which is not a file.")
        if info.st_size > MAX_FILE:
            raise self.toml.fail(key, f"“{word}” names {shown}, which is larger than 25 MB.")
        return Path(name).as_posix()

    def named_or_first(self, stem: str, key: tuple[str, str], given: str | None) -> str | None:
        """Return the file that the profile names, or `stem`.pdf, .docx, .md … when it names none."""
        if given and "://" in given:
            return None
        return self.inside(given, key) if given else self.first(stem)

    def notes(self) -> str | None:
        """Return the file of notes; one that is no plain text is left alone, since its private lines cannot be told."""
        found = self.first("notes")
        if found is None or found.endswith(_NOTES):
            return found
        self.remarks.append(f"{shown_path(self.folder / found)} is not read: save your notes as notes.md.")
        return None

    def first(self, stem: str) -> str | None:
        """Return the first thing called `stem` with a readable ending, in the order .md, .txt, .html, .pdf, .docx.

        It may be a pipe, a folder or a link to elsewhere: whoever reads it says so, since skipping it silently would
        leave the user without an answer.
        """
        endings = (".md", ".markdown", ".txt", ".html", ".htm", ".pdf", ".docx")
        return next((stem + ending for ending in endings if os.path.lexists(self.folder / (stem + ending))), None)

    def listed(self, name: str) -> tuple[str, ...]:
        """Return what lies in the folder `name`, relative, sorted, without hidden things and folders of saved parts.

        As with `first`, what is no readable file is listed too.
        """
        folder = self.folder / name
        if not folder.is_dir() or not is_below(folder, self.folder):
            return ()
        shown = [p for p in folder.iterdir() if not p.name.startswith((".", "~"))]
        files = [p for p in shown if p.suffix.lower() in READABLE or not p.is_dir()]
        return tuple(sorted(f"{name}/{p.name}" for p in files))

    def _all_files(self) -> list[str]:
        here = [p.name for p in self.folder.iterdir() if p.is_file() and p.name != FILE]
        return [*here, *self.listed("people"), *self.listed("pages")]


def _known(name: str, people: Sequence[InterviewerEntry]) -> str | None:
    """Return the listed name that `name` stands for: the same, or the only one with that first name."""
    for person in people:
        if bare(person.name) == bare(name):
            return person.name
    first = [p.name for p in people if bare(p.name).split()[:1] == bare(name).split()]
    return first[0] if len(first) == 1 else None


def _belongs(file: str, name: str, first_names: list[str]) -> bool:
    """Tell whether people/dana-reyes.pdf, reyes-dana.html, dana-reyes-talk.md or dana.md belongs to Dana Reyes."""
    stem, wanted = slug(Path(file).stem), slug(name)
    if not wanted:
        return False
    parts = wanted.split("-")
    turned = "-".join([parts[-1], *parts[:-1]])
    if any(stem == form or stem.startswith(form + "-") for form in (wanted, turned)):
        return True
    return stem == parts[0] and first_names.count(parts[0]) == 1


def _text(path: Path, folder: Path) -> str:
    """Return the text of a notes file, "" for what is none of this folder's."""
    if not path.is_file() or not is_below(path, folder):
        return ""  # the brief says what is wrong with it, as with any other file
    try:
        return decoded(read_regular(path, 1_000_000))
    except (OSError, ValueError) as error:
        raise ProfileError(shown_path(path), f"cannot be read: {why(error)}.") from error
