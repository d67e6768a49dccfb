"""Reminders, cron lines, and how old a brief may be."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from research.models import CompanyEntry, Interview, Profile
from research.plan import calendar, cron_line, due, staleness, staleness_line, systemd_line

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


def test_cron_lines_are_on_the_machine_s_clock_and_escape_percent_signs() -> None:
    one = profile(Interview(at=dt.datetime(2026, 10, 26, 10, 0, tzinfo=BERLIN)))
    command = ["research", "refresh", "holm-pumps", "--profiles", "/tmp/50% off"]
    line = cron_line(one, command, NOW.astimezone(NEW_YORK))
    run = "research refresh holm-pumps --profiles '/tmp/50\\% off'"
    assert line.split("\n") == [f"0 4 24 10 * {run}", f"0 2 26 10 * {run}"]
    assert cron_line(profile(), command, NOW) == systemd_line(profile(), command, NOW) == ""


def test_a_systemd_line_names_the_moment_in_utc() -> None:
    line = systemd_line(profile(Interview(at=NOW + 20 * H)), ["research", "refresh", "holm-pumps"], NOW)
    assert line == (
        "systemd-run --user --unit=research-holm-pumps-1-3-hours --on-calendar='2026-10-21 01:00:00 UTC'"
        " --timer-property=Persistent=true research refresh holm-pumps"
    )


@pytest.mark.parametrize(
    ("age", "until", "wanted"),
    [
        (10 * D, None, "fresh"),
        (20 * D, None, "due"),
        (40 * D, None, "stale"),
        (6 * D, 20 * D, "fresh"),
        (6 * D, 6 * D, "due"),
        (7 * D, 6 * D, "stale"),
        (20 * H, 2 * D, "fresh"),
        (20 * H, 20 * H, "due"),
        (4 * H, 2 * H, "due"),
        (7 * H, 2 * H, "stale"),
        (90 * D, -H, "past"),
    ],
)
def test_the_nearer_the_interview_the_younger_the_brief_must_be(
    age: dt.timedelta, until: dt.timedelta | None, wanted: str
) -> None:
    assert staleness(age, until) == wanted


def test_the_line_says_age_countdown_and_what_to_do() -> None:
    assert staleness_line(5 * D, 2 * D) == "read 5 days ago, interview in 2 days: refresh it before you rely on it"
    assert staleness_line(H, 30 * H) == "read 1 hour ago, interview in 30 hours"
    assert staleness_line(dt.timedelta(minutes=1), None) == "read 1 minute ago"


def test_due_lists_what_is_near_the_next_first_and_says_what_is_owed() -> None:
    near, nearer, far = (
        profile(Interview(at=NOW + span), Interview(at=NOW - D), slug=slug)
        for slug, span in (("near", 2 * D), ("nearer", D), ("far", 9 * D))
    )
    found = due([(near, NOW - H), (nearer, None), (far, None)], 3 * D, NOW)
    assert [(d.slug, d.owed) for d in found] == [("nearer", True), ("near", False)]
    assert found[0].why == "no brief yet"
