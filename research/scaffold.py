"""A new profile from what the user typed: all or nothing, never over an old one. The only door to tomlkit."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from research.errors import InputError, LocalTroubleError
from research.given import MAX_FILE, READABLE, interviewer_spec, read_regular, shown_path, slug_of, web_address
from research.given import why as why_text
from research.models import Interview, InterviewerEntry
from research.text import bare, clean

FILE = "profile.toml"


def scaffold(
    root: Path, name: str, site: str | None = None, posting: str | Path | None = None,
    interviewers: Sequence[str | InterviewerEntry] = (), interviews: Sequence[Interview] = (), why: Sequence[str] = (),
) -> Path:  # fmt: skip
    """Write a new profile and return its folder; all or nothing, and never over an existing profile.toml.

    `why` are the sentences that speak for a site which was found by name. `posting` is an address or a file to copy;
    `interviewers` are "Name, Title, URL" or entries (of an invitation), each person once. Raises InputError,
    LocalTroubleError.
    """
    folder = root / slug_of(name)
    if os.path.lexists(folder / FILE):
        raise InputError(f"The profile {shown_path(folder)} exists already; edit its {FILE} or choose another name.")
    people: dict[str, InterviewerEntry] = {}
    for given in interviewers:
        entry = given if isinstance(given, InterviewerEntry) else interviewer_spec(given)
        people.setdefault(bare(entry.name), entry)
    address = web_address(site) if site else None
    posting_name, posting_data = _posting_source(posting)
    files = {FILE: _toml_text(clean(name), address, posting_name, list(people.values()), interviews, why).encode()}
    if posting_data is not None and posting_name:
        files = {posting_name: posting_data, **files}  # profile.toml last: with it the profile exists
    if root.exists() and not root.is_dir():
        raise LocalTroubleError(f"The profile {shown_path(folder)} cannot be written: {shown_path(root)} is a file.")
    try:
        _place_files(root, folder, files)
    except FileExistsError as error:
        raise InputError(
            f"{shown_path(Path(str(error.filename2 or folder)))} exists already; nothing was changed."
        ) from error
    except OSError as error:
        raise LocalTroubleError(f"The profile {shown_path(folder)} cannot be written: {why_text(error)}.") from error
    return folder


def _posting_source(posting: str | Path | None) -> tuple[str | None, bytes | None]:
    """Return what to write as `posting` and, for a file, its content."""
    if posting is None:
        return None, None
    if "://" in str(posting):
        return web_address(str(posting)), None
    path = Path(posting)
    if path.suffix.lower() not in READABLE:
        raise InputError(f"The posting {clean(str(path))[:120]} is of no known type; use {', '.join(READABLE)}.")
    try:
        return f"posting{path.suffix.lower()}", read_regular(path, MAX_FILE)
    except (OSError, ValueError) as error:
        raise InputError(f"The posting {clean(str(path))[:120]} cannot be read: {why_text(error)}.") from error


def _place_files(root: Path, folder: Path, files: dict[str, bytes]) -> None:
    """Write all files beside, then move them into place by hard links, which never replace anything."""
    root.mkdir(parents=True, exist_ok=True)
    workshop = root / f".new-{secrets.token_hex(6)}"
    workshop.mkdir(mode=0o700)
    try:
        for file_name, data in files.items():
            with (workshop / file_name).open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        if not os.path.lexists(folder):
            workshop.rename(folder)
            return
        for file_name in files:
            (folder / file_name).hardlink_to(workshop / file_name)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _toml_text(
    name: str,
    site: str | None,
    posting: str | None,
    people: Sequence[InterviewerEntry],
    interviews: Sequence[Interview],
    why: Sequence[str] = (),
) -> str:
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment(f"What you know before the interview with {name}. Only the company's name is needed."))
    document.add("company", _company_table(name, site, why))
    role = tomlkit.table()
    _line(role, "title", "", "as in the posting", written=False)
    _line(role, "posting", posting or "posting.md", "a file beside this one, or an address", written=bool(posting))
    _line(role, "level", "senior", "junior, senior or executive", written=False)
    document.add("role", role)
    document.add(tomlkit.nl())
    if interviews:
        _add_all(document, "interviews", [_interview_table(i) for i in interviews])
    else:
        for text in _INTERVIEW_EXAMPLE:
            document.add(tomlkit.comment(text))
    if people:
        _add_all(document, "interviewers", [_person_table(person) for person in people])
    else:
        document.add(tomlkit.nl())
        for text in _PERSON_EXAMPLE:
            document.add(tomlkit.comment(text))
    return tomlkit.dumps(document)


_INTERVIEW_EXAMPLE = (
    "[[interviews]]",
    'at = 2026-12-03T10:00:00         # or "in 3 days at 10:00"',
    'zone = "Europe/Berlin"',
    "minutes = 45",
    'round = "first interview"',
    'place = "https://…"              # an address, a number or a link',
    'with = ["Dana Reyes"]',
)
_PERSON_EXAMPLE = (
    "[[interviewers]]",
    'name = "Dana Reyes"',
    'title = "VP Engineering"',
    'role = "HM"                      # HM, PEER, SKIP (their manager), FND (founder), XFN (partner), REC (recruiter)',
    'links = ["https://…"]            # pages about them',
    'files = ["people/dana-reyes.pdf"]',
)


def _company_table(name: str, site: str | None, why: Sequence[str] = ()) -> Any:
    import tomlkit

    table = tomlkit.table()
    table.add("name", name)
    _line(table, "site", site or "https://company.example", "where to begin reading", written=bool(site))
    if why:
        table.add("why", _sentences(why))
    _line(table, "aliases", [], "other names of the company", written=False)
    _line(table, "pages", [], "addresses that must be read", written=False)
    _line(table, "offline", True, "read only the files in this folder", written=False)
    return table


def _sentences(texts: Sequence[str]) -> Any:
    """Return an array with a sentence a line."""
    import tomlkit

    array = tomlkit.array()
    array.extend(clean(text) for text in texts)
    return array.multiline(True)


def put_site(folder: Path, site: str, why: Sequence[str]) -> None:
    """Write a site that was found by name into an existing profile.toml, its comments kept.

    Raises InputError when the file cannot be read as TOML, LocalTroubleError when it cannot be written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = folder / FILE
    try:
        document: Any = tomlkit.parse(read_regular(path, MAX_FILE).decode("utf-8"))
        document["company"]["site"] = web_address(site)
        document["company"]["why"] = _sentences(why)
        _replace(path, tomlkit.dumps(document))
    except (TOMLKitError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{shown_path(path)} cannot be edited: {why_text(error)}.") from error
    except OSError as error:
        raise LocalTroubleError(f"{shown_path(path)} cannot be written: {why_text(error)}.") from error


def _replace(path: Path, text: str) -> None:
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        scratch.write_text(text, encoding="utf-8", newline="\n")
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _person_table(person: InterviewerEntry) -> Any:
    import tomlkit

    table = tomlkit.table()
    table.add("name", person.name)
    if person.title:
        table.add("title", person.title)
    if person.links:
        table.add("links", list(person.links))
    return table


def _add_all(document: Any, key: str, tables: Sequence[Any]) -> None:
    import tomlkit

    entries = tomlkit.aot()
    for table in tables:
        entries.append(table)
    document.add(key, entries)


def _interview_table(interview: Interview) -> Any:
    """Return the table of one appointment: local time and zone where the zone has a name, else time with offset."""
    import tomlkit

    table = tomlkit.table()
    zone = getattr(interview.at.tzinfo, "key", None) if interview.at else None
    if interview.at:
        table.add("at", interview.at.replace(tzinfo=None) if zone else interview.at)
    if zone:
        table.add("zone", zone)
    table.add("minutes", interview.minutes)
    for key in ("round", "place"):
        if getattr(interview, key):
            table.add(key, getattr(interview, key))
    if interview.interviewers:
        table.add("with", list(interview.interviewers))
    return table


def _line(table: Any, key: str, value: object, remark: str, *, written: bool) -> None:
    """Add `key = value  # remark` to a tomlkit table, as a comment when it is only an example."""
    import tomlkit

    item = tomlkit.item(value)
    if written:
        table.add(key, item.comment(remark))
    else:
        table.add(tomlkit.comment(f"{key} = {item.as_string()} # {remark}"))
