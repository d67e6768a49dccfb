"""profile.toml as the tool writes it: new ones all or nothing, edits with comments kept. The only door to tomlkit."""

from __future__ import annotations

import codecs
import contextlib
import datetime as dt
import os
import secrets
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from research.errors import InputError, LocalTroubleError
from research.given import MAX_FILE, READABLE, interviewer_spec, read_regular, shown_path, slug_of, web_address
from research.given import why as why_text
from research.models import Interview, InterviewerEntry
from research.text import bare, clean

FILE = "profile.toml"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def scaffold(
    root: Path, name: str, site: str | None = None, posting: str | Path | None = None,
    interviewers: Sequence[str | InterviewerEntry] = (), interviews: Sequence[Interview] = (), why: Sequence[str] = (),
    slug: str | None = None,
) -> Path:  # fmt: skip
    """Write a new profile and return its folder; all or nothing, and never over an existing profile.toml.

    The folder is named after the company, or `slug`: two roles at one company are two profiles.

    `why` are the sentences that speak for a site which was found by name. `posting` is an address or a file to copy;
    `interviewers` are "Name, Title, URL" or entries (of an invitation), each person once. Raises InputError,
    LocalTroubleError.
    """
    folder = root / slug_of(slug or name)
    if os.path.lexists(folder / FILE):
        raise InputError(f"The profile {shown_path(folder)} exists already; edit its {FILE} or choose another name.")
    people: dict[str, InterviewerEntry] = {}
    for given in interviewers:
        entry = given if isinstance(given, InterviewerEntry) else interviewer_spec(given)
        people.setdefault(bare(entry.name), entry)
    address = web_address(site) if site is not None else None
    posting_name, posting_data = posting_source(posting)
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


def posting_source(posting: str | Path | None) -> tuple[str | None, bytes | None]:
    """Return what to write as `posting` and, for a file, its content; raises InputError for what is neither."""
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
            with os.fdopen(os.open(workshop / file_name, _NEW, 0o600), "wb") as file:
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
    with edited(folder) as document:
        document["company"]["site"] = web_address(site)
        document["company"]["why"] = _sentences(why)


@contextlib.contextmanager
def edited(folder: Path) -> Iterator[Any]:
    """Hand over profile.toml as a tomlkit document and write it back whole, comments, order and line ends kept.

    Raises InputError when it cannot be read as TOML or was changed by another program meanwhile, LocalTroubleError when
    it cannot be written. Nothing is written when the block raises or changes nothing.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = folder / FILE
    try:
        before = read_regular(path, MAX_FILE)
        document: Any = tomlkit.parse(before.decode("utf-8-sig"))
        yield document
        after = _as_before(tomlkit.dumps(document).encode(), before)
        if after == before:
            return
        if read_regular(path, MAX_FILE) != before:
            raise InputError(f"{shown_path(path)} was changed by another program just now; run the command again.")
        _replace(path, after)
    except FileNotFoundError as error:
        raise InputError(f"There is no {shown_path(path)}; make it with: research new NAME --site URL") from error
    except (TOMLKitError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{shown_path(path)} cannot be edited: {why_text(error)}.") from error
    except OSError as error:
        raise LocalTroubleError(f"{shown_path(path)} cannot be written: {why_text(error)}.") from error


def _as_before(after: bytes, before: bytes) -> bytes:
    """Return the new text with the line ends and the byte order mark of the old one."""
    if before.count(b"\n") == before.count(b"\r\n") > 0:
        after = after.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return codecs.BOM_UTF8 + after if before.startswith(codecs.BOM_UTF8) else after


def put_interview(folder: Path, interview: Interview, people: Sequence[InterviewerEntry], *, cancelled: bool) -> str:
    """Write an appointment of an invitation into profile.toml and return what became of it in a word.

    The appointment of the same UID is updated in place, one without UID at the same time takes it over; any other is
    added. People not yet listed are added. Returns "added", "updated", "cancelled", "older" (than the one there, which
    stays) or "not there" (a cancellation of something unknown). Raises as `edited`.
    """
    with edited(folder) as document:
        tables = document.get("interviews") or []
        found = next((t for t in tables if interview.uid and t.get("uid") == interview.uid), None)
        if found is None and not cancelled:
            found = next((t for t in tables if not t.get("uid") and _same_time(t, interview)), None)
        if found is not None and interview.sequence < found.get("sequence", 0):
            return "older"
        if cancelled:
            if found is None:
                return "not there"
            found["cancelled"] = True
            return "cancelled"
        new = _interview_table(interview)
        if found is None:
            _append(document, "interviews", new)
        else:
            _update(found, new)
        known = {bare(str(p.get("name", ""))) for p in document.get("interviewers") or []}
        for person in people:
            if bare(person.name) not in known:
                _append(document, "interviewers", _person_table(person))
    return "added" if found is None else "updated"


def put_address(folder: Path, address: str, person: str | None) -> None:
    """Write an address into the company's `pages`, or into the `links` of one interviewer, once.

    Raises InputError when nobody of that name is listed, else as `edited`.
    """
    with edited(folder) as document:
        table, key = document["company"], "pages"
        if person is not None:
            listed = [p for p in document.get("interviewers") or [] if bare(str(p.get("name", ""))) == bare(person)]
            if not listed:
                _append(document, "interviewers", _person_table(InterviewerEntry(name=person)))
                listed = [document["interviewers"][-1]]
            table, key = listed[0], "links"
        if key not in table:
            table[key] = [address]
        elif address not in table[key]:
            table[key].append(address)


def drop_person(folder: Path, names: Callable[[str], bool]) -> list[str]:
    """Remove an interviewer from profile.toml wherever named: entry, appointments, comments; returns what, in words.

    `names` tells whether a text names the person.
    """
    gone: list[str] = []
    with edited(folder) as document:
        people = document.get("interviewers") or []
        for at in reversed([i for i, p in enumerate(people) if names(str(p.get("name", "")))]):
            gone.append(f"the entry [[interviewers]] “{people[at].get('name')}”")
            del people[at]
        if "interviewers" in document and not len(document["interviewers"]):
            del document["interviewers"]
        for table in document.get("interviews") or []:
            rest = [n for n in table.get("with", []) if not names(str(n))]
            if len(rest) < len(table.get("with", [])):
                gone.append("the name in an appointment of [[interviews]]")
                if rest:
                    table["with"] = rest
                else:
                    del table["with"]
            for key in ("round", "place"):
                if names(str(table.get(key, ""))):
                    gone.append(f"`{key}` of an appointment")
                    del table[key]
    if _drop_comments(folder / FILE, names):
        gone.append("comments that name them")
    return gone


def _drop_comments(path: Path, names: Callable[[str], bool]) -> bool:
    """Remove the comments that name somebody, provided that the values stay the same; tells whether there were any."""
    data = read_regular(path, MAX_FILE)
    before = data.decode("utf-8-sig")
    kept = [
        line if not names(line) or "#" not in line else "" if line.lstrip().startswith("#") else _uncommented(line)
        for line in before.splitlines(keepends=True)
    ]
    after = "".join(kept)
    if after == before or tomllib.loads(after) != tomllib.loads(before):
        return False
    _replace(path, _as_before(after.encode(), data))
    return True


def _uncommented(line: str) -> str:
    return line.rpartition("#")[0].rstrip() + line[len(line.rstrip("\r\n")) :]


def _same_time(table: Any, interview: Interview) -> bool:
    at = table.get("at")
    if not isinstance(at, dt.datetime) or interview.at is None:
        return False
    return at == interview.at if at.tzinfo else at == interview.at.replace(tzinfo=None)


def _append(document: Any, key: str, table: Any) -> None:
    import tomlkit

    if key not in document:
        if not document.as_string().endswith("\n\n"):
            document.add(tomlkit.nl())
        document.add(key, tomlkit.aot())
    listed = document[key]
    # An empty line between two tables, one and not two.
    if len(listed) and not listed[-1].as_string().endswith("\n\n"):
        listed[-1].add(tomlkit.nl())
    if list(document)[-1] != key:
        table.add(tomlkit.nl())
    listed.append(table)


def _update(table: Any, new: Any) -> None:
    """Set the values of `new` in `table`; a value that stays keeps its place and the comment behind it."""
    for key, value in new.items():
        old = table.get(key)
        if old is None:
            table.add(key, value)
        elif old != value:
            comment = getattr(getattr(old, "trivia", None), "comment", "")
            table[key] = value
            if comment:
                table[key].comment(comment.lstrip("# "))
    if "zone" in table and "zone" not in new and "at" in new:
        del table["zone"]  # the new time carries its own offset
    if "cancelled" in table:
        del table["cancelled"]


def _replace(path: Path, data: bytes) -> None:
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        scratch.write_bytes(data)
        scratch.chmod(path.stat().st_mode & 0o777)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _person_table(person: InterviewerEntry) -> Any:
    import tomlkit

    table = tomlkit.table()
    table.add("name", person.name)
    if person.title:
        table.add("title", person.title)
    if person.role:
        table.add("role", person.role)
    if person.links:
        table.add("links", list(person.links))
    return table


def _add_all(document: Any, key: str, tables: Sequence[Any]) -> None:
    import tomlkit

    entries = tomlkit.aot()
    for table in tables:
        entries.append(table)
    document.add(key, entries)


def _fixed(at: dt.datetime) -> dt.tzinfo | None:
    """Return the offset of a time as a plain zone: tomlkit cannot compare times in an invitation's own zones."""
    offset = at.utcoffset()
    return None if offset is None else dt.timezone(offset)


def _interview_table(interview: Interview) -> Any:
    """Return the table of one appointment: local time and zone where the zone has a name, else time with offset."""
    import tomlkit

    table = tomlkit.table()
    zone = getattr(interview.at.tzinfo, "key", None) if interview.at else None
    zone = None if zone == "UTC" else zone  # what a calendar writes for everybody is nobody's zone
    if interview.at:
        table.add("at", interview.at.replace(tzinfo=None if zone else _fixed(interview.at)))
    else:
        table.add(tomlkit.comment("at = 2026-12-03T10:00:00 # the invitation gives no time: write it here"))
    if zone:
        table.add("zone", zone)
    table.add("minutes", interview.minutes)
    for key in ("round", "place"):
        if getattr(interview, key):
            table.add(key, getattr(interview, key))
    if interview.interviewers:
        table.add("with", list(interview.interviewers))
    if interview.uid:
        table.add("uid", tomlkit.item(interview.uid).comment("of the invitation; an update finds it"))
    if interview.sequence:
        table.add("sequence", interview.sequence)
    return table


def _line(table: Any, key: str, value: object, remark: str, *, written: bool) -> None:
    """Add `key = value  # remark` to a tomlkit table, as a comment when it is only an example."""
    import tomlkit

    item = tomlkit.item(value)
    if written:
        table.add(key, item.comment(remark))
    else:
        table.add(tomlkit.comment(f"{key} = {item.as_string()} # {remark}"))
