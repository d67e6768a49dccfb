"""A profile is read as written, and every mistake is one sentence with its place."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from research.collect.files import read_file
from research.errors import InputError, LocalTroubleError, ProfileError
from research.models import Miss
from research.profiles import find_root, interviewer_spec, load, scaffold, slug_of

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
FULL = """
# my notes stay here
[company]
name = "Acme Corp"
site = "acme.example"
aliases = ["Acme"]
pages = ["/about", "https://blog.acme.example/launch"]

[role]
title = "Platform Lead"
posting = "posting.md"
level = "senior"

[[interviews]]
at = 2026-12-03T10:00:00
zone = "Europe/Berlin"
minutes = 60
round = "second interview"
place = "https://meet.example/x"
with = ["Dana Reyes", "Tomas"]

[[interviews]]
at = "in 3 days at 10:00"
with = ["Ines Falk"]

[[interviewers]]
name = "Dana Reyes"
title = "VP Engineering"
role = "HM"
links = ["https://dana.example/about"]

[[interviewers]]
name = "Tomas Ek"
files = ["people/te.txt"]

[candidate]
name = "Kim Larsen"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty profile folder, seen from its working directory as profiles/acme."""
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "profiles" / "acme"
    (home / "people").mkdir(parents=True)
    (home / "pages").mkdir()
    return home


def write(folder: Path, text: str) -> Path:
    (folder / "profile.toml").write_text(text, encoding="utf-8")
    return folder


def mistake(folder: Path, text: str) -> str:
    write(folder, text)
    with pytest.raises(ProfileError) as caught:
        load(folder, NOW)
    return str(caught.value)


def test_a_full_profile_is_read_with_the_files_beside_it(folder: Path) -> None:
    for name in ("posting.md", "resume.pdf", "people/dana-reyes.pdf", "people/te.txt", "pages/about.html", "pages/.x"):
        (folder / name).write_text("text")
    (folder / "notes.md").write_text("## Dana, 12 Nov 2026\n! on-call\n")
    profile = load(write(folder, FULL), NOW)
    assert profile.slug == "acme"
    assert profile.company.site == "https://acme.example"
    assert profile.company.pages == ("https://acme.example/about", "https://blog.acme.example/launch")
    assert profile.names == ("Acme Corp", "Acme")
    assert (profile.posting_file, profile.resume_file, profile.notes_file) == ("posting.md", "resume.pdf", "notes.md")
    assert profile.page_files == ("pages/about.html",)
    assert [note.text for note in profile.notes] == ["on-call"]
    first, second = profile.interviews
    assert first.at == dt.datetime(2026, 12, 3, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert first.interviewers == ("Dana Reyes", "Tomas Ek")
    assert second.at == dt.datetime(2026, 11, 28, 10, 0, tzinfo=dt.UTC)
    assert [(p.name, p.files) for p in profile.interviewers] == [
        ("Dana Reyes", ("people/dana-reyes.pdf",)), ("Tomas Ek", ("people/te.txt",)), ("Ines Falk", ()),
    ]  # fmt: skip


def test_a_saved_profile_belongs_to_whose_name_it_bears(folder: Path) -> None:
    for name in ("reyes-dana.html", "Zoë Färber - talk.md", "tomas.txt", "dana-reyesson.md"):
        (folder / "people" / name).write_text("x")
    people = "".join(f'[[interviewers]]\nname = "{n}"\n' for n in ("Dana Reyes", "Zoë Färber", "Tomas Ek"))
    profile = load(write(folder, f'[company]\nname = "A"\n{people}'), NOW)
    assert [p.files for p in profile.interviewers] == [
        ("people/reyes-dana.html",), ("people/Zoë Färber - talk.md",), ("people/tomas.txt",),
    ]  # fmt: skip


def test_the_company_name_alone_is_enough(folder: Path) -> None:
    profile = load(write(folder, '[company]\nname = "Acme"\n'), NOW)
    assert (profile.company.name, profile.interviews, profile.notes) == ("Acme", (), ())


ACME = '[company]\nname = "Acme"\n'
MISTAKES = [
    ('[company]\nname = "A"\nsitte = "a.example"\n', "3: unknown key “sitte”; did you mean “site”?"),
    ('[compnay]\nname = "A"\n', '1: there is no company; add a table [company] with name = "…".'),
    (ACME + "\n[rolle]\n", "4: unknown key “rolle”; did you mean “role”?"),
    ("[company]\nname = 3\n", "2: “name” should be text in quotes."),
    ('[company]\nsite = "a.example"\n', '1: “name” is missing in [company]; add name = "…".'),
    (
        '[company]\nname = "A\n',
        '2:10: not valid TOML: “name”: a text ends with a quote mark on its own line, as in name = "A".',
    ),
    (
        "[company]\nname = Acme Corp\n",
        '2:8: not valid TOML: “name”: a text stands in quotes, as in name = "Acme Corp".',
    ),
    (
        '[company]\nname: "Acme"\n',
        '2:5: not valid TOML: “name”: “=” stands between a key and its value, as in name = "Acme".',
    ),
    (
        "[company]\nname = “Acme”\n",
        '2:8: not valid TOML: “name”: quote marks are straight ones, as in name = "Acme".',
    ),
    (
        ACME + '[role]\nposting = "C:\\Users\\me\\job.md"\n',
        "4:16: not valid TOML: “posting”: a backslash means something else there; write / instead, as in"
        ' posting = "C:/Users/me/job.md".',
    ),
    (
        ACME + "[[interviews]]\nat = 3 Dec 2026 at 2:30 pm\n",
        "4:8: not valid TOML: “at”: a date and time is written without quotes and with seconds, as in"
        " at = 2026-12-03T14:30:00.",
    ),
    (
        ACME + "[[interviews]]\nwith = [Dana Reyes, Tomas Ek]\n",
        '4:9: not valid TOML: “with”: it is a list of texts in quotes, as in with = ["Dana Reyes", "Tomas Ek"].',
    ),
    (ACME + 'name = "B"\n', "3:11: not valid TOML: “name” stands there twice; keep one of the two lines."),
    (
        ACME + '[[interviewers]]\nname = "D"\nrole = "boss"\n',
        '5: “role” cannot be “boss”; use "HM" (hiring manager), "PEER" (team member), "SKIP" (their manager),'
        ' "FND" (founder), "XFN" (another team) or "REC" (recruiter).',
    ),
    (
        ACME + '[[interviews]]\nwith = ["Dana Ryes"]\n[[interviewers]]\nname = "Dana Reyes"\n',
        "4: “with” names Dana Ryes, who is not among [[interviewers]]; did you mean “Dana Reyes”? Somebody else needs"
        ' an entry: [[interviewers]] name = "Dana Ryes".',
    ),
    (ACME + 'aliases = "A"\n', '3: “aliases” should be a list, as in ["…"].'),
    (ACME + "pages = [3]\n", "3: each entry of “pages” should be text in quotes."),
    (ACME + "offline = 1\n", "3: “offline” should be true or false."),
    (ACME + 'site = "ftp://a.example"\n', "3: “site”: “ftp://a.example” is not a web address; use http or https."),
    (ACME + '[interviewers]\nname = "D"\n', "3: “interviewers” should be written as [[interviewers]]."),
    (ACME + '[role]\nlevel = "lead"\n', '4: “level” cannot be “lead”; use "junior", "senior" or "executive".'),
    (ACME + "[[interviews]]\nminutes = 0\n", "4: “minutes” should be between 5 and 600."),
    (
        ACME + "[[interviews]]\nat = 2026-12-03\n",
        "4: “at” is 2026-12-03 without a time; write it as 2026-12-03T10:00:00.",
    ),
    (
        ACME + '[[interviews]]\nround = "1"\n[[interviews]]\nat = "next week"\n',
        "6: “at” is “next week”, which is no date and time; write it as 2026-12-03T10:00:00 or “in 3 days at 10:00”.",
    ),
    (
        ACME + '[[interviews]]\nat = 2026-12-03T10:00:00\nzone = "Europe/Berln"\n',
        "5: “zone” “Europe/Berln” is unknown; did you mean “Europe/Berlin”?",
    ),
    (
        ACME + '[[interviews]]\nat = 2027-03-28T02:30:00\nzone = "Europe/Oslo"\n',
        "4: “at”: 02:30 does not exist on 28 Mar 2027 in Europe/Oslo.",
    ),
    (
        ACME + '[role]\nposting = "postng.md"\n',
        "4: “posting” names postng.md, which is not there; put it into the profile's folder.",
    ),
    (
        ACME + '[candidate]\nresume = "../resume.pdf"\n',
        "4: “resume” names ../resume.pdf, which lies outside the profile's folder; copy it there.",
    ),
    (ACME + '[candidate]\nresume = "people"\n', "4: “resume” names people, which is not a file."),
]


@pytest.mark.parametrize(("text", "sentence"), MISTAKES, ids=[m[1][:40] for m in MISTAKES])
def test_a_mistake_is_told_with_file_line_key_and_way_out(folder: Path, text: str, sentence: str) -> None:
    assert mistake(folder, text) == f"profiles/acme/profile.toml:{sentence}"


@pytest.mark.parametrize(
    "at",
    [
        '"3 December 2026, 10:00"', '"Thu 3 Dec 2026 at 10 am"', '"03.12.2026 um 10.00 Uhr"', '"3 déc. 2026 à 10h00"',
        '"2026-12-03 10:00"', "2026-12-03T10:00:00",
    ],
)  # fmt: skip
def test_a_date_in_words_is_understood(folder: Path, at: str) -> None:
    """Only when day and time are all that the text says."""
    profile = load(write(folder, f"{ACME}[[interviews]]\nat = {at}\n"), NOW)
    assert profile.interviews[0].at == dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
    assert profile.remarks == ()


def test_appointments_that_are_all_over_and_strangers_are_remarked_upon(folder: Path) -> None:
    """Both can be read; the user is told where to look."""
    text = '[[interviews]]\nat = 2025-12-03T10:00:00\nwith = ["Bo Carr"]\n[[interviewers]]\nname = "Dana Reyes"\n'
    profile = load(write(folder, ACME + text), NOW)
    stranger, over = profile.remarks
    assert stranger.startswith("profiles/acme/profile.toml:5: “with” names Bo Carr")
    assert over.startswith("profiles/acme/profile.toml: every appointment is over, the last was 3 Dec 2025, 10:00")
    assert [p.name for p in profile.interviewers] == ["Dana Reyes", "Bo Carr"]
    assert load(write(folder, ACME + text.replace("2025", "2026")), NOW).remarks == (stranger,)


def test_a_missing_file_is_compared_with_what_is_there(folder: Path) -> None:
    (folder / "posting.md").write_text("x")
    assert "did you mean posting.md?" in mistake(folder, ACME + '[role]\nposting = "postng.md"\n')


def test_the_line_is_right_below_multi_line_text(folder: Path) -> None:
    text = '[role]\ntitle = """\n[company]\nname = 3\n"""\n[company]\nname = "A"\nx = 1\n'
    assert mistake(folder, text).startswith("profiles/acme/profile.toml:8: unknown key “x”")


def test_latin_1_is_told_with_its_column(folder: Path) -> None:
    (folder / "profile.toml").write_bytes('[company]\nname = "Zoë"\n'.encode("latin-1"))
    with pytest.raises(ProfileError, match=r"profile.toml:2:11: not UTF-8 text"):
        load(folder, NOW)


def test_a_link_to_outside_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (folder / "posting.md").symlink_to(tmp_path / "secret.md")
    (folder / "people" / "dana.md").symlink_to(tmp_path / "secret.md")
    assert "lies outside" in mistake(folder, ACME + '[role]\nposting = "posting.md"\n')
    (folder / "notes.md").symlink_to(tmp_path / "secret.md")
    profile = load(write(folder, ACME), NOW)
    assert profile.notes == ()
    for name in (profile.posting_file, *profile.people_files, profile.notes_file):
        read = read_file(folder / str(name), kind="other", fetched_at=NOW, within=folder)
        assert isinstance(read, Miss)
        assert "leads out" in read.detail


def test_no_profile_a_pipe_and_a_huge_file_are_refused_at_once(folder: Path) -> None:
    with pytest.raises(InputError, match="There is no profile “nobody”"):
        load(folder.parent / "nobody", NOW)
    with pytest.raises(ProfileError, match="the file is missing"):
        load(folder, NOW)
    os.mkfifo(folder / "profile.toml")
    with pytest.raises(ProfileError, match="not a file"):
        load(folder, NOW)
    (folder / "profile.toml").unlink()
    assert "larger than 1 MB" in mistake(folder, "#" * 1_000_001)


def test_brackets_without_end_are_refused(folder: Path) -> None:
    assert "profile.toml" in mistake(folder, "a = " + "[" * 50_000)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Acme Corp", "acme-corp"), ("Müller & Söhne", "muller-sohne"), ("CON", "con-company"), ("-x", "x")],
)
def test_a_company_name_gives_a_safe_folder_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize("name", ["", "  ", "../etc", "a/b", "a\\b", "..", "x\0y", "株式会社", "a" * 300, "\x1b[31m"])
def test_what_is_no_company_name_is_refused_in_one_clean_line(name: str) -> None:
    try:
        assert slug_of(name) == "31m"
    except InputError as error:
        assert str(error).isprintable()
        assert len(str(error)) < 200


def test_the_root_is_the_option_then_the_environment_then_here(tmp_path: Path) -> None:
    assert find_root(None, {}, tmp_path) == tmp_path / "profiles"
    assert find_root(None, {"RESEARCH_PROFILES": "/data/p"}, tmp_path) == Path("/data/p")
    assert find_root("mine", {"RESEARCH_PROFILES": "/data/p"}, tmp_path) == tmp_path / "mine"
    (tmp_path / "profiles").write_text("")
    with pytest.raises(InputError, match="is a file"):
        find_root(None, {}, tmp_path)


def test_an_interviewer_is_read_from_one_line() -> None:
    entry = interviewer_spec("Dana Reyes, VP, Platform, https://dana.example/about")
    assert (entry.name, entry.title, entry.links) == ("Dana Reyes", "VP, Platform", ("https://dana.example/about",))
    assert interviewer_spec("Dana Reyes").title is None
    with pytest.raises(InputError, match="names no interviewer"):
        interviewer_spec(", https://x.example")


def test_a_new_profile_can_be_read_at_once_and_explains_itself(tmp_path: Path) -> None:
    posting = tmp_path / "job.md"
    posting.write_text("# Platform Lead\n")
    folder = scaffold(tmp_path / "p", 'Acme "Corp"', "acme.example", posting, ["Dana Reyes, VP Engineering"])
    profile = load(folder, NOW)
    assert (profile.company.name, profile.company.site) == ('Acme "Corp"', "https://acme.example")
    assert (folder / "posting.md").read_text() == "# Platform Lead\n"
    assert profile.interviewers[0].title == "VP Engineering"
    text = (folder / "profile.toml").read_text()
    assert "# [[interviews]]" in text
    uncommented = text.replace("# [[interviews]]", "[[interviews]]").replace("# at =", "at =").replace("# with", "with")
    assert tomllib.loads(uncommented)["interviews"][0]["with"] == ["Dana Reyes"]


def test_an_existing_profile_is_never_written_over(tmp_path: Path) -> None:
    folder = scaffold(tmp_path, "Acme", "acme.example")
    before = (folder / "profile.toml").read_bytes()
    with pytest.raises(InputError, match="exists already"):
        scaffold(tmp_path, "Acme", "other.example")
    assert (folder / "profile.toml").read_bytes() == before


def test_files_that_wait_in_the_folder_stay_and_the_profile_joins_them(tmp_path: Path) -> None:
    (tmp_path / "acme" / "people").mkdir(parents=True)
    (tmp_path / "acme" / "people" / "dana.md").write_text("Dana")
    assert load(scaffold(tmp_path, "Acme"), NOW).people_files == ("people/dana.md",)


def test_nothing_is_left_half_written(tmp_path: Path) -> None:
    root = tmp_path / "root"
    with pytest.raises(InputError, match="cannot be read"):
        scaffold(root, "Acme", posting=tmp_path / "none.md")
    assert not root.exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalTroubleError, match="cannot be written"):
        scaffold(tmp_path / "file", "Acme")
    mine = tmp_path / "p" / "acme"
    mine.mkdir(parents=True)
    (mine / "posting.md").write_text("mine")
    (tmp_path / "job.md").write_text("other")
    with pytest.raises(InputError, match="exists already"):
        scaffold(tmp_path / "p", "Acme", posting=tmp_path / "job.md")
    assert [p.name for p in mine.iterdir()] == ["posting.md"]
    assert [p.name for p in (tmp_path / "p").iterdir()] == ["acme"]


def test_working_days_leave_out_the_weekend() -> None:
    """Three working days from a Wednesday is a Monday; from a Saturday, a Wednesday."""
    from research.given import when

    wednesday = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
    assert when("in 3 working days at 10:00", None, wednesday) == dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC)
    saturday = dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)
    assert when("in 3 working days", None, saturday) == dt.datetime(2026, 12, 2, 10, tzinfo=dt.UTC)
