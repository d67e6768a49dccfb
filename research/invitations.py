"""An invitation (.ics, RFC 5545) → when, where, with whom. The only door to icalendar.

Nothing in it is followed: attachments and addresses are read as text, repetitions are not expanded. What is doubtful is
said in words, not guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from research.errors import InputError
from research.given import decoded, read_regular, why
from research.invited import guests, hosts, people
from research.models import Interview, InterviewerEntry
from research.text import bare, clean, fold

MAX_BYTES = 2_000_000
MOST_EVENTS = 500
_MINUTES = 45

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
    revision: tuple[int, str] = (0, "")
    """Of two invitations with one UID the higher one counts."""
    hosts: tuple[str, ...] = ()
    """Of the addresses in it, the most frequent first; without mail providers and scheduling services."""

    def without(self, name: str) -> Invitation:
        """Return it without the candidate, who is among the attendees."""
        return replace(self, people=tuple(p for p in self.people if bare(p.name) != bare(name)))

    def interview(self) -> Interview:
        """Return it as an appointment of a profile."""
        return Interview(
            at=self.at, minutes=self.minutes, round=self.round, place=self.place,
            interviewers=tuple(person.name for person in self.people), uid=self.uid, sequence=self.revision[0],
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
    calendar, events = _events(data, shown)
    method, events = fold(_text(calendar, "METHOD")), _last_revisions(events)
    dated = sorted(((start, n) for n, e in enumerate(events) if (start := _utc(e)) is not None))
    coming = [n for start, n in dated if start >= now]
    chosen = events[coming[0] if coming else dated[-1][1] if dated else 0]
    cancelled = method == "cancel" or fold(_text(chosen, "STATUS")) == "cancelled"
    doubts = _doubts(chosen, several=len(dated) > 1, past=bool(dated) and not coming, cancelled=cancelled)
    at, zone, more = _when(chosen)
    if at is not None and str(at.tzinfo) == "UTC" and (own := _own_zone(calendar)):
        at, zone = at.astimezone(own), own.key
    met = people(guests(chosen))
    recruiters = [f"{p.name} invites from another firm: taken as the recruiter." for p in met if p.role == "REC"]
    return Invitation(
        at=at, zone=zone, minutes=_minutes(chosen), round=_round(chosen), place=_place(chosen),
        people=met, doubts=(*doubts, *more, *recruiters), uid=_text(chosen, "UID")[:300], cancelled=cancelled,
        revision=_revision(chosen), hosts=hosts(chosen),
    )  # fmt: skip


def _events(data: bytes, shown: str) -> tuple[Any, list[Any]]:
    """Return the calendar and its events."""
    import icalendar

    if data.upper().count(b"BEGIN:") > MOST_EVENTS * 4:
        raise InputError(f"The invitation {shown} holds more than {MOST_EVENTS} events; save the one appointment.")
    try:
        calendar = icalendar.Calendar.from_ical(_harmless(data))
        events = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OSError) as error:
        # icalendar reports broken lines in all these ways
        raise InputError(f"The invitation {shown} is not a calendar file (.ics); save it again.") from error
    if not events:
        raise InputError(f"The invitation {shown} holds no event; save the appointment itself as .ics.")
    return calendar, events


def _harmless(data: bytes) -> str:
    """Return the text of a calendar in which no zone is a file's name and no rule comes every second."""
    return _RULE.sub(_sparse, _TZID.sub(_no_path, _FOLDED.sub("", decoded(data))))


_FOLDED = re.compile(r"\r?\n[ \t]")
_RULE = re.compile(r"^RRULE[^:\r\n]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_SPARSE = re.compile(
    r"FREQ=YEARLY|(?:INTERVAL|BYMONTH|BYMONTHDAY)=-?\d{1,3}|(?:UNTIL|WKST|COUNT)=\w+|BYDAY=[+-]?\d?[A-Z]{2}", re.I
)


def _sparse(rule: re.Match[str]) -> str:
    """Return a rule that comes once a year as it is, any other as such a one: a zone's rules are unrolled."""
    parts = rule[1].strip().split(";")
    return rule[0] if all(_SPARSE.fullmatch(part) for part in parts) else "RRULE:FREQ=YEARLY"


def _own_zone(calendar: Any) -> ZoneInfo | None:
    """Return the zone of the calendar that wrote the times in UTC, as Google does; None when it names none."""
    try:
        return ZoneInfo(_text(calendar, "X-WR-TIMEZONE")[:80])
    except (ValueError, KeyError, OSError):
        return None


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
        if key not in last or _revision(event) >= last[key][0]:
            last[key] = (_revision(event), event)
    return [event for _, event in last.values()]


def _revision(event: Any) -> tuple[int, str]:
    digits = _text(event, "SEQUENCE")[:9]
    return int(digits) if digits.isascii() and digits.isdigit() else 0, str(_value(event, "DTSTAMP") or "")


def _round(event: Any) -> str:
    """Return which round its title names, without company, role and people; "" when it names none.

    The day of an appointment without a time is told with it, so as not to be lost.
    """
    start, found = _start(event), _ROUND.search(_text(event, "SUMMARY")[:300])
    named = found[0].strip() if found else ""
    if start is None or isinstance(start, dt.datetime):
        return named
    return f"{named or 'interview'}, {start.day} {start:%b %Y}"


_ORDINAL = (
    r"(?:1st|2nd|3rd|[4-9]th|first|second|third|fourth|fifth|final|last|initial|next|intro(?:ductory)?|follow-?up"
    r"|erstes|zweites|drittes|[1-9]\.|premier|deuxi[eè]me|troisi[eè]me|dernier|[1-9](?:er|e|ème)|primera|segunda|[1-9]ª)"
)
_SORT = (
    r"(?:technical|tech|phone|telephone|video|virtual|remote|in-person|on-?site|panel|team|peer|hiring[ -]manager"
    r"|recruiter|hr|culture|cultural|values|behaviou?ral|competency|coding|programming|pair|system|design|case"
    r"|study|live|skills|leadership|executive|founder|ceo|cto|coffee|discovery|round|technique|técnica|job)"
)
_MEETING_WORD = (
    r"(?:interviews?|rounds?|screen(?:ing)?|calls?|chat|conversation|loop|assessment|exercise|presentation|debrief"
    r"|challenge|gespräch|vorstellungsgespräch|bewerbungsgespräch|entretien|entrevista|gesprek)"
)
_ROUND = re.compile(
    rf"(?<![\w-])(?:(?:{_ORDINAL}[ -]+(?:{_SORT}[ -]+){{0,3}}|(?:{_SORT}[ -]+){{1,3}}){_MEETING_WORD}"
    rf"|{_MEETING_WORD} #?[1-9]\b(?! ?(?:[ap]m\b|:\d))|(?:zweit|erst|kennenlern)gespräch|meet the team"
    r"|on-?site(?: day)?|panel|case study|system design|pair programming)(?!\w)",
    re.IGNORECASE,
)


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
    start = _in_named_zone(start, named)
    zone = getattr(start.tzinfo, "key", None) or getattr(start.tzinfo, "zone", None)
    if start.astimezone(dt.UTC).astimezone(start.tzinfo).replace(tzinfo=None) != start.replace(tzinfo=None):
        return start, zone, [f"{start:%H:%M} does not exist that day in {zone or 'that zone'}; ask for the time."]
    if start.replace(fold=0).utcoffset() != start.replace(fold=1).utcoffset():
        return start, zone, [f"{start:%H:%M} comes twice that day in {zone or 'that zone'}; ask which one is meant."]
    return start, str(zone) if zone and "/" in str(zone) else None, []


def _in_named_zone(start: dt.datetime, named: str) -> dt.datetime:
    """Return a start in the zone of that name where its clock agrees: the file's own rules bear no name of the zone.

    Outlook writes the names of Windows, for which CLDR (windowsZones.xml) gives those of the IANA database.
    """
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    try:
        zone = ZoneInfo(WINDOWS_TO_OLSON.get(named, named))
    except (ValueError, KeyError, OSError):
        return start
    moved = start.replace(tzinfo=zone)
    return moved if "/" in zone.key and moved.utcoffset() == start.utcoffset() else start


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
