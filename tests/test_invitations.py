"""An invitation tells when, where and with whom; what is doubtful is said."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from research.errors import InputError
from research.invitations import Invitation, read_invitation
from research.profiles import load, scaffold

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
BERLIN = "DTSTART;TZID=Europe/Berlin:20261203T100000"


def event(*lines: str, start: str = BERLIN) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "UID:1", start, *lines, "END:VEVENT"])


def invitation(tmp_path: Path, *events: str) -> Invitation:
    path = tmp_path / "invite.ics"
    body = "\r\n".join(e.replace("UID:1", f"UID:{n}") for n, e in enumerate(events))
    path.write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}\r\nEND:VCALENDAR\r\n", newline="")
    return read_invitation(path, NOW)


FULL = event(
    "DTEND;TZID=Europe/Berlin:20261203T104500", "SUMMARY:Second interview", "LOCATION:https://meet.example/x",
    "ORGANIZER;CN=Aoife Kearney:mailto:aoife@acme.example",
    'ATTENDEE;CN="Reyes, Dana";CUTYPE=INDIVIDUAL:mailto:dana@acme.example',
    "ATTENDEE;CN=Kim Larsen:mailto:kim@gmail.com", "ATTENDEE;CUTYPE=ROOM;CN=Big Room:mailto:room@acme.example",
    "ATTENDEE;CN=info@acme.example:mailto:info@acme.example", "ATTACH:file:///etc/passwd",
)  # fmt: skip


def test_a_whole_invitation_is_read(tmp_path: Path) -> None:
    found = invitation(tmp_path, FULL)
    assert found.at is not None
    assert (found.at.isoformat(), found.zone, found.minutes) == ("2026-12-03T10:00:00+01:00", "Europe/Berlin", 45)
    assert (found.round, found.place, found.doubts) == ("Second interview", "https://meet.example/x", ())
    assert [p.name for p in found.people] == ["Dana Reyes", "Aoife Kearney"]


def test_it_becomes_a_profile(tmp_path: Path) -> None:
    found = invitation(tmp_path, FULL)
    people = ["Dana Reyes, VP", *found.people]
    folder = scaffold(tmp_path / "p", "Acme", interviews=[found.interview()], interviewers=people)
    profile = load(folder, NOW)
    (interview,) = profile.interviews
    assert interview.at is not None
    assert interview.at.isoformat() == "2026-12-03T10:00:00+01:00"
    assert (interview.minutes, interview.round, interview.place) == (45, "Second interview", "https://meet.example/x")
    assert interview.interviewers == ("Dana Reyes", "Aoife Kearney")
    assert [(p.name, p.title) for p in profile.interviewers] == [("Dana Reyes", "VP"), ("Aoife Kearney", None)]


def test_of_several_events_the_next_is_taken_and_that_is_said(tmp_path: Path) -> None:
    old, later = event(start="DTSTART:20261001T090000Z"), event(start="DTSTART:20270101T090000Z")
    found = invitation(tmp_path, later, old, event(start="DTSTART:20261203T090000Z"))
    assert found.at is not None
    assert found.at.month == 12
    assert found.doubts == ("The file holds several events; the next one was taken.",)


@pytest.mark.parametrize(
    ("start", "doubt"),
    [
        (
            "DTSTART;TZID=Mars/Base:20261203T100000",
            "“Mars/Base” is an unknown time zone; 10:00 is taken as your own time.",
        ),
        ("DTSTART:20261203T100000", "The invitation names no time zone; 10:00 is taken as your own time."),
        ("DTSTART;VALUE=DATE:20261203", "The invitation names only the day, 03 Dec 2026; write `at` yourself."),
        ("DTSTART:soon", "The invitation gives no readable start; write `at` yourself."),
        (
            "DTSTART;TZID=Europe/Oslo:20270328T023000",
            "02:30 does not exist that day in Europe/Oslo; ask for the time.",
        ),
        (
            "DTSTART;TZID=Europe/Oslo:20271031T023000",
            "02:30 comes twice that day in Europe/Oslo; ask which one is meant.",
        ),
        ("DTSTART:20261001T100000Z", "The appointment lies in the past."),
        (BERLIN + "\r\nRRULE:FREQ=SECONDLY", "The appointment repeats; only its first date was taken."),
        (BERLIN + "\r\nSTATUS:CANCELLED", "The appointment is marked as cancelled."),
    ],
)
def test_what_is_doubtful_is_said_in_words(tmp_path: Path, start: str, doubt: str) -> None:
    assert invitation(tmp_path, event(start=start)).doubts == (doubt,)


def test_the_meeting_link_is_found_in_the_description(tmp_path: Path) -> None:
    found = invitation(tmp_path, event("LOCATION:Microsoft Teams", "DESCRIPTION:Join https://teams.example/l/1 now"))
    assert found.place == "https://teams.example/l/1"


def test_what_is_no_invitation_is_refused_at_once(tmp_path: Path) -> None:
    start = time.process_time()
    path = tmp_path / "x.ics"
    for text, words in (
        ("hello", "calendar file"), ("", "calendar file"), ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "no event"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * 50_000, "more than 500"),
        ("x" * 2_000_001, "larger than 2 MB"),
    ):  # fmt: skip
        path.write_text(text)
        with pytest.raises(InputError, match=words):
            read_invitation(path, NOW)
    with pytest.raises(InputError, match="cannot be read"):
        read_invitation(tmp_path / "none.ics", NOW)
    assert time.process_time() - start < 2
