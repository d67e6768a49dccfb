"""What the user typed: names, addresses, times, files. A leaf: knows no stage.

Each function returns the clean value or raises InputError with one sentence.
"""

from __future__ import annotations

import codecs
import datetime as dt
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from research.errors import InputError
from research.months import find_moment
from research.text import clean, nearest, slug

if TYPE_CHECKING:
    from research.models import InterviewerEntry

MAX_FILE = 25_000_000
READABLE = (".pdf", ".docx", ".html", ".htm", ".mht", ".mhtml", ".md", ".markdown", ".txt")
_BLOCKING_FREE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_DEVICE_NAMES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")  # names that Windows keeps for devices


def slug_of(name: str) -> str:
    """Return the folder name for a company: a-z, 0-9 and dashes. Raises InputError for what is no name."""
    shown = clean(name)[:80]
    if not shown:
        raise InputError("The company's name is empty; write it as in: research brief acme-corp")
    if len(name) > 200:
        raise InputError(f"“{shown[:40]}…” is too long for a company's name; use at most 200 characters.")
    if "\0" in name or ".." in name or "/" in name or "\\" in name:
        raise InputError(f"“{shown}” is a path, not a company's name; use --profiles for another folder.")
    found = slug(name)
    if not found:
        raise InputError(f"“{shown}” has no letter or digit to name a folder with; give the name in Latin letters.")
    return f"{found}-company" if _DEVICE_NAMES.fullmatch(found) else found


def shown_path(path: Path) -> str:
    """Return the path as the user would type it from here."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return str(path)


def why(error: Exception) -> str:
    """Return the cause of a failed file access as a clause: "no permission", "larger than 1 MB"."""
    if isinstance(error, PermissionError):
        return "no permission"
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)


def is_below(path: Path, folder: Path) -> bool:
    """Return whether a path, its links followed, lies in the folder."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links in a circle, names with NUL
        return False


def read_regular(path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes; never waits for a pipe or a device.

    Raises OSError (FileNotFoundError, PermissionError …), or ValueError "not a file", "larger than …".
    """
    descriptor = os.open(path, _BLOCKING_FREE)
    with os.fdopen(descriptor, "rb") as file:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise ValueError("not a file")
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"larger than {limit // 1_000_000} MB")
    return data


def encoding_of(data: bytes) -> str:
    """Return the codec of a text file: UTF-16 by its byte order mark, UTF-8, else Windows-1252."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decoded(data: bytes) -> str:
    """Return the text of a file in any of these, without byte order mark; what fits none becomes U+FFFD."""
    return data.decode(encoding_of(data), "replace").removeprefix("\ufeff")


def web_address(text: str) -> str:
    """Return an http(s) address; "acme.example" becomes https://acme.example. Raises InputError."""
    shown = clean(text)[:80]
    given = text.strip()
    if not given or any(c.isspace() or not c.isprintable() for c in given) or len(given) > 2000:
        raise InputError(f"“{shown}” is not an address; write it as https://company.example.")
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?=//|[^\d/])", given)
    full = given if scheme else f"https://{given.lstrip('/')}"
    try:
        parts = urlsplit(full)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(f"“{shown}” is not an address; write it as https://company.example.") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise InputError(f"“{shown}” is not a web address; use http or https.")
    labels = (host or "").removesuffix(".").split(".")
    if (
        not host
        or not all(labels)
        or (len(labels) == 1 and host not in ("localhost", "localhost.") and ":" not in host)
    ):
        raise InputError(f"“{shown}” names no host; write it as https://company.example.")
    if parts.username or parts.password:
        raise InputError(f"“{parts.scheme}://…@{host}” carries a user name; leave it out.")
    return full


_RELATIVE = re.compile(
    r"(?:in (?P<n>\d{1,3}) (?P<working>working )?(?P<unit>day|week|hour)s?|(?P<word>today|tomorrow))"
    r"(?: at (?P<h>\d{1,2})[:.h](?P<m>\d{2}))?",
    re.IGNORECASE,
)
_ZONED = re.compile(r"(?P<at>.*\S)\s+(?P<zone>[A-Z]\w+(?:/[A-Z][\w+-]+)+)")
_WHEN_HINT = "write it as 2026-12-03T10:00:00"


def when(at: dt.datetime | dt.date | str | None, zone: str | None, now: dt.datetime) -> dt.datetime | None:
    """Return the aware time of an appointment.

    `at` is a TOML date-time, ISO 8601 text, or "in 3 days at 10:00", "in 3 working days at 10:00" (Saturdays and
    Sundays do not count), "tomorrow at 9:30", all counted from `now`.
    A time without offset is of `zone` (IANA name), or of `now`'s zone, and so is one in UTC, which calendars write for
    everybody. Raises InputError, also for a time that the zone's clock skips.
    """
    if isinstance(at, str) and zone is None and (named := _ZONED.fullmatch(at.strip())):
        at, zone = named["at"], named["zone"]
    place = _zone(zone) if zone else None
    if at is None:
        return None
    moment = _moment(at, now.astimezone(place) if place else now)
    if moment.tzinfo is not None:
        everybodys = moment.tzinfo == dt.UTC
        return moment.astimezone(place or now.tzinfo) if place or everybodys else moment
    aware = moment.replace(tzinfo=place or now.tzinfo or dt.UTC)
    # A clock put forward skips an hour: going through UTC then gives another wall-clock time.
    if aware.astimezone(dt.UTC).astimezone(aware.tzinfo).replace(tzinfo=None) != moment:
        raise InputError(f"“at”: {moment:%H:%M} does not exist on {moment:%d %b %Y} in {zone or 'your zone'}.")
    return aware


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        near = nearest(name, sorted(available_timezones()), 70)
        hint = f"did you mean “{near}”?" if near else "write it as “Europe/Berlin”."
        raise InputError(f"“zone” “{clean(name)[:60]}” is unknown; {hint}") from error


def _moment(at: dt.datetime | dt.date | str, now: dt.datetime) -> dt.datetime:
    if isinstance(at, dt.datetime):
        return at
    shown = clean(str(at))[:60]
    if isinstance(at, dt.date):
        raise InputError(f"“at” is {shown} without a time; {_WHEN_HINT}.")
    found = _RELATIVE.fullmatch(clean(at))
    try:
        if found:
            return _relative(found, now)
        if re.match(r"\d{4}-\d{2}-\d{2}.\d", clean(at)):
            return dt.datetime.fromisoformat(clean(at))
        if said := find_moment(clean(at)):
            return said
    except (ValueError, OverflowError) as error:
        raise InputError(f"“at” is “{shown}”, which is no date and time; {_WHEN_HINT}.") from error
    raise InputError(f"“at” is “{shown}”, which is no date and time; {_WHEN_HINT} or “in 3 days at 10:00”.")


def _relative(found: re.Match[str], now: dt.datetime) -> dt.datetime:
    count = int(found["n"] or 0)
    unit = (found["unit"] or "day").lower()
    if unit == "hour":
        return now + dt.timedelta(hours=count)
    days = count * (7 if unit == "week" else 1) + ((found["word"] or "").lower() == "tomorrow")
    day = _working_day(now.date(), days) if found["working"] else (now + dt.timedelta(days=days)).date()
    hour, minute = int(found["h"] or 10), int(found["m"] or 0)
    return dt.datetime.combine(day, dt.time(hour, minute))


def _working_day(day: dt.date, count: int) -> dt.date:
    while count > 0:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day


def interviewer_spec(spec: str) -> InterviewerEntry:
    """Return the interviewer of "Name, Title, URL" (title may hold commas, several addresses). Raises InputError."""
    from research.models import InterviewerEntry

    parts = [clean(p) for p in spec.split(",")]
    links = [p for p in parts if re.match(r"https?://|www\.|[\w-]+\.[a-z]{2,}/", p, re.IGNORECASE)]
    rest = [p for p in parts if p and p not in links]
    if not rest or not any(c.isalpha() for c in rest[0]):
        raise InputError(f"“{clean(spec)[:80]}” names no interviewer; write “Name, Title, https://…”.")
    return InterviewerEntry(
        name=rest[0], title=", ".join(rest[1:]) or None, links=tuple(web_address(link) for link in links)
    )


def find_root(explicit: Path | str | None, env: Mapping[str, str], cwd: Path) -> Path:
    """Return the folder of all profiles: `explicit` (--profiles), RESEARCH_PROFILES, or ./profiles; it need not exist.

    Raises InputError when the path is there but is not a folder.
    """
    chosen = explicit or env.get("RESEARCH_PROFILES") or "profiles"
    root = cwd / Path(chosen).expanduser()
    if root.exists() and not root.is_dir():
        raise InputError(f"The profiles folder {clean(str(chosen))[:200]} is a file; name a folder.")
    return root


def absent(root: Path, name: str) -> InputError:
    """Return the error for a profile that is not there, with the one that was probably meant."""
    there = sorted(p.parent.name for p in root.glob("*/profile.toml")) if root.is_dir() else []
    near = nearest(name, there, 60)
    if near:
        hint = f"did you mean “{near}”?"
    elif there:
        hint = "`research list` shows what is there."
    else:
        hint = f"make it with: research new {name} --site URL"
    return InputError(f"There is no profile “{name}” in {shown_path(root)}; {hint}")
