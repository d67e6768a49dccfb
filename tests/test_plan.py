"""Reminders and cron lines."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar

from research.models import CompanyEntry, Interview, Profile
from research.plan import agenda, calendar, cron_line, systemd_line

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NOW = dt.datetime(2026, 10, 20, 8, 0, tzinfo=dt.UTC)
D, H = dt.timedelta(days=1), dt.timedelta(hours=1)


def profile(*interviews: Interview, slug: str = "holm-pumps", name: str = "Holm Pumps") -> Profile:
    return Profile(slug=slug, folder=Path("profiles") / slug, company=CompanyEntry(name=name), interviews=interviews)


def events(text: str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_two_days_before_is_the_same_time_on_the_wall_although_the_clock_changes_between() -> None:
    """On 25 Oct 2026 Berlin goes from UTC+2 to UTC+1."""
    made = events(calendar(profile(Interview(at=dt.datetime(2026, 10, 26, 10, 0, tzinfo=BERLIN))), NOW))
    starts = [e["dtstart"].dt.astimezone(BERLIN) for e in made]
    assert [f"{s:%d %H:%M}" for s in starts] == ["24 10:00", "26 07:00"]
    assert made[0]["dtstart"].dt == dt.datetime(2026, 10, 24, 8, 0, tzinfo=dt.UTC)


def test_three_hours_before_are_three_hours_on_the_running_clock() -> None:
    """In New York 1 Nov 2026 has 25 hours: three hours before 03:30 is 01:30, the second one."""
    made = events(calendar(profile(Interview(at=dt.datetime(2026, 11, 1, 3, 30, tzinfo=NEW_YORK))), NOW))
    assert made[-1]["dtstart"].dt == dt.datetime(2026, 11, 1, 5, 30, tzinfo=dt.UTC)


def test_the_agenda_names_each_reminder_in_the_zone_of_its_reader() -> None:
    made = agenda(profile(Interview(at=NOW + 20 * H)), NOW.astimezone(BERLIN))
    assert made == ["Wed 21 Oct 2026, 03:00  Holm Pumps: interview in 3 hours, refresh the brief"]


def test_moments_that_are_over_are_left_out() -> None:
    soon = Interview(at=NOW + 20 * H)
    assert [str(e["summary"]) for e in events(calendar(profile(soon, Interview(at=NOW - H), Interview()), NOW))] == [
        "Holm Pumps: interview in 3 hours, refresh the brief"
    ]
    assert events(calendar(profile(Interview(at=NOW - H)), NOW)) == []


def test_a_file_made_again_keeps_its_uids_and_raises_its_sequence_even_when_the_interview_moved() -> None:
    first = events(calendar(profile(Interview(at=NOW + 5 * D, round="second")), NOW))
    again = events(calendar(profile(Interview(at=NOW + 6 * D, round="second")), NOW + D))
    assert [e["uid"] for e in first] == [e["uid"] for e in again]
    assert len({str(e["uid"]) for e in first}) == 2
    assert all(a["sequence"] > b["sequence"] for a, b in zip(again, first, strict=True))


def test_the_file_is_as_the_standard_wants_it() -> None:
    """CRLF, no line over 75 octets, text escaped, an alarm in each event."""
    odd = profile(
        Interview(at=NOW + 5 * D, round="a, b; c\nBEGIN:VEVENT", interviewers=("Ådne Øst" * 12,)), name="Ü" * 90
    )
    text = calendar(odd, NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.replace("\r\n", "").count("\n") == 0
    made = events(text)
    assert len(made) == 2
    assert "a, b; c\nBEGIN:VEVENT" in str(made[0]["description"])
    assert all(e.walk("VALARM") and e["dtstamp"].dt == NOW for e in made)


def test_every_moment_is_written_in_utc_so_that_no_calendar_needs_our_zone() -> None:
    """RFC 5545, section 3.3.5, form 2: every calendar shows it in its owner's zone, and no VTIMEZONE is owed."""
    text = calendar(profile(Interview(at=dt.datetime(2026, 10, 26, 10, 0, tzinfo=BERLIN))), NOW)
    moments = [line for line in text.split("\r\n") if line.startswith(("DTSTART", "DTEND", "DTSTAMP"))]
    assert len(moments) == 6
    assert all(re.fullmatch(r"DT\w+:\d{8}T\d{6}Z", line) for line in moments)
    assert "TZID" not in text
    assert "10:00 (CET)" in text.replace("\r\n ", "")


def test_the_zone_of_an_invitation_stays_with_its_appointment_through_the_store() -> None:
    """JSON keeps an offset only; the zone's name brings the wall clock back, also in an hour that comes twice."""
    for fold, offset in ((0, "+02:00"), (1, "+01:00")):
        at = dt.datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold)
        again = Interview.model_validate_json(Interview(at=at).model_dump_json())
        assert again.zone == "Europe/Berlin"
        assert again.at is not None
        assert (again.at.tzname(), again.at.isoformat()) == (at.tzname(), f"2026-10-25T02:30:00{offset}")
    fixed = Interview(at=dt.datetime(2026, 10, 25, 2, 30, tzinfo=dt.UTC))
    assert Interview.model_validate_json(fixed.model_dump_json()).zone == ""


def test_cron_lines_are_on_the_machine_s_clock_and_escape_percent_signs() -> None:
    one = profile(Interview(at=dt.datetime(2026, 10, 26, 10, 0, tzinfo=BERLIN)))
    command = ["research", "refresh", "holm-pumps", "--profiles", "/tmp/50% off"]
    line = cron_line(one, command, NOW.astimezone(NEW_YORK))
    run = "[ \"$(date +\\%Y)\" = 2026 ] && research refresh holm-pumps --profiles '/tmp/50\\% off'"
    assert line.split("\n") == [f"0 4 24 10 * {run}", f"0 2 26 10 * {run}"]
    assert cron_line(profile(), command, NOW) == systemd_line(profile(), command, NOW) == ""


def test_a_systemd_line_names_the_moment_in_utc() -> None:
    line = systemd_line(profile(Interview(at=NOW + 20 * H)), ["research", "refresh", "holm-pumps"], NOW)
    assert line == (
        "systemd-run --user --unit=research-holm-pumps-1-3-hours --on-calendar='2026-10-21 01:00:00 UTC'"
        " --timer-property=Persistent=true research refresh holm-pumps"
    )
