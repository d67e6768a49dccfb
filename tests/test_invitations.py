"""An invitation tells when, where and with whom; what is doubtful is said."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import pty
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from research.cli import cli as command_line
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


@pytest.mark.parametrize(
    ("title", "round_"),
    [("Mesh Studio - 2nd interview Sam Okoro / Senior Cloud Engineer", "2nd interview"),
     ("Round 2: Data Engineer", "Round 2"), ("Acme: Hiring Manager interview", "Hiring Manager interview"),
     ("Zweites Gespräch mit Tern Valley", "Zweites Gespräch"), ("Senior Product Manager Interview", ""),
     ("Interview 3pm", ""), ("Sam / Dana", "")],
)  # fmt: skip
def test_of_a_title_only_the_round_is_taken(tmp_path: Path, title: str, round_: str) -> None:
    """Company, role and names stand elsewhere in the profile; a title that names no round gives none."""
    assert invitation(tmp_path, event(f"SUMMARY:{title}")).round == round_


def test_the_zones_of_outlook_have_their_names_of_the_iana_database(tmp_path: Path) -> None:
    """The file's own rules for “Pacific Standard Time” agree with America/Los_Angeles, so that "PST" can be said."""
    rules = (
        "BEGIN:VTIMEZONE\r\nTZID:Pacific Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T020000\r\n"
        "TZOFFSETFROM:-0700\r\nTZOFFSETTO:-0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    found = invitation(tmp_path, rules, event(start="DTSTART;TZID=Pacific Standard Time:20261203T100000"))
    assert found.at is not None
    assert (found.zone, found.at.tzname(), found.at.hour) == ("America/Los_Angeles", "PST", 10)


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
        ("DTSTART;TZID=Europe:20261203T100000", "“Europe” is an unknown time zone; 10:00 is taken as your own time."),
        (
            f"DTSTART;TZID=Europe/{'x' * 300}:20261203T100000",
            f"“Europe/{'x' * 65}” is an unknown time zone; 10:00 is taken as your own time.",
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


# --- ten invitations as programs write them ---------------------------------------------------------------------

SHELF = Path(__file__).parent / "invitations"
ACME = "Acme Corp"


@pytest.mark.parametrize(
    ("name", "at", "minutes", "place", "people", "domain"),
    [
        ("google", "2026-12-03T09:00:00+00:00", 45, "https://meet.google.com/abc-defg-hij",
         ["Dana Reyes", "Aoife Kearney"], "acme-corp.example"),
        ("outlook", "2026-12-03T14:00:00+01:00", 60,
         "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0",
         ["Dana Reyes", "Tomás Okafor"], "acme-corp.example"),
        ("outlook-update", "2026-12-04T10:00:00+01:00", 60,
         "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0",
         ["Dana Reyes", "Tomás Okafor"], "acme-corp.example"),
        ("apple", "2026-12-07T15:30:00+01:00", 60, "Tern Valley Clinics Lindenstraße 4 10969 Berlin",
         ["Jörg Weiß"], "tern-valley.example"),
        ("all-day", None, 45, "Windlass Quay 3, Dublin", ["Aoife Kearney"], "acme-corp.example"),
        ("floating", "2026-12-08T10:30:00", 90, "", ["Petra Nováková"], "copperline-foods.example"),
        ("one-surname", "2026-12-09T13:00:00-05:00", 60, "https://marlowe.zoom.us/j/99911122233?pwd=x",
         ["Chen Li", "Wei Li"], "marlowe-freight.example"),
        ("two-revisions", "2026-12-11T11:00:00+01:00", 30, "+420 555 010 199", ["Petra Nováková"],
         "copperline-foods.example"),
        ("calendly", "2026-12-15T18:00:00+00:00", 30, "https://us02web.zoom.us/j/81234567890", ["Ines Duarte"],
         "marlowe-freight.example"),
        ("greenhouse", "2026-12-04T09:00:00+00:00", 60, "5230 Newell Road, Palo Alto", ["Bertram Gilfoyle"],
         "piedpiper.example"),
        ("agency", "2026-12-03T14:00:00+00:00", 60, "https://meet.google.com/abc-defg-hij",
         ["Nora Vogt", "Sally Hunter"], "talentfinders.example"),
    ],
)  # fmt: skip
def test_invitations_of_every_program_are_read(
    name: str, at: str | None, minutes: int, place: str, people: list[str], domain: str
) -> None:
    """Google, Outlook with its own time zone, Apple, all-day, floating, panel, revisions: when, where, with whom."""
    found = read_invitation(SHELF / f"{name}.ics", NOW)
    assert (found.at.isoformat() if found.at else None, found.minutes, found.place) == (at, minutes, place)
    assert ([p.name for p in found.people], found.hosts[:1], found.cancelled) == (people, (domain,), False)


def test_a_cancellation_is_known_as_one() -> None:
    """METHOD:CANCEL or STATUS:CANCELLED."""
    found = read_invitation(SHELF / "outlook-cancel.ics", NOW)
    assert found.cancelled
    assert found.doubts == ("The appointment is marked as cancelled.",)


def cli(tmp_path: Path, *args: str, status: int = 0) -> Result:
    """Run the command line in this process, without a terminal."""
    done = CliRunner().invoke(command_line, [*args, "--profiles", str(tmp_path / "profiles")])
    assert done.exit_code == status, done.output
    return done


def test_new_takes_site_date_and_people_from_an_invitation(tmp_path: Path) -> None:
    """The domain carries the company's name, so it is proposed as its site, and the profile says why."""
    cli(tmp_path, "new", ACME, "--invite", str(SHELF / "google.ics"))
    profile = load(tmp_path / "profiles" / "acme-corp", NOW)
    assert profile.company.site == "https://acme-corp.example/"
    assert profile.company.why == ("Your invitation comes from addresses at acme-corp.example.",)
    assert [p.name for p in profile.interviewers] == ["Dana Reyes", "Aoife Kearney"]
    assert profile.interviews[0].uid == "5k2j8q1v0t7h3m6n@google.com"


def test_a_domain_without_the_companys_name_is_only_told(tmp_path: Path) -> None:
    """An agency may invite: its domain is never written down unasked."""
    done = cli(tmp_path, "new", "Hooli", "--invite", str(SHELF / "google.ics"))
    assert "acme-corp.example" in done.stderr
    assert load(tmp_path / "profiles" / "hooli", NOW).company.site is None


def test_a_recruiter_of_another_firm_lends_the_company_no_site(tmp_path: Path) -> None:
    """The site is the one whose addresses carry the name; who invites from elsewhere is taken as the recruiter."""
    done = cli(tmp_path, "new", "Hooli", "--invite", str(SHELF / "agency.ics"))
    assert "Sally Hunter invites from another firm" in done.stderr
    profile = load(tmp_path / "profiles" / "hooli", NOW)
    assert profile.company.site == "https://hooli.example/"
    assert [(p.name, p.role) for p in profile.interviewers] == [("Nora Vogt", None), ("Sally Hunter", "REC")]


@pytest.mark.parametrize(
    "host",
    ["gmail.com", "outlook.com", "yahoo.co.uk", "gmx.net", "wanadoo.fr", "greenhouse.io", "us.greenhouse-mail.io",
     "calendly.com", "hire.lever.co", "group.calendar.google.com", "candidates.workablemail.com"],
)  # fmt: skip
def test_mailboxes_and_services_are_nobodys_site(tmp_path: Path, host: str) -> None:
    """Providers of mail and senders of invitations are never proposed as the company's."""
    found = invitation(tmp_path, event(f"ORGANIZER;CN=Kim Larsen:mailto:kim.l@{host}"))
    assert (found.hosts, found.people) == ((), ())


@pytest.mark.parametrize("host", ["mail.acme.example", "me.acme.example", "google.com", "acme.co.uk"])
def test_a_company_with_such_a_word_in_its_host_is_one(tmp_path: Path, host: str) -> None:
    """Only the name before the top-level domain tells; the people of a house with a calendar service are people."""
    found = invitation(tmp_path, event(f"ORGANIZER;CN=Kim Larsen:mailto:kim.l@{host}"))
    assert (found.hosts, [p.name for p in found.people]) == ((host,), ["Kim Larsen"])


def test_the_candidate_is_not_among_those_to_meet(tmp_path: Path) -> None:
    """Told by the profile's candidate, or by an address of their own name."""
    me = "ATTENDEE;CN=Maya Lindgren:mailto:maya@{}.example"
    assert invitation(tmp_path, event(me.format("lindgren"))).people == ()
    cli(tmp_path, "new", "Acme")
    folder = tmp_path / "profiles" / "acme"
    toml = folder / "profile.toml"
    toml.write_text(toml.read_text() + '\n[candidate]\nname = "Maya Lindgren"\n')
    invitation(tmp_path, event(me.format("work"), "ORGANIZER;CN=Dana Reyes:mailto:dana@acme.example"))
    cli(tmp_path, "add", "acme", str(tmp_path / "invite.ics"))
    assert [p.name for p in load(folder, NOW).interviewers] == ["Dana Reyes"]


def test_a_time_in_utc_is_shown_in_the_users_zone_or_the_calendars(tmp_path: Path) -> None:
    """Google writes every time in UTC; its own zone may stand beside it."""
    cli(tmp_path, "new", "Acme", "--invite", str(SHELF / "google.ics"))
    (slot,) = load(tmp_path / "profiles" / "acme", NOW.astimezone(ZoneInfo("Asia/Tokyo"))).interviews
    assert slot.at is not None
    assert f"{slot.at:%H:%M %Z}" == "18:00 JST"
    text = (SHELF / "google.ics").read_text().replace("VERSION:2.0", "VERSION:2.0\nX-WR-TIMEZONE:Europe/Lisbon")
    (tmp_path / "g.ics").write_text(text)
    assert read_invitation(tmp_path / "g.ics", NOW).zone == "Europe/Lisbon"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_an_invitation_in_another_encoding_keeps_its_letters(tmp_path: Path, encoding: str) -> None:
    """As older programs write it."""
    path = tmp_path / "apple.ics"
    path.write_bytes((SHELF / "apple.ics").read_text("utf-8").encode(encoding))
    assert [p.name for p in read_invitation(path, NOW).people] == ["Jörg Weiß"]


def test_the_day_of_an_all_day_invitation_is_kept(tmp_path: Path) -> None:
    """In what the appointment is called, and `at` waits to be written."""
    cli(tmp_path, "new", ACME, "--invite", str(SHELF / "all-day.ics"))
    folder = tmp_path / "profiles" / "acme-corp"
    assert load(folder, NOW).interviews[0].round == "On-site day, 10 Dec 2026"
    assert "# at = " in (folder / "profile.toml").read_text()


def test_an_update_and_a_cancellation_change_their_own_appointment_only(tmp_path: Path) -> None:
    """The same UID moves, is cancelled and comes back; comments, order and the other appointment stay as they are."""
    cli(tmp_path, "new", ACME, "--invite", str(SHELF / "google.ics"), "--invite", str(SHELF / "outlook.ics"))
    folder = tmp_path / "profiles" / "acme-corp"
    toml = folder / "profile.toml"
    toml.write_text(toml.read_text().replace("minutes = 60", "minutes = 60 # bring the laptop") + "\n# the end\n")
    before = toml.read_text().splitlines()

    cli(tmp_path, "add", "acme-corp", str(SHELF / "outlook-update.ics"))
    after = toml.read_text().splitlines()
    assert [line for line in after if line not in before] == ["at = 2026-12-04T10:00:00+01:00", "sequence = 1"]
    before.insert(after.index("sequence = 1"), "sequence = 1")
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert changed == [("at = 2026-12-03T14:00:00+01:00", "at = 2026-12-04T10:00:00+01:00")]
    assert "is older than" in cli(tmp_path, "add", "acme-corp", str(SHELF / "outlook.ics")).stderr
    assert toml.read_text().splitlines() == after

    cli(tmp_path, "add", "acme-corp", str(SHELF / "outlook-cancel.ics"))
    assert [i.round for i in load(folder, NOW).interviews] == ["second interview"]
    assert [line for line in toml.read_text().splitlines() if line not in after] == ["cancelled = true"]

    cli(tmp_path, "add", "acme-corp", str(SHELF / "outlook-update.ics"))
    assert len(load(folder, NOW).interviews) == 2


@pytest.mark.parametrize("names", [("outlook", "outlook-update"), ("outlook-update", "outlook")])
def test_of_two_revisions_given_at_once_the_later_counts(tmp_path: Path, names: tuple[str, str]) -> None:
    """In whatever order they are named."""
    cli(tmp_path, "new", ACME, *(word for name in names for word in ("--invite", str(SHELF / f"{name}.ics"))))
    (slot,) = load(tmp_path / "profiles" / "acme-corp", NOW).interviews
    assert slot.at is not None
    assert slot.at.isoformat() == "2026-12-04T10:00:00+01:00"


def test_a_cancellation_of_something_unknown_changes_nothing(tmp_path: Path) -> None:
    """One sentence, status 2, and the profile stays byte for byte."""
    cli(tmp_path, "new", ACME, "--site", "https://acme-corp.example")
    toml = tmp_path / "profiles" / "acme-corp" / "profile.toml"
    before = toml.read_bytes()
    done = cli(tmp_path, "add", "acme-corp", str(SHELF / "outlook-cancel.ics"), status=2)
    assert "nothing was changed" in done.stderr
    assert toml.read_bytes() == before


def test_two_roles_at_one_company_are_two_profiles(tmp_path: Path) -> None:
    """--slug names the second folder."""
    cli(tmp_path, "new", ACME, "--site", "https://acme-corp.example")
    cli(tmp_path, "new", ACME, "--site", "https://acme-corp.example", "--slug", "acme-corp-data")
    assert {p.name for p in (tmp_path / "profiles").iterdir()} == {"acme-corp", "acme-corp-data"}
    assert load(tmp_path / "profiles" / "acme-corp-data", NOW).company.name == ACME


def test_a_posting_that_cannot_be_read_makes_no_profile(tmp_path: Path) -> None:
    """One sentence, and nothing is written."""
    (tmp_path / "old.docx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 5000)
    assert "cannot be read" in cli(tmp_path, "new", "Hooli", "--posting", str(tmp_path / "old.docx"), status=2).stderr
    assert not (tmp_path / "profiles" / "hooli").exists()


def test_nothing_is_asked_without_a_terminal(tmp_path: Path) -> None:
    """A missing name is an input error; a name alone writes the profile."""
    assert "name the company" in cli(tmp_path, "new", status=2).stderr
    cli(tmp_path, "new", "Hooli")
    assert load(tmp_path / "profiles" / "hooli", NOW).company.name == "Hooli"


def test_on_a_terminal_little_given_is_asked_for(tmp_path: Path) -> None:
    """In turn, on a pseudo-terminal; what cannot be used is asked again."""
    answers = [
        "Hooli",
        "no address",
        "https://hooli.example",
        "missing.pdf",
        "",
        "hooli-ops",
        "",
        "Gavin Belson, CEO",
        "",
    ]
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.execv(sys.executable, [sys.executable, "-m", "research", "new"])
    os.write(terminal, ("\n".join(answers) + "\n").encode())
    with contextlib.suppress(OSError):
        while os.read(terminal, 1000):
            pass
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    profile = load(tmp_path / "profiles" / "hooli-ops", NOW)
    assert (profile.company.name, profile.company.site) == ("Hooli", "https://hooli.example")
    assert [(p.name, p.title) for p in profile.interviewers] == [("Gavin Belson", "CEO")]


def test_the_rules_of_a_zone_are_not_unrolled_second_by_second(tmp_path: Path) -> None:
    """A zone of dense rules took minutes; those of real zones, once a year, count. Text that is not UTF-8 is read."""
    rule = "BEGIN:{}\r\nDTSTART:19700{}01T020000\r\nRRULE:{}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nEND:{}\r\n"

    def zone(summer: str, winter: str, times: int = 1) -> str:
        rules = rule.format("DAYLIGHT", 3, summer, "+0100", "+0200", "DAYLIGHT")
        rules += rule.format("STANDARD", 9, winter, "+0200", "+0100", "STANDARD")
        return f"BEGIN:VTIMEZONE\r\nTZID:Ours\r\n{rules * times}END:VTIMEZONE"

    meeting = event("LOCATION:Café", start="DTSTART;TZID=Ours:20260703T100000")
    real = invitation(tmp_path, zone("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"), meeting)
    assert real.at is not None
    assert real.at.utcoffset() == dt.timedelta(hours=2)
    began = time.process_time()
    dense = zone("FREQ=SECONDLY", "FREQ=YEARLY;BYSECOND=0,1,2,3;BYMINUTE=0,1,2,3;BYHOUR=0,1,2", 100)
    assert invitation(tmp_path, dense.replace("FREQ=S", "FR\r\n EQ=S"), meeting).round == ""
    assert time.process_time() - began < 5
    (tmp_path / "latin.ics").write_bytes((tmp_path / "invite.ics").read_text().encode("latin-1"))
    assert read_invitation(tmp_path / "latin.ics", NOW).place == "Café"
