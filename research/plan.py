"""When to refresh: reminders as a calendar file, lines for cron and systemd. Pure.

Days are counted on the wall clock of the interview's zone (two days before 10:00 is 10:00, also when the clock changes
between), hours on the running clock (RFC 5545 section 3.3.6 makes the same difference). Moments are written in UTC,
which every calendar shows in its owner's zone. Besides `invitations` the only door to icalendar.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shlex
from collections.abc import Sequence
from typing import Literal

from research.models import Interview, Profile, Value

_DAYS, _HOURS = dt.timedelta(days=2), dt.timedelta(hours=3)
_EPOCH = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_LONG = dt.timedelta(minutes=15)


class Reminder(Value):
    """One moment to refresh before one interview; `number` is the interview's place in the profile, from 1."""

    at: dt.datetime
    interview: Interview
    number: int
    lead: Literal["2 days", "3 hours"]


def reminders(profile: Profile, now: dt.datetime) -> tuple[Reminder, ...]:
    """Return the moments still to come, in order; an interview without a time has none."""
    found = []
    for number, interview in enumerate(profile.interviews, 1):
        if interview.at is None or interview.at <= now:
            continue
        days = (interview.at - _DAYS).astimezone(dt.UTC)  # same zone: wall-clock arithmetic
        hours = interview.at.astimezone(dt.UTC) - _HOURS
        found.append(Reminder(at=days, interview=interview, number=number, lead="2 days"))
        found.append(Reminder(at=hours, interview=interview, number=number, lead="3 hours"))
    return tuple(sorted((r for r in found if r.at > now), key=lambda r: (r.at, r.number)))


# --- the calendar file ---


def calendar(profile: Profile, now: dt.datetime) -> str:
    """Return a calendar file (RFC 5545, CRLF, lines folded at 75 octets) with one short event a reminder.

    The UIDs stay when the file is made again, and SEQUENCE rises, so that a calendar that reads it twice moves the
    event instead of doubling it. No event when no interview is to come.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//research//plan//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for reminder in reminders(profile, now):
        made.add_component(_event(profile, reminder, now))
    return str(made.to_ical().decode("utf-8"))


def _event(profile: Profile, reminder: Reminder, now: dt.datetime):  # type: ignore[no-untyped-def] # a type of icalendar's
    from icalendar import Alarm, Event

    interview, company = reminder.interview, profile.company.name
    event, alarm = Event(), Alarm()
    event.add("uid", _uid(profile, reminder))
    event.add("dtstamp", now.astimezone(dt.UTC).replace(microsecond=0))
    event.add("sequence", int((now - _EPOCH).total_seconds() // 60))
    event.add("dtstart", reminder.at.replace(microsecond=0))
    event.add("dtend", (reminder.at + _LONG).replace(microsecond=0))
    event.add("summary", _summary(profile, reminder))
    event.add("description", _description(profile, interview))
    event.add("transp", "TRANSPARENT")
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{company}: refresh the brief")
    alarm.add("trigger", dt.timedelta(0))
    event.add_component(alarm)
    return event


def _summary(profile: Profile, reminder: Reminder) -> str:
    return f"{profile.company.name}: interview in {reminder.lead}, refresh the brief"


def agenda(profile: Profile, now: dt.datetime) -> list[str]:
    """Return one line a reminder, in order: when, in the zone of `now`, and what for."""
    found = reminders(profile, now)
    return [f"{r.at.astimezone(now.tzinfo):%a %d %b %Y, %H:%M}  {_summary(profile, r)}" for r in found]


def _uid(profile: Profile, reminder: Reminder) -> str:
    rounds = [i.round for i in profile.interviews]
    named = reminder.interview.round
    which = named if named and rounds.count(named) == 1 else f"#{reminder.number}"
    digest = hashlib.sha256("\0".join((profile.slug, which, reminder.lead)).encode()).hexdigest()
    return f"{digest[:32]}@research"


def _description(profile: Profile, interview: Interview) -> str:
    at = interview.at
    lines = [f"research refresh {profile.slug}"]
    if at is not None:
        lines.append(f"Interview: {at:%a %d %b %Y, %H:%M} ({at:%Z})")
    if interview.round:
        lines.append(f"Round: {interview.round}")
    if interview.interviewers:
        lines.append(f"With: {', '.join(interview.interviewers)}")
    return "\n".join(lines)


# --- cron and systemd ---


def cron_line(profile: Profile, command: Sequence[str], now: dt.datetime) -> str:
    """Return one crontab line a reminder, in the zone of `now` (cron runs on the machine's clock); "" for none.

    A crontab knows no year: the line itself looks at it, or it would run on that day of every year.

    `now` should carry the machine's zone as a ZoneInfo: a fixed offset is an hour out after the clock changes.
    `command` is the program with its arguments; percent signs are escaped, since cron takes them for line ends
    (crontab(5)).
    """
    run = shlex.join(command).replace("%", "\\%")
    lines = []
    for reminder in reminders(profile, now):
        local = reminder.at.astimezone(now.tzinfo)
        this_year = f'[ "$(date +\\%Y)" = {local.year} ] &&'
        lines.append(f"{local.minute} {local.hour} {local.day} {local.month} * {this_year} {run}")
    return "\n".join(lines)


def systemd_line(profile: Profile, command: Sequence[str], now: dt.datetime) -> str:
    """Return one `systemd-run` line a reminder, a timer caught up after sleep (systemd.timer(5)); "" for none."""
    lines = []
    for reminder in reminders(profile, now):
        name = f"research-{profile.slug}-{reminder.number}-{reminder.lead.replace(' ', '-')}"
        when = f"{reminder.at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"
        lines.append(
            f"systemd-run --user --unit={shlex.quote(name)} --on-calendar={shlex.quote(when)}"
            f" --timer-property=Persistent=true {shlex.join(command)}"
        )
    return "\n".join(lines)
