"""The candidate's folder: notes, ticks, added files and addresses, corrections, checklists, from the command line."""

from __future__ import annotations

import codecs
import datetime as dt
import json
import os
import shutil
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from folders import example, run

from research import notebook
from research.corrections import line_of, parse
from research.errors import InputError
from research.profiles import load

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with its brief made, as the folder of profiles."""
    root = tmp_path_factory.mktemp("made")
    example(root)
    run(root, "brief", "acme-corp", "-q")
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(made, tmp_path / "profiles")
    return tmp_path / "profiles"


def exported(root: Path) -> dict:
    return json.loads(run(root, "export", "acme-corp").stdout)


# --- note ---


def test_a_note_is_appended_under_its_person_and_day(root: Path) -> None:
    """Marks and topics are kept, one heading for a person and a day, the file before stays byte for byte."""
    notes = root / "acme-corp" / "notes.md"
    before = notes.read_bytes()
    run(root, "note", "acme-corp", "! #night-team: they read every rule", "--from", "dana")
    run(root, "note", "acme-corp", "< send the write-up", "--from", "Dana Reyes")
    run(root, "note", "acme-corp", "? who decides")
    after = notes.read_bytes()
    assert after.startswith(before)
    assert after.decode().count("## Dana Reyes") == 1
    told = load(root / "acme-corp", NOW).notes[-3:]
    assert [(n.mark, n.topic, n.person) for n in told] == [
        ("!", "night-team", "Dana Reyes"), ("<", None, "Dana Reyes"), ("?", None, None),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["# Heading", "@Tomas: said so"])
def test_a_note_cannot_become_a_heading(root: Path, text: str) -> None:
    """What would change who speaks from there on is written as a list item."""
    run(root, "note", "acme-corp", text, "--from", "Dana")
    assert (root / "acme-corp" / "notes.md").read_text().endswith(f"\n- {text}\n")


def test_an_empty_note_is_refused(root: Path) -> None:
    """One sentence, and nothing is written."""
    before = (root / "acme-corp" / "notes.md").read_bytes()
    run(root, "note", "acme-corp", " ! ", status=2)
    assert (root / "acme-corp" / "notes.md").read_bytes() == before


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "utf-8"])
def test_line_ends_and_encoding_of_the_notes_stay(root: Path, encoding: str) -> None:
    """CRLF, Windows-1252, UTF-16 and a byte order mark stay when a note is added and when a person is forgotten."""
    notes = root / "acme-corp" / "notes.md"
    notes.write_bytes("## Dana Reyes, 12 Nov 2026\r\n! secret\r\n## Jörg, 12 Nov 2026\r\n! Grüße".encode(encoding))
    mark = notes.read_bytes()[:2]
    run(root, "note", "acme-corp", "! Überblick", "--from", "Jörg")
    assert [n.text for n in load(root / "acme-corp", NOW).notes] == ["secret", "Grüße", "Überblick"]
    run(root, "forget", "acme-corp", "--person", "Dana Reyes", "--yes")
    text = notes.read_bytes().decode(encoding)
    assert text.startswith("## Jörg, 12 Nov 2026\r\n! Grüße\r\n")
    assert text.endswith("! Überblick\r\n")
    assert text.count("\n") == text.count("\r\n")
    assert encoding in ("cp1252", "utf-8") or notes.read_bytes()[:2] == mark


def test_lines_of_two_programs_at_once_are_all_kept(tmp_path: Path) -> None:
    """A file that changes while it is read is read again; of 60 lines from three writers none is lost."""
    path = tmp_path / "notes.md"

    def write(who: int) -> None:
        for number in range(20):
            notebook.append(path, lambda before, n=number: f"{who}-{n}\n")

    writers = [threading.Thread(target=write, args=(who,)) for who in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    lines = path.read_text().splitlines()
    assert len(lines) == len(set(lines)) == 60
    assert list(tmp_path.iterdir()) == [path]


def test_a_note_file_that_cannot_be_appended_to_is_refused_and_kept(tmp_path: Path) -> None:
    """What is no text, links out of the folder."""
    path = tmp_path / "notes.md"
    path.write_bytes(b"! a\0\x01")
    before = path.read_bytes()
    with pytest.raises(InputError, match="holds no text"):
        notebook.append(path, lambda _: "x\n")
    assert path.read_bytes() == before
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "notes.md").symlink_to(path)
    with pytest.raises(InputError, match="leads out"):
        notebook.append(inside / "notes.md", lambda _: "x\n")


def test_a_misspelled_name_makes_no_new_person(root: Path) -> None:
    """The known one is asked for; --new takes the name as typed, and after that it is known."""
    refused = run(root, "note", "acme-corp", "= pairs", "--from", "Tomsa", status=2)
    assert "did you mean Tomás Okafor? If not, add --new" in refused.stderr
    run(root, "note", "acme-corp", "= pairs", "--from", "Tomsa", "--new")
    run(root, "note", "acme-corp", "= two reviews", "--from", "Tomsa")
    text = (root / "acme-corp" / "notes.md").read_text("utf-8")
    assert text.count("## Tomsa, ") == 1
    assert "Tomás" not in text


# --- covered ---


def test_a_ticked_question_stays_ticked_and_is_not_asked_again(root: Path) -> None:
    """By command and by hand in brief.md; the next brief keeps both with their numbers and asks others."""
    old = {q["id"]: q for q in exported(root)["questions"]}
    run(root, "covered", "acme-corp", "Q3", "--note", "a week at most")
    brief = root / "acme-corp" / "brief.md"
    assert "\n3. [x] " in brief.read_text()
    brief.write_text(brief.read_text().replace("\n5. [ ]", "\n5. [x]") + "\nmy own remark\n")
    run(root, "brief", "acme-corp", "-q")
    new = {q["id"]: q for q in exported(root)["questions"]}
    for number in ("Q3", "Q5"):
        assert (new[number]["state"], new[number]["text"]) == ("covered", old[number]["text"])
    others = [q for q in new.values() if q["state"] != "covered"]
    assert len(others) >= 8
    assert not {q["text"] for q in others} & {old["Q3"]["text"], old["Q5"]["text"]}
    assert not any(q["starred"] for q in new.values() if q["state"] == "covered")
    run(root, "verify", "acme-corp")


def test_a_tick_can_be_taken_back(root: Path) -> None:
    """--undo, or emptying the box in brief.md."""
    run(root, "covered", "acme-corp", "3", "Q4")
    run(root, "covered", "acme-corp", "Q3", "--undo")
    brief = root / "acme-corp" / "brief.md"
    assert "\n3. [ ]" in brief.read_text()
    brief.write_text(brief.read_text().replace("\n4. [x]", "\n4. [ ]"))
    run(root, "brief", "acme-corp", "-q")
    assert not [q for q in exported(root)["questions"] if q["state"] == "covered"]


def test_the_grid_shows_topics_and_people_and_what_to_say(root: Path) -> None:
    """Twelve topics, a column a person, and a closing that names what was covered."""
    run(root, "covered", "acme-corp", "Q1")
    out = run(root, "covered", "acme-corp").stdout
    head = out.splitlines()[0]
    assert [name in head for name in ("Dana Reyes", "Tomás Okafor", "Aoife Kearney")] == [True] * 3
    assert len([line for line in out.splitlines()[1:13] if line]) == 12
    assert "If all were covered, say: “" in out


def test_an_unknown_question_is_named(root: Path) -> None:
    """With the numbers that there are."""
    assert "Q99" in run(root, "covered", "acme-corp", "Q99", status=2).stderr


# --- thanks, checklist ---


def test_a_thank_you_draft_is_written_once_and_checked_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the user writes into it stays; ready when no blank is left; --mail shows an address, nothing is sent."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    run(root, "note", "acme-corp", "! #night-team: they read every rule", "--from", "Dana")
    first = run(root, "thanks", "acme-corp", "--for", "Dana")
    assert "not ready: 3 blanks" in first.stderr
    path = root / "acme-corp" / "thanks-dana-reyes.md"
    path.write_text(path.read_text().replace("To: ___", "To: dana@acme.example").replace("___", "one rule book"))
    second = run(root, "thanks", "acme-corp", "--for", "Dana", "--mail")
    assert ": ready" in second.stderr
    address = urlsplit(second.stdout.strip().splitlines()[-1])
    assert (address.scheme, address.path) == ("mailto", "dana@acme.example")
    assert "night team" in parse_qs(address.query)["body"][0]
    assert "they read every rule" not in address.query


@pytest.mark.parametrize(("status", "told"), [(0, False), (3, True)])
def test_the_mail_program_gets_the_whole_letter(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, told: bool
) -> None:
    """A stand-in for xdg-open gets every letter, also ü, & and line ends; when it fails the address is told."""
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\nexit {status}\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{opener.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":99")
    letter = (
        "To: dana@acme.example\nSubject: Thank you, R&D “Müller”?\n\nDear Dana,\n\nTea & 100% = yes.\nOne + two?\n---\n"
    )
    (root / "acme-corp" / "thanks-dana-reyes.md").write_text(letter)
    done = run(root, "thanks", "acme-corp", "--for", "Dana", "--mail")
    address = urlsplit((tmp_path / "opened").read_text())
    assert address.path == "dana@acme.example"
    assert parse_qs(address.query) == {
        "subject": ["Thank you, R&D “Müller”?"], "body": ["Dear Dana,\r\n\r\nTea & 100% = yes.\r\nOne + two?\r\n"],
    }  # fmt: skip
    assert ("no mail program" in done.stderr) is told


def test_the_checklist_holds_the_facts_of_the_day(root: Path) -> None:
    """Time, zone, link, names, first questions and what was promised."""
    out = run(root, "checklist", "acme-corp").stdout
    assert "10:00 (" in out
    assert "UTC+" in out
    assert "Dana Reyes · <https://meet.acme-corp.example/alerts>" in " ".join(out.split())
    assert "Be there at 09:55" in out
    assert "You promised Aoife Kearney: send a link to the write-up about the rollback" in " ".join(out.split())
    assert all(line.startswith(("- ", "#", "  ")) or not line for line in out.splitlines())


def test_the_checklist_is_about_those_of_the_day_and_fits_a_terminal(root: Path) -> None:
    """Who comes on another day is left out; prose stays within 80 columns here, in drafts and below the grid."""
    toml = root / "acme-corp" / "profile.toml"
    text = toml.read_text()
    at = text.rindex('"in 3 working days at 10:45"')
    toml.write_text(text[:at] + text[at:].replace("in 3 working", "in 5 working", 1))
    out = run(root, "checklist", "acme-corp").stdout
    assert ("Dana Reyes" in out, "Tomás Okafor, " in out) == (True, False)
    for name in ("Chen Li", "Wei Li"):
        run(root, "note", "acme-corp", "! hiring", "--from", name)
    for text in (out, run(root, "thanks", "acme-corp").stdout, run(root, "covered", "acme-corp").stdout):
        assert max(len(line) for line in text.splitlines()) <= 80


def test_a_name_that_two_bear_is_asked_for_whole(root: Path) -> None:
    """A last name is enough when only one has it."""
    toml = root / "acme-corp" / "profile.toml"
    toml.write_text(toml.read_text() + '[[interviewers]]\nname = "Ann Okafor"\n')
    assert "Tomás Okafor or Ann Okafor" in run(root, "note", "acme-corp", "! x", "--from", "Okafor", status=2).stderr
    run(root, "note", "acme-corp", "! x", "--from", "reyes")
    assert "## Dana Reyes, " in (root / "acme-corp" / "notes.md").read_text()


# --- add ---


def test_a_file_is_copied_under_a_safe_name_and_never_over_another(root: Path, tmp_path: Path) -> None:
    """Into pages/, with --person into people/ where the profile finds it; the same content once."""
    source = tmp_path / "..About us (1)?.HTML"
    source.write_text("<h1>About</h1>")
    run(root, "add", "acme-corp", str(source))
    run(root, "add", "acme-corp", str(source))
    source.write_text("<h1>Other</h1>")
    run(root, "add", "acme-corp", str(source))
    pages = root / "acme-corp" / "pages"
    assert sorted(p.name for p in pages.glob("about-us*")) == ["about-us-1-2.html", "about-us-1.html"]
    assert (pages / "about-us-1.html").read_text() == "<h1>About</h1>"
    talk = tmp_path / "talk.md"
    talk.write_text("# A talk")
    run(root, "add", "acme-corp", str(talk), "--person", "tomás")
    assert "people/tomas-okafor-talk.md" in load(root / "acme-corp", NOW).people_files


def test_an_address_goes_into_the_profile_with_its_comments_kept(root: Path) -> None:
    """Once, into pages, or into a person's links; every other line stays."""
    toml = root / "acme-corp" / "profile.toml"
    before = toml.read_text().splitlines()
    for _ in range(2):
        run(root, "add", "acme-corp", "https://acme-corp.example/blog/outage")
    run(root, "add", "acme-corp", "https://dana.example/talks", "--person", "Dana")
    after = toml.read_text().splitlines()
    assert [line for line in before if line not in after] == []
    assert [line for line in after if line not in before] == [
        'pages = ["https://acme-corp.example/blog/outage"]', 'links = ["https://dana.example/talks"]',
    ]  # fmt: skip
    profile = load(root / "acme-corp", NOW)
    assert profile.company.pages == ("https://acme-corp.example/blog/outage",)
    assert profile.interviewers[0].links == ("https://dana.example/talks",)


def test_editing_keeps_the_line_ends_and_the_byte_order_mark(root: Path) -> None:
    """A profile.toml written on Windows stays one, whichever command edits it."""
    toml = root / "acme-corp" / "profile.toml"
    toml.write_bytes(codecs.BOM_UTF8 + toml.read_bytes().replace(b"\n", b"\r\n"))
    run(root, "add", "acme-corp", "https://acme-corp.example/blog/outage")
    run(root, "forget", "acme-corp", "--person", "Tomás Okafor", "--yes")
    data = toml.read_bytes()
    assert b"outage" in data
    assert (data[:3], data.count(b"\n")) == (codecs.BOM_UTF8, data.count(b"\r\n"))


@pytest.mark.parametrize("address", ["https://www.linkedin.com/in/dana-reyes", "https://facebook.com/dana"])
def test_walled_profiles_are_refused_with_the_way_out(root: Path, address: str) -> None:
    """How to save one's own view as PDF is said, and nothing is written."""
    before = (root / "acme-corp" / "profile.toml").read_bytes()
    assert "PDF" in run(root, "add", "acme-corp", address, "--person", "Dana", status=2).stderr
    assert (root / "acme-corp" / "profile.toml").read_bytes() == before


def test_what_cannot_be_added_is_refused(root: Path, tmp_path: Path) -> None:
    """Unknown types, missing files, pipes, a shelf that leads elsewhere."""
    (tmp_path / "x.exe").write_text("x")
    run(root, "add", "acme-corp", str(tmp_path / "x.exe"), status=2)
    run(root, "add", "acme-corp", str(tmp_path / "none.pdf"), status=2)
    os.mkfifo(tmp_path / "pipe.md")
    run(root, "add", "acme-corp", str(tmp_path / "pipe.md"), status=2)
    shutil.rmtree(root / "acme-corp" / "pages")
    (root / "acme-corp" / "pages").symlink_to(tmp_path)
    (tmp_path / "y.md").write_text("y")
    run(root, "add", "acme-corp", str(tmp_path / "y.md"), status=2)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("fake.pdf", b"hello"), ("fake.docx", b"PK\x03\x04 no archive"), ("empty.md", b" \n"),
        ("binary.txt", b"a\0b" * 50),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_not_added(root: Path, tmp_path: Path, name: str, data: bytes) -> None:
    """Its content decides over its name; one sentence says why, and the folder stays as it was."""
    (tmp_path / name).write_bytes(data)
    before = sorted((root / "acme-corp").rglob("*"))
    done = run(root, "add", "acme-corp", str(tmp_path / name), status=2)
    assert f"{name} was not added: " in done.stderr
    assert sorted((root / "acme-corp").rglob("*")) == before


# --- correct ---


def test_a_struck_fact_stays_struck_and_says_who_corrected_it(root: Path) -> None:
    """At once and after reading again; the user's value is a fact that cites corrections.md and can be verified."""
    run(root, "correct", "acme-corp", "founded", "2015", "--to", "2014")
    for _ in range(2):
        facts = [f for f in exported(root)["company"]["facts"] if f["kind"] == "founded"]
        assert [(f["value"], f["says"], f["citations"][0]["url"]) for f in facts] == [
            ("2014", "user", "corrections.md")
        ]
        assert "corrected by you: “2014”" in (root / "acme-corp" / "brief.md").read_text()
        run(root, "verify", "acme-corp")
        run(root, "brief", "acme-corp", "-q")


def test_questions_that_rest_on_a_struck_fact_disappear(root: Path) -> None:
    """And a fact struck without a right value stands among the gaps."""
    certified = [q for q in exported(root)["questions"] if "ISO 27001" in q["text"]]
    run(root, "correct", "acme-corp", "certification", "ISO 27001")
    data = exported(root)
    quotes = {c["quote"] for f in data["company"]["facts"] for c in f["citations"] if f["kind"] == "certification"}
    assert not any("ISO 27001" in quote for quote in quotes)
    kept = {q["text"] for q in data["questions"]}
    assert not [q for q in certified if q["text"] in kept and any(c["quote"] in quotes for c in q["citations"])]
    assert any(g["note"].startswith("struck by you") for g in data["gaps"])


def test_a_label_of_the_brief_names_what_is_corrected(root: Path) -> None:
    """“Since” is when it was founded; what the brief does not hold is answered with what it does."""
    assert "founded “2015” is struck" in run(root, "correct", "acme-corp", "Since", "2015").stderr
    refused = run(root, "correct", "acme-corp", "revenue", "1 million", status=2).stderr
    assert "has no revenue “1 million”; it has none of that kind, but " in refused
    assert "2015" in run(root, "correct", "acme-corp", "Since", "2015", "--undo").stderr


def test_one_brief_is_nothing_to_compare_and_no_failure(root: Path) -> None:
    """It is said in a sentence."""
    run(root, "forget", "acme-corp", "--person", "Dana Reyes", "--yes")
    run(root, "brief", "acme-corp", "-q")
    assert "one brief so far" in run(root, "changes", "acme-corp").stderr


def test_correcting_twice_is_correcting_once(root: Path) -> None:
    """Each correction stands once in facts, at a glance and among the pages, and the last one to a value counts."""
    run(root, "correct", "acme-corp", "founded", "2015", "--to", "2013")
    file = root / "acme-corp" / "corrections.md"
    file.write_text(file.read_text() + line_of("founded", "2015", "2014"))
    run(root, "correct", "acme-corp", "certification", "ISO 27001")
    data = exported(root)
    assert [f["value"] for f in data["company"]["facts"] if f["kind"] == "founded"] == ["2014"]
    assert (root / "acme-corp" / "brief.md").read_text().count("corrected by you") == 1
    assert [p["url"] for p in data["pages"]].count("corrections.md") == 1
    run(root, "verify", "acme-corp")


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_correction_is_taken_back_by_deleting_its_line(root: Path, by_hand: bool) -> None:
    """corrections.md is the user's own file; --undo deletes the line and no other."""
    path = root / "acme-corp" / "corrections.md"
    run(root, "correct", "acme-corp", "headquarters", "Dublin")
    run(root, "correct", "acme-corp", "founded", "2015", "--to", "2014")
    if by_hand:
        path.unlink()
    else:
        run(root, "correct", "acme-corp", "founded", "2015", "--undo")
        assert [c.wrong for c in parse(path.read_text())] == ["Dublin"]
        assert "nothing was changed" in run(root, "correct", "acme-corp", "founded", "2015", "--undo", status=2).stderr
    run(root, "brief", "acme-corp", "-q")
    assert [f["value"] for f in exported(root)["company"]["facts"] if f["kind"] == "founded"] == ["2015"]


def test_what_cannot_be_struck_is_told(root: Path) -> None:
    """An unknown kind with the nearest one, a value that the brief does not hold with those that it holds."""
    assert "did you mean founded" in run(root, "correct", "acme-corp", "foundet", "2015", status=2).stderr
    assert "“2015”" in run(root, "correct", "acme-corp", "founded", "1999", status=2).stderr


def test_corrections_are_read_as_written() -> None:
    """Each line round trips, quote marks inside become single, other lines are passed over."""
    text = (
        "# Corrections\n\n"
        + line_of("legal_name", 'The "Acme" Ltd', None)
        + line_of("founded", "2015", "2014")
        + "hm\n"
    )
    assert [(c.kind, c.wrong, c.right) for c in parse(text)] == [
        ("legal_name", "The 'Acme' Ltd", None), ("founded", "2015", "2014"),
    ]  # fmt: skip


# --- list ---


def test_the_list_tells_how_many_promises_are_owed(root: Path) -> None:
    """Those of the user that are not marked as kept; what others promised is not counted."""
    assert "you owe 1 promise" in run(root, "list").stdout
    run(root, "note", "acme-corp", "< send two references", "--from", "Dana")
    run(root, "note", "acme-corp", "> will send the handbook", "--from", "Dana")
    assert "you owe 2 promises" in run(root, "list").stdout
    notes = root / "acme-corp" / "notes.md"
    notes.write_text(notes.read_text("utf-8").replace("\n< ", "\n< [x] "), "utf-8")
    run(root, "note", "acme-corp", "I promised to send the plan", "--from", "Dana")
    assert "you owe 1 promise" in run(root, "list").stdout
    notes.write_text(notes.read_text("utf-8").replace("send the plan", "send the plan (done)"), "utf-8")
    assert "you owe" not in run(root, "list").stdout
