"""An invitation (.ics, RFC 5545) → when, where, with whom. The only door to icalendar.

Nothing in it is followed: attachments and addresses are read as text, repetitions are not expanded. What is doubtful is
said in words, not guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from research.errors import InputError
from research.given import read_regular, why
from research.models import Interview, InterviewerEntry
from research.text import clean, fold

MAX_BYTES = 2_000_000
MOST_EVENTS = 500
_MOST_PEOPLE = 20
_MINUTES = 45

_FREE_MAIL = re.compile(
    r"@(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|aol|gmx|web|proton|protonmail|pm|fastmail|mail|posteo|"
    r"mailbox|orange|free|laposte|t-online)\.[a-z.]{2,6}$",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
# Services that send invitations in a company's name, and the rooms of calendars.
_SERVICE = re.compile(
    r"(?:^|\.)(?:google|calendly|greenhouse|lever|ashbyhq|goodtime|workable|smartrecruiters|teamtailor|recruitee|"
    r"personio|myworkday|icims|zoom|microsoft|onmicrosoft|icloud|apple|doodle|cal)\.(?:com|io|co|de|us|co\.uk)$"
)
_MEETING = re.compile(r"https://[^\s<>\"')]{4,500}", re.IGNORECASE)
_MEETING_HOSTS = re.compile(r"zoom\.|meet\.|teams\.|webex\.|whereby\.|jitsi|gotomeet|calendly|hangouts", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Invitation:
    """One appointment. `at` is aware when the file says of which zone it is; `doubts` are sentences for the user."""

    at: dt.datetime | None
    zone: str | None
    minutes: int
    round: str
    place: str
    people: tuple[InterviewerEntry, ...]
    doubts: tuple[str, ...] = ()
    uid: str = ""
    cancelled: bool = False
    domain: str | None = None
    """The host of the organiser's and attendees' addresses that most of them share; None for mail providers only."""

    def interview(self) -> Interview:
        """Return it as an appointment of a profile."""
        return Interview(
            at=self.at, minutes=self.minutes, round=self.round, place=self.place,
            interviewers=tuple(person.name for person in self.people), uid=self.uid,
        )  # fmt: skip


def read_invitation(path: Path, now: dt.datetime) -> Invitation:
    """Return the appointment in an .ics file: of several the next after `now` (aware), else the last.

    Of several versions of one appointment (same UID) the last revision counts (RFC 5546, section 2.1.5: SEQUENCE, then
    DTSTAMP). Raises InputError when the file cannot be read, is no calendar or holds no event.
    """
    shown = clean(str(path))[:120]
    try:
        data = read_regular(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        raise InputError(f"The invitation {shown} cannot be read: {why(error)}.") from error
    events, method = _events(data, shown)
    events = _last_revisions(events)
    dated = sorted(((start, n) for n, e in enumerate(events) if (start := _utc(e)) is not None))
    coming = [n for start, n in dated if start >= now]
    chosen = events[coming[0] if coming else dated[-1][1] if dated else 0]
    cancelled = method == "cancel" or fold(_text(chosen, "STATUS")) == "cancelled"
    doubts = _doubts(chosen, several=len(dated) > 1, past=bool(dated) and not coming, cancelled=cancelled)
    at, zone, more = _when(chosen)
    return Invitation(
        at=at, zone=zone, minutes=_minutes(chosen), round=_text(chosen, "SUMMARY")[:120], place=_place(chosen),
        people=_people(chosen), doubts=(*doubts, *more), uid=_text(chosen, "UID")[:300], cancelled=cancelled,
        domain=_domain(chosen),
    )  # fmt: skip


def _events(data: bytes, shown: str) -> tuple[list[Any], str]:
    """Return the events and the calendar's METHOD, folded ("request", "cancel", "")."""
    import icalendar

    if data.upper().count(b"BEGIN:") > MOST_EVENTS * 4:
        raise InputError(f"The invitation {shown} holds more than {MOST_EVENTS} events; save the one appointment.")
    try:
        calendar = icalendar.Calendar.from_ical(_TZID.sub(_no_path, data.decode("utf-8-sig", "replace")))
        events = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OSError) as error:
        # icalendar reports broken lines in all these ways
        raise InputError(f"The invitation {shown} is not a calendar file (.ics); save it again.") from error
    if not events:
        raise InputError(f"The invitation {shown} holds no event; save the appointment itself as .ics.")
    return events, fold(_text(calendar, "METHOD"))


_TZID = re.compile(r"""(\bTZID[=:]"?)([^\r\n";:,]+)""", re.IGNORECASE)


def _no_path(found: re.Match[str]) -> str:
    """Return a zone's name so that nobody takes it for a file: the name of a folder of zones, or one that is too long.

    The standard library opens the zone's file and lets the OSError through (“Europe” is a folder of the database).
    """
    try:
        ZoneInfo(found[2].strip())
    except OSError:
        return f"{found[1]}{_UNKNOWN}{found[2][:80]}"
    except (ValueError, KeyError):  # unknown, or no name at all; icalendar may know it from the file itself
        pass
    return found[0]


_UNKNOWN = "unknown-"


def _last_revisions(events: list[Any]) -> list[Any]:
    """Return one event for each UID, the last revision, in the order of the file; events without UID all stay."""
    last: dict[str, tuple[tuple[int, str], Any]] = {}
    for number, event in enumerate(events):
        key = _text(event, "UID") or f"#{number}"
        if _text(event, "RECURRENCE-ID"):
            key += f" {_start(event)}"  # one date of a series, moved: an appointment of its own
        version = (_sequence(event), str(_value(event, "DTSTAMP") or ""))
        if key not in last or version >= last[key][0]:
            last[key] = (version, event)
    return [event for _, event in last.values()]


def _sequence(event: Any) -> int:
    digits = _text(event, "SEQUENCE")[:9]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _value(event: Any, key: str) -> Any:
    """Return the date, time or length of a property; None when it is missing or broken."""
    from icalendar.error import BrokenCalendarProperty

    try:
        return getattr(event.get(key), "dt", None)
    except BrokenCalendarProperty:
        return None


def _start(event: Any) -> dt.datetime | dt.date | None:
    value = _value(event, "DTSTART")
    return value if isinstance(value, dt.date) else None


def _utc(event: Any) -> dt.datetime | None:
    start = _start(event)
    if start is None:
        return None
    if not isinstance(start, dt.datetime):
        start = dt.datetime.combine(start, dt.time())
    try:
        return start.astimezone(dt.UTC) if start.tzinfo else start.replace(tzinfo=dt.UTC)
    except (OverflowError, ValueError):
        return None


def _when(event: Any) -> tuple[dt.datetime | None, str | None, list[str]]:
    """Return the start, its zone's name, and what is doubtful about them."""
    start = _start(event)
    if start is None:
        return None, None, ["The invitation gives no readable start; write `at` yourself."]
    if not isinstance(start, dt.datetime):
        return None, None, [f"The invitation names only the day, {start:%d %b %Y}; write `at` yourself."]
    named = str(event["DTSTART"].params.get("TZID", ""))[:80]
    if start.tzinfo is None:
        told = (
            f"“{clean(named).removeprefix(_UNKNOWN)}” is an unknown time zone"
            if named
            else "The invitation names no time zone"
        )
        return start, None, [f"{told}; {start:%H:%M} is taken as your own time."]
    zone = getattr(start.tzinfo, "key", None) or getattr(start.tzinfo, "zone", None)
    if start.astimezone(dt.UTC).astimezone(start.tzinfo).replace(tzinfo=None) != start.replace(tzinfo=None):
        return start, zone, [f"{start:%H:%M} does not exist that day in {zone or 'that zone'}; ask for the time."]
    if start.replace(fold=0).utcoffset() != start.replace(fold=1).utcoffset():
        return start, zone, [f"{start:%H:%M} comes twice that day in {zone or 'that zone'}; ask which one is meant."]
    return start, str(zone) if zone and "/" in str(zone) else None, []


def _minutes(event: Any) -> int:
    """Return the length in minutes, 45 when the file gives none between 5 minutes and 10 hours."""
    start, end = _start(event), _value(event, "DTEND")
    length = _value(event, "DURATION")
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime) and bool(start.tzinfo) == bool(end.tzinfo):
        length = end - start
    minutes = int(length.total_seconds() // 60) if isinstance(length, dt.timedelta) else 0
    return minutes if 5 <= minutes <= 600 else _MINUTES


def _doubts(event: Any, *, several: bool, past: bool, cancelled: bool) -> list[str]:
    found = []
    if several:
        found.append("The file holds several events; the next one was taken.")
    if past:
        found.append("The appointment lies in the past.")
    if event.get("RRULE") is not None:
        found.append("The appointment repeats; only its first date was taken.")
    if cancelled:
        found.append("The appointment is marked as cancelled.")
    return found


def _text(event: Any, key: str) -> str:
    value = event.get(key)
    if isinstance(value, list):
        value = value[0] if value else ""
    return clean(str(value or "")[:20_000])


def _place(event: Any) -> str:
    """Return the meeting's address on the web when one is told, else the location."""
    location = _text(event, "LOCATION")
    for text in (location, _text(event, "X-GOOGLE-CONFERENCE"), _text(event, "URL"), _text(event, "DESCRIPTION")):
        for found in _MEETING.findall(text):
            if text == location or _MEETING_HOSTS.search(found.split("/")[2]):
                return str(found).rstrip(".,;")
    return location[:200]


def _people(event: Any) -> tuple[InterviewerEntry, ...]:
    """Return organizer and attendees with a name, without rooms and without whoever writes from a private mailbox.

    The candidate is among the attendees, usually with such an address; nobody is invented from an address alone.
    """
    found: dict[str, InterviewerEntry] = {}
    for person in [*_listed(event.get("ATTENDEE")), *_listed(event.get("ORGANIZER"))][:_MOST_PEOPLE]:
        params = getattr(person, "params", {})
        name = clean(str(params.get("CN", "")))[:100].strip("\"' ")
        kind = str(params.get("CUTYPE", "INDIVIDUAL")).upper()
        address = str(person).removeprefix("mailto:").removeprefix("MAILTO:")
        private = _FREE_MAIL.search(address) or _SERVICE.search(address.rpartition("@")[2].lower())
        if kind not in ("INDIVIDUAL", "") or private or "@" in name or len(name.split()) < 2:
            continue
        turned = re.fullmatch(r"([^,]+), ([^,]+)", name)  # "Reyes, Dana", as Outlook writes
        name = f"{turned[2]} {turned[1]}" if turned else name
        found.setdefault(fold(name), InterviewerEntry(name=name))
    return tuple(found.values())


def _domain(event: Any) -> str | None:
    """Return the host that most addresses share, the organiser's first; None when all are private or of a service."""
    hosts: dict[str, int] = {}
    for person in [*_listed(event.get("ORGANIZER")), *_listed(event.get("ATTENDEE"))][:_MOST_PEOPLE]:
        address = str(person).strip().lower().removeprefix("mailto:")
        host = address.rpartition("@")[2]
        if "@" in address and _HOST.fullmatch(host) and not _FREE_MAIL.search(address) and not _SERVICE.search(host):
            hosts[host] = hosts.get(host, 0) + 1
    return max(hosts, key=lambda host: hosts[host]) if hosts else None


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []
